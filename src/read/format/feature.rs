//! Features: records that name their own cells and have a geometry, as GeoJSON, KML and GPX hold them.

use std::sync::Arc;

use super::keys::Keys;
use super::spool::{self, Spool};
use super::{RawGeometry, RawRows, Rows};
use crate::model::{At, Finding, Input, Origin, Severity};

/// A feature as it stands in the file.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) at: At,
    pub(super) geometry: RawGeometry,
    /// Its cells with their names, in the order of the file.
    pub(super) members: Vec<(String, String)>,
    /// What is odd in it.
    pub(super) warnings: Vec<String>,
}

/// A feature, or what rejects it or the file.
pub(super) type Read = Result<Feature, Finding>;

/// Features that come one after another.
pub(super) trait Features: Send {
    /// The next feature, or nothing at the end.
    fn next_feature(&mut self) -> Option<Read>;

    /// What is odd in the file as a whole, once all features were read.
    fn warnings(&mut self) -> Vec<Finding> {
        Vec::new()
    }
}

/// Features with the names of all their cells, found by going through them once before.
pub(super) struct FeatureRows<F> {
    /// The features; nothing where they are kept.
    features: Option<F>,
    place: spool::Place,
    names: Arc<Names>,
    input: Arc<Input>,
    warnings: Vec<Finding>,
    have_geometry: bool,
    is_done: bool,
}

/// The names that features use, and what is odd in their file.
#[derive(Debug)]
pub(super) struct Names {
    keys: Keys,
    warnings: Vec<Finding>,
    /// The features themselves, where they were read one by one and are not too many.
    kept: Option<Spool>,
}

impl Names {
    /// Goes through all features, which were read.
    pub(super) fn of<'f>(
        features: impl Iterator<Item = &'f Read>,
        input: &Arc<Input>,
        warnings: Vec<Finding>,
    ) -> Result<Self, Finding> {
        let mut names = Self {
            keys: Keys::default(),
            warnings,
            kept: None,
        };
        for (feature, before) in features.zip(0..) {
            names.note(feature, before + 1, input)?;
        }
        Ok(names)
    }

    /// Reads all features.
    pub(super) fn of_all(features: impl Features, input: &Arc<Input>) -> Result<Self, Finding> {
        Self::of_at_most(u64::MAX, features, input)
    }

    /// Reads all features of a file in an archive, which may hold so many.
    pub(super) fn of_at_most(
        most: u64,
        mut features: impl Features,
        input: &Arc<Input>,
    ) -> Result<Self, Finding> {
        let mut names = Self {
            keys: Keys::default(),
            warnings: Vec::new(),
            kept: None,
        };
        let (mut count, mut kept) = (0, Spool::default());
        while let Some(feature) = features.next_feature() {
            count += 1;
            if count > most {
                let why = format!("more than {most} placemarks in an archive");
                let origin = Origin {
                    input: Arc::clone(input),
                    at: At::File,
                };
                return Err(
                    Finding::new(Severity::RejectsFile, "too-large", origin, why).with_fix(
                        "unpack it and give the KML file itself, which may hold any number",
                    ),
                );
            }
            names.note(&feature, count, input)?;
            names.keep(&feature, &mut kept, input);
            if let Err(finding) = feature
                && finding.severity == Severity::RejectsFile
            {
                return Err(finding);
            }
        }
        names.warnings = features.warnings();
        names.kept = Some(kept).filter(|kept| !kept.is_full());
        Ok(names)
    }

    /// Whether the features are kept, and need not be read again.
    #[cfg(feature = "kml")]
    pub(super) const fn keep_features(&self) -> bool {
        self.kept.is_some()
    }

    fn keep(&self, feature: &Read, kept: &mut Spool, input: &Arc<Input>) {
        match feature {
            _ if kept.is_full() => {}
            Err(finding) => kept.reject(finding),
            Ok(feature) => {
                for warning in oddities(feature, input) {
                    kept.warn(&warning);
                }
                let cells = feature.members.iter();
                let cells = cells.map(|(name, text)| (self.keys.column(name), text.as_str()));
                kept.add(feature.at, &feature.geometry, cells);
            }
        }
    }

    /// Adds something odd in the file as a whole.
    #[cfg(feature = "kml")]
    pub(super) fn warn(&mut self, warning: Finding) {
        self.warnings.push(warning);
    }

    fn note(&mut self, feature: &Read, count: u64, input: &Arc<Input>) -> Result<(), Finding> {
        let members = feature.as_ref().map_or(&[][..], |feature| &feature.members);
        for (name, _) in members {
            self.keys.note(name);
        }
        match self.keys.excess(count, input.size) {
            None => Ok(()),
            Some(why) => {
                let origin = Origin {
                    input: Arc::clone(input),
                    at: At::File,
                };
                Err(
                    Finding::new(Severity::RejectsFile, "too-large", origin, why)
                        .with_fix("give the features the same properties, or split the file"),
                )
            }
        }
    }
}

impl<F: Features> FeatureRows<F> {
    /// The rows of features whose names are known.
    pub(super) fn new(features: F, names: Arc<Names>, input: &Arc<Input>) -> Self {
        Self::over(Some(features), names, input)
    }

    /// The rows of features that are kept.
    #[cfg(feature = "kml")]
    pub(super) fn kept(names: Arc<Names>, input: &Arc<Input>) -> Self {
        Self::over(None, names, input)
    }

    fn over(features: Option<F>, names: Arc<Names>, input: &Arc<Input>) -> Self {
        Self {
            features,
            place: spool::Place::default(),
            input: Arc::clone(input),
            warnings: names.warnings.clone(),
            names,
            have_geometry: true,
            is_done: false,
        }
    }

    /// The same of records that have no geometry beside their cells.
    pub(super) fn without_geometry(features: F, names: Arc<Names>, input: &Arc<Input>) -> Self {
        Self {
            have_geometry: false,
            ..Self::new(features, names, input)
        }
    }
}

impl<F: Features> Rows for FeatureRows<F> {
    fn headers(&self) -> &[String] {
        self.names.keys.names()
    }

    fn have_geometry(&self) -> bool {
        self.have_geometry
    }

    fn warnings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.warnings)
    }

    fn next_row(&mut self, rows: &mut RawRows) -> bool {
        if self.is_done {
            return false;
        }
        let Some(features) = &mut self.features else {
            let Some(kept) = &self.names.kept else {
                return false;
            };
            let keys = &self.names.keys;
            let width = keys.names().len();
            return kept.next_row(&mut self.place, width, rows, |at, column| {
                let key = keys.names().get(column).map_or("", String::as_str);
                given_twice(key, at, &self.input)
            });
        };
        let Some(feature) = features.next_feature() else {
            self.is_done = true;
            return false;
        };
        self.is_done =
            matches!(&feature, Err(finding) if finding.severity == Severity::RejectsFile);
        push(feature, &self.names.keys, &self.input, rows);
        !self.is_done
    }
}

/// What is odd in a feature.
fn oddities(feature: &Feature, input: &Arc<Input>) -> impl Iterator<Item = Finding> {
    feature.warnings.iter().map(|why| {
        let origin = Origin {
            input: Arc::clone(input),
            at: feature.at,
        };
        Finding::new(Severity::Warning, "feature", origin, why.as_str())
    })
}

fn given_twice(key: &str, at: At, input: &Arc<Input>) -> Finding {
    let origin = Origin {
        input: Arc::clone(input),
        at,
    };
    let why = "the property is given twice";
    Finding::new(Severity::RejectsRow, "duplicate-key", origin, why).in_column(key)
}

/// Adds a feature to the rows.
fn push(feature: Read, keys: &Keys, input: &Arc<Input>, rows: &mut RawRows) {
    let feature = match feature {
        Ok(feature) => feature,
        Err(finding) => return rows.push(RawGeometry::InCells, |_| Some(Err(finding))),
    };
    for warning in oddities(&feature, input) {
        rows.warn(warning);
    }
    let (at, members) = (feature.at, feature.members);
    rows.push(feature.geometry, |texts| {
        Some(match keys.push_cells(&members, texts) {
            Ok(()) => Ok(at),
            Err(key) => Err(given_twice(key, at, input)),
        })
    });
}
