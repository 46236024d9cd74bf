//! The Humanitarian Exchange Language: the first row says in hashtags what the columns are.
//!
//! # Source
//! HXL standard 1.1 (2018), hxlstandard.org: tagging conventions and the hashtag dictionary.

use super::{KnownLayout, Table, Taking};
use crate::read::layout::columns::Field;

pub(super) const LAYOUTS: &[KnownLayout] = &[KnownLayout {
    name: "HXL",
    columns,
}];

/// Whether the first row holds hashtags: one cell at least, and in half of those that are not empty.
pub(super) fn has_tags(table: &Table<'_>) -> bool {
    let filled = table
        .first_row
        .iter()
        .filter(|cell| !cell.trim().is_empty());
    let (all, tags) = filled.fold((0, 0), |(all, tags), cell| {
        (all + 1, tags + usize::from(is_tag(cell)))
    });
    tags > 0 && 2 * tags >= all
}

fn is_tag(cell: &str) -> bool {
    let mut letters = cell.trim().chars();
    letters.next() == Some('#') && letters.next().is_some_and(char::is_alphabetic)
}

/// Which hashtag, with which attributes, holds what; the first that fits a column counts.
const TAGS: [(&str, &[&str], Field); 15] = [
    ("#geo", &["lat"], Field::Lat),
    ("#geo", &["lon"], Field::Lon),
    ("#geo", &["coord"], Field::Coordinates),
    ("#date", &[], Field::Date),
    ("#meta", &["id"], Field::Id),
    ("#event", &["id"], Field::Id),
    ("#affected", &["killed"], Field::Dead),
    ("#affected", &["missing"], Field::Missing),
    ("#affected", &[], Field::People),
    ("#loc", &["name"], Field::Name),
    ("#loc", &[], Field::Name),
    ("#country", &["code"], Field::Country),
    ("#country", &[], Field::Country),
    ("#meta", &["source"], Field::Source),
    ("#org", &["source"], Field::Source),
];

fn columns(table: &Table<'_>) -> Option<Vec<Taking>> {
    if !has_tags(table) {
        return None;
    }
    let mut takings: Vec<Taking> = Vec::new();
    for (place, cell) in table.first_row.iter().enumerate() {
        let lower = cell.to_lowercase();
        let mut parts = lower.split('+').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let attributes: Vec<&str> = parts.collect();
        let found = TAGS.iter().find(|(known, needed, field)| {
            *known == tag
                && needed.iter().all(|needed| attributes.contains(needed))
                && !takings.iter().any(|(taken, _)| taken == field)
        });
        if let Some((_, _, field)) = found {
            takings.push((*field, Some(place)));
        }
    }
    Some(takings)
}
