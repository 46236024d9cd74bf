//! The faces and the order in which they stand in for each other.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use harfrust::{Direction, FontRef, Script, ShapePlan, ShaperData};
use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
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
    const fn fallbacks(self) -> &'static [FontId] {
        match self {
            Self::Regular => &[FontId(0), FontId(3), FontId(4)],
            Self::Bold => &[FontId(1), FontId(3), FontId(5)],
            // Arabic type has no slant.
            Self::Italic => &[FontId(2), FontId(3), FontId(4)],
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
static FILES: [File; 6] = [
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
    File {
        family: "Noto Sans Arabic",
        weight: 400,
        is_italic: false,
        data: include_bytes!("../../../fonts/NotoSansArabic-Regular.ttf"),
    },
    File {
        family: "Noto Sans Arabic",
        weight: 700,
        is_italic: false,
        data: include_bytes!("../../../fonts/NotoSansArabic-Bold.ttf"),
    },
];

/// The fonts that words are set in: the bundled ones, and behind them those that a user adds.
#[derive(Debug, Default)]
pub struct Fonts<'a> {
    added: Vec<Added<'a>>,
}

#[derive(Debug)]
struct Added<'a> {
    family: String,
    weight: u16,
    is_italic: bool,
    data: &'a [u8],
    face: Loaded<'a>,
}

/// A file is no font that words can be set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFont;

impl fmt::Display for NoFont {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no font: give a TrueType or OpenType file (.ttf, .otf, .ttc)")
    }
}

impl std::error::Error for NoFont {}

static BUNDLED: Fonts<'static> = Fonts { added: Vec::new() };

impl Fonts<'static> {
    /// The bundled fonts alone.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }
}

impl<'a> Fonts<'a> {
    /// Adds a font file for characters that none before it holds; of a collection the first face.
    ///
    /// # Errors
    /// [`NoFont`] where the bytes are none, or hold neither outlines nor a table of characters.
    pub fn add(&mut self, data: &'a [u8]) -> Result<(), NoFont> {
        use skrifa::string::StringId;
        let id = FontId(FILES.len() + self.added.len());
        let font = FontRef::from_index(data, 0).or(Err(NoFont))?;
        let attributes = font.attributes();
        let family = font
            .localized_strings(StringId::FAMILY_NAME)
            .english_or_first()
            .map_or_else(|| "sans-serif".to_owned(), |name| name.to_string());
        let has_outlines = font.outline_glyphs().format().is_some();
        if !has_outlines || font.charmap().mappings().next().is_none() {
            return Err(NoFont);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "weights go from 1 to 1000"
        )]
        let weight = attributes.weight.value().clamp(1.0, 1000.0) as u16;
        self.added.push(Added {
            // It goes into a style sheet between quotes.
            family: family
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
                .collect(),
            weight,
            is_italic: attributes.style != skrifa::attribute::Style::Normal,
            data,
            face: Loaded::new(id, font),
        });
        Ok(())
    }

    /// The files to look for a character in, the best first.
    pub(super) fn for_face(&self, face: Face) -> Vec<FontId> {
        let added = (0..self.added.len()).map(|number| FontId(FILES.len() + number));
        face.fallbacks().iter().copied().chain(added).collect()
    }

    /// A face by its number.
    pub(super) fn loaded(&self, id: FontId) -> &Loaded<'_> {
        match id.0.checked_sub(FILES.len()) {
            Some(number) => &self.added[number].face,
            None => &LOADED[id.0],
        }
    }

    /// Every face as a scene lists it, without outlines.
    pub(super) fn listed(&self) -> Vec<Font> {
        let bundled = FILES.iter().map(|file| Font {
            family: file.family.into(),
            weight: file.weight,
            is_italic: file.is_italic,
            data: file.data.into(),
            outlines: BTreeMap::new(),
        });
        let added = self.added.iter().map(|added| Font {
            family: added.family.clone().into(),
            weight: added.weight,
            is_italic: added.is_italic,
            data: added.data.to_vec().into(),
            outlines: BTreeMap::new(),
        });
        bundled.chain(added).collect()
    }
}

/// A face that is ready to shape and draw.
pub(super) struct Loaded<'a> {
    pub(super) id: FontId,
    pub(super) font: FontRef<'a>,
    pub(super) shaper: ShaperData,
    pub(super) units_per_em: f64,
    /// Above the base line, in ems.
    pub(super) ascent: f64,
    /// Below the base line, in ems, positive.
    pub(super) descent: f64,
    pub(super) cap_height: f64,
    pub(super) x_height: f64,
    characters: Charmap<'a>,
    plans: Mutex<Vec<(PlanKey, Arc<ShapePlan>)>>,
}

/// What a plan for shaping depends on: direction, script, language, and whether letters may join.
type PlanKey = (Direction, Script, String, bool);

impl fmt::Debug for Loaded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

static LOADED: LazyLock<Vec<Loaded<'static>>> = LazyLock::new(|| {
    FILES
        .iter()
        .enumerate()
        .map(|(number, file)| {
            let font = FontRef::new(file.data).expect("the bundled fonts are well formed");
            Loaded::new(FontId(number), font)
        })
        .collect()
});

impl<'a> Loaded<'a> {
    fn new(id: FontId, font: FontRef<'a>) -> Self {
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let units_per_em = f64::from(metrics.units_per_em.max(1));
        let to_ems = |units: f32| f64::from(units) / units_per_em;
        Self {
            id,
            shaper: ShaperData::new(&font),
            units_per_em,
            ascent: to_ems(metrics.ascent),
            descent: -to_ems(metrics.descent),
            cap_height: to_ems(metrics.cap_height.unwrap_or(metrics.ascent)),
            x_height: to_ems(metrics.x_height.unwrap_or(metrics.ascent)),
            characters: font.charmap(),
            plans: Mutex::default(),
            font,
        }
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.characters.map(character).is_some()
    }

    /// The plan for some words, made once: most words of a sheet are alike in what it depends on.
    pub(super) fn plan(&self, key: PlanKey, make: impl FnOnce() -> ShapePlan) -> Arc<ShapePlan> {
        // A plan is whole once it is in the list, whatever became of who put it there.
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, plan)) = plans.iter().find(|(known, _)| *known == key) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(make());
        plans.push((key, Arc::clone(&plan)));
        plan
    }
}
