//! The disc in which a place may lie.

use serde::Deserialize;

use super::{Element, Layer, key, translucent};
use crate::carto::layer::Obstacle;
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::carto::text::MissingGlyph;
use crate::geodesy::{Distance, Path, ring};
use crate::model::{Place, Role};

/// Discs of doubt, as large as the radius of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {}

/// Discs smaller than this on paper are hidden by the symbol, in millimetres.
const SMALLEST_MM: f64 = 1.2;

/// Points around a disc: at a radius of 100 mm the chord is 0.03 mm off the arc.
const POINTS: u16 = 128;

impl Element for Doubt {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, MissingGlyph> {
        let incidents = map
            .incidents
            .iter()
            .filter_map(|record| record.value.place.as_ref())
            .map(|place| (place, map.theme.expelled.edge));
        let help = map
            .atlas
            .aid
            .iter()
            .filter(|site| site.value.role == Role::Help)
            .map(|site| (&site.value.place, map.theme.help));
        let mut layer = Layer::default();
        let mut drawn: Vec<&Place> = Vec::new();
        for (place, colour) in incidents.chain(help) {
            let is_drawn = drawn
                .iter()
                .any(|other| other.position == place.position && other.radius == place.radius);
            let radius_mm = place.radius.metres() / map.frame.metres_per_mm();
            if is_drawn || radius_mm < SMALLEST_MM || map.visible(place.position).is_none() {
                continue;
            }
            drawn.push(place);
            for part in around(place.position, place.radius, map) {
                layer
                    .marks
                    .push(disc(Outline::from_points(&part, Closed::No), colour));
                layer.obstacles.push(Obstacle::Line(part));
            }
        }
        if !layer.marks.is_empty() {
            let sample = disc(
                Outline::circle(Point::default(), 1.9),
                map.theme.expelled.edge,
            );
            layer.key.push(key(vec![sample], "Where the place may lie"));
        }
        Ok(layer)
    }
}

/// The line at a distance from a place, on paper.
pub(super) fn around(
    centre: crate::geodesy::Position,
    radius: Distance,
    map: &Map<'_>,
) -> Vec<Vec<Point>> {
    let mut positions = ring(centre, radius, POINTS);
    positions.extend(positions.first().copied());
    line(&positions, Path::Geodesic, &map.frame)
}

fn disc(outline: Outline, colour: Colour) -> Node {
    Node::Shape {
        outline,
        fill: Some(translucent(colour, 0.07)),
        stroke: Some(Stroke::solid(translucent(colour, 0.8), 0.18).dashed(&[0.9, 0.6])),
    }
}
