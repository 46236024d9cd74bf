//! Which sites the radii do not exclude from being the nearest, against a twin that tries places.
#![expect(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, helper functions included"
)]

use std::collections::BTreeSet;

use pointzero::analysis::{Help, Nearest};
use pointzero::geodesy::{Azimuth, Distance, Position, direct, distance, inverse};
use pointzero::model::{AidSite, Incident, Place, RadiusKind, Record};

fn at(lon: f64, lat: f64) -> Position {
    Position::from_lon_lat(lon, lat).unwrap()
}

fn metres(metres: f64) -> Distance {
    Distance::from_metres(metres).unwrap()
}

fn towards(from: Position, degrees: f64, m: f64) -> Position {
    direct(from, Azimuth::from_degrees(degrees).unwrap(), metres(m))
}

fn sites(places: &[(Position, f64)]) -> Vec<Record<AidSite>> {
    places
        .iter()
        .map(|(position, radius_m)| Place::within(metres(*radius_m), *position))
        .map(|place| Record::from_value(AidSite::help("", "", place)))
        .collect()
}

fn incident(position: Position, radius_m: f64) -> Incident {
    Incident {
        place: Some(Place::within(metres(radius_m), position)),
        ..Incident::default()
    }
}

fn not_excluded(position: Position, radius_m: f64, places: &[(Position, f64)]) -> Vec<usize> {
    let sites = sites(places);
    Help::from_sites(&sites).not_excluded(&incident(position, radius_m), &Nearest::default())
}

/// Random numbers in [0, 1) (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / 4_294_967_296.0
    }

    fn below(&mut self, most: f64) -> f64 {
        self.next() * most
    }
}

/// The sites that are nearest for some place of the incident among those tried, with the site as
/// near to it as its radius allows and all others as far.
fn possibly_nearest(
    position: Position,
    radius_m: f64,
    places: &[(Position, f64)],
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for ring in 0..=8 {
        for turn in 0..24 {
            let (degrees, m) = (f64::from(turn) * 15.0, radius_m * f64::from(ring) / 8.0);
            let place = towards(position, degrees, m);
            let far: Vec<f64> = places
                .iter()
                .map(|(site, _)| distance(place, *site).metres())
                .collect();
            for (row, (_, radius)) in places.iter().enumerate() {
                let others = places.iter().zip(&far).enumerate();
                let least = others
                    .filter(|(other, _)| *other != row)
                    .map(|(_, ((_, radius), m))| m + radius)
                    .fold(f64::INFINITY, f64::min);
                if (far[row] - radius).max(0.0) <= least {
                    found.insert(row);
                }
            }
        }
    }
    found
}

#[test]
fn no_site_is_left_out_that_could_be_nearest() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut told, mut possible, mut all) = (0, 0, 0);
    for round in 0..200 {
        let lat = [0.0, 19.4, -49.0, 66.0, 89.7][round % 5];
        let here = at(random.below(360.0) - 180.0, lat);
        let scale_m = [2_000.0, 40_000.0, 900_000.0][round % 3];
        let radius_m = [0.0, 0.3, 1.0][(round / 3) % 3] * random.below(scale_m);
        let places: Vec<(Position, f64)> = (0..12)
            .map(|_| {
                let site = towards(here, random.below(360.0), random.below(3.0 * scale_m));
                (site, random.below(scale_m / 5.0))
            })
            .collect();
        let listed = not_excluded(here, radius_m, &places);
        let twin = possibly_nearest(here, radius_m, &places);
        let set: BTreeSet<usize> = listed.iter().copied().collect();
        assert!(
            twin.is_subset(&set),
            "round {round}: {twin:?} in {listed:?}"
        );
        // In the order of their distance.
        let nominal: Vec<Distance> = listed
            .iter()
            .map(|row| distance(here, places[*row].0))
            .collect();
        assert!(nominal.is_sorted(), "{nominal:?}");
        told += listed.len();
        possible += twin.len();
        all += places.len();
    }
    // Not that it tells of all: at most a quarter more than can be nearest.
    assert!(
        told * 4 <= possible * 5 && told * 2 < all,
        "{told} {possible} {all}"
    );
}

#[test]
fn without_radii_only_ties_are_not_excluded() {
    let here = at(5.0, 0.0);
    // Mirrored at the equator, so equally far; and one 1 mm farther.
    let places = [
        (at(5.2, 0.1), 0.0),
        (at(5.2, -0.1), 0.0),
        (
            towards(
                here,
                0.0,
                inverse(here, at(5.2, 0.1)).distance.metres() + 1e-3,
            ),
            0.0,
        ),
    ];
    assert_eq!(not_excluded(here, 0.0, &places), [0, 1]);
    assert_eq!(not_excluded(here, 0.0, &places[1..]), [0]);
    assert_eq!(not_excluded(here, 0.0, &[]), [0_usize; 0]);
}

#[test]
fn what_lies_behind_a_nearer_site_is_excluded_though_their_intervals_overlap() {
    let here = at(5.634612, 19.398994);
    // 10 and 16 km away, the incident within 5 km: 5 to 15 km against 11 to 21 km.
    let (near, behind) = (
        towards(here, 116.0, 10_000.0),
        towards(here, 116.0, 16_000.0),
    );
    let aside = towards(here, 296.0, 16_000.0);
    assert_eq!(
        not_excluded(here, 5_000.0, &[(near, 0.0), (behind, 0.0)]),
        [0]
    );
    assert_eq!(
        not_excluded(here, 5_000.0, &[(near, 0.0), (aside, 0.0)]),
        [0, 1]
    );
    // With room in the sites' own radii it comes back.
    let unsure = [(near, 3_000.0), (behind, 3_000.0)];
    assert_eq!(not_excluded(here, 5_000.0, &unsure), [0, 1]);
}

#[test]
fn distances_to_circles_of_confidence_have_bounds_and_name_them() {
    let here = at(5.634612, 19.398994);
    let there = towards(here, 116.0, 20_000.0);
    for (kinds, reach_m, kind) in [
        (
            [RadiusKind::Bound, RadiusKind::Bound],
            7_000.0,
            RadiusKind::Bound,
        ),
        ([RadiusKind::P95, RadiusKind::P95], 5_000.0, RadiusKind::P95),
        (
            [RadiusKind::Bound, RadiusKind::P68],
            7_000.0,
            RadiusKind::P68,
        ),
    ] {
        let place = |position, m, radius_kind| Place {
            radius_kind,
            ..Place::within(metres(m), position)
        };
        let sites = [Record::from_value(AidSite::help(
            "",
            "",
            place(there, 4_000.0, kinds[1]),
        ))];
        let incident = Incident {
            place: Some(place(here, 3_000.0, kinds[0])),
            ..Incident::default()
        };
        let answers = Help::from_sites(&sites).nearest(&incident, &Nearest::default());
        let (least, most) = answers[0].bounds;
        assert!((least.metres() - (20_000.0 - reach_m)).abs() < 1e-6);
        assert!((most.metres() - (20_000.0 + reach_m)).abs() < 1e-6);
        assert_eq!(answers[0].kind, kind);
    }
}
