//! How long degrees are on the ground.

use super::rhumb::parallel_radius_m;
use super::segment::meridian_radius_m;

/// Metres along the parallel at a latitude for a degree of longitude.
pub(crate) fn metres_per_degree_east(lat: f64) -> f64 {
    parallel_radius_m(lat).max(0.0).to_radians()
}

/// Metres along the meridian at a latitude for a degree of latitude.
pub(crate) fn metres_per_degree_north(lat: f64) -> f64 {
    meridian_radius_m(lat).to_radians()
}
