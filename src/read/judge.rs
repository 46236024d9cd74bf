//! What is wrong or odd in rows, and their sums.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Seek};

use rayon::prelude::*;

use super::ReadError;
use super::format::{RawRow, RawRows};
use super::layout::{Field, Layout};
use super::notation;
use super::pass::{Flow, Plan, at_file, each, pass};
use super::scan::Scan;
use crate::geodesy::Distance;
use crate::model::{At, Finding, Severity, Tally, has_hidden};

/// What is wrong or odd in rows, and their sums.
#[derive(Default)]
pub(super) struct Judge {
    pub(super) findings: Vec<Finding>,
    tally: Tally,
    /// A hash of each id, so that ids of any length take 8 bytes each.
    hashes: Vec<u64>,
    without_id: u64,
    without_radius: u64,
    without_people: u64,
    has_duplicates: bool,
}

impl Judge {
    /// What some rows come to.
    pub(super) fn of<L: Layout>(rows: &RawRows, plan: &Plan) -> Self {
        let mut judge = Self::default();
        for row in rows.iter() {
            match row {
                Ok(row) => judge.add::<L>(row, plan),
                Err(finding) => {
                    judge.findings.push(finding.clone());
                    judge.tally.rejected += 1;
                }
            }
        }
        judge
    }

    fn add<L: Layout>(&mut self, row: RawRow<'_>, plan: &Plan) {
        match L::value(&plan.row(row), &mut self.findings) {
            Err(findings) => {
                self.findings.extend(findings);
                self.tally.rejected += 1;
            }
            Ok(value) => {
                if let Some(place) = L::place(&value) {
                    self.tally.used += 1;
                    let radii = [Field::Radius, Field::GeoPrecision];
                    let is_exact = place.radius == Distance::ZERO
                        && radii.iter().all(|field| is_empty_cell(row, plan, *field));
                    self.without_radius += u64::from(is_exact);
                } else {
                    self.tally.without_location += 1;
                }
                if plan.columns.index_of(Field::People).is_some() {
                    self.without_people += u64::from(is_empty_cell(row, plan, Field::People));
                }
                self.note_id(L::id(&value), row.at(), plan);
            }
        }
    }

    fn note_id(&mut self, id: &str, at: At, plan: &Plan) {
        if id.is_empty() {
            self.without_id += 1;
            return;
        }
        if has_hidden(id) {
            self.findings.push(
                Finding::new(
                    Severity::Warning,
                    "hidden-character",
                    plan.origin(at),
                    "a character that is not seen",
                )
                .in_column("id")
                .with_value(id)
                .with_fix("remove it, or two ids that look alike are not the same"),
            );
        }
        self.hashes.push(hash_of(id));
    }

    /// Adds what the rows behind these come to.
    pub(super) fn append(&mut self, mut next: Self) {
        self.findings.append(&mut next.findings);
        self.hashes.append(&mut next.hashes);
        self.tally.used += next.tally.used;
        self.tally.rejected += next.tally.rejected;
        self.tally.without_location += next.tally.without_location;
        self.without_id += next.without_id;
        self.without_radius += next.without_radius;
        self.without_people += next.without_people;
    }

    /// Adds a finding for each id that stands twice.
    ///
    /// Ids that are the same have the same hash. Where a hash stands twice, one more pass compares the
    /// ids themselves, so that different ids with one hash are no duplicates.
    pub(super) fn find_duplicates<L: Layout, R: Read + Seek + Send>(
        &mut self,
        bytes: &mut R,
        plan: &Plan,
    ) -> Result<(), ReadError> {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.par_sort_unstable();
        let suspects: Vec<u64> = hashes
            .iter()
            .zip(hashes.iter().skip(1))
            .filter(|(one, next)| one == next)
            .map(|(one, _)| *one)
            .collect();
        if suspects.is_empty() {
            return Ok(());
        }
        let read = |rows: RawRows| {
            let good = rows.iter().flatten();
            let ids = good.filter_map(|row| {
                let value = L::value(&plan.row(row), &mut Vec::new()).ok()?;
                let id = L::id(&value);
                let is_suspect = !id.is_empty() && suspects.binary_search(&hash_of(id)).is_ok();
                is_suspect.then(|| (id.to_owned(), row.at()))
            });
            ids.collect::<Vec<(String, At)>>()
        };
        let mut rows_by_id: HashMap<String, At> = HashMap::new();
        // A finding that ends the file has been seen by the pass before.
        pass(bytes, plan, each(read), |parts| {
            for (id, at) in parts.into_iter().flatten() {
                if let Some(first) = rows_by_id.insert(id.clone(), at) {
                    self.has_duplicates = true;
                    self.findings.push(duplicate(&id, first, at, plan));
                }
            }
            Flow::On
        })?;
        // They belong behind the other findings of their rows; what is about the file stands first.
        let row = |finding: &Finding| finding.origin.at.row_number().unwrap_or_default();
        self.findings.sort_by_key(row);
        Ok(())
    }

    pub(super) fn close(mut self, plan: Plan) -> Result<Scan, ReadError> {
        if self.has_duplicates {
            return Err(ReadError::Rejected(self.findings));
        }
        let mut warn = |kind, why: String| {
            self.findings
                .push(at_file(&plan.input, Severity::Warning, kind, why));
        };
        if self.tally.read() == 0 {
            warn("no-rows", "no rows".to_owned());
        }
        if self.without_id > 0 && self.tally.read() > 0 {
            warn(
                "without-id",
                format!(
                    "{} without an id; the row number serves",
                    records(self.without_id)
                ),
            );
        }
        if self.without_radius > 0 {
            warn(
                "without-radius",
                format!(
                    "{} without uncertainty_m; the position counts as exact",
                    records(self.without_radius)
                ),
            );
        }
        if self.without_people > 0 {
            warn(
                "without-people",
                format!(
                    "{} without a number of people; it is unknown, not 0",
                    records(self.without_people)
                ),
            );
        }
        Ok(Scan {
            plan,
            findings: self.findings,
            tally: self.tally,
        })
    }
}

fn records(count: u64) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{count} records")
    }
}

fn is_empty_cell(row: RawRow<'_>, plan: &Plan, field: Field) -> bool {
    plan.columns
        .index_of(field)
        .and_then(|index| row.cell(index))
        .is_none_or(notation::is_missing)
}

/// The same for the same id in every run.
fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

fn duplicate(id: &str, first: At, second: At, plan: &Plan) -> Finding {
    let number = |at: At| at.row_number().unwrap_or_default();
    let why = format!(
        "the id stands in row {} and row {}",
        number(first),
        number(second)
    );
    Finding::new(
        Severity::RejectsFile,
        "duplicate-id",
        plan.origin(second),
        why,
    )
    .in_column("id")
    .with_value(id)
    .with_fix("give each record an id of its own")
}
