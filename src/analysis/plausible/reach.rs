//! Whether records lie anywhere near what they are put together with: sites of help, boundary lines, the
//! window of a map.

use crate::geodesy::{Distance, Position, distance};
use crate::index::PointIndex;
use crate::model::{Extent, Finding, Input, Origin, Severity};
use std::sync::Arc;

/// Farther than this from all sites of help or boundary lines, a record has nothing to do with them.
const FAR_KM: f64 = 500.0;

/// Looks for files of which every point lies far off, and near when latitude and longitude are swapped.
///
/// The first point that lies where it should ends the search, so that a file as it should be costs one
/// look.
#[derive(Debug)]
pub struct Reach {
    area: Area,
    seen: u64,
    is_over: bool,
}

#[derive(Debug)]
enum Area {
    Near(Surroundings),
    Within(Extent),
}

/// What lies near some positions.
#[derive(Debug, Default)]
struct Surroundings {
    positions: Vec<Position>,
    looks: u32,
    /// Made when a few looks have not ended the search, which they nearly always do.
    index: Option<PointIndex>,
}

/// How often the positions are looked through one by one.
const FEW_LOOKS: u32 = 4;

impl Reach {
    /// The surroundings of some positions, such as those of sites of help.
    pub fn of_positions(positions: impl IntoIterator<Item = Position>) -> Self {
        Self::of(Area::Near(Surroundings {
            positions: positions.into_iter().collect(),
            ..Surroundings::default()
        }))
    }

    /// A window.
    pub fn of_window(extent: Extent) -> Self {
        Self::of(Area::Within(extent))
    }

    fn of(area: Area) -> Self {
        Self {
            area,
            seen: 0,
            is_over: false,
        }
    }

    /// Whether no further position can change the answer.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Looks at a position.
    pub fn take(&mut self, position: Position) {
        if self.is_over {
            return;
        }
        self.seen += 1;
        let swapped = Position::from_lon_lat(position.lat(), position.lon());
        self.is_over =
            self.area.holds(position) || !swapped.is_ok_and(|swapped| self.area.holds(swapped));
        if let (true, Area::Near(near)) = (self.is_over, &mut self.area) {
            *near = Surroundings::default();
        }
    }

    /// What is odd about the file as a whole, if anything is.
    pub fn finish(&self, input: &Arc<Input>) -> Option<Finding> {
        if self.is_over || self.seen == 0 {
            return None;
        }
        let origin = Origin {
            input: Arc::clone(input),
            at: crate::model::At::File,
        };
        let why = "all points lie outside the map/border area, and inside it when swapped";
        let finding = Finding::new(Severity::Warning, "swapped", origin, why);
        Some(finding.with_fix(
            "latitude and longitude seem to be swapped: say which column is which with --columns lat=…,lon=…",
        ))
    }
}

impl Area {
    fn holds(&mut self, position: Position) -> bool {
        match self {
            Self::Near(near) => near.hold(position),
            Self::Within(extent) => extent.contains(position),
        }
    }
}

impl Surroundings {
    fn hold(&mut self, position: Position) -> bool {
        let within = Distance::from_computed_metres(FAR_KM * 1000.0);
        self.looks += 1;
        if self.looks <= FEW_LOOKS {
            // A degree of latitude is more than 110 km anywhere.
            let is_near = |other: &&Position| {
                (other.lat() - position.lat()).abs() < FAR_KM / 110.0
                    && distance(position, **other) <= within
            };
            return self.positions.is_empty() || self.positions.iter().any(|other| is_near(&other));
        }
        let positions = &self.positions;
        let index = &*self
            .index
            .get_or_insert_with(|| PointIndex::from_positions(positions.iter().copied()));
        let found = index.nearest(position, 1, Some(within), |_| true);
        index.is_empty() || !found.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at([lat, lon]: [f64; 2]) -> Position {
        Position::from_lon_lat(lon, lat).unwrap()
    }

    #[test]
    fn a_file_is_swapped_when_every_point_is() {
        let input = Arc::new(Input::from_name("in.csv"));
        let found = |points: &[[f64; 2]]| {
            let mut reach = Reach::of_positions([at([19.3, 5.8]), at([18.7, 7.4])]);
            for point in points {
                reach.take(at(*point));
            }
            reach.finish(&input).is_some()
        };
        assert!(found(&[[5.7721, 19.5372], [5.8014, 19.4018]]));
        assert!(
            !found(&[[5.7721, 19.5372], [19.4018, 5.8014]]),
            "one is right"
        );
        assert!(
            !found(&[[5.7721, 19.5372], [48.0, 2.0]]),
            "one is far either way"
        );
        let many = [[5.7721, 19.5372]; 20];
        assert!(found(&many), "more than are looked at one by one");
        let last_is_right = [&many[..], &[[19.4018, 5.8014]]].concat();
        assert!(!found(&last_is_right), "one of many is right");
        assert!(!found(&[[95.0 - 5.0, 100.0]]), "no place when swapped");
        assert!(!found(&[]));
    }
}
