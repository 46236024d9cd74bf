//! The jobs of the bundled data: list, describe, export.

use std::io::Write;

use super::save::{Output, Pending};
use super::sinks::Sinks;
use super::{Existing, JobError, Outcome};
use crate::model::{
    Batch, Cell, Column, CountryStatus, Extent, Geometry, Language, LineDoubt, Names, Schema,
};
use crate::output::table::TableFormat;
use crate::read::world::{Dataset, Detail, Fact, World, WorldError, facts};

/// Writes a list of everything bundled as a table.
///
/// # Errors
/// [`JobError::Io`] when standard output fails.
pub fn list_data(
    format: Option<&'static TableFormat>,
    stdout: &mut dyn Write,
) -> Result<Outcome, JobError> {
    let schema = Schema {
        columns: ["name", "what", "date", "licence"]
            .map(Column::text)
            .to_vec(),
    };
    let mut batch = schema.empty_batch();
    for dataset in datasets()? {
        batch.push(
            [dataset.id, dataset.what, dataset.date, dataset.licence].map(Cell::text),
            None,
        );
    }
    for fact in facts() {
        batch.push(
            [fact.name, fact.what, "", "facts with their sources"].map(Cell::text),
            None,
        );
    }
    let sinks = Sinks::start(&[], format, Existing::Keep, &[], &mut Pending::default())?;
    sinks.write(&schema, stdout, |write| write(&batch))?;
    Ok(Outcome::default())
}

/// Writes everything that is known about one data set.
///
/// # Errors
/// [`JobError::Usage`] when there is none of this name.
pub fn describe_data(name: &str, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
    let lines = if let Some(fact) = facts().iter().find(|fact| fact.name == name) {
        vec![
            ("name", fact.name.to_owned()),
            ("what", fact.what.to_owned()),
            ("media type", fact.media_type.to_owned()),
            ("size", format!("{} bytes", fact.contents.len())),
        ]
    } else {
        let dataset = datasets()?
            .into_iter()
            .find(|dataset| dataset.id == name)
            .ok_or_else(|| unknown(name))?;
        vec![
            ("name", dataset.id.to_owned()),
            ("what", dataset.what.to_owned()),
            ("source", dataset.source.to_owned()),
            ("licence", dataset.licence.to_owned()),
            ("date", dataset.date.to_owned()),
            ("precision", dataset.precision.to_owned()),
            ("records", dataset.records.to_string()),
        ]
    };
    for (key, value) in lines {
        writeln!(stdout, "{key:<10} {value}").map_err(failed)?;
    }
    stdout.flush().map_err(failed)?;
    Ok(Outcome::default())
}

/// A bundled data set to write somewhere.
#[derive(Debug, Clone)]
pub struct ExportJob {
    /// Its name.
    pub name: String,
    /// Where it goes; standard output when there is none.
    pub outputs: Vec<Output>,
    /// The format on standard output, and of files whose extension names none.
    pub format: Option<&'static TableFormat>,
    /// What to do where an output stands already.
    pub existing: Existing,
}

impl ExportJob {
    /// Writes the data set; a file of facts comes out byte for byte.
    ///
    /// # Errors
    /// [`JobError`]; nothing is written then.
    pub fn run(&self, stdout: &mut dyn Write) -> Result<Outcome, JobError> {
        let mut pending = Pending::default();
        if let Some(fact) = facts().iter().find(|fact| fact.name == self.name) {
            self.export_fact(fact, &mut pending, stdout)?;
        } else {
            let (schema, batch) = rows(&self.name)?;
            Sinks::start(&self.outputs, self.format, self.existing, &[], &mut pending)?.write(
                &schema,
                stdout,
                |write| write(&batch),
            )?;
        }
        Ok(Outcome {
            written: pending.commit()?,
            ..Outcome::default()
        })
    }

    fn export_fact(
        &self,
        fact: &Fact,
        pending: &mut Pending,
        stdout: &mut dyn Write,
    ) -> Result<(), JobError> {
        let bytes = fact.contents.as_bytes();
        if self.outputs.is_empty() {
            stdout
                .write_all(bytes)
                .and_then(|()| stdout.flush())
                .map_err(failed)?;
        }
        for output in &self.outputs {
            match output {
                Output::Stdout => stdout.write_all(bytes).map_err(failed)?,
                Output::Path(path) => {
                    let number = pending.start(path, &[], self.existing)?;
                    pending.file(number)?.write_all(bytes).map_err(failed)?;
                }
            }
        }
        Ok(())
    }
}

fn failed(source: std::io::Error) -> JobError {
    JobError::io("cannot write the data", source)
}

fn corrupt(error: WorldError) -> JobError {
    JobError::io(
        "cannot read the bundled world",
        std::io::Error::other(error),
    )
}

fn datasets() -> Result<Vec<Dataset<'static>>, JobError> {
    World::bundled().datasets().map_err(corrupt)
}

fn unknown(name: &str) -> JobError {
    let ids = datasets()
        .unwrap_or_default()
        .into_iter()
        .map(|dataset| dataset.id);
    let names: Vec<&str> = ids.chain(facts().iter().map(|fact| fact.name)).collect();
    JobError::Usage(format!(
        "there is no bundled \"{}\"; there are {}",
        crate::model::visible(name),
        names.join(", ")
    ))
}

/// A data set as a table with its geometry.
fn rows(name: &str) -> Result<(Schema, Batch), JobError> {
    let world = World::bundled();
    let everywhere = Extent::WORLD;
    let detail = |name: &str| match name {
        "10m" => Some(Detail::OneTo10Million),
        "50m" => Some(Detail::OneTo50Million),
        "110m" => Some(Detail::OneTo110Million),
        _ => None,
    };
    let of = |kind: &str| name.strip_prefix(kind).and_then(detail);
    if let Some(detail) = of("countries") {
        let countries = world.countries(detail, &everywhere).map_err(corrupt)?;
        return Ok(table(
            &[
                "code", "name", "name_fr", "name_ar", "name_es", "status", "note",
            ],
            countries.into_iter().map(|country| {
                let cells = [
                    vec![Cell::text(country.code)],
                    names(&country.names),
                    vec![Cell::text(status(country.status)), Cell::text(country.note)],
                ];
                (cells.concat(), Geometry::Areas(country.polygons))
            }),
        ));
    }
    if let Some(detail) = of("borders") {
        let borders = world.borders(detail, &everywhere).map_err(corrupt)?;
        return Ok(table(
            &[
                "class",
                "left",
                "right",
                "name",
                "scale",
                "line",
                "uncertainty_m",
            ],
            borders.into_iter().map(|border| {
                let [left, right] = border.sides;
                // Given back, they are as doubtful as they are here, or as unfit to be measured to.
                let radius = match border.doubt {
                    LineDoubt::Everywhere(doubt) => doubt.radius().metres().to_string(),
                    _ => String::new(),
                };
                let cells = vec![
                    Cell::text(border.class.word()),
                    Cell::text(left),
                    Cell::text(right),
                    Cell::text(border.name),
                    Cell::text(format!("1:{}", name.trim_start_matches("borders"))),
                    Cell::text(border.path.word()),
                    Cell::text(radius),
                ];
                (cells, Geometry::Lines(border.lines))
            }),
        ));
    }
    if let Some(detail) = of("lakes") {
        let lakes = world.lakes(detail, &everywhere).map_err(corrupt)?;
        return Ok(table(
            &["name"],
            lakes
                .into_iter()
                .map(|lake| (vec![Cell::text(lake.name)], Geometry::Areas(lake.polygons))),
        ));
    }
    if name == "places" {
        let towns = world.towns(&everywhere, 0).map_err(corrupt)?;
        let schema = Schema {
            columns: vec![
                Column::text("name"),
                Column::text("country"),
                Column::integer("population"),
                Column::coordinate("lat"),
                Column::coordinate("lon"),
            ],
        };
        let mut batch = schema.empty_batch();
        for town in towns {
            let cells = [
                Cell::text(town.name),
                Cell::text(town.country),
                Cell::Integer(Some(i64::from(town.population))),
                Cell::Number(Some(town.position.lat())),
                Cell::Number(Some(town.position.lon())),
            ];
            batch.push(cells, Some(Geometry::Point(town.position)));
        }
        return Ok((schema, batch));
    }
    Err(unknown(name))
}

fn table<'a>(
    columns: &[&str],
    rows: impl Iterator<Item = (Vec<Cell<'a>>, Geometry)>,
) -> (Schema, Batch) {
    let schema = Schema {
        columns: columns.iter().map(|name| Column::text(name)).collect(),
    };
    let mut batch = schema.empty_batch();
    for (cells, geometry) in rows {
        batch.push(cells, Some(geometry));
    }
    (schema, batch)
}

fn names(names: &Names) -> Vec<Cell<'static>> {
    let in_language = |language| {
        let name = names.in_language(language).unwrap_or_default();
        name.to_owned()
    };
    Language::ALL
        .into_iter()
        .map(|language| Cell::text(in_language(language)))
        .collect()
}

const fn status(status: CountryStatus) -> &'static str {
    match status {
        CountryStatus::State => "state",
        CountryStatus::Dependency => "dependency",
        CountryStatus::Disputed => "disputed",
    }
}
