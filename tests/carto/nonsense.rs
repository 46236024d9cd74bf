//! Asked to draw nonsense, the program says what is wrong and what would be right, and writes nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HEADER: &str = "id,name,lat,lon,people,date\n";
const AID: &str = "id,name,lat,lon,role\nassamaka,Assamaka,19.3344,5.7719,help\n";

/// A folder with one incident of a name, and a site of help.
fn folder_of(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let row = format!("a,{name},19.443,5.813,12,2025-05-01\n");
    fs::write(folder.path().join("in.csv"), format!("{HEADER}{row}")).unwrap();
    fs::write(folder.path().join("aid.csv"), AID).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(arguments)
        .env_remove("SOURCE_DATE_EPOCH")
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The map with some arguments is refused as wrong usage, says so in some words, and leaves nothing behind.
fn refused(folder: &Path, more: &[&str], said: &[&str]) {
    let before = names(folder);
    let map = [
        "map", "in.csv", "--aid", "aid.csv", "-o", "m.png", "-o", "m.svg", "-o", "m.pdf",
    ];
    let ran = run(folder, &[&map, more].concat());
    expect(&ran, said, &format!("{more:?}"));
    assert_eq!(names(folder), before, "{more:?}");
}

/// A report with some keys of a map is refused in the same way.
fn report_refused(folder: &Path, keys: &str, said: &[&str]) {
    let report = format!(
        "incidents = \"in.csv\"\naid = \"aid.csv\"\n[[map]]\noutputs = [\"m.png\"]\n{keys}\n"
    );
    fs::write(folder.join("report.toml"), report).unwrap();
    let before = names(folder);
    let ran = run(folder, &["run", "report.toml"]);
    expect(&ran, said, keys);
    assert_eq!(names(folder), before, "{keys}");
}

fn expect(ran: &Output, said: &[&str], what: &str) {
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{what}: {told}");
    // Nothing of what was asked comes back at length.
    assert!(told.len() < 2000, "{what}: {} bytes", told.len());
    for words in said {
        assert!(told.contains(words), "{what}: {told} does not say {words}");
    }
}

#[test]
fn a_window_upside_down_or_without_room_is_refused() {
    let folder = folder_of("Left");
    for window in [
        "4.9,20.1,6.7,18.9",
        "5,19,5,19",
        "5,19,5,20",
        "5,19,6,19",
        "5,-95,6,20",
    ] {
        refused(
            folder.path(),
            &["--extent", window],
            &["--extent", "W,S,E,N"],
        );
    }
    refused(folder.path(), &["--extent", "nan,19,6,20"], &["--extent"]);
    refused(folder.path(), &["--extent", "5,19,6"], &["--extent"]);
    report_refused(
        folder.path(),
        "extent = [4.9, 20.1, 6.7, 18.9]",
        &["extent"],
    );
}

#[test]
fn dots_per_inch_that_no_picture_has_are_refused() {
    let folder = folder_of("Left");
    for dpi in ["1e9", "0", "-300", "nan", "inf", "299.5", "", "many"] {
        refused(
            folder.path(),
            &["--dpi", dpi],
            &["--dpi", "whole number", "300"],
        );
    }
    for dpi in ["1e9", "0", "-300", "nan", "inf"] {
        report_refused(
            folder.path(),
            &format!("dpi = {dpi}"),
            &["dpi", "whole number", "300"],
        );
    }
}

#[test]
fn a_picture_has_64_million_dots_at_most_unless_asked() {
    let folder = folder_of("Left");
    // A4 at 1000 dots per inch has 97 million dots.
    refused(
        folder.path(),
        &["--dpi", "1000"],
        &["64 million", "fewer dots per inch"],
    );
    refused(
        folder.path(),
        &["--dpi", "1000", "--megapixels", "96"],
        &["96 million"],
    );
    refused(folder.path(), &["--megapixels", "-1"], &["--megapixels"]);
}

#[test]
fn a_page_of_a_hundred_metres_is_no_paper() {
    let folder = folder_of("Left");
    for size in ["100m", "100000x100000", "-5", "A4 ", ""] {
        refused(
            folder.path(),
            &[&format!("--size={size}")],
            &["--size", "A4-portrait"],
        );
    }
    report_refused(
        folder.path(),
        "size = \"100m\"",
        &["\"100m\"", "A4-portrait"],
    );
}

#[test]
fn a_logo_that_is_no_picture_is_refused() {
    let folder = folder_of("Left");
    let path = folder.path().to_owned();
    let logo = |name: &str, bytes: &[u8]| fs::write(path.join(name), bytes).unwrap();
    logo("logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    logo("words.png", b"id,name\n");
    logo("photo.png", b"\xFF\xD8\xFF\xE0");
    logo("half.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    logo("large.png", &vec![0; 9_000_000]);
    for (file, why) in [
        ("logo.svg", "save it as a PNG"),
        ("words.png", "no picture"),
        ("photo.png", "save it as a PNG"),
        ("half.png", "broken"),
        ("large.png", "at most 8 MB"),
    ] {
        refused(folder.path(), &["--logo", file], &[file, why]);
    }
    let ran = run(
        folder.path(),
        &["map", "in.csv", "-o", "m.svg", "--logo", "none.png"],
    );
    assert_eq!(ran.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot read the logo none.png"));
    assert!(!folder.path().join("m.svg").exists());
}

#[test]
fn words_of_ten_thousand_characters_are_refused() {
    let folder = folder_of("Left");
    let long = "W".repeat(10_000);
    for what in ["--title", "--subtitle", "--publisher", "--contact"] {
        refused(
            folder.path(),
            &[what, &long],
            &[what.trim_start_matches('-'), "10000 characters", "500"],
        );
    }
    report_refused(
        folder.path(),
        &format!("title = \"{long}\""),
        &["title", "10000 characters"],
    );
    let folder = folder_of(&long);
    refused(
        folder.path(),
        &[],
        &[
            "in.csv:row 1 (line 2)",
            "10000 characters",
            "300 characters at most",
        ],
    );
}

/// The sheet of one incident of a name, and what was said.
fn drawn(name: &str) -> (String, String) {
    let folder = folder_of(name);
    let ran = run(
        folder.path(),
        &["map", "in.csv", "--aid", "aid.csv", "-o", "m.svg"],
    );
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{said}");
    let svg = fs::read_to_string(folder.path().join("m.svg")).unwrap();
    (svg, said)
}

#[test]
fn a_program_in_a_name_is_only_letters_and_is_told() {
    let (svg, said) = drawn("<ScRipt>alert(1)</sCript>");
    assert!(said.contains("in.csv:row 1 (line 2)") && said.contains("program for web pages"));
    assert!(svg.contains("&lt;ScRipt&gt;") && !svg.contains("<ScRipt"));
    let (svg, said) = drawn("<b onload=x>&amp;]]> 'A' \"\"");
    assert!(!said.contains("program"), "{said}");
    assert!(svg.contains("&lt;b onload=x&gt;&amp;amp;]]&gt;") && !svg.contains("<b "));
}

#[test]
fn letters_that_are_turned_around_in_secret_are_told_and_not_drawn() {
    for hidden in ['\u{202D}', '\u{202E}'] {
        let (svg, said) = drawn(&format!("Point {hidden}oreZ"));
        assert!(said.contains("in.csv:row 1 (line 2)") && said.contains("hidden character"));
        assert!(!svg.contains(hidden));
    }
    // Marks that Arabic is written with are no secret.
    let (_, said) = drawn("\u{200F}نقطة الصفر\u{200F}");
    assert!(!said.contains("hidden"), "{said}");
}

#[test]
fn what_was_drawn_is_said_for_programs_too() {
    let folder = folder_of("Left");
    let ran = run(
        folder.path(),
        &[
            "map", "in.csv", "--aid", "aid.csv", "-o", "m.svg", "--format", "json",
        ],
    );
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(told["written"][0], "m.svg");
    assert_eq!(told["sheets"][0]["sheet"], "m.svg");
    let names = told["sheets"][0]["no_room_for"].as_array().unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    for name in names {
        assert!(stderr.contains(name.as_str().unwrap()), "{stderr}");
    }
    let by_rank = told["sheets"][0]["label_cost_by_rank"].as_f64().unwrap();
    assert!(told["sheets"][0]["label_cost"].as_f64().unwrap() <= by_rank);
    refused(
        folder.path(),
        &["--format", "json", "-o", "-"],
        &["standard output"],
    );
}
