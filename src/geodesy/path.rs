//! What "straight" means between two points.

use serde::{Deserialize, Serialize};

/// How consecutive points of a line are joined.
///
/// The readings differ by up to 2.7 km on the longest leg of the Algeria–Niger treaty line, so a
/// line without its reading is not a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum), value(rename_all = "lower"))]
pub enum Path {
    /// A straight line in longitude and latitude, as most data sets are drawn.
    #[default]
    LonLat,
    /// The shortest line on the ellipsoid.
    Geodesic,
    /// A line of constant azimuth.
    Rhumb,
}

impl Path {
    /// The word for it in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LonLat => "lonlat",
            Self::Geodesic => "geodesic",
            Self::Rhumb => "rhumb",
        }
    }
}
