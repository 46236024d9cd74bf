//! The place of a row: its coordinates, radius and provenance.

use super::super::format::{RawGeometry, RawShape};
use super::super::notation::{self, Defect, is_missing};
use super::{Field, Row, keep};
use crate::geodesy::{Distance, InvalidPosition, Position};
use crate::model::{Finding, Place, RadiusKind, Severity};

/// The place of a row; `None` when it has none, or when a finding says why it is unusable.
pub(super) fn place(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Place> {
    let position = match row.geometry() {
        RawGeometry::Point([lon, lat]) => from_point(row, *lon, *lat, findings),
        RawGeometry::Absent => None,
        RawGeometry::InCells => from_cells(row, findings),
        RawGeometry::Shape(shape) => {
            findings.push(not_a_point(row, shape));
            None
        }
    };
    let stated = radius(row, findings);
    let of_code = match stated {
        Some(None) => acled_radius(row, findings),
        _ => None,
    };
    let radius_kind = match of_code {
        Some(_) => RadiusKind::Bound,
        None => radius_kind(row, findings),
    };
    let radius = of_code.or(stated.flatten());
    Some(Place {
        position: position?,
        radius: radius.unwrap_or_default(),
        radius_kind,
        provenance: row.cell(Field::CoordSource).to_owned(),
    })
}

fn not_a_point(row: &Row<'_>, shape: &RawShape) -> Finding {
    Finding::new(
        Severity::RejectsRow,
        "geometry",
        row.origin(),
        format!("the geometry is {}; a point is read here", shape.words()),
    )
    .with_fix("give one point for each row")
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

/// What a `geo_precision` of ACLED is taken for, in kilometres: a code, and a bound of our own.
///
/// ACLED gives codes and no metres: 1, the source names a town and the point is the town's; 2, it names
/// a part of a region and the point is a town's near by or the capital's; 3, it names a larger
/// region and the point is a place chosen in it or its capital. So 1 covers a town and what
/// gazetteers differ by about it (10.9 km for Arlit); 2 a district; 3 a province of the Sahara, of which
/// Agadez reaches 1,070 km from its capital. A radius of the file's own comes first.
///
/// # Source
/// Armed Conflict Location and Event Data, Codebook (2023), "Geo-precision code".
const ACLED_BOUNDS_KM: [(&str, f64); 3] = [("1", 10.0), ("2", 100.0), ("3", 1500.0)];

/// The bound that stands for the precision code of a row, if it has one.
fn acled_radius(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Distance> {
    let km = row.word(Field::GeoPrecision, &ACLED_BOUNDS_KM, findings)?;
    Distance::from_km(km).ok()
}

/// What the radius of a row promises: what it says, else what its column is known for, else a bound.
///
/// The accuracy that `KoboToolbox` and ODK write beside a point is what the telephone says: the radius
/// that holds the place with 68 %.
///
/// # Source
/// Android reference, `Location.getAccuracy`; the `XLSForm` reference, geopoint.
pub(super) fn radius_kind(row: &Row<'_>, findings: &mut Vec<Finding>) -> RadiusKind {
    let words = [
        ("bound", RadiusKind::Bound),
        ("p95", RadiusKind::P95),
        ("p68", RadiusKind::P68),
    ];
    let by_column = if row.columns.is_device_accuracy(row.headers) {
        RadiusKind::P68
    } else {
        RadiusKind::Bound
    };
    row.word(Field::RadiusKind, &words, findings)
        .unwrap_or(by_column)
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
                    Severity::RejectsRow,
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
