//! Geodesics between points and from a point.

use std::sync::LazyLock;

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

use super::{Azimuth, Distance, Position, WGS84};

pub(super) static GEODESIC: LazyLock<Geodesic> =
    LazyLock::new(|| Geodesic::new(WGS84.equatorial_radius_m, WGS84.flattening));

/// The shortest geodesic between two positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inverse {
    /// Its length.
    pub distance: Distance,
    /// Its azimuth where it starts.
    pub azimuth_at_start: Azimuth,
    /// Its azimuth where it ends, still looking forward.
    pub azimuth_at_end: Azimuth,
}

/// The shortest distance on the ellipsoid.
///
/// # Accuracy
/// 15 nm anywhere, antipodes included (Karney 2013).
///
/// ```
/// use pointzero::geodesy::{Position, distance};
/// let point_zero = Position::from_lon_lat(5.634612, 19.398994)?;
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// assert_eq!(format!("{:.3}", distance(point_zero, assamaka).metres()), "16098.471");
/// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
/// ```
pub fn distance(from: Position, to: Position) -> Distance {
    let metres: f64 = GEODESIC.inverse(from.lat(), from.lon(), to.lat(), to.lon());
    Distance::from_computed_metres(metres)
}

/// The shortest geodesic, with its azimuths.
///
/// Where several are equally short (a pole to a pole, the same point twice) one is given.
///
/// # Accuracy
/// 15 nm in distance anywhere (Karney 2013).
pub fn inverse(from: Position, to: Position) -> Inverse {
    let (metres, start, end, _arc): (f64, f64, f64, f64) =
        GEODESIC.inverse(from.lat(), from.lon(), to.lat(), to.lon());
    Inverse {
        distance: Distance::from_computed_metres(metres),
        azimuth_at_start: Azimuth::from_computed_degrees(start),
        azimuth_at_end: Azimuth::from_computed_degrees(end),
    }
}

/// The position reached from `from` along a geodesic.
///
/// # Accuracy
/// 15 nm for any distance up to 20 000 km (Karney 2013).
pub fn direct(from: Position, azimuth: Azimuth, distance: Distance) -> Position {
    let (lat, lon): (f64, f64) =
        GEODESIC.direct(from.lat(), from.lon(), azimuth.degrees(), distance.metres());
    Position::from_computed_lon_lat(lon, lat)
}

/// The positions at one distance from a centre, at `count` azimuths evenly from north, clockwise.
pub fn ring(centre: Position, radius: Distance, count: u16) -> Vec<Position> {
    (0..count)
        .map(|i| {
            let azimuth = Azimuth::from_computed_degrees(360.0 * f64::from(i) / f64::from(count));
            direct(centre, azimuth, radius)
        })
        .collect()
}
