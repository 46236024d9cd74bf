//! What a text says of a place, against where the place is: "67 km north-east of Assamaka", "à 15 km
//! au sud d'In Guezzam", "near Madama".
//!
//! Only what can be read without doubt is compared: a number of kilometres or miles, one of eight
//! directions, or a word for near, followed by a name that the gazetteer has. Of several places with one
//! name any may be meant, so a text contradicts its point only if it does for each of those that lie
//! within some reach.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::words::{Word, folded, words};
use crate::geodesy::{Distance, Position, inverse};
use crate::model::Atlas;

/// The names of towns and sites, and where each of the name lies: a hash of each name in place of the
/// name, in order.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    places: Vec<(u64, Position)>,
    /// The most words of a name.
    most_words: usize,
}

/// Something that a text says of where it is.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    /// Least and most kilometres; absent when the text gives none.
    km: Option<[f64; 2]>,
    /// Degrees from north; absent when the text gives none.
    direction: Option<f64>,
    /// Whether it says near.
    is_near: bool,
    /// The name as it is compared.
    name: String,
}

/// Names shorter than this are words of another meaning too often.
const NAME_LETTERS: usize = 4;

/// How many words may stand between "of" and the name: "the Nigerian border town of Assamaka".
const WORDS_BEFORE_NAME: usize = 6;

/// Which these may be, beside names of other kinds.
const BEFORE_NAME: [&str; 15] = [
    "of", "the", "town", "city", "village", "small", "port", "border", "post", "camp", "oasis",
    "ville", "poste", "de", "la",
];

/// A place farther off than this is not the one of its name that is meant.
const REACH_KM: f64 = 1500.0;

/// Near is at most this far.
const NEAR_KM: f64 = 250.0;

/// A direction without a number speaks of places at most this far off.
const BESIDE_KM: f64 = 150.0;

/// Eight directions lie 45° apart; one and a half of these is no matter of rounding.
const DIRECTION_SLACK: f64 = 67.5;

/// Closer than this to a place, the direction from its middle says nothing.
const SMALL_KM: f64 = 5.0;

/// Whether a text has a number of kilometres, a direction or a word for near.
pub(super) fn says_where(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|start| {
        let mut at = start;
        kilometres(&words, &mut at).is_some()
            || near(&words, &mut at)
            || direction(&words, &mut at, false).is_some()
    })
}

impl Gazetteer {
    /// The towns of an atlas and its sites.
    pub(super) fn from_atlas(atlas: &Atlas) -> Self {
        let mut gazetteer = Self::default();
        for town in &atlas.towns {
            gazetteer.add(&town.name, town.position);
        }
        for site in &atlas.aid {
            gazetteer.add(&site.value.name, site.value.place.position);
        }
        gazetteer.places.sort_by_key(|(name, _)| *name);
        gazetteer
    }

    fn add(&mut self, name: &str, position: Position) {
        let name = folded(name);
        if name.len() >= NAME_LETTERS {
            let length = name.split(' ').count();
            self.most_words = self.most_words.max(length);
            self.places.push((hash_of(&name), position));
        }
    }

    /// The places of a name.
    fn places_of(&self, name: &str) -> impl Iterator<Item = Position> {
        let hash = hash_of(name);
        let start = self.places.partition_point(|(other, _)| *other < hash);
        let rest = self.places.iter().skip(start);
        rest.take_while(move |(other, _)| *other == hash)
            .map(|(_, position)| *position)
    }

    /// The longest name that some words begin with: how many words it takes.
    fn name_at(&self, words: &[Word]) -> Option<(usize, String)> {
        if !words.first()?.is_capital {
            return None;
        }
        let whole = words.iter().position(|word| word.ends_part);
        let most = whole
            .map_or(words.len(), |end| end + 1)
            .min(self.most_words);
        (1..=most).rev().find_map(|length| {
            let name: Vec<&str> = words
                .iter()
                .take(length)
                .map(|word| word.folded.as_str())
                .collect();
            let name = name.join(" ");
            let is_known = self.places_of(&name).next().is_some();
            is_known.then_some((length, name))
        })
    }

    /// The whole name that comes next, some words of other kinds before it: "the border town of Assamaka".
    /// A part of a longer name is none: "Cape Trafalgar", "Ras Ajdir".
    fn name_after(&self, words: &[Word]) -> Option<String> {
        for step in 0..=WORDS_BEFORE_NAME {
            let rest = words.get(step..)?;
            if let Some((length, name)) = self.name_at(rest) {
                let begins = step.checked_sub(1).and_then(|before| words.get(before));
                let is_begun = begins.is_some_and(|before| before.is_capital);
                let ends = rest.get(length - 1).is_none_or(|last| last.ends_part);
                let goes_on = !ends && rest.get(length).is_some_and(|next| next.is_capital);
                return (!is_begun && !goes_on).then_some(name);
            }
            let word = rest.first()?;
            let is_known = word.is_capital || BEFORE_NAME.contains(&word.folded.as_str());
            if !is_known || word.ends_part {
                return None;
            }
        }
        None
    }

    /// What contradicts a position in a text, if anything does.
    pub(super) fn contradiction(&self, text: &str, position: Position) -> Option<String> {
        let mut words = words(text);
        words.truncate(end_of_place(&words));
        let mut all = (0..words.len()).filter_map(|start| self.said_at(&words, start));
        all.find_map(|said| self.against(&said, position))
    }

    /// What a text says from a word on.
    fn said_at(&self, words: &[Word], start: usize) -> Option<Said> {
        let mut at = start;
        let km = kilometres(words, &mut at);
        let is_near = km.is_none() && near(words, &mut at);
        if km.is_none() && is_inside_a_number(words, start) {
            return None;
        }
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
        if before.ends_part {
            return None;
        }
        let name = self.name_after(words.get(at..)?)?;
        Some(Said {
            km,
            direction,
            is_near,
            name,
        })
    }

    /// Why a position is not where the text says, if it is not.
    fn against(&self, said: &Said, position: Position) -> Option<String> {
        let places = self.places_of(&said.name);
        let measured = places.map(|place| inverse(place, position));
        let in_reach: Vec<(Distance, f64)> = measured
            .map(|line| (line.distance, line.azimuth_at_start.degrees()))
            .filter(|(distance, _)| distance.km() <= REACH_KM)
            .collect();
        let nearest = in_reach.iter().min_by_key(|(distance, _)| *distance)?;
        if in_reach
            .iter()
            .any(|(distance, azimuth)| said.agrees(*distance, *azimuth))
        {
            return None;
        }
        let (distance, azimuth) = nearest;
        Some(format!(
            "the text says {}, and the point lies {:.0} km {} of it",
            said.in_words(),
            distance.km(),
            direction_word(*azimuth)
        ))
    }
}

impl Said {
    fn agrees(&self, distance: Distance, azimuth: f64) -> bool {
        let km = distance.km();
        let is_far_enough_to_tell = km > SMALL_KM;
        let agrees_in_direction = match self.direction {
            Some(said) if is_far_enough_to_tell => {
                let turn = (said - azimuth).rem_euclid(360.0);
                turn.min(360.0 - turn) <= DIRECTION_SLACK
            }
            _ => true,
        };
        let agrees_in_distance = match self.km {
            // What people call 60 km may be measured along a road, from an edge of a town, or be rounded.
            Some([least, most]) => (least * 0.5 - 20.0..=most * 1.5 + 20.0).contains(&km),
            None if self.is_near => km <= NEAR_KM,
            None => km <= BESIDE_KM,
        };
        agrees_in_direction && agrees_in_distance
    }

    fn in_words(&self) -> String {
        let mut parts = Vec::new();
        match self.km {
            Some([least, most]) if (most - least).abs() < 1e-9 => {
                parts.push(format!("{} km", tenths(least)));
            }
            Some([least, most]) => parts.push(format!("{} to {} km", tenths(least), tenths(most))),
            None => {}
        }
        parts.extend(
            self.direction
                .map(|degrees| direction_word(degrees).to_owned()),
        );
        let link = match (self.is_near, self.direction) {
            (true, _) => "near",
            (false, Some(_)) => "of",
            (false, None) => "from",
        };
        parts.push(link.to_owned());
        let capitals = self.name.split(' ').map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        });
        parts.push(capitals.collect::<Vec<String>>().join(" "));
        parts.join(" ")
    }
}

/// A number to a tenth.
fn tenths(km: f64) -> f64 {
    (km * 10.0).round() / 10.0
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

/// The same for the same name in every run.
fn hash_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Eight directions with the words for them, in degrees from north.
const DIRECTIONS: [(&str, f64); 20] = [
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
const SHORT_DIRECTIONS: [(&str, f64); 10] = [
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

/// Beginnings of words that go on to where people came from or went, not to where it was.
const ELSEWHERE: [&str; 10] = [
    "depart",
    "embark",
    "disembark",
    "heading",
    "destin",
    "presumed",
    "rescued",
    "route",
    "towards",
    "parti",
];

/// How many words speak of the place itself.
fn end_of_place(words: &[Word]) -> usize {
    let is_elsewhere = |word: &Word| ELSEWHERE.iter().any(|begin| word.folded.starts_with(begin));
    words.iter().position(is_elsewhere).unwrap_or(words.len())
}

fn word(words: &[Word], at: usize) -> Option<&str> {
    words.get(at).map(|word| word.folded.as_str())
}

/// Passes over some words that say nothing; whether there was one.
fn pass_over(words: &[Word], at: &mut usize, known: &[&str]) -> bool {
    let start = *at;
    while word(words, *at).is_some_and(|word| known.contains(&word)) {
        *at += 1;
    }
    *at > start
}

/// Whether a word stands behind the number of a distance: what is said began there.
fn is_inside_a_number(words: &[Word], start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| word(words, at));
    before.is_some_and(|before| {
        metres_of_unit(before).is_some() || DIRECTIONS.iter().any(|(word, _)| *word == before)
    })
}

/// A number or a range of them, with its unit.
fn kilometres(words: &[Word], at: &mut usize) -> Option<[f64; 2]> {
    let number = |at: usize| -> Option<f64> {
        let text = word(words, at)?;
        let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && text.starts_with(|c: char| c.is_ascii_digit());
        text.parse().ok().filter(|_| is_number)
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
    (first <= last && last < 5000.0).then_some([first * unit, last * unit])
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

/// One of eight directions, of one word or two; letters alone are read only behind a number.
fn direction(words: &[Word], at: &mut usize, may_be_short: bool) -> Option<f64> {
    let of = |text: &str| {
        let short = SHORT_DIRECTIONS.iter().filter(|_| may_be_short);
        let found = DIRECTIONS
            .iter()
            .chain(short)
            .find(|(word, _)| *word == text);
        found.map(|(_, degrees)| *degrees)
    };
    let first = word(words, *at)?;
    if let Some(second) = word(words, *at + 1)
        && let Some(degrees) = of(&format!("{first}{second}"))
    {
        *at += 2;
        return Some(degrees);
    }
    let degrees = of(first)?;
    *at += 1;
    Some(degrees)
}

/// The word for the nearest of eight directions.
fn direction_word(degrees: f64) -> &'static str {
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
    use crate::geodesy::{Azimuth, direct};

    /// Assamaka, as the bundled sites have it.
    const ASSAMAKA: [f64; 2] = [5.7719, 19.3344];

    fn gazetteer() -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        for (name, [lon, lat]) in [
            ("Assamaka", ASSAMAKA),
            ("In Guezzam", [5.76806, 19.57361]),
            ("Bordj Badji Mokhtar", [0.9547, 21.3278]),
        ] {
            gazetteer.add(name, Position::from_lon_lat(lon, lat).unwrap());
        }
        gazetteer.places.sort_by_key(|(name, _)| *name);
        gazetteer
    }

    /// A point so far from Assamaka in a direction.
    fn off(km: f64, degrees: f64) -> Position {
        let start = Position::from_lon_lat(ASSAMAKA[0], ASSAMAKA[1]).unwrap();
        let azimuth = Azimuth::from_degrees(degrees).unwrap();
        direct(start, azimuth, Distance::from_km(km).unwrap())
    }

    fn said(text: &str) -> Option<Said> {
        let (gazetteer, words) = (gazetteer(), words(text));
        let mut all = (0..words.len()).filter_map(|start| gazetteer.said_at(&words, start));
        all.next()
    }

    #[test]
    fn what_is_said_of_a_place_is_read_in_english_and_french() {
        for (text, km, direction, name) in [
            (
                "67 km north-east of Assamaka",
                Some([67.0, 67.0]),
                Some(45.0),
                "assamaka",
            ),
            (
                "67 and 70 km Northeast of Assamaka, Niger.",
                Some([67.0, 70.0]),
                Some(45.0),
                "assamaka",
            ),
            (
                "15-20 km North the Assamaka border post",
                Some([15.0, 20.0]),
                Some(0.0),
                "assamaka",
            ),
            (
                "à 15 km au sud d'In Guezzam",
                Some([15.0, 15.0]),
                Some(180.0),
                "in guezzam",
            ),
            (
                "5,5 km à l’est d’Assamaka",
                Some([5.5, 5.5]),
                Some(90.0),
                "assamaka",
            ),
            (
                "16km SW Assamaka",
                Some([16.0, 16.0]),
                Some(225.0),
                "assamaka",
            ),
            (
                "about 50 KM from Bordj Badji Mokhtar",
                Some([50.0, 50.0]),
                None,
                "bordj badji mokhtar",
            ),
            (
                "40 kilomètres au nord ouest de Assamaka",
                Some([40.0, 40.0]),
                Some(315.0),
                "assamaka",
            ),
            (
                "North of the Nigerian border town of Assamaka",
                None,
                Some(0.0),
                "assamaka",
            ),
            ("Unspecified location near Assamaka", None, None, "assamaka"),
            ("à côté d'Assamaka", None, None, "assamaka"),
        ] {
            let said = said(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((said.km, said.direction), (km, direction), "{text}");
            assert_eq!(said.name, name, "{text}");
        }
        for text in [
            "70 km off the coast of Libya",
            "in the north, in Assamaka",
            "12 people of Assamaka",
            "A16 motorway, km 90 near Marck",
            "East Tolmeitha",
            "5 miles south of Cape Assamaka",
            "near Assamaka Lighthouse",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn a_point_elsewhere_contradicts_its_text() {
        let gazetteer = gazetteer();
        let against = |text: &str, km, degrees| gazetteer.contradiction(text, off(km, degrees));
        let text = "67 km north-east of Assamaka";
        assert_eq!(against(text, 67.0, 45.0), None);
        assert_eq!(against(text, 80.0, 70.0), None, "roads and rounding");
        assert_eq!(
            against(text, 8.0, 315.0).unwrap(),
            "the text says 67 km north-east of Assamaka, and the point lies 8 km north-west of it"
        );
        assert!(against(text, 67.0, 225.0).is_some(), "the other way");
        assert!(against(text, 150.0, 45.0).is_some(), "too far");
        assert_eq!(against("near Assamaka", 30.0, 10.0), None);
        assert!(against("near Assamaka", 300.0, 10.0).is_some());
        assert_eq!(against("north of Assamaka", 60.0, 20.0), None);
        assert!(against("north of Assamaka", 60.0, 200.0).is_some());
        assert_eq!(
            against("departed 50 km south of Assamaka", 300.0, 10.0),
            None
        );
        // So far off that another place of the name is meant.
        assert_eq!(against("near Assamaka", 4000.0, 10.0), None);
    }
}
