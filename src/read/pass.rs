//! The passes over the rows of a file: what they go by, and how they go.

use std::io::{self, Read, Seek};
use std::sync::Arc;

use rayon::prelude::*;

use super::ReadError;
use super::contents::Contents;
use super::format::{self, Asked, Format, RawRow, RawRows};
use super::layout::{Columns, Layout, Notations, Row};
use crate::model::{At, Cells, Finding, Input, Origin, Record, Severity};

/// What the first pass decided.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) input: Arc<Input>,
    pub(super) format: &'static Format,
    pub(super) asked: Asked,
    pub(super) headers: Vec<String>,
    /// Whether the last two headers are of the cells of the rows' points.
    pub(super) has_geometry: bool,
    pub(super) columns: Columns,
    pub(super) notations: Notations,
    /// The layout that the headers show, where that is a known one.
    pub(super) layout: Option<&'static str>,
    /// Whether the first row says what the columns are and is no record.
    pub(super) has_tag_row: bool,
}

#[derive(PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Stop,
}

impl Plan {
    pub(super) fn row<'a>(&'a self, raw: RawRow<'a>) -> Row<'a> {
        Row {
            input: &self.input,
            raw,
            headers: &self.headers,
            columns: &self.columns,
            notations: &self.notations,
        }
    }

    /// What the good rows say.
    pub(super) fn records<L: Layout>(&self, pieces: &[RawRows]) -> Vec<Record<L::Record>> {
        // Each piece names the file in words of its own: threads that count how many share them would
        // wait for each other at every row.
        let named: Vec<(&RawRows, Arc<Input>)> = pieces
            .iter()
            .map(|rows| (rows, Arc::new(Input::clone(&self.input))))
            .collect();
        let good: Vec<(RawRow<'_>, &Arc<Input>)> = named
            .iter()
            .flat_map(|(rows, input)| rows.iter().flatten().map(move |row| (row, input)))
            .collect();
        let mut records = Vec::new();
        good.par_iter()
            .with_min_len(RECORDS_AT_ONCE)
            .map(|(row, input)| self.record::<L>(*row, input))
            .collect_into_vec(&mut records);
        // Collected in place, which `flatten` would not be: there is no second list of all of them.
        #[expect(clippy::filter_map_identity, reason = "it collects in place")]
        let records = records.into_iter().filter_map(|record| record).collect();
        records
    }

    pub(super) fn record<L: Layout>(
        &self,
        row: RawRow<'_>,
        input: &Arc<Input>,
    ) -> Option<Record<L::Record>> {
        let value = L::value(&self.row(row), &mut Vec::new()).ok()?;
        Some(Record {
            value: L::record(value, row.at())?,
            origin: Origin {
                input: Arc::clone(input),
                at: row.at(),
            },
            cells: if L::KEEPS_CELLS {
                row.cells()
            } else {
                Cells::default()
            },
        })
    }

    pub(super) fn origin(&self, at: At) -> Origin {
        Origin {
            input: Arc::clone(&self.input),
            at,
        }
    }

    pub(super) fn at_file(&self, kind: &'static str, why: impl Into<String>) -> Finding {
        at_file(&self.input, Severity::RejectsFile, kind, why)
    }
}

pub(super) fn at_file(
    input: &Arc<Input>,
    severity: Severity,
    kind: &'static str,
    why: impl Into<String>,
) -> Finding {
    let origin = Origin {
        input: Arc::clone(input),
        at: At::File,
    };
    Finding::new(severity, kind, origin, why)
}

/// The fewest rows that a thread turns into records at once.
const RECORDS_AT_ONCE: usize = 256;

/// How many pieces of work are read at once: rows of some megabytes, which make one batch of records.
const PIECES_AT_ONCE: usize = 24;

/// Goes through the rows once: `work` sees some pieces at a time, `take` what came of them, in the
/// file's order. While it takes that, the next pieces are at work and those behind them are read. The
/// result holds a finding that ended the file, if one did.
///
/// The pieces depend on the file alone, so that nothing depends on how many threads there are.
pub(super) fn pass<R: Read + Seek + Send, T: Send>(
    contents: &mut Contents<R>,
    plan: &Plan,
    work: impl Fn(Vec<RawRows>) -> T + Sync,
    mut take: impl FnMut(T) -> Flow,
) -> Result<Vec<Finding>, ReadError> {
    let source = contents
        .source(&plan.input, &plan.asked)
        .map_err(|source| io_error(&plan.input, source))?;
    let mut rows = match plan.format.open(source) {
        Ok(rows) => rows,
        Err(finding) => return Ok(vec![finding]),
    };
    if plan.has_tag_row {
        rows.next_row(&mut RawRows::default());
    }
    let mut next = || format::next_pieces(rows.as_mut(), PIECES_AT_ONCE);
    let (mut pieces, mut end) = next();
    let mut done = None;
    while done.is_some() || !pieces.is_empty() {
        let these = std::mem::take(&mut pieces);
        let before = done.take();
        let flow = rayon::in_place_scope(|scope| {
            if !these.is_empty() {
                if end.is_none() {
                    scope.spawn(|_| (pieces, end) = next());
                }
                scope.spawn(|_| done = Some(work(these)));
            }
            before.map_or(Flow::On, &mut take)
        });
        if flow == Flow::Stop {
            return Ok(Vec::new());
        }
    }
    Ok(end.into_iter().collect())
}

/// Work on several pieces that sees each by itself, on all threads.
pub(super) fn each<T: Send>(work: impl Fn(RawRows) -> T + Sync) -> impl Fn(Vec<RawRows>) -> Vec<T> {
    move |pieces| pieces.into_par_iter().map(&work).collect()
}

pub(super) fn io_error(input: &Arc<Input>, source: io::Error) -> ReadError {
    ReadError::Io {
        name: input.name.clone(),
        source,
    }
}
