//! The Missing Migrants Project of the International Organization for Migration: the layouts in which
//! it was published, or passed on, from 2015 to 2026.
//!
//! `Incident Type` says how a record was counted (`Incident`, `Split Incident`), not what happened.

use super::{KnownLayout, Table, Taking};
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[
    KnownLayout {
        name: "IOM Missing Migrants, 2015 to 2017",
        columns: |table| {
            told(
                table,
                &[
                    "cause_of_death",
                    "region_origin",
                    "affected_nationality",
                    "incident_region",
                    "reliability",
                ],
                &[],
                &[(Field::Nationality, "affected_nationality")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, site export 2018 to 2020, coordinates split",
        columns: |table| {
            told(
                table,
                &[
                    "web_id",
                    "reported_date",
                    "location_coordinates",
                    "latitude",
                    "longitude",
                ],
                &[],
                &[(Field::Name, "location_description")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, site export 2018 to 2020",
        columns: |table| {
            told(
                table,
                &["web_id", "reported_date", "location_coordinates"],
                &[],
                &[(Field::Name, "location_description")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, months only",
        columns: |table| {
            told(
                table,
                &[
                    "incident_type",
                    "incident_year",
                    "reported_month",
                    "coordinates",
                    "location_of_death",
                ],
                &["main_id", "incident_date"],
                &[(Field::Name, "location_of_death"), (Field::Id, "")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, all data",
        columns: |table| {
            told(
                table,
                &[
                    "main_id",
                    "incident_id",
                    "location_of_incident",
                    "country_of_incident",
                    "coordinates",
                ],
                &[],
                &[(Field::Name, "location_of_incident")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, site export 2024",
        columns: |table| {
            told(
                table,
                &[
                    "main_id",
                    "incident_date",
                    "reported_month",
                    "coordinates",
                    "total_number_of_dead_and_missing",
                ],
                &[],
                &[(Field::Name, "location_of_death")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, site export 2026",
        columns: |table| {
            told(
                table,
                &[
                    "main_id",
                    "incident_date",
                    "reported_month",
                    "coordinates",
                    "number_dead",
                ],
                &["total_number_of_dead_and_missing"],
                &[(Field::Name, "location_of_death")],
            )
        },
    },
    KnownLayout {
        name: "IOM Missing Migrants, curated workbook",
        columns: |table| {
            told(
                table,
                &[
                    "main_id",
                    "no__dead",
                    "no__missing",
                    "location_of_death",
                    "latitude",
                    "longitude",
                ],
                &[],
                &[
                    (Field::Name, "location_of_death"),
                    (Field::Women, "no__female"),
                    (Field::Men, "no__male"),
                    (Field::Children, "no__minors"),
                ],
            )
        },
    },
];

/// The columns of a layout of these headers, and what holds for all of them.
fn told(
    table: &Table<'_>,
    has: &[&str],
    lacks: &[&str],
    columns: &[(Field, &str)],
) -> Option<Vec<Taking>> {
    let mut takings = table.takings(has, lacks, columns)?;
    // Several records may share an incident, and a main id may have several records.
    if table.position("main_id").is_some() {
        takings.push((Field::Id, table.position("incident_id")));
    }
    takings.push((Field::Kind, None));
    Some(takings)
}
