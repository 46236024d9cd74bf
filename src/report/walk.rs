//! The job of a walk: two places in, the hours and the daylight out.

use std::io::Write;

use serde::Deserialize;

use super::known::{known_places, place_of};
use super::open::FileToRead;
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::{Existing, JobError, Outcome};
use crate::analysis::testimony::Places;
use crate::analysis::{Walk, WalkSpeeds};
use crate::model::{Date, Distance, TimeOfDay, UtcOffset, visible};
use crate::output::table::TableFormat;
use crate::read::{Decimal, Longitudes, PairOrder, PlaceOptions};

/// A walk to tell of, and where the answer goes.
#[derive(Debug, Clone)]
pub struct WalkJob {
    /// Where it starts: coordinates, or the name of a known place.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// How coordinates are read.
    pub reading: PlaceOptions,
    /// Places of the user's own.
    pub places: Option<FileToRead>,
    /// Between which speeds.
    pub speeds: WalkSpeeds,
    /// The day at its start.
    pub day: Option<Date>,
    /// The time of day at its start.
    pub start: Option<TimeOfDay>,
    /// What the clocks show; UTC when absent.
    pub offset: Option<UtcOffset>,
    /// Where the table goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// The keys of a `[[walk]]`, as they are written in `report.toml`; the file of places is read apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WalkKeys {
    from: String,
    to: String,
    #[serde(default)]
    speed: WalkSpeeds,
    #[serde(default)]
    date: Option<Date>,
    #[serde(default)]
    time: Option<TimeOfDay>,
    #[serde(default)]
    utc_offset: Option<UtcOffset>,
    #[serde(default)]
    order: Option<PairOrder>,
    #[serde(default)]
    decimal: Decimal,
    #[serde(default)]
    pub(super) outputs: Vec<String>,
}

impl WalkKeys {
    /// The job that they ask for.
    pub(super) fn job(
        self,
        places: Option<FileToRead>,
        outputs: Vec<Output>,
        existing: Existing,
    ) -> WalkJob {
        WalkJob {
            from: self.from,
            to: self.to,
            reading: PlaceOptions {
                order: self.order,
                decimal: self.decimal,
                longitudes: Longitudes::HalfTurns,
            },
            places,
            speeds: self.speed,
            day: self.date,
            start: self.time,
            offset: self.utc_offset,
            outputs,
            format: None,
            existing,
        }
    }
}

impl WalkJob {
    /// Measures and writes; files appear when all of it has succeeded.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let own = self.places.as_ref().and_then(|own| own.file.path());
        let mut pending = Pending::protecting(own.map(ToOwned::to_owned).into_iter().collect());
        let mut outcome = self.run_into(&mut pending, stdout)?;
        outcome.written = pending.commit()?;
        Ok(outcome)
    }

    /// The same, leaving it to the caller to make the files appear.
    pub(super) fn run_into(
        &self,
        pending: &mut Pending,
        stdout: &mut dyn Write,
    ) -> Result<Outcome, JobError> {
        if self.start.is_some() && self.day.is_none() {
            return Err(JobError::Usage(
                "a time of day needs its day: give --date, such as 2025-07-01".to_owned(),
            ));
        }
        let sinks = Sinks::start(&self.outputs, self.format, self.existing, &[], pending)?;
        let mut outcome = Outcome::default();
        let atlas = known_places(self.places.as_ref(), &mut outcome)?;
        let places = Places::from_atlas(&atlas);
        let walk = Walk {
            from: place_of(&self.from, self.reading, &places)?,
            to: place_of(&self.to, self.reading, &places)?,
            speeds: self.speeds,
            day: self.day,
            start: self.start,
            offset: self.offset.unwrap_or_default(),
        };
        let (schema, batch) = walk.table();
        sinks.write(&schema, stdout, |write| write(&batch))?;
        outcome.notes.extend(walk.sentences());
        let exact = [&walk.from, &walk.to].into_iter();
        let exact = exact.filter(|named| named.place.radius == Distance::ZERO);
        let exact: Vec<String> = exact.map(|named| visible(&named.name)).collect();
        if !exact.is_empty() {
            let verb = if exact.len() == 1 { "counts" } else { "count" };
            outcome.notes.push(format!(
                "{} {verb} as exact: nothing says how far off; a place with uncertainty_m in a file of --places has its \
                 radius in the distance and the hours",
                exact.join(" and ")
            ));
        }
        if self.offset.is_none() && self.day.is_some() {
            let note =
                "times are UTC; give the clocks of the place with --utc-offset, such as +01:00";
            outcome.notes.push(note.to_owned());
        }
        Ok(outcome)
    }
}
