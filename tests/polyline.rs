//! Lengths along lines and back, and the side on which a position lies.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]

use pointzero::geodesy::{
    Azimuth, Distance, Path, Polyline, Position, Segment, Side, direct, distance, foot, inverse,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const READINGS: [Path; 3] = [Path::Geodesic, Path::LonLat, Path::Rhumb];

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn metres(metres: f64) -> Distance {
    Distance::from_metres(metres).unwrap()
}

/// Algeria–Niger, convention of 5 January 1983.
fn treaty_line(path: Path) -> Polyline {
    let vertices = [
        at(4.24, 19.13),
        at(5.813022, 19.443239),
        at(7.459372, 20.843969),
        at(11.98, 23.53),
    ];
    Polyline::new(vertices, path)
}

/// Sums of `GeodSolve -i` and `RhumbSolve -i` (2.1.2) over the legs.
#[test]
fn the_treaty_line_is_as_long_as_geodsolve_and_rhumbsolve_say() {
    for (path, expected_m) in [
        (Path::Geodesic, 953_537.350_351),
        (Path::Rhumb, 953_559.349_473),
    ] {
        let length_m = treaty_line(path).length().metres();
        assert!((length_m - expected_m).abs() < 2e-6, "{path:?} {length_m}");
    }
}

/// `GeodSolve` along the first leg, halving for the right angle.
#[test]
fn assamaka_lies_right_of_the_treaty_line_162_km_along() {
    let found = treaty_line(Path::Geodesic)
        .locate(at(5.7719, 19.3344))
        .unwrap();
    assert!((found.along.metres() - 162_284.658_858).abs() < 1e-5);
    assert!((found.foot.distance.metres() - 10_934.577_594).abs() < 1e-5);
    assert_eq!((found.segment, found.side), (0, Side::Right));
}

#[test]
fn a_lon_lat_straight_line_along_a_parallel_is_a_rhumb_line() {
    let ends = [at(-5.0, 26.38), at(11.56, 26.38)];
    let [lon_lat, rhumb] = [Path::LonLat, Path::Rhumb].map(|path| Polyline::new(ends, path));
    let apart_m = lon_lat.length().metres() - rhumb.length().metres();
    assert!(apart_m.abs() < 1e-8, "{apart_m}");
}

/// Chords of an arc of length s fall short by s³ κ² / 24 each; two sums show what is left of it.
#[test]
fn a_lon_lat_straight_line_is_as_long_as_its_geodesic_pieces() {
    for (start, end) in [
        (at(0.0, 0.0), at(20.0, 60.0)),
        (at(170.0, -70.0), at(-150.0, 40.0)),
        (at(0.0, 89.0), at(170.0, 90.0)),
        (at(10.0, 89.99), at(-170.0, 89.999)),
        (at(4.24, 19.13), at(5.813022, 19.443239)),
    ] {
        let segment = Segment::new(start, end, Path::LonLat);
        let sum_m = |pieces: u32| -> f64 {
            let part = |i: u32| segment.at(f64::from(i) / f64::from(pieces));
            (0..pieces)
                .map(|i| distance(part(i), part(i + 1)).metres())
                .sum()
        };
        let (coarse_m, fine_m) = (sum_m(1_000), sum_m(2_000));
        let expected_m = fine_m + (fine_m - coarse_m) / 3.0;
        let length_m = segment.length().metres();
        let apart_m = (length_m - expected_m).abs();
        // 2,000 distances of 15 nm, and where the line turns about the pole the next term.
        assert!(
            apart_m < 4e-5 + 1e-9 * length_m,
            "{apart_m} m of {length_m} m"
        );
    }
}

#[test]
fn beyond_the_ends_are_the_ends_and_of_nothing_there_is_nothing() {
    for path in READINGS {
        let line = treaty_line(path);
        assert_eq!(line.at(Distance::ZERO), Some(at(4.24, 19.13)));
        assert_eq!(line.at(line.length()), Some(at(11.98, 23.53)));
        assert_eq!(line.at(metres(2e6)), Some(at(11.98, 23.53)));
        let nothing = Polyline::new([], path);
        assert_eq!(nothing.at(Distance::ZERO), None);
        assert_eq!(nothing.locate(at(0.0, 0.0)), None);
        assert_eq!(nothing.length(), Distance::ZERO);
        let place = Polyline::new([at(3.0, 4.0)], path);
        assert_eq!(place.at(metres(5.0)), Some(at(3.0, 4.0)));
        let found = place.locate(at(3.0, 5.0)).unwrap();
        assert_eq!(found.foot.position, at(3.0, 4.0));
        assert_eq!(found.along, Distance::ZERO);
    }
}

/// Where the corner is the nearest place, the position lies outside the turn.
#[test]
fn outside_a_turn_is_on_its_far_side_even_behind_both_legs() {
    for path in READINGS {
        // Eastward, then sharply back: the query is right of the first leg's direction, thought
        // on, or left of it, and in both cases beyond a left turn.
        let line = Polyline::new([at(0.0, 0.0), at(10.0, 0.0), at(1.0, 2.0)], path);
        for query in [at(11.0, 0.3), at(11.0, -0.3)] {
            let found = line.locate(query).unwrap();
            assert_eq!((found.segment, found.foot.fraction), (0, 1.0));
            assert_eq!(found.side, Side::Right, "{path:?} {query:?}");
        }
        let back = Polyline::new([at(1.0, 2.0), at(10.0, 0.0), at(0.0, 0.0)], path);
        assert_eq!(back.locate(at(11.0, 0.3)).unwrap().side, Side::Left);
        let on = Polyline::new([at(0.0, 0.0), at(10.0, 0.0)], path);
        for query in [at(5.0, 0.0), at(11.0, 0.0), at(-1.0, 0.0), at(10.0, 0.0)] {
            assert_eq!(
                on.locate(query).unwrap().side,
                Side::On,
                "{path:?} {query:?}"
            );
        }
    }
}

fn any_leg() -> impl Strategy<Value = (f64, f64)> {
    (
        0.0..360.0,
        (0.0..=1.0_f64).prop_map(|size| 5e6 * libm::pow(1e-6, size)),
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        rng_seed: RngSeed::Fixed(9),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_lies_at_a_length_is_located_there(
        (lon, lat) in (-180.0..=180.0, -90.0..=90.0),
        legs in prop::collection::vec(any_leg(), 1..5),
        part in 0.0..=1.0,
        path in prop::sample::select(READINGS.to_vec()),
    ) {
        let mut vertices = vec![at(lon, lat)];
        for (azimuth, length_m) in legs {
            let azimuth = Azimuth::from_degrees(azimuth).unwrap();
            vertices.push(direct(*vertices.last().unwrap(), azimuth, metres(length_m)));
        }
        let line = Polyline::new(vertices.clone(), path);
        let along = metres(line.length().metres() * part);
        let place = line.at(along).unwrap();
        let found = line.locate(place).unwrap();
        prop_assert!(found.foot.distance.metres() < 1e-7);
        // The line may come by here twice; otherwise it is the same length.
        let again = line.at(found.along).unwrap();
        prop_assert!(distance(place, again).metres() < 1e-6);
        let start = found.segment;
        let on_leg = foot(place, vertices[start], vertices[start + 1], path);
        prop_assert!(on_leg.distance.metres() < 1e-7);
        let between = line.length_before(start).unwrap()..=line.length_before(start + 1).unwrap();
        prop_assert!(between.contains(&found.along) || part > 0.999_999);
    }

    /// The position is built sideways from a known place by the direct problem.
    #[test]
    fn a_position_built_to_one_side_lies_on_that_side_at_that_length(
        (lon, lat) in (-180.0..=180.0, -90.0..=90.0),
        (azimuth, length_m) in any_leg(),
        part in 0.001..0.999,
        offset_m in prop::sample::select(vec![1e-3, 1.0, 1e3, 1e6]),
        is_left in any::<bool>(),
    ) {
        let (start, azimuth) = (at(lon, lat), Azimuth::from_degrees(azimuth).unwrap());
        let end = direct(start, azimuth, metres(length_m));
        let along_m = length_m * part;
        prop_assume!(along_m > 1_000.0);
        let known = direct(start, azimuth, metres(along_m));
        let forward = inverse(start, known).azimuth_at_end.degrees();
        let sideways = Azimuth::from_degrees(forward + if is_left { -90.0 } else { 90.0 }).unwrap();
        let point = direct(known, sideways, metres(offset_m));
        let found = Polyline::new([start, end], Path::Geodesic).locate(point).unwrap();
        let expected = if is_left { Side::Left } else { Side::Right };
        prop_assert_eq!(found.side, expected);
        prop_assert!((found.along.metres() - along_m).abs() < 1e-4, "{:?}", found);
    }
}
