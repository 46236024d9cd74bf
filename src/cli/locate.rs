//! `pointzero locate`: the area that a testimony speaks of.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Writing, input_file};
use crate::report::{FileToRead, JobError, LocateJob, Outcome, ReadOptions};

/// Turn what somebody said of a place into an area, with its doubt.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero locate \"67 km north-east of Assamaka\"
  pointzero locate \"15 km from Assamaka, Algerian side\" -o area.geojson
  pointzero locate \"à 15 km d'Assamaka, côté algérien\" --format geojson
  pointzero locate \"entre In Guezzam et Assamaka\" --format json
  pointzero locate \"between 10 and 15 km north of Assamaka\"

English and French are read, in km, m and miles; numbers in digits, without a sign between thousands. 67 km is 66.5 to 67.5 and 15 km is 12.5 to 17.5; \"about\" adds at least 10 %. North is
45° to either side, north-east 22.5°. The place's own radius is in the area, and a side cuts it at the boundary.
The centre is for where a point must be: all of the area lies within its bound.")]
pub(super) struct Locate {
    /// What was said: a distance from a place with a direction or a side, or between two places
    #[arg(value_name = "TEXT")]
    text: String,
    /// A file of places of your own whose names it may say
    #[arg(long, value_name = "FILE")]
    places: Option<String>,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

impl Locate {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = LocateJob {
            text: self.text.clone(),
            places: self.places.as_deref().map(|word| FileToRead {
                file: input_file(word),
                reading: ReadOptions::default(),
            }),
            outputs: self.writing.outputs(),
            format: self.format.format(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
