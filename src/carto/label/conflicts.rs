//! What a place for a label runs into.

use rstar::{AABB, RTree, RTreeObject};

use super::candidates::Candidate;
use crate::carto::layer::{Anchor, Need, Obstacle};
use crate::carto::scene::{Point, Rect};

/// What an overlap with a label costs that may be left out instead.
const LABEL: f64 = 100.0;

/// What an overlap with a label costs that has to stay.
const STAYING_LABEL: f64 = 1000.0;

/// What an overlap with a symbol costs: as much as a leader of 30 mm.
const SYMBOL: f64 = 32.0;

/// What a symbol costs that is so near that the words might be its own.
const SYMBOL_NEARBY: f64 = 2.5;

/// How near that is, in millimetres from the room of the words.
const NEARBY: f64 = 1.0;

/// What a line across the letters costs: more than going to the other side of a symbol. One across many
/// lines of words or along one costs it for every height of a number with its range.
const LINE: f64 = 12.0;

/// The height of a number with its range, in millimetres.
const WORDS_MM: f64 = 5.0;

/// What a line in the margin around the letters costs.
const LINE_IN_MARGIN: f64 = 1.5;

/// What a leader across words, a reserved box or another leader costs.
const LEADER_OVER_LABEL: f64 = 60.0;

/// What a leader across a symbol costs.
const LEADER_OVER_SYMBOL: f64 = 12.0;

/// What it costs that words of a way stand right above or below those of another: more than a border behind them.
const STACKED: f64 = 20.0;

/// From a leader to the edge of a symbol that it passes, in millimetres.
const LEADER_CLEARANCE: f64 = 0.3;

/// A box and the number of what lies in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    envelope: AABB<[f64; 2]>,
    number: usize,
}

impl RTreeObject for Entry {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl Entry {
    fn from_rect(rect: &Rect, number: usize) -> Self {
        Self {
            envelope: envelope(rect),
            number,
        }
    }

    fn from_line(line: [Point; 2], number: usize) -> Self {
        let [a, b] = line;
        Self {
            envelope: AABB::from_corners([a.x, a.y], [b.x, b.y]),
            number,
        }
    }
}

fn envelope(rect: &Rect) -> AABB<[f64; 2]> {
    AABB::from_corners([rect.left, rect.top], [rect.right, rect.bottom])
}

/// What a place costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// All of it.
    pub(super) total: f64,
    /// Whether it touches neither words nor symbols.
    pub(super) is_free: bool,
}

/// What stands on the map before any label.
#[derive(Debug)]
pub(super) struct Ground {
    within: Rect,
    reserved: Vec<Rect>,
    symbols: Vec<(Point, f64)>,
    symbol_boxes: RTree<Entry>,
    lines: Vec<[Point; 2]>,
    line_boxes: RTree<Entry>,
}

impl Ground {
    pub(super) fn new(obstacles: &[Obstacle], within: &Rect) -> Self {
        let (mut reserved, mut symbols, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for obstacle in obstacles {
            match obstacle {
                Obstacle::Reserved(rect) => reserved.push(*rect),
                Obstacle::Symbol { at, radius } => symbols.push((*at, radius.max(0.0))),
                Obstacle::Line(points) => {
                    lines.extend(points.windows(2).filter_map(|pair| match pair {
                        [a, b] => Some([*a, *b]),
                        _ => None,
                    }));
                }
            }
        }
        symbols.retain(|(at, radius)| is_finite(*at) && radius.is_finite());
        lines.retain(|[a, b]| is_finite(*a) && is_finite(*b));
        let discs = symbols.iter().enumerate().map(|(number, (at, radius))| {
            let point = Rect::from_xywh(at.x, at.y, 0.0, 0.0);
            Entry::from_rect(&point.grown(*radius), number)
        });
        let segments = lines.iter().enumerate();
        let segments = segments.map(|(number, line)| Entry::from_line(*line, number));
        Self {
            within: *within,
            symbol_boxes: RTree::bulk_load(discs.collect()),
            line_boxes: RTree::bulk_load(segments.collect()),
            reserved,
            symbols,
            lines,
        }
    }

    /// Whether the symbol of a label lies under a reserved box.
    pub(super) fn hides(&self, anchor: &Anchor) -> bool {
        let Anchor::Beside { at, radius } = anchor else {
            return false;
        };
        let mut reserved = self.reserved.iter();
        reserved.any(|reserved| reserved.grown(*radius).contains(*at))
    }

    /// Whether a label may stand there at all.
    pub(super) fn admits(&self, place: &Candidate) -> bool {
        let room = place.room();
        let is_clear = |reserved: &Rect| !overlaps(reserved, &room);
        self.within.encloses(&room) && self.reserved.iter().all(is_clear)
    }

    /// What a place costs in itself, with the symbols in it.
    pub(super) fn cost(&self, place: &Candidate, anchor: &Anchor) -> Cost {
        let room = place.room();
        let mut cost = Cost {
            total: place.cost,
            is_free: true,
        };
        let wide = room.grown(NEARBY);
        for (at, radius) in self.foreign_symbols(&wide, anchor) {
            let distance = distance_to_rect(at, &room) - radius;
            if distance < 0.0 {
                cost.total += SYMBOL;
                cost.is_free = false;
            } else if distance < NEARBY {
                cost.total += SYMBOL_NEARBY;
            }
        }
        if let Some(leader) = place.leader {
            let crosses = |reserved: &&Rect| length_inside(leader, reserved).is_some();
            let reserved = count(self.reserved.iter().filter(crosses));
            cost.total += LEADER_OVER_LABEL * reserved;
            cost.is_free &= reserved == 0.0;
            let wide = rect_of(leader).grown(LEADER_CLEARANCE);
            let touches = |(at, radius): &(Point, f64)| {
                distance_to_line(*at, leader) < radius + LEADER_CLEARANCE
            };
            let symbols = self.foreign_symbols(&wide, anchor).filter(touches);
            cost.total += LEADER_OVER_SYMBOL * count(symbols);
        }
        cost
    }

    /// The symbols in reach of a box that are not the label's own.
    fn foreign_symbols(&self, rect: &Rect, anchor: &Anchor) -> impl Iterator<Item = (Point, f64)> {
        self.symbol_boxes
            .locate_in_envelope_intersecting(&envelope(rect))
            .map(|entry| self.symbols[entry.number])
            .filter(move |(at, radius)| !is_own(*at, *radius, anchor))
    }

    /// Whether a line runs through the letters of a place.
    pub(super) fn strikes(&self, place: &Candidate) -> bool {
        let mut near = self.lines_near(&place.ink);
        near.any(|line| length_inside(line, &place.ink).is_some())
    }

    /// What the lines in a place cost.
    pub(super) fn cost_of_lines(&self, place: &Candidate) -> f64 {
        let room = place.room();
        let (mut inside, mut in_margin) = (None::<f64>, false);
        for line in self.lines_near(&room) {
            if let Some(length) = length_inside(line, &place.ink) {
                *inside.get_or_insert(0.0) += length;
            } else if length_inside(line, &room).is_some() {
                in_margin = true;
            }
        }
        match inside {
            // A straight way across a line of words counts once, however finely the line is drawn.
            Some(length) => LINE * (length / WORDS_MM).max(1.0),
            None if in_margin => LINE_IN_MARGIN,
            None => 0.0,
        }
    }

    fn lines_near(&self, rect: &Rect) -> impl Iterator<Item = [Point; 2]> {
        self.line_boxes
            .locate_in_envelope_intersecting(&envelope(rect))
            .map(|entry| self.lines[entry.number])
    }
}

/// The labels that have a place.
#[derive(Debug)]
pub(super) struct Board {
    boxes: RTree<Entry>,
    leaders: RTree<Entry>,
    /// By the label's number.
    places: Vec<Option<Candidate>>,
    needs: Vec<Need>,
}

impl Board {
    /// A board for labels with these needs, none of them placed.
    pub(super) fn new(needs: Vec<Need>) -> Self {
        Self {
            boxes: RTree::new(),
            leaders: RTree::new(),
            places: vec![None; needs.len()],
            needs,
        }
    }

    pub(super) fn place_of(&self, number: usize) -> Option<&Candidate> {
        self.places[number].as_ref()
    }

    pub(super) fn put(&mut self, number: usize, place: Candidate) {
        self.take(number);
        self.boxes.insert(Entry::from_rect(&place.room(), number));
        if let Some(leader) = place.leader {
            self.leaders.insert(Entry::from_line(leader, number));
        }
        self.places[number] = Some(place);
    }

    pub(super) fn take(&mut self, number: usize) -> Option<Candidate> {
        let place = self.places[number].take()?;
        self.boxes.remove(&Entry::from_rect(&place.room(), number));
        if let Some(leader) = place.leader {
            self.leaders.remove(&Entry::from_line(leader, number));
        }
        Some(place)
    }

    /// The numbers of the placed labels that overlap a box.
    pub(super) fn overlapping(&self, room: &Rect) -> impl Iterator<Item = usize> {
        self.boxes
            .locate_in_envelope_intersecting(&envelope(room))
            .map(|entry| entry.number)
            .filter(|number| {
                self.places[*number]
                    .as_ref()
                    .is_some_and(|place| overlaps(&place.room(), room))
            })
    }

    /// The cost of a place on the ground, with that of the labels in its way.
    pub(super) fn cost(&self, place: &Candidate, ground: Cost) -> Cost {
        let room = place.room();
        let mut cost = ground;
        for number in self.overlapping(&room) {
            cost.total += match self.needs[number] {
                Need::Always => STAYING_LABEL,
                Need::Report | Need::Quiet => LABEL,
            };
            cost.is_free = false;
        }
        if place.is_of_a_way {
            let stack = place.stack();
            let near = self.overlapping_places(&stack);
            let stacked = near.filter(|other| place.is_stacked_with(other));
            cost.total += STACKED * count(stacked);
        }
        let mut touched = self
            .leaders_near(&room)
            .filter(|leader| length_inside(*leader, &room).is_some())
            .count();
        if let Some(leader) = place.leader {
            let rect = rect_of(leader);
            let boxes = self
                .boxes
                .locate_in_envelope_intersecting(&envelope(&rect))
                .filter_map(|entry| self.places[entry.number].as_ref());
            touched += boxes
                .filter(|other| length_inside(leader, &other.room()).is_some())
                .count();
            touched += self
                .leaders_near(&rect)
                .filter(|other| cross(*other, leader))
                .count();
        }
        cost.total += LEADER_OVER_LABEL * count(0..touched);
        cost.is_free &= touched == 0;
        cost
    }

    fn overlapping_places(&self, room: &Rect) -> impl Iterator<Item = &Candidate> {
        let boxes = self.boxes.locate_in_envelope_intersecting(&envelope(room));
        boxes.filter_map(|entry| self.places[entry.number].as_ref())
    }

    fn leaders_near(&self, rect: &Rect) -> impl Iterator<Item = [Point; 2]> {
        self.leaders
            .locate_in_envelope_intersecting(&envelope(rect))
            .filter_map(|entry| self.places[entry.number].as_ref()?.leader)
    }
}

fn count(items: impl Iterator) -> f64 {
    items.fold(0.0, |count, _| count + 1.0)
}

pub(super) fn is_finite(point: Point) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

/// Whether two boxes share more than an edge.
pub(super) fn overlaps(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// Whether a symbol is the one that the label stands beside, or lies within its reach.
fn is_own(at: Point, radius: f64, anchor: &Anchor) -> bool {
    // A hundredth of a millimetre, as fine as a file says it.
    const SAME: f64 = 0.01;
    match anchor {
        Anchor::Beside {
            at: own,
            radius: own_radius,
        } => libm::hypot(at.x - own.x, at.y - own.y) + radius <= own_radius + SAME,
        Anchor::On(_) | Anchor::Along { .. } | Anchor::Fixed(_) => false,
    }
}

fn rect_of([a, b]: [Point; 2]) -> Rect {
    Rect {
        left: a.x.min(b.x),
        top: a.y.min(b.y),
        right: a.x.max(b.x),
        bottom: a.y.max(b.y),
    }
}

fn distance_to_rect(point: Point, rect: &Rect) -> f64 {
    let x = point.x - point.x.clamp(rect.left, rect.right);
    let y = point.y - point.y.clamp(rect.top, rect.bottom);
    libm::hypot(x, y)
}

fn distance_to_line(point: Point, [a, b]: [Point; 2]) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let square = x * x + y * y;
    let along = if square > 0.0 {
        (((point.x - a.x) * x + (point.y - a.y) * y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(point.x - a.x - along * x, point.y - a.y - along * y)
}

/// The length of a line inside a box; none when it stays outside or only touches.
///
/// # Source
/// Y.-D. Liang and B. A. Barsky (1984), A new concept and method for line clipping, ACM Transactions
/// on Graphics 3(1), 1–22, doi:10.1145/357332.357333.
fn length_inside([a, b]: [Point; 2], rect: &Rect) -> Option<f64> {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-x, a.x - rect.left),
        (x, rect.right - a.x),
        (-y, a.y - rect.top),
        (y, rect.bottom - a.y),
    ];
    for (step, room) in edges {
        if step == 0.0 {
            if room <= 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    (enter < leave).then(|| (leave - enter) * libm::hypot(x, y))
}

/// Whether two lines cross; lines along each other do not.
fn cross([a, b]: [Point; 2], [c, d]: [Point; 2]) -> bool {
    let is_left =
        |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x) > 0.0;
    let splits = |p, q, r, s| is_left(p, q, r) != is_left(p, q, s);
    splits(a, b, c, d) && splits(c, d, a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(ax: f64, ay: f64, bx: f64, by: f64) -> [Point; 2] {
        [Point::from_xy(ax, ay), Point::from_xy(bx, by)]
    }

    #[test]
    fn lines_are_cut_at_the_edges_of_a_box() {
        let rect = Rect::from_xywh(0.0, 0.0, 4.0, 3.0);
        assert_eq!(length_inside(line(-1.0, 1.0, 9.0, 1.0), &rect), Some(4.0));
        assert_eq!(length_inside(line(0.0, 0.0, 4.0, 3.0), &rect), Some(5.0));
        assert_eq!(length_inside(line(1.0, 1.0, 2.0, 1.0), &rect), Some(1.0));
        assert_eq!(length_inside(line(-1.0, 3.0, 9.0, 3.0), &rect), None);
        assert_eq!(length_inside(line(-1.0, 2.0, 1.0, 5.0), &rect), None);
    }

    #[test]
    fn lines_cross_or_do_not() {
        assert!(cross(line(0.0, 0.0, 2.0, 2.0), line(0.0, 2.0, 2.0, 0.0)));
        assert!(!cross(line(0.0, 0.0, 2.0, 2.0), line(3.0, 0.0, 4.0, 9.0)));
        assert!(!cross(line(0.0, 0.0, 1.0, 0.0), line(2.0, 0.0, 3.0, 0.0)));
    }
}
