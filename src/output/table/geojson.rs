//! GeoJSON (RFC 7946): a feature for each row, the cells as its properties.

use std::io;

use super::json::write_object;
use super::{Rows, TableFormat, write_rows};
use crate::model::{Batch, Geometry, Polygon, Position, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "geojson",
    extensions: &["geojson"],
    has_geometry: true,
    is_binary: false,
    open,
};

struct GeoJsonRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
    has_rows: bool,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    sink.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    Ok(Box::new(GeoJsonRows {
        schema,
        sink,
        has_rows: false,
    }))
}

impl Rows for GeoJsonRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let (schema, has_rows) = (self.schema, self.has_rows);
        self.has_rows |= batch.rows() > 0;
        write_rows(batch, self.sink, |row, bytes| {
            let start = if has_rows || row > 0 { ",\n" } else { "\n" };
            let geometry = match batch.geometry.get(row) {
                Some(Some(geometry)) => geometry_text(geometry),
                _ => "null".to_owned(),
            };
            bytes.extend_from_slice(start.as_bytes());
            bytes.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
            bytes.extend_from_slice(geometry.as_bytes());
            bytes.extend_from_slice(b",\"properties\":");
            write_object(schema, batch, row, bytes);
            bytes.push(b'}');
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\n]}\n")?;
        self.sink.flush()
    }
}

fn geometry_text(geometry: &Geometry) -> String {
    let (kind, coordinates) = match geometry {
        Geometry::Point(position) => ("Point", position_text(*position)),
        Geometry::Points(positions) => ("MultiPoint", list(positions, |p| position_text(*p))),
        Geometry::Lines(lines) => (
            "MultiLineString",
            list(lines, |line| list(line, |p| position_text(*p))),
        ),
        Geometry::Areas(areas) => ("MultiPolygon", list(areas, polygon_text)),
    };
    format!("{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}")
}

fn list<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(write).collect();
    format!("[{}]", items.join(","))
}

/// Rings closed, the outer one counter-clockwise and holes clockwise, as RFC 7946 3.1.6 asks.
fn polygon_text(polygon: &Polygon) -> String {
    let mut rings = vec![ring_text(&polygon.outer, Turn::CounterClockwise)];
    rings.extend(
        polygon
            .holes
            .iter()
            .map(|hole| ring_text(hole, Turn::Clockwise)),
    );
    format!("[{}]", rings.join(","))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Clockwise,
    CounterClockwise,
}

fn ring_text(ring: &[Position], wanted: Turn) -> String {
    let next = ring.iter().cycle().skip(1);
    let twice_area: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| (b.lon() - a.lon()) * (b.lat() + a.lat()))
        .sum();
    let turn = if twice_area < 0.0 {
        Turn::CounterClockwise
    } else {
        Turn::Clockwise
    };
    let mut positions: Vec<Position> = ring.to_vec();
    if turn != wanted {
        positions.reverse();
    }
    positions.extend(positions.first().copied());
    list(&positions, |position| position_text(*position))
}

fn position_text(position: Position) -> String {
    format!("[{},{}]", position.lon(), position.lat())
}
