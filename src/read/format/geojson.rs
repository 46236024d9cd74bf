//! GeoJSON (RFC 7946): a FeatureCollection of points, or of lines, or a single feature.
//!
//! The text is read whole, at most [`FILE_BYTES`]; each feature is then taken apart by itself, so
//! that one bad feature is one finding.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Format, RawPoint, RawRows, Rows};
use crate::model::{At, Finding, Input, Origin, Severity, Texts};

pub(super) const FORMAT: Format = Format {
    is_begun_by: |start| start.starts_with(b"{") || start.starts_with(b"["),
    has_points: true,
    open,
};

/// The largest file that is read, in bytes.
const FILE_BYTES: u64 = 1 << 29;

/// The most different properties that the features of a file may have.
const PROPERTIES: usize = 1 << 14;

/// The most cells of all rows together.
const CELLS: usize = 1 << 27;

struct GeoJsonRows {
    input: Arc<Input>,
    headers: Vec<String>,
    columns: HashMap<String, usize>,
    features: std::vec::IntoIter<Result<Feature<RawPoint>, Finding>>,
}

/// A feature as it stands in the file.
pub(in crate::read) struct Feature<G> {
    pub(in crate::read) at: At,
    pub(in crate::read) geometry: G,
    pub(in crate::read) properties: Vec<(String, String)>,
}

/// The geometry of a feature of a file of lines, in degrees that are not yet checked for range,
/// longitude first.
pub(in crate::read) enum RawLines {
    Absent,
    Point([f64; 2]),
    Lines(Vec<Vec<[f64; 2]>>),
}

/// The features of a file of lines, which may have points beside them.
pub(in crate::read) fn line_features(
    bytes: &mut dyn Read,
    input: &Arc<Input>,
) -> Result<Vec<Result<Feature<RawLines>, Finding>>, Finding> {
    features(&text_of(bytes, input)?, input, lines)
}

/// The whole text of a file, checked for its size and nesting.
fn text_of(bytes: &mut dyn Read, input: &Arc<Input>) -> Result<String, Finding> {
    let refuse = |why: String| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Finding::new(Severity::RejectsFile, "geojson", origin, why)
    };
    let mut text = Vec::new();
    bytes
        .take(FILE_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| refuse(error.to_string()))?;
    if text.len() as u64 > FILE_BYTES {
        return Err(refuse(format!("larger than {FILE_BYTES} bytes"))
            .with_fix("split the file, or give the points as CSV"));
    }
    let mut text = String::from_utf8(text).map_err(|error| {
        refuse(format!(
            "invalid UTF-8 at byte {}",
            error.utf8_error().valid_up_to() + 1
        ))
        .with_fix("save the file as UTF-8")
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

fn open<'a>(
    bytes: &'a mut (dyn Read + Send),
    input: &Arc<Input>,
) -> Result<Box<dyn Rows + 'a>, Finding> {
    let refuse = |why: String| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Finding::new(Severity::RejectsFile, "geojson", origin, why)
    };
    let features = features(&text_of(bytes, input)?, input, point)?;
    let mut headers: Vec<String> = Vec::new();
    let mut columns = HashMap::new();
    for (key, _) in features
        .iter()
        .flatten()
        .flat_map(|feature| &feature.properties)
    {
        if !columns.contains_key(key) {
            columns.insert(key.clone(), headers.len());
            headers.push(key.clone());
        }
    }
    if headers.len() > PROPERTIES {
        return Err(refuse(format!(
            "more than {PROPERTIES} different properties"
        )));
    }
    // Each row has a cell for each property, though most features may lack most of them.
    if features.len().saturating_mul(headers.len()) > CELLS {
        return Err(refuse(format!(
            "{} features with {} different properties are too many cells",
            features.len(),
            headers.len()
        ))
        .with_fix("give the features the same properties, or split the file"));
    }
    Ok(Box::new(GeoJsonRows {
        input: Arc::clone(input),
        headers,
        columns,
        features: features.into_iter(),
    }))
}

impl Rows for GeoJsonRows {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        let Some(feature) = self.features.next() else {
            return false;
        };
        let point = match &feature {
            Ok(feature) => feature.geometry,
            Err(_) => RawPoint::Absent,
        };
        rows.push(point, |texts| Some(self.keep(feature, texts)));
        true
    }
}

impl GeoJsonRows {
    /// Adds the properties of a feature to the texts in the order of the headers, behind them the
    /// latitude and longitude of its point, or says what rejects it.
    fn keep(
        &self,
        feature: Result<Feature<RawPoint>, Finding>,
        texts: &mut Texts,
    ) -> Result<At, Finding> {
        let feature = feature?;
        let mut cells = vec![String::new(); self.headers.len()];
        for (key, value) in feature.properties {
            let column = self.columns.get(&key);
            match column.and_then(|column| cells.get_mut(*column)) {
                Some(cell) if cell.is_empty() => *cell = value,
                _ => {
                    let origin = Origin {
                        input: Arc::clone(&self.input),
                        at: feature.at,
                    };
                    return Err(Finding::new(
                        Severity::RejectsRow,
                        "duplicate-key",
                        origin,
                        "the property is given twice",
                    )
                    .in_column(key));
                }
            }
        }
        if let RawPoint::LonLat(lon, lat) = feature.geometry {
            cells.extend([lat.to_string(), lon.to_string()]);
        } else {
            cells.extend([String::new(), String::new()]);
        }
        for cell in &cells {
            texts.push(cell);
        }
        Ok(feature.at)
    }
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    geometry: Member<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Option<Properties<'a>>,
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
struct RawGeometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// Properties in their order, each value as its text in the file.
struct Properties<'a>(Vec<(String, &'a RawValue)>);

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
fn line_nested_too_deep(text: &str) -> Option<u64> {
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
fn features<G>(
    text: &str,
    input: &Arc<Input>,
    geometry: impl Fn(&str) -> Result<G, Refusal>,
) -> Result<Vec<Result<Feature<G>, Finding>>, Finding> {
    let origin = |at| Origin {
        input: Arc::clone(input),
        at,
    };
    let refuse = |why: String| {
        Finding::new(Severity::RejectsFile, "geojson", origin(At::File), why)
            .with_fix("give a GeoJSON FeatureCollection")
    };
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| {
        let at = At::Line(u64::try_from(error.line()).unwrap_or(u64::MAX));
        Finding::new(
            Severity::RejectsFile,
            "json",
            origin(at),
            without_place(&error),
        )
    })?;
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
        (Some(kind), _) => return Err(refuse(format!("\"type\" is \"{kind}\""))),
        (None, Some(_)) => {
            return Err(refuse("no \"type\"; Esri JSON is not GeoJSON".to_owned()));
        }
        (None, None) => return Err(refuse("no \"type\"".to_owned())),
    };
    let mut lines = LineCounter {
        text,
        byte: 0,
        line: 1,
    };
    Ok(raw
        .into_iter()
        .zip(0_u64..)
        .map(|(part, index)| {
            let at = At::Feature {
                index,
                line: lines.line_of(part),
            };
            feature(part, at, &geometry).map_err(|(why, fix)| {
                let finding = Finding::new(Severity::RejectsRow, "feature", origin(at), why);
                match fix {
                    Some(fix) => finding.with_fix(fix),
                    None => finding,
                }
            })
        })
        .collect())
}

/// The message of a JSON error without its "at line … column …", the column kept in words.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let bare = if error.is_eof() {
        "unexpected end"
    } else {
        message.split(" at line ").next().unwrap_or(&message)
    };
    format!("{bare} (column {})", error.column())
}

/// Counts lines up to parts of a text that come in order.
struct LineCounter<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl LineCounter<'_> {
    fn line_of(&mut self, part: &str) -> u64 {
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

fn feature<G>(
    text: &str,
    at: At,
    read_geometry: impl Fn(&str) -> Result<G, Refusal>,
) -> Result<Feature<G>, Refusal> {
    let raw: RawFeature<'_> =
        serde_json::from_str(text).map_err(|error| (without_place(&error), None))?;
    if raw.kind != "Feature" {
        return Err((
            format!("\"type\" is \"{}\", not \"Feature\"", raw.kind),
            None,
        ));
    }
    let geometry = match raw.geometry {
        Member::Absent => {
            return Err((
                "the \"geometry\" member is missing".to_owned(),
                Some("write \"geometry\": null where the place is unknown"),
            ));
        }
        Member::Given(geometry) => geometry.get(),
    };
    let mut properties: Vec<(String, String)> = Vec::new();
    for (key, value) in raw.properties.map_or_else(Vec::new, |p| p.0) {
        let text = plain(value.get());
        if text.contains('\0') || key.contains('\0') {
            return Err(("a NUL character in a property".to_owned(), None));
        }
        properties.push((key, text));
    }
    if let Some(id) = raw.id
        && !properties.iter().any(|(key, _)| key == "id")
    {
        properties.insert(0, ("id".to_owned(), plain(id.get())));
    }
    Ok(Feature {
        at,
        geometry: read_geometry(geometry)?,
        properties,
    })
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

fn point(geometry: &str) -> Result<RawPoint, Refusal> {
    if geometry == "null" {
        return Ok(RawPoint::Absent);
    }
    let raw: RawGeometry<'_> =
        serde_json::from_str(geometry).map_err(|error| (without_place(&error), None))?;
    if raw.kind != "Point" {
        return Err((
            format!("the geometry is a \"{}\"; a point is read here", raw.kind),
            Some("give one point for each feature"),
        ));
    }
    let coordinates = raw.coordinates.map_or("[]", RawValue::get);
    let Ok(numbers) = serde_json::from_str::<Vec<f64>>(coordinates) else {
        return Err((
            format!("coordinates {coordinates} are not numbers"),
            Some("write [longitude, latitude] as numbers, without quotes"),
        ));
    };
    match numbers.as_slice() {
        [] => Ok(RawPoint::Absent),
        [lon, lat, ..] => Ok(RawPoint::LonLat(*lon, *lat)),
        [_] => Err((
            "a position of one number".to_owned(),
            Some("write [longitude, latitude]"),
        )),
    }
}

fn lines(geometry: &str) -> Result<RawLines, Refusal> {
    if geometry == "null" {
        return Ok(RawLines::Absent);
    }
    let raw: RawGeometry<'_> =
        serde_json::from_str(geometry).map_err(|error| (without_place(&error), None))?;
    let coordinates = raw.coordinates.map_or("[]", RawValue::get);
    let read = match raw.kind.as_str() {
        "Point" => serde_json::from_str(coordinates).map(|LonLat(point)| RawLines::Point(point)),
        "LineString" => {
            serde_json::from_str(coordinates).map(|line| RawLines::Lines(vec![line_of(line)]))
        }
        "MultiLineString" => serde_json::from_str::<Vec<Vec<LonLat>>>(coordinates)
            .map(|lines| RawLines::Lines(lines.into_iter().map(line_of).collect())),
        kind => {
            return Err((
                format!("the geometry is a \"{kind}\"; lines are read here"),
                Some("give lines; outlines of areas can be turned into lines"),
            ));
        }
    };
    read.map_err(|_not_numbers| {
        (
            "the coordinates are not positions of numbers".to_owned(),
            Some("write [longitude, latitude] as numbers, without quotes"),
        )
    })
}

fn line_of(positions: Vec<LonLat>) -> Vec<[f64; 2]> {
    positions
        .into_iter()
        .map(|LonLat(position)| position)
        .collect()
}

/// The first two numbers of a position; a third, its height, is passed over.
struct LonLat([f64; 2]);

impl<'de> Deserialize<'de> for LonLat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Vec::<f64>::deserialize(deserializer)?.as_slice() {
            [lon, lat, ..] => Ok(Self([*lon, *lat])),
            _ => Err(de::Error::custom("a position of fewer than two numbers")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a row stands, its point and its cells, or what rejects it.
    type Row = Result<(At, RawPoint, Vec<String>), Finding>;

    type Read = (Vec<String>, Vec<Row>);

    fn rows(text: &str) -> Result<Read, Finding> {
        let input = Arc::new(Input {
            name: "in.geojson".to_owned(),
            sha256: String::new(),
            size: 0,
        });
        let mut bytes = text.as_bytes();
        let mut rows = open(&mut bytes, &input)?;
        let headers = rows.headers().to_vec();
        let mut all = RawRows::default();
        while rows.next_row(&mut all) {}
        let all = all.iter().map(|row| {
            let row = row.map_err(Clone::clone)?;
            let cells = row.cells();
            Ok((
                row.at(),
                row.point(),
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
        assert_eq!(*point, RawPoint::LonLat(5.7, 19.5));
        assert_eq!(*at, At::Feature { index: 0, line: 2 });
        let (at, point, cells) = rows[1].as_ref().unwrap();
        assert_eq!(*point, RawPoint::Absent);
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
        assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 1);
        let why = |i: usize| rows[i].as_ref().unwrap_err().why.clone();
        assert!(why(0).contains("not numbers"));
        assert!(why(1).contains("missing"));
        assert!(why(2).contains("LineString"));
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
