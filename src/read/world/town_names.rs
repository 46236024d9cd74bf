//! Names of towns in the languages that the gazetteer has them in.

use std::collections::HashMap;

use crate::model::{Language, Town};

/// A table of places in hundred-thousandths of a degree, countries, names, and names by language; the header
/// has the languages' codes. See `geodata/SOURCES.md`.
static NAMES: &str = include_str!("../../../geodata/town_names.csv");

/// Columns in front of those of the languages.
const LANGUAGES_FROM: usize = 4;

/// Gives towns their names in a language; those that are not known in it keep the gazetteer's name.
pub fn name_towns(towns: &mut [Town], language: Language) {
    let mut lines = NAMES.lines();
    let header = lines.next().unwrap_or_default();
    let codes = header.split(',').skip(LANGUAGES_FROM);
    let Some(column) = codes.zip(LANGUAGES_FROM..).find_map(|(code, column)| {
        let is_asked = code == language.code();
        is_asked.then_some(column)
    }) else {
        return;
    };
    let named: HashMap<(i32, i32), &str> = lines
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (lon, lat) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
            let name = cells.nth(column - 2)?;
            (!name.is_empty()).then_some(((lon, lat), name))
        })
        .collect();
    for town in towns {
        let place = (
            hundred_thousandths(town.position.lon()),
            hundred_thousandths(town.position.lat()),
        );
        if let Some(name) = named.get(&place) {
            (*name).clone_into(&mut town.name);
        }
    }
}

fn hundred_thousandths(degrees: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "18 million fits in 32 bits"
    )]
    let scaled = (degrees * 1e5).round() as i32;
    scaled
}

#[cfg(all(test, feature = "geodata"))]
mod tests {
    use super::*;
    use crate::model::Extent;
    use crate::read::world::World;

    #[test]
    fn towns_are_called_as_their_countries_write_them() {
        let sahara = Extent::from_wsen([-18.0, 11.0, 33.0, 38.0]).unwrap();
        let world = World::bundled();
        let mut towns = world.towns(&sahara, 0).unwrap();
        let before = towns.clone();
        name_towns(&mut towns, Language::English);
        assert_eq!(towns, before);
        name_towns(&mut towns, Language::Arabic);
        let called = |latin: &str, country: &str| {
            let place = before
                .iter()
                .position(|town| town.name == latin && town.country == country);
            towns[place.unwrap()].name.clone()
        };
        // As the states themselves write them.
        for (latin, country, arabic) in [
            ("Algiers", "DZ", "الجزائر"),
            ("Béchar", "DZ", "بشار"),
            ("Ouargla", "DZ", "ورقلة"),
            ("In Guezzam", "DZ", "عين قزام"),
            ("Sfax", "TN", "صفاقس"),
            ("Tripoli", "LY", "طرابلس"),
            ("Casablanca", "MA", "الدار البيضاء"),
        ] {
            assert_eq!(called(latin, country), arabic);
        }
        assert_eq!(called("Granada", "ES"), "Granada");
    }
}
