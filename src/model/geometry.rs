//! Lines and areas as plain positions.

use super::visible;
use crate::geodesy::Position;

/// What a record is drawn as: points, lines or areas.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// One position.
    Point(Position),
    /// Positions that belong together.
    Points(Vec<Position>),
    /// One or more lines of at least two positions each.
    Lines(Vec<Vec<Position>>),
    /// One or more polygons.
    Areas(Vec<Polygon>),
}

impl Geometry {
    /// Every position of it, in order.
    pub fn positions(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        match self {
            Self::Point(position) => Box::new(std::iter::once(*position)),
            Self::Points(positions) => Box::new(positions.iter().copied()),
            Self::Lines(lines) => Box::new(lines.iter().flatten().copied()),
            Self::Areas(areas) => Box::new(areas.iter().flat_map(|area| {
                let holes = area.holes.iter().flatten();
                area.outer.iter().chain(holes).copied()
            })),
        }
    }
}

/// A feature of any geometry.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its name; empty when it has none.
    pub name: String,
    /// The country as the file writes it; empty when it does not.
    pub country: String,
    /// What it is drawn as.
    pub geometry: Geometry,
}

/// A polygon: an outer ring and its holes.
///
/// Each ring is closed without repeating its first position, and has at least three.
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    /// The outer ring.
    pub outer: Vec<Position>,
    /// Holes inside the outer ring.
    pub holes: Vec<Vec<Position>>,
}

/// A window of longitudes and latitudes, in degrees.
///
/// `west` may be greater than `east`: the window then crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Four numbers that bound no window; they are kept here as west, south, east, north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvalidExtent(pub [f64; 4]);

impl Extent {
    /// The whole Earth.
    pub const WORLD: Self = Self {
        west: -180.0,
        south: -90.0,
        east: 180.0,
        north: 90.0,
    };

    /// A window from its west, south, east and north bounds in degrees.
    ///
    /// # Errors
    /// [`InvalidExtent`] when a bound is out of range, south is not below north, or west equals east.
    #[expect(
        clippy::float_cmp,
        reason = "a window of no width is exactly west == east"
    )]
    pub fn from_wsen(bounds: [f64; 4]) -> Result<Self, InvalidExtent> {
        let [west, south, east, north] = bounds;
        let in_range = Position::from_lon_lat(west, south).is_ok()
            && Position::from_lon_lat(east, north).is_ok();
        if in_range && south < north && west != east {
            Ok(Self {
                west,
                south,
                east,
                north,
            })
        } else {
            Err(InvalidExtent(bounds))
        }
    }

    /// The western bound, in degrees.
    pub const fn west(&self) -> f64 {
        self.west
    }

    /// The southern bound, in degrees.
    pub const fn south(&self) -> f64 {
        self.south
    }

    /// The eastern bound, in degrees.
    pub const fn east(&self) -> f64 {
        self.east
    }

    /// The northern bound, in degrees.
    pub const fn north(&self) -> f64 {
        self.north
    }

    /// Degrees of longitude from west to east, in (0, 360].
    pub fn width_degrees(&self) -> f64 {
        let width = self.east - self.west;
        if width > 0.0 { width } else { width + 360.0 }
    }

    /// The position in the middle of the window, in degrees.
    pub fn centre(&self) -> Position {
        Position::from_computed_lon_lat(
            self.west + self.width_degrees() / 2.0,
            f64::midpoint(self.south, self.north),
        )
    }

    /// Whether the position lies in the window or on its edge.
    pub fn contains(&self, position: Position) -> bool {
        (self.south..=self.north).contains(&position.lat())
            && (position.lon() - self.west).rem_euclid(360.0) <= self.width_degrees()
    }

    /// The narrowest window around positions; `None` where they span none.
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        let [mut south, mut north] = [f64::MAX, f64::MIN];
        let [mut west, mut east] = [f64::MAX, f64::MIN];
        // Counted from 0 to 360, what lies on both sides of the antimeridian lies side by side.
        let [mut other_west, mut other_east] = [f64::MAX, f64::MIN];
        for position in positions {
            (south, north) = (south.min(position.lat()), north.max(position.lat()));
            (west, east) = (west.min(position.lon()), east.max(position.lon()));
            let other = position.lon().rem_euclid(360.0);
            (other_west, other_east) = (other_west.min(other), other_east.max(other));
        }
        let wrapped = |lon: f64| if lon > 180.0 { lon - 360.0 } else { lon };
        let bounds = if other_east - other_west < east - west {
            [wrapped(other_west), south, wrapped(other_east), north]
        } else {
            [west, south, east, north]
        };
        Self::from_wsen(bounds).ok()
    }

    /// What two windows share; of two parts the wider one.
    pub fn shared_with(&self, other: &Self) -> Option<Self> {
        let south = self.south.max(other.south);
        let north = self.north.min(other.north);
        let shared = [-360.0, 0.0].into_iter().filter_map(|turn| {
            let start = (other.west - self.west).rem_euclid(360.0) + turn;
            let west = start.max(0.0);
            let east = (start + other.width_degrees()).min(self.width_degrees());
            if west >= east {
                return None;
            }
            let lon = |degrees: f64| {
                let lon = self.west + degrees;
                if lon > 180.0 { lon - 360.0 } else { lon }
            };
            Self::from_wsen([lon(west), south, lon(east), north]).ok()
        });
        shared.max_by(|a, b| a.width_degrees().total_cmp(&b.width_degrees()))
    }

    /// Whether the two windows share a place.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.south <= other.north
            && other.south <= self.north
            && ((other.west - self.west).rem_euclid(360.0) <= self.width_degrees()
                || (self.west - other.west).rem_euclid(360.0) <= other.width_degrees())
    }
}

impl std::fmt::Display for InvalidExtent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [west, south, east, north] = self.0;
        let is_in_range = |lon, lat| Position::from_lon_lat(lon, lat).is_ok();
        let why = if !is_in_range(west, south) || !is_in_range(east, north) {
            "degrees lie within ±180 and ±90"
        } else if south >= north {
            "its south must lie below its north"
        } else {
            "its west and its east are the same"
        };
        write!(
            f,
            "{west},{south},{east},{north} is not a window west,south,east,north: {why}"
        )
    }
}

impl std::error::Error for InvalidExtent {}

/// A text that is no window; what is wrong with it is said here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableExtent(String);

impl std::fmt::Display for UnreadableExtent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnreadableExtent {}

impl std::str::FromStr for Extent {
    type Err = UnreadableExtent;

    /// Four plain decimal numbers: `W,S,E,N`.
    fn from_str(text: &str) -> Result<Self, UnreadableExtent> {
        let mut bounds = [0.0; 4];
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        if parts.len() != bounds.len() {
            let why = "give four numbers: west,south,east,north";
            return Err(UnreadableExtent(why.to_owned()));
        }
        for (bound, part) in bounds.iter_mut().zip(parts) {
            // `parse` alone would take exponents, "nan" and "inf".
            let is_decimal = part
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+'));
            let number = Some(part)
                .filter(|_| is_decimal)
                .and_then(|part| part.parse().ok());
            let why = || UnreadableExtent(format!("\"{}\" is not a number", visible(part)));
            *bound = number.ok_or_else(why)?;
        }
        Self::from_wsen(bounds).map_err(|error| UnreadableExtent(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_may_cross_the_antimeridian() {
        let fiji = Extent::from_wsen([170.0, -25.0, -175.0, -10.0]).unwrap();
        assert!((fiji.width_degrees() - 15.0).abs() < 1e-12);
        assert!(fiji.contains(Position::from_lon_lat(180.0, -18.0).unwrap()));
        assert!(fiji.contains(Position::from_lon_lat(-180.0, -18.0).unwrap()));
        assert!(!fiji.contains(Position::from_lon_lat(0.0, -18.0).unwrap()));
        assert!(fiji.overlaps(&Extent::WORLD));
        let sahara = Extent::from_wsen([-17.0, 10.0, 37.0, 38.0]).unwrap();
        assert!(!fiji.overlaps(&sahara));
    }

    #[test]
    fn windows_share_what_lies_in_both() {
        let of = |bounds| Extent::from_wsen(bounds).unwrap();
        for (one, other, shared) in [
            (
                [0.0, 0.0, 10.0, 10.0],
                [5.0, -5.0, 20.0, 5.0],
                Some([5.0, 0.0, 10.0, 5.0]),
            ),
            (
                [170.0, 0.0, -170.0, 10.0],
                [175.0, 0.0, 180.0, 10.0],
                Some([175.0, 0.0, 180.0, 10.0]),
            ),
            (
                [-180.0, -90.0, 180.0, 90.0],
                [170.0, 0.0, -170.0, 10.0],
                Some([170.0, 0.0, 180.0, 10.0]),
            ),
            ([0.0, 0.0, 10.0, 10.0], [20.0, 0.0, 30.0, 10.0], None),
            ([0.0, 0.0, 10.0, 10.0], [0.0, 20.0, 10.0, 30.0], None),
        ] {
            assert_eq!(of(one).shared_with(&of(other)), shared.map(of), "{one:?}");
        }
    }

    #[test]
    fn a_window_around_positions_is_the_narrowest() {
        let at = |lon, lat| Position::from_lon_lat(lon, lat).unwrap();
        let around = Extent::around([at(178.0, 1.0), at(-179.0, 3.0)]);
        assert_eq!(around, Extent::from_wsen([178.0, 1.0, -179.0, 3.0]).ok());
        assert_eq!(Extent::around([at(5.0, 1.0)]), None);
        assert_eq!(Extent::around([]), None);
    }

    #[test]
    fn an_inverted_or_empty_window_is_refused() {
        assert!(Extent::from_wsen([0.0, 10.0, 5.0, 10.0]).is_err());
        assert!(Extent::from_wsen([0.0, 20.0, 5.0, 10.0]).is_err());
        assert!(Extent::from_wsen([5.0, 10.0, 5.0, 20.0]).is_err());
        assert!(Extent::from_wsen([f64::NAN, 10.0, 5.0, 20.0]).is_err());
    }
}
