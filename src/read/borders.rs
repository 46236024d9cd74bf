//! Files of boundary lines: GeoJSON lines, and points that say how far off their vertices may be.

use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use super::contents::Contents;
use super::format::{Asked, RawGeometry, RawRow, RawShape};
use super::layout::{BORDER_FIELDS, BorderFacts, Columns, Notations, border_facts};
use super::pass::{Flow, Plan, pass};
use super::records::ReadError;
use super::scan::open;
use crate::geodesy::{Distance, Path, Position, distances};
use crate::model::{
    At, Border, Doubt, Finding, Input, LineDoubt, Origin, RadiusKind, Reading, Severity, Tally,
};

/// A file of boundary lines that was read.
#[derive(Debug, Clone)]
pub struct BorderFile {
    /// The lines, in the file's order.
    pub borders: Vec<Border>,
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its features, points included.
    pub tally: Tally,
}

/// Reads a file of boundary lines.
///
/// A feature may say its `name`, its `sides` (two codes, or `left` and `right`), its `class`, how its
/// points are joined (`line`: lonlat, geodesic, rhumb) and how far off it may be (`uncertainty_m`,
/// `radius_kind`). A point with an `uncertainty_m` says it for the vertices at its very place. Lines that do not
/// say how their points are joined are read as `assumed`.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single features are in the result.
pub fn read_borders<R: Read + Seek + Send>(
    contents: impl Into<Contents<R>>,
    input: &Arc<Input>,
    assumed: Path,
) -> Result<BorderFile, ReadError> {
    let mut contents = contents.into();
    let opened = open(&mut contents, input, Asked::default(), |_| true)?;
    let columns = Columns::assign(&opened.headers, BORDER_FIELDS, &[], &[], input)
        .map_err(ReadError::Rejected)?;
    let plan = Plan {
        input: Arc::clone(input),
        format: opened.format,
        asked: opened.asked,
        headers: opened.headers,
        has_geometry: opened.has_geometry,
        columns,
        notations: Notations::default(),
        layout: None,
        has_tag_row: false,
    };
    let mut file = BorderFile {
        borders: Vec::new(),
        findings: opened.warnings,
        tally: Tally::default(),
    };
    let mut vertices = Vec::new();
    let refused = pass(
        &mut contents,
        &plan,
        |pieces| pieces,
        |pieces| {
            for rows in &pieces {
                file.findings.extend_from_slice(rows.warnings());
                for row in rows.iter() {
                    match row
                        .map_err(|finding| vec![finding.clone()])
                        .and_then(|row| read_feature(row, &plan, &mut file.findings))
                    {
                        Err(findings) => {
                            file.findings.extend(findings);
                            file.tally.rejected += 1;
                        }
                        Ok(Meaning::Nothing) => file.tally.without_location += 1,
                        Ok(Meaning::Vertex(vertex)) => {
                            file.tally.used += 1;
                            vertices.push(vertex);
                        }
                        Ok(Meaning::Line(facts, lines)) => {
                            file.tally.used += 1;
                            file.borders.push(border(facts, lines, assumed));
                        }
                    }
                }
            }
            Flow::On
        },
    )?;
    if !refused.is_empty() {
        file.findings.extend(refused);
        return Err(ReadError::Rejected(file.findings));
    }
    for origin in set_radii(&mut file.borders, vertices) {
        let why = "the point is no vertex of a line; it is not used";
        let finding = Finding::new(Severity::Warning, "no-vertex", origin, why);
        file.findings.push(finding);
    }
    if let Some(finding) = too_long(&file.borders, &plan) {
        file.findings.push(finding);
        return Err(ReadError::Rejected(file.findings));
    }
    let is_exact = |border: &&Border| border.doubt == LineDoubt::Unstated;
    match file.borders.iter().filter(is_exact).count() {
        0 => {}
        count => file.findings.push(Finding::new(
            Severity::Warning,
            "without-radius",
            plan.origin(At::File),
            format!("lines without uncertainty_m: {count}; they count as exact"),
        )),
    }
    if file.borders.is_empty() {
        let finding = plan
            .at_file("no-lines", "no lines")
            .with_fix("give a file of lines, such as GeoJSON with LineString features");
        file.findings.push(finding);
        return Err(ReadError::Rejected(file.findings));
    }
    Ok(file)
}

/// The most that legs beyond [`LONG_LEG_KM`] may be long together, in kilometres: they are measured to by pieces
/// of 10 km and more, each of which takes about 250 bytes, whatever the file says of them in a few.
const MOST_LONG_LEGS_KM: f64 = 20e6;

const LONG_LEG_KM: f64 = 20.0;

/// Why lines cannot be measured to whose long legs are too many.
fn too_long(borders: &[Border], plan: &Plan) -> Option<Finding> {
    let mut km = 0.0;
    for line in borders.iter().flat_map(|border| &border.lines) {
        let legs: Vec<(Position, Position)> = line.windows(2).map(|leg| (leg[0], leg[1])).collect();
        let legs_km = distances(&legs)
            .into_iter()
            .map(|leg| leg.metres() / 1000.0);
        km += legs_km.filter(|leg_km| *leg_km > LONG_LEG_KM).sum::<f64>();
    }
    (km > MOST_LONG_LEGS_KM).then(|| {
        let why = format!(
            "legs of more than {LONG_LEG_KM} km are {:.0} million km long together; {:.0} million are measured to",
            km / 1e6,
            MOST_LONG_LEGS_KM / 1e6
        );
        plan.at_file("long-legs", why)
            .with_fix("give lines that follow the border; check whether coordinates are swapped or mixed up")
    })
}

/// What a feature turned out to be.
enum Meaning {
    Nothing,
    Vertex(Vertex),
    Line(BorderFacts, Vec<Vec<Position>>),
}

/// A point that says how far off a vertex may be.
struct Vertex {
    position: Position,
    radius: Distance,
    kind: RadiusKind,
    origin: Origin,
}

fn read_feature(
    raw: RawRow<'_>,
    plan: &Plan,
    warnings: &mut Vec<Finding>,
) -> Result<Meaning, Vec<Finding>> {
    let origin = plan.origin(raw.at());
    let facts = border_facts(&plan.row(raw), warnings)?;
    let position = |[lon, lat]: [f64; 2]| {
        Position::from_lon_lat(lon, lat).map_err(|invalid| {
            let why = invalid.to_string();
            let finding = Finding::new(
                Severity::RejectsRow,
                "position-out-of-range",
                origin.clone(),
                why,
            )
            .with_value(format!("[{lon}, {lat}]"))
            .with_fix("check whether latitude and longitude are swapped");
            vec![finding]
        })
    };
    let lines = match raw.geometry() {
        RawGeometry::Absent | RawGeometry::InCells => return Ok(Meaning::Nothing),
        RawGeometry::Point(point) => {
            return Ok(Meaning::Vertex(Vertex {
                position: position(*point)?,
                radius: facts.radius.unwrap_or_default(),
                kind: facts.radius_kind,
                origin,
            }));
        }
        RawGeometry::Shape(shape) => match shape.as_ref() {
            RawShape::Lines(lines) => lines,
            other => {
                let why = format!("the geometry is {}; lines are read here", other.words());
                let finding = Finding::new(Severity::RejectsRow, "geometry", origin, why)
                    .with_fix("give lines; outlines of areas can be turned into lines");
                return Err(vec![finding]);
            }
        },
    };
    let lines: Vec<Vec<Position>> = lines
        .iter()
        .map(|line| line.iter().copied().map(position).collect())
        .collect::<Result<_, _>>()?;
    if lines.is_empty() || lines.iter().any(|line| line.len() < 2) {
        let why = "a line of fewer than two positions";
        return Err(vec![Finding::new(
            Severity::RejectsRow,
            "short-line",
            origin,
            why,
        )]);
    }
    if lines
        .iter()
        .any(|line| line.iter().all(|place| *place == line[0]))
    {
        let why = "a line whose positions are all one place; it is measured to as that place";
        let finding = Finding::new(Severity::Warning, "line-without-length", origin, why);
        warnings.push(finding);
    }
    Ok(Meaning::Line(facts, lines))
}

fn border(facts: BorderFacts, lines: Vec<Vec<Position>>, assumed: Path) -> Border {
    let doubt = match facts.radius {
        _ if facts.is_for_drawing => LineDoubt::ForDrawing,
        Some(radius) => LineDoubt::Everywhere(Doubt::new(radius, facts.radius_kind)),
        None => LineDoubt::Unstated,
    };
    Border {
        class: facts.class,
        sides: facts.sides,
        name: facts.name,
        path: facts.path.unwrap_or(assumed),
        reading: if facts.path.is_some() {
            Reading::Stated
        } else {
            Reading::Assumed
        },
        doubt,
        lines,
    }
}

/// A place as it is looked up: the two zeros are one.
fn place_key(position: Position) -> [u64; 2] {
    [position.lon() + 0.0, position.lat() + 0.0].map(f64::to_bits)
}

/// What points say of the vertices at one place.
struct Said {
    /// By the last of them.
    radius: Distance,
    /// The weakest of them.
    kind: RadiusKind,
    has_vertex: bool,
}

/// Gives every vertex at the place of a point the point's radius; the rest are the points at whose place is none.
fn set_radii(borders: &mut [Border], points: Vec<Vertex>) -> impl Iterator<Item = Origin> {
    let mut said: HashMap<[u64; 2], Said> = HashMap::new();
    for point in &points {
        let said = said.entry(place_key(point.position)).or_insert(Said {
            radius: point.radius,
            kind: point.kind,
            has_vertex: false,
        });
        said.radius = point.radius;
        said.kind = said.kind.max(point.kind);
    }
    for border in borders {
        let mut found = None;
        for (line, places) in border.lines.iter().enumerate() {
            for (place, position) in places.iter().enumerate() {
                let Some(said) = said.get_mut(&place_key(*position)) else {
                    continue;
                };
                said.has_vertex = true;
                let (kind, radii) = found.get_or_insert_with(|| by_vertex(border));
                *kind = said.kind.max(*kind);
                radii[line][place] = said.radius;
            }
        }
        if let Some((kind, radii)) = found {
            border.doubt = LineDoubt::AtVertices { kind, radii };
        }
    }
    let is_used = move |point: &Vertex| {
        let said = said.get(&place_key(point.position));
        said.is_some_and(|said| said.has_vertex)
    };
    let unused = points.into_iter().filter(move |point| !is_used(point));
    unused.map(|point| point.origin)
}

/// The doubt of a border, a radius for each vertex.
fn by_vertex(border: &Border) -> (RadiusKind, Vec<Vec<Distance>>) {
    let everywhere = match &border.doubt {
        LineDoubt::AtVertices { kind, radii } => return (*kind, radii.clone()),
        LineDoubt::Everywhere(doubt) => *doubt,
        LineDoubt::Unstated | LineDoubt::ForDrawing => Doubt::NONE,
    };
    let radii = border
        .lines
        .iter()
        .map(|line| vec![everywhere.radius(); line.len()]);
    (everywhere.kind(), radii.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BorderClass;

    fn read(features: &str) -> Result<BorderFile, ReadError> {
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        let input = Arc::new(Input::from_name("lines.geojson"));
        read_borders(std::io::Cursor::new(text), &input, Path::LonLat)
    }

    fn line(properties: &str, coordinates: &str) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":\
             {{\"type\":\"LineString\",\"coordinates\":{coordinates}}}}}"
        )
    }

    #[test]
    fn a_line_says_what_it_knows_of_itself() {
        let plain = read(&line("", "[[5,19],[6,20,300]]")).unwrap();
        let border = &plain.borders[0];
        assert_eq!(
            (border.path, border.reading),
            (Path::LonLat, Reading::Assumed)
        );
        assert_eq!(
            (border.class, &border.doubt),
            (BorderClass::Unstated, &LineDoubt::Unstated)
        );
        let properties = "\"left\":\"DZA\",\"right\":\"NER\",\"class\":\"line of control\",\
            \"line\":\"geodesic\",\"uncertainty_m\":250,\"radius_kind\":\"p95\"";
        let border = read(&line(properties, "[[5,19],[6,20]]"))
            .unwrap()
            .borders
            .remove(0);
        assert_eq!(border.sides, ["DZA", "NER"]);
        assert_eq!(border.class, BorderClass::LineOfControl);
        assert_eq!(
            (border.path, border.reading),
            (Path::Geodesic, Reading::Stated)
        );
        let radius = Distance::from_metres(250.0).unwrap();
        assert_eq!(
            border.doubt,
            LineDoubt::Everywhere(Doubt::new(radius, RadiusKind::P95))
        );
    }

    #[test]
    fn a_point_gives_the_vertex_at_its_place_a_radius() {
        let point = |at: &str, metres: u32| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"uncertainty_m\":{metres}}},\
                 \"geometry\":{{\"type\":\"Point\",\"coordinates\":{at}}}}}"
            )
        };
        let line = line("\"uncertainty_m\":900", "[[5,19],[6,20],[7,21]]");
        let file = read(&[point("[6,20]", 100), line, point("[6,20.1]", 5)].join(",")).unwrap();
        let radius = |segment, fraction| file.borders[0].doubt.at(0, segment, fraction).radius();
        let ends = [(0, 0.0), (0, 1.0), (1, 0.0), (1, 1.0), (1, 0.25)];
        assert_eq!(
            ends.map(|(segment, fraction)| radius(segment, fraction)),
            [900.0, 100.0, 100.0, 900.0, 300.0]
                .map(|metres| Distance::from_metres(metres).unwrap())
        );
        assert_eq!(file.tally.used, 3);
        assert!(
            file.findings[0].why.contains("no vertex"),
            "{:?}",
            file.findings
        );
    }

    #[test]
    fn features_that_are_no_lines_are_findings() {
        let good = line("", "[[5,19],[6,20]]");
        for (bad, why) in [
            (line("", "[[5,19]]"), "fewer than two"),
            (line("", "[[5,19],[6,91]]"), "latitude 91"),
            (line("", "[[5],[6,91]]"), "fewer than two numbers"),
            (
                line("\"line\":\"straight\"", "[[5,19],[6,20]]"),
                "not a known word",
            ),
            (
                line("", "[[[5,19],[6,20],[7,19],[5,19]]]").replace("LineString", "Polygon"),
                "lines are read here",
            ),
        ] {
            let file = read(&format!("{good},{bad}")).unwrap();
            assert_eq!((file.tally.used, file.tally.rejected), (1, 1), "{bad}");
            assert!(file.findings[0].why.contains(why), "{:?}", file.findings);
        }
        assert!(matches!(read(""), Err(ReadError::Rejected(_))));
    }
}
