//! Which projection suits a window.

use std::fmt;

use super::{EqualEarth, LambertAzimuthalEqualArea, Projection};
use crate::geodesy::Position;
use crate::model::Extent;

/// A projection for a window, and why it was taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The projection.
    pub projection: Projection,
    /// Why.
    pub reason: Reason,
}

/// Why a projection was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The window is no wider than 150 degrees.
    Regional,
    /// The window goes round a pole.
    Polar,
    /// The window holds most of the world.
    World,
}

/// The widest window, in degrees, that an azimuthal projection shows well: at 75° from the centre
/// its scale is off by 26 %.
const WIDEST_REGION: f64 = 150.0;

/// The latitude, in degrees, poleward of which a wide window is a cap around the pole.
const POLAR_CAP: f64 = 45.0;

/// The projection for a window: areas are true in each.
///
/// The centre is rounded to a tenth of a degree, so that a sheet says it in full.
pub fn for_extent(extent: &Extent) -> Choice {
    let is_region =
        extent.width_degrees() <= WIDEST_REGION && extent.north() - extent.south() <= WIDEST_REGION;
    let (lon, lat) = (extent.centre().lon(), extent.centre().lat());
    let azimuthal = |lat| {
        let centre = Position::from_computed_lon_lat(tenths(lon), lat);
        Projection::LambertAzimuthalEqualArea(LambertAzimuthalEqualArea::new(centre))
    };
    let (projection, reason) = if is_region {
        (azimuthal(tenths(lat)), Reason::Regional)
    } else if extent.south() >= POLAR_CAP {
        (azimuthal(90.0), Reason::Polar)
    } else if extent.north() <= -POLAR_CAP {
        (azimuthal(-90.0), Reason::Polar)
    } else {
        let centre = Position::from_computed_lon_lat(tenths(lon), 0.0);
        (
            Projection::EqualEarth(EqualEarth::new(centre)),
            Reason::World,
        )
    };
    Choice { projection, reason }
}

fn tenths(degrees: f64) -> f64 {
    (degrees * 10.0).round() / 10.0
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Regional => "areas are true, and the shapes of a region stay",
            Self::Polar => "areas are true, and the pole is a point",
            Self::World => "areas are true, and the world is in one piece",
        })
    }
}
