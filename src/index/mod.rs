//! Exact search: which of many positions are nearest to a place, on the ellipsoid.
//!
//! The R-tree stands over earth-centred x, y, z, never over degrees, so the poles and the
//! antimeridian need no special case. A straight chord through the Earth prunes; the geodesic
//! decides. Every bound that prunes has its proof beside it.
//!
//! This room knows no incident, no file and no unit but metres on the ground. Of this crate it
//! imports `geodesy` and nothing else.
//!
//! # Source
//! N. Roussopoulos, S. Kelley, F. Vincent (1995), Nearest neighbor queries, SIGMOD '95, 71–79,
//! doi:10.1145/223784.223794; G. R. Hjaltason, H. Samet (1999), Distance browsing in spatial
//! databases, ACM TODS 24(2), 265–318, doi:10.1145/320248.320255 (the best-first walk).

mod areas;
mod blocks;
mod bounds;
mod candidates;
mod dense;
mod join;
mod neighbours;
mod pieces;
mod points;
mod segments;

pub use areas::{AreaIndex, NearestArea};
pub use bounds::TIE;
pub use neighbours::{Neighbour, Neighbours};
pub use points::PointIndex;
pub use segments::{NearestSegment, SegmentIndex};
