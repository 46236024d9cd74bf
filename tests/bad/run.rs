//! Running the program on a case, in a folder of its own, with its time and memory watched.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A run that takes longer hangs: a guard, not a measure.
const HANG: Duration = Duration::from_mins(1);

/// The most memory that the program may take for a file under 1 MB, in kilobytes.
const MOST_KB: u64 = 100 * 1024;

/// A folder with the files of the cases.
pub(crate) struct Folder {
    root: TempDir,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
    pub(crate) most_kb: u64,
}

impl Folder {
    /// A folder with the good files and, under its own name, the file of a case and what belongs to it.
    pub(crate) fn new(file: &str) -> Self {
        let root = TempDir::new().unwrap();
        let from = super::data().join("files");
        for name in ["good.csv", "good.geojson", "help.csv"] {
            fs::copy(from.join(name), root.path().join(name)).unwrap();
        }
        if file != "-" {
            let path = from.join(file);
            let stem = path.file_stem().unwrap();
            for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
                let other = entry.unwrap().path();
                if other.file_stem() == Some(stem) {
                    fs::copy(&other, root.path().join(other.file_name().unwrap())).unwrap();
                }
            }
        }
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        fs::read(self.path(name)).map_err(|error| format!("{name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }

    /// The names of what the program left behind that is not to stay.
    fn litter(&self) -> Vec<String> {
        let names = fs::read_dir(self.root.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with(".pointzero-"))
            .collect()
    }

    /// The program with its arguments, to be run in this folder.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pointzero"));
        command.args(arguments).current_dir(self.root.path());
        command
    }

    /// A shell line to be run in this folder, `$P` being the program.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .env("P", env!("CARGO_BIN_EXE_pointzero"))
            .current_dir(self.root.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Ran, String> {
        self.finish(&mut self.program(arguments))
    }

    /// Runs a command to its end and checks what holds for every run.
    pub(crate) fn finish(&self, command: &mut Command) -> Result<Ran, String> {
        let (mut out, mut err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
        command
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(err.try_clone().unwrap());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (status, most_kb) = wait(&mut child)?;
        let ran = Ran {
            code: status.code(),
            out: contents(&mut out),
            err: String::from_utf8(contents(&mut err))
                .map_err(|error| format!("standard error: {error}"))?,
            most_kb,
        };
        ran.check()?;
        match self.litter() {
            names if names.is_empty() => Ok(ran),
            names => Err(format!("left behind: {names:?}")),
        }
    }
}

/// Waits for a process; its exit status and the most memory that it was seen to take.
pub(crate) fn wait(child: &mut Child) -> Result<(ExitStatus, u64), String> {
    let start = Instant::now();
    let mut most = 0;
    loop {
        most = most.max(peak_kb(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            return Ok((status, most));
        }
        if start.elapsed() > HANG {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err("it hangs".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The most memory that a process has held, where the system tells.
fn peak_kb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let digits = line.and_then(|line| line.split_whitespace().next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn contents(file: &mut File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Whether a character must never reach a terminal as it is.
pub(crate) fn is_unsafe_on_a_terminal(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl Ran {
    /// What holds for every run.
    fn check(&self) -> Result<(), String> {
        if self.err.contains("panicked") || self.code == Some(101) {
            return Err(format!("a panic: {}", self.err));
        }
        if self.code.is_none() {
            return Err(format!("it was killed: {}", self.err));
        }
        if self.most_kb > MOST_KB {
            return Err(format!("{} kB of memory", self.most_kb));
        }
        if let Some(c) = self.err.chars().find(|c| is_unsafe_on_a_terminal(*c)) {
            return Err(format!("{c:?} raw on standard error"));
        }
        for [read, used, rejected, without] in self.err.lines().filter_map(sums) {
            if read != used + rejected + without {
                return Err(format!("the sums do not add up: {}", self.err));
            }
        }
        Ok(())
    }

    /// The sums of the last line.
    pub(crate) fn sums(&self) -> Option<[u64; 4]> {
        sums(self.err.lines().last()?)
    }

    /// Everything that was said.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.out), self.err)
    }

    /// What was said of the input: what `check` reports, or what stands on standard error.
    fn messages(&self) -> String {
        if self.out.starts_with(b"incident_id,") {
            self.err.clone()
        } else {
            self.said()
        }
    }

    /// Whether one line of what was said of the input has all of some words.
    pub(crate) fn says_in_a_line(&self, words: &[&str]) -> Result<(), String> {
        let messages = self.messages();
        let has = |line: &str, word: &str| {
            let is_one = |one: &str| line.contains(&one.to_lowercase());
            word.split('|').any(is_one)
        };
        let mut lines = messages.lines().map(str::to_lowercase);
        if lines.any(|line| words.iter().all(|word| has(&line, word))) {
            Ok(())
        } else {
            let messages: String = messages.chars().take(900).collect();
            Err(format!("no line says {words:?}: {messages}"))
        }
    }

    pub(crate) fn code_is(&self, code: i32) -> Result<(), String> {
        if self.code == Some(code) {
            Ok(())
        } else {
            let said: String = self.said().chars().take(600).collect();
            Err(format!("exit {:?}, not {code}: {said}", self.code))
        }
    }

    /// Whether all of some words were said, in any case; `|` stands between words of which one is
    /// enough.
    pub(crate) fn says(&self, words: &[&str]) -> Result<(), String> {
        let said = self.said();
        let lower = said.to_lowercase();
        for word in words {
            if !word
                .split('|')
                .any(|one| lower.contains(&one.to_lowercase()))
            {
                let said: String = said.chars().take(900).collect();
                return Err(format!("it does not say \"{word}\": {said}"));
            }
        }
        Ok(())
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
