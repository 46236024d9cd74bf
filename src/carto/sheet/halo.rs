//! Halos in the colour of the ground that the words stand on.

use crate::carto::element::{MANY, symbols};
use crate::carto::map::Map;
use crate::carto::scene::{Colour, Node, Outline, Point, Rect, Segment, Text};

/// Groups that are ground: areas of one colour, from below.
const GROUND: [&str; 5] = ["sea", "land", "remoteness", "lakes", "density"];

/// Gives the words of a map halos in the colour of their ground, and those that lie on many symbols a ground of
/// their own.
pub(super) fn of_map(labels: &mut [Node], groups: &[Node], map: &Map<'_>) {
    in_local_colour(labels, groups, map.theme.paper);
    if map.shown() > MANY {
        over_symbols(labels, &symbols(map));
    }
}

/// Gives the words of labels halos in the colour that they stand on, the lightest where there are several.
///
/// `groups` are the map's, in the order of drawing; where they have no ground the halo is `otherwise`.
pub(super) fn in_local_colour(labels: &mut [Node], groups: &[Node], otherwise: Colour) {
    let mut areas = Vec::new();
    for node in groups {
        let Node::Group(group) = node else { continue };
        let id = group.id.trim_start_matches("close-up-");
        if GROUND.contains(&id) {
            gather(&group.nodes, &[], &mut areas);
        }
    }
    for node in labels {
        if let Node::Text(text) = node {
            recolour(text, &areas, otherwise);
        }
    }
}

/// The width of a halo that holds words off the symbols that they lie on, in millimetres.
const BACKING: f64 = 1.7;

/// Gives the words that lie on symbols halos that nothing is seen through.
fn over_symbols(labels: &mut [Node], symbols: &[(Point, f64)]) {
    for node in labels {
        let Node::Text(text) = node else { continue };
        let top = text.at.y - 0.75 * text.size;
        let rect = Rect::from_xywh(text.at.x, top, text.width, text.at.y - top);
        let is_on = |(at, radius): &(Point, f64)| rect.grown(*radius).contains(*at);
        if let Some(halo) = text.halo.as_mut().filter(|_| symbols.iter().any(is_on)) {
            halo.width = halo.width.max(BACKING);
            halo.paint.opacity = 1.0;
        }
    }
}

/// An area of one colour, seen only inside its clips.
struct Area<'a> {
    clips: Vec<Contours<'a>>,
    contours: Contours<'a>,
    colour: Colour,
}

/// The contours of an outline, each with its box.
#[derive(Clone)]
struct Contours<'a>(Vec<(Rect, &'a [Segment])>);

/// Paint that lets less than this of itself be seen is no ground.
const SOLID: f64 = 0.99;

fn gather<'a>(nodes: &'a [Node], clips: &[Contours<'a>], areas: &mut Vec<Area<'a>>) {
    for node in nodes {
        match node {
            Node::Group(group) => {
                let own = group.clip.as_ref().map(Contours::of);
                let clips: Vec<Contours<'a>> = clips.iter().cloned().chain(own).collect();
                gather(&group.nodes, &clips, areas);
            }
            Node::Shape {
                outline,
                fill: Some(fill),
                ..
            } if fill.opacity >= SOLID => areas.push(Area {
                clips: clips.to_vec(),
                contours: Contours::of(outline),
                colour: fill.colour,
            }),
            Node::Shape { .. } | Node::Text(_) | Node::Image(_) => {}
        }
    }
}

impl<'a> Contours<'a> {
    fn of(outline: &'a Outline) -> Self {
        let is_start = |segment: &Segment| matches!(segment, Segment::MoveTo(_));
        let mut contours = Vec::new();
        let mut rest = outline.segments.as_slice();
        while !rest.is_empty() {
            let next = rest.iter().skip(1).position(is_start);
            let (contour, after) = rest.split_at(next.map_or(rest.len(), |next| next + 1));
            contours.push((around(contour), contour));
            rest = after;
        }
        Self(contours)
    }

    /// By the even-odd rule; curves count as their chords.
    fn contain(&self, point: Point) -> bool {
        let boxed = self.0.iter().filter(|(rect, _)| rect.contains(point));
        boxed
            .map(|(_, contour)| crossings(contour, point))
            .sum::<usize>()
            % 2
            == 1
    }
}

const fn end(segment: &Segment) -> Option<Point> {
    match segment {
        Segment::MoveTo(p)
        | Segment::LineTo(p)
        | Segment::QuadTo(_, p)
        | Segment::CubicTo(_, _, p) => Some(*p),
        Segment::Close => None,
    }
}

fn around(contour: &[Segment]) -> Rect {
    let nothing = Rect {
        left: f64::MAX,
        top: f64::MAX,
        right: f64::MIN,
        bottom: f64::MIN,
    };
    contour
        .iter()
        .filter_map(end)
        .fold(nothing, |rect, p| Rect {
            left: rect.left.min(p.x),
            top: rect.top.min(p.y),
            right: rect.right.max(p.x),
            bottom: rect.bottom.max(p.y),
        })
}

/// How often a contour crosses the way from a point to the right.
fn crossings(contour: &[Segment], point: Point) -> usize {
    let points = || contour.iter().filter_map(end);
    let (Some(first), Some(mut last)) = (points().next(), points().next()) else {
        return 0;
    };
    let mut count = 0;
    for next in points().skip(1).chain([first]) {
        let is_across = (last.y > point.y) != (next.y > point.y);
        if is_across
            && point.x < last.x + (point.y - last.y) / (next.y - last.y) * (next.x - last.x)
        {
            count += 1;
        }
        last = next;
    }
    count
}

/// Shares of a line's width at which its ground is looked at.
const SAMPLES: [f64; 5] = [0.5, 0.15, 0.85, 0.3, 0.7];

fn recolour(text: &mut Text, areas: &[Area<'_>], otherwise: Colour) {
    let (at, width, size) = (text.at, text.width, text.size);
    let Some(halo) = &mut text.halo else { return };
    let found = SAMPLES.map(|share| {
        let point = Point::from_xy(at.x + share * width, at.y - 0.35 * size);
        colour_at(point, areas).unwrap_or(otherwise)
    });
    // Where the ground changes under the words, a dark halo on light ground would look like a shadow.
    let lightest = found.into_iter().max_by_key(|colour| lightness(*colour));
    if let Some(colour) = lightest {
        halo.paint.colour = colour;
    }
}

/// How light a colour is, by the weights of Rec. 709 in thousandths.
fn lightness(colour: Colour) -> u32 {
    213 * u32::from(colour.r) + 715 * u32::from(colour.g) + 72 * u32::from(colour.b)
}

fn colour_at(point: Point, areas: &[Area<'_>]) -> Option<Colour> {
    let is_there = |area: &&Area<'_>| {
        area.contours.contain(point) && area.clips.iter().all(|clip| clip.contain(point))
    };
    areas.iter().rev().find(is_there).map(|area| area.colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::scene::{Group, Stroke};
    use crate::carto::text::{Face, Pt, Style, shape};

    const SEA: Colour = Colour::from_rgb(0xDBE8EF);
    const LAND: Colour = Colour::from_rgb(0xEFECE5);
    const FAR: Colour = Colour::from_rgb(0xB7ABCE);

    fn square(x: f64, colour: Colour) -> Node {
        let rect = Rect::from_xywh(x, 0.0, 50.0, 50.0);
        Node::filled(Outline::from_rect(&rect), colour)
    }

    fn ground(id: &str, clip: Option<Rect>, nodes: Vec<Node>) -> Node {
        Group {
            id: id.to_owned(),
            clip: clip.map(|rect| Outline::from_rect(&rect)),
            nodes,
            ..Group::default()
        }
        .into()
    }

    fn halo_at(x: f64, groups: &[Node]) -> Colour {
        let line = shape("Assamaka", "en", &Style::new(Face::Regular, Pt(7.0))).unwrap();
        let halo = Stroke::solid(Colour::WHITE, 0.7);
        let mut nodes = [Node::Text(line.to_text(
            Point::from_xy(x, 20.0),
            Colour::from_rgb(0),
            Some(halo),
        ))];
        in_local_colour(&mut nodes, groups, Colour::WHITE);
        let [Node::Text(text)] = nodes else { panic!() };
        text.halo.unwrap().paint.colour
    }

    #[test]
    fn a_halo_has_the_lightest_colour_that_the_words_stand_on() {
        let clip = Rect::from_xywh(0.0, 0.0, 60.0, 50.0);
        let clipped = Group {
            clip: Some(Outline::from_rect(&clip)),
            nodes: vec![square(50.0, FAR)],
            ..Group::default()
        };
        let groups = [
            ground("sea", None, vec![square(0.0, SEA), square(50.0, SEA)]),
            ground("close-up-land", None, vec![square(30.0, LAND)]),
            ground("remoteness", None, vec![clipped.into()]),
            ground("incidents", None, vec![square(0.0, FAR)]),
        ];
        assert_eq!(halo_at(5.0, &groups), SEA);
        assert_eq!(halo_at(32.0, &groups), LAND);
        // The first letters lie on the sea still.
        assert_eq!(halo_at(28.5, &groups), LAND);
        assert_eq!(halo_at(50.0, &groups), FAR);
        // The last lie beyond the clip, on the land that goes on to 80; then there is the sea.
        assert_eq!(halo_at(55.0, &groups), LAND);
        assert_eq!(halo_at(62.0, &groups), LAND);
        assert_eq!(halo_at(85.0, &groups), SEA);
        assert_eq!(halo_at(200.0, &groups), Colour::WHITE);
    }

    #[test]
    fn words_on_symbols_have_a_ground_that_nothing_is_seen_through() {
        let line = shape("Assamaka", "en", &Style::new(Face::Regular, Pt(7.0))).unwrap();
        let halo = Stroke::solid(Colour::WHITE, 0.7);
        let at = [Point::from_xy(10.0, 20.0), Point::from_xy(10.0, 40.0)];
        let mut nodes =
            at.map(|at| Node::Text(line.to_text(at, Colour::from_rgb(0), Some(halo.clone()))));
        over_symbols(&mut nodes, &[(Point::from_xy(12.0, 22.0), 3.0)]);
        let widths = nodes.map(|node| match node {
            Node::Text(text) => text.halo.map(|halo| halo.width),
            _ => None,
        });
        assert_eq!(widths, [Some(BACKING), Some(0.7)]);
    }
}
