//! What a file holds: its bytes, and those of the files that belong to it.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::format::{Asked, Bytes, Kept, Source};
use crate::model::Input;

/// The bytes of a file, and of the files that belong to it, each from its start to its end.
#[derive(Debug, Clone)]
pub struct Contents<R> {
    /// The file.
    pub bytes: R,
    /// The files that belong to it, with their extensions in lower case and without the dot: `dbf`, `prj`
    /// and `cpg` of a shapefile.
    pub beside: Vec<(String, R)>,
    /// What a format found out and need not find out again.
    kept: Kept,
}

impl<R> Contents<R> {
    /// A file and those that belong to it.
    pub fn new(bytes: R, beside: Vec<(String, R)>) -> Self {
        Self {
            bytes,
            beside,
            kept: Kept::default(),
        }
    }
}

impl<R: Read + Seek + Send> From<R> for Contents<R> {
    fn from(bytes: R) -> Self {
        Self::new(bytes, Vec::new())
    }
}

impl<R: Read + Seek + Send> Contents<R> {
    /// All of it, from the start.
    pub(super) fn source<'a>(
        &'a mut self,
        input: &'a Arc<Input>,
        asked: &'a Asked,
    ) -> io::Result<Source<'a>> {
        self.bytes.seek(SeekFrom::Start(0))?;
        let mut beside: Vec<(&str, &mut dyn Bytes)> = Vec::new();
        for (extension, bytes) in &mut self.beside {
            bytes.seek(SeekFrom::Start(0))?;
            beside.push((extension, bytes));
        }
        Ok(Source {
            bytes: &mut self.bytes,
            beside,
            kept: &mut self.kept,
            input,
            asked,
        })
    }
}
