//! Many inverse problems at once.
//!
//! # Method
//! Karney's series on the auxiliary sphere, from earth-centred coordinates: their z and distance
//! from the axis are b sin β and a cos β, so reduced latitudes cost nothing, and differences of
//! coordinates of near points are exact where differences of sines are not.
//!
//! The longitude ω on the sphere exceeds λ on the ellipsoid by f sin α₀ I₃ < 0.011, which is found
//! by iteration: each step reduces its error some 300 times (Vincenty 1975). What is left after
//! the last step is a small difference in longitude at the far end, and a distance grows with that
//! by a sin α₀ (Clairaut), so the second order is all that remains.
//!
//! Near antipodes the iteration fails, and Karney's own solution is taken.
//!
//! # Source
//! C. F. F. Karney (2013), doi:10.1007/s00190-012-0578-z, equations 15, 17, 18, 23 to 25. T. Vincenty
//! (1975), Survey Review 23(176), 88–93, doi:10.1179/sre.1975.23.176.88.
//!
//! In formulas: β reduced latitude, λ longitude difference, ω the same on the sphere, δ = ω − λ,
//! σ arc on the sphere, α₀ azimuth at the equator, ε Karney's expansion parameter.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]
#![expect(
    clippy::imprecise_flops,
    reason = "a hypotenuse by call is no vector instruction; nothing here overflows"
)]

use std::f64::consts::PI;

use fearless_simd::{Level, Simd, dispatch};

use super::elementary::angle_above;
use super::{Azimuth, Distance, Ecef, Inverse, Position, WGS84, distance, inverse};

/// How many problems are solved in one pass, and how many in the last ones.
const MANY: usize = 64;
const FEW: usize = 8;

const A_M: f64 = WGS84.equatorial_radius_m;
const B_M: f64 = WGS84.polar_radius_m();
const F: f64 = WGS84.flattening;
const N: f64 = F / (2.0 - F);
const SECOND_ECCENTRICITY_SQUARED: f64 = WGS84.eccentricity_squared() / ((1.0 - F) * (1.0 - F));

/// Beyond this angle on the sphere, by its cosine, the iteration is not trusted: 154°.
const NEARLY_ANTIPODAL_COS: f64 = -0.9;

/// Gives the distance of each pair of points in metres, with the pair's place.
///
/// A pair's distance is the same bits in any company and on every level of instructions.
///
/// # Accuracy
/// As [`distances`].
pub(crate) fn distances_m(pairs: &[(Ecef, Ecef)], mut take: impl FnMut(usize, f64)) {
    solve_each(Level::new(), pairs, |place, solution| {
        let metres = if solution.cos_arc < NEARLY_ANTIPODAL_COS {
            let (from, to) = pairs[place];
            distance(from.to_position(), to.to_position()).metres()
        } else {
            solution.metres
        };
        take(place, metres);
    });
}

/// Gives the shortest geodesic from the first point of each pair to the second: the pair's place, its length in
/// metres, and the azimuth with which it leaves the first point, in degrees clockwise from north.
///
/// There is no azimuth where the points are nearly antipodal (more than 154° of arc apart): there it must be
/// measured from the positions themselves ([`inverse`]), which a point has lost to rounding. At a pole, and where the
/// two points are one, the azimuth means nothing.
///
/// # Accuracy
/// Of the length as [`distances`], of the azimuth as [`inverses`].
///
/// # Source
/// Karney's series as in [`inverses`]; near antipodes `geographiclib-rs`.
pub(crate) fn ways_m(pairs: &[(Ecef, Ecef)], mut take: impl FnMut(usize, f64, Option<Azimuth>)) {
    solve_each(Level::new(), pairs, |place, solution| {
        if solution.cos_arc < NEARLY_ANTIPODAL_COS {
            let (from, to) = pairs[place];
            let metres = distance(from.to_position(), to.to_position()).metres();
            take(place, metres, None);
        } else {
            let azimuth = Azimuth::from_computed_degrees(solution.azimuth_at_start);
            take(place, solution.metres, Some(azimuth));
        }
    });
}

/// Gives the geodesic of each pair of points, with the pair's place.
///
/// # Accuracy
/// As [`inverses`].
pub(crate) fn inverses_of(pairs: &[(Ecef, Ecef)], mut take: impl FnMut(usize, Inverse)) {
    solve_each(Level::new(), pairs, |place, solution| {
        let (from, to) = pairs[place];
        take(
            place,
            if solution.cos_arc < NEARLY_ANTIPODAL_COS {
                inverse(from.to_position(), to.to_position())
            } else {
                solution.inverse()
            },
        );
    });
}

/// The shortest distances of pairs of positions.
///
/// # Accuracy
/// Below 1 000 km 4 nm, below 10 000 km 10 nm, beyond 25 nm: measured against Karney's own solution,
/// which is itself within 15 nm.
///
/// ```
/// use pointzero::geodesy::{Position, distances};
/// let point_zero = Position::from_lon_lat(5.634612, 19.398994)?;
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// let arlit = Position::from_lon_lat(7.3856, 18.7369)?;
/// let metres: Vec<_> = distances(&[(point_zero, assamaka), (assamaka, arlit)]).iter().map(|d| d.metres()).collect();
/// assert_eq!(format!("{metres:.3?}"), "[16098.471, 182293.131]");
/// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
/// ```
pub fn distances(pairs: &[(Position, Position)]) -> Vec<Distance> {
    let mut distances = Vec::with_capacity(pairs.len());
    distances_m(&to_ecef(pairs), |_, metres| {
        distances.push(Distance::from_computed_metres(metres));
    });
    distances
}

/// The shortest geodesics of pairs of positions, with their azimuths.
///
/// # Accuracy
/// Distances as [`distances`]. Azimuths 1e-9°, or what shifts the other end by 4 nm in a near pair;
/// within 26° of the antipode Karney's own.
pub fn inverses(pairs: &[(Position, Position)]) -> Vec<Inverse> {
    let mut inverses = Vec::with_capacity(pairs.len());
    solve_each(Level::new(), &to_ecef(pairs), |place, solution| {
        let (from, to) = pairs[place];
        // At a pole an azimuth counts from the meridian that is given, which x, y, z do not tell.
        let is_at_pole = from.is_pole() || to.is_pole();
        inverses.push(if is_at_pole || solution.cos_arc < NEARLY_ANTIPODAL_COS {
            inverse(from, to)
        } else {
            solution.inverse()
        });
    });
    inverses
}

fn to_ecef(pairs: &[(Position, Position)]) -> Vec<(Ecef, Ecef)> {
    let ends: Vec<Position> = pairs.iter().flat_map(|&(from, to)| [from, to]).collect();
    let ends = points_of(&ends);
    ends.chunks_exact(2)
        .map(|ends| (ends[0], ends[1]))
        .collect()
}

/// The points of many positions: each is the same bits as that of
/// [`from_position`](Ecef::from_position).
pub(crate) fn points_of(positions: &[Position]) -> Vec<Ecef> {
    points_at_level(Level::new(), positions)
}

fn points_at_level(level: Level, positions: &[Position]) -> Vec<Ecef> {
    let mut points = Vec::with_capacity(positions.len());
    let mut places = Places {
        lat: [0.0; MANY],
        lon: [0.0; MANY],
        at: [[0.0; MANY]; 3],
    };
    for positions in positions.chunks(MANY) {
        for (lane, position) in positions.iter().enumerate() {
            (places.lat[lane], places.lon[lane]) = (position.lat(), position.lon());
        }
        places.convert_at_level(level);
        let [x, y, z] = &places.at;
        let lanes = 0..positions.len();
        points.extend(lanes.map(|lane| Ecef::from_vector([x[lane], y[lane], z[lane]])));
    }
    points
}

/// Degrees and the points they are, one in each lane.
struct Places {
    lat: [f64; MANY],
    lon: [f64; MANY],
    at: [[f64; MANY]; 3],
}

impl Places {
    #[inline(never)]
    fn convert_at_level(&mut self, level: Level) {
        dispatch!(level, simd => self.convert(simd));
    }

    #[inline(always)]
    fn convert<S: Simd>(&mut self, _: S) {
        for lane in 0..MANY {
            let point = Ecef::from_degrees(self.lat[lane], self.lon[lane]);
            [self.at[0][lane], self.at[1][lane], self.at[2][lane]] = point.to_vector();
        }
    }
}

/// Solves all pairs, many at a time.
fn solve_each(level: Level, pairs: &[(Ecef, Ecef)], mut take: impl FnMut(usize, Solution)) {
    let (many, few) = pairs.split_at(pairs.len() - pairs.len() % MANY);
    if !many.is_empty() {
        let mut lanes = Lanes::<MANY>::new();
        for (chunk, first) in many.chunks(MANY).zip((0..).step_by(MANY)) {
            lanes.load(chunk);
            lanes.solve_at_level(level);
            lanes.give(first, MANY, &mut take);
        }
    }
    let mut lanes = Lanes::<FEW>::new();
    for (chunk, first) in few.chunks(FEW).zip((many.len()..).step_by(FEW)) {
        lanes.load(chunk);
        lanes.solve_at_level(level);
        lanes.give(first, chunk.len(), &mut take);
    }
}

/// What comes out of a lane; angles in degrees.
struct Solution {
    metres: f64,
    cos_arc: f64,
    azimuth_at_start: f64,
    azimuth_at_end: f64,
}

impl Solution {
    fn inverse(&self) -> Inverse {
        Inverse {
            distance: Distance::from_computed_metres(self.metres),
            azimuth_at_start: Azimuth::from_computed_degrees(self.azimuth_at_start),
            azimuth_at_end: Azimuth::from_computed_degrees(self.azimuth_at_end),
        }
    }
}

/// What the steps of a solution keep, one value for each lane.
struct Lanes<const L: usize> {
    from: [[f64; L]; 3],
    to: [[f64; L]; 3],
    sin_b1: [f64; L],
    cos_b1: [f64; L],
    sin_b2: [f64; L],
    cos_b2: [f64; L],
    /// sin(β₂ − β₁), from differences of coordinates.
    sin_b12: [f64; L],
    sin_l: [f64; L],
    cos_l: [f64; L],
    eastward: [f64; L],
    excess: [f64; L],
    metres: [f64; L],
    cos_arc: [f64; L],
    azimuth_at_start: [f64; L],
    azimuth_at_end: [f64; L],
}

impl<const L: usize> Lanes<L> {
    fn new() -> Self {
        let zero = [0.0; L];
        Self {
            from: [zero; 3],
            to: [zero; 3],
            sin_b1: zero,
            cos_b1: zero,
            sin_b2: zero,
            cos_b2: zero,
            sin_b12: zero,
            sin_l: zero,
            cos_l: zero,
            eastward: zero,
            excess: zero,
            metres: zero,
            cos_arc: zero,
            azimuth_at_start: zero,
            azimuth_at_end: zero,
        }
    }

    fn load(&mut self, pairs: &[(Ecef, Ecef)]) {
        for (lane, (from, to)) in pairs.iter().enumerate() {
            [self.from[0][lane], self.from[1][lane], self.from[2][lane]] =
                [from.x_m, from.y_m, from.z_m];
            [self.to[0][lane], self.to[1][lane], self.to[2][lane]] = [to.x_m, to.y_m, to.z_m];
        }
    }

    fn give(&self, first: usize, count: usize, take: &mut impl FnMut(usize, Solution)) {
        for lane in 0..count {
            let solution = Solution {
                metres: self.metres[lane],
                cos_arc: self.cos_arc[lane],
                azimuth_at_start: self.azimuth_at_start[lane],
                azimuth_at_end: self.azimuth_at_end[lane],
            };
            take(first + lane, solution);
        }
    }

    /// Stands outside of what is generic, so that it is compiled once for each level.
    #[inline(never)]
    fn solve_at_level(&mut self, level: Level) {
        dispatch!(level, simd => self.solve(simd));
    }

    /// Each step is one loop over the lanes, so that it becomes vector instructions.
    #[inline(always)]
    fn solve<S: Simd>(&mut self, _: S) {
        self.prepare();
        for lane in 0..L {
            self.excess[lane] = self.arc(lane).longitude_excess();
        }
        for lane in 0..L {
            let first = self.excess[lane];
            let second = self.arc(lane).longitude_excess();
            // The steps shrink nearly geometrically: Aitken's rule takes the rest of them at once.
            let step = second - first;
            self.excess[lane] = second + step * step / (first - step).max(f64::MIN_POSITIVE);
        }
        for lane in 0..L {
            let arc = self.arc(lane);
            let excess = arc.longitude_excess();
            let rest = A_M * arc.sin_a0 * (excess - self.excess[lane]);
            self.metres[lane] = arc.metres() + rest;
            self.cos_arc[lane] = arc.cos_s;
            self.excess[lane] = excess;
        }
        self.find_azimuths();
    }

    #[inline(always)]
    fn prepare(&mut self) {
        for lane in 0..L {
            let [x1, y1, z1] = [self.from[0][lane], self.from[1][lane], self.from[2][lane]];
            let [x2, y2, z2] = [self.to[0][lane], self.to[1][lane], self.to[2][lane]];
            let (dx, dy, dz) = (x2 - x1, y2 - y1, z2 - z1);
            let (axis1, axis2) = ((x1 * x1 + y1 * y1).sqrt(), (x2 * x2 + y2 * y2).sqrt());
            let axis_growth =
                (dx * (x1 + x2) + dy * (y1 + y2)) / (axis1 + axis2).max(f64::MIN_POSITIVE);
            self.sin_b1[lane] = z1 / B_M;
            self.cos_b1[lane] = axis1 / A_M;
            self.sin_b2[lane] = z2 / B_M;
            self.cos_b2[lane] = axis2 / A_M;
            self.sin_b12[lane] = axis1 / A_M * (dz / B_M) - z1 / B_M * (axis_growth / A_M);
            let eastward = x1 * dy - y1 * dx;
            let (sin_part, cos_part) = (eastward.abs(), x1 * x2 + y1 * y2);
            let hypotenuse = (sin_part * sin_part + cos_part * cos_part).sqrt();
            let scale = 1.0 / hypotenuse.max(f64::MIN_POSITIVE);
            self.sin_l[lane] = sin_part * scale;
            // At a pole every longitude is as good as another.
            self.cos_l[lane] = if hypotenuse > 0.0 {
                cos_part * scale
            } else {
                1.0
            };
            self.eastward[lane] = eastward;
            self.excess[lane] = 0.0;
        }
    }

    #[inline(always)]
    fn arc(&self, lane: usize) -> Arc {
        Arc::at(
            [self.sin_l[lane], self.cos_l[lane], self.excess[lane]],
            [self.sin_b1[lane], self.cos_b1[lane]],
            [self.sin_b2[lane], self.cos_b2[lane], self.sin_b12[lane]],
        )
    }

    #[inline(always)]
    fn find_azimuths(&mut self) {
        for lane in 0..L {
            let (sin_w, _, versine) = turned(self.sin_l[lane], self.cos_l[lane], self.excess[lane]);
            let [sin_b1, cos_b1] = [self.sin_b1[lane], self.cos_b1[lane]];
            let [sin_b2, cos_b2] = [self.sin_b2[lane], self.cos_b2[lane]];
            let at_start = angle_above(
                cos_b2 * sin_w,
                self.sin_b12[lane] + sin_b1 * cos_b2 * versine,
            );
            let at_end = angle_above(
                cos_b1 * sin_w,
                self.sin_b12[lane] - cos_b1 * sin_b2 * versine,
            );
            let side = if self.eastward[lane] < 0.0 {
                -180.0 / PI
            } else {
                180.0 / PI
            };
            self.azimuth_at_start[lane] = at_start * side;
            self.azimuth_at_end[lane] = at_end * side;
        }
    }
}

/// sin, cos and 1 − cos of ω = λ + δ, for a small δ ≥ 0.
#[inline(always)]
fn turned(sin_l: f64, cos_l: f64, excess: f64) -> (f64, f64, f64) {
    let z = excess * excess;
    let sin_d =
        excess * (1.0 - z * (1.0 / 6.0) * (1.0 - z * (1.0 / 20.0) * (1.0 - z * (1.0 / 42.0))));
    let cos_d = 1.0
        - z * 0.5 * (1.0 - z * (1.0 / 12.0) * (1.0 - z * (1.0 / 30.0) * (1.0 - z * (1.0 / 56.0))));
    let sin_w = sin_l * cos_d + cos_l * sin_d;
    let cos_w = cos_l * cos_d - sin_l * sin_d;
    let versine = if cos_w > 0.0 {
        sin_w * sin_w / (1.0 + cos_w)
    } else {
        1.0 - cos_w
    };
    (sin_w, cos_w, versine)
}

/// A geodesic as an arc on the auxiliary sphere.
#[derive(Clone, Copy)]
struct Arc {
    sigma: f64,
    cos_s: f64,
    sin_a0: f64,
    epsilon: f64,
    /// 2 cos(2l σₘ) sin(l σ) = sin 2lσ₂ − sin 2lσ₁, for l = 1 to 6.
    waves: [f64; 6],
}

impl Arc {
    #[inline(always)]
    fn at(
        [sin_l, cos_l, excess]: [f64; 3],
        [sin_b1, cos_b1]: [f64; 2],
        [sin_b2, cos_b2, sin_b12]: [f64; 3],
    ) -> Self {
        let (sin_w, cos_w, versine) = turned(sin_l, cos_l, excess);
        let east = cos_b2 * sin_w;
        let north = sin_b12 + sin_b1 * cos_b2 * versine;
        let sin_s = (east * east + north * north).sqrt();
        let cos_s = sin_b1 * sin_b2 + cos_b1 * cos_b2 * cos_w;
        let sigma = angle_above(sin_s, cos_s);
        let sin_a0 = (cos_b1 * east / sin_s.max(f64::MIN_POSITIVE)).min(1.0);
        let cos_a0_squared = 1.0 - sin_a0 * sin_a0;
        let k2 = SECOND_ECCENTRICITY_SQUARED * cos_a0_squared;
        let root = (1.0 + k2).sqrt();
        let epsilon = k2 / (2.0 * (1.0 + root) + k2);
        // On the equator the middle has no meaning, and ε, which it goes with, is zero.
        let cos_2m = (cos_s - 2.0 * sin_b1 * sin_b2 / cos_a0_squared.max(1e-300)).clamp(-1.0, 1.0);
        let mut waves = [0.0; 6];
        let (mut sin_before, mut sin_now) = (0.0, sin_s);
        let (mut cos_before, mut cos_now) = (1.0, cos_2m);
        for wave in &mut waves {
            *wave = 2.0 * cos_now * sin_now;
            (sin_before, sin_now) = (sin_now, 2.0 * cos_s * sin_now - sin_before);
            (cos_before, cos_now) = (cos_now, 2.0 * cos_2m * cos_now - cos_before);
        }
        Self {
            sigma,
            cos_s,
            sin_a0,
            epsilon,
            waves,
        }
    }

    /// ω − λ: equation 23 with the series 24 and 25.
    #[inline(always)]
    fn longitude_excess(&self) -> f64 {
        const C31: [f64; 5] = [
            0.25 - N / 4.0,
            0.125 - N * N / 8.0,
            (3.0 + 3.0 * N - N * N) / 64.0,
            (2.5 + N) / 64.0,
            3.0 / 128.0,
        ];
        const C32: [f64; 4] = [
            (2.0 - 3.0 * N + N * N) / 32.0,
            (3.0 - 2.0 * N - 3.0 * N * N) / 64.0,
            (3.0 + N) / 128.0,
            5.0 / 256.0,
        ];
        const C33: [f64; 3] = [
            (5.0 - 9.0 * N + 5.0 * N * N) / 192.0,
            (9.0 - 10.0 * N) / 384.0,
            7.0 / 512.0,
        ];
        const C34: [f64; 2] = [(7.0 - 14.0 * N) / 512.0, 7.0 / 512.0];
        const C35: f64 = 21.0 / 2560.0;
        const A3: [f64; 5] = [
            -(1.0 - N) / 2.0,
            -(2.0 + N - 3.0 * N * N) / 8.0,
            -(1.0 + 3.0 * N + N * N) / 16.0,
            -(3.0 + 2.0 * N) / 64.0,
            -3.0 / 128.0,
        ];
        let e = self.epsilon;
        let a3 = 1.0 + e * (A3[0] + e * (A3[1] + e * (A3[2] + e * (A3[3] + e * A3[4]))));
        let sum = e
            * (self.waves[0] * (C31[0] + e * (C31[1] + e * (C31[2] + e * (C31[3] + e * C31[4]))))
                + e * (self.waves[1] * (C32[0] + e * (C32[1] + e * (C32[2] + e * C32[3])))
                    + e * (self.waves[2] * (C33[0] + e * (C33[1] + e * C33[2]))
                        + e * (self.waves[3] * (C34[0] + e * C34[1]) + e * self.waves[4] * C35))));
        F * self.sin_a0 * a3 * (self.sigma + sum)
    }

    /// The length: equation 15 with the series 17 and 18.
    #[inline(always)]
    fn metres(&self) -> f64 {
        let e = self.epsilon;
        let z = e * e;
        let a1 = (1.0 + z * (0.25 + z * (1.0 / 64.0 + z * (1.0 / 256.0)))) / (1.0 - e);
        let sum = e
            * (self.waves[0] * (-0.5 + z * (3.0 / 16.0 - z * (1.0 / 32.0)))
                + e * (self.waves[1] * (-1.0 / 16.0 + z * (1.0 / 32.0 - z * (9.0 / 2048.0)))
                    + e * (self.waves[2] * (-1.0 / 48.0 + z * (3.0 / 256.0))
                        + e * (self.waves[3] * (-5.0 / 512.0 + z * (3.0 / 512.0))
                            - e * (self.waves[4] * (7.0 / 1280.0)
                                + e * self.waves[5] * (7.0 / 2048.0))))));
        B_M * a1 * (self.sigma + sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::samples::{every_level, pairs};

    #[test]
    fn many_at_once_measure_as_karney_measures_one() {
        let pairs: Vec<_> = pairs().take(400_000).collect();
        let (mut near, mut middling, mut far, mut across) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        for (&(from, to), found) in pairs.iter().zip(inverses(&pairs)) {
            let karney = inverse(from, to);
            let metres = karney.distance.metres();
            let error = (found.distance.metres() - metres).abs();
            match metres {
                m if m < 1e6 => near = near.max(error),
                m if m < 1e7 => middling = middling.max(error),
                _ => far = far.max(error),
            }
            // At a pole the azimuth counts from a meridian that is not always the same.
            if metres < 1e7 && from.lat().abs() < 89.9 {
                let turn = found.azimuth_at_start.degrees() - karney.azimuth_at_start.degrees();
                let turn = turn.abs().min(360.0 - turn.abs()).to_radians();
                across = across.max(turn * metres.min(1e6));
            }
        }
        assert!(near < 4e-9, "{near:e} m below 1000 km");
        assert!(middling < 10e-9, "{middling:e} m below 10 000 km");
        assert!(far < 25e-9, "{far:e} m beyond");
        assert!(across < 1e-7, "{across:e} m across");
    }

    #[test]
    fn every_level_of_instructions_gives_the_same_bits() {
        let pairs: Vec<_> = pairs().take(20_003).collect();
        let pairs = to_ecef(&pairs);
        let bits = |level| {
            let mut bits = Vec::new();
            solve_each(level, &pairs, |_, solution| {
                bits.push([
                    solution.metres.to_bits(),
                    solution.cos_arc.to_bits(),
                    solution.azimuth_at_start.to_bits(),
                    solution.azimuth_at_end.to_bits(),
                ]);
            });
            bits
        };
        let baseline = bits(Level::baseline());
        for level in every_level() {
            assert!(bits(level) == baseline, "{level:?}");
        }
    }

    #[test]
    fn points_are_the_same_bits_one_by_one_and_at_every_level() {
        let places: Vec<Position> = pairs().take(5_003).map(|(from, _)| from).collect();
        let one_by_one: Vec<Ecef> = places.iter().map(|&at| Ecef::from_position(at)).collect();
        for level in every_level() {
            assert!(points_at_level(level, &places) == one_by_one, "{level:?}");
        }
    }

    #[test]
    fn a_pair_is_the_same_bits_in_any_company() {
        let pairs: Vec<_> = pairs().take(200).collect();
        let together = inverses(&pairs);
        for (pair, found) in pairs.chunks(1).zip(together) {
            assert_eq!(inverses(pair), [found]);
        }
    }

    #[test]
    fn the_same_place_is_no_distance_away() {
        for (lon, lat) in [(0.0, 0.0), (5.7719, 19.3344), (180.0, -33.0), (77.0, 90.0)] {
            let place = Position::from_lon_lat(lon, lat).unwrap();
            assert_eq!(distances(&[(place, place)]), [Distance::ZERO]);
        }
    }

    #[test]
    fn azimuths_at_a_pole_count_from_the_meridian_given() {
        let at = |lon, lat| Position::from_lon_lat(lon, lat).unwrap();
        for (from, to, start, end) in [
            (at(168.0, 90.0), at(-39.0, 10.0), 27.0, 180.0),
            (at(20.0, -90.0), at(50.0, -70.0), 30.0, 0.0),
            (at(10.0, 60.0), at(70.0, 90.0), 0.0, 60.0),
        ] {
            let solution = inverses(&[(from, to)])[0];
            assert!((solution.azimuth_at_start.degrees() - start).abs() < 1e-9);
            assert!((solution.azimuth_at_end.degrees() - end).abs() < 1e-9);
        }
    }
}
