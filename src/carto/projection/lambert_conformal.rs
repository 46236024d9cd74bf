//! The Lambert conformal conic projection.

use std::fmt;

use super::conic::{Cone, parallel, rolled, unrolled};
use super::{PlanePoint, Seam};
use crate::geodesy::{Position, WGS84, isometric, latitude_of_isometric};

/// The Lambert conformal conic projection of the ellipsoid: angles are true, and the scale along two
/// parallels. The pole on the open side of the cone has no image.
///
/// # Source
/// Snyder (1987), pages 107 to 109, equations 15-1 to 15-11, with t = exp(−ψ), ψ the isometric latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LambertConformal {
    cone: Cone,
    n: f64,
    /// a F: the radius of the equator, in metres.
    equator_m: f64,
    rho0: f64,
}

/// The farthest from the equator, in isometric latitude, that the open side is drawn: 89.99°.
const OPEN_SIDE: f64 = 9.3;

impl LambertConformal {
    pub(super) const NAME: &str = "Lambert conformal conic";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Lambert_Conformal_Conic";

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
        let (psi1, psi2) = (isometric(south), isometric(north));
        let n = if (south - north).abs() < 1e-6 {
            libm::sin(south.to_radians())
        } else {
            libm::log(m1 / m2) / (psi2 - psi1)
        };
        let mut found = Self {
            cone,
            n,
            equator_m: WGS84.equatorial_radius_m * m1 / n * libm::exp(n * psi1),
            rho0: 0.0,
        };
        found.rho0 = found.radius(cone.centre.lat());
        found
    }

    fn radius(&self, lat: f64) -> f64 {
        if lat.abs() >= 90.0 && lat * self.n > 0.0 {
            return 0.0;
        }
        self.equator_m * libm::exp(-self.n * isometric(lat))
    }

    pub(super) fn centre(&self) -> Position {
        self.cone.centre
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        let is_open = lat * self.n < 0.0 && isometric(lat).abs() > OPEN_SIDE;
        (!is_open).then(|| unrolled(self.n, self.radius(lat), self.rho0, lon))
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let (rho, lon) = rolled(self.n, self.rho0, point)?;
        if rho == 0.0 {
            return Some((0.0, 90.0_f64.copysign(self.n)));
        }
        let psi = -libm::log(rho / self.equator_m) / self.n;
        let is_on_map = psi * self.n > 0.0 || psi.abs() <= OPEN_SIDE + 1e-9;
        is_on_map.then(|| (lon, latitude_of_isometric(psi)))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cone.write(f)
    }
}
