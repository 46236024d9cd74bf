//! Whether what a file says can be so: the checks that need to know where places lie.
//!
//! A record that can be read may still be wrong: at 0, 0, in the sea, in another country than it says.
//! Nothing here changes or rejects a record; what is odd comes out as findings, gathered by their kind.
//! Each kind is one file; [`Plausible`] shows them every record once, so that a file of any length takes
//! little memory.

mod countries;
mod notes;
mod positions;
mod reach;
mod text;
mod time;

pub use notes::{KEPT_FINDINGS, Noted, Notes};
pub use reach::Reach;

use rayon::prelude::*;

use super::Territory;
use super::testimony::Gazetteer;
use crate::geodesy::Position;
use crate::model::{Atlas, Cells, Country, Date, Finding, Origin, Period, Place, Severity};
use countries::Countries;
use positions::Positions;

/// A record as the checks see it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// Where it was read.
    pub origin: &'a Origin,
    /// Where it lies.
    pub place: &'a Place,
    /// When it happened.
    pub period: Option<Period>,
    /// The country as the file writes it; empty when it does not.
    pub country: &'a str,
    /// Texts that may say where it is.
    pub texts: Vec<&'a str>,
    /// Every cell of its row; none where they were not kept.
    pub cells: Option<&'a Cells>,
}

impl Seen<'_> {
    fn position(&self) -> Position {
        self.place.position
    }

    /// Its position as it is written: latitude, longitude.
    fn pair(&self) -> String {
        pair(self.position())
    }

    /// Whether its row speaks of the sea, where its point is then right to lie.
    fn speaks_of_the_sea(&self) -> bool {
        self.cells
            .is_some_and(|cells| cells.iter().any(text::speaks_of_the_sea))
    }

    /// Something odd about it.
    fn odd(&self, kind: &'static str, why: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, kind, self.origin.clone(), why)
    }
}

/// A position as it is written: latitude, longitude.
fn pair(position: Position) -> String {
    format!("{}, {}", position.lat(), position.lon())
}

/// The checks, being shown one record after another.
#[derive(Debug)]
pub struct Plausible<'a> {
    notes: Notes,
    positions: Positions,
    countries: Option<Countries<'a>>,
    gazetteer: Option<Gazetteer>,
    today: Option<Date>,
    /// How many records were found to lie at sea or elsewhere than they say.
    elsewhere: u64,
    /// The first record that was not compared with countries any more.
    not_compared: Option<Origin>,
}

/// Whether a text seems to say where something was, so that [`Plausible::know_places`] is of use.
pub fn says_where(text: &str) -> bool {
    text::says_where(text)
}

impl<'a> Plausible<'a> {
    /// The checks that need no atlas. `today` is a day by which the file was there.
    pub fn new(today: Option<Date>) -> Self {
        Self {
            notes: Notes::default(),
            positions: Positions::default(),
            countries: None,
            gazetteer: None,
            today,
            elsewhere: 0,
            not_compared: None,
        }
    }

    /// Adds the check of countries.
    pub fn know_countries(&mut self, territory: &'a Territory<'a>, countries: &'a [Country]) {
        self.countries = Some(Countries::new(territory, countries));
    }

    /// Whether the check of countries was added.
    pub fn knows_countries(&self) -> bool {
        self.countries.is_some()
    }

    /// Adds the check of texts, by the towns and sites of an atlas.
    pub fn know_places(&mut self, atlas: &Atlas) {
        self.gazetteer = Some(Gazetteer::from_atlas(atlas));
    }

    /// Whether the check of texts was added.
    pub fn knows_places(&self) -> bool {
        self.gazetteer.is_some()
    }

    /// Looks at some records, in the order of their file.
    pub fn take(&mut self, records: &[Seen<'_>]) {
        for some in records.chunks(RECORDS_AT_ONCE) {
            self.take_some(some);
        }
    }

    fn take_some(&mut self, records: &[Seen<'_>]) {
        let is_enough = self.elsewhere >= MOST_ELSEWHERE;
        if is_enough && self.not_compared.is_none() && self.countries.is_some() {
            self.not_compared = records.first().map(|record| record.origin.clone());
        }
        let countries = self.countries.as_ref().filter(|_| !is_enough);
        let (gazetteer, today) = (self.gazetteer.as_ref(), self.today);
        // What is found out of a record by itself is found out on all threads.
        let found: Vec<Vec<(Notes, Notes)>> = records
            .par_chunks(RECORDS_OF_A_THREAD)
            .map(|records| {
                let mut last = None;
                let of_each = records.iter().map(|record| {
                    let (mut elsewhere, mut others) = (Notes::default(), Notes::default());
                    if let Some(countries) = countries {
                        countries.take(record, &mut last, &mut elsewhere);
                    }
                    others.extend(gazetteer.and_then(|gazetteer| contradiction(record, gazetteer)));
                    time::take(record, today, &mut others);
                    (elsewhere, others)
                });
                of_each.collect()
            })
            .collect();
        for (record, (elsewhere, others)) in records.iter().zip(found.into_iter().flatten()) {
            self.positions.take(record, &mut self.notes);
            self.elsewhere += u64::from(!elsewhere.is_empty());
            self.notes.append(elsewhere);
            self.notes.append(others);
        }
    }

    /// What was odd, kind by kind in the order in which each was first met.
    pub fn finish(mut self) -> Notes {
        if let Some(origin) = self.not_compared {
            let why = format!(
                "{} records lie at sea or elsewhere than they say: from here on records were not compared \
                 with countries",
                self.elsewhere
            );
            let finding = Finding::new(Severity::Warning, "not-compared", origin, why);
            let fix = "mend what is told, or check the rest of the file by itself";
            self.notes.add(finding.with_fix(fix));
        }
        self.positions.finish(&mut self.notes);
        self.notes
    }
}

/// What contradicts a record in its texts.
fn contradiction(record: &Seen<'_>, gazetteer: &Gazetteer) -> Option<Finding> {
    let (text, why) = record.texts.iter().find_map(|text| {
        let why = text::contradiction(gazetteer, text, record.position())?;
        Some((*text, why))
    })?;
    let finding = record.odd("text-contradicts-point", why).with_value(text);
    Some(finding.with_fix("look both up in the source"))
}

/// After this many records that lie elsewhere the rest is not compared with countries, so that a file of any
/// content takes a bounded time.
const MOST_ELSEWHERE: u64 = 2000;

/// How many records are looked at before the findings so far are counted.
const RECORDS_AT_ONCE: usize = 1024;

/// How many records a thread looks at.
const RECORDS_OF_A_THREAD: usize = 64;
