//! Questions put to incidents, and their answers as tables. No paper, no file.
//!
//! A question is one file here and one line in the list below. The program offers each as a command,
//! and `report.toml` as a `[[table]]`, without further lines.

mod claim;
mod lines;
pub mod plausible;
pub mod remoteness;
mod route;
mod sun;
mod territory;
pub mod testimony;
mod walk;

pub use claim::{ClaimCheck, check_claim};
pub use lines::NearestBorder;
pub use route::{Gap, RouteCrossing, RouteTable, Way};
pub use sun::{SunDay, daylight_hours};
pub use territory::{Belonging, BelongingStatus, ForDrawingOnly, LineChoice, Territory, Treaties};
pub use walk::{InvalidSpeeds, WALK_CAVEAT, Walk, WalkHours, WalkSpeeds, Walked};

use rayon::prelude::*;

use crate::model::{Atlas, Batch, Cells, Finding, Incident, LostRecord, Record, Schema};

/// A question to incidents: made of its options, it takes incidents in batches and gives rows.
pub trait Question {
    /// Whether it needs sites of help.
    fn needs_aid(&self) -> bool;

    /// Whether it needs the countries and boundary lines of the world.
    fn needs_world(&self) -> bool;

    /// Whether an incident without a place can take part.
    fn needs_place(&self) -> bool;

    /// What a person should know of every answer besides, in whole sentences: what its figures rest on.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// Starts to ask, with the columns of the incident file that go into the answer: each the place
    /// of its cell in a record, and its header.
    ///
    /// # Errors
    /// [`Unanswerable`] when its options do not fit the atlas.
    fn start<'a>(
        &'a self,
        atlas: &'a Atlas,
        carried: &[(usize, &str)],
    ) -> Result<Box<dyn Inquiry + 'a>, Unanswerable>;
}

/// Why a question cannot be asked of what was read: a sentence for the one who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswerable(pub String);

/// A question being asked.
pub trait Inquiry {
    /// The columns of the answer.
    fn schema(&self) -> &Schema;

    /// How many rows one incident may give: of a question with long answers fewer are taken at once.
    fn rows_of_each(&self) -> usize {
        1
    }

    /// Takes some incidents, at most [`BATCH_ROWS`](crate::model::BATCH_ROWS) and in the order of
    /// their file; adds the rows of the answer that are ready, and what is odd, both in that order.
    ///
    /// How the file is cut into batches never shows in the answer.
    fn take(
        &mut self,
        incidents: Vec<Record<Incident>>,
        rows: &mut Batch,
        findings: &mut Vec<Finding>,
    );

    /// Is told, before the first incident, which records of chains cannot be used.
    fn miss(&mut self, _lost: Vec<LostRecord>) {}

    /// Whether every row waits for the last incident, so that nothing is written before it is known
    /// whether the file as a whole can be answered.
    fn waits_for_all(&self) -> bool {
        false
    }

    /// Adds the rows that had to wait for the last incident, and what shows only then to be odd. A
    /// finding that rejects the file is for those who wait for all alone.
    fn finish(&mut self, rows: &mut Batch, findings: &mut Vec<Finding>);

    /// How many of the incidents it could not use after all, once it has finished: there is a finding for each lot.
    fn set_aside(&self) -> u64 {
        0
    }
}

/// Declares the members of the family; a new question is one more line.
macro_rules! questions {
    ($($(#[doc = $about:literal])* $module:ident: $Name:ident),* $(,)?) => {
        $(mod $module; pub use $module::$Name;)*

        /// Any question with its options.
        #[derive(Debug, Clone, PartialEq)]
        #[cfg_attr(feature = "cli", derive(clap::Subcommand))]
        pub enum AnyQuestion {
            $($(#[doc = $about])* $Name($Name),)*
        }

        impl AnyQuestion {
            /// The names of all questions.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($module)),*];

            /// The question of a name with its options; `None` when there is no such question.
            ///
            /// # Errors
            /// What the options say that the question does not know.
            pub fn from_options<'de, D: serde::Deserializer<'de>>(
                name: &str,
                options: D,
            ) -> Option<Result<Self, D::Error>> {
                match name {
                    $(stringify!($module) => {
                        Some(serde::Deserialize::deserialize(options).map(Self::$Name))
                    })*
                    _ => None,
                }
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$Name(_) => stringify!($module),)* }
            }

            /// The question itself.
            pub fn question(&self) -> &dyn Question {
                match self { $(Self::$Name(question) => question,)* }
            }
        }
    };
}

questions! {
    /// The nearest help of each incident, with its distance, least and most
    nearest: Nearest,
    /// The nearest boundary line of each incident, and the country it lies in
    border: Border,
    /// How many people, by year, month, kind, country or source
    totals: Totals,
    /// Linked pushbacks: countries in order, distances, days and people of each chain
    chain: Chain,
}

pub use border::{Between, InvalidBetween};
pub use chain::{Chains, Leg, LinkedChain};
pub use nearest::{Answer, Help};
#[cfg(feature = "plotters")]
pub(crate) use totals::Alike;
pub use totals::By;

/// How many incidents are answered in one piece of work.
const INCIDENTS_AT_ONCE: usize = 512;

/// Answers what was asked piece by piece on all threads; rows and findings come in the order asked.
fn answer_in_pieces<T: Sync>(
    asked: &[T],
    schema: &Schema,
    rows: &mut Batch,
    findings: &mut Vec<Finding>,
    answer: impl Fn(&[T], &mut Batch, &mut Vec<Finding>) + Sync,
) {
    let (pieces, odd): (Vec<Batch>, Vec<Vec<Finding>>) = asked
        .par_chunks(INCIDENTS_AT_ONCE)
        .map(|piece| {
            let (mut rows, mut findings) = (schema.empty_batch(), Vec::new());
            rows.reserve(piece.len());
            answer(piece, &mut rows, &mut findings);
            (rows, findings)
        })
        .unzip();
    rows.append(pieces);
    findings.extend(odd.into_iter().flatten());
}

/// The cells of a record's carried columns, in the order of `columns`.
fn carried_cells<'a>(cells: &'a Cells, columns: &'a [usize]) -> impl Iterator<Item = &'a str> {
    columns
        .iter()
        .map(|index| cells.get(*index).unwrap_or_default())
}
