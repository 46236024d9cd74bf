//! Opening inputs: files, standard input, and the bundled facts.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::JobError;
use crate::model::{At, Date, Finding, Input, Origin, Severity, visible};
use crate::read::{Contents, ReadError, ReadOptions};

/// Which file to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InputFile {
    /// A file at a path.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
    /// The bundled sites, written `bundled`.
    Bundled,
}

impl InputFile {
    /// `-` is standard input, `bundled` the bundled file, anything else a path, taken from `folder`
    /// where it is relative.
    pub fn from_word(word: &str, folder: &Path) -> Self {
        match word {
            "-" => Self::Stdin,
            "bundled" => Self::Bundled,
            path => Self::Path(folder.join(path)),
        }
    }

    /// Its path, if it stands at one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Stdin | Self::Bundled => None,
        }
    }
}

/// A file and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileToRead {
    /// The file.
    pub file: InputFile,
    /// How it is read.
    pub reading: ReadOptions,
}

/// An input that is open for reading, more than once if need be.
#[derive(Debug)]
pub(crate) struct Opened {
    /// What it is.
    pub(crate) input: Arc<Input>,
    /// Its bytes.
    pub(crate) bytes: File,
    /// The files beside it that belong to it, with their extensions.
    pub(crate) beside: Vec<(String, File)>,
    /// Where it stands, unless it came from elsewhere.
    pub(crate) path: Option<PathBuf>,
    /// Its size and the time of its last change when it was opened, where it is a file that others can
    /// change.
    stamp: Option<Stamp>,
}

/// The size of a file and the time of its last change.
type Stamp = (u64, SystemTime);

/// An open input, to be looked at again when it has been read.
#[derive(Debug)]
pub(super) struct Watch {
    input: Arc<Input>,
    bytes: File,
    stamp: Option<Stamp>,
}

impl Watch {
    /// Refuses an input that was changed since it was opened: its rows and its SHA-256 may be of two
    /// states of it.
    pub(super) fn end(&self) -> Result<(), JobError> {
        if self.stamp.is_none() || stamp(&self.bytes) == self.stamp {
            return Ok(());
        }
        let origin = Origin {
            input: Arc::clone(&self.input),
            at: At::File,
        };
        let why = "the file changed while it was read";
        let finding = Finding::new(Severity::RejectsFile, "changed", origin, why)
            .with_fix("run it again when nobody writes to the file");
        Err(ReadError::Rejected(vec![finding]).into())
    }
}

fn stamp(bytes: &File) -> Option<Stamp> {
    let metadata = bytes.metadata().ok().filter(Metadata::is_file)?;
    Some((metadata.len(), metadata.modified().ok()?))
}

impl Opened {
    /// Looks out for changes of it.
    pub(super) fn watch(&self) -> Result<Watch, JobError> {
        let failed = |source| JobError::io(format!("cannot read {}", self.input.name), source);
        Ok(Watch {
            input: Arc::clone(&self.input),
            bytes: self.bytes.try_clone().map_err(failed)?,
            stamp: self.stamp,
        })
    }

    /// The day of its last change, in UTC, where it is a file that others can change.
    pub(super) fn last_changed(&self) -> Option<Date> {
        let (_, time) = self.stamp?;
        let time = jiff::Timestamp::try_from(time).ok()?;
        let day = time.to_zoned(jiff::tz::TimeZone::UTC).date();
        Date::from_ymd(day.year(), day.month(), day.day())
    }

    /// Takes its SHA-256, for which all of it is read.
    pub(super) fn take_sum(&mut self) -> Result<(), JobError> {
        let failed = |source| JobError::io(format!("cannot read {}", self.input.name), source);
        let sha256 = sha256(&mut self.bytes).map_err(failed)?;
        Arc::make_mut(&mut self.input).sha256 = sha256;
        Ok(())
    }

    /// What is read of it, and what it is.
    pub(crate) fn into_parts(self) -> (Contents<File>, Arc<Input>) {
        let contents = Contents::new(self.bytes, self.beside);
        (contents, self.input)
    }
}

/// Opens an input.
pub(crate) fn open(file: &InputFile) -> Result<Opened, JobError> {
    match file {
        InputFile::Path(path) => open_path(path),
        InputFile::Stdin => spool_stdin(),
        InputFile::Bundled => bundled(),
    }
}

fn open_path(path: &Path) -> Result<Opened, JobError> {
    let name = path.display().to_string();
    let failed = |source: io::Error| {
        let hint = match source.kind() {
            io::ErrorKind::NotFound => where_else(path).unwrap_or_default(),
            _ => String::new(),
        };
        JobError::io(format!("cannot open {}{hint}", visible(&name)), source)
    };
    let mut bytes = File::open(path).map_err(failed)?;
    let kind = bytes.metadata().map_err(failed)?.file_type();
    let stamp = stamp(&bytes);
    if kind.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if !kind.is_file() {
        bytes = spool(&mut bytes).map_err(failed)?;
    }
    let input = describe(&bytes, name.clone()).map_err(failed)?;
    Ok(Opened {
        input,
        bytes,
        beside: beside(path)?,
        path: Some(path.to_owned()),
        stamp,
    })
}

/// The extensions of files that belong to a file, by its own extension.
const BESIDE: [(&str, &[&str]); 1] = [("shp", &["dbf", "prj", "cpg"])];

/// Opens the files that belong to one, as far as they are there: with its name and another extension, in
/// lower or upper case.
fn beside(path: &Path) -> Result<Vec<(String, File)>, JobError> {
    let own = path.extension().and_then(|extension| extension.to_str());
    let wanted = BESIDE
        .iter()
        .find(|(extension, _)| own.is_some_and(|own| own.eq_ignore_ascii_case(extension)));
    let mut files = Vec::new();
    for extension in wanted.into_iter().flat_map(|(_, others)| *others) {
        for spelled in [(*extension).to_owned(), extension.to_uppercase()] {
            let other = path.with_extension(&spelled);
            match File::open(&other) {
                Ok(file) => {
                    files.push(((*extension).to_owned(), file));
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let shown = visible(&other.display().to_string());
                    return Err(JobError::io(format!("cannot open {shown}"), error));
                }
            }
        }
    }
    Ok(files)
}

/// What may be meant by a path where nothing is.
fn where_else(path: &Path) -> Option<String> {
    if let Some(similar) = similar_neighbour(path) {
        return Some(format!("; did you mean {}", visible(&similar)));
    }
    let here = std::env::current_dir()
        .ok()
        .filter(|_| path.is_relative())?;
    let here = here.display().to_string();
    Some(format!("; the current folder is {}", visible(&here)))
}

/// The file in the same folder whose name is nearest to one that is not there: one begins with the other,
/// or a letter in three is another at most.
fn similar_neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_stem()?.to_str()?.to_lowercase();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let names = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let near = names
        .take(10_000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| {
            let stem = name.split('.').next().unwrap_or_default().to_lowercase();
            let steps = strsim::osa_distance(&stem, &wanted);
            let begins = stem.starts_with(&wanted) || wanted.starts_with(&stem);
            let is_near = steps * 3 <= wanted.chars().count();
            (!stem.is_empty() && (begins || is_near)).then_some((steps, name))
        });
    near.min().map(|(_, name)| name)
}

/// Copies what can be read once, such as a pipe, into a private file without a name.
fn spool(bytes: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(bytes, &mut file)?;
    Ok(file)
}

/// Standard input, to be read more than once.
fn spool_stdin() -> Result<Opened, JobError> {
    if io::stdin().is_terminal() {
        return Err(JobError::Usage(
            "standard input is a terminal; give a file, or pipe one in".to_owned(),
        ));
    }
    let failed = |source| JobError::io("cannot read <stdin>", source);
    let bytes = spool(&mut io::stdin().lock()).map_err(failed)?;
    let input = describe(&bytes, "<stdin>".to_owned()).map_err(failed)?;
    Ok(Opened {
        input,
        bytes,
        beside: Vec::new(),
        path: None,
        stamp: None,
    })
}

#[cfg(feature = "geodata")]
fn bundled() -> Result<Opened, JobError> {
    use std::io::Write;

    let failed = |source| JobError::io("cannot read the bundled sites", source);
    let fact = crate::read::world::facts()
        .iter()
        .find(|fact| fact.name == "sites.csv")
        .expect("the bundled sites are part of this build");
    let mut bytes = tempfile::tempfile().map_err(failed)?;
    bytes.write_all(fact.contents.as_bytes()).map_err(failed)?;
    let input = describe(&bytes, "bundled sites.csv".to_owned()).map_err(failed)?;
    Ok(Opened {
        input,
        bytes,
        beside: Vec::new(),
        path: None,
        stamp: None,
    })
}

#[cfg(not(feature = "geodata"))]
fn bundled() -> Result<Opened, JobError> {
    Err(JobError::Usage(
        "this build has no bundled data; give a file".to_owned(),
    ))
}

fn describe(bytes: &File, name: String) -> io::Result<Arc<Input>> {
    Ok(Arc::new(Input {
        name,
        sha256: String::new(),
        size: bytes.metadata()?.len(),
    }))
}

/// The SHA-256 of all bytes of a file, in lower-case hexadecimal.
fn sha256(bytes: &mut File) -> io::Result<String> {
    bytes.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = bytes.read(&mut buffer)?;
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else {
            break;
        };
        hash.update(part);
    }
    bytes.seek(SeekFrom::Start(0))?;
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    Ok(hash.finalize().iter().flat_map(digits).flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_known_by_its_sha_256() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"abc").unwrap();
        let input = describe(&file, "abc".to_owned()).unwrap();
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            sha256(&mut file).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(input.size, 3);
    }
}
