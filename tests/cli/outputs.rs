//! Outputs appear whole or not at all, never over an input, and are no more readable than it.

use std::fs;

use super::program::{
    DONE, FILE_FAILED, Folder, INPUT_REJECTED, ROWS_SET_ASIDE, WRONG_USAGE, nearest, rows,
};

#[test]
fn an_output_that_stands_already_is_left_alone() {
    let folder = Folder::new();
    folder.write("out.csv", "old\n");
    let before = folder.names();
    let ran = folder.run(&nearest("incidents.csv", &["-o", "out.csv"]));
    ran.expect(WRONG_USAGE, &["out.csv stands already", "--overwrite"]);
    // One of two stands in the way of both.
    let ran = folder.run(&nearest(
        "incidents.csv",
        &["-o", "new.csv", "-o", "out.csv"],
    ));
    ran.expect(WRONG_USAGE, &["out.csv stands already"]);
    assert_eq!(folder.read("out.csv"), b"old\n");
    assert_eq!(folder.names(), before);

    let ran = folder.run(&nearest("incidents.csv", &["-o", "out.csv", "--overwrite"]));
    ran.expect(DONE, &["wrote out.csv"]);
    assert_eq!(rows(&folder.read("out.csv")).len(), 6);
    assert_eq!(folder.names(), before);
}

#[test]
fn an_output_is_never_an_input() {
    let folder = Folder::new();
    let incidents = folder.read("incidents.csv");
    fs::hard_link(folder.path("incidents.csv"), folder.path("hard.csv")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("incidents.csv", folder.path("soft.csv")).unwrap();
    #[cfg(not(unix))]
    fs::hard_link(folder.path("incidents.csv"), folder.path("soft.csv")).unwrap();
    let before = folder.names();
    for output in [
        "incidents.csv",
        "./incidents.csv",
        "hard.csv",
        "soft.csv",
        "aid.csv",
    ] {
        for more in [&["-o", output][..], &["-o", output, "--overwrite"]] {
            let ran = folder.run(&nearest("incidents.csv", more));
            ran.expect(WRONG_USAGE, &[&format!("the output {output} is the input")]);
        }
    }
    assert_eq!(folder.read("incidents.csv"), incidents);
    assert_eq!(folder.names(), before);
}

#[test]
fn many_outputs_come_from_one_run() {
    let folder = Folder::new();
    let ran = folder.run(&nearest(
        "incidents.csv",
        &["-o", "a.csv", "-o", "b.json", "-o", "c.geojson", "-o", "-"],
    ));
    ran.expect(DONE, &["wrote a.csv", "wrote b.json", "wrote c.geojson"]);
    assert!(ran.out.contains("least–most"), "{}", ran.out);
    let table = rows(&folder.read("a.csv"));
    let json: Vec<serde_json::Value> = serde_json::from_slice(&folder.read("b.json")).unwrap();
    let collection: serde_json::Value = serde_json::from_slice(&folder.read("c.geojson")).unwrap();
    let features = collection["features"].as_array().unwrap();
    assert_eq!((json.len(), features.len()), (table.len(), table.len()));
    for ((row, object), feature) in table.iter().zip(&json).zip(features) {
        assert_eq!(
            object["distance_m"].to_string().parse(),
            row["distance_m"].parse::<f64>()
        );
        assert_eq!(object["incident_id"], row["incident_id"].as_str());
        assert_eq!(&feature["properties"], object);
    }
}

#[test]
fn one_output_is_not_given_twice() {
    let folder = Folder::new();
    let before = folder.names();
    for second in ["out.csv", "./out.csv"] {
        let ran = folder.run(&nearest("incidents.csv", &["-o", "out.csv", "-o", second]));
        ran.expect(WRONG_USAGE, &["given twice"]);
    }
    assert_eq!(folder.names(), before);
}

#[test]
fn an_output_that_cannot_be_written_is_a_failed_file() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder.csv")).unwrap();
    let before = folder.names();
    for output in ["nothing/out.csv", "folder.csv", "aid.csv/out.csv"] {
        let ran = folder.run(&nearest("incidents.csv", &["-o", output, "--overwrite"]));
        ran.expect(FILE_FAILED, &[&format!("cannot write {output}")]);
    }
    assert_eq!(folder.names(), before);
}

#[test]
fn a_format_may_be_named_where_the_extension_names_none() {
    let folder = Folder::new();
    let ran = folder.run(&nearest("incidents.csv", &["-o", "out", "--format", "csv"]));
    ran.expect(DONE, &["wrote out"]);
    assert_eq!(rows(&folder.read("out")).len(), 6);
    let ran = folder.run(&nearest("incidents.csv", &["-o", "OUT.CSV"]));
    ran.expect(DONE, &[]);
    assert_eq!(folder.read("OUT.CSV"), folder.read("out"));
}

#[test]
fn a_run_that_fails_leaves_no_litter() {
    let folder = Folder::new();
    let before = folder.names();
    for (file, code) in [
        ("empty.csv", INPUT_REJECTED),
        ("duplicate_id.csv", INPUT_REJECTED),
        ("nothing.csv", FILE_FAILED),
    ] {
        folder
            .run(&nearest(file, &["-o", "out.csv", "-o", "out.json"]))
            .expect(code, &[]);
        assert_eq!(folder.names(), before, "{file}");
    }
    folder
        .run(&nearest("nan.csv", &["-o", "out.csv"]))
        .expect(ROWS_SET_ASIDE, &[]);
    assert_eq!(folder.names().len(), before.len() + 1);
}

#[cfg(unix)]
#[test]
fn an_output_is_no_more_readable_than_its_most_private_input() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let mode = |name: &str| {
        fs::metadata(folder.path(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    let set = |name: &str, mode: u32| {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    set("incidents.csv", 0o644);
    set("aid.csv", 0o600);
    folder
        .run(&nearest("incidents.csv", &["-o", "a.csv"]))
        .expect(DONE, &[]);
    assert_eq!(mode("a.csv"), 0o600);
    set("incidents.csv", 0o640);
    set("aid.csv", 0o644);
    folder
        .run(&nearest("incidents.csv", &["-o", "b.csv"]))
        .expect(DONE, &[]);
    assert_eq!(mode("b.csv") & !0o640, 0);
    set("incidents.csv", 0o400);
    folder
        .run(&["totals", "incidents.csv", "-o", "c.csv"])
        .expect(DONE, &[]);
    assert_eq!(mode("c.csv"), 0o600);
    // An old output that everybody may read does not stay so.
    set("incidents.csv", 0o600);
    folder.write("d.csv", "old\n");
    set("d.csv", 0o644);
    folder
        .run(&nearest("incidents.csv", &["-o", "d.csv", "--overwrite"]))
        .expect(DONE, &[]);
    assert_eq!(mode("d.csv"), 0o600);
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    let first = Folder::new();
    let outputs = ["-k", "3", "-o", "a.csv", "-o", "b.json", "-o", "c.geojson"];
    let expected = first.run(&nearest("incidents.csv", &outputs));
    expected.expect(DONE, &[]);
    let other = |setting: &str| {
        let folder = Folder::new();
        let mut command = folder.command(&nearest("incidents.csv", &outputs));
        match setting {
            "time zone" => command.env("TZ", "Pacific/Kiritimati"),
            "locale" => command
                .env("LC_ALL", "fr_FR.UTF-8")
                .env("LANG", "fr_FR.UTF-8"),
            "no environment" => command.env_clear(),
            "threads of the environment" => command.env("RAYON_NUM_THREADS", "1"),
            _ => &mut command,
        };
        let ran = folder.finished(&command.output().unwrap());
        assert_eq!(
            (ran.code, &ran.err),
            (expected.code, &expected.err),
            "{setting}"
        );
        for name in ["a.csv", "b.json", "c.geojson"] {
            assert_eq!(folder.read(name), first.read(name), "{setting}: {name}");
        }
    };
    for setting in [
        "another folder",
        "time zone",
        "locale",
        "no environment",
        "threads of the environment",
    ] {
        other(setting);
    }
}

/// More rows than are read, asked and written in one piece, with something wrong here and there.
fn many_rows() -> String {
    let mut text = "id,lat,lon,uncertainty_m,claimed_km,claim_to,note\n".to_owned();
    for row in 0..40_000 {
        let (lat, lon) = (row % 181 - 90, f64::from(row * 7 % 3600) / 10.0 - 180.0);
        let line = match row % 1000 {
            1 => format!("r{row},91,{lon},,,,x\n"),
            2 => format!("r{row},{lat}\n"),
            3 => format!("r{row},,,,,,nowhere\n"),
            4 => format!("r{row},{lat},{lon},10,15,nobody,x\n"),
            5 => format!("r{row},{lat},{lon},10,15,assamaka,\"a \"\"quoted\"\"\nnote, {row}\"\n"),
            _ => format!("r{row},{lat},{lon},10,,,x{row}\n"),
        };
        text.push_str(&line);
    }
    text
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::new();
    folder.write("many.csv", many_rows());
    let run = |threads: &str| {
        let outputs = ["-o", "a.csv", "-o", "b.json", "-o", "c.geojson", "-o", "-"];
        let more = ["-k", "2", "--overwrite", "--threads", threads];
        let ran = folder.run(&nearest("many.csv", &[&outputs[..], &more].concat()));
        ran.expect(ROWS_SET_ASIDE, &["rejected 80, without location 40"]);
        let written = ["a.csv", "b.json", "c.geojson"].map(|name| folder.read(name));
        (ran.out, ran.err, written)
    };
    let (out, err, written) = run("1");
    assert_eq!(err.matches("no site has this id").count(), 40);
    assert!(rows(&written[0]).len() > 2 * 39_000);
    for threads in ["2", "4", "7"] {
        let (other_out, other_err, other) = run(threads);
        assert!(out == other_out && written == other, "{threads} threads");
        assert_eq!(err, other_err);
    }
}

#[test]
fn findings_come_in_the_order_of_the_rows() {
    let folder = Folder::new();
    folder.write("many.csv", many_rows());
    let ran = folder.run(&nearest("many.csv", &["-o", "a.csv"]));
    let numbers = |kind: &str| -> Vec<u32> {
        let lines = ran.err.lines().filter(|line| line.contains(kind));
        lines
            .filter_map(|line| line.split_once(":row ")?.1.split(' ').next()?.parse().ok())
            .collect()
    };
    let of_every_thousand = |places: &[u32]| -> Vec<u32> {
        (0..40)
            .flat_map(|k| places.iter().map(move |p| k * 1000 + p))
            .collect()
    };
    assert_eq!(
        numbers("fix: "),
        [of_every_thousand(&[2, 3]), of_every_thousand(&[5])].concat()
    );
    let table = rows(&folder.read("a.csv"));
    let ids: Vec<u32> = table
        .iter()
        .map(|row| row["incident_id"].trim_start_matches('r').parse().unwrap())
        .collect();
    assert!(ids.is_sorted());
}

#[test]
fn outputs_hold_no_absolute_path() {
    let folder = Folder::new();
    let [incidents, aid] = ["incidents.csv", "aid.csv"].map(|name| folder.path(name));
    let (incidents, aid) = (incidents.to_str().unwrap(), aid.to_str().unwrap());
    let outputs = ["-o", "a.csv", "-o", "b.json", "-o", "c.geojson"];
    folder
        .run(&[&["nearest", incidents, "--aid", aid], &outputs[..]].concat())
        .expect(DONE, &[]);
    let root = folder.path("").to_str().unwrap().to_owned();
    for name in ["a.csv", "b.json", "c.geojson"] {
        assert!(
            !String::from_utf8(folder.read(name))
                .unwrap()
                .contains(&root),
            "{name}"
        );
    }
}
