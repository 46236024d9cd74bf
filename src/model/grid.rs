//! A raster over a window: cells of one size in degrees.

use std::fmt;

use super::Extent;
use crate::geodesy::{Distance, Position, metres_per_degree_east, metres_per_degree_north};

/// Cells of one size in degrees that fill a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    extent: Extent,
    columns: u32,
    rows: u32,
    cell_width_deg: f64,
    cell_height_deg: f64,
}

/// Why a window cannot be filled with cells of a size.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum InvalidGrid {
    /// The cells have no size.
    NoSize,
    /// There would be too many cells; how many is kept here.
    TooMany(f64),
}

/// The most cells of a grid: as doubles they are 3.2 GB, and a classic TIFF holds them.
pub const MOST_CELLS: u32 = 400_000_000;

impl Grid {
    /// The cells that fill a window, none of them wider or higher than a size on the ground.
    ///
    /// # Errors
    /// [`InvalidGrid`] when the size is zero, or would give more than [`MOST_CELLS`].
    pub fn over(extent: Extent, cell: Distance) -> Result<Self, InvalidGrid> {
        if cell == Distance::ZERO {
            return Err(InvalidGrid::NoSize);
        }
        let (south, north) = (extent.south(), extent.north());
        let farthest = south.abs().max(north.abs());
        let nearest = if south <= 0.0 && north >= 0.0 {
            0.0
        } else {
            south.abs().min(north.abs())
        };
        let width_m = extent.width_degrees() * metres_per_degree_east(nearest);
        let height_m = (north - south) * metres_per_degree_north(farthest);
        let columns = (width_m / cell.metres()).ceil().max(1.0);
        let rows = (height_m / cell.metres()).ceil().max(1.0);
        Self::of_size(extent, columns, rows)
    }

    /// So many columns and rows of cells that fill a window.
    ///
    /// # Errors
    /// As [`over`](Self::over).
    pub fn with_cells(extent: Extent, columns: u32, rows: u32) -> Result<Self, InvalidGrid> {
        if columns == 0 || rows == 0 {
            return Err(InvalidGrid::NoSize);
        }
        Self::of_size(extent, f64::from(columns), f64::from(rows))
    }

    fn of_size(extent: Extent, columns: f64, rows: f64) -> Result<Self, InvalidGrid> {
        let count = columns * rows;
        if count.is_nan() || count > f64::from(MOST_CELLS) {
            return Err(InvalidGrid::TooMany(count));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole numbers of 1 to 400 million"
        )]
        let (columns, rows) = (columns as u32, rows as u32);
        Ok(Self {
            extent,
            columns,
            rows,
            cell_width_deg: extent.width_degrees() / f64::from(columns),
            cell_height_deg: (extent.north() - extent.south()) / f64::from(rows),
        })
    }

    /// The window.
    pub const fn extent(&self) -> &Extent {
        &self.extent
    }

    /// How many cells lie side by side from west to east.
    pub const fn columns(&self) -> u32 {
        self.columns
    }

    /// How many cells lie from north to south.
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// The width of a cell, in degrees.
    pub const fn cell_width_deg(&self) -> f64 {
        self.cell_width_deg
    }

    /// The height of a cell, in degrees.
    pub const fn cell_height_deg(&self) -> f64 {
        self.cell_height_deg
    }

    /// The middle of a cell; the first column is the western one, the first row the northern one. Cells
    /// beside the window have a middle too, at a pole at most.
    pub fn centre(&self, column: i64, row: i64) -> Position {
        #[expect(
            clippy::cast_precision_loss,
            reason = "at most 400 million, and one beside"
        )]
        let (column, row) = (column as f64, row as f64);
        let lon = self.extent.west() + (column + 0.5) * self.cell_width_deg;
        let lat = self.extent.north() - (row + 0.5) * self.cell_height_deg;
        Position::from_computed_lon_lat(lon, lat)
    }
}

impl fmt::Display for InvalidGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSize => f.write_str("cells have a size above zero, such as --cell 1km"),
            Self::TooMany(count) => write!(
                f,
                "the raster would have {:.0} million cells, and at most {} million are made; give larger cells with \
                 --cell, or a smaller --area",
                count / 1e6,
                MOST_CELLS / 1_000_000
            ),
        }
    }
}

impl std::error::Error for InvalidGrid {}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(bounds: [f64; 4]) -> Extent {
        Extent::from_wsen(bounds).unwrap()
    }

    #[test]
    fn cells_fill_the_window_and_are_no_larger_than_asked() {
        let cell = Distance::from_km(10.0).unwrap();
        for bounds in [
            [2.0, 17.0, 10.0, 24.0],
            [178.0, -20.0, -178.0, -16.0],
            [-10.0, -5.0, 10.0, 5.0],
            [0.0, 80.0, 40.0, 90.0],
        ] {
            let grid = Grid::over(extent(bounds), cell).unwrap();
            let last = grid.centre(i64::from(grid.columns()) - 1, i64::from(grid.rows()) - 1);
            assert!((last.lat() - grid.cell_height_deg() / 2.0 - bounds[1]).abs() < 1e-9);
            let east =
                grid.centre(i64::from(grid.columns()), 0).lon() - grid.cell_width_deg() / 2.0;
            assert!((east - bounds[2]).abs() < 1e-9, "{east}");
            for row in [0, i64::from(grid.rows()) - 2] {
                let down = crate::geodesy::distance(grid.centre(0, row), grid.centre(0, row + 1));
                let across = crate::geodesy::distance(grid.centre(0, row), grid.centre(1, row));
                assert!(down.km() <= 10.0 && across.km() <= 10.0, "{bounds:?}");
            }
        }
    }

    #[test]
    fn no_cells_and_too_many_are_refused() {
        let window = extent([0.0, 10.0, 20.0, 30.0]);
        assert_eq!(Grid::over(window, Distance::ZERO), Err(InvalidGrid::NoSize));
        let metre = Distance::from_metres(1.0).unwrap();
        assert!(matches!(
            Grid::over(window, metre),
            Err(InvalidGrid::TooMany(_))
        ));
        let least = Distance::from_metres(f64::MIN_POSITIVE).unwrap();
        assert!(matches!(
            Grid::over(window, least),
            Err(InvalidGrid::TooMany(_))
        ));
    }
}
