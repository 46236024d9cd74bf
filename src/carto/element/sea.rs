//! The sea, with bands of water along the coast.

use serde::Deserialize;

use super::{Element, Layer};
use crate::carto::map::Map;
use crate::carto::path::{globe, line};
use crate::carto::scene::{Closed, Node, Outline, Stroke};
use crate::carto::text::MissingGlyph;
use crate::geodesy::Path;

/// The sea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sea {}

impl Element for Sea {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, MissingGlyph> {
        let mut marks = vec![Node::filled(globe(&map.frame), map.theme.sea)];
        let coast = coast_outline(map);
        for (colour, width) in map.theme.water_bands {
            marks.push(Node::stroked(
                coast.clone(),
                Stroke::solid(colour, width).round(),
            ));
        }
        Ok(Layer::from_marks(marks))
    }
}

/// The coasts in the frame as open lines.
pub(super) fn coast_outline(map: &Map<'_>) -> Outline {
    let mut outline = Outline::default();
    for coast in &map.atlas.coasts {
        for part in line(coast, Path::LonLat, &map.frame) {
            outline.add_points(&part, Closed::No);
        }
    }
    outline
}
