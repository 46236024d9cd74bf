//! What whole columns say of their notations: the order of dates, the decimal sign, how places are written.

use std::io::{Read, Seek};

use super::ReadError;
use super::contents::Contents;
use super::format::{RawRow, RawRows};
use super::layout::{DATES, Field, Notations, normalised};
use super::notation::place::utm::{self, ZoneLetters};
use super::notation::place::{self, OfColumn, pair};
use super::notation::{
    self, DateOrder, Decimal, Letter, LetterO, PairOrder, Ways, Written, is_missing, is_plain,
};
use super::pass::{Flow, Plan, each, io_error, pass};
use crate::model::Finding;

/// What of a file must be looked at as a whole.
#[derive(Debug, Clone, Default)]
struct Wanted {
    /// The columns of dates.
    dates: [Option<usize>; DATES.len()],
    /// Columns of latitudes and longitudes that are not plain numbers of degrees.
    degrees: Vec<usize>,
    /// The column of whole places.
    places: Option<usize>,
    /// The columns of zone, easting and northing, and that of the zone's letter.
    grid: Option<([usize; 3], Option<usize>)>,
}

/// Decides what the columns of a file leave to be decided; a finding where that cannot be done.
pub(super) fn decide<R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    plan: &Plan,
) -> Result<Result<Notations, Finding>, ReadError> {
    let mut notations = plan.notations.clone();
    let wanted = wanted(contents, plan)?;
    if wanted.dates == [None; DATES.len()] && wanted.degrees.is_empty() && wanted.places.is_none() {
        return Ok(Ok(notations));
    }
    let mut seen = Seen::default();
    let ways = notations.ways;
    pass(
        contents,
        plan,
        each(|rows: RawRows| Seen::of(&rows, &wanted, ways)),
        |parts| {
            for part in parts {
                seen.append(&part);
            }
            Flow::On
        },
    )?;
    if notations.date_order.is_none() {
        notations.date_order = seen.date_order();
    }
    notations.serials = seen.dates.map(Dates::are_serials);
    if seen.shows_only_commas() || seen.has_only_comma_pairs() {
        notations.ways.decimal = Decimal::Comma;
    }
    notations.ways.letter_o = seen.letter_o();
    notations.ways.zone_letters = seen.zone_letters();
    let Some(column) = wanted.places else {
        return Ok(Ok(notations));
    };
    let header = normalised(plan.headers.get(column).map_or("", String::as_str));
    if notations.ways.order.is_none() {
        let by_headers = order_of(&header).or_else(|| order_of_source(plan));
        notations.ways.order = by_headers.or(seen.order());
    }
    let named = place::ALL
        .iter()
        .find(|notation| notation.headers.contains(&header.as_str()));
    let found = match named {
        None if seen.has_only_comma_pairs() => Some(&pair::NOTATION),
        None => seen.commonest(),
        named => named,
    };
    notations.place = found.map(|notation| OfColumn {
        notation,
        is_named: named.is_some(),
    });
    if notations.place.is_none()
        && let [first, second, ..] = seen.notations_by_count()[..]
    {
        let why = format!(
            "the column holds places of several kinds, as many {} as {}",
            first.name, second.name
        );
        let finding = plan
            .at_file("mixed-notations", why)
            .in_column(header)
            .with_fix("give places of one kind in one column");
        return Ok(Err(finding));
    }
    if notations.ways.order.is_none() && seen.pairs_without_letters > 0 {
        let defect = pair::undecided();
        let finding = plan.at_file(defect.kind, defect.why).in_column(header);
        return Ok(Err(finding.with_fix(defect.fix.unwrap_or_default())));
    }
    Ok(Ok(notations))
}

/// How many rows are looked at to see whether coordinates are plain numbers of degrees.
const FIRST_ROWS: usize = 100;

fn wanted<R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    plan: &Plan,
) -> Result<Wanted, ReadError> {
    let column = |field| plan.columns.index_of(field);
    let mut wanted = Wanted {
        dates: DATES.map(column),
        ..Wanted::default()
    };
    if plan.has_geometry {
        return Ok(wanted);
    }
    wanted.places = plan.columns.whole_places();
    if let Some(grid) = plan.columns.grid() {
        wanted.grid = Some((grid, column(Field::ZoneLetter)));
        let [_, easting, northing] = grid;
        wanted.degrees = vec![easting, northing];
        return Ok(wanted);
    }
    let degrees = [column(Field::Lat), column(Field::Lon)];
    if wanted.places.is_none() && !is_plain_at_first(contents, plan, degrees)? {
        wanted.degrees = degrees.into_iter().flatten().collect();
    }
    Ok(wanted)
}

/// Whether the first rows have plain numbers of degrees with a decimal point: then the columns are such numbers,
/// and nothing is left to decide.
fn is_plain_at_first<R: Read + Seek + Send>(
    contents: &mut Contents<R>,
    plan: &Plan,
    columns: [Option<usize>; 2],
) -> Result<bool, ReadError> {
    let source = contents
        .source(&plan.input, &plan.asked)
        .map_err(|source| io_error(&plan.input, source))?;
    let Ok(mut rows) = plan.format.open(source) else {
        return Ok(true);
    };
    let mut first = RawRows::default();
    for _ in 0..FIRST_ROWS {
        if !rows.next_row(&mut first) {
            break;
        }
    }
    let decimal = plan.notations.ways.decimal;
    let mut has_others = false;
    for row in first.iter().flatten() {
        for cell in columns.into_iter().flatten().filter_map(|c| cell(row, c)) {
            let is_plain = is_plain(cell, decimal);
            if is_plain && cell.contains('.') {
                return Ok(true);
            }
            has_others |= !is_plain;
        }
    }
    Ok(!has_others)
}

/// A cell that says something.
fn cell(row: RawRow<'_>, column: usize) -> Option<&str> {
    row.cell(column)
        .map(str::trim)
        .filter(|cell| !is_missing(cell))
}

/// Which comes first by a header that names both.
fn order_of(header: &str) -> Option<PairOrder> {
    let lat = header.find("lat")?;
    let lon = header.find("lon").or_else(|| header.find("lng"))?;
    Some(if lat < lon {
        PairOrder::LatLon
    } else {
        PairOrder::LonLat
    })
}

/// Which comes first in files of a known source.
///
/// The Missing Migrants Project of the IOM writes its `Coordinates` as latitude, longitude in every
/// generation of its file.
fn order_of_source(plan: &Plan) -> Option<PairOrder> {
    let has = |name| plan.headers.iter().any(|header| normalised(header) == name);
    has("unsd_geographical_grouping").then_some(PairOrder::LatLon)
}

/// What was seen in a column of dates.
#[derive(Debug, Clone, Copy, Default)]
struct Dates {
    has_serials: bool,
    has_others: bool,
}

impl Dates {
    /// Whether every date of the column is a number of days.
    const fn are_serials(self) -> bool {
        self.has_serials && !self.has_others
    }
}

/// Something in a cell that tells how its column is to be read.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Comma,
    Point,
    LetterO,
    East,
    West,
    ZoneHemisphere,
    ZoneBand,
    /// The first of two numbers is too large for a latitude.
    WideFirst,
    /// The second is.
    WideSecond,
    /// A day written with slashes cannot have the day first.
    NotDayFirst,
    /// It cannot have the month first.
    NotMonthFirst,
}

const SIGNS: usize = Sign::NotMonthFirst as usize + 1;

/// What was seen in some rows.
#[derive(Debug, Clone, Default)]
struct Seen {
    signs: [bool; SIGNS],
    dates: [Dates; DATES.len()],
    /// How many cells have the form of each notation.
    forms: [u64; place::ALL.len()],
    /// How many cells have none, and would be pairs with decimal commas.
    comma_pairs: u64,
    pairs_without_letters: u64,
}

impl Seen {
    fn of(rows: &RawRows, wanted: &Wanted, ways: Ways) -> Self {
        let mut seen = Self::default();
        for row in rows.iter().flatten() {
            for (index, column) in wanted.dates.iter().enumerate() {
                if let Some(cell) = column.and_then(|column| cell(row, column)) {
                    seen.add_date(index, cell);
                }
            }
            for cell in wanted
                .degrees
                .iter()
                .filter_map(|column| cell(row, *column))
            {
                seen.add_degrees(cell);
            }
            if let Some(cell) = wanted.places.and_then(|column| cell(row, column)) {
                seen.add_place(cell, ways);
            }
            if let Some((grid, letter)) = wanted.grid
                && let [Some(zone), Some(easting), Some(northing)] = grid.map(|c| cell(row, c))
            {
                let letter = letter.and_then(|column| cell(row, column));
                let text = utm::in_columns(zone, letter.unwrap_or_default(), easting, northing);
                seen.add_zone(&text, ways);
            }
        }
        seen
    }

    fn append(&mut self, next: &Self) {
        for (sign, next) in self.signs.iter_mut().zip(next.signs) {
            *sign |= next;
        }
        for (dates, next) in self.dates.iter_mut().zip(next.dates) {
            dates.has_serials |= next.has_serials;
            dates.has_others |= next.has_others;
        }
        for (count, more) in self.forms.iter_mut().zip(next.forms) {
            *count += more;
        }
        self.comma_pairs += next.comma_pairs;
        self.pairs_without_letters += next.pairs_without_letters;
    }

    /// Takes note of a sign, where it is there.
    fn note(&mut self, sign: Sign, is_there: bool) {
        self.signs[sign as usize] |= is_there;
    }

    const fn has(&self, sign: Sign) -> bool {
        self.signs[sign as usize]
    }

    /// What the one sign or the other tells, where not both are there.
    fn either<T>(&self, one: (Sign, T), other: (Sign, T)) -> Option<T> {
        match (self.has(one.0), self.has(other.0)) {
            (true, false) => Some(one.1),
            (false, true) => Some(other.1),
            _ => None,
        }
    }

    fn add_date(&mut self, index: usize, cell: &str) {
        let written = notation::written(cell);
        let dates = &mut self.dates[index];
        match written {
            Ok(Written::Serial(_)) => dates.has_serials = true,
            // What is no date at all is refused whatever the others are.
            Err(_) => {}
            Ok(Written::Period(_)) => dates.has_others = true,
            Ok(Written::Slashed(slashed)) => {
                dates.has_others = true;
                let (day, month) = slashed.orders();
                self.note(Sign::NotDayFirst, !day);
                self.note(Sign::NotMonthFirst, !month);
            }
        }
    }

    fn add_degrees(&mut self, cell: &str) {
        self.note(Sign::Comma, cell.contains(','));
        self.note(Sign::Point, cell.contains('.'));
        self.add_letters(cell);
    }

    fn add_letters(&mut self, cell: &str) {
        for letter in notation::letters(cell) {
            self.note(Sign::LetterO, letter == Letter::O);
            self.note(Sign::East, letter == Letter::East);
            self.note(Sign::West, letter == Letter::West);
        }
    }

    fn add_place(&mut self, cell: &str, ways: Ways) {
        let mut has_form = false;
        for (count, notation) in self.forms.iter_mut().zip(place::ALL) {
            if (notation.has_form)(cell, ways) {
                has_form = true;
                *count += 1;
            }
        }
        let comma = Ways {
            decimal: Decimal::Comma,
            ..ways
        };
        let ways = if !has_form && (pair::NOTATION.has_form)(cell, comma) {
            self.comma_pairs += 1;
            comma
        } else {
            ways
        };
        self.add_letters(cell);
        self.add_zone(cell, ways);
        if let Some(sizes) = pair::sizes(cell, ways) {
            self.pairs_without_letters += 1;
            self.note(Sign::WideFirst, sizes[0] > 90.0);
            self.note(Sign::WideSecond, sizes[1] > 90.0);
        }
    }

    fn add_zone(&mut self, cell: &str, ways: Ways) {
        let letters = utm::letters(cell, ways);
        self.note(
            Sign::ZoneHemisphere,
            letters == Some(ZoneLetters::Hemispheres),
        );
        self.note(Sign::ZoneBand, letters == Some(ZoneLetters::Bands));
    }

    /// The order of day and month that all dates with slashes allow, when only one does.
    fn date_order(&self) -> Option<DateOrder> {
        self.either(
            (Sign::NotMonthFirst, DateOrder::Dmy),
            (Sign::NotDayFirst, DateOrder::Mdy),
        )
    }

    /// Whether the fractions of the coordinates all stand behind a comma.
    const fn shows_only_commas(&self) -> bool {
        self.has(Sign::Comma) && !self.has(Sign::Point)
    }

    /// Whether the column of whole places holds pairs with decimal commas and nothing else.
    fn has_only_comma_pairs(&self) -> bool {
        self.comma_pairs > 0 && self.forms.iter().all(|count| *count == 0)
    }

    /// What O means: west beside an E, east beside a W.
    fn letter_o(&self) -> Option<LetterO> {
        self.either((Sign::East, LetterO::West), (Sign::West, LetterO::East))
            .filter(|_| self.has(Sign::LetterO))
    }

    /// What the letters behind zones of UTM are, where some cells can be only the one.
    fn zone_letters(&self) -> Option<ZoneLetters> {
        self.either(
            (Sign::ZoneHemisphere, ZoneLetters::Hemispheres),
            (Sign::ZoneBand, ZoneLetters::Bands),
        )
    }

    /// Which number of a pair comes first, where the other would be no latitude somewhere.
    fn order(&self) -> Option<PairOrder> {
        self.either(
            (Sign::WideSecond, PairOrder::LatLon),
            (Sign::WideFirst, PairOrder::LonLat),
        )
    }

    /// The notations that cells have the form of, those of most cells first.
    fn notations_by_count(&self) -> Vec<&'static place::Notation> {
        let mut found: Vec<(u64, &place::Notation)> = self
            .forms
            .into_iter()
            .zip(place::ALL)
            .filter(|(count, _)| *count > 0)
            .collect();
        found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        found.into_iter().map(|(_, notation)| notation).collect()
    }

    /// The notation that most cells have the form of, if one has more than each other.
    fn commonest(&self) -> Option<&'static place::Notation> {
        let most = *self.forms.iter().max()?;
        let mut of_most = self.forms.iter().zip(place::ALL);
        let mut of_most = of_most
            .by_ref()
            .filter(|(count, _)| **count == most && most > 0);
        let (_, first) = of_most.next()?;
        of_most.next().is_none().then_some(first)
    }
}
