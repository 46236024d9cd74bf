//! Lines of a width: the contours of a drawing as straight pieces, their dashes, and what a round pen covers along them.

use super::edges::Edges;
use crate::carto::scene::{Cap, Outline, Point, Segment};

/// How far a straight piece may lie from its curve, in dots.
const TOLERANCE: f64 = 0.1;

/// Corners nearer than this to the one before are left out of a line, in dots.
const NEAREST: f64 = 0.05;

/// Where the sides of two pieces come as near as this, in dots, they meet in the middle.
const SMOOTH: f64 = 0.125;

/// The most pieces of a curve: of one as long as a page of metres.
const MOST_PIECES: f64 = 1000.0;

/// The most dashes of a line: more than a page shows, and what a pattern of nothing would ask for.
const MOST_DASHES: usize = 100_000;

/// A chain of straight pieces, in dots.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Contour {
    pub(super) points: Vec<[f32; 2]>,
    /// Whether it returns to its start.
    pub(super) is_closed: bool,
}

impl Contour {
    /// The pieces, the one back to the start too where it is closed or has to be.
    pub(super) fn pieces(&self, has_to_close: bool) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
        let points = || self.points.iter().map(|point| point.map(f64::from));
        let back = self.is_closed || has_to_close;
        let ends = points().skip(1).chain(points().take(usize::from(back)));
        points().zip(ends)
    }
}

/// The contours of an outline, its places as a function gives them; none where a place is not finite.
pub(super) fn contours(outline: &Outline, place: impl Fn(Point) -> [f64; 2]) -> Vec<Contour> {
    let mut tracer = Tracer::default();
    for segment in &outline.segments {
        match *segment {
            Segment::MoveTo(p) => tracer.start(place(p)),
            Segment::LineTo(p) => tracer.line(place(p)),
            Segment::QuadTo(c, p) => tracer.quad(place(c), place(p)),
            Segment::CubicTo(c, d, p) => tracer.cubic(place(c), place(d), place(p)),
            Segment::Close => tracer.close(),
        }
    }
    let is_finite = |contour: &Contour| contour.points.iter().flatten().all(|n| n.is_finite());
    if tracer.contours.iter().all(is_finite) {
        tracer.contours
    } else {
        Vec::new()
    }
}

#[derive(Default)]
struct Tracer {
    contours: Vec<Contour>,
    first: [f64; 2],
    at: [f64; 2],
    /// Whether the next piece begins a contour.
    is_new: bool,
}

impl Tracer {
    fn start(&mut self, point: [f64; 2]) {
        self.first = point;
        self.at = point;
        self.is_new = true;
    }

    fn close(&mut self) {
        if !self.is_new
            && let Some(contour) = self.contours.last_mut()
        {
            contour.is_closed = true;
        }
        self.start(self.first);
    }

    fn line(&mut self, to: [f64; 2]) {
        if self.is_new || self.contours.is_empty() {
            self.contours.push(Contour::default());
            self.push(self.at);
            self.is_new = false;
        }
        self.push(to);
        self.at = to;
    }

    fn push(&mut self, point: [f64; 2]) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a thousandth of a dot on any page is precise enough"
        )]
        let point = point.map(|number| number as f32);
        if let Some(contour) = self.contours.last_mut() {
            contour.points.push(point);
        }
    }

    fn quad(&mut self, control: [f64; 2], to: [f64; 2]) {
        let from = self.at;
        let bend = length(combine([from, control, to], [1.0, -2.0, 1.0]));
        let count = pieces((bend / (4.0 * TOLERANCE)).sqrt());
        for piece in 1..=count {
            let t = f64::from(piece) / f64::from(count);
            let s = 1.0 - t;
            self.line(if piece == count {
                to
            } else {
                combine([from, control, to], [s * s, 2.0 * s * t, t * t])
            });
        }
    }

    fn cubic(&mut self, first: [f64; 2], second: [f64; 2], to: [f64; 2]) {
        let from = self.at;
        let bends = [[from, first, second], [first, second, to]];
        let bends = bends.map(|points| length(combine(points, [1.0, -2.0, 1.0])));
        let count = pieces((0.75 * bends[0].max(bends[1]) / TOLERANCE).sqrt());
        for piece in 1..=count {
            let t = f64::from(piece) / f64::from(count);
            let s = 1.0 - t;
            self.line(if piece == count {
                to
            } else {
                let early = combine(
                    [from, first, second],
                    [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t],
                );
                [early[0] + t * t * t * to[0], early[1] + t * t * t * to[1]]
            });
        }
    }
}

/// A count of pieces, at least one.
fn pieces(count: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped just so; NaN becomes zero"
    )]
    let count = count.ceil().clamp(1.0, MOST_PIECES) as u32;
    count.max(1)
}

fn combine(points: [[f64; 2]; 3], shares: [f64; 3]) -> [f64; 2] {
    [0, 1].map(|axis| {
        shares[0] * points[0][axis] + shares[1] * points[1][axis] + shares[2] * points[2][axis]
    })
}

#[expect(
    clippy::imprecise_flops,
    reason = "pictures have no tiny and no huge lengths, and this is asked for every corner"
)]
fn length([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}

fn between(from: [f64; 2], to: [f64; 2], share: f64) -> [f64; 2] {
    [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]))
}

/// The dashes of contours; lengths of dashes and gaps in turn, in dots.
///
/// The contours as they are where the lengths come to nothing: such a pattern does not advance.
pub(super) fn dashed(contours: Vec<Contour>, lengths: &[f64]) -> Vec<Contour> {
    let is_pattern = lengths
        .iter()
        .all(|length| length.is_finite() && *length >= 0.0);
    if !is_pattern || lengths.iter().sum::<f64>() <= 0.0 {
        return contours;
    }
    let mut dashes = Vec::new();
    for contour in &contours {
        let mut turn = 0;
        let mut rest = lengths.first().copied().unwrap_or_default();
        let mut dash: Option<Contour> = None;
        for (number, (from, to)) in contour.pieces(false).enumerate() {
            let whole = length([to[0] - from[0], to[1] - from[1]]);
            if number == 0 {
                dash = Some(started(from));
            }
            let mut start = 0.0;
            while start + rest < whole && dashes.len() < MOST_DASHES {
                start += rest;
                let at = between(from, to, start / whole);
                match dash.take() {
                    Some(mut ended) => {
                        ended.points.push(at.map(single));
                        dashes.push(ended);
                    }
                    None => dash = Some(started(at)),
                }
                turn = (turn + 1) % lengths.len();
                rest = lengths.get(turn).copied().unwrap_or_default();
            }
            rest -= whole - start;
            if let Some(dash) = &mut dash {
                dash.points.push(to.map(single));
            }
        }
        dashes.extend(dash);
    }
    dashes
}

fn started(at: [f64; 2]) -> Contour {
    Contour {
        points: vec![at.map(single)],
        is_closed: false,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a thousandth of a dot on any page is precise enough"
)]
fn single(number: f64) -> f32 {
    number as f32
}

/// A round pen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    /// Half its width, in dots.
    pub(super) radius: f64,
    /// How lines end.
    pub(super) cap: Cap,
}

/// Where the two sides of a line are: its pen's radius across it, one way and the other.
#[derive(Clone, Copy)]
struct Sides {
    fore: [f64; 2],
    back: [f64; 2],
}

impl Sides {
    fn new(at: [f64; 2], side: [f64; 2]) -> Self {
        Self {
            fore: moved(at, side, 1.0),
            back: moved(at, side, -1.0),
        }
    }
}

impl Pen {
    /// Adds the edges of what the pen covers along a contour, to be filled by the non-zero rule: those of each piece
    /// and of the wedge between two of them, less those in which they meet.
    pub(super) fn stroke(&self, contour: &Contour, edges: &mut Edges) {
        let mut pieces = Self::thinned(contour).map(|(from, to)| Piece::new(from, to, self.radius));
        let Some(first) = pieces.next() else {
            // A dash without a length is a dot.
            if let Some(at) = contour.points.first().filter(|_| self.cap == Cap::Round) {
                let at = at.map(f64::from);
                let (side, ahead) = ([0.0, self.radius], [self.radius, 0.0]);
                self.end(at, side, ahead, edges);
                self.end(at, backwards(side), backwards(ahead), edges);
            }
            return;
        };
        // The sides of a closed line at its start are known when it comes back.
        let mut start = (!contour.is_closed).then(|| self.begin(&first, edges));
        let mut end_of_first = None;
        let mut before = first;
        for piece in pieces {
            let (end, next) = self.join(&before, &piece, edges);
            match start {
                Some(start) => along(start, end, edges),
                None => end_of_first = Some(end),
            }
            start = Some(next);
            before = piece;
        }
        if let Some(end_of_first) = end_of_first {
            let (end, next) = self.join(&before, &first, edges);
            if let Some(start) = start {
                along(start, end, edges);
            }
            along(next, end_of_first, edges);
            return;
        }
        let start = start.unwrap_or_else(|| self.begin(&first, edges));
        along(start, Sides::new(before.to, before.side), edges);
        self.finish(before.to, before.side, before.ahead, edges);
    }

    /// The pieces of a contour that are long enough to have a direction.
    fn thinned(contour: &Contour) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
        let mut last: Option<[f64; 2]> = None;
        contour.pieces(false).filter_map(move |(from, to)| {
            let from = *last.get_or_insert(from);
            if length([to[0] - from[0], to[1] - from[1]]) < NEAREST {
                return None;
            }
            last = Some(to);
            Some((from, to))
        })
    }

    /// The start of a line.
    fn begin(&self, first: &Piece, edges: &mut Edges) -> Sides {
        self.finish(
            first.from,
            backwards(first.side),
            backwards(first.ahead),
            edges,
        );
        Sides::new(first.from, first.side)
    }

    /// An end of a line.
    fn finish(&self, at: [f64; 2], side: [f64; 2], ahead: [f64; 2], edges: &mut Edges) {
        match self.cap {
            Cap::Round => self.end(at, side, ahead, edges),
            Cap::Butt => edges.add(moved(at, side, 1.0), moved(at, side, -1.0)),
        }
    }

    /// What is between two pieces; gives the sides at the end of one and at the start of the other.
    fn join(&self, before: &Piece, after: &Piece, edges: &mut Edges) -> (Sides, Sides) {
        let at = after.from;
        let gap = [0, 1].map(|axis| after.side[axis] - before.side[axis]);
        if gap[0] * gap[0] + gap[1] * gap[1] < SMOOTH * SMOOTH {
            let side = [0, 1].map(|axis| f64::midpoint(before.side[axis], after.side[axis]));
            let sides = Sides::new(at, side);
            return (sides, sides);
        }
        let (end, next) = (Sides::new(at, before.side), Sides::new(at, after.side));
        let turn = before.ahead[0] * after.ahead[1] - before.ahead[1] * after.ahead[0];
        // Turning towards its fore side, a line opens on the other one, along which the pieces are gone round
        // backwards. On the inner side the pieces end in their middle.
        let (from, to) = if turn > 0.0 {
            edges.add(end.fore, at);
            edges.add(at, next.fore);
            (backwards(after.side), backwards(before.side))
        } else {
            edges.add(next.back, at);
            edges.add(at, end.back);
            (before.side, after.side)
        };
        let outwards = [0, 1].map(|axis| before.ahead[axis] - after.ahead[axis]);
        let outwards_length = length(outwards);
        if outwards_length > self.radius {
            // A sharp corner: half of its turn is less than a right angle.
            let middle = outwards.map(|n| n / outwards_length * self.radius);
            self.arc(at, from, middle, edges);
            self.arc(at, middle, to, edges);
        } else {
            self.arc(at, from, to, edges);
        }
        (end, next)
    }

    /// Half a disc at the end of a line.
    fn end(&self, at: [f64; 2], side: [f64; 2], ahead: [f64; 2], edges: &mut Edges) {
        self.arc(at, side, ahead, edges);
        self.arc(at, ahead, backwards(side), edges);
    }

    /// An arc about a point from one radius to another, the shorter way.
    fn arc(&self, about: [f64; 2], from: [f64; 2], to: [f64; 2], edges: &mut Edges) {
        let middle = [from[0] + to[0], from[1] + to[1]];
        let double = length(middle);
        // Twice what the arc rises above its chord: a fourth of it is left for each half.
        let rise = 2.0 * self.radius - double;
        if rise > 2.0 * TOLERANCE && double > self.radius * 1e-3 {
            let middle = middle.map(|n| n / double * self.radius);
            self.arc(about, from, middle, edges);
            self.arc(about, middle, to, edges);
        } else {
            edges.add(moved(about, from, 1.0), moved(about, to, 1.0));
        }
    }
}

/// A straight piece of a line: its ends, and the pen's radius across it and ahead.
#[derive(Clone, Copy)]
struct Piece {
    from: [f64; 2],
    to: [f64; 2],
    side: [f64; 2],
    ahead: [f64; 2],
}

impl Piece {
    fn new(from: [f64; 2], to: [f64; 2], radius: f64) -> Self {
        let way = [to[0] - from[0], to[1] - from[1]];
        let share = radius / length(way);
        let ahead = way.map(|n| n * share);
        Self {
            from,
            to,
            side: [-ahead[1], ahead[0]],
            ahead,
        }
    }
}

fn moved(point: [f64; 2], by: [f64; 2], times: f64) -> [f64; 2] {
    [point[0] + times * by[0], point[1] + times * by[1]]
}

fn backwards(way: [f64; 2]) -> [f64; 2] {
    way.map(|n| -n)
}

/// Both sides of a piece.
fn along(start: Sides, end: Sides, edges: &mut Edges) {
    edges.add(start.fore, end.fore);
    edges.add(end.back, start.back);
}

#[cfg(test)]
mod tests {
    use super::super::coverage::{Coverage, Rule};
    use super::*;

    /// The area that a pen covers along a contour, in square dots.
    fn area(pen: Pen, contours: &[Contour]) -> f64 {
        let mut sum = 0.0;
        let mut edges = Edges::new(100, 100);
        for contour in contours {
            pen.stroke(contour, &mut edges);
        }
        let mut coverage = Coverage::new(100);
        for band in 0..4 {
            for edge in edges.in_band(band).flat_map(|(_, edges)| edges) {
                coverage.add(edge);
            }
            coverage.stretches(Rule::NonZero, |stretch| {
                let dots = u32::try_from(stretch.to - stretch.from).unwrap();
                sum += f64::from(dots) * f64::from(stretch.share) / 255.0;
            });
        }
        sum
    }

    fn chain(points: &[[f32; 2]], is_closed: bool) -> Contour {
        Contour {
            points: points.to_vec(),
            is_closed,
        }
    }

    #[test]
    fn a_pen_covers_the_area_of_its_line() {
        let pi = std::f64::consts::PI;
        let line = chain(&[[20.0, 30.0], [70.0, 60.0]], false);
        let long = libm::hypot(50.0, 30.0);
        for (cap, ends) in [(Cap::Butt, 0.0), (Cap::Round, pi * 16.0)] {
            let pen = Pen { radius: 4.0, cap };
            let found = area(pen, std::slice::from_ref(&line));
            assert!((found - long * 8.0 - ends).abs() < 1.5, "{found}");
            let turned = chain(&[[70.0, 60.0], [20.0, 30.0]], false);
            assert!((area(pen, &[turned]) - found).abs() < 0.5);
        }
        // Steiner's formula for the outer side of a square, whose corners are round; the inner side is sharp.
        let square = chain(
            &[[20.0, 20.0], [60.0, 20.0], [60.0, 60.0], [20.0, 60.0]],
            true,
        );
        for square in [
            square.clone(),
            chain(
                &square.points.iter().rev().copied().collect::<Vec<_>>(),
                true,
            ),
        ] {
            let pen = Pen {
                radius: 3.0,
                cap: Cap::Butt,
            };
            let expected = 1600.0 + 4.0 * 40.0 * 3.0 + pi * 9.0 - 34.0 * 34.0;
            let found = area(pen, &[square]);
            assert!((found - expected).abs() < 2.0, "{found} {expected}");
        }
    }

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let line = chain(&[[10.0, 50.0], [34.0, 50.0], [90.0, 50.0]], false);
        let dashes = dashed(vec![line.clone()], &[6.0, 2.0]);
        assert_eq!(dashes.len(), 10);
        let pen = Pen {
            radius: 2.0,
            cap: Cap::Butt,
        };
        assert!((area(pen, &dashes) - 60.0 * 4.0).abs() < 1.0);
        // Dots: dashes of no length with round ends.
        let dots = dashed(vec![line.clone()], &[0.0, 10.0]);
        let pen = Pen {
            radius: 2.0,
            cap: Cap::Round,
        };
        let found = area(pen, &dots);
        let disc = std::f64::consts::PI * 4.0;
        assert!((found / disc - 8.0).abs() < 1.2, "{}", found / disc);
        for nothing in [vec![0.0, 0.0], vec![f64::NAN]] {
            let same = dashed(vec![line.clone()], &nothing);
            assert_eq!(same, std::slice::from_ref(&line));
        }
    }
}
