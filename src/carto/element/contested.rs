//! Contested areas, hatched and named.

use serde::Deserialize;

use super::interior::Interior;
use super::land::{country_outline, places_in};
use super::{Element, ElementError, Layer, isolated, italic, key, label_line};
use crate::carto::layer::{Anchor, Label, Need};
use crate::carto::map::Map;
use crate::carto::scene::{Closed, Group, Node, Outline, Point, Rect, Stroke};
use crate::model::CountryStatus;

/// Contested areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contested {}

/// Areas smaller than this on paper show no hatching and carry no name, in square millimetres.
const SMALLEST_NAMED_MM2: f64 = 3.0;

/// Areas larger than this have their name in any case, in square millimetres.
const ALWAYS_NAMED_MM2: f64 = 20.0;

/// From one line of the hatching to the next, in millimetres.
const STEP_MM: f64 = 1.3;

impl Element for Contested {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        for country in &map.atlas.countries {
            if country.status != CountryStatus::Disputed {
                continue;
            }
            let outline = country_outline(country, map);
            if outline.is_empty() {
                continue;
            }
            let area_mm2 = Interior::of(&outline, map.rect()).area_mm2();
            if area_mm2 <= 0.0 {
                continue;
            }
            layer.marks.push(hatched(outline.clone(), map.rect(), map));
            if area_mm2 < SMALLEST_NAMED_MM2 {
                continue;
            }
            let name = map.words().name(&country.names);
            let line = label_line(
                map,
                &isolated(name),
                &italic(7.0),
                map.theme.contested_ink,
                map.theme.land,
            )?;
            let preferred = map.visible(country.label_at);
            let (width, height) = (line.line.width.0, line.line.cap_height.0);
            let mut places = places_in(&outline, map, width, height, preferred);
            if places.is_empty() {
                places.extend(Interior::of(&outline, map.rect()).middle());
            }
            layer.labels.push(Label {
                what: name.to_owned(),
                anchor: Anchor::On(places),
                lines: vec![line],
                rank: 130,
                // No area of its own goes without its name only because the map is full.
                need: if area_mm2 > ALWAYS_NAMED_MM2 {
                    Need::Always
                } else {
                    Need::Report
                },
                with: Vec::new(),
            });
        }
        if !layer.marks.is_empty() {
            let rect = Rect::from_xywh(-5.0, -1.5, 10.0, 3.0);
            let sample = vec![
                Node::filled(Outline::from_rect(&rect), map.theme.land),
                hatched(Outline::from_rect(&rect), &rect, map),
                Node::stroked(
                    Outline::from_rect(&rect),
                    Stroke::solid(map.theme.border, 0.15),
                ),
            ];
            layer.key.push(key(sample, map.words().key.contested));
        }
        Ok(layer)
    }
}

/// Lines at −45° over a rectangle, cut to an outline.
fn hatched(outline: Outline, rect: &Rect, map: &Map<'_>) -> Node {
    let mut lines = Outline::default();
    let height = rect.height();
    let step = STEP_MM * std::f64::consts::SQRT_2;
    let mut x = rect.left;
    while x < rect.right + height {
        let ends = [
            Point::from_xy(x, rect.top),
            Point::from_xy(x - height, rect.bottom),
        ];
        lines.add_points(&ends, Closed::No);
        x += step;
    }
    Group {
        clip: Some(outline),
        nodes: vec![Node::stroked(lines, Stroke::solid(map.theme.hatch, 0.13))],
        ..Group::default()
    }
    .into()
}
