//! The grids UTM and UPS: zones of 6° of longitude between 80° S and 84° N, and the two polar caps.
//!
//! # Source
//! `NGA.SIG.0012_2.0.0_UTMUPS` (2014), The Universal Grids and the Transverse Mercator and Polar Stereographic
//! Map Projections, sections 7 to 9 and 11 (with the wider zones about Norway and Svalbard).

use super::{PlanePoint, PolarStereographic, Position, TransverseMercator};

/// North or south of the equator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hemisphere {
    /// North of it, and on it.
    North,
    /// South of it.
    South,
}

impl Hemisphere {
    /// The hemisphere of a position; the equator is counted to the north.
    pub fn of(position: Position) -> Self {
        if position.lat() < 0.0 {
            Self::South
        } else {
            Self::North
        }
    }

    /// 1 in the north, −1 in the south.
    pub(super) const fn sign(self) -> f64 {
        match self {
            Self::North => 1.0,
            Self::South => -1.0,
        }
    }
}

/// A zone of the grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GridZone {
    /// 1 to 60 of UTM; `None` is UPS.
    utm: Option<u8>,
    hemisphere: Hemisphere,
}

/// The scale of UTM along the meridian of a zone, the least in it.
const UTM_SCALE: f64 = 0.9996;

/// The scale of UPS at the pole, the least in it.
const UPS_SCALE: f64 = 0.994;

impl GridZone {
    /// Zone 1 to 60 of UTM; `None` for another number.
    pub fn from_utm(zone: u8, hemisphere: Hemisphere) -> Option<Self> {
        let utm = (1..=60).contains(&zone).then_some(zone)?;
        Some(Self {
            utm: Some(utm),
            hemisphere,
        })
    }

    /// The polar cap of a hemisphere.
    pub const fn ups(hemisphere: Hemisphere) -> Self {
        Self {
            utm: None,
            hemisphere,
        }
    }

    /// The zone that a position is in: UTM from 80° S to short of 84° N, UPS beyond.
    ///
    /// Zone 32 reaches west to 3° E between 56° and 64° N; between 72° and 84° N the zones 31, 33, 35
    /// and 37 meet at 9°, 21° and 33° E.
    pub fn of(position: Position) -> Self {
        let hemisphere = Hemisphere::of(position);
        let lat = position.lat();
        if !(-80.0..84.0).contains(&lat) {
            return Self::ups(hemisphere);
        }
        // 180° E is where zone 1 begins.
        let lon = if position.lon() >= 180.0 {
            -180.0
        } else {
            position.lon()
        };
        let zone = match lon {
            3.0..6.0 if (56.0..64.0).contains(&lat) => 32,
            0.0..9.0 if lat >= 72.0 => 31,
            9.0..21.0 if lat >= 72.0 => 33,
            21.0..33.0 if lat >= 72.0 => 35,
            33.0..42.0 if lat >= 72.0 => 37,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a longitude from -180 to 180 gives 1 to 60"
            )]
            _ => ((lon + 180.0) / 6.0).floor() as u8 + 1,
        };
        Self {
            utm: Some(zone),
            hemisphere,
        }
    }

    /// 1 to 60 of UTM; `None` for UPS.
    pub const fn utm(self) -> Option<u8> {
        self.utm
    }

    /// Its hemisphere, which says where northings are counted from.
    pub const fn hemisphere(self) -> Hemisphere {
        self.hemisphere
    }

    /// The least scale in the zone: a metre on the ground is at least this many metres of the grid.
    pub const fn least_scale(self) -> f64 {
        match self.utm {
            Some(_) => UTM_SCALE,
            None => UPS_SCALE,
        }
    }

    /// The easting and northing of a position; nothing far outside the zone.
    ///
    /// # Accuracy
    /// As [`TransverseMercator`] and [`PolarStereographic`].
    pub fn forward(self, position: Position) -> Option<GridPoint> {
        let origin = self.origin();
        let point = match self.utm {
            Some(zone) => transverse_mercator(zone).forward(position)?,
            None => PolarStereographic::new(self.hemisphere, UPS_SCALE).forward(position)?,
        };
        let (easting_m, northing_m) = (origin.x_m + point.x_m, origin.y_m + point.y_m);
        Some(GridPoint {
            easting_m,
            northing_m,
        })
    }

    /// The position of an easting and northing; nothing outside the limits of the grid.
    ///
    /// The limits are those of the zones and a width of 100 km about them.
    pub fn inverse(self, point: GridPoint) -> Option<Position> {
        let (eastings, northings) = self.limits_m();
        if !eastings.contains(&point.easting_m) || !northings.contains(&point.northing_m) {
            return None;
        }
        let origin = self.origin();
        let plane = PlanePoint {
            x_m: point.easting_m - origin.x_m,
            y_m: point.northing_m - origin.y_m,
        };
        match self.utm {
            Some(zone) => transverse_mercator(zone).inverse(plane),
            None => PolarStereographic::new(self.hemisphere, UPS_SCALE).inverse(plane),
        }
    }

    fn limits_m(self) -> (std::ops::RangeInclusive<f64>, std::ops::RangeInclusive<f64>) {
        match (self.utm, self.hemisphere) {
            (Some(_), Hemisphere::North) => (0.0..=1_000_000.0, 0.0..=9_600_000.0),
            (Some(_), Hemisphere::South) => (0.0..=1_000_000.0, 900_000.0..=10_000_000.0),
            (None, Hemisphere::North) => (1_200_000.0..=2_800_000.0, 1_200_000.0..=2_800_000.0),
            (None, Hemisphere::South) => (700_000.0..=3_300_000.0, 700_000.0..=3_300_000.0),
        }
    }

    /// The false easting and northing.
    const fn origin(self) -> PlanePoint {
        let (x_m, y_m) = match (self.utm, self.hemisphere) {
            (Some(_), Hemisphere::North) => (500_000.0, 0.0),
            (Some(_), Hemisphere::South) => (500_000.0, 10_000_000.0),
            (None, _) => (2_000_000.0, 2_000_000.0),
        };
        PlanePoint { x_m, y_m }
    }
}

fn transverse_mercator(zone: u8) -> TransverseMercator {
    let lon = 6.0 * f64::from(zone) - 183.0;
    TransverseMercator::new(Position::from_computed_lon_lat(lon, 0.0), UTM_SCALE)
}

/// A place in a zone of UTM or UPS.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridPoint {
    /// Metres east of the zone's false origin.
    pub easting_m: f64,
    /// Metres north of the zone's false origin.
    pub northing_m: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(lon: f64, lat: f64) -> (Option<u8>, Hemisphere) {
        let zone = GridZone::of(Position::from_lon_lat(lon, lat).unwrap());
        (zone.utm(), zone.hemisphere())
    }

    #[test]
    fn zones_are_those_of_the_map() {
        let north = |zone| (Some(zone), Hemisphere::North);
        for (lon, lat, expected) in [
            (5.7, 19.5, north(31)),
            (6.0, 0.0, north(32)),
            (5.999, 55.999, north(31)),
            (3.0, 56.0, north(32)),
            (2.999, 60.0, north(31)),
            (5.0, 64.0, north(31)),
            (8.999, 72.0, north(31)),
            (9.0, 78.0, north(33)),
            (21.0, 83.999, north(35)),
            (33.0, 72.0, north(37)),
            (42.0, 72.0, north(38)),
            (-0.001, 78.0, north(30)),
            (180.0, 0.0, north(1)),
            (-180.0, 0.0, north(1)),
            (179.999, 0.0, north(60)),
            (0.0, -80.0, (Some(31), Hemisphere::South)),
            (0.0, -80.001, (None, Hemisphere::South)),
            (0.0, 84.0, (None, Hemisphere::North)),
        ] {
            assert_eq!(zone(lon, lat), expected, "{lon} {lat}");
        }
    }

    #[test]
    fn what_is_outside_a_grid_has_no_position() {
        let zone = GridZone::from_utm(31, Hemisphere::North).unwrap();
        for (easting_m, northing_m) in [
            (-1.0, 0.0),
            (1e9, 0.0),
            (5e5, -1.0),
            (5e5, 1e7),
            (f64::NAN, 0.0),
        ] {
            let point = GridPoint {
                easting_m,
                northing_m,
            };
            assert_eq!(zone.inverse(point), None);
        }
        assert_eq!(GridZone::from_utm(0, Hemisphere::North), None);
        assert_eq!(GridZone::from_utm(61, Hemisphere::North), None);
    }
}
