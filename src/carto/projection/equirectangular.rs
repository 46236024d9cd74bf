//! The equirectangular projection.

use std::fmt;

use super::{PlanePoint, Seam, latitude, longitude};
use crate::geodesy::{Position, WGS84};

/// The equirectangular projection, on a sphere of the equatorial radius: degrees are evenly spaced, and
/// distances are true along the meridians and one parallel.
///
/// # Source
/// Snyder (1987), pages 90 and 91, equations 12-1 and 12-2; EPSG method 1029.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equirectangular {
    centre: Position,
    true_at: f64,
    cos: f64,
}

/// The farthest true parallel from the equator, in degrees: beyond, the map would be a thread.
const FARTHEST: f64 = 85.0;

impl Equirectangular {
    pub(super) const NAME: &str = "equirectangular";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Equidistant_Cylindrical";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Standard_Parallel_1", self.true_at),
        ]
    }

    /// The projection with the meridian of a position in its middle, true along its parallel.
    pub fn new(centre: Position) -> Self {
        let true_at = centre.lat().clamp(-FARTHEST, FARTHEST);
        Self {
            centre: Position::from_computed_lon_lat(centre.lon(), 0.0),
            true_at,
            cos: libm::cos(true_at.to_radians()),
        }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    #[expect(clippy::unnecessary_wraps, reason = "as in every member of the family")]
    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        Some(PlanePoint {
            x_m: WGS84.equatorial_radius_m * lon.to_radians() * self.cos,
            y_m: WGS84.equatorial_radius_m * lat.to_radians(),
        })
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let lon = (point.x_m / WGS84.equatorial_radius_m / self.cos).to_degrees();
        let lat = (point.y_m / WGS84.equatorial_radius_m).to_degrees();
        let is_on_map = lon.abs() <= 180.0 + 1e-9 && lat.abs() <= 90.0 + 1e-9;
        is_on_map.then(|| (lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = (longitude(self.centre.lon()), latitude(self.true_at));
        write!(f, "central meridian {lon}, true along {lat}")
    }
}
