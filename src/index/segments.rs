//! The nearest place on many lines.
//!
//! # Method
//! Queries walk the tree in groups and collect the pieces that their bounds cannot exclude. On each
//! the place nearest through space is found, which excludes more; from there to the foot it is a
//! step of a few metres at most, by Newton's method on the exact distance and its azimuth. Where a
//! piece may have several feet (a query thousands of kilometres away, or beside a pole) whole
//! segments are searched by [`Segment::foot`].

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use std::sync::OnceLock;

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

use super::blocks::Tree;
use super::bounds::{TIE_M, squared_chord_longer_than, squared_chord_out_of_reach};
use super::join::{Accept, Ahead, GROUP, Group, in_walking_order, walk};
use super::pieces::{Block, PLACE_M, Piece, pack};
use crate::geodesy::vector::{Vector, dot};
use crate::geodesy::{
    Azimuth, Distance, Ecef, Foot, Inverse, Path, Position, Segment, WGS84, inverse, inverses_of,
    points_of,
};

/// How many queries one task takes.
const TASK: usize = 1024;

/// A step to the foot is taken without measuring again up to this length, in metres: what it misses
/// is a thousandth of it at most.
const SHORT_STEP_M: f64 = 0.01;

/// How far the distance after a step may be wrong, in metres. A first step is at most
/// 0.0006 (s / R)² s; what it misses in distance is 1 % of half its square over R tan(s / R): 2 cm at
/// 9,000 km.
const AFTER_STEP_M: f64 = 1.0;

/// How many steps are taken at most; each is a hundredth of the one before, or less.
const STEPS: usize = 6;

/// Nearer than this the foot through space is the foot, in metres.
const FLAT_M: f64 = 1.0;

/// Lines that can be asked for the place on them that is nearest to a position.
///
/// A line is known by its row: its place in the sequence that the index was built from; a segment
/// by its place on its line. Both are counted from 0.
///
/// # Order
/// The nearest segment wins. Segments at most [`TIE`](super::TIE) farther than it are a tie, which goes to
/// the lowest line and, on it, to the lowest segment: where two segments meet, to the first.
///
/// # Accuracy
/// The distance, 1 µm (12 nm by golden section on exact geodesics to segments of at most 54 km); the
/// place, 0.1 mm. No segment is missed: what is skipped is proved to be farther.
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
    /// Made when it is first asked for.
    packed: OnceLock<Packed>,
    lines: Vec<Line>,
    /// The positions of all lines, one after another.
    positions: Vec<Position>,
    /// The line of each segment.
    line_of: Vec<u32>,
}

/// The pieces of all segments, in blocks under a tree.
#[derive(Debug, Clone)]
struct Packed {
    tree: Tree,
    blocks: Vec<Block>,
}

/// Where the segments and the positions of a line begin.
#[derive(Debug, Clone, Copy)]
struct Line {
    first_segment: u32,
    first_position: u32,
    path: Path,
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

impl SegmentIndex {
    /// An index over the segments that join consecutive positions of each line; the first line is
    /// row 0.
    ///
    /// A line of one position is that place; a line of none is nowhere.
    ///
    /// # Panics
    /// With more than `u32::MAX` lines or segments.
    pub fn from_lines<'a>(lines: impl IntoIterator<Item = (&'a [Position], Path)>) -> Self {
        let index = Self::packed_later(lines);
        index.packed();
        index
    }

    /// The same, whose tree is made only when a nearest place is first asked for.
    pub(super) fn packed_later<'a>(
        lines: impl IntoIterator<Item = (&'a [Position], Path)>,
    ) -> Self {
        let mut index = Self {
            packed: OnceLock::new(),
            lines: Vec::new(),
            positions: Vec::new(),
            line_of: Vec::new(),
        };
        for (positions, path) in lines {
            let line = count(index.lines.len());
            index.lines.push(Line {
                first_segment: count(index.line_of.len()),
                first_position: count(index.positions.len()),
                path,
            });
            index.positions.extend_from_slice(positions);
            if let [alone] = positions {
                index.positions.push(*alone);
            }
            let segments = positions
                .len()
                .saturating_sub(1)
                .max(positions.len().min(1));
            index.line_of.extend(std::iter::repeat_n(line, segments));
        }
        count(index.line_of.len());
        index
    }

    fn packed(&self) -> &Packed {
        self.packed.get_or_init(|| {
            let rows = 0..count(self.line_of.len());
            let (blocks, tree) = pack(rows.map(|row| self.curve(row)));
            Packed { tree, blocks }
        })
    }

    /// How many segments the index holds.
    pub fn len(&self) -> usize {
        self.line_of.len()
    }

    /// Whether the index holds no segment.
    pub fn is_empty(&self) -> bool {
        self.line_of.is_empty()
    }

    /// The line of a segment and its ends, by the segment's place among all.
    pub(super) fn edge(&self, row: u32) -> (u32, Position, Position) {
        let line = self.line_of[row as usize];
        let of_line = self.lines[line as usize];
        let start = (of_line.first_position + row - of_line.first_segment) as usize;
        (line, self.positions[start], self.positions[start + 1])
    }

    fn curve(&self, row: u32) -> Segment {
        let (line, start, end) = self.edge(row);
        Segment::new(start, end, self.lines[line as usize].path)
    }

    /// The nearest place on the accepted lines, at most `within` away, by the [order](Self#order).
    ///
    /// `accept` is asked for the row of a line, and not for lines that are too far to matter.
    pub fn nearest(
        &self,
        query: Position,
        within: Option<Distance>,
        accept: impl Fn(u32) -> bool + Sync,
    ) -> Option<NearestSegment> {
        let asked = Asked {
            queries: &[query],
            points: &[Ecef::from_position(query)],
            within,
            accept: &|_: usize, line: u32| accept(line),
        };
        self.find(Level::new(), &asked, &[0]).pop().flatten()
    }

    /// The nearest place on the accepted lines for each of many queries, as
    /// [`nearest`](Self::nearest) gives them one by one.
    ///
    /// `accept` is given the place of the query and the row of the line. The work is shared among the
    /// threads of rayon's pool; the answers do not depend on how many they are.
    pub fn nearest_of_each(
        &self,
        queries: &[Position],
        within: Option<Distance>,
        accept: impl Fn(usize, u32) -> bool + Sync,
    ) -> Vec<Option<NearestSegment>> {
        self.nearest_at_level(Level::new(), queries, within, &accept)
    }

    fn nearest_at_level(
        &self,
        level: Level,
        queries: &[Position],
        within: Option<Distance>,
        accept: &Accept<'_>,
    ) -> Vec<Option<NearestSegment>> {
        let points = points_of(queries);
        let order = in_walking_order(&points);
        let asked = Asked {
            queries,
            points: &points,
            within,
            accept,
        };
        let parts: Vec<Vec<Option<NearestSegment>>> = order
            .par_chunks(TASK)
            .map(|order| self.find(level, &asked, order))
            .collect();
        let mut found = vec![None; queries.len()];
        for (&query, nearest) in order.iter().zip(parts.into_iter().flatten()) {
            found[query as usize] = nearest;
        }
        found
    }

    /// The nearest places of the queries of `order`, in that order.
    fn find(&self, level: Level, asked: &Asked<'_>, order: &[u32]) -> Vec<Option<NearestSegment>> {
        let mut tries = Tries::default();
        dispatch!(level, simd => self.collect(simd, asked, order, &mut tries));
        tries.measure();
        let mut rest = &tries.all[..];
        let of_each = tries.counts.iter().map(|&of_query| {
            let (of_query, later) = rest.split_at(of_query);
            rest = later;
            of_query
        });
        let nearest = order.iter().zip(of_each).map(|(&query, tries)| {
            let query = query as usize;
            if are_settled(tries) {
                self.choose(asked.queries[query], tries, asked.within)
            } else {
                self.search(asked, query)
            }
        });
        nearest.collect()
    }

    /// Walks with the queries and collects the places from which to look for feet.
    #[inline(always)]
    fn collect<S: Simd>(&self, _: S, asked: &Asked<'_>, order: &[u32], tries: &mut Tries) {
        let Packed { tree, blocks } = self.packed();
        let outer_m2 = outer_limit(asked.within);
        let mut ahead: Vec<Ahead<'_>> = Vec::new();
        let mut nearby: Option<u32> = None;
        let mut lists = [(); GROUP].map(|()| List {
            candidates: Vec::new(),
            nearest_m: f64::INFINITY,
        });
        for queries in order.chunks(GROUP) {
            let at = |lane: usize| asked.points[queries[lane] as usize];
            let mut group = Group::new((0..queries.len()).map(at), outer_m2);
            for list in &mut lists {
                list.candidates.clear();
                list.nearest_m = f64::INFINITY;
            }
            let mut last_hit = None;
            // What was near to the last group gives this one its first limits.
            if let Some(block) = nearby {
                let is_near = &[true; GROUP];
                self.look(
                    queries,
                    &mut group,
                    block,
                    is_near,
                    &mut lists,
                    asked.accept,
                );
            }
            walk(tree, &mut group, &mut ahead, |group, leaf| {
                if Some(leaf.block) != nearby {
                    let is_near = &group.is_within_reach_of(leaf);
                    if self.look(
                        queries,
                        group,
                        leaf.block,
                        is_near,
                        &mut lists,
                        asked.accept,
                    ) {
                        last_hit = Some(leaf.block);
                    }
                }
            });
            nearby = last_hit.or(nearby);
            for (lane, list) in lists.iter().enumerate().take(queries.len()) {
                let query = at(lane);
                tries.add(blocks, query, group.limit_m2[lane], &list.candidates);
            }
        }
    }

    /// Offers a block's pieces to the queries that may need them; whether one was taken.
    #[inline(always)]
    fn look(
        &self,
        queries: &[u32],
        group: &mut Group,
        number: u32,
        is_near: &[bool; GROUP],
        lists: &mut [List; GROUP],
        accept: &Accept<'_>,
    ) -> bool {
        let block = &self.packed().blocks[number as usize];
        let mut is_taken = false;
        for (lane, &query) in queries.iter().enumerate() {
            if is_near[lane] {
                let accept = |row: u32| accept(query as usize, self.line_of[row as usize]);
                let at = group.query(lane);
                let limit_m2 = &mut group.limit_m2[lane];
                is_taken |= offer(block, number, at, limit_m2, &mut lists[lane], &accept);
            }
        }
        is_taken
    }

    /// The nearest of the measured places, if it is near enough.
    fn choose(
        &self,
        query: Position,
        tries: &[Try],
        within: Option<Distance>,
    ) -> Option<NearestSegment> {
        let within_m = within.map_or(f64::INFINITY, Distance::metres);
        let least_m = least_of(tries.iter());
        if least_m > within_m {
            return None;
        }
        let chosen = tries
            .iter()
            .filter(|each| each.metres <= (least_m + TIE_M).min(within_m))
            .min_by_key(|each| each.piece.row)?;
        let row = chosen.piece.row;
        let (line, start, end) = self.edge(row);
        let fraction = chosen.piece.fraction(chosen.at);
        let path = self.lines[line as usize].path;
        let position = if fraction <= 0.0 {
            start
        } else if fraction >= 1.0 {
            end
        } else if path == Path::LonLat {
            Segment::new(start, end, path).at(fraction)
        } else {
            chosen.place.to_position()
        };
        // Which name a pole has decides what azimuths count from there.
        let azimuth = if query.is_pole() {
            inverse(query, position).azimuth_at_start
        } else {
            chosen.azimuth_at_query
        };
        Some(NearestSegment {
            line,
            segment: row - self.lines[line as usize].first_segment,
            foot: Foot {
                position,
                distance: Distance::from_computed_metres(chosen.metres),
                fraction,
            },
            azimuth: (chosen.metres > 0.0).then_some(azimuth),
        })
    }

    /// The nearest place by the feet on whole segments, however many each may have.
    fn search(&self, asked: &Asked<'_>, number: usize) -> Option<NearestSegment> {
        let (query, point, within) = (asked.queries[number], asked.points[number], asked.within);
        let accept = |line| (asked.accept)(number, line);
        let within_m = within.map_or(f64::INFINITY, Distance::metres);
        let mut found: Vec<(u32, Foot)> = Vec::new();
        let mut group = Group::new([point].into_iter(), outer_limit(within));
        let Packed { tree, blocks } = self.packed();
        walk(tree, &mut group, &mut Vec::new(), |group, leaf| {
            let block = &blocks[leaf.block as usize];
            let squared = block.squared_to_chords(point.to_vector());
            for (place, squared) in squared.into_iter().enumerate().take(block.len) {
                let row = block.rows[place];
                let reach_m = group.limit_m2[0].sqrt() + block.sagitta_m[place] + PLACE_M;
                let is_known = || found.iter().any(|&(known, _)| known == row);
                if squared > reach_m * reach_m || is_known() || !accept(self.line_of[row as usize])
                {
                    continue;
                }
                let foot = self.curve(row).foot(query);
                let beyond = squared_chord_longer_than(foot.distance.metres() + TIE_M);
                group.limit_m2[0] = group.limit_m2[0].min(beyond);
                found.push((row, foot));
            }
        });
        let least = found.iter().map(|(_, foot)| foot.distance).min()?;
        let tied_m = (least.metres() + TIE_M).min(within_m);
        let (row, foot) = found
            .into_iter()
            .filter(|(_, foot)| foot.distance.metres() <= tied_m)
            .min_by_key(|&(row, _)| row)?;
        let line = self.line_of[row as usize];
        let is_apart = foot.distance > Distance::ZERO;
        Some(NearestSegment {
            line,
            segment: row - self.lines[line as usize].first_segment,
            foot,
            azimuth: is_apart.then(|| inverse(query, foot.position).azimuth_at_start),
        })
    }
}

/// What is asked of the index.
struct Asked<'q> {
    queries: &'q [Position],
    points: &'q [Ecef],
    within: Option<Distance>,
    accept: &'q Accept<'q>,
}

/// The squared chord beyond which nothing is asked for.
fn outer_limit(within: Option<Distance>) -> f64 {
    within.map_or(f64::INFINITY, |within| {
        squared_chord_longer_than(within.metres() + PLACE_M)
    })
}

/// A piece that may be nearest.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    block: u32,
    place: usize,
    /// A chord that no place of it is nearer than, in metres.
    least_m: f64,
}

/// The pieces that may be nearest to a query, and the chord to some place that is taken.
struct List {
    candidates: Vec<Candidate>,
    nearest_m: f64,
}

/// Offers a block's pieces to a query; whether one was taken.
#[inline(always)]
fn offer(
    block: &Block,
    number: u32,
    query: Vector,
    limit_m2: &mut f64,
    List {
        candidates,
        nearest_m,
    }: &mut List,
    accept: &impl Fn(u32) -> bool,
) -> bool {
    let squared = block.squared_to_chords(query);
    let mut limit_m = limit_m2.sqrt();
    let beyond = block.squared_beyond(limit_m);
    let mut is_any_near = false;
    for each in squared {
        is_any_near |= each <= beyond;
    }
    if !is_any_near {
        return false;
    }
    let mut is_taken = false;
    for (place, &squared) in squared.iter().enumerate().take(block.len) {
        if squared > beyond {
            continue;
        }
        let (to_chord_m, sagitta_m) = (squared.sqrt(), block.sagitta_m[place] + PLACE_M);
        let least_m = to_chord_m - sagitta_m;
        if least_m > limit_m || !accept(block.rows[place]) {
            continue;
        }
        is_taken = true;
        candidates.push(Candidate {
            block: number,
            place,
            least_m,
        });
        let most_m = to_chord_m + sagitta_m;
        if most_m < *nearest_m {
            *nearest_m = most_m;
            let reach = squared_chord_out_of_reach(most_m * most_m);
            if reach < *limit_m2 {
                *limit_m2 = reach;
                limit_m = reach.sqrt();
            }
        }
    }
    is_taken
}

/// A place from which to look for a foot, and what was found there.
#[derive(Debug, Clone, Copy)]
struct Try {
    piece: Piece,
    query: Ecef,
    at: f64,
    place: Ecef,
    metres: f64,
    azimuth_at_query: Azimuth,
    /// How far the last step went, in metres.
    step_m: f64,
    /// Whether the piece has one foot.
    is_simple: bool,
    /// Whether the distance is that to the foot; otherwise no place of the piece is nearer.
    is_settled: bool,
}

/// The tries of some queries, one query after another.
#[derive(Default)]
struct Tries {
    all: Vec<Try>,
    /// How many each query has.
    counts: Vec<usize>,
    /// Those of one query with their least squared chords, before they are sifted.
    unsifted: Vec<(f64, Try)>,
}

impl Tries {
    /// Adds what may be nearest for one query, by the places nearest through space.
    #[inline(always)]
    fn add(&mut self, blocks: &[Block], query: Ecef, limit_m2: f64, list: &[Candidate]) {
        let limit_m = limit_m2.sqrt();
        let mut nearest_m = f64::INFINITY;
        self.unsifted.clear();
        for candidate in list {
            if candidate.least_m > limit_m {
                continue;
            }
            let piece = blocks[candidate.block as usize].piece(candidate.place);
            let nearest = piece.nearest_through_space(query.to_vector());
            let most_m = nearest.squared.sqrt() + PLACE_M;
            nearest_m = nearest_m.min(most_m);
            let is_simple = piece.has_one_foot_within(most_m);
            let (at, place, least_squared) = if is_simple {
                (nearest.at, nearest.place, nearest.least_squared)
            } else {
                let at = nearest.at.round();
                let least_m = candidate.least_m.max(0.0);
                (at, piece.place(at), least_m * least_m)
            };
            let each = Try {
                piece,
                query,
                at,
                place: off_axis(place),
                metres: 0.0,
                azimuth_at_query: Azimuth::NORTH,
                step_m: 0.0,
                is_simple,
                is_settled: false,
            };
            self.unsifted.push((least_squared, each));
        }
        let reach = squared_chord_out_of_reach(nearest_m * nearest_m);
        let limit_m = reach.min(limit_m2).sqrt() + 2.0 * PLACE_M;
        let before = self.all.len();
        let sifted = self.unsifted.iter();
        let sifted = sifted.filter(|(least_squared, _)| *least_squared <= limit_m * limit_m);
        self.all.extend(sifted.map(|(_, each)| *each));
        self.counts.push(self.all.len() - before);
    }

    /// Measures every place and steps to the foot; again where the step was long.
    fn measure(&mut self) {
        let mut due: Vec<usize> = (0..self.all.len()).collect();
        for _ in 0..STEPS {
            let pairs: Vec<(Ecef, Ecef)> = due
                .iter()
                .map(|&number| (self.all[number].place, self.all[number].query))
                .collect();
            inverses_of(&pairs, |pair, inverse| self.all[due[pair]].step(&inverse));
            due.clear();
            let mut first = 0;
            for &count in &self.counts {
                let of_query = &self.all[first..first + count];
                let least_m = least_of(of_query.iter());
                let is_due = |each: &Try| {
                    each.step_m > SHORT_STEP_M && each.metres <= least_m + AFTER_STEP_M
                };
                let numbers = of_query.iter().zip(first..);
                due.extend(
                    numbers
                        .filter(|(each, _)| is_due(each))
                        .map(|(_, number)| number),
                );
                first += count;
            }
            if due.is_empty() {
                break;
            }
        }
    }
}

/// Whether the distances that may be the least are those to feet.
fn are_settled(tries: &[Try]) -> bool {
    let is_settled = |each: &Try| each.is_settled && each.step_m <= SHORT_STEP_M;
    let least_m = least_of(tries.iter().filter(|each| is_settled(each)));
    let may_be_nearer = |each: &Try| !is_settled(each) && each.metres <= least_m + AFTER_STEP_M;
    !tries.iter().any(may_be_nearer)
}

fn least_of<'t>(tries: impl Iterator<Item = &'t Try>) -> f64 {
    tries.map(|each| each.metres).fold(f64::INFINITY, f64::min)
}

impl Try {
    /// Steps to the foot, as the geodesic from the place to the query shows it.
    ///
    /// By the parameter t the distance has the derivative −u·x′, with u the direction to the query,
    /// and the second derivative |x′|² sin²θ cot(s / R) / R − u·x″, on a sphere.
    fn step(&mut self, inverse: &Inverse) {
        self.metres = inverse.distance.metres();
        self.azimuth_at_query = inverse.azimuth_at_end.reversed();
        self.step_m = 0.0;
        self.is_settled = self.is_simple;
        let velocity = self.piece.velocity(self.at);
        let speed_squared = dot(velocity, velocity);
        if self.is_simple && (self.metres < FLAT_M || speed_squared == 0.0) {
            return;
        }
        let to_query = self.place.heading(inverse.azimuth_at_start);
        let slope = -dot(to_query, velocity);
        let is_end = (self.at <= 0.0 && slope >= 0.0) || (self.at >= 1.0 && slope <= 0.0);
        if !self.is_simple {
            self.step_along(slope / speed_squared.sqrt(), is_end);
            return;
        }
        if is_end {
            return;
        }
        let across = speed_squared - slope * slope;
        let arc = self.metres / WGS84.equatorial_radius_m;
        let spread = across / (WGS84.equatorial_radius_m * libm::tan(arc));
        let growth = spread - dot(to_query, self.piece.acceleration(self.at));
        let next = (self.at - slope / growth.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        let change = next - self.at;
        self.step_m = change.abs() * speed_squared.sqrt();
        self.metres += change * (slope + 0.5 * change * growth);
        self.at = next;
        self.place = off_axis(self.piece.place(next));
    }

    /// From an end of a piece that may have several feet: it has none where the distance changes so
    /// steeply, by `slope` metres a metre, that it only grows or only shrinks along the piece.
    fn step_along(&mut self, slope: f64, is_end: bool) {
        // Not a number on a piece without length, which fails here.
        if slope.abs() > 1.001 * self.piece.turns_by(self.metres) {
            if is_end {
                self.is_settled = true;
                return;
            }
            self.at = 1.0 - self.at;
            self.place = off_axis(self.piece.place(self.at));
            self.step_m = f64::INFINITY;
        }
        self.metres = (self.metres - self.piece.reach_m()).max(0.0);
    }
}

/// The place on the ellipsoid. At the very pole azimuths have no meridian to count from; a nanometre
/// beside it they have.
fn off_axis([x, y, z]: Vector) -> Ecef {
    let x = if x == 0.0 && y == 0.0 { 1e-9 } else { x };
    Ecef::from_vector([x, y, z]).on_ellipsoid()
}

fn count(row: usize) -> u32 {
    u32::try_from(row).expect("rows are counted in 32 bits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{distance, samples};

    #[test]
    fn every_level_of_instructions_finds_the_same() {
        let ends: Vec<[Position; 2]> = samples::pairs()
            .take(600)
            .map(|(start, end)| [start, end])
            .collect();
        let readings = [Path::Geodesic, Path::LonLat, Path::Rhumb];
        let lines = ends.iter().zip(readings.into_iter().cycle());
        // Long ones would leave few queries far from all.
        let lines = lines.filter(|([start, end], _)| distance(*start, *end).km() < 500.0);
        let index = SegmentIndex::from_lines(lines.map(|(ends, path)| (&ends[..], path)));
        let queries: Vec<Position> = samples::pairs()
            .skip(600)
            .take(1_500)
            .map(|(q, _)| q)
            .collect();
        let found = |level| index.nearest_at_level(level, &queries, None, &|_, _| true);
        let baseline = found(Level::baseline());
        assert!(baseline.iter().all(Option::is_some));
        for level in samples::every_level() {
            assert!(found(level) == baseline, "{level:?}");
        }
    }
}
