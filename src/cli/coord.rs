//! `pointzero coord`: one place in all notations.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Writing, longitudes};
use crate::report::{Decimal, JobError, Outcome, PairOrder, PlaceJob, PlaceOptions};

/// Show one place in all notations, each with its precision.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero coord \"19°32'14\\\"N 5°46'20\\\"E\"
  pointzero coord 31QGB9101162391
  pointzero coord \"19.5372, 5.7721\" --order lat,lon --format json")]
pub(super) struct Coord {
    /// The place: degrees, UTM, UPS, MGRS, a Plus Code or a geohash
    #[arg(value_name = "PLACE", allow_hyphen_values = true)]
    place: String,
    /// Which comes first of two numbers without a letter
    #[arg(long, value_enum)]
    order: Option<PairOrder>,
    /// The sign before a fraction
    #[arg(long, value_enum, default_value = "point")]
    decimal: Decimal,
    /// Read longitudes beyond 180, as in 0 to 360, by a whole turn
    #[arg(long)]
    wrap_lon: bool,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

impl Coord {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = PlaceJob {
            text: self.place.clone(),
            reading: PlaceOptions {
                order: self.order,
                decimal: self.decimal,
                longitudes: longitudes(self.wrap_lon),
            },
            outputs: self.writing.outputs(),
            format: self.format.format(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
