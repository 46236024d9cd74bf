//! Comma-, semicolon- and tab-separated values (RFC 4180, and what spreadsheets make of it).
//!
//! The quoting is `csv-core`'s. Lines are counted here, so that a message names the physical line
//! that a row starts on, whatever blank lines and quoted line ends stand before it.

use std::io::{self, BufRead, BufReader, Read};
use std::str::{self, Utf8Error};
use std::sync::Arc;

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr_iter, memchr2_iter, memchr3, memrchr};

use super::{
    Ask, BOM, Format, Kept, RawGeometry, RawRows, Rows, Source, Told, Unreadable, text_of,
    without_guard,
};
use crate::model::{At, Finding, Input, Origin, Severity, Texts};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Start(|_| true),
    takes: &[Ask::Encoding, Ask::SkipLines, Ask::WktColumn],
    sheets: None,
    open,
};

/// The most bytes that one row may hold.
const ROW_BYTES: usize = 1 << 20;

/// The most cells that one row may hold.
const ROW_CELLS: usize = 1 << 14;

/// The byte with which DOS marked the end of a text file.
const END_OF_TEXT_FILE: u8 = 0x1A;

struct CsvRows<'a> {
    lexer: Lexer<'a>,
    headers: Vec<String>,
    row: u64,
}

/// A record that was taken apart.
struct RawRecord {
    /// The line that it starts on.
    line: u64,
    /// How many cells it has.
    cells: usize,
    /// Where they are.
    held: Held,
}

/// Where the cells of a record are.
#[derive(PartialEq, Eq)]
enum Held {
    /// Already among the texts, and valid.
    InTexts,
    /// Bytes in the lexer's buffer, not yet looked at.
    InLexer,
}

/// Splits bytes into records and counts the lines.
struct Lexer<'a> {
    input: Arc<Input>,
    bytes: BufReader<Box<dyn Read + Send + 'a>>,
    delimiter: u8,
    /// What takes records with quotes apart, where there was one.
    core: Option<Core>,
    kept: &'a mut Kept,
    line: u64,
    last_was_cr: bool,
    at_end: bool,
    /// How many bytes are left of those that are taken apart row by row.
    by_row: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// The automaton of a file. It takes longer to make than a small file takes to be read, so that it is made where
/// there is something for it, and kept; `csv_core::Reader::clone` leaves half of it out.
struct Core {
    delimiter: u8,
    reader: csv_core::Reader,
}

impl Core {
    fn new(delimiter: u8) -> Self {
        let mut core = Self {
            delimiter,
            reader: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
        };
        core.begin();
        core
    }

    /// Goes back to the start of a record. A byte order mark in front of one is not taken off: it is none.
    fn begin(&mut self) {
        self.reader.reset();
        self.reader.read_record(&[], &mut [], &mut []);
    }
}

impl Drop for Lexer<'_> {
    fn drop(&mut self) {
        if let Some(core) = self.core.take() {
            self.kept.put(core);
        }
    }
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let input = source.input;
    let at_file = |why: String| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Finding::new(Severity::RejectsFile, "unreadable", origin, why)
    };
    let source_lines = source.asked.skip_lines;
    let kept = source.kept;
    let text = text_of(source.bytes, source.asked.encoding);
    let mut bytes = BufReader::with_capacity(1 << 16, text);
    let start = bytes.fill_buf().map_err(|error| {
        let origin = Origin {
            input: Arc::clone(input),
            at: At::File,
        };
        Unreadable::finding(&error, origin)
    })?;
    let marks = start.chunks(BOM.len()).take_while(|mark| *mark == BOM);
    let bom = marks.count() * BOM.len();
    let delimiter = delimiter(start.get(bom..).unwrap_or_default());
    bytes.consume(bom);
    let mut core: Option<Core> = kept.take();
    core = core.filter(|core| core.delimiter == delimiter);
    core.iter_mut().for_each(Core::begin);
    let mut lexer = Lexer {
        input: Arc::clone(input),
        bytes,
        delimiter,
        core,
        kept,
        line: 1,
        last_was_cr: false,
        at_end: false,
        by_row: 0,
        text: vec![0; 1 << 12],
        ends: vec![0; 64],
    };
    lexer
        .skip_lines(source_lines)
        .map_err(|error| Unreadable::finding(&error, lexer.origin(At::File)))?;
    let mut texts = Texts::default();
    let header = match lexer.next_record(Some(&mut texts)) {
        Some(header) => header?,
        None => return Err(at_file("empty file".to_owned())),
    };
    let headers = match header.held {
        Held::InTexts => Ok((0..header.cells)
            .filter_map(|cell| texts.get(cell).map(str::to_owned))
            .collect()),
        Held::InLexer => lexer
            .cells(header.cells)
            .map(|cell| str::from_utf8(cell).map(str::to_owned))
            .collect::<Result<Vec<String>, Utf8Error>>(),
    };
    let headers = headers.map_err(|error| {
        let origin = lexer.origin(At::Line(header.line));
        not_utf8(Severity::RejectsFile, origin, error.valid_up_to())
    })?;
    Ok(Box::new(CsvRows {
        lexer,
        headers,
        row: 0,
    }))
}

/// The separator that stands most often in the first line, outside quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for &byte in start.trim_ascii_start() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte) {
                    *count += 1;
                }
            }
        }
    }
    // max_by_key takes the last of equals; the comma comes first in the list and is the default.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, n)| *n)
        .map_or(b',', |(sign, _)| sign)
}

fn not_utf8(severity: Severity, origin: Origin, byte: usize) -> Finding {
    Finding::new(
        severity,
        "encoding",
        origin,
        format!("invalid UTF-8 at byte {} of the cell", byte + 1),
    )
    .with_fix("if it is in Windows-1252, say so with --encoding windows-1252; or save it as UTF-8")
}

impl Lexer<'_> {
    fn origin(&self, at: At) -> Origin {
        Origin {
            input: Arc::clone(&self.input),
            at,
        }
    }

    /// The next record; `texts` takes its cells where they can be told apart without quotes.
    fn next_record(&mut self, texts: Option<&mut Texts>) -> Option<Result<RawRecord, Finding>> {
        let unreadable = |line: u64, lexer: &Self, why: String| {
            let origin = lexer.origin(At::Line(line));
            Some(Err(Finding::new(
                Severity::RejectsFile,
                "unreadable",
                origin,
                why,
            )))
        };
        if self.at_end {
            return None;
        }
        let failed = |line: u64, lexer: &Self, error: &io::Error| {
            Some(Err(Unreadable::finding(
                error,
                lexer.origin(At::Line(line)),
            )))
        };
        if let Err(error) = self.skip_line_ends() {
            self.at_end = true;
            return failed(self.line, self, &error);
        }
        let first_line = self.line;
        if let Some(cells) = texts.and_then(|texts| self.plain_record(texts)) {
            return Some(Ok(RawRecord {
                line: first_line,
                cells,
                held: Held::InTexts,
            }));
        }
        let (mut written, mut ended) = (0, 0);
        let mut has_begun = false;
        loop {
            let buffer = match self.bytes.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) => {
                    self.at_end = true;
                    return failed(first_line, self, &error);
                }
            };
            // At the end of the file a line end closes the record, unless a quote is open.
            let is_cut = buffer.is_empty() && has_begun;
            let core = self.core.get_or_insert_with(|| Core::new(self.delimiter));
            let (result, read, out, ends) = core.reader.read_record(
                if is_cut { b"\n" } else { buffer },
                self.text.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(ended..).unwrap_or_default(),
            );
            let read = if is_cut { 0 } else { read };
            has_begun |= read > 0;
            let consumed = buffer.get(..read).unwrap_or_default();
            (self.line, self.last_was_cr) = count_lines(consumed, self.line, self.last_was_cr);
            self.bytes.consume(read);
            written += out;
            ended += ends;
            match result {
                ReadRecordResult::InputEmpty if is_cut => {
                    self.at_end = true;
                    let why = "a quote is opened and never closed".to_owned();
                    return unreadable(first_line, self, why).map(|refused| {
                        refused.map_err(|finding| {
                            finding.with_fix("close the quote, or double one that is text")
                        })
                    });
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < ROW_BYTES => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < ROW_CELLS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull => {
                    self.at_end = true;
                    let why = format!("a row of more than {ROW_BYTES} bytes");
                    return unreadable(first_line, self, why);
                }
                ReadRecordResult::OutputEndsFull => {
                    self.at_end = true;
                    let why = format!("a row of more than {ROW_CELLS} cells");
                    return unreadable(first_line, self, why);
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    self.at_end = true;
                    return None;
                }
            }
        }
        Some(Ok(RawRecord {
            line: first_line,
            cells: ended,
            held: Held::InLexer,
        }))
    }

    /// The first cells of the record that was read last.
    fn cells(&self, count: usize) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().take(count).map(move |&end| {
            let cell = self.text.get(start..end).unwrap_or_default();
            start = end;
            cell
        })
    }

    /// Takes a record that is plain text: it lies whole in the buffer, has no quote and nothing that
    /// a cell may not hold. Any other is left as it is, for `csv-core` to take apart.
    ///
    /// Without a quote each separator ends a cell and each line end the record.
    fn plain_record(&mut self, texts: &mut Texts) -> Option<usize> {
        let buffer = self.bytes.buffer();
        let length = memchr3(b'\n', b'\r', b'"', buffer)?;
        let (line, rest) = buffer.split_at_checked(length)?;
        let end = rest.get(..1).filter(|end| *end != b"\"")?;
        let text = str::from_utf8(line).ok()?;
        // An apostrophe at the start of a cell may be a guard, which is taken off.
        let is_plain = |at: usize| {
            line.get(at) == Some(&b'\'')
                && at
                    .checked_sub(1)
                    .is_some_and(|before| line.get(before) != Some(&self.delimiter))
        };
        if text.len() >= ROW_CELLS || !memchr2_iter(0, b'\'', line).all(is_plain) {
            return None;
        }
        let before = texts.len();
        texts.push_parts(text, self.delimiter);
        (self.line, self.last_was_cr) = count_lines(end, self.line, self.last_was_cr);
        self.bytes.consume(length + 1);
        Some(texts.len() - before)
    }

    /// Takes the lines that lie whole in the buffer, where all of it is plain text, and gives how many they were.
    ///
    /// What follows them in the buffer is left to be taken apart row by row.
    fn plain_lines(&mut self, columns: usize, row: u64, rows: &mut RawRows) -> u64 {
        let buffer = self.bytes.buffer();
        // A buffer that was filled anew is longer than what was left of the last one.
        let is_refused = buffer.len() <= self.by_row;
        let lines = (!is_refused)
            .then(|| plain_lines(buffer, self.delimiter))
            .flatten();
        let Some(lines) = lines else {
            self.by_row = buffer.len();
            return 0;
        };
        let (bytes, count) = rows.push_lines(lines, self.delimiter, columns, (row, self.line));
        self.by_row = if rows.are_enough() || bytes == lines.len() {
            0
        } else {
            buffer.len() - bytes
        };
        if count > 0 {
            (self.line, self.last_was_cr) = (self.line + count, false);
        }
        self.bytes.consume(bytes);
        count
    }

    /// Passes over whole lines, whatever they hold.
    fn skip_lines(&mut self, lines: u64) -> io::Result<()> {
        let wanted = self.line + lines;
        while self.line < wanted {
            let buffer = self.bytes.fill_buf()?;
            let Some(byte) = buffer.first().copied() else {
                return Ok(());
            };
            // A line feed behind a carriage return belongs to the line before.
            (self.line, self.last_was_cr) = count_lines(&[byte], self.line, self.last_was_cr);
            self.bytes.consume(1);
        }
        Ok(())
    }

    /// Passes over line ends and the DOS end mark before a record, so that its line is known.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.bytes.fill_buf()?;
            let skipped = buffer
                .iter()
                .take_while(|byte| matches!(**byte, b'\r' | b'\n' | END_OF_TEXT_FILE))
                .count();
            let is_all = skipped == buffer.len() && skipped > 0;
            let passed = buffer.get(..skipped).unwrap_or_default();
            (self.line, self.last_was_cr) = count_lines(passed, self.line, self.last_was_cr);
            self.bytes.consume(skipped);
            if !is_all {
                return Ok(());
            }
        }
    }
}

/// The whole lines of some bytes, where nothing in them needs a closer look: a quote, a carriage return, a character
/// that a cell may not hold or that ends a file, or an apostrophe that may be a guard.
fn plain_lines(bytes: &[u8], delimiter: u8) -> Option<&str> {
    let end = memrchr(b'\n', bytes)? + 1;
    let lines = bytes.get(..end)?;
    let begins_no_cell = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        before.is_some_and(|before| *before != delimiter && *before != b'\n')
    };
    let is_plain = memchr3(b'"', b'\r', 0, lines).is_none()
        && memchr(END_OF_TEXT_FILE, lines).is_none()
        && memchr_iter(b'\'', lines).all(begins_no_cell);
    str::from_utf8(lines).ok().filter(|_| is_plain)
}

/// The line number after some bytes: `\n`, `\r\n` and a lone `\r` each end a line.
fn count_lines(bytes: &[u8], mut line: u64, mut last_was_cr: bool) -> (u64, bool) {
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && !last_was_cr) {
            line += 1;
        }
        last_was_cr = byte == b'\r';
    }
    (line, last_was_cr)
}

impl Rows for CsvRows<'_> {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        let (lexer, headers) = (&mut self.lexer, &self.headers);
        self.row += 1;
        let row = self.row;
        let mut is_end = false;
        rows.push(RawGeometry::InCells, |texts| {
            let record = match lexer.next_record(Some(&mut *texts)) {
                None => {
                    is_end = true;
                    return None;
                }
                Some(Err(finding)) => {
                    is_end = true;
                    return Some(Err(finding));
                }
                Some(Ok(record)) => record,
            };
            let at = At::Row {
                row,
                line: record.line,
            };
            Some(lexer.keep(&record, at, headers, texts).map(|()| at))
        });
        !is_end
    }

    fn next_rows(&mut self, rows: &mut RawRows) -> bool {
        let columns = self.headers.len();
        self.row += self.lexer.plain_lines(columns, self.row + 1, rows);
        rows.are_enough() || self.next_row(rows)
    }
}

impl Lexer<'_> {
    /// Adds the cells of a record to the texts, unless they are there already, or says what rejects it.
    fn keep(
        &self,
        record: &RawRecord,
        at: At,
        headers: &[String],
        texts: &mut Texts,
    ) -> Result<(), Finding> {
        let count = record.cells;
        if count != headers.len() {
            let why = format!("{count} fields, header has {}", headers.len());
            // A row that is too short and the last one of the file.
            let fix = if count < headers.len() && self.bytes.buffer().is_empty() {
                "the file may end inside this row; get it whole"
            } else {
                "put cells that hold the separator or a decimal comma in quotes"
            };
            return Err(
                Finding::new(Severity::RejectsRow, "fields", self.origin(at), why).with_fix(fix),
            );
        }
        if record.held == Held::InTexts {
            return Ok(());
        }
        for (cell, header) in self.cells(count).zip(headers) {
            let text = str::from_utf8(cell).map_err(|error| {
                let origin = self.origin(at);
                not_utf8(Severity::RejectsRow, origin, error.valid_up_to()).in_column(header)
            })?;
            if text.contains('\0') {
                return Err(Finding::new(
                    Severity::RejectsRow,
                    "control-character",
                    self.origin(at),
                    "a NUL character in the cell",
                )
                .in_column(header)
                .with_fix("the file may be damaged or of another format; remove the character"));
            }
            texts.push(without_guard(text));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Asked, Kept};
    use super::*;
    use crate::model::Cells;

    /// Where a row stands and its cells, or what rejects it.
    type Row = Result<(At, Cells), Finding>;

    fn rows(text: &[u8]) -> (Vec<String>, Vec<Row>) {
        let (headers, rows) = rows_by(text, |rows| {
            let mut all = RawRows::default();
            while rows.next_row(&mut all) {}
            vec![all]
        });
        let (_, by_lines) = rows_by(text, |rows| {
            let mut all = Vec::new();
            loop {
                let mut some = RawRows::default();
                while !some.are_enough() && rows.next_rows(&mut some) {}
                let is_last = !some.are_enough();
                all.push(some);
                if is_last {
                    return all;
                }
            }
        });
        assert_eq!(by_lines, rows, "{text:?}");
        (headers, rows)
    }

    fn rows_by(
        text: &[u8],
        read: impl Fn(&mut dyn Rows) -> Vec<RawRows>,
    ) -> (Vec<String>, Vec<Row>) {
        let input = Arc::new(Input {
            name: "in.csv".to_owned(),
            sha256: String::new(),
            size: text.len() as u64,
        });
        let mut bytes = Cursor::new(text);
        let (asked, mut kept) = (Asked::default(), Kept::default());
        let mut rows = open(Source {
            bytes: &mut bytes,
            beside: Vec::new(),
            input: &input,
            asked: &asked,
            kept: &mut kept,
        })
        .unwrap();
        let headers = rows.headers().to_vec();
        let pieces = read(rows.as_mut());
        let all = pieces
            .iter()
            .flat_map(RawRows::iter)
            .map(|row| row.map(|row| (row.at(), row.cells())).map_err(Clone::clone));
        (headers, all.collect())
    }

    fn cells(row: &Row) -> Vec<&str> {
        row.as_ref().unwrap().1.iter().collect()
    }

    #[test]
    fn a_file_is_taken_apart_alike_as_often_as_it_is_read() {
        let text = b"\"id\",name\n\"1\",\"a\n,b\"\n2,c\n\"\xEF\xBB\xBF3\",d\n";
        let input = Arc::new(Input {
            name: "in.csv".to_owned(),
            sha256: String::new(),
            size: text.len() as u64,
        });
        let (asked, mut kept) = (Asked::default(), Kept::default());
        for most in [2, 9, 9] {
            let mut bytes = Cursor::new(text);
            let mut rows = open(Source {
                bytes: &mut bytes,
                beside: Vec::new(),
                input: &input,
                asked: &asked,
                kept: &mut kept,
            })
            .unwrap();
            assert_eq!(rows.headers(), ["id", "name"]);
            let mut all = RawRows::default();
            while all.len() < most && rows.next_row(&mut all) {}
            let found: Vec<Vec<String>> = all
                .iter()
                .map(|row| row.unwrap().cells().iter().map(str::to_owned).collect())
                .collect();
            let expected = [["1", "a\n,b"], ["2", "c"], ["\u{FEFF}3", "d"]];
            assert_eq!(found, expected[..most.min(3)]);
        }
    }

    #[test]
    fn separators_and_quotes_are_told_by_the_header() {
        for text in [
            "id,name\n1,\"a,b\"\n",
            "id;name\r\n1;a,b\r\n",
            "id\tname\n1\ta,b",
            "\u{FEFF}id,name\r1,\"a,b\"\r",
        ] {
            let (headers, rows) = rows(text.as_bytes());
            assert_eq!(headers, ["id", "name"], "{text:?}");
            assert_eq!(rows.len(), 1, "{text:?}");
            assert_eq!(cells(&rows[0]), ["1", "a,b"], "{text:?}");
        }
    }

    #[test]
    fn many_lines_at_once_are_the_same_as_one_by_one() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap() % below
        };
        for columns in 1..4 {
            for _ in 0..300 {
                let mut text = ["a", "b", "c"][..columns].join(",");
                for _ in 0..=random(40) {
                    let cells = if random(30) == 0 { random(5) } else { columns };
                    text.push('\n');
                    for cell in 0..cells {
                        text.push_str(if cell > 0 { "," } else { "" });
                        let cell = match random(60) {
                            0 => "\"q,\"\"\"",
                            1 => "'=1",
                            2 => "N'Djamena",
                            3 => "\r",
                            4 => "\u{1a}",
                            5 => "\0",
                            6..30 => "",
                            _ => "é1.5",
                        };
                        text.push_str(cell);
                    }
                }
                rows(text.as_bytes());
            }
        }
        let many = "a,b\n".to_owned() + &"1,2\n".repeat(40_000) + "3\n4,'x'";
        let (_, rows) = rows(many.as_bytes());
        assert_eq!(rows.len(), 40_002);
        let last = rows[40_001].as_ref().unwrap();
        let at = At::Row {
            row: 40_002,
            line: 40_003,
        };
        assert_eq!(last.0, at);
    }

    #[test]
    fn lines_are_counted_through_quotes_and_blank_lines() {
        let (_, rows) = rows(b"id,name\n\n1,\"a\nb\"\n\r\n\n2,c\n\x1a");
        let at: Vec<At> = rows.iter().map(|row| row.as_ref().unwrap().0).collect();
        assert_eq!(
            at,
            [At::Row { row: 1, line: 3 }, At::Row { row: 2, line: 7 }]
        );
    }

    #[test]
    fn a_bad_row_is_a_finding_and_the_next_is_read() {
        let (_, rows) = rows(b"id,name\n1\n2,\xE9t\xE9\n3,c\0\n4,d\n5");
        let kinds: Vec<&str> = rows
            .iter()
            .map(|row| row.as_ref().map_or_else(|finding| finding.kind, |_| "row"))
            .collect();
        assert_eq!(
            kinds,
            ["fields", "encoding", "control-character", "row", "fields"]
        );
        let last = rows[4].as_ref().unwrap_err();
        assert!(last.fix.as_ref().unwrap().contains("end inside"));
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_rest_in_silence() {
        let (_, rows) = rows(b"id,note\n1,\"unclosed\n2,x\n3,y\n");
        let finding = rows[0].as_ref().unwrap_err();
        assert_eq!(finding.severity, Severity::RejectsFile);
        assert_eq!(finding.origin.at, At::Line(2));
        let (_, rows) = self::rows(b"id,note\n1,\"closed\"");
        assert_eq!(cells(&rows[0]), ["1", "closed"]);
    }

    #[test]
    fn a_row_without_end_is_refused_before_memory_runs_out() {
        let mut text = b"id,name\n1,\"".to_vec();
        text.resize(3 << 20, b'x');
        let (_, rows) = rows(&text);
        assert_eq!(rows.len(), 1);
        let finding = rows[0].as_ref().unwrap_err();
        assert_eq!(finding.severity, Severity::RejectsFile);
        assert!(finding.why.contains("1048576 bytes"));
    }
}
