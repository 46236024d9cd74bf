//! Jobs: what to read, ask, draw and write.
//!
//! Besides `cli` this is the only room that opens paths. A job never prints: it returns what it found.

mod behind;
#[cfg(feature = "plotters")]
mod chart;
mod check;
mod config;
mod convert;
#[cfg(feature = "geodata")]
mod data;
mod gap;
mod known;
mod locate;
#[cfg(feature = "map")]
mod map;
mod open;
mod part;
mod place;
mod route;
mod save;
mod sections;
mod sinks;
mod table;
mod walk;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::path::PathBuf;

#[cfg(feature = "plotters")]
pub use chart::{ChartKind, ChartOptions};
pub use check::{CheckForm, CheckJob};
pub use config::ReportJob;
pub use convert::ConvertJob;
#[cfg(feature = "geodata")]
pub use data::{ExportJob, describe_data, list_data};
pub use gap::{DEFAULT_CELL, GapArea, GapJob};
pub use locate::LocateJob;
#[cfg(feature = "map")]
pub use map::{MapJob, OwnFile, SheetOptions, dpi_from_words, layer_from_words, theme_from_words};
pub use open::{FileToRead, InputFile};
pub use place::PlaceJob;
pub use route::{RouteJob, RouteQuestion};
pub use save::{Output, abandon_outputs};
pub use table::TableJob;
pub use walk::WalkJob;

// What a job is made of, so that `cli` finds it all here.
pub use crate::analysis::{AnyQuestion, Treaties, WalkSpeeds};
#[cfg(feature = "map")]
pub use crate::carto::element::AnyElement;
#[cfg(feature = "map")]
pub use crate::carto::sheet::{PageSize, SheetText};
#[cfg(feature = "map")]
pub use crate::carto::theme::Theme;
pub use crate::geodesy::Path;
#[cfg(feature = "map")]
pub use crate::output::scene::SceneOptions;
pub use crate::output::table::{self as table_formats, TableFormat};
pub use crate::read::{
    DateOrder, Decimal, Encoding, Longitudes, PairOrder, PlaceOptions, ReadOptions, Subject,
};

use crate::model::{Finding, Severity, Tally};
use crate::read::ReadError;

/// What came of a job.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What is wrong or odd in the inputs.
    pub findings: Vec<Finding>,
    /// What became of the rows of each input: its name and the sums.
    pub tallies: Vec<(String, Tally)>,
    /// What a person should know besides, in whole sentences.
    pub notes: Vec<String>,
    /// The files that were written.
    pub written: Vec<PathBuf>,
    /// The sheets that were drawn.
    pub sheets: Vec<DrawnSheet>,
    /// Whether a file that was only looked at could not be used.
    pub has_refused_input: bool,
}

/// A sheet that was drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DrawnSheet {
    /// The file name of its first output.
    pub name: String,
    /// Names and the like for which there was no room.
    pub left_out: Vec<String>,
    /// What the places of its labels cost where they are put by their rank alone; less is better.
    pub label_cost_by_rank: f64,
    /// What they cost as they stand.
    pub label_cost: f64,
}

impl Outcome {
    /// Whether rows were set aside.
    pub fn has_rejected_rows(&self) -> bool {
        self.tallies.iter().any(|(_, tally)| tally.rejected > 0)
    }

    /// Adds what came of another job.
    pub fn merge(&mut self, other: Self) {
        let mut known: HashSet<String> = self.findings.iter().map(ToString::to_string).collect();
        for finding in other.findings {
            if known.insert(finding.to_string()) {
                self.findings.push(finding);
            }
        }
        for tally in other.tallies {
            if !self.tallies.contains(&tally) {
                self.tallies.push(tally);
            }
        }
        self.notes.extend(other.notes);
        self.written.extend(other.written);
        self.sheets.extend(other.sheets);
        self.has_refused_input |= other.has_refused_input;
    }
}

impl Outcome {
    /// Adds what came of another job of the same report, or gives its error with what came before.
    fn absorb(&mut self, result: Result<Self, JobError>) -> Result<(), JobError> {
        match result {
            Ok(done) => {
                self.merge(done);
                Ok(())
            }
            Err(JobError::Rejected(rejected)) => {
                self.merge(rejected);
                Err(JobError::Rejected(std::mem::take(self)))
            }
            Err(error) => Err(error),
        }
    }
}

/// What to do about rows that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BadRows {
    /// Go on with the good rows.
    #[default]
    SetAside,
    /// Write nothing.
    Refuse,
}

/// What to do where an output stands already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Existing {
    /// Leave it and refuse the job.
    #[default]
    Keep,
    /// Replace it, when the job has succeeded.
    Replace,
}

/// Why a job did nothing.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError {
    /// It was asked for in a way that cannot be done; the message says what to do.
    Usage(String),
    /// An input was refused; nothing was written.
    Rejected(Outcome),
    /// A file could not be opened, read or written.
    Io {
        /// What was being done, such as `cannot open incidents.csv`.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Rejected(outcome) => {
                let count = outcome
                    .findings
                    .iter()
                    .filter(|finding| finding.severity != Severity::Warning)
                    .count();
                let problems = if count == 1 { "problem" } else { "problems" };
                write!(f, "input rejected, nothing written ({count} {problems})")
            }
            Self::Io { what, .. } => f.write_str(what),
        }
    }
}

impl std::error::Error for JobError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Usage(_) | Self::Rejected(_) => None,
        }
    }
}

impl JobError {
    fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self::Io {
            what: what.into(),
            source,
        }
    }
}

/// The sums of the file that findings refuse.
fn tally_of_refused(findings: &[Finding]) -> Vec<(String, Tally)> {
    let name = findings.first().map(|one| one.origin.input.name.clone());
    name.map(|name| (name, Tally::of_refused(findings)))
        .into_iter()
        .collect()
}

impl From<ReadError> for JobError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { name, source } => Self::io(format!("cannot read {name}"), source),
            ReadError::Rejected(findings) => Self::Rejected(Outcome {
                tallies: tally_of_refused(&findings),
                findings,
                ..Outcome::default()
            }),
            ReadError::Unusable { findings, tally } => {
                let name = findings.first().map(|one| one.origin.input.name.clone());
                Self::Rejected(Outcome {
                    tallies: name.map(|name| (name, tally)).into_iter().collect(),
                    findings,
                    ..Outcome::default()
                })
            }
        }
    }
}
