//! Sites of help: blue squares with a house.

use serde::Deserialize;

use super::incidents::symbols;
use super::{Element, ElementError, Layer, key, name_lines, regular};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Rect, Stroke};

/// Sites of help; no other site is ever drawn as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aid {}

/// The side of the square, in millimetres.
const SIDE_MM: f64 = 2.7;

/// From the middle of the square nearly to its corners, in millimetres.
pub(super) const REACH_MM: f64 = SIDE_MM * 0.6;

/// A site and an incident closer than this on paper are at one place, in millimetres.
pub(super) const HERE_MM: f64 = 1.0;

impl Element for Aid {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let incidents = symbols(map);
        for (row, site) in map.atlas.aid.iter().enumerate() {
            let site = &site.value;
            let at = map.visible(site.place.position);
            let Some(at) = at.filter(|_| map.is_help(row)) else {
                continue;
            };
            layer.marks.extend(symbol(at, map));
            layer.obstacles.push(Obstacle::Symbol {
                at,
                radius: REACH_MM,
            });
            let name = if site.name.is_empty() {
                &site.id
            } else {
                &site.name
            };
            // Its name stands beside the largest symbol at the place, not upon it.
            let below = incidents.iter().filter_map(|(other, reach)| {
                let away = libm::hypot(other.x - at.x, other.y - at.y);
                (away < HERE_MM).then_some(away + reach)
            });
            let style = regular(if map.is_small() { 6.5 } else { 8.5 });
            layer.labels.push(Label {
                what: name.to_string(),
                lines: name_lines(map, name, &style, map.theme.ink, map.theme.focus)?,
                anchor: Anchor::Beside {
                    at,
                    radius: below.fold(REACH_MM, f64::max),
                },
                rank: 180,
                need: Need::Always,
                with: Vec::new(),
            });
        }
        if !layer.marks.is_empty() {
            layer.key.push(key(
                symbol(Point::default(), map).to_vec(),
                map.words().key.help,
            ));
        }
        Ok(layer)
    }
}

fn symbol(at: Point, map: &Map<'_>) -> [Node; 2] {
    let half = SIDE_MM / 2.0;
    let square = Rect::from_xywh(at.x - half, at.y - half, SIDE_MM, SIDE_MM);
    let house: Vec<Point> = [
        (0.0, -0.95),
        (0.9, -0.1),
        (0.62, -0.1),
        (0.62, 0.8),
        (0.18, 0.8),
        (0.18, 0.25),
        (-0.18, 0.25),
        (-0.18, 0.8),
        (-0.62, 0.8),
        (-0.62, -0.1),
        (-0.9, -0.1),
    ]
    .iter()
    .map(|(x, y)| Point::from_xy(at.x + x, at.y + y))
    .collect();
    [
        Node::Shape {
            outline: Outline::from_rect(&square),
            fill: Some(map.theme.help.into()),
            stroke: Some(Stroke::solid(Colour::WHITE, 0.3)),
        },
        Node::filled(Outline::from_points(&house, Closed::Yes), Colour::WHITE),
    ]
}
