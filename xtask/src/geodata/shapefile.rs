//! Shapefiles: the geometry of `.shp` and the attributes of `.dbf`, as far as Natural Earth uses them.
//!
//! # Source
//! ESRI Shapefile Technical Description (July 1998).

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// The parts of a polygon or line, each a list of longitude and latitude in degrees.
pub(super) type Parts = Vec<Vec<[f64; 2]>>;

/// The attributes of a record, by upper-case name; texts are trimmed.
#[derive(Debug)]
pub(super) struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// An attribute that must be there, even if empty.
    pub(super) fn text(&self, name: &str) -> Result<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .with_context(|| format!("no attribute {name}"))
    }

    /// An attribute that some scales lack.
    pub(super) fn text_or_empty(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// The shapes of a `.shp`: polygons and polylines without further dimensions.
pub(super) fn shapes(bytes: &[u8]) -> Result<Vec<Parts>> {
    let mut rest = bytes.get(100..).context("no header")?;
    let mut shapes = Vec::new();
    while !rest.is_empty() {
        let words = i32::from_be_bytes(array(rest, 4)?);
        let length = usize::try_from(words)? * 2;
        let record = rest.get(8..8 + length).context("a shape is cut off")?;
        shapes.push(shape(record)?);
        rest = rest.get(8 + length..).context("a shape is cut off")?;
    }
    Ok(shapes)
}

fn shape(record: &[u8]) -> Result<Parts> {
    let kind = i32::from_le_bytes(array(record, 0)?);
    ensure!(kind == 3 || kind == 5, "shape type {kind}");
    let part_count = usize::try_from(i32::from_le_bytes(array(record, 36)?))?;
    let point_count = usize::try_from(i32::from_le_bytes(array(record, 40)?))?;
    let points_at = 44 + 4 * part_count;
    let mut starts = Vec::new();
    for part in 0..part_count {
        starts.push(usize::try_from(i32::from_le_bytes(array(
            record,
            44 + 4 * part,
        )?))?);
    }
    starts.push(point_count);
    starts
        .windows(2)
        .map(|bounds| {
            (bounds[0]..bounds[1])
                .map(|point| {
                    let at = points_at + 16 * point;
                    let lon = f64::from_le_bytes(array(record, at)?);
                    let lat = f64::from_le_bytes(array(record, at + 8)?);
                    ensure!(lon.abs() <= 180.0 + 1e-6 && lat.abs() <= 90.0 + 1e-6);
                    Ok([lon, lat])
                })
                .collect()
        })
        .collect()
}

/// The records of a `.dbf` in UTF-8.
pub(super) fn attributes(bytes: &[u8]) -> Result<Vec<Attributes>> {
    let count = usize::try_from(u32::from_le_bytes(array(bytes, 4)?))?;
    let header = usize::from(u16::from_le_bytes(array(bytes, 8)?));
    let width = usize::from(u16::from_le_bytes(array(bytes, 10)?));
    let fields: Vec<(String, usize)> = bytes
        .get(32..header)
        .context("no header")?
        .chunks_exact(32)
        .take_while(|field| field[0] != 0x0d)
        .map(|field| {
            let name = field[..11].split(|byte| *byte == 0).next();
            let name = String::from_utf8_lossy(name.unwrap_or_default());
            (name.to_uppercase(), usize::from(field[16]))
        })
        .collect();
    (0..count)
        .map(|record| {
            let start = header + record * width;
            let mut rest = bytes
                .get(start + 1..start + width)
                .context("a record is cut off")?;
            let mut values = BTreeMap::new();
            for (name, length) in &fields {
                let (value, tail) = rest.split_at_checked(*length).context("a short record")?;
                let value = str::from_utf8(value).context("a text is not UTF-8")?;
                values.insert(name.clone(), value.trim_matches([' ', '\0']).to_owned());
                rest = tail;
            }
            Ok(Attributes(values))
        })
        .collect()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N]> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .context("the file is cut off")
}
