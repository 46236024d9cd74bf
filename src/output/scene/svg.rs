//! SVG 1.1 in millimetres, with the fonts in use inside.
//!
//! Coordinates are rounded to 0.01 mm: the file holds no more than the picture. Halos are a second
//! text below the first, since `paint-order` is unknown to Word, Illustrator and others, which would
//! then draw the halo over the letters.

use std::fmt::{self, Write as _};
use std::io;
use std::ops::Range;

use base64::display::Base64Display;

use super::{Escaped, SceneFormat, SceneOptions, WriteError};
use crate::carto::scene::{
    Cap, Font, Group, Image, Node, Outline, Paint, Point, Scene, Segment, Stroke, Text,
    is_right_to_left,
};

pub(super) const FORMAT: SceneFormat = SceneFormat {
    name: "svg",
    extensions: &["svg"],
    media_type: "image/svg+xml",
    is_binary: false,
    has_companions: false,
    write,
};

fn write(scene: &Scene, _: &SceneOptions, to: &mut dyn io::Write) -> Result<(), WriteError> {
    let mut svg = Svg {
        text: String::new(),
        fonts: &scene.fonts,
        clips: 0,
        last: None,
    };
    // Writing to a string cannot fail.
    let _ = svg.document(scene);
    to.write_all(svg.text.as_bytes())?;
    Ok(())
}

/// The name space in which Inkscape is told that a group is a layer; others show the group's id.
const INKSCAPE: &str = " xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"";

struct Svg<'a> {
    text: String,
    fonts: &'a [Font],
    clips: usize,
    /// The last outline, and where in the text its data stand: wide and narrow strokes share one.
    last: Option<(&'a Outline, Range<usize>)>,
}

impl<'a> Svg<'a> {
    fn document(&mut self, scene: &'a Scene) -> fmt::Result {
        let (width, height) = (Number(scene.width.0), Number(scene.height.0));
        let language = Escaped(scene.language);
        let layers = if has_names(&scene.nodes) {
            INKSCAPE
        } else {
            ""
        };
        writeln!(
            self.text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
             viewBox=\"0 0 {width} {height}\"{layers} lang=\"{language}\" xml:lang=\"{language}\" \
             text-rendering=\"geometricPrecision\">"
        )?;
        writeln!(self.text, "<title>{}</title>", Escaped(&scene.title))?;
        if !scene.description.is_empty() {
            writeln!(self.text, "<desc>{}</desc>", Escaped(&scene.description))?;
        }
        self.style_sheet()?;
        if let Some(paper) = scene.paper {
            writeln!(
                self.text,
                "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
                Hex(paper.into())
            )?;
        }
        self.nodes(&scene.nodes)?;
        self.text.write_str("</svg>\n")
    }

    fn style_sheet(&mut self) -> fmt::Result {
        let used = || self.fonts.iter().filter(|font| !font.outlines.is_empty());
        if used().next().is_none() {
            return Ok(());
        }
        let mut rules = String::new();
        for font in used() {
            writeln!(
                rules,
                "@font-face{{font-family:\"{}\";font-weight:{};font-style:{};\
                 src:url(data:font/ttf;base64,{})}}",
                font.family,
                font.weight,
                slant(font),
                Base64Display::new(&font.data, &base64::engine::general_purpose::STANDARD)
            )?;
        }
        writeln!(
            self.text,
            "<style>\n{rules}text{{font-synthesis:none;white-space:pre}}\n</style>"
        )
    }

    fn nodes(&mut self, nodes: &'a [Node]) -> fmt::Result {
        for node in nodes {
            match node {
                Node::Group(group) => self.group(group)?,
                Node::Shape {
                    outline,
                    fill,
                    stroke,
                } => self.shape(outline, *fill, stroke.as_ref())?,
                Node::Text(text) => self.text(text)?,
                Node::Image(image) => self.image(image)?,
            }
        }
        Ok(())
    }

    /// A picture, inside the file; `href` without a namespace is unknown to Word and Illustrator.
    fn image(&mut self, image: &Image) -> fmt::Result {
        let rect = &image.rect;
        writeln!(
            self.text,
            "<image xmlns:xlink=\"http://www.w3.org/1999/xlink\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
             preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{}\"><title>{}</title></image>",
            Number(rect.left),
            Number(rect.top),
            Number(rect.width()),
            Number(rect.height()),
            Base64Display::new(
                image.picture.png(),
                &base64::engine::general_purpose::STANDARD
            ),
            Escaped(&image.title)
        )
    }

    fn group(&mut self, group: &'a Group) -> fmt::Result {
        let mut clip_attribute = String::new();
        if let Some(clip) = &group.clip {
            self.clips += 1;
            let number = self.clips;
            write!(
                self.text,
                "<clipPath id=\"clip.{number}\"><path clip-rule=\"evenodd\" d=\""
            )?;
            push_data(&mut self.text, clip);
            self.text.write_str("\"/></clipPath>\n")?;
            write!(clip_attribute, " clip-path=\"url(#clip.{number})\"")?;
        }
        self.text.write_str("<g")?;
        if !group.id.is_empty() {
            let id = Escaped(&group.id);
            write!(
                self.text,
                " id=\"{id}\" inkscape:groupmode=\"layer\" inkscape:label=\"{id}\""
            )?;
        }
        writeln!(self.text, "{clip_attribute}>")?;
        if !group.title.is_empty() {
            writeln!(self.text, "<title>{}</title>", Escaped(&group.title))?;
        }
        self.nodes(&group.nodes)?;
        self.text.write_str("</g>\n")
    }

    fn shape(
        &mut self,
        outline: &'a Outline,
        fill: Option<Paint>,
        stroke: Option<&Stroke>,
    ) -> fmt::Result {
        if outline.is_empty() || (fill.is_none() && stroke.is_none()) {
            return Ok(());
        }
        self.text.write_str("<path d=\"")?;
        self.data(outline);
        self.text.write_str("\"")?;
        match fill {
            Some(paint) => write!(
                self.text,
                " fill=\"{}\" fill-rule=\"evenodd\"{}",
                Hex(paint),
                Opacity("fill-opacity", paint.opacity)
            )?,
            None => self.text.write_str(" fill=\"none\"")?,
        }
        if let Some(stroke) = stroke {
            self.stroke(stroke)?;
            let opacity = Opacity("stroke-opacity", stroke.paint.opacity);
            write!(self.text, "{opacity}")?;
        }
        self.text.write_str("/>\n")
    }

    /// The data of a path.
    fn data(&mut self, outline: &'a Outline) {
        let start = self.text.len();
        match &self.last {
            Some((last, range)) if *last == outline => {
                self.text.extend_from_within(range.clone());
            }
            _ => push_data(&mut self.text, outline),
        }
        self.last = Some((outline, start..self.text.len()));
    }

    /// The attributes of a stroke but for its opacity.
    fn stroke(&mut self, stroke: &Stroke) -> fmt::Result {
        write!(
            self.text,
            " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
            Hex(stroke.paint),
            Number(stroke.width)
        )?;
        if stroke.cap == Cap::Round {
            self.text.write_str(" stroke-linecap=\"round\"")?;
        }
        if !stroke.dashes.is_empty() {
            self.text.write_str(" stroke-dasharray=\"")?;
            for (number, dash) in stroke.dashes.iter().enumerate() {
                let space = if number == 0 { "" } else { " " };
                write!(self.text, "{space}{}", Number(*dash))?;
            }
            self.text.write_str("\"")?;
        }
        Ok(())
    }

    fn text(&mut self, text: &Text) -> fmt::Result {
        let words = Escaped(&text.string);
        if let Some(halo) = &text.halo {
            // One opacity for the whole element: strokes of neighbours overlap.
            self.open_text(text)?;
            self.stroke(halo)?;
            writeln!(
                self.text,
                " fill=\"{}\"{} aria-hidden=\"true\">{words}</text>",
                Hex(halo.paint),
                Opacity("opacity", halo.paint.opacity)
            )?;
        }
        self.open_text(text)?;
        writeln!(
            self.text,
            " fill=\"{}\"{}>{words}</text>",
            Hex(text.paint),
            Opacity("fill-opacity", text.paint.opacity)
        )
    }

    /// A text element up to its paint.
    fn open_text(&mut self, text: &Text) -> fmt::Result {
        let Point { x, y } = text.at;
        write!(
            self.text,
            "<text x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\"",
            Number(x),
            Number(y),
            self.families(text),
            // Font sizes are few and a rounded one moves the end of a line.
            Precise(text.size)
        )?;
        if let Some(font) = text.glyphs.first().and_then(|g| self.fonts.get(g.font.0)) {
            if font.weight != 400 {
                write!(self.text, " font-weight=\"{}\"", font.weight)?;
            }
            if font.is_italic {
                self.text.write_str(" font-style=\"italic\"")?;
            }
        }
        if text.tracking != 0.0 {
            write!(self.text, " letter-spacing=\"{}\"", Precise(text.tracking))?;
        } else if text.width > 0.0 {
            // Where the font is replaced, the words still end where the map expects them to.
            write!(
                self.text,
                " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
                Precise(text.width)
            )?;
        }
        if is_right_to_left(text.language) {
            // `end` is the left end of a line that runs from right to left.
            self.text
                .write_str(" direction=\"rtl\" text-anchor=\"end\"")?;
        }
        write!(self.text, " xml:lang=\"{}\"", Escaped(text.language))?;
        if text.rotation_degrees != 0.0 {
            write!(
                self.text,
                " transform=\"rotate({} {} {})\"",
                Number(text.rotation_degrees),
                Number(x),
                Number(y)
            )?;
        }
        Ok(())
    }

    /// The families of a text's glyphs, each once, and a last resort.
    fn families(&self, text: &Text) -> String {
        let mut families: Vec<&str> = Vec::new();
        for font in text.glyphs.iter().filter_map(|g| self.fonts.get(g.font.0)) {
            if !families.contains(&font.family.as_ref()) {
                families.push(&font.family);
            }
        }
        families.push("sans-serif");
        families.join(", ")
    }
}

/// Whether a group among these parts, or inside them, has an identifier.
fn has_names(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Group(group) => !group.id.is_empty() || has_names(&group.nodes),
        Node::Shape { .. } | Node::Text(_) | Node::Image(_) => false,
    })
}

fn slant(font: &Font) -> &'static str {
    if font.is_italic { "italic" } else { "normal" }
}

/// A number with two decimals at most; zero when it is not finite.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rounded(f, self.0, 2)
    }
}

/// A number with four decimals at most; zero when it is not finite.
struct Precise(f64);

impl fmt::Display for Precise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rounded(f, self.0, 4)
    }
}

fn rounded(f: &mut fmt::Formatter<'_>, number: f64, decimals: usize) -> fmt::Result {
    let number = if number.is_finite() { number } else { 0.0 };
    let text = format!("{number:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    f.write_str(if text == "-0" { "0" } else { text })
}

/// Writes a number as [`Number`] does, quickly: nearly all of a file are such.
fn push_number(text: &mut String, number: f64) {
    let hundredths = number * 100.0;
    let whole = hundredths.round();
    // Beside a half, and beyond any page, rounding is left to the exact way.
    let is_plain = whole.abs() < 1e6 && ((hundredths - whole).abs() - 0.5).abs() > 1e-6;
    if !is_plain {
        let _ = write!(text, "{}", Number(number));
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below a million")]
    let whole = whole as i32;
    let mut digits = [0_u8; 12];
    let mut at = digits.len();
    let mut put = |digit: u8| {
        at -= 1;
        digits[at] = digit;
    };
    let mut rest = whole.unsigned_abs();
    let mut digit = || {
        let last = rest % 10;
        rest /= 10;
        (b'0' + u8::try_from(last).unwrap_or_default(), rest == 0)
    };
    let (hundredth, tenth) = (digit().0, digit().0);
    if hundredth != b'0' {
        put(hundredth);
    }
    if hundredth != b'0' || tenth != b'0' {
        put(tenth);
        put(b'.');
    }
    loop {
        let (unit, is_last) = digit();
        put(unit);
        if is_last {
            break;
        }
    }
    if whole < 0 {
        put(b'-');
    }
    let digits = digits.get(at..).unwrap_or_default();
    text.extend(digits.iter().map(|digit| char::from(*digit)));
}

/// Writes the data of a path.
fn push_data(text: &mut String, outline: &Outline) {
    let mut command = |letter: char, points: &[Point]| {
        text.push(letter);
        for (number, point) in points.iter().enumerate() {
            if number > 0 {
                text.push(' ');
            }
            push_number(text, point.x);
            text.push(' ');
            push_number(text, point.y);
        }
    };
    for segment in &outline.segments {
        match *segment {
            Segment::MoveTo(p) => command('M', &[p]),
            Segment::LineTo(p) => command('L', &[p]),
            Segment::QuadTo(c, p) => command('Q', &[c, p]),
            Segment::CubicTo(c, d, p) => command('C', &[c, d, p]),
            Segment::Close => command('Z', &[]),
        }
    }
}

struct Hex(Paint);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colour = self.0.colour;
        write!(f, "#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b)
    }
}

/// An attribute of opacity; nothing for a solid colour.
struct Opacity(&'static str, f64);

impl fmt::Display for Opacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 >= 1.0 {
            return Ok(());
        }
        write!(f, " {}=\"{}\"", self.0, Precise(self.1.max(0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_exact_way_writes_them() {
        let mut step = 1_u64;
        for _ in 0..200_000 {
            // Knuth's multiplicative sequence: any spread of numbers will do.
            step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let thousandths = i32::try_from(step >> 43).unwrap() - (1 << 20);
            let near = f64::from(thousandths) / 1000.0;
            let any = f64::from_bits(step);
            for number in [near, near + 1e-9, near * 1e-3, any, f64::NAN, -0.001, 0.125] {
                let mut text = String::new();
                push_number(&mut text, number);
                assert_eq!(text, Number(number).to_string(), "{number:e}");
            }
        }
    }
}
