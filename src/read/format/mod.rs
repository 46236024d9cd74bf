//! From bytes to raw rows: one file a format. A format knows nothing of what a column means.

use std::any::Any;
use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use crate::model::{At, Cells, Finding, Input, Origin, Severity, Texts};

/// Declares the members of the family; a new format is one more line here.
///
/// `cargo fmt` does not follow modules that a macro declares, so the gate formats every file by name.
macro_rules! formats {
    ($($(#[$attribute:meta])* $name:ident),* $(,)?) => {
        $($(#[$attribute])* mod $name;)*
        /// Every format, in the order in which they are tried.
        pub(crate) static ALL: &[Format] = &[$($(#[$attribute])* $name::FORMAT),*];

        /// The names of the formats, in the same order.
        const NAMES: &[&str] = &[$($(#[$attribute])* stringify!($name)),*];
    };
}

formats! {
    #[cfg(feature = "workbook")]
    xlsx,
    #[cfg(feature = "workbook")]
    ods,
    #[cfg(feature = "kml")]
    kml,
    #[cfg(feature = "kml")]
    kmz,
    #[cfg(feature = "kml")]
    gpx,
    shapefile,
    ndjson,
    json,
    geojson,
    csv,
}

#[cfg(any(feature = "kml", feature = "workbook"))]
mod archive;
mod crs;
mod encoding;
mod feature;
mod keys;
#[cfg(feature = "workbook")]
mod sheet;
mod spool;
mod wkt;
#[cfg(any(feature = "kml", feature = "workbook"))]
mod xml;

use encoding::Decoded;
pub use encoding::Encoding;
pub(in crate::read) use wkt::geometry as geometry_of_text;

/// A way to write rows as bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// How a file of this format is known.
    told_by: Told,
    /// What a user may say of how such a file is written.
    takes: &'static [Ask],
    /// The sheets of a file, if the format has such; none where there is no choice.
    sheets: Option<Sheets>,
    /// Starts to read rows.
    open: Open,
}

impl Format {
    /// Starts to read the rows of a file.
    pub(crate) fn open<'a>(&self, source: Source<'a>) -> Result<Box<dyn Rows + 'a>, Finding> {
        let (asked, origin) = (source.asked, source.origin());
        let rows = (self.open)(source)?;
        match &asked.wkt_column {
            Some(column) if self.takes.contains(&Ask::WktColumn) => {
                Ok(Box::new(wkt::WktRows::open(rows, column, origin)?))
            }
            _ => Ok(rows),
        }
    }

    /// Its name, as its file here is called.
    pub(crate) fn name(&'static self) -> &'static str {
        let place = ALL.iter().position(|format| std::ptr::eq(format, self));
        place
            .and_then(|place| NAMES.get(place))
            .copied()
            .unwrap_or_default()
    }

    /// The sheets of a file; none where there is no choice.
    pub(crate) fn sheets(&self, source: Source<'_>) -> Result<Vec<Sheet>, Finding> {
        self.sheets
            .map_or_else(|| Ok(Vec::new()), |sheets| sheets(source))
    }

    /// Warnings about what the user says of a file that has no such thing.
    pub(crate) fn unused(&self, asked: &Asked, input: &Arc<Input>) -> Vec<Finding> {
        [
            (Ask::Sheet, asked.sheet.is_some(), "--sheet"),
            (Ask::Encoding, asked.encoding.is_some(), "--encoding"),
            (Ask::SkipLines, asked.skip_lines > 0, "--skip-lines"),
            (Ask::WktColumn, asked.wkt_column.is_some(), "--wkt-column"),
        ]
        .into_iter()
        .filter(|(ask, is_asked, _)| *is_asked && !self.takes.contains(ask))
        .map(|(_, _, flag)| {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::File,
            };
            let why = format!("{flag} says nothing about a file of this format");
            Finding::new(Severity::Warning, "unused", origin, why)
        })
        .collect()
    }
}

/// How a file of a format is known.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// By its first bytes, as UTF-8 and without a mark and blanks before them.
    Start(fn(&[u8]) -> bool),
    /// By the name of its root element.
    #[cfg(feature = "kml")]
    Root(&'static str),
    /// By an entry that it holds, as a zip archive.
    #[cfg(any(feature = "kml", feature = "workbook"))]
    Entry(fn(&str) -> bool),
}

/// What a user may say of how a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    Sheet,
    Encoding,
    SkipLines,
    WktColumn,
}

/// Gives the names of all sheets of a file, each with the cells of its header.
type Sheets = fn(Source<'_>) -> Result<Vec<Sheet>, Finding>;

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// The cells of its first row that has any.
    pub(crate) header: Vec<String>,
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
    /// What a format found out about the file, for the next time that it is read.
    pub(crate) kept: &'a mut Kept,
}

/// What a format found out about a file and need not find out again when it is read once more: the names
/// of its columns, the texts that its cells share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Option<Arc<dyn Any + Send + Sync>>);

impl Kept {
    /// What was kept, if it is of this kind, or else what `find` finds.
    fn or_find<T: Send + Sync + 'static>(
        &mut self,
        find: impl FnOnce() -> Result<T, Finding>,
    ) -> Result<Arc<T>, Finding> {
        let kept = self.0.clone().and_then(|kept| kept.downcast::<T>().ok());
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let found = Arc::new(find()?);
        self.0 = Some(Arc::clone(&found) as Arc<dyn Any + Send + Sync>);
        Ok(found)
    }

    /// Gives away what was kept, if it is of this kind and nobody else has it.
    fn take<T: Send + Sync + 'static>(&mut self) -> Option<T> {
        Arc::into_inner(self.0.take()?.downcast::<T>().ok()?)
    }

    /// Keeps something that can be made again.
    fn put<T: Send + Sync + 'static>(&mut self, found: T) {
        self.0 = Some(Arc::new(found));
    }
}

/// What the user says about how a file is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The encoding of its text.
    pub(crate) encoding: Option<Encoding>,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// How many lines stand above the header of a table.
    pub(crate) skip_lines: u64,
    /// The column of a table that holds its geometry as text.
    pub(crate) wkt_column: Option<String>,
}

/// What could not be read, in the words of a finding, inside an [`io::Error`].
#[derive(Debug)]
pub(crate) struct Unreadable {
    kind: &'static str,
    why: String,
    fix: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Unreadable {}

impl Unreadable {
    fn error(kind: &'static str, why: String, fix: &'static str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self { kind, why, fix })
    }

    /// The finding that an error comes to, which rejects the file.
    fn finding(error: &io::Error, origin: Origin) -> Finding {
        let inner = error
            .get_ref()
            .and_then(|error| error.downcast_ref::<Self>());
        match inner {
            Some(Self { kind, why, fix }) => {
                Finding::new(Severity::RejectsFile, kind, origin, why.clone()).with_fix(*fix)
            }
            None => Finding::new(
                Severity::RejectsFile,
                "unreadable",
                origin,
                error.to_string(),
            ),
        }
    }
}

/// Bytes as UTF-8 where an encoding is known; as they are where it is not.
fn text_of<'a>(bytes: &'a mut dyn Bytes, encoding: Option<Encoding>) -> Box<dyn Read + Send + 'a> {
    match encoding {
        Some(encoding) => Box::new(Decoded::new(BufReader::new(bytes), encoding)),
        None => Box::new(bytes),
    }
}

impl<'a> Source<'a> {
    /// The bytes as UTF-8 where an encoding is known; as they are where it is not.
    fn text(self) -> Box<dyn Read + Send + 'a> {
        text_of(self.bytes, self.asked.encoding)
    }

    /// The file as a whole.
    fn origin(&self) -> Origin {
        Origin {
            input: Arc::clone(self.input),
            at: At::File,
        }
    }

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

    /// Adds the next rows to others, one or as many as it has at hand; false at the end.
    fn next_rows(&mut self, rows: &mut RawRows) -> bool {
        self.next_row(rows)
    }
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

    /// Whether the cell of a column begins with a character that begins formulas.
    pub(crate) fn begins_like_a_formula(self, column: usize) -> bool {
        let cell = self.texts.bytes_at(self.part.cells.start + column);
        matches!(
            cell.first(),
            Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
        )
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

    /// Adds the rows of whole lines without quotes, as far as there is room and each has a cell for every column;
    /// gives how many bytes and how many lines that takes.
    pub(in crate::read) fn push_lines(
        &mut self,
        lines: &str,
        separator: u8,
        columns: usize,
        (row, line): (u64, u64),
    ) -> (usize, u64) {
        let texts = Arc::get_mut(&mut self.texts).expect("rows are shared when all are there");
        let first = texts.len();
        let most = ROWS_AT_ONCE.saturating_sub(self.rows.len());
        let bytes = texts.push_lines(lines, separator, columns, most);
        let cells = (first..texts.len()).step_by(columns);
        let parts = cells.zip(0..).map(|(cell, number)| RowPart {
            at: At::Row {
                row: row + number,
                line: line + number,
            },
            geometry: RawGeometry::InCells,
            cells: cell..cell + columns,
        });
        let before = self.rows.len();
        self.rows.extend(parts.map(Ok));
        (bytes, (self.rows.len() - before) as u64)
    }

    /// How many rows there are.
    fn len(&self) -> usize {
        self.rows.len()
    }

    /// Gives the last row the geometry that one of its cells holds, or what rejects it in its place.
    fn place_last(
        &mut self,
        column: usize,
        read: impl FnOnce(At, &str) -> Result<RawGeometry, Finding>,
    ) {
        let texts = Arc::get_mut(&mut self.texts).expect("rows are shared when all are there");
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let Ok(part) = row else { return };
        match read(
            part.at,
            texts.get(part.cells.start + column).unwrap_or_default(),
        ) {
            Ok(geometry) => {
                push_point_cells(&geometry, texts);
                part.cells.end = texts.len();
                part.geometry = geometry;
            }
            Err(finding) => {
                texts.truncate(part.cells.start);
                *row = Err(Box::new(finding));
            }
        }
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
        while !some.are_enough() && rows.next_rows(&mut some) {}
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

    /// How many vertices it has.
    fn vertices(&self) -> usize {
        match self {
            Self::Points(points) => points.len(),
            Self::Lines(lines) => lines.iter().map(Vec::len).sum(),
            Self::Areas(areas) => areas.iter().flatten().map(Vec::len).sum(),
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
    let (lat, lon) = match geometry {
        RawGeometry::Point([lon, lat]) => (lat.to_string(), lon.to_string()),
        _ => (String::new(), String::new()),
    };
    texts.push(&lat);
    texts.push(&lon);
}

/// How many bytes at the start of a file its format is told by.
const SNIFFED_BYTES: u64 = 1 << 16;

/// The format of a file, told by its first bytes, and the encoding of its text where that is not UTF-8.
pub(crate) fn recognise(
    source: Source<'_>,
) -> io::Result<Result<(&'static Format, Option<Encoding>), Finding>> {
    let mut start = Vec::new();
    let bytes: &mut dyn Bytes = source.bytes;
    bytes.take(SNIFFED_BYTES).read_to_end(&mut start)?;
    source.bytes.seek(SeekFrom::Start(0))?;
    let encoding = source.asked.encoding;
    Ok(told_by(&start, source).map(|(format, found)| (format, encoding.or(found))))
}

/// The first bytes of files that hold no table, and what they are.
const OTHERS: [(&[u8], &str); 9] = [
    (b"\x1F\x8B", "a file packed with gzip; unpack it first"),
    (b"BZh", "a file packed with bzip2; unpack it first"),
    (b"\xFD7zXZ\0", "a file packed with xz; unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"%PDF-", "a PDF, no table"),
    (b"\x89PNG\r\n", "a PNG picture, no table"),
    (b"\xFF\xD8\xFF", "a JPEG picture, no table"),
    (
        b"SQLite format 3\0",
        "an SQLite database, such as a GeoPackage; export it as GeoJSON or CSV",
    ),
];

fn told_by(
    start: &[u8],
    source: Source<'_>,
) -> Result<(&'static Format, Option<Encoding>), Finding> {
    let encoding = source.asked.encoding;
    let input = source.input;
    let refuse = |kind: &'static str, why: &str, fix: &str| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Err(Finding::new(Severity::RejectsFile, kind, origin, why).with_fix(fix))
    };
    if ZIP_STARTS.iter().any(|magic| start.starts_with(magic)) {
        return of_archive(source).map(|format| (format, None));
    }
    if start.starts_with(OLE_START) {
        return refuse(
            "format",
            "a workbook that is protected by a password, or an old one (.xls)",
            "save it as .xlsx without a password",
        );
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return refuse("format", what, "give a table or a file of places");
    }
    let encoding = encoding.or_else(|| Encoding::utf_16_of(start));
    let decoded = encoding.map(|encoding| encoding.start(start));
    let text = decoded.as_ref().map_or(start, String::as_bytes);
    let body = text.strip_prefix(BOM).unwrap_or(text).trim_ascii_start();
    if body.is_empty() {
        return refuse("format", "empty file", "give a file with a header and rows");
    }
    let begins_with = |tag: &[u8]| {
        body.get(..tag.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(tag))
    };
    if begins_with(b"<!doctype html") || begins_with(b"<html") {
        return refuse(
            "format",
            "an HTML page, no table and not KML: root is html",
            "download the file itself",
        );
    }
    #[cfg(feature = "kml")]
    let root = body.starts_with(b"<").then(|| {
        let shown = String::from_utf8_lossy(body);
        root_of(&shown).to_owned()
    });
    #[cfg(not(feature = "kml"))]
    if begins_with(b"<?xml") || begins_with(b"<kml") || begins_with(b"<gpx") {
        return refuse(
            "format",
            "XML, such as KML and GPX, is not read by this build",
            "use a build with the feature kml",
        );
    }
    #[cfg(feature = "kml")]
    if let Some(root) = &root
        && !ALL
            .iter()
            .any(|format| matches!(format.told_by, Told::Root(name) if name == root))
    {
        let shown = crate::model::visible(root);
        let why = format!("XML that is not KML or GPX: root is {shown}");
        return refuse("format", &why, "give KML, GPX or a table");
    }
    let format = ALL
        .iter()
        .find(|format| match format.told_by {
            Told::Start(is_begun_by) => is_begun_by(body),
            #[cfg(feature = "kml")]
            Told::Root(name) => root.as_deref() == Some(name),
            #[cfg(any(feature = "kml", feature = "workbook"))]
            Told::Entry(_) => false,
        })
        .expect("the last format takes any text");
    Ok((format, encoding))
}

/// The name of the root element of a text that begins with `<`, without its prefix; a document type that
/// names it will do.
#[cfg(feature = "kml")]
fn root_of(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let behind = |end: &str| rest.split_once(end).map_or("", |(_, behind)| behind);
        if rest.starts_with("<?") {
            rest = behind("?>");
        } else if rest.starts_with("<!--") {
            rest = behind("-->");
        } else {
            let name = rest.trim_start_matches("<!DOCTYPE").trim_start_matches('<');
            let is_end = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '[');
            let name = name.trim_start().split(is_end).next().unwrap_or_default();
            return name.rsplit(':').next().unwrap_or(name);
        }
    }
}

/// What a zip archive begins with; one without entries begins with its end.
const ZIP_STARTS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// What old workbooks, and those with a password, begin with.
const OLE_START: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The format of an archive, told by what it holds.
#[cfg(any(feature = "kml", feature = "workbook"))]
fn of_archive(source: Source<'_>) -> Result<&'static Format, Finding> {
    let archive = archive::Archive::open(source)?;
    let is_told = |format: &&Format| match format.told_by {
        Told::Entry(is_one) => archive.names().any(is_one),
        Told::Start(_) => false,
        #[cfg(feature = "kml")]
        Told::Root(_) => false,
    };
    ALL.iter().find(is_told).ok_or_else(|| {
        let names: Vec<&str> = archive.names().take(10).collect();
        let why = format!(
            "a zip archive with no workbook and no KML that this build reads; it holds {}",
            crate::model::visible(&names.join(", "))
        );
        archive
            .source
            .refusal("format", At::File, why)
            .with_fix("unpack it and give the table itself; a build may leave out the features workbook and kml")
    })
}

#[cfg(not(any(feature = "kml", feature = "workbook")))]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a build that reads archives takes it"
)]
fn of_archive(source: Source<'_>) -> Result<&'static Format, Finding> {
    let why = "a zip archive, such as a workbook; this build reads none";
    let fix = "save the sheet as CSV, or use a build with the feature workbook or kml";
    Err(source.refusal("format", At::File, why).with_fix(fix))
}

/// A cell without the apostrophe that keeps a spreadsheet from running it, which our writers put before
/// what begins like a formula.
fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(guarded) if crate::model::could_run(guarded.trim_start_matches('\'')) => guarded,
        _ => cell,
    }
}

/// Goes back to the start of the bytes.
fn rewind(bytes: &mut dyn Bytes, input: &Arc<Input>) -> Result<(), Finding> {
    let origin = Origin {
        input: Arc::clone(input),
        at: At::File,
    };
    let sought = bytes.seek(SeekFrom::Start(0));
    sought
        .map(|_| ())
        .map_err(|error| Unreadable::finding(&error, origin))
}

/// A finite number as formats of places write it: with a point, and perhaps an exponent.
///
/// `str::parse::<f64>` takes `NaN`, `inf` and `1e400`, and a coordinate is never one of them.
fn finite(text: &str) -> Option<f64> {
    let is_of_numbers = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    let number: f64 = text
        .bytes()
        .all(is_of_numbers)
        .then(|| text.parse().ok())
        .flatten()?;
    number.is_finite().then_some(number)
}

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a row stands, its geometry and its cells.
    pub(super) type ReadRow = (At, RawGeometry, Vec<String>);

    /// A file as a format reads it.
    pub(super) struct ReadFile {
        pub(super) headers: Vec<String>,
        /// Each row, or what rejects it.
        pub(super) rows: Vec<Result<ReadRow, Finding>>,
        pub(super) warnings: Vec<Finding>,
    }

    /// Reads a file of any format.
    pub(super) fn read(bytes: &[u8]) -> Result<ReadFile, Finding> {
        read_as(bytes, &[], Asked::default())
    }

    /// Reads a file and those beside it.
    pub(super) fn read_as(
        bytes: &[u8],
        beside: &[(&str, &[u8])],
        mut asked: Asked,
    ) -> Result<ReadFile, Finding> {
        let input = Arc::new(Input::from_name("in"));
        let mut bytes = io::Cursor::new(bytes);
        let mut others: Vec<(&str, io::Cursor<&[u8]>)> = beside
            .iter()
            .map(|(extension, bytes)| (*extension, io::Cursor::new(*bytes)))
            .collect();
        let (format, encoding) = recognise(Source {
            bytes: &mut bytes,
            beside: Vec::new(),
            input: &input,
            asked: &asked,
            kept: &mut Kept::default(),
        })
        .unwrap()?;
        asked.encoding = encoding;
        let mut kept = Kept::default();
        let mut rows = format.open(Source {
            bytes: &mut bytes,
            beside: others
                .iter_mut()
                .map(|(extension, bytes)| (*extension, bytes as &mut dyn Bytes))
                .collect(),
            input: &input,
            asked: &asked,
            kept: &mut kept,
        })?;
        let mut all = RawRows::default();
        while rows.next_row(&mut all) {}
        if let Some(end) = all.take_end() {
            return Err(end);
        }
        let mut warnings = rows.warnings();
        warnings.extend_from_slice(all.warnings());
        let rows_read = all.iter().map(|row| {
            let row = row.map_err(Clone::clone)?;
            let cells = row.cells();
            Ok((
                row.at(),
                row.geometry().clone(),
                cells.iter().map(str::to_owned).collect(),
            ))
        });
        Ok(ReadFile {
            headers: rows.headers().to_vec(),
            rows: rows_read.collect(),
            warnings,
        })
    }

    fn told(start: &[u8]) -> Result<(&'static Format, Option<Encoding>), Finding> {
        let input = Arc::new(Input::from_name("in"));
        let mut bytes = io::Cursor::new(start);
        recognise(Source {
            bytes: &mut bytes,
            beside: Vec::new(),
            input: &input,
            asked: &Asked::default(),
            kept: &mut Kept::default(),
        })
        .unwrap()
    }

    fn is_csv(start: &[u8]) -> bool {
        matches!(told(start).unwrap().0.told_by, Told::Start(is_begun_by) if is_begun_by(b"id"))
    }

    #[test]
    fn every_format_is_told_by_its_first_bytes() {
        assert!(is_csv(b"id,lat,lon\n1,2,3\n"), "CSV takes any text");
        assert!(is_csv(b"\xFF\xFEi\0d\0"));
        assert!(!is_csv(b"\xEF\xBB\xBF{\"type\":\"FeatureCollection\""));
        assert!(!is_csv(b"  \n{ \"type\""));
        for (start, why) in [
            (&b""[..], "empty file"),
            (b"\xEF\xBB\xBF", "empty file"),
            (b"<!DOCTYPE html><p>", "HTML page"),
            (b"PK\x03\x04...", "zip"),
            (OLE_START, "password"),
            (b"%PDF-1.7", "PDF"),
            (b"\x1F\x8B\x08", "gzip"),
        ] {
            assert!(told(start).unwrap_err().why.contains(why));
        }
    }

    /// A file, and those beside it by their extensions.
    type Seed = (&'static [u8], &'static [(&'static str, &'static [u8])]);

    /// A small file of each format that is no archive, and those beside it.
    const SEEDS: [Seed; 8] = [
        (b"id,lat,lon\r\na,19.5,\"5.7\"\n\nb,'=1,\"x\"\"y\n\"\n", &[]),
        (b"\xFF\xFEi\0d\0,\0l\0a\0t\0\n\0a\0,\x001\0\n\0", &[]),
        (
            b"{\"type\":\"FeatureCollection\",\"crs\":{\"properties\":{\"name\":\"EPSG:32632\"}},\"features\":[{\"type\":\"Feature\",\"id\":1,\"properties\":{\"n\":[1,{}]},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6],[1,2]]]}}]}",
            &[],
        ),
        (
            b"\x1E{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":null}\n\x1E{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\n",
            &[],
        ),
        (b"[{\"id\":\"a\",\"lat\":1.5e3},{\"lon\":null}]", &[]),
        (
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><kml xmlns=\"x\"><Folder><name>f</name><Placemark id=\"a\"><name>A &amp; &#66;</name><ExtendedData><Data name=\"n\"><value><![CDATA[<b>]]></value></Data></ExtendedData><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4,5</coordinates></Point></MultiGeometry></Placemark></Folder></kml>",
            &[],
        ),
        (
            b"<gpx version='1.1'><wpt lat=\"1\" lon=\"2\"><name>n</name></wpt><trk><trkseg><trkpt lat=\"1\" lon=\"2\"/><trkpt lat=\"3\" lon=\"4\"/></trkseg></trk></gpx>",
            &[],
        ),
        (
            b"\0\0\x27\x0A\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x4E\xE8\x03\0\0\x01\0\0\0\0\0\0\0\0\x80\x66\xC0\0\0\0\0\0\x80\x56\xC0\0\0\0\0\0\x80\x66\x40\0\0\0\0\0\x80\x56\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x0A\x01\0\0\0\xCD\xCC\xCC\xCC\xCC\xCC\x16\x40\0\0\0\0\0\x80\x33\x40\0\0\0\x02\0\0\0\x0A\x01\0\0\0\x33\x33\x33\x33\x33\x33\x17\x40\x66\x66\x66\x66\x66\x66\x33\x40",
            &[(
                "prj",
                b"PROJCS[\"WGS_1984_UTM_Zone_32N\",GEOGCS[\"G\",DATUM[\"D_WGS_1984\",SPHEROID[\"W\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],UNIT[\"Meter\",1.0]]",
            )],
        ),
    ];

    #[test]
    fn changed_bytes_never_panic() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap() % below.max(1)
        };
        for (seed, beside) in SEEDS {
            if cfg!(all(feature = "crs", feature = "kml")) {
                assert!(read_as(seed, beside, Asked::default()).is_ok());
            }
            for _ in 0..1500 {
                let mut bytes = seed.to_vec();
                for _ in 0..=random(4) {
                    let at = random(bytes.len());
                    match random(5) {
                        0 => bytes[at] = u8::try_from(random(256)).unwrap(),
                        1 => bytes[at] ^= 1 << random(8),
                        2 => bytes.truncate(at + 1),
                        3 => {
                            bytes.remove(at);
                            bytes.push(b'x');
                        }
                        _ => {
                            let part = bytes[at..bytes.len().min(at + random(40))].to_vec();
                            let to = random(bytes.len());
                            bytes.splice(to..to, part);
                        }
                    }
                }
                let asked = Asked {
                    skip_lines: random(8).saturating_sub(6) as u64,
                    wkt_column: (random(9) == 0).then(|| "id".to_owned()),
                    ..Asked::default()
                };
                drop(read_as(&bytes, beside, asked));
            }
        }
    }
}
