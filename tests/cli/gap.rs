//! `gap` on the command line and in a report.

use std::process::Command;

use super::program::{DONE, Folder, WRONG_USAGE, rows};

/// Sites of `tests/data/aid.csv` in a window that holds Assamaka.
const WINDOW: &str = "4,18,7,21";

#[test]
fn a_window_over_the_antimeridian_is_told() {
    let gap = |area: &str| {
        let area = ["gap", "--aid", "aid.csv", "--cell", "200km", "--area", area];
        let ran = Folder::new().run(&area);
        ran.expect(DONE, &[]);
        ran.err
    };
    let told = gap("7,18,4,21");
    assert!(
        told.contains("runs over the antimeridian and is 357° wide"),
        "{told}"
    );
    assert!(!gap(WINDOW).contains("antimeridian"));
}

#[test]
fn the_table_the_raster_and_the_lines_agree() {
    let folder = Folder::new();
    folder.write(
        "aid.csv",
        "id,name,lat,lon,role\nassamaka,Assamaka,19.3344,5.7719,help\n",
    );
    let ran = folder.run(&[
        "gap",
        "--aid",
        "aid.csv",
        "--area",
        WINDOW,
        "--cell",
        "10km",
        "--levels",
        "100km,50km",
        "-o",
        "r.tif",
        "-o",
        "c.geojson",
        "-o",
        "gap.csv",
    ]);
    ran.expect(
        DONE,
        &["no help recorded is not no help", "by more than 1 m"],
    );
    let table = rows(&folder.read("gap.csv"));
    let farthest = &table[0];
    // GeodSolve: of the corners of the window 4 E 21 N is the farthest from Assamaka, 261,354.557 m.
    assert_eq!(
        (&*farthest["lat"], &*farthest["lon"]),
        ("21.000000000", "4.000000000")
    );
    assert_eq!(farthest["distance_m"], "261354.557");
    assert!(farthest["caveat"].contains("not no help"));
    let area = |beyond: &str| -> f64 {
        let row = table
            .iter()
            .find(|row| row["what"] == "area" && row["beyond_m"] == beyond);
        row.unwrap()["area_km2"].parse().unwrap()
    };
    let ring = std::f64::consts::PI * (100.0 * 100.0 - 50.0 * 50.0);
    let between = area("50000.000") - area("100000.000");
    assert!((between / ring - 1.0).abs() < 0.02, "{between} {ring}");
    assert!(
        table
            .iter()
            .any(|row| row["what"] == "border" && row["name"] == "Algeria–Niger")
    );
    let lines: serde_json::Value = serde_json::from_slice(&folder.read("c.geojson")).unwrap();
    let lines = lines["features"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "a circle a level");
    let length = lines[0]["properties"]["length_m"].as_f64().unwrap();
    assert!(
        (length / (std::f64::consts::TAU * 50_000.0) - 1.0).abs() < 0.01,
        "{length}"
    );
    let bytes = folder.read("r.tif");
    assert_eq!(&bytes[..4], b"II*\0");
    // Where GDAL is there it reads what GeodSolve says of the middle of a cell.
    if let Ok(info) = Command::new("gdalinfo").arg(folder.path("r.tif")).output() {
        let info = String::from_utf8(info.stdout).unwrap();
        for piece in [
            "ID[\"EPSG\",4326]",
            "Type=Float64",
            "NoData Value=nan",
            "Unit Type: m",
        ] {
            assert!(info.contains(piece), "{info}");
        }
    }
}

#[test]
fn an_area_is_countries_a_window_or_a_file() {
    let folder = Folder::new();
    folder.write(
        "area.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":\
         {\"type\":\"Polygon\",\"coordinates\":[[[5,19],[6,19],[6,20],[5,19]]]}}]}",
    );
    for (area, name) in [
        (&["--area", "NER", "--extent", "4,18,7,21"][..], "Niger"),
        (
            &["--area", "Algeria, Niger", "--extent", "4,18,7,21"],
            "Algeria, Niger",
        ),
        (&["--area", "area.geojson"], "area"),
        (&["--area", "-1,18,7,21"], "window -1,18,7,21"),
    ] {
        let ask = [
            &[
                "gap", "--aid", "bundled", "--cell", "20km", "--format", "csv",
            ],
            area,
        ]
        .concat();
        let ran = folder.run(&ask);
        ran.expect(DONE, &[]);
        let table = ran.rows();
        assert_eq!(table[0]["what"], "farthest point");
        assert_eq!(table[0]["name"], name);
    }
}

#[test]
fn what_cannot_be_measured_says_why_and_writes_nothing() {
    let no_help = "id,name,lat,lon,role\na,A,19,5,town\n";
    for (aid, flags, why) in [
        (
            "bundled",
            &["--area", WINDOW, "--cell", "0"][..],
            "\"0\" is not a distance with its unit",
        ),
        (
            "bundled",
            &["--area", WINDOW, "--cell", "0km"],
            "cells have a size above zero",
        ),
        (
            "bundled",
            &["--area", WINDOW, "--cell", "1m"],
            "at most 400 million are made",
        ),
        ("bundled", &["--area", "4,18,7,18"], "is not a window"),
        ("bundled", &["--area", "XYZ"], "no country \"XYZ\" is known"),
        (
            "bundled",
            &["--area", "DZA", "--extent", "30,30,40,40"],
            "the area is empty",
        ),
        (
            "bundled",
            &["--area", WINDOW, "--extent", "30,30,40,40"],
            "the area is empty",
        ),
        (
            "bundled",
            &["--area", WINDOW, "--category", "airport"],
            "no site of help of the category",
        ),
        (
            "bundled",
            &["--area", WINDOW, "--levels", "0km"],
            "above zero",
        ),
        ("bundled", &["--area", "lines.geojson"], "no polygon"),
        ("none.csv", &["--area", WINDOW], "no site of help"),
        ("one.csv", &[], "give --area"),
    ] {
        let folder = Folder::new();
        folder.write("none.csv", no_help);
        folder.write("one.csv", "id,name,lat,lon,role\na,A,19,5,help\n");
        folder.write(
            "lines.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":\
             {\"type\":\"LineString\",\"coordinates\":[[5,19],[6,19]]}}]}",
        );
        let ask = [
            &["gap", "--aid", aid],
            flags,
            &["-o", "r.tif", "-o", "c.geojson"],
        ]
        .concat();
        let ran = folder.run(&ask);
        ran.expect(WRONG_USAGE, &[why]);
        assert!(ran.out.is_empty(), "{flags:?}");
        assert!(
            !folder.path("r.tif").exists() && !folder.path("c.geojson").exists(),
            "{flags:?}"
        );
    }
}

#[test]
fn a_report_has_gaps() {
    let folder = Folder::new();
    let report = |keys: &str| {
        format!(
            "[aid]\nfile = \"bundled\"\n[[gap]]\narea = \"DZA,NER\"\nextent = [4, 18, 7, 21]\n{keys}"
        )
    };
    folder.write(
        "report.toml",
        report("cell = \"20km\"\nlevels = [\"25km\"]\noutputs = [\"far.tif\", \"far.geojson\", \"far.csv\"]\n"),
    );
    folder
        .run(&["run", "report.toml"])
        .expect(DONE, &["not no help"]);
    for file in ["far.tif", "far.geojson", "far.csv"] {
        assert!(
            folder.path(&format!("pointzero-out/{file}")).exists(),
            "{file}"
        );
    }
    for (keys, why) in [
        ("cells = \"1km\"\n", "did you mean \"cell\""),
        ("cell = \"1\"\n", "is not a distance with its unit"),
        ("area = \"DZA\"\n", "duplicate key"),
    ] {
        folder.write("wrong.toml", report(keys));
        folder
            .run(&["run", "wrong.toml"])
            .expect(WRONG_USAGE, &["wrong.toml:line ", why]);
    }
    folder.write("wrong.toml", "[[gap]]\narea = \"DZA\"\n");
    folder
        .run(&["run", "wrong.toml"])
        .expect(WRONG_USAGE, &["[[gap]] needs sites of help"]);
}

/// The same bytes for any number of threads.
#[test]
fn threads_do_not_show() {
    let files = |threads: &str| {
        let folder = Folder::new();
        let ask = [
            "gap",
            "--aid",
            "bundled",
            "--area",
            WINDOW,
            "--cell",
            "8km",
            "--threads",
            threads,
            "-o",
            "r.tif",
            "-o",
            "c.geojson",
            "-o",
            "t.csv",
        ];
        folder.run(&ask).expect(DONE, &[]);
        ["r.tif", "c.geojson", "t.csv"].map(|name| folder.read(name))
    };
    assert!(files("1") == files("3"));
}
