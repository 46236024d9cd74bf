//! How far the nearest is from many places that lie together, such as the cells of a raster.
//!
//! Places are taken in tiles. Whatever can be the nearest of any place of a tile is gathered once;
//! then every place of the tile is held against those few, without a tree.
//!
//! # Proof that nothing is missed
//! Let m be a place of the tile, r the longest chord from m to another of its places q, d the chord
//! from m to the position p whose chord is least, and g the chord of [`squared_chord_out_of_reach`],
//! which grows. The nearest position n of q is no farther on the ground than p, so its chord is at
//! most g(|qp|) ≤ g(d + r), and |mn| ≤ r + g(d + r).

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

use super::PointIndex;
use super::bounds::squared_chord_out_of_reach;
use super::join::{Group, in_walking_order, walk};
use super::points::{Wanted, points_of_queries};
use crate::geodesy::{Distance, Ecef, Position, distances_m, points_of};

/// How many places a tile has.
const TILE: usize = 256;

/// With more positions than this that may be the nearest, a tile is no gain over the tree.
const MOST: usize = 64;

/// How many tiles one task takes.
const TILES_AT_ONCE: usize = 8;

/// How many places are held against a position at once.
const LANES: usize = 16;

/// What rounding may add to a chord, in metres.
const ROUNDING_M: f64 = 1e-6;

/// The two least squared chords of each place of a tile, in square metres.
struct Least {
    first: [f64; TILE],
    second: [f64; TILE],
    /// Which of the gathered positions has the least.
    nearest: [f64; TILE],
}

impl PointIndex {
    /// The distance from each of many places to the nearest row; nothing where the index is empty.
    ///
    /// Several times as fast as [`nearest_of_each`](Self::nearest_of_each) where places lie close
    /// together and rows do not; as fast elsewhere. The answers do not depend on the other places,
    /// nor on the number of threads.
    ///
    /// # Accuracy
    /// That of [`distances`](crate::geodesy::distances); of rows that are a tie, the least distance.
    pub fn distance_of_each(&self, places: &[Position]) -> Option<Vec<Distance>> {
        if self.is_empty() {
            return None;
        }
        let order = in_walking_order(&points_of_queries(places));
        let sorted: Vec<Position> = order.iter().map(|&place| places[place as usize]).collect();
        let found = self.distance_of_each_in_tiles(&sorted)?;
        let mut distances = vec![Distance::ZERO; places.len()];
        for (&place, distance) in order.iter().zip(found) {
            distances[place as usize] = distance;
        }
        Some(distances)
    }

    /// As [`distance_of_each`](Self::distance_of_each), for places that come in an order in which those
    /// that follow each other lie together, such as squares of 16 by 16 cells of a raster. In any other
    /// order it is slow, not wrong.
    pub fn distance_of_each_in_tiles(&self, places: &[Position]) -> Option<Vec<Distance>> {
        (!self.is_empty()).then(|| self.distance_at_level(Level::new(), places))
    }

    fn distance_at_level(&self, level: Level, places: &[Position]) -> Vec<Distance> {
        let mut distances = vec![Distance::ZERO; places.len()];
        let tasks = distances.par_chunks_mut(TILE * TILES_AT_ONCE);
        tasks
            .zip(places.par_chunks(TILE * TILES_AT_ONCE))
            .for_each(|(distances, places)| {
                let points = points_of(places);
                let tiles = points.chunks(TILE).zip(places.chunks(TILE));
                for (distances, (points, places)) in distances.chunks_mut(TILE).zip(tiles) {
                    let is_done = dispatch!(level, simd => self.tile(simd, points, distances));
                    if is_done {
                        continue;
                    }
                    // Of ties the first is that of the lowest row, which need not be the least.
                    let wanted = Wanted {
                        has_ties: true,
                        ..Wanted::new(1, None)
                    };
                    let found = self.nearest_at_level(level, places, &wanted, &|_, _| true);
                    for (distance, ties) in distances.iter_mut().zip(found.iter()) {
                        let least = ties.iter().map(|near| near.distance).min();
                        *distance = least.unwrap_or(*distance);
                    }
                }
            });
        distances
    }

    /// Measures from each place of a tile, unless the tree has to be asked.
    #[inline(always)]
    fn tile<S: Simd>(&self, _: S, tile: &[Ecef], distances: &mut [Distance]) -> bool {
        let Some(rows) = self.gathered(tile) else {
            return false;
        };
        let least = least(tile, &rows);
        let mut pairs: Vec<(Ecef, Ecef)> = Vec::with_capacity(tile.len());
        let mut places: Vec<usize> = Vec::with_capacity(tile.len());
        for (lane, &from) in tile.iter().enumerate() {
            let reach = squared_chord_out_of_reach(least.first[lane]);
            if least.second[lane] > reach {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the number of one of a few rows"
                )]
                let row = rows[least.nearest[lane] as usize];
                pairs.push((from, row));
                places.push(lane);
            } else {
                for row in &rows {
                    if from.chord_squared_m2(*row) <= reach {
                        pairs.push((from, *row));
                        places.push(lane);
                    }
                }
            }
        }
        let mut least_m = [f64::INFINITY; TILE];
        distances_m(&pairs, |pair, metres| {
            let least_m = &mut least_m[places[pair]];
            *least_m = if metres < *least_m { metres } else { *least_m };
        });
        for (distance, metres) in distances.iter_mut().zip(least_m) {
            *distance = Distance::from_computed_metres(metres);
        }
        true
    }

    /// The positions that may be the nearest of a place of the tile; `None` where they are many.
    #[inline(always)]
    fn gathered(&self, tile: &[Ecef]) -> Option<Vec<Ecef>> {
        let middle = *tile.get(tile.len() / 2)?;
        let mut radius_m2 = 0.0_f64;
        for place in tile {
            let squared = middle.chord_squared_m2(*place);
            radius_m2 = if squared > radius_m2 {
                squared
            } else {
                radius_m2
            };
        }
        let mut ahead = Vec::new();
        let mut nearest = Group::new([middle].into_iter(), f64::INFINITY);
        walk(&self.tree, &mut nearest, &mut ahead, |group, leaf| {
            let squared = self.blocks[leaf.block as usize].squared_chords(group.point(0));
            for each in squared {
                if each < group.limit_m2[0] {
                    group.limit_m2[0] = each;
                }
            }
        });
        let radius_m = radius_m2.sqrt();
        let farthest_m = nearest.limit_m2[0].sqrt() + radius_m + ROUNDING_M;
        let reach_m =
            radius_m + squared_chord_out_of_reach(farthest_m * farthest_m).sqrt() + ROUNDING_M;
        let mut rows = Vec::with_capacity(MOST);
        let mut is_many = false;
        let mut around = Group::new([middle].into_iter(), reach_m * reach_m);
        walk(&self.tree, &mut around, &mut ahead, |group, leaf| {
            let block = &self.blocks[leaf.block as usize];
            let squared = block.squared_chords(group.point(0));
            for (place, each) in squared.iter().enumerate().take(block.len()) {
                if *each > group.limit_m2[0] {
                    continue;
                }
                if rows.len() == MOST {
                    is_many = true;
                    // Nothing more is wanted.
                    group.limit_m2[0] = -1.0;
                    return;
                }
                rows.push(block.point(place));
            }
        });
        (!is_many).then_some(rows)
    }
}

#[inline(always)]
fn least(tile: &[Ecef], rows: &[Ecef]) -> Least {
    let mut least = Least {
        first: [f64::INFINITY; TILE],
        second: [f64::INFINITY; TILE],
        nearest: [0.0; TILE],
    };
    for (block, places) in tile.chunks(LANES).enumerate() {
        let (mut x_m, mut y_m, mut z_m) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for (lane, place) in places.iter().enumerate() {
            (x_m[lane], y_m[lane], z_m[lane]) = (place.x_m, place.y_m, place.z_m);
        }
        let mut first = [f64::INFINITY; LANES];
        let mut second = [f64::INFINITY; LANES];
        let mut nearest = [0.0; LANES];
        let mut number = 0.0;
        for row in rows {
            for lane in 0..LANES {
                let (dx, dy, dz) = (
                    row.x_m - x_m[lane],
                    row.y_m - y_m[lane],
                    row.z_m - z_m[lane],
                );
                let squared = dx * dx + dy * dy + dz * dz;
                let before = first[lane];
                let is_nearer = squared < before;
                let other = if is_nearer { before } else { squared };
                first[lane] = if is_nearer { squared } else { before };
                nearest[lane] = if is_nearer { number } else { nearest[lane] };
                second[lane] = if other < second[lane] {
                    other
                } else {
                    second[lane]
                };
            }
            number += 1.0;
        }
        let at = block * LANES..(block + 1) * LANES;
        least.first[at.clone()].copy_from_slice(&first);
        least.second[at.clone()].copy_from_slice(&second);
        least.nearest[at].copy_from_slice(&nearest);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(i: u32, span: f64) -> Position {
        let at = |m: u32| f64::from(i.wrapping_mul(m) % 100_003) / 100_003.0;
        Position::from_lon_lat(span * (at(7919) - 0.5), 0.5 * span * (at(15_485_863) - 0.5))
            .unwrap()
    }

    #[test]
    fn every_level_of_instructions_measures_the_same() {
        let index = PointIndex::from_positions((0..300).map(|i| place(i, 40.0)));
        let places: Vec<Position> = (0..5_000).map(|i| place(i, 30.0)).collect();
        let baseline = index.distance_at_level(Level::baseline(), &places);
        for level in crate::geodesy::samples::every_level() {
            assert!(
                index.distance_at_level(level, &places) == baseline,
                "{level:?}"
            );
        }
    }

    #[test]
    fn an_empty_index_measures_nothing() {
        let index = PointIndex::from_positions([]);
        assert_eq!(index.distance_of_each(&[place(1, 40.0)]), None);
    }

    /// Ties on a circle about the place: the least of them is meant, whichever row comes first, in tiles that ask
    /// the tree as in those that do not.
    #[test]
    fn of_ties_the_least_distance_is_told() {
        use crate::geodesy::{Azimuth, direct};

        let middle = Position::from_lon_lat(5.6, 19.4).unwrap();
        for (count, radius_m) in [(40_u32, 5_000.0), (400, 5_000.0), (400, 90_000.0)] {
            let radius = Distance::from_metres(radius_m).unwrap();
            let on_circle = (0..count).map(|number| {
                let turn = 360.0 / f64::from(count) * f64::from(number * 7 % count);
                direct(middle, Azimuth::from_degrees(turn).unwrap(), radius)
            });
            let rows: Vec<Position> = on_circle.collect();
            let index = PointIndex::from_positions(rows.iter().copied());
            let pairs: Vec<(Position, Position)> = rows.iter().map(|row| (middle, *row)).collect();
            let least = crate::geodesy::distances(&pairs).into_iter().min();
            let found = index.distance_of_each(&[middle]);
            assert_eq!(
                found.and_then(|found| found.first().copied()),
                least,
                "{count}"
            );
        }
    }
}
