//! From words to placed glyphs: the only room that knows fonts.
//!
//! A string becomes a [`Line`] of glyphs from the bundled faces ([`shape`], [`wrap`], [`fitted`]); a line becomes
//! a [`scene::Text`](Text) ([`Line::to_text`]), and [`fonts_in`] collects the outlines that a finished
//! drawing uses. The same words in the same style give the same glyphs anywhere: no font of the
//! system is ever looked at, only those that come along and those that a user names. A character that no face holds is an error that names it.
//!
//! # Source
//! Unicode Standard Annex 9 (bidirectional text) by `unicode-bidi`; OpenType shaping by `harfrust`;
//! outlines by `skrifa`.

mod faces;
mod outlines;
mod shape;
mod wrap;

use std::fmt;

use super::scene::{Glyph, Mm, Paint, Point, Stroke, Text};

pub use faces::{Face, Fonts, NoFont};
pub use outlines::fonts_in;
pub use shape::{isolated, shape};
pub use wrap::{Wrapped, fitted, unbroken, wrap};

/// A size of type in points of 1/72 inch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Pt(pub f64);

impl Pt {
    /// The same length in millimetres.
    pub fn to_mm(self) -> Mm {
        Mm(self.0 * 25.4 / 72.0)
    }
}

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The face.
    pub face: Face,
    /// The size of the em.
    pub size: Pt,
    /// Extra space after each cluster; scripts that join their letters ignore it.
    pub tracking: Mm,
}

impl Style {
    /// A face at a size, without tracking.
    pub const fn new(face: Face, size: Pt) -> Self {
        Self {
            face,
            size,
            tracking: Mm(0.0),
        }
    }

    /// The same style with extra space after each cluster.
    #[must_use]
    pub const fn tracked(mut self, tracking: Mm) -> Self {
        self.tracking = tracking;
        self
    }
}

/// The language of words and the fonts they are set in.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// BCP 47 tag of the language.
    pub language: &'static str,
    /// The fonts.
    pub fonts: &'a Fonts<'a>,
}

impl From<&'static str> for Setting<'static> {
    /// A language in the bundled fonts.
    fn from(language: &'static str) -> Self {
        Self {
            language,
            fonts: Fonts::bundled(),
        }
    }
}

/// A shaped line of words, not yet on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words in logical order, without the characters that are never drawn.
    pub string: String,
    /// BCP 47 tag of their language.
    pub language: &'static str,
    /// The em.
    pub size: Mm,
    /// Extra space after each cluster, already in the glyphs' places.
    pub tracking: Mm,
    /// From the left end to the right end, without the tracking after the last cluster.
    pub width: Mm,
    /// How far the face reaches above the base line.
    pub ascent: Mm,
    /// How far the face reaches below the base line, as a positive length.
    pub descent: Mm,
    /// The height of capital letters.
    pub cap_height: Mm,
    /// The height of small letters without ascender.
    pub x_height: Mm,
    /// The glyphs in visual order.
    pub glyphs: Vec<Glyph>,
}

impl Line {
    /// The line as a part of a drawing, its left end on the base line at a point.
    pub fn to_text(&self, at: Point, paint: impl Into<Paint>, halo: Option<Stroke>) -> Text {
        Text {
            string: self.string.clone(),
            language: self.language,
            at,
            size: self.size.0,
            tracking: self.tracking.0,
            width: self.width.0,
            glyphs: self.glyphs.clone(),
            paint: paint.into(),
            halo,
            rotation_degrees: 0.0,
        }
    }
}

/// A character that no face holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// The words it stands in.
    pub string: String,
}

impl fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no font has the character \"{}\" (U+{:04X}) of {:?}",
            crate::model::visible(&self.character.to_string()),
            u32::from(self.character),
            self.string
        )
    }
}

impl std::error::Error for MissingGlyph {}
