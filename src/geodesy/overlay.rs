//! What areas have in common, and what only one of two has.
//!
//! Edges are straight in longitude and latitude, so areas are cut as plane ones there; longitudes are
//! counted from a position near them, so that the antimeridian is nowhere special. Areas about a pole are
//! not cut here.
//!
//! # Accuracy
//! Places of crossings are rounded to 2⁻³⁰ of the extent of what is cut: a centimetre over 10 000 km.

use geo::{
    BooleanOps, BoundingRect, Coord, Intersects, LineString, MultiPolygon, Polygon, unary_union,
};

use super::Position;

/// An area: an outer ring and its holes, each closed without repeating its first position.
pub type Rings = Vec<Vec<Position>>;

/// Which part of two areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// What lies in both.
    Both,
    /// What lies in one of them and not in the other.
    Either,
}

/// A part of two areas, as outer rings with their holes; nothing where there is none.
///
/// All of `one` lies within half a turn of `about`, and where what either has is asked for, so does all of
/// `other`.
pub fn overlay(one: &[Rings], other: &[Rings], part: Overlay, about: Position) -> Vec<Rings> {
    let one = plane(one, &[0.0], about);
    let turns: &[f64] = match part {
        Overlay::Both => &[-360.0, 0.0, 360.0],
        Overlay::Either => &[0.0],
    };
    let mut other = plane(other, turns, about);
    if let (Overlay::Both, Some(bounds)) = (part, one.bounding_rect()) {
        // What lies elsewhere would only widen the extent, and so the rounding.
        let is_near = |polygon: &Polygon<f64>| {
            let own = polygon.bounding_rect();
            own.is_some_and(|own| own.intersects(&bounds))
        };
        other.0.retain(is_near);
    }
    let found: MultiPolygon<f64> = match part {
        Overlay::Both => one.intersection(&other),
        Overlay::Either => one.xor(&other),
    };
    rings(found, about)
}

/// All that lies in some areas, as outer rings with their holes. They lie within half a turn of `about`.
pub fn union(areas: &[Rings], about: Position) -> Vec<Rings> {
    rings(unary_union(&plane(areas, &[0.0], about)), about)
}

fn rings(found: MultiPolygon<f64>, about: Position) -> Vec<Rings> {
    found
        .into_iter()
        .map(|polygon| {
            let (outer, holes) = polygon.into_inner();
            std::iter::once(outer)
                .chain(holes)
                .map(|ring| positions(&ring, about))
                .filter(|ring| ring.len() >= 3)
                .collect()
        })
        .filter(|rings: &Rings| !rings.is_empty())
        .collect()
}

fn plane(areas: &[Rings], turns: &[f64], about: Position) -> MultiPolygon<f64> {
    let polygons = turns.iter().flat_map(|turn| {
        areas.iter().filter_map(move |rings| {
            let mut rings = rings.iter().map(|ring| line(ring, *turn, about));
            Some(Polygon::new(rings.next()?, rings.collect()))
        })
    });
    MultiPolygon::new(polygons.collect())
}

/// A ring as degrees east of a position and degrees north, without jumps.
fn line(ring: &[Position], turn: f64, about: Position) -> LineString<f64> {
    let mut places: Vec<Coord<f64>> = Vec::with_capacity(ring.len());
    let mut before = about;
    let mut east = turn;
    for position in ring {
        east += before.lon_difference_to(*position);
        before = *position;
        places.push(Coord {
            x: east,
            y: position.lat(),
        });
    }
    LineString::new(places)
}

fn positions(ring: &LineString<f64>, about: Position) -> Vec<Position> {
    let mut positions: Vec<Position> = ring
        .coords()
        .map(|place| Position::from_computed_lon_lat(about.lon() + place.x, place.y))
        .collect();
    if positions.len() > 1 && positions.first() == positions.last() {
        positions.pop();
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::polygon_area;

    fn ring(lon_lats: [(f64, f64); 4]) -> Rings {
        let at = |(lon, lat)| Position::from_lon_lat(lon, lat).unwrap();
        vec![lon_lats.map(at).to_vec()]
    }

    fn boxed(west: f64, east: f64) -> Rings {
        ring([(west, -1.0), (east, -1.0), (east, 1.0), (west, 1.0)])
    }

    fn square_km(areas: &[Rings]) -> f64 {
        areas
            .iter()
            .map(|rings| polygon_area(&rings[0], []).square_km())
            .sum()
    }

    #[test]
    fn parts_across_the_antimeridian_add_up() {
        let (one, other) = (boxed(178.0, -178.0), boxed(179.0, -176.0));
        let about = Position::from_lon_lat(179.5, 0.0).unwrap();
        let of = |part| {
            overlay(
                std::slice::from_ref(&one),
                std::slice::from_ref(&other),
                part,
                about,
            )
        };
        // Boxes between the same parallels: areas are as their widths.
        let whole = square_km(&[one.clone()]);
        let both = square_km(&of(Overlay::Both));
        let either = square_km(&of(Overlay::Either));
        assert!((both - whole * 3.0 / 4.0).abs() < 1e-3, "{both} of {whole}");
        assert!(
            (either - whole * 3.0 / 4.0).abs() < 1e-3,
            "{either} of {whole}"
        );
    }

    #[test]
    fn what_overlaps_counts_once() {
        let about = Position::from_lon_lat(179.5, 0.0).unwrap();
        let all = [
            boxed(178.0, -178.0),
            boxed(179.0, -176.0),
            boxed(170.0, 171.0),
        ];
        let found = union(&all, about);
        let one_degree = square_km(&[boxed(0.0, 1.0)]);
        assert_eq!(found.len(), 2);
        assert!((square_km(&found) - 7.0 * one_degree).abs() < 1e-3);
    }

    #[test]
    fn areas_apart_have_nothing_in_common() {
        let about = Position::from_lon_lat(0.0, 0.0).unwrap();
        assert!(overlay(&[boxed(0.0, 1.0)], &[boxed(2.0, 3.0)], Overlay::Both, about).is_empty());
    }
}
