//! Geometries as well-known text, for formats that have none of their own.

use crate::model::{Geometry, Polygon, Position};

/// A geometry as text such as `POINT(5.7721 19.5372)`, to the last bit.
pub fn wkt_text(geometry: &Geometry) -> String {
    match geometry {
        Geometry::Point(position) => format!("POINT({})", position_text(*position)),
        Geometry::Points(positions) => format!("MULTIPOINT{}", line(positions)),
        Geometry::Lines(lines) => match lines.as_slice() {
            [one] => format!("LINESTRING{}", line(one)),
            lines => format!("MULTILINESTRING{}", list(lines, |one| line(one))),
        },
        Geometry::Areas(areas) => match areas.as_slice() {
            [one] => format!("POLYGON{}", polygon(one)),
            areas => format!("MULTIPOLYGON{}", list(areas, polygon)),
        },
    }
}

fn list<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    if items.is_empty() {
        return " EMPTY".to_owned();
    }
    let items: Vec<String> = items.iter().map(write).collect();
    format!("({})", items.join(","))
}

fn line(positions: &[Position]) -> String {
    list(positions, |position| position_text(*position))
}

fn polygon(polygon: &Polygon) -> String {
    let mut rings = vec![ring(&polygon.outer)];
    rings.extend(polygon.holes.iter().map(|hole| ring(hole)));
    format!("({})", rings.join(","))
}

fn ring(positions: &[Position]) -> String {
    let mut closed = positions.to_vec();
    closed.extend(positions.first().copied());
    line(&closed)
}

fn position_text(position: Position) -> String {
    format!("{} {}", position.lon(), position.lat())
}
