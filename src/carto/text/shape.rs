//! Shaping of one line.

use harfrust::{
    BufferFlags, Direction, Feature, Language, ShapeOptions, ShapePlan, Tag, UnicodeBuffer, script,
};
use unicode_bidi::{Level, ParagraphBidiInfo};

use super::faces::Fonts;
use super::{Line, MissingGlyph, Setting, Style};
use crate::carto::scene::{FontId, Glyph, Mm, is_right_to_left};

/// The words as one line of glyphs.
///
/// The base direction is that of the setting's language. Line ends and tabs become spaces; other control
/// characters and the marks that override direction (U+202A to U+202E) are left out, so that no input
/// can turn the words around it. Isolates (U+2066 to U+2069) do their work and are not drawn.
///
/// # Errors
/// [`MissingGlyph`] names the first character that no face holds.
pub fn shape<'a>(
    string: &str,
    setting: impl Into<Setting<'a>>,
    style: &Style,
) -> Result<Line, MissingGlyph> {
    let Setting { language, fonts } = setting.into();
    let string = cleaned(string);
    let size = style.size.to_mm();
    let faces = fonts.for_face(style.face);
    let main = fonts.loaded(faces[0]);
    let base = if is_right_to_left(language) {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let mut pen = Pen {
        fonts,
        size: size.0,
        tracking: style.tracking.0,
        x: 0.0,
        trailing: 0.0,
        glyphs: Vec::new(),
    };
    let bidi = ParagraphBidiInfo::new(&string, Some(base));
    // The bidirectional algorithm has no runs to give for no characters, and must not be asked.
    let (levels, runs) = if string.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        bidi.visual_runs(0..string.len())
    };
    for run in runs {
        let level = levels[run.start];
        let mut parts = split_by_font(&string, run, fonts, &faces);
        if level.is_rtl() {
            parts.reverse();
        }
        for part in parts {
            pen.add_run(&string, &part, level, language)?;
        }
    }
    Ok(Line {
        language,
        size,
        tracking: style.tracking,
        width: Mm(pen.x - pen.trailing),
        ascent: Mm(main.ascent * size.0),
        descent: Mm(main.descent * size.0),
        cap_height: Mm(main.cap_height * size.0),
        x_height: Mm(main.x_height * size.0),
        glyphs: pen.glyphs,
        string,
    })
}

/// A user's words, wrapped so that their direction cannot disturb the words around them.
///
/// Marks of direction within are left out; U+2068 stands in front, U+2069 behind.
pub fn isolated(string: &str) -> String {
    let inner = string
        .chars()
        .filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{202A}'..='\u{202E}'));
    std::iter::once('\u{2068}')
        .chain(inner)
        .chain(std::iter::once('\u{2069}'))
        .collect()
}

/// The words without anything that is no word: see [`shape`].
fn cleaned(string: &str) -> String {
    string
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{202A}'..='\u{202E}' | '\u{FEFF}' => None,
            c if c.is_control() => None,
            // The 66 noncharacters: the last two of each plane, and U+FDD0 to U+FDEF.
            '\u{FDD0}'..='\u{FDEF}' => None,
            c if u32::from(c) & 0xFFFE == 0xFFFE => None,
            c => Some(c),
        })
        .collect()
}

/// A stretch of a string that one font sets.
struct FontRun {
    range: std::ops::Range<usize>,
    font: FontId,
}

/// Cuts a run where the font has to change; a character stays with the font before it if it can, so
/// that marks and spaces do not tear words apart.
fn split_by_font(
    string: &str,
    run: std::ops::Range<usize>,
    fonts: &Fonts<'_>,
    faces: &[FontId],
) -> Vec<FontRun> {
    let mut parts: Vec<FontRun> = Vec::new();
    let characters = string
        .char_indices()
        .skip_while(|(at, _)| *at < run.start)
        .take_while(|(at, _)| *at < run.end);
    for (at, character) in characters {
        let end = at + character.len_utf8();
        if let Some(last) = parts.last_mut()
            && (is_ignorable(character) || is_kept_by(last.font, fonts, faces, character))
        {
            last.range.end = end;
            continue;
        }
        // A composed character that no face holds may still come apart into marks.
        let font = faces
            .iter()
            .find(|font| fonts.loaded(**font).has(character))
            .unwrap_or(&faces[0]);
        match parts.last_mut() {
            // Letters of one font shape each other.
            Some(last) if last.font == *font => last.range.end = end,
            _ => parts.push(FontRun {
                range: at..end,
                font: *font,
            }),
        }
    }
    parts
}

fn is_kept_by(font: FontId, fonts: &Fonts<'_>, faces: &[FontId], character: char) -> bool {
    let stays = font == faces[0] || !character.is_alphanumeric() && character != ' ';
    stays && fonts.loaded(font).has(character)
}

/// Characters that are never drawn and that every face may carry.
fn is_ignorable(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}')
}

/// Sets glyphs from left to right.
struct Pen<'a> {
    fonts: &'a Fonts<'a>,
    size: f64,
    tracking: f64,
    x: f64,
    /// The tracking after the last cluster, which the width does not count.
    trailing: f64,
    glyphs: Vec<Glyph>,
}

impl Pen<'_> {
    fn add_run(
        &mut self,
        string: &str,
        run: &FontRun,
        level: Level,
        language: &str,
    ) -> Result<(), MissingGlyph> {
        let face = self.fonts.loaded(run.font);
        let mut buffer = UnicodeBuffer::new();
        for (at, character) in string.char_indices() {
            if run.range.contains(&at) {
                // A string of four thousand million bytes does not fit a sheet.
                buffer.add(character, u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        let direction = if level.is_rtl() {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        };
        buffer.set_direction(direction);
        buffer.guess_segment_properties();
        let parsed = language.parse::<Language>().ok();
        if let Some(language) = &parsed {
            buffer.set_language(language.clone());
        }
        buffer.set_flags(
            BufferFlags::REMOVE_DEFAULT_IGNORABLES | BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE,
        );
        let tracking = if is_joined(buffer.script()) {
            0.0
        } else {
            self.tracking
        };
        // Tracked letters stand apart; a ligature among them would not.
        let features = if tracking == 0.0 {
            vec![]
        } else {
            vec![Feature::new(Tag::new(b"liga"), 0, ..)]
        };
        let shaper = face.shaper.shaper(&face.font).build();
        let script = buffer.script();
        let key = (direction, script, language.to_owned(), tracking == 0.0);
        let plan = face.plan(key, || {
            ShapePlan::new(&shaper, direction, Some(script), parsed.as_ref(), &features)
        });
        let options = ShapeOptions::new().features(&features).plan(Some(&plan));
        let shaped = shaper.shape(buffer, options);

        let to_mm = |units: i32| f64::from(units) / face.units_per_em * self.size;
        let infos = shaped.glyph_infos();
        let mut starts: Vec<u32> = infos.iter().map(|info| info.cluster).collect();
        starts.sort_unstable();
        let end = u32::try_from(run.range.end).unwrap_or(u32::MAX);
        let end_of = |start: u32| {
            let behind = starts.partition_point(|other| *other <= start);
            starts.get(behind).copied().unwrap_or(end)
        };
        for (number, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
            if info.glyph_id == 0 {
                return Err(missing(string, info.cluster));
            }
            self.glyphs.push(Glyph {
                font: face.id,
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                x: self.x + to_mm(position.x_offset),
                y: -to_mm(position.y_offset),
                from: info.cluster,
                to: end_of(info.cluster),
            });
            self.x += to_mm(position.x_advance);
            let is_last_of_cluster = infos
                .get(number + 1)
                .is_none_or(|next| next.cluster != info.cluster);
            if is_last_of_cluster {
                self.x += tracking;
                self.trailing = tracking;
            }
        }
        Ok(())
    }
}

/// Whether the script joins its letters, so that space between them would break words.
fn is_joined(script: harfrust::Script) -> bool {
    [script::ARABIC, script::SYRIAC, script::NKO, script::MANDAIC].contains(&script)
}

fn missing(string: &str, cluster: u32) -> MissingGlyph {
    let character = string
        .char_indices()
        .find(|(at, _)| u32::try_from(*at) == Ok(cluster))
        .map_or(char::REPLACEMENT_CHARACTER, |(_, character)| character);
    MissingGlyph {
        character,
        string: string.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Face, Pt};
    use super::*;

    const STYLE: Style = Style::new(Face::Regular, Pt(72.0));

    fn width(string: &str) -> f64 {
        shape(string, "en", &STYLE).unwrap().width.0
    }

    #[test]
    fn a_line_is_as_wide_as_its_advances() {
        // Noto Sans 2.004: H 741, o 605, kern 0; one em is 25.4 mm at 72 pt.
        assert!((width("H") - 0.741 * 25.4).abs() < 1e-9);
        assert!((width("Ho") - 1.346 * 25.4).abs() < 1e-9);
    }

    #[test]
    fn no_words_are_a_line_without_glyphs() {
        for nothing in ["", "\0", "\u{202E}"] {
            let line = shape(nothing, "en", &STYLE).unwrap();
            assert!(line.glyphs.is_empty() && line.width.0 == 0.0);
        }
    }

    #[test]
    fn pairs_are_kerned_and_marks_are_composed() {
        assert!(width("AV") < width("A") + width("V") - 0.1);
        assert!((width("Agade\u{300}s") - width("Agadès")).abs() < 1e-9);
    }

    #[test]
    fn tracking_stands_between_clusters_and_not_behind_the_last() {
        let tracked = shape("NIGER", "en", &STYLE.tracked(Mm(1.5))).unwrap();
        assert!((tracked.width.0 - width("NIGER") - 4.0 * 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_character_without_a_glyph_is_named() {
        let error = shape("Point \u{4E2D}", "en", &STYLE).unwrap_err();
        assert_eq!(error.character, '\u{4E2D}');
        assert_eq!(
            error.to_string(),
            "no font has the character \"中\" (U+4E2D) of \"Point 中\""
        );
    }

    #[test]
    fn signs_that_noto_sans_lacks_come_from_another_face() {
        let line = shape("≥ 15 km → −3°", "en", &STYLE).unwrap();
        let fonts: std::collections::BTreeSet<FontId> =
            line.glyphs.iter().map(|glyph| glyph.font).collect();
        assert_eq!(fonts, [FontId(0), FontId(3)].into());
    }

    #[test]
    fn controls_and_overrides_are_neither_kept_nor_drawn() {
        let clean = shape("In Guezzam", "fr", &STYLE).unwrap();
        for disturbed in [
            "In\u{0} Guezzam",
            "\u{202E}In Guezzam",
            "In\nGuezzam\u{1B}",
            "\u{FFFF}In Guezzam\u{FEFF}",
        ] {
            assert_eq!(shape(disturbed, "fr", &STYLE).unwrap(), clean);
        }
        let isolate = shape(&isolated("\u{2067}In Guezzam"), "fr", &STYLE).unwrap();
        let drawn = |line: &Line| -> Vec<(u16, f64)> {
            line.glyphs
                .iter()
                .map(|glyph| (glyph.id, glyph.x))
                .collect()
        };
        assert_eq!(drawn(&isolate), drawn(&clean));
    }

    #[test]
    fn a_glyph_knows_the_bytes_it_stands_for() {
        let spans = |string: &str, language| -> Vec<(u32, u32)> {
            let line = shape(string, language, &STYLE).unwrap();
            let glyphs = line.glyphs.iter();
            glyphs.map(|glyph| (glyph.from, glyph.to)).collect()
        };
        assert_eq!(spans("aé1", "en"), [(0, 1), (1, 3), (3, 4)]);
        // Lam and alef are one glyph; the line runs from right to left.
        assert_eq!(spans("بلا", "ar"), [(2, 6), (0, 2)]);
    }

    #[test]
    fn arabic_letters_join_and_take_the_arabic_face() {
        let line = |string| shape(string, "ar", &STYLE).unwrap();
        let joined = line("بب");
        assert!(joined.glyphs.iter().all(|glyph| glyph.font == FontId(4)));
        let alone = line("ب").glyphs[0].id;
        assert!(joined.glyphs.iter().all(|glyph| glyph.id != alone));
        // Tracking would tear the word apart.
        let tracked = shape("ببب", "ar", &STYLE.tracked(Mm(1.0))).unwrap();
        assert!((tracked.width.0 - line("ببب").width.0).abs() < 1e-9);
    }

    #[test]
    fn a_font_of_the_user_fills_in_where_the_bundled_ones_end() {
        // Any font will do that has what an italic face alone lacks: here, the bundled Arabic one.
        let data = include_bytes!("../../../fonts/NotoSansArabic-Bold.ttf");
        let mut fonts = Fonts::default();
        assert!(fonts.add(b"no font at all").is_err());
        fonts.add(data).unwrap();
        let setting = Setting {
            language: "en",
            fonts: &fonts,
        };
        let line = shape("Aïr \u{2192}", setting, &STYLE).unwrap();
        assert!(line.glyphs.iter().all(|glyph| glyph.font != FontId(6)));
        assert_eq!(fonts.for_face(Face::Regular).last(), Some(&FontId(6)));
        assert_eq!(fonts.listed().len(), 7);
        assert_eq!(fonts.listed()[6].family, "Noto Sans Arabic");
    }

    #[test]
    fn a_language_from_right_to_left_orders_the_line() {
        let glyph = |string| shape(string, "en", &STYLE).unwrap().glyphs[0].id;
        let line = shape("15 km.", "ar", &STYLE).unwrap();
        assert_eq!(line.glyphs[0].id, glyph("."), "the stop is at the left end");
        assert!((line.width.0 - width("15 km.")).abs() < 1e-9);
        let line = shape("(15)", "ar", &STYLE).unwrap();
        assert_eq!(line.glyphs[0].id, glyph("("), "brackets are mirrored");
    }

    #[test]
    fn every_face_sets_what_sheets_say() {
        let string = "“Ça”–—‘Łódź’… 19° 23′ 56″ × ≈ ≥ ≤ − · • → Ḥalāyib Đakovica Ștefan Ɗan";
        for face in [Face::Regular, Face::Bold, Face::Italic] {
            let line = shape(string, "en", &Style::new(face, Pt(8.0))).unwrap();
            assert!(line.width.0 > 50.0 && line.cap_height > line.x_height);
        }
    }
}
