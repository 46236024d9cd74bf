//! Along a route: how long it is, what lies beside it, and where it is far from help.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use pointzero::analysis::Way;
use pointzero::analysis::remoteness::Remoteness;
use pointzero::geodesy::{Distance, Path, Position};
use pointzero::model::{AidSite, Place, Record, Route, Stop};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stops = [
        ("Agadez", 7.99111, 16.97333),
        ("Arlit", 7.38528, 18.73694),
        ("Assamaka", 5.7719, 19.3344),
    ];
    let stops = stops.map(|(name, lon, lat)| {
        let place = Place::exact(Position::from_lon_lat(lon, lat)?);
        Ok::<_, Box<dyn std::error::Error>>(Stop {
            name: name.to_owned(),
            place,
        })
    });
    let stops: Vec<Stop> = stops.into_iter().collect::<Result<_, _>>()?;
    let help = stops
        .iter()
        .map(|stop| AidSite::help(&stop.name, &stop.name, stop.place.clone()));
    let help: Vec<Record<AidSite>> = help.map(Record::from_value).collect();
    let route = Route {
        id: "rn25".to_owned(),
        name: "Agadez – Assamaka".to_owned(),
        path: Path::Geodesic,
        stops,
    };
    let way = Way::new(&route);
    println!("{:.3} m", way.length().metres());

    let well = Position::from_lon_lat(7.0, 18.5)?;
    let beside = way.locate(well).ok_or("a route without stops")?;
    println!(
        "{:.3} m along, {:.3} m off, {:?}",
        beside.along.metres(),
        beside.foot.distance.metres(),
        beside.side
    );

    let help = Remoteness::from_sites(&help, None).ok_or("no help")?;
    for gap in way.gaps(&help, Distance::from_km(25.0)?) {
        println!(
            "{:.3} m to {:.3} m, at worst {:.3} m from help",
            gap.from.metres(),
            gap.to.metres(),
            gap.worst_distance.metres()
        );
    }
    Ok(())
}
