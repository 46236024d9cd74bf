//! The map without its sheet and without its ground, to be laid over another map.

use std::collections::BTreeMap;

use super::{Content, Drawn, Sheet, SheetError, SheetText, blocks, group, id_of, map_of};
use crate::carto::element::{AnyElement, ElementError, classes};
use crate::carto::label;
use crate::carto::layer::Layer;
use crate::carto::map::Map;
use crate::carto::overlay::overlay;
use crate::carto::scene::{Colour, Ground, Group, Mm, Outline, Point, Rect, Scene};
use crate::carto::text::fonts_in;
use crate::carto::words::Voice;
use crate::model::{Atlas, Batch, Schema};

/// Elements that another map has already.
fn is_ground(element: &AnyElement) -> bool {
    matches!(
        element,
        AnyElement::Sea(_)
            | AnyElement::Land(_)
            | AnyElement::Contested(_)
            | AnyElement::Lakes(_)
            | AnyElement::Graticule(_)
            | AnyElement::Coast(_)
            | AnyElement::Borders(_)
            | AnyElement::Towns(_)
            | AnyElement::ScaleBar(_)
    )
}

/// What the colours of a density mean: there is no legend that would say it.
fn explanation(map: &Map<'_>) -> Vec<String> {
    let drawn = map.is_crowded().then(|| classes(map));
    let classes = drawn.into_iter().flatten();
    classes
        .map(|class| {
            let Colour { r, g, b } = class.colour;
            format!("#{r:02x}{g:02x}{b:02x}: {}", class.meaning)
        })
        .collect()
}

impl Sheet {
    /// Draws what the sheet tells of the incidents and nothing else, on no paper, with its place on the
    /// plane of the projection. Elements of the ground are drawn only where `extra` asks for them.
    ///
    /// # Errors
    /// As [`Sheet::draw`].
    pub fn draw_bare(
        &self,
        text: &SheetText,
        content: &Content<'_>,
        atlas: &Atlas,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, SheetError> {
        self.try_draw_bare(text, content, atlas, extra, voice)
            .map_err(SheetError::Element)
    }

    fn try_draw_bare(
        &self,
        text: &SheetText,
        content: &Content<'_>,
        atlas: &Atlas,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, ElementError> {
        let map = map_of(self, content, atlas, voice);
        let mut elements = AnyElement::usual();
        elements.retain(|usual| {
            !is_ground(usual) && !extra.iter().any(|asked| asked.name() == usual.name())
        });
        elements.extend_from_slice(extra);
        elements.sort_by_key(AnyElement::order);
        let is_synthetic = blocks::made_up(&map) != blocks::MadeUp::Nothing;
        let mut groups = Vec::new();
        if is_synthetic {
            groups.push(group("watermark", blocks::watermark(&map)?));
        }
        let mut gathered = Layer::default();
        let mut explained = Vec::new();
        let mut draws_lines = false;
        let mut drawn = BTreeMap::new();
        for element in &elements {
            let layer = element.layer(&map)?;
            draws_lines |= matches!(element, AnyElement::Distances(_)) && !layer.marks.is_empty();
            groups.push(group(&id_of(element, &mut drawn), layer.marks));
            gathered.labels.extend(layer.labels);
            gathered.obstacles.extend(layer.obstacles);
            gathered.unsaid.extend(layer.unsaid);
            if matches!(element, AnyElement::Density(_)) {
                explained = explanation(&map);
            }
        }
        let rect = *map.rect();
        let placed = label::place(gathered.labels, &gathered.obstacles, &rect.grown(-0.8));
        groups.push(group("dots", placed.marks));
        groups.push(group("labels", placed.nodes));
        let by = Point::from_xy(-rect.left, -rect.top);
        let page = Rect::from_xywh(0.0, 0.0, rect.width(), rect.height());
        let nodes = vec![
            Group {
                id: "map".to_owned(),
                title: voice.words().sheet.map.to_owned(),
                clip: Some(Outline::from_rect(&page)),
                nodes: groups.iter().map(|node| node.moved(by)).collect(),
            }
            .into(),
        ];
        let corner = map.frame.to_plane(Point::from_xy(rect.left, rect.top));
        let page = blocks::Page {
            size: self.size,
            layout: &self.layout,
            text,
            content,
            map: &map,
            reason: self.choice.reason,
            logo: None,
            draws_lines,
            tells_hours: false,
        };
        let hours = content.walk.map(|_| blocks::HOURS.to_owned());
        gathered.unsaid.extend(hours);
        Ok(Drawn {
            scene: Scene {
                width: Mm(rect.width()),
                height: Mm(rect.height()),
                title: blocks::plain_title(&page),
                description: blocks::subtitle_text(&page),
                language: voice.main.code(),
                created: text.created.clone(),
                paper: None,
                ground: Some(Ground {
                    crs: map.frame.projection().to_wkt(),
                    left_m: corner.x_m,
                    top_m: corner.y_m,
                    metres_per_mm: map.frame.metres_per_mm(),
                }),
                fonts: fonts_in(&nodes, voice.fonts),
                nodes,
            },
            left_out: [gathered.unsaid, placed.left_out].concat(),
            label_costs: placed.costs,
            explained,
        })
    }

    /// What the sheet tells of the incidents as features for other programs; with a style of their own.
    pub fn features(
        &self,
        content: &Content<'_>,
        atlas: &Atlas,
        voice: Voice<'_>,
    ) -> (Schema, Batch) {
        overlay(&map_of(self, content, atlas, voice))
    }
}
