//! The nearest help of an incident, from values made in memory.
//!
//! Both places lie within a radius, so the distance comes with the least and the most that it may be.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;

use pointzero::analysis::{Help, Nearest};
use pointzero::geodesy::{Distance, Position};
use pointzero::model::{AidSite, Incident, Place, Record, readable_distance};

fn main() -> Result<(), Box<dyn Error>> {
    let place = |lon, lat, radius_km| -> Result<Place, Box<dyn Error>> {
        let position = Position::from_lon_lat(lon, lat)?;
        Ok(Place::within(Distance::from_km(radius_km)?, position))
    };
    let sites = [
        AidSite::help("assamaka", "Assamaka", place(5.7719, 19.3344, 2.0)?),
        AidSite::help("arlit", "Arlit", place(7.38528, 18.73694, 3.0)?),
    ]
    .map(Record::from_value);
    let incident = Incident {
        place: Some(place(5.634612, 19.398994, 3.0)?),
        ..Incident::default()
    };

    let question = Nearest {
        k: 2.try_into()?,
        ..Nearest::default()
    };
    for answer in Help::from_sites(&sites).nearest(&incident, &question) {
        println!(
            "{}. {}: {} ({})",
            answer.rank,
            sites[answer.site].value.name,
            readable_distance(answer.distance, Some(answer.bounds)),
            answer.readable_range()
        );
    }
    Ok(())
}
