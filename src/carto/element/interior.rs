//! The inside of an outline on paper: where a name fits.

use crate::carto::scene::{Outline, Point, Rect, Segment};

/// An outline of straight lines, looked at within a rectangle.
pub(super) struct Interior {
    edges: Vec<(Point, Point)>,
    /// The part of the map that words may stand in.
    map: Rect,
    /// The part of it that the outline reaches.
    within: Rect,
    /// The points of a grid over that part which lie inside, row by row.
    inside: Vec<Point>,
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
        let mut interior = Self {
            edges,
            map: inner,
            within,
            inside: Vec::new(),
        };
        interior.inside = interior.grid_inside();
        interior
    }

    /// The area inside, as a grid of points tells it, in square millimetres.
    pub(super) fn area_mm2(&self) -> f64 {
        let (width, height) = (self.within.width(), self.within.height());
        if width <= 0.0 || height <= 0.0 {
            return 0.0;
        }
        let inside = u32::try_from(self.inside.len()).unwrap_or(u32::MAX);
        let share = f64::from(inside) / f64::from(GRID * GRID);
        width * height * share
    }

    /// Middles of boxes of a size, the best first: inside the outline, far from its edges, and near to
    /// the preferred point.
    pub(super) fn places(&self, width: f64, height: f64, preferred: Option<Point>) -> Vec<Point> {
        if width > WIDEST_SHARE * self.within.width() {
            return Vec::new();
        }
        let is_inside = |point: &Point| self.row(point.y).contains(point.x);
        let inside = preferred.filter(is_inside);
        let preferred = inside.or_else(|| self.middle());
        let mut rated: Vec<(f64, u32, Point)> = Vec::new();
        // The points stand row by row: the edges of a row are looked up once.
        let mut corners: Option<(f64, [Row; 2])> = None;
        for &point in self.inside.iter().chain(&inside) {
            if !self.is_box_within(point, width, height) {
                continue;
            }
            let rows = match &corners {
                Some((y, rows)) if y.to_bits() == point.y.to_bits() => rows,
                _ => {
                    let rows = [-0.5, 0.5].map(|share| self.row(point.y + share * height));
                    &corners.insert((point.y, rows)).1
                }
            };
            let fits = Self::fits(point, width, rows);
            rated.push((self.worth(point, width, fits, preferred), fits, point));
        }
        rated.sort_by(|a, b| b.0.total_cmp(&a.0));
        let others = rated.split_off(rated.len().min(OFFERED));
        // Beyond the best, words that reach out of the area would seem to name another one.
        let within: Vec<(f64, u32, Point)> = others
            .into_iter()
            .filter(|(_, fits, _)| *fits == CORNERS)
            .collect();
        let step = within.len().div_ceil(SPREAD).max(1);
        rated.extend(within.into_iter().step_by(step));
        rated.into_iter().map(|(_, _, point)| point).collect()
    }

    /// The middle of the points inside.
    pub(super) fn middle(&self) -> Option<Point> {
        let (mut count, mut sum) = (0.0, Point::default());
        for point in &self.inside {
            count += 1.0;
            sum = sum.moved(*point);
        }
        (count > 0.0).then(|| Point::from_xy(sum.x / count, sum.y / count))
    }

    /// How good a place is in which so many of the [`CORNERS`] of the box lie inside.
    fn worth(&self, middle: Point, width: f64, fits: u32, preferred: Option<Point>) -> f64 {
        let clearance = self.clearance(middle, width / 2.0);
        let away = preferred.map_or(0.0, |p| distance(p, middle).min(60.0));
        f64::from(fits) * 10.0 + clearance - 0.2 * away
    }

    /// How many of the [`CORNERS`] of a box lie inside; `rows` run along its upper and its lower side.
    fn fits(middle: Point, width: f64, rows: &[Row; 2]) -> u32 {
        let columns = [-0.5, -0.25, 0.25, 0.5].map(|share| middle.x + share * width);
        let corners = columns
            .iter()
            .flat_map(|x| rows.iter().map(|row| row.contains(*x)));
        let inside = corners.filter(|is_inside| *is_inside).count();
        u32::try_from(inside).unwrap_or(0)
    }

    fn is_box_within(&self, middle: Point, width: f64, height: f64) -> bool {
        let (left, top) = (middle.x - width / 2.0, middle.y - height / 2.0);
        self.map
            .encloses(&Rect::from_xywh(left, top, width, height))
    }

    /// The points of a grid that lie inside.
    fn grid_inside(&self) -> Vec<Point> {
        let rect = self.within;
        let share = |n: u32| (f64::from(n) + 0.5) / f64::from(GRID);
        let mut inside = Vec::new();
        for row in 0..GRID {
            let y = rect.top + rect.height() * share(row);
            let edges = self.row(y);
            let columns = (0..GRID).map(|column| rect.left + rect.width() * share(column));
            let columns = columns.filter(|x| edges.contains(*x));
            inside.extend(columns.map(|x| Point::from_xy(x, y)));
        }
        inside
    }

    /// Where a line across the page meets the edges.
    fn row(&self, y: f64) -> Row {
        let across = self.edges.iter().filter(|(a, b)| (a.y > y) != (b.y > y));
        Row(across
            .map(|(a, b)| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
            .collect())
    }

    /// From a point to the nearest edge, in millimetres, at most `most`.
    fn clearance(&self, point: Point, most: f64) -> f64 {
        let mut least = most * most;
        for (a, b) in &self.edges {
            // An edge whose box is too far away is no nearer itself.
            let beyond = |from: f64, to: f64, at: f64| (from.min(to) - at).max(at - from.max(to));
            let (x, y) = (beyond(a.x, b.x, point.x), beyond(a.y, b.y, point.y));
            if (x > 0.0 && x * x >= least) || (y > 0.0 && y * y >= least) {
                continue;
            }
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length2 = dx * dx + dy * dy;
            let along = if length2 > 0.0 {
                (((point.x - a.x) * dx + (point.y - a.y) * dy) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let (x, y) = (a.x + along * dx - point.x, a.y + along * dy - point.y);
            least = least.min(x * x + y * y);
        }
        least.sqrt()
    }
}

/// Where a line across the page meets the edges of an outline.
struct Row(Vec<f64>);

impl Row {
    /// Whether a point of the line lies inside, by the even-odd rule.
    fn contains(&self, x: f64) -> bool {
        self.0.iter().filter(|at| x < **at).count() % 2 == 1
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
