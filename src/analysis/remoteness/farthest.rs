//! The place of a region that is farthest from help, by branch and bound.

use super::Remoteness;
use super::region::{Planar, Region, part_in_box};
use crate::geodesy::{Distance, Position, metres_per_degree_east, metres_per_degree_north};
use crate::model::AidSite;

/// The place of a region that is farthest from help.
#[derive(Debug, Clone, PartialEq)]
pub struct Farthest<'a> {
    /// Where it is.
    pub position: Position,
    /// How far the nearest help is from it.
    pub distance: Distance,
    /// The least and the most that this may be, by the radii of the sites.
    pub bounds: (Distance, Distance),
    /// The nearest help.
    pub site: &'a AidSite,
    /// No place of the region is farther from help by more than this.
    pub proven: Distance,
}

/// How sharply the farthest place is sought, in metres.
const SHARP_M: f64 = 1.0;

/// How many boxes are looked at, at most: what is farthest may be a whole line, such as a circle around a
/// single site, and then the answer says how far the proof reaches.
const MOST_BOXES: usize = 20_000_000;

/// How many boxes are looked at together.
const BOXES_AT_ONCE: usize = 1 << 16;

/// A box of longitudes and latitudes, and the edges of the region that touch it.
struct Cell {
    low: Planar,
    high: Planar,
    edges: Vec<u32>,
}

impl Cell {
    fn centre(&self) -> Planar {
        [0, 1].map(|axis| f64::midpoint(self.low[axis], self.high[axis]))
    }

    /// The longest metres for a degree east and a degree north anywhere in it: parallels are longest where
    /// the latitude is least, and a degree of a meridian where it is greatest.
    fn metres_per_degree(&self) -> [f64; 2] {
        let (south, north) = (self.low[1], self.high[1]);
        let least = if south <= 0.0 && north >= 0.0 {
            0.0
        } else {
            south.abs().min(north.abs())
        };
        let greatest = south.abs().max(north.abs());
        [
            metres_per_degree_east(least),
            metres_per_degree_north(greatest),
        ]
    }

    /// No place of it is farther from its middle than this, in metres.
    ///
    /// # Proof
    /// From the middle go to any place in a straight line of longitude and latitude. The way has at most
    /// half the width and half the height in degrees, and lies in the box, where a degree is at most so
    /// long on the ground: it is at most √(x² + y²) long, and the geodesic is no longer.
    fn reach_m(&self) -> f64 {
        let [east_m, north_m] = self.metres_per_degree();
        libm::hypot(
            (self.high[0] - self.low[0]) / 2.0 * east_m,
            (self.high[1] - self.low[1]) / 2.0 * north_m,
        )
    }

    /// Its halves across its longer side on the ground.
    fn halves(&self, edges: &[[Planar; 2]]) -> [Self; 2] {
        let [east_m, north_m] = self.metres_per_degree();
        let is_wide =
            (self.high[0] - self.low[0]) * east_m > (self.high[1] - self.low[1]) * north_m;
        let axis = usize::from(!is_wide);
        let middle = f64::midpoint(self.low[axis], self.high[axis]);
        let (mut low, mut high) = (self.low, self.high);
        high[axis] = middle;
        low[axis] = middle;
        [(self.low, high), (low, self.high)].map(|(low, high)| Self {
            low,
            high,
            edges: self
                .edges
                .iter()
                .copied()
                .filter(|edge| part_in_box(&edges[*edge as usize], low, high).is_some())
                .collect(),
        })
    }

    /// A place of the region in it; none where it lies outside.
    fn place_of_region(&self, region: &Region) -> Option<Position> {
        let Some(edge) = self.edges.first() else {
            // No edge passes: it is inside as a whole, or outside.
            let centre = region.position(self.centre());
            return region.contains(centre).then_some(centre);
        };
        let edge = &region.edges()[*edge as usize];
        let [from, to] = part_in_box(edge, self.low, self.high)?;
        let share = f64::midpoint(from, to);
        Some(
            region.position(
                [0, 1].map(|axis| edge[0][axis] + (edge[1][axis] - edge[0][axis]) * share),
            ),
        )
    }
}

impl<'a> Remoteness<'a> {
    /// The place of a region that is farthest from help; `None` where the region is empty.
    ///
    /// # Accuracy
    /// No place of the region is farther by more than 1 m, or by more than [`Farthest::proven`] where the
    /// search was given up after 20 million boxes.
    ///
    /// # Proof
    /// f is 1-Lipschitz, so in a box with the middle c and the reach r it is at most f(c) + r everywhere.
    /// Places of the region are measured on the way, and the best of them is kept. A box is dropped
    /// only when no place of the region lies in it, or when f(c) + r is at most the best and one
    /// metre; any other is halved. When none is left, no place of the region is farther than the best by
    /// more than a metre. A box on an edge of the region has a place of the edge in it, and one without an
    /// edge lies inside or outside as its middle does, so every box gets a place or goes, and since reaches
    /// become small the search ends.
    pub fn farthest(&self, region: &Region) -> Option<Farthest<'a>> {
        let edges = region.edges();
        let extent = region.extent();
        let mut cells = vec![Cell {
            low: [0.0, extent.south()],
            high: [extent.width_degrees(), extent.north()],
            edges: (0..u32::try_from(edges.len()).ok()?).collect(),
        }];
        let mut best = self.farthest_corner(region);
        let mut seen = 0;
        let mut proven_m = SHARP_M;
        while !cells.is_empty() {
            let mut open: Vec<(Cell, f64)> = Vec::new();
            for some in chunks(cells, BOXES_AT_ONCE) {
                seen += some.len();
                let some: Vec<(Cell, Position)> = some
                    .into_iter()
                    .filter_map(|cell| {
                        let place = cell.place_of_region(region)?;
                        Some((cell, place))
                    })
                    .collect();
                let asked: Vec<Position> = some
                    .iter()
                    .flat_map(|(cell, place)| [region.position(cell.centre()), *place])
                    .collect();
                let metres = self.metres(&asked);
                for ((cell, place), metres) in some.into_iter().zip(metres.chunks_exact(2)) {
                    if best.is_none_or(|(most, _)| metres[1] > most) {
                        best = Some((metres[1], place));
                    }
                    let most_m = metres[0] + cell.reach_m();
                    open.push((cell, most_m));
                }
            }
            let Some((best_m, _)) = best else {
                break;
            };
            open.retain(|(_, most_m)| *most_m > best_m + SHARP_M);
            if seen > MOST_BOXES {
                let most = open
                    .iter()
                    .map(|(_, most_m)| *most_m)
                    .fold(best_m, f64::max);
                proven_m = proven_m.max(most - best_m);
                break;
            }
            cells = open
                .iter()
                .flat_map(|(cell, _)| cell.halves(edges))
                .collect();
        }
        let (_, position) = best?;
        let (site, distance, bounds) = self.nearest(position)?;
        Some(Farthest {
            position,
            distance,
            bounds,
            site,
            proven: Distance::from_computed_metres(proven_m),
        })
    }

    /// The corner of a region that is farthest from help, with its metres: often that is the farthest place.
    fn farthest_corner(&self, region: &Region) -> Option<(f64, Position)> {
        let extent = region.extent();
        let (width, north, south) = (extent.width_degrees(), extent.north(), extent.south());
        let window = [[0.0, south], [width, south], [width, north], [0.0, north]];
        let is_in_window =
            |[east, lat]: &Planar| (0.0..=width).contains(east) && (south..=north).contains(lat);
        let vertices = region.edges().iter().map(|edge| edge[0]);
        let corners: Vec<Position> = window
            .into_iter()
            .filter(|corner| region.contains(region.position(*corner)))
            .chain(vertices.filter(is_in_window))
            .map(|corner| region.position(corner))
            .collect();
        let metres = self.metres(&corners).into_iter().zip(corners);
        metres.max_by(|(one, _), (other, _)| one.total_cmp(other))
    }
}

/// The items in parts of a size.
fn chunks<T>(items: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut items = items.into_iter();
    std::iter::from_fn(move || {
        let part: Vec<T> = items.by_ref().take(size).collect();
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Azimuth, direct, distance};
    use crate::model::{Extent, Place, Polygon, Record};

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    fn sites(positions: &[Position]) -> Vec<Record<AidSite>> {
        let site = |position: &Position| AidSite::help("a", "a", Place::exact(*position));
        positions.iter().map(site).map(Record::from_value).collect()
    }

    fn farthest_m(positions: &[Position], region: &Region) -> f64 {
        let sites = sites(positions);
        let remoteness = Remoteness::from_sites(&sites, None).unwrap();
        let farthest = remoteness.farthest(region).unwrap();
        // A place on an oblique edge is rounded to one side of it.
        assert!(!region.is_whole() || region.contains(farthest.position));
        farthest.distance.metres()
    }

    /// Sites on a circle about a place: it is the farthest inside, where the window ends before other places are.
    #[test]
    fn the_middle_of_a_circle_of_help_is_found() {
        for middle in [at(5.0, 20.0), at(179.9, -10.0), at(20.0, 78.0)] {
            let sites: Vec<Position> = (0..12)
                .map(|number| {
                    let azimuth = Azimuth::from_degrees(30.0 * f64::from(number)).unwrap();
                    direct(middle, azimuth, Distance::from_km(200.0).unwrap())
                })
                .collect();
            let lon = |lon: f64| if lon > 180.0 { lon - 360.0 } else { lon };
            let window = Extent::from_wsen([
                lon(middle.lon() - 0.4),
                middle.lat() - 0.4,
                lon(middle.lon() + 0.4),
                middle.lat() + 0.4,
            ]);
            let found = farthest_m(&sites, &Region::from_extent("x", window.unwrap()));
            assert!((found - 200_000.0).abs() <= 1.0, "{found}");
        }
    }

    /// One site: the farthest place of a window is a corner of it, or of an area a vertex.
    #[test]
    fn a_corner_is_found() {
        let site = at(5.7719, 19.3344);
        let corners = [at(1.0, 16.0), at(12.0, 16.0), at(12.0, 25.0), at(1.0, 25.0)];
        let window = Extent::from_wsen([1.0, 16.0, 12.0, 25.0]).unwrap();
        let truth = corners
            .iter()
            .map(|corner| distance(site, *corner).metres());
        let truth = truth.fold(0.0, f64::max);
        let found = farthest_m(&[site], &Region::from_extent("x", window));
        assert!(
            truth - 1.0 <= found && found <= truth + 1e-6,
            "{found} {truth}"
        );
        let triangle = Polygon {
            outer: vec![at(3.0, 17.0), at(11.3, 18.1), at(6.2, 24.4)],
            holes: Vec::new(),
        };
        let truth = triangle
            .outer
            .iter()
            .map(|vertex| distance(site, *vertex).metres());
        let truth = truth.fold(0.0, f64::max);
        let region = Region::from_areas("x", &[triangle], None).unwrap();
        let found = farthest_m(&[site], &region);
        assert!(
            truth - 1.0 <= found && found <= truth + 1e-6,
            "{found} {truth}"
        );
    }

    /// No place of a fine lattice is farther than the one found by more than the metre promised.
    #[test]
    fn no_place_of_a_lattice_is_farther() {
        let sites: Vec<Position> = (1..40)
            .map(|number| {
                let turn = f64::from(number) * 0.618_033_988_749_895;
                at(20.0 * turn.fract(), 10.0 + 15.0 * (turn * 7.548).fract())
            })
            .collect();
        let hexagon = Polygon {
            outer: vec![
                at(2.0, 12.0),
                at(9.0, 11.0),
                at(17.0, 14.0),
                at(18.0, 22.0),
                at(9.0, 24.0),
                at(3.0, 19.0),
            ],
            holes: vec![vec![
                at(8.0, 15.0),
                at(10.0, 15.0),
                at(10.0, 18.0),
                at(8.0, 18.0),
            ]],
        };
        let region = Region::from_areas("x", &[hexagon], None).unwrap();
        let found = farthest_m(&sites, &region);
        let records = tests::sites(&sites);
        let remoteness = Remoteness::from_sites(&records, None).unwrap();
        let lattice: Vec<Position> = (0..160)
            .flat_map(|x| {
                (0..140).map(move |y| at(2.0 + f64::from(x) * 0.1, 11.0 + f64::from(y) * 0.1))
            })
            .filter(|place| region.contains(*place))
            .collect();
        let most = remoteness.metres(&lattice).into_iter().fold(0.0, f64::max);
        assert!(
            most <= found + 1.0 && most > found - 20_000.0,
            "{most} {found}"
        );
    }
}
