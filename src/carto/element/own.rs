//! What the user adds: roads, camps, districts; points, lines and areas of any file.

use serde::Deserialize;

use super::{Element, ElementError, Layer, append, italic, key, name_lines, translucent};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::{area, line};
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Rect, Stroke};
use crate::geodesy::Path;
use crate::model::{Geometry, OwnShapes};

/// The user's own points, lines and areas; each file has a colour and a dash of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {}

/// The half width of a point's symbol, in millimetres.
const HALF_MM: f64 = 0.9;

/// The most names of one file: of more, none would be read.
const MOST_NAMES: usize = 60;

/// Dashes that tell files apart without colour.
const DASHES: [&[f64]; 6] = [
    &[],
    &[2.0, 0.8],
    &[0.5, 0.6],
    &[2.4, 0.6, 0.5, 0.6],
    &[1.0, 1.0],
    &[3.0, 1.4],
];

/// What is drawn of a file.
#[derive(Default)]
struct Parts {
    points: Outline,
    lines: Outline,
    areas: Outline,
    rims: Outline,
}

impl Element for Own {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        for (number, own) in map.atlas.own.iter().enumerate() {
            add(&mut layer, own, number, map)?;
        }
        Ok(layer)
    }
}

fn add(
    layer: &mut Layer,
    own: &OwnShapes,
    number: usize,
    map: &Map<'_>,
) -> Result<(), ElementError> {
    let colour = map.theme.own[number % map.theme.own.len()];
    let dashes = DASHES[number % DASHES.len()];
    let mut parts = Parts::default();
    let mut named = 0;
    for shape in &own.shapes {
        let at = draw(&shape.value.geometry, &mut parts, layer, map);
        let name = &shape.value.name;
        let Some(at) = at.filter(|_| !name.is_empty() && named < MOST_NAMES) else {
            continue;
        };
        named += 1;
        layer.labels.push(Label {
            what: name.clone(),
            lines: name_lines(map, name, &italic(6.5), colour, map.theme.land)?,
            anchor: Anchor::Beside {
                at,
                radius: HALF_MM,
            },
            rank: 80,
            need: Need::Quiet,
            with: Vec::new(),
        });
    }
    let stroke = || Stroke::solid(colour, 0.4).dashed(dashes);
    let edge = || Stroke::solid(colour, 0.25).dashed(dashes);
    let face = translucent(colour, 0.14);
    let has_areas = !parts.areas.is_empty();
    let has_lines = !parts.lines.is_empty();
    let has_points = !parts.points.is_empty();
    if has_areas {
        layer.marks.push(Node::filled(parts.areas, face));
        layer.marks.push(Node::stroked(parts.rims, edge()));
    }
    if has_lines {
        let casing = Stroke::solid(translucent(Colour::WHITE, 0.6), 0.9);
        layer.marks.push(Node::stroked(parts.lines.clone(), casing));
        layer.marks.push(Node::stroked(parts.lines, stroke()));
    }
    if has_points {
        layer.marks.push(points(parts.points, colour));
    }
    let mut sample = Vec::new();
    if has_areas {
        let rect = Rect::from_xywh(-5.0, -1.5, 10.0, 3.0);
        let outline = Outline::from_rect(&rect);
        sample.push(Node::filled(outline.clone(), face));
        sample.push(Node::stroked(outline, edge()));
    }
    if has_lines {
        let ends = [Point::from_xy(-6.0, 0.0), Point::from_xy(6.0, 0.0)];
        sample.push(Node::stroked(
            Outline::from_points(&ends, Closed::No),
            stroke(),
        ));
    }
    if has_points {
        sample.push(points(mark(Point::default()), colour));
    }
    if !sample.is_empty() {
        layer.key.push(key(sample, &own.name));
    }
    Ok(())
}

/// Adds a shape, and gives the point that its name belongs to, where that lies on the map.
fn draw(geometry: &Geometry, parts: &mut Parts, layer: &mut Layer, map: &Map<'_>) -> Option<Point> {
    match geometry {
        Geometry::Point(position) => point(*position, parts, layer, map),
        Geometry::Points(positions) => {
            let all = positions.iter();
            let drawn: Vec<Point> = all
                .filter_map(|position| point(*position, parts, layer, map))
                .collect();
            drawn.first().copied()
        }
        Geometry::Lines(lines) => {
            let mut middle = None;
            for part in lines
                .iter()
                .flat_map(|one| line(one, Path::LonLat, &map.frame))
            {
                middle = middle.or_else(|| part.get(part.len() / 2).copied());
                parts.lines.add_points(&part, Closed::No);
                layer.obstacles.push(Obstacle::Line(part));
            }
            middle.filter(|at| map.rect().contains(*at))
        }
        Geometry::Areas(areas) => {
            let mut middle = None;
            for polygon in areas {
                append(&mut parts.areas, area(polygon, &map.frame));
                for ring in std::iter::once(&polygon.outer).chain(&polygon.holes) {
                    let closed: Vec<_> = ring.iter().chain(ring.first()).copied().collect();
                    for part in line(&closed, Path::LonLat, &map.frame) {
                        middle = middle.or_else(|| part.first().copied());
                        parts.rims.add_points(&part, Closed::No);
                    }
                }
            }
            middle.filter(|at| map.rect().contains(*at))
        }
    }
}

fn point(
    position: crate::geodesy::Position,
    parts: &mut Parts,
    layer: &mut Layer,
    map: &Map<'_>,
) -> Option<Point> {
    let at = map.visible(position)?;
    append(&mut parts.points, mark(at));
    layer.obstacles.push(Obstacle::Symbol {
        at,
        radius: HALF_MM,
    });
    Some(at)
}

/// A cross, as no incident and no help has.
fn mark(at: Point) -> Outline {
    let at = |x: f64, y: f64| Point::from_xy(at.x + x * HALF_MM, at.y + y * HALF_MM);
    let mut outline = Outline::default();
    outline.add_points(&[at(-0.8, -0.8), at(0.8, 0.8)], Closed::No);
    outline.add_points(&[at(-0.8, 0.8), at(0.8, -0.8)], Closed::No);
    outline
}

fn points(outline: Outline, colour: Colour) -> Node {
    Node::stroked(outline, Stroke::solid(colour, 0.45).round())
}
