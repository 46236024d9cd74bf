//! The job of a map: incidents and help in, a sheet out.

#[cfg(feature = "geodata")]
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::config::Imprint;
use super::open::{FileToRead, InputFile, Opened, Watch, open};
use super::route::{load_routes, open_routes};
use super::save::{Output, Pending};
use super::sinks::heard;
use super::table::{load_aid, reach, refuse_bad_rows, take_reach};
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::{Answer, Help, Nearest};
use crate::carto::element::{AnyElement, ElementError};
use crate::carto::scene::Scene;
use crate::carto::sheet::{Content, PageSize, Sheet, SheetError, SheetText};
use crate::carto::text::Fonts;
use crate::carto::words::Voice;
use crate::geodesy::Path as Reading;
use crate::model::{Atlas, Extent, Finding, Incident, Language, Origin, Record, Severity, visible};
use crate::output::scene::{self, COMPANIONS, Companion, SceneFormat, SceneOptions, WriteError};
use crate::output::table::{self, TableFormat};
use crate::read::{ReadOptions, read_incidents};

/// A sheet to draw, and where it goes.
#[derive(Debug, Clone)]
pub struct MapJob {
    /// The incidents.
    pub incidents: InputFile,
    /// How they are read.
    pub reading: ReadOptions,
    /// The sites of help, where there are any.
    pub aid: Option<FileToRead>,
    /// The routes, where there are any, and how their stops are joined.
    pub routes: Option<(FileToRead, Reading)>,
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
    /// The languages, the main one first; English when there is none.
    pub languages: Vec<Language>,
    /// Font files for characters that the bundled fonts lack.
    pub fonts: Vec<PathBuf>,
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
        let incidents = open(&self.incidents)?;
        let aid = self.aid.as_ref().map(|aid| open(&aid.file)).transpose()?;
        let routes = self.routes.as_ref();
        let routes = routes
            .map(|(routes, _)| open_routes(&routes.file))
            .transpose()?;
        let inputs: Vec<&Opened> = [Some(&incidents), aid.as_ref(), routes.as_ref()]
            .into_iter()
            .flatten()
            .collect();
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
        let mut file = read_incidents(contents, input, &self.reading)?;
        outcome.findings.append(&mut file.findings);
        outcome
            .tallies
            .push((file.input().name.clone(), file.tally));
        refuse_bad_rows(self.bad_rows, &mut outcome)?;
        let records = file.records()?;
        watched.iter().try_for_each(Watch::end)?;
        let mut reach = reach(&atlas, self.sheet.extent);
        take_reach(reach.as_mut(), &records);
        let odd = reach.and_then(|reach| reach.finish(file.input()));
        outcome.findings.extend(odd);

        refuse_long_names(&records, &atlas)?;
        let nearest = nearest_help(&records, &atlas);
        let content = Content {
            incidents: &records,
            nearest: &nearest,
            rejected: file.tally.rejected,
        };
        let extent = match self.sheet.extent {
            Some(extent) => extent,
            None => Sheet::extent_of(&content, &atlas).map_err(from_sheet)?,
        };
        let font_files = self.sheet.read_fonts()?;
        let fonts = fonts_from(&font_files)?;
        let voice = self.sheet.voice(&fonts);
        let sheet = Sheet::new(self.sheet.size, &extent).map_err(from_sheet)?;
        outcome.notes.extend(nothing_seen(&records, &extent));
        load_world(&sheet, voice.main, &mut atlas)?;
        let layers = &self.sheet.layers;
        let drawn = if self.sheet.is_bare {
            sheet.draw_bare(&self.text, &content, &atlas, layers, voice)
        } else {
            sheet.draw(&self.text, &content, &atlas, layers, voice)
        };
        let drawn = drawn.map_err(|error| not_drawn(error, &records, &atlas))?;
        if !drawn.left_out.is_empty() {
            outcome.notes.push(format!(
                "no room on the sheet for: {}",
                visible(&drawn.left_out.join(", "))
            ));
        }
        for sink in sinks {
            match sink {
                Sink::Picture(format, number) => {
                    self.write_picture(format, number, &drawn.scene, pending, stdout)?;
                }
                Sink::Features(format, number) => {
                    let (schema, batch) = sheet.features(&content, &atlas, voice);
                    let mut file = BufWriter::new(pending.file(number)?);
                    let mut rows = (format.open)(&schema, &mut file);
                    let written = rows.as_mut().map_or(Ok(()), |rows| {
                        rows.write(&batch).and_then(|()| rows.finish())
                    });
                    written.map_err(|source| JobError::io("cannot write the features", source))?;
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

/// What to say where no record lies in the window.
fn nothing_seen(records: &[Record<Incident>], extent: &Extent) -> Option<String> {
    let is_seen = |record: &Record<Incident>| {
        let place = record.value.place.as_ref();
        place.is_some_and(|place| extent.contains(place.position))
    };
    let said = "no record lies in the window; a window is west,south,east,north";
    (!records.iter().any(is_seen)).then(|| said.to_owned())
}

/// The longest name that is set on a map, in characters: more finds no room in its three lines.
const LONGEST_NAME: usize = 300;

/// Names that no map has room for, before any work is done.
fn refuse_long_names(records: &[Record<Incident>], atlas: &Atlas) -> Result<(), JobError> {
    let names = records
        .iter()
        .filter(|record| record.value.place.is_some())
        .map(|record| (&record.origin, record.value.name.as_str()));
    let sites = atlas.aid.iter();
    let names = names.chain(sites.map(|site| (&site.origin, site.value.name.as_str())));
    for (origin, name) in names {
        // Bytes are counted at once, and no name has more characters than bytes.
        if name.len() <= LONGEST_NAME {
            continue;
        }
        let length = name.chars().count();
        if length > LONGEST_NAME {
            let why = format!("a name of {length} characters finds no room on a map");
            let finding = Finding::new(Severity::RejectsRow, "long-name", origin.clone(), why)
                .with_value(name)
                .with_fix(format!("shorten it to {LONGEST_NAME} characters at most"));
            return Err(JobError::Usage(finding.to_string()));
        }
    }
    Ok(())
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
    use crate::model::Source;
    use crate::read::world::{Detail, World, WorldError, name_towns};
    let failed = |error: WorldError| {
        JobError::io(
            "cannot read the bundled world",
            std::io::Error::other(error),
        )
    };
    let frame = sheet.frame();
    let (detail, ids) = if frame.scale_denominator() > COARSE_ABOVE {
        (Detail::OneTo50Million, ["countries50m", "places"])
    } else {
        (Detail::OneTo10Million, ["countries10m", "places"])
    };
    let world = World::bundled();
    let extent = frame.extent();
    atlas.countries = world.countries(detail, &extent).map_err(failed)?;
    atlas.borders = world.borders(detail, &extent).map_err(failed)?;
    atlas.lakes = world.lakes(detail, &extent).map_err(failed)?;
    atlas.coasts = world.coasts(detail, &extent).map_err(failed)?;
    atlas.towns = world.towns(&extent, 0).map_err(failed)?;
    name_towns(&mut atlas.towns, language);
    let datasets = world.datasets().map_err(failed)?;
    let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
    for dataset in datasets.iter().filter(|dataset| ids.contains(&dataset.id)) {
        sources.insert(
            dataset.id,
            Source {
                // What made it; the package that carried it here stands in SOURCES.md.
                name: dataset
                    .source
                    .split(", by ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                date: dataset
                    .date
                    .split(" of ")
                    .next()
                    .filter(|d| *d != "edition")
                    .unwrap_or_default()
                    .to_owned(),
                licence: dataset
                    .licence
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            },
        );
    }
    atlas.sources = sources.into_values().collect();
    Ok(())
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn load_world(_: &Sheet, _: Language, _: &mut Atlas) -> Result<(), JobError> {
    Ok(())
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
    pub(super) dpi: Option<u16>,
    pub(super) megapixels: Option<u16>,
    pub(super) languages: Option<Vec<String>>,
    pub(super) bare: bool,
    pub(super) layers: Vec<toml::Table>,
}

impl MapKeys {
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
                dpi: self.dpi.unwrap_or(SceneOptions::default().dpi),
                megapixels: self
                    .megapixels
                    .unwrap_or(SceneOptions::default().megapixels),
            },
            layers: self.layers.iter().map(layer).collect::<Result<_, _>>()?,
            languages: match &self.languages {
                Some(codes) => (codes.iter())
                    .map(|code| {
                        Language::from_code(code).map_err(|why| format!("languages: {why}"))
                    })
                    .collect::<Result<_, _>>()?,
                None => imprint.languages.clone(),
            },
            fonts: imprint.fonts.clone(),
            is_bare: self.bare,
        })
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
