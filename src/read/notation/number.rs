//! Decimal numbers, read strictly.

use serde::{Deserialize, Serialize};

use super::Defect;

/// The sign between the whole part and the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Decimal {
    /// A point: `19.5`.
    #[default]
    Point,
    /// A comma: `19,5`.
    Comma,
}

impl Decimal {
    const fn sign(self) -> u8 {
        match self {
            Self::Point => b'.',
            Self::Comma => b',',
        }
    }
}

/// A finite number: an optional sign, digits, and at most one decimal sign between or before digits.
///
/// No thousands separators, underscores, `NaN` or `inf`: `str::parse::<f64>` takes some of these, and a
/// coordinate is never one of them. A negative power of ten (`-7.68e-05`) is what programs write for a small
/// number; a positive one is what spreadsheets show in a narrow column, digits lost, and is refused.
pub(super) fn number(cell: &str, decimal: Decimal) -> Result<f64, Defect> {
    plain(cell, decimal).ok_or_else(|| diagnosis(cell, decimal))
}

/// The same without a word on what is wrong.
pub(super) fn plain(cell: &str, decimal: Decimal) -> Option<f64> {
    let text = trimmed(cell);
    if decimal == Decimal::Point
        && let Some(value) = short(text)
    {
        return Some(value);
    }
    // Without a letter the standard library reads what is read here, and nothing more.
    if decimal == Decimal::Point
        // Every byte is looked at, which goes many at a time.
        && text.bytes().fold(0, u8::max) <= b'9'
        && let Ok(value) = text.parse::<f64>()
        && value.is_finite()
    {
        return Some(value);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mut digits, mut signs, mut others) = (0_usize, 0_usize, 0_usize);
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            _ if byte == decimal.sign() => signs += 1,
            _ => others += 1,
        }
    }
    let has_small_power = || {
        let (mantissa, power) = unsigned.split_once(['e', 'E'])?;
        let power = power.strip_prefix('-')?;
        let is_number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
        (is_number(mantissa) && is_number(power)).then_some(())
    };
    // The letter and the sign before the power are two others, wherever they stand.
    if digits == 0 || signs > 1 || (others > 0 && (others != 2 || has_small_power().is_none())) {
        return None;
    }
    let value = match decimal {
        Decimal::Point => text.parse::<f64>(),
        Decimal::Comma => text.replacen(',', ".", 1).parse(),
    };
    value.ok().filter(|value| value.is_finite())
}

/// Powers of ten that a float holds exactly.
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// A number of at most 15 digits with a point between or none, as nearly all coordinates are.
///
/// # Source
/// W. D. Clinger (1990), How to read floating point numbers accurately, doi:10.1145/93542.93557: where the digits and
/// the power of ten are exact, so is the rounding of their quotient.
fn short(text: &str) -> Option<f64> {
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > POWERS.len() {
        return None;
    }
    let (mut whole, mut places, mut has_point) = (0_u32, 0_usize, false);
    let mut value = 0_u64;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + u64::from(byte - b'0');
                whole += u32::from(!has_point);
                places += usize::from(has_point);
            }
            b'.' if !has_point && whole > 0 => has_point = true,
            _ => return None,
        }
    }
    if (has_point && places == 0) || value >= 1_000_000_000_000_000 {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "at most 15 digits, which a float holds exactly"
    )]
    let value = value as f64 / POWERS.get(places)?;
    Some(if is_negative { -value } else { value })
}

/// A text without the blanks around it; a no-break space stays, to be seen.
fn trimmed(cell: &str) -> &str {
    match cell.as_bytes() {
        [] | [b'!'..=0xFF] | [b'!'..=0xFF, .., b'!'..=0xFF] => cell,
        _ => cell.trim_matches([' ', '\t']),
    }
}

/// What is wrong with a text that is no number.
pub(super) fn diagnosis(cell: &str, decimal: Decimal) -> Defect {
    let text = trimmed(cell);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let not_a_number = |why: &str| Defect::new("not-a-number", why);
    let has_one_comma = unsigned.matches(',').count() == 1
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b',');
    if decimal == Decimal::Point && has_one_comma {
        return Defect::new(
            "decimal-comma",
            "a decimal comma, where a decimal point is read",
        )
        .with_fix("write it with a point, or read the file with --decimal comma (--aid-decimal for the file of help)");
    }
    if decimal == Decimal::Comma && unsigned.contains('.') {
        return not_a_number("a point, where --decimal comma was asked for")
            .with_fix("write it with a comma, or leave --decimal comma out");
    }
    if text.is_empty() {
        return not_a_number("the cell is empty");
    }
    if ["nan", "inf", "infinity"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word))
    {
        return not_a_number("not a number that a place can have")
            .with_fix("leave the cell empty when the value is unknown");
    }
    if let Some(defect) = character(text) {
        return defect;
    }
    if let Some(c) = text.chars().find(|c| c.is_whitespace()) {
        return not_a_number(&format!(
            "a space ({}) inside the number",
            c.escape_unicode()
        ))
        .with_fix("remove the space");
    }
    if text.bytes().any(|byte| byte.is_ascii_digit()) && plain(unsigned, decimal).is_none() {
        let only = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        if unsigned.chars().all(only) && unsigned.matches(['.', ',']).count() < 2 {
            return not_a_number("too large for a number");
        }
    }
    let is_power = |(mantissa, power): (&str, &str)| {
        let power = power.strip_prefix('+').unwrap_or(power);
        plain(mantissa, decimal).is_some() && power.bytes().all(|byte| byte.is_ascii_digit())
    };
    if unsigned.split_once(['e', 'E']).is_some_and(is_power) {
        return not_a_number("a power of ten, as a spreadsheet shows a number in a narrow column")
            .with_fix("format the column as a number with all its decimals, and save it again");
    }
    not_a_number("not a decimal number").with_fix("write decimal digits such as 19.5372")
}

/// The character of a text that stands for one which is read, such as a dash for a minus sign.
pub(super) fn character(text: &str) -> Option<Defect> {
    let not_a_number = |why: &str| Defect::new("not-a-number", why);
    if text.starts_with('\'') {
        return Some(
            not_a_number("a leading apostrophe, as a spreadsheet adds to keep text as text")
                .with_fix("remove the apostrophe"),
        );
    }
    if let Some((name, dash)) = typographic_dash(text) {
        return Some(
            not_a_number(&format!("{name} ({dash}) in place of the minus sign"))
                .with_fix("write it with the hyphen-minus -"),
        );
    }
    if let Some(c) = text
        .chars()
        .find(|c| !c.is_ascii() && c.is_numeric() && !matches!(c, '°' | '²' | '³'))
    {
        let which = match c {
            '\u{FF10}'..='\u{FF19}' => "full-width digits",
            '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => "Arabic-Indic digits",
            _ => "digits outside 0 to 9",
        };
        return Some(
            not_a_number(&format!("{which}, such as {c} ({})", c.escape_unicode()))
                .with_fix("write it with the digits 0 to 9"),
        );
    }
    None
}

/// The first dash of a text that is set for a minus sign and is none, by name and number.
fn typographic_dash(text: &str) -> Option<(&'static str, String)> {
    let names = [
        ('\u{2212}', "a typographic minus"),
        ('\u{2013}', "an en dash"),
        ('\u{2014}', "an em dash"),
        ('\u{2010}', "a typographic hyphen"),
        ('\u{2011}', "a no-break hyphen"),
        ('\u{FE63}', "a small hyphen-minus"),
        ('\u{FF0D}', "a full-width hyphen-minus"),
    ];
    let found = |c| names.iter().find(|(dash, _)| *dash == c);
    let (dash, name) = text.chars().find_map(found)?;
    Some((name, format!("U+{:04X}", u32::from(*dash))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_read_to_the_last_bit() {
        for (cell, value) in [
            ("19.5372", 19.5372),
            ("-0.25", -0.25),
            ("+5", 5.0),
            (".5", 0.5),
            ("5.", 5.0),
            (" 7.1 ", 7.1),
            ("0.1", 0.1),
            ("5.6346120000000001", 5.634612),
            ("-7.68e-05", -0.0000768),
            ("1E-7", 0.000_000_1),
        ] {
            assert_eq!(number(cell, Decimal::Point), Ok(value), "{cell}");
        }
        assert_eq!(number("-19,5", Decimal::Comma), Ok(-19.5));
        assert_eq!(number("1,5e-3", Decimal::Comma), Ok(0.0015));
    }

    #[test]
    fn short_numbers_are_read_as_the_standard_library_reads_them() {
        let mut state = 11_u64;
        for _ in 0..200_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let places = usize::try_from(state >> 60).unwrap().min(13);
            let sign = if state & 1 == 0 { "-" } else { "" };
            let (whole, rest) = ((state >> 40) % 181, (state >> 8) % 10_u64.pow(12));
            let mut text = format!("{sign}{whole}.{rest:012}");
            text.truncate(text.len() - 12 + places.clamp(1, 12));
            let expected: f64 = text.parse().unwrap();
            let found = plain(&text, Decimal::Point).unwrap();
            assert_eq!(found.to_bits(), expected.to_bits(), "{text}");
        }
        for text in [
            "0",
            "-0",
            "180",
            "-0.0",
            "999999999999999",
            "9999999999999999",
            "0.000000000000001",
        ] {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(
                plain(text, Decimal::Point).unwrap().to_bits(),
                expected.to_bits(),
                "{text}"
            );
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (cell, reason) in [
            ("19,5", "decimal comma"),
            ("NaN", "not a number that a place can have"),
            ("-inf", "not a number that a place can have"),
            ("", "empty"),
            ("1_000", "not a decimal number"),
            ("1.95E+01", "power of ten"),
            ("1e5", "power of ten"),
            ("1e-5e", "not a decimal number"),
            ("e-5", "not a decimal number"),
            ("5e-", "not a decimal number"),
            ("5-e5", "not a decimal number"),
            ("1e-.5", "not a decimal number"),
            ("'19.5", "apostrophe"),
            ("\u{2212}5", "U+2212"),
            ("–5.77", "an en dash (U+2013)"),
            ("19.5\u{a0}", "\\u{a0}"),
            ("１９", "full-width digits, such as １ (\\u{ff11})"),
            ("٣", "Arabic-Indic"),
            ("-", "not a decimal number"),
            ("1.2.3", "not a decimal number"),
            ("1,234,567", "not a decimal number"),
            ("1,5a", "not a decimal number"),
            ("1e+5", "power of ten"),
            ("19²", "not a decimal number"),
            ("۱۹", "Arabic-Indic"),
            ("Ⅷ", "digits outside 0 to 9"),
        ] {
            let why = number(cell, Decimal::Point).unwrap_err().why;
            assert!(why.contains(reason), "{cell}: {why}");
        }
        let why = number(&"9".repeat(400), Decimal::Point).unwrap_err().why;
        assert!(why.contains("too large"), "{why}");
        let why = number(&format!("{}.5", "9".repeat(400)), Decimal::Point)
            .unwrap_err()
            .why;
        assert!(why.contains("too large"), "{why}");
        for (cell, reason) in [
            ("19.5", "a point, where --decimal comma"),
            ("1,2,3", "not a decimal number"),
            ("1e5", "power of ten"),
        ] {
            let why = number(cell, Decimal::Comma).unwrap_err().why;
            assert!(why.contains(reason), "{cell}: {why}");
        }
    }
}
