//! Rows of an incident file.

use super::super::notation::{self, Defect, is_missing};
use super::{Field, Fields, Layout, Row, keep, number_if_empty, place};
use crate::model::{
    At, Claim, ClaimKind, Convoy, Count, Crowd, Finding, Group, GroupCount, Incident,
    IncidentDetails, IncidentKind, Link, Period, Place, Scope, Severity, Stated, Status, Truth,
};

/// How incidents are read.
pub(crate) struct IncidentLayout;

impl Layout for IncidentLayout {
    type Value = Incident;
    type Record = Incident;

    const KEEPS_CELLS: bool = true;

    const FIELDS: &'static [Field] = &[
        Field::Id,
        Field::Name,
        Field::Lat,
        Field::Lon,
        Field::Coordinates,
        Field::Zone,
        Field::ZoneLetter,
        Field::Easting,
        Field::Northing,
        Field::Radius,
        Field::RadiusKind,
        Field::GeoPrecision,
        Field::WherePrec,
        Field::CoordSource,
        Field::Date,
        Field::Period,
        Field::Year,
        Field::Month,
        Field::People,
        Field::Qualifier,
        Field::Kind,
        Field::Convoy,
        Field::Conditions,
        Field::Status,
        Field::Country,
        Field::Source,
        Field::Women,
        Field::Men,
        Field::Children,
        Field::Dead,
        Field::Missing,
        Field::DeadAndMissing,
        Field::Nationality,
        Field::ClaimMetres,
        Field::ClaimKilometres,
        Field::ClaimKind,
        Field::ClaimSource,
        Field::ClaimTo,
        Field::Synthetic,
        Field::Chain,
        Field::Leg,
        Field::From,
        Field::To,
    ];

    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<Incident, Vec<Finding>> {
        let mut findings = Vec::new();
        let (period, scope) = when(row, &mut findings);
        let people = people(row, &mut findings);
        let place = place::place(row, &mut findings);
        if let Some(place) = &place {
            place::warn_of_code(row, place, warnings);
        }
        let synthetic = [
            ("yes", true),
            ("true", true),
            ("1", true),
            ("no", false),
            ("false", false),
            ("0", false),
        ];
        let incident = Incident {
            id: row.cell(Field::Id).into(),
            name: row.text(Field::Name).into(),
            kind: kind(row, warnings),
            scope,
            place,
            period,
            people,
            convoy: row
                .word(
                    Field::Convoy,
                    &[
                        ("official", Convoy::Official),
                        ("unofficial", Convoy::Unofficial),
                        ("both", Convoy::Both),
                    ],
                    &mut findings,
                )
                .unwrap_or_default(),
            status: row
                .word(
                    Field::Status,
                    &[
                        ("confirmed", Status::Confirmed),
                        ("disputed", Status::Disputed),
                        ("speculated", Status::Speculated),
                    ],
                    &mut findings,
                )
                .unwrap_or_default(),
            claim: claim(row, &mut findings).map(Box::new),
            truth: match row.word(Field::Synthetic, &synthetic, &mut findings) {
                Some(true) => Truth::Synthetic,
                Some(false) | None => Truth::Documented,
            },
            details: (row.columns.have_any(OF_DETAILS))
                .then(|| details(row, &mut findings))
                .filter(|details| *details != IncidentDetails::default())
                .map(Box::new),
        };
        sums(row, warnings);
        if findings.is_empty() {
            Ok(incident)
        } else {
            Err(findings)
        }
    }

    fn record(mut value: Incident, at: At) -> Option<Incident> {
        number_if_empty(&mut value.id, at);
        Some(value)
    }

    fn id(value: &Incident) -> &str {
        &value.id
    }

    fn place(value: &Incident) -> Option<&Place> {
        value.place.as_ref()
    }

    fn crowd(value: &Incident, crowd: &mut Crowd) {
        crowd.take(value);
    }

    fn chain_of_lost(row: &Row<'_>) -> Option<(String, Option<u32>)> {
        let chain = row.cell(Field::Chain);
        (!is_missing(chain)).then(|| (chain.to_owned(), row.cell(Field::Leg).parse().ok()))
    }
}

const OF_TIME: Fields = Fields::of(&[Field::Date, Field::Period, Field::Year, Field::Month]);

const OF_PEOPLE: Fields = Fields::of(&[
    Field::People,
    Field::Dead,
    Field::Missing,
    Field::DeadAndMissing,
]);

const OF_DETAILS: Fields = Fields::of(&[
    Field::Country,
    Field::Source,
    Field::Conditions,
    Field::Women,
    Field::Men,
    Field::Children,
    Field::Nationality,
    Field::Chain,
    Field::Leg,
    Field::From,
    Field::To,
]);

const OF_CLAIM: Fields =
    Fields::of(&[Field::ClaimKind, Field::ClaimMetres, Field::ClaimKilometres]);

/// When: of an event from the column `date`, or from columns of its year and month where there is none; of a figure
/// from the column `period`.
fn when(row: &Row<'_>, findings: &mut Vec<Finding>) -> (Option<Period>, Scope) {
    if !row.columns.have_any(OF_TIME) {
        return (None, Scope::Event);
    }
    if row.columns.index_of(Field::Date).is_none()
        && let Some(year) = year_of_event(row)
    {
        return (year_and_month(row, year, findings), Scope::Event);
    }
    let (field, scope) = if is_missing(row.cell(Field::Date)) {
        (Field::Period, Scope::Figure)
    } else {
        (Field::Date, Scope::Event)
    };
    let cell = row.cell(field);
    if is_missing(cell) {
        return (None, Scope::Event);
    }
    let period = notation::period(cell, row.notations.dates_of(field));
    (keep(row, field, period, findings), scope)
}

/// The field that holds the year of an event: its own, or the period where that is a year beside a month.
fn year_of_event(row: &Row<'_>) -> Option<Field> {
    if !is_missing(row.cell(Field::Year)) {
        return Some(Field::Year);
    }
    let period = row.cell(Field::Period);
    let is_year = period.len() == 4 && period.bytes().all(|byte| byte.is_ascii_digit());
    (is_year && !is_missing(row.cell(Field::Month))).then_some(Field::Period)
}

fn year_and_month(row: &Row<'_>, year_field: Field, findings: &mut Vec<Finding>) -> Option<Period> {
    let (year, month) = (row.cell(year_field), row.cell(Field::Month));
    let month = if is_missing(month) { "" } else { month };
    let period = notation::month_of_year(year, month);
    let field = if month.is_empty() {
        year_field
    } else {
        Field::Month
    };
    keep(row, field, period, findings)
}

/// How many people: what the column of people says; where the file has none, the dead and the missing.
fn people(row: &Row<'_>, findings: &mut Vec<Finding>) -> Count {
    if !row.columns.have_any(OF_PEOPLE) {
        return Count::default();
    }
    if row.columns.index_of(Field::People).is_some() {
        let count = notation::count(row.cell(Field::People), row.cell(Field::Qualifier));
        return keep(row, Field::People, count, findings).unwrap_or_default();
    }
    // What cannot be read here is told as a warning: the row is of use without it.
    let number = |field| notation::count(row.cell(field), "").unwrap_or_default();
    if let count @ Count::Known(_) = number(Field::DeadAndMissing) {
        return count;
    }
    match (number(Field::Dead), number(Field::Missing)) {
        (Count::Known(Stated::Exact(dead)), Count::Known(Stated::Exact(missing))) => {
            Count::Known(Stated::Exact(dead.saturating_add(missing)))
        }
        (count, Count::Unknown) | (Count::Unknown, count) => count,
        _ => Count::Unknown,
    }
}

/// What happened by what a row counts: deaths before people missing.
fn kind_by_counts(row: &Row<'_>) -> IncidentKind {
    if !row.columns.have_any(OF_PEOPLE) {
        return IncidentKind::Other;
    }
    let has = |field| {
        let count = notation::count(row.cell(field), "");
        matches!(count, Ok(Count::Known(stated)) if stated != Stated::Exact(0))
    };
    if has(Field::Dead) {
        IncidentKind::Death
    } else if has(Field::Missing) {
        IncidentKind::Missing
    } else {
        IncidentKind::Other
    }
}

/// A kind by its word in French, in lower case.
fn french_kind(word: &str) -> Option<IncidentKind> {
    Some(match word {
        "refoulement" => IncidentKind::Pushback,
        "sauvetage" => IncidentKind::Rescue,
        "décès" | "deces" | "mort" => IncidentKind::Death,
        "disparition" | "disparus" => IncidentKind::Missing,
        "détention" => IncidentKind::Detention,
        "autre" => IncidentKind::Other,
        _ => return None,
    })
}

fn kind(row: &Row<'_>, warnings: &mut Vec<Finding>) -> IncidentKind {
    let cell = row.cell(Field::Kind);
    if is_missing(cell) {
        return kind_by_counts(row);
    }
    let lower = cell.to_lowercase();
    let found = IncidentKind::ALL
        .into_iter()
        .find(|kind| kind.word() == lower)
        .or_else(|| french_kind(&lower));
    found.unwrap_or_else(|| {
        let known: Vec<&str> = IncidentKind::ALL.iter().map(|kind| kind.word()).collect();
        warnings.push(row.finding(
            Severity::Warning,
            Field::Kind,
            Defect {
                kind: "kind",
                why: "not a known kind of incident; taken as other".to_owned(),
                fix: Some(format!("write one of {}", known.join(", "))),
            },
        ));
        IncidentKind::Other
    })
}

fn details(row: &Row<'_>, findings: &mut Vec<Finding>) -> IncidentDetails {
    IncidentDetails {
        country: row.cell(Field::Country).to_owned(),
        source: row.cell(Field::Source).to_owned(),
        conditions: row.cell(Field::Conditions).to_owned(),
        groups: groups(row, findings),
        link: link(row, findings),
    }
}

fn groups(row: &Row<'_>, findings: &mut Vec<Finding>) -> Vec<GroupCount> {
    let mut groups = Vec::new();
    for (field, group) in [
        (Field::Women, Group::Women),
        (Field::Men, Group::Men),
        (Field::Children, Group::Children),
    ] {
        let count = keep(row, field, notation::count(row.cell(field), ""), findings);
        if let Some(count @ Count::Known(_)) = count {
            groups.push(GroupCount { group, count });
        }
    }
    let nationality = row.cell(Field::Nationality);
    if !is_missing(nationality) {
        groups.push(GroupCount {
            group: Group::Nationality(nationality.to_owned()),
            count: Count::Unknown,
        });
    }
    groups
}

/// Warns where the dead and the missing do not add up to what the row says of both, or are no counts.
fn sums(row: &Row<'_>, warnings: &mut Vec<Finding>) {
    if row.columns.index_of(Field::DeadAndMissing).is_none()
        && row.columns.index_of(Field::Dead).is_none()
    {
        return;
    }
    let before = warnings.len();
    let mut number = |field| match notation::count(row.cell(field), "") {
        Ok(Count::Known(Stated::Exact(number))) => Some(number),
        Ok(_) => None,
        Err(defect) => {
            warnings.push(row.finding(Severity::Warning, field, defect));
            None
        }
    };
    let dead = number(Field::Dead);
    let missing = number(Field::Missing);
    let both = number(Field::DeadAndMissing);
    if warnings.len() > before || (dead, missing) == (None, None) {
        return;
    }
    let sum = dead.unwrap_or(0) + missing.unwrap_or(0);
    if let Some(both) = both.filter(|both| *both != sum) {
        let defect = Defect {
            kind: "sum",
            why: format!(
                "{} dead and {} missing make {sum}, not {both}",
                dead.unwrap_or(0),
                missing.unwrap_or(0)
            ),
            fix: Some("compare with the source".to_owned()),
        };
        warnings.push(row.finding(Severity::Warning, Field::DeadAndMissing, defect));
    }
}

fn claim(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Claim> {
    if !row.columns.have_any(OF_CLAIM) {
        return None;
    }
    let kind = row.word(
        Field::ClaimKind,
        &[
            ("straight", ClaimKind::Straight),
            ("walked", ClaimKind::Walked),
        ],
        findings,
    );
    let (field, metres_per_unit) = if is_missing(row.cell(Field::ClaimMetres)) {
        (Field::ClaimKilometres, 1000.0)
    } else {
        (Field::ClaimMetres, 1.0)
    };
    let cell = row.cell(field);
    if is_missing(cell) {
        return None;
    }
    let stated = notation::stated_distance(cell, metres_per_unit, row.notations.decimal);
    let to = row.cell(Field::ClaimTo);
    Some(Claim {
        distance: keep(row, field, stated, findings)?,
        kind,
        source: row.cell(Field::ClaimSource).to_owned(),
        to: (!is_missing(to)).then(|| to.to_owned()),
    })
}

fn link(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Link> {
    let cell = |field| Some(row.cell(field)).filter(|cell| !is_missing(cell));
    let [chain, from, to] = [Field::Chain, Field::From, Field::To].map(cell);
    let leg = cell(Field::Leg).map(|leg| {
        let number = leg.parse::<u32>().ok().filter(|number| *number > 0);
        number.ok_or_else(|| Defect {
            kind: "leg",
            why: "a record of a chain needs the whole number of its leg".to_owned(),
            fix: Some("write 1 for the first leg, 2 for the second".to_owned()),
        })
    });
    let is_ordered = leg.is_some() || from.is_some() || to.is_some();
    let leg = match (chain, leg) {
        (None, _) if from.is_none() && to.is_none() => return None,
        (None, _) | (Some(_), None) if is_ordered => None,
        (_, Some(leg)) => Some(keep(row, Field::Leg, leg, findings)?),
        (_, None) => {
            findings.push(row.rejection(
                Field::Leg,
                Defect {
                    kind: "leg",
                    why: "a record of a chain needs the number of its leg, or a record that it leads from or to"
                        .to_owned(),
                    fix: Some("write 1 for the first leg, 2 for the second".to_owned()),
                },
            ));
            return None;
        }
    };
    let text = |cell: Option<&str>| cell.unwrap_or_default().to_owned();
    Some(Link {
        chain: text(chain),
        leg,
        from: text(from),
        to: text(to),
    })
}
