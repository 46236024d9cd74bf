//! Maps as the public API draws them: every element alone, whole sheets, and sheets of anything.
#![cfg(all(feature = "map", feature = "geodata"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod elements;
#[cfg(all(
    feature = "cli",
    feature = "png",
    feature = "pdf",
    feature = "plotters"
))]
mod gallery;
#[cfg(feature = "cli")]
mod languages;
#[cfg(all(feature = "cli", feature = "png", feature = "pdf"))]
mod nonsense;
#[cfg(all(feature = "cli", feature = "png"))]
mod overlay;
#[cfg(all(feature = "cli", feature = "png"))]
mod pictures;
mod random;
#[cfg(all(feature = "cli", feature = "png"))]
mod renderers;
#[cfg(all(feature = "cli", feature = "png"))]
mod walk;

use std::env;
use std::path::{Path, PathBuf};

use pointzero::model::{Atlas, Extent};
use pointzero::read::world::{Detail, World};

/// Whether golden files are to be written anew.
fn is_blessing() -> bool {
    env::var_os("POINTZERO_BLESS").is_some()
}

/// A file or folder of this repository.
fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What of the bundled world lies in a window.
fn bundled(detail: Detail, window: &Extent) -> Atlas {
    let world = World::bundled();
    Atlas {
        countries: world.countries(detail, window).unwrap(),
        borders: world.borders(detail, window).unwrap(),
        coasts: world.coasts(detail, window).unwrap(),
        lakes: world.lakes(detail, window).unwrap(),
        towns: world.towns(window, 0).unwrap(),
        ..Atlas::default()
    }
}
