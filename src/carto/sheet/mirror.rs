//! A sheet that is read from right to left: the mirror image of one that is read from left to right.
//!
//! What stands at the left of the paper goes to the right and the other way round; words stay words, and a
//! picture (a part with a clip, such as a map or a hatched sample) is moved as it is.

use crate::carto::scene::{Group, Node, Outline, Point, Segment, Text};

/// Parts of a sheet so wide, in millimetres, mirrored.
pub(super) fn mirrored(nodes: Vec<Node>, width: f64) -> Vec<Node> {
    nodes.into_iter().map(|node| part(node, width)).collect()
}

fn part(node: Node, width: f64) -> Node {
    match node {
        Node::Group(group) => match group.clip.as_ref().and_then(span) {
            Some((left, right)) => {
                let by = Point::from_xy(width - right - left, 0.0);
                Node::Group(group).moved(by)
            }
            None => Node::Group(Group {
                nodes: mirrored(group.nodes, width),
                ..group
            }),
        },
        Node::Shape {
            outline,
            fill,
            stroke,
        } => Node::Shape {
            outline: turned(&outline, width),
            fill,
            stroke,
        },
        Node::Text(text) => Node::Text(moved(text, width)),
        Node::Image(image) => {
            let by = Point::from_xy(width - image.rect.right - image.rect.left, 0.0);
            Node::Image(image).moved(by)
        }
    }
}

/// The left and the right end of an outline.
fn span(outline: &Outline) -> Option<(f64, f64)> {
    let points = outline.segments.iter().filter_map(|segment| match segment {
        Segment::MoveTo(p)
        | Segment::LineTo(p)
        | Segment::QuadTo(_, p)
        | Segment::CubicTo(_, _, p) => Some(p.x),
        Segment::Close => None,
    });
    points.fold(None, |span, x| {
        let (left, right) = span.unwrap_or((x, x));
        Some((left.min(x), right.max(x)))
    })
}

fn turned(outline: &Outline, width: f64) -> Outline {
    let turn = |p: Point| Point::from_xy(width - p.x, p.y);
    let segments = outline.segments.iter().map(|segment| match *segment {
        Segment::MoveTo(p) => Segment::MoveTo(turn(p)),
        Segment::LineTo(p) => Segment::LineTo(turn(p)),
        Segment::QuadTo(a, p) => Segment::QuadTo(turn(a), turn(p)),
        Segment::CubicTo(a, b, p) => Segment::CubicTo(turn(a), turn(b), turn(p)),
        Segment::Close => Segment::Close,
    });
    Outline {
        segments: segments.collect(),
    }
}

/// A line whose left end stands where the mirror shows its right end.
fn moved(text: Text, width: f64) -> Text {
    let (sin, cos) = libm::sincos(text.rotation_degrees.to_radians());
    let end = text
        .at
        .moved(Point::from_xy(text.width * cos, text.width * sin));
    Text {
        at: Point::from_xy(width - end.x, end.y),
        rotation_degrees: if text.rotation_degrees == 0.0 {
            0.0
        } else {
            -text.rotation_degrees
        },
        ..text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::scene::{Closed, Colour, Rect};
    use crate::carto::text::{Face, Pt, Style, shape};

    fn box_of(rect: Rect) -> Node {
        Node::filled(Outline::from_rect(&rect), Colour::WHITE)
    }

    fn ends(node: &Node) -> (f64, f64) {
        match node {
            Node::Shape { outline, .. } => span(outline).unwrap(),
            Node::Group(group) => ends(&group.nodes[0]),
            Node::Text(text) => (text.at.x, text.at.x + text.width),
            Node::Image(image) => (image.rect.left, image.rect.right),
        }
    }

    #[test]
    fn blocks_change_sides_pictures_keep_their_sense_and_words_their_letters() {
        let line = shape("km 15", "en", &Style::new(Face::Regular, Pt(8.0))).unwrap();
        let text = line.to_text(Point::from_xy(20.0, 5.0), Colour::WHITE, None);
        let arrow = [Point::from_xy(12.0, 0.0), Point::from_xy(18.0, 0.0)];
        let picture = Group {
            clip: Some(Outline::from_rect(&Rect::from_xywh(10.0, 0.0, 10.0, 10.0))),
            nodes: vec![Node::filled(
                Outline::from_points(&arrow, Closed::No),
                Colour::WHITE,
            )],
            ..Group::default()
        };
        let nodes = vec![
            box_of(Rect::from_xywh(10.0, 0.0, 5.0, 5.0)),
            Node::Text(text.clone()),
            picture.into(),
        ];
        let [block, words, picture] = &mirrored(nodes, 100.0)[..] else {
            panic!()
        };
        assert_eq!(ends(block), (85.0, 90.0));
        let (left, right) = ends(words);
        assert!((right - 80.0).abs() < 1e-9 && (left - (80.0 - text.width)).abs() < 1e-9);
        let Node::Text(words) = words else { panic!() };
        assert_eq!(words.glyphs, text.glyphs);
        // From 12 to 18 in a picture from 10 to 20 is from 82 to 88 in one from 80 to 90.
        assert_eq!(ends(picture), (82.0, 88.0));
    }
}
