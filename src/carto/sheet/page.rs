//! Paper sizes, and where the blocks of a sheet stand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::carto::scene::Rect;
use crate::geodesy::Position;
use crate::model::Extent;

/// A size of paper, lying on its longer side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PageSize {
    /// 297 × 210 mm.
    #[default]
    A4,
    /// 420 × 297 mm.
    A3,
    /// 279.4 × 215.9 mm.
    Letter,
}

/// A name of no known paper; it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPage(pub String);

/// From the edge of the paper to the blocks, in millimetres.
pub(super) const MARGIN: f64 = 10.0;

/// The width of the column at the right, in millimetres.
pub(super) const PANEL_WIDTH: f64 = 62.0;

/// From the map to the column, in millimetres.
const GAP: f64 = 6.0;

/// From the top of the paper to the map, in millimetres.
const MAP_TOP: f64 = 28.0;

/// From the map to the foot of the paper, in millimetres.
const BELOW_MAP: f64 = 25.0;

impl PageSize {
    const ALL: [(Self, &'static str); 3] =
        [(Self::A4, "A4"), (Self::A3, "A3"), (Self::Letter, "Letter")];

    /// Width and height, in millimetres.
    pub(super) const fn width_and_height(self) -> (f64, f64) {
        match self {
            Self::A4 => (297.0, 210.0),
            Self::A3 => (420.0, 297.0),
            Self::Letter => (279.4, 215.9),
        }
    }
}

impl fmt::Display for PageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(size, _)| size == self);
        f.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for PageSize {
    type Err = UnknownPage;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(size, _)| size)
            .ok_or_else(|| UnknownPage(name.to_owned()))
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl fmt::Display for UnknownPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = PageSize::ALL.map(|(_, name)| name);
        write!(
            f,
            "\"{}\" is not a paper size; use one of {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownPage {}

/// Where the map stands.
pub(super) fn map_rect(size: PageSize) -> Rect {
    let (width, height) = size.width_and_height();
    Rect::from_xywh(
        MARGIN,
        MAP_TOP,
        width - 2.0 * MARGIN - GAP - PANEL_WIDTH,
        height - MAP_TOP - BELOW_MAP,
    )
}

/// The share of the window's size that is added on each side of the positions.
const ROOM: f64 = 0.25;

/// The least window, in degrees of latitude: about 20 km.
const LEAST_DEGREES: f64 = 0.18;

/// The smallest window that holds all positions, the shorter way round the globe, with some room.
pub(super) fn extent_around(positions: &[Position]) -> Option<Extent> {
    let mut longitudes: Vec<f64> = positions.iter().map(|position| position.lon()).collect();
    longitudes.sort_by(f64::total_cmp);
    let (first, last) = (*longitudes.first()?, *longitudes.last()?);
    // The widest gap between neighbours is what the window leaves out.
    let around = first + 360.0 - last;
    let (gap, west) = longitudes
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((b - a, *b)),
            _ => None,
        })
        .fold(
            (around, first),
            |widest, gap| if gap.0 > widest.0 { gap } else { widest },
        );
    let span = 360.0 - gap;
    let latitudes = || positions.iter().map(|position| position.lat());
    let south = latitudes().fold(f64::MAX, f64::min);
    let north = latitudes().fold(f64::MIN, f64::max);
    let cos_lat = libm::cos(f64::midpoint(south, north).to_radians()).max(0.05);
    let lat_room = ((north - south) * ROOM).max(LEAST_DEGREES);
    let lon_room = (span * ROOM).max(LEAST_DEGREES / cos_lat);
    let wrap = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
    let (west, east) = if span + 2.0 * lon_room >= 360.0 {
        (-180.0, 180.0)
    } else {
        (wrap(west - lon_room), wrap(west + span + lon_room))
    };
    let (south, north) = ((south - lat_room).max(-90.0), (north + lat_room).min(90.0));
    Extent::from_wsen([west, south, east, north]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    #[test]
    fn the_window_goes_the_shorter_way_round() {
        let fiji = extent_around(&[at(179.0, -17.0), at(-179.0, -18.0)]).unwrap();
        assert!(fiji.width_degrees() < 4.0, "{fiji:?}");
        assert!(fiji.contains(at(180.0, -17.5)));
        let one = extent_around(&[at(5.7719, 19.3344)]).unwrap();
        assert!(one.contains(at(5.7719, 19.3344)));
        let sahara = extent_around(&[at(5.6, 19.4), at(11.2, 33.1), at(-1.7, 34.8)]).unwrap();
        assert!(sahara.contains(at(0.0, 25.0)) && !sahara.contains(at(60.0, 25.0)));
        assert!(extent_around(&[]).is_none());
        assert!(extent_around(&[at(0.0, 90.0), at(180.0, 90.0)]).is_some());
    }

    #[test]
    fn paper_is_known_by_name() {
        for (size, name) in PageSize::ALL {
            assert_eq!(name.to_lowercase().parse(), Ok(size));
            assert_eq!(size.to_string(), name);
            let map = map_rect(size);
            assert!(map.width() > 100.0 && map.height() > 100.0);
        }
        assert!("A7".parse::<PageSize>().is_err());
    }
}
