//! Points on paper along a curve, as many as the paper can tell apart.

use super::TOLERANCE_MM;
use crate::carto::scene::{Point, Rect};

/// How often a piece may be halved. Beside an antipode a turn of half a circle hides in a millionth
/// of a piece, and only the halves that may cross the window are halved again.
const MAX_DEPTH: u8 = 26;

/// What is shorter than this is straight, in millimetres: within a piece of two degrees a curve strays from
/// its chord by less than a fiftieth of it.
const STRAIGHT_MM: f64 = 1.0;

/// Follows a curve over a window of paper.
pub(super) struct Sampler<'a> {
    /// The curve, over its parameter from 0 to 1; `None` where it has no image.
    pub(super) curve: &'a dyn Fn(f64) -> Option<Point>,
    /// What lies outside is followed coarsely.
    pub(super) window: &'a Rect,
}

/// What follows on a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// A straight line to a point.
    To(Point),
    /// Nothing: the image is torn, and goes on at a point.
    TornUpTo(Point),
}

impl Sampler<'_> {
    /// Gives the steps from `from` to `to`, both by parameter and point.
    pub(super) fn follow(&self, from: (f64, Point), to: (f64, Point), emit: &mut dyn FnMut(Step)) {
        self.halve(from, to, 0, emit);
    }

    fn halve(&self, from: (f64, Point), to: (f64, Point), depth: u8, emit: &mut dyn FnMut(Step)) {
        if !self.may_matter(from.1, to.1) {
            emit(Step::To(to.1));
            return;
        }
        let parameter = f64::midpoint(from.0, to.0);
        match (self.curve)(parameter) {
            Some(point) if is_straight(from.1, point, to.1) => emit(Step::To(to.1)),
            Some(point) if depth < MAX_DEPTH => {
                self.halve(from, (parameter, point), depth + 1, emit);
                self.halve((parameter, point), to, depth + 1, emit);
            }
            Some(_) | None => emit(Step::TornUpTo(to.1)),
        }
    }

    /// Whether the curve between two points can reach the window. A piece is short on the globe, so
    /// its image strays from the chord by less than the chord's length, but around an antipode: there
    /// the chord itself crosses the map.
    fn may_matter(&self, from: Point, to: Point) -> bool {
        let reach = distance(from, to);
        reach > STRAIGHT_MM
            && from.x.min(to.x) - reach <= self.window.right
            && from.x.max(to.x) + reach >= self.window.left
            && from.y.min(to.y) - reach <= self.window.bottom
            && from.y.max(to.y) + reach >= self.window.top
    }
}

/// Whether a curve from a point through its middle to another can be drawn as one line.
fn is_straight(from: Point, middle: Point, to: Point) -> bool {
    let longer_half = distance(from, middle).max(distance(middle, to));
    let is_even = longer_half < 0.9 * distance(from, to).max(1.0);
    // A line through the antipode leaves along the very chord that would cross the map; only that its
    // middle is not in the middle tells the jump.
    is_even && distance_to_segment(middle, from, to) <= TOLERANCE_MM
}

/// The distance of a point from the segment between two others, in millimetres.
pub(super) fn distance_to_segment(point: Point, start: Point, end: Point) -> f64 {
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 {
        (((point.x - start.x) * dx + (point.y - start.y) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = Point::from_xy(start.x + along * dx, start.y + along * dy);
    distance(point, nearest)
}

#[expect(
    clippy::imprecise_flops,
    reason = "paper has no tiny and no huge lengths, and this is asked for every vertex"
)]
fn distance(a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    (dx * dx + dy * dy).sqrt()
}
