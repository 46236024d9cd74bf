//! ODS workbooks (`OpenDocument` 1.3, part 3, chapter 9): one table, row by row.
//!
//! A row or cell that is repeated is written once with a count. What holds something is repeated as often
//! as it says, up to a bound; what is empty is passed over.

use std::sync::Arc;

use super::archive::{self, Archive};
use super::sheet::{COLUMNS, Grid, GridCell, GridRow, Keeper, SheetRows, header, number_text};
use super::xml::{Part, Tag, Xml};
use super::{Ask, Format, Rows, Sheet, Source, Told};
use crate::model::{At, Finding, visible};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Entry(|name| name == "content.xml"),
    takes: &[Ask::Sheet, Ask::SkipLines, Ask::WktColumn],
    sheets: Some(sheets),
    open,
};

/// The entry that holds all tables.
const CONTENT: &str = "content.xml";

/// The entry that says whether others are encrypted.
const MANIFEST: &str = "META-INF/manifest.xml";

/// The most cells that counts of repetition may add.
const REPEATED_CELLS: u64 = 1 << 22;

/// The most rows of a sheet, as spreadsheets have them.
const ROWS: u64 = 1 << 20;

/// What is known of a workbook whose tables were all looked at.
#[derive(Debug)]
struct Book {
    /// Its tables; none where there is no choice.
    sheets: Vec<Sheet>,
    keeper: Arc<Keeper>,
}

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let (asked, input) = (source.asked, Arc::clone(source.input));
    let (archive, book) = opened(source)?;
    if let Some(rows) = book.keeper.rows(asked, &input) {
        return Ok(rows);
    }
    let refusal = archive
        .source
        .refusal("sheet", At::File, "no sheet in the workbook");
    let mut grid = OdsGrid::new(Xml::open(archive.into_read(CONTENT)?, &input, None)?);
    let mut names = Vec::new();
    while let Some(name) = grid.next_table()? {
        if asked.sheet.as_ref().is_none_or(|asked| *asked == name) {
            let rows = SheetRows::open(grid, name, &input, asked, &book.keeper)?;
            return Ok(Box::new(rows));
        }
        names.push(name);
    }
    let mut refusal = refusal;
    if let Some(asked) = &asked.sheet {
        refusal.why = format!("no sheet \"{}\"", visible(asked));
        let names = visible(&names.join(", "));
        return Err(refusal.with_fix(format!("the sheets are {names}")));
    }
    Err(refusal)
}

fn sheets(source: Source<'_>) -> Result<Vec<Sheet>, Finding> {
    Ok(opened(source)?.1.sheets.clone())
}

impl Book {
    /// Looks at all tables, and keeps the rows of the first: mostly it is the only one.
    fn read(archive: &mut Archive<'_>) -> Result<Self, Finding> {
        let (asked, input) = (archive.source.asked, Arc::clone(archive.source.input));
        let keeper = Arc::default();
        let mut grid = OdsGrid::new(Xml::open(archive.read(CONTENT)?, &input, None)?);
        let mut sheets = Vec::new();
        while let Some(name) = grid.next_table()? {
            let header = if sheets.is_empty() && asked.sheet.is_none() {
                match SheetRows::open(&mut grid, name.clone(), &input, asked, &keeper) {
                    Ok(mut rows) => rows.pass_over()?,
                    // Nothing stands in it.
                    Err(finding) if finding.kind == "format" => Vec::new(),
                    Err(finding) => return Err(finding),
                }
            } else {
                header(&mut grid, asked.skip_lines)?
            };
            sheets.push(Sheet { name, header });
        }
        if sheets.len() < 2 {
            sheets.clear();
        }
        Ok(Self { sheets, keeper })
    }
}

/// The archive, and what is known of its tables: found once, and kept.
fn opened(source: Source<'_>) -> Result<(Archive<'_>, Arc<Book>), Finding> {
    let mut archive = unencrypted(source)?;
    let mut kept = std::mem::take(archive.source.kept);
    let book = kept.or_find(|| Book::read(&mut archive));
    *archive.source.kept = kept;
    // What was read to find it is read again to give its rows.
    archive.begin_again();
    Ok((archive, book?))
}

/// The archive, unless what it holds is encrypted.
fn unencrypted(source: Source<'_>) -> Result<Archive<'_>, Finding> {
    let input = Arc::clone(source.input);
    let mut archive = Archive::open(source)?;
    if archive.has(MANIFEST) {
        let mut xml = Xml::open(archive.read(MANIFEST)?, &input, None)?;
        let is_encrypted = loop {
            match xml.next()? {
                Part::End => break false,
                Part::Open(tag) if tag.name() == "encryption-data" => break true,
                _ => {}
            }
        };
        drop(xml);
        if is_encrypted {
            let why = "a workbook that is protected by a password";
            let finding = archive.source.refusal("format", At::File, why);
            return Err(finding.with_fix("save it without a password"));
        }
    }
    Ok(archive)
}

/// The tables of a workbook, one after another.
struct OdsGrid<'a> {
    xml: Xml<'a>,
    /// Whether the reading is inside a table.
    is_in_table: bool,
    row: u64,
    /// How many groups of rows the reading is inside of.
    groups: u32,
    /// The row that was read last, and how often it is still to come.
    again: u64,
    last: Vec<(usize, GridCell)>,
    repeated: u64,
}

impl<'a> OdsGrid<'a> {
    const fn new(xml: Xml<'a>) -> Self {
        Self {
            xml,
            is_in_table: false,
            row: 0,
            groups: 0,
            again: 0,
            last: Vec::new(),
            repeated: 0,
        }
    }

    /// Goes to the next table, past what is left of this one, and says its name.
    fn next_table(&mut self) -> Result<Option<String>, Finding> {
        let mut rest = GridRow::default();
        while self.is_in_table && self.next_row(&mut rest)? {}
        loop {
            match self.xml.next()? {
                Part::End => return Ok(None),
                Part::Open(tag) if tag.name() == "table" => {
                    let name = tag.attribute("name").unwrap_or_default();
                    (self.is_in_table, self.row, self.again, self.groups) = (true, 0, 0, 0);
                    return Ok(Some(name));
                }
                _ => {}
            }
        }
    }

    /// Reads the cells of the row that was opened last.
    fn cells(&mut self) -> Result<(), Finding> {
        self.last.clear();
        let mut column = 0;
        loop {
            match self.xml.next()? {
                Part::Close | Part::End => return Ok(()),
                Part::Text(_) => {}
                Part::Open(tag) => {
                    let is_cell = matches!(tag.name(), "table-cell" | "covered-table-cell");
                    let cell = RawCell::of(&tag);
                    if !is_cell {
                        self.xml.skip()?;
                        continue;
                    }
                    let text = self.paragraphs()?;
                    let times = cell.times.min(COLUMNS.saturating_sub(column));
                    if let Some(value) = cell.value(text) {
                        self.count((times as u64).saturating_sub(1))?;
                        let columns = column..column + times;
                        self.last
                            .extend(columns.map(|column| (column, value.clone())));
                    }
                    column += times;
                }
            }
        }
    }

    /// Counts cells that stand in the file only as a number.
    fn count(&mut self, cells: u64) -> Result<(), Finding> {
        self.repeated = self.repeated.saturating_add(cells);
        if self.repeated > REPEATED_CELLS {
            let why = format!("cells that are repeated more than {REPEATED_CELLS} times in all");
            return Err(self.xml.refusal(why).with_fix("give the sheet as CSV"));
        }
        Ok(())
    }

    /// The text of the cell that was opened last: its paragraphs as lines, without notes beside it.
    fn paragraphs(&mut self) -> Result<String, Finding> {
        let mut text = String::new();
        let (mut depth, mut paragraphs, mut note) = (1_u32, 0_u32, None);
        while depth > 0 {
            match self.xml.next()? {
                Part::End => break,
                Part::Close => {
                    depth -= 1;
                    note = note.filter(|start| *start <= depth);
                }
                Part::Open(tag) => {
                    depth += 1;
                    match tag.name() {
                        "annotation" => note = note.or(Some(depth)),
                        _ if note.is_some() => {}
                        "p" => {
                            if paragraphs > 0 {
                                text.push('\n');
                            }
                            paragraphs += 1;
                        }
                        "s" => {
                            let count = tag.attribute("c").and_then(|count| count.parse().ok());
                            let blanks = count.unwrap_or(1_usize).min(1 << 10);
                            text.push_str(&" ".repeat(blanks));
                        }
                        "tab" => text.push('\t'),
                        "line-break" => text.push('\n'),
                        _ => {}
                    }
                }
                Part::Text(part) if paragraphs > 0 && note.is_none() => text.push_str(&part),
                Part::Text(_) => {}
            }
        }
        Ok(text)
    }
}

impl Grid for OdsGrid<'_> {
    /// A row of ODS takes twice as long to take apart as one of XLSX, for each cell is several elements.
    const MOST_ROWS: u64 = archive::ROWS / 2;

    fn next_row(&mut self, row: &mut GridRow) -> Result<bool, Finding> {
        row.cells.clear();
        if self.again == 0 {
            loop {
                match self.xml.next()? {
                    Part::End => return Ok(false),
                    Part::Open(tag) => match tag.name() {
                        "table-row" => {
                            let times = count(&tag, "number-rows-repeated");
                            self.cells()?;
                            if self.last.is_empty() {
                                self.row = self.row.saturating_add(times);
                                continue;
                            }
                            let more = times.saturating_sub(1);
                            self.count(more.saturating_mul(self.last.len() as u64))?;
                            self.again = times;
                            break;
                        }
                        // Rows may stand in groups, which are gone into.
                        "table-row-group" | "table-rows" | "table-header-rows" => {
                            self.groups += 1;
                        }
                        _ => self.xml.skip()?,
                    },
                    Part::Close if self.groups > 0 => self.groups -= 1,
                    Part::Close => {
                        self.is_in_table = false;
                        return Ok(false);
                    }
                    Part::Text(_) => {}
                }
            }
        }
        self.again -= 1;
        self.row += 1;
        if self.row > ROWS {
            let why = format!("a sheet of more than {ROWS} rows");
            return Err(self.xml.refusal(why));
        }
        row.number = self.row;
        row.cells.clone_from(&self.last);
        Ok(true)
    }
}

/// A count of repetitions, at least one.
fn count(tag: &Tag<'_>, name: &str) -> u64 {
    let count = tag.attribute(name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).max(1)
}

/// A cell as its tag says it.
struct RawCell {
    kind: Option<String>,
    value: Option<String>,
    has_formula: bool,
    times: usize,
}

impl Default for RawCell {
    fn default() -> Self {
        Self {
            kind: None,
            value: None,
            has_formula: false,
            times: 1,
        }
    }
}

impl RawCell {
    fn of(tag: &Tag<'_>) -> Self {
        let (mut cell, mut values) = (Self::default(), Vec::new());
        tag.each_attribute(|name, value| match name {
            "value-type" => cell.kind = Some(value.to_owned()),
            "formula" => cell.has_formula = true,
            "number-columns-repeated" => cell.times = value.parse().unwrap_or(1).clamp(1, COLUMNS),
            _ if name.ends_with("value") => values.push((name.to_owned(), value.to_owned())),
            _ => {}
        });
        let attribute = match cell.kind.as_deref() {
            Some("date") => "date-value",
            Some("time") => "time-value",
            Some("boolean") => "boolean-value",
            Some("string") => "string-value",
            _ => "value",
        };
        let value = values.into_iter().find(|(name, _)| name == attribute);
        cell.value = value.map(|(_, value)| value);
        cell
    }

    /// What stands in the cell, whose text is this; nothing where it is empty.
    fn value(self, text: String) -> Option<GridCell> {
        let value = match (self.kind.as_deref(), self.value) {
            (None, _) if self.has_formula && text.is_empty() => {
                return Some(GridCell::Uncalculated);
            }
            (Some("float" | "percentage" | "currency"), Some(value)) => number_text(&value),
            (Some("date"), Some(value)) => {
                let midnight = value.strip_suffix("T00:00:00");
                midnight.map_or_else(|| value.clone(), str::to_owned)
            }
            (Some("boolean"), Some(value)) => value,
            (Some("string"), Some(value)) if text.is_empty() => value,
            _ => text,
        };
        (!value.is_empty()).then_some(GridCell::Value(value))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::Asked;
    use super::super::tests::{ReadFile, read_as};
    use super::*;

    fn ods(tables: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let content = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
             xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
             <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        );
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", &content),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn table(rows: &str) -> String {
        format!(
            "<table:table table:name=\"S\"><table:table-column table:number-columns-repeated=\"16384\"/>\
             <table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"string\"><text:p>lat</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"string\"><text:p>lon</text:p></table:table-cell>\
             <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>{rows}</table:table>"
        )
    }

    fn read(rows: &str) -> Result<ReadFile, Finding> {
        read_as(&ods(&table(rows)), &[], Asked::default())
    }

    const ROW: &str = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a<text:s text:c=\"2\"/>b</text:p>\
         <text:p>c</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"19.5372\"><text:p>19,54</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2025-04-17\"><text:p>17/04/25</text:p></table:table-cell></table:table-row>";

    #[test]
    fn values_are_read_and_not_what_is_shown_of_them() {
        let file = read(&format!(
            "<table:table-row-group>{ROW}</table:table-row-group>"
        ))
        .unwrap();
        assert_eq!(file.headers, ["id", "lat", "lon"]);
        let (at, _, cells) = file.rows[0].as_ref().unwrap();
        assert_eq!(*cells, ["a  b\nc", "19.5372", "2025-04-17"]);
        assert_eq!(
            *at,
            At::SheetRow {
                row: 1,
                sheet_row: 2
            }
        );
    }

    #[test]
    fn rows_and_cells_are_repeated_as_they_say_within_bounds() {
        let twice = ROW.replace(
            "<table:table-row>",
            "<table:table-row table:number-rows-repeated=\"2\">",
        );
        let empty = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        let same = "<table:table-row><table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
        let file = read(&[&twice, same, empty].concat()).unwrap();
        assert_eq!(file.rows.len(), 3);
        assert_eq!(file.rows[2].as_ref().unwrap().2, ["1", "1", "1"]);
        let bomb = same.replace(
            "<table:table-row>",
            "<table:table-row table:number-rows-repeated=\"1000000000\">",
        );
        let finding = read(&bomb).map(|_| ()).unwrap_err();
        assert!(finding.why.contains("repeated"), "{finding}");
        let formula =
            "<table:table-row><table:table-cell table:formula=\"of:=[.B1]\"/></table:table-row>";
        let file = read(formula).unwrap();
        assert!(file.rows[0].as_ref().unwrap_err().why.contains("S!A2"));
    }

    #[test]
    fn a_sheet_with_too_many_rows_is_refused() {
        let rows = |count| {
            let many = format!("<table:table-row table:number-rows-repeated=\"{count}\">");
            read(&format!(
                "{many}<table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
            ))
        };
        assert_eq!(rows(131_072).unwrap().rows.len(), 131_072);
        let finding = rows(131_073).map(|_| ()).unwrap_err();
        assert_eq!(finding.why, "more than 131072 rows in the sheet S");
    }

    #[test]
    fn sheets_are_chosen_by_their_names() {
        let other = table(ROW).replace("\"S\"", "\"T\"").replace("lat", "y");
        let bytes = ods(&(table(ROW) + &other));
        let asked = |sheet: &str| Asked {
            sheet: Some(sheet.to_owned()),
            ..Asked::default()
        };
        assert_eq!(read_as(&bytes, &[], asked("T")).unwrap().headers[1], "y");
        let finding = read_as(&bytes, &[], asked("U")).map(|_| ()).unwrap_err();
        assert!(
            finding.to_string().contains("the sheets are S, T"),
            "{finding}"
        );
    }
}
