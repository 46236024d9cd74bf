//! The scale bar, true at the key incident or the middle of the map.

use serde::Deserialize;

use super::distances::sampled;
use super::{Element, ElementError, Layer, halo, regular, translucent, words};
use crate::carto::layer::Obstacle;
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Node, Outline, Point, Rect, Stroke};
use crate::carto::text::{MissingGlyph, Style};
use crate::geodesy::{Azimuth, Distance, Position, direct};
use crate::model::{LengthUnit, Place};

/// The scale bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleBar {}

/// The longest bar on paper, in millimetres; the shortest is 30.
const LONGEST_MM: f64 = 40.0;

/// The longest bar as a share of a narrow map.
const LONGEST_SHARE: f64 = 0.5;

/// Lengths that read well in two halves; each is at most four thirds of the one before.
const LENGTHS: [f64; 10] = [1.0, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

/// Degrees that meridians may lean at the edge before the sheet says so.
const LEANING_DEGREES: f64 = 3.0;

impl Element for ScaleBar {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let Some((length, width)) = bar(map) else {
            return Ok(Layer::default());
        };
        let note = north_note(map)
            .map(|note| words(map, &note, &regular(5.5)))
            .transpose()?;
        let taken = note
            .as_ref()
            .map_or(0.0, |note| note.width.0)
            .max(width + 6.0);
        let (left, base) = corner(map, taken);
        let mut marks = Vec::new();
        for (index, fill) in [map.theme.ink, map.theme.paper].into_iter().enumerate() {
            let shift = if index == 0 { 0.0 } else { width / 2.0 };
            let half = Rect::from_xywh(left + shift, base, width / 2.0, 0.9);
            marks.push(Node::Shape {
                outline: Outline::from_rect(&half),
                fill: Some(fill.into()),
                stroke: Some(Stroke::solid(map.theme.ink, 0.15)),
            });
        }
        let words_of = map.words();
        let (number, unit) = if length.metres() >= 1000.0 {
            (length.km(), LengthUnit::Kilometre)
        } else {
            (length.metres(), LengthUnit::Metre)
        };
        let length_text = format!("{} {}", words_of.plain(number), words_of.unit(unit));
        // The last number is centred on the end of the bar.
        let unit_width = words(map, &length_text, &regular(6.3))?.width.0 / 2.0;
        for (share, text) in [
            (0.0, "0".to_owned()),
            (0.5, words_of.plain(number / 2.0)),
            (1.0, length_text),
        ] {
            let at = Point::from_xy(left + width * share, base - 1.0);
            marks.push(centred(&text, &regular(6.3), at, map)?);
        }
        let mut reserved = Rect::from_xywh(left - 2.0, base - 4.2, width + 4.0 + unit_width, 6.7);
        if let Some(line) = note {
            let halo = halo(regular(5.5).size, map.theme.land);
            let at = Point::from_xy(left, base + 3.6);
            reserved.right = reserved.right.max(left + line.width.0 + 1.0);
            reserved.bottom = reserved.bottom.max(base + 4.6);
            marks.push(Node::Text(line.to_text(
                at,
                map.theme.quiet_ink,
                Some(halo),
            )));
        }
        let ground = Node::filled(
            Outline::from_rect(&reserved),
            translucent(map.theme.paper, 0.85),
        );
        marks.insert(0, ground);
        Ok(Layer {
            obstacles: vec![Obstacle::Reserved(reserved)],
            ..Layer::from_marks(marks)
        })
    }
}

/// The left end of a bar and its height on the page, in the first corner where it lies on no data.
fn corner(map: &Map<'_>, width: f64) -> (f64, f64) {
    let rect = map.rect();
    let right = rect.right - 5.0 - width;
    let places = [
        (rect.left + 5.0, rect.bottom - 6.0),
        (right, rect.bottom - 6.0),
        (rect.left + 5.0, rect.top + 7.0),
        (right, rect.top + 7.0),
    ];
    let data = data(map);
    let covered = |(left, base): &(f64, f64)| {
        let room = Rect::from_xywh(left - 2.0, base - 4.2, width + 4.0, 9.0).grown(1.0);
        let is_covered = |(at, reach): &&(Point, f64)| {
            let (x, y) = (
                at.x - at.x.clamp(room.left, room.right),
                at.y - at.y.clamp(room.top, room.bottom),
            );
            libm::hypot(x, y) < *reach
        };
        data.iter().filter(is_covered).count()
    };
    // Of equals the first.
    places.into_iter().min_by_key(covered).unwrap_or(places[0])
}

/// What the bar should not lie on: incidents and help with their discs of doubt, and routes, each as a place
/// with its reach in millimetres.
fn data(map: &Map<'_>) -> Vec<(Point, f64)> {
    let reach = |place: &Place| {
        let disc = place.radius.metres() / map.frame.metres_per_mm();
        // A disc as large as the map lies under every corner.
        if disc > map.rect().height() {
            2.0
        } else {
            disc.max(2.0)
        }
    };
    let mut data = Vec::new();
    for (_, record, at) in map.visible_incidents() {
        let place = record.value.place.as_ref();
        data.push((at, place.map_or(2.0, reach)));
    }
    for (row, site) in map.atlas.aid.iter().enumerate() {
        let place = &site.value.place;
        if let Some(at) = map.visible(place.position).filter(|_| map.is_help(row)) {
            data.push((at, reach(place)));
        }
    }
    for route in &map.atlas.routes {
        let stops = route.value.stops.iter();
        let stops: Vec<Position> = stops.map(|stop| stop.place.position).collect();
        for part in line(&stops, route.value.path, &map.frame) {
            data.extend(sampled(&part).into_iter().map(|at| (at, 1.5)));
        }
    }
    data
}

/// Where the bar is true.
pub(in crate::carto) fn true_at(map: &Map<'_>) -> Option<Position> {
    let key = map
        .key_incident
        .and_then(|number| map.incidents.get(number)?.value.place.as_ref())
        .map(|place| place.position)
        .filter(|position| map.visible(*position).is_some());
    key.or_else(|| map.frame.to_position(map.rect().centre()))
}

/// The length of the bar on the ground, and on paper in millimetres.
fn bar(map: &Map<'_>) -> Option<(Distance, f64)> {
    let middle = true_at(map)?;
    let on_paper = |metres: f64| {
        let half = Distance::from_metres(metres / 2.0).ok()?;
        let end = |azimuth| {
            let azimuth = Azimuth::from_degrees(azimuth).ok()?;
            map.frame.to_page(direct(middle, azimuth, half))
        };
        let (west, east) = (end(270.0)?, end(90.0)?);
        Some(libm::hypot(east.x - west.x, east.y - west.y))
    };
    let longest_mm = LONGEST_MM.min(LONGEST_SHARE * map.rect().width());
    let longest_m = longest_mm * map.frame.metres_per_mm();
    let power = libm::pow(10.0, libm::log10(longest_m).floor());
    // Where the scale is less than the map's, the next power of ten may fit as well.
    let lengths = [power, power / 10.0]
        .into_iter()
        .flat_map(|power| LENGTHS.iter().rev().map(move |length| length * power));
    std::iter::once(power * 10.0)
        .chain(lengths)
        .find_map(|metres| {
            let width = on_paper(metres).filter(|width| *width <= longest_mm)?;
            Some((Distance::from_metres(metres).ok()?, width))
        })
}

/// How far the meridians lean from the vertical at the corners, where that is much.
fn north_note(map: &Map<'_>) -> Option<String> {
    let rect = map.rect();
    let corners = [
        (rect.left, rect.top),
        (rect.right, rect.top),
        (rect.left, rect.bottom),
        (rect.right, rect.bottom),
    ];
    let leaning = corners
        .into_iter()
        .filter_map(|(x, y)| map.frame.to_position(Point::from_xy(x, y)))
        .filter_map(|position| map.frame.convergence_degrees(position))
        .map(f64::abs)
        .fold(0.0, f64::max);
    let words = map.words();
    match leaning {
        all_ways if all_ways > 90.0 => {
            let middle = map.frame.to_position(map.rect().centre());
            let is_southern = middle.is_some_and(|position| position.lat() < 0.0);
            Some(if is_southern {
                words.inset.north_from_pole.to_owned()
            } else {
                words.inset.north_to_pole.to_owned()
            })
        }
        much if much > LEANING_DEGREES && map.is_small() => {
            Some((words.inset.lean)(&words.decimal(much, 0)))
        }
        much if much > LEANING_DEGREES => Some((words.label.north_note)(&words.decimal(much, 0))),
        _ => None,
    }
}

fn centred(text: &str, style: &Style, at: Point, map: &Map<'_>) -> Result<Node, MissingGlyph> {
    let line = words(map, text, style)?;
    let start = Point::from_xy(at.x - line.width.0 / 2.0, at.y);
    let halo = halo(style.size, map.theme.land);
    Ok(Node::Text(line.to_text(start, map.theme.ink, Some(halo))))
}
