//! The joint `Layer`: what a map element gives back.
//!
//! An element is asked once. Its marks are drawn, its labels are placed together with those of every
//! other element, its obstacles keep labels away, and its key goes into the legend.

use super::scene::{Node, Point, Rect, Stroke};
use super::text::Line;

/// What a map element draws, says and explains.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// What is drawn, in order.
    pub marks: Vec<Node>,
    /// Words to be placed.
    pub labels: Vec<Label>,
    /// What words should keep clear of.
    pub obstacles: Vec<Obstacle>,
    /// What the legend says of it.
    pub key: Vec<KeyEntry>,
    /// What it leaves unsaid for want of room, for a message.
    pub unsaid: Vec<String>,
}

/// Words that want a place on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// What it names, for a message when there is no room.
    pub what: String,
    /// Its lines from the top, each shaped and coloured.
    pub lines: Vec<LabelLine>,
    /// Where it may stand.
    pub anchor: Anchor,
    /// How much it matters: higher ones are placed first.
    pub rank: u8,
    /// What happens when there is no room.
    pub need: Need,
    /// What is drawn only where the words have a place, such as the dot of a town.
    pub with: Vec<Node>,
}

/// One line of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelLine {
    /// The shaped words.
    pub line: Line,
    /// The colour of the letters.
    pub paint: super::scene::Paint,
    /// The stroke behind them, in the colour of the ground.
    pub halo: Option<Stroke>,
}

/// Where words may stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// Beside a symbol: its middle, and its half width in millimetres.
    Beside {
        /// The middle of the symbol.
        at: Point,
        /// From the middle to its edge, in millimetres.
        radius: f64,
    },
    /// Centred on one of these points, the best first.
    On(Vec<Point>),
    /// The same for words that belong to a way. A short line leads to it where words of another way stand right above
    /// or below, so that nobody takes one for the other.
    Along {
        /// Where the middle of the words may lie, the best place first.
        places: Vec<Point>,
        /// Points of the way.
        way: Vec<Point>,
    },
    /// With the left end of the first base line at this point, and nowhere else.
    Fixed(Point),
}

/// What happens to a label without room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It is placed all the same, far away with a leader if need be.
    Always,
    /// It is left out and reported.
    Report,
    /// It is left out; nobody misses it.
    Quiet,
}

/// What words should keep clear of.
#[derive(Debug, Clone)]
pub enum Obstacle {
    /// Nothing may stand here, such as the scale bar.
    Reserved(Rect),
    /// A symbol, as a disc.
    Symbol {
        /// Its middle.
        at: Point,
        /// Its radius, in millimetres.
        radius: f64,
    },
    /// A line that words should not cross, such as a border.
    Line(Vec<Point>),
}

/// A line of the legend.
#[derive(Debug, Clone)]
pub struct KeyEntry {
    /// The sample, drawn about the middle (0, 0) of a box [`KEY_WIDTH`] wide.
    pub sample: Vec<Node>,
    /// The height that the sample needs, in millimetres.
    pub height: f64,
    /// What it means.
    pub text: String,
}

/// The width of a legend sample, in millimetres.
pub const KEY_WIDTH: f64 = 14.0;

impl Layer {
    /// A layer of marks alone.
    pub fn from_marks(marks: Vec<Node>) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }
}

impl Label {
    /// The width of its widest line, in millimetres.
    pub fn width(&self) -> f64 {
        let widths = self.lines.iter().map(|line| line.line.width.0);
        widths.fold(0.0, f64::max)
    }
}
