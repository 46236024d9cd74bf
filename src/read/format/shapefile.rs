//! Esri shapefiles: shapes, their attributes in the `.dbf` beside them, the encoding of these in the `.cpg`
//! and the coordinate reference system in the `.prj`.
//!
//! # Source
//! ESRI Shapefile Technical Description, July 1998.

use std::io::{self, BufReader, Read, SeekFrom};
use std::sync::Arc;

use super::crs::{self, Crs};
use super::encoding::Encoding;
use super::{Ask, Bytes, Format, RawGeometry, RawRows, RawShape, Rows, Source, Told, Unreadable};
use crate::model::{At, Finding, Input, Origin, Severity, Texts, visible};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Start(|start| start.starts_with(&[0, 0, 0x27, 0x0A])),
    takes: &[Ask::Encoding],
    sheets: None,
    open,
};

/// The header of the file and of each record, in bytes.
const FILE_HEADER: u64 = 100;
const RECORD_HEADER: u64 = 8;

/// The most bytes of one record.
const RECORD_BYTES: u64 = 1 << 27;

/// Below this a coordinate means that there is none (page 2 of the description).
const NO_DATA: f64 = -1e38;

/// The most bytes of a `.prj` or `.cpg` file.
const BESIDE_BYTES: u64 = 1 << 16;

struct ShapeRows<'a> {
    shapes: BufReader<&'a mut dyn Bytes>,
    /// Where the shapes end, and where the next one begins.
    end: u64,
    next: u64,
    record: u64,
    attributes: Option<Attributes<'a>>,
    headers: Vec<String>,
    crs: Option<Crs>,
    input: Arc<Input>,
    warnings: Vec<Finding>,
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let input = Arc::clone(source.input);
    let origin = |at| Origin {
        input: Arc::clone(&input),
        at,
    };
    let failed = |error: io::Error| Unreadable::finding(&error, origin(At::File));
    let mut warnings = Vec::new();
    let mut warn = |kind, why: &str| {
        warnings.push(Finding::new(Severity::Warning, kind, origin(At::File), why));
    };
    let (mut dbf, mut prj, mut cpg) = (None, None, None);
    for (extension, bytes) in source.beside {
        match extension {
            "dbf" => dbf = Some(bytes),
            "prj" => prj = Some(short_text(bytes).map_err(failed)?),
            "cpg" => cpg = Some(short_text(bytes).map_err(failed)?),
            _ => {}
        }
    }
    let crs = match prj {
        None => {
            let why = "no .prj file: the coordinates are taken for degrees of WGS 84";
            warn("no-crs", why);
            None
        }
        Some(text) => {
            let crs = Crs::of_wkt(&text).map_err(|why| {
                let why = format!(".prj file: {why}");
                Finding::new(Severity::RejectsFile, "crs", origin(At::File), why).with_fix(crs::FIX)
            })?;
            Some(crs)
        }
    };
    let (end, shapes) = walk(source.bytes, &input)?;
    let attributes = match dbf {
        None => {
            warn("no-attributes", "no attributes: there is no .dbf file");
            None
        }
        Some(bytes) => Some(
            Attributes::open(bytes, source.asked.encoding, cpg.as_deref()).map_err(|error| {
                let mut finding = failed(error);
                finding.why = format!(".dbf file: {}", finding.why);
                finding
            })?,
        ),
    };
    if let Some(attributes) = &attributes
        && attributes.count != shapes
    {
        let count = attributes.count;
        let why =
            format!("{count} attribute rows, {shapes} shapes: the .dbf file is of another file");
        let finding = Finding::new(Severity::RejectsFile, "attributes", origin(At::File), why);
        return Err(finding.with_fix("get all files of the shapefile from one source"));
    }
    warnings.extend(
        crs.as_ref()
            .and_then(|crs| crs.warning("the .prj file", &input)),
    );
    Ok(Box::new(ShapeRows {
        shapes: BufReader::with_capacity(1 << 16, source.bytes),
        end,
        next: FILE_HEADER,
        record: 0,
        headers: attributes
            .iter()
            .flat_map(|attributes| &attributes.fields)
            .map(|field| field.name.clone())
            .collect(),
        attributes,
        crs,
        input,
        warnings,
    }))
}

/// A short file as text, in whatever of UTF-8 it is.
fn short_text(bytes: &mut dyn Bytes) -> io::Result<String> {
    let mut text = Vec::new();
    bytes.take(BESIDE_BYTES).read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Goes through the headers of all records: where the last one ends, and how many there are.
fn walk(bytes: &mut dyn Bytes, input: &Arc<Input>) -> Result<(u64, u64), Finding> {
    let refuse = |why: String| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Finding::new(Severity::RejectsFile, "shapefile", origin, why).with_fix("get the file whole")
    };
    let failed = |error: io::Error| refuse(error.to_string());
    let size = bytes.seek(SeekFrom::End(0)).map_err(failed)?;
    bytes.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut header = [0; 100];
    bytes
        .read_exact(&mut header)
        .map_err(|_cause| refuse("unexpected end in the header".to_owned()))?;
    let words = big_endian(&header, 24);
    let end = u64::try_from(words).unwrap_or_default() * 2;
    if end > size || words < 0 {
        let why = format!("the header says {end} bytes, the file has {size}: it is cut off");
        return Err(refuse(why));
    }
    let mut headers = BufReader::with_capacity(1 << 13, bytes);
    let (mut next, mut count) = (FILE_HEADER, 0);
    while next < end {
        count += 1;
        let record = format!("record {count}");
        let mut header = [0; 8];
        headers
            .read_exact(&mut header)
            .map_err(|_cause| refuse(format!("{record}: unexpected end")))?;
        let words = big_endian(&header, 4);
        let Ok(length) = u64::try_from(words).map(|words| words * 2) else {
            return Err(refuse(format!("{record}: a length of {words}")));
        };
        next += RECORD_HEADER + length;
        if next > end || !(4..=RECORD_BYTES).contains(&length) {
            return Err(refuse(format!(
                "{record}: a length of {length} bytes, which do not fit"
            )));
        }
        let skipped = i64::try_from(length).unwrap_or(i64::MAX);
        headers.seek_relative(skipped).map_err(failed)?;
    }
    bytes_back(headers.into_inner()).map_err(failed)?;
    Ok((end, count))
}

/// Goes to the first record.
fn bytes_back(bytes: &mut dyn Bytes) -> io::Result<()> {
    bytes.seek(SeekFrom::Start(FILE_HEADER)).map(|_| ())
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let part = bytes.get(at..).and_then(|rest| rest.first_chunk());
    part.copied().unwrap_or([0; N])
}

fn big_endian(bytes: &[u8], at: usize) -> i32 {
    i32::from_be_bytes(array(bytes, at))
}

fn little_endian(bytes: &[u8], at: usize) -> i32 {
    i32::from_le_bytes(array(bytes, at))
}

fn double(bytes: &[u8], at: usize) -> f64 {
    f64::from_le_bytes(array(bytes, at))
}

impl Rows for ShapeRows<'_> {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn have_geometry(&self) -> bool {
        true
    }

    fn warnings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.warnings)
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        if self.next >= self.end {
            return false;
        }
        self.record += 1;
        let at = At::Record(self.record);
        let origin = Origin {
            input: Arc::clone(&self.input),
            at,
        };
        let content = match self.content() {
            Ok(content) => content,
            Err(error) => {
                self.next = self.end;
                rows.push(RawGeometry::Absent, |_| {
                    Some(Err(Unreadable::finding(&error, origin)))
                });
                return false;
            }
        };
        let rejected = |kind: &'static str, why: String| {
            Finding::new(Severity::RejectsRow, kind, origin.clone(), why)
        };
        let geometry = geometry(&content).and_then(|mut geometry| {
            if let Some(crs) = &self.crs {
                crs.transform(&mut geometry)?;
            }
            Ok(geometry)
        });
        let attributes = &mut self.attributes;
        let (geometry, defect) = match geometry {
            Ok(geometry) => (geometry, None),
            Err(why) => (RawGeometry::Absent, Some(rejected("shape", why))),
        };
        let mut is_end = false;
        rows.push(geometry, |texts| {
            let row = match attributes {
                None => Ok(()),
                Some(attributes) => match attributes.push_row(texts) {
                    Ok(row) => row,
                    Err(error) => {
                        is_end = true;
                        return Some(Err(Unreadable::finding(&error, origin.clone())));
                    }
                },
            };
            Some(match (defect, row) {
                (Some(defect), _) => Err(defect),
                (None, Err((column, why, fix))) => {
                    let finding = rejected("attribute", why).in_column(column);
                    Err(finding.with_fix(fix))
                }
                (None, Ok(())) => Ok(at),
            })
        });
        if is_end {
            self.next = self.end;
        }
        !is_end
    }
}

impl ShapeRows<'_> {
    /// The content of the next record.
    fn content(&mut self) -> io::Result<Vec<u8>> {
        let mut header = [0; 8];
        self.shapes.read_exact(&mut header)?;
        // The length was looked at before; a file that changes meanwhile is cut short here.
        let words = u64::try_from(big_endian(&header, 4)).unwrap_or_default();
        let length = (words * 2).min(RECORD_BYTES);
        self.next += RECORD_HEADER + length;
        let mut content = Vec::new();
        self.shapes
            .by_ref()
            .take(length)
            .read_to_end(&mut content)?;
        Ok(content)
    }
}

/// The geometry of a record, or why it cannot be read.
fn geometry(content: &[u8]) -> Result<RawGeometry, String> {
    let kind = little_endian(content, 0);
    let short = || "the record ends inside its shape".to_owned();
    let point = |at: usize| -> Result<[f64; 2], String> {
        if content.len() < at + 16 {
            return Err(short());
        }
        let point = [double(content, at), double(content, at + 8)];
        if point.iter().any(|number| !number.is_finite()) {
            Err(format!(
                "a coordinate is not a number: [{}, {}]",
                point[0], point[1]
            ))
        } else if point.iter().any(|number| *number < NO_DATA) {
            Err("a coordinate below -1e38, which means no data".to_owned())
        } else {
            Ok(point)
        }
    };
    let count = |at: usize, bytes_each: usize| -> Result<usize, String> {
        let count = usize::try_from(little_endian(content, at)).map_err(|_cause| short())?;
        if count > content.len() / bytes_each {
            return Err(short());
        }
        Ok(count)
    };
    // Shapes with heights or measures hold these behind what is read here.
    let shape = match kind {
        0 => return Ok(RawGeometry::Absent),
        1 | 11 | 21 => return point(4).map(RawGeometry::Point),
        8 | 18 | 28 => {
            let points = (0..count(36, 16)?).map(|index| point(40 + 16 * index));
            RawShape::Points(points.collect::<Result<_, _>>()?)
        }
        3 | 13 | 23 | 5 | 15 | 25 => {
            let (parts, points) = (count(36, 4)?, count(40, 16)?);
            let start = |part: usize| usize::try_from(little_endian(content, 44 + 4 * part));
            let mut lines = Vec::new();
            for part in 0..parts {
                let first = start(part).map_err(|_cause| short())?;
                let last = if part + 1 < parts {
                    start(part + 1).map_err(|_cause| short())?
                } else {
                    points
                };
                if first > last || last > points {
                    return Err("the parts of the shape are not in order".to_owned());
                }
                let line = (first..last).map(|index| point(44 + 4 * parts + 16 * index));
                lines.push(line.collect::<Result<Vec<_>, _>>()?);
            }
            match kind {
                3 | 13 | 23 => RawShape::Lines(lines),
                _ => RawShape::Areas(areas(lines)),
            }
        }
        31 => return Err("a multipatch is not read".to_owned()),
        other => return Err(format!("no known shape: type {other}")),
    };
    Ok(RawGeometry::Shape(Box::new(shape)))
}

/// Rings as polygons: clockwise ones are outer, and each other is a hole of the outer one around it.
fn areas(rings: Vec<Vec<[f64; 2]>>) -> Vec<Vec<Vec<[f64; 2]>>> {
    let (outer, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| is_clockwise(ring));
    if outer.is_empty() {
        // Written the wrong way round: each ring counts by itself.
        return holes.into_iter().map(|ring| vec![ring]).collect();
    }
    let mut areas: Vec<Vec<Vec<[f64; 2]>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let is_around = |area: &Vec<Vec<[f64; 2]>>| {
            area.first()
                .zip(hole.first())
                .is_some_and(|(ring, vertex)| is_inside(*vertex, ring))
        };
        let around = if areas.len() == 1 {
            Some(0)
        } else {
            areas.iter().position(is_around)
        };
        match around.and_then(|index| areas.get_mut(index)) {
            Some(area) => area.push(hole),
            None => areas.push(vec![hole]),
        }
    }
    areas
}

fn is_clockwise(ring: &[[f64; 2]]) -> bool {
    let next = ring.iter().cycle().skip(1);
    let twice_area: f64 = ring
        .iter()
        .zip(next)
        .map(|([x, y], [next_x, next_y])| (next_x - x) * (next_y + y))
        .sum();
    twice_area >= 0.0
}

/// Whether a vertex lies inside a ring, on the plane that the file is drawn in.
fn is_inside([x, y]: [f64; 2], ring: &[[f64; 2]]) -> bool {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .filter(|([ax, ay], [bx, by])| {
            (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        })
        .count()
        % 2
        == 1
}

/// The attributes of a shapefile, row by row.
struct Attributes<'a> {
    bytes: BufReader<&'a mut dyn Bytes>,
    fields: Vec<Field>,
    count: u64,
    row: Vec<u8>,
    encoding: Option<Encoding>,
}

struct Field {
    name: String,
    kind: u8,
    bytes: usize,
}

/// What rejects a row of attributes: its column, why, and what to do.
type Defect = (String, String, &'static str);

impl<'a> Attributes<'a> {
    fn open(
        bytes: &'a mut dyn Bytes,
        asked: Option<Encoding>,
        cpg: Option<&str>,
    ) -> io::Result<Self> {
        let refuse = |why: String| Unreadable::error("dbf", why, "get the file whole");
        let cut = |_| refuse("unexpected end in the header".to_owned());
        let mut bytes = BufReader::with_capacity(1 << 16, bytes);
        let mut header = [0; 32];
        bytes.read_exact(&mut header).map_err(cut)?;
        let count = u32::from_le_bytes(array(&header, 4));
        let length = u16::from_le_bytes(array(&header, 8));
        let row = usize::from(u16::from_le_bytes(array(&header, 10)));
        let mut described = vec![0; usize::from(length).saturating_sub(header.len())];
        bytes.read_exact(&mut described).map_err(cut)?;
        let encoding = asked
            .or_else(|| cpg.and_then(|label| of_code_page(label.trim())))
            .or_else(|| match header[29] {
                // The marks for Windows-1252 that programs write.
                0x03 | 0x57 => "windows-1252".parse().ok(),
                _ => None,
            });
        let mut fields = Vec::new();
        for field in described.chunks_exact(32) {
            if field.first() == Some(&0x0D) {
                break;
            }
            let name = field.get(..11).unwrap_or_default();
            let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
            let name = decoded(name, encoding).ok_or_else(|| {
                refuse("the name of a column is not in the encoding of the file".to_owned())
            })?;
            fields.push(Field {
                name: name.trim().to_owned(),
                kind: field[11],
                bytes: usize::from(field[16]),
            });
        }
        let wanted = 1 + fields.iter().map(|field| field.bytes).sum::<usize>();
        if wanted > row {
            let why = format!("rows of {row} bytes cannot hold columns of {wanted}");
            return Err(refuse(why));
        }
        Ok(Self {
            bytes,
            fields,
            count: u64::from(count),
            row: vec![0; row],
            encoding,
        })
    }

    /// Adds the next row to the texts, or says what rejects it; an error ends the file.
    fn push_row(&mut self, texts: &mut Texts) -> io::Result<Result<(), Defect>> {
        self.bytes.read_exact(&mut self.row).map_err(|_cause| {
            Unreadable::error(
                "dbf",
                "the .dbf file ends before its last row".to_owned(),
                "get the file whole",
            )
        })?;
        if self.row.first() == Some(&b'*') {
            let why = "the row is marked as deleted in the .dbf file".to_owned();
            let fix = "pack the table, or take the mark away";
            return Ok(Err((String::new(), why, fix)));
        }
        let mut start = 1;
        for field in &self.fields {
            let cell = self.row.get(start..start + field.bytes).unwrap_or_default();
            start += field.bytes;
            let Some(text) = decoded(cell, self.encoding) else {
                let why = format!("text that is not in the encoding of the file: {cell:02x?}");
                let why = visible(&why);
                let fix = "say its encoding, such as --encoding windows-1252";
                return Ok(Err((field.name.clone(), why, fix)));
            };
            let text = text.trim_matches(|c: char| c == ' ' || c == '\0');
            match (field.kind, text.as_bytes()) {
                (b'D', digits) if digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) => {
                    let (year, day) = text.split_at(4);
                    let (month, day) = day.split_at(2);
                    texts.push(&format!("{year}-{month}-{day}"));
                }
                (b'L', b"T" | b"t" | b"Y" | b"y") => texts.push("true"),
                (b'L', b"F" | b"f" | b"N" | b"n") => texts.push("false"),
                (b'L', b"?") => texts.push(""),
                _ if text.contains('\0') => texts.push(&text.replace('\0', "")),
                _ => texts.push(text),
            }
        }
        Ok(Ok(()))
    }
}

/// The encoding that a `.cpg` file names: by a label, or by the number of a code page.
fn of_code_page(label: &str) -> Option<Encoding> {
    label.parse().ok().or_else(|| match label {
        "65001" => Some(Encoding::UTF_8),
        "88591" => "latin1".parse().ok(),
        number => {
            let number = number.trim_start_matches("ANSI ").trim_start_matches("cp");
            format!("windows-{number}").parse().ok()
        }
    })
}

fn decoded(bytes: &[u8], encoding: Option<Encoding>) -> Option<String> {
    encoding.unwrap_or(Encoding::UTF_8).whole(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::Asked;
    use super::super::tests::{ReadFile, read_as};
    use super::*;

    /// A file of shapes: the content of each record.
    fn shp(records: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![0; 100];
        bytes[..4].copy_from_slice(&9994_i32.to_be_bytes());
        for (number, content) in (1_i32..).zip(records) {
            bytes.extend(number.to_be_bytes());
            bytes.extend(i32::try_from(content.len() / 2).unwrap().to_be_bytes());
            bytes.extend(content);
        }
        let words = i32::try_from(bytes.len() / 2).unwrap();
        bytes[24..28].copy_from_slice(&words.to_be_bytes());
        bytes
    }

    fn point(x: f64, y: f64) -> Vec<u8> {
        [&1_i32.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
    }

    fn poly(kind: i32, parts: &[&[[f64; 2]]]) -> Vec<u8> {
        let mut bytes = [&kind.to_le_bytes()[..], &[0; 32]].concat();
        let points: usize = parts.iter().map(|part| part.len()).sum();
        for number in [parts.len(), points] {
            bytes.extend(i32::try_from(number).unwrap().to_le_bytes());
        }
        let mut start = 0_i32;
        for part in parts {
            bytes.extend(start.to_le_bytes());
            start += i32::try_from(part.len()).unwrap();
        }
        for [x, y] in parts.iter().copied().flatten() {
            bytes.extend(x.to_le_bytes());
            bytes.extend(y.to_le_bytes());
        }
        bytes
    }

    /// A table with one column of ten bytes of each kind.
    fn dbf(kinds: &[u8], rows: &[&[&[u8]]]) -> Vec<u8> {
        let width = 1 + 10 * kinds.len();
        let mut bytes = vec![0; 32];
        bytes[4] = u8::try_from(rows.len()).unwrap();
        bytes[8] = u8::try_from(33 + 32 * kinds.len()).unwrap();
        bytes[10] = u8::try_from(width).unwrap();
        for (kind, number) in kinds.iter().zip(b'a'..) {
            let mut field = [0; 32];
            (field[0], field[11], field[16]) = (number, *kind, 10);
            bytes.extend(field);
        }
        bytes.push(0x0D);
        for row in rows {
            bytes.push(b' ');
            for cell in *row {
                let mut padded = cell.to_vec();
                padded.resize(10, b' ');
                bytes.extend(padded);
            }
        }
        bytes
    }

    const WGS: &[u8] = b"GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

    fn read(shapes: &[Vec<u8>], beside: &[(&str, &[u8])]) -> Result<ReadFile, Finding> {
        read_as(&shp(shapes), beside, Asked::default())
    }

    #[test]
    fn shapes_come_with_their_attributes() {
        let ring = [[5.0, 19.0], [5.0, 20.0], [6.0, 20.0], [5.0, 19.0]];
        let hole = [[5.1, 19.3], [5.2, 19.4], [5.1, 19.5], [5.1, 19.3]];
        let shapes = [
            point(5.7721, 19.5372),
            poly(3, &[&[[1.0, 2.0], [3.0, 4.0]]]),
            poly(5, &[&ring, &hole]),
            0_i32.to_le_bytes().to_vec(),
        ];
        let row: &[&[u8]] = &[b"Alg\xE9rie", b"20250417", b"    41.50", b"T"];
        let table = dbf(b"CDNL", &[row; 4]);
        let file = read(
            &shapes,
            &[("dbf", &table), ("prj", WGS), ("cpg", b"1252\n")],
        )
        .unwrap();
        assert!(file.warnings.is_empty(), "{:?}", file.warnings);
        assert_eq!(file.headers, ["a", "b", "c", "d"]);
        let (at, geometry, cells) = file.rows[0].as_ref().unwrap();
        assert_eq!(
            (at, geometry),
            (&At::Record(1), &RawGeometry::Point([5.7721, 19.5372]))
        );
        assert_eq!(
            *cells,
            [
                "Algérie",
                "2025-04-17",
                "41.50",
                "true",
                "19.5372",
                "5.7721"
            ]
        );
        let shape = |row: usize| file.rows[row].as_ref().unwrap().1.clone();
        let boxed = |shape| RawGeometry::Shape(Box::new(shape));
        assert_eq!(
            shape(1),
            boxed(RawShape::Lines(vec![vec![[1.0, 2.0], [3.0, 4.0]]]))
        );
        let rings = vec![ring.to_vec(), hole.to_vec()];
        assert_eq!(shape(2), boxed(RawShape::Areas(vec![rings])));
        assert_eq!(shape(3), RawGeometry::Absent);
    }

    #[test]
    fn what_is_no_shape_rejects_its_record_or_the_file() {
        let good = point(5.0, 19.0);
        for (bad, why) in [
            (point(f64::NAN, 19.0), "not a number"),
            (point(-1.1e38, -1.1e38), "no data"),
            (good[..12].to_vec(), "ends inside"),
            (31_i32.to_le_bytes().to_vec(), "multipatch"),
            (poly(3, &[&[[1.0, 2.0]]])[..44].to_vec(), "ends inside"),
        ] {
            let file = read(&[bad, good.clone()], &[("prj", WGS)]).unwrap();
            let finding = file.rows[0].as_ref().unwrap_err().to_string();
            assert!(
                finding.contains(why) && finding.contains("record 1"),
                "{finding}"
            );
            assert!(file.rows[1].is_ok());
            assert!(file.warnings[0].why.contains("no attributes"));
        }
        let row: &[&[u8]] = &[b"x"];
        let table = dbf(b"C", &[row; 5]);
        let finding = read(&[good.clone(), good.clone()], &[("dbf", &table)])
            .map(|_| ())
            .unwrap_err();
        assert!(finding.why.contains("5 attribute rows, 2 shapes"));
        let mut negative = shp(&[good.clone(), good.clone()]);
        negative[132..136].copy_from_slice(&(-4_i32).to_be_bytes());
        let mut cut = shp(&[good]);
        cut.truncate(120);
        for (bytes, why) in [(negative, "record 2: a length of -4"), (cut, "cut off")] {
            let finding = read_as(&bytes, &[], Asked::default())
                .map(|_| ())
                .unwrap_err();
            assert!(finding.to_string().contains(why), "{finding}");
        }
        let unknown = String::from_utf8(WGS.to_vec())
            .unwrap()
            .replace("D_WGS_1984", "D_Nord_Sahara");
        let finding = read(&[], &[("prj", unknown.as_bytes())])
            .map(|_| ())
            .unwrap_err();
        assert!(
            finding.why.contains("GCS_WGS_1984\" is not known"),
            "{finding}"
        );
    }

    #[cfg(feature = "crs")]
    #[test]
    fn another_system_is_transformed_and_said() {
        let utm = String::from_utf8(WGS.to_vec()).unwrap();
        let utm = format!(
            "PROJCS[\"WGS_1984_UTM_Zone_32N\",{utm},PROJECTION[\"Transverse_Mercator\"],UNIT[\"Meter\",1.0]]"
        );
        let file = read(&[point(371_240.0, 2_162_860.0)], &[("prj", utm.as_bytes())]).unwrap();
        let RawGeometry::Point([lon, lat]) = file.rows[0].as_ref().unwrap().1 else {
            panic!("a point")
        };
        // As `cs2cs` of PROJ 9.1 has it.
        assert!((lon - 7.772561336929).abs() < 1e-9 && (lat - 19.556440971953).abs() < 1e-9);
        let warnings: Vec<&str> = file
            .warnings
            .iter()
            .map(|warning| warning.why.as_str())
            .collect();
        assert!(
            warnings
                .iter()
                .any(|why| why.contains("WGS_1984_UTM_Zone_32N")),
            "{warnings:?}"
        );
    }
}
