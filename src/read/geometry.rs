//! One geometry, given as a text of its own rather than in a file.

use std::sync::Arc;

use super::format::{RawRows, geometry_of_text};
use super::layout::{Columns, Layout, Notations, Row, ShapeLayout};
use crate::model::{At, Finding, Geometry, Input, Origin, Severity};

/// Reads a geometry in well-known text as a cell of a file is read; an empty one is none.
///
/// ```
/// use pointzero::{model::Geometry, read::read_geometry};
/// let point = read_geometry("POINT(5.75 19.5)").unwrap();
/// assert!(matches!(point, Some(Geometry::Point(position)) if position.lat() == 19.5));
/// assert!(read_geometry("POINT(19.5 190)").is_err());
/// ```
///
/// # Errors
/// What is wrong with the text: each finding says it, and what to write.
pub fn read_geometry(text: &str) -> Result<Option<Geometry>, Vec<Finding>> {
    let input = Arc::new(Input::from_name("geometry"));
    let origin = Origin {
        input: Arc::clone(&input),
        at: At::Line(1),
    };
    let geometry = geometry_of_text(text).map_err(|why| {
        let finding = Finding::new(Severity::RejectsRow, "wkt", origin, why).with_value(text);
        vec![
            finding
                .with_fix("write it as POINT(longitude latitude), LINESTRING(…) or POLYGON((…))"),
        ]
    })?;
    let headers = ["lat".to_owned(), "lon".to_owned()];
    let columns = Columns::assign(&headers, ShapeLayout::FIELDS, &[], &[], &input)?;
    let mut rows = RawRows::default();
    rows.push(geometry, |_| Some(Ok(At::Line(1))));
    let Some(Ok(raw)) = rows.iter().next() else {
        return Ok(None);
    };
    let row = Row {
        input: &input,
        raw,
        headers: &headers,
        columns: &columns,
        notations: &Notations::default(),
    };
    let shape = ShapeLayout::value(&row, &mut Vec::new())?;
    Ok(shape.map(|shape| shape.geometry))
}
