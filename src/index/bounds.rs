//! What a straight chord through the Earth says about the geodesic between its ends.
//!
//! With R₁ = b²/a and R₂ = a²/b, the least and the greatest radius of curvature anywhere on the
//! ellipsoid, a geodesic s between two points and the chord c between them obey
//!
//! ```text
//! 2 R₂ asin(c / 2R₂)  ≤  s  ≤  2 R₁ asin(c / 2R₁)       (the right side for c ≤ 12 000 km)
//! ```
//!
//! Proof. Let γ(t) run along the geodesic from p with unit speed, r = γ(t) − p and h = |r|²/2. Then
//! h′ = r·γ′ and h″ = 1 + r·γ″ = 1 − κδ, since γ″ = −κn with the outward normal n and the normal
//! curvature κ; δ = r·n ≥ 0 is the depth of p below the tangent plane at γ(t). The ellipsoid is
//! convex with 1/R₂ ≤ κ ≤ 1/R₁ everywhere, so (Blaschke's rolling theorem) the ball of radius R₁
//! that touches it at γ(t) from inside lies in the ellipsoid, and the ellipsoid lies in that of
//! radius R₂. A point at distance √2h and depth δ is in a ball of radius R when 2h ≤ 2Rδ. Now p is
//! not inside the small ball and is in the large one: h/R₂ ≤ δ ≤ h/R₁. Hence
//!
//! ```text
//! 1 − h/R₁²  ≤  h″  ≤  1 − h/R₂²,   h(0) = h′(0) = 0,
//! ```
//!
//! and by Sturm's comparison, R₁²(1 − cos(s/R₁)) ≤ h for s ≤ πR₁, and h ≤ R₂²(1 − cos(s/R₂)) for
//! s ≤ πR₂. With 1 − cos x = 2 sin²(x/2) and h = c²/2: 2R₁ sin(s/2R₁) ≤ c ≤ 2R₂ sin(s/2R₂). No
//! shortest geodesic is longer than half a meridian, 20 003 932 m < πR₂, so the right side always
//! holds. The left side holds up to πR₁ = 19 903 km, where c ≥ 2R₁ = 12 670 km; beyond, c shrinks by
//! at most the 101 km that remain. So whenever c ≤ 12 000 km, s is below πR₁. ∎
//!
//! # Source
//! W. Blaschke (1916), Kreis und Kugel, § 24 (rolling); C. Sturm (1836), J. Math. Pures Appl. 1,
//! 106–186 (comparison).

use crate::geodesy::{Distance, WGS84};

/// Distances closer to each other than this are a tie: 20 nm.
///
/// A computed distance is off by 4 nm up to 1 000 km and by 10 nm up to 10 000 km, so places that are
/// equally far in truth are a tie in the computation too.
pub const TIE: Distance = Distance::from_computed_metres(TIE_M);

/// The same in metres.
pub(super) const TIE_M: f64 = 20e-9;

/// How far a computed chord and a computed geodesic may be from the true ones together, in metres.
///
/// Computed points are within 4 nm in each coordinate at both ends, so chords within √3 · 8 nm
/// < 14 nm; differences, squares and roots round by under 7 nm; a computed geodesic is within 25 nm.
/// Together 46 nm.
const COMPUTED_M: f64 = 100e-9;

const LEAST_RADIUS_M: f64 = WGS84.least_radius_of_curvature_m();
const GREATEST_RADIUS_M: f64 = WGS84.greatest_radius_of_curvature_m();

/// Up to this chord, in metres, both sides hold.
const UPPER_SIDE_HOLDS_M: f64 = 12_000e3;

/// Up to this chord, in metres, the first terms of the series bound the functions themselves.
const SERIES_M: f64 = 5_000e3;

/// The squared chord beyond which every geodesic is longer, by more than a tie, than any geodesic of
/// the squared chord `chord_squared_m2`; in square metres.
///
/// With it one exact geodesic an answer is enough: what lies beyond cannot be nearer.
#[inline]
pub(super) fn squared_chord_out_of_reach(chord_squared_m2: f64) -> f64 {
    const SLACK_M: f64 = COMPUTED_M + TIE_M;
    let c = chord_squared_m2.sqrt();
    if c > SERIES_M {
        return far_squared_chord_out_of_reach(c);
    }
    // asin has positive coefficients that fall: for x = c/2R₁ < 0.4 all terms from x⁹ on are below
    // 1/(1 − x²) < 1.2 times the first of them. sin alternates: what follows a positive term is
    // negative.
    let x2 = chord_squared_m2 * (0.25 / (LEAST_RADIUS_M * LEAST_RADIUS_M));
    let asin = 1.0
        + x2 * (1.0 / 6.0 + x2 * (3.0 / 40.0 + x2 * (5.0 / 112.0 + x2 * (1.2 * 35.0 / 1152.0))));
    let longest = c * asin + SLACK_M;
    let y2 = longest * longest * (0.25 / (GREATEST_RADIUS_M * GREATEST_RADIUS_M));
    let sin =
        1.0 - y2 * (1.0 / 6.0 - y2 * (1.0 / 120.0 - y2 * (1.0 / 5040.0 - y2 * (1.0 / 362_880.0))));
    let chord = longest * sin;
    chord * chord
}

#[cold]
fn far_squared_chord_out_of_reach(chord_m: f64) -> f64 {
    if chord_m > UPPER_SIDE_HOLDS_M {
        return f64::INFINITY;
    }
    let longest = 2.0 * LEAST_RADIUS_M * libm::asin(chord_m / (2.0 * LEAST_RADIUS_M));
    squared_chord_longer_than(longest + TIE_M)
}

/// The squared chord beyond which every computed geodesic is longer than `metres`.
pub(super) fn squared_chord_longer_than(metres: f64) -> f64 {
    let half_turn = (metres + COMPUTED_M) / (2.0 * GREATEST_RADIUS_M);
    if half_turn >= std::f64::consts::FRAC_PI_2 {
        return f64::INFINITY;
    }
    let chord = 2.0 * GREATEST_RADIUS_M * libm::sin(half_turn) + COMPUTED_M;
    chord * chord
}

/// The squared chord up to which every computed geodesic is at most `metres`; negative when there is
/// none.
pub(super) fn squared_chord_within(metres: f64) -> f64 {
    let half_turn = (metres - COMPUTED_M) / (2.0 * LEAST_RADIUS_M);
    let chord = if half_turn >= std::f64::consts::FRAC_PI_2 {
        UPPER_SIDE_HOLDS_M
    } else {
        (2.0 * LEAST_RADIUS_M * libm::sin(half_turn) - COMPUTED_M).min(UPPER_SIDE_HOLDS_M)
    };
    chord * chord.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::samples::pairs;
    use crate::geodesy::{Ecef, distance};

    fn each_pair(mut check: impl FnMut(f64, f64)) {
        for (from, to) in pairs().take(2_000_000) {
            let chord = Ecef::from_position(from).chord_squared_m2(Ecef::from_position(to));
            check(chord, distance(from, to).metres());
        }
    }

    #[test]
    fn both_sides_of_the_bound_hold_for_two_million_pairs() {
        each_pair(|chord_squared, metres| {
            assert!(
                chord_squared <= squared_chord_longer_than(metres),
                "{metres}"
            );
            assert!(chord_squared >= squared_chord_within(metres), "{metres}");
            // What is out of reach of a chord is farther than any geodesic of that chord.
            let longest = squared_chord_out_of_reach(chord_squared);
            assert!(
                longest >= squared_chord_longer_than(metres - COMPUTED_M),
                "{metres}"
            );
        });
    }

    #[test]
    fn the_bound_is_tight_enough_to_be_of_use() {
        // 2.6 mm at 50 km, 20 m at 1000 km: a third of the cube of the chord over R₁² − R₂².
        let slack = |chord: f64| squared_chord_out_of_reach(chord * chord).sqrt() - chord;
        assert!(slack(50e3) < 3e-3, "{}", slack(50e3));
        assert!(slack(1_000e3) < 22.0, "{}", slack(1_000e3));
        assert!(slack(5_000e3) < 4e3, "{}", slack(5_000e3));
    }
}
