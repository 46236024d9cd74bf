//! Numbers with a fixed count of decimals.

use std::io::Write;

/// Adds a number with a fixed count of decimals, never `-0`.
///
/// It is the decimal nearest to the number's exact value, the even one where two are equally near:
/// the same characters as `format!("{number:.decimals$}")`.
pub(super) fn push_fixed(text: &mut Vec<u8>, number: f64, decimals: usize) {
    match scaled(number.abs(), decimals) {
        Some(units) => push_units(text, number < 0.0 && units > 0, units, decimals),
        None => push_formatted(text, number, decimals),
    }
}

/// Adds a whole number.
pub(super) fn push_integer(text: &mut Vec<u8>, number: i64) {
    push_units(text, number < 0, number.unsigned_abs(), 0);
}

/// Powers of ten that a number is scaled by.
const POWERS_OF_TEN: [u64; 10] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
];

/// A number that is not negative in units of its last decimal, rounded to the nearest, half to even;
/// nothing where that may not fit.
fn scaled(number: f64, decimals: usize) -> Option<u64> {
    let power = POWERS_OF_TEN.get(decimals)?;
    if !number.is_finite() {
        return None;
    }
    let bits = number.to_bits();
    let (exponent, fraction) = (bits >> 52, bits & ((1 << 52) - 1));
    // The number is mantissa · 2^-shift. A subnormal one is read as if it were normal: it is below
    // half a unit either way.
    let mantissa = fraction | (1 << 52);
    let shift = 1075_u64.checked_sub(exponent)?;
    // Below 2^53 · 10^9 < 2^83.
    let product = u128::from(mantissa) * u128::from(*power);
    if shift >= 84 {
        return Some(0);
    }
    match u64::try_from(product) {
        // Most numbers: metres to the millimetre, below 9 million kilometres.
        Ok(product) if shift < 64 => {
            let (whole, rest) = (product >> shift, product & ((1 << shift) - 1));
            Some(whole + u64::from(is_up(whole & 1 == 1, rest.into(), shift)))
        }
        _ => {
            let (whole, rest) = (product >> shift, product & ((1 << shift) - 1));
            u64::try_from(whole + u128::from(is_up(whole & 1 == 1, rest, shift))).ok()
        }
    }
}

/// Whether a number that is whole but for `rest` · 2^-shift is rounded up.
fn is_up(is_odd: bool, rest: u128, shift: u64) -> bool {
    if shift == 0 {
        return false;
    }
    let half = 1 << (shift - 1);
    rest > half || (rest == half && is_odd)
}

/// The decimals of 0 to 99, two digits each.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let (mut number, mut tens, mut ones) = (0, b'0', b'0');
    while number < 100 {
        pairs[number] = [tens, ones];
        (tens, ones) = if ones == b'9' {
            (tens + 1, b'0')
        } else {
            (tens, ones + 1)
        };
        number += 1;
    }
    pairs
};

fn push_units(text: &mut Vec<u8>, is_negative: bool, units: u64, decimals: usize) {
    let power = POWERS_OF_TEN.get(decimals).copied().unwrap_or(1);
    let (whole, fraction) = (units / power, units % power);
    // The most digits of 64 bits, a point and a sign.
    let mut written = [b'0'; 22];
    let mut start = written.len();
    if decimals > 0 {
        push_digits(&mut written, start, fraction);
        start -= decimals + 1;
        written[start] = b'.';
    }
    start = push_digits(&mut written, start, whole);
    if is_negative {
        start -= 1;
        written[start] = b'-';
    }
    text.extend_from_slice(written.get(start..).unwrap_or_default());
}

/// Writes a whole number that ends at a place; gives where it starts.
fn push_digits(written: &mut [u8; 22], end: usize, mut number: u64) -> usize {
    let pair = |number: u64| PAIRS[usize::try_from(number).unwrap_or_default()];
    let mut start = end;
    while number >= 100 {
        start -= 2;
        written[start..start + 2].copy_from_slice(&pair(number % 100));
        number /= 100;
    }
    if number >= 10 {
        start -= 2;
        written[start..start + 2].copy_from_slice(&pair(number));
    } else {
        start -= 1;
        written[start] = pair(number)[1];
    }
    start
}

/// The same by the standard library, for numbers of any size.
fn push_formatted(text: &mut Vec<u8>, number: f64, decimals: usize) {
    let start = text.len();
    write!(text, "{number:.decimals$}").expect("memory takes what is written");
    let written = text.get(start..).unwrap_or_default();
    if written.starts_with(b"-") && written.iter().all(|b| matches!(b, b'-' | b'0' | b'.')) {
        text.remove(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(number: f64, decimals: usize) -> String {
        let mut text = Vec::new();
        push_fixed(&mut text, number, decimals);
        String::from_utf8(text).unwrap()
    }

    #[track_caller]
    fn is_as_formatted(number: f64) {
        for decimals in 0..12 {
            let mut expected = format!("{number:.decimals$}");
            if !expected.bytes().any(|b| b.is_ascii_digit() && b != b'0') && number.is_finite() {
                expected = expected.replace('-', "");
            }
            assert_eq!(fixed(number, decimals), expected, "{number:e} {decimals}");
        }
    }

    #[test]
    fn ties_and_ends_of_the_range_are_as_formatted() {
        for number in [
            0.0,
            0.5,
            1.5,
            2.5,
            0.125,
            0.375,
            0.0625,
            1.000_5,
            16_098.471_2,
            999.999_5,
            0.000_5,
            0.000_499_999,
            1e-9,
            4.9e-324,
            f64::MIN_POSITIVE,
            9.5,
            99.95,
            20_003_931.458_5,
            4_503_599_627_370_495.5,
            9_007_199_254_740_992.0,
            18_446_744_073.709_55,
            1.844_674_407_370_955_2e19,
            1e19,
            1e22,
            1e300,
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
        ] {
            is_as_formatted(number);
            is_as_formatted(-number);
        }
    }

    #[test]
    fn whole_numbers_are_as_formatted() {
        let near = |number: i64| (-2..=2).map(move |more| number.saturating_add(more));
        let powers = (0..19).map(|power| 10_i64.pow(power));
        let numbers = powers.flat_map(|power| [power, -power]);
        for number in numbers.chain([0, i64::MIN, i64::MAX]).flat_map(near) {
            let mut text = Vec::new();
            push_integer(&mut text, number);
            assert_eq!(String::from_utf8(text).unwrap(), number.to_string());
        }
    }

    #[test]
    fn random_numbers_are_as_formatted() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for i in 0..20_000_u32 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Any bits at all, then numbers such as distances and degrees, and exact halves.
            let number = match i % 4 {
                0 => f64::from_bits(state),
                1 => f64::from(u32::try_from(state >> 32).unwrap()) / 107.0,
                2 => f64::from(u32::try_from(state >> 40).unwrap()) / 65_536.0,
                _ => f64::from(u32::try_from(state >> 44).unwrap()) / 2000.0,
            };
            is_as_formatted(number);
            is_as_formatted(-number);
        }
    }
}
