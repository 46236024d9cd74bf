//! The bundled world against facts from outside it.
#![cfg(feature = "geodata")]
#![expect(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, helper functions included"
)]

use pointzero::geodesy::{Position, WGS84};
use pointzero::model::{Border, BorderClass, Country, CountryStatus, Extent, Language, Polygon};
use pointzero::read::world::{Detail, World};

const DETAILS: [Detail; 3] = [
    Detail::OneTo10Million,
    Detail::OneTo50Million,
    Detail::OneTo110Million,
];

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn window(bounds: [f64; 4]) -> Extent {
    Extent::from_wsen(bounds).unwrap()
}

/// Even-odd in longitude and latitude, in which the source is straight.
fn ring_holds(ring: &[Position], place: Position) -> bool {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).fold(false, |inside, (a, b)| {
        let crosses = (a.lat() > place.lat()) != (b.lat() > place.lat());
        let share = (place.lat() - a.lat()) / (b.lat() - a.lat());
        inside ^ (crosses && place.lon() < a.lon() + share * (b.lon() - a.lon()))
    })
}

fn polygon_holds(polygon: &Polygon, place: Position) -> bool {
    ring_holds(&polygon.outer, place) && !polygon.holes.iter().any(|hole| ring_holds(hole, place))
}

fn countries_at(detail: Detail, place: Position) -> Vec<String> {
    let extent = window([
        place.lon() - 0.01,
        place.lat() - 0.01,
        place.lon() + 0.01,
        place.lat() + 0.01,
    ]);
    let countries = World::bundled().countries(detail, &extent).unwrap();
    countries
        .into_iter()
        .filter(|country| country.polygons.iter().any(|p| polygon_holds(p, place)))
        .map(|country| country.code)
        .collect()
}

fn country(detail: Detail, code: &str) -> Country {
    let countries = World::bundled().countries(detail, &Extent::WORLD).unwrap();
    countries.into_iter().find(|c| c.code == code).unwrap()
}

/// The area in square metres of a ring with edges straight in longitude and latitude, positive when
/// it runs counter-clockwise.
///
/// The area below an edge is Δλ times the mean of R² sin β along it, where R is the authalic radius
/// and β the authalic latitude (Snyder 1987, Map Projections: A Working Manual, equations 3-11 to
/// 3-13), taken with Simpson's rule; one edge is 2 degrees at most where this is used.
fn lon_lat_area(ring: &[Position]) -> f64 {
    let e2 = WGS84.eccentricity_squared();
    let e = e2.sqrt();
    let band = |lat: f64| {
        let s = libm::sin(lat.to_radians());
        let q = (1.0 - e2) * (s / (1.0 - e2 * s * s) + libm::atanh(e * s) / e);
        WGS84.equatorial_radius_m * WGS84.equatorial_radius_m * q / 2.0
    };
    let next = ring.iter().cycle().skip(1);
    let under = ring.iter().zip(next).map(|(a, b)| {
        let mean =
            (band(a.lat()) + 4.0 * band(f64::midpoint(a.lat(), b.lat())) + band(b.lat())) / 6.0;
        (b.lon() - a.lon()).to_radians() * mean
    });
    -under.sum::<f64>()
}

fn area_km2(country: &Country) -> f64 {
    let rings = |polygon: &Polygon| {
        let holes = polygon
            .holes
            .iter()
            .map(|hole| lon_lat_area(hole))
            .sum::<f64>();
        lon_lat_area(&polygon.outer) + holes
    };
    country.polygons.iter().map(rings).sum::<f64>() / 1e6
}

#[test]
fn towns_on_either_side_of_the_border_lie_in_their_countries() {
    let fine = Detail::OneTo10Million;
    assert_eq!(
        countries_at(fine, at(5.76806, 19.57361)),
        ["DZA"],
        "In Guezzam"
    );
    assert_eq!(countries_at(fine, at(5.7719, 19.3344)), ["NER"], "Assamaka");
    assert_eq!(countries_at(fine, at(-1.90858, 34.68139)), ["MAR"], "Oujda");
    assert_eq!(
        countries_at(fine, at(-1.72753, 34.84969)),
        ["DZA"],
        "Maghnia"
    );
    assert_eq!(
        countries_at(fine, at(-8.14743, 27.67111)),
        ["DZA"],
        "Tindouf"
    );
    assert_eq!(countries_at(fine, at(2.3522, 48.8566)), ["FRA"], "Paris");
    // Why nobody may measure at this detail.
    let coarse = Detail::OneTo110Million;
    assert_eq!(countries_at(coarse, at(5.76806, 19.57361)), ["NER"]);
}

#[test]
fn laayoune_and_dakhla_lie_in_western_sahara_and_tarfaya_in_morocco() {
    for detail in [Detail::OneTo10Million, Detail::OneTo50Million] {
        for place in [at(-13.18797, 27.1418), at(-11.67, 26.74), at(-8.9, 26.2)] {
            assert_eq!(countries_at(detail, place), ["ESH"], "{place:?} {detail:?}");
        }
        for place in [at(-12.9, 27.93), at(-11.1, 28.5), at(-9.0, 27.67)] {
            assert_eq!(countries_at(detail, place), ["MAR"], "{place:?} {detail:?}");
        }
        assert_eq!(countries_at(detail, at(-9.0, 27.664)), ["ESH"]);
    }
    // Its spit of land is left out at 1 : 50 million.
    let dakhla = at(-15.95798, 23.68477);
    assert_eq!(countries_at(Detail::OneTo10Million, dakhla), ["ESH"]);
}

#[test]
fn western_sahara_has_the_area_of_the_territory() {
    // Computed outside this project from Natural Earth with Karney's polygon areas: 268 576 km².
    let area = area_km2(&country(Detail::OneTo10Million, "ESH"));
    assert!((area - 268_576.0).abs() < 1.0, "{area} km²");
    for detail in [Detail::OneTo50Million, Detail::OneTo110Million] {
        let area = area_km2(&country(detail, "ESH"));
        assert!(
            (area / 268_576.0 - 1.0).abs() < 0.04,
            "{area} km² {detail:?}"
        );
    }
}

#[test]
fn western_sahara_is_named_and_disputed_at_every_detail() {
    for detail in DETAILS {
        let territory = country(detail, "ESH");
        assert_eq!(territory.status, CountryStatus::Disputed);
        assert!(territory.note.contains("Non-Self-Governing"));
        let names = Language::ALL.map(|language| territory.names.in_language(language).unwrap());
        let expected = [
            "Western Sahara",
            "Sahara occidental",
            "الصحراء الغربية",
            "Sáhara Occidental",
        ];
        assert_eq!(names, expected);
    }
}

#[test]
fn the_line_at_27_40_is_disputed_and_the_berm_a_line_of_control() {
    for detail in [Detail::OneTo10Million, Detail::OneTo50Million] {
        let around = window([-18.0, 20.0, -8.0, 28.0]);
        let lines = World::bundled().borders(detail, &around).unwrap();
        let of = |left: &str, right: &str| -> Vec<Border> {
            let found = lines.iter().filter(|line| {
                let mut sides = line.sides.each_ref().map(String::as_str);
                sides.sort_unstable();
                sides == [left, right]
            });
            found.cloned().collect()
        };
        let parallel = of("ESH", "MAR");
        assert_eq!(parallel.len(), 1);
        assert_eq!(parallel[0].class, BorderClass::Disputed);
        let latitudes = parallel[0].lines.iter().flatten().map(|place| place.lat());
        assert!(
            latitudes
                .into_iter()
                .all(|lat| (lat - (27.0 + 40.0 / 60.0)).abs() < 1e-6)
        );

        let berm = of("ESH", "ESH");
        assert_eq!(berm.len(), 1);
        assert_eq!(
            (berm[0].class, berm[0].name.as_str()),
            (BorderClass::LineOfControl, "berm")
        );
        assert_eq!(berm[0].lines.len(), 1, "the berm is one line");

        let classes =
            |borders: Vec<Border>| borders.into_iter().map(|b| b.class).collect::<Vec<_>>();
        assert_eq!(classes(of("ESH", "MRT")), [BorderClass::International]);
        // Its last 600 m to 27°40′ are part of Natural Earth's line of Algeria and Morocco.
        assert_eq!(
            classes(of("DZA", "ESH")),
            [BorderClass::International, BorderClass::Indefinite]
        );
        assert!(of("MAR", "MRT").is_empty());
    }
}

#[test]
fn no_stretch_of_a_boundary_line_is_there_twice() {
    let borders = World::bundled()
        .borders(Detail::OneTo10Million, &Extent::WORLD)
        .unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for line in borders.iter().flat_map(|border| &border.lines) {
        for pair in line.windows(2) {
            let mut ends = [pair[0], pair[1]].map(|p| (p.lon().to_bits(), p.lat().to_bits()));
            ends.sort_unstable();
            assert!(seen.insert(ends), "{pair:?}");
        }
    }
}
