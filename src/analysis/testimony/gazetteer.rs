//! The names of towns and sites, and where each of the name lies.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::words::{Word, folded};
use crate::geodesy::Position;
use crate::model::Atlas;

/// The names of the towns and sites of an atlas: a hash of each name in place of the name, in order.
#[derive(Debug, Default)]
pub(crate) struct Gazetteer {
    entries: Vec<Entry>,
    /// The most words of a name.
    most_words: usize,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    position: Position,
    row: Row,
}

/// Where in the atlas a place stands; a site comes before a town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    /// A row of its sites.
    Site(usize),
    /// A row of its towns.
    Town(usize),
}

/// In a text names shorter than this are words of another meaning too often.
const NAME_LETTERS: usize = 4;

impl Gazetteer {
    /// The towns of an atlas and its sites, these by their ids too, and by what stands before a bracket in
    /// their names.
    pub(crate) fn from_atlas(atlas: &Atlas) -> Self {
        let mut gazetteer = Self::default();
        for (row, town) in atlas.towns.iter().enumerate() {
            gazetteer.add(&town.name, town.position, Row::Town(row));
        }
        for (row, site) in atlas.aid.iter().enumerate() {
            let position = site.value.place.position;
            gazetteer.add(&site.value.name, position, Row::Site(row));
            gazetteer.add(&site.value.id, position, Row::Site(row));
            if let Some((before, _)) = site.value.name.split_once('(') {
                gazetteer.add(before, position, Row::Site(row));
            }
        }
        gazetteer
            .entries
            .sort_by_key(|entry| (entry.hash, entry.row));
        gazetteer
            .entries
            .dedup_by_key(|entry| (entry.hash, entry.row));
        gazetteer
    }

    fn add(&mut self, name: &str, position: Position, row: Row) {
        let name = folded(name);
        if !name.is_empty() {
            self.most_words = self.most_words.max(name.split(' ').count());
            self.entries.push(Entry {
                hash: hash_of(&name),
                position,
                row,
            });
        }
    }

    fn entries_of(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let hash = hash_of(name);
        let start = self.entries.partition_point(|other| other.hash < hash);
        let rest = self.entries.iter().skip(start);
        rest.take_while(move |other| other.hash == hash)
    }

    /// Where the places of a name lie, the name as it is compared.
    pub(crate) fn positions_of(&self, name: &str) -> impl Iterator<Item = Position> {
        self.entries_of(name).map(|entry| entry.position)
    }

    /// Where in the atlas the places of a name stand, sites first.
    pub(super) fn rows_of(&self, name: &str) -> impl Iterator<Item = Row> {
        self.entries_of(name).map(|entry| entry.row)
    }

    /// The longest name that some words begin with: how many words it takes.
    pub(crate) fn name_at(&self, words: &[Word]) -> Option<(usize, String)> {
        if !words.first()?.is_capital {
            return None;
        }
        let whole = words.iter().position(|word| word.ends_part);
        let most = whole
            .map_or(words.len(), |end| end + 1)
            .min(self.most_words);
        (1..=most).rev().find_map(|length| {
            let name: Vec<&str> = words
                .iter()
                .take(length)
                .map(|word| word.folded.as_str())
                .collect();
            let name = name.join(" ");
            let is_known = name.len() >= NAME_LETTERS && self.positions_of(&name).next().is_some();
            is_known.then_some((length, name))
        })
    }
}

/// The same for the same name in every run.
fn hash_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
