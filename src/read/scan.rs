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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{IncidentFile, read_incidents};
    use super::*;
    use crate::geodesy::Position;

    fn read(text: &str, options: &ReadOptions) -> Result<IncidentFile<Cursor<Vec<u8>>>, Finding> {
        let input = Arc::new(Input::from_name("in.csv"));
        let bytes = Cursor::new(text.as_bytes().to_vec());
        read_incidents(bytes, input, options).map_err(|error| match error {
            ReadError::Rejected(mut findings) => findings.remove(0),
            error => panic!("{error}"),
        })
    }

    fn skipping(lines: u64) -> ReadOptions {
        ReadOptions {
            skip_lines: lines,
            ..ReadOptions::default()
        }
    }

    #[test]
    fn a_header_below_a_title_is_found_and_its_line_is_told() {
        let fix = |text: &str, skip| match read(text, &skipping(skip)) {
            Ok(_) => panic!("it was read"),
            Err(finding) => finding.fix.unwrap(),
        };
        let table = "id,lat,lon\na,19,5\n";
        let text = format!("Incidents of 2025\nby the office\n{table}");
        let below = "the header seems to be line 3; read it with --skip-lines 2";
        assert_eq!(fix(&text, 0), below);
        assert_eq!(fix(&text, 1), below);
        assert_eq!(read(&text, &skipping(2)).unwrap().tally.used, 1);
        let titled = |titles: usize| format!("{}{table}", "title\n".repeat(titles));
        assert!(fix(&titled(10), 0).contains("line 11;"));
        assert!(fix(&titled(11), 0).contains("rename the column"));
        let in_one = "title\nid,mgrs\na,31QHB1\n";
        assert!(fix(in_one, 0).contains("--skip-lines 1"));
    }

    #[test]
    fn columns_without_a_header_are_told_by_their_numbers() {
        let said = |text: &str| {
            let findings = read(text, &ReadOptions::default()).unwrap().findings;
            let of_kind = findings
                .iter()
                .find(|finding| finding.kind == "empty-header");
            of_kind.map(|finding| finding.why.clone())
        };
        let none = said("id,lat,lon\na,19,5\n");
        assert_eq!(none, None);
        let some = said("id,,lat,lon, \na,x,19,5,y\n");
        assert_eq!(
            some.as_deref(),
            Some("no header above column 2, 5; what stands there is kept")
        );
    }

    #[test]
    fn columns_that_may_name_a_person_are_left_out_unless_they_are_asked_for() {
        let text = "id,lat,lon,phone,note,deviceid\na,19,5,1,x,2\n";
        let file = read(text, &ReadOptions::default()).unwrap();
        let told = file
            .findings
            .iter()
            .find(|finding| finding.kind == PERSONAL);
        assert_eq!(
            told.unwrap().to_string(),
            "in.csv: columns that may name a person or a device are left out of outputs: phone, deviceid; \
             fix: to keep them, ask for it with --keep-personal"
        );
        let names = |file: &IncidentFile<_>| -> Vec<String> {
            let carried = file.carried().into_iter();
            carried.map(|(_, name)| name.to_owned()).collect()
        };
        assert_eq!(names(&file), ["lat", "lon", "note"]);
        let options = ReadOptions {
            keep_personal: true,
            ..ReadOptions::default()
        };
        let file = read(text, &options).unwrap();
        assert!(file.findings.iter().all(|finding| finding.kind != PERSONAL));
        assert_eq!(names(&file), ["lat", "lon", "phone", "note", "deviceid"]);
    }

    #[test]
    fn the_cells_of_points_have_headers_of_their_own() {
        let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","lat":"x"},
            "geometry":{"type":"Point","coordinates":[5.5,19.5]}}]}"#;
        let file = read(text, &ReadOptions::default()).unwrap();
        assert_eq!(file.headers(), ["id", "lat", "geometry_lat", "lon"]);
    }

    #[test]
    fn of_several_sheets_the_only_one_with_coordinates_is_read() {
        let input = Arc::new(Input::from_name("in.xlsx"));
        let sheet = |name: &str, header: &str| Sheet {
            name: name.to_owned(),
            header: vec![header.to_owned()],
        };
        let choose = |names: &[(&str, &str)]| {
            let sheets: Vec<Sheet> = names
                .iter()
                .map(|(name, header)| sheet(name, header))
                .collect();
            let chosen = choose_sheet(&sheets, &input, |header| header[0] == "lat");
            chosen.map(|chosen| chosen.map(|(sheet, warning)| (sheet, warning.why)))
        };
        assert_eq!(choose(&[]).unwrap(), None);
        assert_eq!(choose(&[("A", "note")]).unwrap(), None);
        let chosen = choose(&[("A", "note"), ("B", "lat"), ("C", "date")])
            .unwrap()
            .unwrap();
        let why = "the sheet B is read; not read: A, C".to_owned();
        assert_eq!(chosen, ("B".to_owned(), why));
        let none = choose(&[("A", "note"), ("B", "date")]).unwrap_err();
        assert_eq!(none.why, "no sheet has coordinates in its first row");
        assert_eq!(none.fix.as_deref(), Some("name one with --sheet: A, B"));
        let both = choose(&[("A", "lat"), ("B", "lat")]).unwrap_err();
        assert_eq!(both.why, "2 sheets have coordinates");
    }

    #[test]
    fn a_row_of_tags_is_no_record() {
        let text =
            "When,Place,North,East\n#date,#loc+name,#geo+lat,#geo+lon\n2025-01-02,x,19.5,5.5\n";
        let mut file = read(text, &ReadOptions::default()).unwrap();
        assert_eq!(file.tally.read(), 1);
        let record = file.records().unwrap().remove(0);
        assert_eq!(record.value.name, "x");
        let position = record.value.place.unwrap().position;
        assert_eq!(position, Position::from_lon_lat(5.5, 19.5).unwrap());
    }

    #[test]
    fn a_file_that_ends_in_the_middle_is_refused_with_all_that_was_found() {
        let text = "id,lat,lon\na,95,5\nb,\"19,5\n";
        let input = Arc::new(Input::from_name("in.csv"));
        let bytes = Cursor::new(text.as_bytes().to_vec());
        let Err(ReadError::Rejected(findings)) =
            read_incidents(bytes, input, &ReadOptions::default())
        else {
            panic!("it was read")
        };
        let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(
            severities.first(),
            Some(&Severity::RejectsRow),
            "{findings:?}"
        );
        assert_eq!(
            severities.last(),
            Some(&Severity::RejectsFile),
            "{findings:?}"
        );
    }
}
