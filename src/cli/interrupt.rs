//! Ctrl-C, and being told to end: no half-written file stays behind.

use crate::report::abandon_outputs;

const INTERRUPTED: i32 = 130;

/// From now on an interrupt removes what is not finished and ends the program.
///
/// Where the caller has the program ignore interrupts, as `nohup` does, it goes on ignoring them.
pub(super) fn watch() {
    drop(ctrlc::try_set_handler(|| {
        abandon_outputs();
        end();
    }));
    endure_file_limits();
}

/// A write beyond the limit of a file's size fails, in place of ending the process before it can clean
/// up.
#[cfg(unix)]
fn endure_file_limits() {
    let is_over = std::sync::Arc::default();
    drop(signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        is_over,
    ));
}

#[cfg(not(unix))]
const fn endure_file_limits() {}

#[expect(
    clippy::exit,
    reason = "the other threads are not to finish their work"
)]
fn end() {
    std::process::exit(INTERRUPTED);
}
