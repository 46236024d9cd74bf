//! The azimuthal equidistant projection.

use std::fmt;

use super::{PlanePoint, Seam, latitude, longitude};
use crate::geodesy::{Azimuth, Distance, Position, direct, inverse};

/// The azimuthal equidistant projection of the ellipsoid: distances and directions from the centre are
/// true, as geodesics.
///
/// # Source
/// Snyder (1987), pages 191 to 202; on the ellipsoid by Karney's geodesics, as PROJ does it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AzimuthalEquidistant {
    centre: Position,
    /// The centre on the meridian of Greenwich, from which relative longitudes count.
    origin: Position,
}

/// From here on, in metres, no geodesic is the only shortest one: the antipode lies there.
const FARTHEST_M: f64 = 20_003_900.0;

impl AzimuthalEquidistant {
    pub(super) const NAME: &str = "azimuthal equidistant";
    pub(super) const SEAM: Seam = Seam::Antipode;
    pub(super) const WELL_KNOWN: &'static str = "Azimuthal_Equidistant";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Latitude_Of_Origin", self.centre.lat()),
        ]
    }

    /// The projection with a centre.
    pub fn new(centre: Position) -> Self {
        Self {
            centre,
            origin: Position::from_computed_lon_lat(0.0, centre.lat()),
        }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        let found = inverse(self.origin, Position::from_computed_lon_lat(lon, lat));
        let metres = found.distance.metres();
        if metres > FARTHEST_M {
            return None;
        }
        let (sin, cos) = libm::sincos(found.azimuth_at_start.degrees().to_radians());
        Some(PlanePoint {
            x_m: metres * sin,
            y_m: metres * cos,
        })
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let metres = libm::hypot(point.x_m, point.y_m);
        if metres.is_nan() || metres > FARTHEST_M {
            return None;
        }
        let azimuth = libm::atan2(point.x_m, point.y_m).to_degrees();
        let azimuth = Azimuth::from_computed_degrees(azimuth);
        let found = direct(self.origin, azimuth, Distance::from_computed_metres(metres));
        Some((found.lon(), found.lat()))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = (self.centre.lon(), self.centre.lat());
        write!(f, "centred {} {}", latitude(lat), longitude(lon))
    }
}
