//! Incidents: what sensors saw, whether it is verified, and who is held responsible.
//!
//! Sections 3.2 and 3.7 of the domain notes. Detections open incidents; incidents of one
//! operation form a breach series, which has one *initial breach time*. That time, not the
//! detection, starts the clocks of the response, and it may be corrected by later evidence.
//! Both sides are judged by the same rules. An attribution has versions, each with its
//! confidence, sources and dissenters; a split finding is a finding.
//!
//! `detection` opens, `verification` says what happened, `evidence` keeps custody and what is
//! restricted, `attribution` finds who did it, `rejection` says why something is not so.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Actor;
use crate::audience::Audience;
use crate::ids::{EvidenceId, IncidentId, SectorId, SensorId, SeriesId};
use crate::model::commands;
use crate::{Center, Moment};

mod attribution;
mod detection;
mod evidence;
mod rejection;
mod sensor;
mod verification;

pub use attribution::{
    Attribute, Attribution, Confidence, Dissent, Party, Revise, Settle, Settled,
};
pub(crate) use detection::on_ceasefire;
pub use detection::{ReportDetection, ReviseBreach};
pub(crate) use evidence::require_citable;
pub use evidence::{
    Certificate, CertifyEvidence, Digest, Evidence, ReleaseEvidence, SubmitEvidence,
    TransferCustody,
};
pub use rejection::Rejection;
pub use sensor::{LoseSensor, Outage, Outages, RestoreSensor};
pub(crate) use verification::on_verification_missed;
pub use verification::{Finding, Verify};

commands!(Incident:
    ReportDetection, LoseSensor, RestoreSensor, Verify, ReviseBreach, SubmitEvidence,
    TransferCustody, CertifyEvidence, ReleaseEvidence, Attribute, Revise, Dissent, Settle,
);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Detected {
        incident: IncidentId,
        sensor: SensorId,
        seen_at: SimTime,
    },
    Opened {
        incident: IncidentId,
        sector: SectorId,
        category: Category,
        severity: Severity,
        seen_at: SimTime,
    },
    Correlated {
        incident: IncidentId,
        series: SeriesId,
    },
    BreachTimed {
        series: SeriesId,
        breach_at: SimTime,
    },
    BreachRevised {
        series: SeriesId,
        breach_at: SimTime,
        was_at: SimTime,
    },
    SensorLost {
        sensor: SensorId,
    },
    SensorRestored {
        sensor: SensorId,
    },
    EvidenceReceived {
        evidence: EvidenceId,
        incident: IncidentId,
        sensor: SensorId,
        digest: Digest,
        custodian: Actor,
        #[serde(default, skip_serializing_if = "Audience::is_all")]
        releasable_to: Audience,
    },
    CustodyTransferred {
        evidence: EvidenceId,
        from: Actor,
        to: Actor,
        /// That of the evidence.
        #[serde(default, skip_serializing_if = "Audience::is_all")]
        releasable_to: Audience,
    },
    /// Restricted evidence exists, and somebody with access answers for it; what it says stays
    /// restricted.
    EvidenceCertified {
        evidence: EvidenceId,
        incident: IncidentId,
        certifier: Actor,
    },
    /// More viewers may see restricted evidence; who is new among them is told all of it.
    EvidenceReleased {
        evidence: EvidenceId,
        incident: IncidentId,
        sensor: SensorId,
        digest: Digest,
        /// The custodians in order; the last has it now.
        custody: Vec<Actor>,
        #[serde(default, skip_serializing_if = "Audience::is_all")]
        releasable_to: Audience,
    },
    Verified {
        incident: IncidentId,
        series: SeriesId,
    },
    /// Looked into, and it cannot be told.
    Unverifiable {
        incident: IncidentId,
    },
    /// Nobody looked into it in time.
    LeftUnverified {
        incident: IncidentId,
    },
    PersistenceRaised {
        series: SeriesId,
        score: u32,
    },
    AttributionProposed {
        incident: IncidentId,
        version: u32,
        responsible: Party,
        confidence: Confidence,
        unprovoked: bool,
        sources: BTreeSet<EvidenceId>,
    },
    AttributionRevised {
        incident: IncidentId,
        version: u32,
        responsible: Party,
        confidence: Confidence,
        unprovoked: bool,
        sources: BTreeSet<EvidenceId>,
    },
    DissentRecorded {
        incident: IncidentId,
        version: u32,
        dissenter: Actor,
    },
    AttributionAgreed {
        incident: IncidentId,
        version: u32,
        responsible: Party,
    },
    AttributionSplit {
        incident: IncidentId,
        version: u32,
        responsible: Party,
        dissenters: BTreeSet<Actor>,
    },
}

impl Event {
    /// When a detection or a breach happened; other events happen when they are recorded.
    pub fn occurred_at(&self) -> Option<SimTime> {
        match *self {
            Event::Detected { seen_at, .. } | Event::Opened { seen_at, .. } => Some(seen_at),
            Event::BreachTimed { breach_at, .. } | Event::BreachRevised { breach_at, .. } => {
                Some(breach_at)
            }
            _ => None,
        }
    }

    /// Who may see the event.
    pub(crate) fn audience(&self) -> Audience {
        match *self {
            Event::EvidenceReceived { releasable_to, .. }
            | Event::CustodyTransferred { releasable_to, .. }
            | Event::EvidenceReleased { releasable_to, .. } => releasable_to,
            _ => Audience::All,
        }
    }
}

/// What kind of thing was seen.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    SmallArms,
    Artillery,
    Drone,
    Missile,
    GroundAssault,
    Overflight,
    Naval,
    Interference,
}

/// How grave it is. The scale is not public; it is the product's own.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Minor,
    Major,
    Grave,
}

/// Whether an incident is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    Pending,
    Verified { at: OnRecord },
    Unverifiable { at: OnRecord },
    LeftUnverified { at: OnRecord },
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Incident {
    pub series: SeriesId,
    pub sector: SectorId,
    pub category: Category,
    pub severity: Severity,
    pub detections: u32,
    pub first_seen_at: SimTime,
    pub last_seen_at: SimTime,
    pub opened_at: OnRecord,
    pub verification: Verification,
    /// All versions, the first at index 0.
    pub attributions: Vec<Attribution>,
}

impl Incident {
    /// The attribution that counts now.
    pub fn attribution(&self) -> Option<&Attribution> {
        self.attributions.last()
    }

    pub fn is_verified(&self) -> bool {
        matches!(self.verification, Verification::Verified { .. })
    }
}

/// A breach series.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Series {
    pub sector: SectorId,
    pub breach_at: SimTime,
    pub last_seen_at: SimTime,
    pub incidents: Vec<IncidentId>,
    /// The number of verified minor breaches.
    pub persistence: u32,
}

impl Series {
    /// Whether one of its incidents is verified that was seen at this instant or after it, or is the one
    /// that is seen now.
    pub fn is_verified(
        &self,
        incidents: &Incidents,
        from: SimTime,
        seen: Option<IncidentId>,
    ) -> bool {
        self.incidents.iter().any(|id| {
            let of = incidents.incidents.get(id).filter(|of| of.is_verified());
            of.is_some_and(|of| from <= of.last_seen_at || seen == Some(*id))
        })
    }
}

/// Everything that was seen and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Incidents {
    pub incidents: BTreeMap<IncidentId, Incident>,
    pub series: BTreeMap<SeriesId, Series>,
    /// The series of each sector by when they were last seen: a new incident there may belong to one.
    pub sightings: BTreeMap<SectorId, BTreeSet<(SimTime, SeriesId)>>,
    pub evidence: BTreeMap<EvidenceId, Evidence>,
    /// The certificates of restricted evidence, under its names.
    pub certificates: BTreeMap<EvidenceId, Certificate>,
    pub lost_sensors: BTreeSet<SensorId>,
    #[serde(skip_serializing_if = "Outages::are_none")]
    pub outages: Outages,
    pub last_seen_at: Option<SimTime>,
}

impl Incidents {
    pub(crate) fn incident(&self, incident: IncidentId) -> Result<&Incident, Rejection> {
        self.incidents.get(&incident).ok_or(Rejection::UnknownIncident { incident })
    }

    /// The series of a sector that were seen at or after an instant, the last seen first.
    fn seen_from(&self, sector: SectorId, since: SimTime) -> impl Iterator<Item = SeriesId> {
        let sightings = self.sightings.get(&sector).into_iter();
        let all = sightings.flat_map(|sightings| sightings.iter().rev());
        all.take_while(move |(seen_at, _)| since <= *seen_at).map(|(_, series)| *series)
    }

    /// Whether anything was seen at or after an instant.
    pub fn seen_since(&self, since: SimTime) -> bool {
        self.last_seen_at.is_some_and(|seen_at| since <= seen_at)
    }

    /// The attribution of a series: the most confident one among its incidents, the latest of
    /// these if several are equally sure.
    pub fn attribution_of(&self, series: SeriesId) -> Option<(IncidentId, &Attribution)> {
        let incidents = self.series.get(&series)?.incidents.iter();
        incidents
            .filter_map(|id| Some((*id, self.incidents.get(id)?.attribution()?)))
            .max_by_key(|(_, attribution)| (attribution.confidence, attribution.at))
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::ReportDetection(command) => detection::decide_report(moment, command),
        Command::LoseSensor(command) => sensor::decide_lose(moment, command),
        Command::RestoreSensor(command) => sensor::decide_restore(moment, command),
        Command::Verify(command) => verification::decide_verify(moment, command),
        Command::ReviseBreach(command) => detection::decide_revise_breach(moment, command),
        Command::SubmitEvidence(command) => evidence::decide_submit(moment, command),
        Command::TransferCustody(command) => evidence::decide_transfer(moment, command),
        Command::CertifyEvidence(command) => evidence::decide_certify(moment, command),
        Command::ReleaseEvidence(command) => evidence::decide_release(moment, command),
        Command::Attribute(command) => attribution::decide_attribute(moment, command),
        Command::Revise(command) => attribution::decide_revise(moment, command),
        Command::Dissent(command) => attribution::decide_dissent(moment, command),
        Command::Settle(command) => attribution::decide_settle(moment, command),
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    if let Event::SensorLost { .. } = event {
        center.ceasefire.coverage_in_doubt = true;
        center.ceasefire.look(&center.parameters, at);
    }
    let incidents = &mut center.incidents;
    match event {
        Event::Detected { .. }
        | Event::Opened { .. }
        | Event::Correlated { .. }
        | Event::BreachTimed { .. }
        | Event::BreachRevised { .. }
        | Event::SensorLost { .. }
        | Event::SensorRestored { .. }
        | Event::Verified { .. }
        | Event::Unverifiable { .. }
        | Event::LeftUnverified { .. }
        | Event::PersistenceRaised { .. } => detection::evolve(incidents, event, at),
        Event::EvidenceReceived { .. }
        | Event::CustodyTransferred { .. }
        | Event::EvidenceCertified { .. }
        | Event::EvidenceReleased { .. } => evidence::evolve(incidents, event, at),
        Event::AttributionProposed { .. }
        | Event::AttributionRevised { .. }
        | Event::DissentRecorded { .. }
        | Event::AttributionAgreed { .. }
        | Event::AttributionSplit { .. } => attribution::evolve(incidents, event, at),
    }
}
