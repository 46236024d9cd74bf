//! Dates that cannot be: after the day on which the file was known to exist, or long before any record
//! of this kind.

use super::{Notes, Seen};
use crate::model::Date;

/// Before this year nobody wrote such records: the year is a slip.
const EARLIEST_YEAR: i16 = 1900;

/// Looks at the days of a record; `today` is a day by which the file was written.
pub(super) fn take(record: &Seen<'_>, today: Option<Date>, notes: &mut Notes) {
    let Some(period) = record.period else { return };
    let first = period.first();
    if let Some(today) = today.filter(|today| first > *today) {
        let why = format!("the date lies after {today}, when the file was there already");
        let finding = record
            .odd("future-date", why)
            .with_value(period.to_string());
        notes.add(finding.with_fix("correct the date"));
    }
    if first.year() < EARLIEST_YEAR {
        let why = format!("the date lies before {EARLIEST_YEAR}");
        let finding = record.odd("early-date", why).with_value(period.to_string());
        notes.add(finding.with_fix("correct the year"));
    }
}
