//! The area that is looked at: a window, and areas in it.

use crate::geodesy::{Containment, Position, containment, edges};
use crate::index::AreaIndex;
use crate::model::{Extent, Polygon};

/// Degrees east of the west of a window, and degrees north.
pub(super) type Planar = [f64; 2];

/// A window of longitudes and latitudes, or the part of it that lies in some areas.
#[derive(Debug, Clone)]
pub struct Region {
    /// What it is called.
    name: String,
    extent: Extent,
    areas: Option<Areas>,
}

#[derive(Debug, Clone)]
struct Areas {
    index: AreaIndex,
    /// The edges that touch the window.
    edges: Vec<[Planar; 2]>,
}

impl Region {
    /// All of a window.
    pub fn from_extent(name: impl Into<String>, extent: Extent) -> Self {
        Self {
            name: name.into(),
            extent,
            areas: None,
        }
    }

    /// Areas, as far as they lie in a window; `None` where nothing of them does.
    ///
    /// Their edges are straight in longitude and latitude. Without a window they are taken whole.
    pub fn from_areas(
        name: impl Into<String>,
        areas: &[Polygon],
        window: Option<Extent>,
    ) -> Option<Self> {
        let around = extent_of(areas)?;
        let extent = match window {
            Some(window) => window.shared_with(&around)?,
            None => around,
        };
        let rings = |polygon: &'_ Polygon| -> Vec<Vec<Position>> {
            std::iter::once(polygon.outer.clone())
                .chain(polygon.holes.iter().cloned())
                .collect()
        };
        let rings: Vec<Vec<Vec<Position>>> = areas.iter().map(rings).collect();
        let mut touching = Vec::new();
        for ring in rings.iter().flatten() {
            add_edges(&mut touching, ring, &extent);
        }
        let areas = rings.iter().map(|rings| rings.iter().map(Vec::as_slice));
        let region = Self {
            name: name.into(),
            extent,
            areas: Some(Areas {
                index: AreaIndex::from_areas(areas),
                edges: touching,
            }),
        };
        let has_inside = region
            .areas
            .as_ref()
            .is_some_and(|areas| !areas.edges.is_empty())
            || region.contains(extent.centre());
        has_inside.then_some(region)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The window.
    pub const fn extent(&self) -> &Extent {
        &self.extent
    }

    /// Whether all of the window belongs to it.
    pub const fn is_whole(&self) -> bool {
        self.areas.is_none()
    }

    /// Whether a position lies in it or on its edge.
    pub fn contains(&self, position: Position) -> bool {
        let is_in_areas = |areas: &Areas| !areas.index.containing(position).is_empty();
        self.extent.contains(position) && self.areas.as_ref().is_none_or(is_in_areas)
    }

    /// The edges of the areas, as far as they touch the window.
    pub(super) fn edges(&self) -> &[[Planar; 2]] {
        self.areas.as_ref().map_or(&[], |areas| &areas.edges)
    }

    /// The position at degrees east of the window's west and degrees north.
    pub(super) fn position(&self, [east, north]: Planar) -> Position {
        Position::from_computed_lon_lat(self.extent.west() + east, north)
    }
}

/// The part of an edge that lies in a box from its south-west to its north-east corner, as shares of the
/// edge; none where it passes by. (Y.-D. Liang, B. A. Barsky 1984.)
pub(super) fn part_in_box(edge: &[Planar; 2], low: Planar, high: Planar) -> Option<[f64; 2]> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in [0, 1] {
        let (start, step) = (edge[0][axis], edge[1][axis] - edge[0][axis]);
        let (least, most) = (low[axis] - start, high[axis] - start);
        if step == 0.0 {
            if least > 0.0 || most < 0.0 {
                return None;
            }
            continue;
        }
        let shares = [least / step, most / step];
        from = from.max(shares[0].min(shares[1]));
        to = to.min(shares[0].max(shares[1]));
    }
    (from <= to).then_some([from, to])
}

/// Adds the edges of a ring that touch a window, by degrees east of its west, in every turn.
fn add_edges(touching: &mut Vec<[Planar; 2]>, ring: &[Position], extent: &Extent) {
    let high = [extent.width_degrees(), extent.north()];
    let low = [0.0, extent.south()];
    for (from, to) in edges(ring) {
        let start = (from.lon() - extent.west()).rem_euclid(360.0);
        let step = from.lon_difference_to(to);
        for turn in [-360.0, 0.0, 360.0] {
            let edge = [[start + turn, from.lat()], [start + turn + step, to.lat()]];
            if part_in_box(&edge, low, high).is_some() {
                touching.push(edge);
            }
        }
    }
}

/// A window around areas; all the way round where they hold a pole.
fn extent_of(areas: &[Polygon]) -> Option<Extent> {
    let outers = areas
        .iter()
        .flat_map(|polygon| polygon.outer.iter().copied());
    let around = Extent::around(outers)?;
    let holds = |lat| {
        let pole = Position::from_computed_lon_lat(0.0, lat);
        let mut rings = areas.iter().map(|polygon| [&polygon.outer[..]]);
        rings.any(|ring| containment(pole, ring) != Containment::Outside)
    };
    match (holds(-90.0), holds(90.0)) {
        (false, false) => Some(around),
        (at_south, at_north) => {
            let south = if at_south { -90.0 } else { around.south() };
            let north = if at_north { 90.0 } else { around.north() };
            Extent::from_wsen([-180.0, south, 180.0, north]).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    fn square(west: f64, east: f64) -> Polygon {
        Polygon {
            outer: vec![at(west, 0.0), at(east, 0.0), at(east, 10.0), at(west, 10.0)],
            holes: Vec::new(),
        }
    }

    #[test]
    fn areas_are_cut_at_the_window() {
        let window = Extent::from_wsen([5.0, 5.0, 20.0, 20.0]).unwrap();
        let region = Region::from_areas("x", &[square(0.0, 10.0)], Some(window)).unwrap();
        assert_eq!(
            *region.extent(),
            Extent::from_wsen([5.0, 5.0, 10.0, 10.0]).unwrap()
        );
        assert!(region.contains(at(7.0, 7.0)) && !region.contains(at(4.0, 7.0)));
        let elsewhere = Extent::from_wsen([30.0, 30.0, 40.0, 40.0]).unwrap();
        assert!(Region::from_areas("x", &[square(0.0, 10.0)], Some(elsewhere)).is_none());
        assert!(Region::from_areas("x", &[], None).is_none());
    }

    #[test]
    fn areas_across_the_antimeridian_have_a_narrow_window() {
        let areas = [square(170.0, 180.0), square(-180.0, -175.0)];
        let region = Region::from_areas("x", &areas, None).unwrap();
        assert!(
            (region.extent().width_degrees() - 15.0).abs() < 1e-9,
            "{region:?}"
        );
        assert!(region.contains(at(-178.0, 5.0)) && region.contains(at(175.0, 5.0)));
        assert!(!region.contains(at(0.0, 5.0)));
    }

    #[test]
    fn an_edge_is_in_a_box_or_not() {
        let edge = [[0.0, 0.0], [10.0, 10.0]];
        assert_eq!(
            part_in_box(&edge, [2.0, 0.0], [4.0, 10.0]),
            Some([0.2, 0.4])
        );
        assert_eq!(part_in_box(&edge, [2.0, 5.0], [4.0, 10.0]), None);
        assert_eq!(
            part_in_box(&[[1.0, 0.0], [1.0, 9.0]], [1.0, 2.0], [4.0, 3.0]),
            Some([2.0 / 9.0, 3.0 / 9.0])
        );
    }
}
