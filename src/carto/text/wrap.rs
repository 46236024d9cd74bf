//! Breaking of words into lines.

use super::{Line, MissingGlyph, Setting, Style, shape};
use crate::carto::scene::Mm;

/// Words broken into lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrapped {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// The words that found no room, for the caller to report; empty when all did.
    pub rest: String,
}

/// The words in lines no wider than `width`, at most `max_lines` of them.
///
/// Lines break at spaces; no-break spaces hold. A single word wider than the line is cut where it
/// stops fitting, one character a line at the least.
///
/// # Errors
/// [`MissingGlyph`] as [`shape`].
pub fn wrap<'a>(
    string: &str,
    setting: impl Into<Setting<'a>>,
    style: &Style,
    width: Mm,
    max_lines: usize,
) -> Result<Wrapped, MissingGlyph> {
    let setting = setting.into();
    let mut lines = Vec::new();
    let mut rest = string.trim().to_owned();
    while !rest.is_empty() && lines.len() < max_lines {
        let (line, left) = first_line(&rest, setting, style, width)?;
        // What was isolated in front of the break is so behind it too.
        rest = if left.is_empty() {
            String::new()
        } else {
            open_isolates(&line.string) + left
        };
        lines.push(line);
    }
    Ok(Wrapped { lines, rest })
}

/// The marks of isolation that are not closed again.
fn open_isolates(string: &str) -> String {
    let mut open = String::new();
    for character in string.chars() {
        match character {
            '\u{2066}'..='\u{2068}' => open.push(character),
            '\u{2069}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// The words held together: no line ever breaks inside them.
pub fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{a0}")
}

/// The words in lines as [`wrap`] breaks them, all that fits: where words are left over, the last line
/// ends in `…`.
///
/// # Errors
/// [`MissingGlyph`] as [`shape`].
pub fn fitted<'a>(
    string: &str,
    setting: impl Into<Setting<'a>>,
    style: &Style,
    width: Mm,
    max_lines: usize,
) -> Result<Vec<Line>, MissingGlyph> {
    let setting = setting.into();
    let Wrapped { mut lines, rest } = wrap(string, setting, style, width, max_lines)?;
    if !rest.is_empty()
        && let Some(last) = lines.pop()
    {
        lines.push(with_ellipsis(last, setting, style, width)?);
    }
    Ok(lines)
}

/// A line that ends in `…` and is still no wider.
fn with_ellipsis(
    line: Line,
    setting: Setting<'_>,
    style: &Style,
    width: Mm,
) -> Result<Line, MissingGlyph> {
    let mut words = line.string;
    loop {
        let cut = shape(&format!("{}…", words.trim_end()), setting, style)?;
        if cut.width <= width || words.pop().is_none() {
            return Ok(cut);
        }
    }
}

/// As many words as fit on one line, and what is left.
fn first_line<'a>(
    string: &'a str,
    setting: Setting<'_>,
    style: &Style,
    width: Mm,
) -> Result<(Line, &'a str), MissingGlyph> {
    let mut fitting = None;
    for (head, tail) in breaks(string, |c| c.is_whitespace() && !is_no_break(c)) {
        let line = shape(head.trim_end(), setting, style)?;
        if line.width > width {
            break;
        }
        fitting = Some((line, tail.trim_start()));
    }
    if let Some(found) = fitting {
        return Ok(found);
    }
    let mut fitting = None;
    for (head, tail) in breaks(string, |_| true) {
        // A mark never stands at the start of a line, and a line is more than marks of direction.
        let is_torn = tail.starts_with(|c: char| ('\u{300}'..='\u{36F}').contains(&c));
        let is_mark = |c: char| matches!(c, '\u{2066}'..='\u{2069}');
        if is_torn || head.chars().all(is_mark) {
            continue;
        }
        let line = shape(head, setting, style)?;
        if line.width > width && fitting.is_some() {
            break;
        }
        fitting = Some((line, tail.trim_start()));
    }
    fitting.map_or_else(|| Ok((shape(string, setting, style)?, "")), Ok)
}

/// Every place to break a string in two, from the left, the end included.
fn breaks(string: &str, is_break: impl Fn(char) -> bool) -> impl Iterator<Item = (&str, &str)> {
    string
        .char_indices()
        .filter(move |(_, character)| is_break(*character))
        .map(|(at, _)| at)
        .chain(std::iter::once(string.len()))
        .filter_map(|at| string.split_at_checked(at))
}

fn is_no_break(character: char) -> bool {
    matches!(character, '\u{A0}' | '\u{202F}' | '\u{2007}')
}

#[cfg(test)]
mod tests {
    use super::super::{Face, Pt};
    use super::*;

    const STYLE: Style = Style::new(Face::Regular, Pt(8.0));

    fn wrapped(string: &str, width: f64, max_lines: usize) -> (Vec<String>, String) {
        let wrapped = wrap(string, "en", &STYLE, Mm(width), max_lines).unwrap();
        assert!(wrapped.lines.iter().all(|line| line.width.0 <= width));
        let lines = wrapped.lines.into_iter().map(|line| line.string).collect();
        (lines, wrapped.rest)
    }

    #[test]
    fn words_are_kept_whole_and_none_is_lost() {
        let (lines, rest) = wrapped("at least 34,236 people expelled  to Niger", 25.0, 9);
        assert_eq!(lines.join(" ").split_whitespace().count(), 7);
        assert_eq!(rest, "");
        let (lines, rest) = wrapped("at least 34,236 people expelled to Niger", 25.0, 1);
        assert_eq!(
            format!("{} {rest}", lines[0]),
            "at least 34,236 people expelled to Niger"
        );
    }

    #[test]
    fn a_word_too_long_for_a_line_is_cut() {
        let (lines, _) = wrapped("https://example.org/a/very/long/address", 20.0, 9);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat(), "https://example.org/a/very/long/address");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let long = "at least 34,236 people expelled to Niger";
        let lines = fitted(long, "en", &STYLE, Mm(25.0), 1).unwrap();
        let [line] = &lines[..] else { panic!() };
        assert!(line.string.ends_with('…') && line.width.0 <= 25.0);
        let lines = fitted(long, "en", &STYLE, Mm(25.0), 9).unwrap();
        let words: Vec<&str> = lines.iter().map(|line| line.string.as_str()).collect();
        assert_eq!(words.join(" "), long);
    }

    #[test]
    fn what_is_isolated_stays_so_behind_a_break() {
        let string = "a \u{2068}b c d\u{2069} e";
        let (lines, rest) = wrapped(string, 3.0, 9);
        assert_eq!(rest, "");
        let string: String = lines.join("|");
        assert_eq!(string, "a|\u{2068}b|\u{2068}c|\u{2068}d\u{2069}|e");
    }

    #[test]
    fn no_words_are_no_lines() {
        assert_eq!(wrapped("  ", 20.0, 3), (vec![], String::new()));
    }
}
