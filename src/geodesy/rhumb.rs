//! Rhumb lines on the ellipsoid, as differences that stay accurate for nearly parallel lines.
//!
//! φ is the geographic latitude, μ the rectifying latitude (proportional to the distance from the
//! equator along a meridian), ψ the isometric latitude (on which a rhumb line is straight), n the
//! third flattening, e the eccentricity.
//!
//! # Source
//! C. F. F. Karney (2024), On auxiliary latitudes, Survey Review 56(395), 165–180,
//! doi:10.1080/00396265.2023.2217604: the series between φ and μ to n⁶, and the differences.

use super::elementary::sincos_degrees;
use super::{Position, WGS84};

/// n = f / (2 − f).
const N: f64 = WGS84.flattening / (2.0 - WGS84.flattening);
const N2: f64 = N * N;

/// μ − φ = Σ cₖ sin 2kφ.
const RECTIFYING_FROM_GEOGRAPHIC: [f64; 6] = [
    N * (-3.0 / 2.0 + N2 * (9.0 / 16.0 - N2 * 3.0 / 32.0)),
    N2 * (15.0 / 16.0 + N2 * (-15.0 / 32.0 + N2 * 135.0 / 2048.0)),
    N2 * N * (-35.0 / 48.0 + N2 * 105.0 / 256.0),
    N2 * N2 * (315.0 / 512.0 - N2 * 189.0 / 512.0),
    N2 * N2 * N * (-693.0 / 1280.0),
    N2 * N2 * N2 * (1001.0 / 2048.0),
];

/// φ − μ = Σ dₖ sin 2kμ.
const GEOGRAPHIC_FROM_RECTIFYING: [f64; 6] = [
    N * (3.0 / 2.0 + N2 * (-27.0 / 32.0 + N2 * 269.0 / 512.0)),
    N2 * (21.0 / 16.0 + N2 * (-55.0 / 32.0 + N2 * 6759.0 / 4096.0)),
    N2 * N * (151.0 / 96.0 - N2 * 417.0 / 128.0),
    N2 * N2 * (1097.0 / 512.0 - N2 * 15543.0 / 2560.0),
    N2 * N2 * N * (8011.0 / 2560.0),
    N2 * N2 * N2 * (293393.0 / 61440.0),
];

/// The radius of the circle as long as a meridian, in metres.
const RECTIFYING_RADIUS_M: f64 = WGS84.equatorial_radius_m / (1.0 + N)
    * (1.0 + N2 * (1.0 / 4.0 + N2 * (1.0 / 64.0 + N2 / 256.0)));

/// The rhumb line from one position to another, the shorter way round.
///
/// A line that starts or ends at a pole is the meridian of its other end.
#[derive(Debug, Clone, Copy)]
pub(super) struct RhumbLine {
    lon1: f64,
    lat1: f64,
    lon_difference: f64,
    lat_difference: f64,
    /// μ at the start and its growth to the end, in radians.
    mu1: f64,
    mu_difference: f64,
    /// ψ's growth to the end, in radians.
    psi_difference: f64,
}

impl RhumbLine {
    pub(super) fn new(start: Position, end: Position) -> Self {
        let lon1 = if start.is_pole() {
            end.lon()
        } else {
            start.lon()
        };
        let lon_difference = if start.is_pole() || end.is_pole() {
            0.0
        } else {
            start.lon_difference_to(end)
        };
        let lat_difference = end.lat() - start.lat();
        let (phi1, phi_difference) = (start.lat().to_radians(), lat_difference.to_radians());
        Self {
            lon1,
            lat1: start.lat(),
            lon_difference,
            lat_difference,
            mu1: phi1 + series_difference(&RECTIFYING_FROM_GEOGRAPHIC, 0.0, phi1),
            mu_difference: phi_difference
                + series_difference(&RECTIFYING_FROM_GEOGRAPHIC, phi1, phi_difference),
            psi_difference: if lon_difference == 0.0 {
                0.0
            } else {
                isometric_difference(start.lat(), lat_difference)
            },
        }
    }

    /// Degrees east of Greenwich, not wrapped, and degrees north, at a fraction of the length.
    pub(super) fn lon_lat_at(&self, fraction: f64) -> (f64, f64) {
        let mu_difference = self.mu_difference * fraction;
        let lat_difference = (mu_difference
            + series_difference(&GEOGRAPHIC_FROM_RECTIFYING, self.mu1, mu_difference))
        .to_degrees();
        let lon_fraction = if self.lon_difference == 0.0 || self.lat_difference == 0.0 {
            fraction
        } else {
            isometric_difference(self.lat1, lat_difference) / self.psi_difference
        };
        (
            self.lon1 + self.lon_difference * lon_fraction,
            self.lat1 + lat_difference,
        )
    }

    /// The constant azimuth, in radians clockwise from north.
    pub(super) fn azimuth_radians(&self) -> f64 {
        if self.lon_difference == 0.0 {
            return libm::atan2(0.0, self.lat_difference);
        }
        libm::atan2(self.lon_difference.to_radians(), self.psi_difference)
    }

    /// Degrees of longitude to the end, eastward positive; 0 along a meridian.
    pub(super) fn lon_difference(&self) -> f64 {
        self.lon_difference
    }

    /// Its length in metres.
    pub(super) fn length_m(&self) -> f64 {
        let north_m = RECTIFYING_RADIUS_M * self.mu_difference;
        if self.lon_difference == 0.0 {
            return north_m.abs();
        }
        let metres_per_psi = if self.lat_difference == 0.0 {
            parallel_radius_m(self.lat1)
        } else {
            north_m / self.psi_difference
        };
        libm::hypot(north_m, metres_per_psi * self.lon_difference.to_radians())
    }
}

/// The radius of a parallel, in metres, at a latitude in degrees.
pub(super) fn parallel_radius_m(lat: f64) -> f64 {
    let (sin, cos) = sincos_degrees(lat);
    WGS84.equatorial_radius_m * cos / (1.0 - WGS84.eccentricity_squared() * sin * sin).sqrt()
}

/// Σ cₖ (sin 2k(x + d) − sin 2kx), without cancellation for a small d; in radians.
fn series_difference(coefficients: &[f64; 6], x: f64, d: f64) -> f64 {
    let (mut sum, mut k) = (0.0, 0.0);
    for coefficient in coefficients {
        k += 1.0;
        sum += coefficient * 2.0 * libm::cos(k * (2.0 * x + d)) * libm::sin(k * d);
    }
    sum
}

/// ψ(φ + d) − ψ(φ) in radians, from degrees, without cancellation for a small d.
///
/// ψ = asinh tan φ − e atanh(e sin φ). With s = sin(φ + d) − sin φ, the first term grows by
/// asinh(s / (cos φ cos(φ + d))) and the second by e atanh(e s / (1 − e² sin φ sin(φ + d))).
fn isometric_difference(lat: f64, lat_difference: f64) -> f64 {
    let e2 = WGS84.eccentricity_squared();
    let e = e2.sqrt();
    let (sin1, cos1) = sincos_degrees(lat);
    let (sin2, cos2) = sincos_degrees(lat + lat_difference);
    let (_, cos_middle) = sincos_degrees(lat + lat_difference / 2.0);
    let sin_growth = 2.0 * cos_middle * libm::sin(lat_difference.to_radians() / 2.0);
    libm::asinh(sin_growth / (cos1 * cos2))
        - e * libm::atanh(e * sin_growth / (1.0 - e2 * sin1 * sin2))
}
