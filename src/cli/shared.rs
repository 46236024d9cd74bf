//! Flags that several commands share.

use std::io::{self, Write as _};
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::model::{Date, Extent, UnreadableExtent};
use crate::report::{
    BadRows, DateOrder, Decimal, Encoding, Existing, FileToRead, InputFile, JobError, Longitudes,
    Outcome, Output, PairOrder, ReadOptions, TableFormat, table_formats,
};

/// How an incident file is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct Reading {
    /// Which header holds which field, such as lat=Latitude,people=Total
    #[arg(long, value_name = "FIELD=HEADER,…", value_delimiter = ',', value_parser = pair)]
    columns: Vec<(String, String)>,
    #[command(flatten)]
    aid: AidReading,
    /// The sign before a fraction
    #[arg(long, value_enum, default_value = "point")]
    decimal: Decimal,
    /// The order of day and month in dates such as 03/04/2025
    #[arg(long, value_enum)]
    dates: Option<DateOrder>,
    /// The encoding of the text where it is neither UTF-8 nor UTF-16, such as windows-1252
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// The sheet of a workbook, where several have coordinates
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// How many lines stand above the header
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    skip_lines: u64,
    /// The column that holds the geometry as text, such as POINT(5.77 19.54)
    #[arg(long, value_name = "HEADER")]
    wkt_column: Option<String>,
    /// Which comes first in a cell of two numbers, such as 38.6, 26.65
    #[arg(long, value_enum)]
    order: Option<PairOrder>,
    /// Read longitudes beyond 180, as in 0 to 360, by a whole turn
    #[arg(long)]
    wrap_lon: bool,
    /// Carry columns that may name a person or a device into outputs
    #[arg(long)]
    keep_personal: bool,
    /// Write nothing when a row cannot be used
    #[arg(long)]
    strict: bool,
}

/// How a file of sites of help is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct AidReading {
    /// --columns for the file of sites of help
    #[arg(
        id = "aid_columns",
        long = "aid-columns",
        value_name = "FIELD=HEADER,…",
        value_delimiter = ','
    )]
    #[arg(value_parser = pair)]
    columns: Vec<(String, String)>,
    /// --decimal for the file of sites of help
    #[arg(
        id = "aid_decimal",
        long = "aid-decimal",
        value_enum,
        default_value = "point"
    )]
    #[arg(value_name = "DECIMAL")]
    decimal: Decimal,
    /// --dates for the file of sites of help
    #[arg(id = "aid_dates", long = "aid-dates", value_enum, value_name = "ORDER")]
    dates: Option<DateOrder>,
    /// --order for the file of sites of help
    #[arg(id = "aid_order", long = "aid-order", value_enum, value_name = "ORDER")]
    order: Option<PairOrder>,
    /// --wrap-lon for the file of sites of help
    #[arg(id = "aid_wrap_lon", long = "aid-wrap-lon")]
    wrap_lon: bool,
    /// --encoding for the file of sites of help
    #[arg(id = "aid_encoding", long = "aid-encoding", value_name = "NAME")]
    encoding: Option<Encoding>,
    /// --sheet for the file of sites of help
    #[arg(id = "aid_sheet", long = "aid-sheet", value_name = "NAME")]
    sheet: Option<String>,
}

/// Where answers go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub(super) struct Writing {
    /// A file to write, its format told by the extension; may be given again; - is standard output
    #[arg(short, long = "output", value_name = "FILE")]
    outputs: Vec<String>,
    /// Replace files that stand already
    #[arg(long)]
    overwrite: bool,
}

/// The format of a table on standard output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub(super) struct Format {
    #[arg(long, value_name = "FORMAT", value_parser = table_format, help = formats_help())]
    format: Option<&'static TableFormat>,
    /// CSV as the spreadsheet programs of a language open it: semicolons and decimal commas
    #[arg(long, value_name = "LANGUAGE", conflicts_with = "format")]
    excel: Option<Excel>,
}

/// The language of a spreadsheet program that opens CSV files otherwise than the rest.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Excel {
    /// French, and others that write a decimal comma
    Fr,
}

impl Format {
    /// The format that is asked for.
    pub(super) fn format(&self) -> Option<&'static TableFormat> {
        match self.excel {
            Some(Excel::Fr) => table_formats::for_name("csv-fr"),
            None => self.format,
        }
    }
}

impl AidReading {
    /// The file of sites, with its own ways of writing.
    pub(super) fn file(&self, word: &str) -> FileToRead {
        let reading = ReadOptions {
            columns: self.columns.clone(),
            decimal: self.decimal,
            dates: self.dates,
            order: self.order,
            longitudes: longitudes(self.wrap_lon),
            encoding: self.encoding,
            sheet: self.sheet.clone(),
            ..ReadOptions::default()
        };
        FileToRead {
            file: input_file(word),
            reading,
        }
    }
}

impl Reading {
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            columns: self.columns.clone(),
            decimal: self.decimal,
            dates: self.dates,
            order: self.order,
            longitudes: longitudes(self.wrap_lon),
            keep_personal: self.keep_personal,
            encoding: self.encoding,
            sheet: self.sheet.clone(),
            skip_lines: self.skip_lines,
            wkt_column: self.wkt_column.clone(),
            ..ReadOptions::default()
        }
    }

    /// The file of sites, with its own ways of writing.
    pub(super) fn aid(&self, word: Option<&str>) -> Option<FileToRead> {
        word.map(|word| self.aid.file(word))
    }

    pub(super) const fn bad_rows(&self) -> BadRows {
        if self.strict {
            BadRows::Refuse
        } else {
            BadRows::SetAside
        }
    }
}

impl Writing {
    pub(super) fn outputs(&self) -> Vec<Output> {
        self.outputs
            .iter()
            .map(|word| Output::from_word(word, Path::new("")))
            .collect()
    }

    pub(super) const fn existing(&self) -> Existing {
        if self.overwrite {
            Existing::Replace
        } else {
            Existing::Keep
        }
    }
}

/// How far longitudes run, by a flag.
pub(super) const fn longitudes(are_wrapped: bool) -> Longitudes {
    if are_wrapped {
        Longitudes::Wrapped
    } else {
        Longitudes::HalfTurns
    }
}

/// An input as it stands on the command line.
pub(super) fn input_file(word: &str) -> InputFile {
    InputFile::from_word(word, Path::new(""))
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(field, header)| (field.trim().to_owned(), header.to_owned()))
        .ok_or_else(|| "write FIELD=HEADER, such as lat=Latitude".to_owned())
}

fn formats_help() -> String {
    let names: Vec<&str> = table_formats::ALL
        .iter()
        .map(|format| format.name)
        .collect();
    format!("The format on standard output: {}", names.join(", "))
}

fn table_format(name: &str) -> Result<&'static TableFormat, String> {
    table_formats::for_name(name).ok_or_else(|| {
        let known: Vec<&str> = table_formats::ALL
            .iter()
            .map(|format| format.name)
            .collect();
        format!("use one of {}", known.join(", "))
    })
}

/// The day that `SOURCE_DATE_EPOCH` names, as on a sheet; empty where it is not set.
///
/// It is an error when it is set to what is no number of seconds.
pub(super) fn creation_day() -> Result<String, JobError> {
    Ok(creation_date()?.map_or(String::new(), |day| day.to_string()))
}

/// The day that `SOURCE_DATE_EPOCH` names; nothing where it is not set.
///
/// It is an error when it is set to what is no number of seconds.
pub(super) fn creation_date() -> Result<Option<Date>, JobError> {
    let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let day = seconds
        .parse()
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date())
        .and_then(|day| Date::from_ymd(day.year(), day.month(), day.day()));
    day.map(Some).ok_or_else(|| {
        JobError::Usage("SOURCE_DATE_EPOCH is not a number of seconds since 1970".to_owned())
    })
}

/// Four plain decimal numbers.
pub(super) fn extent(text: &str) -> Result<Extent, String> {
    text.parse()
        .map_err(|error: UnreadableExtent| error.to_string())
}

/// How the program says what it drew.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Told {
    /// One JSON object
    Json,
}

impl Told {
    /// Says it on standard output.
    pub(super) fn say(self, outcome: &Outcome) -> Result<(), JobError> {
        let text = match self {
            Self::Json => format!("{:#}\n", told(outcome)),
        };
        heard(io::stdout().lock().write_all(text.as_bytes()))
    }
}

/// What was drawn, for programs.
fn told(outcome: &Outcome) -> serde_json::Value {
    let written = outcome.written.iter();
    let sheets = outcome.sheets.iter().map(|sheet| {
        json!({
            "sheet": sheet.name,
            "no_room_for": sheet.left_out,
            "label_cost_by_rank": (sheet.label_cost_by_rank * 10.0).round() / 10.0,
            "label_cost": (sheet.label_cost * 10.0).round() / 10.0,
        })
    });
    let notes = outcome.notes.iter();
    json!({
        "written": written.map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "sheets": sheets.collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
    })
}

/// Writing to a reader that went away is no failure.
fn heard(written: io::Result<()>) -> Result<(), JobError> {
    match written {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(JobError::Io {
            what: "cannot write to standard output".to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}
