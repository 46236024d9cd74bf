//! Geohashes: `sh2m8v5x1p`. Each names a box of degrees; the place is its middle.
//!
//! # Source
//! G. Niemeyer (2008), geohash.org; G. M. Morton (1966), A computer oriented geodetic data base, IBM: bits of
//! longitude and latitude in turn, five to a letter.

use super::super::{Defect, Ways};
use super::{Notation, Spelling, Spot, box_precision, mgrs};
use crate::geodesy::Position;

pub(crate) const NOTATION: Notation = Notation {
    name: "a geohash",
    headers: &["geohash"],
    has_form: |text, _| has_form(text),
    read,
    write,
};

/// The letters, 0 to 31.
const LETTERS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";

/// The longest that is read: a box of 0.2 mm.
const LONGEST: usize = 18;

/// The length that is written: a box of 0.6 by 1.2 m.
const WRITTEN: usize = 10;

/// Letters and digits together, as no word has them, and enough of them; where they could be MGRS as well, they
/// are taken for that.
fn has_form(text: &str) -> bool {
    let text = text.trim();
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    (5..=LONGEST).contains(&text.len())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && text.bytes().all(|byte| value(byte).is_some())
        && !mgrs::has_form(text)
}

fn value(byte: u8) -> Option<usize> {
    let lower = byte.to_ascii_lowercase();
    LETTERS.iter().position(|letter| *letter == lower)
}

/// A box of degrees that is halved again and again.
struct Halving {
    south: f64,
    west: f64,
    height: f64,
    width: f64,
}

impl Halving {
    const WORLD: Self = Self {
        south: -90.0,
        west: -180.0,
        height: 180.0,
        width: 360.0,
    };

    /// Keeps the western or, with `true`, the eastern half. Halves of 360 are exact.
    fn halve_width(&mut self, is_upper: bool) {
        self.width /= 2.0;
        self.west += if is_upper { self.width } else { 0.0 };
    }

    fn halve_height(&mut self, is_upper: bool) {
        self.height /= 2.0;
        self.south += if is_upper { self.height } else { 0.0 };
    }

    fn middle(&self) -> Position {
        Position::from_computed_lon_lat(
            self.west + self.width / 2.0,
            self.south + self.height / 2.0,
        )
    }
}

fn read(text: &str, _: Ways) -> Result<Spot, Defect> {
    let text = text.trim();
    let defect = Defect::new("not-a-place", "not a geohash").with_fix(
        "it has the digits and the letters b to z without i, l and o, such as sh2m8v5x1p",
    );
    if text.is_empty() || text.len() > LONGEST {
        return Err(defect);
    }
    let mut area = Halving::WORLD;
    let mut is_lon = true;
    for byte in text.bytes() {
        let Some(value) = value(byte) else {
            return Err(defect);
        };
        for bit in (0..5).rev() {
            let is_upper = value >> bit & 1 == 1;
            if is_lon {
                area.halve_width(is_upper);
            } else {
                area.halve_height(is_upper);
            }
            is_lon = !is_lon;
        }
    }
    let middle = area.middle();
    Ok(Spot {
        position: middle,
        precision: box_precision(middle, area.height / 2.0, area.width / 2.0),
        accuracy: None,
    })
}

fn write(position: Position) -> Vec<Spelling> {
    let mut area = Halving::WORLD;
    let mut is_lon = true;
    let mut text = String::new();
    for _ in 0..WRITTEN {
        let mut value = 0;
        for _ in 0..5 {
            let middle = area.middle();
            let is_upper = if is_lon {
                position.lon() >= middle.lon()
            } else {
                position.lat() >= middle.lat()
            };
            if is_lon {
                area.halve_width(is_upper);
            } else {
                area.halve_height(is_upper);
            }
            value = value << 1 | usize::from(is_upper);
            is_lon = !is_lon;
        }
        text.extend(LETTERS.get(value).copied().map(char::from));
    }
    vec![Spelling {
        name: "geohash",
        precision: box_precision(position, area.height / 2.0, area.width / 2.0),
        text,
    }]
}
