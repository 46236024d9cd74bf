//! Bad input: the place is named, the fix is named, the sums close, and nothing old is harmed.
//!
//! Each file of `tests/data/` that stands in the tables here has one defect.

use super::program::{
    DONE, FILE_FAILED, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, WRONG_USAGE, nearest,
};

/// A file, the message about its one bad row, and the sums.
const BAD_ROWS: &[(&str, &str, &str)] = &[
    (
        "latitude_91.csv",
        "latitude_91.csv:row 2 (line 3), column lat: value \"91\": latitude 91 is outside -90 to 90; \
         fix: check whether latitude and longitude are swapped",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "nan.csv",
        "nan.csv:row 2 (line 3), column lat: value \"NaN\": not a number that a place can have; \
         fix: leave the cell empty when the value is unknown",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "half_a_coordinate.csv",
        "half_a_coordinate.csv:row 2 (line 3), column lon: value \"\": the cell is empty, and the \
         latitude is given; fix: give both, or leave both empty where the place is unknown",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "decimal_comma.csv",
        "decimal_comma.csv:row 2 (line 3), column lat: value \"19,5\": a decimal comma, where a \
         decimal point is read; fix: write it with a point, or read the file with --decimal comma",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "decimal_comma_unquoted.csv",
        "decimal_comma_unquoted.csv:row 2 (line 3): 8 fields, header has 6; fix: put cells that hold \
         the separator or a decimal comma in quotes",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "dates_either_way.csv",
        "dates_either_way.csv:row 2 (line 3), column date: value \"03/04/2025\": ambiguous day/month: \
         either comes first, here and in the rest of the column; fix: write 2025-04-17, or say which \
         with --dates dmy or --dates mdy",
        "read 3, used 2, rejected 1, without location 0",
    ),
    (
        "two_lines.csv",
        "two_lines.csv:row 2 (line 4), column lat: value \"91\"",
        "read 2, used 1, rejected 1, without location 0",
    ),
];

/// A file that cannot be used at all, and the message.
const BAD_FILES: &[(&str, &str)] = &[
    (
        "empty.csv",
        "empty.csv: empty file; fix: give a file with a header and rows",
    ),
    (
        "missing_column.csv",
        "missing_column.csv:line 1, column lon: no column for lon (lon, lng, long, longitude, x, \
         lon_dd, longitude_dd, incident_lon); the columns are id, name, date, lat, east, people; fix: \
         rename the column, or say which it is: --columns lat=HEADER,lon=HEADER",
    ),
    (
        "title_above.csv",
        "title_above.csv:line 1, column lat: no column for lat (",
    ),
    (
        "title_above.csv",
        "fix: the header seems to be line 2; read it with --skip-lines 1",
    ),
    (
        "duplicate_id.csv",
        "duplicate_id.csv:row 2 (line 3), column id: value \"a\": the id stands in row 1 and row 2; \
         fix: give each record an id of its own",
    ),
];

#[test]
fn a_bad_row_is_set_aside_with_its_place_and_the_others_go_on() {
    for (file, message, sums) in BAD_ROWS {
        let ran = Folder::new().run(&nearest(file, &["--format", "csv"]));
        ran.expect(ROWS_SET_ASIDE, &[message]);
        assert_eq!(ran.last_line(), *sums, "{file}");
        let used = sums.split(", ").nth(1).unwrap().replace("used ", "");
        assert_eq!(ran.rows().len().to_string(), used, "{file}");
    }
}

#[test]
fn a_strict_run_refuses_a_bad_row_and_writes_nothing() {
    for (file, message, sums) in BAD_ROWS {
        let folder = Folder::new();
        folder.write("old.csv", "old\n");
        let before = folder.names();
        for output in [
            &["--format", "csv"][..],
            &["-o", "new.csv"],
            &["-o", "old.csv", "--overwrite"],
        ] {
            let ran = folder.run(&nearest(file, &[output, &["--strict"]].concat()));
            ran.expect(INPUT_REJECTED, &[message, "nothing written"]);
            assert_eq!(ran.last_line(), *sums, "{file}");
            assert_eq!(ran.out, "", "{file}");
        }
        assert_eq!(folder.names(), before, "{file}");
        assert_eq!(folder.read("old.csv"), b"old\n", "{file}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused_and_writes_nothing() {
    for (file, message) in BAD_FILES {
        let folder = Folder::new();
        folder.write("old.csv", "old\n");
        let before = folder.names();
        for output in [&["--format", "csv"][..], &["-o", "old.csv", "--overwrite"]] {
            let ran = folder.run(&nearest(file, output));
            ran.expect(INPUT_REJECTED, &[message, "nothing written"]);
            // What a file is refused for is counted, if that is rows.
            let rows = u32::from(message.contains(":row "));
            let sums = format!("read {rows}, used 0, rejected {rows}, without location 0");
            assert_eq!(ran.last_line(), sums, "{file}");
            assert_eq!(ran.out, "", "{file}");
        }
        assert_eq!(folder.names(), before, "{file}");
        assert_eq!(folder.read("old.csv"), b"old\n", "{file}");
    }
}

#[test]
fn bad_sites_are_named_by_their_own_file() {
    let folder = Folder::new();
    let ran = folder.run(&["nearest", "incidents.csv", "--aid", "latitude_91.csv"]);
    ran.expect(
        ROWS_SET_ASIDE,
        &[
            "latitude_91.csv:row 2 (line 3), column lat",
            "latitude_91.csv: read 3, used 2, rejected 1, without location 0",
        ],
    );
    assert_eq!(
        ran.last_line(),
        "read 7, used 6, rejected 0, without location 1"
    );
    let ran = folder.run(&[
        "nearest",
        "incidents.csv",
        "--aid",
        "latitude_91.csv",
        "--strict",
    ]);
    ran.expect(INPUT_REJECTED, &["nothing written"]);
    let ran = folder.run(&["nearest", "incidents.csv", "--aid", "empty.csv"]);
    ran.expect(INPUT_REJECTED, &["empty.csv: empty file"]);
}

#[test]
fn every_problem_of_a_file_is_listed() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon,people\na,91,181,x\nb,inf,5,-3\n");
    let ran = folder.run(&nearest("in.csv", &[]));
    ran.expect(
        ROWS_SET_ASIDE,
        &[
            "in.csv:row 1 (line 2), column lat: value \"91\"",
            "in.csv:row 1 (line 2), column lon: value \"181\"",
            "in.csv:row 1 (line 2), column people: value \"x\"",
            "in.csv:row 2 (line 3), column lat: value \"inf\"",
            "in.csv:row 2 (line 3), column people: value \"-3\"",
        ],
    );
    assert_eq!(
        ran.last_line(),
        "read 2, used 0, rejected 2, without location 0"
    );
}

#[test]
fn values_in_messages_are_escaped_and_cut() {
    let folder = Folder::new();
    let long = "9".repeat(500);
    folder.write(
        "in.csv",
        format!("id,lat,lon\na,\"1\u{1b}[2J\u{202e}\",5\nb,{long}x,5\n"),
    );
    let ran = folder.run(&nearest("in.csv", &[]));
    ran.expect(
        ROWS_SET_ASIDE,
        &[
            r#"value "1\u{1b}[2J\u{202e}""#,
            &format!("\"{}…\"", "9".repeat(80)),
        ],
    );
    assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
}

#[test]
fn a_row_without_a_place_is_counted_and_no_error() {
    let ran = Folder::new().run(&nearest("without_location.csv", &["--format", "csv"]));
    ran.expect(DONE, &[]);
    assert_eq!(
        ran.last_line(),
        "read 3, used 2, rejected 0, without location 1"
    );
    assert_eq!(ran.rows().len(), 2);
}

#[test]
fn a_file_without_rows_gives_a_table_without_rows() {
    let ran = Folder::new().run(&nearest("no_rows.csv", &["--format", "csv"]));
    ran.expect(DONE, &["warning: no_rows.csv: no rows"]);
    assert_eq!(ran.out.lines().count(), 1);
    assert!(ran.out.starts_with("incident_id,"));
}

#[test]
fn a_decimal_comma_and_slashed_dates_are_read_when_asked_for() {
    let folder = Folder::new();
    folder.write("in.csv", "id;lat;lon\na;19,398994;5,634612\n");
    let ran = folder.run(&nearest(
        "in.csv",
        &["--decimal", "comma", "--format", "csv"],
    ));
    ran.expect(DONE, &[]);
    assert_eq!(ran.rows()[0]["distance_m"], "16098.471");
    let ran = folder.run(&[
        "totals",
        "dates_either_way.csv",
        "--dates",
        "dmy",
        "--by",
        "month",
        "--format",
        "csv",
    ]);
    ran.expect(DONE, &[]);
    let months: Vec<String> = ran.rows().iter().map(|row| row["month"].clone()).collect();
    assert_eq!(months, ["2025-04", "2025-06"]);
}

#[test]
fn a_file_that_is_not_there_is_named_with_the_one_that_may_be_meant() {
    let folder = Folder::new();
    let ran = folder.run(&nearest("incident.csv", &[]));
    ran.expect(
        FILE_FAILED,
        &["cannot open incident.csv; did you mean incidents.csv"],
    );
    let ran = folder.run(&["nearest", "incidents.csv", "--aid", "nothing/aid.csv"]);
    ran.expect(
        FILE_FAILED,
        &["cannot open nothing/aid.csv; the current folder is "],
    );
    let ran = folder.run(&["nearest", ".", "--aid", "aid.csv"]);
    ran.expect(FILE_FAILED, &["cannot open ."]);
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    let folder = Folder::new();
    let before = folder.names();
    for (arguments, pieces) in [
        (nearest("incidents.csv", &["-k", "0"]), &["0", "-k"][..]),
        (nearest("incidents.csv", &["-k", "-1"]), &["-1"]),
        (
            nearest("incidents.csv", &["--within", "nan"]),
            &["nan", "50km"],
        ),
        (nearest("incidents.csv", &["--within", "50"]), &["50km"]),
        (nearest("incidents.csv", &["--within", "-5km"]), &["-5"]),
        (
            nearest("incidents.csv", &["--format", "xls"]),
            &["use one of csv, csv-fr,"],
        ),
        (
            nearest("incidents.csv", &["-o", "out.xls"]),
            &["out.xls", "csv, geojson, gpx, json"],
        ),
        (
            nearest("incidents.csv", &["-o", "out"]),
            &["out", "--format"],
        ),
        (
            vec!["nearest", "incidents.csv"],
            &["--aid FILE", "--aid bundled"],
        ),
        (vec!["nearest"], &["INCIDENTS"]),
        (vec!["nearset", "incidents.csv"], &["nearest"]),
        (
            vec!["totals", "incidents.csv", "--by", "week"],
            &["year", "month"],
        ),
        (vec![], &["Usage"]),
    ] {
        folder.run(&arguments).expect(WRONG_USAGE, pieces);
    }
    assert_eq!(folder.names(), before);
}

#[test]
fn what_is_odd_is_a_warning_and_the_row_goes_on() {
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,lat,lon,people\na\u{200b}1,19.5°,5,3\n,19,5,\n",
    );
    let ran = folder.run(&nearest("in.csv", &["--format", "csv"]));
    ran.expect(
        DONE,
        &[
            "warning: in.csv:row 1 (line 2), column id: value \"a\\u{200b}1\": a character that is not seen",
            "warning: in.csv:row 2 (line 3), column id: 1 record without an id; the row number serves",
            "warning: in.csv:row 2 (line 3), column people: 1 record without a number of people; it is unknown, \
             not 0",
            "warning: in.csv: 2 records without uncertainty_m",
        ],
    );
    assert_eq!(ran.rows()[1]["incident_id"], "2");
}

#[test]
fn features_without_one_good_point_are_named_one_by_one() {
    let folder = Folder::new();
    for (feature, code, message) in [
        (
            r#"{"type":"Feature","properties":{}}"#,
            ROWS_SET_ASIDE,
            "feature 0 (line 1): the \"geometry\" member is missing",
        ),
        (
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["5.7","19"]}}"#,
            ROWS_SET_ASIDE,
            "feature 0 (line 1): the coordinates [\"5.7\",\"19\"] are not numbers",
        ),
        (
            r#"{"type":"Feature","properties":{},"geom"#,
            INPUT_REJECTED,
            "in.geojson:line 1: unexpected end",
        ),
        (
            &format!(
                r#"{{"type":"Feature","geometry":null,"properties":{{"a":{}1{}}}}}"#,
                "[".repeat(200),
                "]".repeat(200)
            ),
            INPUT_REJECTED,
            "in.geojson:line 1: nested more than 128 deep",
        ),
    ] {
        folder.write(
            "in.geojson",
            format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#),
        );
        folder
            .run(&nearest("in.geojson", &[]))
            .expect(code, &[message]);
    }
}
