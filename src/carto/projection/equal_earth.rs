//! The Equal Earth projection.

use std::fmt;

use super::authalic::{self, Authalic};
use super::{PlanePoint, Seam, longitude};
use crate::geodesy::Position;

/// The Equal Earth projection, for maps of the world: areas are true, parallels straight.
///
/// Notation: β authalic latitude, θ the parametric latitude with sin θ = √3/2 sin β.
///
/// # Source
/// Šavrič, Patterson & Jenny (2018), equations 1 to 10; on the ellipsoid through the authalic
/// latitude, as EPSG method 1078.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EqualEarth {
    centre: Position,
}

const A: [f64; 4] = [1.340264, -0.081106, 0.000893, 0.003796];

/// √3 / 2.
const M: f64 = 0.866_025_403_784_438_6;

impl EqualEarth {
    pub(super) const NAME: &str = "Equal Earth";
    pub(super) const SEAM: Seam = Seam::Meridian;

    /// The projection with the meridian of a position in its middle; the latitude has no part in it.
    pub fn new(centre: Position) -> Self {
        Self {
            centre: Position::from_computed_lon_lat(centre.lon(), 0.0),
        }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "as in every member of the family"
    )]
    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        let theta = libm::asin(M * authalic::from_latitude(lat).sin);
        let (y, dy) = polynomial(theta);
        let radius = authalic::radius_m();
        Some(PlanePoint {
            x_m: radius * lon.to_radians() * libm::cos(theta) / (M * dy),
            y_m: radius * y,
        })
    }

    #[expect(clippy::unused_self, reason = "as in every member of the family")]
    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let y = point.y_m / authalic::radius_m();
        // Newton from θ = y; the polynomial's slope stays between 0.99 and 1.35, and twelve steps are
        // twice what 1e-15 takes at the poles.
        let theta = (0..12).fold(y, |theta, _| {
            let (reached, slope) = polynomial(theta);
            theta - (reached - y) / slope
        });
        let sin = libm::sin(theta) / M;
        // A pole comes back as a hair more than one.
        if sin.abs() > 1.0 + 1e-12 || !sin.is_finite() {
            return None;
        }
        let sin = sin.clamp(-1.0, 1.0);
        let cos = ((1.0 - sin) * (1.0 + sin)).sqrt();
        let (_, slope) = polynomial(theta);
        let lon = (point.x_m / authalic::radius_m() * M * slope / libm::cos(theta)).to_degrees();
        (lon.abs() <= 180.0 + 1e-9).then(|| {
            (
                lon.clamp(-180.0, 180.0),
                authalic::to_latitude(Authalic { sin, cos }),
            )
        })
    }

    pub(super) const WELL_KNOWN: &'static str = "Equal_Earth";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("Central_Meridian", self.centre.lon())]
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "central meridian {}", longitude(self.centre.lon()))
    }
}

/// y(θ) and its derivative.
fn polynomial(theta: f64) -> (f64, f64) {
    let t2 = theta * theta;
    let t6 = t2 * t2 * t2;
    let y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
    let slope = A[0] + 3.0 * A[1] * t2 + t6 * (7.0 * A[2] + 9.0 * A[3] * t2);
    (y, slope)
}
