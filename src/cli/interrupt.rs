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
}

#[expect(
    clippy::exit,
    reason = "the other threads are not to finish their work"
)]
fn end() {
    std::process::exit(INTERRUPTED);
}
