//! Armed Conflict Location and Event Data: its exports since 2018.

use super::KnownLayout;
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[KnownLayout {
    name: "ACLED",
    columns: |table| {
        table.takings(
            &["event_id_cnty", "event_date", "geo_precision", "fatalities"],
            &[],
            &[
                (Field::Id, "event_id_cnty"),
                (Field::Name, "location"),
                (Field::Country, "country"),
                (Field::Dead, "fatalities"),
                // What ACLED calls a type is not among the kinds here.
                (Field::Kind, ""),
                (Field::Period, ""),
            ],
        )
    },
}];
