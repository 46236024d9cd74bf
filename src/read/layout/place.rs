//! The place of a row: its coordinates, radius and provenance.

use super::super::format::{RawGeometry, RawShape};
use super::super::notation::place::{Spot, box_precision, form_of, out_of_column, utm};
use super::super::notation::{self, Defect, Degrees, Ways, is_missing, latitude, longitude};
use super::{Field, Fields, Row, keep};
use crate::geodesy::{Distance, InvalidPosition, Position};
use crate::model::{Doubt, Finding, Place, RadiusKind, Severity};

/// The place of a row; `None` when it has none, or when a finding says why it is unusable.
pub(super) fn place(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Place> {
    let spot = match row.geometry() {
        RawGeometry::Point([lon, lat]) => from_point(row, *lon, *lat, findings).map(Spot::exact),
        RawGeometry::Absent => None,
        RawGeometry::InCells if row.columns.whole_places().is_some() => from_cell(row, findings),
        RawGeometry::InCells => from_cells(row, findings),
        RawGeometry::Shape(shape) => {
            findings.push(not_a_point(row, shape));
            None
        }
    };
    let (stated, radius_kind) = if row.columns.have_any(OF_DOUBT) {
        stated_radius(row, findings)
    } else {
        (None, RadiusKind::Bound)
    };
    let spot = spot?;
    let (radius, radius_kind) = if spot.is_exact() {
        (stated.unwrap_or_default(), radius_kind)
    } else {
        let doubt = doubt(row, spot, stated, radius_kind);
        (doubt.radius(), doubt.kind())
    };
    Some(Place {
        position: spot.position,
        radius,
        radius_kind,
        provenance: row.cell(Field::CoordSource).to_owned(),
    })
}

/// What tells how far a place may be off.
const OF_DOUBT: Fields = Fields::of(&[
    Field::Radius,
    Field::GeoPrecision,
    Field::WherePrec,
    Field::RadiusKind,
]);

/// The radius that a row states, or its code stands for, and what that promises.
fn stated_radius(row: &Row<'_>, findings: &mut Vec<Finding>) -> (Option<Distance>, RadiusKind) {
    let stated = radius(row, findings);
    let of_code = match stated {
        Some(None) => acled_radius(row, findings).or_else(|| ucdp_radius(row, findings)),
        _ => None,
    };
    match of_code {
        Some(_) => (of_code, RadiusKind::Bound),
        None => (stated.flatten(), radius_kind(row, findings)),
    }
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

/// The doubt of a place whose notation tells some: what the source says is about the place that it wrote down, and that is
/// told only so finely, so the two add up.
#[cold]
fn doubt(row: &Row<'_>, spot: Spot, stated: Option<Distance>, kind: RadiusKind) -> Doubt {
    let said = match (stated, spot.accuracy) {
        (Some(radius), _) => Doubt::new(radius, kind),
        (None, Some(accuracy)) if is_missing(row.cell(Field::RadiusKind)) => {
            Doubt::new(accuracy, RadiusKind::P68)
        }
        (None, Some(accuracy)) => Doubt::new(accuracy, kind),
        (None, None) => Doubt::NONE,
    };
    said.and(Doubt::new(spot.precision, RadiusKind::Bound))
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

/// What a `where_prec` of UCDP says, and the bound in kilometres where that is a distance.
///
/// # Source
/// S. Högbladh, UCDP GED Codebook version 23.1 (2023), `where_prec`; the distance of 2 is "ca. 25 km".
const UCDP_PRECISIONS: [(&str, (&str, Option<f64>)); 7] = [
    ("1", ("that the place is exactly known", None)),
    ("2", ("a place within 25 km", Some(25.0))),
    ("3", ("a point for a division of the second order", None)),
    ("4", ("a point for a division of the first order", None)),
    (
        "5",
        ("a point for a line or an area without a border", None),
    ),
    ("6", ("a point for a whole country", None)),
    ("7", ("a point of a sea or of the air above it", None)),
];

/// The bound that stands for the precision code of a row, if it has one.
fn ucdp_radius(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Distance> {
    let (_, km) = row.word(Field::WherePrec, &UCDP_PRECISIONS, findings)?;
    Distance::from_km(km?).ok()
}

/// Warns of a place whose precision code is no distance, where no radius is given either.
pub(super) fn warn_of_code(row: &Row<'_>, place: &Place, warnings: &mut Vec<Finding>) {
    if row.columns.index_of(Field::WherePrec).is_none()
        || place.radius != Distance::ZERO
        || !is_missing(row.cell(Field::Radius))
    {
        return;
    }
    let code = row.word(Field::WherePrec, &UCDP_PRECISIONS, &mut Vec::new());
    if let Some((what, None)) = code {
        let why = format!(
            "{what}, by UCDP's codebook, which gives no distance; the position counts as exact"
        );
        let defect = Defect::new("where-prec", why)
            .with_fix("say how far the place may be off in a column uncertainty_m");
        warnings.push(row.finding(Severity::Warning, Field::WherePrec, defect));
    }
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
    let by_column = if row.columns.has_device_accuracy() {
        RadiusKind::P68
    } else {
        RadiusKind::Bound
    };
    row.word(Field::RadiusKind, &words, findings)
        .unwrap_or(by_column)
}

/// The place in a cell of its own.
fn from_cell(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Spot> {
    let cell = row.cell(Field::Coordinates);
    if is_missing(cell) {
        return None;
    }
    let ways = row.notations.ways;
    let result = row.notations.place.map_or_else(
        || {
            let defect = Defect::new("not-a-place", "not a place in a notation that is read here");
            Err(defect.with_fix("write 19.5372, 5.7721 or 19°32'14\"N 5°46'20\"E"))
        },
        |column| column.read(cell, ways),
    );
    keep(row, Field::Coordinates, result, findings)
}

/// The place whose zone, easting and northing stand in cells of their own, where there are such columns.
#[cold]
fn from_grid(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Spot> {
    row.columns.grid()?;
    let cell = |field| row.cell(field);
    let missing =
        [Field::Easting, Field::Northing, Field::Zone].map(|field| is_missing(cell(field)));
    let [no_easting, no_northing, no_zone] = missing;
    if no_easting && no_northing {
        return None;
    }
    let mut reject = |field, kind, why: &str, fix: &str| {
        findings.push(row.rejection(field, Defect::new(kind, why).with_fix(fix)));
        None
    };
    if no_easting || no_northing {
        let (field, why) = if no_easting {
            (
                Field::Easting,
                "the cell is empty, and the northing is given",
            )
        } else {
            (
                Field::Northing,
                "the cell is empty, and the easting is given",
            )
        };
        let fix = "give both, or leave both empty where the place is unknown";
        return reject(field, "half-a-coordinate", why, fix);
    }
    if no_zone {
        let why = "the cell is empty, and easting and northing are given";
        return reject(Field::Zone, "zone", why, "write the zone, such as 31N");
    }
    let numbers = [Field::Easting, Field::Northing];
    let [zone, letter, easting, northing] =
        [Field::Zone, Field::ZoneLetter, numbers[0], numbers[1]].map(cell);
    let text = utm::in_columns(zone, letter, easting, northing);
    let ways = row.notations.ways;
    if !(utm::NOTATION.has_form)(&text, ways) {
        let is_number = |field: &Field| notation::is_plain(cell(*field), ways.decimal);
        if let Some(field) = numbers.into_iter().find(|field| !is_number(field)) {
            let fix = "write metres as 791000, without a sign between thousands";
            return reject(field, "not-a-number", "not a number of metres", fix);
        }
        let why = "not a zone with the letter of its hemisphere or band";
        let fix = "write the zone as 31N, or 31 south";
        return reject(Field::Zone, "zone", why, fix);
    }
    (utm::NOTATION.read)(&text, ways)
        .map_err(|defect| {
            let field = if defect.kind == "outside-grid" {
                Field::Easting
            } else {
                Field::Zone
            };
            findings.push(row.rejection(field, defect));
        })
        .ok()
}

/// The place whose latitude and longitude stand in two cells.
fn from_cells(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Spot> {
    let (lat, lon) = (row.cell(Field::Lat), row.cell(Field::Lon));
    let ways = row.notations.ways;
    if let Some(position) = notation::plain_position(lat, lon, ways.decimal) {
        return Some(Spot::exact(position));
    }
    let (has_lat, has_lon) = (!is_missing(lat), !is_missing(lon));
    if !has_lat && !has_lon {
        return from_grid(row, findings);
    }
    let mut is_whole_place = false;
    let mut read = |field, cell, read: fn(&str, Ways) -> Result<Degrees, Defect>| {
        let result = read(cell, ways).map_err(|defect| {
            if defect.kind != "not-a-number" {
                return defect;
            }
            match form_of(cell, ways) {
                Some(form) => {
                    is_whole_place = true;
                    out_of_column(form)
                }
                None => of_spreadsheet(cell).unwrap_or(defect),
            }
        });
        keep(row, field, result, findings)
    };
    let lat = has_lat.then(|| read(Field::Lat, lat, latitude)).flatten();
    let lon = has_lon.then(|| read(Field::Lon, lon, longitude)).flatten();
    if has_lat != has_lon && !is_whole_place {
        let (missing, given) = if has_lat {
            (Field::Lon, "latitude")
        } else {
            (Field::Lat, "longitude")
        };
        let defect = Defect {
            kind: "half-a-coordinate",
            why: format!("the cell is empty, and the {given} is given"),
            fix: Some("give both, or leave both empty where the place is unknown".to_owned()),
        };
        findings.push(row.rejection(missing, defect));
    }
    let (lat, lon) = (lat?, lon?);
    let position = Position::from_lon_lat(lon.value, lat.value).ok()?;
    Some(Spot {
        precision: if lat.half_unit > 0.0 || lon.half_unit > 0.0 {
            box_precision(position, lat.half_unit, lon.half_unit)
        } else {
            Distance::ZERO
        },
        ..Spot::exact(position)
    })
}

/// What to say of a date where a number is read.
fn of_spreadsheet(cell: &str) -> Option<Defect> {
    let number = notation::number_before_spreadsheet(cell)?;
    let fix = if number.is_empty() {
        "write the number again, in a column formatted as text".to_owned()
    } else {
        format!("write the number again, in a column formatted as text; it was perhaps {number}")
    };
    let why = "a date: Excel turned the number into a date";
    Some(Defect::new("spreadsheet-date", why).with_fix(fix))
}

fn from_point(row: &Row<'_>, lon: f64, lat: f64, findings: &mut Vec<Finding>) -> Option<Position> {
    let turned = (lon.abs() > 180.0).then(|| notation::turned(lon, row.notations.ways));
    Position::from_lon_lat(turned.flatten().unwrap_or(lon), lat)
        .map_err(|invalid| {
            let (column, fix) = match invalid {
                InvalidPosition::Latitude(_) => (
                    "latitude",
                    "check whether latitude and longitude are swapped",
                ),
                InvalidPosition::Longitude(_) => (
                    "longitude",
                    "give degrees from -180 to 180, or read longitudes to 360 with --wrap-lon",
                ),
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
