//! XLSX: one sheet, with numbers and days as such.
//!
//! Rows are packed as they come: nothing waits in memory or in a file of its own. The archive says no time of
//! its making, so that the same table is the same bytes.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::{DateTime, date};
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use super::xml::push_text;
use super::{Rows, Shown, TableFormat, cell, needs_guard, write_rows};
use crate::model::{Batch, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "xlsx",
    extensions: &["xlsx"],
    has_geometry: false,
    is_binary: true,
    open,
};

/// The most rows of a sheet, the header among them.
const ROWS: usize = 1 << 20;

/// The most columns of a sheet.
const COLUMNS: usize = 1 << 14;

/// The most UTF-16 units of a cell.
const CELL_UNITS: usize = 32_767;

/// The largest whole number that a sheet keeps: its numbers are doubles.
const WHOLE: i64 = 1 << 53;

/// The styles of `styles.xml`, in its order.
const DAY: &str = " s=\"1\"";
const TIME: &str = " s=\"2\"";

/// What stands in the archive beside the sheet (ECMA-376, part 1).
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
    ),
];

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

struct XlsxRows<'a> {
    schema: &'a Schema,
    archive: Option<ZipWriter<StreamWriter<Sink<'a>>>>,
    failure: Failure,
    columns: Vec<String>,
    next: usize,
}

/// The first failure of a sink.
#[derive(Clone, Default)]
struct Failure(Arc<Mutex<Option<io::Error>>>);

/// A sink that keeps its first failure and takes everything after it: the archive, which wants to be ended
/// when it is dropped, has nothing to complain of.
struct Sink<'a> {
    sink: &'a mut dyn Write,
    failure: Failure,
}

impl Failure {
    fn note<T>(&self, result: io::Result<T>, instead: T) -> T {
        result.unwrap_or_else(|error| {
            let mut failure = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            failure.get_or_insert(error);
            instead
        })
    }

    fn check(&self) -> io::Result<()> {
        let mut failure = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failure.as_mut() {
            None => Ok(()),
            // The error itself goes out once; its kind stays, so that nothing more is written.
            Some(error) => {
                let kind = error.kind();
                Err(std::mem::replace(error, kind.into()))
            }
        }
    }

    fn has_come(&self) -> bool {
        let failure = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failure.is_some()
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failure.has_come() {
            return Ok(bytes.len());
        }
        let written = self.sink.write_all(bytes).map(|()| bytes.len());
        Ok(self.failure.note(written, bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.failure.has_come() {
            let flushed = self.sink.flush();
            self.failure.note(flushed, ());
        }
        Ok(())
    }
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn Write) -> io::Result<Box<dyn Rows + 'a>> {
    if schema.columns.len() > COLUMNS {
        return Err(too_large());
    }
    let failure = Failure::default();
    let mut archive = ZipWriter::new_stream(Sink {
        sink,
        failure: failure.clone(),
    });
    let options = SimpleFileOptions::default();
    for (name, text) in PARTS {
        archive.start_file(name, options)?;
        archive.write_all(DECLARATION)?;
        archive.write_all(text.as_bytes())?;
    }
    archive.start_file("xl/worksheets/sheet1.xml", options)?;
    let mut bytes = DECLARATION.to_vec();
    bytes.extend_from_slice(
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\n",
    );
    let columns: Vec<String> = (0..schema.columns.len()).map(letters).collect();
    begin_row(0, &mut bytes);
    for (column, letters) in schema.columns.iter().zip(&columns) {
        push_string(0, letters, &column.name, &mut bytes);
    }
    bytes.extend_from_slice(END_OF_ROW);
    fits(schema.columns.iter().map(|column| column.name.as_str()))?;
    archive.write_all(&bytes)?;
    failure.check()?;
    Ok(Box::new(XlsxRows {
        schema,
        archive: Some(archive),
        failure,
        columns,
        next: 1,
    }))
}

const END_OF_ROW: &[u8] = b"</row>\n";

fn too_large() -> io::Error {
    io::Error::other("the table is larger than a sheet of XLSX; write CSV or JSON")
}

/// Refuses texts that a cell cannot hold, with the apostrophe that may come before them.
fn fits<'a>(mut texts: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let is_too_long = |text: &str| {
        text.len() >= CELL_UNITS
            && text.encode_utf16().count() + usize::from(needs_guard(text)) > CELL_UNITS
    };
    if texts.any(is_too_long) {
        let why = "a cell is longer than the 32,767 characters that XLSX holds; write CSV or JSON";
        return Err(io::Error::other(why));
    }
    Ok(())
}

/// The letters of a column that counts from 0: A, B, …, Z, AA, …
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

fn begin_row(row: usize, bytes: &mut Vec<u8>) {
    push(format_args!("<row r=\"{}\">", row + 1), bytes);
}

fn push(text: std::fmt::Arguments<'_>, bytes: &mut Vec<u8>) {
    bytes.write_fmt(text).expect("memory takes what is written");
}

fn push_number(
    row: usize,
    letters: &str,
    style: &str,
    value: std::fmt::Arguments<'_>,
    bytes: &mut Vec<u8>,
) {
    push(
        format_args!("<c r=\"{letters}{}\"{style}><v>{value}</v></c>", row + 1),
        bytes,
    );
}

fn push_string(row: usize, letters: &str, text: &str, bytes: &mut Vec<u8>) {
    push(
        format_args!(
            "<c r=\"{letters}{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
            row + 1
        ),
        bytes,
    );
    if needs_guard(text) {
        bytes.push(b'\'');
    }
    push_escaped(text, bytes);
    bytes.extend_from_slice(b"</t></is></c>");
}

/// Adds a text as XML, with `_x001B_` for characters that XML cannot hold or would change, and `_x005F_`
/// where the text itself could be taken for such.
fn push_escaped(text: &str, bytes: &mut Vec<u8>) {
    let must =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '_' | '\u{FFFE}' | '\u{FFFF}');
    let mut rest = text;
    while let Some((before, c)) = rest
        .find(must)
        .and_then(|at| Some((rest.get(..at)?, rest.get(at..)?.chars().next()?)))
    {
        push_text(before, bytes);
        rest = rest.get(before.len()..).unwrap_or_default();
        if c != '_' || could_be_escape(rest) {
            push(format_args!("_x{:04X}_", u32::from(c)), bytes);
        } else {
            bytes.push(b'_');
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    push_text(rest, bytes);
}

/// Whether a text begins like `_x001B_`.
fn could_be_escape(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("_x") else {
        return false;
    };
    rest.get(..4)
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        && rest.get(4..).is_some_and(|after| after.starts_with('_'))
}

/// The number that spreadsheets keep for a day or time of 1900 or later, and its style; nothing for another
/// date, or one that says more than a spreadsheet can.
fn serial(text: &str) -> Option<(f64, &'static str)> {
    let (is_day, is_time) = (text.len() == 10, matches!(text.len(), 16 | 19));
    if !is_day && !is_time {
        return None;
    }
    let time: DateTime = text.parse().ok()?;
    // Spreadsheets count a 29 February 1900, which there was not.
    let first = if time.date() < date(1900, 3, 1) {
        date(1899, 12, 31)
    } else {
        date(1899, 12, 30)
    };
    let days = f64::from((time.date() - first).get_days());
    let clock = time.time();
    let seconds =
        i32::from(clock.hour()) * 3600 + i32::from(clock.minute()) * 60 + i32::from(clock.second());
    let style = if is_day { DAY } else { TIME };
    (days >= 1.0).then_some((days + f64::from(seconds) / 86_400.0, style))
}

fn push_cell(row: usize, letters: &str, shown: Shown<'_>, bytes: &mut Vec<u8>) {
    match shown {
        Shown::Integer(whole) if whole.abs() <= WHOLE => {
            push_number(row, letters, "", format_args!("{whole}"), bytes);
        }
        Shown::Integer(whole) => push_string(row, letters, &whole.to_string(), bytes),
        Shown::Number(..) => {
            push(format_args!("<c r=\"{letters}{}\"><v>", row + 1), bytes);
            shown.push_to(bytes);
            bytes.extend_from_slice(b"</v></c>");
        }
        Shown::Written(text, sign) => match text.replace(sign, ".").parse::<f64>() {
            Ok(value) if value.is_finite() => {
                let number = format!("{value:?}");
                let number = number.strip_suffix(".0").unwrap_or(&number);
                push_number(row, letters, "", format_args!("{number}"), bytes);
            }
            _ => push_string(row, letters, text, bytes),
        },
        Shown::Date(text) => match serial(text) {
            Some((serial, style)) => {
                push_number(row, letters, style, format_args!("{serial}"), bytes)
            }
            None => push_string(row, letters, text, bytes),
        },
        Shown::Text(text) => push_string(row, letters, text, bytes),
    }
}

impl Rows for XlsxRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let (schema, columns, next) = (self.schema, &self.columns, self.next);
        if next + batch.rows() > ROWS {
            return Err(too_large());
        }
        let cells = (0..batch.rows()).flat_map(|row| {
            (0..columns.len()).filter_map(move |column| cell(schema, batch, column, row))
        });
        fits(cells.filter_map(|cell| match cell {
            Shown::Text(text) | Shown::Date(text) | Shown::Written(text, _) => Some(text),
            Shown::Integer(_) | Shown::Number(..) => None,
        }))?;
        let Some(archive) = &mut self.archive else {
            return Ok(());
        };
        write_rows(batch, archive, |row, bytes| {
            begin_row(next + row, bytes);
            for (column, letters) in columns.iter().enumerate() {
                if let Some(shown) = cell(schema, batch, column, row) {
                    push_cell(next + row, letters, shown, bytes);
                }
            }
            bytes.extend_from_slice(END_OF_ROW);
        })?;
        self.next += batch.rows();
        self.failure.check()
    }

    fn finish(&mut self) -> io::Result<()> {
        if let Some(mut archive) = self.archive.take() {
            archive.write_all(b"</sheetData></worksheet>\n")?;
            archive.finish()?.into_inner().flush()?;
        }
        self.failure.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, expected) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn days_have_the_numbers_of_spreadsheets() {
        // ECMA-376, part 1, 18.17.4.1: the 1900 date system.
        for (text, expected) in [
            ("1900-01-01", 1.0),
            ("1900-02-28", 59.0),
            ("1900-03-01", 61.0),
            ("1910-02-03", 3687.0),
            ("2006-02-01", 38_749.0),
            ("2006-02-01T18:00", 38_749.75),
            ("9999-12-31", 2_958_465.0),
        ] {
            assert_eq!(
                serial(text).map(|(serial, _)| serial),
                Some(expected),
                "{text}"
            );
        }
        for text in ["1899-12-31", "2006-02", "2006-02-01T18:00Z", "yesterday!"] {
            assert_eq!(serial(text), None, "{text}");
        }
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_escaped() {
        let mut bytes = Vec::new();
        push_escaped("a\u{1b}b_x0041_ _x <&", &mut bytes);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a_x001B_b_x005F_x0041_ _x &lt;&amp;"
        );
    }

    #[test]
    fn a_sink_that_fails_is_an_error_once_and_no_more() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self
                    .0
                    .checked_sub(bytes.len())
                    .ok_or(io::ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let schema = Schema {
            columns: Vec::new(),
        };
        for room in [0, 100, 1_000] {
            let mut sink = Full(room);
            let failed = open(&schema, &mut sink)
                .and_then(|mut rows| rows.finish())
                .unwrap_err();
            assert_eq!(failed.kind(), io::ErrorKind::StorageFull, "{room}");
        }
    }
}
