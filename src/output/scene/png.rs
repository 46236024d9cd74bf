//! PNG, eight bits a channel, sRGB, with its resolution; with an alpha channel where there is no paper.
//!
//! Drawn a band of rows at a time, which goes into the file before the next one is drawn: a picture of any size
//! takes the memory of a band. Only whole numbers and operations that every processor rounds alike are used,
//! so that the same scene is the same bytes.

use std::io;

use super::coverage::{Coverage, Rule, Stretch};
use super::deflate::{Deflater, Dot};
use super::edges::{BAND_ROWS, Edges, Window};
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
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let dots_per_metre = (u32::from(options.dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: dots_per_metre,
        yppu: dots_per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(into_io)?;

    let mut canvas = Canvas {
        fonts: &scene.fonts,
        dots_per_mm: f64::from(options.dpi) / MM_PER_INCH,
        shapes: Vec::new(),
        edges: Edges::new(width, height),
        clip: None,
        clips: 0,
    };
    canvas.nodes(&scene.nodes);
    let paper = scene
        .paper
        .map_or([0; 4], |paper| [paper.r, paper.g, paper.b, u8::MAX]);
    let (width, height) = (usize::from(width), usize::from(height));
    let mut band = Band::new(width, canvas.clips);
    let mut deflater = Deflater::new(width, scene.paper.is_none());
    for number in 0..height.div_ceil(BAND_ROWS) {
        let dots = band.draw(number, &canvas.edges, &canvas.shapes, paper);
        if scene.paper.is_none() {
            for dot in &mut *dots {
                *dot = unmixed(*dot);
            }
        }
        let count = BAND_ROWS.min(height - number * BAND_ROWS);
        for row in dots.chunks(width).take(count) {
            deflater.row(row);
        }
        if deflater.bytes().len() >= CHUNK_BYTES {
            write_data(&mut writer, &mut deflater)?;
        }
    }
    deflater.finish();
    write_data(&mut writer, &mut deflater)?;
    writer.finish().map_err(into_io)
}

/// Writes what is finished of the data.
fn write_data<W: io::Write>(
    writer: &mut png::Writer<W>,
    deflater: &mut Deflater,
) -> Result<(), WriteError> {
    let bytes = deflater.bytes();
    writer
        .write_chunk(png::chunk::IDAT, bytes)
        .map_err(into_io)?;
    bytes.clear();
    Ok(())
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

/// What is drawn in one colour; its edges stand with the bands.
#[derive(Debug)]
struct Shape {
    way: Way,
    /// The number of the clip that it is drawn in.
    clip: Option<usize>,
}

/// What becomes of a shape.
#[derive(Debug)]
enum Way {
    Fill(Rule, Ink),
    /// Dots of its own.
    Image(Dots),
    /// It is drawn nowhere, and bounds what others draw; its own number among the clips.
    Clip(usize),
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
    edges: Edges,
    /// The clip of the group that is being looked at.
    clip: Option<usize>,
    /// How many clips there are.
    clips: usize,
}

impl Canvas<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Group(group) => {
                    let outside = (self.clip, self.edges.window());
                    if let Some(clip) = &group.clip {
                        self.clip(clip);
                    }
                    self.nodes(&group.nodes);
                    self.clip = outside.0;
                    self.edges.set_window(outside.1);
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

    /// Draws what follows inside an outline only.
    fn clip(&mut self, outline: &Outline) {
        let contours = contours(outline, |p| self.dot(p));
        let number = self.clips;
        self.clips += 1;
        self.fill(&contours, Way::Clip(number));
        self.clip = Some(number);
        let nothing = Window {
            left: f64::MAX,
            top: f64::MAX,
            right: f64::MIN,
            bottom: f64::MIN,
        };
        let points = contours.iter().flat_map(|contour| &contour.points);
        let bounds = points.fold(nothing, |bounds, point| {
            let [x, y] = point.map(f64::from);
            Window {
                left: bounds.left.min(x),
                top: bounds.top.min(y),
                right: bounds.right.max(x),
                bottom: bounds.bottom.max(y),
            }
        });
        let window = self.edges.window().shared(&bounds);
        self.edges.set_window(window);
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
        self.start(Way::Image(Dots {
            at: [x, y],
            width: usize::from(width),
            colours: shrunk(&image.picture, width, height),
        }));
        self.edges.add_rows(top, top + f64::from(height));
    }

    fn shape(&mut self, outline: &Outline, fill: Option<Paint>, stroke: Option<&Stroke>) {
        let contours = contours(outline, |p| self.dot(p));
        if let Some(paint) = fill {
            self.fill(&contours, Way::Fill(Rule::EvenOdd, paint.into()));
        }
        if let Some(stroke) = stroke {
            self.stroke(contours, stroke);
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
        self.fill(&letters, Way::Fill(Rule::NonZero, text.paint.into()));
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
            self.start(Way::Fill(Rule::NonZero, stroke.paint.into()));
            for contour in dashed(contours, &lengths) {
                pen.stroke(&contour, &mut self.edges);
            }
        }
    }

    fn fill(&mut self, contours: &[Contour], way: Way) {
        self.start(way);
        for contour in contours {
            self.edges.ring(&contour.points);
        }
    }

    /// Goes on to a shape, to which edges are added then.
    fn start(&mut self, way: Way) {
        self.edges.start(self.shapes.len());
        self.shapes.push(Shape {
            way,
            clip: self.clip,
        });
    }

    fn dot(&self, point: Point) -> [f64; 2] {
        [point.x * self.dots_per_mm, point.y * self.dots_per_mm]
    }
}

/// How much of each dot of a band lies in a clip, and in the clips around it: what is not said lies outside.
#[derive(Debug, Clone, Default)]
struct Mask {
    stretches: Vec<Stretch>,
    /// Where the stretches of each row start.
    starts: [usize; BAND_ROWS],
}

impl Mask {
    fn clear(&mut self) {
        self.stretches.clear();
        self.starts.fill(0);
    }

    /// Adds a stretch, behind those that are there.
    fn push(&mut self, stretch: Stretch) {
        if let Some(last) = self.stretches.last_mut()
            && last.row == stretch.row
        {
            if last.to == stretch.from && last.share == stretch.share {
                last.to = stretch.to;
                return;
            }
        } else if let Some(start) = self.starts.get_mut(stretch.row) {
            *start = self.stretches.len();
        }
        self.stretches.push(stretch);
    }

    /// Cuts stretches, which come row by row and from left to right.
    fn cut(&self) -> impl FnMut(Stretch, &mut dyn FnMut(Stretch)) {
        let (mut row, mut at) = (BAND_ROWS, 0);
        move |stretch, take| {
            if row != stretch.row {
                row = stretch.row;
                at = self.starts.get(row).copied().unwrap_or_default();
            }
            let in_row = |mask: &&Stretch| mask.row == stretch.row;
            while let Some(mask) = self.stretches.get(at).filter(in_row)
                && mask.to <= stretch.from
            {
                at += 1;
            }
            let rest = self.stretches.get(at..).unwrap_or_default();
            let touched = rest
                .iter()
                .take_while(|mask| mask.row == stretch.row && mask.from < stretch.to);
            for mask in touched {
                take(Stretch {
                    row: stretch.row,
                    from: stretch.from.max(mask.from),
                    to: stretch.to.min(mask.to),
                    share: scaled(stretch.share, mask.share),
                });
            }
        }
    }
}

/// The dots of a band of rows, colours mixed with their opacity.
struct Band {
    width: usize,
    dots: Vec<Dot>,
    coverage: Coverage,
    /// By the number of the clip.
    masks: Vec<Mask>,
}

impl Band {
    fn new(width: usize, clips: usize) -> Self {
        Self {
            width,
            dots: vec![[0; 4]; width * BAND_ROWS],
            coverage: Coverage::new(width),
            masks: vec![Mask::default(); clips],
        }
    }

    /// Draws a band.
    fn draw(&mut self, number: usize, edges: &Edges, shapes: &[Shape], paper: Dot) -> &mut [Dot] {
        self.dots.fill(paper);
        self.masks.iter_mut().for_each(Mask::clear);
        for (shape, edges) in edges.in_band(number) {
            let Some(shape) = shapes.get(shape) else {
                continue;
            };
            for edge in edges {
                self.coverage.add(edge);
            }
            match &shape.way {
                Way::Clip(clip) => self.mask(*clip, shape.clip),
                Way::Fill(rule, ink) => self.paint(*rule, *ink, shape.clip),
                Way::Image(image) => self.image(image, number * BAND_ROWS),
            }
        }
        &mut self.dots
    }

    /// Lays the rows of a picture that fall into the band over it. Pictures stand beside the map, in no clip.
    fn image(&mut self, image: &Dots, top: usize) {
        let [left, first] = image.at;
        let end = self.width.min(left + image.width);
        for (row, dots) in (first..).zip(image.colours.chunks(image.width)) {
            let Some(row) = row.checked_sub(top).filter(|row| *row < BAND_ROWS) else {
                continue;
            };
            let start = row * self.width;
            let under = self.dots.get_mut(start + left..start + end);
            for (under, over) in under.into_iter().flatten().zip(dots) {
                let left = u16::from(u8::MAX - over[3]);
                for (under, over) in under.iter_mut().zip(over) {
                    *under = over.saturating_add(whole(u16::from(*under) * left));
                }
            }
        }
    }

    /// Paints what is covered.
    fn paint(&mut self, rule: Rule, ink: Ink, clip: Option<usize>) {
        let (width, dots) = (self.width, &mut self.dots);
        let mut paint = |stretch: Stretch| {
            let start = stretch.row * width;
            if let Some(dots) = dots.get_mut(start + stretch.from..start + stretch.to) {
                mix(dots, ink, stretch.share);
            }
        };
        match clip {
            None => self.coverage.stretches(rule, paint),
            Some(clip) => {
                let nothing = Mask::default();
                let mut cut = self.masks.get(clip).unwrap_or(&nothing).cut();
                self.coverage
                    .stretches(rule, |stretch| cut(stretch, &mut paint));
            }
        }
    }

    /// The part of the band in a clip, and in the one around it.
    fn mask(&mut self, number: usize, outer: Option<usize>) {
        let mut mask = self
            .masks
            .get_mut(number)
            .map(std::mem::take)
            .unwrap_or_default();
        match outer {
            None => self
                .coverage
                .stretches(Rule::EvenOdd, |stretch| mask.push(stretch)),
            Some(outer) => {
                let nothing = Mask::default();
                let mut cut = self.masks.get(outer).unwrap_or(&nothing).cut();
                let mut push = |stretch| mask.push(stretch);
                self.coverage
                    .stretches(Rule::EvenOdd, |stretch| cut(stretch, &mut push));
            }
        }
        if let Some(place) = self.masks.get_mut(number) {
            *place = mask;
        }
    }
}

/// Mixes an ink into dots, as much as its opacity and the share say.
fn mix(dots: &mut [Dot], ink: Ink, share: u8) {
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
    // At most 255 · 255: neither sum overflows.
    let rounded = squares + 128;
    let [high, _] = (rounded + (rounded >> 8)).to_be_bytes();
    high
}

/// A colour without the opacity that is mixed into it.
fn unmixed([r, g, b, opacity]: Dot) -> Dot {
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
