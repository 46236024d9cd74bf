//! The coast line.

use serde::Deserialize;

use super::sea::coast_outline;
use super::{Element, ElementError, Layer};
use crate::carto::map::Map;
use crate::carto::scene::{Node, Stroke};

/// The coast line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coast {}

impl Element for Coast {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let stroke = Stroke::solid(map.theme.coast, 0.17).round();
        Ok(Layer::from_marks(vec![Node::stroked(
            coast_outline(map).clone(),
            stroke,
        )]))
    }
}
