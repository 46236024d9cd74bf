//! From answers to a finished sheet.

pub mod element;
pub mod layer;
pub mod map;
pub mod path;
pub mod projection;
pub mod scene;
pub mod text;
pub mod theme;
