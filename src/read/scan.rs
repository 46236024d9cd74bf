//! The first pass: what the columns and notations of a file are, and every problem in it.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use super::decide::decide;
use super::format::{self, Format, RawRow, RawRows};
use super::judge::Judge;
use super::layout::{Columns, DATES, Layout, Notations};
use super::notation::Ways;
use super::pass::{Flow, Plan, at_file, each, io_error, pass};
use super::{ReadError, ReadOptions};
use crate::model::{At, Finding, Input, Severity, Tally};

pub(super) struct Scan {
    pub(super) plan: Plan,
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
}

/// The first pass.
pub(super) fn scan<L: Layout, R: Read + Seek + Send>(
    bytes: &mut R,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<Scan, ReadError> {
    let refuse = |finding| ReadError::Rejected(vec![finding]);
    let format = format::recognise(bytes, &input)
        .map_err(|source| io_error(&input, source))?
        .map_err(refuse)?;
    let headers = {
        let rows = (format.open)(bytes, &input).map_err(refuse)?;
        rows.headers().to_vec()
    };
    let columns = Columns::assign(&headers, L::FIELDS, &options.columns, &input)
        .map_err(ReadError::Rejected)?;
    if !format.has_points
        && !options.may_lack_coordinates
        && let Some(finding) = columns.without_coordinates(&headers, &input)
    {
        return Err(refuse(match header_below::<L, R>(bytes, format, &input)? {
            Some(line) => finding.with_fix(format!(
                "the header seems to be line {line}; remove what stands above it"
            )),
            None => finding,
        }));
    }
    let personal = personal_columns(&columns, &headers, options, &input);
    let mut plan = Plan {
        columns: if options.keep_personal {
            columns.keeping_personal()
        } else {
            columns
        },
        headers: if format.has_points {
            with_coordinates(headers)
        } else {
            headers
        },
        input,
        format,
        notations: Notations {
            decimal: options.decimal,
            ways: Ways {
                decimal: options.decimal,
                longitudes: options.longitudes,
                order: options.order,
                ..Ways::default()
            },
            date_order: options.dates,
            place: None,
            serials: [false; DATES.len()],
        },
    };
    plan.notations = decide(bytes, &plan)?.map_err(refuse)?;
    let mut judge = Judge::default();
    judge.findings.extend(personal);
    let judged = |rows: RawRows| Judge::of::<L>(&rows, &plan);
    let refused = pass(bytes, &plan, each(judged), |parts| {
        for part in parts {
            judge.append(part);
        }
        Flow::On
    })?;
    judge.find_duplicates::<L, R>(bytes, &plan)?;
    if !refused.is_empty() {
        judge.findings.extend(refused);
        return Err(ReadError::Rejected(judge.findings));
    }
    judge.close(plan)
}

/// How many rows are looked at for a header that is not in the first line.
const TITLE_ROWS: usize = 10;

/// The line of a row that would do as a header, where a title stands above it.
fn header_below<L: Layout, R: Read + Seek + Send>(
    bytes: &mut R,
    format: &Format,
    input: &Arc<Input>,
) -> Result<Option<u64>, ReadError> {
    bytes
        .seek(SeekFrom::Start(0))
        .map_err(|source| io_error(input, source))?;
    let Ok(mut rows) = (format.open)(bytes, input) else {
        return Ok(None);
    };
    let has_coordinates = |row: &RawRow| {
        let cells: Vec<String> = row.cells().iter().map(str::to_owned).collect();
        Columns::assign(&cells, L::FIELDS, &[], input)
            .is_ok_and(|columns| columns.without_coordinates(&cells, input).is_none())
    };
    let mut first = RawRows::default();
    for _ in 0..TITLE_ROWS {
        rows.next_row(&mut first);
    }
    let header = first.iter().filter_map(Result::ok).find(has_coordinates);
    Ok(header.and_then(|row| match row.at() {
        At::Row { line, .. } => Some(line),
        _ => None,
    }))
}

/// The headers with two more for the coordinates of points.
fn with_coordinates(mut headers: Vec<String>) -> Vec<String> {
    for name in ["lat", "lon"] {
        let taken = headers.iter().any(|header| header == name);
        headers.push(if taken {
            format!("geometry_{name}")
        } else {
            name.to_owned()
        });
    }
    headers
}

fn personal_columns(
    columns: &Columns,
    headers: &[String],
    options: &ReadOptions,
    input: &Arc<Input>,
) -> Option<Finding> {
    let names: Vec<&str> = columns
        .personal()
        .iter()
        .filter_map(|index| headers.get(*index).map(String::as_str))
        .collect();
    (!names.is_empty() && !options.keep_personal).then(|| {
        let why = format!(
            "columns that may name a person or a device are left out of outputs: {}",
            crate::model::visible(&names.join(", "))
        );
        at_file(input, Severity::Warning, "personal", why)
            .with_fix("to keep them, ask for it with --keep-personal")
    })
}
