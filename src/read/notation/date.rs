//! Dates: ISO 8601 days, months, years and intervals, and days written with slashes.

use serde::{Deserialize, Serialize};

use super::Defect;
use crate::model::{Date, Period};

/// The order of day and month in dates such as 03/04/2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A date as written: read, or open to two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It can be read one way.
    Period(Period),
    /// It can be read as day-month or month-day.
    Slashed(Slashed),
}

/// The two readings of a day written with slashes, where each is a day at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slashed {
    day_first: Option<Date>,
    month_first: Option<Date>,
}

impl Slashed {
    pub(crate) fn read_as(self, order: DateOrder) -> Option<Period> {
        match order {
            DateOrder::Dmy => self.day_first,
            DateOrder::Mdy => self.month_first,
        }
        .map(Period::from_day)
    }
}

/// Which orders a date written with slashes allows: day first, month first.
pub(crate) fn slashed_orders(slashed: Slashed) -> (bool, bool) {
    (slashed.day_first.is_some(), slashed.month_first.is_some())
}

/// The date in a cell that is not empty.
pub(crate) fn written(cell: &str) -> Result<Written, Defect> {
    let text = cell.trim();
    if let Some(slashed) = slashed(text) {
        return slashed.map(Written::Slashed);
    }
    let ends = text.split_once("..").or_else(|| text.split_once('/'));
    let period = match ends {
        Some((start, end)) => interval(start.trim(), end.trim()),
        None => iso(text),
    };
    period.map(Written::Period).ok_or_else(|| {
        if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Defect::new("date", "a bare number, as a spreadsheet stores a day")
                .with_fix("format the column as a date and save again");
        }
        Defect::new("date", "not a date").with_fix(
            "write 2025-04-17, 2025-04 or 2025, or an interval such as 2025-04-01/2025-04-21",
        )
    })
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a time behind `T` left aside.
fn iso(text: &str) -> Option<Period> {
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    let mut parts = day.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next();
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => Period::from_year(year),
        (Some(month), None) => Period::from_month(year, small(month)?),
        (Some(month), Some(day)) => {
            Date::from_ymd(year, small(month)?, small(day)?).map(Period::from_day)
        }
    }
}

/// Two ISO dates; the second may leave out what it shares with the first: `2025-04-01/21`.
fn interval(start: &str, end: &str) -> Option<Period> {
    let first = iso(start)?;
    let last = iso(end).or_else(|| {
        let shared = start.len().checked_sub(end.len())?;
        iso(&format!("{}{end}", start.get(..shared)?))
    })?;
    Period::from_ends(first, last)
}

/// `A/B/YYYY`: `None` when the text is of another form.
fn slashed(text: &str) -> Option<Result<Slashed, Defect>> {
    let mut parts = text.split(['/', '.']);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || a.len() > 2 || b.len() > 2 || year.len() != 4 {
        return None;
    }
    let (a, b, year) = (small(a)?, small(b)?, digits(year, 4)?);
    let slashed = Slashed {
        day_first: Date::from_ymd(year, b, a),
        month_first: Date::from_ymd(year, a, b),
    };
    Some(if slashed_orders(slashed) == (false, false) {
        Err(Defect::new("date", "no such day").with_fix("write it as 2025-04-17"))
    } else {
        Ok(slashed)
    })
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_keep_their_precision() {
        for (cell, canonical) in [
            ("2025-04-17", "2025-04-17"),
            ("2025-04", "2025-04"),
            ("2025", "2025"),
            ("2016-06-20T00:00:00Z", "2016-06-20"),
            ("2025-04-01..21", "2025-04-01/2025-04-21"),
            ("2019-01..10", "2019-01-01/2019-10-31"),
            ("2014/2018-04", "2014-01-01/2018-04-30"),
            ("2017-09/2018-07", "2017-09-01/2018-07-31"),
        ] {
            let Ok(Written::Period(period)) = written(cell) else {
                panic!("{cell} was not read")
            };
            assert_eq!(period.to_string(), canonical, "{cell}");
        }
    }

    #[test]
    fn slashed_days_are_read_only_in_a_known_order() {
        let Ok(Written::Slashed(open)) = written("03/04/2025") else {
            panic!("03/04/2025 has two readings")
        };
        assert_eq!(slashed_orders(open), (true, true));
        assert_eq!(
            open.read_as(DateOrder::Dmy).unwrap().to_string(),
            "2025-04-03"
        );
        assert_eq!(
            open.read_as(DateOrder::Mdy).unwrap().to_string(),
            "2025-03-04"
        );
        let Ok(Written::Slashed(decided)) = written("27/10/2014") else {
            panic!("27/10/2014 is a day")
        };
        assert_eq!(slashed_orders(decided), (true, false));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "2025-02-30",
            "31/31/2025",
            "45764",
            "soon",
            "2025-04-21/2025-04-01",
            "25-4-1",
        ] {
            assert!(written(cell).is_err(), "{cell}");
        }
        assert!(written("45764").unwrap_err().why.contains("spreadsheet"));
    }
}
