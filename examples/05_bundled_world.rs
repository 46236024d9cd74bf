//! The world that ships with the crate: in which country a town lies, and the border near it.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;

use pointzero::geodesy::{Containment, containment};
use pointzero::model::{Country, Extent, Language};
use pointzero::read::world::{Detail, World};

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::bundled();
    let around_point_zero = Extent::from_wsen([4.9, 18.9, 6.7, 20.1])?;
    let countries = world.countries(Detail::OneTo10Million, &around_point_zero)?;

    for town in world.towns(&around_point_zero, 0)? {
        let holds = |country: &&Country| {
            country.polygons.iter().any(|polygon| {
                let rings = polygon.holes.iter().chain([&polygon.outer]);
                containment(town.position, rings.map(Vec::as_slice)) == Containment::Inside
            })
        };
        if let Some(country) = countries.iter().find(holds) {
            let arabic = country.names.in_language(Language::Arabic).unwrap_or("");
            println!("{} lies in {} {arabic}", town.name, country.names.english());
        }
    }
    for border in world.borders(Detail::OneTo10Million, &around_point_zero)? {
        println!(
            "{} | {}: {:?}",
            border.sides[0], border.sides[1], border.class
        );
    }
    Ok(())
}
