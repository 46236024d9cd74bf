//! The nearest place on many lines.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rstar::{AABB, RTree, RTreeNode, RTreeObject};

use super::TIE_M;
use crate::geodesy::{Azimuth, Distance, Ecef, Foot, Path, Position, Segment, inverse};

/// How long a piece of a segment is at most, in metres: its chord strays 50 m from it there.
const PIECE_M: f64 = 50_000.0;

/// How much a computed chord may exceed the computed distance to a foot on the piece it stands
/// for, beyond the sagitta of the piece, in metres.
///
/// The geodesic is never shorter than the straight line to the same place, and that place is at
/// most the [sagitta](Segment::sagitta) from the chord of its piece. The computed ends of the
/// chord and the computed query are within 7 nm of the true ones (4 nm in two coordinates at
/// most), the arithmetic of [`chord_to_straight`] rounds by less than 20 nm at the Earth's size,
/// the place is computed to 20 nm and the distance to 15 nm.
const MARGIN_M: f64 = 200e-9;

/// Lines that can be asked for the place on them that is nearest to a position.
///
/// A line is known by its row: its place in the sequence that the index was built from; a segment
/// by its place on its line. Both are counted from 0.
///
/// # Order
/// The nearest segment wins. Segments at most [`TIE_M`] farther than it are a tie, which goes to
/// the lowest line and, on it, to the lowest segment: where two segments meet, to the first.
///
/// # Accuracy
/// That of [`Segment::foot`]. No segment is missed: what is skipped is proved to be farther.
///
/// ```
/// use pointzero::geodesy::{Path, Position};
/// use pointzero::index::SegmentIndex;
/// let treaty = [(4.24, 19.13), (5.813022, 19.443239), (7.459372, 20.843969), (11.98, 23.53)];
/// let treaty: Result<Vec<_>, _> = treaty.map(|(lon, lat)| Position::from_lon_lat(lon, lat)).into_iter().collect();
/// let index = SegmentIndex::from_lines([(&treaty?[..], Path::Geodesic)]);
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// let nearest = index.nearest(assamaka, None, |_| true).ok_or("no line")?;
/// assert_eq!((nearest.line, nearest.segment), (0, 0));
/// assert_eq!(format!("{:.3}", nearest.foot.distance.km()), "10.935");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SegmentIndex {
    tree: RTree<Piece>,
    segments: Vec<Row>,
}

/// The place on the lines that is nearest to a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestSegment {
    /// The row of the line it lies on.
    pub line: u32,
    /// The segment of that line.
    pub segment: u32,
    /// The place, its distance and its fraction of the segment.
    pub foot: Foot,
    /// The azimuth of the geodesic to it, at the query; none where the distance is zero.
    pub azimuth: Option<Azimuth>,
}

/// A segment as it was given.
#[derive(Debug, Clone, Copy)]
struct Row {
    line: u32,
    segment: u32,
    start: Position,
    end: Position,
    path: Path,
}

/// A leaf of the tree: the chord of a piece of a segment, earth-centred in metres.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: [f64; 3],
    to: [f64; 3],
    sagitta_m: f64,
    row: u32,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        let corner = |end: [f64; 3], by: f64| end.map(|coordinate| coordinate + by);
        let (lower, upper) = (
            [0, 1, 2].map(|i| self.from[i].min(self.to[i])),
            [0, 1, 2].map(|i| self.from[i].max(self.to[i])),
        );
        AABB::from_corners(
            corner(lower, -self.sagitta_m),
            corner(upper, self.sagitta_m),
        )
    }
}

impl SegmentIndex {
    /// An index over the segments that join consecutive positions of each line; the first line is
    /// row 0.
    ///
    /// A line of one position is that place; a line of none is nowhere.
    ///
    /// # Panics
    /// With more than `u32::MAX` lines or segments.
    pub fn from_lines<'a>(lines: impl IntoIterator<Item = (&'a [Position], Path)>) -> Self {
        let mut segments = Vec::new();
        for (line, (positions, path)) in lines.into_iter().enumerate() {
            let line = count(line);
            let alone = [positions, positions].concat();
            let joined = if positions.len() == 1 {
                &alone
            } else {
                positions
            };
            segments.extend(joined.windows(2).enumerate().map(|(segment, ends)| Row {
                line,
                segment: count(segment),
                start: ends[0],
                end: ends[1],
                path,
            }));
        }
        let mut pieces = Vec::with_capacity(segments.len());
        for (row, segment) in segments.iter().enumerate() {
            push_pieces(&mut pieces, count(row), &segment.curve());
        }
        Self {
            tree: RTree::bulk_load(pieces),
            segments,
        }
    }

    /// How many segments the index holds.
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether the index holds no segment.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The line of a segment and its ends, by the segment's place among all.
    pub(super) fn edge(&self, row: u32) -> (u32, Position, Position) {
        let Row {
            line, start, end, ..
        } = self.segments[row as usize];
        (line, start, end)
    }

    /// The nearest place on the accepted lines, at most `within` away, by the [order](Self#order).
    ///
    /// `accept` is asked for the row of a line, and not for lines that are too far to matter.
    pub fn nearest(
        &self,
        query: Position,
        within: Option<Distance>,
        accept: impl Fn(u32) -> bool,
    ) -> Option<NearestSegment> {
        let within_m = within.map_or(f64::INFINITY, Distance::metres);
        let from = to_point(query);
        let mut limit_m = within_m;
        let mut found: Vec<(u32, Foot)> = Vec::new();
        let mut ahead = BinaryHeap::new();
        push_nodes(&mut ahead, from, self.tree.root().children());
        while let Some(Reverse(next)) = ahead.pop() {
            if next.least_m > limit_m + TIE_M + MARGIN_M {
                break;
            }
            let piece = match next.node {
                RTreeNode::Parent(parent) => {
                    push_nodes(&mut ahead, from, parent.children());
                    continue;
                }
                RTreeNode::Leaf(piece) => piece,
            };
            let row = &self.segments[piece.row as usize];
            // A long segment has many pieces; its foot is looked for once.
            let is_known = found.iter().any(|&(known, _)| known == piece.row);
            if is_known || !accept(row.line) {
                continue;
            }
            let foot = row.curve().foot(query);
            limit_m = limit_m.min(foot.distance.metres());
            found.push((piece.row, foot));
        }
        let least_m = found
            .iter()
            .map(|(_, foot)| foot.distance)
            .min()
            .filter(|least| least.metres() <= within_m)?
            .metres();
        let (row, foot) = found
            .into_iter()
            .filter(|(_, foot)| foot.distance.metres() <= (least_m + TIE_M).min(within_m))
            .min_by_key(|&(row, _)| row)?;
        let Row { line, segment, .. } = self.segments[row as usize];
        let is_apart = foot.distance > Distance::ZERO;
        Some(NearestSegment {
            line,
            segment,
            foot,
            azimuth: is_apart.then(|| inverse(query, foot.position).azimuth_at_start),
        })
    }
}

impl Row {
    fn curve(&self) -> Segment {
        Segment::new(self.start, self.end, self.path)
    }
}

/// A node that the walk has seen and not entered, and how near the query it comes at least.
struct Ahead<'a> {
    least_m: f64,
    node: &'a RTreeNode<Piece>,
}

fn push_nodes<'a>(
    ahead: &mut BinaryHeap<Reverse<Ahead<'a>>>,
    from: [f64; 3],
    nodes: &'a [RTreeNode<Piece>],
) {
    ahead.extend(nodes.iter().map(|node| {
        let least_m = match node {
            RTreeNode::Parent(parent) => chord_to_box(from, &parent.envelope()),
            RTreeNode::Leaf(piece) => {
                chord_to_straight(from, piece.from, piece.to) - piece.sagitta_m
            }
        };
        Reverse(Ahead { least_m, node })
    }));
}

impl Ord for Ahead<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.least_m.total_cmp(&other.least_m)
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

fn push_pieces(pieces: &mut Vec<Piece>, row: u32, segment: &Segment) {
    let parts = (segment.reach(0.0, 1.0).metres() / PIECE_M).ceil().max(1.0);
    let mut part = 0.0;
    while part < parts {
        let (from, to) = (part / parts, (part + 1.0) / parts);
        pieces.push(Piece {
            from: to_point(segment.at(from)),
            to: to_point(segment.at(to)),
            sagitta_m: segment.sagitta(from, to).metres(),
            row,
        });
        part += 1.0;
    }
}

/// The distance from a point to the nearest point of a box, in metres.
fn chord_to_box(from: [f64; 3], envelope: &AABB<[f64; 3]>) -> f64 {
    let (lower, upper) = (envelope.lower(), envelope.upper());
    let outside = [0, 1, 2].map(|i| (lower[i] - from[i]).max(from[i] - upper[i]).max(0.0));
    dot(outside, outside).sqrt()
}

/// The distance from a point to the straight line between two others, in metres.
fn chord_to_straight(from: [f64; 3], start: [f64; 3], end: [f64; 3]) -> f64 {
    let (line, offset) = (minus(end, start), minus(from, start));
    let squared = dot(line, line);
    let part = if squared > 0.0 {
        (dot(line, offset) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let rest = minus(offset, line.map(|coordinate| coordinate * part));
    dot(rest, rest).sqrt()
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn to_point(position: Position) -> [f64; 3] {
    let Ecef { x_m, y_m, z_m } = Ecef::from_position(position);
    [x_m, y_m, z_m]
}

fn count(row: usize) -> u32 {
    u32::try_from(row).expect("rows are counted in 32 bits")
}
