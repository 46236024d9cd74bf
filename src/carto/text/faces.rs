//! The bundled faces and the order in which they stand in for each other.

use std::sync::LazyLock;

use harfrust::{FontRef, ShaperData};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};

use crate::carto::scene::{Font, FontId};

/// A face that words are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// Noto Sans Regular.
    Regular,
    /// Noto Sans Bold.
    Bold,
    /// Noto Sans Italic.
    Italic,
}

impl Face {
    /// The bundled files to look for a character in, the best first.
    ///
    /// A further script is a file in `fonts/`, an entry in [`FILES`] and its number in these lists.
    pub(super) const fn fallbacks(self) -> &'static [FontId] {
        match self {
            Self::Regular => &[FontId(0), FontId(3)],
            Self::Bold => &[FontId(1), FontId(3)],
            Self::Italic => &[FontId(2), FontId(3)],
        }
    }
}

/// A bundled file, by its number in [`bundled`].
struct File {
    family: &'static str,
    weight: u16,
    is_italic: bool,
    data: &'static [u8],
}

/// The bundled files; [`FontId`] counts them. See `fonts/SOURCES.md`.
static FILES: [File; 4] = [
    File {
        family: "Noto Sans",
        weight: 400,
        is_italic: false,
        data: include_bytes!("../../../fonts/NotoSans-Regular.ttf"),
    },
    File {
        family: "Noto Sans",
        weight: 700,
        is_italic: false,
        data: include_bytes!("../../../fonts/NotoSans-Bold.ttf"),
    },
    File {
        family: "Noto Sans",
        weight: 400,
        is_italic: true,
        data: include_bytes!("../../../fonts/NotoSans-Italic.ttf"),
    },
    File {
        family: "Noto Sans Math",
        weight: 400,
        is_italic: false,
        data: include_bytes!("../../../fonts/NotoSansMath-Regular.ttf"),
    },
];

/// A face that is ready to shape and draw.
pub(super) struct Loaded {
    pub(super) id: FontId,
    pub(super) font: FontRef<'static>,
    pub(super) shaper: ShaperData,
    pub(super) units_per_em: f64,
    /// Above the base line, in ems.
    pub(super) ascent: f64,
    /// Below the base line, in ems, positive.
    pub(super) descent: f64,
    pub(super) cap_height: f64,
    pub(super) x_height: f64,
}

static LOADED: LazyLock<Vec<Loaded>> = LazyLock::new(|| {
    FILES
        .iter()
        .enumerate()
        .map(|(number, file)| Loaded::new(FontId(number), file.data))
        .collect()
});

impl Loaded {
    fn new(id: FontId, data: &'static [u8]) -> Self {
        let font = FontRef::new(data).expect("the bundled fonts are well formed");
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let units_per_em = f64::from(metrics.units_per_em);
        let to_ems = |units: f32| f64::from(units) / units_per_em;
        Self {
            id,
            shaper: ShaperData::new(&font),
            units_per_em,
            ascent: to_ems(metrics.ascent),
            descent: -to_ems(metrics.descent),
            cap_height: to_ems(metrics.cap_height.unwrap_or(metrics.ascent)),
            x_height: to_ems(metrics.x_height.unwrap_or(metrics.ascent)),
            font,
        }
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.font.charmap().map(character).is_some()
    }
}

/// A bundled face by its number.
pub(super) fn loaded(id: FontId) -> &'static Loaded {
    &LOADED[id.0]
}

/// Every bundled face as a scene lists it, without outlines.
pub(super) fn bundled() -> Vec<Font> {
    FILES
        .iter()
        .map(|file| Font {
            family: file.family,
            weight: file.weight,
            is_italic: file.is_italic,
            data: file.data,
            outlines: std::collections::BTreeMap::new(),
        })
        .collect()
}
