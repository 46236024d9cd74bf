//! The pictures of the README: the maps of the example project.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// Runs the example's report and copies its maps into `docs/`.
pub(crate) fn make() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the workspace holds xtask")?;
    let out = root.join("target/pictures");
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "pointzero",
            "--",
        ])
        .args([
            "run",
            "examples/point-zero/report.toml",
            "--overwrite",
            "--out",
        ])
        .arg(&out)
        .status()?;
    ensure!(status.success(), "the example's report failed");
    fs::create_dir_all(root.join("docs"))?;
    for picture in ["map.png", "close.png"] {
        fs::copy(out.join(picture), root.join("docs").join(picture))
            .with_context(|| format!("no {picture} was drawn"))?;
    }
    Ok(())
}
