//! The bundled world: countries, boundary lines, lakes and towns from a compact file.
//!
//! The file is Natural Earth and `GeoNames` as `geodata/FORMAT.md` lays them out; `geodata/SOURCES.md`
//! says where every record comes from. Reading a window decodes only what its boxes touch. A file
//! that is not what it should be gives a [`WorldError`], never a panic or a huge allocation.

mod arcs;
mod bytes;
#[cfg(feature = "geodata")]
mod facts;
#[cfg(feature = "geodata")]
mod lines;
mod town_names;
mod towns;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use arcs::{Arcs, Bounds};
use bytes::Cursor;
#[cfg(feature = "geodata")]
pub use facts::{Fact, facts};
#[cfg(feature = "geodata")]
pub use lines::{disputed_places, treaties};
pub use town_names::name_towns;

use crate::geodesy::{Path, Position};
use crate::model::{
    Border, BorderClass, Country, CountryStatus, Distance, Doubt, Extent, Lake, Language,
    LineDoubt, Names, Polygon, RadiusKind, Reading,
};

/// How finely the world is drawn: the scale of the paper map that the source was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Detail {
    /// 1 : 10 million; the only one to measure on.
    OneTo10Million,
    /// 1 : 50 million; for maps of a continent.
    OneTo50Million,
    /// 1 : 110 million, countries alone; for locator insets.
    OneTo110Million,
}

/// How far Natural Earth's lines at 1 : 10 million may lie from the true ones.
///
/// Their makers state no error. The greatest difference found from boundaries that are defined by
/// parallels, meridians and the treaty of Algeria and Niger is 2.6 km, and the towns that fall on
/// the wrong side of a settled line lie that near to it, but for a few whose own position is off by
/// kilometres; rounded up to the next kilometre. `geodata/SOURCES.md` has the list, and a test
/// holds this to it.
pub const NATURAL_EARTH_10M_ERROR: Distance = Distance::from_computed_metres(3_000.0);

impl Detail {
    /// How far lines of this detail may lie from the true ones.
    fn line_doubt(self) -> LineDoubt {
        match self {
            Self::OneTo10Million => {
                LineDoubt::Everywhere(Doubt::new(NATURAL_EARTH_10M_ERROR, RadiusKind::Bound))
            }
            Self::OneTo50Million | Self::OneTo110Million => LineDoubt::ForDrawing,
        }
    }
}

/// A world file, read where it lies.
///
/// ```
/// # #[cfg(feature = "geodata")] {
/// use pointzero::model::Extent;
/// use pointzero::read::world::{Detail, World};
/// let around_assamaka = Extent::from_wsen([5.0, 18.0, 7.0, 20.0]).unwrap();
/// let countries = World::bundled().countries(Detail::OneTo10Million, &around_assamaka).unwrap();
/// let codes: Vec<&str> = countries.iter().map(|country| country.code.as_str()).collect();
/// assert_eq!(codes, ["DZA", "NER"]);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct World<'a> {
    bytes: &'a [u8],
    sections: BTreeMap<(Kind, u8), Section<'a>>,
}

/// One data set of a world file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dataset<'a> {
    /// Its id, such as `countries10m`, `borders50m` or `places`.
    pub id: &'a str,
    /// What it holds.
    pub what: &'a str,
    /// Who made it and where it was published.
    pub source: &'a str,
    /// The terms under which it may be used, with the credit that they ask for.
    pub licence: &'a str,
    /// The edition or date of the source.
    pub date: &'a str,
    /// How far it may be from the truth, in words and numbers.
    pub precision: &'a str,
    /// How many records it holds.
    pub records: u32,
}

/// Why a world file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorldError {
    /// The bytes are no world file, or one of another edition of the format.
    NotAWorld,
    /// The bytes were changed or cut since the file was made.
    Checksum,
    /// The file says what cannot be.
    Corrupt {
        /// What is wrong.
        what: &'static str,
    },
    /// The file has no such data set, such as boundary lines at 1 : 110 million.
    NoSuchDataset,
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Datasets,
    Arcs,
    Countries,
    Borders,
    Lakes,
    Towns,
}

#[derive(Debug, Clone, Copy)]
struct Section<'a> {
    bytes: &'a [u8],
    count: usize,
}

/// The first eight bytes of a world file: its name and the edition of the format.
const MAGIC: [u8; 8] = *b"pzworld\x01";

#[cfg(feature = "geodata")]
static BUNDLED: &[u8] = include_bytes!("../../../geodata/world.bin");

impl World<'static> {
    /// The world that ships with the crate.
    #[cfg(feature = "geodata")]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the bundled bytes are a constant, and a test reads them whole"
    )]
    pub fn bundled() -> Self {
        Self::from_sound_bytes(BUNDLED).expect("the bundled world is tested to be whole")
    }
}

impl<'a> World<'a> {
    /// A world file in memory.
    ///
    /// # Errors
    /// [`WorldError::NotAWorld`] for other bytes, [`WorldError::Checksum`] for changed ones, and
    /// [`WorldError::Corrupt`] for a directory that points outside the file.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, WorldError> {
        let mut cursor = header(bytes)?;
        let stated = cursor.u64()?;
        let rest = cursor.len();
        if fnv1a(cursor.take(rest)?) != stated {
            return Err(WorldError::Checksum);
        }
        Self::from_sound_bytes(bytes)
    }

    /// As [`from_bytes`](Self::from_bytes) without the checksum, which costs a pass over the file.
    fn from_sound_bytes(bytes: &'a [u8]) -> Result<Self, WorldError> {
        let mut cursor = header(bytes)?;
        cursor.u64()?;
        let mut sections = BTreeMap::new();
        for _ in 0..cursor.size()? {
            let kind = Kind::from_byte(cursor.u8()?)?;
            let detail = cursor.u8()?;
            cursor.u16()?;
            let (start, length, count) = (cursor.size()?, cursor.size()?, cursor.size()?);
            let section = start
                .checked_add(length)
                .and_then(|end| bytes.get(start..end))
                .ok_or(WorldError::Corrupt {
                    what: "a section lies outside the file",
                })?;
            sections.insert(
                (kind, detail),
                Section {
                    bytes: section,
                    count,
                },
            );
        }
        Ok(Self { bytes, sections })
    }

    fn section(&self, kind: Kind, detail: u8) -> Result<Section<'a>, WorldError> {
        self.sections
            .get(&(kind, detail))
            .copied()
            .ok_or(WorldError::NoSuchDataset)
    }

    fn arcs(&self, detail: Detail) -> Result<Arcs<'a>, WorldError> {
        let section = self.section(Kind::Arcs, detail.byte())?;
        Arcs::new(section.bytes, section.count, self.bytes.len())
    }

    /// The data sets of the file, in its order.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`].
    pub fn datasets(&self) -> Result<Vec<Dataset<'a>>, WorldError> {
        let section = self.section(Kind::Datasets, 0)?;
        let mut cursor = Cursor::new(section.bytes);
        let mut datasets = Vec::new();
        while !cursor.is_empty() {
            datasets.push(Dataset {
                id: cursor.text()?,
                what: cursor.text()?,
                source: cursor.text()?,
                licence: cursor.text()?,
                date: cursor.text()?,
                precision: cursor.text()?,
                records: cursor.varint()?,
            });
        }
        Ok(datasets)
    }

    /// The countries with a polygon whose bounding box overlaps the window, by code.
    ///
    /// Each comes with only such polygons; [`Extent::WORLD`] gives all of them. Outer rings run
    /// counter-clockwise and holes clockwise, in degrees, with straight lines in longitude and
    /// latitude between their positions. No ring crosses the antimeridian.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`] and [`WorldError::NoSuchDataset`].
    pub fn countries(&self, detail: Detail, extent: &Extent) -> Result<Vec<Country>, WorldError> {
        let mut arcs = self.arcs(detail)?;
        let mut countries = Vec::new();
        self.each_record(Kind::Countries, detail, |mut record| {
            let head = CountryHead::read(&mut record)?;
            let polygons = polygons(&mut record, &mut arcs, extent)?;
            if !polygons.is_empty() {
                countries.push(head.into_country(detail, polygons)?);
            }
            Ok(())
        })?;
        Ok(countries)
    }

    /// The boundary lines with a part whose bounding box overlaps the window, in the file's order.
    ///
    /// Each comes with only such parts; [`Extent::WORLD`] gives all of them.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`], and [`WorldError::NoSuchDataset`] at 1 : 110 million.
    pub fn borders(&self, detail: Detail, extent: &Extent) -> Result<Vec<Border>, WorldError> {
        let mut arcs = self.arcs(detail)?;
        let mut borders = Vec::new();
        self.each_record(Kind::Borders, detail, |mut record| {
            let class = class_from_byte(record.u8()?)?;
            let sides = [record.text()?, record.text()?].map(str::to_owned);
            let name = record.text()?.to_owned();
            let lines = parts(&mut record, extent, |part| {
                let line = arcs.line(part)?;
                let bounds = Bounds::of(&line);
                Ok((line, bounds))
            })?;
            if !lines.is_empty() {
                borders.push(Border {
                    class,
                    sides,
                    name,
                    path: Path::LonLat,
                    reading: Reading::Stated,
                    doubt: detail.line_doubt(),
                    lines,
                });
            }
            Ok(())
        })?;
        Ok(borders)
    }

    /// The lakes with a polygon whose bounding box overlaps the window, in the file's order.
    ///
    /// Each comes with only such polygons; [`Extent::WORLD`] gives all of them.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`], and [`WorldError::NoSuchDataset`] at 1 : 110 million.
    pub fn lakes(&self, detail: Detail, extent: &Extent) -> Result<Vec<Lake>, WorldError> {
        let mut arcs = self.arcs(detail)?;
        let mut lakes = Vec::new();
        self.each_record(Kind::Lakes, detail, |mut record| {
            let name = record.text()?;
            let polygons = polygons(&mut record, &mut arcs, extent)?;
            if !polygons.is_empty() {
                lakes.push(Lake {
                    name: name.to_owned(),
                    polygons,
                });
            }
            Ok(())
        })?;
        Ok(lakes)
    }

    /// The coasts in the window: every stretch of a country's outline that no other country shares.
    ///
    /// The seams at longitude ±180 and along the South Pole, where the source cuts its polygons, are
    /// left out. Where the source's countries do not quite meet, a sliver of a few vertices passes for
    /// coast: three at 1 : 10 million (Bir Tawil, Baarle), four at 50, one at 110.
    ///
    /// # Errors
    /// [`WorldError::Corrupt`] and [`WorldError::NoSuchDataset`].
    pub fn coasts(
        &self,
        detail: Detail,
        extent: &Extent,
    ) -> Result<Vec<Vec<Position>>, WorldError> {
        let mut arcs = self.arcs(detail)?;
        let mut near = BTreeSet::new();
        let mut shared = BTreeMap::<u32, u32>::new();
        self.each_record(Kind::Countries, detail, |mut record| {
            CountryHead::read(&mut record)?;
            for _ in 0..record.count()? {
                let overlap = Bounds::read(&mut record)?.overlap(extent);
                for reference in Arcs::references(&mut record.part()?)? {
                    *shared.entry(reference >> 1).or_default() += 1;
                    if overlap {
                        near.insert(reference & !1);
                    }
                }
            }
            Ok(())
        })?;
        let mut coasts = Vec::new();
        for reference in near {
            if shared.get(&(reference >> 1)) == Some(&1) {
                let arc = arcs.arc(reference)?;
                if Bounds::of(&arc).overlap(extent) {
                    coasts.extend(without_seams(&arc));
                }
            }
        }
        Ok(coasts)
    }

    /// Calls `read` with every record of a section.
    fn each_record(
        &self,
        kind: Kind,
        detail: Detail,
        mut read: impl FnMut(Cursor<'a>) -> Result<(), WorldError>,
    ) -> Result<(), WorldError> {
        let section = self.section(kind, detail.byte())?;
        let mut cursor = Cursor::new(section.bytes);
        for _ in 0..section.count {
            read(cursor.part()?)?;
        }
        Ok(())
    }
}

/// A country without its polygons.
#[derive(Debug)]
struct CountryHead<'a> {
    code: &'a str,
    status: CountryStatus,
    names: [&'a str; 4],
    note: &'a str,
    label_at: [i32; 2],
}

impl<'a> CountryHead<'a> {
    fn read(record: &mut Cursor<'a>) -> Result<Self, WorldError> {
        Ok(Self {
            code: record.text()?,
            status: match record.u8()? {
                0 => CountryStatus::State,
                1 => CountryStatus::Dependency,
                2 => CountryStatus::Disputed,
                _ => {
                    return Err(WorldError::Corrupt {
                        what: "a country of no known status",
                    });
                }
            },
            names: [
                record.text()?,
                record.text()?,
                record.text()?,
                record.text()?,
            ],
            note: record.text()?,
            label_at: [record.i32()?, record.i32()?],
        })
    }

    fn into_country(self, detail: Detail, polygons: Vec<Polygon>) -> Result<Country, WorldError> {
        let [lon, lat] = self.label_at;
        let names = Language::ALL
            .into_iter()
            .zip(self.names)
            .fold(Names::default(), |names, (language, name)| {
                names.with(language, name)
            });
        Ok(Country {
            code: self.code.to_owned(),
            names,
            status: self.status,
            note: self.note.to_owned(),
            label_at: arcs::position(lon, lat)?,
            outline: detail.line_doubt(),
            polygons,
        })
    }
}

/// The parts of a record whose boxes overlap the window; the rest is not decoded.
///
/// The boxes of the file are rounded outward, so a part is looked at again with its own.
fn parts<T>(
    record: &mut Cursor<'_>,
    extent: &Extent,
    mut decode: impl FnMut(&mut Cursor<'_>) -> Result<(T, Bounds), WorldError>,
) -> Result<Vec<T>, WorldError> {
    let mut found = Vec::new();
    for _ in 0..record.count()? {
        let bounds = Bounds::read(record)?;
        let mut part = record.part()?;
        if bounds.overlap(extent) {
            let (value, bounds) = decode(&mut part)?;
            if bounds.overlap(extent) {
                found.push(value);
            }
        }
    }
    Ok(found)
}

fn polygons(
    record: &mut Cursor<'_>,
    arcs: &mut Arcs<'_>,
    extent: &Extent,
) -> Result<Vec<Polygon>, WorldError> {
    parts(record, extent, |part| {
        let polygon = arcs.polygon(part)?;
        let bounds = Bounds::of(&polygon.outer);
        Ok((polygon, bounds))
    })
}

/// The stretches of an arc that are not an edge along ±180° or the South Pole.
fn without_seams(arc: &[Position]) -> Vec<Vec<Position>> {
    let is_seam = |a: &Position, b: &Position| {
        (a.lon().abs() >= 180.0 && b.lon().abs() >= 180.0) || (a.lat() <= -90.0 && b.lat() <= -90.0)
    };
    arc.chunk_by(|a, b| !is_seam(a, b))
        .filter(|stretch| stretch.len() > 1)
        .map(<[Position]>::to_vec)
        .collect()
}

fn class_from_byte(byte: u8) -> Result<BorderClass, WorldError> {
    match byte {
        0 => Ok(BorderClass::International),
        1 => Ok(BorderClass::Disputed),
        2 => Ok(BorderClass::Indefinite),
        3 => Ok(BorderClass::LineOfControl),
        4 => Ok(BorderClass::Other),
        _ => Err(WorldError::Corrupt {
            what: "a boundary of no known class",
        }),
    }
}

impl Kind {
    const fn from_byte(byte: u8) -> Result<Self, WorldError> {
        match byte {
            0 => Ok(Self::Datasets),
            1 => Ok(Self::Arcs),
            2 => Ok(Self::Countries),
            3 => Ok(Self::Borders),
            4 => Ok(Self::Lakes),
            5 => Ok(Self::Towns),
            _ => Err(WorldError::Corrupt {
                what: "a section of no known kind",
            }),
        }
    }
}

/// What follows the magic number.
fn header(bytes: &[u8]) -> Result<Cursor<'_>, WorldError> {
    bytes
        .strip_prefix(&MAGIC)
        .map(Cursor::new)
        .ok_or(WorldError::NotAWorld)
}

/// The 64-bit FNV-1a hash: any one changed byte changes it.
///
/// # Source
/// G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake (2025), RFC 9923.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAWorld => write!(f, "these bytes are no world file of this edition"),
            Self::Checksum => write!(f, "the world file was changed or cut since it was made"),
            Self::Corrupt { what } => write!(f, "the world file is corrupt: {what}"),
            Self::NoSuchDataset => write!(f, "the world file has no such data set"),
        }
    }
}

impl std::error::Error for WorldError {}

#[cfg(feature = "geodata")]
#[cfg(test)]
mod tests {
    use super::*;

    /// Reads all that the bytes hold at the coarsest detail, and the towns of a window.
    fn read(bytes: &[u8]) -> Result<usize, WorldError> {
        let world = World::from_sound_bytes(bytes)?;
        let sahara = Extent::from_wsen([-10.0, 15.0, 15.0, 25.0]).unwrap();
        let countries = world.countries(Detail::OneTo110Million, &Extent::WORLD)?;
        let coasts = world.coasts(Detail::OneTo110Million, &sahara)?;
        let towns = world.towns(&sahara, 50_000)?;
        Ok(countries.len() + coasts.len() + towns.len() + world.datasets()?.len())
    }

    /// Where the parts lie that [`read`] looks at: the directory and four sections.
    fn ranges() -> Vec<std::ops::Range<usize>> {
        let world = World::from_bytes(BUNDLED).unwrap();
        let directory = 20 + 16 * world.sections.len();
        let sections = [
            (Kind::Datasets, 0),
            (Kind::Arcs, 110),
            (Kind::Countries, 110),
            (Kind::Towns, 0),
        ];
        let sections = sections.map(|key| {
            let section = world.sections[&key].bytes;
            let start = section.as_ptr().addr() - BUNDLED.as_ptr().addr();
            start..start + section.len()
        });
        std::iter::once(16..directory).chain(sections).collect()
    }

    #[test]
    fn a_changed_byte_is_found_by_the_checksum() {
        let mut bytes = BUNDLED.to_vec();
        for at in [0, 7, 8, 15, 16, 1_000, 4_000_000, BUNDLED.len() - 1] {
            bytes[at] ^= 0x10;
            assert!(World::from_bytes(&bytes).is_err(), "byte {at}");
            bytes[at] ^= 0x10;
        }
        for length in [0, 7, 8, 16, 20, 300, BUNDLED.len() / 2, BUNDLED.len() - 1] {
            assert!(
                World::from_bytes(&BUNDLED[..length]).is_err(),
                "{length} bytes"
            );
        }
        assert!(World::from_bytes(&bytes).is_ok());
    }

    #[test]
    fn changed_bytes_that_escape_the_checksum_never_panic() {
        let mut bytes = BUNDLED.to_vec();
        let whole = read(&bytes).unwrap();
        let (mut errors, mut step) = (0, 1_u32);
        for range in ranges() {
            for _ in 0..400 {
                // Knuth's multiplicative sequence: any spread of places will do.
                step = step.wrapping_mul(2_654_435_761).wrapping_add(12_345);
                let at = range.start + usize::try_from(step >> 4).unwrap() % range.len();
                let kept = bytes[at];
                bytes[at] = u8::try_from(step >> 24).unwrap();
                match read(&bytes) {
                    Ok(count) => assert!(count < 4 * whole),
                    Err(_) => errors += 1,
                }
                bytes[at] = kept;
            }
        }
        assert!(errors > 200, "{errors} errors");
        assert_eq!(read(&bytes), Ok(whole));
    }

    #[test]
    fn a_cut_file_that_escapes_the_checksum_never_panics() {
        for part in 0..200 {
            let length = BUNDLED.len() * part / 200;
            assert!(read(&BUNDLED[..length]).is_err(), "{length} bytes");
        }
    }
}
