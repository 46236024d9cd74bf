//! The job of a table: incidents and a question in, rows out.

use std::fs::File;
use std::io::Write;

use super::open::{FileToRead, InputFile, Opened, Watch, open};
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::plausible::Reach;
use crate::analysis::{AnyQuestion, Inquiry, Unanswerable};
use crate::geodesy::Path;
use crate::model::{
    Atlas, BATCH_ROWS, Batch, Extent, Finding, Incident, Record, Role, Schema, Severity, Tally,
    visible,
};
use crate::output::table::TableFormat;
use crate::read::{AidFile, IncidentFile, ReadOptions, read_aid, read_borders, read_incidents};

/// A question put to a file, and where its answer goes.
#[derive(Debug, Clone)]
pub struct TableJob {
    /// The incidents.
    pub incidents: InputFile,
    /// How they are read.
    pub reading: ReadOptions,
    /// The sites of help, where the question needs them.
    pub aid: Option<FileToRead>,
    /// Boundary lines to measure to in place of the bundled ones.
    pub borders: Option<InputFile>,
    /// The question.
    pub question: AnyQuestion,
    /// Where the answer goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

impl TableJob {
    /// Reads, asks and writes; files appear when all of it has succeeded.
    ///
    /// `stdout` takes what goes to standard output.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let inputs = [
            Some(&self.incidents),
            self.aid.as_ref().map(|aid| &aid.file),
            self.borders.as_ref(),
        ];
        let paths = inputs.into_iter().flatten().filter_map(InputFile::path);
        let mut pending = Pending::protecting(paths.map(ToOwned::to_owned).collect());
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
        let question = self.question.question();
        let incidents = open(&self.incidents)?;
        let aid = match (&self.aid, question.needs_aid()) {
            (Some(aid), true) => Some((open(&aid.file)?, &aid.reading)),
            (None, true) => {
                return Err(JobError::Usage(format!(
                    "{} needs sites of help: give --aid FILE, or --aid bundled",
                    self.question.name()
                )));
            }
            (_, false) => None,
        };
        let borders = match &self.borders {
            // The bundled ones are what there is without.
            Some(borders) if question.needs_world() && *borders != InputFile::Bundled => {
                Some(open(borders)?)
            }
            _ => None,
        };
        let inputs: Vec<&Opened> = [
            Some(&incidents),
            aid.as_ref().map(|(aid, _)| aid),
            borders.as_ref(),
        ]
        .into_iter()
        .flatten()
        .collect();
        let sinks = Sinks::start(&self.outputs, self.format, self.existing, &inputs, pending)?;
        let watched: Vec<Watch> = inputs
            .iter()
            .map(|input| input.watch())
            .collect::<Result<_, _>>()?;

        let mut outcome = Outcome::default();
        let mut atlas = Atlas::default();
        let reading = ReadOptions {
            may_lack_coordinates: !question.needs_place(),
            ..self.reading.clone()
        };
        // Each of the two keeps less than all threads busy.
        let (aid, file) = rayon::join(
            || {
                aid.map(|(aid, reading)| {
                    let (contents, input) = aid.into_parts();
                    read_aid(contents, input, reading)
                })
            },
            || {
                let (contents, input) = incidents.into_parts();
                read_incidents(contents, input, &reading)
            },
        );
        if let Some(aid) = aid {
            take_aid(aid?, &mut atlas, &mut outcome);
        }
        if question.needs_world() {
            load_world(self.question.name(), &mut atlas)?;
        }
        if let Some(borders) = borders {
            load_borders(borders, &mut atlas, &mut outcome)?;
        }
        let mut file = file?;
        outcome.findings.append(&mut file.findings);
        let tally = tally(file.tally, question.needs_place());
        outcome.tallies.push((file.input().name.clone(), tally));
        refuse_bad_rows(self.bad_rows, &mut outcome)?;

        let mut inquiry = question
            .start(&atlas, &file.carried())
            .map_err(|Unanswerable(why)| JobError::Usage(why))?;
        inquiry.miss(std::mem::take(&mut file.lost));
        let mut schema = inquiry.schema().clone();
        schema.set_carried_kinds(file.carried_kinds());
        let mut reach = reach(&atlas, None);
        let waits_for_all = inquiry.waits_for_all();
        let mut ask = |findings: &mut Vec<Finding>, write: &mut WriteRows<'_>| {
            let needs_place = question.needs_place();
            let inquiry = inquiry.as_mut();
            ask_all(
                inquiry,
                &mut file,
                needs_place,
                &schema,
                reach.as_mut(),
                findings,
                write,
            )
        };
        if waits_for_all {
            let mut batches = Vec::new();
            ask(&mut outcome.findings, &mut |batch| {
                batches.push(batch.clone());
                Ok(())
            })?;
            set_aside(inquiry.set_aside(), self.bad_rows, &mut outcome)?;
            sinks.write(&schema, stdout, |write| batches.iter().try_for_each(write))?;
        } else {
            sinks.write(&schema, stdout, |write| ask(&mut outcome.findings, write))?;
        }
        let odd = reach.and_then(|reach| reach.finish(file.input()));
        outcome.findings.extend(odd);
        outcome.notes.extend(question.notes());
        watched.iter().try_for_each(Watch::end)?;
        Ok(outcome)
    }
}

/// Counts records of the incidents, whose sums stand last, as rejected: the question could not use them. Where it
/// could use none, or with `--strict`, that ends the job.
fn set_aside(records: u64, bad_rows: BadRows, outcome: &mut Outcome) -> Result<(), JobError> {
    if let Some((_, tally)) = outcome.tallies.last_mut() {
        let records = records.min(tally.used);
        tally.used -= records;
        tally.rejected += records;
    }
    refuse_file(outcome)?;
    refuse_bad_rows(bad_rows, outcome)
}

/// The sums of a file for a question: where no place is needed, rows without one are used too.
fn tally(tally: Tally, needs_place: bool) -> Tally {
    if needs_place {
        return tally;
    }
    Tally {
        used: tally.used + tally.without_location,
        without_location: 0,
        ..tally
    }
}

/// What takes the rows of an answer.
type WriteRows<'a> = dyn FnMut(&Batch) -> Result<(), JobError> + 'a;

/// Shows an inquiry the incidents of a file, and writes what it answers.
fn ask_all(
    inquiry: &mut dyn Inquiry,
    file: &mut IncidentFile<File>,
    needs_place: bool,
    schema: &Schema,
    mut reach: Option<&mut Reach>,
    findings: &mut Vec<Finding>,
    write: &mut WriteRows<'_>,
) -> Result<(), JobError> {
    let mut batch = schema.empty_batch();
    let at_once = (BATCH_ROWS / inquiry.rows_of_each().max(1)).max(1);
    file.for_each_batch(|mut records| {
        if needs_place {
            records.retain(|record| record.value.place.is_some());
        }
        take_reach(reach.as_deref_mut(), &records);
        for some in in_parts(records, at_once) {
            inquiry.take(some, &mut batch, findings);
            if batch.rows() > 0 {
                write(&std::mem::replace(&mut batch, schema.empty_batch()))?;
            }
        }
        Ok::<(), JobError>(())
    })?;
    inquiry.finish(&mut batch, findings);
    write(&batch)
}

/// What records should lie near: the window, or else the sites and the lines of the user's own.
pub(super) fn reach(atlas: &Atlas, window: Option<Extent>) -> Option<Reach> {
    if let Some(window) = window {
        return Some(Reach::of_window(window));
    }
    let sites = atlas.aid.iter().map(|site| site.value.place.position);
    let lines = atlas.own_borders.iter().flat_map(|border| &border.lines);
    let mut positions = sites.chain(lines.flatten().copied()).peekable();
    positions.peek()?;
    Some(Reach::of_positions(positions))
}

/// Looks at records until one lies where it should.
pub(super) fn take_reach(reach: Option<&mut Reach>, records: &[Record<Incident>]) {
    let Some(reach) = reach else { return };
    let places = records
        .iter()
        .filter_map(|record| record.value.place.as_ref());
    for place in places {
        if reach.is_over() {
            return;
        }
        reach.take(place.position);
    }
}

/// The items in parts of a size; what fits into one is left as it is.
fn in_parts<T>(items: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let (mut whole, mut rest) = if items.len() <= size {
        (Some(items), Vec::new().into_iter())
    } else {
        (None, items.into_iter())
    };
    std::iter::from_fn(move || {
        let part = whole.take();
        part.or_else(|| Some(rest.by_ref().take(size).collect()))
            .filter(|part: &Vec<T>| !part.is_empty())
    })
}

/// Reads the sites of help into the atlas.
pub(super) fn load_aid(
    aid: Opened,
    reading: &ReadOptions,
    atlas: &mut Atlas,
    outcome: &mut Outcome,
) -> Result<(), JobError> {
    let (contents, input) = aid.into_parts();
    take_aid(read_aid(contents, input, reading)?, atlas, outcome);
    Ok(())
}

fn take_aid(file: AidFile, atlas: &mut Atlas, outcome: &mut Outcome) {
    let name = &file.input.name;
    outcome.findings.extend(file.findings);
    outcome.tallies.push((name.clone(), file.tally));
    if !file.sites.iter().any(|site| site.value.role == Role::Help) {
        outcome.notes.push(format!(
            "{} has no usable site of help: no distance is measured",
            visible(name)
        ));
    }
    atlas.aid = file.sites;
}

/// Puts the countries and boundary lines that may be measured to into the atlas.
#[cfg(feature = "geodata")]
pub(super) fn load_world(_: &str, atlas: &mut Atlas) -> Result<(), JobError> {
    use crate::read::world::{Detail, World, disputed_places, treaties};

    let failed = |error| {
        JobError::io(
            "cannot read the bundled world",
            std::io::Error::other(error),
        )
    };
    let world = World::bundled();
    let (detail, everywhere) = (Detail::OneTo10Million, Extent::WORLD);
    atlas.countries = world.countries(detail, &everywhere).map_err(failed)?;
    atlas.borders = world.borders(detail, &everywhere).map_err(failed)?;
    atlas.treaties = treaties();
    atlas.disputed = disputed_places();
    Ok(())
}

#[cfg(not(feature = "geodata"))]
pub(super) fn load_world(question: &str, _: &mut Atlas) -> Result<(), JobError> {
    Err(JobError::Usage(format!(
        "{question} needs the bundled world, which this build does not have"
    )))
}

/// Reads the user's boundary lines into the atlas.
pub(super) fn load_borders(
    borders: Opened,
    atlas: &mut Atlas,
    outcome: &mut Outcome,
) -> Result<(), JobError> {
    let (contents, input) = borders.into_parts();
    let file = read_borders(contents, &input, Path::LonLat)?;
    outcome.findings.extend(file.findings);
    outcome.tallies.push((input.name.clone(), file.tally));
    atlas.own_borders = file.borders;
    Ok(())
}

/// A finding that rejects a file ends the job.
fn refuse_file(outcome: &mut Outcome) -> Result<(), JobError> {
    let rejects = |severity| severity == Severity::RejectsFile;
    if outcome.findings.iter().any(|f| rejects(f.severity)) {
        return Err(JobError::Rejected(std::mem::take(outcome)));
    }
    Ok(())
}

/// With `--strict` any row that cannot be used ends the job.
pub(super) fn refuse_bad_rows(bad_rows: BadRows, outcome: &mut Outcome) -> Result<(), JobError> {
    let rejects = |severity| severity != Severity::Warning;
    if bad_rows == BadRows::Refuse && outcome.findings.iter().any(|f| rejects(f.severity)) {
        return Err(JobError::Rejected(std::mem::take(outcome)));
    }
    Ok(())
}
