//! Countries, boundary lines, lakes, towns and disputed places.

use super::{Names, Polygon};
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
    /// How far the line may lie from the true one; absent when the source does not say.
    pub radius: Option<Distance>,
    /// Its lines, of at least two positions each.
    pub lines: Vec<Vec<Position>>,
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
