//! A [`Scene`] to bytes.
//!
//! A new format is one file with a `FORMAT` and one line in the list below.

mod companions;
#[cfg(feature = "png")]
mod coverage;
#[cfg(feature = "png")]
mod deflate;
#[cfg(feature = "png")]
mod edges;
#[cfg(feature = "png")]
mod pen;

use std::fmt::{self, Write as _};
use std::io;

pub use companions::{COMPANIONS, Companion};

use crate::carto::scene::{Mm, Scene};

/// Declares each format's module and lists them all in [`ALL`].
///
/// `cargo fmt` does not find modules that a macro declares: the gate formats every tracked file by
/// its name.
macro_rules! formats {
    ($($(#[$attribute:meta])* $name:ident,)*) => {
        $($(#[$attribute])* mod $name;)*

        /// Every format a scene can be written in.
        pub static ALL: &[SceneFormat] = &[$($(#[$attribute])* $name::FORMAT,)*];
    };
}

formats! {
    svg,
    #[cfg(feature = "pdf")]
    pdf,
    #[cfg(feature = "png")]
    png,
}

/// A format that a scene can be written in.
#[derive(Debug, Clone, Copy)]
pub struct SceneFormat {
    /// What a user calls it.
    pub name: &'static str,
    /// The extensions of its files, without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// Its media type.
    pub media_type: &'static str,
    /// Whether a terminal cannot show it.
    pub is_binary: bool,
    /// Whether [`COMPANIONS`] say where on the Earth a picture in this format lies.
    pub has_companions: bool,
    /// Writes a scene.
    pub write: fn(&Scene, &SceneOptions, &mut dyn io::Write) -> Result<(), WriteError>,
}

/// What a writer may be told about a scene that is finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneOptions {
    /// Dots per inch, for pictures made of dots.
    pub dpi: u16,
    /// The most millions of dots that such a picture may have: it takes about a hundredth of a second each to make.
    pub megapixels: u16,
}

impl Default for SceneOptions {
    /// 300 dots per inch, as printers ask for, and 64 million of them at most: an A2 sheet at 400.
    fn default() -> Self {
        Self {
            dpi: 300,
            megapixels: 64,
        }
    }
}

/// The format that a file's extension names, in any case.
pub fn for_extension(extension: &str) -> Option<&'static SceneFormat> {
    ALL.iter().find(|format| {
        format
            .extensions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Why a scene was not written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The picture has no dots, or more than the writer holds.
    Size {
        /// Its width in dots.
        width: u64,
        /// Its height in dots.
        height: u64,
        /// The most millions of dots that were allowed.
        megapixels: u16,
    },
    /// No page is that small or that large.
    Paper {
        /// Its width.
        width: Mm,
        /// Its height.
        height: Mm,
    },
    /// The bytes could not be written.
    Io(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { width, height, .. } if *width == 0 || *height == 0 => {
                write!(
                    f,
                    "a picture of {width} by {height} dots has nothing to show"
                )
            }
            Self::Size {
                width,
                height,
                megapixels,
            } => write!(
                f,
                "a picture of {width} by {height} dots is over the limit of {megapixels} million dots, \
                 65,535 a side; ask for fewer dots per inch, or for more with megapixels"
            ),
            Self::Paper { width, height } => write!(
                f,
                "a page of {} by {} mm cannot be written; its sides must be up to 5,080 mm",
                width.0, height.0
            ),
            Self::Io(_) => write!(f, "the picture could not be written"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Size { .. } | Self::Paper { .. } => None,
            Self::Io(error) => Some(error),
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Text for elements and attributes; characters that XML 1.0 cannot hold are left out.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' | '\r' => f.write_char(' ')?,
                // XML 1.0, fifth edition, production 2; C1 controls are allowed but discouraged.
                '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
