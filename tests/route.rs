//! Along and beside routes: chainage, offset, crossings and gaps, against cases that are exact by
//! construction and against brute force.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, helper functions included"
)]

use pointzero::analysis::remoteness::Remoteness;
use pointzero::analysis::{BelongingStatus, Gap, LineChoice, Territory, Way};
use pointzero::geodesy::{Distance, Path, Polyline, Position, Side, distance};
use pointzero::model::{
    AidSite, Atlas, Border, BorderClass, Country, CountryStatus, Doubt, LineDoubt, Names, Place,
    Polygon, RadiusKind, Reading, Record, Role, Route, Stop,
};

/// The bar for chainage, offset, crossings and the ends of gaps.
const BAR_M: f64 = 1e-3;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn metres(metres: f64) -> Distance {
    Distance::from_metres(metres).unwrap()
}

fn route(path: Path, stops: &[(f64, f64)]) -> Route {
    let stop = |&(lon, lat): &(f64, f64)| Stop {
        name: String::new(),
        place: Place::exact(at(lon, lat)),
    };
    Route {
        id: "r".to_owned(),
        name: String::new(),
        path,
        stops: stops.iter().map(stop).collect(),
    }
}

/// The stretches of a way that are farther than a distance from help at some longitudes and latitudes.
fn gaps_of(way: &Way<'_>, sites: &[(f64, f64)], beyond: Distance) -> Vec<Gap> {
    let sites: Vec<Record<AidSite>> = sites
        .iter()
        .map(|&(lon, lat)| {
            Record::from_value(AidSite::help("h", "Help", Place::exact(at(lon, lat))))
        })
        .collect();
    way.gaps(&Remoteness::from_sites(&sites, None).unwrap(), beyond)
}

fn border(path: Path, class: BorderClass, sides: [&str; 2], line: &[(f64, f64)]) -> Border {
    Border {
        class,
        sides: sides.map(str::to_owned),
        name: String::new(),
        path,
        reading: Reading::Stated,
        doubt: LineDoubt::Everywhere(Doubt::new(metres(3000.0), RadiusKind::Bound)),
        lines: vec![line.iter().map(|&(lon, lat)| at(lon, lat)).collect()],
    }
}

fn path_of(word: &str) -> Path {
    match word {
        "geodesic" => Path::Geodesic,
        "rhumb" => Path::Rhumb,
        other => panic!("{other}"),
    }
}

#[test]
fn places_beside_crossings_and_gaps_lie_where_they_were_built() {
    let mut seen = [0; 3];
    let mut worst_m = [0.0_f64; 3];
    let rows = include_str!("truth/routes.tsv").lines();
    for row in rows.filter(|row| !row.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let numbers: Vec<f64> = cells[2..]
            .iter()
            .map_while(|cell| cell.parse().ok())
            .collect();
        let route = route(
            path_of(cells[1]),
            &[(numbers[0], numbers[1]), (numbers[2], numbers[3])],
        );
        let way = Way::new(&route);
        let (kind, errors_m) = match cells[0].split(' ').collect::<Vec<_>>()[..] {
            ["beside"] => {
                let [lon, lat, foot_lon, foot_lat, chainage_m, offset_m] = numbers[4..] else {
                    panic!("{row}")
                };
                let found = way.locate(at(lon, lat)).unwrap();
                let side = if offset_m > 0.0 {
                    Side::Right
                } else {
                    Side::Left
                };
                assert_eq!(found.side, side, "{row}");
                let errors_m = vec![
                    distance(found.foot.position, at(foot_lon, foot_lat)).metres(),
                    found.along.metres() - chainage_m,
                    found.foot.distance.metres() - offset_m.abs(),
                ];
                (0, errors_m)
            }
            ["crossing", reading] => {
                let [a, b, c, d, lon, lat, chainage_m] = numbers[4..] else {
                    panic!("{row}")
                };
                let line = [(a, b), (c, d)];
                let atlas = Atlas {
                    own_borders: vec![border(
                        path_of(reading),
                        BorderClass::Unstated,
                        ["", ""],
                        &line,
                    )],
                    ..Atlas::default()
                };
                let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
                let found = way.crossings(&territory);
                let nearest = found.iter().min_by(|one, other| {
                    let away = |along: Distance| (along.metres() - chainage_m).abs();
                    away(one.along).total_cmp(&away(other.along))
                });
                let nearest = nearest.unwrap_or_else(|| panic!("no crossing: {row}"));
                let errors_m = vec![
                    distance(nearest.position, at(lon, lat)).metres(),
                    nearest.along.metres() - chainage_m,
                ];
                (1, errors_m)
            }
            ["gap"] => {
                let [lon, lat, end_lon, end_lat, chainage_m, within_m] = numbers[4..] else {
                    panic!("{row}")
                };
                let gaps = gaps_of(&way, &[(lon, lat)], metres(within_m));
                let gap = gaps.last().unwrap_or_else(|| panic!("no gap: {row}"));
                let errors_m = vec![
                    gap.from.metres() - chainage_m,
                    distance(way.at(gap.from).unwrap(), at(end_lon, end_lat)).metres(),
                    gap.to.metres() - way.length().metres(),
                ];
                (2, errors_m)
            }
            _ => panic!("{row}"),
        };
        for error_m in errors_m {
            // Nine decimals of a degree are 0.1 mm.
            assert!(error_m.abs() <= BAR_M, "{error_m} m: {row}");
            worst_m[kind] = worst_m[kind].max(error_m.abs());
        }
        seen[kind] += 1;
    }
    assert_eq!(seen, [80, 160, 80]);
    // What the README says: 12 nm.
    assert!(
        worst_m.iter().all(|worst_m| *worst_m <= 12e-9),
        "{worst_m:?}"
    );
}

#[test]
fn gaps_are_where_brute_force_finds_no_help_and_nothing_is_worse_than_the_worst() {
    let stops = [
        (8.0, 17.0),
        (7.4, 18.7),
        (5.8, 19.3),
        (5.77, 19.6),
        (5.5, 22.8),
        (9.5, 23.5),
    ];
    let sites = [
        (7.9, 17.1),
        (7.0, 18.9),
        (5.7, 19.4),
        (6.2, 21.5),
        (5.1, 22.0),
        (4.8, 20.4),
        (8.0, 23.4),
    ];
    for path in [Path::Geodesic, Path::LonLat, Path::Rhumb] {
        let route = route(path, &stops);
        let way = Way::new(&route);
        for beyond_m in [5e3, 25e3, 60e3, 100e3, 300e3] {
            let gaps = gaps_of(&way, &sites, metres(beyond_m));
            let steps = 8_000;
            let mut worst = vec![0.0_f64; gaps.len()];
            for step in 0..=steps {
                let along = metres(way.length().metres() * f64::from(step) / f64::from(steps));
                let place = way.at(along).unwrap();
                let nearest_m = sites
                    .iter()
                    .map(|&(lon, lat)| distance(place, at(lon, lat)).metres())
                    .fold(f64::INFINITY, f64::min);
                let gap = gaps
                    .iter()
                    .position(|gap| gap.from <= along && along <= gap.to);
                let is_at_end = (nearest_m - beyond_m).abs() < 1e-3;
                assert!(
                    is_at_end || gap.is_some() == (nearest_m > beyond_m),
                    "{path:?} {beyond_m}: {nearest_m} m from help at {along:?}"
                );
                if let Some(gap) = gap {
                    worst[gap] = worst[gap].max(nearest_m);
                }
            }
            for (gap, sampled_m) in gaps.iter().zip(worst) {
                assert!(gap.from <= gap.worst_at && gap.worst_at <= gap.to);
                assert!(gap.unsure.metres() <= 1e-6, "{gap:?}");
                let worst_m = gap.worst_distance.metres();
                assert!(
                    sampled_m <= worst_m + 1e-6,
                    "{path:?}: {sampled_m} is worse than {gap:?}"
                );
                // A step of the samples is 125 m long.
                assert!(
                    worst_m <= sampled_m + 125.0,
                    "{path:?}: {sampled_m}: {gap:?}"
                );
                let there_m = distance(gap.worst, way.at(gap.worst_at).unwrap()).metres();
                assert!(there_m < 1e-6, "{there_m}");
            }
        }
    }
}

/// A number in [0, 1) that is the same in every run.
fn dice(state: &mut u64) -> f64 {
    // Knuth's MMIX generator: TAOCP, volume 2, section 3.3.4.
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    f64::from(u32::try_from(*state >> 32).unwrap()) / 4_294_967_296.0
}

#[test]
fn gaps_are_right_at_poles_the_antimeridian_and_across_the_world() {
    let mut state = 9;
    for number in 0..60 {
        let path = [Path::Geodesic, Path::LonLat, Path::Rhumb][number % 3];
        let spread = [2.0, 30.0, 170.0][number / 3 % 3];
        let lat = [0.0, 89.0, -75.0, 45.0][number % 4];
        let lon = if number % 2 == 0 { 179.0 } else { -20.0 };
        let mut place = |wide: f64| {
            let lon: f64 = lon + (dice(&mut state) - 0.5) * wide;
            let lat: f64 = lat + (dice(&mut state) - 0.5) * wide.min(60.0);
            (
                (lon + 540.0).rem_euclid(360.0) - 180.0,
                lat.clamp(-90.0, 90.0),
            )
        };
        let stops: Vec<(f64, f64)> = (0..4).map(|_| place(spread)).collect();
        let sites: Vec<(f64, f64)> = (0..5).map(|_| place(1.5 * spread)).collect();
        let route = route(path, &stops);
        let way = Way::new(&route);
        let beyond_m = 20e3 * spread * (0.2 + dice(&mut state));
        let gaps = gaps_of(&way, &sites, metres(beyond_m));
        for step in 0..=800 {
            let along = metres(way.length().metres() * f64::from(step) / 800.0).min(way.length());
            let place = way.at(along).unwrap();
            let nearest_m = sites
                .iter()
                .map(|&(lon, lat)| distance(place, at(lon, lat)).metres())
                .fold(f64::INFINITY, f64::min);
            let gap = gaps.iter().find(|gap| gap.from <= along && along <= gap.to);
            let is_at_end = (nearest_m - beyond_m).abs() < 1e-3;
            assert!(
                is_at_end || gap.is_some() == (nearest_m > beyond_m),
                "{path:?} {stops:?} {sites:?} {beyond_m}: {nearest_m} at {along:?} of {:?}: {gaps:?}",
                way.length()
            );
            assert!(gap.is_none_or(|gap| nearest_m <= gap.worst_distance.metres() + 1e-6));
        }
        for gap in &gaps {
            assert!(gap.unsure.metres() <= 1e-3, "{path:?} {stops:?}: {gap:?}");
            for end in [gap.from, gap.to] {
                let is_end = end == Distance::ZERO || end == way.length();
                let place = way.at(end).unwrap();
                let nearest_m = sites
                    .iter()
                    .map(|&(lon, lat)| distance(place, at(lon, lat)).metres())
                    .fold(f64::INFINITY, f64::min);
                assert!(
                    is_end || (nearest_m - beyond_m).abs() < 1e-6,
                    "{nearest_m} {gap:?}"
                );
            }
        }
    }
}

#[test]
fn a_route_that_stays_at_the_very_distance_ends_all_the_same() {
    let around = route(Path::LonLat, &[(0.0, 89.0), (120.0, 89.0), (-120.0, 89.0)]);
    let way = Way::new(&around);
    let radius = distance(at(0.0, 90.0), at(0.0, 89.0));
    for beyond_m in [
        radius.metres(),
        radius.metres() - 1e-9,
        radius.metres() + 1e-9,
    ] {
        drop(gaps_of(&way, &[(0.0, 90.0)], metres(beyond_m)));
    }
    assert_eq!(
        gaps_of(&way, &[(0.0, 90.0)], metres(radius.metres() + 1e-3)),
        []
    );
    let gaps = gaps_of(&way, &[(0.0, 90.0)], metres(radius.metres() - 1e-3));
    assert_eq!(gaps.len(), 1);
    assert!((gaps[0].length().metres() - way.length().metres()).abs() < 1e-6);
}

#[test]
fn what_lies_beside_many_legs_is_what_lies_beside_them_one_by_one() {
    let mut state = 4;
    let (mut lon, mut lat) = (8.0, 17.0);
    let stops: Vec<(f64, f64)> = (0..500)
        .map(|_| {
            lon += (dice(&mut state) - 0.45) * 0.1;
            lat += (dice(&mut state) - 0.4) * 0.1;
            (lon, lat)
        })
        .collect();
    for path in [Path::Geodesic, Path::LonLat, Path::Rhumb] {
        let route = route(path, &stops);
        let way = Way::new(&route);
        let line = Polyline::new(stops.iter().map(|&(lon, lat)| at(lon, lat)), path);
        for _ in 0..50 {
            let place = at(8.0 + 3.0 * dice(&mut state), 17.0 + 5.0 * dice(&mut state));
            let (found, expected) = (way.locate(place).unwrap(), line.locate(place).unwrap());
            assert_eq!(found.side, expected.side);
            assert!((found.along.metres() - expected.along.metres()).abs() < 1e-6);
            let [one, other] = [found, expected].map(|located| located.foot.distance.metres());
            assert!((one - other).abs() < 1e-8);
        }
    }
}

#[test]
fn between_two_sites_on_a_leg_the_worst_place_is_half_way() {
    let ends = [(7.38528, 18.73694), (5.7719, 19.3344)];
    let route = route(Path::Geodesic, &ends);
    let way = Way::new(&route);
    let length_m = way.length().metres();
    let gaps = gaps_of(&way, &ends, metres(25e3));
    let [gap] = gaps[..] else { panic!("{gaps:?}") };
    for (found, expected_m) in [
        (gap.from, 25e3),
        (gap.to, length_m - 25e3),
        (gap.worst_at, length_m / 2.0),
        (gap.worst_distance, length_m / 2.0),
    ] {
        assert!((found.metres() - expected_m).abs() < 1e-5, "{gap:?}");
    }
    assert!(gaps_of(&way, &ends, metres(length_m / 2.0 + 0.001)).is_empty());
    assert_eq!(
        gaps_of(&way, &ends, metres(length_m / 2.0 - 0.001)).len(),
        1
    );
    assert_eq!(gaps_of(&way, &[(20.0, 0.0)], metres(1e3)).len(), 1);
}

#[test]
fn only_help_that_is_open_is_help() {
    let town = AidSite {
        role: Role::Town,
        ..AidSite::help("t", "Town", Place::exact(at(5.0, 19.0)))
    };
    assert!(Remoteness::from_sites(&[Record::from_value(town)], None).is_none());
}

/// Three areas side by side, a degree wide each, the last of them contested.
fn three_areas() -> Atlas {
    let country = |code: &str, west: f64, status| Country {
        code: code.to_owned(),
        names: Names::from_english(code),
        status,
        note: String::new(),
        label_at: at(west + 0.5, 0.5),
        outline: LineDoubt::Everywhere(Doubt::new(metres(3000.0), RadiusKind::Bound)),
        polygons: vec![Polygon {
            outer: [(0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0)]
                .map(|(east, lat)| at(west + east, lat))
                .to_vec(),
            holes: Vec::new(),
        }],
    };
    let line = |lon: f64| [(lon, 0.0), (lon, 0.5), (lon, 1.0)];
    Atlas {
        countries: vec![
            country("AAA", 0.0, CountryStatus::State),
            country("BBB", 1.0, CountryStatus::State),
            country("CCC", 2.0, CountryStatus::Disputed),
        ],
        borders: vec![
            border(
                Path::LonLat,
                BorderClass::International,
                ["AAA", "BBB"],
                &line(1.0),
            ),
            border(
                Path::LonLat,
                BorderClass::Disputed,
                ["BBB", "CCC"],
                &line(2.0),
            ),
        ],
        ..Atlas::default()
    }
}

#[test]
fn a_crossing_says_from_where_into_where_and_how_sure_that_is() {
    use BelongingStatus::{Certain, Disputed, SideUncertain};
    let atlas = three_areas();
    let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
    for (stops, expected) in [
        (
            vec![(0.5, 0.4), (2.5, 0.4)],
            vec![("AAA", "BBB", Certain), ("BBB", "CCC", Disputed)],
        ),
        (
            vec![(2.5, 0.4), (0.5, 0.4)],
            vec![("CCC", "BBB", Disputed), ("BBB", "AAA", Certain)],
        ),
        // A kilometre from a line that is known to three.
        (
            vec![(0.99, 0.4), (1.5, 0.4)],
            vec![("AAA", "BBB", SideUncertain)],
        ),
        // Through a vertex of the line, and through one that is a stop as well.
        (vec![(0.5, 0.5), (1.5, 0.5)], vec![("AAA", "BBB", Certain)]),
        (
            vec![(0.5, 0.5), (1.0, 0.5), (1.5, 0.5)],
            vec![("AAA", "BBB", Certain)],
        ),
        (
            vec![(0.5, 0.4), (1.0, 0.4), (1.5, 0.4)],
            vec![("AAA", "BBB", Certain)],
        ),
        // To the line and back, at a vertex and beside one; and to the line and no farther.
        (vec![(0.5, 0.5), (1.0, 0.5), (0.5, 0.6)], vec![]),
        (vec![(0.5, 0.4), (1.0, 0.4), (0.5, 0.6)], vec![]),
        (vec![(0.5, 0.4), (1.0, 0.4)], vec![]),
        // There and back again.
        (
            vec![(0.5, 0.4), (1.5, 0.4), (0.5, 0.6)],
            vec![("AAA", "BBB", Certain), ("BBB", "AAA", Certain)],
        ),
    ] {
        let route = route(Path::LonLat, &stops);
        let found: Vec<_> = Way::new(&route)
            .crossings(&territory)
            .into_iter()
            .map(|crossing| {
                let code = |country: Option<&Country>| country.map(|country| country.code.clone());
                (code(crossing.from), code(crossing.to), crossing.status)
            })
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(from, to, status)| (Some(from.to_owned()), Some(to.to_owned()), status))
            .collect();
        assert_eq!(found, expected, "{stops:?}");
    }
}

#[test]
fn a_route_along_a_border_is_told_and_uncertain() {
    let atlas = three_areas();
    let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
    let along = route(
        Path::LonLat,
        &[(0.5, 0.2), (1.0, 0.2), (1.0, 0.4), (1.5, 0.4)],
    );
    let found = Way::new(&along).crossings(&territory);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|crossing| crossing.status == BelongingStatus::SideUncertain)
    );
}
