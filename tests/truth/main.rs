//! Figures from outside: `GeographicLib`'s own program, and distances published for the case.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]

use pointzero::geodesy::{
    Azimuth, Distance, GridZone, Hemisphere, Path, Position, direct, distance, distances,
    interpolate, inverse, ring_area,
};

/// Karney (2013) states 15 nm for the method that we use.
const KARNEY_M: f64 = 15e-9;

/// The rows of a tab-separated table, without comments and header.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
}

fn degrees(text: &str) -> f64 {
    text.parse().unwrap()
}

fn position(lon: &str, lat: &str) -> Position {
    Position::from_lon_lat(degrees(lon), degrees(lat)).unwrap()
}

#[test]
fn the_hard_pairs_measure_as_geodsolve_measures_them() {
    let mut seen = 0;
    for row in rows(include_str!("hard_pairs.tsv")) {
        let [name, lon1, lat1, lon2, lat2, metres, start, end] = row[..] else {
            panic!("{row:?}");
        };
        let (from, to) = (position(lon1, lat1), position(lon2, lat2));
        let expected_m: f64 = metres.parse().unwrap();
        let many = distances(&[(from, to), (to, from)]);
        for measured in [distance(from, to), distance(to, from), many[0], many[1]] {
            let error_m = (measured.metres() - expected_m).abs();
            assert!(error_m <= KARNEY_M, "{name}: {error_m:e} m");
        }
        seen += 1;
        if start == "-" {
            continue;
        }
        let found = inverse(from, to);
        // An azimuth is as good as the arc it turns at the far end; a near-antipodal one turns
        // a small arc, so 1e-9 degrees is allowed on top.
        let allowed = 1e-9 + (KARNEY_M / expected_m).to_degrees();
        for (azimuth, expected) in [(found.azimuth_at_start, start), (found.azimuth_at_end, end)] {
            let apart = (azimuth.degrees() - degrees(expected) + 540.0).rem_euclid(360.0) - 180.0;
            assert!(apart.abs() <= allowed, "{name}: {apart:e} degrees");
        }
        let azimuth = Azimuth::from_degrees(degrees(start)).unwrap();
        let reached = direct(from, azimuth, Distance::from_metres(expected_m).unwrap());
        let missed_m = distance(reached, to).metres();
        assert!(missed_m <= 2.0 * KARNEY_M, "{name}: {missed_m:e} m beside");
    }
    assert_eq!(seen, 23);
}

#[test]
fn random_geodesics_measure_as_geodsolve_measures_them() {
    let mut seen = 0;
    for row in rows(include_str!("geodesics.tsv")) {
        let [group, lon1, lat1, lon2, lat2, metres] = row[..] else {
            panic!("{row:?}");
        };
        let (from, to) = (position(lon1, lat1), position(lon2, lat2));
        for measured in [distance(from, to), distances(&[(from, to)])[0]] {
            let error_m = (measured.metres() - metres.parse::<f64>().unwrap()).abs();
            assert!(error_m <= KARNEY_M, "{group} {row:?}: {error_m:e} m");
        }
        seen += 1;
    }
    assert_eq!(seen, 504);
}

/// Places and distances about Assamaka, to the millimetre.
#[test]
fn the_distances_of_point_zero_are_right_to_the_millimetre() {
    let assamaka = ("5.7719", "19.3344");
    for (name, (lon, lat), expected) in [
        ("Point Zero of IOM", ("5.634612", "19.398994"), "16098.471"),
        ("treaty pillar", ("5.813022", "19.443239"), "12799.093"),
        ("In Guezzam", ("5.76806", "19.57361"), "26483.031"),
        ("Arlit", ("7.38528", "18.73694"), "182260.115"),
    ] {
        let metres = distance(position(lon, lat), position(assamaka.0, assamaka.1)).metres();
        assert_eq!(format!("{metres:.3}"), expected, "{name}");
    }
}

#[test]
fn places_along_rhumb_lines_are_where_rhumbsolve_finds_them() {
    let mut worst_m = 0.0_f64;
    for row in rows(include_str!("rhumbs.tsv")) {
        let [_, lon1, lat1, lon2, lat2, tenths, lon, lat] = row[..] else {
            panic!("{row:?}");
        };
        let (start, end) = (position(lon1, lat1), position(lon2, lat2));
        let found = interpolate(start, end, Path::Rhumb, degrees(tenths) / 10.0);
        worst_m = worst_m.max(distance(found, position(lon, lat)).metres());
    }
    assert!(worst_m < 20e-9, "{worst_m:e} m");
}

fn ring(text: &str) -> Vec<Position> {
    text.split(", ")
        .map(|vertex| {
            let (lon, lat) = vertex.split_once(' ').unwrap();
            position(lon, lat)
        })
        .collect()
}

#[test]
fn areas_are_those_of_planimeter() {
    for row in rows(include_str!("areas.tsv")) {
        let [name, square_metres, vertices] = row[..] else {
            panic!("{row:?}");
        };
        let forward = ring(vertices);
        let backward: Vec<_> = forward.iter().rev().copied().collect();
        let expected: f64 = square_metres.parse().unwrap();
        for ring in [forward, backward] {
            let error = (ring_area(&ring).square_metres() - expected).abs();
            assert!(error < 0.2, "{name}: {error} m²");
        }
    }
}

/// `GeoConvert` writes micrometres.
const MICROMETRE_M: f64 = 1e-6;

#[test]
fn grids_are_those_of_geoconvert() {
    let mut seen = 0;
    for row in rows(include_str!("utm_ups.tsv")) {
        let [lat, lon, zone, easting, northing] = row[..] else {
            panic!("{row:?}");
        };
        let place = position(lon, lat);
        let found = GridZone::of(place);
        let hemisphere = match found.hemisphere() {
            Hemisphere::North => "n",
            Hemisphere::South => "s",
        };
        let number = found.utm().map_or(String::new(), |zone| zone.to_string());
        // GeoConvert writes zones below 10 with a zero.
        assert_eq!(
            format!("{number}{hemisphere}"),
            zone.trim_start_matches('0'),
            "{row:?}"
        );
        let point = found.forward(place).unwrap();
        let apart_m = (point.easting_m - degrees(easting))
            .abs()
            .max((point.northing_m - degrees(northing)).abs());
        assert!(apart_m <= MICROMETRE_M, "{row:?}: {apart_m:e} m");
        let back = found.inverse(point).unwrap();
        let apart_m = distance(back, place).metres();
        assert!(apart_m <= 2e-8, "{row:?}: {apart_m:e} m there and back");
        seen += 1;
    }
    assert_eq!(seen, 1000);
}
