//! The commands on cases.

use alloc::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Instrument, Rejection, Remedy};
use crate::ids::{CaseId, EvidenceId, IncidentId, SeriesId};
use crate::nation::{Nation, NationSet};
use crate::sound::{Sound, refuse_if};

/// Brings a breach before the Commission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    pub case: CaseId,
    pub series: SeriesId,
    pub instrument: Instrument,
}

/// Closes the list of evidence: a finding rests on nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseEvidence {
    pub case: CaseId,
    pub evidence: BTreeSet<EvidenceId>,
}

/// Finds as the settled attribution of an incident says: split if somebody dissented from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    pub case: CaseId,
    pub incident: IncidentId,
}

/// Finds that the evidence does not show who is responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindNotProven {
    pub case: CaseId,
}

/// Says what the responsible party owes, and which nations are asked to see to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRemedy {
    pub case: CaseId,
    pub remedy: Remedy,
    pub asked: NationSet,
    pub within_days: u32,
}

impl SetRemedy {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let case = self.case;
        refuse_if(self.asked.is_empty(), &["asked"], Rejection::NobodyAsked { case })?;
        refuse_if(self.within_days == 0, &["within_days"], Rejection::NoTime { case })
    }
}

/// A nation takes the remedy upon itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRemedy {
    pub case: CaseId,
    pub nation: Nation,
}

/// Reports that the remedy is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRemedyDone {
    pub case: CaseId,
}

/// Reports that nothing will come of the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRemedyFailed {
    pub case: CaseId,
}
