//! Lines on paper.

use super::frame::{Frame, wrapped};
use super::sample::{Sampler, Step};
use super::{clip, simplify};
use crate::carto::scene::Point;
use crate::geodesy::{Azimuth, Distance, Path, Position, direct, inverse, isometric};

/// The longest piece that is looked at as one, in degrees; within it no image can turn twice.
const PIECE_DEGREES: f64 = 2.0;

/// The longest piece of a geodesic, in metres: about as long as the one in degrees.
const PIECE_M: f64 = 200_000.0;

/// Where one leg ends and the next begins this near, in millimetres, the line goes on: the end of a
/// geodesic is computed, and is not the given position to the last digit.
const JOINT_MM: f64 = 0.001;

/// The parts of a line in a frame, as points on paper in millimetres.
///
/// Consecutive positions are joined as `path` says, the shorter way round the globe. A line that
/// meets the seam of the projection ends on one side and goes on at the other.
pub fn line(positions: &[Position], path: Path, frame: &Frame) -> Vec<Vec<Point>> {
    let mut chains = Chains {
        frame,
        parts: Vec::new(),
        end: None,
    };
    for pair in positions.windows(2) {
        let leg = Leg::new(pair[0], pair[1], path, frame);
        chains.add_leg(&leg);
    }
    chains
        .parts
        .iter()
        .flat_map(|part| clip::line(part, &frame.window()))
        .map(|part| simplify::line(&part))
        .collect()
}

/// The curve between two positions, by a parameter from 0 to 1.
struct Leg {
    kind: Kind,
    pieces: u32,
    central_meridian: f64,
}

enum Kind {
    /// Start and change, in degrees.
    LonLat {
        lon: f64,
        lat: f64,
        dlon: f64,
        dlat: f64,
    },
    Geodesic {
        start: Position,
        azimuth: Azimuth,
        length: Distance,
    },
    /// Start and change in degrees, and isometric latitudes.
    Rhumb {
        lon: f64,
        lat: f64,
        dlon: f64,
        dlat: f64,
        psi: f64,
        dpsi: f64,
    },
}

impl Leg {
    fn new(from: Position, to: Position, path: Path, frame: &Frame) -> Self {
        let (lon, lat) = (from.lon(), from.lat());
        let (dlon, dlat) = (shorter_way(to.lon() - lon), to.lat() - lat);
        let mut pieces = dlon.abs().max(dlat.abs()) / PIECE_DEGREES;
        let kind = match path {
            Path::LonLat => Kind::LonLat {
                lon,
                lat,
                dlon,
                dlat,
            },
            Path::Geodesic => {
                let found = inverse(from, to);
                pieces = found.distance.metres() / PIECE_M;
                Kind::Geodesic {
                    start: from,
                    azimuth: found.azimuth_at_start,
                    length: found.distance,
                }
            }
            Path::Rhumb => {
                let psi = isometric_latitude(lat);
                Kind::Rhumb {
                    lon,
                    lat,
                    dlon,
                    dlat,
                    psi,
                    dpsi: isometric_latitude(to.lat()) - psi,
                }
            }
        };
        Self {
            kind,
            pieces: whole_pieces(pieces),
            central_meridian: frame.projection().centre().lon(),
        }
    }

    /// Degrees of longitude from the central meridian, in [−180, 180], and of latitude.
    fn at(&self, t: f64) -> (f64, f64) {
        let (lon, lat) = match self.kind {
            Kind::LonLat {
                lon,
                lat,
                dlon,
                dlat,
            } => (lon + t * dlon, lat + t * dlat),
            Kind::Geodesic {
                start,
                azimuth,
                length,
            } => {
                let distance = Distance::from_computed_metres(t * length.metres());
                let position = direct(start, azimuth, distance);
                (position.lon(), position.lat())
            }
            Kind::Rhumb {
                lon,
                lat,
                dlon,
                dlat,
                psi,
                dpsi,
            } => {
                let here = lat + t * dlat;
                // Along a parallel the isometric latitude does not change.
                let share = if dpsi.abs() < 1e-12 {
                    t
                } else {
                    (isometric_latitude(here) - psi) / dpsi
                };
                (lon + share * dlon, here)
            }
        };
        (wrapped(lon - self.central_meridian), lat.clamp(-90.0, 90.0))
    }
}

/// A change of longitude, in degrees, the shorter way round.
pub(super) fn shorter_way(degrees: f64) -> f64 {
    if degrees > 180.0 {
        degrees - 360.0
    } else if degrees < -180.0 {
        degrees + 360.0
    } else {
        degrees
    }
}

/// A count of pieces, at least one.
pub(super) fn whole_pieces(pieces: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most half the globe in pieces of two degrees"
    )]
    let count = pieces.ceil().clamp(1.0, 200.0) as u32;
    count
}

/// ψ, in which a rhumb line is straight; at a pole it has no end, and a tenth of a millimetre from it is near
/// enough for paper.
fn isometric_latitude(lat: f64) -> f64 {
    isometric(lat.clamp(-90.0 + 1e-9, 90.0 - 1e-9))
}

/// Builds the parts of a line, starting a new one at each tear.
struct Chains<'a> {
    frame: &'a Frame,
    parts: Vec<Vec<Point>>,
    /// The image of where the last piece ended: the next one starts there.
    end: Option<Point>,
}

impl Chains<'_> {
    fn add_leg(&mut self, leg: &Leg) {
        let mut from = 0.0;
        for piece in 1..=leg.pieces {
            let to = f64::from(piece) / f64::from(leg.pieces);
            self.add_piece(leg, from, to);
            from = to;
        }
    }

    fn add_piece(&mut self, leg: &Leg, from: f64, to: f64) {
        let start = self.end.take();
        if !is_torn(leg, from, to) {
            self.add_whole(leg, from, to, start);
            return;
        }
        let (mut before, mut behind) = (from, to);
        for _ in 0..50 {
            let middle = f64::midpoint(before, behind);
            if is_torn(leg, before, middle) {
                behind = middle;
            } else {
                before = middle;
            }
        }
        self.add_whole(leg, from, before, start);
        self.add_whole(leg, behind, to, None);
    }

    /// Adds a piece that does not cross the seam; `start` is the image of its start where that is known.
    fn add_whole(&mut self, leg: &Leg, from: f64, to: f64, start: Option<Point>) {
        let frame = self.frame;
        let curve = |t: f64| {
            let (lon, lat) = leg.at(t);
            frame.place_relative(lon, lat)
        };
        let start = start.or_else(|| curve(from));
        self.end = curve(to);
        let (Some(start), Some(end)) = (start, self.end) else {
            return;
        };
        let end_before = self.parts.last().and_then(|part| part.last());
        let goes_on = end_before
            .is_some_and(|before| libm::hypot(before.x - start.x, before.y - start.y) < JOINT_MM);
        if !goes_on {
            self.parts.push(vec![start]);
        }
        let sampler = Sampler {
            curve: &curve,
            window: &frame.window(),
        };
        sampler.follow(
            (from, start),
            (to, end),
            &mut |step| match (step, self.parts.last_mut()) {
                (Step::To(point), Some(part)) => part.push(point),
                (Step::To(point) | Step::TornUpTo(point), _) => self.parts.push(vec![point]),
            },
        );
    }
}

/// Whether the curve jumps to the other side of the seam between two parameters.
fn is_torn(leg: &Leg, from: f64, to: f64) -> bool {
    (leg.at(to).0 - leg.at(from).0).abs() > 180.0
}
