//! Coordinate reference systems that a file says it is in, and the way from them to WGS 84.
//!
//! What is not known for certain is refused by its name: a datum without the way to WGS 84 can be hundreds
//! of metres off. `proj4rs` does the arithmetic.

use std::sync::Arc;

use super::{RawGeometry, RawShape};
use crate::model::{At, Finding, Input, Origin, Severity, visible};

/// A reference system, and what it is called.
pub(super) struct Crs {
    name: String,
    way: Way,
}

enum Way {
    /// It is WGS 84 in degrees.
    None,
    #[cfg(feature = "crs")]
    Inverse(Box<(proj4rs::Proj, proj4rs::Proj)>),
}

impl Crs {
    /// The system of an OGC name such as `urn:ogc:def:crs:EPSG::32632`.
    pub(super) fn of_name(name: &str) -> Result<Self, String> {
        let last = name.rsplit([':', '/', '#']).next().unwrap_or_default();
        let is_84 = last.eq_ignore_ascii_case("CRS84") || last.eq_ignore_ascii_case("CRS84h");
        if is_84 || last == "4326" {
            return Ok(Self {
                name: name.to_owned(),
                way: Way::None,
            });
        }
        let is_epsg = name.to_ascii_uppercase().contains("EPSG");
        match last.parse() {
            Ok(code) if is_epsg => Self::of_code(code, name),
            _ => Err(unknown(name)),
        }
    }

    /// The system of the text beside a shapefile (well-known text of 2001, as GIS programs write it).
    pub(super) fn of_wkt(text: &str) -> Result<Self, String> {
        let node = Node::read(text).ok_or("a reference system that cannot be read")?;
        let name = node.text(0).unwrap_or_default().to_owned();
        match node.keyword.as_str() {
            "GEOGCS" | "GEOGCRS" if is_degrees(&node) && is_wgs_84(&node) => Ok(Self {
                name,
                way: Way::None,
            }),
            "GEOGCS" | "GEOGCRS" if is_degrees(&node) => {
                let datum = datum(&node).ok_or_else(|| unknown(&name))?;
                Self::of_proj(&name, &format!("+proj=longlat {datum}"))
            }
            "PROJCS" | "PROJCRS" => {
                let proj = projected(&node, &name).ok_or_else(|| unknown(&name))?;
                Self::of_proj(&name, &proj)
            }
            _ => Err(unknown(&name)),
        }
    }

    #[cfg(feature = "crs")]
    fn of_code(code: u16, name: &str) -> Result<Self, String> {
        let known = crs_definitions::from_code(code).ok_or_else(|| unknown(name))?;
        let text = known.proj4.trim().to_owned();
        // Without one of these the way from its datum to WGS 84 is not known.
        let ties = ["+datum=WGS84", "+towgs84=", "+nadgrids=@null"];
        if !ties.iter().any(|tie| text.contains(tie)) {
            return Err(unknown(name));
        }
        // The series of `etmerc` hold far from the meridian, those of `tmerc` do not.
        Self::of_proj(name, &text.replace("+proj=tmerc", "+proj=etmerc"))
    }

    #[cfg(feature = "crs")]
    fn of_proj(name: &str, text: &str) -> Result<Self, String> {
        let from = proj4rs::Proj::from_proj_string(text).map_err(|_cause| unknown(name))?;
        let to = proj4rs::Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs")
            .map_err(|_cause| unknown(name))?;
        Ok(Self {
            name: name.to_owned(),
            way: Way::Inverse(Box::new((from, to))),
        })
    }

    #[cfg(not(feature = "crs"))]
    fn of_code(_: u16, name: &str) -> Result<Self, String> {
        Err(left_out(name))
    }

    #[cfg(not(feature = "crs"))]
    fn of_proj(name: &str, _: &str) -> Result<Self, String> {
        Err(left_out(name))
    }

    /// The warning that positions are not as they stand in the file, where they are not; `said_by` is
    /// what names the system.
    pub(super) fn warning(&self, said_by: &str, input: &Arc<Input>) -> Option<Finding> {
        if matches!(self.way, Way::None) {
            return None;
        }
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        let why = format!(
            "transformed to WGS 84 from {}, which {said_by} names",
            visible(&self.name)
        );
        Some(Finding::new(Severity::Warning, "crs", origin, why))
    }

    /// A geometry in degrees of WGS 84, or why it has none.
    pub(super) fn transform(&self, geometry: &mut RawGeometry) -> Result<(), String> {
        match geometry {
            RawGeometry::InCells | RawGeometry::Absent => Ok(()),
            RawGeometry::Point(point) => self.to_lon_lat(point),
            RawGeometry::Shape(shape) => match shape.as_mut() {
                RawShape::Points(points) => points
                    .iter_mut()
                    .try_for_each(|point| self.to_lon_lat(point)),
                RawShape::Lines(lines) => lines
                    .iter_mut()
                    .flatten()
                    .try_for_each(|point| self.to_lon_lat(point)),
                RawShape::Areas(areas) => areas
                    .iter_mut()
                    .flatten()
                    .flatten()
                    .try_for_each(|point| self.to_lon_lat(point)),
            },
        }
    }

    #[cfg(not(feature = "crs"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "a build with the feature may fail"
    )]
    const fn to_lon_lat(&self, _: &mut [f64; 2]) -> Result<(), String> {
        Ok(())
    }

    #[cfg(feature = "crs")]
    fn to_lon_lat(&self, point: &mut [f64; 2]) -> Result<(), String> {
        let Way::Inverse(way) = &self.way else {
            return Ok(());
        };
        let [x, y] = *point;
        let scale = if way.0.is_latlong() {
            std::f64::consts::PI / 180.0
        } else {
            1.0
        };
        let mut place = (x * scale, y * scale, 0.0);
        let is_done = proj4rs::transform::transform(&way.0, &way.1, &mut place).is_ok();
        *point = [place.0.to_degrees(), place.1.to_degrees()];
        if is_done && point.iter().all(|number| number.is_finite()) {
            Ok(())
        } else {
            Err(format!("[{x}, {y}] is no place in {}", visible(&self.name)))
        }
    }
}

fn unknown(name: &str) -> String {
    format!(
        "the coordinate reference system \"{}\" is not known",
        visible(name)
    )
}

#[cfg(not(feature = "crs"))]
fn left_out(name: &str) -> String {
    format!(
        "the coordinate reference system \"{}\" needs a build with the feature crs",
        visible(name)
    )
}

/// What to do about an unknown system.
pub(super) const FIX: &str = "save the file in WGS 84 (EPSG:4326) with a GIS program";

/// A part of well-known text: `KEYWORD["text",1.0,PART[…]]`.
struct Node {
    keyword: String,
    texts: Vec<String>,
    numbers: Vec<f64>,
    parts: Vec<Self>,
}

/// How deep the parts of well-known text may be nested.
const DEPTH: usize = 16;

impl Node {
    fn read(text: &str) -> Option<Self> {
        let (node, rest) = Self::part(text.trim().trim_start_matches('\u{FEFF}'), 0)?;
        rest.trim().is_empty().then_some(node)
    }

    fn part(text: &str, depth: usize) -> Option<(Self, &str)> {
        let (keyword, mut rest) = text.split_once(['[', '('])?;
        let mut node = Self {
            keyword: keyword.trim().to_ascii_uppercase(),
            texts: Vec::new(),
            numbers: Vec::new(),
            parts: Vec::new(),
        };
        if depth > DEPTH
            || !node
                .keyword
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_')
        {
            return None;
        }
        loop {
            rest = rest.trim_start();
            if let Some(quoted) = rest.strip_prefix('"') {
                let (text, behind) = quoted.split_once('"')?;
                node.texts.push(text.to_owned());
                rest = behind;
            } else {
                let end = rest.find([',', '[', '(', ']', ')'])?;
                let (word, behind) = rest.split_at_checked(end)?;
                if behind.starts_with(['[', '(']) {
                    let (part, behind) = Self::part(rest, depth + 1)?;
                    node.parts.push(part);
                    rest = behind;
                } else {
                    node.numbers.extend(super::finite(word.trim()));
                    rest = behind;
                }
            }
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix(',') {
                rest = behind;
            } else {
                return Some((node, rest.strip_prefix([']', ')'])?));
            }
        }
    }

    fn child(&self, keyword: &str) -> Option<&Self> {
        self.parts.iter().find(|part| part.keyword == keyword)
    }

    fn text(&self, index: usize) -> Option<&str> {
        self.texts.get(index).map(String::as_str)
    }

    fn number(&self, index: usize) -> Option<f64> {
        self.numbers.get(index).copied()
    }
}

/// A name without what programs write differently.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Whether a geographic system counts degrees from Greenwich.
fn is_degrees(node: &Node) -> bool {
    let degree = std::f64::consts::PI / 180.0;
    let of_unit = node.child("UNIT").and_then(|unit| unit.number(0));
    let meridian = node.child("PRIMEM").and_then(|meridian| meridian.number(0));
    of_unit.is_none_or(|unit| (unit - degree).abs() < 1e-9) && meridian.is_none_or(|at| at == 0.0)
}

fn is_wgs_84(node: &Node) -> bool {
    let name = node.child("DATUM").and_then(|datum| datum.text(0));
    name.is_some_and(|name| {
        matches!(
            plain(name).trim_start_matches('d'),
            "wgs1984" | "wgs84" | "worldgeodeticsystem1984"
        )
    })
}

/// Datums that agree with WGS 84 within two metres.
const LIKE_WGS_84: [&str; 5] = [
    "etrs1989",
    "europeanterrestrialreferencesystem1989",
    "northamerican1983",
    "northamericandatum1983",
    "rgf1993",
];

/// The datum of a geographic system for `proj4rs`, where the way from it to WGS 84 is known.
fn datum(node: &Node) -> Option<String> {
    if is_wgs_84(node) {
        return Some("+datum=WGS84".to_owned());
    }
    let datum = node.child("DATUM")?;
    let spheroid = datum
        .child("SPHEROID")
        .or_else(|| datum.child("ELLIPSOID"))?;
    let (a, rf) = (spheroid.number(0)?, spheroid.number(1)?);
    let shape = if rf == 0.0 {
        format!("+a={a} +b={a}")
    } else {
        format!("+a={a} +rf={rf}")
    };
    let name = plain(datum.text(0)?);
    if LIKE_WGS_84.contains(&name.trim_start_matches('d')) {
        return Some(format!("{shape} +towgs84=0,0,0"));
    }
    let shift = &datum.child("TOWGS84")?.numbers;
    let shift: Vec<String> = shift.iter().map(f64::to_string).collect();
    matches!(shift.len(), 3 | 7).then(|| format!("{shape} +towgs84={}", shift.join(",")))
}

/// A projected system for `proj4rs`, where it is known.
fn projected(node: &Node, name: &str) -> Option<String> {
    let geographic = node.child("GEOGCS").or_else(|| node.child("BASEGEOGCRS"))?;
    if !is_degrees(geographic) {
        return None;
    }
    let datum = datum(geographic)?;
    let metres = node
        .child("UNIT")
        .and_then(|unit| unit.number(0))
        .unwrap_or(1.0);
    let parameter = |names: &[&str]| {
        node.parts
            .iter()
            .filter(|part| part.keyword == "PARAMETER")
            .find(|part| {
                part.text(0)
                    .is_some_and(|text| names.contains(&plain(text).as_str()))
            })
            .and_then(|part| part.number(0))
    };
    let has_parameters = node.parts.iter().any(|part| part.keyword == "PARAMETER");
    if !has_parameters {
        // Some programs leave to the name what it says already.
        let zone = utm_zone(name)?;
        return Some(format!("+proj=utm {zone} {datum} +units=m"));
    }
    let lon = parameter(&["centralmeridian", "longitudeofcenter", "longitudeoforigin"]);
    let lat = parameter(&["latitudeoforigin", "latitudeofcenter"]).unwrap_or(0.0);
    let scale = parameter(&["scalefactor"]).unwrap_or(1.0);
    let parallels = (
        parameter(&["standardparallel1"]),
        parameter(&["standardparallel2"]),
    );
    let origin = format!(
        "+lon_0={} +lat_0={lat} +x_0={} +y_0={} +to_meter={metres} {datum}",
        lon?,
        parameter(&["falseeasting"]).unwrap_or(0.0) * metres,
        parameter(&["falsenorthing"]).unwrap_or(0.0) * metres,
    );
    let projection = plain(node.child("PROJECTION")?.text(0)?);
    Some(match (projection.as_str(), parallels) {
        ("transversemercator" | "gausskruger", _) => format!("+proj=etmerc +k={scale} {origin}"),
        ("lambertconformalconic" | "lambertconformalconic2sp", (Some(one), Some(two))) => {
            format!("+proj=lcc +lat_1={one} +lat_2={two} {origin}")
        }
        ("lambertconformalconic" | "lambertconformalconic1sp", _) => {
            format!("+proj=lcc +lat_1={lat} +k_0={scale} {origin}")
        }
        ("albers" | "albersconicequalarea", (Some(one), Some(two))) => {
            format!("+proj=aea +lat_1={one} +lat_2={two} {origin}")
        }
        ("lambertazimuthalequalarea", _) => format!("+proj=laea {origin}"),
        ("mercatorauxiliarysphere" | "popularvisualisationpseudomercator", _) => {
            "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +nadgrids=@null"
                .to_owned()
        }
        ("mercator" | "mercator1sp", (None, _)) => format!("+proj=merc +k={scale} {origin}"),
        _ => return None,
    })
}

/// The zone that a name such as `WGS_1984_UTM_Zone_32N` ends with.
fn utm_zone(name: &str) -> Option<String> {
    let name = plain(name);
    let (_, zone) = name.rsplit_once("utmzone")?;
    let (number, side) = zone.split_at_checked(zone.len().checked_sub(1)?)?;
    let number: u8 = number.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    match side {
        "n" => Some(format!("+zone={number}")),
        "s" => Some(format!("+zone={number} +south")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WGS: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

    #[test]
    fn systems_without_a_known_way_are_refused_by_name() {
        assert!(
            Crs::of_wkt(WGS)
                .unwrap()
                .warning("it", &Arc::new(Input::from_name("x")))
                .is_none()
        );
        let clarke = "GEOGCS[\"GCS_Nord_Sahara_1959\",DATUM[\"D_Nord_Sahara_1959\",SPHEROID[\"Clarke_1880_RGS\",6378249.145,293.465]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
        for (text, name) in [
            (clarke, "GCS_Nord_Sahara_1959"),
            ("LOCAL_CS[\"here\",UNIT[\"m\",1]]", "here"),
            (
                &WGS.replace("0.0174532925199433", "0.01570796"),
                "GCS_WGS_1984",
            ),
        ] {
            let Err(why) = Crs::of_wkt(text) else {
                panic!("{text}")
            };
            assert!(why.contains(name), "{why}");
        }
        for text in ["", "GEOGCS[", "x", &"A[".repeat(5000)] {
            assert!(Crs::of_wkt(text).is_err());
        }
        assert!(Crs::of_name("urn:ogc:def:crs:EPSG::99999").is_err());
        assert!(Crs::of_name("EPSG:4267").is_err(), "NAD27, by grids");
    }

    #[cfg(feature = "crs")]
    #[test]
    fn positions_are_where_proj_puts_them() {
        let utm = "PROJCS[\"WGS_1984_UTM_Zone_32N\",GEO,PROJECTION[\"Transverse_Mercator\"],UNIT[\"Meter\",1.0]]";
        let lambert = "PROJCS[\"x\",GEO,PROJECTION[\"Lambert_Conformal_Conic\"],PARAMETER[\"False_Easting\",700000.0],PARAMETER[\"False_Northing\",6600000.0],PARAMETER[\"Central_Meridian\",3.0],PARAMETER[\"Standard_Parallel_1\",44.0],PARAMETER[\"Standard_Parallel_2\",49.0],PARAMETER[\"Latitude_Of_Origin\",46.5],UNIT[\"Meter\",1.0]]";
        let far = "PROJCS[\"x\",GEO,PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"Central_Meridian\",9.0],PARAMETER[\"Scale_Factor\",0.9996],UNIT[\"Meter\",1.0]]";
        let of_wkt = |text: &str| Crs::of_wkt(&text.replace("GEO", WGS)).unwrap();
        // By cs2cs (PROJ 9): `cs2cs -f %.11f +proj=utm +zone=32 +to EPSG:4326` and so on.
        for (crs, from, expected) in [
            (
                of_wkt(utm),
                [371_240.0, 2_162_860.0],
                [7.772561336929, 19.556440971953],
            ),
            (
                Crs::of_name("urn:ogc:def:crs:EPSG::32632").unwrap(),
                [371_240.0, 2_162_860.0],
                [7.772561336929, 19.556440971953],
            ),
            (
                of_wkt(lambert),
                [652_469.02, 6_862_035.26],
                [2.352199963008, 48.856600005001],
            ),
            // 13 degrees from its meridian, where short series are metres off.
            (
                of_wkt(far),
                [1_900_000.0, 2_162_860.0],
                [22.214388900412, 19.077660580316],
            ),
            (
                Crs::of_name("EPSG:3857").unwrap(),
                [642_549.24, 2_219_079.95],
                [5.772118030914, 19.543923487568],
            ),
        ] {
            let mut geometry = RawGeometry::Point(from);
            crs.transform(&mut geometry).unwrap();
            let RawGeometry::Point([lon, lat]) = geometry else {
                panic!("a point stays one")
            };
            // A tenth of a millimetre.
            let off = f64::max((lon - expected[0]).abs(), (lat - expected[1]).abs());
            assert!(off < 1e-9, "{}: {lon} {lat}", crs.name);
        }
        let mut nowhere = RawGeometry::Point([1e30, 1e30]);
        assert!(
            Crs::of_name("EPSG:32632")
                .unwrap()
                .transform(&mut nowhere)
                .is_err()
        );
    }
}
