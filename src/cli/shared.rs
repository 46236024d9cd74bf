//! Flags that several commands share.

use std::path::Path;

use clap::Args;

use crate::report::{
    BadRows, DateOrder, Decimal, Existing, FileToRead, InputFile, JobError, Longitudes, Output,
    PairOrder, ReadOptions, TableFormat, table_formats,
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
struct AidReading {
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
    pub(super) format: Option<&'static TableFormat>,
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
            ..ReadOptions::default()
        }
    }

    /// The file of sites, with its own ways of writing.
    pub(super) fn aid(&self, word: Option<&str>) -> Option<FileToRead> {
        let reading = ReadOptions {
            columns: self.aid.columns.clone(),
            decimal: self.aid.decimal,
            dates: self.aid.dates,
            order: self.aid.order,
            longitudes: longitudes(self.aid.wrap_lon),
            ..ReadOptions::default()
        };
        word.map(|word| FileToRead {
            file: input_file(word),
            reading,
        })
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
    let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(String::new());
    };
    let day = seconds
        .parse()
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string());
    day.ok_or_else(|| {
        JobError::Usage("SOURCE_DATE_EPOCH is not a number of seconds since 1970".to_owned())
    })
}
