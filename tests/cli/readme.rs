//! What the README shows is what the program prints.

use std::fs;
use std::path::Path;

use crate::program::{DONE, Folder};

/// The README's first command, and the first columns of the table that it quotes.
#[test]
fn the_readme_quotes_the_table_that_its_first_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let quoted = readme.split("```text\n").nth(1).unwrap();
    let quoted = quoted.split("```").next().unwrap();
    let folder = Folder::new();
    let report = root.join("examples/point-zero/report.toml");
    let run = folder.run(&["run", report.to_str().unwrap(), "--out", "out"]);
    assert_eq!(run.code, DONE, "{}", run.err);
    assert!(quoted.lines().count() > 3);
    for line in quoted.lines() {
        let is_printed = run
            .out
            .lines()
            .any(|printed| printed.starts_with(line.trim_end()));
        assert!(
            is_printed,
            "the program does not print\n{line}\n{}",
            run.out
        );
    }
    let mut written = fs::read_dir(folder.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<Vec<String>>();
    written.sort();
    assert_eq!(
        written,
        [
            "chain.svg",
            "chains.csv",
            "close.png",
            "close.svg",
            "crossings.csv",
            "gaps.csv",
            "legs.csv",
            "map.png",
            "map.svg",
            "nearest.csv",
            "route.svg",
            "totals.csv"
        ]
    );
}

/// The table of borders: the first columns of what is printed.
#[test]
fn the_readme_quotes_the_borders_that_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme.split("## Which country").nth(1).unwrap();
    let quoted = section.split("```text\n").nth(1).unwrap();
    let quoted = quoted.split("```").next().unwrap();
    let incidents = root.join("examples/point-zero/incidents.csv");
    let run = Folder::new().run(&["border", incidents.to_str().unwrap()]);
    assert_eq!(run.code, DONE, "{}", run.err);
    assert!(quoted.lines().count() > 3);
    for line in quoted.lines() {
        let mut printed = run.out.lines();
        assert!(printed.any(|printed| printed.starts_with(line)), "{line}");
    }
}

/// The tables of routes and chains, as they are printed.
#[test]
fn the_readme_quotes_the_routes_and_chains_that_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let example = |name: &str| {
        let path = root.join("examples/point-zero").join(name);
        path.to_str().unwrap().to_owned()
    };
    let [routes, aid, incidents] = ["routes.csv", "aid.csv", "incidents.csv"].map(example);
    for (title, command) in [
        (
            "## Routes",
            &["route", &routes, "--aid", &aid, "--gap", "25km"][..],
        ),
        ("## Chains", &["chain", &incidents]),
    ] {
        let section = readme.split(title).nth(1).unwrap();
        let quoted = section.split("```text\n").nth(1).unwrap();
        let quoted = quoted.split("```").next().unwrap();
        let run = Folder::new().run(command);
        assert_eq!(run.code, DONE, "{}", run.err);
        assert!(quoted.lines().count() > 2);
        for line in quoted.lines() {
            let is_printed = run.out.lines().any(|printed| printed.trim_end() == line);
            assert!(
                is_printed,
                "the program does not print\n{line}\n{}",
                run.out
            );
        }
    }
}

/// Another folder, time zone and locale; the maps included.
#[test]
fn a_report_gives_the_same_bytes_anywhere() {
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/point-zero/report.toml");
    let folders = [Folder::new(), Folder::new()];
    let zones = [("UTC", "C.UTF-8"), ("Pacific/Apia", "fr_FR.UTF-8")];
    for (folder, (zone, locale)) in folders.iter().zip(zones) {
        let status = folder
            .command(&["run", report.to_str().unwrap(), "--out", "out"])
            .env("TZ", zone)
            .env("LC_ALL", locale)
            .output()
            .unwrap();
        assert!(status.status.success());
    }
    for name in [
        "nearest.csv",
        "totals.csv",
        "map.svg",
        "map.png",
        "close.svg",
        "close.png",
        "gaps.csv",
        "legs.csv",
        "route.svg",
        "chain.svg",
    ] {
        let [one, other] = [0, 1].map(|i: usize| folders[i].read(&format!("out/{name}")));
        assert!(one == other, "{name} differs");
    }
}
