//! Earth-centred, Earth-fixed coordinates.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use super::elementary::sincos_degrees;
use super::vector::{Vector, times};
use super::{Azimuth, Position, WGS84};

/// A point on the ellipsoid in earth-centred coordinates, in metres: x through longitude 0 on the
/// equator, y through 90° east, z through the north pole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ecef {
    /// Metres towards longitude 0, latitude 0.
    pub x_m: f64,
    /// Metres towards longitude 90° east, latitude 0.
    pub y_m: f64,
    /// Metres towards the north pole.
    pub z_m: f64,
}

impl Ecef {
    /// The point at height zero above the ellipsoid.
    ///
    /// # Accuracy
    /// A few units in the last place: under 4 nm.
    #[inline(always)]
    pub fn from_position(position: Position) -> Self {
        Self::from_degrees(position.lat(), position.lon())
    }

    #[inline(always)]
    pub(super) fn from_degrees(lat: f64, lon: f64) -> Self {
        let (sin_lat, cos_lat) = sincos_degrees(lat);
        let (sin_lon, cos_lon) = sincos_degrees(lon);
        let e2 = WGS84.eccentricity_squared();
        let prime_vertical_radius =
            WGS84.equatorial_radius_m / (1.0 - e2 * sin_lat * sin_lat).sqrt();
        Self {
            x_m: prime_vertical_radius * cos_lat * cos_lon,
            y_m: prime_vertical_radius * cos_lat * sin_lon,
            z_m: prime_vertical_radius * (1.0 - e2) * sin_lat,
        }
    }

    /// The position above or below which the point lies, taking it to be on the ellipsoid.
    ///
    /// # Accuracy
    /// 2 nm for points at height zero.
    pub(crate) fn to_position(self) -> Position {
        let flattened = 1.0 - WGS84.eccentricity_squared();
        let from_axis = libm::hypot(self.x_m, self.y_m);
        Position::from_computed_lon_lat(
            libm::atan2(self.y_m, self.x_m).to_degrees(),
            libm::atan2(self.z_m, flattened * from_axis).to_degrees(),
        )
    }

    /// Its coordinates in metres.
    #[inline(always)]
    pub(crate) fn to_vector(self) -> Vector {
        [self.x_m, self.y_m, self.z_m]
    }

    /// A point from its coordinates in metres.
    #[inline(always)]
    pub(crate) fn from_vector([x_m, y_m, z_m]: Vector) -> Self {
        Self { x_m, y_m, z_m }
    }

    /// The point on the ellipsoid towards the Earth's centre, or away from it: for points within a
    /// metre of the ellipsoid the one below or above it, but for 3 mm a metre.
    #[inline(always)]
    pub(crate) fn on_ellipsoid(self) -> Self {
        let (a, b) = (WGS84.equatorial_radius_m, WGS84.polar_radius_m());
        let (x, y, z) = (self.x_m / a, self.y_m / a, self.z_m / b);
        let scale = 1.0 / (x * x + y * y + z * z).sqrt();
        Self::from_vector(times(self.to_vector(), scale))
    }

    /// The unit vector along an azimuth from the point, taking it to be on the ellipsoid.
    ///
    /// At a pole the azimuth counts from the meridian of Greenwich.
    #[inline(always)]
    #[expect(
        clippy::imprecise_flops,
        reason = "a call would cost more than all the rest, and nothing here overflows"
    )]
    pub(crate) fn heading(self, azimuth: Azimuth) -> Vector {
        let flattened = 1.0 - WGS84.eccentricity_squared();
        let from_axis = (self.x_m * self.x_m + self.y_m * self.y_m).sqrt();
        let (sin_lon, cos_lon) = if from_axis > 0.0 {
            (self.y_m / from_axis, self.x_m / from_axis)
        } else {
            (0.0, 1.0)
        };
        let (up, out) = (self.z_m, flattened * from_axis);
        let scale = 1.0 / (up * up + out * out).sqrt();
        let (sin_lat, cos_lat) = (up * scale, out * scale);
        let towards = sincos_degrees(azimuth.degrees());
        level_vector((sin_lat, cos_lat), (sin_lon, cos_lon), towards)
    }

    /// The squared straight-line distance through space, in square metres.
    pub fn chord_squared_m2(self, other: Self) -> f64 {
        let (dx, dy, dz) = (
            self.x_m - other.x_m,
            self.y_m - other.y_m,
            self.z_m - other.z_m,
        );
        dx * dx + dy * dy + dz * dz
    }
}

/// The unit vector upwards at a position.
pub(super) fn upward(position: Position) -> Vector {
    let (sin_lat, cos_lat) = sincos_degrees(position.lat());
    let (sin_lon, cos_lon) = sincos_degrees(position.lon());
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// The unit vector from a position along an azimuth, in radians.
///
/// At a pole the azimuth counts from the meridian by which the position names the pole.
pub(super) fn heading(position: Position, azimuth: f64) -> Vector {
    level_vector(
        sincos_degrees(position.lat()),
        sincos_degrees(position.lon()),
        libm::sincos(azimuth),
    )
}

/// A vector on the horizon of a latitude and longitude, given by their sines and cosines, so far to the east and
/// so far to the north.
#[inline(always)]
fn level_vector(
    (sin_lat, cos_lat): (f64, f64),
    (sin_lon, cos_lon): (f64, f64),
    (east, north): (f64, f64),
) -> Vector {
    [
        -north * sin_lat * cos_lon - east * sin_lon,
        -north * sin_lat * sin_lon + east * cos_lon,
        north * cos_lat,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "exact at multiples of a quarter turn")]
    fn the_axes_are_where_they_are_defined() {
        let at = |lon, lat| Ecef::from_position(Position::from_lon_lat(lon, lat).unwrap());
        assert_eq!(at(0.0, 0.0).x_m, WGS84.equatorial_radius_m);
        assert_eq!(at(90.0, 0.0).y_m, WGS84.equatorial_radius_m);
        assert!((at(33.0, 90.0).z_m - WGS84.polar_radius_m()).abs() < 4e-9);
        assert_eq!(at(180.0, 10.0).chord_squared_m2(at(-180.0, 10.0)), 0.0);
        assert_eq!(at(12.0, -90.0).chord_squared_m2(at(99.0, -90.0)), 0.0);
    }
}
