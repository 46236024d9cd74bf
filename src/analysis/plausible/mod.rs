//! Whether what a file says can be so: the checks that need to know where places lie.
//!
//! A record that can be read may still be wrong: at 0, 0, in the sea, in another country than it says.
//! Nothing here changes or rejects a record; what is odd comes out as findings, gathered by their kind.
//! Each kind is one file; [`Plausible`] shows them every record once, so that a file of any length takes
//! little memory.

mod notes;
mod positions;

pub use notes::{KEPT_FINDINGS, Noted, Notes};
use positions::Positions;

use crate::geodesy::Position;
use crate::model::{Finding, Origin, Place, Severity};

/// A record as the checks see it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// Where it was read.
    pub origin: &'a Origin,
    /// Where it lies.
    pub place: &'a Place,
    /// The number that the place is written with where that is known: latitude and longitude as text.
    pub written: Option<[&'a str; 2]>,
}

impl Seen<'_> {
    fn position(&self) -> Position {
        self.place.position
    }

    /// Something odd about it.
    fn odd(&self, kind: &'static str, why: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, kind, self.origin.clone(), why)
    }
}

/// The checks, being shown one record after another.
#[derive(Debug, Default)]
pub struct Plausible {
    notes: Notes,
    positions: Positions,
}

impl Plausible {
    /// Looks at some records, in the order of their file.
    pub fn take(&mut self, records: &[Seen<'_>]) {
        for record in records {
            self.positions.take(record, &mut self.notes);
        }
    }

    /// What was odd, kind by kind in the order in which each was first met.
    pub fn finish(mut self) -> Notes {
        self.positions.finish(&mut self.notes);
        self.notes
    }
}
