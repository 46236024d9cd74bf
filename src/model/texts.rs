//! Many texts in one allocation.

use std::ops::Range;
use std::sync::Arc;

/// A list of texts, kept one behind the other in a single text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// Every text with one more byte behind it.
    joined: String,
    /// Where each text ends in `joined`.
    ends: Vec<usize>,
}

/// About how many bytes a short text takes, with the one behind it.
const SHORT: usize = 8;

/// What stands behind a text: a character of one byte, so that the next one starts at a boundary.
const BETWEEN: char = '\n';

impl Texts {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many bytes the texts take.
    pub fn bytes(&self) -> usize {
        self.joined.len()
    }

    /// The text at a place in the list.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before)? + BETWEEN.len_utf8(),
            None => 0,
        };
        self.joined.get(start..end)
    }

    /// The bytes of the text at a place; none where there is no text.
    pub fn bytes_at(&self, index: usize) -> &[u8] {
        let bytes = || {
            let end = *self.ends.get(index)?;
            let start = match index.checked_sub(1) {
                Some(before) => self.ends.get(before)? + BETWEEN.len_utf8(),
                None => 0,
            };
            self.joined.as_bytes().get(start..end)
        };
        bytes().unwrap_or_default()
    }

    /// Whether a byte of any text is such a one; what stands between texts does not count.
    pub fn has_byte(&self, is_such: impl Fn(u8) -> bool) -> bool {
        let joined = self.joined.as_bytes();
        // All bytes are counted, which goes many at a time.
        let all = joined.iter().filter(|byte| is_such(**byte)).count();
        if all == 0 {
            return false;
        }
        let between = self.ends.iter().filter_map(|end| joined.get(*end));
        all > between.filter(|byte| is_such(**byte)).count()
    }

    /// Whether every text is empty.
    pub fn are_all_empty(&self) -> bool {
        self.joined.len() == self.ends.len() * BETWEEN.len_utf8()
    }

    /// Makes room for some more texts, short ones.
    pub fn reserve(&mut self, texts: usize) {
        self.joined.reserve(texts * SHORT);
        self.ends.reserve(texts);
    }

    /// Makes room for the texts of other lists, and for no more.
    pub fn reserve_for<'t>(&mut self, others: impl Iterator<Item = &'t Self>) {
        let (bytes, texts) = others.fold((0, 0), |(bytes, texts), other| {
            (bytes + other.bytes(), texts + other.len())
        });
        self.joined.reserve_exact(bytes);
        self.ends.reserve_exact(texts);
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.joined.push_str(text);
        }
        self.ends.push(self.joined.len());
        self.joined.push(BETWEEN);
    }

    /// Adds the texts that an ASCII character parts: one more than there are such characters.
    pub fn push_parts(&mut self, line: &str, separator: u8) {
        debug_assert!(separator.is_ascii(), "a separator is one byte");
        let start = self.joined.len();
        self.joined.push_str(line);
        let separators = memchr::memchr_iter(separator, line.as_bytes());
        self.ends.extend(separators.map(|at| start + at));
        self.ends.push(self.joined.len());
        self.joined.push(BETWEEN);
    }

    /// Adds the texts of whole lines, each ended by a line feed, that an ASCII character parts into as many of each
    /// line as asked for; gives how many bytes that takes. It stops before a line that is empty or has another
    /// number of texts, or when there are enough lines.
    pub fn push_lines(&mut self, lines: &str, separator: u8, of_each: usize, most: usize) -> usize {
        debug_assert!(separator.is_ascii(), "a separator is one byte");
        let (start, first) = (self.joined.len(), self.ends.len());
        let (mut taken, mut count) = (0, 0);
        for at in memchr::memchr2_iter(separator, b'\n', lines.as_bytes()) {
            if count == most {
                break;
            }
            self.ends.push(start + at);
            if lines.as_bytes()[at] == b'\n' {
                let texts = self.ends.len() - first;
                if at == taken || texts != (count + 1) * of_each {
                    break;
                }
                (count, taken) = (count + 1, at + 1);
            }
        }
        self.ends.truncate(first + count * of_each);
        self.joined.push_str(lines.get(..taken).unwrap_or_default());
        taken
    }

    /// Adds the texts of another list, which is empty then.
    pub fn append(&mut self, other: &mut Self) {
        let start = self.joined.len();
        self.joined.push_str(&other.joined);
        self.ends
            .extend(other.ends.drain(..).map(|end| start + end));
        other.joined.clear();
    }

    /// Takes texts away from the end until `count` are left.
    pub fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        let bytes = self.ends.last().map_or(0, |end| end + BETWEEN.len_utf8());
        self.joined.truncate(bytes);
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut list = Self::default();
        for text in texts {
            list.push(text.as_ref());
        }
        list
    }
}

/// Lists of texts, one a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lists {
    items: Texts,
    /// How many items there are up to the end of each list.
    ends: Vec<usize>,
}

impl Lists {
    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many items the list at a place has; none when there is no such list.
    pub fn count(&self, index: usize) -> usize {
        self.range(index).len()
    }

    /// The items of the list at a place.
    pub fn items(&self, index: usize) -> impl Iterator<Item = &str> {
        self.range(index).filter_map(|item| self.items.get(item))
    }

    /// Makes room for some more lists, mostly of one short text.
    pub fn reserve(&mut self, lists: usize) {
        self.items.reserve(lists);
        self.ends.reserve(lists);
    }

    /// Makes room for the lists of others, and for no more.
    pub fn reserve_for<'t>(&mut self, others: impl Iterator<Item = &'t Self> + Clone) {
        self.items
            .reserve_for(others.clone().map(|other| &other.items));
        self.ends.reserve_exact(others.map(Self::len).sum());
    }

    /// Adds a list.
    pub fn push(&mut self, items: &[&str]) {
        for item in items {
            self.items.push(item);
        }
        self.ends.push(self.items.len());
    }

    /// Adds the lists of others, which are none then.
    pub fn append(&mut self, others: &mut Self) {
        let start = self.items.len();
        self.items.append(&mut others.items);
        self.ends
            .extend(others.ends.drain(..).map(|end| start + end));
    }

    fn range(&self, index: usize) -> Range<usize> {
        let end = self.ends.get(index).copied().unwrap_or_default();
        let before = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        before.copied().unwrap_or_default().min(end)..end
    }
}

/// The cells of a row, in the order of its file's columns; rows that were read together share them.
#[derive(Clone, Default)]
pub struct Cells {
    /// None of a row without cells.
    texts: Option<Arc<Texts>>,
    first: u32,
    count: u32,
}

impl Cells {
    /// The texts of a row among those of several.
    ///
    /// # Panics
    /// Beyond 2³² texts.
    pub fn of_row(texts: &Arc<Texts>, row: Range<usize>) -> Self {
        let short = |n| u32::try_from(n).expect("rows that are read together have fewer cells");
        Self {
            texts: Some(Arc::clone(texts)),
            first: short(row.start),
            count: short(row.len()),
        }
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The cell of a column, counted from 0.
    pub fn get(&self, column: usize) -> Option<&str> {
        let texts = self.texts.as_ref().filter(|_| column < self.len())?;
        texts.get(self.first as usize + column)
    }

    /// Every cell.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map_while(|column| self.get(column))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let texts: Texts = cells.into_iter().collect();
        let row = 0..texts.len();
        Self::of_row(&Arc::new(texts), row)
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_items_apart() {
        let (mut lists, mut more) = (Lists::default(), Lists::default());
        lists.push(&["a", "b"]);
        lists.push(&[]);
        more.push(&["c"]);
        more.push(&[]);
        more.push(&["", "d"]);
        lists.append(&mut more);
        assert!(more.is_empty());
        let all: Vec<Vec<&str>> = (0..=lists.len())
            .map(|i| lists.items(i).collect())
            .collect();
        assert_eq!(
            all,
            [
                vec!["a", "b"],
                vec![],
                vec!["c"],
                vec![],
                vec!["", "d"],
                vec![]
            ]
        );
        assert_eq!([0, 1, 2, 5].map(|i| lists.count(i)), [2, 0, 1, 0]);
    }

    fn all(texts: &Texts) -> Vec<&str> {
        (0..texts.len()).map_while(|i| texts.get(i)).collect()
    }

    #[test]
    fn texts_come_out_as_they_went_in() {
        let mut texts = Texts::default();
        texts.push("é");
        texts.push_parts("a,,b", b',');
        texts.push("");
        texts.push_parts("", b',');
        assert_eq!(all(&texts), ["é", "a", "", "b", "", ""]);
        let mut more: Texts = ["x", "y\nz"].into_iter().collect();
        texts.append(&mut more);
        assert!(more.is_empty() && more.bytes() == 0);
        assert_eq!(all(&texts), ["é", "a", "", "b", "", "", "x", "y\nz"]);
        texts.truncate(2);
        texts.push("w");
        assert_eq!(all(&texts), ["é", "a", "w"]);
        texts.truncate(0);
        texts.push("v");
        assert_eq!(all(&texts), ["v"]);
    }

    #[test]
    fn what_stands_between_texts_is_in_none() {
        let mut texts = Texts::default();
        texts.push_parts("a,b", b',');
        assert!(!texts.has_byte(|byte| byte == b',' || byte == b'\n'));
        assert!(texts.has_byte(|byte| byte == b'b'));
        texts.push("c,\n");
        assert!(texts.has_byte(|byte| byte == b','));
        assert!(texts.has_byte(|byte| byte == b'\n'));
        assert!(!texts.are_all_empty());
        assert_eq!(texts.bytes_at(1), b"b");
        assert_eq!(texts.bytes_at(9), b"");
        let mut empty = Texts::default();
        assert!(empty.are_all_empty());
        empty.push("");
        assert!(empty.are_all_empty() && !empty.has_byte(|_| true));
    }

    #[test]
    fn a_row_sees_no_cells_but_its_own() {
        let texts: Arc<Texts> = Arc::new(["a", "b", "c", "d"].into_iter().collect());
        let row = Cells::of_row(&texts, 1..3);
        assert_eq!(
            (row.get(0), row.get(1), row.get(2)),
            (Some("b"), Some("c"), None)
        );
        assert_eq!(row, ["b", "c"].into_iter().collect());
        assert_ne!(row, Cells::of_row(&texts, 0..2));
    }
}
