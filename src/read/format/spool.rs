//! Rows that were taken apart once and are kept close together, so that a format that is slow to take apart
//! is taken apart once however often its rows are gone through.

use std::ops::Range;

use super::{RawGeometry, RawRows, RawShape};
use crate::model::{At, Finding, Texts};

/// The most bytes that kept rows take; a file with more is taken apart again.
const BYTES: usize = 28 << 20;

/// The most findings and shapes that are kept.
const PIECES: usize = 1 << 12;

/// Rows in the order of their file.
#[derive(Debug, Default)]
pub(super) struct Spool {
    /// What stands between the texts: numbers, seven bits a byte.
    codes: Vec<u8>,
    texts: String,
    shapes: Vec<RawShape>,
    findings: Vec<Finding>,
    /// What the elements are called in which rows stand.
    elements: Vec<&'static str>,
    vertices: usize,
    is_full: bool,
}

/// Where the reading of kept rows is.
#[derive(Debug, Default)]
pub(super) struct Place {
    code: usize,
    text: usize,
}

/// What is kept of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    End,
    Row,
    Rejected,
    Warning,
}

/// What is kept of where a row stands, and of its geometry.
const SHEET_ROW: u64 = 0;
const ELEMENT: u64 = 1;
const IN_CELLS: u64 = 0;
const ABSENT: u64 = 1;
const POINT: u64 = 2;
const SHAPE: u64 = 3;

impl Spool {
    /// Whether there were too many rows, so that none is kept.
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Keeps a row: the cells that hold something, with their columns in any order.
    pub(super) fn add<'c>(
        &mut self,
        at: At,
        geometry: &RawGeometry,
        cells: impl ExactSizeIterator<Item = (usize, &'c str)>,
    ) {
        if self.is_full {
            return;
        }
        self.code(Entry::Row as u64);
        match at {
            At::SheetRow { row, sheet_row } => self.codes([SHEET_ROW, row, sheet_row]),
            At::Element { name, index, line } => {
                let known = self.elements.iter().position(|other| *other == name);
                let element = known.unwrap_or_else(|| {
                    self.elements.push(name);
                    self.elements.len() - 1
                });
                self.codes([ELEMENT, element as u64, index, line]);
            }
            _ => return self.give_up(),
        }
        match geometry {
            RawGeometry::InCells => self.code(IN_CELLS),
            RawGeometry::Absent => self.code(ABSENT),
            RawGeometry::Point(degrees) => {
                self.code(POINT);
                for value in degrees {
                    self.codes.extend(value.to_le_bytes());
                }
            }
            RawGeometry::Shape(shape) => {
                self.codes([SHAPE, self.shapes.len() as u64]);
                self.vertices += shape.vertices();
                self.shapes.push(shape.as_ref().clone());
            }
        }
        self.code(cells.len() as u64);
        for (column, text) in cells {
            self.codes([column as u64, text.len() as u64]);
            self.texts.push_str(text);
        }
        let bytes = self.codes.len() + self.texts.len() + self.vertices * size_of::<[f64; 2]>();
        if bytes > BYTES || self.shapes.len() + self.findings.len() > PIECES {
            self.give_up();
        }
    }

    /// Keeps what rejects a row in its place.
    pub(super) fn reject(&mut self, finding: &Finding) {
        self.found(Entry::Rejected, finding);
    }

    /// Keeps something odd in the row behind.
    pub(super) fn warn(&mut self, finding: &Finding) {
        self.found(Entry::Warning, finding);
    }

    fn found(&mut self, entry: Entry, finding: &Finding) {
        if self.is_full || self.findings.len() == PIECES {
            return self.give_up();
        }
        self.codes([entry as u64, self.findings.len() as u64]);
        self.findings.push(finding.clone());
    }

    fn give_up(&mut self) {
        *self = Self {
            is_full: true,
            ..Self::default()
        };
    }

    fn codes<const N: usize>(&mut self, numbers: [u64; N]) {
        for number in numbers {
            self.code(number);
        }
    }

    /// A number in pieces of seven bits, the lowest first (LEB128).
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at once")]
    fn code(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.codes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.codes.push(number as u8);
    }

    fn number(&self, place: &mut Place) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = *self.codes.get(place.code)?;
            place.code += 1;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn index(&self, place: &mut Place) -> Option<usize> {
        usize::try_from(self.number(place)?).ok()
    }

    /// Adds the next row to others, each with a cell for every one of `width` columns: false at the end.
    ///
    /// `twice` says what rejects a row that has two cells for a column.
    pub(super) fn next_row(
        &self,
        place: &mut Place,
        width: usize,
        rows: &mut RawRows,
        twice: impl Fn(At, usize) -> Finding,
    ) -> bool {
        loop {
            let entry = self.entry(place);
            match entry {
                Entry::End => return false,
                Entry::Row => return self.row(place, width, rows, twice).is_some(),
                Entry::Rejected | Entry::Warning => {
                    let finding = self.index(place).and_then(|at| self.findings.get(at));
                    let Some(finding) = finding.cloned() else {
                        return false;
                    };
                    if entry == Entry::Rejected {
                        rows.push(RawGeometry::InCells, |_| Some(Err(finding)));
                        return true;
                    }
                    rows.warn(finding);
                }
            }
        }
    }

    fn entry(&self, place: &mut Place) -> Entry {
        let code = self.number(place);
        [Entry::Row, Entry::Rejected, Entry::Warning]
            .into_iter()
            .find(|entry| Some(*entry as u64) == code)
            .unwrap_or(Entry::End)
    }

    fn row(
        &self,
        place: &mut Place,
        width: usize,
        rows: &mut RawRows,
        twice: impl Fn(At, usize) -> Finding,
    ) -> Option<()> {
        let at = if self.number(place)? == SHEET_ROW {
            At::SheetRow {
                row: self.number(place)?,
                sheet_row: self.number(place)?,
            }
        } else {
            At::Element {
                name: self.elements.get(self.index(place)?)?,
                index: self.number(place)?,
                line: self.number(place)?,
            }
        };
        let geometry = match self.number(place)? {
            IN_CELLS => RawGeometry::InCells,
            ABSENT => RawGeometry::Absent,
            POINT => RawGeometry::Point([self.degrees(place)?, self.degrees(place)?]),
            _ => RawGeometry::Shape(Box::new(self.shapes.get(self.index(place)?)?.clone())),
        };
        let count = self.index(place)?;
        rows.push(geometry, |texts| {
            Some(match self.cells(place, count, width, texts) {
                None => Ok(at),
                Some(column) => Err(twice(at, column)),
            })
        });
        Some(())
    }

    fn degrees(&self, place: &mut Place) -> Option<f64> {
        let bytes = self.codes.get(place.code..)?.first_chunk()?;
        place.code += bytes.len();
        Some(f64::from_le_bytes(*bytes))
    }

    /// Adds the cells of a row to texts, or gives the column that has two.
    fn cells(
        &self,
        place: &mut Place,
        count: usize,
        width: usize,
        texts: &mut Texts,
    ) -> Option<usize> {
        let mut cells: Vec<Option<Range<usize>>> = vec![None; width];
        let mut twice = None;
        for _ in 0..count {
            let column = self.index(place).unwrap_or_default();
            let end = place.text + self.index(place).unwrap_or_default();
            match cells.get_mut(column) {
                Some(cell) if cell.is_none() => *cell = Some(place.text..end),
                _ => twice = twice.or(Some(column)),
            }
            place.text = end;
        }
        for cell in cells {
            let text = cell.and_then(|cell| self.texts.get(cell));
            texts.push(text.unwrap_or_default());
        }
        twice
    }
}
