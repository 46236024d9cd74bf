//! `walk`, and `nearest --walk`, on the command line and in a report.

use super::program::{DONE, Folder, WRONG_USAGE, nearest};

#[test]
fn a_walk_tells_its_hours_with_what_they_rest_on() {
    let ran = Folder::new().run(&["walk", "pz_iom", "Assamaka", "--format", "csv"]);
    ran.expect(
        DONE,
        &[
            "16.1 km (11.0–21.1 km): 2.2–7.0 h of continuous walking for a fit adult on flat ground without rest",
            "Tobler 1993",
            "nothing of children",
        ],
    );
    // GeodSolve: 16,098.471 m; radii of 3 and 2 km; 11.098471 / 5.04 and 21.098471 / 3.02.
    let row = &ran.rows()[0];
    assert_eq!(row["distance_m"], "16098.471");
    assert_eq!(
        (&*row["walk_h_least"], &*row["walk_h_most"]),
        ("2.20", "6.99")
    );
    assert!(row["speed_source"].contains("Tobler"), "{row:?}");
    assert!(row["caveat"].contains("survival"), "{row:?}");
}

#[test]
fn the_sun_is_told_by_the_clocks_that_are_given() {
    let ask = |offset: &[&str]| {
        let walk = [
            "walk",
            "pz_iom",
            "Assamaka",
            "--date",
            "2025-07-01",
            "--time",
            "22:00",
        ];
        let ran = Folder::new().run(&[&walk[..], offset, &["--format", "csv"]].concat());
        ran.expect(DONE, &["sunrise 2025-07-01T", "are in daylight"]);
        ran
    };
    // The NOAA solar calculator for 19.399 N 5.6346 E on that day: 6:03 and 19:20 at UTC+1.
    let local = ask(&["--utc-offset", "+01:00"]);
    let row = &local.rows()[0];
    assert_eq!(row["sunrise"], "2025-07-01T06:03+01:00");
    assert_eq!(row["sunset"], "2025-07-01T19:20+01:00");
    assert_eq!(
        (&*row["daylight_h_least"], &*row["daylight_h_most"]),
        ("0.00", "0.00")
    );
    assert!(!local.err.contains("times are UTC"), "{}", local.err);
    let utc = ask(&[]);
    assert_eq!(utc.rows()[0]["sunrise"], "2025-07-01T05:03Z");
    assert!(
        utc.err.contains("times are UTC; give the clocks"),
        "{}",
        utc.err
    );
}

#[test]
fn places_that_are_not_known_or_known_twice_are_named() {
    for (from, why) in [
        ("Asamaka", "did you mean Assamaka"),
        ("Point Zero", "or its id, such as pz_iom"),
        ("Tripoli", "or its country behind its name"),
        ("19.3,5.7", "say which comes first with --order"),
        ("95N 5E", "is no place"),
    ] {
        let folder = Folder::new();
        let ran = folder.run(&["walk", from, "Assamaka", "-o", "walk.csv"]);
        ran.expect(WRONG_USAGE, &[why]);
        assert!(!folder.path("walk.csv").exists(), "{from}");
    }
    for (flags, why) in [
        (&["--speed", "0km/h"][..], "no walking speed"),
        (&["--time", "22:00"], "--date"),
        (&["--date", "1.7.2025"], "year-month-day"),
        (
            &["--date", "2025-07-01", "--time", "25:00"],
            "hours:minutes",
        ),
        (&["--date", "2025-07-01", "--utc-offset", "CET"], "+01:00"),
    ] {
        let ran = Folder::new().run(&[&["walk", "Arlit", "Agadez"], flags].concat());
        ran.expect(WRONG_USAGE, &[why]);
    }
}

#[test]
fn a_walk_is_added_to_nearest_and_leaves_the_rest_as_it_is() {
    let plain = Folder::new().run(&nearest("incidents.csv", &["--format", "csv"]));
    let walked = Folder::new().run(&nearest("incidents.csv", &["--walk", "--format", "csv"]));
    walked.expect(DONE, &["Tobler 1993", "a fit adult"]);
    for (plain, walked) in plain.rows().iter().zip(walked.rows()) {
        assert!(plain.iter().all(|(column, cell)| walked[column] == *cell));
        assert_eq!(walked.len(), plain.len() + 3);
        let hours = |distance: &str, kmh: f64| {
            let metres: f64 = walked[distance].parse().unwrap();
            format!("{:.2}", metres / 1000.0 / kmh)
        };
        assert_eq!(walked["walk_h_least"], hours("distance_least_m", 5.04));
        assert_eq!(walked["walk_h_most"], hours("distance_most_m", 3.02));
    }
    let own = nearest(
        "incidents.csv",
        &["--speed", "2km/h,4km/h", "--format", "csv"],
    );
    let own = Folder::new().run(&own);
    own.expect(
        DONE,
        &["are of continuous walking without rest, by speeds given by the user"],
    );
    let columns: Vec<&str> = own.out.lines().next().unwrap().split(',').collect();
    let at = columns
        .iter()
        .position(|column| *column == "not_excluded_nearest")
        .unwrap();
    assert_eq!(
        columns[at + 1..at + 4],
        ["walk_h_least", "walk_h_most", "walk_speeds"]
    );
}

#[test]
fn coordinates_without_a_radius_count_as_exact_and_it_is_told() {
    let ran = Folder::new().run(&["walk", "19.4N 5.63E", "19.3344N 5.7719E"]);
    ran.expect(DONE, &["19.4N 5.63E and 19.3344N 5.7719E count as exact"]);
    let ran = Folder::new().run(&["walk", "Arlit", "19.3344N 5.7719E"]);
    ran.expect(DONE, &["19.3344N 5.7719E counts as exact"]);
    let ran = Folder::new().run(&["walk", "Arlit", "Agadez"]);
    assert!(!ran.err.contains("as exact"), "{}", ran.err);
}

#[test]
fn a_report_has_walks() {
    let folder = Folder::new();
    folder.write(
        "report.toml",
        "[[walk]]\nfrom = \"pz_iom\"\nto = \"Assamaka\"\ndate = \"2025-07-01\"\ntime = \"22:00\"\n\
         utc_offset = \"+01:00\"\noutputs = [\"walk.csv\"]\n\
         [[locate]]\ntext = \"67 km north-east of Assamaka\"\noutputs = [\"area.geojson\"]\n",
    );
    folder
        .run(&["run", "report.toml"])
        .expect(DONE, &["2.2–7.0 h", "read as 66.5 km"]);
    assert!(folder.path("pointzero-out/walk.csv").exists());
    assert!(folder.path("pointzero-out/area.geojson").exists());
    for (keys, why) in [
        (
            "from = \"Arlit\"\nto = \"Agadez\"\nspeeds = \"4km/h\"\n",
            "did you mean \"speed\"",
        ),
        (
            "from = \"Arlit\"\nto = \"Agadez\"\nspeed = \"fast\"\n",
            "no walking speed",
        ),
        (
            "from = \"Arlit\"\nto = \"Agadez\"\ndate = \"July\"\n",
            "year-month-day",
        ),
    ] {
        folder.write("wrong.toml", format!("[[walk]]\n{keys}"));
        folder
            .run(&["run", "wrong.toml"])
            .expect(WRONG_USAGE, &["wrong.toml:line ", why]);
    }
}
