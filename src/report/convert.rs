//! The job of converting: a file in one format to a file in another, with every column.

use std::io::Write;

use super::open::{FileToRead, open};
use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::table::refuse_bad_rows;
use super::{BadRows, Existing, JobError, Outcome};
use crate::model::{Cell, ColumnKind, Part, Schema};
use crate::output::table::{TableFormat, wkt_text};
use crate::read::read_table;

/// A file to write in other formats.
#[derive(Debug, Clone)]
pub struct ConvertJob {
    /// The file.
    pub file: FileToRead,
    /// Whether columns that may name a person or a device are left out.
    pub leave_out_personal: bool,
    /// Where it goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do about rows that cannot be used.
    pub bad_rows: BadRows,
    /// What to do where an output stands already.
    pub existing: Existing,
}

/// The column that holds lines and areas in formats that have no geometry.
const WKT: &str = "wkt";

impl ConvertJob {
    /// Reads and writes; files appear when all of it has succeeded.
    ///
    /// `stdout` takes what goes to standard output.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let mut pending = Pending::default();
        let mut outcome = self.run_into(&mut pending, stdout)?;
        outcome.written = pending.commit()?;
        Ok(outcome)
    }

    fn run_into(&self, pending: &mut Pending, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let opened = open(&self.file.file)?;
        let sinks = Sinks::start(
            &self.outputs,
            self.format,
            self.existing,
            &[&opened],
            pending,
        )?;
        let has_geometry = sinks.have_geometry();
        let (contents, input) = opened.into_parts();
        let name = input.name.clone();
        let mut file = read_table(contents, input, &self.file.reading)?;
        let mut outcome = Outcome::default();
        outcome.findings.append(&mut file.findings);
        outcome.tallies.push((name, file.tally));
        let personal = if self.leave_out_personal {
            file.personal("are left out", "to keep them, leave --without-personal out")
        } else if self.file.reading.keep_personal {
            None
        } else {
            file.personal(
                "are kept, as convert keeps every column",
                "before the file is given away, leave them out with --without-personal",
            )
        };
        outcome.findings.extend(personal);
        refuse_bad_rows(self.bad_rows, &mut outcome)?;

        let mut columns = file.columns();
        if self.leave_out_personal {
            columns.retain(|(column, ..)| !file.is_personal(*column));
        }
        let has_wkt = !has_geometry && file.has_shapes();
        if !has_geometry {
            columns.extend(file.point_columns());
        }
        let mut schema = Schema::default();
        schema.carry("column_", columns.iter().map(|(_, header, _)| *header));
        if has_wkt {
            schema.carry("geometry_", [WKT]);
        }
        let mut kinds: Vec<ColumnKind> = columns.iter().map(|(_, _, kind)| kind.clone()).collect();
        kinds.extend(has_wkt.then_some(ColumnKind::Text));
        schema.set_carried_kinds(kinds);
        for column in &mut schema.columns {
            column.part = Part::Answer;
        }
        let places: Vec<usize> = columns.iter().map(|(column, ..)| *column).collect();
        sinks.write(&schema, stdout, |write| {
            file.for_each_batch(|records| {
                let mut batch = schema.empty_batch();
                for record in records {
                    let cells = places
                        .iter()
                        .map(|column| Cell::text(record.cells.get(*column).unwrap_or_default()));
                    let geometry = record.value;
                    let wkt = has_wkt.then(|| {
                        let text = geometry.as_ref().map(wkt_text);
                        Cell::text(text.unwrap_or_default())
                    });
                    batch.push(cells.chain(wkt), geometry.clone());
                }
                write(&batch)
            })
        })?;
        Ok(outcome)
    }
}
