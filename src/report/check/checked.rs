//! What was found in one file.

use std::sync::Arc;

use super::nothing_known;
use crate::analysis::plausible::{Notes, Seen};
use crate::model::{Date, Finding, Input, NULL_ISLAND, Period, Position, Severity, Tally};
use crate::read::{About, ReadOptions, Subject};

/// What was found in one file.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) input: Arc<Input>,
    pub(super) subject: Option<Subject>,
    pub(super) about: About,
    /// The fields whose columns the user chose.
    pub(super) chosen: Vec<String>,
    pub(super) notes: Notes,
    pub(super) tally: Tally,
    pub(super) is_refused: bool,
    pub(super) days: Option<(Date, Date)>,
    bounds: Bounds,
}

/// South and north, and west and east counted from −180 and from 0 degrees.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    lat: [f64; 2],
    lon: [f64; 2],
    turned: [f64; 2],
}

const NONE: [f64; 2] = [f64::INFINITY, f64::NEG_INFINITY];

fn widen([least, most]: [f64; 2], value: f64) -> [f64; 2] {
    [least.min(value), most.max(value)]
}

impl Checked {
    pub(super) fn of(input: &Arc<Input>, reading: &ReadOptions) -> Self {
        Self {
            input: Arc::clone(input),
            subject: None,
            about: nothing_known(),
            chosen: reading
                .columns
                .iter()
                .map(|(field, _)| field.clone())
                .collect(),
            notes: Notes::default(),
            tally: Tally::default(),
            is_refused: false,
            days: None,
            bounds: Bounds {
                lat: NONE,
                lon: NONE,
                turned: NONE,
            },
        }
    }

    pub(super) fn begin(&mut self, about: About, findings: Vec<Finding>, tally: Tally) {
        self.about = about;
        self.is_refused = findings
            .iter()
            .any(|finding| finding.severity == Severity::RejectsFile);
        self.tally = if self.is_refused {
            Tally::of_refused(&findings)
        } else {
            tally
        };
        // Each record at 0, 0 is told by itself.
        let findings = findings.into_iter();
        self.notes
            .extend(findings.filter(|finding| finding.kind != NULL_ISLAND));
    }

    pub(super) fn see(&mut self, records: &[Seen<'_>]) {
        self.see_all(records.iter().map(|record| record.place.position));
    }

    pub(super) fn see_all(&mut self, positions: impl IntoIterator<Item = Position>) {
        for position in positions {
            let bounds = &mut self.bounds;
            bounds.lat = widen(bounds.lat, position.lat());
            bounds.lon = widen(bounds.lon, position.lon());
            bounds.turned = widen(bounds.turned, position.lon().rem_euclid(360.0));
        }
    }

    pub(super) fn see_period(&mut self, period: Option<Period>) {
        let Some(period) = period else { return };
        let (first, last) = (period.first(), period.last());
        self.days = Some(match self.days {
            None => (first, last),
            Some((earliest, latest)) => (earliest.min(first), latest.max(last)),
        });
    }

    /// West, south, east and north of all positions, across the antimeridian where that is narrower.
    pub(super) fn extent(&self) -> Option<[f64; 4]> {
        let Bounds { lat, lon, turned } = self.bounds;
        if lat[0] > lat[1] {
            return None;
        }
        let [west, east] = if turned[1] - turned[0] < lon[1] - lon[0] {
            turned.map(|lon| if lon > 180.0 { lon - 360.0 } else { lon })
        } else {
            lon
        };
        Some([west, lat[0], east, lat[1]])
    }
}
