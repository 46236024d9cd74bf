//! Every format out and in again: the same records, cells and coordinates.
#![cfg(all(feature = "kml", feature = "workbook"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use pointzero::report::{
    BadRows, ConvertJob, Decimal, Existing, FileToRead, InputFile, Outcome, Output, ReadOptions,
    table_formats,
};
use serde_json::{Map, Value};

/// Converts a file; the format is told by the extension unless it is named.
fn convert(from: &Path, to: &Path, format: Option<&str>, decimal: Decimal) -> Outcome {
    let job = ConvertJob {
        file: FileToRead {
            file: InputFile::Path(from.to_owned()),
            reading: ReadOptions {
                decimal,
                ..ReadOptions::default()
            },
        },
        leave_out_personal: false,
        outputs: vec![Output::Path(to.to_owned())],
        format: format.map(|name| table_formats::for_name(name).unwrap()),
        bad_rows: BadRows::Refuse,
        existing: Existing::Replace,
    };
    job.run(&mut Vec::new())
        .unwrap_or_else(|error| panic!("{} to {}: {error}", from.display(), to.display()))
}

/// The rows of a file, as JSON has them, with their columns in the order of the alphabet.
fn rows(file: &Path, decimal: Decimal) -> Vec<Map<String, Value>> {
    let json = file.with_extension("rows.json");
    convert(file, &json, Some("json"), decimal);
    let mut rows: Vec<Map<String, Value>> =
        serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    for row in &mut rows {
        row.sort_keys();
    }
    rows
}

/// What each format is written as: its name, the extension, and the decimal sign to read it with.
const FORMATS: &[(&str, &str, Decimal)] = &[
    ("csv", "csv", Decimal::Point),
    ("csv-fr", "csv", Decimal::Comma),
    ("xlsx", "xlsx", Decimal::Point),
    ("json", "json", Decimal::Point),
    ("ndjson", "ndjson", Decimal::Point),
    ("geojson", "geojson", Decimal::Point),
    ("kml", "kml", Decimal::Point),
    ("gpx", "gpx", Decimal::Point),
];

/// Places whose degrees need all of 17 digits, texts that formats could take for something else, and
/// cells that are empty.
const POINTS: &str = "id,name,lat,lon,people,day,note,code,share\n\
    a1,\"Alpha, é\",19.5372,5.7721,41,2025-04-17,=1+1,007,0.5\n\
    a2,الجزائر,19.401800000000012,-5.8014000000000001,63,2025-05-02,\"line\ntwo\",-5,0.25\n\
    a3,Ça,-90,180,,2025-05-02,\"'x <&> \"\"q\"\" ]]>\",12345678901234567890,1\n\
    a4,,1e-7,0.1,0,2025-05-03,\t=1,true,\n\
    a5,@home,89.99999999999999,-179.99999999999997,7,2025-12-31,  blanks  ,null,3.25\n";

#[test]
fn points_come_back_from_every_format_as_they_went() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("original.csv");
    // `1e-7` is no way to write degrees in a table.
    fs::write(&original, POINTS.replace("1e-7", "0.0000001")).unwrap();
    let expected = rows(&original, Decimal::Point);
    assert_eq!(expected.len(), 5);
    assert_eq!(expected[1]["lat"].to_string(), "19.401800000000012");
    assert_eq!(expected[0]["note"], "=1+1");
    for (format, extension, decimal) in FORMATS {
        let written = folder.path().join(format!("{format}.{extension}"));
        convert(&original, &written, Some(format), Decimal::Point);
        assert_eq!(rows(&written, *decimal), expected, "{format}");
        // And from each format into each other.
        for (second, extension, decimal_of_second) in FORMATS {
            let again = folder.path().join(format!("{format}-{second}.{extension}"));
            convert(&written, &again, Some(second), *decimal);
            assert_eq!(
                rows(&again, *decimal_of_second),
                expected,
                "{format} to {second}"
            );
        }
    }
}

#[test]
fn lines_and_areas_come_back_from_every_format_that_can_hold_them() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("original.geojson");
    fs::write(
        &original,
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"l"},"geometry":{"type":"LineString","coordinates":[[5.1,19.30000000000001],[6,20]]}},
        {"type":"Feature","properties":{"id":"m"},"geometry":{"type":"MultiLineString","coordinates":[[[5,19],[6,20]],[[7,21],[8,22]]]}},
        {"type":"Feature","properties":{"id":"p"},"geometry":{"type":"Polygon","coordinates":[[[5,19],[6,19],[6,20],[5,20],[5,19]],[[5.2,19.2],[5.2,19.4],[5.4,19.4],[5.2,19.2]]]}},
        {"type":"Feature","properties":{"id":"q"},"geometry":{"type":"Point","coordinates":[5.7721,19.5372]}},
        {"type":"Feature","properties":{"id":"n"},"geometry":null}]}"#,
    )
    .unwrap();
    let expected = rows(&original, Decimal::Point);
    assert_eq!(expected[0]["wkt"], "LINESTRING(5.1 19.30000000000001,6 20)");
    assert_eq!(
        expected[2]["wkt"],
        "POLYGON((5 19,6 19,6 20,5 20,5 19),(5.2 19.2,5.2 19.4,5.4 19.4,5.2 19.2))"
    );
    assert_eq!(expected[3]["lat"].to_string(), "19.5372");
    assert!(expected[4]["wkt"].is_null());
    for format in ["geojson", "kml"] {
        let written = folder.path().join(format!("{format}.{format}"));
        convert(&original, &written, None, Decimal::Point);
        assert_eq!(rows(&written, Decimal::Point), expected, "{format}");
    }
}

#[test]
fn the_same_table_is_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("original.csv");
    fs::write(&original, "id,lat,lon,day\na,19.5,5.7,2025-04-17\n").unwrap();
    for (format, extension, _) in FORMATS {
        let bytes = |name: &str| {
            let written = folder.path().join(format!("{name}.{extension}"));
            convert(&original, &written, Some(format), Decimal::Point);
            fs::read(written).unwrap()
        };
        assert!(bytes("one") == bytes("two"), "{format}");
    }
}

#[test]
fn what_a_spreadsheet_could_run_has_an_apostrophe_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("original.csv");
    fs::write(
        &original,
        "id,lat,lon,note\na,19.5,5.7,=1+1\nb,19.5,-5.7,@x\nc,19.5,5.7,'=2\n",
    )
    .unwrap();
    let written = folder.path().join("written.csv");
    let outcome = convert(&original, &written, None, Decimal::Point);
    let text = fs::read_to_string(written).unwrap();
    assert_eq!(
        text,
        "id,lat,lon,note\na,19.5,5.7,'=1+1\nb,19.5,-5.7,'@x\nc,19.5,5.7,'=2\n"
    );
    let told: Vec<String> = outcome.findings.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|finding| finding.contains("row 1 (line 2), column note")
                && finding.contains("3 cells")),
        "{told:?}"
    );
}
