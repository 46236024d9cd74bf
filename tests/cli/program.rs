//! Running the program in a folder of its own, which holds a copy of `tests/data/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) const DONE: i32 = 0;
pub(crate) const WRONG_USAGE: i32 = 2;
pub(crate) const INPUT_REJECTED: i32 = 3;
pub(crate) const ROWS_SET_ASIDE: i32 = 4;
pub(crate) const FILE_FAILED: i32 = 5;

/// `nearest` with a file of incidents and the usual sites.
pub(crate) fn nearest<'a>(incidents: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["nearest", incidents, "--aid", "aid.csv"], more].concat()
}

/// A folder to work in.
pub(crate) struct Folder {
    root: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let root = TempDir::new().unwrap();
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        for entry in fs::read_dir(data).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            fs::copy(&path, root.path().join(path.file_name().unwrap())).unwrap();
        }
        Self { root }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The names of everything in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program with its arguments, to be run in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pointzero"));
        command
            .args(arguments)
            .current_dir(self.root.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finished(&self.command(arguments).output().unwrap())
    }

    /// What came of a run, after what holds for every run has been checked.
    pub(crate) fn finished(&self, output: &Output) -> Ran {
        let ran = Ran {
            code: output.status.code().expect("the program was not killed"),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        for sums in ran.err.lines().filter_map(sums) {
            assert_eq!(sums[0], sums[1] + sums[2] + sums[3], "{}", ran.err);
        }
        let litter = self
            .names()
            .into_iter()
            .find(|name| name.starts_with(".pointzero-"));
        assert_eq!(litter, None);
        ran
    }
}

/// The four numbers of a closing line: read, used, rejected, without location.
fn sums(line: &str) -> Option<[u64; 4]> {
    let (_, line) = line.split_once("read ")?;
    let mut numbers = [0; 4];
    let mut parts = line.split(", ");
    for (number, word) in numbers
        .iter_mut()
        .zip(["", "used ", "rejected ", "without location "])
    {
        *number = parts.next()?.strip_prefix(word)?.parse().ok()?;
    }
    Some(numbers)
}

/// What came of a run.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A row of a table by the names of its columns.
pub(crate) type Row = BTreeMap<String, String>;

impl Ran {
    /// The rows of the CSV on standard output.
    pub(crate) fn rows(&self) -> Vec<Row> {
        rows(self.out.as_bytes())
    }

    /// The last line on standard error, which holds the sums.
    pub(crate) fn last_line(&self) -> &str {
        self.err.lines().last().unwrap_or_default()
    }

    /// Checks the exit code, and that standard error has every one of some pieces.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32, pieces: &[&str]) {
        assert_eq!(self.code, code, "{}", self.err);
        for piece in pieces {
            assert!(self.err.contains(piece), "no \"{piece}\" in:\n{}", self.err);
        }
    }
}

/// The rows of a CSV file.
pub(crate) fn rows(bytes: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(Result::unwrap)
        .collect()
}
