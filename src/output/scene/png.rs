//! PNG, eight bits a channel, sRGB, with its resolution; with an alpha channel where there is no paper.
//!
//! Drawn a band of rows at a time, which goes into the file before the next one is drawn: a picture of any size
//! takes the memory of a band. Only whole numbers and operations that every processor rounds alike are used,
//! so that the same scene is the same bytes.

use std::io::{self, Write as _};

use super::coverage::{Coverage, Rule};
use super::pen::{Contour, Pen, contours, dashed};
use super::{SceneFormat, SceneOptions, WriteError};
use crate::carto::scene::{Font, Image, Mm, Node, Outline, Paint, Point, Scene, Stroke, Text};
use crate::model::Picture;

pub(super) const FORMAT: SceneFormat = SceneFormat {
    name: "png",
    extensions: &["png"],
    media_type: "image/png",
    is_binary: true,
    has_companions: true,
    write,
};

const MM_PER_INCH: f64 = 25.4;

/// Rows that are drawn at once: their cells and dots fit the nearer memory of a processor.
const BAND_ROWS: usize = 32;

/// How much of the picture stands in one chunk of the file.
const CHUNK_BYTES: usize = 256 * 1024;

fn write(scene: &Scene, options: &SceneOptions, to: &mut dyn io::Write) -> Result<(), WriteError> {
    let (width, height) = size_in_dots(scene, options)?;
    let mut encoder = png::Encoder::new(to, u32::from(width), u32::from(height));
    encoder.set_color(if scene.paper.is_some() {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    encoder.set_depth(png::BitDepth::Eight);
    // Maps are flat colours, of which little is left once a row is taken from the one above it; the
    // stronger ways take longer than all the drawing.
    encoder.set_compression(png::Compression::Fastest);
    encoder.set_filter(png::Filter::Up);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let dots_per_metre = (u32::from(options.dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: dots_per_metre,
        yppu: dots_per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(into_io)?;
    let mut rows = writer
        .stream_writer_with_size(CHUNK_BYTES)
        .map_err(into_io)?;

    let mut canvas = Canvas {
        fonts: &scene.fonts,
        dots_per_mm: f64::from(options.dpi) / MM_PER_INCH,
        shapes: Vec::new(),
        clip: None,
    };
    canvas.nodes(&scene.nodes);
    let paper = scene
        .paper
        .map_or([0; 4], |paper| [paper.r, paper.g, paper.b, u8::MAX]);
    let (width, height) = (usize::from(width), usize::from(height));
    let mut band = Band::new(width, &canvas.shapes);
    let mut bytes = Vec::new();
    for top in (0..height).step_by(BAND_ROWS) {
        let count = BAND_ROWS.min(height - top) * width;
        let dots = band.draw(top, &canvas.shapes, paper);
        let dots = dots.get(..count).unwrap_or_default();
        if scene.paper.is_some() {
            // So is every dot then: the alpha says nothing.
            bytes.resize(3 * count, 0);
            let (places, _) = bytes.as_chunks_mut::<3>();
            for (place, [r, g, b, _]) in places.iter_mut().zip(dots) {
                *place = [*r, *g, *b];
            }
        } else {
            bytes.clear();
            bytes.extend(dots.iter().flat_map(|dot| unmixed(*dot)));
        }
        rows.write_all(&bytes)?;
    }
    rows.finish().map_err(into_io)?;
    writer.finish().map_err(into_io)
}

fn into_io(error: png::EncodingError) -> WriteError {
    WriteError::Io(error.into())
}

/// The picture's size, rounded from millimetres.
fn size_in_dots(scene: &Scene, options: &SceneOptions) -> Result<(u16, u16), WriteError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of any float saturates, and NaN becomes zero"
    )]
    let dots = |length: Mm| (length.0 * f64::from(options.dpi) / MM_PER_INCH).round() as u64;
    let (width, height) = (dots(scene.width), dots(scene.height));
    let most = u64::from(options.megapixels) * 1_000_000;
    let is_in_bounds = width > 0 && height > 0 && width.saturating_mul(height) <= most;
    match (u16::try_from(width), u16::try_from(height)) {
        (Ok(w), Ok(h)) if is_in_bounds => Ok((w, h)),
        _ => Err(WriteError::Size {
            width,
            height,
            megapixels: options.megapixels,
        }),
    }
}

/// What is drawn in one colour, in dots.
#[derive(Debug)]
struct Shape {
    contours: Vec<Contour>,
    way: Way,
    /// The part of the picture that it is drawn in; a number of a shape before it.
    clip: Option<usize>,
    /// The rows that it may touch.
    top: f64,
    bottom: f64,
}

/// What becomes of a shape.
#[derive(Debug)]
enum Way {
    Fill(Rule, Ink),
    Stroke(Pen, Ink),
    /// Dots of its own.
    Image(Dots),
    /// It is drawn nowhere, and bounds what others draw.
    Clip,
}

/// A picture in the size that it has on the page, colours mixed with their opacity.
#[derive(Debug)]
struct Dots {
    /// The column and the row of its upper left corner.
    at: [usize; 2],
    width: usize,
    colours: Vec<[u8; 4]>,
}

/// A colour, and how much of it shows.
#[derive(Debug, Clone, Copy)]
struct Ink {
    rgb: [u8; 3],
    opacity: u8,
}

impl From<Paint> for Ink {
    fn from(paint: Paint) -> Self {
        let colour = paint.colour;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped just so; NaN becomes zero"
        )]
        let opacity = (paint.opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        Self {
            rgb: [colour.r, colour.g, colour.b],
            opacity,
        }
    }
}

/// Turns the parts of a scene into shapes, in the order in which they are drawn.
struct Canvas<'a> {
    fonts: &'a [Font],
    dots_per_mm: f64,
    shapes: Vec<Shape>,
    /// The clip of the group that is being looked at.
    clip: Option<usize>,
}

impl Canvas<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Group(group) => {
                    let outside = self.clip;
                    if let Some(clip) = &group.clip {
                        let clip = contours(clip, |p| self.dot(p));
                        self.add(clip, Way::Clip);
                        self.clip = self.shapes.len().checked_sub(1);
                    }
                    self.nodes(&group.nodes);
                    self.clip = outside;
                }
                Node::Shape {
                    outline,
                    fill,
                    stroke,
                } => self.shape(outline, *fill, stroke.as_ref()),
                Node::Text(text) => self.text(text),
                Node::Image(image) => self.image(image),
            }
        }
    }

    /// A picture, each dot of the page the mean of those of the picture that fall into it.
    fn image(&mut self, image: &Image) {
        let rect = &image.rect;
        let [left, top] = self
            .dot(Point::from_xy(rect.left, rect.top))
            .map(f64::round);
        let [right, bottom] = self.dot(Point::from_xy(rect.right, rect.bottom));
        let (Some(x), Some(y)) = (place(left), place(top)) else {
            return;
        };
        let (width, height) = (side(right.round() - left), side(bottom.round() - top));
        let (Some(width), Some(height)) = (width, height) else {
            return;
        };
        self.shapes.push(Shape {
            contours: Vec::new(),
            way: Way::Image(Dots {
                at: [x, y],
                width: usize::from(width),
                colours: shrunk(&image.picture, width, height),
            }),
            clip: self.clip,
            top,
            bottom: top + f64::from(height),
        });
    }

    fn shape(&mut self, outline: &Outline, fill: Option<Paint>, stroke: Option<&Stroke>) {
        let contours = contours(outline, |p| self.dot(p));
        match (fill, stroke) {
            (Some(paint), Some(stroke)) => {
                self.add(contours.clone(), Way::Fill(Rule::EvenOdd, paint.into()));
                self.stroke(contours, stroke);
            }
            (Some(paint), None) => self.add(contours, Way::Fill(Rule::EvenOdd, paint.into())),
            (None, Some(stroke)) => self.stroke(contours, stroke),
            (None, None) => {}
        }
    }

    fn text(&mut self, text: &Text) {
        let (sin, cos) = libm::sincos(text.rotation_degrees.to_radians());
        let mut letters = Vec::new();
        for glyph in &text.glyphs {
            let outline = self
                .fonts
                .get(glyph.font.0)
                .and_then(|font| font.outlines.get(&glyph.id));
            let Some(outline) = outline else { continue };
            let place = |p: Point| {
                let (x, y) = (glyph.x + p.x * text.size, glyph.y + p.y * text.size);
                let turned = Point::from_xy(x * cos - y * sin, x * sin + y * cos);
                self.dot(text.at.moved(turned))
            };
            letters.extend(contours(outline, place));
        }
        // Outlines of letters return to their start even where they do not say so.
        for contour in &mut letters {
            contour.is_closed = true;
        }
        if let Some(halo) = &text.halo {
            self.stroke(letters.clone(), halo);
        }
        self.add(letters, Way::Fill(Rule::NonZero, text.paint.into()));
    }

    fn stroke(&mut self, contours: Vec<Contour>, stroke: &Stroke) {
        let lengths: Vec<f64> = stroke
            .dashes
            .iter()
            .map(|dash| dash * self.dots_per_mm)
            .collect();
        let pen = Pen {
            radius: stroke.width * self.dots_per_mm / 2.0,
            cap: stroke.cap,
        };
        if pen.radius.is_finite() && pen.radius > 0.0 {
            self.add(
                dashed(contours, &lengths),
                Way::Stroke(pen, stroke.paint.into()),
            );
        }
    }

    fn add(&mut self, contours: Vec<Contour>, way: Way) {
        let reach = match way {
            Way::Stroke(pen, _) => pen.radius,
            Way::Fill(..) | Way::Clip | Way::Image(_) => 0.0,
        };
        let rows = contours.iter().flat_map(|contour| &contour.points);
        let (top, bottom) = rows.fold((f64::MAX, f64::MIN), |(top, bottom), [_, y]| {
            (top.min(f64::from(*y)), bottom.max(f64::from(*y)))
        });
        self.shapes.push(Shape {
            contours,
            way,
            clip: self.clip,
            top: top - reach,
            bottom: bottom + reach,
        });
    }

    fn dot(&self, point: Point) -> [f64; 2] {
        [point.x * self.dots_per_mm, point.y * self.dots_per_mm]
    }
}

/// How much of each dot of a band lies in a clip, and in the clips around it.
#[derive(Debug)]
struct Mask {
    shares: Vec<u8>,
    /// For each row the dots outside which there is nothing, and those among them that lie wholly inside.
    rows: Vec<MaskRow>,
}

#[derive(Debug, Clone, Copy, Default)]
struct MaskRow {
    some: (usize, usize),
    whole: (usize, usize),
}

/// The dots of a band of rows, colours mixed with their opacity.
struct Band {
    width: usize,
    dots: Vec<[u8; 4]>,
    coverage: Coverage,
    /// By the number of the shape; none for those that are no clips, and that hold nothing of the band.
    masks: Vec<Option<Mask>>,
}

impl Band {
    fn new(width: usize, shapes: &[Shape]) -> Self {
        Self {
            width,
            dots: vec![[0; 4]; width * BAND_ROWS],
            coverage: Coverage::new(width, BAND_ROWS),
            masks: shapes.iter().map(|_| None).collect(),
        }
    }

    /// Draws the band that starts at a row.
    fn draw(&mut self, top: usize, shapes: &[Shape], paper: [u8; 4]) -> &[[u8; 4]] {
        self.dots.fill(paper);
        let top = u32::try_from(top).map_or(f64::MAX, f64::from);
        self.coverage.start_at(top);
        let (top, bottom) = self.coverage.reach();
        for (number, shape) in shapes.iter().enumerate() {
            let is_here = shape.top < bottom && shape.bottom > top;
            match &shape.way {
                Way::Clip => {
                    let mask = is_here.then(|| self.mask(shape)).flatten();
                    if let Some(place) = self.masks.get_mut(number) {
                        *place = mask;
                    }
                }
                Way::Fill(rule, ink) if is_here => {
                    self.fill(shape);
                    self.paint(*rule, *ink, shape.clip);
                }
                Way::Stroke(pen, ink) if is_here => {
                    for contour in &shape.contours {
                        pen.stroke(contour, &mut self.coverage);
                    }
                    self.paint(Rule::NonZero, *ink, shape.clip);
                }
                Way::Image(image) if is_here => self.image(image, top),
                Way::Fill(..) | Way::Stroke(..) | Way::Image(_) => {}
            }
        }
        &self.dots
    }

    /// Lays the rows of a picture that fall into the band over it. Pictures stand beside the map, in no clip.
    fn image(&mut self, image: &Dots, top: f64) {
        let [left, first] = image.at;
        for (row, dots) in (first..).zip(image.colours.chunks(image.width)) {
            let Some(row) = u32::try_from(row).ok().map(|row| f64::from(row) - top) else {
                continue;
            };
            let Some(row) = place(row).filter(|row| *row < BAND_ROWS) else {
                continue;
            };
            let end = self.width.min(left + image.width);
            let under = self
                .dots
                .get_mut(row * self.width + left..row * self.width + end);
            for (under, over) in under.into_iter().flatten().zip(dots) {
                let left = u16::from(u8::MAX - over[3]);
                for (under, over) in under.iter_mut().zip(over) {
                    *under = over.saturating_add(whole(u16::from(*under) * left));
                }
            }
        }
    }

    fn fill(&mut self, shape: &Shape) {
        for contour in &shape.contours {
            for (from, to) in contour.pieces(true) {
                self.coverage.edge(from, to);
            }
        }
    }

    /// Paints what is covered.
    fn paint(&mut self, rule: Rule, ink: Ink, clip: Option<usize>) {
        let (width, dots) = (self.width, &mut self.dots);
        let mut paint = |row: usize, from: usize, to: usize, share: u8| {
            let start = row * width;
            if let Some(dots) = dots.get_mut(start + from..start + to) {
                mix(dots, ink, share);
            }
        };
        let Some(clip) = clip else {
            self.coverage.stretches(rule, paint);
            return;
        };
        let mask = self.masks.get(clip).and_then(Option::as_ref);
        self.coverage.stretches(rule, |row, from, to, share| {
            let Some(mask) = mask else { return };
            let bounds = mask.rows.get(row).copied().unwrap_or_default();
            let (from, to) = (from.max(bounds.some.0), to.min(bounds.some.1));
            let whole = (from.max(bounds.whole.0), to.min(bounds.whole.1));
            let is_split = whole.0 < whole.1;
            let (before, behind) = if is_split {
                (from..whole.0, whole.1..to)
            } else {
                (from..to, to..to)
            };
            if is_split {
                paint(row, whole.0, whole.1, share);
            }
            for dot in before.chain(behind) {
                let inside = mask.shares.get(row * width + dot).copied();
                paint(row, dot, dot + 1, scaled(share, inside.unwrap_or_default()));
            }
        });
    }

    /// The part of the band in a clip; none where there is none.
    fn mask(&mut self, shape: &Shape) -> Option<Mask> {
        self.fill(shape);
        let width = self.width;
        let outer = shape
            .clip
            .map(|clip| self.masks.get(clip).and_then(Option::as_ref));
        let mut mask = Mask {
            shares: vec![0; width * BAND_ROWS],
            rows: vec![MaskRow::default(); BAND_ROWS],
        };
        let mut is_empty = true;
        self.coverage
            .stretches(Rule::EvenOdd, |row, from, to, share| {
                if let Some(shares) = mask.shares.get_mut(row * width + from..row * width + to) {
                    shares.fill(share);
                    is_empty = false;
                }
            });
        if let Some(outer) = outer {
            let outer = outer?;
            for (share, outer) in mask.shares.iter_mut().zip(&outer.shares) {
                *share = scaled(*share, *outer);
            }
        }
        for (row, shares) in mask.rows.iter_mut().zip(mask.shares.chunks(width)) {
            let first = shares.iter().position(|share| *share > 0);
            let last = shares.iter().rposition(|share| *share > 0);
            row.some = (first.unwrap_or(0), last.map_or(0, |last| last + 1));
            let whole = shares.iter().position(|share| *share == u8::MAX);
            let whole = whole.unwrap_or(shares.len());
            let inside = shares.iter().skip(whole);
            let count = inside.take_while(|share| **share == u8::MAX).count();
            row.whole = (whole, whole + count);
        }
        (!is_empty).then_some(mask)
    }
}

/// Mixes an ink into dots, as much as its opacity and the share say.
fn mix(dots: &mut [[u8; 4]], ink: Ink, share: u8) {
    let opacity = scaled(share, ink.opacity);
    let [r, g, b] = ink.rgb;
    if opacity == u8::MAX {
        dots.fill([r, g, b, u8::MAX]);
        return;
    }
    let added = [r, g, b, u8::MAX].map(|part| u16::from(part) * u16::from(opacity));
    let left = u16::from(u8::MAX - opacity);
    for dot in dots {
        for (part, added) in dot.iter_mut().zip(added) {
            *part = whole(added + u16::from(*part) * left);
        }
    }
}

/// A product of two shares of 255.
fn scaled(share: u8, by: u8) -> u8 {
    whole(u16::from(share) * u16::from(by))
}

/// A number of 255ths of 255ths, rounded to 255ths: exact for all of them.
///
/// # Source
/// J. Blinn (1995), Three wrongs make a right, IEEE Computer Graphics and Applications 15(6), 90–93,
/// doi:10.1109/38.469526.
fn whole(squares: u16) -> u8 {
    let rounded = u32::from(squares) + 128;
    u8::try_from((rounded + (rounded >> 8)) >> 8).unwrap_or(u8::MAX)
}

/// A colour without the opacity that is mixed into it.
fn unmixed([r, g, b, opacity]: [u8; 4]) -> [u8; 4] {
    let plain = |part: u8| {
        let opacity = u16::from(opacity).max(1);
        let part = (u16::from(part) * u16::from(u8::MAX) + opacity / 2) / opacity;
        u8::try_from(part).unwrap_or(u8::MAX)
    };
    [plain(r), plain(g), plain(b), opacity]
}

/// A row or a column that lies on the page.
fn place(dots: f64) -> Option<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked just so"
    )]
    (0.0..65_536.0).contains(&dots).then_some(dots as usize)
}

/// A side of a picture on the page, in dots; none where nothing would be seen.
fn side(dots: f64) -> Option<u16> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of any float saturates, and NaN becomes zero"
    )]
    let dots = dots as u16;
    (dots > 0).then_some(dots)
}

/// A picture in another size.
fn shrunk(picture: &Picture, width: u16, height: u16) -> Vec<[u8; 4]> {
    // The dots of the picture from one share of its side to another: at least one.
    let span = |number: u16, of: u16, dots: u32| {
        let at = |number: u64| number * u64::from(dots) / u64::from(of);
        let from = at(u64::from(number));
        from..at(u64::from(number) + 1).max(from + 1)
    };
    let mut dots = Vec::with_capacity(usize::from(width) * usize::from(height));
    for row in 0..height {
        for column in 0..width {
            let (mut sums, mut count) = ([0_u64; 4], 0_u64);
            for y in span(row, height, picture.height()) {
                for x in span(column, width, picture.width()) {
                    let start = usize::try_from(4 * (y * u64::from(picture.width()) + x));
                    let dot = start
                        .ok()
                        .and_then(|start| picture.rgba().get(start..start + 4));
                    let Some([r, g, b, a]) = dot else { continue };
                    let alpha = u64::from(*a);
                    for (sum, channel) in sums.iter_mut().zip([r, g, b]) {
                        *sum += u64::from(*channel) * alpha;
                    }
                    sums[3] += alpha;
                    count += 1;
                }
            }
            let [r, g, b] = [sums[0], sums[1], sums[2]].map(|sum| mean(sum, 255 * count));
            dots.push([r, g, b, mean(sums[3], count)]);
        }
    }
    dots
}

/// A mean of bytes, rounded.
fn mean(sum: u64, count: u64) -> u8 {
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_shares_are_rounded_to_the_nearest() {
        for a in 0..=u8::MAX {
            for b in 0..=u8::MAX {
                let exact = (f64::from(a) * f64::from(b) / 255.0).round();
                assert!((f64::from(scaled(a, b)) - exact).abs() < 1e-9, "{a} {b}");
            }
        }
    }

    #[test]
    fn a_colour_comes_out_of_its_mixture() {
        for opacity in 1..=u8::MAX {
            let mut dot = [[0; 4]];
            let ink = Ink {
                rgb: [213, 94, 0],
                opacity,
            };
            mix(&mut dot, ink, u8::MAX);
            let [r, g, b, found] = unmixed(dot[0]);
            let most = 128 / opacity + 1;
            assert_eq!(found, opacity);
            for (found, meant) in [r, g, b].into_iter().zip(ink.rgb) {
                assert!(
                    found.abs_diff(meant) <= most,
                    "{found} {meant} at {opacity}"
                );
            }
        }
    }
}
