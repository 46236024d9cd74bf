//! Areas on paper.

use super::frame::Frame;
use super::line::{shorter_way, whole_pieces};
use super::sample::{Sampler, Step};
use super::{clip, simplify};
use crate::carto::projection::Seam;
use crate::carto::scene::{Closed, Outline, Point};
use crate::geodesy::Position;
use crate::model::Polygon;

/// Degrees of longitude from the central meridian, past ±180 where a ring goes on, and of latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    lon: f64,
    lat: f64,
}

/// A polygon in a frame, to be filled by the even-odd rule; empty when none of it lies there.
///
/// Its edges are straight in longitude and latitude, as in every data set of areas. The outline runs
/// along the frame, a little outside, where the polygon goes on beyond: stroke the polygon's rings as
/// lines instead of it.
pub fn area(polygon: &Polygon, frame: &Frame) -> Outline {
    let mut outline = Outline::default();
    let window = frame.window();
    let mut is_turned_inside_out = false;
    for ring in std::iter::once(&polygon.outer).chain(&polygon.holes) {
        let ring = unwrapped(ring, frame);
        match frame.projection().seam() {
            Seam::Antipode => {
                is_turned_inside_out ^= holds_antipode(&ring, frame);
                add_ring(&mut outline, &ring, frame);
            }
            Seam::Meridian => {
                for turn in [-360.0, 0.0, 360.0] {
                    let part = between_seams(&ring, turn);
                    add_ring(&mut outline, &part, frame);
                }
            }
        }
    }
    if is_turned_inside_out {
        // The image of a ring around the antipode encloses what the polygon leaves out.
        outline
            .segments
            .extend(Outline::from_rect(&window).segments);
    }
    outline
}

/// A metre on the ground, in degrees: less than any paper shows.
const ASIDE: f64 = 1e-5;

/// A latitude a metre from the pole at the least, where every longitude still has its own place.
fn off_pole(lat: f64) -> f64 {
    lat.clamp(-90.0 + ASIDE, 90.0 - ASIDE)
}

/// The globe in a frame: all of the paper, or what lies between the two sides of the seam.
pub fn globe(frame: &Frame) -> Outline {
    match frame.projection().seam() {
        Seam::Antipode => Outline::from_rect(&frame.window()),
        Seam::Meridian => {
            let corner = |lon, lat| Place {
                lon,
                lat: off_pole(lat),
            };
            let corners = [
                (-180.0, -90.0),
                (180.0, -90.0),
                (180.0, 90.0),
                (-180.0, 90.0),
            ];
            let mut outline = Outline::default();
            add_ring(
                &mut outline,
                &corners.map(|(lon, lat)| corner(lon, lat)),
                frame,
            );
            outline
        }
    }
}

/// The ring relative to the central meridian, without jumps; around a pole it is closed over it.
fn unwrapped(ring: &[Position], frame: &Frame) -> Vec<Place> {
    let Some(first) = ring.first() else {
        return Vec::new();
    };
    let mut places = Vec::with_capacity(ring.len() + 3);
    let mut lon = frame.projection().relative_longitude(*first);
    let mut before = *first;
    for position in ring {
        lon += shorter_way(position.lon() - before.lon());
        before = *position;
        places.push(Place {
            lon,
            lat: off_pole(position.lat()),
        });
    }
    let start = places[0];
    let closing = lon + shorter_way(first.lon() - before.lon());
    if (closing - start.lon).abs() > 180.0 {
        let is_northern = places.iter().map(|place| place.lat).sum::<f64>() > 0.0;
        let pole = off_pole(if is_northern { 90.0 } else { -90.0 });
        places.push(Place {
            lon: closing,
            lat: start.lat,
        });
        places.push(Place {
            lon: closing,
            lat: pole,
        });
        places.push(Place {
            lon: start.lon,
            lat: pole,
        });
    }
    places
}

/// Whether the point opposite the frame's centre lies in an unwrapped ring.
fn holds_antipode(ring: &[Place], frame: &Frame) -> bool {
    // Rings keep off the poles, and `image` moves them to the equator's side of an antipode that they
    // meet; so the antipode is looked for a little on the other side.
    let lat = -frame.projection().centre().lat();
    let lat = (lat + (ASIDE / 10.0).copysign(lat)).clamp(-90.0, 90.0);
    [-540.0, -180.0, 180.0, 540.0]
        .into_iter()
        .filter(|lon| is_inside(ring, *lon, lat))
        .count()
        % 2
        == 1
}

/// Whether a place lies in a ring on the plane of degrees, by the parity of crossings to its north.
fn is_inside(ring: &[Place], lon: f64, lat: f64) -> bool {
    let Some(mut from) = ring.last() else {
        return false;
    };
    let mut is_inside = false;
    for to in ring {
        if (from.lon > lon) != (to.lon > lon) {
            let share = (lon - from.lon) / (to.lon - from.lon);
            is_inside ^= from.lat + share * (to.lat - from.lat) > lat;
        }
        from = to;
    }
    is_inside
}

/// The part of an unwrapped ring between the two sides of the seam, after a turn in degrees.
fn between_seams(ring: &[Place], turn: f64) -> Vec<Place> {
    let turned: Vec<Place> = ring
        .iter()
        .map(|place| Place {
            lon: place.lon + turn,
            lat: place.lat,
        })
        .collect();
    let west = cut_at_meridian(&turned, -180.0, |lon| lon >= -180.0);
    cut_at_meridian(&west, 180.0, |lon| lon <= 180.0)
}

/// The part of a ring on one side of a meridian, closed along it; see [`clip::ring`].
fn cut_at_meridian(ring: &[Place], meridian: f64, is_kept: impl Fn(f64) -> bool) -> Vec<Place> {
    let mut kept = Vec::new();
    let Some(mut from) = ring.last().copied() else {
        return kept;
    };
    for &to in ring {
        if is_kept(from.lon) != is_kept(to.lon) {
            let share = (meridian - from.lon) / (to.lon - from.lon);
            kept.push(Place {
                lon: meridian,
                lat: from.lat + share * (to.lat - from.lat),
            });
        }
        if is_kept(to.lon) {
            kept.push(to);
        }
        from = to;
    }
    kept
}

fn add_ring(outline: &mut Outline, ring: &[Place], frame: &Frame) {
    let cut = clip::ring(followed(ring, frame), &frame.window());
    outline.add_points(&simplify::ring(&cut), Closed::Yes);
}

/// A ring's image, followed to what paper can show.
fn followed(ring: &[Place], frame: &Frame) -> Vec<Point> {
    let mut points = Vec::with_capacity(ring.len());
    let Some(mut from) = ring.last().copied() else {
        return points;
    };
    let window = frame.window();
    let mut end_before = image(from, from, 0.0, frame);
    for &to in ring {
        let curve = |t: f64| image(from, to, t, frame);
        let longest = (to.lon - from.lon).abs().max((to.lat - from.lat).abs());
        let pieces = whole_pieces(longest / 2.0);
        let mut start = (0.0, end_before);
        for piece in 1..=pieces {
            let t = f64::from(piece) / f64::from(pieces);
            let end = (t, curve(t));
            if let (Some(a), Some(b)) = (start.1, end.1) {
                let sampler = Sampler {
                    curve: &curve,
                    window: &window,
                };
                // A ring must not be torn: it goes on straight.
                sampler.follow((start.0, a), (t, b), &mut |step| match step {
                    Step::To(point) | Step::TornUpTo(point) => points.push(point),
                });
            }
            start = end;
        }
        end_before = start.1;
        from = to;
    }
    points
}

/// The image of the place between two others; a place without one gives way to its surroundings, since
/// a ring must not be torn.
fn image(from: Place, to: Place, t: f64, frame: &Frame) -> Option<Point> {
    let lon = from.lon + t * (to.lon - from.lon);
    let lat = from.lat + t * (to.lat - from.lat);
    frame
        .place_relative(lon, lat)
        .or_else(|| frame.place_relative(lon, lat - ASIDE.copysign(lat)))
}
