//! JSON: an array of objects, one a row, with the columns' names as keys.

use std::io;

use super::{Rows, TableFormat, cell, is_number};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "json",
    extensions: &["json"],
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
        for row in 0..batch.rows() {
            let start = if self.has_rows { ",\n" } else { "\n" };
            self.has_rows = true;
            self.sink.write_all(start.as_bytes())?;
            write_object(self.schema, batch, row, self.sink)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\n]\n")?;
        self.sink.flush()
    }
}

/// One row as an object; numbers keep the decimals of their column.
pub(super) fn write_object(
    schema: &Schema,
    batch: &Batch,
    row: usize,
    sink: &mut dyn io::Write,
) -> io::Result<()> {
    sink.write_all(b"{")?;
    for (column, field) in schema.columns.iter().enumerate() {
        if column > 0 {
            sink.write_all(b",")?;
        }
        serde_json::to_writer(&mut *sink, &field.name)?;
        sink.write_all(b":")?;
        match cell(schema, batch, column, row) {
            None => sink.write_all(b"null")?,
            Some(number) if is_number(schema, column) => sink.write_all(number.as_bytes())?,
            Some(text) => serde_json::to_writer(&mut *sink, &text)?,
        }
    }
    sink.write_all(b"}")
}
