//! Incidents too many to be held one by one.

use std::collections::BTreeSet;

use super::{Incident, Position, Truth};

/// Incidents of which only the places are held, because they are too many.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Crowd {
    /// Their places.
    pub positions: Vec<Position>,
    /// How many of them are made up for show.
    pub synthetic: u64,
    /// How many more have no place.
    pub without_location: u64,
    /// The first and the last year of those with a date.
    pub years: Option<(i16, i16)>,
    /// Who is cited for them, each once, as many as a sheet could name.
    pub sources: BTreeSet<String>,
}

impl Crowd {
    /// The most sources that are kept.
    pub const MOST_SOURCES: usize = 100;

    /// Takes a record in.
    pub fn take(&mut self, incident: &Incident) {
        let Some(place) = &incident.place else {
            self.without_location += 1;
            return;
        };
        self.positions.push(place.position);
        self.synthetic += u64::from(incident.truth == Truth::Synthetic);
        if let Some(period) = incident.period {
            let (first, last) = (period.first().year(), period.last().year());
            let (least, most) = self.years.unwrap_or((first, last));
            self.years = Some((least.min(first), most.max(last)));
        }
        let source = incident.source();
        let is_new = !source.is_empty() && !self.sources.contains(source);
        if is_new && self.sources.len() < Self::MOST_SOURCES {
            self.sources.insert(source.to_owned());
        }
    }
    /// Takes in those behind these.
    pub fn append(&mut self, mut next: Self) {
        self.positions.append(&mut next.positions);
        self.synthetic += next.synthetic;
        self.without_location += next.without_location;
        self.years = match (self.years, next.years) {
            (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
            (some, None) | (None, some) => some,
        };
        for source in next.sources {
            if self.sources.len() < Self::MOST_SOURCES {
                self.sources.insert(source);
            }
        }
    }
}
