//! Saving outputs: a new file appears whole or not at all.
//!
//! Each output is written to a file in the folder of its target, without a name where the system can do
//! that, synced, and put in its place when the whole job has succeeded. A job that fails leaves what stood there before, and nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::open::Opened;
use super::part::Part;
use super::{Existing, JobError};
use crate::model::visible;

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Output {
    /// Standard output, written `-`.
    Stdout,
    /// A file; its extension names the format.
    Path(PathBuf),
}

impl Output {
    /// `-` is standard output, anything else a path, taken from `folder` where it is relative.
    pub fn from_word(word: &str, folder: &Path) -> Self {
        match word {
            "-" => Self::Stdout,
            path => Self::Path(folder.join(path)),
        }
    }
}

/// The temporary files of this process, so that an interrupt can remove them.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn parts() -> MutexGuard<'static, Vec<PathBuf>> {
    PARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every output that is not finished, for a process that ends at once.
///
/// Outputs that are appearing under their names do so first, all of them; none can be begun or
/// finished afterwards.
pub fn abandon_outputs() {
    let mut parts = parts();
    for part in parts.drain(..) {
        drop(fs::remove_file(part));
    }
    // The lock is kept for good: whoever waits for it is not to go on.
    std::mem::forget(parts);
}

/// Files being written, none of which is to be seen before [`commit`](Self::commit).
#[derive(Debug, Default)]
pub(crate) struct Pending {
    files: Vec<(Part, PathBuf, PathBuf)>,
    protected: Vec<PathBuf>,
}

impl Pending {
    /// No files yet, and none of these is ever to be replaced.
    pub(super) fn protecting(protected: Vec<PathBuf>) -> Self {
        Self {
            files: Vec::new(),
            protected,
        }
    }

    /// Starts an output, or says why it cannot be: before any work is done.
    pub(crate) fn start(
        &mut self,
        path: &Path,
        inputs: &[&Opened],
        existing: Existing,
    ) -> Result<usize, JobError> {
        let shown = visible(&path.display().to_string());
        let failed = |source| JobError::io(format!("cannot write {shown}"), source);
        // A link is kept, and what it points to replaced.
        let target = real_path(path);
        if self.files.iter().any(|(_, other, _)| *other == target) {
            return Err(JobError::Usage(format!(
                "{shown} is given twice as an output"
            )));
        }
        let protected = self.protected.iter().map(PathBuf::as_path);
        let inputs_of_job = inputs.iter().filter_map(|input| input.path.as_deref());
        for input in inputs_of_job.chain(protected) {
            if same_file::is_same_file(path, input).unwrap_or(false) {
                return Err(JobError::Usage(format!(
                    "the output {shown} is the input {}; name another file",
                    visible(&input.display().to_string())
                )));
            }
        }
        if target.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if fs::symlink_metadata(path).is_ok() && existing == Existing::Keep {
            return Err(JobError::Usage(format!(
                "{shown} stands already; name another file, or replace it with --overwrite"
            )));
        }
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut parts = parts();
        let part = Part::begin(folder, inputs).map_err(failed)?;
        parts.extend(part.name());
        self.files.push((part, target, path.to_owned()));
        Ok(self.files.len() - 1)
    }

    /// The file of a started output.
    pub(crate) fn file(&self, number: usize) -> Result<fs::File, JobError> {
        let (part, _, named) = self.files.get(number).expect("a number that `start` gave");
        part.file()
            .try_clone()
            .map_err(|source| cannot_write(named, source))
    }

    /// Makes every output appear under its name.
    pub(crate) fn commit(mut self) -> Result<Vec<PathBuf>, JobError> {
        for (part, _, named) in &self.files {
            part.file()
                .sync_all()
                .map_err(|source| cannot_write(named, source))?;
        }
        let mut written = Vec::new();
        // An interrupt waits, so that all of them appear or none.
        let mut parts = parts();
        for (part, target, named) in self.files.drain(..) {
            parts.retain(|name| Some(name) != part.name().as_ref());
            part.appear_as(&target)
                .map_err(|error| cannot_write(&named, error))?;
            written.push(named);
        }
        Ok(written)
    }
}

/// A path without links; of a file that is not there yet, as far as its folder goes.
fn real_path(path: &Path) -> PathBuf {
    let in_real_folder = || {
        let folder = path.parent()?;
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    };
    fs::canonicalize(path)
        .ok()
        .or_else(in_real_folder)
        .unwrap_or_else(|| path.to_owned())
}

/// Folders made for outputs; those that stay empty go away again.
#[derive(Debug, Default)]
pub(super) struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    /// Makes the folder of an output, and those around it, where there are none.
    pub(super) fn make_for(&mut self, output: &Output) -> Result<(), JobError> {
        let Output::Path(path) = output else {
            return Ok(());
        };
        let is_named = |folder: &&Path| !folder.as_os_str().is_empty();
        let mut missing: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .filter(is_named)
            .take_while(|folder| !folder.exists())
            .collect();
        while let Some(folder) = missing.pop() {
            fs::create_dir(folder).map_err(|source| {
                let shown = visible(&folder.display().to_string());
                JobError::io(format!("cannot make the folder {shown}"), source)
            })?;
            self.0.push(folder.to_owned());
        }
        Ok(())
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // It fails where the folder holds what was written: that is the folder's purpose.
            drop(fs::remove_dir(folder));
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let mut parts = parts();
        for (part, _, _) in self.files.drain(..) {
            parts.retain(|name| Some(name) != part.name().as_ref());
        }
    }
}

/// A file that could not be written.
pub(super) fn cannot_write(path: &Path, source: io::Error) -> JobError {
    let shown = visible(&path.display().to_string());
    JobError::io(format!("cannot write {shown}"), source)
}
