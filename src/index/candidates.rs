//! Rows that may be among the nearest, while the queries of a group are still walking.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the least level of instructions"
)]

use super::join::GROUP;

/// A row that may be among the nearest, with its squared chord in square metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) squared: f64,
    pub(super) block: u32,
    pub(super) place: u32,
}

impl Candidate {
    #[expect(clippy::cast_possible_truncation, reason = "a block has few places")]
    pub(super) fn new(squared: f64, block: u32, place: usize) -> Self {
        Self {
            squared,
            block,
            place: place as u32,
        }
    }
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.squared.total_cmp(&other.squared)
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A short sorted list of candidates for each query of a group.
pub(super) struct Lists {
    room: usize,
    candidates: Vec<Candidate>,
    lens: [usize; GROUP],
    /// The least squared chord that found no room.
    dropped: [f64; GROUP],
}

impl Lists {
    pub(super) fn new(room: usize) -> Self {
        let none = Candidate {
            squared: f64::INFINITY,
            block: 0,
            place: 0,
        };
        Self {
            room,
            candidates: vec![none; room * GROUP],
            lens: [0; GROUP],
            dropped: [f64::INFINITY; GROUP],
        }
    }

    pub(super) fn clear(&mut self) {
        self.lens = [0; GROUP];
        self.dropped = [f64::INFINITY; GROUP];
    }

    pub(super) fn of(&self, lane: usize) -> &[Candidate] {
        let first = lane * self.room;
        &self.candidates[first..first + self.lens[lane]]
    }

    /// Whether a candidate within the limit found no room.
    pub(super) fn has_dropped(&self, lane: usize, limit: f64) -> bool {
        self.dropped[lane] <= limit
    }

    /// Takes a candidate, and gives the squared chord of the k-th if there are as many.
    #[inline(always)]
    pub(super) fn insert(&mut self, lane: usize, candidate: Candidate, k: usize) -> Option<f64> {
        let first = lane * self.room;
        let list = &mut self.candidates[first..first + self.room];
        let mut place = self.lens[lane];
        if place == self.room {
            place -= 1;
            let leaving = list[place].squared.max(candidate.squared);
            self.dropped[lane] = self.dropped[lane].min(leaving);
            if candidate.squared >= list[place].squared {
                return Some(list[k - 1].squared);
            }
        } else {
            self.lens[lane] += 1;
        }
        while place > 0 && list[place - 1].squared > candidate.squared {
            list[place] = list[place - 1];
            place -= 1;
        }
        list[place] = candidate;
        (self.lens[lane] >= k).then(|| list[k - 1].squared)
    }
}
