//! The frame of a map: a projection laid on a rectangle of paper.

use std::fmt;

use super::MARGIN_MM;
use crate::carto::projection::{PlanePoint, PointScale, Projection};
use crate::carto::scene::{Point, Rect};
use crate::geodesy::Position;
use crate::model::Extent;

/// A projection laid on a rectangle of paper at a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    projection: Projection,
    rect: Rect,
    /// The point of the plane in the middle of the rectangle.
    middle: PlanePoint,
    metres_per_mm: f64,
}

/// A window that cannot be shown: it has no image in the projection, or the paper has no room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoFrame;

impl fmt::Display for NoFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the window has no image on this paper")
    }
}

impl std::error::Error for NoFrame {}

/// Samples along each side of a window. At 40 the bulge between two of them is less than a
/// thousandth of the side, even for a window of 150 degrees.
const SAMPLES: u16 = 40;

impl Frame {
    /// The largest frame in which the whole window fits the rectangle, centred.
    ///
    /// # Errors
    /// [`NoFrame`] when no place in the window has an image, or the rectangle has no area.
    pub fn fit(projection: Projection, extent: &Extent, rect: Rect) -> Result<Self, NoFrame> {
        let has_room = rect.width() > 0.0 && rect.height() > 0.0;
        let bounds = window_bounds(&projection, extent)
            .filter(|_| has_room)
            .ok_or(NoFrame)?;
        let metres_per_mm = (bounds.width() / rect.width()).max(bounds.height() / rect.height());
        if !metres_per_mm.is_finite() || metres_per_mm <= 0.0 {
            return Err(NoFrame);
        }
        let centre = bounds.centre();
        Ok(Self {
            projection,
            rect,
            middle: PlanePoint {
                x_m: centre.x,
                y_m: centre.y,
            },
            metres_per_mm,
        })
    }

    /// The frame with a position in its middle, at a scale.
    ///
    /// # Errors
    /// [`NoFrame`] when the position has no image, or the rectangle or the scale has no size.
    pub fn around(
        projection: Projection,
        middle: Position,
        rect: Rect,
        metres_per_mm: f64,
    ) -> Result<Self, NoFrame> {
        let has_room = rect.width() > 0.0 && rect.height() > 0.0;
        let has_scale = metres_per_mm.is_finite() && metres_per_mm > 0.0;
        let middle = projection
            .forward(middle)
            .filter(|_| has_room && has_scale)
            .ok_or(NoFrame)?;
        Ok(Self {
            projection,
            rect,
            middle,
            metres_per_mm,
        })
    }

    /// The same map in another place of the page: at the same scale, with the same middle.
    #[must_use]
    pub const fn moved_to(mut self, rect: Rect) -> Self {
        self.rect = rect;
        self
    }

    /// The projection.
    pub const fn projection(&self) -> &Projection {
        &self.projection
    }

    /// The rectangle of paper.
    pub const fn rect(&self) -> &Rect {
        &self.rect
    }

    /// Metres on the plane of the projection for a millimetre of paper. Where the scale is not true,
    /// the ground has this divided by [`scale_at`](Self::scale_at).
    pub const fn metres_per_mm(&self) -> f64 {
        self.metres_per_mm
    }

    /// The n of the scale 1:n.
    pub const fn scale_denominator(&self) -> f64 {
        self.metres_per_mm * 1000.0
    }

    /// The point on paper of a position, inside the rectangle or out; `None` where it has no image.
    pub fn to_page(&self, position: Position) -> Option<Point> {
        self.projection
            .forward(position)
            .map(|point| self.place(point))
    }

    /// The position of a point on paper; `None` outside the map of the world.
    pub fn to_position(&self, point: Point) -> Option<Position> {
        self.projection.inverse(self.to_plane(point))
    }

    /// The point of the projection's plane at a point on paper.
    pub fn to_plane(&self, point: Point) -> PlanePoint {
        let centre = self.rect.centre();
        PlanePoint {
            x_m: self.middle.x_m + (point.x - centre.x) * self.metres_per_mm,
            y_m: self.middle.y_m - (point.y - centre.y) * self.metres_per_mm,
        }
    }

    /// A window of degrees that holds everything the frame shows, its margin too: what lies outside
    /// need not be looked at. It may hold more.
    pub fn extent(&self) -> Extent {
        self.bounds().unwrap_or(Extent::WORLD)
    }

    /// `None` where the frame shows a pole or the edge of the world.
    pub(super) fn bounds(&self) -> Option<Extent> {
        let window = self.window();
        let poles = [90.0, -90.0].map(|lat| self.place_relative(0.0, lat));
        if poles
            .into_iter()
            .flatten()
            .any(|pole| window.contains(pole))
        {
            return None;
        }
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        // Without a pole inside, longitudes and latitudes are extreme on the edge.
        let corner = |i: u16, j: u16| {
            let share = |n: u16| f64::from(n) / f64::from(SAMPLES);
            let x = window.left + window.width() * share(i);
            Point::from_xy(x, window.top + window.height() * share(j))
        };
        let edge = (0..=SAMPLES)
            .flat_map(|n| [(n, 0), (n, SAMPLES), (0, n), (SAMPLES, n)].map(|(i, j)| corner(i, j)));
        for point in edge {
            let position = self.to_position(point)?;
            let here = [self.projection.relative_longitude(position), position.lat()];
            for axis in 0..2 {
                low[axis] = low[axis].min(here[axis]);
                high[axis] = high[axis].max(here[axis]);
            }
        }
        // The images of meridians and parallels bulge between samples, by less than one more sample.
        let slack = [0, 1].map(|axis| (high[axis] - low[axis]) / f64::from(SAMPLES));
        let centre = self.projection.centre().lon();
        let (west, east) = (low[0] - slack[0], high[0] + slack[0]);
        if east - west >= 360.0 {
            return None;
        }
        Extent::from_wsen([
            wrapped(west + centre),
            (low[1] - slack[1]).max(-90.0),
            wrapped(east + centre),
            (high[1] + slack[1]).min(90.0),
        ])
        .ok()
    }

    /// How the projection distorts at a position.
    pub fn scale_at(&self, position: Position) -> Option<PointScale> {
        self.projection.scale_at(position)
    }

    /// The direction of north on paper, clockwise from up, in degrees.
    pub fn convergence_degrees(&self, position: Position) -> Option<f64> {
        self.scale_at(position)
            .map(|scale| scale.convergence_degrees)
    }

    /// The rectangle that lines and areas are cut to.
    pub(super) fn window(&self) -> Rect {
        self.rect.grown(MARGIN_MM)
    }

    /// The point on paper of degrees of longitude from the central meridian and of latitude.
    pub(super) fn place_relative(&self, lon: f64, lat: f64) -> Option<Point> {
        self.projection
            .forward_unwrapped(lon, lat)
            .map(|point| self.place(point))
    }

    fn place(&self, point: PlanePoint) -> Point {
        let centre = self.rect.centre();
        Point::from_xy(
            centre.x + (point.x_m - self.middle.x_m) / self.metres_per_mm,
            centre.y - (point.y_m - self.middle.y_m) / self.metres_per_mm,
        )
    }
}

/// The bounds of a window's image, in metres.
fn window_bounds(projection: &Projection, extent: &Extent) -> Option<Rect> {
    let west = extent.west() - projection.centre().lon();
    let step = |number: u16, size: f64| size * f64::from(number) / f64::from(SAMPLES);
    let mut bounds: Option<Rect> = None;
    for i in 0..=SAMPLES {
        let lon = wrapped(west + step(i, extent.width_degrees()));
        for j in 0..=SAMPLES {
            let lat = extent.south() + step(j, extent.north() - extent.south());
            let Some(point) = projection.forward_unwrapped(lon, lat) else {
                continue;
            };
            let here = Rect::from_xywh(point.x_m, point.y_m, 0.0, 0.0);
            bounds = Some(bounds.map_or(here, |b| Rect {
                left: b.left.min(here.left),
                top: b.top.min(here.top),
                right: b.right.max(here.right),
                bottom: b.bottom.max(here.bottom),
            }));
        }
    }
    bounds
}

/// A relative longitude brought into [−180, 180]; both ends stay, since a seam has two sides.
pub(super) fn wrapped(lon: f64) -> f64 {
    // A rounding error beyond the seam must not jump to its other side.
    const SLACK: f64 = 1e-9;
    if lon.abs() > 180.0 + SLACK {
        (lon + 180.0).rem_euclid(360.0) - 180.0
    } else {
        lon.clamp(-180.0, 180.0)
    }
}
