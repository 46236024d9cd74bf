//! Boundary lines by class: only settled ones are whole.

use serde::Deserialize;

use super::distances::length;
use super::{Element, ElementError, Layer, isolated, italic, key, label_line, translucent};
use crate::carto::layer::{Anchor, KeyEntry, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::carto::text::MissingGlyph;
use crate::model::BorderClass;

/// Boundary lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Borders {}

const CLASSES: [BorderClass; 6] = [
    BorderClass::International,
    BorderClass::Disputed,
    BorderClass::Indefinite,
    BorderClass::LineOfControl,
    BorderClass::Other,
    BorderClass::Unstated,
];

impl Element for Borders {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        for class in CLASSES {
            let mut outline = Outline::default();
            for border in map
                .atlas
                .borders
                .iter()
                .filter(|border| border.class == class)
            {
                let parts: Vec<Vec<Point>> = border
                    .lines
                    .iter()
                    .flat_map(|positions| line(positions, border.path, &map.frame))
                    .collect();
                if class == BorderClass::LineOfControl && !border.name.is_empty() {
                    layer.labels.extend(name(&border.name, &parts, map)?);
                }
                for part in parts {
                    outline.add_points(&part, Closed::No);
                    layer.obstacles.push(Obstacle::Line(part));
                }
            }
            if outline.is_empty() {
                continue;
            }
            let is_seen = outline.segments.iter().any(|segment| match segment {
                crate::carto::scene::Segment::LineTo(p) => map.rect().contains(*p),
                _ => false,
            });
            layer.marks.extend(drawn(outline, class, map));
            if is_seen {
                layer
                    .key
                    .push(key(drawn(sample(), class, map), map.words().border(class)));
            }
        }
        for border in &map.atlas.treaties {
            for positions in &border.lines {
                for part in line(positions, border.path, &map.frame) {
                    let outline = Outline::from_points(&part, Closed::No);
                    layer.marks.push(by_treaty(outline, map));
                    layer.obstacles.push(Obstacle::Line(part));
                }
            }
        }
        if !map.atlas.treaties.is_empty() {
            layer.key.push(treaty_key(map));
        }
        Ok(layer)
    }
}

/// A piece of a line, for the legend.
fn sample() -> Outline {
    let ends = [Point::from_xy(-6.0, 0.0), Point::from_xy(6.0, 0.0)];
    Outline::from_points(&ends, Closed::No)
}

/// A line by treaty, to which questions about borders measure, beside the one of the world's map.
fn by_treaty(outline: Outline, map: &Map<'_>) -> Node {
    let stroke = Stroke::solid(map.theme.ink, 0.24).dashed(&[2.6, 0.5, 0.5, 0.5, 0.5, 0.5]);
    Node::stroked(outline, stroke)
}

/// What the legend says of lines by treaty.
pub(in crate::carto) fn treaty_key(map: &Map<'_>) -> KeyEntry {
    key(vec![by_treaty(sample(), map)], map.words().key.treaty)
}

fn drawn(outline: Outline, class: BorderClass, map: &Map<'_>) -> Vec<Node> {
    let colour = map.theme.border;
    if class == BorderClass::LineOfControl {
        let dots = Stroke::solid(colour, 0.24).dashed(&[0.0, 0.75]).round();
        return vec![Node::stroked(outline, dots)];
    }
    let casing = Stroke::solid(translucent(Colour::WHITE, 0.55), 0.83);
    let stroke = Stroke::solid(colour, 0.28);
    let stroke = match class {
        BorderClass::International => stroke,
        BorderClass::Disputed => stroke.dashed(&[1.3, 0.8]),
        BorderClass::Indefinite => stroke.dashed(&[2.2, 0.7, 0.4, 0.7]),
        BorderClass::LineOfControl | BorderClass::Other | BorderClass::Unstated => {
            stroke.dashed(&[0.6, 0.6])
        }
    };
    vec![
        Node::stroked(outline.clone(), casing),
        Node::stroked(outline, stroke),
    ]
}

/// What the bundled world calls the wall through Western Sahara, which each language has a word for.
const BERM: &str = "berm";

/// Lines shorter than this on paper carry no name, in millimetres.
const SHORTEST_NAMED_MM: f64 = 12.0;

/// The name of a line, beside the middle of its longest part.
fn name(name: &str, parts: &[Vec<Point>], map: &Map<'_>) -> Result<Option<Label>, MissingGlyph> {
    let longest = parts
        .iter()
        .map(|part| {
            part.iter()
                .filter(|p| map.rect().contains(**p))
                .copied()
                .collect()
        })
        .max_by_key(|part: &Vec<Point>| part.len());
    let longest = longest.unwrap_or_default();
    let is_short = length(&longest) < SHORTEST_NAMED_MM;
    let Some(middle) = longest.get(longest.len() / 2).filter(|_| !is_short) else {
        return Ok(None);
    };
    let ink = map.theme.contested_ink;
    let name = if name == BERM {
        map.words().label.berm
    } else {
        name
    };
    Ok(Some(Label {
        what: name.to_owned(),
        lines: vec![label_line(
            map,
            &isolated(name),
            &italic(6.3),
            ink,
            map.theme.land,
        )?],
        anchor: Anchor::Beside {
            at: *middle,
            radius: 0.2,
        },
        rank: 70,
        need: Need::Report,
        with: Vec::new(),
    }))
}
