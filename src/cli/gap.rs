//! `pointzero gap`: how far help is, everywhere in an area.

use std::io::{self, BufWriter};
use std::path::Path;

use clap::Args;

use super::shared::{AidReading, Format, Writing, extent};
use crate::model::{Distance, Extent};
use crate::report::{BadRows, DEFAULT_CELL, GapArea, GapJob, JobError, Outcome};

/// How far help is, everywhere in an area: raster, contour lines, farthest point, boundaries.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero gap --aid aid.csv --area 1,16,12,25
  pointzero gap --aid bundled --area DZA,NER --extent 1,16,12,25 --cell 5km -o remoteness.tif -o contours.geojson
  pointzero gap --aid aid.csv --area polygon.geojson --levels 25km,100km -o gap.csv

A .tif is the raster (GeoTIFF, doubles, metres, EPSG:4326): each cell's own distance, never handed on from cell to cell.
A .geojson is the contour lines. Any other file, or standard output, is the table: the farthest point, proven to 1 m; the
area beyond each level; and how much of each boundary lies beyond it. No help recorded is not no help.")]
pub(super) struct Gap {
    /// The sites of help: a table, a workbook or a file of places, or "bundled"
    #[arg(long, value_name = "FILE")]
    aid: String,
    /// The area: W,S,E,N in degrees (over the antimeridian where W is the greater), countries such as DZA,NER,
    /// or a file of polygons; the window around the sites when absent
    #[arg(long, value_name = "AREA", allow_hyphen_values = true, value_parser = area)]
    area: Option<GapArea>,
    /// The window that the area is cut to, in degrees; over the antimeridian where W is greater than E
    #[arg(long, value_name = "W,S,E,N", value_parser = extent, allow_hyphen_values = true)]
    extent: Option<Extent>,
    /// The most width and height of a cell [default: 1km]
    #[arg(long, value_name = "DISTANCE", allow_hyphen_values = true)]
    cell: Option<Distance>,
    /// The distances of contour lines and areas [default: 15km,25km,50km,100km]
    #[arg(
        long,
        value_name = "DISTANCE,…",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    levels: Vec<Distance>,
    /// Only help of this category: medical, shelter, transit-centre, water, police, town, or your own
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    #[command(flatten)]
    reading: AidReading,
    /// Write nothing when a row cannot be used
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

impl Gap {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = GapJob {
            aid: self.reading.file(&self.aid),
            area: self.area.clone(),
            window: self.extent,
            cell: self.cell.unwrap_or(DEFAULT_CELL),
            levels: self.levels.clone(),
            category: self.category.clone(),
            outputs: self.writing.outputs(),
            format: self.format.format(),
            bad_rows: if self.strict {
                BadRows::Refuse
            } else {
                BadRows::SetAside
            },
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}

fn area(word: &str) -> Result<GapArea, String> {
    GapArea::from_word(word, Path::new(""))
}
