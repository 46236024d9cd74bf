//! PDF 1.7, drawn with outlines and text as text, with its title, its language and subsets of its fonts.
//!
//! Words are tagged by line and group, and drawings are marked as saying nothing, for those who hear a page.
//! The same scene is the same bytes: identifiers are made from the content, and the only date is the one
//! that the scene carries. Coordinates are rounded to 0.01 mm, as in the SVG. A halo is one outline behind
//! its letters: letters stroked as text would be found twice by whoever searches or copies them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use krilla::color::rgb;
use krilla::error::KrillaError;
use krilla::geom::{self, PathBuilder, Transform};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{self, Artifact, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};

use super::{SceneFormat, SceneOptions, WriteError};
use crate::carto::scene::{
    Cap, FontId, Glyph, Group, Image, Mm, Node, Outline, Paint, Point, Rect, Scene, Segment,
    Stroke, Text, is_right_to_left,
};

pub(super) const FORMAT: SceneFormat = SceneFormat {
    name: "pdf",
    extensions: &["pdf"],
    media_type: "application/pdf",
    is_binary: true,
    has_companions: false,
    write,
};

const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// The longest side of a page that readers open: 14,400 points (ISO 32000-1:2008, annex C.2).
const LONGEST_SIDE: Mm = Mm(5_080.0);

fn write(scene: &Scene, _: &SceneOptions, to: &mut dyn io::Write) -> Result<(), WriteError> {
    let size = page_size(scene)?;
    let mut document = Document::new();
    let mut page = document.start_page_with(PageSettings::new(size));
    let parts = draw(page.surface(), scene);
    page.finish();
    document.set_tag_tree(TagTree::from(parts).with_lang(Some(scene.language.to_owned())));
    document.set_metadata(metadata(scene));
    let bytes = document.finish().map_err(|error| {
        let why = match error {
            KrillaError::Font(_, why) => format!("a font cannot go into it: {why}"),
            other => format!("{other:?}"),
        };
        WriteError::Io(io::Error::other(why))
    })?;
    to.write_all(&bytes)?;
    Ok(())
}

/// Draws the scene; what a reader aloud is told of it.
fn draw(surface: Surface<'_>, scene: &Scene) -> Vec<tagging::Node> {
    let mut canvas = Canvas {
        surface,
        scene,
        fonts: BTreeMap::new(),
    };
    let scale = single(POINTS_PER_MM);
    canvas
        .surface
        .push_transform(&Transform::from_scale(scale, scale));
    let sheet = Rect::from_xywh(0.0, 0.0, scene.width.0, scene.height.0);
    canvas.shape(
        &Outline::from_rect(&sheet),
        scene.paper.map(Paint::from),
        None,
    );
    let parts = canvas.nodes(&scene.nodes);
    canvas.surface.pop();
    canvas.surface.finish();
    parts
}

fn page_size(scene: &Scene) -> Result<geom::Size, WriteError> {
    let (width, height) = (scene.width, scene.height);
    let is_in_bounds = |side: Mm| side > Mm(0.0) && side <= LONGEST_SIDE;
    let size = geom::Size::from_wh(
        single(width.0 * POINTS_PER_MM),
        single(height.0 * POINTS_PER_MM),
    );
    match size {
        Some(size) if is_in_bounds(width) && is_in_bounds(height) => Ok(size),
        _ => Err(WriteError::Paper { width, height }),
    }
}

fn metadata(scene: &Scene) -> Metadata {
    let direction = if is_right_to_left(scene.language) {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    };
    let mut metadata = Metadata::new()
        .title(without_controls(&scene.title))
        .language(scene.language.to_owned())
        .text_direction(direction)
        .creator(format!("pointzero {}", env!("CARGO_PKG_VERSION")));
    if !scene.description.is_empty() {
        metadata = metadata.description(without_controls(&scene.description));
    }
    match scene.created.parse::<jiff::civil::Date>() {
        Ok(day) => metadata.creation_date(
            DateTime::new(u16::try_from(day.year()).unwrap_or(0))
                .month(u8::try_from(day.month()).unwrap_or(1))
                .day(u8::try_from(day.day()).unwrap_or(1))
                .hour(0)
                .minute(0)
                .second(0)
                .utc_offset_hour(0)
                .utc_offset_minute(0),
        ),
        Err(_) => metadata,
    }
}

/// Words for the metadata, which are XML there.
fn without_controls(words: &str) -> String {
    let is_kept = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    words.chars().filter(is_kept).collect()
}

struct Canvas<'a> {
    surface: Surface<'a>,
    scene: &'a Scene,
    /// Those asked for so far; none where the file is not understood.
    fonts: BTreeMap<FontId, Option<Font>>,
}

impl Canvas<'_> {
    /// Draws parts; the words in them, by group.
    fn nodes(&mut self, nodes: &[Node]) -> Vec<tagging::Node> {
        let mut parts = Vec::new();
        for node in nodes {
            match node {
                Node::Group(group) => {
                    let words = self.group(group);
                    if group.id.is_empty() {
                        parts.extend(words);
                    } else if !words.is_empty() {
                        parts.push(TagGroup::with_children(Tag::Div, words).into());
                    }
                }
                Node::Shape {
                    outline,
                    fill,
                    stroke,
                } => self.shape(outline, *fill, stroke.as_ref()),
                Node::Text(text) => parts.extend(self.text(text)),
                Node::Image(image) => parts.extend(self.image(image)),
            }
        }
        parts
    }

    /// A picture with the words that stand for it.
    fn image(&mut self, image: &Image) -> Option<tagging::Node> {
        let (width, height) = (image.rect.width(), image.rect.height());
        let size = geom::Size::from_wh(single(width), single(height))?;
        let picture = &image.picture;
        let dots = krilla::image::Image::from_rgba8(
            picture.rgba().to_vec(),
            picture.width(),
            picture.height(),
        );
        let (left, top) = (single(image.rect.left), single(image.rect.top));
        let mark = self.surface.start_tagged(ContentTag::Other);
        self.surface
            .push_transform(&Transform::from_translate(left, top));
        self.surface.draw_image(dots, size);
        self.surface.pop();
        self.surface.end_tagged();
        let tag = Tag::Figure(Some(image.title.clone()));
        Some(TagGroup::with_children(tag, vec![mark.into()]).into())
    }

    fn group(&mut self, group: &Group) -> Vec<tagging::Node> {
        let Some(clip) = &group.clip else {
            return self.nodes(&group.nodes);
        };
        // Nothing lies inside a clip without an area.
        let Some(clip) = path(clip) else {
            return Vec::new();
        };
        self.surface.push_clip_path(&clip, &FillRule::EvenOdd);
        let words = self.nodes(&group.nodes);
        self.surface.pop();
        words
    }

    /// Draws a path that says nothing.
    fn path(&mut self, path: &geom::Path, fill: Option<Fill>, stroke: Option<&Stroke>) {
        self.surface
            .start_tagged(ContentTag::Artifact(Artifact::default()));
        self.surface.set_fill(fill);
        self.surface.set_stroke(stroke.map(stroking));
        self.surface.draw_path(path);
        self.surface.end_tagged();
    }

    fn shape(&mut self, outline: &Outline, fill: Option<Paint>, stroke: Option<&Stroke>) {
        let (None, None) = (fill, stroke) else {
            if let Some(path) = path(outline) {
                let fill = fill.map(|paint| filling(paint, FillRule::EvenOdd));
                self.path(&path, fill, stroke);
            }
            return;
        };
    }

    /// A line of words, as a paragraph in its language.
    fn text(&mut self, text: &Text) -> Option<tagging::Node> {
        let is_turned = text.rotation_degrees != 0.0;
        if is_turned {
            self.surface.push_transform(&turned(text));
        }
        if let Some(halo) = &text.halo {
            self.letters(text, &text.glyphs, None, Some(halo));
        }
        let mut words = Vec::new();
        for run in text.glyphs.chunk_by(|a, b| a.font == b.font) {
            let font = run.first().and_then(|glyph| self.font(glyph.font));
            match font {
                Some(font) => words.extend(self.glyphs(text, run, font)),
                None => self.letters(text, run, Some(text.paint), None),
            }
        }
        if is_turned {
            self.surface.pop();
        }
        let language = (text.language != self.scene.language).then(|| text.language.to_owned());
        let tag = Tag::P.with_lang(language);
        (!words.is_empty()).then(|| TagGroup::with_children(tag, words).into())
    }

    /// The outlines of glyphs, as one.
    fn letters(
        &mut self,
        text: &Text,
        glyphs: &[Glyph],
        fill: Option<Paint>,
        stroke: Option<&Stroke>,
    ) {
        let mut letters = Outline::default();
        for glyph in glyphs {
            let font = self.scene.fonts.get(glyph.font.0);
            let Some(outline) = font.and_then(|font| font.outlines.get(&glyph.id)) else {
                continue;
            };
            let origin = text.at.moved(Point::from_xy(glyph.x, glyph.y));
            let place =
                |p: Point| Point::from_xy(origin.x + p.x * text.size, origin.y + p.y * text.size);
            let segments = outline.segments.iter().map(|segment| match *segment {
                Segment::MoveTo(p) => Segment::MoveTo(place(p)),
                Segment::LineTo(p) => Segment::LineTo(place(p)),
                Segment::QuadTo(a, p) => Segment::QuadTo(place(a), place(p)),
                Segment::CubicTo(a, b, p) => Segment::CubicTo(place(a), place(b), place(p)),
                Segment::Close => Segment::Close,
            });
            letters.segments.extend(segments);
        }
        if let Some(path) = path(&letters) {
            let fill = fill.map(|paint| filling(paint, FillRule::NonZero));
            self.path(&path, fill, stroke);
        }
    }

    /// Glyphs of one font as text, with the words that they stand for.
    fn glyphs(&mut self, text: &Text, run: &[Glyph], font: Font) -> Option<tagging::Node> {
        let first = run.first()?;
        let (words, places) = words_of(&text.string, run);
        let start = text.at.moved(Point::from_xy(first.x, first.y));
        if !(start.x.is_finite() && start.y.is_finite() && text.size > 0.0) {
            return None;
        }
        let in_ems = |length: f64| single(length / text.size);
        let glyphs: Vec<KrillaGlyph> = run
            .iter()
            .enumerate()
            .map(|(number, glyph)| {
                let next = run.get(number + 1);
                let advance = next.map_or(0.0, |next| next.x - glyph.x);
                let place = places.get(&glyph.from).cloned().unwrap_or_default();
                KrillaGlyph::new(
                    GlyphId::new(u32::from(glyph.id)),
                    in_ems(advance),
                    0.0,
                    // Up is positive here.
                    in_ems(first.y - glyph.y),
                    0.0,
                    place,
                    None,
                )
            })
            .collect();
        self.surface
            .set_fill(Some(filling(text.paint, FillRule::NonZero)));
        self.surface.set_stroke(None);
        let size = single(text.size);
        // Letters that stand apart are taken for words of one letter without it.
        // Those that join never do, and readers turn what stands in for them the wrong way round.
        let is_forward = run.last().is_some_and(|last| first.from <= last.from);
        let is_apart = text.tracking != 0.0 && run.len() > 1 && is_forward;
        let whole = is_apart.then_some(words.as_str());
        let span = SpanTag::empty().with_actual_text(whole);
        let part = self.surface.start_tagged(ContentTag::Span(span));
        self.surface
            .draw_glyphs(point(start), &glyphs, font, &words, size, false);
        self.surface.end_tagged();
        Some(part.into())
    }

    fn font(&mut self, id: FontId) -> Option<Font> {
        let fonts = &self.scene.fonts;
        let read = || {
            let data = match &fonts.get(id.0)?.data {
                Cow::Borrowed(bytes) => Data::from(*bytes),
                Cow::Owned(bytes) => Data::from(bytes.clone()),
            };
            Font::new(data, 0)
        };
        self.fonts.entry(id).or_insert_with(read).clone()
    }
}

/// The words that a run of glyphs stands for, without the marks that are never drawn, and where in them
/// the words of each cluster stand, by the cluster's first byte.
fn words_of(string: &str, run: &[Glyph]) -> (String, BTreeMap<u32, std::ops::Range<usize>>) {
    let clusters: BTreeSet<(u32, u32)> = run.iter().map(|glyph| (glyph.from, glyph.to)).collect();
    let mut words = String::new();
    let mut places = BTreeMap::new();
    for (from, to) in clusters {
        let start = words.len();
        let bytes =
            usize::try_from(from).unwrap_or(usize::MAX)..usize::try_from(to).unwrap_or(usize::MAX);
        let is_mark = |c: &char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}');
        let shown = string.get(bytes).unwrap_or_default();
        words.extend(shown.chars().filter(|c| !is_mark(c)));
        places.insert(from, start..words.len());
    }
    (words, places)
}

/// The rotation of a line about its start.
fn turned(text: &Text) -> Transform {
    let (sin, cos) = libm::sincos(text.rotation_degrees.to_radians());
    let Point { x, y } = text.at;
    Transform::from_row(
        single(cos),
        single(sin),
        single(-sin),
        single(cos),
        single(x - x * cos + y * sin),
        single(y - x * sin - y * cos),
    )
}

fn filling(paint: Paint, rule: FillRule) -> Fill {
    Fill {
        paint: colour(paint).into(),
        opacity: opacity(paint),
        rule,
    }
}

fn stroking(stroke: &Stroke) -> krilla::paint::Stroke {
    // A pattern that does not advance would never reach the end of the line.
    let has_dashes = stroke.dashes.iter().sum::<f64>() > 0.0;
    krilla::paint::Stroke {
        paint: colour(stroke.paint).into(),
        width: single(stroke.width),
        line_cap: match stroke.cap {
            Cap::Butt => LineCap::Butt,
            Cap::Round => LineCap::Round,
        },
        line_join: LineJoin::Round,
        opacity: opacity(stroke.paint),
        dash: has_dashes.then(|| StrokeDash {
            array: stroke.dashes.iter().map(|dash| single(*dash)).collect(),
            offset: 0.0,
        }),
        ..krilla::paint::Stroke::default()
    }
}

fn colour(paint: Paint) -> rgb::Color {
    rgb::Color::new(paint.colour.r, paint.colour.g, paint.colour.b)
}

fn opacity(paint: Paint) -> NormalizedF32 {
    let opacity = single(paint.opacity.clamp(0.0, 1.0));
    NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE)
}

/// An outline in millimetres; nothing where it is empty or not finite.
fn path(outline: &Outline) -> Option<geom::Path> {
    let mut path = PathBuilder::new();
    for segment in &outline.segments {
        match segment {
            Segment::MoveTo(p) => {
                let p = corner(*p)?;
                path.move_to(p.x, p.y);
            }
            Segment::LineTo(p) => {
                let p = corner(*p)?;
                path.line_to(p.x, p.y);
            }
            Segment::QuadTo(c, p) => {
                let (c, p) = (corner(*c)?, corner(*p)?);
                path.quad_to(c.x, c.y, p.x, p.y);
            }
            Segment::CubicTo(c, d, p) => {
                let (c, d, p) = (corner(*c)?, corner(*d)?, corner(*p)?);
                path.cubic_to(c.x, c.y, d.x, d.y, p.x, p.y);
            }
            Segment::Close => path.close(),
        }
    }
    path.finish()
}

/// A point of an outline to 0.01 mm, where it is finite.
fn corner(p: Point) -> Option<geom::Point> {
    let rounded = |length: f64| (length * 100.0).round() / 100.0;
    let is_finite = p.x.is_finite() && p.y.is_finite();
    is_finite.then(|| point(Point::from_xy(rounded(p.x), rounded(p.y))))
}

fn point(p: Point) -> geom::Point {
    geom::Point::from_xy(single(p.x), single(p.y))
}

/// A number in the precision that a PDF holds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "seven digits: a page of metres to a hundredth of a millimetre"
)]
fn single(number: f64) -> f32 {
    number as f32
}
