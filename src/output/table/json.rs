//! JSON: an array of objects, one a row, with the columns' names as keys.

use std::io;

use super::{Rows, Shown, TableFormat, cell, write_rows};
use crate::model::{Batch, Schema, Values};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "json",
    extensions: &["json"],
    has_geometry: false,
    is_binary: false,
    open,
};

struct JsonRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
    has_rows: bool,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    sink.write_all(b"[")?;
    Ok(Box::new(JsonRows {
        schema,
        sink,
        has_rows: false,
    }))
}

impl Rows for JsonRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let (schema, has_rows) = (self.schema, self.has_rows);
        self.has_rows |= batch.rows() > 0;
        write_rows(batch, self.sink, |row, bytes| {
            let start = if has_rows || row > 0 { ",\n" } else { "\n" };
            bytes.extend_from_slice(start.as_bytes());
            write_object(schema, batch, row, bytes);
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\n]\n")?;
        self.sink.flush()
    }
}

/// Adds one row as an object; numbers keep the decimals of their column.
pub(super) fn write_object(schema: &Schema, batch: &Batch, row: usize, bytes: &mut Vec<u8>) {
    bytes.push(b'{');
    for (column, field) in schema.columns.iter().enumerate() {
        if column > 0 {
            bytes.push(b',');
        }
        write_text(&field.name, bytes);
        bytes.push(b':');
        if let Some(Values::List(lists)) = batch.columns.get(column) {
            write_list(lists.items(row), bytes);
            continue;
        }
        match cell(schema, batch, column, row) {
            None => bytes.extend_from_slice(b"null"),
            Some(Shown::Text(text) | Shown::Date(text)) => write_text(text, bytes),
            Some(number) => number.push_to(bytes),
        }
    }
    bytes.push(b'}');
}

fn write_list<'a>(items: impl Iterator<Item = &'a str>, bytes: &mut Vec<u8>) {
    bytes.push(b'[');
    for (number, item) in items.enumerate() {
        if number > 0 {
            bytes.push(b',');
        }
        write_text(item, bytes);
    }
    bytes.push(b']');
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    serde_json::to_writer(bytes, text).expect("a text is always JSON, and memory takes it");
}
