//! Positions that look like no place that anybody measured: 0, 0, latitude equal to longitude, whole
//! degrees, and many records on one spot.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Notes, Seen, pair};
use crate::geodesy::{Distance, Position};
use crate::model::{At, Finding, NULL_ISLAND, Origin, Severity, is_null_island};

/// This many records on one spot are told.
const STACKED: u32 = 5;

/// The most spots that are watched: a file with more has mostly spots of its own.
const SPOTS: usize = 1 << 20;

/// More decimals of a degree than this are less than a centimetre: no source knows that much.
const DECIMALS: i32 = 7;

#[derive(Debug, Default)]
pub(super) struct Positions {
    /// Each spot by the bits of its latitude and longitude.
    spots: HashMap<[u64; 2], Spot>,
    /// The first record: others stand in the same file and in the same kind of place, with other numbers.
    first: Option<Origin>,
    /// What the elements are called in which records stand.
    elements: Vec<&'static str>,
    /// Records with too many decimals: how many, the first of them and its position.
    too_fine: Option<(u64, Origin, Position)>,
}

/// Records with the same position, and where the first of them stands. There may be a million spots, so
/// that each is small.
#[derive(Debug)]
struct Spot {
    records: u32,
    row: u32,
    line: u32,
    element: u8,
}

impl Positions {
    #[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
    pub(super) fn take(&mut self, record: &Seen<'_>, notes: &mut Notes) {
        let position = record.position();
        let (lat, lon) = (position.lat(), position.lon());
        if is_null_island(position) {
            let why = "at 0, 0 in the Gulf of Guinea, where empty cells and failed look-ups end up";
            let finding = record.odd(NULL_ISLAND, why).with_value(record.pair());
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
        // Where it is said how far off a place may be, as every grid reference does, nobody is misled.
        let says_no_doubt = record.place.radius == Distance::ZERO;
        if says_no_doubt && (is_too_fine(lat) || is_too_fine(lon)) {
            let (count, ..) = self
                .too_fine
                .get_or_insert_with(|| (0, record.origin.clone(), position));
            *count += 1;
        }
        let first = self.first.get_or_insert_with(|| record.origin.clone()).at;
        let key = [lat.to_bits(), lon.to_bits()];
        if let Some(spot) = self.spots.get_mut(&key) {
            spot.records = spot.records.saturating_add(1);
        } else if self.spots.len() < SPOTS
            && std::mem::discriminant(&first) == std::mem::discriminant(&record.origin.at)
            && let Some(spot) = self.spot(record.origin.at)
        {
            self.spots.insert(key, spot);
        }
    }

    /// A spot with one record; none where its numbers are beyond those of any file.
    fn spot(&mut self, at: At) -> Option<Spot> {
        let (row, line, name) = match at {
            At::File => (0, 0, None),
            At::Line(line) => (0, line, None),
            At::Record(row) => (row, 0, None),
            At::Row { row, line } => (row, line, None),
            At::SheetRow { row, sheet_row } => (row, sheet_row, None),
            At::Feature { index, line } => (index, line, None),
            At::Element { name, index, line } => (index, line, Some(name)),
        };
        let known = self.elements.iter().position(|known| name == Some(*known));
        let element = known.unwrap_or_else(|| {
            self.elements.extend(name);
            self.elements.len().saturating_sub(1)
        });
        Some(Spot {
            records: 1,
            row: u32::try_from(row).ok()?,
            line: u32::try_from(line).ok()?,
            element: u8::try_from(element).ok()?,
        })
    }

    /// Where the first record of a spot stands.
    fn at(&self, spot: &Spot, kind: At) -> At {
        let (row, line) = (u64::from(spot.row), u64::from(spot.line));
        match kind {
            At::File => At::File,
            At::Line(_) => At::Line(line),
            At::Record(_) => At::Record(row),
            At::Row { .. } => At::Row { row, line },
            At::SheetRow { .. } => At::SheetRow {
                row,
                sheet_row: line,
            },
            At::Feature { .. } => At::Feature { index: row, line },
            At::Element { name, .. } => At::Element {
                name: self
                    .elements
                    .get(usize::from(spot.element))
                    .copied()
                    .unwrap_or(name),
                index: row,
                line,
            },
        }
    }

    /// Tells the spots with many records, those with most first, and of how many the numbers are too fine.
    pub(super) fn finish(self, notes: &mut Notes) {
        if let Some((count, first, position)) = &self.too_fine {
            let why = format!(
                "{count} records with more than {DECIMALS} decimals of a degree, less than a centimetre: the \
                 numbers are finer than what is known (this is the first)"
            );
            let finding = Finding::new(Severity::Warning, "decimals", first.clone(), why);
            let finding = finding.with_value(pair(*position));
            notes.add(finding.with_fix("say how far off a place may be in uncertainty_m"));
        }
        let Some(first) = &self.first else {
            return;
        };
        let mut stacked: Vec<(u32, At, Position)> = self
            .spots
            .iter()
            .filter(|(_, spot)| spot.records >= STACKED)
            .filter_map(|([lat, lon], spot)| {
                let (lat, lon) = (f64::from_bits(*lat), f64::from_bits(*lon));
                let position = Position::from_lon_lat(lon, lat).ok()?;
                Some((spot.records, self.at(spot, first.at), position))
            })
            .collect();
        stacked.sort_by_key(|(records, at, _)| (std::cmp::Reverse(*records), *at));
        for (records, at, position) in stacked {
            let origin = Origin {
                input: Arc::clone(&first.input),
                at,
            };
            let why = format!(
                "{records} records on this very spot: it may stand for a wider area, and points lie over each \
                 other on a map"
            );
            let finding = Finding::new(Severity::Warning, "stacked", origin, why);
            let finding = finding.with_value(pair(position));
            notes.add(finding.with_fix("say how far off these places may be in uncertainty_m"));
        }
    }
}

/// Whether a number is none of those with so many decimals: whole numbers divided by a power of ten, which is
/// rounded once.
#[expect(clippy::float_cmp, reason = "the very same number is meant")]
fn is_too_fine(degrees: f64) -> bool {
    let unit = 10_f64.powi(DECIMALS);
    (degrees * unit).round() / unit != degrees
}
