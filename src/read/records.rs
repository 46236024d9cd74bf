//! Files of incidents and of sites: the two passes.

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::format::{self, Format, RawRow, RawRows};
use super::layout::{AidLayout, Columns, Field, IncidentLayout, Layout, Notations, Row};
use super::notation::{self, DateOrder, Decimal, Written};
use crate::model::{
    AidSite, At, Cells, Finding, Incident, Input, Origin, Record, Severity, Tally, has_hidden,
};

/// What the user says about a file that the file does not say itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadOptions {
    /// Which header holds which field, as pairs of field and header.
    pub columns: Vec<(String, String)>,
    /// The sign before a fraction.
    pub decimal: Decimal,
    /// The order of day and month in dates with slashes; decided from the column when absent.
    pub dates: Option<DateOrder>,
    /// Whether columns that may name a person or a device are carried into outputs.
    pub keep_personal: bool,
    /// Whether a file without any column of coordinates is read; its records then have no place.
    #[serde(skip)]
    pub may_lack_coordinates: bool,
}

/// Why a file gave no records.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// Its bytes could not be read.
    Io {
        /// The file's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// It cannot be used at all: at least one finding rejects the file.
    Rejected(Vec<Finding>),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { name, .. } => write!(f, "{name} cannot be read"),
            Self::Rejected(findings) => {
                for (i, finding) in findings.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    finding.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Rejected(_) => None,
        }
    }
}

/// A file of sites that was read.
#[derive(Debug, Clone)]
pub struct AidFile {
    /// The sites with a place, in the file's order.
    pub sites: Vec<Record<AidSite>>,
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows.
    pub tally: Tally,
}

/// A file of incidents after its first pass.
#[derive(Debug)]
pub struct IncidentFile<R> {
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its rows when the question needs a place.
    pub tally: Tally,
    bytes: R,
    plan: Plan,
}

/// What the first pass decided.
#[derive(Debug, Clone)]
struct Plan {
    input: Arc<Input>,
    format: &'static Format,
    headers: Vec<String>,
    columns: Columns,
    notations: Notations,
}

impl<R: Read + Seek + Send> IncidentFile<R> {
    /// The file.
    pub fn input(&self) -> &Arc<Input> {
        &self.plan.input
    }

    /// The names of the columns that go into outputs, and their places in each record's cells.
    pub fn carried(&self) -> Vec<(usize, &str)> {
        let headers = &self.plan.headers;
        self.plan
            .columns
            .carried(headers.len())
            .into_iter()
            .filter_map(|index| headers.get(index).map(|header| (index, header.as_str())))
            .collect()
    }

    /// All good records, in the file's order: the second pass for those who hold them all.
    ///
    /// # Errors
    /// As [`for_each_batch`](Self::for_each_batch).
    pub fn records(&mut self) -> Result<Vec<Record<Incident>>, ReadError> {
        let mut records = Vec::new();
        self.for_each_batch(|mut batch| {
            records.append(&mut batch);
            Ok::<(), ReadError>(())
        })?;
        Ok(records)
    }

    /// The second pass: gives the good records to `take`, some thousands at once, in the file's order.
    ///
    /// # Errors
    /// [`ReadError`] when the file can no longer be read, or reads otherwise than before; or what
    /// `take` returns.
    pub fn for_each_batch<E: From<ReadError>>(
        &mut self,
        mut take: impl FnMut(Vec<Record<Incident>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let plan = &self.plan;
        let mut failed = Ok(());
        let mut used = 0;
        let read = |pieces: Vec<RawRows>| plan.records::<IncidentLayout>(&pieces);
        let refused = pass(&mut self.bytes, plan, read, |batch| {
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

/// Reads a file of sites.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single rows are in the result.
pub fn read_aid<R: Read + Seek + Send>(
    mut bytes: R,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<AidFile, ReadError> {
    let scan = scan::<AidLayout, R>(&mut bytes, input, options)?;
    let plan = &scan.plan;
    let mut sites = Vec::new();
    let read = |pieces: Vec<RawRows>| plan.records::<AidLayout>(&pieces);
    let refused = pass(&mut bytes, plan, read, |mut batch| {
        sites.append(&mut batch);
        Flow::On
    })?;
    if !refused.is_empty() {
        return Err(ReadError::Rejected(refused));
    }
    Ok(AidFile {
        sites,
        findings: scan.findings,
        tally: scan.tally,
    })
}

/// Reads a file of incidents once, to find out what its columns are and every problem in it.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single rows are in the result.
pub fn read_incidents<R: Read + Seek + Send>(
    mut bytes: R,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<IncidentFile<R>, ReadError> {
    let scan = scan::<IncidentLayout, R>(&mut bytes, input, options)?;
    Ok(IncidentFile {
        findings: scan.findings,
        tally: scan.tally,
        bytes,
        plan: scan.plan,
    })
}

struct Scan {
    plan: Plan,
    findings: Vec<Finding>,
    tally: Tally,
}

#[derive(PartialEq, Eq)]
enum Flow {
    On,
    Stop,
}

impl Plan {
    fn row<'a>(&'a self, raw: RawRow<'a>) -> Row<'a> {
        Row {
            input: &self.input,
            raw,
            headers: &self.headers,
            columns: &self.columns,
            notations: self.notations,
        }
    }

    /// What the good rows say.
    fn records<L: Layout>(&self, pieces: &[RawRows]) -> Vec<Record<L::Record>> {
        let rows = pieces.iter().flat_map(RawRows::iter);
        let good: Vec<RawRow<'_>> = rows.filter_map(Result::ok).collect();
        let mut records = Vec::new();
        good.par_iter()
            .with_min_len(RECORDS_AT_ONCE)
            .map(|row| self.record::<L>(*row))
            .collect_into_vec(&mut records);
        // Collected in place, which `flatten` would not be: there is no second list of all of them.
        #[expect(clippy::filter_map_identity, reason = "it collects in place")]
        let records = records.into_iter().filter_map(|record| record).collect();
        records
    }

    fn record<L: Layout>(&self, row: RawRow<'_>) -> Option<Record<L::Record>> {
        let value = L::value(&self.row(row), &mut Vec::new()).ok()?;
        Some(Record {
            value: L::record(value, row.at())?,
            origin: self.origin(row.at()),
            cells: if L::KEEPS_CELLS {
                row.cells()
            } else {
                Cells::default()
            },
        })
    }

    fn origin(&self, at: At) -> Origin {
        Origin {
            input: Arc::clone(&self.input),
            at,
        }
    }

    fn at_file(&self, kind: &'static str, why: impl Into<String>) -> Finding {
        at_file(&self.input, Severity::RejectsFile, kind, why)
    }
}

fn at_file(
    input: &Arc<Input>,
    severity: Severity,
    kind: &'static str,
    why: impl Into<String>,
) -> Finding {
    let origin = Origin {
        input: Arc::clone(input),
        at: At::File,
    };
    Finding::new(severity, kind, origin, why)
}

/// The fewest rows that a thread turns into records at once.
const RECORDS_AT_ONCE: usize = 256;

/// How many pieces of work are read at once: rows of some megabytes, which make one batch of records.
const PIECES_AT_ONCE: usize = 32;

/// Goes through the rows once: `work` sees some pieces at a time, `take` what came of them, in the
/// file's order, while the next pieces are read. The result holds a finding that ended the file, if one
/// did.
///
/// The pieces depend on the file alone, so that nothing depends on how many threads there are.
fn pass<R: Read + Seek + Send, T>(
    bytes: &mut R,
    plan: &Plan,
    work: impl Fn(Vec<RawRows>) -> T,
    mut take: impl FnMut(T) -> Flow,
) -> Result<Vec<Finding>, ReadError> {
    bytes
        .seek(SeekFrom::Start(0))
        .map_err(|source| io_error(&plan.input, source))?;
    let mut rows = match (plan.format.open)(bytes, &plan.input) {
        Ok(rows) => rows,
        Err(finding) => return Ok(vec![finding]),
    };
    let mut next = || format::next_pieces(rows.as_mut(), PIECES_AT_ONCE);
    let (mut pieces, mut end) = next();
    while !pieces.is_empty() {
        let these = std::mem::take(&mut pieces);
        let flow = rayon::in_place_scope(|scope| {
            if end.is_none() {
                scope.spawn(|_| (pieces, end) = next());
            }
            take(work(these))
        });
        if flow == Flow::Stop {
            return Ok(Vec::new());
        }
    }
    Ok(end.into_iter().collect())
}

/// Work on several pieces that sees each by itself, on all threads.
fn each<T: Send>(work: impl Fn(RawRows) -> T + Sync) -> impl Fn(Vec<RawRows>) -> Vec<T> {
    move |pieces| pieces.into_par_iter().map(&work).collect()
}

fn io_error(input: &Arc<Input>, source: io::Error) -> ReadError {
    ReadError::Io {
        name: input.name.clone(),
        source,
    }
}

/// The first pass.
fn scan<L: Layout, R: Read + Seek + Send>(
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
            date_order: options.dates,
        },
    };
    if plan.notations.date_order.is_none() {
        plan.notations.date_order = date_order(bytes, &plan)?;
    }
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

/// The order of day and month that all dates with slashes allow, when only one does.
fn date_order<R: Read + Seek + Send>(
    bytes: &mut R,
    plan: &Plan,
) -> Result<Option<DateOrder>, ReadError> {
    let fields = [Field::Date, Field::Period, Field::OpenFrom, Field::OpenTo];
    let columns: Vec<usize> = fields
        .into_iter()
        .filter_map(|field| plan.columns.index_of(field))
        .collect();
    if columns.is_empty() {
        return Ok(None);
    }
    let orders = |rows: RawRows| {
        let (mut day_first, mut month_first) = (true, true);
        for row in rows.iter().flatten() {
            for cell in columns.iter().filter_map(|column| row.cell(*column)) {
                if let Ok(Written::Slashed(slashed)) = notation::written(cell) {
                    let (day, month) = notation::slashed_orders(slashed);
                    day_first &= day;
                    month_first &= month;
                }
            }
        }
        (day_first, month_first)
    };
    let (mut day_first, mut month_first) = (true, true);
    pass(bytes, plan, each(orders), |parts| {
        for (day, month) in parts {
            day_first &= day;
            month_first &= month;
        }
        Flow::On
    })?;
    Ok(match (day_first, month_first) {
        (true, false) => Some(DateOrder::Dmy),
        (false, true) => Some(DateOrder::Mdy),
        _ => None,
    })
}

/// What is wrong or odd in rows, and their sums.
#[derive(Default)]
struct Judge {
    findings: Vec<Finding>,
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
    fn of<L: Layout>(rows: &RawRows, plan: &Plan) -> Self {
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
                if L::is_located(&value) {
                    self.tally.used += 1;
                    let radii = [Field::Radius, Field::GeoPrecision];
                    let is_exact = radii.iter().all(|field| is_empty_cell(row, plan, *field));
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
    fn append(&mut self, mut next: Self) {
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
    fn find_duplicates<L: Layout, R: Read + Seek + Send>(
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

    fn close(mut self, plan: Plan) -> Result<Scan, ReadError> {
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::geodesy::Distance;
    use crate::model::RadiusKind;

    fn incidents(text: &str) -> Result<IncidentFile<Cursor<Vec<u8>>>, ReadError> {
        incidents_with(text, &ReadOptions::default())
    }

    fn incidents_with(
        text: &str,
        options: &ReadOptions,
    ) -> Result<IncidentFile<Cursor<Vec<u8>>>, ReadError> {
        let input = Arc::new(Input {
            name: "in.csv".to_owned(),
            sha256: String::new(),
            size: text.len() as u64,
        });
        read_incidents(Cursor::new(text.as_bytes().to_vec()), input, options)
    }

    fn values(file: &mut IncidentFile<Cursor<Vec<u8>>>) -> Vec<Incident> {
        let records = file.records().unwrap();
        records.into_iter().map(|record| record.value).collect()
    }

    #[test]
    fn every_row_is_used_rejected_or_without_location() {
        let mut file = incidents(
            "id,lat,lon,people\n1,19,5,3\n2,91,5,3\n3,,,\n4,19,,\n5,N/A,N/A,7\n6,19.5,5.5,-2\n",
        )
        .unwrap();
        assert_eq!(
            file.tally.to_string(),
            "read 6, used 1, rejected 3, without location 2"
        );
        let values = values(&mut file);
        assert_eq!(values.len(), 3);
        assert!(values[1].place.is_none());
        let rejected: Vec<String> = file
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::RejectsRow)
            .map(ToString::to_string)
            .collect();
        assert_eq!(rejected.len(), 3);
        assert_eq!(
            rejected[0],
            "in.csv:row 2 (line 3), column lat: value \"91\": latitude 91 is outside -90 to 90; \
             fix: check whether latitude and longitude are swapped"
        );
    }

    #[test]
    fn slashed_dates_are_decided_by_the_whole_column_or_refused() {
        let mut file =
            incidents("id,lat,lon,date\n1,19,5,03/04/2025\n2,19,5,27/10/2014\n").unwrap();
        assert_eq!(
            values(&mut file)[0].period.unwrap().to_string(),
            "2025-04-03"
        );
        let file = incidents("id,lat,lon,date\n1,19,5,03/04/2025\n2,19,5,2014-10-27\n").unwrap();
        assert_eq!(file.tally.rejected, 1);
        assert!(
            file.findings
                .iter()
                .any(|f| f.fix.as_ref().is_some_and(|fix| fix.contains("--dates")))
        );
        let options = ReadOptions {
            dates: Some(DateOrder::Mdy),
            ..ReadOptions::default()
        };
        let mut file = incidents_with("id,lat,lon,date\n1,19,5,03/04/2025\n", &options).unwrap();
        assert_eq!(
            values(&mut file)[0].period.unwrap().to_string(),
            "2025-03-04"
        );
    }

    #[test]
    fn an_unusable_file_is_refused_with_the_place() {
        for (text, why) in [
            ("id,lon\n1,5\n", "no column for lat"),
            ("", "empty file"),
            ("id,lat,lon\n1,19,5\n1,19,5\n", "row 1 and row 2"),
        ] {
            let Err(ReadError::Rejected(findings)) = incidents(text) else {
                panic!("{text:?} was read")
            };
            assert!(findings.iter().any(|f| f.why.contains(why)), "{findings:?}");
        }
    }

    #[test]
    fn every_repeated_id_is_found_at_its_place_among_the_findings() {
        let mut text = "id,lat,lon\n".to_owned();
        let mut rows_by_id = HashMap::new();
        let mut expected = Vec::new();
        for row in 1..=5000_u32 {
            // Some ids stand twice or more, some of them in rows that are rejected.
            let id = format!("r{}", row * row % 4999);
            let lat = if row % 97 == 0 { "x" } else { "19" };
            text.extend([&id, ",", lat, ",5\n"]);
            if lat == "x" {
                expected.push((row, "not a decimal number".to_owned()));
            } else if let Some(first) = rows_by_id.insert(id, row) {
                expected.push((row, format!("the id stands in row {first} and row {row}")));
            }
        }
        let Err(ReadError::Rejected(findings)) = incidents(&text) else {
            panic!("it was read")
        };
        let found: Vec<(u32, String)> = findings
            .iter()
            .map(|finding| (finding.origin.at.row_number(), finding.why.clone()))
            .map(|(row, why)| (u32::try_from(row.unwrap()).unwrap(), why))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn figures_are_read_without_coordinates_where_no_place_is_needed() {
        let options = ReadOptions {
            may_lack_coordinates: true,
            ..ReadOptions::default()
        };
        let file = incidents_with("id,period,people\na,2024,31404\n", &options).unwrap();
        assert_eq!(file.tally.without_location, 1);
    }

    #[test]
    fn a_file_without_rows_is_read_with_a_warning() {
        let file = incidents("id,lat,lon\n").unwrap();
        assert_eq!(file.tally.read(), 0);
        assert_eq!(file.findings[0].why, "no rows");
    }

    #[test]
    fn radii_of_telephones_and_codes_of_acled_are_what_they_are() {
        for (text, metres, kind) in [
            (
                "id,lat,lon,_gps_precision\n1,19,5,8.5\n",
                8.5,
                RadiusKind::P68,
            ),
            (
                "id,lat,lon,location-Accuracy\n1,19,5,8.5\n",
                8.5,
                RadiusKind::P68,
            ),
            (
                "id,lat,lon,_gps_precision,radius_kind\n1,19,5,8.5,p95\n",
                8.5,
                RadiusKind::P95,
            ),
            ("id,lat,lon,accuracy\n1,19,5,8.5\n", 8.5, RadiusKind::Bound),
            (
                "id,lat,lon,geo_precision\n1,19,5,1\n",
                10_000.0,
                RadiusKind::Bound,
            ),
            (
                "id,lat,lon,geo_precision\n1,19,5,3\n",
                1_500_000.0,
                RadiusKind::Bound,
            ),
            (
                "id,lat,lon,geo_precision,radius_m\n1,19,5,3,20\n",
                20.0,
                RadiusKind::Bound,
            ),
        ] {
            let mut file = incidents(text).unwrap();
            let place = file.records().unwrap().remove(0).value.place.unwrap();
            let expected = Distance::from_metres(metres).unwrap();
            assert_eq!(
                (place.radius, place.radius_kind),
                (expected, kind),
                "{text}"
            );
            assert!(file.findings.is_empty(), "{:?}", file.findings);
        }
        let file = incidents("id,lat,lon,geo_precision\n1,19,5,4\n").unwrap();
        assert_eq!(file.tally.rejected, 1);
        assert!(file.findings[0].fix.as_ref().unwrap().contains("1, 2, 3"));
    }

    #[test]
    fn geojson_points_come_out_as_columns() {
        let mut file = incidents(
            r#"{"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"id":"a","note":"x"},"geometry":{"type":"Point","coordinates":[5.7,19.5]}}]}"#,
        )
        .unwrap();
        let carried: Vec<&str> = file.carried().into_iter().map(|(_, name)| name).collect();
        assert_eq!(carried, ["note", "lat", "lon"]);
        let records = file.records().unwrap();
        let cells: Vec<&str> = records[0].cells.iter().collect();
        assert_eq!(cells, ["a", "x", "19.5", "5.7"]);
    }
}
