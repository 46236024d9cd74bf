//! One place, given as a text of its own rather than in a file.

use super::notation::place::{self, OfColumn, pair};
use super::notation::{Decimal, Defect, Longitudes, PairOrder, Ways};
use crate::geodesy::{Distance, Position};
use crate::model::{Doubt, Finding, RadiusKind};

/// What the user says about a place that its text does not say itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceOptions {
    /// Which of two numbers comes first.
    pub order: Option<PairOrder>,
    /// The sign before a fraction.
    pub decimal: Decimal,
    /// How far longitudes run.
    pub longitudes: Longitudes,
}

/// A place that was read from a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadPlace {
    /// The middle of what the text says.
    pub position: Position,
    /// How far the place may lie from it, as the text is written.
    pub doubt: Doubt,
    /// What it was read as, such as `MGRS`.
    pub notation: &'static str,
}

/// A place written in one of the notations that are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Spelling {
    /// What the notation is called.
    pub notation: &'static str,
    /// The text.
    pub text: String,
    /// How far what is read from it can lie from the place, at most.
    pub precision: Distance,
}

/// Reads a place: degrees in the usual spellings, UTM, UPS, MGRS, a Plus Code or a geohash.
///
/// Of two numbers without letters one may tell by its size that it is the longitude; else the order
/// must be given.
///
/// ```
/// use pointzero::read::{PlaceOptions, read_place};
/// let place = read_place("19°30'N 5°45'E", PlaceOptions::default()).unwrap();
/// assert_eq!((place.position.lat(), place.position.lon()), (19.5, 5.75));
/// ```
///
/// # Errors
/// A finding about the text that says what to write.
pub fn read_place(text: &str, options: PlaceOptions) -> Result<ReadPlace, Finding> {
    let text = text.trim();
    let ways = Ways {
        order: options.order,
        decimal: options.decimal,
        longitudes: options.longitudes,
        ..Ways::default()
    };
    let by_size = || match pair::sizes(text, ways)?.map(|size| size > 90.0) {
        [false, true] => Some(PairOrder::LatLon),
        [true, false] => Some(PairOrder::LonLat),
        _ => None,
    };
    let ways = Ways {
        order: ways.order.or_else(by_size),
        ..ways
    };
    let column = OfColumn {
        notation: place::form_of(text, ways).unwrap_or(&pair::NOTATION),
        is_named: true,
    };
    let spot = column.read(text, ways).map_err(|defect| {
        let defect = if defect.kind == "not-a-place" {
            Defect::new(defect.kind, "not a place in a notation that is read here").with_fix(
                "write degrees such as 19°32'14\"N 5°46'20\"E, UTM such as 31N 790916 2162627, MGRS, a full Plus Code or a geohash",
            )
        } else {
            defect
        };
        defect.finding("place", text)
    })?;
    let precision = Doubt::new(spot.precision, RadiusKind::Bound);
    let accuracy = spot.accuracy.unwrap_or_default();
    Ok(ReadPlace {
        position: spot.position,
        doubt: precision.and(Doubt::new(accuracy, RadiusKind::P68)),
        notation: column.notation.name,
    })
}

/// A position in every notation that is read, those of degrees first.
pub fn spellings(position: Position) -> Vec<Spelling> {
    let all = place::ALL
        .iter()
        .flat_map(|notation| (notation.write)(position));
    all.map(|spelling| Spelling {
        notation: spelling.name,
        text: spelling.text,
        precision: spelling.precision,
    })
    .collect()
}
