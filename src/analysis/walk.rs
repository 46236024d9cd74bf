//! How long a straight line is on foot.
//!
//! What it is not: no route, no terrain, no rest, no loads, no heat, and no word on whether somebody could
//! survive the way. There are no speeds here for children, for the old or for the injured: nobody has
//! published any that would hold in a desert; whoever has a source gives their own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use super::testimony::NamedPlace;
use super::{SunDay, daylight_hours};
use crate::geodesy::{Azimuth, Distance, inverse};
use crate::model::{
    Batch, Cell, Column, Date, Geometry, Moment, RadiusKind, Schema, TimeOfDay, UtcOffset,
    readable_distance, readable_range,
};

/// Between which speeds somebody walks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkSpeeds {
    slow_kmh: f64,
    fast_kmh: f64,
    source: SpeedSource,
}

/// Whose speeds they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SpeedSource {
    Tobler,
    User,
}

/// A text that is no speed, or no two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSpeeds(String);

/// The hours that a way takes, at the least and at the most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkHours {
    /// Of the least distance at the greater speed.
    pub least: f64,
    /// Of the most distance at the lesser speed.
    pub most: f64,
}

impl WalkSpeeds {
    /// The hiking function of Tobler on flat ground: 5.04 km/h on a path, and six tenths of it off one,
    /// 3.02 km/h.
    ///
    /// # Source
    /// W. Tobler (1993), Three presentations on geographical analysis and modeling, NCGIA technical
    /// report 93-1: W = 6 exp (−3.5 |slope + 0.05|) km/h, of which 6 exp (−0.175) = 5.04 at no slope; times
    /// 0.6 off path.
    pub const TOBLER: Self = Self {
        slow_kmh: 3.02,
        fast_kmh: 5.04,
        source: SpeedSource::Tobler,
    };

    /// The lesser speed.
    pub const fn slow_kmh(self) -> f64 {
        self.slow_kmh
    }

    /// The greater speed.
    pub const fn fast_kmh(self) -> f64 {
        self.fast_kmh
    }

    /// Whose speeds they are, as every figure cites them.
    pub const fn source(self) -> &'static str {
        match self.source {
            SpeedSource::Tobler => {
                "Tobler 1993 (NCGIA report 93-1), flat ground: 5.04 km/h on a path, 3.02 km/h off it"
            }
            SpeedSource::User => "speeds given by the user",
        }
    }

    /// Whom the hours are for, as far as the source of the speeds says.
    pub const fn walker(self) -> &'static str {
        match self.source {
            SpeedSource::Tobler => {
                "of continuous walking for a fit adult on flat ground without rest"
            }
            SpeedSource::User => "of continuous walking without rest",
        }
    }

    /// The hours of a distance between its bounds.
    pub fn hours(self, (least, most): (Distance, Distance)) -> WalkHours {
        WalkHours {
            least: least.km() / self.fast_kmh,
            most: most.km() / self.slow_kmh,
        }
    }
}

impl Default for WalkSpeeds {
    fn default() -> Self {
        Self::TOBLER
    }
}

/// Nobody walks faster for hours: the record over 100 km is below it.
const MOST_KMH: f64 = 20.0;

impl FromStr for WalkSpeeds {
    type Err = InvalidSpeeds;

    /// One speed, or two with a comma between: `4km/h`, `2km/h,4km/h`.
    fn from_str(text: &str) -> Result<Self, InvalidSpeeds> {
        let invalid = || InvalidSpeeds(text.to_owned());
        let speed = |word: &str| {
            let word = word.trim();
            let number = word
                .strip_suffix("km/h")
                .or_else(|| word.strip_suffix("kmh"))?
                .trim_end();
            // `parse` alone would take signs, exponents, "nan" and "inf".
            let is_decimal = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            let speed: f64 = number.parse().ok().filter(|_| is_decimal)?;
            (0.01..=MOST_KMH).contains(&speed).then_some(speed)
        };
        let (one, other) = text.split_once(',').unwrap_or((text, text));
        let (one, other) = speed(one).zip(speed(other)).ok_or_else(invalid)?;
        Ok(Self {
            slow_kmh: one.min(other),
            fast_kmh: one.max(other),
            source: SpeedSource::User,
        })
    }
}

impl fmt::Display for InvalidSpeeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no walking speed of 0.01 to {MOST_KMH} km/h; write one such as 4km/h, or the least \
             and the most such as 2km/h,4km/h",
            crate::model::visible(&self.0)
        )
    }
}

impl std::error::Error for InvalidSpeeds {}

impl<'de> Deserialize<'de> for WalkSpeeds {
    /// From a text such as `"2km/h,4km/h"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A way on foot between two places, straight.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Where it starts.
    pub from: NamedPlace,
    /// Where it ends.
    pub to: NamedPlace,
    /// Between which speeds.
    pub speeds: WalkSpeeds,
    /// The day whose sun is told; none without a day.
    pub day: Option<Date>,
    /// When it starts, by the clocks of the offset.
    pub start: Option<TimeOfDay>,
    /// What clocks show.
    pub offset: UtcOffset,
}

/// What is known of a way on foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Walked {
    /// The geodesic.
    pub distance: Distance,
    /// The least and the most that it may be, by the doubt of both places.
    pub bounds: (Distance, Distance),
    /// What the bounds promise.
    pub kind: RadiusKind,
    /// The direction in which it leaves; absent where the two are one place.
    pub azimuth: Option<Azimuth>,
    /// How long it takes.
    pub hours: WalkHours,
    /// The sun of the day at its start.
    pub sun: Option<SunDay>,
    /// When it starts.
    pub start: Option<Moment>,
    /// The hours of daylight of the shortest and of the longest walk.
    pub daylight: Option<(f64, f64)>,
}

/// What every figure of a walk is not.
pub const WALK_CAVEAT: &str = "a straight line on flat ground: no route, terrain, heat, load or rest is in it, it says nothing of \
     survival, and nothing of children, the old or the injured";

impl Walk {
    /// Measures it.
    ///
    /// The sun is that of the start, and daylight counts from the start until the walk ends; of a place 15 km
    /// on the sun differs by half a minute.
    pub fn answer(&self) -> Walked {
        let (from, to) = (&self.from.place, &self.to.place);
        let line = inverse(from.position, to.position);
        let doubt = from.doubt().and(to.doubt());
        let bounds = doubt.bounds_of(line.distance);
        let hours = self.speeds.hours(bounds);
        let start =
            (self.day.zip(self.start)).map(|(day, time)| Moment::new(day, time, self.offset));
        Walked {
            distance: line.distance,
            bounds,
            kind: doubt.kind(),
            azimuth: (line.distance > Distance::ZERO).then_some(line.azimuth_at_start),
            hours,
            sun: self.day.map(|day| SunDay::at(from.position, day)),
            start,
            daylight: start.map(|start| {
                let of = |hours| daylight_hours(from.position, start, hours);
                (of(hours.least), of(hours.most))
            }),
        }
    }

    /// The answer as a table of one row, drawn as its line.
    pub fn table(&self) -> (Schema, Batch) {
        let schema = Schema {
            columns: vec![
                Column::text("from"),
                Column::text("to"),
                Column::metres("distance_m").bounded_by("distance_least_m", "distance_most_m"),
                Column::metres("distance_least_m"),
                Column::metres("distance_most_m"),
                Column::azimuth("azimuth_deg"),
                Column::hours("walk_h_least"),
                Column::hours("walk_h_most"),
                Column::text("start"),
                Column::text("sunrise"),
                Column::text("sunset"),
                Column::hours("daylight_h_least"),
                Column::hours("daylight_h_most"),
                Column::km_per_hour("speed_least_kmh").as_input(),
                Column::km_per_hour("speed_most_kmh").as_input(),
                Column::text("speed_source").as_input(),
                Column::text("sun"),
                Column::text("distance_radius_kind").as_input(),
                Column::coordinate("from_lat").as_input(),
                Column::coordinate("from_lon").as_input(),
                Column::metres("from_uncertainty_m").as_input(),
                Column::text("from_source").as_input(),
                Column::coordinate("to_lat").as_input(),
                Column::coordinate("to_lon").as_input(),
                Column::metres("to_uncertainty_m").as_input(),
                Column::text("to_source").as_input(),
                Column::text("caveat").as_input(),
            ],
        };
        let walked = self.answer();
        let clock = |moment: Option<Moment>| {
            Cell::text(moment.map_or(String::new(), |moment| moment.by_clock(self.offset)))
        };
        let sun = walked.sun;
        let place = |named: &NamedPlace| {
            let place = &named.place;
            [
                Cell::Number(Some(place.position.lat())),
                Cell::Number(Some(place.position.lon())),
                Cell::Number(Some(place.radius.metres())),
                Cell::text(named.known_by.clone()),
            ]
        };
        let answer = [
            Cell::text(&self.from.name),
            Cell::text(&self.to.name),
            Cell::Number(Some(walked.distance.metres())),
            Cell::Number(Some(walked.bounds.0.metres())),
            Cell::Number(Some(walked.bounds.1.metres())),
            Cell::Number(walked.azimuth.map(Azimuth::degrees_to_four_decimals)),
            Cell::Number(Some(walked.hours.least)),
            Cell::Number(Some(walked.hours.most)),
            clock(walked.start),
            clock(sun.and_then(|sun| sun.sunrise)),
            clock(sun.and_then(|sun| sun.sunset)),
            Cell::Number(walked.daylight.map(|(least, _)| least)),
            Cell::Number(walked.daylight.map(|(_, most)| most)),
            Cell::Number(Some(self.speeds.slow_kmh)),
            Cell::Number(Some(self.speeds.fast_kmh)),
            Cell::text(self.speeds.source()),
            Cell::text(sun.map_or("", |sun| sun.words())),
            Cell::text(walked.kind.word()),
        ];
        let mut batch = schema.empty_batch();
        let ends = [self.from.place.position, self.to.place.position];
        batch.push(
            answer
                .into_iter()
                .chain(place(&self.from))
                .chain(place(&self.to))
                .chain([Cell::text(WALK_CAVEAT)]),
            Some(Geometry::Lines(vec![ends.to_vec()])),
        );
        (schema, batch)
    }

    /// The answer in whole sentences, with all that it rests on.
    pub fn sentences(&self) -> Vec<String> {
        let walked = self.answer();
        let mut sentences = vec![format!(
            "{}: {:.1}–{:.1} h {} ({})",
            length(walked.distance, walked.bounds),
            walked.hours.least,
            walked.hours.most,
            self.speeds.walker(),
            self.speeds.source()
        )];
        if let Some(sun) = walked.sun {
            let clock = |moment: Moment| moment.by_clock(self.offset);
            let rises = match (sun.sunrise, sun.sunset) {
                (Some(rise), Some(set)) => {
                    format!("sunrise {}, sunset {}", clock(rise), clock(set))
                }
                (Some(rise), None) => format!("sunrise {}, and no sunset", clock(rise)),
                (None, Some(set)) => format!("no sunrise, sunset {}", clock(set)),
                (None, None) => sun.words().to_owned(),
            };
            sentences.push(format!(
                "{rises} at the start, on a plain at the height of the sea (equations of NOAA's solar \
                 calculator)"
            ));
        }
        if let (Some(start), Some((least, most))) = (walked.start, walked.daylight) {
            sentences.push(format!(
                "from {}: {least:.1} h of the shortest walk and {most:.1} h of the longest are in daylight",
                start.by_clock(self.offset)
            ));
        }
        sentences.push(format!("it is {WALK_CAVEAT}"));
        sentences
    }
}

/// A distance with its bounds where it has any: `16.1 km (11.0–21.1 km)`.
fn length(distance: Distance, bounds: (Distance, Distance)) -> String {
    let nominal = readable_distance(distance, Some(bounds));
    if bounds.0 == bounds.1 {
        return nominal;
    }
    format!("{nominal} ({})", readable_range(distance, bounds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Position, direct};
    use crate::model::Place;

    fn named(name: &str, place: Place) -> NamedPlace {
        NamedPlace {
            name: name.to_owned(),
            place,
            known_by: String::new(),
        }
    }

    fn walk(radius_m: f64) -> Walk {
        let assamaka = Position::from_lon_lat(5.7719, 19.3344).unwrap();
        let north = Azimuth::from_degrees(0.0).unwrap();
        let start = direct(assamaka, north, Distance::from_km(15.0).unwrap());
        let radius = Distance::from_metres(radius_m).unwrap();
        Walk {
            from: named("start", Place::within(radius, start)),
            to: named("Assamaka", Place::exact(assamaka)),
            speeds: WalkSpeeds::TOBLER,
            day: None,
            start: None,
            offset: UtcOffset::UTC,
        }
    }

    #[test]
    fn fifteen_kilometres_take_three_to_five_hours() {
        let sentences = walk(0.0).sentences();
        assert!(
            sentences[0].starts_with(
                "15.0 km: 3.0–5.0 h of continuous walking for a fit adult on flat ground without rest (Tobler 1993"
            ),
            "{sentences:?}"
        );
    }

    /// Tobler's function at no slope, worked out anew.
    #[test]
    fn the_speeds_are_those_of_the_function() {
        let on_path = 6.0 * libm::exp(-3.5 * 0.05);
        assert!((WalkSpeeds::TOBLER.fast_kmh() - on_path).abs() < 0.005);
        assert!((WalkSpeeds::TOBLER.slow_kmh() - 0.6 * on_path).abs() < 0.005);
    }

    #[test]
    fn doubt_of_a_place_widens_the_hours() {
        let hours = walk(5_000.0).answer().hours;
        assert!((hours.least - 10.0 / 5.04).abs() < 1e-6, "{hours:?}");
        assert!((hours.most - 20.0 / 3.02).abs() < 1e-6, "{hours:?}");
    }

    #[test]
    fn speeds_of_the_users_own_are_read_in_any_order() {
        let speeds: WalkSpeeds = "4 km/h, 2km/h".parse().unwrap();
        assert!((speeds.slow_kmh() - 2.0).abs() < 1e-12 && (speeds.fast_kmh() - 4.0).abs() < 1e-12);
        assert_eq!(speeds.source(), "speeds given by the user");
        for wrong in [
            "",
            "4",
            "0km/h",
            "-2km/h",
            "nankm/h",
            "21km/h",
            "2km/h,4km/h,6km/h",
            "1e1km/h",
        ] {
            assert!(wrong.parse::<WalkSpeeds>().is_err(), "{wrong}");
        }
    }
}
