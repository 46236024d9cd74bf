//! Rings and lines as references to arcs that they share.
//!
//! Rings and lines are cut at every vertex whose neighbours are not the same in all of them, so that
//! two chains have a stretch in common exactly when they have its arcs in common.

use std::collections::{HashMap, HashSet};

use super::Vertex;

/// An arc's number times two, plus one when it runs backwards.
pub(super) type Reference = u32;

/// The arcs, in the order in which they were first used.
#[derive(Debug, Default)]
pub(super) struct Topology {
    junctions: HashSet<Vertex>,
    numbers: HashMap<Vec<Vertex>, u32>,
    arcs: Vec<Vec<Vertex>>,
}

impl Topology {
    /// Learns where rings (closed) and lines (open) meet; they may be cut after that.
    pub(super) fn new<'a>(
        rings: impl Iterator<Item = &'a Vec<Vertex>>,
        lines: impl Iterator<Item = &'a Vec<Vertex>>,
    ) -> Self {
        let mut topology = Self::default();
        let mut neighbours = HashMap::new();
        for ring in rings {
            let count = ring.len();
            for (i, at) in ring.iter().enumerate() {
                let pair = [ring[(i + count - 1) % count], ring[(i + 1) % count]];
                topology.meet(&mut neighbours, *at, pair);
            }
        }
        for line in lines {
            topology.junctions.extend([line[0], line[line.len() - 1]]);
            for step in line.windows(3) {
                topology.meet(&mut neighbours, step[1], [step[0], step[2]]);
            }
        }
        topology
    }

    fn meet(
        &mut self,
        neighbours: &mut HashMap<Vertex, [Vertex; 2]>,
        at: Vertex,
        mut pair: [Vertex; 2],
    ) {
        pair.sort_unstable();
        if *neighbours.entry(at).or_insert(pair) != pair {
            self.junctions.insert(at);
        }
    }

    /// The arcs of a ring.
    pub(super) fn cut_ring(&mut self, ring: &[Vertex]) -> Vec<Reference> {
        // A ring that meets nothing starts at its least vertex, so that its twin, if any, does too.
        let start = ring
            .iter()
            .position(|at| self.junctions.contains(at))
            .or_else(|| (0..ring.len()).min_by_key(|i| ring[*i]))
            .unwrap_or_default();
        let mut closed = ring.to_vec();
        closed.rotate_left(start);
        closed.push(closed[0]);
        self.cut_line(&closed)
    }

    /// The arcs of a line.
    pub(super) fn cut_line(&mut self, line: &[Vertex]) -> Vec<Reference> {
        let mut references = Vec::new();
        let mut start = 0;
        for end in 1..line.len() {
            if end + 1 == line.len() || self.junctions.contains(&line[end]) {
                references.push(self.reference(&line[start..=end]));
                start = end;
            }
        }
        references
    }

    fn reference(&mut self, arc: &[Vertex]) -> Reference {
        let backwards: Vec<Vertex> = arc.iter().rev().copied().collect();
        if let Some(number) = self.numbers.get(&backwards) {
            return number << 1 | 1;
        }
        let next = u32::try_from(self.arcs.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(arc.to_vec()).or_insert_with(|| {
            self.arcs.push(arc.to_vec());
            next
        });
        number << 1
    }

    /// The arcs.
    pub(super) fn arcs(&self) -> &[Vec<Vertex>] {
        &self.arcs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_squares_side_by_side_share_one_arc() {
        let left = vec![[0, 0], [1, 0], [1, 1], [0, 1]];
        let right = vec![[1, 1], [1, 0], [2, 0], [2, 1]];
        let border = vec![[1, 0], [1, 1]];
        let rings = [left, right];
        let mut topology = Topology::new(rings.iter(), std::iter::once(&border));
        let references = rings.each_ref().map(|ring| topology.cut_ring(ring));
        assert_eq!(topology.cut_line(&border).len(), 1);
        assert_eq!(topology.arcs().len(), 3);
        let numbers = references.map(|r| r.iter().map(|r| r >> 1).collect::<HashSet<_>>());
        assert_eq!(numbers[0].intersection(&numbers[1]).count(), 1);
    }
}
