//! The parts of a phrase that say where something was: how far, in which direction, from what.

use super::words::Word;

/// How far and in which direction from a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offset {
    /// How far; absent when it is not said.
    pub(crate) km: Option<Kilometres>,
    /// Degrees from north; absent when it is not said.
    pub(crate) direction: Option<f64>,
    /// Whether it says near.
    pub(crate) is_near: bool,
}

/// A number of kilometres, or two between which it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kilometres {
    /// The least and the most that is said.
    pub(crate) ends: [f64; 2],
    /// The steps that the two were rounded to.
    pub(crate) rounded_to: [f64; 2],
}

/// Whether a number of kilometres, a direction or a word for near begins at a word.
pub(crate) fn has_offset(words: &[Word], start: usize) -> bool {
    let mut at = start;
    kilometres(words, &mut at).is_some()
        || near(words, &mut at)
        || direction(words, &mut at, false).is_some()
}

/// What is said from a word on, and the word at which the name of a place should begin.
pub(crate) fn offset_at(words: &[Word], start: usize) -> Option<(Offset, usize)> {
    let mut at = start;
    let km = kilometres(words, &mut at);
    let is_near = km.is_none() && near(words, &mut at);
    if km.is_some() {
        pass_over(words, &mut at, &["to", "au", "a", "the", "l"]);
    }
    let direction = direction(words, &mut at, km.is_some());
    if km.is_none() && !is_near && direction.is_none() {
        return None;
    }
    let is_linked = pass_over(words, &mut at, &LINKS);
    // "12 km Madama" and "north Africa" say nothing of where a place is.
    let needs_link = km.is_none() || direction.is_none();
    if needs_link && !is_near && !is_linked {
        return None;
    }
    let before = at.checked_sub(1).and_then(|last| words.get(last))?;
    let offset = Offset {
        km,
        direction,
        is_near,
    };
    (!before.ends_part).then_some((offset, at))
}

/// Words between a distance or direction and the name of a place.
const LINKS: [&str; 12] = [
    "of", "from", "to", "the", "de", "d", "du", "des", "la", "le", "l", "town",
];

const NEARS: [&[&str]; 10] = [
    &["near"],
    &["nearby"],
    &["close", "to"],
    &["a", "cote", "de"],
    &["a", "cote", "d"],
    &["pres", "de"],
    &["pres", "du"],
    &["pres", "d"],
    &["non", "loin", "de"],
    &["aux", "environs", "de"],
];

/// Sixteen directions with the words for them, in degrees from north.
const DIRECTIONS: [(&str, f64); 36] = [
    ("northnortheast", 22.5),
    ("eastnortheast", 67.5),
    ("eastsoutheast", 112.5),
    ("southsoutheast", 157.5),
    ("southsouthwest", 202.5),
    ("westsouthwest", 247.5),
    ("westnorthwest", 292.5),
    ("northnorthwest", 337.5),
    ("nordnordest", 22.5),
    ("estnordest", 67.5),
    ("estsudest", 112.5),
    ("sudsudest", 157.5),
    ("sudsudouest", 202.5),
    ("ouestsudouest", 247.5),
    ("ouestnordouest", 292.5),
    ("nordnordouest", 337.5),
    ("northeast", 45.0),
    ("southeast", 135.0),
    ("southwest", 225.0),
    ("northwest", 315.0),
    ("nordest", 45.0),
    ("sudest", 135.0),
    ("sudouest", 225.0),
    ("nordouest", 315.0),
    ("northeastern", 45.0),
    ("southeastern", 135.0),
    ("southwestern", 225.0),
    ("northwestern", 315.0),
    ("north", 0.0),
    ("east", 90.0),
    ("south", 180.0),
    ("west", 270.0),
    ("nord", 0.0),
    ("est", 90.0),
    ("sud", 180.0),
    ("ouest", 270.0),
];

/// Letters for them.
const SHORT_DIRECTIONS: [(&str, f64); 22] = [
    ("nne", 22.5),
    ("ene", 67.5),
    ("ese", 112.5),
    ("sse", 157.5),
    ("ssw", 202.5),
    ("sso", 202.5),
    ("wsw", 247.5),
    ("oso", 247.5),
    ("wnw", 292.5),
    ("ono", 292.5),
    ("nnw", 337.5),
    ("nno", 337.5),
    ("n", 0.0),
    ("ne", 45.0),
    ("e", 90.0),
    ("se", 135.0),
    ("s", 180.0),
    ("sw", 225.0),
    ("so", 225.0),
    ("w", 270.0),
    ("nw", 315.0),
    ("no", 315.0),
];

pub(super) fn word(words: &[Word], at: usize) -> Option<&str> {
    words.get(at).map(|word| word.folded.as_str())
}

/// Passes over some words that say nothing; whether there was one.
pub(super) fn pass_over(words: &[Word], at: &mut usize, known: &[&str]) -> bool {
    let start = *at;
    while word(words, *at).is_some_and(|word| known.contains(&word)) {
        *at += 1;
    }
    *at > start
}

/// Whether a word stands behind the number of a distance: what is said began there.
pub(crate) fn is_inside_a_number(words: &[Word], start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    metres_of_unit(words, before).is_some()
        || word(words, before)
            .is_some_and(|before| DIRECTIONS.iter().any(|(word, _)| *word == before))
}

/// So many kilometres and more are no distance from a place.
const MOST_KM: f64 = 5000.0;

/// Words between the two numbers of a range.
const RANGE: [&str; 6] = ["and", "to", "et", "a", "or", "ou"];

/// A number or a range of them, with its unit; a range may have it behind both.
fn kilometres(words: &[Word], at: &mut usize) -> Option<Kilometres> {
    let (first, mut next) = number(words, *at)?;
    let own_unit = metres_of_unit(words, next);
    let behind_unit = own_unit.map_or(next, |(_, behind)| behind);
    let before = at.checked_sub(1).and_then(|at| word(words, at));
    // "67 km and 5 km" are two distances, unless they are told to be the ends of one.
    let is_between = before.is_some_and(|word| matches!(word, "between" | "entre"));
    let is_range = |at: usize| match word(words, at) {
        Some("and" | "et" | "or" | "ou") if own_unit.is_some() => is_between,
        Some(word) => RANGE.contains(&word),
        None => false,
    };
    let is_dash = |at: usize| words.get(at).is_some_and(|word| word.is_behind_dash);
    let second = if is_range(behind_unit) {
        number(words, behind_unit + 1)
    } else {
        number(words, behind_unit).filter(|_| is_dash(behind_unit))
    };
    // Without a unit behind it the second number is of something else.
    let second = second.filter(|(_, behind)| metres_of_unit(words, *behind).is_some());
    let mut last = first;
    if let Some((second, behind)) = second {
        (last, next) = (second, behind);
    }
    let (unit, behind) = metres_of_unit(words, next)?;
    let unit = unit / 1000.0;
    let first_unit = own_unit.map_or(unit, |(unit, _)| unit / 1000.0);
    let ends = [first.0 * first_unit, last.0 * unit];
    if ends[0] > ends[1] || ends[1] >= MOST_KM {
        return None;
    }
    *at = behind;
    Some(Kilometres {
        ends,
        rounded_to: [first.1 * first_unit, last.1 * unit],
    })
}

/// The number that begins at a word, the step that it was rounded to, and the word behind it. Thousands may stand
/// apart: `1 500`.
fn number(words: &[Word], at: usize) -> Option<((f64, f64), usize)> {
    let first = word(words, at).filter(|text| is_number(text) && !may_be_thousands(text))?;
    let (mut text, mut behind) = (first.to_owned(), at + 1);
    if first.len() <= 3 && !first.contains('.') && !first.starts_with('0') {
        while let Some(group) = words.get(behind)
            && group.folded.len() == 3
            && group.folded.bytes().all(|b| b.is_ascii_digit())
            && !group.is_behind_dash
            && !words[behind - 1].ends_part
        {
            text.push_str(&group.folded);
            behind += 1;
        }
    }
    let number = text.parse().ok()?;
    Some(((number, rounded_to(&text, number)), behind))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the sign in a number may part thousands as well as a fraction: three digits stand behind it, as in
/// 1,500; in 0,500 it cannot.
fn may_be_thousands(text: &str) -> bool {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    others.peek().is_some()
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && others.all(|group| group.len() == 3)
}

/// What is wrong with the number of a distance that was not read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BadNumber {
    /// Its sign may part thousands or a fraction: the number as it is compared.
    Thousands(String),
    /// It is so many kilometres, which is too far.
    Far(f64),
    /// No digits stand before this unit.
    InWords(String),
    /// The first of two is the greater.
    Falling,
}

/// What is wrong with the first number of a distance among some words; nothing where no unit stands there.
pub(super) fn bad_number(words: &[Word]) -> Option<BadNumber> {
    let (at, unit) = (0..words.len()).find_map(|at| {
        let (unit, _) = metres_of_unit(words, at)?;
        Some((at, unit))
    })?;
    let before = at.checked_sub(1).and_then(|at| word(words, at));
    let before = before.filter(|before| is_number(before));
    let Some(before) = before else {
        // A letter alone is no unit.
        let unit = word(words, at).filter(|unit| unit.len() > 1)?;
        return Some(BadNumber::InWords(unit.to_owned()));
    };
    if may_be_thousands(before) {
        return Some(BadNumber::Thousands(before.to_owned()));
    }
    let start = (0..at).find(|start| number(words, *start).is_some_and(|(_, behind)| behind == at));
    let ((number, _), _) = number(words, start?)?;
    let km = number * unit / 1000.0;
    if km >= MOST_KM {
        return Some(BadNumber::Far(km));
    }
    let is_second = at >= 3 && word(words, at - 2).is_some_and(|word| RANGE.contains(&word));
    (is_second || words[at - 1].is_behind_dash).then_some(BadNumber::Falling)
}

/// The step that a number was rounded to, as far as its digits tell: of 5.5 a tenth, of 67 one, of 15 and
/// 25 five, of 20 ten, of 150 fifty, of 300 a hundred. It is always less than the number.
fn rounded_to(text: &str, number: f64) -> f64 {
    if let Some((_, fraction)) = text.split_once('.') {
        let digits = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
        return libm::pow(10.0, -f64::from(digits));
    }
    let steps = [1000.0, 500.0, 100.0, 50.0, 10.0, 5.0];
    let divides = |step: &f64| *step < number && number % step == 0.0;
    steps.into_iter().find(divides).unwrap_or(1.0)
}

/// The metres of the unit that begins at a word, and the word behind it.
fn metres_of_unit(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let metres = match word(words, at)? {
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => 1000.0,
        "m" | "meter" | "meters" | "metre" | "metres" => 1.0,
        "mile" | "miles" => 1609.344,
        "nautical" if matches!(word(words, at + 1), Some("mile" | "miles")) => {
            return Some((1852.0, at + 2));
        }
        _ => return None,
    };
    Some((metres, at + 1))
}

fn near(words: &[Word], at: &mut usize) -> bool {
    let found = NEARS.iter().find(|near| {
        let said = (*at..).map_while(|at| word(words, at));
        said.take(near.len()).eq(near.iter().copied())
    });
    if let Some(found) = found {
        *at += found.len();
    }
    found.is_some()
}

/// One of sixteen directions, of one to three words; letters alone are read only behind a number.
fn direction(words: &[Word], at: &mut usize, may_be_short: bool) -> Option<f64> {
    let of = |text: &str| {
        let short = SHORT_DIRECTIONS.iter().filter(|_| may_be_short);
        let found = DIRECTIONS
            .iter()
            .chain(short)
            .find(|(word, _)| *word == text);
        found.map(|(_, degrees)| *degrees)
    };
    (1..=3).rev().find_map(|count| {
        let said: Vec<&str> = (*at..*at + count).map_while(|at| word(words, at)).collect();
        let degrees = of(&said.concat()).filter(|_| said.len() == count)?;
        *at += count;
        Some(degrees)
    })
}

/// The word for the nearest of eight directions.
pub(crate) fn direction_word(degrees: f64) -> &'static str {
    const WORDS: [&str; 8] = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "degrees in a turn make 0 to 8"
    )]
    let eighth = (degrees.rem_euclid(360.0) / 45.0).round() as usize;
    WORDS.get(eighth % WORDS.len()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_what_it_was_rounded_to() {
        for (text, step) in [
            ("67", 1.0),
            ("5", 1.0),
            ("10", 5.0),
            ("15", 5.0),
            ("20", 10.0),
            ("50", 10.0),
            ("100", 50.0),
            ("150", 50.0),
            ("300", 100.0),
            ("1000", 500.0),
            ("5.5", 0.1),
            ("5.25", 0.01),
        ] {
            let number = text.parse().unwrap();
            assert!((rounded_to(text, number) - step).abs() < 1e-12, "{text}");
        }
    }
}
