//! Tables to bytes. A new format is one file and one line in the list below.

use std::io::{self, Write};

use rayon::prelude::*;

use fixed::{push_fixed, push_integer};

#[cfg(feature = "cli")]
use crate::model::Part;
use crate::model::{
    Batch, ColumnKind, Schema, Values, could_run, is_plain_number, is_written_date,
};

mod fixed;
mod wkt;
mod xml;

pub use wkt::wkt_text;

/// Declares the members of the family.
///
/// `cargo fmt` does not find modules that a macro declares: the gate formats every tracked file by
/// its name.
macro_rules! formats {
    ($($(#[$attribute:meta])* $name:ident,)*) => {
        $($(#[$attribute])* mod $name;)*

        /// Every format a table can be written in.
        pub static ALL: &[TableFormat] = &[$($(#[$attribute])* $name::FORMAT,)*];
    };
}

formats! {
    csv,
    csv_fr,
    #[cfg(feature = "workbook")]
    xlsx,
    json,
    ndjson,
    geojson,
    kml,
    gpx,
    #[cfg(feature = "cli")]
    terminal,
}

/// A format that a table can be written in.
#[derive(Debug, Clone, Copy)]
pub struct TableFormat {
    /// What a user calls it.
    pub name: &'static str,
    /// The extensions of its files, without the dot, the usual one first; none where it is not for files.
    pub extensions: &'static [&'static str],
    /// Whether it has a place for the geometry of rows beside their cells.
    pub has_geometry: bool,
    /// Whether it is no text, and a terminal cannot show it.
    pub is_binary: bool,
    /// Starts a table; rows follow in batches.
    pub open: for<'a> fn(&'a Schema, &'a mut dyn Write) -> io::Result<Box<dyn Rows + 'a>>,
}

/// A table being written.
pub trait Rows {
    /// Writes some rows.
    ///
    /// # Errors
    /// What the sink says.
    fn write(&mut self, batch: &Batch) -> io::Result<()>;

    /// Writes what closes the table, and flushes.
    ///
    /// # Errors
    /// What the sink says.
    fn finish(&mut self) -> io::Result<()>;
}

/// The format with this name.
pub fn for_name(name: &str) -> Option<&'static TableFormat> {
    ALL.iter().find(|format| format.name == name)
}

/// The format that a file's extension names, in any case.
pub fn for_extension(extension: &str) -> Option<&'static TableFormat> {
    ALL.iter().find(|format| {
        format
            .extensions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// A cell as machines read it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shown<'a> {
    /// A text, which is not empty.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number with a count of decimals.
    Number(f64, usize),
    /// A number as the input writes it, with the sign before its fraction.
    Written(&'a str, char),
    /// A day as the input writes it.
    Date(&'a str),
}

/// A cell as machines read it; `None` when it is empty.
fn cell<'a>(schema: &Schema, batch: &'a Batch, column: usize, row: usize) -> Option<Shown<'a>> {
    match batch.columns.get(column)? {
        Values::Text(values) => {
            let text = values.get(row).filter(|text| !text.is_empty())?;
            Some(
                match schema.columns.get(column).map(|column| &column.kind) {
                    // Looked at again: a file may change between two passes.
                    Some(ColumnKind::WrittenNumber { sign }) if is_plain_number(text, *sign) => {
                        Shown::Written(text, *sign)
                    }
                    Some(ColumnKind::WrittenDate) if is_written_date(text) => Shown::Date(text),
                    _ => Shown::Text(text),
                },
            )
        }
        Values::Integer(values) => values.get(row)?.map(Shown::Integer),
        Values::List(values) => {
            let count = i64::try_from(values.count(row)).ok();
            count.filter(|count| *count > 0).map(Shown::Integer)
        }
        Values::Number(values) => {
            let decimals = match schema.columns.get(column).map(|column| &column.kind) {
                Some(ColumnKind::Number { decimals, .. }) => *decimals,
                _ => 0,
            };
            values
                .get(row)?
                .map(|number| Shown::Number(number, decimals))
        }
    }
}

impl Shown<'_> {
    /// Adds it in no quotes, numbers with a point before the fraction.
    fn push_to(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Text(text) | Self::Date(text) => bytes.extend_from_slice(text.as_bytes()),
            Self::Written(text, sign) => {
                let point = |byte| {
                    if char::from(byte) == sign { b'.' } else { byte }
                };
                bytes.extend(text.bytes().map(point));
            }
            Self::Integer(number) => push_integer(bytes, number),
            Self::Number(number, decimals) => push_fixed(bytes, number, decimals),
        }
    }
}

/// Whether a text is to have an apostrophe before it in formats that spreadsheets open: it could run, or
/// would be taken for one that has such an apostrophe already.
fn needs_guard(text: &str) -> bool {
    begins_like_a_guard(text.as_bytes()) && could_run(text.trim_start_matches('\''))
}

/// Whether a text begins with a byte that texts begin with which need an apostrophe before them.
#[inline]
const fn begins_like_a_guard(text: &[u8]) -> bool {
    matches!(
        text.first(),
        Some(b'\'' | b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
    )
}

/// How many rows are turned into bytes in one piece of work.
const ROWS_AT_ONCE: usize = 1024;

/// About how many bytes a row takes.
const ROW_BYTES: usize = 160;

/// Writes the rows of a batch in their order, made on all threads: `write` adds the bytes of one.
fn write_rows(
    batch: &Batch,
    sink: &mut dyn Write,
    write: impl Fn(usize, &mut Vec<u8>) + Sync,
) -> io::Result<()> {
    let rows = batch.rows();
    let pieces: Vec<Vec<u8>> = (0..rows.div_ceil(ROWS_AT_ONCE))
        .into_par_iter()
        .map(|piece| {
            let first = piece * ROWS_AT_ONCE;
            let mut bytes = Vec::with_capacity(ROWS_AT_ONCE * ROW_BYTES);
            for row in first..rows.min(first + ROWS_AT_ONCE) {
                write(row, &mut bytes);
            }
            bytes
        })
        .collect();
    pieces.iter().try_for_each(|piece| sink.write_all(piece))
}

/// Whether a column's cells are numbers.
#[cfg(feature = "cli")]
fn is_number(schema: &Schema, column: usize) -> bool {
    schema
        .columns
        .get(column)
        .is_some_and(|column| column.kind != ColumnKind::Text)
}

/// Whether a column is part of the answer.
#[cfg(feature = "cli")]
fn is_answer(schema: &Schema, column: usize) -> bool {
    schema
        .columns
        .get(column)
        .is_some_and(|column| column.part == Part::Answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Column, Geometry, Position};

    /// A table with every kind of column and every kind of trouble.
    fn table() -> (Schema, Batch) {
        let mut schema = Schema {
            columns: vec![
                Column::text("id"),
                Column::integer("rank"),
                Column::metres("distance_m").bounded_by("least_m", "most_m"),
                Column::metres("least_m"),
                Column::metres("most_m"),
                Column::list("others"),
            ],
        };
        schema.carry("incident_", ["note"]);
        let mut batch = schema.empty_batch();
        let place = Position::from_lon_lat(5.634612, 19.398994).unwrap();
        batch.push(
            [
                Cell::text("a,\"b\""),
                Cell::Integer(Some(1)),
                Cell::Number(Some(16_098.471_2)),
                Cell::Number(Some(11_098.471_2)),
                Cell::Number(Some(21_098.471_2)),
                Cell::List(vec!["b", "c,\"d\""].into()),
                Cell::text("line\nbreak \u{1b}[2J <é>"),
            ],
            Some(Geometry::Point(place)),
        );
        batch.push(
            [
                Cell::text(""),
                Cell::Integer(None),
                Cell::Number(Some(-0.000_01)),
                Cell::Number(None),
                Cell::Number(None),
                Cell::List(Vec::new().into()),
                Cell::text(""),
            ],
            None,
        );
        (schema, batch)
    }

    fn written(name: &str) -> String {
        let (schema, batch) = table();
        let mut bytes = Vec::new();
        let format = for_name(name).unwrap();
        let mut rows = (format.open)(&schema, &mut bytes).unwrap();
        rows.write(&batch).unwrap();
        rows.finish().unwrap();
        drop(rows);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_format_writes_a_table_without_rows() {
        let (schema, _) = table();
        for format in ALL {
            let mut bytes = Vec::new();
            let mut rows = (format.open)(&schema, &mut bytes).unwrap();
            rows.finish().unwrap();
            drop(rows);
            assert!(
                !bytes.is_empty() || format.name == "ndjson",
                "{}",
                format.name
            );
        }
    }

    #[test]
    fn csv_quotes_what_needs_it_and_fixes_decimals() {
        assert_eq!(
            written("csv"),
            "id,rank,distance_m,least_m,most_m,others,note\n\
             \"a,\"\"b\"\"\",1,16098.471,11098.471,21098.471,2,\"line\nbreak \u{1b}[2J <é>\"\n\
             ,,0.000,,,,\n"
        );
    }

    #[test]
    fn json_is_read_back_as_it_was_meant() {
        let rows: serde_json::Value = serde_json::from_str(&written("json")).unwrap();
        assert_eq!(rows[0]["distance_m"].to_string(), "16098.471");
        assert_eq!(rows[0]["note"], "line\nbreak \u{1b}[2J <é>");
        assert!(rows[1]["least_m"].is_null());
        assert_eq!(rows[0]["others"], serde_json::json!(["b", "c,\"d\""]));
        assert_eq!(rows[1]["others"], serde_json::json!([]));
    }

    #[test]
    fn geojson_has_a_feature_for_each_row() {
        let collection: serde_json::Value = serde_json::from_str(&written("geojson")).unwrap();
        assert_eq!(collection["type"], "FeatureCollection");
        let first = &collection["features"][0];
        assert_eq!(first["geometry"]["coordinates"][0].to_string(), "5.634612");
        assert_eq!(first["properties"]["rank"], 1);
        assert!(collection["features"][1]["geometry"].is_null());
    }

    #[cfg(feature = "cli")]
    #[test]
    fn the_terminal_shows_rounded_distances_and_no_control_characters() {
        let shown = written("table");
        assert!(shown.contains("16.1 km"), "{shown}");
        assert!(shown.contains("11.0–21.1 km"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
}
