//! The nearest help of each incident.

use std::collections::HashMap;
use std::f64::consts::FRAC_PI_2;
use std::num::NonZeroU32;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Deserialize;

use super::{
    ClaimCheck, Inquiry, Question, Unanswerable, WALK_CAVEAT, WalkSpeeds, answer_in_pieces,
    carried_cells, check_claim,
};
use crate::geodesy::{Azimuth, Distance, Inverse, Position, WGS84, inverse, inverses};
use crate::index::{Neighbour, Neighbours, PointIndex, TIE};
use crate::model::{
    AidSite, At, Atlas, Batch, Category, Claim, ClaimKind, Column, Finding, Geometry, Incident,
    Opening, Origin, Period, Place, RadiusKind, Record, Role, Schema, Severity, Texts,
    readable_range, visible,
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
  pointzero nearest incidents.csv --aid aid.csv --within 50km --category medical
  pointzero nearest incidents.csv --aid aid.csv --walk")
)]
pub struct Nearest {
    /// How many sites for each incident
    #[cfg_attr(
        feature = "cli",
        arg(short, long, default_value = "1", value_name = "N", value_parser = count_of_sites)
    )]
    pub k: NonZeroU32,
    /// Only sites at most this far, such as 50km
    #[cfg_attr(
        feature = "cli",
        arg(long, value_name = "DISTANCE", allow_hyphen_values = true)
    )]
    pub within: Option<Distance>,
    /// Only sites of this category: medical, shelter, transit-centre, water, police, town, or your own
    #[cfg_attr(feature = "cli", arg(long, value_name = "CATEGORY"))]
    pub category: Option<String>,
    /// Add the hours of the straight way on foot, least and most
    #[cfg_attr(feature = "cli", arg(long))]
    pub walk: bool,
    /// The same at speeds of your own in place of Tobler's, least and most, such as 2km/h,4km/h
    #[cfg_attr(feature = "cli", arg(long, value_name = "SPEEDS"))]
    pub speed: Option<WalkSpeeds>,
}

#[cfg(feature = "cli")]
fn count_of_sites(text: &str) -> Result<NonZeroU32, &'static str> {
    let count = text.parse().ok();
    count.ok_or("write a whole number of sites, 1 or more")
}

impl Default for Nearest {
    fn default() -> Self {
        Self {
            k: NonZeroU32::MIN,
            within: None,
            category: None,
            walk: false,
            speed: None,
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
    /// What is asked of every answer stands close together: the sites themselves are large, and lie in the
    /// order of their file.
    offers: Vec<Offer>,
    ids: Texts,
    /// None where all names are empty.
    names: Texts,
    index: PointIndex,
    greatest_radius: Distance,
    has_poles: bool,
}

/// The geodesic from an incident to a site, as far as an answer tells it.
#[derive(Debug, Clone, Copy)]
struct Way {
    distance: Distance,
    azimuth: Azimuth,
}

impl From<Inverse> for Way {
    fn from(geodesic: Inverse) -> Self {
        Self {
            distance: geodesic.distance,
            azimuth: geodesic.azimuth_at_start,
        }
    }
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

/// When a site is offered as help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    Never,
    Always,
    WhileOpen,
}

impl Offer {
    fn of(site: &AidSite) -> Self {
        match (site.role, site.open) {
            (
                Role::Help,
                Opening {
                    from: None,
                    to: None,
                },
            ) => Self::Always,
            (Role::Help, _) => Self::WhileOpen,
            _ => Self::Never,
        }
    }
}

impl<'a> Help<'a> {
    /// Prepares sites for questions.
    pub fn from_sites(sites: &'a [Record<AidSite>]) -> Self {
        let values = || sites.iter().map(|site| &site.value);
        let positions = || values().map(|site| site.place.position);
        let names: Texts = values().map(|site| &site.name).collect();
        Self {
            sites,
            offers: values().map(Offer::of).collect(),
            ids: values().map(|site| &site.id).collect(),
            names: if names.are_all_empty() {
                Texts::default()
            } else {
                names
            },
            index: PointIndex::from_positions(positions()),
            greatest_radius: (values().map(|site| site.place.radius).max()).unwrap_or_default(),
            has_poles: positions().any(Position::is_pole),
        }
    }

    /// The nearest help of an incident, nearest first; none where the incident has no place.
    ///
    /// # Accuracy
    /// As [`distances`](crate::geodesy::distances); sites that are equally far (within 20 nm) come in the order of their file.
    pub fn nearest(&self, incident: &Incident, question: &Nearest) -> Vec<Answer> {
        let Some(place) = &incident.place else {
            return Vec::new();
        };
        let category = question.category();
        let is_offered = |row| self.is_offered(row, || incident.period, category.as_ref());
        let neighbours =
            self.index
                .nearest(place.position, question.k(), question.within, is_offered);
        let pairs: Vec<_> = self.pairs(place, &neighbours).collect();
        let mut ways = inverses(&pairs).into_iter().map(Way::from);
        self.answers(place, &neighbours, &mut ways).collect()
    }

    /// The neighbours of each incident that has a place, in turn: as many as are asked for, and those
    /// that tell whether the first is the nearest for certain, which may be one more or its ties.
    fn neighbours_of_each(
        &self,
        incidents: &[Record<Incident>],
        question: &Nearest,
        category: Option<&Category>,
    ) -> Neighbours {
        let mut positions = Vec::with_capacity(incidents.len());
        let mut periods = Vec::with_capacity(incidents.len());
        let mut are_exact = true;
        for incident in incidents.iter().map(|record| &record.value) {
            if let Some(place) = &incident.place {
                positions.push(place.position);
                periods.push(incident.period);
                are_exact &= place.radius == Distance::ZERO;
            }
        }
        let is_offered = |query: usize, row| {
            let period = || periods.get(query).copied().flatten();
            self.is_offered(row, period, category)
        };
        if (question.k(), question.within) == (1, None)
            && self.greatest_radius == Distance::ZERO
            && are_exact
        {
            // Then what is no tie is farther for certain.
            return self.index.nearest_and_ties_of_each(&positions, is_offered);
        }
        // The second says whether the first is the nearest for certain.
        let k = question.k().max(2);
        self.index
            .nearest_of_each(&positions, k, question.within, is_offered)
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
        let category = question.category();
        let is_offered = |row| self.is_offered(row, || incident.period, category.as_ref());
        let nearest = self.index.nearest(place.position, 1, None, is_offered);
        let Some(nearest) = nearest.first() else {
            return Vec::new();
        };
        let row = nearest.row as usize;
        let reach = self.reach_of_doubt(place, row, nearest.distance);
        self.not_excluded_about(place, row, reach, is_offered)
    }

    fn radius_of(&self, row: usize) -> Distance {
        if self.greatest_radius == Distance::ZERO {
            return Distance::ZERO;
        }
        let site = self.sites.get(row);
        site.map_or(Distance::ZERO, |site| site.value.place.radius)
    }

    /// What is farther than this is excluded by the nearest: d − dₙ > rᵢ + rₙ + (rᵢ + r).
    fn reach_of_doubt(&self, place: &Place, nearest: usize, distance: Distance) -> Distance {
        distance
            .plus(self.radius_of(nearest))
            .plus(place.radius)
            .plus(place.radius)
            .plus(self.greatest_radius)
            .plus(slack(place.radius))
    }

    fn not_excluded_about(
        &self,
        place: &Place,
        nearest: usize,
        reach: Distance,
        is_offered: impl Fn(u32) -> bool,
    ) -> Vec<usize> {
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
                Some(Seen::new(place.position, to, row, self.radius_of(row)))
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
    fn claimed(
        &self,
        incident: &Incident,
        category: Option<&Category>,
        site: usize,
    ) -> Option<Answer> {
        let place = incident.place.as_ref()?;
        let row = u32::try_from(site).ok()?;
        let is_offered = |row| self.is_offered(row, || incident.period, category);
        let rank = self.index.rank_of(place.position, row, is_offered)?;
        let pair = (place.position, self.index.position(row)?);
        let geodesic = *inverses(&[pair]).first()?;
        Some(self.answer(place, site, rank, geodesic.into()))
    }

    /// Whether a site is offered to an incident; its period is asked for only where it counts.
    fn is_offered(
        &self,
        row: u32,
        period: impl Fn() -> Option<Period>,
        category: Option<&Category>,
    ) -> bool {
        let row = row as usize;
        let is_site = |test: &dyn Fn(&AidSite) -> bool| {
            let site = self.sites.get(row);
            site.is_some_and(|site| test(&site.value))
        };
        let is_open = match self.offers.get(row) {
            None | Some(Offer::Never) => false,
            Some(Offer::Always) => true,
            Some(Offer::WhileOpen) => is_site(&|site| site.open.covers(period())),
        };
        is_open
            && category.is_none_or(|category| is_site(&|site| site.categories.contains(category)))
    }

    /// From where to where the ways to neighbours lead.
    fn pairs(
        &self,
        from: &Place,
        neighbours: &[Neighbour],
    ) -> impl Iterator<Item = (Position, Position)> {
        let to = |neighbour: &Neighbour| self.index.position(neighbour.row);
        let to = neighbours.iter().filter_map(to);
        to.map(|to| (from.position, to))
    }

    /// The ways to neighbours whose azimuths were found with them, added to others; false where they must be
    /// measured again, and nothing is added.
    fn add_found_ways(
        &self,
        from: &Place,
        neighbours: &[Neighbour],
        azimuths: &[Option<Azimuth>],
        ways: &mut Vec<Way>,
    ) -> bool {
        // At a pole an azimuth counts from the meridian that is given, which the search does not see.
        if self.has_poles || from.position.is_pole() || azimuths.len() < neighbours.len() {
            return false;
        }
        let first = ways.len();
        for (neighbour, azimuth) in neighbours.iter().zip(azimuths) {
            let Some(azimuth) = *azimuth else {
                ways.truncate(first);
                return false;
            };
            ways.push(Way {
                distance: neighbour.distance,
                azimuth,
            });
        }
        true
    }

    /// The answers that neighbours are, each with the next of the ways.
    fn answers(
        &self,
        from: &Place,
        neighbours: &[Neighbour],
        ways: &mut impl Iterator<Item = Way>,
    ) -> impl Iterator<Item = Answer> {
        let ranked = neighbours.iter().zip(1..).zip(ways);
        ranked.map(move |((neighbour, rank), way)| {
            self.answer(from, neighbour.row as usize, rank, way)
        })
    }

    fn answer(&self, from: &Place, site: usize, rank: usize, way: Way) -> Answer {
        let mut doubt = from.doubt();
        if self.greatest_radius > Distance::ZERO
            && let Some(to) = self.sites.get(site)
        {
            doubt = doubt.and(to.value.place.doubt());
        }
        Answer {
            rank,
            site,
            distance: way.distance,
            bounds: doubt.bounds_of(way.distance),
            kind: doubt.kind(),
            azimuth: (way.distance > Distance::ZERO).then_some(way.azimuth),
        }
    }
}

/// How many sites another is held against, to see whether it can be nearest: those whose most is
/// least.
const MOST_RIVALS: usize = 8;

/// How much surer than needed an exclusion must be, so that a tie is none. About a disc the
/// azimuths count too: each is off by 15 nm at its distance, which is at least the disc's radius.
const fn slack(disc: Distance) -> Distance {
    const ABOUT_A_DISC: Distance = Distance::from_computed_metres(1e-6);
    if disc.metres() > 0.0 {
        ABOUT_A_DISC
    } else {
        TIE
    }
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
        self.row != rival.row && apart_m > self.radius_m + rival.radius_m + slack(disc).metres()
    }
}

impl Nearest {
    fn k(&self) -> usize {
        usize::try_from(self.k.get()).unwrap_or(usize::MAX)
    }

    /// Between which speeds a walk is told; none where it is not asked for.
    fn speeds(&self) -> Option<WalkSpeeds> {
        self.speed.or(self.walk.then(WalkSpeeds::default))
    }

    fn category(&self) -> Option<Category> {
        self.category.as_deref().map(Category::from_word)
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

    fn notes(&self) -> Vec<String> {
        let speeds = self.speeds();
        let note = |speeds: WalkSpeeds| {
            format!(
                "the hours of a walk are {}, by {}; each is {WALK_CAVEAT}",
                speeds.walker(),
                speeds.source()
            )
        };
        speeds.map(note).into_iter().collect()
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
        if self.speeds().is_some() {
            schema.columns.extend([
                Column::hours("walk_h_least"),
                Column::hours("walk_h_most"),
                Column::text("walk_speeds"),
            ]);
        }
        schema.carry("incident_", carried.iter().map(|(_, header)| *header));
        Ok(Box::new(NearestInquiry {
            question: self,
            category: self.category(),
            atlas,
            rows_by_id: OnceLock::new(),
            help: Help::from_sites(&atlas.aid),
            closing: Closing::of(&atlas.aid, self.category().as_ref()),
            schema,
            carried: carried.iter().map(|(index, _)| *index).collect(),
        }))
    }
}

struct NearestInquiry<'a> {
    question: &'a Nearest,
    category: Option<Category>,
    atlas: &'a Atlas,
    /// The row of each site by its id, made when a claim first names one.
    rows_by_id: OnceLock<HashMap<&'a str, usize>>,
    help: Help<'a>,
    closing: Closing,
    schema: Schema,
    carried: Vec<usize>,
}

/// Sites of help that have a last day: they are not offered to an incident without a date, and that is told
/// where one of them is nearer than what is.
struct Closing {
    index: PointIndex,
    /// How many incidents have one that is nearer.
    count: u64,
    /// The first of them, with the row of the site among the sites.
    first: Option<(Origin, usize)>,
    /// The rows of the sites.
    rows: Vec<usize>,
}

impl Closing {
    fn of(sites: &[Record<AidSite>], category: Option<&Category>) -> Self {
        let closes = |site: &AidSite| {
            site.role == Role::Help
                && site.open.to.is_some()
                && category.is_none_or(|category| site.categories.contains(category))
        };
        let rows: Vec<usize> = (0..sites.len())
            .filter(|row| closes(&sites[*row].value))
            .collect();
        let positions = rows.iter().map(|row| sites[*row].value.place.position);
        Self {
            index: PointIndex::from_positions(positions),
            count: 0,
            first: None,
            rows,
        }
    }

    /// Looks whether such a site is nearer to incidents without a date than the nearest that is offered.
    fn take(&mut self, asked: &[Asked<'_>], within: Option<Distance>) {
        if self.rows.is_empty() {
            return;
        }
        let undated = asked.iter().filter_map(|asked| {
            let incident = &asked.record.value;
            let place = incident
                .place
                .as_ref()
                .filter(|_| incident.period.is_none())?;
            Some((asked, place.position))
        });
        let (undated, positions): (Vec<&Asked<'_>>, Vec<Position>) = undated.unzip();
        let found = self
            .index
            .nearest_of_each(&positions, 1, within, |_, _| true);
        for (asked, near) in undated.into_iter().zip(found.iter()) {
            let nearest = asked.neighbours.first().map(|near| near.distance);
            let is_nearer =
                |near: &&Neighbour| nearest.is_none_or(|nearest| near.distance < nearest);
            if let Some(near) = near.first().filter(is_nearer) {
                self.count += 1;
                if self.first.is_none() {
                    let site = self.rows.get(near.row as usize);
                    self.first = site.map(|site| (asked.record.origin.clone(), *site));
                }
            }
        }
    }

    /// What tells of it.
    fn finding(&self, sites: &[Record<AidSite>]) -> Option<Finding> {
        let (first, site) = self.first.as_ref()?;
        let site = &sites.get(*site)?.value;
        let name = if site.name.is_empty() {
            &site.id
        } else {
            &site.name
        };
        let row = first.at.row_number().unwrap_or_default();
        let records = match self.count {
            1 => format!("1 record without a date, in row {row}"),
            count => format!("{count} records without a date, the first in row {row}"),
        };
        let why = format!(
            "{records}: a nearer site of help, there {}, is left out because it has a last day",
            visible(name)
        );
        let origin = Origin {
            at: At::File,
            ..first.clone()
        };
        let finding = Finding::new(Severity::Warning, "help-left-out", origin, why);
        Some(finding.with_fix("give the dates, so that it is known whether the site was open"))
    }
}

impl Inquiry for NearestInquiry<'_> {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn rows_of_each(&self) -> usize {
        self.question.k().min(self.atlas.aid.len())
    }

    fn take(
        &mut self,
        incidents: Vec<Record<Incident>>,
        rows: &mut Batch,
        findings: &mut Vec<Finding>,
    ) {
        let this = &*self;
        let category = this.category.as_ref();
        let neighbours = (this.help).neighbours_of_each(&incidents, this.question, category);
        let mut of_placed = 0..neighbours.len();
        let asked: Vec<Asked<'_>> = incidents
            .iter()
            .map(|record| {
                let place = record.value.place.as_ref();
                let query = place.and_then(|_| of_placed.next());
                Asked {
                    record,
                    neighbours: query.map_or(&[], |query| neighbours.of(query)),
                    azimuths: query.map_or(&[], |query| neighbours.azimuths_of(query)),
                }
            })
            .collect();
        answer_in_pieces(
            &asked,
            &this.schema,
            rows,
            findings,
            |asked, rows, findings| {
                this.answer(asked, rows, findings);
            },
        );
        self.closing.take(&asked, self.question.within);
        drop(asked);
        // Many small texts: to give them back takes as long as to make them.
        incidents.into_par_iter().for_each(drop);
    }

    fn finish(&mut self, _: &mut Batch, findings: &mut Vec<Finding>) {
        findings.extend(self.closing.finding(&self.atlas.aid));
    }
}

/// An incident, and its neighbours among the sites, with the azimuths to them where those were found.
struct Asked<'a> {
    record: &'a Record<Incident>,
    neighbours: &'a [Neighbour],
    azimuths: &'a [Option<Azimuth>],
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
    fn answer(&self, asked: &[Asked<'_>], rows: &mut Batch, findings: &mut Vec<Finding>) {
        let mut ways = self.ways(asked).into_iter();
        let mut answers: Vec<Answer> = Vec::new();
        let mut possible: Vec<&str> = Vec::new();
        for asked in asked {
            let record = asked.record;
            let incident = &record.value;
            answers.clear();
            possible.clear();
            self.add_possible_sites(incident, asked.neighbours, &mut possible);
            let neighbours = self.wanted(asked.neighbours);
            if let Some(place) = &incident.place {
                let found = self.help.answers(place, neighbours, &mut ways);
                answers.extend(found);
            }
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
    }

    /// The ways to all wanted neighbours of some incidents, in their order.
    fn ways(&self, asked: &[Asked<'_>]) -> Vec<Way> {
        let mut ways = Vec::with_capacity(asked.len());
        // Ways that the search did not tell are measured together.
        let mut places = Vec::new();
        let mut pairs = Vec::new();
        for asked in asked {
            let Some(place) = &asked.record.value.place else {
                continue;
            };
            let neighbours = self.wanted(asked.neighbours);
            let azimuths = asked.azimuths;
            if !(self.help).add_found_ways(place, neighbours, azimuths, &mut ways) {
                for pair in self.help.pairs(place, neighbours) {
                    places.push(ways.len());
                    pairs.push(pair);
                    ways.push(Way {
                        distance: Distance::ZERO,
                        azimuth: Azimuth::NORTH,
                    });
                }
            }
        }
        for (place, geodesic) in places.into_iter().zip(inverses(&pairs)) {
            ways[place] = geodesic.into();
        }
        ways
    }

    /// The neighbours that were asked for; one more may be there for the doubt.
    fn wanted<'n>(&self, neighbours: &'n [Neighbour]) -> &'n [Neighbour] {
        &neighbours[..neighbours.len().min(self.question.k())]
    }

    /// Adds the ids of the sites that the radii do not exclude from being the nearest.
    fn add_possible_sites<'s>(
        &'s self,
        incident: &Incident,
        neighbours: &[Neighbour],
        ids: &mut Vec<&'s str>,
    ) {
        let (Some(place), [nearest, others @ ..]) = (&incident.place, neighbours) else {
            return;
        };
        let row = nearest.row as usize;
        let reach = self.help.reach_of_doubt(place, row, nearest.distance);
        // Without a limit a single neighbour is the only site there is, or the only one so near.
        let is_alone = match others {
            [second, ..] => second.distance > reach,
            [] => self.question.within.is_none(),
        };
        let id = |row: usize| self.help.ids.get(row);
        if is_alone {
            ids.extend(id(row));
        } else {
            let is_offered =
                |row| (self.help).is_offered(row, || incident.period, self.category.as_ref());
            let rows = (self.help).not_excluded_about(place, row, reach, is_offered);
            ids.extend(rows.into_iter().filter_map(id));
        }
    }

    fn rows_by_id(&self) -> &HashMap<&str, usize> {
        self.rows_by_id.get_or_init(|| {
            // The first site of an id is the one that is meant.
            let sites = self.atlas.aid.iter().enumerate().rev();
            sites
                .map(|(row, site)| (site.value.id.as_str(), row))
                .collect()
        })
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
        let row = self.rows_by_id().get(id).copied();
        if let Some(site) = row {
            if answers.iter().any(|answer| answer.site == site) {
                return Claimed::Site(site);
            }
            let is_in_reach = |answer: &Answer| {
                let within = self.question.within;
                within.is_none_or(|within| answer.distance <= within)
            };
            let answer = self.help.claimed(incident, self.category.as_ref(), site);
            if let Some(answer) = answer.filter(is_in_reach) {
                answers.push(answer);
                return Claimed::Site(site);
            }
        }
        let (why, fix) = match row {
            None => (
                "no site has this id",
                "give the id of a site of the aid file whose role is help",
            ),
            Some(_) => (
                "the site is not offered as help to this incident, or is out of reach",
                "look at the role of the site, at when it is open, at its categories and at --within",
            ),
        };
        findings.push(
            Finding::new(Severity::Warning, "claim-site", record.origin.clone(), why)
                .in_column("claim_to")
                .with_value(id)
                .with_fix(fix),
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
        let (id, name) = answer.map_or(("", ""), |answer| {
            let [id, name] = [&self.help.ids, &self.help.names].map(|texts| texts.get(answer.site));
            (id.unwrap_or_default(), name.unwrap_or_default())
        });
        let metres = |distance: Option<Distance>| distance.map(Distance::metres);
        let claim: Option<&Claim> = incident.claim.as_deref().filter(|_| check.is_some());
        let bounds = answer.map(|answer| answer.bounds);
        let mut row = rows.next_row();
        row.text(&incident.id);
        row.text(&incident.name);
        row.integer(answer.and_then(|answer| i64::try_from(answer.rank).ok()));
        row.text(id);
        row.text(name);
        row.number(metres(answer.map(|answer| answer.distance)));
        row.number(metres(bounds.map(|(least, _)| least)));
        row.number(metres(bounds.map(|(_, most)| most)));
        let azimuth = answer.and_then(|answer| answer.azimuth);
        row.number(azimuth.map(Azimuth::degrees_to_four_decimals));
        row.number(metres(claim.and_then(Claim::number)));
        row.text((claim.and_then(|claim| claim.kind)).map_or("", ClaimKind::word));
        row.text(check.map_or("", ClaimCheck::word));
        row.text(answer.map_or("", |answer| answer.kind.word()));
        row.list(possible);
        if let Some(speeds) = self.question.speeds() {
            let hours = bounds.map(|bounds| speeds.hours(bounds));
            row.number(hours.map(|hours| hours.least));
            row.number(hours.map(|hours| hours.most));
            row.text(bounds.map_or("", |_| speeds.source()));
        }
        for cell in carried_cells(&record.cells, &self.carried) {
            row.text(cell);
        }
        let place = incident.place.as_ref();
        row.end(place.map(|place| Geometry::Point(place.position)));
    }
}
