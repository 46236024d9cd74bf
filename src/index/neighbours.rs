//! What was found: neighbours in their order, of one query or of many.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use std::ops::Range;

use super::bounds::TIE_M;
use crate::geodesy::{Azimuth, Distance};

/// A position that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Its place in the sequence that the index was built from, counted from 0.
    pub row: u32,
    /// The geodesic from the query to it.
    pub distance: Distance,
}

/// The neighbours of many queries.
#[derive(Debug, Clone)]
pub struct Neighbours {
    /// The place of each query in the order in which they were answered.
    places: Vec<u32>,
    /// Where the neighbours begin, in that order, and where the last ones end.
    starts: Vec<usize>,
    found: Vec<Neighbour>,
    /// The azimuth to each of them, where it was asked for and could be told.
    azimuths: Vec<Option<Azimuth>>,
}

impl Neighbours {
    /// The neighbours of a query by its place among the queries, in order.
    ///
    /// # Panics
    /// When there was no such query.
    pub fn of(&self, query: usize) -> &[Neighbour] {
        &self.found[self.range(query)]
    }

    /// The azimuths at a query to its neighbours, in their order; none where they were not asked for.
    pub(crate) fn azimuths_of(&self, query: usize) -> &[Option<Azimuth>] {
        self.azimuths.get(self.range(query)).unwrap_or_default()
    }

    fn range(&self, query: usize) -> Range<usize> {
        let place = self.places[query] as usize;
        self.starts[place]..self.starts[place + 1]
    }

    /// The neighbours of each query in turn.
    pub fn iter(&self) -> impl Iterator<Item = &[Neighbour]> {
        (0..self.len()).map(|query| self.of(query))
    }

    /// How many queries there were.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there was no query.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

pub(super) fn neighbour(row: u32, metres: f64) -> Neighbour {
    Neighbour {
        row,
        distance: Distance::from_computed_metres(metres),
    }
}

/// The neighbours of some queries, one query after another.
#[derive(Default)]
pub(super) struct Part {
    lens: Vec<u32>,
    found: Vec<Neighbour>,
    azimuths: Vec<Option<Azimuth>>,
}

impl Part {
    #[inline(always)]
    pub(super) fn push(&mut self, neighbours: &[Neighbour]) {
        self.lens
            .push(u32::try_from(neighbours.len()).expect("rows are counted in 32 bits"));
        self.found.extend_from_slice(neighbours);
    }

    /// Adds the azimuth to the next neighbour.
    #[inline(always)]
    pub(super) fn push_azimuth(&mut self, azimuth: Option<Azimuth>) {
        self.azimuths.push(azimuth);
    }
}

/// Joins the parts, whose queries come in `order`.
pub(super) fn gather(order: &[u32], parts: &[Part]) -> Neighbours {
    let mut places = vec![0; order.len()];
    for (&query, place) in order.iter().zip(0..) {
        places[query as usize] = place;
    }
    let mut starts = Vec::with_capacity(order.len() + 1);
    let mut found = Vec::with_capacity(parts.iter().map(|part| part.found.len()).sum());
    let mut start = 0;
    starts.push(start);
    for part in parts {
        starts.extend(part.lens.iter().map(|&len| {
            start += len as usize;
            start
        }));
        found.extend_from_slice(&part.found);
    }
    let azimuths = parts.iter().flat_map(|part| &part.azimuths).copied();
    Neighbours {
        places,
        starts,
        found,
        azimuths: azimuths.collect(),
    }
}

/// Brings neighbours into the order that [`PointIndex`](super::PointIndex) documents; gives the size
/// of the first group.
pub(super) fn into_order(neighbours: &mut [Neighbour]) -> usize {
    neighbours.sort_unstable_by_key(|neighbour| (neighbour.distance, neighbour.row));
    let ties_with = |leader: Neighbour, other: &Neighbour| {
        other.distance.metres() <= leader.distance.metres() + TIE_M
    };
    let mut first = 0;
    let mut rest = neighbours;
    while let Some(&leader) = rest.first() {
        let size = rest.partition_point(|neighbour| ties_with(leader, neighbour));
        let (group, later) = rest.split_at_mut(size);
        group.sort_unstable_by_key(|neighbour| neighbour.row);
        if first == 0 {
            first = size;
        }
        rest = later;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbours(rows: &[(u32, f64)]) -> Vec<Neighbour> {
        rows.iter()
            .map(|&(row, nm)| Neighbour {
                row,
                distance: Distance::from_metres(nm * 1e-9).unwrap(),
            })
            .collect()
    }

    #[test]
    fn a_tie_goes_to_the_lowest_row_and_chains_are_cut_at_the_leader() {
        // 0, 15 and 30 nm: 15 ties with both, but the group is led by 0 and ends at 20.
        let mut found = neighbours(&[(3, 30.0), (1, 15.0), (2, 0.0), (0, 31.0)]);
        assert_eq!(into_order(&mut found), 2);
        let rows: Vec<u32> = found.iter().map(|neighbour| neighbour.row).collect();
        assert_eq!(rows, [1, 2, 0, 3]);
    }
}
