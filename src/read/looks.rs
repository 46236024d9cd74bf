//! What the cells of each column look like, as far as those who write them again need to know.

use super::format::RawRow;
use super::notation::Decimal;
use super::pass::Plan;
use crate::model::{
    At, ColumnKind, Finding, Severity, could_run, is_plain_number, is_written_date,
};

/// The sign before a fraction.
const fn sign(decimal: Decimal) -> char {
    match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    }
}

/// What the cells of each column of a file look like.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks {
    columns: Vec<Look>,
}

#[derive(Debug, Clone, Copy)]
struct Look {
    /// Whether every cell is a number, a date; an empty cell is both.
    is_number: bool,
    is_date: bool,
    is_empty: bool,
    /// How many cells a spreadsheet could run, and the first of them.
    formulas: u64,
    first: Option<At>,
}

impl Look {
    const UNSEEN: Self = Self {
        is_number: true,
        is_date: true,
        is_empty: true,
        formulas: 0,
        first: None,
    };
}

impl Looks {
    /// Looks at the cells of a row.
    pub(super) fn add(&mut self, row: RawRow<'_>, plan: &Plan) {
        self.columns.resize(plan.headers.len(), Look::UNSEEN);
        let sign = sign(plan.notations.decimal);
        for (index, look) in self.columns.iter_mut().enumerate() {
            // What begins a formula begins neither a number nor a date.
            if look.is_number || look.is_date {
                let Some(cell) = row.cell(index).filter(|cell| !cell.is_empty()) else {
                    continue;
                };
                look.is_empty = false;
                look.is_number = look.is_number && is_plain_number(cell, sign);
                look.is_date = look.is_date && is_written_date(cell);
                if look.is_number || look.is_date {
                    continue;
                }
            }
            if row.begins_like_a_formula(index) && row.cell(index).is_some_and(could_run) {
                look.formulas += 1;
                look.first = look.first.or(Some(row.at()));
            }
        }
    }

    /// Adds what the rows behind these look like.
    pub(super) fn append(&mut self, next: &Self) {
        let columns = self.columns.len().max(next.columns.len());
        self.columns.resize(columns, Look::UNSEEN);
        for (look, next) in self.columns.iter_mut().zip(&next.columns) {
            look.is_number &= next.is_number;
            look.is_date &= next.is_date;
            look.is_empty &= next.is_empty;
            look.formulas += next.formulas;
            look.first = look.first.or(next.first);
        }
    }

    /// What a column of such cells is.
    pub(super) fn kind(&self, column: usize, decimal: Decimal) -> ColumnKind {
        let sign = sign(decimal);
        match self.columns.get(column) {
            Some(look) if look.is_empty => ColumnKind::Text,
            Some(look) if look.is_number => ColumnKind::WrittenNumber { sign },
            Some(look) if look.is_date => ColumnKind::WrittenDate,
            _ => ColumnKind::Text,
        }
    }

    /// A warning for each column with cells that a spreadsheet could run.
    pub(super) fn warnings(&self, plan: &Plan) -> Vec<Finding> {
        let all = self.columns.iter().zip(&plan.headers);
        all.filter_map(|(look, header)| {
            let more = match look.formulas {
                0 | 1 => String::new(),
                count => format!(" ({count} cells do, this is the first)"),
            };
            let why = format!(
                "begins like a formula that a spreadsheet would run{more}; \
                 CSV and XLSX outputs have an apostrophe before it"
            );
            let finding = Finding::new(Severity::Warning, "formula", plan.origin(look.first?), why);
            Some(finding.in_column(header))
        })
        .collect()
    }
}
