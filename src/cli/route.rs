//! `pointzero route`: what lies along routes.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Reading, Writing, input_file};
use crate::model::Distance;
use crate::report::{
    FileToRead, JobError, Outcome, Path, ReadOptions, RouteJob, RouteQuestion, Treaties,
};

/// How long routes are, and what lies along them.
///
/// A file of routes is lines (GeoJSON, GPX, KML, shapefiles, well-known text), or a table with the columns
/// `route_id`, seq, name, lat and lon: a row for each stop.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointzero route routes.csv
  pointzero route routes.csv --stops -o stops.csv
  pointzero route routes.csv --incidents incidents.csv --within 50km
  pointzero route routes.csv --crossings
  pointzero route routes.csv --aid aid.csv --gap 25km")]
pub(super) struct Route {
    /// The routes: a table of stops or a file of lines, or - for standard input
    #[arg(value_name = "ROUTES")]
    routes: String,
    /// What joins the stops
    #[arg(long, value_enum, default_value = "geodesic", value_name = "READING")]
    line: Path,
    /// The length of the route before each stop, in place of its length alone
    #[arg(long, group = "asked")]
    stops: bool,
    /// What lies beside each route: how far along it, how far off (positive to the right), and where its
    /// foot is; columns are told by their headers
    #[arg(long, value_name = "FILE", group = "asked")]
    incidents: Option<String>,
    /// Only incidents at most this far from the route, such as 50km
    #[arg(
        long,
        value_name = "DISTANCE",
        requires = "incidents",
        allow_hyphen_values = true
    )]
    within: Option<Distance>,
    /// The borders that each route crosses: from which country into which
    #[arg(long, group = "asked")]
    crossings: bool,
    /// Boundary lines to cross in place of the bundled ones: a GeoJSON file
    #[arg(long, value_name = "FILE", requires = "crossings")]
    borders: Option<String>,
    /// Leave out the treaty of Algeria and Niger, and cross Natural Earth's line there too
    #[arg(long, requires = "crossings")]
    no_treaty: bool,
    /// The stretches that are farther than this from any help, such as 25km
    #[arg(
        long,
        value_name = "DISTANCE",
        group = "asked",
        requires = "aid",
        allow_hyphen_values = true
    )]
    gap: Option<Distance>,
    /// The sites of help: a table, a workbook or a file of places, or "bundled"
    #[arg(long, value_name = "FILE", requires = "gap")]
    aid: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

impl Route {
    pub(super) fn run(&self) -> Result<Outcome, JobError> {
        let job = RouteJob {
            routes: FileToRead {
                file: input_file(&self.routes),
                reading: self.reading.options(),
            },
            line: self.line,
            question: self.question(),
            outputs: self.writing.outputs(),
            format: self.format.format(),
            bad_rows: self.reading.bad_rows(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }

    fn question(&self) -> RouteQuestion {
        if let Some(incidents) = &self.incidents {
            return RouteQuestion::Incidents {
                incidents: FileToRead {
                    file: input_file(incidents),
                    reading: ReadOptions::default(),
                },
                within: self.within,
            };
        }
        if let (Some(beyond), Some(aid)) = (self.gap, self.reading.aid(self.aid.as_deref())) {
            return RouteQuestion::Gaps { aid, beyond };
        }
        if self.crossings {
            return RouteQuestion::Crossings {
                borders: self.borders.as_deref().map(input_file),
                treaties: if self.no_treaty {
                    Treaties::LeftOut
                } else {
                    Treaties::Used
                },
            };
        }
        if self.stops {
            RouteQuestion::Stops
        } else {
            RouteQuestion::Length
        }
    }
}
