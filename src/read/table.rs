//! Files as tables: every column and the geometry of each row, to be written in another format.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::contents::Contents;
use super::format::{RawGeometry, RawRows};
use super::layout::{Field, TableLayout};
use super::looks::Looks;
use super::pass::{Flow, Plan, each, pass};
use super::records::{ReadError, ReadOptions};
use super::scan::{PERSONAL, personal, scan};
use crate::model::{ColumnKind, Finding, Geometry, Input, Record, Tally};

/// A file as a table, after its first passes.
#[derive(Debug)]
pub struct TableFile<R> {
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows.
    pub tally: Tally,
    contents: Contents<R>,
    plan: Plan,
    looks: Looks,
    places: Places,
}

/// Where the rows of a file say where they are.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    /// Whether rows have points beside their cells, and shapes.
    have_points: bool,
    have_shapes: bool,
    /// Whether a point stands otherwise in the columns of the row, or not at all.
    differ_from_columns: bool,
}

/// Reads a file as a table, to find out what its columns are and every problem in it.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single rows are in the result.
pub fn read_table<R: Read + Seek + Send>(
    contents: impl Into<Contents<R>>,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<TableFile<R>, ReadError> {
    let mut contents = contents.into();
    let options = ReadOptions {
        may_lack_coordinates: true,
        // Whoever writes the table says what becomes of them.
        keep_personal: false,
        ..options.clone()
    };
    let mut scan = scan::<TableLayout, R>(&mut contents, input, &options)?;
    scan.findings.retain(|finding| finding.kind != PERSONAL);
    let plan = scan.plan;
    let mut places = Places::default();
    if plan.has_geometry {
        pass(
            &mut contents,
            &plan,
            each(|rows: RawRows| Places::of(&rows, &plan)),
            |parts| {
                for part in parts {
                    places.have_points |= part.have_points;
                    places.have_shapes |= part.have_shapes;
                    places.differ_from_columns |= part.differ_from_columns;
                }
                Flow::On
            },
        )?;
    }
    Ok(TableFile {
        findings: scan.findings,
        tally: scan.tally,
        contents,
        plan,
        looks: scan.looks,
        places,
    })
}

impl Places {
    fn of(rows: &RawRows, plan: &Plan) -> Self {
        let mut places = Self::default();
        let own = [Field::Lon, Field::Lat].map(|field| plan.columns.index_of(field));
        for row in rows.iter().flatten() {
            match row.geometry() {
                RawGeometry::Point(point) => {
                    places.have_points = true;
                    let cells = own.map(|column| {
                        let cell = row.cell(column?)?;
                        cell.trim().parse::<f64>().ok()
                    });
                    let is_same = cells.iter().zip(point).all(|(cell, number)| {
                        cell.is_some_and(|cell| cell.to_bits() == number.to_bits())
                    });
                    places.differ_from_columns |= !is_same;
                }
                RawGeometry::Shape(_) => places.have_shapes = true,
                RawGeometry::InCells | RawGeometry::Absent => {}
            }
        }
        places
    }
}

impl<R: Read + Seek + Send> TableFile<R> {
    /// The columns of the file: their places in the cells of records, their names and what their cells are.
    pub fn columns(&self) -> Vec<(usize, &str, ColumnKind)> {
        let own = if self.plan.has_geometry {
            self.plan.headers.len().saturating_sub(2)
        } else {
            self.plan.headers.len()
        };
        self.named(0..own)
    }

    /// Whether a column may name a person or a device.
    pub fn is_personal(&self, column: usize) -> bool {
        self.plan.columns.personal().contains(&column)
    }

    /// The warning that names the columns that may name a person or a device, where there are any.
    pub fn personal(&self, what_becomes: &str, fix: &str) -> Option<Finding> {
        let plan = &self.plan;
        personal(&plan.columns, &plan.headers, &plan.input, what_becomes, fix)
    }

    /// The columns that hold the latitude and longitude of points, where no column of the file does.
    pub fn point_columns(&self) -> Vec<(usize, &str, ColumnKind)> {
        let headers = self.plan.headers.len();
        if self.places.have_points && self.places.differ_from_columns && !self.is_geometry_in_text()
        {
            self.named(headers.saturating_sub(2)..headers)
        } else {
            Vec::new()
        }
    }

    /// Whether rows have lines or areas that no column of the file holds.
    pub fn has_shapes(&self) -> bool {
        self.places.have_shapes && !self.is_geometry_in_text()
    }

    fn is_geometry_in_text(&self) -> bool {
        self.plan.asked.wkt_column.is_some()
    }

    fn named(&self, columns: std::ops::Range<usize>) -> Vec<(usize, &str, ColumnKind)> {
        let decimal = self.plan.notations.decimal;
        columns
            .filter_map(|column| {
                let header = self.plan.headers.get(column)?;
                Some((column, header.as_str(), self.looks.kind(column, decimal)))
            })
            .collect()
    }

    /// Gives the good rows to `take`, some thousands at once, in the file's order.
    ///
    /// # Errors
    /// [`ReadError`] when the file can no longer be read; or what `take` returns.
    pub fn for_each_batch<E: From<ReadError>>(
        &mut self,
        mut take: impl FnMut(Vec<Record<Option<Geometry>>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let plan = &self.plan;
        let mut failed = Ok(());
        let mut used = 0;
        let read = |pieces: Vec<RawRows>| plan.records::<TableLayout>(&pieces);
        let refused = pass(&mut self.contents, plan, read, |batch| {
            used += batch.len() as u64;
            failed = take(batch);
            if failed.is_ok() { Flow::On } else { Flow::Stop }
        })?;
        failed?;
        if !refused.is_empty() {
            return Err(ReadError::Rejected(refused).into());
        }
        if used != self.tally.used + self.tally.without_location {
            let why = "the file changed while it was read";
            return Err(ReadError::Rejected(vec![plan.at_file("changed", why)]).into());
        }
        Ok(())
    }
}
