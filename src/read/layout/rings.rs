//! Whether rings bound an area: edges that cross, holes that are none.
//!
//! Edges are taken as straight in longitude and latitude, as RFC 7946 has them; a ring that crosses the
//! antimeridian is unrolled first. Nothing is measured here.

use crate::geodesy::Position;

/// Whether edges of a ring cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// None do.
    None,
    /// Two do: the numbers of the vertices that they begin at.
    At([usize; 2]),
    /// There are too many edges beside each other to say.
    NotLookedFor,
}

/// The most pairs of edges that are compared.
const PAIRS: u64 = 20_000_000;

/// An edge in degrees: its number, and its ends.
struct Edge {
    number: usize,
    ends: [[f64; 2]; 2],
}

impl Edge {
    fn bounds(&self, axis: usize) -> [f64; 2] {
        let [one, other] = self
            .ends
            .map(|end| end.get(axis).copied().unwrap_or_default());
        [one.min(other), one.max(other)]
    }
}

/// Two edges of a ring that cross within both, if there are some. Edges that only touch do not count.
///
/// The ring is without its first position again at the end.
#[expect(
    clippy::float_cmp,
    reason = "a vertex that is repeated is the very same"
)]
pub(super) fn crossing(ring: &[Position]) -> Crossing {
    let points = unrolled(ring);
    let next = points.iter().cycle().skip(1);
    let mut edges: Vec<Edge> = points
        .iter()
        .zip(next)
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(number, (one, other))| Edge {
            number,
            ends: [*one, *other],
        })
        .collect();
    edges.sort_by(|one, other| one.bounds(0)[0].total_cmp(&other.bounds(0)[0]));
    let mut pairs = 0;
    for (place, edge) in edges.iter().enumerate() {
        let ([_, east], [south, north]) = (edge.bounds(0), edge.bounds(1));
        for other in edges.iter().skip(place + 1) {
            if other.bounds(0)[0] > east {
                break;
            }
            pairs += 1;
            if pairs > PAIRS {
                return Crossing::NotLookedFor;
            }
            let [other_south, other_north] = other.bounds(1);
            if other_south <= north && south <= other_north && cross(edge, other) {
                let mut numbers = [edge.number, other.number];
                numbers.sort_unstable();
                return Crossing::At(numbers);
            }
        }
    }
    Crossing::None
}

/// Whether each of two edges has the ends of the other on both of its sides, by more than the numbers'
/// last digits.
fn cross(one: &Edge, other: &Edge) -> bool {
    let splits = |edge: &Edge, ends: [[f64; 2]; 2]| {
        let [a, b] = ends.map(|end| side(edge.ends, end));
        (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0)
    };
    splits(one, other.ends) && splits(other, one.ends)
}

/// On which side of an edge a point lies: 0 where that is a matter of the last digits.
fn side([[x0, y0], [x1, y1]]: [[f64; 2]; 2], [x, y]: [f64; 2]) -> f64 {
    let (left, right) = ((x1 - x0) * (y - y0), (y1 - y0) * (x - x0));
    let area = left - right;
    let size = left.abs() + right.abs();
    if area.abs() > 1e-12 * size { area } else { 0.0 }
}

/// A ring in degrees without a step of more than half a turn.
fn unrolled(ring: &[Position]) -> Vec<[f64; 2]> {
    let mut turn = 0.0;
    let mut last = None;
    ring.iter()
        .map(|position| {
            if let Some(last) = last {
                let step: f64 = position.lon() - last;
                if step > 180.0 {
                    turn -= 360.0;
                } else if step < -180.0 {
                    turn += 360.0;
                }
            }
            last = Some(position.lon());
            [position.lon() + turn, position.lat()]
        })
        .collect()
}

/// Whether every vertex of a hole lies outside the ring that it should be in.
pub(super) fn is_outside(outer: &[Position], hole: &[Position]) -> bool {
    let outer = unrolled(outer);
    let is_in = |[lon, lat]: [f64; 2]| {
        [-360.0, 0.0, 360.0]
            .iter()
            .any(|turn| is_inside_or_on(&outer, [lon + turn, lat]))
    };
    !hole.iter().any(|at| is_in([at.lon(), at.lat()]))
}

/// Even-odd, and true on an edge.
fn is_inside_or_on(ring: &[[f64; 2]], point: [f64; 2]) -> bool {
    let [x, y] = point;
    let mut is_inside = false;
    for (&one, &other) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let is_in_box = (one[0].min(other[0])..=one[0].max(other[0])).contains(&x)
            && (one[1].min(other[1])..=one[1].max(other[1])).contains(&y);
        if is_in_box && side([one, other], point).abs() <= 0.0 {
            return true;
        }
        if (one[1] > y) != (other[1] > y) {
            let crosses_at = one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0]);
            is_inside ^= x < crosses_at;
        }
    }
    is_inside
}

/// Whether two rings, neither with its first position again at the end, go round the same way or the
/// other from any start.
pub(super) fn is_same_ring(one: &[Position], other: &[Position]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let Some(first) = one.first() else {
        return true;
    };
    let starts = (0..other.len()).filter(|start| other.get(*start) == Some(first));
    starts.into_iter().take(16).any(|start| {
        let onward = other.iter().cycle().skip(start).take(other.len());
        let back = other.iter().rev().cycle().skip(other.len() - 1 - start);
        onward.eq(one) || back.take(other.len()).eq(one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[[f64; 2]]) -> Vec<Position> {
        let positions = points
            .iter()
            .map(|[lon, lat]| Position::from_lon_lat(*lon, *lat));
        positions.map(Result::unwrap).collect()
    }

    #[test]
    fn crossing_edges_are_found_and_touching_ones_are_not() {
        let of = |points: &[[f64; 2]]| crossing(&ring(points));
        assert_eq!(of(&[[5.0, 19.0], [6.0, 19.0], [6.0, 20.0]]), Crossing::None);
        let bow_tie = [[5.0, 19.0], [6.0, 20.0], [6.0, 19.0], [5.0, 20.0]];
        assert_eq!(of(&bow_tie), Crossing::At([0, 2]));
        let across = [[179.0, -1.0], [-179.0, -1.0], [-179.0, 1.0], [179.0, 1.0]];
        assert_eq!(of(&across), Crossing::None);
        let across_bow_tie = [[179.0, -1.0], [-179.0, 1.0], [-179.0, -1.0], [179.0, 1.0]];
        assert_eq!(of(&across_bow_tie), Crossing::At([0, 2]));
        // Two triangles that share a vertex, and repeated vertices.
        let eight = [
            [0.0, 0.0],
            [1.0, 1.0],
            [1.0, -1.0],
            [0.0, 0.0],
            [-1.0, 1.0],
            [-1.0, -1.0],
        ];
        assert_eq!(of(&eight), Crossing::None);
        let twice = [
            [5.0, 19.0],
            [5.0, 19.0],
            [6.0, 19.0],
            [6.0, 20.0],
            [6.0, 20.0],
        ];
        assert_eq!(of(&twice), Crossing::None);
    }

    #[test]
    fn a_hole_lies_in_its_ring() {
        let outer = ring(&[[5.0, 19.0], [9.0, 19.0], [9.0, 23.0], [5.0, 23.0]]);
        for (hole, is_out) in [
            ([[6.0, 20.0], [7.0, 20.0], [7.0, 21.0]], false),
            ([[5.0, 19.0], [7.0, 20.0], [7.0, 21.0]], false),
            ([[15.0, 20.0], [17.0, 20.0], [17.0, 21.0]], true),
        ] {
            assert_eq!(is_outside(&outer, &ring(&hole)), is_out, "{hole:?}");
        }
        let across = ring(&[[170.0, -9.0], [-170.0, -9.0], [-170.0, 9.0], [170.0, 9.0]]);
        assert!(!is_outside(
            &across,
            &ring(&[[-175.0, 0.0], [-174.0, 0.0], [-174.0, 1.0]])
        ));
        assert!(is_outside(
            &across,
            &ring(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
        ));
    }
}
