//! Meridians and parallels with their degrees.

use serde::Deserialize;

use super::{Element, ElementError, Layer, halo, regular, translucent, words};
use crate::carto::layer::{Anchor, Label, LabelLine, Need};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Node, Outline, Point, Stroke};
use crate::carto::text::{MissingGlyph, Pt};
use crate::carto::words::Words;
use crate::geodesy::{Path, Position};

/// Meridians and parallels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graticule {}

/// Steps between lines, in minutes of arc.
const STEPS_MINUTES: [u32; 11] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];

/// The most lines along the longer axis.
const MOST_LINES: f64 = 10.0;

/// The two families of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Meridians,
    Parallels,
}

impl Element for Graticule {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let extent = map.frame.extent();
        let span = extent.width_degrees().max(extent.north() - extent.south());
        let step = step_minutes(span);
        let mut layer = Layer::default();
        let mut outline = Outline::default();
        let west = (extent.west() * 60.0 / f64::from(step)).floor();
        let east = ((extent.west() + extent.width_degrees()) * 60.0 / f64::from(step)).ceil();
        let south = (extent.south() * 60.0 / f64::from(step)).floor();
        let north = (extent.north() * 60.0 / f64::from(step)).ceil();
        for (axis, from, to) in [
            (Axis::Meridians, west, east),
            (Axis::Parallels, south, north),
        ] {
            let mut number = from;
            while number <= to {
                let minutes = number * f64::from(step);
                let positions = positions(axis, minutes / 60.0, map);
                let parts = line(&positions, Path::LonLat, &map.frame);
                layer
                    .labels
                    .extend(degrees_label(axis, minutes, &parts, map)?);
                for part in parts {
                    outline.add_points(&part, Closed::No);
                }
                number += 1.0;
            }
        }
        let stroke = Stroke::solid(translucent(map.theme.graticule, 0.45), 0.09);
        layer.marks.push(Node::stroked(outline, stroke));
        Ok(layer)
    }
}

fn step_minutes(span_degrees: f64) -> u32 {
    STEPS_MINUTES
        .into_iter()
        .find(|step| span_degrees * 60.0 / f64::from(*step) <= MOST_LINES)
        .unwrap_or(1800)
}

/// A meridian or parallel across the frame's window.
fn positions(axis: Axis, degrees: f64, map: &Map<'_>) -> Vec<Position> {
    let extent = map.frame.extent();
    let place = Position::from_computed_lon_lat;
    match axis {
        Axis::Meridians => vec![
            place(degrees, extent.south()),
            place(degrees, extent.north()),
        ],
        Axis::Parallels if degrees.abs() >= 90.0 => Vec::new(),
        Axis::Parallels => {
            // In steps below half a turn, so that the way along the window is the shorter one.
            let width = extent.width_degrees();
            (0..=4)
                .map(|i| place(extent.west() + width * f64::from(i) / 4.0, degrees))
                .collect()
        }
    }
}

/// The degrees of a line just inside the frame: of meridians below, of parallels at the left.
fn degrees_label(
    axis: Axis,
    minutes: f64,
    parts: &[Vec<Point>],
    map: &Map<'_>,
) -> Result<Option<Label>, MissingGlyph> {
    let rect = map.rect();
    let crossing = parts
        .iter()
        .flat_map(|part| part.windows(2))
        .find_map(|pair| match pair {
            [a, b] => crossing(axis, *a, *b, rect.left, rect.bottom),
            _ => None,
        })
        .filter(|at| rect.grown(0.001).contains(*at));
    let Some(at) = crossing else { return Ok(None) };
    let line = words(
        map,
        &degrees_text(map.words(), axis, minutes),
        &regular(5.5),
    )?;
    let at = match axis {
        Axis::Meridians => Point::from_xy(at.x + 0.7, rect.bottom - 1.7),
        Axis::Parallels => Point::from_xy(rect.left + 1.7, at.y - 0.7),
    };
    Ok(Some(Label {
        what: line.string.clone(),
        lines: vec![LabelLine {
            line,
            paint: map.theme.graticule_ink.into(),
            halo: Some(halo(Pt(5.5), map.theme.land)),
        }],
        anchor: Anchor::Fixed(at),
        // It has one place only, and a country's name has thirty.
        rank: 125,
        need: Need::Quiet,
        with: Vec::new(),
    }))
}

/// Where the piece from `a` to `b` meets the frame's lower edge (meridians) or left edge (parallels).
fn crossing(axis: Axis, a: Point, b: Point, left: f64, bottom: f64) -> Option<Point> {
    let (from, to, edge) = match axis {
        Axis::Meridians => (a.y, b.y, bottom),
        Axis::Parallels => (a.x, b.x, left),
    };
    if (from > edge) == (to > edge) {
        return None;
    }
    let share = (edge - from) / (to - from);
    Some(Point::from_xy(
        a.x + share * (b.x - a.x),
        a.y + share * (b.y - a.y),
    ))
}

/// Degrees and minutes with the letter of the side: `5° E`, `19° 30′ N`, `0°`.
fn degrees_text(words: &Words, axis: Axis, minutes: f64) -> String {
    let turned = match axis {
        Axis::Meridians => (minutes + 10_800.0).rem_euclid(21_600.0) - 10_800.0,
        Axis::Parallels => minutes,
    };
    let side = match (axis, turned) {
        (_, zero) if zero.abs() < 0.5 => "",
        (Axis::Meridians, half_turn) if half_turn.abs() > 10_799.5 => "",
        (Axis::Meridians, east) if east > 0.0 => words.sides.east,
        (Axis::Meridians, _) => words.sides.west,
        (Axis::Parallels, north) if north > 0.0 => words.sides.north,
        (Axis::Parallels, _) => words.sides.south,
    };
    let whole = (turned.abs() / 60.0 + 1e-9).floor();
    let rest = turned.abs() - whole * 60.0;
    if rest < 0.5 {
        format!("{whole:.0}°{side}")
    } else {
        format!("{whole:.0}°\u{a0}{rest:.0}′{side}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::words::words_of;
    use crate::model::Language;

    #[test]
    fn lines_are_named_by_their_side() {
        for (axis, minutes, text) in [
            (Axis::Meridians, 300.0, "5° E"),
            (Axis::Meridians, -330.0, "5°\u{a0}30′ W"),
            (Axis::Meridians, 10_860.0, "179° W"),
            (Axis::Meridians, 10_800.0, "180°"),
            (Axis::Parallels, 0.0, "0°"),
            (Axis::Parallels, -1230.0, "20°\u{a0}30′ S"),
        ] {
            assert_eq!(
                degrees_text(words_of(Language::English), axis, minutes),
                text
            );
        }
        assert_eq!(step_minutes(54.0), 600);
        assert_eq!(step_minutes(42.0), 300);
        assert_eq!(step_minutes(2.0), 15);
    }
}
