//! A grid looked at once, from north to south: its values, its areas and its contour lines.

use rayon::prelude::*;

use super::{Contour, Contours, FarArea, Region, Remoteness};
use crate::geodesy::{Distance, Position, polygon_area};
use crate::model::Grid;

/// What a grid over a region told.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// How large the region is, in square kilometres, counted by the cells whose middle lies in it.
    pub square_km: f64,
    /// How much of it is farther from help than each level.
    pub areas: Vec<FarArea>,
    /// The contour lines, where they were asked for.
    pub contours: Vec<Contour>,
}

/// How many cells are measured at once.
const CELLS_AT_ONCE: u32 = 1 << 18;

impl Remoteness<'_> {
    /// Goes over a grid: `take` gets the distances of some whole rows at a time, as
    /// [`raster_rows`](Self::raster_rows) gives them.
    ///
    /// # Accuracy
    /// Areas are sums of whole cells: off by half the cells on their edges at the most.
    ///
    /// # Errors
    /// What `take` says.
    pub fn survey<E>(
        &self,
        grid: &Grid,
        region: &Region,
        levels: &[Distance],
        has_contours: bool,
        mut take: impl FnMut(&[f64]) -> Result<(), E>,
    ) -> Result<Survey, E> {
        let columns = grid.columns() as usize;
        let band = (CELLS_AT_ONCE / grid.columns()).max(1);
        let mut sums = Sums::new(levels);
        let mut contours = has_contours.then(|| Contours::new(*grid, levels));
        if let Some(contours) = &mut contours {
            contours.take(self.metres(&contours.places_of_next_rows(1)));
        }
        let mut row = 0;
        while row < grid.rows() {
            let rows = row..(row + band).min(grid.rows());
            let values = match &mut contours {
                None => self.raster_rows(grid, region, rows.clone()),
                Some(contours) => {
                    let count = rows.end - rows.start;
                    let places = contours.places_of_next_rows(count);
                    let metres = self.metres(&places);
                    let is_inside: Vec<bool> = if region.is_whole() {
                        vec![true; places.len()]
                    } else {
                        places
                            .par_iter()
                            .map(|place| region.contains(*place))
                            .collect()
                    };
                    let mut values = Vec::with_capacity(columns * count as usize);
                    let width = columns + 2;
                    for (metres, is_inside) in metres
                        .chunks_exact(width)
                        .zip(is_inside.chunks_exact(width))
                    {
                        contours.take(metres.to_vec());
                        let cells = metres.iter().zip(is_inside).skip(1).take(columns);
                        values.extend(cells.map(
                            |(metres, is_inside)| {
                                if *is_inside { *metres } else { f64::NAN }
                            },
                        ));
                    }
                    values
                }
            };
            for (row, values) in rows.clone().zip(values.chunks_exact(columns)) {
                sums.add(cell_square_km(grid, row), values);
            }
            take(&values)?;
            row = rows.end;
        }
        if let Some(contours) = &mut contours {
            contours.take(self.metres(&contours.places_of_next_rows(1)));
        }
        let contours = contours.map(|contours| contours.finish(self, region));
        Ok(sums.survey(levels, contours.unwrap_or_default()))
    }
}

/// Areas being added up, a row at a time.
struct Sums {
    levels_m: Vec<f64>,
    whole: f64,
    beyond: Vec<f64>,
}

impl Sums {
    fn new(levels: &[Distance]) -> Self {
        Self {
            levels_m: levels.iter().map(|level| level.metres()).collect(),
            whole: 0.0,
            beyond: vec![0.0; levels.len()],
        }
    }

    fn add(&mut self, cell_square_km: f64, values: &[f64]) {
        let count = |is_counted: &dyn Fn(f64) -> bool| {
            let count = values.iter().filter(|value| is_counted(**value)).count();
            f64::from(u32::try_from(count).unwrap_or(u32::MAX))
        };
        self.whole += cell_square_km * count(&|value| !value.is_nan());
        for (beyond, level_m) in self.beyond.iter_mut().zip(&self.levels_m) {
            *beyond += cell_square_km * count(&|value| value > *level_m);
        }
    }

    fn survey(self, levels: &[Distance], contours: Vec<Contour>) -> Survey {
        let areas = levels.iter().zip(self.beyond);
        Survey {
            square_km: self.whole,
            areas: areas
                .map(|(beyond, square_km)| FarArea {
                    beyond: *beyond,
                    square_km,
                })
                .collect(),
            contours,
        }
    }
}

/// How large a cell of a row is, in square kilometres.
fn cell_square_km(grid: &Grid, row: u32) -> f64 {
    let north = grid.extent().north() - f64::from(row) * grid.cell_height_deg();
    let south = north - grid.cell_height_deg();
    // Of a cell wider than half a turn a part is taken, and the rest is as large.
    let parts = (grid.cell_width_deg() / 60.0).ceil();
    let east = grid.cell_width_deg() / parts;
    let corners = [(0.0, south), (east, south), (east, north), (0.0, north)];
    let ring = corners.map(|(lon, lat)| Position::from_computed_lon_lat(lon, lat));
    polygon_area(&ring, []).square_km() * parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AidSite, Extent, Place, Record};

    /// A single site: what is within 100 km is a disc, and every value is its cell's own distance.
    #[test]
    fn areas_and_values_are_those_of_a_disc() {
        let site = Position::from_lon_lat(5.7719, 19.3344).unwrap();
        let sites = [Record::from_value(AidSite::help(
            "a",
            "a",
            Place::exact(site),
        ))];
        let help = Remoteness::from_sites(&sites, None).unwrap();
        let extent = Extent::from_wsen([4.0, 17.5, 7.5, 21.2]).unwrap();
        let grid = Grid::over(extent, Distance::from_km(2.0).unwrap()).unwrap();
        let region = Region::from_extent("x", extent);
        let levels = [Distance::from_km(100.0).unwrap()];
        for has_contours in [false, true] {
            let mut values = Vec::new();
            let survey = help
                .survey(&grid, &region, &levels, has_contours, |rows| {
                    values.extend_from_slice(rows);
                    Ok::<(), ()>(())
                })
                .unwrap();
            let within = survey.square_km - survey.areas[0].square_km;
            let disc = std::f64::consts::PI * 100.0 * 100.0;
            assert!((within / disc - 1.0).abs() < 2e-3, "{within} {disc}");
            let corners = [(4.0, 17.5), (7.5, 17.5), (7.5, 21.2), (4.0, 21.2)];
            let ring = corners.map(|(lon, lat)| Position::from_lon_lat(lon, lat).unwrap());
            let whole = polygon_area(&ring, []).square_km();
            assert!((survey.square_km / whole - 1.0).abs() < 1e-9);
            assert_eq!(values.len(), (grid.columns() * grid.rows()) as usize);
            for (number, value) in (0_i64..).zip(&values).step_by(97) {
                let columns = i64::from(grid.columns());
                let centre = grid.centre(number % columns, number / columns);
                let truth = crate::geodesy::distance(site, centre).metres();
                assert!((value - truth).abs() < 1e-3, "{value} {truth}");
            }
            assert_eq!(survey.contours.len(), usize::from(has_contours));
        }
    }
}
