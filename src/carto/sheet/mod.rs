//! The sheet: a map with its title, legend, sources and notes, laid out on a page.

mod bare;
mod blocks;
mod mirror;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::element::{AnyElement, ElementError};
use super::label;
use super::layer::Layer;
use super::map::{Map, holds_any};
use super::path::{Frame, NoFrame};
use super::projection::{Choice, for_extent};
use super::scene::{Colour, Group, Mm, Node, Outline, Scene, Stroke, is_right_to_left};
use super::text::fonts_in;
use super::theme::PRINT;
use super::words::Voice;
use crate::analysis::Answer;
use crate::geodesy::{Position, ring};
use crate::model::{Atlas, Extent, Incident, Record, Role, Truth};

pub use page::{PageSize, UnknownPage};

/// What a sheet says about itself, and the paper it is drawn on.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SheetText {
    /// A sentence that states the finding.
    pub title: String,
    /// What is shown, the period and the unit; made from the data when empty.
    pub subtitle: String,
    /// Who publishes the sheet.
    pub publisher: String,
    /// How to reach them.
    pub contact: String,
    /// The sheet's number in a report.
    pub map_id: String,
    /// The day it was made, where one is to be printed.
    pub created: String,
}

/// What a sheet shows.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The incidents.
    pub incidents: &'a [Record<Incident>],
    /// The nearest help of incidents: the incident's number, and the answer.
    pub nearest: &'a [(usize, Answer)],
    /// Rows of the incident file that could not be used.
    pub rejected: u64,
}

/// A sheet before it is drawn: the paper, the frame of the map, and what lies in it.
#[derive(Debug, Clone)]
pub struct Sheet {
    size: PageSize,
    choice: Choice,
    frame: Frame,
}

/// A finished sheet.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The drawing.
    pub scene: Scene,
    /// Names for which there was no room.
    pub left_out: Vec<String>,
}

/// Why a sheet cannot be drawn.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SheetError {
    /// The window has no image on the paper.
    NoFrame(NoFrame),
    /// No incident has a place, and no window was given.
    NothingToShow,
    /// A character has no glyph, or an element was asked for what is not there.
    Element(ElementError),
}

impl Sheet {
    /// Lays out a sheet for a window.
    ///
    /// # Errors
    /// [`SheetError::NoFrame`].
    pub fn new(size: PageSize, extent: &Extent) -> Result<Self, SheetError> {
        let choice = for_extent(extent);
        let frame = Frame::fit(choice.projection, extent, page::map_rect(size))
            .map_err(SheetError::NoFrame)?;
        Ok(Self {
            size,
            choice,
            frame,
        })
    }

    /// The window that holds every located incident and the help nearest to it, with some room.
    ///
    /// # Errors
    /// [`SheetError::NothingToShow`] when no incident has a place.
    pub fn extent_of(content: &Content<'_>, atlas: &Atlas) -> Result<Extent, SheetError> {
        let incidents = content
            .incidents
            .iter()
            .filter_map(|record| record.value.place.as_ref());
        let help = content
            .nearest
            .iter()
            .filter_map(|(_, answer)| atlas.aid.get(answer.site))
            .map(|site| &site.value.place);
        let positions: Vec<Position> = incidents.chain(help).map(|place| place.position).collect();
        page::extent_around(&positions).ok_or(SheetError::NothingToShow)
    }

    /// The frame of the map; reference data is needed where [`Frame::extent`] reaches.
    pub const fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Draws the sheet.
    ///
    /// Its words are in the languages and fonts of `voice`. `extra` holds elements beside the usual ones; one of a usual element's name takes its place.
    ///
    /// # Errors
    /// [`SheetError::Element`] when no font has a character of a name, or an element was asked for
    /// what is not in the data.
    pub fn draw(
        &self,
        text: &SheetText,
        content: &Content<'_>,
        atlas: &Atlas,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, SheetError> {
        self.try_draw(text, content, atlas, extra, voice)
            .map_err(SheetError::Element)
    }

    fn try_draw(
        &self,
        text: &SheetText,
        content: &Content<'_>,
        atlas: &Atlas,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, ElementError> {
        let map = map_of(self, content, atlas, voice);
        let theme = map.theme;
        let asked: BTreeSet<&str> = extra.iter().map(AnyElement::name).collect();
        let mut elements = AnyElement::usual();
        elements.retain(|element| !asked.contains(element.name()));
        elements.extend_from_slice(extra);
        elements.sort_by_key(AnyElement::order);

        let mut groups = Vec::new();
        let is_synthetic = map
            .visible_incidents()
            .any(|(_, record, _)| record.value.truth == Truth::Synthetic);
        let mut gathered = Layer::default();
        let mut keys = Vec::new();
        let mut drawn = BTreeMap::new();
        for element in &elements {
            // Over the ground and under everything that is said on it.
            if is_synthetic && matches!(element, AnyElement::Graticule(_)) {
                groups.push(group("watermark", blocks::watermark(&map)?));
            }
            let layer = element.layer(&map)?;
            groups.push(group(&id_of(element, &mut drawn), layer.marks));
            gathered.labels.extend(layer.labels);
            gathered.obstacles.extend(layer.obstacles);
            gathered.unsaid.extend(layer.unsaid);
            keys.push(layer.key);
        }
        // What is drawn last is what the sheet is about, and is explained first.
        gathered.key = keys.into_iter().rev().flatten().collect();
        let inner = map.rect().grown(-0.8);
        let placed = label::place(gathered.labels, &gathered.obstacles, &inner);
        groups.push(group("labels", placed.nodes));

        let mut nodes = vec![
            Group {
                id: "map".to_owned(),
                title: voice.words().sheet.map.to_owned(),
                clip: Some(Outline::from_rect(map.rect())),
                nodes: groups,
            }
            .into(),
            Node::stroked(
                Outline::from_rect(map.rect()),
                Stroke::solid(theme.ink, 0.25),
            ),
        ];
        let page = blocks::Page {
            size: self.size,
            text,
            content,
            map: &map,
            reason: self.choice.reason,
        };
        nodes.push(group("title", blocks::title(&page)?));
        let legend = blocks::legend(&page, &gathered.key)?;
        nodes.push(group("legend", legend.nodes));
        nodes.push(group(
            "distances-table",
            blocks::distances(&page, legend.bottom)?,
        ));
        nodes.push(group("notes", blocks::footer(&page)?));
        let (width, height) = self.size.width_and_height();
        if is_right_to_left(voice.main.code()) {
            nodes = mirror::mirrored(nodes, width);
        }
        Ok(Drawn {
            scene: Scene {
                width: Mm(width),
                height: Mm(height),
                title: blocks::plain_title(&page),
                description: blocks::subtitle_text(&page),
                language: voice.main.code(),
                created: text.created.clone(),
                paper: Some(Colour::WHITE),
                ground: None,
                fonts: fonts_in(&nodes, voice.fonts),
                nodes,
            },
            left_out: [gathered.unsaid, placed.left_out].concat(),
        })
    }
}

/// What the elements of a sheet draw from.
fn map_of<'a>(sheet: &Sheet, content: &Content<'a>, atlas: &'a Atlas, voice: Voice<'a>) -> Map<'a> {
    Map {
        frame: sheet.frame,
        theme: &PRINT,
        voice,
        atlas,
        incidents: content.incidents,
        nearest: content.nearest,
        focus: focus(content, atlas),
        key_incident: key_incident(content),
    }
}

/// The name of an element, with a number behind where it is drawn more than once.
fn id_of(element: &AnyElement, drawn: &mut BTreeMap<&'static str, u32>) -> String {
    let times = drawn.entry(element.name()).or_default();
    *times += 1;
    match *times {
        1 => element.name().to_owned(),
        n => format!("{}-{n}", element.name()),
    }
}

fn group(id: &str, nodes: Vec<Node>) -> Node {
    Group {
        id: id.to_owned(),
        nodes,
        ..Group::default()
    }
    .into()
}

/// The countries in which an incident may lie, or the help nearest to one.
fn focus(content: &Content<'_>, atlas: &Atlas) -> BTreeSet<String> {
    let incidents = content
        .incidents
        .iter()
        .filter_map(|record| record.value.place.as_ref());
    let help = content
        .nearest
        .iter()
        .filter_map(|(_, answer)| atlas.aid.get(answer.site))
        .filter(|site| site.value.role == Role::Help)
        .map(|site| &site.value.place);
    let positions: Vec<Position> = incidents
        .chain(help)
        .flat_map(|place| {
            let around = ring(place.position, place.radius, RADIUS_SAMPLES);
            std::iter::once(place.position).chain(around)
        })
        .collect();
    atlas
        .countries
        .iter()
        .filter(|country| holds_any(country, &positions))
        .map(|country| country.code.clone())
        .collect()
}

/// How many points of a circle of doubt are looked at.
const RADIUS_SAMPLES: u16 = 12;

/// The first documented incident with a place.
fn key_incident(content: &Content<'_>) -> Option<usize> {
    content
        .incidents
        .iter()
        .position(|record| record.value.place.is_some() && record.value.truth == Truth::Documented)
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFrame(error) => error.fmt(f),
            Self::NothingToShow => f.write_str("no incident has a place, and no window was given"),
            Self::Element(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SheetError {}
