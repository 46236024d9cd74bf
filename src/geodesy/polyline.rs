//! Lines of many segments: how long they are, what lies at a length, and what is beside them.

use super::ecef::{heading, upward};
use super::vector::{Vector, cross, dot};
use super::{Distance, Ecef, Foot, Path, Position, Segment, inverse};

/// How much a computed chord may exceed the computed geodesic it stands for, in metres: 14 nm in
/// the ends of the chord, 15 nm in the geodesic, the rest to spare.
const CHORD_MARGIN_M: f64 = 100e-9;

/// A position is on a line when it is not farther from it than distances can be trusted to, in
/// metres: twice the 15 nm of [`distance`](super::distance).
const ON_M: f64 = 30e-9;

/// Consecutive positions, joined under one reading of "straight".
///
/// ```
/// use pointzero::geodesy::{Path, Polyline, Position, Side};
/// let treaty = [(4.24, 19.13), (5.813022, 19.443239), (7.459372, 20.843969), (11.98, 23.53)];
/// let treaty: Result<Vec<_>, _> = treaty.map(|(lon, lat)| Position::from_lon_lat(lon, lat)).into_iter().collect();
/// let border = Polyline::new(treaty?, Path::Geodesic);
/// assert_eq!(format!("{:.3}", border.length().km()), "953.537");
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// let beside = border.locate(assamaka).ok_or("no line")?;
/// assert_eq!((beside.segment, beside.side), (0, Side::Right));
/// assert_eq!(format!("{:.3}", beside.along.km()), "162.285");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Polyline {
    positions: Vec<Position>,
    /// The same through space.
    points: Vec<Ecef>,
    path: Path,
    /// The length before each position, in metres.
    before_m: Vec<f64>,
}

/// Which side of a line a position lies on, looking along the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// On the line, or straight ahead of its end or behind its start.
    On,
}

/// The place on a polyline that is nearest to a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// The segment it lies on, counted from 0; the first of several.
    pub segment: usize,
    /// The place, its distance and its fraction of the segment.
    pub foot: Foot,
    /// The length of the line before it.
    pub along: Distance,
    /// The side of the line on which the position lies.
    pub side: Side,
}

impl Polyline {
    /// A line through positions; a single one is a line of no length.
    pub fn new(positions: impl IntoIterator<Item = Position>, path: Path) -> Self {
        let positions: Vec<Position> = positions.into_iter().collect();
        let mut before_m = Vec::with_capacity(positions.len());
        let mut sum_m = 0.0;
        for (row, &position) in positions.iter().enumerate() {
            if let Some(&last) = row.checked_sub(1).and_then(|row| positions.get(row)) {
                sum_m += Segment::new(last, position, path).length().metres();
            }
            before_m.push(sum_m);
        }
        Self {
            points: positions.iter().copied().map(Ecef::from_position).collect(),
            positions,
            path,
            before_m,
        }
    }

    /// The positions that it joins.
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// How consecutive positions are joined.
    pub const fn path(&self) -> Path {
        self.path
    }

    /// Its length.
    ///
    /// # Accuracy
    /// 20 nm a segment, and the rounding of the sum: 1e-16 of it a segment.
    pub fn length(&self) -> Distance {
        Distance::from_computed_metres(self.before_m.last().copied().unwrap_or(0.0))
    }

    /// The length before a position of the line, by its place among them.
    pub fn length_before(&self, position: usize) -> Option<Distance> {
        let before_m = *self.before_m.get(position)?;
        Some(Distance::from_computed_metres(before_m))
    }

    /// The position at a length from the start; the last one beyond the end. None on a line of
    /// no position.
    ///
    /// # Accuracy
    /// That of [`length`](Self::length).
    pub fn at(&self, along: Distance) -> Option<Position> {
        let along_m = along.metres();
        // The first position that is farther on ends the segment.
        let end = self
            .before_m
            .partition_point(|&before_m| before_m <= along_m);
        let Some((segment, row)) = end
            .checked_sub(1)
            .and_then(|row| Some((self.segment(row)?, row)))
        else {
            return self.positions.last().copied();
        };
        let rest = Distance::from_computed_metres(along_m - self.before_m[row]);
        Some(segment.at(segment.fraction_at(rest)))
    }

    /// The place on the line that is nearest to a position. None on a line of no position.
    ///
    /// # Accuracy
    /// That of [`Segment::foot`], and of [`length`](Self::length) along the line.
    pub fn locate(&self, point: Position) -> Option<Located> {
        let from = Ecef::from_position(point);
        let mut nearest: Option<(usize, Segment, Foot)> = None;
        for row in 0..self.positions.len().saturating_sub(1).max(1) {
            let start = *self.positions.get(row)?;
            let end = self.positions.get(row + 1).copied().unwrap_or(start);
            let least_m = nearest
                .as_ref()
                .map_or(f64::INFINITY, |(.., foot)| foot.distance.metres());
            // No place on the segment is nearer than its start by more than its length.
            let length_m = self
                .before_m
                .get(row + 1)
                .map_or(0.0, |after_m| after_m - self.before_m[row]);
            let chord_m = self.points.get(row)?.chord_squared_m2(from).sqrt();
            if chord_m - length_m > least_m + CHORD_MARGIN_M {
                continue;
            }
            let segment = Segment::new(start, end, self.path);
            let foot = segment.foot(point);
            if foot.distance.metres() < least_m {
                nearest = Some((row, segment, foot));
            }
        }
        let (row, segment, foot) = nearest?;
        Some(self.located(point, row, &segment, foot))
    }

    /// The same, where it is known on which segment the nearest place lies.
    pub(crate) fn locate_on(&self, row: usize, point: Position) -> Option<Located> {
        let segment = self.segment(row)?;
        Some(self.located(point, row, &segment, segment.foot(point)))
    }

    fn located(&self, point: Position, row: usize, segment: &Segment, foot: Foot) -> Located {
        let within = segment.length_before(foot.fraction);
        Located {
            segment: row,
            foot,
            along: Distance::from_computed_metres(self.before_m[row]).plus(within),
            side: self.side(point, row, segment, foot),
        }
    }

    /// The side of the line on which a position lies, from its foot on a segment.
    ///
    /// Where the foot is a corner the position lies in the angle outside the turn; it is on the
    /// right of a line that turns left there. Before the start and behind the end the first and
    /// the last segment are thought on.
    fn side(&self, point: Position, row: usize, segment: &Segment, foot: Foot) -> Side {
        if foot.distance.metres() <= ON_M {
            return Side::On;
        }
        let place = foot.position;
        let to_point = inverse(place, point)
            .azimuth_at_start
            .degrees()
            .to_radians();
        let to_point = heading(place, to_point);
        let before = segment.heading_at(foot.fraction);
        let after = (foot.fraction >= 1.0).then(|| self.segment(row + 1));
        let turn = after.flatten().map_or(Side::On, |after| {
            side_of(place, before, after.heading_at(0.0))
        });
        match turn {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
            Side::On => side_of(place, before, to_point),
        }
    }

    fn segment(&self, row: usize) -> Option<Segment> {
        let (start, end) = (self.positions.get(row)?, self.positions.get(row + 1)?);
        Some(Segment::new(*start, *end, self.path))
    }
}

/// The side on which the direction `other` lies of the direction `along`, seen from above.
fn side_of(place: Position, along: Vector, other: Vector) -> Side {
    let sin = dot(upward(place), cross(other, along));
    if sin > STRAIGHT {
        Side::Right
    } else if sin < -STRAIGHT {
        Side::Left
    } else {
        Side::On
    }
}

/// An angle in radians below which a line does not turn: the rounding of azimuths in degrees.
const STRAIGHT: f64 = 1e-13;
