//! Comma-separated values (RFC 4180 with line feeds), in UTF-8.

use std::io;

use super::{Rows, TableFormat, cell};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "csv",
    extensions: &["csv"],
    open,
};

struct CsvRows<'a> {
    schema: &'a Schema,
    writer: csv::Writer<&'a mut dyn io::Write>,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    let mut writer = csv::Writer::from_writer(sink);
    writer
        .write_record(schema.columns.iter().map(|column| &column.name))
        .map_err(as_io)?;
    Ok(Box::new(CsvRows { schema, writer }))
}

/// What the sink said. The crate's own conversion hides its kind, and a closed pipe is told by that.
fn as_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

impl Rows for CsvRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        for row in 0..batch.rows() {
            for column in 0..self.schema.columns.len() {
                let cell = cell(self.schema, batch, column, row);
                self.writer
                    .write_field(cell.unwrap_or_default())
                    .map_err(as_io)?;
            }
            self.writer.write_record(None::<&[u8]>).map_err(as_io)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
