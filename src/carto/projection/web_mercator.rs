//! The Mercator projection of web maps.

use std::fmt;

use super::{PlanePoint, Seam, longitude};
use crate::geodesy::{Position, WGS84};

/// The Mercator projection as web maps use it: latitudes of the ellipsoid on a sphere, so that neither angles
/// nor areas are true.
///
/// # Source
/// EPSG method 1024, Popular Visualisation Pseudo-Mercator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WebMercator {
    centre: Position,
}

impl WebMercator {
    pub(super) const NAME: &str = "Web Mercator";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Mercator_Auxiliary_Sphere";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Standard_Parallel_1", 0.0),
            ("Auxiliary_Sphere_Type", 0.0),
        ]
    }

    /// The projection with the meridian of a position in its middle; the latitude has no part in it.
    pub fn new(centre: Position) -> Self {
        Self {
            centre: Position::from_computed_lon_lat(centre.lon(), 0.0),
        }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    #[expect(clippy::unused_self, reason = "as in every member of the family")]
    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        (lat.abs() < 90.0).then(|| PlanePoint {
            x_m: WGS84.equatorial_radius_m * lon.to_radians(),
            y_m: WGS84.equatorial_radius_m * libm::asinh(libm::tan(lat.to_radians())),
        })
    }

    #[expect(clippy::unused_self, reason = "as in every member of the family")]
    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let lon = (point.x_m / WGS84.equatorial_radius_m).to_degrees();
        let psi = point.y_m / WGS84.equatorial_radius_m;
        let is_on_map = lon.abs() <= 180.0 + 1e-9 && psi.abs() < 50.0;
        let lat = libm::atan(libm::sinh(psi)).to_degrees();
        is_on_map.then(|| (lon.clamp(-180.0, 180.0), lat))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "central meridian {}", longitude(self.centre.lon()))
    }
}
