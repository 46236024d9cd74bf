//! How far the nearest help is, as shaded bands, and the place that is farthest from it.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::land::country_outline;
use super::{Element, ElementError, Layer, append, key, label_line, regular};
use crate::analysis::remoteness::{self as far, LEVELS_KM, Region};
use crate::analysis::testimony::CountryNames;
use crate::carto::layer::{Anchor, KeyEntry, Label, Need, Obstacle};
use crate::carto::map::Map;
use crate::carto::path::{area, line};
use crate::carto::scene::{Closed, Colour, Group, Node, Outline, Point, Rect, Stroke};
use crate::geodesy::{Distance, Path, Position, Rings, ring, union};
use crate::model::{Country, Extent, LineDoubt, Polygon, UnreadableExtent};

/// How far help is, as shaded bands of the straight line to the nearest recorded site.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remoteness {
    /// Where one band ends and the next begins; at most eight.
    #[serde(deserialize_with = "levels")]
    pub levels: Vec<Distance>,
    /// What is shaded: a window `W,S,E,N`, or countries such as `DZA,NER`; all land where it is empty.
    pub area: String,
    /// The window that it is cut to, `W,S,E,N`; the map's where it is empty.
    pub extent: String,
    /// Whether the farthest place of it is marked.
    pub farthest: bool,
}

impl Default for Remoteness {
    fn default() -> Self {
        Self {
            levels: LEVELS_KM.into_iter().flat_map(Distance::from_km).collect(),
            area: String::new(),
            extent: String::new(),
            farthest: true,
        }
    }
}

/// The most levels: more shades are not told apart.
const MOST_LEVELS: usize = 8;

/// Points around a site: chords leave the circle by 0.004 % of its radius.
const POINTS: u16 = 360;

/// Half the width of the mark of the farthest place, in millimetres.
const MARK_MM: f64 = 1.2;

/// What is shaded.
struct Shaded<'a> {
    countries: Vec<&'a Country>,
    window: Option<Extent>,
    is_all_land: bool,
}

impl Element for Remoteness {
    fn usual() -> Option<Self> {
        None
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut layer = Layer::default();
        let shaded = self.shaded(map)?;
        let Some(help) = far::Remoteness::from_sites(&map.atlas.aid, None) else {
            layer
                .unsaid
                .push("how far help is: there is no site of help".to_owned());
            return Ok(layer);
        };
        let clip = shaded.clip(map);
        if clip.iter().any(Outline::is_empty) {
            return Ok(layer);
        }
        let nodes = self.bands(&help, map);
        let clipped = clip.into_iter().fold(nodes, |nodes, outline| {
            let group = Group {
                clip: Some(outline),
                nodes,
                ..Group::default()
            };
            vec![group.into()]
        });
        layer.marks.extend(clipped);
        layer.key = self.keys(map);
        if self.farthest {
            mark_farthest(&help, &shaded, map, &mut layer)?;
        }
        Ok(layer)
    }
}

impl Remoteness {
    fn shaded<'a>(&self, map: &Map<'a>) -> Result<Shaded<'a>, ElementError> {
        let window_of = |text: &str| -> Result<Extent, ElementError> {
            text.parse()
                .map_err(|_error: UnreadableExtent| ElementError::Unknown {
                    name: text.to_owned(),
                    expected: "a window as west,south,east,north",
                })
        };
        let mut window = None;
        if !self.extent.is_empty() {
            window = Some(window_of(&self.extent)?);
        }
        let area = self.area.trim();
        if area.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let asked = window_of(area)?;
            let shared = window.map_or(Some(asked), |window| window.shared_with(&asked));
            let nothing = || ElementError::Unknown {
                name: area.to_owned(),
                expected: "a window that the extent shares",
            };
            return Ok(Shaded {
                countries: Vec::new(),
                window: Some(shared.ok_or_else(nothing)?),
                is_all_land: false,
            });
        }
        let names = CountryNames::new(&map.atlas.countries);
        let named = area
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let countries = named
            .map(|name| {
                names.of(name).ok_or_else(|| ElementError::Unknown {
                    name: name.to_owned(),
                    expected: "the code or name of a country on the map, such as DZA",
                })
            })
            .collect::<Result<Vec<&Country>, _>>()?;
        Ok(Shaded {
            is_all_land: countries.is_empty(),
            countries: if countries.is_empty() {
                map.atlas.countries.iter().collect()
            } else {
                countries
            },
            window,
        })
    }

    /// The bands, the farthest one first and each nearer one over it.
    fn bands(&self, help: &far::Remoteness<'_>, map: &Map<'_>) -> Vec<Node> {
        let shades = shades(map, self.levels.len() + 1);
        let sites: Vec<Position> = help.positions().collect();
        let about = map.frame.extent().centre();
        let whole = Outline::from_rect(&map.rect().grown(5.0));
        let mut nodes = vec![Node::filled(whole, shades[self.levels.len()])];
        for (level, shade) in self.levels.iter().zip(&shades).rev() {
            let discs: Vec<Rings> = sites
                .iter()
                .map(|site| vec![ring(*site, *level, POINTS)])
                .collect();
            let mut edges = Outline::default();
            for rings in union(&discs, about) {
                for ring in &rings {
                    let closed: Vec<Position> = ring.iter().chain(ring.first()).copied().collect();
                    for part in line(&closed, Path::LonLat, &map.frame) {
                        edges.add_points(&part, Closed::No);
                    }
                }
                let mut rings = rings.into_iter();
                let Some(outer) = rings.next() else { continue };
                let holes = rings.collect();
                let outline = area(&Polygon { outer, holes }, &map.frame);
                if !outline.is_empty() {
                    nodes.push(Node::filled(outline, *shade));
                }
            }
            if !edges.is_empty() {
                let stroke = Stroke::solid(map.theme.country_ink, 0.1);
                nodes.push(Node::stroked(edges, stroke));
            }
        }
        nodes
    }

    /// A legend entry a band.
    fn keys(&self, map: &Map<'_>) -> Vec<KeyEntry> {
        let shades = shades(map, self.levels.len() + 1);
        let said = &map.words().remoteness;
        let exactly = |level: Distance| map.words().exactly(level);
        let sample = |shade: Colour| Node::Shape {
            outline: Outline::from_rect(&Rect::from_xywh(-5.0, -1.5, 10.0, 3.0)),
            fill: Some(shade.into()),
            stroke: Some(Stroke::solid(map.theme.country_ink, 0.1)),
        };
        let mut keys = Vec::new();
        let mut before: Option<&Distance> = None;
        for (level, shade) in self.levels.iter().zip(&shades) {
            let text = match before {
                None => (said.within)(&exactly(*level)),
                Some(before) => (said.between)(&exactly(*before), &exactly(*level)),
            };
            keys.push(key(vec![sample(*shade)], &text));
            before = Some(level);
        }
        if let (Some(last), Some(shade)) = (before, shades.last()) {
            let text = (said.beyond)(&exactly(*last));
            keys.push(key(vec![sample(*shade)], &text));
            keys.push(key(Vec::new(), said.not_recorded));
        }
        keys
    }
}

impl Shaded<'_> {
    /// The outlines inside which it is drawn.
    fn clip(&self, map: &Map<'_>) -> Vec<Outline> {
        let mut clip = Vec::new();
        if let Some(window) = &self.window {
            clip.push(window_outline(window, map));
        }
        if !self.countries.is_empty() {
            let mut land = Outline::default();
            for country in &self.countries {
                append(&mut land, country_outline(country, map));
            }
            clip.push(land);
        }
        clip
    }

    /// The area in which the farthest place is sought; none where its outline is for drawing alone.
    fn region(&self, map: &Map<'_>) -> Option<Region> {
        let seen = map.frame.extent();
        if self.countries.is_empty() {
            let window = self.window?.shared_with(&seen)?;
            return Some(Region::from_extent("", window));
        }
        let is_measured = |country: &&Country| country.outline != LineDoubt::ForDrawing;
        if self.is_all_land || !self.countries.iter().all(is_measured) {
            return None;
        }
        let polygons: Vec<Polygon> = self
            .countries
            .iter()
            .flat_map(|country| country.polygons.iter().cloned())
            .collect();
        let window = match &self.window {
            Some(window) => window.shared_with(&seen)?,
            None => seen,
        };
        Region::from_areas("", &polygons, Some(window))
    }
}

/// Marks the place that is farthest from help in what is shaded and on the map.
fn mark_farthest(
    help: &far::Remoteness<'_>,
    shaded: &Shaded<'_>,
    map: &Map<'_>,
    layer: &mut Layer,
) -> Result<(), ElementError> {
    let Some(region) = shaded.region(map) else {
        if !shaded.is_all_land {
            let why = "the place farthest from help: the map is too coarse to measure it; give a window as area";
            layer.unsaid.push(why.to_owned());
        }
        return Ok(());
    };
    let Some(found) = help.farthest(&region) else {
        return Ok(());
    };
    let Some(at) = map.frame.to_page(found.position) else {
        return Ok(());
    };
    layer.marks.push(cross(at, map));
    layer.obstacles.push(Obstacle::Symbol {
        at,
        radius: MARK_MM,
    });
    let away = map.words().distance(found.distance, Some(found.bounds));
    let said = &map.words().remoteness;
    let style = regular(7.0);
    let ground = map.theme.focus;
    let lines = [(said.away)(&away), said.farthest_of_area.to_owned()];
    layer.labels.push(Label {
        what: format!("the place farthest from help, {away}"),
        lines: lines
            .iter()
            .map(|words| label_line(map, words, &style, map.theme.ink, ground))
            .collect::<Result<_, _>>()?,
        anchor: Anchor::Beside {
            at,
            radius: MARK_MM,
        },
        rank: 150,
        need: Need::Always,
        with: Vec::new(),
    });
    let sample = vec![cross(Point::default(), map)];
    layer.key.push(key(sample, said.farthest));
    Ok(())
}

/// Two strokes across each other.
fn cross(at: Point, map: &Map<'_>) -> Node {
    let mut strokes = Outline::default();
    for (x, y) in [(MARK_MM, MARK_MM), (MARK_MM, -MARK_MM)] {
        let ends = [
            Point::from_xy(at.x - x, at.y - y),
            Point::from_xy(at.x + x, at.y + y),
        ];
        strokes.add_points(&ends, Closed::No);
    }
    let casing = Node::stroked(strokes.clone(), Stroke::solid(Colour::WHITE, 1.0).round());
    let ink = Node::stroked(strokes, Stroke::solid(map.theme.ink, 0.45).round());
    Group {
        nodes: vec![casing, ink],
        ..Group::default()
    }
    .into()
}

/// A window as an outline, its edges along meridians and parallels.
fn window_outline(window: &Extent, map: &Map<'_>) -> Outline {
    // Edges of a tenth of the width: a side of more than half a turn would go the other way round.
    let steps = 10;
    let mut outer = Vec::new();
    let mut side = |lat: f64, shares: &mut dyn Iterator<Item = i32>| {
        for share in shares {
            let lon = window.west() + window.width_degrees() * f64::from(share) / f64::from(steps);
            outer.push(Position::from_computed_lon_lat(lon, lat));
        }
    };
    side(window.south(), &mut (0..=steps));
    side(window.north(), &mut (0..=steps).rev());
    let polygon = Polygon {
        outer,
        holes: Vec::new(),
    };
    area(&polygon, &map.frame)
}

/// So many shades of the theme's ramp, from near to far.
fn shades(map: &Map<'_>, count: usize) -> Vec<Colour> {
    let ramp = &map.theme.remoteness;
    let share = |number: usize, of: usize| {
        let number = f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        number / f64::from(u32::try_from(of.max(1)).unwrap_or(u32::MAX))
    };
    (0..count)
        .map(|number| {
            let at = share(number, count - 1) * share(ramp.len() - 1, 1);
            let mut lower = 0;
            while lower + 2 < ramp.len() && share(lower + 1, 1) <= at {
                lower += 1;
            }
            mixed(ramp[lower], ramp[lower + 1], at - share(lower, 1))
        })
        .collect()
}

/// A colour between two.
fn mixed(one: Colour, other: Colour, share: f64) -> Colour {
    let mix = |one: u8, other: u8| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between two bytes"
        )]
        let mixed = (f64::from(one) + (f64::from(other) - f64::from(one)) * share).round() as u8;
        mixed
    };
    Colour {
        r: mix(one.r, other.r),
        g: mix(one.g, other.g),
        b: mix(one.b, other.b),
    }
}

/// Levels that bands can have, from near to far.
fn levels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Distance>, D::Error> {
    let mut levels = Vec::<Distance>::deserialize(deserializer)?;
    levels.sort();
    levels.dedup();
    let is_drawn = |level: &Distance| *level > Distance::ZERO && level.km() <= 5_000.0;
    if levels.is_empty() || levels.len() > MOST_LEVELS || !levels.iter().all(is_drawn) {
        return Err(D::Error::custom(format_args!(
            "give 1 to {MOST_LEVELS} levels above 0 km and at most 5000 km"
        )));
    }
    Ok(levels)
}
