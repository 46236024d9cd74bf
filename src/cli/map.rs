//! `pointzero map`: the sheet.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Args;

use super::shared::{Reading, Told, Writing, creation_day, extent, input_file};
use crate::model::{Extent, Language};
use crate::report::{
    AnyElement, FileToRead, JobError, MapJob, Outcome, Output, OwnFile, PageSize, Path,
    ReadOptions, SceneOptions, SheetOptions, SheetText, Theme, WalkSpeeds, dpi_from_words,
    layer_from_words, theme_from_words,
};
#[cfg(feature = "plotters")]
use crate::report::{ChartKind, ChartOptions};

/// Draw the sheet: incidents, help and the distances between them on a map.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero map incidents.csv --aid aid.csv -o map.svg -o map.png
  pointzero map incidents.csv --aid aid.csv --lang fr,ar -o carte.pdf
  pointzero map incidents.csv --aid aid.csv --bare -o overlay.png -o overlay.geojson
  pointzero map incidents.csv --aid aid.csv --routes routes.csv --layer routes,gap=25km --layer chains -o map.svg
  pointzero map incidents.csv --aid bundled --extent 4.9,18.9,6.7,20.1 -o close.png \\
      --title \"Left at Point Zero, about 16 km from Assamaka\" --publisher \"Our organisation\"
  pointzero map incidents.csv --aid aid.csv --publisher \"Our organisation\" --logo logo.png -o map.pdf
  pointzero map incidents.csv --aid aid.csv --size column --theme grey -o figure.svg
  pointzero map incidents.csv --aid aid.csv --chart distances --size A4-portrait -o map.png
  pointzero map incidents.csv --aid aid.csv --located \"15 km from Assamaka, Algerian side\" -o map.svg
  pointzero map incidents.csv --aid aid.csv -o map.svg --format json
  pointzero map incidents.csv --own \"Roads=roads.geojson\" --own Camps=camps.csv -o map.png")]
pub(super) struct Map {
    /// The incidents: a table, a workbook or a file of places, or - for standard input
    #[arg(value_name = "INCIDENTS")]
    incidents: String,
    /// The sites of help: such a file, or "bundled"
    #[arg(long, value_name = "FILE")]
    aid: Option<String>,
    /// Routes to draw: a table of stops or a file of lines; --layer routes,gap=25km marks where help is far
    #[arg(long, value_name = "FILE")]
    routes: Option<String>,
    /// What joins the stops of the routes
    #[arg(long, value_enum, default_value = "geodesic", value_name = "READING")]
    line: Path,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    /// The window of the map in degrees, over the antimeridian where W is greater than E; made from the
    /// data when absent
    #[arg(long, value_name = "W,S,E,N", value_parser = extent, allow_hyphen_values = true, help_heading = "Sheet")]
    extent: Option<Extent>,
    /// The paper: A4, A3 or Letter (also with -portrait behind), slide (16:9), or column (85 mm, of a journal)
    #[arg(
        long,
        value_name = "PAPER",
        default_value = "A4",
        help_heading = "Sheet"
    )]
    size: PageSize,
    /// Dots per inch of a PNG
    #[arg(long, value_name = "N", default_value = "300", value_parser = dpi_from_words, allow_hyphen_values = true, help_heading = "Sheet")]
    dpi: u16,
    /// The most millions of dots that a PNG may have; it takes some 10 MB each to make
    #[arg(
        long,
        value_name = "N",
        default_value = "64",
        allow_hyphen_values = true,
        help_heading = "Sheet"
    )]
    megapixels: u16,
    #[arg(long = "layer", help = layers_help(), value_name = "NAME,KEY=VALUE,…", value_parser = layer_from_words, help_heading = "Sheet")]
    layers: Vec<AnyElement>,
    /// Roads, camps or other points, lines and areas to draw, with what they are; may be given again
    #[arg(long, value_name = "NAME=FILE", help_heading = "Sheet")]
    own: Vec<String>,
    /// An area to draw that words speak of, such as "67 km north-east of Assamaka"; may be given again
    #[arg(long, value_name = "TEXT", help_heading = "Sheet")]
    located: Vec<String>,
    /// Say beside the map how many hours the straight ways to help are on foot, least and most
    #[arg(long, help_heading = "Sheet")]
    walk: bool,
    /// The same at speeds of your own in place of Tobler's, least and most, such as 2km/h,4km/h
    #[arg(long, value_name = "SPEEDS", help_heading = "Sheet")]
    speed: Option<WalkSpeeds>,
    /// The colours: print, screen, grey or safe (stronger, for every kind of colour vision)
    #[arg(long, value_name = "THEME", default_value = "print", value_parser = theme_from_words, help_heading = "Sheet")]
    theme: Theme,
    /// A chart of the incidents beside the map
    #[cfg(feature = "plotters")]
    #[arg(long, value_name = "KIND", value_enum, help_heading = "Sheet")]
    chart: Option<ChartKind>,
    /// Leave away the sheet and the ground: incidents, help and distances on a transparent picture, to be
    /// laid over another map; a PNG gets a world file and a .prj beside it
    #[arg(long, help_heading = "Sheet")]
    bare: bool,
    /// The languages of the sheet, the main one first: en, fr, ar, es. Countries are named in the others too
    #[arg(
        long = "lang",
        value_name = "CODE,CODE",
        value_delimiter = ',',
        default_value = "en",
        value_parser = Language::from_code,
        help_heading = "Sheet"
    )]
    languages: Vec<Language>,
    /// A font file for characters that the bundled fonts lack; may be given again
    #[arg(long = "font", value_name = "FILE", help_heading = "Sheet")]
    fonts: Vec<PathBuf>,
    /// A PNG file that stands beside the notes, at most 30 mm wide and 10 mm high; what it holds besides its
    /// dots is left behind
    #[arg(long, value_name = "FILE", help_heading = "Sheet")]
    logo: Option<PathBuf>,
    /// A sentence that states the finding
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        help_heading = "Sheet"
    )]
    title: String,
    /// What is shown, the period and the unit; made from the data when absent
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        help_heading = "Sheet"
    )]
    subtitle: String,
    /// Who publishes the sheet; named in the disclaimer
    #[arg(
        long,
        value_name = "NAME",
        default_value = "",
        hide_default_value = true,
        help_heading = "Sheet"
    )]
    publisher: String,
    /// Say on standard output what was drawn: the files, every name for which there was no room, and what the
    /// places of the labels cost
    #[arg(long, value_name = "FORMAT", value_enum, help_heading = "Writing")]
    format: Option<Told>,
    /// How to reach the publisher
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        help_heading = "Sheet"
    )]
    contact: String,
}

impl Map {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let outputs = self.writing.outputs();
        if self.format.is_some() && outputs.contains(&Output::Stdout) {
            return Err(JobError::Usage(
                "--format json goes to standard output, and so would the map: give -o map.svg"
                    .to_owned(),
            ));
        }
        let job = MapJob {
            incidents: input_file(&self.incidents),
            reading: self.reading.options(),
            aid: self.reading.aid(self.aid.as_deref()),
            own: self
                .own
                .iter()
                .map(|words| {
                    let (name, file) = words.split_once('=').unwrap_or(("", words));
                    OwnFile {
                        file: input_file(file),
                        name: name.to_owned(),
                    }
                })
                .collect(),
            #[cfg(feature = "plotters")]
            chart: self.chart.map(|kind| ChartOptions {
                kind,
                title: String::new(),
                source: String::new(),
                incidents: None,
            }),
            routes: self.routes.as_deref().map(|routes| {
                let routes = FileToRead {
                    file: input_file(routes),
                    reading: ReadOptions::default(),
                };
                (routes, self.line)
            }),
            located: self.located.clone(),
            walk: self.speed.or(self.walk.then(WalkSpeeds::default)),
            sheet: SheetOptions {
                extent: self.extent,
                size: self.size,
                dpi: SceneOptions {
                    dpi: self.dpi,
                    megapixels: self.megapixels,
                },
                layers: self.layers.clone(),
                theme: self.theme,
                languages: self.languages.clone(),
                fonts: self.fonts.clone(),
                logo: self.logo.clone(),
                is_bare: self.bare,
            },
            text: SheetText {
                title: self.title.clone(),
                subtitle: self.subtitle.clone(),
                publisher: self.publisher.clone(),
                contact: self.contact.clone(),
                map_id: String::new(),
                created: creation_day()?,
            },
            outputs,
            bad_rows: self.reading.bad_rows(),
            existing: self.writing.existing(),
        };
        let outcome = job.run(&mut BufWriter::new(io::stdout().lock()))?;
        if let Some(format) = self.format {
            format.say(&outcome)?;
        }
        Ok(outcome)
    }
}

fn layers_help() -> String {
    format!(
        "One more element on the map with its options, such as ring,around=assamaka,distance=15km; may be \
         given again; one of {}",
        AnyElement::NAMES.join(", ")
    )
}
