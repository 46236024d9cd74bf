//! Towns in cells of 5 degrees, the largest of each first.

use super::arcs::Bounds;
use super::bytes::Cursor;
use super::{Kind, World, WorldError};
use crate::geodesy::Position;
use crate::model::{Extent, Town};

impl World<'_> {
    /// The towns in the window with at least so many inhabitants, the largest first.
    ///
    /// A town of which the gazetteer knows no number counts as 0.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`] and [`WorldError::NoSuchDataset`].
    pub fn towns(&self, extent: &Extent, min_population: u32) -> Result<Vec<Town>, WorldError> {
        let section = self.section(Kind::Towns, 0)?;
        let mut cursor = Cursor::new(section.bytes);
        let blocks = cursor.size()?;
        let mut directory = Cursor::new(cursor.take(blocks.saturating_mul(TOWN_BLOCK_BYTES))?);
        let rest = cursor.len();
        let data = cursor.take(rest)?;
        let mut towns = Vec::new();
        while !directory.is_empty() {
            let cell = directory.u16()?;
            let (start, count) = (directory.size()?, directory.size()?);
            let most = directory.u32()?;
            let corner = [cell % 72, cell / 72].map(|step| i32::from(step) * CELL);
            if most >= min_population && cell_bounds(corner).overlap(extent) {
                let block = Cursor::new(data.get(start..).unwrap_or_default());
                let found = block_towns(block, count, corner, min_population)?;
                towns.extend(
                    found
                        .into_iter()
                        .filter(|town| extent.contains(town.position)),
                );
            }
        }
        towns.sort_by(|a, b| {
            (b.population.cmp(&a.population))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.position.lon().total_cmp(&b.position.lon()))
        });
        Ok(towns)
    }
}

/// Bytes of one entry of the town directory.
const TOWN_BLOCK_BYTES: usize = 14;

/// The side of a town cell: 5 degrees, in hundred-thousandths of a degree.
const CELL: i32 = 500_000;

/// The bounds of the cell that starts at a corner counted from −180, −90.
fn cell_bounds([west, south]: [i32; 2]) -> Bounds {
    let degrees = |at: i32, origin: f64| f64::from(at) / 1e5 + origin;
    Bounds::from_wsen([
        degrees(west, -180.0),
        degrees(south, -90.0),
        degrees(west + CELL, -180.0),
        degrees(south + CELL, -90.0),
    ])
}

/// The towns of a block that have at least so many inhabitants: they stand first.
fn block_towns(
    mut block: Cursor<'_>,
    count: usize,
    [west, south]: [i32; 2],
    min_population: u32,
) -> Result<Vec<Town>, WorldError> {
    let codes = usize::from(block.u8()?);
    let mut code_list = Vec::with_capacity(codes);
    for _ in 0..codes {
        code_list.push(block.text_of(2)?);
    }
    let mut towns = Vec::new();
    let mut population = None;
    for _ in 0..count {
        let step = block.varint()?;
        let inhabitants = match population {
            None => step,
            Some(larger) => u32::checked_sub(larger, step).ok_or(WorldError::Corrupt {
                what: "towns that are not in order",
            })?,
        };
        if inhabitants < min_population {
            break;
        }
        population = Some(inhabitants);
        let country = code_list
            .get(usize::from(block.u8()?))
            .ok_or(WorldError::Corrupt {
                what: "a town without a country",
            })?;
        let low = block.u32()?;
        let high = i32::from(block.u8()?);
        let lon = (low & 0xf_ffff).cast_signed();
        let lat = (low >> 20).cast_signed() | (high << 12);
        let length = usize::from(block.u8()?);
        towns.push(Town {
            name: block.text_of(length)?.to_owned(),
            country: (*country).to_owned(),
            population: inhabitants,
            position: town_position(west + lon - 18_000_000, south + lat - 9_000_000)?,
        });
    }
    Ok(towns)
}

/// A position from hundred-thousandths of a degree, which is what the gazetteer publishes.
fn town_position(lon: i32, lat: i32) -> Result<Position, WorldError> {
    Position::from_lon_lat(f64::from(lon) / 1e5, f64::from(lat) / 1e5).map_err(|_out_of_range| {
        WorldError::Corrupt {
            what: "a town off the Earth",
        }
    })
}
