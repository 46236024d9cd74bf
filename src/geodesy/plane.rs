//! A place on a plane that the ellipsoid is projected to.

/// A point on the plane of a projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// Metres to the right of the origin.
    pub x_m: f64,
    /// Metres up from the origin.
    pub y_m: f64,
}
