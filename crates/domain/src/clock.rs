//! Deadlines: armed, met, missed, struck, and recomputed when the initial breach moves.
//!
//! A *duty* is something that must be done by an instant: it is met or missed. A *gate* is an
//! instant that opens or closes something: it strikes. Both ends of a window belong to it, so
//! what is done at the very instant of the deadline is in time.
//!
//! A deadline that has passed because its start was corrected is missed "late by revision": the
//! actors could not have known. Nothing is ever removed from the list.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::{Id, SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::ids::{QuestionId, SeriesId};
use crate::model::commands;
use crate::{Center, Moment, ceasefire, center, incident, response, silence};

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
}

impl Clock {
    /// Whether somebody must act by the deadline; otherwise it merely strikes.
    pub const fn is_duty(self) -> bool {
        matches!(
            self,
            Clock::TierOne
                | Clock::TierThree
                | Clock::Consultation
                | Clock::Verification
                | Clock::Attribution
                | Clock::LaunchPlan
        )
    }

    /// Whether the clock starts at the initial breach and moves with it.
    const fn runs_from_breach(self) -> bool {
        matches!(
            self,
            Clock::TierOne | Clock::TierTwoGate | Clock::TierThreeGate | Clock::TierThree
        )
    }
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

/// What has become of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    Met { at: SimTime },
    Missed { at: SimTime },
    Struck { at: SimTime },
    Cancelled { at: SimTime },
}

/// One deadline with its history in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Deadline {
    pub starts_at: SimTime,
    pub due_at: SimTime,
    pub status: Status,
    /// Its start has been corrected since it was armed.
    pub revised: bool,
    /// It is late only because of such a correction.
    pub late_by_revision: bool,
    /// It was missed once, before a correction gave more time.
    pub missed_before_revision: bool,
}

impl Deadline {
    const fn armed(starts_at: SimTime, due_at: SimTime) -> Deadline {
        Deadline {
            starts_at,
            due_at,
            status: Status::Open,
            revised: false,
            late_by_revision: false,
            missed_before_revision: false,
        }
    }

    /// Whether a correction gives time again to a deadline that was missed or had struck.
    fn opens_again(&self, due_at: SimTime, at: SimTime) -> bool {
        matches!(self.status, Status::Missed { .. } | Status::Struck { .. }) && at < due_at
    }
}

/// All deadlines that were ever armed, by what they are about and whom they concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clocks(BTreeMap<(Clock, Id), Deadline>);

impl Clocks {
    pub fn get(&self, clock: Clock, subject: Id) -> Option<&Deadline> {
        self.0.get(&(clock, subject))
    }

    /// Whether the deadline is open.
    pub fn is_open(&self, clock: Clock, subject: Id) -> bool {
        self.get(clock, subject).is_some_and(|deadline| deadline.status == Status::Open)
    }

    /// All deadlines in the order of their kind and subject.
    pub fn iter(&self) -> impl Iterator<Item = (Clock, Id, &Deadline)> {
        self.0.iter().map(|(&(clock, subject), deadline)| (clock, subject, deadline))
    }

    /// The event that ends an open duty at `at`: met if in time, missed otherwise.
    pub(crate) fn meet(&self, clock: Clock, subject: Id, at: SimTime) -> Option<crate::Event> {
        let deadline = self.get(clock, subject).filter(|d| d.status == Status::Open)?;
        let due_at = deadline.due_at;
        Some(if at <= due_at {
            Event::Met { clock, subject, due_at }.into()
        } else {
            let late_by_revision = deadline.revised;
            Event::Missed { clock, subject, due_at, late_by_revision }.into()
        })
    }

    /// The event that cancels the deadline if it is open.
    pub(crate) fn cancel(&self, clock: Clock, subject: Id) -> Option<crate::Event> {
        self.is_open(clock, subject).then(|| Event::Cancelled { clock, subject }.into())
    }

    /// The events that move all clocks of a breach series to a corrected initial breach.
    pub(crate) fn recompute(
        moment: &Moment<'_>,
        series: SeriesId,
        starts_at: SimTime,
    ) -> Vec<crate::Event> {
        let mut events = Vec::new();
        for (clock, subject, deadline) in moment.center.clocks.iter() {
            if subject != series.0 || !clock.runs_from_breach() || deadline.starts_at == starts_at {
                continue;
            }
            let was_due_at = deadline.due_at;
            let due_at = starts_at + was_due_at.since(deadline.starts_at);
            let recomputed = Event::Recomputed { clock, subject, starts_at, due_at, was_due_at };
            events.push(recomputed.into());
            if let Status::Met { at: met_at } = deadline.status
                && due_at < met_at
            {
                events.push(Event::FoundLate { clock, subject, met_at, due_at }.into());
            }
            if deadline.opens_again(due_at, moment.at) {
                events.extend(response::on_opened_again(moment, series, clock, due_at));
            }
        }
        events
    }
}

impl Serialize for Clocks {
    /// A list of rows: JSON has no pairs as keys.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            clock: Clock,
            subject: Id,
            deadline: &'a Deadline,
        }
        serializer.collect_seq(self.iter().map(|(clock, subject, deadline)| Row {
            clock,
            subject,
            deadline,
        }))
    }
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
        Clock::TierOne
        | Clock::TierThree
        | Clock::Consultation
        | Clock::Attribution
        | Clock::LaunchPlan => Vec::new(),
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
            recompute(deadline, starts_at, due_at, at);
        }
        Event::Met { .. } => deadline.status = Status::Met { at },
        Event::Missed { late_by_revision, .. } => {
            deadline.status = Status::Missed { at };
            deadline.late_by_revision = late_by_revision;
        }
        Event::Struck { late_by_revision, .. } => {
            deadline.status = Status::Struck { at };
            deadline.late_by_revision = late_by_revision;
        }
        Event::FoundLate { .. } => deadline.late_by_revision = true,
        Event::Cancelled { .. } => deadline.status = Status::Cancelled { at },
    }
}

/// Moves a deadline. One that was missed or had struck opens again if the correction gives time;
/// otherwise it stays what it was, with its mark.
fn recompute(deadline: &mut Deadline, starts_at: SimTime, due_at: SimTime, at: SimTime) {
    deadline.starts_at = starts_at;
    deadline.due_at = due_at;
    deadline.revised = true;
    if deadline.opens_again(due_at, at) {
        deadline.missed_before_revision |= matches!(deadline.status, Status::Missed { .. });
        deadline.status = Status::Open;
    }
    if matches!(deadline.status, Status::Open | Status::Met { .. }) {
        deadline.late_by_revision = false;
    }
}
