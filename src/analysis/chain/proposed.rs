//! Chains that nobody stated, by a rule that is told with them.

use std::collections::BTreeMap;

use super::linked::{Chains, Leg, LinkedChain, at_file, following};
use crate::geodesy::distance;
use crate::model::{Count, Incident, IncidentKind, Record, Scope};

/// How many days after a record ends the next one may begin.
const MOST_DAYS: i64 = 14;

/// The longest period, in days, of a record that is linked: of a longer one the day is not known.
const LONGEST_DAYS: i64 = 7;

/// The rule, as it is told.
const RULE: &str = "a record of an expulsion, pushback or detention that belongs to no chain is linked to the one \
    that begins 1 to 14 days after it ends, when both days are known within a week, both places surely differ, the \
    numbers of people can be the same, and neither could be linked to another; nothing shows that they are the same people";

impl Chains {
    /// Adds chains of records that belong to none, and a finding that tells the rule.
    pub(super) fn propose(&mut self, records: &[Record<Incident>]) {
        let members = self.members();
        let mut open: Vec<usize> = (0..records.len())
            .filter(|row| !members.contains(row) && is_open(&records[*row].value))
            .collect();
        let first = |row: &usize| records[*row].value.period.map(|period| period.first());
        open.sort_by_key(first);
        // Each record's only successor and only predecessor; none where there are two.
        let mut next: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        let mut before: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        for (place, one) in open.iter().enumerate() {
            for other in &open[place + 1..] {
                let [from, to] = [one, other].map(|row| &records[*row].value);
                let days = days_between(from, to);
                if days > MOST_DAYS {
                    break;
                }
                if days >= 1 && may_be_same_people(from, to) {
                    let only = |known: Option<&Option<usize>>, row| match known {
                        None => Some(row),
                        Some(_) => None,
                    };
                    let (successor, predecessor) =
                        (only(next.get(one), *other), only(before.get(other), *one));
                    next.insert(*one, successor);
                    before.insert(*other, predecessor);
                }
            }
        }
        let link = |row: usize| {
            let to = next.get(&row).copied().flatten()?;
            (before.get(&to).copied().flatten() == Some(row)).then_some(to)
        };
        let mut number = 0;
        for start in open.iter().copied() {
            let is_start = before
                .get(&start)
                .copied()
                .flatten()
                .is_none_or(|before| link(before) != Some(start));
            let mut legs = Vec::new();
            let mut at = start;
            while let Some(to) = link(at).filter(|_| is_start) {
                let own = following(&legs);
                legs.push(Leg {
                    from: at,
                    to,
                    by: to,
                    number: own,
                    last_number: own,
                });
                at = to;
            }
            if !legs.is_empty() {
                number += 1;
                self.chains.push(LinkedChain {
                    id: format!("proposed_{number}"),
                    start,
                    legs,
                    lacks: Vec::new(),
                });
            }
        }
        let why =
            format!("chains proposed, and not stated by the file: {number}; by this rule: {RULE}");
        self.findings.extend(at_file(records, "proposed", why));
    }
}

fn is_open(incident: &Incident) -> bool {
    let is_of_kind = matches!(
        incident.kind,
        IncidentKind::Expulsion | IncidentKind::Pushback | IncidentKind::Detention
    );
    let is_dated = incident
        .period
        .is_some_and(|period| period.first().days_until(period.last()) < LONGEST_DAYS);
    is_of_kind
        && is_dated
        && incident.scope == Scope::Event
        && incident.place.is_some()
        && incident.people != Count::Unknown
}

/// From the last day of the one to the first of the other.
fn days_between(from: &Incident, to: &Incident) -> i64 {
    let periods = from.period.zip(to.period);
    periods.map_or(i64::MAX, |(from, to)| from.last().days_until(to.first()))
}

fn may_be_same_people(from: &Incident, to: &Incident) -> bool {
    let (Some(one), Some(other)) = (&from.place, &to.place) else {
        return false;
    };
    let apart = distance(one.position, other.position);
    let (least, _) = one.doubt().and(other.doubt()).bounds_of(apart);
    let [(low, high), (other_low, other_high)] =
        [from, to].map(|incident| incident.people.interval());
    least.metres() > 0.0
        && high.is_none_or(|high| other_low <= high)
        && other_high.is_none_or(|high| low <= high)
        && from.truth == to.truth
}
