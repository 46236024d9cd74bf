//! Simulated annealing of labels that have places by rank.
//!
//! # Source
//! J. Christensen, J. Marks and S. Shieber (1995), as in the module above: moves of one label, a geometric
//! schedule, fixed here in the number of moves and in the numbers that choose them.

use super::candidates::Candidate;
use super::conflicts::{Board, Cost, Ground};
use super::{Need, Wanted};

/// Moves for each label, and the most of them.
const MOVES: usize = 40;
const MOST_MOVES: usize = 3000;

/// How much worse a step may be: at the first move a leader, at the last a rank among the places of a point.
const HOTTEST: f64 = 12.0;
const COLDEST: f64 = 0.3;

/// The best places of a label, among which it moves.
const NEAR: usize = 28;

/// What a label without a place costs, by what happens to it then and by how much it matters.
fn absent(label: &Wanted) -> f64 {
    let rank = f64::from(label.label.rank);
    match label.label.need {
        Need::Always => 2000.0,
        Need::Report => 20.0 + 0.35 * rank,
        Need::Quiet => 15.0 + 0.1 * rank,
    }
}

/// What all labels cost in their places, each conflict once.
pub(super) fn total(wanted: &[Wanted], board: &mut Board, ground: &Ground) -> f64 {
    let mut total = 0.0;
    for (number, label) in wanted.iter().enumerate() {
        let Some(place) = board.take(number) else {
            total += absent(label);
            continue;
        };
        // Each conflict is met from both of its sides.
        total += own(label, &place, ground) + conflicts(&place, board) / 2.0;
        board.put(number, place);
    }
    total
}

/// What a place costs on the ground.
fn own(label: &Wanted, place: &Candidate, ground: &Ground) -> f64 {
    ground.cost(place, &label.label.anchor).total + ground.cost_of_lines(place)
}

/// What a place costs for the labels in its way.
fn conflicts(place: &Candidate, board: &Board) -> f64 {
    let nothing = Cost {
        total: 0.0,
        is_free: true,
    };
    board.cost(place, nothing).total
}

/// Moves labels about, downhill and at first uphill too.
pub(super) fn anneal(wanted: &[Wanted], board: &mut Board, ground: &Ground) {
    let movable: Vec<usize> = (0..wanted.len())
        .filter(|number| wanted[*number].places.len() > 1)
        .collect();
    let mut costs = Costs::new(wanted, ground);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let moves = (movable.len() * MOVES).min(MOST_MOVES);
    for step in 0..moves {
        let number = movable[numbers.below(movable.len())];
        let share = to_f64(step) / to_f64(moves);
        let heat = HOTTEST * libm::pow(COLDEST / HOTTEST, share);
        try_move(number, heat, wanted, board, &mut costs, &mut numbers);
    }
}

/// Places beside its symbol that a label tries to win back.
const BESIDE: usize = 12;

/// Lets labels that stand far away or nowhere go back to a place beside their symbols, where those in the way find
/// other places and all of it costs less.
pub(super) fn win_back(wanted: &[Wanted], board: &mut Board, ground: &Ground) {
    for (number, label) in wanted.iter().enumerate() {
        let stands_well = board
            .place_of(number)
            .is_some_and(|place| place.leader.is_none());
        if stands_well || label.label.need == Need::Quiet {
            continue;
        }
        for place in label.places.iter().take(BESIDE) {
            if win(number, place, wanted, board, ground) {
                break;
            }
        }
    }
}

/// Puts a label into a place and those in its way into others; puts all back where that costs as much or more.
fn win(
    number: usize,
    place: &Candidate,
    wanted: &[Wanted],
    board: &mut Board,
    ground: &Ground,
) -> bool {
    let is_free = ground.cost(place, &wanted[number].label.anchor).is_free;
    if !is_free && wanted[number].label.need != Need::Always {
        return false;
    }
    let mut affected: Vec<usize> = board.overlapping(&place.room()).collect();
    affected.retain(|other| *other != number);
    affected.sort_unstable();
    affected.insert(0, number);
    let mut change = 0.0;
    let mut before = Vec::new();
    for one in &affected {
        let old = board.take(*one);
        change -= old.as_ref().map_or(absent(&wanted[*one]), |old| {
            own(&wanted[*one], old, ground) + conflicts(old, board)
        });
        before.push(old);
    }
    for one in &affected {
        let label = &wanted[*one];
        let new = if *one == number {
            Some(place)
        } else {
            label
                .cheapest(&label.places, board, ground)
                .map(|(place, _)| place)
        };
        change += new.map_or(absent(label), |new| {
            own(label, new, ground) + conflicts(new, board)
        });
        if let Some(new) = new {
            board.put(*one, new.clone());
        }
    }
    if change < 0.0 {
        return true;
    }
    for one in &affected {
        board.take(*one);
    }
    for (one, old) in affected.iter().zip(before) {
        if let Some(old) = old {
            board.put(*one, old);
        }
    }
    false
}

/// A leader so long is worth moving several labels for, in millimetres.
const LONG_LEADER: f64 = 8.0;

/// A label that is shoved away is content with a place that costs no more: a leader, or a border behind the words.
const CONTENT: f64 = 30.0;

/// How many labels push each other on.
const PUSHES: usize = 2;

/// How many places are tried so on one map: on most there is nothing to try, and a thicket stays one.
const MOST_SHOVES: usize = 100;

/// Lets the labels that must stand and have long leaders go back beside their symbols, where those in the way, and
/// those in the way of these, find other places and all of it costs less.
pub(super) fn shove_back(wanted: &[Wanted], board: &mut Board, ground: &Ground) {
    let has_long_leader = |place: &Candidate| {
        let leader = place.leader;
        leader.is_some_and(|[a, b]| libm::hypot(b.x - a.x, b.y - a.y) > LONG_LEADER)
    };
    let mut cost = total(wanted, board, ground);
    let mut shoves = 0;
    for (number, label) in wanted.iter().enumerate() {
        let Some(place) = board.place_of(number) else {
            continue;
        };
        if label.label.need != Need::Always || !has_long_leader(place) {
            continue;
        }
        let most = own(label, place, ground);
        for place in label.places.iter().take(BESIDE) {
            if own(label, place, ground) >= most {
                continue;
            }
            if shoves == MOST_SHOVES {
                return;
            }
            shoves += 1;
            let mut shove = Shove {
                wanted,
                ground,
                board: &mut *board,
                log: Vec::new(),
            };
            let is_done = shove.put(number, place, PUSHES);
            let log = shove.log;
            let after = if is_done {
                total(wanted, board, ground)
            } else {
                f64::MAX
            };
            if after < cost {
                cost = after;
                break;
            }
            undo(log, board);
        }
    }
}

/// Puts back what a log says, the last first.
fn undo(log: Vec<(usize, Option<Candidate>)>, board: &mut Board) {
    for (number, place) in log.into_iter().rev() {
        match place {
            Some(place) => board.put(number, place),
            None => {
                board.take(number);
            }
        }
    }
}

/// Labels that push each other on.
struct Shove<'a> {
    wanted: &'a [Wanted],
    ground: &'a Ground,
    board: &'a mut Board,
    /// Where each stood before.
    log: Vec<(usize, Option<Candidate>)>,
}

impl Shove<'_> {
    /// Puts a label into a place, and those in its way elsewhere; whether each of them has found a place.
    fn put(&mut self, number: usize, place: &Candidate, pushes: usize) -> bool {
        let room = place.room();
        let overlapping = self.board.overlapping(&room);
        let mut in_way: Vec<usize> = overlapping.filter(|other| *other != number).collect();
        in_way.sort_unstable();
        let is_moved = |other: &usize| self.log.iter().any(|(moved, _)| moved == other);
        if in_way.iter().any(is_moved) {
            return false;
        }
        for other in [number].iter().chain(&in_way) {
            let old = self.board.take(*other);
            self.log.push((*other, old));
        }
        self.board.put(number, place.clone());
        in_way.iter().all(|other| self.settle(*other, pushes))
    }

    /// Finds another place for a label that was taken off.
    fn settle(&mut self, number: usize, pushes: usize) -> bool {
        let label = &self.wanted[number];
        let found = label.cheapest(&label.places, self.board, self.ground);
        if let Some((place, _)) = found.filter(|(_, cost)| *cost <= CONTENT) {
            self.board.put(number, place.clone());
            return true;
        }
        let is_missed = label.label.need == Need::Always;
        if pushes == 0 || !is_missed {
            return !is_missed;
        }
        for place in label.places.iter().take(BESIDE) {
            if own(label, place, self.ground) > CONTENT {
                continue;
            }
            let mark = self.log.len();
            if self.put(number, place, pushes - 1) {
                return true;
            }
            undo(self.log.split_off(mark), self.board);
        }
        false
    }
}

/// What places cost on the ground, asked once each.
struct Costs<'a> {
    wanted: &'a [Wanted],
    ground: &'a Ground,
    known: Vec<Vec<Option<Known>>>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    total: f64,
    is_free: bool,
}

impl<'a> Costs<'a> {
    fn new(wanted: &'a [Wanted], ground: &'a Ground) -> Self {
        let near = wanted.iter().map(|label| label.places.len().min(NEAR));
        Self {
            wanted,
            ground,
            known: near.map(|count| vec![None; count]).collect(),
        }
    }

    fn of(&mut self, number: usize, place: usize) -> Known {
        if let Some(known) = self.known[number][place] {
            return known;
        }
        let label = &self.wanted[number];
        let candidate = &label.places[place];
        let cost = self.ground.cost(candidate, &label.label.anchor);
        let known = Known {
            total: cost.total + self.ground.cost_of_lines(candidate),
            is_free: cost.is_free,
        };
        self.known[number][place] = Some(known);
        known
    }
}

/// Puts a label into another of its places, with those in its way that matter less taken off the map; puts all
/// back where that is worse than the heat allows.
fn try_move(
    number: usize,
    heat: f64,
    wanted: &[Wanted],
    board: &mut Board,
    costs: &mut Costs<'_>,
    numbers: &mut Numbers,
) {
    let label = &wanted[number];
    let choice = numbers.below(label.places.len().min(NEAR));
    let chance = numbers.share();
    let place = &label.places[choice];
    let known = costs.of(number, choice);
    let need = label.label.need;
    if board.place_of(number) == Some(place) || (need != Need::Always && !known.is_free) {
        return;
    }
    let matters_less = |other: usize| {
        let other = &wanted[other].label;
        other.need != Need::Always && other.rank < label.label.rank
    };
    let before = board.take(number);
    let mut change = -before.as_ref().map_or(absent(label), |old| {
        own(label, old, costs.ground) + conflicts(old, board)
    });
    let in_way: Vec<usize> = board.overlapping(&place.room()).collect();
    let mut moved_off = Vec::new();
    let may_stand = in_way.iter().all(|other| matters_less(*other));
    if may_stand {
        for other in in_way {
            if let Some(place) = board.take(other) {
                let other_label = &wanted[other];
                change += absent(other_label)
                    - own(other_label, &place, costs.ground)
                    - conflicts(&place, board);
                moved_off.push((other, place));
            }
        }
        change += known.total + conflicts(place, board);
    }
    if may_stand && (change <= 0.0 || chance < libm::exp(-change / heat)) {
        board.put(number, place.clone());
        return;
    }
    for (other, place) in moved_off {
        board.put(other, place);
    }
    if let Some(old) = before {
        board.put(number, old);
    }
}

/// Numbers without pattern, the same each time.
///
/// # Source
/// G. Marsaglia (2003), Xorshift RNGs, Journal of Statistical Software 8(14), doi:10.18637/jss.v008.i14.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 >> 32).unwrap_or_default()
    }

    /// A number below a bound that is not zero.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap_or_default() % bound.max(1)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        f64::from(self.next()) / f64::from(u32::MAX)
    }
}

fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
