//! A segment between two positions, and the place on it that is nearest to a position.
//!
//! # Method
//! Along the segment let d be the distance to the position and θ the angle between the segment
//! and the geodesic to the position. Then d′ = −cos θ per metre, so a foot is where the distance
//! still to go on a sphere, R atan(tan(d / R) cos θ), changes its sign from plus to minus. That
//! root is sharp where the minimum of d itself is flat. Going that far is right to 1 % already;
//! secants within a bracket finish it.
//!
//! A segment can have many feet (a parallel about a position near the pole; anything near the
//! antipode), so pieces of it are searched, the most promising first: a piece is
//! dropped only when no place on it can be nearer than the nearest known one, and it is halved
//! until it has one foot at most. The bounds are proved at [`Piece`].
//!
//! # Source
//! The second derivative of a distance: M. P. do Carmo (1992), Riemannian Geometry, chapter 10
//! (Rauch). Going as on a sphere and again from there: C. F. F. Karney (2013), Algorithms for
//! geodesics, section 8, who does so for geodesics in a gnomonic projection.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::f64::consts::PI;

use geographiclib_rs::{GeodesicLine, capability};

use super::ecef::heading;
use super::elementary::sincos_degrees;
use super::geodesic::GEODESIC;
use super::quadrature::integral;
use super::rhumb::{RhumbLine, parallel_radius_m};
use super::vector::{Vector, times};
use super::{Distance, Ecef, Inverse, Path, Position, WGS84, inverse};

/// How much nearer than the answer another place may be, in metres, where a segment stays so
/// nearly equidistant that its feet cannot be told apart.
const INDIFFERENT_M: f64 = 1e-4;

/// How sharply a foot is bracketed along the segment, in metres.
const SHARP_M: f64 = 1e-7;

/// The line from one position to another, under one reading of "straight".
///
/// Longitudes are joined the shorter way round, so a segment may cross the antimeridian. A rhumb
/// line from or to a pole is the meridian of its other end. A geodesic between antipodes is one of
/// several.
#[derive(Debug, Clone, Copy)]
pub struct Segment {
    start: Position,
    end: Position,
    curve: Curve,
}

/// A part of a segment as a curve in space, over which a parameter runs from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    pub(crate) start: Vector,
    pub(crate) end: Vector,
    /// How the ends change with the parameter.
    pub(crate) velocity_at_start: Vector,
    pub(crate) velocity_at_end: Vector,
    /// How far it strays at most from the straight chord between its ends.
    pub(crate) sagitta: Distance,
    /// From a position whose chord to some place of it is no longer than this, distances to its
    /// places, straight or geodesic, have one minimum. Zero where that cannot be said.
    pub(crate) one_foot_within_chord: Distance,
    /// A geodesic curvature that it does not exceed, per metre.
    pub(crate) curvature_per_m: f64,
}

/// The nearest place on a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// Where it is.
    pub position: Position,
    /// The geodesic distance to it.
    pub distance: Distance,
    /// The fraction of the segment before it, in [0, 1], as [`Segment::at`] counts.
    pub fraction: f64,
}

#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "a segment is built to be asked, not to be stored"
)]
enum Curve {
    Geodesic {
        line: GeodesicLine,
        whole: Inverse,
    },
    LonLat {
        lon_difference: f64,
        lat_difference: f64,
    },
    Rhumb(RhumbLine),
}

/// The nearest place to `point` on the segment from `start` to `end`.
///
/// For many positions against one segment build a [`Segment`] once.
///
/// # Accuracy
/// As [`Segment::foot`].
///
/// ```
/// use pointzero::geodesy::{Path, Position, foot};
/// let pillar = Position::from_lon_lat(5.813022, 19.443239)?;
/// let tripoint = Position::from_lon_lat(4.24, 19.13)?;
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// let km = |path| foot(assamaka, tripoint, pillar, path).distance.km();
/// assert_eq!(format!("{:.3}", km(Path::Geodesic)), "10.935");
/// assert_eq!(format!("{:.3}", km(Path::LonLat)), "10.904");
/// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
/// ```
pub fn foot(point: Position, start: Position, end: Position, path: Path) -> Foot {
    Segment::new(start, end, path).foot(point)
}

/// The position at a fraction of the way from `start` to `end`; see [`Segment::at`].
pub fn interpolate(start: Position, end: Position, path: Path, fraction: f64) -> Position {
    Segment::new(start, end, path).at(fraction)
}

impl Segment {
    /// The segment between two positions; they may be the same.
    pub fn new(start: Position, end: Position, path: Path) -> Self {
        let curve = match path {
            Path::Geodesic => {
                let whole = inverse(start, end);
                let azimuth = whole.azimuth_at_start.degrees();
                let wanted = capability::STANDARD | capability::DISTANCE_IN;
                let (lat, lon) = (start.lat(), start.lon());
                let line =
                    GeodesicLine::new(&GEODESIC, lat, lon, azimuth, Some(wanted), None, None);
                Curve::Geodesic { line, whole }
            }
            Path::LonLat => Curve::LonLat {
                lon_difference: start.lon_difference_to(end),
                lat_difference: end.lat() - start.lat(),
            },
            Path::Rhumb => Curve::Rhumb(RhumbLine::new(start, end)),
        };
        Self { start, end, curve }
    }

    /// The position at a fraction of the way; the ends themselves at 0 and 1 and beyond.
    /// (A rhumb line names a pole by its own meridian.)
    ///
    /// The fraction is one of length on a geodesic and a rhumb line, and one of degrees (of
    /// longitude and latitude alike) on a lon/lat-straight line.
    ///
    /// # Accuracy
    /// 20 nm; rhumb lines by `RhumbSolve`, nearly parallel ones included.
    pub fn at(&self, fraction: f64) -> Position {
        self.walk_to(fraction).0
    }

    /// Its length.
    ///
    /// # Accuracy
    /// 20 nm for a geodesic. A rhumb line by `RhumbSolve`: 2 µm of 954 km, the digits that it prints. A
    /// lon/lat-straight line is integrated to 1e-15 of itself: along a parallel 10 nm from the rhumb
    /// line, elsewhere by sums over 2,000 geodesics 0.04 mm and 1e-9 of itself, as far as those tell.
    pub fn length(&self) -> Distance {
        self.length_before(1.0)
    }

    /// The length of the part before a fraction, which is taken into [0, 1].
    ///
    /// # Accuracy
    /// As [`length`](Self::length).
    pub fn length_before(&self, fraction: f64) -> Distance {
        let fraction = fraction.clamp(0.0, 1.0);
        let metres = match &self.curve {
            Curve::Geodesic { whole, .. } => fraction * whole.distance.metres(),
            Curve::LonLat { .. } => self.lon_lat_length_m(0.0, fraction),
            Curve::Rhumb(line) => fraction * line.length_m(),
        };
        Distance::from_computed_metres(metres)
    }

    /// The fraction at a length from the start; 1 beyond the end.
    ///
    /// # Accuracy
    /// That of the length before it: [`length_before`](Self::length_before) gives it back.
    pub fn fraction_at(&self, along: Distance) -> f64 {
        let (along_m, length_m) = (along.metres(), self.length().metres());
        if along_m >= length_m {
            return 1.0;
        }
        let even = along_m / length_m;
        if !matches!(self.curve, Curve::LonLat { .. }) {
            return even;
        }
        // The length before the guess is known and only the rest is measured: no error adds up.
        let (mut guess, mut before_m) = (even, self.lon_lat_length_m(0.0, even));
        let (mut from, mut to) = (0.0, 1.0);
        for _ in 0..60 {
            let rest_m = along_m - before_m;
            if rest_m.abs() <= SHARP_M / 10.0 {
                break;
            }
            if rest_m > 0.0 {
                from = guess;
            } else {
                to = guess;
            }
            let next = guess + rest_m / self.speed_m(guess);
            let next = if from < next && next < to {
                next
            } else {
                f64::midpoint(from, to)
            };
            before_m += self.lon_lat_length_m(guess, next);
            guess = next;
        }
        guess
    }

    /// The metres between two fractions of a lon/lat-straight line; negative backwards.
    fn lon_lat_length_m(&self, from: f64, to: f64) -> f64 {
        integral(&|fraction| self.speed_m(fraction), from, to)
    }

    /// The metres per unit of fraction at a fraction.
    pub(super) fn speed_m(&self, fraction: f64) -> f64 {
        let (lon_difference, lat_difference) = match &self.curve {
            Curve::Geodesic { whole, .. } => return whole.distance.metres(),
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => (lon_difference, lat_difference),
            Curve::Rhumb(line) => return line.length_m(),
        };
        let lat = self.start.lat() + lat_difference * fraction;
        libm::hypot(
            parallel_radius_m(lat) * lon_difference.to_radians(),
            meridian_radius_m(lat) * lat_difference.to_radians(),
        )
    }

    /// The position at a fraction and the azimuth of the segment there, in radians.
    ///
    /// At a pole the azimuth counts from the meridian by which the position names the pole.
    fn walk_to(&self, fraction: f64) -> (Position, f64) {
        let end = match fraction {
            f if f <= 0.0 => Some(self.start),
            f if f >= 1.0 => Some(self.end),
            _ => None,
        };
        match &self.curve {
            Curve::Geodesic { line, whole } => {
                if let Some(end) = end {
                    let azimuth = if fraction <= 0.0 {
                        whole.azimuth_at_start
                    } else {
                        whole.azimuth_at_end
                    };
                    return (end, azimuth.degrees().to_radians());
                }
                let wanted = capability::LATITUDE | capability::LONGITUDE | capability::AZIMUTH;
                let (_, lat, lon, azimuth, ..) =
                    line._gen_position(false, fraction * whole.distance.metres(), wanted);
                (
                    Position::from_computed_lon_lat(lon, lat),
                    azimuth.to_radians(),
                )
            }
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => {
                let position = end.unwrap_or_else(|| {
                    Position::from_computed_lon_lat(
                        self.start.lon() + lon_difference * fraction,
                        self.start.lat() + lat_difference * fraction,
                    )
                });
                let azimuth = libm::atan2(
                    parallel_radius_m(position.lat()) * lon_difference,
                    meridian_radius_m(position.lat()) * lat_difference,
                );
                (position, azimuth)
            }
            Curve::Rhumb(line) => {
                let position = end.filter(|end| !end.is_pole()).unwrap_or_else(|| {
                    let (lon, lat) = line.lon_lat_at(fraction.clamp(0.0, 1.0));
                    Position::from_computed_lon_lat(lon, lat)
                });
                (position, line.azimuth_radians())
            }
        }
    }

    /// The unit vector through space along the segment, at a fraction.
    pub(super) fn heading_at(&self, fraction: f64) -> Vector {
        let (position, azimuth) = self.walk_to(fraction);
        heading(position, azimuth)
    }

    /// The nearest place on the segment.
    ///
    /// Where several are equally near, one of them is given.
    ///
    /// # Accuracy
    /// No place on the segment is more than 0.1 mm nearer (4 µm by sampling 90,000 segments all
    /// over the globe). Where more than 4,000 samples would be needed for that (a parallel about a
    /// position within metres of its centre, or beside its antipode) the 0.1 mm grow, doubling
    /// every further 500 samples. The foot itself is as sharp as the distance tells it: by
    /// feet built with the direct problem, 10 nm up to 1,000 km away and 0.3 µm up to 9,000 km.
    pub fn foot(&self, point: Position) -> Foot {
        let (start, end) = (self.sample(point, 0.0), self.sample(point, 1.0));
        let mut best = Sample::nearer(start, end);
        let mut pieces = BinaryHeap::new();
        // Seen from a pole only the latitude counts, and it has no extreme between the ends.
        if !point.is_pole() || matches!(self.curve, Curve::Geodesic { .. }) {
            pieces.push(Reverse(Piece::new(self, start, end)));
        }
        let mut samples = 2;
        while let Some(Reverse(piece)) = pieces.pop() {
            if piece.nearest_possible_m >= best.distance_m {
                break;
            }
            if piece.is_settled(best.distance_m - indifferent_m(samples)) {
                if piece.holds_a_foot() {
                    best = Sample::settled(best, self.settle(point, piece.from, piece.to));
                }
                continue;
            }
            let middle = f64::midpoint(piece.from.fraction, piece.to.fraction);
            let middle = self.sample(point, middle);
            samples += 1;
            best = Sample::nearer(best, middle);
            pieces.push(Reverse(Piece::new(self, piece.from, middle)));
            pieces.push(Reverse(Piece::new(self, middle, piece.to)));
        }
        Foot {
            position: best.position,
            distance: Distance::from_computed_metres(best.distance_m),
            fraction: best.fraction,
        }
    }

    pub(super) fn sample(&self, point: Position, fraction: f64) -> Sample {
        let (position, azimuth) = self.walk_to(fraction);
        let Inverse {
            distance,
            azimuth_at_start,
            ..
        } = inverse(position, point);
        let nearing = libm::cos(azimuth_at_start.degrees().to_radians() - azimuth);
        Sample {
            fraction,
            position,
            distance_m: distance.metres(),
            nearing,
        }
    }

    /// The foot between two samples, nearing at the first and receding at the second.
    fn settle(&self, point: Position, mut from: Sample, mut to: Sample) -> Sample {
        let length_m = self.reach_m(0.0, 1.0).max(SHARP_M);
        let sharp = SHARP_M / length_m;
        let mut last = if from.ahead_m() < -to.ahead_m() {
            from
        } else {
            to
        };
        // As on a sphere from the end that the foot is nearer to, which leaves 1 % at most.
        let mut guess = last.fraction + last.ahead_m() / length_m;
        let mut width = f64::INFINITY;
        for turn in 1.. {
            let is_between = from.fraction < guess && guess < to.fraction;
            // Every third turn the bracket has halved, or is halved.
            if !is_between || (turn % 3 == 0 && to.fraction - from.fraction > width / 2.0) {
                guess = f64::midpoint(from.fraction, to.fraction);
            }
            if turn % 3 == 0 {
                width = to.fraction - from.fraction;
            }
            let before = last;
            last = self.sample(point, guess);
            let ahead_m = last.ahead_m();
            if ahead_m == 0.0 || (last.fraction - before.fraction).abs() <= sharp {
                break;
            }
            if ahead_m > 0.0 {
                from = last;
            } else {
                to = last;
            }
            if to.fraction - from.fraction <= sharp {
                break;
            }
            let per_fraction = (before.ahead_m() - ahead_m) / (last.fraction - before.fraction);
            guess = last.fraction + ahead_m / per_fraction;
        }
        // The last guess, not the least distance: distances are flat about a foot.
        last
    }

    /// A length that the segment does not exceed between two fractions: its own, or at most 2 % more.
    pub(crate) fn reach(&self, from: f64, to: f64) -> Distance {
        Distance::from_computed_metres(self.reach_m(from, to))
    }

    /// How far the segment strays at most, between two fractions, from the straight chord through
    /// space that joins the places there.
    ///
    /// # Proof
    /// A geodesic or a rhumb line: let it be L long and its chord c. From any place x on it the
    /// distances to the ends of the chord add up to at most L, so x lies in the ellipsoid of
    /// revolution with the ends as foci and L as axis, which reaches at most √(L² − c²) / 2 from the
    /// chord. L is known to 1e-15 of itself and 20 nm, c to 14 nm.
    ///
    /// A lon/lat-straight line: let x(t) be the place at the fraction t, running over [0, 1]. What it
    /// strays from A + (B − A) t has the second derivative x″ and vanishes at both ends, so it is at
    /// most max |x″| / 8. With p = N cos φ, p′ = −M sin φ and a constant λ′, φ′,
    /// |x″| ≤ |(p″, z″)| φ′² + p λ′² + 2 M |sin φ| |φ′ λ′|; there M, N ≤ a²/b, and
    /// |(p″, z″)| = √(M² + M′²) ≤ 1.001 a²/b, since |M′| = 3 e² M |sin φ| cos φ / W² ≤ 0.011 M.
    pub(crate) fn sagitta(&self, from: f64, to: f64) -> Distance {
        let metres = match &self.curve {
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => {
                let steep = (lat_difference * (to - from)).to_radians().abs();
                let wide = (lon_difference * (to - from)).to_radians().abs();
                let (lat_from, lat_to) = (
                    self.start.lat() + lat_difference * from,
                    self.start.lat() + lat_difference * to,
                );
                let widest_m = parallel_radius_m(nearest_to_equator(lat_from, lat_to));
                let radius_m = POLAR_CURVATURE_RADIUS_M;
                (1.001 * radius_m * steep * steep
                    + widest_m * wide * wide
                    + 2.0 * radius_m * steep * wide)
                    / 8.0
            }
            Curve::Geodesic { .. } | Curve::Rhumb(_) => {
                let length_m = self.reach_m(from, to) + 20e-9;
                let [a, b] = [from, to].map(|fraction| Ecef::from_position(self.at(fraction)));
                let chord_m = (a.chord_squared_m2(b).sqrt() - 14e-9).max(0.0);
                ((length_m - chord_m).max(0.0) * (length_m + chord_m)).sqrt() / 2.0
            }
        };
        Distance::from_computed_metres(metres)
    }

    /// The part between two fractions as a curve in space.
    ///
    /// # Proof of the one foot
    /// Let c be a chord from the position q to a place x, s the geodesic, κ the geodesic curvature
    /// and R = b²/a the least radius of curvature of the ellipsoid.
    ///
    /// Geodesic distances have one minimum where cot(D / b) / b > κ for a bound D of theirs, by (3)
    /// of [`Piece`]. Now 2 R sin(s / 2R) ≤ c (the proof stands in `index/bounds.rs`), so s ≤ D where
    /// c ≤ 2 R sin(D / 2R).
    ///
    /// h = c²/2 has by length the second derivative 1 + (x − q)·x″ = 1 − κₙ δ + κ (x − q)·B, with the
    /// normal curvature κₙ ≤ 1 / R and the depth δ ≤ h / R of q below the tangent plane. So it is
    /// convex where c² / 2R² + κ c < 1. A tenth is kept in hand.
    ///
    /// Along the part c changes by no more than its length.
    pub(crate) fn arc(&self, from: f64, to: f64) -> Arc {
        let [start, end] = [from, to].map(|fraction| self.walk_to(fraction));
        let reach_m = self.reach_m(from, to);
        let curvature = self.curvature_per_m(start.0, end.0);
        let (b, radius) = (WGS84.polar_radius_m(), 1.0 / GREATEST_NORMAL_CURVATURE);
        let convex_m = b * libm::atan2(1.0, curvature * b) - reach_m;
        let convex_m = 2.0 * radius * libm::sin(convex_m / (2.0 * radius));
        let bent = curvature * radius;
        let through_space_m = radius * ((bent * bent + 1.8).sqrt() - bent);
        let one_foot_m = convex_m.min(through_space_m) - reach_m;
        let velocity = |(position, azimuth), fraction: f64| {
            times(
                heading(position, azimuth),
                self.speed_m(fraction) * (to - from),
            )
        };
        Arc {
            start: Ecef::from_position(start.0).to_vector(),
            end: Ecef::from_position(end.0).to_vector(),
            velocity_at_start: velocity(start, from),
            velocity_at_end: velocity(end, to),
            sagitta: self.sagitta(from, to),
            one_foot_within_chord: Distance::from_computed_metres(one_foot_m.max(0.0)),
            curvature_per_m: curvature,
        }
    }

    /// How far the cubic with the ends and velocities of a [part](Self::arc) is beside it at most.
    ///
    /// # Proof
    /// A function differs from its cubic Hermite interpolant by at most a 384th of its greatest
    /// fourth derivative (P. J. Davis, Interpolation and Approximation, 1963, theorem 3.5.1).
    ///
    /// Along a geodesic x″ = −κ n and n′ = κ T + τ B, so that beside its plane, along B, the fourth
    /// derivative is 2 κ′ τ + κ τ′, and along T it only shifts the parameter. With
    /// |τ| ≤ e² / 2b and the changes of κ and τ at most 4 e² / b², that is below 0.05 / b³. Above and
    /// below its plane it does not matter: who takes the place takes the one on the ellipsoid.
    ///
    /// On a lon/lat-straight line w = p e^(iλ) and z have, by the rule of Leibniz,
    /// |w⁗| ≤ Σ binom(4, k) |p⁽ᵏ⁾| φ′ᵏ λ′⁴⁻ᵏ, with p at most the parallel's radius and its
    /// derivatives, as those of z, at most 1.05 a.
    ///
    /// A rhumb line has x″ = λ′ sin φ (up × T) − κ n with λ′ = sin β / p; its derivatives go with powers
    /// of 1 / p, and near the pole, where the Earth is flat, |x⁗| ≤ 6 / p³. It is taken to be below
    /// 10 / p³ everywhere.
    pub(crate) fn beside_cubic(&self, from: f64, to: f64) -> Distance {
        let part = to - from;
        let fourth_m = match &self.curve {
            Curve::Geodesic { .. } => {
                let [b, length] = [WGS84.polar_radius_m(), self.reach_m(from, to)];
                0.05 * length.powi(4) / b.powi(3)
            }
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => {
                let steep = (lat_difference * part).to_radians().abs();
                let wide = (lon_difference * part).to_radians().abs();
                let [lat_from, lat_to] =
                    [from, to].map(|fraction| self.start.lat() + lat_difference * fraction);
                let widest_m = parallel_radius_m(nearest_to_equator(lat_from, lat_to));
                widest_m * wide.powi(4)
                    + 1.05
                        * WGS84.equatorial_radius_m
                        * ((steep + wide).powi(4) - wide.powi(4) + steep.powi(4))
            }
            Curve::Rhumb(line) => {
                let [lat_from, lat_to] = [from, to].map(|fraction| self.at(fraction).lat().abs());
                let narrowest_m = parallel_radius_m(lat_from.max(lat_to)).max(f64::MIN_POSITIVE);
                let radius_m = if line.lon_difference() == 0.0 {
                    WGS84.polar_radius_m()
                } else {
                    narrowest_m
                };
                10.0 * self.reach_m(from, to).powi(4) / radius_m.powi(3)
            }
        };
        let least_m = self.reach_m(from, to);
        Distance::from_computed_metres((fourth_m / 384.0).min(least_m))
    }

    /// A length in metres that the segment does not exceed between two fractions.
    pub(super) fn reach_m(&self, from: f64, to: f64) -> f64 {
        let (lat_from, lat_to, lon_difference) = match &self.curve {
            Curve::Geodesic { whole, .. } => return whole.distance.metres() * (to - from),
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => (
                self.start.lat() + lat_difference * from,
                self.start.lat() + lat_difference * to,
                lon_difference * (to - from),
            ),
            Curve::Rhumb(line) => return line.length_m() * (to - from),
        };
        // A metre per radian of latitude is at most a²/b, one of longitude the parallel's radius
        // where it is nearest to the equator.
        libm::hypot(
            POLAR_CURVATURE_RADIUS_M * (lat_to - lat_from).to_radians(),
            parallel_radius_m(nearest_to_equator(lat_from, lat_to)) * lon_difference.to_radians(),
        )
    }

    /// How much the direction through space turns at most between two fractions, in radians a
    /// metre.
    pub(super) fn bend_per_m(&self, from: f64, to: f64) -> f64 {
        libm::hypot(
            GREATEST_NORMAL_CURVATURE,
            self.curvature_per_m(self.at(from), self.at(to)),
        )
    }

    /// A geodesic curvature per metre that the segment does not exceed between two samples.
    ///
    /// A curve of azimuth β has κ = dβ/ds + tan φ sin β / N. On a rhumb line dβ/ds is zero. On a
    /// lon/lat-straight line tan β = (N cos φ / M) λ′/φ′, hence
    /// dβ/ds = −sin β cos²β (tan φ / N + 3e² sin φ cos φ / (W² M)) with W² = 1 − e² sin²φ, and
    /// |κ| ≤ tan φ sin³β / N + 1.6e-9. There N ≥ a, and tan φ sin β ≤ (N / M) |λ′/φ′| ≤ 1.007 |λ′/φ′|.
    pub(super) fn curvature_per_m(&self, from: Position, to: Position) -> f64 {
        let (sin, cos) = sincos_degrees(from.lat().abs().max(to.lat().abs()));
        let steepest = sin / cos.max(f64::MIN_POSITIVE) / WGS84.equatorial_radius_m;
        match &self.curve {
            Curve::Geodesic { .. } => 0.0,
            &Curve::LonLat {
                lon_difference,
                lat_difference,
            } => {
                if lon_difference == 0.0 {
                    0.0
                } else if lat_difference == 0.0 {
                    steepest
                } else {
                    let slope = (lon_difference / lat_difference).abs();
                    steepest.min(1.007 * slope / WGS84.equatorial_radius_m) + 1.6e-9
                }
            }
            Curve::Rhumb(line) => {
                if line.lon_difference() == 0.0 {
                    0.0
                } else {
                    steepest * libm::sin(line.azimuth_radians()).abs()
                }
            }
        }
    }
}

/// What is known of the distance at one place of the segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) fraction: f64,
    pub(super) position: Position,
    pub(super) distance_m: f64,
    /// cos θ: metres that the distance shrinks by per metre of segment.
    pub(super) nearing: f64,
}

/// Distances closer to each other than this cannot be told apart, in metres: twice the 15 nm of
/// [`distance`](super::distance).
const UNSURE_M: f64 = 30e-9;

impl Sample {
    /// How far ahead the foot lies on a sphere; negative when it lies behind.
    ///
    /// Napier's rule for the right-angled triangle: tan a = tan c cos B.
    fn ahead_m(&self) -> f64 {
        let (sin, cos) = libm::sincos(self.distance_m / WGS84.equatorial_radius_m);
        WGS84.equatorial_radius_m * libm::atan2(sin * self.nearing, cos)
    }

    /// A settled foot, unless another sample is nearer by more than distances can be trusted to: they
    /// are flat about a foot, and an end of the segment beside it may seem nearer by chance.
    fn settled(other: Self, foot: Self) -> Self {
        if foot.distance_m <= other.distance_m + UNSURE_M {
            foot
        } else {
            other
        }
    }

    fn nearer(one: Self, other: Self) -> Self {
        if other.distance_m < one.distance_m {
            other
        } else {
            one
        }
    }
}

/// A piece of the segment between two samples, and bounds on the distance along it.
///
/// Let the piece be no longer than L, the distance at its ends d₁ and d₂, its greatest curvature κ.
///
/// 1. d changes by at most a metre per metre: d ≤ D = (d₁ + d₂ + L) / 2 on the piece, and
///    d ≥ (d₁ + d₂ − L) / 2.
/// 2. The Gaussian curvature is at most 1/b², at the equator. While D < π b there is no conjugate
///    point, and by Rauch's comparison d″ ≥ sin²θ cot(d / b) / b − κ |sin θ|. At the cut locus d is
///    the lesser of several such distances: bent downwards only, so never least there.
/// 3. So where cot(D / b) / b > κ every place with sin θ = ±1 is a strict minimum, and there is at
///    most one: the piece is settled by its root, or by its ends.
/// 4. Everywhere d″ ≥ −C with C = κ + max(0, −cot(D / b) / b). With s the length from the start of
///    the piece, ℓ ≤ L in all, h = d − C s (ℓ − s) / 2 is convex, equal to d at both ends and never
///    above it. So d lies above the tangents of h: it falls by at most
///    p = −d₁′ + C L / 2 a metre from the start and by q = d₂′ + C L / 2 a metre from the end, and
///    by (1) not faster than 1. Where p ≤ 0 or q ≤ 0 the least is at that end.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: Sample,
    to: Sample,
    reach_m: f64,
    /// A distance that no place on the piece is nearer than.
    nearest_possible_m: f64,
    /// Whether every place where the distance is stationary is a minimum.
    is_convex: bool,
}

impl Piece {
    fn new(segment: &Segment, from: Sample, to: Sample) -> Self {
        let reach_m = segment.reach_m(from.fraction, to.fraction);
        let curvature = segment.curvature_per_m(from.position, to.position);
        let farthest = (from.distance_m + to.distance_m + reach_m) / 2.0 / WGS84.polar_radius_m();
        // Short of the antipode: the tangent is negative from a quarter on and then −0.
        let spread_per_m = if farthest < PI - 1e-9 {
            1.0 / libm::tan(farthest).max(-f64::MAX) / WGS84.polar_radius_m()
        } else {
            f64::NEG_INFINITY
        };
        let bend_per_m = curvature + (-spread_per_m).max(0.0);
        Self {
            from,
            to,
            reach_m,
            nearest_possible_m: nearest_possible_m(from, to, reach_m, bend_per_m),
            is_convex: spread_per_m > curvature,
        }
    }

    /// Whether the piece need not be halved any more, to find what is nearer than `good_m`.
    fn is_settled(&self, good_m: f64) -> bool {
        self.is_convex || self.reach_m <= INDIFFERENT_M || self.nearest_possible_m >= good_m
    }

    fn holds_a_foot(&self) -> bool {
        self.from.ahead_m() > 0.0 && self.to.ahead_m() < 0.0
    }
}

impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nearest_possible_m
            .total_cmp(&other.nearest_possible_m)
            // So that the order of equal pieces is one of the segment, not of the heap.
            .then(self.from.fraction.total_cmp(&other.from.fraction))
    }
}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Piece {}

/// The bound (4) of [`Piece`], from its ends, its reach L and its bend C.
fn nearest_possible_m(from: Sample, to: Sample, reach_m: f64, bend_per_m: f64) -> f64 {
    let bend = bend_per_m * reach_m / 2.0;
    let fall_from_start = (from.nearing + bend).min(1.0);
    let fall_from_end = (bend - to.nearing).min(1.0);
    if fall_from_start <= 0.0 {
        return from.distance_m;
    }
    if fall_from_end <= 0.0 {
        return to.distance_m;
    }
    let crossing_m = (from.distance_m - to.distance_m + fall_from_end * reach_m)
        / (fall_from_start + fall_from_end);
    from.distance_m - fall_from_start * crossing_m.clamp(0.0, reach_m)
}

/// How much nearer than the answer another place may be, in metres, after so many samples.
fn indifferent_m(samples: i32) -> f64 {
    libm::ldexp(INDIFFERENT_M, (samples - 3_500).max(0) / 500)
}

/// a²/b, the greatest radius of curvature of the ellipsoid, in metres.
const POLAR_CURVATURE_RADIUS_M: f64 =
    WGS84.equatorial_radius_m * WGS84.equatorial_radius_m / WGS84.polar_radius_m();

/// a/b², the greatest curvature of a normal section of the ellipsoid, per metre.
const GREATEST_NORMAL_CURVATURE: f64 =
    WGS84.equatorial_radius_m / WGS84.polar_radius_m() / WGS84.polar_radius_m();

/// The latitude between two that is nearest to the equator, in degrees, without its sign.
fn nearest_to_equator(one: f64, other: f64) -> f64 {
    if one * other <= 0.0 {
        0.0
    } else {
        one.abs().min(other.abs())
    }
}

/// The radius of curvature of a meridian, in metres, at a latitude in degrees.
pub(super) fn meridian_radius_m(lat: f64) -> f64 {
    let e2 = WGS84.eccentricity_squared();
    let (sin, _) = sincos_degrees(lat);
    let w2 = 1.0 - e2 * sin * sin;
    WGS84.equatorial_radius_m * (1.0 - e2) / (w2 * w2.sqrt())
}
