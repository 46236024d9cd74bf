//! The job of checking: what is in files, and what is wrong with them.

mod checked;
mod fix;
mod json;
mod text;

use std::cell::OnceCell;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use checked::Checked;

use super::known::gazetteer;
use super::open::{FileToRead, InputFile, Opened, open};
use super::table::{load_aid, reach, take_reach};
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::plausible::{self, Notes, Plausible, Seen};
use crate::analysis::{Chain, Chains, LineChoice, Question, Territory, Unanswerable};
use crate::geodesy::Path;
use crate::model::{
    AidSite, Atlas, Cells, Date, Extent, Finding, Incident, Input, LostRecord, Record, Severity,
    Tally,
};
use crate::read::{
    About, Contents, ReadOptions, Subject, read_aid, read_incidents, read_routes, read_shapes,
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
    /// Where a clean copy of the one file goes, if one is asked for.
    pub fix: Option<PathBuf>,
    /// What to do where that stands already.
    pub existing: Existing,
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
        if self.fix.is_some() && self.files.len() != 1 {
            let why = "--fix writes a copy of one file; give one";
            return Err(JobError::Usage(why.to_owned()));
        }
        let mut outcome = Outcome::default();
        let known = Known::default();
        let territory = OnceCell::new();
        let mut about = Atlas::default();
        if let Some(aid) = &self.aid {
            load_aid(open(&aid.file)?, &aid.reading, &mut about, &mut outcome)?;
        }
        let mut all = Vec::new();
        for file in &self.files {
            let mut opened = open(file)?;
            opened.take_sum()?;
            let watch = opened.watch()?;
            let name = opened.input.name.clone();
            let today = self.today.or_else(|| opened.last_changed());
            let checks = Checks {
                known: &known,
                territory: &territory,
                plausible: Plausible::new(today),
            };
            let checked = self.check(opened, &about, checks)?;
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
        self.fix(&all, &mut outcome)?;
        super::sinks::heard(written.and_then(|()| stdout.flush()))
            .map_err(|source| JobError::io("cannot write the report", source))?;
        Ok(outcome)
    }

    /// Writes the clean copy, if one is asked for and the file can be used.
    fn fix(&self, all: &[Checked], outcome: &mut Outcome) -> Result<(), JobError> {
        let (Some(out), [file], [checked]) = (&self.fix, self.files.as_slice(), all) else {
            return Ok(());
        };
        if let (Some(subject), false) = (checked.subject, checked.is_refused) {
            let fixed = fix::fix(file, &self.reading, subject, out, self.existing)?;
            outcome.written = fixed.written;
            outcome.notes.extend(fixed.notes);
        }
        Ok(())
    }

    fn check(
        &self,
        opened: Opened,
        about: &Atlas,
        mut checks: Checks<'_>,
    ) -> Result<Checked, JobError> {
        let mut checked = Checked::of(&opened.input, &self.reading);
        match self.read(opened, about, &mut checked, &mut checks) {
            Ok(()) => checked.notes.append(checks.plausible.finish()),
            Err(JobError::Rejected(Outcome {
                findings, tallies, ..
            })) => {
                checked.is_refused = true;
                let tally = tallies.last().map(|(_, tally)| *tally);
                checked.tally = tally.unwrap_or_else(|| Tally::of_refused(&findings));
                checked.notes = Notes::default();
                checked.notes.extend(findings);
            }
            Err(error) => return Err(error),
        }
        Ok(checked)
    }

    fn read(
        &self,
        opened: Opened,
        about: &Atlas,
        checked: &mut Checked,
        checks: &mut Checks<'_>,
    ) -> Result<(), JobError> {
        let (mut contents, input) = opened.into_parts();
        let subject = match self.subject {
            Some(subject) => subject,
            None => subject_of(&mut contents, &input, &self.reading)?,
        };
        checked.subject = Some(subject);
        match subject {
            Subject::Incidents => self.incidents(contents, &input, about, checked, checks),
            Subject::Sites => {
                let file = read_aid(contents, input, &self.reading_all())?;
                checked.begin(file.about, file.findings, file.tally);
                let seen: Vec<Seen<'_>> = file.sites.iter().map(site).collect();
                checked.see(&seen);
                checks.take(&seen)
            }
            Subject::Routes => {
                let file = read_routes(contents, input, &self.reading, Path::Geodesic)?;
                checked.begin(file.about, file.findings, file.tally);
                let stops = file.routes.iter().flat_map(|route| &route.value.stops);
                checked.see_all(stops.map(|stop| stop.place.position));
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

    /// How files are read to find everything that is wrong in them.
    fn reading_all(&self) -> ReadOptions {
        ReadOptions {
            may_have_duplicates: true,
            ..self.reading.clone()
        }
    }

    fn incidents(
        &self,
        contents: Contents<File>,
        input: &Arc<Input>,
        about: &Atlas,
        checked: &mut Checked,
        checks: &mut Checks<'_>,
    ) -> Result<(), JobError> {
        let mut file = read_incidents(contents, Arc::clone(input), &self.reading_all())?;
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
            checks.take(&seen)
        })?;
        let odd = reach.and_then(|reach| reach.finish(input));
        checked.notes.extend(odd);
        if file.has_chains() {
            let lost = std::mem::take(&mut file.lost);
            let mut records = Vec::new();
            file.for_each_batch(|batch| {
                let without_cells = batch.into_iter().map(|record| Record {
                    cells: Cells::default(),
                    ..record
                });
                records.extend(without_cells);
                Ok::<(), JobError>(())
            })?;
            checked.notes.extend(checks.chains(records, lost)?);
        }
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
        cells: Some(&record.cells),
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
        cells: None,
    }
}

/// What the checks need to know of the world, loaded when it is first asked for.
#[derive(Debug, Default)]
struct Known {
    world: OnceCell<Atlas>,
}

/// The checks of one file.
struct Checks<'a> {
    known: &'a Known,
    territory: &'a OnceCell<Territory<'a>>,
    plausible: Plausible<'a>,
}

impl Checks<'_> {
    /// Looks at some records.
    fn take(&mut self, seen: &[Seen<'_>]) -> Result<(), JobError> {
        let says_where = || {
            let mut texts = seen.iter().flat_map(|record| &record.texts);
            texts.any(|text| plausible::says_where(text))
        };
        // The towns first: what they take while they are read is free again for the world then.
        if !self.plausible.knows_places() && says_where() {
            self.plausible.know_places(&gazetteer()?);
        }
        if !seen.is_empty() && !self.plausible.knows_countries() {
            self.know_countries()?;
        }
        self.plausible.take(seen);
        Ok(())
    }

    /// What `chain` would tell of some records. They may be of use to other questions, so that nothing is
    /// rejected here.
    fn chains(
        &mut self,
        records: Vec<Record<Incident>>,
        lost: Vec<LostRecord>,
    ) -> Result<Vec<Finding>, JobError> {
        self.know_countries()?;
        let mut findings = match self.known.world.get() {
            Some(world) => {
                let question = Chain::default();
                let inquiry = question.start(world, &[]);
                let mut inquiry = inquiry.map_err(|Unanswerable(why)| JobError::Usage(why))?;
                let (mut rows, mut findings) = (inquiry.schema().empty_batch(), Vec::new());
                inquiry.miss(lost);
                inquiry.take(records, &mut rows, &mut findings);
                inquiry.finish(&mut rows, &mut findings);
                findings
            }
            None => Chains::of(&records, &lost).findings,
        };
        // Each record was compared with its country before; that no chain is left follows from what is told.
        findings.retain(|finding| !matches!(finding.kind, "other-country" | "no-chains"));
        for finding in &mut findings {
            finding.severity = Severity::Warning;
        }
        Ok(findings)
    }

    /// A build without the world checks what needs none.
    fn know_countries(&mut self) -> Result<(), JobError> {
        if !cfg!(feature = "geodata") {
            return Ok(());
        }
        if self.known.world.get().is_none() {
            let mut world = Atlas::default();
            super::table::load_world("check", &mut world)?;
            drop(self.known.world.set(world));
        }
        let Some(world) = self.known.world.get() else {
            return Ok(());
        };
        if self.territory.get().is_none() {
            let territory = Territory::new(world, LineChoice::default());
            let territory = territory.map_err(|error| JobError::Usage(error.to_string()))?;
            drop(self.territory.set(territory));
        }
        if let Some(territory) = self.territory.get() {
            self.plausible.know_countries(territory, &world.countries);
        }
        Ok(())
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
        layout: None,
        taken: Vec::new(),
        others: Vec::new(),
        personal: Vec::new(),
        notations: Vec::new(),
    }
}
