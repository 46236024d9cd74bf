//! Chains of linked pushbacks: people expelled from one country to the next.
//!
//! A record is a place and a time on a chain; a leg leads from one record to another, or is a record
//! itself that names the two that it leads from and to. Distances are of the straight line between the two:
//! nobody is moved less far than that.

mod linked;
mod proposed;
mod stages;
mod tables;

pub use linked::{Chains, Leg, LinkedChain};

use serde::Deserialize;

use super::testimony::CountryNames;
use super::{Inquiry, LineChoice, Question, Territory, Unanswerable};
use crate::model::{Atlas, Batch, Finding, Incident, LostRecord, Record, Schema, Severity};

/// Linked pushbacks: one row for each chain, or with `legs` for each leg.
///
/// Records are linked by the columns `chain_id` and leg, or by from and to, which name records by their
/// ids. What contradicts itself or is missing is told with its rows; a chain whose order nobody knows is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(
    feature = "cli",
    derive(clap::Args),
    command(after_help = "Examples:
  pointzero chain incidents.csv
  pointzero chain incidents.csv --legs -o legs.csv
  pointzero chain incidents.csv --propose")
)]
pub struct Chain {
    /// A row for each leg in place of each chain
    #[cfg_attr(feature = "cli", arg(long))]
    pub legs: bool,
    /// Propose chains of records that belong to none, by a rule that is told with them; nothing shows
    /// that they are of the same people
    #[cfg_attr(feature = "cli", arg(long))]
    pub propose: bool,
}

impl Question for Chain {
    fn needs_aid(&self) -> bool {
        false
    }

    fn needs_world(&self) -> bool {
        true
    }

    fn needs_place(&self) -> bool {
        false
    }

    fn start<'a>(
        &'a self,
        atlas: &'a Atlas,
        _: &[(usize, &str)],
    ) -> Result<Box<dyn Inquiry + 'a>, Unanswerable> {
        let territory = Territory::new(atlas, LineChoice::default())
            .map_err(|drawing| Unanswerable(drawing.to_string()))?;
        Ok(Box::new(ChainInquiry {
            question: self,
            atlas,
            territory,
            schema: if self.legs {
                tables::of_legs()
            } else {
                tables::of_chains()
            },
            records: Vec::new(),
            lost: Vec::new(),
            set_aside: 0,
        }))
    }
}

struct ChainInquiry<'a> {
    question: &'a Chain,
    atlas: &'a Atlas,
    territory: Territory<'a>,
    schema: Schema,
    records: Vec<Record<Incident>>,
    lost: Vec<LostRecord>,
    set_aside: u64,
}

impl Inquiry for ChainInquiry<'_> {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn take(&mut self, mut incidents: Vec<Record<Incident>>, _: &mut Batch, _: &mut Vec<Finding>) {
        self.records.append(&mut incidents);
    }

    fn miss(&mut self, lost: Vec<LostRecord>) {
        self.lost = lost;
    }

    fn waits_for_all(&self) -> bool {
        true
    }

    fn set_aside(&self) -> u64 {
        self.set_aside
    }

    fn finish(&mut self, rows: &mut Batch, findings: &mut Vec<Finding>) {
        let mut chains = Chains::of(&self.records, &self.lost);
        self.set_aside = chains.set_aside;
        findings.append(&mut chains.findings);
        if self.question.propose {
            chains.propose(&self.records);
            findings.append(&mut chains.findings);
        } else if chains.chains.is_empty() {
            findings.extend(self.no_chain());
        }
        let countries = CountryNames::new(&self.atlas.countries);
        for chain in &chains.chains {
            let told = stages::Told::new(chain, &self.records, &self.territory, &countries);
            findings.extend(told.contradictions());
            if self.question.legs {
                told.push_legs(rows);
            } else {
                told.push_chain(rows);
            }
        }
    }
}

impl ChainInquiry<'_> {
    /// What refuses a file of which no chain can be told; nothing where it has no records at all.
    fn no_chain(&self) -> Option<Finding> {
        let (why, fix) = if self.set_aside > 0 || !self.lost.is_empty() {
            (
                "no chain that can be used",
                "mend the rows that are named above",
            )
        } else {
            (
                "no record says which chain it belongs to",
                "give each its chain in chain_id and its place in it in leg (1, 2, 3), or the ids of the records \
                 before and after it in from and to; --propose links records by a rule",
            )
        };
        let mut finding = linked::at_file(&self.records, "no-chains", why.to_owned())?;
        finding.severity = Severity::RejectsFile;
        Some(finding.with_fix(fix))
    }
}
