//! A question as a command: what every question shares.

use std::io::{self, BufWriter};

use clap::Args;

use super::shared::{Format, Reading, Writing, input_file};
use crate::report::{AnyQuestion, JobError, Outcome, TableJob};

/// The flags that every question takes besides its own.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The incidents: a table, a workbook or a file of places, or - for standard input
    #[arg(value_name = "INCIDENTS")]
    incidents: String,
    /// The sites of help: such a file, or "bundled"
    #[arg(long, value_name = "FILE")]
    aid: Option<String>,
    /// Boundary lines to measure to in place of the bundled ones, where the question is of borders: a
    /// GeoJSON file
    #[arg(long, value_name = "FILE")]
    borders: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    format: Format,
}

/// The flags of the file of sites of help.
const OF_AID: [&str; 8] = [
    "aid",
    "aid_columns",
    "aid_decimal",
    "aid_dates",
    "aid_order",
    "aid_wrap_lon",
    "aid_encoding",
    "aid_sheet",
];

/// The names of those flags that are of no use to a question.
pub(super) fn useless_flags(question: &AnyQuestion) -> impl Iterator<Item = &'static str> {
    let question = question.question();
    let of_aid: &[&str] = if question.needs_aid() { &[] } else { &OF_AID };
    let of_world: &[&str] = if question.needs_world() {
        &[]
    } else {
        &["borders"]
    };
    of_aid.iter().chain(of_world).copied()
}

impl Ask {
    pub(super) fn run(&self, question: AnyQuestion) -> Result<Outcome, JobError> {
        let job = TableJob {
            incidents: input_file(&self.incidents),
            reading: self.reading.options(),
            aid: self.reading.aid(self.aid.as_deref()),
            borders: self.borders.as_deref().map(input_file),
            question,
            outputs: self.writing.outputs(),
            format: self.format.format(),
            bad_rows: self.reading.bad_rows(),
            existing: self.writing.existing(),
        };
        job.run(&mut BufWriter::new(io::stdout().lock()))
    }
}
