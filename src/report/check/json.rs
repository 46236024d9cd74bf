//! What was found, as one JSON document.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::checked::Checked;
use super::severity_word;
use crate::analysis::plausible::Noted;
use crate::model::{At, Finding};
use crate::read::Subject;

/// Writes all files as one document.
pub(super) fn write(all: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<Value> = all.iter().map(file).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "files": files }))?;
    writeln!(out)
}

fn file(checked: &Checked) -> Value {
    let about = &checked.about;
    let columns = about.taken.iter().map(|taken| {
        let is_asked = checked.chosen.iter().any(|field| field == taken.field);
        json!({
            "number": taken.number,
            "header": taken.header,
            "taken_for": taken.field,
            "why": if is_asked { "as asked" } else { "by its header" },
        })
    });
    let findings = checked.notes.clone().into_kinds();
    json!({
        "name": checked.input.name,
        "size": checked.input.size,
        "sha256": checked.input.sha256,
        "format": about.format,
        "layout": about.layout,
        "subject": checked.subject.map(Subject::word),
        "is_refused": checked.is_refused,
        "columns": columns.collect::<Vec<Value>>(),
        "kept": about.others,
        "left_out": about.personal,
        "notations": about.notations,
        "dates": checked.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        "extent": checked.extent(),
        "findings": findings.iter().map(kind).collect::<Vec<Value>>(),
        "read": checked.tally.read(),
        "used": checked.tally.used,
        "rejected": checked.tally.rejected,
        "without_location": checked.tally.without_location,
    })
}

fn kind(noted: &Noted) -> Value {
    json!({
        "kind": noted.kind,
        "severity": severity_word(noted.severity),
        "count": noted.count,
        "first": noted.findings.iter().map(finding).collect::<Vec<Value>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let line = match finding.origin.at {
        At::Line(line)
        | At::Row { line, .. }
        | At::Feature { line, .. }
        | At::Element { line, .. } => Some(line),
        At::File | At::SheetRow { .. } | At::Record(_) => None,
    };
    json!({
        "where": finding.origin.to_string(),
        "row": finding.origin.at.row_number(),
        "line": line,
        "column": finding.column,
        "value": finding.value,
        "why": finding.why,
        "fix": finding.fix,
    })
}
