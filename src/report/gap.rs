//! The job of remoteness: sites of help and an area in; a raster, contour lines and a table out.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Deserialize;

use super::open::{FileToRead, InputFile, Opened, Watch, open};
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::table::{load_aid, load_world, refuse_bad_rows};
use super::{BadRows, Existing, JobError, Outcome};
use crate::analysis::remoteness::{
    BorderBeyond, Contour, GAP_CAVEAT, Gap, LEVELS_KM, Region, Remoteness, Survey,
};
use crate::analysis::testimony::CountryNames;
use crate::model::{
    Atlas, Border, Category, Distance, Extent, Geometry, Grid, Polygon, Position, visible,
};
use crate::output::raster::GeoTiff;
use crate::output::table::TableFormat;
use crate::read::{ReadOptions, read_shapes};

/// Remoteness to tell of, and where it goes.
#[derive(Debug, Clone)]
pub struct GapJob {
    /// The sites of help.
    pub aid: FileToRead,
    /// The area; the window around the sites when absent.
    pub area: Option<GapArea>,
    /// The window that the area is cut to.
    pub window: Option<Extent>,
    /// The most width and height of a cell.
    pub cell: Distance,
    /// The distances of contour lines, areas and stretches of boundaries; the usual ones when empty.
    pub levels: Vec<Distance>,
    /// Only help of this category.
    pub category: Option<String>,
    /// Where it goes: `.tif` is the raster, `.geojson` the contour lines, anything else the table; standard
    /// output is the table where no file is.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// An area as a user names it.
#[derive(Debug, Clone, PartialEq)]
pub enum GapArea {
    /// A window.
    Window(Extent),
    /// Countries, by their codes or names.
    Countries(Vec<String>),
    /// The polygons of a file.
    File(InputFile),
}

impl GapArea {
    /// Four numbers are a window, `W,S,E,N`; a word with a dot or a slash is a file, taken from `folder` where it is
    /// relative; anything else is countries with commas between.
    ///
    /// # Errors
    /// What is wrong with a window.
    pub fn from_word(word: &str, folder: &Path) -> Result<Self, String> {
        let is_number = |part: &str| {
            let mut bytes = part.trim().bytes();
            bytes
                .next()
                .is_some_and(|b| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.'))
                && bytes.all(|b| matches!(b, b'0'..=b'9' | b'.'))
        };
        if word.split(',').all(is_number) {
            return word
                .parse()
                .map(Self::Window)
                .map_err(|error: crate::model::UnreadableExtent| error.to_string());
        }
        if word.contains(['.', '/', '\\']) {
            return Ok(Self::File(InputFile::from_word(word, folder)));
        }
        let countries = word.split(',').map(|name| name.trim().to_owned());
        Ok(Self::Countries(countries.collect()))
    }
}

/// The keys of a `[[gap]]`, as they are written in `report.toml`; the sites are read apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GapKeys {
    pub(super) area: Option<String>,
    extent: Option<[f64; 4]>,
    cell: Distance,
    levels: Vec<Distance>,
    category: Option<String>,
    pub(super) outputs: Vec<String>,
}

impl Default for GapKeys {
    fn default() -> Self {
        Self {
            area: None,
            extent: None,
            cell: DEFAULT_CELL,
            levels: Vec::new(),
            category: None,
            outputs: Vec::new(),
        }
    }
}

impl GapKeys {
    /// The job that they ask for; an error names the key and what is wrong with it.
    pub(super) fn job(
        self,
        aid: FileToRead,
        folder: &Path,
        outputs: Vec<Output>,
        bad_rows: BadRows,
        existing: Existing,
    ) -> Result<GapJob, String> {
        let area = self.area.map(|word| GapArea::from_word(&word, folder));
        let window = self.extent.map(Extent::from_wsen).transpose();
        Ok(GapJob {
            aid,
            area: area.transpose().map_err(|why| format!("area: {why}"))?,
            window: window.map_err(|error| format!("extent: {error}"))?,
            cell: self.cell,
            levels: self.levels,
            category: self.category,
            outputs,
            format: None,
            bad_rows,
            existing,
        })
    }
}

/// The size of a cell where nobody asks for another.
pub const DEFAULT_CELL: Distance = Distance::KILOMETRE;

/// Where the parts of the answer go.
struct Sinked {
    rasters: Vec<File>,
    contours: Option<Sinks>,
    table: Sinks,
}

impl GapJob {
    /// Reads, measures and writes; files appear when all of it has succeeded.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let inputs = self.inputs();
        let paths = inputs.iter().filter_map(|input| input.path());
        let mut pending = Pending::protecting(paths.map(ToOwned::to_owned).collect());
        let mut outcome = self.run_into(&mut pending, stdout)?;
        outcome.written = pending.commit()?;
        Ok(outcome)
    }

    /// The files that are read.
    pub(super) fn inputs(&self) -> Vec<InputFile> {
        let area = match &self.area {
            Some(GapArea::File(file)) => Some(file.clone()),
            _ => None,
        };
        [Some(self.aid.file.clone()), area]
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
        let levels = self.levels()?;
        let aid = open(&self.aid.file)?;
        let area = match &self.area {
            Some(GapArea::File(file)) => Some(open(file)?),
            _ => None,
        };
        let inputs: Vec<&Opened> = [Some(&aid), area.as_ref()].into_iter().flatten().collect();
        let sinks = self.start_outputs(pending, &inputs)?;
        let watched: Vec<Watch> = inputs
            .iter()
            .map(|input| input.watch())
            .collect::<Result<_, _>>()?;

        let mut outcome = Outcome::default();
        let mut atlas = Atlas::default();
        load_aid(aid, &self.aid.reading, &mut atlas, &mut outcome)?;
        let shapes = area
            .map(|area| polygons_of(area, &mut outcome))
            .transpose()?;
        refuse_bad_rows(self.bad_rows, &mut outcome)?;
        watched.iter().try_for_each(Watch::end)?;
        self.load_world(&mut atlas)?;

        let category = self.category.as_deref().map(Category::from_word);
        let help = Remoteness::from_sites(&atlas.aid, category.as_ref());
        let help = help.ok_or_else(|| self.no_help())?;
        let (region, codes) = self.region(&help, shapes.as_deref(), &atlas)?;
        let grid = Grid::over(*region.extent(), self.cell)
            .map_err(|error| JobError::Usage(error.to_string()))?;
        let farthest = help.farthest(&region).ok_or_else(|| empty(region.name()))?;

        let has_contours = sinks.contours.is_some();
        let survey = write_rasters(&help, &grid, &region, &levels, sinks.rasters, has_contours)?;
        if let Some(sinks) = sinks.contours {
            let (schema, batch) = Contour::table(&survey.contours);
            sinks.write(&schema, stdout, |write| write(&batch))?;
        }
        let gap = Gap {
            region: region.name().to_owned(),
            square_km: survey.square_km,
            farthest,
            areas: survey.areas,
            borders: borders(&help, &atlas, &region, &codes, self.window, &levels),
            levels,
        };
        let (schema, batch) = gap.table();
        sinks.table.write(&schema, stdout, |write| write(&batch))?;
        self.say(&help, &atlas, &grid, &region, &gap, &mut outcome);
        Ok(outcome)
    }

    fn levels(&self) -> Result<Vec<Distance>, JobError> {
        let mut levels = if self.levels.is_empty() {
            let usual = LEVELS_KM.map(Distance::from_km);
            usual.into_iter().flatten().collect()
        } else {
            self.levels.clone()
        };
        levels.sort();
        levels.dedup();
        if levels.first() == Some(&Distance::ZERO) {
            return Err(JobError::Usage(
                "a level is above zero; give levels such as 15km,50km".to_owned(),
            ));
        }
        Ok(levels)
    }

    /// Starts every output before any work is done.
    fn start_outputs(&self, pending: &mut Pending, inputs: &[&Opened]) -> Result<Sinked, JobError> {
        let extension = |output: &Output| match output {
            Output::Path(path) => path
                .extension()
                .map(|extension| extension.to_string_lossy().to_lowercase()),
            Output::Stdout => None,
        };
        let mut rasters = Vec::new();
        let (mut contours, mut tables) = (Vec::new(), Vec::new());
        for output in &self.outputs {
            match (output, extension(output).as_deref()) {
                (Output::Path(path), Some("tif" | "tiff")) => {
                    let number = pending.start(path, inputs, self.existing)?;
                    rasters.push(pending.file(number)?);
                }
                (_, Some("geojson")) => contours.push(output.clone()),
                _ => tables.push(output.clone()),
            }
        }
        let mut start =
            |outputs: &[Output]| Sinks::start(outputs, self.format, self.existing, inputs, pending);
        Ok(Sinked {
            contours: (!contours.is_empty())
                .then(|| start(&contours))
                .transpose()?,
            table: start(&tables)?,
            rasters,
        })
    }

    /// The world, where it is needed: for an area of countries, and for boundaries.
    fn load_world(&self, atlas: &mut Atlas) -> Result<(), JobError> {
        let needs_countries = matches!(self.area, Some(GapArea::Countries(_)));
        if needs_countries || cfg!(feature = "geodata") {
            load_world("an area of countries", atlas)?;
        }
        Ok(())
    }

    /// The region, and the codes of the countries that it is of.
    fn region(
        &self,
        help: &Remoteness<'_>,
        shapes: Option<&[Polygon]>,
        atlas: &Atlas,
    ) -> Result<(Region, Vec<String>), JobError> {
        let window = self.window;
        match (&self.area, shapes) {
            (Some(GapArea::File(file)), Some(shapes)) => {
                let path = file.path().and_then(Path::file_stem);
                let name = path.map_or("area".into(), |stem| stem.to_string_lossy());
                let region = Region::from_areas(name.clone(), shapes, window);
                Ok((region.ok_or_else(|| empty(&name))?, Vec::new()))
            }
            (Some(GapArea::Countries(names)), _) => {
                let known = CountryNames::new(&atlas.countries);
                let mut polygons: Vec<Polygon> = Vec::new();
                let (mut codes, mut called) = (Vec::new(), Vec::new());
                for name in names {
                    let country = known.of(name).ok_or_else(|| unknown_country(name))?;
                    polygons.extend_from_slice(&country.polygons);
                    codes.push(country.code.clone());
                    called.push(country.names.english());
                }
                let name = called.join(", ");
                let region = Region::from_areas(name.clone(), &polygons, window);
                Ok((region.ok_or_else(|| empty(&name))?, codes))
            }
            (Some(GapArea::Window(area)), _) => {
                let region = match window {
                    None => Some(Region::from_extent(window_name(area), *area)),
                    Some(window) => area
                        .shared_with(&window)
                        .map(|extent| Region::from_extent(window_name(&extent), extent)),
                };
                Ok((region.ok_or_else(|| empty(&window_name(area)))?, Vec::new()))
            }
            (None, _) | (Some(GapArea::File(_)), None) => {
                let around = window.or_else(|| Extent::around(help.positions()));
                let extent = around.ok_or_else(|| {
                    JobError::Usage(
                        "the sites of help span no window; give --area, such as DZA or 1,16,12,25"
                            .to_owned(),
                    )
                })?;
                Ok((
                    Region::from_extent(window_name(&extent), extent),
                    Vec::new(),
                ))
            }
        }
    }

    fn no_help(&self) -> JobError {
        let of = self.category.as_ref().map_or(String::new(), |category| {
            format!(" of the category \"{}\"", visible(category))
        });
        JobError::Usage(format!(
            "no site of help{of} that has no last day: nothing can be measured; the role of a site must be help",
        ))
    }

    fn say(
        &self,
        help: &Remoteness<'_>,
        atlas: &Atlas,
        grid: &Grid,
        region: &Region,
        gap: &Gap<'_>,
        outcome: &mut Outcome,
    ) {
        outcome.notes.push(counted_sites(help, atlas));
        outcome
            .notes
            .extend(across_the_antimeridian(region.extent()));
        if !help.positions().any(|position| region.contains(position)) {
            outcome.notes.push(format!(
                "no site of help lies in {} itself: all distances are to help outside",
                visible(region.name())
            ));
        }
        outcome.notes.push(format!(
            "{} by {} cells of {:.6}° by {:.6}°; areas are counted by cells",
            grid.columns(),
            grid.rows(),
            grid.cell_width_deg(),
            grid.cell_height_deg()
        ));
        let proven_m = gap.farthest.proven.metres();
        outcome.notes.push(format!(
            "no place of {} is farther from recorded help than the farthest point by more than {proven_m:.0} m",
            visible(region.name())
        ));
        if is_on_edge(gap.farthest.position, region.extent()) {
            let note = "the farthest point lies on the edge of the window: beyond it help may be farther still";
            outcome.notes.push(note.to_owned());
        }
        if self.area.is_none() && self.window.is_none() {
            let note = "the area is the window around the sites; give another with --area";
            outcome.notes.push(note.to_owned());
        }
        outcome.notes.push(GAP_CAVEAT.to_owned());
    }
}

/// Goes over the grid once, writing it.
fn write_rasters(
    help: &Remoteness<'_>,
    grid: &Grid,
    region: &Region,
    levels: &[Distance],
    files: Vec<File>,
    has_contours: bool,
) -> Result<Survey, JobError> {
    let failed = |source: io::Error| JobError::io("cannot write the raster", source);
    let what = format!("distance to the nearest help, {}", region.name());
    let mut files: Vec<BufWriter<File>> = files.into_iter().map(BufWriter::new).collect();
    let mut rasters: Vec<GeoTiff<'_>> = files
        .iter_mut()
        .map(|file| GeoTiff::start(grid, &what, "m", GAP_CAVEAT, file))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let survey = help.survey(grid, region, levels, has_contours, |rows| {
        rasters
            .iter_mut()
            .try_for_each(|raster| raster.write(rows))
            .map_err(failed)
    })?;
    for raster in rasters {
        raster.finish().map_err(failed)?;
    }
    Ok(survey)
}

/// How many sites count, in a sentence.
pub(super) fn counted_sites(help: &Remoteness<'_>, atlas: &Atlas) -> String {
    let others = atlas.aid.len() - help.count();
    format!(
        "sites of help that count: {}; others, by their role, category or last day: {others}",
        help.count()
    )
}

/// What says that a window runs over the antimeridian: whoever took west for east sees it there.
fn across_the_antimeridian(extent: &Extent) -> Option<String> {
    (extent.west() > extent.east()).then(|| {
        format!(
            "the west of the window, {}, lies east of its east, {}: it runs over the antimeridian and is {}° wide; \
             for the other side of the Earth exchange the two",
            extent.west(),
            extent.east(),
            extent.width_degrees()
        )
    })
}

/// The polygons of a file.
fn polygons_of(area: Opened, outcome: &mut Outcome) -> Result<Vec<Polygon>, JobError> {
    let (contents, input) = area.into_parts();
    let name = input.name.clone();
    let file = read_shapes(contents, input, &ReadOptions::default())?;
    outcome.findings.extend(file.findings);
    outcome.tallies.push((name.clone(), file.tally));
    let polygons: Vec<Polygon> = file
        .shapes
        .into_iter()
        .filter_map(|shape| match shape.value.geometry {
            Geometry::Areas(areas) => Some(areas),
            _ => None,
        })
        .flatten()
        .collect();
    if polygons.is_empty() {
        return Err(JobError::Usage(format!(
            "{} has no polygon; an area is a window, countries, or a file of polygons",
            visible(&name)
        )));
    }
    Ok(polygons)
}

/// How much of each boundary is far from help: of the countries' own where the region is of countries, and
/// else of those that lie in the region.
fn borders(
    help: &Remoteness<'_>,
    atlas: &Atlas,
    region: &Region,
    codes: &[String],
    window: Option<Extent>,
    levels: &[Distance],
) -> Vec<BorderBeyond> {
    let is_replaced = |border: &&Border| {
        let [one, other] = &border.sides;
        let mut treaties = atlas.treaties.iter();
        !treaties.any(|treaty| treaty.is_between(one, other))
    };
    let is_of =
        |border: &&Border| codes.is_empty() || border.sides.iter().any(|side| codes.contains(side));
    let world = atlas.borders.iter().filter(is_replaced);
    let mut groups: Vec<(String, Vec<&Border>)> = Vec::new();
    for border in atlas.treaties.iter().chain(world).filter(is_of) {
        let name = name_of(border, atlas);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(border),
            None => groups.push((name, vec![border])),
        }
    }
    // A boundary is no part of the areas on its sides by a hair, so countries' own are cut at the window alone.
    let around = Region::from_extent("", window.unwrap_or(Extent::WORLD));
    let region = if codes.is_empty() { region } else { &around };
    let mut found: Vec<BorderBeyond> = groups
        .into_iter()
        .map(|(name, group)| BorderBeyond {
            name,
            stretches: help.stretches(&group, region, levels),
        })
        .filter(|border| border.stretches.length > Distance::ZERO)
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// The two sides of a boundary, and its class where it is no settled one.
fn name_of(border: &Border, atlas: &Atlas) -> String {
    let mut sides = border.sides.each_ref().map(|code| {
        let country = atlas.countries.iter().find(|country| country.code == *code);
        country.map_or(code.as_str(), |country| country.names.english())
    });
    sides.sort_unstable();
    let sides: Vec<&str> = sides.into_iter().filter(|side| !side.is_empty()).collect();
    let sides = sides.join("–");
    if border.class.is_unsettled() {
        format!("{sides} ({})", border.class.word())
    } else {
        sides
    }
}

/// Whether a position lies on the edge of a window, to about a metre.
fn is_on_edge(position: Position, extent: &Extent) -> bool {
    const NEAR_DEG: f64 = 1e-5;
    let east = (position.lon() - extent.west()).rem_euclid(360.0);
    let (south, north) = (
        position.lat() - extent.south(),
        extent.north() - position.lat(),
    );
    let sides = [east, extent.width_degrees() - east, south, north];
    sides.into_iter().any(|side| side < NEAR_DEG)
}

fn window_name(extent: &Extent) -> String {
    format!(
        "window {},{},{},{}",
        extent.west(),
        extent.south(),
        extent.east(),
        extent.north()
    )
}

fn empty(name: &str) -> JobError {
    JobError::Usage(format!(
        "the area is empty: nothing of {} lies in the window; look at --area and --extent, west,south,east,north",
        visible(name)
    ))
}

fn unknown_country(name: &str) -> JobError {
    JobError::Usage(format!(
        "no country \"{}\" is known; give its code or name, such as DZA or Algeria, a window such as 1,16,12,25, or \
         a file of polygons such as area.geojson",
        visible(name)
    ))
}
