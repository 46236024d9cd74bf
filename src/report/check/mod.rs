//! The job of checking: what is in files, and what is wrong with them.

mod checked;
mod json;
mod text;

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use checked::Checked;

use super::open::{FileToRead, InputFile, Opened, open};
use super::table::{load_aid, reach, take_reach};
use super::{BadRows, JobError, Outcome};
use crate::analysis::plausible::{Notes, Plausible, Seen};
use crate::analysis::{LineChoice, Territory};
use crate::model::{AidSite, Atlas, Date, Extent, Incident, Input, Record, Severity, Tally};
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
    /// Sites of help that incidents should lie near, where there are any.
    pub aid: Option<FileToRead>,
    /// The window that records should lie in, where there is one.
    pub window: Option<Extent>,
    /// The day after which a date lies in the future; absent means the day on which each file was
    /// changed last.
    pub today: Option<Date>,
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
        let atlas = gazetteer_and_world()?;
        let territory = Territory::new(&atlas, LineChoice::default())
            .map_err(|error| JobError::Usage(error.to_string()))?;
        let mut about = Atlas::default();
        if let Some(aid) = &self.aid {
            load_aid(open(&aid.file)?, &aid.reading, &mut about, &mut outcome)?;
        }
        let mut all = Vec::new();
        for file in &self.files {
            let opened = open(file)?;
            let watch = opened.watch()?;
            let name = opened.input.name.clone();
            let today = self.today.or_else(|| opened.last_changed());
            let world = has_world(&atlas).then_some(&territory);
            let checked = self.check(opened, &about, Plausible::new(&atlas, world, today))?;
            watch.end()?;
            let is_refused = checked.is_refused
                || (self.bad_rows == BadRows::Refuse && checked.tally.rejected > 0);
            outcome.has_refused_input |= is_refused;
            outcome.tallies.push((name, checked.tally));
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

    fn check(
        &self,
        opened: Opened,
        about: &Atlas,
        mut plausible: Plausible<'_>,
    ) -> Result<Checked, JobError> {
        let mut checked = Checked::of(&opened.input, &self.reading);
        match self.read(opened, about, &mut checked, &mut plausible) {
            Ok(()) => checked.notes.append(plausible.finish()),
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

    fn read(
        &self,
        opened: Opened,
        about: &Atlas,
        checked: &mut Checked,
        plausible: &mut Plausible<'_>,
    ) -> Result<(), ReadError> {
        let (mut contents, input) = opened.into_parts();
        let subject = match self.subject {
            Some(subject) => subject,
            None => subject_of(&mut contents, &input, &self.reading)?,
        };
        checked.subject = Some(subject);
        match subject {
            Subject::Incidents => self.incidents(contents, &input, about, checked, plausible),
            Subject::Sites => {
                let file = read_aid(contents, input, &self.reading)?;
                checked.begin(file.about, file.findings, file.tally);
                let seen: Vec<Seen<'_>> = file.sites.iter().map(site).collect();
                checked.see(&seen);
                plausible.take(&seen);
                Ok(())
            }
            Subject::Shapes => {
                let file = read_shapes(contents, input, &self.reading)?;
                checked.begin(file.about, file.findings, file.tally);
                for shape in &file.shapes {
                    checked.see_all(shape.value.geometry.positions());
                }
                Ok(())
            }
        }
    }

    fn incidents(
        &self,
        contents: Contents<File>,
        input: &Arc<Input>,
        about: &Atlas,
        checked: &mut Checked,
        plausible: &mut Plausible<'_>,
    ) -> Result<(), ReadError> {
        let mut file = read_incidents(contents, Arc::clone(input), &self.reading)?;
        let findings = std::mem::take(&mut file.findings);
        checked.begin(file.about(), findings, file.tally);
        let texts = texts(&file.carried());
        let mut reach = reach(about, self.window);
        file.for_each_batch(|records| {
            for record in &records {
                checked.see_period(record.value.period);
            }
            take_reach(reach.as_mut(), &records);
            let seen: Vec<Seen<'_>> = records
                .iter()
                .filter_map(|record| incident(record, &texts))
                .collect();
            checked.see(&seen);
            plausible.take(&seen);
            Ok::<(), ReadError>(())
        })?;
        let odd = reach.and_then(|reach| reach.finish(input));
        checked.notes.extend(odd);
        Ok(())
    }
}

/// Words of headers of columns that say in words where something was.
const TEXTS: [&str; 9] = [
    "location",
    "place",
    "description",
    "site",
    "notes",
    "lieu",
    "endroit",
    "lugar",
    "remarks",
];

/// The cells of a record that may say in words where it was.
fn texts(carried: &[(usize, &str)]) -> Vec<usize> {
    let says_where = |header: &str| {
        let header = header.to_lowercase();
        header
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| TEXTS.contains(&word))
    };
    let texts = carried.iter().filter(|(_, header)| says_where(header));
    texts.map(|(index, _)| *index).collect()
}

fn incident<'a>(record: &'a Record<Incident>, texts: &[usize]) -> Option<Seen<'a>> {
    let value = &record.value;
    let cells = texts.iter().filter_map(|index| record.cells.get(*index));
    Some(Seen {
        origin: &record.origin,
        place: value.place.as_ref()?,
        period: value.period,
        country: value.country(),
        texts: std::iter::once(value.name.as_str()).chain(cells).collect(),
    })
}

fn site(record: &Record<AidSite>) -> Seen<'_> {
    let details = record.value.details.as_ref();
    Seen {
        origin: &record.origin,
        place: &record.value.place,
        period: None,
        country: details.map_or("", |details| details.country.as_str()),
        texts: vec![&record.value.name],
    }
}

fn has_world(atlas: &Atlas) -> bool {
    !atlas.countries.is_empty()
}

/// Countries and their boundary lines, towns, and the bundled sites.
#[cfg(feature = "geodata")]
fn gazetteer_and_world() -> Result<Atlas, JobError> {
    use super::table::load_world;
    use crate::read::world::World;

    let mut atlas = Atlas::default();
    load_world("check", &mut atlas)?;
    let towns = World::bundled().towns(&Extent::WORLD, 0);
    atlas.towns = towns.map_err(|error| {
        let error = std::io::Error::other(error);
        JobError::io("cannot read the bundled world", error)
    })?;
    let bundled = open(&InputFile::Bundled)?;
    let reading = ReadOptions::default();
    load_aid(bundled, &reading, &mut atlas, &mut Outcome::default())?;
    Ok(atlas)
}

/// A build without the world checks what needs none.
#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn gazetteer_and_world() -> Result<Atlas, JobError> {
    Ok(Atlas::default())
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
