//! What was found, as text for people.

use std::io::{self, Write};

use super::checked::Checked;
use super::severity_word;
use crate::model::{escaped, visible};

/// Writes one file after the other, with so many rows of each kind of finding.
pub(super) fn write(all: &[Checked], rows: usize, out: &mut dyn Write) -> io::Result<()> {
    for (number, checked) in all.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        facts(checked, out)?;
        findings(checked, rows, out)?;
        writeln!(out, "  {}", checked.tally)?;
    }
    Ok(())
}

fn fact(out: &mut dyn Write, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {key:<10} {value}")
}

fn facts(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let (input, about) = (&checked.input, &checked.about);
    writeln!(out, "{}", escaped(&input.name))?;
    let size = format!("{} bytes, SHA-256 {}", input.size, input.sha256);
    fact(out, "file", &size)?;
    if let Some(subject) = checked.subject.filter(|_| !checked.is_refused) {
        let rows = checked.tally.read();
        let what = format!("{}, {rows} rows of {}", about.format, subject.word());
        fact(out, "format", &what)?;
    }
    if let Some(layout) = about.layout {
        fact(out, "layout", layout)?;
    }
    for (number, taken) in about.taken.iter().enumerate() {
        let key = if number == 0 { "columns" } else { "" };
        let why = if checked.chosen.iter().any(|field| field == taken.field) {
            "as asked"
        } else if about.layout.is_some() {
            "by layout or header"
        } else {
            "by its header"
        };
        let (header, field) = (visible(&taken.header), taken.field);
        fact(
            out,
            key,
            &format!("{} \"{header}\" is {field}, {why}", taken.number),
        )?;
    }
    let list = |headers: &[String]| {
        let shown: Vec<String> = headers.iter().take(40).map(|one| visible(one)).collect();
        let more = headers.len() - shown.len();
        let shown = shown.join(", ");
        if more > 0 {
            format!("{shown} and {more} more")
        } else {
            shown
        }
    };
    if !about.others.is_empty() {
        fact(out, "kept", &list(&about.others))?;
    }
    if !about.personal.is_empty() {
        let why = "may name a person or a device";
        fact(
            out,
            "left out",
            &format!("{} ({why})", list(&about.personal)),
        )?;
    }
    for sentence in &about.notations {
        fact(out, "notation", sentence)?;
    }
    if let Some((first, last)) = checked.days {
        fact(out, "dates", &format!("{first} to {last}"))?;
    }
    if let Some([west, south, east, north]) = checked.extent() {
        let extent = format!("west {west}, south {south}, east {east}, north {north}");
        fact(out, "extent", &extent)?;
    }
    Ok(())
}

fn findings(checked: &Checked, rows: usize, out: &mut dyn Write) -> io::Result<()> {
    for noted in checked.notes.clone().into_kinds() {
        let severity = severity_word(noted.severity);
        writeln!(out, "  {severity}: {}, {} times", noted.kind, noted.count)?;
        for finding in noted.findings.iter().take(rows) {
            writeln!(out, "    {finding}")?;
        }
        let shown = noted.findings.len().min(rows) as u64;
        if noted.count > shown {
            writeln!(out, "    and {} more", noted.count - shown)?;
        }
    }
    Ok(())
}
