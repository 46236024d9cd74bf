//! Pieces of lines in compact blocks under an R-tree.
//!
//! A piece is a cubic curve in space, short enough to be the line itself to a micrometre (and to a
//! tenth of a nanometre where it is 1 km long), and a straight chord from which it strays no farther than its sagitta. So the distance to the
//! chord, more or less the sagitta, bounds the distance to the line.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use super::blocks::{BLOCK, Leaf, Tree, gather_by_place};
use super::join::Group;
use crate::geodesy::vector::{Vector, dot, minus, plus, times};
use crate::geodesy::{Segment, WGS84};

use rstar::RTree;

/// How far a piece may be beside its line, in metres.
const BESIDE_M: f64 = 1e-6;

/// How long a piece is at most, in metres: it strays 16 m from its chord there.
const LONGEST_M: f64 = 20_000.0;

/// How often a segment is halved at most. What is not a cubic then is left to the slow search.
const DEEPEST: u32 = 20;

/// How far computed places are from where they should be at most, in metres: the cubic, and the
/// rounding of its ends, velocities and values.
pub(super) const PLACE_M: f64 = 1.2e-6;

/// Pieces that lie together, their numbers side by side; unused places are infinitely far.
#[derive(Debug, Clone)]
pub(super) struct Block {
    start: [[f64; BLOCK]; 3],
    along: [[f64; BLOCK]; 3],
    /// The inverse of the squared length of the chord; 0 where it has none.
    inverse_squared: [f64; BLOCK],
    /// What the velocities have beyond the chord, at the start and, turned back, at the end.
    bow_at_start: [[f64; BLOCK]; 3],
    bow_at_end: [[f64; BLOCK]; 3],
    pub(super) sagitta_m: [f64; BLOCK],
    greatest_sagitta_m: f64,
    /// By chords no longer than this a piece has one foot, in metres.
    one_foot_m: [f32; BLOCK],
    /// A geodesic curvature that a piece does not exceed.
    curvature_per_m: [f32; BLOCK],
    /// The fractions of the segment between which the piece lies; exact, as halves of halves.
    from: [f32; BLOCK],
    to: [f32; BLOCK],
    pub(super) rows: [u32; BLOCK],
    pub(super) len: usize,
}

/// A piece taken out of its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    start: Vector,
    along: Vector,
    bow_at_start: Vector,
    bow_at_end: Vector,
    sagitta_m: f64,
    one_foot_m: f32,
    curvature_per_m: f32,
    from: f32,
    to: f32,
    pub(super) row: u32,
}

/// The place of a piece that is nearest through space to a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct NearestThroughSpace {
    /// The parameter, in [0, 1].
    pub(super) at: f64,
    pub(super) place: Vector,
    /// The squared chord to it, in square metres, and one that no place of the piece is below.
    pub(super) squared: f64,
    pub(super) least_squared: f64,
}

impl Piece {
    fn new(segment: &Segment, row: u32, from: f64, to: f64) -> Self {
        let arc = segment.arc(from, to);
        let along = minus(arc.end, arc.start);
        let is_sharp = segment.beside_cubic(from, to).metres() <= BESIDE_M;
        let (one_foot_m, curvature_per_m) = if is_sharp {
            // Half the digits, on the safe side.
            (
                half(arc.one_foot_within_chord.metres() * (1.0 - 1e-6)),
                half(arc.curvature_per_m * (1.0 + 1e-6)),
            )
        } else {
            (-1.0, f32::INFINITY)
        };
        Self {
            start: arc.start,
            along,
            bow_at_start: minus(arc.velocity_at_start, along),
            bow_at_end: minus(along, arc.velocity_at_end),
            sagitta_m: arc.sagitta.metres(),
            one_foot_m,
            curvature_per_m,
            from: half(from),
            to: half(to),
            row,
        }
    }

    /// A length in metres that the piece does not exceed: that of its velocities.
    pub(super) fn reach_m(&self) -> f64 {
        let length = |vector| dot(vector, vector).sqrt();
        length(self.along) + length(self.bow_at_start) + length(self.bow_at_end)
    }

    /// How much the slope of the distance changes at most along the piece, in metres a metre, where
    /// a place on it is `metres` away.
    ///
    /// By (2) of the proof at `geodesy::Segment::foot` the second derivative of the distance d is at
    /// least −κ + min(0, cot(d / b) / b), and by Rauch's comparison from the other side, the
    /// curvature being positive everywhere, at most 1 / d + κ.
    pub(super) fn turns_by(&self, metres: f64) -> f64 {
        let reach_m = self.reach_m();
        let (nearest_m, farthest) = (
            metres - reach_m,
            (metres + reach_m) / WGS84.polar_radius_m(),
        );
        if nearest_m <= 0.0 || farthest > 3.0 {
            return f64::INFINITY;
        }
        let closing = (-1.0 / libm::tan(farthest)).max(0.0) / WGS84.polar_radius_m();
        let spread = (1.0 / nearest_m).max(closing);
        reach_m * (spread + f64::from(self.curvature_per_m))
    }

    /// The fraction of the segment at a parameter of the piece.
    pub(super) fn fraction(&self, at: f64) -> f64 {
        let (from, to) = (f64::from(self.from), f64::from(self.to));
        from + (to - from) * at
    }

    /// Whether distances have one minimum on the piece, with a chord of so many metres to it.
    pub(super) fn has_one_foot_within(&self, chord_m: f64) -> bool {
        chord_m <= f64::from(self.one_foot_m)
    }

    #[inline(always)]
    pub(super) fn place(&self, at: f64) -> Vector {
        let rest = 1.0 - at;
        let bow = plus(times(self.bow_at_start, rest), times(self.bow_at_end, at));
        plus(
            plus(self.start, times(self.along, at)),
            times(bow, at * rest),
        )
    }

    #[inline(always)]
    pub(super) fn velocity(&self, at: f64) -> Vector {
        let rest = 1.0 - at;
        let at_start = rest * (1.0 - 3.0 * at);
        let at_end = at * (2.0 - 3.0 * at);
        let bow = plus(
            times(self.bow_at_start, at_start),
            times(self.bow_at_end, at_end),
        );
        plus(self.along, bow)
    }

    #[inline(always)]
    pub(super) fn acceleration(&self, at: f64) -> Vector {
        plus(
            times(self.bow_at_start, 6.0 * at - 4.0),
            times(self.bow_at_end, 2.0 - 6.0 * at),
        )
    }

    /// The place nearest through space, where the chord has one minimum.
    ///
    /// Half the squared chord is convex along the piece by length; so it lies above its tangent,
    /// which falls by at most the slope times the length.
    #[inline(always)]
    pub(super) fn nearest_through_space(&self, query: Vector) -> NearestThroughSpace {
        let squared_length = dot(self.along, self.along);
        let mut at = if squared_length > 0.0 {
            (dot(minus(query, self.start), self.along) / squared_length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let mut place = self.place(at);
        let mut slope = 0.0;
        for _ in 0..4 {
            let (velocity, offset) = (self.velocity(at), minus(place, query));
            slope = dot(offset, velocity);
            let growth = dot(velocity, velocity) + dot(offset, self.acceleration(at));
            let next = (at - slope / growth.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
            let is_settled = (next - at).abs() < 1e-9;
            if is_settled {
                break;
            }
            at = next;
            place = self.place(at);
        }
        let offset = minus(place, query);
        let squared = dot(offset, offset);
        let is_end = (at <= 0.0 && slope >= 0.0) || (at >= 1.0 && slope <= 0.0);
        let fall = if is_end { 0.0 } else { 3.0 * slope.abs() };
        NearestThroughSpace {
            at,
            place,
            squared,
            least_squared: (squared - fall).max(0.0),
        }
    }
}

impl Block {
    fn new<'p>(pieces: impl ExactSizeIterator<Item = &'p Piece>) -> Self {
        let mut block = Self {
            start: [[f64::INFINITY; BLOCK]; 3],
            along: [[0.0; BLOCK]; 3],
            inverse_squared: [0.0; BLOCK],
            bow_at_start: [[0.0; BLOCK]; 3],
            bow_at_end: [[0.0; BLOCK]; 3],
            sagitta_m: [0.0; BLOCK],
            greatest_sagitta_m: 0.0,
            one_foot_m: [-1.0; BLOCK],
            curvature_per_m: [0.0; BLOCK],
            from: [0.0; BLOCK],
            to: [0.0; BLOCK],
            rows: [u32::MAX; BLOCK],
            len: pieces.len(),
        };
        for (place, piece) in pieces.enumerate() {
            for axis in 0..3 {
                block.start[axis][place] = piece.start[axis];
                block.along[axis][place] = piece.along[axis];
                block.bow_at_start[axis][place] = piece.bow_at_start[axis];
                block.bow_at_end[axis][place] = piece.bow_at_end[axis];
            }
            let squared = dot(piece.along, piece.along);
            block.inverse_squared[place] = if squared > 0.0 { 1.0 / squared } else { 0.0 };
            block.sagitta_m[place] = piece.sagitta_m;
            block.greatest_sagitta_m = block.greatest_sagitta_m.max(piece.sagitta_m);
            block.one_foot_m[place] = piece.one_foot_m;
            block.curvature_per_m[place] = piece.curvature_per_m;
            block.from[place] = piece.from;
            block.to[place] = piece.to;
            block.rows[place] = piece.row;
        }
        block
    }

    pub(super) fn piece(&self, place: usize) -> Piece {
        let at = |axes: &[[f64; BLOCK]; 3]| [axes[0][place], axes[1][place], axes[2][place]];
        Piece {
            start: at(&self.start),
            along: at(&self.along),
            bow_at_start: at(&self.bow_at_start),
            bow_at_end: at(&self.bow_at_end),
            sagitta_m: self.sagitta_m[place],
            one_foot_m: self.one_foot_m[place],
            curvature_per_m: self.curvature_per_m[place],
            from: self.from[place],
            to: self.to[place],
            row: self.rows[place],
        }
    }

    /// Squared distances through space from a point to each chord of the block, in square metres;
    /// not a number where it is unused.
    ///
    /// They round by less than 10 nm in the root.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "one loop over the places of six arrays"
    )]
    pub(super) fn squared_to_chords(&self, [x, y, z]: Vector) -> [f64; BLOCK] {
        let mut squared = [0.0; BLOCK];
        for place in 0..BLOCK {
            let (ox, oy, oz) = (
                x - self.start[0][place],
                y - self.start[1][place],
                z - self.start[2][place],
            );
            let (ax, ay, az) = (
                self.along[0][place],
                self.along[1][place],
                self.along[2][place],
            );
            let part = (ox * ax + oy * ay + oz * az) * self.inverse_squared[place];
            let part = if part > 0.0 { part } else { 0.0 };
            let part = if part < 1.0 { part } else { 1.0 };
            let (dx, dy, dz) = (ox - part * ax, oy - part * ay, oz - part * az);
            squared[place] = dx * dx + dy * dy + dz * dz;
        }
        squared
    }

    /// The squared distance to a chord beyond which no piece of the block comes within a distance.
    #[inline(always)]
    pub(super) fn squared_beyond(&self, limit_m: f64) -> f64 {
        let beyond_m = limit_m + self.greatest_sagitta_m;
        beyond_m * beyond_m
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "half the digits are enough, or all there are"
)]
fn half(number: f64) -> f32 {
    number as f32
}

/// Cuts segments into pieces, and sorts these into blocks under a tree.
pub(super) fn pack(segments: impl Iterator<Item = Segment>) -> (Vec<Block>, Tree) {
    let mut pieces = Vec::new();
    for (segment, row) in segments.zip(0..) {
        cut(&segment, row, &mut pieces);
    }
    let mut blocks = Vec::with_capacity(pieces.len().div_ceil(BLOCK));
    let middle = |piece: &Piece| plus(piece.start, times(piece.along, 0.5));
    let middles = pieces.iter().map(middle);
    gather_by_place(middles, |rows| {
        blocks.push(Block::new(rows.iter().map(|&row| &pieces[row as usize])));
    });
    let leaves = blocks
        .iter()
        .zip(0..)
        .map(|(block, number)| leaf(block, number));
    let leaves = leaves.collect();
    (blocks, RTree::bulk_load_with_params(leaves))
}

fn cut(segment: &Segment, row: u32, pieces: &mut Vec<Piece>) {
    let mut ahead = vec![(0.0, 1.0, 0)];
    while let Some((from, to, depth)) = ahead.pop() {
        let is_short = segment.reach(from, to).metres() <= LONGEST_M
            && segment.beside_cubic(from, to).metres() <= BESIDE_M;
        if is_short || depth == DEEPEST {
            pieces.push(Piece::new(segment, row, from, to));
            continue;
        }
        let middle = f64::midpoint(from, to);
        ahead.push((middle, to, depth + 1));
        ahead.push((from, middle, depth + 1));
    }
}

fn leaf(block: &Block, number: u32) -> Leaf {
    let (mut lower, mut upper) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for place in 0..block.len {
        let sagitta_m = block.sagitta_m[place] + PLACE_M;
        for axis in 0..3 {
            let start = block.start[axis][place];
            let end = start + block.along[axis][place];
            lower[axis] = lower[axis].min(start.min(end) - sagitta_m);
            upper[axis] = upper[axis].max(start.max(end) + sagitta_m);
        }
    }
    Leaf::new(number, lower, upper)
}

impl Group {
    #[inline(always)]
    pub(super) fn query(&self, lane: usize) -> Vector {
        [self.x_m[lane], self.y_m[lane], self.z_m[lane]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Ecef, Path, Position, Segment, samples};

    /// Segments of all sizes and readings, also about the poles and across the antimeridian.
    fn each_segment(mut check: impl FnMut(&Segment)) {
        for (i, (start, end)) in (0..).zip(samples::pairs().take(400)) {
            let beside_pole = Position::from_computed_lon_lat(
                start.lon(),
                90.0 - libm::pow(10.0, f64::from(i % 7) - 5.0),
            );
            let start = if i % 5 == 0 { beside_pole } else { start };
            for path in [Path::Geodesic, Path::LonLat, Path::Rhumb] {
                check(&Segment::new(start, end, path));
            }
        }
    }

    #[test]
    fn pieces_are_their_line_and_stray_from_their_chord_no_farther_than_the_sagitta() {
        let (mut pieces, mut seen) = (Vec::new(), 0);
        each_segment(|segment| {
            pieces.clear();
            cut(segment, 0, &mut pieces);
            let every = pieces.len() / 8 + 1;
            for piece in pieces.iter().step_by(every) {
                for at in [0.0, 0.03, 0.211, 0.5, 0.789, 0.97, 1.0] {
                    let fraction = piece.fraction(at);
                    let line = Ecef::from_position(segment.at(fraction)).to_vector();
                    let chord = piece.to_chord_m(line);
                    assert!(chord <= piece.sagitta_m + PLACE_M, "{segment:?} {piece:?}");
                    if piece.one_foot_m < 0.0 {
                        continue;
                    }
                    seen += 1;
                    let place = Ecef::from_vector(piece.place(at))
                        .on_ellipsoid()
                        .to_vector();
                    let gap = minus(place, line);
                    let forward = piece.velocity(at);
                    let squared = dot(forward, forward);
                    let ahead = if squared > 0.0 {
                        dot(gap, forward) / squared
                    } else {
                        0.0
                    };
                    let beside = minus(gap, times(forward, ahead));
                    assert!(
                        dot(beside, beside).sqrt() < PLACE_M,
                        "{gap:?} {segment:?} {piece:?}"
                    );
                    assert!(dot(gap, gap).sqrt() < 3e-6, "{gap:?} {segment:?} {piece:?}");
                }
            }
        });
        assert!(seen > 10_000, "{seen}");
    }

    #[test]
    fn the_place_nearest_through_space_is_not_beaten_by_samples() {
        let mut pieces = Vec::new();
        each_segment(|segment| {
            pieces.clear();
            cut(segment, 0, &mut pieces);
            let every = pieces.len() / 4 + 1;
            for (piece, lat) in pieces.iter().step_by(every).zip([-80.0, -3.0, 19.4, 66.0]) {
                let query = Position::from_computed_lon_lat(segment.at(0.3).lon() + lat, lat);
                let query = Ecef::from_position(query).to_vector();
                let found = piece.nearest_through_space(query);
                if !piece.has_one_foot_within(found.squared.sqrt()) {
                    continue;
                }
                for part in 0..=50 {
                    let gap = minus(piece.place(f64::from(part) / 50.0), query);
                    let chord_m = dot(gap, gap).sqrt();
                    assert!(
                        chord_m > found.squared.sqrt() - 1e-6,
                        "{segment:?} {piece:?}"
                    );
                    assert!(
                        chord_m > found.least_squared.sqrt() - 1e-8,
                        "{segment:?} {piece:?}"
                    );
                }
            }
        });
    }

    impl Piece {
        /// The distance from a place to the chord, in metres.
        fn to_chord_m(self, place: Vector) -> f64 {
            let offset = minus(place, self.start);
            let squared = dot(self.along, self.along);
            let part = if squared > 0.0 {
                dot(offset, self.along) / squared
            } else {
                0.0
            };
            let rest = minus(offset, times(self.along, part.clamp(0.0, 1.0)));
            dot(rest, rest).sqrt()
        }
    }
}
