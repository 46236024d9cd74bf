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
    let before = start.checked_sub(1).and_then(|at| word(words, at));
    before.is_some_and(|before| {
        metres_of_unit(before).is_some() || DIRECTIONS.iter().any(|(word, _)| *word == before)
    })
}

/// A number or a range of them, with its unit.
fn kilometres(words: &[Word], at: &mut usize) -> Option<Kilometres> {
    let number = |at: usize| -> Option<(f64, f64)> {
        let text = word(words, at)?;
        let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && text.starts_with(|c: char| c.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_number)?;
        Some((number, rounded_to(text, number)))
    };
    let first = number(*at)?;
    let mut next = *at + 1;
    let mut last = first;
    if word(words, next).is_some_and(|word| ["and", "to", "et", "a", "or", "ou"].contains(&word))
        && let Some(second) = number(next + 1)
    {
        (last, next) = (second, next + 2);
    } else if let Some(second) = number(next) {
        (last, next) = (second, next + 1);
    }
    let unit = metres_of_unit(word(words, next)?)? / 1000.0;
    *at = next + 1;
    (first.0 <= last.0 && last.0 < 5000.0).then_some(Kilometres {
        ends: [first.0 * unit, last.0 * unit],
        rounded_to: [first.1 * unit, last.1 * unit],
    })
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

fn metres_of_unit(word: &str) -> Option<f64> {
    match word {
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => Some(1000.0),
        "mile" | "miles" => Some(1609.344),
        _ => None,
    }
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
