//! From a cell's text to a value: numbers, degrees, counts, dates, stated distances.
//!
//! A notation knows nothing of files or columns. What it cannot read it returns as a [`Defect`],
//! which the layout turns into a finding by adding the place.

mod count;
mod date;
mod degrees;
mod distance;
mod number;

pub(crate) use count::count;
pub use date::DateOrder;
pub(crate) use date::{Written, slashed_orders, written};
pub(crate) use degrees::{latitude, longitude};
pub(crate) use distance::{distance, stated_distance};
pub use number::Decimal;

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
    fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self {
            kind,
            why: why.into(),
            fix: None,
        }
    }

    fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
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
