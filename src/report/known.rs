//! The places that are known by name: those of a file, and the bundled ones.

#[cfg(feature = "geodata")]
use std::io::Cursor;
#[cfg(feature = "geodata")]
use std::sync::Arc;

#[cfg(feature = "geodata")]
use super::open::InputFile;
use super::open::{FileToRead, open};
use super::table::load_aid;
use super::{JobError, Outcome};
use crate::analysis::testimony::{NamedPlace, Places};
use crate::model::{AidSite, Atlas, Place, Record, visible};
#[cfg(feature = "geodata")]
use crate::model::{Extent, Input, Role};
#[cfg(feature = "geodata")]
use crate::read::world::{Detail, World, WorldError, facts};
use crate::read::{PlaceOptions, read_place};
#[cfg(feature = "geodata")]
use crate::read::{ReadOptions, read_aid};

/// Bundled facts whose places have names, beside the sites: files of `geodata/`.
#[cfg(feature = "geodata")]
const NAMED_FACTS: [&str; 2] = ["point_zero.geojson", "pushback_sites.csv"];

/// Towns and the bundled sites.
#[cfg(feature = "geodata")]
pub(super) fn gazetteer() -> Result<Atlas, JobError> {
    let mut atlas = Atlas::default();
    let world = World::bundled();
    atlas.towns = world.towns(&Extent::WORLD, 0).map_err(corrupt)?;
    let bundled = open(&InputFile::Bundled)?;
    let reading = ReadOptions::default();
    load_aid(bundled, &reading, &mut atlas, &mut Outcome::default())?;
    Ok(atlas)
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
pub(super) fn gazetteer() -> Result<Atlas, JobError> {
    Ok(Atlas::default())
}

/// Every place that is known by name: those of the user's file first, then the bundled sites, places of
/// pushbacks and positions of Point Zero, and the towns; and the countries, which tell them apart.
pub(super) fn known_places(
    own: Option<&FileToRead>,
    outcome: &mut Outcome,
) -> Result<Atlas, JobError> {
    let mut known = Atlas::default();
    if let Some(own) = own {
        load_aid(open(&own.file)?, &own.reading, &mut known, outcome)?;
        // That it has no site of help matters to nobody here.
        outcome.notes.clear();
    }
    known_beside(known.aid)
}

/// The same, beside sites that have been read.
pub(super) fn known_beside(own: Vec<Record<AidSite>>) -> Result<Atlas, JobError> {
    let mut known = Atlas {
        aid: own,
        ..Atlas::default()
    };
    let mut bundled = gazetteer()?;
    known.aid.append(&mut bundled.aid);
    known.towns = bundled.towns;
    add_facts(&mut known)?;
    Ok(known)
}

#[cfg(feature = "geodata")]
fn add_facts(known: &mut Atlas) -> Result<(), JobError> {
    for fact in facts()
        .iter()
        .filter(|fact| NAMED_FACTS.contains(&fact.name))
    {
        let input = Arc::new(Input::from_name(fact.name));
        let file = read_aid(Cursor::new(fact.contents), input, &ReadOptions::default())?;
        known.aid.extend(file.sites.into_iter().map(|mut site| {
            site.value.role = Role::Other;
            site
        }));
    }
    let world = World::bundled();
    let countries = world.countries(Detail::OneTo110Million, &Extent::WORLD);
    known.countries = countries.map_err(corrupt)?;
    Ok(())
}

#[cfg(not(feature = "geodata"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "called as in a build with the world"
)]
fn add_facts(_: &mut Atlas) -> Result<(), JobError> {
    Ok(())
}

#[cfg(feature = "geodata")]
fn corrupt(error: WorldError) -> JobError {
    JobError::io(
        "cannot read the bundled world",
        std::io::Error::other(error),
    )
}

/// A place that a user writes: the name of a known one, or coordinates in any notation that is read.
pub(super) fn place_of(
    text: &str,
    reading: PlaceOptions,
    places: &Places<'_>,
) -> Result<NamedPlace, JobError> {
    let unknown = match places.find(text) {
        Ok(place) => return Ok(place),
        Err(unknown) => unknown,
    };
    match read_place(text, reading) {
        Ok(read) => Ok(NamedPlace {
            name: text.trim().to_owned(),
            place: Place {
                position: read.position,
                radius: read.doubt.radius(),
                radius_kind: read.doubt.kind(),
                provenance: String::new(),
            },
            known_by: format!("read as {}", read.notation),
        }),
        // What has a digit was meant as coordinates.
        Err(finding) if text.contains(|c: char| c.is_ascii_digit()) => {
            let fix = finding.fix.map_or(String::new(), |fix| format!("; {fix}"));
            Err(JobError::Usage(format!(
                "\"{}\" is no place: {}{fix}",
                visible(text),
                finding.why
            )))
        }
        Err(_) => Err(JobError::Usage(unknown.to_string())),
    }
}
