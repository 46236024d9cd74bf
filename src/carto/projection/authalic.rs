//! The authalic latitude β: equal areas on the ellipsoid are equal areas on a sphere of radius Rq.
//!
//! Notation: φ geographic latitude, e eccentricity, a equatorial radius, q and qp as in Snyder.
//!
//! # Source
//! Snyder (1987), pages 16 and 17, equations 3-11 to 3-13. The difference qp − q is put into a form
//! without cancellation, so that the poles are as accurate as the rest:
//! (1 − e²) [ (1 − s)(1 + e²s) / ((1 − e²)(1 − e²s²)) + atanh(e(1 − s) / (1 − e²s)) / e ], s = |sin φ|.

use std::sync::LazyLock;

use crate::geodesy::WGS84;

/// Sine and cosine of an authalic latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Authalic {
    pub(super) sin: f64,
    pub(super) cos: f64,
}

struct Constants {
    e2: f64,
    e: f64,
    qp: f64,
    radius_m: f64,
}

static CONSTANTS: LazyLock<Constants> = LazyLock::new(|| {
    let e2 = WGS84.eccentricity_squared();
    let e = e2.sqrt();
    let qp = 1.0 + (1.0 - e2) * libm::atanh(e) / e;
    Constants {
        e2,
        e,
        qp,
        radius_m: WGS84.equatorial_radius_m * (qp / 2.0).sqrt(),
    }
});

/// The radius Rq of the sphere with the ellipsoid's area, in metres.
pub(super) fn radius_m() -> f64 {
    CONSTANTS.radius_m
}

/// The authalic latitude of a geographic latitude in degrees.
pub(super) fn from_latitude(lat: f64) -> Authalic {
    let Constants { e2, e, qp, .. } = *CONSTANTS;
    let half_colatitude = libm::sin(((90.0 - lat.abs()) / 2.0).to_radians());
    let from_pole = 2.0 * half_colatitude * half_colatitude;
    let s = 1.0 - from_pole;
    let rational = from_pole * (1.0 + e2 * s) / ((1.0 - e2) * (1.0 - e2 * s * s));
    let logarithm = libm::atanh(e * from_pole / (1.0 - e2 * s)) / e;
    let missing = (1.0 - e2) * (rational + logarithm) / qp;
    Authalic {
        sin: (1.0 - missing).copysign(lat),
        cos: (missing * (2.0 - missing)).max(0.0).sqrt(),
    }
}

/// The geographic latitude, in degrees, of an authalic latitude.
pub(super) fn to_latitude(authalic: Authalic) -> f64 {
    let beta = libm::atan2(authalic.sin, authalic.cos).to_degrees();
    // β − φ changes by at most 2e²/3 = 0.0045 a degree: each step gains more than two decimals, and
    // seven reach the last one.
    (0..7).fold(beta, |lat, _| {
        let reached = from_latitude(lat);
        let step = beta - libm::atan2(reached.sin, reached.cos).to_degrees();
        (lat + step).clamp(-90.0, 90.0)
    })
}
