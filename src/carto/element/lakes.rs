//! Lakes.

use serde::Deserialize;

use super::{Element, ElementError, Layer, append, key};
use crate::carto::map::Map;
use crate::carto::path::area;
use crate::carto::scene::{Node, Outline, Rect, Stroke};

/// Lakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lakes {}

impl Element for Lakes {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut outline = Outline::default();
        for polygon in map.atlas.lakes.iter().flat_map(|lake| &lake.polygons) {
            append(&mut outline, area(polygon, &map.frame));
        }
        if outline.is_empty() {
            return Ok(Layer::default());
        }
        let drawn = |outline| Node::Shape {
            outline,
            fill: Some(map.theme.sea.into()),
            stroke: Some(Stroke::solid(map.theme.coast, 0.1)),
        };
        let sample = Outline::from_rect(&Rect::from_xywh(-4.0, -1.3, 8.0, 2.6));
        Ok(Layer {
            key: vec![key(vec![drawn(sample)], map.words().key.lake)],
            ..Layer::from_marks(vec![drawn(outline)])
        })
    }
}
