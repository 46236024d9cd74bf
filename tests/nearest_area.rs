//! The areas that hold a position and the nearest one, against twins that look at every edge.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]

use pointzero::geodesy::{Containment, Distance, Path, Position, containment, distance, foot};
use pointzero::index::AreaIndex;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

type Rings = Vec<Vec<Position>>;

fn index_of(areas: &[Rings]) -> AreaIndex {
    AreaIndex::from_areas(areas.iter().map(|rings| rings.iter().map(|ring| &ring[..])))
}

fn holding(areas: &[Rings], query: Position) -> Vec<(u32, Containment)> {
    let held = (0..).zip(areas).map(|(row, rings)| {
        let rings = rings.iter().map(|ring| &ring[..]);
        (row, containment(query, rings))
    });
    held.filter(|&(_, held)| held != Containment::Outside)
        .collect()
}

fn to_edge_m(rings: &Rings, query: Position) -> f64 {
    let edges = rings.iter().flat_map(|ring| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next)
    });
    edges
        .map(|(&from, &to)| foot(query, from, to, Path::LonLat).distance.metres())
        .fold(f64::INFINITY, f64::min)
}

/// Vertices on a coarse grid, so that places lie on edges and corners, also at ±180 and the poles.
fn any_ring() -> impl Strategy<Value = Vec<Position>> {
    let somewhere =
        (-12..=12_i32, -6..=6_i32).prop_map(|(i, j)| at(15.0 * f64::from(i), 15.0 * f64::from(j)));
    let loose = prop::collection::vec(somewhere, 3..7);
    let about_a_pole =
        (any::<bool>(), prop::collection::vec(30.0..89.0, 5)).prop_map(|(south, lats)| {
            let lons = [-180.0, -100.0, -20.0, 60.0, 135.0];
            let sign = if south { -1.0 } else { 1.0 };
            lons.into_iter()
                .zip(lats)
                .map(|(lon, lat)| at(lon, sign * lat))
                .collect()
        });
    let small = (-180.0..=180.0, -85.0..=85.0, 0.001..3.0_f64).prop_map(|(lon, lat, size)| {
        let turned = |by: f64| {
            if lon + by > 180.0 {
                lon + by - 360.0
            } else {
                lon + by
            }
        };
        vec![
            at(lon, lat),
            at(turned(size), lat),
            at(turned(size / 2.0), lat + size),
        ]
    });
    prop_oneof![3 => loose, 1 => about_a_pole, 2 => small]
}

fn any_query() -> impl Strategy<Value = Position> {
    prop_oneof![
        2 => (-180.0..=180.0, -90.0..=90.0).prop_map(|(lon, lat)| at(lon, lat)),
        1 => (-24..=24_i32, -12..=12_i32)
            .prop_map(|(i, j)| at(7.5 * f64::from(i), 7.5 * f64::from(j))),
        1 => (-180.0..=180.0, any::<bool>())
            .prop_map(|(lon, south)| at(lon, if south { -90.0 } else { 90.0 })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_areas_that_hold_a_place_are_those_that_looking_at_every_edge_finds(
        areas in prop::collection::vec(prop::collection::vec(any_ring(), 0..3), 0..8),
        queries in prop::collection::vec(any_query(), 30),
    ) {
        let index = index_of(&areas);
        for query in queries {
            prop_assert_eq!(index.containing(query), holding(&areas, query));
        }
    }

}

proptest! {
    // An edge across half the Earth makes thousands of pieces.
    #![proptest_config(ProptestConfig {
        cases: 40,
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_nearest_area_is_the_one_that_measuring_every_edge_finds(
        areas in prop::collection::vec(prop::collection::vec(any_ring(), 0..3), 0..6),
        queries in prop::collection::vec(any_query(), 8),
        refused in 0..8_u32,
        within in prop::option::of(0.0..4e6),
    ) {
        let within_m = within.unwrap_or(f64::INFINITY);
        let within = within.map(|metres| Distance::from_metres(metres).unwrap());
        let accept = |area: u32| area != refused;
        let index = index_of(&areas);
        for query in queries {
            let found = index.nearest(query, within, accept);
            let held = holding(&areas, query);
            if let Some(&(area, containment)) = held.iter().find(|&&(area, _)| accept(area)) {
                let found = found.unwrap();
                prop_assert_eq!((found.area, found.containment), (area, containment));
                prop_assert_eq!((found.position, found.distance), (query, Distance::ZERO));
                prop_assert_eq!(found.azimuth, None);
                continue;
            }
            let all = (0..).zip(&areas).filter(|&(row, _)| accept(row));
            let all: Vec<(u32, f64)> =
                all.map(|(row, rings)| (row, to_edge_m(rings, query))).collect();
            let least = all.iter().map(|&(_, metres)| metres).fold(f64::INFINITY, f64::min);
            let Some(found) = found else {
                prop_assert!(least >= within_m - 3e-6 || least == f64::INFINITY);
                continue;
            };
            prop_assert!(found.distance.metres() <= within_m);
            prop_assert!((found.distance.metres() - least).abs() < 3e-6);
            prop_assert!((distance(query, found.position).metres() - least).abs() < 3e-6);
            for (row, metres) in all {
                prop_assert!(row >= found.area || metres > least - 3e-6, "{} is as near", row);
            }
        }
    }
}

#[test]
fn a_hole_is_outside_and_its_edge_is_the_nearest_place() {
    let square = |half: f64| {
        vec![
            at(-half, -half),
            at(half, -half),
            at(half, half),
            at(-half, half),
        ]
    };
    let index = index_of(&[vec![square(2.0), square(1.0)]]);
    assert_eq!(index.containing(at(1.5, 0.0)), [(0, Containment::Inside)]);
    assert_eq!(index.containing(at(1.0, 0.5)), [(0, Containment::Boundary)]);
    assert!(index.containing(at(0.0, 0.0)).is_empty());
    let found = index.nearest(at(0.5, 0.0), None, |_| true).unwrap();
    assert_eq!(found.containment, Containment::Outside);
    assert!((found.position.lon() - 1.0).abs() < 1e-9);
}

#[test]
fn an_area_about_the_pole_and_one_across_the_antimeridian_hold_their_middles() {
    let cap = vec![at(-120.0, 80.0), at(0.0, 80.0), at(120.0, 80.0)];
    let fiji = vec![
        at(176.0, -20.0),
        at(-178.0, -20.0),
        at(-178.0, -15.0),
        at(176.0, -15.0),
    ];
    let index = index_of(&[vec![cap], vec![fiji]]);
    for lon in [-180.0, 0.0, 33.0, 180.0] {
        assert_eq!(index.containing(at(lon, 90.0)), [(0, Containment::Inside)]);
        assert_eq!(index.containing(at(lon, 89.0)), [(0, Containment::Inside)]);
        assert!(index.containing(at(lon, -90.0)).is_empty());
    }
    for lon in [-180.0, 180.0, 179.0, -179.0] {
        assert_eq!(index.containing(at(lon, -17.0)), [(1, Containment::Inside)]);
    }
    let found = index.nearest(at(-177.0, -17.0), None, |_| true).unwrap();
    assert_eq!(found.area, 1);
    assert!((found.position.lon() - -178.0).abs() < 1e-9);
}

#[test]
fn no_area_and_an_area_of_nothing_hold_nothing() {
    let query = at(5.7719, 19.3344);
    for areas in [vec![], vec![vec![]], vec![vec![vec![]]]] {
        let index = index_of(&areas);
        assert!(index.containing(query).is_empty());
        assert_eq!(index.nearest(query, None, |_| true), None);
    }
}
