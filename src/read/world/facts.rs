//! Typed facts that ship beside the world: sites, figures and lines from published sources.

/// A bundled file of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Its file name, such as `sites.csv`.
    pub name: &'static str,
    /// Its media type, `text/csv` or `application/geo+json`.
    pub media_type: &'static str,
    /// What it holds, in a line.
    pub what: &'static str,
    /// The file, in UTF-8.
    pub contents: &'static str,
}

/// A fact file of `geodata/`.
macro_rules! fact {
    ($name:literal, $media_type:expr, $what:literal) => {
        Fact {
            name: $name,
            media_type: $media_type,
            what: $what,
            contents: include_str!(concat!("../../../geodata/", $name)),
        }
    };
}

const CSV: &str = "text/csv";
const GEOJSON: &str = "application/geo+json";

static FACTS: [Fact; 6] = [
    fact!(
        "algeria_niger_treaty.geojson",
        GEOJSON,
        "the border of Algeria and Niger by its convention of 1983, and its vertices with their radius"
    ),
    fact!(
        "disputed.csv",
        CSV,
        "places whose belonging is contested and of which the world has no polygon of their own"
    ),
    fact!(
        "point_zero.geojson",
        GEOJSON,
        "the competing positions of Point Zero, and the claims of its distance from Assamaka"
    ),
    fact!(
        "pushback_sites.csv",
        CSV,
        "places where people were left at borders of the Sahara"
    ),
    fact!(
        "sites.csv",
        CSV,
        "places of help and other sites on the routes of the central Sahara, each with its role"
    ),
    fact!(
        "yearly_expulsions.csv",
        CSV,
        "published figures of people expelled from Algeria to Niger, with their qualifiers"
    ),
];

/// The bundled files of facts, by name.
///
/// Where each comes from is said in every row of it, and in `geodata/SOURCES.md`.
pub fn facts() -> &'static [Fact] {
    &FACTS
}
