//! `pointzero check`: what is in files, and what is wrong with them.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{Reading, creation_date, extent, input_file};
use crate::model::Extent;
use crate::report::{CheckForm, CheckJob, Existing, JobError, Outcome, Subject};

/// Say what is in files, which columns were taken for what, and what is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero check incidents.csv
  pointzero check incidents.csv aid.csv borders.geojson
  pointzero check incidents.csv --rows 100
  pointzero check incidents.csv --format json > findings.json
  pointzero check incidents.csv --fix clean.csv

The exit code is 0 where all rows can be used, whatever else is odd; 4 where rows are set aside; 3 where
a file cannot be used at all, and with --strict where a row is set aside.")]
pub(super) struct Check {
    /// The files: incidents, sites of help, routes, or features of any geometry; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// What the rows are; found out when absent
    #[arg(long = "as", value_name = "WHAT", value_enum)]
    subject: Option<What>,
    /// How it is told
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: Form,
    /// How many rows of each kind of finding are shown in text
    #[arg(long, value_name = "N", default_value = "5")]
    rows: usize,
    /// Sites of help that the incidents should lie near: a file, or "bundled"
    #[arg(long, value_name = "FILE")]
    aid: Option<String>,
    /// The window in degrees that the records should lie in; over the antimeridian where W is greater than E
    #[arg(long, value_name = "W,S,E,N", value_parser = extent, allow_hyphen_values = true)]
    extent: Option<Extent>,
    /// Write a clean copy of the one file, and beside it a log of every change and every row left out
    #[arg(long, value_name = "OUT")]
    fix: Option<PathBuf>,
    /// Replace files that stand already
    #[arg(long, requires = "fix")]
    overwrite: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Incidents,
    Sites,
    Routes,
    Shapes,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Json,
}

impl Check {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = CheckJob {
            files: self.files.iter().map(|file| input_file(file)).collect(),
            reading: self.reading.options(),
            subject: self.subject.map(|what| match what {
                What::Incidents => Subject::Incidents,
                What::Sites => Subject::Sites,
                What::Routes => Subject::Routes,
                What::Shapes => Subject::Shapes,
            }),
            aid: self.reading.aid(self.aid.as_deref()),
            window: self.extent,
            today: creation_date()?,
            form: match self.format {
                Form::Text => CheckForm::Text { rows: self.rows },
                Form::Json => CheckForm::Json,
            },
            bad_rows: self.reading.bad_rows(),
            fix: self.fix.clone(),
            existing: if self.overwrite {
                Existing::Replace
            } else {
                Existing::Keep
            },
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
