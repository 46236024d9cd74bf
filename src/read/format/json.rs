//! JSON: an array of objects, each a row with its members as cells.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::feature::{Feature, FeatureRows, Names};
use super::geojson::{LineCounter, Properties, Whole, cells, not_json, text_of};
use super::{Ask, Format, RawGeometry, Rows, Source, Told};
use crate::model::{At, Finding, Input, Origin, Severity};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Start(|start| start.starts_with(b"[")),
    takes: &[Ask::Encoding, Ask::WktColumn],
    sheets: None,
    open,
};

fn open(source: Source<'_>) -> Result<Box<dyn Rows + '_>, Finding> {
    let input = Arc::clone(source.input);
    let text = text_of(source)?;
    let objects: Vec<&RawValue> =
        serde_json::from_str(&text).map_err(|error| not_json(&error, &input))?;
    let mut lines = LineCounter::new(&text);
    let rows: Vec<Result<Feature, Finding>> = objects
        .into_iter()
        .zip(1_u64..)
        .map(|(object, row)| {
            let line = lines.line_of(object.get());
            row_of(object.get(), At::Row { row, line }, &input)
        })
        .collect();
    let names = Arc::new(Names::of(rows.iter(), &input, Vec::new())?);
    let rows = Whole::new(rows);
    Ok(Box::new(FeatureRows::without_geometry(rows, names, &input)))
}

/// An object as a row, or the finding that rejects it.
pub(super) fn row_of(object: &str, at: At, input: &Arc<Input>) -> Result<Feature, Finding> {
    let members: Properties<'_> = serde_json::from_str(object).map_err(|_cause| {
        let origin = Origin {
            input: Arc::clone(input),
            at,
        };
        let why = "not an object with a member for each column";
        Finding::new(Severity::RejectsRow, "json", origin, why)
    })?;
    let mut warnings = Vec::new();
    Ok(Feature {
        at,
        geometry: RawGeometry::InCells,
        members: cells(members.0, &mut warnings),
        warnings,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn objects_are_rows() {
        let file =
            read(b"[{\"id\":\"a\",\"lat\":19.5,\"x\":null},\n{\"id\":\"b\",\"note\":[1,2]},3]")
                .unwrap();
        assert_eq!(file.headers, ["id", "lat", "x", "note"]);
        assert_eq!(file.rows[0].as_ref().unwrap().2, ["a", "19.5", "", ""]);
        assert_eq!(file.rows[1].as_ref().unwrap().2, ["b", "", "", "[1,2]"]);
        let finding = file.rows[2].as_ref().unwrap_err().to_string();
        assert!(finding.contains("row 3 (line 2)"), "{finding}");
    }
}
