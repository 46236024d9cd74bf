//! Sections of a report file: every key is checked against what is known there, and every complaint
//! names its line.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::analysis::AnyQuestion;
use crate::model::visible;

/// A report file, and what is wrong in it.
pub(super) struct Text<'i> {
    name: String,
    contents: &'i str,
    problems: Vec<(usize, String)>,
}

/// A table of the file, under the title that it goes by in complaints, such as `[[table]]`.
pub(super) struct Section<'i> {
    title: &'static str,
    table: DeTable<'i>,
    span: Range<usize>,
}

/// A key with its value.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

impl<'i> Text<'i> {
    pub(super) fn new(name: &str, contents: &'i str) -> Self {
        Self {
            name: visible(name),
            contents,
            problems: Vec::new(),
        }
    }

    /// The file as one section; nothing when it is no TOML, which is noted.
    pub(super) fn parse(&mut self) -> Option<Section<'i>> {
        match DeTable::parse(self.contents) {
            Ok(table) => {
                let span = table.span();
                Some(Section {
                    title: "the report",
                    table: table.into_inner(),
                    span,
                })
            }
            Err(error) => {
                let span = error.span().unwrap_or_default();
                self.complain(&span, error.message());
                None
            }
        }
    }

    /// Notes what is wrong somewhere.
    pub(super) fn complain(&mut self, at: &Range<usize>, why: impl fmt::Display) {
        let before = self.contents.get(..at.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        self.problems
            .push((at.start, format!("{}:line {line}: {why}", self.name)));
    }

    /// All that is wrong, in the order of the file, one a line; nothing when all is well.
    pub(super) fn problems(mut self) -> Option<String> {
        self.problems.sort();
        let lines: Vec<String> = self.problems.into_iter().map(|(_, line)| line).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// A value as a table of the file.
    pub(super) fn section(&mut self, title: &'static str, value: Value<'i>) -> Option<Section<'i>> {
        let span = value.span();
        if let DeValue::Table(table) = value.into_inner() {
            return Some(Section { title, table, span });
        }
        self.complain(&span, format_args!("write a section {title}"));
        None
    }

    /// A value as the tables of the file that share a title.
    pub(super) fn sections(&mut self, title: &'static str, value: Value<'i>) -> Vec<Section<'i>> {
        let span = value.span();
        if let DeValue::Array(values) = value.into_inner() {
            return values
                .into_iter()
                .filter_map(|value| self.section(title, value))
                .collect();
        }
        self.complain(&span, format_args!("write a section {title}"));
        Vec::new()
    }

    /// A value as what it is to be; nothing when it is not, which is noted.
    pub(super) fn read<T: Deserialize<'i>>(&mut self, value: Value<'i>) -> Option<T> {
        let whole = value.span();
        T::deserialize(ValueDeserializer::from(value))
            .map_err(|error| self.complain(&error.span().unwrap_or(whole), error.message().trim()))
            .ok()
    }
}

impl<'i> Section<'i> {
    /// Takes a key out.
    pub(super) fn take(&mut self, key: &str) -> Option<Value<'i>> {
        self.table.remove(key)
    }

    /// Where it stands.
    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// Notes every key that is not among the known ones.
    pub(super) fn check_keys(&self, known: &[&str], text: &mut Text<'_>) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let why = format!(
                    "{} has no key \"{}\"; {}",
                    self.title,
                    visible(name),
                    nearest(name, known)
                );
                text.complain(&key.span(), why);
            }
        }
    }

    /// The section as a struct whose fields are its keys; nothing when it is not, which is noted.
    pub(super) fn read<T: Deserialize<'i>>(self, text: &mut Text<'i>) -> Option<T> {
        let known = T::deserialize(Fields).err()?.0;
        let before = text.problems.len();
        self.check_keys(known, text);
        if text.problems.len() > before {
            return None;
        }
        text.read(self.into_value())
    }

    /// The question of a name with this section's keys as its options.
    pub(super) fn read_question(
        self,
        name: &Spanned<String>,
        own_keys: &[&str],
        text: &mut Text<'i>,
    ) -> Option<AnyQuestion> {
        let Some(fields) = AnyQuestion::from_options(name.get_ref(), Fields) else {
            let known = [AnyQuestion::NAMES, OTHER_QUESTIONS].concat();
            let why = format!(
                "there is no question \"{}\"; {}",
                visible(name.get_ref()),
                nearest(name.get_ref(), &known)
            );
            text.complain(&name.span(), why);
            return None;
        };
        let before = text.problems.len();
        self.check_keys(&[own_keys, fields.err()?.0].concat(), text);
        if text.problems.len() > before {
            return None;
        }
        let whole = self.span.clone();
        let options = ValueDeserializer::from(self.into_value());
        AnyQuestion::from_options(name.get_ref(), options)?
            .map_err(|error| text.complain(&error.span().unwrap_or(whole), error.message().trim()))
            .ok()
    }

    fn into_value(self) -> Value<'i> {
        Spanned::new(self.span, DeValue::Table(self.table))
    }
}

/// Questions of a `[[table]]` that are not put to incidents.
const OTHER_QUESTIONS: &[&str] = &["route"];

/// `did you mean X`, or what there is when nothing is near.
pub(super) fn nearest(word: &str, known: &[&str]) -> String {
    let word = word.to_lowercase();
    let by_likeness = known
        .iter()
        .map(|known| (strsim::jaro_winkler(&word, known), known))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match by_likeness {
        Some((likeness, known)) if likeness > 0.75 => format!("did you mean \"{known}\""),
        _ => format!("there are {}", known.join(", ")),
    }
}

/// A deserializer that gives nothing but, as its error, the fields of the struct that asks.
struct Fields;

/// The fields of a struct.
#[derive(Debug)]
struct FieldsOf(&'static [&'static str]);

impl fmt::Display for FieldsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl std::error::Error for FieldsOf {}

impl de::Error for FieldsOf {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }
}

impl<'de> Deserializer<'de> for Fields {
    type Error = FieldsOf;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, FieldsOf> {
        Err(FieldsOf(&[]))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, FieldsOf> {
        Err(FieldsOf(fields))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
