//! `pointzero data`: the bundled world and facts.

use std::io::{self, BufWriter, Write};

use clap::{Args, Subcommand};

use super::shared::{Format, Writing};
use crate::report::{ExportJob, JobError, Outcome, describe_data, list_data};

/// List, describe and export the bundled world.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero data list
  pointzero data describe borders10m
  pointzero data export borders10m -o borders.geojson
  pointzero data export sites.csv -o sites.csv")]
pub(super) struct Data {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What is bundled, with dates and licences
    #[command(after_help = "Example:\n  pointzero data list")]
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Everything that is known about one data set
    #[command(after_help = "Example:\n  pointzero data describe borders10m")]
    Describe {
        /// Its name, as `data list` prints it
        name: String,
    },
    /// Write a data set as a table or as GeoJSON; a file of facts comes out as it is
    #[command(after_help = "Example:\n  pointzero data export borders10m -o borders.geojson")]
    Export {
        /// Its name, as `data list` prints it
        name: String,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        format: Format,
    },
}

impl Data {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let mut stdout = BufWriter::new(io::stdout().lock());
        match &self.action {
            Action::List { format } => list_data(format.format(), &mut stdout),
            Action::Describe { name } => describe_data(name, &mut stdout),
            Action::Export {
                name,
                writing,
                format,
            } => ExportJob {
                name: name.clone(),
                outputs: writing.outputs(),
                format: format.format(),
                existing: writing.existing(),
            }
            .run(&mut stdout as &mut dyn Write),
        }
    }
}
