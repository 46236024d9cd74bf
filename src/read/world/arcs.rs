//! The arcs of one detail, decoded one at a time, and rings and lines put together from them.

use super::bytes::{Bits, Cursor};
use super::{Detail, WorldError};
use crate::geodesy::Position;
use crate::model::{Extent, Polygon};

/// A vertex in millionths of a degree, longitude first.
type Vertex = [i32; 2];

/// The arcs of one detail, and how much a corrupt file may still make us decode.
#[derive(Debug)]
pub(super) struct Arcs<'a> {
    offsets: &'a [u8],
    data: &'a [u8],
    budget: usize,
}

impl<'a> Arcs<'a> {
    /// The arcs of a section that holds `count`; `file_bytes` bounds what one call may decode.
    pub(super) fn new(
        section: &'a [u8],
        count: usize,
        file_bytes: usize,
    ) -> Result<Self, WorldError> {
        let (offsets, data) = count
            .checked_mul(4)
            .and_then(|length| section.split_at_checked(length))
            .ok_or(WorldError::Corrupt {
                what: "the arc directory is cut off",
            })?;
        Ok(Self {
            offsets,
            data,
            // A vertex takes more than two bytes and serves at most two countries and a border, so
            // that a sound file stays far below this.
            budget: file_bytes.saturating_mul(4),
        })
    }

    /// Adds an arc to a chain, backwards if its reference is odd.
    fn append(&mut self, reference: u32, chain: &mut Vec<Vertex>) -> Result<(), WorldError> {
        let index = usize::try_from(reference >> 1).unwrap_or(usize::MAX);
        let offset = index
            .checked_mul(4)
            .and_then(|at| self.offsets.get(at..))
            .map(Cursor::new)
            .ok_or(WorldError::Corrupt {
                what: "a reference to an arc that is not there",
            })?
            .size()?;
        let mut cursor = Cursor::new(self.data.get(offset..).unwrap_or_default());
        let count = cursor.count()?;
        self.budget = self.budget.checked_sub(count).ok_or(WorldError::Corrupt {
            what: "more vertices than the file can hold",
        })?;
        let low_bits = [cursor.u8()?, cursor.u8()?].map(u32::from);
        if count < 2 || low_bits.iter().any(|bits| *bits > 31) {
            return Err(WorldError::Corrupt {
                what: "an arc without length",
            });
        }
        let mut vertex = [cursor.i32()?, cursor.i32()?];
        let start = chain.len();
        let last = chain.last().copied();
        chain.reserve(count);
        chain.push(vertex);
        let rest = cursor.len();
        let mut bits = Bits::new(cursor.take(rest)?);
        for _ in 1..count {
            for (part, low_bits) in vertex.iter_mut().zip(low_bits) {
                *part = part.wrapping_add(bits.rice(low_bits)?);
            }
            chain.push(vertex);
        }
        let added = chain.get_mut(start..).unwrap_or_default();
        if reference & 1 == 1 {
            added.reverse();
        }
        if let Some(last) = last {
            if added.first() != Some(&last) {
                return Err(WorldError::Corrupt {
                    what: "arcs that do not meet",
                });
            }
            chain.remove(start);
        }
        Ok(())
    }

    /// The positions along a list of arcs.
    pub(super) fn line(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<Position>, WorldError> {
        positions(&self.chain(cursor)?)
    }

    fn chain(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<Vertex>, WorldError> {
        let mut chain = Vec::new();
        let mut reference = 0_i32;
        for _ in 0..cursor.count()? {
            reference = reference.wrapping_add(cursor.signed()?);
            self.append(reference.cast_unsigned(), &mut chain)?;
        }
        if chain.len() < 2 {
            return Err(WorldError::Corrupt {
                what: "a line without arcs",
            });
        }
        Ok(chain)
    }

    fn ring(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<Position>, WorldError> {
        let mut chain = self.chain(cursor)?;
        let first = chain.first().copied();
        if chain.pop() != first || chain.len() < 3 {
            return Err(WorldError::Corrupt {
                what: "a ring that does not close",
            });
        }
        positions(&chain)
    }

    /// A polygon: its outer ring first, then its holes.
    pub(super) fn polygon(&mut self, cursor: &mut Cursor<'_>) -> Result<Polygon, WorldError> {
        let rings = cursor.count()?;
        let outer = self.ring(cursor)?;
        let mut holes = Vec::new();
        for _ in 1..rings {
            holes.push(self.ring(cursor)?);
        }
        Ok(Polygon { outer, holes })
    }

    /// The arc references of a polygon, undecoded.
    pub(super) fn references(cursor: &mut Cursor<'_>) -> Result<Vec<u32>, WorldError> {
        let mut references = Vec::new();
        for _ in 0..cursor.count()? {
            let mut reference = 0_i32;
            for _ in 0..cursor.count()? {
                reference = reference.wrapping_add(cursor.signed()?);
                references.push(reference.cast_unsigned());
            }
        }
        Ok(references)
    }

    /// The positions of one arc.
    pub(super) fn arc(&mut self, reference: u32) -> Result<Vec<Position>, WorldError> {
        let mut chain = Vec::new();
        self.append(reference, &mut chain)?;
        positions(&chain)
    }
}

fn positions(chain: &[Vertex]) -> Result<Vec<Position>, WorldError> {
    chain
        .iter()
        .map(|[lon, lat]| position(*lon, *lat))
        .collect()
}

/// A position from millionths of a degree.
pub(super) fn position(lon: i32, lat: i32) -> Result<Position, WorldError> {
    // Division, not a product with 1e-6: only so is 5.768060 the double nearest to 5.76806.
    Position::from_lon_lat(f64::from(lon) / 1e6, f64::from(lat) / 1e6).map_err(|_out_of_range| {
        WorldError::Corrupt {
            what: "a vertex off the Earth",
        }
    })
}

/// West, south, east and north in degrees of a part that does not cross the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds([f64; 4]);

impl Bounds {
    pub(super) const fn from_wsen(wsen: [f64; 4]) -> Self {
        Self(wsen)
    }

    /// Bounds kept as hundredths of a degree, rounded outward.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, WorldError> {
        let mut wsen = [0.0; 4];
        for bound in &mut wsen {
            *bound = f64::from(cursor.i16()?) / 100.0;
        }
        Ok(Self(wsen))
    }

    /// The bounds of some positions.
    pub(super) fn of(positions: &[Position]) -> Self {
        let mut wsen = [
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        ];
        for at in positions {
            wsen = [
                wsen[0].min(at.lon()),
                wsen[1].min(at.lat()),
                wsen[2].max(at.lon()),
                wsen[3].max(at.lat()),
            ];
        }
        Self(wsen)
    }

    /// Whether these bounds share a place with the window.
    ///
    /// Unlike [`Extent::overlaps`] this takes bounds of no width or height: a boundary along a
    /// parallel has none.
    pub(super) fn overlap(self, extent: &Extent) -> bool {
        let [west, south, east, north] = self.0;
        extent.south() <= north
            && south <= extent.north()
            && ((west - extent.west()).rem_euclid(360.0) <= extent.width_degrees()
                || (extent.west() - west).rem_euclid(360.0) <= east - west)
    }
}

impl Detail {
    /// The number that stands for the detail in a file.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::OneTo10Million => 10,
            Self::OneTo50Million => 50,
            Self::OneTo110Million => 110,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One arc from 0, 0 a millionth of a degree east and north; Rice codes 2 with no low bits.
    const ONE_ARC: [u8; 16] = [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0b1101_1000];

    #[test]
    fn an_arc_reads_forwards_and_backwards() {
        let mut arcs = Arcs::new(&ONE_ARC, 1, 100).unwrap();
        let forwards = arcs.arc(0).unwrap();
        let mut backwards = arcs.arc(1).unwrap();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_eq!(forwards[1], Position::from_lon_lat(1e-6, 1e-6).unwrap());
        assert!(arcs.arc(2).is_err());
    }

    #[test]
    fn a_small_file_cannot_ask_for_a_long_line() {
        let mut arcs = Arcs::new(&ONE_ARC, 1, 100).unwrap();
        // 300 references to and fro along one arc: +1 and −1 in turn, each zigzag in a byte.
        let mut record = vec![0xac, 0x02, 0];
        record.extend((1..300).map(|i| if i % 2 == 1 { 2 } else { 1 }));
        assert_eq!(
            arcs.line(&mut Cursor::new(&record)),
            Err(WorldError::Corrupt {
                what: "more vertices than the file can hold"
            })
        );
    }

    #[test]
    fn bounds_of_no_height_overlap_a_window_across_the_antimeridian() {
        let fiji = Extent::from_wsen([170.0, -25.0, -175.0, -10.0]).unwrap();
        assert!(Bounds([178.0, -20.0, 180.0, -20.0]).overlap(&fiji));
        assert!(Bounds([-180.0, -20.0, -179.0, -20.0]).overlap(&fiji));
        assert!(Bounds([-180.0, -20.0, 180.0, -20.0]).overlap(&fiji));
        assert!(!Bounds([-170.0, -20.0, 160.0, -20.0]).overlap(&fiji));
    }
}
