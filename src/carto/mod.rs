//! From answers to a finished sheet.

pub mod scene;
