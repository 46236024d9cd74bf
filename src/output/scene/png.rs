//! PNG, eight bits a channel, sRGB, with its resolution; with an alpha channel where there is no paper.
//!
//! Rendered on one thread at the SIMD level that every machine of a platform has: higher levels
//! round differently, and the same scene must give the same bytes.

use std::io;
use std::sync::Arc;

use vello_cpu::color::PremulRgba8;
use vello_cpu::kurbo::{self, Affine, BezPath};
use vello_cpu::peniko::{Fill, ImageAlphaType, ImageSampler};
use vello_cpu::{Level, Pixmap, RenderContext, RenderSettings, Resources};

use super::{SceneFormat, SceneOptions, WriteError};
use crate::carto::scene::{
    Cap, Font, Image, Mm, Node, Outline, Paint, Point, Scene, Segment, Stroke, Text,
};
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

/// In dots: too short to be seen, long enough to have a direction.
const SHORTEST_DASH: f64 = 0.01;

fn write(scene: &Scene, options: &SceneOptions, to: &mut dyn io::Write) -> Result<(), WriteError> {
    let (width, height) = size_in_dots(scene, options)?;
    let settings = RenderSettings {
        level: Level::baseline(),
        num_threads: 0,
    };
    let mut canvas = Canvas {
        context: RenderContext::new_with(width, height, settings),
        fonts: &scene.fonts,
        dots_per_mm: f64::from(options.dpi) / MM_PER_INCH,
    };
    if let Some(paper) = scene.paper {
        canvas.set_paint(paper.into());
        let (right, bottom) = (f64::from(width), f64::from(height));
        canvas
            .context
            .fill_rect(&kurbo::Rect::new(0.0, 0.0, right, bottom));
    }
    canvas.nodes(&scene.nodes);
    canvas.context.flush();
    let mut pixmap = Pixmap::new(width, height);
    canvas.context.render(&mut pixmap, &mut Resources::new());
    encode(pixmap, scene.paper.is_some(), options, to)
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

fn encode(
    pixmap: Pixmap,
    is_opaque: bool,
    options: &SceneOptions,
    to: &mut dyn io::Write,
) -> Result<(), WriteError> {
    let mut encoder = png::Encoder::new(to, pixmap.width().into(), pixmap.height().into());
    encoder.set_color(if is_opaque {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let dots_per_metre = (u32::from(options.dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: dots_per_metre,
        yppu: dots_per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(into_io)?;
    let bytes: Vec<u8> = if is_opaque {
        // So is every dot then: the alpha says nothing.
        let dots = pixmap.data().iter();
        dots.flat_map(|dot| [dot.r, dot.g, dot.b]).collect()
    } else {
        pixmap.take_rgba8(ImageAlphaType::Alpha)
    };
    writer.write_image_data(&bytes).map_err(into_io)?;
    writer.finish().map_err(into_io)
}

fn into_io(error: png::EncodingError) -> WriteError {
    WriteError::Io(error.into())
}

struct Canvas<'a> {
    context: RenderContext,
    fonts: &'a [Font],
    dots_per_mm: f64,
}

impl Canvas<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Group(group) => {
                    if let Some(clip) = &group.clip {
                        let path = self.path(clip);
                        self.context.set_fill_rule(Fill::EvenOdd);
                        self.context.push_clip_path(&path);
                    }
                    self.nodes(&group.nodes);
                    if group.clip.is_some() {
                        self.context.pop_clip();
                    }
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
        let corner = self.dot(Point::from_xy(rect.left, rect.top));
        let end = self.dot(Point::from_xy(rect.right, rect.bottom));
        let (x, y) = (corner.x.round(), corner.y.round());
        let (Some(width), Some(height)) = (side(end.x.round() - x), side(end.y.round() - y)) else {
            return;
        };
        let pixmap = shrunk(&image.picture, width, height);
        self.context.set_paint(vello_cpu::Image {
            image: vello_cpu::ImageSource::Pixmap(Arc::new(pixmap)),
            sampler: ImageSampler::default(),
        });
        self.context.set_paint_transform(Affine::translate((x, y)));
        let (right, bottom) = (x + f64::from(width), y + f64::from(height));
        self.context
            .fill_rect(&kurbo::Rect::new(x, y, right, bottom));
        self.context.reset_paint_transform();
    }

    fn shape(&mut self, outline: &Outline, fill: Option<Paint>, stroke: Option<&Stroke>) {
        let path = self.path(outline);
        if path.is_empty() {
            return;
        }
        if let Some(paint) = fill {
            self.set_paint(paint);
            self.context.set_fill_rule(Fill::EvenOdd);
            self.context.fill_path(&path);
        }
        if let Some(stroke) = stroke {
            self.stroke(&path, stroke);
        }
    }

    fn text(&mut self, text: &Text) {
        let at = self.dot(text.at);
        let turn = Affine::rotate_about(text.rotation_degrees.to_radians(), at);
        let mut letters = BezPath::new();
        for glyph in &text.glyphs {
            let outline = self
                .fonts
                .get(glyph.font.0)
                .and_then(|font| font.outlines.get(&glyph.id));
            let Some(outline) = outline else { continue };
            let origin = Point::from_xy(text.at.x + glyph.x, text.at.y + glyph.y);
            let place = |p: Point| {
                self.dot(Point::from_xy(
                    origin.x + p.x * text.size,
                    origin.y + p.y * text.size,
                ))
            };
            add(&mut letters, outline, place);
        }
        if letters.is_empty() {
            return;
        }
        letters.apply_affine(turn);
        if let Some(halo) = &text.halo {
            self.stroke(&letters, halo);
        }
        self.set_paint(text.paint);
        self.context.set_fill_rule(Fill::NonZero);
        self.context.fill_path(&letters);
    }

    fn stroke(&mut self, path: &BezPath, stroke: &Stroke) {
        let scaled = |length: f64| length * self.dots_per_mm;
        let cap = match stroke.cap {
            Cap::Butt => kurbo::Cap::Butt,
            Cap::Round => kurbo::Cap::Round,
        };
        let mut style = kurbo::Stroke::new(scaled(stroke.width))
            .with_join(kurbo::Join::Round)
            .with_caps(cap);
        // A pattern that does not advance would never reach the end of the line.
        if stroke.dashes.iter().sum::<f64>() > 0.0 {
            // The renderer drops dashes of no length, which round caps make into dots.
            let dashes = stroke.dashes.iter().map(|d| scaled(*d).max(SHORTEST_DASH));
            style = style.with_dashes(0.0, dashes);
        }
        self.set_paint(stroke.paint);
        self.context.set_stroke(style);
        self.context.stroke_path(path);
    }

    fn set_paint(&mut self, paint: Paint) {
        let colour = paint.colour;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an opacity needs no more than eight bits"
        )]
        let opacity = paint.opacity.clamp(0.0, 1.0) as f32;
        let solid = vello_cpu::color::AlphaColor::from_rgb8(colour.r, colour.g, colour.b);
        self.context.set_paint(solid.with_alpha(opacity));
    }

    fn path(&self, outline: &Outline) -> BezPath {
        let mut path = BezPath::new();
        add(&mut path, outline, |p| self.dot(p));
        path
    }

    fn dot(&self, point: Point) -> kurbo::Point {
        kurbo::Point::new(point.x * self.dots_per_mm, point.y * self.dots_per_mm)
    }
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
fn shrunk(picture: &Picture, width: u16, height: u16) -> Pixmap {
    // The dots of the picture from one share of its side to another: at least one.
    let span = |number: u16, of: u16, dots: u32| {
        let at = |number: u64| number * u64::from(dots) / u64::from(of);
        let from = at(u64::from(number));
        from..at(u64::from(number) + 1).max(from + 1)
    };
    let mut pixmap = Pixmap::new(width, height);
    let mut places = pixmap.data_mut().iter_mut();
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
            if let Some(place) = places.next() {
                *place = PremulRgba8 {
                    r,
                    g,
                    b,
                    a: mean(sums[3], count),
                };
            }
        }
    }
    pixmap.recompute_may_have_transparency();
    pixmap
}

/// A mean of bytes, rounded.
fn mean(sum: u64, count: u64) -> u8 {
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

/// Adds an outline to a path; one that is not finite adds nothing.
fn add(path: &mut BezPath, outline: &Outline, place: impl Fn(Point) -> kurbo::Point) {
    let mut added = BezPath::new();
    for segment in &outline.segments {
        match segment {
            Segment::MoveTo(p) => added.move_to(place(*p)),
            Segment::LineTo(p) => added.line_to(place(*p)),
            Segment::QuadTo(c, p) => added.quad_to(place(*c), place(*p)),
            Segment::CubicTo(c, d, p) => added.curve_to(place(*c), place(*d), place(*p)),
            Segment::Close => added.close_path(),
        }
    }
    if added.is_finite() {
        path.extend(added);
    }
}
