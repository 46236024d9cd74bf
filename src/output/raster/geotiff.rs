//! GeoTIFF: one band of doubles in longitudes and latitudes on WGS 84.
//!
//! Doubles, since a 32-bit float is not exact to a millimetre beyond 16 km. Without compression, so that
//! the places of all strips are known before the first is written and nothing is held in memory.
//!
//! # Source
//! TIFF revision 6.0 (Adobe 1992); OGC GeoTIFF standard 1.1 (OGC 19-008r4, 2019); the tags 42112 and 42113 as
//! GDAL's driver documentation has them.

use std::io::{self, Write};

use crate::model::Grid;

/// A raster being written, row by row from the north.
pub struct GeoTiff<'a> {
    sink: &'a mut dyn Write,
    columns: usize,
    rows_left: u32,
}

impl std::fmt::Debug for GeoTiff<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GeoTiff")
            .field("columns", &self.columns)
            .field("rows_left", &self.rows_left)
            .finish_non_exhaustive()
    }
}

/// About how many bytes a strip has.
const STRIP_BYTES: u64 = 1 << 18;

/// Types of TIFF fields with the bytes of a value.
#[derive(Clone, Copy)]
enum Kind {
    Ascii = 2,
    Short = 3,
    Long = 4,
    Double = 12,
}

/// A field of the directory: its tag, and its values as bytes.
struct Field {
    tag: u16,
    kind: Kind,
    count: usize,
    bytes: Vec<u8>,
}

impl Field {
    fn shorts(tag: u16, values: &[u16]) -> Self {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        Self {
            tag,
            kind: Kind::Short,
            count: values.len(),
            bytes,
        }
    }

    fn longs(tag: u16, values: &[u32]) -> Self {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        Self {
            tag,
            kind: Kind::Long,
            count: values.len(),
            bytes,
        }
    }

    fn doubles(tag: u16, values: &[f64]) -> Self {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        Self {
            tag,
            kind: Kind::Double,
            count: values.len(),
            bytes,
        }
    }

    fn text(tag: u16, text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        bytes.push(0);
        Self {
            tag,
            kind: Kind::Ascii,
            count: bytes.len(),
            bytes,
        }
    }
}

/// WGS 84 in longitude and latitude, cells as areas: the keys of a GeoTIFF.
const GEO_KEYS: [u16; 20] = [
    1, 1, 0, 4, // version 1.1.0, four keys
    1024, 0, 1, 2, // GTModelType: geographic
    1025, 0, 1, 1, // GTRasterType: pixel is area
    2048, 0, 1, 4326, // GeodeticCRS
    2054, 0, 1, 9102, // angular unit: degree
];

impl<'a> GeoTiff<'a> {
    /// Writes what stands before the values. `what` says in a line what they are, in `unit`; `caveat`
    /// what a reader has to know of them.
    ///
    /// # Errors
    /// What the sink says.
    pub fn start(
        grid: &Grid,
        what: &str,
        unit: &str,
        caveat: &str,
        sink: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let (columns, rows) = (u64::from(grid.columns()), u64::from(grid.rows()));
        let row_bytes = columns * 8;
        let rows_of_strip = (STRIP_BYTES / row_bytes).clamp(1, rows);
        let strips = rows.div_ceil(rows_of_strip);
        let long = |value: u64| {
            u32::try_from(value)
                .map_err(|_too_large| io::Error::other("the raster is too large for a TIFF"))
        };
        let extent = grid.extent();
        let metadata = format!(
            "<GDALMetadata>\n<Item name=\"TIFFTAG_IMAGEDESCRIPTION\">{0}</Item>\n\
             <Item name=\"CAVEAT\">{1}</Item>\n\
             <Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">{0}</Item>\n\
             <Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">{2}</Item>\n</GDALMetadata>\n",
            escaped(what),
            escaped(caveat),
            escaped(unit)
        );
        let mut byte_counts = Vec::new();
        for strip in 0..strips {
            let of_strip = rows_of_strip.min(rows - strip * rows_of_strip);
            byte_counts.push(long(of_strip * row_bytes)?);
        }
        let mut fields = vec![
            Field::longs(256, &[grid.columns()]),
            Field::longs(257, &[grid.rows()]),
            Field::shorts(258, &[64]),
            Field::shorts(259, &[1]),
            Field::shorts(262, &[1]),
            Field::longs(273, &vec![0; byte_counts.len()]),
            Field::shorts(277, &[1]),
            Field::longs(278, &[long(rows_of_strip)?]),
            Field::longs(279, &byte_counts),
            Field::shorts(284, &[1]),
            Field::text(305, concat!("pointzero ", env!("CARGO_PKG_VERSION"))),
            Field::shorts(339, &[3]),
            Field::doubles(33550, &[grid.cell_width_deg(), grid.cell_height_deg(), 0.0]),
            Field::doubles(33922, &[0.0, 0.0, 0.0, extent.west(), extent.north(), 0.0]),
            Field::shorts(34735, &GEO_KEYS),
            Field::text(42112, &metadata),
            Field::text(42113, "nan"),
        ];
        let first = data_start(&fields);
        let mut offsets = Vec::with_capacity(byte_counts.len());
        let mut offset = first;
        for count in &byte_counts {
            offsets.push(long(offset)?);
            offset += u64::from(*count);
        }
        long(offset)?;
        fields[5] = Field::longs(273, &offsets);
        write_head(&fields, first, sink)?;
        Ok(Self {
            sink,
            columns: usize::try_from(columns).map_err(io::Error::other)?,
            rows_left: grid.rows(),
        })
    }

    /// Writes some rows of values; not a number is a cell without one.
    ///
    /// # Errors
    /// What the sink says.
    ///
    /// # Panics
    /// When they are no whole rows, or more than there are left.
    pub fn write(&mut self, values: &[f64]) -> io::Result<()> {
        assert_eq!(values.len() % self.columns, 0, "whole rows");
        let rows = u32::try_from(values.len() / self.columns).unwrap_or(u32::MAX);
        assert!(rows <= self.rows_left, "no more rows than the grid has");
        self.rows_left -= rows;
        let mut bytes = Vec::with_capacity(values.len() * 8);
        for value in values {
            let value = if value.is_nan() { f64::NAN } else { *value };
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        self.sink.write_all(&bytes)
    }

    /// Ends the raster.
    ///
    /// # Errors
    /// What the sink says.
    ///
    /// # Panics
    /// When rows are missing.
    pub fn finish(self) -> io::Result<()> {
        assert_eq!(self.rows_left, 0, "all rows were written");
        self.sink.flush()
    }
}

/// Where values that do not fit into their field begin.
fn directory_end(fields: &[Field]) -> u64 {
    8 + 2 + 12 * fields.len() as u64 + 4
}

fn padded(length: usize) -> u64 {
    // Doubles are kept at multiples of eight, as fast readers like them.
    (length as u64).div_ceil(8) * 8
}

/// Where the first strip begins.
fn data_start(fields: &[Field]) -> u64 {
    let outside = fields.iter().filter(|field| field.bytes.len() > 4);
    let bytes: u64 = outside.map(|field| padded(field.bytes.len())).sum();
    padded(usize::try_from(directory_end(fields)).unwrap_or(usize::MAX)) + bytes
}

fn write_head(fields: &[Field], first: u64, sink: &mut dyn Write) -> io::Result<()> {
    let too_large = |_too_large| io::Error::other("the raster is too large for a TIFF");
    let mut head: Vec<u8> = b"II*\0".to_vec();
    head.extend_from_slice(&8_u32.to_le_bytes());
    let count = u16::try_from(fields.len()).map_err(too_large)?;
    head.extend_from_slice(&count.to_le_bytes());
    let mut values: Vec<u8> = Vec::new();
    let values_start = padded(usize::try_from(directory_end(fields)).map_err(too_large)?);
    for field in fields {
        head.extend_from_slice(&field.tag.to_le_bytes());
        head.extend_from_slice(&(field.kind as u16).to_le_bytes());
        let count = u32::try_from(field.count).map_err(too_large)?;
        head.extend_from_slice(&count.to_le_bytes());
        if field.bytes.len() <= 4 {
            let mut inline = field.bytes.clone();
            inline.resize(4, 0);
            head.extend_from_slice(&inline);
        } else {
            let offset = u32::try_from(values_start + values.len() as u64).map_err(too_large)?;
            head.extend_from_slice(&offset.to_le_bytes());
            values.extend_from_slice(&field.bytes);
            let whole = usize::try_from(padded(values.len())).map_err(too_large)?;
            values.resize(whole, 0);
        }
    }
    // No second directory.
    head.extend_from_slice(&0_u32.to_le_bytes());
    head.resize(usize::try_from(values_start).map_err(too_large)?, 0);
    head.extend_from_slice(&values);
    debug_assert_eq!(
        head.len() as u64,
        first,
        "the strips begin behind the values"
    );
    sink.write_all(&head)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Extent;

    /// The fields of a directory, read by the letter of TIFF 6.0: tag, type, count, value or offset.
    fn directory(bytes: &[u8]) -> Vec<(u16, u16, u32, u32)> {
        let short = |at: usize| u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap());
        let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!(&bytes[..4], b"II*\0");
        let start = long(4) as usize;
        (0..usize::from(short(start)))
            .map(|number| start + 2 + number * 12)
            .map(|at| (short(at), short(at + 2), long(at + 4), long(at + 8)))
            .collect()
    }

    #[test]
    fn values_stand_where_the_directory_says() {
        let extent = Extent::from_wsen([5.0, 19.0, 6.0, 20.0]).unwrap();
        let grid = Grid::with_cells(extent, 300, 250).unwrap();
        let values: Vec<f64> = (0..300 * 250).map(f64::from).collect();
        let mut bytes = Vec::new();
        let mut tiff = GeoTiff::start(&grid, "a & b", "m", "c", &mut bytes).unwrap();
        for rows in values.chunks(300 * 7) {
            tiff.write(rows).unwrap();
        }
        tiff.finish().unwrap();
        let fields = directory(&bytes);
        assert!(
            fields.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "tags grow"
        );
        let field = |tag: u16| *fields.iter().find(|field| field.0 == tag).unwrap();
        let (.., strips, offsets) = field(273);
        let (.., rows_of_strip) = field(278);
        let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let mut read: Vec<f64> = Vec::new();
        for strip in 0..strips as usize {
            let start = long(offsets as usize + strip * 4);
            let length = long(field(279).3 as usize + strip * 4);
            let strip = bytes[start..start + length].chunks_exact(8);
            read.extend(strip.map(|value| f64::from_le_bytes(value.try_into().unwrap())));
        }
        assert_eq!(rows_of_strip, (1 << 18) / (300 * 8));
        assert_eq!(read, values);
        assert_eq!(
            bytes.len() as u64,
            long(offsets as usize) as u64 + 300 * 250 * 8
        );
    }
}
