//! Moments of time in UTC, and times of day with their offset from it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use super::Date;

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// A moment, in seconds since the start of 1970 in UTC, without leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Moment {
    seconds: f64,
}

/// A time of day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    minutes: i32,
}

/// How far the clocks of a place are before UTC, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct UtcOffset {
    minutes: i32,
}

/// A text that is no time of day, or no offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTime {
    /// No time of day.
    TimeOfDay,
    /// No offset.
    Offset,
}

impl Moment {
    /// The moment at which clocks with an offset show a time on a day.
    pub fn new(day: Date, time: TimeOfDay, offset: UtcOffset) -> Self {
        let minutes = f64::from(time.minutes - offset.minutes);
        Self::start_of(day).plus_seconds(minutes * 60.0)
    }

    /// The start of 1970 in UTC.
    pub const fn start_of_1970() -> Self {
        Self { seconds: 0.0 }
    }

    /// The start of a day in UTC.
    pub fn start_of(day: Date) -> Self {
        Self {
            seconds: f64::from(day.days_since_1970()) * DAY_S,
        }
    }

    /// A moment so many seconds later, or earlier where they are negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: f64) -> Self {
        debug_assert!(seconds.is_finite(), "{seconds} s");
        Self {
            seconds: self.seconds + seconds,
        }
    }

    /// A moment so many hours later.
    #[must_use]
    pub fn plus_hours(self, hours: f64) -> Self {
        self.plus_seconds(hours * HOUR_S)
    }

    /// Seconds since the start of 1970 in UTC.
    pub const fn seconds_since_1970(self) -> f64 {
        self.seconds
    }

    /// Hours from another moment to this one; negative where it is earlier.
    pub fn hours_since(self, other: Self) -> f64 {
        (self.seconds - other.seconds) / HOUR_S
    }

    /// The moment by clocks with an offset, to the minute: `2025-07-01T22:00+01:00`.
    pub fn by_clock(self, offset: UtcOffset) -> String {
        let local = ((self.seconds + f64::from(offset.minutes) * 60.0) / 60.0).round();
        let days = (local / (24.0 * 60.0)).floor();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "days of the years −9999 to 9999, and minutes of a day"
        )]
        let (days, minutes) = (days as i32, (local - days * 24.0 * 60.0) as i32);
        let day = Date::from_days_since_1970(days).map_or(String::new(), |day| day.to_string());
        format!("{day}T{:02}:{:02}{offset}", minutes / 60, minutes % 60)
    }
}

impl UtcOffset {
    /// UTC itself.
    pub const UTC: Self = Self { minutes: 0 };
}

impl FromStr for TimeOfDay {
    type Err = InvalidTime;

    /// Hours and minutes as `22:00`.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let (hours, minutes) = hours_and_minutes(text.trim()).ok_or(InvalidTime::TimeOfDay)?;
        if hours > 23 {
            return Err(InvalidTime::TimeOfDay);
        }
        Ok(Self {
            minutes: hours * 60 + minutes,
        })
    }
}

impl FromStr for UtcOffset {
    type Err = InvalidTime;

    /// `+01:00`, `-03:30`, or `UTC`.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let text = text.trim();
        if matches!(text, "Z" | "UTC" | "utc") {
            return Ok(Self::UTC);
        }
        let signed = [('+', 1), ('-', -1), ('\u{2212}', -1)];
        let found = signed
            .iter()
            .find_map(|(sign, factor)| Some((text.strip_prefix(*sign)?, factor)));
        let (digits, sign) = found.ok_or(InvalidTime::Offset)?;
        let (hours, minutes) = hours_and_minutes(digits).ok_or(InvalidTime::Offset)?;
        // Clocks run from 12 hours behind to 14 before.
        if hours * 60 + minutes > 14 * 60 {
            return Err(InvalidTime::Offset);
        }
        Ok(Self {
            minutes: sign * (hours * 60 + minutes),
        })
    }
}

/// Two digits each with a colon between; the minutes are below 60.
fn hours_and_minutes(text: &str) -> Option<(i32, i32)> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i32>().ok().filter(|_| is_number)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60).then_some((hours, minutes))
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl fmt::Display for UtcOffset {
    /// `Z` for UTC, as ISO 8601 has it, else as `+01:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minutes == 0 {
            return f.write_str("Z");
        }
        let sign = if self.minutes < 0 { '-' } else { '+' };
        let minutes = self.minutes.abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeOfDay => "write a time of day as hours:minutes, such as 22:00",
            Self::Offset => "write how far the clocks are before UTC, such as +01:00, or UTC",
        })
    }
}

impl std::error::Error for InvalidTime {}

impl<'de> Deserialize<'de> for TimeOfDay {
    /// From a text such as `"22:00"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for UtcOffset {
    /// From a text such as `"+01:00"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_and_shown_with_their_offset() {
        let day: Date = "2025-07-01".parse().unwrap();
        let time: TimeOfDay = "22:00".parse().unwrap();
        for (offset, shown, utc) in [
            ("+01:00", "2025-07-01T22:00+01:00", "2025-07-01T21:00Z"),
            ("UTC", "2025-07-01T22:00Z", "2025-07-01T22:00Z"),
            ("-03:30", "2025-07-01T22:00-03:30", "2025-07-02T01:30Z"),
        ] {
            let offset: UtcOffset = offset.parse().unwrap();
            let moment = Moment::new(day, time, offset);
            assert_eq!(moment.by_clock(offset), shown);
            assert_eq!(moment.by_clock(UtcOffset::UTC), utc);
        }
        // A second of the Unix epoch that every system agrees on.
        let moment = Moment::new(
            "2001-09-09".parse().unwrap(),
            "01:46".parse().unwrap(),
            UtcOffset::UTC,
        );
        assert!((moment.seconds_since_1970() - 999_999_960.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "22", "24:00", "22:60", "2:00", "22:00:00", "noon"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        for text in ["", "1", "01:00", "+1", "+15:00", "CET", "+14:01"] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text}");
        }
        for text in [
            "",
            "2025-7-1",
            "2025-02-29",
            "01/07/2025",
            "2025-07",
            "2025-07-01-02",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
