//! The program: flags, printing, exit codes. Nothing else prints.

mod ask;
mod shared;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::model::Severity;
use crate::report::{JobError, Outcome};

/// How far was the nearest help, and show me on a map.
///
/// pointzero turns a spreadsheet of incidents into distances to the nearest help, measured on the
/// WGS 84 ellipsoid, and into maps ready to print. It never opens the network.
#[derive(Debug, Parser)]
#[command(name = "pointzero", version, max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Commands,
}

/// The commands that are not questions.
#[derive(Debug, Subcommand)]
enum Commands {}

/// Runs the program on its arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match try_run(arguments) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::from(exit_code(&error))
        }
    }
}
