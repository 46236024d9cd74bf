//! `pointzero run`: a report file.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Args;

use super::shared::{Told, creation_day};
use crate::report::{BadRows, Existing, JobError, Outcome, ReportJob};

/// Make the tables and maps of a report file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero run report.toml
  pointzero run report.toml --out figures --strict
  pointzero run report.toml --overwrite
  pointzero run report.toml --format json")]
pub(super) struct Run {
    /// The report file; paths in it are relative to it
    #[arg(value_name = "REPORT")]
    file: PathBuf,
    /// The folder of the outputs; made when there is none [default: the one that the file names]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing when a row cannot be used
    #[arg(long)]
    strict: bool,
    /// Say on standard output, behind what the report itself writes there, what was drawn: the files, every name
    /// for which there was no room, and what the places of the labels cost
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Told>,
    /// Replace files that stand already
    #[arg(long)]
    overwrite: bool,
}

impl Run {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = ReportJob {
            file: self.file.clone(),
            out: self.out.clone(),
            created: creation_day()?,
            bad_rows: if self.strict {
                BadRows::Refuse
            } else {
                BadRows::SetAside
            },
            existing: if self.overwrite {
                Existing::Replace
            } else {
                Existing::Keep
            },
        };
        let outcome = job.run(&mut BufWriter::new(io::stdout().lock()))?;
        if let Some(format) = self.format {
            format.say(&outcome)?;
        }
        Ok(outcome)
    }
}
