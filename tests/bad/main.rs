//! The judge over bad and odd inputs: every case of `tests/data/bad/bad.tsv` with the verdict, the
//! sums, the place, the words and the help that it asks for.
//!
//! `verdicts` holds what each verdict means, `words` what a message must say, `commands` the cases that
//! are no file but something done to the program. A case is judged by the real program in a folder of
//! its own. Every run also shows that it ended, without a panic, within the memory that any input may
//! take, with sums that add up, and that nothing raw reached standard error.
#![cfg(all(feature = "cli", feature = "geodata", unix))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(all(feature = "kml", feature = "workbook"))]
mod bounds;
mod commands;
#[cfg(all(feature = "kml", feature = "workbook"))]
mod hostile;
mod run;
mod verdicts;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A row of `bad.tsv`.
#[derive(Debug, Clone)]
struct Case {
    id: u32,
    name: String,
    kind: String,
    file: String,
    verdict: String,
    good: Option<u64>,
    bad: Option<u64>,
    place: String,
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bad")
}

fn cases() -> Vec<Case> {
    let table = fs::read_to_string(data().join("bad.tsv")).unwrap();
    let cases = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |cell: &str| cell.parse().ok();
        Case {
            id: cells[0].parse().unwrap(),
            name: cells[1].to_owned(),
            kind: cells[2].to_owned(),
            file: cells[3].to_owned(),
            verdict: cells[5].to_owned(),
            good: number(cells[6]),
            bad: number(cells[7]),
            place: cells.get(8).copied().unwrap_or_default().to_owned(),
        }
    });
    cases.collect()
}

/// What is wrong with a case, or nothing.
fn judge(case: &Case) -> Result<(), String> {
    let judged = match case.kind.as_str() {
        "coord" | "csv" | "value" => verdicts::nearest(case),
        "inject" => verdicts::sanitised(case),
        "geojson" if case.verdict == "sanitise" => verdicts::drawn(case),
        "geojson" | "xml" | "zip" | "xlsx" | "shapefile" => verdicts::check(case, &[]),
        "wkt" => verdicts::check(case, &["--wkt-column", "wkt"]),
        _ => commands::judge(case),
    };
    judged.map_err(|why| format!("{} {}: {why}", case.id, case.name))
}

#[test]
fn every_bad_input_gets_its_verdict() {
    let cases = cases();
    assert_eq!(cases.len(), 164);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let judged = judge(case);
                    if let Err(why) = judged {
                        failures.lock().unwrap().push((case.id, why));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    let failures: Vec<String> = failures.into_iter().map(|(_, why)| why).collect();
    assert!(
        failures.is_empty(),
        "{} cases fail\n{}",
        failures.len(),
        failures.join("\n")
    );
}
