//! What is far from help, as a table.

use super::{BorderBeyond, Contour, Farthest, GAP_CAVEAT};
use crate::geodesy::Distance;
use crate::model::{Batch, Cell, Column, Geometry, RadiusKind, Schema};

/// How much of a region is farther from help than a distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FarArea {
    /// The distance.
    pub beyond: Distance,
    /// The area beyond, in square kilometres, counted by cells.
    pub square_km: f64,
}

/// What is known of the remoteness of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap<'a> {
    /// What the region is called.
    pub region: String,
    /// How large it is, in square kilometres, counted by cells.
    pub square_km: f64,
    /// The place that is farthest from help.
    pub farthest: Farthest<'a>,
    /// How much is farther than each level.
    pub areas: Vec<FarArea>,
    /// How much of each boundary is farther than each level.
    pub borders: Vec<BorderBeyond>,
    /// The levels.
    pub levels: Vec<Distance>,
}

impl Gap<'_> {
    /// The answer as a table: the farthest point, then for each level the area beyond it, then each
    /// boundary with its length beyond each level.
    pub fn table(&self) -> (Schema, Batch) {
        let schema = Schema {
            columns: vec![
                Column::text("what"),
                Column::text("name"),
                Column::metres("beyond_m"),
                Column::square_km("area_km2"),
                Column::square_km("area_total_km2"),
                Column::metres("length_m"),
                Column::metres("length_total_m"),
                Column::metres("distance_m").bounded_by("distance_least_m", "distance_most_m"),
                Column::metres("distance_least_m"),
                Column::metres("distance_most_m"),
                Column::coordinate("lat"),
                Column::coordinate("lon"),
                Column::text("aid_id"),
                Column::text("aid_name"),
                Column::text("distance_radius_kind").as_input(),
                Column::metres("proven_within_m").as_input(),
                Column::text("caveat").as_input(),
            ],
        };
        let mut batch = schema.empty_batch();
        let farthest = &self.farthest;
        let (least, most) = farthest.bounds;
        let metres = |distance: Distance| Cell::Number(Some(distance.metres()));
        let none = || Cell::Number(None);
        let empty = || Cell::text("");
        batch.push(
            [
                Cell::text("farthest point"),
                Cell::text(&self.region),
                none(),
                none(),
                Cell::Number(Some(self.square_km)),
                none(),
                none(),
                metres(farthest.distance),
                metres(least),
                metres(most),
                Cell::Number(Some(farthest.position.lat())),
                Cell::Number(Some(farthest.position.lon())),
                Cell::text(&farthest.site.id),
                Cell::text(&farthest.site.name),
                Cell::text(RadiusKind::Bound.word()),
                metres(farthest.proven),
                Cell::text(GAP_CAVEAT),
            ],
            Some(Geometry::Point(farthest.position)),
        );
        let mut push =
            |what: &'static str, name: &str, beyond: Distance, numbers: [Option<f64>; 4]| {
                let numbers = numbers.map(Cell::Number);
                let cells = [
                    Cell::text(what),
                    Cell::text(name.to_owned()),
                    metres(beyond),
                ];
                let rest = [
                    none(),
                    none(),
                    none(),
                    none(),
                    none(),
                    empty(),
                    empty(),
                    empty(),
                    none(),
                ];
                let caveat = [Cell::text(GAP_CAVEAT)];
                let cells = cells.into_iter().chain(numbers).chain(rest).chain(caveat);
                batch.push(cells, None);
            };
        for area in &self.areas {
            let numbers = [Some(area.square_km), Some(self.square_km), None, None];
            push("area", &self.region, area.beyond, numbers);
        }
        for border in &self.borders {
            let total = border.stretches.length.metres();
            for (level, beyond) in self.levels.iter().zip(&border.stretches.beyond) {
                let numbers = [None, None, Some(beyond.metres()), Some(total)];
                push("border", &border.name, *level, numbers);
            }
        }
        (schema, batch)
    }
}

impl Contour {
    /// Some lines as a table, a row a line.
    pub fn table(contours: &[Self]) -> (Schema, Batch) {
        let schema = Schema {
            columns: vec![
                Column::metres("level_m"),
                Column::metres("length_m"),
                Column::text("caveat"),
            ],
        };
        let mut batch = schema.empty_batch();
        for contour in contours {
            let cells = [
                Cell::Number(Some(contour.level.metres())),
                Cell::Number(Some(contour.length.metres())),
                Cell::text(GAP_CAVEAT),
            ];
            batch.push(
                cells,
                Some(Geometry::Lines(vec![contour.positions.clone()])),
            );
        }
        (schema, batch)
    }
}
