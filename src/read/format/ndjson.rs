//! Newline-delimited JSON, and GeoJSON text sequences (RFC 8142): an object or a feature a line, read as
//! they come.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use super::feature::{self, FeatureRows, Features, Names};
use super::geojson::{feature, line_nested_too_deep};
use super::json::row_of;
use super::{Ask, Asked, Bytes, Format, Rows, Source, Told, Unreadable, text_of};
use crate::model::{At, Finding, Input, Origin, Severity};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Start(is_begun_by),
    takes: &[Ask::Encoding, Ask::WktColumn],
    sheets: None,
    open,
};

/// What stands before each text of a sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// The most bytes of one record.
const RECORD_BYTES: u64 = 16 << 20;

/// A record separator, or a whole object on the first line and the start of another below it.
fn is_begun_by(start: &[u8]) -> bool {
    if start.first() == Some(&RECORD_SEPARATOR) {
        return true;
    }
    let Some((line, below)) =
        memchr::memchr(b'\n', start).and_then(|at| start.split_at_checked(at))
    else {
        return false;
    };
    line.starts_with(b"{")
        && below.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let Source {
        bytes,
        input,
        asked,
        kept,
        ..
    } = source;
    let mut first = Records::open(&mut *bytes, input, asked);
    let is_of_features = first.has_features();
    let names = kept.or_find(|| Names::of_all(first, input))?;
    super::rewind(bytes, input)?;
    let mut records = Records::open(bytes, input, asked);
    records.is_of_features = is_of_features;
    Ok(if is_of_features {
        Box::new(FeatureRows::new(records, names, input))
    } else {
        Box::new(FeatureRows::without_geometry(records, names, input))
    })
}

struct Records<'a> {
    bytes: BufReader<Box<dyn Read + Send + 'a>>,
    input: Arc<Input>,
    /// What ends a record.
    end: u8,
    is_of_features: bool,
    count: u64,
    line: u64,
    record: Vec<u8>,
    is_done: bool,
}

impl<'a> Records<'a> {
    fn open(bytes: &'a mut dyn Bytes, input: &Arc<Input>, asked: &Asked) -> Self {
        Self {
            input: Arc::clone(input),
            bytes: BufReader::with_capacity(1 << 16, text_of(bytes, asked.encoding)),
            end: b'\n',
            is_of_features: false,
            count: 0,
            line: 1,
            record: Vec::new(),
            is_done: false,
        }
    }

    /// Looks at the first record, which is read again: whether records are features.
    fn has_features(&mut self) -> bool {
        let start = self.bytes.fill_buf().unwrap_or_default();
        let start = start
            .strip_prefix(super::BOM)
            .unwrap_or(start)
            .trim_ascii_start();
        let line = start
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        // The type stands first or last; what is cut off has no type of another kind.
        self.is_of_features = memchr::memmem::find(line, b"\"Feature\"").is_some()
            && memchr::memmem::find(line, b"\"geometry\"").is_some();
        self.is_of_features
    }

    /// Reads the next record that holds anything, and says the line that it starts on.
    fn next_record(&mut self) -> io::Result<Option<u64>> {
        loop {
            if self.line == 1 && self.count == 0 {
                let start = self.bytes.fill_buf()?;
                let mark = if start.starts_with(super::BOM) {
                    super::BOM.len()
                } else {
                    0
                };
                self.bytes.consume(mark);
                if self.bytes.fill_buf()?.first() == Some(&RECORD_SEPARATOR) {
                    self.end = RECORD_SEPARATOR;
                }
            }
            self.record.clear();
            let line = self.line;
            let mut bounded = self.bytes.by_ref().take(RECORD_BYTES + 1);
            let count = bounded.read_until(self.end, &mut self.record)?;
            if count as u64 > RECORD_BYTES {
                return Err(Unreadable::error(
                    "json",
                    format!("a record of more than {RECORD_BYTES} bytes, from line {line}"),
                    "split it",
                ));
            }
            if count == 0 {
                return Ok(None);
            }
            self.line += memchr::memchr_iter(b'\n', &self.record).count() as u64;
            if self.record.last() == Some(&self.end) {
                self.record.pop();
            }
            if !self.record.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}

impl Features for Records<'_> {
    fn next_feature(&mut self) -> Option<feature::Read> {
        if self.is_done {
            return None;
        }
        let file = Origin {
            input: Arc::clone(&self.input),
            at: At::File,
        };
        let line = match self.next_record() {
            Ok(line) => line?,
            Err(error) => {
                self.is_done = true;
                return Some(Err(Unreadable::finding(&error, file)));
            }
        };
        let (index, row) = (self.count, self.count + 1);
        self.count += 1;
        let at = if self.is_of_features {
            At::Feature { index, line }
        } else {
            At::Row { row, line }
        };
        let rejected = |why: String| {
            let origin = Origin {
                input: Arc::clone(&self.input),
                at,
            };
            Some(Err(Finding::new(Severity::RejectsRow, "json", origin, why)))
        };
        let text = match std::str::from_utf8(&self.record) {
            Ok(text) => text.trim(),
            Err(error) => {
                let byte = error.valid_up_to() + 1;
                return rejected(format!("invalid UTF-8 at byte {byte} of the record"));
            }
        };
        if line_nested_too_deep(text).is_some() {
            return rejected("nested more than 128 deep".to_owned());
        }
        Some(if self.is_of_features {
            feature(text, at, &self.input)
        } else {
            row_of(text, at, &self.input)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::RawGeometry;
    use super::super::tests::read;

    const FEATURE: &str = "{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[5.7,19.5]}}";

    #[test]
    fn features_come_a_line_each_or_after_record_separators() {
        let pretty = FEATURE.replace(',', ",\n");
        for text in [
            format!("{FEATURE}\n{FEATURE}\n"),
            format!("\u{FEFF}{FEATURE}\r\n\r\n{FEATURE}"),
            format!("\x1E{FEATURE}\n\x1E{pretty}\n"),
        ] {
            let file = read(text.as_bytes()).unwrap();
            assert_eq!(file.rows.len(), 2, "{text}");
            let (at, geometry, cells) = file.rows[1].as_ref().unwrap();
            assert_eq!(*geometry, RawGeometry::Point([5.7, 19.5]));
            assert_eq!(*cells, ["1", "19.5", "5.7"]);
            assert_eq!(at.row_number(), Some(2));
        }
    }

    #[test]
    fn a_bad_line_is_a_finding_and_the_next_is_read() {
        let text = format!("{FEATURE}\n{{\"type\":\n{FEATURE}\n[1]\n");
        let file = read(text.as_bytes()).unwrap();
        let are_good: Vec<bool> = file.rows.iter().map(Result::is_ok).collect();
        assert_eq!(are_good, [true, false, true, false]);
        let finding = file.rows[1].as_ref().unwrap_err();
        assert!(
            finding.to_string().contains("feature 1 (line 2)"),
            "{finding}"
        );
    }

    #[test]
    fn objects_are_rows_too() {
        let file = read(b"{\"id\":\"a\",\"lat\":1}\n{\"id\":\"b\",\"lon\":2.50}\n").unwrap();
        assert_eq!(file.headers, ["id", "lat", "lon"]);
        assert_eq!(file.rows[1].as_ref().unwrap().2, ["b", "", "2.50"]);
        assert_eq!(file.rows[1].as_ref().unwrap().1, RawGeometry::InCells);
    }
}
