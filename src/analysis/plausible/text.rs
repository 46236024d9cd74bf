//! What a text says of a place, against where the place is: "67 km north-east of Assamaka", "à 15 km
//! au sud d'In Guezzam", "near Madama".
//!
//! Only what can be read without doubt is compared: a number of kilometres or miles, one of eight
//! directions, or a word for near, followed by a name that the gazetteer has. Of several places with one
//! name any may be meant, so a text contradicts its point only if it does for each of those that lie
//! within some reach.

use crate::analysis::testimony::{
    Gazetteer, Word, direction_word, has_offset, in_capitals, is_inside_a_number, offset_at, words,
};
use crate::geodesy::{Distance, Position, inverse};

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

/// Words for the sea and for what happens on it, in English, French, Spanish, Italian and Arabic.
const OF_THE_SEA: [&str; 33] = [
    "sea",
    "ocean",
    "offshore",
    "mediterranean",
    "atlantic",
    "aegean",
    "drowning",
    "drowned",
    "drown",
    "shipwreck",
    "shipwrecked",
    "capsized",
    "capsize",
    "boat",
    "dinghy",
    "vessel",
    "mer",
    "océan",
    "méditerranée",
    "atlantique",
    "noyade",
    "noyé",
    "noyés",
    "naufrage",
    "pirogue",
    "océano",
    "mediterráneo",
    "naufragio",
    "ahogado",
    "ahogados",
    "mare",
    "البحر",
    "غرق",
];

/// Whether a text speaks of the sea or of what happens there.
pub(super) fn speaks_of_the_sea(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.any(|word| {
        let is_short = !word.is_empty() && word.len() <= 24;
        is_short && OF_THE_SEA.contains(&word.to_lowercase().as_str())
    })
}

/// Whether a text has a number of kilometres, a direction or a word for near.
pub(super) fn says_where(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|start| has_offset(&words, start))
}

/// The whole name that comes next, some words of other kinds before it: "the border town of Assamaka".
/// A part of a longer name is none: "Cape Trafalgar", "Ras Ajdir".
fn name_after(gazetteer: &Gazetteer, words: &[Word]) -> Option<String> {
    for step in 0..=WORDS_BEFORE_NAME {
        let rest = words.get(step..)?;
        if let Some((length, name)) = gazetteer.name_at(rest) {
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
pub(super) fn contradiction(
    gazetteer: &Gazetteer,
    text: &str,
    position: Position,
) -> Option<String> {
    let mut words = words(text);
    words.truncate(end_of_place(&words));
    let mut all = (0..words.len()).filter_map(|start| said_at(gazetteer, &words, start));
    all.find_map(|said| against(gazetteer, &said, position))
}

/// What a text says from a word on.
fn said_at(gazetteer: &Gazetteer, words: &[Word], start: usize) -> Option<Said> {
    let (offset, at) = offset_at(words, start)?;
    if offset.km.is_none() && is_inside_a_number(words, start) {
        return None;
    }
    let name = name_after(gazetteer, words.get(at..)?)?;
    Some(Said {
        km: offset.km.map(|km| km.ends),
        direction: offset.direction,
        is_near: offset.is_near,
        name,
    })
}

/// Why a position is not where the text says, if it is not.
fn against(gazetteer: &Gazetteer, said: &Said, position: Position) -> Option<String> {
    let places = gazetteer.positions_of(&said.name);
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
        parts.push(in_capitals(&self.name));
        parts.join(" ")
    }
}

/// A number to a tenth.
fn tenths(km: f64) -> f64 {
    (km * 10.0).round() / 10.0
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Azimuth, direct};
    use crate::model::{Atlas, Town};

    /// Assamaka, as the bundled sites have it.
    const ASSAMAKA: [f64; 2] = [5.7719, 19.3344];

    fn gazetteer() -> Gazetteer {
        let towns = [
            ("Assamaka", ASSAMAKA),
            ("In Guezzam", [5.76806, 19.57361]),
            ("Bordj Badji Mokhtar", [0.9547, 21.3278]),
        ]
        .map(|(name, [lon, lat])| Town {
            name: name.to_owned(),
            country: String::new(),
            population: 0,
            position: Position::from_lon_lat(lon, lat).unwrap(),
        });
        Gazetteer::from_atlas(&Atlas {
            towns: towns.to_vec(),
            ..Atlas::default()
        })
    }

    /// A point so far from Assamaka in a direction.
    fn off(km: f64, degrees: f64) -> Position {
        let start = Position::from_lon_lat(ASSAMAKA[0], ASSAMAKA[1]).unwrap();
        let azimuth = Azimuth::from_degrees(degrees).unwrap();
        direct(start, azimuth, Distance::from_km(km).unwrap())
    }

    fn said(text: &str) -> Option<Said> {
        let (gazetteer, words) = (gazetteer(), words(text));
        let mut all = (0..words.len()).filter_map(|start| said_at(&gazetteer, &words, start));
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
        let against = |text: &str, km, degrees| contradiction(&gazetteer, text, off(km, degrees));
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
