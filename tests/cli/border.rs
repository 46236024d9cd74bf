//! `border` on the command line and in a report.

use super::program::{DONE, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, WRONG_USAGE};

/// The fixed columns, in their order.
const COLUMNS: &str = "incident_id,incident_name,country,country_status,border,border_status,\
    distance_m,distance_least_m,distance_most_m,azimuth_deg,foot_lat,foot_lon,line_reading";

/// A line of two points west of Assamaka, with properties.
fn line(properties: &str) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\
         \"properties\":{{{properties}}},\"geometry\":{{\"type\":\"LineString\",\
         \"coordinates\":[[5.5,18],[5.5,20]]}}}}]}}"
    )
}

#[test]
fn the_fixed_columns_come_first_and_the_files_own_last() {
    let ran = Folder::new().run(&["border", "incidents.csv", "--format", "csv"]);
    ran.expect(DONE, &[]);
    let header = ran.out.lines().next().unwrap();
    assert!(header.starts_with(COLUMNS), "{header}");
    assert!(header.contains(",date,lat,lon,uncertainty_m,"), "{header}");
    // Distances by the brief of the treaty: GeodSolve from Assamaka to the feet on its legs.
    let rows = ran.rows();
    let assamaka = rows
        .iter()
        .find(|row| row["incident_id"] == "assamaka")
        .unwrap();
    assert!(assamaka["distance_m"].starts_with("10934."), "{assamaka:?}");
    assert_eq!(assamaka["country"], "Niger");
    assert_eq!(assamaka["country_code"], "NER");
    assert_eq!(assamaka["border_codes"], "DZA-NER");
}

#[test]
fn readings_and_sources_are_chosen_by_flags() {
    for (flags, metres, reading) in [
        (&["--line", "lonlat"][..], "10904.", "lonlat"),
        (&["--line", "geodesic"], "10934.", "geodesic"),
        (&["--line", "rhumb"], "1090", "rhumb"),
        (&["--no-treaty"], "11244.", "lonlat"),
        (&["--between", "ner,dza"], "10934.", "geodesic"),
    ] {
        let ask = [&["border", "incidents.csv", "--format", "csv"], flags].concat();
        let ran = Folder::new().run(&ask);
        ran.expect(DONE, &[]);
        let rows = ran.rows();
        let assamaka = rows
            .iter()
            .find(|row| row["incident_id"] == "assamaka")
            .unwrap();
        assert!(assamaka["distance_m"].starts_with(metres), "{assamaka:?}");
        assert_eq!(assamaka["line_reading"], reading);
    }
}

#[test]
fn countries_without_a_common_line_are_wrong_usage() {
    for (between, why) in [
        (
            "DZA,FRA",
            "DZA has lines with ESH, LBY, MAR, MLI, MRT, NER, TUN",
        ),
        ("XXX,FRA", "no line has XXX as a side"),
        ("DZA", "two different countries"),
        ("DZA,dza", "two different countries"),
    ] {
        let ran = Folder::new().run(&["border", "incidents.csv", "--between", between]);
        ran.expect(WRONG_USAGE, &[why]);
        assert!(ran.out.is_empty());
    }
}

#[test]
fn a_line_of_ones_own_is_measured_to() {
    let folder = Folder::new();
    let properties = "\"name\":\"ditch\",\"uncertainty_m\":50";
    folder.write("ditch.geojson", line(properties));
    let ask = [
        "border",
        "incidents.csv",
        "--borders",
        "ditch.geojson",
        "--format",
        "csv",
    ];
    let ran = folder.run(&ask);
    ran.expect(DONE, &[]);
    let rows = ran.rows();
    let row = rows
        .iter()
        .find(|row| row["incident_id"] == "assamaka")
        .unwrap();
    // GeodSolve: from Assamaka to its foot on the meridian of 5.5 degrees.
    assert_eq!(row["border"], "ditch");
    assert_eq!(row["border_status"], "");
    assert_eq!(row["distance_m"], "28571.211");
    assert_eq!(row["distance_least_m"], "28521.211");
    assert_eq!(row["country"], "Niger");
    let ran = folder.run(&[&ask[..], &["--between", "DZA,NER"]].concat());
    ran.expect(WRONG_USAGE, &["no line has DZA as a side"]);
}

#[test]
fn features_that_are_no_lines_are_named() {
    let folder = Folder::new();
    let bad = line("\"line\":\"crooked\"").replace("]}}]}", "]}},");
    let good = line("").replace("{\"type\":\"FeatureCollection\",\"features\":[", "");
    folder.write("lines.geojson", format!("{bad}{good}"));
    let ask = ["border", "incidents.csv", "--borders", "lines.geojson"];
    folder.run(&ask).expect(
        ROWS_SET_ASIDE,
        &[
            "lines.geojson:feature 0 (line 1)",
            "column line",
            "lonlat, geodesic, rhumb",
        ],
    );
}

#[test]
fn flags_that_a_question_does_not_ask_for_are_refused() {
    let folder = Folder::new();
    for (ask, flag) in [
        (
            &["border", "incidents.csv", "--aid", "aid.csv"][..],
            "'--aid'",
        ),
        (
            &["totals", "incidents.csv", "--aid-dates", "dmy"],
            "'--aid-dates'",
        ),
        (
            &[
                "nearest",
                "incidents.csv",
                "--aid",
                "aid.csv",
                "--borders",
                "b.geojson",
            ],
            "'--borders'",
        ),
    ] {
        folder.run(ask).expect(WRONG_USAGE, &[flag, "Usage:"]);
    }
    let help = folder.run(&["border", "--help"]);
    assert!(
        help.out.contains("--borders") && !help.out.contains("--aid"),
        "{}",
        help.out
    );
}

#[test]
fn exported_lines_come_back_as_they_were() {
    let folder = Folder::new();
    for name in ["borders10m", "borders50m"] {
        let file = format!("{name}.geojson");
        let ran = folder.run(&["data", "export", name, "-o", &file]);
        ran.expect(DONE, &["wrote"]);
    }
    let ask = |file| {
        let ask = ["border", "incidents.csv", "--no-treaty", "--format", "csv"];
        folder.run(&[&ask[..], &["--borders", file]].concat())
    };
    let ran = ask("borders10m.geojson");
    ran.expect(DONE, &[]);
    let bundled = folder.run(&["border", "incidents.csv", "--no-treaty", "--format", "csv"]);
    for (own, bundled) in ran.rows().iter().zip(bundled.rows()) {
        for column in ["distance_m", "distance_least_m", "distance_most_m"] {
            assert_eq!(own[column], bundled[column], "{own:?}");
        }
    }
    ask("borders50m.geojson").expect(WRONG_USAGE, &["for drawing"]);
}

#[test]
fn lines_without_length_and_lines_without_end_are_told() {
    let folder = Folder::new();
    let dot = line("").replace("[5.5,20]", "[5.5,18]");
    folder.write("dot.geojson", dot);
    let ask = ["border", "incidents.csv", "--borders", "dot.geojson"];
    folder.run(&ask).expect(DONE, &["all one place"]);
    let across = "[-90,0.1],[89.9,0]".to_owned() + &",[-90,0.1],[89.9,0]".repeat(600);
    folder.write(
        "long.geojson",
        line("").replace("[5.5,18],[5.5,20]", &across),
    );
    let ask = ["border", "incidents.csv", "--borders", "long.geojson"];
    let refused = ["24 million km long together", "20 million"];
    folder.run(&ask).expect(INPUT_REJECTED, &refused);
}

#[test]
fn a_report_asks_for_borders_as_for_every_other_table() {
    let folder = Folder::new();
    folder.write("ditch.geojson", line(""));
    folder.write(
        "report.toml",
        "incidents = \"incidents.csv\"\n\
         [[table]]\nquestion = \"border\"\nbetween = [\"DZA\", \"NER\"]\nline = \"lonlat\"\n\
         outputs = [\"treaty.csv\"]\n\
         [[table]]\nquestion = \"border\"\nborders = \"ditch.geojson\"\noutputs = [\"ditch.csv\"]\n",
    );
    folder.run(&["run", "report.toml"]).expect(DONE, &[]);
    let read =
        |name: &str| String::from_utf8(folder.read(&format!("pointzero-out/{name}"))).unwrap();
    assert!(read("treaty.csv").contains(",10904."));
    assert!(read("ditch.csv").contains(",28571.211,"));
}
