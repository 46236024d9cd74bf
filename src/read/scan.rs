//! The first pass: what the columns and notations of a file are, and every problem in it.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::contents::Contents;
use super::decide::decide;
use super::format::{self, Asked, Format, RawRows, Sheet};
use super::judge::Judge;
use super::layout::{Columns, DATES, Layout, Notations, recognise};
use super::looks::Looks;
use super::notation::Ways;
use super::pass::{Flow, Plan, at_file, each, io_error, pass};
use super::{ReadError, ReadOptions};
use crate::model::{Crowd, Finding, Input, LostRecord, Severity, Tally, visible};

pub(super) struct Scan {
    pub(super) plan: Plan,
    pub(super) looks: Looks,
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
    /// Empty unless asked for.
    pub(super) crowd: Crowd,
    /// The rejected rows that name a chain.
    pub(super) lost: Vec<LostRecord>,
}

/// The first pass.
pub(super) fn scan<L: Layout, R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<Scan, ReadError> {
    let is_wanted = |headers: &[String]| {
        let known = recognise(headers, &[]).columns;
        Columns::assign(headers, L::FIELDS, &options.columns, &known, &input)
            .is_ok_and(|columns| columns.without_coordinates(headers, &input).is_none())
    };
    let opened = open(contents, &input, options.asked(), is_wanted)?;
    let refuse = |finding| ReadError::Rejected(vec![finding]);
    let (format, asked) = (opened.format, opened.asked);
    let (headers, mut odd) = (opened.headers, opened.warnings);
    let known = recognise(&headers, &opened.first_row);
    let columns = Columns::assign(
        &headers,
        L::FIELDS,
        &options.columns,
        &known.columns,
        &input,
    )
    .map_err(ReadError::Rejected)?;
    if !opened.has_geometry
        && !options.may_lack_coordinates
        && let Some(finding) = columns.without_coordinates(&headers, &input)
    {
        return Err(refuse(
            match header_below::<L, R>(contents, format, &input, &asked)? {
                Some(line) => finding.with_fix(format!(
                    "the header seems to be line {line}; read it with --skip-lines {}",
                    line.saturating_sub(1)
                )),
                None => finding,
            },
        ));
    }
    let personal = personal(
        &columns,
        &headers,
        &input,
        "are left out of outputs",
        "to keep them, ask for it with --keep-personal",
    )
    .filter(|_| !options.keep_personal);
    let mut plan = Plan {
        columns: if options.keep_personal {
            columns.keeping_personal()
        } else {
            columns
        },
        headers: if opened.has_geometry {
            with_coordinates(headers)
        } else {
            headers
        },
        has_geometry: opened.has_geometry,
        layout: known.name,
        has_tag_row: known.has_tag_row,
        input,
        format,
        asked,
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
    plan.notations = decide(contents, &plan)?.map_err(refuse)?;
    let mut judge = Judge::default();
    judge.findings.append(&mut odd);
    judge.findings.extend(personal);
    judge.findings.extend(without_header(&plan));
    let judged = |rows: RawRows| Judge::of::<L>(&rows, &plan, options.keeps_crowd);
    let refused = pass(contents, &plan, each(judged), |parts| {
        for part in parts {
            judge.append(part);
        }
        Flow::On
    })?;
    judge.find_duplicates::<L, R>(contents, &plan)?;
    if !refused.is_empty() {
        judge.findings.extend(refused);
        return Err(ReadError::Rejected(judge.findings));
    }
    judge.close::<L>(plan, options)
}

/// A file as it is before its rows are read.
pub(super) struct OpenFile {
    pub(super) format: &'static Format,
    /// What the user says about it, and what its bytes say besides.
    pub(super) asked: Asked,
    pub(super) headers: Vec<String>,
    pub(super) has_geometry: bool,
    /// The cells of the first row, for layouts that it tells.
    pub(super) first_row: Vec<String>,
    pub(super) warnings: Vec<Finding>,
}

/// Finds out the format and the headers of a file; `is_wanted` tells the sheet to read by its header.
pub(super) fn open<R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    input: &Arc<Input>,
    mut asked: Asked,
    is_wanted: impl Fn(&[String]) -> bool,
) -> Result<OpenFile, ReadError> {
    let refuse = |finding| ReadError::Rejected(vec![finding]);
    let failed = |source| io_error(input, source);
    let source = contents.source(input, &asked).map_err(failed)?;
    let (format, encoding) = format::recognise(source).map_err(failed)?.map_err(refuse)?;
    let mut warnings = format.unused(&asked, input);
    asked.encoding = encoding;
    if asked.sheet.is_none() {
        let source = contents.source(input, &asked).map_err(failed)?;
        let sheets = format.sheets(source).map_err(refuse)?;
        if let Some((sheet, warning)) = choose_sheet(&sheets, input, is_wanted).map_err(refuse)? {
            asked.sheet = Some(sheet);
            warnings.push(warning);
        }
    }
    let source = contents.source(input, &asked).map_err(failed)?;
    let mut rows = format.open(source).map_err(refuse)?;
    warnings.append(&mut rows.warnings());
    let (headers, has_geometry) = (rows.headers().to_vec(), rows.have_geometry());
    let mut first = RawRows::default();
    rows.next_row(&mut first);
    let first_row = first.iter().flatten().next();
    let first_row = first_row.map_or_else(Vec::new, |row| {
        row.cells().iter().map(str::to_owned).collect()
    });
    drop(rows);
    Ok(OpenFile {
        format,
        asked,
        headers,
        has_geometry,
        first_row,
        warnings,
    })
}

/// The sheet to read where there are several, and what says so: the only one that is wanted.
fn choose_sheet(
    sheets: &[Sheet],
    input: &Arc<Input>,
    is_wanted: impl Fn(&[String]) -> bool,
) -> Result<Option<(String, Finding)>, Finding> {
    if sheets.len() < 2 {
        return Ok(None);
    }
    let names = |sheets: &[&Sheet]| {
        let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        visible(&names.join(", "))
    };
    let (wanted, others): (Vec<&Sheet>, Vec<&Sheet>) =
        sheets.iter().partition(|sheet| is_wanted(&sheet.header));
    match wanted.as_slice() {
        [sheet] => {
            let why = format!(
                "the sheet {} is read; not read: {}",
                visible(&sheet.name),
                names(&others)
            );
            let warning = at_file(input, Severity::Warning, "sheet", why)
                .with_fix("to read another, name it with --sheet");
            Ok(Some((sheet.name.clone(), warning)))
        }
        wanted => {
            let why = match wanted {
                [] => "no sheet has coordinates in its first row".to_owned(),
                several => format!("{} sheets have coordinates", several.len()),
            };
            let all: Vec<&Sheet> = sheets.iter().collect();
            let fix = format!("name one with --sheet: {}", names(&all));
            Err(at_file(input, Severity::RejectsFile, "sheet", why).with_fix(fix))
        }
    }
}

/// How many rows are looked at for a header that is not in the first line.
const TITLE_ROWS: u64 = 10;

/// The line of a row that would do as a header, where a title stands above it.
fn header_below<L: Layout, R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    format: &Format,
    input: &Arc<Input>,
    asked: &Asked,
) -> Result<Option<u64>, ReadError> {
    for below in 1..=TITLE_ROWS {
        let skipping = Asked {
            skip_lines: asked.skip_lines + below,
            ..asked.clone()
        };
        let source = contents
            .source(input, &skipping)
            .map_err(|source| io_error(input, source))?;
        let Ok(rows) = format.open(source) else {
            return Ok(None);
        };
        let headers = rows.headers();
        let has_coordinates = Columns::assign(headers, L::FIELDS, &[], &[], input)
            .is_ok_and(|columns| columns.without_coordinates(headers, input).is_none());
        if has_coordinates {
            return Ok(Some(skipping.skip_lines + 1));
        }
    }
    Ok(None)
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

/// Says which columns have no header: they are kept, but nobody knows what they hold.
fn without_header(plan: &Plan) -> Option<Finding> {
    let empty = (1_usize..)
        .zip(&plan.headers)
        .filter(|(_, header)| header.trim().is_empty());
    let numbers: Vec<String> = empty.map(|(number, _)| number.to_string()).collect();
    (!numbers.is_empty()).then(|| {
        let why = format!(
            "no header above column {}; what stands there is kept",
            numbers.join(", ")
        );
        at_file(&plan.input, Severity::Warning, "empty-header", why)
            .with_fix("give the column a name, or remove it")
    })
}

/// The kind of the warning about columns that may name a person or a device.
pub(super) const PERSONAL: &str = "personal";

/// The warning about columns that may name a person or a device, where there are any: what becomes of them, and
/// what to do for the other.
pub(super) fn personal(
    columns: &Columns,
    headers: &[String],
    input: &Arc<Input>,
    what_becomes: &str,
    fix: &str,
) -> Option<Finding> {
    let names: Vec<&str> = columns
        .personal()
        .iter()
        .filter_map(|index| headers.get(*index).map(String::as_str))
        .collect();
    (!names.is_empty()).then(|| {
        let why = format!(
            "columns that may name a person or a device {what_becomes}: {}",
            visible(&names.join(", "))
        );
        at_file(input, Severity::Warning, PERSONAL, why).with_fix(fix)
    })
}
