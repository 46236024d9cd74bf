//! How long the program takes for hostile files, and how much memory: 2 s and 100 MB are the most for a file under
//! 1 MB and for any zip archive, and 150 MB for five million rows.
//!
//! `cargo bench --bench bounds` prints all; a word picks those whose names hold it.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and fails by panicking"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../tests/bad/hostile.rs"]
mod hostile;

/// The rows of the large file.
const ROWS: u32 = 5_000_000;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let folder = tempfile::tempdir().unwrap();
    let help = "id,name,lat,lon,role\na,A,19.3,5.6,help\nb,B,36.7,3.0,help\n";
    fs::write(folder.path().join("help.csv"), help).unwrap();
    println!(
        "{:18} {:8} {:>6} {:>8} {:>8} {:>8}",
        "file", "command", "exit", "s", "CPU s", "MB"
    );
    for (name, made) in hostile::ALL {
        if is_wanted(name) {
            fs::write(folder.path().join(name), made()).unwrap();
            for command in COMMANDS {
                let asked = hostile::asked(name);
                measured(
                    folder.path(),
                    name,
                    &[command, &[name][..], asked].concat(),
                    100,
                );
            }
        }
    }
    let name = "5_million.csv";
    if is_wanted(name) {
        large(&folder.path().join(name));
        measured(folder.path(), name, &[COMMANDS[1], &[name][..]].concat(), 150);
    }
}

/// What each file is asked.
const COMMANDS: [&[&str]; 3] = [
    &["check"],
    &[
        "nearest",
        "--aid",
        "help.csv",
        "-o",
        "out.csv",
        "--overwrite",
    ],
    &["convert", "-o", "out.geojson", "--overwrite"],
];

fn large(path: &Path) {
    let mut file = BufWriter::new(fs::File::create(path).unwrap());
    let mut row = String::new();
    writeln!(file, "id,name,lat,lon,date,people").unwrap();
    for number in 0..ROWS {
        row.clear();
        let (lat, lon) = (number % 30, number % 25);
        write!(
            row,
            "r{number},Somewhere,{lat}.{number:07},{lon}.{number:07},2025-01-02,3"
        )
        .unwrap();
        writeln!(file, "{row}").unwrap();
    }
    file.flush().unwrap();
}

/// Runs the program once and prints what it took, and whether that is too much.
fn measured(folder: &Path, name: &str, arguments: &[&str], most_mb: u64) {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_pointzero"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut kb, mut cpu_s) = (0, 0.0);
    let status = loop {
        kb = peak_kb(child.id()).max(kb);
        cpu_s = used_s(child.id()).max(cpu_s);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let (wall_s, mb) = (started.elapsed().as_secs_f64(), kb / 1024);
    let is_bounded = mb <= most_mb && (wall_s <= MOST_S || name.contains("million"));
    println!(
        "{name:18} {:8} {:>6} {wall_s:8.2} {cpu_s:8.2} {mb:>8}{}",
        arguments[0],
        status
            .code()
            .map_or("killed".to_owned(), |code| code.to_string()),
        if is_bounded { "" } else { "  too much" },
    );
}

/// The most seconds that an answer may take.
const MOST_S: f64 = 2.0;

/// The most memory that a process has held, where the system tells.
fn peak_kb(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let digits = line.and_then(|line| line.split_whitespace().next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// The time that all threads of a process have used, where the system tells: in hundredths of a second (proc(5)).
fn used_s(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name of the process stands in brackets and may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let used = fields.split_whitespace().skip(11).take(2);
    used.filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}
