//! How many incidents lie where, as hexagons: for more than symbols could show.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Element, ElementError, Layer, key, translucent};
use crate::carto::map::Map;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Rect, Stroke};
use crate::model::Truth;

/// How many incidents lie where; in place of symbols where there are too many of them, or when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Density {
    /// Whether it is drawn although symbols are drawn too.
    pub always: bool,
}

/// The widest and the narrowest a hexagon may be on paper, in millimetres.
const WIDEST_MM: f64 = 4.6;
const NARROWEST_MM: f64 = 1.8;

/// Twice the distance from the middle of a hexagon to an edge, by its side.
const SQRT_3: f64 = 1.732_050_807_568_877_2;

impl Element for Density {
    fn usual() -> Option<Self> {
        Some(Self::default())
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        if !(self.always || map.is_crowded()) {
            return Ok(layer);
        }
        for class in classes(map) {
            let node = |outline| Node::Shape {
                outline,
                fill: Some(translucent(class.colour, OPACITY)),
                stroke: Some(Stroke::solid(translucent(map.theme.paper, 0.7), 0.1)),
            };
            let mut outline = Outline::default();
            for cell in &class.cells {
                outline.add_points(cell, Closed::Yes);
            }
            layer.marks.push(node(outline));
            let mut sample = Outline::default();
            sample.add_points(&hexagon(Point::default(), 1.7), Closed::Yes);
            layer.key.push(key(vec![node(sample)], &class.meaning));
        }
        Ok(layer)
    }
}

/// How much of a cell's colour shows.
pub(in crate::carto) const OPACITY: f64 = 0.92;

/// Cells of one colour.
pub(in crate::carto) struct Class {
    pub(in crate::carto) colour: Colour,
    /// How many incidents lie in each.
    pub(in crate::carto) meaning: String,
    /// Their corners on paper.
    pub(in crate::carto) cells: Vec<[Point; 6]>,
}

/// The cells with incidents, by how many those are.
pub(in crate::carto) fn classes(map: &Map<'_>) -> Vec<Class> {
    let (across_m, across_mm) = across(map);
    let side = across_mm / SQRT_3;
    let single = map.visible_incidents().map(|(_, _, at)| at);
    let cells = counted(single.chain(map.crowd_points()), map.rect(), side);
    let Some(most) = cells.values().copied().max() else {
        return Vec::new();
    };
    let ramp = if is_synthetic(map) {
        map.theme.synthetic_ramp
    } else {
        map.theme.ramp
    };
    let limits = limits(most, ramp.len());
    let words = map.words();
    let across = crate::geodesy::Distance::from_computed_metres(across_m);
    let across = words.exactly(across);
    let colours = ramp.into_iter().skip(ramp.len() - limits.len());
    let classes = limits.iter().zip(colours).enumerate();
    classes
        .map(|(number, (least, colour))| {
            let below = limits.get(number + 1).copied();
            let is_in = |count: u64| count >= *least && below.is_none_or(|below| count < below);
            let inside = cells.iter().filter(|(_, count)| is_in(**count));
            let range = match below {
                Some(below) if below - 1 == *least => words.whole(*least),
                Some(below) => {
                    (words.qualifiers.range)(&words.whole(*least), &words.whole(below - 1))
                }
                None if *least == most => words.whole(most),
                None => (words.qualifiers.range)(&words.whole(*least), &words.whole(most)),
            };
            Class {
                colour,
                meaning: if number == 0 {
                    (words.inset.in_a_cell)(&range, below.map_or(most, |below| below - 1), &across)
                } else {
                    range
                },
                cells: inside
                    .map(|(at, _)| hexagon(middle(*at, side), side))
                    .collect(),
            }
        })
        .collect()
}

fn is_synthetic(map: &Map<'_>) -> bool {
    let mut single = map.visible_incidents();
    single.any(|(_, record, _)| record.value.truth == Truth::Synthetic)
        || map.crowd.is_some_and(|crowd| crowd.synthetic > 0)
}

/// How wide a cell is, in metres on the ground, a round number, and in millimetres on paper.
fn across(map: &Map<'_>) -> (f64, f64) {
    let widest_m = WIDEST_MM * map.frame.metres_per_mm();
    let power = libm::pow(10.0, libm::log10(widest_m).floor());
    let round = [5.0, 2.0, 1.0, 0.5]
        .into_iter()
        .map(|digit| digit * power)
        .find(|metres| *metres <= widest_m)
        .unwrap_or(widest_m);
    let on_paper = (round / map.frame.metres_per_mm()).clamp(NARROWEST_MM, WIDEST_MM);
    (on_paper * map.frame.metres_per_mm(), on_paper)
}

/// How many of some points in a rectangle lie in each hexagon, where there are any.
fn counted(
    points: impl Iterator<Item = Point>,
    rect: &Rect,
    side: f64,
) -> BTreeMap<(i32, i32), u64> {
    // One more all around, since the hexagon at a corner is not always the outermost.
    let (left, top) = cell(Point::from_xy(rect.left, rect.top), side);
    let (right, bottom) = cell(Point::from_xy(rect.right, rect.bottom), side);
    let (left, top) = (left - 1, top - 1);
    let size = |from: i32, to: i32| usize::try_from(to - from + 2).unwrap_or_default();
    let (columns, rows) = (size(left, right), size(top, bottom));
    let mut counts = vec![0_u64; columns * rows];
    for at in points {
        let (column, row) = cell(at, side);
        let place = |number: i32, from: i32| usize::try_from(number - from).unwrap_or(usize::MAX);
        let number = place(row, top)
            .saturating_mul(columns)
            .saturating_add(place(column, left));
        if let Some(count) = counts.get_mut(number) {
            *count += 1;
        }
    }
    let rows = (top..).zip(counts.chunks(columns));
    rows.flat_map(|(row, counts)| {
        let counted = (left..).zip(counts).filter(|(_, count)| **count > 0);
        counted.map(move |(column, count)| ((column, row), *count))
    })
    .collect()
}

/// The hexagon that a point lies in: of two lattices of rectangles, the one whose middle is nearer.
fn cell(at: Point, side: f64) -> (i32, i32) {
    let (width, height) = (SQRT_3 * side, 1.5 * side);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a page has some hundred cells a side"
    )]
    let number = |share: f64| share.round() as i32;
    // Rows of even number stand at whole widths, the others between them.
    let in_rows = |first: i32| {
        let row = 2 * number((at.y / height - f64::from(first)) / 2.0) + first;
        let column = number(at.x / width - f64::from(first) / 2.0);
        (column, row)
    };
    let away = |cell: (i32, i32)| {
        let middle = middle(cell, side);
        let (dx, dy) = (middle.x - at.x, middle.y - at.y);
        dx * dx + dy * dy
    };
    let (even, odd) = (in_rows(0), in_rows(1));
    if away(even) <= away(odd) { even } else { odd }
}

fn middle((column, row): (i32, i32), side: f64) -> Point {
    let shift = f64::from(row.rem_euclid(2)) / 2.0;
    Point::from_xy(
        (f64::from(column) + shift) * SQRT_3 * side,
        f64::from(row) * 1.5 * side,
    )
}

/// The corners of a hexagon around a point, one of them above it.
fn hexagon(at: Point, side: f64) -> [Point; 6] {
    let half = SQRT_3 / 2.0 * side;
    let corners = [
        (0.0, -side),
        (half, -side / 2.0),
        (half, side / 2.0),
        (0.0, side),
        (-half, side / 2.0),
        (-half, -side / 2.0),
    ];
    corners.map(|(x, y)| Point::from_xy(at.x + x, at.y + y))
}

/// The least count of each class, the first 1: round numbers that grow about evenly by factors.
fn limits(most: u64, classes: usize) -> Vec<u64> {
    let mut round = vec![1_u64];
    let mut power = 1_u64;
    'powers: loop {
        for digit in [2, 5, 10] {
            match power.checked_mul(digit) {
                Some(next) if next <= most => round.push(next),
                _ => break 'powers,
            }
        }
        power *= 10;
    }
    if round.len() <= classes {
        return round;
    }
    let last = round.len() - 1;
    let steps = classes - 1;
    let picked = (0..=steps).map(|step| round[(step * last + steps / 2) / steps]);
    let mut picked: Vec<u64> = picked.collect();
    picked.dedup();
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_round_and_hold_every_count() {
        for most in [1, 2, 3, 9, 10, 4_321, 1_000_000, u64::MAX] {
            let limits = limits(most, 5);
            assert_eq!(limits[0], 1);
            assert!(limits.len() <= 5 && *limits.last().unwrap() <= most);
            assert!(limits.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert_eq!(limits(10_000, 5), [1, 10, 100, 1_000, 10_000]);
    }

    #[test]
    fn every_point_lies_in_its_nearest_hexagon() {
        let side = 1.3;
        for step in 0..4_000 {
            let share = f64::from(step);
            let at = Point::from_xy(
                libm::fmod(share * 0.37, 31.0),
                libm::fmod(share * 0.59, 17.0),
            );
            let found = middle(cell(at, side), side);
            let away = libm::hypot(found.x - at.x, found.y - at.y);
            assert!(away <= side + 1e-9, "{at:?} is {away} mm from its middle");
            for (dx, dy) in [
                (1, 0),
                (-1, 0),
                (0, 1),
                (0, -1),
                (1, 1),
                (-1, -1),
                (1, -1),
                (-1, 1),
            ] {
                let (column, row) = cell(at, side);
                let other = middle((column + dx, row + dy), side);
                assert!(libm::hypot(other.x - at.x, other.y - at.y) >= away - 1e-9);
            }
        }
    }
}
