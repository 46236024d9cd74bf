//! Rows of a file of any geometry: points, lines and areas.

use super::super::format::{RawGeometry, RawShape};
use super::super::notation;
use super::place::place;
use super::rings::{Crossing, crossing, is_outside, is_same_ring};
use super::{Field, Layout, Row};
use crate::geodesy::{InvalidPosition, Position};
use crate::model::{At, Finding, Geometry, Place, Polygon, Severity, Shape};

/// How features of any geometry are read.
pub(crate) struct ShapeLayout;

/// The fewest positions of a ring, the first of which stands again at its end.
///
/// # Source
/// RFC 7946, section 3.1.6.
const RING_POSITIONS: usize = 4;

impl Layout for ShapeLayout {
    type Value = Option<Shape>;
    type Record = Shape;

    const KEEPS_CELLS: bool = false;

    const FIELDS: &'static [Field] = &[Field::Name, Field::Lat, Field::Lon, Field::Country];

    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<Self::Value, Vec<Finding>> {
        Ok(geometry(row, warnings)?.map(|geometry| Shape {
            name: row.cell(Field::Name).to_owned(),
            country: row.cell(Field::Country).to_owned(),
            geometry,
        }))
    }

    fn record(value: Self::Value, _: At) -> Option<Shape> {
        value
    }

    fn id(_: &Self::Value) -> &'static str {
        ""
    }

    fn place(_: &Self::Value) -> Option<&Place> {
        None
    }

    fn is_located(value: &Self::Value) -> bool {
        value.is_some()
    }
}

/// The geometry of a row, or what rejects it.
pub(super) fn geometry(
    row: &Row<'_>,
    warnings: &mut Vec<Finding>,
) -> Result<Option<Geometry>, Vec<Finding>> {
    let mut reading = Reading {
        row,
        findings: Vec::new(),
        warnings,
    };
    let geometry = reading.geometry();
    if reading.findings.is_empty() {
        Ok(geometry)
    } else {
        Err(reading.findings)
    }
}

/// A row being read, and what is found.
struct Reading<'a, 'r> {
    row: &'a Row<'r>,
    findings: Vec<Finding>,
    warnings: &'a mut Vec<Finding>,
}

impl Reading<'_, '_> {
    fn geometry(&mut self) -> Option<Geometry> {
        if let RawGeometry::Shape(shape) = self.row.geometry() {
            return self.shape(shape);
        }
        let place = place(self.row, &mut self.findings)?;
        Some(Geometry::Point(place.position))
    }

    fn shape(&mut self, shape: &RawShape) -> Option<Geometry> {
        match shape {
            RawShape::Points(points) => {
                let points = self.positions("", points)?;
                self.warn_if_empty(points.is_empty());
                Some(Geometry::Points(points))
            }
            RawShape::Lines(lines) => {
                self.warn_if_empty(lines.iter().all(Vec::is_empty));
                let lines = (0..).zip(lines).map(|(number, line)| {
                    let name = part("line", number, lines.len());
                    let positions = self.positions(&name, line)?;
                    if positions.len() == 1 {
                        self.reject("short-line", format!("{name}a line of one position"));
                        return None;
                    }
                    self.warn_of_antimeridian(&name, &positions);
                    Some(positions)
                });
                Some(Geometry::Lines(lines.collect::<Option<_>>()?))
            }
            RawShape::Areas(areas) => {
                self.warn_if_empty(areas.iter().all(Vec::is_empty));
                let areas = (0..).zip(areas).filter(|(_, rings)| !rings.is_empty());
                let areas = areas.map(|(number, rings)| self.area(number, rings, shape));
                // All of them are looked at, so that all that is wrong is told.
                let areas: Vec<Option<Polygon>> = areas.collect();
                Some(Geometry::Areas(areas.into_iter().collect::<Option<_>>()?))
            }
        }
    }

    fn area(
        &mut self,
        number: usize,
        rings: &[Vec<[f64; 2]>],
        shape: &RawShape,
    ) -> Option<Polygon> {
        let areas = match shape {
            RawShape::Areas(areas) => areas.len(),
            _ => 1,
        };
        let before = part("area", number, areas);
        let mut read = Vec::new();
        for (index, ring) in rings.iter().enumerate() {
            read.push(self.ring(&format!("{before}ring {index}, "), ring));
        }
        let read: Vec<Vec<Position>> = read.into_iter().collect::<Option<_>>()?;
        let (outer, holes) = read.split_first()?;
        for (hole, index) in holes.iter().zip(1..) {
            if is_same_ring(outer, hole) {
                let why =
                    format!("{before}ring {index} is the same as ring 0: the hole leaves nothing");
                self.reject("hole", why);
            } else if is_outside(outer, hole) {
                let why = format!("{before}ring {index} lies outside ring 0, and is no hole in it");
                self.reject("hole", why);
            }
        }
        Some(Polygon {
            outer: outer.clone(),
            holes: holes.to_vec(),
        })
    }

    /// A ring without its last position, which is the first again.
    fn ring(&mut self, name: &str, ring: &[[f64; 2]]) -> Option<Vec<Position>> {
        let mut positions = self.positions(name, ring)?;
        let bare = name.trim_end_matches(", ");
        if positions.len() < RING_POSITIONS {
            let why = format!(
                "{bare} has {} positions; a ring needs {RING_POSITIONS} or more, the first of them \
                 again at the end",
                positions.len()
            );
            self.reject("ring", why);
            return None;
        }
        if positions.first() != positions.last() {
            self.reject("open-ring", format!("{bare} is not closed"));
            return None;
        }
        self.warn_of_antimeridian(name, &positions);
        positions.pop();
        if positions
            .iter()
            .all(|position| Some(position) == positions.first())
        {
            self.reject("ring", format!("{bare} is one position, again and again"));
            return None;
        }
        match crossing(&positions) {
            Crossing::None => {}
            Crossing::At([one, other]) => {
                let why = format!(
                    "{bare} crosses itself: the edge behind vertex {one} and the one behind vertex {other}"
                );
                self.reject("self-crossing", why);
                return None;
            }
            Crossing::NotLookedFor => {
                let why = format!("{bare} was not looked through for edges that cross");
                self.warn("not-looked-through", why, "check it with a GIS program");
            }
        }
        Some(positions)
    }

    fn positions(&mut self, name: &str, line: &[[f64; 2]]) -> Option<Vec<Position>> {
        let mut positions = Vec::with_capacity(line.len());
        for (vertex, &[lon, lat]) in line.iter().enumerate() {
            let turned =
                (lon.abs() > 180.0).then(|| notation::turned(lon, self.row.notations.ways));
            match Position::from_lon_lat(turned.flatten().unwrap_or(lon), lat) {
                Ok(position) => positions.push(position),
                Err(invalid) => {
                    let fix = match invalid {
                        InvalidPosition::Latitude(_) => {
                            "check whether latitude and longitude are swapped"
                        }
                        InvalidPosition::Longitude(_) => {
                            "if longitudes run from 0 to 360, read the file with --wrap-lon"
                        }
                    };
                    let finding = Finding::new(
                        Severity::RejectsRow,
                        "position-out-of-range",
                        self.row.origin(),
                        format!("{name}vertex {vertex}: {invalid}"),
                    );
                    let finding = finding.with_value(format!("[{lon}, {lat}]"));
                    self.findings.push(finding.with_fix(fix));
                    return None;
                }
            }
        }
        Some(positions)
    }

    fn reject(&mut self, kind: &'static str, why: String) {
        let finding = Finding::new(Severity::RejectsRow, kind, self.row.origin(), why);
        self.findings.push(finding);
    }

    fn warn(&mut self, kind: &'static str, why: String, fix: &str) {
        let finding = Finding::new(Severity::Warning, kind, self.row.origin(), why);
        self.warnings.push(finding.with_fix(fix));
    }

    fn warn_if_empty(&mut self, is_empty: bool) {
        if is_empty {
            let why = "an empty geometry; it is read, and nothing is drawn".to_owned();
            self.warn("empty-geometry", why, "write null where there is no place");
        }
    }

    /// An edge of more than 180 degrees goes the short way round, across the antimeridian.
    fn warn_of_antimeridian(&mut self, name: &str, positions: &[Position]) {
        let steps = positions.iter().zip(positions.iter().skip(1));
        let widest = steps
            .map(|(one, next)| (next.lon() - one.lon()).abs())
            .fold(0.0, f64::max);
        if widest > 180.0 {
            let why = format!(
                "{name}an edge of {widest} degrees of longitude: it is taken as crossing the antimeridian"
            );
            let fix = "cut it at 180 degrees if that is meant, as RFC 7946 asks";
            self.warn("antimeridian", why, fix);
        }
    }
}

/// What names one of several parts, in front of what is said of it.
fn part(word: &str, number: usize, of: usize) -> String {
    if of > 1 {
        format!("{word} {number}, ")
    } else {
        String::new()
    }
}
