//! What map elements draw from: the frame, the data in it, and the look.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::path::{Frame, Mesh};
use super::scene::{Outline, Point, Rect};
use super::text::Setting;
use super::theme::Theme;
use super::words::{Voice, Words};
use crate::analysis::Answer;
use crate::analysis::testimony::LocatedArea;
use crate::geodesy::{Containment, Position, containment};
use crate::model::{Atlas, Country, Crowd, Incident, Record, Role};

/// Maps narrower than this have small words, in millimetres.
const NARROW_MM: f64 = 120.0;

/// From this many positions on, a mesh is faster than each by itself.
const MANY_POSITIONS: usize = 200_000;

/// The most symbols of incidents on a map.
pub const MOST_SYMBOLS: usize = 20_000;

/// Everything that an element may look at.
#[derive(Debug)]
pub struct Map<'a> {
    /// The projection on its rectangle of paper.
    pub frame: Frame,
    /// Colours.
    pub theme: &'a Theme,
    /// Languages and fonts.
    pub voice: Voice<'a>,
    /// Reference data that lies in the frame.
    pub atlas: &'a Atlas,
    /// The incidents, with and without a place.
    pub incidents: &'a [Record<Incident>],
    /// The nearest help of incidents: the incident's number, and the answer, in the order of the incidents.
    pub nearest: &'a [(usize, Answer)],
    /// Codes of the countries that the sheet is about.
    pub focus: BTreeSet<String>,
    /// The number of the incident that the sheet is about.
    pub key_incident: Option<usize>,
    /// What the size of an incident's symbol tells.
    pub sizes: Sizes,
    /// The areas that testimonies speak of.
    pub located: &'a [LocatedArea],
    /// Incidents too many to be held one by one.
    pub crowd: Option<&'a Crowd>,
    /// Where those of the crowd lie on paper that lie on the map.
    crowd_points: Vec<Point>,
    /// Where each incident lies on paper; `None` for those beyond the map.
    points: Vec<Option<Point>>,
    /// The sites that are the nearest of an incident.
    nearest_sites: BTreeSet<usize>,
    /// The coasts in the frame as open lines, once they are asked for.
    pub(super) coast: OnceLock<Outline>,
}

/// What the size of a symbol tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sizes {
    /// How many people.
    #[default]
    ByPeople,
    /// Nothing: all are small, as in a close-up.
    AllSmall,
}

impl<'a> Map<'a> {
    /// A map of data in a frame, about no country and no incident before others.
    pub fn new(
        frame: Frame,
        theme: &'a Theme,
        atlas: &'a Atlas,
        incidents: &'a [Record<Incident>],
        nearest: &'a [(usize, Answer)],
    ) -> Self {
        let mut map = Self {
            frame,
            theme,
            voice: Voice::default(),
            atlas,
            incidents,
            nearest,
            focus: BTreeSet::new(),
            key_incident: None,
            sizes: Sizes::default(),
            located: &[],
            crowd: None,
            crowd_points: Vec::new(),
            points: Vec::new(),
            nearest_sites: nearest.iter().map(|(_, answer)| answer.site).collect(),
            coast: OnceLock::new(),
        };
        let points = incidents.iter().map(|record| {
            let place = record.value.place.as_ref()?;
            map.visible(place.position)
        });
        map.points = points.collect();
        map
    }

    /// The same map in other languages and fonts.
    #[must_use]
    pub const fn with_voice(mut self, voice: Voice<'a>) -> Self {
        self.voice = voice;
        self
    }

    /// What is said in the sheet's language.
    pub fn words(&self) -> &'static Words {
        self.voice.words()
    }

    /// How words of the sheet's language are set.
    pub fn setting(&self) -> Setting<'a> {
        self.voice.setting()
    }

    /// The same map with incidents of which only the places are held.
    #[must_use]
    pub fn with_crowd(mut self, crowd: Option<&'a Crowd>) -> Self {
        self.crowd = crowd;
        let positions = crowd.map_or(&[][..], |crowd| &crowd.positions);
        let mesh = (positions.len() >= MANY_POSITIONS).then(|| Mesh::over(&self.frame));
        let at = |position: &Position| match &mesh {
            Some(Some(mesh)) => mesh.visible(*position),
            _ => self.visible(*position),
        };
        self.crowd_points = positions.iter().filter_map(at).collect();
        self
    }

    /// Whether words have to be small: in a close-up, and in a journal's column.
    pub fn is_small(&self) -> bool {
        self.sizes == Sizes::AllSmall || self.rect().width() < NARROW_MM
    }

    /// Where the crowd lies on the map.
    pub fn crowd_points(&self) -> impl Iterator<Item = Point> {
        self.crowd_points.iter().copied()
    }

    /// How many incidents lie on the map.
    pub fn shown(&self) -> usize {
        self.points.iter().flatten().count() + self.crowd_points.len()
    }

    /// Whether symbols would lie over each other everywhere, so that a density is drawn instead.
    pub fn is_crowded(&self) -> bool {
        self.shown() > MOST_SYMBOLS
    }

    /// The answer of an incident's first rank.
    ///
    /// Answers stand in the order of the incidents.
    pub fn nearest_of(&self, incident: usize) -> Option<&'a Answer> {
        let from = self.nearest.partition_point(|(of, _)| *of < incident);
        self.nearest
            .get(from..)?
            .iter()
            .take_while(|(of, _)| *of == incident)
            .map(|(_, answer)| answer)
            .find(|answer| answer.rank == 1)
    }
}

impl Map<'_> {
    /// The rectangle of the map.
    pub fn rect(&self) -> &Rect {
        self.frame.rect()
    }

    /// The point of a position on paper, where it lies in the frame.
    pub fn visible(&self, position: Position) -> Option<Point> {
        self.frame
            .to_page(position)
            .filter(|point| self.rect().contains(*point))
    }

    /// Whether a site is help on this map: its role is help, and it is open or is the nearest of an incident.
    pub fn is_help(&self, row: usize) -> bool {
        self.atlas.aid.get(row).is_some_and(|site| {
            let is_open = site.value.open.to.is_none();
            let is_nearest = self.nearest_sites.contains(&row);
            site.value.role == Role::Help && (is_open || is_nearest)
        })
    }

    /// The located incidents in the frame: number, record and point, in the file's order.
    pub fn visible_incidents(&self) -> impl Iterator<Item = (usize, &Record<Incident>, Point)> {
        let points = self.incidents.iter().zip(&self.points).enumerate();
        points.filter_map(|(number, (record, point))| Some((number, record, (*point)?)))
    }
}

/// Whether one of some positions lies in a country, on its edge included.
pub(crate) fn holds_any(country: &Country, positions: &[Position]) -> bool {
    country.polygons.iter().any(|polygon| {
        let rings = || std::iter::once(&polygon.outer).chain(&polygon.holes);
        let is_boxed = in_box_of(&polygon.outer);
        positions.iter().any(|position| {
            is_boxed(*position)
                && containment(*position, rings().map(Vec::as_slice)) != Containment::Outside
        })
    })
}

/// Whether a position lies in the box of a ring. Rings of countries are cut at longitude ±180 and run along
/// the South Pole, so nothing of them lies outside their box of longitudes and latitudes.
pub(crate) fn in_box_of(ring: &[Position]) -> impl Fn(Position) -> bool {
    let span = |degrees: fn(Position) -> f64| {
        let all = || ring.iter().map(|vertex| degrees(*vertex));
        all().fold(f64::MAX, f64::min)..=all().fold(f64::MIN, f64::max)
    };
    let (lons, lats) = (span(Position::lon), span(Position::lat));
    move |position| lons.contains(&position.lon()) && lats.contains(&position.lat())
}
