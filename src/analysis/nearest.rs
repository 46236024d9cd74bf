//! The nearest help of each incident.

use std::f64::consts::FRAC_PI_2;
use std::num::NonZeroU32;

use serde::Deserialize;

use super::{ClaimCheck, Inquiry, Question, Unanswerable, answer_each, carried_cells, check_claim};
use crate::geodesy::{Azimuth, Distance, Position, WGS84, inverse};
use crate::index::{PointIndex, TIE_M};
use crate::model::{
    AidSite, Atlas, Batch, Category, Cell, Claim, ClaimKind, Column, Finding, Geometry, Incident,
    Place, RadiusKind, Record, Role, Schema, Severity, readable_range,
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

impl Answer {
    /// The bounds as people read them, with what they promise where that is less than certain:
    /// `11.0–21.1 km`, `11.0–21.1 km (95 %)`.
    pub fn readable_range(&self) -> String {
        let range = readable_range(self.distance, self.bounds);
        match self.kind {
            RadiusKind::Bound => range,
            RadiusKind::P95 => format!("{range} (95 %)"),
            RadiusKind::P68 => format!("{range} (68 %)"),
        }
    }

    /// The bounds, where they are certain.
    fn certain_bounds(&self) -> Option<(Distance, Distance)> {
        (self.kind == RadiusKind::Bound).then_some(self.bounds)
    }
}

/// Sites of help that can be asked for the nearest.
#[derive(Debug)]
pub struct Help<'a> {
    sites: &'a [Record<AidSite>],
    index: PointIndex,
    greatest_radius: Distance,
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
    /// The least and the most that it may be, by the doubt of both positions.
    pub bounds: (Distance, Distance),
    /// What the bounds promise: the weaker of what the two radii do.
    pub kind: RadiusKind,
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
            greatest_radius: sites
                .iter()
                .map(|site| site.value.place.radius)
                .max()
                .unwrap_or_default(),
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

    /// The rows of all offered sites that the radii do not exclude from being the nearest, in the
    /// order of their distance; a limit `within` does not count here.
    ///
    /// Each radius is taken as a disc that holds the true place, whatever it promises. A site is left
    /// out only when, wherever in its disc the incident lies, another is nearer for certain; no
    /// site is left out that could be nearest. Where all radii are zero these are the sites that
    /// are a tie.
    ///
    /// # Method
    /// See `is_excluded_by` in the source, which has the proof. It knows that the incident's error
    /// moves all distances together: a site that lies behind another is excluded even where the
    /// least and the most of their two distances overlap.
    pub fn not_excluded(&self, incident: &Incident, question: &Nearest) -> Vec<usize> {
        let Some(place) = &incident.place else {
            return Vec::new();
        };
        let is_offered = self.is_offered(incident, question);
        let nearest = self.index.nearest(place.position, 1, None, &is_offered);
        let Some(nearest) = nearest.first() else {
            return Vec::new();
        };
        self.not_excluded_about(place, nearest.row as usize, nearest.distance, is_offered)
    }

    fn not_excluded_about(
        &self,
        place: &Place,
        nearest: usize,
        distance: Distance,
        is_offered: impl Fn(u32) -> bool,
    ) -> Vec<usize> {
        let radius_of = |row: usize| {
            let site = self.sites.get(row);
            site.map_or(Distance::ZERO, |site| site.value.place.radius)
        };
        // Whatever is farther is excluded by the nearest: d − dₙ > rᵢ + rₙ + (rᵢ + r).
        let reach = distance
            .plus(radius_of(nearest))
            .plus(place.radius)
            .plus(place.radius)
            .plus(self.greatest_radius)
            .plus(Distance::from_computed_metres(slack_m(place.radius)));
        if self.index.count_within(place.position, reach, &is_offered) <= 1 {
            return vec![nearest];
        }
        let mut seen: Vec<Seen> = self
            .index
            .nearest(place.position, self.sites.len(), Some(reach), is_offered)
            .into_iter()
            .filter_map(|neighbour| {
                let row = neighbour.row as usize;
                let to = self.sites.get(row)?.value.place.position;
                Some(Seen::new(place.position, to, row, radius_of(row)))
            })
            .collect();
        let mut rivals = seen.clone();
        rivals.sort_by(|one, other| one.most_m().total_cmp(&other.most_m()));
        rivals.truncate(MOST_RIVALS);
        seen.retain(|site| {
            !rivals
                .iter()
                .any(|rival| site.is_excluded_by(rival, place.radius))
        });
        seen.into_iter().map(|site| site.row).collect()
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
        let doubt = from.doubt().and(to.doubt());
        Some(Answer {
            rank,
            site,
            distance: geodesic.distance,
            bounds: doubt.bounds_of(geodesic.distance),
            kind: doubt.kind(),
            azimuth: (geodesic.distance > Distance::ZERO).then_some(geodesic.azimuth_at_start),
        })
    }
}

/// How many sites another is held against, to see whether it can be nearest: those whose most is
/// least.
const MOST_RIVALS: usize = 8;

/// How much surer than needed an exclusion must be, in metres, so that a tie is none. About a disc the
/// azimuths count too: each is off by 15 nm at its distance, which is at least the disc's radius.
fn slack_m(disc: Distance) -> f64 {
    if disc == Distance::ZERO { TIE_M } else { 1e-6 }
}

/// A site as seen from an incident.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row: usize,
    distance_m: f64,
    azimuth_radians: f64,
    radius_m: f64,
}

impl Seen {
    fn new(from: Position, to: Position, row: usize, radius: Distance) -> Self {
        let geodesic = inverse(from, to);
        Self {
            row,
            distance_m: geodesic.distance.metres(),
            azimuth_radians: geodesic.azimuth_at_start.degrees().to_radians(),
            radius_m: radius.metres(),
        }
    }

    fn most_m(&self) -> f64 {
        self.distance_m + self.radius_m
    }

    /// Whether a rival is nearer for certain, wherever the incident lies within `disc` of its
    /// position and the two sites within their radii.
    ///
    /// # Proof
    /// Let f(p) = d(p, site) − d(p, rival) for a true place p of the incident. The sites' own errors
    /// change f by at most their radii, so the site is never nearest where f > r + rᵣ on the whole
    /// disc of radius t about the incident's position o. Two bounds hold there:
    ///
    /// 1. Each distance changes by at most t: f(p) ≥ f(o) − 2 t.
    /// 2. Along the geodesic from o to p let s be the length walked, and take Taylor's theorem with
    ///    f″. At o the gradient of a distance is the unit vector away from its end, so f′ is at
    ///    least −g with g = 2 |sin (α − αᵣ) / 2| of the two azimuths. The Gaussian curvature K of the
    ///    ellipsoid is between 0 and 1/b² (at the equator), so by the comparison of Hessians
    ///    d″(p, site) ≥ 0 while d(p, site) ≤ π b / 2, and d″(p, rival) ≤ 1 / d(p, rival), which is
    ///    1 / (dᵣ − t) at most, while that is positive and p is within π b of the rival (there is no
    ///    conjugate point before that, and at a cut locus a distance is the lesser of several: it
    ///    bends downwards, which only raises f where it is the rival's). Hence
    ///    f(p) ≥ f(o) − g t − t² / (2 (dᵣ − t)).
    ///
    /// Comparison of Hessians: M. P. do Carmo (1992), Riemannian Geometry, chapter 10.
    fn is_excluded_by(&self, rival: &Self, disc: Distance) -> bool {
        let disc_m = disc.metres();
        let mut gives_m = 2.0 * disc_m;
        let quarter_m = FRAC_PI_2 * WGS84.polar_radius_m();
        if rival.distance_m > disc_m && self.distance_m + disc_m < quarter_m {
            let gradient =
                2.0 * libm::sin((self.azimuth_radians - rival.azimuth_radians) / 2.0).abs();
            let bend_m = disc_m * disc_m / (2.0 * (rival.distance_m - disc_m));
            gives_m = gives_m.min(gradient * disc_m + bend_m);
        }
        let apart_m = self.distance_m - rival.distance_m - gives_m;
        self.row != rival.row && apart_m > self.radius_m + rival.radius_m + slack_m(disc)
    }
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
                Column::text("distance_radius_kind"),
                Column::list("not_excluded_nearest"),
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
        let possible = self.possible_sites(incident, answers.first());
        let claimed = self.claimed_site(record, &mut answers, findings);
        if answers.is_empty() {
            self.push(record, None, None, &[], rows);
        }
        for answer in &answers {
            let check = incident.claim.as_ref().and_then(|claim| match claimed {
                Claimed::Nearest => {
                    (answer.rank == 1).then(|| check_claim(claim, answer.certain_bounds()))
                }
                Claimed::Site(site) => {
                    (answer.site == site).then(|| check_claim(claim, answer.certain_bounds()))
                }
                Claimed::Nowhere => (answer.rank == 1).then_some(ClaimCheck::Undecidable),
            });
            self.push(record, Some(answer), check, &possible, rows);
        }
    }

    /// The ids of the sites that the radii do not exclude from being the nearest.
    fn possible_sites(&self, incident: &Incident, nearest: Option<&Answer>) -> Vec<&str> {
        let (Some(place), Some(nearest)) = (&incident.place, nearest) else {
            return Vec::new();
        };
        let is_offered = self.help.is_offered(incident, self.question);
        self.help
            .not_excluded_about(place, nearest.site, nearest.distance, is_offered)
            .into_iter()
            .filter_map(|row| self.atlas.aid.get(row))
            .map(|site| site.value.id.as_str())
            .collect()
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
        possible: &[&str],
        rows: &mut Batch,
    ) {
        let incident = &record.value;
        let site = answer
            .and_then(|answer| self.atlas.aid.get(answer.site))
            .map(|site| &site.value);
        let metres = |distance: Option<Distance>| Cell::Number(distance.map(Distance::metres));
        let claim: Option<&Claim> = incident.claim.as_ref().filter(|_| check.is_some());
        let bounds = answer.map(|answer| answer.bounds);
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
            text(answer.map(|answer| answer.kind.word())),
            Cell::List(possible.into()),
        ];
        let carried = carried_cells(&record.cells, &self.carried);
        let geometry = incident
            .place
            .as_ref()
            .map(|place| Geometry::Point(place.position));
        rows.push(cells.into_iter().chain(carried), geometry);
    }
}
