//! Where a route crosses boundary lines.

use super::{Along, Way};
use crate::analysis::{BelongingStatus, Territory};
use crate::geodesy::{
    Crossing, Distance, Ecef, Intersection, Path, Polyline, Position, Segment, Side,
};
use crate::model::{Border, Country, CountryStatus, Place};

/// A place where a route crosses a boundary line.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteCrossing<'a> {
    /// The length of the route before it.
    pub along: Distance,
    /// Where it is.
    pub position: Position,
    /// The line.
    pub border: &'a Border,
    /// The country that the route leaves, where that is known.
    pub from: Option<&'a Country>,
    /// The country that it enters, where that is known.
    pub to: Option<&'a Country>,
    /// How sure it is that it crosses from the one into the other.
    pub status: BelongingStatus,
}

/// A place where the route meets a line.
struct Meeting<'a> {
    place: Along,
    along: Distance,
    position: Position,
    border: &'a Border,
    /// Whether the route runs along the line from here, or to here.
    is_along: bool,
}

/// Two meetings with a line that are nearer are one, in metres: at a vertex of the line, or at a stop.
const SAME_M: f64 = 1e-3;

/// How far to either side of a line the country is asked for, in metres: treaty lines and the areas at
/// them agree to less.
const BESIDE_M: f64 = 100.0;

/// How long the parts of a leg are for which lines in reach are gathered, in metres.
const PIECE_M: f64 = 20_000.0;

/// The most such parts of a leg.
const MOST_PIECES: u32 = 1_000;

impl Way<'_> {
    /// The boundary lines that it crosses, in order: of the user's own where there are some, else of
    /// treaties and of the world. A line that is touched and not crossed is left out; where the route runs
    /// along a line, both ends of that are told.
    ///
    /// What is asked of each, in this order: whether it leads into or out of what is contested as a whole;
    /// whether its line is not settled; whether the side is uncertain, since no place looked at on the
    /// route between this line and the one before, or between this line and the next, lies in one
    /// country for certain.
    ///
    /// # Accuracy
    /// That of [`Segment::intersections`]: 30 nm divided by the sine of the angle between the two.
    pub fn crossings<'t>(&self, territory: &Territory<'t>) -> Vec<RouteCrossing<'t>> {
        let meetings = self.meetings(territory);
        let ends: Vec<Distance> = meetings.iter().map(|meeting| meeting.along).collect();
        let stretch = |number: usize| {
            let at = ends[number];
            let is_away = |other: &&Distance| (other.metres() - at.metres()).abs() > SAME_M;
            let before = ends[..number].iter().rev().find(is_away);
            let after = ends[number..].iter().find(is_away);
            let before = before.copied().unwrap_or(Distance::ZERO);
            (before, after.copied().unwrap_or_else(|| self.length()))
        };
        let crossings = meetings.iter().enumerate().map(|(number, meeting)| {
            let (before, after) = stretch(number);
            let [from, to] = self.sides(meeting, before, after, territory);
            RouteCrossing {
                along: meeting.along,
                position: meeting.position,
                border: meeting.border,
                from,
                to,
                status: self.status(meeting, [before, after], [from, to], territory),
            }
        });
        crossings.collect()
    }

    /// The places where it meets boundary lines, in order, those left out where it only touches one.
    fn meetings<'t>(&self, territory: &Territory<'t>) -> Vec<Meeting<'t>> {
        let mut meetings: Vec<Meeting<'t>> = Vec::new();
        let parts: Vec<Vec<Ball>> = self.legs.iter().map(parts).collect();
        for (border, line, path) in territory.measured_lines() {
            let Some(around) = Ball::of_line(line, path) else {
                continue;
            };
            let near: Vec<usize> = (0..self.legs.len())
                .filter(|leg| parts[*leg].iter().any(|part| part.may_meet(&around)))
                .collect();
            if near.is_empty() {
                continue;
            }
            for (row, ends) in line.windows(2).enumerate() {
                let segment = Segment::new(ends[0], ends[1], path);
                let ball = Ball::of(&segment, 0.0, 1.0);
                for leg in near.iter().copied() {
                    if !parts[leg].iter().any(|part| part.may_meet(&ball)) {
                        continue;
                    }
                    for found in self.legs[leg].intersections(&segment) {
                        let (crossings, is_along) = match found {
                            Intersection::Crossing(crossing) => (vec![crossing], false),
                            Intersection::Overlap { from, to } => (vec![from, to], true),
                        };
                        for crossing in crossings {
                            let place = Along::new(leg, crossing.first);
                            let meeting = Meeting {
                                place,
                                along: self.length_before(place),
                                position: crossing.position,
                                border,
                                is_along,
                            };
                            let vertex = vertex(&crossing, row);
                            let about = match vertex {
                                Some(vertex) => {
                                    vertex.saturating_sub(1)..(vertex + 2).min(line.len())
                                }
                                None => row..row + 2,
                            };
                            let is_inside = vertex.is_none() && place.fraction > 0.0;
                            if is_along || is_inside || self.goes_over(&meeting, &line[about], path)
                            {
                                meetings.push(meeting);
                            }
                        }
                    }
                }
            }
        }
        meetings.sort_by(|one, other| one.place.cmp(&other.place));
        let mut kept: Vec<Meeting<'t>> = Vec::new();
        for meeting in meetings {
            let is_known = |known: &Meeting<'_>| {
                let away_m = meeting.along.minus_to_zero(known.along).metres();
                std::ptr::eq(known.border, meeting.border) && away_m <= SAME_M
            };
            if !kept.iter().rev().take(8).any(is_known) {
                kept.push(meeting);
            }
        }
        kept
    }

    /// Whether it goes over a line where it meets it at a stop or at a vertex, rather than touch it: the
    /// sides before and behind it tell, of the part of the line about that place. Inside a leg and a segment
    /// two lines that meet cross.
    fn goes_over(&self, meeting: &Meeting<'_>, about: &[Position], path: Path) -> bool {
        let about = Polyline::new(about.iter().copied(), path);
        let at_m = meeting.along.metres();
        let side = |along_m: f64| {
            let along = Distance::from_metres(along_m).ok()?;
            let place = self.at(along.min(self.length()))?;
            Some(about.locate(place)?.side)
        };
        let step_m = 1.0_f64
            .min(at_m / 2.0)
            .min((self.length().metres() - at_m) / 2.0);
        if step_m <= 0.0 {
            return false;
        }
        !matches!(
            (side(at_m - step_m), side(at_m + step_m)),
            (Some(Side::Left), Some(Side::Left)) | (Some(Side::Right), Some(Side::Right))
        )
    }

    /// The countries before and behind a meeting: those of the areas just beside the line, where they are
    /// the line's sides; else those half way to the next line; else what one of them leaves for the other.
    fn sides<'t>(
        &self,
        meeting: &Meeting<'t>,
        before: Distance,
        after: Distance,
        territory: &Territory<'t>,
    ) -> [Option<&'t Country>; 2] {
        let at_m = meeting.along.metres();
        let country = |along_m: f64| {
            let along = Distance::from_metres(along_m).ok()?;
            territory.country_at(self.at(along)?)
        };
        let beside = |most_m: f64| {
            let [back_m, ahead_m] = [at_m - before.metres(), after.metres() - at_m];
            let [back_m, ahead_m] = [back_m, ahead_m].map(|room_m| most_m.min(room_m / 2.0));
            [country(at_m - back_m), country(at_m + ahead_m)]
        };
        let is_side = |country: &&Country| meeting.border.sides.contains(&country.code);
        let near = beside(BESIDE_M);
        let far = beside(f64::INFINITY);
        for found in [near, far] {
            if let [Some(from), Some(to)] = found
                && [&from, &to].into_iter().all(is_side)
                && from.code != to.code
            {
                return found;
            }
        }
        let across = |country: &Country| {
            let code = meeting.border.other_side(&country.code)?;
            territory.country_of(code)
        };
        for found in [near, far] {
            match found.map(|country| country.filter(is_side)) {
                [Some(from), None] => return [Some(from), across(from).or(found[1])],
                [None, Some(to)] => return [across(to).or(found[0]), Some(to)],
                _ => {}
            }
        }
        near
    }

    fn status<'t>(
        &self,
        meeting: &Meeting<'_>,
        [before, after]: [Distance; 2],
        sides: [Option<&'t Country>; 2],
        territory: &Territory<'t>,
    ) -> BelongingStatus {
        let is_contested = |country: &Country| country.status == CountryStatus::Disputed;
        let here = territory.belonging(&Place::exact(meeting.position));
        if sides.into_iter().flatten().any(is_contested) || !here.disputed.is_empty() {
            BelongingStatus::Disputed
        } else if meeting.border.class.is_unsettled() {
            BelongingStatus::DisputedBoundary
        } else if meeting.is_along
            || !self.has_a_sure_place(before, meeting.along, territory)
            || !self.has_a_sure_place(meeting.along, after, territory)
        {
            BelongingStatus::SideUncertain
        } else {
            BelongingStatus::Certain
        }
    }

    /// Whether one of the places looked at between two lengths surely lies in one country, or in what is
    /// contested.
    fn has_a_sure_place(&self, from: Distance, to: Distance, territory: &Territory<'_>) -> bool {
        let parts = [0.5, 0.0, 1.0, 0.25, 0.75, 0.125, 0.875, 0.375, 0.625];
        parts.into_iter().any(|part| {
            let along_m = from.metres() + (to.metres() - from.metres()) * part;
            let along = Distance::from_metres(along_m).unwrap_or(from);
            self.at(along).is_some_and(|position| {
                let belonging = territory.belonging(&Place::exact(position));
                !matches!(
                    belonging.status,
                    BelongingStatus::SideUncertain | BelongingStatus::CoastUncertain
                )
            })
        })
    }
}

/// The vertex of a line, by its place, at which a crossing of one of its segments lies, if it does.
fn vertex(crossing: &Crossing, row: usize) -> Option<usize> {
    if crossing.second <= 0.0 {
        Some(row)
    } else if crossing.second >= 1.0 {
        Some(row + 1)
    } else {
        None
    }
}

/// A ball that holds a part of a line.
#[derive(Debug, Clone, Copy)]
struct Ball {
    middle: Ecef,
    radius_m: f64,
}

impl Ball {
    /// Every place of a part is nearer to its middle, along the part, than the whole part is long.
    fn of(segment: &Segment, from: f64, to: f64) -> Self {
        Self {
            middle: Ecef::from_position(segment.at(f64::midpoint(from, to))),
            radius_m: segment.reach(from, to).metres() + 1e-3,
        }
    }

    /// About a whole line.
    fn of_line(line: &[Position], path: Path) -> Option<Self> {
        let middle = Ecef::from_position(*line.get(line.len() / 2)?);
        let ends = line.iter().zip(line.iter().skip(1));
        let farthest_m = ends.map(|(from, to)| {
            let away_m = middle.chord_squared_m2(Ecef::from_position(*from)).sqrt();
            away_m + Segment::new(*from, *to, path).reach(0.0, 1.0).metres()
        });
        Some(Self {
            middle,
            radius_m: farthest_m.fold(0.0, f64::max) + 1e-3,
        })
    }

    fn may_meet(&self, other: &Self) -> bool {
        let reach_m = self.radius_m + other.radius_m;
        self.middle.chord_squared_m2(other.middle) <= reach_m * reach_m
    }
}

fn parts(leg: &Segment) -> Vec<Ball> {
    let wanted = leg.reach(0.0, 1.0).metres() / PIECE_M;
    let mut count = 1;
    while count < MOST_PIECES && f64::from(count) < wanted {
        count += 1;
    }
    let fraction = |number| f64::from(number) / f64::from(count);
    (0..count)
        .map(|number| Ball::of(leg, fraction(number), fraction(number + 1)))
        .collect()
}
