//! What map elements draw from: the frame, the data in it, and the look.

use std::collections::BTreeSet;

use super::path::Frame;
use super::scene::{Point, Rect};
use super::theme::Theme;
use crate::analysis::Answer;
use crate::geodesy::{Containment, Position, containment};
use crate::model::{Atlas, Country, Incident, Record, Role};

/// Everything that an element may look at.
#[derive(Debug)]
pub struct Map<'a> {
    /// The projection on its rectangle of paper.
    pub frame: Frame,
    /// Colours.
    pub theme: &'a Theme,
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
    /// Where each incident lies on paper; `None` for those beyond the map.
    points: Vec<Option<Point>>,
    /// The sites that are the nearest of an incident.
    nearest_sites: BTreeSet<usize>,
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
            atlas,
            incidents,
            nearest,
            focus: BTreeSet::new(),
            key_incident: None,
            sizes: Sizes::default(),
            points: Vec::new(),
            nearest_sites: nearest.iter().map(|(_, answer)| answer.site).collect(),
        };
        let points = incidents.iter().map(|record| {
            let place = record.value.place.as_ref()?;
            map.visible(place.position)
        });
        map.points = points.collect();
        map
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
fn in_box_of(ring: &[Position]) -> impl Fn(Position) -> bool {
    let span = |degrees: fn(Position) -> f64| {
        let all = || ring.iter().map(|vertex| degrees(*vertex));
        all().fold(f64::MAX, f64::min)..=all().fold(f64::MIN, f64::max)
    };
    let (lons, lats) = (span(Position::lon), span(Position::lat));
    move |position| lons.contains(&position.lon()) && lats.contains(&position.lat())
}
