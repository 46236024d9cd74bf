//! GeoJSON (RFC 7946): a FeatureCollection, or a single feature or geometry.
//!
//! The text is read whole, at most [`FILE_BYTES`]; each feature is then taken apart by itself, so
//! that one bad feature is one finding.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::crs::{self, Crs};
use super::feature::{self, Feature, FeatureRows, Features, Names};
use super::{Ask, Format, RawGeometry, RawShape, Rows, Source, Told, Unreadable};
use crate::model::{At, Finding, Input, Origin, Severity};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Start(|start| start.starts_with(b"{")),
    takes: &[Ask::Encoding],
    sheets: None,
    open,
};

/// The largest file that is read, in bytes.
const FILE_BYTES: u64 = 1 << 29;

/// The features of a document that was read whole.
pub(super) struct Whole(std::vec::IntoIter<feature::Read>);

impl Whole {
    pub(super) fn new(features: Vec<feature::Read>) -> Self {
        Self(features.into_iter())
    }
}

impl Features for Whole {
    fn next_feature(&mut self) -> Option<feature::Read> {
        self.0.next()
    }
}

/// The whole text of a file, checked for its size and nesting.
pub(super) fn text_of(source: Source<'_>) -> Result<String, Finding> {
    let input = source.input;
    let refuse = |why: String| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Finding::new(Severity::RejectsFile, "geojson", origin, why)
    };
    let mut text = Vec::new();
    source
        .text()
        .take(FILE_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::File,
            };
            Unreadable::finding(&error, origin)
        })?;
    if text.len() as u64 > FILE_BYTES {
        return Err(refuse(format!("larger than {FILE_BYTES} bytes"))
            .with_fix("split the file, or give the points as CSV"));
    }
    let mut text = String::from_utf8(text).map_err(|error| {
        refuse(format!(
            "invalid UTF-8 at byte {}",
            error.utf8_error().valid_up_to() + 1
        ))
        .with_fix("say its encoding, such as --encoding windows-1252, or save it as UTF-8")
    })?;
    if text.starts_with('\u{FEFF}') {
        text.remove(0);
    }
    if let Some(line) = line_nested_too_deep(&text) {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::Line(line),
        };
        let why = format!("nested more than {DEPTH} deep");
        return Err(Finding::new(Severity::RejectsFile, "json", origin, why));
    }
    Ok(text)
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let input = Arc::clone(source.input);
    let text = text_of(source)?;
    let (features, warnings) = features(&text, &input)?;
    let names = Arc::new(Names::of(features.iter(), &input, warnings)?);
    let features = Whole::new(features);
    Ok(Box::new(FeatureRows::new(features, names, &input)))
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
    #[serde(default)]
    bbox: Option<serde_json::Value>,
    #[serde(default)]
    crs: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    geometry: Member<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Member<Properties<'a>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// A member that may be absent, which is not the same as `null`.
#[derive(Default)]
enum Member<T> {
    #[default]
    Absent,
    Given(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Member::Given)
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a geometry with its type and coordinates")]
struct RawOutline<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// Properties in their order, each value as its text in the file.
pub(super) struct Properties<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Properties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of properties")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Properties(members))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Properties(Vec::new()))
            }
        }
        deserializer.deserialize_any(InOrder)
    }
}

/// How deep arrays and objects may be nested, as in `serde_json`, which does not count in values that
/// it passes over.
const DEPTH: usize = 128;

/// The line where a JSON text is first nested deeper than that.
pub(super) fn line_nested_too_deep(text: &str) -> Option<u64> {
    let (mut line, mut depth, mut is_quoted, mut is_escaped) = (1, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b'[' | b'{' if !is_quoted => depth += 1,
            b']' | b'}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Some(line);
        }
    }
    None
}

/// Takes the document apart; errors of single features stay with them.
fn features(text: &str, input: &Arc<Input>) -> Result<Parsed, Finding> {
    let origin = |at| Origin {
        input: Arc::clone(input),
        at,
    };
    let refuse = |why: String| {
        Finding::new(Severity::RejectsFile, "geojson", origin(At::File), why)
            .with_fix("give a GeoJSON FeatureCollection")
    };
    let document: Document<'_> =
        serde_json::from_str(text).map_err(|error| not_json(&error, input))?;
    let crs = document.crs.as_ref().map(crs).transpose().map_err(|why| {
        let finding = Finding::new(Severity::RejectsFile, "crs", origin(At::File), why);
        finding.with_fix(crs::FIX)
    })?;
    let crs = crs.flatten();
    let raw: Vec<&str> = match (document.kind.as_deref(), document.features) {
        (Some("FeatureCollection"), Some(features)) => {
            features.into_iter().map(RawValue::get).collect()
        }
        (Some("Feature"), _) => vec![text],
        (Some("FeatureCollection"), None) => {
            return Err(refuse(
                "a FeatureCollection without \"features\"".to_owned(),
            ));
        }
        (Some("Topology"), _) => return Err(refuse("TopoJSON, not GeoJSON".to_owned())),
        (Some(kind), _) if GEOMETRIES.contains(&kind) => {
            return Ok((
                vec![Ok(bare(text).map_err(|(why, _)| refuse(why))?)],
                Vec::new(),
            ));
        }
        (Some(kind), _) => return Err(refuse(format!("\"type\" is \"{kind}\""))),
        (None, Some(_)) => {
            return Err(refuse("no \"type\"; Esri JSON is not GeoJSON".to_owned()));
        }
        (None, None) => return Err(refuse("no \"type\"".to_owned())),
    };
    let mut lines = LineCounter::new(text);
    let features = raw
        .into_iter()
        .zip(0_u64..)
        .map(|(part, index)| {
            let at = At::Feature {
                index,
                line: lines.line_of(part),
            };
            let mut feature = feature(part, at, input)?;
            if let Some(crs) = &crs {
                let done = crs.transform(&mut feature.geometry);
                done.map_err(|why| Finding::new(Severity::RejectsRow, "crs", origin(at), why))?;
            }
            Ok(feature)
        })
        .collect();
    let warnings = document.bbox.filter(|bbox| !is_bbox(bbox)).map(|_| {
        let why = "the bbox is no box of 4 or 6 numbers; it is not used";
        Finding::new(Severity::Warning, "bbox", origin(At::File), why).in_column("bbox")
    });
    let transformed = crs
        .as_ref()
        .and_then(|crs| crs.warning("the \"crs\" member", input));
    Ok((features, warnings.into_iter().chain(transformed).collect()))
}

/// The features of a document, and what is odd in it as a whole.
type Parsed = (Vec<feature::Read>, Vec<Finding>);

/// The types of geometry of RFC 7946.
const GEOMETRIES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// A geometry that stands by itself.
fn bare(text: &str) -> Result<Feature, Refusal> {
    Ok(Feature {
        at: At::Feature { index: 0, line: 1 },
        geometry: geometry(text)?,
        members: Vec::new(),
        warnings: Vec::new(),
    })
}

/// Whether a box has as many numbers as RFC 7946 asks, south not above north.
fn is_bbox(bbox: &serde_json::Value) -> bool {
    let numbers: Option<Vec<f64>> = bbox
        .as_array()
        .and_then(|list| list.iter().map(serde_json::Value::as_f64).collect());
    match numbers.as_deref() {
        Some([_, south, _, north] | [_, south, _, _, north, _]) => south <= north,
        _ => false,
    }
}

/// The system that the `crs` member of 2008 names; `null` names none.
fn crs(member: &serde_json::Value) -> Result<Option<Crs>, String> {
    if member.is_null() {
        return Ok(None);
    }
    let name = member.pointer("/properties/name");
    match name.and_then(serde_json::Value::as_str) {
        Some(name) => Crs::of_name(name).map(Some),
        None => Err("the \"crs\" member names no coordinate reference system".to_owned()),
    }
}

/// The finding that a text is no JSON.
pub(super) fn not_json(error: &serde_json::Error, input: &Arc<Input>) -> Finding {
    let origin = Origin {
        input: Arc::clone(input),
        at: At::Line(u64::try_from(error.line()).unwrap_or(u64::MAX)),
    };
    Finding::new(Severity::RejectsFile, "json", origin, without_place(error))
}

/// The message of a JSON error without its "at line … column …", the column kept in words.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.replace('`', "\"");
    let bare = if error.is_eof() {
        "unexpected end"
    } else {
        message.split(" at line ").next().unwrap_or(&message)
    };
    format!("{bare} (column {})", error.column())
}

/// Counts lines up to parts of a text that come in order.
pub(super) struct LineCounter<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            line: 1,
        }
    }

    pub(super) fn line_of(&mut self, part: &str) -> u64 {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self
            .text
            .as_bytes()
            .get(self.byte..start)
            .unwrap_or_default();
        self.line += (between.split(|byte| *byte == b'\n').count() - 1) as u64;
        self.byte = start.max(self.byte);
        self.line
    }
}

type Refusal = (String, Option<&'static str>);

/// A feature, or the finding that rejects it.
pub(super) fn feature(text: &str, at: At, input: &Arc<Input>) -> Result<Feature, Finding> {
    members_and_geometry(text, at).map_err(|(why, fix)| {
        let origin = Origin {
            input: Arc::clone(input),
            at,
        };
        let finding = Finding::new(Severity::RejectsRow, "feature", origin, why);
        match fix {
            Some(fix) => finding.with_fix(fix),
            None => finding,
        }
    })
}

fn members_and_geometry(text: &str, at: At) -> Result<Feature, Refusal> {
    let raw: RawFeature<'_> =
        serde_json::from_str(text).map_err(|error| (without_place(&error), None))?;
    if raw.kind != "Feature" {
        return Err((
            format!("\"type\" is \"{}\", not \"Feature\"", raw.kind),
            None,
        ));
    }
    let shape = match raw.geometry {
        Member::Absent => {
            return Err((
                "the \"geometry\" member is missing".to_owned(),
                Some("write \"geometry\": null where the place is unknown"),
            ));
        }
        Member::Given(geometry) => geometry.get(),
    };
    let mut warnings = Vec::new();
    let properties = match raw.properties {
        Member::Given(properties) => properties.0,
        Member::Absent => {
            warnings.push("the \"properties\" member is missing".to_owned());
            Vec::new()
        }
    };
    let mut members = cells(properties, &mut warnings);
    if let Some(id) = raw.id
        && !members.iter().any(|(key, _)| key == "id")
    {
        members.insert(0, ("id".to_owned(), plain(id.get())));
    }
    Ok(Feature {
        at,
        geometry: geometry(shape)?,
        members,
        warnings,
    })
}

/// Properties as cells.
pub(super) fn cells(
    properties: Vec<(String, &RawValue)>,
    warnings: &mut Vec<String>,
) -> Vec<(String, String)> {
    let mut without_nul = |text: String| {
        if text.contains('\0') {
            warnings.push("a NUL character in a property; it is left out".to_owned());
            text.replace('\0', "")
        } else {
            text
        }
    };
    properties
        .into_iter()
        .map(|(key, value)| (without_nul(key), without_nul(plain(value.get()))))
        .collect()
}

/// A JSON value as a cell: strings without quotes, `null` as nothing, all else as written.
fn plain(raw: &str) -> String {
    match raw {
        "null" => String::new(),
        quoted if quoted.starts_with('"') => {
            serde_json::from_str(quoted).unwrap_or_else(|_| quoted.to_owned())
        }
        other => other.to_owned(),
    }
}

/// A geometry, in the two numbers of each position that count.
fn geometry(text: &str) -> Result<RawGeometry, Refusal> {
    if text == "null" {
        return Ok(RawGeometry::Absent);
    }
    let raw: RawOutline<'_> =
        serde_json::from_str(text).map_err(|error| (without_place(&error), None))?;
    if raw.kind == "GeometryCollection" {
        return Err((
            "a GeometryCollection is not read".to_owned(),
            Some("give a feature for each geometry"),
        ));
    }
    if !GEOMETRIES.contains(&raw.kind.as_str()) {
        return Err((
            format!("\"{}\" is no type of geometry", raw.kind),
            Some("use a type of RFC 7946, such as Point"),
        ));
    }
    let coordinates = raw.coordinates.map_or("[]", RawValue::get);
    let shape = |shape| RawGeometry::Shape(Box::new(shape));
    let read = match raw.kind.as_str() {
        "Point" if is_empty_list(coordinates) => Ok(RawGeometry::Absent),
        "Point" => serde_json::from_str(coordinates).map(|LonLat(at)| RawGeometry::Point(at)),
        "MultiPoint" => numbers(coordinates).map(|list| shape(RawShape::Points(bare_line(list)))),
        "LineString" => {
            numbers(coordinates).map(|line| shape(RawShape::Lines(vec![bare_line(line)])))
        }
        "MultiLineString" => numbers::<Vec<Vec<LonLat>>>(coordinates)
            .map(|lines| shape(RawShape::Lines(bare_lines(lines)))),
        "Polygon" => numbers::<Vec<Vec<LonLat>>>(coordinates)
            .map(|rings| shape(RawShape::Areas(vec![bare_lines(rings)]))),
        _ => numbers::<Vec<Vec<Vec<LonLat>>>>(coordinates)
            .map(|areas| shape(RawShape::Areas(areas.into_iter().map(bare_lines).collect()))),
    };
    read.map_err(|error| {
        let why = if error.to_string().contains(SHORT_POSITION) {
            SHORT_POSITION.to_owned()
        } else {
            let shown = crate::model::visible(coordinates);
            format!(
                "the coordinates {shown} are not numbers nested as a {} needs",
                raw.kind
            )
        };
        (
            why,
            Some("write [longitude, latitude] as numbers, without quotes"),
        )
    })
}

fn numbers<'a, T: Deserialize<'a>>(coordinates: &'a str) -> serde_json::Result<T> {
    serde_json::from_str(coordinates)
}

fn is_empty_list(text: &str) -> bool {
    text.trim_start_matches('[').trim_start() == "]"
}

fn bare_lines(lines: Vec<Vec<LonLat>>) -> Vec<Vec<[f64; 2]>> {
    lines.into_iter().map(bare_line).collect()
}

fn bare_line(positions: Vec<LonLat>) -> Vec<[f64; 2]> {
    positions
        .into_iter()
        .map(|LonLat(position)| position)
        .collect()
}

/// What is wrong with a position that is not one.
const SHORT_POSITION: &str = "a position of fewer than two numbers";

/// The first two numbers of a position; a third, its height, is passed over.
struct LonLat([f64; 2]);

impl<'de> Deserialize<'de> for LonLat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Vec::<f64>::deserialize(deserializer)?.as_slice() {
            [lon, lat, ..] => Ok(Self([*lon, *lat])),
            _ => Err(de::Error::custom(SHORT_POSITION)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Asked, Kept, RawRows};
    use super::*;

    /// Where a row stands, its point and its cells, or what rejects it.
    type Row = Result<(At, RawGeometry, Vec<String>), Finding>;

    type Read = (Vec<String>, Vec<Row>);

    fn rows(text: &str) -> Result<Read, Finding> {
        let mut bytes = Cursor::new(text.as_bytes().to_vec());
        let input = Arc::new(Input::from_name("in.geojson"));
        let (asked, mut kept) = (Asked::default(), Kept::default());
        let mut rows = open(Source {
            bytes: &mut bytes,
            beside: Vec::new(),
            input: &input,
            asked: &asked,
            kept: &mut kept,
        })?;
        let headers = rows.headers().to_vec();
        let mut all = RawRows::default();
        while rows.next_row(&mut all) {}
        let all = all.iter().map(|row| {
            let row = row.map_err(Clone::clone)?;
            let cells = row.cells();
            Ok((
                row.at(),
                row.geometry().clone(),
                cells.iter().map(str::to_owned).collect(),
            ))
        });
        Ok((headers, all.collect()))
    }

    #[test]
    fn points_and_properties_are_read_in_order() {
        let (headers, rows) = rows(
            r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"name":"A\u00e9","n":12345678901234567890},
             "geometry":{"type":"Point","coordinates":[5.7,19.5,400]}},
            {"type":"Feature","id":7,"properties":null,"geometry":null}]}"#,
        )
        .unwrap();
        assert_eq!(headers, ["name", "n", "id"]);
        let (at, point, cells) = rows[0].as_ref().unwrap();
        assert_eq!(*cells, ["Aé", "12345678901234567890", "", "19.5", "5.7"]);
        assert_eq!(*point, RawGeometry::Point([5.7, 19.5]));
        assert_eq!(*at, At::Feature { index: 0, line: 2 });
        let (at, point, cells) = rows[1].as_ref().unwrap();
        assert_eq!(*point, RawGeometry::Absent);
        assert_eq!(*at, At::Feature { index: 1, line: 4 });
        assert_eq!(*cells, ["", "", "7", "", ""]);
    }

    #[test]
    fn bad_features_are_findings_and_the_rest_is_read() {
        let (_, rows) = rows(
            r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["5","19"]}},
            {"type":"Feature","properties":{}},
            {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[5]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1],"coordinates":[1,2]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[5.7,19.5]}}]}"#,
        )
        .unwrap();
        assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 2);
        let why = |i: usize| rows[i].as_ref().unwrap_err().why.clone();
        assert!(why(0).contains("not numbers"));
        assert!(why(1).contains("missing"));
        let (_, line, _) = rows[2].as_ref().unwrap();
        let expected = RawShape::Lines(vec![vec![[1.0, 2.0], [3.0, 4.0]]]);
        assert_eq!(*line, RawGeometry::Shape(Box::new(expected)));
        assert!(why(3).contains("fewer than two numbers"));
        assert!(why(4).contains("duplicate"));
    }

    #[test]
    fn other_documents_are_refused_by_name() {
        for (text, why) in [
            ("{}", "no \"type\""),
            (
                "{\"type\":\"FeatureCollection\",\"features\":[",
                "unexpected end",
            ),
            ("{\"features\":[]}", "Esri"),
            ("{\"type\":\"Topology\"}", "TopoJSON"),
        ] {
            let finding = rows(text).unwrap_err();
            assert!(finding.why.contains(why), "{text}: {}", finding.why);
        }
    }
}
