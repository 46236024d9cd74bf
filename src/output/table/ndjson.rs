//! Newline-delimited JSON: an object a line.

use std::io;

use super::json::write_object;
use super::{Rows, TableFormat, write_rows};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "ndjson",
    extensions: &["ndjson", "jsonl"],
    has_geometry: false,
    is_binary: false,
    open,
};

struct NdJsonRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every format opens alike, and others write a start"
)]
fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    Ok(Box::new(NdJsonRows { schema, sink }))
}

impl Rows for NdJsonRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        write_rows(batch, self.sink, |row, bytes| {
            write_object(self.schema, batch, row, bytes);
            bytes.push(b'\n');
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
