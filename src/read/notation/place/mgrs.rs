//! MGRS, the military grid: `31QGB9101162391`, `31Q GB 91011 62391`, and coarser ones to `31QGB` alone.
//!
//! A reference names a square, from 100 km to 1 m and finer; the place is its middle.
//!
//! # Source
//! `NGA.STND.0037_2.0.0_GRIDS` (2014), Universal Grids and Grid Reference Systems, chapter 3 and appendix B.

use super::super::{Defect, Ways};
use super::{Notation, Spelling, Spot, bands};
use crate::geodesy::{Distance, GridPoint, GridZone, Hemisphere, Position};

pub(crate) const NOTATION: Notation = Notation {
    name: "MGRS",
    headers: &["mgrs", "usng"],
    has_form: |text, _| has_form(text),
    read,
    write,
};

/// The side of a square of two letters, in metres.
const SQUARE_M: f64 = 100_000.0;

/// The letters of columns in UTM zones 3, 6, …; 1, 4, …; 2, 5, …: from 100 km to 900 km of easting.
const COLUMNS: [&[u8; 8]; 3] = [b"STUVWXYZ", b"ABCDEFGH", b"JKLMNPQR"];

/// The letters of rows in UTM, again after 2,000 km; in even zones they begin with F.
const ROWS: &[u8; 20] = b"ABCDEFGHJKLMNPQRSTUV";

/// Half of a polar cap.
struct HalfCap {
    band: char,
    columns: &'static [u8],
    /// The easting of the first column, in squares.
    first_column: usize,
    rows: &'static [u8],
    /// The northing of the first row, in squares.
    first_row: usize,
}

/// The western and eastern halves of the caps, the southern first.
const CAPS: [HalfCap; 4] = [
    HalfCap {
        band: 'A',
        columns: b"JKLPQRSTUXYZ",
        first_column: 8,
        rows: b"ABCDEFGHJKLMNPQRSTUVWXYZ",
        first_row: 8,
    },
    HalfCap {
        band: 'B',
        columns: b"ABCFGHJKLPQR",
        first_column: 20,
        rows: b"ABCDEFGHJKLMNPQRSTUVWXYZ",
        first_row: 8,
    },
    HalfCap {
        band: 'Y',
        columns: b"RSTUXYZ",
        first_column: 13,
        rows: b"ABCDEFGHJKLMNP",
        first_row: 13,
    },
    HalfCap {
        band: 'Z',
        columns: b"ABCFGHJ",
        first_column: 20,
        rows: b"ABCDEFGHJKLMNP",
        first_row: 13,
    },
];

/// The most digits of a reference: down to a hundredth of a millimetre.
const MOST_DIGITS: usize = 20;

/// A reference taken apart.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    zone: Option<u8>,
    band: char,
    column: u8,
    row: u8,
    digits: String,
}

/// Whether a text is a reference, and no three letters that are just a word.
pub(super) fn has_form(text: &str) -> bool {
    let is_clear = |written: Written| written.zone.is_some() || written.digits.len() >= 2;
    Written::parse(text).is_some_and(is_clear)
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\u{A0}');
        if text.len() > 2 * MOST_DIGITS {
            return None;
        }
        let text: String = text.chars().filter(|c| !is_blank(*c)).collect();
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let (zone, rest) = text.split_at_checked(text.find(is_letter)?)?;
        let letters_end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        let (letters, digits) = rest.split_at_checked(letters_end)?;
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let letters = letters.to_ascii_uppercase();
        let [band, column, row] = *letters.as_bytes() else {
            return None;
        };
        if !are_digits(zone) || zone.len() > 2 || !are_digits(digits) || digits.len() > MOST_DIGITS
        {
            return None;
        }
        let band = char::from(band);
        let zone = if zone.is_empty() {
            CAPS.iter().any(|cap| cap.band == band).then_some(None)?
        } else {
            Some(zone.parse().ok()?)
        };
        Some(Self {
            zone,
            band,
            column,
            row,
            digits: digits.to_owned(),
        })
    }

    /// The zone and the south-western corner of the square of two letters.
    fn square(&self) -> Result<(GridZone, GridPoint), Defect> {
        let no_square = || {
            Defect::new(
                "mgrs-square",
                format!(
                    "no square {}{} in {}{}",
                    char::from(self.column),
                    char::from(self.row),
                    self.zone.map_or(String::new(), |zone| zone.to_string()),
                    self.band
                ),
            )
            .with_fix("check the zone and the letters")
        };
        let (zone, column, row) = match self.zone {
            None => {
                let cap = CAPS.iter().find(|cap| cap.band == self.band);
                let cap = cap.ok_or_else(no_square)?;
                let column = place(cap.columns, self.column).ok_or_else(no_square)?;
                let row = place(cap.rows, self.row).ok_or_else(no_square)?;
                (
                    GridZone::ups(hemisphere(self.band)),
                    cap.first_column + column,
                    cap.first_row + row,
                )
            }
            Some(number) => {
                let zone =
                    GridZone::from_utm(number, hemisphere(self.band)).ok_or_else(no_square)?;
                let columns = COLUMNS[usize::from(number) % 3];
                let column = place(columns, self.column).ok_or_else(no_square)? + 1;
                let row = place(ROWS, self.row).ok_or_else(no_square)?;
                let row = (row + if number % 2 == 0 { 15 } else { 0 }) % 20;
                (
                    zone,
                    column,
                    row_in_band(row, self.band, zone).ok_or_else(no_square)?,
                )
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "at most a hundred squares")]
        let corner = GridPoint {
            easting_m: column as f64 * SQUARE_M,
            northing_m: row as f64 * SQUARE_M,
        };
        Ok((zone, corner))
    }
}

fn place(letters: &[u8], letter: u8) -> Option<usize> {
    letters.iter().position(|other| *other == letter)
}

fn hemisphere(band: char) -> Hemisphere {
    if band < 'N' {
        Hemisphere::South
    } else {
        Hemisphere::North
    }
}

/// The farthest that a UTM zone reaches from its meridian, about Norway and Svalbard, in degrees.
const WIDEST_ZONE: f64 = 6.0;

/// The row of squares, from the zone's origin, that is this one of twenty and reaches into a band.
fn row_in_band(row_of_20: usize, band: char, zone: GridZone) -> Option<usize> {
    let (south, north) = bands::latitudes(band)?;
    let meridian = 6.0 * f64::from(zone.utm()?) - 183.0;
    let northing = |lat: f64, lon: f64| {
        let position = Position::from_computed_lon_lat(meridian + lon, lat);
        zone.forward(position).map(|point| point.northing_m)
    };
    let least_m = northing(south, 0.0)?.min(northing(south, WIDEST_ZONE)?);
    let most_m = northing(north, 0.0)?.max(northing(north, WIDEST_ZONE)?);
    (row_of_20..100).step_by(20).find(|row| {
        #[expect(clippy::cast_precision_loss, reason = "at most a hundred squares")]
        let start_m = *row as f64 * SQUARE_M;
        start_m < most_m && start_m + SQUARE_M > least_m
    })
}

fn read(text: &str, _: Ways) -> Result<Spot, Defect> {
    let Some(written) = Written::parse(text) else {
        let defect = Defect::new("not-a-place", "not an MGRS reference");
        return Err(defect.with_fix("write it as 31QGB9101162391 or 31Q GB 91011 62391"));
    };
    let (zone, corner) = written.square()?;
    if written.digits.len() % 2 != 0 {
        let why = format!(
            "{} digits, where as many stand for the easting as for the northing",
            written.digits.len()
        );
        return Err(Defect::new("mgrs-digits", why).with_fix("give an even number of digits"));
    }
    let (easting, northing) = written.digits.split_at(written.digits.len() / 2);
    let side_m = SQUARE_M / 10_f64.powi(i32::try_from(easting.len()).unwrap_or(0));
    let steps = |digits: &str| digits.parse::<u64>().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "at most ten digits")]
    let middle_m = |digits: &str| (steps(digits) as f64 + 0.5) * side_m;
    let point = GridPoint {
        easting_m: corner.easting_m + middle_m(easting),
        northing_m: corner.northing_m + middle_m(northing),
    };
    let position = zone.inverse(point).ok_or_else(|| {
        Defect::new("outside-grid", "the square is outside the grid").with_fix("check the letters")
    })?;
    Ok(Spot {
        position,
        precision: half_diagonal(side_m, zone),
        accuracy: None,
    })
}

/// How far a corner of a square of the grid lies from its middle on the ground, at most.
fn half_diagonal(side_m: f64, zone: GridZone) -> Distance {
    Distance::from_computed_metres(side_m * 0.5_f64.sqrt() / zone.least_scale())
}

fn write(position: Position) -> Vec<Spelling> {
    spelling(position).into_iter().collect()
}

/// The square of a metre that a position is in.
fn spelling(position: Position) -> Option<Spelling> {
    let zone = GridZone::of(position);
    let point = zone.forward(position)?;
    // South of the equator, but by less than a number tells, a place is still in the last square.
    let northing_m = match (zone.utm(), zone.hemisphere()) {
        (Some(_), Hemisphere::South) => point.northing_m.min(9_999_999.999),
        _ => point.northing_m,
    };
    let (column, easting) = square_and_metres(point.easting_m);
    let (row, northing) = square_and_metres(northing_m);
    let letter =
        |letters: &[u8], index: Option<usize>| letters.get(index?).copied().map(char::from);
    let square = if let Some(number) = zone.utm() {
        let columns = COLUMNS[usize::from(number) % 3];
        let shift = if number % 2 == 0 { 5 } else { 0 };
        format!(
            "{number}{}{}{}",
            bands::of(position.lat()),
            letter(columns, column.checked_sub(1))?,
            letter(ROWS, Some((row + shift) % 20))?
        )
    } else {
        let caps = match zone.hemisphere() {
            Hemisphere::South => &CAPS[..2],
            Hemisphere::North => &CAPS[2..],
        };
        let cap = &caps[usize::from(column >= 20)];
        format!(
            "{}{}{}",
            cap.band,
            letter(cap.columns, column.checked_sub(cap.first_column))?,
            letter(cap.rows, row.checked_sub(cap.first_row))?
        )
    };
    Some(Spelling {
        name: "MGRS",
        text: format!("{square}{easting:05}{northing:05}"),
        precision: half_diagonal(1.0, zone),
    })
}

/// The number of the square of 100 km and the whole metres within it.
fn square_and_metres(metres: f64) -> (usize, u32) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a grid has at most 10,000 km, counted from zero"
    )]
    let whole = metres.floor().max(0.0) as u32;
    ((whole / 100_000) as usize, whole % 100_000)
}
