//! Rasters to bytes.

mod geotiff;

pub use geotiff::GeoTiff;
