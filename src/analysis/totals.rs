//! How many people, with qualifiers kept.
//!
//! Nothing is added that may speak of the same people: figures of different sources stay apart, a
//! figure that its source gives for a period is a total already, the records of a chain are the same
//! people all along, and what is made up for show is never added to what is documented.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;

use super::{Inquiry, Question, Unanswerable};
use crate::model::{
    Atlas, Batch, Cell, Column, Count, Finding, Incident, Record, Schema, Scope, Truth,
};

/// Counts of people: one row for each group of events by the same source, and one for each figure that
/// a source gives for a period.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(
    feature = "cli",
    derive(clap::Args),
    command(after_help = "Examples:
  pointzero totals incidents.csv
  pointzero totals incidents.csv --by month -o totals.csv")
)]
pub struct Totals {
    /// What to count by
    #[cfg_attr(feature = "cli", arg(long, value_enum, default_value = "year"))]
    pub by: By,
}

/// What to count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum By {
    /// The calendar year.
    #[default]
    Year,
    /// The calendar month.
    Month,
    /// What happened.
    Kind,
    /// The country as the file writes it.
    Country,
    /// Who says so.
    Source,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Kind => "kind",
            Self::Country => "country",
            Self::Source => "source",
        }
    }

    /// The group of an incident; an event whose period crosses groups has its whole period as one.
    fn group(self, incident: &Incident) -> String {
        let period = incident.period;
        let whole = || period.map(|period| period.to_string());
        match self {
            Self::Kind => incident.kind.word().to_owned(),
            Self::Country => incident.country().to_owned(),
            Self::Source => incident.source().to_owned(),
            _ if incident.scope == Scope::Figure => whole().unwrap_or_default(),
            Self::Year => period
                .and_then(|period| period.year())
                .map(|year| format!("{year:04}"))
                .or_else(whole)
                .unwrap_or_default(),
            Self::Month => period
                .and_then(|period| period.month())
                .map(|(year, month)| format!("{year:04}-{month:02}"))
                .or_else(whole)
                .unwrap_or_default(),
        }
    }
}

/// What counts must share to be added.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alike {
    kind: &'static str,
    source: String,
    convoy: &'static str,
    is_synthetic: bool,
}

impl Alike {
    pub(crate) fn of(incident: &Incident) -> Self {
        Self {
            kind: incident.kind.word(),
            source: incident.source().to_owned(),
            convoy: incident.convoy.word(),
            is_synthetic: incident.truth == Truth::Synthetic,
        }
    }

    /// In what two differ, where they do: the name of a column of the table of totals.
    #[cfg(feature = "plotters")]
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        [
            ("kind", self.kind == other.kind),
            ("source", self.source == other.source),
            ("convoy", self.convoy == other.convoy),
            ("synthetic", self.is_synthetic == other.is_synthetic),
        ]
        .into_iter()
        .find_map(|(name, is_same)| (!is_same).then_some(name))
    }
}

/// The group of a count. A figure and a record of a chain have their row as well, so that they stay alone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    group: String,
    scope: Scope,
    alike: Alike,
    period: String,
    chain: Option<String>,
    alone: Option<u64>,
}

/// A count, and the hash of the id of its record.
struct Counted {
    people: Count,
    id: u64,
}

fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Question for Totals {
    fn needs_aid(&self) -> bool {
        false
    }

    fn needs_world(&self) -> bool {
        false
    }

    fn needs_place(&self) -> bool {
        false
    }

    fn start<'a>(
        &'a self,
        _: &'a Atlas,
        _: &[(usize, &str)],
    ) -> Result<Box<dyn Inquiry + 'a>, Unanswerable> {
        let mut columns = vec![Column::text(self.by.name())];
        for name in ["basis", "period", "kind", "convoy", "source", "synthetic"] {
            if name != self.by.name() {
                columns.push(Column::text(name));
            }
        }
        columns.extend([
            Column::integer("people"),
            Column::text("qualifier"),
            Column::integer("people_least"),
            Column::integer("people_most"),
            Column::integer("records"),
            Column::integer("records_without_count"),
        ]);
        Ok(Box::new(TotalsInquiry {
            by: self.by,
            schema: Schema { columns },
            groups: BTreeMap::new(),
            named: HashSet::new(),
        }))
    }
}

/// Least and most of all counts together: each keeps its own doubt.
fn sum_of_intervals(counts: &[Count]) -> (u64, Option<u64>) {
    let both = counts.iter().map(Count::interval);
    both.fold((0, Some(0)), |(least, most), (low, high)| {
        let most = most.zip(high).map(|(a, b): (u64, u64)| a.saturating_add(b));
        (least.saturating_add(low), most)
    })
}

struct TotalsInquiry {
    by: By,
    schema: Schema,
    groups: BTreeMap<Key, Vec<Counted>>,
    /// The hashes of the ids that other records name as the places before or after them.
    named: HashSet<u64>,
}

impl Inquiry for TotalsInquiry {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn take(&mut self, incidents: Vec<Record<Incident>>, _: &mut Batch, _: &mut Vec<Finding>) {
        for record in incidents {
            self.add(record);
        }
    }

    fn finish(&mut self, rows: &mut Batch, _: &mut Vec<Finding>) {
        for (mut key, counted) in std::mem::take(&mut self.groups) {
            let (linked, others): (Vec<Counted>, Vec<Counted>) = counted
                .into_iter()
                .partition(|one| self.named.contains(&one.id));
            if !others.is_empty() {
                let counts = others.into_iter().map(|one| one.people).collect();
                rows.push(self.cells(&key, counts), None);
            }
            key.chain.get_or_insert_default();
            for one in linked {
                rows.push(self.cells(&key, vec![one.people]), None);
            }
        }
    }
}

impl TotalsInquiry {
    fn cells(&self, key: &Key, counts: Vec<Count>) -> Vec<Cell<'static>> {
        let unknown = counts
            .iter()
            .filter(|count| **count == Count::Unknown)
            .count();
        let records = counts.len();
        let (least, most) = sum_of_intervals(&counts);
        let sum = Count::sum(counts);
        let is_known = sum != Count::Unknown;
        let nominal = sum.nominal().filter(|_| sum.qualifier() != "range");
        let integer = |n: Option<u64>| Cell::Integer(n.and_then(|n| i64::try_from(n).ok()));
        let basis = match (key.scope, &key.chain) {
            (Scope::Figure, _) => "figure".to_owned(),
            (Scope::Event, None) => "events".to_owned(),
            (Scope::Event, Some(chain)) => format!("chain {chain}").trim_end().to_owned(),
        };
        let alike = &key.alike;
        let synthetic = if alike.is_synthetic { "yes" } else { "" };
        let mut cells = vec![Cell::text(key.group.clone())];
        for (name, text) in [
            ("basis", basis),
            ("period", key.period.clone()),
            ("kind", alike.kind.to_owned()),
            ("convoy", alike.convoy.to_owned()),
            ("source", alike.source.clone()),
            ("synthetic", synthetic.to_owned()),
        ] {
            if name != self.by.name() {
                cells.push(Cell::text(text));
            }
        }
        cells.extend([
            integer(nominal),
            Cell::text(sum.qualifier()),
            integer(Some(least).filter(|_| is_known)),
            integer(most.filter(|_| is_known)),
            integer(u64::try_from(records).ok()),
            integer(u64::try_from(unknown).ok()),
        ]);
        cells
    }

    fn add(&mut self, record: Record<Incident>) {
        let incident = record.value;
        let is_figure = incident.scope == Scope::Figure;
        let link = incident.link();
        if let Some(link) = link {
            let ends = [&link.from, &link.to].into_iter();
            let ends = ends.filter(|end| !end.is_empty());
            self.named.extend(ends.map(|end| hash_of(end)));
        }
        let is_alone = is_figure || link.is_some();
        let key = Key {
            group: self.by.group(&incident),
            scope: incident.scope,
            alike: Alike::of(&incident),
            period: incident
                .period
                .filter(|_| is_figure)
                .map(|period| period.to_string())
                .unwrap_or_default(),
            chain: link.map(|link| link.chain.clone()),
            alone: is_alone.then(|| record.origin.at.row_number().unwrap_or_default()),
        };
        self.groups.entry(key).or_default().push(Counted {
            id: hash_of(&incident.id),
            people: incident.people,
        });
    }
}
