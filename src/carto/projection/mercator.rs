//! The Mercator projection.

use std::fmt;

use super::{PlanePoint, Seam, longitude};
use crate::geodesy::{Position, WGS84, isometric, latitude_of_isometric};

/// The Mercator projection of the ellipsoid: angles are true, rhumb lines straight, and the scale is true
/// along the equator.
///
/// # Source
/// Snyder (1987), pages 44 to 47, equations 7-6 and 7-7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mercator {
    centre: Position,
}

impl Mercator {
    pub(super) const NAME: &str = "Mercator";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Mercator";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Standard_Parallel_1", 0.0),
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
            y_m: WGS84.equatorial_radius_m * isometric(lat),
        })
    }

    #[expect(clippy::unused_self, reason = "as in every member of the family")]
    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let lon = (point.x_m / WGS84.equatorial_radius_m).to_degrees();
        let psi = point.y_m / WGS84.equatorial_radius_m;
        let is_on_map = lon.abs() <= 180.0 + 1e-9 && psi.abs() < 50.0;
        is_on_map.then(|| (lon.clamp(-180.0, 180.0), latitude_of_isometric(psi)))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "central meridian {}", longitude(self.centre.lon()))
    }
}
