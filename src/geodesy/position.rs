//! A validated place on the ellipsoid.

use std::fmt;

/// A longitude and latitude on WGS 84, in degrees, known to be finite and in range.
///
/// Longitude lies in [−180, 180], latitude in [−90, 90]. Both −180 and 180 are kept as given: they
/// name the same meridian, and [`distance`](super::distance) between them is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    lon: f64,
    lat: f64,
}

/// A pair of numbers that is no place on the Earth.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum InvalidPosition {
    /// The longitude is not finite or outside [−180, 180]; it is kept here.
    Longitude(f64),
    /// The latitude is not finite or outside [−90, 90]; it is kept here.
    Latitude(f64),
}

impl Position {
    /// A position from degrees east and degrees north.
    ///
    /// # Errors
    /// [`InvalidPosition`] names the first number that is not finite or out of range; the latitude
    /// is looked at first, since a swapped pair shows there.
    pub fn from_lon_lat(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(InvalidPosition::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(InvalidPosition::Longitude(lon));
        }
        Ok(Self { lon, lat })
    }

    /// A position from finite degrees, the longitude wrapped and the latitude clamped into range.
    ///
    /// For numbers that come out of a computation, never for input.
    pub(crate) fn from_computed_lon_lat(lon: f64, lat: f64) -> Self {
        debug_assert!(lon.is_finite() && lat.is_finite(), "computed {lon}, {lat}");
        let wrapped = if (-180.0..=180.0).contains(&lon) {
            lon
        } else {
            (lon + 180.0).rem_euclid(360.0) - 180.0
        };
        Self {
            lon: wrapped,
            lat: lat.clamp(-90.0, 90.0),
        }
    }

    /// Degrees east, in [−180, 180].
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north, in [−90, 90].
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Whether this is a pole, which has every longitude.
    pub fn is_pole(self) -> bool {
        self.lat.abs() >= 90.0
    }

    /// Degrees of longitude from here to there the shorter way, east positive, in [−180, 180].
    ///
    /// Where both ways are equally long it is the way that does not cross the antimeridian.
    ///
    /// # Accuracy
    /// Rounded once, across the antimeridian too when both are within 90° of it.
    pub fn lon_difference_to(self, other: Self) -> f64 {
        let difference = other.lon - self.lon;
        // Taking 180 from each is exact near the antimeridian; taking 360 from the sum is not.
        if difference > 180.0 {
            (other.lon - 180.0) - (self.lon + 180.0)
        } else if difference < -180.0 {
            (other.lon + 180.0) - (self.lon - 180.0)
        } else {
            difference
        }
    }
}

impl fmt::Display for InvalidPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Longitude(lon) => write!(f, "longitude {lon} is outside -180 to 180"),
            Self::Latitude(lat) => write!(f, "latitude {lat} is outside -90 to 90"),
        }
    }
}

impl std::error::Error for InvalidPosition {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_finite_degrees_in_range_becomes_a_position() {
        assert!(Position::from_lon_lat(180.0, -90.0).is_ok());
        assert_eq!(
            Position::from_lon_lat(5.0, 91.0),
            Err(InvalidPosition::Latitude(91.0))
        );
        assert_eq!(
            Position::from_lon_lat(-180.1, 0.0),
            Err(InvalidPosition::Longitude(-180.1))
        );
        assert!(Position::from_lon_lat(f64::NAN, 0.0).is_err());
        assert!(Position::from_lon_lat(0.0, f64::INFINITY).is_err());
    }
}
