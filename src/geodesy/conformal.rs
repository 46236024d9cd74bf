//! The conformal latitude, by tangents: what conformal projections of the ellipsoid share.
//!
//! φ is the geographic latitude, χ the conformal latitude, τ = tan φ, τ′ = tan χ, e the eccentricity.
//!
//! # Source
//! C. F. F. Karney (2011), Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85(8),
//! 475–485, doi:10.1007/s00190-011-0445-3: eqs. 7–9 and 19–21.

use super::WGS84;
use super::elementary::sincos_degrees;

/// √(1 + x²).
pub(super) fn hypot1(x: f64) -> f64 {
    libm::hypot(1.0, x)
}

/// e atanh(e x).
fn e_atanh_e(x: f64) -> f64 {
    let e = WGS84.eccentricity_squared().sqrt();
    e * libm::atanh(e * x)
}

/// exp(e atanh e), the ratio that ties a polar stereographic plane to the ellipsoid.
pub(super) fn polar_ratio() -> f64 {
    libm::exp(e_atanh_e(1.0))
}

/// The tangent of a latitude in degrees; at a pole a number so large that nothing tells it from infinity.
pub(super) fn tangent(lat: f64) -> f64 {
    let (sin, cos) = sincos_degrees(lat);
    sin / cos.max(1e-20)
}

/// τ′ from τ.
///
/// # Accuracy
/// A few units in the last place.
pub(super) fn conformal_tangent(tau: f64) -> f64 {
    let secant = hypot1(tau);
    let sigma = libm::sinh(e_atanh_e(tau / secant));
    hypot1(sigma) * tau - sigma * secant
}

/// τ from τ′, by Newton's method; it doubles its digits at each step, and three are enough for the Earth.
pub(super) fn geographic_tangent(tau_prime: f64) -> f64 {
    let e2m = 1.0 - WGS84.eccentricity_squared();
    if tau_prime.abs() > 1e8 {
        return tau_prime * polar_ratio();
    }
    let mut tau = if tau_prime.abs() > 70.0 {
        tau_prime * polar_ratio()
    } else {
        tau_prime / e2m
    };
    for _ in 0..5 {
        let reached = conformal_tangent(tau);
        let step =
            (tau_prime - reached) * (1.0 + e2m * tau * tau) / (e2m * hypot1(tau) * hypot1(reached));
        tau += step;
        if step.abs() < 1e-9 * tau_prime.abs().max(1.0) {
            break;
        }
    }
    tau
}

/// The isometric latitude ψ of a latitude in degrees, in which a rhumb line is straight: tan χ = sinh ψ.
///
/// At a pole it is large, not infinite: see [`tangent`].
#[cfg(feature = "map")]
pub(crate) fn isometric(lat: f64) -> f64 {
    libm::asinh(conformal_tangent(tangent(lat)))
}

/// The latitude in degrees of an isometric latitude.
#[cfg(feature = "map")]
pub(crate) fn latitude_of_isometric(psi: f64) -> f64 {
    libm::atan(geographic_tangent(libm::sinh(psi))).to_degrees()
}
