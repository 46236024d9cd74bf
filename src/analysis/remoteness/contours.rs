//! Lines at one distance from the nearest help.
//!
//! # Method
//! Marching squares over the middles of a grid's cells, one row of cells around it besides. Where a line
//! passes between two middles, the place is not interpolated: it is solved on the distance itself.
//!
//! # Accuracy
//! Vertices lie on the level to 1 mm, but for ends at the edge of the region, which lie on the straight
//! line between two such vertices, to 1 m of the edge. Between two vertices the straight line leaves a circle
//! of the radius R by c² / 8R at most, c being their distance, at most √2 cells: 17 m for cells of
//! 1 km and a level of 15 km. Where the nearest help changes from one site to another a line has a corner, which is
//! cut off within one cell. What is smaller than a cell may be missed.

use std::collections::BTreeMap;

use super::{Region, Remoteness};
use crate::geodesy::{Distance, Position, distance};
use crate::model::Grid;

/// A line at one distance from the nearest help.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// The distance.
    pub level: Distance,
    /// Its positions; of a closed line the first comes again at the end.
    pub positions: Vec<Position>,
    /// How long it is, along geodesics between its positions.
    pub length: Distance,
}

/// Contour lines in the making: rows of distances come one after another, from the north.
#[derive(Debug)]
pub struct Contours {
    grid: Grid,
    levels: Vec<Distance>,
    /// The row before, with one column on both sides.
    before: Option<Vec<f64>>,
    /// The row of the grid that comes next, from −1.
    next_row: i64,
    /// For each level the sides of squares that a line crosses.
    crossings: Vec<BTreeMap<Side, Crossing>>,
    /// For each level the pairs of sides that a line joins.
    joins: Vec<Vec<[Side; 2]>>,
}

/// The side of a square between two middles of cells: its western or northern end, and whether it runs south.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Side {
    row: i64,
    column: i64,
    is_southward: bool,
}

/// Where on a side the level is.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    /// The distances at its two ends, in metres.
    ends_m: [f64; 2],
}

/// How near to the level a vertex is, in metres.
const SHARP_M: f64 = 1e-3;

/// The most steps of solving: halving 60 times is the end of doubles.
const MOST_STEPS: u32 = 80;

impl Contours {
    /// No lines yet, over a grid.
    pub fn new(grid: Grid, levels: &[Distance]) -> Self {
        Self {
            grid,
            levels: levels.to_vec(),
            before: None,
            next_row: -1,
            crossings: vec![BTreeMap::new(); levels.len()],
            joins: vec![Vec::new(); levels.len()],
        }
    }

    /// The places whose distances the next rows need: the middles of their cells, and one on both sides
    /// of each row.
    pub fn places_of_next_rows(&self, count: u32) -> Vec<Position> {
        let columns = i64::from(self.grid.columns());
        let rows = self.next_row..self.next_row + i64::from(count);
        rows.flat_map(|row| (-1..=columns).map(move |column| (column, row)))
            .map(|(column, row)| self.grid.centre(column, row))
            .collect()
    }

    /// Takes the distances of the next row, in metres.
    ///
    /// # Panics
    /// When they are not as many as the places.
    pub fn take(&mut self, row: Vec<f64>) {
        assert_eq!(
            row.len(),
            self.grid.columns() as usize + 2,
            "a distance a place"
        );
        if let Some(before) = &self.before {
            for number in 0..self.levels.len() {
                let level_m = self.levels[number].metres();
                let above = self.next_row - 1;
                let (crossings, joins) = (&mut self.crossings[number], &mut self.joins[number]);
                for (column, (upper, lower)) in
                    (-1_i64..).zip(before.windows(2).zip(row.windows(2)))
                {
                    let corners = [upper[0], upper[1], lower[1], lower[0]];
                    march(corners, level_m, [column, above], crossings, joins);
                }
            }
        }
        self.before = Some(row);
        self.next_row += 1;
    }

    /// The lines, cut at the edge of a region; the levels in the order given, and of each the lines from
    /// the north-west.
    pub fn finish(self, help: &Remoteness<'_>, region: &Region) -> Vec<Contour> {
        let mut contours = Vec::new();
        for ((level, crossings), joins) in self.levels.iter().zip(&self.crossings).zip(&self.joins)
        {
            let places = solve(&self.grid, help, crossings, level.metres());
            for line in chained(joins) {
                let line: Vec<Position> = line.iter().map(|side| places[side]).collect();
                for positions in cut(&line, region) {
                    let lengths = positions.windows(2).map(|ends| distance(ends[0], ends[1]));
                    let length = lengths.fold(Distance::ZERO, Distance::plus);
                    contours.push(Contour {
                        level: *level,
                        positions,
                        length,
                    });
                }
            }
        }
        contours
    }
}

/// Notes how a level passes through a square, its corners from the north-west clockwise.
fn march(
    corners: [f64; 4],
    level_m: f64,
    [column, row]: [i64; 2],
    crossings: &mut BTreeMap<Side, Crossing>,
    joins: &mut Vec<[Side; 2]>,
) {
    let is_beyond = corners.map(|metres| metres > level_m);
    if is_beyond == [true; 4] || is_beyond == [false; 4] {
        return;
    }
    let side = |row, column, is_southward| Side {
        row,
        column,
        is_southward,
    };
    let sides = [
        (side(row, column, false), [corners[0], corners[1]]),
        (side(row, column + 1, true), [corners[1], corners[2]]),
        (side(row + 1, column, false), [corners[3], corners[2]]),
        (side(row, column, true), [corners[0], corners[3]]),
    ];
    let crossed: Vec<Side> = sides
        .into_iter()
        .filter(|(_, ends_m)| (ends_m[0] > level_m) != (ends_m[1] > level_m))
        .map(|(side, ends_m)| {
            crossings.insert(side, Crossing { ends_m });
            side
        })
        .collect();
    match crossed[..] {
        [one, other] => joins.push([one, other]),
        [north, east, south, west] => {
            // Of the two ways to pair them the one that the mean of the corners lies with.
            let is_middle_beyond = corners.iter().sum::<f64>() / 4.0 > level_m;
            if is_middle_beyond == is_beyond[0] {
                joins.extend([[north, east], [south, west]]);
            } else {
                joins.extend([[north, west], [south, east]]);
            }
        }
        _ => {}
    }
}

/// The places of the crossings, each solved to [`SHARP_M`] of the level: false position on the exact
/// distance, with the end that stays put counting half (M. Dowell, P. Jarratt 1971), and halving every
/// third step.
fn solve(
    grid: &Grid,
    help: &Remoteness<'_>,
    crossings: &BTreeMap<Side, Crossing>,
    level_m: f64,
) -> BTreeMap<Side, Position> {
    struct Open {
        side: Side,
        /// Shares of the side and what the distance is more than the level there.
        from: [f64; 2],
        to: [f64; 2],
        found: Position,
    }
    let place = |side: &Side, share: f64| {
        let start = grid.centre(side.column, side.row);
        let end = if side.is_southward {
            grid.centre(side.column, side.row + 1)
        } else {
            grid.centre(side.column + 1, side.row)
        };
        Position::from_computed_lon_lat(
            start.lon() + start.lon_difference_to(end) * share,
            start.lat() + (end.lat() - start.lat()) * share,
        )
    };
    let mut open: Vec<Open> = crossings
        .iter()
        .map(|(side, crossing)| Open {
            side: *side,
            from: [0.0, crossing.ends_m[0] - level_m],
            to: [1.0, crossing.ends_m[1] - level_m],
            found: place(side, 0.0),
        })
        .collect();
    let mut places = BTreeMap::new();
    for step in 1..=MOST_STEPS {
        let shares: Vec<f64> = open
            .iter()
            .map(|open| {
                let even = f64::midpoint(open.from[0], open.to[0]);
                let run = open.to[1] - open.from[1];
                let share = open.from[0] - open.from[1] * (open.to[0] - open.from[0]) / run;
                let is_inside = open.from[0] < share && share < open.to[0];
                if is_inside && step % 3 != 0 {
                    share
                } else {
                    even
                }
            })
            .collect();
        let asked: Vec<Position> = open
            .iter()
            .zip(&shares)
            .map(|(open, share)| place(&open.side, *share))
            .collect();
        let metres = help.metres(&asked);
        let mut rest = Vec::new();
        for (((mut open, share), found), metres) in
            open.into_iter().zip(shares).zip(asked).zip(metres)
        {
            let over_m = metres - level_m;
            open.found = found;
            if over_m.abs() <= SHARP_M {
                places.insert(open.side, found);
                continue;
            }
            if (over_m > 0.0) == (open.to[1] > 0.0) {
                open.to = [share, over_m];
                open.from[1] /= 2.0;
            } else {
                open.from = [share, over_m];
                open.to[1] /= 2.0;
            }
            rest.push(open);
        }
        open = rest;
        if open.is_empty() {
            break;
        }
    }
    // A side along which doubles are coarser than the level: never on the Earth, but no line is lost for it.
    places.extend(open.into_iter().map(|open| (open.side, open.found)));
    places
}

/// The joined sides as lines, closed ones with the first side again at the end.
fn chained(joins: &[[Side; 2]]) -> Vec<Vec<Side>> {
    let mut at: BTreeMap<Side, Vec<usize>> = BTreeMap::new();
    for (number, join) in joins.iter().enumerate() {
        for side in join {
            at.entry(*side).or_default().push(number);
        }
    }
    let mut is_used = vec![false; joins.len()];
    let mut follow = |start: Side| {
        let mut line = vec![start];
        let mut here = start;
        while let Some(number) = at[&here].iter().copied().find(|number| !is_used[*number]) {
            is_used[number] = true;
            let [one, other] = joins[number];
            here = if one == here { other } else { one };
            line.push(here);
        }
        line
    };
    // Open lines from their ends first: what is left are closed ones.
    let ends: Vec<Side> = at
        .iter()
        .filter(|(_, joins)| joins.len() == 1)
        .map(|(side, _)| *side)
        .collect();
    let all = ends.into_iter().chain(at.keys().copied());
    all.map(&mut follow).filter(|line| line.len() > 1).collect()
}

/// The parts of a line that lie in a region, cut to 1 m.
fn cut(line: &[Position], region: &Region) -> Vec<Vec<Position>> {
    let is_inside: Vec<bool> = line.iter().map(|place| region.contains(*place)).collect();
    let mut parts: Vec<Vec<Position>> = Vec::new();
    let mut part: Vec<Position> = Vec::new();
    for (number, place) in line.iter().enumerate() {
        let before = number.checked_sub(1);
        if let Some(before) = before.filter(|before| is_inside[*before] != is_inside[number]) {
            let edge = edge_between(line[before], *place, region);
            part.push(edge);
            if !is_inside[number] {
                parts.push(std::mem::take(&mut part));
            }
        }
        if is_inside[number] {
            part.push(*place);
        }
    }
    parts.push(part);
    parts.retain(|part| part.len() > 1);
    parts
}

/// Where the straight line between a place inside a region and one outside leaves it, to 1 m.
fn edge_between(one: Position, other: Position, region: &Region) -> Position {
    let at = |share: f64| {
        Position::from_computed_lon_lat(
            one.lon() + one.lon_difference_to(other) * share,
            one.lat() + (other.lat() - one.lat()) * share,
        )
    };
    let is_inside = region.contains(one);
    let (mut from, mut to) = (0.0, 1.0);
    while distance(at(from), at(to)).metres() > 1.0 {
        let middle = f64::midpoint(from, to);
        if region.contains(at(middle)) == is_inside {
            from = middle;
        } else {
            to = middle;
        }
    }
    at(if is_inside { from } else { to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AidSite, Extent, Place, Record};

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    fn contours(sites: &[Position], bounds: [f64; 4], levels_km: &[f64]) -> Vec<Contour> {
        let site = |position: &Position| AidSite::help("a", "a", Place::exact(*position));
        let sites: Vec<_> = sites.iter().map(site).map(Record::from_value).collect();
        let help = Remoteness::from_sites(&sites, None).unwrap();
        let extent = Extent::from_wsen(bounds).unwrap();
        let grid = Grid::over(extent, Distance::from_km(5.0).unwrap()).unwrap();
        let levels: Vec<Distance> = levels_km
            .iter()
            .map(|km| Distance::from_km(*km).unwrap())
            .collect();
        let mut contours = Contours::new(grid, &levels);
        for _ in 0..grid.rows() + 2 {
            let places = contours.places_of_next_rows(1);
            contours.take(help.metres(&places));
        }
        contours.finish(&help, &Region::from_extent("x", extent))
    }

    /// About one site a contour is a circle: closed, with all its vertices at the distance, and as long.
    #[test]
    fn about_one_site_it_is_a_circle() {
        let site = at(5.7719, 19.3344);
        let found = contours(&[site], [4.0, 18.0, 7.5, 21.0], &[50.0, 100.0]);
        assert_eq!(found.len(), 2);
        for (contour, km) in found.iter().zip([50.0, 100.0]) {
            assert_eq!(contour.positions.first(), contour.positions.last());
            for vertex in &contour.positions {
                let off_m = distance(site, *vertex).metres() - km * 1000.0;
                assert!(off_m.abs() <= 1e-3, "{off_m}");
            }
            let round = std::f64::consts::TAU * km;
            assert!(
                (contour.length.km() / round - 1.0).abs() < 2e-3,
                "{}",
                contour.length.km()
            );
        }
    }

    #[test]
    fn lines_of_two_sites_meet_and_end_at_the_edge() {
        let sites = [at(5.0, 19.0), at(5.6, 19.2)];
        let found = contours(&sites, [4.0, 18.0, 5.5, 20.0], &[50.0]);
        assert_eq!(
            found.len(),
            1,
            "the two discs are one area, and the edge cuts it once"
        );
        let line = &found[0].positions;
        let nearest = |place: &Position| {
            let away = sites.iter().map(|site| distance(*site, *place).metres());
            away.fold(f64::MAX, f64::min)
        };
        for vertex in &line[1..line.len() - 1] {
            assert!((nearest(vertex) - 50_000.0).abs() <= 1e-3);
        }
        for end in [line[0], line[line.len() - 1]] {
            assert!((end.lon() - 5.5).abs() < 2e-5, "{end:?}");
            assert!((nearest(&end) - 50_000.0).abs() < 500.0, "{end:?}");
        }
    }

    #[test]
    fn a_line_goes_over_the_antimeridian() {
        let site = at(179.9, -15.0);
        let found = contours(&[site], [178.0, -17.0, -178.0, -13.0], &[60.0]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].positions.first(), found[0].positions.last());
        for vertex in &found[0].positions {
            assert!((distance(site, *vertex).metres() - 60_000.0).abs() <= 1e-3);
        }
    }
}
