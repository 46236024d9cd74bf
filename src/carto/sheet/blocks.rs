//! The blocks beside the map: title, legend, table of distances, notes.

use std::collections::BTreeSet;

use super::page::{Layout, PageSize};
use super::{Content, SheetText};
use crate::analysis::{Answer, WalkSpeeds};
use crate::carto::element::true_at;
use crate::carto::layer::{KEY_WIDTH, KeyEntry};
use crate::carto::map::Map;
use crate::carto::projection::{Projection, Reason};
use crate::carto::scene::{
    Closed, Colour, Group, Image, Mm, Node, Outline, Paint, Point, Rect, Stroke,
};
use crate::carto::text::{Face, Line, MissingGlyph, Pt, Style, fitted, isolated, shape, wrap};
use crate::carto::words::{Records, Words};
use crate::geodesy::Distance;
use crate::model::{Incident, IncidentKind, Picture, Record, Truth};

/// What the blocks are made from.
pub(super) struct Page<'a> {
    pub(super) size: PageSize,
    pub(super) layout: &'a Layout,
    pub(super) text: &'a SheetText,
    pub(super) content: &'a Content<'a>,
    pub(super) map: &'a Map<'a>,
    pub(super) reason: Reason,
    pub(super) logo: Option<&'a Picture>,
    /// Whether straight lines to help are drawn.
    pub(super) draws_lines: bool,
    /// Whether hours on foot are told.
    pub(super) tells_hours: bool,
}

/// A block and where it ends.
pub(super) struct Block {
    pub(super) nodes: Vec<Node>,
    pub(super) bottom: f64,
}

const fn regular(size: f64) -> Style {
    Style::new(Face::Regular, Pt(size))
}

const fn bold(size: f64) -> Style {
    Style::new(Face::Bold, Pt(size))
}

/// Lines below each other, the first base line at a point; the block ends at that of the last.
pub(super) fn stacked(lines: &[Line], step: f64, ink: Colour, at: Point) -> Block {
    let mut nodes = Vec::new();
    let mut y = at.y;
    for (index, line) in lines.iter().enumerate() {
        y = at.y + step * number(index);
        nodes.push(Node::Text(line.to_text(Point::from_xy(at.x, y), ink, None)));
    }
    Block { nodes, bottom: y }
}

/// The highest top of the words among parts, in millimetres.
pub(super) fn top_of(nodes: &[Node]) -> f64 {
    let tops = nodes.iter().map(|node| match node {
        Node::Group(group) => top_of(&group.nodes),
        Node::Text(text) => text.at.y - 0.75 * text.size,
        Node::Image(image) => image.rect.top,
        Node::Shape { .. } => f64::MAX,
    });
    tops.fold(f64::MAX, f64::min)
}

/// A small number of things as a factor.
fn number(count: usize) -> f64 {
    f64::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// More characters than any block of a sheet holds.
const MOST_CHARACTERS: usize = 1500;

/// What is looked at of words that may have any length.
fn start_of(words: &str) -> String {
    words.chars().take(MOST_CHARACTERS).collect()
}

fn leading(style: &Style) -> f64 {
    style.size.to_mm().0 * 1.35
}

/// How much of what a map shows is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeUp {
    Nothing,
    Part,
    All,
}

/// How much of what a map shows is made up.
pub(super) fn made_up(map: &Map<'_>) -> MadeUp {
    let single = map.visible_incidents();
    let (mut real, mut synthetic) = (false, false);
    for (_, record, _) in single {
        match record.value.truth {
            Truth::Documented => real = true,
            Truth::Synthetic => synthetic = true,
        }
    }
    if let Some(crowd) = map.crowd {
        let all = u64::try_from(crowd.positions.len()).unwrap_or(u64::MAX);
        real |= crowd.synthetic < all;
        synthetic |= crowd.synthetic > 0;
    }
    match (real, synthetic) {
        (_, false) => MadeUp::Nothing,
        (true, true) => MadeUp::Part,
        (false, true) => MadeUp::All,
    }
}

/// The title as it stands in the file's own description; a sheet with made-up data says so first.
pub(super) fn plain_title(page: &Page<'_>) -> String {
    let given = page.text.title.trim();
    let words = page.map.words();
    let title = if given.is_empty() {
        words.sheet.title
    } else {
        given
    };
    if made_up(page.map) == MadeUp::All {
        (words.sheet.synthetic_title)(title)
    } else {
        title.to_owned()
    }
}

/// The title and the subtitle above the map, each smaller and in more lines where it is long.
pub(super) fn title(page: &Page<'_>) -> Result<Vec<Node>, MissingGlyph> {
    let (theme, layout) = (page.map.theme, page.layout);
    let width = Mm(layout.width - 2.0 * layout.margin);
    let [title_base, subtitle_base] = layout.title_base;
    let subtitle = isolated(&start_of(&subtitle_text(page)));
    let lines = shrunk(page, &subtitle, layout.subtitle_sizes, Face::Regular, width)?;
    let mut nodes = upwards(&lines, theme.quiet_ink, layout.margin, subtitle_base);
    let below =
        lines.first().map_or(0.0, |line| line.size.0 * 1.25) * number(lines.len().max(1) - 1);
    let words = isolated(&start_of(&plain_title(page)));
    let lines = shrunk(page, &words, layout.title_sizes, Face::Bold, width)?;
    nodes.extend(upwards(
        &lines,
        theme.ink,
        layout.margin,
        title_base - below,
    ));
    Ok(nodes)
}

/// The words in the first of some sizes in which they fit; cut in the last where they fit in none.
fn shrunk(
    page: &Page<'_>,
    words: &str,
    sizes: &[(f64, usize)],
    face: Face,
    width: Mm,
) -> Result<Vec<Line>, MissingGlyph> {
    for (size, most) in sizes {
        let wrapped = wrap(
            words,
            page.map.setting(),
            &Style::new(face, Pt(*size)),
            width,
            *most,
        )?;
        if wrapped.rest.is_empty() {
            return Ok(wrapped.lines);
        }
    }
    let most = sizes.last().map_or(1, |(_, most)| *most);
    fitted(
        words,
        page.map.setting(),
        &Style::new(face, Pt(6.3)),
        width,
        most,
    )
}

/// Lines above each other, the last on a base line.
fn upwards(lines: &[Line], ink: Colour, left: f64, base: f64) -> Vec<Node> {
    let step = lines.first().map_or(0.0, |line| line.size.0 * 1.25);
    let rows = lines.iter().rev().enumerate();
    rows.map(|(above, line)| {
        let at = Point::from_xy(left, base - step * number(above));
        Node::Text(line.to_text(at, ink, None))
    })
    .collect()
}

/// What is shown, the period and the unit.
pub(super) fn subtitle_text(page: &Page<'_>) -> String {
    if !page.text.subtitle.trim().is_empty() {
        return page.text.subtitle.trim().to_owned();
    }
    let shown: Vec<_> = page
        .map
        .visible_incidents()
        .map(|(_, record, _)| &record.value)
        .collect();
    let years = shown.iter().filter_map(|incident| incident.period);
    let first = years.clone().map(|period| period.first().year()).min();
    let last = years.map(|period| period.last().year()).max();
    let crowd = page.map.crowd.and_then(|crowd| crowd.years);
    let (first, last) = (first.or(crowd.map(|c| c.0)), last.or(crowd.map(|c| c.1)));
    let words = page.map.words();
    let period = first.zip(last).map_or(String::new(), |(first, last)| {
        (words.sheet.years)(first, last)
    });
    let kinds: BTreeSet<IncidentKind> = shown.iter().map(|i| i.kind).collect();
    let what = match kinds.iter().next() {
        Some(IncidentKind::Expulsion) if kinds.len() == 1 => Records::Expulsions,
        Some(IncidentKind::Pushback) if kinds.len() == 1 => Records::Pushbacks,
        Some(IncidentKind::Death) if kinds.len() == 1 => Records::Deaths,
        _ => Records::Incidents,
    };
    if page.map.shown() == 0 {
        return words.sheet.no_record.to_owned();
    }
    let count = whole(page.map.shown());
    let records = (words.sheet.records)(what, count, &words.whole(count));
    if page.map.is_crowded() {
        return format!("{records}{period}{}", words.inset.cells);
    }
    let lines = if page.draws_lines {
        words.sheet.lines
    } else {
        ""
    };
    format!("{records}{period}{}{lines}", words.sheet.symbols)
}

/// How closely the lines of a legend stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    Wide,
    Tight,
    /// In smaller type, where nothing else helps.
    Dense,
}

/// What the symbols mean, in a column.
pub(super) fn legend(
    page: &Page<'_>,
    entries: &[KeyEntry],
    room: &Rect,
    spacing: Spacing,
) -> Result<Block, MissingGlyph> {
    let theme = page.map.theme;
    let (style, air, slack) = match spacing {
        Spacing::Wide => (regular(7.0), 1.2, 0.0),
        Spacing::Tight => (regular(7.0), 0.5, 0.95),
        Spacing::Dense => (regular(6.3), 0.3, 1.2),
    };
    let step = leading(&style);
    let width = room.width() - KEY_WIDTH - 2.5;
    let mut y = room.top + 3.2;
    let heading = shape(page.map.words().key.legend, page.map.setting(), &bold(9.5))?;
    let at = Point::from_xy(room.left, y);
    let mut nodes = vec![Node::Text(heading.to_text(at, theme.ink, None))];
    y += 2.6 - slack;
    for entry in entries {
        let height = if entry.height < PLAIN_HEIGHT {
            entry.height - slack
        } else {
            entry.height
        };
        let lines = wrap(&entry.text, page.map.setting(), &style, Mm(width), 3)?.lines;
        let count = number(lines.len());
        let taken = height.max(step * count + air);
        let middle = Point::from_xy(room.left + KEY_WIDTH / 2.0, y + taken / 2.0);
        nodes.push(moved(&entry.sample, middle));
        let mut base = middle.y + 0.85 - step * (count - 1.0) / 2.0;
        for line in &lines {
            let at = Point::from_xy(room.left + KEY_WIDTH + 2.5, base);
            nodes.push(Node::Text(line.to_text(at, theme.ink, None)));
            base += step;
        }
        y += taken;
    }
    Ok(Block { nodes, bottom: y })
}

/// Samples lower than this may stand closer, in millimetres.
const PLAIN_HEIGHT: f64 = 4.7;

/// Parts drawn about the origin, moved to a point.
fn moved(nodes: &[Node], by: Point) -> Node {
    Group {
        nodes: nodes.iter().map(|node| node.moved(by)).collect(),
        ..Group::default()
    }
    .into()
}

/// The key to numbers on the map, and what of it found no room.
pub(super) struct NumberKey {
    pub(super) nodes: Vec<Node>,
    pub(super) left_out: Vec<String>,
}

/// What the numbers on the map stand for, from the top of a part of a column, which is cut off it; names without
/// words have no number.
pub(super) fn numbers(
    page: &Page<'_>,
    names: &[String],
    room: &mut Rect,
) -> Result<NumberKey, MissingGlyph> {
    let mut key = NumberKey {
        nodes: Vec::new(),
        left_out: Vec::new(),
    };
    let theme = page.map.theme;
    let style = regular(6.5);
    let mut y = room.top + 3.0;
    for (index, name) in names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        if y + 2.0 * leading(&style) > room.bottom {
            key.left_out.push(name.clone());
            continue;
        }
        if key.nodes.is_empty() {
            let heading = shape(
                page.map.words().inset.numbers,
                page.map.setting(),
                &bold(8.0),
            )?;
            let at = Point::from_xy(room.left, y);
            key.nodes
                .push(Node::Text(heading.to_text(at, theme.ink, None)));
            y += 4.2;
        }
        let words = format!("{}  {}", index + 1, isolated(&start_of(name)));
        let lines = fitted(&words, page.map.setting(), &style, Mm(room.width()), 1)?;
        let at = Point::from_xy(room.left, y);
        key.nodes.extend(stacked(&lines, 0.0, theme.ink, at).nodes);
        y += leading(&style);
    }
    if !key.nodes.is_empty() {
        room.top = y + 2.0;
    }
    Ok(key)
}

/// The nearest help of the incidents on the map.
pub(super) struct DistanceTable {
    pub(super) nodes: Vec<Node>,
    /// Whether a row tells how long the way is on foot.
    pub(super) tells_hours: bool,
    /// What was asked for and found no room.
    pub(super) left_out: Option<String>,
}

/// The nearest help of the incidents on the map, as many rows as fit.
pub(super) fn distances(page: &Page<'_>, room: &Rect) -> Result<DistanceTable, MissingGlyph> {
    let rows = rows(page.map);
    let is_too_long = page.map.shown() > MOST_IN_TABLE;
    let mut table = if is_too_long || rows.is_empty() {
        DistanceTable {
            nodes: Vec::new(),
            tells_hours: false,
            left_out: None,
        }
    } else {
        table_of(&rows, page, room)?
    };
    let is_asked = page.content.walk.is_some() && (is_too_long || !rows.is_empty());
    if is_asked && !table.tells_hours {
        table.left_out = Some(HOURS.to_owned());
    }
    Ok(table)
}

/// What is said not to be on a sheet that should tell how long the ways to help are.
pub(super) const HOURS: &str = "the hours on foot";

/// An incident with its help.
struct Row<'a> {
    incident: &'a Incident,
    help: &'a str,
    answer: &'a Answer,
}

/// Each incident on the map that has its help elsewhere; those of one place and one help once.
fn rows<'a>(map: &'a Map<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut told: BTreeSet<(u64, u64, usize)> = BTreeSet::new();
    for (number, record, _) in map.visible_incidents() {
        let Some(answer) = map.nearest_of(number) else {
            continue;
        };
        let (Some(place), Some(site)) = (&record.value.place, map.atlas.aid.get(answer.site))
        else {
            continue;
        };
        let is_on_the_spot = answer.distance == Distance::ZERO;
        let (lon, lat) = (place.position.lon(), place.position.lat());
        if is_on_the_spot || !told.insert((lon.to_bits(), lat.to_bits(), answer.site)) {
            continue;
        }
        rows.push(Row {
            incident: &record.value,
            help: &site.value.name,
            answer,
        });
    }
    rows
}

/// As many rows as fit.
fn table_of(rows: &[Row<'_>], page: &Page<'_>, room: &Rect) -> Result<DistanceTable, MissingGlyph> {
    let map = page.map;
    let theme = map.theme;
    let (left, bottom) = (room.left, room.bottom);
    let mut y = room.top + 3.0;
    let mut table = DistanceTable {
        nodes: Vec::new(),
        tells_hours: false,
        left_out: None,
    };
    if y + LEAST_TABLE > bottom {
        return Ok(table);
    }
    let heading = shape(map.words().sheet.distances, map.setting(), &bold(8.0))?;
    let at = Point::from_xy(left, y);
    table
        .nodes
        .push(Node::Text(heading.to_text(at, theme.ink, None)));
    y += 4.6;
    let mut left_over = 0_usize;
    for row in rows {
        // Once one is left over, so are all that follow: the table keeps the order of the records.
        if left_over > 0 {
            left_over += 1;
            continue;
        }
        let style = regular(6.5);
        let lines = row_lines(row, page, &style, Mm(room.width()))?;
        let block = stacked(&lines, leading(&style), theme.ink, Point::from_xy(left, y));
        // The last line of the column is kept for saying how many more there are.
        if block.bottom + 3.8 > bottom {
            left_over += 1;
            continue;
        }
        table.nodes.extend(block.nodes);
        table.tells_hours = page.content.walk.is_some();
        y = block.bottom + 3.8;
    }
    if left_over > 0 {
        let count = whole(left_over);
        let words = (map.words().sheet.more_rows)(count, &map.words().whole(count));
        let line = shape(&words, page.map.setting(), &regular(6.3))?;
        let at = Point::from_xy(left, y.min(bottom));
        table
            .nodes
            .push(Node::Text(line.to_text(at, theme.quiet_ink, None)));
    }
    Ok(table)
}

/// A row in at most three lines: long names are shortened, so that what is told of them is never cut.
fn row_lines(
    row: &Row<'_>,
    page: &Page<'_>,
    style: &Style,
    width: Mm,
) -> Result<Vec<Line>, MissingGlyph> {
    let words = page.map.words();
    let setting = page.map.setting();
    let name = if row.incident.name.is_empty() {
        &row.incident.id
    } else {
        &row.incident.name
    };
    let mut told = words.answer_with_range(row.answer);
    if let Some(speeds) = page.content.walk {
        let on_foot = words.on_foot(speeds.hours(row.answer.bounds), row.answer.kind);
        told = format!("{told}{}{on_foot}", words.notes.comma);
    }
    let mut string = String::new();
    for longest in LONGEST_NAMES {
        let [from, to] = [name, row.help].map(|name| isolated(&shortened(name, longest)));
        string = (words.sheet.row)(&from, &to, &told);
        let wrapped = wrap(&string, setting, style, width, 3)?;
        if wrapped.rest.is_empty() {
            return Ok(wrapped.lines);
        }
    }
    fitted(&string, setting, style, width, 3)
}

/// How many characters of a name a row of the table keeps: the first that leave room for the rest.
const LONGEST_NAMES: [usize; 6] = [300, 60, 40, 25, 15, 8];

/// A name of at most so many characters.
fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let start: String = name.chars().take(longest - 1).collect();
    format!("{}…", start.trim_end())
}

/// The least height of a table of distances, in millimetres: its heading and two lines.
const LEAST_TABLE: f64 = 14.0;

/// The first few of more incidents would say nothing of the rest.
const MOST_IN_TABLE: usize = 300;

/// Sources, disclaimer, projection and scale, below everything else; and where it ends.
pub(super) fn footer(page: &Page<'_>, blocks_bottom: f64) -> Result<Block, MissingGlyph> {
    let theme = page.map.theme;
    let layout = page.layout;
    let (width, height, margin) = (layout.width, layout.height, layout.margin);
    let rule_y = blocks_bottom + layout.above_notes;
    let ends = [
        Point::from_xy(margin, rule_y),
        Point::from_xy(width - margin, rule_y),
    ];
    let mut nodes = vec![Node::stroked(
        Outline::from_points(&ends, Closed::No),
        Stroke::solid(theme.rule, 0.15),
    )];
    let mut about = about_lines(page);
    let is_narrow = width < NARROW;
    let mut about_width = 0.0_f64;
    if is_narrow {
        // No room beside the notes: who made it stands after them.
        about = vec![about.join(" · ")];
    } else {
        let mut right = width - margin;
        if let Some(logo) = page.logo {
            let top = rule_y + 2.4;
            let image = placed_logo(logo, page, right, top);
            right = image.rect.left - 4.0;
            about_width = width - margin - right;
            nodes.push(Node::Image(image));
        }
        for (index, words) in about.iter().enumerate() {
            let words = isolated(&start_of(words));
            let Some(line) =
                fitted(&words, page.map.setting(), &regular(6.3), ABOUT_WIDTH, 1)?.pop()
            else {
                continue;
            };
            let left = right - line.width.0;
            about_width = about_width.max(width - margin - left + 6.0);
            let y = rule_y + 3.6 + 3.1 * number(index);
            let at = Point::from_xy(left, y);
            nodes.push(Node::Text(line.to_text(at, theme.quiet_ink, None)));
        }
        about.clear();
    }
    let room = Mm(width - 2.0 * margin - about_width);
    let at = Point::from_xy(margin, rule_y + 3.6);
    // Smaller type where there is more to say than fits; then the sources are cut, not the rest.
    let mut lines = Vec::new();
    let mut step = 0.0;
    for size in [6.3, 5.9, 5.5] {
        let style = regular(size);
        // Tighter than a paragraph: these are lines to look something up in.
        step = style.size.to_mm().0 * 1.22;
        let room_mm = if is_narrow {
            NARROW_NOTES
        } else {
            height - FOOT - at.y
        };
        let most = whole_lines(room_mm / step) + 1;
        let mut last = Vec::new();
        for words in [disclaimer(page), technical(page)] {
            last.extend(fitted(&words, page.map.setting(), &style, room, most)?);
        }
        for words in &about {
            last.extend(fitted(
                &isolated(&start_of(words)),
                page.map.setting(),
                &style,
                room,
                3,
            )?);
        }
        let left = most.saturating_sub(last.len());
        lines = fitted(&sources(page), page.map.setting(), &style, room, left)?;
        let is_whole = !lines.last().is_some_and(|line| line.string.ends_with('…'));
        lines.extend(last);
        if is_whole && left > 0 {
            break;
        }
    }
    let notes = stacked(&lines, step, theme.quiet_ink, at);
    nodes.extend(notes.nodes);
    let mut bottom = notes.bottom + FOOT;
    if let Some(logo) = page.logo.filter(|_| is_narrow) {
        let image = placed_logo(logo, page, width - margin, notes.bottom + 2.0);
        bottom = image.rect.bottom + margin;
        nodes.push(Node::Image(image));
    }
    Ok(Block { nodes, bottom })
}

/// The most that a logo may take, in millimetres.
const LOGO: (f64, f64) = (30.0, 10.0);

/// A logo as large as it may be, with its upper right corner at a place.
fn placed_logo(logo: &Picture, page: &Page<'_>, right: f64, top: f64) -> Image {
    let (widest, highest) = LOGO;
    let (wide, high) = (f64::from(logo.width()), f64::from(logo.height()));
    let scale = (widest / wide).min(highest / high);
    let (width, height) = (wide * scale, high * scale);
    Image {
        picture: logo.clone(),
        rect: Rect::from_xywh(right - width, top, width, height),
        title: page.text.publisher.clone(),
    }
}

/// Paper narrower than this has no room for two columns of notes, in millimetres.
const NARROW: f64 = 120.0;

/// The most that notes on narrow paper may take, in millimetres.
const NARROW_NOTES: f64 = 45.0;

/// The widest that the words about the maker may be.
const ABOUT_WIDTH: Mm = Mm(80.0);

/// From the last line of the notes to the foot of the paper, in millimetres.
const FOOT: f64 = 4.0;

/// How many whole lines there is room for.
fn whole_lines(lines: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a page holds a few hundred lines at most"
    )]
    let lines = lines.clamp(0.0, 500.0) as usize;
    lines
}

/// Who made the sheet, at the right.
fn about_lines(page: &Page<'_>) -> Vec<String> {
    let text = page.text;
    let words = page.map.words();
    let join = |parts: [&str; 2]| {
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    };
    let created = if text.created.is_empty() {
        String::new()
    } else {
        (words.notes.made)(&words.day(&text.created))
    };
    let map_id = if text.map_id.is_empty() {
        String::new()
    } else {
        (words.notes.map)(&isolated(&text.map_id))
    };
    let mut lines = vec![
        join([&text.publisher, &text.contact]),
        join([&map_id, &created]),
        format!("pointzero {}", env!("CARGO_PKG_VERSION")),
    ];
    lines.retain(|line| !line.is_empty());
    lines
}

/// What is not shown, then who is cited for what is: the end is cut where there is no room.
fn sources(page: &Page<'_>) -> String {
    let words = page.map.words();
    let not_shown = not_shown(page);
    let mut cited: Vec<&str> = Vec::new();
    for (_, record, _) in page.map.visible_incidents() {
        let source = record.value.source();
        if !source.is_empty() && !cited.contains(&source) {
            cited.push(source);
        }
    }
    let crowd = page.map.crowd.iter().flat_map(|crowd| &crowd.sources);
    for source in crowd {
        if !cited.contains(&source.as_str()) {
            cited.push(source);
        }
    }
    let data: Vec<String> = page
        .map
        .atlas
        .sources
        .iter()
        .map(|source| {
            let licence = if source.licence == PUBLIC_DOMAIN {
                words.notes.public_domain
            } else {
                source.licence.as_str()
            };
            let details = [source.date.as_str(), licence];
            let details: Vec<&str> = details.into_iter().filter(|d| !d.is_empty()).collect();
            isolated(&if details.is_empty() {
                source.name.clone()
            } else {
                format!("{} ({})", source.name, details.join(", "))
            })
        })
        .collect();
    let mut all = Vec::new();
    if !data.is_empty() {
        all.push((words.notes.map_sources)(&data.join(words.notes.semicolon)));
    }
    if !cited.is_empty() {
        let cited = start_of(&cited.join(words.notes.semicolon));
        all.push((words.notes.incident_sources)(&isolated(&cited)));
    }
    if all.is_empty() {
        return not_shown;
    }
    format!("{not_shown}{}", (words.notes.sources)(&all.join(". ")))
}

/// The licence of the bundled world.
const PUBLIC_DOMAIN: &str = "public domain";

/// How many records are not on the map, and why.
fn not_shown(page: &Page<'_>) -> String {
    let shown = page.map.shown();
    let rejected = usize::try_from(page.content.rejected).unwrap_or(usize::MAX);
    let crowd = page.map.crowd;
    let crowd_without = crowd.map_or(0, |crowd| crowd.without_location);
    let crowd_without = usize::try_from(crowd_without).unwrap_or(usize::MAX);
    let located = page.content.incidents.len() + crowd.map_or(0, |crowd| crowd.positions.len());
    let read = located + crowd_without;
    let all = read.saturating_add(rejected);
    if shown == all {
        return String::new();
    }
    let without = page
        .content
        .incidents
        .iter()
        .filter(|record| record.value.place.is_none())
        .count()
        + crowd_without;
    let outside = read - without - shown;
    let words = page.map.words();
    let notes = &words.notes;
    let written = |count: usize| words.whole(whole(count));
    let reasons: Vec<String> = [
        (outside, (notes.outside)(&written(outside))),
        (without, (notes.without_location)(&written(without))),
        (
            rejected,
            (notes.not_readable)(whole(rejected), &written(rejected)),
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(_, why)| why)
    .collect();
    (notes.not_shown)(
        whole(all - shown),
        &written(all - shown),
        &written(all),
        &reasons.join(notes.comma),
    )
}

fn disclaimer(page: &Page<'_>) -> String {
    let publisher = if page.text.publisher.is_empty() {
        page.map.words().notes.its_publisher.to_owned()
    } else {
        isolated(&page.text.publisher.chars().take(120).collect::<String>())
    };
    let notes = &page.map.words().notes;
    let mut disclaimer = (notes.disclaimer)(&publisher);
    if page.map.shown() <= MOST_IN_TABLE && has_unstated_doubt(page.map) {
        disclaimer.push_str(notes.no_doubt_stated);
    }
    if let Some(speeds) = page.content.walk.filter(|_| page.tells_hours) {
        let [slow, fast] = [speeds.slow_kmh(), speeds.fast_kmh()];
        let [slow, fast] = [slow, fast].map(|speed| page.map.words().decimal(speed, 2));
        let whose = if speeds == WalkSpeeds::TOBLER {
            notes.tobler
        } else {
            notes.own_speeds
        };
        disclaimer.push_str(&(notes.on_foot)(&slow, &fast, whose));
    }
    disclaimer
}

/// Whether the distance of an incident on the map has a range that says nothing of a doubt of its place.
fn has_unstated_doubt(map: &Map<'_>) -> bool {
    let is_exact = |record: &Record<Incident>| {
        let place = record.value.place.as_ref();
        place.is_some_and(|place| place.radius == Distance::ZERO)
    };
    let mut measured = map
        .visible_incidents()
        .filter(|(number, ..)| map.nearest_of(*number).is_some());
    measured.any(|(_, record, _)| is_exact(record))
}

fn technical(page: &Page<'_>) -> String {
    let frame = &page.map.frame;
    let words = page.map.words();
    let reason = match page.reason {
        Reason::Local => words.inset.local,
        Reason::Belt => words.inset.belt,
        Reason::Regional => words.projection.regional,
        Reason::Polar => words.projection.polar,
        Reason::World => words.projection.world,
    };
    let projection = match (words.projection.name)(frame.projection().name()) {
        Some(name) => {
            let comma = words.notes.comma;
            let parameters = parameters(words, frame.projection());
            format!("{name}{comma}{parameters}{comma}WGS 84")
        }
        None => isolated(&frame.projection().to_string()),
    };
    let paper = match page.size.at() {
        Ok(name) => name.to_owned(),
        Err(width) => (words.projection.wide)(width),
    };
    let scale = (words.projection.scale)(
        &projection,
        reason,
        &rounded(words, frame.scale_denominator()),
        &paper,
    );
    match scale_range(page.map) {
        Some((least, most)) if most / least > 1.05 => {
            let bar = true_at(page.map).map_or(String::new(), |position| {
                (words.projection.bar_is_true_at)(&words.position(position))
            });
            let (least, most) = (words.off_by(least), words.off_by(most));
            format!("{scale}{}{bar}", (words.projection.varies)(&least, &most))
        }
        _ => format!("{scale}."),
    }
}

/// What a projection was laid out by.
fn parameters(words: &Words, projection: &Projection) -> String {
    let centre = projection.centre();
    let about = match projection {
        Projection::TransverseMercator(_)
        | Projection::Mercator(_)
        | Projection::WebMercator(_)
        | Projection::Equirectangular(_)
        | Projection::EqualEarth(_) => {
            (words.projection.central_meridian)(&words.meridian(centre.lon()))
        }
        Projection::Albers(_)
        | Projection::LambertConformal(_)
        | Projection::AzimuthalEquidistant(_)
        | Projection::LambertAzimuthalEqualArea(_)
        | Projection::Orthographic(_) => (words.projection.centre)(&words.position(centre)),
    };
    match projection.parallels() {
        Some(parallels) => {
            let [south, north] = parallels.map(|lat| words.parallel(lat));
            let along = (words.projection.true_along)(&south, &north);
            format!("{about}{}{along}", words.notes.comma)
        }
        None => about,
    }
}

/// The least and the greatest linear scale on the map, beside the stated one.
fn scale_range(map: &Map<'_>) -> Option<(f64, f64)> {
    const STEPS: u16 = 8;
    let rect = map.rect();
    let mut range: Option<(f64, f64)> = None;
    for i in 0..=STEPS {
        for j in 0..=STEPS {
            let share = |n: u16| f64::from(n) / f64::from(STEPS);
            let point = Point::from_xy(
                rect.left + rect.width() * share(i),
                rect.top + rect.height() * share(j),
            );
            let scale = map
                .frame
                .to_position(point)
                .and_then(|p| map.frame.scale_at(p));
            if let Some(scale) = scale {
                let (least, most) = range.unwrap_or((f64::MAX, f64::MIN));
                range = Some((least.min(scale.least), most.max(scale.greatest)));
            }
        }
    }
    range
}

/// A number rounded to three digits.
fn rounded(words: &Words, number: f64) -> String {
    let step = libm::pow(10.0, (libm::log10(number.max(1.0)).floor() - 2.0).max(0.0));
    words.decimal((number / step).round() * step, 0)
}

/// How many there are.
fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Large pale words across a map that shows made-up data.
pub(super) fn watermark(map: &Map<'_>) -> Result<Vec<Node>, MissingGlyph> {
    let words = if made_up(map) == MadeUp::All {
        map.words().label.all_synthetic
    } else {
        map.words().label.partly_synthetic
    };
    let rect = map.rect();
    let angle = libm::atan2(rect.height(), rect.width());
    let diagonal = libm::hypot(rect.width(), rect.height());
    let at_one_point = shape(words, map.setting(), &bold(1.0))?;
    let style = bold(0.55 * diagonal / at_one_point.width.0);
    let line = shape(words, map.setting(), &style)?;
    // From the middle of the map back along the words by half their length, and down by half a capital.
    let (sin, cos) = libm::sincos(angle);
    let (along, down) = (line.width.0 / 2.0, line.cap_height.0 / 2.0);
    let centre = rect.centre();
    let at = Point::from_xy(
        centre.x - along * cos + down * sin,
        centre.y + along * sin + down * cos,
    );
    let paint = Paint {
        colour: map.theme.quiet_ink,
        opacity: 0.09,
    };
    let mut text = line.to_text(at, paint, None);
    text.rotation_degrees = -angle.to_degrees();
    Ok(vec![Node::Text(text)])
}
