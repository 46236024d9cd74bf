//! Findings gathered by their kind.

use crate::model::{Finding, Severity};

/// How many findings of a kind are kept; more are counted.
pub const KEPT_FINDINGS: usize = 1000;

/// Findings, kind by kind.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    noted: Vec<Noted>,
}

/// The findings of one kind and severity.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The kind.
    pub kind: &'static str,
    /// What follows from each.
    pub severity: Severity,
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub findings: Vec<Finding>,
}

impl Notes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.noted.is_empty()
    }

    /// Adds a finding to those of its kind.
    pub fn add(&mut self, finding: Finding) {
        let noted = self.of_kind(finding.kind, finding.severity);
        noted.count += 1;
        if noted.findings.len() < KEPT_FINDINGS {
            noted.findings.push(finding);
        }
    }

    fn of_kind(&mut self, kind: &'static str, severity: Severity) -> &mut Noted {
        let is_same = |noted: &Noted| (noted.kind, noted.severity) == (kind, severity);
        let place = self.noted.iter().position(is_same).unwrap_or_else(|| {
            self.noted.push(Noted {
                kind,
                severity,
                count: 0,
                findings: Vec::new(),
            });
            self.noted.len() - 1
        });
        self.noted.get_mut(place).expect("it was found or added")
    }

    /// Adds those of other notes.
    pub fn append(&mut self, other: Self) {
        for noted in other.noted {
            let same = self.of_kind(noted.kind, noted.severity);
            same.count += noted.count;
            let room = KEPT_FINDINGS - same.findings.len();
            same.findings.extend(noted.findings.into_iter().take(room));
        }
    }

    /// The kinds, what rejects most first, and else in the order in which they were met.
    pub fn into_kinds(mut self) -> Vec<Noted> {
        self.noted
            .sort_by_key(|noted| std::cmp::Reverse(noted.severity));
        self.noted
    }
}

impl Extend<Finding> for Notes {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        for finding in findings {
            self.add(finding);
        }
    }
}
