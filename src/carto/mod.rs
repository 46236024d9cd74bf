//! From answers to a finished sheet.

pub mod label;
pub mod layer;
pub mod path;
pub mod projection;
pub mod scene;
pub mod text;
