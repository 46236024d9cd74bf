//! Which records are linked, and in which order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::model::{At, Finding, Incident, Link, LostRecord, Origin, Record, Severity, visible};

/// The chains of some records.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    /// The chains, in the order in which the records first name them.
    pub chains: Vec<LinkedChain>,
    /// What contradicts itself or is missing; what rejects a row leaves its chain out.
    pub findings: Vec<Finding>,
    /// How many records belong to chains that are left out.
    pub set_aside: u64,
}

/// Records that are linked, by their places among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedChain {
    /// Its identifier: the one that its records name, or else that of its first record.
    pub id: String,
    /// The first record.
    pub start: usize,
    /// The legs in order.
    pub legs: Vec<Leg>,
    /// What is not known of it, each in a few words: `leg 2 is missing`. Sums of its legs lack that.
    pub lacks: Vec<String>,
}

/// A leg of a chain: records by their places among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The record that tells of it: the one where it ends, unless another names both its ends.
    pub by: usize,
    /// Its number: that of the record where it starts, where the file numbers them, or else its place in the
    /// chain.
    pub number: u32,
    /// The number of the last leg that it stands for: more than its own where the records between its ends
    /// are missing, and nobody knows the way.
    pub last_number: u32,
}

impl Leg {
    /// Whether records between its ends are missing.
    pub const fn is_missing(&self) -> bool {
        self.last_number > self.number
    }
}

impl Chains {
    /// Links records by what they say of themselves. `lost` are those that cannot be used: their chains
    /// lack them.
    ///
    /// A chain that contradicts itself, so that nobody knows in which order it goes, is left out and the
    /// others are linked.
    pub fn of(records: &[Record<Incident>], lost: &[LostRecord]) -> Self {
        let mut linking = Linking {
            records,
            rows_by_id: HashMap::new(),
            lost: HashMap::new(),
            findings: Vec::new(),
            set_aside: 0,
        };
        for lost in lost {
            linking.lost.entry(&lost.chain).or_default().push(lost);
        }
        let rows = records.iter().enumerate().rev();
        for (row, record) in rows {
            linking.rows_by_id.insert(&record.value.id, row);
        }
        let mut named: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        let mut unnamed = Vec::new();
        for (row, record) in records.iter().enumerate() {
            match record.value.link() {
                Some(link) if link.chain.is_empty() => unnamed.push(row),
                Some(link) => {
                    let first = *first_of.entry(&link.chain).or_insert(row);
                    named.entry(first).or_default().push(row);
                }
                None => {}
            }
        }
        let mut chains: Vec<LinkedChain> = Vec::new();
        for rows in named.values() {
            let id = rows.first().map_or("", |row| linking.chain_of(*row));
            let is_numbered =
                |row: &usize| linking.link(*row).is_some_and(|link| link.leg.is_some());
            let linked = if rows.iter().all(is_numbered) {
                linking.numbered(id, rows).map(|chain| vec![chain])
            } else {
                linking.referred(Some(id), rows)
            };
            match linked {
                Some(linked) => chains.extend(linked),
                None => linking.set_aside(&format!("the chain {}", visible(id)), rows),
            }
        }
        for rows in linking.strands(&unnamed) {
            if let Some(linked) = linking.referred(None, &rows) {
                chains.extend(linked);
            } else {
                let id = rows
                    .first()
                    .map_or_else(String::new, |row| linking.id(*row));
                linking.set_aside(&format!("the chain of the record {id}"), &rows);
            }
        }
        chains.sort_by_key(|chain| chain.start);
        Self {
            chains,
            findings: linking.findings,
            set_aside: linking.set_aside,
        }
    }

    /// The records that belong to a chain.
    pub(super) fn members(&self) -> HashSet<usize> {
        let legs = self.chains.iter().flat_map(|chain| &chain.legs);
        let of_legs = legs.flat_map(|leg| [leg.from, leg.to, leg.by]);
        of_legs
            .chain(self.chains.iter().map(|chain| chain.start))
            .collect()
    }
}

impl LinkedChain {
    /// The records that it leads through, in order.
    pub fn stages(&self) -> Vec<usize> {
        let mut stages = vec![self.start];
        for leg in &self.legs {
            for row in [leg.from, leg.to] {
                if stages.last() != Some(&row) {
                    stages.push(row);
                }
            }
        }
        stages
    }
}

/// A leg, and the first row that tells of it.
struct ToldLeg {
    leg: Leg,
    row: usize,
}

/// How many rows a sentence lists.
const MOST_ROWS_TOLD: usize = 12;

struct Linking<'a> {
    records: &'a [Record<Incident>],
    rows_by_id: HashMap<&'a str, usize>,
    /// The records that cannot be used, by the chain that they name.
    lost: HashMap<&'a str, Vec<&'a LostRecord>>,
    findings: Vec<Finding>,
    set_aside: u64,
}

impl<'a> Linking<'a> {
    fn link(&self, row: usize) -> Option<&'a Link> {
        self.records.get(row)?.value.link()
    }

    fn chain_of(&self, row: usize) -> &'a str {
        self.link(row).map_or("", |link| &link.chain)
    }

    fn origin(&self, row: usize) -> Option<&'a Origin> {
        Some(&self.records.get(row)?.origin)
    }

    fn id(&self, row: usize) -> String {
        let record = self.records.get(row);
        record.map_or_else(String::new, |record| visible(&record.value.id))
    }

    fn number(&self, row: usize) -> u64 {
        let number = self.origin(row).and_then(|origin| origin.at.row_number());
        number.unwrap_or_default()
    }

    fn find(
        &mut self,
        severity: Severity,
        kind: &'static str,
        row: usize,
        column: &str,
        why: String,
        fix: &str,
    ) {
        let Some(origin) = self.origin(row) else {
            return;
        };
        let finding = Finding::new(severity, kind, origin.clone(), why);
        self.findings.push(finding.in_column(column).with_fix(fix));
    }

    fn reject(&mut self, kind: &'static str, row: usize, column: &str, why: String, fix: &str) {
        self.find(Severity::RejectsRow, kind, row, column, why, fix);
    }

    /// Notes that a chain is left out with all its records.
    fn set_aside(&mut self, chain: &str, rows: &[usize]) {
        self.set_aside += rows.len() as u64;
        let records = match rows.len() {
            1 => "its record".to_owned(),
            count => format!("its {count} records"),
        };
        let why = format!("{chain} is set aside with {records}: what is wrong is told above");
        if let Some(origin) = rows.first().and_then(|row| self.origin(*row)) {
            let finding = Finding::new(Severity::RejectsRow, "chain", origin.clone(), why);
            let fix = "mend the rows that are named above; the other chains are told without them";
            self.findings.push(finding.with_fix(fix));
        }
    }

    /// Notes records that cannot be used and leave their chain without a leg.
    fn are_lost<'l>(
        &mut self,
        id: &str,
        lost: impl IntoIterator<Item = &'l LostRecord>,
        lacks: &mut Vec<String>,
    ) {
        for lost in lost {
            let row = lost.origin.at.row_number().unwrap_or_default();
            let why = format!(
                "the record of the chain {} in this row cannot be used, so the chain may lack a leg",
                visible(id)
            );
            let finding = Finding::new(Severity::Warning, "missing-leg", lost.origin.clone(), why);
            self.findings
                .push(finding.with_fix("mend the row as it is told above"));
            lacks.push(format!("row {row} cannot be used"));
        }
    }

    /// Notes that records of some numbers are missing before the one in `row`.
    fn numbers_are_missing(
        &mut self,
        id: &str,
        row: usize,
        numbers: RangeInclusive<u32>,
        lost: &BTreeMap<u32, u64>,
        lacks: &mut Vec<String>,
    ) {
        let words = match (*numbers.start(), *numbers.end()) {
            (one, other) if one == other => format!("leg {one}"),
            (one, other) => format!("legs {one} to {other}"),
        };
        let verb = if numbers.start() == numbers.end() {
            "is"
        } else {
            "are"
        };
        let lost = lost.range(numbers).take(MOST_ROWS_TOLD);
        let lost: Vec<String> = lost.map(|(_, row)| row.to_string()).collect();
        let cause = match lost.as_slice() {
            [] => String::new(),
            [row] => format!(": row {row}, which has it, cannot be used"),
            rows => format!(": rows {} cannot be used", rows.join(", ")),
        };
        let why = format!("{words} of the chain {} {verb} missing{cause}", visible(id));
        let fix = "add the record, or number the records of the chain 1, 2, 3";
        self.find(Severity::Warning, "missing-leg", row, "leg", why, fix);
        lacks.push(format!("{words} {verb} missing"));
    }

    /// Records that hang together by naming each other, each lot by itself, in the order of the first of each.
    fn strands(&self, rows: &[usize]) -> Vec<Vec<usize>> {
        fn root(parents: &mut HashMap<usize, usize>, mut row: usize) -> usize {
            while let Some(parent) = parents.get(&row).copied().filter(|parent| *parent != row) {
                let above = parents.get(&parent).copied().unwrap_or(parent);
                parents.insert(row, above);
                row = above;
            }
            row
        }
        let mut parents: HashMap<usize, usize> = HashMap::new();
        for row in rows {
            let Some(link) = self.link(*row) else {
                continue;
            };
            for id in [&link.from, &link.to] {
                if let Some(other) = self.rows_by_id.get(id.as_str()) {
                    let (one, other) = (root(&mut parents, *row), root(&mut parents, *other));
                    parents.insert(one.max(other), one.min(other));
                }
            }
        }
        let mut strands: Vec<Vec<usize>> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        for row in rows {
            let at = *known.entry(root(&mut parents, *row)).or_insert_with(|| {
                strands.push(Vec::new());
                strands.len() - 1
            });
            strands[at].push(*row);
        }
        strands
    }

    /// The record that a reference names; `Err` where there is none.
    fn referred_to(&mut self, row: usize, column: &'static str) -> Result<Option<usize>, ()> {
        let link = self.link(row).ok_or(())?;
        let id = if column == "from" {
            &link.from
        } else {
            &link.to
        };
        if id.is_empty() {
            return Ok(None);
        }
        if let Some(found) = self.rows_by_id.get(id.as_str()) {
            return Ok(Some(*found));
        }
        if let Some(origin) = self.origin(row) {
            self.findings.push(
                Finding::new(
                    Severity::RejectsRow,
                    "unknown-record",
                    origin.clone(),
                    "no record that can be used has this id",
                )
                .in_column(column)
                .with_value(id)
                .with_fix("give the id of another record of this file"),
            );
        }
        Err(())
    }

    /// Notes two records of one number; whether there are none. The records come by their numbers.
    fn have_own_numbers(&mut self, id: &str, rows: &[(u32, usize)]) -> bool {
        let mut is_sound = true;
        for pair in rows.windows(2) {
            if let [(one, first), (other, second)] = *pair
                && one == other
            {
                let why = format!(
                    "leg {one} of the chain {} stands in row {} and row {}",
                    visible(id),
                    self.number(first),
                    self.number(second)
                );
                self.reject(
                    "duplicate-leg",
                    second,
                    "leg",
                    why,
                    "number each record of a chain once",
                );
                is_sound = false;
            }
        }
        is_sound
    }

    /// A chain whose records have numbers.
    fn numbered(&mut self, id: &str, rows: &[usize]) -> Option<LinkedChain> {
        let mut rows: Vec<(u32, usize)> = rows
            .iter()
            .filter_map(|row| Some((self.link(*row)?.leg?, *row)))
            .collect();
        rows.sort_unstable();
        let mut is_sound = self.have_own_numbers(id, &rows);
        let mut lacks = Vec::new();
        let mut legs: Vec<Leg> = Vec::new();
        let mut end: Option<usize> = None;
        let mut start: Option<usize> = None;
        let number_of: HashMap<usize, u32> =
            rows.iter().map(|(number, row)| (*row, *number)).collect();
        let numbers: HashSet<u32> = rows.iter().map(|(number, _)| *number).collect();
        let lost = self.lost.get(id).cloned().unwrap_or_default();
        let of_numbers: BTreeMap<u32, u64> = lost
            .iter()
            .filter_map(|lost| Some((lost.leg?, lost.origin.at.row_number()?)))
            .collect();
        // The number that the next record should have.
        let mut next = 1;
        for (number, row) in rows {
            let is_missing = number > next;
            if is_missing {
                self.numbers_are_missing(id, row, next..=number - 1, &of_numbers, &mut lacks);
            }
            next = number.saturating_add(1);
            let (Ok(from), Ok(to)) = (self.referred_to(row, "from"), self.referred_to(row, "to"))
            else {
                is_sound = false;
                continue;
            };
            let (first, last) = match (from, to) {
                (Some(from), Some(to)) => (from, Some((to, row))),
                (Some(from), None) => (from, Some((row, row))),
                (None, to) => {
                    if let Some(before) = end.filter(|before| *before != row) {
                        let own = *number_of.get(&before).unwrap_or(&number);
                        let own = own.max(following(&legs));
                        legs.push(Leg {
                            from: before,
                            to: row,
                            by: row,
                            number: own,
                            last_number: if is_missing { own.max(number - 1) } else { own },
                        });
                    }
                    start = start.or(Some(row));
                    end = Some(row);
                    (row, to.map(|to| (to, to)))
                }
            };
            if let Some(before) = end.filter(|before| *before != first)
                && self.starts_elsewhere(id, row, before, first)
            {
                lacks.push(format!(
                    "leg {number} does not start where the one before ended"
                ));
            }
            start = start.or(Some(first));
            if let Some((to, by)) = last {
                let own = number_of.get(&first).copied().filter(|_| by == to);
                let own = own.unwrap_or(number).max(following(&legs));
                legs.push(Leg {
                    from: first,
                    to,
                    by,
                    number: own,
                    last_number: own,
                });
                end = Some(to);
            }
        }
        let is_told = |number: u32| number < next && !numbers.contains(&number);
        let others = lost
            .into_iter()
            .filter(|lost| !lost.leg.is_some_and(is_told));
        self.are_lost(id, others, &mut lacks);
        let chain = LinkedChain {
            id: id.to_owned(),
            start: start?,
            legs,
            lacks,
        };
        (is_sound && !self.comes_back(&chain)).then_some(chain)
    }

    /// Notes a leg that starts where the one before did not end, unless both may be one place; whether it does.
    fn starts_elsewhere(&mut self, id: &str, row: usize, before: usize, first: usize) -> bool {
        let place = |row: usize| self.records.get(row)?.value.place.as_ref();
        let away = place(before).zip(place(first)).map(|(one, other)| {
            let distance = crate::geodesy::distance(one.position, other.position);
            one.doubt().and(other.doubt()).bounds_of(distance).0
        });
        let away = match away {
            Some(least) if least.metres() == 0.0 => return false,
            Some(least) => format!(", {:.0} km away or more", least.km()),
            None => String::new(),
        };
        let why = format!(
            "this leg of the chain {} starts at {} (row {}), and the one before it ended at {} (row {}){away}",
            visible(id),
            self.id(first),
            self.number(first),
            self.id(before),
            self.number(before)
        );
        let fix = "compare with the source; add the leg between them, or mend from";
        self.find(Severity::Warning, "broken-chain", row, "from", why, fix);
        true
    }

    /// Notes a record to which a chain comes back.
    fn comes_back(&mut self, chain: &LinkedChain) -> bool {
        let mut seen = HashSet::from([chain.start]);
        let mut ends = chain.legs.iter().map(|leg| leg.to);
        let Some(again) = ends.find(|row| !seen.insert(*row)) else {
            return false;
        };
        self.is_loop(&chain.id, again, &chain.stages());
        true
    }

    fn is_loop(&mut self, id: &str, row: usize, stages: &[usize]) {
        let rows: Vec<String> = stages
            .iter()
            .take(MOST_ROWS_TOLD)
            .map(|row| self.number(*row).to_string())
            .collect();
        let why = format!(
            "the chain {} comes back to the record {}: rows {}",
            visible(id),
            self.id(row),
            rows.join(", ")
        );
        let fix = "a record is one event: write another record for the return, or mend from and to";
        self.reject("loop", row, "from", why, fix);
    }

    /// The legs of records that name each other, and the records that name none; nothing where a
    /// reference leads nowhere.
    fn referring(&mut self, rows: &[usize]) -> Option<(Vec<ToldLeg>, Vec<usize>)> {
        let mut legs: Vec<ToldLeg> = Vec::new();
        let mut known: HashMap<(usize, usize), usize> = HashMap::new();
        let mut alone: Vec<usize> = Vec::new();
        let mut is_sound = true;
        for row in rows.iter().copied() {
            let refers = (self.referred_to(row, "from"), self.referred_to(row, "to"));
            let (Ok(from), Ok(to)) = refers else {
                is_sound = false;
                continue;
            };
            let (from, to, by) = match (from, to) {
                (Some(from), Some(to)) => (from, to, row),
                (Some(from), None) => (from, row, row),
                (None, Some(to)) => (row, to, to),
                (None, None) => {
                    alone.push(row);
                    continue;
                }
            };
            match known
                .get(&(from, to))
                .and_then(|number| legs.get_mut(*number))
            {
                Some(told) if told.leg.by == told.leg.to => told.leg.by = by,
                Some(_) => {}
                None => {
                    known.insert((from, to), legs.len());
                    let leg = Leg {
                        from,
                        to,
                        by,
                        number: 0,
                        last_number: 0,
                    };
                    legs.push(ToldLeg { leg, row });
                }
            }
        }
        is_sound.then_some((legs, alone))
    }

    /// Notes records that two legs leave or lead to; whether there are none.
    fn is_unbranched(&mut self, legs: &[ToldLeg]) -> bool {
        let mut leaving: HashMap<usize, usize> = HashMap::new();
        let mut entering: HashMap<usize, usize> = HashMap::new();
        let mut is_unbranched = true;
        for ToldLeg { leg, row } in legs {
            let branches = [
                leaving
                    .insert(leg.from, *row)
                    .map(|other| (leg.from, "leave", other)),
                entering
                    .insert(leg.to, *row)
                    .map(|other| (leg.to, "lead to", other)),
            ];
            for (at, verb, other) in branches.into_iter().flatten() {
                let why = format!(
                    "two legs {verb} the record {}: rows {} and {}",
                    self.id(at),
                    self.number(other),
                    self.number(*row)
                );
                let has_both = |link: &Link| !link.from.is_empty() && !link.to.is_empty();
                let mut itself = [other, *row].into_iter();
                let itself = itself.find(|row| self.link(*row).is_some_and(has_both));
                let fix = match itself {
                    Some(row) => format!(
                        "row {} has from and to, and is the leg between the two itself: leave out one of them where \
                         it is a place on the way",
                        self.number(row)
                    ),
                    None => "write a chain for each group of people, each with its own records"
                        .to_owned(),
                };
                self.reject("branch", *row, "from", why, &fix);
                is_unbranched = false;
            }
        }
        is_unbranched
    }

    /// The chains that records make by naming each other; nothing where nobody knows in which order they go.
    fn referred(&mut self, id: Option<&str>, rows: &[usize]) -> Option<Vec<LinkedChain>> {
        let (legs, alone) = self.referring(rows)?;
        if !self.is_unbranched(&legs) {
            return None;
        }
        let mut lacks = Vec::new();
        if let Some(id) = id {
            let lost = self.lost.get(id).cloned().unwrap_or_default();
            self.are_lost(id, lost, &mut lacks);
        }
        let leaving: BTreeMap<usize, usize> = (0..)
            .zip(&legs)
            .map(|(n, told)| (told.leg.from, n))
            .collect();
        let entering: HashSet<usize> = legs.iter().map(|told| told.leg.to).collect();
        let mut used: HashSet<usize> = HashSet::new();
        let mut chains = Vec::new();
        let mut starts: Vec<usize> = leaving.keys().copied().collect();
        starts.retain(|row| !entering.contains(row));
        for start in starts {
            let mut path = Vec::new();
            let mut at = start;
            while let Some(leg) = leaving.get(&at) {
                used.insert(*leg);
                let number = following(&path);
                path.push(Leg {
                    number,
                    last_number: number,
                    ..legs[*leg].leg
                });
                at = legs[*leg].leg.to;
            }
            chains.push(LinkedChain {
                id: id.map_or_else(|| self.records[start].value.id.to_string(), str::to_owned),
                start,
                legs: path,
                lacks: lacks.clone(),
            });
        }
        // What no start leads to goes round.
        if let Some(left) = (0..legs.len()).find(|number| !used.contains(number)) {
            let mut stages = vec![legs[left].leg.from];
            let mut at = legs[left].leg.to;
            while at != legs[left].leg.from {
                stages.push(at);
                match leaving.get(&at) {
                    Some(number) => at = legs[*number].leg.to,
                    None => break,
                }
            }
            stages.push(at);
            let name = id.map_or_else(|| self.id(at), str::to_owned);
            self.is_loop(&name, at, &stages);
            return None;
        }
        if self.look_for_pieces(id, &chains, &alone) {
            for chain in &mut chains {
                chain
                    .lacks
                    .push("its records do not hang together".to_owned());
            }
        }
        if chains.is_empty()
            && let (Some(id), Some(start)) = (id, alone.first())
        {
            chains.push(LinkedChain {
                id: id.to_owned(),
                start: *start,
                legs: Vec::new(),
                lacks,
            });
        }
        Some(chains)
    }

    /// Notes where the records of one chain do not hang together; whether there is such a place.
    fn look_for_pieces(
        &mut self,
        id: Option<&str>,
        chains: &[LinkedChain],
        alone: &[usize],
    ) -> bool {
        let Some(id) = id.filter(|_| !chains.is_empty()) else {
            return false;
        };
        let members: HashSet<usize> = chains.iter().flat_map(LinkedChain::stages).collect();
        let others = chains.iter().skip(1).map(|chain| chain.start);
        let alone = alone.iter().copied().filter(|row| !members.contains(row));
        let pieces: Vec<usize> = others.chain(alone).collect();
        for row in &pieces {
            let why = format!("no leg of the chain {} leads to this record", visible(id));
            let fix = "name the record before it in from, or number the records in leg";
            self.find(Severity::Warning, "broken-chain", *row, "from", why, fix);
        }
        !pieces.is_empty()
    }
}

/// The number of the leg that follows some legs.
pub(super) fn following(legs: &[Leg]) -> u32 {
    legs.last()
        .map_or(1, |leg| leg.last_number.saturating_add(1))
}

/// A finding about all records: at the file of the first.
pub(super) fn at_file(
    records: &[Record<Incident>],
    kind: &'static str,
    why: String,
) -> Option<Finding> {
    let origin = Origin {
        at: At::File,
        ..records.first()?.origin.clone()
    };
    Some(Finding::new(Severity::Warning, kind, origin, why))
}
