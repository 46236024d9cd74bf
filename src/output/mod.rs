//! Finished answers to bytes: one file a format. It measures nothing and opens no path.

pub mod raster;
#[cfg(feature = "map")]
pub mod scene;
pub mod table;
