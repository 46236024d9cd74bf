//! Hours on foot on the sheet: told where they are, and said to be missing where they are not.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const INCIDENTS: &str = "id,name,lat,lon,people,date,uncertainty_m,radius_kind\n\
                         a,Left at the pillar,19.443,5.813,12,2025-05-01,3000,p95\n";

const AID: &str = "id,name,lat,lon,role\nassamaka,Assamaka,19.3344,5.7719,help\n";

/// What only the note on hours says.
const NOTE: &str = "Hours on foot: walking the straight line";

fn run(folder: &Path, incidents: &str, more: &[&str]) -> Output {
    fs::write(folder.join("in.csv"), incidents).unwrap();
    fs::write(folder.join("aid.csv"), AID).unwrap();
    Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(["map", "in.csv", "--overwrite", "-o", "map.svg"])
        .args(more)
        .env_remove("SOURCE_DATE_EPOCH")
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The words of the sheet in one line, and what was said on the way.
fn drawn(incidents: &str, more: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), incidents, more);
    let told = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{told}");
    let svg = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    let texts = svg.split("<text").skip(1).map(|text| {
        let (_, text) = text.split_once('>').unwrap();
        let (text, _) = text.split_once("</text>").unwrap();
        text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
    });
    let words = texts.collect::<Vec<_>>().join(" ").replace('\u{a0}', " ");
    (words, told)
}

#[test]
fn hours_are_told_with_their_note_or_said_to_be_missing() {
    let (words, _) = drawn(INCIDENTS, &["--aid", "aid.csv"]);
    assert!(!words.contains("on foot"), "{words}");
    // 12.8 km by GeodSolve, less and plus 3 km, at 5.04 and 3.02 km/h.
    let (words, told) = drawn(INCIDENTS, &["--aid", "aid.csv", "--walk"]);
    assert!(words.contains("1.9–5.2 h on foot (95 %)"), "{words}");
    assert!(words.contains(NOTE) && words.contains("Tobler 1993"));
    assert!(!told.contains("hours on foot"), "{told}");

    let missing = "the hours on foot";
    let column = ["--aid", "aid.csv", "--walk", "--size", "column"];
    let bare = ["--aid", "aid.csv", "--walk", "--bare"];
    for more in [&column[..], &bare] {
        let (words, told) = drawn(INCIDENTS, more);
        assert!(!words.contains(NOTE), "{more:?}");
        assert!(told.contains(missing), "{more:?}: {told}");
    }
    // More incidents than the table has room to begin with.
    let rows =
        (0..301).map(|n| format!("{n},,19.4,{},1,2025-05-01,,\n", 5.0 + 0.001 * f64::from(n)));
    let many = INCIDENTS.to_owned() + &rows.collect::<String>();
    let (words, told) = drawn(&many, &["--aid", "aid.csv", "--walk"]);
    assert!(!words.contains(NOTE));
    assert!(told.contains(missing), "{told}");
    // Nobody walks to where they are.
    let there = "id,lat,lon\na,19.3344,5.7719\n";
    let (words, told) = drawn(there, &["--aid", "aid.csv", "--walk"]);
    assert!(
        !words.contains("on foot") && !told.contains("on foot"),
        "{told}"
    );
}

#[test]
fn long_names_leave_the_hours_whole() {
    let long = INCIDENTS.replace("pillar", &"pillar of the border ".repeat(12));
    let (words, _) = drawn(&long, &["--aid", "aid.csv", "--walk"]);
    assert!(words.contains("… to Assamaka: 12.8 km"), "{words}");
    assert!(words.contains("1.9–5.2 h on foot (95 %)"), "{words}");
}

#[test]
fn hours_need_help_to_walk_to() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |ran: Output, said: &str| {
        let told = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{told}");
        assert!(told.contains("hours on foot need sites of help"), "{told}");
        assert!(told.contains(said), "{told}");
        assert!(!folder.path().join("map.svg").exists());
    };
    refused(run(folder.path(), INCIDENTS, &["--walk"]), "--aid FILE");
    let speed = ["--speed", "2km/h,4km/h"];
    refused(run(folder.path(), INCIDENTS, &speed), "--aid FILE");
    let report = "[incidents]\nfile = \"in.csv\"\n[[map]]\noutputs = [\"map.svg\"]\nwalk = true\n";
    fs::write(folder.path().join("report.toml"), report).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(["run", "report.toml", "--out", "."])
        .current_dir(folder.path())
        .output()
        .unwrap();
    refused(ran, "report.toml:line 3");
}

#[test]
fn straight_lines_are_spoken_of_where_some_are_drawn() {
    let lines = "straight lines on the WGS 84 ellipsoid";
    let (words, _) = drawn(INCIDENTS, &["--aid", "aid.csv"]);
    assert!(words.contains(lines), "{words}");
    let (words, _) = drawn(INCIDENTS, &[]);
    assert!(words.contains("symbols by number of people"), "{words}");
    assert!(!words.contains(lines), "{words}");
}
