//! Towns of the gazetteer, and sites of the aid file that are no help.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::incidents::{MANY, symbols};
use super::{Element, ElementError, Layer, key, name_lines, regular};
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::scene::{Colour, Node, Outline, Point, Stroke};

/// Towns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Towns {}

/// From one town to the next at least, in millimetres.
const APART_MM: f64 = 11.0;

/// From a town to an incident or a site at least, in millimetres.
const CLEAR_MM: f64 = 3.0;

/// The most towns of the gazetteer on a sheet.
const MOST: usize = 40;

/// The same where the map is narrow.
const MOST_ON_SMALL: usize = 10;

struct Dot<'a> {
    name: &'a str,
    at: Point,
    rank: u8,
    need: Need,
}

impl Element for Towns {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let (dots, hidden) = dots(map);
        if hidden > 0 {
            layer.unsaid.push(format!(
                "the names of {hidden} places that lie under the symbols"
            ));
        }
        for dot in &dots {
            // A dot without a name says nothing; that of a site of the file stands in any case.
            let mut with = vec![drawn(dot.at, map)];
            if dot.need != Need::Quiet {
                layer.marks.append(&mut with);
            }
            layer.obstacles.push(Obstacle::Symbol {
                at: dot.at,
                radius: 0.7,
            });
            let style = regular(7.0);
            layer.labels.push(Label {
                what: dot.name.to_owned(),
                lines: name_lines(map, dot.name, &style, map.theme.town_ink, map.theme.land)?,
                anchor: Anchor::Beside {
                    at: dot.at,
                    radius: 0.7,
                },
                rank: dot.rank,
                need: dot.need,
                with,
            });
        }
        if !dots.is_empty() {
            let sample = vec![drawn(Point::default(), map)];
            layer.key.push(key(sample, map.words().key.town));
        }
        Ok(layer)
    }
}

fn drawn(at: Point, map: &Map<'_>) -> Node {
    Node::Shape {
        outline: Outline::circle(at, 0.5),
        fill: Some(Colour::WHITE.into()),
        stroke: Some(Stroke::solid(map.theme.town_ink, 0.22)),
    }
}

/// Places that towns keep clear of, by squares of the page as wide as that.
#[derive(Default)]
struct Taken(BTreeMap<(i32, i32), Vec<Point>>);

impl Taken {
    fn square(at: Point) -> (i32, i32) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a page has some hundred squares a side"
        )]
        let number = |mm: f64| (mm / CLEAR_MM).floor() as i32;
        (number(at.x), number(at.y))
    }

    fn add(&mut self, at: Point) {
        let square = self.0.entry(Self::square(at)).or_default();
        // A few tell as much as a thousand in the same square.
        if square.len() < 8 {
            square.push(at);
        }
    }

    fn is_near(&self, at: Point) -> bool {
        let (x, y) = Self::square(at);
        let squares = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut points = squares.filter_map(|square| self.0.get(&square)).flatten();
        points.any(|point| libm::hypot(point.x - at.x, point.y - at.y) < CLEAR_MM)
    }
}

/// Whether an incident at the place says the same name already.
fn is_named_by_an_incident(name: &str, at: Point, map: &Map<'_>) -> bool {
    map.visible_incidents().any(|(_, record, other)| {
        libm::hypot(other.x - at.x, other.y - at.y) < CLEAR_MM && record.value.name.contains(name)
    })
}

/// The sites that are no help, then the largest towns that stand apart from everything; and how many of the sites
/// cannot be seen under many incidents.
fn dots<'a>(map: &'a Map<'_>) -> (Vec<Dot<'a>>, usize) {
    let mut hidden = 0;
    let mut dots: Vec<Dot<'a>> = Vec::new();
    let mut taken = Taken::default();
    if !map.is_crowded() {
        map.visible_incidents().for_each(|(_, _, at)| taken.add(at));
    }
    let large: Vec<(Point, f64)> = symbols(map)
        .into_iter()
        .filter(|(_, reach)| *reach > CLEAR_MM)
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for (row, site) in map.atlas.aid.iter().enumerate() {
        let site = &site.value;
        names.push(&site.name);
        let Some(at) = map.visible(site.place.position) else {
            continue;
        };
        if map.is_help(row) {
            taken.add(at);
        } else if map.shown() > MANY && taken.is_near(at) {
            hidden += 1;
        } else if !is_named_by_an_incident(&site.name, at, map) {
            dots.push(Dot {
                name: &site.name,
                at,
                rank: 90,
                need: Need::Report,
            });
        }
    }
    let most = if map.is_small() { MOST_ON_SMALL } else { MOST };
    let mut found = 0;
    for town in &map.atlas.towns {
        let Some(at) = map.visible(town.position) else {
            continue;
        };
        let near = |other: &Point, gap: f64| libm::hypot(other.x - at.x, other.y - at.y) < gap;
        let is_crowded = taken.is_near(at)
            || large.iter().any(|(other, reach)| near(other, *reach))
            || dots.iter().any(|dot| near(&dot.at, APART_MM));
        if is_crowded || names.contains(&town.name.as_str()) {
            continue;
        }
        dots.push(Dot {
            name: &town.name,
            at,
            rank: 40,
            need: Need::Quiet,
        });
        found += 1;
        if found == most {
            break;
        }
    }
    (dots, hidden)
}
