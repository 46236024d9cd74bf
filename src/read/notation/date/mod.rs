//! Dates: days, months, years and spans, in numbers and in words.
//!
//! - ISO 8601: `2025-04-17`, `2025-04`, `2025`, `2025-04-17T12:00Z`, `2025-04-01/21`, `2025-04-01..2025-04-21`.
//! - With the name of a month: `16 May 2025`, `January 05, 2020`, `13-Jan-20`, `17 avril 2025`, `١٧ نيسان ٢٠٢٥`, and spans such as
//!   `12-15 May 2025` (`words`).
//! - With slashes: `03/04/2025`, whose order the whole column or the user tells, or a weekday before it
//!   (`Mon, 10/27/2014 - 12:00`).
//! - Serial numbers of spreadsheets, where a whole column is of them.
//!
//! A time of day is left aside. A year of two digits is read in a date with the name of a month or with slashes: 69 to 99
//! as 1969 to 1999, 00 to 68 as 2000 to 2068.
//!
//! # Source
//! The pivot of years: IEEE Std 1003.1-2017 (POSIX), `strptime`, `%y`. Serial numbers: ISO/IEC 29500-1:2016, 18.17.4.1,
//! the 1900 date system.

mod words;

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

/// What was decided about a column of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DateWays {
    /// The order of day and month, where it is known.
    pub(crate) order: Option<DateOrder>,
    /// Whether numbers are the days of a spreadsheet.
    pub(crate) has_serials: bool,
}

/// A date as written: read, or open to several readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It can be read one way.
    Period(Period),
    /// It can be read as day-month or month-day.
    Slashed(Slashed),
    /// It is a number that is a day in a spreadsheet.
    Serial(Date),
}

/// The two readings of a day or span written with slashes, where each is one at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slashed {
    day_first: Option<Period>,
    month_first: Option<Period>,
}

impl Slashed {
    const fn read_as(self, order: DateOrder) -> Option<Period> {
        match order {
            DateOrder::Dmy => self.day_first,
            DateOrder::Mdy => self.month_first,
        }
    }

    /// Which orders it allows: day first, month first.
    pub(crate) const fn orders(self) -> (bool, bool) {
        (self.day_first.is_some(), self.month_first.is_some())
    }
}

/// What the period in a cell that is not empty is, in a column whose ways are decided.
pub(crate) fn period(cell: &str, ways: DateWays) -> Result<Period, Defect> {
    match written(cell)? {
        Written::Period(period) => Ok(period),
        Written::Serial(day) if ways.has_serials => Ok(Period::from_day(day)),
        Written::Serial(day) => Err(Defect::new(
            "date-serial",
            format!(
                "looks like an Excel serial = {day}; serials are read only when the whole column is of that kind"
            ),
        )
        .with_fix(format!("write {day}, if that is the day"))),
        Written::Slashed(slashed) => match (ways.order, slashed.day_first, slashed.month_first) {
            (Some(order), ..) => slashed.read_as(order).ok_or_else(|| {
                Defect::new("date", "no such day in the order of the other dates")
                    .with_fix("write it as year-month-day")
            }),
            (None, Some(only), None) | (None, None, Some(only)) => Ok(only),
            (None, ..) => Err(Defect::new(
                "date-order",
                "ambiguous day/month: either comes first, here and in the rest of the column",
            )
            .with_fix(
                "write 2025-04-17, or say which with --dates dmy or --dates mdy (--aid-dates for the file of help)",
            )),
        },
    }
}

/// The month or year that a cell of a year and a cell of a month say together.
pub(crate) fn month_of_year(year: &str, month: &str) -> Result<Period, Defect> {
    let year = words::folded(year.trim());
    if let Ok(Written::Period(period)) = written(month)
        && period.month().is_some()
        && period.year() == digits_of(&year, 4)
    {
        return Ok(period);
    }
    let month = words::folded(month.trim());
    let digits = small(&month).or_else(|| words::month(month.trim_end_matches('.')));
    let period = match (digits_of(&year, 4), digits) {
        (Some(year), _) if month.is_empty() => Period::from_year(year),
        (Some(year), Some(month)) => Period::from_month(year, month),
        _ => None,
    };
    period.ok_or_else(|| {
        Defect::new("date", "not a year and a month")
            .with_fix("write the year as 2025, and the month as 4 or April")
    })
}

/// The number that a cell was before a spreadsheet turned it into a date, as in `19-mai`.
pub(crate) fn number_before_spreadsheet(cell: &str) -> Option<String> {
    let folded = words::folded(cell);
    let mut parts = folded
        .split(['-', ' ', '/', '.'])
        .filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    let number = match (words::month(first), words::month(second)) {
        (None, Some(month)) => format!("{}.{month}", small(first)?),
        (Some(month), None) => format!("{month}.{}", digits_of(second, second.len())?),
        _ if matches!(written(cell), Ok(Written::Period(_) | Written::Slashed(_))) => {
            let is_whole = digits_of(cell.trim(), 4).is_some();
            return (!is_whole).then(String::new);
        }
        _ => return None,
    };
    Some(number)
}

/// The longest cell that is looked at for a date, in bytes.
const LONGEST: usize = 120;

/// The date in a cell that is not empty.
pub(crate) fn written(cell: &str) -> Result<Written, Defect> {
    let text = cell.trim();
    if let Some(period) = plain_day(text) {
        return Ok(Written::Period(period));
    }
    let not_a_date = || {
        Defect::new("date", "not a date").with_fix(
            "write 2025-04-17, 2025-04 or 2025, or an interval such as 2025-04-01/2025-04-21",
        )
    };
    if text.len() > LONGEST {
        return Err(not_a_date());
    }
    let folded = words::folded(text);
    let (weekday, text) = without_weekday(&folded);
    let text = without_time(text);
    let written = span(text)
        .map(Written::Period)
        .or_else(|| serial(text).map(Written::Serial))
        .or_else(|| slashed(text).map(Written::Slashed))
        .map_or_else(
            || named(text).map(|found| found.map(Written::Period)),
            |found| Some(Ok(found)),
        );
    match (written, weekday) {
        (None, _) => Err(if is_no_such_day(text) {
            Defect::new("date", "no such day").with_fix(match day_before(text) {
                Some(day) => format!("write a day that exists, such as {day}"),
                None => "write a day that exists, as year-month-day".to_owned(),
            })
        } else {
            not_a_date()
        }),
        (Some(Err(why)), _) => Err(Defect::new("date", why)
            .with_fix("write the year in four digits, such as 2025-04-17 or 2025-04")),
        (Some(Ok(written)), None) => Ok(written),
        (Some(Ok(written)), Some(weekday)) => on_weekday(written, weekday),
    }
}

/// A day as most files write it: `YYYY-MM-DD` and nothing else.
fn plain_day(text: &str) -> Option<Period> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i16::from(digit - b'0'))
        })
    };
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    let date = Date::from_ymd(
        number(&[y1, y2, y3, y4])?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    date.map(Period::from_day)
}

/// The day of the week before a date, and the rest.
fn without_weekday(text: &str) -> (Option<i8>, &str) {
    let text = text.strip_prefix("يوم ").unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let Some((word, rest)) = text.split_at_checked(end) else {
        return (None, text);
    };
    // In French and English no month has the name of a day; what follows tells a date from a word.
    match words::weekday(word) {
        Some(day) if !rest.is_empty() => (Some(day), rest.trim_start_matches(['.', ',', ' ', '-'])),
        _ => (None, text),
    }
}

/// A date without the time of day behind it: `… 12:00`, `… - 12:00`, `…T12:00:00.000+01:00`, `… 2:30 pm`.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else {
        return text;
    };
    let hour_at = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let Some((day, time)) = text.split_at_checked(hour_at) else {
        return text;
    };
    let day = day.trim_end_matches([' ', '-', ',']);
    // The T of ISO 8601 stands directly before the hour; that of `août 12:00` does not.
    let day = match day.strip_suffix('t') {
        Some(iso) if day.len() == hour_at => iso,
        _ => day,
    };
    if day.is_empty() || !is_time(time) {
        return text;
    }
    day.strip_suffix(" at")
        .or_else(|| day.strip_suffix(" a"))
        .unwrap_or(day)
}

/// `12:00`, `12:00:30.5`, with `am`, `pm`, `z` or a difference such as `+01:00` behind it.
fn is_time(text: &str) -> bool {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(text.len());
    let Some((clock, rest)) = text.split_at_checked(end) else {
        return false;
    };
    let mut parts = clock.split(':');
    let below = |part: Option<&str>, limit: i8| part.and_then(small).is_some_and(|n| n < limit);
    let is_clock = below(parts.next(), 25)
        && below(parts.next(), 60)
        && parts.next().is_none_or(|second| {
            let (whole, fraction) = second.split_once('.').unwrap_or((second, ""));
            below(Some(whole), 61) && fraction.bytes().all(|byte| byte.is_ascii_digit())
        })
        && parts.next().is_none();
    let rest = rest.trim_start();
    let is_zone = |rest: &str| {
        rest.strip_prefix(['+', '-']).is_some_and(|zone| {
            let digits: String = zone.chars().filter(|c| *c != ':').collect();
            matches!(digits.len(), 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    is_clock && (matches!(rest, "" | "z" | "am" | "pm" | "utc" | "gmt" | "h") || is_zone(rest))
}

/// A date that must fall on a day of the week.
fn on_weekday(written: Written, weekday: i8) -> Result<Written, Defect> {
    let falls =
        |period: &Period| period.first() != period.last() || period.first().weekday() == weekday;
    let contradiction = || {
        Defect::new(
            "date-weekday",
            "the day of the week is another than that of the date",
        )
        .with_fix("write the right day, without the day of the week")
    };
    match written {
        Written::Period(period) if falls(&period) => Ok(written),
        Written::Slashed(slashed) => {
            let fitting = Slashed {
                day_first: slashed.day_first.filter(falls),
                month_first: slashed.month_first.filter(falls),
            };
            match fitting.orders() {
                (false, false) => Err(contradiction()),
                _ => Ok(Written::Slashed(fitting)),
            }
        }
        Written::Period(_) | Written::Serial(_) => Err(contradiction()),
    }
}

/// An ISO date, or two with `..`, `/`, ` - `, `to` or `au` between them.
fn span(text: &str) -> Option<Period> {
    if let Some(period) = iso(text) {
        return Some(period);
    }
    let text = text
        .strip_prefix("from ")
        .or_else(|| text.strip_prefix("du "))
        .unwrap_or(text);
    let ends = ["..", "/", " - ", " to ", " au ", " until "]
        .into_iter()
        .find_map(|between| text.split_once(between));
    let (start, end) = ends?;
    interval(without_time(start.trim()), without_time(end.trim()))
}

/// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD`.
fn iso(text: &str) -> Option<Period> {
    if let Some(packed) = (text.len() == 8)
        .then(|| text.split_at_checked(4))
        .flatten()
    {
        let (month, day) = packed.1.split_at_checked(2)?;
        if let (Some(year), Some(month), Some(day)) =
            (digits_of(packed.0, 4), small(month), small(day))
        {
            return Date::from_ymd(year, month, day).map(Period::from_day);
        }
    }
    let separator = if text.matches('/').count() == 2 {
        '/'
    } else {
        '-'
    };
    let mut parts = text.split(separator);
    let year = digits_of(parts.next()?, 4)?;
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

/// The last day of a spreadsheet before the first that is looked for: 1927-05-18 is 10,000.
const SERIAL_ZERO: (i16, i8, i8) = (1899, 12, 30);

/// A number of five digits, and perhaps a fraction for the time of day, as days of a spreadsheet.
fn serial(text: &str) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 5 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let (year, month, day) = SERIAL_ZERO;
    let days = whole.parse().ok().filter(|days| *days >= 10_000)?;
    Date::from_ymd(year, month, day)?.plus_days(days)
}

/// `A/B/YYYY`, `A.B.YYYY`, `A-B-YYYY` or `A/B/YY`, or two of them with ` - `, `to` or `au` between them; nothing when
/// the text is of another form or no order makes it a day.
fn slashed(text: &str) -> Option<Slashed> {
    let ends = [" - ", " to ", " au "]
        .into_iter()
        .find_map(|between| text.split_once(between));
    let Some((start, end)) = ends else {
        return one_slashed(text).filter(|slashed| slashed.orders() != (false, false));
    };
    let start = start
        .strip_prefix("from ")
        .or_else(|| start.strip_prefix("du "))
        .unwrap_or(start);
    let (start, end) = (
        one_slashed(without_time(start.trim()))?,
        one_slashed(end.trim())?,
    );
    let both = |start: Option<Period>, end: Option<Period>| Period::from_ends(start?, end?);
    let slashed = Slashed {
        day_first: both(start.day_first, end.day_first),
        month_first: both(start.month_first, end.month_first),
    };
    (slashed.orders() != (false, false)).then_some(slashed)
}

fn one_slashed(text: &str) -> Option<Slashed> {
    let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = text.split(separator);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (a, b) = (small(a)?, small(b)?);
    let year = match digits_of(year, 4) {
        Some(year) => year,
        // Two digits behind hyphens may as well be a day, as in 25-04-01.
        None if separator == '-' => return None,
        None => pivoted(digits_of(year, 2)?),
    };
    let day = |month, day| Date::from_ymd(year, month, day).map(Period::from_day);
    Some(Slashed {
        day_first: day(b, a),
        month_first: day(a, b),
    })
}

fn is_no_such_day(text: &str) -> bool {
    one_slashed(text).is_some()
        || (text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2)
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The last day of its month for a day beyond it, with the year first or last.
fn day_before(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let (year, month, day) = match parts[..] {
        [year, month, day] if year.len() == 4 => (year, month, day),
        [day, month, year] if year.len() == 4 => (year, month, day),
        _ => return None,
    };
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    (28..=31_i8)
        .rev()
        .filter(|last| *last < day)
        .find_map(|last| Date::from_ymd(year, month, last))
}

/// The full year of two digits; see [above](self).
const fn pivoted(year: i16) -> i16 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// A word or number of a date with the name of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// One or two digits.
    Small(i8),
    /// Four digits.
    Year(i16),
    Month(i8),
}

/// A date or span with the name of a month, or two years; nothing when the text is of another form, and the reason when it
/// cannot be decided.
fn named(text: &str) -> Option<Result<Period, &'static str>> {
    use Part::{Month, Small, Year};
    let parts = parts(text)?;
    let month = |year, month| Period::from_month(year, month);
    let day = |year, month, day| Date::from_ymd(year, month, day).map(Period::from_day);
    let ends = |start: Option<Period>, end: Option<Period>| Period::from_ends(start?, end?);
    let period = match parts[..] {
        [Small(d), Month(m), Year(y)]
        | [Month(m), Small(d), Year(y)]
        | [Year(y), Month(m), Small(d)] => day(y, m, d),
        [Small(d), Month(m), Small(y)] => day(pivoted(i16::from(y)), m, d),
        [Month(m) | Small(m), Year(y)] | [Year(y), Month(m)] => month(y, m),
        [Year(first), Year(last)] => ends(Period::from_year(first), Period::from_year(last)),
        [Small(d1), Small(d2), Month(m), Year(y)] | [Month(m), Small(d1), Small(d2), Year(y)] => {
            ends(day(y, m, d1), day(y, m, d2))
        }
        [Small(d1), Month(m1), Small(d2), Month(m2), Year(y)]
        | [Month(m1), Small(d1), Month(m2), Small(d2), Year(y)] => {
            ends(day(y, m1, d1), day(y, m2, d2))
        }
        [
            Small(d1),
            Month(m1),
            Year(y1),
            Small(d2),
            Month(m2),
            Year(y2),
        ]
        | [
            Month(m1),
            Small(d1),
            Year(y1),
            Month(m2),
            Small(d2),
            Year(y2),
        ] => ends(day(y1, m1, d1), day(y2, m2, d2)),
        [Month(m1), Month(m2), Year(y)] => ends(month(y, m1), month(y, m2)),
        [Month(m1), Year(y1), Month(m2), Year(y2)] => ends(month(y1, m1), month(y2, m2)),
        [Month(_), Small(_)] => {
            return Some(Err("a month and a number that can be its day or its year"));
        }
        [Small(_), Month(_)] => return Some(Err("a day without a year")),
        [Month(_)] => return Some(Err("a month without a year")),
        _ => return None,
    };
    Some(period.ok_or("no such day"))
}

/// The parts of a date with the name of a month; nothing where a word is no part of a date.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut has_month = false;
    // Months of two Arabic words are joined by a hyphen, which parts nothing.
    let joined = text.replace("-ا", "\u{1}ا");
    let words = joined.split([' ', ',', '.', '-', '/', '\'', '’', '&']);
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.replace('\u{1}', "-");
        if let Some(month) = words::month(&word) {
            has_month = true;
            parts.push(Part::Month(month));
        } else if words::is_filler(&word) {
        } else if let Some(year) = digits_of(&word, 4) {
            parts.push(Part::Year(year));
        } else {
            let ordinals = ["st", "nd", "rd", "th", "er"];
            let number = ordinals.iter().find_map(|ending| word.strip_suffix(ending));
            parts.push(Part::Small(small(number.unwrap_or(&word))?));
        }
        if parts.len() > 6 {
            return None;
        }
    }
    // A day in numbers beside the name of a month is no span of days: the name may be meant for a weekday, as `mar.` is.
    (!has_month || !has_day_in_numbers(text)).then_some(parts)
}

/// Whether numbers are joined by `/` or `.`, or three of them by hyphens.
fn has_day_in_numbers(text: &str) -> bool {
    let is_joined = |joint: &[u8]| joint[0].is_ascii_digit() && joint[2].is_ascii_digit();
    let joints = text.as_bytes().windows(3).filter(|joint| is_joined(joint));
    let (mut slashes, mut hyphens) = (0, 0);
    for joint in joints {
        match joint[1] {
            b'/' | b'.' => slashes += 1,
            b'-' => hyphens += 1,
            _ => {}
        }
    }
    slashes > 0 || hyphens > 1
}

/// A number of so many digits.
fn digits_of(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && count > 0 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests;
