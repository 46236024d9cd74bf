//! What a sheet tells of the incidents, as a table of features that carry their own style.
//!
//! Incidents (or the cells of their density), sites of help, the straight lines between them and the circles of
//! doubt, each with a title and a description in the sheet's language. Positions are rounded to 0.000001° (0.11 m): finer than any
//! sheet shows.
//!
//! # Source
//! simplestyle-spec 1.1.0, github.com/mapbox/simplestyle-spec.

use super::element::{OPACITY, called, classes, colours};
use super::map::Map;
use super::scene::Colour;
use crate::geodesy::{Distance, Position, direct, inverse, ring};
use crate::model::{
    Batch, Column, ColumnKind, Count, Geometry, Part, Polygon, Schema, Texts, Truth, Values,
};

/// The columns, in order; those in the second list hold numbers.
const COLUMNS: [&str; 11] = [
    "title",
    "description",
    "kind",
    "marker-color",
    "marker-size",
    "marker-symbol",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "fill",
    "fill-opacity",
];
const NUMBERS: [&str; 3] = ["stroke-width", "stroke-opacity", "fill-opacity"];

/// From one vertex of a straight line to the next, at most: the chord in degrees leaves the geodesic by
/// less than the width of a pen on any map that shows both ends.
const STEP_M: f64 = 20_000.0;

/// Vertices around a circle of doubt.
const AROUND: u16 = 64;

/// A feature: its geometry, and the cells that are not empty.
struct Feature {
    geometry: Geometry,
    cells: Vec<(&'static str, String)>,
}

/// The features of a map, cells and circles first and incidents last, so that those are drawn on top.
pub(super) fn overlay(map: &Map<'_>) -> (Schema, Batch) {
    let mut features = cells(map);
    features.extend(discs(map));
    features.extend(lines(map));
    features.extend(help(map));
    features.extend(incidents(map));
    let schema = Schema {
        columns: COLUMNS
            .iter()
            .map(|name| Column {
                name: (*name).to_owned(),
                kind: if NUMBERS.contains(name) {
                    ColumnKind::WrittenNumber { sign: '.' }
                } else {
                    ColumnKind::Text
                },
                part: Part::Answer,
            })
            .collect(),
    };
    let values = |name: &str| -> Texts {
        let cell = |feature: &Feature| -> String {
            let mut cells = feature.cells.iter();
            let found = cells.find(|(column, _)| *column == name);
            found.map_or(String::new(), |(_, value)| value.clone())
        };
        features.iter().map(cell).collect()
    };
    let columns = COLUMNS.iter().map(|name| Values::Text(values(name)));
    let batch = Batch {
        columns: columns.collect(),
        geometry: features
            .iter()
            .map(|feature| Some(feature.geometry.clone()))
            .collect(),
    };
    (schema, batch)
}

fn incidents(map: &Map<'_>) -> Vec<Feature> {
    let words = map.words();
    let most = map
        .visible_incidents()
        .filter_map(|(_, record, _)| record.value.people.nominal())
        .max();
    let mut features = Vec::new();
    for (_, record, _) in map.visible_incidents() {
        let incident = &record.value;
        let Some(place) = &incident.place else {
            continue;
        };
        let size = match (incident.people.nominal(), most) {
            (Some(n), Some(most)) if n >= most / 3 => "large",
            (Some(n), Some(most)) if n >= most / 30 => "medium",
            _ => "small",
        };
        let people = match incident.people {
            Count::Unknown => words.key.unknown_people.to_owned(),
            known @ Count::Known(_) => words.people(known),
        };
        let made_up = match incident.truth {
            Truth::Synthetic => words.key.synthetic,
            Truth::Documented => "",
        };
        let period = incident
            .period
            .map_or(String::new(), |period| period.to_string());
        let details = [made_up, &people, &period, incident.source()];
        let details: Vec<&str> = details.into_iter().filter(|d| !d.is_empty()).collect();
        features.push(Feature {
            geometry: Geometry::Point(rounded(place.position)),
            cells: vec![
                ("title", called(&incident.name, &incident.id).to_owned()),
                ("description", details.join(" · ")),
                ("kind", words.incident(incident.kind).to_owned()),
                ("marker-color", hex(colours(incident, map).fill)),
                ("marker-size", size.to_owned()),
                ("marker-symbol", "circle".to_owned()),
            ],
        });
    }
    features
}

fn help(map: &Map<'_>) -> Vec<Feature> {
    let sites = map.atlas.aid.iter().enumerate();
    sites
        .filter(|(row, site)| map.is_help(*row) && map.visible(site.value.place.position).is_some())
        .map(|(_, site)| Feature {
            geometry: Geometry::Point(rounded(site.value.place.position)),
            cells: vec![
                ("title", called(&site.value.name, &site.value.id).to_owned()),
                ("description", map.words().key.help.to_owned()),
                ("kind", map.words().key.help.to_owned()),
                ("marker-color", hex(map.theme.help)),
                ("marker-size", "medium".to_owned()),
                // Never a cross or a crescent: they are protected emblems.
                ("marker-symbol", "shelter".to_owned()),
            ],
        })
        .collect()
}

fn lines(map: &Map<'_>) -> Vec<Feature> {
    let words = map.words();
    let mut drawn: Vec<(Position, usize)> = Vec::new();
    let mut features = Vec::new();
    for (number, answer) in map.nearest {
        let incident = map.incidents.get(*number).map(|record| &record.value);
        let from = incident.and_then(|incident| incident.place.as_ref());
        let site = map.atlas.aid.get(answer.site).map(|site| &site.value);
        let (Some(incident), Some(from), Some(site)) = (incident, from, site) else {
            continue;
        };
        let is_seen = map.visible(from.position).is_some();
        if answer.rank != 1 || !is_seen || drawn.contains(&(from.position, answer.site)) {
            continue;
        }
        drawn.push((from.position, answer.site));
        let names = [
            called(&incident.name, &incident.id),
            called(&site.name, &site.id),
        ];
        features.push(Feature {
            geometry: Geometry::Lines(geodesic(from.position, site.place.position)),
            cells: vec![
                (
                    "title",
                    format!("{} ({})", words.answer(answer), words.range(answer)),
                ),
                ("description", names.join(" – ")),
                ("kind", words.key.straight_line.to_owned()),
                ("stroke", hex(map.theme.ink)),
                ("stroke-width", "2".to_owned()),
                ("stroke-opacity", "1".to_owned()),
            ],
        });
    }
    features
}

/// The cells of a density, where that stands for the incidents.
fn cells(map: &Map<'_>) -> Vec<Feature> {
    if !map.is_crowded() {
        return Vec::new();
    }
    let mut features = Vec::new();
    for class in classes(map) {
        for corners in &class.cells {
            let corners = corners.iter().map(|at| map.frame.to_position(*at));
            let edge: Option<Vec<Position>> = corners.map(|at| at.map(rounded)).collect();
            // A cell over the antimeridian or a pole is no polygon of RFC 7946.
            let Some(edge) = edge.filter(|edge| is_in_one_piece(edge)) else {
                continue;
            };
            let colour = hex(class.colour);
            features.push(Feature {
                geometry: Geometry::Areas(vec![Polygon {
                    outer: edge,
                    holes: Vec::new(),
                }]),
                cells: vec![
                    ("title", class.meaning.clone()),
                    ("description", map.words().sheet.title.to_owned()),
                    ("stroke", colour.clone()),
                    ("stroke-width", "0".to_owned()),
                    ("fill", colour),
                    ("fill-opacity", format!("{OPACITY}")),
                ],
            });
        }
    }
    features
}

/// Whether a ring keeps to one side of the antimeridian.
fn is_in_one_piece(edge: &[Position]) -> bool {
    let lons = || edge.iter().map(|position| position.lon());
    lons().fold(-180.0, f64::max) - lons().fold(180.0, f64::min) <= 180.0
}

fn discs(map: &Map<'_>) -> Vec<Feature> {
    let mut features = Vec::new();
    let mut drawn: Vec<(Position, Distance)> = Vec::new();
    for (_, record, _) in map.visible_incidents() {
        let Some(place) = &record.value.place else {
            continue;
        };
        if drawn.contains(&(place.position, place.radius)) {
            continue;
        }
        drawn.push((place.position, place.radius));
        let edge: Vec<Position> = ring(place.position, place.radius, AROUND)
            .into_iter()
            .map(rounded)
            .collect();
        // A circle over the antimeridian or a pole is no polygon of RFC 7946; its incident stays.
        if place.radius == Distance::ZERO || !is_in_one_piece(&edge) {
            continue;
        }
        let colour = hex(colours(&record.value, map).edge);
        features.push(Feature {
            geometry: Geometry::Areas(vec![Polygon {
                outer: edge,
                holes: Vec::new(),
            }]),
            cells: vec![
                (
                    "title",
                    called(&record.value.name, &record.value.id).to_owned(),
                ),
                ("description", map.words().key.doubt.to_owned()),
                ("kind", map.words().key.doubt.to_owned()),
                ("stroke", colour.clone()),
                ("stroke-width", "1".to_owned()),
                ("stroke-opacity", "0.8".to_owned()),
                ("fill", colour),
                ("fill-opacity", "0.07".to_owned()),
            ],
        });
    }
    features
}

/// The geodesic in short steps, cut where it crosses the antimeridian.
fn geodesic(from: Position, to: Position) -> Vec<Vec<Position>> {
    let whole = inverse(from, to);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "half way round the Earth is 1,001 steps"
    )]
    let steps = (whole.distance.metres() / STEP_M).ceil().clamp(1.0, 2000.0) as u16;
    let mut line = vec![rounded(from)];
    for step in 1..steps {
        let share = f64::from(step) / f64::from(steps);
        let along = Distance::from_metres(whole.distance.metres() * share);
        let along = along.unwrap_or(Distance::ZERO);
        line.push(rounded(direct(from, whole.azimuth_at_start, along)));
    }
    line.push(rounded(to));
    cut(&line)
}

/// A line cut at longitude ±180, each part up to it.
fn cut(line: &[Position]) -> Vec<Vec<Position>> {
    let mut parts = vec![Vec::new()];
    let mut last: Option<Position> = None;
    for position in line {
        if let Some(before) = last
            && (position.lon() - before.lon()).abs() > 180.0
        {
            let edge = 180.0_f64.copysign(before.lon());
            let to_edge = (edge - before.lon()).abs();
            let beyond = (180.0 - position.lon().abs()).abs();
            let share = to_edge / (to_edge + beyond).max(f64::MIN_POSITIVE);
            let lat = before.lat() + share * (position.lat() - before.lat());
            let end = |lon| Position::from_lon_lat(lon, lat).ok();
            if let Some(part) = parts.last_mut() {
                part.extend(end(edge));
            }
            parts.push(end(-edge).into_iter().collect());
        }
        if let Some(part) = parts.last_mut() {
            part.push(*position);
        }
        last = Some(*position);
    }
    parts.retain(|part: &Vec<Position>| part.len() > 1);
    parts
}

fn rounded(position: Position) -> Position {
    let to_micro = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Position::from_computed_lon_lat(to_micro(position.lon()), to_micro(position.lat()))
}

fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    #[test]
    fn a_line_over_the_antimeridian_is_two_that_end_there() {
        let parts = geodesic(at(179.5, -17.0), at(-179.5, -17.0));
        let [west, east] = &parts[..] else { panic!() };
        assert_eq!(west.last().map(|p| p.lon()), Some(180.0));
        assert_eq!(east.first().map(|p| p.lon()), Some(-180.0));
        let gap = west.last().unwrap().lat() - east[0].lat();
        assert!(gap.abs() < 1e-9);
        // By symmetry the geodesic is at its highest latitude half way, south of the parallel.
        assert!(east[0].lat() < -17.0 && east[0].lat() > -17.01);
    }

    #[test]
    fn a_long_line_follows_the_geodesic_and_a_short_one_has_two_ends() {
        let long = geodesic(at(0.0, 50.0), at(100.0, 50.0));
        assert_eq!(long.len(), 1);
        let top = long[0].iter().map(|p| p.lat()).fold(0.0, f64::max);
        // On a sphere tan φ = tan 50° / cos 50° half way: 61.66°; the ellipsoid changes it by minutes.
        assert!((top - 61.66).abs() < 0.1, "{top}");
        assert_eq!(geodesic(at(5.0, 19.0), at(5.1, 19.0))[0].len(), 2);
    }
}
