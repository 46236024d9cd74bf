//! The Georeferenced Event Dataset of the Uppsala Conflict Data Program.

use super::KnownLayout;
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[KnownLayout {
    name: "UCDP GED",
    columns: |table| {
        table.takings(
            &["where_prec", "date_prec", "date_start", "date_end", "best"],
            &[],
            &[
                (Field::Name, "where_coordinates"),
                (Field::Date, "date_start"),
                (Field::Dead, "best"),
                (Field::Kind, ""),
                (Field::Period, ""),
            ],
        )
    },
}];
