//! Bytes to valid values: nothing past this room checks a number again.

pub mod world;
