//! GPX (GPS Exchange Format 1.0 and 1.1): waypoints as points, routes and tracks as lines.

use std::io::Read;
use std::sync::Arc;

use super::encoding::Encoding;
use super::feature::{self, Feature, FeatureRows, Features, Names};
use super::xml::{Part, Tag, Xml};
use super::{Ask, Format, RawGeometry, RawShape, Rows, Source, Told, finite};
use crate::model::{At, Finding, Input, Origin, Severity};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Root("gpx"),
    takes: &[Ask::Encoding],
    sheets: None,
    open,
};

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let (input, encoding) = (Arc::clone(source.input), source.asked.encoding);
    let bytes = source.bytes;
    let names = source
        .kept
        .or_find(|| Names::of_all(Gpx::open(&mut *bytes, &input, encoding)?, &input))?;
    if names.keep_features() {
        return Ok(Box::new(FeatureRows::<Gpx<'_>>::kept(names, &input)));
    }
    super::rewind(bytes, &input)?;
    let features = Gpx::open(bytes, &input, encoding)?;
    Ok(Box::new(FeatureRows::new(features, names, &input)))
}

struct Gpx<'a> {
    xml: Xml<'a>,
    input: Arc<Input>,
    /// How many waypoints, routes and tracks there were.
    counts: [u64; 3],
}

/// The element that our own writer puts the cells of other columns in.
const CELL: &str = "cell";

/// What becomes a feature, in the order of the counts.
const ELEMENTS: [&str; 3] = ["wpt", "rte", "trk"];

/// A defect of a feature: the column, the value, and why.
struct Defect(&'static str, String, &'static str);

impl<'a> Gpx<'a> {
    fn open(
        bytes: impl Read + Send + 'a,
        input: &Arc<Input>,
        encoding: Option<Encoding>,
    ) -> Result<Self, Finding> {
        Ok(Self {
            xml: Xml::open(bytes, input, encoding)?,
            input: Arc::clone(input),
            counts: [0; 3],
        })
    }

    fn feature(&mut self) -> Result<Option<feature::Read>, Finding> {
        loop {
            let (element, line, place) = match self.xml.next()? {
                Part::End => return Ok(None),
                Part::Open(tag) => {
                    let element = ELEMENTS.iter().position(|name| *name == tag.name());
                    match element {
                        Some(element) => (element, tag.line, (element == 0).then(|| place(&tag))),
                        None => continue,
                    }
                }
                _ => continue,
            };
            let (Some(name), Some(count)) = (ELEMENTS.get(element), self.counts.get_mut(element))
            else {
                continue;
            };
            let at = At::Element {
                name,
                index: *count,
                line,
            };
            *count += 1;
            return self.body(at, place).map(Some);
        }
    }

    /// Reads the feature that was opened last.
    fn body(
        &mut self,
        at: At,
        place: Option<Result<[f64; 2], Defect>>,
    ) -> Result<feature::Read, Finding> {
        let mut members: Vec<(String, String)> = Vec::new();
        let mut lines: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
        let (is_point, mut defect) = (place.is_some(), None);
        let point = match place {
            Some(Ok(point)) => Some(point),
            Some(Err(wrong)) => {
                defect = Some(wrong);
                None
            }
            None => None,
        };
        // The elements that are open, and the text of the innermost.
        let (mut path, mut text, mut has_children) = (Vec::<String>::new(), String::new(), false);
        // Our own cells say the header of their column, and their text is kept as it is.
        let mut header: Option<String> = None;
        loop {
            match self.xml.next()? {
                Part::End => break,
                Part::Open(tag) => {
                    match tag.name() {
                        "rtept" | "trkpt" => match (self::place(&tag), lines.last_mut()) {
                            (Ok(point), Some(line)) => line.push(point),
                            (Ok(_), None) => {}
                            (Err(wrong), _) => {
                                defect.get_or_insert(wrong);
                            }
                        },
                        "trkseg" => lines.push(Vec::new()),
                        _ => {}
                    }
                    header = (tag.name() == CELL)
                        .then(|| tag.attribute("name"))
                        .flatten();
                    path.push(tag.name().to_owned());
                    (text, has_children) = (String::new(), false);
                }
                Part::Text(part) => text.push_str(&part),
                Part::Close => {
                    let Some(name) = path.pop() else { break };
                    if let Some(header) = header.take() {
                        members.push((header, std::mem::take(&mut text)));
                        has_children = true;
                        continue;
                    }
                    let is_inside = path.iter().any(|name| name == "trkseg" || name == "rtept");
                    if !has_children && !is_inside && !matches!(name.as_str(), "rtept" | "trkseg") {
                        add(&mut members, name, text.trim());
                    }
                    (text, has_children) = (String::new(), true);
                }
            }
        }
        lines.retain(|line| !line.is_empty());
        Ok(match defect {
            Some(Defect(column, value, why)) => {
                let origin = Origin {
                    input: Arc::clone(&self.input),
                    at,
                };
                Err(
                    Finding::new(Severity::RejectsRow, "not-a-number", origin, why)
                        .in_column(column)
                        .with_value(value)
                        .with_fix("write degrees with a decimal point"),
                )
            }
            None => Ok(Feature {
                at,
                geometry: match point {
                    Some(point) => RawGeometry::Point(point),
                    None if is_point || lines.is_empty() => RawGeometry::Absent,
                    None => RawGeometry::Shape(Box::new(RawShape::Lines(lines))),
                },
                members,
                warnings: Vec::new(),
            }),
        })
    }
}

/// Adds a cell; what stands several times in an element, such as links, stands in one cell.
fn add(members: &mut Vec<(String, String)>, name: String, text: &str) {
    // An empty name is still a name; other empty elements are only there to hold some.
    if text.is_empty() && name != "name" {
        return;
    }
    match members.iter_mut().find(|(other, _)| *other == name) {
        Some((_, cell)) if cell.is_empty() => text.clone_into(cell),
        Some((_, cell)) => {
            cell.push_str("; ");
            cell.push_str(text);
        }
        None => members.push((name, text.to_owned())),
    }
}

/// The longitude and latitude that an element says.
fn place(tag: &Tag<'_>) -> Result<[f64; 2], Defect> {
    let number = |name: &'static str| {
        let text = tag.attribute(name).unwrap_or_default();
        finite(text.trim()).ok_or_else(|| {
            let why = match text.as_str() {
                "" => "the number is missing",
                text if text.contains(',') => "a decimal comma; GPX has decimal points",
                _ => "not a number",
            };
            Defect(name, text, why)
        })
    };
    let lat = number("lat")?;
    Ok([number("lon")?, lat])
}

impl Features for Gpx<'_> {
    fn next_feature(&mut self) -> Option<feature::Read> {
        match self.feature() {
            Ok(feature) => feature,
            Err(finding) => Some(Err(finding)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    #[test]
    fn waypoints_routes_and_tracks_are_features() {
        let file = read(
            br#"<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
            <metadata><name>file</name></metadata>
            <wpt lat="19.5372" lon="5.7721"><ele>400</ele><name>A &amp; &#233;</name>
              <extensions><x:note xmlns:x="urn:x">n</x:note></extensions></wpt>
            <rte><name>r</name><rtept lat="1" lon="2"><name>p</name></rtept><rtept lat="3" lon="4"/></rte>
            <trk><name>t</name><trkseg><trkpt lat="1" lon="2"><time>2025-01-01T00:00:00Z</time></trkpt>
              <trkpt lat="5" lon="6"/></trkseg><trkseg><trkpt lat="7" lon="8"/><trkpt lat="9" lon="10"/></trkseg></trk>
            </gpx>"#,
        )
        .unwrap();
        assert_eq!(file.headers, ["ele", "name", "note"]);
        let (at, geometry, cells) = file.rows[0].as_ref().unwrap();
        assert_eq!(*geometry, RawGeometry::Point([5.7721, 19.5372]));
        assert_eq!(*cells, ["400", "A & é", "n", "19.5372", "5.7721"]);
        let name = "wpt";
        assert_eq!(
            *at,
            At::Element {
                name,
                index: 0,
                line: 3
            }
        );
        let shape = |lines| RawGeometry::Shape(Box::new(RawShape::Lines(lines)));
        let (_, geometry, cells) = file.rows[1].as_ref().unwrap();
        assert_eq!(*geometry, shape(vec![vec![[2.0, 1.0], [4.0, 3.0]]]));
        assert_eq!(cells[1], "r");
        let (at, geometry, cells) = file.rows[2].as_ref().unwrap();
        let lines = vec![vec![[2.0, 1.0], [6.0, 5.0]], vec![[8.0, 7.0], [10.0, 9.0]]];
        assert_eq!(*geometry, shape(lines));
        assert_eq!((cells[1].as_str(), at.row_number()), ("t", Some(1)));
    }

    #[test]
    fn numbers_that_are_none_reject_their_element() {
        let file = read(b"<gpx><wpt lat=\"19,5\" lon=\"5,7\"/><wpt lat=\"NaN\" lon=\"5\"/><wpt lat=\"1\"/><wpt lat=\"1\" lon=\"2\"/></gpx>").unwrap();
        let why = |row: usize| file.rows[row].as_ref().unwrap_err().to_string();
        assert!(
            why(0).contains("wpt 0 (line 1), column lat: value \"19,5\""),
            "{}",
            why(0)
        );
        assert!(why(1).contains("NaN"));
        assert!(why(2).contains("column lon"));
        assert!(file.rows[3].is_ok());
    }
}
