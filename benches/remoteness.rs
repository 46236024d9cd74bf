//! The raster of distances to help beside that of R's terra: `cargo bench --bench remoteness`.
//!
//! Both are asked, in turn and in one run, for the distance to the nearest of 500 sites from 1,100 by
//! 520 cells over the Sahara. terra measures geodesics on the ellipsoid, in code that we did not
//! write, so the greatest difference is a check too. Needs `Rscript` with terra. `REPEAT=n` asks n
//! times and keeps the medians of the wall time.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench tells its result")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use pointzero::analysis::remoteness::{Region, Remoteness};
use pointzero::geodesy::Position;
use pointzero::model::{AidSite, Extent, Grid, Place, Record};

const COLUMNS: u32 = 1_100;
const ROWS: u32 = 520;
const SITES: u32 = 500;
const THREADS: usize = 2;

/// Prints the seconds that the distances took, without the start of R and the reading of the sites, and
/// keeps the distances as doubles, row by row.
const TERRA: &str = r"
suppressMessages(library(terra))
folder <- commandArgs(trailingOnly = TRUE)
sites <- vect(as.matrix(read.csv(file.path(folder, 'sites.csv'))), crs = 'EPSG:4326')
cells <- rast(xmin = -17, xmax = 38, ymin = 12, ymax = 38, ncols = 1100, nrows = 520, crs = 'EPSG:4326')
seconds <- system.time(metres <- distance(cells, sites))[['elapsed']]
writeBin(as.vector(values(metres)), file.path(folder, 'terra.f64'), size = 8, endian = 'little')
cat(seconds)
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

    let (mut ours_s, mut terra_s) = (Vec::new(), Vec::new());
    let mut worst_m = 0.0_f64;
    for _ in 0..repeat {
        let (seconds, ours) = ours(&sites);
        ours_s.push(seconds);
        terra_s.push(terra(&folder));
        let theirs = fs::read(folder.join("terra.f64")).unwrap();
        let (theirs, _) = theirs.as_chunks::<8>();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            worst_m = worst_m.max((ours - f64::from_le_bytes(*theirs)).abs());
        }
    }
    fs::remove_dir_all(&folder).unwrap();

    let cells = f64::from(COLUMNS * ROWS);
    println!("{COLUMNS} x {ROWS} cells, {SITES} sites, median of {repeat}, wall time");
    println!("\n| | seconds | million cells a second | ratio |\n|---|---|---|---|");
    let (ours_s, terra_s) = (median(ours_s), median(terra_s));
    for (name, seconds) in [
        ("terra, one thread (it has no other)".to_owned(), terra_s),
        (format!("pointzero, {THREADS} threads, index built"), ours_s),
    ] {
        let (speed, ratio) = (cells / seconds / 1e6, terra_s / seconds);
        println!("| {name} | {seconds:.4} | {speed:.3} | {ratio:.0} |");
    }
    println!(
        "\ngreatest difference between the two: {:.1} nm",
        worst_m * 1e9
    );
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

fn ours(sites: &[Record<AidSite>]) -> (f64, Vec<f64>) {
    let extent = Extent::from_wsen([-17.0, 12.0, 38.0, 38.0]).unwrap();
    let grid = Grid::with_cells(extent, COLUMNS, ROWS).unwrap();
    let region = Region::from_extent("Sahara", extent);
    let start = Instant::now();
    let help = Remoteness::from_sites(sites, None).unwrap();
    let metres = help.raster_rows(&grid, &region, 0..grid.rows());
    (start.elapsed().as_secs_f64(), metres)
}

fn terra(folder: &Path) -> f64 {
    let output = Command::new("Rscript")
        .args(["-e", TERRA])
        .arg(folder)
        .output()
        .expect("Rscript with terra is installed");
    let seconds = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    seconds
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("terra: {error}"))
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
