//! Incidents: one shape for each kind, as large as the number of people.

use std::collections::BTreeMap;

use rstar::{AABB, RTree, RTreeObject};
use serde::Deserialize;

use super::aid::{HERE_MM, REACH_MM};
use super::{
    Element, ElementError, Layer, bold, isolated, key, label_line, name_lines, regular,
    translucent, words,
};
use crate::carto::layer::{Anchor, KEY_WIDTH, KeyEntry, Label, Need, Obstacle};
use crate::carto::map::{Map, Sizes};
use crate::carto::scene::{Closed, Colour, Node, Outline, Point, Stroke};
use crate::carto::text::MissingGlyph;
use crate::carto::theme::Symbol;
use crate::model::{Count, Incident, IncidentKind, Role, Stated, Truth};

/// Incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incidents {}

/// The radius of the largest symbol, in millimetres.
const LARGEST_MM: f64 = 6.0;

/// The radius of the largest symbol as a share of the shortest way to help that is drawn.
const WAY_SHARE: f64 = 0.22;

/// The radius of the smallest, in millimetres.
const SMALLEST_MM: f64 = 0.7;

/// The radius of a symbol whose number of people is unknown, in millimetres.
const UNKNOWN_MM: f64 = 1.4;

/// Incidents closer than this on paper share a label, in millimetres.
const SHARED_LABEL_MM: f64 = 2.5;

/// The shapes of the kinds of incidents: told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Circle,
    Diamond,
    Triangle,
    Square,
}

/// What is drawn alike: a shape in colours, with its meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    shape: Shape,
    colours: Symbol,
    meaning: &'static str,
}

struct Drawn<'a> {
    number: usize,
    incident: &'a Incident,
    at: Point,
    radius: f64,
    look: Look,
}

impl Drawn<'_> {
    fn is_known(&self) -> bool {
        self.incident.people != Count::Unknown
    }

    /// From its middle to its farthest corner, in millimetres.
    fn reach(&self) -> f64 {
        self.radius * corner(self.look.shape)
    }

    /// Whether it lies wholly on another's face.
    fn is_on(&self, other: &Self) -> bool {
        distance(self.at, other.at) + self.reach() <= other.radius
    }

    /// Whether it is a ring that a face of nearly its size would turn into a blot.
    fn is_filled_by(&self, other: &Self) -> bool {
        !self.is_known()
            && other.is_known()
            && distance(self.at, other.at) < SAME_MM
            && (self.radius - other.radius).abs() < 2.0 * SAME_SIZE_MM
    }

    /// Whether no eye would tell it from another, or only a blot of edges would come of both.
    fn looks_like(&self, other: &Self) -> bool {
        let is_same_size = (self.radius - other.radius).abs() < SAME_SIZE_MM;
        is_same_size
            && distance(self.at, other.at) < SAME_MM
            && self.look == other.look
            && self.is_known() == other.is_known()
    }
}

/// The most labels of incidents on a sheet: more would leave no map to read.
const MOST_NAMED: usize = 120;

/// From this many symbols on, none is named but the key incident: the names would hide the rest.
pub(in crate::carto) const MANY: usize = 300;

/// The radius of the largest of so many, in millimetres.
const LARGEST_OF_MANY_MM: f64 = 3.6;

/// Places that no eye tells apart, in millimetres.
const SAME_MM: f64 = 0.05;

/// Radii whose edges would run together, in millimetres.
const SAME_SIZE_MM: f64 = 0.35;

impl Element for Incidents {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        if map.is_crowded() {
            return Ok(Layer::default());
        }
        let scale = Scale::of(map);
        let drawn = drawn(map, &scale);
        let mut layer = Layer::default();
        let kept = Kept::of(&drawn);
        for (number, one) in drawn
            .iter()
            .enumerate()
            .filter(|(number, _)| kept.is_kept[*number])
        {
            let symbol = symbol(one.at, one.radius, one.look, one.is_known());
            if drawn.len() > MANY {
                // Casings and full edges of many would be all that is seen.
                layer.marks.extend(symbol.into_iter().skip(1).map(thinned));
                continue;
            }
            // The casing of a symbol that stands on another's face would hide that face.
            let is_on = |other: usize| other < number && one.is_on(&drawn[other]);
            let casings = usize::from(kept.around(one.at).any(is_on));
            layer.marks.extend(symbol.into_iter().skip(casings));
            layer.obstacles.push(Obstacle::Symbol {
                at: one.at,
                radius: one.reach(),
            });
        }
        let mut groups = groups(&drawn, map.key_incident);
        let most = if drawn.len() <= MANY {
            MOST_NAMED
        } else {
            usize::from(map.key_incident.is_some())
        };
        let unnamed = groups.split_off(groups.len().min(most));
        for group in groups {
            layer.labels.push(label(&group, map)?);
        }
        let unnamed: usize = unnamed.iter().map(Vec::len).sum();
        if unnamed > 0 {
            layer.unsaid.push(if drawn.len() <= MANY {
                format!("the names of {unnamed} incidents with fewer people")
            } else {
                format!("the names of {unnamed} incidents, which would hide each other")
            });
        }
        layer.key = keys(&drawn, &scale, map)?;
        Ok(layer)
    }
}

/// A symbol with half its edge.
fn thinned(node: Node) -> Node {
    match node {
        Node::Shape {
            outline,
            fill,
            stroke: Some(stroke),
        } => Node::Shape {
            outline,
            fill,
            stroke: Some(Stroke {
                width: stroke.width / 2.0,
                ..stroke
            }),
        },
        other => other,
    }
}

/// The symbols that are drawn: of several that no eye tells apart, one.
struct Kept {
    is_kept: Vec<bool>,
    /// Boxes around the symbols that are kept.
    boxes: RTree<Boxed>,
}

/// The box around a symbol, and its number.
struct Boxed {
    envelope: AABB<[f64; 2]>,
    number: usize,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl Kept {
    /// The known ones first: a hollow ring goes where a face of its size would make a blot of it.
    fn of(drawn: &[Drawn<'_>]) -> Self {
        let mut kept = Self {
            is_kept: vec![false; drawn.len()],
            boxes: RTree::new(),
        };
        for known in [true, false] {
            let ones = drawn.iter().enumerate();
            for (number, one) in ones.filter(|(_, one)| one.is_known() == known) {
                let is_told =
                    |other: usize| one.looks_like(&drawn[other]) || one.is_filled_by(&drawn[other]);
                if !kept.around(one.at).any(is_told) {
                    kept.keep(number, one);
                }
            }
        }
        kept
    }

    fn keep(&mut self, number: usize, one: &Drawn<'_>) {
        let (at, reach) = (one.at, one.reach());
        self.is_kept[number] = true;
        self.boxes.insert(Boxed {
            envelope: AABB::from_corners(
                [at.x - reach, at.y - reach],
                [at.x + reach, at.y + reach],
            ),
            number,
        });
    }

    /// The numbers of the kept symbols around a point.
    fn around(&self, at: Point) -> impl Iterator<Item = usize> {
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.x, at.y]))
            .map(|boxed| boxed.number)
    }
}

/// The symbols on the map, the largest first, so that small ones stay in sight.
fn drawn<'a>(map: &'a Map<'_>, scale: &Scale) -> Vec<Drawn<'a>> {
    let mut drawn: Vec<Drawn<'_>> = map
        .visible_incidents()
        .map(|(number, record, at)| Drawn {
            number,
            incident: &record.value,
            at,
            radius: scale.radius(record.value.people),
            look: look(&record.value, map),
        })
        .collect();
    // Of symbols of one size, what is documented lies over what is made up, and the key incident over all.
    let weight = |one: &Drawn<'_>| {
        let is_documented = one.incident.truth == Truth::Documented;
        (Some(one.number) == map.key_incident, is_documented)
    };
    drawn.sort_by(|a, b| {
        let by_size = b.radius.total_cmp(&a.radius);
        by_size
            .then(weight(a).cmp(&weight(b)))
            .then(a.number.cmp(&b.number))
    });
    drawn
}

/// The middle and the reach of every symbol on the map, in millimetres.
pub(in crate::carto) fn symbols(map: &Map<'_>) -> Vec<(Point, f64)> {
    if map.is_crowded() {
        return Vec::new();
    }
    let drawn = drawn(map, &Scale::of(map));
    drawn.iter().map(|one| (one.at, one.reach())).collect()
}

fn distance(a: Point, b: Point) -> f64 {
    libm::hypot(a.x - b.x, a.y - b.y)
}

/// How numbers of people become sizes on this map.
struct Scale {
    most: Option<u64>,
    largest_mm: f64,
}

impl Scale {
    fn of(map: &Map<'_>) -> Self {
        if map.sizes == Sizes::AllSmall {
            return Self {
                most: None,
                largest_mm: UNKNOWN_MM,
            };
        }
        let most = map
            .visible_incidents()
            .filter_map(|(_, record, _)| record.value.people.nominal())
            .max();
        // A symbol that swallows the way to help hides what the map is about.
        let shortest_way = map
            .nearest
            .iter()
            .filter(|(_, answer)| answer.rank == 1)
            .map(|(_, answer)| answer.distance.metres() / map.frame.metres_per_mm())
            .filter(|way| *way > 3.0)
            .fold(f64::MAX, f64::min);
        if map.shown() > MANY {
            return Self {
                most,
                largest_mm: LARGEST_OF_MANY_MM,
            };
        }
        Self {
            most,
            largest_mm: LARGEST_MM.min(shortest_way * WAY_SHARE).max(UNKNOWN_MM),
        }
    }

    /// The radius of a symbol, in millimetres.
    ///
    /// # Source
    /// J. J. Flannery (1971), The relative effectiveness of some common graduated point symbols in
    /// the presentation of quantitative data, Canadian Cartographer 8(2), 96–109: the exponent 0.5716.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of people stay far below 2^53"
    )]
    fn radius(&self, people: Count) -> f64 {
        match (people.nominal(), self.most) {
            (Some(n), Some(most)) if most > 0 => {
                (self.largest_mm * libm::pow(n as f64 / most as f64, 0.5716)).max(SMALLEST_MM)
            }
            (Some(_), None) => self.largest_mm,
            (Some(_), Some(_)) => SMALLEST_MM,
            (None, _) => UNKNOWN_MM,
        }
    }
}

/// The colours of an incident's symbol.
pub(in crate::carto) fn colours(incident: &Incident, map: &Map<'_>) -> Symbol {
    look(incident, map).colours
}

fn look(incident: &Incident, map: &Map<'_>) -> Look {
    let theme = map.theme;
    let (shape, colours) = match incident.kind {
        IncidentKind::Expulsion | IncidentKind::Pushback => (Shape::Circle, theme.expelled),
        IncidentKind::Death => (Shape::Diamond, theme.dead),
        IncidentKind::Missing => (Shape::Triangle, theme.missing),
        IncidentKind::Rescue => (Shape::Square, theme.rescued),
        IncidentKind::Detention | IncidentKind::Other => (Shape::Circle, theme.other),
    };
    match incident.truth {
        Truth::Documented => Look {
            shape,
            colours,
            meaning: map.words().incident(incident.kind),
        },
        Truth::Synthetic => Look {
            shape,
            colours: theme.synthetic,
            meaning: map.words().incident(incident.kind),
        },
    }
}

/// A symbol; the ground does not shine through. Hollow when the number of people is unknown.
fn symbol(at: Point, radius: f64, look: Look, is_known: bool) -> Vec<Node> {
    let outline = outline(look.shape, at, radius);
    let ring = Stroke::solid(translucent(Colour::WHITE, 0.8), 0.8);
    let (fill, edge) = if is_known {
        (look.colours.fill, Stroke::solid(look.colours.edge, 0.2))
    } else {
        (Colour::WHITE, Stroke::solid(look.colours.edge, 0.45))
    };
    vec![
        Node::stroked(outline.clone(), ring),
        Node::Shape {
            outline,
            fill: Some(fill.into()),
            stroke: Some(edge),
        },
    ]
}

/// Shapes of one area for one radius.
fn outline(shape: Shape, at: Point, radius: f64) -> Outline {
    let corners = |points: &[(f64, f64)], scale: f64| {
        let points: Vec<Point> = points
            .iter()
            .map(|(x, y)| Point::from_xy(at.x + radius * scale * x, at.y + radius * scale * y))
            .collect();
        Outline::from_points(&points, Closed::Yes)
    };
    match shape {
        Shape::Circle => Outline::circle(at, radius),
        Shape::Diamond => corners(
            &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
            corner(shape),
        ),
        Shape::Triangle => corners(&[(0.0, -1.0), (0.866, 0.5), (-0.866, 0.5)], corner(shape)),
        Shape::Square => corners(
            &[
                (-0.707, -0.707),
                (0.707, -0.707),
                (0.707, 0.707),
                (-0.707, 0.707),
            ],
            corner(shape),
        ),
    }
}

/// How far the corners of a shape lie from its middle, by the radius of the circle of its area.
const fn corner(shape: Shape) -> f64 {
    match shape {
        Shape::Circle => 1.0,
        Shape::Diamond | Shape::Square => 1.253,
        Shape::Triangle => 1.555,
    }
}

/// Incidents that share a label, the one that gives the name first; the key incident's group comes before
/// all others, and larger symbols before smaller ones.
fn groups<'a>(drawn: &'a [Drawn<'a>], key: Option<usize>) -> Vec<Vec<&'a Drawn<'a>>> {
    let mut order: Vec<&Drawn<'_>> = drawn.iter().collect();
    // Of many, the symbols stand in the order of their sizes already, and the largest gives the name.
    if drawn.len() <= MANY {
        order.sort_by_key(|one| (Some(one.number) != key, one.number));
    }
    let mut groups: Vec<Vec<&Drawn<'_>>> = Vec::new();
    // The groups by the square, as wide as a label is shared, in which their first member lies.
    let mut squares: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for one in order {
        let (x, y) = square(one.at);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let near = |number: &&usize| {
            let first = groups.get(**number).and_then(|group| group.first());
            first.is_some_and(|first| distance(first.at, one.at) < SHARED_LABEL_MM)
        };
        let found = around.filter_map(|square| squares.get(&square));
        if let Some(number) = found.flatten().filter(near).min().copied() {
            groups[number].push(one);
        } else {
            squares.entry((x, y)).or_default().push(groups.len());
            groups.push(vec![one]);
        }
    }
    let largest = |group: &[&Drawn<'_>]| group.iter().map(|one| one.radius).fold(0.0, f64::max);
    let is_key = |group: &[&Drawn<'_>]| group.iter().any(|one| Some(one.number) == key);
    groups.sort_by(|a, b| {
        let by_size = largest(b).total_cmp(&largest(a));
        is_key(b).cmp(&is_key(a)).then(by_size)
    });
    groups
}

/// The square of the page, as wide as a label is shared, in which a point lies.
fn square(at: Point) -> (i32, i32) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a page has a few hundred squares a side"
    )]
    let number = |mm: f64| (mm / SHARED_LABEL_MM).floor() as i32;
    (number(at.x), number(at.y))
}

fn label(group: &[&Drawn<'_>], map: &Map<'_>) -> Result<Label, MissingGlyph> {
    let first = group.first().expect("a group has a first incident");
    let is_key = Some(first.number) == map.key_incident;
    let is_close_up = map.sizes == Sizes::AllSmall;
    let (style, rank) = match (is_key, map.is_small()) {
        (true, false) => (bold(11.0), 250),
        (true, true) => (bold(7.5), 250),
        (false, false) => (bold(7.5), 200),
        (false, true) => (bold(6.3), if is_close_up { 100 } else { 200 }),
    };
    let incident = first.incident;
    let name = if incident.name.is_empty() {
        &incident.id
    } else {
        &incident.name
    };
    let ink = if is_key {
        map.theme.expelled.edge
    } else {
        first.look.colours.edge
    };
    let ground = map.theme.focus;
    let mut lines = name_lines(map, name, &style, ink, ground)?;
    let details = if is_close_up {
        Vec::new()
    } else {
        details(group, map)
    };
    for text in details {
        lines.push(label_line(
            map,
            &text,
            &regular(if map.is_small() { 6.3 } else { 6.5 }),
            map.theme.ink,
            ground,
        )?);
    }
    let reaches = group
        .iter()
        .map(|one| distance(one.at, first.at) + one.reach().max(disc(one.incident, map)));
    let help = map.atlas.aid.iter().filter_map(|site| {
        let at = map.visible(site.value.place.position)?;
        let is_here = site.value.role == Role::Help && distance(at, first.at) < HERE_MM;
        is_here.then(|| distance(at, first.at) + REACH_MM)
    });
    Ok(Label {
        what: name.to_string(),
        lines,
        anchor: Anchor::Beside {
            at: first.at,
            radius: reaches.chain(help).fold(0.0, f64::max),
        },
        rank,
        // What a close-up has no room for is said on the map itself.
        need: if is_close_up && !is_key {
            Need::Quiet
        } else {
            Need::Always
        },
        with: Vec::new(),
    })
}

/// The radius of an incident's disc of doubt on paper, where its name can stand outside it, in millimetres.
fn disc(incident: &Incident, map: &Map<'_>) -> f64 {
    let place = incident.place.as_ref();
    let radius = place.map_or(0.0, |place| {
        place.radius.metres() / map.frame.metres_per_mm()
    });
    if radius <= LARGEST_DISC_MM {
        radius
    } else {
        0.0
    }
}

/// Names stand on larger discs of doubt, in millimetres.
const LARGEST_DISC_MM: f64 = 5.0;

/// What stands below the name: people, the distance where its line is too short to carry it, and how
/// many other records share the place.
fn details(group: &[&Drawn<'_>], map: &Map<'_>) -> Vec<String> {
    let Some(first) = group.first() else {
        return Vec::new();
    };
    let words = map.words();
    let mut lines = Vec::new();
    if first.incident.people != Count::Unknown {
        lines.push(words.people(first.incident.people));
    }
    if let Some(answer) = map.nearest_of(first.number)
        && let Some(site) = map.atlas.aid.get(answer.site)
        && Some(first.number) == map.key_incident
        // A small map leaves it to the close-up that stands beside it.
        && !map.is_small()
        && answer.distance.metres() / map.frame.metres_per_mm() < 8.0
    {
        let distance = words.answer_with_range(answer);
        lines.push((words.label.way)(&distance, &isolated(&site.value.name)));
    }
    let more = u64::try_from(group.len() - 1).unwrap_or(u64::MAX);
    if more > 0 && map.shown() <= MANY {
        lines.push((words.label.more_here)(more, &words.whole(more)));
    }
    lines
}

fn keys(drawn: &[Drawn<'_>], scale: &Scale, map: &Map<'_>) -> Result<Vec<KeyEntry>, MissingGlyph> {
    let mut keys = Vec::new();
    let mut seen: Vec<Look> = Vec::new();
    let mut looks: Vec<Look> = drawn.iter().map(|one| one.look).collect();
    looks.sort_by_key(|look| (look.colours == map.theme.synthetic, look.shape));
    let is_synthetic = |look: &Look| look.colours == map.theme.synthetic;
    for look in &looks {
        let look = *look;
        // What is made up has one colour for all kinds: of those with one shape there is one entry.
        let is_alike = |other: &&Look| is_synthetic(other) && other.shape == look.shape;
        let is_same = |other: &Look| {
            let is_same_kind = other.meaning == look.meaning && other.colours == look.colours;
            is_same_kind || (is_synthetic(&look) && is_alike(&other))
        };
        if seen.iter().any(is_same) {
            continue;
        }
        seen.push(look);
        let sample = symbol(Point::default(), 1.5, look, true);
        let has_one_meaning = || {
            let mut alike = looks.iter().filter(is_alike);
            alike.all(|other| other.meaning == look.meaning)
        };
        let meaning = if !is_synthetic(&look) {
            look.meaning.to_owned()
        } else if has_one_meaning() {
            (map.words().inset.made_up)(look.meaning)
        } else {
            map.words().key.synthetic.to_owned()
        };
        keys.push(key(sample, &meaning));
    }
    if let Some(most) = scale.most.filter(|most| *most > 1) {
        keys.push(sizes(scale, most, map)?);
    }
    if drawn
        .iter()
        .any(|one| one.incident.people == Count::Unknown)
    {
        let look = Look {
            shape: Shape::Circle,
            colours: map.theme.expelled,
            meaning: "",
        };
        let sample = symbol(Point::default(), UNKNOWN_MM, look, false);
        keys.push(key(sample, map.words().key.unknown_people));
    }
    Ok(keys)
}

/// Nested circles of three round numbers, none larger than the largest on the map, each with a leader
/// to its number.
fn sizes(scale: &Scale, largest: u64, map: &Map<'_>) -> Result<KeyEntry, MissingGlyph> {
    let top = round_down(largest);
    let mut values = vec![top, round_down(top / 3), round_down(top / 10)];
    values.retain(|value| *value > 0);
    values.dedup();
    let exact = |n: u64| Count::Known(Stated::Exact(n));
    let outer = scale.radius(exact(top));
    let style = regular(7.0);
    let count = f64::from(u16::try_from(values.len()).unwrap_or(1));
    // The circles stand in the middle of the entry, and the numbers are spread about it.
    let height = (2.0 * outer).max(count * VALUE_STEP_MM) + 1.6;
    let mut sample = Vec::new();
    let mut text_y = -(count - 1.0) / 2.0 * VALUE_STEP_MM;
    for value in &values {
        let r = scale.radius(exact(*value));
        let summit = Point::from_xy(0.0, outer - 2.0 * r);
        sample.push(Node::stroked(
            Outline::circle(Point::from_xy(0.0, outer - r), r),
            Stroke::solid(map.theme.ink, 0.2),
        ));
        let ends = [
            summit,
            Point::from_xy(outer + 1.0, text_y),
            Point::from_xy(KEY_WIDTH / 2.0 + 1.5, text_y),
        ];
        sample.push(Node::stroked(
            Outline::from_points(&ends, Closed::No),
            Stroke::solid(map.theme.quiet_ink, 0.12).dashed(&[0.5, 0.4]),
        ));
        let text = map.words().people(exact(*value));
        let mut line = words(map, &text, &style)?;
        if line.width.0 > WIDEST_VALUE_MM {
            line = words(map, &text, &regular(5.5))?;
        }
        let at = Point::from_xy(KEY_WIDTH / 2.0 + 2.5, text_y + line.cap_height.0 / 2.0);
        sample.push(Node::Text(line.to_text(at, map.theme.ink, None)));
        text_y += VALUE_STEP_MM;
    }
    Ok(KeyEntry {
        sample,
        height,
        text: String::new(),
    })
}

/// Wider numbers of the nested circles are set smaller, in millimetres.
const WIDEST_VALUE_MM: f64 = 28.0;

/// From one number of the nested circles to the next, in millimetres.
const VALUE_STEP_MM: f64 = 3.1;

/// The greatest 1, 2 or 5 times a power of ten that is no greater.
fn round_down(n: u64) -> u64 {
    let mut power = 1_u64;
    while let Some(next) = power.checked_mul(10).filter(|next| *next <= n) {
        power = next;
    }
    [5, 2, 1]
        .into_iter()
        .filter_map(|digit| power.checked_mul(digit))
        .find(|round| *round <= n)
        .unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legend_values_are_round() {
        for (n, round) in [
            (1431, 1000),
            (2222, 2000),
            (783, 500),
            (10, 10),
            (7, 5),
            (1, 1),
            (0, 0),
            (u64::MAX, 10_000_000_000_000_000_000),
        ] {
            assert_eq!(round_down(n), round);
        }
    }

    #[test]
    fn no_symbol_vanishes_and_none_outgrows_the_largest() {
        let scale = |most| Scale {
            most: Some(most),
            largest_mm: LARGEST_MM,
        };
        let known = |n| Count::Known(Stated::AtLeast(n));
        assert!((scale(2000).radius(known(2000)) - LARGEST_MM).abs() < 1e-12);
        assert!((scale(1_000_000).radius(known(1)) - SMALLEST_MM).abs() < 1e-12);
        assert!((scale(10).radius(Count::Unknown) - UNKNOWN_MM).abs() < 1e-12);
        assert!((scale(0).radius(known(0)) - SMALLEST_MM).abs() < 1e-12);
    }
}
