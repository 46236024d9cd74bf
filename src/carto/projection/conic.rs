//! What conic projections share: the cone, and how it is unrolled.
//!
//! Notation: n the constant of the cone, ρ the radius of a parallel, ρ₀ that of the origin, θ = nλ.

use std::fmt;

use super::{PlanePoint, latitude, longitude};
use crate::geodesy::{Position, WGS84};

/// The nearest and the farthest standard parallels from the equator, in degrees: nearer, the cone is a cylinder;
/// farther, a plane.
const NEAREST: f64 = 1.0;
const FARTHEST: f64 = 85.0;

/// How far the standard parallels lie from the centre where nobody says, in degrees.
const APART: f64 = 8.0;

/// The centre and the standard parallels of a cone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cone {
    pub(super) centre: Position,
    /// In degrees; both on one side of the equator.
    pub(super) parallels: [f64; 2],
}

impl Cone {
    /// A cone about a centre.
    pub(super) fn about(centre: Position) -> Self {
        Self::with_parallels(centre, [centre.lat() - APART, centre.lat() + APART])
    }

    /// A cone that is true along two parallels, moved to one side of the equator if need be.
    pub(super) fn with_parallels(centre: Position, parallels: [f64; 2]) -> Self {
        let side = if parallels[0] + parallels[1] < 0.0 {
            -1.0
        } else {
            1.0
        };
        let parallels = parallels.map(|lat| side * (side * lat).clamp(NEAREST, FARTHEST));
        Self { centre, parallels }
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = (longitude(self.centre.lon()), latitude(self.centre.lat()));
        let [south, north] = self.parallels.map(latitude);
        write!(f, "centred {lat} {lon}, true along {south} and {north}")
    }
}

/// The place of a parallel's radius at a longitude, in degrees from the central meridian.
pub(super) fn unrolled(n: f64, rho: f64, rho0: f64, lon: f64) -> PlanePoint {
    let (sin, cos) = libm::sincos((n * lon).to_radians());
    PlanePoint {
        x_m: rho * sin,
        y_m: rho0 - rho * cos,
    }
}

/// The radius, with the sign of n, and the longitude in degrees of a place; nothing beyond the seam.
pub(super) fn rolled(n: f64, rho0: f64, point: PlanePoint) -> Option<(f64, f64)> {
    let side = n.signum();
    let (x, y) = (side * point.x_m, side * (rho0 - point.y_m));
    let rho = side * libm::hypot(x, y);
    // At the tip of the cone every longitude is.
    if rho == 0.0 {
        return Some((0.0, 0.0));
    }
    let lon = libm::atan2(x, y).to_degrees() / n;
    (lon.abs() <= 180.0 + 1e-9 && rho.is_finite()).then(|| (rho, lon.clamp(-180.0, 180.0)))
}

/// m = cos φ / √(1 − e² sin² φ), Snyder's 14-15.
pub(super) fn parallel(lat: f64) -> f64 {
    let sin = libm::sin(lat.to_radians());
    libm::cos(lat.to_radians()) / (1.0 - WGS84.eccentricity_squared() * sin * sin).sqrt()
}
