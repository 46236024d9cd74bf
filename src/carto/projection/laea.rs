//! The Lambert azimuthal equal-area projection.

use std::fmt;

use super::authalic::{self, Authalic};
use super::{PlanePoint, Seam, latitude, longitude};
use crate::geodesy::{Position, WGS84};

/// The Lambert azimuthal equal-area projection of the ellipsoid.
///
/// Areas are true everywhere, the scale is true at the centre; directions from the centre are true
/// on the sphere and nearly so here.
///
/// Notation: β authalic latitude, β₁ that of the centre, λ longitude from the central meridian,
/// D the factor that makes the scale at the centre true.
///
/// # Source
/// Snyder (1987), pages 187 to 190, equations 24-16 to 24-29.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LambertAzimuthalEqualArea {
    centre: Position,
    beta1: Authalic,
    d: f64,
}

impl LambertAzimuthalEqualArea {
    pub(super) const NAME: &str = "Lambert azimuthal equal-area";
    pub(super) const SEAM: Seam = Seam::Antipode;

    /// The projection with a centre.
    pub fn new(centre: Position) -> Self {
        let beta1 = authalic::from_latitude(centre.lat());
        let sin = libm::sin(centre.lat().to_radians());
        // By the distance from the pole, since the cosine of a latitude near 90° cancels.
        let cos = libm::sin((90.0 - centre.lat().abs()).to_radians());
        let e2 = WGS84.eccentricity_squared();
        let m1 = cos / (1.0 - e2 * sin * sin).sqrt();
        let d = if cos == 0.0 {
            D_AT_A_POLE
        } else {
            WGS84.equatorial_radius_m * m1 / (authalic::radius_m() * beta1.cos)
        };
        Self { centre, beta1, d }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        let beta = authalic::from_latitude(lat);
        let (sin_lon, cos_lon) = libm::sincos(lon.to_radians());
        let cos_c = self.beta1.sin * beta.sin + self.beta1.cos * beta.cos * cos_lon;
        // Nearer than a metre to the antipode there is no direction left.
        if cos_c < -1.0 + 1e-14 {
            return None;
        }
        let b = authalic::radius_m() * (2.0 / (1.0 + cos_c)).sqrt();
        Some(PlanePoint {
            x_m: b * self.d * beta.cos * sin_lon,
            y_m: b / self.d * (self.beta1.cos * beta.sin - self.beta1.sin * beta.cos * cos_lon),
        })
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let (x, y) = (point.x_m / self.d, point.y_m * self.d);
        let rho = libm::hypot(x, y);
        let half_sin = rho / (2.0 * authalic::radius_m());
        if half_sin > 1.0 {
            return None;
        }
        if rho == 0.0 {
            return Some((0.0, self.centre.lat()));
        }
        let half_cos = (1.0 - half_sin * half_sin).sqrt();
        let (sin_c, cos_c) = (2.0 * half_sin * half_cos, 1.0 - 2.0 * half_sin * half_sin);
        let sin = cos_c * self.beta1.sin + y * sin_c * self.beta1.cos / rho;
        let east = x * sin_c / rho;
        let north = self.beta1.cos * cos_c - self.beta1.sin * y * sin_c / rho;
        let cos = libm::hypot(east, north);
        let lon = libm::atan2(east, north).to_degrees();
        Some((lon, authalic::to_latitude(Authalic { sin, cos })))
    }

    pub(super) const WELL_KNOWN: &'static str = "Lambert_Azimuthal_Equal_Area";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Latitude_Of_Origin", self.centre.lat()),
        ]
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = (self.centre.lon(), self.centre.lat());
        write!(f, "centred {} {}", latitude(lat), longitude(lon))
    }
}

/// The limit of a m₁ / (Rq cos β₁): at colatitude δ, m₁ is δ / √(1 − e²) and cos β₁ is
/// δ √(2 / (qp (1 − e²))), while Rq is a √(qp / 2).
const D_AT_A_POLE: f64 = 1.0;
