//! What is mapped, and the joints [`Finding`] and [`Schema`]/[`Batch`] (a table).
//!
//! Every value here is valid by its type. This room knows no file format and measures nothing.

mod aid;
mod atlas;
mod claim;
mod count;
mod crowd;
mod doubt;
mod finding;
mod geometry;
mod grid;
mod incident;
mod moment;
mod names;
mod period;
mod picture;
mod place;
mod readable;
mod record;
mod route;
mod stated;
mod table;
mod texts;
mod world;
mod written;

// What records are measured in is part of what they are.
pub use crate::geodesy::{Azimuth, Distance, Position};

pub use aid::{AidSite, Category, Opening, Role, SiteDetails};
pub use atlas::{Atlas, OwnShapes, Source};
pub use claim::{Claim, ClaimKind};
pub use count::Count;
pub use crowd::Crowd;
pub use doubt::Doubt;
pub use finding::{Finding, Severity, escaped, has_hidden, visible};
pub use geometry::{Extent, Geometry, InvalidExtent, Polygon, Shape, UnreadableExtent};
pub use grid::{Grid, InvalidGrid, MOST_CELLS};
pub use incident::{
    Convoy, Group, GroupCount, Incident, IncidentDetails, IncidentKind, Link, LostRecord, Scope,
    Status, Truth,
};
pub use moment::{InvalidTime, Moment, TimeOfDay, UtcOffset};
pub use names::{Language, Names};
pub use period::{Date, InvalidDate, Period};
pub use picture::Picture;
pub(crate) use place::{NULL_ISLAND, is_null_island};
pub use place::{Place, RadiusKind};
pub use readable::{
    LengthUnit, Rounded, readable_distance, readable_range, rounded_distance, rounded_range,
};
pub use record::{At, Input, Origin, Record, Tally};
pub use route::{Route, Stop};
pub use stated::Stated;
pub use table::{BATCH_ROWS, Batch, Cell, Column, ColumnKind, NextRow, Part, Schema, Unit, Values};
pub use texts::{Cells, Lists, Texts};
pub use world::{
    Border, BorderClass, Country, CountryStatus, DisputedPlace, Lake, LineDoubt, Reading, Town,
};
pub use written::{could_run, is_plain_number, is_written_date};
