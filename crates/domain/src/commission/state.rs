//! The state of a case.

use alloc::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::OnRecord;
use crate::ids::{CaseId, EvidenceId, IncidentId, SeriesId};
use crate::incident::Party;
use crate::nation::NationSet;

/// The text under which the Commission sits; the plans name it differently.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// The Special Commission of the Paris declaration.
    ParisText,
    /// The Joint Monitoring Commission of the US draft.
    JointMonitoring,
    /// The Peace Council of the plans of 28 and 20 points.
    PeaceCouncil,
}

/// What a remedy consists in. No catalog is public; this one is the product's own.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    Withdrawal,
    Restoration,
    Compensation,
    Apology,
    SanctionsReview,
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Opened,
    EvidenceClosed,
    Found,
    /// Found, with dissent: a finding like any other.
    Split,
    NotProven,
    RemedySet,
    RemedyDone,
    RemedyFailed,
    /// Neither done nor given up in time.
    RemedyLapsed,
}

/// What a finding says, and the version of the attribution on which it relies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    pub responsible: Party,
    pub incident: IncidentId,
    pub version: u32,
}

/// The remedy of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Ordered {
    pub remedy: Remedy,
    pub asked: NationSet,
    pub accepted: NationSet,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Case {
    pub series: SeriesId,
    pub instrument: Instrument,
    pub stage: Stage,
    /// The closed list.
    pub evidence: BTreeSet<EvidenceId>,
    pub finding: Option<Finding>,
    pub remedy: Option<Ordered>,
    pub review_requested_at: Option<OnRecord>,
}

impl Case {
    pub(super) fn opened(series: SeriesId, instrument: Instrument) -> Case {
        Case {
            series,
            instrument,
            stage: Stage::Opened,
            evidence: BTreeSet::new(),
            finding: None,
            remedy: None,
            review_requested_at: None,
        }
    }
}

/// All cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Cases(pub BTreeMap<CaseId, Case>);

impl Cases {
    /// The case, if it stands at one of these stages.
    pub(super) fn at(&self, case: CaseId, stages: &[Stage]) -> Result<&Case, Rejection> {
        let found = self.0.get(&case).ok_or(Rejection::UnknownCase { case })?;
        let stage = found.stage;
        if stages.contains(&stage) { Ok(found) } else { Err(Rejection::WrongStage { case, stage }) }
    }
}
