//! Whole tables as they come out, in every format; `POINTZERO_BLESS=1` writes them anew.

use std::env;
use std::fs;
use std::path::Path;

use super::program::{DONE, Folder, nearest};

#[test]
fn tables_come_out_as_they_are_kept() {
    for format in ["csv", "json", "geojson", "table"] {
        let nearest = nearest("incidents.csv", &["-k", "2", "--format", format]);
        agrees_with(&format!("nearest.{}", extension(format)), &nearest);
    }
    for (name, by) in [("totals.csv", "year"), ("totals_by_month.csv", "month")] {
        agrees_with(
            name,
            &["totals", "incidents.csv", "--by", by, "--format", "csv"],
        );
    }
}

fn extension(format: &str) -> &str {
    if format == "table" { "txt" } else { format }
}

fn agrees_with(name: &str, arguments: &[&str]) {
    let ran = Folder::new().run(arguments);
    ran.expect(DONE, &[]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if env::var_os("POINTZERO_BLESS").is_some() {
        fs::write(&path, &ran.out).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        ran.out, kept,
        "{name} has changed; if that is meant, run with POINTZERO_BLESS=1"
    );
}
