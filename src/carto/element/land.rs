//! Land, the countries that the sheet is about, and the countries' names.

use serde::Deserialize;

use super::{
    Element, ElementError, Layer, append, halo, isolated, key, label_line, regular, shape,
};
use crate::carto::layer::{Anchor, Label, LabelLine, Need};
use crate::carto::map::{Map, in_box_of};
use crate::carto::path::area;
use crate::carto::scene::{Colour, Mm, Node, Outline, Point, Rect, Stroke};
use crate::carto::text::{MissingGlyph, Pt, Style};
use crate::geodesy::{Containment, containment};
use crate::model::{Country, CountryStatus, Language, Polygon};

use super::interior::Interior;

/// Land and countries' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Land {}

/// Areas smaller than this on paper carry no name, in square millimetres.
const SMALLEST_NAMED_MM2: f64 = 25.0;

impl Element for Land {
    fn usual() -> Option<Self> {
        Some(Self {})
    }

    fn layer(&self, map: &Map<'_>) -> Result<Layer, ElementError> {
        let mut land = Outline::default();
        let mut focus = Outline::default();
        let mut focused = 0_usize;
        let mut layer = Layer::default();
        for country in &map.atlas.countries {
            let parts: Vec<Outline> = country
                .polygons
                .iter()
                .map(|polygon| area(polygon, &map.frame))
                .collect();
            let mut outline = Outline::default();
            for part in &parts {
                append(&mut outline, part.clone());
            }
            if outline.is_empty() {
                continue;
            }
            if country.status != CountryStatus::Disputed {
                layer.labels.extend(name(country, &outline, &parts, map)?);
            }
            if map.focus.contains(&country.code) {
                append(&mut focus, outline.clone());
                focused += 1;
            }
            append(&mut land, outline);
        }
        layer.marks.push(Node::filled(land, map.theme.land));
        if !focus.is_empty() {
            layer.marks.push(Node::filled(focus, map.theme.focus));
            let [one, several] = map.words().key.countries;
            let meaning = if focused == 1 { one } else { several };
            let sample = Node::Shape {
                outline: Outline::from_rect(&Rect::from_xywh(-5.0, -1.5, 10.0, 3.0)),
                fill: Some(map.theme.focus.into()),
                stroke: Some(Stroke::solid(map.theme.border, 0.15)),
            };
            layer.key.push(key(vec![sample], meaning));
        }
        Ok(layer)
    }
}

/// A country in the frame, to be filled.
pub(in crate::carto) fn country_outline(country: &Country, map: &Map<'_>) -> Outline {
    let mut outline = Outline::default();
    for polygon in &country.polygons {
        append(&mut outline, area(polygon, &map.frame));
    }
    outline
}

/// The part of a country that its name belongs to, where that is on the map: no name of a country
/// stands on its islands in another ocean only because there is room.
fn main_part<'a>(country: &Country, parts: &'a [Outline], map: &Map<'_>) -> Option<&'a Outline> {
    map.visible(country.label_at)?;
    let is_main = |polygon: &Polygon| {
        let rings = std::iter::once(&polygon.outer).chain(&polygon.holes);
        in_box_of(&polygon.outer)(country.label_at)
            && containment(country.label_at, rings.map(Vec::as_slice)) != Containment::Outside
    };
    let main = country.polygons.iter().position(is_main)?;
    parts.get(main)
}

/// The name of a country that has an outline on the map, whole and polygon by polygon.
fn name(
    country: &Country,
    outline: &Outline,
    parts: &[Outline],
    map: &Map<'_>,
) -> Result<Option<Label>, MissingGlyph> {
    let preferred = map.visible(country.label_at);
    let main = main_part(country, parts, map);
    let interior = Interior::of(main.unwrap_or(outline), map.rect());
    let area_mm2 = interior.area_mm2();
    if area_mm2 < SMALLEST_NAMED_MM2 {
        return Ok(None);
    }
    let name = map.words().name(&country.names);
    // A small map has no room for large names.
    let (style, rank) = style_for(if map.is_small() {
        area_mm2 / 4.0
    } else {
        area_mm2
    });
    let ground = if map.focus.contains(&country.code) {
        map.theme.focus
    } else {
        map.theme.land
    };
    let line = label_line(
        map,
        &isolated(&name.to_uppercase()),
        &style,
        map.theme.country_ink,
        ground,
    )?;
    let mut lines = vec![line];
    for (language, name) in map.voice.other_names(&country.names) {
        lines.push(further_name(map, name, language, &style, ground)?);
    }
    let width = lines
        .iter()
        .map(|line| line.line.width.0)
        .fold(0.0, f64::max);
    let cap_height = lines.first().map_or(0.0, |line| line.line.cap_height.0);
    let points = interior.places(width, cap_height, preferred);
    Ok(Some(Label {
        what: name.to_owned(),
        anchor: Anchor::On(points),
        lines,
        rank,
        need: Need::Report,
        with: Vec::new(),
    }))
}

/// A name in a further language, below the first.
fn further_name(
    map: &Map<'_>,
    name: &str,
    language: Language,
    style: &Style,
    ground: Colour,
) -> Result<LabelLine, MissingGlyph> {
    let style = Style::new(style.face, Pt(style.size.0 - 0.8));
    Ok(LabelLine {
        line: shape(&isolated(name), map.voice.setting_in(language), &style)?,
        paint: map.theme.further_ink.into(),
        halo: Some(halo(style.size, ground)),
    })
}

/// Larger type and wider tracking for larger areas.
fn style_for(area_mm2: f64) -> (Style, u8) {
    match area_mm2 {
        large if large > 1500.0 => (regular(9.5).tracked(Mm(1.1)), 120),
        middle if middle > 250.0 => (regular(7.0).tracked(Mm(0.35)), 110),
        _ => (regular(6.3).tracked(Mm(0.1)), 60),
    }
}

/// Where the words of an area may stand.
pub(super) fn places_in(
    outline: &Outline,
    map: &Map<'_>,
    width: f64,
    height: f64,
    preferred: Option<Point>,
) -> Vec<Point> {
    Interior::of(outline, map.rect()).places(width, height, preferred)
}
