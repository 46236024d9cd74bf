//! XLSX: one sheet, with numbers and days as such.
//!
//! Rows are written to a temporary file as they come. The file says no time of its making, so that the same
//! table is the same bytes.

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Rows, Shown, TableFormat, cell, needs_guard};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "xlsx",
    extensions: &["xlsx"],
    has_geometry: false,
    is_binary: true,
    open,
};

/// The most rows of a sheet, the header among them.
const ROWS: u32 = 1 << 20;

/// The largest whole number that a sheet keeps: its numbers are doubles.
const WHOLE: i64 = 1 << 53;

struct XlsxRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
    workbook: Workbook,
    next: u32,
    day: Format,
    time: Format,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    let mut workbook = Workbook::new();
    // The day that zip archives begin to count from.
    let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook
        .add_worksheet_with_constant_memory()
        .map_err(failed)?;
    for (column, number) in schema.columns.iter().zip(0..) {
        let guard = if needs_guard(&column.name) { "'" } else { "" };
        let name = format!("{guard}{}", column.name);
        sheet.write_string(0, number, name).map_err(failed)?;
    }
    Ok(Box::new(XlsxRows {
        schema,
        sink,
        workbook,
        next: 1,
        day: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    }))
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        XlsxError::MaxStringLengthExceeded => io::Error::other(
            "a cell is longer than the 32,767 characters that XLSX holds; write CSV or JSON",
        ),
        XlsxError::RowColumnLimitError => {
            io::Error::other("the table is larger than a sheet of XLSX; write CSV or JSON")
        }
        error => io::Error::other(error),
    }
}

impl Rows for XlsxRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for row in 0..batch.rows() {
            if self.next >= ROWS {
                return Err(failed(XlsxError::RowColumnLimitError));
            }
            for (column, number) in (0..self.schema.columns.len()).zip(0..) {
                let Some(shown) = cell(self.schema, batch, column, row) else {
                    continue;
                };
                let next = self.next;
                let written = match shown {
                    Shown::Integer(whole) if whole.abs() <= WHOLE => {
                        #[expect(clippy::cast_precision_loss, reason = "it is in range")]
                        let number_value = whole as f64;
                        sheet.write_number(next, number, number_value)
                    }
                    Shown::Integer(whole) => sheet.write_string(next, number, whole.to_string()),
                    Shown::Number(..) => {
                        let mut text = Vec::new();
                        shown.push_to(&mut text);
                        let rounded = String::from_utf8_lossy(&text).parse();
                        sheet.write_number(next, number, rounded.unwrap_or(f64::NAN))
                    }
                    Shown::Written(text, sign) => match text.replace(sign, ".").parse::<f64>() {
                        Ok(value) => sheet.write_number(next, number, value),
                        Err(_) => sheet.write_string(next, number, text),
                    },
                    Shown::Date(text) => match ExcelDateTime::parse_from_str(text) {
                        Ok(date) => {
                            let format = if text.len() > 10 {
                                &self.time
                            } else {
                                &self.day
                            };
                            sheet.write_datetime_with_format(next, number, &date, format)
                        }
                        Err(_) => sheet.write_string(next, number, text),
                    },
                    Shown::Text(text) if needs_guard(text) => {
                        sheet.write_string(next, number, format!("'{text}"))
                    }
                    Shown::Text(text) => sheet.write_string(next, number, text),
                };
                written.map_err(failed)?;
            }
            self.next += 1;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let bytes = self.workbook.save_to_buffer().map_err(failed)?;
        self.sink.write_all(&bytes)?;
        self.sink.flush()
    }
}
