//! The joint-free store of reference data.

use super::{AidSite, Border, Country, DisputedPlace, Lake, Record, Route, Shape, Town};
use crate::geodesy::Position;

/// Reference data that questions and maps look things up in: sites of help, countries, boundary
/// lines, lakes, towns and disputed places. Incidents are never part of it.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    /// Sites of the aid file, in its order.
    pub aid: Vec<Record<AidSite>>,
    /// Countries.
    pub countries: Vec<Country>,
    /// Boundary lines.
    pub borders: Vec<Border>,
    /// Boundary lines by treaty: each stands in place of the [`borders`](Self::borders) between the same two sides.
    pub treaties: Vec<Border>,
    /// Boundary lines that the user gives, to measure to instead.
    pub own_borders: Vec<Border>,
    /// Coasts: stretches of a country's outline that no other shares.
    pub coasts: Vec<Vec<Position>>,
    /// Lakes.
    pub lakes: Vec<Lake>,
    /// Towns.
    pub towns: Vec<Town>,
    /// Disputed places known by a point alone.
    pub disputed: Vec<DisputedPlace>,
    /// What the user adds to maps: roads, camps and the like.
    pub own: Vec<OwnShapes>,
    /// Routes that a map shows.
    pub routes: Vec<Record<Route>>,
    /// Where all this comes from.
    pub sources: Vec<Source>,
}

/// Points, lines and areas of one kind that the user adds to maps.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnShapes {
    /// What they are, for the legend, such as `Roads`.
    pub name: String,
    /// The shapes.
    pub shapes: Vec<Record<Shape>>,
}

/// Where data comes from, as a sheet or a table cites it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// Who made it and what it is called.
    pub name: String,
    /// Its date or version; empty when unknown.
    pub date: String,
    /// Its licence; empty when unknown.
    pub licence: String,
}

impl Atlas {
    /// The row of the aid site with an id, if there is one.
    pub fn aid_row(&self, id: &str) -> Option<usize> {
        self.aid.iter().position(|site| site.value.id == id)
    }
}
