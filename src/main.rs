//! The program `pointzero`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pointzero::cli::run(std::env::args_os())
}
