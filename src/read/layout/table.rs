//! Rows of which only the place matters, whatever else they say.

use super::shape::geometry;
use super::{Field, Layout, Row};
use crate::model::{At, Finding, Geometry, Place};

/// How the rows of any table are read.
pub(crate) struct TableLayout;

impl Layout for TableLayout {
    /// Where the row is, if it says so.
    type Value = Option<Geometry>;
    type Record = Option<Geometry>;

    const KEEPS_CELLS: bool = true;

    const FIELDS: &'static [Field] = &[
        Field::Lat,
        Field::Lon,
        Field::Coordinates,
        Field::Zone,
        Field::ZoneLetter,
        Field::Easting,
        Field::Northing,
    ];

    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<Self::Value, Vec<Finding>> {
        geometry(row, warnings)
    }

    fn record(value: Self::Value, _: At) -> Option<Self::Record> {
        Some(value)
    }

    fn id(_: &Self::Value) -> &'static str {
        ""
    }

    fn place(_: &Self::Value) -> Option<&Place> {
        None
    }

    fn is_located(value: &Self::Value) -> bool {
        value.is_some()
    }
}
