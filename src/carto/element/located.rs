//! What testimonies say of where something was, as areas.

use serde::Deserialize;

use super::{Element, ElementError, Layer, append, italic, key, name_lines, translucent};
use crate::analysis::testimony::LocatedArea;
use crate::carto::layer::{Anchor, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::{area, line};
use crate::carto::scene::{Closed, Node, Outline, Point, Rect, Stroke};
use crate::geodesy::{Path, Position};

/// The areas that testimonies speak of; faint and dotted, since nobody measured them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Located {}

/// The half of the cross where a point must be, in millimetres.
const HALF_MM: f64 = 0.9;

impl Element for Located {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let (mut faces, mut rims, mut centres) =
            (Outline::default(), Outline::default(), Outline::default());
        for located in map.located {
            add_area(located, map, &mut faces, &mut rims);
            let Some(at) = map.visible(located.centre) else {
                continue;
            };
            append(&mut centres, cross(at));
            let style = italic(6.5);
            layer.labels.push(Label {
                what: located.text.clone(),
                lines: name_lines(map, &located.text, &style, map.theme.ink, map.theme.land)?,
                anchor: Anchor::Beside {
                    at,
                    radius: HALF_MM,
                },
                rank: 90,
                need: Need::Report,
                with: Vec::new(),
            });
            layer.obstacles.push(Obstacle::Symbol {
                at,
                radius: HALF_MM,
            });
        }
        if faces.is_empty() && rims.is_empty() {
            return Ok(layer);
        }
        let face = translucent(map.theme.ink, 0.08);
        let dots = || {
            Stroke::solid(map.theme.ink, 0.35)
                .round()
                .dashed(&[0.01, 0.9])
        };
        let thin = || Stroke::solid(map.theme.ink, 0.2);
        layer.marks.push(Node::filled(faces, face));
        layer.marks.push(Node::stroked(rims, dots()));
        layer.marks.push(Node::stroked(centres, thin()));
        let rect = Outline::from_rect(&Rect::from_xywh(-5.0, -1.5, 10.0, 3.0));
        let sample = vec![
            Node::filled(rect.clone(), face),
            Node::stroked(rect, dots()),
            Node::stroked(cross(Point::default()), thin()),
        ];
        layer.key.push(key(sample, map.words().key.located));
        Ok(layer)
    }
}

fn add_area(located: &LocatedArea, map: &Map<'_>, faces: &mut Outline, rims: &mut Outline) {
    for polygon in &located.areas {
        append(faces, area(polygon, &map.frame));
        for ring in std::iter::once(&polygon.outer).chain(&polygon.holes) {
            let closed: Vec<Position> = ring.iter().chain(ring.first()).copied().collect();
            for part in line(&closed, Path::LonLat, &map.frame) {
                rims.add_points(&part, Closed::No);
            }
        }
    }
}

fn cross(at: Point) -> Outline {
    let at = |x: f64, y: f64| Point::from_xy(at.x + x * HALF_MM, at.y + y * HALF_MM);
    let mut outline = Outline::default();
    outline.add_points(&[at(-1.0, 0.0), at(1.0, 0.0)], Closed::No);
    outline.add_points(&[at(0.0, -1.0), at(0.0, 1.0)], Closed::No);
    outline
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::path::Frame;
    use crate::carto::projection::for_extent;
    use crate::carto::theme::PRINT;
    use crate::geodesy::{Distance, ring};
    use crate::model::{Atlas, Extent, Polygon};

    fn layer(lon: f64, lat: f64) -> Layer {
        let centre = Position::from_lon_lat(lon, lat).unwrap();
        let bound = Distance::from_km(15.0).unwrap();
        let located = [LocatedArea {
            text: "about 15 km from Assamaka".to_owned(),
            reading: String::new(),
            places: Vec::new(),
            distances: None,
            azimuths: None,
            side: String::new(),
            border_doubt: Distance::ZERO,
            areas: vec![Polygon {
                outer: ring(centre, bound, 90),
                holes: Vec::new(),
            }],
            centre,
            bound,
        }];
        let atlas = Atlas::default();
        let extent = Extent::from_wsen([4.9, 18.9, 6.7, 20.1]).unwrap();
        let rect = Rect::from_xywh(10.0, 28.0, 209.0, 160.0);
        let frame = Frame::fit(for_extent(&extent).projection, &extent, rect).unwrap();
        let mut map = Map::new(frame, &PRINT, &atlas, &[], &[]);
        map.located = &located;
        Located {}.layer(&map).unwrap()
    }

    #[test]
    fn the_words_stand_by_the_area_and_the_key_explains_it() {
        let layer = layer(5.7719, 19.3344);
        assert_eq!(layer.marks.len(), 3);
        assert_eq!(layer.labels[0].what, "about 15 km from Assamaka");
        assert_eq!(layer.key.len(), 1);
    }

    #[test]
    fn an_area_beyond_the_frame_says_nothing() {
        let layer = layer(-40.0, 19.0);
        assert!(layer.marks.is_empty() && layer.labels.is_empty() && layer.key.is_empty());
    }
}
