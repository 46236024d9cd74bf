//! Exact distances from incident points to the nearest help, and maps of them ready to print.

#[cfg(feature = "map")]
pub mod carto;
pub mod geodesy;
pub mod index;
pub mod model;
