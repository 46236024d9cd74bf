//! Where help may be found.

use compact_str::CompactString;

use super::{Count, Date, Period, Place};

/// A site of an aid file.
#[derive(Debug, Clone, PartialEq)]
pub struct AidSite {
    /// Its identifier; the row number where the file gives none.
    pub id: CompactString,
    /// Its name; empty when there is none.
    pub name: CompactString,
    /// What it is to people who look for help.
    pub role: Role,
    /// What it offers.
    pub categories: Vec<Category>,
    /// While it is open.
    pub open: Opening,
    /// Where it is.
    pub place: Place,
    /// What else the file says of it; absent when it says nothing.
    pub details: Option<Box<SiteDetails>>,
}

/// What else a file says of a site.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteDetails {
    /// Its services in the file's own words; empty when it gives none.
    pub services: String,
    /// How many people it can take.
    pub capacity: Count,
    /// The country as the file writes it; empty when it does not.
    pub country: String,
    /// Who says so; empty when the file does not say.
    pub source: String,
}

impl AidSite {
    /// A place of help that is open without an end on either side, of which nothing else is known.
    ///
    /// The rest is set by name: `AidSite { categories: vec![Category::Medical], ..AidSite::help(…) }`.
    pub fn help(
        id: impl Into<CompactString>,
        name: impl Into<CompactString>,
        place: Place,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            role: Role::Help,
            categories: Vec::new(),
            open: Opening::default(),
            place,
            details: None,
        }
    }
}

/// What a site is to people who look for help; only [`Help`](Self::Help) is ever offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Help, as the data calls it.
    Help,
    /// A town or village of which no help is documented.
    Town,
    /// A place of detention.
    Detention,
    /// A military post.
    Military,
    /// Something else.
    Other,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Help,
        Self::Town,
        Self::Detention,
        Self::Military,
        Self::Other,
    ];

    /// The word for it in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Town => "town",
            Self::Detention => "detention",
            Self::Military => "military",
            Self::Other => "other",
        }
    }
}

/// What a site offers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Medical care.
    Medical,
    /// A roof.
    Shelter,
    /// A transit centre.
    TransitCentre,
    /// Water.
    Water,
    /// Police.
    Police,
    /// A town.
    Town,
    /// Something else, in the file's own word.
    Other(String),
}

impl Category {
    /// The category that a word means; unknown words are kept.
    pub fn from_word(word: &str) -> Self {
        let lower = word.trim().to_lowercase();
        match lower.replace(['_', ' '], "-").as_str() {
            "medical" | "health" | "hospital" | "clinic" => Self::Medical,
            "shelter" => Self::Shelter,
            "transit-centre" | "transit-center" => Self::TransitCentre,
            "water" | "well" => Self::Water,
            "police" => Self::Police,
            "town" => Self::Town,
            _ => Self::Other(lower),
        }
    }

    /// The word for it in tables and files.
    pub fn word(&self) -> &str {
        match self {
            Self::Medical => "medical",
            Self::Shelter => "shelter",
            Self::TransitCentre => "transit-centre",
            Self::Water => "water",
            Self::Police => "police",
            Self::Town => "town",
            Self::Other(word) => word,
        }
    }
}

/// While a site is open: from a day, to a day, or without an end on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opening {
    /// The first day; open ever since when absent.
    pub from: Option<Date>,
    /// The last day; still open when absent.
    pub to: Option<Date>,
}

impl Opening {
    /// Whether the site is open on every day of the period.
    ///
    /// Without a period only a site that has no last day counts as open: help that has closed is
    /// not offered to an incident of which nobody knows the day.
    pub fn covers(&self, period: Option<Period>) -> bool {
        match period {
            Some(period) => {
                self.from.is_none_or(|from| from <= period.first())
                    && self.to.is_none_or(|to| period.last() <= to)
            }
            None => self.to.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_help_only_while_it_is_open() {
        let closed_in_2022 = Opening {
            from: None,
            to: Date::from_ymd(2022, 12, 31),
        };
        assert!(closed_in_2022.covers(Period::from_year(2022)));
        assert!(!closed_in_2022.covers(Period::from_year(2023)));
        assert!(!closed_in_2022.covers(None));
        let opened_in_may = Opening {
            from: Date::from_ymd(2023, 5, 1),
            to: None,
        };
        assert!(!opened_in_may.covers(Period::from_year(2023)));
        assert!(opened_in_may.covers(Period::from_month(2023, 6)));
        assert!(opened_in_may.covers(None));
        assert!(Opening::default().covers(None));
    }
}
