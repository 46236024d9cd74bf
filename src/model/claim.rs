//! A distance that somebody stated.

use super::Stated;
use crate::geodesy::Distance;

/// A distance that somebody stated, to stand beside the measured one.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The distance as stated.
    pub distance: Stated<Distance>,
    /// What the distance is of; absent when the source does not say.
    pub kind: Option<ClaimKind>,
    /// Who stated it; empty when the file does not say.
    pub source: String,
    /// The id of the site that it leads to; absent means the nearest.
    pub to: Option<String>,
}

/// What a stated distance is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    /// In a straight line.
    Straight,
    /// As people walked it: never shorter than the straight line.
    Walked,
}

impl ClaimKind {
    /// The word for it in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Walked => "walked",
        }
    }
}

impl Claim {
    /// The number that was stated; a range has none.
    pub fn number(&self) -> Option<Distance> {
        let (least, most) = self.distance.numbers();
        (least == most).then_some(least)
    }

    /// A claim of a way on foot to the nearest help.
    pub const fn walked(distance: Stated<Distance>) -> Self {
        Self::of(ClaimKind::Walked, distance)
    }

    /// A claim of a straight line to the nearest help.
    pub const fn straight(distance: Stated<Distance>) -> Self {
        Self::of(ClaimKind::Straight, distance)
    }

    const fn of(kind: ClaimKind, distance: Stated<Distance>) -> Self {
        Self {
            distance,
            kind: Some(kind),
            source: String::new(),
            to: None,
        }
    }

    /// The interval that the claim means, in metres: least and most; no most where the words set none.
    ///
    /// What each word means stands at [`Stated`].
    pub fn interval_m(&self) -> (f64, Option<f64>) {
        self.distance.map(Distance::metres).interval()
    }
}
