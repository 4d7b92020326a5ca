//! What walks and tests speak of: numbers, names, one breach and what is said about it.

use core::fmt::Debug;
use core::str::FromStr;

use kernel::{Basis, SimDuration, SimTime};

use crate::center::SetParameter;
use crate::decision::{self, Matter, Open, Procedure};
use crate::ids::{IncidentId, SeriesId};
use crate::incident::{
    Attribute, Category, Confidence, Digest, Finding, Party, ReportDetection, Severity,
    SubmitEvidence, Verify,
};
use crate::parameter::{Parameter, Value};
use crate::{Actor, Audience, Nation, NationSet};

/// The numbers of the domain notes' section 8, or round ones where it has none.
pub(crate) const NUMBERS: &[(Parameter, Value)] = &[
    (Parameter::TierOneWithin, in_hours(24)),
    (Parameter::TierTwoAfter, in_hours(24)),
    (Parameter::TierThreeEarliest, in_hours(72)),
    (Parameter::TierThreeLatest, in_hours(96)),
    (Parameter::QuietPeriod, in_hours(12)),
    (Parameter::VerificationWithin, in_hours(6)),
    (Parameter::AttributionWithin, in_hours(18)),
    (Parameter::ConsultationWithin, in_hours(24)),
    (Parameter::SilenceRoutine, in_hours(72)),
    (Parameter::SilenceUrgent, in_hours(24)),
    (Parameter::SilenceFlash, in_hours(4)),
    (Parameter::SeatUnmannedAfter, in_hours(48)),
    (Parameter::QuorumSeats, Value::Count(2)),
    (Parameter::QuorumNations, Value::Count(3)),
    (Parameter::CoverageThreshold, Value::Share(800_000)),
    (Parameter::CalmWindow, in_hours(24)),
    (Parameter::CorrelationGap, in_hours(12)),
    (Parameter::PersistenceThreshold, Value::Count(3)),
    (Parameter::LaunchPlanWithin, in_hours(2_400)),
    (Parameter::HeadquartersRotationAfter, in_hours(8_760)),
    (Parameter::CommissionRemedyWithin, in_hours(48)),
    (Parameter::ParticipationReviewAfter, in_hours(1_008)),
    (Parameter::ProsperityEnvelope, Value::Count(2_000)),
    (Parameter::CessationFinder, Value::Actor(Actor::Commission)),
    (Parameter::RotationWithin, in_hours(4_392)),
    (Parameter::PermitLegacy, in_hours(1_080)),
    (Parameter::PermitPeacetime, in_hours(72)),
    (Parameter::PermitEmergency, in_hours(6)),
    (Parameter::EmergencyWithin, in_hours(48)),
    (Parameter::EmergencyLasts, in_hours(8_760)),
    (Parameter::RoadPayload, Value::Count(15)),
    (Parameter::RailPayload, Value::Count(50)),
    (Parameter::AirPayload, Value::Count(35)),
    (Parameter::DepotRefillWithin, in_hours(720)),
    (Parameter::GuaranteeTerm, in_hours(8_760)),
    (Parameter::MaritimeRotationAfter, in_hours(4_392)),
];

const fn in_hours(count: u64) -> Value {
    Value::Duration(SimDuration::from_hours(count))
}

/// The instant of the initial breach.
pub(crate) fn noon() -> SimTime {
    "2026-03-03T12:00:00.000Z".parse().expect("it is an instant")
}

pub(crate) const fn hours(count: u64) -> SimDuration {
    SimDuration::from_hours(count)
}

/// An id of any type.
pub(crate) fn id<T: FromStr<Err: Debug>>(name: &str) -> T {
    name.parse().expect("it is written here as it must be")
}

/// The nations of a list such as `fr uk`.
pub(crate) fn nations(codes: &str) -> NationSet {
    codes.split_whitespace().map(id::<Nation>).collect()
}

/// The breach series that everything is about.
pub(crate) fn breach() -> SeriesId {
    id("breach")
}

/// The incident after which that series is named.
pub(crate) fn incident() -> IncidentId {
    id("breach")
}

pub(crate) fn set(parameter: Parameter, value: Value) -> SetParameter {
    SetParameter { parameter, value, basis: Basis::Assumption, source: None }
}

/// What a sensor in the north reports of a major breach.
pub(crate) fn detection(name: &str, seen_at: SimTime) -> ReportDetection {
    ReportDetection {
        incident: id(name),
        sensor: id("radar"),
        sector: id("north"),
        category: Category::Artillery,
        severity: Severity::Major,
        seen_at: Some(seen_at),
    }
}

pub(crate) fn verify(name: &str) -> Verify {
    Verify { incident: id(name), finding: Finding::Verified }
}

pub(crate) fn digest() -> Digest {
    id("00112233445566778899aabbccddeeff")
}

pub(crate) fn evidence(name: &str, of: &str) -> SubmitEvidence {
    SubmitEvidence {
        evidence: id(name),
        incident: id(of),
        sensor: id("radar"),
        digest: digest(),
        releasable_to: Audience::All,
    }
}

/// An attribution of the breach to Russia, resting on the evidence of [`examined`].
pub(crate) fn attribution(confidence: Confidence) -> Attribute {
    Attribute {
        incident: incident(),
        responsible: Party::Russia,
        confidence,
        unprovoked: true,
        sources: [id("crater")].into(),
    }
}

/// A consultation of partners on the breach.
pub(crate) fn consultation(question: &str) -> Open {
    Open {
        question: id(question),
        matter: Matter::TierThree,
        procedure: Procedure::Consultation,
        asked: nations("fr uk us"),
        text_version: decision::first_version(),
        series: Some(breach()),
        depends_on: None,
    }
}
