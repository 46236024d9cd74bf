//! Elementary functions without branches, so that a loop over lanes becomes vector instructions.
//!
//! Only sums, products, quotients, square roots and selections: every one is rounded as IEEE 754
//! says, so the results are the same bits on every level of instructions.
//!
//! # Source
//! The polynomials are those of FDLIBM 5.3 (Sun Microsystems, 1993; `k_sin.c`, `k_cos.c`,
//! `s_atan.c`), each within one unit in the last place on its interval.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]
#![expect(
    clippy::excessive_precision,
    reason = "the constants as they were published"
)]

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Adding and taking away 1.5 · 2⁵² rounds to a whole number, which then stands in the low bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// Sine and cosine of degrees, exact at multiples of 90° so that poles and the antimeridian meet.
///
/// # Accuracy
/// 2.5 units in the last place, for up to ±2⁴⁰ degrees.
#[inline(always)]
pub(super) fn sincos_degrees(degrees: f64) -> (f64, f64) {
    let shifted = degrees * (1.0 / 90.0) + ROUNDING;
    let quadrant = shifted.to_bits();
    let radians = (degrees - 90.0 * (shifted - ROUNDING)) * (PI / 180.0);
    let (sin, cos) = (sin_to_quarter(radians), cos_to_quarter(radians));
    let is_odd = quadrant & 1 != 0;
    let (sin, cos) = if is_odd { (cos, sin) } else { (sin, cos) };
    let sin = if quadrant & 2 != 0 { -sin } else { sin };
    let cos = if (quadrant + 1) & 2 != 0 { -cos } else { cos };
    // Adding zero makes a negative zero positive.
    (sin + 0.0, cos + 0.0)
}

/// The sine of at most a little over π/4.
#[inline(always)]
fn sin_to_quarter(x: f64) -> f64 {
    let z = x * x;
    let tail = -1.66666666666666324348e-01
        + z * (8.33333333332248946124e-03
            + z * (-1.98412698298579493134e-04
                + z * (2.75573137070700676789e-06
                    + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))));
    x + x * z * tail
}

/// The cosine of at most a little over π/4.
#[inline(always)]
fn cos_to_quarter(x: f64) -> f64 {
    let z = x * x;
    let tail = z
        * (4.16666666666666019037e-02
            + z * (-1.38888888888741095749e-03
                + z * (2.48015872894767294178e-05
                    + z * (-2.75573143513906633035e-07
                        + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    let half = 0.5 * z;
    let head = 1.0 - half;
    head + (((1.0 - head) - half) + z * tail)
}

/// The angle of the point (x, y) with y ≥ 0, in [0, π]; 0 for the origin.
///
/// # Accuracy
/// 2 units in the last place.
#[inline(always)]
pub(super) fn angle_above(y: f64, x: f64) -> f64 {
    let (across, along) = (y.min(x.abs()), y.max(x.abs()));
    // atan t = atan(1/2) + atan((t − 1/2) / (1 + t/2)) = π/4 + atan((t − 1) / (1 + t)).
    let (numerator, denominator, base, base_low) = if across < 0.4375 * along {
        (across, along, 0.0, 0.0)
    } else if across < 0.6875 * along {
        (
            2.0 * across - along,
            2.0 * along + across,
            4.63647609000806093515e-01,
            2.26987774529616870924e-17,
        )
    } else {
        (
            across - along,
            along + across,
            FRAC_PI_4,
            3.06161699786838301793e-17,
        )
    };
    let t = numerator / denominator.max(f64::MIN_POSITIVE);
    let z = t * t;
    let w = z * z;
    let even = z
        * (3.33333333333329318027e-01
            + w * (1.42857142725034663711e-01
                + w * (9.09088713343650656196e-02
                    + w * (6.66107313738753120669e-02
                        + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
    let odd = w
        * (-1.99999999998764832476e-01
            + w * (-1.11111104054623557880e-01
                + w * (-7.69187620504482999495e-02
                    + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
    let octant = base - ((t * (even + odd) - base_low) - t);
    let quadrant = if y > x.abs() {
        FRAC_PI_2 - (octant - 6.12323399573676603587e-17)
    } else {
        octant
    };
    if x < 0.0 {
        PI - (quadrant - 1.22464679914735317636e-16)
    } else {
        quadrant
    }
}
