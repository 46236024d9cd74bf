//! The outlines of the glyphs that a drawing uses.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};

use super::faces::{Fonts, Loaded};
use crate::carto::scene::{Font, Node, Outline, Point, Segment};

/// The fonts with the outlines of every glyph in the parts of a drawing, for
/// [`Scene::fonts`](crate::carto::scene::Scene::fonts).
///
/// A font without outlines is not in use.
pub fn fonts_in(nodes: &[Node], fonts: &Fonts<'_>) -> Vec<Font> {
    let mut listed = fonts.listed();
    collect(nodes, fonts, &mut listed);
    listed
}

fn collect(nodes: &[Node], from: &Fonts<'_>, fonts: &mut [Font]) {
    for node in nodes {
        match node {
            Node::Group(group) => collect(&group.nodes, from, fonts),
            Node::Shape { .. } | Node::Image(_) => {}
            Node::Text(text) => {
                for glyph in &text.glyphs {
                    if let Some(font) = fonts.get_mut(glyph.font.0) {
                        font.outlines
                            .entry(glyph.id)
                            .or_insert_with(|| outline(from.loaded(glyph.font), glyph.id));
                    }
                }
            }
        }
    }
}

/// The outline of a glyph in ems, y down; empty for a space.
fn outline(face: &Loaded<'_>, glyph: u16) -> Outline {
    let mut pen = EmPen {
        units_per_em: face.units_per_em,
        outline: Outline::default(),
    };
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    let drawn = face
        .font
        .outline_glyphs()
        .get(GlyphId::from(glyph))
        .map(|outline| outline.draw(settings, &mut pen));
    match drawn {
        Some(Err(_)) => Outline::default(),
        Some(Ok(_)) | None => pen.outline,
    }
}

/// Takes font units with y up, keeps ems with y down.
struct EmPen {
    units_per_em: f64,
    outline: Outline,
}

impl EmPen {
    fn point(&self, x: f32, y: f32) -> Point {
        Point::from_xy(
            f64::from(x) / self.units_per_em,
            -f64::from(y) / self.units_per_em,
        )
    }

    fn push(&mut self, segment: Segment) {
        self.outline.segments.push(segment);
    }
}

impl OutlinePen for EmPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push(Segment::MoveTo(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push(Segment::LineTo(self.point(x, y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.push(Segment::QuadTo(self.point(cx, cy), self.point(x, y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.push(Segment::CubicTo(
            self.point(cx0, cy0),
            self.point(cx1, cy1),
            self.point(x, y),
        ));
    }

    fn close(&mut self) {
        self.push(Segment::Close);
    }
}
