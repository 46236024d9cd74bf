//! The ellipsoid: positions, distances, azimuths, and the geodesics between them.
//!
//! Everything is on WGS 84 ([`Ellipsoid`]). Geodesics are Karney's, through `geographiclib-rs`; many at once by our own
//! series of his (`distances`, `inverses`).
//! Projections to a plane are those that grids of coordinates need ([`GridZone`]).
//! This room knows no domain word, no file and no paper; it may be used without the rest.
//!
//! # Source
//! C. F. F. Karney (2013), Algorithms for geodesics, J. Geodesy 87(1), 43–55,
//! doi:10.1007/s00190-012-0578-z.

mod angle;
mod area;
mod batch;
mod boxes;
mod conformal;
mod distance;
mod ecef;
mod elementary;
mod ellipsoid;
mod geodesic;
mod intersection;
mod overlay;
mod path;
mod plane;
mod polar_stereographic;
mod polyline;
mod position;
mod quadrature;
mod rhumb;
#[cfg(test)]
pub(crate) mod samples;
mod segment;
mod transverse_mercator;
mod utm_ups;
pub(crate) mod vector;
mod within;

pub use angle::{Azimuth, InvalidAzimuth};
pub use area::{Area, Containment, containment, polygon_area, ring_area};
pub(crate) use area::{Passing, edges, encloses_north_pole, passing};
pub use batch::{distances, inverses};
pub(crate) use batch::{distances_m, inverses_of, points_of, ways_m};
pub(crate) use boxes::{metres_per_degree_east, metres_per_degree_north};
#[cfg(feature = "map")]
pub(crate) use conformal::{isometric, latitude_of_isometric};
pub use distance::{Distance, InvalidDistance, UnreadableDistance};
pub use ecef::Ecef;
pub use ellipsoid::{Ellipsoid, WGS84};
pub use geodesic::{Inverse, direct, distance, inverse, ring};
pub use intersection::{Crossing, Intersection};
pub use overlay::{Overlay, Rings, overlay, union};
pub use path::Path;
pub use plane::PlanePoint;
pub use polar_stereographic::PolarStereographic;
pub use polyline::{Located, Polyline, Side};
pub use position::{InvalidPosition, Position};
pub use segment::{Foot, Segment, foot, interpolate};
pub use transverse_mercator::TransverseMercator;
pub use utm_ups::{GridPoint, GridZone, Hemisphere};
