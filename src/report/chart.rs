//! The chart of a map: which figures it shows, and of which file.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Deserialize;

use super::open::{InputFile, Opened};
use super::{JobError, Outcome};
use crate::analysis::{Alike, Answer};
use crate::carto::chart::{Bar, Chart, Event, Figures};
use crate::carto::text::isolated;
use crate::carto::words::{ChartWords, words_of};
use crate::model::{Count, Date, Incident, Language, Record, Scope, Truth, visible};
use crate::read::{ReadOptions, read_incidents};

/// A chart beside a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartOptions {
    /// What it shows.
    pub kind: ChartKind,
    /// What it is called; made from what it shows when empty.
    pub title: String,
    /// Only figures whose source has these words.
    pub source: String,
    /// The incidents; those of the map when absent.
    pub incidents: Option<InputFile>,
}

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum ChartKind {
    /// People by year, as bars.
    Years,
    /// People by month, as bars.
    Months,
    /// How many incidents lie how far from help.
    Distances,
    /// Every event at its date.
    Timeline,
}

/// The keys of a chart, as `report.toml` writes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartKeys {
    kind: ChartKind,
    #[serde(default)]
    title: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    incidents: Option<String>,
}

impl ChartKeys {
    /// The chart, its file relative to a folder.
    pub(super) fn options(&self, folder: &Path) -> ChartOptions {
        let incidents = self.incidents.as_ref();
        ChartOptions {
            kind: self.kind,
            title: self.title.clone(),
            source: self.source.clone(),
            incidents: incidents.map(|file| InputFile::from_word(file, folder)),
        }
    }
}

/// The records of a chart's own file.
pub(super) fn records_of(
    opened: Opened,
    outcome: &mut Outcome,
) -> Result<Vec<Record<Incident>>, JobError> {
    let (contents, input) = opened.into_parts();
    let reading = ReadOptions {
        may_lack_coordinates: true,
        ..ReadOptions::default()
    };
    let mut file = read_incidents(contents, input, &reading)?;
    outcome.findings.append(&mut file.findings);
    let tally = crate::model::Tally {
        used: file.tally.used + file.tally.without_location,
        without_location: 0,
        ..file.tally
    };
    outcome.tallies.push((file.input().name.clone(), tally));
    if file.tally.used + file.tally.without_location > MOST_RECORDS {
        let why =
            "chart: more than 200,000 records; a chart reads a summary, such as one row a year";
        return Err(JobError::Usage(why.to_owned()));
    }
    Ok(file.records()?)
}

/// The most records of a chart.
const MOST_RECORDS: u64 = 200_000;

impl ChartOptions {
    /// The chart of some records and the nearest help of the map's.
    ///
    /// # Errors
    /// What would add up what must not be added.
    pub(super) fn chart(
        &self,
        records: &[Record<Incident>],
        nearest: &[(usize, Answer)],
        language: Language,
    ) -> Result<Chart, JobError> {
        let said = &words_of(language).chart;
        let cited = |record: &&Record<Incident>| record.value.source().contains(&self.source);
        let ends = records.iter().filter_map(|record| record.value.link());
        let ends: HashSet<&str> = ends
            .flat_map(|link| [link.from.as_str(), &link.to])
            .collect();
        let records: Vec<&Incident> = records
            .iter()
            .filter(cited)
            .map(|record| &record.value)
            .collect();
        let (title, unit, figures) = match self.kind {
            ChartKind::Years => (
                said.by_year,
                said.people,
                bars(&records, &ends, year, said)?,
            ),
            ChartKind::Months => (
                said.by_month,
                said.people,
                bars(&records, &ends, month, said)?,
            ),
            ChartKind::Timeline => (said.events, said.people, timeline(&records)),
            ChartKind::Distances => {
                let first = nearest.iter().filter(|(_, answer)| answer.rank == 1);
                let distances = first.map(|(_, answer)| answer.distance).collect();
                let figures = Figures::Distances(distances);
                (said.distances, said.incidents, figures)
            }
        };
        let title = if self.title.is_empty() {
            title
        } else {
            &self.title
        };
        let subtitle = if self.source.is_empty() {
            unit.to_owned()
        } else {
            (said.of_source)(unit, &isolated(&self.source))
        };
        Ok(Chart {
            title: title.to_owned(),
            subtitle,
            figures,
        })
    }
}

/// The year of an event, or of a figure for that year.
fn year(incident: &Incident) -> Option<String> {
    let period = incident.period?;
    let year = period.year().map(|year| format!("{year:04}"))?;
    (incident.scope == Scope::Event || period.to_string() == year).then_some(year)
}

/// The month that an event or a figure lies in.
fn month(incident: &Incident) -> Option<String> {
    let (year, month) = incident.period?.month()?;
    Some(format!("{year:04}-{month:02}"))
}

/// What stands below the bar of a year or, such as `2025-04`, of a month; the year of a month stands below the
/// first of its bars.
fn label_of(group: &str, before: Option<&str>, said: &ChartWords) -> String {
    let Some((year, month)) = group.split_once('-') else {
        return group.to_owned();
    };
    let number = month.parse::<usize>().ok();
    let month = number.and_then(|number| said.months.get(number.checked_sub(1)?));
    let month = month.copied().unwrap_or(group);
    if before.is_some_and(|before| before.starts_with(year)) {
        month.to_owned()
    } else {
        format!("{month}\n{year}")
    }
}

/// A bar for each group: the sum of its events, or the one figure for it. What totals keep apart is not added.
///
/// `ends` are the ids that records name as the places before or after them.
fn bars(
    records: &[&Incident],
    ends: &HashSet<&str>,
    group: fn(&Incident) -> Option<String>,
    said: &ChartWords,
) -> Result<Figures, JobError> {
    let mut groups: BTreeMap<String, Vec<&Incident>> = BTreeMap::new();
    for incident in records {
        if let Some(group) = group(incident) {
            groups.entry(group).or_default().push(incident);
        }
    }
    let mut bars = Vec::new();
    let mut before: Option<String> = None;
    for (label, incidents) in groups {
        let figures = incidents.iter().filter(|one| one.scope == Scope::Figure);
        let is_mixed = incidents.iter().any(|one| one.truth != incidents[0].truth);
        if figures.clone().count() > 0 && incidents.len() > 1 {
            return Err(JobError::Usage(format!(
                "chart: there are {} records for {}, and figures are never added; choose one with \
                 source = \"words of its source\"",
                incidents.len(),
                visible(&label)
            )));
        }
        if is_mixed {
            return Err(JobError::Usage(format!(
                "chart: what is made up and what is documented fall together in {}, and are never added",
                visible(&label)
            )));
        }
        let is_linked = |one: &&Incident| one.link().is_some() || ends.contains(one.id.as_str());
        if incidents.len() > 1 && incidents.iter().any(is_linked) {
            return Err(JobError::Usage(format!(
                "chart: {} has records of a chain, who may be the same people, and are never added; \
                 chart a file with one record of each chain",
                visible(&label)
            )));
        }
        let first = Alike::of(incidents[0]);
        let mut others = incidents.iter().map(|one| Alike::of(one));
        if let Some(difference) = others.find_map(|other| first.difference(&other)) {
            return Err(JobError::Usage(format!(
                "chart: records that differ in {difference} fall together in {}, and are never added; chart a \
                 file with one {difference} only, or choose a source in a report: source = \"words of it\"; \
                 pointzero totals gives each by itself",
                visible(&label)
            )));
        }
        bars.push(Bar {
            label: label_of(&label, before.as_deref(), said),
            is_synthetic: incidents[0].truth == Truth::Synthetic,
            people: Count::sum(incidents.iter().map(|one| one.people)),
        });
        before = Some(label);
    }
    Ok(Figures::Bars(bars))
}

fn timeline(records: &[&Incident]) -> Figures {
    let events = records.iter().filter_map(|incident| {
        let period = incident.period?;
        Some(Event {
            year: f64::midpoint(share_of_year(period.first()), share_of_year(period.last())),
            people: incident.people,
            is_synthetic: incident.truth == Truth::Synthetic,
        })
    });
    Figures::Timeline(events.collect())
}

/// A day in years, such as 2024.5 for the beginning of July.
fn share_of_year(day: Date) -> f64 {
    let text = day.to_string();
    let mut parts = text.rsplitn(3, '-');
    let mut number = || {
        parts
            .next()
            .and_then(|part| part.parse::<u8>().ok())
            .map(f64::from)
    };
    let day_of_month = number().unwrap_or(1.0);
    let month = number().unwrap_or(1.0);
    f64::from(day.year()) + (month - 1.0) / 12.0 + (day_of_month - 1.0) / 372.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Convoy, IncidentDetails, IncidentKind, Link, Period, Stated};

    fn day(year: i16, month: i8, day: i8) -> Period {
        Period::from_day(Date::from_ymd(year, month, day).unwrap())
    }

    fn whole(year: i16) -> Period {
        Period::from_year(year).unwrap()
    }

    fn record(period: Period, people: u64, scope: Scope, source: &str) -> Record<Incident> {
        Record::from_value(Incident {
            period: Some(period),
            people: Count::Known(Stated::AtLeast(people)),
            scope,
            details: Some(Box::new(IncidentDetails {
                source: source.to_owned(),
                ..IncidentDetails::default()
            })),
            ..Incident::default()
        })
    }

    fn years(source: &str) -> ChartOptions {
        ChartOptions {
            kind: ChartKind::Years,
            title: String::new(),
            source: source.to_owned(),
            incidents: None,
        }
    }

    #[test]
    fn figures_of_two_sources_are_never_added() {
        let records = [
            record(whole(2024), 31_404, Scope::Figure, "Alarme Phone Sahara"),
            record(whole(2024), 30_000, Scope::Figure, "PressAfrik"),
            record(whole(2025), 34_236, Scope::Figure, "Alarme Phone Sahara"),
        ];
        let refused = years("")
            .chart(&records, &[], Language::English)
            .unwrap_err();
        assert!(refused.to_string().contains("source = "), "{refused}");
        let chart = years("Alarme")
            .chart(&records, &[], Language::English)
            .unwrap();
        let Figures::Bars(bars) = chart.figures else {
            panic!("no bars")
        };
        let told: Vec<String> = bars
            .iter()
            .map(|bar| format!("{} {}", bar.label, bar.people))
            .collect();
        assert_eq!(told, ["2024 at least 31,404", "2025 at least 34,236"]);
    }

    #[test]
    fn events_are_added_by_year_and_keep_their_qualifier() {
        let records = [
            record(day(2024, 5, 1), 30, Scope::Event, "b"),
            record(day(2024, 11, 1), 12, Scope::Event, "b"),
            record(
                Period::from_ends(day(2024, 12, 30), day(2025, 1, 2)).unwrap(),
                5,
                Scope::Event,
                "b",
            ),
        ];
        let chart = years("").chart(&records, &[], Language::English).unwrap();
        let Figures::Bars(bars) = chart.figures else {
            panic!("no bars")
        };
        assert_eq!(bars.len(), 1, "a period across two years belongs to none");
        assert_eq!(bars[0].people.to_string(), "at least 42");
    }

    #[test]
    fn what_totals_keep_apart_is_not_added_in_a_bar() {
        let two = |change: fn(&mut Incident)| {
            let mut records = [1, 2]
                .map(|day_of_month| record(day(2024, 5, day_of_month), 10, Scope::Event, "a"));
            change(&mut records[1].value);
            years("").chart(&records, &[], Language::English)
        };
        assert!(two(|_| ()).is_ok());
        for (change, named) in [
            (
                (|one| one.kind = IncidentKind::Death) as fn(&mut Incident),
                "differ in kind",
            ),
            (|one| one.convoy = Convoy::Official, "differ in convoy"),
            (
                |one| one.details.as_mut().unwrap().source = "b".to_owned(),
                "differ in source",
            ),
            (
                |one| one.details.as_mut().unwrap().link = Some(Link::default()),
                "records of a chain",
            ),
        ] {
            let refused = two(change).unwrap_err().to_string();
            assert!(refused.contains(named), "{refused}");
        }
    }

    #[test]
    fn a_chart_speaks_the_language_of_its_sheet() {
        let records = [
            record(day(2024, 12, 1), 30, Scope::Event, "APS"),
            record(day(2025, 1, 2), 12, Scope::Event, "APS"),
            record(day(2025, 2, 3), 5, Scope::Event, "APS"),
        ];
        let months = ChartOptions {
            kind: ChartKind::Months,
            ..years("APS")
        };
        // Short names as the Imprimerie nationale and the Ortografía write them; Arabic has none.
        for (language, title, labels) in [
            (
                Language::French,
                "Personnes par mois",
                ["déc.\n2024", "janv.\n2025", "févr."],
            ),
            (
                Language::Spanish,
                "Personas por mes",
                ["dic\n2024", "ene\n2025", "feb"],
            ),
            (
                Language::Arabic,
                "عدد الأشخاص بحسب الشهر",
                ["ديسمبر\n2024", "يناير\n2025", "فبراير"],
            ),
        ] {
            let chart = months.chart(&records, &[], language).unwrap();
            assert_eq!(chart.title, title);
            assert!(chart.subtitle.contains("APS"));
            let Figures::Bars(bars) = chart.figures else {
                panic!("no bars")
            };
            let found: Vec<&str> = bars.iter().map(|bar| bar.label.as_str()).collect();
            assert_eq!(found, labels);
        }
    }
}
