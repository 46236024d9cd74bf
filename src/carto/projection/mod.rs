//! Map projections of the ellipsoid, to metres on a plane.
//!
//! A new projection is one file with its type and one line in the list below. Distortion comes from
//! the forward equations alone ([`Projection::scale_at`]), so a member needs no derivatives.
//!
//! # Source
//! J. P. Snyder (1987), Map Projections: A Working Manual, U.S. Geological Survey Professional Paper
//! 1395, doi:10.3133/pp1395. B. Šavrič, T. Patterson, B. Jenny (2018), The Equal Earth map
//! projection, Int. J. Geographical Information Science 33(3), 454–465,
//! doi:10.1080/13658816.2018.1504949.

mod authalic;
mod choice;
mod conic;
mod scale;

use std::fmt;

use crate::geodesy::Position;

pub use crate::geodesy::PlanePoint;
pub use choice::{Choice, Reason, for_extent};
pub use scale::PointScale;

/// Declares each projection's module and the enum of them all.
///
/// `cargo fmt` does not find modules that a macro declares: the gate formats every tracked file by
/// its name.
macro_rules! projections {
    ($($module:ident::$kind:ident,)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        /// A projection with its parameters, on WGS 84.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Projection {
            $(
                #[doc = concat!("See [`", stringify!($kind), "`].")]
                $kind($kind),
            )*
        }

        impl Projection {
            /// Its name in English, as on a sheet.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $kind::NAME,)* }
            }

            /// Where the plane is torn.
            pub const fn seam(&self) -> Seam {
                match self { $(Self::$kind(_) => $kind::SEAM,)* }
            }

            /// The position whose image is the origin of the plane.
            pub fn centre(&self) -> Position {
                match self { $(Self::$kind(projection) => projection.centre(),)* }
            }

            /// Degrees of longitude from the central meridian and of latitude, to the plane.
            fn forward_relative(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
                match self { $(Self::$kind(projection) => projection.forward(lon, lat),)* }
            }

            /// The plane, to degrees of longitude from the central meridian and of latitude.
            fn inverse_relative(&self, point: PlanePoint) -> Option<(f64, f64)> {
                match self { $(Self::$kind(projection) => projection.inverse(point),)* }
            }

            fn write_parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$kind(projection) => projection.write_parameters(f),)* }
            }

            /// Its name in well-known text as ESRI writes it, and its parameters there.
            fn well_known(&self) -> (&'static str, Vec<(&'static str, f64)>) {
                match self { $(Self::$kind(projection) => ($kind::WELL_KNOWN, projection.well_known_parameters()),)* }
            }

            /// All their names.
            #[cfg(test)]
            pub(crate) const NAMES: &[&str] = &[$($kind::NAME,)*];

            /// One of each, centred at a position, for the tests of the family.
            #[cfg(test)]
            fn one_of_each(centre: Position) -> Vec<Self> {
                vec![$(Self::$kind($kind::new(centre)),)*]
            }
        }
    };
}

projections! {
    albers::Albers,
    azimuthal_equidistant::AzimuthalEquidistant,
    equal_earth::EqualEarth,
    equirectangular::Equirectangular,
    laea::LambertAzimuthalEqualArea,
    lambert_conformal::LambertConformal,
    mercator::Mercator,
    orthographic::Orthographic,
    transverse_mercator::TransverseMercator,
    web_mercator::WebMercator,
}

/// Where the plane of a projection is torn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seam {
    /// At one point, opposite the centre.
    Antipode,
    /// Along the meridian opposite the central one.
    Meridian,
}

impl Projection {
    /// The coordinate reference system of the plane in well-known text, as ESRI writes it into `.prj` files.
    pub fn to_wkt(&self) -> String {
        let (projection, parameters) = self.well_known();
        let parameters = parameters
            .iter()
            .map(|(name, value)| format!("PARAMETER[\"{name}\",{value:?}],"))
            .collect::<Vec<_>>()
            .concat();
        format!(
            "PROJCS[\"{}\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",\
             SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],\
             UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"{projection}\"],\
             PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],{parameters}\
             UNIT[\"Meter\",1.0]]",
            self.name()
        )
    }

    /// The parallels, in degrees, along which a cone is true; none of other projections.
    pub fn parallels(&self) -> Option<[f64; 2]> {
        let (_, parameters) = self.well_known();
        let of = |name| parameters.iter().find(|(known, _)| *known == name);
        let (south, north) = (of("Standard_Parallel_1")?, of("Standard_Parallel_2")?);
        Some([south.1, north.1])
    }

    /// The image of a position; `None` where there is none, as for the antipode of the centre.
    pub fn forward(&self, position: Position) -> Option<PlanePoint> {
        self.forward_unwrapped(self.relative_longitude(position), position.lat())
    }

    /// The image of degrees of longitude from the central meridian, from −180 to 180, and of latitude.
    ///
    /// Unlike a [`Position`] this tells the two sides of the seam apart.
    pub(crate) fn forward_unwrapped(&self, lon: f64, lat: f64) -> Option<PlanePoint> {
        self.forward_relative(lon, lat)
            .filter(|point| point.x_m.is_finite() && point.y_m.is_finite())
    }

    /// The position of a point on the plane; `None` outside the map.
    pub fn inverse(&self, point: PlanePoint) -> Option<Position> {
        let (lon, lat) = self.inverse_relative(point)?;
        (lon.is_finite() && lat.is_finite())
            .then(|| Position::from_computed_lon_lat(lon + self.centre().lon(), lat))
    }

    /// Degrees east of the central meridian, in [−180, 180].
    pub(crate) fn relative_longitude(&self, position: Position) -> f64 {
        let turned = position.lon() - self.centre().lon();
        if turned > 180.0 {
            turned - 360.0
        } else if turned < -180.0 {
            turned + 360.0
        } else {
            turned
        }
    }
}

impl fmt::Display for Projection {
    /// As at the foot of a sheet: name, parameters, datum.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.name())?;
        self.write_parameters(f)?;
        f.write_str(", WGS 84")
    }
}

/// Degrees with their hemisphere, exact to a millionth, at least one decimal: `24.0° N`.
struct Hemisphere(f64, char, char);

impl fmt::Display for Hemisphere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(degrees, positive, negative) = *self;
        let side = if degrees < 0.0 { negative } else { positive };
        let number = format!("{:.6}", degrees.abs());
        let number = number.trim_end_matches('0');
        let zero = if number.ends_with('.') { "0" } else { "" };
        write!(f, "{number}{zero}° {side}")
    }
}

fn latitude(degrees: f64) -> Hemisphere {
    Hemisphere(degrees, 'N', 'S')
}

fn longitude(degrees: f64) -> Hemisphere {
    Hemisphere(degrees, 'E', 'W')
}

#[cfg(test)]
mod tests;
