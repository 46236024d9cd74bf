//! A position with its doubt.

use std::fmt;

use super::Doubt;
use crate::geodesy::{Distance, Position};

/// A position, how far off it may be, and how it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The position.
    pub position: Position,
    /// How far the true place may lie from it; zero when the source does not say.
    pub radius: Distance,
    /// What the radius promises.
    pub radius_kind: RadiusKind,
    /// How the position is known; empty when the source does not say.
    pub provenance: String,
}

/// The kind of the warnings about places that [`is_null_island`] tells.
pub(crate) const NULL_ISLAND: &str = "null-island";

/// Within so many degrees of 0, 0 there is no land.
const NULL_ISLAND_DEGREES: f64 = 0.5;

/// Whether a position lies where empty cells and failed look-ups end up.
pub(crate) fn is_null_island(position: Position) -> bool {
    position.lat().abs() < NULL_ISLAND_DEGREES && position.lon().abs() < NULL_ISLAND_DEGREES
}

impl Place {
    /// A place whose position is taken as exact.
    pub const fn exact(position: Position) -> Self {
        Self::within(Distance::ZERO, position)
    }

    /// A place that lies for certain within a radius about a position.
    pub const fn within(radius: Distance, position: Position) -> Self {
        Self {
            position,
            radius,
            radius_kind: RadiusKind::Bound,
            provenance: String::new(),
        }
    }

    /// How far off the position may be.
    pub fn doubt(&self) -> Doubt {
        Doubt::new(self.radius, self.radius_kind)
    }
}

/// What a radius promises about the true place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum RadiusKind {
    /// It lies inside.
    #[default]
    Bound,
    /// It lies inside with 95 % confidence.
    P95,
    /// It lies inside with 68 % confidence.
    P68,
}

impl RadiusKind {
    /// The word for it in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::P95 => "p95",
            Self::P68 => "p68",
        }
    }
}

impl fmt::Display for RadiusKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
