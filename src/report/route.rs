//! The job of routes: what lies along them.

use std::fs::File;
use std::io::Write;

use rayon::prelude::*;

use super::gap::counted_sites;
use super::open::{FileToRead, InputFile, Opened, Watch, open};
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::table::{load_aid, load_borders, load_world, refuse_bad_rows};
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::remoteness::Remoteness;
use crate::analysis::{Gap, LineChoice, RouteTable, Territory, Treaties, Way};
use crate::geodesy::{Distance, Path};
use crate::model::{
    At, Atlas, Batch, Finding, Incident, Origin, Record, Route, Schema, Severity,
    readable_distance, visible,
};
use crate::output::table::TableFormat;
use crate::read::{IncidentFile, ReadError, ReadOptions, read_incidents, read_routes};

/// What is asked of routes, and where the answer goes.
#[derive(Debug, Clone)]
pub struct RouteJob {
    /// The routes.
    pub routes: FileToRead,
    /// How their stops are joined.
    pub line: Path,
    /// What is asked.
    pub question: RouteQuestion,
    /// Where the answer goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// What is asked of routes.
#[derive(Debug, Clone)]
pub enum RouteQuestion {
    /// How long each is.
    Length,
    /// The length of the route before each stop.
    Stops,
    /// What lies beside each: a row for each incident and route.
    Incidents {
        /// The incidents.
        incidents: FileToRead,
        /// How far off they may lie; however far when absent.
        within: Option<Distance>,
    },
    /// The boundary lines that each crosses.
    Crossings {
        /// Boundary lines to cross in place of the bundled ones.
        borders: Option<InputFile>,
        /// Whether treaties take the place of the world's lines.
        treaties: Treaties,
    },
    /// The stretches that are farther from any help than a distance.
    Gaps {
        /// The sites of help.
        aid: FileToRead,
        /// The distance.
        beyond: Distance,
    },
}

impl RouteQuestion {
    const fn table(&self) -> RouteTable {
        match self {
            Self::Length => RouteTable::Length,
            Self::Stops => RouteTable::Stops,
            Self::Incidents { .. } => RouteTable::Incidents,
            Self::Crossings { .. } => RouteTable::Crossings,
            Self::Gaps { .. } => RouteTable::Gaps,
        }
    }

    /// The other file that it needs.
    fn input(&self) -> Option<&InputFile> {
        match self {
            Self::Length | Self::Stops => None,
            Self::Incidents { incidents, .. } => Some(&incidents.file),
            // The bundled ones are what there is without.
            Self::Crossings { borders, .. } => {
                borders.as_ref().filter(|file| **file != InputFile::Bundled)
            }
            Self::Gaps { aid, .. } => Some(&aid.file),
        }
    }
}

impl RouteJob {
    /// Reads, asks and writes; files appear when all of it has succeeded.
    ///
    /// `stdout` takes what goes to standard output.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let paths = self.inputs().into_iter().filter_map(InputFile::path);
        let mut pending = Pending::protecting(paths.map(ToOwned::to_owned).collect());
        let mut outcome = self.run_into(&mut pending, stdout)?;
        outcome.written = pending.commit()?;
        Ok(outcome)
    }

    /// The files that it reads.
    pub(super) fn inputs(&self) -> Vec<&InputFile> {
        let other = self.question.input();
        [Some(&self.routes.file), other]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The same, leaving it to the caller to make the files appear.
    pub(super) fn run_into(
        &self,
        pending: &mut Pending,
        stdout: &mut dyn Write,
    ) -> Result<Outcome, JobError> {
        let opened = open_routes(&self.routes.file)?;
        let mut other = self.question.input().map(open).transpose()?;
        let inputs: Vec<&Opened> = [Some(&opened), other.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        let sinks = Sinks::start(&self.outputs, self.format, self.existing, &inputs, pending)?;
        let watched: Vec<Watch> = inputs
            .iter()
            .map(|input| input.watch())
            .collect::<Result<_, _>>()?;

        let mut outcome = Outcome::default();
        let routes = load_routes(opened, &self.routes, self.line, &mut outcome)?;
        refuse_bad_rows(self.bad_rows, &mut outcome)?;
        let ways: Vec<Way<'_>> = routes.iter().map(|route| Way::new(&route.value)).collect();
        let schema = self.question.table().schema();
        let mut rows = schema.empty_batch();
        let mut atlas = Atlas::default();
        match (&self.question, other.take()) {
            (RouteQuestion::Length, _) => ways.iter().for_each(|way| way.push_length(&mut rows)),
            (RouteQuestion::Stops, _) => ways.iter().for_each(|way| way.push_stops(&mut rows)),
            (RouteQuestion::Incidents { incidents, within }, Some(opened)) => {
                let mut file = self.read_incidents(opened, &incidents.reading, &mut outcome)?;
                sinks.write(&schema, stdout, |write| {
                    file.for_each_batch(|records| beside(&ways, &records, *within, &schema, write))
                })?;
                watched.iter().try_for_each(Watch::end)?;
                return Ok(outcome);
            }
            (RouteQuestion::Crossings { treaties, .. }, borders) => {
                load_world("route --crossings", &mut atlas)?;
                if let Some(borders) = borders {
                    load_borders(borders, &mut atlas, &mut outcome)?;
                    refuse_bad_rows(self.bad_rows, &mut outcome)?;
                }
                let choice = LineChoice {
                    line: None,
                    treaties: *treaties,
                };
                let territory = Territory::new(&atlas, choice)
                    .map_err(|drawing| JobError::Usage(drawing.to_string()))?;
                for way in &ways {
                    way.push_crossings(&way.crossings(&territory), &territory, &mut rows);
                }
            }
            (RouteQuestion::Gaps { aid, beyond }, Some(opened)) => {
                let input = std::sync::Arc::clone(&opened.input);
                load_aid(opened, &aid.reading, &mut atlas, &mut outcome)?;
                refuse_bad_rows(self.bad_rows, &mut outcome)?;
                let Some(help) = Remoteness::from_sites(&atlas.aid, None) else {
                    outcome.notes.clear();
                    let origin = Origin {
                        input,
                        at: At::File,
                    };
                    let why =
                        "no open site whose role is help: how far away help is cannot be measured";
                    outcome.findings.push(
                        Finding::new(Severity::RejectsFile, "no-help", origin, why)
                            .with_fix("give a file with sites of help, or --aid bundled"),
                    );
                    return Err(JobError::Rejected(outcome));
                };
                outcome.notes.push(counted_sites(&help, &atlas));
                for way in &ways {
                    let gaps = way.gaps(&help, *beyond);
                    outcome.notes.push(summary(way, &gaps, *beyond, &atlas));
                    let unsure_m = gaps
                        .iter()
                        .map(|gap| gap.unsure.metres())
                        .fold(0.0, f64::max);
                    if unsure_m > 1e-3 {
                        outcome.notes.push(format!(
                            "route {}: a place may be up to {unsure_m:.3} m farther from help than the worst \
                             that was found",
                            visible(&way.route().id)
                        ));
                    }
                    way.push_gaps(&gaps, &mut rows);
                }
                outcome.notes.push(
                    "gaps are by the positions alone: what is not known of them is not counted, and no \
                     help recorded is not no help"
                        .to_owned(),
                );
            }
            (RouteQuestion::Incidents { .. } | RouteQuestion::Gaps { .. }, None) => {}
        }
        sinks.write(&schema, stdout, |write| write(&rows))?;
        watched.iter().try_for_each(Watch::end)?;
        Ok(outcome)
    }

    /// The incidents beside the routes.
    fn read_incidents(
        &self,
        opened: Opened,
        reading: &ReadOptions,
        outcome: &mut Outcome,
    ) -> Result<IncidentFile<File>, JobError> {
        let (contents, input) = opened.into_parts();
        let mut file = read_incidents(contents, input, reading)?;
        outcome.findings.append(&mut file.findings);
        outcome
            .tallies
            .push((file.input().name.clone(), file.tally));
        refuse_bad_rows(self.bad_rows, outcome)?;
        Ok(file)
    }
}

/// How many incidents are located in one piece of work.
const INCIDENTS_AT_ONCE: usize = 512;

/// Writes the rows of some incidents beside the routes.
fn beside(
    ways: &[Way<'_>],
    records: &[Record<Incident>],
    within: Option<Distance>,
    schema: &Schema,
    write: &mut dyn FnMut(&Batch) -> Result<(), JobError>,
) -> Result<(), JobError> {
    let pieces = records.par_chunks(INCIDENTS_AT_ONCE).map(|records| {
        let mut rows = schema.empty_batch();
        for record in records {
            for way in ways {
                way.push_incident(&record.value, within, &mut rows);
            }
        }
        rows
    });
    let batches: Vec<Batch> = pieces.collect();
    batches
        .iter()
        .filter(|rows| rows.rows() > 0)
        .try_for_each(write)
}

/// Opens a file of routes.
pub(super) fn open_routes(file: &InputFile) -> Result<Opened, JobError> {
    if *file == InputFile::Bundled {
        return Err(JobError::Usage(
            "there are no bundled routes; give a file".to_owned(),
        ));
    }
    open(file)
}

/// Reads routes; what is wrong or odd in them goes to the outcome.
pub(super) fn load_routes(
    opened: Opened,
    file: &FileToRead,
    line: Path,
    outcome: &mut Outcome,
) -> Result<Vec<Record<Route>>, JobError> {
    let (contents, input) = opened.into_parts();
    let file = read_routes(contents, input, &file.reading, line).map_err(|mut error| {
        // What was found before stands above it.
        if let ReadError::Rejected(findings) | ReadError::Unusable { findings, .. } = &mut error {
            outcome.findings.append(findings);
            *findings = std::mem::take(&mut outcome.findings);
        }
        error
    })?;
    outcome.findings.extend(file.findings);
    outcome.tallies.push((file.input.name.clone(), file.tally));
    Ok(file.routes)
}

/// How much of a route is far from help, the longest gap and the worst place, in a sentence.
fn summary(way: &Way<'_>, gaps: &[Gap], beyond: Distance, atlas: &Atlas) -> String {
    let km = |distance| readable_distance(distance, None);
    let limit = format!("{} km", beyond.km());
    let route = visible(&way.route().id);
    let longest = gaps.iter().max_by_key(|gap| gap.length());
    let worst = gaps.iter().max_by_key(|gap| gap.worst_distance);
    let (Some(longest), Some(worst)) = (longest, worst) else {
        return format!(
            "route {route}: no place of its {} is farther than {} from help",
            km(way.length()),
            limit
        );
    };
    let sum = gaps
        .iter()
        .fold(Distance::ZERO, |sum, gap| sum.plus(gap.length()));
    let site = atlas.aid.get(worst.worst_site).map(|site| &site.value);
    let name = site.map_or("", |site| {
        if site.name.is_empty() {
            &site.id
        } else {
            &site.name
        }
    });
    format!(
        "route {route}: {} of {} in {} {} farther than {} from any help; the longest is {} long, from \
         {} to {}; the worst place, at {}, is {} from the nearest help, {}",
        km(sum),
        km(way.length()),
        gaps.len(),
        if gaps.len() == 1 {
            "stretch"
        } else {
            "stretches"
        },
        limit,
        km(longest.length()),
        km(longest.from),
        km(longest.to),
        km(worst.worst_at),
        km(worst.worst_distance),
        visible(name)
    )
}
