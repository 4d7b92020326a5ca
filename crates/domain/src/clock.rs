//! Deadlines: armed, met, missed, struck, and recomputed when the initial breach moves.
//!
//! A *duty* is something that must be done by an instant: it is met or missed. A *gate* is an
//! instant that opens or closes something: it strikes. Both ends of a window belong to it, so
//! what is done at the very instant of the deadline is in time.
//!
//! A deadline that has passed because its start was corrected is missed "late by revision": the
//! actors could not have known. Nothing is ever removed from the list.

use alloc::vec::Vec;

use kernel::{Id, SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::ids::{
    CaseId, CaveatId, ConsignmentId, ContingentId, HubId, QuestionId, RequirementId, SeriesId,
};
use crate::model::commands;
use crate::{
    Center, Moment, caveat, ceasefire, center, commission, consignment, force, framework, hub,
    incident, mandate, permit, response, silence,
};
pub use deadline::{Clocks, Deadline, Status};

mod deadline;

/// What a deadline is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Duty on a breach series: warning and host action on record.
    TierOne,
    /// Gate of a breach series: the second tier may be proposed.
    TierTwoGate,
    /// Gate of a breach series: the third tier may be proposed.
    TierThreeGate,
    /// Duty on a breach series with an expanded attack: third tier opened or declined.
    TierThree,
    /// Gate of a breach series: it has been quiet for long enough to stand down.
    Quiet,
    /// Duty on a question: the consultation convenes.
    Consultation,
    /// Gate of a question: the silence ends.
    Silence,
    /// Duty on an incident: verified or found unverifiable.
    Verification,
    /// Duty on an incident: attribution settled.
    Attribution,
    /// Gate of a seat: it has been vacant for too long.
    SeatUnmanned,
    /// Gate of the ceasefire: the agreed instant at which it enters into force.
    CeasefireEffective,
    /// Duty: report on the launch plan.
    LaunchPlan,
    /// Duty of a nation: parliament is informed of the first units in place.
    MandateInformation,
    /// Gate of a nation: without a vote by then its mandate ends.
    MandateAuthorization,
    /// Gate of a nation: its request stands approved unless a debate was demanded.
    MandateApproval,
    /// Gate of a nation: its mandate ends.
    MandateExpiry,
    /// Duty on a contingent in place: it is relieved.
    Rotation,
    /// Duty on a term of the operational headquarters: handed over.
    HeadquartersRotation,
    /// Duty on a case: a remedy set, or nothing proven.
    CommissionRemedy,
    /// Duty on a case: its remedy done or given up.
    Remedy,
    /// Gate of the cell: it may have gone too long without a decision.
    ParticipationReview,
    /// Duty on a need: it is delivered in full.
    Need,
    /// Duty on a transit permit: granted or refused.
    TransitPermit,
    /// Duty: the emergency regime of transit, once requested, is activated.
    EmergencyActivation,
    /// Gate: the emergency regime of transit ends.
    EmergencyEnd,
    /// Gate of a hub: a day of work is over.
    HubDay,
    /// Duty on a depot: it is full again.
    DepotRefill,
    /// Gate of a caveat: the instant until which it was declared.
    CaveatExpiry,
    /// Duty on the guarantee of a nation: renewed before its term is over.
    GuaranteeTerm,
    /// Duty on a turn of the command at sea: handed over.
    MaritimeRotation,
    /// Gate of a requirement: the instant by which it is needed.
    Requirement,
    /// Gate of a consignment: the instant at which it is expected.
    Consignment,
}

impl Clock {
    /// The clocks by whose deadlines somebody must act; the others merely strike.
    pub const DUTIES: [Clock; 17] = [
        Clock::TierOne,
        Clock::TierThree,
        Clock::Consultation,
        Clock::Verification,
        Clock::Attribution,
        Clock::LaunchPlan,
        Clock::MandateInformation,
        Clock::Rotation,
        Clock::HeadquartersRotation,
        Clock::CommissionRemedy,
        Clock::Remedy,
        Clock::Need,
        Clock::TransitPermit,
        Clock::EmergencyActivation,
        Clock::DepotRefill,
        Clock::GuaranteeTerm,
        Clock::MaritimeRotation,
    ];

    /// Whether somebody must act by the deadline; otherwise it merely strikes.
    pub fn is_duty(self) -> bool {
        Clock::DUTIES.contains(&self)
    }

    /// The clocks of a breach series that start at its initial breach and move with it.
    const FROM_BREACH: [Clock; 4] =
        [Clock::TierOne, Clock::TierTwoGate, Clock::TierThreeGate, Clock::TierThree];
}

commands!(Clock: Expire);

/// The engine reports that the instant of a deadline has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expire {
    pub clock: Clock,
    pub subject: Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Armed {
        clock: Clock,
        subject: Id,
        starts_at: SimTime,
        due_at: SimTime,
    },
    Met {
        clock: Clock,
        subject: Id,
        due_at: SimTime,
        /// When the duty was done, if a correction gave time to what had come too late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<SimTime>,
    },
    Missed {
        clock: Clock,
        subject: Id,
        due_at: SimTime,
        late_by_revision: bool,
    },
    Struck {
        clock: Clock,
        subject: Id,
        due_at: SimTime,
        late_by_revision: bool,
    },
    Recomputed {
        clock: Clock,
        subject: Id,
        starts_at: SimTime,
        due_at: SimTime,
        was_due_at: SimTime,
    },
    /// The duty was met in time as it then was, and late as the clock now runs.
    FoundLate {
        clock: Clock,
        subject: Id,
        met_at: SimTime,
        due_at: SimTime,
    },
    Cancelled {
        clock: Clock,
        subject: Id,
    },
}

impl Event {
    /// The deadline that the event is about.
    pub const fn key(&self) -> (Clock, Id) {
        match *self {
            Event::Armed { clock, subject, .. }
            | Event::Met { clock, subject, .. }
            | Event::Missed { clock, subject, .. }
            | Event::Struck { clock, subject, .. }
            | Event::Recomputed { clock, subject, .. }
            | Event::FoundLate { clock, subject, .. }
            | Event::Cancelled { clock, subject } => (clock, subject),
        }
    }

    /// Whether a deadline that was missed is missed no more: it ended otherwise after a correction,
    /// or was given time by one.
    pub fn undoes_a_miss(&self, at: SimTime) -> bool {
        match *self {
            Event::Met { .. } | Event::Struck { .. } | Event::Cancelled { .. } => true,
            Event::Recomputed { due_at, .. } => at < due_at,
            Event::Armed { .. } | Event::Missed { .. } | Event::FoundLate { .. } => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("there is no such deadline")]
    UnknownDeadline { clock: Clock, subject: Id },
    #[error("the deadline is no longer open")]
    NotOpen { clock: Clock, subject: Id },
    #[error("the deadline is due at {due_at} only")]
    NotDue { clock: Clock, subject: Id, due_at: SimTime },
}

/// The event that arms a deadline.
pub(crate) fn arm(
    clock: Clock,
    subject: Id,
    starts_at: SimTime,
    span: SimDuration,
) -> crate::Event {
    Event::Armed { clock, subject, starts_at, due_at: starts_at + span }.into()
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Command::Expire(Expire { clock, subject }) = *command;
    moment.only(&[Actor::Clock])?;
    let Some(deadline) = moment.center.clocks.get(clock, subject) else {
        return Err(Rejection::UnknownDeadline { clock, subject }.into());
    };
    if deadline.status != Status::Open {
        return Err(Rejection::NotOpen { clock, subject }.into());
    }
    let due_at = deadline.due_at;
    if moment.at < due_at {
        return Err(Rejection::NotDue { clock, subject, due_at }.into());
    }
    let late_by_revision = deadline.revised && due_at < moment.at;
    let ended = if clock.is_duty() {
        Event::Missed { clock, subject, due_at, late_by_revision }
    } else {
        Event::Struck { clock, subject, due_at, late_by_revision }
    };
    let mut events = Vec::from([ended.into()]);
    events.extend(consequences(moment, clock, subject));
    Ok(events)
}

/// What follows from the end of a deadline without anybody's act.
fn consequences(moment: &Moment<'_>, clock: Clock, subject: Id) -> Vec<crate::Event> {
    match clock {
        Clock::Silence => silence::on_expiry(moment, QuestionId(subject)),
        Clock::Verification => incident::on_verification_missed(subject),
        Clock::SeatUnmanned => center::on_seat_unmanned(moment, subject),
        Clock::CeasefireEffective => ceasefire::on_effective(moment),
        Clock::TierTwoGate => response::on_tier_two_gate(moment, SeriesId(subject)),
        Clock::TierThreeGate => response::on_tier_three_gate(moment, SeriesId(subject)),
        Clock::Quiet => response::on_quiet(SeriesId(subject)),
        Clock::MandateApproval => mandate::on_approval(moment, subject),
        Clock::MandateAuthorization => mandate::on_end(moment, subject, Clock::MandateExpiry),
        Clock::MandateExpiry => mandate::on_end(moment, subject, Clock::MandateAuthorization),
        Clock::Rotation => force::on_rotation_missed(moment, ContingentId(subject)),
        Clock::CommissionRemedy => commission::on_no_remedy(CaseId(subject)),
        Clock::Remedy => commission::on_remedy_due(moment, CaseId(subject)),
        Clock::ParticipationReview => center::on_participation_review(moment),
        Clock::EmergencyEnd => permit::on_emergency_end(),
        Clock::HubDay => hub::on_day(moment, HubId(subject)),
        Clock::CaveatExpiry => caveat::on_expiry(moment, CaveatId(subject)),
        Clock::GuaranteeTerm => framework::on_term_over(moment, subject),
        Clock::Consignment => consignment::on_expected(ConsignmentId(subject)),
        Clock::Requirement => {
            force::on_requirement_due(moment, RequirementId(subject)).into_iter().collect()
        }
        Clock::TierOne
        | Clock::TierThree
        | Clock::Consultation
        | Clock::Attribution
        | Clock::LaunchPlan
        | Clock::MandateInformation
        | Clock::HeadquartersRotation
        | Clock::Need
        | Clock::TransitPermit
        | Clock::EmergencyActivation
        | Clock::DepotRefill
        | Clock::MaritimeRotation => Vec::new(),
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let clocks = &mut center.clocks.0;
    let (clock, subject) = event.key();
    if let Event::Armed { starts_at, due_at, .. } = *event {
        clocks.insert((clock, subject), Deadline::armed(starts_at, due_at));
        return;
    }
    let Some(deadline) = clocks.get_mut(&(clock, subject)) else {
        return;
    };
    match *event {
        Event::Armed { .. } => {}
        Event::Recomputed { starts_at, due_at, .. } => {
            deadline.recompute(starts_at, due_at, at);
        }
        Event::Met { done_at, .. } => {
            deadline.status = Status::Met { at: done_at.unwrap_or(at) };
            deadline.done_late_at = None;
        }
        Event::Missed { late_by_revision, .. } => {
            deadline.status = Status::Missed { at: at.into() };
            deadline.late_by_revision = late_by_revision;
        }
        Event::Struck { late_by_revision, .. } => {
            deadline.status = Status::Struck { at: at.into() };
            deadline.late_by_revision = late_by_revision;
        }
        Event::FoundLate { .. } => deadline.late_by_revision = true,
        Event::Cancelled { .. } => deadline.status = Status::Cancelled { at: at.into() },
    }
}
