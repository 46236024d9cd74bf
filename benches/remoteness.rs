//! The raster of distances to help beside that of R's terra: `cargo bench --bench remoteness`.
//!
//! Both are asked, in turn and in one run, for the distance to the nearest of 500 sites from 1,100 by
//! 520 cells over the Sahara. terra has one thread and, as of 1.7, measures on a sphere: how far off
//! that is, is printed, and how far ours is from the least of 500 geodesics one by one. Needs `Rscript`
//! with terra. `REPEAT=n` asks n times and keeps the medians.
//!
//! Wall time is what a researcher waits; CPU time, which other work on the machine does not touch, is
//! printed beside it.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench tells its result")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use pointzero::analysis::remoteness::{Region, Remoteness};
use pointzero::geodesy::{Position, distance};
use pointzero::model::{AidSite, Extent, Grid, Place, Record};

const COLUMNS: u32 = 1_100;
const ROWS: u32 = 520;
const SITES: u32 = 500;
const THREADS: usize = 2;

/// Keeps the seconds that the distances took, without the start of R and the reading of the sites, and
/// the distances as doubles, row by row.
const TERRA: &str = r"
suppressMessages(library(terra))
folder <- commandArgs(trailingOnly = TRUE)
sites <- vect(as.matrix(read.csv(file.path(folder, 'sites.csv'))), crs = 'EPSG:4326')
cells <- rast(xmin = -17, xmax = 38, ymin = 12, ymax = 38, ncols = 1100, nrows = 520, crs = 'EPSG:4326')
terraOptions(progress = 0)
time <- system.time(metres <- distance(cells, sites))
writeBin(as.vector(values(metres)), file.path(folder, 'terra.f64'), size = 8, endian = 'little')
seconds <- c(time[['elapsed']], time[['user.self']] + time[['sys.self']])
writeLines(format(seconds), file.path(folder, 'seconds'))
";

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build_global()
        .unwrap();
    let repeat = env::var("REPEAT")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3);
    let folder = env::temp_dir().join(format!("remoteness-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let sites = sites();
    write_sites(&folder.join("sites.csv"), &sites);

    let (mut ours_times, mut terra_times) = (Vec::new(), Vec::new());
    let (mut sphere_m, mut ours_off_m) = (0.0_f64, 0.0_f64);
    for _ in 0..repeat {
        let (times, ours) = ours(&sites);
        ours_times.push(times);
        terra_times.push(terra(&folder));
        let theirs = fs::read(folder.join("terra.f64")).unwrap();
        let (theirs, _) = theirs.as_chunks::<8>();
        assert_eq!(ours.len(), theirs.len());
        for (cell, exact_m) in one_by_one(&sites) {
            sphere_m = sphere_m.max((f64::from_le_bytes(theirs[cell]) - exact_m).abs());
            ours_off_m = ours_off_m.max((ours[cell] - exact_m).abs());
        }
    }
    fs::remove_dir_all(&folder).unwrap();

    let cells = f64::from(COLUMNS * ROWS);
    println!("{COLUMNS} x {ROWS} cells, {SITES} sites, medians of {repeat}\n");
    println!(
        "| | wall s | CPU s | million cells a wall second | x wall | x CPU a thread | off by |"
    );
    println!("|---|---|---|---|---|---|---|");
    let (ours, terra) = (median(ours_times), median(terra_times));
    for (name, threads, times, off_m) in [
        ("terra", 1.0, terra, sphere_m),
        ("pointzero, index built too", 2.0, ours, ours_off_m),
    ] {
        println!(
            "| {name}, {threads} threads | {:.3} | {:.3} | {:.3} | {:.0} | {:.0} | {:.3e} m |",
            times.wall_s,
            times.cpu_s,
            cells / times.wall_s / 1e6,
            terra.wall_s / times.wall_s,
            terra.cpu_s / (times.cpu_s / threads),
            off_m,
        );
    }
}

/// How long something took.
#[derive(Clone, Copy)]
struct Times {
    wall_s: f64,
    cpu_s: f64,
}

/// Places all over the Sahara: a lattice that no axis is parallel to.
fn sites() -> Vec<Record<AidSite>> {
    (1..=SITES)
        .map(|i| {
            let turn = f64::from(i) * 0.618_033_988_749_895;
            let lon = -18.0 + 56.0 * turn.fract();
            let lat = 12.0 + 34.0 * (turn * 7.548_776_662).fract();
            let place = Place::exact(Position::from_lon_lat(lon, lat).unwrap());
            Record::from_value(AidSite::help("a", "a", place))
        })
        .collect()
}

fn write_sites(path: &Path, sites: &[Record<AidSite>]) {
    let mut text = String::from("x,y\n");
    for site in sites {
        let position = site.value.place.position;
        writeln!(text, "{},{}", position.lon(), position.lat()).unwrap();
    }
    fs::write(path, text).unwrap();
}

fn grid() -> (Grid, Region) {
    let extent = Extent::from_wsen([-17.0, 12.0, 38.0, 38.0]).unwrap();
    let grid = Grid::with_cells(extent, COLUMNS, ROWS).unwrap();
    (grid, Region::from_extent("Sahara", extent))
}

fn ours(sites: &[Record<AidSite>]) -> (Times, Vec<f64>) {
    let (grid, region) = grid();
    let (start, start_cpu_s) = (Instant::now(), cpu_s());
    let help = Remoteness::from_sites(sites, None).unwrap();
    let metres = help.raster_rows(&grid, &region, 0..grid.rows());
    let times = Times {
        wall_s: start.elapsed().as_secs_f64(),
        cpu_s: cpu_s() - start_cpu_s,
    };
    (times, metres)
}

fn terra(folder: &Path) -> Times {
    let output = Command::new("Rscript")
        .args(["-e", TERRA])
        .arg(folder)
        .output()
        .expect("Rscript with terra is installed");
    let seconds = fs::read_to_string(folder.join("seconds"))
        .unwrap_or_else(|_| panic!("terra: {}", String::from_utf8_lossy(&output.stderr)));
    let mut seconds = seconds.lines().map(|line| line.trim().parse().unwrap());
    Times {
        wall_s: seconds.next().unwrap(),
        cpu_s: seconds.next().unwrap(),
    }
}

/// Every 997th cell, and the least of the geodesics from its middle to all sites.
fn one_by_one(sites: &[Record<AidSite>]) -> Vec<(usize, f64)> {
    let (grid, _) = grid();
    (0..COLUMNS * ROWS)
        .step_by(997)
        .map(|cell| {
            let middle = grid.centre((cell % COLUMNS).into(), (cell / COLUMNS).into());
            let all = sites.iter().map(|site| site.value.place.position);
            let metres = all.map(|site| distance(middle, site).metres());
            (cell as usize, metres.fold(f64::INFINITY, f64::min))
        })
        .collect()
}

/// Seconds that the threads of this process have been running.
fn cpu_s() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = tasks.map(|task| {
        let path = task.unwrap().path().join("schedstat");
        let text = fs::read_to_string(path).unwrap();
        text.split(' ').next().unwrap().parse::<f64>().unwrap()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// The times of the median by wall time.
fn median(mut times: Vec<Times>) -> Times {
    times.sort_by(|one, other| one.wall_s.total_cmp(&other.wall_s));
    times[times.len() / 2]
}
