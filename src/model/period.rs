//! Dates and how far they are known.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, de};

/// A calendar day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// A day from its year (−9999 to 9999), month and day of the month; `None` when there is none.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_zero_offset()
    }

    /// The day so many days later; `None` beyond the year 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// Days since 1 January 1970.
    pub fn days_since_1970(self) -> i32 {
        (self.0 - civil::date(1970, 1, 1)).get_days()
    }

    /// The day so many days after 1 January 1970; `None` beyond the year 9999.
    pub fn from_days_since_1970(days: i32) -> Option<Self> {
        Self(civil::date(1970, 1, 1)).plus_days(days)
    }

    /// How many days later another day is; negative where it is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        other.0.duration_since(self.0).as_hours() / 24
    }

    fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    fn last_of_year(self) -> Self {
        Self(self.0.last_of_year())
    }
}

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidDate;

impl FromStr for Date {
    type Err = InvalidDate;

    /// A day as `2025-07-01`.
    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let mut parts = text.trim().splitn(3, '-');
        let mut digits = |count: usize| {
            let part = parts.next()?;
            let is_number = part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<i16>().ok().filter(|_| is_number)
        };
        let (year, month, day) = (digits(4), digits(2), digits(2));
        let small = |number: Option<i16>| number.and_then(|number| i8::try_from(number).ok());
        (year.zip(small(month)))
            .zip(small(day))
            .and_then(|((year, month), day)| Self::from_ymd(year, month, day))
            .ok_or(InvalidDate)
    }
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write a day as year-month-day, such as 2025-07-01")
    }
}

impl std::error::Error for InvalidDate {}

impl<'de> Deserialize<'de> for Date {
    /// From a text such as `"2025-07-01"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The days from a first to a last one, both included.
///
/// Of an event it is the span in which the event lies; of a figure, the span that it covers. Which
/// of the two is meant is said by the record ([`Scope`](super::Scope)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// A single day.
    pub const fn from_day(day: Date) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// A whole month; `None` when there is none.
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        let first = Date::from_ymd(year, month, 1)?;
        Some(Self {
            first,
            last: first.last_of_month(),
        })
    }

    /// A whole year; `None` when there is none.
    pub fn from_year(year: i16) -> Option<Self> {
        let first = Date::from_ymd(year, 1, 1)?;
        Some(Self {
            first,
            last: first.last_of_year(),
        })
    }

    /// From the first day of one period to the last day of another; `None` when that is before it.
    pub fn from_ends(start: Self, end: Self) -> Option<Self> {
        (start.first <= end.last).then_some(Self {
            first: start.first,
            last: end.last,
        })
    }

    /// The first day.
    pub const fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub const fn last(&self) -> Date {
        self.last
    }

    /// The year that holds all of it, if one does.
    pub fn year(&self) -> Option<i16> {
        (self.first.year() == self.last.year()).then(|| self.first.year())
    }

    /// The year and month that hold all of it, if one does.
    pub fn month(&self) -> Option<(i16, i8)> {
        self.year()
            .filter(|_| self.first.month() == self.last.month())
            .map(|year| (year, self.first.month()))
    }
}

impl fmt::Display for Period {
    /// ISO 8601 at the precision known: `2024`, `2024-03`, `2024-03-05`, or first and last with `/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = *self;
        if first == last {
            return first.fmt(f);
        }
        if Self::from_year(first.year()) == Some(*self) {
            return write!(f, "{:04}", first.year());
        }
        if Self::from_month(first.year(), first.month()) == Some(*self) {
            return write!(f, "{:04}-{:02}", first.year(), first.month());
        }
        write!(f, "{first}/{last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_prints_at_the_precision_known() {
        let year = Period::from_year(2024).unwrap();
        let february = Period::from_month(2024, 2).unwrap();
        assert_eq!(year.to_string(), "2024");
        assert_eq!(february.to_string(), "2024-02");
        assert_eq!(february.last().day(), 29);
        assert_eq!(
            Period::from_ends(february, Period::from_month(2024, 3).unwrap())
                .unwrap()
                .to_string(),
            "2024-02-01/2024-03-31"
        );
        assert_eq!(
            Period::from_ends(year, february).unwrap().to_string(),
            "2024-01-01/2024-02-29"
        );
        assert_eq!(
            Period::from_ends(Period::from_year(2025).unwrap(), year),
            None
        );
        assert_eq!(Date::from_ymd(2023, 2, 29), None);
        let thursday = Date::from_ymd(2025, 4, 17).unwrap();
        assert_eq!(thursday.weekday(), 3);
        assert_eq!(thursday.plus_days(14), Date::from_ymd(2025, 5, 1));
        assert_eq!(Date::from_ymd(9999, 12, 31).unwrap().plus_days(1), None);
    }
}
