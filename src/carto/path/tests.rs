//! Lines and areas in frames where longitudes, poles and antipodes are awkward.

use super::*;
use crate::carto::projection::for_extent;
use crate::carto::scene::{Outline, Point, Rect, Segment};
use crate::geodesy::{Path, Position, distance};
use crate::model::{Extent, Polygon};

const RECT: [f64; 4] = [10.0, 28.0, 209.0, 160.0];

const FIJI: [f64; 4] = [170.0, -25.0, -175.0, -10.0];
const SVALBARD: [f64; 4] = [0.0, 74.0, 60.0, 86.0];
const SAHARA: [f64; 4] = [-17.0, 10.0, 37.0, 38.0];
const CHINA: [f64; 4] = [73.0, 18.0, 135.0, 54.0];
const ARCTIC: [f64; 4] = [-180.0, 60.0, 180.0, 90.0];
const WORLD: [f64; 4] = [-180.0, -60.0, 180.0, 80.0];
const PACIFIC: [f64; 4] = [-10.0, -60.0, -11.0, 70.0];
const REGIONS: [[f64; 4]; 7] = [FIJI, SVALBARD, SAHARA, CHINA, ARCTIC, WORLD, PACIFIC];

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn frame(wsen: [f64; 4]) -> Frame {
    let extent = Extent::from_wsen(wsen).unwrap();
    let [x, y, width, height] = RECT;
    let rect = Rect::from_xywh(x, y, width, height);
    Frame::fit(for_extent(&extent).projection, &extent, rect).unwrap()
}

/// A ring around a box of degrees, counter-clockwise, with a corner every 50 degrees at the most.
fn ring([west, south, east, north]: [f64; 4]) -> Vec<Position> {
    let width = Extent::from_wsen([west, south, east, north])
        .unwrap()
        .width_degrees();
    let steps = (1..=8).find(|n| f64::from(*n) * 50.0 >= width).unwrap();
    let turned =
        |i: u32| (west + width * f64::from(i) / f64::from(steps) + 180.0).rem_euclid(360.0) - 180.0;
    let lower = (0..=steps).map(|i| at(turned(i), south));
    let upper = (0..=steps).rev().map(|i| at(turned(i), north));
    lower.chain(upper).collect()
}

fn polygon(outer: Vec<Position>) -> Polygon {
    Polygon {
        outer,
        holes: vec![],
    }
}

fn contours(outline: &Outline) -> Vec<Vec<Point>> {
    let mut contours: Vec<Vec<Point>> = vec![];
    for segment in &outline.segments {
        match segment {
            Segment::MoveTo(p) => contours.push(vec![*p]),
            Segment::LineTo(p) => contours.last_mut().unwrap().push(*p),
            Segment::Close => {}
            other => panic!("{other:?}"),
        }
    }
    contours
}

fn is_filled(contours: &[Vec<Point>], point: Point) -> bool {
    let mut is_inside = false;
    for contour in contours {
        let mut from = contour[contour.len() - 1];
        for &to in contour {
            if (from.y > point.y) != (to.y > point.y) {
                let share = (point.y - from.y) / (to.y - from.y);
                is_inside ^= from.x + share * (to.x - from.x) > point.x;
            }
            from = to;
        }
    }
    is_inside
}

/// Compares the paper with a rule on the globe, at a grid of points.
fn assert_fills(frame: &Frame, polygon: &Polygon, rule: &dyn Fn(Position) -> bool) -> usize {
    let contours = contours(&area(polygon, frame));
    let window = frame.window().grown(1e-9);
    assert!(contours.iter().flatten().all(|p| window.contains(*p)));
    let mut filled = 0;
    let said = |x, y| frame.to_position(Point::from_xy(x, y)).map(rule);
    for i in 0..67 {
        for j in 0..53 {
            let (x, y) = (RECT[0] + f64::from(i) * 3.1, RECT[1] + f64::from(j) * 3.0);
            let Some(expected) = said(x, y) else { continue };
            // On the edge of the polygon neither answer is wrong.
            let is_edge = [(0.1, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.0, -0.1)]
                .iter()
                .any(|(dx, dy)| said(x + dx, y + dy) != Some(expected));
            if !is_edge {
                let found = is_filled(&contours, Point::from_xy(x, y));
                let place = frame.to_position(Point::from_xy(x, y));
                assert_eq!(
                    found,
                    expected,
                    "{} at {x}, {y}, {place:?}",
                    frame.projection()
                );
                filled += usize::from(found);
            }
        }
    }
    filled
}

#[test]
fn boxes_fill_what_they_hold_in_every_frame() {
    let boxes = [
        [177.0, -19.5, -179.0, -15.5],
        [10.0, 76.0, 35.0, 81.0],
        [2.0, 15.0, 20.0, 30.0],
        // Around the antipodes of the Sahara, of China and of Fiji.
        [150.0, -50.0, -150.0, -5.0],
        [-90.0, -60.0, -50.0, -10.0],
        [-30.0, -10.0, 40.0, 60.0],
        // Nearly half the globe, and across both poles' surroundings.
        [-100.0, -88.0, 70.0, 88.0],
        [-179.0, -60.0, 179.0, 60.0],
    ];
    let mut filled = 0;
    for region in REGIONS {
        for wsen in boxes {
            let extent = Extent::from_wsen(wsen).unwrap();
            filled += assert_fills(&frame(region), &polygon(ring(wsen)), &|p| {
                extent.contains(p)
            });
        }
    }
    assert!(filled > 10_000, "{filled}");
}

#[test]
fn a_ring_around_a_pole_holds_the_pole() {
    let around = |lat: f64| {
        (0..12)
            .map(|i| at(f64::from(i) * 30.0 - 175.0, lat))
            .collect()
    };
    // As data sets write Antarctica: along the antimeridian to the pole and back.
    let mut antarctica = vec![at(-180.0, -90.0)];
    antarctica.extend((0..=12).map(|i| at(f64::from(i) * 30.0 - 180.0, -65.0)));
    antarctica.push(at(180.0, -90.0));
    for region in REGIONS {
        assert_fills(&frame(region), &polygon(around(78.0)), &|p| p.lat() > 78.0);
        assert_fills(&frame(region), &polygon(antarctica.clone()), &|p| {
            p.lat() < -65.0
        });
    }
    let filled = assert_fills(&frame(ARCTIC), &polygon(around(78.0)), &|p| p.lat() > 78.0);
    assert!(filled > 100);
}

#[test]
fn holes_stay_open() {
    let (outer, hole) = ([0.0, 12.0, 30.0, 35.0], [5.0, 18.0, 12.0, 24.0]);
    let polygon = Polygon {
        outer: ring(outer),
        holes: vec![ring(hole)],
    };
    let [outer, hole] = [outer, hole].map(|wsen| Extent::from_wsen(wsen).unwrap());
    let filled = assert_fills(&frame(SAHARA), &polygon, &|p| {
        outer.contains(p) && !hole.contains(p)
    });
    assert!(filled > 500);
}

#[test]
fn what_is_elsewhere_leaves_nothing() {
    for wsen in [[150.0, 50.0, 170.0, 70.0], [-70.0, -50.0, -60.0, -20.0]] {
        assert!(area(&polygon(ring(wsen)), &frame(SAHARA)).is_empty());
        assert!(line(&ring(wsen), Path::LonLat, &frame(SAHARA)).is_empty());
    }
    assert!(area(&polygon(vec![]), &frame(SAHARA)).is_empty());
    assert!(line(&[at(0.0, 0.0)], Path::Geodesic, &frame(SAHARA)).is_empty());
}

#[test]
fn a_frame_holds_its_window_and_inverts() {
    for region in REGIONS {
        let frame = frame(region);
        let mut widest: f64 = 0.0;
        for i in 0..=30 {
            for j in 0..=30 {
                let [west, south, _, north] = region;
                let width = Extent::from_wsen(region).unwrap().width_degrees();
                let lon = (west + width * f64::from(i) / 30.0 + 180.0).rem_euclid(360.0) - 180.0;
                let position = at(lon, south + (north - south) * f64::from(j) / 30.0);
                let point = frame.to_page(position).unwrap();
                assert!(
                    frame.rect().grown(0.2).contains(point),
                    "{region:?} {position:?} {point:?}"
                );
                let back = frame.to_position(point).unwrap();
                assert!(distance(position, back).metres() < 1e-3);
                let centre = frame.rect().centre();
                widest = widest
                    .max(((point.x - centre.x) / RECT[2]).abs())
                    .max(((point.y - centre.y) / RECT[3]).abs());
            }
        }
        assert!((widest - 0.5).abs() < 2e-3, "{region:?} {widest}");
    }
}

#[test]
fn the_window_of_a_frame_holds_all_that_it_shows() {
    for region in REGIONS {
        let frame = frame(region);
        let (extent, window) = (frame.extent(), frame.window());
        for i in 0..=211 {
            for j in 0..=161 {
                let x = window.left + window.width() * f64::from(i) / 211.0;
                let y = window.top + window.height() * f64::from(j) / 161.0;
                if let Some(position) = frame.to_position(Point::from_xy(x, y)) {
                    assert!(
                        extent.contains(position),
                        "{region:?} {position:?} {extent:?}"
                    );
                }
            }
        }
    }
    assert!(frame(SAHARA).extent().width_degrees() < 90.0);
    assert!(frame(FIJI).extent().width_degrees() < 30.0);
}

#[test]
fn the_globe_is_what_has_a_position() {
    for region in REGIONS {
        let frame = frame(region);
        let contours = contours(&globe(&frame));
        for (x, y) in [(114.5, 108.0), (11.0, 29.0), (218.0, 187.0), (30.0, 60.0)] {
            let point = Point::from_xy(x, y);
            assert_eq!(
                is_filled(&contours, point),
                frame.to_position(point).is_some()
            );
        }
    }
}

#[test]
fn every_drawn_point_lies_on_the_line_that_was_meant() {
    let (from, to) = (at(-16.0, 36.0), at(35.0, 12.0));
    let frame = frame(SAHARA);
    let drawn = |path| {
        let parts = line(&[from, to], path, &frame);
        assert_eq!(parts.len(), 1, "{path:?}");
        parts.into_iter().next().unwrap()
    };
    // The ends and the middle of every drawn piece, back on the globe.
    let places = |points: &[Point]| -> Vec<Position> {
        points
            .windows(2)
            .flat_map(|pair| {
                let middle = Point::from_xy(
                    f64::midpoint(pair[0].x, pair[1].x),
                    f64::midpoint(pair[0].y, pair[1].y),
                );
                [pair[0], middle].map(|p| frame.to_position(p).unwrap())
            })
            .collect()
    };
    let tolerance_m = 0.075 * frame.metres_per_mm();
    for place in places(&drawn(Path::LonLat)) {
        let lat = 36.0 + (place.lon() + 16.0) / 51.0 * -24.0;
        assert!((place.lat() - lat).abs() * 111_000.0 < tolerance_m);
    }
    let total = distance(from, to).metres();
    for place in places(&drawn(Path::Geodesic)) {
        // Off the line by h, the way round is longer by h²/2 (1/a + 1/b).
        let (a, b) = (distance(from, place).metres(), distance(place, to).metres());
        let h = (2.0 * (a + b - total).max(0.0) * a * b / total).sqrt();
        assert!(h < tolerance_m, "{h}");
    }
    // Checked by RhumbSolve of GeographicLib's method: the azimuth is the same from either end.
    let rhumb = places(&drawn(Path::Rhumb));
    let psi = |lat: f64| libm::asinh(libm::tan(lat.to_radians()));
    for place in rhumb {
        let share = (psi(place.lat()) - psi(36.0)) / (psi(12.0) - psi(36.0));
        // The sphere's isometric latitude is up to a thousandth of the way off.
        assert!((place.lon() + 16.0 - 51.0 * share).abs() < 0.06);
    }
}

#[test]
fn lines_cross_the_antimeridian_in_one_piece_but_at_the_seam() {
    let across = [at(172.0, -18.0), at(-178.0, -17.0), at(-176.0, -20.0)];
    for path in [Path::LonLat, Path::Geodesic, Path::Rhumb] {
        let parts = line(&across, path, &frame(FIJI));
        assert_eq!(parts.len(), 1);
        assert!(parts[0].windows(2).all(|pair| pair[0].x < pair[1].x));

        let world = frame(WORLD);
        let parts = line(&across, path, &world);
        assert_eq!(parts.len(), 2);
        let ends = [parts[0][parts[0].len() - 1], parts[1][0]];
        assert!((ends[0].x + ends[1].x - 2.0 * world.rect().centre().x).abs() < 0.01);
        assert!(ends[0].x > 200.0 && ends[1].x < 20.0);
    }
}

#[test]
fn a_line_through_the_antipode_does_not_cross_the_map() {
    let frame = frame(SAHARA);
    let centre = frame.projection().centre();
    let antipode = at(centre.lon() - 180.0, -centre.lat());
    for (dlon, dlat) in [(3.0, 0.0), (0.0, 3.0), (2.0, 1.0)] {
        let [a, b] = [-1.0, 1.0].map(|s| at(antipode.lon() + s * dlon, antipode.lat() + s * dlat));
        for path in [Path::LonLat, Path::Geodesic, Path::Rhumb] {
            for points in [vec![a, b], vec![a, antipode, b]] {
                let drawn = line(&points, path, &frame);
                assert!(drawn.is_empty(), "{points:?} {path:?}: {drawn:?}");
            }
        }
    }
}

#[test]
fn north_leans_at_eighty_degrees() {
    let frame = frame(SVALBARD);
    let lean = |lon| frame.convergence_degrees(at(lon, 80.0)).unwrap();
    assert!(lean(30.0).abs() < 1e-9);
    // Nearly the whole difference of longitude, so near the pole.
    assert!((lean(50.0) + 19.7).abs() < 0.3, "{}", lean(50.0));
}

#[test]
fn paper_without_room_is_refused() {
    let extent = Extent::from_wsen(FIJI).unwrap();
    let projection = for_extent(&extent).projection;
    for (width, height) in [(0.0, 10.0), (10.0, -1.0), (f64::NAN, 10.0)] {
        let rect = Rect::from_xywh(0.0, 0.0, width, height);
        assert_eq!(Frame::fit(projection, &extent, rect), Err(NoFrame));
    }
}
