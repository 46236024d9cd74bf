//! The joint between `plotters` and a [`Scene`](crate::carto::scene::Scene): whatever plotters draws becomes
//! outlines and shaped text.

use std::fmt;

use plotters::coord::CoordTranslate;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use crate::carto::path::Frame;
use crate::carto::scene::{Closed, Colour, Node, Outline, Paint, Point, Rect, Stroke};
use crate::carto::text::{Face, Line, MissingGlyph, Pt, Style, isolated, shape};
use crate::carto::words::Voice;
use crate::geodesy::Position;

/// How many of the whole numbers that plotters counts in make a millimetre.
pub const UNITS_PER_MM: f64 = 100.0;

/// A part of a page on which plotters draws.
///
/// Its unit is a hundredth of a millimetre ([`UNITS_PER_MM`]): a stroke of 20 is 0.2 mm wide, text of size 247 is
/// 7 pt. Text is shaped by the fonts of its voice, whatever family is asked for.
#[derive(Debug)]
pub struct SceneBackend<'a> {
    nodes: &'a mut Vec<Node>,
    rect: Rect,
    voice: Voice<'a>,
    halo: Option<Colour>,
}

impl<'a> SceneBackend<'a> {
    /// Draws into some parts of a scene, within a rectangle of the page.
    pub fn new(nodes: &'a mut Vec<Node>, rect: Rect) -> Self {
        Self {
            nodes,
            rect,
            voice: Voice::default(),
            halo: None,
        }
    }

    /// The same in the language and fonts of a voice.
    #[must_use]
    pub const fn with_voice(mut self, voice: Voice<'a>) -> Self {
        self.voice = voice;
        self
    }

    /// The same with words that are lifted off what lies below them, in the colour of the ground.
    #[must_use]
    pub const fn with_halo(mut self, ground: Colour) -> Self {
        self.halo = Some(ground);
        self
    }

    fn at(&self, (x, y): BackendCoord) -> Point {
        Point::from_xy(
            self.rect.left + f64::from(x) / UNITS_PER_MM,
            self.rect.top + f64::from(y) / UNITS_PER_MM,
        )
    }

    fn chain(&self, path: impl IntoIterator<Item = BackendCoord>, closed: Closed) -> Outline {
        let points: Vec<Point> = path.into_iter().map(|point| self.at(point)).collect();
        Outline::from_points(&points, closed)
    }

    fn fill_or_stroke<S: BackendStyle>(&mut self, outline: Outline, style: &S, is_filled: bool) {
        let color = style.color();
        if color.alpha <= 0.0 {
            return;
        }
        self.nodes.push(if is_filled {
            Node::filled(outline, paint(color))
        } else {
            Node::stroked(outline, stroke(style))
        });
    }
}

fn paint(color: BackendColor) -> Paint {
    let (r, g, b) = color.rgb;
    Paint {
        colour: Colour { r, g, b },
        opacity: color.alpha,
    }
}

fn stroke<S: BackendStyle>(style: &S) -> Stroke {
    let width = f64::from(style.stroke_width()) / UNITS_PER_MM;
    Stroke::solid(paint(style.color()), width.max(0.01))
}

/// Why plotters could not draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartError {
    /// No bundled font has a character of its words.
    MissingGlyph(MissingGlyph),
    /// What the drawing has no room for.
    NoRoom,
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingGlyph(error) => error.fmt(f),
            Self::NoRoom => f.write_str("there is no room for the chart"),
        }
    }
}

impl std::error::Error for ChartError {}

impl From<MissingGlyph> for ChartError {
    fn from(error: MissingGlyph) -> Self {
        Self::MissingGlyph(error)
    }
}

type Drawn = Result<(), DrawingErrorKind<ChartError>>;

fn line_of<S: BackendTextStyle>(
    text: &str,
    style: &S,
    voice: Voice<'_>,
) -> Result<Line, DrawingErrorKind<ChartError>> {
    let face = match style.style() {
        FontStyle::Bold => Face::Bold,
        FontStyle::Italic | FontStyle::Oblique => Face::Italic,
        FontStyle::Normal => Face::Regular,
    };
    let points = style.size() / UNITS_PER_MM * 72.0 / 25.4;
    shape(
        &isolated(text),
        voice.setting(),
        &Style::new(face, Pt(points)),
    )
    .map_err(|error| DrawingErrorKind::FontError(Box::new(ChartError::from(error))))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of any float saturates, and pages are small"
)]
fn units(mm: f64) -> u32 {
    (mm * UNITS_PER_MM).round() as u32
}

impl DrawingBackend for SceneBackend<'_> {
    type ErrorType = ChartError;

    fn get_size(&self) -> (u32, u32) {
        (units(self.rect.width()), units(self.rect.height()))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let at = self.at(point);
        let dot = Rect::from_xywh(at.x, at.y, 1.0 / UNITS_PER_MM, 1.0 / UNITS_PER_MM);
        self.nodes
            .push(Node::filled(Outline::from_rect(&dot), paint(color)));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        let outline = self.chain([from, to], Closed::No);
        self.fill_or_stroke(outline, style, false);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((left, top), (right, bottom)) = (upper_left, bottom_right);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        let outline = self.chain(corners, Closed::Yes);
        self.fill_or_stroke(outline, style, fill);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let outline = self.chain(path, Closed::No);
        self.fill_or_stroke(outline, style, false);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let outline = Outline::circle(self.at(center), f64::from(radius) / UNITS_PER_MM);
        self.fill_or_stroke(outline, style, fill);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        let outline = self.chain(vert, Closed::Yes);
        self.fill_or_stroke(outline, style, true);
        Ok(())
    }

    fn draw_text<TStyle: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &TStyle,
        pos: BackendCoord,
    ) -> Drawn {
        let color = style.color();
        if color.alpha <= 0.0 {
            return Ok(());
        }
        let line = line_of(text, style, self.voice)?;
        let back = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => line.width.0 / 2.0,
            HPos::Right => line.width.0,
        };
        let down = match style.anchor().v_pos {
            VPos::Top => line.cap_height.0,
            VPos::Center => line.cap_height.0 / 2.0,
            VPos::Bottom => 0.0,
        };
        let degrees: f64 = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => 90.0,
            FontTransform::Rotate180 => 180.0,
            FontTransform::Rotate270 => 270.0,
        };
        let (sin, cos) = libm::sincos(degrees.to_radians());
        let at = self.at(pos);
        let start = Point::from_xy(
            at.x - back * cos - down * sin,
            at.y - back * sin + down * cos,
        );
        let halo = self.halo.map(|ground| {
            let width = 0.22 * line.size.0;
            Stroke::solid(ground, width).round()
        });
        let mut text = line.to_text(start, paint(color), halo);
        text.rotation_degrees = degrees;
        self.nodes.push(Node::Text(text));
        Ok(())
    }

    fn estimate_text_size<TStyle: BackendTextStyle>(
        &self,
        text: &str,
        style: &TStyle,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let line = line_of(text, style, self.voice)?;
        Ok((units(line.width.0), units(line.cap_height.0)))
    }
}

/// A map's frame as coordinates of plotters: longitudes and latitudes in degrees, to places on a backend whose
/// rectangle has its upper left corner at the page's.
///
/// What has no image on the map is put far outside it.
#[derive(Debug, Clone, Copy)]
pub struct MapCoordinates(pub Frame);

impl CoordTranslate for MapCoordinates {
    type From = (f64, f64);

    fn translate(&self, (lon, lat): &(f64, f64)) -> BackendCoord {
        const FAR: BackendCoord = (-1_000_000, -1_000_000);
        let position = Position::from_lon_lat(*lon, *lat).ok();
        let point = position.and_then(|position| self.0.to_page(position));
        point.map_or(FAR, |point| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a cast of any float saturates; places far outside are not drawn"
            )]
            let unit = |mm: f64| (mm * UNITS_PER_MM).round().clamp(-1e6, 1e6) as i32;
            (unit(point.x), unit(point.y))
        })
    }
}
