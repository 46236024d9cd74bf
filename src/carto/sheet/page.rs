//! Paper sizes, and where the blocks of a sheet stand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::carto::scene::Rect;
use crate::geodesy::Position;
use crate::model::Extent;

/// A size of paper and how it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PageSize {
    /// 297 × 210 mm.
    #[default]
    A4,
    /// 210 × 297 mm.
    A4Portrait,
    /// 420 × 297 mm.
    A3,
    /// 297 × 420 mm.
    A3Portrait,
    /// 279.4 × 215.9 mm.
    Letter,
    /// 215.9 × 279.4 mm.
    LetterPortrait,
    /// 16 to 9: 308 × 173.25 mm, so that the words of a slide 338.7 mm wide are a tenth larger than those
    /// of paper.
    Slide,
    /// A column of a journal: 85 mm wide, as high as it has to be.
    Column,
}

/// A name of no known paper; it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPage(pub String);

/// Where the blocks of a sheet stand, in millimetres.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// The width of the paper.
    pub(super) width: f64,
    /// Its height; that of a column is what its blocks take.
    pub(super) height: f64,
    /// From the edge of the paper to the blocks.
    pub(super) margin: f64,
    /// The base line of the last line of the title, and that of the last line of the subtitle.
    pub(super) title_base: [f64; 2],
    /// Sizes of the title in points, each with the most lines it may have, the best first.
    pub(super) title_sizes: &'static [(f64, usize)],
    /// Sizes of the subtitle in points, with its most lines.
    pub(super) subtitle_sizes: &'static [(f64, usize)],
    /// The map.
    pub(super) map: Rect,
    /// Where legend, distances, close-up and locator stand: one column beside the map, or several below.
    pub(super) columns: Vec<Rect>,
    /// From the lowest block to the rule over the notes.
    pub(super) above_notes: f64,
}

/// From the edge of the paper to the blocks, in millimetres.
const MARGIN: f64 = 10.0;

/// The width of the column at the right, in millimetres.
const PANEL_WIDTH: f64 = 62.0;

/// From the map to the column, and from one column to the next, in millimetres.
const GAP: f64 = 6.0;

/// From the top of the paper to the map, in millimetres.
const MAP_TOP: f64 = 28.0;

/// From the blocks to the foot of the paper, in millimetres.
const NOTES_HEIGHT: f64 = 25.0;

/// The height of the blocks below the map of a portrait sheet, in millimetres.
const BELOW_MAP: f64 = 95.0;

/// The size of the map in a journal's column, and the edge around it, in millimetres.
const COLUMN_MAP: (f64, f64) = (81.0, 72.0);
const COLUMN_MARGIN: f64 = 2.0;

impl PageSize {
    /// All of them with their names.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::A4, "A4"),
        (Self::A4Portrait, "A4-portrait"),
        (Self::A3, "A3"),
        (Self::A3Portrait, "A3-portrait"),
        (Self::Letter, "Letter"),
        (Self::LetterPortrait, "Letter-portrait"),
        (Self::Slide, "slide"),
        (Self::Column, "column"),
    ];

    /// Width and height, in millimetres; the height of a column is the most that it may have.
    const fn width_and_height(self) -> (f64, f64) {
        match self {
            Self::A4 => (297.0, 210.0),
            Self::A4Portrait => (210.0, 297.0),
            Self::A3 => (420.0, 297.0),
            Self::A3Portrait => (297.0, 420.0),
            Self::Letter => (279.4, 215.9),
            Self::LetterPortrait => (215.9, 279.4),
            Self::Slide => (308.0, 173.25),
            Self::Column => (85.0, 330.0),
        }
    }

    /// What a scale holds at: `A4`, or the width in millimetres where the paper has no name of its own.
    pub(super) const fn at(self) -> Result<&'static str, u16> {
        match self {
            Self::A4 | Self::A4Portrait => Ok("A4"),
            Self::A3 | Self::A3Portrait => Ok("A3"),
            Self::Letter | Self::LetterPortrait => Ok("Letter"),
            Self::Slide => Err(308),
            Self::Column => Err(85),
        }
    }

    /// Where the blocks stand.
    pub(super) fn layout(self) -> Layout {
        let (width, height) = self.width_and_height();
        match self {
            Self::A4 | Self::A3 | Self::Letter | Self::Slide => beside(width, height),
            Self::A4Portrait | Self::A3Portrait | Self::LetterPortrait => below(width, height),
            Self::Column => in_a_column(width, height),
        }
    }
}

/// Titles of whole pages.
const TITLE_SIZES: [(f64, usize); 6] = [
    (17.0, 1),
    (15.0, 1),
    (13.5, 1),
    (12.0, 2),
    (10.0, 2),
    (8.0, 3),
];
const SUBTITLE_SIZES: [(f64, usize); 4] = [(9.5, 1), (8.0, 1), (7.0, 1), (6.3, 1)];

/// The blocks in a column at the right of the map.
fn beside(width: f64, height: f64) -> Layout {
    let map_height = height - MAP_TOP - NOTES_HEIGHT;
    let map_width = width - 2.0 * MARGIN - GAP - PANEL_WIDTH;
    let map = Rect::from_xywh(MARGIN, MAP_TOP, map_width, map_height);
    let panel = Rect::from_xywh(map.right + GAP, MAP_TOP, PANEL_WIDTH, map_height);
    Layout {
        width,
        height,
        margin: MARGIN,
        title_base: [17.0, 23.6],
        title_sizes: &TITLE_SIZES,
        subtitle_sizes: &SUBTITLE_SIZES,
        map,
        columns: vec![panel],
        above_notes: 4.0,
    }
}

/// The blocks in three columns below the map.
fn below(width: f64, height: f64) -> Layout {
    let inner = width - 2.0 * MARGIN;
    let bottom = height - NOTES_HEIGHT - 6.0;
    let map_height = bottom - BELOW_MAP - GAP - MAP_TOP;
    let map = Rect::from_xywh(MARGIN, MAP_TOP, inner, map_height);
    let column = (inner - 2.0 * GAP) / 3.0;
    let columns = [0.0, 1.0, 2.0].map(|number| {
        let left = MARGIN + number * (column + GAP);
        Rect::from_xywh(left, map.bottom + GAP, column, BELOW_MAP)
    });
    Layout {
        map,
        columns: columns.into(),
        ..beside(width, height)
    }
}

/// The blocks in two columns below the map, on a page that ends where they do.
fn in_a_column(width: f64, height: f64) -> Layout {
    const TITLE: [(f64, usize); 5] = [(10.0, 2), (9.0, 3), (8.0, 3), (7.0, 4), (6.3, 4)];
    const SUBTITLE: [(f64, usize); 2] = [(7.0, 2), (6.3, 3)];
    let (map_width, map_height) = COLUMN_MAP;
    let map = Rect::from_xywh(COLUMN_MARGIN, MAP_TOP, map_width, map_height);
    let top = map.bottom + 3.0;
    let columns = [(0.0, 50.0), (52.0, map_width - 52.0)].map(|(right, width)| {
        Rect::from_xywh(COLUMN_MARGIN + right, top, width, height - top - 30.0)
    });
    Layout {
        margin: COLUMN_MARGIN,
        title_base: [21.2, 26.0],
        title_sizes: &TITLE,
        subtitle_sizes: &SUBTITLE,
        map,
        columns: columns.into(),
        above_notes: 2.5,
        ..beside(width, height)
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
            let layout = size.layout();
            let page = Rect::from_xywh(0.0, 0.0, layout.width, layout.height);
            for block in layout.columns.iter().chain([&layout.map]) {
                assert!(page.encloses(block), "{name}: {block:?}");
                assert!(block.width() > 25.0 && block.height() > 60.0, "{name}");
            }
            for column in &layout.columns {
                assert!(column.shared_area(&layout.map) < 1e-9, "{name}");
            }
        }
        assert!("A7".parse::<PageSize>().is_err());
    }
}
