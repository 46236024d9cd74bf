//! What people say of a distance, beside what is measured.
//!
//! Nobody walks less than the straight line; but a walk may well be longer.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;

use pointzero::analysis::check_claim;
use pointzero::geodesy::Distance;
use pointzero::model::{Claim, Stated};

fn main() -> Result<(), Box<dyn Error>> {
    // Point Zero by the records of IOM (within 3 km) to Assamaka (within 2 km): 16.1 km.
    let least = Distance::from_metres(11_098.471)?;
    let most = Distance::from_metres(21_098.471)?;

    let km = Distance::from_km;
    for (words, claim) in [
        (
            "about 15 km on foot",
            Claim::walked(Stated::About(km(15.0)?)),
        ),
        (
            "about 25 km on foot",
            Claim::walked(Stated::About(km(25.0)?)),
        ),
        ("9 km on foot", Claim::walked(Stated::Exact(km(9.0)?))),
        (
            "25 km in a straight line",
            Claim::straight(Stated::Exact(km(25.0)?)),
        ),
    ] {
        println!(
            "{words}: {}",
            check_claim(&claim, Some((least, most))).word()
        );
    }
    Ok(())
}
