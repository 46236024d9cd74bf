//! Bundled facts about boundaries: treaty lines and disputed places.

use std::io::Cursor;
use std::sync::Arc;

use super::facts;
use crate::geodesy::Path;
use crate::model::{Border, DisputedPlace, Input};
use crate::read::{ReadOptions, read_borders, read_incidents};

/// The bundled boundary lines by treaty, to stand in place of the world's.
///
/// The treaty does not say what a straight line is. It is read as geodesics, which is what a line
/// that is straight on the ground is, and marked as assumed.
#[expect(clippy::missing_panics_doc, reason = "a test reads the bundled file")]
pub fn treaties() -> Vec<Border> {
    let (bytes, input) = fact("algeria_niger_treaty.geojson");
    read_borders(bytes, &input, Path::Geodesic)
        .expect("the bundled treaty is tested to be whole")
        .borders
}

/// The bundled places whose belonging is contested and of which only a point and a radius are known.
#[expect(clippy::missing_panics_doc, reason = "a test reads the bundled file")]
pub fn disputed_places() -> Vec<DisputedPlace> {
    let (bytes, input) = fact("disputed.csv");
    let whole = "the bundled disputed places are tested to be whole";
    let mut file = read_incidents(bytes, input, &ReadOptions::default()).expect(whole);
    let note = file
        .carried()
        .into_iter()
        .find_map(|(index, header)| (header == "note").then_some(index))
        .expect(whole);
    let records = file.records().expect(whole);
    records
        .into_iter()
        .filter_map(|record| {
            let place = record.value.place?;
            Some(DisputedPlace {
                name: record.value.name.into(),
                note: record.cells.get(note)?.to_owned(),
                position: place.position,
                radius: place.radius,
            })
        })
        .collect()
}

fn fact(name: &str) -> (Cursor<&'static [u8]>, Arc<Input>) {
    let fact = facts().iter().find(|fact| fact.name == name);
    let contents = fact.map_or("", |fact| fact.contents);
    (
        Cursor::new(contents.as_bytes()),
        Arc::new(Input::from_name(name)),
    )
}
