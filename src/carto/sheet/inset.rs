//! The small maps beside the map: where it lies in the world, and what is too small on it.

use super::Content;
use super::blocks::{Spacing, stacked};
use crate::carto::element::{AnyElement, country_outline};
use crate::carto::layer::KeyEntry;
use crate::carto::map::{Map, Sizes};
use crate::carto::path::Frame;
use crate::carto::projection::{LambertAzimuthalEqualArea, Projection, for_extent};
use crate::carto::scene::{Closed, Group, Mm, Node, Outline, Paint, Point, Rect, Stroke};
use crate::carto::text::{Face, MissingGlyph, Pt, Style, fitted, isolated};
use crate::geodesy::{Position, WGS84};
use crate::model::{Atlas, Extent};

/// Key distances shorter than this on paper get a close-up, in millimetres.
const TOO_SHORT_MM: f64 = 10.0;

/// How long the key distance is in the close-up, in millimetres.
const SHOWN_MM: f64 = 20.0;

/// How many times the scale of the map that of the close-up is at the least.
const LEAST_TIMES: f64 = 4.0;

/// The height of a close-up, and of the words above it and above a locator, in millimetres.
pub(super) const CLOSE_UP_HEIGHT: f64 = 42.0;
pub(super) const CLOSE_UP_CAPTION: f64 = 7.4;
pub(super) const CAPTION: f64 = 4.6;

/// The width of a close-up, in millimetres.
pub(super) const CLOSE_UP_WIDTH: f64 = 62.0;

/// Windows wider than this are shown on a globe, in degrees.
const GLOBE_ABOVE: f64 = 25.0;

/// How many times as wide as the map the window of a locator is, and how wide at the least, in degrees.
const LOCATOR_TIMES: f64 = 5.0;
const LOCATOR_LEAST: f64 = 26.0;

/// A box smaller than this is ringed, so that it is seen, in millimetres.
const SMALLEST_BOX: f64 = 2.2;

/// A box smaller than this would lie over the symbols in it, in millimetres, and the ring in its place.
const HIDDEN_BOX: f64 = 5.0;
const RING: f64 = 3.4;

/// The frame of the close-up of a map that shows the key distance too short, with its upper left corner at
/// the origin.
pub(super) fn close_up_frame(
    map: &Frame,
    content: &Content<'_>,
    aid: &Atlas,
    key: Option<usize>,
    width: f64,
) -> Option<Frame> {
    let key = key?;
    let (_, answer) = content
        .nearest
        .iter()
        .find(|(of, answer)| *of == key && answer.rank == 1)?;
    let from = content.incidents.get(key)?.value.place.as_ref()?.position;
    let to = aid.aid.get(answer.site)?.value.place.position;
    map.to_page(from)
        .filter(|point| map.rect().contains(*point))?;
    let metres = answer.distance.metres();
    let on_map_mm = metres / map.metres_per_mm();
    if on_map_mm >= TOO_SHORT_MM || metres <= 0.0 {
        return None;
    }
    let middle = middle_of(from, to);
    let centre =
        Position::from_computed_lon_lat(hundredths(middle.lon()), hundredths(middle.lat()));
    let projection = Projection::LambertAzimuthalEqualArea(LambertAzimuthalEqualArea::new(centre));
    let metres_per_mm = (metres / SHOWN_MM).min(map.metres_per_mm() / LEAST_TIMES);
    let rect = Rect::from_xywh(0.0, 0.0, width, CLOSE_UP_HEIGHT);
    Frame::around(projection, middle, rect, metres_per_mm).ok()
}

fn middle_of(from: Position, to: Position) -> Position {
    let found = crate::geodesy::inverse(from, to);
    let half = crate::geodesy::Distance::from_computed_metres(found.distance.metres() / 2.0);
    crate::geodesy::direct(from, found.azimuth_at_start, half)
}

fn hundredths(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

/// The map of a close-up: the same data, with symbols that hide nothing.
pub(super) fn close_up_map<'a>(main: &Map<'a>, frame: Frame, atlas: &'a Atlas) -> Map<'a> {
    let mut map =
        Map::new(frame, main.theme, atlas, main.incidents, main.nearest).with_voice(main.voice);
    map.focus.clone_from(&main.focus);
    map.key_incident = main.key_incident;
    map.sizes = Sizes::AllSmall;
    map
}

/// The elements of a close-up: those of the map, without the degrees for which there is no room, and without the
/// bands of remoteness, which speak of whole countries.
pub(super) fn in_close_up(elements: &[AnyElement]) -> Vec<AnyElement> {
    let is_drawn = |element: &&AnyElement| {
        !matches!(
            element,
            AnyElement::Graticule(_) | AnyElement::Remoteness(_)
        )
    };
    elements.iter().filter(is_drawn).cloned().collect()
}

/// The edge of a frame on the page of another, with a box at least as large as is seen.
pub(super) fn extent_box(inner: &Frame, outer: &Map<'_>) -> Vec<Node> {
    let points = edge(inner, &outer.frame);
    if points.len() < 8 {
        return Vec::new();
    }
    let outline = if is_hidden(&points) {
        Outline::circle(middle_point(&points), RING)
    } else {
        Outline::from_points(&points, Closed::Yes)
    };
    let casing = Paint {
        colour: outer.theme.paper,
        opacity: 0.85,
    };
    vec![
        Node::stroked(outline.clone(), Stroke::solid(casing, 0.75)),
        Node::stroked(outline, Stroke::solid(outer.theme.ink, 0.3)),
    ]
}

/// Whether a box would only strike through the symbols that it holds.
fn is_hidden(points: &[Point]) -> bool {
    let (width, height) = size(points);
    width.max(height) < HIDDEN_BOX
}

/// What the legend says of the box, or of the ring in its place.
pub(super) fn box_key(inner: &Frame, map: &Map<'_>) -> KeyEntry {
    let outline = if is_hidden(&edge(inner, &map.frame)) {
        Outline::circle(Point::default(), 1.7)
    } else {
        Outline::from_rect(&Rect::from_xywh(-3.0, -1.4, 6.0, 2.8))
    };
    KeyEntry {
        sample: vec![Node::stroked(outline, Stroke::solid(map.theme.ink, 0.3))],
        height: 4.6,
        text: map.words().inset.shown.to_owned(),
    }
}

/// Points along the edge of a frame, on the page of another; none where one has no image.
fn edge(inner: &Frame, outer: &Frame) -> Vec<Point> {
    const SIDE: u16 = 24;
    let rect = inner.rect();
    let corners = [
        Point::from_xy(rect.left, rect.top),
        Point::from_xy(rect.right, rect.top),
        Point::from_xy(rect.right, rect.bottom),
        Point::from_xy(rect.left, rect.bottom),
    ];
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let points = sides.flat_map(|(a, b)| {
        (0..SIDE).map(move |step| {
            let share = f64::from(step) / f64::from(SIDE);
            Point::from_xy(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
        })
    });
    points
        .filter_map(|point| outer.to_page(inner.to_position(point)?))
        .collect()
}

fn size(points: &[Point]) -> (f64, f64) {
    let span = |of: fn(&Point) -> f64| {
        let all = || points.iter().map(of);
        all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min)
    };
    (span(|point| point.x), span(|point| point.y))
}

fn middle_point(points: &[Point]) -> Point {
    let count = f64::from(u32::try_from(points.len().max(1)).unwrap_or(u32::MAX));
    let sum = points.iter().fold(Point::default(), |sum, p| sum.moved(*p));
    Point::from_xy(sum.x / count, sum.y / count)
}

/// The title above a small map, and a quiet line below it.
pub(super) fn caption(
    title: &str,
    below: &str,
    map: &Map<'_>,
    at: Point,
    width: f64,
) -> Result<Vec<Node>, MissingGlyph> {
    let mut nodes = Vec::new();
    for (words, style, ink, down) in [
        (title, Style::new(Face::Bold, Pt(8.0)), map.theme.ink, 0.0),
        (
            below,
            Style::new(Face::Regular, Pt(6.3)),
            map.theme.quiet_ink,
            2.9,
        ),
    ] {
        let mut lines = Vec::new();
        // In smaller type before any of it is cut.
        for size in [style.size.0, 5.9, 5.5] {
            let style = Style::new(style.face, Pt(size));
            lines = fitted(&isolated(words), map.setting(), &style, Mm(width), 1)?;
            if !lines.iter().any(|line| line.string.ends_with('…')) {
                break;
            }
        }
        let at = Point::from_xy(at.x, at.y + down);
        nodes.extend(stacked(&lines, 0.0, ink, at).nodes);
    }
    Ok(nodes)
}

/// Whether a map has surroundings to be shown in: that of most of the world has none.
pub(super) fn has_surroundings(map: &Frame) -> bool {
    across(map) < WIDEST_M
}

/// The width or height of a map on the ground, whichever is more, in metres.
fn across(map: &Frame) -> f64 {
    map.rect().width().max(map.rect().height()) * map.metres_per_mm()
}

/// A map wider than this, in metres, shows most of a globe itself.
const WIDEST_M: f64 = 11.0e6;

/// A degree of latitude, in metres.
const DEGREE_M: f64 = 111_000.0;

/// The world around the map, with the map's edge on it.
pub(super) fn locator(map: &Map<'_>, world: &Atlas, rect: &Rect) -> Vec<Node> {
    let extent = map.frame.extent();
    let (frame, shape) = if across(&map.frame) > GLOBE_ABOVE * DEGREE_M {
        let Some(globe) = globe(map, rect) else {
            return Vec::new();
        };
        let radius = globe.rect().width() / 2.0;
        (globe, Outline::circle(globe.rect().centre(), radius))
    } else {
        let Some(frame) = surroundings(&extent, rect) else {
            return Vec::new();
        };
        (frame, Outline::from_rect(rect))
    };
    let theme = map.theme;
    let around = Map::new(frame, theme, world, &[], &[]);
    let (mut land, mut focus) = (Outline::default(), Outline::default());
    for country in &world.countries {
        let outline = country_outline(country, &around);
        let into = if map.focus.contains(&country.code) {
            &mut focus
        } else {
            &mut land
        };
        into.segments.extend(outline.segments);
    }
    let gaps = Stroke::solid(theme.paper, 0.14);
    let areas =
        [(land, theme.locator_land), (focus, theme.focus)].map(|(outline, colour)| Node::Shape {
            outline,
            fill: Some(colour.into()),
            stroke: Some(gaps.clone()),
        });
    let mut nodes = vec![Node::filled(shape.clone(), theme.sea)];
    nodes.extend(areas);
    nodes.extend(marker(&map.frame, &around));
    vec![
        Group {
            clip: Some(shape.clone()),
            nodes,
            ..Group::default()
        }
        .into(),
        Node::stroked(shape, Stroke::solid(theme.ink, 0.2)),
    ]
}

/// The map's edge in the locator.
fn marker(inner: &Frame, outer: &Map<'_>) -> Vec<Node> {
    let points = edge(inner, &outer.frame);
    if points.len() < 8 {
        return Vec::new();
    }
    let accent = outer.theme.expelled.edge;
    let (width, height) = size(&points);
    let outline = if width.max(height) < SMALLEST_BOX {
        Outline::circle(middle_point(&points), SMALLEST_BOX / 2.0)
    } else {
        Outline::from_points(&points, Closed::Yes)
    };
    vec![Node::Shape {
        outline,
        fill: Some(Paint {
            colour: accent,
            opacity: 0.18,
        }),
        stroke: Some(Stroke::solid(accent, 0.4)),
    }]
}

/// Half of the globe around the middle of a map.
fn globe(map: &Map<'_>, rect: &Rect) -> Option<Frame> {
    let middle = map.frame.to_position(map.rect().centre())?;
    let projection = Projection::LambertAzimuthalEqualArea(LambertAzimuthalEqualArea::new(middle));
    let side = rect.width().min(rect.height());
    let centre = rect.centre();
    let square = Rect::from_xywh(centre.x - side / 2.0, centre.y - side / 2.0, side, side);
    // A quarter turn from the centre lies √2 radii from it in this projection.
    let reach_m = std::f64::consts::SQRT_2 * WGS84.equatorial_radius_m;
    Frame::around(projection, middle, square, reach_m / (side / 2.0)).ok()
}

/// A window around a small one.
fn surroundings(extent: &Extent, rect: &Rect) -> Option<Frame> {
    let (centre, height) = (extent.centre(), extent.north() - extent.south());
    let cos_lat = libm::cos(centre.lat().to_radians()).max(0.1);
    let wide = (extent.width_degrees() * cos_lat).max(height);
    let span = (wide * LOCATOR_TIMES).max(LOCATOR_LEAST);
    let half_lon = (span / cos_lat / 2.0 * rect.width() / rect.height()).min(75.0);
    let wrap = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
    let around = Extent::from_wsen([
        wrap(centre.lon() - half_lon),
        (centre.lat() - span / 2.0).max(-90.0),
        wrap(centre.lon() + half_lon),
        (centre.lat() + span / 2.0).min(90.0),
    ])
    .ok()?;
    Frame::fit(for_extent(&around).projection, &around, *rect).ok()
}

/// Where the parts of a sheet beside its map stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slots {
    pub(super) chart: Option<Rect>,
    pub(super) legend: Rect,
    pub(super) spacing: Spacing,
    pub(super) distances: Rect,
    /// With the caption above it.
    pub(super) close_up: Option<Slot>,
    /// In a column with a caption above it.
    pub(super) locator: Option<Slot>,
}

/// A place for a small map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Slot {
    /// In a column.
    Beside(Rect),
    /// In a corner of the map.
    OnMap(Rect),
}

/// What there is to put beside the map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) has_chart: bool,
    pub(super) has_close_up: bool,
    pub(super) has_locator: bool,
    /// The height of the legend by its spacing: wide, tight, dense.
    pub(super) legend: [f64; 3],
    /// Corners of the map without data that hold a locator, the best first, and those that hold a close-up.
    pub(super) locator_corners: Vec<Rect>,
    pub(super) close_up_corners: Vec<Rect>,
}

pub(super) const CHART_HEIGHT: f64 = 44.0;
const LOCATOR_HEIGHT: f64 = 33.0;
const BLOCK_GAP: f64 = 4.5;
const SPACINGS: [Spacing; 3] = [Spacing::Wide, Spacing::Tight, Spacing::Dense];

/// Puts everything in its place.
pub(super) fn slots(columns: &[Rect], wanted: &Wanted) -> Slots {
    match columns {
        [first, second] => in_two(first, second, wanted),
        [first, second, third, ..] => in_three([first, second, third], wanted),
        [one] => in_one(one, wanted),
        [] => in_one(&Rect::from_xywh(0.0, 0.0, 0.0, 0.0), wanted),
    }
}

/// A part of a column from its top, cut off it.
fn take_top(column: &mut Rect, height: f64) -> Rect {
    let taken = Rect {
        bottom: column.top + height,
        ..*column
    };
    column.top += height + BLOCK_GAP;
    taken
}

fn take_bottom(column: &mut Rect, height: f64) -> Rect {
    let taken = Rect {
        top: column.bottom - height,
        ..*column
    };
    column.bottom -= height + BLOCK_GAP;
    taken
}

/// All in one column, or in corners of the map: the first arrangement that has room for all.
fn in_one(column: &Rect, wanted: &Wanted) -> Slots {
    let [wide, tight, dense] = [0, 1, 2];
    let arrangements = [
        (wide, true, true),
        (wide, true, false),
        (tight, true, true),
        (tight, true, false),
        (wide, false, true),
        (wide, false, false),
        (tight, false, true),
        (tight, false, false),
        (dense, true, true),
        (dense, true, false),
        (dense, false, true),
        (dense, false, false),
    ];
    let arranged = arrangements
        .into_iter()
        .find_map(|(spacing, close_up, locator)| {
            arranged(column, wanted, spacing, close_up, locator)
        });
    // Where nothing helps the sheet goes without a close-up, and says so.
    arranged.unwrap_or_else(|| {
        let mut rest = *column;
        Slots {
            chart: None,
            legend: take_top(&mut rest, wanted.legend[dense]),
            spacing: Spacing::Dense,
            distances: rest,
            close_up: None,
            locator: None,
        }
    })
}

fn arranged(
    column: &Rect,
    wanted: &Wanted,
    spacing: usize,
    is_close_up_beside: bool,
    is_locator_beside: bool,
) -> Option<Slots> {
    let mut rest = *column;
    let chart = wanted.has_chart.then(|| take_top(&mut rest, CHART_HEIGHT));
    let legend = take_top(&mut rest, wanted.legend[spacing]);
    let close_up = match (wanted.has_close_up, is_close_up_beside) {
        (false, _) => None,
        (true, true) => Some(Slot::Beside(take_bottom(
            &mut rest,
            CLOSE_UP_HEIGHT + CLOSE_UP_CAPTION,
        ))),
        (true, false) => Some(Slot::OnMap(*wanted.close_up_corners.first()?)),
    };
    let taken = match close_up {
        Some(Slot::OnMap(rect)) => rect,
        _ => Rect::from_xywh(0.0, 0.0, 0.0, 0.0),
    };
    let locator = match (wanted.has_locator, is_locator_beside) {
        (false, _) => None,
        (true, true) => Some(Slot::Beside(take_bottom(&mut rest, LOCATOR_HEIGHT))),
        (true, false) => {
            let free = |corner: &&Rect| corner.shared_area(&taken) <= 0.0;
            Some(Slot::OnMap(*wanted.locator_corners.iter().find(free)?))
        }
    };
    // What was taken last left a gap behind it.
    (rest.bottom + BLOCK_GAP + 0.01 >= rest.top).then(|| Slots {
        chart,
        legend,
        spacing: SPACINGS[spacing],
        distances: rest,
        close_up,
        locator,
    })
}

/// In a journal's column: legend and locator beside each other, the rest below at full width.
fn in_two(first: &Rect, second: &Rect, wanted: &Wanted) -> Slots {
    let (mut left, mut right) = (*first, *second);
    let legend = take_top(&mut left, wanted.legend[1]);
    let locator = wanted
        .has_locator
        .then(|| Slot::Beside(take_top(&mut right, LOCATOR_HEIGHT)));
    let mut rest = Rect {
        left: first.left,
        top: left.top.max(right.top),
        right: second.right,
        bottom: first.bottom,
    };
    let close_up = wanted
        .has_close_up
        .then(|| Slot::Beside(take_top(&mut rest, CLOSE_UP_HEIGHT + CLOSE_UP_CAPTION)));
    let chart = wanted.has_chart.then(|| take_top(&mut rest, CHART_HEIGHT));
    Slots {
        chart,
        legend,
        spacing: Spacing::Tight,
        distances: Rect {
            bottom: rest.top,
            ..rest
        },
        close_up,
        locator,
    }
}

fn in_three([first, second, third]: [&Rect; 3], wanted: &Wanted) -> Slots {
    let (left, mut middle, mut right) = (*first, *second, *third);
    let spacing = (0..2)
        .find(|spacing| wanted.legend[*spacing] <= left.height())
        .unwrap_or(2);
    let chart = wanted
        .has_chart
        .then(|| take_top(&mut middle, CHART_HEIGHT));
    let close_up = wanted
        .has_close_up
        .then(|| Slot::Beside(take_top(&mut right, CLOSE_UP_HEIGHT + CLOSE_UP_CAPTION)));
    let locator = wanted
        .has_locator
        .then(|| Slot::Beside(take_top(&mut right, LOCATOR_HEIGHT)));
    Slots {
        chart,
        legend: left,
        spacing: SPACINGS[spacing],
        distances: middle,
        close_up,
        locator,
    }
}

/// The corners of a map that hold no data, the one farthest from it first, for a small map of a size.
pub(super) fn free_corners(
    map: &Map<'_>,
    data: &[Point],
    reserved: &[Rect],
    size: (f64, f64),
) -> Vec<Rect> {
    let (width, height) = size;
    let inner = map.rect().grown(-2.5);
    if width * 2.5 > inner.width() || height * 2.2 > inner.height() {
        return Vec::new();
    }
    let right = inner.right - width;
    let bottom = inner.bottom - height;
    // The scale bar stands at the lower left, and degrees along the lower and left edges.
    let corners = [
        (right, inner.top),
        (inner.left, inner.top),
        (right, bottom - 3.0),
        (inner.left + 6.0, bottom - 14.0),
    ];
    let rooms = corners.map(|(x, y)| Rect::from_xywh(x, y, width, height));
    let away = |room: &Rect| {
        let grown = room.grown(7.0);
        let is_free = !data.iter().any(|point| grown.contains(*point))
            && reserved.iter().all(|other| room.shared_area(other) <= 0.0);
        let centre = room.centre();
        let nearest = data
            .iter()
            .map(|point| libm::hypot(point.x - centre.x, point.y - centre.y))
            .fold(f64::MAX, f64::min);
        is_free.then_some(nearest)
    };
    let mut free: Vec<(f64, Rect)> = rooms
        .into_iter()
        .filter_map(|room| Some((away(&room)?, room)))
        .collect();
    free.sort_by(|a, b| b.0.total_cmp(&a.0));
    free.into_iter().map(|(_, room)| room).collect()
}

/// The points of a map that no small map may cover: incidents, help, and the lines between.
pub(super) fn data_points(map: &Map<'_>) -> Vec<Point> {
    const STEPS: u8 = 24;
    let mut points: Vec<Point> = map.visible_incidents().map(|(_, _, at)| at).collect();
    let incidents = points.len();
    for (row, site) in map.atlas.aid.iter().enumerate() {
        if map.is_help(row) {
            points.extend(map.visible(site.value.place.position));
        }
    }
    // More lines than are drawn one by one leave no corner free anyway.
    if incidents <= MOST_LINES {
        for (number, _, from) in map.visible_incidents() {
            let to = map
                .nearest_of(number)
                .and_then(|answer| map.atlas.aid.get(answer.site))
                .and_then(|site| map.frame.to_page(site.value.place.position));
            let Some(to) = to else { continue };
            points.extend((1..STEPS).map(|step| {
                let share = f64::from(step) / f64::from(STEPS);
                Point::from_xy(
                    from.x + share * (to.x - from.x),
                    from.y + share * (to.y - from.y),
                )
            }));
        }
    }
    points
}

/// Lines that are looked at one by one.
const MOST_LINES: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::sheet::PageSize;

    fn rects(slots: &Slots) -> Vec<Rect> {
        let beside = [slots.close_up, slots.locator]
            .into_iter()
            .filter_map(|slot| match slot {
                Some(Slot::Beside(rect)) => Some(rect),
                _ => None,
            });
        [Some(slots.legend), slots.chart]
            .into_iter()
            .flatten()
            .chain(beside)
            .collect()
    }

    #[test]
    fn nothing_beside_a_map_lies_on_anything_else() {
        for (size, name) in PageSize::ALL {
            for legend in [[30.0, 25.0, 20.0], [80.0, 65.0, 55.0], [120.0, 95.0, 80.0]] {
                for bits in 0..8 {
                    let wanted = Wanted {
                        has_chart: bits & 1 > 0,
                        has_close_up: bits & 2 > 0,
                        has_locator: bits & 4 > 0,
                        legend,
                        locator_corners: Vec::new(),
                        close_up_corners: Vec::new(),
                    };
                    let slots = slots(&size.layout().columns, &wanted);
                    let rects = rects(&slots);
                    for (number, one) in rects.iter().enumerate() {
                        for other in &rects[number + 1..] {
                            let shared = one.shared_area(other);
                            assert!(shared < 0.01, "{name} {wanted:?}: {one:?} over {other:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_close_up_that_has_no_room_goes_to_a_corner_of_the_map() {
        let layout = PageSize::Slide.layout();
        let corner = Rect::from_xywh(12.5, 30.5, 62.0, 49.4);
        let wanted = Wanted {
            has_chart: false,
            has_close_up: true,
            has_locator: false,
            legend: [90.0, 75.0, 70.0],
            locator_corners: Vec::new(),
            close_up_corners: vec![corner],
        };
        let found = slots(&layout.columns, &wanted);
        assert_eq!(found.close_up, Some(Slot::OnMap(corner)));
        assert_eq!(found.spacing, Spacing::Wide);
    }
}
