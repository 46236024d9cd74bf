//! Chains of linked pushbacks: a tapered arrow for each leg, numbered in their order.

use serde::Deserialize;

use super::distances::length;
use super::{Element, ElementError, Layer, bold, key, label_line, translucent};
use crate::analysis::{self, LinkedChain};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::carto::text::isolated;
use crate::geodesy::{Path, Position};
use crate::model::Truth;

/// The chains that the incidents make.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chains {
    /// Only the chain with this identifier.
    pub chain: Option<String>,
}

/// The width of an arrow where it starts and before its head, in millimetres.
const WIDTHS_MM: [f64; 2] = [0.5, 1.6];

/// The length and width of the head, in millimetres.
const HEAD_MM: [f64; 2] = [3.8, 2.6];

/// How far from the places themselves an arrow starts and ends, in millimetres.
const CLEAR_MM: f64 = 1.6;

/// Shorter arrows are hidden by the symbols at their ends, in millimetres.
const SHORTEST_MM: f64 = 6.0;

/// The most chains that are told apart by letters; more would be a thicket.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// What an arrow shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Whole,
    /// A place between its ends is not known.
    Guessed,
}

/// An arrow from one place to the next that is known.
struct Arrow {
    from: Position,
    to: Position,
    first: u32,
    last: u32,
}

impl Element for Chains {
    fn usual() -> Option<Self> {
        None
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let linked = analysis::Chains::of(map.incidents, &[]);
        let is_wanted = |chain: &&LinkedChain| self.chain.as_ref().is_none_or(|id| *id == chain.id);
        let chains: Vec<&LinkedChain> = linked.chains.iter().filter(is_wanted).collect();
        if let (Some(id), true) = (&self.chain, chains.is_empty()) {
            return Err(ElementError::Unknown {
                name: id.clone(),
                expected: "the chain_id of records of the incident file",
            });
        }
        let mut looks = Vec::new();
        for (number, chain) in chains.iter().enumerate() {
            let letter = match LETTERS.get(number..=number) {
                Some(letter) if chains.len() > 1 => letter,
                _ => "",
            };
            let is_synthetic = chain.stages().iter().any(|row| {
                let record = map.incidents.get(*row);
                record.is_some_and(|record| record.value.truth == Truth::Synthetic)
            });
            let ink = if is_synthetic {
                map.theme.synthetic.edge
            } else {
                map.theme.ink
            };
            let before = looks.len();
            for arrow in arrows(chain, map) {
                let look = if arrow.first == arrow.last {
                    Look::Whole
                } else {
                    Look::Guessed
                };
                let mut middle = None;
                for part in line(&[arrow.from, arrow.to], Path::Geodesic, &map.frame) {
                    if length(&part) < SHORTEST_MM {
                        continue;
                    }
                    looks.push(look);
                    let is_end_seen = map.visible(arrow.to).is_some();
                    layer.marks.extend(tapered(&part, is_end_seen, look, ink));
                    middle = middle.or_else(|| Some(beside(&part)));
                    layer.obstacles.push(Obstacle::Line(part));
                }
                if let Some(places) = middle {
                    let words = if arrow.first == arrow.last {
                        format!("{letter}{}", arrow.first)
                    } else {
                        format!("{letter}{}–{}", arrow.first, arrow.last)
                    };
                    layer.labels.push(Label {
                        what: format!("leg {words}"),
                        lines: vec![label_line(map, &words, &bold(8.0), ink, map.theme.focus)?],
                        anchor: Anchor::On(places),
                        rank: 210,
                        need: Need::Always,
                        with: Vec::new(),
                    });
                }
            }
            if let Some(own) = looks.get(before..).filter(|own| !own.is_empty()) {
                let said = &map.words().chain;
                let synthetic = if is_synthetic { said.synthetic } else { "" };
                let words = (said.chain)(letter, &isolated(&chain.id)) + synthetic;
                let look = if own.contains(&Look::Whole) {
                    Look::Whole
                } else {
                    Look::Guessed
                };
                layer.key.push(key(sample(look, ink), &words));
            }
        }
        if looks.contains(&Look::Guessed) {
            let words = map.words().chain.guessed;
            layer
                .key
                .push(key(sample(Look::Guessed, map.theme.ink), words));
        }
        Ok(layer)
    }
}

/// The arrows of a chain: legs through places that are not known are drawn as one.
fn arrows(chain: &LinkedChain, map: &Map<'_>) -> Vec<Arrow> {
    let place = |row: usize| {
        let record = map.incidents.get(row)?;
        Some(record.value.place.as_ref()?.position)
    };
    let mut arrows = Vec::new();
    let mut start: Option<(Position, u32)> = None;
    for leg in &chain.legs {
        if let Some(from) = place(leg.from) {
            start = Some((from, leg.number));
        }
        if let (Some((from, first)), Some(to)) = (start, place(leg.to)) {
            arrows.push(Arrow {
                from,
                to,
                first,
                last: leg.last_number,
            });
            start = None;
        }
    }
    arrows
}

/// An arrow along a way, which grows towards its head.
fn tapered(way: &[Point], has_head: bool, look: Look, ink: Colour) -> Option<Node> {
    let whole = length(way);
    let (start, end) = (CLEAR_MM, whole - CLEAR_MM);
    let neck = if has_head { end - HEAD_MM[0] } else { end };
    if neck <= start {
        return None;
    }
    let steps = 24_u32;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for step in 0..=steps {
        let share = f64::from(step) / f64::from(steps);
        let (at, ahead) = at_length(way, start + (neck - start) * share)?;
        let half = 0.5 * (WIDTHS_MM[0] * (1.0 - share) + WIDTHS_MM[1] * share);
        left.push(Point::from_xy(at.x + ahead.y * half, at.y - ahead.x * half));
        right.push(Point::from_xy(at.x - ahead.y * half, at.y + ahead.x * half));
    }
    if has_head {
        let (base, _) = at_length(way, neck)?;
        let (tip, _) = at_length(way, end)?;
        let long = libm::hypot(tip.x - base.x, tip.y - base.y);
        if long == 0.0 {
            return None;
        }
        let (x, y) = ((tip.x - base.x) / long, (tip.y - base.y) / long);
        let half = HEAD_MM[1] / 2.0;
        left.push(Point::from_xy(base.x + y * half, base.y - x * half));
        left.push(tip);
        right.push(Point::from_xy(base.x - y * half, base.y + x * half));
    }
    right.reverse();
    left.append(&mut right);
    let outline = Outline::from_points(&left, Closed::Yes);
    Some(match look {
        Look::Whole => Node::Shape {
            outline,
            fill: Some(translucent(ink, 0.82)),
            stroke: Some(Stroke::solid(Colour::WHITE, 0.25)),
        },
        Look::Guessed => Node::Shape {
            outline,
            fill: Some(translucent(Colour::WHITE, 0.6)),
            stroke: Some(Stroke::solid(ink, 0.3).dashed(&[1.0, 0.6])),
        },
    })
}

/// The point at a length of a way, and the direction there.
fn at_length(way: &[Point], along: f64) -> Option<(Point, Point)> {
    let mut left = along;
    let mut last = None;
    for pair in way.windows(2) {
        let [a, b] = pair else { continue };
        let piece = libm::hypot(b.x - a.x, b.y - a.y);
        if piece == 0.0 {
            continue;
        }
        let ahead = Point::from_xy((b.x - a.x) / piece, (b.y - a.y) / piece);
        let on = left.min(piece);
        last = Some((
            Point::from_xy(a.x + ahead.x * on, a.y + ahead.y * on),
            ahead,
        ));
        if left <= piece {
            break;
        }
        left -= piece;
    }
    last
}

/// Where a number may stand: beside the middle of its arrow, or beside another part of it.
fn beside(way: &[Point]) -> Vec<Point> {
    const ASIDE_MM: f64 = 3.2;
    let whole = length(way);
    let shares = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
    shares
        .into_iter()
        .filter_map(|share| at_length(way, whole * share))
        .flat_map(|(at, ahead)| {
            [1.0, -1.0].map(|sign| {
                Point::from_xy(
                    at.x + sign * ahead.y * ASIDE_MM,
                    at.y - sign * ahead.x * ASIDE_MM,
                )
            })
        })
        .collect()
}

fn sample(look: Look, ink: Colour) -> Vec<Node> {
    let way = [
        Point::from_xy(-6.0 - CLEAR_MM, 0.0),
        Point::from_xy(6.0 + CLEAR_MM, 0.0),
    ];
    tapered(&way, true, look, ink).into_iter().collect()
}
