//! KML (OGC 12-007r2), and KMZ, which is KML in a zip archive: every placemark a feature.
//!
//! A network link is never followed, and an overlay is not read; both are said.

use std::io::Read;
use std::sync::Arc;

use super::archive::{self, Archive};
use super::encoding::Encoding;
use super::feature::{self, Feature, FeatureRows, Features, Names};
use super::xml::{Part, Xml};
use super::{Ask, Format, RawGeometry, RawShape, Rows, Source, Told, finite};
use crate::model::{At, Finding, Input, Origin, Severity, visible};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Root("kml"),
    takes: &[Ask::Encoding],
    sheets: None,
    open,
};

pub(super) fn is_kml(entry: &str) -> bool {
    let extension = entry.len().checked_sub(4).and_then(|at| entry.get(at..));
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(".kml"))
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let (input, encoding) = (Arc::clone(source.input), source.asked.encoding);
    let bytes = source.bytes;
    let names = source
        .kept
        .or_find(|| Names::of_all(Kml::open(&mut *bytes, &input, encoding)?, &input))?;
    if names.keep_features() {
        return Ok(Box::new(FeatureRows::<Kml<'_>>::kept(names, &input)));
    }
    super::rewind(bytes, &input)?;
    let features = Kml::open(bytes, &input, encoding)?;
    Ok(Box::new(FeatureRows::new(features, names, &input)))
}

/// Opens the first KML of an archive, which is the one that counts (OGC 12-007r2, annex C).
pub(super) fn open_archive(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let (input, encoding) = (Arc::clone(source.input), source.asked.encoding);
    let mut archive = Archive::open(source)?;
    let all: Vec<String> = archive
        .names()
        .filter(|name| is_kml(name))
        .map(str::to_owned)
        .collect();
    let Some((entry, others)) = all.split_first() else {
        let why = "no KML in the archive";
        return Err(archive.source.refusal("format", At::File, why));
    };
    let mut kept = std::mem::take(archive.source.kept);
    let found = kept.or_find(|| {
        let kml = Kml::open(archive.read(entry)?, &input, encoding)?;
        let mut names = Names::of_at_most(archive::ROWS, kml, &input)?;
        if !others.is_empty() {
            let why = format!(
                "the archive has several KML files: {} is read, and not read {}",
                visible(entry),
                visible(&others.join(", "))
            );
            let origin = Origin {
                input: Arc::clone(&input),
                at: At::File,
            };
            names.warn(Finding::new(Severity::Warning, "not-read", origin, why));
        }
        Ok(names)
    });
    *archive.source.kept = kept;
    let names = found?;
    if names.keep_features() {
        return Ok(Box::new(FeatureRows::<Kml<'_>>::kept(names, &input)));
    }
    let features = {
        archive.begin_again();
        Kml::open(archive.into_read(entry)?, &input, encoding)?
    };
    Ok(Box::new(FeatureRows::new(features, names, &input)))
}

struct Kml<'a> {
    xml: Xml<'a>,
    input: Arc<Input>,
    placemarks: u64,
    /// The elements around the next placemark, each with its name if it has one.
    around: Vec<(String, String)>,
    links: u64,
    overlays: u64,
}

impl<'a> Kml<'a> {
    fn open(
        bytes: impl Read + Send + 'a,
        input: &Arc<Input>,
        encoding: Option<Encoding>,
    ) -> Result<Self, Finding> {
        Ok(Self {
            xml: Xml::open(bytes, input, encoding)?,
            input: Arc::clone(input),
            placemarks: 0,
            around: Vec::new(),
            links: 0,
            overlays: 0,
        })
    }

    fn feature(&mut self) -> Result<Option<feature::Read>, Finding> {
        loop {
            match self.xml.next()? {
                Part::End => return Ok(None),
                Part::Close => {
                    self.around.pop();
                }
                Part::Text(_) => {}
                Part::Open(tag) => match tag.name() {
                    "Placemark" => {
                        let at = At::Element {
                            name: "placemark",
                            index: self.placemarks,
                            line: tag.line,
                        };
                        let id = tag.attribute("id");
                        self.placemarks += 1;
                        return self.placemark(at, id).map(Some);
                    }
                    "name" => {
                        let text = self.xml.text()?;
                        if let Some((_, name)) = self.around.last_mut() {
                            text.trim().clone_into(name);
                        }
                    }
                    "NetworkLink" => {
                        self.links += 1;
                        self.xml.skip()?;
                    }
                    "GroundOverlay" | "PhotoOverlay" | "ScreenOverlay" => {
                        self.overlays += 1;
                        self.xml.skip()?;
                    }
                    name => {
                        let name = name.to_owned();
                        self.around.push((name, String::new()));
                    }
                },
            }
        }
    }

    /// Reads the placemark that was opened last.
    fn placemark(&mut self, at: At, id: Option<String>) -> Result<feature::Read, Finding> {
        let mut mark = Mark::default();
        if let Some(id) = id {
            mark.add("id", &id);
        }
        let folders: Vec<&str> = self
            .around
            .iter()
            .filter(|(element, name)| element == "Folder" && !name.is_empty())
            .map(|(_, name)| name.as_str())
            .collect();
        if !folders.is_empty() {
            mark.add("folder", &folders.join("/"));
        }
        // The elements that are open, with their attribute `name`, and the text of the innermost.
        let (mut path, mut text, mut has_children) =
            (Vec::<(String, String)>::new(), String::new(), false);
        loop {
            match self.xml.next()? {
                Part::End => break,
                Part::Open(tag) if PASSED_OVER.contains(&tag.name()) => {
                    self.xml.skip()?;
                    has_children = true;
                }
                Part::Open(tag) => {
                    mark.open(tag.name());
                    let named = tag.attribute("name").unwrap_or_default();
                    path.push((tag.name().to_owned(), named));
                    (text, has_children) = (String::new(), false);
                }
                Part::Text(part) => text.push_str(&part),
                Part::Close => {
                    let Some((name, named)) = path.pop() else {
                        break;
                    };
                    if !has_children {
                        let parent = path
                            .last()
                            .map(|(name, named)| (name.as_str(), named.as_str()));
                        mark.leaf(parent, (&name, &named), &text);
                    }
                    (text, has_children) = (String::new(), true);
                }
            }
        }
        Ok(mark.geometry().map_or_else(
            |why| {
                let origin = Origin {
                    input: Arc::clone(&self.input),
                    at,
                };
                let finding = Finding::new(Severity::RejectsRow, "coordinates", origin, why);
                Err(finding.with_fix("write longitude,latitude with decimal points"))
            },
            |geometry| {
                Ok(Feature {
                    at,
                    geometry,
                    members: mark.members,
                    warnings: Vec::new(),
                })
            },
        ))
    }
}

/// What says how a placemark looks, and not what it is.
const PASSED_OVER: [&str; 8] = [
    "styleUrl",
    "Style",
    "StyleMap",
    "LookAt",
    "Camera",
    "Region",
    "visibility",
    "open",
];

/// A placemark as far as it was read.
#[derive(Default)]
struct Mark {
    members: Vec<(String, String)>,
    points: Vec<[f64; 2]>,
    lines: Vec<Vec<[f64; 2]>>,
    areas: Vec<Vec<Vec<[f64; 2]>>>,
    is_in_area: bool,
    track: Vec<[f64; 2]>,
    defect: Option<String>,
}

impl Mark {
    fn add(&mut self, name: &str, text: &str) {
        self.members.push((name.to_owned(), text.to_owned()));
    }

    /// An element that begins.
    fn open(&mut self, name: &str) {
        match name {
            "Polygon" => {
                self.is_in_area = true;
                self.areas.push(Vec::new());
            }
            "Point" | "LineString" | "Track" => self.is_in_area = false,
            _ => {}
        }
    }

    /// An element without others inside it, and the one around it, each with its attribute `name`.
    fn leaf(&mut self, parent: Option<(&str, &str)>, (name, named): (&str, &str), text: &str) {
        match (parent, name) {
            (Some((around, _)), "coordinates") => self.coordinates(around, text.trim()),
            (_, "coord") => {
                let numbers: Option<Vec<f64>> = text.split_ascii_whitespace().map(finite).collect();
                match numbers.as_deref() {
                    Some([lon, lat, ..]) => self.track.push([*lon, *lat]),
                    _ => self.refuse(text),
                }
            }
            (Some(("Data", named)), "value") => self.add(named, text),
            (_, "SimpleData") => self.add(named, text),
            // As it stands: programs indent what stands by itself, but not what is data.
            // An empty name is still a name; other empty elements are only there to hold some.
            (None, "name") => self.add(name, text.trim()),
            (Some(("TimeStamp" | "TimeSpan", _)) | None, _) if !text.trim().is_empty() => {
                self.add(name, text.trim());
            }
            // A height mode, the times of a track, and other things inside a geometry.
            _ => {}
        }
    }

    fn refuse(&mut self, text: &str) {
        let why = format!(
            "the coordinates \"{}\" are not longitude,latitude",
            visible(text)
        );
        self.defect.get_or_insert(why);
    }

    fn coordinates(&mut self, around: &str, text: &str) {
        let mut positions = Vec::new();
        for tuple in text.split_ascii_whitespace() {
            let numbers: Option<Vec<f64>> = tuple.split(',').map(finite).collect();
            match numbers.as_deref() {
                Some([lon, lat] | [lon, lat, _]) => positions.push([*lon, *lat]),
                _ => return self.refuse(tuple),
            }
        }
        match around {
            _ if positions.is_empty() => {}
            "Point" if positions.len() > 1 => self.refuse(text),
            "Point" => self.points.append(&mut positions),
            "LinearRing" if self.is_in_area => {
                if let Some(area) = self.areas.last_mut() {
                    area.push(positions);
                }
            }
            _ => self.lines.push(positions),
        }
    }

    /// The geometry, taken out; or why there is none that can be read.
    fn geometry(&mut self) -> Result<RawGeometry, String> {
        if let Some(why) = self.defect.take() {
            return Err(why);
        }
        if !self.track.is_empty() {
            self.lines.push(std::mem::take(&mut self.track));
        }
        let shape = |shape| Ok(RawGeometry::Shape(Box::new(shape)));
        match (
            self.points.as_slice(),
            self.lines.is_empty(),
            self.areas.is_empty(),
        ) {
            ([], true, true) => Ok(RawGeometry::Absent),
            ([point], true, true) => Ok(RawGeometry::Point(*point)),
            ([_, ..], true, true) => shape(RawShape::Points(std::mem::take(&mut self.points))),
            ([], false, true) => shape(RawShape::Lines(std::mem::take(&mut self.lines))),
            ([], true, false) => shape(RawShape::Areas(std::mem::take(&mut self.areas))),
            _ => Err("a geometry of several kinds at once is not read".to_owned()),
        }
    }
}

impl Features for Kml<'_> {
    fn next_feature(&mut self) -> Option<feature::Read> {
        match self.feature() {
            Ok(feature) => feature,
            Err(finding) => Some(Err(finding)),
        }
    }

    fn warnings(&mut self) -> Vec<Finding> {
        let counts = [
            (self.links, "network links: nothing is fetched"),
            (self.overlays, "overlays, which are pictures"),
        ];
        counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| {
                let origin = Origin {
                    input: Arc::clone(&self.input),
                    at: At::File,
                };
                let why = format!("not read: {count} {what}");
                Finding::new(Severity::Warning, "not-read", origin, why)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn kml(inside: &str) -> Vec<u8> {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{inside}</Document></kml>").into_bytes()
    }

    #[test]
    fn placemarks_come_with_all_that_they_say() {
        let file = read(&kml(
            "<name>doc</name><Folder><name>2025</name>
            <Placemark id=\"a\"><name>A</name><styleUrl>#s</styleUrl><description><![CDATA[<b>x</b>]]></description>
              <TimeStamp><when>2025-04</when></TimeStamp>
              <ExtendedData><Data name=\"people\"><displayName>P</displayName><value>41</value></Data>
                <SchemaData><SimpleData name=\"source\">APS</SimpleData></SchemaData></ExtendedData>
              <Point><altitudeMode>clampToGround</altitudeMode><coordinates> 5.7721,19.5372,400 </coordinates></Point></Placemark>
            </Folder><NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>
            <Placemark><name>line</name><LineString><coordinates>5,19 6,20
              7,21</coordinates></LineString></Placemark>
            <Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>5,19 6,19 6,20 5,19</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
            <Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>",
        ))
        .unwrap();
        assert_eq!(
            file.headers,
            [
                "id",
                "folder",
                "name",
                "description",
                "when",
                "people",
                "source"
            ]
        );
        let (_, geometry, cells) = file.rows[0].as_ref().unwrap();
        assert_eq!(*geometry, RawGeometry::Point([5.7721, 19.5372]));
        assert_eq!(
            *cells,
            [
                "a", "2025", "A", "<b>x</b>", "2025-04", "41", "APS", "19.5372", "5.7721"
            ]
        );
        let shape = |row: usize| match &file.rows[row].as_ref().unwrap().1 {
            RawGeometry::Shape(shape) => shape.as_ref().clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            shape(1),
            RawShape::Lines(vec![vec![[5.0, 19.0], [6.0, 20.0], [7.0, 21.0]]])
        );
        let ring = vec![[5.0, 19.0], [6.0, 19.0], [6.0, 20.0], [5.0, 19.0]];
        assert_eq!(shape(2), RawShape::Areas(vec![vec![ring]]));
        assert_eq!(shape(3), RawShape::Points(vec![[1.0, 2.0], [3.0, 4.0]]));
        assert!(file.warnings[0].why.contains("network link"));
    }

    #[test]
    fn a_document_that_is_not_whole_or_not_safe_is_refused() {
        let good = kml("<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>");
        let text = String::from_utf8(good).unwrap();
        let deep = format!("{}{}", "<Folder>".repeat(200), "</Folder>".repeat(200));
        for (bad, why) in [
            (text.replace("</kml>", ""), "cut off"),
            (text.replace("1,2</coord", "1,2"), "line 2"),
            (text.replace("1,2", "A & B"), "line 2"),
            (text.replace("1,2", "&x;"), "entity"),
            (
                text.replace("<kml", "<!DOCTYPE kml [<!ENTITY a \"b\">]><kml"),
                "document type",
            ),
            (text.replace("UTF-8", "X-FOO"), "X-FOO"),
            (
                text.replace("<Placemark>", &format!("{deep}<Placemark>")),
                "128 deep",
            ),
            (format!("{text}<kml/>"), "second root"),
            (text.replace("kml", "svg"), "root is svg"),
        ] {
            let finding = read(bad.as_bytes()).map(|_| ()).unwrap_err();
            assert!(finding.to_string().contains(why), "{finding}");
        }
        let latin = [
            text.as_bytes().split_at(90).0,
            b"\xE9",
            text.as_bytes().split_at(90).1,
        ]
        .concat();
        let finding = read(&latin).map(|_| ()).unwrap_err();
        assert!(finding.why.contains("at byte"), "{finding}");
    }

    #[test]
    fn coordinates_that_are_none_reject_their_placemark() {
        for bad in [
            "5.7721",
            "5,7 19,5,3,4",
            "NaN,1",
            "1e400,1",
            "a,b",
            "1,2 3,4",
        ] {
            let file = read(&kml(&format!(
                "<Placemark><Point><coordinates>{bad}</coordinates></Point></Placemark>"
            )))
            .unwrap();
            let finding = file.rows[0].as_ref().unwrap_err();
            assert_eq!(finding.severity, Severity::RejectsRow, "{bad}");
        }
    }
}
