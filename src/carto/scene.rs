//! The joint `Scene`: a finished drawing in millimetres, ready for any writer.
//!
//! The origin is the upper left corner of the page, x grows to the right and y down. A writer needs
//! nothing but this file: text carries its string, its language and its shaped glyphs, and the scene
//! carries the outlines of the glyphs it uses.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::Picture;

/// A length on paper, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Mm(pub f64);

/// A point on paper, in millimetres from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A point from its two coordinates.
    pub const fn from_xy(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The same point, moved by the coordinates of another.
    #[must_use]
    pub fn moved(self, by: Self) -> Self {
        Self::from_xy(self.x + by.x, self.y + by.y)
    }
}

/// An upright rectangle on paper, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// A rectangle from its upper left corner and its size.
    pub fn from_xywh(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x,
            top: y,
            right: x + width,
            bottom: y + height,
        }
    }

    /// The width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// The height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point::from_xy(
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }

    /// The same rectangle, moved by the coordinates of a point.
    #[must_use]
    pub fn moved(&self, by: Point) -> Self {
        Self {
            left: self.left + by.x,
            top: self.top + by.y,
            right: self.right + by.x,
            bottom: self.bottom + by.y,
        }
    }

    /// The same rectangle, each edge moved outwards.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    /// Whether the other rectangle lies wholly inside.
    pub fn encloses(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// The area that the two share, in square millimetres.
    pub fn shared_area(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }
}

/// An opaque colour, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Colour {
    /// White.
    pub const WHITE: Self = Self::from_rgb(0xFFFFFF);

    /// A colour from `0xRRGGBB`.
    pub const fn from_rgb(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b }
    }
}

/// A colour and how much of it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// The colour.
    pub colour: Colour,
    /// From 0 (nothing) to 1 (solid).
    pub opacity: f64,
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Self {
            colour,
            opacity: 1.0,
        }
    }
}

/// One step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Start a new contour.
    MoveTo(Point),
    /// A straight line.
    LineTo(Point),
    /// A quadratic curve: control point, end.
    QuadTo(Point, Point),
    /// A cubic curve: two control points, end.
    CubicTo(Point, Point, Point),
    /// Back to the start of the contour.
    Close,
}

/// One or more contours; with a fill, those inside others are holes by the even-odd rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// The steps.
    pub segments: Vec<Segment>,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cap {
    /// Exactly at the last point.
    #[default]
    Butt,
    /// With a half circle.
    Round,
}

/// How lines are drawn along an outline; joins are round.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Colour and opacity.
    pub paint: Paint,
    /// Width, in millimetres.
    pub width: f64,
    /// Lengths of dashes and gaps in turn, in millimetres; empty for a whole line.
    pub dashes: Vec<f64>,
    /// The ends of the line and of each dash.
    pub cap: Cap,
}

impl Stroke {
    /// A whole line of a width in millimetres.
    pub fn solid(paint: impl Into<Paint>, width: f64) -> Self {
        Self {
            paint: paint.into(),
            width,
            dashes: Vec::new(),
            cap: Cap::Butt,
        }
    }

    /// The same line, dashed.
    #[must_use]
    pub fn dashed(mut self, dashes: &[f64]) -> Self {
        self.dashes = dashes.to_vec();
        self
    }

    /// The same line with round ends.
    #[must_use]
    pub fn round(mut self) -> Self {
        self.cap = Cap::Round;
        self
    }
}

/// The face of a font; an index into [`Scene::fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub usize);

/// A glyph placed on its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The font that holds it.
    pub font: FontId,
    /// Its number in that font.
    pub id: u16,
    /// Where its origin lies, in millimetres from the start of the line.
    pub x: f64,
    /// How far its origin lies below the base line, in millimetres.
    pub y: f64,
    /// The first byte of [`Text::string`] that it stands for, alone or with its neighbours.
    pub from: u32,
    /// The byte behind the last one.
    pub to: u32,
}

/// A line of shaped text, its glyphs in visual order from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The words, in logical order.
    pub string: String,
    /// BCP 47 tag of their language, such as `en` or `ar`.
    pub language: &'static str,
    /// The left end of the base line.
    pub at: Point,
    /// The em, in millimetres.
    pub size: f64,
    /// Extra space after each cluster, in millimetres; already in the glyphs' places.
    pub tracking: f64,
    /// From the left end to the right end, in millimetres; without the tracking after the last
    /// cluster.
    pub width: f64,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// The colour of the letters.
    pub paint: Paint,
    /// A stroke behind the letters that lifts them off the ground.
    pub halo: Option<Stroke>,
    /// Turned clockwise about `at`, in degrees.
    pub rotation_degrees: f64,
}

/// Whether a language, by its BCP 47 tag, is written from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    let is_latin = language.contains("-Latn");
    matches!(
        primary,
        "ar" | "fa" | "ur" | "he" | "ps" | "ckb" | "ug" | "sd" | "yi" | "dv"
    ) && !is_latin
}

/// A part of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Parts that belong together.
    Group(Group),
    /// An outline, filled, stroked or both.
    Shape {
        /// The outline.
        outline: Outline,
        /// The fill, by the even-odd rule.
        fill: Option<Paint>,
        /// The stroke, over the fill.
        stroke: Option<Stroke>,
    },
    /// A line of text.
    Text(Text),
    /// A picture made of dots, stretched over a rectangle.
    Image(Image),
}

/// A picture made of dots on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Its dots.
    pub picture: Picture,
    /// Where it lies.
    pub rect: Rect,
    /// What a reader with a screen reader hears; empty for none.
    pub title: String,
}

/// Parts that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// An identifier, unique in the scene; empty for none.
    pub id: String,
    /// What a reader with a screen reader hears; empty for none.
    pub title: String,
    /// Nothing is drawn outside it.
    pub clip: Option<Outline>,
    /// The parts, drawn in order.
    pub nodes: Vec<Node>,
}

/// The face of a font and what of it a scene uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Font {
    /// The family's name, as a style sheet says it.
    pub family: Cow<'static, str>,
    /// The weight, 400 for regular and 700 for bold.
    pub weight: u16,
    /// Whether it is slanted.
    pub is_italic: bool,
    /// The file.
    pub data: Cow<'static, [u8]>,
    /// The outlines of the glyphs in use, in ems with y down. Their contours may overlap: they are
    /// filled by the non-zero rule, not by the even-odd rule of shapes.
    pub outlines: BTreeMap<u16, Outline>,
}

/// Where a drawing lies on the plane of a projection.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// The coordinate reference system, as ESRI writes it in `.prj` files (WKT 1).
    pub crs: String,
    /// The easting of the left edge, in metres.
    pub left_m: f64,
    /// The northing of the upper edge, in metres.
    pub top_m: f64,
    /// Metres on the plane for a millimetre of paper.
    pub metres_per_mm: f64,
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The page's width.
    pub width: Mm,
    /// The page's height.
    pub height: Mm,
    /// What it is called.
    pub title: String,
    /// What is on it, in a sentence or two.
    pub description: String,
    /// BCP 47 tag of its main language.
    pub language: &'static str,
    /// The day that it says it was made on, as `YYYY-MM-DD`; empty for none.
    pub created: String,
    /// The colour of the paper; absent for one that is seen through.
    pub paper: Option<Colour>,
    /// Where on the plane of a projection it lies, where it is a map and nothing else.
    pub ground: Option<Ground>,
    /// The fonts in use.
    pub fonts: Vec<Font>,
    /// Its parts, drawn in order.
    pub nodes: Vec<Node>,
}

impl Outline {
    /// A chain of straight lines; closed when `is_closed` is [`Closed::Yes`].
    pub fn from_points(points: &[Point], closed: Closed) -> Self {
        let mut outline = Self::default();
        outline.add_points(points, closed);
        outline
    }

    /// Adds a contour of straight lines; fewer than two points add nothing.
    pub fn add_points(&mut self, points: &[Point], closed: Closed) {
        let [first, rest @ ..] = points else { return };
        if rest.is_empty() {
            return;
        }
        self.segments.push(Segment::MoveTo(*first));
        self.segments
            .extend(rest.iter().map(|p| Segment::LineTo(*p)));
        if closed == Closed::Yes {
            self.segments.push(Segment::Close);
        }
    }

    /// An upright rectangle.
    pub fn from_rect(rect: &Rect) -> Self {
        Self::from_points(
            &[
                Point::from_xy(rect.left, rect.top),
                Point::from_xy(rect.right, rect.top),
                Point::from_xy(rect.right, rect.bottom),
                Point::from_xy(rect.left, rect.bottom),
            ],
            Closed::Yes,
        )
    }

    /// A circle, by four cubic curves.
    ///
    /// # Accuracy
    /// 0.03 % of the radius.
    pub fn circle(centre: Point, radius: f64) -> Self {
        // 4/3 · tan(π/8): the control distance whose curve meets the circle at its middle.
        const CONTROL: f64 = 0.552_284_749_830_793_6;
        let at = |x: f64, y: f64| Point::from_xy(centre.x + radius * x, centre.y + radius * y);
        Self {
            segments: vec![
                Segment::MoveTo(at(1.0, 0.0)),
                Segment::CubicTo(at(1.0, CONTROL), at(CONTROL, 1.0), at(0.0, 1.0)),
                Segment::CubicTo(at(-CONTROL, 1.0), at(-1.0, CONTROL), at(-1.0, 0.0)),
                Segment::CubicTo(at(-1.0, -CONTROL), at(-CONTROL, -1.0), at(0.0, -1.0)),
                Segment::CubicTo(at(CONTROL, -1.0), at(1.0, -CONTROL), at(1.0, 0.0)),
                Segment::Close,
            ],
        }
    }

    /// The same outline, moved by the coordinates of a point.
    #[must_use]
    pub fn moved(&self, by: Point) -> Self {
        let segments = self.segments.iter().map(|segment| match *segment {
            Segment::MoveTo(p) => Segment::MoveTo(p.moved(by)),
            Segment::LineTo(p) => Segment::LineTo(p.moved(by)),
            Segment::QuadTo(a, p) => Segment::QuadTo(a.moved(by), p.moved(by)),
            Segment::CubicTo(a, b, p) => Segment::CubicTo(a.moved(by), b.moved(by), p.moved(by)),
            Segment::Close => Segment::Close,
        });
        Self {
            segments: segments.collect(),
        }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
}

/// Whether a chain of lines returns to its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl From<Group> for Node {
    fn from(group: Group) -> Self {
        Self::Group(group)
    }
}

impl Node {
    /// A filled outline.
    pub fn filled(outline: Outline, paint: impl Into<Paint>) -> Self {
        Self::Shape {
            outline,
            fill: Some(paint.into()),
            stroke: None,
        }
    }

    /// The same part, moved by the coordinates of a point.
    #[must_use]
    pub fn moved(&self, by: Point) -> Self {
        match self {
            Self::Group(group) => Self::Group(Group {
                id: group.id.clone(),
                title: group.title.clone(),
                clip: group.clip.as_ref().map(|clip| clip.moved(by)),
                nodes: group.nodes.iter().map(|node| node.moved(by)).collect(),
            }),
            Self::Shape {
                outline,
                fill,
                stroke,
            } => Self::Shape {
                outline: outline.moved(by),
                fill: *fill,
                stroke: stroke.clone(),
            },
            Self::Text(text) => Self::Text(Text {
                at: text.at.moved(by),
                ..text.clone()
            }),
            Self::Image(image) => Self::Image(Image {
                rect: image.rect.moved(by),
                ..image.clone()
            }),
        }
    }

    /// A stroked outline.
    pub fn stroked(outline: Outline, stroke: Stroke) -> Self {
        Self::Shape {
            outline,
            fill: None,
            stroke: Some(stroke),
        }
    }
}
