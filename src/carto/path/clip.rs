//! Cutting of lines and rings to a rectangle.

use crate::carto::scene::{Point, Rect};

/// The parts of a line inside the rectangle.
///
/// # Source
/// Y.-D. Liang, B. A. Barsky (1984), A new concept and method for line clipping, ACM Transactions on
/// Graphics 3(1), 1–22.
pub(super) fn line(points: &[Point], rect: &Rect) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let Some((start, end)) = inside(from, to, rect) else {
            continue;
        };
        match parts.last_mut() {
            Some(part) if start == 0.0 && part.last() == Some(&from) => {
                part.push(between(from, to, end));
            }
            _ => parts.push(vec![between(from, to, start), between(from, to, end)]),
        }
    }
    parts
}

/// The part of a segment inside the rectangle, as fractions of its length.
fn inside(from: Point, to: Point, rect: &Rect) -> Option<(f64, f64)> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-dx, from.x - rect.left),
        (dx, rect.right - from.x),
        (-dy, from.y - rect.top),
        (dy, rect.bottom - from.y),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            start = start.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    (start < end).then_some((start, end))
}

fn between(from: Point, to: Point, fraction: f64) -> Point {
    // The ends exactly, so that parts can be joined by comparing them.
    if fraction >= 1.0 {
        return to;
    }
    Point::from_xy(
        from.x + (to.x - from.x) * fraction,
        from.y + (to.y - from.y) * fraction,
    )
}

/// A side of a rectangle.
#[derive(Clone, Copy)]
enum Side {
    Left(f64),
    Right(f64),
    Top(f64),
    Bottom(f64),
}

impl Side {
    /// How far inside the side a point lies.
    fn room(self, point: Point) -> f64 {
        match self {
            Self::Left(x) => point.x - x,
            Self::Right(x) => x - point.x,
            Self::Top(y) => point.y - y,
            Self::Bottom(y) => y - point.y,
        }
    }

    /// A point exactly on the side, so that what is cut there can be told by comparing.
    fn onto(self, point: Point) -> Point {
        match self {
            Self::Left(x) | Self::Right(x) => Point { x, ..point },
            Self::Top(y) | Self::Bottom(y) => Point { y, ..point },
        }
    }
}

/// The part of a ring inside the rectangle; parts that are apart stay joined along its edge, where a
/// fill does not show it.
///
/// # Source
/// I. E. Sutherland, G. W. Hodgman (1974), Reentrant polygon clipping, Communications of the ACM
/// 17(1), 32–42.
pub(super) fn ring(points: Vec<Point>, rect: &Rect) -> Vec<Point> {
    [
        Side::Left(rect.left),
        Side::Right(rect.right),
        Side::Top(rect.top),
        Side::Bottom(rect.bottom),
    ]
    .into_iter()
    .fold(points, |ring, side| cut(&ring, side))
}

fn cut(ring: &[Point], side: Side) -> Vec<Point> {
    let mut kept = Vec::with_capacity(ring.len());
    let Some(mut previous) = ring.last().copied() else {
        return kept;
    };
    for &point in ring {
        let (before, here) = (side.room(previous), side.room(point));
        if (before < 0.0) != (here < 0.0) {
            kept.push(side.onto(between(previous, point, before / (before - here))));
        }
        if here >= 0.0 {
            kept.push(point);
        }
        previous = point;
    }
    kept
}
