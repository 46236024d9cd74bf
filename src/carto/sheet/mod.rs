//! The sheet: a map with its title, legend, sources and notes, laid out on a page.

mod bare;
mod blocks;
mod halo;
mod inset;
mod mirror;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

#[cfg(feature = "plotters")]
use super::chart::{Chart, ChartError};
use super::element::{AnyElement, ElementError, treaty_key};
use super::label::{self, LabelCosts, Placed};
use super::layer::{Label, LabelLine, Layer, Need, Obstacle};
use super::map::{Map, holds_any};
use super::path::{Frame, NoFrame};
use super::projection::{Choice, for_extent};
use super::scene::{Group, Mm, Node, Outline, Point, Rect, Scene, Stroke, is_right_to_left};
use super::text::{Face, Pt, Style, fonts_in, shape};
use super::theme::{PRINT, Theme};
use super::words::Voice;
use crate::analysis::testimony::LocatedArea;
use crate::analysis::{Answer, WalkSpeeds};
use crate::geodesy::{Position, ring};
use crate::model::{Atlas, Crowd, Extent, Incident, Picture, Record, Role, Truth};

use blocks::Spacing;
use inset::Slot;
use page::Layout;

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
    /// Incidents too many to be held one by one, instead of those.
    pub crowd: Option<&'a Crowd>,
    /// The areas that testimonies speak of.
    pub located: &'a [LocatedArea],
    /// Between which speeds the straight ways to help are told on foot; not at all when absent.
    pub walk: Option<WalkSpeeds>,
    /// Rows of the incident file that could not be used.
    pub rejected: u64,
    /// A chart beside the map.
    #[cfg(feature = "plotters")]
    pub chart: Option<&'a Chart>,
}

#[cfg(feature = "plotters")]
impl Content<'_> {
    fn has_chart(&self) -> bool {
        self.chart.is_some_and(|chart| !chart.is_empty())
    }

    fn draw_chart(
        &self,
        theme: &Theme,
        room: &Rect,
        voice: Voice<'_>,
    ) -> Result<Vec<Node>, ElementError> {
        let Some(chart) = self.chart else {
            return Ok(Vec::new());
        };
        chart.draw(theme, room, voice).or_else(|error| match error {
            ChartError::MissingGlyph(missing) => Err(missing.into()),
            ChartError::NoRoom => Ok(Vec::new()),
        })
    }
}

#[cfg(not(feature = "plotters"))]
impl Content<'_> {
    #[expect(clippy::unused_self, reason = "called as in a build with charts")]
    const fn has_chart(&self) -> bool {
        false
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "called as in a build with charts"
    )]
    fn draw_chart(&self, _: &Theme, _: &Rect, _: Voice<'_>) -> Result<Vec<Node>, ElementError> {
        Ok(Vec::new())
    }
}

/// The reference data of a sheet's maps.
#[derive(Debug, Clone, Copy)]
pub struct Worlds<'a> {
    /// What lies in the map's frame.
    pub map: &'a Atlas,
    /// What lies in the frame of [`Sheet::close_up`], in more detail, with the same sites of help.
    pub close_up: Option<&'a Atlas>,
    /// The countries of the world in little detail, for the locator.
    pub locator: Option<&'a Atlas>,
}

impl<'a> From<&'a Atlas> for Worlds<'a> {
    /// A world for the map alone: the sheet has no other maps.
    fn from(map: &'a Atlas) -> Self {
        Self {
            map,
            close_up: None,
            locator: None,
        }
    }
}

/// A sheet before it is drawn: the paper, the frame of the map, and what lies in it.
#[derive(Debug, Clone)]
pub struct Sheet {
    size: PageSize,
    layout: Layout,
    choice: Choice,
    frame: Frame,
    theme: Theme,
    logo: Option<Picture>,
}

/// A finished sheet.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The drawing.
    pub scene: Scene,
    /// Names for which there was no room.
    pub left_out: Vec<String>,
    /// How well the words of the map stand.
    pub label_costs: LabelCosts,
    /// What its colours mean, where it has no legend to say so.
    pub explained: Vec<String>,
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
        let layout = size.layout();
        let frame =
            Frame::fit(choice.projection, extent, layout.map).map_err(SheetError::NoFrame)?;
        Ok(Self {
            size,
            layout,
            choice,
            frame,
            theme: PRINT,
            logo: None,
        })
    }

    /// The same sheet in other colours.
    #[must_use]
    pub fn with_theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// The same sheet with a logo beside the notes, at most 30 mm wide and 10 mm high.
    #[must_use]
    pub fn with_logo(mut self, logo: Option<Picture>) -> Self {
        self.logo = logo;
        self
    }

    /// The window that holds every located incident, the help nearest to it, and every route, with some room.
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
        let crowd = content.crowd.iter().flat_map(|crowd| &crowd.positions);
        let places = incidents.chain(help).map(|place| place.position);
        let outlines = content.located.iter().flat_map(|located| &located.areas);
        let outlines = outlines.flat_map(|polygon| &polygon.outer);
        let stops = atlas.routes.iter().flat_map(|route| &route.value.stops);
        let stops = stops.map(|stop| &stop.place.position);
        let around = outlines.chain(stops).chain(crowd).copied();
        let positions: Vec<Position> = places.chain(around).collect();
        page::extent_around(&positions).ok_or(SheetError::NothingToShow)
    }

    /// The frame of the map; reference data is needed where [`Frame::extent`] reaches.
    pub const fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The frame of the close-up that the sheet has because the distance of its key incident to help is
    /// too short on the map; its reference data is needed where [`Frame::extent`] reaches.
    pub fn close_up(&self, content: &Content<'_>, atlas: &Atlas) -> Option<Frame> {
        let width = match &self.layout.columns[..] {
            // In a journal's column it stands across both columns.
            [first, second] => second.right - first.left,
            columns => columns.first()?.width().min(inset::CLOSE_UP_WIDTH),
        };
        let key = key_incident(content);
        inset::close_up_frame(&self.frame, content, atlas, key, width)
    }

    /// Draws the sheet.
    ///
    /// Its words are in the languages and fonts of `voice`. `extra` holds elements beside the usual ones; one of a usual element's name takes its place.
    ///
    /// # Errors
    /// [`SheetError::Element`] when no font has a character of a name, or an element was asked for
    /// what is not in the data.
    pub fn draw<'a>(
        &self,
        text: &SheetText,
        content: &Content<'a>,
        worlds: impl Into<Worlds<'a>>,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, SheetError> {
        self.try_draw(text, content, &worlds.into(), extra, voice)
            .map_err(SheetError::Element)
    }

    fn try_draw(
        &self,
        text: &SheetText,
        content: &Content<'_>,
        worlds: &Worlds<'_>,
        extra: &[AnyElement],
        voice: Voice<'_>,
    ) -> Result<Drawn, ElementError> {
        let theme = &self.theme;
        let map = map_of(self, content, worlds.map, voice);
        let elements = elements(extra);
        let mut main = Layers::of(&map, &elements, "")?;

        let layout = &self.layout;
        let close_up = worlds.close_up.and_then(|atlas| {
            let frame = self.close_up(content, worlds.map)?;
            Some((frame, atlas))
        });
        let page = blocks::Page {
            size: self.size,
            layout,
            text,
            content,
            map: &map,
            reason: self.choice.reason,
            logo: self.logo.as_ref(),
            // A close-up is there for the sake of such a line.
            draws_lines: main.has_lines || close_up.is_some(),
            tells_hours: false,
        };
        let locator = worlds
            .locator
            .filter(|_| inset::has_surroundings(&map.frame));
        if let Some((frame, atlas)) = &close_up {
            if map.atlas.treaties.is_empty() && !atlas.treaties.is_empty() {
                main.gathered.key.push(treaty_key(&map));
            }
            main.gathered.key.push(inset::box_key(frame, &map));
        }

        let slots = arranged(&page, &main.gathered, close_up.is_some(), locator.is_some())?;
        let legend = blocks::legend(&page, &main.gathered.key, &slots.legend, slots.spacing)?;
        let mut nodes = Vec::new();
        let mut ends = vec![legend.bottom];
        if let Some(room) = slots.chart {
            let chart = content.draw_chart(theme, &room, voice)?;
            nodes.push(group("chart", chart));
            ends.push(room.bottom);
        }
        let mut insets = Insets::default();
        insets.add_locator(&page, slots.locator, locator, &mut main)?;
        let drawn = match (slots.close_up, close_up) {
            (Some(slot), Some((frame, atlas))) => {
                let room = insets.make_room(slot, &mut main, theme);
                Some(self.draw_close_up(&map, frame, atlas, &elements, &room)?)
            }
            (None, Some(_)) => {
                insets.left_out.push("the close-up".to_owned());
                None
            }
            (_, None) => None,
        };
        if let Some(drawn) = drawn {
            let extent = inset::extent_box(&drawn.frame, &map);
            main.groups.push(group("close-up-extent", extent));
            let of_close_up = drawn.left_out.iter();
            let of_close_up = of_close_up.map(|name| format!("{name} (close-up)"));
            insets.left_out.extend(of_close_up);
            let close_up = group("close-up", drawn.nodes);
            if matches!(slots.close_up, Some(Slot::OnMap(_))) {
                insets.on_map.push(close_up);
            } else {
                insets.nodes.push(close_up);
            }
        }
        ends.append(&mut insets.ends);
        let mut left_out = insets.left_out;

        let inner = map.rect().grown(-0.8);
        let mut placed = label::place(main.gathered.labels, &main.gathered.obstacles, &inner);
        let numbered = numbers(&mut placed, main.gathered.obstacles, &inner, &map)?;
        halo::of_map(&mut placed.nodes, &main.groups, &map);
        main.groups.push(group("dots", placed.marks));
        main.groups.push(group("labels", placed.nodes));
        main.groups.push(group("insets-on-map", insets.on_map));
        nodes.extend(framed(
            "map",
            voice.words().sheet.map,
            map.rect(),
            main.groups,
            &map,
        ));
        nodes.push(group("title", blocks::title(&page)?));
        nodes.push(group("legend", legend.nodes));
        let mut room = slots.distances;
        let key = blocks::numbers(&page, &numbered, &mut room)?;
        left_out.extend(key.left_out);
        nodes.push(group("numbers", key.nodes));
        let table = blocks::distances(&page, &room)?;
        left_out.extend(table.left_out);
        nodes.push(group("distances-table", table.nodes));
        nodes.push(group("insets", insets.nodes));
        left_out.splice(..0, [main.gathered.unsaid, placed.left_out].concat());
        let page = blocks::Page {
            tells_hours: table.tells_hours,
            ..page
        };
        let mut drawn = self.finish(&page, nodes, &ends, left_out)?;
        drawn.label_costs = placed.costs;
        Ok(drawn)
    }

    /// The scene of all parts, with the notes below them; `ends` is where the parts beside the map end.
    fn finish(
        &self,
        page: &blocks::Page<'_>,
        mut nodes: Vec<Node>,
        ends: &[f64],
        left_out: Vec<String>,
    ) -> Result<Drawn, ElementError> {
        let layout = &self.layout;
        let is_flowing = self.size == PageSize::Column;
        let blocks_bottom = if is_flowing {
            ends.iter().copied().fold(0.0, f64::max)
        } else {
            let columns = layout.columns.iter().map(|column| column.bottom);
            columns.fold(layout.map.bottom, f64::max)
        };
        let notes = blocks::footer(page, blocks_bottom)?;
        nodes.push(group("notes", notes.nodes));
        let mut height = layout.height;
        let voice = page.map.voice;
        if is_right_to_left(voice.main.code()) {
            nodes = mirror::mirrored(nodes, layout.width);
        }
        if is_flowing {
            // A page that ends where its blocks do begins where they do, too.
            let unused = blocks::top_of(&nodes) - layout.margin - 1.0;
            let up = Point::from_xy(0.0, -unused);
            nodes = nodes.iter().map(|node| node.moved(up)).collect();
            height = notes.bottom - unused;
        }
        Ok(Drawn {
            scene: Scene {
                width: Mm(layout.width),
                height: Mm(height),
                title: blocks::plain_title(page),
                description: blocks::subtitle_text(page),
                language: voice.main.code(),
                created: page.text.created.clone(),
                paper: Some(self.theme.paper),
                ground: None,
                fonts: fonts_in(&nodes, voice.fonts),
                nodes,
            },
            left_out,
            label_costs: LabelCosts::default(),
            explained: Vec::new(),
        })
    }

    /// The close-up with its caption, in a part of a column.
    fn draw_close_up(
        &self,
        main: &Map<'_>,
        frame: Frame,
        atlas: &Atlas,
        elements: &[AnyElement],
        room: &Rect,
    ) -> Result<CloseUp, ElementError> {
        let rect = Rect {
            top: room.top + inset::CLOSE_UP_CAPTION,
            ..*room
        };
        let frame = frame.moved_to(rect);
        let map = inset::close_up_map(main, frame, atlas);
        let layers = Layers::of(&map, &inset::in_close_up(elements), "close-up-")?;
        let mut placed = label::place(
            layers.gathered.labels,
            &layers.gathered.obstacles,
            &rect.grown(-0.6),
        );
        let mut groups = layers.groups;
        halo::in_local_colour(&mut placed.nodes, &groups, self.theme.paper);
        groups.push(group("close-up-dots", placed.marks));
        groups.push(group("close-up-labels", placed.nodes));
        let times = self.frame.metres_per_mm() / frame.metres_per_mm();
        let words = map.words();
        let below = (words.inset.times)(&words.decimal(times.floor(), 0));
        let at = Point::from_xy(room.left, room.top + 2.6);
        let mut nodes = inset::caption(words.inset.close_up, &below, &map, at, room.width())?;
        nodes.extend(framed(
            "close-up-map",
            words.inset.close_up,
            &rect,
            groups,
            &map,
        ));
        Ok(CloseUp {
            frame,
            nodes,
            left_out: placed.left_out,
        })
    }
}

/// The size of a locator that lies on the map, in millimetres.
const LOCATOR_ON_MAP: (f64, f64) = (30.0, 26.0);

/// The size of a close-up that lies on the map, with its caption, in millimetres.
const CLOSE_UP_ON_MAP: (f64, f64) = (
    inset::CLOSE_UP_WIDTH,
    inset::CLOSE_UP_HEIGHT + inset::CLOSE_UP_CAPTION,
);

/// Where the parts beside the map stand.
fn arranged(
    page: &blocks::Page<'_>,
    gathered: &Layer,
    has_close_up: bool,
    has_locator: bool,
) -> Result<inset::Slots, ElementError> {
    let (layout, map) = (page.layout, page.map);
    let column = layout.columns.first().copied().unwrap_or(layout.map);
    let height = |spacing| -> Result<f64, ElementError> {
        let legend = blocks::legend(page, &gathered.key, &column, spacing)?;
        Ok(legend.bottom - column.top)
    };
    let data = inset::data_points(map);
    let reserved: Vec<Rect> = gathered.obstacles.iter().filter_map(reserved).collect();
    let free = |size| inset::free_corners(map, &data, &reserved, size);
    let wanted = inset::Wanted {
        has_chart: page.content.has_chart(),
        has_close_up,
        has_locator,
        legend: [
            height(Spacing::Wide)?,
            height(Spacing::Tight)?,
            height(Spacing::Dense)?,
        ],
        locator_corners: free(LOCATOR_ON_MAP),
        close_up_corners: free(CLOSE_UP_ON_MAP),
    };
    Ok(inset::slots(&layout.columns, &wanted))
}

/// The box of an obstacle that nothing may lie on.
const fn reserved(obstacle: &Obstacle) -> Option<Rect> {
    match obstacle {
        Obstacle::Reserved(rect) => Some(*rect),
        Obstacle::Symbol { .. } | Obstacle::Line(_) => None,
    }
}

/// The small maps of a sheet.
#[derive(Default)]
struct Insets {
    /// Those in a column.
    nodes: Vec<Node>,
    /// Those that lie on the map, and move with it.
    on_map: Vec<Node>,
    /// Where those in a column end.
    ends: Vec<f64>,
    left_out: Vec<String>,
}

impl Insets {
    fn add_locator(
        &mut self,
        page: &blocks::Page<'_>,
        slot: Option<Slot>,
        world: Option<&Atlas>,
        main: &mut Layers,
    ) -> Result<(), ElementError> {
        let map = page.map;
        match (slot, world) {
            (Some(Slot::OnMap(rect)), Some(world)) => {
                let reserved = Obstacle::Reserved(rect.grown(1.0));
                main.gathered.obstacles.push(reserved);
                self.on_map.extend(inset::locator(map, world, &rect));
            }
            (Some(Slot::Beside(room)), Some(world)) => {
                let at = Point::from_xy(room.left, room.top + 2.6);
                let words = inset::caption(map.words().inset.locator, "", map, at, room.width())?;
                self.nodes.extend(words);
                let rect = Rect {
                    top: room.top + inset::CAPTION,
                    ..room
                };
                self.nodes.extend(inset::locator(map, world, &rect));
                self.ends.push(room.bottom);
            }
            (None, Some(_)) => self.left_out.push("the locator".to_owned()),
            (_, None) => {}
        }
        Ok(())
    }

    /// The room of a close-up, cleared where it lies on the map.
    fn make_room(&mut self, slot: Slot, main: &mut Layers, theme: &Theme) -> Rect {
        match slot {
            Slot::Beside(room) => {
                self.ends.push(room.bottom);
                room
            }
            Slot::OnMap(room) => {
                let reserved = Obstacle::Reserved(room.grown(1.0));
                main.gathered.obstacles.push(reserved);
                let ground = Outline::from_rect(&room.grown(1.0));
                self.on_map.push(Node::filled(ground, theme.paper));
                room
            }
        }
    }
}

/// Gives the labels that must not be lost and found no room a number each; the names by their numbers, from 1.
fn numbers(
    placed: &mut Placed,
    mut obstacles: Vec<Obstacle>,
    within: &Rect,
    map: &Map<'_>,
) -> Result<Vec<String>, ElementError> {
    let missed = std::mem::take(&mut placed.missed);
    if missed.is_empty() {
        return Ok(Vec::new());
    }
    obstacles.extend(placed.boxes.iter().copied().map(Obstacle::Reserved));
    let mut labels = Vec::new();
    for (number, label) in (1_u32..).zip(&missed) {
        let style = Style::new(Face::Bold, Pt(6.3));
        labels.push(Label {
            what: label.what.clone(),
            lines: vec![LabelLine {
                line: shape(&number.to_string(), map.setting(), &style)?,
                paint: map.theme.ink.into(),
                halo: Some(Stroke::solid(map.theme.focus, 0.6).round()),
            }],
            anchor: label.anchor.clone(),
            rank: label.rank,
            need: Need::Always,
            with: Vec::new(),
        });
    }
    let found = label::place(labels, &obstacles, within);
    placed.nodes.extend(found.nodes);
    placed.boxes.extend(found.boxes);
    let lost = found.left_out;
    // A name whose number has a place is not left out any more.
    let names: Vec<String> = missed.into_iter().map(|label| label.what).collect();
    for name in names.iter().filter(|name| !lost.contains(name)) {
        if let Some(at) = placed.left_out.iter().position(|other| other == name) {
            placed.left_out.remove(at);
        }
    }
    Ok(names
        .into_iter()
        .map(|name| {
            if lost.contains(&name) {
                String::new()
            } else {
                name
            }
        })
        .collect())
}

/// A close-up that is drawn.
struct CloseUp {
    frame: Frame,
    nodes: Vec<Node>,
    left_out: Vec<String>,
}

/// A map cut at its frame, and the frame's line.
fn framed(id: &str, title: &str, rect: &Rect, nodes: Vec<Node>, map: &Map<'_>) -> [Node; 2] {
    let cut = Group {
        id: id.to_owned(),
        title: title.to_owned(),
        clip: Some(Outline::from_rect(rect)),
        nodes,
    };
    let line = Stroke::solid(map.theme.ink, 0.25);
    [cut.into(), Node::stroked(Outline::from_rect(rect), line)]
}

/// The elements of a sheet in the order in which they are drawn.
fn elements(extra: &[AnyElement]) -> Vec<AnyElement> {
    let asked: BTreeSet<&str> = extra.iter().map(AnyElement::name).collect();
    let mut elements = AnyElement::usual();
    elements.retain(|element| !asked.contains(element.name()));
    elements.extend_from_slice(extra);
    elements.sort_by_key(AnyElement::order);
    elements
}

/// What the elements of a map gave.
struct Layers {
    /// Their marks.
    groups: Vec<Node>,
    /// All the rest.
    gathered: Layer,
    /// Whether straight lines to help are among them.
    has_lines: bool,
}

impl Layers {
    fn of(map: &Map<'_>, elements: &[AnyElement], prefix: &str) -> Result<Self, ElementError> {
        let is_synthetic = blocks::made_up(map) != blocks::MadeUp::Nothing;
        let mut groups = Vec::new();
        let mut gathered = Layer::default();
        let mut keys = Vec::new();
        let mut drawn = BTreeMap::new();
        let mut has_lines = false;
        for element in elements {
            // Over the ground and under everything that is said on it.
            if is_synthetic && matches!(element, AnyElement::Coast(_)) {
                let id = format!("{prefix}watermark");
                groups.push(group(&id, blocks::watermark(map)?));
            }
            let layer = element.layer(map)?;
            let id = format!("{prefix}{}", id_of(element, &mut drawn));
            has_lines |= matches!(element, AnyElement::Distances(_)) && !layer.marks.is_empty();
            groups.push(group(&id, layer.marks));
            gathered.labels.extend(layer.labels);
            gathered.obstacles.extend(layer.obstacles);
            gathered.unsaid.extend(layer.unsaid);
            keys.push(layer.key);
        }
        // What is drawn last is what the sheet is about, and is explained first.
        gathered.key = keys.into_iter().rev().flatten().collect();
        Ok(Self {
            groups,
            gathered,
            has_lines,
        })
    }
}

/// What the elements of a sheet draw from.
fn map_of<'a>(
    sheet: &'a Sheet,
    content: &Content<'a>,
    atlas: &'a Atlas,
    voice: Voice<'a>,
) -> Map<'a> {
    let (incidents, nearest) = (content.incidents, content.nearest);
    let mut map = Map::new(sheet.frame, &sheet.theme, atlas, incidents, nearest)
        .with_voice(voice)
        .with_crowd(content.crowd);
    map.located = content.located;
    map.focus = focus(content, atlas);
    map.key_incident = key_incident(content);
    map
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
    let mut positions: Vec<Position> = Vec::new();
    let mut seen = Cells::default();
    for place in incidents.chain(help) {
        // Of many places that lie together, one tells their country.
        if seen.count >= MANY_PLACES && !seen.insert(place.position) {
            continue;
        }
        seen.insert(place.position);
        positions.push(place.position);
        if seen.count < MANY_PLACES {
            positions.extend(ring(place.position, place.radius, RADIUS_SAMPLES));
        }
    }
    for position in content.crowd.iter().flat_map(|crowd| &crowd.positions) {
        if seen.insert(*position) {
            positions.push(*position);
        }
    }
    atlas
        .countries
        .iter()
        .filter(|country| holds_any(country, &positions))
        .map(|country| country.code.clone())
        .collect()
}

/// From this many places on, only one of each tenth of a degree is looked at, without its doubt.
const MANY_PLACES: usize = 200;

/// The cells of a tenth of a degree that positions lie in, a bit each.
#[derive(Default)]
struct Cells {
    bits: Vec<u64>,
    count: usize,
}

impl Cells {
    /// Columns of cells around the Earth, the antimeridian's own included.
    const COLUMNS: usize = 3601;

    /// Takes a position in; whether its cell is a new one.
    fn insert(&mut self, position: Position) -> bool {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 3600 tenths, and none below zero"
        )]
        let tenth = |degrees: f64| (degrees * 10.0).floor().max(0.0) as usize;
        let (column, row) = (tenth(position.lon() + 180.0), tenth(position.lat() + 90.0));
        let number = row * Self::COLUMNS + column;
        let (word, bit) = (number / 64, 1_u64 << (number % 64));
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        let is_new = self.bits.get(word).is_some_and(|bits| bits & bit == 0);
        if let Some(bits) = self.bits.get_mut(word).filter(|_| is_new) {
            *bits |= bit;
            self.count += 1;
        }
        is_new
    }
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
