//! The job of one place: in all notations.

use std::io::Write;

use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::{Existing, JobError, Outcome};
use crate::model::{Cell, Column, Geometry, RadiusKind, Schema, Tally, visible};
use crate::output::table::TableFormat;
use crate::read::{PlaceOptions, ReadPlace, read_place, spellings};

/// A place to write in all notations.
#[derive(Debug, Clone)]
pub struct PlaceJob {
    /// The place as a text.
    pub text: String,
    /// How it is read.
    pub reading: PlaceOptions,
    /// Where the table goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do where an output stands already.
    pub existing: Existing,
}

impl PlaceJob {
    /// Writes a row a notation: its name, the text, and how far what it says can lie from the place.
    ///
    /// # Errors
    /// [`JobError::Rejected`] when the text is no place that can be read; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let place = read_place(&self.text, self.reading).map_err(|finding| {
            let tally = Tally {
                rejected: 1,
                ..Tally::default()
            };
            JobError::Rejected(Outcome {
                findings: vec![finding],
                tallies: vec![("place".to_owned(), tally)],
                ..Outcome::default()
            })
        })?;
        let schema = Schema {
            columns: vec![
                Column::text("notation"),
                Column::text("place"),
                Column::metres("precision_m"),
            ],
        };
        let mut batch = schema.empty_batch();
        for spelling in spellings(place.position) {
            batch.push(
                [
                    Cell::text(spelling.notation),
                    Cell::text(spelling.text),
                    Cell::Number(Some(spelling.precision.metres())),
                ],
                Some(Geometry::Point(place.position)),
            );
        }
        let mut pending = Pending::default();
        let sinks = Sinks::start(&self.outputs, self.format, self.existing, &[], &mut pending)?;
        sinks.write(&schema, stdout, |write| write(&batch))?;
        Ok(Outcome {
            notes: vec![self.note(place)],
            written: pending.commit()?,
            ..Outcome::default()
        })
    }

    /// What the text was read as, and how far it tells the place.
    fn note(&self, place: ReadPlace) -> String {
        let read = format!("read \"{}\" as {}", visible(&self.text), place.notation);
        let radius_m = place.doubt.radius().metres();
        if radius_m == 0.0 {
            return read;
        }
        let promise = match place.doubt.kind() {
            RadiusKind::Bound => "",
            RadiusKind::P95 => " with 95 %",
            RadiusKind::P68 => " with 68 %",
        };
        format!("{read}; the place lies within {radius_m:.3} m of it{promise}")
    }
}
