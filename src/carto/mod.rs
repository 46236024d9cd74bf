//! From answers to a finished sheet.

pub mod projection;
pub mod scene;
pub mod text;
