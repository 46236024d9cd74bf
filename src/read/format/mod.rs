//! From bytes to raw rows: one file a format. A format knows nothing of what a column means.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use crate::model::{At, Cells, Finding, Input, Origin, Severity, Texts};

/// Declares the members of the family; a new format is one more line here.
///
/// `cargo fmt` does not follow modules that a macro declares, so the gate formats every file by name.
macro_rules! formats {
    ($($name:ident),* $(,)?) => {
        $(pub(in crate::read) mod $name;)*
        /// Every format, in the order in which they are tried.
        pub(crate) static ALL: &[Format] = &[$($name::FORMAT),*];

        /// The names of the formats, in the same order.
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

formats! {
    geojson,
    csv,
}

mod keys;

/// A way to write rows as bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// Whether a file that begins with these bytes is of this format.
    pub(crate) is_begun_by: fn(&[u8]) -> bool,
    /// Starts to read rows.
    pub(crate) open: Open,
}

impl Format {
    /// Its name, as its file here is called.
    pub(crate) fn name(&'static self) -> &'static str {
        let place = ALL.iter().position(|format| std::ptr::eq(format, self));
        place
            .and_then(|place| NAMES.get(place))
            .copied()
            .unwrap_or_default()
    }
}

/// Starts to read the rows of a file.
type Open = for<'a> fn(Source<'a>) -> Result<Box<dyn Rows + 'a>, Finding>;

/// Bytes that can be read again, from any place.
pub(crate) trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// What a format reads: bytes at their start, and what the user says about them.
pub(crate) struct Source<'a> {
    /// The bytes of the file.
    pub(crate) bytes: &'a mut dyn Bytes,
    /// The bytes of the files that belong to it, by their extensions.
    pub(crate) beside: Vec<(&'a str, &'a mut dyn Bytes)>,
    /// The file.
    pub(crate) input: &'a Arc<Input>,
    /// What the user says about it.
    pub(crate) asked: &'a Asked,
}

/// What the user says about how a file is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// How many lines stand above the header of a table.
    pub(crate) skip_lines: u64,
    /// The column of a table that holds its geometry as text.
    pub(crate) wkt_column: Option<String>,
}

impl Source<'_> {
    /// A finding that rejects the file.
    pub(in crate::read) fn refusal(
        &self,
        kind: &'static str,
        at: At,
        why: impl Into<String>,
    ) -> Finding {
        let origin = Origin {
            input: Arc::clone(self.input),
            at,
        };
        Finding::new(Severity::RejectsFile, kind, origin, why)
    }
}

/// The rows of an open file, one after another.
pub(crate) trait Rows: Send {
    /// The names of the columns.
    fn headers(&self) -> &[String];

    /// Whether rows have a geometry beside their cells; two more cells behind those of the headers then
    /// hold the latitude and longitude of a point.
    fn have_geometry(&self) -> bool {
        false
    }

    /// What is odd in the file as a whole, as far as it is known before its rows are read.
    fn warnings(&mut self) -> Vec<Finding> {
        Vec::new()
    }

    /// Adds the next row to others; false at the end.
    ///
    /// A finding that rejects a row leaves the rest readable; one that rejects the file ends it.
    fn next_row(&mut self, rows: &mut RawRows) -> bool;
}

/// Rows as they stand in the file, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct RawRows {
    /// The cells of all of them.
    texts: Arc<Texts>,
    rows: Vec<Result<RowPart, Box<Finding>>>,
    warnings: Vec<Finding>,
}

/// Which of the texts are a row's.
#[derive(Debug)]
struct RowPart {
    at: At,
    geometry: RawGeometry,
    cells: Range<usize>,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawRow<'a> {
    part: &'a RowPart,
    texts: &'a Arc<Texts>,
}

impl<'a> RawRow<'a> {
    /// Where it stands.
    pub(crate) fn at(self) -> At {
        self.part.at
    }

    /// The geometry of the row, where the format has one beside the cells.
    pub(crate) fn geometry(self) -> &'a RawGeometry {
        &self.part.geometry
    }

    /// The cell of a column, counted from 0.
    pub(crate) fn cell(self, column: usize) -> Option<&'a str> {
        let index = self.part.cells.start.checked_add(column)?;
        self.texts
            .get(index)
            .filter(|_| index < self.part.cells.end)
    }

    /// All cells, one a column.
    pub(crate) fn cells(self) -> Cells {
        Cells::of_row(self.texts, self.part.cells.clone())
    }
}

impl RawRows {
    /// The rows; what rejects one stands in its place.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Result<RawRow<'_>, &Finding>> {
        let texts = &self.texts;
        self.rows.iter().map(move |row| match row {
            Ok(part) => Ok(RawRow { part, texts }),
            Err(finding) => Err(finding.as_ref()),
        })
    }

    /// What is odd in them and rejects none.
    pub(crate) fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// Adds something odd.
    pub(in crate::read) fn warn(&mut self, warning: Finding) {
        self.warnings.push(warning);
    }

    /// Whether there are enough for one piece of work.
    fn are_enough(&self) -> bool {
        self.rows.len() >= ROWS_AT_ONCE || self.texts.bytes() >= BYTES_AT_ONCE
    }

    /// Adds a row: `write` adds its cells and says where it stands, or what is wrong with it, or that
    /// there is none. Where the format has geometries, the two cells of a point come behind those.
    pub(in crate::read) fn push(
        &mut self,
        geometry: RawGeometry,
        write: impl FnOnce(&mut Texts) -> Option<Result<At, Finding>>,
    ) {
        let texts = Arc::get_mut(&mut self.texts).expect("rows are shared when all are there");
        let first = texts.len();
        let row = write(texts).map(|row| {
            if geometry != RawGeometry::InCells {
                push_point_cells(&geometry, texts);
            }
            row.map_err(Box::new).map(|at| RowPart {
                at,
                geometry,
                cells: first..texts.len(),
            })
        });
        if !matches!(row, Some(Ok(_))) {
            texts.truncate(first);
        }
        self.rows.extend(row);
    }

    /// The finding that rejects the file, which stands last if there is one.
    fn take_end(&mut self) -> Option<Finding> {
        let last = self.rows.pop()?;
        match last {
            Err(finding) if finding.severity == Severity::RejectsFile => Some(*finding),
            row => {
                self.rows.push(row);
                None
            }
        }
    }
}

/// The most rows of one piece of work.
const ROWS_AT_ONCE: usize = 1024;

/// About how many bytes of cells one piece of work holds at most.
const BYTES_AT_ONCE: usize = 1 << 18;

/// The next pieces of work, `pieces` at most, and what ended the file if that was a finding.
pub(crate) fn next_pieces(rows: &mut dyn Rows, pieces: usize) -> (Vec<RawRows>, Option<Finding>) {
    let mut all = Vec::new();
    while all.len() < pieces {
        let mut some = RawRows::default();
        while !some.are_enough() && rows.next_row(&mut some) {}
        let end = some.take_end();
        let is_last = !some.are_enough();
        if !some.rows.is_empty() {
            all.push(some);
        }
        if end.is_some() {
            return (all, end);
        }
        if is_last {
            break;
        }
    }
    (all, None)
}

/// The geometry of a row, in degrees that are finite and not yet checked for range, longitude first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RawGeometry {
    /// The format has none: look into the cells.
    InCells,
    /// The row has none.
    Absent,
    /// A point.
    Point([f64; 2]),
    /// Lines or areas, boxed: nearly every row is a point.
    Shape(Box<RawShape>),
}

impl RawShape {
    /// What it is, in words.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::Points(_) => "several points",
            Self::Lines(_) => "a line",
            Self::Areas(_) => "an area",
        }
    }
}

/// A geometry that is no point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RawShape {
    /// Points that belong together.
    Points(Vec<[f64; 2]>),
    /// Lines.
    Lines(Vec<Vec<[f64; 2]>>),
    /// Polygons, each its rings as they are written: the outer one first, the first vertex again at
    /// the end.
    Areas(Vec<Vec<Vec<[f64; 2]>>>),
}

/// Adds the two cells of a row with a geometry: the latitude and the longitude of a point, to the last
/// bit.
fn push_point_cells(geometry: &RawGeometry, texts: &mut Texts) {
    match geometry {
        RawGeometry::Point([lon, lat]) => {
            texts.push(&lat.to_string());
            texts.push(&lon.to_string());
        }
        _ => {
            texts.push("");
            texts.push("");
        }
    }
}

/// How many bytes at the start of a file its format is told by.
const SNIFFED_BYTES: usize = 1024;

/// The format of a file, told by its first bytes, which are then read again.
pub(crate) fn recognise<R: Read + Seek>(
    bytes: &mut R,
    input: &Arc<Input>,
) -> io::Result<Result<&'static Format, Finding>> {
    bytes.seek(SeekFrom::Start(0))?;
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
