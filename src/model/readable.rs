//! Measured distances as people read them: rounded to what is known.
//!
//! # Source
//! JCGM 100:2008 (GUM), 7.2.6: an uncertainty is given with at most two significant digits, and the
//! value to the same decimal.

use std::fmt;

use crate::geodesy::Distance;

/// A length rounded for reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounded {
    /// The number, in the unit.
    pub value: f64,
    /// How many of its decimals are known.
    pub decimals: usize,
    /// The unit.
    pub unit: LengthUnit,
}

/// The unit of a length that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthUnit {
    /// m.
    Metre,
    /// km.
    Kilometre,
}

/// A distance rounded to what its bounds leave known; `None` below one metre but above zero.
pub fn rounded_distance(
    distance: Distance,
    bounds: Option<(Distance, Distance)>,
) -> Option<Rounded> {
    let step_m = step_m(distance, bounds);
    let rounded_m = (distance.metres() / step_m).round() * step_m;
    if rounded_m == 0.0 && distance > Distance::ZERO {
        return None;
    }
    Some(LengthUnit::of(step_m, rounded_m).rounded(rounded_m, step_m))
}

/// The bounds of a distance, rounded outwards to what is known, in one unit.
pub fn rounded_range(
    distance: Distance,
    (least, most): (Distance, Distance),
) -> (Rounded, Rounded) {
    let step_m = step_m(distance, Some((least, most)));
    let least_m = (least.metres() / step_m).floor() * step_m;
    let most_m = (most.metres() / step_m).ceil() * step_m;
    let unit = LengthUnit::of(step_m, most_m);
    (unit.rounded(least_m, step_m), unit.rounded(most_m, step_m))
}

/// A distance rounded to what its bounds leave known, such as `16.1 km`.
pub fn readable_distance(distance: Distance, bounds: Option<(Distance, Distance)>) -> String {
    rounded_distance(distance, bounds).map_or_else(
        || "below 1 m".to_owned(),
        |rounded| format!("{rounded} {}", rounded.unit.symbol()),
    )
}

/// The bounds of a distance, rounded outwards to what is known, such as `11.0–21.1 km`.
///
/// Bounds that meet are one distance: there is no doubt to show.
pub fn readable_range(distance: Distance, bounds: (Distance, Distance)) -> String {
    if bounds.0 == bounds.1 {
        return readable_distance(distance, None);
    }
    let (least, most) = rounded_range(distance, bounds);
    format!("{least}–{most} {}", most.unit.symbol())
}

/// The step that a distance is rounded to, in metres: a power of ten, at least one metre.
///
/// It is the second significant digit of half the span between the bounds. Without bounds, or where
/// they say nothing, three significant digits are taken as known.
fn step_m(distance: Distance, bounds: Option<(Distance, Distance)>) -> f64 {
    let doubt_m = bounds.map_or(0.0, |(least, most)| {
        most.minus_to_zero(least).metres() / 2.0
    });
    let (number, digits) = if doubt_m > 0.0 {
        (doubt_m, 1.0)
    } else {
        (distance.metres(), 2.0)
    };
    let exponent = libm::log10(number.max(1.0)).floor() - digits;
    libm::pow(10.0, exponent).max(1.0)
}

impl fmt::Display for Rounded {
    /// The number alone, in plain English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.*}", self.decimals, self.value)
    }
}

impl LengthUnit {
    fn of(step_m: f64, largest_m: f64) -> Self {
        if largest_m >= 1000.0 || step_m >= 1000.0 {
            Self::Kilometre
        } else {
            Self::Metre
        }
    }

    fn rounded(self, metres: f64, step_m: f64) -> Rounded {
        let (value, decimals) = match self {
            Self::Metre => (metres, 0),
            Self::Kilometre => {
                let decimals = [(1.0, 3), (10.0, 2), (100.0, 1)]
                    .into_iter()
                    .find(|(step, _)| step_m <= step * 1.5)
                    .map_or(0, |(_, decimals)| decimals);
                (metres / 1000.0, decimals)
            }
        };
        Rounded {
            value,
            decimals,
            unit: self,
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Metre => "m",
            Self::Kilometre => "km",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_to_what_is_known() {
        let metres = |m| Distance::from_metres(m).unwrap();
        for (nominal, doubt, value, range) in [
            (16_098.471, 5000.0, "16.1 km", "11.0–21.1 km"),
            (12_799.093, 120.0, "12.80 km", "12.67–12.92 km"),
            (182_260.115, 60_000.0, "182 km", "122–243 km"),
            (26_483.031, 1.0, "26.483 km", "26.482–26.485 km"),
            (640.0, 90.0, "640 m", "550–730 m"),
            (500.0, 3000.0, "500 m", "0.0–3.5 km"),
        ] {
            let least = metres(f64::max(nominal - doubt, 0.0));
            let bounds = (least, metres(nominal + doubt));
            assert_eq!(readable_distance(metres(nominal), Some(bounds)), value);
            assert_eq!(readable_range(metres(nominal), bounds), range);
        }
        assert_eq!(readable_distance(metres(16_098.471), None), "16.1 km");
        assert_eq!(readable_distance(metres(2_345_678.0), None), "2350 km");
        assert_eq!(readable_distance(Distance::ZERO, None), "0 m");
        assert_eq!(readable_distance(metres(0.3), None), "below 1 m");
    }
}
