//! Which projection suits a window.

use std::fmt;

use super::{Albers, EqualEarth, LambertAzimuthalEqualArea, Projection, TransverseMercator};
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
    /// The window is no wider than four degrees.
    Local,
    /// The window is a wide belt beside the equator.
    Belt,
    /// The window is no wider than 150 degrees.
    Regional,
    /// The window goes round a pole.
    Polar,
    /// The window holds most of the world.
    World,
}

/// The widest and the highest window, in degrees, that is drawn about one meridian: two degrees from it the
/// scale is off by 0.06 %.
const WIDEST_LOCAL: f64 = 4.0;
const HIGHEST_LOCAL: f64 = 8.0;

/// The narrowest belt that is drawn on a cone, in degrees.
const LEAST_BELT: f64 = 50.0;

/// The widest window, in degrees, that an azimuthal projection shows well: at 75° from the centre
/// its scale is off by 26 %.
const WIDEST_REGION: f64 = 150.0;

/// The latitude, in degrees, poleward of which a wide window is a cap around the pole.
const POLAR_CAP: f64 = 45.0;

/// The projection for a window: areas are true in each but the smallest, where angles are and areas nearly.
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
    let height = extent.north() - extent.south();
    let nearest = extent.south().abs().min(extent.north().abs());
    let is_local = extent.width_degrees() <= WIDEST_LOCAL
        && height <= HIGHEST_LOCAL
        && nearest < 80.0
        && extent.south().abs().max(extent.north().abs()) < 84.0;
    let is_belt = (LEAST_BELT..=WIDEST_REGION).contains(&extent.width_degrees())
        && height * 2.0 <= extent.width_degrees()
        && extent.south() * extent.north() > 0.0
        && nearest >= 15.0
        && nearest + height <= 75.0;
    let (projection, reason) = if is_local {
        let centre = Position::from_computed_lon_lat(hundredths(lon), 0.0);
        (
            Projection::TransverseMercator(TransverseMercator::new(centre)),
            Reason::Local,
        )
    } else if is_belt {
        let centre = Position::from_computed_lon_lat(tenths(lon), tenths(lat));
        // A sixth of the height inside each edge, where the error is smallest over the whole.
        let parallels = [extent.south() + height / 6.0, extent.north() - height / 6.0];
        (
            Projection::Albers(Albers::with_parallels(centre, parallels.map(tenths))),
            Reason::Belt,
        )
    } else if is_region {
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

fn hundredths(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

fn tenths(degrees: f64) -> f64 {
    (degrees * 10.0).round() / 10.0
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "angles are true, and the scale to a thousandth",
            Self::Belt => "areas are true, and a wide belt bends little",
            Self::Regional => "areas are true, and the shapes of a region stay",
            Self::Polar => "areas are true, and the pole is a point",
            Self::World => "areas are true, and the world is in one piece",
        })
    }
}
