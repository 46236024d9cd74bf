//! Names in several languages.

use std::collections::BTreeMap;

use super::visible;

/// A language of names and of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English, `en`.
    English,
    /// French, `fr`.
    French,
    /// Arabic, `ar`.
    Arabic,
    /// Spanish, `es`.
    Spanish,
}

impl Language {
    /// Every language, in the order of their codes' use here.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Arabic, Self::Spanish];

    /// The language of a code, such as `fr`.
    ///
    /// # Errors
    /// Words that name the codes there are.
    pub fn from_code(code: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(code.trim()))
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::code).join(", ");
                format!(
                    "sheets are not drawn in \"{}\"; use one or more of {known}",
                    visible(code)
                )
            })
    }

    /// The ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Arabic => "ar",
            Self::Spanish => "es",
        }
    }
}

/// A name in English and, where known, in other languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    english: String,
    others: BTreeMap<Language, String>,
}

impl Names {
    /// A name known in English alone.
    pub fn from_english(english: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            others: BTreeMap::new(),
        }
    }

    /// The same with the name in one more language; an empty name is left out.
    #[must_use]
    pub fn with(mut self, language: Language, name: impl Into<String>) -> Self {
        let name = name.into();
        if language == Language::English {
            self.english = name;
        } else if !name.is_empty() {
            self.others.insert(language, name);
        }
        self
    }

    /// The English name.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The name in a language, if known.
    pub fn in_language(&self, language: Language) -> Option<&str> {
        match language {
            Language::English => Some(&self.english),
            other => self.others.get(&other).map(String::as_str),
        }
    }
}
