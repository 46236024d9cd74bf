//! The files beside a picture of dots that tell other programs where on the Earth it lies.
//!
//! # Source
//! The world file and the `.prj` file as ESRI describes them; `.aux.xml` as GDAL's persistent auxiliary
//! metadata, which is where GDAL and QGIS look for the coordinate reference system of a PNG.

use std::path::{Path, PathBuf};

use super::{Escaped, SceneOptions};
use crate::carto::scene::Ground;

/// A file beside a picture.
#[derive(Debug, Clone, Copy)]
pub struct Companion {
    /// What stands behind the picture's name.
    ending: Ending,
    /// Its text.
    pub write: fn(&Ground, &SceneOptions) -> String,
}

#[derive(Debug, Clone, Copy)]
enum Ending {
    /// In place of the picture's extension.
    Instead(&'static str),
    /// Behind it.
    Behind(&'static str),
}

/// The files beside a picture, in the order in which they are written.
pub static COMPANIONS: &[Companion] = &[
    Companion {
        ending: Ending::Instead("pgw"),
        write: world_file,
    },
    Companion {
        ending: Ending::Instead("prj"),
        write: |ground, _| ground.crs.clone(),
    },
    Companion {
        ending: Ending::Behind(".aux.xml"),
        write: |ground, _| {
            format!(
                "<PAMDataset>\n<SRS>{}</SRS>\n</PAMDataset>\n",
                Escaped(&ground.crs)
            )
        },
    },
];

impl Companion {
    /// Its path beside that of a picture.
    pub fn path(&self, picture: &Path) -> PathBuf {
        match self.ending {
            Ending::Instead(extension) => picture.with_extension(extension),
            Ending::Behind(ending) => {
                let mut name = picture.as_os_str().to_owned();
                name.push(ending);
                name.into()
            }
        }
    }
}

/// Six numbers: the size of a dot to the east, two turns, its size to the south, and the middle of the
/// dot in the upper left corner.
fn world_file(ground: &Ground, options: &SceneOptions) -> String {
    let dot_m = ground.metres_per_mm * 25.4 / f64::from(options.dpi);
    let numbers = [
        dot_m,
        0.0,
        0.0,
        -dot_m,
        ground.left_m + dot_m / 2.0,
        ground.top_m - dot_m / 2.0,
    ];
    numbers.map(|number| format!("{number:.9}\n")).concat()
}
