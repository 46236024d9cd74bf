//! Chains and their legs as tables.

use super::stages::Told;
use crate::geodesy::Distance;
use crate::model::{Batch, Cell, Column, Geometry, Incident, Record, Schema};

pub(super) fn of_chains() -> Schema {
    let columns = vec![
        Column::text("chain_id"),
        Column::integer("legs"),
        Column::text("countries"),
        Column::metres("moved_m"),
        Column::metres("displacement_m"),
        Column::text("days"),
        Column::text("people"),
        Column::integer("people_least"),
        Column::integer("people_most"),
        Column::text("incomplete"),
        Column::text("people_by_record").as_input(),
    ];
    Schema { columns }
}

pub(super) fn of_legs() -> Schema {
    let columns = vec![
        Column::text("chain_id"),
        Column::integer("leg"),
        Column::text("from"),
        Column::text("to"),
        Column::metres("distance_m").bounded_by("distance_least_m", "distance_most_m"),
        Column::metres("distance_least_m"),
        Column::metres("distance_most_m"),
        Column::list("crossings"),
        Column::text("date_from"),
        Column::text("date_to"),
        Column::text("people"),
        Column::text("people_from"),
        Column::text("people_to"),
    ];
    Schema { columns }
}

impl Told<'_> {
    pub(super) fn push_chain(&self, rows: &mut Batch) {
        let (least, most) = self.people_span();
        let people =
            |number: Option<u64>| Cell::Integer(number.and_then(|n| i64::try_from(n).ok()));
        let cells = [
            Cell::text(&self.chain.id),
            Cell::Integer(i64::try_from(self.legs.len()).ok()),
            Cell::text(self.countries()),
            metres(self.moved()),
            metres(self.displacement()),
            Cell::text(self.days()),
            Cell::text(self.people()),
            people(least),
            people(most),
            Cell::text(self.lacks()),
            Cell::text(self.people_by_record()),
        ];
        let stages: Vec<&Record<Incident>> = self.stages.iter().map(|stage| stage.record).collect();
        rows.push(cells, drawn(&stages));
    }

    pub(super) fn push_legs(&self, rows: &mut Batch) {
        for leg in &self.legs {
            let bounds = leg.distance.map(|(_, bounds)| bounds);
            let crossings: Vec<&str> = leg.crossings.iter().map(String::as_str).collect();
            let [date_from, date_to] = leg.dates();
            let [people, people_from, people_to] = leg.people();
            let cells = [
                Cell::text(&self.chain.id),
                Cell::Integer(Some(leg.number.into())),
                Cell::text(&leg.from.value.id),
                Cell::text(&leg.to.value.id),
                metres(leg.distance.map(|(distance, _)| distance)),
                metres(bounds.map(|(least, _)| least)),
                metres(bounds.map(|(_, most)| most)),
                Cell::List(crossings.as_slice().into()),
                Cell::text(date_from),
                Cell::text(date_to),
                Cell::text(people),
                Cell::text(people_from),
                Cell::text(people_to),
            ];
            rows.push(cells, drawn(&[leg.from, leg.to]));
        }
    }
}

/// The places of records as a line; nothing where fewer than two have one.
fn drawn(records: &[&Record<Incident>]) -> Option<Geometry> {
    let places = records
        .iter()
        .filter_map(|record| record.value.place.as_ref());
    let line: Vec<_> = places.map(|place| place.position).collect();
    (line.len() > 1).then(|| Geometry::Lines(vec![line]))
}

fn metres<'a>(distance: Option<Distance>) -> Cell<'a> {
    Cell::Number(distance.map(Distance::metres))
}
