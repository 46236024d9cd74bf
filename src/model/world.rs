//! Countries, boundary lines, lakes, towns and disputed places.

use super::{Doubt, Names, Polygon, RadiusKind};
use crate::geodesy::{Distance, Path, Position};

/// A state or territory as one source draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-3 code where there is one, else the source's own three letters.
    pub code: String,
    /// Its names.
    pub names: Names,
    /// Its standing.
    pub status: CountryStatus,
    /// The source's remark on its standing; empty when there is none.
    pub note: String,
    /// Where its name is written when the whole of it is shown.
    pub label_at: Position,
    /// How far its outline may lie from the true one.
    pub outline: LineDoubt,
    /// Its area.
    pub polygons: Vec<Polygon>,
}

/// How a country stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountryStatus {
    /// A state.
    State,
    /// A part of a state that the source lists by itself, such as an overseas territory.
    Dependency,
    /// Contested or undetermined.
    Disputed,
}

/// A stretch of boundary between two countries.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// How settled the line is.
    pub class: BorderClass,
    /// Codes of the countries on its two sides, as the source gives them; empty when unknown.
    pub sides: [String; 2],
    /// Its name or the source's remark; empty when there is none.
    pub name: String,
    /// How its points are joined.
    pub path: Path,
    /// Whether its source says so.
    pub reading: Reading,
    /// How far its lines may lie from the true ones.
    pub doubt: LineDoubt,
    /// Its lines, of at least two positions each.
    pub lines: Vec<Vec<Position>>,
}

impl Border {
    /// Whether these are its two sides, in any order.
    pub fn is_between(&self, one: &str, other: &str) -> bool {
        let [left, right] = self.sides.each_ref().map(String::as_str);
        (left, right) == (one, other) || (right, left) == (one, other)
    }

    /// The code of the side across from one; absent where that is no side of it.
    pub fn other_side(&self, code: &str) -> Option<&str> {
        match self.sides.each_ref().map(String::as_str) {
            [left, right] if left == code => Some(right),
            [left, right] if right == code => Some(left),
            _ => None,
        }
    }
}

/// Whether it is known how the points of a line are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Its source says.
    Stated,
    /// Its source does not say: the other readings may be meant.
    Assumed,
}

/// How far a line may lie from the true one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineDoubt {
    /// The source does not say; the line counts as exact.
    Unstated,
    /// As much everywhere.
    Everywhere(Doubt),
    /// By vertex, all of one kind; between two vertices it grows evenly from one to the other.
    AtVertices {
        /// What the radii promise.
        kind: RadiusKind,
        /// A radius for each position of each line.
        radii: Vec<Vec<Distance>>,
    },
    /// The line is simplified for drawing, and nobody may measure to it.
    ForDrawing,
}

impl LineDoubt {
    /// The doubt at a fraction of a segment of a line, both counted from 0.
    ///
    /// A vertex that is displaced by at most its radius displaces the place between it and the next
    /// by at most the even mix of their two radii.
    pub fn at(&self, line: usize, segment: usize, fraction: f64) -> Doubt {
        match self {
            Self::Unstated | Self::ForDrawing => Doubt::NONE,
            Self::Everywhere(doubt) => *doubt,
            Self::AtVertices { kind, radii } => {
                let radius = |vertex: usize| {
                    let radius = radii.get(line).and_then(|radii| radii.get(vertex));
                    radius.copied().unwrap_or_default().metres()
                };
                let metres = radius(segment) * (1.0 - fraction) + radius(segment + 1) * fraction;
                Doubt::new(Distance::from_computed_metres(metres), *kind)
            }
        }
    }
}

/// How settled a boundary line is.
///
/// Only `International` is drawn whole; every other class is dashed or dotted and named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BorderClass {
    /// An international boundary.
    International,
    /// Disputed by one side or both.
    Disputed,
    /// Not fixed, or not surveyed.
    Indefinite,
    /// A line of control, such as an armistice line, a berm or a ceasefire line.
    LineOfControl,
    /// Another line, such as a lease limit or the edge of a dependency.
    Other,
    /// The source does not say.
    Unstated,
}

impl BorderClass {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::International,
        Self::Disputed,
        Self::Indefinite,
        Self::LineOfControl,
        Self::Other,
        Self::Unstated,
    ];

    /// The word for it in tables and files; empty where the source does not say.
    pub const fn word(self) -> &'static str {
        match self {
            Self::International => "international",
            Self::Disputed => "disputed",
            Self::Indefinite => "indefinite",
            Self::LineOfControl => "line of control",
            Self::Other => "other",
            Self::Unstated => "",
        }
    }

    /// Whether the line is known not to be a settled international boundary.
    pub const fn is_unsettled(self) -> bool {
        match self {
            Self::International | Self::Unstated => false,
            Self::Disputed | Self::Indefinite | Self::LineOfControl | Self::Other => true,
        }
    }
}

/// A lake.
#[derive(Debug, Clone, PartialEq)]
pub struct Lake {
    /// Its name; empty when it has none.
    pub name: String,
    /// Its area.
    pub polygons: Vec<Polygon>,
}

/// A town or city of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Its name in English, or as the gazetteer writes it.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: String,
    /// Inhabitants as the gazetteer says.
    pub population: u32,
    /// Where it is.
    pub position: Position,
}

/// A place whose belonging is contested and of which only a point and a radius are known.
#[derive(Debug, Clone, PartialEq)]
pub struct DisputedPlace {
    /// Its name.
    pub name: String,
    /// Who claims or holds it, in plain words.
    pub note: String,
    /// Its middle.
    pub position: Position,
    /// How far from the middle an answer says "disputed".
    pub radius: Distance,
}
