//! The questions on plain slices: many places at once, points, lines and areas.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;

use pointzero::geodesy::{Containment, Distance, InvalidPosition, Path, Position};
use pointzero::index::{AreaIndex, PointIndex, SegmentIndex};

fn main() -> Result<(), Box<dyn Error>> {
    let places = |lon_lats: &[(f64, f64)]| -> Result<Vec<Position>, InvalidPosition> {
        let each = lon_lats.iter();
        each.map(|&(lon, lat)| Position::from_lon_lat(lon, lat))
            .collect()
    };
    // Point Zero, Agadez; Assamaka, Arlit.
    let incidents = places(&[(5.634612, 19.398994), (7.9911, 16.9742)])?;
    let sites = places(&[(5.7719, 19.3344), (7.38528, 18.73694)])?;

    let index = PointIndex::from_positions(sites.iter().copied());
    let nearest = index.nearest_of_each(&incidents, 1, None, |_, _| true);
    for found in nearest.iter().flatten() {
        println!(
            "site {} is {:.3} m away",
            found.row,
            found.distance.metres()
        );
    }
    let within = Distance::from_km(250.0)?;
    let counts = index.count_within_each(&incidents, within, |_, _| true);
    println!("sites within 250 km: {counts:?}");

    // The Algeria–Niger treaty line of 1983, from the tripoint with Mali to In Azaoua.
    let treaty = places(&[(4.24, 19.13), (5.813022, 19.443239), (7.459372, 20.843969)])?;
    let lines = SegmentIndex::from_lines([(&treaty[..], Path::Geodesic)]);
    for found in lines
        .nearest_of_each(&incidents, None, |_, _| true)
        .iter()
        .flatten()
    {
        println!("the line is {:.3} m away", found.foot.distance.metres());
    }

    // A made-up outline.
    let camp = places(&[(5.76, 19.33), (5.78, 19.33), (5.78, 19.34), (5.76, 19.34)])?;
    let areas = AreaIndex::from_areas([[&camp[..]]]);
    let inside = areas.containing(sites[0]);
    println!(
        "Assamaka is inside the camp: {}",
        inside == [(0, Containment::Inside)]
    );
    Ok(())
}
