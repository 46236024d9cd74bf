//! From answers to a finished sheet.

pub mod scene;
pub mod text;
