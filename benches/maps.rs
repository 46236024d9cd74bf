//! Our sheets beside other tools' maps of the same data: `cargo bench --bench maps -- HARNESS`.
//!
//! `HARNESS` is a folder with `mapnik_map.py`, `scatter.py`, `make_points.py`, `measure.py` and their `data/`,
//! set up as its README says (Debian's `python3-mapnik`, and matplotlib in its `venv/`). One run measures
//! all of them in turn, whole processes, and prints medians of CPU time and peak memory beside the
//! bars: ratios that are taken in one run, and megabytes. A tool that is not there is left out, and so are
//! the ratios to it. `REPEAT=n` measures n times.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench tells its result"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::process::Command;

/// The window of the overview.
const WINDOW: &str = "--extent=-18,12,26,38";

/// The interpreter that Debian's mapnik is installed for.
const PYTHON_OF_MAPNIK: &str = "/usr/bin/python3";

/// What is drawn, by whom it is drawn too, and what is asked of it.
struct Case {
    what: &'static str,
    /// The command that draws ours.
    ours: String,
    /// The number of the peer's command in the list of peers, and the most of its CPU time.
    most_of: (usize, f64),
    /// The most memory, in MiB; 0 where none is said.
    most_mib: f64,
}

/// Medians of a command.
#[derive(Clone, Copy)]
struct Medians {
    cpu_s: f64,
    peak_mib: f64,
}

fn main() {
    let Some(harness) = std::env::args().skip(1).find(|word| !word.starts_with('-')) else {
        eprintln!("say where the harness is: cargo bench --bench maps -- HARNESS");
        return;
    };
    let harness = fs::canonicalize(harness).unwrap();
    let out = tempfile::tempdir().unwrap();
    let many = harness.join("data/points_1m.csv");
    if !many.exists() {
        let python = venv(&harness);
        let made = Command::new(python)
            .arg(harness.join("make_points.py"))
            .status();
        assert!(
            made.is_ok_and(|status| status.success()),
            "no {}",
            many.display()
        );
    }

    let peers = peers(&harness, out.path());
    let cases = cases(&harness, out.path());
    let is_there: Vec<bool> = peers.iter().map(|command| runs(command)).collect();
    for (command, _) in peers.iter().zip(&is_there).filter(|(_, runs)| !**runs) {
        eprintln!("left out, since it does not run: {command}");
    }
    let ours = cases.iter().map(|case| case.ours.clone());
    let mut commands: Vec<String> = ours.collect();
    let present = peers.iter().zip(&is_there).filter(|(_, runs)| **runs);
    commands.extend(present.map(|(command, _)| command.clone()));
    let mut medians = measured(&harness, &commands).into_iter();
    let ours: Vec<Medians> = medians.by_ref().take(cases.len()).collect();
    let peers: Vec<Option<Medians>> = is_there
        .iter()
        .map(|is_there| is_there.then(|| medians.next().unwrap()))
        .collect();
    println!("{}", table(&cases, &ours, &peers));
}

/// Maps of the same data by other tools.
fn peers(harness: &FilePath, out: &FilePath) -> [String; 3] {
    let mapnik = |extension: &str| {
        format!(
            "{PYTHON_OF_MAPNIK} {} na 300 {}",
            harness.join("mapnik_map.py").display(),
            out.join(format!("mapnik.{extension}")).display()
        )
    };
    let matplotlib = format!(
        "{} {} mpl {}",
        venv(harness).display(),
        harness.join("scatter.py").display(),
        out.join("matplotlib.png").display()
    );
    [mapnik("png"), mapnik("pdf"), matplotlib]
}

const MAPNIK_PNG: usize = 0;
const MAPNIK_PDF: usize = 1;
const MATPLOTLIB: usize = 2;

fn cases(harness: &FilePath, out: &FilePath) -> Vec<Case> {
    let data = |name: &str| harness.join("data").join(name).display().to_string();
    let map = |input: &str, name: &str| {
        format!(
            "{} map {input} {WINDOW} --overwrite -o {}",
            env!("CARGO_BIN_EXE_pointzero"),
            out.join(name).display()
        )
    };
    let (incidents, help) = (data("incidents_na.geojson"), data("help_na.geojson"));
    let overview = format!("{incidents} --aid {help}");
    let circles = out.join("circles.csv");
    fs::write(&circles, made_up_circles(5_000)).unwrap();
    vec![
        Case {
            what: "overview, PNG 300 dpi",
            ours: map(&overview, "overview.png"),
            most_of: (MAPNIK_PNG, 0.35),
            most_mib: 80.0,
        },
        Case {
            what: "overview, PDF",
            ours: map(&overview, "overview.pdf"),
            most_of: (MAPNIK_PDF, 0.40),
            most_mib: 24.0,
        },
        Case {
            what: "overview, SVG",
            ours: map(&overview, "overview.svg"),
            most_of: (MAPNIK_PDF, 0.20),
            most_mib: 0.0,
        },
        Case {
            what: "5,000 circles, PNG",
            ours: map(&circles.display().to_string(), "circles.png"),
            most_of: (MAPNIK_PNG, f64::INFINITY),
            most_mib: 120.0,
        },
        Case {
            what: "1 million points, PNG",
            ours: map(&data("points_1m.csv"), "points.png"),
            most_of: (MATPLOTLIB, 0.14),
            most_mib: 120.0,
        },
    ]
}

/// Incidents all over the window, the same each time.
fn made_up_circles(count: u32) -> String {
    let mut state = 7_u64;
    let mut below = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        u32::try_from((state >> 33) % bound).unwrap()
    };
    let mut table = "id,lat,lon,people,synthetic\n".to_owned();
    for id in 1..=count {
        let lat = f64::from(below(24_000)) / 1000.0 + 13.0;
        let lon = f64::from(below(42_000)) / 1000.0 - 17.0;
        let people = 1 + below(40) * below(40);
        writeln!(table, "{id},{lat:.3},{lon:.3},{people},yes").unwrap();
    }
    table
}

fn venv(harness: &FilePath) -> PathBuf {
    harness.join("venv/bin/python")
}

fn runs(command: &str) -> bool {
    let ran = Command::new("sh").arg("-c").arg(command).output();
    ran.is_ok_and(|output| output.status.success())
}

/// The harness' medians of each command.
fn measured(harness: &FilePath, commands: &[String]) -> Vec<Medians> {
    let repeat = std::env::var("REPEAT").unwrap_or_else(|_| "5".to_owned());
    let output = Command::new("python3")
        .arg(harness.join("measure.py"))
        .arg(repeat)
        .args(commands)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // A line has: wall "s wall", CPU "s CPU", peak "MiB", and the command.
    said.lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            Medians {
                cpu_s: words[3].parse().unwrap(),
                peak_mib: words[6].parse().unwrap(),
            }
        })
        .collect()
}

fn table(cases: &[Case], ours: &[Medians], peers: &[Option<Medians>]) -> String {
    let mut text = "| sheet | CPU s | peer CPU s | ratio | bar | peak MiB | bar |\n\
                    |---|---|---|---|---|---|---|\n"
        .to_owned();
    for (case, ours) in cases.iter().zip(ours) {
        let (peer, most) = case.most_of;
        let peer = peers[peer].filter(|_| most.is_finite());
        let (peer_s, ratio) = peer.map_or_else(
            || ("–".to_owned(), "–".to_owned()),
            |peer| {
                let ratio = ours.cpu_s / peer.cpu_s;
                (format!("{:.3}", peer.cpu_s), format!("{ratio:.2}"))
            },
        );
        let at_most = |most: f64| {
            if most.is_finite() && most > 0.0 {
                format!("≤ {most}")
            } else {
                "–".to_owned()
            }
        };
        writeln!(
            text,
            "| {} | {:.3} | {peer_s} | {ratio} | {} | {:.0} | {} |",
            case.what,
            ours.cpu_s,
            at_most(most),
            ours.peak_mib,
            at_most(case.most_mib)
        )
        .unwrap();
    }
    text
}
