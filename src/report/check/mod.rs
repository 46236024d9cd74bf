//! The job of checking: what is in files, and what is wrong with them.

mod checked;
mod json;
mod text;

use std::io::Write;
use std::sync::Arc;

use checked::Checked;

use super::open::{InputFile, Opened, open};
use super::{BadRows, JobError, Outcome};
use crate::analysis::plausible::{Notes, Plausible, Seen};
use crate::model::{Input, Place, Record, Severity, Tally};
use crate::read::{
    About, Contents, ReadError, ReadOptions, Subject, read_aid, read_incidents, read_shapes,
    subject_of,
};

/// Files to look through.
#[derive(Debug, Clone)]
pub struct CheckJob {
    /// The files.
    pub files: Vec<InputFile>,
    /// How they are read.
    pub reading: ReadOptions,
    /// What their rows are; found out when absent.
    pub subject: Option<Subject>,
    /// How it is told.
    pub form: CheckForm,
    /// What to do about rows that cannot be used: with [`BadRows::Refuse`] they refuse the file.
    pub bad_rows: BadRows,
}

/// How what was found is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckForm {
    /// As text for people, with so many rows of each kind.
    Text {
        /// How many rows of each kind are shown.
        rows: usize,
    },
    /// As one JSON document.
    Json,
}

impl CheckJob {
    /// Reads the files and tells on `stdout` what is in them and what is wrong.
    ///
    /// # Errors
    /// [`JobError`] when a file cannot be opened or read, or `stdout` fails. That a file is bad is no
    /// error but the answer.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let mut outcome = Outcome::default();
        let mut all = Vec::new();
        for file in &self.files {
            let opened = open(file)?;
            let input = Arc::clone(&opened.input);
            let checked = self.check(opened)?;
            let is_refused = checked.is_refused
                || (self.bad_rows == BadRows::Refuse && checked.tally.rejected > 0);
            outcome.has_refused_input |= is_refused;
            outcome.tallies.push((input.name.clone(), checked.tally));
            all.push(checked);
        }
        let written = match self.form {
            CheckForm::Text { rows } => text::write(&all, rows, stdout),
            CheckForm::Json => json::write(&all, stdout),
        };
        super::sinks::heard(written.and_then(|()| stdout.flush()))
            .map_err(|source| JobError::io("cannot write the report", source))?;
        Ok(outcome)
    }

    fn check(&self, opened: Opened) -> Result<Checked, JobError> {
        let input = Arc::clone(&opened.input);
        let mut checked = Checked::of(&input, &self.reading);
        match self.read(opened, &mut checked) {
            Ok(()) => {}
            Err(ReadError::Rejected(findings)) => {
                checked.is_refused = true;
                checked.tally = Tally::of_refused(&findings);
                checked.notes = Notes::default();
                checked.notes.extend(findings);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(checked)
    }

    fn read(&self, opened: Opened, checked: &mut Checked) -> Result<(), ReadError> {
        let (mut contents, input) = opened.into_parts();
        let subject = match self.subject {
            Some(subject) => subject,
            None => subject_of(&mut contents, &input, &self.reading)?,
        };
        checked.subject = Some(subject);
        let mut plausible = Plausible::default();
        match subject {
            Subject::Incidents => self.incidents(contents, input, checked, &mut plausible)?,
            Subject::Sites => {
                let file = read_aid(contents, input, &self.reading)?;
                checked.begin(file.about, file.findings, file.tally);
                let seen = file.sites.iter().map(|site| seen(site, &site.value.place));
                let seen: Vec<Seen<'_>> = seen.collect();
                checked.see(&seen);
                plausible.take(&seen);
            }
            Subject::Shapes => {
                let file = read_shapes(contents, input, &self.reading)?;
                checked.begin(file.about, file.findings, file.tally);
                for shape in &file.shapes {
                    checked.see_all(shape.value.geometry.positions());
                }
            }
        }
        checked.notes.append(plausible.finish());
        Ok(())
    }

    fn incidents(
        &self,
        contents: Contents<std::fs::File>,
        input: Arc<Input>,
        checked: &mut Checked,
        plausible: &mut Plausible,
    ) -> Result<(), ReadError> {
        let mut file = read_incidents(contents, input, &self.reading)?;
        let findings = std::mem::take(&mut file.findings);
        checked.begin(file.about(), findings, file.tally);
        file.for_each_batch(|records| {
            for record in &records {
                checked.see_period(record.value.period);
            }
            let seen: Vec<Seen<'_>> = records
                .iter()
                .filter_map(|record| Some(seen(record, record.value.place.as_ref()?)))
                .collect();
            checked.see(&seen);
            plausible.take(&seen);
            Ok::<(), ReadError>(())
        })
    }
}

fn seen<'a, T>(record: &'a Record<T>, place: &'a Place) -> Seen<'a> {
    Seen {
        origin: &record.origin,
        place,
        written: None,
    }
}

/// What follows from a finding, in a word or two.
const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::RejectsRow => "rejects the row",
        Severity::RejectsFile => "rejects the file",
    }
}

/// Nothing is known of a file that could not be read at all.
fn nothing_known() -> About {
    About {
        format: "",
        taken: Vec::new(),
        others: Vec::new(),
        personal: Vec::new(),
        notations: Vec::new(),
    }
}
