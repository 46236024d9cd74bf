//! Plus Codes (Open Location Code), in full: `7F2GGQPC+V3`, and the wider `7F2GGQ00+`.
//!
//! A code names a box of degrees; the place is its middle. Short codes (`GQPC+V3 Assamaka`) need a place to start from and
//! are refused.
//!
//! # Source
//! Google, Open Location Code Specification (github.com/google/open-location-code, Documentation/Specification).

use super::super::{Defect, Ways};
use super::{Notation, Spelling, Spot, box_precision};
use crate::geodesy::Position;

pub(crate) const NOTATION: Notation = Notation {
    name: "a Plus Code",
    headers: &[
        "plus_code",
        "pluscode",
        "plus_codes",
        "open_location_code",
        "olc",
    ],
    has_form: |text, _| Written::parse(text).is_some(),
    read,
    write,
};

/// The digits, 0 to 19.
const DIGITS: &[u8; 20] = b"23456789CFGHJMPQRVWX";

/// How many digits stand before the plus.
const BEFORE_PLUS: usize = 8;

/// Digits that come in pairs of latitude and longitude; those behind them each cut a box in 5 × 4.
const PAIRED: usize = 10;

/// The most digits.
const MOST_DIGITS: usize = 15;

/// The finest parts of a degree of latitude and of longitude: 8000 · 5⁵ and 8000 · 4⁵.
const FINEST: [i64; 2] = [25_000_000, 8_192_000];

/// A code taken apart: the values of its digits, in order, and the zeros that fill it up.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    values: Vec<i64>,
    before_plus: usize,
    zeros: usize,
    /// Whether the name of a place stands behind it.
    has_locality: bool,
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (code, locality) = text.split_once(' ').unwrap_or((text, ""));
        let (before, after) = code.split_once('+')?;
        let has_shape = (2..=BEFORE_PLUS).contains(&before.len())
            && before.len().is_multiple_of(2)
            && before.len() + after.len() <= MOST_DIGITS;
        if !has_shape {
            return None;
        }
        let filled = before.trim_end_matches('0');
        let zeros = before.len() - filled.len();
        let values = filled.bytes().chain(after.bytes()).map(|byte| {
            let value = DIGITS
                .iter()
                .position(|digit| *digit == byte.to_ascii_uppercase())?;
            i64::try_from(value).ok()
        });
        Some(Self {
            values: values.collect::<Option<_>>()?,
            before_plus: before.len(),
            zeros,
            has_locality: !locality.is_empty(),
        })
    }
}

fn read(text: &str, _: Ways) -> Result<Spot, Defect> {
    let defect = |why: &str, fix: &str| Defect::new("plus-code", why).with_fix(fix);
    let full = "write the full code, such as 7F2GGQPC+V3";
    let Some(code) = Written::parse(text) else {
        return Err(Defect::new("not-a-place", "not a Plus Code").with_fix(full));
    };
    if code.before_plus < BEFORE_PLUS {
        return Err(defect(
            "a short Plus Code, which needs a place to start from",
            full,
        ));
    }
    if code.has_locality {
        return Err(defect("text behind a Plus Code", full));
    }
    let after_plus = code.values.len() + code.zeros - BEFORE_PLUS;
    if code.zeros % 2 != 0 || (code.zeros > 0 && after_plus > 0) || code.values.is_empty() {
        return Err(defect(
            "zeros fill up a Plus Code by pairs, with nothing behind the plus",
            full,
        ));
    }
    if after_plus == 1 {
        return Err(defect(
            "one digit behind the plus, where none or two and more stand",
            full,
        ));
    }
    let [mut lat, mut lon] = [-90, -180].map(i64::from);
    (lat, lon) = (lat * FINEST[0], lon * FINEST[1]);
    let (mut high, mut wide) = (400 * FINEST[0], 400 * FINEST[1]);
    let mut values = code.values.iter();
    for _ in 0..PAIRED / 2 {
        let (Some(north), Some(east)) = (values.next(), values.next()) else {
            break;
        };
        (high, wide) = (high / 20, wide / 20);
        (lat, lon) = (lat + north * high, lon + east * wide);
    }
    for value in values {
        (high, wide) = (high / 5, wide / 4);
        (lat, lon) = (lat + value / 4 * high, lon + value % 4 * wide);
    }
    if lat + high > 90 * FINEST[0] || lon + wide > 180 * FINEST[1] {
        return Err(defect(
            "a Plus Code beyond the pole or the antimeridian",
            full,
        ));
    }
    let middle = Position::from_computed_lon_lat(
        degrees(2 * lon + wide, 2 * FINEST[1]),
        degrees(2 * lat + high, 2 * FINEST[0]),
    );
    Ok(Spot {
        position: middle,
        precision: box_precision(
            middle,
            degrees(high, 2 * FINEST[0]),
            degrees(wide, 2 * FINEST[1]),
        ),
        accuracy: None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn degrees(parts: i64, parts_per_degree: i64) -> f64 {
    parts as f64 / parts_per_degree as f64
}

/// The box of ten digits that a position is in: 1/8000 of a degree each way.
fn write(position: Position) -> Vec<Spelling> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "below 2^53 and above 0"
    )]
    let steps = |degrees: f64, axis: usize| (degrees * FINEST[axis] as f64).floor() as i64;
    let finest = [FINEST[0] / 8_000, FINEST[1] / 8_000];
    let most = 180 * 8_000 - 1;
    let mut lat = (steps(position.lat() + 90.0, 0) / finest[0]).min(most);
    let mut lon = (steps(position.lon() + 180.0, 1) / finest[1]) % (360 * 8_000);
    let half = 0.5 / 8_000.0;
    let mut digits = Vec::new();
    for _ in 0..PAIRED / 2 {
        digits.extend([lon % 20, lat % 20]);
        (lat, lon) = (lat / 20, lon / 20);
    }
    let mut text = String::new();
    for value in digits.iter().rev() {
        if text.len() == BEFORE_PLUS {
            text.push('+');
        }
        let digit = usize::try_from(*value)
            .ok()
            .and_then(|value| DIGITS.get(value));
        text.extend(digit.copied().map(char::from));
    }
    vec![Spelling {
        name: "Plus Code",
        precision: box_precision(position, half, half),
        text,
    }]
}
