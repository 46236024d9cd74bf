//! The place that a name means: a site or a town of the atlas.

use std::fmt;

use super::CountryNames;
use super::gazetteer::{Gazetteer, Row};
use super::words::folded;
use crate::geodesy::{Distance, Position, distance};
use crate::model::{Atlas, Place, visible};

/// How far a town may lie from where the gazetteer has it, in metres.
///
/// `GeoNames` states no error. The bundled sites that were typed from it have radii of 1.5 to 3 km, by
/// the spread of other sources (`geodata/sites.csv`).
const TOWN_RADIUS_M: f64 = 3_000.0;

/// A site and a town of one name nearer to each other than this are one place, in kilometres.
const ONE_PLACE_KM: f64 = 25.0;

/// How many places of a name are told.
const MOST_CANDIDATES: usize = 8;

/// Names less like than this are not offered for one that is not known.
const LIKENESS: f64 = 0.85;

/// The places of an atlas by their names.
#[derive(Debug)]
pub struct Places<'a> {
    atlas: &'a Atlas,
    gazetteer: Gazetteer,
    countries: CountryNames<'a>,
}

/// A place, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPlace {
    /// Its name; what the user wrote where it is a place without one.
    pub name: String,
    /// Where it is, and how far off it may be.
    pub place: Place,
    /// Where its position comes from, in a few words.
    pub known_by: String,
}

/// A place that several of the atlas may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// It.
    pub place: NamedPlace,
    /// Its id where it is a site; empty for a town.
    pub id: String,
    /// ISO 3166-1 alpha-2 code of its country; empty where the atlas does not say.
    pub country: String,
}

/// Why a name means no place.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceNotFound {
    /// No place has it.
    Unknown {
        /// The name.
        name: String,
        /// Names that are like it.
        like: Vec<String>,
    },
    /// Several places have it.
    Several {
        /// The name.
        name: String,
        /// The first of them.
        candidates: Vec<Named>,
        /// How many there are.
        count: usize,
    },
}

impl fmt::Display for PlaceNotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, like } => {
                write!(f, "no place \"{}\" is known", visible(name))?;
                if !like.is_empty() {
                    write!(f, "; did you mean {}", like.join(", "))?;
                }
                f.write_str(
                    "; give its coordinates, such as \"19.3344N 5.7719E\", or a file with it in --places",
                )
            }
            Self::Several {
                name,
                candidates,
                count,
            } => {
                write!(f, "\"{}\" names {count} places: ", visible(name))?;
                let told: Vec<String> = candidates.iter().map(Named::told).collect();
                f.write_str(&told.join("; "))?;
                if candidates.len() < *count {
                    write!(f, "; and {} more", count - candidates.len())?;
                }
                f.write_str("; give the coordinates of the one that is meant")?;
                if let Some(with_id) = candidates.iter().find(|named| !named.id.is_empty()) {
                    write!(f, ", or its id, such as {}", visible(&with_id.id))?;
                }
                if let Some(with) = candidates.iter().find(|named| !named.country.is_empty()) {
                    let name = visible(name);
                    write!(
                        f,
                        ", or its country behind its name: \"{name}, {}\"",
                        with.country
                    )?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for PlaceNotFound {}

impl Named {
    fn told(&self) -> String {
        let position = self.place.place.position;
        let known: Vec<String> = [&self.country, &self.id]
            .into_iter()
            .filter(|known| !known.is_empty())
            .map(|known| visible(known))
            .collect();
        let known = if known.is_empty() {
            String::new()
        } else {
            format!(" ({})", known.join(", "))
        };
        format!(
            "{}{known} at {:.5}, {:.5}",
            visible(&self.place.name),
            position.lat(),
            position.lon()
        )
    }
}

impl<'a> Places<'a> {
    /// The sites and towns of an atlas; its countries tell places of one name apart.
    pub fn from_atlas(atlas: &'a Atlas) -> Self {
        Self {
            atlas,
            gazetteer: Gazetteer::from_atlas(atlas),
            countries: CountryNames::new(&atlas.countries),
        }
    }

    pub(super) fn countries(&self) -> &CountryNames<'a> {
        &self.countries
    }

    /// The place with a name or, of a site, with an id; a country may stand behind it: `Tripoli, LY`.
    ///
    /// Of a site and a town of one name and nearly one place the site is meant.
    ///
    /// # Errors
    /// [`PlaceNotFound`], with what may be meant.
    pub fn find(&self, name: &str) -> Result<NamedPlace, PlaceNotFound> {
        let mut found = self.candidates(name);
        if found.is_empty()
            && let Some((alone, country)) = name.rsplit_once(',')
        {
            found = self.candidates(alone);
            found.retain(|named| self.is_in(named, country));
        }
        match found.len() {
            0 => Err(PlaceNotFound::Unknown {
                name: name.to_owned(),
                like: self.like(name),
            }),
            1 => Ok(found.remove(0).place),
            count => {
                found.truncate(MOST_CANDIDATES);
                Err(PlaceNotFound::Several {
                    name: name.to_owned(),
                    candidates: found,
                    count,
                })
            }
        }
    }

    /// Whether some place has the name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.gazetteer.rows_of(&folded(name)).next().is_some()
    }

    fn is_in(&self, named: &Named, country: &str) -> bool {
        let asked = self.countries.of(country).map(|country| &country.code);
        let own = self.countries.of(&named.country);
        own.is_some_and(|own| asked == Some(&own.code))
            || named.country.eq_ignore_ascii_case(country.trim())
    }

    fn candidates(&self, name: &str) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        let mut sites: Vec<Position> = Vec::new();
        for row in self.gazetteer.rows_of(&folded(name)) {
            let Some(named) = self.named(row) else {
                continue;
            };
            let position = named.place.place.position;
            let is_near = |other: &Position| distance(*other, position).km() <= ONE_PLACE_KM;
            match row {
                // A site that is in two files is one where they agree.
                Row::Site(_) if sites.contains(&position) => continue,
                Row::Site(_) => sites.push(position),
                Row::Town(_) if sites.iter().any(is_near) => continue,
                Row::Town(_) => {}
            }
            found.push(named);
        }
        found
    }

    fn named(&self, row: Row) -> Option<Named> {
        Some(match row {
            Row::Site(row) => {
                let site = &self.atlas.aid.get(row)?.value;
                let details = site.details.as_ref();
                let name = if site.name.is_empty() {
                    &site.id
                } else {
                    &site.name
                };
                Named {
                    place: NamedPlace {
                        name: name.to_string(),
                        place: site.place.clone(),
                        known_by: known_by(details.map_or("", |details| &details.source)),
                    },
                    id: site.id.to_string(),
                    country: details.map_or_else(String::new, |details| details.country.clone()),
                }
            }
            Row::Town(row) => {
                let town = self.atlas.towns.get(row)?;
                let radius = Distance::from_computed_metres(TOWN_RADIUS_M);
                Named {
                    place: NamedPlace {
                        name: town.name.clone(),
                        place: Place::within(radius, town.position),
                        known_by: "GeoNames".to_owned(),
                    },
                    id: String::new(),
                    country: town.country.clone(),
                }
            }
        })
    }

    /// The names that are most like one, the likest first.
    fn like(&self, name: &str) -> Vec<String> {
        let wanted = folded(name);
        let sites = self.atlas.aid.iter().map(|site| site.value.name.as_str());
        let towns = self.atlas.towns.iter().map(|town| town.name.as_str());
        let mut like: Vec<(f64, &str)> = sites
            .chain(towns)
            .map(|known| {
                (
                    strsim::normalized_levenshtein(&wanted, &folded(known)),
                    known,
                )
            })
            .filter(|(likeness, _)| *likeness >= LIKENESS)
            .collect();
        like.sort_by(|(one, a), (other, b)| other.total_cmp(one).then_with(|| a.cmp(b)));
        let mut names: Vec<String> = like.into_iter().map(|(_, name)| name.to_owned()).collect();
        names.dedup();
        names.truncate(3);
        names
    }
}

/// The source of a site in a few words.
fn known_by(source: &str) -> String {
    match source.split(';').next().unwrap_or_default().trim() {
        "" => "the file of sites".to_owned(),
        first => first.to_owned(),
    }
}
