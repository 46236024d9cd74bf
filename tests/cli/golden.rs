//! Whole tables as they come out, in every format; `POINTZERO_BLESS=1` writes them anew.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use pointzero::report::table_formats;

use super::program::{DONE, Folder, nearest};

/// One table in every format: `tests/golden/nearest.FORMAT`.
#[test]
fn a_table_comes_out_as_it_is_kept_in_every_format() {
    // What is no text is written and read again in `tests/convert.rs`.
    for format in table_formats::ALL.iter().filter(|format| !format.is_binary) {
        let nearest = nearest("incidents.csv", &["-k", "2", "--format", format.name]);
        agrees_with(&format!("nearest.{}", format.name), &nearest);
    }
}

/// Every question: the lines of `tests/golden/questions.txt`, each a file and how it is asked for.
#[test]
fn every_question_is_answered_as_it_is_kept() {
    let list = fs::read_to_string(golden("questions.txt")).unwrap();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let file = words.next().unwrap();
        let arguments: Vec<&str> = words.collect();
        agrees_with(file, &arguments);
    }
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn agrees_with(name: &str, arguments: &[&str]) {
    let ran = Folder::new().run(arguments);
    ran.expect(DONE, &[]);
    let path = golden(name);
    if env::var_os("POINTZERO_BLESS").is_some() {
        fs::write(&path, &ran.out).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        ran.out, kept,
        "{name} has changed; if that is meant, run with POINTZERO_BLESS=1"
    );
}
