//! A testimony as an area: "67 km north-east of Assamaka", "à 15 km d'Assamaka, côté algérien".
//!
//! # What the words mean
//! - **A number** is as sure as its digits: 67 km is 66.5 to 67.5, 15 km is 12.5 to 17.5 (a five or a
//!   ten is what people round to), 150 km is 125 to 175. "About" is at least 10 % to either side.
//! - **A direction** is a sector: north, east, south and west divide the circle into four, so each is 45°
//!   to either side; north-east and the like divide it into eight, 22.5° to either side;
//!   north-north-east and the like into sixteen, 11.25°.
//! - **A place** lies within its radius, and the area goes as far beyond.
//! - **Between** two places is what is seen from each within 22.5° of the direction of the other.
//! - **A side** cuts the area at the boundary.
//!
//! The distance is taken as a straight line. What somebody walked or drove is longer than that.

use std::fmt;

use super::phrase::{BadNumber, Offset, bad_number, offset_at, pass_over, word};
use super::words::{Word, in_capitals, words};
use super::{NamedPlace, PlaceNotFound, Places};
use crate::analysis::{ForDrawingOnly, LineChoice, Territory};
use crate::geodesy::{
    Azimuth, Distance, Ecef, Path, Position, Rings, Segment, WGS84, direct, distance, interpolate,
    inverse, polygon_area,
};
use crate::model::{
    Atlas, Batch, Cell, Column, Country, Geometry, Polygon, Schema, readable_distance, visible,
};

/// What a text says, before the places are looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Testimony {
    text: String,
    said: Said,
    side: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Said {
    /// So far from a place, perhaps in a direction.
    Away {
        least: Distance,
        most: Distance,
        direction: Option<f64>,
        name: String,
    },
    /// Between two places.
    Between(String, String),
}

/// Why a text gives no area.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NotLocated {
    /// It is no phrase that is read here.
    Unreadable(String),
    /// It does not say how far, or only at least how far.
    Unbounded(String),
    /// A number of it cannot be read, or may be two; what is wrong with it and what to write.
    Number(String),
    /// A place of it is not known, or known twice.
    Place(PlaceNotFound),
    /// No part of the area lies on the side that it names.
    NotOnThatSide(String),
    /// The world is too coarse.
    Coarse(ForDrawingOnly),
}

impl fmt::Display for NotLocated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(text) => write!(
                f,
                "\"{}\" does not say how far from which place; write it as \"67 km north-east of Assamaka\", \
                 \"15 km from Assamaka, Algerian side\", \"between In Guezzam and Assamaka\", or in French",
                visible(text)
            ),
            Self::Unbounded(text) => write!(
                f,
                "\"{}\" sets no bound to how far it may be; give a distance, such as \"up to 30 km from \
                 Assamaka\"",
                visible(text)
            ),
            Self::Place(error) => error.fmt(f),
            Self::Number(why) | Self::NotOnThatSide(why) => f.write_str(why),
            Self::Coarse(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotLocated {}

impl From<PlaceNotFound> for NotLocated {
    fn from(error: PlaceNotFound) -> Self {
        Self::Place(error)
    }
}

/// The area that a testimony speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedArea {
    /// What was said.
    pub text: String,
    /// How it was understood.
    pub reading: String,
    /// The places that it names.
    pub places: Vec<NamedPlace>,
    /// The least and the most distance that is meant; absent between two places.
    pub distances: Option<(Distance, Distance)>,
    /// Between which directions from the place; absent where none is said.
    pub azimuths: Option<(Azimuth, Azimuth)>,
    /// The country on whose side it is; empty where none is said.
    pub side: String,
    /// How far the boundary may lie from where it was cut.
    pub border_doubt: Distance,
    /// The area.
    pub areas: Vec<Polygon>,
    /// A place in the middle, where a point must be.
    pub centre: Position,
    /// No place of the area lies farther from the centre than this; the doubt of the boundary is in it.
    pub bound: Distance,
}

/// Adjectives of countries as they are compared, English and French, with their codes.
///
/// French has "nigérien" for Niger and "nigérian" for Nigeria, English "Nigerien" and "Nigerian".
const ADJECTIVES: [(&str, &str); 42] = [
    ("algerian", "DZA"),
    ("algerien", "DZA"),
    ("algerienne", "DZA"),
    ("nigerien", "NER"),
    ("nigerienne", "NER"),
    ("nigerian", "NGA"),
    ("nigeriane", "NGA"),
    ("libyan", "LBY"),
    ("libyen", "LBY"),
    ("libyenne", "LBY"),
    ("tunisian", "TUN"),
    ("tunisien", "TUN"),
    ("tunisienne", "TUN"),
    ("moroccan", "MAR"),
    ("marocain", "MAR"),
    ("marocaine", "MAR"),
    ("malian", "MLI"),
    ("malien", "MLI"),
    ("malienne", "MLI"),
    ("mauritanian", "MRT"),
    ("mauritanien", "MRT"),
    ("mauritanienne", "MRT"),
    ("chadian", "TCD"),
    ("tchadien", "TCD"),
    ("tchadienne", "TCD"),
    ("egyptian", "EGY"),
    ("egyptien", "EGY"),
    ("egyptienne", "EGY"),
    ("sudanese", "SDN"),
    ("soudanais", "SDN"),
    ("soudanaise", "SDN"),
    ("senegalese", "SEN"),
    ("senegalais", "SEN"),
    ("turkish", "TUR"),
    ("turc", "TUR"),
    ("turque", "TUR"),
    ("greek", "GRC"),
    ("grec", "GRC"),
    ("grecque", "GRC"),
    ("spanish", "ESP"),
    ("espagnol", "ESP"),
    ("espagnole", "ESP"),
];

/// Words that say a side, before or behind the name of its country.
const OF_SIDE: [&str; 13] = [
    "side",
    "cote",
    "territory",
    "territoire",
    "soil",
    "sol",
    "in",
    "en",
    "au",
    "within",
    "inside",
    "dans",
    "partie",
];

/// Words that may stand beside these.
const BESIDE_SIDE: [&str; 12] = [
    "on", "the", "du", "de", "d", "des", "le", "la", "l", "sur", "of", "aux",
];

/// Words for a number that is not exact.
const ABOUT: [&str; 14] = [
    "about",
    "around",
    "approximately",
    "approx",
    "roughly",
    "environ",
    "quelque",
    "quelques",
    "some",
    "circa",
    "ca",
    "nearly",
    "almost",
    "presque",
];

/// Words for at most so much.
const UP_TO: [&[&str]; 9] = [
    &["up", "to"],
    &["at", "most"],
    &["less", "than"],
    &["within"],
    &["under"],
    &["moins", "de"],
    &["au", "plus"],
    &["jusqu", "a"],
    &["jusqua"],
];

/// Words for at least so much.
const AT_LEAST: [&[&str]; 7] = [
    &["at", "least"],
    &["more", "than"],
    &["over"],
    &["beyond"],
    &["plus", "de"],
    &["au", "moins"],
    &["au", "dela", "de"],
];

/// The share by which "about" errs at least to either side, as in [`Stated`](crate::model::Stated).
const ABOUT_SHARE: f64 = 0.10;

/// Farther than this nobody means a straight line, and a sector is no place any more.
const FARTHEST_KM: f64 = 1_000.0;

/// Half the sector of one of eight directions, in degrees.
const EIGHTH_DEG: f64 = 22.5;

impl Testimony {
    /// Reads a text in English or French.
    ///
    /// # Errors
    /// [`NotLocated`] where it is no such phrase or sets no bound; the names are not looked up yet.
    pub fn read(text: &str, places: &Places<'_>) -> Result<Self, NotLocated> {
        let all = words(text);
        let unreadable = || unread(text, &all);
        let begins_between =
            word(&all, 0).is_some_and(|first| matches!(first, "between" | "entre"));
        let is_number =
            word(&all, 1).is_some_and(|second| second.starts_with(|c: char| c.is_ascii_digit()));
        if begins_between
            && !is_number
            && let Some(testimony) = between(text, &all, places)
        {
            return Ok(testimony);
        }
        let mut lead = Lead::of(&all);
        // Between two numbers, not two places.
        lead.words += usize::from(begins_between && is_number);
        let Some((offset, name_at)) = offset_at(&all, lead.words) else {
            return Err(unreadable());
        };
        let Some((least, most)) = distances(&offset, &lead) else {
            return Err(NotLocated::Unbounded(text.to_owned()));
        };
        if most.km() > FARTHEST_KM {
            return Err(too_far(offset.km.map_or(most.km(), |km| km.ends[1])));
        }
        let rest = all.get(name_at..).filter(|rest| !rest.is_empty());
        let named = Named::of(rest.ok_or_else(unreadable)?, places);
        Ok(Self {
            text: text.to_owned(),
            said: Said::Away {
                least,
                most,
                direction: offset.direction,
                name: named.name,
            },
            side: named.side,
        })
    }

    /// Whether it names a side, so that the world must be known to locate it.
    pub fn has_side(&self) -> bool {
        self.side.is_some()
    }

    /// The area that it speaks of. `world` has the countries and boundary lines to measure on, where a side
    /// is named.
    ///
    /// # Errors
    /// [`NotLocated`] where a place is not known or known twice, or nothing lies on the side.
    pub fn locate(&self, places: &Places<'_>, world: &Atlas) -> Result<LocatedArea, NotLocated> {
        let mut located = match &self.said {
            Said::Away {
                least,
                most,
                direction,
                name,
            } => {
                let place = places.find(name)?;
                self.away(place, *least, *most, *direction)
            }
            Said::Between(one, other) => {
                let (one, other) = (places.find(one)?, places.find(other)?);
                self.amid(one, other)?
            }
        };
        if let Some(code) = &self.side {
            cut(&mut located, code, world)?;
        }
        let (centre, bound) = centre_of(&located.areas, located.centre);
        located.centre = centre;
        located.bound = bound.plus(located.border_doubt);
        Ok(located)
    }

    fn away(
        &self,
        place: NamedPlace,
        least: Distance,
        most: Distance,
        direction: Option<f64>,
    ) -> LocatedArea {
        let centre = place.place.position;
        let radius_m = beyond_m(&place, most);
        let (near_m, far_m) = (least.metres(), most.metres());
        let half = direction.map(half_sector_deg);
        let rings = match direction.zip(half) {
            Some((direction, half)) => {
                let ends = [direction - half, direction + half].map(f64::to_radians);
                vec![on_ground(centre, &sector(ends, near_m, far_m, radius_m))]
            }
            None => ring_about(centre, near_m - radius_m, far_m + radius_m),
        };
        let azimuth = Azimuth::from_computed_degrees;
        let span = format!("{} to {}", to_the_metre(least), to_the_metre(most));
        let reading = match direction.zip(half) {
            Some((direction, half)) => format!(
                "{span} from {} between {:.1}° and {:.1}°",
                place.name,
                (direction - half).rem_euclid(360.0),
                direction + half
            ),
            None => format!("{span} from {}", place.name),
        };
        LocatedArea {
            text: self.text.clone(),
            reading: format!(
                "{reading}, {} within {}",
                place.name,
                plain(place.place.radius)
            ),
            distances: Some((least, most)),
            azimuths: direction
                .zip(half)
                .map(|(direction, half)| (azimuth(direction - half), azimuth(direction + half))),
            side: String::new(),
            border_doubt: Distance::ZERO,
            areas: polygons(vec![rings]),
            centre: direction.map_or(centre, |direction| {
                let middle = Distance::from_computed_metres(f64::midpoint(near_m, far_m));
                direct(centre, azimuth(direction), middle)
            }),
            bound: Distance::ZERO,
            places: vec![place],
        }
    }

    fn amid(&self, one: NamedPlace, other: NamedPlace) -> Result<LocatedArea, NotLocated> {
        let ends = [&one, &other].map(|named| named.place.position);
        let line = inverse(ends[0], ends[1]);
        if line.distance == Distance::ZERO || line.distance.km() > FARTHEST_KM {
            return Err(NotLocated::Unreadable(self.text.clone()));
        }
        let middle = interpolate(ends[0], ends[1], Path::Geodesic, 0.5);
        let towards = inverse(middle, ends[1])
            .azimuth_at_start
            .degrees()
            .to_radians();
        let half_m = line.distance.metres() / 2.0;
        let aside_m = half_m * libm::tan(EIGHTH_DEG.to_radians());
        let radius_m = beyond_m(&one, line.distance).max(beyond_m(&other, line.distance));
        let quarter = std::f64::consts::FRAC_PI_2;
        let corners = [
            (towards, half_m),
            (towards + quarter, aside_m),
            (towards + 2.0 * quarter, half_m),
            (towards + 3.0 * quarter, aside_m),
        ]
        .map(|(azimuth, metres)| at(azimuth, metres));
        let ring = on_ground(middle, &grown(&corners, radius_m));
        Ok(LocatedArea {
            text: self.text.clone(),
            reading: format!(
                "what is seen from {} within {EIGHTH_DEG}° of the direction of {}, and the other way round, the \
                 two within {} and {}",
                one.name,
                other.name,
                plain(one.place.radius),
                plain(other.place.radius)
            ),
            distances: None,
            azimuths: None,
            side: String::new(),
            border_doubt: Distance::ZERO,
            areas: polygons(vec![vec![ring]]),
            centre: middle,
            bound: Distance::ZERO,
            places: vec![one, other],
        })
    }
}

/// What stands before the number.
#[derive(Debug, Default)]
struct Lead {
    words: usize,
    is_about: bool,
    is_up_to: bool,
    is_at_least: bool,
}

impl Lead {
    fn of(words: &[Word]) -> Self {
        let mut lead = Self::default();
        loop {
            let rest = words.get(lead.words..).unwrap_or_default();
            let begins = |phrases: &[&[&str]]| {
                let found = phrases.iter().find(|phrase| {
                    let said = rest.iter().map(|word| word.folded.as_str());
                    said.take(phrase.len()).eq(phrase.iter().copied())
                });
                found.map(|phrase| phrase.len())
            };
            if let Some(length) = begins(&UP_TO) {
                (lead.is_up_to, lead.words) = (true, lead.words + length);
            } else if let Some(length) = begins(&AT_LEAST) {
                (lead.is_at_least, lead.words) = (true, lead.words + length);
            } else if word(rest, 0).is_some_and(|word| ABOUT.contains(&word)) {
                (lead.is_about, lead.words) = (true, lead.words + 1);
            } else if !pass_over(words, &mut lead.words, &["a", "at"]) {
                return lead;
            }
        }
    }
}

/// The least and the most that a number means; none where it has no upper bound.
fn distances(offset: &Offset, lead: &Lead) -> Option<(Distance, Distance)> {
    let km = offset.km.filter(|_| !lead.is_at_least)?;
    let slack = |end: usize| {
        let rounding = km.rounded_to[end] / 2.0;
        if lead.is_about {
            rounding.max(km.ends[end] * ABOUT_SHARE)
        } else {
            rounding
        }
    };
    let least = if lead.is_up_to {
        0.0
    } else {
        (km.ends[0] - slack(0)).max(0.0)
    };
    let most = km.ends[1] + slack(1);
    let of = |km: f64| Distance::from_computed_metres(km * 1000.0);
    Some((of(least), of(most)))
}

/// Why a text was not read: by the number in it, where that is what is wrong.
fn unread(text: &str, words: &[Word]) -> NotLocated {
    match bad_number(words) {
        Some(BadNumber::Thousands(number)) => {
            let whole: String = number.chars().filter(char::is_ascii_digit).collect();
            let fraction = number.trim_end_matches('0').trim_end_matches('.');
            let or = if number.matches('.').count() == 1 {
                format!(" or {fraction} (a fraction): write {whole}, or {fraction}")
            } else {
                format!(": write {whole}")
            };
            NotLocated::Number(format!(
                "\"{}\": the number may be {whole} (thousands){or}",
                visible(text)
            ))
        }
        Some(BadNumber::Far(km)) => too_far(km),
        Some(BadNumber::InWords(unit)) => NotLocated::Number(format!(
            "\"{}\": no number in digits stands before {}; numbers in words are not read: write 15 km, or \
             10 to 20 km",
            visible(text),
            visible(&unit)
        )),
        Some(BadNumber::Falling) => NotLocated::Number(format!(
            "\"{}\": the first of the two numbers is the greater; write the lesser first, such as 10 to 15 km",
            visible(text)
        )),
        None => NotLocated::Unreadable(text.to_owned()),
    }
}

fn too_far(km: f64) -> NotLocated {
    NotLocated::Number(format!(
        "{km:.0} km is too far: what is said of more than {FARTHEST_KM:.0} km tells no place; name a place that is \
         nearer"
    ))
}

/// The name of a place as it is looked up, and the code of the country on whose side it is.
struct Named {
    name: String,
    side: Option<String>,
}

impl Named {
    /// What some words name: a place, its country behind a comma, and a side.
    fn of(words: &[Word], places: &Places<'_>) -> Self {
        let side = (1..words.len()).find_map(|start| {
            let (core, is_marked) = core_of(&words[start..]);
            let country = country_of(&core, places).filter(|_| is_marked)?;
            Some((start, country.code.clone()))
        });
        let name = &words[..side.as_ref().map_or(words.len(), |(start, _)| *start)];
        let joined = |words: &[Word]| {
            let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
            words.join(" ")
        };
        let country = (1..name.len()).find_map(|start| {
            let is_behind_comma = name[start - 1].ends_part;
            let country = country_of(&joined(&name[start..]), places)?;
            is_behind_comma.then(|| (start, country.code.clone()))
        });
        let name = match country {
            Some((end, code)) => format!("{}, {code}", in_capitals(&joined(&name[..end]))),
            None => in_capitals(&joined(name)),
        };
        Self {
            name,
            side: side.map(|(_, code)| code),
        }
    }
}

/// Some words without those about a side, and whether there was one.
fn core_of(words: &[Word]) -> (String, bool) {
    let is_side = |word: &&Word| OF_SIDE.contains(&word.folded.as_str());
    let is_core = |word: &&Word| !is_side(word) && !BESIDE_SIDE.contains(&word.folded.as_str());
    let core: Vec<&str> = words
        .iter()
        .filter(is_core)
        .map(|word| word.folded.as_str())
        .collect();
    (core.join(" "), words.iter().any(|word| is_side(&word)))
}

/// The country of a name or an adjective.
fn country_of<'a>(core: &str, places: &Places<'a>) -> Option<&'a Country> {
    if core.is_empty() {
        return None;
    }
    let adjective = ADJECTIVES.iter().find(|(word, _)| *word == core);
    let name = adjective.map_or(core, |(_, code)| code);
    places.countries().of(name)
}

fn between(text: &str, words: &[Word], places: &Places<'_>) -> Option<Testimony> {
    let joined = |words: &[Word]| {
        let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        words.join(" ")
    };
    let splits: Vec<usize> = (2..words.len().saturating_sub(1))
        .filter(|at| matches!(words[*at].folded.as_str(), "and" | "et"))
        .collect();
    // A name may hold such a word: the first that parts two known names is meant.
    let knows = |at: &&usize| places.knows(&joined(&words[1..**at]));
    let at = *splits.iter().find(knows).or(splits.first())?;
    let one = Named::of(&words[1..at], places);
    let other = Named::of(&words[at + 1..], places);
    Some(Testimony {
        text: text.to_owned(),
        said: Said::Between(one.name, other.name),
        side: other.side,
    })
}

/// Half the sector of a direction, in degrees.
fn half_sector_deg(direction: f64) -> f64 {
    if direction % 90.0 == 0.0 {
        2.0 * EIGHTH_DEG
    } else if direction % 45.0 == 0.0 {
        EIGHTH_DEG
    } else {
        EIGHTH_DEG / 2.0
    }
}

/// How far the area goes beyond what is said of the place's position, in metres.
///
/// # Proof
/// Let the place lie r beside its position. A place at the distance d and a direction of it moves by at most
/// r, since geodesics that start side by side do not part where the ellipsoid is curved as it is (Rauch), and
/// by the convergence of the meridians, which turns the direction by r tan φ / R at most, so by d r tan φ / R.
/// On the plane of distances and directions from the position lengths across are longer than on the
/// ground, by (d / R) / sin (d / R) at most, which is below 1 + d² / 5 R² up to 1 000 km.
/// What the straight edges of the outline, at most [`EDGE_M`] long, cut away is below 10 m.
fn beyond_m(place: &NamedPlace, farthest: Distance) -> f64 {
    let (radius_m, far_m) = (place.place.radius.metres(), farthest.metres());
    let reach = (far_m + radius_m) / WGS84.polar_radius_m();
    let turn = libm::tan(
        (place.place.position.lat().abs() + 1.0)
            .min(89.0)
            .to_radians(),
    );
    radius_m * (1.0 + reach * turn) * (1.0 + reach * reach / 5.0) + 10.0
}

/// The longest edge of an outline, in metres.
const EDGE_M: f64 = 5_000.0;

/// A place on the plane of distances and directions: metres east and north.
type Planar = [f64; 2];

fn at(azimuth_radians: f64, metres: f64) -> Planar {
    [
        metres * libm::sin(azimuth_radians),
        metres * libm::cos(azimuth_radians),
    ]
}

/// Adds an arc about a place from one azimuth to a greater one, with chords outside the circle.
fn add_arc(outline: &mut Vec<Planar>, about: Planar, radius_m: f64, from: f64, to: f64) {
    let longest = (EDGE_M / radius_m.max(1.0)).min(2.0_f64.to_radians());
    let steps = ((to - from).abs() / longest).ceil().max(1.0);
    let step = (to - from) / steps;
    let outside_m = radius_m / libm::cos(step / 2.0);
    let mut number = 0.0;
    while number <= steps {
        let [x, y] = at(from + step * number, outside_m);
        outline.push([about[0] + x, about[1] + y]);
        number += 1.0;
    }
}

/// The sector of a ring, grown by a radius on all sides.
fn sector([from, to]: [f64; 2], near_m: f64, far_m: f64, radius_m: f64) -> Vec<Planar> {
    let quarter = std::f64::consts::FRAC_PI_2;
    let mut outline = Vec::new();
    add_arc(&mut outline, [0.0, 0.0], far_m + radius_m, from, to);
    add_arc(&mut outline, at(to, far_m), radius_m, to, to + quarter);
    if near_m > radius_m {
        let inner = at(to, near_m);
        add_arc(
            &mut outline,
            inner,
            radius_m,
            to + quarter,
            to + 2.0 * quarter,
        );
        // The other way round: its chords lie inside the circle, which is outside the area.
        let mut arc = Vec::new();
        let inside_m = (near_m - radius_m) * libm::cos(1.0_f64.to_radians());
        add_arc(&mut arc, [0.0, 0.0], inside_m, from, to);
        outline.extend(arc.into_iter().rev());
        let inner = at(from, near_m);
        add_arc(
            &mut outline,
            inner,
            radius_m,
            from + 2.0 * quarter,
            from + 3.0 * quarter,
        );
    } else {
        add_arc(
            &mut outline,
            [0.0, 0.0],
            radius_m,
            to + quarter,
            from + 3.0 * quarter,
        );
    }
    add_arc(
        &mut outline,
        at(from, far_m),
        radius_m,
        from + 3.0 * quarter,
        from + 4.0 * quarter,
    );
    outline
}

/// A convex outline, clockwise, grown by a radius on all sides.
fn grown(corners: &[Planar], radius_m: f64) -> Vec<Planar> {
    let count = corners.len();
    // Clockwise, the outside is on the left: the azimuth of an edge less a quarter.
    let outward = |from: Planar, to: Planar| {
        libm::atan2(to[0] - from[0], to[1] - from[1]) - std::f64::consts::FRAC_PI_2
    };
    let mut outline = Vec::new();
    for (number, corner) in corners.iter().enumerate() {
        let before = corners[(number + count - 1) % count];
        let behind = corners[(number + 1) % count];
        let from = outward(before, *corner);
        let turn = (outward(*corner, behind) - from).rem_euclid(std::f64::consts::TAU);
        add_arc(&mut outline, *corner, radius_m, from, from + turn);
    }
    outline
}

/// An outline on the plane about a position as a ring on the ground, with edges that are not too long.
fn on_ground(centre: Position, outline: &[Planar]) -> Vec<Position> {
    let next = outline.iter().cycle().skip(1);
    let mut ring = Vec::new();
    for (from, to) in outline.iter().zip(next) {
        let length_m = libm::hypot(to[0] - from[0], to[1] - from[1]);
        let steps = (length_m / EDGE_M).ceil().max(1.0);
        let mut number = 0.0;
        while number < steps {
            let share = number / steps;
            let [x, y] = [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share);
            let azimuth = Azimuth::from_computed_degrees(libm::atan2(x, y).to_degrees());
            let away = Distance::from_computed_metres(libm::hypot(x, y));
            ring.push(direct(centre, azimuth, away));
            number += 1.0;
        }
    }
    ring.dedup();
    ring
}

/// A whole ring about a position: its outer circle, and a hole where it has one.
fn ring_about(centre: Position, near_m: f64, far_m: f64) -> Rings {
    let circle = |radius_m: f64| {
        let mut outline = Vec::new();
        add_arc(
            &mut outline,
            [0.0, 0.0],
            radius_m,
            0.0,
            std::f64::consts::TAU,
        );
        outline.pop();
        on_ground(centre, &outline)
    };
    let mut rings = vec![circle(far_m)];
    // Chords of the hole lie inside its circle.
    let hole_m = near_m * libm::cos(1.0_f64.to_radians());
    if hole_m > 0.0 {
        rings.push(circle(hole_m));
    }
    rings
}

fn polygons(areas: Vec<Rings>) -> Vec<Polygon> {
    areas
        .into_iter()
        .filter_map(|rings| {
            let mut rings = rings.into_iter();
            Some(Polygon {
                outer: rings.next()?,
                holes: rings.collect(),
            })
        })
        .collect()
}

/// Cuts an area at the boundary of a country.
fn cut(located: &mut LocatedArea, code: &str, world: &Atlas) -> Result<(), NotLocated> {
    let territory = Territory::new(world, LineChoice::default()).map_err(NotLocated::Coarse)?;
    let areas: Vec<Rings> = located.areas.iter().map(rings_of).collect();
    let Some(country) = territory.country_of(code) else {
        return Err(NotLocated::Unreadable(located.text.clone()));
    };
    let name = country.names.english().to_owned();
    let part = territory.part_in(country, &areas, located.centre);
    let of = |rings: &Rings| square_m(rings);
    let part: Vec<Rings> = part.into_iter().filter(|rings| of(rings) > 1.0).collect();
    if part.is_empty() {
        return Err(NotLocated::NotOnThatSide(format!(
            "nothing of \"{}\" lies in {name}: {}; leave the side out, or look the distance up in the source",
            visible(&located.text),
            located.reading
        )));
    }
    located.border_doubt = territory.doubt_of_border(code, located.centre);
    located.areas = polygons(part);
    located.reading = format!("{}; the part in {name}", located.reading);
    located.side = name;
    Ok(())
}

fn rings_of(polygon: &Polygon) -> Rings {
    std::iter::once(polygon.outer.clone())
        .chain(polygon.holes.iter().cloned())
        .collect()
}

fn square_m(rings: &Rings) -> f64 {
    let holes = rings.iter().skip(1).map(Vec::as_slice);
    rings
        .first()
        .map_or(0.0, |outer| polygon_area(outer, holes).square_metres())
}

/// How close the bound comes to the farthest place, in metres.
const BOUND_SLACK_M: f64 = 1.0;

/// The steps by which the centre goes to the middle.
const STEPS: u32 = 300;

/// A place in the middle of areas, and a distance within which all of them lies.
///
/// The centre is near that of the least circle around them: M. Bădoiu, K. L. Clarkson (2003), Smaller core-sets
/// for balls, SODA '03, 801–802. How near does not matter for the bound, which is measured for it.
fn centre_of(areas: &[Polygon], start: Position) -> (Position, Distance) {
    let outers = areas.iter().flat_map(|polygon| &polygon.outer);
    let vertices: Vec<(Position, Ecef)> = outers
        .map(|vertex| (*vertex, Ecef::from_position(*vertex)))
        .collect();
    let mut centre = start;
    for step in 1..=STEPS {
        let from = Ecef::from_position(centre);
        let farthest = vertices.iter().max_by(|(_, one), (_, other)| {
            let away = |vertex: &Ecef| from.chord_squared_m2(*vertex);
            away(one).total_cmp(&away(other))
        });
        let Some((vertex, _)) = farthest else {
            break;
        };
        let share = 1.0 / f64::from(step + 1);
        centre = interpolate(centre, *vertex, Path::Geodesic, share);
    }
    (centre, bound_of(areas, centre))
}

/// A distance from a centre within which all of some areas lies, at most [`BOUND_SLACK_M`] more than needed.
///
/// # Proof
/// The farthest place of an area that is no hemisphere lies on its outer ring. A place that lies s along
/// an edge of the length l, whose ends are d₁ and d₂ away, is at most d₁ + s and at most d₂ + l − s away
/// (triangle inequality), so at most (d₁ + d₂ + l) / 2. Edges are halved until that is hardly more than the
/// farthest place found.
fn bound_of(areas: &[Polygon], centre: Position) -> Distance {
    let mut bound_m = 0.0_f64;
    let mut farthest_m = 0.0_f64;
    for polygon in areas {
        for vertex in &polygon.outer {
            farthest_m = farthest_m.max(distance(centre, *vertex).metres());
        }
    }
    for polygon in areas {
        let next = polygon.outer.iter().cycle().skip(1);
        for (from, to) in polygon.outer.iter().zip(next) {
            let edge = Segment::new(*from, *to, Path::LonLat);
            let mut parts = vec![(0.0, 1.0)];
            while let Some((start, end)) = parts.pop() {
                let away_m = |fraction| distance(centre, edge.at(fraction)).metres();
                let (one, other) = (away_m(start), away_m(end));
                farthest_m = farthest_m.max(one).max(other);
                let length_m =
                    edge.length_before(end).metres() - edge.length_before(start).metres();
                let most_m = (one + other + length_m) / 2.0;
                if most_m <= farthest_m + BOUND_SLACK_M {
                    bound_m = bound_m.max(most_m);
                } else {
                    let middle = f64::midpoint(start, end);
                    parts.extend([(start, middle), (middle, end)]);
                }
            }
        }
    }
    Distance::from_computed_metres(bound_m)
}

fn plain(distance: Distance) -> String {
    readable_distance(distance, None)
}

/// The ends of what is meant, which are as far from the number that was said on either side.
fn to_the_metre(distance: Distance) -> String {
    let (number, unit) = if distance.km() < 1.0 {
        (format!("{:.0}", distance.metres()), "m")
    } else {
        (format!("{:.3}", distance.km()), "km")
    };
    let number = match number.split_once('.') {
        Some(_) => number.trim_end_matches('0').trim_end_matches('.'),
        None => &number,
    };
    format!("{number} {unit}")
}

/// What every located area is.
pub const LOCATE_CAVEAT: &str = "a distance that was said is taken as a straight line; what was walked or driven is longer than that, and \
     then the place is nearer";

impl LocatedArea {
    /// How large it is.
    pub fn square_km(&self) -> f64 {
        let areas = self
            .areas
            .iter()
            .map(|polygon| square_m(&rings_of(polygon)));
        areas.sum::<f64>() / 1e6
    }

    /// The area as a table of one row.
    pub fn table(&self) -> (Schema, Batch) {
        let schema = Schema {
            columns: vec![
                Column::text("text"),
                Column::text("place"),
                Column::metres("distance_least_m"),
                Column::metres("distance_most_m"),
                Column::azimuth("azimuth_from_deg"),
                Column::azimuth("azimuth_to_deg"),
                Column::text("side"),
                Column::square_km("area_km2"),
                Column::coordinate("centre_lat"),
                Column::coordinate("centre_lon"),
                Column::metres("centre_bound_m"),
                Column::text("reading").as_input(),
                Column::metres("place_uncertainty_m").as_input(),
                Column::text("place_source").as_input(),
                Column::metres("border_doubt_m").as_input(),
                Column::text("caveat").as_input(),
            ],
        };
        let joined = |of: fn(&NamedPlace) -> &str| {
            let words: Vec<&str> = self.places.iter().map(of).collect();
            words.join("; ")
        };
        let metres = |distance: Option<Distance>| Cell::Number(distance.map(Distance::metres));
        let degrees =
            |azimuth: Option<Azimuth>| Cell::Number(azimuth.map(Azimuth::degrees_to_four_decimals));
        let radius = self.places.iter().map(|named| named.place.radius).max();
        let cells = [
            Cell::text(&self.text),
            Cell::text(joined(|named| &named.name)),
            metres(self.distances.map(|(least, _)| least)),
            metres(self.distances.map(|(_, most)| most)),
            degrees(self.azimuths.map(|(from, _)| from)),
            degrees(self.azimuths.map(|(_, to)| to)),
            Cell::text(&self.side),
            Cell::Number(Some(self.square_km())),
            Cell::Number(Some(self.centre.lat())),
            Cell::Number(Some(self.centre.lon())),
            Cell::Number(Some(self.bound.metres())),
            Cell::text(&self.reading),
            metres(radius),
            Cell::text(joined(|named| &named.known_by)),
            Cell::Number((!self.side.is_empty()).then(|| self.border_doubt.metres())),
            Cell::text(LOCATE_CAVEAT),
        ];
        let mut batch = schema.empty_batch();
        batch.push(cells, Some(Geometry::Areas(self.areas.clone())));
        (schema, batch)
    }

    /// How it was understood, and what it rests on, in whole sentences.
    pub fn sentences(&self) -> Vec<String> {
        let places = self.places.iter().map(|named| {
            format!(
                "{} at {:.5}, {:.5} within {} ({})",
                named.name,
                named.place.position.lat(),
                named.place.position.lon(),
                plain(named.place.radius),
                named.known_by
            )
        });
        let mut sentences = vec![format!("read as {}", self.reading)];
        sentences.extend(places);
        if !self.side.is_empty() {
            sentences.push(format!(
                "cut at the boundary as it is drawn, which may lie {} off; that is in the bound",
                plain(self.border_doubt)
            ));
        }
        sentences.push(LOCATE_CAVEAT.to_owned());
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Containment, containment};
    use crate::model::{AidSite, CountryStatus, LineDoubt, Names, Place, Record, Town};

    fn position(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    /// Assamaka within 2 km, In Guezzam within 1.5 km, two Tripolis; and two countries that meet at 19.4° N.
    fn atlas() -> Atlas {
        let site = |id: &str, name: &str, lon, lat, radius_m| {
            let radius = Distance::from_metres(radius_m).unwrap();
            let place = Place::within(radius, position(lon, lat));
            Record::from_value(AidSite::help(id, name, place))
        };
        let town = |country: &str, lon, lat| Town {
            name: "Tripoli".to_owned(),
            country: country.to_owned(),
            population: 1,
            position: position(lon, lat),
        };
        let country = |code: &str, name: &str, south, north| Country {
            code: code.to_owned(),
            names: Names::from_english(name),
            status: CountryStatus::State,
            note: String::new(),
            label_at: position(5.0, f64::midpoint(south, north)),
            outline: LineDoubt::Unstated,
            polygons: vec![Polygon {
                outer: vec![
                    position(0.0, south),
                    position(10.0, south),
                    position(10.0, north),
                    position(0.0, north),
                ],
                holes: Vec::new(),
            }],
        };
        Atlas {
            aid: vec![
                site("assamaka", "Assamaka", 5.7719, 19.3344, 2_000.0),
                site("in_guezzam", "In Guezzam", 5.76806, 19.57361, 1_500.0),
            ],
            towns: vec![
                town("LY", 13.18733, 32.88743),
                town("LB", 35.84415, 34.43352),
            ],
            countries: vec![
                country("DZA", "Algeria", 19.4, 37.0),
                country("NER", "Niger", 11.0, 19.4),
            ],
            ..Atlas::default()
        }
    }

    fn located(text: &str) -> Result<LocatedArea, NotLocated> {
        let atlas = atlas();
        let places = Places::from_atlas(&atlas);
        Testimony::read(text, &places)?.locate(&places, &atlas)
    }

    /// Numbers from 0 to 1, the same in every run.
    fn numbers() -> impl FnMut() -> f64 {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
        }
    }

    fn holds(located: &LocatedArea, place: Position) -> bool {
        located.areas.iter().any(|polygon| {
            let rings = std::iter::once(&polygon.outer).chain(&polygon.holes);
            containment(place, rings.map(Vec::as_slice)) != Containment::Outside
        })
    }

    #[test]
    fn english_and_french_are_one_area() {
        for (english, french) in [
            (
                "67 km north-east of Assamaka",
                "à 67 km au nord-est d'Assamaka",
            ),
            (
                "15 km from Assamaka, Algerian side",
                "à 15 km d'Assamaka, côté algérien",
            ),
            (
                "15 km from Assamaka on the Algerian side",
                "à 15 km d’Assamaka, du côté algérien",
            ),
            (
                "between In Guezzam and Assamaka",
                "entre In Guezzam et Assamaka",
            ),
            (
                "about 20 km south of In Guezzam",
                "environ 20 km au sud d'In Guezzam",
            ),
            ("up to 30 km from Assamaka", "jusqu'à 30 km d'Assamaka"),
        ] {
            let (one, other) = (located(english).unwrap(), located(french).unwrap());
            assert_eq!(
                (&one.areas, one.bound),
                (&other.areas, other.bound),
                "{english}"
            );
            assert_eq!((one.reading, one.side), (other.reading, other.side));
        }
    }

    /// Every place that the words allow, thrown by the direct problem, lies in the area.
    #[test]
    fn the_area_holds_every_place_that_is_meant() {
        let mut number = numbers();
        for (text, name, [least, most], sector) in [
            (
                "67 km north-east of Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [66.5, 67.5],
                Some([22.5, 67.5]),
            ),
            (
                "67 km north-north-east of Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [66.5, 67.5],
                Some([11.25, 33.75]),
            ),
            (
                "à 67 km à l'ouest-sud-ouest d'Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [66.5, 67.5],
                Some([236.25, 258.75]),
            ),
            (
                "15 km south of Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [12.5, 17.5],
                Some([135.0, 225.0]),
            ),
            (
                "900 km west of In Guezzam",
                [5.76806, 19.57361, 1_500.0],
                [850.0, 950.0],
                Some([225.0, 315.0]),
            ),
            (
                "about 67 km from Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [60.3, 73.7],
                None,
            ),
            (
                "1 km north-west of Assamaka",
                [5.7719, 19.3344, 2_000.0],
                [0.5, 1.5],
                Some([292.5, 337.5]),
            ),
            (
                "5 miles from In Guezzam",
                [5.76806, 19.57361, 1_500.0],
                [7.242, 8.851],
                None,
            ),
        ] {
            let area = located(text).unwrap();
            for _ in 0..200 {
                let mut between = |from: f64, to: f64| from + (to - from) * number();
                let turn = Azimuth::from_degrees(between(0.0, 360.0)).unwrap();
                let aside = Distance::from_metres(name[2] * between(0.9, 1.0)).unwrap();
                let place = direct(position(name[0], name[1]), turn, aside);
                let [from, to] = sector.unwrap_or([0.0, 360.0]);
                let azimuth = Azimuth::from_degrees(between(from, to)).unwrap();
                // The ends are where it may fail.
                let ends = [least, most, between(least, most)];
                for km in ends {
                    let meant = direct(place, azimuth, Distance::from_km(km).unwrap());
                    assert!(holds(&area, meant), "{text}: {meant:?}");
                }
            }
        }
    }

    #[test]
    fn all_of_the_area_lies_within_the_bound_of_its_centre() {
        let mut number = numbers();
        for text in [
            "67 km north-east of Assamaka",
            "15 km from Assamaka, Algerian side",
            "15 km from Assamaka",
            "between In Guezzam and Assamaka",
            "up to 300 km north of In Guezzam",
        ] {
            let area = located(text).unwrap();
            let mut farthest = Distance::ZERO;
            for polygon in &area.areas {
                let next = polygon.outer.iter().cycle().skip(1);
                for (from, to) in polygon.outer.iter().zip(next) {
                    for _ in 0..10 {
                        let place = interpolate(*from, *to, Path::LonLat, number());
                        farthest = farthest.max(distance(area.centre, place));
                    }
                }
            }
            assert!(farthest <= area.bound, "{text}");
            let slack = area.bound.metres() - area.border_doubt.metres() - farthest.metres();
            assert!(
                slack < 50.0,
                "{text}: the bound is {slack} m more than needed"
            );
        }
    }

    #[test]
    fn a_side_cuts_at_the_boundary() {
        let [whole, algerian, nigerien] = [
            "15 km from Assamaka",
            "15 km from Assamaka, Algerian side",
            "15 km from Assamaka, Nigerien side",
        ]
        .map(|text| located(text).unwrap());
        assert_eq!(
            (algerian.side.as_str(), nigerien.side.as_str()),
            ("Algeria", "Niger")
        );
        let sum = algerian.square_km() + nigerien.square_km();
        assert!(
            (sum - whole.square_km()).abs() < 0.01,
            "{sum} of {}",
            whole.square_km()
        );
        for polygon in &algerian.areas {
            assert!(polygon.outer.iter().all(|place| place.lat() >= 19.4 - 1e-7));
        }
        // A ring from 12.5 to 17.5 km with 2 km on both sides: π (19.5² − 10.5²).
        assert!(
            (whole.square_km() - 848.2).abs() < 8.0,
            "{}",
            whole.square_km()
        );
    }

    /// What is meant by a number, worked out by hand: half of the step that it was rounded to on either side.
    #[test]
    fn numbers_are_read_in_every_way_that_is_clear() {
        for (text, least_m, most_m) in [
            ("1,5 km from Assamaka", 1_450.0, 1_550.0),
            ("15,5 km d'Assamaka", 15_450.0, 15_550.0),
            ("0,500 km from Assamaka", 499.5, 500.5),
            ("800 m north of Assamaka", 750.0, 850.0),
            ("à 800 mètres d'Assamaka", 750.0, 850.0),
            ("1 200 m north of Assamaka", 1_150.0, 1_250.0),
            ("67-70 km from Assamaka", 66_500.0, 75_000.0),
            ("67 to 70 km from Assamaka", 66_500.0, 75_000.0),
            ("between 67 and 68 km from Assamaka", 66_500.0, 68_500.0),
            ("between 67 km and 68 km from Assamaka", 66_500.0, 68_500.0),
            ("entre 67 et 68 km d'Assamaka", 66_500.0, 68_500.0),
            ("entre 10 et 15 km au nord d'Assamaka", 7_500.0, 17_500.0),
            ("3 nautical miles from Assamaka", 2.5 * 1852.0, 3.5 * 1852.0),
        ] {
            let (least, most) = located(text).unwrap().distances.unwrap();
            let off = (least.metres() - least_m)
                .abs()
                .max((most.metres() - most_m).abs());
            assert!(off < 1e-6, "{text}: {least:?} to {most:?}");
        }
        let reading = located("15,5 km from Assamaka").unwrap().reading;
        assert!(
            reading.starts_with("15.45 km to 15.55 km from"),
            "{reading}"
        );
    }

    #[test]
    fn what_cannot_be_located_says_why() {
        for (text, why) in [
            ("Assamaka", "does not say how far"),
            ("near Assamaka", "sets no bound"),
            ("north of Assamaka", "sets no bound"),
            ("at least 15 km from Assamaka", "sets no bound"),
            ("2000 km north of Assamaka", "2000 km is too far"),
            ("6000 km north of Assamaka", "6000 km is too far"),
            ("1,500 km north of Assamaka", "write 1500, or 1.5"),
            ("1.500 km au nord d'Assamaka", "write 1500, or 1.5"),
            ("up to 2,000,000 m from Assamaka", "write 2000000"),
            ("1 500 km north of Assamaka", "1500 km is too far"),
            (
                "fifteen kilometres from Assamaka",
                "numbers in words are not read",
            ),
            (
                "à une quinzaine de kilomètres d'Assamaka",
                "numbers in words are not read",
            ),
            ("15 to 10 km from Assamaka", "write the lesser first"),
            ("15 km from Asamaka", "did you mean Assamaka"),
            ("15 km from Tripoli", "names 2 places"),
            ("between Assamaka and Nowhere", "no place \"Nowhere\""),
            ("between Assamaka and Assamaka", "does not say how far"),
            ("5 km south of Assamaka, Algerian side", "lies in Algeria"),
            ("", "does not say how far"),
            ("15 km from", "does not say how far"),
        ] {
            let error = located(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(
            located("15 km from Tripoli, Libya").is_err(),
            "Libya is not in this atlas"
        );
    }
}
