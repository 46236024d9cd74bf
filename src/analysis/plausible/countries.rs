//! The country that a row names, against the one that its point lies in.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Notes, Seen};
use crate::analysis::testimony::CountryNames;
use crate::analysis::{BelongingStatus, Territory};
use crate::geodesy::{Distance, Position};
use crate::index::PointIndex;
use crate::model::{Country, CountryStatus, Place, is_null_island};

/// Countries by the names and codes that files write.
#[derive(Debug)]
pub(super) struct Countries<'a> {
    territory: &'a Territory<'a>,
    names: CountryNames<'a>,
    /// The vertices of each country's outline, by its code, gathered when they are first asked for.
    outlines: HashMap<&'a str, (&'a Country, OnceLock<PointIndex>)>,
}

/// The position that was looked up last, and the country at it.
pub(super) type LastLook<'a> = Option<(Position, Option<&'a Country>)>;

/// A point nearer to the country that its row names is off its coast or across its border, and its
/// numbers are not swapped.
const FAR_KM: f64 = 200.0;

/// Seas in which people are counted for a country are at most this wide: the way from Senegal to the Canary Islands
/// is 1,500 km long.
const OFF_COAST_KM: f64 = 1500.0;

impl<'a> Countries<'a> {
    pub(super) fn new(territory: &'a Territory<'a>, countries: &'a [Country]) -> Self {
        let outlines = countries
            .iter()
            .map(|country| (country.code.as_str(), (country, OnceLock::new())));
        Self {
            territory,
            names: CountryNames::new(countries),
            outlines: outlines.collect(),
        }
    }

    /// The country at a position; one that was looked up just before is known.
    fn country_at(&self, position: Position, last: &mut LastLook<'a>) -> Option<&'a Country> {
        if let Some((known, country)) = *last
            && known == position
        {
            return country;
        }
        let country = self.territory.country_at(position);
        *last = Some((position, country));
        country
    }

    pub(super) fn take(&self, record: &Seen<'_>, last: &mut LastLook<'a>, notes: &mut Notes) {
        if is_null_island(record.position()) {
            return;
        }
        let named = self.names.of(record.country);
        // Of what is contested, nobody is told where it belongs.
        if named.is_some_and(|country| country.status == CountryStatus::Disputed) {
            return;
        }
        let lies_in = self.country_at(record.position(), last);
        let is_as_said = match (named, lies_in) {
            (Some(named), Some(lies_in)) => named.code == lies_in.code,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        // Who drowned off a coast is counted for its country, and the point lies where it happened.
        let is_off_its_coast = || {
            named.is_none_or(|named| {
                let away = self.distance_to(named, record.position());
                away.is_some_and(|away| away.km() <= OFF_COAST_KM)
            })
        };
        if is_as_said || (lies_in.is_none() && record.speaks_of_the_sea() && is_off_its_coast()) {
            return;
        }
        let belonging = self.territory.belonging(record.place);
        let lies = match belonging.status {
            BelongingStatus::AtSea => "at sea".to_owned(),
            BelongingStatus::Certain => match belonging.country {
                Some(country) if Some(&country.code) != named.map(|named| &named.code) => {
                    format!("in {}", country.names.english())
                }
                _ => return,
            },
            _ => return,
        };
        let Some(named) = named else {
            if belonging.status == BelongingStatus::AtSea {
                let why = "the point lies at sea";
                notes.add(record.odd("at-sea", why).with_value(record.pair()));
            }
            return;
        };
        let name = named.names.english();
        let away = self.distance_to(named, record.position());
        let is_far = away.is_none_or(|away| away.km() > FAR_KM);
        let meant = is_far.then(|| self.meant(record.place, named)).flatten();
        let kind = match (meant, belonging.status) {
            (Some((kind, _)), _) => kind,
            (None, BelongingStatus::AtSea) => "at-sea",
            (None, _) => "other-country",
        };
        let away = away.map_or(String::new(), |away| {
            format!(", {:.0} km from it", away.km())
        });
        let why = format!("the row says {name}, and the point lies {lies}{away}");
        let finding = record.odd(kind, why).with_value(record.pair());
        notes.add(match meant {
            Some(("swapped", at)) => finding.with_fix(format!(
                "latitude and longitude seem to be swapped: {}, {} lies in {name}",
                at.lat(),
                at.lon()
            )),
            Some((_, at)) => finding.with_fix(format!(
                "a sign seems to be wrong: {}, {} lies in {name}",
                at.lat(),
                at.lon()
            )),
            None => finding.with_fix("compare both with the source"),
        });
    }

    /// How far it is to the outline of a country, by its vertices.
    fn distance_to(&self, country: &Country, position: Position) -> Option<Distance> {
        let (country, outline) = self.outlines.get(country.code.as_str())?;
        let outline = outline.get_or_init(|| {
            let rings = country.polygons.iter().map(|polygon| &polygon.outer);
            PointIndex::from_positions(rings.flatten().copied())
        });
        let found = outline.nearest(position, 1, None, |_| true);
        found.first().map(|found| found.distance)
    }

    /// The position that would lie in the country that the row names: swapped, or with other signs.
    fn meant(&self, place: &Place, named: &Country) -> Option<(&'static str, Position)> {
        let (lon, lat) = (place.position.lon(), place.position.lat());
        let candidates = [
            ("swapped", [lat, lon]),
            ("sign-flipped", [-lon, lat]),
            ("sign-flipped", [lon, -lat]),
            ("sign-flipped", [-lon, -lat]),
        ];
        candidates.into_iter().find_map(|(kind, [lon, lat])| {
            let position = Position::from_lon_lat(lon, lat).ok()?;
            let belonging = self.territory.belonging(&Place::exact(position));
            let lies_there = belonging
                .country
                .is_some_and(|country| country.code == named.code);
            lies_there.then_some((kind, position))
        })
    }
}
