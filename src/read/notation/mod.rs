//! From a cell's text to a value: numbers, degrees, places, counts, dates, stated distances.
//!
//! A notation knows nothing of files or columns. What it cannot read it returns as a [`Defect`],
//! which the layout turns into a finding by adding the place.

mod count;
mod date;
mod degrees;
mod distance;
mod number;
pub(crate) mod place;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) use count::count;
pub use date::DateOrder;
pub(crate) use date::{
    DateWays, Written, month_of_year, number_before_spreadsheet, period, written,
};
pub(crate) use degrees::{
    Degrees, Letter, is_plain, latitude, letters, longitude, plain_position, turned,
};
pub(crate) use distance::{distance, stated_distance};
pub use number::Decimal;
use place::utm::ZoneLetters;

use crate::model::{At, Finding, Input, Origin, Severity};

/// How the coordinates of a file are written, decided once for all of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ways {
    /// The sign before a fraction.
    pub(crate) decimal: Decimal,
    /// How far longitudes run.
    pub(crate) longitudes: Longitudes,
    /// What the letter O behind a longitude means, where it is known.
    pub(crate) letter_o: Option<LetterO>,
    /// Which of two numbers without a letter comes first, where it is known.
    pub(crate) order: Option<PairOrder>,
    /// What the letter behind a zone of UTM is, where it is known.
    pub(crate) zone_letters: Option<ZoneLetters>,
}

#[cfg(test)]
impl Ways {
    /// Decimal points, longitudes from −180 to 180, and nothing decided.
    pub(crate) const PLAIN: Self = Self {
        decimal: Decimal::Point,
        longitudes: Longitudes::HalfTurns,
        letter_o: None,
        order: None,
        zone_letters: None,
    };
}

/// How far longitudes run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Longitudes {
    /// From −180 to 180 degrees; others are refused.
    #[default]
    HalfTurns,
    /// From −360 to 360 degrees; those beyond 180 are brought back by a whole turn.
    Wrapped,
}

/// What the letter O behind a longitude means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LetterO {
    /// Ouest, oeste, ovest.
    West,
    /// Ost, oost.
    East,
}

/// Which comes first in a cell of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum PairOrder {
    /// Latitude, longitude.
    #[serde(rename = "lat,lon")]
    #[cfg_attr(feature = "cli", value(name = "lat,lon"))]
    LatLon,
    /// Longitude, latitude.
    #[serde(rename = "lon,lat")]
    #[cfg_attr(feature = "cli", value(name = "lon,lat"))]
    LonLat,
}

/// Why a cell cannot be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Defect {
    /// Its kind, in kebab case.
    pub(crate) kind: &'static str,
    /// Why.
    pub(crate) why: String,
    /// What to do.
    pub(crate) fix: Option<String>,
}

impl Defect {
    pub(crate) fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self {
            kind,
            why: why.into(),
            fix: None,
        }
    }

    fn with_fix_if_none(mut self, fix: &str) -> Self {
        self.fix.get_or_insert_with(|| fix.to_owned());
        self
    }

    pub(crate) fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// The finding about a text that stands in no file; `what` it was to be, such as `date`.
    pub(crate) fn finding(self, what: &str, text: &str) -> Finding {
        let origin = Origin {
            input: Arc::new(Input::from_name(what)),
            at: At::File,
        };
        let finding = Finding::new(Severity::RejectsFile, self.kind, origin, self.why);
        let finding = finding.with_value(text);
        match self.fix {
            Some(fix) => finding.with_fix(fix),
            None => finding,
        }
    }
}

/// Whether a cell says that there is no value.
///
/// `NaN` is not among these: it is a number gone wrong, and is reported.
#[inline]
pub(crate) fn is_missing(cell: &str) -> bool {
    // Most cells are decided without a look at the words: this is asked of every cell.
    match cell.as_bytes() {
        [] => true,
        [b'0'..=b'9', ..] => false,
        _ => is_word_for_missing(cell),
    }
}

fn is_word_for_missing(cell: &str) -> bool {
    let cell = cell.trim();
    let is_word = |word: &&str| cell.eq_ignore_ascii_case(word);
    cell.is_empty() || MISSING.iter().any(is_word)
}

/// Words for no value.
const MISSING: [&str; 6] = ["-", "na", "n/a", "null", "none", "unknown"];
