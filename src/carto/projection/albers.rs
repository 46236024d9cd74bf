//! The Albers equal-area conic projection.

use std::fmt;

use super::authalic::{self, Authalic};
use super::conic::{Cone, parallel, rolled, unrolled};
use super::{PlanePoint, Seam};
use crate::geodesy::{Position, WGS84};

/// The Albers conic projection of the ellipsoid: areas are true, and the scale along two parallels.
///
/// # Source
/// Snyder (1987), pages 101 and 102, equations 14-1 to 14-16, q by the authalic latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Albers {
    cone: Cone,
    n: f64,
    c: f64,
    rho0: f64,
}

/// q from the sine of the authalic latitude: qp sin β, with qp = 2 Rq² / a².
fn q(sin_beta: f64) -> f64 {
    let ratio = authalic::radius_m() / WGS84.equatorial_radius_m;
    2.0 * ratio * ratio * sin_beta
}

impl Albers {
    pub(super) const NAME: &str = "Albers equal-area conic";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Albers";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.cone.centre.lon()),
            ("Standard_Parallel_1", self.cone.parallels[0]),
            ("Standard_Parallel_2", self.cone.parallels[1]),
            ("Latitude_Of_Origin", self.cone.centre.lat()),
        ]
    }

    /// The projection about a centre, true along parallels 8° to either side of it.
    pub fn new(centre: Position) -> Self {
        Self::from_cone(Cone::about(centre))
    }

    /// The projection about a centre, true along two parallels in degrees.
    pub fn with_parallels(centre: Position, parallels: [f64; 2]) -> Self {
        Self::from_cone(Cone::with_parallels(centre, parallels))
    }

    fn from_cone(cone: Cone) -> Self {
        let [south, north] = cone.parallels;
        let (m1, m2) = (parallel(south), parallel(north));
        let [q1, q2] = cone
            .parallels
            .map(|lat| q(authalic::from_latitude(lat).sin));
        let n = if (south - north).abs() < 1e-6 {
            libm::sin(south.to_radians())
        } else {
            (m1 * m1 - m2 * m2) / (q2 - q1)
        };
        let mut found = Self {
            cone,
            n,
            c: m1 * m1 + n * q1,
            rho0: 0.0,
        };
        found.rho0 = found.radius(cone.centre.lat());
        found
    }

    fn radius(&self, lat: f64) -> f64 {
        let under = self.c - self.n * q(authalic::from_latitude(lat).sin);
        WGS84.equatorial_radius_m * under.max(0.0).sqrt() / self.n
    }

    pub(super) fn centre(&self) -> Position {
        self.cone.centre
    }

    #[expect(clippy::unnecessary_wraps, reason = "as in every member of the family")]
    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        Some(unrolled(self.n, self.radius(lat), self.rho0, lon))
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let (rho, lon) = rolled(self.n, self.rho0, point)?;
        let share = rho * self.n / WGS84.equatorial_radius_m;
        let sin = (self.c - share * share) / self.n / q(1.0);
        if sin.abs() > 1.0 + 1e-12 {
            return None;
        }
        let sin = sin.clamp(-1.0, 1.0);
        let cos = ((1.0 - sin) * (1.0 + sin)).sqrt();
        Some((lon, authalic::to_latitude(Authalic { sin, cos })))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cone.write(f)
    }
}
