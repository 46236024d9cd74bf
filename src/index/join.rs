//! Many queries walk the tree together.
//!
//! Queries are sorted so that neighbours follow each other, and a group of them enters a node once.
//! Each query keeps its own limit, the squared chord beyond which nothing can matter to it, so the
//! answers do not depend on who walks with whom.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use rayon::prelude::*;
use rstar::{AABB, RTreeNode, RTreeObject};

use super::blocks::{Leaf, Tree};
use crate::geodesy::Ecef;

/// How many queries walk together.
pub(super) const GROUP: usize = 16;

/// Whether a query, by its place, is offered a row.
///
/// Not generic: what stands above it is compiled once for each level of instructions.
pub(super) type Accept<'a> = dyn Fn(usize, u32) -> bool + Sync + 'a;

/// Queries that lie together, and how far each still has to look.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) x_m: [f64; GROUP],
    pub(super) y_m: [f64; GROUP],
    pub(super) z_m: [f64; GROUP],
    /// Squared chords in square metres; negative where there is no query.
    pub(super) limit_m2: [f64; GROUP],
    lower: [f64; 3],
    upper: [f64; 3],
    centre: [f64; 3],
}

impl Group {
    #[inline(always)]
    pub(super) fn new(queries: impl Iterator<Item = Ecef>, limit_m2: f64) -> Self {
        let mut group = Self {
            x_m: [0.0; GROUP],
            y_m: [0.0; GROUP],
            z_m: [0.0; GROUP],
            limit_m2: [-1.0; GROUP],
            lower: [f64::INFINITY; 3],
            upper: [f64::NEG_INFINITY; 3],
            centre: [0.0; 3],
        };
        for (lane, Ecef { x_m, y_m, z_m }) in queries.enumerate() {
            (group.x_m[lane], group.y_m[lane], group.z_m[lane]) = (x_m, y_m, z_m);
            group.limit_m2[lane] = limit_m2;
            for (axis, at) in [x_m, y_m, z_m].into_iter().enumerate() {
                group.lower[axis] = group.lower[axis].min(at);
                group.upper[axis] = group.upper[axis].max(at);
            }
        }
        for axis in 0..3 {
            group.centre[axis] = f64::midpoint(group.lower[axis], group.upper[axis]);
        }
        group
    }

    #[inline(always)]
    pub(super) fn point(&self, lane: usize) -> [f64; 3] {
        [self.x_m[lane], self.y_m[lane], self.z_m[lane]]
    }

    #[inline(always)]
    fn greatest_limit(&self) -> f64 {
        let mut greatest = -1.0;
        for limit in self.limit_m2 {
            greatest = if limit > greatest { limit } else { greatest };
        }
        greatest
    }

    /// The squared distance between the group's box and another.
    #[inline(always)]
    fn squared_to_box(&self, envelope: &AABB<[f64; 3]>) -> f64 {
        let (lower, upper) = (envelope.lower(), envelope.upper());
        let mut sum = 0.0;
        for axis in 0..3 {
            let apart = (lower[axis] - self.upper[axis])
                .max(self.lower[axis] - upper[axis])
                .max(0.0);
            sum += apart * apart;
        }
        sum
    }

    #[inline(always)]
    fn squared_from_centre(&self, envelope: &AABB<[f64; 3]>) -> f64 {
        let (lower, upper) = (envelope.lower(), envelope.upper());
        let mut sum = 0.0;
        for axis in 0..3 {
            let apart = f64::midpoint(lower[axis], upper[axis]) - self.centre[axis];
            sum += apart * apart;
        }
        sum
    }

    /// Squared chords from each query to the nearest point of a box.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "one loop over lanes is vector instructions"
    )]
    pub(super) fn nearest_squared(&self, envelope: &AABB<[f64; 3]>) -> [f64; GROUP] {
        let ([x0, y0, z0], [x1, y1, z1]) = (envelope.lower(), envelope.upper());
        let mut squared = [0.0; GROUP];
        for lane in 0..GROUP {
            let (x, y, z) = (self.x_m[lane], self.y_m[lane], self.z_m[lane]);
            let dx = (x0 - x).max(x - x1).max(0.0);
            let dy = (y0 - y).max(y - y1).max(0.0);
            let dz = (z0 - z).max(z - z1).max(0.0);
            squared[lane] = dx * dx + dy * dy + dz * dz;
        }
        squared
    }

    /// Whether a query may need something of a box.
    #[inline(always)]
    fn is_any_near(&self, envelope: &AABB<[f64; 3]>) -> bool {
        let squared = self.nearest_squared(envelope);
        let mut is_near = false;
        for (squared, limit) in squared.iter().zip(&self.limit_m2) {
            is_near |= squared <= limit;
        }
        is_near
    }

    /// Which queries may need something of a leaf.
    #[inline(always)]
    pub(super) fn is_within_reach_of(&self, leaf: &Leaf) -> [bool; GROUP] {
        let squared = self.nearest_squared(&leaf.envelope());
        let mut is_near = [false; GROUP];
        for lane in 0..GROUP {
            is_near[lane] = squared[lane] <= self.limit_m2[lane];
        }
        is_near
    }
}

/// A node on the way, with the least squared chord from the group to its box.
pub(super) struct Ahead<'t> {
    squared: f64,
    order: f64,
    node: &'t RTreeNode<Leaf>,
}

/// Visits every leaf that a query of the group may still need, near ones first.
#[inline(always)]
pub(super) fn walk<'t>(
    tree: &'t Tree,
    group: &mut Group,
    ahead: &mut Vec<Ahead<'t>>,
    mut visit: impl FnMut(&mut Group, &Leaf),
) {
    ahead.clear();
    enter(tree.root().children(), group, group.greatest_limit(), ahead);
    let mut limit = group.greatest_limit();
    while let Some(next) = ahead.pop() {
        if next.squared > limit {
            continue;
        }
        match next.node {
            RTreeNode::Leaf(leaf) => {
                visit(group, leaf);
                limit = group.greatest_limit();
            }
            // A group's box may be near where none of its queries is.
            RTreeNode::Parent(parent) if group.is_any_near(&parent.envelope()) => {
                enter(parent.children(), group, limit, ahead);
            }
            RTreeNode::Parent(_) => {}
        }
    }
}

#[inline(always)]
fn enter<'t>(nodes: &'t [RTreeNode<Leaf>], group: &Group, limit: f64, ahead: &mut Vec<Ahead<'t>>) {
    let first = ahead.len();
    for node in nodes {
        let envelope = node.envelope();
        let squared = group.squared_to_box(&envelope);
        if squared <= limit {
            ahead.push(Ahead {
                squared,
                order: group.squared_from_centre(&envelope),
                node,
            });
        }
    }
    // Few, and nearly in order: insertion is quickest.
    for i in first + 1..ahead.len() {
        let mut j = i;
        while j > first && ahead[j - 1].order < ahead[j].order {
            ahead.swap(j - 1, j);
            j -= 1;
        }
    }
}

/// The fewest keys that a thread makes.
const KEYS_AT_ONCE: usize = 4096;

/// Numbers of the queries in an order in which neighbours mostly follow each other: by the bits of
/// their coordinates in turn (Morton 1966).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "coordinates lie within 6 400 km; the low half of a key is the number"
)]
pub(super) fn in_walking_order(queries: &[Ecef]) -> Vec<u32> {
    let mut keys: Vec<u64> = queries
        .par_iter()
        .enumerate()
        .with_min_len(KEYS_AT_ONCE)
        .map(|(number, query)| {
            let bits = |metres: f64| spread(((metres + 6_400e3) * (1023.0 / 12_800e3)) as u64);
            let key = bits(query.x_m) | bits(query.y_m) << 1 | bits(query.z_m) << 2;
            key << 32 | number as u64
        })
        .collect();
    sort_by_high_half(&mut keys);
    keys.into_iter().map(|key| key as u32).collect()
}

/// Bits of a digit that keys are sorted by, and up to how many keys that is no gain.
const DIGIT: u32 = 10;
const FEW_KEYS: usize = 1 << DIGIT;

/// Sorts keys whose low halves ascend, by the thirty bits of their high halves: digit by digit, the
/// lowest first.
#[expect(clippy::cast_possible_truncation, reason = "a digit is small")]
fn sort_by_high_half(keys: &mut Vec<u64>) {
    if keys.len() <= FEW_KEYS {
        keys.sort_unstable();
        return;
    }
    let mut sorted = vec![0; keys.len()];
    for shift in [32, 32 + DIGIT, 32 + 2 * DIGIT] {
        let digit = |key: u64| (key >> shift) as usize % (1 << DIGIT);
        let mut ends = [0_usize; 1 << DIGIT];
        for &key in keys.iter() {
            ends[digit(key)] += 1;
        }
        let mut first = 0;
        for end in &mut ends {
            first += std::mem::replace(end, first);
        }
        for &key in keys.iter() {
            let end = &mut ends[digit(key)];
            sorted[*end] = key;
            *end += 1;
        }
        std::mem::swap(keys, &mut sorted);
    }
}

/// Ten bits, two apart from each other.
fn spread(bits: u64) -> u64 {
    let bits = (bits | bits << 16) & 0x0300_00FF;
    let bits = (bits | bits << 8) & 0x0300_F00F;
    let bits = (bits | bits << 4) & 0x030C_30C3;
    (bits | bits << 2) & 0x0924_9249
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_by_digits_is_sorting() {
        for count in [0, 1, 1_000, 1_024, 1_025, 50_000_u64] {
            let scattered = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 34;
            let mut keys: Vec<u64> = (0..count)
                .map(|i| scattered(i % 40_000) << 32 | i)
                .collect();
            let mut expected = keys.clone();
            expected.sort_unstable();
            sort_by_high_half(&mut keys);
            assert!(keys == expected, "{count} keys");
        }
    }

    /// Up to 1,024 keys are sorted by comparing, more by digits: both are what a stable sort by the high
    /// halves gives, also where few halves stand many times and every digit of them counts.
    #[test]
    fn equal_high_halves_stay_in_their_order_on_both_sides_of_the_change() {
        for count in [1_024, 1_025_u64] {
            for halves in [1, 7, 400, 5_000_u64] {
                let half = |i: u64| (i * 7_919 % halves).wrapping_mul(0x2545_F491) & 0x3FFF_FFFF;
                let mut keys: Vec<u64> = (0..count).map(|i| half(i) << 32 | i).collect();
                let mut expected = keys.clone();
                expected.sort_by_key(|key| key >> 32);
                sort_by_high_half(&mut keys);
                assert!(keys == expected, "{count} keys of {halves} halves");
            }
        }
    }
}
