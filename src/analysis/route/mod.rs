//! Routes: how long, what is where along them, what lies beside them, which borders they cross, and where
//! they are far from help.
//!
//! Nothing is measured on a plane: a straight line on a map leaves the geodesic from Tunis to Assamaka by
//! 17 km.

mod crossings;
mod gaps;
mod tables;

pub use crossings::RouteCrossing;
pub use gaps::Gap;
pub use tables::RouteTable;

use crate::geodesy::{Distance, Located, Path, Polyline, Position, Segment};
use crate::index::SegmentIndex;
use crate::model::{Route, Stop};

/// A route that can be asked what is where along it.
///
/// # Accuracy
/// Lengths along it are those of [`Polyline`]: 20 nm a leg.
#[derive(Debug)]
pub struct Way<'a> {
    route: &'a Route,
    line: Polyline,
    legs: Vec<Segment>,
    /// Over the legs, where they are many.
    index: Option<SegmentIndex>,
}

/// From so many legs on it is worth while to index them.
const MANY_LEGS: usize = 64;

/// A place on a way: a leg, counted from 0, and a fraction of it below 1; behind the last leg at its end.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Along {
    leg: usize,
    fraction: f64,
}

impl Along {
    const START: Self = Self {
        leg: 0,
        fraction: 0.0,
    };

    const fn new(leg: usize, fraction: f64) -> Self {
        if fraction < 1.0 {
            Self { leg, fraction }
        } else {
            Self {
                leg: leg + 1,
                fraction: 0.0,
            }
        }
    }

    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_leg = self.leg.cmp(&other.leg);
        by_leg.then(self.fraction.total_cmp(&other.fraction))
    }
}

impl<'a> Way<'a> {
    /// Prepares a route for questions.
    pub fn new(route: &'a Route) -> Self {
        let line = Polyline::new(
            route.stops.iter().map(|stop| stop.place.position),
            route.path,
        );
        let ends = line.positions().iter().zip(line.positions().iter().skip(1));
        let is_long = line.positions().len() > MANY_LEGS;
        Self {
            route,
            index: is_long.then(|| SegmentIndex::from_lines([(line.positions(), route.path)])),
            legs: ends
                .map(|(from, to)| Segment::new(*from, *to, route.path))
                .collect(),
            line,
        }
    }

    /// The route.
    pub const fn route(&self) -> &'a Route {
        self.route
    }

    /// Its length.
    pub fn length(&self) -> Distance {
        self.line.length()
    }

    /// Its stops, each with the length of the route before it.
    pub fn stops(&self) -> impl Iterator<Item = (&'a Stop, Distance)> {
        let stops = self.route.stops.iter().zip(0..);
        stops.map(|(stop, number)| (stop, self.line.length_before(number).unwrap_or_default()))
    }

    /// The position at a length from its start.
    pub fn at(&self, along: Distance) -> Option<Position> {
        self.line.at(along)
    }

    /// The place on it that is nearest to a position.
    pub fn locate(&self, position: Position) -> Option<Located> {
        match &self.index {
            Some(index) => {
                let nearest = index.nearest(position, None, |_| true)?;
                self.line.locate_on(nearest.segment as usize, position)
            }
            None => self.line.locate(position),
        }
    }

    /// The positions between two lengths, both ends included: what the stretch is drawn from.
    pub fn stretch(&self, from: Distance, to: Distance) -> Vec<Position> {
        let is_between = |along: &Distance| from < *along && *along < to;
        let between = self.stops().filter(|(_, along)| is_between(along));
        let between = between.map(|(stop, _)| stop.place.position);
        let [first, last] = [from, to].map(|along| self.at(along));
        first.into_iter().chain(between).chain(last).collect()
    }

    /// How its stops are joined.
    pub const fn path(&self) -> Path {
        self.route.path
    }

    fn end(&self) -> Along {
        Along::new(self.legs.len(), 0.0)
    }

    /// The length before a place.
    fn length_before(&self, place: Along) -> Distance {
        let before = self.line.length_before(place.leg).unwrap_or_default();
        let within = self.legs.get(place.leg).filter(|_| place.fraction > 0.0);
        before.plus(within.map_or(Distance::ZERO, |leg| leg.length_before(place.fraction)))
    }
}
