//! CSV as Excel in French opens it: semicolons, decimal commas, and a mark that it is UTF-8.

use std::io;

use super::csv::{CsvRows, Spelling};
use super::{Rows, TableFormat};
use crate::model::Schema;

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "csv-fr",
    extensions: &["csv"],
    has_geometry: false,
    is_binary: false,
    open,
};

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    sink.write_all("\u{FEFF}".as_bytes())?;
    let french = Spelling {
        separator: b';',
        decimal: b',',
    };
    Ok(Box::new(CsvRows::open(french, schema, sink)?))
}
