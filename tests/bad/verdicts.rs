//! What each verdict means for a file.

use std::path::Path;

use super::Case;
use super::run::{Folder, Ran, is_unsafe_on_a_terminal};
use super::words;

/// A case of incidents: put to the program as a file of incidents, with and without `--strict`.
pub(crate) fn nearest(case: &Case) -> Result<(), String> {
    let folder = Folder::new(&case.file);
    let name = file_name(case);
    let ran = folder.run(&["nearest", &name, "--aid", "help.csv", "--format", "csv"])?;
    judge(case, &ran)?;
    if case.verdict.starts_with("accept") {
        finite(&ran)?;
    }
    if case.verdict == "reject-row" {
        let strict = [
            "nearest", &name, "--aid", "help.csv", "--strict", "-o", "out.csv",
        ];
        let ran = folder.run(&strict)?;
        ran.code_is(3)?;
        if folder.path("out.csv").exists() {
            return Err("--strict wrote a file".to_owned());
        }
    }
    // What `check` says of it goes with what a question does.
    let ran = folder.run(&["check", &name])?;
    if !is_only_of_nearest(case) {
        judge(case, &ran)?;
    }
    Ok(())
}

/// Whether what a case asks for needs sites of help beside the file.
fn is_only_of_nearest(case: &Case) -> bool {
    case.name == "swapped_all"
}

/// A case of any file: put to `check`.
pub(crate) fn check(case: &Case, more: &[&str]) -> Result<(), String> {
    let folder = Folder::new(&case.file);
    let name = file_name(case);
    let arguments = [&["check", name.as_str()], more].concat();
    judge(case, &folder.run(&arguments)?)?;
    let json = folder.run(&[&arguments[..], &["--format", "json"]].concat())?;
    serde_json::from_slice::<serde_json::Value>(&json.out)
        .map_err(|error| format!("check --format json is no JSON: {error}"))?;
    if case.verdict == "reject-row" {
        folder
            .run(&[&arguments[..], &["--strict"]].concat())?
            .code_is(3)?;
    }
    Ok(())
}

fn file_name(case: &Case) -> String {
    let name = Path::new(&case.file).file_name().unwrap();
    name.to_str().unwrap().to_owned()
}

/// The exit code, the sums, the place, the words and the fix.
fn judge(case: &Case, ran: &Ran) -> Result<(), String> {
    let code = match case.verdict.as_str() {
        "accept" | "accept+warn" => 0,
        "reject-row" => 4,
        "reject-file" => 3,
        other => return Err(format!("an unknown verdict {other}")),
    };
    ran.code_is(code)?;
    let Some([read, used, rejected, without]) = ran.sums() else {
        return Err(format!("no sums in the last line: {}", ran.err));
    };
    // A shapefile in another system gives 0 and 0, as if its rows did not count.
    if case.name != "shp_prj_utm" && (case.good, case.bad) != (Some(used), Some(rejected)) {
        return Err(format!(
            "used {used} and rejected {rejected}, not {:?} and {:?}: {}",
            case.good, case.bad, ran.err
        ));
    }
    // Rows without coordinates are rows of the file too.
    let rows = case.good.zip(case.bad).map(|(good, bad)| good + bad);
    if case.name == "na_text" && (read, without) != (3, 1) || rows > Some(read) {
        return Err(format!("{without} of {read} rows without location"));
    }
    if case.verdict == "accept+warn" {
        ran.says(&["warning"])?;
    }
    let pieces = words::of_place(&case.place);
    let mut pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    pieces.extend(words::of_case(case.id));
    ran.says_in_a_line(&pieces)
}

/// Every distance of an answer is a number.
fn finite(ran: &Ran) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(&ran.out[..]);
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = headers.iter().position(|header| header == "distance_m");
    let column = column.ok_or("no column distance_m")?;
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let metres: f64 = record[column]
            .parse()
            .map_err(|error| format!("no distance: {error}"))?;
        if !(0.0..2.1e7).contains(&metres) {
            return Err(format!("a distance of {metres} m"));
        }
    }
    Ok(())
}

/// A case whose text must be harmless in every output.
pub(crate) fn sanitised(case: &Case) -> Result<(), String> {
    let folder = Folder::new(&case.file);
    let name = file_name(case);
    let original = original_name(&folder, &name);
    let ask = |more: &[&str]| {
        let ran = folder.run(&[&["nearest", &name, "--aid", "help.csv"], more].concat())?;
        ran.code_is(0)?;
        match (ran.sums(), case.good, case.bad) {
            (Some([_, used, rejected, _]), Some(good), Some(bad))
                if (used, rejected) == (good, bad) => {}
            _ => return Err(format!("wrong sums: {}", ran.err)),
        }
        Ok(ran)
    };
    let csv = ask(&["--format", "csv"])?;
    words::of_case(case.id)
        .iter()
        .try_for_each(|_| csv.says(words::of_case(case.id)))?;
    in_csv(&folder, &csv, &original)?;
    for format in ["json", "geojson"] {
        let ran = ask(&["--format", format])?;
        let value: serde_json::Value =
            serde_json::from_slice(&ran.out).map_err(|error| format!("{format}: {error}"))?;
        if !holds(&value, &original) {
            return Err(format!("{format} changed the text {original:?}"));
        }
    }
    let shown = ask(&["--format", "table"])?;
    let text = String::from_utf8(shown.out).map_err(|error| error.to_string())?;
    if let Some(c) = text.chars().find(|c| is_unsafe_on_a_terminal(*c)) {
        return Err(format!("{c:?} raw on a terminal"));
    }
    let report = folder.run(&["check", &name])?;
    report.code_is(0)?;
    let said = report.said();
    if let Some(c) = said.chars().find(|c| is_unsafe_on_a_terminal(*c)) {
        return Err(format!("{c:?} raw in a report of check"));
    }
    map_is_safe(&folder, &name)
}

/// A case of GeoJSON whose text must be harmless where it is drawn.
pub(crate) fn drawn(case: &Case) -> Result<(), String> {
    let folder = Folder::new(&case.file);
    let name = file_name(case);
    let ran = folder.run(&["check", &name])?;
    ran.code_is(0)?;
    map_is_safe(&folder, &name)
}

/// The map of a file is XML 1.0 without scripts, links or characters that XML forbids.
fn map_is_safe(folder: &Folder, name: &str) -> Result<(), String> {
    let ran = folder.run(&["map", name, "--aid", "help.csv", "-o", "out.svg"])?;
    ran.code_is(0)?;
    let svg = String::from_utf8(folder.read("out.svg")?).map_err(|error| error.to_string())?;
    if let Some(c) = svg.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    }) {
        return Err(format!("{c:?} in the SVG"));
    }
    for bad in ["<script", "href=\"javascript", "<![CDATA[", "onload"] {
        if svg.contains(bad) {
            return Err(format!("{bad} in the SVG"));
        }
    }
    well_formed(&svg)
}

/// Whether tags are closed in order, every `&` begins what XML knows, and isolates are closed.
fn well_formed(xml: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').ok_or("a tag without >")?;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
        } else if !tag.starts_with(['?', '!']) && !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
        for entity in part.split('&').skip(1) {
            let name = entity.split(';').next().unwrap_or_default();
            if !["lt", "gt", "amp", "quot", "apos"].contains(&name) && !name.starts_with('#') {
                return Err(format!("an unknown &{name}"));
            }
        }
        let balance = text.chars().fold(0, |depth, c| match c {
            '\u{2066}'..='\u{2068}' => depth + 1,
            '\u{2069}' => depth - 1,
            _ => depth,
        });
        if balance != 0 {
            return Err("an isolate is not closed in the SVG".to_owned());
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("not closed: {open:?}"))
    }
}

/// The name in the second row of a case.
fn original_name(folder: &Folder, name: &str) -> String {
    let bytes = folder.read(name).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let record = reader.records().nth(1).unwrap().unwrap();
    record[1].to_owned()
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '@', '\t', '\r', '-']) && cell.parse::<f64>().is_err()
}

/// One record stays one record, no cell of a CSV runs in a spreadsheet, and reading it again gives the
/// text as it was.
fn in_csv(folder: &Folder, ran: &Ran, original: &str) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(&ran.out[..]);
    let records: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    if records.len() != 2 {
        return Err(format!("{} records in the CSV", records.len()));
    }
    for cell in records.iter().flatten() {
        if is_formula(cell) {
            return Err(format!("{cell:?} runs in a spreadsheet"));
        }
    }
    let expected = if is_formula(original) {
        ran.says(&["spreadsheet"])?;
        format!("'{original}")
    } else {
        original.to_owned()
    };
    if records[1][1] != expected {
        return Err(format!("{:?} in the CSV for {original:?}", &records[1][1]));
    }
    folder.write("again.csv", &ran.out);
    let columns = "id=incident_id,name=incident_name";
    let again = folder.run(&[
        "nearest",
        "again.csv",
        "--aid",
        "help.csv",
        "--columns",
        columns,
        "--format",
        "json",
    ])?;
    again.code_is(0)?;
    let value: serde_json::Value =
        serde_json::from_slice(&again.out).map_err(|error| error.to_string())?;
    if holds(&value, original) {
        Ok(())
    } else {
        Err(format!("{original:?} is not read back from the CSV"))
    }
}

/// Whether a text stands somewhere in a JSON value.
fn holds(value: &serde_json::Value, text: &str) -> bool {
    match value {
        serde_json::Value::String(string) => string == text,
        serde_json::Value::Array(items) => items.iter().any(|item| holds(item, text)),
        serde_json::Value::Object(members) => members.values().any(|item| holds(item, text)),
        _ => false,
    }
}
