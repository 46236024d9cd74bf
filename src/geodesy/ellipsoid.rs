//! The reference ellipsoid.

/// An oblate ellipsoid of revolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipsoid {
    /// Equatorial radius a, in metres.
    pub equatorial_radius_m: f64,
    /// Flattening f = (a − b) / a.
    pub flattening: f64,
}

/// WGS 84: a = 6 378 137 m, 1/f = 298.257223563.
///
/// # Source
/// NIMA TR8350.2, Department of Defense World Geodetic System 1984, third edition (2000), table 3.1.
pub const WGS84: Ellipsoid = Ellipsoid {
    equatorial_radius_m: 6_378_137.0,
    flattening: 1.0 / 298.257_223_563,
};

impl Ellipsoid {
    /// The polar radius b = a (1 − f), in metres.
    pub const fn polar_radius_m(&self) -> f64 {
        self.equatorial_radius_m * (1.0 - self.flattening)
    }

    /// The least radius of curvature that a section across the surface has anywhere, b²/a, in metres: that of the
    /// meridian at the equator.
    pub const fn least_radius_of_curvature_m(&self) -> f64 {
        self.polar_radius_m() * self.polar_radius_m() / self.equatorial_radius_m
    }

    /// The greatest one, a²/b, in metres: at the poles.
    pub const fn greatest_radius_of_curvature_m(&self) -> f64 {
        self.equatorial_radius_m * self.equatorial_radius_m / self.polar_radius_m()
    }

    /// The first eccentricity squared, e² = f (2 − f).
    pub const fn eccentricity_squared(&self) -> f64 {
        self.flattening * (2.0 - self.flattening)
    }
}
