//! The nearest of many positions.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rstar::{AABB, RTree, RTreeNode, RTreeObject};

use crate::geodesy::{Distance, Ecef, Position, distance};

/// Distances closer to each other than this, in metres, are a tie: 20 nm.
///
/// It is above twice the error that Karney's solution was measured to have (7.5 nm), so that
/// places which are equally far in truth are a tie in the computation too.
pub const TIE_M: f64 = 20e-9;

/// How much a computed chord may exceed the computed geodesic it stands for, in metres.
///
/// Proof that a subtree is skipped only when nothing in it can matter. Let `q` be the query, `p` a
/// position in the subtree, `g` the true geodesic and `c` the true chord between them.
///
/// 1. `c ≤ g`: the straight line is the shortest curve in space, and the geodesic is one of them.
/// 2. [`Ecef::from_position`] is within 4 nm in each coordinate, at both ends: the chord between
///    the computed points is within √3 · 8 nm < 14 nm of `c`.
/// 3. The box holds the computed point of `p` exactly (minima and maxima do not round), so the
///    distance from the computed point of `q` to the box is at most that chord.
/// 4. Three differences below 12 800 km round by at most 0.93 nm each, under 2 nm together; squares,
///    sums and the comparison with a squared limit by fewer than 6 units of 2⁻⁵³ in the square,
///    under 5 nm in the root.
/// 5. The computed geodesic is within 15 nm of `g` (Karney 2013).
///
/// So the computed box distance is at most the computed geodesic + 14 + 2 + 5 + 15 nm = 36 nm, and
/// a box farther than a limit + 100 nm holds no position whose computed geodesic is within it.
const CHORD_MARGIN_M: f64 = 100e-9;

/// Positions that can be asked for those nearest to a place.
///
/// A position is known by its row: its place in the sequence that the index was built from.
///
/// # Order
/// Every query sees its accepted rows in one order. Rows are sorted by distance, equal ones by
/// row. From the front, the first row that is in no group yet leads a new one, and every row at
/// most [`TIE_M`] farther than its leader joins it. Groups stay in order of distance; inside a
/// group the lowest row comes first. So a tie goes to the row that was given first, whatever the
/// last bits of the computation say, and the order depends on the positions and on which rows are
/// accepted, never on the shape of the tree. ("Closer than 20 nm" alone would not be an order: it
/// is not transitive.) Inside a group a distance may be up to [`TIE_M`] below the one before it.
///
/// # Accuracy
/// Distances are those of [`distance`]: 15 nm. No nearest position is ever missed; the proof
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
    tree: RTree<Entry>,
    positions: Vec<Position>,
}

/// A position that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Its place in the sequence that the index was built from, counted from 0.
    pub row: u32,
    /// The geodesic from the query to it.
    pub distance: Distance,
}

/// A leaf of the tree: an earth-centred point in metres, and the row it belongs to.
#[derive(Debug, Clone, Copy)]
struct Entry {
    at: [f64; 3],
    row: u32,
}

impl RTreeObject for Entry {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

impl PointIndex {
    /// An index over the positions; the first is row 0.
    ///
    /// The same place may be given many times. Takes O(n log n) time and O(n) memory.
    ///
    /// # Panics
    /// With more than `u32::MAX` positions, which take 64 GiB.
    pub fn from_positions(positions: impl IntoIterator<Item = Position>) -> Self {
        let positions: Vec<Position> = positions.into_iter().collect();
        let rows = u32::try_from(positions.len()).expect("rows are counted in 32 bits");
        let entries = (0..rows)
            .zip(&positions)
            .map(|(row, &position)| Entry {
                at: to_point(position),
                row,
            })
            .collect();
        Self {
            tree: RTree::bulk_load(entries),
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
    /// `accept` is asked at most once for a row, and not for rows that are too far to matter.
    pub fn nearest(
        &self,
        query: Position,
        k: usize,
        within: Option<Distance>,
        accept: impl Fn(u32) -> bool,
    ) -> Vec<Neighbour> {
        if k == 0 {
            return Vec::new();
        }
        let within = within.map_or(f64::INFINITY, Distance::metres);
        let mut found = Vec::new();
        // The k least distances so far; their greatest, or `within`, is the limit.
        let mut least: BinaryHeap<Distance> = BinaryHeap::new();
        let mut limit_m = within;
        for entry in self.by_chord(query) {
            if entry.chord_squared_m2 > prune_beyond(limit_m) {
                break;
            }
            let Some(neighbour) = self.measure(query, entry.row, &accept) else {
                continue;
            };
            // A row just beyond the limit may tie with the leader of the last group.
            let metres = neighbour.distance.metres();
            if metres > within || metres > limit_m + TIE_M {
                continue;
            }
            found.push(neighbour);
            least.push(neighbour.distance);
            if least.len() > k {
                least.pop();
            }
            if let (true, Some(last)) = (least.len() == k, least.peek()) {
                limit_m = last.metres();
            }
        }
        into_order(&mut found);
        found.truncate(k);
        found
    }

    /// How many accepted rows are at most `within` away.
    pub fn count_within(
        &self,
        query: Position,
        within: Distance,
        accept: impl Fn(u32) -> bool,
    ) -> usize {
        self.within(query, within.metres(), &accept).count()
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
        let itself = distance(query, self.position(row)?);
        // Whatever is farther than this is in a later group, or in the same one with no say in it:
        // the leader of the group is no farther than the row.
        let mut before: Vec<_> = self
            .within(query, itself.metres() + TIE_M, &accept)
            .collect();
        into_order(&mut before);
        let place = before.iter().position(|neighbour| neighbour.row == row)?;
        Some(place + 1)
    }

    /// The accepted rows at most `metres` away, in no useful order.
    fn within(
        &self,
        query: Position,
        metres: f64,
        accept: &impl Fn(u32) -> bool,
    ) -> impl Iterator<Item = Neighbour> {
        self.by_chord(query)
            .take_while(move |entry| entry.chord_squared_m2 <= prune_beyond(metres))
            .filter_map(move |entry| self.measure(query, entry.row, accept))
            .filter(move |neighbour| neighbour.distance.metres() <= metres)
    }

    /// The row with its distance, if it is accepted.
    fn measure(
        &self,
        query: Position,
        row: u32,
        accept: &impl Fn(u32) -> bool,
    ) -> Option<Neighbour> {
        let position = self.position(row)?;
        accept(row).then(|| Neighbour {
            row,
            distance: distance(query, position),
        })
    }

    /// Every row, by growing chord from the query: lazily, best first, without recursion.
    fn by_chord(&self, query: Position) -> ByChord<'_> {
        let mut walk = ByChord {
            from: to_point(query),
            ahead: BinaryHeap::new(),
        };
        walk.push(self.tree.root().children());
        walk
    }
}

/// A leaf that the walk has reached.
struct Reached {
    chord_squared_m2: f64,
    row: u32,
}

/// The best-first walk over the nodes of the tree.
struct ByChord<'a> {
    from: [f64; 3],
    ahead: BinaryHeap<Reverse<Ahead<'a>>>,
}

/// A node that the walk has seen and not entered, and how near the query its box comes.
struct Ahead<'a> {
    chord_squared_m2: f64,
    node: &'a RTreeNode<Entry>,
}

impl<'a> ByChord<'a> {
    fn push(&mut self, nodes: &'a [RTreeNode<Entry>]) {
        let from = self.from;
        self.ahead.extend(nodes.iter().map(|node| {
            Reverse(Ahead {
                chord_squared_m2: chord_squared_to_box(from, &node.envelope()),
                node,
            })
        }));
    }
}

impl Iterator for ByChord<'_> {
    type Item = Reached;

    fn next(&mut self) -> Option<Reached> {
        loop {
            let Reverse(ahead) = self.ahead.pop()?;
            match ahead.node {
                RTreeNode::Leaf(entry) => {
                    return Some(Reached {
                        chord_squared_m2: ahead.chord_squared_m2,
                        row: entry.row,
                    });
                }
                RTreeNode::Parent(parent) => self.push(parent.children()),
            }
        }
    }
}

impl Ord for Ahead<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.chord_squared_m2.total_cmp(&other.chord_squared_m2)
    }
}

impl PartialOrd for Ahead<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ahead<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ahead<'_> {}

/// The squared chord beyond which nothing is within the limit or ties with it; see
/// [`CHORD_MARGIN_M`].
fn prune_beyond(limit_m: f64) -> f64 {
    let reach = limit_m + TIE_M + CHORD_MARGIN_M;
    reach * reach
}

/// The squared distance from a point to the nearest point of a box, in square metres.
fn chord_squared_to_box(from: [f64; 3], envelope: &AABB<[f64; 3]>) -> f64 {
    let (lower, upper) = (envelope.lower(), envelope.upper());
    (0..3)
        .map(|axis| {
            let outside = (lower[axis] - from[axis])
                .max(from[axis] - upper[axis])
                .max(0.0);
            outside * outside
        })
        .sum()
}

fn to_point(position: Position) -> [f64; 3] {
    let Ecef { x_m, y_m, z_m } = Ecef::from_position(position);
    [x_m, y_m, z_m]
}

/// Brings neighbours into the order that [`PointIndex`] documents.
fn into_order(neighbours: &mut [Neighbour]) {
    neighbours.sort_unstable_by_key(|neighbour| (neighbour.distance, neighbour.row));
    let ties_with = |leader: Neighbour, other: &Neighbour| {
        other.distance.metres() <= leader.distance.metres() + TIE_M
    };
    let mut rest = neighbours;
    while let Some(&leader) = rest.first() {
        let size = rest.partition_point(|neighbour| ties_with(leader, neighbour));
        let (group, later) = rest.split_at_mut(size);
        group.sort_unstable_by_key(|neighbour| neighbour.row);
        rest = later;
    }
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
        into_order(&mut found);
        let rows: Vec<u32> = found.iter().map(|neighbour| neighbour.row).collect();
        assert_eq!(rows, [1, 2, 0, 3]);
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

    #[test]
    fn the_chord_never_exceeds_the_geodesic_by_more_than_the_margin() {
        let mut worst = f64::NEG_INFINITY;
        for i in 0..4_000_u32 {
            let at = |a: u32, b: u32| {
                let part = |m: u32| f64::from(i.wrapping_mul(m) % 100_003) / 100_003.0;
                let (lon, lat) = (360.0 * part(a) - 180.0, 180.0 * part(b) - 90.0);
                Position::from_lon_lat(lon, lat).unwrap()
            };
            let (from, to) = (at(7919, 104_729), at(15_485_863, 32_452_843));
            let to = match i % 3 {
                0 => to,
                // Near pairs: there the chord and the geodesic are alike.
                _ => Position::from_lon_lat(from.lon(), (from.lat() + 1e-6).min(90.0)).unwrap(),
            };
            let chord = chord_squared_to_box(to_point(from), &AABB::from_point(to_point(to)));
            worst = worst.max(chord.sqrt() - distance(from, to).metres());
        }
        assert!(worst < 36e-9, "{worst:e} m");
    }
}
