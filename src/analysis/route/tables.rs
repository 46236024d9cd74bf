//! What is told of routes, as tables.

use serde::Deserialize;

use super::{Gap, RouteCrossing, Way};
use crate::analysis::Territory;
use crate::geodesy::{Distance, Located, Side};
use crate::model::{Batch, Cell, Column, Country, Geometry, Incident, Schema};

/// What a table tells of routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RouteTable {
    /// How long each is.
    #[default]
    Length,
    /// The length of the route before each stop.
    Stops,
    /// What lies beside each: how far along it, and how far off.
    Incidents,
    /// The boundary lines that each crosses.
    Crossings,
    /// The stretches that are far from help.
    Gaps,
}

impl RouteTable {
    /// Its columns.
    pub fn schema(self) -> Schema {
        let columns = match self {
            Self::Length => vec![
                Column::text("route_id"),
                Column::text("name"),
                Column::integer("stops"),
                Column::metres("length_m"),
            ],
            Self::Stops => vec![
                Column::text("route_id"),
                Column::integer("stop"),
                Column::text("name"),
                Column::metres("chainage_m"),
                Column::coordinate("lat"),
                Column::coordinate("lon"),
            ],
            Self::Incidents => vec![
                Column::text("incident_id"),
                Column::text("incident_name"),
                Column::text("route_id"),
                Column::metres("chainage_m"),
                Column::metres("offset_m"),
                Column::text("side"),
                Column::coordinate("foot_lat"),
                Column::coordinate("foot_lon"),
            ],
            Self::Crossings => vec![
                Column::text("route_id"),
                Column::metres("chainage_m"),
                Column::coordinate("lat"),
                Column::coordinate("lon"),
                Column::text("border"),
                Column::text("from"),
                Column::text("to"),
                Column::text("status"),
            ],
            Self::Gaps => vec![
                Column::text("route_id"),
                Column::metres("from_m"),
                Column::metres("to_m"),
                Column::metres("length_m"),
                Column::metres("worst_at_m"),
                Column::coordinate("worst_lat"),
                Column::coordinate("worst_lon"),
                Column::metres("worst_distance_m"),
            ],
        };
        Schema { columns }
    }
}

impl Way<'_> {
    /// Adds the row of its length.
    pub fn push_length(&self, rows: &mut Batch) {
        let route = self.route();
        let cells = [
            Cell::text(&route.id),
            Cell::text(&route.name),
            Cell::Integer(i64::try_from(route.stops.len()).ok()),
            metres(self.length()),
        ];
        rows.push(cells, Some(self.drawn(Distance::ZERO, self.length())));
    }

    /// Adds a row for each stop.
    pub fn push_stops(&self, rows: &mut Batch) {
        for ((stop, along), number) in self.stops().zip(1..) {
            let position = stop.place.position;
            let cells = [
                Cell::text(&self.route().id),
                Cell::Integer(Some(number)),
                Cell::text(&stop.name),
                metres(along),
                Cell::Number(Some(position.lat())),
                Cell::Number(Some(position.lon())),
            ];
            rows.push(cells, Some(Geometry::Point(position)));
        }
    }

    /// Adds the row of an incident, unless it has no place or lies farther off than `within`.
    pub fn push_incident(&self, incident: &Incident, within: Option<Distance>, rows: &mut Batch) {
        let Some(place) = &incident.place else { return };
        let Some(located) = self.locate(place.position) else {
            return;
        };
        if within.is_some_and(|within| located.foot.distance > within) {
            return;
        }
        let (offset_m, side) = self.offset(&located);
        let foot = located.foot.position;
        let cells = [
            Cell::text(&incident.id),
            Cell::text(&incident.name),
            Cell::text(&self.route().id),
            metres(located.along),
            Cell::Number(Some(offset_m)),
            Cell::text(side),
            Cell::Number(Some(foot.lat())),
            Cell::Number(Some(foot.lon())),
        ];
        rows.push(cells, Some(Geometry::Point(place.position)));
    }

    /// How far off a position lies, positive to the right, and on which side.
    fn offset(&self, located: &Located) -> (f64, &'static str) {
        let metres = located.foot.distance.metres();
        match located.side {
            Side::Right => (metres, "right"),
            Side::Left => (-metres, "left"),
            Side::On if metres <= ON_M => (metres, "on"),
            Side::On if located.along.metres() > self.length().metres() / 2.0 => (metres, "ahead"),
            Side::On => (metres, "behind"),
        }
    }

    /// Adds a row for each crossing.
    pub fn push_crossings(
        &self,
        crossings: &[RouteCrossing<'_>],
        territory: &Territory<'_>,
        rows: &mut Batch,
    ) {
        let name = |country: Option<&Country>| {
            Cell::text(
                country.map_or_else(String::new, |country| country.names.english().to_owned()),
            )
        };
        for crossing in crossings {
            let cells = [
                Cell::text(&self.route().id),
                metres(crossing.along),
                Cell::Number(Some(crossing.position.lat())),
                Cell::Number(Some(crossing.position.lon())),
                Cell::text(territory.name_of(crossing.border)),
                name(crossing.from),
                name(crossing.to),
                Cell::text(crossing.status.word()),
            ];
            rows.push(cells, Some(Geometry::Point(crossing.position)));
        }
    }

    /// Adds a row for each gap.
    pub fn push_gaps(&self, gaps: &[Gap], rows: &mut Batch) {
        for gap in gaps {
            let cells = [
                Cell::text(&self.route().id),
                metres(gap.from),
                metres(gap.to),
                metres(gap.length()),
                metres(gap.worst_at),
                Cell::Number(Some(gap.worst.lat())),
                Cell::Number(Some(gap.worst.lon())),
                metres(gap.worst_distance),
            ];
            rows.push(cells, Some(self.drawn(gap.from, gap.to)));
        }
    }

    fn drawn(&self, from: Distance, to: Distance) -> Geometry {
        Geometry::Lines(vec![self.stretch(from, to)])
    }
}

/// Nearer than this a position lies on the route, in metres: what distances can be trusted to.
const ON_M: f64 = 30e-9;

const fn metres<'a>(distance: Distance) -> Cell<'a> {
    Cell::Number(Some(distance.metres()))
}
