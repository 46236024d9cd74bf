//! Numbers of people with the words before and behind them.

use super::number::number;
use super::{Decimal, Defect, is_missing};
use crate::model::{Count, Stated};

/// A number of people: digits alone or with a qualifier (`about 30`, `~30`, `30+`, `at least 30`,
/// `30-40`), and unknown when the cell is empty.
///
/// `qualifier` is the cell of a column of its own, empty when there is none.
pub(crate) fn count(cell: &str, qualifier: &str) -> Result<Count, Defect> {
    if is_missing(cell) {
        return Ok(Count::Unknown);
    }
    let phrase = if is_missing(qualifier) || qualifier.trim().eq_ignore_ascii_case("exact") {
        cell.trim().to_owned()
    } else {
        format!("{} {}", qualifier.trim(), cell.trim())
    };
    qualified(&phrase, whole).map(Count::Known)
}

fn whole(text: &str) -> Result<u64, Defect> {
    let defect = |why: &str| Defect::new("count", why);
    let digits = text.trim();
    if digits.starts_with('-') {
        return Err(defect("a count must be 0 or more"));
    }
    let is_separator = |c: char| matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '\'');
    if digits.contains(is_separator)
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || is_separator(c))
    {
        return Err(defect("a count with a separator can be read two ways")
            .with_fix("write whole digits such as 34236"));
    }
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(defect("not a whole number of people").with_fix(
            "write whole digits, with a word such as \"about\" or \"at least\" if need be",
        ));
    }
    match digits.parse::<u64>() {
        // Beyond this a count is no number of people, and 2^53 bounds what a table can hold exactly.
        Ok(n) if n <= 10_000_000_000 => Ok(n),
        _ => Err(defect("more than all the people on Earth")),
    }
}

/// The words for each qualifier, longest first where one begins with another.
type Qualify<T> = fn(T) -> Stated<T>;

fn qualifiers<T>() -> [(&'static str, Qualify<T>); 43] {
    [
        ("just over", Stated::JustOver),
        ("slightly more than", Stated::JustOver),
        ("no fewer than", Stated::AtLeast),
        ("no less than", Stated::AtLeast),
        ("no more than", Stated::UpTo),
        ("at least", Stated::AtLeast),
        ("minimum", Stated::AtLeast),
        ("more than", Stated::MoreThan),
        ("at most", Stated::UpTo),
        ("up to", Stated::UpTo),
        ("over", Stated::MoreThan),
        (">=", Stated::AtLeast),
        ("≥", Stated::AtLeast),
        ("<=", Stated::UpTo),
        ("≤", Stated::UpTo),
        (">", Stated::MoreThan),
        ("approximately", Stated::About),
        ("approx.", Stated::About),
        ("estimated", Stated::About),
        ("estimate", Stated::About),
        ("around", Stated::About),
        ("roughly", Stated::About),
        ("nearly", Stated::About),
        ("about", Stated::About),
        ("~", Stated::About),
        ("≈", Stated::About),
        ("circa", Stated::About),
        ("environ", Stated::About),
        ("env.", Stated::About),
        ("à peu près", Stated::About),
        ("près de", Stated::About),
        ("presque", Stated::About),
        ("un peu plus de", Stated::JustOver),
        ("au moins", Stated::AtLeast),
        ("au minimum", Stated::AtLeast),
        ("pas moins de", Stated::AtLeast),
        ("plus de", Stated::MoreThan),
        ("plus d'", Stated::MoreThan),
        ("plus d’", Stated::MoreThan),
        ("jusqu'à", Stated::UpTo),
        ("jusqu’à", Stated::UpTo),
        ("au plus", Stated::UpTo),
        ("au maximum", Stated::UpTo),
    ]
}

/// A number with its qualifier, the number itself read by `read`.
pub(crate) fn qualified<T: Copy + PartialOrd>(
    phrase: &str,
    read: impl Fn(&str) -> Result<T, Defect>,
) -> Result<Stated<T>, Defect> {
    let text = phrase.trim().to_lowercase();
    for (word, qualify) in qualifiers() {
        if let Some(rest) = text.strip_prefix(word) {
            return read(rest.trim()).map(qualify);
        }
    }
    for tail in ["+", "or more", "ou plus"] {
        if let Some(rest) = text.strip_suffix(tail) {
            return read(rest.trim()).map(Stated::AtLeast);
        }
    }
    let body = text
        .strip_prefix("range ")
        .or_else(|| text.strip_prefix("from "))
        .or_else(|| text.strip_prefix("de "))
        .unwrap_or(&text);
    for between in [" to ", " à ", "–", " - ", "-"] {
        if let Some((least, most)) = body.split_once(between)
            && !least.trim().is_empty()
        {
            let (least, most) = (read(least.trim())?, read(most.trim())?);
            return if least <= most {
                Ok(Stated::Range(least, most))
            } else {
                Err(Defect::new("range", "the range ends below its start"))
            };
        }
    }
    read(body).map(Stated::Exact)
}

/// A decimal number of zero or more.
pub(super) fn not_negative(text: &str, decimal: Decimal) -> Result<f64, Defect> {
    let value = number(text, decimal)?;
    if value < 0.0 {
        return Err(Defect::new("negative", "must be 0 or more"));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_keep_the_word_of_their_source() {
        use Stated::{About, AtLeast, Exact, JustOver, MoreThan, Range, UpTo};
        for (cell, qualifier, stated) in [
            ("34236", "at least", AtLeast(34236)),
            ("41", "", Exact(41)),
            ("41", "exact", Exact(41)),
            ("10000000000", "", Exact(10_000_000_000)),
            ("~31000", "", About(31000)),
            ("about 31000", "", About(31000)),
            ("Just over 26000", "", JustOver(26000)),
            ("26000+", "", AtLeast(26000)),
            ("25000 or more", "", AtLeast(25000)),
            ("more than 25000", "", MoreThan(25000)),
            ("up to 276", "", UpTo(276)),
            ("67-170", "", Range(67, 170)),
            ("67 to 170", "", Range(67, 170)),
            ("25000", "estimate", About(25000)),
            ("environ 40", "", About(40)),
            ("env. 40", "", About(40)),
            ("≈40", "", About(40)),
            ("près de 40", "", About(40)),
            ("approximately 40", "", About(40)),
            ("Au moins 112", "", AtLeast(112)),
            ("plus de 100", "", MoreThan(100)),
            ("jusqu'à 100", "", UpTo(100)),
            ("200 à 250", "", Range(200, 250)),
            ("de 200 à 250", "", Range(200, 250)),
        ] {
            assert_eq!(count(cell, qualifier), Ok(Count::Known(stated)), "{cell}");
        }
        assert_eq!(count("", "at least"), Ok(Count::Unknown));
        assert_eq!(count("N/A", ""), Ok(Count::Unknown));
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for cell in [
            "-5",
            "34,236",
            "3.5",
            "1 000",
            "many",
            "18446744073709551673",
            "10000000001",
            "9-3",
            "1e3",
        ] {
            assert!(count(cell, "").is_err(), "{cell}");
        }
        let why = count("une trentaine", "").unwrap_err().why;
        assert_eq!(why, "not a whole number of people");
        assert!(count("1 000", "").unwrap_err().why.contains("separator"));
    }
}
