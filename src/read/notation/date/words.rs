//! Names of months and days of the week in English, French and Arabic, and other words of dates.
//!
//! Arabic has three sets of months: of Egypt and the Gulf (يناير), of the Levant and Iraq (كانون الثاني), and of the Maghreb
//! (جانفي), where Morocco has some of its own.
//!
//! # Source
//! Unicode CLDR 46, calendar names of the locales en, fr, ar, ar-LB, ar-DZ, ar-MA.

/// The names of the months, folded as by [`folded`].
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "janvier",
        "janv",
        "يناير",
        "كانون-الثاني",
        "جانفي",
    ],
    &[
        "february",
        "feb",
        "fevrier",
        "fevr",
        "fev",
        "فبراير",
        "شباط",
        "فيفري",
    ],
    &["march", "mar", "mars", "مارس", "اذار"],
    &["april", "apr", "avril", "avr", "ابريل", "نيسان", "افريل"],
    &["may", "mai", "مايو", "ايار", "ماي"],
    &["june", "jun", "juin", "يونيو", "يونيه", "حزيران", "جوان"],
    &[
        "july",
        "jul",
        "juillet",
        "juil",
        "يوليو",
        "يوليه",
        "تموز",
        "جويليه",
        "يوليوز",
    ],
    &["august", "aug", "aout", "اغسطس", "اب", "اوت", "غشت"],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "سبتمبر",
        "ايلول",
        "شتنبر",
    ],
    &["october", "oct", "octobre", "اكتوبر", "تشرين-الاول"],
    &[
        "november",
        "nov",
        "novembre",
        "نوفمبر",
        "تشرين-الثاني",
        "نونبر",
    ],
    &[
        "december",
        "dec",
        "decembre",
        "ديسمبر",
        "كانون-الاول",
        "دجنبر",
    ],
];

/// The names of the days of the week from Monday, folded.
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "lundi", "lun", "الاثنين"],
    &["tuesday", "tue", "tues", "mardi", "الثلاثاء"],
    &["wednesday", "wed", "mercredi", "mer", "الاربعاء"],
    &["thursday", "thu", "thur", "thurs", "jeudi", "jeu", "الخميس"],
    &["friday", "fri", "vendredi", "ven", "الجمعه"],
    &["saturday", "sat", "samedi", "sam", "السبت"],
    &["sunday", "sun", "dimanche", "dim", "الاحد"],
];

/// Words that stand about the days of a date and say no more than that it is one, or a span.
const FILLERS: [&str; 24] = [
    "to", "until", "till", "through", "from", "between", "and", "of", "the", "on", "du", "au",
    "le", "de", "et", "entre", "jusqu", "a", "يوم", "من", "الي", "حتي", "و", "في",
];

/// The month of a folded word, 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    (1..)
        .zip(MONTHS)
        .find(|(_, names)| names.contains(&word))
        .map(|(month, _)| month)
}

/// The day of the week of a folded word, 0 for Monday to 6 for Sunday.
pub(super) fn weekday(word: &str) -> Option<i8> {
    (0..)
        .zip(WEEKDAYS)
        .find(|(_, names)| names.contains(&word))
        .map(|(day, _)| day)
}

/// Whether a folded word says nothing that a date needs.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// A text in lower case with plain letters and the digits 0 to 9, so that spellings of one word are one text.
///
/// French accents go, Arabic forms of alif, of ya and of ta marbuta become one each, vowel marks, tatweel and marks of
/// direction go, and months of two words are joined by a hyphen.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '٠'..='٩' => folded.push(digit(c, '٠')),
            '۰'..='۹' => folded.push(digit(c, '۰')),
            'é' | 'è' | 'ê' | 'É' | 'È' | 'Ê' => folded.push('e'),
            'û' | 'ù' | 'Û' | 'Ù' => folded.push('u'),
            'à' | 'â' | 'À' | 'Â' => folded.push('a'),
            'أ' | 'إ' | 'آ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            '،' => folded.push(','),
            '\u{A0}' | '\u{202F}' | '\u{2009}' => folded.push(' '),
            '–' | '—' | '\u{2010}' | '\u{2011}' | '\u{2212}' => folded.push('-'),
            '\u{64B}'..='\u{652}' | '\u{640}' | '\u{200E}' | '\u{200F}' | '\u{61C}' => {}
            _ => folded.extend(c.to_lowercase()),
        }
    }
    for first in ["كانون", "تشرين"] {
        if folded.contains(first) {
            folded = folded.replace(&format!("{first} ا"), &format!("{first}-ا"));
        }
    }
    folded
}

fn digit(c: char, zero: char) -> char {
    let value = u32::from(c) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_months_or_days() {
        for names in [&MONTHS[..], &WEEKDAYS[..]] {
            let all: Vec<&str> = names
                .iter()
                .flat_map(|names| names.iter().copied())
                .collect();
            let mut once = all.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), all.len());
            for name in all {
                assert_eq!(folded(name), name);
                assert!(!is_filler(name));
            }
        }
    }

    #[test]
    fn spellings_of_one_word_are_folded_into_one() {
        for (word, expected) in [
            ("Février", 2),
            ("AOÛT", 8),
            ("déc", 12),
            ("أبريل", 4),
            ("كانون الثاني", 1),
            ("كانون الأول", 12),
            ("تشرين الأول", 10),
            ("جويلية", 7),
            ("مَارس", 3),
        ] {
            assert_eq!(month(&folded(word)), Some(expected), "{word}");
        }
        assert_eq!(folded("١٧/٠٤/۲۰۲۵"), "17/04/2025");
        assert_eq!(weekday(&folded("الجمعة")), Some(4));
    }
}
