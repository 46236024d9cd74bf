//! A ring around a place: everywhere at one distance from it.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::{Element, ElementError, Layer, italic, key, words};
use crate::carto::layer::{Anchor, Label, LabelLine, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::line;
use crate::carto::scene::{Closed, Node, Outline, Point, Stroke};
use crate::carto::text::{MissingGlyph, isolated};
use crate::geodesy::{Azimuth, Distance, Path, Position, direct, ring};

/// The line at a distance from a place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// The place: the id or the name of a site of the aid file, or the id of an incident.
    pub around: String,
    /// How far from it.
    #[serde(deserialize_with = "distance")]
    pub distance: Distance,
}

/// Every geodesic up to π times the polar radius, 19 970 km, is the shortest way to where it ends;
/// further out the ring would no longer tell the distance.
const FARTHEST_KM: f64 = 19_900.0;

/// Where the words may stand, by the azimuth from the place: along the line below it, then above it, then
/// across the line.
const AZIMUTHS: [f64; 16] = [
    180.0, 0.0, 157.5, 202.5, 22.5, 337.5, 135.0, 225.0, 45.0, 315.0, 112.5, 247.5, 67.5, 292.5,
    90.0, 270.0,
];

/// Points around a ring: the geodesics between them stay within 0.003 % of its radius.
const POINTS: u16 = 360;

impl Element for Ring {
    fn usual() -> Option<Self> {
        None
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let (centre, name) = self.place(map).ok_or_else(|| ElementError::Unknown {
            name: self.around.clone(),
            expected: "the id or name of a site of the aid file, or the id of an incident with a place",
        })?;
        let mut positions = ring(centre, self.distance, POINTS);
        positions.extend(positions.first().copied());
        for part in line(&positions, Path::Geodesic, &map.frame) {
            layer
                .marks
                .push(dashed(Outline::from_points(&part, Closed::No), map));
            layer.obstacles.push(Obstacle::Line(part));
        }
        if layer.marks.is_empty() {
            return Ok(layer);
        }
        let words = map.words();
        let distance = words.exactly(self.distance);
        let meaning = (words.key.away)(&distance, &isolated(name));
        let in_words = (words.key.away_straight)(&distance, &isolated(name));
        layer.labels.push(Label {
            what: format!("ring {distance} from {name}"),
            lines: vec![lifted(&meaning, map)?],
            anchor: Anchor::On(self.places(centre, map)),
            rank: 100,
            need: Need::Report,
            with: Vec::new(),
        });
        let ends = [Point::from_xy(-6.0, 0.0), Point::from_xy(6.0, 0.0)];
        let sample = dashed(Outline::from_points(&ends, Closed::No), map);
        layer.key.push(key(vec![sample], &in_words));
        Ok(layer)
    }
}

impl Ring {
    /// Where the place is, and what it is called.
    fn place<'a>(&self, map: &Map<'a>) -> Option<(Position, &'a str)> {
        let sites = || map.atlas.aid.iter().map(|site| &site.value);
        let site = sites()
            .find(|site| site.id == self.around)
            .or_else(|| sites().find(|site| site.name == self.around));
        if let Some(site) = site {
            return Some((site.place.position, called(&site.name, &site.id)));
        }
        let incident = map
            .incidents
            .iter()
            .map(|record| &record.value)
            .find(|incident| incident.id == self.around)?;
        let place = incident.place.as_ref()?;
        Some((place.position, called(&incident.name, &incident.id)))
    }

    /// Points of the ring in the frame, the best for words first.
    fn places(&self, centre: Position, map: &Map<'_>) -> Vec<Point> {
        AZIMUTHS
            .iter()
            .filter_map(|degrees| {
                let azimuth = Azimuth::from_degrees(*degrees).ok()?;
                map.visible(direct(centre, azimuth, self.distance))
            })
            .collect()
    }
}

/// A distance that a ring can have.
fn distance<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Distance, D::Error> {
    let distance = Distance::deserialize(deserializer)?;
    if distance > Distance::ZERO && distance.km() <= FARTHEST_KM {
        Ok(distance)
    } else {
        Err(D::Error::custom(format_args!(
            "a ring is drawn at more than 0 km and at most {FARTHEST_KM} km"
        )))
    }
}

/// A name, or the id where there is none.
pub(in crate::carto) fn called<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.is_empty() { id } else { name }
}

fn dashed(outline: Outline, map: &Map<'_>) -> Node {
    Node::stroked(
        outline,
        Stroke::solid(map.theme.ink, 0.2).dashed(&[1.6, 0.9]),
    )
}

/// A line of the label; only the name in it is the data's.
///
/// Its halo hides the dashes between the words too.
fn lifted(string: &str, map: &Map<'_>) -> Result<LabelLine, MissingGlyph> {
    let style = italic(7.0);
    Ok(LabelLine {
        line: words(map, string, &style)?,
        paint: map.theme.ink.into(),
        halo: Some(Stroke::solid(map.theme.focus, 1.2).round()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::path::Frame;
    use crate::carto::projection::for_extent;
    use crate::carto::scene::{Rect, Segment};
    use crate::carto::theme::PRINT;
    use crate::model::{AidSite, Atlas, Extent, Incident, Place, Record};

    const ASSAMAKA: [f64; 2] = [5.7719, 19.3344];

    fn place([lon, lat]: [f64; 2]) -> Place {
        Place::exact(Position::from_lon_lat(lon, lat).unwrap())
    }

    fn layer(element: &Ring) -> (Frame, Layer) {
        try_layer(element).unwrap()
    }

    fn try_layer(element: &Ring) -> Result<(Frame, Layer), ElementError> {
        let site = AidSite::help("assamaka", "Assamaka", place(ASSAMAKA));
        let atlas = Atlas {
            aid: vec![Record::from_value(site)],
            ..Atlas::default()
        };
        let incidents = [Some(place([5.6346, 19.399])), None].map(|place| {
            let id = if place.is_some() { "pz" } else { "somewhere" };
            Record::from_value(Incident {
                id: id.into(),
                place,
                ..Incident::default()
            })
        });
        let extent = Extent::from_wsen([4.9, 18.9, 6.7, 20.1]).unwrap();
        let rect = Rect::from_xywh(10.0, 28.0, 209.0, 160.0);
        let frame = Frame::fit(for_extent(&extent).projection, &extent, rect).unwrap();
        let map = Map::new(frame, &PRINT, &atlas, &incidents, &[]);
        element.layer(&map).map(|layer| (map.frame, layer))
    }

    fn ring_around(place: &str, km: f64) -> Ring {
        Ring {
            around: place.to_owned(),
            distance: Distance::from_km(km).unwrap(),
        }
    }

    #[test]
    fn every_point_is_at_the_distance_and_the_words_name_the_place() {
        let centre = place(ASSAMAKA).position;
        for called in ["assamaka", "Assamaka"] {
            let (frame, layer) = layer(&ring_around(called, 15.0));
            let [Node::Shape { outline, .. }] = &layer.marks[..] else {
                panic!("{:?}", layer.marks);
            };
            for segment in &outline.segments {
                let (Segment::MoveTo(point) | Segment::LineTo(point)) = segment else {
                    panic!("{segment:?}");
                };
                let metres = crate::geodesy::distance(centre, frame.to_position(*point).unwrap());
                let off_mm = (metres.metres() - 15_000.0) / frame.metres_per_mm();
                assert!(off_mm.abs() < 0.02, "{off_mm} mm");
            }
            assert_eq!(layer.labels[0].what, "ring 15\u{a0}km from Assamaka");
            assert_eq!(layer.key.len(), 1);
        }
    }

    #[test]
    fn an_incident_without_a_name_is_called_by_its_id() {
        let (_, layer) = layer(&ring_around("pz", 0.8));
        assert_eq!(layer.labels[0].what, "ring 800\u{a0}m from pz");
    }

    #[test]
    fn a_place_that_is_not_there_is_refused() {
        for unknown in ["nowhere", "somewhere"] {
            let error = try_layer(&ring_around(unknown, 15.0)).unwrap_err();
            assert!(error.to_string().contains(unknown), "{error}");
        }
    }

    #[test]
    fn a_ring_beyond_the_frame_says_nothing() {
        let (_, layer) = layer(&ring_around("assamaka", 5000.0));
        assert!(layer.marks.is_empty() && layer.labels.is_empty() && layer.key.is_empty());
    }

    #[test]
    fn a_ring_has_a_distance_that_rings_can_have() {
        for wrong in ["0km", "19901km", "15"] {
            let options = format!("around = \"assamaka\"\ndistance = \"{wrong}\"");
            assert!(toml::from_str::<Ring>(&options).is_err(), "{wrong}");
        }
        let options = "around = \"assamaka\"\ndistance = \"15km\"";
        assert_eq!(toml::from_str(options), Ok(ring_around("assamaka", 15.0)));
    }
}
