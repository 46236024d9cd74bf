//! Charts beside a map, drawn by `plotters` as outlines and shaped text, and the way to draw whatever plotters
//! can on a map: see [`SceneBackend`] and [`MapCoordinates`].
//!
//! A new chart is one more variant of [`Chart`]. Figures keep their qualifiers; nothing is added here.

mod backend;

pub use backend::{ChartError, MapCoordinates, SceneBackend, UNITS_PER_MM};

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::DrawingErrorKind;

use super::scene::{Colour, Mm, Node, Point, Rect};
use super::text::{Face, Pt, Style, fitted, isolated};
use super::theme::{Symbol, Theme};
use super::words::{Voice, Words};
use crate::geodesy::Distance;
use crate::model::{Count, Stated};

/// A chart with its title.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Unit and source, below the title.
    pub subtitle: String,
    /// The figures.
    pub figures: Figures,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Figures {
    /// A bar for each count, with its qualifier.
    Bars(Vec<Bar>),
    /// How many distances lie in each of some equal ranges.
    Distances(Vec<Distance>),
    /// Events along the years: the middle of each in years, such as 2024.5, and how many people.
    Timeline(Vec<Event>),
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What stands below it, such as a year; in two lines where it holds a line feed.
    pub label: String,
    /// How many people.
    pub people: Count,
    /// Whether it is made up for show.
    pub is_synthetic: bool,
}

/// An event of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When, in years, such as 2024.5.
    pub year: f64,
    /// How many people.
    pub people: Count,
    /// Whether it is made up for show.
    pub is_synthetic: bool,
}

/// From the top of a chart to its plot, in millimetres: the title and the line below it.
const HEAD: f64 = 9.5;

/// What the labels below a plot take, in millimetres.
const FOOT: f64 = 4.6;

/// What events without a number take below that, in millimetres.
const APART: f64 = 5.4;

/// What the last number below a plot reaches beyond it with its unit, in millimetres.
const UNIT: f64 = 3.6;

/// From one line of a label below a plot to the next, in millimetres.
const LINE: f64 = 2.7;

/// The narrowest bar with a label of its own, in millimetres.
const LABELLED: f64 = 5.0;

type Area<'a, 'b> = DrawingArea<SceneBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Failed = DrawingAreaErrorKind<ChartError>;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;

impl Chart {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match &self.figures {
            Figures::Bars(bars) => bars.iter().all(|bar| bar.people == Count::Unknown),
            Figures::Distances(distances) => distances.is_empty(),
            Figures::Timeline(events) => events.is_empty(),
        }
    }

    /// The chart in a rectangle of a page, its own words and numbers in the language of a voice.
    ///
    /// # Errors
    /// [`ChartError`] when no font has a character of its words.
    pub fn draw(
        &self,
        theme: &Theme,
        rect: &Rect,
        voice: Voice<'_>,
    ) -> Result<Vec<Node>, ChartError> {
        let setting = voice.setting();
        let mut nodes = Vec::new();
        let mut y = rect.top + 3.0;
        for (words, style, ink, step) in [
            (&self.title, Style::new(Face::Bold, Pt(8.0)), theme.ink, 3.2),
            (
                &self.subtitle,
                Style::new(Face::Regular, Pt(6.3)),
                theme.quiet_ink,
                2.6,
            ),
        ] {
            let start: String = words.chars().take(300).collect();
            for line in fitted(&isolated(&start), setting, &style, Mm(rect.width()), 1)? {
                nodes.push(Node::Text(line.to_text(
                    Point::from_xy(rect.left, y),
                    ink,
                    None,
                )));
            }
            y += step;
        }
        let plot = Rect {
            top: rect.top + HEAD,
            ..*rect
        };
        if plot.height() < 12.0 || self.is_empty() {
            return Ok(nodes);
        }
        let root = SceneBackend::new(&mut nodes, plot)
            .with_voice(voice)
            .with_halo(theme.paper)
            .into_drawing_area();
        let look = Look {
            theme,
            words: voice.words(),
        };
        let drawn = match &self.figures {
            Figures::Bars(bars) => draw_bars(&root, bars, look),
            Figures::Distances(distances) => draw_distances(&root, distances, look),
            Figures::Timeline(events) => draw_timeline(&root, events, look),
        };
        drawn.map_err(into_chart_error)?;
        drop(root);
        Ok(nodes)
    }
}

/// Colours and words of a chart.
#[derive(Clone, Copy)]
struct Look<'a> {
    theme: &'a Theme,
    words: &'static Words,
}

fn into_chart_error(error: Failed) -> ChartError {
    match error {
        DrawingAreaErrorKind::BackendError(DrawingErrorKind::DrawingError(error)) => error,
        DrawingAreaErrorKind::BackendError(DrawingErrorKind::FontError(error)) => error
            .downcast::<ChartError>()
            .map_or(ChartError::NoRoom, |error| *error),
        _ => ChartError::NoRoom,
    }
}

const fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.r, colour.g, colour.b)
}

/// Words of a size in points, set about a place.
fn words(size: f64, ink: Colour, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    let units = size * 25.4 / 72.0 * UNITS_PER_MM;
    let mut style = TextStyle::from(("sans-serif", units).into_font());
    style.color = rgb(ink).to_backend_color();
    style.pos = Pos::new(horizontal, vertical);
    style
}

/// Millimetres in the whole numbers of plotters.
fn units(mm: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of any float saturates, and pages are small"
    )]
    let units = (mm * UNITS_PER_MM).round() as i32;
    units
}

/// A plot of numbers from zero: its parallels with their values, and the plane of the numbers.
///
/// The upper end is a round number; the numbers along x run from 0 to `across`.
fn plane<'a, 'b>(
    root: &'b DrawingArea<SceneBackend<'a>, Shift>,
    across: std::ops::Range<f64>,
    most: f64,
    (foot, right): (f64, f64),
    Look { theme, words: said }: Look<'_>,
) -> Result<Area<'a, 'b>, Failed> {
    let step = round_step(most / 3.0);
    let top = (most / step).ceil() * step;
    let (width, height) = root.dim_in_pixel();
    let unit = words(6.3, theme.quiet_ink, HPos::Right, VPos::Center);
    let widest = label(said, top);
    let (label_width, _) = root.estimate_text_size(&widest, &unit)?;
    let left = i32::try_from(label_width).unwrap_or(0) + units(1.4);
    let (width, height) = (
        i32::try_from(width).unwrap_or(i32::MAX) - units(right),
        i32::try_from(height).unwrap_or(i32::MAX),
    );
    // Room for the words over the highest bar.
    let (plot_top, bottom) = (units(3.2), height - units(foot));
    let spec = Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
        across,
        0.0..top,
        (left..width, bottom..plot_top),
    );
    let mut value = 0.0;
    while value <= top * 1.000_001 {
        let y = bottom - units(f64::from(bottom - plot_top) / UNITS_PER_MM * value / top);
        let is_base = value == 0.0;
        let colour = if is_base { theme.quiet_ink } else { theme.rule };
        let style = rgb(colour).stroke_width(if is_base { 20 } else { 12 });
        root.draw(&PathElement::new(vec![(left, y), (width, y)], style))?;
        root.draw(&Text::new(
            label(said, value),
            (left - units(1.0), y),
            unit.clone(),
        ))?;
        value += step;
    }
    Ok(root.apply_coord_spec(spec))
}

/// A whole number as at an axis.
fn label(words: &Words, value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of any float saturates"
    )]
    let whole = value.round() as u64;
    words.whole(whole)
}

/// The least 1, 2 or 5 times a power of ten that is no smaller.
fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::log10(least.max(1.0)).floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
        .max(1.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people stay far below 2^53"
)]
fn nominal(count: &Count) -> Option<f64> {
    count.nominal().map(|people| people as f64)
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

const fn symbol(theme: &Theme, is_synthetic: bool) -> Symbol {
    if is_synthetic {
        theme.synthetic
    } else {
        theme.expelled
    }
}

fn draw_bars(
    root: &DrawingArea<SceneBackend<'_>, Shift>,
    bars: &[Bar],
    look: Look<'_>,
) -> Result<(), Failed> {
    let Look { theme, words: said } = look;
    let most = bars.iter().filter_map(|bar| nominal(&bar.people));
    let most = most.fold(1.0, f64::max);
    let has_two_lines = bars.iter().any(|bar| bar.label.contains('\n'));
    let foot = if has_two_lines { FOOT + LINE } else { FOOT };
    let area = plane(root, 0.0..number(bars.len()), most, (foot, 0.0), look)?;
    let width_mm = f64::from(area.dim_in_pixel().0) / UNITS_PER_MM / number(bars.len().max(1));
    let below = words(6.3, theme.ink, HPos::Center, VPos::Top);
    let mut widest = LABELLED;
    for line in bars.iter().flat_map(|bar| bar.label.lines()) {
        let (width, _) = root.estimate_text_size(line, &below)?;
        widest = widest.max(f64::from(width) / UNITS_PER_MM + 0.8);
    }
    let every = label_every(width_mm, widest);
    let size = if width_mm < 9.0 { 5.5 } else { 6.5 };
    let above = words(size, theme.ink, HPos::Center, VPos::Bottom);
    let has_room = |parts: &[String]| -> Result<bool, Failed> {
        for part in parts {
            let (width, _) = root.estimate_text_size(part, &above)?;
            if f64::from(width) / UNITS_PER_MM > width_mm * number(every) - 0.6 {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let mut is_short = false;
    for bar in bars {
        is_short |= !has_room(&qualified(&said.count(bar.people), width_mm, size))?;
    }
    for (index, bar) in bars.iter().enumerate() {
        let middle = number(index) + 0.5;
        if index % every == 0 {
            for (row, line) in bar.label.lines().take(2).enumerate() {
                let down = units(1.2 + LINE * number(row));
                let text = Text::new(line.to_owned(), (0, down), below.clone());
                area.draw(&(EmptyElement::at((middle, 0.0)) + text))?;
            }
        }
        let above = above.clone();
        let Some(people) = nominal(&bar.people) else {
            let unknown = EmptyElement::at((middle, 0.0))
                + Text::new(said.qualifiers.unknown.to_owned(), (0, -units(0.8)), above);
            area.draw(&unknown)?;
            continue;
        };
        let colours = symbol(theme, bar.is_synthetic);
        let corners = [(number(index) + 0.14, 0.0), (number(index) + 0.86, people)];
        area.draw(&Rectangle::new(corners, rgb(colours.fill).filled()))?;
        area.draw(&Rectangle::new(corners, rgb(colours.edge).stroke_width(15)))?;
        if index % every == 0 {
            let parts = if is_short {
                signed(bar.people, said)
            } else {
                qualified(&said.count(bar.people), width_mm, size)
            };
            for (row, words) in parts.iter().rev().enumerate() {
                // A sign reaches lower than letters.
                let step = if is_short { 3.0 } else { 2.3 };
                let up = -units(0.8 + step * number(row));
                let text = Text::new(words.clone(), (0, up), above.clone());
                area.draw(&(EmptyElement::at((middle, people)) + text))?;
            }
        }
    }
    Ok(())
}

/// How many bars share a label, so that labels do not touch.
fn label_every(width_mm: f64, least_mm: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to the number of bars"
    )]
    let every = (least_mm / width_mm).ceil().clamp(1.0, 1000.0) as usize;
    every
}

/// A count with its qualifier, in one line or, where the bar is narrow, in two.
fn qualified(whole: &str, width_mm: f64, size: f64) -> Vec<String> {
    // About half an em for each character.
    let width = number(whole.chars().count()) * 0.55 * size * 25.4 / 72.0;
    match whole.rsplit_once(' ') {
        Some((qualifier, count)) if width > width_mm => {
            vec![qualifier.to_owned(), count.to_owned()]
        }
        _ => vec![whole.to_owned()],
    }
}

/// A count with a sign for its qualifier, where bars have no room for words.
fn signed(people: Count, said: &Words) -> Vec<String> {
    let Count::Known(stated) = people else {
        return vec![said.count(people)];
    };
    let (least, most) = stated.numbers();
    let sign = match stated {
        Stated::Exact(_) => return vec![said.whole(least)],
        Stated::Range(..) => return vec![format!("{}–", said.whole(least)), said.whole(most)],
        Stated::About(_) => "~",
        Stated::AtLeast(_) => "≥",
        Stated::JustOver(_) | Stated::MoreThan(_) => ">",
        Stated::UpTo(_) => "≤",
    };
    // Alone on its line a sign must not be turned around in a sheet from right to left.
    vec![format!("\u{2066}{sign}\u{2069}"), said.whole(least)]
}

fn draw_distances(
    root: &DrawingArea<SceneBackend<'_>, Shift>,
    distances: &[Distance],
    look: Look<'_>,
) -> Result<(), Failed> {
    let Look { theme, words: said } = look;
    let km = || distances.iter().map(|distance| distance.km());
    let farthest = km().fold(0.0, f64::max);
    let step = round_step_km(farthest / 8.0);
    let mut counts: Vec<u32> = Vec::new();
    for km in km() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to about 10"
        )]
        let bin = (km / step).floor() as usize;
        if counts.len() <= bin {
            counts.resize(bin + 1, 0);
        }
        counts[bin] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1);
    let bins = number(counts.len());
    let area = plane(root, 0.0..bins, f64::from(most), (FOOT, UNIT), look)?;
    for (index, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let corners = [
            (number(index) + 0.03, 0.0),
            (number(index) + 0.97, f64::from(*count)),
        ];
        area.draw(&Rectangle::new(corners, rgb(theme.help).filled()))?;
    }
    let width_mm = f64::from(area.dim_in_pixel().0) / UNITS_PER_MM / bins.max(1.0);
    let every = label_every(width_mm, 8.0);
    for edge in (0..=counts.len()).step_by(every) {
        let style = words(6.3, theme.ink, HPos::Center, VPos::Top);
        let is_last = edge + every > counts.len();
        let km = said.plain(number(edge) * step);
        let text = if is_last {
            format!("{km}\u{a0}{}", said.numbers.kilometre)
        } else {
            km
        };
        let below = EmptyElement::at((number(edge), 0.0)) + Text::new(text, (0, units(1.2)), style);
        area.draw(&below)?;
    }
    Ok(())
}

/// The least round number of kilometres that is no smaller, from a tenth of one.
fn round_step_km(least: f64) -> f64 {
    round_step((least * 10.0).max(1.0)) / 10.0
}

fn draw_timeline(
    root: &DrawingArea<SceneBackend<'_>, Shift>,
    events: &[Event],
    look: Look<'_>,
) -> Result<(), Failed> {
    let theme = look.theme;
    let years = || events.iter().map(|event| event.year);
    let first = years().fold(f64::MAX, f64::min).floor();
    let last = years().fold(f64::MIN, f64::max).floor() + 1.0;
    let most = events.iter().filter_map(|event| nominal(&event.people));
    let most = most.fold(1.0, f64::max);
    // Room for half a dot at either end.
    let slack = 0.025 * (last - first);
    let has_unknown = events.iter().any(|event| nominal(&event.people).is_none());
    let foot = FOOT + if has_unknown { APART } else { 0.0 };
    let area = plane(root, first - slack..last + slack, most, (foot, 0.0), look)?;
    if has_unknown {
        // Below the years, with words of their own: none of them is a zero.
        let style = words(6.3, theme.ink, HPos::Left, VPos::Bottom);
        let height = i32::try_from(root.dim_in_pixel().1).unwrap_or(i32::MAX);
        let (left, _) = area.get_base_pixel();
        root.draw(&Text::new(
            look.words.key.unknown_people,
            (left, height),
            style,
        ))?;
    }
    for event in events {
        let colours = symbol(theme, event.is_synthetic);
        let Some(people) = nominal(&event.people) else {
            let edge = rgb(colours.edge).stroke_width(30);
            let ring = EmptyElement::at((event.year, 0.0))
                + Circle::new((0, units(FOOT + 0.9)), 110, edge);
            area.draw(&ring)?;
            continue;
        };
        let stem = vec![(event.year, 0.0), (event.year, people)];
        area.draw(&PathElement::new(stem, rgb(colours.edge).stroke_width(25)))?;
        area.draw(&Circle::new(
            (event.year, people),
            90,
            rgb(colours.fill).filled(),
        ))?;
        area.draw(&Circle::new(
            (event.year, people),
            90,
            rgb(colours.edge).stroke_width(20),
        ))?;
    }
    let width_mm = f64::from(area.dim_in_pixel().0) / UNITS_PER_MM / (last - first);
    let every = label_every(width_mm, 7.0);
    #[expect(clippy::cast_possible_truncation, reason = "years of a calendar")]
    let (first, last) = (first as i32, last as i32);
    for year in (first..last).step_by(every) {
        let style = words(6.3, theme.ink, HPos::Center, VPos::Top);
        let below = EmptyElement::at((f64::from(year) + 0.5, 0.0))
            + Text::new(year.to_string(), (0, units(1.2)), style);
        area.draw(&below)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::path::Frame;
    use crate::carto::projection::for_extent;
    use crate::carto::scene::{Outline, Segment};
    use crate::carto::theme::PRINT;
    use crate::model::Extent;

    fn bars(people: &[Count]) -> Chart {
        let labelled = people.iter().zip(2020..);
        Chart {
            title: "People by year".to_owned(),
            subtitle: String::new(),
            figures: Figures::Bars(
                labelled
                    .map(|(people, year)| Bar {
                        label: year.to_string(),
                        people: *people,
                        is_synthetic: false,
                    })
                    .collect(),
            ),
        }
    }

    fn corners(outline: &Outline) -> Vec<Point> {
        let points = outline.segments.iter().filter_map(|segment| match segment {
            Segment::MoveTo(p) | Segment::LineTo(p) | Segment::CubicTo(_, _, p) => Some(*p),
            _ => None,
        });
        points.collect()
    }

    const ROOM: Rect = Rect {
        left: 10.0,
        top: 10.0,
        right: 72.0,
        bottom: 54.0,
    };

    #[test]
    fn bars_are_as_high_as_their_counts_and_keep_their_qualifiers() {
        let known = |stated| Count::Known(stated);
        let chart = bars(&[known(Stated::AtLeast(20_000)), known(Stated::About(10_000))]);
        let nodes = chart.draw(&PRINT, &ROOM, Voice::default()).unwrap();
        let heights: Vec<f64> = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Shape {
                    outline,
                    fill: Some(fill),
                    ..
                } if fill.colour == PRINT.expelled.fill => {
                    let ys = corners(outline).into_iter().map(|p| p.y);
                    Some(ys.clone().fold(f64::MIN, f64::max) - ys.fold(f64::MAX, f64::min))
                }
                _ => None,
            })
            .collect();
        let [first, second] = heights[..] else {
            panic!("{heights:?}")
        };
        // To a hundredth of a millimetre.
        assert!((first / second - 2.0).abs() < 0.002, "{heights:?}");
        let words: Vec<&str> = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.string.trim_matches(['\u{2068}', '\u{2069}'])),
                _ => None,
            })
            .collect();
        for expected in ["at least 20,000", "about 10,000", "2020", "People by year"] {
            assert!(words.contains(&expected), "{words:?}");
        }
    }

    #[test]
    fn every_chart_stays_in_its_rectangle() {
        let km = |km| Distance::from_km(km).unwrap();
        let event = |year, people| Event {
            year,
            people,
            is_synthetic: true,
        };
        let huge = Count::Known(Stated::Exact(u64::MAX));
        for figures in [
            bars(&[huge, Count::Unknown, Count::Known(Stated::Exact(0))]).figures,
            bars(&[huge; 40]).figures,
            Figures::Distances(vec![km(0.0), km(3.0), km(3000.0)]),
            Figures::Distances(vec![km(0.0)]),
            Figures::Timeline(vec![event(2019.0, huge), event(2025.99, Count::Unknown)]),
            Figures::Bars(Vec::new()),
        ] {
            let chart = Chart {
                figures,
                ..bars(&[])
            };
            for node in chart.draw(&PRINT, &ROOM, Voice::default()).unwrap() {
                if let Node::Shape { outline, .. } = &node {
                    let room = ROOM.grown(0.6);
                    for point in corners(outline) {
                        assert!(room.contains(point), "{:?} {point:?}", chart.figures);
                    }
                }
            }
        }
    }

    #[test]
    fn plotters_draws_on_a_map_where_the_map_does() {
        let window = Extent::from_wsen([2.0, 16.0, 14.0, 24.0]).unwrap();
        let page = Rect::from_xywh(0.0, 0.0, 160.0, 110.0);
        let frame = Frame::fit(for_extent(&window).projection, &window, page.grown(-5.0)).unwrap();
        let mut nodes = Vec::new();
        {
            let root = SceneBackend::new(&mut nodes, page).into_drawing_area();
            let map = root.apply_coord_spec(MapCoordinates(frame));
            map.draw(&Circle::new((5.7719, 19.3344), 100, BLACK.filled()))
                .unwrap();
        }
        let [Node::Shape { outline, .. }] = &nodes[..] else {
            panic!("{nodes:?}")
        };
        let place = crate::geodesy::Position::from_lon_lat(5.7719, 19.3344).unwrap();
        let expected = frame.to_page(place).unwrap();
        let right = corners(outline)[0];
        // The rightmost point of a circle of one millimetre, to the hundredth that plotters counts in.
        assert!((right.x - expected.x - 1.0).abs() < 0.01, "{right:?}");
        assert!((right.y - expected.y).abs() < 0.01, "{right:?}");
    }
}
