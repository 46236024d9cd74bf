//! GPX 1.1: points as waypoints, lines as tracks, their cells as extensions.

use std::io;

use super::xml::push_text;
use super::{Rows, TableFormat, cell, write_rows};
use crate::model::{Batch, Geometry, Position, Schema};

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "gpx",
    extensions: &["gpx"],
    has_geometry: true,
    is_binary: false,
    open,
};

/// The column that devices show.
const NAME: &str = "name";

struct GpxRows<'a> {
    schema: &'a Schema,
    sink: &'a mut dyn io::Write,
    /// Tracks stand behind all waypoints (GPX 1.1, `gpxType`), so they wait.
    tracks: Vec<u8>,
}

fn open<'a>(schema: &'a Schema, sink: &'a mut dyn io::Write) -> io::Result<Box<dyn Rows + 'a>> {
    sink.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <gpx version=\"1.1\" creator=\"pointzero\" xmlns=\"http://www.topografix.com/GPX/1/1\" \
          xmlns:p=\"urn:pointzero:cell\">\n",
    )?;
    Ok(Box::new(GpxRows {
        schema,
        sink,
        tracks: Vec::new(),
    }))
}

impl Rows for GpxRows<'_> {
    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let has = |row: usize, is_one: fn(&Geometry) -> bool| matches!(batch.geometry.get(row), Some(Some(geometry)) if is_one(geometry));
        for row in 0..batch.rows() {
            if !has(row, |geometry| {
                matches!(geometry, Geometry::Point(_) | Geometry::Lines(_))
            }) {
                return Err(io::Error::other(
                    "GPX holds points and lines: a row has neither; write GeoJSON or KML",
                ));
            }
        }
        let schema = self.schema;
        write_rows(batch, self.sink, |row, bytes| {
            if let Some(Some(Geometry::Point(position))) = batch.geometry.get(row) {
                place("wpt", *position, bytes);
                push_cells(schema, batch, row, bytes);
                bytes.extend_from_slice(b"</wpt>\n");
            }
        })?;
        write_rows(batch, &mut self.tracks, |row, bytes| {
            if let Some(Some(Geometry::Lines(lines))) = batch.geometry.get(row) {
                bytes.extend_from_slice(b"<trk>");
                push_cells(schema, batch, row, bytes);
                for line in lines {
                    bytes.extend_from_slice(b"<trkseg>");
                    for position in line {
                        place("trkpt", *position, bytes);
                        bytes.extend_from_slice(b"</trkpt>");
                    }
                    bytes.extend_from_slice(b"</trkseg>");
                }
                bytes.extend_from_slice(b"</trk>\n");
            }
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.tracks)?;
        self.sink.write_all(b"</gpx>\n")?;
        self.sink.flush()
    }
}

fn place(element: &str, position: Position, bytes: &mut Vec<u8>) {
    let (lat, lon) = (position.lat(), position.lon());
    bytes.extend_from_slice(format!("<{element} lat=\"{lat}\" lon=\"{lon}\">").as_bytes());
}

fn push_cells(schema: &Schema, batch: &Batch, row: usize, bytes: &mut Vec<u8>) {
    let push_cell = |column: usize, bytes: &mut Vec<u8>| {
        let mut text = Vec::new();
        if let Some(cell) = cell(schema, batch, column, row) {
            cell.push_to(&mut text);
        }
        push_text(&String::from_utf8_lossy(&text), bytes);
    };
    if let Some(column) = schema.position(NAME) {
        bytes.extend_from_slice(b"<name>");
        push_cell(column, bytes);
        bytes.extend_from_slice(b"</name>");
    }
    bytes.extend_from_slice(b"<extensions>");
    for (column, header) in schema.columns.iter().enumerate() {
        if header.name != NAME {
            bytes.extend_from_slice(b"<p:cell name=\"");
            push_text(&header.name, bytes);
            bytes.extend_from_slice(b"\">");
            push_cell(column, bytes);
            bytes.extend_from_slice(b"</p:cell>");
        }
    }
    bytes.extend_from_slice(b"</extensions>");
}
