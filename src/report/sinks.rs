//! Where a table goes: standard output and files, each in its format, all from one pass.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::behind::Behind;
use super::open::Opened;
use super::save::{Output, Pending, cannot_write};
use super::{Existing, JobError};
use crate::model::{Batch, Schema, visible};
use crate::output::table::{self, Rows, TableFormat};

/// The outputs of a table, started before any work is done.
#[derive(Debug)]
pub(super) struct Sinks {
    stdout: Option<&'static TableFormat>,
    files: Vec<(File, PathBuf, &'static TableFormat)>,
}

impl Sinks {
    /// Starts every output; standard output when there is none.
    pub(super) fn start(
        outputs: &[Output],
        format: Option<&'static TableFormat>,
        existing: Existing,
        inputs: &[&Opened],
        pending: &mut Pending,
    ) -> Result<Self, JobError> {
        let stdout_format = || {
            format
                .or_else(|| table::for_name("table"))
                .or_else(|| table::for_name("csv"))
        };
        let mut sinks = Self {
            stdout: stdout_format().filter(|_| outputs.is_empty()),
            files: Vec::new(),
        };
        for output in outputs {
            match output {
                Output::Stdout => sinks.stdout = stdout_format(),
                Output::Path(path) => {
                    let format = format_of(path, format)?;
                    let number = pending.start(path, inputs, existing)?;
                    let file = pending.file(number)?;
                    sinks.files.push((file, path.clone(), format));
                }
            }
        }
        if sinks.stdout.is_some_and(|format| format.is_binary) && io::stdout().is_terminal() {
            return Err(JobError::Usage(
                "a terminal cannot show this format; give a file with -o, or pipe it on".to_owned(),
            ));
        }
        Ok(sinks)
    }

    /// Whether every output has a place for geometry.
    pub(super) fn have_geometry(&self) -> bool {
        let files = self.files.iter().map(|(_, _, format)| *format);
        files.chain(self.stdout).all(|format| format.has_geometry)
    }

    /// Writes a table: `fill` gives its batches one by one.
    pub(super) fn write(
        self,
        schema: &Schema,
        stdout: &mut dyn Write,
        fill: impl FnOnce(&mut dyn FnMut(&Batch) -> Result<(), JobError>) -> Result<(), JobError>,
    ) -> Result<(), JobError> {
        let unheard = |source| JobError::io("cannot write to standard output", source);
        let mut files: Vec<(Behind, PathBuf, &TableFormat)> = self
            .files
            .into_iter()
            .map(|(file, path, format)| (Behind::new(file), path, format))
            .collect();
        let mut shown = None;
        if let Some(format) = self.stdout {
            shown = heard((format.open)(schema, stdout)).map_err(unheard)?;
        }
        let mut writers: Vec<(Box<dyn Rows + '_>, &Path)> = Vec::new();
        for (file, path, format) in &mut files {
            let writer =
                (format.open)(schema, file).map_err(|source| cannot_write(path, source))?;
            writers.push((writer, path));
        }
        fill(&mut |batch| {
            for (writer, path) in &mut writers {
                let written = writer.write(batch);
                written.map_err(|source| cannot_write(path, source))?;
            }
            if let Some(writer) = &mut shown
                && heard(writer.write(batch)).map_err(unheard)?.is_none()
            {
                shown = None;
            }
            Ok(())
        })?;
        for (writer, path) in &mut writers {
            let finished = writer.finish();
            finished.map_err(|source| cannot_write(path, source))?;
        }
        drop(writers);
        for (file, path, _) in &mut files {
            file.flush().map_err(|source| cannot_write(path, source))?;
        }
        if let Some(mut writer) = shown {
            heard(writer.finish()).map_err(unheard)?;
        }
        Ok(())
    }
}

/// What came of writing to standard output; nothing where its reader has gone. The work goes on
/// without it: files may be written besides, and what was found is told all the same.
pub(super) fn heard<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        result => result.map(Some),
    }
}

/// The format that a file's extension names, or else the one asked for.
fn format_of(
    path: &Path,
    asked: Option<&'static TableFormat>,
) -> Result<&'static TableFormat, JobError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    // A format that is asked for comes first where it is one of the extension's.
    let is_of = |format: &&TableFormat| {
        let mut known = format.extensions.iter();
        extension.is_some_and(|extension| known.any(|known| known.eq_ignore_ascii_case(extension)))
    };
    asked
        .filter(is_of)
        .or_else(|| extension.and_then(table::for_extension))
        .or(asked)
        .ok_or_else(|| {
            let extensions = table::ALL.iter().flat_map(|format| format.extensions);
            let known: BTreeSet<&str> = extensions.copied().collect();
            let known: Vec<&str> = known.into_iter().collect();
            JobError::Usage(format!(
                "the extension of {} names no table format; use one of {}, or say --format",
                visible(&path.display().to_string()),
                known.join(", ")
            ))
        })
}
