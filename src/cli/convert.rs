//! `pointzero convert`: a file in another format.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Reading, Writing, input_file};
use crate::report::{ConvertJob, FileToRead, JobError, Outcome};

/// Write a file in another format, with every column and every coordinate as it is.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero convert incidents.xlsx -o incidents.csv
  pointzero convert tracks.gpx -o tracks.geojson
  pointzero convert incidents.csv --excel fr -o incidents_fr.csv
  pointzero convert kobo.xlsx --without-personal -o to_share.csv
  pointzero convert old.csv --encoding windows-1252 -o new.xlsx

Read: CSV, XLSX, ODS, GeoJSON, JSON, newline-delimited JSON, KML, KMZ, GPX, Shapefile. No column is left
out; those that may name a person are told, and left out with --without-personal. Points become the columns lat and lon where the format has no
geometry, lines and areas the column wkt.")]
pub(super) struct Convert {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Leave out columns that may name a person or a device
    #[arg(long, conflicts_with = "keep_personal")]
    without_personal: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

impl Convert {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = ConvertJob {
            file: FileToRead {
                file: input_file(&self.file),
                reading: self.reading.options(),
            },
            leave_out_personal: self.without_personal,
            outputs: self.writing.outputs(),
            format: self.format.format(),
            bad_rows: self.reading.bad_rows(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
