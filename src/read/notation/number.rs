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
/// No thousands separators, exponents, underscores, `NaN` or `inf`: `str::parse::<f64>` takes some
/// of these, and a coordinate is never one of them.
pub(super) fn number(cell: &str, decimal: Decimal) -> Result<f64, Defect> {
    let is_blank = |c| matches!(c, ' ' | '\t');
    let text = cell.trim_start_matches(is_blank).trim_end_matches(is_blank);
    // Without a letter the standard library reads what is read here, and nothing more.
    if decimal == Decimal::Point
        && !text.bytes().any(|byte| byte > b'9')
        && let Ok(value) = text.parse::<f64>()
        && value.is_finite()
    {
        return Ok(value);
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
    if digits == 0 || signs > 1 || others > 0 {
        return Err(diagnosis(text, unsigned, decimal));
    }
    let value = match decimal {
        Decimal::Point => text.parse::<f64>(),
        Decimal::Comma => text.replacen(',', ".", 1).parse(),
    };
    match value {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(Defect::new("not-a-number", "too large for a number")),
    }
}

/// What is wrong with a text that is no number.
fn diagnosis(text: &str, unsigned: &str, decimal: Decimal) -> Defect {
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
    if text.starts_with('\'') {
        return not_a_number("a leading apostrophe, as a spreadsheet adds to keep text as text")
            .with_fix("remove the apostrophe");
    }
    if text.starts_with(['\u{2212}', '\u{2013}', '\u{2014}']) {
        return not_a_number("a typographic dash in place of the minus sign")
            .with_fix("write it with the hyphen-minus -");
    }
    if let Some(c) = text
        .chars()
        .find(|c| !c.is_ascii() && c.is_numeric() && !matches!(c, '°' | '²' | '³'))
    {
        return not_a_number(&format!(
            "digits outside 0 to 9, such as the full-width or Arabic-Indic {c}"
        ))
        .with_fix("write it with the digits 0 to 9");
    }
    if let Some(c) = text.chars().find(|c| c.is_whitespace()) {
        return not_a_number(&format!(
            "a space ({}) inside the number",
            c.escape_unicode()
        ))
        .with_fix("remove the space");
    }
    not_a_number("not a decimal number").with_fix("write decimal digits such as 19.5372")
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
        ] {
            assert_eq!(number(cell, Decimal::Point), Ok(value), "{cell}");
        }
        assert_eq!(number("-19,5", Decimal::Comma), Ok(-19.5));
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (cell, reason) in [
            ("19,5", "decimal comma"),
            ("NaN", "not a number that a place can have"),
            ("-inf", "not a number that a place can have"),
            ("", "empty"),
            ("1_000", "not a decimal number"),
            ("1e5", "not a decimal number"),
            ("'19.5", "apostrophe"),
            ("\u{2212}5", "dash"),
            ("19.5\u{a0}", "\\u{a0}"),
            ("１９", "full-width"),
            ("-", "not a decimal number"),
            ("1.2.3", "not a decimal number"),
        ] {
            let why = number(cell, Decimal::Point).unwrap_err().why;
            assert!(why.contains(reason), "{cell}: {why}");
        }
        assert!(number(&"9".repeat(400), Decimal::Point).is_err());
    }
}
