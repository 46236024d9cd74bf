//! What the program says on standard error, and the exit code that follows.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, BufWriter, StderrLock, Write};
use std::process::ExitCode;

use crate::model::{Severity, Tally, visible};
use crate::report::{JobError, Outcome};

const DONE: u8 = 0;
const WRONG_USAGE: u8 = 2;
const INPUT_REJECTED: u8 = 3;
const ROWS_SET_ASIDE: u8 = 4;
const FILE_FAILED: u8 = 5;

/// Lines for people, written together. Standard error may be closed: that is no reason to fail.
struct Lines(BufWriter<StderrLock<'static>>);

impl Lines {
    fn new() -> Self {
        Self(BufWriter::new(io::stderr().lock()))
    }

    fn line(&mut self, text: impl Display) {
        drop(writeln!(self.0, "{text}"));
    }
}

/// Says what clap found wrong, or prints the help that was asked for.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    drop(error.print());
    if error.use_stderr() {
        ExitCode::from(WRONG_USAGE)
    } else {
        ExitCode::from(DONE)
    }
}

/// Says what came of a command.
pub(super) fn result(result: &Result<Outcome, JobError>) -> ExitCode {
    match result {
        Ok(outcome) => {
            let mut lines = Lines::new();
            report(outcome, &mut lines);
            sums(outcome, &mut lines);
            ExitCode::from(if outcome.has_refused_input {
                INPUT_REJECTED
            } else if outcome.has_rejected_rows() {
                ROWS_SET_ASIDE
            } else {
                DONE
            })
        }
        Err(error) => complain(error),
    }
}

fn report(outcome: &Outcome, lines: &mut Lines) {
    for finding in &outcome.findings {
        match finding.severity {
            Severity::Warning => lines.line(format_args!("warning: {finding}")),
            _ => lines.line(finding),
        }
    }
    for note in &outcome.notes {
        lines.line(note);
    }
    for path in &outcome.written {
        lines.line(format_args!(
            "wrote {}",
            visible(&path.display().to_string())
        ));
    }
}

/// The sums of every input, those of the incidents last.
fn sums(outcome: &Outcome, lines: &mut Lines) {
    let Some(((_, last), others)) = outcome.tallies.split_last() else {
        return;
    };
    for (name, tally) in others {
        lines.line(format_args!("{}: {tally}", visible(name)));
    }
    lines.line(last);
}

fn complain(error: &JobError) -> ExitCode {
    let mut lines = Lines::new();
    let code = match error {
        JobError::Usage(_) => WRONG_USAGE,
        JobError::Rejected(outcome) => {
            report(outcome, &mut lines);
            INPUT_REJECTED
        }
        JobError::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => {
            return ExitCode::from(DONE);
        }
        JobError::Io { .. } => FILE_FAILED,
    };
    match error.source() {
        Some(source) => lines.line(format_args!("error: {error}: {source}")),
        None => lines.line(format_args!("error: {error}")),
    }
    if let JobError::Rejected(outcome) = error {
        if outcome.tallies.is_empty() {
            lines.line(Tally::default());
        } else {
            sums(outcome, &mut lines);
        }
    }
    ExitCode::from(code)
}
