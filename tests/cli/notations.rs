//! Places and dates in every way that they are written, from a file to its figures.

use super::program::{DONE, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, Ran, nearest};

/// A place at 19.5372, 5.7721 as `GeoConvert` 2.1.2, openlocationcode 1.0.1 and pygeohash 3.5.1 write it, the header it
/// stands under, and how far what they write may lie from it.
const WRITTEN: &[(&str, &str, f64)] = &[
    ("coordinates", "\"19°32'13.9\"\"N 5°46'19.6\"\"E\"", 2.2),
    ("coordinates", "N 19 32.232 E 5 46.326", 1.3),
    ("latitude,longitude", "\"19.5372, 5.7721\"", 0.0),
    ("lon_lat", "5.7721 19.5372", 0.0),
    ("geopoint", "19.5372 5.7721 410.2 0", 0.0),
    ("utm", "31N 790903 2162624", 0.71),
    ("utm", "31Q 790903mE 2162624mN", 0.71),
    ("mgrs", "31QGB9090262623", 0.71),
    ("mgrs", "31Q GB 90 62", 707.4),
    ("plus_code", "7FF7GQPC+VR", 9.7),
    ("geohash", "s5kp5keh7w", 0.64),
];

fn ask(folder: &Folder, table: &str, more: &[&str]) -> Ran {
    folder.write("in.csv", table);
    folder.run(&nearest("in.csv", &[more, &["--format", "csv"]].concat()))
}

fn metres(ran: &Ran, row: usize, column: &str) -> f64 {
    ran.rows()[row][column].parse().unwrap()
}

/// The radius of the place, by what it adds to the distance beyond what the site's own adds.
#[test]
fn a_place_has_one_distance_and_the_doubt_of_its_notation() {
    let folder = Folder::new();
    let plain = ask(&folder, "id,lat,lon\na,19.5372,5.7721\n", &[]);
    let distance_m = metres(&plain, 0, "distance_m");
    let most_m = metres(&plain, 0, "distance_most_m");
    for (header, place, radius_m) in WRITTEN {
        let header = if header.contains(',') {
            format!("\"{header}\"")
        } else {
            (*header).to_owned()
        };
        let ran = ask(&folder, &format!("id,{header}\na,{place}\n"), &[]);
        ran.expect(DONE, &["read 1, used 1, rejected 0, without location 0"]);
        let apart_m = (metres(&ran, 0, "distance_m") - distance_m).abs();
        assert!(apart_m <= radius_m + 0.001, "{place}: {apart_m} m");
        let added_m = metres(&ran, 0, "distance_most_m") - metres(&ran, 0, "distance_m");
        let added_m = added_m - (most_m - distance_m);
        assert!(
            (added_m - radius_m).abs() <= 0.05 * radius_m + 0.002,
            "{place}: {added_m} m for {radius_m} m"
        );
        assert_eq!(ran.rows()[0]["distance_radius_kind"], "bound");
    }
}

/// A table, flags, the exit code, and what standard error says.
type Case = (&'static str, &'static [&'static str], i32, &'static str);

const CASES: &[Case] = &[
    (
        "id,coordinates\na,\"19.5, 5.7\"\n",
        &[],
        INPUT_REJECTED,
        "say which comes first with --order lat,lon or --order lon,lat",
    ),
    (
        "id,coordinates\na,\"19.5, 5.7\"\n",
        &["--order", "lat,lon"],
        DONE,
        "used 1",
    ),
    (
        "id,coordinates\na,\"19.5, 5.7\"\nb,\"19.5, 105.7\"\n",
        &[],
        DONE,
        "used 2",
    ),
    (
        "id,coordinates\na,\"95, 5.7\"\nb,\"19.5, 105.7\"\n",
        &[],
        INPUT_REJECTED,
        "--order",
    ),
    (
        "id,coordinates\na,\"19,5; 5,7\"\nb,\"19,5; 105,7\"\n",
        &[],
        DONE,
        "used 2",
    ),
    ("id;lat;lon\na;19,5;5,7\nb;20;5,8\n", &[], DONE, "used 2"),
    (
        "id;lat;lon\na;19,5;5,7\nb;20.1;5,8\n",
        &[],
        ROWS_SET_ASIDE,
        "--decimal comma",
    ),
    (
        "id,lat,lon\na,19.5N,5.7 O\nb,19.5N,1.7 E\n",
        &[],
        DONE,
        "used 2",
    ),
    (
        "id,lat,lon\na,19.5N,5.7 O\nb,19.5N,1.7 O\n",
        &[],
        ROWS_SET_ASIDE,
        "value \"5.7 O\": O can be west (ouest, oeste) or east (Ost)",
    ),
    (
        "id,lat,lon\na,19.5,354.2\n",
        &["--wrap-lon"],
        DONE,
        "used 1",
    ),
    (
        "id,mgrs\na,31QGB9162\nb,7F2GGQPC+V3\nc,\n",
        &[],
        ROWS_SET_ASIDE,
        "value \"7F2GGQPC+V3\": looks like a Plus Code; a notation is read only when the whole column",
    ),
    (
        "id,coordinates\na,31QGB9162\nb,7F2GGQPC+V3\n",
        &[],
        INPUT_REJECTED,
        "holds places of several kinds",
    ),
    (
        "id,utm\na,32S 600000 3900000\nb,32S 600000 3900001\n",
        &[],
        ROWS_SET_ASIDE,
        "S can be the southern hemisphere or the band S",
    ),
    (
        "id,utm\na,32S 600000 3900000\nb,31Q 791000 2150000\n",
        &[],
        DONE,
        "used 2",
    ),
    (
        "id,where\na,31QGB9162\n",
        &["--columns", "coordinates=where"],
        DONE,
        "used 1",
    ),
    (
        "id,lat,lon\na,19.5,5.7\nb,19-mai,05-juil\n",
        &[],
        ROWS_SET_ASIDE,
        "Excel turned the number into a date; fix: write the number again, in a column formatted as \
         text; it was perhaps 19.5",
    ),
    (
        "id,lat,lon\na,19.5,5.7\nb,2160812,-1371240\n",
        &[],
        ROWS_SET_ASIDE,
        "this looks projected (web-Mercator metres)",
    ),
    (
        "id,date,lat,lon\na,45764,19.5,5.7\nb,2025-04-17,19.5,5.7\n",
        &[],
        ROWS_SET_ASIDE,
        "Excel serial = 2025-04-17; serials are read only when the whole column",
    ),
];

#[test]
fn a_column_is_read_as_one_kind_or_its_rows_are_refused() {
    for (table, flags, code, message) in CASES {
        let ran = ask(&Folder::new(), table, flags);
        assert_eq!(ran.code, *code, "{table}{}", ran.err);
        assert!(
            ran.err.contains(message),
            "{table}no \"{message}\" in {}",
            ran.err
        );
    }
}

#[test]
fn a_longitude_of_ouest_is_west() {
    let folder = Folder::new();
    let ran = ask(&folder, "id,lat,lon\na,19.5N,5.7 O\nb,19.5N,1.7 E\n", &[]);
    let west = ask(&folder, "id,lat,lon\na,19.5,-5.7\n", &[]);
    assert_eq!(ran.rows()[0]["distance_m"], west.rows()[0]["distance_m"]);
}

#[test]
fn longitudes_to_360_are_turned_in_geojson_too() {
    let folder = Folder::new();
    folder.write(
        "in.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"a\"},\
         \"geometry\":{\"type\":\"Point\",\"coordinates\":[354.2,19.5]}}]}",
    );
    let refused = folder.run(&nearest("in.geojson", &["--format", "csv"]));
    refused.expect(ROWS_SET_ASIDE, &["--wrap-lon"]);
    let turned = folder.run(&nearest("in.geojson", &["--wrap-lon", "--format", "csv"]));
    turned.expect(DONE, &["used 1"]);
    let plain = ask(&folder, "id,lat,lon\na,19.5,-5.8\n", &[]);
    // 354.2 - 360 and -5.8 differ by a unit in the last place of 354.2.
    assert!((metres(&turned, 0, "distance_m") - metres(&plain, 0, "distance_m")).abs() < 1e-2);
}

#[test]
fn the_accuracy_of_a_telephone_is_a_radius_of_68_percent() {
    let ran = ask(&Folder::new(), "id,geopoint\na,19.5 5.7 410.2 8.5\n", &[]);
    assert_eq!(ran.rows()[0]["distance_radius_kind"], "p68");
}

#[test]
fn events_have_the_month_of_their_columns() {
    let folder = Folder::new();
    for (table, months) in [
        (
            "Incident year,Reported Month,lat,lon\n2014,January,19,5\n2014,3,19,5\n2015,,19,5\n",
            ["2014-01", "2014-03", "2015"],
        ),
        (
            "date,lat,lon\n45764,19,5\n45800.5,19,5\n45850,19,5\n",
            ["2025-04", "2025-05", "2025-07"],
        ),
        (
            "date,lat,lon\n\"Mon, 05/11/2015 - 12:00\",19,5\n05/12/2015,19,5\n13-Jan-20,19,5\n",
            ["2015-05", "2015-05", "2020-01"],
        ),
        (
            "date,lat,lon\n17 avril 2025,19,5\n١٧ نيسان ٢٠٢٥,19,5\nMay 2025,19,5\n",
            ["2025-04", "2025-04", "2025-05"],
        ),
    ] {
        folder.write("in.csv", table);
        let ran = folder.run(&["totals", "in.csv", "--by", "month", "--format", "csv"]);
        ran.expect(DONE, &["used 3"]);
        let found: Vec<String> = ran.rows().iter().map(|row| row["month"].clone()).collect();
        let mut months = months.to_vec();
        months.dedup();
        assert_eq!(found, months, "{table}");
    }
}

#[test]
fn a_place_is_shown_in_all_notations() {
    let folder = Folder::new();
    let ran = folder.run(&["coord", "19°32'14\"N 5°46'20\"E", "--format", "csv"]);
    ran.expect(
        DONE,
        &["as a latitude and a longitude; the place lies within 21."],
    );
    let names: Vec<String> = ran
        .rows()
        .iter()
        .map(|row| row["notation"].clone())
        .collect();
    assert_eq!(
        names,
        [
            "decimal degrees",
            "degrees and minutes",
            "degrees, minutes and seconds",
            "UTM",
            "MGRS",
            "Plus Code",
            "geohash"
        ]
    );
    // Each is read again, to the same place as far as it tells.
    for row in ran.rows() {
        let again = folder.run(&[
            "coord",
            &row["place"],
            "--order",
            "lat,lon",
            "--format",
            "csv",
        ]);
        again.expect(DONE, &[]);
    }
    for (text, message) in [
        ("junk", "not a place in a notation that is read here"),
        ("19.5 5.7", "--order lat,lon or --order lon,lat"),
        ("GQPC+V3 Assamaka", "a short Plus Code"),
    ] {
        let ran = folder.run(&["coord", text]);
        ran.expect(INPUT_REJECTED, &[message]);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn convert_reads_places_in_one_column() {
    let folder = Folder::new();
    folder.write(
        "in.csv",
        "id,Coordonnées\na,\"19°24'36\"\"N 5°38'12\"\"E\"\n",
    );
    let ran = folder.run(&["convert", "in.csv", "-o", "out.geojson"]);
    ran.expect(DONE, &["read 1, used 1, rejected 0, without location 0"]);
    let written: serde_json::Value = serde_json::from_slice(&folder.read("out.geojson")).unwrap();
    let point = &written["features"][0]["geometry"]["coordinates"];
    for (index, degrees) in [5.0 + 38.2 / 60.0, 19.41].into_iter().enumerate() {
        assert!(
            (point[index].as_f64().unwrap() - degrees).abs() < 1e-9,
            "{point}"
        );
    }
}

#[test]
fn columns_that_name_people_are_told_and_left_out_where_asked() {
    let folder = Folder::new();
    folder.write("in.csv", "id,lat,lon,phone\na,19.5,5.7,0612345678\n");
    let ran = folder.run(&["convert", "in.csv", "--format", "csv"]);
    ran.expect(DONE, &["are kept", "phone", "--without-personal"]);
    assert!(ran.out.contains("0612345678"));
    let ran = folder.run(&["convert", "in.csv", "--without-personal", "--format", "csv"]);
    ran.expect(DONE, &["are left out: phone"]);
    assert!(!ran.out.contains("0612345678"), "{}", ran.out);
    folder
        .run(&["check", "in.csv", "--fix", "clean.csv"])
        .expect(DONE, &[]);
    let [clean, log] =
        ["clean.csv", "clean.log.csv"].map(|name| String::from_utf8(folder.read(name)).unwrap());
    assert!(!clean.contains("0612345678"), "{clean}");
    assert!(
        log.contains("phone") && !log.contains("0612345678"),
        "{log}"
    );
}
