//! Exports of `KoboToolbox` and ODK: a question of the form holds the place, and its parts stand in
//! columns named after it.

use super::{KnownLayout, Table, Taking};
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[KnownLayout {
    name: "KoboToolbox or ODK",
    columns,
}];

/// Columns that the servers add; a form of its own has none of them.
const OF_THE_SERVER: [&str; 6] = [
    "_uuid",
    "_submission_time",
    "instanceid",
    "meta_instanceid",
    "submissiondate",
    "_validation_status",
];

fn columns(table: &Table<'_>) -> Option<Vec<Taking>> {
    let is_of_a_server = OF_THE_SERVER
        .iter()
        .any(|header| table.position(header).is_some());
    let question = table.headers.iter().find_map(|header| {
        let question = header.strip_suffix("_latitude")?;
        let has = |part: &str| table.position(&format!("{question}{part}")).is_some();
        // `latitude` and `longitude` alone are anybody's.
        (!question.is_empty() && has("_longitude") && (has("_precision") || has("_accuracy")))
            .then_some(question)
    });
    let part = |part: &str| {
        let question = question?;
        table.position(&format!("{question}{part}"))
    };
    if question.is_none() && !is_of_a_server {
        return None;
    }
    let mut takings = Vec::new();
    if question.is_some() {
        takings.push((Field::Lat, part("_latitude")));
        takings.push((Field::Lon, part("_longitude")));
        takings.push((
            Field::Radius,
            part("_precision").or_else(|| part("_accuracy")),
        ));
    }
    for id in ["_uuid", "instanceid", "meta_instanceid", "_id"] {
        if let Some(place) = table.position(id) {
            takings.push((Field::Id, Some(place)));
            break;
        }
    }
    Some(takings)
}
