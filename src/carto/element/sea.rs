//! The sea, with bands of water along the coast.

use serde::Deserialize;

use super::{Element, ElementError, Layer};
use crate::carto::map::Map;
use crate::carto::path::{globe, line};
use crate::carto::scene::{Closed, Group, Node, Outline, Stroke};
use crate::geodesy::Path;

/// The sea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sea {}

impl Element for Sea {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let globe = globe(&map.frame);
        let coast = coast_outline(map);
        let bands = map.theme.water_bands.map(|(colour, width)| {
            Node::stroked(coast.clone(), Stroke::solid(colour, width).round())
        });
        let water = Node::filled(globe.clone(), map.theme.sea);
        // A band along a coast at the edge of the world map would reach beyond the world.
        let bands = Group {
            clip: Some(globe),
            nodes: bands.into(),
            ..Group::default()
        };
        Ok(Layer::from_marks(vec![water, bands.into()]))
    }
}

/// The coasts in the frame as open lines.
pub(super) fn coast_outline<'a>(map: &'a Map<'_>) -> &'a Outline {
    map.coast.get_or_init(|| {
        let mut outline = Outline::default();
        for coast in &map.atlas.coasts {
            for part in line(coast, Path::LonLat, &map.frame) {
                outline.add_points(&part, Closed::No);
            }
        }
        outline
    })
}
