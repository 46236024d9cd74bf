//! The disc in which a place may lie.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Element, ElementError, Layer, key, translucent};
use crate::carto::layer::Obstacle;
use crate::carto::map::Map;
use crate::carto::path::{area, line};
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::geodesy::{Path, Position, ring};
use crate::model::{Place, Polygon};

/// Discs of doubt, as large as the radius of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {}

/// Discs smaller than this on paper are hidden by the symbol, in millimetres.
const SMALLEST_MM: f64 = 1.2;

/// The most discs on a map: more would cover all of it.
const MOST: usize = 250;

/// Points around a disc: at a radius of 100 mm the chord is 0.03 mm off the arc.
const POINTS: u16 = 128;

impl Element for Doubt {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let incidents = map
            .incidents
            .iter()
            .filter_map(|record| record.value.place.as_ref())
            .map(|place| (place, map.theme.expelled.edge));
        let help = map
            .atlas
            .aid
            .iter()
            .enumerate()
            .filter(|(row, _)| map.is_help(*row))
            .map(|(_, site)| (&site.value.place, map.theme.help));
        let mut layer = Layer::default();
        let mut drawn: BTreeSet<[u64; 3]> = BTreeSet::new();
        let mut unsaid = 0_usize;
        for (place, colour) in incidents.chain(help) {
            let radius_mm = place.radius.metres() / map.frame.metres_per_mm();
            if radius_mm < SMALLEST_MM || map.visible(place.position).is_none() {
                continue;
            }
            if !drawn.insert(bits(place)) {
                continue;
            }
            if drawn.len() > MOST {
                unsaid += 1;
                continue;
            }
            let edge = ring(place.position, place.radius, POINTS);
            let disc = Polygon {
                outer: edge.clone(),
                holes: Vec::new(),
            };
            layer.marks.push(face(area(&disc, &map.frame), colour));
            for part in around(&edge, map) {
                let chain = Outline::from_points(&part, Closed::No);
                layer.marks.push(rim(chain, colour));
                layer.obstacles.push(Obstacle::Line(part));
            }
        }
        if unsaid > 0 {
            layer
                .unsaid
                .push(format!("where {unsaid} more places may lie"));
        }
        if !layer.marks.is_empty() {
            let circle = Outline::circle(Point::default(), 1.9);
            let colour = map.theme.expelled.edge;
            let sample = vec![face(circle.clone(), colour), rim(circle, colour)];
            layer.key.push(key(sample, map.words().key.doubt));
        }
        Ok(layer)
    }
}

/// What tells a disc from another.
fn bits(place: &Place) -> [u64; 3] {
    let (lon, lat) = (place.position.lon(), place.position.lat());
    [lon, lat, place.radius.metres()].map(f64::to_bits)
}

/// The line around a disc, on paper.
fn around(edge: &[Position], map: &Map<'_>) -> Vec<Vec<Point>> {
    let closed: Vec<Position> = edge.iter().chain(edge.first()).copied().collect();
    line(&closed, Path::Geodesic, &map.frame)
}

fn face(outline: Outline, colour: Colour) -> Node {
    Node::filled(outline, translucent(colour, 0.07))
}

fn rim(outline: Outline, colour: Colour) -> Node {
    let stroke = Stroke::solid(translucent(colour, 0.8), 0.18);
    Node::stroked(outline, stroke.dashed(&[0.9, 0.6]))
}
