//! The bundled world against facts from outside it.
#![cfg(feature = "geodata")]
#![expect(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, helper functions included"
)]

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use pointzero::geodesy::{Distance, Path as Straight, Position, WGS84, distance};
use pointzero::index::SegmentIndex;
use pointzero::model::{
    Border, BorderClass, Country, CountryStatus, Extent, Input, Language, Polygon, Reading,
    Severity,
};
use pointzero::read::world::{Detail, NATURAL_EARTH_10M_ERROR, World, WorldError, facts};
use pointzero::read::{ReadOptions, read_aid, read_borders, read_incidents};

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
    // Computed from Natural Earth's shapefiles with another program: 268 576 km².
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

#[test]
fn vertices_are_those_of_the_source() {
    // Read from the shapefiles with another program: the ends of Natural Earth's line of Algeria and
    // Niger, a vertex of Algeria on it, and the western end of Western Sahara's southern boundary.
    let border = |left: &str, right: &str| -> Vec<Position> {
        let borders = World::bundled()
            .borders(Detail::OneTo10Million, &Extent::WORLD)
            .unwrap();
        let found = borders
            .into_iter()
            .find(|b| b.sides == [left, right] || b.sides == [right, left]);
        found.unwrap().lines.remove(0)
    };
    let line = border("DZA", "NER");
    assert_eq!(line.len(), 102);
    let ends = [line[0], line[101]];
    assert!(ends.contains(&at(4.22861, 19.142244)) && ends.contains(&at(11.968861, 23.517351)));
    let algeria = country(Detail::OneTo10Million, "DZA");
    let outer = &algeria.polygons[0].outer;
    assert!(outer.contains(&at(5.837607, 19.478631)));
    assert!(border("ESH", "MRT").contains(&at(-17.056874, 20.766913)));
}

/// Boundaries that treaties put on a parallel or a meridian: the two sides, its degrees, and from
/// where to where along it.
///
/// United States Department of State, International Boundary Studies, of each of them: Canada (the
/// conventions of 1818, 1825 and 1846), Mexico (1853), Egypt and Sudan (1899), Egypt and Libya
/// (1925), Libya and Sudan (1919), Chad and Sudan (1919), Namibia (1890), Western Sahara (1904, 1912).
const DEFINED: [(&str, Circle, [f64; 2]); 14] = [
    ("CAN USA", Circle::Parallel(49.0), [-123.0, -95.2]),
    ("CAN USA", Circle::Meridian(-141.0), [60.4, 69.5]),
    (
        "MEX USA",
        Circle::Parallel(31.0 + 47.0 / 60.0),
        [-108.1, -106.6],
    ),
    (
        "MEX USA",
        Circle::Parallel(31.0 + 20.0 / 60.0),
        [-111.0, -108.3],
    ),
    ("EGY SDN", Circle::Parallel(22.0), [25.1, 31.0]),
    ("EGY LBY", Circle::Meridian(25.0), [22.1, 29.0]),
    ("LBY SDN", Circle::Meridian(25.0), [20.1, 21.9]),
    ("SDN TCD", Circle::Meridian(24.0), [15.8, 19.4]),
    ("BWA NAM", Circle::Meridian(20.0), [-24.7, -22.1]),
    ("BWA NAM", Circle::Meridian(21.0), [-21.9, -18.4]),
    ("NAM ZAF", Circle::Meridian(20.0), [-28.3, -24.8]),
    ("ESH MRT", Circle::Parallel(26.0), [-11.9, -8.8]),
    ("ESH MRT", Circle::Meridian(-12.0), [23.5, 25.9]),
    (
        "ESH MRT",
        Circle::Meridian(-8.0 - 40.0 / 60.0),
        [26.1, 27.2],
    ),
];

#[derive(Clone, Copy)]
enum Circle {
    Parallel(f64),
    Meridian(f64),
}

#[test]
fn natural_earth_keeps_within_its_error_of_boundaries_that_are_defined() {
    let borders = World::bundled()
        .borders(Detail::OneTo10Million, &Extent::WORLD)
        .unwrap();
    let lines_of = |sides: &str| -> Vec<Position> {
        let is_meant = |border: &&Border| {
            let mut of_border = border.sides.clone();
            of_border.sort_unstable();
            of_border.join(" ") == sides
        };
        let found = borders.iter().filter(is_meant);
        found.flat_map(|border| border.lines.concat()).collect()
    };
    let mut greatest = 0.0_f64;
    let mut compare = |what: &str, metres: f64| {
        assert!(
            metres <= NATURAL_EARTH_10M_ERROR.metres(),
            "{what}: {metres} m"
        );
        greatest = greatest.max(metres);
    };
    for (sides, circle, [from, to]) in DEFINED {
        let mut seen = 0;
        for place in lines_of(sides) {
            let (along, apart, defined) = match circle {
                Circle::Parallel(lat) => (place.lon(), place.lat() - lat, at(place.lon(), lat)),
                Circle::Meridian(lon) => (place.lat(), place.lon() - lon, at(lon, place.lat())),
            };
            if (from..=to).contains(&along) && apart.abs() < 0.1 {
                seen += 1;
                compare(sides, distance(place, defined).metres());
            }
        }
        assert!(seen > 10, "{sides} has {seen} vertices there");
    }
    let treaty = [
        (4.24, 19.13),
        (5.813022, 19.443239),
        (7.459372, 20.843969),
        (11.98, 23.53),
    ];
    let treaty = treaty.map(|(lon, lat)| at(lon, lat));
    let line = SegmentIndex::from_lines([(&treaty[..], Straight::Geodesic)]);
    for place in lines_of("DZA NER") {
        let nearest = line.nearest(place, None, |_| true).unwrap();
        compare("DZA NER", nearest.foot.distance.metres());
    }
    // The figure of SOURCES.md; a coarser world would give itself away here.
    assert!((2_600.0..2_700.0).contains(&greatest), "{greatest} m");
}

#[test]
fn natural_earth_is_1_7_km_off_at_the_assamaka_pillar() {
    let around = window([5.5, 19.0, 6.2, 19.8]);
    let lines = World::bundled()
        .borders(Detail::OneTo10Million, &around)
        .unwrap();
    let pillar = at(5.813022, 19.443239);
    let nearest = lines
        .iter()
        .flat_map(|border| border.lines.iter().flat_map(|line| line.windows(2)))
        .flat_map(|pair| (0..=100).map(move |i| (pair, f64::from(i) / 100.0)))
        .map(|(pair, share)| {
            let between = |a: f64, b: f64| a + share * (b - a);
            let lon = between(pair[0].lon(), pair[1].lon());
            distance(pillar, at(lon, between(pair[0].lat(), pair[1].lat()))).metres()
        })
        .fold(f64::INFINITY, f64::min);
    assert!((1_600.0..1_800.0).contains(&nearest), "{nearest} m");
}

#[test]
fn a_window_gives_what_the_whole_world_has_in_it() {
    let overlaps = |positions: &[Position], extent: &Extent| {
        let (mut west, mut east, mut south, mut north) =
            (180.0_f64, -180.0_f64, 90.0_f64, -90.0_f64);
        for place in positions {
            west = west.min(place.lon());
            east = east.max(place.lon());
            south = south.min(place.lat());
            north = north.max(place.lat());
        }
        let spans = if extent.west() < extent.east() {
            vec![(extent.west(), extent.east())]
        } else {
            vec![(extent.west(), 180.0), (-180.0, extent.east())]
        };
        south <= extent.north()
            && extent.south() <= north
            && spans.iter().any(|(from, to)| west <= *to && *from <= east)
    };
    let world = World::bundled();
    for bounds in [
        [4.0, 18.0, 8.0, 21.0],
        [-18.0, 20.0, -8.0, 28.0],
        [177.0, -20.0, -178.0, -15.0],
        [5.7, 19.3, 5.8, 19.4],
    ] {
        let extent = window(bounds);
        for detail in [Detail::OneTo10Million, Detail::OneTo50Million] {
            let mut countries = world.countries(detail, &Extent::WORLD).unwrap();
            for country in &mut countries {
                country
                    .polygons
                    .retain(|polygon| overlaps(&polygon.outer, &extent));
            }
            countries.retain(|country| !country.polygons.is_empty());
            assert_eq!(world.countries(detail, &extent).unwrap(), countries);
            let mut borders = world.borders(detail, &Extent::WORLD).unwrap();
            for border in &mut borders {
                border.lines.retain(|line| overlaps(line, &extent));
            }
            borders.retain(|border| !border.lines.is_empty());
            assert_eq!(world.borders(detail, &extent).unwrap(), borders);
            let mut lakes = world.lakes(detail, &Extent::WORLD).unwrap();
            for lake in &mut lakes {
                lake.polygons
                    .retain(|polygon| overlaps(&polygon.outer, &extent));
            }
            lakes.retain(|lake| !lake.polygons.is_empty());
            assert_eq!(world.lakes(detail, &extent).unwrap(), lakes);
        }
        let mut towns = world.towns(&Extent::WORLD, 20_000).unwrap();
        towns.retain(|town| extent.contains(town.position));
        assert_eq!(world.towns(&extent, 20_000).unwrap(), towns);
    }
}

#[test]
fn every_country_has_its_own_code_and_names_in_four_languages() {
    for detail in DETAILS {
        let countries = World::bundled().countries(detail, &Extent::WORLD).unwrap();
        assert!(countries.windows(2).all(|pair| pair[0].code < pair[1].code));
        for country in &countries {
            assert_eq!(country.code.len(), 3);
            for language in Language::ALL {
                let name = country.names.in_language(language);
                assert!(name.is_some_and(|name| !name.is_empty()), "{country:?}");
            }
        }
    }
    for code in ["FRA", "NOR", "DZA", "NER", "SSD", "PSE", "KOS"] {
        country(Detail::OneTo10Million, code);
    }
    for (code, name) in [("TUR", "Türkiye"), ("SWZ", "Eswatini"), ("CZE", "Czechia")] {
        assert_eq!(country(Detail::OneTo110Million, code).names.english(), name);
    }
}

#[test]
fn rings_run_counter_clockwise_and_holes_clockwise() {
    for country in World::bundled()
        .countries(Detail::OneTo10Million, &Extent::WORLD)
        .unwrap()
    {
        for polygon in &country.polygons {
            assert!(lon_lat_area(&polygon.outer) > 0.0, "{}", country.code);
            assert!(polygon.holes.iter().all(|hole| lon_lat_area(hole) < 0.0));
        }
    }
}

#[test]
fn the_coast_of_algeria_is_not_its_border() {
    let world = World::bundled();
    let inland = window([0.0, 20.0, 8.0, 30.0]);
    assert!(
        world
            .coasts(Detail::OneTo10Million, &inland)
            .unwrap()
            .is_empty()
    );
    let algiers = window([2.5, 36.5, 4.0, 37.2]);
    let coasts = world.coasts(Detail::OneTo10Million, &algiers).unwrap();
    assert!(
        coasts
            .iter()
            .flatten()
            .any(|place| distance(*place, at(3.06, 36.78)).km() < 5.0)
    );
    let everywhere = world
        .coasts(Detail::OneTo110Million, &Extent::WORLD)
        .unwrap();
    let seam = |pair: &[Position]| pair.iter().all(|place| place.lon().abs() >= 180.0);
    assert!(!everywhere.iter().any(|line| line.windows(2).any(seam)));
}

#[test]
fn towns_come_with_their_country_and_largest_first() {
    let around = window([5.0, 16.0, 9.0, 20.0]);
    let towns = World::bundled().towns(&around, 5_000).unwrap();
    assert!(
        towns
            .windows(2)
            .all(|pair| pair[0].population >= pair[1].population)
    );
    let arlit = towns.iter().find(|town| town.name == "Arlit").unwrap();
    assert_eq!(
        (arlit.country.as_str(), arlit.position),
        ("NE", at(7.38528, 18.73694))
    );
    assert!(
        towns
            .iter()
            .any(|town| town.name == "I-n-Guezzam" || town.name == "In Guezzam")
    );
    let agadez = World::bundled().towns(&around, 100_000).unwrap();
    assert_eq!(agadez[0].name, "Agadez");
}

#[test]
fn boundary_lines_are_not_to_be_had_at_the_coarsest_detail() {
    let lines = World::bundled().borders(Detail::OneTo110Million, &Extent::WORLD);
    assert_eq!(lines, Err(WorldError::NoSuchDataset));
}

#[test]
fn the_data_sets_count_what_is_read() {
    let world = World::bundled();
    let datasets = world.datasets().unwrap();
    let ids: Vec<&str> = datasets.iter().map(|dataset| dataset.id).collect();
    let expected = [
        "countries10m",
        "borders10m",
        "lakes10m",
        "countries50m",
        "borders50m",
        "lakes50m",
        "countries110m",
        "places",
    ];
    assert_eq!(ids, expected);
    let all = Extent::WORLD;
    let (fine, wide) = (Detail::OneTo10Million, Detail::OneTo50Million);
    let counts = [
        world.countries(fine, &all).unwrap().len(),
        world.borders(fine, &all).unwrap().len(),
        world.lakes(fine, &all).unwrap().len(),
        world.countries(wide, &all).unwrap().len(),
        world.borders(wide, &all).unwrap().len(),
        world.lakes(wide, &all).unwrap().len(),
        world
            .countries(Detail::OneTo110Million, &all)
            .unwrap()
            .len(),
        world.towns(&all, 0).unwrap().len(),
    ];
    let stated = datasets
        .iter()
        .map(|dataset| usize::try_from(dataset.records).unwrap());
    assert!(stated.eq(counts), "{counts:?}");
}

/// The rows of a bundled table.
fn table(name: &str) -> Vec<std::collections::HashMap<String, String>> {
    let fact = facts().iter().find(|fact| fact.name == name).unwrap();
    let mut reader = csv::Reader::from_reader(fact.contents.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn every_fact_has_a_source_and_every_place_a_radius() {
    for name in ["sites.csv", "pushback_sites.csv", "disputed.csv"] {
        let mut rows = table(name);
        assert!(!rows.is_empty());
        rows.retain(|row| !row["lat"].is_empty());
        for row in rows {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            at(number("lon"), number("lat"));
            let radius = if name == "disputed.csv" {
                "radius_m"
            } else {
                "uncertainty_m"
            };
            assert!(number(radius) > 0.0, "{row:?}");
            assert!(!row["source"].is_empty(), "{row:?}");
        }
    }
    assert!(
        table("yearly_expulsions.csv")
            .iter()
            .all(|row| !row["source"].is_empty())
    );
    for fact in facts()
        .iter()
        .filter(|fact| fact.media_type == "application/geo+json")
    {
        let value: serde_json::Value = serde_json::from_str(fact.contents).unwrap();
        for feature in value["features"].as_array().unwrap() {
            assert!(feature["properties"]["source"].is_string(), "{feature}");
        }
    }
}

#[test]
fn every_table_of_facts_is_read_without_a_row_set_aside() {
    for fact in facts() {
        let bytes = || Cursor::new(fact.contents.as_bytes());
        let input = Arc::new(Input::from_name(fact.name));
        let (findings, tally) = match fact.name {
            "algeria_niger_treaty.geojson" => {
                let file = read_borders(bytes(), &input, Straight::Geodesic).unwrap();
                let border = &file.borders[0];
                assert_eq!(border.reading, Reading::Assumed);
                let radius = |vertex| border.doubt.at(0, vertex, 0.0).radius();
                let stated = [900.0, 140.0, 140.0, 900.0];
                let stated = stated.map(|metres| Distance::from_metres(metres).unwrap());
                assert_eq!([0, 1, 2, 3].map(radius), stated);
                (file.findings, file.tally)
            }
            "sites.csv" => {
                let file = read_aid(bytes(), input, &ReadOptions::default()).unwrap();
                (file.findings, file.tally)
            }
            _ => {
                let options = ReadOptions {
                    may_lack_coordinates: true,
                    ..ReadOptions::default()
                };
                let file = read_incidents(bytes(), input, &options).unwrap();
                (file.findings, file.tally)
            }
        };
        let rejects = findings.iter().find(|f| f.severity != Severity::Warning);
        assert!(rejects.is_none() && tally.rejected == 0, "{rejects:?}");
        assert!(tally.read() > 0, "{}", fact.name);
    }
}

#[test]
fn point_zero_is_16_km_from_assamaka_by_the_records() {
    let sites = table("sites.csv");
    let assamaka = sites.iter().find(|row| row["id"] == "assamaka").unwrap();
    let assamaka = at(
        assamaka["lon"].parse().unwrap(),
        assamaka["lat"].parse().unwrap(),
    );
    let places = table("pushback_sites.csv");
    let zero = places.iter().find(|row| row["id"] == "point_zero").unwrap();
    let zero = at(zero["lon"].parse().unwrap(), zero["lat"].parse().unwrap());
    assert_eq!(
        format!("{:.3}", distance(zero, assamaka).metres()),
        "16098.471"
    );
}

#[test]
fn the_bundled_files_take_5_mb_at_most_and_each_has_a_row_of_sources() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
    let sources = std::fs::read_to_string(folder.join("SOURCES.md")).unwrap();
    let mut total = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert!(
            sources.contains(&format!("\n| `{name}` |")),
            "{name} has no row"
        );
        total += entry.metadata().unwrap().len();
    }
    assert!(total <= 5_000_000, "{total} bytes");
}

#[test]
fn the_codes_of_a_line_are_those_of_the_areas_beside_it() {
    // Natural Earth's own slips, each a few vertices long or a territory inside another's line.
    let slips = [
        "ARG CHL", "ARG URY", "AUT DEU", "CYN ESB", "EGY SDN", "ITA VAT", "KOS MKD",
    ];
    let fine = Detail::OneTo10Million;
    for border in World::bundled().borders(fine, &Extent::WORLD).unwrap() {
        for line in &border.lines {
            let [a, b] = [line[line.len() / 2 - 1], line[line.len() / 2]];
            let (east, north) = (b.lon() - a.lon(), b.lat() - a.lat());
            let off = 0.002 / libm::hypot(east, north);
            let beside = [off, -off].map(|off| {
                let lon = f64::midpoint(a.lon(), b.lon()) - off * north;
                countries_at(fine, at(lon, f64::midpoint(a.lat(), b.lat()) + off * east))
            });
            let [Some(left), Some(right)] = beside.each_ref().map(|codes| codes.first()) else {
                continue;
            };
            let mut found = [left, right];
            let mut stated = border.sides.each_ref();
            found.sort_unstable();
            stated.sort_unstable();
            let is_slip = slips.contains(&format!("{} {}", stated[0], stated[1]).as_str());
            assert!(
                found == stated || is_slip,
                "{stated:?} at {a:?} is {found:?}"
            );
        }
    }
}
