//! A way that people are moved or walk along.

use super::Place;
use crate::geodesy::Path;

/// A way through a series of stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its identifier.
    pub id: String,
    /// Its name; empty when there is none.
    pub name: String,
    /// How its stops are joined.
    pub path: Path,
    /// Its stops in order, at least two.
    pub stops: Vec<Stop>,
}

/// A stop of a route, or a vertex of its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Its name; empty when it has none.
    pub name: String,
    /// Where it is.
    pub place: Place,
}
