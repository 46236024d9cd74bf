//! XLSX workbooks (Office Open XML, ECMA-376): one sheet, row by row.
//!
//! The size that a sheet claims for itself is not looked at. A cell of a date format comes out as an ISO
//! date, a number as its shortest text, and a formula as the value that was stored beside it.

use std::sync::Arc;

use jiff::civil::Date;

use super::archive::{self, Archive, SHARED_TEXTS};
use super::sheet::{COLUMNS, Grid, GridCell, GridRow, Keeper, SheetRows, header, number_text};
use super::xml::{Part, Tag, Xml};
use super::{Ask, Format, Rows, Sheet, Source, Told};
use crate::model::{At, Finding, Input, Origin, Severity, Texts, visible};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Entry(|name| name == "xl/workbook.xml" || name == "[Content_Types].xml"),
    takes: &[Ask::Sheet, Ask::SkipLines, Ask::WktColumn],
    sheets: Some(sheets),
    open,
};

/// The most styles of a workbook: Excel has 65,490.
const STYLES: usize = 1 << 17;

/// What a workbook says beside its sheets.
#[derive(Debug)]
struct Book {
    /// The name and the entry of each sheet.
    sheets: Vec<(String, String)>,
    looks: Arc<Looks>,
    keeper: Arc<Keeper>,
}

/// What cells refer to.
#[derive(Debug, Default)]
struct Looks {
    shared: Texts,
    /// Whether numbers of each style are dates.
    are_dates: Vec<bool>,
    starts_in_1904: bool,
}

/// The archive of a workbook, and what it says beside its sheets: found once, and kept.
fn opened(source: Source<'_>) -> Result<(Archive<'_>, Arc<Book>), Finding> {
    let mut archive = Archive::open(source)?;
    let mut kept = std::mem::take(archive.source.kept);
    let book = kept.or_find(|| Book::read(&mut archive));
    *archive.source.kept = kept;
    Ok((archive, book?))
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let (asked, input) = (source.asked, Arc::clone(source.input));
    let (archive, book) = opened(source)?;
    if let Some(rows) = book.keeper.rows(asked, &input) {
        return Ok(rows);
    }
    let (name, path) = book.sheet(&archive, asked.sheet.as_deref())?;
    let grid = XlsxGrid {
        xml: Xml::open(archive.into_read(&path)?, &input, None)?,
        looks: Arc::clone(&book.looks),
        row: 0,
        state: State::Before,
    };
    Ok(Box::new(SheetRows::open(
        grid,
        name,
        &input,
        asked,
        &book.keeper,
    )?))
}

fn sheets(source: Source<'_>) -> Result<Vec<Sheet>, Finding> {
    let (asked, input) = (source.asked, Arc::clone(source.input));
    let (mut archive, book) = opened(source)?;
    let mut all = Vec::new();
    if book.sheets.len() < 2 {
        return Ok(all);
    }
    for (name, path) in &book.sheets {
        let mut grid = XlsxGrid {
            xml: Xml::open(archive.read(path)?, &input, None)?,
            looks: Arc::clone(&book.looks),
            row: 0,
            state: State::Before,
        };
        all.push(Sheet {
            name: name.clone(),
            header: header(&mut grid, asked.skip_lines)?,
        });
    }
    Ok(all)
}

impl Book {
    fn read(archive: &mut Archive<'_>) -> Result<Self, Finding> {
        let input = Arc::clone(archive.source.input);
        let workbook = archive
            .has("_rels/.rels")
            .then(|| relations(archive, &input, "_rels/.rels", ""))
            .transpose()?
            .and_then(|all| all.into_iter().find(|one| one.kind == "officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |one| one.target);
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let related = relations(
            archive,
            &input,
            &format!("{folder}/_rels/{file}.rels"),
            folder,
        )?;
        let mut looks = Looks::default();
        let mut sheets = Vec::new();
        let mut xml = Xml::open(archive.read(&workbook)?, &input, None)?;
        loop {
            match xml.next()? {
                Part::End => break,
                Part::Open(tag) if tag.name() == "workbookPr" => {
                    let is = tag.attribute("date1904");
                    looks.starts_in_1904 = matches!(is.as_deref(), Some("1" | "true"));
                }
                Part::Open(tag) if tag.name() == "sheet" => {
                    let (name, id) = (tag.attribute("name"), tag.attribute("id"));
                    let path = related
                        .iter()
                        .find(|one| Some(&one.id) == id.as_ref() && one.kind == "worksheet");
                    if let (Some(name), Some(path)) = (name, path) {
                        sheets.push((name, path.target.clone()));
                    }
                }
                _ => {}
            }
        }
        drop(xml);
        for one in related {
            match one.kind.as_str() {
                "sharedStrings" => looks.shared = shared(archive, &input, &one.target)?,
                "styles" => looks.are_dates = styles(archive, &input, &one.target)?,
                _ => {}
            }
        }
        Ok(Self {
            sheets,
            looks: Arc::new(looks),
            keeper: Arc::default(),
        })
    }

    /// The name and entry of the sheet that is asked for, or of the first.
    fn sheet(
        &self,
        archive: &Archive<'_>,
        asked: Option<&str>,
    ) -> Result<(String, String), Finding> {
        let found = match asked {
            None => self.sheets.first(),
            Some(name) => self.sheets.iter().find(|(other, _)| other == name),
        };
        found.cloned().ok_or_else(|| {
            let names: Vec<&str> = self.sheets.iter().map(|(name, _)| name.as_str()).collect();
            let why = match asked {
                Some(name) => format!("no sheet \"{}\"", visible(name)),
                None => "no sheet in the workbook".to_owned(),
            };
            archive
                .source
                .refusal("sheet", At::File, why)
                .with_fix(format!("the sheets are {}", visible(&names.join(", "))))
        })
    }
}

/// A relation of a part of the workbook to another.
struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    /// The entry that it leads to.
    target: String,
}

fn relations(
    archive: &mut Archive<'_>,
    input: &Arc<Input>,
    path: &str,
    folder: &str,
) -> Result<Vec<Relation>, Finding> {
    let mut xml = Xml::open(archive.read(path)?, input, None)?;
    let mut all = Vec::new();
    loop {
        match xml.next()? {
            Part::End => return Ok(all),
            Part::Open(tag) if tag.name() == "Relationship" => {
                let target = tag.attribute("Target").unwrap_or_default();
                let target = match target.strip_prefix('/') {
                    Some(from_root) => from_root.to_owned(),
                    None if folder.is_empty() => target,
                    None => format!("{folder}/{target}"),
                };
                let kind = tag.attribute("Type").unwrap_or_default();
                all.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target,
                });
            }
            _ => {}
        }
    }
}

/// The texts that cells share.
fn shared(archive: &mut Archive<'_>, input: &Arc<Input>, path: &str) -> Result<Texts, Finding> {
    let mut xml = Xml::open(archive.read(path)?, input, None)?;
    let mut texts = Texts::default();
    loop {
        match xml.next()? {
            Part::End => return Ok(texts),
            Part::Open(tag) if tag.name() == "si" => {
                if texts.len() == SHARED_TEXTS {
                    let origin = Origin {
                        input: Arc::clone(input),
                        at: At::File,
                    };
                    let why = format!("more than {SHARED_TEXTS} different texts in the workbook");
                    return Err(
                        Finding::new(Severity::RejectsFile, "too-large", origin, why)
                            .with_fix("save the sheet as CSV, which may hold any number"),
                    );
                }
                let text = rich_text(&mut xml)?;
                texts.push(&text);
            }
            _ => {}
        }
    }
}

/// The text of the element that was opened last: of its `t`, but not of readings beside it (`rPh`).
fn rich_text(xml: &mut Xml<'_>) -> Result<String, Finding> {
    let mut text = String::new();
    let (mut depth, mut reading, mut is_text) = (1_u32, 0_u32, false);
    while depth > 0 {
        match xml.next()? {
            Part::Open(tag) => {
                depth += 1;
                if tag.name() == "rPh" || reading > 0 {
                    reading += 1;
                }
                is_text = tag.name() == "t" && reading == 0;
            }
            Part::Close => {
                depth -= 1;
                reading = reading.saturating_sub(1);
                is_text = false;
            }
            Part::Text(part) if is_text => text.push_str(&part),
            Part::Text(_) => {}
            Part::End => break,
        }
    }
    Ok(unescaped(text))
}

/// A text without the `_x000D_` that stand for characters XML cannot hold.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut rest = text.as_str();
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        let character = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let taken = if let Some(character) = character {
            plain.push(character);
            7
        } else {
            plain.push_str("_x");
            2
        };
        rest = from.get(taken..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// Whether numbers of each cell style are dates.
fn styles(archive: &mut Archive<'_>, input: &Arc<Input>, path: &str) -> Result<Vec<bool>, Finding> {
    let mut xml = Xml::open(archive.read(path)?, input, None)?;
    let mut own: Vec<(u32, bool)> = Vec::new();
    let mut are_dates = Vec::new();
    let mut is_in_cells = false;
    loop {
        match xml.next()? {
            Part::End => return Ok(are_dates),
            Part::Open(tag) => match tag.name() {
                "numFmt" if own.len() < STYLES => {
                    let code = tag.attribute("formatCode").unwrap_or_default();
                    own.push((number(&tag, "numFmtId"), is_date_format(&code)));
                }
                "cellXfs" => is_in_cells = true,
                "cellStyles" | "dxfs" => is_in_cells = false,
                "xf" if is_in_cells && are_dates.len() < STYLES => {
                    let id = number(&tag, "numFmtId");
                    let of_own = own.iter().rev().find(|(other, _)| *other == id);
                    are_dates.push(of_own.map_or_else(|| is_date_id(id), |(_, is)| *is));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn number(tag: &Tag<'_>, name: &str) -> u32 {
    tag.attribute(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// Whether a built-in number format is one of dates or times of day.
///
/// # Source
/// ECMA-376, part 1, 18.8.30, with the formats of its East Asian tables.
const fn is_date_id(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a number format shows dates or times of day: it has a letter of these outside of quotes,
/// escapes and brackets.
fn is_date_format(code: &str) -> bool {
    let mut chars = code.chars();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                for inner in chars.by_ref() {
                    if inner == ']' {
                        break;
                    }
                }
            }
            'd' | 'D' | 'y' | 'Y' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' => return true,
            // "General" has letters of its own.
            'G' | 'g' if chars.as_str().to_ascii_lowercase().starts_with("eneral") => return false,
            _ => {}
        }
    }
    false
}

/// Where in a sheet the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    InRows,
    Behind,
}

/// A sheet, read as it is inflated.
struct XlsxGrid<'a> {
    xml: Xml<'a>,
    looks: Arc<Looks>,
    row: u64,
    state: State,
}

impl Grid for XlsxGrid<'_> {
    const MOST_ROWS: u64 = archive::ROWS;

    fn next_row(&mut self, row: &mut GridRow) -> Result<bool, Finding> {
        row.cells.clear();
        loop {
            match self.xml.next()? {
                Part::End => return Ok(false),
                Part::Open(tag) => match (self.state, tag.name()) {
                    (State::Before, "sheetData") => self.state = State::InRows,
                    (State::InRows, "row") => {
                        let stated = tag.attribute("r").and_then(|text| text.parse().ok());
                        self.row = stated.unwrap_or(self.row + 1);
                        row.number = self.row;
                        self.cells(row)?;
                        return Ok(true);
                    }
                    _ => {}
                },
                Part::Close if self.state == State::InRows => self.state = State::Behind,
                _ => {}
            }
        }
    }
}

/// A cell as it stands in the sheet.
#[derive(Debug, Default)]
struct RawCell {
    kind: String,
    style: usize,
    value: Option<String>,
    has_formula: bool,
}

impl XlsxGrid<'_> {
    /// Reads the cells of the row that was opened last.
    fn cells(&mut self, row: &mut GridRow) -> Result<(), Finding> {
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Part::Close | Part::End => return Ok(()),
                Part::Open(tag) if tag.name() == "c" => {
                    let (mut column, mut cell) = (next, RawCell::default());
                    tag.each_attribute(|name, value| match name {
                        "r" => column = self::column(value).unwrap_or(next),
                        "t" => value.clone_into(&mut cell.kind),
                        "s" => cell.style = value.parse().unwrap_or_default(),
                        _ => {}
                    });
                    if column < next || column >= COLUMNS {
                        let why = "cells of a row that are not in the order of their columns";
                        return Err(self.xml.refusal(why).with_fix("save the workbook anew"));
                    }
                    next = column + 1;
                    if let Some(value) = self.cell(cell)? {
                        row.cells.push((column, value));
                    }
                }
                Part::Open(_) => self.xml.skip()?,
                Part::Text(_) => {}
            }
        }
    }

    /// What stands in the cell that was opened last; nothing where it is empty.
    fn cell(&mut self, mut cell: RawCell) -> Result<Option<GridCell>, Finding> {
        loop {
            match self.xml.next()? {
                Part::Close | Part::End => break,
                Part::Open(tag) => match tag.name() {
                    "v" => cell.value = Some(self.xml.text()?),
                    "is" => cell.value = Some(rich_text(&mut self.xml)?),
                    "f" => {
                        cell.has_formula = true;
                        self.xml.skip()?;
                    }
                    _ => self.xml.skip()?,
                },
                Part::Text(_) => {}
            }
        }
        let Some(value) = cell.value else {
            return Ok(cell.has_formula.then_some(GridCell::Uncalculated));
        };
        let text = match cell.kind.as_str() {
            "s" => {
                let index = value.trim().parse().ok();
                let Some(text) = index.and_then(|index| self.looks.shared.get(index)) else {
                    let why = format!("the shared text {} is missing", visible(&value));
                    return Err(self.xml.refusal(why).with_fix("save the workbook anew"));
                };
                text.to_owned()
            }
            "str" => unescaped(value),
            "b" => if value.trim() == "1" { "true" } else { "false" }.to_owned(),
            "" | "n" if value.trim().is_empty() && cell.has_formula => {
                return Ok(Some(GridCell::Uncalculated));
            }
            "" | "n" if self.looks.are_dates.get(cell.style) == Some(&true) => {
                date_text(&value, self.looks.starts_in_1904).unwrap_or_else(|| number_text(&value))
            }
            "" | "n" => number_text(&value),
            _ => value,
        };
        Ok((!text.is_empty()).then_some(GridCell::Value(text)))
    }
}

/// The column of a cell such as `AB12`, counted from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).try_fold(0_usize, |number, letter| {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A')?;
        number.checked_mul(26)?.checked_add(usize::from(digit) + 1)
    })?;
    number.checked_sub(1)
}

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// A serial number as an ISO date, with the time where it has one; nothing where it is out of range.
///
/// Day 60 of the count from 1900 is 29 February 1900, which did not exist: days before it are one day
/// later than the rest of the count says.
fn date_text(serial: &str, starts_in_1904: bool) -> Option<String> {
    let serial: f64 = serial.trim().parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let ms = (serial * DAY_MS).round();
    let days = (ms / DAY_MS).floor();
    // Both are below 2^38.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "days and milliseconds of a day are small"
    )]
    let (days, ms) = (days as i64, (ms - days * DAY_MS) as i64);
    let time = if ms == 0 {
        String::new()
    } else {
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        let rest = match ms % 1000 {
            0 => String::new(),
            rest => format!(".{rest:03}"),
        };
        format!("{hours:02}:{minutes:02}:{seconds:02}{rest}")
    };
    if days == 0 && !time.is_empty() {
        return Some(time);
    }
    let start = match (starts_in_1904, days) {
        (true, _) => Date::constant(1904, 1, 1),
        (false, 60) => return None,
        (false, ..60) => Date::constant(1899, 12, 31),
        (false, _) => Date::constant(1899, 12, 30),
    };
    let date = start
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()?;
    Some(if time.is_empty() {
        date.to_string()
    } else {
        format!("{date}T{time}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_dates_of_their_calendar() {
        // The first and last days, and both sides of the day that was not, as Excel shows them.
        for (serial, date) in [
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("61", "1900-03-01"),
            ("45764", "2025-04-17"),
            ("45764.5", "2025-04-17T12:00:00"),
            ("45764.999999999", "2025-04-18"),
            ("2958465", "9999-12-31"),
            ("0.25", "06:00:00"),
        ] {
            assert_eq!(date_text(serial, false).as_deref(), Some(date), "{serial}");
        }
        assert_eq!(date_text("44302", true).as_deref(), Some("2025-04-17"));
        for none in ["60", "-1", "2958466", "x", "1e300", "NaN"] {
            assert_eq!(date_text(none, false), None, "{none}");
        }
    }

    #[test]
    fn formats_of_dates_are_told_by_their_letters() {
        for (code, is_date) in [
            ("yyyy-mm-dd", true),
            ("[$-40C]d mmmm yyyy;@", true),
            ("hh:mm", true),
            ("General", false),
            ("0.00", false),
            ("0.0\" days\"", false),
            ("#,##0\\d", false),
            ("[Red]0", false),
            ("_-* #,##0_s", false),
        ] {
            assert_eq!(is_date_format(code), is_date, "{code}");
        }
    }

    #[test]
    fn places_and_escapes_are_read() {
        assert_eq!(column("A1"), Some(0));
        assert_eq!(column("XFD1048576"), Some(16_383));
        assert_eq!(column("12"), None);
        assert_eq!(
            unescaped("a_x000D_\nb_x005F_x0041__x".to_owned()),
            "a\r\nb_x0041__x"
        );
    }
}
