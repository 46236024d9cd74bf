//! The nearest segment of many lines, against a twin that measures every one.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]

use pointzero::geodesy::{
    Azimuth, Distance, Foot, Path, Position, direct, distance, foot, inverse,
};
use pointzero::index::{NearestSegment, SegmentIndex, TIE};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

type Line = (Vec<Position>, Path);

fn index_of(lines: &[Line]) -> SegmentIndex {
    SegmentIndex::from_lines(lines.iter().map(|(line, path)| (&line[..], *path)))
}

/// Line, segment and foot of every accepted segment, by line and segment.
fn measured(
    lines: &[Line],
    query: Position,
    accept: impl Fn(u32) -> bool,
) -> Vec<(u32, u32, Foot)> {
    let mut all = Vec::new();
    for (row, (line, path)) in (0..).zip(lines).filter(|&(row, _)| accept(row)) {
        let alone = [&line[..], &line[..]].concat();
        let line = if line.len() == 1 { &alone } else { line };
        for (segment, ends) in (0..).zip(line.windows(2)) {
            let found = foot(query, ends[0], ends[1], *path);
            all.push((row, segment, found));
        }
    }
    all
}

/// How far the distance to a foot may be from that of another computation, in metres.
const SURE_M: f64 = 2e-6;

/// The found segment is the lowest of those that may tie with the nearest, as far as two
/// computations of the same distance agree.
///
/// Of segments that have one foot, such as those that meet there, the lowest wins for certain.
fn check(found: Option<NearestSegment>, all: &[(u32, u32, Foot)], within_m: f64) {
    let least = all
        .iter()
        .map(|(.., foot)| foot.distance.metres())
        .min_by(f64::total_cmp);
    let Some(least) = least.filter(|least| *least <= within_m + SURE_M) else {
        assert_eq!(found, None);
        return;
    };
    let Some(found) = found else {
        assert!(least > within_m - SURE_M);
        return;
    };
    let metres = found.foot.distance.metres();
    assert!(
        (metres - least).abs() <= TIE.metres() + SURE_M,
        "{metres} m for {least} m"
    );
    let key = (found.line, found.segment);
    let own = all
        .iter()
        .find(|(line, segment, _)| (*line, *segment) == key);
    let (.., own) = own.unwrap();
    assert!(
        (own.distance.metres() - metres).abs() < SURE_M,
        "{metres} m for {own:?}"
    );
    for (line, segment, other) in all {
        if (*line, *segment) < key {
            assert!(
                other.position != own.position,
                "{line} {segment} has the same foot as {key:?}"
            );
        }
    }
}

fn any_position() -> impl Strategy<Value = Position> {
    let anywhere = (-180.0..=180.0, -90.0..=90.0).prop_map(|(lon, lat)| at(lon, lat));
    let near_pole = (-180.0..=180.0, 89.9..=90.0, any::<bool>())
        .prop_map(|(lon, lat, south): (f64, f64, bool)| at(lon, if south { -lat } else { lat }));
    let edges = (
        prop::sample::select(vec![-180.0, 180.0, -179.99, 179.99, 0.0]),
        prop::sample::select(vec![-90.0, 90.0, 0.0, 49.0, 19.4]),
    )
        .prop_map(|(lon, lat)| at(lon, lat));
    let cluster = (4.0..6.0, 19.0..20.0).prop_map(|(lon, lat)| at(lon, lat));
    prop_oneof![3 => anywhere, 1 => near_pole, 2 => edges, 4 => cluster]
}

/// A line of legs from some place, short ones and long ones.
fn any_line() -> impl Strategy<Value = Line> {
    let legs = prop::collection::vec((0.0..360.0, 0.0..=1.0_f64), 0..6);
    let path = prop::sample::select(vec![Path::Geodesic, Path::LonLat, Path::Rhumb]);
    (any_position(), legs, path).prop_map(|(start, legs, path)| {
        let mut line = vec![start];
        for (azimuth, size) in legs {
            let azimuth = Azimuth::from_degrees(azimuth).unwrap();
            let metres = Distance::from_metres(8e6 * libm::pow(1e-6, size)).unwrap();
            line.push(direct(*line.last().unwrap(), azimuth, metres));
        }
        (line, path)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_nearest_segment_is_the_one_that_measuring_all_finds(
        lines in prop::collection::vec(any_line(), 0..8),
        queries in prop::collection::vec(any_position(), 6),
        within in prop::option::of(0.0..4e6),
        refused in 0..8_u32,
    ) {
        let index = index_of(&lines);
        let within_m = within.unwrap_or(f64::INFINITY);
        let within = within.map(|metres| Distance::from_metres(metres).unwrap());
        for query in queries {
            let accept = |line: u32| line != refused;
            let found = index.nearest(query, within, accept);
            check(found, &measured(&lines, query, accept), within_m);
            let all_at_once = index.nearest_of_each(&[query, query], within, |_, line| accept(line));
            prop_assert_eq!(&all_at_once, &[found, found]);
            if let Some(NearestSegment { foot, azimuth, .. }) = found {
                let again = inverse(query, foot.position);
                prop_assert!((again.distance.metres() - foot.distance.metres()).abs() < SURE_M);
                if let Some(azimuth) = azimuth.filter(|_| foot.distance.metres() > 1.0) {
                    let other = again.azimuth_at_start.degrees();
                    let apart = (azimuth.degrees() - other + 180.0).rem_euclid(360.0) - 180.0;
                    prop_assert!(apart.abs() < 1e-5, "{} degrees apart", apart);
                }
            }
        }
    }
}

#[test]
fn no_line_has_no_nearest_place() {
    let query = at(5.7719, 19.3344);
    assert_eq!(index_of(&[]).nearest(query, None, |_| true), None);
    let empty = index_of(&[(Vec::new(), Path::Geodesic)]);
    assert!(empty.is_empty());
    assert_eq!(empty.nearest(query, None, |_| true), None);
}

#[test]
fn a_line_of_one_position_is_that_place() {
    let (query, place) = (at(5.7719, 19.3344), at(5.634612, 19.398994));
    for path in [Path::Geodesic, Path::LonLat, Path::Rhumb] {
        let index = index_of(&[(vec![place], path)]);
        let found = index.nearest(query, None, |_| true).unwrap();
        assert_eq!(found.foot.position, place);
        let apart_m = found.foot.distance.metres() - distance(query, place).metres();
        assert!(apart_m.abs() < SURE_M);
    }
}

#[test]
fn where_segments_meet_the_first_line_and_segment_win() {
    // Every line passes (10, 10), which is the nearest place of each to a query beyond it.
    let (before, corner, after) = (at(5.0, 10.0), at(10.0, 10.0), at(10.0, 5.0));
    let around = (vec![before, corner, after], Path::LonLat);
    let to = (vec![at(0.0, 10.0), corner], Path::LonLat);
    let query = at(12.0, 12.0);
    let index = index_of(&[around.clone(), to.clone(), around.clone()]);
    let found = index.nearest(query, None, |_| true).unwrap();
    assert_eq!((found.line, found.segment), (0, 0));
    let found = index.nearest(query, None, |line| line != 0).unwrap();
    assert_eq!((found.line, found.segment), (1, 0));
    let found = index.nearest(query, None, |line| line == 2).unwrap();
    assert_eq!((found.line, found.segment), (2, 0));
}

#[test]
fn on_the_line_there_is_no_azimuth() {
    let index = index_of(&[(vec![at(5.0, 10.0), at(10.0, 12.0)], Path::LonLat)]);
    let found = index.nearest(at(10.0, 12.0), Some(Distance::ZERO), |_| true);
    let found = found.unwrap();
    assert_eq!((found.foot.distance, found.azimuth), (Distance::ZERO, None));
}
