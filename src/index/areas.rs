//! Which of many areas holds a position, and which is nearest to it.

use super::SegmentIndex;
use crate::geodesy::{
    Azimuth, Containment, Distance, Passing, Path, Position, containment, edges,
    encloses_north_pole, passing,
};

/// How many edges a strip of longitudes should touch, where they are spread evenly.
const EDGES_PER_STRIP: usize = 64;

/// The most strips: 0.09° each.
const MOST_STRIPS: usize = 4_096;

/// Areas that can be asked which of them hold a position, and which is nearest to it.
///
/// An area is some rings, counted even-odd, with edges straight in longitude and latitude, as
/// [`containment`] reads them: across the antimeridian and round a pole too. It is known by its
/// row: its place in the sequence that the index was built from, counted from 0.
///
/// # Accuracy
/// Inside and outside: that of [`containment`]. Distances: that of [`SegmentIndex`].
///
/// ```
/// use pointzero::geodesy::{Containment, Position};
/// use pointzero::index::AreaIndex;
/// let camp = [(5.76, 19.33), (5.78, 19.33), (5.78, 19.34), (5.76, 19.34)];
/// let camp: Result<Vec<_>, _> = camp.map(|(lon, lat)| Position::from_lon_lat(lon, lat)).into_iter().collect();
/// let index = AreaIndex::from_areas([[&camp?[..]]]);
/// let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
/// assert_eq!(index.containing(assamaka), [(0, Containment::Inside)]);
/// let point_zero = Position::from_lon_lat(5.634612, 19.398994)?;
/// let nearest = index.nearest(point_zero, None, |_| true).ok_or("no area")?;
/// assert_eq!(format!("{:.0}", nearest.distance.metres()), "14703");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AreaIndex {
    /// Every ring is a closed line.
    boundary: SegmentIndex,
    rings: Vec<Ring>,
    strips: Strips,
}

/// The area that is nearest to a position, or holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestArea {
    /// Its row.
    pub area: u32,
    /// Where the position lies in relation to it.
    pub containment: Containment,
    /// The place in the area or on its edge that is nearest: the query itself where it is held.
    pub position: Position,
    /// The geodesic distance to that place.
    pub distance: Distance,
    /// The azimuth of the geodesic to it, at the query; none where the distance is zero.
    pub azimuth: Option<Azimuth>,
}

#[derive(Debug, Clone)]
struct Ring {
    area: u32,
    encloses_north_pole: bool,
    /// Where the poles lie in relation to the ring.
    south_pole: Containment,
    north_pole: Containment,
}

impl AreaIndex {
    /// An index over areas, each the rings that bound it; the first area is row 0.
    ///
    /// Outer rings and holes go in together and in any order; a ring need not repeat its first
    /// position.
    ///
    /// # Panics
    /// With more than `u32::MAX` areas, rings or edges.
    pub fn from_areas<'a, R>(areas: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = &'a [Position]>,
    {
        let (mut rings, mut closed) = (Vec::new(), Vec::new());
        for (area, of_area) in (0..).zip(areas) {
            for ring in of_area {
                let [south_pole, north_pole] = [-90.0, 90.0]
                    .map(|lat| containment(Position::from_computed_lon_lat(0.0, lat), [ring]));
                rings.push(Ring {
                    area,
                    encloses_north_pole: encloses_north_pole(ring),
                    south_pole,
                    north_pole,
                });
                let firsts = edges(ring).map(|(from, _)| from);
                closed.push(firsts.chain(ring.first().copied()).collect::<Vec<_>>());
            }
        }
        let lines = closed.iter().map(|ring| (&ring[..], Path::LonLat));
        let boundary = SegmentIndex::packed_later(lines);
        let strips = Strips::new(&boundary);
        Self {
            boundary,
            rings,
            strips,
        }
    }

    /// The areas that hold a position or have it on their boundary, by growing row.
    pub fn containing(&self, query: Position) -> Vec<(u32, Containment)> {
        let mut found = Found::default();
        if query.is_pole() {
            for ring in &self.rings {
                let of_ring = if query.lat() > 0.0 {
                    ring.north_pole
                } else {
                    ring.south_pole
                };
                found.add(ring.area, of_ring);
            }
            return found.finish();
        }
        // A ring about the north pole has edges at every longitude, so it is met here.
        let mut last_line = None;
        for &row in self.strips.at(query.lon()) {
            let (line, from, to) = self.boundary.edge(row);
            let ring = &self.rings[line as usize];
            if last_line != Some(line) {
                last_line = Some(line);
                let is_inside = ring.encloses_north_pole;
                found.add(ring.area, inside_if(is_inside));
            }
            match passing(query, from, to) {
                Passing::Through => found.add(ring.area, Containment::Boundary),
                passing => found.add(ring.area, inside_if(passing == Passing::North)),
            }
        }
        found.finish()
    }

    /// Whether an edge may lie within some degrees of a position: none does where this says no.
    pub(crate) fn may_have_edges_near(&self, query: Position, east: f64, north: f64) -> bool {
        let lats = query.lat() - north..=query.lat() + north;
        let is_near = |row: &u32| {
            let (_, from, to) = self.boundary.edge(*row);
            let [one, other] = [from, to].map(|end| query.lon_difference_to(end));
            from.lat().max(to.lat()) >= *lats.start()
                && from.lat().min(to.lat()) <= *lats.end()
                && one.min(other) <= east
                && one.max(other) >= -east
        };
        (self.strips.about(query.lon(), east)).any(|strip| strip.iter().any(is_near))
    }

    /// The nearest accepted area, at most `within` away.
    ///
    /// An area that holds the query, or has it on its boundary, is nearest, at distance zero; of
    /// several the lowest row. Otherwise areas at most [`TIE`](super::TIE) farther than the
    /// nearest are a tie, which goes to the lowest row.
    pub fn nearest(
        &self,
        query: Position,
        within: Option<Distance>,
        accept: impl Fn(u32) -> bool + Sync,
    ) -> Option<NearestArea> {
        let holding = self.containing(query);
        if let Some(&(area, containment)) = holding.iter().find(|&&(area, _)| accept(area)) {
            return Some(NearestArea {
                area,
                containment,
                position: query,
                distance: Distance::ZERO,
                azimuth: None,
            });
        }
        let area_of = |line: u32| self.rings[line as usize].area;
        let nearest = self
            .boundary
            .nearest(query, within, |line| accept(area_of(line)))?;
        Some(NearestArea {
            area: area_of(nearest.line),
            containment: Containment::Outside,
            position: nearest.foot.position,
            distance: nearest.foot.distance,
            azimuth: nearest.azimuth,
        })
    }
}

fn inside_if(is_inside: bool) -> Containment {
    if is_inside {
        Containment::Inside
    } else {
        Containment::Outside
    }
}

/// Areas by growing row, counted even-odd while rings and edges are added.
#[derive(Default)]
struct Found(Vec<(u32, Containment)>);

impl Found {
    fn add(&mut self, area: u32, part: Containment) {
        use Containment::{Boundary, Inside, Outside};
        match self.0.last_mut() {
            Some((last, whole)) if *last == area => {
                *whole = match (*whole, part) {
                    (Boundary, _) | (_, Boundary) => Boundary,
                    (Inside, Inside) | (Outside, Outside) => Outside,
                    _ => Inside,
                };
            }
            _ => self.0.push((area, part)),
        }
    }

    fn finish(mut self) -> Vec<(u32, Containment)> {
        self.0
            .retain(|&(_, containment)| containment != Containment::Outside);
        self.0
    }
}

/// Which edges reach a longitude: equal strips from pole to pole, each with the rows of the edges
/// that touch it, growing.
#[derive(Debug, Clone)]
struct Strips(Vec<Vec<u32>>);

impl Strips {
    fn new(boundary: &SegmentIndex) -> Self {
        let strips = (boundary.len() / EDGES_PER_STRIP).clamp(1, MOST_STRIPS);
        let mut strips = Self(vec![Vec::new(); strips]);
        for row in (0..).take(boundary.len()) {
            let (_, from, to) = boundary.edge(row);
            let (west, east) = if from.lon_difference_to(to) > 0.0 {
                (from, to)
            } else {
                (to, from)
            };
            // No edge is wider than half a turn, so it never comes back to its first strip.
            let (mut strip, last) = (strips.number(west.lon()), strips.number(east.lon()));
            strips.0[strip].push(row);
            while strip != last {
                strip = (strip + 1) % strips.0.len();
                strips.0[strip].push(row);
            }
        }
        strips
    }

    fn at(&self, lon: f64) -> &[u32] {
        &self.0[self.number(lon)]
    }

    /// The strips that lie within some degrees of a longitude, each once.
    fn about(&self, lon: f64, degrees: f64) -> impl Iterator<Item = &[u32]> {
        let turned = |lon: f64| match lon {
            lon if lon < -180.0 => lon + 360.0,
            lon if lon > 180.0 => lon - 360.0,
            lon => lon,
        };
        let strips = self.0.len();
        let is_all = degrees >= 90.0;
        let first = if is_all {
            0
        } else {
            self.number(turned(lon - degrees))
        };
        let count = if is_all {
            strips
        } else {
            (self.number(turned(lon + degrees)) + strips - first) % strips + 1
        };
        (0..count).map(move |more| self.0[(first + more) % strips].as_slice())
    }

    /// The strip of a longitude; it grows with it, but that 180 is −180.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and 4,096"
    )]
    fn number(&self, lon: f64) -> usize {
        let strips = self.0.len();
        ((lon + 180.0) / 360.0 * strips as f64) as usize % strips
    }
}
