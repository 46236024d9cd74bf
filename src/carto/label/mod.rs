//! Places for the words of a map.
//!
//! Labels are placed by rank, each at the cheapest of its candidates (`candidates`) given what it
//! runs into there (`conflicts`); then, in a few rounds, those that stand badly try again given all
//! the others. From there they are annealed (`anneal`), and stay so where that costs less in all. The numbers
//! that choose its moves are always the same ones: the same labels and obstacles give the same map.
//!
//! # Source
//! Costs after J. Christensen, J. Marks and S. Shieber (1995), An empirical study of algorithms for
//! point-feature label placement, ACM Transactions on Graphics 14(3), 203–232,
//! doi:10.1145/212332.212334; the order of places after Imhof, see `candidates`.

mod anneal;
mod candidates;
mod conflicts;

use std::cmp::Reverse;

use self::candidates::{Block, Candidate, anywhere, candidates};
use self::conflicts::{Board, Ground, is_finite};
use super::layer::{Anchor, Label, Need, Obstacle};
use super::scene::{Node, Rect};

/// How often labels that stand badly try again.
const ROUNDS: usize = 3;

/// A place that costs less than this has neither a leader nor a conflict.
const BAD: f64 = 12.0;

/// Labels in their places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placed {
    /// Leaders, then texts, those that matter most on top.
    pub nodes: Vec<Node>,
    /// The room of each placed label, the one that matters most last.
    pub boxes: Vec<Rect>,
    /// What the labels name that found no room and are missed, in the order of the input.
    pub left_out: Vec<String>,
    /// Those of them that should have had a place in any case.
    pub missed: Vec<Label>,
    /// What is drawn with the labels that have a place, below all words.
    pub marks: Vec<Node>,
    /// What all of it costs.
    pub costs: LabelCosts,
}

/// What labels cost in their places, with what they run into and what has no place: less is better.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LabelCosts {
    /// Placed by rank alone.
    pub by_rank: f64,
    /// After annealing; never more.
    pub annealed: f64,
}

/// Finds places for labels inside a rectangle.
///
/// Boxes are the letters with 0.35 mm around them. None leaves `within` or touches a
/// [`Obstacle::Reserved`] box; a leader crosses one only from a symbol behind it. A [`Need::Report`] or [`Need::Quiet`] label that would touch other
/// words or a symbol is left out; so is one that stands in the way of a [`Need::Always`] label. Where
/// the whole map holds no free place for two of those, the less important one is left out and
/// reported: words over words can be read by nobody. An always label is reported as well when no place
/// is allowed at all: it is larger than the map, its anchor lies outside, or it is
/// [`Anchor::Fixed`] over a reserved box. Labels without lines are nothing.
pub fn place(labels: Vec<Label>, obstacles: &[Obstacle], within: &Rect) -> Placed {
    let ground = Ground::new(obstacles, within);
    let mut wanted: Vec<Wanted> = labels
        .into_iter()
        .enumerate()
        .filter_map(|(order, label)| Wanted::new(order, label, &ground, within))
        .collect();
    wanted.sort_by_key(|wanted| (Reverse(wanted.label.rank), wanted.order));
    let needs = wanted.iter().map(|wanted| wanted.label.need).collect();
    let mut board = Board::new(needs);
    for (number, wanted) in wanted.iter().enumerate() {
        if let Some(place) = wanted.best(&board, &ground) {
            board.put(number, place);
        }
    }
    for _ in 0..ROUNDS {
        drop_overlapped(&wanted, &mut board);
        if !improve(&wanted, &mut board, &ground) {
            break;
        }
    }
    drop_overlapped(&wanted, &mut board);
    drop_crowded(&wanted, &mut board);
    let costs = annealed(&wanted, &mut board, &ground);
    finish(&wanted, &board, &ground, costs)
}

/// Anneals labels that have their places by rank, and keeps what costs less.
fn annealed(wanted: &[Wanted], board: &mut Board, ground: &Ground) -> LabelCosts {
    let by_rank = anneal::total(wanted, board, ground);
    let places: Vec<Option<Candidate>> = (0..wanted.len())
        .map(|number| board.place_of(number).cloned())
        .collect();
    anneal::anneal(wanted, board, ground);
    improve(wanted, board, ground);
    anneal::win_back(wanted, board, ground);
    anneal::shove_back(wanted, board, ground);
    drop_overlapped(wanted, board);
    drop_crowded(wanted, board);
    let mut annealed = anneal::total(wanted, board, ground);
    if annealed >= by_rank {
        annealed = by_rank;
        for (number, place) in places.into_iter().enumerate() {
            board.take(number);
            if let Some(place) = place {
                board.put(number, place);
            }
        }
    }
    LabelCosts { by_rank, annealed }
}

/// A label that wants a place.
#[derive(Debug)]
struct Wanted {
    /// Its number in the input.
    order: usize,
    label: Label,
    block: Block,
    within: Rect,
    /// Its allowed places, those that cost least in themselves first.
    places: Vec<Candidate>,
}

impl Wanted {
    fn new(order: usize, label: Label, ground: &Ground, within: &Rect) -> Option<Self> {
        let block = Block::from_lines(&label.lines)?;
        let is_hidden = label.need == Need::Quiet && ground.hides(&label.anchor);
        let places = if is_anchored(&label.anchor, within) && !is_hidden {
            allowed(candidates(&label, &block), ground)
        } else {
            Vec::new()
        };
        Some(Self {
            order,
            label,
            block,
            within: *within,
            places,
        })
    }

    /// The cheapest place that the label's need accepts.
    fn best(&self, board: &Board, ground: &Ground) -> Option<Candidate> {
        let found = self.cheapest(&self.places, board, ground);
        let is_clear = |place: &Candidate| board.overlapping(&place.room()).next().is_none();
        let is_good = found.is_some_and(|(place, _)| is_clear(place));
        let is_anchored = is_anchored(&self.label.anchor, &self.within);
        if is_good || self.label.need != Need::Always || !is_anchored {
            return found.map(|(place, _)| place.clone());
        }
        let anywhere = allowed(anywhere(&self.label, &self.block, &self.within), ground);
        let other = self.cheapest(&anywhere, board, ground);
        let both = found.into_iter().chain(other);
        both.min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(place, _)| place.clone())
    }

    /// The place that costs least, with its cost; of equals the first.
    fn cheapest<'a>(
        &self,
        places: &'a [Candidate],
        board: &Board,
        ground: &Ground,
    ) -> Option<(&'a Candidate, f64)> {
        let mut best: Option<(&Candidate, f64)> = None;
        for place in places {
            let is_beaten = |cost: f64| best.is_some_and(|(_, least)| least <= cost);
            // What is in the way only adds to it, and the rest of the places cost as much or more.
            if is_beaten(place.cost) {
                break;
            }
            let has_to_stay = self.label.need == Need::Always;
            if !has_to_stay && board.overlapping(&place.room()).next().is_some() {
                continue;
            }
            let cost = board.cost(place, ground.cost(place, &self.label.anchor));
            let is_accepted = cost.is_free || has_to_stay;
            if !is_accepted || is_beaten(cost.total) {
                continue;
            }
            let total = cost.total + ground.cost_of_lines(place);
            if !is_beaten(total) {
                best = Some((place, total));
            }
        }
        best
    }
}

/// Whether the anchor is a place on the map.
fn is_anchored(anchor: &Anchor, within: &Rect) -> bool {
    match anchor {
        Anchor::Beside { at, radius } => radius.is_finite() && within.contains(*at),
        Anchor::On(points) | Anchor::Along { places: points, .. } => {
            points.iter().all(|at| is_finite(*at))
        }
        Anchor::Fixed(at) => is_finite(*at),
    }
}

/// The allowed ones among places, those that cost least in themselves first.
fn allowed(mut places: Vec<Candidate>, ground: &Ground) -> Vec<Candidate> {
    places.retain(|place| ground.admits(place));
    places.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    places
}

/// Lets labels that are missed and stand badly or nowhere try again; whether any of them moved.
fn improve(wanted: &[Wanted], board: &mut Board, ground: &Ground) -> bool {
    let mut has_moved = false;
    for (number, label) in wanted.iter().enumerate() {
        let stands_well = board.place_of(number).is_some_and(|place| {
            place.leader.is_none() && ground.cost(place, &label.label.anchor).total < BAD
        });
        // Few quiet labels find room later, and most of the time would go into asking them.
        if stands_well || label.label.need == Need::Quiet {
            continue;
        }
        let before = board.take(number);
        let after = label.best(board, ground);
        has_moved |= before != after;
        if let Some(place) = after {
            board.put(number, place);
        }
    }
    has_moved
}

/// Takes away the labels that may be left out and are overlapped, the least important first.
fn drop_overlapped(wanted: &[Wanted], board: &mut Board) {
    for (number, label) in wanted.iter().enumerate().rev() {
        if label.label.need == Need::Always {
            continue;
        }
        let is_overlapped = board.place_of(number).is_some_and(|place| {
            let room = place.room();
            board.overlapping(&room).any(|other| other != number)
        });
        if is_overlapped {
            board.take(number);
        }
    }
}

/// Takes away the labels that still overlap others, the least important first.
fn drop_crowded(wanted: &[Wanted], board: &mut Board) {
    for number in (0..wanted.len()).rev() {
        let is_crowded = board.place_of(number).is_some_and(|place| {
            let room = place.room();
            board.overlapping(&room).any(|other| other != number)
        });
        if is_crowded {
            board.take(number);
        }
    }
}

/// Whether words of a way stand right above or below those of another way.
fn is_stacked(number: usize, place: &Candidate, board: &Board) -> bool {
    let stack = place.stack();
    let mut others = board.overlapping(&stack).filter(|other| *other != number);
    others.any(|other| {
        board
            .place_of(other)
            .is_some_and(|other| place.is_stacked_with(other))
    })
}

fn finish(wanted: &[Wanted], board: &Board, ground: &Ground, costs: LabelCosts) -> Placed {
    let mut placed = Placed {
        costs,
        ..Placed::default()
    };
    let mut texts = Vec::new();
    let mut missing = Vec::new();
    for (
        number,
        Wanted {
            order,
            label,
            block,
            ..
        },
    ) in wanted.iter().enumerate().rev()
    {
        match board.place_of(number) {
            Some(place) => {
                placed.nodes.extend(place.draw_leader(&label.lines));
                if let Anchor::Along { way, .. } = &label.anchor
                    && is_stacked(number, place, board)
                {
                    placed.nodes.extend(place.draw_tie(way, &label.lines));
                }
                // Names of areas and towns may lie on lines; what the map is about is never struck through.
                let is_free = ground.cost(place, &label.anchor).is_free;
                let is_struck = label.need != Need::Quiet && is_free && ground.strikes(place);
                texts.extend(block.draw(&label.lines, place, is_struck));
                placed.boxes.push(place.room());
                placed.marks.extend_from_slice(&label.with);
            }
            None if label.need != Need::Quiet => missing.push((*order, label.clone())),
            None => {}
        }
    }
    placed.nodes.append(&mut texts);
    missing.sort_unstable_by_key(|(order, _)| *order);
    let missing = || missing.iter().map(|(_, label)| label);
    placed.left_out = missing().map(|label| label.what.clone()).collect();
    let is_always = |label: &&Label| label.need == Need::Always;
    placed.missed = missing().filter(is_always).cloned().collect();
    placed
}

#[cfg(test)]
mod tests;
