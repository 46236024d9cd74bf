//! A file that is being written and is not to be seen yet.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::open::Opened;

/// A file beside its target, which a process that is killed leaves behind only where the file system cannot
/// hold a file without a name.
#[derive(Debug)]
pub(super) enum Part {
    /// A file that no folder lists, and that goes when nobody holds it.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// A file under a name of its own.
    Named(NamedTempFile),
}

impl Part {
    /// An empty file in a folder, which nobody may read who may not read each of the inputs.
    pub(super) fn begin(folder: &Path, inputs: &[&Opened]) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed(folder, mode(inputs)) {
            return Ok(Self::Unnamed(file));
        }
        let named = named_as(inputs).tempfile_in(folder).map(Self::Named);
        // Its own error names a file that nobody asked for.
        named.map_err(|error| {
            let of_folder = fs::metadata(folder).err();
            of_folder.unwrap_or_else(|| error.kind().into())
        })
    }

    /// The open file.
    pub(super) fn file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file(),
        }
    }

    /// The name that it has for the time being, if any.
    pub(super) fn name(&self) -> Option<PathBuf> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(_) => None,
            Self::Named(file) => Some(file.path().to_owned()),
        }
    }

    /// Gives it the name of its target, in place of what stood there.
    pub(super) fn appear_as(self, target: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => appear(&file, target),
            Self::Named(file) => file.persist(target).map(drop).map_err(|error| error.error),
        }
    }
}

#[cfg(target_os = "linux")]
fn unnamed(folder: &Path, mode: u32) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::from_raw_mode(mode))?);
    // A system without /proc could not name it in the end.
    fs::metadata(under_proc(&file))?;
    Ok(file)
}

#[cfg(target_os = "linux")]
fn under_proc(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Names a file that has no name. A name can be given to it only where there is none yet: to replace a
/// file, it takes one beside it first.
#[cfg(target_os = "linux")]
fn appear(file: &File, target: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let from = under_proc(file);
    let link = |to: &Path| -> io::Result<()> {
        linkat(CWD, &from, CWD, to, AtFlags::SYMLINK_FOLLOW)?;
        Ok(())
    };
    match link(target) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        done => return done,
    }
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let named = named().make_in(folder, link)?;
    named.persist(target).map(drop).map_err(|error| error.error)
}

fn named() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pointzero-").suffix(".part");
    builder
}

#[cfg(unix)]
fn named_as(inputs: &[&Opened]) -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = named();
    builder.permissions(fs::Permissions::from_mode(mode(inputs)));
    builder
}

#[cfg(not(unix))]
fn named_as(_: &[&Opened]) -> tempfile::Builder<'static, 'static> {
    named()
}

/// Who may read and write what is made of these inputs.
#[cfg(unix)]
fn mode(inputs: &[&Opened]) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let of_files = inputs
        .iter()
        .filter(|input| input.path.is_some())
        .filter_map(|input| input.bytes.metadata().ok());
    of_files.fold(0o666, |mode, metadata| {
        mode & (metadata.permissions().mode() | 0o600) & 0o666
    })
}
