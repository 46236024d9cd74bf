//! The time of every operation of the kernel: `cargo bench --bench operations`.
//!
//! A time means something only beside another one of the same run. For a comparison with other
//! tools see `peers.rs`.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pointzero::analysis::Way;
use pointzero::analysis::remoteness::{Region, Remoteness};
use pointzero::geodesy::{
    Azimuth, Distance, Ecef, Path, Polyline, Position, Segment, containment, direct, distance,
    distances, inverse, inverses, polygon_area, ring,
};
use pointzero::index::{AreaIndex, PointIndex, SegmentIndex};
use pointzero::model::{AidSite, Extent, Grid, Place, Record, Route, Stop};

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

/// Places all over the Sahara and the Mediterranean: a lattice that no axis is parallel to.
fn places(count: u32, step: f64) -> Vec<Position> {
    (1..=count)
        .map(|i| {
            let turn = f64::from(i) * step;
            at(
                -18.0 + 56.0 * turn.fract(),
                12.0 + 34.0 * (turn * 7.548_776_662).fract(),
            )
        })
        .collect()
}

const GOLDEN: f64 = 0.618_033_988_749_895;

fn geodesics(criterion: &mut Criterion) {
    let (point_zero, assamaka) = (at(5.634612, 19.398994), at(5.7719, 19.3344));
    let nearly_antipodal = (at(0.0, -30.0), at(179.8, 29.9));
    let mut group = criterion.benchmark_group("geodesic");
    group.bench_function("ecef", |b| {
        b.iter(|| Ecef::from_position(black_box(point_zero)));
    });
    group.bench_function("distance", |b| {
        b.iter(|| distance(black_box(point_zero), assamaka));
    });
    group.bench_function("distance, nearly antipodal", |b| {
        b.iter(|| distance(black_box(nearly_antipodal.0), nearly_antipodal.1));
    });
    group.bench_function("inverse", |b| {
        b.iter(|| inverse(black_box(point_zero), assamaka));
    });
    let (azimuth, length) = (
        Azimuth::from_degrees(117.0).unwrap(),
        Distance::from_km(15.0).unwrap(),
    );
    group.bench_function("direct", |b| {
        b.iter(|| direct(black_box(point_zero), azimuth, length));
    });
    group.bench_function("ring of 360", |b| {
        b.iter(|| ring(black_box(point_zero), length, 360));
    });
    let pairs: Vec<_> = places(4096, GOLDEN)
        .into_iter()
        .zip(places(4096, 0.7548))
        .collect();
    group.throughput(Throughput::Elements(4096));
    group.bench_function("distances of 4096 pairs", |b| {
        b.iter(|| distances(black_box(&pairs)));
    });
    group.bench_function("inverses of 4096 pairs", |b| {
        b.iter(|| inverses(black_box(&pairs)));
    });
    group.finish();
}

fn lines(criterion: &mut Criterion) {
    let (pillar, tripoint, assamaka) = (
        at(5.813022, 19.443239),
        at(4.24, 19.13),
        at(5.7719, 19.3344),
    );
    let mut group = criterion.benchmark_group("line");
    for path in [Path::LonLat, Path::Geodesic, Path::Rhumb] {
        let segment = Segment::new(tripoint, pillar, path);
        let across = Segment::new(at(5.0, 18.0), at(5.2, 20.5), path);
        group.bench_function(format!("segment, {path:?}"), |b| {
            b.iter(|| Segment::new(black_box(tripoint), pillar, path));
        });
        group.bench_function(format!("foot, {path:?}"), |b| {
            b.iter(|| segment.foot(black_box(assamaka)));
        });
        group.bench_function(format!("interpolate, {path:?}"), |b| {
            b.iter(|| segment.at(black_box(0.3)));
        });
        group.bench_function(format!("intersections, {path:?}"), |b| {
            b.iter(|| segment.intersections(black_box(&across)));
        });
        let route = Polyline::new(places(100, GOLDEN), path);
        group.bench_function(format!("along a line of 100, {path:?}"), |b| {
            b.iter(|| route.at(black_box(Distance::from_km(5_000.0).unwrap())));
        });
        group.bench_function(format!("located on a line of 100, {path:?}"), |b| {
            b.iter(|| route.locate(black_box(assamaka)));
        });
    }
    group.finish();
}

fn areas(criterion: &mut Criterion) {
    let outline = ring(
        at(5.7719, 19.3344),
        Distance::from_km(300.0).unwrap(),
        1_000,
    );
    let mut group = criterion.benchmark_group("area");
    group.bench_function("containment in 1000 vertices", |b| {
        b.iter(|| containment(black_box(at(6.0, 19.0)), [&outline[..]]));
    });
    group.bench_function("area of 1000 vertices", |b| {
        b.iter(|| polygon_area(black_box(&outline), []));
    });
    group.finish();
}

fn routes(criterion: &mut Criterion) {
    let stop = |position| Stop {
        name: String::new(),
        place: Place::exact(position),
    };
    let route = Route {
        id: String::new(),
        name: String::new(),
        path: Path::Geodesic,
        stops: places(20, GOLDEN).into_iter().map(stop).collect(),
    };
    let sites = places(500, 0.7548).into_iter();
    let sites: Vec<_> = sites
        .map(|position| Record::from_value(AidSite::help("h", "Help", Place::exact(position))))
        .collect();
    let (way, help) = (
        Way::new(&route),
        Remoteness::from_sites(&sites, None).unwrap(),
    );
    let assamaka = at(5.7719, 19.3344);
    let mut group = criterion.benchmark_group("route");
    group.sample_size(20);
    group.bench_function("part of a leg within 25 km", |b| {
        let leg = Segment::new(at(4.24, 19.13), at(7.459372, 20.843969), Path::Geodesic);
        b.iter(|| leg.within(black_box(assamaka), Distance::from_km(25.0).unwrap()));
    });
    for km in [25.0, 100.0] {
        group.bench_function(format!("gaps of {km} km on 20 stops with 500 sites"), |b| {
            b.iter(|| way.gaps(black_box(&help), Distance::from_km(km).unwrap()));
        });
    }
    group.finish();
}

fn indexes(criterion: &mut Criterion) {
    let (sites, queries) = (places(100_000, GOLDEN), places(20_000, 0.754_877));
    let km50 = Distance::from_km(50.0).unwrap();
    let mut group = criterion.benchmark_group("index");
    group.sample_size(20);
    group.bench_function("build of 100 000 points", |b| {
        b.iter_batched(
            || sites.clone(),
            PointIndex::from_positions,
            BatchSize::LargeInput,
        );
    });
    let index = PointIndex::from_positions(sites.iter().copied());
    group.bench_function("nearest of one", |b| {
        b.iter(|| index.nearest(black_box(queries[0]), 1, None, |_| true));
    });
    group.bench_function("rank of a row", |b| {
        b.iter(|| index.rank_of(black_box(queries[0]), 7, |_| true));
    });
    group.throughput(Throughput::Elements(20_000));
    for k in [1, 5] {
        group.bench_function(format!("{k} nearest of 20 000"), |b| {
            b.iter(|| index.nearest_of_each(black_box(&queries), k, None, |_, _| true));
        });
    }
    group.bench_function("within 50 km of 20 000", |b| {
        b.iter(|| index.count_within_each(black_box(&queries), km50, |_, _| true));
    });
    group.throughput(Throughput::Elements(1));
    let outlines: Vec<Vec<Position>> = sites
        .iter()
        .step_by(1_000)
        .map(|&site| ring(site, km50, 200))
        .collect();
    let segments = SegmentIndex::from_lines(outlines.iter().map(|line| (&line[..], Path::LonLat)));
    group.bench_function("nearest of 20 000 segments", |b| {
        b.iter(|| segments.nearest(black_box(queries[0]), None, |_| true));
    });
    let areas = AreaIndex::from_areas(outlines.iter().map(|outline| [&outline[..]]));
    group.bench_function("areas of 100 that hold a place", |b| {
        b.iter(|| areas.containing(black_box(queries[0])));
    });
    group.bench_function("nearest of 100 areas", |b| {
        b.iter(|| areas.nearest(black_box(queries[0]), None, |_| true));
    });
    group.finish();
}

/// The distance to the nearest of 500 sites from 1,100 by 520 cells over the Sahara.
fn rasters(criterion: &mut Criterion) {
    let sites: Vec<Record<AidSite>> = places(500, GOLDEN)
        .into_iter()
        .map(|position| AidSite::help("a", "a", Place::exact(position)))
        .map(Record::from_value)
        .collect();
    let help = Remoteness::from_sites(&sites, None).unwrap();
    let extent = Extent::from_wsen([-17.0, 12.0, 38.0, 38.0]).unwrap();
    let grid = Grid::with_cells(extent, 1_100, 520).unwrap();
    let region = Region::from_extent("Sahara", extent);
    let mut group = criterion.benchmark_group("raster");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1_100 * 520));
    group.bench_function("remoteness, 1100 by 520 cells, 500 sites", |b| {
        b.iter(|| help.raster_rows(&grid, &region, 0..grid.rows()));
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("farthest place, 500 sites", |b| {
        b.iter(|| help.farthest(&region));
    });
    group.finish();
}

criterion_group!(
    operations, geodesics, lines, routes, areas, indexes, rasters
);
criterion_main!(operations);
