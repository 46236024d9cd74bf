//! The stretches of a route that are farther from any help than a distance.
//!
//! # Method
//! On each leg the parts within the distance of each site are found with their exact ends
//! ([`Segment::within`]), united over the sites, and what they leave is a gap. The worst place of a gap is
//! found by branch and bound.
//!
//! # Proof of the worst place
//! On a piece h metres long the distance g to the nearest help changes by at most h, so it is at most
//! (g₁ + g₂ + h) / 2. Nor is it more than the distance f to any one site. Where f is at most a quarter of the
//! Earth's circumference its Hessian is not negative (the Gaussian curvature is at most 1 / b²), so along a
//! segment of geodesic curvature κ f″ ≥ −κ, and f lies at most κ h² / 8 above the straight line between
//! its values at the ends. So g is at most that above the lesser of two such lines, of the sites that are
//! nearest at the two ends.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::f64::consts::FRAC_PI_2;

use super::{Along, Way};
use crate::analysis::remoteness::Remoteness;
use crate::geodesy::{Distance, Position, Segment, WGS84, distance};

/// What is shorter is no gap, in metres: two parts that touch leave that much.
const SHORTEST_M: f64 = 1e-6;

/// How much farther from help than the worst place any other may be, in metres.
const WORSE_M: f64 = 1e-6;

/// How often the pieces of a gap are cut at most to find its worst place.
const MOST_CUTS: usize = 100_000;

/// The most pieces of a leg for which sites in reach are gathered by themselves.
const MOST_PIECES: u32 = 2_000;

/// The shortest such piece, in metres.
const PIECE_M: f64 = 20_000.0;

/// A stretch of a route that is farther from any help than a distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The length of the route before it.
    pub from: Distance,
    /// The length of the route before its end.
    pub to: Distance,
    /// The length of the route before its place that is farthest from help.
    pub worst_at: Distance,
    /// That place.
    pub worst: Position,
    /// How far from help that is.
    pub worst_distance: Distance,
    /// The row, among all sites, of the help that is nearest to it.
    pub worst_site: usize,
    /// How much farther from help another place of the stretch may be at most: a micrometre, unless the
    /// search was cut short.
    pub unsure: Distance,
}

impl Gap {
    /// Its length.
    pub fn length(&self) -> Distance {
        self.to.minus_to_zero(self.from)
    }
}

impl Way<'_> {
    /// The stretches that are farther from any help than `beyond`, in order.
    ///
    /// # Accuracy
    /// Each end is where the distance to help is `beyond` to 20 nm. No place of a stretch is farther from
    /// help than its worst one by more than it says itself.
    pub fn gaps(&self, help: &Remoteness<'_>, beyond: Distance) -> Vec<Gap> {
        let mut near = self.near(help, beyond);
        near.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut gaps = Vec::new();
        let mut end = Along::START;
        for (from, to) in near.into_iter().chain([(self.end(), self.end())]) {
            if end.cmp(&from) == Ordering::Less {
                gaps.extend(self.gap(end, from, help));
            }
            if end.cmp(&to) == Ordering::Less {
                end = to;
            }
        }
        gaps
    }

    /// The parts that lie within the distance of some help.
    fn near(&self, help: &Remoteness<'_>, within: Distance) -> Vec<(Along, Along)> {
        let mut parts = Vec::new();
        for (number, leg) in self.legs.iter().enumerate() {
            let piece_m = PIECE_M.max(2.0 * within.metres());
            for (from, to) in pieces(leg, piece_m) {
                let middle = leg.at(f64::midpoint(from, to));
                let reach = within.plus(leg.reach(from, to));
                for site in help.within(middle, reach) {
                    let found = leg.part_within(site, within, (from, to));
                    let along = |fraction| Along::new(number, fraction);
                    parts.extend(found.iter().map(|(from, to)| (along(*from), along(*to))));
                }
            }
        }
        parts
    }

    fn gap(&self, from: Along, to: Along, help: &Remoteness<'_>) -> Option<Gap> {
        let [start, end] = [from, to].map(|place| self.length_before(place));
        if end.minus_to_zero(start).metres() <= SHORTEST_M {
            return None;
        }
        let worst = self.worst(from, to, help)?;
        Some(Gap {
            from: start,
            to: end,
            ..worst
        })
    }

    /// The place between two places that is farthest from help.
    fn worst(&self, from: Along, to: Along, help: &Remoteness<'_>) -> Option<Gap> {
        let mut search = Search {
            way: self,
            help,
            pieces: BinaryHeap::new(),
            best: None,
            cuts: 0,
        };
        for leg in from.leg..=to.leg.min(self.legs.len().saturating_sub(1)) {
            let start = if leg == from.leg { from.fraction } else { 0.0 };
            let end = if leg == to.leg { to.fraction } else { 1.0 };
            if start < end {
                let [one, two] = [start, end].map(|fraction| search.place(leg, fraction));
                search.add(leg, one?, two?);
            }
        }
        search.run()
    }
}

/// Parts of a leg, from a fraction to a fraction, of about a length.
fn pieces(leg: &Segment, length_m: f64) -> impl Iterator<Item = (f64, f64)> {
    let wanted = leg.reach(0.0, 1.0).metres() / length_m;
    let mut count = 1;
    while count < MOST_PIECES && f64::from(count) < wanted {
        count += 1;
    }
    let fraction = move |number| f64::from(number) / f64::from(count);
    (0..count).map(move |number| (fraction(number), fraction(number + 1)))
}

/// The search for the worst place of a gap.
struct Search<'a> {
    way: &'a Way<'a>,
    help: &'a Remoteness<'a>,
    pieces: BinaryHeap<Piece>,
    best: Option<(usize, Place)>,
    cuts: usize,
}

/// A place on a leg, with the help nearest to it.
#[derive(Debug, Clone, Copy)]
struct Place {
    fraction: f64,
    position: Position,
    site: u32,
    distance_m: f64,
}

/// A piece of a leg between two places.
#[derive(Debug, Clone, Copy)]
struct Piece {
    leg: usize,
    one: Place,
    two: Place,
    /// A distance to help that no place of it exceeds, in metres.
    most_m: f64,
    /// The fraction at which it is cut next.
    cut: f64,
}

impl Search<'_> {
    fn place(&mut self, leg: usize, fraction: f64) -> Option<Place> {
        let position = self.way.legs.get(leg)?.at(fraction);
        let nearest = self.help.closest(position)?;
        let distance_m = nearest.distance.metres();
        let place = Place {
            fraction,
            position,
            site: nearest.row,
            distance_m,
        };
        if self
            .best
            .is_none_or(|(_, best)| distance_m > best.distance_m)
        {
            self.best = Some((leg, place));
        }
        Some(place)
    }

    /// From a site of help to a position, in metres.
    fn away_from_m(&self, site: u32, position: Position) -> f64 {
        let site = self.help.position(site);
        site.map_or(f64::INFINITY, |site| distance(site, position).metres())
    }

    fn add(&mut self, leg: usize, one: Place, two: Place) {
        let segment = &self.way.legs[leg];
        let reach_m = segment.reach(one.fraction, two.fraction).metres();
        let by_length_m = f64::midpoint(one.distance_m, two.distance_m) + reach_m / 2.0;
        let [first, second] = [one.site, two.site].map(|site| {
            [one.position, two.position].map(|position| self.away_from_m(site, position))
        });
        let most_m = first
            .iter()
            .chain(&second)
            .fold(0.0, |most: f64, m| most.max(*m))
            + reach_m;
        let (mut highest_m, mut part) = (one.distance_m.max(two.distance_m), 0.5);
        let closing_m = (first[1] - first[0]) - (second[1] - second[0]);
        if closing_m > 0.0 {
            part = ((second[0] - first[0]) / closing_m).clamp(0.0, 1.0);
            highest_m = highest_m.max(first[0] + (first[1] - first[0]) * part);
        }
        let bent_m =
            segment.arc(one.fraction, two.fraction).curvature_per_m * reach_m * reach_m / 8.0;
        let by_sites_m = if most_m <= 0.99 * FRAC_PI_2 * WGS84.polar_radius_m() {
            highest_m + bent_m
        } else {
            f64::INFINITY
        };
        self.pieces.push(Piece {
            leg,
            one,
            two,
            most_m: by_length_m.min(by_sites_m),
            cut: one.fraction + (two.fraction - one.fraction) * part.clamp(0.05, 0.95),
        });
    }

    fn run(mut self) -> Option<Gap> {
        let mut most_m = 0.0;
        while let Some(piece) = self.pieces.pop() {
            let (_, best) = self.best?;
            most_m = piece.most_m;
            let is_between = piece.one.fraction < piece.cut && piece.cut < piece.two.fraction;
            if piece.most_m <= best.distance_m + WORSE_M || !is_between || self.cuts >= MOST_CUTS {
                break;
            }
            self.cuts += 1;
            let middle = self.place(piece.leg, piece.cut)?;
            self.add(piece.leg, piece.one, middle);
            self.add(piece.leg, middle, piece.two);
        }
        let (leg, best) = self.best?;
        let at = self.way.length_before(Along::new(leg, best.fraction));
        let least_unsure_m = WORSE_M.max(most_m - best.distance_m);
        Some(Gap {
            from: at,
            to: at,
            worst_at: at,
            worst: best.position,
            worst_distance: Distance::from_computed_metres(best.distance_m),
            worst_site: self.help.row(best.site)?,
            unsure: Distance::from_computed_metres(least_unsure_m),
        })
    }
}

impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        self.most_m.total_cmp(&other.most_m)
    }
}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Piece {}
