//! Repairs of a table: what can be mended in one way only, row by row.
//!
//! A cell is mended only where its row could not be used as it is, only by signs that mean the same to
//! everybody (digits of other scripts, a typographic minus, characters without width, the apostrophe of
//! a spreadsheet, a decimal comma in a coordinate), and only if the row can be used then.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::contents::Contents;
use super::format::{RawGeometry, RawRow, RawRows};
use super::layout::{AidLayout, Field, IncidentLayout, Layout};
use super::pass::{Flow, Plan, each, pass};
use super::records::{ReadError, ReadOptions};
use super::scan::scan;
use super::{About, Subject};
use crate::model::{Finding, Input, Origin, has_hidden};

/// A row of a table with what was mended in it.
#[derive(Debug, Clone)]
pub struct MendedRow {
    /// Where it stands.
    pub origin: Origin,
    /// Its cells after the repairs; nothing where it cannot be used even so.
    pub cells: Option<Vec<String>>,
    /// What was mended.
    pub changes: Vec<Change>,
    /// Why it cannot be used.
    pub findings: Vec<Finding>,
}

/// A cell that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The header of its column.
    pub column: String,
    /// As it stood in the file.
    pub before: String,
    /// As it is now.
    pub after: String,
    /// What was done.
    pub what: String,
}

/// A table whose rows can be mended, after its first pass.
#[derive(Debug)]
pub struct RepairFile<R> {
    contents: Contents<R>,
    plan: Plan,
    subject: Subject,
}

/// Reads a table to mend it.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all.
pub fn read_to_repair<R: Read + Seek + Send>(
    mut contents: Contents<R>,
    input: Arc<Input>,
    options: &ReadOptions,
    subject: Subject,
) -> Result<RepairFile<R>, ReadError> {
    let plan = match subject {
        Subject::Sites => scan::<AidLayout, R>(&mut contents, input, options)?.plan,
        _ => scan::<IncidentLayout, R>(&mut contents, input, options)?.plan,
    };
    Ok(RepairFile {
        contents,
        plan,
        subject,
    })
}

impl<R: Read + Seek + Send> RepairFile<R> {
    /// Whether it is a table: its rows have no geometry beside their cells.
    pub fn is_table(&self) -> bool {
        !self.plan.has_geometry
    }

    /// What is in it.
    pub fn about(&self) -> About {
        self.plan.about()
    }

    /// Whether a column may name a person or a device, and is not asked for.
    pub fn is_personal(&self, column: usize) -> bool {
        self.plan.columns.personal().contains(&column)
    }

    /// The headers of all columns.
    pub fn headers(&self) -> &[String] {
        &self.plan.headers
    }

    /// Gives all rows to `take`, some thousands at once, in the file's order.
    ///
    /// # Errors
    /// [`ReadError`] when the file can no longer be read, or what `take` returns.
    pub fn for_each_batch<E: From<ReadError>>(
        &mut self,
        mut take: impl FnMut(Vec<MendedRow>) -> Result<(), E>,
    ) -> Result<(), E> {
        let plan = &self.plan;
        let mend = match self.subject {
            Subject::Sites => mended::<AidLayout>,
            _ => mended::<IncidentLayout>,
        };
        let mut failed = Ok(());
        let work = each(|rows: RawRows| -> Vec<MendedRow> {
            rows.iter().map(|row| mend(row, plan)).collect()
        });
        let refused = pass(&mut self.contents, plan, work, |parts| {
            for part in parts {
                if failed.is_ok() {
                    failed = take(part);
                }
            }
            if failed.is_ok() { Flow::On } else { Flow::Stop }
        })?;
        failed?;
        if refused.is_empty() {
            Ok(())
        } else {
            Err(ReadError::Rejected(refused).into())
        }
    }
}

fn mended<L: Layout>(row: Result<RawRow<'_>, &Finding>, plan: &Plan) -> MendedRow {
    let row = match row {
        Ok(row) => row,
        Err(finding) => {
            return MendedRow {
                origin: finding.origin.clone(),
                cells: None,
                changes: Vec::new(),
                findings: vec![finding.clone()],
            };
        }
    };
    let mut mended = MendedRow {
        origin: plan.origin(row.at()),
        cells: None,
        changes: Vec::new(),
        findings: Vec::new(),
    };
    let mut cells: Vec<String> = row.cells().iter().map(str::to_owned).collect();
    if let Err(findings) = L::value(&plan.row(row), &mut Vec::new()) {
        for finding in &findings {
            let column = plan
                .headers
                .iter()
                .position(|header| Some(header) == finding.column.as_ref());
            let Some((column, cell)) =
                column.and_then(|column| Some((column, cells.get_mut(column)?)))
            else {
                continue;
            };
            let is_degrees = [Field::Lat, Field::Lon]
                .into_iter()
                .any(|field| plan.columns.index_of(field) == Some(column));
            if let Some((after, what)) = mended_cell(cell, is_degrees) {
                mended.changes.push(Change {
                    column: finding.column.clone().unwrap_or_default(),
                    before: std::mem::replace(cell, after.clone()),
                    after,
                    what,
                });
            }
        }
        if mended.changes.is_empty() || !is_usable::<L>(&cells, &mended.origin, plan) {
            mended.changes.clear();
            mended.findings = findings;
            return mended;
        }
    }
    mended.cells = Some(cells);
    mended
}

fn is_usable<L: Layout>(cells: &[String], origin: &Origin, plan: &Plan) -> bool {
    let mut rows = RawRows::default();
    rows.push(RawGeometry::InCells, |texts| {
        for cell in cells {
            texts.push(cell);
        }
        Some(Ok(origin.at))
    });
    rows.iter()
        .flatten()
        .all(|row| L::value(&plan.row(row), &mut Vec::new()).is_ok())
}

/// A cell with a number as everybody reads it, and what was done; nothing where nothing was.
fn mended_cell(cell: &str, is_degrees: bool) -> Option<(String, String)> {
    let mut done = Vec::new();
    let is_seen = |c: &char| !has_hidden(c.encode_utf8(&mut [0; 4]));
    let mut text: String = cell.chars().filter(is_seen).collect();
    if text != cell {
        done.push("characters without width removed");
    }
    let trimmed = text.trim();
    if trimmed != text {
        text = String::from(trimmed);
        done.push("blanks at the ends removed");
    }
    let ascii: String = text.chars().map(ascii_digit).collect();
    if ascii != text {
        text = ascii;
        done.push("digits of another script written as 0 to 9");
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(rest) = text.strip_prefix('\'')
        && rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
    {
        text = String::from(rest);
        done.push("the apostrophe of a spreadsheet removed");
    }
    if let Some(rest) =
        text.strip_prefix(['\u{2212}', '\u{2013}', '\u{2014}', '\u{2012}', '\u{2010}'])
        && rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    {
        text = format!("-{rest}");
        done.push("a typographic dash written as a minus");
    }
    // Degrees have three digits at most before their fraction, and no thousands.
    if is_degrees
        && let Some((whole, fraction)) = text.split_once(',')
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && !fraction.is_empty()
        && whole
            .trim_start_matches(['-', '+'])
            .bytes()
            .all(|b| b.is_ascii_digit())
    {
        text = format!("{whole}.{fraction}");
        done.push("a decimal comma written as a point");
    }
    (!done.is_empty()).then(|| (text, done.join("; ")))
}

/// Full-width, Arabic-Indic, Persian and Devanagari digits as 0 to 9.
fn ascii_digit(c: char) -> char {
    let zero = match c {
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn only_what_reads_one_way_is_mended() {
        for (cell, after) in [
            ("\u{200b}19.5", Some("19.5")),
            ("'19.5", Some("19.5")),
            ("\u{2212}5.7", Some("-5.7")),
            ("１９.５", Some("19.5")),
            ("١٩", Some("19")),
            ("19,5372", Some("19.5372")),
            ("19.5\u{a0}", Some("19.5")),
            ("19.5", None),
            ("abc\u{200b}", None),
            ("1,234,5", None),
            ("19 .5", None),
        ] {
            let mended = mended_cell(cell, true);
            assert_eq!(
                mended.as_ref().map(|(text, _)| text.as_str()),
                after,
                "{cell:?}"
            );
        }
        assert_eq!(mended_cell("34,236", false), None, "it may be thousands");
    }

    #[test]
    fn a_row_is_mended_or_left_out_with_its_reason() {
        let text = "id,lat,lon,people\n1,19.5,5.7,3\n2,\"19,5\",\u{2212}5.7,4\n3,91,5.7,4\n4,19\n5,'19.5,5.7,3.5\n";
        let input = Arc::new(Input::from_name("in.csv"));
        let contents = Contents::from(Cursor::new(text.as_bytes().to_vec()));
        let options = ReadOptions::default();
        let mut file = read_to_repair(contents, input, &options, Subject::Incidents).unwrap();
        let mut rows = Vec::new();
        file.for_each_batch(|mut batch| {
            rows.append(&mut batch);
            Ok::<(), ReadError>(())
        })
        .unwrap();
        let cells: Vec<Option<String>> = rows
            .iter()
            .map(|row| row.cells.as_ref().map(|cells| cells.join("|")))
            .collect();
        assert_eq!(
            cells,
            [
                Some("1|19.5|5.7|3"),
                Some("2|19.5|-5.7|4"),
                None,
                None,
                None
            ]
            .map(|row| row.map(str::to_owned))
        );
        assert_eq!(rows[1].changes.len(), 2);
        assert_eq!(rows[1].changes[0].before, "19,5");
        assert!(rows[4].changes.is_empty(), "mended in part is not mended");
        assert!(rows[2].findings[0].why.contains("latitude 91"));
    }
}
