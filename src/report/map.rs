//! The job of a map: incidents and help in, a sheet out.

use std::collections::BTreeMap;
use std::fs::File;
#[cfg(feature = "geodata")]
use std::io;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

#[cfg(feature = "plotters")]
use super::chart::{ChartKeys, ChartOptions, records_of};
use super::config::Imprint;
use super::known::known_beside;
use super::locate::locate;
use super::open::{FileToRead, InputFile, Opened, Watch, open};
use super::route::{load_routes, open_routes};
use super::save::{Output, Pending};
use super::sinks::heard;
use super::table::{load_aid, reach, refuse_bad_rows, take_reach};
use super::{BadRows, DrawnSheet, Existing, JobError, Outcome};
use crate::analysis::testimony::LocatedArea;
use crate::analysis::{Answer, Chains, Help, Nearest, WalkSpeeds};
use crate::carto::element::{AnyElement, ElementError};
use crate::carto::map::MOST_SYMBOLS;
use crate::carto::path::Frame;
#[cfg(feature = "geodata")]
use crate::carto::path::line;
use crate::carto::scene::Scene;
use crate::carto::sheet::{Content, Drawn, PageSize, Sheet, SheetError, SheetText, Worlds};
use crate::carto::text::Fonts;
use crate::carto::theme::Theme;
use crate::carto::words::Voice;
use crate::geodesy::Path as Reading;
use crate::model::Source;
use crate::model::{
    Atlas, Batch, Border, Crowd, Extent, Finding, Incident, Language, Origin, OwnShapes, Picture,
    Record, Schema, Severity, visible,
};
use crate::output::scene::{self, COMPANIONS, Companion, SceneFormat, SceneOptions, WriteError};
use crate::output::table::{self, TableFormat};
#[cfg(feature = "geodata")]
use crate::read::world::{Detail, World, WorldError, name_towns, treaties};
use crate::read::{IncidentFile, ReadError, ReadOptions, read_incidents, read_shapes};
#[cfg(feature = "png")]
use crate::read::{MOST_PICTURE_BYTES, read_picture};

/// A sheet to draw, and where it goes.
#[derive(Debug, Clone)]
pub struct MapJob {
    /// The incidents.
    pub incidents: InputFile,
    /// How they are read.
    pub reading: ReadOptions,
    /// The sites of help, where there are any.
    pub aid: Option<FileToRead>,
    /// Points, lines and areas that are drawn beside them.
    pub own: Vec<OwnFile>,
    /// A chart beside the map.
    #[cfg(feature = "plotters")]
    pub chart: Option<ChartOptions>,
    /// The routes, where there are any, and how their stops are joined.
    pub routes: Option<(FileToRead, Reading)>,
    /// What testimonies say of where something was, such as `67 km north-east of Assamaka`.
    pub located: Vec<String>,
    /// Between which speeds the straight ways to help are told on foot; not at all when absent.
    pub walk: Option<WalkSpeeds>,
    /// What is drawn.
    pub sheet: SheetOptions,
    /// What the sheet says about itself.
    pub text: SheetText,
    /// Where it goes.
    pub outputs: Vec<Output>,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// A file of points, lines and areas that a map shows besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// The file.
    pub file: InputFile,
    /// What is in it, for the legend; the name of the file when empty.
    pub name: String,
}

/// What a sheet draws and on which paper.
#[derive(Debug, Clone, Default)]
pub struct SheetOptions {
    /// The window; made from the data when absent.
    pub extent: Option<Extent>,
    /// The paper.
    pub size: PageSize,
    /// Dots per inch of pictures made of dots.
    pub dpi: SceneOptions,
    /// Elements beside the usual ones.
    pub layers: Vec<AnyElement>,
    /// Colours.
    pub theme: Theme,
    /// The languages, the main one first; English when there is none.
    pub languages: Vec<Language>,
    /// Font files for characters that the bundled fonts lack.
    pub fonts: Vec<PathBuf>,
    /// A PNG file that stands beside the notes.
    pub logo: Option<PathBuf>,
    /// Whether the sheet and the ground are left away, for a map that lies over another.
    pub is_bare: bool,
}

impl MapJob {
    /// Reads, asks, draws and writes; files appear when all of it has succeeded.
    ///
    /// `stdout` takes what goes to standard output.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let mut pending = Pending::default();
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
        self.refuse_nonsense()?;
        let incidents = open(&self.incidents)?;
        let aid = self.aid.as_ref().map(|aid| open(&aid.file)).transpose()?;
        let own = self.open_own()?;
        let chart_file = self.chart_file().map(open).transpose()?;
        let routes = self.routes.as_ref();
        let routes = routes
            .map(|(routes, _)| open_routes(&routes.file))
            .transpose()?;
        let named = [
            Some(&incidents),
            aid.as_ref(),
            routes.as_ref(),
            chart_file.as_ref(),
        ];
        let inputs: Vec<&Opened> = named.into_iter().flatten().chain(&own).collect();
        let sinks = self.start_outputs(pending, &inputs)?;
        let watched: Vec<Watch> = inputs
            .iter()
            .map(|input| input.watch())
            .collect::<Result<_, _>>()?;

        let mut outcome = Outcome::default();
        let mut atlas = Atlas::default();
        if let (Some(opened), Some(aid)) = (aid, &self.aid) {
            load_aid(opened, &aid.reading, &mut atlas, &mut outcome)?;
        }
        if let (Some(opened), Some((routes, line))) = (routes, &self.routes) {
            atlas.routes = load_routes(opened, routes, *line, &mut outcome)?;
        }
        let (contents, input) = incidents.into_parts();
        let mut file = read_incidents(contents, input, &keeping_crowd(&self.reading))?;
        outcome.findings.append(&mut file.findings);
        outcome
            .tallies
            .push((file.input().name.clone(), file.tally));
        refuse_bad_rows(self.bad_rows, &mut outcome)?;
        let (records, crowd) = records_or_crowd(&mut file)?;
        for (own, opened) in self.own.iter().zip(own) {
            load_own(own, opened, &mut atlas, &mut outcome)?;
        }
        #[cfg(feature = "plotters")]
        let chart_records = chart_file
            .map(|file| records_of(file, &mut outcome))
            .transpose()?;
        watched.iter().try_for_each(Watch::end)?;
        let mut reach = reach(&atlas, self.sheet.extent);
        take_reach(reach.as_mut(), &records);
        let odd = reach
            .filter(|_| crowd.is_none())
            .and_then(|reach| reach.finish(file.input()));
        outcome.findings.extend(odd);

        outcome.findings.extend(odd_names(&records, &atlas)?);
        let nearest = nearest_help(&records, &atlas);
        #[cfg(feature = "plotters")]
        let chart = self
            .chart
            .as_ref()
            .map(|chart| {
                let records = chart_records.as_deref().unwrap_or(&records);
                chart.chart(records, &nearest, self.sheet.language())
            })
            .transpose()?;
        let located = self.locate(&atlas)?;
        let content = Content {
            #[cfg(feature = "plotters")]
            chart: chart.as_ref(),
            incidents: &records,
            nearest: &nearest,
            crowd: crowd.as_ref(),
            located: &located,
            walk: self.walk,
            rejected: file.tally.rejected,
        };
        let font_files = self.sheet.read_fonts()?;
        let fonts = fonts_from(&font_files)?;
        let voice = self.sheet.voice(&fonts);
        let (sheet, drawn) = self.draw(&content, &mut atlas, voice, &mut outcome)?;
        for sink in sinks {
            match sink {
                Sink::Picture(format, number) => {
                    self.write_picture(format, number, &drawn.scene, pending, stdout)?;
                }
                Sink::Features(format, number) => {
                    let (schema, batch) = sheet.features(&content, &atlas, voice);
                    write_features(format, &schema, &batch, pending.file(number)?)?;
                }
                Sink::Companion(companion, number) => {
                    let Some(ground) = &drawn.scene.ground else {
                        continue;
                    };
                    let text = (companion.write)(ground, &self.sheet.dpi);
                    let mut file = pending.file(number)?;
                    let written = file.write_all(text.as_bytes());
                    written
                        .map_err(|source| JobError::io("cannot write beside the map", source))?;
                }
            }
        }
        Ok(outcome)
    }

    /// Refuses what can be seen to be wrong before anything is opened.
    fn refuse_nonsense(&self) -> Result<(), JobError> {
        refuse_long_words(&self.text)?;
        if self.walk.is_some() && self.aid.is_none() {
            return Err(JobError::Usage(
                "hours on foot need sites of help: give --aid FILE, or --aid bundled".to_owned(),
            ));
        }
        Ok(())
    }

    /// The areas that the testimonies speak of.
    fn locate(&self, atlas: &Atlas) -> Result<Vec<LocatedArea>, JobError> {
        if self.located.is_empty() {
            return Ok(Vec::new());
        }
        let known = known_beside(atlas.aid.clone())?;
        self.located
            .iter()
            .map(|text| locate(text, &known))
            .collect()
    }

    /// The sheet, with what of the bundled world it needs.
    fn draw(
        &self,
        content: &Content<'_>,
        atlas: &mut Atlas,
        voice: Voice<'_>,
        outcome: &mut Outcome,
    ) -> Result<(Sheet, Drawn), JobError> {
        let extent = match self.sheet.extent {
            Some(extent) => extent,
            None => Sheet::extent_of(content, atlas).map_err(from_sheet)?,
        };
        let sheet = Sheet::new(self.sheet.size, &extent)
            .map_err(from_sheet)?
            .with_theme(self.sheet.theme)
            .with_logo(self.sheet.read_logo()?);
        let is_seen = |record: &Record<Incident>| {
            let place = record.value.place.as_ref();
            place.is_some_and(|place| extent.contains(place.position))
        };
        let mut crowd_places = content.crowd.iter().flat_map(|crowd| &crowd.positions);
        let is_crowd_seen = crowd_places.any(|position| extent.contains(*position));
        if !content.incidents.iter().any(is_seen) && !is_crowd_seen {
            outcome
                .notes
                .push("no record lies in the window; a window is west,south,east,north".to_owned());
        }
        let layers = &self.sheet.layers;
        let drawn = if self.sheet.is_bare {
            load_world(&sheet, voice.main, atlas)?;
            sheet.draw_bare(&self.text, content, atlas, layers, voice)
        } else {
            let close_up = sheet.close_up(content, atlas);
            let close_up = close_up
                .map(|frame| load_close_up(&frame, voice.main, atlas))
                .transpose()?;
            load_world(&sheet, voice.main, atlas)?;
            let treaties = close_up.iter().flat_map(|close_up| &close_up.treaties);
            cite_treaties(treaties.cloned().collect(), &mut atlas.sources);
            let world = load_locator()?;
            let worlds = Worlds {
                map: atlas,
                close_up: close_up.as_ref(),
                locator: world.as_ref(),
            };
            sheet.draw(&self.text, content, worlds, layers, voice)
        };
        let drawn = drawn.map_err(|error| not_drawn(error, content.incidents, atlas))?;
        let name = self.name();
        if !drawn.left_out.is_empty() {
            let names: Vec<String> = drawn.left_out.iter().map(|name| visible(name)).collect();
            outcome
                .notes
                .push(format!("{name}: no room for {}", names.join(", ")));
        }
        outcome.notes.extend(drawn.explained.iter().cloned());
        outcome
            .notes
            .extend(self.chains_set_aside(content.incidents));
        outcome.sheets.push(DrawnSheet {
            name,
            left_out: drawn.left_out.clone(),
            label_cost_by_rank: drawn.label_costs.by_rank,
            label_cost: drawn.label_costs.annealed,
        });
        Ok((sheet, drawn))
    }

    /// That records of chains are drawn without arrows, where chains are drawn and some contradict themselves.
    fn chains_set_aside(&self, incidents: &[Record<Incident>]) -> Option<String> {
        let mut layers = self.sheet.layers.iter();
        if !layers.any(|layer| matches!(layer, AnyElement::Chains(_))) {
            return None;
        }
        let records = Chains::of(incidents, &[]).set_aside;
        (records > 0).then(|| {
            format!(
                "{}: no arrows for {records} records of chains that contradict themselves; \
                 the command chain says what is wrong",
                self.name()
            )
        })
    }

    /// The user's own shapes, opened.
    fn open_own(&self) -> Result<Vec<Opened>, JobError> {
        self.own.iter().map(|own| open(&own.file)).collect()
    }

    /// What the sheet is called in messages: the file name of its first output.
    fn name(&self) -> String {
        let file = self.outputs.iter().find_map(|output| match output {
            Output::Path(path) => path.file_name(),
            Output::Stdout => None,
        });
        file.map_or_else(
            || "the sheet".to_owned(),
            |name| visible(&name.to_string_lossy()),
        )
    }

    /// Writes the drawing into a started output, or to standard output where there is no number.
    fn write_picture(
        &self,
        format: &SceneFormat,
        number: Option<usize>,
        scene: &Scene,
        pending: &Pending,
        stdout: &mut dyn Write,
    ) -> Result<(), JobError> {
        let failed = |error| from_write(error, format);
        if let Some(number) = number {
            let mut file = BufWriter::new(pending.file(number)?);
            (format.write)(scene, &self.sheet.dpi, &mut file).map_err(failed)?;
            file.flush()
        } else {
            let written = match (format.write)(scene, &self.sheet.dpi, stdout) {
                Err(WriteError::Io(source)) => Err(source),
                other => Ok(other.map_err(failed)?),
            };
            heard(written.and_then(|()| stdout.flush())).map(|_| ())
        }
        .map_err(|source| JobError::io("cannot write the map", source))
    }

    /// The chart's own file.
    #[cfg(feature = "plotters")]
    pub(super) fn chart_file(&self) -> Option<&InputFile> {
        self.chart.as_ref()?.incidents.as_ref()
    }

    /// The chart's own file: there are no charts.
    #[cfg(not(feature = "plotters"))]
    #[expect(clippy::unused_self, reason = "called as in a build with charts")]
    pub(super) const fn chart_file(&self) -> Option<&InputFile> {
        None
    }

    /// Starts every output before any work is done: its format, and its number where it is a file.
    fn start_outputs(
        &self,
        pending: &mut Pending,
        inputs: &[&Opened],
    ) -> Result<Vec<Sink>, JobError> {
        if self.outputs.is_empty() {
            return Err(JobError::Usage(
                "a map needs a file to go to: give -o map.svg or -o map.png".to_owned(),
            ));
        }
        let mut sinks = Vec::new();
        for output in &self.outputs {
            let Output::Path(path) = output else {
                sinks.push(Sink::Picture(svg(), None));
                continue;
            };
            let format = format_of(path)?;
            let number = pending.start(path, inputs, self.existing)?;
            let format = match format {
                Format::Picture(format) => format,
                Format::Features(format) => {
                    sinks.push(Sink::Features(format, number));
                    continue;
                }
            };
            sinks.push(Sink::Picture(format, Some(number)));
            if self.sheet.is_bare && format.has_companions {
                for companion in COMPANIONS {
                    let beside = companion.path(path);
                    let number = pending.start(&beside, inputs, self.existing)?;
                    sinks.push(Sink::Companion(companion, number));
                }
            }
        }
        Ok(sinks)
    }
}

/// What the name of an output says.
#[derive(Debug, Clone, Copy)]
enum Format {
    /// The drawing.
    Picture(&'static SceneFormat),
    /// What it tells, as features with their style.
    Features(&'static TableFormat),
}

/// A started output: what goes into it, and its number; a picture without one goes to standard output.
#[derive(Debug, Clone, Copy)]
enum Sink {
    Picture(&'static SceneFormat, Option<usize>),
    Features(&'static TableFormat, usize),
    /// A file beside a picture that says where it lies.
    Companion(&'static Companion, usize),
}

/// The format of tables that has a place for geometry and for a style.
const FEATURES: &str = "geojson";

fn svg() -> &'static SceneFormat {
    scene::for_extension("svg").expect("SVG is always there")
}

fn format_of(path: &Path) -> Result<Format, JobError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let picture = |extension| scene::for_extension(extension).map(Format::Picture);
    let features = |extension| {
        let format = table::for_extension(extension)?;
        (format.name == FEATURES).then_some(Format::Features(format))
    };
    let format = extension.and_then(|extension| picture(extension).or_else(|| features(extension)));
    format.ok_or_else(|| {
        let known: Vec<&str> = scene::ALL
            .iter()
            .flat_map(|format| format.extensions)
            .copied()
            .chain([FEATURES])
            .collect();
        JobError::Usage(format!(
            "the extension of {} names no picture; use one of {}",
            visible(&path.display().to_string()),
            known.join(", ")
        ))
    })
}

/// More incidents than this are not held one by one: a density is drawn of their places.
const MOST_HELD: u64 = MOST_SYMBOLS as u64;

/// The same options, for a file that may hold too many incidents.
fn keeping_crowd(reading: &ReadOptions) -> ReadOptions {
    ReadOptions {
        keeps_crowd: true,
        ..reading.clone()
    }
}

/// The incidents one by one, or only the places of too many.
fn records_or_crowd<R: Read + Seek + Send>(
    file: &mut IncidentFile<R>,
) -> Result<(Vec<Record<Incident>>, Option<Crowd>), ReadError> {
    if file.tally.used <= MOST_HELD {
        return Ok((file.records()?, None));
    }
    Ok((Vec::new(), Some(std::mem::take(&mut file.crowd))))
}

/// Reads a file of the user's own shapes into the atlas.
fn load_own(
    own: &OwnFile,
    opened: Opened,
    atlas: &mut Atlas,
    outcome: &mut Outcome,
) -> Result<(), JobError> {
    let (contents, input) = opened.into_parts();
    let stem = Path::new(&input.name)
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let file = read_shapes(contents, Arc::clone(&input), &ReadOptions::default())?;
    outcome.findings.extend(file.findings);
    outcome.tallies.push((input.name.clone(), file.tally));
    atlas.own.push(OwnShapes {
        name: if own.name.is_empty() {
            stem
        } else {
            own.name.clone()
        },
        shapes: file.shapes,
    });
    Ok(())
}

/// The longest font file that is read: larger than any font for one script.
const LONGEST_FONT: u64 = 64 * 1024 * 1024;

impl SheetOptions {
    /// The font files with their bytes.
    fn read_fonts(&self) -> Result<Vec<(&Path, Vec<u8>)>, JobError> {
        self.fonts
            .iter()
            .map(|path| {
                let name = visible(&path.display().to_string());
                let mut bytes = Vec::new();
                File::open(path)
                    .and_then(|file| file.take(LONGEST_FONT + 1).read_to_end(&mut bytes))
                    .map_err(|source| {
                        JobError::io(format!("cannot read the font {name}"), source)
                    })?;
                if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST_FONT) {
                    return Err(JobError::Usage(format!("{name}: a font is at most 64 MB")));
                }
                Ok((path.as_path(), bytes))
            })
            .collect()
    }

    /// The logo with its dots.
    #[cfg(feature = "png")]
    fn read_logo(&self) -> Result<Option<Picture>, JobError> {
        let Some(path) = &self.logo else {
            return Ok(None);
        };
        let name = visible(&path.display().to_string());
        let most = u64::try_from(MOST_PICTURE_BYTES).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
            .map_err(|source| JobError::io(format!("cannot read the logo {name}"), source))?;
        let picture = read_picture(&bytes);
        picture
            .map(Some)
            .map_err(|error| JobError::Usage(format!("{name}: {error}")))
    }

    /// The logo: pictures are not read.
    #[cfg(not(feature = "png"))]
    fn read_logo(&self) -> Result<Option<Picture>, JobError> {
        match &self.logo {
            Some(_) => Err(JobError::Usage(
                "a logo needs a pointzero that draws PNG".to_owned(),
            )),
            None => Ok(None),
        }
    }

    /// The language of the sheet.
    #[cfg(feature = "plotters")]
    fn language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::English)
    }

    /// Languages and fonts of the sheet.
    fn voice<'a>(&'a self, fonts: &'a Fonts<'a>) -> Voice<'a> {
        let (main, others) = match self.languages.split_first() {
            Some((main, others)) => (*main, others),
            None => (Language::English, &[][..]),
        };
        Voice {
            main,
            others,
            fonts,
        }
    }
}

/// The bundled fonts and those of some files.
fn fonts_from<'a>(files: &'a [(&Path, Vec<u8>)]) -> Result<Fonts<'a>, JobError> {
    let mut fonts = Fonts::default();
    for (path, bytes) in files {
        fonts.add(bytes).map_err(|error| {
            let name = visible(&path.display().to_string());
            JobError::Usage(format!("{name}: {error}"))
        })?;
    }
    Ok(fonts)
}

/// Writes a whole table into a file.
fn write_features(
    format: &TableFormat,
    schema: &Schema,
    batch: &Batch,
    file: File,
) -> Result<(), JobError> {
    let mut file = BufWriter::new(file);
    let written = (format.open)(schema, &mut file).and_then(|mut rows| {
        rows.write(batch)?;
        rows.finish()
    });
    written.map_err(|source| JobError::io("cannot write the features", source))
}

/// The nearest help of each incident, with its number.
fn nearest_help(records: &[Record<Incident>], atlas: &Atlas) -> Vec<(usize, Answer)> {
    let help = Help::from_sites(&atlas.aid);
    let question = Nearest::default();
    records
        .iter()
        .enumerate()
        .flat_map(|(number, record)| {
            let answers = help.nearest(&record.value, &question);
            answers.into_iter().map(move |answer| (number, answer))
        })
        .collect()
}

fn from_sheet(error: SheetError) -> JobError {
    JobError::Usage(match error {
        SheetError::Element(ElementError::MissingGlyph(missing)) => {
            format!("{missing}; {ANOTHER_FONT}")
        }
        SheetError::NothingToShow => {
            "no incident has a place; give the window with --extent W,S,E,N".to_owned()
        }
        other => other.to_string(),
    })
}

/// The longest name that is set on a map, in characters: more finds no room in its three lines.
const LONGEST_NAME: usize = 300;

/// The longest words that stand about a map, such as its title, in characters.
const LONGEST_WORDS: usize = 500;

/// Names that are drawn as the letters that they are, though they look as if somebody meant more by them.
///
/// # Errors
/// [`JobError::Usage`] for a name that is too long for any map.
fn odd_names(records: &[Record<Incident>], atlas: &Atlas) -> Result<Vec<Finding>, JobError> {
    let names = records
        .iter()
        .filter(|record| record.value.place.is_some())
        .map(|record| (&record.origin, record.value.name.as_str()));
    let sites = atlas.aid.iter();
    let names = names.chain(sites.map(|site| (&site.origin, site.value.name.as_str())));
    let mut findings = Vec::new();
    for (origin, name) in names {
        // Bytes are counted at once, and no name has more characters than bytes.
        if name.len() > LONGEST_NAME && name.chars().count() > LONGEST_NAME {
            let length = name.chars().count();
            let why = format!("a name of {length} characters finds no room on a map");
            let finding = Finding::new(Severity::RejectsRow, "long-name", origin.clone(), why)
                .with_value(name)
                .with_fix(format!("shorten it to {LONGEST_NAME} characters at most"));
            return Err(JobError::Usage(finding.to_string()));
        }
        if let Some((kind, why)) = odd(name) {
            let finding = Finding::new(Severity::Warning, kind, origin.clone(), why);
            findings.push(finding.with_value(name));
        }
    }
    Ok(findings)
}

/// What is odd about a name.
fn odd(name: &str) -> Option<(&'static str, &'static str)> {
    if name.contains(OVERRIDES) {
        return Some((
            "reversed-name",
            "the name has a hidden character that turns the letters after it around; it is not drawn",
        ));
    }
    let is_script = name.contains('<') && name.to_ascii_lowercase().contains("<script");
    is_script.then_some((
        "script-name",
        "the name holds a program for web pages; it is drawn as letters, and runs nowhere",
    ))
}

/// Characters that show words in another order than they are written in (Unicode Standard Annex 9).
const OVERRIDES: [char; 2] = ['\u{202D}', '\u{202E}'];

/// Words about a map for which no sheet has room.
fn refuse_long_words(text: &SheetText) -> Result<(), JobError> {
    for (what, words) in [
        ("title", &text.title),
        ("subtitle", &text.subtitle),
        ("publisher", &text.publisher),
        ("contact", &text.contact),
        ("map_id", &text.map_id),
    ] {
        let length = words.chars().count();
        if length > LONGEST_WORDS {
            return Err(JobError::Usage(format!(
                "{what}: {length} characters find no room on a sheet; shorten it to {LONGEST_WORDS} at most"
            )));
        }
    }
    Ok(())
}

/// The least and the most dots per inch; how many dots a picture may have in all is told when it is drawn.
const DPI: (u16, u16) = (1, u16::MAX);

/// Dots per inch from a number.
fn dpi_from(number: f64) -> Result<u16, String> {
    let (least, most) = DPI;
    let known = (least..=most).find(|dpi| (f64::from(*dpi) - number).abs() < 1e-9);
    known.ok_or_else(|| {
        format!("dots per inch are a whole number from {least} to {most}; printers ask for 300")
    })
}

/// Dots per inch from words such as `300`.
///
/// # Errors
/// What they may be.
pub fn dpi_from_words(words: &str) -> Result<u16, String> {
    dpi_from(words.trim().parse().unwrap_or(f64::NAN))
}

/// What to do about a character that no font has.
const ANOTHER_FONT: &str = "give a font that has it with --font FILE";

/// A sheet that cannot be drawn; a character without a glyph is looked for in the rows.
fn not_drawn(error: SheetError, records: &[Record<Incident>], atlas: &Atlas) -> JobError {
    let SheetError::Element(ElementError::MissingGlyph(missing)) = &error else {
        return from_sheet(error);
    };
    let told = |origin: &Origin, words: &str| {
        words.contains(missing.character).then(|| {
            let why = format!(
                "no font has the character \"{}\" (U+{:04X})",
                visible(&missing.character.to_string()),
                u32::from(missing.character)
            );
            Finding::new(Severity::RejectsRow, "no-glyph", origin.clone(), why)
                .with_value(words)
                .with_fix(ANOTHER_FONT)
        })
    };
    let incidents = records.iter().flat_map(|record| {
        let value = &record.value;
        [value.name.as_str(), value.id.as_str(), value.source()]
            .map(|words| told(&record.origin, words))
    });
    let sites = atlas.aid.iter().flat_map(|record| {
        let value = &record.value;
        [value.name.as_str(), value.id.as_str()].map(|words| told(&record.origin, words))
    });
    let found = incidents.chain(sites).flatten().next();
    match found {
        Some(finding) => JobError::Usage(finding.to_string()),
        None => from_sheet(error),
    }
}

fn from_write(error: WriteError, format: &SceneFormat) -> JobError {
    match error {
        WriteError::Io(source) => JobError::io(format!("cannot write the {}", format.name), source),
        other => JobError::Usage(other.to_string()),
    }
}

/// Above this scale denominator the coarser world is drawn.
#[cfg(feature = "geodata")]
const COARSE_ABOVE: f64 = 9_000_000.0;

/// Loads what of the bundled world lies in the frame.
#[cfg(feature = "geodata")]
fn load_world(sheet: &Sheet, language: Language, atlas: &mut Atlas) -> Result<(), JobError> {
    let frame = sheet.frame();
    let (detail, ids) = if frame.scale_denominator() > COARSE_ABOVE {
        (Detail::OneTo50Million, ["countries50m", "places"])
    } else {
        (Detail::OneTo10Million, ["countries10m", "places"])
    };
    load_frame(frame, detail, language, atlas)?;
    let world = World::bundled();
    let datasets = world.datasets().map_err(from_world)?;
    let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
    for dataset in datasets.iter().filter(|dataset| ids.contains(&dataset.id)) {
        // What made it; the package that carried it here stands in SOURCES.md.
        let first = |words: &str, end: &str| words.split(end).next().unwrap_or_default().to_owned();
        let date = first(dataset.date, " of ");
        sources.insert(
            dataset.id,
            Source {
                name: first(dataset.source, ", by "),
                date: if date == "edition" {
                    String::new()
                } else {
                    date
                },
                licence: first(dataset.licence, ";"),
            },
        );
    }
    atlas.sources = sources.into_values().collect();
    cite_treaties(atlas.treaties.clone(), &mut atlas.sources);
    Ok(())
}

/// Adds the treaties whose lines are drawn to what is cited, each once.
fn cite_treaties(drawn: Vec<Border>, sources: &mut Vec<Source>) {
    for treaty in drawn {
        if !sources.iter().any(|source| source.name == treaty.name) {
            sources.push(Source {
                name: treaty.name,
                date: String::new(),
                licence: String::new(),
            });
        }
    }
}

#[cfg(feature = "geodata")]
fn from_world(error: WorldError) -> JobError {
    JobError::io("cannot read the bundled world", io::Error::other(error))
}

/// Loads what of the bundled world lies in a frame, at a detail.
#[cfg(feature = "geodata")]
fn load_frame(
    frame: &Frame,
    detail: Detail,
    language: Language,
    atlas: &mut Atlas,
) -> Result<(), JobError> {
    let world = World::bundled();
    let extent = frame.extent();
    atlas.countries = world.countries(detail, &extent).map_err(from_world)?;
    atlas.borders = world.borders(detail, &extent).map_err(from_world)?;
    atlas.lakes = world.lakes(detail, &extent).map_err(from_world)?;
    atlas.coasts = world.coasts(detail, &extent).map_err(from_world)?;
    atlas.towns = world.towns(&extent, 0).map_err(from_world)?;
    name_towns(&mut atlas.towns, language);
    // On small scales it would lie on the line of the world's map.
    if matches!(detail, Detail::OneTo10Million) {
        let is_shown = |treaty: &Border| {
            let mut lines = treaty.lines.iter();
            lines.any(|positions| !line(positions, treaty.path, frame).is_empty())
        };
        atlas.treaties = treaties();
        atlas.treaties.retain(is_shown);
    }
    Ok(())
}

/// The world of a close-up, with the sites of the map.
#[cfg(feature = "geodata")]
fn load_close_up(frame: &Frame, language: Language, of_map: &Atlas) -> Result<Atlas, JobError> {
    let mut atlas = Atlas {
        aid: of_map.aid.clone(),
        own: of_map.own.clone(),
        routes: of_map.routes.clone(),
        ..Atlas::default()
    };
    load_frame(frame, Detail::OneTo10Million, language, &mut atlas)?;
    Ok(atlas)
}

/// The countries of the whole world, for a locator.
#[cfg(feature = "geodata")]
fn load_locator() -> Result<Option<Atlas>, JobError> {
    let world = World::bundled();
    let countries = world.countries(Detail::OneTo110Million, &Extent::WORLD);
    Ok(Some(Atlas {
        countries: countries.map_err(from_world)?,
        ..Atlas::default()
    }))
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn load_world(_: &Sheet, _: Language, _: &mut Atlas) -> Result<(), JobError> {
    Ok(())
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn load_close_up(_: &Frame, _: Language, of_map: &Atlas) -> Result<Atlas, JobError> {
    Ok(Atlas {
        aid: of_map.aid.clone(),
        ..Atlas::default()
    })
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn load_locator() -> Result<Option<Atlas>, JobError> {
    Ok(None)
}

/// The keys of a `[[map]]`, as they are written in `report.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MapKeys {
    pub(super) outputs: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) map_id: Option<String>,
    pub(super) extent: Option<[f64; 4]>,
    pub(super) size: PageSize,
    pub(super) dpi: Option<f64>,
    pub(super) megapixels: Option<u16>,
    pub(super) languages: Option<Vec<String>>,
    pub(super) bare: bool,
    pub(super) layers: Vec<toml::Table>,
    pub(super) own: Vec<OwnKeys>,
    pub(super) located: Vec<String>,
    pub(super) walk: bool,
    pub(super) speed: Option<WalkSpeeds>,
    pub(super) theme: ThemeKeys,
    #[cfg(feature = "plotters")]
    pub(super) chart: Option<ChartKeys>,
}

/// A file of the user's own shapes, as `report.toml` writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum OwnKeys {
    /// The file alone.
    File(String),
    /// With what it is called.
    Named {
        /// The file.
        file: String,
        /// What is in it.
        name: String,
    },
}

/// The look of a sheet: the name of a theme, or a theme with colours of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum ThemeKeys {
    /// A theme.
    Name(String),
    /// A theme under `base`, and colours such as `land = "#ffffff"`.
    Changed(BTreeMap<String, String>),
}

impl Default for ThemeKeys {
    fn default() -> Self {
        Self::Name("print".to_owned())
    }
}

impl ThemeKeys {
    fn theme(&self) -> Result<Theme, String> {
        match self {
            Self::Name(name) => theme_from_words(name),
            Self::Changed(keys) => {
                let base = keys.get("base").map_or("print", String::as_str);
                let mut theme = theme_from_words(base)?;
                for (key, colour) in keys.iter().filter(|(key, _)| *key != "base") {
                    theme.set(key, colour)?;
                }
                Ok(theme)
            }
        }
    }
}

/// A theme by its name.
///
/// # Errors
/// What themes there are.
pub fn theme_from_words(name: &str) -> Result<Theme, String> {
    Theme::named(name).ok_or_else(|| {
        format!(
            "theme: there is no theme \"{}\"; there are {}",
            visible(name),
            Theme::NAMES.join(", ")
        )
    })
}

impl MapKeys {
    /// Between which speeds ways on foot are told.
    pub(super) fn walk_speeds(&self) -> Option<WalkSpeeds> {
        self.speed.or(self.walk.then(WalkSpeeds::default))
    }

    /// What the sheet says of itself: its own words, or else the report's.
    pub(super) fn text(&self, imprint: &Imprint) -> SheetText {
        let own =
            |key: &Option<String>, shared: &str| key.clone().unwrap_or_else(|| shared.to_owned());
        SheetText {
            title: own(&self.title, &imprint.title),
            subtitle: own(&self.subtitle, ""),
            publisher: imprint.publisher.clone(),
            contact: imprint.contact.clone(),
            map_id: own(&self.map_id, &imprint.map_id),
            created: imprint.created.clone(),
        }
    }

    /// What is drawn; an error names the key and what is wrong with it.
    pub(super) fn options(&self, imprint: &Imprint) -> Result<SheetOptions, String> {
        let extent = self.extent.map(Extent::from_wsen).transpose();
        Ok(SheetOptions {
            extent: extent.map_err(|error| format!("extent: {error}"))?,
            size: self.size,
            dpi: SceneOptions {
                dpi: match self.dpi {
                    Some(dpi) => dpi_from(dpi).map_err(|why| format!("dpi: {why}"))?,
                    None => SceneOptions::default().dpi,
                },
                megapixels: self
                    .megapixels
                    .unwrap_or(SceneOptions::default().megapixels),
            },
            layers: self.layers.iter().map(layer).collect::<Result<_, _>>()?,
            theme: self.theme.theme()?,
            languages: match &self.languages {
                Some(codes) => (codes.iter())
                    .map(|code| {
                        Language::from_code(code).map_err(|why| format!("languages: {why}"))
                    })
                    .collect::<Result<_, _>>()?,
                None => imprint.languages.clone(),
            },
            fonts: imprint.fonts.clone(),
            logo: imprint.logo.clone(),
            is_bare: self.bare,
        })
    }

    /// Files of the user's own shapes, relative to a folder.
    pub(super) fn own(&self, folder: &Path) -> Vec<OwnFile> {
        let own = self.own.iter().map(|own| match own {
            OwnKeys::File(file) => (file, String::new()),
            OwnKeys::Named { file, name } => (file, name.clone()),
        });
        own.map(|(file, name)| OwnFile {
            file: InputFile::from_word(file, folder),
            name,
        })
        .collect()
    }
}

/// An element from a line such as `NAME,KEY=VALUE,KEY=VALUE`, as a command line writes it.
///
/// A value is taken as text where the element takes text, and else as TOML reads it; a part without `=`
/// belongs to the value before it, so that a name may hold a comma.
///
/// # Errors
/// What is not understood, in words.
pub fn layer_from_words(words: &str) -> Result<AnyElement, String> {
    let (name, options) = words.split_once(',').unwrap_or((words, ""));
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in options.split(',').filter(|part| !part.is_empty()) {
        match (part.split_once('='), pairs.last_mut()) {
            (Some((key, value)), _) => pairs.push((key.trim().to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push(',');
                value.push_str(part);
            }
            (None, None) => return Err(format!("\"{}\" is no KEY=VALUE", visible(part))),
        }
    }
    let keys = |read: fn(&str) -> toml::Value| {
        let name = toml::Value::String(name.trim().to_owned());
        let options = pairs
            .iter()
            .map(|(key, value)| (key.clone(), read(value.trim())));
        options
            .chain([("element".to_owned(), name)])
            .collect::<toml::Table>()
    };
    let as_text = layer(&keys(text_value));
    let as_toml = || {
        layer(&keys(|value| {
            value.parse().unwrap_or_else(|_| text_value(value))
        }))
    };
    match (as_text, as_toml()) {
        (Ok(element), _) | (Err(_), Ok(element)) => Ok(element),
        (Err(error), Err(_)) => Err(error),
    }
}

fn text_value(value: &str) -> toml::Value {
    toml::Value::String(value.to_owned())
}

/// An element from its keys: its name, and the options that it knows.
fn layer(keys: &toml::Table) -> Result<AnyElement, String> {
    let mut options = keys.clone();
    let Some(toml::Value::String(name)) = options.remove("element") else {
        return Err("layers: each needs its name, such as element = \"towns\"".to_owned());
    };
    AnyElement::from_options(&name, options)
        .ok_or_else(|| {
            let known = AnyElement::NAMES.join(", ");
            format!(
                "layers: there is no element \"{}\"; there are {known}",
                visible(&name)
            )
        })?
        .map_err(|error| format!("layers: {name}: {}", error.message()))
}
