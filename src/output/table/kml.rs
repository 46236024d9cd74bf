//! KML: a placemark for each row, its cells as extended data.

use std::io;

use super::xml::push_text;
use super::{Rows, TableFormat, cell, write_rows};
use crate::model::{Batch, Geometry, Polygon, Position, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "kml",
    extensions: &["kml"],
    has_geometry: true,
    is_binary: false,
    open,
};

/// The column that viewers show beside a placemark.
const NAME: &str = "name";

struct KmlRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    sink.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n",
    )?;
    Ok(Box::new(KmlRows { schema, sink }))
}

impl Rows for KmlRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let schema = self.schema;
        write_rows(batch, self.sink, |row, bytes| {
            let push_cell = |column: usize, bytes: &mut Vec<u8>| {
                let mut text = Vec::new();
                if let Some(cell) = cell(schema, batch, column, row) {
                    cell.push_to(&mut text);
                }
                push_text(&String::from_utf8_lossy(&text), bytes);
            };
            bytes.extend_from_slice(b"<Placemark>");
            if let Some(column) = schema.position(NAME) {
                bytes.extend_from_slice(b"<name>");
                push_cell(column, bytes);
                bytes.extend_from_slice(b"</name>");
            }
            bytes.extend_from_slice(b"<ExtendedData>");
            for (column, header) in schema.columns.iter().enumerate() {
                if header.name == NAME {
                    continue;
                }
                bytes.extend_from_slice(b"<Data name=\"");
                push_text(&header.name, bytes);
                bytes.extend_from_slice(b"\"><value>");
                push_cell(column, bytes);
                bytes.extend_from_slice(b"</value></Data>");
            }
            bytes.extend_from_slice(b"</ExtendedData>");
            if let Some(Some(geometry)) = batch.geometry.get(row) {
                bytes.extend_from_slice(geometry_text(geometry).as_bytes());
            }
            bytes.extend_from_slice(b"</Placemark>\n");
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.write_all(b"</Document></kml>\n")?;
        self.sink.flush()
    }
}

fn geometry_text(geometry: &Geometry) -> String {
    let point = |position: &Position| {
        format!(
            "<Point><coordinates>{}</coordinates></Point>",
            tuple(*position)
        )
    };
    let line = |line: &Vec<Position>| {
        format!(
            "<LineString><coordinates>{}</coordinates></LineString>",
            tuples(line)
        )
    };
    match geometry {
        Geometry::Point(position) => point(position),
        Geometry::Points(positions) => several(positions, point),
        Geometry::Lines(lines) => several(lines, line),
        Geometry::Areas(areas) => several(areas, polygon_text),
    }
}

/// One geometry as it is, several in one that holds them.
fn several<T>(parts: &[T], write: impl Fn(&T) -> String) -> String {
    match parts {
        [one] => write(one),
        parts => {
            let parts: String = parts.iter().map(write).collect();
            format!("<MultiGeometry>{parts}</MultiGeometry>")
        }
    }
}

fn polygon_text(polygon: &Polygon) -> String {
    let ring = |ring: &[Position]| {
        let mut closed = ring.to_vec();
        closed.extend(ring.first().copied());
        format!(
            "<LinearRing><coordinates>{}</coordinates></LinearRing>",
            tuples(&closed)
        )
    };
    let mut text = "<Polygon><outerBoundaryIs>".to_owned();
    text.extend([&ring(&polygon.outer), "</outerBoundaryIs>"]);
    for hole in &polygon.holes {
        text.extend(["<innerBoundaryIs>", &ring(hole), "</innerBoundaryIs>"]);
    }
    text.push_str("</Polygon>");
    text
}

fn tuples(positions: &[Position]) -> String {
    let tuples: Vec<String> = positions.iter().map(|position| tuple(*position)).collect();
    tuples.join(" ")
}

fn tuple(position: Position) -> String {
    format!("{},{}", position.lon(), position.lat())
}
