//! One date or span of dates, given as a text of its own rather than in a file.

use super::notation::{DateOrder, DateWays, period};
use crate::model::{Finding, Period};

/// Reads a date or a span of dates as a cell of a file is read: ISO 8601, with the name of a month, or with
/// slashes.
///
/// Where a date with slashes can be read both ways, `order` tells which.
///
/// ```
/// use pointzero::read::{DateOrder, read_period};
/// assert_eq!(read_period("12-15 May 2025", None).unwrap().to_string(), "2025-05-12/2025-05-15");
/// assert!(read_period("03/04/2025", None).is_err());
/// assert_eq!(read_period("03/04/2025", Some(DateOrder::Dmy)).unwrap().to_string(), "2025-04-03");
/// ```
///
/// # Errors
/// A finding about the text that says what to write.
pub fn read_period(text: &str, order: Option<DateOrder>) -> Result<Period, Finding> {
    let ways = DateWays {
        order,
        has_serials: false,
    };
    period(text, ways).map_err(|defect| defect.finding("date", text))
}
