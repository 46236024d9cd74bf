//! Boundary lines that can be asked for the place on them that is nearest, with its doubt.

use crate::geodesy::{Azimuth, Distance, Path, Position, Segment};
use crate::index::{AreaIndex, NearestSegment, SegmentIndex};
use crate::model::{Border, LineDoubt, Place, RadiusKind, Reading};

/// Boundary lines of one source.
#[derive(Debug)]
pub(super) struct BorderLines<'a> {
    rows: Vec<Row<'a>>,
    /// Over the lines as they are read.
    index: SegmentIndex,
    /// Over the same lines as they may be meant besides, where a source does not say.
    other_readings: Vec<SegmentIndex>,
    /// The areas between the readings of one segment.
    between_readings: AreaIndex,
    /// A doubt that no vertex exceeds in metres.
    greatest_radius: Distance,
}

/// One line of a border.
#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    border: &'a Border,
    line: usize,
    path: Path,
}

/// The place on a boundary line that is nearest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestBorder<'a> {
    /// The line.
    pub border: &'a Border,
    /// How its points were joined.
    pub path: Path,
    /// The place.
    pub foot: Position,
    /// The geodesic distance to it.
    pub distance: Distance,
    /// The least and the most that the distance may be, by the doubt of both ends and, where the
    /// line's source does not say how its points are joined, by the other readings.
    pub bounds: (Distance, Distance),
    /// What the bounds promise.
    pub kind: RadiusKind,
    /// The direction in which it lies; absent where the distance is zero.
    pub azimuth: Option<Azimuth>,
}

impl NearestBorder<'_> {
    /// Whether the line may run on the other side of the place.
    pub(super) fn may_be_crossed(&self) -> bool {
        self.bounds.0 == Distance::ZERO
    }
}

/// The readings that a line may have.
const READINGS: [Path; 3] = [Path::LonLat, Path::Geodesic, Path::Rhumb];

/// How many lines near a place are looked at, whether they may be crossed; beyond, one is taken to be.
const MOST_SURE: usize = 32;

impl<'a> BorderLines<'a> {
    /// The lines of some borders, those that do not say how their points are joined read as `line`,
    /// or else as their source assumes.
    pub(super) fn new(borders: impl IntoIterator<Item = &'a Border>, line: Option<Path>) -> Self {
        let mut rows = Vec::new();
        for border in borders {
            let path = match border.reading {
                Reading::Stated => border.path,
                Reading::Assumed => line.unwrap_or(border.path),
            };
            rows.extend((0..border.lines.len()).map(|line| Row { border, line, path }));
        }
        let has_assumed = rows.iter().any(Row::is_assumed);
        let other_readings = if has_assumed {
            [1, 2].map(|turn| index(&rows, turn)).to_vec()
        } else {
            Vec::new()
        };
        let between = between_readings(&rows);
        Self {
            index: index(&rows, 0),
            other_readings,
            between_readings: AreaIndex::from_areas(between.iter().map(|ring| [&ring[..]])),
            greatest_radius: rows
                .iter()
                .map(|row| greatest_radius(&row.border.doubt))
                .max()
                .unwrap_or_default(),
            rows,
        }
    }

    /// The borders, each as often as it has lines.
    pub(super) fn borders(&self) -> impl Iterator<Item = &'a Border> {
        self.rows.iter().map(|row| row.border)
    }

    /// The lines with the borders that they are of, and how their points are joined.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&'a Border, &'a [Position], Path)> {
        let lines = self.rows.iter();
        lines.map(|row| (row.border, row.border.lines[row.line].as_slice(), row.path))
    }

    /// The nearest place on the accepted borders.
    pub(super) fn nearest(
        &self,
        place: &Place,
        accept: impl Fn(&Border) -> bool + Sync,
    ) -> Option<NearestBorder<'a>> {
        let measure = |index: &SegmentIndex| {
            let accepts = |row| self.accepts(row, &accept);
            let nearest = index.nearest(place.position, None, accepts)?;
            self.measured(place, nearest)
        };
        let mut nearest = measure(&self.index)?;
        for other in self.other_readings.iter().filter_map(measure) {
            let (least, most) = other.bounds;
            nearest.bounds = (nearest.bounds.0.min(least), nearest.bounds.1.max(most));
            nearest.kind = nearest.kind.max(other.kind);
        }
        Some(nearest)
    }

    /// The nearest place on the accepted borders, if it may be crossed.
    pub(super) fn nearest_in_doubt(
        &self,
        place: &Place,
        accept: impl Fn(&Border) -> bool + Sync,
    ) -> Option<NearestBorder<'a>> {
        // Doubts add up to no more than their sum.
        let within = self.greatest_radius.plus(place.radius);
        // Every reading for itself, and behind a sure line a nearer one may be less sure.
        let readings = std::iter::once(&self.index).chain(&self.other_readings);
        readings.into_iter().find_map(|index| {
            let mut sure: Vec<u32> = Vec::new();
            loop {
                let is_open = |row| !sure.contains(&row) && self.accepts(row, &accept);
                let nearest = index.nearest(place.position, Some(within), is_open)?;
                let row = nearest.line;
                let nearest = self.measured(place, nearest)?;
                if nearest.may_be_crossed() || sure.len() >= MOST_SURE {
                    return Some(nearest);
                }
                sure.push(row);
            }
        })
    }

    fn accepts(&self, row: u32, accept: impl Fn(&Border) -> bool) -> bool {
        self.row(row).is_some_and(|row| accept(row.border))
    }

    /// What was found on the lines as one reading has them.
    fn measured(&self, place: &Place, nearest: NearestSegment) -> Option<NearestBorder<'a>> {
        let row = self.row(nearest.line)?;
        let (segment, foot) = (nearest.segment as usize, nearest.foot);
        let doubt = row.border.doubt.at(row.line, segment, foot.fraction);
        let doubt = doubt.and(place.doubt());
        Some(NearestBorder {
            border: row.border,
            path: row.path,
            foot: foot.position,
            distance: foot.distance,
            bounds: doubt.bounds_of(foot.distance),
            kind: doubt.kind(),
            azimuth: nearest.azimuth,
        })
    }

    /// Whether the readings of a line disagree about the side that a position lies on.
    ///
    /// # Accuracy
    /// Readings that are less than a metre apart are taken as one; where they part, 0.1 m.
    pub(super) fn readings_disagree_at(&self, position: Position) -> bool {
        !self.between_readings.containing(position).is_empty()
    }

    fn row(&self, row: u32) -> Option<&Row<'a>> {
        self.rows.get(row as usize)
    }
}

impl Row<'_> {
    fn is_assumed(&self) -> bool {
        self.border.reading == Reading::Assumed
    }

    fn positions(&self) -> &[Position] {
        &self.border.lines[self.line]
    }

    /// How the points are joined, or may be joined besides.
    fn reading(&self, turn: usize) -> Path {
        if !self.is_assumed() {
            return self.path;
        }
        let own = READINGS.iter().position(|path| *path == self.path);
        READINGS[(own.unwrap_or(0) + turn) % READINGS.len()]
    }
}

fn index(rows: &[Row<'_>], turn: usize) -> SegmentIndex {
    SegmentIndex::from_lines(rows.iter().map(|row| (row.positions(), row.reading(turn))))
}

fn greatest_radius(doubt: &LineDoubt) -> Distance {
    match doubt {
        LineDoubt::Unstated | LineDoubt::ForDrawing => Distance::ZERO,
        LineDoubt::Everywhere(doubt) => doubt.radius(),
        LineDoubt::AtVertices { radii, .. } => {
            radii.iter().flatten().copied().max().unwrap_or_default()
        }
    }
}

/// Readings of a segment that are nowhere farther apart than this are one, in metres.
const ONE_READING_M: f64 = 1.0;

/// The rings between the readings of every segment whose source does not say which is meant.
fn between_readings(rows: &[Row<'_>]) -> Vec<Vec<Position>> {
    let mut rings = Vec::new();
    for row in rows.iter().filter(|row| row.is_assumed()) {
        for ends in row.positions().windows(2) {
            let curve = |turn| Segment::new(ends[0], ends[1], row.reading(turn));
            let straying_m = |turn| curve(turn).sagitta(0.0, 1.0).metres();
            for turn in [1, 2] {
                if straying_m(0) + straying_m(turn) > ONE_READING_M {
                    let mut ring = sampled(&curve(0));
                    ring.extend(sampled(&curve(turn)).into_iter().rev());
                    ring.dedup();
                    rings.push(ring);
                }
            }
        }
    }
    rings
}

/// How far apart a curve is sampled, in metres: lines straight in longitude and latitude between
/// the samples stray 0.1 m from it at latitude 49° and 0.5 m at 80°.
const SAMPLED_M: f64 = 2_000.0;

/// The most samples of one segment.
const MOST_SAMPLES: u32 = 4_000;

/// Positions along a segment, both ends included.
pub(super) fn sampled(segment: &Segment) -> Vec<Position> {
    let wanted = (segment.reach(0.0, 1.0).metres() / SAMPLED_M).ceil();
    let mut count = 1;
    while count < MOST_SAMPLES && f64::from(count) < wanted {
        count += 1;
    }
    (0..=count)
        .map(|i| segment.at(f64::from(i) / f64::from(count)))
        .collect()
}
