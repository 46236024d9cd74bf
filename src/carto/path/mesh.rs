//! Very many positions at once: between points of a mesh whose places on paper are known.

use super::Frame;
use crate::carto::scene::Point;
use crate::geodesy::Position;

/// Meshes along each side.
const MESHES: u16 = 256;

/// How far a place may lie from the exact one, in millimetres: a twelfth of a dot of a printer.
const FARTHEST_MM: f64 = 0.007;

/// A frame for very many positions.
///
/// # Accuracy
/// 0.007 mm on paper.
#[derive(Debug)]
pub(in crate::carto) struct Mesh<'a> {
    frame: &'a Frame,
    /// Degrees from the central meridian, and of latitude.
    west: f64,
    south: f64,
    /// Meshes in a degree.
    per_lon: f64,
    per_lat: f64,
    /// Row by row from the south; one more each way than there are meshes.
    points: Vec<Point>,
}

impl<'a> Mesh<'a> {
    /// A mesh over all that a frame shows; none where it shows a pole or the edge of the world, or where the plane
    /// bends too much between the points.
    pub(in crate::carto) fn over(frame: &'a Frame) -> Option<Self> {
        let extent = frame.bounds()?;
        let west = Position::from_lon_lat(extent.west(), 0.0).ok()?;
        let west = frame.projection().relative_longitude(west);
        let (width, height) = (extent.width_degrees(), extent.north() - extent.south());
        if west + width > 180.0 || width <= 0.0 || height <= 0.0 {
            return None;
        }
        let share = |number: f64| number / f64::from(MESHES);
        let at = |column: f64, row: f64| {
            let (lon, lat) = (
                west + width * share(column),
                extent.south() + height * share(row),
            );
            frame.place_relative(lon, lat)
        };
        let nodes = || (0..=MESHES).map(f64::from);
        let points = nodes().flat_map(|row| nodes().map(move |column| (column, row)));
        let mesh = Self {
            frame,
            west,
            south: extent.south(),
            per_lon: f64::from(MESHES) / width,
            per_lat: f64::from(MESHES) / height,
            points: points
                .map(|(column, row)| at(column, row))
                .collect::<Option<_>>()?,
        };
        // The plane bends smoothly: what holds in some meshes holds in those between them.
        let middles = || {
            (0..MESHES)
                .step_by(15)
                .map(|number| f64::from(number) + 0.5)
        };
        let is_near = |(column, row): (f64, f64)| {
            let (Some(found), Some(exact)) = (mesh.between(column, row), at(column, row)) else {
                return false;
            };
            libm::hypot(found.x - exact.x, found.y - exact.y) <= FARTHEST_MM / 2.0
        };
        let mut looked_at = middles().flat_map(|row| middles().map(move |column| (column, row)));
        looked_at.all(is_near).then_some(mesh)
    }

    /// The point on paper of a position on the map.
    pub(in crate::carto) fn visible(&self, position: Position) -> Option<Point> {
        let lon = self.frame.projection().relative_longitude(position);
        let column = (lon - self.west) * self.per_lon;
        let row = (position.lat() - self.south) * self.per_lat;
        self.between(column, row)
            .filter(|point| self.frame.rect().contains(*point))
    }

    /// The point at a place among the meshes.
    fn between(&self, column: f64, row: f64) -> Option<Point> {
        let inside = 0.0..f64::from(MESHES);
        if !inside.contains(&column) || !inside.contains(&row) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked just so"
        )]
        let (left, below) = (column as u16, row as u16);
        let (x, y) = (column - f64::from(left), row - f64::from(below));
        let stride = usize::from(MESHES) + 1;
        let start = usize::from(below) * stride + usize::from(left);
        let [Some([a, b]), Some([c, d])] = [start, start + stride].map(|start| {
            let pair = self.points.get(start..start + 2)?;
            <&[Point; 2]>::try_from(pair).ok()
        }) else {
            return None;
        };
        let mean = |a: f64, b: f64, c: f64, d: f64| {
            let (south, north) = (a + x * (b - a), c + x * (d - c));
            south + y * (north - south)
        };
        Some(Point::from_xy(
            mean(a.x, b.x, c.x, d.x),
            mean(a.y, b.y, c.y, d.y),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::projection::for_extent;
    use crate::carto::scene::Rect;
    use crate::model::Extent;

    fn frame(wsen: [f64; 4]) -> Frame {
        let extent = Extent::from_wsen(wsen).unwrap();
        let paper = Rect::from_xywh(10.0, 20.0, 240.0, 150.0);
        Frame::fit(for_extent(&extent).projection, &extent, paper).unwrap()
    }

    #[test]
    fn a_mesh_puts_positions_where_the_frame_puts_them() {
        for wsen in [
            [-18.0, 12.0, 26.0, 38.0],
            [5.3, 19.1, 6.2, 19.7],
            [-80.0, -56.0, -30.0, 12.0],
            [170.0, -20.0, -170.0, -5.0],
        ] {
            let frame = frame(wsen);
            let mesh = Mesh::over(&frame).unwrap();
            let (mut shown, mut apart) = (0, 0.0_f64);
            let east = if wsen[2] < wsen[0] {
                wsen[2] + 360.0
            } else {
                wsen[2]
            };
            for step in 0..20_000 {
                let share = |by: f64| libm::fmod(f64::from(step) * by, 1.0) * 1.2 - 0.1;
                let lon = wsen[0] + (east - wsen[0]) * share(0.754_877_666);
                let lon = if lon > 180.0 { lon - 360.0 } else { lon };
                let lat = wsen[1] + (wsen[3] - wsen[1]) * share(0.569_840_291);
                let position = Position::from_lon_lat(lon, lat).unwrap();
                let exact = frame.to_page(position).unwrap();
                match mesh.visible(position) {
                    Some(found) => {
                        shown += 1;
                        apart = apart.max(libm::hypot(found.x - exact.x, found.y - exact.y));
                    }
                    None => assert!(
                        !frame.rect().grown(-FARTHEST_MM).contains(exact),
                        "{position:?}"
                    ),
                }
            }
            assert!(
                shown > 10_000 && apart < FARTHEST_MM,
                "{wsen:?}: {shown} {apart}"
            );
        }
    }

    #[test]
    fn frames_of_poles_and_of_the_world_have_no_mesh() {
        for wsen in [[-180.0, 60.0, 180.0, 90.0], [-180.0, -90.0, 180.0, 90.0]] {
            assert!(Mesh::over(&frame(wsen)).is_none());
        }
    }
}
