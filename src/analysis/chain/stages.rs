//! What is known of a chain and its legs.

use std::collections::{HashMap, HashSet};

use super::linked::{Leg, LinkedChain};
use crate::analysis::route::Way;
use crate::analysis::testimony::CountryNames;
use crate::analysis::{Belonging, BelongingStatus, Territory};
use crate::geodesy::{Distance, Path, distance};
use crate::model::{
    Count, Finding, Incident, Period, Place, Record, Route, Severity, Stated, Stop, visible,
};

/// A chain that is told.
pub(super) struct Told<'a> {
    pub(super) chain: &'a LinkedChain,
    pub(super) stages: Vec<Stage<'a>>,
    pub(super) legs: Vec<LegTold<'a>>,
}

/// A record that a chain leads through.
pub(super) struct Stage<'a> {
    pub(super) record: &'a Record<Incident>,
    belonging: Option<Belonging<'a>>,
    /// The name of the country: the one that the row names, unless its place denies it.
    pub(super) country: String,
    /// The country that the row names, where its place lies in another for certain.
    denied: Option<String>,
}

/// A leg of a chain.
pub(super) struct LegTold<'a> {
    pub(super) from: &'a Record<Incident>,
    pub(super) to: &'a Record<Incident>,
    pub(super) by: &'a Record<Incident>,
    /// Its number in the chain.
    pub(super) number: u32,
    /// Whether records between its ends are missing, so that nothing is known of the way.
    is_missing: bool,
    /// The straight line, and the least and most that it may be.
    pub(super) distance: Option<(Distance, (Distance, Distance))>,
    /// The borders that the straight line crosses.
    pub(super) crossings: Vec<String>,
}

impl<'a> Told<'a> {
    pub(super) fn new(
        chain: &'a LinkedChain,
        records: &'a [Record<Incident>],
        territory: &'a Territory<'a>,
        countries: &CountryNames<'a>,
    ) -> Self {
        let stages = chain.stages().into_iter();
        Self {
            chain,
            stages: stages
                .map(|row| Stage::new(&records[row], territory, countries))
                .collect(),
            legs: chain
                .legs
                .iter()
                .map(|leg| LegTold::new(leg, records, territory))
                .collect(),
        }
    }

    /// How far the people were moved along the straight lines of all legs; nothing where one is not known
    /// or missing.
    pub(super) fn moved(&self) -> Option<Distance> {
        if !self.chain.lacks.is_empty() {
            return None;
        }
        let mut legs = self.legs.iter().map(|leg| Some(leg.distance?.0));
        let first = legs.next()??;
        legs.try_fold(first, |sum, leg| Some(sum.plus(leg?)))
    }

    /// From the first place to the last.
    pub(super) fn displacement(&self) -> Option<Distance> {
        let ends = [self.stages.first(), self.stages.last()].map(place_of);
        let [Some(first), Some(last)] = ends else {
            return None;
        };
        (!self.legs.is_empty()).then(|| place_to_place(first, last).0)
    }

    /// The countries in order, each once where several records in a row lie in it.
    pub(super) fn countries(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for stage in &self.stages {
            if !stage.country.is_empty() && names.last() != Some(&stage.country.as_str()) {
                names.push(&stage.country);
            }
        }
        names.join(" → ")
    }

    /// What is not known of the chain, so that sums of its legs would be incomplete.
    pub(super) fn lacks(&self) -> String {
        let of_places = self
            .stages
            .iter()
            .filter(|stage| place_of(Some(stage)).is_none());
        let of_places = of_places.map(|stage| format!("{} has no place", stage.record.value.id));
        let lacks = self.chain.lacks.iter().cloned().chain(of_places);
        lacks.collect::<Vec<String>>().join("; ")
    }

    /// Days from the first record to the last: a number, or the least and the most; nothing where time
    /// runs backwards between two records.
    pub(super) fn days(&self) -> String {
        if self.legs.iter().any(|leg| leg.backwards().next().is_some()) {
            return String::new();
        }
        let period = |stage: Option<&Stage<'_>>| stage?.record.value.period;
        let ends = period(self.stages.first()).zip(period(self.stages.last()));
        let Some((first, last)) = ends.filter(|_| self.stages.len() > 1) else {
            return String::new();
        };
        let least = first.last().days_until(last.first()).max(0);
        let most = first.first().days_until(last.last());
        match most {
            most if most < least => String::new(),
            most if most == least => most.to_string(),
            most => format!("{least}-{most}"),
        }
    }

    /// The records of the chain with the numbers of people that they state, in order.
    fn counts(&self) -> Vec<(&'a str, Stated<u64>)> {
        let of_legs = self.legs.iter().flat_map(|leg| [leg.from, leg.by, leg.to]);
        let alone = self.stages.iter().map(|stage| stage.record);
        let mut seen = HashSet::new();
        let records = of_legs.chain(alone);
        let records = records.filter(|record| seen.insert(std::ptr::from_ref(*record)));
        let stated = records.filter_map(|record| match record.value.people {
            Count::Known(stated) => Some((record.value.id.as_str(), stated)),
            Count::Unknown => None,
        });
        stated.collect()
    }

    /// How many people, as every record states it, each number once: `30-40; about 35`. They are the same people,
    /// so nothing is added.
    pub(super) fn people(&self) -> String {
        let said = self.counts_with_records().into_iter();
        said.map(|(words, _)| words)
            .collect::<Vec<String>>()
            .join("; ")
    }

    /// The same with the records that state it: `30-40 (a); about 35 (b, c)`.
    pub(super) fn people_by_record(&self) -> String {
        let said = self.counts_with_records().into_iter();
        let said = said.map(|(words, ids)| format!("{words} ({})", ids.join(", ")));
        said.collect::<Vec<String>>().join("; ")
    }

    fn counts_with_records(&self) -> Vec<(String, Vec<&'a str>)> {
        let mut said: Vec<(String, Vec<&str>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (id, stated) in self.counts() {
            let words = written(Count::Known(stated));
            let at = *places.entry(words.clone()).or_insert_with(|| {
                said.push((words, Vec::new()));
                said.len() - 1
            });
            said[at].1.push(id);
        }
        said
    }

    /// The least and the most number of people that a record states; nothing on a side that some record
    /// leaves open: `at least 600` has no most. Of `about 500` the number that is stated serves.
    pub(super) fn people_span(&self) -> (Option<u64>, Option<u64>) {
        let counts = self.counts();
        let is_open_below = |(_, stated): &(&str, Stated<u64>)| matches!(stated, Stated::UpTo(_));
        let is_open_above = |(_, stated): &(&str, Stated<u64>)| {
            matches!(
                stated,
                Stated::AtLeast(_) | Stated::MoreThan(_) | Stated::JustOver(_)
            )
        };
        let least = counts.iter().map(|(_, stated)| stated.numbers().0).min();
        let most = counts.iter().map(|(_, stated)| stated.numbers().1).max();
        (
            least.filter(|_| !counts.iter().any(is_open_below)),
            most.filter(|_| !counts.iter().any(is_open_above)),
        )
    }

    /// What cannot be true, or cannot be told.
    pub(super) fn contradictions(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let chain = visible(&self.chain.id);
        let warn = |kind, record: &Record<Incident>, column: &str, why: String, fix: &str| {
            Finding::new(Severity::Warning, kind, record.origin.clone(), why)
                .in_column(column)
                .with_fix(fix)
        };
        if self.legs.is_empty()
            && self.chain.lacks.is_empty()
            && let Some(stage) = self.stages.first()
        {
            let why = format!("the chain {chain} has one record, and no leg");
            let fix = "add the records that are missing, with the same chain_id";
            found.push(warn("no-leg", stage.record, "chain_id", why, fix));
        }
        for leg in &self.legs {
            let number = leg.number;
            for (earlier, start, later, end) in leg.backwards() {
                let why = format!(
                    "leg {number} of the chain {chain} ends on {end} (row {}), before it starts on {start} \
                     (row {}); no days are given",
                    row(later),
                    row(earlier)
                );
                let fix = "compare the dates with the source, or the numbers of the legs";
                found.push(warn("time-backwards", later, "date", why, fix));
            }
            if leg.distance.is_none() && !leg.is_missing {
                let missing = if leg.from.value.place.is_none() {
                    leg.from
                } else {
                    leg.to
                };
                let why = format!(
                    "leg {number} of the chain {chain} has no distance: row {} has no place",
                    row(missing)
                );
                let fix = "give the place, with a radius that says how well it is known";
                found.push(warn("no-place", missing, "lat", why, fix));
            }
        }
        for stage in &self.stages {
            if let (Some(denied), Some(belonging)) = (&stage.denied, &stage.belonging) {
                let why = format!(
                    "the row says {denied}, and its place in the chain {chain} lies in {}",
                    belonging.name()
                );
                let fix = "compare the country and the coordinates with the source";
                found.push(warn("other-country", stage.record, "country", why, fix));
            }
        }
        found
    }
}

fn place_of<'a>(stage: Option<&Stage<'a>>) -> Option<&'a Place> {
    stage?.record.value.place.as_ref()
}

fn row(record: &Record<Incident>) -> u64 {
    record.origin.at.row_number().unwrap_or_default()
}

impl<'a> Stage<'a> {
    fn new(
        record: &'a Record<Incident>,
        territory: &'a Territory<'a>,
        countries: &CountryNames<'a>,
    ) -> Self {
        let incident = &record.value;
        let said = countries.of(incident.country());
        let belonging = incident
            .place
            .as_ref()
            .map(|place| territory.belonging(place));
        let denied = match (&belonging, said) {
            (Some(belonging), Some(said)) if belonging.status == BelongingStatus::Certain => {
                belonging
                    .country
                    .filter(|country| country.code != said.code)
                    .map(|_| said.names.english().to_owned())
            }
            _ => None,
        };
        let lies_in = belonging.as_ref().map(Belonging::name).unwrap_or_default();
        let country = match said {
            Some(said) if denied.is_none() => said.names.english().to_owned(),
            _ if !lies_in.is_empty() => lies_in,
            _ => incident.country().to_owned(),
        };
        Self {
            record,
            belonging,
            country,
            denied,
        }
    }
}

impl<'a> LegTold<'a> {
    fn new(leg: &Leg, records: &'a [Record<Incident>], territory: &Territory<'_>) -> Self {
        let [from, to, by] = [leg.from, leg.to, leg.by].map(|row| &records[row]);
        let places = from.value.place.as_ref().zip(to.value.place.as_ref());
        let places = places.filter(|_| !leg.is_missing());
        let crossings = places.map(|(from, to)| {
            let stop = |place: &Place| Stop {
                name: String::new(),
                place: place.clone(),
            };
            let route = Route {
                id: String::new(),
                name: String::new(),
                path: Path::Geodesic,
                stops: vec![stop(from), stop(to)],
            };
            let crossings = Way::new(&route).crossings(territory);
            let names = crossings
                .iter()
                .map(|crossing| territory.name_of(crossing.border));
            names.collect()
        });
        Self {
            from,
            to,
            by,
            number: leg.number,
            is_missing: leg.is_missing(),
            distance: places.map(|(from, to)| place_to_place(from, to)),
            crossings: crossings.unwrap_or_default(),
        }
    }

    /// Pairs of records of which the second cannot be before the first.
    fn times(&self) -> Vec<(&'a Record<Incident>, &'a Record<Incident>)> {
        if std::ptr::eq(self.by, self.to) {
            return vec![(self.from, self.to)];
        }
        vec![(self.from, self.by), (self.by, self.to)]
    }

    /// The pairs of which the second is before the first all the same, each with its time.
    fn backwards(
        &self,
    ) -> impl Iterator<Item = (&'a Record<Incident>, Period, &'a Record<Incident>, Period)> {
        let pairs = self.times().into_iter().filter_map(|(earlier, later)| {
            let (start, end) = (earlier.value.period?, later.value.period?);
            Some((earlier, start, later, end))
        });
        pairs.filter(|(_, start, _, end)| end.last() < start.first())
    }

    /// How many people, as the record says that tells of the leg, and those at its two ends.
    pub(super) fn people(&self) -> [String; 3] {
        [self.by, self.from, self.to].map(|record| written(record.value.people))
    }

    /// When it started and ended, as far as its records say.
    pub(super) fn dates(&self) -> [String; 2] {
        let date = |period: Option<Period>| period.map(|period| period.to_string());
        [self.from, self.to].map(|record| date(record.value.period).unwrap_or_default())
    }
}

fn place_to_place(from: &Place, to: &Place) -> (Distance, (Distance, Distance)) {
    let distance = distance(from.position, to.position);
    (distance, from.doubt().and(to.doubt()).bounds_of(distance))
}

/// A count with its qualifier, as files are read: `about 35`, `30-40`.
fn written(count: Count) -> String {
    match count {
        Count::Unknown => String::new(),
        Count::Known(Stated::Exact(number)) => number.to_string(),
        Count::Known(Stated::Range(least, most)) => format!("{least}-{most}"),
        Count::Known(stated) => format!("{} {}", stated.qualifier(), stated.numbers().0),
    }
}
