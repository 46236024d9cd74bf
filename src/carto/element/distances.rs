//! The straight line from each incident to its nearest help.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Element, ElementError, Layer, italic, key, label_line};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke, is_right_to_left};
use crate::carto::text::MissingGlyph;
use crate::carto::words::has_range;
use crate::geodesy::Path;

/// Straight lines to the nearest help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distances {}

/// Lines shorter than this on paper are hidden by the symbols, in millimetres.
const SHORTEST_MM: f64 = 3.0;

/// The most lines whose numbers look out for the other lines: more make a thicket all the same.
const MOST_COMPARED: usize = 30;

/// From this many answers on, no lines are drawn: they would be a thicket.
const MOST_WAYS: usize = 200;

/// Lines shorter than this on paper carry no words, in millimetres.
const SHORTEST_NAMED_MM: f64 = 8.0;

impl Element for Distances {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let mut drawn: BTreeSet<(u64, u64, usize)> = BTreeSet::new();
        if map.nearest.len() > MOST_WAYS {
            layer.unsaid.push(format!(
                "the straight lines of {} incidents to the nearest help",
                map.nearest.len()
            ));
            return Ok(layer);
        }
        let mut named = Vec::new();
        for (number, answer) in map.nearest {
            let from = map
                .incidents
                .get(*number)
                .and_then(|record| record.value.place.as_ref());
            let to = map.atlas.aid.get(answer.site);
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            if answer.rank != 1 {
                continue;
            }
            // A way that starts beyond the map would only cross it.
            if map.visible(from.position).is_none() {
                continue;
            }
            let (lon, lat) = (from.position.lon(), from.position.lat());
            if !drawn.insert((lon.to_bits(), lat.to_bits(), answer.site)) {
                continue;
            }
            let ends = [from.position, to.value.place.position];
            for part in line(&ends, Path::Geodesic, &map.frame) {
                let length = length(&part);
                if length < SHORTEST_MM {
                    continue;
                }
                layer
                    .marks
                    .extend(marks(Outline::from_points(&part, Closed::No), map));
                if length >= SHORTEST_NAMED_MM {
                    let distance = map.words().answer(answer);
                    let range = has_range(answer).then(|| map.words().range(answer));
                    named.push((distance, range, part.clone()));
                }
                layer.obstacles.push(Obstacle::Line(part));
            }
        }
        let is_compared = named.len() <= MOST_COMPARED;
        let ways: Vec<Vec<Point>> = named
            .iter()
            .filter(|_| is_compared)
            .map(|(_, _, part)| sampled(part))
            .collect();
        for (number, (distance, range, part)) in named.iter().enumerate() {
            let (before, after) = ways.split_at(number.min(ways.len()));
            let others: Vec<&[Point]> = before
                .iter()
                .chain(after.iter().skip(1))
                .map(Vec::as_slice)
                .collect();
            let label = label(distance, range.as_deref(), part, &others, map)?;
            layer.labels.push(label);
        }
        // Words over a way would be struck through by it: worse than a border behind them.
        let beads = ways.iter().flatten();
        layer.obstacles.extend(beads.map(|at| Obstacle::Symbol {
            at: *at,
            radius: 0.5,
        }));
        if !layer.marks.is_empty() {
            let ends = [Point::from_xy(-6.0, 0.0), Point::from_xy(6.0, 0.0)];
            let sample = marks(Outline::from_points(&ends, Closed::No), map);
            layer
                .key
                .push(key(sample.to_vec(), map.words().key.straight_line));
        }
        Ok(layer)
    }
}

fn marks(outline: Outline, map: &Map<'_>) -> [Node; 2] {
    [
        Node::stroked(outline.clone(), Stroke::solid(Colour::WHITE, 1.0)),
        Node::stroked(
            outline,
            Stroke::solid(map.theme.ink, 0.42).dashed(&[1.3, 0.7]),
        ),
    ]
}

fn label(
    distance: &str,
    range: Option<&str>,
    part: &[Point],
    others: &[&[Point]],
    map: &Map<'_>,
) -> Result<Label, MissingGlyph> {
    let ground = map.theme.focus;
    let mut lines = vec![label_line(
        map,
        distance,
        &italic(8.0),
        map.theme.ink,
        ground,
    )?];
    if let Some(range) = range {
        lines.push(label_line(map, range, &italic(6.3), map.theme.ink, ground)?);
    }
    let width = lines
        .iter()
        .map(|line| line.line.width.0)
        .fold(0.0, f64::max);
    // Letters of other scripts reach higher and lower.
    let is_tall = is_right_to_left(map.voice.main.code());
    let height = if is_tall { 7.4 } else { 5.0 };
    // Far enough to either side that the box clears the line, whatever its direction.
    let aside = |share: f64, sign: f64| {
        let (at, tangent) = along(part, share);
        let reach = 1.2 + 0.5 * (width * tangent.y.abs() + height * tangent.x.abs());
        Point::from_xy(
            at.x - sign * tangent.y * reach,
            at.y + sign * tangent.x * reach,
        )
    };
    let mut places: Vec<Point> = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]
        .into_iter()
        .flat_map(|share| [aside(share, 1.0), aside(share, -1.0)])
        .collect();
    // A number nearer to another line than to its own would be read as that line's.
    let own_way = sampled(part);
    places.sort_by_cached_key(|at| {
        let own = clearance(*at, &own_way);
        others.iter().any(|other| clearance(*at, other) < own + 1.0)
    });
    Ok(Label {
        what: format!("distance {distance}"),
        lines,
        anchor: Anchor::Along {
            places,
            way: own_way,
        },
        rank: 220,
        need: Need::Report,
        with: Vec::new(),
    })
}

/// Points along a way, about two millimetres apart, without its ends.
pub(super) fn sampled(part: &[Point]) -> Vec<Point> {
    const STEP_MM: f64 = 2.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 4 to 200"
    )]
    let count = (length(part) / STEP_MM).clamp(4.0, 200.0) as u32;
    (1..count)
        .map(|number| along(part, f64::from(number) / f64::from(count)).0)
        .collect()
}

/// From a point to the nearest of others, in millimetres.
fn clearance(at: Point, points: &[Point]) -> f64 {
    points
        .iter()
        .map(|point| libm::hypot(point.x - at.x, point.y - at.y))
        .fold(f64::MAX, f64::min)
}

/// The length of a line on paper, in millimetres.
pub(super) fn length(part: &[Point]) -> f64 {
    part.windows(2)
        .map(|pair| match pair {
            [a, b] => libm::hypot(b.x - a.x, b.y - a.y),
            _ => 0.0,
        })
        .sum()
}

/// The point at a share of a line's length, and the direction there as a unit vector.
fn along(part: &[Point], share: f64) -> (Point, Point) {
    let mut left = length(part) * share;
    for pair in part.windows(2) {
        let [a, b] = pair else { continue };
        let piece = libm::hypot(b.x - a.x, b.y - a.y);
        if piece > 0.0 && piece >= left {
            let (dx, dy) = ((b.x - a.x) / piece, (b.y - a.y) / piece);
            return (
                Point::from_xy(a.x + dx * left, a.y + dy * left),
                Point::from_xy(dx, dy),
            );
        }
        left -= piece;
    }
    (
        part.first().copied().unwrap_or_default(),
        Point::from_xy(1.0, 0.0),
    )
}
