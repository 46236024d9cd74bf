//! What a run says on standard error, and the proof that the file holds what was put in.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use pointzero::geodesy::Position;
use pointzero::model::Extent;
use pointzero::read::world::{Detail, World};

use super::Vertex;
use super::natural_earth::{Layers, Scale};

/// Prints how the source's words for boundary lines were read.
#[expect(clippy::print_stderr, reason = "the program's report to people")]
pub(super) fn layers(scale: Scale, layers: &Layers) {
    let mut classes = BTreeMap::<String, usize>::new();
    for border in &layers.borders {
        let key = format!("{} -> {:?}", border.source_class, border.class);
        *classes.entry(key).or_default() += 1;
    }
    for (class, count) in classes {
        eprintln!("{}: {class}: {count}", scale.id("borders"));
    }
}

/// Prints the data sets.
#[expect(clippy::print_stderr, reason = "the program's report to people")]
pub(super) fn world(world: &World<'_>) -> Result<()> {
    for dataset in world.datasets()? {
        eprintln!("{}: {} records", dataset.id, dataset.records);
    }
    Ok(())
}

/// Reads the layers of one scale back and compares every vertex.
pub(super) fn verify(world: &World<'_>, scale: Scale, layers: &Layers) -> Result<()> {
    let detail = match scale {
        Scale::Ten => Detail::OneTo10Million,
        Scale::Fifty => Detail::OneTo50Million,
        Scale::HundredAndTen => Detail::OneTo110Million,
    };
    let countries = world.countries(detail, &Extent::WORLD)?;
    ensure!(countries.len() == layers.countries.len());
    for (read, made) in countries.iter().zip(&layers.countries) {
        ensure!(read.code == made.code && read.polygons.len() == made.polygons.len());
        for (polygon, rings) in read.polygons.iter().zip(&made.polygons) {
            let read_rings = std::iter::once(&polygon.outer).chain(&polygon.holes);
            ensure!(read_rings.clone().count() == rings.len());
            for (read, made) in read_rings.zip(rings) {
                ensure!(
                    turned(vertices(read)) == turned(made.clone()),
                    "a ring differs"
                );
            }
        }
    }
    if scale == Scale::HundredAndTen {
        return Ok(());
    }
    let borders = world.borders(detail, &Extent::WORLD)?;
    ensure!(borders.len() == layers.borders.len());
    for (read, made) in borders.iter().zip(&layers.borders) {
        let lines: Vec<_> = read.lines.iter().map(|line| vertices(line)).collect();
        ensure!(
            lines == made.lines && read.sides == made.sides,
            "a line differs"
        );
    }
    let lakes = world.lakes(detail, &Extent::WORLD)?;
    ensure!(lakes.len() == layers.lakes.len());
    for (read, made) in lakes.iter().zip(&layers.lakes) {
        for (polygon, rings) in read.polygons.iter().zip(&made.polygons) {
            ensure!(
                turned(vertices(&polygon.outer)) == turned(rings[0].clone()),
                "a lake differs"
            );
        }
    }
    Ok(())
}

fn vertices(positions: &[Position]) -> Vec<Vertex> {
    positions
        .iter()
        .map(|at| super::natural_earth::vertex([at.lon(), at.lat()]))
        .collect()
}

/// The ring from its least vertex on.
fn turned(mut ring: Vec<Vertex>) -> Vec<Vertex> {
    let least = (0..ring.len()).min_by_key(|i| ring[*i]).unwrap_or_default();
    ring.rotate_left(least);
    ring
}
