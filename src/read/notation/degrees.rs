//! Latitudes and longitudes in degrees: decimal, with minutes, or with minutes and seconds.
//!
//! All of these are one notation: each cell says for itself which it is, so they may stand in one column.

use super::number::{diagnosis, plain};
use super::{Decimal, Defect, LetterO, Longitudes, Ways};
use crate::geodesy::Position;

/// Degrees of a latitude or longitude, and how finely they are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Degrees {
    /// Degrees north or east.
    pub(crate) value: f64,
    /// Half a unit of the last place that is written, in degrees; zero for decimal degrees.
    ///
    /// The decimals of decimal degrees say nothing of it: programs drop the zeros at their end, and add
    /// digits that nobody knew. Minutes and seconds are written by people and devices as they are known.
    pub(crate) half_unit: f64,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Latitude,
    Longitude,
}

/// Degrees north in [−90, 90].
pub(crate) fn latitude(cell: &str, ways: Ways) -> Result<Degrees, Defect> {
    degrees(cell, Axis::Latitude, ways)
}

/// Degrees east in [−180, 180].
pub(crate) fn longitude(cell: &str, ways: Ways) -> Result<Degrees, Defect> {
    degrees(cell, Axis::Longitude, ways)
}

/// The position of two cells that are plain numbers of degrees in range, as nearly all are.
#[inline]
pub(crate) fn plain_position(lat: &str, lon: &str, decimal: Decimal) -> Option<Position> {
    let (lat, lon) = (plain(lat, decimal)?, plain(lon, decimal)?);
    Position::from_lon_lat(lon, lat).ok()
}

fn degrees(cell: &str, axis: Axis, ways: Ways) -> Result<Degrees, Defect> {
    match plain(bare(cell), ways.decimal) {
        Some(value) => in_range(value, axis, ways).map(|value| Degrees {
            value,
            half_unit: 0.0,
        }),
        None => match lex(cell, ways.decimal).as_deref().and_then(Angle::parse) {
            Some(angle) if angle.has_marks() => angle.degrees(axis, ways),
            _ => Err(diagnosis(bare(cell), ways.decimal)),
        },
    }
}

/// Whether a cell is a plain number of degrees, with or without the degree sign.
pub(crate) fn is_plain(cell: &str, decimal: Decimal) -> bool {
    plain(bare(cell), decimal).is_some()
}

/// The letter O of a cell that names the west or the east with it, or the letters E and W of others.
pub(crate) fn letters(cell: &str) -> impl Iterator<Item = Letter> {
    let tokens = lex(cell, Decimal::Point).or_else(|| lex(cell, Decimal::Comma));
    tokens
        .into_iter()
        .flatten()
        .filter_map(|token| match token {
            Token::Letter(letter) => Some(letter),
            _ => None,
        })
}

fn in_range(value: f64, axis: Axis, ways: Ways) -> Result<f64, Defect> {
    match axis {
        Axis::Latitude if (-90.0..=90.0).contains(&value) => Ok(value),
        Axis::Longitude if (-180.0..=180.0).contains(&value) => Ok(value),
        Axis::Longitude => turned(value, ways).ok_or_else(|| out_of_range(value, axis)),
        Axis::Latitude => Err(out_of_range(value, axis)),
    }
}

/// A longitude beyond 180 degrees by a whole turn, where such are read.
pub(crate) fn turned(lon: f64, ways: Ways) -> Option<f64> {
    (ways.longitudes == Longitudes::Wrapped && (180.0..=360.0).contains(&lon.abs()))
        .then_some(if lon > 0.0 { lon - 360.0 } else { lon + 360.0 })
}

fn out_of_range(degrees: f64, axis: Axis) -> Defect {
    match axis {
        Axis::Latitude => {
            let defect = Defect::new(
                "latitude-out-of-range",
                format!("latitude {degrees} is outside -90 to 90"),
            );
            if degrees.abs() <= 180.0 {
                return defect.with_fix("check whether latitude and longitude are swapped");
            }
            defect.with_fix(projected(degrees, UTM_NORTHINGS, "a UTM northing"))
        }
        Axis::Longitude => {
            let defect = Defect::new(
                "longitude-out-of-range",
                format!("longitude {degrees} is outside -180 to 180"),
            );
            if (180.0..=360.0).contains(&degrees) {
                return defect.with_fix(format!(
                    "if longitudes run from 0 to 360, read them with --wrap-lon, which gives {}",
                    shortest(degrees - 360.0)
                ));
            }
            defect.with_fix(projected(degrees, UTM_EASTINGS, "a UTM easting"))
        }
    }
}

/// Eastings that occur in UTM, in metres.
const UTM_EASTINGS: std::ops::RangeInclusive<f64> = 100_000.0..=900_000.0;

/// Northings that occur in UTM and are not degrees, in metres.
const UTM_NORTHINGS: std::ops::RangeInclusive<f64> = 1_000.0..=10_000_000.0;

/// Half the side of the world in web-Mercator: π a, in metres.
///
/// # Source
/// EPSG Guidance Note 7-2, method 1024 (Popular Visualisation Pseudo Mercator).
const WEB_MERCATOR_M: f64 = 20_037_508.342_789_244;

/// What metres in a column of degrees may be.
fn projected(metres: f64, utm: std::ops::RangeInclusive<f64>, in_utm: &str) -> String {
    let what = match (utm.contains(&metres), metres.abs() <= WEB_MERCATOR_M) {
        (true, _) => format!("this looks projected ({in_utm}, or web-Mercator metres)"),
        (false, true) if metres.abs() >= 1_000.0 => {
            "this looks projected (web-Mercator metres)".to_owned()
        }
        _ => return "write degrees".to_owned(),
    };
    format!("{what}; give degrees, or a UTM column with its zone, such as 31N 791000 2150000")
}

/// A cell without the degree sign that may stand behind the number.
fn bare(cell: &str) -> &str {
    let cell = cell.trim_end();
    cell.strip_suffix(['°', 'º']).map_or(cell, str::trim_end)
}

/// Degrees to nine decimals, without zeros at the end.
fn shortest(degrees: f64) -> String {
    let text = format!("{degrees:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A piece of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(&'a str),
    /// A sign directly before a number.
    Sign(char),
    Degree,
    Minute,
    Second,
    Colon,
    /// A comma or semicolon between two values.
    Break,
    Letter(Letter),
}

/// A letter that names a side of the Earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letter {
    North,
    South,
    East,
    West,
    /// West in French, Spanish, Italian and Portuguese; east in German and Dutch.
    O,
}

impl Letter {
    pub(super) const fn axis(self) -> Axis {
        match self {
            Self::North | Self::South => Axis::Latitude,
            Self::East | Self::West | Self::O => Axis::Longitude,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::North => "N",
            Self::South => "S",
            Self::East => "E",
            Self::West => "W",
            Self::O => "O",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let words = [
            (Self::North, ["N", "NORTH", "NORD"]),
            (Self::South, ["S", "SOUTH", "SUD"]),
            (Self::East, ["E", "EAST", "EST"]),
            (Self::West, ["W", "WEST", "OUEST"]),
            (Self::O, ["O", "O", "O"]),
        ];
        let is = |other: &&str| word.eq_ignore_ascii_case(other);
        let found = words.iter().find(|(_, words)| words.iter().any(is));
        found.map(|(letter, _)| *letter)
    }
}

/// The longest cell that is looked at for degrees, in bytes.
const LONGEST: usize = 200;

/// The pieces of a cell; nothing where one of them has no place in degrees.
pub(super) fn lex(cell: &str, decimal: Decimal) -> Option<Vec<Token<'_>>> {
    if cell.len() > LONGEST {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..)?;
        let next = behind.chars().next();
        rest = match c {
            '0'..='9' | '.' => {
                let (number, behind) = rest.split_at_checked(number_len(rest, decimal))?;
                if !number.bytes().any(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                tokens.push(Token::Number(number));
                behind
            }
            '+' | '-' => {
                next.filter(|next| next.is_ascii_digit() || *next == '.')?;
                tokens.push(Token::Sign(c));
                behind
            }
            '°' | 'º' | '˚' => {
                tokens.push(Token::Degree);
                behind
            }
            '\'' | '′' | '’' | '‘' | 'ʹ' | '´' | '`' => {
                let twice = next == Some(c);
                tokens.push(if twice { Token::Second } else { Token::Minute });
                let len = if twice { c.len_utf8() } else { 0 };
                behind.get(len..)?
            }
            '"' | '″' | '”' | '“' | 'ʺ' => {
                tokens.push(Token::Second);
                behind
            }
            ':' => {
                tokens.push(Token::Colon);
                behind
            }
            ',' | ';' => {
                tokens.push(Token::Break);
                behind
            }
            ' ' | '\t' | '\u{A0}' | '\u{202F}' | '\u{2009}' => behind,
            _ if c.is_ascii_alphabetic() => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic());
                let (word, behind) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
                tokens.push(match tokens.last() {
                    Some(Token::Number(_))
                        if ["d", "deg"].iter().any(|d| d.eq_ignore_ascii_case(word)) =>
                    {
                        Token::Degree
                    }
                    _ => Token::Letter(Letter::from_word(word)?),
                });
                behind
            }
            _ => return None,
        };
    }
    Some(tokens)
}

/// How many bytes of a text are its first number.
fn number_len(text: &str, decimal: Decimal) -> usize {
    let mut has_sign = false;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((index, byte)) = bytes.next() {
        let next_is_digit = bytes.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        match byte {
            b'0'..=b'9' => {}
            b'.' if decimal == Decimal::Point && !has_sign => has_sign = true,
            b',' if decimal == Decimal::Comma && !has_sign && next_is_digit => has_sign = true,
            _ => return index,
        }
    }
    text.len()
}

/// One latitude or longitude as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Angle<'a> {
    letter: Option<Letter>,
    sign: Option<char>,
    /// Degrees, minutes and seconds, as many as there are.
    parts: [&'a str; 3],
    count: usize,
    has_marks: bool,
}

impl<'a> Angle<'a> {
    /// The angle that these pieces are.
    pub(super) fn parse(tokens: &[Token<'a>]) -> Option<Self> {
        let (before, tokens) = match tokens {
            [Token::Letter(letter), rest @ ..] => (Some(*letter), rest),
            _ => (None, tokens),
        };
        let (after, tokens) = match tokens {
            [rest @ .., Token::Letter(letter)] => (Some(*letter), rest),
            _ => (None, tokens),
        };
        if before.is_some() && after.is_some() {
            return None;
        }
        let (sign, mut tokens) = match tokens {
            [Token::Sign(sign), rest @ ..] => (Some(*sign), rest),
            _ => (None, tokens),
        };
        let mut angle = Self {
            letter: before.or(after),
            sign,
            parts: [""; 3],
            count: 0,
            has_marks: false,
        };
        for (part, mark) in [Token::Degree, Token::Minute, Token::Second]
            .into_iter()
            .enumerate()
        {
            let [Token::Number(number), rest @ ..] = tokens else {
                break;
            };
            angle.parts[part] = number;
            angle.count += 1;
            tokens = match rest {
                [found, rest @ ..] if *found == mark => {
                    angle.has_marks = true;
                    rest
                }
                [Token::Colon, rest @ ..] if part < 2 && matches!(rest, [Token::Number(_), ..]) => {
                    angle.has_marks = true;
                    rest
                }
                _ => rest,
            };
        }
        (tokens.is_empty() && angle.count > 0).then_some(angle)
    }

    /// Whether it says of itself that it is an angle, by a mark or a letter.
    pub(super) const fn has_marks(&self) -> bool {
        self.has_marks || self.letter.is_some()
    }

    /// Whether it is a number of degrees and nothing more.
    pub(super) const fn is_decimal(&self) -> bool {
        self.count == 1
    }

    pub(super) const fn letter(&self) -> Option<Letter> {
        self.letter
    }

    /// Its degrees along an axis.
    pub(super) fn degrees(&self, axis: Axis, ways: Ways) -> Result<Degrees, Defect> {
        let is_negative = match (self.letter, self.sign) {
            (Some(letter), Some(sign)) => {
                let defect = Defect::new(
                    "sign-and-hemisphere",
                    format!(
                        "contradictory sign and hemisphere: {sign} and {}",
                        letter.name()
                    ),
                );
                return Err(defect.with_fix("keep the letter or the sign, whichever is right"));
            }
            (Some(letter), None) => {
                if letter.axis() != axis {
                    return Err(wrong_axis(letter));
                }
                is_negative(letter, ways)?
            }
            (None, sign) => sign == Some('-'),
        };
        let size = total(self.values(ways.decimal)?);
        let value = in_range(if is_negative { -size } else { size }, axis, ways)?;
        Ok(Degrees {
            value,
            half_unit: self.half_unit(ways.decimal),
        })
    }

    /// Its degrees without letter and sign, where they can be read.
    pub(super) fn size(&self, decimal: Decimal) -> Option<f64> {
        self.values(decimal).ok().map(total)
    }

    fn values(&self, decimal: Decimal) -> Result<[f64; 3], Defect> {
        let mut values = [0.0; 3];
        let parts = self.parts.iter().take(self.count);
        for (index, (part, value)) in parts.zip(&mut values).enumerate() {
            *value = plain(part, decimal).ok_or_else(|| diagnosis(part, decimal))?;
            let name = ["degrees", "minutes", "seconds"][index];
            if index > 0 && *value >= 60.0 {
                let why = format!("{name} are {part}; they are less than 60");
                let fix = match index {
                    1 => "count sixty minutes as a degree",
                    _ => "count sixty seconds as a minute",
                };
                return Err(Defect::new("sixty", why).with_fix(fix));
            }
            if index + 1 < self.count && !part.bytes().all(|byte| byte.is_ascii_digit()) {
                let why = format!("a fraction of {name}, and smaller parts behind it");
                return Err(Defect::new("fraction", why)
                    .with_fix("write the fraction in the last part alone, such as 19°32.233'"));
            }
        }
        Ok(values)
    }

    fn half_unit(&self, decimal: Decimal) -> f64 {
        let last = self.parts.iter().take(self.count).next_back();
        let sign = if decimal == Decimal::Point { '.' } else { ',' };
        let decimals = last
            .and_then(|part| part.split_once(sign))
            .map_or(0, |(_, d)| d.len());
        let unit = match self.count {
            2 => 1.0 / 60.0,
            3 => 1.0 / 3600.0,
            _ => return 0.0,
        };
        0.5 * unit / 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
    }
}

fn total([degrees, minutes, seconds]: [f64; 3]) -> f64 {
    degrees + (minutes + seconds / 60.0) / 60.0
}

fn is_negative(letter: Letter, ways: Ways) -> Result<bool, Defect> {
    match (letter, ways.letter_o) {
        (Letter::North | Letter::East, _) | (Letter::O, Some(LetterO::East)) => Ok(false),
        (Letter::South | Letter::West, _) | (Letter::O, Some(LetterO::West)) => Ok(true),
        (Letter::O, None) => Err(Defect::new(
            "letter-o",
            "O can be west (ouest, oeste) or east (Ost), and no other cell of the column tells",
        )
        .with_fix("write W or E")),
    }
}

fn wrong_axis(letter: Letter) -> Defect {
    let (is, wanted) = match letter.axis() {
        Axis::Latitude => ("a latitude", "a longitude"),
        Axis::Longitude => ("a longitude", "a latitude"),
    };
    Defect::new(
        "wrong-axis",
        format!("{} is {is}, where {wanted} is read", letter.name()),
    )
    .with_fix("check whether latitude and longitude are swapped")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAYS: Ways = Ways::PLAIN;

    fn near(found: Result<Degrees, Defect>, expected: f64) {
        let found = found.unwrap().value;
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }

    #[test]
    fn degrees_are_read_in_their_range() {
        let plain = |value| {
            Ok(Degrees {
                value,
                half_unit: 0.0,
            })
        };
        assert_eq!(latitude("19.5372°", WAYS), plain(19.5372));
        assert_eq!(longitude("-180 °", WAYS), plain(-180.0));
        assert!(latitude("90.000001", WAYS).is_err());
        assert!(latitude("°", WAYS).is_err());
        let fix = longitude("354.2", WAYS).unwrap_err().fix.unwrap();
        assert!(fix.ends_with("--wrap-lon, which gives -5.8"), "{fix}");
        let wrapped = Ways {
            longitudes: Longitudes::Wrapped,
            ..WAYS
        };
        near(longitude("354.2", wrapped), -5.8);
        near(longitude("181", wrapped), -179.0);
        near(longitude("-190", wrapped), 170.0);
        near(longitude("-360", wrapped), 0.0);
        near(latitude("-90", WAYS), -90.0);
        assert!(latitude("-90.000001", WAYS).is_err());
        assert!(longitude("-180.000001", WAYS).is_err());
        assert!(longitude("360.1", wrapped).is_err());
        assert!(latitude("95", wrapped).is_err());
    }

    #[test]
    fn minutes_and_seconds_are_read_in_the_usual_spellings() {
        let expected = 19.0 + 32.0 / 60.0 + 14.0 / 3600.0;
        for cell in [
            "19°32'14\"N",
            "19° 32′ 14″ N",
            "19º32’14”N",
            "N 19°32'14''",
            "N19:32:14",
            "19:32:14",
            "19°32'14\"",
            "19 32 14 n",
            "19d32'14\"N",
            "19°\u{a0}32′\u{202f}14″\u{a0}N",
            "+19°32'14\"",
            "19°32'14\" Nord",
        ] {
            near(latitude(cell, WAYS), expected);
        }
        near(latitude("N 19 32.233", WAYS), 19.0 + 32.233 / 60.0);
        near(latitude("19°32.233'", WAYS), 19.0 + 32.233 / 60.0);
        near(latitude("19.5372 S", WAYS), -19.5372);
        near(latitude("-0°30'", WAYS), -0.5);
        near(longitude("W 5.77", WAYS), -5.77);
        near(longitude("E5.77", WAYS), 5.77);
        let comma = Ways {
            decimal: Decimal::Comma,
            ..WAYS
        };
        near(latitude("19°32'14,5\"N", comma), expected + 0.5 / 3600.0);
        let half_unit = latitude("19°32'14,5\"N", comma).unwrap().half_unit;
        assert!((half_unit * 3600.0 - 0.05).abs() < 1e-12);
        near(latitude("75°30'N", WAYS), 75.5);
        let cell = |bytes: usize| format!("19.5{}N", " ".repeat(bytes - 5));
        near(latitude(&cell(200), WAYS), 19.5);
        assert!(latitude(&cell(201), WAYS).is_err());
    }

    #[test]
    fn two_plain_numbers_are_a_position() {
        let plain = |lat, lon| plain_position(lat, lon, Decimal::Point);
        assert_eq!(
            plain("-19.5", "5.75"),
            Position::from_lon_lat(5.75, -19.5).ok()
        );
        assert_eq!(plain("90.5", "5.75"), None);
        assert_eq!(plain("19.5", "180.5"), None);
        assert_eq!(plain("19.5", ""), None);
        assert!(is_plain("19.5°", Decimal::Point));
        assert!(!is_plain("19.5° N", Decimal::Point));
    }

    #[test]
    fn letters_are_found_in_cells_with_either_decimal_sign() {
        let found = |cell| letters(cell).collect::<Vec<Letter>>();
        assert_eq!(found("5.77 O"), [Letter::O]);
        assert_eq!(found("5,77° E"), [Letter::East]);
        assert_eq!(found("19°32'N 5°46'W"), [Letter::North, Letter::West]);
        assert_eq!(found("19.5"), []);
        assert_eq!(found("Assamaka"), []);
    }

    #[test]
    fn minutes_and_seconds_carry_half_a_unit_of_doubt() {
        let half = |cell| latitude(cell, WAYS).unwrap().half_unit * 3600.0;
        for (cell, seconds) in [
            ("19°N", 0.0),
            ("19.5372 S", 0.0),
            ("19°32'N", 30.0),
            ("19°32.2'N", 3.0),
            ("19°32'14\"N", 0.5),
            ("19°32'14.05\"N", 0.005),
        ] {
            assert!((half(cell) - seconds).abs() < 1e-9, "{cell}");
        }
    }

    #[test]
    fn what_is_wrong_with_degrees_is_named() {
        for (cell, why) in [
            ("19°32'60\"N", "seconds are 60"),
            ("19°75'N", "minutes are 75"),
            ("19.5°30'N", "a fraction of degrees"),
            ("-19.5 S", "contradictory sign and hemisphere: - and S"),
            ("+19.5 N", "contradictory sign and hemisphere"),
            ("5.77 E", "E is a longitude, where a latitude is read"),
            ("91°0'0\"N", "latitude 91 is outside"),
            ("19 32 14", "a space (\\u{20}) inside the number"),
            ("–19°32′", "an en dash (U+2013)"),
            ("N19.5N", "not a decimal number"),
            ("19°14″", "not a decimal number"),
            ("19°32'14\"N 5°46'20\"E", "a space"),
            ("1e5", "a power of ten"),
            ("19:32:", "not a decimal number"),
            ("19°30.5'10\"N", "a fraction of minutes"),
            ("N", "not a decimal number"),
            (". N", "a space"),
        ] {
            let found = latitude(cell, WAYS).unwrap_err().why;
            assert!(found.contains(why), "{cell}: {found}");
        }
    }

    #[test]
    fn what_is_wrong_with_degrees_is_told_how_to_mend() {
        for (cell, fix) in [
            ("19°75'N", "count sixty minutes as a degree"),
            ("19°32'60\"N", "count sixty seconds as a minute"),
            ("95", "swapped"),
            ("5.77 E", "swapped"),
            ("181", "write degrees"),
            ("500", "write degrees"),
            ("-500", "write degrees"),
        ] {
            let found = latitude(cell, WAYS).unwrap_err().fix.unwrap();
            assert!(found.contains(fix), "{cell}: {found}");
        }
    }

    #[test]
    fn the_letter_o_is_read_only_where_the_column_tells() {
        assert!(longitude("5.77 O", WAYS).is_err());
        for (letter_o, expected) in [(LetterO::West, -5.77), (LetterO::East, 5.77)] {
            let ways = Ways {
                letter_o: Some(letter_o),
                ..WAYS
            };
            near(longitude("5.77 O", ways), expected);
        }
        near(longitude("5.77 Ouest", WAYS), -5.77);
    }

    #[test]
    fn metres_in_a_column_of_degrees_are_recognised() {
        for (cell, word) in [
            ("2160812", "a UTM northing, or web-Mercator metres"),
            ("-2160812", "(web-Mercator metres)"),
            ("1000000000", "write degrees"),
        ] {
            let fix = latitude(cell, WAYS).unwrap_err().fix.unwrap();
            assert!(fix.contains(word), "{cell}: {fix}");
        }
        let fix = longitude("-1200000", WAYS).unwrap_err().fix.unwrap();
        assert!(fix.contains("(web-Mercator metres)"), "{fix}");
    }
}
