//! The transverse Mercator projection, and UTM.

use std::fmt;

use super::{PlanePoint, Seam, longitude};
use crate::geodesy::{self, Position};

/// The transverse Mercator projection of the ellipsoid: angles are true, and the scale is true along the
/// central meridian. The origin of the plane lies on the equator.
///
/// # Accuracy
/// See [`geodesy::TransverseMercator`]; nothing farther than 35° of longitude from the meridian has an image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercator {
    centre: Position,
    scale: f64,
    /// About the meridian of Greenwich, from which relative longitudes count.
    plane: geodesy::TransverseMercator,
}

impl TransverseMercator {
    pub(super) const NAME: &str = "transverse Mercator";
    pub(super) const SEAM: Seam = Seam::Meridian;
    pub(super) const WELL_KNOWN: &'static str = "Transverse_Mercator";

    pub(super) fn well_known_parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("Central_Meridian", self.centre.lon()),
            ("Scale_Factor", self.scale),
            ("Latitude_Of_Origin", 0.0),
        ]
    }

    /// The projection about the meridian of a position, with a true scale along it.
    pub fn new(centre: Position) -> Self {
        Self::with_scale(centre, 1.0)
    }

    /// The projection of a UTM zone, from 1 to 60, without its false origin: 0.9996 along the meridian.
    pub fn utm(zone: u8) -> Self {
        let meridian = f64::from(zone) * 6.0 - 183.0;
        Self::with_scale(Position::from_computed_lon_lat(meridian, 0.0), 0.9996)
    }

    fn with_scale(centre: Position, scale: f64) -> Self {
        let origin = Position::from_computed_lon_lat(0.0, 0.0);
        Self {
            centre: Position::from_computed_lon_lat(centre.lon(), 0.0),
            scale,
            plane: geodesy::TransverseMercator::new(origin, scale),
        }
    }

    pub(super) fn centre(&self) -> Position {
        self.centre
    }

    pub(super) fn forward(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        self.plane
            .forward(Position::from_computed_lon_lat(lon, lat))
    }

    pub(super) fn inverse(&self, point: PlanePoint) -> Option<(f64, f64)> {
        let found = self.plane.inverse(point)?;
        Some((found.lon(), found.lat()))
    }

    pub(super) fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "central meridian {}", longitude(self.centre.lon()))?;
        if self.scale < 1.0 {
            write!(f, ", scale {} along it", self.scale)?;
        }
        Ok(())
    }
}
