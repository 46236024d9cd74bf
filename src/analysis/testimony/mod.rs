//! What people say of where something was: "67 km north-east of Assamaka", "à 15 km d'Assamaka, côté
//! algérien", "entre In Guezzam et Assamaka".
//!
//! The one place that reads such phrases: [`Testimony`] turns one into an area, and the checks of
//! [`plausible`](super::plausible) hold those of a file against its points. English and French.

mod countries;
mod gazetteer;
mod locate;
mod named;
mod phrase;
mod words;

pub(crate) use countries::CountryNames;
pub(crate) use gazetteer::Gazetteer;
pub use locate::{LOCATE_CAVEAT, LocatedArea, NotLocated, Testimony};
pub use named::{Named, NamedPlace, PlaceNotFound, Places};
pub(crate) use phrase::{direction_word, has_offset, is_inside_a_number, offset_at};
pub(crate) use words::{Word, in_capitals, words};
