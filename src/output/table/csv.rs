//! Comma-separated values (RFC 4180 with line feeds), in UTF-8.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::fixed::{push_fixed, push_integer};
use super::{Rows, Shown, TableFormat, begins_like_a_guard, cell, needs_guard, write_rows};
use crate::model::{Batch, ColumnKind, Lists, Schema, Texts, Values};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "csv",
    extensions: &["csv"],
    has_geometry: false,
    is_binary: false,
    open,
};

/// How a table is spelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    /// What stands between cells.
    pub(super) separator: u8,
    /// What stands before a fraction.
    pub(super) decimal: u8,
}

pub(super) struct CsvRows<'a> {
    spelling: Spelling,
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    let usual = Spelling {
        separator: b',',
        decimal: b'.',
    };
    Ok(Box::new(CsvRows::open(usual, schema, sink)?))
}

impl<'a> CsvRows<'a> {
    /// Writes the header.
    pub(super) fn open(
        spelling: Spelling,
        schema: &'a Schema,
        sink: &'a mut dyn io::Write,
    ) -> io::Result<Self> {
        let mut header = Vec::new();
        for column in &schema.columns {
            spelling.push_text(&column.name, &mut header);
            header.push(spelling.separator);
        }
        end_row(&mut header, 0);
        sink.write_all(&header)?;
        Ok(Self {
            spelling,
            schema,
            sink,
        })
    }
}

impl Rows for CsvRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let (schema, spelling) = (self.schema, self.spelling);
        let columns: Vec<Written<'_>> = (0..schema.columns.len())
            .into_par_iter()
            .map(|column| Written::of(spelling, schema, batch, column))
            .collect();
        write_rows(batch, self.sink, |row, bytes| {
            let start = bytes.len();
            let mut last = LastNumber::default();
            for (column, written) in columns.iter().enumerate() {
                match written {
                    Written::Nothing => {}
                    Written::Plain(texts) => bytes.extend_from_slice(texts.bytes_at(row)),
                    Written::Unquoted(texts) => {
                        let text = texts.bytes_at(row);
                        if begins_like_a_guard(text) && texts.get(row).is_some_and(needs_guard) {
                            bytes.push(b'\'');
                        }
                        bytes.extend_from_slice(text);
                    }
                    Written::AsItIs(texts) => {
                        spelling.push_text(texts.get(row).unwrap_or_default(), bytes);
                    }
                    Written::Integer(numbers) => {
                        if let Some(number) = numbers.get(row).copied().flatten() {
                            push_integer(bytes, number);
                        }
                    }
                    Written::Count(lists) => {
                        let count = i64::try_from(lists.count(row)).unwrap_or(i64::MAX);
                        if count > 0 {
                            push_integer(bytes, count);
                        }
                    }
                    Written::Number(numbers, decimals) => {
                        if let Some(number) = numbers.get(row).copied().flatten() {
                            last.push(number, *decimals, bytes);
                        }
                    }
                    Written::Cell => {
                        if let Some(cell) = cell(schema, batch, column, row) {
                            spelling.push_cell(cell, bytes);
                        }
                    }
                }
                bytes.push(spelling.separator);
            }
            end_row(bytes, start);
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// How the cells of a column are written, which is found once for a batch.
enum Written<'a> {
    /// No cell holds anything.
    Nothing,
    /// Texts that stand in the table as they are, whatever they look like, and need no quotes and no
    /// apostrophe.
    Plain(&'a Texts),
    /// The same where some may need an apostrophe.
    Unquoted(&'a Texts),
    /// The same where some may need quotes.
    AsItIs(&'a Texts),
    /// Whole numbers.
    Integer(&'a [Option<i64>]),
    /// Lists, of which the table says how many they hold.
    Count(&'a Lists),
    /// Numbers with a point before this many decimals.
    Number(&'a [Option<f64>], usize),
    /// Anything else, cell by cell.
    Cell,
}

impl<'a> Written<'a> {
    fn of(spelling: Spelling, schema: &Schema, batch: &'a Batch, column: usize) -> Self {
        let decimal = char::from(spelling.decimal);
        let kind = schema.columns.get(column).map(|column| &column.kind);
        match (batch.columns.get(column), kind) {
            (Some(Values::Text(_)), Some(ColumnKind::WrittenNumber { sign }))
                if *sign != decimal =>
            {
                Self::Cell
            }
            (Some(Values::Text(texts)), _) if texts.are_all_empty() => Self::Nothing,
            (Some(Values::Text(texts)), _) => {
                if texts.has_byte(|byte| spelling.is_quoted(byte)) {
                    Self::AsItIs(texts)
                } else if texts.has_byte(|byte| begins_like_a_guard(&[byte])) {
                    Self::Unquoted(texts)
                } else {
                    Self::Plain(texts)
                }
            }
            (Some(Values::Integer(numbers)), _) => Self::Integer(numbers),
            (Some(Values::List(lists)), _) => Self::Count(lists),
            (Some(Values::Number(numbers)), Some(ColumnKind::Number { decimals, .. }))
                if decimal == '.' =>
            {
                Self::Number(numbers, *decimals)
            }
            _ => Self::Cell,
        }
    }
}

/// The number that a row has last, and where it is written: a distance without a doubt stands there three
/// times.
#[derive(Default)]
struct LastNumber {
    number: Option<(u64, usize)>,
    written: Range<usize>,
}

impl LastNumber {
    fn push(&mut self, number: f64, decimals: usize, bytes: &mut Vec<u8>) {
        let this = Some((number.to_bits(), decimals));
        let start = bytes.len();
        if self.number == this {
            bytes.extend_from_within(self.written.clone());
        } else {
            push_fixed(bytes, number, decimals);
        }
        (self.number, self.written) = (this, start..bytes.len());
    }
}

impl Spelling {
    fn push_cell(self, cell: Shown<'_>, bytes: &mut Vec<u8>) {
        match cell {
            // One table has one sign before fractions, whatever the input has.
            Shown::Written(text, sign) if char::from(self.decimal) != sign => {
                let decimal = char::from(self.decimal).to_string();
                self.push_text(&text.replace(sign, &decimal), bytes);
            }
            Shown::Text(text) | Shown::Written(text, _) => self.push_text(text, bytes),
            number => {
                let start = bytes.len();
                number.push_to(bytes);
                if self.decimal != b'.'
                    && let Some(point) = bytes.iter().skip(start).position(|byte| *byte == b'.')
                    && let Some(byte) = bytes.get_mut(start + point)
                {
                    *byte = self.decimal;
                }
            }
        }
    }

    /// Whether a text that holds this byte stands in quotes.
    #[inline]
    const fn is_quoted(self, byte: u8) -> bool {
        byte == self.separator || matches!(byte, b'"' | b'\n' | b'\r')
    }

    /// Adds a text, in quotes where it holds the separator, a quote or a line end, and with an apostrophe
    /// before it where a spreadsheet could run it.
    fn push_text(self, text: &str, bytes: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        let guard: &[u8] = if needs_guard(text) { b"'" } else { b"" };
        // Every byte is looked at, which goes many at a time.
        let has = |found, byte: &u8| found | self.is_quoted(*byte);
        if text.as_bytes().iter().fold(false, has) {
            bytes.push(b'"');
            bytes.extend_from_slice(guard);
            for byte in text.bytes() {
                if byte == b'"' {
                    bytes.push(b'"');
                }
                bytes.push(byte);
            }
            bytes.push(b'"');
        } else {
            bytes.extend_from_slice(guard);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Ends the row that begins at `start`: a line end takes the place of the last separator.
fn end_row(bytes: &mut Vec<u8>, start: usize) {
    bytes.pop();
    if bytes.len() == start {
        // A line with nothing in it would be no row to those who read it.
        bytes.extend_from_slice(b"\"\"");
    }
    bytes.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Column};

    #[test]
    fn what_is_written_is_read_back_by_another_reader() {
        let cells = [
            "",
            " ",
            "a",
            ",",
            "\"",
            "\"\"",
            "a\"b",
            "x\r",
            "x\n",
            "x\r\n",
            "é, \"ü\"",
            ";",
            "x\t",
        ];
        for columns in 1..4 {
            let schema = Schema {
                columns: (0..columns)
                    .map(|i| Column::text(&format!("c\"{i}")))
                    .collect(),
            };
            let mut batch = schema.empty_batch();
            let rows: Vec<Vec<&str>> = cells
                .iter()
                .cycle()
                .take(cells.len() * columns)
                .copied()
                .collect::<Vec<_>>()
                .chunks(columns)
                .map(<[&str]>::to_vec)
                .collect();
            for row in &rows {
                batch.push(row.iter().map(|cell| Cell::text(*cell)), None);
            }
            let mut bytes = Vec::new();
            let mut writer = open(&schema, &mut bytes).unwrap();
            writer.write(&batch).unwrap();
            writer.finish().unwrap();
            drop(writer);
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(read, rows);
            assert_eq!(reader.headers().unwrap().get(0), Some("c\"0"));
        }
    }
}
