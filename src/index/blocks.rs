//! Positions in compact blocks under an R-tree.
//!
//! The tree's leaves are not single points but blocks of a few that lie together, their coordinates
//! side by side: a block is looked through by vector instructions, and a million positions take 50
//! MB where single leaves would take over 100.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use rstar::{AABB, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams};

use crate::geodesy::Ecef;

/// How many points a block holds.
pub(super) const BLOCK: usize = 32;

/// Points that lie together, in metres; unused places are infinitely far.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) x_m: [f64; BLOCK],
    pub(super) y_m: [f64; BLOCK],
    pub(super) z_m: [f64; BLOCK],
    pub(super) rows: [u32; BLOCK],
    pub(super) len: u32,
}

impl Block {
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn point(&self, place: usize) -> Ecef {
        Ecef {
            x_m: self.x_m[place],
            y_m: self.y_m[place],
            z_m: self.z_m[place],
        }
    }

    /// Squared chords from a point to each place of the block; infinite where it is unused.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "one loop over lanes is vector instructions"
    )]
    pub(super) fn squared_chords(&self, [x, y, z]: [f64; 3]) -> [f64; BLOCK] {
        let mut squared = [0.0; BLOCK];
        for place in 0..BLOCK {
            let (dx, dy, dz) = (
                self.x_m[place] - x,
                self.y_m[place] - y,
                self.z_m[place] - z,
            );
            squared[place] = dx * dx + dy * dy + dz * dz;
        }
        squared
    }
}

/// A leaf of the tree: a block by its number, and its box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    pub(super) block: u32,
    lower: [f64; 3],
    upper: [f64; 3],
}

impl Leaf {
    pub(super) fn new(block: u32, lower: [f64; 3], upper: [f64; 3]) -> Self {
        Self {
            block,
            lower,
            upper,
        }
    }
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.lower, self.upper)
    }
}

/// Wide nodes: the tree is made once and never changed.
#[derive(Debug, Clone)]
pub(super) struct Wide;

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 4;
    const MAX_SIZE: usize = 8;
    const REINSERTION_COUNT: usize = 2;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

pub(super) type Tree = RTree<Leaf, Wide>;

/// A place to be sorted; half a metre is near enough for that.
#[derive(Clone, Copy)]
struct Item {
    at: [f32; 3],
    row: u32,
}

/// Sorts points, each of the row of its place, into blocks, and the blocks into a tree.
pub(super) fn pack(points: &[Ecef]) -> (Vec<Block>, Tree) {
    let mut blocks = Vec::with_capacity(points.len().div_ceil(BLOCK));
    let places = points.iter().map(|point| point.to_vector());
    gather_by_place(places, |rows| blocks.push(block(rows, points)));
    let leaves = blocks
        .iter()
        .zip(0..)
        .map(|(block, number)| leaf(block, number))
        .collect();
    (blocks, RTree::bulk_load_with_params(leaves))
}

/// Gives the rows of places that lie together, growing, a block at a time; all blocks but one are
/// full.
pub(super) fn gather_by_place(
    places: impl Iterator<Item = [f64; 3]>,
    mut take: impl FnMut(&[u32]),
) {
    #[expect(clippy::cast_possible_truncation, reason = "near enough to sort by")]
    let near = |coordinate: f64| coordinate as f32;
    let mut items: Vec<Item> = places
        .zip(0..)
        .map(|(place, row)| Item {
            at: place.map(near),
            row,
        })
        .collect();
    let mut rows = Vec::with_capacity(BLOCK);
    split(&mut items, &mut |items| {
        rows.clear();
        rows.extend(items.iter().map(|item| item.row));
        rows.sort_unstable();
        take(&rows);
    });
}

/// Halves the items across their longest side until a block holds them.
fn split(mut items: &mut [Item], take: &mut impl FnMut(&[Item])) {
    while items.len() > BLOCK {
        let axis = longest_axis(items);
        let half = (items.len() / 2).next_multiple_of(BLOCK);
        let middle = if half < items.len() {
            half
        } else {
            half - BLOCK
        };
        items.select_nth_unstable_by(middle, |a, b| a.at[axis].total_cmp(&b.at[axis]));
        let (near, far) = items.split_at_mut(middle);
        split(near, take);
        items = far;
    }
    if !items.is_empty() {
        take(items);
    }
}

fn longest_axis(items: &[Item]) -> usize {
    let (mut lower, mut upper) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for item in items {
        for axis in 0..3 {
            let at = item.at[axis];
            lower[axis] = if at < lower[axis] { at } else { lower[axis] };
            upper[axis] = if at > upper[axis] { at } else { upper[axis] };
        }
    }
    let side = |axis: usize| upper[axis] - lower[axis];
    (0..3)
        .max_by(|&a, &b| side(a).total_cmp(&side(b)))
        .unwrap_or(0)
}

fn block(rows: &[u32], points: &[Ecef]) -> Block {
    let mut block = Block {
        x_m: [f64::INFINITY; BLOCK],
        y_m: [f64::INFINITY; BLOCK],
        z_m: [f64::INFINITY; BLOCK],
        rows: [u32::MAX; BLOCK],
        len: 0,
    };
    for (place, &row) in rows.iter().enumerate() {
        let Ecef { x_m, y_m, z_m } = points[row as usize];
        (block.x_m[place], block.y_m[place], block.z_m[place]) = (x_m, y_m, z_m);
        block.rows[place] = row;
        block.len += 1;
    }
    block
}

fn leaf(block: &Block, number: u32) -> Leaf {
    let len = block.len as usize;
    let sides = [&block.x_m, &block.y_m, &block.z_m].map(|axis| {
        let used = &axis[..len];
        let lower = used.iter().copied().fold(f64::INFINITY, f64::min);
        let upper = used.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (lower, upper)
    });
    Leaf {
        block: number,
        lower: sides.map(|(lower, _)| lower),
        upper: sides.map(|(_, upper)| upper),
    }
}
