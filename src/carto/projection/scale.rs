//! How a projection distorts at a point.

use super::Projection;
use crate::geodesy::{Azimuth, Distance, Position, direct};

/// What becomes of a metre on the ground at a point: 1 where the scale is true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointScale {
    /// Along the meridian, Snyder's h.
    pub along_meridian: f64,
    /// Along the parallel, Snyder's k.
    pub along_parallel: f64,
    /// In the direction where it is least, Tissot's b.
    pub least: f64,
    /// In the direction where it is greatest, Tissot's a.
    pub greatest: f64,
    /// What becomes of a square metre.
    pub area: f64,
    /// The direction of north on the plane, clockwise from up, in degrees.
    pub convergence_degrees: f64,
}

/// Half of what is measured: long enough that rounding (1 nm) and short enough that curvature
/// ((50 m / R)² = 6e-11) stay below 1e-9.
const STEP_M: f64 = 50.0;

impl Projection {
    /// The scale at a position; `None` where the projection has no image nearby, or on its seam.
    ///
    /// # Accuracy
    /// 1e-9, measured against `proj -S` away from the seam.
    ///
    /// # Source
    /// Snyder (1987), pages 23 to 26, with differences along geodesics in place of derivatives.
    pub fn scale_at(&self, position: Position) -> Option<PointScale> {
        let (north_x, north_y) = self.step(position, 0.0)?;
        let (east_x, east_y) = self.step(position, 90.0)?;
        let area = (east_x * north_y - east_y * north_x).abs();
        let squares = north_x * north_x + north_y * north_y + east_x * east_x + east_y * east_y;
        // a + b and a − b, from a² + b² and ab.
        let sum = (squares + 2.0 * area).sqrt();
        let difference = (squares - 2.0 * area).max(0.0).sqrt();
        Some(PointScale {
            along_meridian: libm::hypot(north_x, north_y),
            along_parallel: libm::hypot(east_x, east_y),
            least: (sum - difference) / 2.0,
            greatest: f64::midpoint(sum, difference),
            area,
            convergence_degrees: libm::atan2(north_x, north_y).to_degrees(),
        })
    }

    /// The image of a metre along an azimuth, as x and y.
    fn step(&self, position: Position, azimuth: f64) -> Option<(f64, f64)> {
        let image = |azimuth: f64| {
            let azimuth = Azimuth::from_computed_degrees(azimuth);
            let distance = Distance::from_computed_metres(STEP_M);
            self.forward(direct(position, azimuth, distance))
        };
        let (ahead, behind) = (image(azimuth)?, image(azimuth + 180.0)?);
        let x = (ahead.x_m - behind.x_m) / (2.0 * STEP_M);
        let y = (ahead.y_m - behind.y_m) / (2.0 * STEP_M);
        // Across the seam the two images lie a world apart.
        (libm::hypot(x, y) < 1000.0).then_some((x, y))
    }
}
