//! The orthographic projection.

use std::fmt;

use super::{PlanePoint, Seam, latitude, longitude};
use crate::geodesy::{Position, WGS84};

/// The orthographic projection of the ellipsoid: half of the Earth as seen from far away.
///
/// The far half has no image, so that lines end at the edge; an area that reaches beyond the edge is
/// closed by a straight line there.
///
/// Notation: ν the radius of curvature in the prime vertical; east, north and up are those at the centre.
///
/// # Source
/// IOGP Geomatics Guidance Note 7-2, EPSG method 9840. The inverse meets the ellipsoid along the line of sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orthographic {
    centre: Position,
    sin: f64,
    cos: f64,
}

impl Orthographic {
    pub(super) const NAME: &str = "orthographic";
    pub(super) const SEAM: Seam = Seam::Antipode;
    pub(super) const WELL_KNOWN: &'static str = "Orthographic";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Longitude_Of_Center", self.centre.lon()),
            ("Latitude_Of_Center", self.centre.lat()),
        ]
    }

    /// The projection with a centre.
    pub fn new(centre: Position) -> Self {
        let (sin, cos) = sincos(centre.lat());
        Self { centre, sin, cos }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        let e2 = WGS84.eccentricity_squared();
        let (sin, cos) = sincos(lat);
        let (sin_lon, cos_lon) = libm::sincos(lon.to_radians());
        if self.sin * sin + self.cos * cos * cos_lon < 0.0 {
            return None;
        }
        let (nu, nu0) = (curvature(sin), curvature(self.sin));
        let turned = nu * (sin * self.cos - cos * self.sin * cos_lon);
        Some(PlanePoint {
            x_m: nu * cos * sin_lon,
            y_m: turned + e2 * (nu0 * self.sin - nu * sin) * self.cos,
        })
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let (x, y) = (point.x_m, point.y_m);
        let a = WGS84.equatorial_radius_m;
        let e2m = 1.0 - WGS84.eccentricity_squared();
        let nu0 = curvature(self.sin);
        // From the Earth's centre: the X axis through the central meridian, Z through the north pole.
        let from_axis = nu0 * self.cos - y * self.sin;
        let from_plane = nu0 * e2m * self.sin + y * self.cos;
        // Where X = from_axis + u cos φ₁, Y = x, Z = from_plane + u sin φ₁ meets X² + Y² + Z²/(1 − e²) = a².
        let square = self.cos * self.cos + self.sin * self.sin / e2m;
        let half = from_axis * self.cos + from_plane * self.sin / e2m;
        let rest = from_axis * from_axis + x * x + from_plane * from_plane / e2m - a * a;
        let under = half * half - square * rest;
        if under.is_nan() || under < 0.0 {
            return None;
        }
        let up = (under.sqrt() - half) / square;
        let (x_axis, z) = (from_axis + up * self.cos, from_plane + up * self.sin);
        let across = libm::hypot(x_axis, x);
        let lat = libm::atan2(z, e2m * across).to_degrees();
        Some((libm::atan2(x, x_axis).to_degrees(), lat))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = (self.centre.lon(), self.centre.lat());
        write!(f, "centred {} {}", latitude(lat), longitude(lon))
    }
}

/// The radius of curvature in the prime vertical at a sine of latitude, in metres.
fn curvature(sin: f64) -> f64 {
    WGS84.equatorial_radius_m / (1.0 - WGS84.eccentricity_squared() * sin * sin).sqrt()
}

/// Sine and cosine of a latitude in degrees; the cosine from the pole, since near it that of an angle cancels.
fn sincos(lat: f64) -> (f64, f64) {
    let cos = libm::sin((90.0 - lat.abs()).to_radians());
    (libm::sin(lat.to_radians()), cos)
}
