//! Well-known text of geometries in a column of a table, such as `POINT(5.7721 19.5372)`.

use std::sync::Arc;

use super::{RawGeometry, RawRows, RawShape, Rows, finite};
use crate::model::{Finding, Input, Origin, Severity, visible};

/// The rows of a table with the geometry that one of its columns holds.
pub(super) struct WktRows<'a> {
    rows: Box<dyn Rows + 'a>,
    column: usize,
    input: Arc<Input>,
}

impl<'a> WktRows<'a> {
    /// Finds the column, or says which there are.
    pub(super) fn open(
        rows: Box<dyn Rows + 'a>,
        column: &str,
        origin: Origin,
    ) -> Result<Self, Finding> {
        let headers = rows.headers();
        let is_one = |header: &String| header.trim().eq_ignore_ascii_case(column.trim());
        let Some(column) = headers.iter().position(is_one) else {
            let why = format!("no column \"{}\" for --wkt-column", visible(column));
            return Err(Finding::new(Severity::RejectsFile, "columns", origin, why)
                .with_fix(format!("the columns are {}", visible(&headers.join(", ")))));
        };
        Ok(Self {
            rows,
            column,
            input: origin.input,
        })
    }
}

impl Rows for WktRows<'_> {
    fn headers(&self) -> &[String] {
        self.rows.headers()
    }

    fn have_geometry(&self) -> bool {
        true
    }

    fn warnings(&mut self) -> Vec<Finding> {
        self.rows.warnings()
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        let before = rows.len();
        let is_one = self.rows.next_row(rows);
        if rows.len() > before {
            let header = self.rows.headers().get(self.column);
            rows.place_last(self.column, |at, cell| {
                geometry(cell).map_err(|why| {
                    let origin = Origin {
                        input: Arc::clone(&self.input),
                        at,
                    };
                    Finding::new(Severity::RejectsRow, "wkt", origin, why)
                        .in_column(header.map_or("", String::as_str))
                        .with_value(cell)
                        .with_fix(
                            "write it as POINT(longitude latitude), LINESTRING(…) or POLYGON((…))",
                        )
                })
            });
        }
        is_one
    }
}

/// What the geometries that are read are called, and how deep their positions are nested.
const KINDS: [(&str, usize); 6] = [
    ("POINT", 1),
    ("LINESTRING", 1),
    ("POLYGON", 2),
    ("MULTIPOINT", 1),
    ("MULTILINESTRING", 2),
    ("MULTIPOLYGON", 3),
];

/// A geometry; an empty text is none.
pub(in crate::read) fn geometry(text: &str) -> Result<RawGeometry, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(RawGeometry::Absent);
    }
    let body = without_srid(text)?;
    let end = body.find(|c: char| !c.is_ascii_alphabetic());
    let (word, rest) = body.split_at(end.unwrap_or(body.len()));
    let word = word.to_ascii_uppercase();
    // `POINTZ`, `POINT Z`: a third and fourth number are passed over.
    let bare = word
        .strip_suffix("ZM")
        .or_else(|| word.strip_suffix(['Z', 'M']));
    let kind = KINDS
        .iter()
        .find(|(name, _)| *name == word || Some(*name) == bare);
    let Some((kind, depth)) = kind else {
        let curves = ["CURVE", "CIRCULARSTRING", "SURFACE"];
        return Err(if curves.iter().any(|curve| word.contains(curve)) {
            format!("{word} is not read: curves are unsupported")
        } else if word == "GEOMETRYCOLLECTION" {
            "a GEOMETRYCOLLECTION is not read".to_owned()
        } else {
            "not a geometry in well-known text".to_owned()
        });
    };
    let rest = rest.trim_start();
    let rest = ["ZM", "Z", "M", "zm", "z", "m"]
        .iter()
        .find_map(|dimension| rest.strip_prefix(dimension))
        .unwrap_or(rest)
        .trim_start();
    if rest.eq_ignore_ascii_case("EMPTY") {
        return Ok(RawGeometry::Absent);
    }
    let mut lists = Lists { rest };
    let (mut one, mut two, mut three) = (Vec::new(), Vec::new(), Vec::new());
    match depth {
        1 => one = lists.positions(*kind == "MULTIPOINT")?,
        2 => two = lists.list(|lists| lists.positions(false))?,
        _ => three = lists.list(|lists| lists.list(|lists| lists.positions(false)))?,
    }
    if !lists.rest.trim().is_empty() {
        return Err(format!("\"{}\" behind the geometry", visible(lists.rest)));
    }
    let shape = match *kind {
        "POINT" => {
            return match one.as_slice() {
                [point] => Ok(RawGeometry::Point(*point)),
                _ => Err("a point is one position".to_owned()),
            };
        }
        "LINESTRING" => RawShape::Lines(vec![one]),
        "POLYGON" => RawShape::Areas(vec![two]),
        "MULTIPOINT" => RawShape::Points(one),
        "MULTILINESTRING" => RawShape::Lines(two),
        _ => RawShape::Areas(three),
    };
    Ok(RawGeometry::Shape(Box::new(shape)))
}

/// A text without the `SRID=4326;` that `PostGIS` writes.
fn without_srid(text: &str) -> Result<&str, String> {
    let is_srid = text
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("SRID="));
    match text.split_once(';').filter(|_| is_srid) {
        None => Ok(text),
        Some((srid, rest)) if srid.get(5..) == Some("4326") => Ok(rest.trim_start()),
        Some((srid, _)) => Err(format!("{} is not WGS 84 (4326)", visible(srid))),
    }
}

/// Lists in parentheses, taken from the front of a text.
struct Lists<'t> {
    rest: &'t str,
}

impl Lists<'_> {
    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A list of what `item` takes.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        if !self.take('(') {
            return Err("a parenthesis is missing".to_owned());
        }
        let mut items = Vec::new();
        loop {
            items.push(item(self)?);
            if self.take(')') {
                return Ok(items);
            }
            if !self.take(',') {
                return Err("the text ends inside the geometry".to_owned());
            }
        }
    }

    /// A list of positions, each perhaps in parentheses of its own.
    fn positions(&mut self, may_be_nested: bool) -> Result<Vec<[f64; 2]>, String> {
        self.list(|lists| {
            let is_nested = may_be_nested && lists.take('(');
            let end = lists.rest.find([',', '(', ')']).unwrap_or(lists.rest.len());
            let (text, rest) = lists.rest.split_at(end);
            lists.rest = rest;
            let numbers: Option<Vec<f64>> = text.split_ascii_whitespace().map(finite).collect();
            let position = match numbers.as_deref() {
                Some([lon, lat] | [lon, lat, _] | [lon, lat, _, _]) => Ok([*lon, *lat]),
                _ => Err(format!("\"{}\" is no position of numbers", visible(text))),
            };
            if is_nested && !lists.take(')') {
                return Err("a parenthesis is missing".to_owned());
            }
            position
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Asked;
    use super::super::tests::read_as;
    use super::*;

    #[track_caller]
    fn is_shape(text: &str, shape: RawShape) {
        let expected = RawGeometry::Shape(Box::new(shape));
        assert_eq!(geometry(text), Ok(expected), "{text}");
    }

    #[test]
    fn geometries_are_read_in_every_spelling() {
        for text in [
            "POINT(5.7721 19.5372)",
            " point ( 5.7721\t19.5372 ) ",
            "POINT Z (5.7721 19.5372 400)",
            "PointZM(5.7721 19.5372 400 1)",
            "SRID=4326;POINT(5.7721 19.5372)",
        ] {
            assert_eq!(
                geometry(text),
                Ok(RawGeometry::Point([5.7721, 19.5372])),
                "{text}"
            );
        }
        let line = vec![[1.0, 2.0], [-3.5, 4e1]];
        is_shape(
            "LINESTRING(1 2, -3.5 4e1)",
            RawShape::Lines(vec![line.clone()]),
        );
        is_shape(
            "MULTIPOINT((1 2),(-3.5 40))",
            RawShape::Points(line.clone()),
        );
        is_shape("MULTIPOINT(1 2,-3.5 40)", RawShape::Points(line.clone()));
        is_shape(
            "MULTIPOLYGON(((1 2,-3.5 40),(1 2,-3.5 40)),((1 2,-3.5 40)))",
            RawShape::Areas(vec![vec![line.clone(), line.clone()], vec![line]]),
        );
        for text in ["", "POINT EMPTY", "polygon empty"] {
            assert_eq!(geometry(text), Ok(RawGeometry::Absent), "{text}");
        }
    }

    #[test]
    fn what_is_no_geometry_is_refused() {
        let nested = format!("POLYGON{}", "(".repeat(100_000));
        for (text, why) in [
            ("POINT(NaN NaN)", "NaN"),
            ("POINT(1e999 2)", "no position"),
            ("POINT(5.7)", "no position"),
            ("POINT(5,7 19,5)", "no position"),
            ("POINT(1 2, 3 4)", "one position"),
            ("POINT(1 2) x", "behind"),
            ("POINT(1 2", "ends inside"),
            ("LINESTRING 1 2", "parenthesis"),
            (
                "CIRCULARSTRING(0 0,1 1,2 0)",
                "CIRCULARSTRING is not read: curves",
            ),
            ("COMPOUNDCURVE((0 0,1 1))", "curves"),
            ("GEOMETRYCOLLECTION(POINT(1 2))", "GEOMETRYCOLLECTION"),
            ("SRID=3857;POINT(1 2)", "SRID=3857"),
            ("19.5, 5.7", "not a geometry"),
            (&nested, "no position"),
        ] {
            let refused = geometry(text).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn a_column_gives_rows_their_geometry() {
        let asked = |column: &str| Asked {
            wkt_column: Some(column.to_owned()),
            ..Asked::default()
        };
        let bytes = b"id,WKT\na,POINT(5.7 19.5)\nb,x\nc,\n";
        let file = read_as(bytes, &[], asked("wkt")).unwrap();
        let (_, geometry, cells) = file.rows[0].as_ref().unwrap();
        assert_eq!(*geometry, RawGeometry::Point([5.7, 19.5]));
        assert_eq!(*cells, ["a", "POINT(5.7 19.5)", "19.5", "5.7"]);
        let finding = file.rows[1].as_ref().unwrap_err().to_string();
        assert!(
            finding.contains("row 2 (line 3), column WKT: value \"x\""),
            "{finding}"
        );
        assert_eq!(file.rows[2].as_ref().unwrap().1, RawGeometry::Absent);
        let finding = read_as(bytes, &[], asked("geom")).map(|_| ()).unwrap_err();
        assert!(finding.to_string().contains("the columns are id, WKT"));
    }
}
