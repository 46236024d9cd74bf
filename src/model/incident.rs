//! What happened to people, where and when.

use compact_str::CompactString;

use super::{Claim, Count, Origin, Period, Place};

/// One record of an incident file: an event, or a figure over a period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incident {
    /// The record's identifier; the row number where the file gives none.
    pub id: CompactString,
    /// The name of the place or event; empty when there is none.
    pub name: CompactString,
    /// What happened.
    pub kind: IncidentKind,
    /// Whether the record is of one event or of a period.
    pub scope: Scope,
    /// Where; absent when the file does not say.
    pub place: Option<Place>,
    /// When; absent when the file does not say.
    pub period: Option<Period>,
    /// How many people.
    pub people: Count,
    /// In what kind of convoy.
    pub convoy: Convoy,
    /// How sure it is that this happened.
    pub status: Status,
    /// Distances that somebody stated from here to help.
    pub claim: Option<Box<Claim>>,
    /// Whether the record is real or made up for show.
    pub truth: Truth,
    /// What else the file says of it; absent when it says nothing.
    pub details: Option<Box<IncidentDetails>>,
}

/// What else a file says of an incident.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IncidentDetails {
    /// The country as the file writes it; empty when it does not.
    pub country: String,
    /// Who says so; empty when the file does not say.
    pub source: String,
    /// Under which conditions, such as "no food or water"; empty when the file does not say.
    pub conditions: String,
    /// How many people by sex, age or nationality.
    pub groups: Vec<GroupCount>,
    /// What the file says of the chain of linked pushbacks that this record belongs to.
    pub link: Option<Link>,
}

/// What a record says of the chain of linked pushbacks that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// The chain; empty when the record does not name it.
    pub chain: String,
    /// The record's place in the order of the chain.
    pub leg: Option<u32>,
    /// The record where the people were before; empty when this record does not name one.
    pub from: String,
    /// The record where the people were brought; empty when this record does not name one.
    pub to: String,
}

/// A record of a chain that cannot be used, by what its row says of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRecord {
    /// Where it was read.
    pub origin: Origin,
    /// The chain.
    pub chain: String,
    /// Its place in the order of the chain, where the row says it so that it can be read.
    pub leg: Option<u32>,
}

impl Incident {
    /// The country as the file writes it; empty when it does not.
    pub fn country(&self) -> &str {
        self.details.as_ref().map_or("", |details| &details.country)
    }

    /// Who says so; empty when the file does not say.
    pub fn source(&self) -> &str {
        self.details.as_ref().map_or("", |details| &details.source)
    }

    /// What the file says of the chain that it belongs to.
    pub fn link(&self) -> Option<&Link> {
        self.details.as_ref()?.link.as_ref()
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum IncidentKind {
    /// People were taken out of a country.
    Expulsion,
    /// People were forced back across a border.
    Pushback,
    /// People were found and helped.
    Rescue,
    /// People died.
    Death,
    /// People went missing.
    Missing,
    /// People were held.
    Detention,
    /// Something else, or the file does not say.
    #[default]
    Other,
}

impl IncidentKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Expulsion,
        Self::Pushback,
        Self::Rescue,
        Self::Death,
        Self::Missing,
        Self::Detention,
        Self::Other,
    ];

    /// The word for it in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expulsion => "expulsion",
            Self::Pushback => "pushback",
            Self::Rescue => "rescue",
            Self::Death => "death",
            Self::Missing => "missing",
            Self::Detention => "detention",
            Self::Other => "other",
        }
    }
}

/// Whether a record is of one event or of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Scope {
    /// One event, which lies somewhere in its period.
    #[default]
    Event,
    /// A figure that its source gives for the whole period: a total already, never added to another.
    Figure,
}

/// In what kind of convoy people were moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Convoy {
    /// Under an agreement between the states, handed over at a post.
    Official,
    /// Without one: left in the desert.
    Unofficial,
    /// Both kinds together.
    Both,
    /// The file does not say.
    #[default]
    Unknown,
}

impl Convoy {
    /// The word for it in tables and files; empty when unknown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Unofficial => "unofficial",
            Self::Both => "both",
            Self::Unknown => "",
        }
    }
}

/// How sure it is that an incident happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// Documented.
    Confirmed,
    /// Denied by one side.
    Disputed,
    /// Inferred, not documented.
    Speculated,
    /// The file does not say.
    #[default]
    Unknown,
}

/// Whether a record is real or made up for show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Truth {
    /// As documented by its source.
    #[default]
    Documented,
    /// Made up to show or test something, and marked so wherever it appears.
    Synthetic,
}

/// How many people of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCount {
    /// The group.
    pub group: Group,
    /// How many of it.
    pub count: Count,
}

/// A group of people by sex, age or nationality.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Group {
    /// Women.
    Women,
    /// Men.
    Men,
    /// Children, of any sex.
    Children,
    /// People of a nationality, as the file writes it.
    Nationality(String),
}
