//! The program: flags, printing, exit codes. Nothing else prints.

mod ask;
mod interrupt;
mod say;
mod shared;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::report::{AnyQuestion, JobError, Outcome};

/// Exact distances from incidents to the nearest help, and maps of them ready to print.
///
/// pointzero reads a spreadsheet of incidents and a list of places of help, measures on the WGS 84
/// ellipsoid, and keeps the doubt of every figure. It never opens the network.
#[derive(Debug, Parser)]
#[command(name = "pointzero", version, max_term_width = 100)]
#[command(after_help = "Exit codes:
  0 done              3 input rejected, nothing written
  1 done, answer: no  4 done, but rows were set aside
  2 wrong usage       5 a file could not be opened, read or written
                    130 interrupted")]
struct Program {
    /// How many threads work; as many as the machine has when absent. The answer is the same
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(subcommand)]
    command: Command,
}

/// Declares the commands that are not questions; a new one is one more line and one file.
macro_rules! commands {
    ($($(#[doc = $about:literal])* $(#[cfg($condition:meta)])? $module:ident: $Name:ident),* $(,)?) => {
        $($(#[cfg($condition)])? mod $module;)*

        #[derive(Debug, Subcommand)]
        #[allow(
            clippy::large_enum_variant,
            reason = "there is one command in a run; how large they are depends on the features"
        )]
        enum Command {
            $($(#[cfg($condition)])? $(#[doc = $about])* $Name($module::$Name),)*
        }

        impl Command {
            fn run(&self) -> Result<Outcome, JobError> {
                match self {
                    $($(#[cfg($condition)])? Self::$Name(command) => command.run(),)*
                }
            }
        }
    };
}

commands! {
    /// Say what is in files, which columns were taken for what, and what is wrong
    check: Check,
    /// How long routes are, what lies along and beside them, which borders they cross, where help is far
    route: Route,
    /// Draw the sheet: incidents, help and the distances between them on a map
    #[cfg(feature = "map")]
    map: Map,
    /// Write a file in another format
    convert: Convert,
    /// Show one place in all notations, each with its precision
    coord: Coord,
    /// How far help is, everywhere in an area: raster, contour lines, farthest point, boundaries
    gap: Gap,
    /// Tell how long the straight way between two places is on foot, and its hours of daylight
    walk: Walk,
    /// Turn what somebody said of a place into an area, with its doubt
    locate: Locate,
    /// List, describe and export the bundled world
    #[cfg(feature = "geodata")]
    data: Data,
    /// Make the tables and maps of a report file
    run: Run,
}

/// The program's command line: every question is a command, beside the others.
fn command_line() -> clap::Command {
    let program = Program::command();
    let (about, long_about) = (
        program.get_about().cloned(),
        program.get_long_about().cloned(),
    );
    // Adding arguments also replaces what a command says of itself.
    let questions = AnyQuestion::augment_subcommands(program)
        .about(about.unwrap_or_default())
        .long_about(long_about.unwrap_or_default());
    AnyQuestion::NAMES.iter().fold(questions, |command, name| {
        command.mut_subcommand(name, |question| {
            let about = question.get_about().cloned().unwrap_or_default();
            let question = ask::Ask::augment_args(question)
                .about(about)
                .long_about(None);
            let plain = AnyQuestion::from_options(name, serde_json::json!({}));
            let Some(Ok(plain)) = plain else {
                return question;
            };
            ask::useless_flags(&plain).fold(question, |question, flag| {
                question.mut_arg(flag, |flag| flag.hide(true))
            })
        })
    })
}

/// A flag of the command line that the question has no use for, as clap says it of a flag that there is not.
fn refuse_useless(
    question: &AnyQuestion,
    name: &str,
    arguments: &clap::ArgMatches,
) -> Result<(), clap::Error> {
    let is_given = |flag: &&str| arguments.value_source(flag) == Some(ValueSource::CommandLine);
    let Some(flag) = ask::useless_flags(question).find(is_given) else {
        return Ok(());
    };
    let why = format!(
        "unexpected argument '--{}' found: {name} does not ask for it",
        flag.replace('_', "-")
    );
    let mut program = command_line();
    program.build();
    let refuse = |command: &mut clap::Command| command.error(ErrorKind::UnknownArgument, &why);
    Err(match program.find_subcommand_mut(name) {
        Some(command) => refuse(command),
        None => refuse(&mut program),
    })
}

/// Runs the program on its arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    interrupt::watch();
    let matches = match command_line().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return say::usage(&error),
    };
    share_work(matches.get_one("threads").copied());
    // One of the threads that share the work leads it: none stands by.
    match rayon::scope(|_| run_command(&matches)) {
        Ok(result) => say::result(&result),
        Err(error) => say::usage(&error),
    }
}

/// As much as a main thread has.
const STACK_BYTES: usize = 8 << 20;

/// Starts the threads that share the work, whatever the environment says of them.
fn share_work(threads: Option<u16>) {
    let threads = threads.map_or_else(
        || {
            let all = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
            all.min(threads_in_memory().unwrap_or(all))
        },
        usize::from,
    );
    // It fails where a program that holds this one has started them: then those do the work.
    drop(
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK_BYTES)
            .build_global(),
    );
}

/// How many threads fit where the memory of a process is limited; the allocator keeps up to 128 MB of
/// addresses for each.
fn threads_in_memory() -> Option<usize> {
    const EACH: u64 = 256 << 20;
    // On other systems there is no such file, and the limit is not asked for.
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    let bytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    usize::try_from(bytes / EACH).ok().map(|fit| fit.max(1))
}

fn run_command(matches: &clap::ArgMatches) -> Result<Result<Outcome, JobError>, clap::Error> {
    match matches.subcommand() {
        Some((name, arguments)) if AnyQuestion::NAMES.contains(&name) => {
            let question = AnyQuestion::from_arg_matches(matches)?;
            refuse_useless(&question, name, arguments)?;
            Ok(ask::Ask::from_arg_matches(arguments)?.run(question))
        }
        _ => Ok(Program::from_arg_matches(matches)?.command.run()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        command_line().debug_assert();
    }

    #[test]
    fn every_command_speaks_of_itself() {
        let mut program = command_line();
        let long = program.render_long_help().to_string();
        assert!(long.starts_with("Exact distances from incidents"), "{long}");
        assert!(!long.contains("Any question"), "{long}");
        for (name, about) in [
            ("nearest", "The nearest help of each incident"),
            ("totals", "How many people"),
            ("run", "Make the tables and maps"),
        ] {
            let command = program.find_subcommand_mut(name).unwrap();
            for help in [command.render_help(), command.render_long_help()] {
                let help = help.to_string();
                assert!(help.starts_with(about), "{help}");
                assert!(help.contains(&format!("\n  pointzero {name} ")), "{help}");
            }
        }
    }

    #[test]
    fn every_command_shows_examples() {
        for command in command_line().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            assert!(
                help.is_some_and(|help| help.contains("pointzero")),
                "{} has no examples",
                command.get_name()
            );
        }
    }
}
