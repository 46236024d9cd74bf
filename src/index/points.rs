//! The nearest of many positions.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use std::collections::BinaryHeap;

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

use super::blocks::{BLOCK, Block, Tree, pack};
use super::bounds::{
    TIE_M, squared_chord_longer_than, squared_chord_out_of_reach, squared_chord_within,
};
use super::candidates::{Candidate, Lists};
use super::join::{Accept, Ahead, GROUP, Group, in_walking_order, walk};
use super::neighbours::{Neighbour, Neighbours, Part, gather, into_order, neighbour};
use crate::geodesy::{Azimuth, Distance, Ecef, Position, distances_m, points_of, ways_m};

/// Up to so many neighbours a query keeps its candidates in a short sorted list.
const SHORT: usize = 32;

/// How many candidates beyond the wanted ones such a list holds before it gives up.
const SPARE: usize = 3;

/// How many queries one task takes.
const TASK: usize = 1024;

/// Positions that can be asked for those nearest to a place.
///
/// A position is known by its row: its place in the sequence that the index was built from.
///
/// # Order
/// Every query sees its accepted rows in one order. Rows are sorted by distance, equal ones by
/// row. From the front, the first row that is in no group yet leads a new one, and every row at
/// most [`TIE`](super::TIE) farther than its leader joins it. Groups stay in order of distance; inside a
/// group the lowest row comes first. So a tie goes to the row that was given first, whatever the
/// last bits of the computation say, and the order depends on the positions and on which rows are
/// accepted, never on the shape of the tree. ("Closer than 20 nm" alone would not be an order: it
/// is not transitive.) Inside a group a distance may be up to [`TIE`](super::TIE) below the one before it.
///
/// # Accuracy
/// Distances are those of [`distances`](crate::geodesy::distances): 10 nm below 10 000 km. No nearest position is ever missed; the proof
/// stands in the source, at the margin that the search keeps.
///
/// ```
/// use pointzero::geodesy::Position;
/// use pointzero::index::PointIndex;
/// let sites = [(7.3856, 18.7369), (5.7719, 19.3344)]; // Arlit, Assamaka
/// let sites: Result<Vec<_>, _> = sites.map(|(lon, lat)| Position::from_lon_lat(lon, lat)).into_iter().collect();
/// let index = PointIndex::from_positions(sites?);
/// let point_zero = Position::from_lon_lat(5.634612, 19.398994)?;
/// let nearest = index.nearest(point_zero, 1, None, |_| true);
/// assert_eq!(nearest[0].row, 1);
/// assert_eq!(format!("{:.3}", nearest[0].distance.metres()), "16098.471");
/// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
/// ```
#[derive(Debug, Clone)]
pub struct PointIndex {
    pub(super) tree: Tree,
    pub(super) blocks: Vec<Block>,
    positions: Vec<Position>,
}

impl PointIndex {
    /// An index over the positions; the first is row 0.
    ///
    /// The same place may be given many times. Takes O(n log n) time and 50 bytes a position.
    ///
    /// # Panics
    /// With more than `u32::MAX` positions, which take 200 GiB.
    pub fn from_positions(positions: impl IntoIterator<Item = Position>) -> Self {
        let positions: Vec<Position> = positions.into_iter().collect();
        assert!(
            u32::try_from(positions.len()).is_ok(),
            "rows are counted in 32 bits"
        );
        let points = points_of(&positions);
        let (blocks, tree) = pack(&points);
        Self {
            tree,
            blocks,
            positions,
        }
    }

    /// How many positions the index holds.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether the index holds no position.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// The position of a row, if there is such a row.
    pub fn position(&self, row: u32) -> Option<Position> {
        self.positions.get(usize::try_from(row).ok()?).copied()
    }

    /// The first `k` accepted rows in [order](Self#order), at most `within` away.
    ///
    /// Fewer when there are fewer; none when `k` is 0. A row exactly `within` away is found.
    /// `accept` is asked at most twice for a row, and not for rows that are too far to matter.
    pub fn nearest(
        &self,
        query: Position,
        k: usize,
        within: Option<Distance>,
        accept: impl Fn(u32) -> bool,
    ) -> Vec<Neighbour> {
        let wanted = Wanted::new(k.min(self.len()), within);
        self.nearest_of_one(Ecef::from_position(query), &wanted, &accept)
    }

    /// The first `k` accepted rows in [order](Self#order) for each of many queries, as
    /// [`nearest`](Self::nearest) gives them one by one.
    ///
    /// `accept` is given the place of the query and the row. The work is shared among the threads of
    /// rayon's pool; the answers do not depend on how many they are.
    pub fn nearest_of_each(
        &self,
        queries: &[Position],
        k: usize,
        within: Option<Distance>,
        accept: impl Fn(usize, u32) -> bool + Sync,
    ) -> Neighbours {
        let wanted = Wanted::new(k.min(self.len()), within);
        self.nearest_at_level(Level::new(), queries, &wanted, &accept)
    }

    /// The nearest accepted row of each of many queries, and the rows that are a tie with it: the
    /// whole first group of the [order](Self#order).
    ///
    /// `accept` is given the place of the query and the row.
    pub fn nearest_and_ties_of_each(
        &self,
        queries: &[Position],
        accept: impl Fn(usize, u32) -> bool + Sync,
    ) -> Neighbours {
        let wanted = Wanted {
            has_ties: true,
            has_azimuths: true,
            ..Wanted::new(self.len().min(1), None)
        };
        self.nearest_at_level(Level::new(), queries, &wanted, &accept)
    }

    pub(super) fn nearest_at_level(
        &self,
        level: Level,
        queries: &[Position],
        wanted: &Wanted,
        accept: &Accept<'_>,
    ) -> Neighbours {
        let points = points_of_queries(queries);
        let order = in_walking_order(&points);
        let parts: Vec<Part> = order
            .par_chunks(TASK)
            .map(|order| {
                let mut part = Part::default();
                if (1..=SHORT).contains(&wanted.k) {
                    dispatch!(level, simd => self.join(simd, &points, order, wanted, accept, &mut part));
                } else {
                    for &query in order {
                        let query = query as usize;
                        let accept = |row| accept(query, row);
                        self.push_nearest_of_one(points[query], wanted, &accept, &mut part);
                    }
                }
                part
            })
            .collect();
        gather(&order, &parts)
    }

    /// How many accepted rows are at most `within` away.
    pub fn count_within(
        &self,
        query: Position,
        within: Distance,
        accept: impl Fn(u32) -> bool,
    ) -> usize {
        let mut count = 0;
        let point = Ecef::from_position(query);
        self.count(&[point], &[0], within, &|_, row| accept(row), |_, found| {
            count = found;
        });
        count
    }

    /// How many accepted rows are at most `within` away from each of many queries.
    ///
    /// `accept` is given the place of the query and the row.
    pub fn count_within_each(
        &self,
        queries: &[Position],
        within: Distance,
        accept: impl Fn(usize, u32) -> bool + Sync,
    ) -> Vec<usize> {
        let points = points_of_queries(queries);
        let order = in_walking_order(&points);
        let parts: Vec<Vec<usize>> = order
            .par_chunks(TASK)
            .map(|order| {
                let mut counts = Vec::with_capacity(order.len());
                self.count(&points, order, within, &accept, |_, found| {
                    counts.push(found);
                });
                counts
            })
            .collect();
        let mut counts = vec![0; queries.len()];
        for (&query, &count) in order.iter().zip(parts.iter().flatten()) {
            counts[query as usize] = count;
        }
        counts
    }

    /// The place of a row in [order](Self#order) among the accepted rows; the nearest is 1.
    ///
    /// Nothing when there is no such row or when it is not accepted.
    pub fn rank_of(
        &self,
        query: Position,
        row: u32,
        accept: impl Fn(u32) -> bool,
    ) -> Option<usize> {
        let point = Ecef::from_position(query);
        let other = Ecef::from_position(self.position(row)?);
        let mut itself = 0.0;
        distances_m(&[(point, other)], |_, metres| itself = metres);
        // Whatever is farther than this is in a later group, or in the same one with no say in it:
        // the leader of the group is no farther than the row.
        let within = Some(Distance::from_computed_metres(itself + TIE_M));
        let before = self.nearest_of_one(point, &Wanted::new(self.len(), within), &accept);
        let place = before.iter().position(|neighbour| neighbour.row == row)?;
        Some(place + 1)
    }

    /// The neighbours of one query, however many are wanted.
    fn nearest_of_one(
        &self,
        query: Ecef,
        wanted: &Wanted,
        accept: &dyn Fn(u32) -> bool,
    ) -> Vec<Neighbour> {
        if wanted.k == 0 {
            return Vec::new();
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        // The k least squared chords so far; the greatest of them sets the limit.
        let mut least: BinaryHeap<Candidate> = BinaryHeap::new();
        let mut group = Group::new([query].into_iter(), wanted.limit_m2);
        walk(&self.tree, &mut group, &mut Vec::new(), |group, leaf| {
            let block = &self.blocks[leaf.block as usize];
            let squared = block.squared_chords([query.x_m, query.y_m, query.z_m]);
            for (place, &squared) in squared.iter().enumerate().take(block.len()) {
                if squared > group.limit_m2[0] || !accept(block.rows[place]) {
                    continue;
                }
                let candidate = Candidate::new(squared, leaf.block, place);
                candidates.push(candidate);
                least.push(candidate);
                if least.len() > wanted.k {
                    least.pop();
                }
                if let (true, Some(last)) = (least.len() == wanted.k, least.peek()) {
                    group.limit_m2[0] = wanted.limit_after(last.squared);
                }
            }
        });
        candidates.retain(|candidate| candidate.squared <= group.limit_m2[0]);
        let block = |candidate: &Candidate| &self.blocks[candidate.block as usize];
        let pairs: Vec<(Ecef, Ecef)> = candidates
            .iter()
            .map(|candidate| (query, block(candidate).point(candidate.place as usize)))
            .collect();
        let mut found = Vec::with_capacity(candidates.len());
        distances_m(&pairs, |place, metres| {
            let candidate = &candidates[place];
            let row = block(candidate).rows[candidate.place as usize];
            found.push(neighbour(row, metres));
        });
        wanted.finish(&mut found);
        found
    }

    fn push_nearest_of_one(
        &self,
        query: Ecef,
        wanted: &Wanted,
        accept: &impl Fn(u32) -> bool,
        part: &mut Part,
    ) {
        let found = self.nearest_of_one(query, wanted, accept);
        if wanted.has_azimuths {
            for _ in &found {
                part.push_azimuth(None);
            }
        }
        part.push(&found);
    }

    /// The neighbours of some queries that follow each other, walking in groups.
    #[inline(always)]
    fn join<S: Simd>(
        &self,
        _: S,
        points: &[Ecef],
        order: &[u32],
        wanted: &Wanted,
        accept: &Accept<'_>,
        part: &mut Part,
    ) {
        let mut walking = Walking {
            index: self,
            wanted,
            accept,
            queries: &[],
            lists: Lists::new(wanted.k + SPARE),
            last_hit: None,
        };
        let mut ahead: Vec<Ahead<'_>> = Vec::new();
        let mut pairs: Vec<(Ecef, Ecef)> = Vec::with_capacity(order.len() * (wanted.k + 1));
        let mut rows: Vec<u32> = Vec::with_capacity(pairs.capacity());
        // How many candidates each query has; `None` where they did not fit their list.
        let mut counts: Vec<Option<usize>> = Vec::with_capacity(order.len());
        for queries in order.chunks(GROUP) {
            let at = |lane: usize| points[queries[lane] as usize];
            let mut group = Group::new((0..queries.len()).map(at), wanted.limit_m2);
            walking.queries = queries;
            walking.lists.clear();
            // What was near to the last group gives this one its first limits.
            let nearby = walking.last_hit;
            if let Some(block) = nearby {
                walking.look(&mut group, block, &[true; GROUP]);
            }
            walk(&self.tree, &mut group, &mut ahead, |group, leaf| {
                if Some(leaf.block) != nearby {
                    let is_near = group.is_within_reach_of(leaf);
                    walking.look(group, leaf.block, &is_near);
                }
            });
            for lane in 0..queries.len() {
                let list = walking.lists.of(lane);
                let limit = group.limit_m2[lane];
                let count = list.partition_point(|candidate| candidate.squared <= limit);
                if walking.lists.has_dropped(lane, limit) {
                    counts.push(None);
                    continue;
                }
                counts.push(Some(count));
                for candidate in &list[..count] {
                    let block = &self.blocks[candidate.block as usize];
                    let place = candidate.place as usize;
                    pairs.push((at(lane), block.point(place)));
                    rows.push(block.rows[place]);
                }
            }
        }
        let mut metres = Vec::with_capacity(pairs.len());
        let mut azimuths: Vec<Option<Azimuth>> = Vec::new();
        if wanted.has_azimuths {
            azimuths.reserve(pairs.len());
            ways_m(&pairs, |_, each, azimuth| {
                metres.push(each);
                azimuths.push(azimuth);
            });
        } else {
            distances_m(&pairs, |_, each| metres.push(each));
        }
        let mut found = Vec::with_capacity(wanted.k + SPARE);
        let mut first = 0;
        for (&query, count) in order.iter().zip(counts) {
            if let Some(count) = count {
                let measured = first..first + count;
                let rows = &rows[measured.clone()];
                found.clear();
                let each = rows.iter().zip(&metres[measured.clone()]);
                found.extend(each.map(|(&row, &metres)| neighbour(row, metres)));
                wanted.finish(&mut found);
                if wanted.has_azimuths {
                    let azimuths = &azimuths[measured];
                    for neighbour in &found {
                        let place = rows.iter().position(|row| *row == neighbour.row);
                        part.push_azimuth(place.and_then(|place| azimuths[place]));
                    }
                }
                part.push(&found);
                first += count;
            } else {
                let query = query as usize;
                let accept = |row| accept(query, row);
                self.push_nearest_of_one(points[query], wanted, &accept, part);
            }
        }
    }

    /// Counts for some queries that follow each other, walking in groups.
    fn count(
        &self,
        points: &[Ecef],
        order: &[u32],
        within: Distance,
        accept: &impl Fn(usize, u32) -> bool,
        take: impl FnMut(usize, usize),
    ) {
        let level = Level::new();
        dispatch!(level, simd => self.count_in_groups(simd, points, order, within, accept, take));
    }

    #[inline(always)]
    fn count_in_groups<S: Simd>(
        &self,
        _: S,
        points: &[Ecef],
        order: &[u32],
        within: Distance,
        accept: &impl Fn(usize, u32) -> bool,
        mut take: impl FnMut(usize, usize),
    ) {
        let outer = squared_chord_longer_than(within.metres());
        let inner = squared_chord_within(within.metres());
        let mut ahead: Vec<Ahead<'_>> = Vec::new();
        let mut doubtful: Vec<(Ecef, Ecef)> = Vec::new();
        for queries in order.chunks(GROUP) {
            let at = |lane: usize| points[queries[lane] as usize];
            let mut group = Group::new((0..queries.len()).map(at), outer);
            let mut counts = [0_usize; GROUP];
            let mut lanes: Vec<usize> = Vec::new();
            doubtful.clear();
            walk(&self.tree, &mut group, &mut ahead, |group, leaf| {
                let block = &self.blocks[leaf.block as usize];
                let is_near = group.is_within_reach_of(leaf);
                for lane in 0..queries.len() {
                    if !is_near[lane] {
                        continue;
                    }
                    let squared = block.squared_chords(group.point(lane));
                    // Sums of lanes, which become vector instructions.
                    let (mut reached, mut inside) = (0_usize, 0_usize);
                    for each in squared {
                        reached += usize::from(each <= outer);
                        inside += usize::from(each <= inner);
                    }
                    if inside > 0 {
                        let mut accepted = 0_usize;
                        for (&each, &row) in squared.iter().zip(&block.rows) {
                            let is_accepted = || accept(queries[lane] as usize, row);
                            accepted += usize::from(each <= inner && is_accepted());
                        }
                        counts[lane] += accepted;
                    }
                    if reached > inside {
                        for (place, &each) in squared.iter().enumerate().take(block.len()) {
                            if each > inner
                                && each <= outer
                                && accept(queries[lane] as usize, block.rows[place])
                            {
                                doubtful.push((at(lane), block.point(place)));
                                lanes.push(lane);
                            }
                        }
                    }
                }
            });
            distances_m(&doubtful, |place, metres| {
                counts[lanes[place]] += usize::from(metres <= within.metres());
            });
            for (&query, &count) in queries.iter().zip(&counts) {
                take(query as usize, count);
            }
        }
    }
}

/// Earth-centred coordinates of queries, on all threads.
pub(super) fn points_of_queries(queries: &[Position]) -> Vec<Ecef> {
    let parts = queries.par_chunks(TASK);
    let parts: Vec<Vec<Ecef>> = parts.map(points_of).collect();
    parts.concat()
}

/// A group of queries on its way through the blocks.
struct Walking<'a> {
    index: &'a PointIndex,
    wanted: &'a Wanted,
    accept: &'a Accept<'a>,
    queries: &'a [u32],
    lists: Lists,
    /// The last block of which a query took something.
    last_hit: Option<u32>,
}

impl Walking<'_> {
    /// Offers a block to those queries that it is near to.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "the least of the very same numbers")]
    fn look(&mut self, group: &mut Group, number: u32, is_near: &[bool; GROUP]) {
        let block = &self.index.blocks[number as usize];
        for (lane, &query) in self.queries.iter().enumerate() {
            if !is_near[lane] {
                continue;
            }
            let mut squared = block.squared_chords(group.point(lane));
            // Nearest first, so that the limit shrinks at once and the rest is not even looked at.
            loop {
                let least = least(&squared);
                if least > group.limit_m2[lane] || least == f64::INFINITY {
                    break;
                }
                let Some(place) = squared.iter().position(|&each| each == least) else {
                    break;
                };
                squared[place] = f64::INFINITY;
                if (self.accept)(query as usize, block.rows[place]) {
                    self.last_hit = Some(number);
                    let candidate = Candidate::new(least, number, place);
                    if let Some(last) = self.lists.insert(lane, candidate, self.wanted.k) {
                        group.limit_m2[lane] = self.wanted.limit_after(last);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn least(values: &[f64; BLOCK]) -> f64 {
    // By halves, as vector instructions go.
    let mut values = *values;
    let mut half = BLOCK / 2;
    while half > 0 {
        for i in 0..half {
            values[i] = if values[i + half] < values[i] {
                values[i + half]
            } else {
                values[i]
            };
        }
        half /= 2;
    }
    values[0]
}

/// What is asked of the index.
pub(super) struct Wanted {
    pub(super) k: usize,
    /// Whether all that are a tie with the first are wanted, where that is more than k.
    pub(super) has_ties: bool,
    /// Whether the azimuths are wanted too.
    pub(super) has_azimuths: bool,
    pub(super) within_m: f64,
    /// The squared chord beyond which nothing is within reach.
    pub(super) limit_m2: f64,
}

impl Wanted {
    pub(super) fn new(k: usize, within: Option<Distance>) -> Self {
        let within_m = within.map_or(f64::INFINITY, Distance::metres);
        Self {
            k,
            has_ties: false,
            has_azimuths: false,
            within_m,
            limit_m2: squared_chord_longer_than(within_m),
        }
    }

    /// The limit when the farthest of k candidates has this squared chord.
    #[inline(always)]
    fn limit_after(&self, squared: f64) -> f64 {
        let reach = squared_chord_out_of_reach(squared);
        if reach < self.limit_m2 {
            reach
        } else {
            self.limit_m2
        }
    }

    /// Brings what was measured into order and leaves what was wanted.
    #[inline(always)]
    fn finish(&self, found: &mut Vec<Neighbour>) {
        if self.within_m < f64::INFINITY {
            found.retain(|neighbour| neighbour.distance.metres() <= self.within_m);
        }
        if found.len() > 1 {
            let ties = into_order(found);
            found.truncate(if self.has_ties { ties } else { self.k });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_instructions_finds_the_same() {
        let at = |i: u32, m: u32| f64::from(i.wrapping_mul(m) % 100_003) / 100_003.0;
        let place = |i: u32, m: u32| {
            Position::from_lon_lat(360.0 * at(i, m) - 180.0, 180.0 * at(i, m + 2) - 90.0).unwrap()
        };
        let index = PointIndex::from_positions((0..5_000).map(|i| place(i, 7919)));
        let queries: Vec<Position> = (0..3_000).map(|i| place(i, 15_485_863)).collect();
        let wanted = Wanted::new(3, None);
        let found = |level| -> Vec<Neighbour> {
            let found = index.nearest_at_level(level, &queries, &wanted, &|_, _| true);
            found.iter().flatten().copied().collect()
        };
        let baseline = found(Level::baseline());
        assert_eq!(baseline.len(), 9_000);
        for level in crate::geodesy::samples::every_level() {
            assert!(found(level) == baseline, "{level:?}");
        }
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        let index = PointIndex::from_positions([]);
        let query = Position::from_lon_lat(5.7719, 19.3344).unwrap();
        assert!(index.is_empty());
        assert!(index.nearest(query, 3, None, |_| true).is_empty());
        assert_eq!(index.count_within(query, Distance::ZERO, |_| true), 0);
        assert_eq!(index.rank_of(query, 0, |_| true), None);
    }
}
