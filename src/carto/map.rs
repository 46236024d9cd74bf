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
    /// The nearest help of incidents: the incident's number, and the answer.
    pub nearest: &'a [(usize, Answer)],
    /// Codes of the countries that the sheet is about.
    pub focus: BTreeSet<String>,
    /// The number of the incident that the sheet is about.
    pub key_incident: Option<usize>,
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
            let is_nearest = || self.nearest.iter().any(|(_, answer)| answer.site == row);
            site.value.role == Role::Help && (is_open || is_nearest())
        })
    }

    /// The located incidents in the frame: number, record and point, in the file's order.
    pub fn visible_incidents(&self) -> impl Iterator<Item = (usize, &Record<Incident>, Point)> {
        self.incidents
            .iter()
            .enumerate()
            .filter_map(|(number, record)| {
                let place = record.value.place.as_ref()?;
                Some((number, record, self.visible(place.position)?))
            })
    }
}

/// Whether a position lies outside the box of a ring that spans less than half the globe.
///
/// Such a ring neither goes around a pole nor meets the antimeridian, and its edges are straight in
/// longitude and latitude; so nothing inside it lies outside its box.
fn is_far(ring: &[Position], position: Position) -> bool {
    let all = (f64::MAX, f64::MIN);
    let widened = |(least, most): (f64, f64), value: f64| (least.min(value), most.max(value));
    let (lons, lats) = ring.iter().fold((all, all), |(lons, lats), at| {
        (widened(lons, at.lon()), widened(lats, at.lat()))
    });
    let holds = |(least, most): (f64, f64), value| (least..=most).contains(&value);
    lons.1 - lons.0 < 180.0 && !(holds(lons, position.lon()) && holds(lats, position.lat()))
}

/// Whether a position lies in a country, on its edge included.
pub(crate) fn is_in(country: &Country, position: Position) -> bool {
    country.polygons.iter().any(|polygon| {
        if is_far(&polygon.outer, position) {
            return false;
        }
        let rings = std::iter::once(&polygon.outer).chain(&polygon.holes);
        may_hold(&polygon.outer, position)
            && containment(position, rings.map(Vec::as_slice)) != Containment::Outside
    })
}

/// Whether a position lies in the box of a ring. Rings of countries are cut at longitude ±180 and run along
/// the South Pole, so nothing of them lies outside their box of longitudes and latitudes.
fn may_hold(ring: &[Position], position: Position) -> bool {
    let holds = |degrees: fn(Position) -> f64| {
        let all = || ring.iter().map(|vertex| degrees(*vertex));
        let least = all().fold(f64::MAX, f64::min);
        let most = all().fold(f64::MIN, f64::max);
        (least..=most).contains(&degrees(position))
    };
    holds(Position::lat) && holds(Position::lon)
}
