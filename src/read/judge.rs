//! What is wrong or odd in rows, and their sums.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Seek};

use super::contents::Contents;
use super::format::{RawRow, RawRows};
use super::layout::{Field, Layout, number_as_id};
use super::looks::Looks;
use super::notation;
use super::pass::{Flow, Plan, at_file, each, pass};
use super::scan::Scan;
use super::{ReadError, ReadOptions};
use crate::geodesy::Distance;
use crate::model::{
    At, Crowd, Finding, LostRecord, NULL_ISLAND, Severity, Tally, has_hidden, is_null_island,
};

/// What is wrong or odd in rows, and their sums.
#[derive(Default)]
pub(super) struct Judge {
    pub(super) findings: Vec<Finding>,
    /// How many findings are of each kind and column, with the first that is not kept where they are too many.
    counts: BTreeMap<(&'static str, Option<String>), Count>,
    /// Where the first finding stands about each value of [`GROUPED`], and how many there are.
    grouped: BTreeMap<(&'static str, Option<String>), (usize, u64)>,
    tally: Tally,
    /// A hash of each id, so that ids of any length take 8 bytes each.
    hashes: Vec<u64>,
    without_id: Lack,
    without_place: Lack,
    without_radius: Lack,
    without_people: Lack,
    at_null_island: Lack,
    totals: Lack,
    has_duplicates: bool,
    looks: Looks,
    /// What is kept of the records where that is asked for.
    crowd: Option<Crowd>,
    /// Rows of chains that are rejected.
    lost: Vec<LostRecord>,
}

/// How many findings of one kind and column are kept: more take memory, and nobody reads them.
const MOST_OF_A_KIND: usize = 10_000;

/// Kinds of warnings that a file says once for each value: a column may have one word in all its rows.
const GROUPED: [&str; 3] = ["kind", "role", "where-prec"];

/// Findings of one kind and column.
#[derive(Default)]
struct Count {
    count: usize,
    /// The first beyond those that are kept.
    beyond: Option<(Severity, At)>,
}

/// Records that lack something: how many, and the first of them.
#[derive(Default, Clone, Copy)]
struct Lack {
    count: u64,
    first: Option<At>,
}

impl Lack {
    fn add(&mut self, lacks: bool, at: At) {
        if lacks {
            self.count += 1;
            self.first = self.first.or(Some(at));
        }
    }

    fn append(&mut self, next: Self) {
        self.count += next.count;
        self.first = self.first.or(next.first);
    }
}

impl Judge {
    /// What some rows come to.
    pub(super) fn of<L: Layout>(rows: &RawRows, plan: &Plan, keeps_crowd: bool) -> Self {
        let mut judge = Self {
            crowd: keeps_crowd.then(Crowd::default),
            ..Self::default()
        };
        judge.findings.extend_from_slice(rows.warnings());
        for row in rows.iter() {
            match row {
                Ok(row) => judge.add::<L>(row, plan),
                Err(finding) => {
                    judge.findings.push(finding.clone());
                    judge.tally.rejected += 1;
                }
            }
        }
        judge
    }

    fn add<L: Layout>(&mut self, row: RawRow<'_>, plan: &Plan) {
        match L::value(&plan.row(row), &mut self.findings) {
            Err(findings) => {
                self.findings.extend(findings);
                self.tally.rejected += 1;
                if let Some((chain, leg)) = L::chain_of_lost(&plan.row(row)) {
                    let origin = plan.origin(row.at());
                    self.lost.push(LostRecord { origin, chain, leg });
                }
            }
            Ok(value) => {
                if L::is_located(&value) {
                    self.tally.used += 1;
                    let is_null_island =
                        L::place(&value).is_some_and(|place| is_null_island(place.position));
                    self.at_null_island.add(is_null_island, row.at());
                    if L::FIELDS.contains(&Field::Radius) {
                        let radii = [Field::Radius, Field::GeoPrecision, Field::WherePrec];
                        let is_exact = L::place(&value)
                            .is_none_or(|place| place.radius == Distance::ZERO)
                            && radii.iter().all(|field| is_empty_cell(row, plan, *field));
                        self.without_radius.add(is_exact, row.at());
                    }
                } else {
                    self.tally.without_location += 1;
                    self.without_place.add(true, row.at());
                }
                if plan.columns.index_of(Field::People).is_some() {
                    let is_unknown = is_empty_cell(row, plan, Field::People);
                    self.without_people.add(is_unknown, row.at());
                }
                if L::FIELDS.contains(&Field::People) {
                    self.totals.add(is_total(row, plan), row.at());
                }
                if L::KEEPS_CELLS {
                    self.looks.add(row, plan);
                }
                if let Some(crowd) = &mut self.crowd {
                    L::crowd(&value, crowd);
                }
                if L::HAS_OWN_IDS && L::FIELDS.contains(&Field::Id) {
                    self.note_id(L::id(&value), row.at(), plan);
                }
            }
        }
    }

    fn note_id(&mut self, id: &str, at: At, plan: &Plan) {
        if id.is_empty() {
            self.without_id.add(true, at);
            // In a file that has ids the number of a row may be one of them.
            if plan.columns.index_of(Field::Id).is_some() {
                self.hashes.push(hash_of(&number_as_id(at)));
            }
            return;
        }
        if has_hidden(id) {
            self.findings.push(
                Finding::new(
                    Severity::Warning,
                    "hidden-character",
                    plan.origin(at),
                    "a character that is not seen",
                )
                .in_column("id")
                .with_value(id)
                .with_fix("remove it, or two ids that look alike are not the same"),
            );
        }
        self.hashes.push(hash_of(id));
    }

    /// Adds what the rows behind these come to.
    pub(super) fn append(&mut self, mut next: Self) {
        for finding in next.findings {
            self.keep(finding);
        }
        self.hashes.append(&mut next.hashes);
        self.tally.used += next.tally.used;
        self.tally.rejected += next.tally.rejected;
        self.tally.without_location += next.tally.without_location;
        self.without_id.append(next.without_id);
        self.without_place.append(next.without_place);
        self.without_radius.append(next.without_radius);
        self.without_people.append(next.without_people);
        self.at_null_island.append(next.at_null_island);
        self.totals.append(next.totals);
        self.looks.append(&next.looks);
        self.lost.extend(next.lost);
        if let Some(crowd) = next.crowd {
            self.crowd.get_or_insert_default().append(crowd);
        }
    }

    /// Keeps a finding, unless there are many of its kind.
    fn keep(&mut self, finding: Finding) {
        if finding.severity == Severity::Warning && GROUPED.contains(&finding.kind) {
            let value = (finding.kind, finding.value.clone());
            if let Some((_, count)) = self.grouped.get_mut(&value) {
                *count += 1;
                return;
            }
            if self.grouped.len() < MOST_OF_A_KIND {
                self.grouped.insert(value, (self.findings.len(), 1));
            }
        }
        let kind = (finding.kind, finding.column.clone());
        let of_kind = self.counts.entry(kind).or_default();
        of_kind.count += 1;
        if of_kind.count <= MOST_OF_A_KIND {
            self.findings.push(finding);
        } else if of_kind.beyond.is_none() {
            of_kind.beyond = Some((finding.severity, finding.origin.at));
        }
    }

    /// A finding for each kind of which some were not kept.
    fn tell_the_rest(&mut self, plan: &Plan) {
        for ((kind, column), of_kind) in std::mem::take(&mut self.counts) {
            let Some((severity, at)) = of_kind.beyond else {
                continue;
            };
            let rest = of_kind.count - MOST_OF_A_KIND;
            let why = format!("{rest} more of this kind from here on are not listed");
            let mut finding = Finding::new(severity, kind, plan.origin(at), why);
            finding.column = column;
            self.findings.push(finding);
        }
    }

    /// Adds a finding for each id that stands twice.
    ///
    /// Ids that are the same have the same hash. Where a hash stands twice, one more pass compares the
    /// ids themselves, so that different ids with one hash are no duplicates.
    pub(super) fn find_duplicates<L: Layout, R: Read + Seek + Send>(
        &mut self,
        contents: &mut Contents<R>,
        plan: &Plan,
    ) -> Result<(), ReadError> {
        let suspects = repeated(&std::mem::take(&mut self.hashes));
        if suspects.is_empty() {
            return Ok(());
        }
        let read = |rows: RawRows| {
            let good = rows.iter().flatten();
            let ids = good.filter_map(|row| {
                let value = L::value(&plan.row(row), &mut Vec::new()).ok()?;
                let id = match L::id(&value) {
                    "" => Cow::Owned(number_as_id(row.at())),
                    id => Cow::Borrowed(id),
                };
                let is_suspect = suspects.binary_search(&hash_of(&id)).is_ok();
                is_suspect.then(|| (id.into_owned(), row.at()))
            });
            ids.collect::<Vec<(String, At)>>()
        };
        let mut rows_by_id: HashMap<String, At> = HashMap::new();
        // A finding that ends the file has been seen by the pass before.
        pass(contents, plan, each(read), |parts| {
            for (id, at) in parts.into_iter().flatten() {
                if let Some(first) = rows_by_id.insert(id.clone(), at) {
                    self.has_duplicates = true;
                    self.keep(duplicate(&id, first, at, plan));
                }
            }
            Flow::On
        })?;
        // They belong behind the other findings of their rows; what is about the file stands first.
        let row = |finding: &Finding| finding.origin.at.row_number().unwrap_or_default();
        self.findings.sort_by_key(row);
        Ok(())
    }

    pub(super) fn close<L: Layout>(
        mut self,
        plan: Plan,
        options: &ReadOptions,
    ) -> Result<Scan, ReadError> {
        self.tell_the_rest(&plan);
        if options.may_lack_coordinates {
            self.without_place = Lack::default();
        }
        if self.has_duplicates && !options.may_have_duplicates {
            return Err(ReadError::Rejected(self.findings));
        }
        for (place, count) in self.grouped.values().filter(|(_, count)| *count > 1) {
            if let Some(finding) = self.findings.get_mut(*place) {
                finding.why = format!("{} ({count} rows have it, this is the first)", finding.why);
            }
        }
        if self.tally.read() == 0 {
            let why = "no rows";
            self.findings
                .push(at_file(&plan.input, Severity::Warning, "no-rows", why));
        }
        if self.tally.used > 0
            && L::FIELDS.contains(&Field::Role)
            && plan.columns.index_of(Field::Role).is_none()
        {
            let why = format!("no column role: all {} rows count as help", self.tally.used);
            let finding = at_file(&plan.input, Severity::Warning, "no-role", why);
            self.findings.push(
                finding.with_fix("if some are no help, say so in a column role: help, or other"),
            );
        }
        let lacks = [
            (
                "without-id",
                Field::Id,
                self.without_id,
                "without an id; the row number serves",
            ),
            (
                "without-location",
                Field::Lat,
                self.without_place,
                "without coordinates; counted, and not on any map",
            ),
            (
                "without-radius",
                Field::Radius,
                self.without_radius,
                "without uncertainty_m; the position counts as exact",
            ),
            (
                "without-people",
                Field::People,
                self.without_people,
                "without a number of people; it is unknown, not 0",
            ),
            (
                NULL_ISLAND,
                Field::Lat,
                self.at_null_island,
                "at 0, 0, where missing coordinates end up; measured as it stands",
            ),
            (
                "total",
                Field::People,
                self.totals,
                "called a total by its id or name; it counts as an event, and its people twice",
            ),
        ];
        for (kind, field, lack, words) in lacks {
            self.findings
                .extend(lacking(kind, field, lack, words, &plan));
        }
        self.findings.extend(self.looks.warnings(&plan));
        Ok(Scan {
            looks: self.looks,
            plan,
            findings: self.findings,
            tally: self.tally,
            crowd: self.crowd.unwrap_or_default(),
            lost: self.lost,
        })
    }
}

/// The warning about records that lack something: at the first of them where there is a column for it,
/// else about the file.
fn lacking(
    kind: &'static str,
    field: Field,
    lack: Lack,
    words: &str,
    plan: &Plan,
) -> Option<Finding> {
    let first = lack.first?;
    let header = plan
        .columns
        .index_of(field)
        .and_then(|column| plan.headers.get(column));
    let why = format!("{} {words}", records(lack.count));
    let Some(header) = header else {
        return Some(at_file(&plan.input, Severity::Warning, kind, why));
    };
    let why = if lack.count > 1 {
        format!("{why} (this is the first)")
    } else {
        why
    };
    Some(Finding::new(Severity::Warning, kind, plan.origin(first), why).in_column(header))
}

fn records(count: u64) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{count} records")
    }
}

fn is_empty_cell(row: RawRow<'_>, plan: &Plan, field: Field) -> bool {
    plan.columns
        .index_of(field)
        .and_then(|index| row.cell(index))
        .is_none_or(notation::is_missing)
}

/// What rows that sum up others are called, in lower case.
const TOTALS: [&str; 10] = [
    "total",
    "totals",
    "totaux",
    "total général",
    "grand total",
    "sum",
    "somme",
    "suma",
    "المجموع",
    "الإجمالي",
];

fn is_total(row: RawRow<'_>, plan: &Plan) -> bool {
    [Field::Id, Field::Name].into_iter().any(|field| {
        let cell = plan.columns.index_of(field);
        let cell = cell.and_then(|index| row.cell(index)).unwrap_or_default();
        // No other cell costs more than a look at its first byte.
        cell.bytes().next().is_some_and(|byte| {
            matches!(byte, b't' | b'T' | b'g' | b'G' | b's' | b'S' | 0xD8 | b' ')
        }) && cell.len() < 40
            && TOTALS.contains(
                &cell
                    .trim()
                    .trim_end_matches(':')
                    .trim_end()
                    .to_lowercase()
                    .as_str(),
            )
    })
}

/// How many bits there are for each hash, at least.
const BITS_OF_EACH: usize = 8;

/// The hashes that stand more than once, in ascending order.
///
/// A hash takes a bit that its high half names. Only those whose bit was taken already, about one in eight, are
/// compared with each other, which costs less than to sort them all.
fn repeated(hashes: &[u64]) -> Vec<u64> {
    let bits = (hashes.len() * BITS_OF_EACH).next_power_of_two().max(64);
    let place = |hash: u64| {
        let bit = usize::try_from(hash >> 32).unwrap_or_default() % bits;
        (bit / 64, 1_u64 << (bit % 64))
    };
    let (mut once, mut again) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    for &hash in hashes {
        let (word, bit) = place(hash);
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_taken_again = |hash: &u64| {
        let (word, bit) = place(*hash);
        again[word] & bit != 0
    };
    let mut some: Vec<u64> = hashes.iter().copied().filter(is_taken_again).collect();
    some.sort_unstable();
    let next = some.iter().skip(1);
    let pairs = some.iter().zip(next).filter(|(one, next)| one == next);
    pairs.map(|(one, _)| *one).collect()
}

/// The same for the same id in every run.
fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

fn duplicate(id: &str, first: At, second: At, plan: &Plan) -> Finding {
    let number = |at: At| at.row_number().unwrap_or_default();
    let why = format!(
        "the id stands in row {} and row {}",
        number(first),
        number(second)
    );
    Finding::new(
        Severity::RejectsFile,
        "duplicate-id",
        plan.origin(second),
        why,
    )
    .in_column("id")
    .with_value(id)
    .with_fix("give each record an id of its own")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Cursor;
    use std::sync::Arc;

    use super::super::{IncidentFile, read_aid, read_incidents};
    use super::*;
    use crate::model::Input;

    fn incidents(text: &str, options: &ReadOptions) -> IncidentFile<Cursor<Vec<u8>>> {
        let input = Arc::new(Input::from_name("in.csv"));
        read_incidents(Cursor::new(text.as_bytes().to_vec()), input, options).unwrap()
    }

    fn said(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    fn said_of(text: &str) -> Vec<String> {
        said(&incidents(text, &ReadOptions::default()).findings)
    }

    /// Three pieces of rows; what they lack is counted by the remainders of their numbers.
    #[test]
    fn what_rows_lack_is_counted_over_the_whole_file_and_told_at_the_first() {
        let mut text = "id,name,lat,lon,uncertainty_m,people\n".to_owned();
        for row in 1..=3000_u32 {
            let id = if row % 10 == 3 {
                String::new()
            } else {
                format!("i{row}")
            };
            let name = if row % 500 == 7 { "Total :" } else { "x" };
            let place = match row {
                _ if row % 1000 == 11 => "91,5.5",
                _ if row % 100 == 5 => ",",
                _ if row % 100 == 6 => "0,0",
                _ => "19.5,5.5",
            };
            let radius = if row % 4 == 1 { "" } else { "10" };
            let people = if row % 8 == 2 { "" } else { "3" };
            writeln!(text, "{id},{name},{place},{radius},{people}").unwrap();
        }
        let file = incidents(&text, &ReadOptions::default());
        assert_eq!(
            file.tally,
            Tally {
                used: 2967,
                rejected: 3,
                without_location: 30
            }
        );
        let rejected: Vec<u64> = file
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::RejectsRow)
            .filter_map(|finding| finding.origin.at.row_number())
            .collect();
        assert_eq!(rejected, [11, 1011, 2011]);
        let first = "(this is the first)";
        assert_eq!(
            said(&file.findings[3..]),
            [
                format!(
                    "in.csv:row 3 (line 4), column id: 300 records without an id; the row number serves {first}"
                ),
                format!(
                    "in.csv:row 5 (line 6), column lat: 30 records without coordinates; counted, and not on any map {first}"
                ),
                // Every fourth of 3000, but for the 30 without a place.
                format!(
                    "in.csv:row 1 (line 2), column uncertainty_m: 720 records without uncertainty_m; the position counts as exact {first}"
                ),
                format!(
                    "in.csv:row 2 (line 3), column people: 375 records without a number of people; it is unknown, not 0 {first}"
                ),
                format!(
                    "in.csv:row 6 (line 7), column lat: 30 records at 0, 0, where missing coordinates end up; measured as it stands {first}"
                ),
                format!(
                    "in.csv:row 7 (line 8), column people: 6 records called a total by its id or name; it counts as an event, and its people twice {first}"
                ),
            ]
        );
    }

    #[test]
    fn one_record_is_called_one_and_what_no_column_holds_is_told_of_the_file() {
        assert_eq!(
            said_of("id,lat,lon\n1,19,5\n"),
            ["in.csv: 1 record without uncertainty_m; the position counts as exact"]
        );
        assert_eq!(
            said_of("id,lat,lon,uncertainty_m,people\n1,19,5,10,\n"),
            [
                "in.csv:row 1 (line 2), column people: 1 record without a number of people; it is unknown, not 0"
            ]
        );
        assert!(said_of("id,lat,lon,uncertainty_m,people\n1,19,5,10,4\n").is_empty());
        assert!(said_of("id,lat,lon,geo_precision\n1,19,5,2\n").is_empty());
    }

    #[test]
    fn rows_without_coordinates_are_not_told_where_no_place_is_needed() {
        let options = ReadOptions {
            may_lack_coordinates: true,
            ..ReadOptions::default()
        };
        let text = "id,lat,lon,uncertainty_m\n1,,,\n";
        assert!(incidents(text, &options).findings.is_empty());
        assert_eq!(said_of(text).len(), 1);
    }

    #[test]
    fn a_warning_that_stands_once_is_not_counted() {
        let text =
            "id,lat,lon,uncertainty_m,kind\n1,19,5,1,beaten\n2,19,5,1,seized\n3,19,5,1,beaten\n";
        let said = said_of(text);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].contains("(2 rows have it, this is the first)"),
            "{said:?}"
        );
        assert!(said[1].contains("\"seized\"") && !said[1].contains("rows have it"));
    }

    #[test]
    fn what_is_not_listed_begins_at_the_first_of_it() {
        let mut text = "id,lat,lon,uncertainty_m\n".to_owned();
        for row in 1..=10_002 {
            writeln!(text, "{row},x,5,1").unwrap();
        }
        let file = incidents(&text, &ReadOptions::default());
        assert_eq!(file.tally.rejected, 10_002);
        assert_eq!(file.findings.len(), 10_001);
        let last = file.findings.last().unwrap();
        assert_eq!(last.severity, Severity::RejectsRow);
        assert_eq!(
            last.to_string(),
            "in.csv:row 10001 (line 10002), column lat: 2 more of this kind from here on are not listed"
        );
    }

    #[test]
    fn an_id_with_a_character_that_is_not_seen_is_told() {
        let said = said_of("id,lat,lon,uncertainty_m\na,19,5,1\nb\u{200B},19,5,1\n");
        assert_eq!(
            said,
            [
                "in.csv:row 2 (line 3), column id: value \"b\\u{200b}\": a character that is not seen; \
                 fix: remove it, or two ids that look alike are not the same"
            ]
        );
    }

    #[test]
    fn duplicates_are_told_and_read_where_that_is_asked_for() {
        let text = "id,lat,lon,uncertainty_m\na,19,5,1\nb,19,5,1\na,19,6,1\n";
        let options = ReadOptions {
            may_have_duplicates: true,
            ..ReadOptions::default()
        };
        let file = incidents(text, &options);
        assert_eq!(file.tally.used, 3);
        assert_eq!(
            said(&file.findings),
            [
                "in.csv:row 3 (line 4), column id: value \"a\": the id stands in row 1 and row 3; \
                 fix: give each record an id of its own"
            ]
        );
        let input = Arc::new(Input::from_name("in.csv"));
        let bytes = Cursor::new(text.as_bytes().to_vec());
        assert!(read_incidents(bytes, input, &ReadOptions::default()).is_err());
    }

    #[test]
    fn rows_called_a_total_are_known_by_the_word_alone() {
        let is_told = |id: &str, name: &str| {
            let text = format!("id,name,lat,lon,uncertainty_m,people\n{id},{name},19,5,1,4\n");
            let said = said_of(&text);
            assert!(said.len() < 2, "{said:?}");
            said.iter()
                .any(|finding| finding.contains("called a total"))
        };
        let padded = |length: usize| format!("total{}", " ".repeat(length - 5));
        for name in [
            "Total",
            "TOTALS:",
            " totaux ",
            "Total général",
            "Grand total",
            "Sum",
            "Somme :",
            "suma",
            "المجموع",
            "الإجمالي",
            &padded(39),
        ] {
            assert!(is_told("a", name), "{name}");
        }
        assert!(is_told("Total", "x"));
        for name in ["Totality", "Tunis", "Gao", "Sabha", "", &padded(40)] {
            assert!(!is_told("a", name), "{name}");
        }
    }

    #[test]
    fn sites_without_a_column_of_roles_count_as_help_and_that_is_told() {
        let read = |text: &str| {
            let input = Arc::new(Input::from_name("help.csv"));
            let file = read_aid(
                Cursor::new(text.as_bytes().to_vec()),
                input,
                &ReadOptions::default(),
            );
            said(&file.unwrap().findings)
        };
        let told = "help.csv: no column role: all 2 rows count as help; \
                    fix: if some are no help, say so in a column role: help, or other";
        let sites = read("id,lat,lon,uncertainty_m\na,19,5,1\nb,19,6,1\n");
        assert_eq!(sites, [told]);
        assert!(read("id,lat,lon,uncertainty_m,role\na,19,5,1,help\n").is_empty());
        let nowhere = read("id,lat,lon,uncertainty_m\na,,,\n");
        assert!(!nowhere.iter().any(|told| told.contains("no column role")));
    }

    #[test]
    fn repeated_hashes_are_those_that_a_count_of_all_finds() {
        for (count, different) in [
            (0, 1),
            (1, 1),
            (2, 1),
            (9, 5),
            (5000, 4000),
            (5000, u64::MAX),
        ] {
            let hash = |n: u64| hash_of(&(n * n % different).to_string());
            let mut hashes: Vec<u64> = (0..count).map(hash).collect();
            // They share the bits that they are told apart by at first.
            hashes.extend([7, 7 << 4, 3, 7]);
            let mut counts = BTreeMap::new();
            for hash in &hashes {
                *counts.entry(*hash).or_insert(0) += 1;
            }
            let mut found = repeated(&hashes);
            found.dedup();
            let expected = counts.into_iter().filter(|(_, count)| *count > 1);
            assert_eq!(found, expected.map(|(hash, _)| hash).collect::<Vec<u64>>());
        }
    }
}
