//! The transverse Mercator projection of the ellipsoid, by Krüger's series.
//!
//! ξ′, η′ are the northing and easting on the conformal sphere, ξ, η on the ellipsoid, n the third flattening.
//!
//! # Source
//! C. F. F. Karney (2011), Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85(8),
//! 475–485, doi:10.1007/s00190-011-0445-3: eqs. 10–15, 35 and 36, after L. Krüger (1912), Konforme Abbildung
//! des Erdellipsoids in der Ebene, doi:10.2312/GFZ.b103-krueger28.

use super::conformal::{conformal_tangent, geographic_tangent, tangent};
use super::elementary::sincos_degrees;
use super::{PlanePoint, Position, WGS84};

/// n = f / (2 − f).
const N: f64 = WGS84.flattening / (2.0 - WGS84.flattening);
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N2 * N2;
const N5: f64 = N4 * N;
const N6: f64 = N3 * N3;

/// αₖ of ξ + iη = ζ′ + Σ αₖ sin 2kζ′.
const ALPHA: [f64; 6] = [
    N * (1.0 / 2.0
        + N * (-2.0 / 3.0
            + N * (5.0 / 16.0 + N * (41.0 / 180.0 + N * (-127.0 / 288.0 + N * 7891.0 / 37800.0))))),
    N2 * (13.0 / 48.0
        + N * (-3.0 / 5.0
            + N * (557.0 / 1440.0 + N * (281.0 / 630.0 - N * 1983433.0 / 1935360.0)))),
    N3 * (61.0 / 240.0 + N * (-103.0 / 140.0 + N * (15061.0 / 26880.0 + N * 167603.0 / 181440.0))),
    N4 * (49561.0 / 161280.0 + N * (-179.0 / 168.0 + N * 6601661.0 / 7257600.0)),
    N5 * (34729.0 / 80640.0 - N * 3418889.0 / 1995840.0),
    N6 * (212378941.0 / 319334400.0),
];

/// βₖ of ξ′ + iη′ = ζ − Σ βₖ sin 2kζ.
const BETA: [f64; 6] = [
    N * (1.0 / 2.0
        + N * (-2.0 / 3.0
            + N * (37.0 / 96.0
                + N * (-1.0 / 360.0 + N * (-81.0 / 512.0 + N * 96199.0 / 604800.0))))),
    N2 * (1.0 / 48.0
        + N * (1.0 / 15.0
            + N * (-437.0 / 1440.0 + N * (46.0 / 105.0 - N * 1118711.0 / 3870720.0)))),
    N3 * (17.0 / 480.0 + N * (-37.0 / 840.0 + N * (-209.0 / 4480.0 + N * 5569.0 / 90720.0))),
    N4 * (4397.0 / 161280.0 + N * (-11.0 / 504.0 - N * 830251.0 / 7257600.0)),
    N5 * (4583.0 / 161280.0 - N * 108847.0 / 3991680.0),
    N6 * (20648693.0 / 638668800.0),
];

/// The radius of the circle as long as a meridian, in metres.
const RECTIFYING_RADIUS_M: f64 = WGS84.equatorial_radius_m / (1.0 + N)
    * (1.0 + N2 * (1.0 / 4.0 + N2 * (1.0 / 64.0 + N2 / 256.0)));

/// A transverse Mercator projection: x grows eastward from its meridian, y northward from the equator.
///
/// # Accuracy
/// Within 35° of the meridian (3,900 km at the equator) the series leaves out less than 5 nm (Karney 2011, section 5); rounding adds
/// some nanometres. On the thousand places of `tests/truth/utm_ups.tsv` it agrees with GeographicLib to the 1 µm that is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercator {
    meridian: f64,
    scale: f64,
}

/// How far from its meridian the projection is used, in degrees of longitude.
const WIDEST: f64 = 35.0;

impl TransverseMercator {
    /// A projection about the meridian of a position, with a scale along it.
    pub const fn new(centre: Position, scale: f64) -> Self {
        Self {
            meridian: centre.lon(),
            scale,
        }
    }

    /// The place of a position on the plane; nothing farther than 35° of longitude from the meridian.
    ///
    /// A pole is on every meridian.
    pub fn forward(&self, position: Position) -> Option<PlanePoint> {
        let meridian = Position::from_computed_lon_lat(self.meridian, 0.0);
        let lon = if position.is_pole() {
            0.0
        } else {
            meridian.lon_difference_to(position)
        };
        if lon.abs() > WIDEST {
            return None;
        }
        let (sin, cos) = sincos_degrees(lon);
        let tau_prime = conformal_tangent(tangent(position.lat()));
        let xi = libm::atan2(tau_prime, cos);
        let eta = libm::asinh(sin / libm::hypot(tau_prime, cos));
        let (more_xi, more_eta) = series(&ALPHA, xi, eta);
        let metres = self.scale * RECTIFYING_RADIUS_M;
        Some(PlanePoint {
            x_m: metres * (eta + more_eta),
            y_m: metres * (xi + more_xi),
        })
    }

    /// The position of a place on the plane; nothing where none within 35° of the meridian has it.
    pub fn inverse(&self, point: PlanePoint) -> Option<Position> {
        let metres = self.scale * RECTIFYING_RADIUS_M;
        let (xi, eta) = (point.y_m / metres, point.x_m / metres);
        // Beyond these lie the far sides of the poles and what is wider than the series.
        let is_near = xi.abs() <= std::f64::consts::FRAC_PI_2 && eta.abs() <= 0.7;
        if !is_near {
            return None;
        }
        let (less_xi, less_eta) = series(&BETA, xi, eta);
        let (xi, eta) = (xi - less_xi, eta - less_eta);
        let (sin_xi, cos_xi) = (libm::sin(xi), libm::cos(xi).max(0.0));
        let sinh_eta = libm::sinh(eta);
        let across = libm::hypot(sinh_eta, cos_xi);
        let lon = libm::atan2(sinh_eta, cos_xi).to_degrees();
        let tau = geographic_tangent(sin_xi / across.max(1e-20));
        let lat = libm::atan(tau).to_degrees();
        let is_pole = lat.abs() >= 90.0 - 1e-12;
        if lon.abs() > WIDEST + 1e-9 && !is_pole {
            return None;
        }
        let lon = if is_pole { 0.0 } else { lon };
        Some(Position::from_computed_lon_lat(self.meridian + lon, lat))
    }
}

/// Σ cₖ sin 2k(ξ + iη), by Clenshaw's recurrence in complex numbers.
fn series(coefficients: &[f64; 6], xi: f64, eta: f64) -> (f64, f64) {
    let (sin, cos) = (libm::sin(2.0 * xi), libm::cos(2.0 * xi));
    let (sinh, cosh) = (libm::sinh(2.0 * eta), libm::cosh(2.0 * eta));
    let (twice_re, twice_im) = (2.0 * cos * cosh, -2.0 * sin * sinh);
    let (mut last, mut before) = ((0.0, 0.0), (0.0, 0.0));
    for coefficient in coefficients.iter().rev() {
        let (re, im): (f64, f64) = last;
        let next = (
            twice_re * re - twice_im * im - before.0 + coefficient,
            twice_re * im + twice_im * re - before.1,
        );
        before = last;
        last = next;
    }
    let (sin_re, sin_im) = (sin * cosh, cos * sinh);
    (
        last.0 * sin_re - last.1 * sin_im,
        last.0 * sin_im + last.1 * sin_re,
    )
}
