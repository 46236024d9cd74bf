//! Where a label may stand: blocks of lines and the places around an anchor.
//!
//! # Source
//! E. Imhof (1975), Positioning names on maps, The American Cartographer 2(2), 128–144,
//! doi:10.1559/152304075784313304: beside a point, right before left, slightly above the middle
//! before below it.

use crate::carto::layer::{Anchor, Label, LabelLine, Need};
use crate::carto::scene::{Node, Outline, Point, Rect, Stroke};

/// Free space around the letters of a label, in millimetres.
pub(super) const PADDING: f64 = 0.35;

/// From the edge of a symbol to the letters beside it, in millimetres.
const GAP: f64 = 0.7;

/// From one base line to the next, in ems.
const LEADING: f64 = 1.2;

/// The same where letters reach higher and carry marks: 4 mm at 8.7 pt.
const LEADING_OF_OTHER_SCRIPTS: f64 = 1.3;

/// How far g, p and y reach below the base line, in ems; Noto Sans 2.004.
const DESCENDER: f64 = 0.24;

/// How far accents reach above capital letters, in ems; Noto Sans 2.004.
const ACCENT: f64 = 0.24;

/// How wide a halo is that parts a line of the map, in millimetres: it closes the gaps between letters.
const PARTING: f64 = 1.3;

/// The width of a leader, in millimetres.
const LEADER: f64 = 0.16;

/// From the edge of a symbol to a label with a leader, in millimetres.
const REACHES: [f64; 5] = [6.0, 10.0, 15.0, 22.0, 30.0];

/// A label that may be left out is left out rather than have a longer leader, in millimetres.
const FARTHEST_REPORTED: f64 = 9.0;

/// Directions of leaders in sixteenths of a turn, clockwise from the right; the best first.
const DIRECTIONS: [u8; 16] = [14, 15, 0, 1, 2, 13, 3, 10, 9, 8, 7, 6, 11, 5, 12, 4];

/// What a leader costs, and what each of its millimetres adds for a label of rank 0.
const LEADER_COST: f64 = 8.0;
const LEADER_COST_PER_MM: f64 = 0.8;

/// The rank of a label for which a millimetre costs twice that: what matters most stands beside its symbol.
const DOUBLE_RANK: f64 = 200.0;

/// The step of the search over the whole map, in millimetres.
const GRID_STEP: f64 = 3.0;

/// How the lines of a block stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    Centre,
}

/// The size of a block of lines, in millimetres.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    width: f64,
    /// From the first base line to the top of its capitals.
    capitals: f64,
    /// From the first base line to the highest letter.
    above: f64,
    /// From the first base line to each of the others.
    drops: Vec<f64>,
    /// From the last base line to the lowest letter.
    below: f64,
}

/// A place for a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Around the letters, closely.
    pub(super) ink: Rect,
    pub(super) align: Align,
    /// From the symbol's edge to the block.
    pub(super) leader: Option<[Point; 2]>,
    /// Whether the words belong to one of several ways.
    pub(super) is_of_a_way: bool,
    /// How bad the place is in itself.
    pub(super) cost: f64,
}

impl Block {
    /// The size of the lines; none without a line.
    pub(super) fn from_lines(lines: &[LabelLine]) -> Option<Self> {
        let (first, last) = (&lines.first()?.line, &lines.last()?.line);
        let mut drop = 0.0;
        let mut drops = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                let leading = if has_other_script(&line.line.string) {
                    LEADING_OF_OTHER_SCRIPTS
                } else {
                    LEADING
                };
                drop += leading * line.line.size.0;
            }
            drops.push(drop);
        }
        let has_accent = |c: char| !c.is_ascii() && c.is_uppercase();
        let above = if has_other_script(&first.string) {
            first.ascent.0
        } else if first.string.contains(has_accent) {
            first.cap_height.0 + ACCENT * first.size.0
        } else {
            first.cap_height.0
        };
        let descends = |c: char| "gjpqyQ,;()[]{}|_".contains(c) || !c.is_ascii();
        let below = if has_other_script(&last.string) {
            last.descent.0
        } else if last.string.contains(descends) {
            DESCENDER * last.size.0
        } else {
            0.0
        };
        let widths = lines.iter().map(|line| line.line.width.0);
        Some(Self {
            width: widths.fold(0.0, f64::max),
            capitals: first.cap_height.0,
            above,
            drops,
            below,
        })
    }

    fn body(&self) -> f64 {
        self.drops.last().copied().unwrap_or_default()
    }

    /// From the top of the first capitals to the last base line: what the eye takes for the height.
    fn visible_height(&self) -> f64 {
        self.capitals + self.body()
    }

    fn height(&self) -> f64 {
        self.above + self.body() + self.below
    }

    /// The ink with the visible part's top left corner at a point.
    fn ink(&self, left: f64, visible_top: f64) -> Rect {
        let top = visible_top - (self.above - self.capitals);
        Rect::from_xywh(left, top, self.width, self.height())
    }

    /// The block with the top left corner of its visible part at a point.
    fn at(&self, left: f64, visible_top: f64, align: Align, cost: f64) -> Candidate {
        Candidate {
            ink: self.ink(left, visible_top),
            align,
            leader: None,
            is_of_a_way: false,
            cost,
        }
    }

    /// The lines as parts of a drawing, in a place; where a line of the map would strike them through, their halo
    /// parts it.
    pub(super) fn draw(
        &self,
        lines: &[LabelLine],
        place: &Candidate,
        is_struck: bool,
    ) -> Vec<Node> {
        let base = place.ink.top + self.above;
        let texts = lines.iter().zip(&self.drops).map(|(line, drop)| {
            let slack = self.width - line.line.width.0;
            let indent = match place.align {
                Align::Left => 0.0,
                Align::Right => slack,
                Align::Centre => slack / 2.0,
            };
            let at = Point::from_xy(place.ink.left + indent, base + drop);
            let mut halo = line.halo.clone();
            if let Some(halo) = halo.as_mut().filter(|_| is_struck) {
                halo.width = halo.width.max(PARTING);
                halo.paint.opacity = 1.0;
            }
            Node::Text(line.line.to_text(at, line.paint, halo))
        });
        texts.collect()
    }
}

/// How far apart the words of two ways may stand above each other and still be taken for one another, in
/// millimetres.
const STACKED_MM: f64 = 3.0;

impl Candidate {
    /// Where words of another way would stand right above or below these.
    pub(super) fn stack(&self) -> Rect {
        let room = self.room();
        Rect {
            top: room.top - STACKED_MM,
            bottom: room.bottom + STACKED_MM,
            ..room
        }
    }

    /// Whether these are words of a way and stand right above or below those of another.
    pub(super) fn is_stacked_with(&self, other: &Self) -> bool {
        let (room, other_room) = (self.room(), other.room());
        let shared = other_room.right.min(room.right) - other_room.left.max(room.left);
        let is_above_or_below = 2.0 * shared > room.width().min(other_room.width());
        self.is_of_a_way
            && other.is_of_a_way
            && is_above_or_below
            && other_room.top < room.bottom + STACKED_MM
            && room.top < other_room.bottom + STACKED_MM
    }

    /// The room it takes.
    pub(super) fn room(&self) -> Rect {
        self.ink.grown(PADDING)
    }

    /// Its leader as a part of the drawing, in the colour of the words.
    pub(super) fn draw_leader(&self, lines: &[LabelLine]) -> Option<Node> {
        draw_line(self.leader.as_ref()?, lines)
    }

    /// A line from the words to the nearest point of what they belong to.
    pub(super) fn draw_tie(&self, way: &[Point], lines: &[LabelLine]) -> Option<Node> {
        let tie = |at: &Point| {
            let (x, y) = (
                at.x.clamp(self.ink.left, self.ink.right),
                at.y.clamp(self.ink.top, self.ink.bottom),
            );
            [Point::from_xy(x, y), *at]
        };
        let ties = way.iter().map(tie);
        let nearest = ties.min_by(|a, b| length(*a).total_cmp(&length(*b)))?;
        draw_line(&nearest, lines)
    }
}

/// A leader in the colour of some words.
fn draw_line(leader: &[Point; 2], lines: &[LabelLine]) -> Option<Node> {
    let stroke = Stroke::solid(lines.first()?.paint, LEADER);
    let outline = Outline::from_points(leader, crate::carto::scene::Closed::No);
    Some(Node::stroked(outline, stroke))
}

/// Whether a string holds letters of a script that reaches above capitals and below g.
fn has_other_script(string: &str) -> bool {
    // Latin, Greek and Cyrillic end at U+052F; their additions are at U+1D00 to U+1FFF. General
    // punctuation and signs from U+2000 to U+2BFF fit in.
    string
        .chars()
        .any(|c| !matches!(c, '\0'..='\u{52F}' | '\u{1D00}'..='\u{2BFF}' | '\u{A720}'..='\u{A7FF}'))
}

/// The places of a label.
pub(super) fn candidates(label: &Label, block: &Block) -> Vec<Candidate> {
    match &label.anchor {
        Anchor::Beside { at, radius } => {
            let mut all = beside(block, *at, *radius);
            if label.need != Need::Quiet {
                let farthest = if label.need == Need::Always {
                    f64::MAX
                } else {
                    FARTHEST_REPORTED
                };
                let far = far(block, *at, *radius, per_mm(label));
                all.extend(
                    far.into_iter().filter(|place| {
                        place.leader.is_none_or(|leader| length(leader) <= farthest)
                    }),
                );
            }
            all
        }
        Anchor::On(points) | Anchor::Along { places: points, .. } => {
            let order = (0_u32..).map(f64::from);
            let places = points.iter().zip(order);
            let is_of_a_way = matches!(label.anchor, Anchor::Along { .. });
            let place = |(at, cost): (&Point, f64)| Candidate {
                is_of_a_way,
                ..on(block, *at, cost)
            };
            places.map(place).collect()
        }
        Anchor::Fixed(at) => vec![block.at(at.x, at.y - block.capitals, Align::Left, 0.0)],
    }
}

/// What each millimetre of a label's leader costs.
fn per_mm(label: &Label) -> f64 {
    LEADER_COST_PER_MM * (1.0 + f64::from(label.rank) / DOUBLE_RANK)
}

/// The block centred on a point.
fn on(block: &Block, at: Point, cost: f64) -> Candidate {
    let left = at.x - block.width / 2.0;
    let top = at.y - block.visible_height() / 2.0;
    block.at(left, top, Align::Centre, cost)
}

/// Twelve places that touch the symbol, in Imhof's order.
fn beside(block: &Block, at: Point, radius: f64) -> Vec<Candidate> {
    // Corners touch the symbol's clearance 30° above and below the middle.
    const COS_30: f64 = 0.866_025_403_784_438_6;
    let reach = radius.max(0.0) + GAP;
    let (width, height) = (block.width, block.visible_height());
    let right = at.x + reach;
    let right_corner = at.x + reach * COS_30;
    let left = at.x - reach - width;
    let left_corner = at.x - reach * COS_30 - width;
    let raised = at.y - reach / 2.0 - height;
    let level = at.y - height / 2.0;
    let lowered = at.y + reach / 2.0;
    let above = at.y - reach - block.below - height;
    let below = at.y + reach + block.above - block.capitals;
    let centred = at.x - width / 2.0;
    let to_right = at.x - width / 4.0;
    let to_left = at.x - width * 0.75;
    let places = [
        (right_corner, raised, Align::Left),
        (right, level, Align::Left),
        (right_corner, lowered, Align::Left),
        (left_corner, raised, Align::Right),
        (left, level, Align::Right),
        (left_corner, lowered, Align::Right),
        (centred, above, Align::Centre),
        (centred, below, Align::Centre),
        (to_right, above, Align::Centre),
        (to_right, below, Align::Centre),
        (to_left, above, Align::Centre),
        (to_left, below, Align::Centre),
    ];
    let costs = (0_u32..).map(f64::from);
    let priced = places.into_iter().zip(costs);
    priced
        .map(|((left, top, align), cost)| block.at(left, top, align, cost))
        .collect()
}

/// Places away from the symbol, with leaders.
fn far(block: &Block, at: Point, radius: f64, per_mm: f64) -> Vec<Candidate> {
    let reaches = REACHES.into_iter();
    let places = reaches.flat_map(|reach| {
        let order = (0_u32..).map(f64::from);
        let directions = DIRECTIONS.into_iter().zip(order);
        directions.map(move |(direction, order)| {
            let angle = f64::from(direction) * std::f64::consts::TAU / 16.0;
            let (sin, cos) = libm::sincos(angle);
            let distance = radius.max(0.0) + reach;
            let toward = Point::from_xy(at.x + distance * cos, at.y + distance * sin);
            let cost = LEADER_COST + per_mm * reach + 0.2 * order;
            facing(block, toward, (cos, sin), cost)
        })
    });
    places
        .filter_map(|place| with_leader(place, at, radius))
        .collect()
}

/// The block whose edge or corner that looks back along a direction lies at a point.
fn facing(block: &Block, at: Point, (x, y): (f64, f64), cost: f64) -> Candidate {
    // Sine of 22.5°: sixteenths of a turn closer to an axis than that lie on it.
    const ASIDE: f64 = 0.3;
    let (left, align) = if x > ASIDE {
        (at.x, Align::Left)
    } else if x < -ASIDE {
        (at.x - block.width, Align::Right)
    } else {
        (at.x - block.width / 2.0, Align::Centre)
    };
    let height = block.visible_height();
    let top = if y > ASIDE {
        at.y
    } else if y < -ASIDE {
        at.y - height
    } else {
        at.y - height / 2.0
    };
    block.at(left, top, align, cost)
}

/// The place with a line from the symbol's edge to the nearest point of its room; none when the
/// room touches the symbol.
fn with_leader(mut place: Candidate, at: Point, radius: f64) -> Option<Candidate> {
    let room = place.room();
    let end = Point::from_xy(
        at.x.clamp(room.left, room.right),
        at.y.clamp(room.top, room.bottom),
    );
    let (x, y) = (end.x - at.x, end.y - at.y);
    let length = libm::hypot(x, y);
    let radius = radius.max(0.0);
    if length <= radius {
        return None;
    }
    let share = radius / length;
    let start = Point::from_xy(at.x + x * share, at.y + y * share);
    place.leader = Some([start, end]);
    Some(place)
}

/// Places all over the map for a label that has to stand somewhere, with leaders.
pub(super) fn anywhere(label: &Label, block: &Block, within: &Rect) -> Vec<Candidate> {
    let (at, radius) = match &label.anchor {
        Anchor::Beside { at, radius } => (*at, *radius),
        Anchor::On(points) | Anchor::Along { places: points, .. } => match points.first() {
            Some(at) => (*at, 0.0),
            None => return Vec::new(),
        },
        Anchor::Fixed(_) => return Vec::new(),
    };
    let mut all = Vec::new();
    for top in steps(within.top, within.bottom - block.height() - 2.0 * PADDING) {
        for left in steps(within.left, within.right - block.width - 2.0 * PADDING) {
            let ink = Rect::from_xywh(left + PADDING, top + PADDING, block.width, block.height());
            let align = if ink.left >= at.x {
                Align::Left
            } else if ink.right <= at.x {
                Align::Right
            } else {
                Align::Centre
            };
            let place = Candidate {
                ink,
                align,
                leader: None,
                is_of_a_way: false,
                cost: 0.0,
            };
            all.extend(with_leader(place, at, radius));
        }
    }
    for place in &mut all {
        place.cost = LEADER_COST + per_mm(label) * place.leader.map_or(0.0, length);
    }
    all
}

fn length([from, to]: [Point; 2]) -> f64 {
    libm::hypot(to.x - from.x, to.y - from.y)
}

/// Evenly spaced numbers that do not pass the end.
fn steps(from: f64, to: f64) -> impl Iterator<Item = f64> {
    (0_u32..)
        .map(move |step| from + GRID_STEP * f64::from(step))
        .take_while(move |at| *at <= to)
}
