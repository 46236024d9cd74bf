//! The place of a row: its coordinates, radius and provenance.

use super::super::format::RawPoint;
use super::super::notation::{self, Defect, is_missing};
use super::{Field, Row, keep};
use crate::geodesy::{Distance, InvalidPosition, Position};
use crate::model::{Finding, Place, RadiusKind};

/// The place of a row; `None` when it has none, or when a finding says why it is unusable.
pub(super) fn place(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Place> {
    let position = match row.point() {
        RawPoint::LonLat(lon, lat) => from_point(row, lon, lat, findings),
        RawPoint::Absent => None,
        RawPoint::InCells => from_cells(row, findings),
    };
    let radius = radius(row, findings);
    let radius_kind = radius_kind(row, findings);
    Some(Place {
        position: position?,
        radius: radius?.unwrap_or_default(),
        radius_kind,
        provenance: row.cell(Field::CoordSource).to_owned(),
    })
}

/// The radius of a row, which may not say one; nothing when a finding says why it is unusable.
#[expect(clippy::option_option, reason = "no radius is an answer too")]
pub(super) fn radius(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Option<Distance>> {
    let cell = row.cell(Field::Radius);
    if is_missing(cell) {
        return Some(None);
    }
    let digits = cell.strip_prefix('~').unwrap_or(cell);
    let result = notation::distance(digits, row.notations.decimal);
    keep(row, Field::Radius, result, findings).map(Some)
}

/// What the radius of a row promises.
pub(super) fn radius_kind(row: &Row<'_>, findings: &mut Vec<Finding>) -> RadiusKind {
    let words = [
        ("bound", RadiusKind::Bound),
        ("p95", RadiusKind::P95),
        ("p68", RadiusKind::P68),
    ];
    row.word(Field::RadiusKind, &words, findings)
        .unwrap_or_default()
}

fn from_cells(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Position> {
    let (lat, lon) = (row.cell(Field::Lat), row.cell(Field::Lon));
    let half = |missing: Field, given: &str| {
        let defect = Defect {
            kind: "half-a-coordinate",
            why: format!("the cell is empty, and the {given} is given"),
            fix: Some("give both, or leave both empty where the place is unknown".to_owned()),
        };
        row.rejection(missing, defect)
    };
    match (is_missing(lat), is_missing(lon)) {
        (true, true) => return None,
        (true, false) => findings.push(half(Field::Lat, "longitude")),
        (false, true) => findings.push(half(Field::Lon, "latitude")),
        (false, false) => {}
    }
    let decimal = row.notations.decimal;
    let lat = (!is_missing(lat))
        .then(|| keep(row, Field::Lat, notation::latitude(lat, decimal), findings))
        .flatten();
    let lon = (!is_missing(lon))
        .then(|| keep(row, Field::Lon, notation::longitude(lon, decimal), findings))
        .flatten();
    Position::from_lon_lat(lon?, lat?).ok()
}

fn from_point(row: &Row<'_>, lon: f64, lat: f64, findings: &mut Vec<Finding>) -> Option<Position> {
    Position::from_lon_lat(lon, lat)
        .map_err(|invalid| {
            let (column, fix) = match invalid {
                InvalidPosition::Latitude(_) => (
                    "latitude",
                    "check whether latitude and longitude are swapped",
                ),
                InvalidPosition::Longitude(_) => ("longitude", "give degrees from -180 to 180"),
            };
            findings.push(
                Finding::new(
                    crate::model::Severity::RejectsRow,
                    "position-out-of-range",
                    row.origin(),
                    invalid.to_string(),
                )
                .in_column(column)
                .with_value(format!("[{lon}, {lat}]"))
                .with_fix(fix),
            );
        })
        .ok()
}
