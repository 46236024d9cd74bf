//! The job of a testimony: a text in, the area that it speaks of out.

use std::io::Write;

use super::known::known_places;
use super::open::FileToRead;
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::table::load_world;
use super::{Existing, JobError, Outcome};
use crate::analysis::testimony::{LocatedArea, NotLocated, Places, Testimony};
use crate::model::Atlas;
use crate::output::table::TableFormat;

/// A text to locate, and where the area goes.
#[derive(Debug, Clone)]
pub struct LocateJob {
    /// What was said.
    pub text: String,
    /// Places of the user's own.
    pub places: Option<FileToRead>,
    /// Where the area goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do where an output stands already.
    pub existing: Existing,
}

impl LocateJob {
    /// Reads the text and writes the area; files appear when all of it has succeeded.
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
        let sinks = Sinks::start(&self.outputs, self.format, self.existing, &[], pending)?;
        let mut outcome = Outcome::default();
        let known = known_places(self.places.as_ref(), &mut outcome)?;
        let located = locate(&self.text, &known)?;
        let (schema, batch) = located.table();
        sinks.write(&schema, stdout, |write| write(&batch))?;
        outcome.notes.extend(located.sentences());
        Ok(outcome)
    }
}

/// The area that a text speaks of, by the places that are known.
pub(super) fn locate(text: &str, known: &Atlas) -> Result<LocatedArea, JobError> {
    let usage = |error: NotLocated| JobError::Usage(error.to_string());
    let places = Places::from_atlas(known);
    let testimony = Testimony::read(text, &places).map_err(usage)?;
    let mut world = Atlas::default();
    if testimony.has_side() {
        load_world("a side", &mut world)?;
    }
    testimony.locate(&places, &world).map_err(usage)
}
