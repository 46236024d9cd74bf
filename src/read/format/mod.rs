//! From bytes to raw rows: one file a format. A format knows nothing of what a column means.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use crate::model::{At, Finding, Input, Origin, Severity};

/// Declares the members of the family; a new format is one more line here.
///
/// `cargo fmt` does not follow modules that a macro declares, so the gate formats every file by name.
macro_rules! formats {
    ($($name:ident),* $(,)?) => {
        $(pub(in crate::read) mod $name;)*
        /// Every format, in the order in which they are tried.
        pub(crate) const ALL: &[Format] = &[$($name::FORMAT),*];
    };
}

formats! {
    geojson,
    csv,
}

/// A way to write rows as bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// Whether a file that begins with these bytes is of this format.
    pub(crate) is_begun_by: fn(&[u8]) -> bool,
    /// Whether its rows have a point beside the cells.
    pub(crate) has_points: bool,
    /// Starts to read rows.
    pub(crate) open: Open,
}

/// Starts to read the rows of a file.
type Open = for<'a> fn(&'a mut dyn Read, &Arc<Input>) -> Result<Box<dyn Rows + 'a>, Finding>;

/// The rows of an open file, one after another.
pub(crate) trait Rows {
    /// The names of the columns.
    fn headers(&self) -> &[String];

    /// The next row; `None` at the end.
    ///
    /// A finding that rejects a row leaves the rest readable; one that rejects the file ends it.
    fn next_row(&mut self) -> Option<Result<RawRow, Finding>>;
}

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawRow {
    /// Where it stands.
    pub(crate) at: At,
    /// One text a column, in the order of the headers.
    pub(crate) cells: Vec<String>,
    /// The point of the row, where the format has one beside the cells.
    pub(crate) point: RawPoint,
}

/// The point of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RawPoint {
    /// The format has none: look into the cells.
    InCells,
    /// The row has no geometry.
    Absent,
    /// Finite degrees, not yet checked for range.
    LonLat(f64, f64),
}

/// How many bytes at the start of a file its format is told by.
const SNIFFED_BYTES: usize = 1024;

/// The format of a file, told by its first bytes, which are then read again.
pub(crate) fn recognise<R: Read + Seek>(
    bytes: &mut R,
    input: &Arc<Input>,
) -> io::Result<Result<&'static Format, Finding>> {
    let mut start = vec![0; SNIFFED_BYTES];
    let mut filled = 0;
    while filled < start.len() {
        match bytes.read(start.get_mut(filled..).unwrap_or_default())? {
            0 => break,
            n => filled += n,
        }
    }
    start.truncate(filled);
    bytes.seek(SeekFrom::Start(0))?;
    Ok(told_by(&start, input))
}

fn told_by(start: &[u8], input: &Arc<Input>) -> Result<&'static Format, Finding> {
    let refuse = |why: &str, fix: &str| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Err(Finding::new(Severity::RejectsFile, "format", origin, why).with_fix(fix))
    };
    let text = start.strip_prefix(BOM).unwrap_or(start);
    let body = text.trim_ascii_start();
    if body.is_empty() {
        return refuse("empty file", "give a file with a header and rows");
    }
    let begins_with = |tag: &[u8]| {
        body.get(..tag.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(tag))
    };
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return refuse("text in UTF-16", "save it as UTF-8");
    }
    if start.starts_with(b"PK\x03\x04") {
        return refuse(
            "a zip archive, such as a workbook",
            "save the sheet as CSV (UTF-8)",
        );
    }
    if begins_with(b"<!doctype html") || begins_with(b"<html") {
        return refuse("an HTML page, not a table", "download the file itself");
    }
    Ok(ALL
        .iter()
        .find(|format| (format.is_begun_by)(body))
        .expect("the last format takes any text"))
}

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> Arc<Input> {
        Arc::new(Input {
            name: "in".to_owned(),
            sha256: String::new(),
            size: 0,
        })
    }

    #[test]
    fn every_format_is_told_by_its_first_bytes() {
        let is_csv = |start| (told_by(start, &input()).unwrap().is_begun_by)(b"id");
        assert!(is_csv(b"id,lat,lon\n1,2,3\n"), "CSV takes any text");
        assert!(!is_csv(b"\xEF\xBB\xBF{\"type\":\"FeatureCollection\""));
        assert!(!is_csv(b"  \n{ \"type\""));
        for (start, why) in [
            (&b""[..], "empty file"),
            (b"\xEF\xBB\xBF", "empty file"),
            (b"<!DOCTYPE html><p>", "HTML page"),
            (b"PK\x03\x04...", "zip"),
            (b"\xFF\xFEi\0", "UTF-16"),
        ] {
            assert!(told_by(start, &input()).unwrap_err().why.contains(why));
        }
    }
}
