//! How much of boundary lines is farther from help than some distances.

use super::{Region, Remoteness};
use crate::geodesy::{Distance, Position, Segment};
use crate::model::Border;

/// How long lines are in a region, and how much of that is beyond each of some distances.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretches {
    /// The length in the region.
    pub length: Distance,
    /// The length farther from help than each level, in their order.
    pub beyond: Vec<Distance>,
}

/// A boundary between two countries in a region, and how much of it is far from help.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderBeyond {
    /// The two sides.
    pub name: String,
    /// How much.
    pub stretches: Stretches,
}

/// Lines are cut into pieces at most so long first, in metres.
const PIECE_M: f64 = 5_000.0;

/// A stretch this short is counted as its middle is, in metres.
const SHARP_M: f64 = 0.1;

/// How many pieces are measured together.
const AT_ONCE: usize = 1 << 16;

/// A part of a segment, by its place among all and by fractions of it.
#[derive(Debug, Clone, Copy)]
struct Piece {
    segment: usize,
    from: f64,
    to: f64,
    length_m: f64,
}

impl Remoteness<'_> {
    /// How much of some borders lies in a region, and how much of that farther from help than each level.
    ///
    /// # Accuracy
    /// Where a stretch begins and ends is found to 0.1 m; where a line leaves the region, to 0.1 m if it does so
    /// once in 5 km.
    ///
    /// # Proof
    /// f is 1-Lipschitz. On a piece of the length l it lies between f − l/2 and f + l/2 of its middle. A
    /// piece with the level outside that counts as a whole or not at all; any other is halved until it is
    /// shorter than 0.1 m.
    pub fn stretches(
        &self,
        borders: &[&Border],
        region: &Region,
        levels: &[Distance],
    ) -> Stretches {
        let segments: Vec<Segment> = borders
            .iter()
            .flat_map(|border| {
                let ends = border.lines.iter().flat_map(|line| line.windows(2));
                ends.map(|ends| Segment::new(ends[0], ends[1], border.path))
            })
            .collect();
        let pieces = pieces_in(&segments, region);
        let length_m: f64 = pieces.iter().map(|piece| piece.length_m).sum();
        let beyond = levels
            .iter()
            .map(|level| self.beyond(&segments, pieces.clone(), level.metres()));
        Stretches {
            length: Distance::from_computed_metres(length_m),
            beyond: beyond.collect(),
        }
    }

    /// The metres of pieces that are farther than a level.
    fn beyond(&self, segments: &[Segment], mut pieces: Vec<Piece>, level_m: f64) -> Distance {
        let mut beyond_m = 0.0;
        while !pieces.is_empty() {
            let mut open = Vec::new();
            for some in pieces.chunks(AT_ONCE) {
                let middles: Vec<Position> = some
                    .iter()
                    .map(|piece| segments[piece.segment].at(f64::midpoint(piece.from, piece.to)))
                    .collect();
                for (piece, metres) in some.iter().zip(self.metres(&middles)) {
                    let half_m = piece.length_m / 2.0;
                    if metres - half_m > level_m || (metres > level_m && piece.length_m <= SHARP_M)
                    {
                        beyond_m += piece.length_m;
                    } else if metres + half_m > level_m && piece.length_m > SHARP_M {
                        open.extend(halves(segments, piece));
                    }
                }
            }
            pieces = open;
        }
        Distance::from_computed_metres(beyond_m)
    }
}

fn halves(segments: &[Segment], piece: &Piece) -> [Piece; 2] {
    let middle = f64::midpoint(piece.from, piece.to);
    let part = |from, to| part(segments, piece.segment, from, to);
    [part(piece.from, middle), part(middle, piece.to)]
}

fn part(segments: &[Segment], number: usize, from: f64, to: f64) -> Piece {
    let before_m = |fraction| segments[number].length_before(fraction).metres();
    Piece {
        segment: number,
        from,
        to,
        length_m: before_m(to) - before_m(from),
    }
}

/// The parts of segments that lie in a region, in pieces that are not too long.
fn pieces_in(segments: &[Segment], region: &Region) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, segment) in segments.iter().enumerate() {
        let steps = (segment.length().metres() / PIECE_M).ceil().max(1.0);
        let mut step = 0.0;
        while step < steps {
            let ends = [step / steps, (step + 1.0) / steps];
            let is_inside = ends.map(|end| region.contains(segment.at(end)));
            match is_inside {
                [true, true] => pieces.push(part(segments, number, ends[0], ends[1])),
                [false, false] => {}
                [starts_inside, _] => {
                    let edge = edge_of(segment, ends, starts_inside, region);
                    pieces.push(if starts_inside {
                        part(segments, number, ends[0], edge)
                    } else {
                        part(segments, number, edge, ends[1])
                    });
                }
            }
            step += 1.0;
        }
    }
    pieces
}

/// The fraction at which a segment leaves or enters a region.
fn edge_of(
    segment: &Segment,
    [mut from, mut to]: [f64; 2],
    starts_inside: bool,
    region: &Region,
) -> f64 {
    while (segment.length_before(to).metres() - segment.length_before(from).metres()) > SHARP_M {
        let middle = f64::midpoint(from, to);
        if region.contains(segment.at(middle)) == starts_inside {
            from = middle;
        } else {
            to = middle;
        }
    }
    f64::midpoint(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Azimuth, Path, direct, distance};
    use crate::model::{AidSite, BorderClass, Extent, LineDoubt, Place, Reading, Record};

    fn border(lines: Vec<Vec<Position>>, path: Path) -> Border {
        Border {
            class: BorderClass::International,
            sides: ["DZA".to_owned(), "NER".to_owned()],
            name: String::new(),
            path,
            reading: Reading::Stated,
            doubt: LineDoubt::Unstated,
            lines,
        }
    }

    /// A geodesic that passes a site at its end: what is farther than 40 km is all but 40 km of it.
    #[test]
    fn what_is_beyond_a_site_on_the_line_is_the_rest() {
        let site = Position::from_lon_lat(5.7719, 19.3344).unwrap();
        let azimuth = Azimuth::from_degrees(63.0).unwrap();
        let end = direct(site, azimuth, Distance::from_km(300.0).unwrap());
        let sites = [Record::from_value(AidSite::help(
            "a",
            "a",
            Place::exact(site),
        ))];
        let help = Remoteness::from_sites(&sites, None).unwrap();
        let line = border(vec![vec![site, end]], Path::Geodesic);
        let levels = [0.0, 40.0, 299.0, 301.0].map(|km| Distance::from_km(km).unwrap());
        let whole = Region::from_extent("x", Extent::WORLD);
        let found = help.stretches(&[&line], &whole, &levels);
        assert!((found.length.metres() - 300_000.0).abs() < 1e-3);
        for (beyond, km) in found.beyond.iter().zip([300.0, 260.0, 1.0, 0.0]) {
            assert!((beyond.km() - km).abs() < 2e-4, "{beyond:?}");
        }
        // A window that ends half way.
        let middle = direct(site, azimuth, Distance::from_km(150.0).unwrap());
        let window = Extent::from_wsen([0.0, 0.0, middle.lon(), 60.0]).unwrap();
        let found = help.stretches(&[&line], &Region::from_extent("x", window), &levels[..1]);
        assert!((found.length.km() - distance(site, middle).km()).abs() < 2e-4);
    }
}
