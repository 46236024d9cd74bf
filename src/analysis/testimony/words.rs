//! Words of names and sentences as they are compared: in lower case, without accents and marks.

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is compared.
    pub(crate) folded: String,
    /// Whether it begins with a capital, as names do.
    pub(crate) is_capital: bool,
    /// Whether a sentence or a part of one ends behind it.
    pub(crate) ends_part: bool,
    /// Whether a dash stands before it, as in a range.
    pub(crate) is_behind_dash: bool,
}

/// The words of a text. A decimal sign between digits stays as a point.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut folded = String::new();
    let mut is_capital = false;
    let (mut is_behind_dash, mut was_dash) = (false, false);
    let mut characters = text.chars().peekable();
    let mut push =
        |folded: &mut String, is_capital: bool, is_behind_dash: bool, ends_part: bool| {
            if folded.is_empty() {
                if let Some(last) = words.last_mut() {
                    last.ends_part |= ends_part;
                }
            } else {
                words.push(Word {
                    folded: std::mem::take(folded),
                    is_capital,
                    ends_part,
                    is_behind_dash,
                });
            }
        };
    while let Some(c) = characters.next() {
        let is_between_digits = folded.ends_with(|c: char| c.is_ascii_digit())
            && characters.peek().is_some_and(char::is_ascii_digit);
        match c {
            '.' | ',' if is_between_digits => folded.push('.'),
            // French leaves a letter out there; in other names the mark belongs to the word.
            '\'' | '’' | '‘' | 'ʼ' => {
                if matches!(folded.as_str(), "d" | "l") {
                    push(&mut folded, is_capital, is_behind_dash, false);
                }
            }
            c if c.is_alphanumeric() => {
                if folded.is_empty() {
                    is_capital = c.is_uppercase();
                    is_behind_dash = std::mem::take(&mut was_dash);
                }
                // A unit may stand close behind its number: 15km.
                let was_digit = folded.ends_with(|c: char| c.is_ascii_digit());
                if was_digit
                    && c.is_alphabetic()
                    && folded.starts_with(|c: char| c.is_ascii_digit())
                {
                    push(&mut folded, is_capital, is_behind_dash, false);
                    is_capital = c.is_uppercase();
                    is_behind_dash = false;
                }
                fold_into(&mut folded, c);
            }
            ',' | '.' | ';' | ':' | '(' | ')' | '\n' | '"' | '«' | '»' | '/' => {
                push(&mut folded, is_capital, is_behind_dash, true);
            }
            c => {
                push(&mut folded, is_capital, is_behind_dash, false);
                was_dash |= matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−');
            }
        }
    }
    push(&mut folded, is_capital, is_behind_dash, true);
    words
}

/// A name as it is compared: its words with one space between.
pub(crate) fn folded(name: &str) -> String {
    let words: Vec<String> = words(name).into_iter().map(|word| word.folded).collect();
    words.join(" ")
}

/// A name as it is compared, with a capital at the start of each word.
pub(crate) fn in_capitals(folded: &str) -> String {
    let capitals = folded.split(' ').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    capitals.collect::<Vec<String>>().join(" ")
}

fn fold_into(folded: &mut String, c: char) {
    for c in c.to_lowercase() {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'š' | 'ş' | 'ś' | 'ș' => folded.push('s'),
            'ž' | 'ź' | 'ż' => folded.push('z'),
            'ğ' => folded.push('g'),
            'ł' => folded.push('l'),
            'đ' | 'ď' => folded.push('d'),
            'ř' => folded.push('r'),
            'ţ' | 'ť' | 'ț' => folded.push('t'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            // Marks that stand by themselves behind their letter.
            '\u{300}'..='\u{36F}' => {}
            other => folded.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_accents_and_marks() {
        for (name, compared) in [
            ("Côte d’Ivoire", "cote d ivoire"),
            ("N'Djamena", "ndjamena"),
            ("Türkiye", "turkiye"),
            ("İzmir", "izmir"),
            ("Bordj-Badji Mokhtar", "bordj badji mokhtar"),
            ("  In  Guezzam.", "in guezzam"),
        ] {
            assert_eq!(folded(name), compared);
        }
    }

    #[test]
    fn numbers_keep_their_fraction_and_lose_their_unit() {
        let of = |text: &str| -> Vec<String> {
            words(text).into_iter().map(|word| word.folded).collect()
        };
        assert_eq!(of("5,5 km north. 15km"), ["5.5", "km", "north", "15", "km"]);
        assert_eq!(of("67-70 km"), ["67", "70", "km"]);
        let ends: Vec<bool> = words("Arlit, Niger (near X) end")
            .into_iter()
            .map(|word| word.ends_part)
            .collect();
        assert_eq!(ends, [true, true, false, true, true]);
    }
}
