//! Reading a file of incidents: what is wrong in it, what became of its rows, and the records.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;
use std::fs::File;

use pointzero::model::Input;
use pointzero::read::{ReadOptions, read_incidents};

fn main() -> Result<(), Box<dyn Error>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/point-zero/incidents.csv"
    );
    let input = Input::from_name("incidents.csv").into();
    let mut incidents = read_incidents(File::open(path)?, input, &ReadOptions::default())?;

    for finding in &incidents.findings {
        println!("{finding}");
    }
    println!("{}", incidents.tally);
    for record in incidents.records()? {
        let incident = record.value;
        let when = incident.period.map(|period| period.to_string());
        println!(
            "{} | {} | {} people",
            incident.name,
            when.as_deref().unwrap_or("no date"),
            incident.people
        );
    }
    Ok(())
}
