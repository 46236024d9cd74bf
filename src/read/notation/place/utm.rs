//! UTM and UPS: `31N 791000 2150000`, `31 north 791000 2150000`, `31Q 791000mE 2150000mN`, `N 2000000 1333272`.
//!
//! Behind the zone stands the hemisphere or the latitude band. The letter S can be both, the south or the band from
//! 32° to 40° N; where the northing fits either and no other cell tells, the cell is refused. The other
//! letters leave no doubt: N is north of the equator as either, and all others are bands.
//!
//! # Source
//! `NGA.SIG.0012_2.0.0_UTMUPS` (2014), The Universal Grids.

use super::super::number::plain;
use super::super::{Decimal, Defect, Ways, is_missing};
use super::{Notation, Spelling, Spot, bands};
use crate::geodesy::{Distance, GridPoint, GridZone, Hemisphere, Position};

pub(crate) const NOTATION: Notation = Notation {
    name: "UTM or UPS",
    headers: &["utm", "utm_coordinates"],
    has_form: |text, ways| Written::parse(text, ways.decimal).is_some(),
    read,
    write,
};

/// What the letter behind a zone of UTM is, in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZoneLetters {
    /// N and S, of the hemispheres.
    Hemispheres,
    /// C to X, of the latitude bands.
    Bands,
}

/// What a cell says of the letters of its column.
pub(crate) fn letters(text: &str, ways: Ways) -> Option<ZoneLetters> {
    let written = Written::parse(text, ways.decimal)?;
    match written.side {
        Side::Letter('S') if !written.is_in_band_s() => Some(ZoneLetters::Hemispheres),
        Side::Letter('N' | 'S') | Side::Word(_) => None,
        Side::Letter(_) => Some(ZoneLetters::Bands),
    }
}

/// The text of a place whose zone, its letter, easting and northing stand in cells of their own.
pub(crate) fn in_columns(zone: &str, letter: &str, easting: &str, northing: &str) -> String {
    let letters = zone.trim_start_matches(|c: char| !c.is_ascii_digit());
    let letters = letters.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_said = is_missing(letter) || letters.trim().eq_ignore_ascii_case(letter);
    let letter = if is_said { "" } else { letter };
    format!("{zone} {letter} {easting} {northing}")
}

/// A cell taken apart.
#[derive(Debug, Clone, Copy)]
struct Written<'a> {
    zone: Option<u8>,
    side: Side,
    easting: &'a str,
    northing: &'a str,
    point: GridPoint,
}

/// What stands behind the zone.
#[derive(Debug, Clone, Copy)]
enum Side {
    Letter(char),
    Word(Hemisphere),
}

impl<'a> Written<'a> {
    fn parse(text: &'a str, decimal: Decimal) -> Option<Self> {
        let is_between = |c: char| match c {
            ',' => decimal == Decimal::Point,
            _ => matches!(c, ' ' | '\t' | ';' | '\u{A0}'),
        };
        let mut words = text
            .split(is_between)
            .map(|word| word.trim_end_matches(','))
            .filter(|word| !word.is_empty());
        let mut word = words.next()?;
        while ["utm", "ups", "zone", "utm:", "zone:"]
            .iter()
            .any(|title| word.eq_ignore_ascii_case(title))
        {
            word = words.next()?;
        }
        let letters_at = word.find(|c: char| !c.is_ascii_digit());
        let (digits, letters) = word.split_at_checked(letters_at.unwrap_or(word.len()))?;
        let zone = match digits {
            "" => None,
            _ if digits.len() <= 2 => Some(digits.parse().ok()?),
            _ => return None,
        };
        let side = Side::from_word(if letters.is_empty() {
            words.next()?
        } else {
            letters
        })?;
        let [(first, first_label), (second, second_label)] = labelled_numbers(words)?;
        let (easting, northing) = match (first_label, second_label) {
            (Some('E') | None, Some('N') | None) => (first, second),
            (Some('N'), Some('E')) => (second, first),
            _ => return None,
        };
        let point = GridPoint {
            easting_m: plain(easting, decimal)?,
            northing_m: plain(northing, decimal)?,
        };
        Some(Self {
            zone,
            side,
            easting,
            northing,
            point,
        })
    }

    /// Whether the place is in the band S when it is taken to be in the north.
    fn is_in_band_s(&self) -> bool {
        let zone = GridZone::from_utm(self.zone.unwrap_or(0), Hemisphere::North);
        let position = zone.and_then(|zone| zone.inverse(self.point));
        position.is_some_and(|position| (32.0..40.0).contains(&position.lat()))
    }

    fn hemisphere(&self, ways: Ways) -> Result<Hemisphere, Defect> {
        let letter = match self.side {
            Side::Word(hemisphere) => return Ok(hemisphere),
            Side::Letter(letter) => letter,
        };
        if letter != 'S' || self.zone.is_none() {
            let is_south = letter < 'N' || (letter == 'S' && self.zone.is_none());
            return Ok(if is_south {
                Hemisphere::South
            } else {
                Hemisphere::North
            });
        }
        match ways.zone_letters {
            Some(ZoneLetters::Hemispheres) => Ok(Hemisphere::South),
            Some(ZoneLetters::Bands) => Ok(Hemisphere::North),
            None if !self.is_in_band_s() => Ok(Hemisphere::South),
            None => Err(Defect::new(
                "zone-letter",
                "S can be the southern hemisphere or the band S (32° to 40° N), here and in the rest of the column",
            )
            .with_fix("write 31 south or 31 north")),
        }
    }
}

impl Side {
    fn from_word(word: &str) -> Option<Self> {
        let mut letters = word.chars();
        if let (letter @ ('A'..='H' | 'J'..='N' | 'P'..='Z'), None) =
            (letters.next()?.to_ascii_uppercase(), letters.next())
        {
            return Some(Self::Letter(letter));
        }
        let sides = [
            (["north", "nord"], Hemisphere::North),
            (["south", "sud"], Hemisphere::South),
        ];
        let is_one_of = |words: &[&str; 2]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
        let side = sides.iter().find(|(words, _)| is_one_of(words));
        side.map(|(_, side)| Self::Word(*side))
    }
}

/// Two numbers, each with the letter that labels it as an easting or a northing, before or behind it.
fn labelled_numbers<'a>(
    words: impl Iterator<Item = &'a str>,
) -> Option<[(&'a str, Option<char>); 2]> {
    let mut numbers: Vec<(&str, Option<char>)> = Vec::new();
    let mut label_before = None;
    let mut are_before = None;
    for word in words {
        let letters_at = word.find(|c: char| c.is_ascii_alphabetic());
        let (number, label) = word.split_at_checked(letters_at.unwrap_or(word.len()))?;
        if !number.is_empty() {
            numbers.push((number, label_before.take()));
        }
        let Some(label) = label_of(label)? else {
            continue;
        };
        // The first label tells on which side of their numbers they stand.
        if *are_before.get_or_insert(numbers.is_empty()) {
            label_before = Some(label);
        } else {
            numbers.last_mut()?.1 = Some(label);
        }
    }
    <[(&str, Option<char>); 2]>::try_from(numbers).ok()
}

/// What letters label a number as: an easting, a northing, or no more than metres; nothing where they label nothing.
#[expect(clippy::option_option, reason = "metres are a label of neither")]
fn label_of(letters: &str) -> Option<Option<char>> {
    let labels = [
        (Some('E'), ["e", "me", "easting"]),
        (Some('N'), ["n", "mn", "northing"]),
        (None, ["", "m", "m"]),
    ];
    let is = |label: &&str| letters.eq_ignore_ascii_case(label);
    let found = labels.iter().find(|(_, words)| words.iter().any(is));
    found.map(|(label, _)| *label)
}

fn read(text: &str, ways: Ways) -> Result<Spot, Defect> {
    let Some(written) = Written::parse(text, ways.decimal) else {
        let defect = Defect::new("not-a-place", "not a zone, an easting and a northing");
        return Err(defect.with_fix("write them as 31N 791000 2150000"));
    };
    let hemisphere = written.hemisphere(ways)?;
    let is_polar = matches!(written.side, Side::Letter('A' | 'B' | 'Y' | 'Z'));
    let zone = match written.zone {
        None | Some(0) => Some(GridZone::ups(hemisphere)),
        Some(_) if is_polar => None,
        Some(zone) => GridZone::from_utm(zone, hemisphere),
    };
    let is_cap = written.zone.is_none_or(|zone| zone == 0);
    let zone = zone
        .filter(|_| {
            !is_cap || is_polar || matches!(written.side, Side::Letter('N' | 'S') | Side::Word(_))
        })
        .ok_or_else(|| {
            Defect::new("zone", "no such zone")
                .with_fix("zones of UTM are 1 to 60; at the poles write N or S alone")
        })?;
    let position =
        zone.inverse(written.point).ok_or_else(|| {
            Defect::new("outside-grid", "the easting or northing is outside the zone").with_fix(
            "write the easting (100000 to 900000) before the northing (0 to 10000000), in metres",
        )
        })?;
    if let (Side::Letter(letter), Some(_)) = (written.side, zone.utm())
        && !matches!(letter, 'N' | 'S')
    {
        // A place may be written in the band next to its own, where maps overlap.
        let (south, north) = bands::latitudes(letter).unwrap_or((-90.0, 90.0));
        if position.lat() < south - 0.5 || position.lat() > north + 0.5 {
            let why = format!(
                "the place is at latitude {:.1}, outside the band {letter} ({south} to {north})",
                position.lat()
            );
            return Err(Defect::new("band", why)
                .with_fix("check the zone, the letter and the order of easting and northing"));
        }
    }
    let half = |text| half_unit_m(text, ways.decimal);
    let diagonal_m = libm::hypot(half(written.easting), half(written.northing));
    Ok(Spot {
        position,
        precision: Distance::from_computed_metres(diagonal_m / zone.least_scale()),
        accuracy: None,
    })
}

/// Half a unit of the last place of a number of metres.
fn half_unit_m(text: &str, decimal: Decimal) -> f64 {
    let sign = if decimal == Decimal::Point { '.' } else { ',' };
    let decimals = text.split_once(sign).map_or(0, |(_, d)| d.len());
    0.5 / 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
}

fn write(position: Position) -> Vec<Spelling> {
    let zone = GridZone::of(position);
    let Some(point) = zone.forward(position) else {
        return Vec::new();
    };
    let letter = match zone.hemisphere() {
        Hemisphere::North => 'N',
        Hemisphere::South => 'S',
    };
    let number = zone.utm().map_or(String::new(), |zone| zone.to_string());
    // A southern zone reads S as the south: of the band S only northern places are.
    let (name, side) = match (zone.utm(), zone.hemisphere()) {
        (None, _) => ("UPS", letter.to_string()),
        (Some(_), Hemisphere::North) => ("UTM", letter.to_string()),
        (Some(_), Hemisphere::South) => ("UTM", " south".to_owned()),
    };
    vec![Spelling {
        name,
        text: format!(
            "{number}{side} {:.0} {:.0}",
            point.easting_m, point.northing_m
        ),
        precision: Distance::from_computed_metres(0.5_f64.sqrt() / zone.least_scale()),
    }]
}
