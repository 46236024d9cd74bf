//! The joint `Finding`: something that is wrong or odd in what was read.

use std::fmt;

use super::Origin;

/// Something wrong or odd in an input: where, which value, why, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What follows from it.
    pub severity: Severity,
    /// Its kind, a few words in kebab case that scripts may match and `check` groups by.
    pub kind: &'static str,
    /// Where.
    pub origin: Origin,
    /// The column's header; absent when it is not about a column.
    pub column: Option<String>,
    /// The value as it stands in the file; absent when it is not about a value.
    pub value: Option<String>,
    /// Why it is a finding.
    pub why: String,
    /// What to do; absent where there is nothing to do.
    pub fix: Option<String>,
}

/// What follows from a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The record goes on.
    Warning,
    /// The record is set aside.
    RejectsRow,
    /// The whole input is refused.
    RejectsFile,
}

impl Finding {
    /// A finding about a place, without column, value or fix.
    pub fn new(
        severity: Severity,
        kind: &'static str,
        origin: Origin,
        why: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            kind,
            origin,
            column: None,
            value: None,
            why: why.into(),
            fix: None,
        }
    }

    /// The same about a column.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same about a value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// The same with what to do.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

impl fmt::Display for Finding {
    /// `FILE:row R (line L), column C: value "V": why; fix: how`, the value and the column's name
    /// escaped for a terminal and cut at 80 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        if let Some(column) = &self.column {
            write!(f, ", column {}", visible(column))?;
        }
        if let Some(value) = &self.value {
            write!(f, ": value \"{}\"", visible(value))?;
        }
        write!(f, ": {}", escaped(&self.why))?;
        if let Some(fix) = &self.fix {
            write!(f, "; fix: {}", escaped(fix))?;
        }
        Ok(())
    }
}

/// The longest piece of a value that a message shows, in characters.
const SHOWN_CHARACTERS: usize = 80;

/// Text safe to show on a terminal: as [`escaped`], and what is longer than 80 characters is cut with
/// `…`.
pub fn visible(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", escaped(text.get(..end).unwrap_or_default())),
        None => escaped(text),
    }
}

/// Text safe to show on a terminal: control, escape and direction-changing characters are written as
/// `\u{…}`.
pub fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a text has characters that are not seen, or that move what is.
pub fn has_hidden(text: &str) -> bool {
    let is_plain = |is_plain, byte: u8| is_plain & matches!(byte, b' '..=b'~');
    !text.bytes().fold(true, is_plain) && text.chars().any(is_hidden)
}

/// Controls, characters without width, and marks of direction.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{At, Input};

    #[test]
    fn a_finding_reads_as_the_contract_says() {
        let origin = Origin {
            input: Arc::new(Input {
                name: "in.csv".to_owned(),
                sha256: String::new(),
                size: 0,
            }),
            at: At::Row { row: 3, line: 5 },
        };
        let finding = Finding::new(Severity::RejectsRow, "latitude", origin, "not a number")
            .in_column("lat")
            .with_value("1\u{1b}[2J9\u{202e}")
            .with_fix("write degrees");
        assert_eq!(
            finding.to_string(),
            "in.csv:row 3 (line 5), column lat: value \"1\\u{1b}[2J9\\u{202e}\": not a number; \
             fix: write degrees"
        );
        assert_eq!(visible(&"x".repeat(500)).chars().count(), 81);
    }
}
