//! When the sun rises and sets at a place.
//!
//! The sun counts as risen while the upper edge of its disc stands above the horizon of a plain at the
//! height of the sea, with the refraction of usual air: its centre is above −0.833°. Mountains, height and
//! the air of a day move that by minutes. Twilight is not counted as day.
//!
//! # Source
//! The equations of the NOAA Global Monitoring Laboratory's solar calculator (after J. Meeus, Astronomical
//! Algorithms, 1991, chapters 21 and 24), `gml.noaa.gov/grad/solcalc/calcdetails.html`. Rise and set are
//! solved on them, where the calculator takes one step.
//!
//! # Accuracy
//! Within 10 s of the Solar Position Algorithm of NREL on the 60 days at 5 places of `tests/truth/sun.tsv`.

use crate::geodesy::Position;
use crate::model::{Date, Moment};

/// The altitude of the sun's centre at which its upper edge appears, in degrees: 34′ of refraction and 16′
/// of its radius.
const HORIZON_DEG: f64 = -0.833;

const HOUR_S: f64 = 3_600.0;
const HALF_DAY_S: f64 = 43_200.0;

/// Seconds since 1970 at noon of 1 January 2000 in UTC, the epoch J2000 as far as is needed here.
const J2000_S: f64 = 946_728_000.0;

/// Seconds of a Julian century.
const CENTURY_S: f64 = 36_525.0 * 86_400.0;

/// Within so many seconds a rise or a set is solved.
const SHARP_S: f64 = 0.01;

/// The sun at a place from one of its lowest points to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SunDay {
    /// When it stands highest.
    pub noon: Moment,
    /// When it rises; absent where it does not, between the lowest points before and after noon.
    pub sunrise: Option<Moment>,
    /// When it sets; absent where it does not.
    pub sunset: Option<Moment>,
    /// From when to when it is up; absent where it stays down.
    pub up: Option<(Moment, Moment)>,
}

impl SunDay {
    /// The day of the sun whose noon falls on a day by the mean solar time of a place.
    ///
    /// ```
    /// use pointzero::analysis::SunDay;
    /// use pointzero::model::{Position, UtcOffset};
    /// let assamaka = Position::from_lon_lat(5.7719, 19.3344).unwrap();
    /// let day = SunDay::at(assamaka, "2024-01-01".parse().unwrap());
    /// assert_eq!(day.sunrise.unwrap().by_clock(UtcOffset::UTC), "2024-01-01T06:11Z");
    /// ```
    pub fn at(position: Position, day: Date) -> Self {
        let mean_noon = Moment::start_of(day)
            .plus_hours(12.0 - position.lon() / 15.0)
            .seconds_since_1970();
        // The equation of time changes by 30 s a day at most: twice is enough.
        let noon = (0..2).fold(mean_noon, |noon, _| {
            mean_noon - Sun::at(noon).equation_of_time_s
        });
        let (before, after) = (noon - HALF_DAY_S, noon + HALF_DAY_S);
        let above = |seconds: f64| altitude_deg(position, seconds) - HORIZON_DEG;
        let moment = |seconds: f64| Moment::start_of_1970().plus_seconds(seconds);
        if above(noon) <= 0.0 {
            return Self {
                noon: moment(noon),
                sunrise: None,
                sunset: None,
                up: None,
            };
        }
        let sunrise = (above(before) < 0.0).then(|| root(before, noon, above));
        let sunset = (above(after) < 0.0).then(|| root(after, noon, above));
        Self {
            noon: moment(noon),
            sunrise: sunrise.map(moment),
            sunset: sunset.map(moment),
            up: Some((
                moment(sunrise.unwrap_or(before)),
                moment(sunset.unwrap_or(after)),
            )),
        }
    }

    /// What the sun does, in words.
    pub const fn words(&self) -> &'static str {
        match (self.up, self.sunrise, self.sunset) {
            (None, ..) => "the sun stays down",
            (_, None, None) => "the sun stays up",
            _ => "the sun rises and sets",
        }
    }
}

/// How many of the hours from a moment on the sun is up at a place.
///
/// It counts for at most a year; longer ways are not walked in one.
pub fn daylight_hours(position: Position, from: Moment, hours: f64) -> f64 {
    let to = from.plus_hours(hours.clamp(0.0, 366.0 * 24.0));
    let first = days_of(from) - 1;
    let last = days_of(to) + 1;
    (first..=last)
        .filter_map(Date::from_days_since_1970)
        .filter_map(|day| SunDay::at(position, day).up)
        .map(|(rise, set)| {
            let start = if rise > from { rise } else { from };
            let end = if set < to { set } else { to };
            end.hours_since(start).max(0.0)
        })
        // A sum of nothing would be a negative zero.
        .fold(0.0, |all, hours| all + hours)
}

fn days_of(moment: Moment) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "days of the years −9999 to 9999"
    )]
    let days = (moment.seconds_since_1970() / (24.0 * HOUR_S)).floor() as i32;
    days
}

/// Where the sun stands on the sky of the whole Earth.
struct Sun {
    sine_of_declination: f64,
    cosine_of_declination: f64,
    /// What a sundial is before the mean sun, in seconds.
    equation_of_time_s: f64,
}

impl Sun {
    fn at(seconds: f64) -> Self {
        let century = (seconds - J2000_S) / CENTURY_S;
        let sine = |degrees: f64| libm::sin(degrees.to_radians());
        let cosine = |degrees: f64| libm::cos(degrees.to_radians());
        let mean_longitude =
            (280.46646 + century * (36000.76983 + century * 0.0003032)).rem_euclid(360.0);
        let anomaly = 357.52911 + century * (35999.05029 - 0.0001537 * century);
        let eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century);
        let centre = sine(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
            + sine(2.0 * anomaly) * (0.019993 - 0.000101 * century)
            + sine(3.0 * anomaly) * 0.000289;
        let node = 125.04 - 1934.136 * century;
        let longitude = mean_longitude + centre - 0.00569 - 0.00478 * sine(node);
        let obliquity = 23.0
            + (26.0
                + (21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))) / 60.0)
                / 60.0
            + 0.00256 * cosine(node);
        let sine_of_declination = sine(obliquity) * sine(longitude);
        let half = libm::tan((obliquity / 2.0).to_radians());
        let y = half * half;
        let equation_of_time = y * sine(2.0 * mean_longitude) - 2.0 * eccentricity * sine(anomaly)
            + 4.0 * eccentricity * y * sine(anomaly) * cosine(2.0 * mean_longitude)
            - 0.5 * y * y * sine(4.0 * mean_longitude)
            - 1.25 * eccentricity * eccentricity * sine(2.0 * anomaly);
        Self {
            sine_of_declination,
            cosine_of_declination: (1.0 - sine_of_declination * sine_of_declination).sqrt(),
            equation_of_time_s: equation_of_time.to_degrees() * 240.0,
        }
    }
}

/// The altitude of the sun's centre without refraction, in degrees.
fn altitude_deg(position: Position, seconds: f64) -> f64 {
    let sun = Sun::at(seconds);
    let solar_s = seconds + sun.equation_of_time_s + position.lon() * 240.0;
    let hour_angle = (solar_s / 240.0).rem_euclid(360.0) - 180.0;
    let lat = position.lat().to_radians();
    let sine = libm::sin(lat) * sun.sine_of_declination
        + libm::cos(lat) * sun.cosine_of_declination * libm::cos(hour_angle.to_radians());
    libm::asin(sine.clamp(-1.0, 1.0)).to_degrees()
}

/// Where a function changes its sign between a place at which it is negative and one at which it is not.
fn root(mut negative: f64, mut positive: f64, function: impl Fn(f64) -> f64) -> f64 {
    while (positive - negative).abs() > SHARP_S {
        let middle = f64::midpoint(negative, positive);
        if function(middle) < 0.0 {
            negative = middle;
        } else {
            positive = middle;
        }
    }
    f64::midpoint(negative, positive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UtcOffset;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    /// Sunrise and sunset of NREL's algorithm: the header of the table says how it was made.
    #[test]
    fn rise_and_set_are_within_10_s_of_nrel() {
        let (mut compared, mut worst) = (0, 0.0_f64);
        let table = include_str!("../../tests/truth/sun.tsv").lines();
        let rows = table.filter(|line| !line.starts_with('#')).skip(1);
        for line in rows {
            let cells: Vec<&str> = line.split('\t').collect();
            let [_, lat, lon, day, sunrise, sunset] = cells[..] else {
                panic!("{line}");
            };
            let place = at(lon.parse().unwrap(), lat.parse().unwrap());
            let date: Date = day.parse().unwrap();
            let sun = SunDay::at(place, date);
            let start = Moment::start_of(date);
            for (event, truth) in [(sun.sunrise, sunrise), (sun.sunset, sunset)] {
                if truth.is_empty() {
                    assert_eq!(event, None, "{line}");
                    continue;
                }
                let event_s = event.unwrap_or_else(|| panic!("{line}")).hours_since(start) * HOUR_S;
                let apart = (event_s - truth.parse::<f64>().unwrap()).abs();
                assert!(apart <= 10.0, "{apart} s: {line}");
                worst = worst.max(apart);
                compared += 1;
            }
        }
        assert!(
            compared > 500,
            "{compared} compared, the worst {worst} s off"
        );
    }

    #[test]
    fn polar_day_and_night_are_whole() {
        let longyearbyen = at(15.65, 78.22);
        let summer = SunDay::at(longyearbyen, "2025-06-21".parse().unwrap());
        assert_eq!((summer.sunrise, summer.sunset), (None, None));
        assert_eq!(summer.words(), "the sun stays up");
        let winter = SunDay::at(longyearbyen, "2025-12-21".parse().unwrap());
        assert_eq!(winter.up, None);
        let noon = |day: &str| {
            Moment::new(
                day.parse().unwrap(),
                "12:00".parse().unwrap(),
                UtcOffset::UTC,
            )
        };
        assert!((daylight_hours(longyearbyen, noon("2025-06-21"), 50.0) - 50.0).abs() < 0.1);
        let in_the_polar_night = daylight_hours(longyearbyen, noon("2025-12-21"), 50.0);
        assert!(in_the_polar_night < 1e-9 && in_the_polar_night.is_sign_positive());
        // At a pole the sun is up for half a year.
        assert!((daylight_hours(at(0.0, 90.0), noon("2025-07-01"), 24.0) - 24.0).abs() < 0.1);
    }

    #[test]
    fn hours_of_daylight_add_up() {
        let assamaka = at(5.7719, 19.3344);
        let start = Moment::new(
            "2025-07-01".parse().unwrap(),
            "22:00".parse().unwrap(),
            "+01:00".parse().unwrap(),
        );
        assert!(
            daylight_hours(assamaka, start, 7.0) < 1e-9,
            "before sunrise"
        );
        let [one, other] = [9.0, 15.0].map(|hours| daylight_hours(assamaka, start, hours));
        let rest = daylight_hours(assamaka, start.plus_hours(9.0), 6.0);
        assert!((one + rest - other).abs() < 1e-6, "{one} {rest} {other}");
        // A day at 19° in July has 13.3 hours by any almanac.
        let day = daylight_hours(assamaka, start, 24.0);
        assert!((13.2..13.4).contains(&day), "{day}");
    }
}
