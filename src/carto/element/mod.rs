//! Map elements: each gives a [`Layer`] for a [`Map`].
//!
//! A new element is one file and one line in the list below, at its place in the order of drawing. Its
//! fields are its options, in `report.toml` and on the command line alike.

mod interior;

pub(super) use borders::treaty_key;
pub(super) use density::{OPACITY, classes};
pub(super) use incidents::{MANY, colours, symbols};
pub(super) use land::country_outline;
pub(super) use ring::called;
pub(super) use scale_bar::true_at;

use std::fmt;

use super::layer::{KeyEntry, LabelLine, Layer};
use super::map::Map;
use super::scene::{Colour, Mm, Node, Outline, Paint, Stroke};
use super::text::{Face, Line, MissingGlyph, Pt, Style, fitted, isolated, shape};
use crate::model::visible;

/// A map element with its options.
pub trait Element: Sized {
    /// The form that it has on every sheet; `None` for one that is drawn only when asked for.
    fn usual() -> Option<Self>;

    /// What it draws, says and explains on a map.
    ///
    /// # Errors
    /// [`ElementError`] when it cannot be drawn as asked.
    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError>;
}

/// Why an element cannot be drawn as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ElementError {
    /// No bundled font has a character of its words.
    MissingGlyph(MissingGlyph),
    /// An option names what is not in the data.
    Unknown {
        /// What was asked for.
        name: String,
        /// What it should be, such as `the id of a site of the aid file`.
        expected: &'static str,
    },
}

impl From<MissingGlyph> for ElementError {
    fn from(error: MissingGlyph) -> Self {
        Self::MissingGlyph(error)
    }
}

impl fmt::Display for ElementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingGlyph(error) => error.fmt(f),
            Self::Unknown { name, expected } => {
                write!(f, "there is no \"{}\"; give {expected}", visible(name))
            }
        }
    }
}

impl std::error::Error for ElementError {}

/// Declares the members of the family, in the order in which they are drawn.
///
/// `cargo fmt` does not find modules that a macro declares: the gate formats every tracked file by
/// its name.
macro_rules! elements {
    ($($module:ident: $Name:ident,)*) => {
        $(mod $module; pub use $module::$Name;)*

        /// Any element with its options.
        #[derive(Debug, Clone, PartialEq)]
        pub enum AnyElement {
            $(#[doc = concat!("See [`", stringify!($Name), "`].")] $Name($Name),)*
        }

        impl AnyElement {
            /// The names of all elements, in the order in which they are drawn.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($module)),*];

            /// The elements of every sheet.
            pub fn usual() -> Vec<Self> {
                [$($Name::usual().map(Self::$Name)),*].into_iter().flatten().collect()
            }

            /// The element of a name with its options; `None` when there is no such element.
            ///
            /// # Errors
            /// What the options say that the element does not know.
            pub fn from_options<'de, D: serde::Deserializer<'de>>(
                name: &str,
                options: D,
            ) -> Option<Result<Self, D::Error>> {
                match name {
                    $(stringify!($module) => {
                        Some(serde::Deserialize::deserialize(options).map(Self::$Name))
                    })*
                    _ => None,
                }
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$Name(_) => stringify!($module),)* }
            }

            /// Its place in the order of drawing.
            pub fn order(&self) -> usize {
                Self::NAMES.iter().position(|name| *name == self.name()).unwrap_or(usize::MAX)
            }

            /// What it draws, says and explains on a map.
            ///
            /// # Errors
            /// [`ElementError`] when it cannot be drawn as asked.
            pub fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
                match self { $(Self::$Name(element) => element.layer(map),)* }
            }
        }
    };
}

elements! {
    sea: Sea,
    land: Land,
    remoteness: Remoteness,
    contested: Contested,
    lakes: Lakes,
    density: Density,
    graticule: Graticule,
    coast: Coast,
    borders: Borders,
    own: Own,
    located: Located,
    doubt: Doubt,
    ring: Ring,
    routes: Routes,
    chains: Chains,
    distances: Distances,
    towns: Towns,
    incidents: Incidents,
    aid: Aid,
    scale_bar: ScaleBar,
}

/// Our own words, shaped.
fn words(map: &Map<'_>, string: &str, style: &Style) -> Result<Line, MissingGlyph> {
    shape(string, map.setting(), style)
}

/// A line of a label, lifted off its ground by a halo in the ground's colour.
///
/// Words of the data among them stand [`isolated`].
fn label_line(
    map: &Map<'_>,
    string: &str,
    style: &Style,
    ink: Colour,
    ground: Colour,
) -> Result<LabelLine, MissingGlyph> {
    Ok(LabelLine {
        line: words(map, string, style)?,
        paint: ink.into(),
        halo: Some(halo(style.size, ground)),
    })
}

/// The widest that a name may be on a map, in ems; longer ones go on below.
const WIDEST_NAME_EMS: f64 = 18.5;

/// The most lines of a name; what does not fit there is cut.
const MOST_NAME_LINES: usize = 3;

/// Characters of a name that are looked at: more than its lines can hold.
const NAME_CHARACTERS: usize = 300;

/// A name of the data as lines of a label.
fn name_lines(
    map: &Map<'_>,
    name: &str,
    style: &Style,
    ink: Colour,
    ground: Colour,
) -> Result<Vec<LabelLine>, MissingGlyph> {
    let start: String = name.chars().take(NAME_CHARACTERS).collect();
    let widest = Mm(WIDEST_NAME_EMS * style.size.to_mm().0);
    fitted(&start, map.setting(), style, widest, MOST_NAME_LINES)?
        .iter()
        .map(|line| label_line(map, &isolated(&line.string), style, ink, ground))
        .collect()
}

/// The halo of letters: 0.5 mm at 6 pt to 0.9 mm at 11 pt.
fn halo(size: Pt, ground: Colour) -> Stroke {
    let width = 0.5 + 0.08 * (size.0 - 6.0).clamp(0.0, 5.0);
    Stroke::solid(
        Paint {
            colour: ground,
            opacity: 0.85,
        },
        width,
    )
    .round()
}

/// A paint that lets the ground through.
const fn translucent(colour: Colour, opacity: f64) -> Paint {
    Paint { colour, opacity }
}

const fn regular(size: f64) -> Style {
    Style::new(Face::Regular, Pt(size))
}

const fn bold(size: f64) -> Style {
    Style::new(Face::Bold, Pt(size))
}

const fn italic(size: f64) -> Style {
    Style::new(Face::Italic, Pt(size))
}

/// A legend entry of the usual height.
fn key(sample: Vec<Node>, text: &str) -> KeyEntry {
    KeyEntry {
        sample,
        height: 4.6,
        text: text.to_owned(),
    }
}

/// Adds the contours of one outline to another.
fn append(to: &mut Outline, from: Outline) {
    to.segments.extend(from.segments);
}

#[cfg(test)]
mod tests;
