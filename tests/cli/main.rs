//! The program as its users meet it: files in, bytes and exit codes out.
//!
//! Every run also shows that the program did not panic, that its sums add up, and that it left no
//! temporary file behind.
#![cfg(all(feature = "cli", feature = "geodata"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_input;
mod border;
mod chain;
mod check;
mod data;
mod figures;
mod gap;
mod golden;
#[cfg(unix)]
mod interrupt;
mod locate;
mod notations;
mod outputs;
mod program;
#[cfg(feature = "png")]
mod readme;
mod route;
mod streams;
mod walk;
