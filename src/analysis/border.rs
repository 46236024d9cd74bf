//! The nearest boundary line of each incident, and the country that it lies in.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::{
    Belonging, Inquiry, LineChoice, NearestBorder, Question, Territory, Treaties, Unanswerable,
    answer_in_pieces, carried_cells,
};
use crate::geodesy::{Azimuth, Distance, Path};
use crate::model::{
    Atlas, Batch, Border as Line, Cell, Column, Finding, Geometry, Incident, Record, Schema,
    visible,
};

/// The nearest boundary line of each incident: one row for each.
///
/// The country and the sides of the boundary are named in English, and by their codes in columns of
/// their own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(
    feature = "cli",
    derive(clap::Args),
    command(after_help = "Examples:
  pointzero border incidents.csv
  pointzero border incidents.csv --between DZA,NER -o border.csv
  pointzero border incidents.csv --borders lines.geojson --line geodesic")
)]
pub struct Border {
    /// Only the boundary between two countries, by their codes, such as DZA,NER
    #[cfg_attr(feature = "cli", arg(long, value_name = "CODE,CODE"))]
    pub between: Option<Between>,
    /// What joins the points of lines that do not say so themselves [default: lonlat in a file of
    /// your own, geodesic in the treaty of Algeria and Niger]
    #[cfg_attr(feature = "cli", arg(long, value_enum, value_name = "READING"))]
    pub line: Option<Path>,
    /// Leave out the treaty of Algeria and Niger, and measure to Natural Earth there too
    #[cfg_attr(feature = "cli", arg(long))]
    pub no_treaty: bool,
}

/// The codes of two different countries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "[String; 2]")]
pub struct Between([String; 2]);

/// Words that are not the codes of two different countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidBetween;

impl TryFrom<[String; 2]> for Between {
    type Error = InvalidBetween;

    fn try_from(codes: [String; 2]) -> Result<Self, Self::Error> {
        let codes = codes.map(|code| code.trim().to_uppercase());
        if codes[0] == codes[1] || codes.iter().any(String::is_empty) {
            return Err(InvalidBetween);
        }
        Ok(Self(codes))
    }
}

impl FromStr for Between {
    type Err = InvalidBetween;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (one, other) = text.split_once(',').ok_or(InvalidBetween)?;
        Self::try_from([one.to_owned(), other.to_owned()])
    }
}

impl fmt::Display for InvalidBetween {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("give the codes of two different countries, such as DZA,NER")
    }
}

impl std::error::Error for InvalidBetween {}

impl Border {
    fn choice(&self) -> LineChoice {
        LineChoice {
            line: self.line,
            treaties: if self.no_treaty {
                Treaties::LeftOut
            } else {
                Treaties::Used
            },
        }
    }

    fn accepts(&self, line: &Line) -> bool {
        self.between
            .as_ref()
            .is_none_or(|Between([one, other])| line.is_between(one, other))
    }

    /// Refuses two countries that share no boundary line.
    fn check(&self, territory: &Territory<'_>) -> Result<(), Unanswerable> {
        let Some(Between([one, other])) = &self.between else {
            return Ok(());
        };
        if territory.measured_borders().any(|line| self.accepts(line)) {
            return Ok(());
        }
        let mut beside: Vec<&str> = territory
            .measured_borders()
            .filter_map(|line| line.other_side(one))
            .filter(|code| !code.is_empty() && code != one)
            .collect();
        beside.sort_unstable();
        beside.dedup();
        let known = if beside.is_empty() {
            format!("no line has {} as a side", visible(one))
        } else {
            format!("{} has lines with {}", visible(one), beside.join(", "))
        };
        Err(Unanswerable(format!(
            "no boundary line lies between {} and {}; {known}",
            visible(one),
            visible(other)
        )))
    }
}

impl Question for Border {
    fn needs_aid(&self) -> bool {
        false
    }

    fn needs_world(&self) -> bool {
        true
    }

    fn needs_place(&self) -> bool {
        true
    }

    fn start<'a>(
        &'a self,
        atlas: &'a Atlas,
        carried: &[(usize, &str)],
    ) -> Result<Box<dyn Inquiry + 'a>, Unanswerable> {
        let territory = Territory::new(atlas, self.choice())
            .map_err(|drawing| Unanswerable(drawing.to_string()))?;
        self.check(&territory)?;
        let mut schema = Schema {
            columns: vec![
                Column::text("incident_id"),
                Column::text("incident_name"),
                Column::text("country"),
                Column::text("country_status"),
                Column::text("border"),
                Column::text("border_status"),
                Column::metres("distance_m").bounded_by("distance_least_m", "distance_most_m"),
                Column::metres("distance_least_m"),
                Column::metres("distance_most_m"),
                Column::azimuth("azimuth_deg"),
                Column::coordinate("foot_lat"),
                Column::coordinate("foot_lon"),
                Column::text("line_reading"),
                Column::text("distance_radius_kind"),
                Column::text("country_code"),
                Column::text("border_codes"),
            ],
        };
        schema.carry("incident_", carried.iter().map(|(_, header)| *header));
        Ok(Box::new(BorderInquiry {
            question: self,
            territory,
            schema,
            carried: carried.iter().map(|(index, _)| *index).collect(),
        }))
    }
}

struct BorderInquiry<'a> {
    question: &'a Border,
    territory: Territory<'a>,
    schema: Schema,
    carried: Vec<usize>,
}

impl Inquiry for BorderInquiry<'_> {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn take(
        &mut self,
        incidents: Vec<Record<Incident>>,
        rows: &mut Batch,
        findings: &mut Vec<Finding>,
    ) {
        let this = &*self;
        answer_in_pieces(
            &incidents,
            &this.schema,
            rows,
            findings,
            |records, rows, _| {
                for record in records {
                    let place = record.value.place.as_ref();
                    let belonging = place.map(|place| this.territory.belonging(place));
                    let nearest = place.and_then(|place| {
                        let accept = |line: &Line| this.question.accepts(line);
                        this.territory.nearest_border(place, accept)
                    });
                    this.push(record, belonging.as_ref(), nearest, rows);
                }
            },
        );
    }

    fn finish(&mut self, _: &mut Batch, _: &mut Vec<Finding>) {}
}

impl BorderInquiry<'_> {
    fn push(
        &self,
        record: &Record<Incident>,
        belonging: Option<&Belonging<'_>>,
        nearest: Option<NearestBorder<'_>>,
        rows: &mut Batch,
    ) {
        let incident = &record.value;
        let metres = |distance: Option<Distance>| Cell::Number(distance.map(Distance::metres));
        let text = |text| Cell::text(Option::unwrap_or_default(text));
        let line = nearest.map(|nearest| nearest.border);
        let code = belonging.and_then(|belonging| belonging.country);
        let cells = [
            Cell::text(&incident.id),
            Cell::text(&incident.name),
            Cell::text(belonging.map(Belonging::name).unwrap_or_default()),
            text(belonging.map(|belonging| belonging.status.word())),
            Cell::text(line.map_or_else(String::new, |line| self.territory.name_of(line))),
            text(line.map(|line| line.class.word())),
            metres(nearest.map(|nearest| nearest.distance)),
            metres(nearest.map(|nearest| nearest.bounds.0)),
            metres(nearest.map(|nearest| nearest.bounds.1)),
            Cell::Number(
                nearest
                    .and_then(|nearest| nearest.azimuth)
                    .map(Azimuth::degrees_to_four_decimals),
            ),
            Cell::Number(nearest.map(|nearest| nearest.foot.lat())),
            Cell::Number(nearest.map(|nearest| nearest.foot.lon())),
            text(nearest.map(|nearest| nearest.path.word())),
            text(nearest.map(|nearest| nearest.kind.word())),
            text(code.map(|country| country.code.as_str())),
            Cell::text(line.map_or_else(String::new, |line| {
                line.sides.join("-").trim_matches('-').to_owned()
            })),
        ];
        let carried = carried_cells(&record.cells, &self.carried).map(Cell::text);
        let geometry = incident
            .place
            .as_ref()
            .map(|place| Geometry::Point(place.position));
        rows.push(cells.into_iter().chain(carried), geometry);
    }
}
