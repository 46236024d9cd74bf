//! Where two segments cross, touch or run together.
//!
//! # Method
//! Both segments are cut into pieces until two pieces either cannot meet, since the straight chords
//! between their ends are farther apart than both stray from them, or meet at most once, since
//! their directions are never the same. There the crossing is found by Newton's method in space,
//! and taken when it lies on both pieces. Ends that come within a micrometre of the other segment
//! touch it: no arithmetic tells that from crossing.
//!
//! C. F. F. Karney (2024), Geodesic intersections, J. Surv. Eng. 150(3), 04024005,
//! doi:10.1061/JSUED2.SUENG-1483, solves spherical triangles instead, for whole geodesics. Cutting
//! serves every reading alike, and finds all places where two lines meet: a geodesic and a parallel
//! may do so twice.
//!
//! # Proof that two pieces meet at most once
//! On a piece h metres long whose curvature in space is at most K every direction is within K h of
//! every other, and so of the straight line between any two of its places, which is their mean. If
//! two pieces met twice, the straight line between both meetings would be within K h of the chord of
//! either. So where the chords make an angle greater than the sum of both K h, they do not.

use super::vector::{Vector, cross, dot, minus};
use super::{Ecef, Position, Segment};

/// How near an end comes to the other segment to touch it, in metres.
const TOUCH_M: f64 = 1e-6;

/// Pieces are not cut below this, in metres: what then still runs together is as near as touching.
const SHORTEST_M: f64 = 1.0;

/// Pieces longer than this are cut before their crossing is looked for, in metres.
const LONGEST_M: f64 = 1e6;

/// The places where two segments may be found to run together, as parts of the way between two
/// places where they touch.
const LOOKED_AT: [f64; 7] = [0.5, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875];

/// A place that lies on two segments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Where it is.
    pub position: Position,
    /// The fraction of the first segment before it, as [`Segment::at`] counts.
    pub first: f64,
    /// The fraction of the second segment before it.
    pub second: f64,
}

/// What two segments have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Intersection {
    /// A place where they cross or touch.
    Crossing(Crossing),
    /// A stretch on which they are the same line, to a micrometre.
    Overlap {
        /// Where it begins on the first segment.
        from: Crossing,
        /// Where it ends on the first segment.
        to: Crossing,
    },
}

impl Segment {
    /// Every place where this segment meets another, in order along this one.
    ///
    /// The segments may follow different readings. An end within a micrometre of the other segment
    /// touches it. Segments that share a stretch are not looked at for places beyond it, where two
    /// shortest lines cannot meet again.
    ///
    /// # Accuracy
    /// 30 nm divided by the sine of the angle between the segments (26 nm by 20,000 crossings of
    /// geodesics up to 19,800 km long, built with the direct problem).
    ///
    /// ```
    /// use pointzero::geodesy::{Intersection, Path, Position, Segment};
    /// let at = |lon, lat| Position::from_lon_lat(lon, lat);
    /// let parallel = Segment::new(at(-10.0, 49.0)?, at(10.0, 49.0)?, Path::LonLat);
    /// let geodesic = Segment::new(at(-10.0, 48.8)?, at(10.0, 48.8)?, Path::Geodesic);
    /// assert_eq!(parallel.intersections(&geodesic).len(), 2);
    /// let meridian = Segment::new(at(3.0, 40.0)?, at(3.0, 50.0)?, Path::Geodesic);
    /// let [Intersection::Crossing(place)] = parallel.intersections(&meridian)[..] else {
    ///     panic!("they cross once");
    /// };
    /// assert!((place.position.lon() - 3.0).abs() < 1e-12);
    /// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
    /// ```
    pub fn intersections(&self, other: &Self) -> Vec<Intersection> {
        let mut places = self.touches(other);
        let overlaps = self.overlaps(other, &places);
        if overlaps.is_empty() {
            self.cross(other, &mut places);
        } else {
            places.retain(|place| {
                let is_in = |(from, to): &(Crossing, Crossing)| {
                    (from.first..=to.first).contains(&place.first)
                };
                !overlaps.iter().any(is_in)
            });
        }
        let overlaps = overlaps
            .into_iter()
            .map(|(from, to)| (from.first, Intersection::Overlap { from, to }));
        let mut found: Vec<(f64, Intersection)> = places
            .into_iter()
            .map(|place| (place.first, Intersection::Crossing(place)))
            .chain(overlaps)
            .collect();
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// The ends that lie on the other segment, in order along this one.
    fn touches(&self, other: &Self) -> Vec<Crossing> {
        let mut places: Vec<Crossing> = Vec::new();
        let mut add = |place: Crossing| {
            let is_known = places.iter().any(|known| {
                let [here, there] =
                    [known, &place].map(|place| Ecef::from_position(place.position));
                // The same place twice along a line that comes back to it is two.
                let apart = [known.first - place.first, known.second - place.second];
                here.chord_squared_m2(there) < TOUCH_M * TOUCH_M
                    && apart[0].abs() * self.length().metres() < 1.0
                    && apart[1].abs() * other.length().metres() < 1.0
            });
            if !is_known {
                places.push(place);
            }
        };
        for second in [0.0, 1.0] {
            let position = other.at(second);
            let foot = self.foot(position);
            if foot.distance.metres() <= TOUCH_M {
                add(Crossing {
                    position,
                    first: self.snapped(foot.fraction),
                    second,
                });
            }
        }
        for first in [0.0, 1.0] {
            let position = self.at(first);
            let foot = other.foot(position);
            if foot.distance.metres() <= TOUCH_M {
                add(Crossing {
                    position,
                    first,
                    second: other.snapped(foot.fraction),
                });
            }
        }
        places.sort_by(|one, other| one.first.total_cmp(&other.first));
        places
    }

    /// A fraction, or that of an end which is as near as touching.
    fn snapped(&self, fraction: f64) -> f64 {
        let touch = TOUCH_M / self.length().metres();
        if fraction <= touch {
            0.0
        } else if fraction >= 1.0 - touch {
            1.0
        } else {
            fraction
        }
    }

    /// The stretches between places where they touch on which both are the same line.
    fn overlaps(&self, other: &Self, places: &[Crossing]) -> Vec<(Crossing, Crossing)> {
        let is_together = |from: &Crossing, to: &Crossing| {
            LOOKED_AT.iter().all(|part| {
                let place = self.at(from.first + (to.first - from.first) * part);
                other.foot(place).distance.metres() <= TOUCH_M
            })
        };
        let pairs = places.iter().zip(places.iter().skip(1));
        pairs
            .filter(|(from, to)| is_together(from, to))
            .map(|(&from, &to)| (from, to))
            .collect()
    }

    /// Adds the places where the segments cross and do not just touch.
    fn cross(&self, other: &Self, places: &mut Vec<Crossing>) {
        let mut pairs = vec![(Piece::new(self, 0.0, 1.0), Piece::new(other, 0.0, 1.0))];
        while let Some((first, second)) = pairs.pop() {
            if first.is_apart_from(&second) {
                continue;
            }
            let longest_m = first.reach_m.max(second.reach_m);
            let is_single = longest_m <= LONGEST_M && first.meets_once_at_most(&second);
            let is_shortest = longest_m <= SHORTEST_M;
            let found = (is_single || is_shortest)
                .then(|| self.crossing(other, &first, &second))
                .flatten();
            if let Some(crossing) = found {
                add_crossing(places, crossing);
                continue;
            }
            if is_shortest {
                continue;
            }
            // The far half first, so that what is found first lies first.
            if first.reach_m >= second.reach_m {
                pairs.extend(first.halves(self).map(|half| (half, second)));
            } else {
                pairs.extend(second.halves(other).map(|half| (first, half)));
            }
        }
    }

    /// The place where two pieces cross, with the sine of the angle between them, if Newton's
    /// method finds it on both.
    fn crossing(&self, other: &Self, first: &Piece, second: &Piece) -> Option<(Crossing, f64)> {
        let mut at = [first.middle(), second.middle()];
        for _ in 0..20 {
            let [here, there] = [self.at(at[0]), other.at(at[1])]
                .map(|place| Ecef::from_position(place).to_vector());
            let ahead = [self.heading_at(at[0]), other.heading_at(at[1])];
            let gap = minus(there, here);
            let cos = dot(ahead[0], ahead[1]);
            let sin_squared = dot(cross(ahead[0], ahead[1]), cross(ahead[0], ahead[1]));
            let [along_first, along_second] = [dot(gap, ahead[0]), dot(gap, ahead[1])];
            let steps_m = [
                (along_first - cos * along_second) / sin_squared,
                (cos * along_first - along_second) / sin_squared,
            ];
            let speeds_m = [self.speed_m(at[0]), other.speed_m(at[1])];
            for i in 0..2 {
                at[i] += steps_m[i] / speeds_m[i];
            }
            let slack = [TOUCH_M / speeds_m[0], TOUCH_M / speeds_m[1]];
            // Not a number on parallel directions, which fails here.
            if !(first.reaches(at[0], 0.5) && second.reaches(at[1], 0.5)) {
                return None;
            }
            if steps_m[0].abs().max(steps_m[1].abs()) > 1e-8 + 1e-8 / sin_squared.sqrt() {
                continue;
            }
            let is_on = dot(gap, gap) <= TOUCH_M * TOUCH_M
                && first.reaches(at[0], slack[0] / first.width())
                && second.reaches(at[1], slack[1] / second.width());
            let [first, second] = at.map(|fraction| fraction.clamp(0.0, 1.0));
            return is_on.then(|| {
                let position = self.at(first);
                (
                    Crossing {
                        position,
                        first,
                        second,
                    },
                    sin_squared.sqrt(),
                )
            });
        }
        None
    }
}

/// Adds a crossing unless it is one of the known places.
fn add_crossing(places: &mut Vec<Crossing>, (crossing, sin): (Crossing, f64)) {
    // A micrometre beside a line is that much more along it.
    let same_m = TOUCH_M + 2.0 * TOUCH_M / sin;
    let is_known = places.iter().any(|known| {
        let [here, there] = [known, &crossing].map(|place| Ecef::from_position(place.position));
        here.chord_squared_m2(there) <= same_m * same_m
    });
    if !is_known {
        places.push(crossing);
    }
}

/// A piece of a segment, with its chord through space.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: f64,
    to: f64,
    start: Vector,
    end: Vector,
    /// How far the piece strays from its chord at most, in metres.
    sagitta_m: f64,
    /// A length that the piece does not exceed, in metres.
    reach_m: f64,
    /// How much directions on the piece differ at most, in radians.
    bend: f64,
}

impl Piece {
    fn new(segment: &Segment, from: f64, to: f64) -> Self {
        let reach_m = segment.reach(from, to).metres();
        Self {
            from,
            to,
            start: Ecef::from_position(segment.at(from)).to_vector(),
            end: Ecef::from_position(segment.at(to)).to_vector(),
            sagitta_m: segment.sagitta(from, to).metres(),
            reach_m,
            bend: reach_m * segment.bend_per_m(from, to),
        }
    }

    fn halves(&self, segment: &Segment) -> [Self; 2] {
        let middle = self.middle();
        [
            Self::new(segment, middle, self.to),
            Self::new(segment, self.from, middle),
        ]
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }

    fn width(&self) -> f64 {
        self.to - self.from
    }

    /// Whether a fraction lies on the piece, or beyond it by at most a part of its width.
    fn reaches(&self, fraction: f64, beyond: f64) -> bool {
        let beyond = beyond * self.width();
        (self.from - beyond..=self.to + beyond).contains(&fraction)
    }

    /// Whether no place of one piece is on the other.
    ///
    /// The ends are computed to 7 nm. Where two chords are parallel to 3e-8 the places at which
    /// they are nearest cannot be told, which is at most that part of their length in distance.
    fn is_apart_from(&self, other: &Self) -> bool {
        let unsure_m = 1e-7 * (self.reach_m + other.reach_m) + 100e-9;
        let reach_m = self.sagitta_m + other.sagitta_m + unsure_m;
        between_straights(self, other) > reach_m
    }

    /// Whether both pieces meet once at most; proved above.
    fn meets_once_at_most(&self, other: &Self) -> bool {
        let [one, another] = [self, other].map(|piece| minus(piece.end, piece.start));
        let across = cross(one, another);
        let sin = (dot(across, across) / (dot(one, one) * dot(another, another))).sqrt();
        sin > self.bend + other.bend
    }
}

/// The distance between the chords of two pieces, in metres.
///
/// # Source
/// C. Ericson (2005), Real-Time Collision Detection, section 5.1.9.
fn between_straights(one: &Piece, other: &Piece) -> f64 {
    let (a, b) = (minus(one.end, one.start), minus(other.end, other.start));
    let offset = minus(one.start, other.start);
    let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
    let (ao, bo) = (dot(a, offset), dot(b, offset));
    let part = |numerator: f64, denominator: f64| {
        if denominator > 0.0 {
            (numerator / denominator).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    let on_other = {
        let on_one = part(ab * bo - ao * bb, aa * bb - ab * ab);
        part(ab * on_one + bo, bb)
    };
    let on_one = part(ab * on_other - ao, aa);
    let gap = [0, 1, 2].map(|i| offset[i] + a[i] * on_one - b[i] * on_other);
    dot(gap, gap).sqrt()
}
