//! Where segments meet: crossings built by the direct problem, a twin that samples, shared lines.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]
#![expect(clippy::float_cmp, reason = "the fraction of an end is exactly 0 or 1")]

use pointzero::geodesy::{
    Azimuth, Crossing, Distance, Intersection, Path, Position, Segment, direct, distance, inverse,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const READINGS: [Path; 3] = [Path::Geodesic, Path::LonLat, Path::Rhumb];

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn go(from: Position, azimuth: f64, metres: f64) -> Position {
    let azimuth = Azimuth::from_degrees(azimuth).unwrap();
    direct(from, azimuth, Distance::from_metres(metres).unwrap())
}

fn crossings(found: &[Intersection]) -> Vec<Crossing> {
    let places = found.iter().map(|found| match found {
        Intersection::Crossing(place) => *place,
        overlap @ Intersection::Overlap { .. } => panic!("{overlap:?}"),
    });
    places.collect()
}

fn any_place() -> impl Strategy<Value = Position> {
    prop_oneof![
        4 => (-180.0..=180.0, -90.0..=90.0).prop_map(|(lon, lat)| at(lon, lat)),
        1 => (-180.0..=180.0, prop::sample::select(vec![-90.0, -89.999, 0.0, 89.999_999, 90.0]))
            .prop_map(|(lon, lat)| at(lon, lat)),
        1 => (prop::sample::select(vec![-180.0, 180.0, 179.999_999]), -90.0..=90.0)
            .prop_map(|(lon, lat)| at(lon, lat)),
    ]
}

/// A length in metres, as often between 10 m and 100 m as between 1,000 km and 10,000 km.
fn any_length() -> impl Strategy<Value = f64> {
    (0.0..=1.0_f64).prop_map(|part| 9.9e6 * libm::pow(1e-6, part))
}

fn sine(degrees: f64) -> f64 {
    libm::sin(degrees.to_radians()).abs()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: RngSeed::Fixed(10),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Both go through a chosen place; together up to 19,800 km long.
    #[test]
    fn geodesics_cross_where_they_were_built_to(
        place in any_place(),
        azimuth in 0.0..360.0,
        angle in prop_oneof![3.0..177.0, 0.01..3.0],
        lengths in [any_length(), any_length(), any_length(), any_length()],
    ) {
        let through = |azimuth: f64, before_m: f64, after_m: f64| {
            let ends = [go(place, azimuth + 180.0, before_m), go(place, azimuth, after_m)];
            Segment::new(ends[0], ends[1], Path::Geodesic)
        };
        let first = through(azimuth, lengths[0], lengths[1]);
        let second = through(azimuth + angle, lengths[2], lengths[3]);
        let found = crossings(&first.intersections(&second));
        prop_assert_eq!(found.len(), 1);
        let unsure_m = 2e-7 / sine(angle);
        let missed_m = distance(found[0].position, place).metres();
        prop_assert!(missed_m < unsure_m, "{} m beside", missed_m);
        for (segment, fraction) in [(first, found[0].first), (second, found[0].second)] {
            prop_assert!(distance(segment.at(fraction), place).metres() < unsure_m);
        }
        let swapped = crossings(&second.intersections(&first));
        prop_assert!(distance(swapped[0].position, place).metres() < unsure_m);
    }

    /// A geodesic through a place on any line.
    #[test]
    fn a_line_of_any_reading_is_crossed_where_a_geodesic_was_built_to_cross_it(
        (lon, lat) in (-180.0..=180.0, -80.0..=80.0),
        (wide, steep) in (-60.0..60.0, -40.0..40.0_f64),
        size in prop_oneof![Just(1.0), 1e-4..1.0],
        part in 0.01..0.99,
        azimuth in 0.0..360.0,
        lengths in [any_length(), any_length()],
        path in prop::sample::select(READINGS.to_vec()),
    ) {
        let turned: f64 = lon + wide * size + 180.0;
        let end = at(turned.rem_euclid(360.0) - 180.0, f64::clamp(lat + steep * size, -90.0, 90.0));
        let line = Segment::new(at(lon, lat), end, path);
        let place = line.at(part);
        let along = inverse(line.at(part - 1e-4), line.at(part + 1e-4)).azimuth_at_start.degrees();
        prop_assume!(sine(along - azimuth) > 0.05);
        let ends = [go(place, azimuth + 180.0, lengths[0]), go(place, azimuth, lengths[1])];
        let geodesic = Segment::new(ends[0], ends[1], Path::Geodesic);
        let found = crossings(&line.intersections(&geodesic));
        let beside = found.iter().map(|found| distance(found.position, place).metres());
        let least_m = beside.fold(f64::INFINITY, f64::min);
        prop_assert!(least_m < 1e-5, "{} m beside of {}", least_m, found.len());
    }

    /// On the plane of longitude and latitude a lon/lat-straight line is straight: the other line
    /// crosses it as often as its samples change sides.
    #[test]
    fn all_crossings_are_found_that_sampling_sees(
        ends in [(-80.0..80.0, -75.0..75.0), (-80.0..80.0, -75.0..75.0),
                 (-80.0..80.0, -75.0..75.0), (-80.0..80.0, -75.0..75.0)],
        is_flat in any::<bool>(),
        path in prop::sample::select(READINGS.to_vec()),
    ) {
        let mut ends: [(f64, f64); 4] = ends;
        if is_flat {
            // Nearly along a parallel, where a geodesic comes by twice.
            ends[1].1 = ends[0].1 + 0.01 * ends[1].1;
            ends[2].1 = ends[0].1 - 0.05 * ends[2].1.abs();
            ends[3].1 = ends[0].1 - 0.05 * ends[3].1.abs();
        }
        let [a, b, c, d] = ends.map(|(lon, lat)| at(lon, lat));
        let line = Segment::new(a, b, Path::LonLat);
        let other = Segment::new(c, d, path);
        let (dx, dy) = (b.lon() - a.lon(), b.lat() - a.lat());
        let seen = |place: Position| {
            let (x, y) = (place.lon() - a.lon(), place.lat() - a.lat());
            (dx * y - dy * x, (dx * x + dy * y) / (dx * dx + dy * dy))
        };
        let samples: Vec<(f64, f64)> = (0..=4_000).map(|i| seen(other.at(f64::from(i) / 4e3))).collect();
        let mut count = 0;
        for pair in samples.windows(2) {
            let [(side, along), (next_side, next_along)] = pair else { unreachable!() };
            if (*side > 0.0) != (*next_side > 0.0) {
                let part = side / (side - next_side);
                let along = along + (next_along - along) * part;
                // What crosses right at an end, or only touches, is not told by samples.
                prop_assume!(along.abs() > 1e-3 && (along - 1.0).abs() > 1e-3);
                count += usize::from((0.0..=1.0).contains(&along));
            }
        }
        // Samples that come near the line between changes of sides may have missed two.
        for three in samples.windows(3) {
            let [before, here, after] = [three[0].0, three[1].0, three[2].0].map(f64::abs);
            let is_dip = here <= before && here <= after && (three[0].0 > 0.0) == (three[2].0 > 0.0);
            prop_assume!(!is_dip || here > 1e-3);
        }
        let found = crossings(&line.intersections(&other));
        prop_assert_eq!(found.len(), count, "{:?}", found);
        for place in found {
            let between = distance(line.at(place.first), other.at(place.second));
            prop_assert!(between.metres() < 1e-6);
        }
    }

    #[test]
    fn parts_of_one_line_overlap_where_both_are(
        start in any_place(),
        (azimuth, length_m) in (0.0..360.0, 1e3..19e6),
        parts in [0.0..0.3, 0.35..0.6, 0.65..1.0],
        is_reversed in any::<bool>(),
        path in prop::sample::select(READINGS.to_vec()),
    ) {
        // Parts of a lon/lat-straight line are straight if their ends are: not exactly. So bent
        // lines are shorter, where the ends tell them apart by less than a micrometre.
        let bent = path != Path::Geodesic;
        let end = go(start, azimuth, if bent { f64::min(length_m, 2e6) } else { length_m });
        prop_assume!(!bent || (start.lat().abs() < 80.0 && end.lat().abs() < 80.0));
        let whole = Segment::new(start, end, path);
        let middle = whole.at(parts[1]);
        let first = Segment::new(start, whole.at(parts[2]), path);
        let other_end = whole.at(parts[0]);
        let second = if is_reversed {
            Segment::new(middle, other_end, path)
        } else {
            Segment::new(other_end, middle, path)
        };
        let found = first.intersections(&second);
        let [Intersection::Overlap { from, to }] = found[..] else {
            return Err(TestCaseError::fail(format!("{found:?}")));
        };
        prop_assert!(distance(from.position, other_end).metres() < 1e-5);
        prop_assert!(distance(to.position, middle).metres() < 1e-5);
        prop_assert_eq!([from.second, to.second], if is_reversed { [1.0, 0.0] } else { [0.0, 1.0] });
    }
}

#[test]
fn segments_that_share_an_end_meet_there() {
    for path in READINGS {
        for shared in [at(5.0, 10.0), at(180.0, 10.0), at(0.0, 90.0)] {
            let first = Segment::new(at(-20.0, 40.0), shared, path);
            let second = Segment::new(shared, at(20.0, 50.0), path);
            let found = crossings(&first.intersections(&second));
            assert_eq!(found.len(), 1, "{path:?} {shared:?}: {found:?}");
            assert!(distance(found[0].position, shared).metres() < 1e-6);
            assert_eq!((found[0].first, found[0].second), (1.0, 0.0));
        }
    }
}

#[test]
fn an_end_on_the_other_line_touches_it() {
    let line = Segment::new(at(-175.0, 0.0), at(175.0, 0.0), Path::LonLat);
    let beside = Segment::new(at(180.0, 0.0), at(180.0, 30.0), Path::Geodesic);
    let found = crossings(&line.intersections(&beside));
    assert_eq!(found.len(), 1);
    assert!((found[0].first - 0.5).abs() < 1e-12);
    assert_eq!(found[0].second, 0.0);
    let short = Segment::new(at(180.0, 1e-9), at(180.0, 30.0), Path::Geodesic);
    assert!(line.intersections(&short).is_empty());
}

#[test]
fn geodesics_between_a_place_and_its_antipode_meet_twice() {
    // Over either pole; both are as long as half a meridian.
    let (here, there) = (at(0.0, 10.0), at(180.0, -10.0));
    let north = Segment::new(here, at(0.0, 90.0), Path::Geodesic);
    let south = Segment::new(here, at(0.0, -90.0), Path::Geodesic);
    assert_eq!(crossings(&north.intersections(&south)).len(), 1);
    let west = Segment::new(at(-90.0, 90.0), at(0.0, -90.0), Path::Geodesic);
    let east = Segment::new(at(90.0, 90.0), at(90.0, -90.0), Path::Geodesic);
    let found = crossings(&west.intersections(&east));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].position.lat() > 89.999_999_9 && found[1].position.lat() < -89.999_999_9);
    let antimeridian = Segment::new(at(0.0, 90.0), there, Path::Geodesic);
    assert_eq!(crossings(&north.intersections(&antimeridian)).len(), 1);
}

#[test]
fn meridians_and_the_equator_are_one_line_in_every_reading() {
    for (start, end) in [
        (at(3.0, -40.0), at(3.0, 70.0)),
        (at(170.0, 0.0), at(-120.0, 0.0)),
    ] {
        for first in READINGS {
            for second in READINGS {
                let found = Segment::new(start, end, first)
                    .intersections(&Segment::new(start, end, second));
                assert!(
                    matches!(found[..], [Intersection::Overlap { from, to }]
                        if from.first == 0.0 && to.first == 1.0),
                    "{first:?} {second:?}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn a_place_meets_what_goes_through_it_and_nothing_else() {
    for path in READINGS {
        let place = Segment::new(at(5.0, 0.0), at(5.0, 0.0), path);
        let equator = Segment::new(at(-5.0, 0.0), at(9.0, 0.0), path);
        assert_eq!(crossings(&place.intersections(&equator)).len(), 1);
        assert_eq!(crossings(&equator.intersections(&place)).len(), 1);
        assert_eq!(crossings(&place.intersections(&place)).len(), 1);
        let beside = Segment::new(at(5.0, 1.0), at(9.0, 0.0), path);
        assert!(place.intersections(&beside).is_empty());
    }
}
