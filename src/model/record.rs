//! Where a value was read, and what else stood beside it.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::{Cells, Finding, Severity};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name as the user gave it; `<stdin>` for standard input.
    pub name: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal; empty where it was not taken.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Input {
    /// An input of which only the name is known, for bytes that are no file.
    pub fn from_name(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            sha256: String::new(),
            size: 0,
        }
    }
}

/// A place in a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub input: Arc<Input>,
    /// Where in it.
    pub at: At,
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    /// The file as a whole.
    File,
    /// A line, counted from 1.
    Line(u64),
    /// A record of a table.
    Row {
        /// The record, counted from 1 and without the header.
        row: u64,
        /// The line that it starts on, counted from 1.
        line: u64,
    },
    /// A feature of a collection.
    Feature {
        /// The feature, counted from 0 as in the file's array.
        index: u64,
        /// The line that it starts on, counted from 1.
        line: u64,
    },
    /// A record of a sheet of a workbook.
    SheetRow {
        /// The record, counted from 1 and without the header.
        row: u64,
        /// The row of the sheet, counted from 1 as spreadsheets do.
        sheet_row: u64,
    },
    /// An element of an XML file: a waypoint, a placemark.
    Element {
        /// What it is called.
        name: &'static str,
        /// Which of its name it is, counted from 0.
        index: u64,
        /// The line that it starts on, counted from 1.
        line: u64,
    },
    /// A record of a shapefile, counted from 1 as in the file.
    Record(u64),
}

impl At {
    /// The record's number counted from 1, if this is a record.
    pub const fn row_number(&self) -> Option<u64> {
        match self {
            Self::File | Self::Line(_) => None,
            Self::Row { row, .. } | Self::SheetRow { row, .. } | Self::Record(row) => Some(*row),
            Self::Feature { index, .. } | Self::Element { index, .. } => Some(*index + 1),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::escaped(&self.input.name))?;
        match self.at {
            At::File => Ok(()),
            At::Line(line) => write!(f, ":line {line}"),
            At::Row { row, line } => write!(f, ":row {row} (line {line})"),
            At::Feature { index, line } => write!(f, ":feature {index} (line {line})"),
            At::SheetRow { row, sheet_row } => write!(f, ":row {row} (sheet row {sheet_row})"),
            At::Element { name, index, line } => write!(f, ":{name} {index} (line {line})"),
            At::Record(record) => write!(f, ":record {record}"),
        }
    }
}

/// A value with its origin and the cells of its row, in the order of the file's columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<T> {
    /// Where it was read.
    pub origin: Origin,
    /// What the row means.
    pub value: T,
    /// The row as it was read, one text a column; none of a site of help, whose row goes nowhere.
    pub cells: Cells,
}

impl<T> Record<T> {
    /// A value that was made rather than read: its origin is an input named `memory`, without cells.
    pub fn from_value(value: T) -> Self {
        Self {
            origin: Origin {
                input: Arc::new(Input::from_name("memory")),
                at: At::File,
            },
            value,
            cells: Cells::default(),
        }
    }
}

/// What became of the rows of a file; `read` is always the sum of the other three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows that went on.
    pub used: u64,
    /// Rows set aside with a finding.
    pub rejected: u64,
    /// Rows without any coordinate, where the question needs one.
    pub without_location: u64,
}

impl Tally {
    /// Of a file that is refused: the rows that it is refused for, none of which is used. What else
    /// stands in it is not counted.
    pub fn of_refused(findings: &[Finding]) -> Self {
        let rows: HashSet<At> = findings
            .iter()
            .filter(|finding| finding.severity != Severity::Warning)
            .map(|finding| finding.origin.at)
            .filter(|at| at.row_number().is_some())
            .collect();
        Self {
            rejected: rows.len() as u64,
            ..Self::default()
        }
    }

    /// All rows.
    pub const fn read(&self) -> u64 {
        self.used + self.rejected + self.without_location
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "read {}, used {}, rejected {}, without location {}",
            self.read(),
            self.used,
            self.rejected,
            self.without_location
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(at: At) -> Origin {
        Origin {
            input: Arc::new(Input::from_name("in.csv")),
            at,
        }
    }

    #[test]
    fn an_origin_names_its_record_as_its_format_counts() {
        let said = |at| (origin(at).to_string(), at.row_number());
        let of = |text: &str, number| (text.to_owned(), number);
        assert_eq!(said(At::File), of("in.csv", None));
        assert_eq!(said(At::Line(7)), of("in.csv:line 7", None));
        let row = At::Row { row: 3, line: 5 };
        assert_eq!(said(row), of("in.csv:row 3 (line 5)", Some(3)));
        let feature = At::Feature { index: 0, line: 4 };
        assert_eq!(said(feature), of("in.csv:feature 0 (line 4)", Some(1)));
        let sheet = At::SheetRow {
            row: 2,
            sheet_row: 6,
        };
        assert_eq!(said(sheet), of("in.csv:row 2 (sheet row 6)", Some(2)));
        let element = At::Element {
            name: "wpt",
            index: 8,
            line: 9,
        };
        assert_eq!(said(element), of("in.csv:wpt 8 (line 9)", Some(9)));
        assert_eq!(said(At::Record(11)), of("in.csv:record 11", Some(11)));
    }

    #[test]
    fn a_tally_is_the_sum_of_what_became_of_the_rows() {
        let tally = Tally {
            used: 100,
            rejected: 20,
            without_location: 3,
        };
        assert_eq!(tally.read(), 123);
        assert_eq!(
            tally.to_string(),
            "read 123, used 100, rejected 20, without location 3"
        );
    }

    #[test]
    fn a_refused_file_counts_each_row_that_it_is_refused_for_once() {
        let found = |at, severity| Finding::new(severity, "a-kind", origin(at), "why");
        let row = |row| At::Row { row, line: row + 1 };
        let findings = [
            found(row(1), Severity::RejectsRow),
            found(row(1), Severity::RejectsRow),
            found(row(2), Severity::Warning),
            found(row(3), Severity::RejectsFile),
            found(At::File, Severity::RejectsFile),
        ];
        assert_eq!(
            Tally::of_refused(&findings),
            Tally {
                rejected: 2,
                ..Tally::default()
            }
        );
    }
}
