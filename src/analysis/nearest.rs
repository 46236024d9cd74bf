//! The nearest help of each incident.

use std::num::NonZeroU32;

use serde::Deserialize;

use super::{ClaimCheck, Inquiry, Question, Unanswerable, answer_each, carried_cells, check_claim};
use crate::geodesy::{Azimuth, Distance, inverse};
use crate::index::PointIndex;
use crate::model::{
    AidSite, Atlas, Batch, Category, Cell, Claim, ClaimKind, Column, Finding, Geometry, Incident,
    Place, RadiusKind, Record, Role, Schema, Severity,
};

/// The nearest help of each incident: one row for each incident and rank.
///
/// Only sites whose role is help are offered, and only while they are open. An incident without any
/// such site in reach keeps a row with empty cells.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(
    feature = "cli",
    derive(clap::Args),
    command(after_help = "Examples:
  pointzero nearest incidents.csv --aid aid.csv
  pointzero nearest incidents.csv --aid bundled -k 3 -o nearest.csv
  pointzero nearest incidents.csv --aid aid.csv --within 50km --category medical")
)]
pub struct Nearest {
    /// How many sites for each incident
    #[cfg_attr(
        feature = "cli",
        arg(short, long, default_value = "1", value_name = "N")
    )]
    pub k: NonZeroU32,
    /// Only sites at most this far, such as 50km
    #[cfg_attr(feature = "cli", arg(long, value_name = "DISTANCE"))]
    pub within: Option<Distance>,
    /// Only sites of this category: medical, shelter, transit-centre, water, police, town, or your own
    #[cfg_attr(feature = "cli", arg(long, value_name = "CATEGORY"))]
    pub category: Option<String>,
}

impl Default for Nearest {
    fn default() -> Self {
        Self {
            k: NonZeroU32::MIN,
            within: None,
            category: None,
        }
    }
}

/// Sites of help that can be asked for the nearest.
#[derive(Debug)]
pub struct Help<'a> {
    sites: &'a [Record<AidSite>],
    index: PointIndex,
}

/// A site of help as seen from an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its place in the order of distance, from 1.
    pub rank: usize,
    /// Its row among the sites.
    pub site: usize,
    /// The geodesic between the two positions.
    pub distance: Distance,
    /// The least and the most that it may be; absent where a radius is no bound.
    pub bounds: Option<(Distance, Distance)>,
    /// The direction in which it leaves the incident; absent where the two are one place.
    pub azimuth: Option<Azimuth>,
}

impl<'a> Help<'a> {
    /// Prepares sites for questions.
    pub fn from_sites(sites: &'a [Record<AidSite>]) -> Self {
        let positions = sites.iter().map(|site| site.value.place.position);
        Self {
            sites,
            index: PointIndex::from_positions(positions),
        }
    }

    /// The nearest help of an incident, nearest first; none where the incident has no place.
    ///
    /// # Accuracy
    /// 15 nm; sites that are equally far (within 20 nm) come in the order of their file.
    pub fn nearest(&self, incident: &Incident, question: &Nearest) -> Vec<Answer> {
        let Some(place) = &incident.place else {
            return Vec::new();
        };
        let k = usize::try_from(question.k.get()).unwrap_or(usize::MAX);
        let is_offered = self.is_offered(incident, question);
        self.index
            .nearest(place.position, k, question.within, is_offered)
            .into_iter()
            .zip(1..)
            .filter_map(|(neighbour, rank)| self.answer(place, neighbour.row as usize, rank))
            .collect()
    }

    /// The site that a claim speaks of, with its true rank; `None` where it is not offered.
    fn claimed(&self, incident: &Incident, question: &Nearest, site: usize) -> Option<Answer> {
        let place = incident.place.as_ref()?;
        let row = u32::try_from(site).ok()?;
        let is_offered = self.is_offered(incident, question);
        let rank = self.index.rank_of(place.position, row, is_offered)?;
        self.answer(place, site, rank)
    }

    fn is_offered<'s>(
        &'s self,
        incident: &'s Incident,
        question: &'s Nearest,
    ) -> impl Fn(u32) -> bool + 's {
        let wanted = question.category.as_deref().map(Category::from_word);
        move |row| {
            self.sites.get(row as usize).is_some_and(|site| {
                let site = &site.value;
                site.role == Role::Help
                    && site.open.covers(incident.period)
                    && wanted
                        .as_ref()
                        .is_none_or(|wanted| site.categories.contains(wanted))
            })
        }
    }

    fn answer(&self, from: &Place, site: usize, rank: usize) -> Option<Answer> {
        let to = &self.sites.get(site)?.value.place;
        let geodesic = inverse(from.position, to.position);
        Some(Answer {
            rank,
            site,
            distance: geodesic.distance,
            bounds: bounds(geodesic.distance, from, to),
            azimuth: (geodesic.distance > Distance::ZERO).then_some(geodesic.azimuth_at_start),
        })
    }
}

/// The least and the most of a distance when both radii are bounds: a disc about each end moves it by
/// at most its radius, by the triangle inequality.
fn bounds(distance: Distance, from: &Place, to: &Place) -> Option<(Distance, Distance)> {
    let is_bound =
        |place: &Place| place.radius_kind == RadiusKind::Bound || place.radius == Distance::ZERO;
    let reach = from.radius.plus(to.radius);
    (is_bound(from) && is_bound(to)).then(|| (distance.minus_to_zero(reach), distance.plus(reach)))
}

impl Question for Nearest {
    fn needs_aid(&self) -> bool {
        true
    }

    fn needs_world(&self) -> bool {
        false
    }

    fn needs_place(&self) -> bool {
        true
    }

    fn start<'a>(
        &'a self,
        atlas: &'a Atlas,
        carried: &[(usize, &str)],
    ) -> Result<Box<dyn Inquiry + 'a>, Unanswerable> {
        let mut schema = Schema {
            columns: vec![
                Column::text("incident_id"),
                Column::text("incident_name"),
                Column::integer("rank"),
                Column::text("aid_id"),
                Column::text("aid_name"),
                Column::metres("distance_m").bounded_by("distance_least_m", "distance_most_m"),
                Column::metres("distance_least_m"),
                Column::metres("distance_most_m"),
                Column::azimuth("azimuth_deg"),
                Column::metres("claim_m"),
                Column::text("claim_kind"),
                Column::text("claim_check"),
            ],
        };
        schema.carry("incident_", carried.iter().map(|(_, header)| *header));
        Ok(Box::new(NearestInquiry {
            question: self,
            atlas,
            help: Help::from_sites(&atlas.aid),
            schema,
            carried: carried.iter().map(|(index, _)| *index).collect(),
        }))
    }
}

struct NearestInquiry<'a> {
    question: &'a Nearest,
    atlas: &'a Atlas,
    help: Help<'a>,
    schema: Schema,
    carried: Vec<usize>,
}

impl Inquiry for NearestInquiry<'_> {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn rows_of_each(&self) -> usize {
        let k = usize::try_from(self.question.k.get()).unwrap_or(usize::MAX);
        k.min(self.atlas.aid.len())
    }

    fn take(
        &mut self,
        incidents: Vec<Record<Incident>>,
        rows: &mut Batch,
        findings: &mut Vec<Finding>,
    ) {
        let this = &*self;
        answer_each(
            &incidents,
            &this.schema,
            rows,
            findings,
            |_, record, rows, findings| {
                this.answer(record, rows, findings);
            },
        );
    }

    fn finish(&mut self, _: &mut Batch) {}
}

/// What a claim is about.
#[derive(Clone, Copy)]
enum Claimed {
    /// The nearest site.
    Nearest,
    /// The site in this row.
    Site(usize),
    /// A site that is not offered here.
    Nowhere,
}

impl NearestInquiry<'_> {
    fn answer(&self, record: &Record<Incident>, rows: &mut Batch, findings: &mut Vec<Finding>) {
        let incident = &record.value;
        let mut answers = self.help.nearest(incident, self.question);
        let claimed = self.claimed_site(record, &mut answers, findings);
        if answers.is_empty() {
            self.push(record, None, None, rows);
        }
        for answer in &answers {
            let check = incident.claim.as_ref().and_then(|claim| match claimed {
                Claimed::Nearest => (answer.rank == 1).then(|| check_claim(claim, answer.bounds)),
                Claimed::Site(site) => {
                    (answer.site == site).then(|| check_claim(claim, answer.bounds))
                }
                Claimed::Nowhere => (answer.rank == 1).then_some(ClaimCheck::Undecidable),
            });
            self.push(record, Some(answer), check, rows);
        }
    }

    /// The site that the incident's claim speaks of; its answer is added where it is not among them.
    fn claimed_site(
        &self,
        record: &Record<Incident>,
        answers: &mut Vec<Answer>,
        findings: &mut Vec<Finding>,
    ) -> Claimed {
        let incident = &record.value;
        let Some(id) = incident
            .claim
            .as_ref()
            .and_then(|claim| claim.to.as_deref())
        else {
            return Claimed::Nearest;
        };
        let row = self.atlas.aid_row(id);
        if let Some(site) = row {
            if answers.iter().any(|answer| answer.site == site) {
                return Claimed::Site(site);
            }
            let is_in_reach = |answer: &Answer| {
                let within = self.question.within;
                within.is_none_or(|within| answer.distance <= within)
            };
            let answer = self.help.claimed(incident, self.question, site);
            if let Some(answer) = answer.filter(is_in_reach) {
                answers.push(answer);
                return Claimed::Site(site);
            }
        }
        let why = match row {
            None => "no site has this id",
            Some(_) => "the site is not offered as help to this incident, or is out of reach",
        };
        findings.push(
            Finding::new(Severity::Warning, "claim-site", record.origin.clone(), why)
                .in_column("claim_to")
                .with_value(id)
                .with_fix("give the id of a site of the aid file whose role is help"),
        );
        Claimed::Nowhere
    }

    fn push(
        &self,
        record: &Record<Incident>,
        answer: Option<&Answer>,
        check: Option<ClaimCheck>,
        rows: &mut Batch,
    ) {
        let incident = &record.value;
        let site = answer
            .and_then(|answer| self.atlas.aid.get(answer.site))
            .map(|site| &site.value);
        let metres = |distance: Option<Distance>| Cell::Number(distance.map(Distance::metres));
        let claim: Option<&Claim> = incident.claim.as_ref().filter(|_| check.is_some());
        let bounds = answer.and_then(|answer| answer.bounds);
        let text = |text| Cell::text(Option::unwrap_or_default(text));
        let cells = [
            Cell::text(&incident.id),
            Cell::text(&incident.name),
            Cell::Integer(answer.and_then(|answer| i64::try_from(answer.rank).ok())),
            text(site.map(|site| site.id.as_str())),
            text(site.map(|site| site.name.as_str())),
            metres(answer.map(|answer| answer.distance)),
            metres(bounds.map(|(least, _)| least)),
            metres(bounds.map(|(_, most)| most)),
            Cell::Number(
                answer
                    .and_then(|answer| answer.azimuth)
                    .map(Azimuth::degrees),
            ),
            metres(claim.and_then(Claim::number)),
            text(claim.and_then(|claim| claim.kind).map(ClaimKind::word)),
            text(check.map(ClaimCheck::word)),
        ];
        let carried = carried_cells(&record.cells, &self.carried);
        let geometry = incident
            .place
            .as_ref()
            .map(|place| Geometry::Point(place.position));
        rows.push(cells.into_iter().chain(carried), geometry);
    }
}
