//! Features of a file of boundary lines.

use super::super::notation::Defect;
use super::{Field, Row, place};
use crate::geodesy::{Distance, Path};
use crate::model::{BorderClass, Finding, RadiusKind, Severity};

/// The columns that a file of boundary lines is looked through for.
pub(crate) const FIELDS: &[Field] = &[
    Field::Name,
    Field::Sides,
    Field::Left,
    Field::Right,
    Field::Class,
    Field::Line,
    Field::Radius,
    Field::RadiusKind,
    Field::Scale,
];

/// What a feature says beside its geometry.
pub(crate) struct BorderFacts {
    pub(crate) name: String,
    pub(crate) sides: [String; 2],
    pub(crate) class: BorderClass,
    /// How its points are joined, where it says so.
    pub(crate) path: Option<Path>,
    /// How far off it may be, where it says so.
    pub(crate) radius: Option<Distance>,
    pub(crate) radius_kind: RadiusKind,
    /// Whether it is a bundled line that is simplified for drawing, exported and given back.
    pub(crate) is_for_drawing: bool,
}

/// What a feature says beside its geometry, or why it cannot be used; warnings beside it.
pub(crate) fn border_facts(
    row: &Row<'_>,
    warnings: &mut Vec<Finding>,
) -> Result<BorderFacts, Vec<Finding>> {
    let mut findings = Vec::new();
    let radius = place::radius(row, &mut findings);
    let radius_kind = place::radius_kind(row, &mut findings);
    let readings = [
        ("lonlat", Some(Path::LonLat)),
        ("geodesic", Some(Path::Geodesic)),
        ("rhumb", Some(Path::Rhumb)),
        ("unstated", None),
    ];
    let path = row.word(Field::Line, &readings, &mut findings).flatten();
    match radius {
        Some(radius) if findings.is_empty() => Ok(BorderFacts {
            name: row.cell(Field::Name).to_owned(),
            sides: sides(row),
            class: class(row, warnings),
            path,
            radius,
            radius_kind,
            is_for_drawing: matches!(row.cell(Field::Scale), "1:50m" | "1:110m"),
        }),
        _ => Err(findings),
    }
}

/// The two sides: one text such as `DZA NER`, or a property for each.
fn sides(row: &Row<'_>) -> [String; 2] {
    let mut codes = row
        .cell(Field::Sides)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|code| !code.is_empty());
    match (codes.next(), codes.next()) {
        (Some(left), Some(right)) => [left, right].map(str::to_owned),
        _ => [Field::Left, Field::Right].map(|side| row.cell(side).to_owned()),
    }
}

fn class(row: &Row<'_>, warnings: &mut Vec<Finding>) -> BorderClass {
    let cell = row.cell(Field::Class);
    let class = BorderClass::ALL
        .into_iter()
        .find(|class| cell.eq_ignore_ascii_case(class.word()));
    class.unwrap_or_else(|| {
        let words = BorderClass::ALL.map(BorderClass::word);
        let defect = Defect {
            kind: "class",
            why: "not a known class of boundary; its standing counts as not stated".to_owned(),
            fix: Some(format!(
                "write one of {}",
                words.join(", ").trim_end_matches(", ")
            )),
        };
        warnings.push(row.finding(Severity::Warning, Field::Class, defect));
        BorderClass::Unstated
    })
}
