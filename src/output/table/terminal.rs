//! A table as a person reads it on a terminal: aligned, and rounded to what is known.
//!
//! Columns of the input are left out; they are in every other format.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::{Rows, TableFormat, cell, is_answer, is_number};
use crate::model::{
    Batch, ColumnKind, Distance, Schema, Unit, Values, readable_distance, readable_range, visible,
};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "table",
    extensions: &[],
    has_geometry: false,
    is_binary: false,
    open,
};

/// The widest that a cell is shown, in characters.
const CELL_CHARACTERS: usize = 32;

struct TerminalRows<'a> {
    sink: &'a mut dyn io::Write,
    schema: &'a Schema,
    shown: Vec<Shown>,
    has_header: bool,
}

/// A column of the shown table.
struct Shown {
    title: String,
    what: What,
}

enum What {
    /// A column as it is.
    Cell(usize),
    /// A distance rounded to what its bounds leave known: its column, and those of least and most.
    Rounded(usize, Option<(usize, usize)>),
    /// Least and most as one range: their columns, and the one they bound.
    Range(usize, (usize, usize)),
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every format opens alike, and others write a start"
)]
fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    Ok(Box::new(TerminalRows {
        sink,
        schema,
        shown: shown_columns(schema),
        has_header: false,
    }))
}

fn shown_columns(schema: &Schema) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut folded = Vec::new();
    for (index, column) in schema.columns.iter().enumerate() {
        if !is_answer(schema, index) || folded.contains(&index) {
            continue;
        }
        let title = readable_title(&column.name);
        match &column.kind {
            ColumnKind::Number {
                unit: Unit::Metre,
                bounds,
                ..
            } => {
                let bounds = bounds
                    .as_ref()
                    .and_then(|(least, most)| schema.position(least).zip(schema.position(most)));
                shown.push(Shown {
                    title: title.clone(),
                    what: What::Rounded(index, bounds),
                });
                if let Some((least, most)) = bounds {
                    folded.extend([least, most]);
                    shown.push(Shown {
                        title: format!("least–most {title}"),
                        what: What::Range(index, (least, most)),
                    });
                }
            }
            _ => shown.push(Shown {
                title,
                what: What::Cell(index),
            }),
        }
    }
    shown
}

/// A column's name in words: without its unit, blanks for underscores.
fn readable_title(name: &str) -> String {
    let bare = name.strip_suffix("_m").unwrap_or(name);
    match bare.strip_suffix("_deg") {
        Some(bare) => format!("{}°", bare.replace('_', " ")),
        None => bare.replace('_', " "),
    }
}

fn metres(batch: &Batch, column: usize, row: usize) -> Option<Distance> {
    match batch.columns.get(column)? {
        Values::Number(values) => Distance::from_metres((*values.get(row)?)?).ok(),
        _ => None,
    }
}

/// How far below zero a number of metres is, such as an offset to the left.
fn below_zero(batch: &Batch, column: usize, row: usize) -> Option<Distance> {
    match batch.columns.get(column)? {
        Values::Number(values) => Distance::from_metres(-(*values.get(row)?)?).ok(),
        _ => None,
    }
}

impl TerminalRows<'_> {
    fn text(&self, what: &What, batch: &Batch, row: usize) -> String {
        let bounds =
            |(least, most): (usize, usize)| metres(batch, least, row).zip(metres(batch, most, row));
        match what {
            What::Cell(column) => {
                let mut text = Vec::new();
                if let Some(cell) = cell(self.schema, batch, *column, row) {
                    cell.push_to(&mut text);
                }
                shortened(&visible(&String::from_utf8_lossy(&text)))
            }
            What::Rounded(column, columns) => {
                let rounded = |distance| readable_distance(distance, columns.and_then(bounds));
                match (metres(batch, *column, row), below_zero(batch, *column, row)) {
                    (Some(distance), _) => rounded(distance),
                    (None, Some(distance)) => format!("-{}", rounded(distance)),
                    (None, None) => String::new(),
                }
            }
            What::Range(column, columns) => metres(batch, *column, row)
                .zip(bounds(*columns))
                .map(|(distance, bounds)| readable_range(distance, bounds))
                .unwrap_or_default(),
        }
    }

    fn is_right_aligned(&self, what: &What) -> bool {
        match what {
            What::Cell(column) => is_number(self.schema, *column),
            What::Rounded(..) | What::Range(..) => true,
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= CELL_CHARACTERS {
        return text.to_owned();
    }
    let kept: String = text.chars().take(CELL_CHARACTERS - 1).collect();
    format!("{kept}…")
}

impl Rows for TerminalRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let titles: Vec<String> = self.shown.iter().map(|shown| shown.title.clone()).collect();
        let mut lines = if self.has_header {
            Vec::new()
        } else {
            vec![titles]
        };
        for row in 0..batch.rows() {
            let texts = self
                .shown
                .iter()
                .map(|shown| self.text(&shown.what, batch, row));
            lines.push(texts.collect());
        }
        let widths: Vec<usize> = (0..self.shown.len())
            .map(|column| {
                let width = |line: &Vec<String>| line.get(column).map_or(0, |text| text.width());
                lines.iter().map(width).max().unwrap_or(0)
            })
            .collect();
        for (number, line) in lines.iter().enumerate() {
            let cells: Vec<String> = line
                .iter()
                .zip(&widths)
                .zip(&self.shown)
                .map(|((text, width), shown)| {
                    let gap = " ".repeat(width.saturating_sub(text.width()));
                    if self.is_right_aligned(&shown.what) {
                        format!("{gap}{text}")
                    } else {
                        format!("{text}{gap}")
                    }
                })
                .collect();
            writeln!(self.sink, "{}", cells.join("  ").trim_end())?;
            if number == 0 && !self.has_header {
                let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                writeln!(self.sink, "{}", rule.join("  "))?;
                self.has_header = true;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.has_header {
            self.write(&Batch::default())?;
        }
        self.sink.flush()
    }
}
