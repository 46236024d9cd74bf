//! Whole sheets: the maps of `examples/point-zero/report.toml`, known by the SHA-256 of their files.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::{in_repository, is_blessing};

/// Name and SHA-256 of each picture, one a line.
const LIST: &str = "tests/golden/pictures.txt";

#[test]
fn the_maps_of_the_example_are_the_pictures_that_were_looked_at() {
    let out = tempfile::tempdir().unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(["run", "examples/point-zero/report.toml", "--out"])
        .arg(out.path())
        .env_remove("SOURCE_DATE_EPOCH")
        .current_dir(in_repository(""))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );

    let mut names: Vec<String> = fs::read_dir(out.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("svg") || name.contains("png"))
        .collect();
    names.sort();
    let mut list = String::new();
    for name in &names {
        let bytes = fs::read(out.path().join(name)).unwrap();
        writeln!(list, "{name} {}", hex(&Sha256::digest(bytes))).unwrap();
    }
    if is_blessing() {
        fs::write(in_repository(LIST), &list).unwrap();
    }

    let kept = fs::read_to_string(in_repository(LIST)).unwrap_or_default();
    let new_ones: Vec<&String> = names
        .iter()
        .filter(|name| {
            let mut lines = list.lines().filter(|line| line.starts_with(name.as_str()));
            lines.any(|line| !kept.lines().any(|old| old == line))
        })
        .collect();
    let folder = in_repository("target/golden");
    for name in &new_ones {
        fs::create_dir_all(&folder).unwrap();
        fs::copy(out.path().join(name), folder.join(name)).unwrap();
    }
    assert!(
        list == kept,
        "not as in {LIST}: {new_ones:?}; look at the new ones in target/golden/, and if they are \
         meant, run POINTZERO_BLESS=1 cargo test --test carto"
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
