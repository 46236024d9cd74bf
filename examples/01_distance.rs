//! The distance between two places, on the ellipsoid.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use pointzero::geodesy::{InvalidPosition, Position, distance};

fn main() -> Result<(), InvalidPosition> {
    let point_zero = Position::from_lon_lat(5.634612, 19.398994)?;
    let assamaka = Position::from_lon_lat(5.7719, 19.3344)?;
    println!("{:.3} m", distance(point_zero, assamaka).metres());
    Ok(())
}
