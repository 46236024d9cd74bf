//! From headers and cells to meaning: which column is what, and what a row says.
//!
//! A layout knows no format: it sees headers, cells and perhaps a point.

mod aid;
mod border;
mod columns;
mod incident;
mod known;
mod place;
mod rings;
mod route;
mod shape;
mod table;

use std::sync::Arc;

use compact_str::CompactString;

pub(crate) use aid::AidLayout;
pub(crate) use border::{BorderFacts, FIELDS as BORDER_FIELDS, border_facts};
pub use columns::Columns;
pub(crate) use columns::{Field, Fields, normalised};
pub(crate) use incident::IncidentLayout;
pub(crate) use known::recognise;
pub(crate) use route::{RouteLayout, RoutePart, RouteRow};
pub(crate) use shape::ShapeLayout;
pub(crate) use table::TableLayout;

use super::format::{RawGeometry, RawRow};
use super::notation::place::OfColumn;
use super::notation::{DateOrder, DateWays, Decimal, Defect, Ways};
use crate::model::{At, Crowd, Finding, Input, Origin, Place, Severity};

/// What was decided about a file's notations before its rows are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notations {
    /// The sign before a fraction in numbers that are no coordinates.
    pub(crate) decimal: Decimal,
    /// How coordinates are written.
    pub(crate) ways: Ways,
    /// How places are written that stand in one column, where there is one and it is needed.
    pub(crate) place: Option<OfColumn>,
    /// The order of day and month, where it is known.
    pub(crate) date_order: Option<DateOrder>,
    /// Which columns of [`DATES`] hold the numbers of days of a spreadsheet.
    pub(crate) serials: [bool; DATES.len()],
}

/// The fields that hold dates.
pub(crate) const DATES: [Field; 4] = [Field::Date, Field::Period, Field::OpenFrom, Field::OpenTo];

impl Notations {
    /// How the dates of a field are written.
    fn dates_of(&self, field: Field) -> DateWays {
        let mut fields = DATES.iter().zip(self.serials);
        DateWays {
            order: self.date_order,
            has_serials: fields.any(|(other, is_serial)| *other == field && is_serial),
        }
    }
}

/// How rows of one kind are read: incidents, sites of help.
pub(crate) trait Layout {
    /// What a row says.
    type Value;

    /// What a row becomes.
    type Record: Send;

    /// Whether records hold the cells of their rows.
    const KEEPS_CELLS: bool;

    /// Whether each row is a record that has an identifier of its own, to be unique in a file.
    const HAS_OWN_IDS: bool = true;

    /// The columns that this layout looks for, each with the names that it goes by.
    const FIELDS: &'static [Field];

    /// What a row says; findings that reject it, or warnings beside it.
    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<Self::Value, Vec<Finding>>;

    /// The record of a value; the number of its row serves where it has no identifier.
    fn record(value: Self::Value, at: At) -> Option<Self::Record>;

    /// The identifier of a value, to be unique in a file.
    fn id(value: &Self::Value) -> &str;

    /// The place of a value, where that is a point.
    fn place(value: &Self::Value) -> Option<&Place>;

    /// Adds what is told of a value where there are too many.
    fn crowd(_value: &Self::Value, _crowd: &mut Crowd) {}

    /// The chain that a rejected row belongs to, and its number in it where that can be read.
    fn chain_of_lost(_row: &Row<'_>) -> Option<(String, Option<u32>)> {
        None
    }

    /// Whether a value lies anywhere.
    fn is_located(value: &Self::Value) -> bool {
        Self::place(value).is_some()
    }
}

/// A row with the meaning of its columns.
pub(crate) struct Row<'a> {
    pub(crate) input: &'a Arc<Input>,
    pub(crate) raw: RawRow<'a>,
    pub(crate) headers: &'a [String],
    pub(crate) columns: &'a Columns,
    pub(crate) notations: &'a Notations,
}

impl Row<'_> {
    /// The cell of a field, or nothing when the file has no such column.
    #[inline]
    fn cell(&self, field: Field) -> &str {
        match self.columns.index_of(field) {
            Some(index) => trimmed(self.raw.cell(index).unwrap_or_default()),
            None => "",
        }
    }

    /// The cell of a field as a text: without blanks around it, but with whatever else it holds.
    fn text(&self, field: Field) -> &str {
        let index = self.columns.index_of(field);
        let cell = index.and_then(|index| self.raw.cell(index));
        cell.map_or("", |cell| cell.trim_matches(' '))
    }

    fn origin(&self) -> Origin {
        Origin {
            input: Arc::clone(self.input),
            at: self.raw.at(),
        }
    }

    fn header(&self, field: Field) -> &str {
        self.columns
            .index_of(field)
            .and_then(|index| self.headers.get(index))
            .map_or(field.name(), String::as_str)
    }

    fn geometry(&self) -> &RawGeometry {
        self.raw.geometry()
    }

    /// A finding that rejects this row because of a cell.
    fn rejection(&self, field: Field, defect: Defect) -> Finding {
        self.finding(Severity::RejectsRow, field, defect)
    }

    fn finding(&self, severity: Severity, field: Field, defect: Defect) -> Finding {
        Finding {
            severity,
            kind: defect.kind,
            origin: self.origin(),
            column: Some(self.header(field).to_owned()),
            value: Some(self.cell(field).to_owned()),
            why: defect.why,
            fix: defect.fix,
        }
    }

    /// One of a closed set of words.
    #[inline]
    fn word<T: Copy>(
        &self,
        field: Field,
        words: &[(&str, T)],
        findings: &mut Vec<Finding>,
    ) -> Option<T> {
        let cell = self.cell(field);
        if super::notation::is_missing(cell) {
            return None;
        }
        self.known_word(field, cell, words, findings)
    }

    fn known_word<T: Copy>(
        &self,
        field: Field,
        cell: &str,
        words: &[(&str, T)],
        findings: &mut Vec<Finding>,
    ) -> Option<T> {
        let found = words
            .iter()
            .find(|(word, _)| cell.eq_ignore_ascii_case(word));
        if found.is_none() {
            let mut known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            known.dedup();
            findings.push(self.rejection(
                field,
                Defect {
                    kind: "word",
                    why: "not a known word here".to_owned(),
                    fix: Some(format!("write one of {}", known.join(", "))),
                },
            ));
        }
        found.map(|(_, value)| *value)
    }
}

/// A cell without the blanks around it.
#[inline]
fn trimmed(cell: &str) -> &str {
    match cell.as_bytes() {
        // Most cells begin and end with a letter or a digit: this is done to every cell.
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => cell,
        _ => cell.trim(),
    }
}

/// Gives a record without an identifier the number of its row.
fn number_if_empty(id: &mut CompactString, at: At) {
    if id.is_empty() {
        *id = number_as_id(at).into();
    }
}

/// The id of a record that has none.
pub(crate) fn number_as_id(at: At) -> String {
    at.row_number().unwrap_or_default().to_string()
}

/// Keeps a value, or its defect as a finding that rejects the row.
fn keep<T>(
    row: &Row<'_>,
    field: Field,
    result: Result<T, Defect>,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    result
        .map_err(|defect| findings.push(row.rejection(field, defect)))
        .ok()
}
