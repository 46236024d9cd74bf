//! Reading: from the bytes of a file to records that are valid by their type.
//!
//! `format/` turns bytes into raw rows, `layout/` finds out what the columns are, `notation/` turns
//! cells into values. A file is read twice: the first pass decides what the columns and dates are
//! and finds every problem, the second gives the records. This room opens no path.

mod about;
mod borders;
mod contents;
mod day;
mod decide;
mod format;
mod geometry;
mod judge;
mod layout;
mod looks;
mod notation;
mod pass;
#[cfg(feature = "png")]
mod picture;
mod place;
mod records;
mod repair;
mod routes;
mod scan;
mod table;
pub mod world;

pub use about::{About, ShapeFile, Subject, Taken, read_shapes, subject_of};
pub use borders::{BorderFile, read_borders};
pub use contents::Contents;
pub use day::read_period;
pub use format::Encoding;
pub use geometry::read_geometry;
pub use layout::Columns;
pub use notation::{DateOrder, Decimal, Longitudes, PairOrder};
#[cfg(feature = "png")]
pub use picture::{BadPicture, MOST_PICTURE_BYTES, read_picture};
pub use place::{PlaceOptions, ReadPlace, Spelling, read_place, spellings};
pub use records::{AidFile, IncidentFile, ReadError, ReadOptions, read_aid, read_incidents};
pub use repair::{Change, MendedRow, RepairFile, read_to_repair};
pub use routes::{RouteFile, read_routes};
pub use table::{TableFile, read_table};
