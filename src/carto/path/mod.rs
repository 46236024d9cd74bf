//! From longitude and latitude to paper: the frame of a map, and the lines and areas in it.
//!
//! Lines are followed to 0.05 mm however they are meant ([`geodesy::Path`](crate::geodesy::Path)),
//! cut at the frame and thinned to 0.02 mm. Whatever lies beyond the projection's reach is cut away
//! before it could cross the map. Nothing here knows what a line means or how it is drawn.

mod area;
mod clip;
mod frame;
mod line;
mod mesh;
mod sample;
mod simplify;

pub use area::{area, globe};
pub use frame::{Frame, NoFrame};
pub use line::line;
pub(super) use mesh::Mesh;

/// How far a drawn line may lie from the true one, in millimetres: half the thinnest pen.
const TOLERANCE_MM: f64 = 0.05;

/// How far outside the frame lines and areas go on, in millimetres, so that neither a wide pen nor a
/// round join shows where they were cut; the frame's own clip hides the rest.
const MARGIN_MM: f64 = 4.0;

#[cfg(test)]
mod tests;
