//! Whole places in one cell: pairs of degrees and codes. One file a notation, each read and written.
//!
//! A place comes with the precision of its notation: a bound on how far the place that was meant can lie from
//! the position that is read, which is the middle of what the text says.

mod bands;
#[cfg(test)]
mod tests;

use super::{Defect, Ways};
use crate::geodesy::{Distance, Position, distance};

/// Declares the members of the family; a new notation is one more line here.
macro_rules! notations {
    ($($name:ident),* $(,)?) => {
        $(pub(crate) mod $name;)*
        /// Every notation of a place.
        pub(crate) const ALL: &[Notation] = &[$($name::NOTATION),*];
    };
}

notations! {
    pair,
    geopoint,
    utm,
    mgrs,
    plus_code,
    geohash,
}

/// A way to write a place as text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notation {
    /// What it is called, as in "looks like a …".
    pub(crate) name: &'static str,
    /// The headers that name it, in lower case.
    pub(crate) headers: &'static [&'static str],
    /// Whether a text has its form, right or wrong in the details.
    pub(crate) has_form: fn(&str, Ways) -> bool,
    /// The place that a text says.
    pub(crate) read: fn(&str, Ways) -> Result<Spot, Defect>,
    /// The ways to write a position; none where the notation cannot tell it.
    pub(crate) write: fn(Position) -> Vec<Spelling>,
}

/// The notation of a column of places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfColumn {
    /// The notation.
    pub(crate) notation: &'static Notation,
    /// Whether the header names it; else it is what most cells have the form of.
    pub(crate) is_named: bool,
}

impl OfColumn {
    /// The place in a cell of the column.
    pub(crate) fn read(self, cell: &str, ways: Ways) -> Result<Spot, Defect> {
        let Self { notation, is_named } = self;
        if !is_named
            && !(notation.has_form)(cell, ways)
            && let Some(other) = form_of(cell, ways)
        {
            return Err(out_of_column(other));
        }
        (notation.read)(cell, ways).map_err(|defect| match form_of(cell, ways) {
            Some(other) if other.name != notation.name && defect.kind == "not-a-place" => {
                out_of_column(other)
            }
            _ => defect,
        })
    }
}

/// A place as a text says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    /// The middle of what the text says.
    pub(crate) position: Position,
    /// How far the place that was meant can lie from it by the notation alone.
    pub(crate) precision: Distance,
    /// The accuracy that a device wrote beside it: with 68 % the place lies inside.
    pub(crate) accuracy: Option<Distance>,
}

impl Spot {
    /// A place of which the text tells no doubt.
    pub(crate) const fn exact(position: Position) -> Self {
        Self {
            position,
            precision: Distance::ZERO,
            accuracy: None,
        }
    }

    /// Whether the text tells no doubt.
    pub(crate) fn is_exact(self) -> bool {
        self.precision == Distance::ZERO && self.accuracy.is_none()
    }
}

/// A place written down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spelling {
    /// What the spelling is called.
    pub(crate) name: &'static str,
    /// The text.
    pub(crate) text: String,
    /// How far what is read from it can lie from the place.
    pub(crate) precision: Distance,
}

/// The notation whose form a text has.
pub(crate) fn form_of(text: &str, ways: Ways) -> Option<&'static Notation> {
    ALL.iter().find(|notation| (notation.has_form)(text, ways))
}

/// What to say of a text that has the form of a place, where none in this notation is read.
pub(crate) fn out_of_column(found: &Notation) -> Defect {
    Defect::new(
        "mixed-notations",
        format!(
            "looks like {}; a notation is read only when the whole column is of that kind",
            found.name
        ),
    )
    .with_fix("write it as the rest of the column is written; pointzero coord shows a place in every notation")
}

/// How far a corner of a box of degrees lies from its middle: a bound for every place in it.
///
/// On a parallel the distance grows with the difference of longitude, and along a meridian it has no
/// greatest value but at an end; so the farthest place is a corner.
pub(crate) fn box_precision(middle: Position, half_lat: f64, half_lon: f64) -> Distance {
    let corner = |lat: f64| {
        let corner = Position::from_computed_lon_lat(middle.lon() + half_lon.min(180.0), lat);
        distance(middle, corner).metres()
    };
    let metres = corner(middle.lat() - half_lat).max(corner(middle.lat() + half_lat));
    Distance::from_computed_metres(metres)
}
