//! Distances on the ground.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

/// A distance on the ground, in metres: finite and not negative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Distance {
    metres: f64,
}

/// A number that is no distance; it is kept here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvalidDistance(pub f64);

impl Distance {
    /// No distance at all.
    pub const ZERO: Self = Self { metres: 0.0 };

    /// A kilometre.
    pub const KILOMETRE: Self = Self { metres: 1000.0 };

    /// A distance from metres.
    ///
    /// # Errors
    /// [`InvalidDistance`] when the number is negative or not finite.
    pub fn from_metres(metres: f64) -> Result<Self, InvalidDistance> {
        if metres.is_finite() && metres >= 0.0 {
            // `-0.0 >= 0.0` holds; adding zero makes it positive, so that it prints as 0.
            Ok(Self {
                metres: metres + 0.0,
            })
        } else {
            Err(InvalidDistance(metres))
        }
    }

    /// A distance from kilometres.
    ///
    /// # Errors
    /// As [`from_metres`](Self::from_metres).
    pub fn from_km(km: f64) -> Result<Self, InvalidDistance> {
        Self::from_metres(km * 1000.0)
    }

    /// A distance that came out of a computation and cannot be negative or infinite.
    pub(crate) const fn from_computed_metres(metres: f64) -> Self {
        debug_assert!(metres.is_finite(), "what is computed is finite");
        Self {
            metres: metres.max(0.0),
        }
    }

    /// Metres.
    pub const fn metres(self) -> f64 {
        self.metres
    }

    /// Kilometres.
    pub const fn km(self) -> f64 {
        self.metres / 1000.0
    }

    /// The sum of two distances.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::from_computed_metres(self.metres + other.metres)
    }

    /// This distance less the other, and never below zero.
    #[must_use]
    pub fn minus_to_zero(self, other: Self) -> Self {
        Self::from_computed_metres(self.metres - other.metres)
    }
}

/// A text that is no distance; it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableDistance(pub String);

impl FromStr for Distance {
    type Err = UnreadableDistance;

    /// Decimal digits with a unit, `m` or `km`: `50km`, `1500 m`.
    ///
    /// ```
    /// # use pointzero::geodesy::Distance;
    /// assert_eq!("50km".parse().map(Distance::metres), Ok(50_000.0));
    /// assert!("50".parse::<Distance>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || UnreadableDistance(text.to_owned());
        let trimmed = text.trim();
        let (number, metres_per_unit) = trimmed
            .strip_suffix("km")
            .map(|number| (number, 1000.0))
            .or_else(|| trimmed.strip_suffix('m').map(|number| (number, 1.0)))
            .ok_or_else(unreadable)?;
        let number = number.trim_end();
        // `parse` alone would take signs, exponents, "nan" and "inf".
        let is_decimal = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let value: f64 = Some(number)
            .filter(|_| is_decimal)
            .and_then(|number| number.parse().ok())
            .ok_or_else(unreadable)?;
        Self::from_metres(value * metres_per_unit)
            .ok()
            .ok_or_else(unreadable)
    }
}

impl<'de> Deserialize<'de> for Distance {
    /// From a text with a unit, such as `"50km"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl fmt::Display for UnreadableDistance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = if self.0.trim_start().starts_with('-') {
            "is below zero, and a distance is not; write it with its unit"
        } else {
            "is not a distance with its unit"
        };
        write!(f, "\"{}\" {why}, such as 50km or 1500m", self.0)
    }
}

impl std::error::Error for UnreadableDistance {}

impl Eq for Distance {}

impl Ord for Distance {
    fn cmp(&self, other: &Self) -> Ordering {
        self.metres.total_cmp(&other.metres)
    }
}

impl PartialOrd for Distance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for InvalidDistance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a distance of zero or more", self.0)
    }
}

impl std::error::Error for InvalidDistance {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_finite_and_not_negative() {
        assert_eq!(Distance::from_km(15.0).map(Distance::metres), Ok(15_000.0));
        assert!(Distance::from_metres(-0.001).is_err());
        assert!(Distance::from_metres(f64::NAN).is_err());
        assert!(Distance::from_km(f64::MAX).is_err());
        for text in [
            "50", "nan km", "-5km", "km", "5 miles", "infkm", "1e3km", "1.2.3m",
        ] {
            assert!(text.parse::<Distance>().is_err(), "{text}");
        }
        assert!(Distance::from_metres(-0.0).is_ok_and(|d| d.metres().is_sign_positive()));
    }
}
