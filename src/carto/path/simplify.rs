//! Thinning of dense lines.

use super::sample::distance_to_segment;
use crate::carto::scene::Point;

/// How far a dropped point may lie from the line that is left, in millimetres: invisible in print.
const TOLERANCE_MM: f64 = 0.02;

/// The line without the points that nobody could see.
///
/// # Source
/// D. H. Douglas, T. K. Peucker (1973), Algorithms for the reduction of the number of points required
/// to represent a digitized line or its caricature, Cartographica 10(2), 112–122.
pub(super) fn line(points: &[Point]) -> Vec<Point> {
    let Some(last) = points.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut is_kept = vec![false; points.len()];
    is_kept[0] = true;
    is_kept[last] = true;
    let mut spans = vec![(0, last)];
    while let Some((start, end)) = spans.pop() {
        let farthest = (start + 1..end)
            .map(|i| {
                (
                    i,
                    distance_to_segment(points[i], points[start], points[end]),
                )
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((i, distance)) = farthest
            && distance > TOLERANCE_MM
        {
            is_kept[i] = true;
            spans.extend([(start, i), (i, end)]);
        }
    }
    let kept = points.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    kept.map(|(point, _)| *point).collect()
}

/// A ring, given without repeating its first point, thinned alike; empty when nothing is left of it.
pub(super) fn ring(points: &[Point]) -> Vec<Point> {
    let Some(first) = points.first() else {
        return Vec::new();
    };
    let farthest = points
        .iter()
        .map(|p| (p.x - first.x) * (p.x - first.x) + (p.y - first.y) * (p.y - first.y))
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(i, _)| i);
    let mut there = line(&points[..=farthest]);
    let back: Vec<Point> = points[farthest..].iter().chain([first]).copied().collect();
    there.pop();
    there.extend(line(&back));
    there.pop();
    if there.len() < 3 { Vec::new() } else { there }
}
