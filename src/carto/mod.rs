//! From answers to a finished sheet.

#[cfg(feature = "plotters")]
pub mod chart;
pub mod element;
pub mod label;
pub mod layer;
pub mod map;
mod overlay;
pub mod path;
pub mod projection;
pub mod scene;
pub mod sheet;
pub mod text;
pub mod theme;
pub mod words;
