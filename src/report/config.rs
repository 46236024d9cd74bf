//! `report.toml`: a whole report as one file, and the job that runs it.
//!
//! Paths in it are relative to the file. What it asks for is checked as a whole before anything is
//! read, and its outputs appear together, when all of it has succeeded.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeValue;

use super::gap::{GapJob, GapKeys};
use super::locate::LocateJob;
#[cfg(feature = "map")]
use super::map::{MapJob, MapKeys};
use super::open::{FileToRead, InputFile, open};
use super::route::{RouteJob, RouteQuestion};
use super::save::{MadeFolders, Output, Pending};
use super::sections::{Section, Text, Value};
use super::table::TableJob;
use super::walk::{WalkJob, WalkKeys};
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::{RouteTable, Treaties};
use crate::geodesy::{Distance, Path as Reading};
use crate::model::{Language, Tally, visible};
use crate::read::{DateOrder, Decimal, Encoding, Longitudes, PairOrder, ReadOptions};

/// The folder of the outputs where neither the file nor the caller names one.
const DEFAULT_OUT: &str = "pointzero-out";

/// The most bytes that a report file may have: it is written by hand.
const MOST_BYTES: u64 = 16 << 20;

/// A report file, and how to run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportJob {
    /// The file.
    pub file: PathBuf,
    /// The folder of the outputs; absent means the one that the file names, or `pointzero-out`
    /// beside the file. It is made when there is none.
    pub out: Option<PathBuf>,
    /// The day that sheets say they were made on; empty for none.
    pub created: String,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// What a report says of itself; every sheet carries it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Imprint {
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) contact: String,
    pub(super) map_id: String,
    pub(super) created: String,
    pub(super) languages: Vec<Language>,
    pub(super) fonts: Vec<PathBuf>,
    pub(super) logo: Option<PathBuf>,
}

/// What a report file asks for.
#[derive(Debug)]
struct Report {
    incidents: Option<InputFile>,
    jobs: Vec<Job>,
}

/// One section `[[table]]` or `[[map]]` as a job.
#[derive(Debug)]
enum Job {
    Table(TableJob),
    Gap(GapJob),
    Walk(WalkJob),
    Locate(LocateJob),
    Route(RouteJob),
    #[cfg(feature = "map")]
    Map(Box<MapJob>),
}

impl Job {
    fn outputs(&self) -> &[Output] {
        match self {
            Self::Table(job) => &job.outputs,
            Self::Gap(job) => &job.outputs,
            Self::Walk(job) => &job.outputs,
            Self::Locate(job) => &job.outputs,
            Self::Route(job) => &job.outputs,
            #[cfg(feature = "map")]
            Self::Map(job) => &job.outputs,
        }
    }

    fn inputs(&self) -> Vec<InputFile> {
        let of_file = |file: &'_ Option<FileToRead>| file.as_ref().map(|file| file.file.clone());
        let inputs: Vec<Option<InputFile>> = match self {
            Self::Table(job) => vec![
                Some(job.incidents.clone()),
                of_file(&job.aid),
                job.borders.clone(),
            ],
            Self::Route(job) => return job.inputs().into_iter().cloned().collect(),
            Self::Gap(job) => return job.inputs(),
            Self::Walk(job) => vec![of_file(&job.places)],
            Self::Locate(job) => vec![of_file(&job.places)],
            #[cfg(feature = "map")]
            Self::Map(job) => {
                let routes = job.routes.as_ref().map(|(routes, _)| routes.file.clone());
                let own = job.own.iter().map(|own| Some(own.file.clone()));
                let chart = job.chart_file().cloned();
                [
                    Some(job.incidents.clone()),
                    of_file(&job.aid),
                    routes,
                    chart,
                ]
                .into_iter()
                .chain(own)
                .collect()
            }
        };
        inputs.into_iter().flatten().collect()
    }

    fn run_into(&self, pending: &mut Pending, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        match self {
            Self::Table(job) => job.run_into(pending, stdout),
            Self::Route(job) => job.run_into(pending, stdout),
            Self::Gap(job) => job.run_into(pending, stdout),
            Self::Walk(job) => job.run_into(pending, stdout),
            Self::Locate(job) => job.run_into(pending, stdout),
            #[cfg(feature = "map")]
            Self::Map(job) => job.run_into(pending, stdout),
        }
    }
}

impl ReportJob {
    /// Runs every job of the report; files appear when all of it has succeeded.
    ///
    /// `stdout` takes what goes to standard output. The sums of the file under `[incidents]` are the
    /// last in the outcome.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let file = open(&InputFile::Path(self.file.clone()))?;
        let shown = visible(&self.file.display().to_string());
        let failed = |source| JobError::io(format!("cannot read {shown}"), source);
        if file.input.size > MOST_BYTES {
            return Err(JobError::Usage(format!(
                "{shown} is too large for a report file"
            )));
        }
        let mut bytes = Vec::new();
        (&file.bytes).read_to_end(&mut bytes).map_err(failed)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| JobError::Usage(format!("{shown} is no UTF-8 text: {error}")))?;
        self.run_report(&self.read(text)?, stdout)
    }

    fn run_report(&self, report: &Report, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        // Declared before the files in them, so that it goes away after them.
        let mut folders = MadeFolders::default();
        for output in report.jobs.iter().flat_map(Job::outputs) {
            folders.make_for(output)?;
        }
        let inputs = report.jobs.iter().flat_map(Job::inputs);
        let protected = inputs
            .filter_map(|input| input.path().map(Path::to_owned))
            .chain([self.file.clone()]);
        let mut pending = Pending::protecting(protected.collect());

        // What goes to standard output waits for the files: a reader that stops reading must not keep
        // them from appearing, and a job that fails must not leave half an answer there.
        let failed = |source| JobError::io("cannot write to standard output", source);
        let mut spool = tempfile::tempfile().map_err(failed)?;
        let mut outcome = Outcome::default();
        for job in &report.jobs {
            outcome.absorb(job.run_into(&mut pending, &mut spool))?;
        }
        incidents_last(report, &mut outcome.tallies);
        outcome.written = pending.commit()?;
        spool.seek(SeekFrom::Start(0)).map_err(failed)?;
        io::copy(&mut spool, stdout)
            .and_then(|_| stdout.flush())
            .map_err(failed)?;
        Ok(outcome)
    }

    /// Reads the file into its jobs.
    fn read(&self, text: &str) -> Result<Report, JobError> {
        let mut text = Text::new(&self.file.display().to_string(), text);
        let report = text.parse().and_then(|root| self.report(root, &mut text));
        match (report, text.problems()) {
            (Some(report), None) => Ok(report),
            (_, problems) => Err(JobError::Usage(problems.unwrap_or_default())),
        }
    }

    fn report<'i>(&self, mut root: Section<'i>, text: &mut Text<'i>) -> Option<Report> {
        const KEYS: [&str; 8] = [
            "report",
            "incidents",
            "aid",
            "table",
            "gap",
            "walk",
            "locate",
            "map",
        ];
        root.check_keys(&KEYS, text);
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let head = root
            .take("report")
            .and_then(|value| text.section("[report]", value))
            .and_then(|section| section.read::<Head>(text))
            .unwrap_or_default();
        let imprint = head.imprint(&self.created, folder, text);
        let out = self.out.clone().unwrap_or_else(|| {
            let named = head.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT));
            folder.join(named)
        });
        let shared = Shared {
            folder,
            out: &out,
            incidents: Given::by(root.take("incidents"), |value| {
                incidents(value, folder, text)
            }),
            aid: Given::by(root.take("aid"), |value| aid(value, folder, text)),
        };
        let mut sections = |key, title| match root.take(key) {
            Some(value) => text.sections(title, value),
            None => Vec::new(),
        };
        let tables = sections("table", "[[table]]");
        let gaps = sections("gap", "[[gap]]");
        let walks = sections("walk", "[[walk]]");
        let locates = sections("locate", "[[locate]]");
        let maps = sections("map", "[[map]]");
        if [&tables, &gaps, &walks, &locates, &maps]
            .iter()
            .all(|sections| sections.is_empty())
        {
            text.complain(root.span(), "nothing is asked for; add a section [[table]]");
        }
        let mut jobs = Vec::new();
        for section in tables {
            jobs.push(self.table(section, &shared, text));
        }
        for section in gaps {
            jobs.push(self.gap(section, &shared, text).map(Job::Gap));
        }
        for section in walks {
            jobs.push(self.walk(section, &shared, text).map(Job::Walk));
        }
        for section in locates {
            jobs.push(self.locate(section, &shared, text).map(Job::Locate));
        }
        for section in maps {
            jobs.push(self.map(section, &shared, &imprint, text));
        }
        Some(Report {
            incidents: shared.incidents.good().map(|(file, _)| file.clone()),
            jobs: jobs.into_iter().collect::<Option<_>>()?,
        })
    }

    fn gap<'i>(
        &self,
        mut section: Section<'i>,
        shared: &Shared<'_>,
        text: &mut Text<'i>,
    ) -> Option<GapJob> {
        let span = section.span().clone();
        let aid = shared.aid_or(section.take("aid"), text)?;
        let keys: GapKeys = section.read(text)?;
        let outputs = shared.outputs(&keys.outputs);
        let Some(aid) = aid else {
            let why = "[[gap]] needs sites of help; add a section [aid] with its file, or file = \"bundled\"";
            text.complain(&span, why);
            return None;
        };
        let job = keys.job(aid, shared.folder, outputs, self.bad_rows, self.existing);
        job.map_err(|why| text.complain(&span, format_args!("[[gap]] {why}")))
            .ok()
    }

    fn walk<'i>(
        &self,
        mut section: Section<'i>,
        shared: &Shared<'_>,
        text: &mut Text<'i>,
    ) -> Option<WalkJob> {
        let places = match section.take("places") {
            Some(value) => Some(aid(value, shared.folder, text)?),
            None => None,
        };
        let keys: WalkKeys = section.read(text)?;
        let outputs = shared.outputs(&keys.outputs);
        Some(keys.job(places, outputs, self.existing))
    }

    fn locate<'i>(
        &self,
        mut section: Section<'i>,
        shared: &Shared<'_>,
        text: &mut Text<'i>,
    ) -> Option<LocateJob> {
        let places = match section.take("places") {
            Some(value) => Some(aid(value, shared.folder, text)?),
            None => None,
        };
        let keys: LocateKeys = section.read(text)?;
        Some(LocateJob {
            text: keys.text,
            places,
            outputs: shared.outputs(&keys.outputs),
            format: None,
            existing: self.existing,
        })
    }

    #[cfg(feature = "map")]
    fn map<'i>(
        &self,
        mut section: Section<'i>,
        shared: &Shared<'_>,
        imprint: &Imprint,
        text: &mut Text<'i>,
    ) -> Option<Job> {
        let span = section.span().clone();
        let own_incidents = section.take("incidents");
        let own_aid = section.take("aid");
        let line = match section.take("line") {
            Some(value) => text.read::<Reading>(value)?,
            None => Reading::Geodesic,
        };
        let routes = match section.take("routes") {
            Some(value) => {
                let routes = routes(Some(value), "[[map]]", &span, shared.folder, text)?;
                Some((routes, line))
            }
            None => None,
        };
        let keys: MapKeys = section.read(text)?;
        if keys.outputs.is_empty() {
            text.complain(
                &span,
                "[[map]] needs outputs, such as [\"map.svg\", \"map.png\"]",
            );
        }
        let sheet = keys
            .options(imprint)
            .map_err(|why| text.complain(&span, format_args!("[[map]] {why}")));
        let (incidents, reading) = shared.incidents_or(own_incidents, &span, text)?;
        let aid = shared.aid_or(own_aid, text)?;
        let walk = keys.walk_speeds();
        if walk.is_some() && aid.is_none() {
            text.complain(
                &span,
                "hours on foot need sites of help; add a section [aid] with its file, or file = \"bundled\"",
            );
            return None;
        }
        Some(Job::Map(Box::new(MapJob {
            incidents,
            reading,
            aid,
            routes,
            own: keys.own(shared.folder),
            located: keys.located.clone(),
            walk,
            #[cfg(feature = "plotters")]
            chart: keys
                .chart
                .as_ref()
                .map(|chart| chart.options(shared.folder)),
            sheet: sheet.ok()?,
            text: keys.text(imprint),
            outputs: shared.outputs(&keys.outputs),
            bad_rows: self.bad_rows,
            existing: self.existing,
        })))
    }

    #[cfg(not(feature = "map"))]
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_value,
        reason = "called as in a build that draws maps"
    )]
    fn map<'i>(
        &self,
        section: Section<'i>,
        _: &Shared<'_>,
        _: &Imprint,
        text: &mut Text<'i>,
    ) -> Option<Job> {
        text.complain(
            section.span(),
            "this build draws no maps; leave [[map]] out",
        );
        None
    }

    fn table<'i>(
        &self,
        mut section: Section<'i>,
        shared: &Shared<'_>,
        text: &mut Text<'i>,
    ) -> Option<Job> {
        const KEYS: [&str; 5] = ["question", "outputs", "incidents", "aid", "borders"];
        let span = section.span().clone();
        let name = section.take("question");
        let outputs = section.take("outputs");
        let own_incidents = section.take("incidents");
        let own_aid = section.take("aid");
        let borders = section.take("borders");
        let Some(name) = name else {
            section.check_keys(&KEYS, text);
            text.complain(&span, "[[table]] needs a question, such as \"nearest\"");
            return None;
        };
        let name: Spanned<String> = text.read(name)?;
        if name.get_ref() == "route" {
            let keys = OfRoutes {
                incidents: own_incidents,
                aid: own_aid,
                borders,
                outputs,
            };
            return self.route(section, keys, shared, text).map(Job::Route);
        }
        let question = section.read_question(&name, &KEYS, text);
        let outputs = match outputs {
            Some(value) => text.read::<Vec<String>>(value)?,
            None => Vec::new(),
        };
        let (incidents, reading) = shared.incidents_or(own_incidents, &span, text)?;
        let aid = shared.aid_or(own_aid, text)?;
        let borders = match borders {
            Some(value) => {
                let file = text.read::<Spanned<String>>(value)?;
                Some(input(&file, shared.folder, text)?)
            }
            None => None,
        };
        let question = question?;
        if question.question().needs_aid() && aid.is_none() {
            let why = format!(
                "{} needs sites of help; add a section [aid] with its file, or file = \"bundled\"",
                question.name()
            );
            text.complain(&span, why);
            return None;
        }
        Some(Job::Table(TableJob {
            incidents,
            reading,
            aid,
            borders,
            question,
            outputs: shared.outputs(&outputs),
            format: None,
            bad_rows: self.bad_rows,
            existing: self.existing,
        }))
    }

    /// A `[[table]]` of routes.
    fn route<'i>(
        &self,
        mut section: Section<'i>,
        keys: OfRoutes<'i>,
        shared: &Shared<'_>,
        text: &mut Text<'i>,
    ) -> Option<RouteJob> {
        let span = section.span().clone();
        let routes = routes(
            section.take("routes"),
            "[[table]]",
            &span,
            shared.folder,
            text,
        );
        let outputs = match keys.outputs {
            Some(value) => text.read::<Vec<String>>(value)?,
            None => Vec::new(),
        };
        let options: RouteKeys = section.read(text)?;
        let show = options.show.unwrap_or(if options.gap.is_some() {
            RouteTable::Gaps
        } else {
            RouteTable::Length
        });
        let question = match show {
            RouteTable::Length => RouteQuestion::Length,
            RouteTable::Stops => RouteQuestion::Stops,
            RouteTable::Incidents => {
                let (file, reading) = shared.incidents_or(keys.incidents, &span, text)?;
                RouteQuestion::Incidents {
                    incidents: FileToRead { file, reading },
                    within: options.within,
                }
            }
            RouteTable::Crossings => RouteQuestion::Crossings {
                borders: match keys.borders {
                    Some(value) => {
                        let file = text.read::<Spanned<String>>(value)?;
                        Some(input(&file, shared.folder, text)?)
                    }
                    None => None,
                },
                treaties: if options.no_treaty {
                    Treaties::LeftOut
                } else {
                    Treaties::Used
                },
            },
            RouteTable::Gaps => {
                let aid = shared.aid_or(keys.aid, text)?;
                let (Some(aid), Some(beyond)) = (aid, options.gap) else {
                    text.complain(
                        &span,
                        "gaps need sites of help and a distance: a section [aid], and gap = \"25km\"",
                    );
                    return None;
                };
                RouteQuestion::Gaps { aid, beyond }
            }
        };
        Some(RouteJob {
            routes: routes?,
            line: options.line.unwrap_or(Reading::Geodesic),
            question,
            outputs: shared.outputs(&outputs),
            format: None,
            bad_rows: self.bad_rows,
            existing: self.existing,
        })
    }
}

/// What every `[[table]]` may say, of one about routes.
struct OfRoutes<'i> {
    incidents: Option<Value<'i>>,
    aid: Option<Value<'i>>,
    borders: Option<Value<'i>>,
    outputs: Option<Value<'i>>,
}

/// The other keys of a `[[table]]` about routes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RouteKeys {
    show: Option<RouteTable>,
    line: Option<Reading>,
    within: Option<Distance>,
    gap: Option<Distance>,
    no_treaty: bool,
}

/// The file of routes of a section: a path, or a table with a path and how to read it.
fn routes<'i>(
    value: Option<Value<'i>>,
    title: &'static str,
    span: &Range<usize>,
    folder: &Path,
    text: &mut Text<'i>,
) -> Option<FileToRead> {
    let Some(value) = value else {
        text.complain(span, format_args!("{title} needs routes = \"FILE\""));
        return None;
    };
    let (file, reading) = file_to_read("routes", value, folder, text)?;
    Some(FileToRead { file, reading })
}

/// What all sections of a report share.
struct Shared<'a> {
    folder: &'a Path,
    out: &'a Path,
    incidents: Given<(InputFile, ReadOptions)>,
    aid: Given<FileToRead>,
}

/// What a section gives.
enum Given<T> {
    /// There is no such section.
    Absent,
    /// It cannot be read, which is noted.
    Flawed,
    /// What it says.
    Good(T),
}

impl<T> Given<T> {
    fn by<'i>(value: Option<Value<'i>>, read: impl FnOnce(Value<'i>) -> Option<T>) -> Self {
        match value.map(read) {
            None => Self::Absent,
            Some(None) => Self::Flawed,
            Some(Some(good)) => Self::Good(good),
        }
    }

    const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    const fn good(&self) -> Option<&T> {
        match self {
            Self::Good(good) => Some(good),
            Self::Absent | Self::Flawed => None,
        }
    }
}

impl Shared<'_> {
    /// A section's own incidents, or else the report's; nothing when there are none to read, which is
    /// noted.
    fn incidents_or<'i>(
        &self,
        own: Option<Value<'i>>,
        span: &Range<usize>,
        text: &mut Text<'i>,
    ) -> Option<(InputFile, ReadOptions)> {
        if let Some(own) = own {
            return incidents(own, self.folder, text);
        }
        if self.incidents.is_absent() {
            text.complain(
                span,
                "no incidents; add a section [incidents] with its file",
            );
        }
        self.incidents.good().cloned()
    }

    /// A section's own sites, or else the report's, which may have none; nothing when they cannot be
    /// read, which is noted.
    #[expect(clippy::option_option, reason = "no sites are an answer too")]
    fn aid_or<'i>(
        &self,
        own: Option<Value<'i>>,
        text: &mut Text<'i>,
    ) -> Option<Option<FileToRead>> {
        match (own, &self.aid) {
            (Some(own), _) => aid(own, self.folder, text).map(Some),
            (None, Given::Absent) => Some(None),
            (None, Given::Flawed) => None,
            (None, Given::Good(aid)) => Some(Some(aid.clone())),
        }
    }

    fn outputs(&self, words: &[String]) -> Vec<Output> {
        words
            .iter()
            .map(|word| Output::from_word(word, self.out))
            .collect()
    }
}

/// `[[locate]]`, without the file of places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LocateKeys {
    text: String,
    #[serde(default)]
    outputs: Vec<String>,
}

/// `[report]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Head {
    title: String,
    publisher: String,
    contact: String,
    map_id: String,
    languages: Vec<Spanned<String>>,
    fonts: Vec<PathBuf>,
    logo: Option<PathBuf>,
    out: Option<PathBuf>,
}

impl Head {
    fn imprint(&self, created: &str, folder: &Path, text: &mut Text<'_>) -> Imprint {
        let mut languages = Vec::new();
        for code in &self.languages {
            match Language::from_code(code.get_ref()) {
                Ok(language) => languages.push(language),
                Err(why) => text.complain(&code.span(), why),
            }
        }
        Imprint {
            languages,
            fonts: self.fonts.iter().map(|font| folder.join(font)).collect(),
            logo: self.logo.as_ref().map(|logo| folder.join(logo)),
            title: self.title.clone(),
            publisher: self.publisher.clone(),
            contact: self.contact.clone(),
            map_id: self.map_id.clone(),
            created: created.to_owned(),
        }
    }
}

/// `[incidents]` or `[aid]`, or the same in a table of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKeys {
    file: Spanned<String>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    dates: Option<DateOrder>,
    #[serde(default)]
    decimal: Decimal,
    #[serde(default)]
    order: Option<PairOrder>,
    #[serde(default)]
    wrap_lon: bool,
    #[serde(default)]
    keep_personal: bool,
    #[serde(default)]
    encoding: Option<Encoding>,
    #[serde(default)]
    sheet: Option<String>,
    #[serde(default)]
    skip_lines: u64,
    #[serde(default)]
    wkt_column: Option<String>,
}

/// The incidents: a path, or a table with a path and how to read it.
fn incidents<'i>(
    value: Value<'i>,
    folder: &Path,
    text: &mut Text<'i>,
) -> Option<(InputFile, ReadOptions)> {
    file_to_read("[incidents]", value, folder, text)
}

/// A path, or a table with a path and how to read it.
fn file_to_read<'i>(
    title: &'static str,
    value: Value<'i>,
    folder: &Path,
    text: &mut Text<'i>,
) -> Option<(InputFile, ReadOptions)> {
    if let DeValue::String(_) = value.get_ref() {
        let file: Spanned<String> = text.read(value)?;
        return Some((input(&file, folder, text)?, ReadOptions::default()));
    }
    let section = text.section(title, value)?.read::<FileKeys>(text)?;
    let reading = ReadOptions {
        columns: section.columns.into_iter().collect(),
        decimal: section.decimal,
        dates: section.dates,
        order: section.order,
        longitudes: if section.wrap_lon {
            Longitudes::Wrapped
        } else {
            Longitudes::HalfTurns
        },
        keep_personal: section.keep_personal,
        encoding: section.encoding,
        sheet: section.sheet,
        skip_lines: section.skip_lines,
        wkt_column: section.wkt_column,
        ..ReadOptions::default()
    };
    Some((input(&section.file, folder, text)?, reading))
}

/// The sites of help: a path or `bundled`, or a table with that.
fn aid<'i>(value: Value<'i>, folder: &Path, text: &mut Text<'i>) -> Option<FileToRead> {
    let (file, reading) = file_to_read("[aid]", value, folder, text)?;
    Some(FileToRead { file, reading })
}

/// A file as the report names it.
fn input(file: &Spanned<String>, folder: &Path, text: &mut Text<'_>) -> Option<InputFile> {
    let input = InputFile::from_word(file.get_ref(), folder);
    if input == InputFile::Stdin {
        text.complain(&file.span(), "a report reads files; give a path");
        return None;
    }
    Some(input)
}

/// Moves the sums of the report's own incidents behind all others, those that count rows without a place last.
fn incidents_last(report: &Report, tallies: &mut [(String, Tally)]) {
    let path = report.incidents.as_ref().and_then(InputFile::path);
    let name = path.map(|path| path.display().to_string());
    tallies.sort_by_key(|(input, tally)| {
        let is_own = Some(input) == name.as_ref();
        (is_own, tally.without_location * u64::from(is_own))
    });
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn job(file: impl Into<PathBuf>, out: Option<&Path>) -> ReportJob {
        ReportJob {
            file: file.into(),
            out: out.map(Path::to_owned),
            created: String::new(),
            bad_rows: BadRows::SetAside,
            existing: Existing::Keep,
        }
    }

    /// A folder with a report, `in.csv` with two incidents, `bad.csv` with none that can be read, and
    /// `aid.csv` with a site.
    fn folder_with(report: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("report.toml", report),
            ("in.csv", "id,lat,lon\na,19,5\nb,20,6\n"),
            ("bad.csv", "id,lat,lon\na,19,5\na,19,5\n"),
            ("aid.csv", "id,lat,lon,role\nhelp,19,6,help\n"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn run(folder: &tempfile::TempDir) -> Result<Outcome, JobError> {
        job(folder.path().join("report.toml"), None).run(&mut Vec::new())
    }

    fn complaints(report: &str) -> String {
        let Err(JobError::Usage(message)) = job("report.toml", None).read(report) else {
            panic!("{report} was taken")
        };
        message
    }

    #[cfg(feature = "map")]
    #[test]
    fn unknown_keys_are_named_with_their_line_and_the_nearest_known_one() {
        let message = complaints(
            "[incidents]\nfile = \"in.csv\"\ncolums = {}\n[[table]]\nquestion = \"totals\"\n\
             bye = \"year\"\n[[table]]\nquestion = \"neerest\"\n[[map]]\nextents = [1]\n[tables]\n",
        );
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(
            lines,
            [
                "report.toml:line 3: [incidents] has no key \"colums\"; did you mean \"columns\"",
                "report.toml:line 6: [[table]] has no key \"bye\"; did you mean \"by\"",
                "report.toml:line 8: there is no question \"neerest\"; did you mean \"nearest\"",
                "report.toml:line 10: [[map]] has no key \"extents\"; did you mean \"extent\"",
                "report.toml:line 11: the report has no key \"tables\"; did you mean \"table\"",
            ]
        );
    }

    #[test]
    fn what_a_report_lacks_is_said_with_its_line() {
        for (report, why) in [
            ("", "line 1: nothing is asked for"),
            ("[[table]]\n", "line 1: [[table]] needs a question"),
            (
                "\n[[table]]\nquestion = \"totals\"\n",
                "line 2: no incidents",
            ),
            (
                "incidents = \"in.csv\"\n[[table]]\nquestion = \"nearest\"\n",
                "line 2: nearest needs sites of help",
            ),
            (
                "incidents = \"in.csv\"\n[[table]]\nquestion = \"totals\"\nby = 3\n",
                "line 4: ",
            ),
            ("[report\n", "line 1: "),
            ("table = 3\n", "line 1: write a section [[table]]"),
            (
                "incidents = \"-\"\n[[table]]\nquestion = \"totals\"\n",
                "line 1: a report reads files",
            ),
        ] {
            let message = complaints(report);
            assert!(message.contains(why), "{report:?} gave {message}");
        }
    }

    #[cfg(all(feature = "cli", feature = "geodata", feature = "png"))]
    #[test]
    fn the_example_gives_the_documented_distances() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/point-zero/report.toml");
        let out = tempfile::tempdir().unwrap();
        let mut stdout = Vec::new();
        let outcome = job(&file, Some(out.path())).run(&mut stdout).unwrap();
        assert!(!outcome.has_rejected_rows());
        assert!(String::from_utf8(stdout).unwrap().contains("16.1 km"));
        let nearest = fs::read_to_string(out.path().join("nearest.csv")).unwrap();
        for (row, figures) in [
            (
                "pz_iom_15km",
                "16098.471,11098.471,21098.471,116.3470,15000.000,walked,consistent",
            ),
            (
                "pz_iom_25km",
                "16098.471,11098.471,21098.471,116.3470,25000.000,walked,consistent",
            ),
            (
                "pz_pillar",
                "12799.093,7799.093,17799.093,199.7313,15000.000,,consistent",
            ),
            (
                "syn_walk_9km",
                "16098.471,11098.471,21098.471,116.3470,9000.000,walked,too short",
            ),
        ] {
            let line = nearest.lines().find(|line| line.starts_with(row)).unwrap();
            assert!(line.contains(figures), "{line}");
        }
        let totals = fs::read_to_string(out.path().join("totals.csv")).unwrap();
        assert!(totals.contains(",34236,at least,34236,"));
    }

    #[test]
    fn a_second_run_replaces_nothing_unless_told_to() {
        let report = "incidents = \"in.csv\"\n[[table]]\nquestion = \"totals\"\n\
                      outputs = [\"totals.csv\"]\n";
        let folder = folder_with(report);
        let written = run(&folder).unwrap().written;
        assert_eq!(written, [folder.path().join("pointzero-out/totals.csv")]);
        let first = fs::read(&written[0]).unwrap();
        assert!(matches!(run(&folder), Err(JobError::Usage(_))));
        let again = ReportJob {
            existing: Existing::Replace,
            ..job(folder.path().join("report.toml"), None)
        };
        again.run(&mut Vec::new()).unwrap();
        assert_eq!(fs::read(&written[0]).unwrap(), first);
    }

    #[test]
    fn when_one_job_fails_nothing_of_the_report_appears() {
        let folder = folder_with(
            "[report]\nout = \"new/deep\"\n[incidents]\nfile = \"in.csv\"\n[aid]\nfile = \"aid.csv\"\n\
             [[table]]\nquestion = \"nearest\"\noutputs = [\"-\", \"nearest.csv\"]\n\
             [[table]]\nquestion = \"totals\"\nincidents = \"bad.csv\"\noutputs = [\"totals.csv\"]\n",
        );
        let mut stdout = Vec::new();
        let result = job(folder.path().join("report.toml"), None).run(&mut stdout);
        assert!(matches!(result, Err(JobError::Rejected(_))));
        assert!(stdout.is_empty());
        assert!(!folder.path().join("new").exists());
    }

    #[test]
    fn an_output_is_never_an_input_of_the_report() {
        for (output, of) in [("aid.csv", "in.csv"), ("report.csv", "in.csv")] {
            let folder = folder_with(&format!(
                "[report]\nout = \".\"\n[incidents]\nfile = \"in.csv\"\n[aid]\nfile = \"aid.csv\"\n\
                 [[table]]\nquestion = \"nearest\"\n[[table]]\nquestion = \"totals\"\n\
                 incidents = \"{of}\"\noutputs = [\"{output}\"]\n"
            ));
            let link = folder.path().join("report.csv");
            fs::hard_link(folder.path().join("report.toml"), link).unwrap();
            let before = fs::read(folder.path().join(output)).unwrap();
            let again = ReportJob {
                existing: Existing::Replace,
                ..job(folder.path().join("report.toml"), None)
            };
            let Err(JobError::Usage(message)) = again.run(&mut Vec::new()) else {
                panic!("{output} was replaced")
            };
            assert!(message.contains("is the input"), "{message}");
            assert_eq!(fs::read(folder.path().join(output)).unwrap(), before);
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let folder = folder_with("incidents = \"on.csv\"\n[[table]]\nquestion = \"totals\"\n");
        let Err(JobError::Io { what, .. }) = run(&folder) else {
            panic!("on.csv was read")
        };
        assert!(what.contains("on.csv"), "{what}");
    }
}
