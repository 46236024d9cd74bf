//! A clean copy of a table, and a log of what is other in it.

use std::path::{Path, PathBuf};

use super::super::open::{InputFile, open};
use super::super::save::{Output, Pending};
use super::super::sinks::Sinks;
use super::super::{Existing, JobError};
use crate::model::{At, Batch, Cell, Column, Schema};
use crate::read::{MendedRow, ReadOptions, Subject, read_to_repair};

/// What came of it.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) written: Vec<PathBuf>,
    /// Whole sentences.
    pub(super) notes: Vec<String>,
}

/// Writes the rows that can be used, mended where need be, to a file, and beside it a log with every
/// cell that is other than in the input and every row that is left out.
pub(super) fn fix(
    file: &InputFile,
    reading: &ReadOptions,
    subject: Subject,
    out: &Path,
    existing: Existing,
) -> Result<Fixed, JobError> {
    if *file == InputFile::Stdin {
        let why = "--fix reads the file twice; give it as a file, not as standard input";
        return Err(JobError::Usage(why.to_owned()));
    }
    let opened = open(file)?;
    let watch = opened.watch()?;
    let mut pending = Pending::default();
    let mut start = |path: &Path| {
        let outputs = [Output::Path(path.to_owned())];
        Sinks::start(&outputs, None, existing, &[&opened], &mut pending)
    };
    let copy = start(out)?;
    let log = start(&log_of(out))?;
    let (contents, input) = opened.into_parts();
    let mut table = read_to_repair(contents, input, reading, subject)?;
    if matches!(subject, Subject::Routes | Subject::Shapes) || !table.is_table() {
        let what = match subject {
            Subject::Routes => subject.word(),
            _ => table.about().format,
        };
        return Err(JobError::Usage(format!(
            "--fix mends tables of incidents and sites, such as CSV; this file is {what}"
        )));
    }
    let is_kept: Vec<bool> = (0..table.headers().len())
        .map(|column| !table.is_personal(column))
        .collect();
    let headers = || table.headers().iter().zip(&is_kept);
    let kept = headers().filter_map(|(header, is_kept)| is_kept.then_some(header.as_str()));
    let mut schema = Schema::default();
    schema.carry("column_", kept);
    let changes_schema = Schema {
        columns: vec![
            Column::integer("row"),
            Column::integer("line"),
            Column::text("column"),
            Column::text("before"),
            Column::text("after"),
            Column::text("what"),
        ],
    };
    let mut changes = changes_schema.empty_batch();
    for (header, is_kept) in headers() {
        if !is_kept {
            let what = "the column is left out: it may name a person or a device";
            changes.push(
                [
                    Cell::Integer(None),
                    Cell::Integer(None),
                    Cell::text(header.clone()),
                    Cell::text(""),
                    Cell::text(""),
                    Cell::text(what),
                ],
                None,
            );
        }
    }
    let (mut mended, mut left_out) = (0_u64, 0_u64);
    let mut nowhere = std::io::sink();
    copy.write(&schema, &mut nowhere, |write| {
        table.for_each_batch(|rows| {
            let mut batch = schema.empty_batch();
            for row in rows {
                mended += u64::from(!row.changes.is_empty());
                left_out += u64::from(row.cells.is_none());
                note(&row, &mut changes);
                if let Some(cells) = row.cells {
                    let cells = cells.into_iter().zip(&is_kept);
                    let kept = cells.filter_map(|(cell, is_kept)| is_kept.then_some(cell));
                    batch.push(kept.map(Cell::text), None);
                }
            }
            write(&batch)
        })
    })?;
    log.write(&changes_schema, &mut nowhere, |write| write(&changes))?;
    watch.end()?;
    Ok(Fixed {
        written: pending.commit()?,
        notes: vec![format!(
            "rows mended: {mended}, left out: {left_out}; each is in the log"
        )],
    })
}

/// Where the log of a copy goes: `clean.csv` has `clean.log.csv`.
fn log_of(out: &Path) -> PathBuf {
    out.with_extension("log.csv")
}

fn note(row: &MendedRow, log: &mut Batch) {
    let integer = |number: Option<u64>| Cell::Integer(number.and_then(|n| i64::try_from(n).ok()));
    let line = match row.origin.at {
        At::Row { line, .. }
        | At::SheetRow {
            sheet_row: line, ..
        } => Some(line),
        _ => None,
    };
    let mut add = |column: &str, before: &str, after: &str, what: String| {
        let cells = [
            integer(row.origin.at.row_number()),
            integer(line),
            Cell::text(column.to_owned()),
            Cell::text(before.to_owned()),
            Cell::text(after.to_owned()),
            Cell::text(what),
        ];
        log.push(cells, None);
    };
    for change in &row.changes {
        add(
            &change.column,
            &change.before,
            &change.after,
            change.what.clone(),
        );
    }
    for finding in &row.findings {
        let (column, value) = (finding.column.as_deref(), finding.value.as_deref());
        let what = format!("the row is left out: {}", finding.why);
        add(
            column.unwrap_or_default(),
            value.unwrap_or_default(),
            "",
            what,
        );
    }
}
