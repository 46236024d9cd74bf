//! The parts of a segment that lie within a distance of a position.
//!
//! # Method
//! A piece of the segment is left out, or taken whole, when no distance on it can be on the other side
//! of the radius; where the distance only grows or only shrinks along it, the place at which it equals
//! the radius is found by Newton's method within a bracket; any other piece is halved. Nothing is
//! sampled: what is left undecided is shorter than a micrometre. Only where a segment stays at the radius to less
//! than that for long (a parallel about a pole, at that very radius) are longer pieces left undecided.
//!
//! # Proof
//! Along a piece h metres long the distance d changes by at most h, so it lies between
//! (d₁ + d₂ − h) / 2 and (d₁ + d₂ + h) / 2. Its slope is −cos θ with the angle θ between the segment and the
//! geodesic to the position, and changes by at most H = max(1 / d, |cot(d / b)| / b) + κ a metre: the Gaussian
//! curvature is positive and at most 1 / b² (Rauch), κ is the geodesic curvature of the segment. So where the
//! slopes at both ends have one sign and add up to more than H h, it has that sign everywhere between.
//!
//! # Source
//! M. P. do Carmo (1992), Riemannian Geometry, chapter 10.

use std::f64::consts::PI;

use super::segment::Sample;
use super::{Distance, Position, Segment, WGS84};

/// What is shorter than this is decided by its middle, in metres.
const SHORTEST_M: f64 = 1e-6;

/// The same after some samples.
fn shortest_m(samples: u32) -> f64 {
    const PLENTY: u32 = 4_000;
    const DOUBLING: u32 = 500;
    let doublings = samples.saturating_sub(PLENTY) / DOUBLING;
    SHORTEST_M * libm::exp2(f64::from(doublings))
}

/// How sharply the end of a part is bracketed along the segment, in metres.
const SHARP_M: f64 = 1e-8;

/// The most steps to an end: each third one at least halves its bracket.
const MOST_STEPS: usize = 200;

impl Segment {
    /// The parts of the segment that lie within a distance of a position, in order: each from a fraction
    /// to a fraction, as [`at`](Self::at) counts.
    ///
    /// # Accuracy
    /// Each end lies where the distance is the radius to 20 nm, but for parts shorter than a micrometre. Where
    /// more than 4,000 samples would be needed for that, the micrometre doubles every further 500.
    ///
    /// ```
    /// use pointzero::geodesy::{Distance, Path, Position, Segment, distance};
    /// let at = |lon, lat| Position::from_lon_lat(lon, lat);
    /// let leg = Segment::new(at(7.38528, 18.73694)?, at(5.7719, 19.3344)?, Path::Geodesic);
    /// let radius = Distance::from_km(25.0).map_err(|_| "no distance")?;
    /// let [(from, to)] = leg.within(at(5.7719, 19.3344)?, radius)[..] else { panic!("one part") };
    /// assert!((distance(leg.at(from), leg.at(1.0)).metres() - 25_000.0).abs() < 1e-6);
    /// assert_eq!(to, 1.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn within(&self, point: Position, radius: Distance) -> Vec<(f64, f64)> {
        self.part_within(point, radius, (0.0, 1.0))
    }

    /// The same between two fractions.
    pub(crate) fn part_within(
        &self,
        point: Position,
        radius: Distance,
        (from, to): (f64, f64),
    ) -> Vec<(f64, f64)> {
        let radius_m = radius.metres();
        let mut parts: Vec<(f64, f64)> = Vec::new();
        let mut add = |from: f64, to: f64| match parts.last_mut() {
            Some((_, end)) if *end >= from => *end = to,
            _ => parts.push((from, to)),
        };
        let mut pieces = vec![(self.sample(point, from), self.sample(point, to))];
        let mut samples = 2;
        while let Some((one, two)) = pieces.pop() {
            let reach_m = self.reach_m(one.fraction, two.fraction);
            let sum_m = one.distance_m + two.distance_m;
            if (sum_m - reach_m) / 2.0 > radius_m {
                continue;
            }
            let [is_in_at_one, is_in_at_two] =
                [one, two].map(|sample| sample.distance_m <= radius_m);
            if f64::midpoint(sum_m, reach_m) <= radius_m {
                add(one.fraction, two.fraction);
            } else if reach_m <= shortest_m(samples) {
                if sum_m / 2.0 <= radius_m {
                    add(one.fraction, two.fraction);
                }
            } else if self.is_monotone(&one, &two) {
                match (is_in_at_one, is_in_at_two) {
                    (true, true) => add(one.fraction, two.fraction),
                    (true, false) => add(one.fraction, self.at_radius(point, radius_m, one, two)),
                    (false, true) => add(self.at_radius(point, radius_m, one, two), two.fraction),
                    (false, false) => {}
                }
            } else {
                let middle = f64::midpoint(one.fraction, two.fraction);
                let middle = self.sample(point, middle);
                samples += 1;
                pieces.extend([(middle, two), (one, middle)]);
            }
        }
        parts
    }

    /// Whether the distance surely only grows, or only shrinks, from one sample to the other.
    fn is_monotone(&self, one: &Sample, two: &Sample) -> bool {
        let reach_m = self.reach_m(one.fraction, two.fraction);
        let sum_m = one.distance_m + two.distance_m;
        let (least_m, most_m) = ((sum_m - reach_m) / 2.0, f64::midpoint(sum_m, reach_m));
        let b = WGS84.polar_radius_m();
        if least_m <= 0.0 || most_m >= 0.99 * PI * b || one.nearing * two.nearing <= 0.0 {
            return false;
        }
        let turned = most_m / b;
        let bend = (1.0 / least_m).max(-libm::cos(turned) / libm::sin(turned) / b);
        let bend = bend + self.curvature_per_m(one.position, two.position);
        one.nearing.abs() + two.nearing.abs() > bend * reach_m
    }

    /// The fraction between two samples at which the distance is the radius, which is between theirs.
    fn at_radius(&self, point: Position, radius_m: f64, one: Sample, two: Sample) -> f64 {
        let is_growing = two.distance_m > one.distance_m;
        let (mut from, mut to) = (one.fraction, two.fraction);
        let per_fraction = self.reach_m(from, to) / (to - from);
        let part = (radius_m - one.distance_m) / (two.distance_m - one.distance_m);
        let mut guess = from + (to - from) * part;
        let mut width = f64::INFINITY;
        for turn in 1..=MOST_STEPS {
            let is_between = from < guess && guess < to;
            if !is_between || (turn % 3 == 0 && to - from > width / 2.0) {
                guess = f64::midpoint(from, to);
            }
            if turn % 3 == 0 {
                width = to - from;
            }
            let sample = self.sample(point, guess);
            let over_m = sample.distance_m - radius_m;
            if over_m == 0.0 {
                break;
            }
            if (over_m > 0.0) == is_growing {
                to = guess;
            } else {
                from = guess;
            }
            let step = over_m / (sample.nearing * self.speed_m(guess));
            if (to - from) * per_fraction <= SHARP_M || step.abs() * per_fraction <= SHARP_M / 10.0
            {
                break;
            }
            guess += step;
        }
        guess
    }
}
