//! Comma-separated values (RFC 4180 with line feeds), in UTF-8.

use std::io;

use super::{Rows, Shown, TableFormat, cell, write_rows};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "csv",
    extensions: &["csv"],
    open,
};

struct CsvRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    let mut header = Vec::new();
    write_row(schema.columns.iter().map(|c| c.name.as_str()), &mut header);
    sink.write_all(&header)?;
    Ok(Box::new(CsvRows { schema, sink }))
}

impl Rows for CsvRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let schema = self.schema;
        write_rows(batch, self.sink, |row, bytes| {
            let start = bytes.len();
            for column in 0..schema.columns.len() {
                match cell(schema, batch, column, row) {
                    None => {}
                    Some(Shown::Text(text)) => push_text(text, bytes),
                    Some(number) => number.push_to(bytes),
                }
                bytes.push(b',');
            }
            end_row(bytes, start);
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

fn write_row<'a>(cells: impl Iterator<Item = &'a str>, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    for cell in cells {
        push_text(cell, bytes);
        bytes.push(b',');
    }
    end_row(bytes, start);
}

/// Adds a text, in quotes where it holds a comma, a quote or a line end.
fn push_text(text: &str, bytes: &mut Vec<u8>) {
    // All bytes are looked at, without a way out between: that is vector instructions.
    let needs_quotes = text.bytes().fold(false, |needs, byte| {
        needs | matches!(byte, b',' | b'"' | b'\n' | b'\r')
    });
    if needs_quotes {
        bytes.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                bytes.push(b'"');
            }
            bytes.push(byte);
        }
        bytes.push(b'"');
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
}

/// Ends the row that begins at `start`: a line end takes the place of the last comma.
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
            "\r",
            "\n",
            "\r\n",
            "é, \"ü\"",
            ";",
            "\t",
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
