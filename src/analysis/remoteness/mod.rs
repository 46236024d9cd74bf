//! How far help is, everywhere: rasters, contour lines, the farthest point, and boundaries far from help.
//!
//! The distance to the nearest help is f(p) = minᵢ d(p, helpᵢ), on the ellipsoid and to the sites'
//! positions. It changes by no more than one walks (it is 1-Lipschitz: d(p, h) ≤ d(p, q) + d(q, h) for every
//! h), and that is all that the proofs here rest on. Nothing is handed on from cell to cell: each value
//! is measured for itself.
//!
//! No help recorded is not no help: what nobody wrote down is not seen here.

mod contours;
mod farthest;
mod region;
mod stretches;
mod survey;
mod table;

pub use contours::{Contour, Contours};
pub use farthest::Farthest;
pub use region::Region;
pub use stretches::{BorderBeyond, Stretches};
pub use survey::Survey;
pub use table::{FarArea, Gap};

use rayon::prelude::*;

use crate::geodesy::{Distance, Position};
use crate::index::{Neighbour, PointIndex};
use crate::model::{AidSite, Category, Grid, Record, Role};

/// What every figure of remoteness is not.
pub const GAP_CAVEAT: &str =
    "no help recorded is not no help: places that nobody wrote down are not seen";

/// How many places are asked at once.
const AT_ONCE: usize = 1 << 18;

/// How many rows of a raster are measured together, and how many columns at most.
const STRIP: u32 = 16;
const COLUMNS_AT_ONCE: u32 = 4096;

/// The levels of contour lines and areas where nobody asks for others, in kilometres.
pub const LEVELS_KM: [f64; 4] = [15.0, 25.0, 50.0, 100.0];

/// The sites that count as help, to be asked how far the nearest is.
#[derive(Debug)]
pub struct Remoteness<'a> {
    sites: &'a [Record<AidSite>],
    /// The row of each offered site.
    rows: Vec<usize>,
    index: PointIndex,
}

impl<'a> Remoteness<'a> {
    /// The sites whose role is help and that have no last day, of a category where one is asked for; `None`
    /// where there is no such site.
    pub fn from_sites(sites: &'a [Record<AidSite>], category: Option<&Category>) -> Option<Self> {
        let is_offered = |site: &AidSite| {
            site.role == Role::Help
                && site.open.covers(None)
                && category.is_none_or(|category| site.categories.contains(category))
        };
        let rows: Vec<usize> = (0..sites.len())
            .filter(|row| is_offered(&sites[*row].value))
            .collect();
        let positions = rows.iter().map(|row| sites[*row].value.place.position);
        let index = PointIndex::from_positions(positions);
        (!index.is_empty()).then_some(Self { sites, rows, index })
    }

    /// How many sites count.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Where the sites lie that count.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        self.rows
            .iter()
            .map(|row| self.sites[*row].value.place.position)
    }

    /// Metres to the nearest help from each of many places.
    ///
    /// # Accuracy
    /// 25 nm; see [`distances`](crate::geodesy::distances).
    pub fn metres(&self, places: &[Position]) -> Vec<f64> {
        let mut metres = Vec::with_capacity(places.len());
        for some in places.chunks(AT_ONCE) {
            let found = self.index.distance_of_each(some).unwrap_or_default();
            metres.extend(found.into_iter().map(Distance::metres));
        }
        metres
    }

    /// The site nearest to a place, by its number among those that count.
    pub(super) fn closest(&self, place: Position) -> Option<Neighbour> {
        self.index
            .nearest(place, 1, None, |_| true)
            .first()
            .copied()
    }

    /// Where the sites lie that are at most so far away, near ones first.
    pub(super) fn within(
        &self,
        place: Position,
        within: Distance,
    ) -> impl Iterator<Item = Position> {
        let near = self
            .index
            .nearest(place, self.count(), Some(within), |_| true);
        near.into_iter().filter_map(|near| self.position(near.row))
    }

    /// Where a site lies, by its number among those that count.
    pub(super) fn position(&self, number: u32) -> Option<Position> {
        self.index.position(number)
    }

    /// The row, among all sites, of one of those that count.
    pub(super) fn row(&self, number: u32) -> Option<usize> {
        self.rows.get(number as usize).copied()
    }

    /// The nearest help of a place, and the least and the most that its distance may be: by every site's
    /// radius, taken as a bound.
    fn nearest(&self, place: Position) -> Option<(&'a AidSite, Distance, (Distance, Distance))> {
        let nearest = self.closest(place)?;
        let site = &self.sites[self.rows[nearest.row as usize]].value;
        let greatest = (self.rows.iter())
            .map(|row| self.sites[*row].value.place.radius)
            .max()
            .unwrap_or_default();
        // What is farther than both radii together cannot be the nearest.
        let within = nearest.distance.plus(greatest).plus(greatest);
        let near = self
            .index
            .nearest(place, self.count(), Some(within), |_| true);
        let bounds = near.iter().map(|near| {
            let radius = self.sites[self.rows[near.row as usize]].value.place.radius;
            (
                near.distance.minus_to_zero(radius),
                near.distance.plus(radius),
            )
        });
        let (least, most) = bounds
            .reduce(|(least, most), (l, m)| (least.min(l), most.min(m)))
            .unwrap_or((nearest.distance, nearest.distance));
        Some((site, nearest.distance, (least, most)))
    }

    /// Metres to the nearest help from the middles of some rows of a grid, row by row; not a number where
    /// the middle does not lie in the region.
    ///
    /// # Accuracy
    /// As [`metres`](Self::metres): each value is measured for itself.
    pub fn raster_rows(
        &self,
        grid: &Grid,
        region: &Region,
        rows: std::ops::Range<u32>,
    ) -> Vec<f64> {
        let width = grid.columns() as usize;
        let mut values = vec![f64::NAN; rows.len() * width];
        values
            .par_chunks_mut(STRIP as usize * width)
            .zip(rows.clone().into_par_iter().step_by(STRIP as usize))
            .for_each(|(values, first)| {
                let rows = first..rows.end.min(first + STRIP);
                for west in (0..grid.columns()).step_by(COLUMNS_AT_ONCE as usize) {
                    let columns = west..grid.columns().min(west + COLUMNS_AT_ONCE);
                    self.measure_strip(grid, region, &rows, columns, values);
                }
            });
        values
    }

    /// Measures some columns of a strip of rows. They are taken column by column, so that those that
    /// follow each other lie together.
    fn measure_strip(
        &self,
        grid: &Grid,
        region: &Region,
        rows: &std::ops::Range<u32>,
        columns: std::ops::Range<u32>,
        values: &mut [f64],
    ) {
        let (mut cells, mut centres) = (Vec::new(), Vec::new());
        for column in columns {
            for row in rows.clone() {
                let centre = grid.centre(column.into(), row.into());
                if region.is_whole() || region.contains(centre) {
                    cells.push(
                        (row - rows.start) as usize * grid.columns() as usize + column as usize,
                    );
                    centres.push(centre);
                }
            }
        }
        let found = self.index.distance_of_each_in_tiles(&centres);
        for (cell, distance) in cells.into_iter().zip(found.unwrap_or_default()) {
            values[cell] = distance.metres();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extent, Place, Polygon};

    /// Strips, blocks of columns and the mask: every value is that of its cell's middle, measured for itself.
    #[test]
    fn rows_of_a_raster_are_what_their_middles_measure() {
        let at = |lon, lat| Position::from_lon_lat(lon, lat).unwrap();
        let site = |number: u32| {
            let place = Place::exact(at(f64::from(number * 7 % 40), f64::from(number * 3 % 15)));
            Record::from_value(AidSite::help(number.to_string(), "", place))
        };
        let sites: Vec<Record<AidSite>> = (0..23).map(site).collect();
        let help = Remoteness::from_sites(&sites, None).unwrap();
        let ring = |[west, south, east, north]: [f64; 4]| {
            vec![
                at(west, south),
                at(east, south),
                at(east, north),
                at(west, north),
            ]
        };
        let area = Polygon {
            outer: ring([1.0, 1.0, 38.0, 14.0]),
            holes: vec![ring([17.0, 6.0, 21.0, 9.0])],
        };
        let extent = Extent::from_wsen([0.0, 0.0, 41.0, 15.0]).unwrap();
        // More columns than are measured together, and rows that are no whole number of strips.
        let grid = Grid::with_cells(extent, 4_100, 35).unwrap();
        let masked = Region::from_areas("masked", &[area], Some(extent)).unwrap();
        for region in [masked, Region::from_extent("whole", extent)] {
            for rows in [0..35, 9..31, 16..17, 5..5] {
                let values = help.raster_rows(&grid, &region, rows.clone());
                let cells = rows
                    .clone()
                    .flat_map(|row| (0..4_100).map(move |column| (column, row)));
                let middles: Vec<Position> = cells
                    .map(|(column, row)| grid.centre(i64::from(column), i64::from(row)))
                    .collect();
                let metres = help.metres(&middles);
                assert_eq!(values.len(), metres.len(), "{rows:?}");
                let mut outside = 0;
                for (value, (middle, metres)) in values.iter().zip(middles.iter().zip(metres)) {
                    if region.contains(*middle) {
                        assert_eq!(value.to_bits(), metres.to_bits(), "{rows:?}: {middle:?}");
                    } else {
                        assert!(value.is_nan(), "{rows:?}: {middle:?}");
                        outside += 1;
                    }
                }
                assert_eq!(outside > 0, !region.is_whole() && !rows.is_empty());
            }
        }
    }
}
