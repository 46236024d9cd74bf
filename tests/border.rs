//! Countries and boundaries of places where other ways of telling them go wrong.
//!
//! What is true comes from outside: from gazetteers, from the sources that `geodata/SOURCES.md` names,
//! from `GeodSolve`, and from places built by the direct problem.
#![cfg(feature = "geodata")]
#![expect(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, helper functions included"
)]

use std::sync::LazyLock;

use pointzero::analysis::{
    BelongingStatus, ForDrawingOnly, LineChoice, NearestBorder, Territory, Treaties,
};
use pointzero::geodesy::{
    Azimuth, Distance, Path, Position, direct, distance, interpolate, inverse,
};
use pointzero::model::{
    Atlas, Border, BorderClass, Doubt, Extent, LineDoubt, Place, RadiusKind, Reading,
};
use pointzero::read::world::{Detail, World, disputed_places, treaties};

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn metres(metres: f64) -> Distance {
    Distance::from_metres(metres).unwrap()
}

fn world(detail: Detail) -> Atlas {
    Atlas {
        countries: World::bundled().countries(detail, &Extent::WORLD).unwrap(),
        borders: World::bundled().borders(detail, &Extent::WORLD).unwrap(),
        treaties: treaties(),
        disputed: disputed_places(),
        ..Atlas::default()
    }
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| world(Detail::OneTo10Million));
static TERRITORY: LazyLock<Territory<'static>> =
    LazyLock::new(|| Territory::new(&ATLAS, LineChoice::default()).unwrap());

/// The name and the status of a place.
fn belonging(position: Position, radius_m: f64) -> (String, BelongingStatus) {
    let belonging = TERRITORY.belonging(&Place::within(metres(radius_m), position));
    (belonging.name(), belonging.status)
}

#[track_caller]
fn lies_in(lon: f64, lat: f64, name: &str, status: BelongingStatus) {
    assert_eq!(belonging(at(lon, lat), 0.0), (name.to_owned(), status));
}

#[test]
fn in_guezzam_lies_in_algeria_and_assamaka_in_niger() {
    use BelongingStatus::Certain;
    lies_in(5.76806, 19.57361, "Algeria", Certain);
    lies_in(5.7719, 19.3344, "Niger", Certain);
    // As wide as their sources are unsure.
    let in_guezzam = belonging(at(5.76806, 19.57361), 1_500.0);
    assert_eq!(in_guezzam, ("Algeria".to_owned(), Certain));
}

#[test]
fn measuring_on_a_world_for_drawing_is_refused() {
    let coarse = world(Detail::OneTo50Million);
    let refused = Territory::new(&coarse, LineChoice::default());
    assert_eq!(refused.err(), Some(ForDrawingOnly));
    let countries = World::bundled().countries(Detail::OneTo110Million, &Extent::WORLD);
    let coarsest = Atlas {
        countries: countries.unwrap(),
        ..Atlas::default()
    };
    let refused = Territory::new(&coarsest, LineChoice::default());
    assert_eq!(refused.err(), Some(ForDrawingOnly));
}

#[test]
fn what_is_contested_is_never_given_to_a_state() {
    use BelongingStatus::Disputed;
    for (lon, lat, name) in [
        (-13.18797, 27.1418, "Western Sahara"),  // Laayoune
        (-15.95798, 23.68477, "Western Sahara"), // Dakhla
        (34.1, 44.95, "Crimea"),                 // Simferopol
        (33.52, 44.6, "Crimea"),                 // Sevastopol
        (35.75, 32.99, "Golan Heights"),         // Qatzrin
        (35.235, 31.78, "East Jerusalem"),       // the Old City
        (36.65, 22.22, "Halaib Triangle"),       // Halaib
        (33.7, 21.87, "Bir Tawil"),
        (21.166, 42.66, "Kosovo"),   // Pristina
        (44.06, 9.56, "Somaliland"), // Hargeysa
        (121.53, 25.05, "Taiwan"),   // Taipei
    ] {
        lies_in(lon, lat, name, Disputed);
    }
    // Not in the disputed place, but no farther from it than the radius reaches.
    let beside = direct(
        at(36.4, 22.25),
        Azimuth::from_degrees(0.0).unwrap(),
        metres(61_000.0),
    );
    let (_, status) = belonging(beside, 0.0);
    assert_ne!(status, Disputed);
    assert_eq!(
        belonging(beside, 2_000.0),
        ("Halaib Triangle".to_owned(), Disputed)
    );
}

#[test]
fn a_place_no_farther_from_the_line_than_its_radius_lies_on_no_sure_side() {
    use BelongingStatus::{Certain, SideUncertain};
    // Half way from the pillar north of Assamaka to In Azaoua.
    let (pillar, in_azaoua) = (at(5.813022, 19.443239), at(7.459372, 20.843969));
    let on_line = interpolate(pillar, in_azaoua, Path::Geodesic, 0.5);
    let along = inverse(on_line, in_azaoua).azimuth_at_start.degrees();
    for (turn, country) in [(-90.0, "Algeria"), (90.0, "Niger")] {
        let across = Azimuth::from_degrees(along + turn).unwrap();
        let off = |km: f64| direct(on_line, across, metres(km * 1_000.0));
        assert_eq!(
            belonging(off(1.0), 3_000.0),
            (country.to_owned(), SideUncertain)
        );
        assert_eq!(belonging(off(20.0), 3_000.0), (country.to_owned(), Certain));
        assert_eq!(belonging(off(20.0), 25_000.0).1, SideUncertain);
    }
}

#[test]
fn where_the_treaty_and_natural_earth_part_the_treaty_names_the_country_and_the_side_is_uncertain()
{
    // Natural Earth's line passes 1.7 km from the pillar, to the north: between the two lies what
    // the treaty gives to Algeria and Natural Earth to Niger.
    let pillar = at(5.813022, 19.443239);
    let north = direct(pillar, Azimuth::from_degrees(325.0).unwrap(), metres(800.0));
    assert_eq!(
        belonging(north, 0.0),
        ("Algeria".to_owned(), BelongingStatus::SideUncertain)
    );
    let without = LineChoice {
        treaties: Treaties::LeftOut,
        ..LineChoice::default()
    };
    let territory = Territory::new(&ATLAS, without).unwrap();
    let belonging = territory.belonging(&Place::exact(north));
    assert_eq!(belonging.name(), "Niger");
    assert_eq!(belonging.status, BelongingStatus::SideUncertain);
}

#[test]
fn a_place_near_a_line_that_is_not_settled_is_told_so() {
    use BelongingStatus::DisputedBoundary;
    // 500 m on either side of the armistice line at Qalqilya's latitude, as Natural Earth has it.
    let is_armistice = |border: &Border| border.is_between("PSE", "ISR");
    let near = Place::exact(at(34.97, 32.19));
    let foot = TERRITORY.nearest_border(&near, is_armistice).unwrap().foot;
    for azimuth in [80.0, 260.0] {
        let beside = direct(foot, Azimuth::from_degrees(azimuth).unwrap(), metres(500.0));
        let place = Place::exact(beside);
        assert_eq!(TERRITORY.belonging(&place).status, DisputedBoundary);
        let line = TERRITORY.nearest_border(&place, |_| true).unwrap().border;
        assert!(line.class.is_unsettled(), "{line:?}");
    }
}

#[test]
fn poles_and_the_antimeridian_are_no_edges() {
    use BelongingStatus::{AtSea, Certain, Disputed};
    for lon in [-180.0, -90.0, 0.0, 123.4, 180.0] {
        lies_in(lon, -90.0, "Antarctica", Disputed);
        lies_in(lon, -89.999, "Antarctica", Disputed);
        lies_in(lon, 90.0, "", AtSea);
    }
    for lon in [-180.0, 180.0, 179.999_999, -179.999_999] {
        lies_in(lon, 67.0, "Russia", Certain); // Chukotka
        lies_in(lon, -16.82, "Fiji", Certain); // Taveuni
    }
    lies_in(-175.5, 66.5, "Russia", Certain);
    lies_in(178.44, -18.0, "Fiji", Certain); // Viti Levu, north of Suva
    lies_in(-178.0, -17.5, "", AtSea);
}

#[test]
fn a_place_at_sea_may_lie_on_the_coast() {
    use BelongingStatus::{AtSea, Certain, CoastUncertain};
    lies_in(15.0, 34.5, "", AtSea);
    // Off Zuwarah, whose shore runs east to west there.
    let zuwarah = at(12.08199, 32.9312);
    let north = |km: f64| {
        direct(
            zuwarah,
            Azimuth::from_degrees(0.0).unwrap(),
            metres(km * 1e3),
        )
    };
    assert_eq!(
        belonging(north(3.0), 0.0),
        ("Libya".to_owned(), CoastUncertain)
    );
    assert_eq!(belonging(north(30.0), 0.0), (String::new(), AtSea));
    assert_eq!(
        belonging(north(30.0), 40_000.0),
        ("Libya".to_owned(), CoastUncertain)
    );
    lies_in(12.08199, 32.8, "Libya", Certain);
}

fn to_border(territory: &Territory<'static>, position: Position) -> NearestBorder<'static> {
    territory
        .nearest_border(&Place::exact(position), |_| true)
        .unwrap()
}

#[test]
fn assamaka_is_as_far_from_the_border_as_each_source_has_it() {
    let assamaka = at(5.7719, 19.3344);
    for (line, treaties, expected_m) in [
        (None, Treaties::Used, 10_935.0),
        (Some(Path::Geodesic), Treaties::Used, 10_935.0),
        (Some(Path::LonLat), Treaties::Used, 10_904.0),
        (None, Treaties::LeftOut, 11_245.0),
        (Some(Path::Geodesic), Treaties::LeftOut, 11_245.0),
    ] {
        let territory = Territory::new(&ATLAS, LineChoice { line, treaties }).unwrap();
        let nearest = to_border(&territory, assamaka);
        let metres = nearest.distance.metres();
        assert!(
            (metres - expected_m).abs() < 0.6,
            "{metres} {line:?} {treaties:?}"
        );
        assert!(nearest.border.is_between("NER", "DZA"));
        let there = inverse(assamaka, nearest.foot);
        assert!((there.distance.metres() - metres).abs() < 1e-7);
        let azimuth = nearest.azimuth.unwrap().degrees();
        // The table writes four decimals.
        let off = (there.azimuth_at_start.degrees() - azimuth).abs();
        assert!(off < 1e-6, "{off}");
    }
}

#[test]
fn the_doubt_of_a_distance_is_that_of_both_ends_and_of_the_readings() {
    let pillar = at(5.813022, 19.443239);
    let south = direct(
        pillar,
        Azimuth::from_degrees(170.0).unwrap(),
        metres(5_000.0),
    );
    // The pillar is within 140 m by its source, whatever joins it to the next vertex.
    let place = Place {
        radius: metres(100.0),
        radius_kind: RadiusKind::P95,
        ..Place::exact(pillar)
    };
    let nearest = TERRITORY.nearest_border(&place, |_| true).unwrap();
    assert_eq!(
        (nearest.distance, nearest.bounds.0),
        (Distance::ZERO, Distance::ZERO)
    );
    assert!(
        (nearest.bounds.1.metres() - 240.0).abs() < 1e-6,
        "{nearest:?}"
    );
    assert_eq!(nearest.kind, RadiusKind::P95);
    // By every reading the line lies within the bounds.
    let told = to_border(&TERRITORY, south);
    for line in [Path::LonLat, Path::Geodesic, Path::Rhumb] {
        let choice = LineChoice {
            line: Some(line),
            ..LineChoice::default()
        };
        let territory = Territory::new(&ATLAS, choice).unwrap();
        let read = to_border(&territory, south);
        assert!(told.bounds.0 < read.distance && read.distance < told.bounds.1);
        assert_eq!(read.bounds, told.bounds, "the readings are the same three");
    }
}

/// At 100° W the geodesic between the ends of 49° N passes at 49.8° N: a place 3 km beyond it and 80 km
/// from the parallel is beside that reading alone.
#[test]
fn a_place_beside_another_reading_of_a_line_lies_on_no_sure_side() {
    let doubt = LineDoubt::Everywhere(Doubt::new(metres(5_000.0), RadiusKind::Bound));
    let middle = interpolate(at(-123.0, 49.0), at(-95.2, 49.0), Path::Geodesic, 0.5);
    for (north_km, status) in [
        (3.0, BelongingStatus::SideUncertain),
        (7.0, BelongingStatus::Certain),
    ] {
        let place = Place::exact(direct(middle, Azimuth::NORTH, metres(north_km * 1e3)));
        let atlas = with_own(two_points(Reading::Assumed, doubt.clone()));
        let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
        let parallel = territory.nearest_border(&place, |_| true).unwrap();
        assert!(parallel.distance.km() > 80.0);
        assert_eq!(territory.belonging(&place).status, status, "{north_km}");
    }
}

#[test]
fn a_line_behind_a_surer_one_may_be_the_one_in_doubt() {
    let line = |lon: f64, doubt_m: f64| {
        let doubt = LineDoubt::Everywhere(Doubt::new(metres(doubt_m), RadiusKind::Bound));
        let mut border = two_points(Reading::Stated, doubt);
        border.lines = vec![vec![at(lon, 17.0), at(lon, 18.0)]];
        border
    };
    // About 1 and 2 km to the west.
    let atlas = Atlas {
        own_borders: vec![line(8.991, 0.0), line(8.981, 3_000.0)],
        ..ATLAS.clone()
    };
    let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
    let found = territory.belonging(&Place::exact(at(9.0, 17.5)));
    assert_eq!(found.status, BelongingStatus::SideUncertain);
}

/// A border of two vertices along the parallel of 49° N.
fn two_points(reading: Reading, doubt: LineDoubt) -> Border {
    Border {
        class: BorderClass::Unstated,
        sides: [String::new(), String::new()],
        name: String::new(),
        path: Path::LonLat,
        reading,
        doubt,
        lines: vec![vec![at(-123.0, 49.0), at(-95.2, 49.0)]],
    }
}

fn with_own(border: Border) -> Atlas {
    Atlas {
        own_borders: vec![border],
        ..ATLAS.clone()
    }
}

#[test]
fn between_the_parallel_and_the_geodesic_of_49_north_the_side_is_uncertain() {
    use BelongingStatus::{Certain, SideUncertain};
    // GeodSolve: the geodesic from (49, -123) to (49, -95.2) passes (49.843694252, -109.1).
    let cases = [
        (48.9, Certain),
        (49.1, SideUncertain),
        (49.4, SideUncertain),
        (49.83, SideUncertain),
        (49.86, Certain),
    ];
    let unsaid = with_own(two_points(Reading::Assumed, LineDoubt::Unstated));
    let said = with_own(two_points(Reading::Stated, LineDoubt::Unstated));
    for line in [None, Some(Path::Geodesic), Some(Path::Rhumb)] {
        let choice = LineChoice {
            line,
            ..LineChoice::default()
        };
        let territory = Territory::new(&unsaid, choice).unwrap();
        for (lat, status) in cases {
            let place = Place::exact(at(-109.1, lat));
            assert_eq!(territory.belonging(&place).status, status, "{lat} {line:?}");
        }
    }
    // Where the file says what a straight line is, nothing is left to disagree.
    let territory = Territory::new(&said, LineChoice::default()).unwrap();
    for (lat, _) in cases {
        let place = Place::exact(at(-109.1, lat));
        assert_eq!(territory.belonging(&place).status, Certain, "{lat}");
    }
    // The readings, as GeodSolve has them: 0.3° of latitude here is 33.4 km.
    let near = Place::exact(at(-109.1, 49.3));
    let territory = Territory::new(&unsaid, LineChoice::default()).unwrap();
    let nearest = territory.nearest_border(&near, |_| true).unwrap();
    let parallel = distance(near.position, at(-109.1, 49.0)).metres();
    assert!((nearest.distance.metres() / parallel - 1.0).abs() < 1e-3);
    let geodesic = distance(near.position, at(-109.1, 49.843_694_252_35)).metres();
    assert!(
        (nearest.bounds.1.metres() - geodesic).abs() < 0.01,
        "{nearest:?}"
    );
}

#[test]
fn a_wide_radius_never_takes_the_country_away() {
    for (lat, lon, radius_km, country) in [
        (46.5, 33.6, 60.0, "UKR"),
        (33.2, 35.95, 25.0, "SYR"),
        (21.7, 36.3, 60.0, "SDN"),
        (27.9, -12.0, 60.0, "MAR"),
    ] {
        let place = Place::within(Distance::from_km(radius_km).unwrap(), at(lon, lat));
        let found = TERRITORY.belonging(&place);
        assert_eq!(
            found.country.map(|country| country.code.as_str()),
            Some(country)
        );
        assert_eq!(found.status, BelongingStatus::DisputedBoundary, "{country}");
    }
}

#[test]
fn a_line_of_the_users_own_is_what_is_measured_to_and_makes_its_sides_uncertain() {
    let doubt = LineDoubt::Everywhere(Doubt::new(metres(8_000.0), RadiusKind::Bound));
    // Through the middle of Niger, where no other boundary is near.
    let mut border = two_points(Reading::Stated, doubt);
    border.lines = vec![vec![at(9.0, 17.0), at(9.0, 18.0)]];
    let atlas = with_own(border);
    let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
    for (km, status) in [
        (7.0, BelongingStatus::SideUncertain),
        (9.0, BelongingStatus::Certain),
    ] {
        let east = Azimuth::from_degrees(90.0).unwrap();
        let place = Place::exact(direct(at(9.0, 17.5), east, metres(km * 1e3)));
        let nearest = territory.nearest_border(&place, |_| true).unwrap();
        assert!((nearest.distance.km() - km).abs() < 0.01);
        assert_eq!(territory.belonging(&place).status, status, "{km}");
        assert_eq!(territory.belonging(&place).name(), "Niger");
    }
}

#[test]
fn a_line_of_the_users_own_between_others_says_nothing_of_a_country() {
    let doubt = LineDoubt::Everywhere(Doubt::new(metres(8_000.0), RadiusKind::Bound));
    let place = Place::exact(at(9.01, 17.5));
    for (sides, status) in [
        (["FRA", "DEU"], BelongingStatus::Certain),
        (["NER", "DEU"], BelongingStatus::SideUncertain),
    ] {
        let mut border = two_points(Reading::Stated, doubt.clone());
        border.lines = vec![vec![at(9.0, 17.0), at(9.0, 18.0)]];
        border.sides = sides.map(str::to_owned);
        let atlas = with_own(border);
        let territory = Territory::new(&atlas, LineChoice::default()).unwrap();
        assert_eq!(territory.belonging(&place).status, status);
    }
}

#[test]
fn towns_lie_in_the_country_that_the_gazetteer_gives_them() {
    let codes = [
        ("DZ", "DZA"),
        ("NE", "NER"),
        ("ML", "MLI"),
        ("LY", "LBY"),
        ("TN", "TUN"),
        ("TD", "TCD"),
        ("FR", "FRA"),
        ("BR", "BRA"),
        ("AU", "AUS"),
        ("CD", "COD"),
        ("MX", "MEX"),
        ("PL", "POL"),
    ];
    let towns = World::bundled().towns(&Extent::WORLD, 100_000).unwrap();
    let mut seen = 0;
    for town in towns {
        let Some((_, code)) = codes.iter().find(|(code, _)| *code == town.country) else {
            continue;
        };
        seen += 1;
        // A gazetteer's point may be 3 km off.
        let belonging = TERRITORY.belonging(&Place::within(metres(3_000.0), town.position));
        let found = belonging.country.map(|country| country.code.as_str());
        let is_sure = belonging.status == BelongingStatus::Certain;
        assert!(found == Some(code) || !is_sure, "{town:?} is in {found:?}");
    }
    assert!(seen > 500, "{seen} towns");
}
