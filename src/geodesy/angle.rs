//! Azimuths.

use std::fmt;

/// The direction of a geodesic, in degrees clockwise from north, in [0, 360).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Azimuth {
    degrees: f64,
}

/// An azimuth that is not finite; it is kept here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvalidAzimuth(pub f64);

impl Azimuth {
    /// An azimuth from degrees clockwise from north, brought into [0, 360).
    ///
    /// # Errors
    /// [`InvalidAzimuth`] when the number is not finite.
    pub fn from_degrees(degrees: f64) -> Result<Self, InvalidAzimuth> {
        if degrees.is_finite() {
            Ok(Self::from_computed_degrees(degrees))
        } else {
            Err(InvalidAzimuth(degrees))
        }
    }

    /// An azimuth that came out of a computation and is finite.
    pub(crate) fn from_computed_degrees(degrees: f64) -> Self {
        // Nearly all lie within a turn, where the remainder is this very sum.
        let turned = if (0.0..360.0).contains(&degrees) {
            degrees
        } else if (-360.0..0.0).contains(&degrees) {
            degrees + 360.0
        } else {
            degrees.rem_euclid(360.0)
        };
        // rem_euclid of a tiny negative number rounds up to 360 itself.
        Self {
            degrees: if turned >= 360.0 { 0.0 } else { turned },
        }
    }

    /// North.
    pub const NORTH: Self = Self { degrees: 0.0 };

    /// The azimuth that looks the other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            degrees: if self.degrees < 180.0 {
                self.degrees + 180.0
            } else {
                self.degrees - 180.0
            },
        }
    }

    /// Degrees clockwise from north, in [0, 360).
    pub const fn degrees(self) -> f64 {
        self.degrees
    }

    /// Degrees to four decimals, in [0, 360): what is within 0.00005° west of north is 0, not 360.
    pub fn degrees_to_four_decimals(self) -> f64 {
        (self.degrees * 1e4).round().rem_euclid(3_600_000.0) / 1e4
    }
}

impl fmt::Display for InvalidAzimuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not an azimuth", self.0)
    }
}

impl std::error::Error for InvalidAzimuth {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "the nearest numbers to four decimals")]
    fn north_is_never_written_as_360() {
        let written = |degrees| {
            let azimuth = Azimuth::from_degrees(degrees).unwrap();
            azimuth.degrees_to_four_decimals()
        };
        assert_eq!(written(359.999_96), 0.0);
        assert_eq!(written(359.999_94), 359.999_9);
        assert_eq!(written(116.347_049), 116.347);
    }

    #[test]
    fn azimuths_are_brought_into_one_turn() {
        for (given, expected) in [(-90.0, 270.0), (360.0, 0.0), (725.0, 5.0), (-1e-30, 0.0)] {
            assert_eq!(
                Azimuth::from_degrees(given).map(Azimuth::degrees),
                Ok(expected)
            );
        }
        assert!(Azimuth::from_degrees(f64::NAN).is_err());
    }
}
