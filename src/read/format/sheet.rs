//! The rows of a sheet of a workbook, whatever the workbook's format.

use std::sync::{Arc, Mutex};

use super::spool::{self, Spool};
use super::{Asked, RawGeometry, RawRows, Rows};
use crate::model::{At, Finding, Input, Origin, Severity, visible};

/// The most columns of a sheet, as spreadsheets have them.
pub(super) const COLUMNS: usize = 1 << 14;

/// A row of a sheet: its cells that hold something, in the order of their columns.
#[derive(Debug, Default)]
pub(super) struct GridRow {
    /// Its number, counted from 1 as spreadsheets do.
    pub(super) number: u64,
    /// The columns, counted from 0, and what stands there.
    pub(super) cells: Vec<(usize, GridCell)>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum GridCell {
    /// A value as a text.
    Value(String),
    /// A formula of which nobody stored what it comes to.
    Uncalculated,
}

impl GridCell {
    /// Its text, without what guards it from being run.
    fn text(&self) -> &str {
        match self {
            Self::Value(text) => super::without_guard(text),
            Self::Uncalculated => "",
        }
    }
}

/// A sheet that gives its rows one after another.
pub(super) trait Grid {
    /// The most rows that are read: those of some formats take longer, and more room.
    const MOST_ROWS: u64;

    /// The next row in place of this one, or false at the end.
    fn next_row(&mut self, row: &mut GridRow) -> Result<bool, Finding>;
}

impl<G: Grid> Grid for &mut G {
    const MOST_ROWS: u64 = G::MOST_ROWS;

    fn next_row(&mut self, row: &mut GridRow) -> Result<bool, Finding> {
        (**self).next_row(row)
    }
}

/// The rows of a sheet below its header.
pub(super) struct SheetRows<G> {
    grid: G,
    /// What is kept of the rows so far, and where to once all were read.
    spool: Spool,
    keeper: Arc<Keeper>,
    asked: Asked,
    sheet: String,
    input: Arc<Input>,
    headers: Vec<String>,
    row: u64,
    current: GridRow,
    is_done: bool,
}

/// Holds the rows of a sheet that were all read, for the next time.
#[derive(Debug, Default)]
pub(super) struct Keeper(Mutex<Option<Arc<KeptSheet>>>);

/// A sheet all of whose rows were read.
#[derive(Debug)]
struct KeptSheet {
    /// What the user said of the workbook.
    asked: Asked,
    headers: Vec<String>,
    rows: Spool,
}

/// The rows of a sheet that are kept.
struct KeptRows {
    sheet: Arc<KeptSheet>,
    place: spool::Place,
    input: Arc<Input>,
}

impl Keeper {
    /// The rows of the sheet that is asked for, if they are kept.
    pub(super) fn rows(&self, asked: &Asked, input: &Arc<Input>) -> Option<Box<dyn Rows>> {
        let kept = self.0.lock().ok()?.clone();
        let sheet = kept.filter(|kept| kept.asked == *asked)?;
        Some(Box::new(KeptRows {
            sheet,
            place: spool::Place::default(),
            input: Arc::clone(input),
        }))
    }
}

impl Rows for KeptRows {
    fn headers(&self) -> &[String] {
        &self.sheet.headers
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        let (sheet, input) = (&self.sheet, &self.input);
        let width = sheet.headers.len();
        // Cells of a sheet stand in the order of their columns, each once.
        let twice = |at, _| {
            let input = Arc::clone(input);
            let why = "two cells in one column";
            Finding::new(Severity::RejectsRow, "fields", Origin { input, at }, why)
        };
        sheet.rows.next_row(&mut self.place, width, rows, twice)
    }
}

/// The first row below `skipped` rows that has any cell; nothing where there is none.
pub(super) fn header(grid: &mut impl Grid, skipped: u64) -> Result<Vec<String>, Finding> {
    let mut row = GridRow::default();
    while grid.next_row(&mut row)? {
        if row.number > skipped && !row.cells.is_empty() {
            let width = row.cells.last().map_or(0, |(column, _)| column + 1);
            let mut header = vec![String::new(); width];
            for (column, cell) in row.cells {
                if let (Some(name), GridCell::Value(text)) = (header.get_mut(column), cell) {
                    *name = text;
                }
            }
            return Ok(header);
        }
    }
    Ok(Vec::new())
}

impl<G: Grid> SheetRows<G> {
    /// Reads the header.
    pub(super) fn open(
        mut grid: G,
        sheet: String,
        input: &Arc<Input>,
        asked: &Asked,
        keeper: &Arc<Keeper>,
    ) -> Result<Self, Finding> {
        let headers = header(&mut grid, asked.skip_lines)?;
        if headers.is_empty() {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::File,
            };
            let why = format!("the sheet {} is empty", visible(&sheet));
            return Err(Finding::new(Severity::RejectsFile, "format", origin, why)
                .with_fix("give a sheet with a header and rows"));
        }
        Ok(Self {
            grid,
            spool: Spool::default(),
            keeper: Arc::clone(keeper),
            asked: asked.clone(),
            sheet,
            input: Arc::clone(input),
            headers,
            row: 0,
            current: GridRow::default(),
            is_done: false,
        })
    }

    /// Keeps the rows, all of which were read.
    fn keep(&mut self) {
        let rows = std::mem::take(&mut self.spool);
        if let (false, Ok(mut kept)) = (rows.is_full(), self.keeper.0.lock()) {
            *kept = Some(Arc::new(KeptSheet {
                asked: self.asked.clone(),
                headers: self.headers.clone(),
                rows,
            }));
        }
    }

    /// What rejects a sheet with more rows than are read.
    fn too_long(&self) -> Finding {
        let origin = Origin {
            input: Arc::clone(&self.input),
            at: At::File,
        };
        let sheet = visible(&self.sheet);
        let why = format!("more than {} rows in the sheet {sheet}", G::MOST_ROWS);
        Finding::new(Severity::RejectsFile, "too-large", origin, why)
            .with_fix("save the sheet as CSV, which may have any number of rows")
    }

    /// What rejects the row that was read, if anything does.
    fn defect(&self, at: At) -> Option<Finding> {
        let (number, width) = (self.current.number, self.headers.len());
        let place = |column: usize| {
            let sheet = visible(&self.sheet);
            format!("{sheet}!{}{number}", letters(column))
        };
        let finding = |kind, why: String| {
            let origin = Origin {
                input: Arc::clone(&self.input),
                at,
            };
            Finding::new(Severity::RejectsRow, kind, origin, why)
        };
        self.current.cells.iter().find_map(|(column, cell)| {
            let header = self.headers.get(*column);
            match (cell, header) {
                (GridCell::Uncalculated, header) => Some(
                    finding(
                        "formula",
                        format!("the formula in {} has no stored value", place(*column)),
                    )
                    .in_column(header.map_or("", String::as_str))
                    .with_fix("open the workbook in a spreadsheet program and save it"),
                ),
                (GridCell::Value(text), Some(_)) if text.contains('\0') => Some(
                    finding(
                        "control-character",
                        format!("a NUL character in {}", place(*column)),
                    )
                    .with_fix("remove the character"),
                ),
                (GridCell::Value(_), Some(_)) => None,
                (GridCell::Value(text), None) => Some(
                    finding(
                        "fields",
                        format!(
                            "{} stands outside of the table, whose header has {width} columns",
                            place(*column)
                        ),
                    )
                    .with_value(text)
                    .with_fix("give its column a header, or move it away"),
                ),
            }
        })
    }
}

impl<G: Grid + Send> SheetRows<G> {
    /// Goes through all rows, so that they are kept, and gives the header.
    pub(super) fn pass_over(&mut self) -> Result<Vec<String>, Finding> {
        loop {
            let (pieces, end) = super::next_pieces(self, 1);
            match end {
                Some(finding) => return Err(finding),
                None if pieces.is_empty() => return Ok(self.headers.clone()),
                None => {}
            }
        }
    }
}

impl<G: Grid + Send> Rows for SheetRows<G> {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        loop {
            if self.is_done {
                return false;
            }
            match self.grid.next_row(&mut self.current) {
                Ok(true) if self.current.cells.is_empty() => {}
                Ok(true) => break,
                Ok(false) => {
                    self.is_done = true;
                    self.keep();
                    return false;
                }
                Err(finding) => {
                    self.is_done = true;
                    rows.push(RawGeometry::InCells, |_| Some(Err(finding)));
                    return false;
                }
            }
        }
        if self.row == G::MOST_ROWS {
            self.is_done = true;
            let finding = self.too_long();
            rows.push(RawGeometry::InCells, |_| Some(Err(finding)));
            return false;
        }
        self.row += 1;
        let at = At::SheetRow {
            row: self.row,
            sheet_row: self.current.number,
        };
        let defect = self.defect(at);
        if let Some(defect) = &defect {
            self.spool.reject(defect);
        } else {
            let cells = self.current.cells.iter();
            let cells = cells.map(|(column, cell)| (*column, cell.text()));
            self.spool.add(at, &RawGeometry::InCells, cells);
        }
        let mut cells = self.current.cells.drain(..).peekable();
        let width = self.headers.len();
        rows.push(RawGeometry::InCells, |texts| {
            if let Some(defect) = defect {
                return Some(Err(defect));
            }
            for column in 0..width {
                match cells.next_if(|(place, _)| *place == column) {
                    Some((_, cell)) => texts.push(cell.text()),
                    None => texts.push(""),
                }
            }
            Some(Ok(at))
        });
        true
    }
}

/// The letters of a column counted from 0: A, B, … Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or_default());
        rest /= 26;
    }
    letters
        .iter()
        .rev()
        .map(|letter| char::from(*letter))
        .collect()
}

/// A number of a workbook as its shortest text; a text that is none as it is.
pub(super) fn number_text(text: &str) -> String {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_as_in_spreadsheets() {
        for (column, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn numbers_come_out_as_they_were_typed() {
        // Excel stores the seventeen digits of the double nearest to what was typed.
        for (stored, typed) in [
            ("19.537199999999999", "19.5372"),
            ("5.7721", "5.7721"),
            ("41", "41"),
            ("1E-3", "0.001"),
            ("-0.1", "-0.1"),
            ("n", "n"),
        ] {
            assert_eq!(number_text(stored), typed);
        }
    }
}
