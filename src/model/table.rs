//! The joint `Table`: an answer as named columns with units, in batches of rows.
//!
//! An answer becomes a table once; every writer writes any table.

use std::borrow::Cow;
use std::slice;

use rayon::prelude::*;

use super::{Geometry, Lists, Texts};

/// How many rows a batch holds at most.
pub const BATCH_ROWS: usize = 65_536;

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// The columns, in order.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, with the unit in it where it has one: `distance_m`.
    pub name: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Whether we made it or carry it along.
    pub part: Part,
}

/// What the values of a column are.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Numbers as the input writes them, with this sign before the fraction; they are kept as texts.
    WrittenNumber {
        /// The sign before a fraction, a point or a comma.
        sign: char,
    },
    /// Days as the input writes them, such as `2025-04-17`, some perhaps with a time; they are kept as
    /// texts.
    WrittenDate,
    /// Whole numbers.
    Integer,
    /// Lists of texts: formats without lists write how many they hold.
    List,
    /// Numbers with a unit, written with a fixed count of decimals.
    Number {
        /// The unit.
        unit: Unit,
        /// Digits after the point, for machines.
        decimals: usize,
        /// Names of the columns that hold the least and the most that the number may be: people
        /// are shown it rounded to what is known.
        bounds: Option<(String, String)>,
    },
}

/// The unit of a column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Metres.
    Metre,
    /// Degrees of an azimuth or a coordinate.
    Degree,
    /// Hours.
    Hour,
    /// Kilometres an hour.
    KilometrePerHour,
    /// Square kilometres.
    SquareKilometre,
}

/// Whether a column is an answer or comes from the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The answer.
    Answer,
    /// A column of the input, carried along unchanged.
    Carried,
}

/// The values of one column in a batch, one a row; `None` and an empty text are an empty cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Of a text column.
    Text(Texts),
    /// Of a column of whole numbers.
    Integer(Vec<Option<i64>>),
    /// Of a column of lists; an empty list is an empty cell.
    List(Lists),
    /// Of a column of numbers.
    Number(Vec<Option<f64>>),
}

/// Rows of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// The columns' values, in the schema's order and all of one length.
    pub columns: Vec<Values>,
    /// What each row is drawn as; empty when the table has no geometry.
    pub geometry: Vec<Option<Geometry>>,
}

impl Schema {
    /// The place of a column in the order.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Adds the input's columns under their own headers, `prefix` in front where a name is taken,
    /// and a number behind where even that is.
    pub fn carry<'a>(&mut self, prefix: &str, headers: impl IntoIterator<Item = &'a str>) {
        for header in headers {
            let mut name = header.to_owned();
            if self.position(&name).is_some() {
                name = format!("{prefix}{header}");
            }
            let mut number = 2;
            while self.position(&name).is_some() {
                name = format!("{prefix}{header}_{number}");
                number += 1;
            }
            self.columns.push(Column {
                name,
                kind: ColumnKind::Text,
                part: Part::Carried,
            });
        }
    }

    /// Says what the cells of the carried columns are, when there are as many as kinds.
    pub fn set_carried_kinds(&mut self, kinds: Vec<ColumnKind>) {
        let carried = |column: &&mut Column| column.part == Part::Carried;
        if self.columns.iter_mut().filter(carried).count() == kinds.len() {
            let carried = self.columns.iter_mut().filter(carried);
            for (column, kind) in carried.zip(kinds) {
                column.kind = kind;
            }
        }
    }

    /// A batch without rows.
    pub fn empty_batch(&self) -> Batch {
        Batch {
            columns: self
                .columns
                .iter()
                .map(|column| match column.kind {
                    ColumnKind::Text
                    | ColumnKind::WrittenNumber { .. }
                    | ColumnKind::WrittenDate => Values::Text(Texts::default()),
                    ColumnKind::Integer => Values::Integer(Vec::new()),
                    ColumnKind::List => Values::List(Lists::default()),
                    ColumnKind::Number { .. } => Values::Number(Vec::new()),
                })
                .collect(),
            geometry: Vec::new(),
        }
    }
}

impl Column {
    /// A column of text that is part of the answer.
    pub fn text(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: ColumnKind::Text,
            part: Part::Answer,
        }
    }

    /// A column of whole numbers that is part of the answer.
    pub fn integer(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: ColumnKind::Integer,
            part: Part::Answer,
        }
    }

    /// A column of lists of texts that is part of the answer.
    pub fn list(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: ColumnKind::List,
            part: Part::Answer,
        }
    }

    /// A column of metres that is part of the answer, to the millimetre.
    pub fn metres(name: &str) -> Self {
        Self::number(name, Unit::Metre, 3)
    }

    /// A column of azimuths that is part of the answer, to 0.0001°.
    pub fn azimuth(name: &str) -> Self {
        Self::number(name, Unit::Degree, 4)
    }

    /// A column of latitudes or longitudes that is part of the answer, to 1e-9°.
    pub fn coordinate(name: &str) -> Self {
        Self::number(name, Unit::Degree, 9)
    }

    /// A column of hours that is part of the answer, to 0.01 h.
    pub fn hours(name: &str) -> Self {
        Self::number(name, Unit::Hour, 2)
    }

    /// A column of speeds that is part of the answer, to 0.01 km/h.
    pub fn km_per_hour(name: &str) -> Self {
        Self::number(name, Unit::KilometrePerHour, 2)
    }

    /// A column of areas that is part of the answer, to 0.001 km².
    pub fn square_km(name: &str) -> Self {
        Self::number(name, Unit::SquareKilometre, 3)
    }

    fn number(name: &str, unit: Unit, decimals: usize) -> Self {
        Self {
            name: name.to_owned(),
            kind: ColumnKind::Number {
                unit,
                decimals,
                bounds: None,
            },
            part: Part::Answer,
        }
    }

    /// The same column as one that says what an answer rests on: people are not shown it on a terminal.
    #[must_use]
    pub fn as_input(mut self) -> Self {
        self.part = Part::Carried;
        self
    }

    /// The same column of numbers with the names of those that hold its least and most.
    #[must_use]
    pub fn bounded_by(mut self, least: &str, most: &str) -> Self {
        if let ColumnKind::Number { bounds, .. } = &mut self.kind {
            *bounds = Some((least.to_owned(), most.to_owned()));
        }
        self
    }
}

impl Batch {
    /// How many rows it holds.
    pub fn rows(&self) -> usize {
        match self.columns.first() {
            None => self.geometry.len(),
            Some(Values::Text(values)) => values.len(),
            Some(Values::Integer(values)) => values.len(),
            Some(Values::List(values)) => values.len(),
            Some(Values::Number(values)) => values.len(),
        }
    }

    /// Makes room for some more rows.
    pub fn reserve(&mut self, rows: usize) {
        for column in &mut self.columns {
            column.reserve(rows);
        }
        self.geometry.reserve(rows);
    }

    /// Adds a row: one cell a column, in the schema's order and of its kinds.
    ///
    /// # Panics
    /// When the cells are not as many as the columns, or one is of another kind.
    pub fn push<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Cell<'a>>,
        geometry: Option<Geometry>,
    ) {
        let mut row = self.next_row();
        for cell in cells {
            row.push(&cell);
        }
        row.end(geometry);
    }

    /// Begins a row, whose cells come one by one.
    pub fn next_row(&mut self) -> NextRow<'_> {
        NextRow {
            columns: self.columns.iter_mut(),
            geometry: &mut self.geometry,
        }
    }

    /// Adds the rows of other batches of the same schema, in their order, on all threads.
    ///
    /// # Panics
    /// When the columns are not as many and of the same kinds.
    pub fn append(&mut self, mut others: Vec<Self>) {
        let rows = others.iter().map(Self::rows).sum();
        self.geometry.reserve_exact(rows);
        let mut more: Vec<Vec<Values>> = self.columns.iter().map(|_| Vec::new()).collect();
        for other in &mut others {
            assert_eq!(
                self.columns.len(),
                other.columns.len(),
                "batches of one schema"
            );
            for (more, column) in more.iter_mut().zip(other.columns.drain(..)) {
                more.push(column);
            }
            self.geometry.append(&mut other.geometry);
        }
        self.columns
            .par_iter_mut()
            .zip(more)
            .for_each(|(column, more)| {
                column.reserve_for(&more, rows);
                for mut more in more {
                    column.append(&mut more);
                }
            });
    }
}

/// A row that is being added to a batch: one cell a column, in the schema's order and of its kinds.
///
/// Every method panics where the next column is of another kind, or there is none.
#[derive(Debug)]
pub struct NextRow<'b> {
    columns: slice::IterMut<'b, Values>,
    geometry: &'b mut Vec<Option<Geometry>>,
}

impl NextRow<'_> {
    /// Adds a cell of a text column; an empty text is an empty cell.
    #[inline]
    pub fn text(&mut self, text: &str) {
        match self.columns.next() {
            Some(Values::Text(values)) => values.push(text),
            column => misfit(&column, "a text"),
        }
    }

    /// Adds a cell of a column of whole numbers.
    #[inline]
    pub fn integer(&mut self, number: Option<i64>) {
        match self.columns.next() {
            Some(Values::Integer(values)) => values.push(number),
            column => misfit(&column, "a whole number"),
        }
    }

    /// Adds a cell of a column of lists; an empty list is an empty cell.
    #[inline]
    pub fn list(&mut self, items: &[&str]) {
        match self.columns.next() {
            Some(Values::List(values)) => values.push(items),
            column => misfit(&column, "a list"),
        }
    }

    /// Adds a cell of a column of numbers.
    #[inline]
    pub fn number(&mut self, number: Option<f64>) {
        match self.columns.next() {
            Some(Values::Number(values)) => values.push(number),
            column => misfit(&column, "a number"),
        }
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Text(text) => self.text(text),
            Cell::Integer(number) => self.integer(*number),
            Cell::List(items) => self.list(items),
            Cell::Number(number) => self.number(*number),
        }
    }

    /// Ends the row with what it is drawn as.
    ///
    /// # Panics
    /// When it has fewer cells than there are columns.
    pub fn end(mut self, geometry: Option<Geometry>) {
        assert!(
            self.columns.next().is_none(),
            "a row has a cell for every column"
        );
        self.geometry.push(geometry);
    }
}

#[cold]
fn misfit(column: &Option<&mut Values>, cell: &str) -> ! {
    panic!("{cell} does not fit the next column, {column:?}")
}

impl Values {
    fn reserve(&mut self, rows: usize) {
        match self {
            Self::Text(values) => values.reserve(rows),
            Self::List(values) => values.reserve(rows),
            Self::Integer(values) => values.reserve(rows),
            Self::Number(values) => values.reserve(rows),
        }
    }

    /// Makes room for the rows of other columns of the same kind.
    fn reserve_for(&mut self, others: &[Self], rows: usize) {
        match self {
            Self::Text(values) => {
                let texts = others.iter().filter_map(|other| match other {
                    Self::Text(other) => Some(other),
                    _ => None,
                });
                values.reserve_for(texts);
            }
            Self::List(values) => {
                let lists = others.iter().filter_map(|other| match other {
                    Self::List(other) => Some(other),
                    _ => None,
                });
                values.reserve_for(lists);
            }
            Self::Integer(values) => values.reserve_exact(rows),
            Self::Number(values) => values.reserve_exact(rows),
        }
    }

    fn append(&mut self, more: &mut Self) {
        match (self, more) {
            (Self::Text(values), Self::Text(more)) => values.append(more),
            (Self::Integer(values), Self::Integer(more)) => values.append(more),
            (Self::List(values), Self::List(more)) => values.append(more),
            (Self::Number(values), Self::Number(more)) => values.append(more),
            (column, more) => panic!("{more:?} does not fit its column {column:?}"),
        }
    }
}

/// One cell of a row; `None` and an empty text are empty.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Of a text column.
    Text(Cow<'a, str>),
    /// Of a column of whole numbers.
    Integer(Option<i64>),
    /// Of a column of lists; an empty one is empty.
    List(Cow<'a, [&'a str]>),
    /// Of a column of numbers.
    Number(Option<f64>),
}

impl<'a> Cell<'a> {
    /// A text; an empty one is an empty cell.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carried_columns_never_take_the_name_of_an_answer() {
        let mut schema = Schema {
            columns: vec![Column::metres("distance_m")],
        };
        schema.carry(
            "incident_",
            ["distance_m", "incident_distance_m", "note", "note"],
        );
        let names: Vec<&str> = schema.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "distance_m",
                "incident_distance_m",
                "incident_incident_distance_m",
                "note",
                "incident_note"
            ]
        );
    }
}
