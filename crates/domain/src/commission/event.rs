//! The events of cases, and why a command is refused.

use alloc::collections::BTreeSet;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Instrument, Remedy, Stage};
use crate::actor::Actor;
use crate::ids::{CaseId, EvidenceId, IncidentId, SeriesId};
use crate::incident::Party;
use crate::nation::{Nation, NationSet};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    CaseOpened {
        case: CaseId,
        series: SeriesId,
        instrument: Instrument,
    },
    EvidenceClosed {
        case: CaseId,
        evidence: BTreeSet<EvidenceId>,
    },
    Found {
        case: CaseId,
        responsible: Party,
        incident: IncidentId,
        version: u32,
    },
    SplitFound {
        case: CaseId,
        responsible: Party,
        dissenters: BTreeSet<Actor>,
        incident: IncidentId,
        version: u32,
    },
    NotProven {
        case: CaseId,
    },
    /// The attribution on which the finding relies has another version; the finding stands until
    /// the Commission finds anew.
    BasisRevised {
        case: CaseId,
        incident: IncidentId,
        relied_on: u32,
        version: u32,
    },
    /// No remedy in time: the co-chairs are to look at the case.
    ReviewRequested {
        case: CaseId,
    },
    RemedySet {
        case: CaseId,
        remedy: Remedy,
        responsible: Party,
        asked: NationSet,
        due_at: SimTime,
    },
    RemedyAccepted {
        case: CaseId,
        nation: Nation,
    },
    RemedyDone {
        case: CaseId,
        /// The nations that had accepted it.
        accepted: NationSet,
        /// It had lapsed by then.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        late: bool,
    },
    RemedyFailed {
        case: CaseId,
        accepted: NationSet,
    },
    RemedyLapsed {
        case: CaseId,
        accepted: NationSet,
    },
}

impl Event {
    /// The case that the event is about.
    pub const fn case(&self) -> CaseId {
        match *self {
            Event::CaseOpened { case, .. }
            | Event::EvidenceClosed { case, .. }
            | Event::Found { case, .. }
            | Event::SplitFound { case, .. }
            | Event::NotProven { case }
            | Event::BasisRevised { case, .. }
            | Event::ReviewRequested { case }
            | Event::RemedySet { case, .. }
            | Event::RemedyAccepted { case, .. }
            | Event::RemedyDone { case, .. }
            | Event::RemedyFailed { case, .. }
            | Event::RemedyLapsed { case, .. } => case,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the case `{case}` exists already")]
    CaseExists { case: CaseId },
    #[error("there is no case `{case}`")]
    UnknownCase { case: CaseId },
    #[error("the case `{case}` stands at `{stage}`, which does not allow this")]
    WrongStage { case: CaseId, stage: Stage },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("the incident `{incident}` is not part of the breach `{series}`")]
    OtherBreach { incident: IncidentId, series: SeriesId },
    #[error("the attribution of `{incident}` is not settled")]
    NotSettled { incident: IncidentId },
    #[error("the attribution of `{incident}` names nobody, so nothing is proven")]
    NobodyResponsible { incident: IncidentId },
    #[error("an attribution of the breach cites evidence, so the list of it is not empty")]
    NothingListed { case: CaseId },
    #[error("the evidence `{evidence}` is not on the closed list")]
    NotOnTheList { evidence: EvidenceId },
    #[error(
        "the attribution of `{incident}` was revised after version {version}, on which the finding relies"
    )]
    BasisLost { case: CaseId, incident: IncidentId, version: u32 },
    #[error("a remedy must be asked of somebody")]
    NobodyAsked { case: CaseId },
    #[error("a remedy needs a day at least")]
    NoTime { case: CaseId },
    #[error("`{nation}` was not asked")]
    NotAsked { case: CaseId, nation: Nation },
    #[error("`{nation}` has accepted already")]
    AlreadyAccepted { case: CaseId, nation: Nation },
    #[error("no nation has accepted the remedy")]
    NobodyAccepted { case: CaseId },
}
