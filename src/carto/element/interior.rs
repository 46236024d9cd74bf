//! The inside of an outline on paper: where a name fits.

use crate::carto::scene::{Outline, Point, Rect, Segment};

/// An outline of straight lines, looked at within a rectangle.
pub(super) struct Interior {
    edges: Vec<(Point, Point)>,
    /// The part of the map that words may stand in.
    map: Rect,
    /// The part of it that the outline reaches.
    within: Rect,
}

/// Points tried along each side.
const GRID: u32 = 22;

/// How many of the best places are offered, and how many of the others, spread over the area.
const OFFERED: usize = 30;
const SPREAD: usize = 20;

/// Points along the edges of a box that are looked at.
const CORNERS: u32 = 8;

/// How wide a name may be as a multiple of its area: a wider one seems to name its neighbours.
const WIDEST_SHARE: f64 = 2.5;

/// How near to the edge of the map a name may come, in millimetres.
const FRAME_GAP_MM: f64 = 2.0;

impl Interior {
    /// The outline within a rectangle.
    pub(super) fn of(outline: &Outline, rect: &Rect) -> Self {
        let mut edges = Vec::new();
        let (mut first, mut last) = (Point::default(), Point::default());
        for segment in &outline.segments {
            match *segment {
                Segment::MoveTo(point) => {
                    first = point;
                    last = point;
                }
                Segment::LineTo(point)
                | Segment::QuadTo(_, point)
                | Segment::CubicTo(_, _, point) => {
                    edges.push((last, point));
                    last = point;
                }
                Segment::Close => edges.push((last, first)),
            }
        }
        let corners = || edges.iter().map(|(a, _)| a);
        let least =
            |f: fn(&Point) -> f64, bound: f64| corners().map(f).fold(f64::MAX, f64::min).max(bound);
        let most =
            |f: fn(&Point) -> f64, bound: f64| corners().map(f).fold(f64::MIN, f64::max).min(bound);
        let inner = rect.grown(-FRAME_GAP_MM);
        let within = Rect {
            left: least(|p| p.x, inner.left),
            right: most(|p| p.x, inner.right),
            top: least(|p| p.y, inner.top),
            bottom: most(|p| p.y, inner.bottom),
        };
        Self {
            edges,
            map: inner,
            within,
        }
    }

    /// The area inside, as a grid of points tells it, in square millimetres.
    pub(super) fn area_mm2(&self) -> f64 {
        let (width, height) = (self.within.width(), self.within.height());
        if width <= 0.0 || height <= 0.0 {
            return 0.0;
        }
        let inside = self.grid().filter(|point| self.contains(*point)).count();
        let share = f64::from(u32::try_from(inside).unwrap_or(u32::MAX)) / f64::from(GRID * GRID);
        width * height * share
    }

    /// Middles of boxes of a size, the best first: inside the outline, far from its edges, and near to
    /// the preferred point.
    pub(super) fn places(&self, width: f64, height: f64, preferred: Option<Point>) -> Vec<Point> {
        if width > WIDEST_SHARE * self.within.width() {
            return Vec::new();
        }
        let inside = preferred.filter(|point| self.contains(*point));
        let preferred = inside.or_else(|| self.middle());
        let mut rated: Vec<(f64, Point)> = self
            .grid()
            .chain(inside)
            .filter(|point| self.contains(*point) && self.is_box_within(*point, width, height))
            .map(|point| (self.worth(point, width, height, preferred), point))
            .collect();
        rated.sort_by(|a, b| b.0.total_cmp(&a.0));
        let others = rated.split_off(rated.len().min(OFFERED));
        // Beyond the best, words that reach out of the area would seem to name another one.
        let within: Vec<(f64, Point)> = others
            .into_iter()
            .filter(|(_, point)| self.fits(*point, width, height) == CORNERS)
            .collect();
        let step = within.len().div_ceil(SPREAD).max(1);
        rated.extend(within.into_iter().step_by(step));
        rated.into_iter().map(|(_, point)| point).collect()
    }

    /// The middle of the points inside.
    pub(super) fn middle(&self) -> Option<Point> {
        let (mut count, mut sum) = (0.0, Point::default());
        for point in self.grid().filter(|point| self.contains(*point)) {
            count += 1.0;
            sum = sum.moved(point);
        }
        (count > 0.0).then(|| Point::from_xy(sum.x / count, sum.y / count))
    }

    fn worth(&self, middle: Point, width: f64, height: f64, preferred: Option<Point>) -> f64 {
        let fits = f64::from(self.fits(middle, width, height)) * 10.0;
        let clearance = self.clearance(middle).min(width / 2.0);
        let away = preferred.map_or(0.0, |p| distance(p, middle).min(60.0));
        fits + clearance - 0.2 * away
    }

    /// How many of the [`CORNERS`] of a box lie inside.
    fn fits(&self, middle: Point, width: f64, height: f64) -> u32 {
        let corners = [-0.5, -0.25, 0.25, 0.5].into_iter().flat_map(|x| {
            [-0.5, 0.5].map(|y| Point::from_xy(middle.x + x * width, middle.y + y * height))
        });
        let inside = corners.filter(|corner| self.contains(*corner)).count();
        u32::try_from(inside).unwrap_or(0)
    }

    fn is_box_within(&self, middle: Point, width: f64, height: f64) -> bool {
        let (left, top) = (middle.x - width / 2.0, middle.y - height / 2.0);
        self.map
            .encloses(&Rect::from_xywh(left, top, width, height))
    }

    fn grid(&self) -> impl Iterator<Item = Point> {
        let rect = self.within;
        (0..GRID * GRID).map(move |i| {
            let share = |n: u32| (f64::from(n) + 0.5) / f64::from(GRID);
            Point::from_xy(
                rect.left + rect.width() * share(i % GRID),
                rect.top + rect.height() * share(i / GRID),
            )
        })
    }

    /// By the even-odd rule.
    fn contains(&self, point: Point) -> bool {
        self.edges
            .iter()
            .filter(|(a, b)| {
                (a.y > point.y) != (b.y > point.y)
                    && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
            })
            .count()
            % 2
            == 1
    }

    /// From a point to the nearest edge, in millimetres.
    fn clearance(&self, point: Point) -> f64 {
        self.edges
            .iter()
            .map(|(a, b)| {
                let (dx, dy) = (b.x - a.x, b.y - a.y);
                let length2 = dx * dx + dy * dy;
                let along = if length2 > 0.0 {
                    (((point.x - a.x) * dx + (point.y - a.y) * dy) / length2).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                distance(point, Point::from_xy(a.x + along * dx, a.y + along * dy))
            })
            .fold(f64::MAX, f64::min)
    }
}

fn distance(a: Point, b: Point) -> f64 {
    libm::hypot(a.x - b.x, a.y - b.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_to_the_middle_of_its_area_and_not_into_a_hole() {
        let mut outline = Outline::from_rect(&Rect::from_xywh(0.0, 0.0, 100.0, 60.0));
        let hole = Outline::from_rect(&Rect::from_xywh(40.0, 0.0, 20.0, 60.0));
        outline.segments.extend(hole.segments);
        let page = Rect::from_xywh(0.0, 0.0, 300.0, 200.0);
        let interior = Interior::of(&outline, &page);
        assert!((interior.area_mm2() - 4800.0).abs() < 600.0);
        let best = interior.places(20.0, 3.0, None)[0];
        assert!(
            (10.0..30.0).contains(&best.x) || (70.0..90.0).contains(&best.x),
            "{best:?}"
        );
    }
}
