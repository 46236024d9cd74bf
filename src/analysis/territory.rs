//! Which country a place lies in, and how sure that is.

use std::fmt;
use std::sync::OnceLock;

use super::lines::{BorderLines, NearestBorder, sampled};
use crate::geodesy::{Distance, Overlay, Path, Position, Rings, Segment, distance, overlay};
use crate::index::{AreaIndex, PointIndex};
use crate::model::{
    Atlas, Border, Country, CountryStatus, DisputedPlace, LineDoubt, Place, Polygon,
};

/// The countries and boundary lines of an atlas, to be asked where places lie.
///
/// A treaty of the atlas stands in place of the boundary lines between the same two countries; the
/// areas of the two are taken as ending at it. The user's own boundary lines, where there are some,
/// are what distances are measured to; they name no country.
#[derive(Debug)]
pub struct Territory<'a> {
    atlas: &'a Atlas,
    outlines: Outlines<'a>,
    world: BorderLines<'a>,
    treaties: BorderLines<'a>,
    own: BorderLines<'a>,
    between_sources: AreaIndex,
    /// The ring of each of these areas, and the treaty that it is of.
    moved: Vec<(Vec<Position>, &'a Border)>,
    disputed: PointIndex,
    widest_disputed: Distance,
}

/// How lines are read, and which are left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineChoice {
    /// How points are joined where a source does not say; absent means as the source assumes.
    pub line: Option<Path>,
    /// Whether treaties take the place of the world's lines.
    pub treaties: Treaties,
}

/// Whether treaties take the place of the world's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Treaties {
    /// They do.
    #[default]
    Used,
    /// They are left out.
    LeftOut,
}

/// An area or line of the atlas is simplified for drawing, and nobody may measure to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForDrawingOnly;

impl fmt::Display for ForDrawingOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("countries and boundary lines at 1 : 50 million or less are for drawing; measure at 1 : 10 million")
    }
}

impl std::error::Error for ForDrawingOnly {}

/// The country of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Belonging<'a> {
    /// The country that the position itself lies in, or nearest to which it lies at a coast;
    /// absent at sea and in a disputed place without an area of its own.
    pub country: Option<&'a Country>,
    /// The disputed places, known by a point alone, that it lies in or may lie in: first the one
    /// into which it lies deepest by that one's radius.
    pub disputed: Vec<&'a DisputedPlace>,
    /// How sure it is.
    pub status: BelongingStatus,
}

/// How sure it is which country a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BelongingStatus {
    /// No doubt of the place or of the boundary leads elsewhere.
    Certain,
    /// A boundary is nearer than its doubt and the place's allow to tell, or readings or sources
    /// disagree about the side.
    SideUncertain,
    /// So near to a line that is no settled international boundary, or to a disputed place.
    DisputedBoundary,
    /// Contested or undetermined as a whole.
    Disputed,
    /// At sea, and so near to a coast that it may lie on land.
    CoastUncertain,
    /// At sea.
    AtSea,
}

impl BelongingStatus {
    /// The word for it in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::SideUncertain => "side uncertain",
            Self::DisputedBoundary => "disputed boundary",
            Self::Disputed => "disputed",
            Self::CoastUncertain => "coast uncertain",
            Self::AtSea => "at sea",
        }
    }
}

impl Belonging<'_> {
    /// The name of the country or of the disputed places, in English; empty at sea.
    pub fn name(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for place in &self.disputed {
            if !names.contains(&place.name.as_str()) {
                names.push(&place.name);
            }
        }
        if names.is_empty() {
            names.extend(self.country.map(|country| country.names.english()));
        }
        names.join("; ")
    }
}

/// One polygon of a country; it is indexed when it is first looked at.
#[derive(Debug)]
struct Outline<'a> {
    country: &'a Country,
    polygon: &'a Polygon,
    /// West, south, east and north in degrees.
    bounds: [f64; 4],
    area: OnceLock<AreaIndex>,
}

impl<'a> Territory<'a> {
    /// Prepares an atlas for questions.
    ///
    /// # Errors
    /// [`ForDrawingOnly`] when an area or a line of it is simplified for drawing.
    pub fn new(atlas: &'a Atlas, choice: LineChoice) -> Result<Self, ForDrawingOnly> {
        let treaties: &[Border] = match choice.treaties {
            Treaties::Used => &atlas.treaties,
            Treaties::LeftOut => &[],
        };
        let doubts = [&atlas.borders, &atlas.own_borders]
            .into_iter()
            .flatten()
            .map(|border| &border.doubt)
            .chain(atlas.countries.iter().map(|country| &country.outline));
        if doubts
            .into_iter()
            .any(|doubt| *doubt == LineDoubt::ForDrawing)
        {
            return Err(ForDrawingOnly);
        }
        let is_replaced = |border: &Border| {
            let [one, other] = &border.sides;
            treaties.iter().any(|treaty| treaty.is_between(one, other))
        };
        let (replaced, kept): (Vec<&Border>, Vec<&Border>) =
            atlas.borders.iter().partition(|border| is_replaced(border));
        let moved = moved(&replaced, treaties, choice.line);
        let rings = moved.iter().map(|(ring, _)| [&ring[..]]);
        Ok(Self {
            atlas,
            outlines: Outlines::new(&atlas.countries),
            world: BorderLines::new(kept, choice.line),
            treaties: BorderLines::new(treaties, choice.line),
            own: BorderLines::new(&atlas.own_borders, choice.line),
            between_sources: AreaIndex::from_areas(rings),
            moved,
            disputed: PointIndex::from_positions(atlas.disputed.iter().map(|place| place.position)),
            widest_disputed: atlas
                .disputed
                .iter()
                .map(|place| place.radius)
                .max()
                .unwrap_or_default(),
        })
    }

    /// The country of a place.
    ///
    /// What is asked, in this order: whether its position lies in a disputed place that is known by a
    /// point alone; whether its country is contested as a whole; whether a line that is not settled,
    /// or a disputed place, is nearer than the doubt of both; whether any boundary is, or readings or
    /// sources disagree; and of a position at sea, whether a disputed place or a coast is.
    ///
    /// A line of the user's own that names its sides speaks of their countries alone.
    ///
    /// # Accuracy
    /// Inside and outside are exact for the numbers of the areas. The doubt of a coast is that of
    /// its country's outline.
    pub fn belonging(&self, place: &Place) -> Belonging<'a> {
        let disputed = self.disputed_places(&Place::exact(place.position));
        let reached = self.disputed_places(place);
        let country = self.country_at(place.position);
        let contested = |disputed| Belonging {
            country: None,
            disputed,
            status: BelongingStatus::Disputed,
        };
        let Some(country) = country.filter(|_| disputed.is_empty()) else {
            return match (disputed.is_empty(), reached.is_empty()) {
                (false, _) => contested(disputed),
                (true, false) => contested(reached),
                (true, true) => self.belonging_at_sea(place),
            };
        };
        let is_unsettled = |border: &Border| border.class.is_unsettled();
        let status = if country.status == CountryStatus::Disputed {
            BelongingStatus::Disputed
        } else if !reached.is_empty() || self.in_doubt(place, country, is_unsettled) {
            BelongingStatus::DisputedBoundary
        } else if self.in_doubt(place, country, |_| true) || self.is_contradicted(place.position) {
            BelongingStatus::SideUncertain
        } else {
            BelongingStatus::Certain
        };
        Belonging {
            country: Some(country),
            disputed,
            status,
        }
    }

    /// The boundary line that is nearest to a place: of the user's own where there are some, else of
    /// treaties and of the world.
    ///
    /// Only lines that `accept` takes count. A treaty wins where another line is as near.
    ///
    /// # Accuracy
    /// 1e-5 m; see [`Segment::foot`].
    pub fn nearest_border(
        &self,
        place: &Place,
        accept: impl Fn(&Border) -> bool + Sync,
    ) -> Option<NearestBorder<'a>> {
        self.measured()
            .filter_map(|lines| lines.nearest(place, &accept))
            .min_by_key(|nearest| nearest.distance)
    }

    /// The borders that distances are measured to.
    pub fn measured_borders(&self) -> impl Iterator<Item = &'a Border> {
        self.measured().flat_map(BorderLines::borders)
    }

    /// Their lines, and how the points of each are joined.
    pub(super) fn measured_lines(
        &self,
    ) -> impl Iterator<Item = (&'a Border, &'a [Position], Path)> {
        self.measured().flat_map(BorderLines::lines)
    }

    /// The two countries of a boundary line in English, and its own name where it has one.
    pub fn name_of(&self, line: &Border) -> String {
        let side = |code: &String| {
            let country = self.country_of(code);
            country.map_or_else(
                || code.clone(),
                |country| country.names.english().to_owned(),
            )
        };
        let [left, right] = line.sides.each_ref().map(side);
        let between = match (left.as_str(), right.as_str()) {
            (left, "") => left.to_owned(),
            ("", right) => right.to_owned(),
            (left, right) if left == right => left.to_owned(),
            (left, right) => format!("{left}–{right}"),
        };
        match (between.as_str(), line.name.as_str()) {
            (between, "") => between.to_owned(),
            ("", name) => name.to_owned(),
            (between, name) if name.starts_with(between) => name.to_owned(),
            (between, name) => format!("{between}, {name}"),
        }
    }

    fn measured(&self) -> impl Iterator<Item = &BorderLines<'a>> {
        let has_own = !self.atlas.own_borders.is_empty();
        let own = has_own.then_some(&self.own);
        let others = (!has_own).then_some([&self.treaties, &self.world]);
        own.into_iter().chain(others.into_iter().flatten())
    }

    fn all_lines(&self) -> [&BorderLines<'a>; 3] {
        [&self.own, &self.treaties, &self.world]
    }

    fn in_doubt(
        &self,
        place: &Place,
        country: &Country,
        accept: impl Fn(&Border) -> bool + Sync,
    ) -> bool {
        let [own, others @ ..] = self.all_lines();
        let speaks_of_it = |border: &Border| {
            let is_unnamed = border.sides.iter().all(String::is_empty);
            accept(border) && (is_unnamed || border.sides.contains(&country.code))
        };
        own.nearest_in_doubt(place, speaks_of_it).is_some()
            || others
                .iter()
                .any(|lines| lines.nearest_in_doubt(place, &accept).is_some())
    }

    /// Whether readings of a line, or a treaty and the world, disagree about the side.
    fn is_contradicted(&self, position: Position) -> bool {
        !self.between_sources.containing(position).is_empty()
            || self
                .all_lines()
                .iter()
                .any(|lines| lines.readings_disagree_at(position))
    }

    /// The country that a position lies in: contested ones first, then in the atlas's order.
    pub(super) fn country_at(&self, position: Position) -> Option<&'a Country> {
        let holding: Vec<&Country> = self
            .outlines
            .about(position.lon(), 0.0)
            .filter(|outline| outline.holds(position))
            .map(|outline| outline.country)
            .collect();
        let country = holding
            .iter()
            .find(|country| country.status == CountryStatus::Disputed)
            .or(holding.first())?;
        let areas = self.between_sources.containing(position);
        let other_side = areas
            .iter()
            .filter_map(|(row, _)| self.moved.get(*row as usize)?.1.other_side(&country.code))
            .find_map(|code| self.country_of(code));
        Some(other_side.unwrap_or(country))
    }

    /// The country with a code.
    pub fn country_of(&self, code: &str) -> Option<&'a Country> {
        self.atlas
            .countries
            .iter()
            .find(|country| country.code == code)
    }

    /// The part of some areas that lies in a country; its boundary with another is that of the treaty
    /// between the two where there is one. `about` lies near the areas.
    ///
    /// # Accuracy
    /// As [`overlay`]; edges are straight in longitude and latitude, those along a treaty sampled every 2 km.
    pub(super) fn part_in(
        &self,
        country: &Country,
        areas: &[Rings],
        about: Position,
    ) -> Vec<Rings> {
        let rings_of = |polygon: &Polygon| {
            std::iter::once(polygon.outer.clone())
                .chain(polygon.holes.iter().cloned())
                .collect()
        };
        let own: Vec<Rings> = country.polygons.iter().map(rings_of).collect();
        let moved = self
            .moved
            .iter()
            .filter(|(_, treaty)| treaty.sides.contains(&country.code));
        // Between the two lines a place is on the side that the world does not say.
        moved.fold(
            overlay(areas, &own, Overlay::Both, about),
            |part, (ring, _)| {
                let between = overlay(areas, &[vec![ring.clone()]], Overlay::Both, about);
                overlay(&part, &between, Overlay::Either, about)
            },
        )
    }

    /// How far the boundary of a country may lie from where it is drawn, by the line nearest to a place.
    pub(super) fn doubt_of_border(&self, code: &str, near: Position) -> Distance {
        let place = Place::exact(near);
        let accept = |border: &Border| border.sides.iter().any(|side| side == code);
        let lines = self.all_lines().into_iter();
        let nearest = lines
            .filter_map(|lines| lines.nearest(&place, accept))
            .min_by_key(|nearest| nearest.distance);
        nearest.map_or(Distance::ZERO, |nearest| {
            nearest.bounds.1.minus_to_zero(nearest.distance)
        })
    }

    fn disputed_places(&self, place: &Place) -> Vec<&'a DisputedPlace> {
        let within = self.widest_disputed.plus(place.radius);
        let mut found: Vec<(f64, &DisputedPlace)> = self
            .disputed
            .nearest(place.position, self.disputed.len(), Some(within), |_| true)
            .into_iter()
            .filter_map(|found| {
                let disputed = self.atlas.disputed.get(found.row as usize)?;
                let is_in_reach = found.distance <= disputed.radius.plus(place.radius);
                let depth = found.distance.metres() / disputed.radius.metres();
                is_in_reach.then_some((depth, disputed))
            })
            .collect();
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        found.into_iter().map(|(_, disputed)| disputed).collect()
    }

    fn belonging_at_sea(&self, place: &Place) -> Belonging<'a> {
        let radius = self.outlines.widest_doubt.plus(place.radius);
        let [east, _] = degrees_around(place.position, radius);
        let nearest = self
            .outlines
            .about(place.position.lon(), east)
            .filter_map(|outline| outline.coast_in_doubt(place))
            .min_by_key(|(_, distance)| *distance);
        let country = nearest.map(|(country, _)| country);
        let status = match country.map(|country| country.status) {
            None => BelongingStatus::AtSea,
            Some(CountryStatus::Disputed) => BelongingStatus::Disputed,
            Some(_) => BelongingStatus::CoastUncertain,
        };
        Belonging {
            country,
            disputed: Vec::new(),
            status,
        }
    }
}

/// All polygons, and which of them reach each degree of longitude.
#[derive(Debug)]
struct Outlines<'a> {
    all: Vec<Outline<'a>>,
    /// Numbers of polygons, growing, for each degree from 180° west.
    by_degree: Vec<Vec<u32>>,
    /// The most that the outline of a country is off anywhere.
    widest_doubt: Distance,
}

impl<'a> Outlines<'a> {
    fn new(countries: &'a [Country]) -> Self {
        let all: Vec<Outline<'_>> = countries.iter().flat_map(outlines_of).collect();
        let mut by_degree = vec![Vec::new(); 360];
        for (outline, number) in all.iter().zip(0..) {
            let [west, _, east, _] = outline.bounds;
            let (first, last) = (degree(west), degree(east));
            for of_degree in by_degree.iter_mut().take(last + 1).skip(first) {
                of_degree.push(number);
            }
            // What touches the antimeridian is met from its other side too.
            if west <= -180.0 && last < 359 {
                by_degree[359].push(number);
            }
            if east >= 180.0 && first > 0 {
                by_degree[0].push(number);
            }
        }
        let doubts = countries.iter().map(|country| match country.outline {
            LineDoubt::Everywhere(doubt) => doubt.radius(),
            _ => Distance::ZERO,
        });
        Self {
            all,
            by_degree,
            widest_doubt: doubts.max().unwrap_or_default(),
        }
    }

    /// The polygons that may reach within some degrees of a longitude, each once and in their order.
    fn about(&self, lon: f64, degrees: f64) -> impl Iterator<Item = &Outline<'a>> {
        let mut numbers = Vec::new();
        if degrees >= 90.0 {
            numbers.extend(0..self.all.len());
        } else {
            let first = degree(turned(lon - degrees));
            let last = degree(turned(lon + degrees));
            let count = (last + 360 - first) % 360 + 1;
            let of_degrees = (0..count).flat_map(|more| &self.by_degree[(first + more) % 360]);
            numbers.extend(of_degrees.map(|number| *number as usize));
            if count > 1 {
                numbers.sort_unstable();
                numbers.dedup();
            }
        }
        numbers.into_iter().map(|number| &self.all[number])
    }
}

/// The degree of a longitude, counted from 180° west.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 360"
)]
fn degree(lon: f64) -> usize {
    ((lon + 180.0) as usize).min(359)
}

/// A longitude from −360 to 360 brought back by a whole turn.
fn turned(lon: f64) -> f64 {
    match lon {
        lon if lon < -180.0 => lon + 360.0,
        lon if lon > 180.0 => lon - 360.0,
        lon => lon,
    }
}

/// How many degrees east and north of a position whatever is within a radius of it lies at most.
fn degrees_around(position: Position, radius: Distance) -> [f64; 2] {
    let north = radius.metres() / LEAST_METRES_PER_DEGREE;
    let farthest_lat = position.lat().abs() + north;
    let east = if farthest_lat < 89.0 {
        north / libm::cos(farthest_lat.to_radians())
    } else {
        360.0
    };
    [east, north]
}

fn outlines_of(country: &Country) -> impl Iterator<Item = Outline<'_>> {
    country.polygons.iter().map(move |polygon| Outline {
        country,
        polygon,
        bounds: bounds(&polygon.outer),
        area: OnceLock::new(),
    })
}

/// West, south, east and north of a ring; all the way round where an edge of it crosses the
/// antimeridian or it goes round a pole.
fn bounds(ring: &[Position]) -> [f64; 4] {
    let mut bounds = [180.0_f64, 90.0_f64, -180.0_f64, -90.0_f64];
    for (at, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if (next.lon() - at.lon()).abs() > 180.0 {
            return [-180.0, -90.0, 180.0, 90.0];
        }
        bounds = [
            bounds[0].min(at.lon()),
            bounds[1].min(at.lat()),
            bounds[2].max(at.lon()),
            bounds[3].max(at.lat()),
        ];
    }
    bounds
}

impl<'a> Outline<'a> {
    fn area(&self) -> &AreaIndex {
        self.area.get_or_init(|| {
            let holes = self.polygon.holes.iter().map(Vec::as_slice);
            AreaIndex::from_areas([std::iter::once(self.polygon.outer.as_slice()).chain(holes)])
        })
    }

    fn holds(&self, position: Position) -> bool {
        self.is_near(position, 0.0, 0.0) && !self.area().containing(position).is_empty()
    }

    /// The country and the distance to its coast, where the place may lie on it.
    fn coast_in_doubt(&self, place: &Place) -> Option<(&'a Country, Distance)> {
        let doubt = match self.country.outline {
            LineDoubt::Everywhere(doubt) => doubt.and(place.doubt()),
            _ => place.doubt(),
        };
        let [east, north] = degrees_around(place.position, doubt.radius());
        if !self.is_near(place.position, east, north)
            || !self.area().may_have_edges_near(place.position, east, north)
        {
            return None;
        }
        let nearest = self
            .area()
            .nearest(place.position, Some(doubt.radius()), |_| true)?;
        Some((self.country, nearest.distance))
    }

    /// Whether a position lies within some degrees of the box of the polygon.
    fn is_near(&self, position: Position, east: f64, north: f64) -> bool {
        let [west_end, south_end, east_end, north_end] = self.bounds;
        let is_beside = |lon: f64| west_end - east <= lon && lon <= east_end + east;
        (south_end - north..=north_end + north).contains(&position.lat())
            && [0.0, 360.0, -360.0]
                .into_iter()
                .any(|turn| is_beside(position.lon() + turn))
    }
}

/// Less than a degree of latitude anywhere, and than one of longitude at the equator, in metres.
const LEAST_METRES_PER_DEGREE: f64 = 110_500.0;

/// The areas between the world's line and a treaty's, where the two put a place on different sides.
///
/// A treaty whose world line is in several pieces moves nothing: near it only its doubt is told.
fn moved<'a>(
    replaced: &[&Border],
    treaties: &'a [Border],
    line: Option<Path>,
) -> Vec<(Vec<Position>, &'a Border)> {
    let mut rings = Vec::new();
    for treaty in treaties {
        let [one, other] = &treaty.sides;
        let world: Vec<&Vec<Position>> = replaced
            .iter()
            .filter(|border| border.is_between(one, other))
            .flat_map(|border| &border.lines)
            .collect();
        if let ([world], [by_treaty]) = (&world[..], &treaty.lines[..]) {
            let path = line.unwrap_or(treaty.path);
            rings.push((ring_between(world, by_treaty, path), treaty));
        }
    }
    rings
}

/// The ring along one line and back along another.
fn ring_between(world: &[Position], treaty: &[Position], path: Path) -> Vec<Position> {
    let mut ring = world.to_vec();
    let mut back: Vec<Position> = treaty
        .windows(2)
        .flat_map(|ends| sampled(&Segment::new(ends[0], ends[1], path)))
        .collect();
    back.dedup();
    // The treaty is walked from its end that is nearer to where the world's line ends.
    if let (Some(end), Some(first), Some(last)) = (ring.last(), back.first(), back.last())
        && distance(*end, *last) < distance(*end, *first)
    {
        back.reverse();
    }
    ring.extend(back);
    ring
}
