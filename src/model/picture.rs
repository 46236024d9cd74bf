//! A small picture made of dots, such as a logo.

use std::fmt;
use std::sync::Arc;

/// A picture: eight bits each of red, green, blue and alpha a dot, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgba: Arc<[u8]>,
    png: Arc<[u8]>,
}

impl Picture {
    /// A picture from its dots, and the same as a PNG file; none where the size says another number of dots.
    pub fn from_dots(width: u32, height: u32, rgba: Vec<u8>, png: Vec<u8>) -> Option<Self> {
        let count = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
        let is_whole = count > 0 && rgba.len() == count.checked_mul(4)?;
        is_whole.then(|| Self {
            width,
            height,
            rgba: rgba.into(),
            png: png.into(),
        })
    }

    /// How many dots it is wide.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// How many dots it is high.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Its dots.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The same as a PNG file.
    pub fn png(&self) -> &[u8] {
        &self.png
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}
