//! Areas with edges straight in longitude and latitude: what lies inside, and how large they are.
//!
//! A ring is a sequence of positions, closed without repeating the first (a repeated one does no
//! harm). Each edge joins two of them by the shorter way round, linearly in longitude and latitude,
//! as files of countries are drawn; so a ring may cross the antimeridian, or go round a pole.
//!
//! A ring that goes round the Earth encloses one pole: the one on whose side less than half of the
//! Earth lies.
//!
//! # Source
//! Inside or outside: M. Shimrat (1962), Algorithm 112, Comm. ACM 5(8), 434, along a meridian, with
//! the exact orientation test of J. R. Shewchuk (1997), doi:10.1007/PL00009321, as `geo` has it.
//! The area north of the equator below a parallel: J. P. Snyder (1987), Map Projections – A Working
//! Manual, USGS Professional Paper 1395, equation 3-12 (authalic latitude).

use std::f64::consts::PI;
use std::fmt;

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::coord;

use super::elementary::sincos_degrees;
use super::quadrature::mean;
use super::{Position, WGS84};

/// An area on the ground, in square metres: finite and not negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Area {
    square_metres: f64,
}

/// Where a position lies in relation to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Containment {
    /// Inside.
    Inside,
    /// On an edge or a vertex.
    Boundary,
    /// Outside.
    Outside,
}

impl Area {
    /// Square metres.
    pub const fn square_metres(self) -> f64 {
        self.square_metres
    }

    /// Square kilometres.
    pub const fn square_km(self) -> f64 {
        self.square_metres / 1e6
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} km²", self.square_km())
    }
}

/// Whether a position lies in the area of some rings, counted even-odd.
///
/// Outer rings and holes go in together and in any order: a position inside an odd number of them
/// is inside. A file that cuts its areas at the antimeridian has an edge there, and a position on
/// the cut is on the [`Boundary`](Containment::Boundary).
///
/// # Accuracy
/// Exact for the numbers given, but that an edge across the antimeridian, seen from the other side
/// of it, has its longitudes rounded (3 nm).
///
/// ```
/// use pointzero::geodesy::{Containment, Position, containment};
/// let fiji: Result<Vec<_>, _> = [(176.0, -20.0), (-178.0, -20.0), (-178.0, -15.0), (176.0, -15.0)]
///     .map(|(lon, lat)| Position::from_lon_lat(lon, lat)).into_iter().collect();
/// let suva = Position::from_lon_lat(178.44, -18.14)?;
/// assert_eq!(containment(suva, [&fiji?[..]]), Containment::Inside);
/// # Ok::<(), pointzero::geodesy::InvalidPosition>(())
/// ```
pub fn containment<'a>(
    position: Position,
    rings: impl IntoIterator<Item = &'a [Position]>,
) -> Containment {
    let mut is_inside = false;
    for ring in rings {
        match containment_in_ring(position, ring) {
            Containment::Boundary => return Containment::Boundary,
            Containment::Inside => is_inside = !is_inside,
            Containment::Outside => {}
        }
    }
    if is_inside {
        Containment::Inside
    } else {
        Containment::Outside
    }
}

/// The area that a ring encloses, on the ellipsoid.
///
/// A ring that crosses itself encloses its loops with alternating sign.
///
/// # Accuracy
/// 0.2 m² by `GeographicLib`'s Planimeter on rings of 0.01 to 63 million km² (cut finely, since it
/// joins positions by geodesics; see `tests/truth/areas.tsv`).
pub fn ring_area(ring: &[Position]) -> Area {
    let swept = swept_by(ring);
    let half_earth = 2.0 * PI * area_per_radian(90.0);
    let square_metres = match swept.pole {
        None => swept.square_metres.abs(),
        // What is swept is the band from the equator to the ring; the cap is the rest.
        Some(_) => half_earth - swept.square_metres.abs(),
    };
    Area {
        square_metres: square_metres.max(0.0),
    }
}

/// The area of a polygon: its outer ring less its holes.
///
/// # Accuracy
/// As [`ring_area`], for each ring.
pub fn polygon_area<'a>(
    outer: &'a [Position],
    holes: impl IntoIterator<Item = &'a [Position]>,
) -> Area {
    let of = |ring| ring_area(ring).square_metres;
    let square_metres = of(outer) - holes.into_iter().map(of).sum::<f64>();
    Area {
        square_metres: square_metres.max(0.0),
    }
}

/// How an edge runs past a position, seen along the meridian from it to the north pole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// It crosses that meridian.
    North,
    /// It goes through the position.
    Through,
    /// Neither.
    Beside,
}

/// How the edge between two positions runs past a position that is no pole.
#[expect(clippy::float_cmp, reason = "on the meridian or not: exact on purpose")]
pub(crate) fn passing(position: Position, from: Position, to: Position) -> Passing {
    let (x_from, x_to) = (lon_about(position, from), lon_about(position, to));
    let (west_from, west_to) = (x_from < position.lon(), x_to < position.lon());
    let is_eastward = from.lon_difference_to(to) > 0.0;
    let on_meridian =
        [(x_from, from), (x_to, to)].map(|(x, end)| x == position.lon() && !end.is_pole());
    if on_meridian[0] && from.lat() == position.lat() {
        return Passing::Through;
    }
    if on_meridian == [true, true] && between(position.lat(), from.lat(), to.lat()) {
        return Passing::Through;
    }
    // An edge whose ends lie on both sides may pass behind the Earth instead.
    if west_from == west_to || west_from != is_eastward {
        return Passing::Beside;
    }
    let orientation = RobustKernel::orient2d(
        coord! { x: x_from, y: from.lat() },
        coord! { x: x_to, y: to.lat() },
        coord! { x: position.lon(), y: position.lat() },
    );
    match orientation {
        Orientation::Collinear => Passing::Through,
        // Right of an eastward edge, left of a westward one: the edge passes north of it.
        Orientation::Clockwise if is_eastward => Passing::North,
        Orientation::CounterClockwise if !is_eastward => Passing::North,
        _ => Passing::Beside,
    }
}

/// Follows the meridian from the position to the north pole and counts the edges that cross it.
fn containment_in_ring(position: Position, ring: &[Position]) -> Containment {
    if position.is_pole() {
        return containment_of_pole(position, ring);
    }
    let mut is_inside = false;
    for (from, to) in edges(ring) {
        match passing(position, from, to) {
            Passing::Through => return Containment::Boundary,
            Passing::North => is_inside = !is_inside,
            Passing::Beside => {}
        }
    }
    if encloses_north_pole(ring) {
        is_inside = !is_inside;
    }
    if is_inside {
        Containment::Inside
    } else {
        Containment::Outside
    }
}

/// Whether a ring goes round the Earth on the side of the north pole.
pub(crate) fn encloses_north_pole(ring: &[Position]) -> bool {
    pole_in(ring) == Some(Pole::North)
}

/// The pole that a ring goes round.
fn pole_in(ring: &[Position]) -> Option<Pole> {
    // Nearly every ring goes round none, and its turns tell that without its area.
    if turned_by(ring).abs() < 180.0 {
        None
    } else {
        swept_by(ring).pole
    }
}

/// How far a ring turns about the axis, in degrees: whole turns only, but for rounding.
fn turned_by(ring: &[Position]) -> f64 {
    edges(ring).fold(0.0, |turned, (from, to)| {
        turned + from.lon_difference_to(to)
    })
}

#[expect(
    clippy::float_cmp,
    reason = "a vertex at the pole has its very latitude"
)]
fn containment_of_pole(pole: Position, ring: &[Position]) -> Containment {
    let own = if pole.lat() > 0.0 {
        Pole::North
    } else {
        Pole::South
    };
    if ring.iter().any(|vertex| vertex.lat() == pole.lat()) {
        Containment::Boundary
    } else if pole_in(ring) == Some(own) {
        Containment::Inside
    } else {
        Containment::Outside
    }
}

/// The longitude of a vertex, turned by whole circles to within 180° of the position's.
fn lon_about(position: Position, vertex: Position) -> f64 {
    let lon = vertex.lon();
    match lon - position.lon() {
        apart if apart >= 180.0 => lon - 360.0,
        apart if apart < -180.0 => lon + 360.0,
        _ => lon,
    }
}

fn between(value: f64, one: f64, other: f64) -> bool {
    one.min(other) <= value && value <= one.max(other)
}

/// The edges of a closed ring.
pub(crate) fn edges(ring: &[Position]) -> impl Iterator<Item = (Position, Position)> {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pole {
    North,
    South,
}

/// What a ring sweeps between itself and the equator.
struct Swept {
    /// Eastward and north positive.
    square_metres: f64,
    /// The pole that the ring encloses, if it goes round the Earth.
    pole: Option<Pole>,
}

fn swept_by(ring: &[Position]) -> Swept {
    let mut square_metres = Compensated::default();
    for (from, to) in edges(ring) {
        let lon_difference = from.lon_difference_to(to);
        square_metres.add(lon_difference.to_radians() * mean_area_per_radian(from.lat(), to.lat()));
    }
    let square_metres = square_metres.total();
    let turned = turned_by(ring);
    let pole = if turned.abs() < 180.0 {
        None
    } else if (square_metres > 0.0) == (turned > 0.0) {
        Some(Pole::North)
    } else {
        Some(Pole::South)
    };
    Swept {
        square_metres,
        pole,
    }
}

/// The area between the equator and a parallel per radian of longitude, in square metres; south
/// negative.
///
/// Snyder's a² q / 2, q = (1 − e²) (sin φ / (1 − e² sin²φ) + atanh(e sin φ) / e).
fn area_per_radian(lat: f64) -> f64 {
    let e2 = WGS84.eccentricity_squared();
    let e = e2.sqrt();
    let (sin, _) = sincos_degrees(lat);
    let q = (1.0 - e2) * (sin / (1.0 - e2 * sin * sin) + libm::atanh(e * sin) / e);
    WGS84.equatorial_radius_m * WGS84.equatorial_radius_m * q / 2.0
}

/// The mean of [`area_per_radian`] along an edge, on which the latitude grows evenly.
///
/// Over at most 45° at a time. The error there is under (π/4)¹⁷ 8!⁴ / (17 · 16!³) < 3e-25 of the
/// 16th derivative, which is the area's own size times 3¹⁶ at most: nothing beside the rounding.
fn mean_area_per_radian(from_lat: f64, to_lat: f64) -> f64 {
    let pieces = ((to_lat - from_lat).abs() / 45.0).ceil().max(1.0);
    let piece = (to_lat - from_lat) / pieces;
    let (mut sum, mut before) = (0.0, 0.0);
    while before < pieces {
        let from = from_lat + piece * before;
        sum += mean(&area_per_radian, from, from + piece);
        before += 1.0;
    }
    sum / pieces
}

/// A sum that keeps what rounding takes away (Neumaier 1974, doi:10.1002/zamm.19740540106).
#[derive(Default)]
struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        self.lost += if self.sum.abs() >= term.abs() {
            (self.sum - sum) + term
        } else {
            (term - sum) + self.sum
        };
        self.sum = sum;
    }

    fn total(&self) -> f64 {
        self.sum + self.lost
    }
}
