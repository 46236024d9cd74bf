//! What the text of a cell is to those who write it again: a number, a date, or what a spreadsheet runs.

/// Whether a spreadsheet could run a cell as a formula: it begins with `=`, `+`, `@`, a tab or a line
/// end, or with `-`, and is no number.
pub fn could_run(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(b'=' | b'@' | b'\t' | b'\r' | b'\n') => true,
        Some(b'+' | b'-') => !is_number(cell),
        _ => false,
    }
}

/// Whether a text is a decimal number with a point or a comma, and perhaps a sign.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let signs = unsigned
        .bytes()
        .filter(|b| matches!(b, b'.' | b','))
        .count();
    let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
    signs <= 1 && digits > 0 && signs + digits == unsigned.len()
}

/// The most digits of a whole number that programs keep: Excel keeps 15.
const WHOLE_DIGITS: usize = 15;

/// The most digits of a number with a fraction that a double keeps.
const DIGITS: usize = 17;

/// Whether a text is a number that can stand as one in other formats and mean the same: as in JSON
/// but with this sign before the fraction, without an exponent, and of no more digits than programs keep.
///
/// `007` and `+5` are texts, and so is an identifier of 20 digits.
pub fn is_plain_number(text: &str, sign: char) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let mut place = None;
    for (at, byte) in unsigned.iter().enumerate() {
        if !byte.is_ascii_digit() {
            if char::from(*byte) != sign || place.is_some() {
                return false;
            }
            place = Some(at);
        }
    }
    let is_whole = |whole: &[u8]| match whole {
        [] => false,
        [first, rest @ ..] => *first != b'0' || rest.is_empty(),
    };
    let Some(place) = place else {
        return is_whole(unsigned) && unsigned.len() <= WHOLE_DIGITS;
    };
    let (whole, fraction) = (&unsigned[..place], &unsigned[place + 1..]);
    let zeros = if whole == b"0" {
        1 + fraction.iter().take_while(|digit| **digit == b'0').count()
    } else {
        0
    };
    is_whole(whole) && !fraction.is_empty() && whole.len() + fraction.len() - zeros <= DIGITS
}

/// Whether a text is a day as `2025-04-17`, perhaps with a time as `T12:30:00`, that spreadsheets count:
/// from March 1900.
pub fn is_written_date(text: &str) -> bool {
    let (day, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let is_like = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, like)| match like {
                    b'0' => byte.is_ascii_digit(),
                    like => byte == like,
                })
    };
    if !is_like(day, "0000-00-00") || !(time.is_empty() || is_like(time, "T00:00:00")) {
        return false;
    }
    let number = |from: usize| {
        let digits = text
            .get(from..from + 2)
            .and_then(|digits| digits.parse::<i8>().ok());
        digits.unwrap_or(i8::MAX)
    };
    let year = text
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(0);
    let is_time = time.is_empty() || (number(11) < 24 && number(14) < 60 && number(17) < 60);
    let day = jiff::civil::Date::new(year, number(5), number(8));
    is_time && day.is_ok_and(|day| day >= jiff::civil::date(1900, 3, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_spreadsheets_run_are_told_from_numbers() {
        for cell in [
            "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "+227 90", "- note", "-", "--",
        ] {
            assert!(could_run(cell), "{cell:?}");
        }
        for cell in ["", "-5.7721", "+19,5", "1=1", "'=1", " =1", "a@b"] {
            assert!(!could_run(cell), "{cell:?}");
        }
    }

    #[test]
    fn numbers_that_stand_as_numbers_are_those_that_mean_the_same() {
        for text in [
            "0",
            "-5.7721",
            "19.3990",
            "34236",
            "0.00001234567890123456",
            "123456789012345",
        ] {
            assert!(is_plain_number(text, '.'), "{text}");
        }
        for text in [
            "",
            "-",
            "007",
            "+5",
            "1e5",
            ".5",
            "5.",
            "19,5",
            "1_000",
            "NaN",
            "1234567890123456",
            "12.3456789012345678",
        ] {
            assert!(!is_plain_number(text, '.'), "{text}");
        }
        assert!(is_plain_number("19,5", ',') && !is_plain_number("19.5", ','));
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for text in [
            "2025-04-17",
            "2024-02-29",
            "1900-03-01",
            "2025-04-17T23:59:59",
        ] {
            assert!(is_written_date(text), "{text}");
        }
        for text in [
            "",
            "2025-04",
            "2025-02-29",
            "2025-4-17",
            "1900-02-28",
            "2025-04-17T24:00:00",
            "2025-04-17 12:00:00",
            "17/04/2025",
        ] {
            assert!(!is_written_date(text), "{text}");
        }
    }
}
