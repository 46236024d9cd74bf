//! `check`: what is in a file, which columns were taken for what, and every kind of finding.
//!
//! Where places lie is known from atlases: Agadez in Niger at 16.97 N 7.99 E, Assamaka on its border at
//! 19.33 N 5.77 E, Lampedusa in the sea between Tunisia and Sicily.

use serde_json::Value;

use super::program::{DONE, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, Ran};

/// A row, and the kind of finding that it gives.
const ODD_ROWS: &[(&str, &str)] = &[
    ("0.01,0.02,Niger,2020-01-01,1,2,3,x", "null-island"),
    ("16.5,16.5,Chad,2020-01-01,1,2,3,x", "lat-equals-lon"),
    ("17,8,Niger,2020-01-01,1,2,3,x", "whole-degrees"),
    ("16.9733,7.9911,Algeria,2020-01-01,1,2,3,x", "other-country"),
    ("7.9911,16.9733,NE,2020-01-01,1,2,3,x", "swapped"),
    ("-16.9733,7.9911,Niger,2020-01-01,1,2,3,x", "sign-flipped"),
    ("35.3,12.9,,2020-01-01,1,2,3,x", "at-sea"),
    ("16.9741,7.9911,Niger,2031-01-01,1,2,3,x", "future-date"),
    ("16.9742,7.9911,Niger,0202-01-01,1,2,3,x", "early-date"),
    ("16.9743,7.9911,Niger,2020-01-01,1,2,4,x", "sum"),
    ("16.9744,7.9911,Niger,2020-01-01,-1,2,3,x", "count"),
    ("16.97331234567,7.9911,Niger,2020-01-01,1,2,3,x", "decimals"),
    (
        "19.4,5.71,NER,2020-01-01,1,2,3,67 km north-east of Assamaka",
        "text-contradicts-point",
    ),
];

const HEADER: &str = "id,lat,lon,country,date,dead,missing,dead and missing,location description";

/// What `check` says of rows, as JSON; the clock stands in 2030.
fn checked(rows: &[&str], code: i32) -> Value {
    let folder = Folder::new();
    let rows = rows.iter().zip(1..);
    let rows: Vec<String> = rows.map(|(row, id)| format!("r{id},{row}")).collect();
    folder.write("in.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let ran = check(&folder, &["in.csv", "--format", "json"]);
    ran.expect(code, &[]);
    serde_json::from_str(&ran.out).unwrap()
}

fn check(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = folder.command(&[&["check"], arguments].concat());
    command.env("SOURCE_DATE_EPOCH", "1893456000");
    folder.finished(&command.output().unwrap())
}

/// The kinds that were found, each with its count.
fn kinds(document: &Value) -> Vec<(&str, u64)> {
    let findings = document["files"][0]["findings"].as_array().unwrap();
    let kinds = findings.iter().map(|kind| {
        let count = kind["count"].as_u64().unwrap();
        (kind["kind"].as_str().unwrap(), count)
    });
    kinds
        .filter(|(kind, _)| *kind != "without-radius")
        .collect()
}

/// The kinds that were found, each with the row of its first finding.
fn rows_of_kinds(document: &Value) -> Vec<(&str, u64)> {
    let findings = document["files"][0]["findings"].as_array().unwrap();
    let rows = findings.iter().map(|kind| {
        let row = kind["first"][0]["row"].as_u64().unwrap_or_default();
        (kind["kind"].as_str().unwrap(), row)
    });
    let mut rows: Vec<(&str, u64)> = rows.filter(|(kind, _)| *kind != "without-radius").collect();
    rows.sort_by_key(|(_, row)| *row);
    rows
}

#[test]
fn every_kind_of_oddity_is_found_in_its_row() {
    let rows: Vec<&str> = ODD_ROWS.iter().map(|(row, _)| *row).collect();
    let document = checked(&rows, DONE);
    let expected: Vec<(&str, u64)> = ODD_ROWS.iter().map(|(_, kind)| *kind).zip(1..).collect();
    assert_eq!(rows_of_kinds(&document), expected, "{document:#}");
    assert!(kinds(&document).iter().all(|(_, count)| *count == 1));
}

#[test]
fn rows_as_they_should_be_give_no_finding() {
    let rows = [
        "16.9733,7.9911,Niger,2020-01-01,1,2,3,5 km south of Agadez",
        "16.9744,7.9911,NER,2020-01-01,1,2,3,in the town",
        "16.9755,7.9911,Kingdom of Nowhere,2020-01-01,,,,x",
        "19.40,5.76,Niger,2020-01-01,1,2,3,near Assamaka",
        // Western Sahara is disputed: nobody is told where it belongs.
        "24.5,-13.5,Morocco,2020-01-01,1,2,3,x",
        "24.6,-13.5,Western Sahara,2020-01-01,1,2,3,x",
    ];
    assert_eq!(kinds(&checked(&rows, DONE)), []);
}

#[test]
fn points_on_one_spot_are_counted() {
    let row = "16.9733,7.9911,Niger,2020-01-01,1,2,3,x";
    assert_eq!(kinds(&checked(&[row; 4], DONE)), []);
    let document = checked(&[row; 30], DONE);
    assert_eq!(kinds(&document), [("stacked", 1)]);
    assert!(
        document
            .to_string()
            .contains("30 records on this very spot")
    );
}

#[test]
fn a_swapped_coordinate_is_named_with_where_it_would_lie() {
    let document = checked(&[ODD_ROWS[4].0], DONE);
    let finding = &document["files"][0]["findings"];
    assert!(
        finding
            .to_string()
            .contains("16.9733, 7.9911 lies in Niger"),
        "{finding}"
    );
}

#[test]
fn the_report_says_what_was_taken_for_what() {
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,Latitude (N),lon,note,phone,date\na,19.5,5.7,x,0612345678,27/10/2014\nb,91,5.7,y,,03/04/2015\n",
    );
    let ran = check(&folder, &["in.csv", "--columns", "id=id"]);
    ran.expect(ROWS_SET_ASIDE, &[]);
    for line in [
        "format     csv, 2 rows of incidents",
        "1 \"id\" is id, as asked",
        "2 \"Latitude (N)\" is lat, by its header",
        "kept       note",
        "left out   phone (may name a person or a device)",
        "dates with slashes are day/month/year",
        "2014-10-27 to 2014-10-27",
        "west 5.7, south 19.5, east 5.7, north 19.5",
        "rejects the row: latitude-out-of-range",
        "in.csv:row 2 (line 3), column Latitude (N): value \"91\"",
        "read 2, used 1, rejected 1, without location 0",
    ] {
        assert!(ran.out.contains(line), "no \"{line}\" in:\n{}", ran.out);
    }
    assert!(
        !ran.out.contains("0612345678"),
        "a telephone number is never shown"
    );
    assert_eq!(
        ran.last_line(),
        "read 2, used 1, rejected 1, without location 0"
    );
    check(&folder, &["in.csv", "--strict"]).expect(INPUT_REJECTED, &[]);
}

#[test]
fn several_files_are_told_one_after_the_other() {
    let folder = Folder::new();
    folder.write(
        "area.geojson",
        r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon",
        "coordinates":[[[5,19],[6,19],[6,20],[5,20],[5,19]]]}}"#,
    );
    let ran = check(&folder, &["aid.csv", "area.geojson", "incidents.csv"]);
    ran.expect(DONE, &["aid.csv: read 4", "area.geojson: read 1, used 1"]);
    for line in ["4 rows of sites", "1 rows of shapes", "rows of incidents"] {
        assert!(ran.out.contains(line), "no \"{line}\" in:\n{}", ran.out);
    }
    let ran = check(&folder, &["incidents.csv", "empty.csv"]);
    ran.expect(INPUT_REJECTED, &["incidents.csv: read"]);
    assert!(ran.out.contains("empty file"), "{}", ran.out);
}

#[test]
fn geometry_is_judged_ring_by_ring() {
    let ring = |ring: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[5,19],[9,19],[9,23],[5,23],[5,19]],{ring}]}}}}"
        )
    };
    for (hole, code, kind) in [
        ("[[6,20],[7,20],[7,21],[6,20]]", DONE, None),
        (
            "[[6,20],[7,20],[6,20]]",
            ROWS_SET_ASIDE,
            Some("ring 1 has 3 positions"),
        ),
        (
            "[[6,20],[7,21],[7,20],[6,21],[6,20]]",
            ROWS_SET_ASIDE,
            Some("ring 1 crosses itself"),
        ),
        (
            "[[16,20],[17,20],[17,21],[16,20]]",
            ROWS_SET_ASIDE,
            Some("ring 1 lies outside ring 0"),
        ),
        (
            "[[6,20],[7,20],[7,21],[6,21]]",
            ROWS_SET_ASIDE,
            Some("ring 1 is not closed"),
        ),
        (
            "[[6,20],[6,20],[6,20],[6,20]]",
            ROWS_SET_ASIDE,
            Some("one position, again"),
        ),
        (
            "[[6,20],[7,20],[7,91],[6,20]]",
            ROWS_SET_ASIDE,
            Some("ring 1, vertex 2: latitude 91"),
        ),
        // The shell from another start and the other way round.
        (
            "[[9,23],[9,19],[5,19],[5,23],[9,23]]",
            ROWS_SET_ASIDE,
            Some("the same as ring 0"),
        ),
    ] {
        let folder = Folder::new();
        folder.write("in.geojson", ring(hole));
        let ran = check(&folder, &["in.geojson"]);
        ran.expect(code, &[]);
        let said = kind.unwrap_or("used 1");
        assert!(ran.out.contains(said), "no \"{said}\" in:\n{}", ran.out);
    }
}

#[test]
fn a_file_beside_its_sites_is_known_to_be_swapped() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon\na,5.7721,19.5372\nb,5.8014,19.4018\n");
    let words = "all points lie outside the map/border area, and inside it when swapped";
    let ran = check(&folder, &["in.csv", "--aid", "aid.csv"]);
    assert!(ran.out.contains(words), "{}", ran.out);
    let ran = check(&folder, &["in.csv", "--extent", "4,18,8,21"]);
    assert!(ran.out.contains(words), "{}", ran.out);
    folder
        .run(&["nearest", "in.csv", "--aid", "aid.csv", "--format", "csv"])
        .expect(DONE, &[words]);
}

#[test]
fn a_clean_copy_is_mended_in_one_way_and_logged() {
    let folder = Folder::new();
    let text = "id,lat,lon,note\na,19.5,5.7,as it is\nb,\"19,5\",\u{2212}5.7,\"x,y\"\nc,91,5.7,z\n";
    folder.write("in.csv", text);
    let ran = check(&folder, &["in.csv", "--fix", "clean.csv"]);
    ran.expect(
        ROWS_SET_ASIDE,
        &[
            "wrote clean.csv",
            "wrote clean.log.csv",
            "rows mended: 1, left out: 1",
        ],
    );
    assert_eq!(
        folder.read("in.csv"),
        text.as_bytes(),
        "the input is never touched"
    );
    let clean = String::from_utf8(folder.read("clean.csv")).unwrap();
    assert_eq!(
        clean.replace('\r', ""),
        "id,lat,lon,note\na,19.5,5.7,as it is\nb,19.5,-5.7,\"x,y\"\n"
    );
    let log = String::from_utf8(folder.read("clean.log.csv")).unwrap();
    for piece in [
        "2,3,lat,\"19,5\",19.5,a decimal comma written as a point",
        "2,3,lon,\u{2212}5.7,-5.7,a typographic dash written as a minus",
        "3,4,lat,91,,the row is left out: latitude 91 is outside -90 to 90",
    ] {
        assert!(log.contains(piece), "no {piece} in:\n{log}");
    }
    check(&folder, &["clean.csv"]).expect(DONE, &[]);
    check(&folder, &["in.csv", "--fix", "clean.csv"]).expect(2, &["stands already"]);
    check(&folder, &["in.csv", "--fix", "in.csv", "--overwrite"]).expect(2, &["is the input"]);
}

#[test]
fn a_header_below_other_lines_is_pointed_at() {
    let folder = Folder::new();
    for (above, lines) in [("sep=,\n", 1), ("# made by hand\n\"a, b\"\n", 2)] {
        folder.write("in.csv", format!("{above}id,lat,lon\na,19.5,5.7\n"));
        let ran = check(&folder, &["in.csv"]);
        ran.expect(INPUT_REJECTED, &[]);
        let (line, flag) = (lines + 1, format!("--skip-lines {lines}"));
        let said = format!("the header seems to be line {line}; read it with {flag}");
        assert!(ran.out.contains(&said), "no \"{said}\" in:\n{}", ran.out);
        check(&folder, &["in.csv", "--skip-lines", &lines.to_string()]).expect(DONE, &[]);
    }
}

#[test]
fn an_id_that_stands_twice_hides_no_other_finding() {
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,lat,lon,people\na,0,0,5\na,19.5,5.7,6\nTOTAL,19.6,5.8,11\n",
    );
    let ran = check(&folder, &["in.csv"]);
    ran.expect(INPUT_REJECTED, &[]);
    for kind in ["duplicate-id", "null-island", "total"] {
        assert!(ran.out.contains(kind), "no {kind} in:\n{}", ran.out);
    }
}
