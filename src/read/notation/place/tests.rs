//! Every notation of a place against tables made by other programs, and against itself.

use proptest::prelude::*;

use super::*;
use crate::read::notation::{Decimal, PairOrder};

/// The rows of a table, without comments and header.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(|line| line.split('\t').collect())
}

fn degrees(text: &str) -> f64 {
    text.parse().unwrap()
}

fn position(lat: &str, lon: &str) -> Position {
    Position::from_lon_lat(degrees(lon), degrees(lat)).unwrap()
}

const WAYS: Ways = Ways {
    order: Some(PairOrder::LatLon),
    ..Ways::PLAIN
};

fn read(notation: Notation, text: &str) -> Result<Spot, Defect> {
    (notation.read)(text, WAYS)
}

fn written(notation: Notation, position: Position) -> String {
    (notation.write)(position).remove(0).text
}

fn assert_near(found: Position, expected: Position, metres: f64, what: &str) {
    let apart_m = distance(found, expected).metres();
    assert!(apart_m <= metres, "{what}: {apart_m} m from {expected:?}");
}

#[test]
fn mgrs_agrees_with_geoconvert() {
    let mut seen = 0;
    for row in rows(include_str!("../../../../tests/truth/mgrs.tsv")) {
        let [lat, lon, code, middle_lat, middle_lon] = row[..] else {
            panic!("{row:?}");
        };
        let spot = read(mgrs::NOTATION, code).unwrap_or_else(|defect| panic!("{code}: {defect:?}"));
        assert_near(spot.position, position(middle_lat, middle_lon), 1e-6, code);
        let place = position(lat, lon);
        assert_near(place, spot.position, spot.precision.metres(), code);
        let own = written(mgrs::NOTATION, place);
        let letters = own.len() - 10;
        let digits = (code.trim_start_matches('0').len() - letters) / 2;
        let easting = own.get(letters..letters + digits).unwrap();
        let northing = own.get(letters + 5..letters + 5 + digits).unwrap();
        let square = own.get(..letters).unwrap();
        // GeoConvert writes zones below 10 with a zero.
        let code = code.trim_start_matches('0');
        assert_eq!(format!("{square}{easting}{northing}"), code, "{lat} {lon}");
        seen += 1;
    }
    assert_eq!(seen, 1000);
}

#[test]
fn utm_and_ups_agree_with_geoconvert() {
    let mut seen = 0;
    for row in rows(include_str!("../../../../tests/truth/utm_ups.tsv")) {
        let [lat, lon, zone, easting, northing] = row[..] else {
            panic!("{row:?}");
        };
        let text = match zone.strip_suffix('s') {
            Some("") | None => format!("{} {easting} {northing}", zone.to_uppercase()),
            Some(zone) => format!("{zone} south {easting} {northing}"),
        };
        let spot = read(utm::NOTATION, &text).unwrap_or_else(|defect| panic!("{text}: {defect:?}"));
        // GeoConvert writes micrometres.
        assert_near(spot.position, position(lat, lon), 1e-6, &text);
        seen += 1;
    }
    assert_eq!(seen, 1000);
}

#[test]
fn plus_codes_agree_with_the_reference_library() {
    let mut seen = 0;
    for row in rows(include_str!("../../../../tests/truth/plus_codes.tsv")) {
        let [lat, lon, length, code, south, west, north, east] = row[..] else {
            panic!("{row:?}");
        };
        let spot = read(plus_code::NOTATION, code).unwrap_or_else(|d| panic!("{code}: {d:?}"));
        let [south, west, north, east] = [south, west, north, east].map(degrees);
        let middle = spot.position;
        assert!(
            (middle.lat() - f64::midpoint(south, north)).abs() < 1e-11,
            "{code}"
        );
        assert!(
            (middle.lon() - f64::midpoint(west, east)).abs() < 1e-11,
            "{code}"
        );
        for corner in [(west, south), (east, north)] {
            let corner = Position::from_lon_lat(corner.0, corner.1).unwrap();
            assert_near(corner, middle, spot.precision.metres() + 1e-5, code);
        }
        let length: usize = length.parse().unwrap();
        // At the pole a code names the box below it, which is another for each length.
        if degrees(lat) < 90.0 || length == 10 {
            let own = written(plus_code::NOTATION, position(lat, lon)).replace('+', "");
            let length = length.min(10);
            let code = code.replace('+', "");
            assert_eq!(own.get(..length), code.get(..length), "{lat} {lon}");
        }
        seen += 1;
    }
    assert_eq!(seen, 1000);
}

#[test]
fn geohashes_agree_with_pygeohash() {
    let mut seen = 0;
    for row in rows(include_str!("../../../../tests/truth/geohashes.tsv")) {
        let [lat, lon, code, middle_lat, middle_lon, half_lat, half_lon] = row[..] else {
            panic!("{row:?}");
        };
        let spot = read(geohash::NOTATION, code).unwrap();
        let middle = position(middle_lat, middle_lon);
        assert!((spot.position.lat() - middle.lat()).abs() < 1e-11, "{code}");
        assert!((spot.position.lon() - middle.lon()).abs() < 1e-11, "{code}");
        let expected = box_precision(middle, degrees(half_lat), degrees(half_lon)).metres();
        assert!(
            (spot.precision.metres() - expected).abs() < 1e-5 * expected.max(1.0),
            "{code}"
        );
        let own = written(geohash::NOTATION, position(lat, lon));
        let length = code.len().min(own.len());
        assert_eq!(own.get(..length), code.get(..length), "{lat} {lon}");
        seen += 1;
    }
    assert_eq!(seen, 996);
}

/// The examples of the specification of Open Location Code and of geohash.org.
#[test]
fn published_examples_are_read_as_published() {
    for (notation, text, lat, lon) in [
        (plus_code::NOTATION, "7FG49Q00+", 20.375, 2.775),
        (
            plus_code::NOTATION,
            "8FVC2222+22",
            47.000_062_5,
            8.000_062_5,
        ),
        (geohash::NOTATION, "ezs42", 42.605, -5.603),
        (geohash::NOTATION, "u4pruydqqvj", 57.649_11, 10.407_44),
    ] {
        let spot = read(notation, text).unwrap();
        let expected = Position::from_lon_lat(lon, lat).unwrap();
        assert_near(
            spot.position,
            expected,
            spot.precision.metres().max(20.0),
            text,
        );
    }
}

/// By hand from the Open Location Code: 2 is 0, 3 is 1, 4 is 2, 6 is 4, 7 is 5, and a pair of digits counts 20, 1,
/// 1/20, 1/400 and 1/8000 of a degree from 90 south and 180 west; the place is the middle of the last.
#[test]
fn a_plus_code_of_digits_alone_is_no_pair_of_numbers() {
    let code = "22222726+34";
    assert_eq!(form_of(code, WAYS).unwrap().name, plus_code::NOTATION.name);
    let spot = read(plus_code::NOTATION, code).unwrap();
    assert!((spot.position.lat() - -89.9998125).abs() < 1e-12);
    assert!((spot.position.lon() - -179.7396875).abs() < 1e-12);
    for pair in ["22.5+34", "26+34", "-2222272+34"] {
        assert_eq!(form_of(pair, WAYS).unwrap().name, pair::NOTATION.name);
    }
}

#[test]
fn a_square_of_a_kilometre_is_known_to_707_metres() {
    let spot = read(mgrs::NOTATION, "31Q GB 91 62").unwrap();
    assert!(
        (707.0..708.0).contains(&spot.precision.metres()),
        "{spot:?}"
    );
    let metre = read(mgrs::NOTATION, "31QGB9150062500").unwrap();
    assert_near(metre.position, spot.position, 1.0, "its middle");
}

#[test]
fn zones_may_have_a_hemisphere_or_a_band() {
    let place = |text: &str| read(utm::NOTATION, text).unwrap().position;
    let expected = place("31 north 791000 2150000");
    for text in [
        "31N 791000 2150000",
        "31n 791000 2150000",
        "31 N 791000 2150000",
        "31Q 791000 2150000",
        "31Q 791000mE 2150000mN",
        "31Q 791000 m E, 2150000 m N",
        "31Q E 791000 N 2150000",
        "31Q 2150000N 791000E",
        "UTM 31N 791000 2150000",
        "Zone 31N, 791000, 2150000",
    ] {
        assert_eq!(place(text), expected, "{text}");
    }
    assert!(place("31S 791000 8000000").lat() < 0.0);
    let open = read(utm::NOTATION, "32S 600000 3900000").unwrap_err();
    assert_eq!(open.kind, "zone-letter");
    for (letters, is_north) in [
        (utm::ZoneLetters::Bands, true),
        (utm::ZoneLetters::Hemispheres, false),
    ] {
        let ways = Ways {
            zone_letters: Some(letters),
            ..WAYS
        };
        let spot = (utm::NOTATION.read)("32S 600000 3900000", ways).unwrap();
        assert_eq!(spot.position.lat() > 0.0, is_north);
    }
}

#[test]
fn what_is_wrong_with_a_place_is_named() {
    for (notation, text, kind) in [
        (utm::NOTATION, "61N 791000 2150000", "zone"),
        (utm::NOTATION, "31N 2150000 791000", "outside-grid"),
        (utm::NOTATION, "31R 791000 2150000", "band"),
        (utm::NOTATION, "31A 791000 2150000", "zone"),
        (utm::NOTATION, "Q 791000 2150000", "zone"),
        (utm::NOTATION, "31N 791000", "not-a-place"),
        (mgrs::NOTATION, "31QGB910116239", "mgrs-digits"),
        (mgrs::NOTATION, "31QGB91011", "mgrs-digits"),
        (mgrs::NOTATION, "61QGB9162", "mgrs-square"),
        (mgrs::NOTATION, "31QAL9162", "mgrs-square"),
        (mgrs::NOTATION, "junk", "not-a-place"),
        (plus_code::NOTATION, "GGQPC+V3", "not-a-place"),
        (plus_code::NOTATION, "GQPC+V3", "plus-code"),
        (plus_code::NOTATION, "GQPC+V3 Assamaka", "plus-code"),
        (plus_code::NOTATION, "7F2GGQPC+V3 Niger", "plus-code"),
        (plus_code::NOTATION, "7F2GGQPC+V", "plus-code"),
        (plus_code::NOTATION, "7F2G0000+V3", "plus-code"),
        (plus_code::NOTATION, "00000000+", "plus-code"),
        (plus_code::NOTATION, "X2222222+22", "plus-code"),
        (geohash::NOTATION, "sail", "not-a-place"),
        (geohash::NOTATION, "", "not-a-place"),
        (geohash::NOTATION, "s000000000000000000", "not-a-place"),
        (mgrs::NOTATION, "331QGB9162", "not-a-place"),
        (mgrs::NOTATION, "31QGB0123456789012345678901", "not-a-place"),
        (mgrs::NOTATION, "QGB9162", "not-a-place"),
        (pair::NOTATION, "19 30, 5 45", "not-a-place"),
        (pair::NOTATION, "19.5 N, 26.65", "not-a-place"),
        (pair::NOTATION, "19.5N W5.75", "not-a-place"),
        (pair::NOTATION, "38.6", "not-a-place"),
        (pair::NOTATION, "38.6 N, 26.65 N", "wrong-axis"),
        (pair::NOTATION, "–38.6, 26.65", "not-a-number"),
        (pair::NOTATION, "38,6; 26,65", "decimal-comma"),
        (pair::NOTATION, "98.6, 26.65", "latitude-out-of-range"),
        (geopoint::NOTATION, "19.5 5.7 0 -3", "distance"),
        (geopoint::NOTATION, "19.5 5.7", "not-a-place"),
    ] {
        let found = read(notation, text);
        assert_eq!(found.map_err(|defect| defect.kind), Err(kind), "{text}");
    }
}

#[test]
fn pairs_are_read_in_the_usual_spellings() {
    let expected = Position::from_lon_lat(-5.75, 19.5).unwrap();
    for text in [
        "19.5, -5.75",
        "19.5,-5.75",
        "19.5 -5.75",
        "19.5; -5.75",
        "(19.5, -5.75)",
        "19.5° -5.75°",
        "19.5°, -5.75°",
        "19.5N 5.75W",
        "19.5 N, 5.75 W",
        "N19.5 W5.75",
        "5.75W 19.5N",
        "19°30'N 5°45'W",
        "19°30'00\"N, 5°45'00\"W",
        "N 19 30 W 5 45",
        "19°30' -5°45'",
        "19:30 N 5:45 W",
        "+19.5 -5.75",
    ] {
        let found = read(pair::NOTATION, text).unwrap_or_else(|d| panic!("{text}: {d:?}"));
        assert_eq!(found.position, expected, "{text}");
    }
    let lon_lat = Ways {
        order: Some(PairOrder::LonLat),
        ..WAYS
    };
    let found = (pair::NOTATION.read)("-5.75, 19.5", lon_lat).unwrap();
    assert_eq!(found.position, expected);
    let comma = Ways {
        decimal: Decimal::Comma,
        ..WAYS
    };
    for text in ["19,5, -5,75", "19,5; -5,75", "19,5 -5,75"] {
        let found = (pair::NOTATION.read)(text, comma).unwrap();
        assert_eq!(found.position, expected, "{text}");
    }
    let dense = (pair::NOTATION.read)("19,5,26,65", comma).unwrap().position;
    assert_eq!((dense.lat(), dense.lon()), (19.5, 26.65));
    let small = read(pair::NOTATION, "-.5, .25").unwrap().position;
    assert_eq!((small.lat(), small.lon()), (-0.5, 0.25));
    let open = (pair::NOTATION.read)("19.5, 5.7", Ways::PLAIN).unwrap_err();
    assert_eq!(open.kind, "pair-order");
}

/// At the equator half a unit of the last place is this far each way: 1° is 110,574 m north and 111,320 m east.
#[test]
fn spellings_of_degrees_are_as_fine_as_their_last_place() {
    let origin = Position::from_lon_lat(0.0, 0.0).unwrap();
    let found = (pair::NOTATION.write)(origin);
    let half_units = [0.5e-6, 0.5e-4 / 60.0, 0.5e-2 / 3600.0];
    for (spelling, half_unit) in found.iter().zip(half_units) {
        let expected = libm::hypot(110_574.3 * half_unit, 111_319.5 * half_unit);
        let precision = spelling.precision.metres();
        assert!((precision / expected - 1.0).abs() < 1e-4, "{spelling:?}");
    }
    assert_eq!(found.len(), 3);
}

#[test]
fn eastings_and_northings_may_have_decimals() {
    let point = read(utm::NOTATION, "31N 791000.5 2150000.25").unwrap();
    let ways = Ways {
        decimal: Decimal::Comma,
        ..WAYS
    };
    for text in ["31N 791000,5 2150000,25", "31N, 791000,5, 2150000,25"] {
        assert_eq!((utm::NOTATION.read)(text, ways), Ok(point), "{text}");
    }
    // Half of a tenth and of a hundredth of a metre, by a scale of the grid from 0.9996.
    let expected = libm::hypot(0.05, 0.005);
    assert!((1.0..1.001).contains(&(point.precision.metres() / expected)));
}

#[test]
fn cells_tell_what_the_letters_of_their_zones_are() {
    for (text, expected) in [
        ("32S 600000 3900000", None),
        ("32S 600000 8000000", Some(utm::ZoneLetters::Hemispheres)),
        ("31Q 791000 2150000", Some(utm::ZoneLetters::Bands)),
        ("31N 791000 2150000", None),
        ("31 south 791000 2150000", None),
        ("junk", None),
    ] {
        assert_eq!(utm::letters(text, WAYS), expected, "{text}");
    }
}

/// As `GeoConvert -m -p 0` says of 1e-15° south of the equator at 3° east.
#[test]
fn a_place_next_to_the_equator_is_in_the_last_square_of_the_south() {
    let place = Position::from_lon_lat(3.0, -1e-15).unwrap();
    assert_eq!(written(mgrs::NOTATION, place), "31MEV0000099999");
}

#[test]
fn a_place_in_another_notation_than_its_column_is_named() {
    let column = |is_named| OfColumn {
        notation: &pair::NOTATION,
        is_named,
    };
    for is_named in [false, true] {
        let kind = |cell| {
            column(is_named)
                .read(cell, WAYS)
                .map_err(|defect| defect.kind)
        };
        assert_eq!(kind("31QGB9101162391"), Err("mixed-notations"));
        assert_eq!(kind("98.6, 26.65"), Err("latitude-out-of-range"));
        assert_eq!(kind("junk"), Err("not-a-place"));
        assert!(kind("38.6, 26.65").is_ok());
    }
}

#[test]
fn sizes_are_those_of_two_numbers_without_letters() {
    let sizes = |text| pair::sizes(text, Ways::PLAIN);
    assert_eq!(sizes("-19.5, 125.75"), Some([19.5, 125.75]));
    assert_eq!(sizes("125.75 -19.5"), Some([125.75, 19.5]));
    assert_eq!(sizes("19.5 N, 125.75 E"), None);
    assert_eq!(sizes("19.5"), None);
}

#[test]
fn the_longest_codes_are_read() {
    // 18 letters are 90 bits: 45 halvings of each side of the world; the letter s begins with 11000.
    let spot = read(geohash::NOTATION, &format!("s{}", "0".repeat(17))).unwrap();
    assert_near(spot.position, position("0", "0"), 1e-3, "s000…");
    assert!(spot.precision.metres() < 1e-3, "{spot:?}");
    let spot = read(mgrs::NOTATION, "31QGB91011000006239100000").unwrap();
    let metre = read(mgrs::NOTATION, "31QGB9101162391").unwrap();
    assert_near(spot.position, metre.position, 0.708, "its corner");
    assert!(spot.precision.metres() < 1e-4, "{spot:?}");
}

#[test]
fn a_point_of_a_telephone_keeps_its_accuracy() {
    let spot = read(geopoint::NOTATION, "19.5372 5.7721 410.2 4.9").unwrap();
    assert_eq!(spot.accuracy, Distance::from_metres(4.9).ok());
    assert_eq!(
        read(geopoint::NOTATION, "19.5 5.7 0 0").unwrap().accuracy,
        None
    );
}

#[test]
fn forms_do_not_overlap_where_it_matters() {
    for (text, name) in [
        ("7F2GGQPC+V3", "a Plus Code"),
        ("31QGB9101162391", "MGRS"),
        ("ZAH 00 00", "MGRS"),
        ("31Q GB 91011 62391", "MGRS"),
        ("31N 791000 2150000", "UTM or UPS"),
        ("38.6, 26.65", pair::NOTATION.name),
        ("19.5 5.7 0 4.9", geopoint::NOTATION.name),
        ("u4pruydqqvj", "a geohash"),
    ] {
        let forms = ALL
            .iter()
            .filter(|notation| (notation.has_form)(text, WAYS));
        let names: Vec<&str> = forms.map(|notation| notation.name).collect();
        assert_eq!(names, [name], "{text}");
    }
    for text in [
        "19.5372",
        "19",
        "",
        "N/A",
        "Assamaka",
        "2025-04-17",
        "19-mai",
        "1e5",
        "+19.5",
        "bcdfg",
        "12345",
        "s1z0",
        "s000000000000000000",
        "GQPC",
        "ZAH",
    ] {
        let form = form_of(text, WAYS).map(|notation| notation.name);
        assert_eq!(form, None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Longitudes near the antimeridian and latitudes near the poles come up as often as others.
    #[test]
    fn what_is_written_is_read_back_within_its_precision(
        lon in prop_oneof![-180.0..=180.0, 179.99..=180.0, -180.0..=-179.99, Just(0.0)],
        lat in prop_oneof![-90.0..=90.0, 89.9..=90.0, -90.0..=-89.9, 83.9..=84.1, -1e-6..=1e-6],
    ) {
        let place = Position::from_lon_lat(lon, lat).unwrap();
        for notation in ALL {
            for spelling in (notation.write)(place) {
                let spot = (notation.read)(&spelling.text, WAYS);
                let spot = spot.unwrap_or_else(|defect| panic!("{}: {defect:?}", spelling.text));
                let apart_m = distance(place, spot.position).metres();
                prop_assert!(
                    apart_m <= spelling.precision.metres() + 1e-6,
                    "{}: {apart_m} m, {spelling:?}", spelling.text
                );
            }
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_looked_at(
        text in prop_oneof![
            ".*",
            "[0-9NSEWO°'\"′″.,;:+ -]{0,40}",
            "[0-9]{0,2} ?[A-Za-z]{1,3} ?[0-9 .,]{0,20}[mEN]{0,3}",
            "[23456789CFGHJMPQRVWX0]{0,9}\\+?[23456789CFGHJMPQRVWX]{0,6}",
        ],
        comma in any::<bool>(),
    ) {
        let ways = Ways {
            decimal: if comma { Decimal::Comma } else { Decimal::Point },
            ..WAYS
        };
        for notation in ALL {
            let has_form = (notation.has_form)(&text, ways);
            let read = (notation.read)(&text, ways);
            if let Ok(spot) = read {
                let is_clear = ![geohash::NOTATION.name, mgrs::NOTATION.name].contains(&notation.name);
                let is_place = Position::from_lon_lat(spot.position.lon(), spot.position.lat());
                prop_assert!(is_place.is_ok() && spot.precision.metres().is_finite());
                prop_assert!(has_form || !is_clear, "{text}");
            }
        }
        let _ = super::super::latitude(&text, ways);
        let _ = super::super::longitude(&text, ways);
    }
}
