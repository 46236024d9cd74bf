//! The words of a sheet, its numbers and its dates, in each language that it can be drawn in.
//!
//! A new language is one file with a table [`Words`] and one line in the list below, beside its line in
//! [`Language`]; the compiler names every word that a table lacks. Only what we say ourselves stands
//! here: titles, names and sources are the user's, and are never translated.

use super::text::{Fonts, Setting, unbroken};
use crate::analysis::{Answer, WalkHours};
use crate::geodesy::{Distance, Position};
use crate::model::{
    BorderClass, Count, IncidentKind, Language, LengthUnit, Names, RadiusKind, Rounded, Stated,
    rounded_distance, rounded_range,
};

/// Declares each language's module and lists them all.
///
/// `cargo fmt` does not find modules that a macro declares: the gate formats every tracked file by
/// its name.
macro_rules! languages {
    ($($name:ident,)*) => {
        $(mod $name;)*

        static ALL: &[&Words] = &[$(&$name::WORDS,)*];
    };
}

languages! {
    ar,
    en,
    es,
    fr,
}

/// The languages that a sheet is drawn in, and the fonts of its words.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The language of the sheet.
    pub main: Language,
    /// Further languages, in which the countries are named as well.
    pub others: &'a [Language],
    /// The fonts.
    pub fonts: &'a Fonts<'a>,
}

impl Default for Voice<'static> {
    /// English alone, in the bundled fonts.
    fn default() -> Self {
        Self {
            main: Language::English,
            others: &[],
            fonts: Fonts::bundled(),
        }
    }
}

impl<'a> Voice<'a> {
    /// The words of the sheet.
    pub fn words(&self) -> &'static Words {
        words_of(self.main)
    }

    /// How the words of the sheet are set.
    pub fn setting(&self) -> Setting<'a> {
        self.setting_in(self.main)
    }

    /// How words of a language are set.
    pub fn setting_in(&self, language: Language) -> Setting<'a> {
        Setting {
            language: language.code(),
            fonts: self.fonts,
        }
    }

    /// The further names of a place: each language's that differs from those before it.
    pub fn other_names<'n>(&self, names: &'n Names) -> Vec<(Language, &'n str)> {
        let mut told = vec![self.words().name(names)];
        let mut others = Vec::new();
        for language in self.others {
            let name = names.in_language(*language);
            if let Some(name) = name.filter(|name| !told.contains(name)) {
                told.push(name);
                others.push((*language, name));
            }
        }
        others
    }
}

/// The words of a language.
pub fn words_of(language: Language) -> &'static Words {
    ALL.iter()
        .find(|words| words.language == language)
        .copied()
        .unwrap_or(&en::WORDS)
}

/// Everything that a sheet says in one language.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub language: Language,
    pub(super) numbers: Numbers,
    /// The names of the months, from January.
    pub(super) months: [&'static str; 12],
    /// Charts.
    pub(crate) chart: ChartWords,
    /// A day from its number, the name of its month and its year.
    pub(super) day: fn(i8, &str, i16) -> String,
    pub(super) qualifiers: Qualifiers,
    pub(super) sides: Sides,
    pub(super) key: Key,
    pub(super) label: LabelWords,
    pub(super) chain: ChainWords,
    pub(super) route: RouteWords,
    pub(super) remoteness: RemotenessWords,
    pub(super) sheet: SheetWords,
    pub(super) inset: InsetWords,
    pub(super) notes: Notes,
    pub(super) projection: ProjectionWords,
}

/// What a chart says.
#[derive(Debug)]
pub(crate) struct ChartWords {
    /// The names of the months at an axis, as short as they are written.
    pub(crate) months: [&'static str; 12],
    pub(crate) by_year: &'static str,
    pub(crate) by_month: &'static str,
    pub(crate) events: &'static str,
    pub(crate) distances: &'static str,
    /// What is counted: people, or incidents by their distance.
    pub(crate) people: &'static str,
    pub(crate) incidents: &'static str,
    /// What is counted, and who is cited for it.
    pub(crate) of_source: fn(&str, &str) -> String,
}

/// How numbers are written.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Between whole numbers and decimals.
    pub(super) decimal: char,
    /// Between groups of three digits.
    pub(super) group: char,
    pub(super) metre: &'static str,
    pub(super) kilometre: &'static str,
    pub(super) below_one_metre: &'static str,
}

/// The words in front of numbers that are not exact.
#[derive(Debug)]
pub(super) struct Qualifiers {
    pub(super) unknown: &'static str,
    pub(super) about: &'static str,
    pub(super) just_over: &'static str,
    pub(super) at_least: &'static str,
    pub(super) more_than: &'static str,
    pub(super) up_to: &'static str,
    /// From the least to the most.
    pub(super) range: fn(&str, &str) -> String,
    /// So many people: the number as written, and the number that the noun agrees with.
    pub(super) people: fn(&str, u64) -> String,
}

/// What stands behind degrees, with the space before it.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) north: &'static str,
    pub(super) south: &'static str,
    pub(super) east: &'static str,
    pub(super) west: &'static str,
}

/// What the legend says of symbols.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) legend: &'static str,
    pub(super) help: &'static str,
    pub(super) international: &'static str,
    pub(super) disputed: &'static str,
    pub(super) indefinite: &'static str,
    /// A line by treaty, to which questions about borders measure.
    pub(super) treaty: &'static str,
    pub(super) line_of_control: &'static str,
    pub(super) other_line: &'static str,
    pub(super) unstated_line: &'static str,
    pub(super) contested: &'static str,
    pub(super) straight_line: &'static str,
    pub(super) doubt: &'static str,
    pub(super) expelled: &'static str,
    pub(super) dead: &'static str,
    pub(super) missing: &'static str,
    pub(super) rescued: &'static str,
    pub(super) other_incident: &'static str,
    pub(super) synthetic: &'static str,
    pub(super) unknown_people: &'static str,
    pub(super) lake: &'static str,
    /// An area that was told, not measured.
    pub(super) located: &'static str,
    /// One country that the sheet is about, and several.
    pub(super) countries: [&'static str; 2],
    pub(super) town: &'static str,
    /// "15 km from Assamaka", and the same in a straight line.
    pub(super) away: fn(&str, &str) -> String,
    pub(super) away_straight: fn(&str, &str) -> String,
}

/// What stands on the map.
#[derive(Debug)]
pub(super) struct LabelWords {
    /// The distance with its range, and the name of the help.
    pub(super) way: fn(&str, &str) -> String,
    /// So many more records at the same place.
    pub(super) more_here: fn(u64, &str) -> String,
    /// The degrees that meridians lean at the edges, as written.
    pub(super) north_note: fn(&str) -> String,
    pub(super) all_synthetic: &'static str,
    pub(super) partly_synthetic: &'static str,
    /// The wall of sand through Western Sahara.
    pub(super) berm: &'static str,
}

/// What is said of chains of linked pushbacks.
#[derive(Debug)]
pub(super) struct ChainWords {
    /// Its letter, or no letter, and its name.
    pub(super) chain: fn(&str, &str) -> String,
    /// Behind the name of one that is made up.
    pub(super) synthetic: &'static str,
    pub(super) guessed: &'static str,
}

/// What is said of routes; distances come as written.
#[derive(Debug)]
pub(super) struct RouteWords {
    pub(super) from_help: fn(&str) -> String,
    /// Its name and its length.
    pub(super) route: fn(&str, &str) -> String,
    pub(super) more: fn(u64, &str) -> String,
    pub(super) tick: fn(&str) -> String,
    pub(super) farther: fn(&str) -> String,
}

/// What is said of how far help is; distances come as written.
#[derive(Debug)]
pub(super) struct RemotenessWords {
    pub(super) within: fn(&str) -> String,
    pub(super) between: fn(&str, &str) -> String,
    pub(super) beyond: fn(&str) -> String,
    pub(super) not_recorded: &'static str,
    pub(super) away: fn(&str) -> String,
    pub(super) farthest_of_area: &'static str,
    pub(super) farthest: &'static str,
}

/// What stands around the map.
#[derive(Debug)]
pub(super) struct SheetWords {
    pub(super) title: &'static str,
    pub(super) map: &'static str,
    /// The title of a sheet that shows made-up data.
    pub(super) synthetic_title: fn(&str) -> String,
    pub(super) no_record: &'static str,
    /// So many records of something: the number, and as written.
    pub(super) records: fn(Records, u64, &str) -> String,
    /// Behind the records: the first and the last year.
    pub(super) years: fn(i16, i16) -> String,
    /// Behind the records and the years.
    pub(super) symbols: &'static str,
    /// Behind that, where such lines are drawn.
    pub(super) lines: &'static str,
    pub(super) distances: &'static str,
    /// The incident, the help, and the distance with its range.
    pub(super) row: fn(&str, &str, &str) -> String,
    /// Hours on foot, as written.
    pub(super) hours_on_foot: fn(&str) -> String,
    /// Minutes on foot, as written, and the number that the noun agrees with.
    pub(super) minutes_on_foot: fn(&str, u64) -> String,
    pub(super) below_one_minute: &'static str,
    /// So many more rows.
    pub(super) more_rows: fn(u64, &str) -> String,
}

/// What stands at small maps, at many incidents and at unusual windows.
#[derive(Debug)]
pub(super) struct InsetWords {
    pub(super) close_up: &'static str,
    /// How many times as large a close-up is.
    pub(super) times: fn(&str) -> String,
    /// What the box on the map means.
    pub(super) shown: &'static str,
    pub(super) locator: &'static str,
    pub(super) numbers: &'static str,
    /// Behind the records and the years of a density.
    pub(super) cells: &'static str,
    /// So many incidents in a cell, the number that the noun agrees with, and how wide the cell is.
    pub(super) in_a_cell: fn(&str, u64, &str) -> String,
    pub(super) north_to_pole: &'static str,
    pub(super) north_from_pole: &'static str,
    /// The degrees that meridians lean, for a narrow map.
    pub(super) lean: fn(&str) -> String,
    /// Why a projection was chosen.
    pub(super) local: &'static str,
    pub(super) belt: &'static str,
    /// What a symbol means that is made up for show.
    pub(super) made_up: fn(&str) -> String,
}

/// What is counted in the subtitle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Records {
    Expulsions,
    Pushbacks,
    Deaths,
    Incidents,
}

/// What stands below the map.
#[derive(Debug)]
pub(super) struct Notes {
    pub(super) made: fn(&str) -> String,
    pub(super) map: fn(&str) -> String,
    pub(super) map_sources: fn(&str) -> String,
    pub(super) incident_sources: fn(&str) -> String,
    pub(super) sources: fn(&str) -> String,
    /// So many of so many records not shown, for these reasons; the number that the verb agrees with comes first.
    pub(super) not_shown: fn(u64, &str, &str, &str) -> String,
    pub(super) outside: fn(&str) -> String,
    pub(super) without_location: fn(&str) -> String,
    pub(super) not_readable: fn(u64, &str) -> String,
    /// Between reasons and between details.
    pub(super) comma: &'static str,
    /// Between sources.
    pub(super) semicolon: &'static str,
    pub(super) its_publisher: &'static str,
    /// The licence of what belongs to all.
    pub(super) public_domain: &'static str,
    /// What a range does not hold where a record says nothing of its doubt.
    pub(super) no_doubt_stated: &'static str,
    /// What hours on foot are and are not: the lesser and the greater speed, and whose they are.
    pub(super) on_foot: fn(&str, &str, &str) -> String,
    pub(super) tobler: &'static str,
    pub(super) own_speeds: &'static str,
    pub(super) disclaimer: fn(&str) -> String,
}

/// What is said of the projection and the scale.
#[derive(Debug)]
pub(super) struct ProjectionWords {
    /// The name in this language of a projection by its English name, where there is one.
    pub(super) name: fn(&str) -> Option<&'static str>,
    /// The centre, as written.
    pub(super) centre: fn(&str) -> String,
    /// The longitude, as written.
    pub(super) central_meridian: fn(&str) -> String,
    /// The two latitudes, as written.
    pub(super) true_along: fn(&str, &str) -> String,
    /// Paper without a name, by its width in millimetres.
    pub(super) wide: fn(u16) -> String,
    pub(super) regional: &'static str,
    pub(super) polar: &'static str,
    pub(super) world: &'static str,
    /// The projection, why it was chosen, the scale and the paper.
    pub(super) scale: fn(&str, &str, &str, &str) -> String,
    /// The least and the most by which the scale varies.
    pub(super) varies: fn(&str, &str) -> String,
    pub(super) bar_is_true_at: fn(&str) -> String,
    /// Behind a number.
    pub(super) percent: &'static str,
}

impl Words {
    /// A name in this language, or else in English.
    pub fn name<'a>(&self, names: &'a Names) -> &'a str {
        names
            .in_language(self.language)
            .unwrap_or_else(|| names.english())
    }

    /// A whole number, its thousands parted.
    pub fn whole(&self, number: u64) -> String {
        grouped(&number.to_string(), self.numbers.group)
    }

    /// A number with so many decimals.
    pub fn decimal(&self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
        let mut written = String::from(if number < 0.0 && !is_zero { "−" } else { "" });
        // Four digits are read as one group.
        if whole.len() > 4 {
            written.push_str(&grouped(whole, self.numbers.group));
        } else {
            written.push_str(whole);
        }
        if !rest.is_empty() {
            written.push(self.numbers.decimal);
            written.push_str(rest);
        }
        written
    }

    /// A number with up to two decimals, no more than it needs.
    pub fn plain(&self, number: f64) -> String {
        let decimals = (0..2).find(|decimals| {
            let power = [1.0, 10.0][*decimals];
            (number * power - (number * power).round()).abs() < 1e-6
        });
        self.decimal(number, decimals.unwrap_or(2))
    }

    /// A number of people as its source says it, without the noun.
    pub fn count(&self, count: Count) -> String {
        let Count::Known(stated) = count else {
            return self.qualifiers.unknown.to_owned();
        };
        let (least, most) = stated.numbers();
        let number = self.whole(least);
        let qualified = |word: &str| format!("{word} {number}");
        let words = &self.qualifiers;
        match stated {
            Stated::Exact(_) => number,
            Stated::About(_) => qualified(words.about),
            Stated::JustOver(_) => qualified(words.just_over),
            Stated::AtLeast(_) => qualified(words.at_least),
            Stated::MoreThan(_) => qualified(words.more_than),
            Stated::UpTo(_) => qualified(words.up_to),
            Stated::Range(..) => (words.range)(&number, &self.whole(most)),
        }
    }

    /// A number of people as its source says it: `at least 34,236 people`.
    pub fn people(&self, count: Count) -> String {
        match count {
            Count::Unknown => self.qualifiers.unknown.to_owned(),
            Count::Known(stated) => {
                (self.qualifiers.people)(&self.count(count), stated.numbers().1)
            }
        }
    }

    /// A distance rounded to what its bounds leave known, such as `16.1 km`.
    pub fn distance(&self, distance: Distance, bounds: Option<(Distance, Distance)>) -> String {
        match rounded_distance(distance, bounds) {
            Some(rounded) => format!("{} {}", self.rounded(rounded), self.unit(rounded.unit)),
            None => self.numbers.below_one_metre.to_owned(),
        }
    }

    /// The distance of an answer, rounded to what is known.
    pub fn answer(&self, answer: &Answer) -> String {
        self.distance(answer.distance, Some(answer.bounds))
    }

    /// The bounds of an answer with what they promise where that is less than certain.
    pub fn range(&self, answer: &Answer) -> String {
        let (least, most) = answer.bounds;
        let range = if least == most {
            self.distance(answer.distance, None)
        } else {
            let (least, most) = rounded_range(answer.distance, answer.bounds);
            let unit = self.unit(most.unit);
            format!("{}–{} {unit}", self.rounded(least), self.rounded(most))
        };
        match self.promise(answer.kind) {
            Some(promise) => format!("{range} ({promise})"),
            None => range,
        }
    }

    /// What bounds promise where that is less than certain, such as `95 %`.
    fn promise(&self, kind: RadiusKind) -> Option<String> {
        let percent = self.projection.percent;
        match kind {
            RadiusKind::Bound => None,
            RadiusKind::P95 => Some(format!("95{percent}")),
            RadiusKind::P68 => Some(format!("68{percent}")),
        }
    }

    /// How long a way is on foot, such as `3.0–5.0 h on foot`, held together; in minutes below an hour, and with
    /// what its bounds promise where that is less than certain.
    pub(super) fn on_foot(&self, hours: WalkHours, kind: RadiusKind) -> String {
        let [least, most] = [hours.least, hours.most].map(|hours| (hours * 60.0).round());
        let words = &self.sheet;
        let told = if most < 1.0 {
            words.below_one_minute.to_owned()
        } else if most < 60.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number below sixty"
            )]
            let number = most as u64;
            (words.minutes_on_foot)(&self.span(least, most, 0), number)
        } else {
            (words.hours_on_foot)(&self.span(hours.least, hours.most, 1))
        };
        unbroken(&match self.promise(kind) {
            Some(promise) => format!("{told} ({promise})"),
            None => told,
        })
    }

    /// From the least to the most, with so many decimals.
    fn span(&self, least: f64, most: f64, decimals: usize) -> String {
        let nothing = self.decimal(0.0, decimals);
        let [least, most] = [least, most].map(|number| self.decimal(number, decimals));
        if least == most {
            most
        } else if least == nothing {
            format!("{} {most}", self.qualifiers.up_to)
        } else {
            format!("{least}–{most}")
        }
    }

    /// The distance of an answer with its bounds, where it has any.
    pub fn answer_with_range(&self, answer: &Answer) -> String {
        let distance = unbroken(&self.answer(answer));
        if has_range(answer) {
            format!("{distance} ({})", unbroken(&self.range(answer)))
        } else {
            distance
        }
    }

    /// How far a factor is from one, such as `−39 %`; its sign stays in front in any direction.
    pub fn off_by(&self, factor: f64) -> String {
        let percent = (factor - 1.0) * 100.0;
        let sign = if percent.round() > 0.0 { "+" } else { "" };
        let number = self.decimal(percent, 0);
        format!("\u{2066}{sign}{number}{}\u{2069}", self.projection.percent)
    }

    /// A length as it was asked for, to the metre, such as `15 km`.
    pub fn exactly(&self, length: Distance) -> String {
        let metres = length.metres().round();
        if metres < 1000.0 {
            format!("{}\u{a0}{}", self.decimal(metres, 0), self.numbers.metre)
        } else {
            let decimals = [0, 1, 2, 3].into_iter().find(|decimals| {
                let step = [1000.0, 100.0, 10.0, 1.0][*decimals];
                (metres / step).fract() == 0.0
            });
            let km = self.decimal(metres / 1000.0, decimals.unwrap_or(3));
            format!("{km}\u{a0}{}", self.numbers.kilometre)
        }
    }

    fn rounded(&self, rounded: Rounded) -> String {
        self.decimal(rounded.value, rounded.decimals)
    }

    pub(super) fn unit(&self, unit: LengthUnit) -> &'static str {
        match unit {
            LengthUnit::Metre => self.numbers.metre,
            LengthUnit::Kilometre => self.numbers.kilometre,
        }
    }

    /// A day, from `2026-11-22`; words that are no such day stay as they are.
    pub fn day(&self, iso: &str) -> String {
        iso.parse::<jiff::civil::Date>()
            .ok()
            .and_then(|day| {
                let month = usize::try_from(day.month()).ok()?.checked_sub(1)?;
                Some((self.day)(day.day(), self.months.get(month)?, day.year()))
            })
            .unwrap_or_else(|| iso.to_owned())
    }

    /// Degrees and their side, such as `19.3° N 5.8° E`, held together.
    pub fn position(&self, position: Position) -> String {
        let side = |degrees: f64, positive, negative| {
            let side = if degrees < 0.0 { negative } else { positive };
            format!("{}°{side}", self.decimal(degrees.abs(), 1))
        };
        unbroken(&format!(
            "{} {}",
            side(position.lat(), self.sides.north, self.sides.south),
            side(position.lon(), self.sides.east, self.sides.west)
        ))
    }

    /// Degrees of longitude and their side, with up to two decimals.
    pub fn meridian(&self, lon: f64) -> String {
        let side = if lon < 0.0 {
            self.sides.west
        } else {
            self.sides.east
        };
        format!("{}°{side}", self.plain(lon.abs()))
    }

    /// Degrees of latitude and their side, with up to two decimals.
    pub fn parallel(&self, lat: f64) -> String {
        let side = if lat < 0.0 {
            self.sides.south
        } else {
            self.sides.north
        };
        format!("{}°{side}", self.plain(lat.abs()))
    }

    pub(super) fn border(&self, class: BorderClass) -> &'static str {
        match class {
            BorderClass::International => self.key.international,
            BorderClass::Disputed => self.key.disputed,
            BorderClass::Indefinite => self.key.indefinite,
            BorderClass::LineOfControl => self.key.line_of_control,
            BorderClass::Other => self.key.other_line,
            BorderClass::Unstated => self.key.unstated_line,
        }
    }

    pub(super) fn incident(&self, kind: IncidentKind) -> &'static str {
        match kind {
            IncidentKind::Expulsion | IncidentKind::Pushback => self.key.expelled,
            IncidentKind::Death => self.key.dead,
            IncidentKind::Missing => self.key.missing,
            IncidentKind::Rescue => self.key.rescued,
            IncidentKind::Detention | IncidentKind::Other => self.key.other_incident,
        }
    }
}

/// Whether the bounds of an answer leave room for more than the answer.
pub(super) fn has_range(answer: &Answer) -> bool {
    let (least, most) = answer.bounds;
    least != most
}

/// Digits in groups of three.
fn grouped(digits: &str, between: char) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(between);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests;
