//! Our row beside other tools: `cargo bench --bench peers -- HARNESS`.
//!
//! `HARNESS` is a folder with `gen.py`, `run_all.sh`, `score.py` and `tables.py`, set up by its
//! `setup.sh`, its workloads in `../data` and its answers in `../res` beside it. In one run this
//! measures the peers that `ONLY` names (a regular expression of tags, as `run_all.sh` takes it) and
//! then pointzero on every workload, one thread each, in CPU time, writes the answers where
//! `score.py` finds them, and prints the tables. `REPEAT=n` measures ours n times and keeps the
//! median.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench tells its result"
)]

use std::fs;
use std::io::Write;
use std::path::{Path as FilePath, PathBuf};
use std::process::Command;

use pointzero::geodesy::{Distance, Path, Position};
use pointzero::index::{PointIndex, SegmentIndex};
use serde_json::json;

/// The peers of the table in the issue of the kernel.
const PEERS: &str = "glib_nn|kiddo|rstar_ecef|ckdtree$|s2cpp|truthA|e2e";

fn main() {
    let Some(harness) = std::env::args().skip(1).find(|word| !word.starts_with('-')) else {
        eprintln!("say where the harness is: cargo bench --bench peers -- HARNESS");
        return;
    };
    let harness = fs::canonicalize(harness).unwrap();
    let (data, results) = (harness.join("../data"), harness.join("../res"));
    fs::create_dir_all(&results).unwrap();
    let only = std::env::var("ONLY").unwrap_or_else(|_| PEERS.to_owned());
    run(
        Command::new("bash")
            .arg("run_all.sh")
            .args([&data, &results])
            .env("ONLY", only),
        &harness,
    );
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()
        .unwrap();
    let mut rows = Vec::new();
    let queries = positions(&data.join("q_1m.f64"));
    for set in ["help_140k", "help_1m"] {
        rows.extend(points(set, &data, &results, &queries));
        rows.push(program(set, &data, &results));
    }
    rows.push(borders(&data, &results, &queries));
    let path = results.join("results.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
    for row in rows {
        println!("{row}");
        writeln!(file, "{row}").unwrap();
    }
    let python = harness.join("../venv/bin/python");
    let scores = Command::new(&python)
        .arg("score.py")
        .args([&data, &results])
        .arg("5000")
        .current_dir(&harness)
        .output()
        .unwrap();
    fs::write(results.join("scores.tsv"), scores.stdout).unwrap();
    run(
        Command::new(&python).arg("tables.py").arg(&results),
        &harness,
    );
}

fn run(command: &mut Command, folder: &FilePath) {
    assert!(command.current_dir(folder).status().unwrap().success());
}

/// W1, W2 and W4.
fn points(
    set: &str,
    data: &FilePath,
    results: &FilePath,
    queries: &[Position],
) -> Vec<serde_json::Value> {
    let sites = positions(&data.join(format!("{set}.f64")));
    let before = memory_mb("VmRSS");
    let (build_s, index) = timed(|| PointIndex::from_positions(sites.iter().copied()));
    let after = memory_mb("VmRSS");
    let within = Distance::from_km(50.0).unwrap();
    let mut rows = Vec::new();
    for (workload, k) in [("W1", 1), ("W2", 5), ("W4", 0)] {
        let mut answers: Vec<(i32, f64)> = Vec::new();
        let query_s = median(|| {
            answers.clear();
            if workload == "W4" {
                let (seconds, counts) =
                    timed(|| index.count_within_each(queries, within, |_, _| true));
                answers.extend(counts.iter().map(|&count| {
                    let count = i32::try_from(count).unwrap();
                    (count, f64::from(count))
                }));
                seconds
            } else {
                let (seconds, found) =
                    timed(|| index.nearest_of_each(queries, k, None, |_, _| true));
                answers.extend(
                    found
                        .iter()
                        .flatten()
                        .map(|each| (i32::try_from(each.row).unwrap(), each.distance.metres())),
                );
                seconds
            }
        });
        write_answers(results, &format!("pointzero.{workload}.{set}"), &answers);
        rows.push(json!({
            "peer": "pointzero", "workload": workload, "set": set, "n": sites.len(), "q": queries.len(), "k": k,
            "build_s": build_s, "query_s": query_s, "ns_per_query": nanoseconds(query_s, queries.len()),
            "rss_load_mb": before, "rss_build_mb": after, "peak_mb": memory_mb("VmHWM"), "threads": 1, "note": "",
        }));
    }
    rows
}

/// W3: segments as geodesics, as its truth takes them.
fn borders(data: &FilePath, results: &FilePath, queries: &[Position]) -> serde_json::Value {
    let ends = positions(&data.join("segs.f64"));
    let before = memory_mb("VmRSS");
    let (build_s, index) =
        timed(|| SegmentIndex::from_lines(ends.chunks(2).map(|ends| (ends, Path::Geodesic))));
    let after = memory_mb("VmRSS");
    let mut answers = Vec::new();
    let query_s = median(|| {
        let (seconds, found) = timed(|| index.nearest_of_each(queries, None, |_, _| true));
        answers = found
            .iter()
            .flatten()
            .map(|each| {
                (
                    i32::try_from(each.line).unwrap(),
                    each.foot.distance.metres(),
                )
            })
            .collect();
        seconds
    });
    write_answers(results, "pointzero.W3.segs", &answers);
    json!({
        "peer": "pointzero", "workload": "W3", "set": "segs", "n": ends.len() / 2, "q": queries.len(), "k": 1,
        "build_s": build_s, "query_s": query_s, "ns_per_query": nanoseconds(query_s, queries.len()),
        "rss_load_mb": before, "rss_build_mb": after, "peak_mb": memory_mb("VmHWM"), "threads": 1, "note": "",
    })
}

/// W6: the program itself, two threads, in wall time, as is that of the peer.
fn program(set: &str, data: &FilePath, results: &FilePath) -> serde_json::Value {
    let output = results.join("pointzero.W6.csv");
    let mut peak = 0.0_f64;
    let wall_s = median(|| {
        let start = std::time::Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pointzero"))
            .arg("nearest")
            .arg(data.join("q_1m.csv"))
            .arg("--aid")
            .arg(data.join(format!("{set}.csv")))
            .arg("-o")
            .arg(&output)
            .args(["--overwrite", "--threads", "2"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(memory_of(&format!("{}", child.id()), "VmHWM"));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        start.elapsed().as_secs_f64()
    });
    fs::remove_file(&output).unwrap();
    let queries = 1_000_000;
    json!({
        "peer": "pointzero", "workload": "W6", "set": set, "q": queries, "threads": 2, "query_s": wall_s, "wall_s": wall_s,
        "ns_per_query": nanoseconds(wall_s, queries), "peak_mb": peak, "note": "wall time",
    })
}

/// Longitudes and latitudes, little-endian, one after the other.
fn positions(path: &FilePath) -> Vec<Position> {
    let bytes = fs::read(path).unwrap();
    let (numbers, _) = bytes.as_chunks::<8>();
    let numbers: Vec<f64> = numbers
        .iter()
        .map(|&number| f64::from_le_bytes(number))
        .collect();
    numbers
        .chunks(2)
        .map(|pair| Position::from_lon_lat(pair[0], pair[1]).unwrap())
        .collect()
}

fn write_answers(results: &FilePath, tag: &str, answers: &[(i32, f64)]) {
    let rows: Vec<u8> = answers
        .iter()
        .flat_map(|answer| answer.0.to_le_bytes())
        .collect();
    let metres: Vec<u8> = answers
        .iter()
        .flat_map(|answer| answer.1.to_le_bytes())
        .collect();
    fs::write(results.join(format!("{tag}.idx")), rows).unwrap();
    fs::write(results.join(format!("{tag}.dist")), metres).unwrap();
}

fn median(mut measure: impl FnMut() -> f64) -> f64 {
    let repeat = std::env::var("REPEAT")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3);
    let mut times: Vec<f64> = (0..repeat).map(|_| measure()).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = cpu_s();
    let result = work();
    (cpu_s() - start, result)
}

/// Seconds that the threads of this process have been running.
fn cpu_s() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = tasks.map(|task| {
        let path: PathBuf = task.unwrap().path().join("schedstat");
        let text = fs::read_to_string(path).unwrap();
        text.split(' ').next().unwrap().parse::<f64>().unwrap()
    });
    nanoseconds.sum::<f64>() / 1e9
}

fn memory_mb(field: &str) -> f64 {
    memory_of("self", field)
}

fn memory_of(process: &str, field: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))
        .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok())
        .map_or(0.0, |kb| kb / 1024.0)
}

fn nanoseconds(seconds: f64, queries: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a million queries")]
    let each = seconds * 1e9 / queries as f64;
    each.round()
}
