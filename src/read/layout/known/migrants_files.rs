//! The Migrants' Files (2013 to 2016): the events.

use super::KnownLayout;
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[KnownLayout {
    name: "The Migrants' Files, events",
    columns: |table| {
        table.takings(
            &[
                "event_id",
                "cartodb_cause_of_death",
                "dead_and_missing",
                "latitude",
                "longitude",
            ],
            &[],
            // `name` is the person's, where it is known.
            &[
                (Field::Name, "location"),
                (Field::Kind, ""),
                (Field::Period, ""),
            ],
        )
    },
}];
