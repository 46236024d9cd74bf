//! The edges of all shapes of a picture, in whole steps of a dot, cut at the bands in which they are drawn.
//!
//! Floats end here: what is covered is reckoned in whole numbers, the same on every processor.

/// Steps of a dot in which corners are placed, as a power of two.
pub(super) const STEP_BITS: u32 = 8;

/// Rows that are drawn at once: their cells and dots fit the nearer memory of a processor.
pub(super) const BAND_ROWS: usize = 32;

/// The height of a band in steps, as a power of two.
const BAND_BITS: u32 = STEP_BITS + BAND_ROWS.trailing_zeros();

/// The longest side of a picture, in dots.
pub(super) const MOST_DOTS: f64 = 65_535.0;

/// Upright bounds in whole dots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Window {
    /// What both hold of the page, in whole dots; of no size where that is nothing.
    pub(super) fn shared(&self, other: &Self) -> Self {
        let (left, top) = (
            self.left.max(other.left.floor()),
            self.top.max(other.top.floor()),
        );
        Self {
            left,
            top,
            right: self.right.min(other.right.ceil()).max(left),
            bottom: self.bottom.min(other.bottom.ceil()).max(top),
        }
    }

    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// A part of an edge within a band, from its upper end to its lower one, in steps; heights are counted from the
/// top of the band.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) x: [i32; 2],
    pub(super) y: [i16; 2],
    /// 1 for an edge that goes down, -1 for one that goes up.
    pub(super) down: i8,
}

/// What of a shape falls into a band.
#[derive(Debug, Clone, Copy)]
struct Part {
    shape: usize,
    /// The number of the edge behind its last one.
    end: usize,
}

/// What falls into a band, in the order in which it is drawn.
#[derive(Debug, Clone, Default)]
struct Band {
    edges: Vec<Edge>,
    parts: Vec<Part>,
}

/// The edges of shapes, by bands.
#[derive(Debug)]
pub(super) struct Edges {
    bands: Vec<Band>,
    /// Nothing is drawn outside it.
    window: Window,
    /// The shape whose edges are added.
    shape: usize,
}

impl Edges {
    /// No edges of a picture of a size in dots.
    pub(super) fn new(width: u16, height: u16) -> Self {
        Self {
            bands: vec![Band::default(); usize::from(height).div_ceil(BAND_ROWS)],
            window: Window {
                left: 0.0,
                top: 0.0,
                right: f64::from(width),
                bottom: f64::from(height),
            },
            shape: 0,
        }
    }

    /// Goes on to a shape, whose number is greater than those before.
    pub(super) fn start(&mut self, shape: usize) {
        self.shape = shape;
    }

    pub(super) fn window(&self) -> Window {
        self.window
    }

    /// Bounds the shapes that follow; gives the bounds of those before.
    pub(super) fn set_window(&mut self, window: Window) -> Window {
        std::mem::replace(&mut self.window, window)
    }

    /// The shapes in a band, each with its edges.
    pub(super) fn in_band(&self, band: usize) -> impl Iterator<Item = (usize, &[Edge])> {
        let (edges, parts) = self
            .bands
            .get(band)
            .map_or((&[][..], &[][..]), |band| (&band.edges, &band.parts));
        let mut start = 0;
        parts.iter().map(move |part| {
            let edges = edges.get(start..part.end).unwrap_or_default();
            start = part.end;
            (part.shape, edges)
        })
    }

    /// Has the shape in all bands between two rows, without an edge.
    pub(super) fn add_rows(&mut self, top: f64, bottom: f64) {
        let rows = |row: f64| usize::try_from(in_steps(row.clamp(0.0, MOST_DOTS)) >> BAND_BITS);
        let (Ok(first), Ok(last)) = (rows(top), rows(bottom)) else {
            return;
        };
        for band in self.bands.iter_mut().take(last + 1).skip(first) {
            band.parts.push(Part {
                shape: self.shape,
                end: band.edges.len(),
            });
        }
    }

    /// Adds the edges of a ring.
    pub(super) fn ring(&mut self, corners: &[[f32; 2]]) {
        let Some(last) = corners.last() else { return };
        let mut from = last.map(f64::from);
        for corner in corners {
            let to = corner.map(f64::from);
            self.add(from, to);
            from = to;
        }
    }

    /// Adds an edge, in dots from the upper left corner of the picture.
    pub(super) fn add(&mut self, from: [f64; 2], to: [f64; 2]) {
        if self.window.holds(from) && self.window.holds(to) {
            self.add_steps(from.map(in_steps), to.map(in_steps));
        } else {
            self.add_clipped(from, to);
        }
    }

    /// Adds what of an edge lies between the upper and the lower bound: what is left of the window stands along
    /// its left side, since it covers what is right of it, and so does what is right of it along its right side.
    fn add_clipped(&mut self, from: [f64; 2], to: [f64; 2]) {
        let Window {
            left,
            top,
            right,
            bottom,
        } = self.window;
        if from[1].max(to[1]) <= top || from[1].min(to[1]) >= bottom || left >= right {
            return;
        }
        let slope = (to[0] - from[0]) / (to[1] - from[1]);
        let at_height = |point: [f64; 2]| {
            let y = point[1].clamp(top, bottom);
            let is_cut = point[1] < top || point[1] > bottom;
            [
                if is_cut {
                    from[0] + (y - from[1]) * slope
                } else {
                    point[0]
                },
                y,
            ]
        };
        let (start, end) = (at_height(from), at_height(to));
        let mut add = |from: [f64; 2], to: [f64; 2]| {
            let within = |[x, y]: [f64; 2]| [x.clamp(left, right), y.clamp(top, bottom)];
            self.add_steps(within(from).map(in_steps), within(to).map(in_steps));
        };
        let cut = |x: f64| {
            let share = (x - start[0]) / (end[0] - start[0]);
            [x, start[1] + share * (end[1] - start[1])]
        };
        let sides = if start[0] < end[0] {
            [left, right]
        } else {
            [right, left]
        };
        let mut before = start;
        for side in sides {
            if (start[0] < side) != (end[0] < side) {
                let point = cut(side);
                add(before, point);
                before = point;
            }
        }
        add(before, end);
    }

    /// Cuts an edge at the bands.
    fn add_steps(&mut self, from: [i32; 2], to: [i32; 2]) {
        let (upper, lower, down) = match from[1].cmp(&to[1]) {
            std::cmp::Ordering::Less => (from, to, 1),
            std::cmp::Ordering::Greater => (to, from, -1),
            std::cmp::Ordering::Equal => return,
        };
        // A lower end on a border is in the band above it.
        let (first, last) = (upper[1] >> BAND_BITS, (lower[1] - 1) >> BAND_BITS);
        let mut start = upper;
        for band in first..=last {
            let end = if band == last {
                lower
            } else {
                at_row(upper, lower, (band + 1) << BAND_BITS)
            };
            self.push(band, start, end, down);
            start = end;
        }
    }

    fn push(&mut self, number: i32, upper: [i32; 2], lower: [i32; 2], down: i8) {
        let shape = self.shape;
        let band = usize::try_from(number)
            .ok()
            .and_then(|number| self.bands.get_mut(number));
        let Some(band) = band else { return };
        let height = |y: i32| i16::try_from(y - (number << BAND_BITS)).unwrap_or_default();
        band.edges.push(Edge {
            x: [upper[0], lower[0]],
            y: [height(upper[1]), height(lower[1])],
            down,
        });
        let end = band.edges.len();
        match band.parts.last_mut() {
            Some(part) if part.shape == shape => part.end = end,
            _ => band.parts.push(Part { shape, end }),
        }
    }
}

/// Where a line crosses a height.
fn at_row(upper: [i32; 2], lower: [i32; 2], y: i32) -> [i32; 2] {
    let wide = i64::from;
    let (dx, dy) = (
        wide(lower[0]) - wide(upper[0]),
        wide(lower[1]) - wide(upper[1]),
    );
    let x = (wide(y) - wide(upper[1])) * dx / dy;
    [upper[0] + i32::try_from(x).unwrap_or_default(), y]
}

/// A coordinate on the page, in steps.
fn in_steps(dots: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a picture is at most 65,535 dots wide"
    )]
    let steps = (dots * f64::from(1 << STEP_BITS) + 0.5) as i32;
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far the edges of each band go down, in steps.
    fn depths(edges: &Edges) -> Vec<i32> {
        let bands = 0..edges.bands.len();
        bands
            .map(|band| {
                let all = edges.in_band(band).flat_map(|(_, edges)| edges);
                all.map(|edge| i32::from(edge.y[1] - edge.y[0]) * i32::from(edge.down))
                    .sum()
            })
            .collect()
    }

    #[test]
    fn an_edge_goes_down_as_far_cut_as_whole() {
        for x in [
            [-1e9, 1e9],
            [3.0, 4.0],
            [90.0, 10.0],
            [200.0, 190.0],
            [-5.0, -6.0],
        ] {
            let mut edges = Edges::new(100, 80);
            edges.add([x[0], 3.25], [x[1], 70.5]);
            assert_eq!(
                depths(&edges),
                [28 * 256 + 192, 32 * 256, 6 * 256 + 128],
                "{x:?}"
            );
            edges.add([x[1], 70.5], [x[0], 3.25]);
            assert_eq!(depths(&edges), [0, 0, 0], "{x:?}");
            let all = edges.bands.iter().flat_map(|band| &band.edges);
            let most = 100 << STEP_BITS;
            assert!(all.flat_map(|edge| edge.x).all(|x| (0..=most).contains(&x)));
        }
    }

    #[test]
    fn shapes_come_in_their_order_and_only_where_they_are() {
        let mut edges = Edges::new(100, 80);
        edges.start(3);
        edges.add([1.0, 1.0], [1.0, 79.0]);
        edges.start(7);
        edges.add([1.0, 40.0], [1.0, 41.0]);
        edges.add([1.0, 41.0], [1.0, 41.0]);
        edges.start(8);
        edges.add_rows(10.0, 33.0);
        let found: Vec<Vec<(usize, usize)>> = (0..4)
            .map(|band| {
                edges
                    .in_band(band)
                    .map(|(shape, edges)| (shape, edges.len()))
                    .collect()
            })
            .collect();
        assert_eq!(found[0], [(3, 1), (8, 0)]);
        assert_eq!(found[1], [(3, 1), (7, 1), (8, 0)]);
        assert_eq!(found[2], [(3, 1)]);
        assert!(found[3].is_empty());
    }

    #[test]
    fn nothing_leaves_its_window() {
        let mut edges = Edges::new(100, 80);
        let page = edges.window();
        let window = page.shared(&Window {
            left: 10.5,
            top: 20.25,
            right: 30.5,
            bottom: 900.0,
        });
        assert_eq!(
            (window.left, window.top, window.right, window.bottom),
            (10.0, 20.0, 31.0, 80.0)
        );
        edges.set_window(window);
        edges.ring(&[[0.0, 0.0], [99.0, 1.0], [98.0, 77.0], [1.0, 70.0]]);
        let all = edges.bands.iter().flat_map(|band| &band.edges);
        assert!(
            all.flat_map(|edge| edge.x)
                .all(|x| (10 * 256..=31 * 256).contains(&x))
        );
        assert!(
            edges
                .in_band(0)
                .all(|(_, edges)| edges.iter().all(|edge| edge.y[0] >= 20 * 256))
        );
        let nothing = window.shared(&Window {
            left: 50.0,
            ..window
        });
        edges.set_window(nothing);
        edges.start(1);
        edges.ring(&[[0.0, 0.0], [99.0, 1.0], [98.0, 77.0]]);
        assert!((0..3).all(|band| edges.in_band(band).all(|(shape, _)| shape == 0)));
    }
}
