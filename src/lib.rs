//! Exact distances from incident points to the nearest help, and maps of them ready to print.

pub mod analysis;
#[cfg(feature = "map")]
pub mod carto;
#[cfg(feature = "cli")]
pub mod cli;
pub mod geodesy;
pub mod index;
pub mod model;
pub mod output;
pub mod read;
pub mod report;
