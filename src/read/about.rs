//! What is in a file, before anything is asked of it.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::contents::Contents;
use super::format::{RawGeometry, RawRows};
use super::layout::{Columns, Field, Layout, Notations, ShapeLayout, TableLayout, recognise};
use super::notation::{DateOrder, Decimal, LetterO, Longitudes, PairOrder};
use super::pass::{Flow, Plan, pass};
use super::records::{ReadError, ReadOptions};
use super::scan::{open, scan};
use crate::model::{Finding, Input, Record, Shape, Tally};

/// What was found out about a file before its rows were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name of its format.
    pub format: &'static str,
    /// The layout that its headers show, where that is a known one.
    pub layout: Option<&'static str>,
    /// Which columns were taken for what, in the order of the file.
    pub taken: Vec<Taken>,
    /// The columns that were taken for nothing, which outputs carry along as they are.
    pub others: Vec<String>,
    /// The columns that may name a person or a device.
    pub personal: Vec<String>,
    /// How values are written, where that had to be found out or was asked for: whole sentences.
    pub notations: Vec<String>,
}

/// A column that was taken for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its place in the file, counted from 1.
    pub number: usize,
    /// Its header.
    pub header: String,
    /// The name of what it holds.
    pub field: &'static str,
}

/// What the rows of a file are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Incidents.
    Incidents,
    /// Sites of help and others.
    Sites,
    /// Stops of routes, or whole routes.
    Routes,
    /// Features of any geometry, such as boundary lines.
    Shapes,
}

impl Subject {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Sites => "sites",
            Self::Routes => "routes",
            Self::Shapes => "shapes",
        }
    }
}

/// A file of any geometry that was read.
#[derive(Debug, Clone)]
pub struct ShapeFile {
    /// The features that have a geometry, in the file's order.
    pub shapes: Vec<Record<Shape>>,
    /// What is wrong or odd in it.
    pub findings: Vec<Finding>,
    /// What became of its features.
    pub tally: Tally,
    /// What is in it.
    pub about: About,
}

impl Plan {
    /// What was found out.
    pub(super) fn about(&self) -> About {
        let header = |index: usize| self.headers.get(index).cloned().unwrap_or_default();
        let mut taken: Vec<Taken> = self
            .columns
            .taken()
            .map(|(field, index)| Taken {
                number: index + 1,
                header: header(index),
                field,
            })
            .collect();
        taken.sort_by_key(|taken| taken.number);
        let personal = self.columns.personal();
        let is_other = |index: &usize| {
            !personal.contains(index) && !taken.iter().any(|taken| taken.number == index + 1)
        };
        About {
            format: self.format.name(),
            layout: self.layout,
            others: (0..self.headers.len())
                .filter(is_other)
                .map(header)
                .collect(),
            personal: personal.iter().map(|index| header(*index)).collect(),
            notations: notations(&self.notations),
            taken,
        }
    }
}

fn notations(notations: &Notations) -> Vec<String> {
    let mut words = Vec::new();
    if notations.decimal == Decimal::Comma {
        words.push("numbers have a decimal comma".to_owned());
    }
    let ways = notations.ways;
    if ways.decimal == Decimal::Comma && notations.decimal == Decimal::Point {
        words.push("coordinates have a decimal comma".to_owned());
    }
    if let Some(column) = notations.place {
        words.push(format!("places are written as {}", column.notation.name));
    }
    match ways.order.filter(|_| notations.place.is_some()) {
        Some(PairOrder::LatLon) => words.push("the latitude comes first".to_owned()),
        Some(PairOrder::LonLat) => words.push("the longitude comes first".to_owned()),
        None => {}
    }
    match ways.letter_o {
        Some(LetterO::West) => words.push("the letter O is west".to_owned()),
        Some(LetterO::East) => words.push("the letter O is east".to_owned()),
        None => {}
    }
    match notations.date_order {
        Some(DateOrder::Dmy) => words.push("dates with slashes are day/month/year".to_owned()),
        Some(DateOrder::Mdy) => words.push("dates with slashes are month/day/year".to_owned()),
        None => {}
    }
    if notations.serials.contains(&true) {
        words.push("dates are the numbers of days of a spreadsheet".to_owned());
    }
    if notations.ways.longitudes == Longitudes::Wrapped {
        words.push("longitudes beyond 180 are brought back by a whole turn".to_owned());
    }
    words
}

/// Columns that a file of sites has and one of incidents has not.
const OF_SITES: [Field; 6] = [
    Field::Role,
    Field::Category,
    Field::Services,
    Field::Capacity,
    Field::OpenFrom,
    Field::OpenTo,
];

/// Columns that a file of incidents has and one of sites has not.
const OF_INCIDENTS: [Field; 3] = [Field::Date, Field::Period, Field::People];

/// What the rows of a file seem to be: shapes where one has lines or areas, sites where the columns are
/// those of sites alone, routes where there is one that numbers the stops of a route, and else incidents.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all.
pub fn subject_of<R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    input: &Arc<Input>,
    options: &ReadOptions,
) -> Result<Subject, ReadError> {
    let fields = <TableLayout as Layout>::FIELDS;
    let is_wanted = |headers: &[String]| {
        let known = recognise(headers, &[]).columns;
        Columns::assign(headers, fields, &options.columns, &known, input)
            .is_ok_and(|columns| columns.without_coordinates(headers, input).is_none())
    };
    let opened = open(contents, input, options.asked(), is_wanted)?;
    let has = |fields: &[Field]| {
        Columns::assign(&opened.headers, fields, &[], &[], input)
            .is_ok_and(|columns| columns.taken().next().is_some())
    };
    let by_columns = if has(&OF_SITES) && !has(&OF_INCIDENTS) {
        Subject::Sites
    } else if has(&[Field::Route]) && has(&[Field::Seq]) && !has(&OF_INCIDENTS) {
        Subject::Routes
    } else {
        Subject::Incidents
    };
    if !opened.has_geometry {
        return Ok(by_columns);
    }
    let columns =
        Columns::assign(&opened.headers, &[], &[], &[], input).map_err(ReadError::Rejected)?;
    let plan = Plan {
        input: Arc::clone(input),
        format: opened.format,
        asked: opened.asked,
        has_geometry: opened.has_geometry,
        headers: opened.headers,
        columns,
        notations: Notations::default(),
        layout: None,
        has_tag_row: false,
    };
    let mut has_shapes = false;
    let find = |pieces: Vec<RawRows>| {
        let mut rows = pieces.iter().flat_map(RawRows::iter).flatten();
        rows.any(|row| matches!(row.geometry(), RawGeometry::Shape(_)))
    };
    // A finding that ends the file is found again by the pass that reads it.
    pass(contents, &plan, find, |found| {
        has_shapes |= found;
        if found { Flow::Stop } else { Flow::On }
    })?;
    Ok(if has_shapes {
        Subject::Shapes
    } else {
        by_columns
    })
}

/// Reads a file of any geometry.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read or the file cannot be used at all. Findings about
/// single features are in the result.
pub fn read_shapes<R: Read + Seek + Send>(
    mut contents: Contents<R>,
    input: Arc<Input>,
    options: &ReadOptions,
) -> Result<ShapeFile, ReadError> {
    let scan = scan::<ShapeLayout, R>(&mut contents, input, options)?;
    let plan = &scan.plan;
    let mut shapes = Vec::new();
    let read = |pieces: Vec<RawRows>| plan.records::<ShapeLayout>(&pieces);
    let refused = pass(&mut contents, plan, read, |mut batch| {
        shapes.append(&mut batch);
        Flow::On
    })?;
    if !refused.is_empty() {
        return Err(ReadError::Rejected(refused));
    }
    Ok(ShapeFile {
        shapes,
        findings: scan.findings,
        tally: scan.tally,
        about: plan.about(),
    })
}
