//! Rows of a file of sites.

use compact_str::CompactString;

use super::super::notation::{self, Defect, is_missing};
use super::{Field, Layout, Row, keep, number_if_empty, place};
use crate::model::{
    AidSite, At, Category, Date, Finding, Opening, Place, Role, Severity, SiteDetails,
};

/// How sites of help are read.
pub(crate) struct AidLayout;

impl Layout for AidLayout {
    /// A site, or nothing where the row has no place.
    type Value = (CompactString, Option<AidSite>);
    type Record = AidSite;

    /// No answer carries columns of the file of sites along.
    const KEEPS_CELLS: bool = false;

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
        Field::CoordSource,
        Field::Country,
        Field::Source,
        Field::Role,
        Field::Category,
        Field::Services,
        Field::Capacity,
        Field::OpenFrom,
        Field::OpenTo,
    ];

    fn value(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Result<Self::Value, Vec<Finding>> {
        let mut findings = Vec::new();
        let words = Role::ALL.map(|role| (role.word(), role));
        let role = row.word(Field::Role, &words, &mut findings);
        let role = match role {
            Some(role) => role,
            None if is_missing(row.cell(Field::Role)) => role_unsaid(row, warnings),
            None => Role::Other,
        };
        let capacity = notation::count(row.cell(Field::Capacity), "");
        let capacity = keep(row, Field::Capacity, capacity, &mut findings);
        let open = Opening {
            from: day(row, Field::OpenFrom, End::First, &mut findings),
            to: day(row, Field::OpenTo, End::Last, &mut findings),
        };
        if let (Some(from), Some(to)) = (open.from, open.to)
            && to < from
        {
            warnings.push(row.finding(
                Severity::Warning,
                Field::OpenTo,
                Defect {
                    kind: "opening",
                    why: format!("the site closes on {to}, before it opens on {from}: it is never offered as help"),
                    fix: Some("compare both days with the source".to_owned()),
                },
            ));
        }
        let place = place::place(row, &mut findings);
        if !findings.is_empty() {
            return Err(findings);
        }
        let id = CompactString::from(row.cell(Field::Id));
        let site = place.map(|place| AidSite {
            id: CompactString::default(),
            name: row.text(Field::Name).into(),
            role,
            categories: row
                .cell(Field::Category)
                .split([';', '|'])
                .filter(|word| !is_missing(word))
                .map(Category::from_word)
                .collect(),
            open,
            place,
            details: Some(SiteDetails {
                services: row.cell(Field::Services).to_owned(),
                capacity: capacity.unwrap_or_default(),
                country: row.cell(Field::Country).to_owned(),
                source: row.cell(Field::Source).to_owned(),
            })
            .filter(|details| *details != SiteDetails::default())
            .map(Box::new),
        });
        Ok((id, site))
    }

    fn record((id, site): Self::Value, at: At) -> Option<AidSite> {
        let mut site = site?;
        site.id = id;
        number_if_empty(&mut site.id, at);
        Some(site)
    }

    fn id(value: &Self::Value) -> &str {
        &value.0
    }

    fn place(value: &Self::Value) -> Option<&Place> {
        value.1.as_ref().map(|site| &site.place)
    }
}

/// The role of a site whose row says none: help in a file without roles, which is given as a file of
/// help; in a file with roles nothing is help unless it says so.
fn role_unsaid(row: &Row<'_>, warnings: &mut Vec<Finding>) -> Role {
    if row.columns.index_of(Field::Role).is_none() {
        return Role::Help;
    }
    warnings.push(row.finding(
        Severity::Warning,
        Field::Role,
        Defect {
            kind: "role",
            why: "the role is empty; the site is not offered as help".to_owned(),
            fix: Some("write help where it is help".to_owned()),
        },
    ));
    Role::Other
}

/// Which day of a period is meant.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

fn day(row: &Row<'_>, field: Field, end: End, findings: &mut Vec<Finding>) -> Option<Date> {
    let cell = row.cell(field);
    if is_missing(cell) {
        return None;
    }
    let period = notation::period(cell, row.notations.dates_of(field));
    let period = keep(row, field, period, findings)?;
    Some(match end {
        End::First => period.first(),
        End::Last => period.last(),
    })
}
