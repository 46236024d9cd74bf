//! Routes with ticks along them, and the stretches that are far from help.

use serde::Deserialize;

use super::distances::{length, sampled};
use super::{Element, ElementError, Layer, italic, key, label_line};
use crate::analysis::remoteness::Remoteness;
use crate::analysis::{Gap, Way};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::carto::text::{MissingGlyph, isolated};
use crate::geodesy::Distance;
use crate::model::Route;

/// The routes of the file that a map is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Routes {
    /// How far it is from one tick to the next; chosen by the scale when absent.
    pub ticks: Option<Distance>,
    /// Marks the stretches that are farther than this from any help.
    pub gap: Option<Distance>,
}

/// The least room between two ticks on paper, in millimetres.
const TICK_ROOM_MM: f64 = 7.0;

/// The most ticks of a route: more are a comb that says nothing.
const MOST_TICKS: u32 = 400;

/// Half the length of a tick, in millimetres.
const TICK_MM: f64 = 1.1;

/// The width of a band under a stretch that is far from help, in millimetres.
const BAND_MM: f64 = 2.2;

/// The most routes that the legend names.
const MOST_NAMED: usize = 4;

impl Element for Routes {
    fn usual() -> Option<Self> {
        Some(Self::default())
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let ways: Vec<Way<'_>> = map
            .atlas
            .routes
            .iter()
            .map(|route| Way::new(&route.value))
            .collect();
        if ways.is_empty() {
            return Ok(layer);
        }
        let help = match self.gap {
            Some(_) => Some(Remoteness::from_sites(&map.atlas.aid, None).ok_or(
                ElementError::Unknown {
                    name: "help".to_owned(),
                    expected: "sites whose role is help, or routes without a gap",
                },
            )?),
            None => None,
        };
        let step = self.ticks.filter(|step| *step > Distance::ZERO);
        let step = step.unwrap_or_else(|| tick_step(map.frame.metres_per_mm()));
        let (mut casings, mut bands, mut lines, mut ticks) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut has_gaps = false;
        for way in &ways {
            if let (Some(beyond), Some(help)) = (self.gap, &help) {
                let gaps = way.gaps(help, beyond);
                for gap in &gaps {
                    let band = band(way, gap, map);
                    has_gaps |= !band.is_empty();
                    bands.extend(band);
                    // Words on a band could not be read, nor the band under them.
                    let stretch = parts(way, gap.from, gap.to, map);
                    let beads = stretch.iter().flat_map(|part| sampled(part));
                    layer.obstacles.extend(beads.map(|at| Obstacle::Symbol {
                        at,
                        radius: BAND_MM / 2.0,
                    }));
                }
                let worst = gaps.iter().max_by_key(|gap| gap.worst_distance);
                if let Some(worst) = worst {
                    layer.labels.extend(worst_label(worst, map)?);
                }
            }
            for part in parts(way, Distance::ZERO, way.length(), map) {
                let [casing, line] = drawn(Outline::from_points(&part, Closed::No), map);
                casings.push(casing);
                lines.push(line);
                layer.obstacles.push(Obstacle::Line(part));
            }
            add_ticks(way, step, map, &mut ticks, &mut layer)?;
        }
        if lines.is_empty() {
            return Ok(Layer::default());
        }
        layer.marks = [casings, bands, lines, ticks].concat();
        add_key(&ways, step, self.gap.filter(|_| has_gaps), map, &mut layer);
        Ok(layer)
    }
}

/// A nice length that leaves room between two ticks.
fn tick_step(metres_per_mm: f64) -> Distance {
    let room_m = TICK_ROOM_MM * metres_per_mm;
    let power = libm::pow(10.0, libm::log10(room_m).floor());
    let nice = [1.0, 2.0, 5.0].map(|digit| digit * power);
    let step = nice.into_iter().find(|step| *step >= room_m);
    Distance::from_metres(step.unwrap_or(10.0 * power)).unwrap_or_default()
}

/// The parts of a stretch on paper.
fn parts(way: &Way<'_>, from: Distance, to: Distance, map: &Map<'_>) -> Vec<Vec<Point>> {
    line(&way.stretch(from, to), way.path(), &map.frame)
}

fn drawn(outline: Outline, map: &Map<'_>) -> [Node; 2] {
    [
        Node::stroked(outline.clone(), Stroke::solid(Colour::WHITE, 1.3).round()),
        Node::stroked(outline, Stroke::solid(map.theme.quiet_ink, 0.6).round()),
    ]
}

/// A band under a stretch that is far from help.
fn band(way: &Way<'_>, gap: &Gap, map: &Map<'_>) -> Vec<Node> {
    let parts = parts(way, gap.from, gap.to, map).into_iter();
    parts
        .filter(|part| length(part) > 0.0)
        .flat_map(|part| band_along(&Outline::from_points(&part, Closed::No), map))
        .collect()
}

fn band_along(outline: &Outline, map: &Map<'_>) -> [Node; 2] {
    [
        Node::stroked(outline.clone(), Stroke::solid(Colour::WHITE, BAND_MM + 0.6)),
        Node::stroked(outline.clone(), Stroke::solid(map.theme.warning, BAND_MM)),
    ]
}

/// The place that is farthest from help, with how far that is.
fn worst_label(gap: &Gap, map: &Map<'_>) -> Result<Option<Label>, MissingGlyph> {
    let Some(at) = map.visible(gap.worst) else {
        return Ok(None);
    };
    let distance = map.words().distance(gap.worst_distance, None);
    let words = (map.words().route.from_help)(&distance);
    Ok(Some(Label {
        lines: vec![label_line(
            map,
            &words,
            &italic(7.0),
            map.theme.warning,
            map.theme.focus,
        )?],
        what: words,
        anchor: Anchor::Beside { at, radius: 1.8 },
        rank: 150,
        need: Need::Report,
        with: Vec::new(),
    }))
}

/// Ticks across the route, each with its kilometres.
fn add_ticks(
    way: &Way<'_>,
    step: Distance,
    map: &Map<'_>,
    ticks: &mut Vec<Node>,
    layer: &mut Layer,
) -> Result<(), MissingGlyph> {
    let aside_m = 0.2 * map.frame.metres_per_mm();
    let on_paper = |along_m: f64| {
        let along = Distance::from_metres(along_m).ok()?;
        map.visible(way.at(along)?)
    };
    for number in 1..=MOST_TICKS {
        let at_m = step.metres() * f64::from(number);
        if at_m >= way.length().metres() {
            break;
        }
        let (Some(before), Some(at), Some(after)) = (
            on_paper(at_m - aside_m),
            on_paper(at_m),
            on_paper(at_m + aside_m),
        ) else {
            continue;
        };
        let (x, y) = (after.x - before.x, after.y - before.y);
        let long = libm::hypot(x, y);
        if long == 0.0 {
            continue;
        }
        let (x, y) = (x / long * TICK_MM, y / long * TICK_MM);
        let ends = [
            Point::from_xy(at.x - y, at.y + x),
            Point::from_xy(at.x + y, at.y - x),
        ];
        ticks.extend(tick(&ends, map));
        let words = map.words().plain(at_m / 1000.0);
        layer.labels.push(Label {
            lines: vec![label_line(
                map,
                &words,
                &italic(6.0),
                map.theme.quiet_ink,
                map.theme.focus,
            )?],
            what: format!("{words} km"),
            anchor: Anchor::Beside {
                at,
                radius: TICK_MM,
            },
            rank: 20,
            need: Need::Quiet,
            with: Vec::new(),
        });
    }
    Ok(())
}

fn tick(ends: &[Point], map: &Map<'_>) -> [Node; 2] {
    let outline = Outline::from_points(ends, Closed::No);
    [
        Node::stroked(outline.clone(), Stroke::solid(Colour::WHITE, 0.8)),
        Node::stroked(outline, Stroke::solid(map.theme.quiet_ink, 0.35)),
    ]
}

fn add_key(
    ways: &[Way<'_>],
    step: Distance,
    gap: Option<Distance>,
    map: &Map<'_>,
    layer: &mut Layer,
) {
    let said = &map.words().route;
    let ends = [Point::from_xy(-6.0, 0.0), Point::from_xy(6.0, 0.0)];
    let outline = Outline::from_points(&ends, Closed::No);
    for way in ways.iter().take(MOST_NAMED) {
        let name = isolated(called(way.route()));
        let length = map.words().distance(way.length(), None);
        let words = (said.route)(&name, &length);
        layer
            .key
            .push(key(drawn(outline.clone(), map).into(), &words));
    }
    if ways.len() > MOST_NAMED {
        let more = u64::try_from(ways.len() - MOST_NAMED).unwrap_or(u64::MAX);
        let words = (said.more)(more, &map.words().whole(more));
        layer
            .key
            .push(key(drawn(outline.clone(), map).into(), &words));
    }
    if step < longest(ways) {
        let ticks = [-3.0, 3.0].map(|x| {
            let ends = [Point::from_xy(x, -TICK_MM), Point::from_xy(x, TICK_MM)];
            tick(&ends, map)
        });
        let line: Vec<Node> = drawn(outline.clone(), map).into();
        let words = (said.tick)(&map.words().exactly(step));
        layer.key.push(key([line, ticks.concat()].concat(), &words));
    }
    if let Some(beyond) = gap {
        let [_, line] = drawn(outline.clone(), map);
        let band: Vec<Node> = band_along(&outline, map).into();
        let words = (said.farther)(&map.words().exactly(beyond));
        layer.key.push(key([band, vec![line]].concat(), &words));
    }
}

fn longest(ways: &[Way<'_>]) -> Distance {
    ways.iter().map(Way::length).max().unwrap_or_default()
}

fn called(route: &Route) -> &str {
    if route.name.is_empty() {
        &route.id
    } else {
        &route.name
    }
}
