//! Rows of a file of routes: stops one by one, or whole lines.

use super::super::format::RawGeometry;
use super::super::notation::{Defect, is_missing};
use super::place::place;
use super::shape::geometry;
use super::{Field, Layout, Row};
use crate::geodesy::Position;
use crate::model::{At, Finding, Geometry, Place, Severity};

/// How rows of routes are read.
///
/// A row that cannot be used is kept with its findings: its route lacks a stop then, and is set aside
/// as a whole.
pub(crate) struct RouteLayout;

/// What a row says.
pub(crate) struct RouteRow {
    /// The route's identifier; empty where the row does not say.
    pub(crate) route: String,
    /// The route's name; empty where the row does not say.
    pub(crate) route_name: String,
    /// What the row is, or why it cannot be used.
    pub(crate) what: Result<RoutePart, Vec<Finding>>,
}

/// What a row of a file of routes is.
pub(crate) enum RoutePart {
    /// A stop, with its number where the file numbers them.
    Stop {
        seq: Option<i64>,
        name: String,
        place: Place,
    },
    /// Whole lines.
    Lines(Vec<Vec<Position>>),
}

impl Layout for RouteLayout {
    type Value = RouteRow;
    type Record = RouteRow;

    const KEEPS_CELLS: bool = false;

    // Several rows are of one route.
    const HAS_OWN_IDS: bool = false;

    const FIELDS: &'static [Field] = &[
        Field::Id,
        Field::Route,
        Field::RouteName,
        Field::Seq,
        Field::Name,
        Field::Lat,
        Field::Lon,
        Field::Coordinates,
        Field::Zone,
        Field::ZoneLetter,
        Field::Easting,
        Field::Northing,
        Field::CoordSource,
    ];

    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<RouteRow, Vec<Finding>> {
        let (what, is_lines) = match row.geometry() {
            RawGeometry::Shape(_) => (lines(row, warnings), true),
            _ => (stop(row), false),
        };
        let own_name = if is_lines {
            Field::Name
        } else {
            Field::RouteName
        };
        let name = [Field::RouteName, own_name]
            .map(|field| row.cell(field))
            .into_iter()
            .find(|cell| !is_missing(cell));
        Ok(RouteRow {
            route: route(row, is_lines).to_owned(),
            route_name: name.unwrap_or_default().to_owned(),
            what,
        })
    }

    fn record(value: RouteRow, _: At) -> Option<RouteRow> {
        Some(value)
    }

    fn id(_: &RouteRow) -> &'static str {
        ""
    }

    fn place(_: &RouteRow) -> Option<&Place> {
        None
    }

    fn is_located(_: &RouteRow) -> bool {
        true
    }
}

/// The route that a row is of, or is: a line may say so by its id.
fn route<'a>(row: &'a Row<'_>, is_lines: bool) -> &'a str {
    match row.cell(Field::Route) {
        "" if is_lines => row.cell(Field::Id),
        route => route,
    }
}

fn stop(row: &Row<'_>) -> Result<RoutePart, Vec<Finding>> {
    let mut findings = Vec::new();
    let seq = seq(row).map_err(|defect| findings.push(row.rejection(Field::Seq, defect)));
    let place = place(row, &mut findings);
    if place.is_none() && findings.is_empty() {
        let why = "a stop without coordinates";
        findings.push(
            Finding::new(Severity::RejectsRow, "without-location", row.origin(), why)
                .with_fix("give the stop its coordinates, or remove the row"),
        );
    }
    match (place, seq) {
        (Some(place), Ok(seq)) if findings.is_empty() => Ok(RoutePart::Stop {
            seq,
            name: row.text(Field::Name).to_owned(),
            place,
        }),
        _ => Err(findings),
    }
}

/// The number of a stop, where the file has a column of them.
fn seq(row: &Row<'_>) -> Result<Option<i64>, Defect> {
    if row.columns.index_of(Field::Seq).is_none() {
        return Ok(None);
    }
    let seq = row.cell(Field::Seq).parse().ok().ok_or_else(|| Defect {
        kind: "seq",
        why: "a stop needs the whole number of its place on the route".to_owned(),
        fix: Some("write 1 for the first stop, 2 for the second".to_owned()),
    });
    seq.map(Some)
}

fn lines(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<RoutePart, Vec<Finding>> {
    if let Some(Geometry::Lines(lines)) = geometry(row, warnings)? {
        return Ok(RoutePart::Lines(lines));
    }
    let why = "the geometry is no line; a route is a line, or rows of stops";
    let finding = Finding::new(Severity::RejectsRow, "geometry", row.origin(), why);
    Err(vec![finding.with_fix("give the route as a line")])
}
