//! `pointzero walk`: how long a straight way is on foot, and how much of it is in daylight.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Writing, input_file, longitudes};
use crate::model::{Date, TimeOfDay, UtcOffset};
use crate::report::{
    Decimal, FileToRead, JobError, Outcome, PairOrder, PlaceOptions, ReadOptions, WalkJob,
    WalkSpeeds,
};

/// Tell how long the straight way between two places is on foot, and its hours of daylight.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero walk pz_iom Assamaka
  pointzero walk \"19°23'56\\\"N 5°38'05\\\"E\" Assamaka --date 2025-07-01 --time 22:00 --utc-offset +01:00
  pointzero walk pz_pillar Assamaka --speed 2km/h,4km/h --format json

The hours are those of a straight line, by Tobler (1993) for a fit adult on flat ground without rest: 5.04 km/h on
a path, 3.02 km/h off it. They are no survival verdict, and nothing is known here of children, the old or the
injured. Sunrise and sunset are NOAA's, for a plain at the height of the sea.")]
pub(super) struct Walk {
    /// Where it starts: coordinates in any notation, or the name or id of a bundled site or a town
    #[arg(value_name = "FROM", allow_hyphen_values = true)]
    from: String,
    /// Where it ends
    #[arg(value_name = "TO", allow_hyphen_values = true)]
    to: String,
    /// Speeds of your own in place of Tobler's: one, or the least and the most, such as 2km/h,4km/h
    #[arg(long, value_name = "SPEEDS")]
    speed: Option<WalkSpeeds>,
    /// The day at the start, for sunrise and sunset, such as 2025-07-01
    #[arg(long, value_name = "DAY")]
    date: Option<Date>,
    /// The time of day at the start, such as 22:00
    #[arg(long, value_name = "TIME", requires = "date")]
    time: Option<TimeOfDay>,
    /// How far the clocks of the place are before UTC, such as +01:00; UTC when absent
    #[arg(
        long,
        value_name = "OFFSET",
        requires = "date",
        allow_hyphen_values = true
    )]
    utc_offset: Option<UtcOffset>,
    /// A file of places of your own whose names may be given too
    #[arg(long, value_name = "FILE")]
    places: Option<String>,
    /// Which comes first in two numbers, such as 38.6, 26.65
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

impl Walk {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = WalkJob {
            from: self.from.clone(),
            to: self.to.clone(),
            reading: PlaceOptions {
                order: self.order,
                decimal: self.decimal,
                longitudes: longitudes(self.wrap_lon),
            },
            places: self.places.as_deref().map(|word| FileToRead {
                file: input_file(word),
                reading: ReadOptions::default(),
            }),
            speeds: self.speed.unwrap_or_default(),
            day: self.date,
            start: self.time,
            offset: self.utc_offset,
            outputs: self.writing.outputs(),
            format: self.format.format(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
