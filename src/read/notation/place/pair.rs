//! Two angles in one cell: `38.6, 26.65`, `19°32'14"N 5°46'20"E`, `N 19 32.233 E 5 46.337`.
//!
//! Letters say which is the latitude; without them the order must be known.

use super::super::degrees::{Angle, Axis, Token, lex};
use super::super::{Decimal, Defect, PairOrder, Ways};
use super::{Notation, Spelling, Spot, box_precision, plus_code};
use crate::geodesy::{Distance, Position};

pub(crate) const NOTATION: Notation = Notation {
    name: "a latitude and a longitude",
    headers: &[],
    has_form: |text, ways| tokens(text, ways).is_some_and(|tokens| split(&tokens).is_some()),
    read,
    write,
};

/// The sizes in degrees of the first and the second of two plain numbers without letters, where a text is that.
pub(crate) fn sizes(text: &str, ways: Ways) -> Option<[f64; 2]> {
    let tokens = tokens(text, ways)?;
    let (first, second) = split(&tokens)?;
    let size = |angle: Angle| match angle.letter() {
        Some(_) => None,
        None => angle.size(ways.decimal),
    };
    Some([size(first)?, size(second)?])
}

fn tokens(text: &str, ways: Ways) -> Option<Vec<Token<'_>>> {
    let text = text.trim();
    // A full Plus Code without letters would be two numbers, the first of eight digits.
    if text.find('+') == Some(8) && (plus_code::NOTATION.has_form)(text, ways) {
        return None;
    }
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    lex(inner.unwrap_or(text), ways.decimal)
}

/// The two angles of a cell.
fn split<'a>(tokens: &[Token<'a>]) -> Option<(Angle<'a>, Angle<'a>)> {
    let is_letter = |token: &Token| matches!(token, Token::Letter(_));
    let letters: Vec<usize> = positions(tokens, is_letter);
    let breaks: Vec<usize> = positions(tokens, |token| *token == Token::Break);
    let (first, second) = match (&letters[..], &breaks[..]) {
        ([] | [_, _], [middle]) => (tokens.get(..*middle)?, tokens.get(middle + 1..)?),
        ([0, second], []) => tokens.split_at_checked(*second)?,
        ([first, last], []) if last + 1 == tokens.len() => tokens.split_at_checked(first + 1)?,
        ([], []) => tokens.split_at_checked(second_angle(tokens)?)?,
        _ => return None,
    };
    let (first, second) = (Angle::parse(first)?, Angle::parse(second)?);
    let is_clear = |angle: Angle| angle.is_decimal() || angle.has_marks();
    (is_clear(first) && is_clear(second) && first.letter().is_some() == second.letter().is_some())
        .then_some((first, second))
}

/// Where the second of two angles without letters begins.
fn second_angle(tokens: &[Token]) -> Option<usize> {
    let degrees = positions(tokens, |token| *token == Token::Degree);
    let numbers = positions(tokens, |token| matches!(token, Token::Number(_)));
    let start = match (&degrees[..], &numbers[..]) {
        ([_, second], _) => second.checked_sub(1)?,
        ([], [_, second]) => *second,
        _ => return None,
    };
    let has_sign = matches!(tokens.get(start.checked_sub(1)?), Some(Token::Sign(_)));
    Some(if has_sign { start - 1 } else { start })
}

fn positions(tokens: &[Token], is: impl Fn(&Token) -> bool) -> Vec<usize> {
    let found = tokens.iter().enumerate().filter(|(_, token)| is(token));
    found.map(|(index, _)| index).collect()
}

fn read(text: &str, ways: Ways) -> Result<Spot, Defect> {
    let tokens = tokens(text, ways);
    let Some((first, second)) = tokens.as_deref().and_then(split) else {
        return Err(unreadable(text, ways));
    };
    let (lat, lon) = match (first.letter(), second.letter()) {
        (Some(one), Some(other)) => match (one.axis(), other.axis()) {
            (Axis::Latitude, Axis::Longitude) => (first, second),
            (Axis::Longitude, Axis::Latitude) => (second, first),
            _ => {
                let why = "two letters for the same of latitude and longitude";
                return Err(Defect::new("wrong-axis", why)
                    .with_fix("write N or S behind the one, E or W behind the other"));
            }
        },
        _ => match ways.order {
            Some(PairOrder::LatLon) => (first, second),
            Some(PairOrder::LonLat) => (second, first),
            None => return Err(undecided()),
        },
    };
    let lat = lat.degrees(Axis::Latitude, ways)?;
    let lon = lon.degrees(Axis::Longitude, ways)?;
    let position = Position::from_computed_lon_lat(lon.value, lat.value);
    let is_exact = lat.half_unit == 0.0 && lon.half_unit == 0.0;
    Ok(Spot {
        position,
        precision: if is_exact {
            Distance::ZERO
        } else {
            box_precision(position, lat.half_unit, lon.half_unit)
        },
        accuracy: None,
    })
}

/// What to say of two numbers whose order is not known.
pub(crate) fn undecided() -> Defect {
    Defect::new(
        "pair-order",
        "two numbers without a letter: either may be the latitude",
    )
    .with_fix("say which comes first with --order lat,lon or --order lon,lat")
}

fn unreadable(text: &str, ways: Ways) -> Defect {
    let comma = Ways {
        decimal: Decimal::Comma,
        ..ways
    };
    if ways.decimal == Decimal::Point && (NOTATION.has_form)(text, comma) {
        return Defect::new(
            "decimal-comma",
            "decimal commas, where decimal points are read",
        )
        .with_fix("write them with points, or read the file with --decimal comma");
    }
    super::super::number::character(text)
        .unwrap_or_else(|| Defect::new("not-a-place", "not a latitude and a longitude"))
        .with_fix_if_none("write them as 19.5372, 5.7721 or as 19°32'14\"N 5°46'20\"E")
}

/// Decimals of the seconds, of the minutes, and of the degrees that are written: all between 0.1 and 0.4 m.
const DECIMALS: [usize; 3] = [6, 4, 2];

fn write(position: Position) -> Vec<Spelling> {
    let names = [
        "decimal degrees",
        "degrees and minutes",
        "degrees, minutes and seconds",
    ];
    let spellings = (0..3).map(|parts| {
        let decimals = DECIMALS[parts];
        let units_per_degree = 60_f64.powi(i32::try_from(parts).unwrap_or(0));
        let half_unit = 0.5 / units_per_degree / 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
        let text = if parts == 0 {
            // -0.0 + 0.0 is 0.0, so that nothing is written as -0.
            let rounded =
                |degrees: f64| format!("{:.decimals$}", (degrees * 1e6).round() / 1e6 + 0.0);
            format!("{}, {}", rounded(position.lat()), rounded(position.lon()))
        } else {
            let lat = sexagesimal(position.lat(), parts, decimals, ['N', 'S']);
            let lon = sexagesimal(position.lon(), parts, decimals, ['E', 'W']);
            format!("{lat} {lon}")
        };
        Spelling {
            name: names[parts],
            text,
            precision: box_precision(position, half_unit, half_unit),
        }
    });
    spellings.collect()
}

/// An angle with minutes (1) or with minutes and seconds (2), and a letter.
fn sexagesimal(degrees: f64, parts: usize, decimals: usize, letters: [char; 2]) -> String {
    let unit = 10_u64.pow(u32::try_from(decimals).unwrap_or(0));
    let per_degree = 60_u64.pow(u32::try_from(parts).unwrap_or(0)) * unit;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "at most 180 degrees in hundredths of a second"
    )]
    let units = (degrees.abs() * per_degree as f64).round() as u64;
    let letter = letters[usize::from(degrees < 0.0)];
    let whole = units / per_degree;
    let rest = units % per_degree;
    if parts == 1 {
        let (minutes, fraction) = (rest / unit, rest % unit);
        return format!("{whole}°{minutes:02}.{fraction:0decimals$}'{letter}");
    }
    let (minutes, rest) = (rest / (60 * unit), rest % (60 * unit));
    let (seconds, fraction) = (rest / unit, rest % unit);
    format!("{whole}°{minutes:02}'{seconds:02}.{fraction:0decimals$}\"{letter}")
}
