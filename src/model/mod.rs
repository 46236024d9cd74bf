//! What is mapped, and the joints [`Finding`] and [`Table`].
//!
//! Every value here is valid by its type. This room knows no file format and measures nothing.

mod geometry;
mod names;
mod world;

pub use geometry::{Extent, Geometry, InvalidExtent, Polygon};
pub use names::{Language, Names};
pub use world::{Border, BorderClass, Country, CountryStatus, DisputedPlace, Lake, Town};
