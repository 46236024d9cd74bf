//! XML as far as files of places need it: tags, attributes and text, piece by piece.
//!
//! `quick-xml` takes the text apart. Nesting is counted, a document type and entities of its own are
//! refused, and what is wrong is said with its line and column.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Unreadable;
use super::encoding::{Decoded, Encoding};
use crate::model::{At, Finding, Input, Origin, Severity};

/// How deep elements may be nested.
const DEPTH: usize = 128;

/// The most bytes that one tag or one piece of text may take.
const PIECE_BYTES: usize = 16 << 20;

/// How many bytes at the start are looked through for the encoding.
const DECLARATION_BYTES: u64 = 512;

/// An XML document being read.
pub(super) struct Xml<'a> {
    reader: Reader<Placed<Box<dyn BufRead + Send + 'a>>>,
    input: Arc<Input>,
    piece: Vec<u8>,
    depth: usize,
    has_root: bool,
}

/// A part of a document.
pub(super) enum Part<'t> {
    /// The start of an element.
    Open(Tag<'t>),
    /// The end of the element that was opened last.
    Close,
    /// Text inside an element.
    Text(Cow<'t, str>),
    /// The end of the document.
    End,
}

/// The start of an element.
pub(super) struct Tag<'t> {
    start: BytesStart<'t>,
    /// The line that it starts on, counted from 1.
    #[cfg(feature = "kml")]
    pub(super) line: u64,
}

impl Tag<'_> {
    /// Its name without the prefix of a namespace.
    pub(super) fn name(&self) -> &str {
        bare(self.start.name().0)
    }

    /// An attribute by its name without the prefix of a namespace; nothing where it has none, or an
    /// unreadable one.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut found = None;
        self.each_attribute(|other, value| {
            if other == name && found.is_none() {
                found = Some(value.to_owned());
            }
        });
        found
    }

    /// Gives every attribute that can be read, in order.
    pub(super) fn each_attribute(&self, mut take: impl FnMut(&str, &str)) {
        // That no name stands twice is not looked at: it would take a list for every tag.
        let mut attributes = self.start.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            if let Ok(value) = quick_xml::escape::unescape(&attribute.value) {
                take(bare(attribute.key.0), &value);
            }
        }
    }
}

fn bare(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl<'a> Xml<'a> {
    /// Starts to read a document in the encoding that is asked for, or else the one it declares.
    pub(super) fn open(
        mut bytes: impl Read + Send + 'a,
        input: &Arc<Input>,
        asked: Option<Encoding>,
    ) -> Result<Self, Finding> {
        let at = |at| Origin {
            input: Arc::clone(input),
            at,
        };
        let mut start = Vec::new();
        bytes
            .by_ref()
            .take(DECLARATION_BYTES)
            .read_to_end(&mut start)
            .map_err(|error| Unreadable::finding(&error, at(At::File)))?;
        let encoding = match asked.or_else(|| Encoding::utf_16_of(&start)) {
            Some(encoding) => encoding,
            None => match declared(&start) {
                None => Encoding::UTF_8,
                Some(label) => label.parse().map_err(|_cause| {
                    let label = crate::model::visible(&label);
                    let why = format!("the unknown encoding \"{label}\" is declared");
                    Finding::new(Severity::RejectsFile, "encoding", at(At::Line(1)), why)
                        .with_fix("say the encoding with --encoding, or save the file as UTF-8")
                })?,
            },
        };
        let bytes = BufReader::with_capacity(1 << 15, Cursor::new(start).chain(bytes));
        let decoded: Box<dyn BufRead + Send + 'a> = Box::new(Decoded::new(bytes, encoding));
        let mut reader = Reader::from_reader(Placed::new(decoded));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            input: Arc::clone(input),
            piece: Vec::new(),
            depth: 0,
            has_root: false,
        })
    }

    /// A finding that rejects the file, at the line that is being read.
    #[cfg(feature = "workbook")]
    pub(super) fn refusal(&self, why: impl Into<String>) -> Finding {
        let origin = Origin {
            input: Arc::clone(&self.input),
            at: At::Line(self.reader.get_ref().line),
        };
        Finding::new(Severity::RejectsFile, "xml", origin, why)
    }

    /// Passes over the element that was opened last.
    pub(super) fn skip(&mut self) -> Result<(), Finding> {
        self.within(|_| {})
    }

    /// The text of the element that was opened last, and of all elements in it.
    pub(super) fn text(&mut self) -> Result<String, Finding> {
        let mut text = String::new();
        self.within(|part| text.push_str(part))?;
        Ok(text)
    }

    /// Goes to the end of the element that was opened last.
    fn within(&mut self, mut take: impl FnMut(&str)) -> Result<(), Finding> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next()? {
                Part::Open(_) => depth += 1,
                Part::Close => depth -= 1,
                Part::Text(text) => take(&text),
                Part::End => break,
            }
        }
        Ok(())
    }

    /// The next part.
    pub(super) fn next(&mut self) -> Result<Part<'_>, Finding> {
        let Self {
            reader,
            input,
            piece,
            depth,
            has_root,
        } = self;
        piece.clear();
        reader.get_mut().left = PIECE_BYTES;
        let line = reader.get_ref().line;
        let refuse = |line, why: String| {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::Line(line),
            };
            Err(Finding::new(Severity::RejectsFile, "xml", origin, why))
        };
        let event = match reader.read_event_into(piece) {
            Ok(event) => event,
            Err(error) => {
                let place = reader.get_ref().place_of(reader.error_position());
                return Err(broken(&error, place, input));
            }
        };
        let outside = "text outside of the root element";
        Ok(match event {
            Event::Start(start) | Event::Empty(start) => {
                if *depth == 0 && *has_root {
                    return refuse(line, "a second root element".to_owned());
                }
                *has_root = true;
                *depth += 1;
                if *depth > DEPTH {
                    return refuse(line, format!("elements nested more than {DEPTH} deep"));
                }
                Part::Open(Tag {
                    start,
                    #[cfg(feature = "kml")]
                    line,
                })
            }
            Event::End(_) => {
                *depth = depth.saturating_sub(1);
                Part::Close
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                if *depth == 0 && !text.trim().is_empty() {
                    return refuse(line, outside.to_owned());
                }
                Part::Text(text)
            }
            Event::CData(text) => {
                if *depth == 0 {
                    return refuse(line, outside.to_owned());
                }
                Part::Text(text.xml10_content())
            }
            Event::GeneralRef(reference) => {
                let Some(text) = resolved(&reference) else {
                    let shown = crate::model::visible(&reference);
                    let why = format!("the entity \"&{shown};\" is none of XML's own");
                    return refuse(line, why)
                        .map_err(|finding| finding.with_fix("write the character itself"));
                };
                Part::Text(text)
            }
            Event::DocType(_) => {
                return refuse(
                    line,
                    "a document type and entities of its own are refused: they can name other files \
                     and expand without end"
                        .to_owned(),
                )
                .map_err(|finding| finding.with_fix("remove the <!DOCTYPE …> from the file"));
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Part::Text(Cow::Borrowed("")),
            Event::Eof if *depth > 0 => {
                let why = "unexpected end: the file is cut off";
                return refuse(line, why.to_owned())
                    .map_err(|finding| finding.with_fix("get the file whole"));
            }
            Event::Eof if !*has_root => {
                return refuse(line, "no element in the file".to_owned());
            }
            Event::Eof => Part::End,
        })
    }
}

/// The character that a reference stands for.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Option<Cow<'static, str>> {
    if reference.is_char_ref() {
        let c = reference.resolve_char_ref().ok()??;
        return Some(Cow::Owned(c.to_string()));
    }
    quick_xml::escape::resolve_xml_entity(reference).map(Cow::Borrowed)
}

/// What is wrong with a document that cannot be read on.
fn broken(
    error: &quick_xml::Error,
    (line, column): (u64, Option<u64>),
    input: &Arc<Input>,
) -> Finding {
    let origin = |at| Origin {
        input: Arc::clone(input),
        at,
    };
    let why = match error {
        quick_xml::Error::Io(error) => return Unreadable::finding(error, origin(At::File)),
        quick_xml::Error::Syntax(_) => "unexpected end: the file is cut off".to_owned(),
        quick_xml::Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference) => {
            "a \"&\" that begins no reference".to_owned()
        }
        error => error.to_string(),
    };
    let why = match column {
        Some(column) => format!("{why} (column {column})"),
        None => why,
    };
    let finding = Finding::new(Severity::RejectsFile, "xml", origin(At::Line(line)), why);
    match error {
        quick_xml::Error::Syntax(_) => finding.with_fix("get the file whole"),
        quick_xml::Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference) => {
            finding.with_fix("write &amp; for the character &")
        }
        _ => finding,
    }
}

/// The encoding that an XML declaration names, read as ASCII.
fn declared(start: &[u8]) -> Option<String> {
    let start = start.strip_prefix(super::BOM).unwrap_or(start);
    let start = String::from_utf8_lossy(start.strip_prefix(b"<?xml")?);
    let declaration = start.split("?>").next()?;
    let (_, behind) = declaration.split_once("encoding")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(str::to_owned)
}

/// Bytes with their lines counted, and with a bound on how many are taken at once.
struct Placed<R> {
    bytes: R,
    /// The line of the next byte, counted from 1.
    line: u64,
    /// How many bytes were taken.
    taken: u64,
    /// Where the last lines begin.
    starts: VecDeque<u64>,
    /// How many bytes may still be taken for this piece.
    left: usize,
}

/// Of how many lines the start is remembered.
const LINES: usize = 64;

impl<R> Placed<R> {
    fn new(bytes: R) -> Self {
        Self {
            bytes,
            line: 1,
            taken: 0,
            starts: VecDeque::from([0]),
            left: PIECE_BYTES,
        }
    }

    /// The line and column of a byte, both counted from 1; without a column where it is long past.
    fn place_of(&self, byte: u64) -> (u64, Option<u64>) {
        let behind = self.starts.iter().rev().take_while(|start| **start > byte);
        let behind = behind.count();
        let line = self.line - behind as u64;
        let start = self.starts.iter().rev().nth(behind);
        (line, start.map(|start| byte - start + 1))
    }
}

impl<R: BufRead> BufRead for Placed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(Unreadable::error(
                "xml",
                format!(
                    "a tag or a text of more than {PIECE_BYTES} bytes, from line {}",
                    self.line
                ),
                "split it",
            ));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is in the buffer is read from nowhere, so that this cannot fail.
        if let Ok(buffer) = self.bytes.fill_buf() {
            for at in memchr::memchr_iter(b'\n', buffer.get(..count).unwrap_or_default()) {
                self.line += 1;
                if self.starts.len() == LINES {
                    self.starts.pop_front();
                }
                self.starts.push_back(self.taken + at as u64 + 1);
            }
        }
        self.taken += count as u64;
        self.left = self.left.saturating_sub(count);
        self.bytes.consume(count);
    }
}

impl<R: BufRead> Read for Placed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
