//! The deadlines that were ever armed, with what has become of each.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use kernel::{Id, SimTime};
use serde::Serialize;

use super::{Clock, Event};
use crate::OnRecord;
use crate::ids::SeriesId;
use crate::mutation::{Mutation, off};
use crate::{Moment, response};

/// What has become of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    Met { at: SimTime },
    Missed { at: OnRecord },
    Struck { at: OnRecord },
    Cancelled { at: OnRecord },
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
    /// It was missed, and the duty was done all the same: a correction may give it time again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_late_at: Option<SimTime>,
}

impl Deadline {
    pub(super) const fn armed(starts_at: SimTime, due_at: SimTime) -> Deadline {
        Deadline {
            starts_at,
            due_at,
            status: Status::Open,
            revised: false,
            late_by_revision: false,
            missed_before_revision: false,
            done_late_at: None,
        }
    }

    /// Notes of one that was missed when its duty was done all the same. What comes after that, such
    /// as the end of the response, undoes nothing.
    pub(crate) fn note_done(&mut self, is_done: bool, at: SimTime) {
        let is_missed = matches!(self.status, Status::Missed { .. });
        self.done_late_at = self.done_late_at.or(is_done.then_some(at)).filter(|_| is_missed);
    }

    /// Whether a correction gives time again to a deadline that was missed or had struck: it is yet
    /// to come, or what was due was done by then.
    fn opens_again(&self, due_at: SimTime, at: SimTime) -> bool {
        let is_in_time = at < due_at || self.done_late_at.is_some_and(|done| done <= due_at);
        matches!(self.status, Status::Missed { .. } | Status::Struck { .. }) && is_in_time
    }

    /// Moves a deadline. One that was missed or had struck opens again if the correction gives
    /// time; otherwise it stays what it was, with its mark.
    pub(super) fn recompute(&mut self, starts_at: SimTime, due_at: SimTime, at: SimTime) {
        self.starts_at = starts_at;
        self.due_at = due_at;
        self.revised = true;
        if self.opens_again(due_at, at) {
            self.missed_before_revision |= matches!(self.status, Status::Missed { .. });
            self.status = Status::Open;
        }
        if matches!(self.status, Status::Open | Status::Met { .. }) {
            self.late_by_revision = false;
        }
    }
}

/// All deadlines that were ever armed, by what they are about and whom they concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clocks(pub(super) BTreeMap<(Clock, Id), Deadline>);

/// What is decided can depend on when an open deadline is due, and on everything about those that
/// a correction moves. Of others that have ended nobody asks for more than that they were there.
impl Hash for Clocks {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.0.len().hash(into);
        for ((clock, subject), deadline) in &self.0 {
            let moves = Clock::FROM_BREACH.contains(clock).then_some(deadline);
            let open = (deadline.status == Status::Open).then_some(deadline);
            let due = open.map(|it| (it.due_at, it.revised));
            (clock, subject, moves, due).hash(into);
        }
    }
}

impl Clocks {
    pub(crate) fn get_mut(&mut self, clock: Clock, subject: Id) -> Option<&mut Deadline> {
        self.0.get_mut(&(clock, subject))
    }

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
            Event::Met { clock, subject, due_at, done_at: None }.into()
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
        let subject = series.0;
        if off(Mutation::ClockRecompute) {
            return events;
        }
        for clock in Clock::FROM_BREACH {
            let deadline = moment.center.clocks.get(clock, subject);
            let Some(deadline) = deadline.filter(|known| known.starts_at != starts_at) else {
                continue;
            };
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
                let done_at = deadline.done_late_at;
                events.extend(response::on_opened_again(moment, series, clock, (due_at, done_at)));
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
