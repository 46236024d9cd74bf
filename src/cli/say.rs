//! What the program says on standard error, and the exit code that follows.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::model::{Severity, Tally, visible};
use crate::report::{JobError, Outcome};

const DONE: u8 = 0;
const WRONG_USAGE: u8 = 2;
const INPUT_REJECTED: u8 = 3;
const ROWS_SET_ASIDE: u8 = 4;
const FILE_FAILED: u8 = 5;

/// A line for people. Standard error may be closed: that is no reason to fail.
fn line(text: impl Display) {
    drop(writeln!(io::stderr(), "{text}"));
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
            report(outcome);
            sums(outcome);
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

fn report(outcome: &Outcome) {
    for finding in &outcome.findings {
        match finding.severity {
            Severity::Warning => line(format_args!("warning: {finding}")),
            _ => line(finding),
        }
    }
    for note in &outcome.notes {
        line(note);
    }
    for path in &outcome.written {
        line(format_args!(
            "wrote {}",
            visible(&path.display().to_string())
        ));
    }
}

/// The sums of every input, those of the incidents last.
fn sums(outcome: &Outcome) {
    let Some(((_, last), others)) = outcome.tallies.split_last() else {
        return;
    };
    for (name, tally) in others {
        line(format_args!("{}: {tally}", visible(name)));
    }
    line(last);
}

fn complain(error: &JobError) -> ExitCode {
    let code = match error {
        JobError::Usage(_) => WRONG_USAGE,
        JobError::Rejected(outcome) => {
            report(outcome);
            INPUT_REJECTED
        }
        JobError::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => {
            return ExitCode::from(DONE);
        }
        JobError::Io { .. } => FILE_FAILED,
    };
    match error.source() {
        Some(source) => line(format_args!("error: {error}: {source}")),
        None => line(format_args!("error: {error}")),
    }
    if let JobError::Rejected(outcome) = error {
        if outcome.tallies.is_empty() {
            line(Tally::default());
        } else {
            sums(outcome);
        }
    }
    ExitCode::from(code)
}
