//! Features: records that name their own cells and have a geometry, as GeoJSON, KML and GPX hold them.

use std::sync::Arc;

use super::keys::Keys;
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
    features: F,
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
        };
        for (feature, before) in features.zip(0..) {
            names.note(feature, before + 1, input)?;
        }
        Ok(names)
    }

    /// Reads all features.
    pub(super) fn of_all(mut features: impl Features, input: &Arc<Input>) -> Result<Self, Finding> {
        let mut names = Self {
            keys: Keys::default(),
            warnings: Vec::new(),
        };
        let mut count = 0;
        while let Some(feature) = features.next_feature() {
            count += 1;
            names.note(&feature, count, input)?;
            if let Err(finding) = feature
                && finding.severity == Severity::RejectsFile
            {
                return Err(finding);
            }
        }
        names.warnings = features.warnings();
        Ok(names)
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
        Self {
            features,
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
        let Some(feature) = self.features.next_feature() else {
            self.is_done = true;
            return false;
        };
        self.is_done =
            matches!(&feature, Err(finding) if finding.severity == Severity::RejectsFile);
        push(feature, &self.names.keys, &self.input, rows);
        !self.is_done
    }
}

/// Adds a feature to the rows.
fn push(feature: Read, keys: &Keys, input: &Arc<Input>, rows: &mut RawRows) {
    let feature = match feature {
        Ok(feature) => feature,
        Err(finding) => return rows.push(RawGeometry::InCells, |_| Some(Err(finding))),
    };
    let origin = Origin {
        input: Arc::clone(input),
        at: feature.at,
    };
    for why in feature.warnings {
        let origin = origin.clone();
        rows.warn(Finding::new(Severity::Warning, "feature", origin, why));
    }
    let (at, members) = (feature.at, feature.members);
    rows.push(feature.geometry, |texts| {
        Some(match keys.push_cells(&members, texts) {
            Ok(()) => Ok(at),
            Err(key) => Err(Finding::new(
                Severity::RejectsRow,
                "duplicate-key",
                origin,
                "the property is given twice",
            )
            .in_column(key)),
        })
    });
}
