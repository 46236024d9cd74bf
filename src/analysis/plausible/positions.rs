//! Positions that look like no place that anybody measured: 0, 0, latitude equal to longitude, whole
//! degrees, and many records on one spot.

use std::collections::HashMap;

use super::{Notes, Seen, pair};
use crate::geodesy::Position;
use crate::model::{Finding, Origin, Severity};

/// This many records on one spot are told.
const STACKED: u64 = 5;

/// The most spots that are watched: a file with more has mostly spots of its own.
const SPOTS: usize = 1 << 20;

/// Within so many degrees of 0, 0 there is no land.
const NULL_ISLAND: f64 = 0.5;

/// More decimals of a degree than this are less than a centimetre: no source knows that much.
const DECIMALS: usize = 7;

/// Whether a position lies where empty cells and failed look-ups end up.
pub(super) fn is_null_island(position: Position) -> bool {
    position.lat().abs() < NULL_ISLAND && position.lon().abs() < NULL_ISLAND
}

#[derive(Debug, Default)]
pub(super) struct Positions {
    spots: HashMap<[u64; 2], Spot>,
    /// Records with too many decimals: how many, the first of them and its position.
    too_fine: Option<(u64, Origin, Position)>,
}

/// Records with the same position.
#[derive(Debug)]
struct Spot {
    records: u64,
    first: Origin,
    position: Position,
}

impl Positions {
    #[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
    pub(super) fn take(&mut self, record: &Seen<'_>, notes: &mut Notes) {
        let position = record.position();
        let (lat, lon) = (position.lat(), position.lon());
        if is_null_island(position) {
            let why = "at 0, 0 in the Gulf of Guinea, where empty cells and failed look-ups end up";
            let finding = record.odd("null-island", why).with_value(record.pair());
            notes.add(finding.with_fix("leave both empty where the place is unknown"));
        } else if lat == lon {
            let why = "latitude and longitude are the same number: one may have been copied over the other";
            let finding = record.odd("lat-equals-lon", why).with_value(record.pair());
            notes.add(finding.with_fix("look the place up in its source"));
        } else if lat.fract() == 0.0 && lon.fract() == 0.0 {
            let why = "whole degrees: the place is known to some 100 km at best";
            let finding = record.odd("whole-degrees", why).with_value(record.pair());
            notes.add(finding.with_fix("say how far off it may be in uncertainty_m"));
        }
        if decimals(lat).max(decimals(lon)) > DECIMALS {
            let (count, ..) = self
                .too_fine
                .get_or_insert_with(|| (0, record.origin.clone(), position));
            *count += 1;
        }
        let key = [lat.to_bits(), lon.to_bits()];
        if self.spots.len() < SPOTS || self.spots.contains_key(&key) {
            let spot = self.spots.entry(key).or_insert_with(|| Spot {
                records: 0,
                first: record.origin.clone(),
                position,
            });
            spot.records += 1;
        }
    }

    /// Tells the spots with many records, those with most first, and of how many the numbers are too fine.
    pub(super) fn finish(self, notes: &mut Notes) {
        if let Some((count, first, position)) = self.too_fine {
            let why = format!(
                "{count} records with more than {DECIMALS} decimals of a degree, less than a centimetre: the \
                 numbers are finer than what is known (this is the first)"
            );
            let finding = Finding::new(Severity::Warning, "decimals", first, why);
            let finding = finding.with_value(pair(position));
            notes.add(finding.with_fix("say how far off a place may be in uncertainty_m"));
        }
        let mut stacked: Vec<Spot> = self
            .spots
            .into_values()
            .filter(|spot| spot.records >= STACKED)
            .collect();
        stacked.sort_by_key(|spot| (std::cmp::Reverse(spot.records), spot.first.at));
        for spot in stacked {
            let why = format!(
                "{} records on this very spot: it may stand for a wider area, and points lie over each other \
                 on a map",
                spot.records
            );
            let finding = Finding::new(Severity::Warning, "stacked", spot.first, why);
            let finding = finding.with_value(pair(spot.position));
            notes.add(finding.with_fix("say how far off these places may be in uncertainty_m"));
        }
    }
}

/// How many decimals a number has as it is written shortest.
fn decimals(degrees: f64) -> usize {
    let text = degrees.to_string();
    text.split_once('.')
        .map_or(0, |(_, decimals)| decimals.len())
}
