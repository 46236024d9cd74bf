//! How far off something may be, and how far off what is measured between two such things may be.
//!
//! σ is the standard deviation of an error along either axis.
//!
//! # Source
//! The radius that holds a share P of a circular normal error follows from its distribution,
//! P = 1 − exp(−R² / 2σ²): R = σ √(−2 ln (1 − P)). N. L. Johnson, S. Kotz, N. Balakrishnan (1994),
//! Continuous Univariate Distributions, volume 1, chapter 18 (Rayleigh); FGDC-STD-007.3-1998,
//! appendix 3-A, has the 2.4477 σ of 95 %.

use super::RadiusKind;
use crate::geodesy::Distance;

/// A radius of doubt and what it promises.
///
/// # How two of them add up
/// The error of a distance is at most the length of the difference of the two errors at its ends,
/// by the triangle inequality, whatever their directions.
///
/// - Bounds add.
/// - Circles of 95 % and 68 % are taken as independent circular normal errors, so their σ add in
///   quadrature, σ² = σ₁² + σ₂², and the sum is told as the weaker kind of the two. With R₉₅ = 2.4477 σ
///   and R₆₈ = 1.5096 σ two circles of one kind add as √(R₁² + R₂²).
/// - A bound and a circle add as they are: the error of the circle is inside it with its confidence,
///   and then the two together are inside the sum. The sum has the circle's kind.
///
/// The kind of a sum is thus that of its weakest part, and what it promises holds at least as often
/// as it says. Bounds and circles are kept apart until the sum is asked for, so that the order in which
/// several add up makes no difference but for rounding.
///
/// ```
/// use pointzero::geodesy::Distance;
/// use pointzero::model::{Doubt, RadiusKind};
/// let [three, four] = [3_000.0, 4_000.0].map(|m| Distance::from_metres(m).unwrap());
/// let bounds = Doubt::new(three, RadiusKind::Bound).and(Doubt::new(four, RadiusKind::Bound));
/// assert_eq!((bounds.radius().metres(), bounds.kind()), (7_000.0, RadiusKind::Bound));
/// let circles = Doubt::new(three, RadiusKind::P95).and(Doubt::new(four, RadiusKind::P95));
/// assert_eq!((circles.radius().metres(), circles.kind()), (5_000.0, RadiusKind::P95));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// What its bounds come to.
    bound: Distance,
    /// What its circles come to, as one of the kind.
    circle: Distance,
    kind: RadiusKind,
}

impl Doubt {
    /// No doubt at all: a bound of zero.
    pub const NONE: Self = Self {
        bound: Distance::ZERO,
        circle: Distance::ZERO,
        kind: RadiusKind::Bound,
    };

    /// A radius of a kind; a radius of zero is a bound, whatever it is called.
    pub fn new(radius: Distance, kind: RadiusKind) -> Self {
        match kind {
            _ if radius == Distance::ZERO => Self::NONE,
            RadiusKind::Bound => Self {
                bound: radius,
                ..Self::NONE
            },
            RadiusKind::P95 | RadiusKind::P68 => Self {
                circle: radius,
                kind,
                ..Self::NONE
            },
        }
    }

    /// How far off.
    pub fn radius(self) -> Distance {
        self.bound.plus(self.circle)
    }

    /// What the radius promises.
    pub const fn kind(self) -> RadiusKind {
        self.kind
    }

    /// The doubt of a distance between two ends; see [above](Self#how-two-of-them-add-up).
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let kind = self.kind.max(other.kind);
        let circle = match (self.sigmas(), other.sigmas()) {
            (Some(own), Some(others)) if self.kind != other.kind => {
                let own_sigma_m = self.circle.metres() / own;
                let sigma_m = libm::hypot(own_sigma_m, other.circle.metres() / others);
                Distance::from_computed_metres(sigma_m * own.min(others))
            }
            (Some(_), Some(_)) => {
                let metres = libm::hypot(self.circle.metres(), other.circle.metres());
                Distance::from_computed_metres(metres)
            }
            _ => self.circle.plus(other.circle),
        };
        Self {
            bound: self.bound.plus(other.bound),
            circle,
            kind,
        }
    }

    /// The least and the most that a distance with this doubt may be.
    pub fn bounds_of(self, distance: Distance) -> (Distance, Distance) {
        (
            distance.minus_to_zero(self.radius()),
            distance.plus(self.radius()),
        )
    }

    /// The radius in units of σ; nothing for a bound.
    const fn sigmas(self) -> Option<f64> {
        match self.kind {
            RadiusKind::Bound => None,
            RadiusKind::P95 => Some(SIGMAS_95),
            RadiusKind::P68 => Some(SIGMAS_68),
        }
    }
}

/// √(−2 ln 0.05): σ in the radius that holds 95 % of a circular normal error.
const SIGMAS_95: f64 = 2.447_746_830_680_816;

/// √(−2 ln 0.32): σ in the radius that holds 68 %.
const SIGMAS_68: f64 = 1.509_592_185_451_663_4;

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(metres: f64, kind: RadiusKind) -> Doubt {
        Doubt::new(Distance::from_metres(metres).unwrap(), kind)
    }

    #[test]
    fn radii_in_sigmas_hold_their_share() {
        for (sigmas, share) in [(SIGMAS_95, 0.95), (SIGMAS_68, 0.68)] {
            let held = -libm::expm1(-sigmas * sigmas / 2.0);
            assert!((held - share).abs() < 1e-15, "{held}");
        }
    }

    #[test]
    fn a_radius_of_zero_changes_nothing_and_has_no_weak_kind() {
        use RadiusKind::{Bound, P68, P95};
        for kind in [Bound, P95, P68] {
            let one = doubt(25.0, kind);
            for zero in [Bound, P95, P68] {
                assert_eq!(one.and(doubt(0.0, zero)), one);
                assert_eq!(doubt(0.0, zero).and(one), one);
            }
        }
    }

    #[test]
    fn a_mix_has_the_name_of_its_weakest_kind() {
        use RadiusKind::{Bound, P68, P95};
        for (one, other, metres, kind) in [
            (doubt(3.0, Bound), doubt(4.0, Bound), 7.0, Bound),
            (doubt(3.0, Bound), doubt(4.0, P95), 7.0, P95),
            (doubt(3.0, P68), doubt(4.0, Bound), 7.0, P68),
            (doubt(3.0, P68), doubt(4.0, P68), 5.0, P68),
            // σ of 3 and 4: 5 σ, told at 68 %.
            (
                doubt(3.0 * SIGMAS_95, P95),
                doubt(4.0 * SIGMAS_68, P68),
                5.0 * SIGMAS_68,
                P68,
            ),
        ] {
            for sum in [one.and(other), other.and(one)] {
                assert!((sum.radius().metres() - metres).abs() < 1e-12, "{sum:?}");
                assert_eq!(sum.kind(), kind);
            }
        }
    }

    #[test]
    fn the_order_of_several_makes_no_difference() {
        use RadiusKind::{Bound, P68, P95};
        let all = [doubt(3.0, P95), doubt(4.0, P95), doubt(12.0, Bound)];
        for [a, b, c] in [[0, 1, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]] {
            let sum = all[a].and(all[b]).and(all[c]);
            assert!((sum.radius().metres() - 17.0).abs() < 1e-12, "{sum:?}");
            assert_eq!(sum.kind(), P95);
        }
        let mixed = [doubt(3.0, P95), doubt(4.0, P68), doubt(12.0, P95)];
        let sum = |[a, b, c]: [usize; 3]| mixed[a].and(mixed[b].and(mixed[c])).radius().metres();
        assert!((sum([0, 1, 2]) - sum([1, 2, 0])).abs() < 1e-12);
    }

    /// The promise of a sum, by throwing errors: at least as many distances lie inside as it says.
    #[test]
    fn a_sum_holds_what_it_promises() {
        use RadiusKind::{Bound, P68, P95};
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut uniform = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // 53 bits are exact in a double.
            libm::ldexp(f64::from(u32::try_from(state >> 32).unwrap()) + 0.5, -32)
        };
        for (one, other, share) in [
            (doubt(30.0, P95), doubt(40.0, P95), 0.95),
            (doubt(30.0, P68), doubt(40.0, P68), 0.68),
            (doubt(30.0, P95), doubt(40.0, P68), 0.68),
            (doubt(30.0, Bound), doubt(40.0, P95), 0.95),
            (doubt(30.0, Bound), doubt(40.0, Bound), 1.0),
        ] {
            let mut error = |doubt: Doubt| {
                let turn = std::f64::consts::TAU * uniform();
                let length = match doubt.sigmas() {
                    None => doubt.radius().metres(),
                    Some(sigmas) => {
                        doubt.radius().metres() / sigmas * (-2.0 * libm::log(uniform())).sqrt()
                    }
                };
                (length * libm::cos(turn), length * libm::sin(turn))
            };
            let sum = one.and(other);
            let mut inside = 0;
            for _ in 0..20_000 {
                let (a, b) = (error(one), error(other));
                let apart = libm::hypot(1_000.0 + a.0 - b.0, a.1 - b.1);
                inside += i32::from((apart - 1_000.0).abs() <= sum.radius().metres() + 1e-9);
            }
            assert!(
                f64::from(inside) / 20_000.0 >= share - 0.005,
                "{inside} {sum:?}"
            );
        }
    }
}
