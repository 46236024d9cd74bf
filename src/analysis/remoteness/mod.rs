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
        let columns = i64::from(grid.columns());
        let centres: Vec<Position> = rows
            .flat_map(|row| (0..columns).map(move |column| (column, i64::from(row))))
            .map(|(column, row)| grid.centre(column, row))
            .collect();
        if region.is_whole() {
            return self.metres(&centres);
        }
        let is_inside: Vec<bool> = centres
            .par_iter()
            .map(|centre| region.contains(*centre))
            .collect();
        let inside: Vec<Position> = centres
            .iter()
            .zip(&is_inside)
            .filter_map(|(centre, is_inside)| is_inside.then_some(*centre))
            .collect();
        let mut found = self.metres(&inside).into_iter();
        let value = |is_inside: bool| is_inside.then(|| found.next()).flatten();
        let values = is_inside.into_iter().map(value);
        values.map(|value| value.unwrap_or(f64::NAN)).collect()
    }
}
