//! What became of each deadline, from the events of the clock.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::{Clock, Event};
use kernel::{Id, Position, SimTime};
use serde::Serialize;

/// One deadline from its arming on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Deadline {
    pub(crate) clock: Clock,
    pub(crate) subject: Id,
    pub(crate) armed_by: Position,
    pub(crate) armed_at: SimTime,
    /// The record that last moved it, because its start was corrected.
    pub(crate) moved_by: Option<Position>,
    pub(crate) starts_at: SimTime,
    pub(crate) due_at: SimTime,
    pub(crate) status: Status,
    /// When it was met, missed, struck or cancelled.
    pub(crate) ended_at: Option<SimTime>,
    /// The record that says so.
    #[serde(skip)]
    pub(crate) ended_by: Option<Position>,
    /// The record that armed the next deadline of this clock for the same subject.
    #[serde(skip)]
    pub(crate) armed_again_by: Option<Position>,
    /// It is late only because of such a correction.
    pub(crate) late_by_revision: bool,
    /// It was missed once, before a correction gave more time.
    pub(crate) missed_before_revision: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Open,
    Met,
    Missed,
    Struck,
    Cancelled,
}

/// All deadlines in the order in which they were armed. One that is armed again is another one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deadlines {
    rows: Vec<Deadline>,
    latest: BTreeMap<(Clock, Id), usize>,
}

impl Deadlines {
    pub(crate) fn apply(&mut self, event: &Event, position: Position, at: SimTime) {
        if let Event::Armed { clock, subject, starts_at, due_at } = *event {
            let before = self.latest.insert((clock, subject), self.rows.len());
            if let Some(before) = before.and_then(|index| self.rows.get_mut(index)) {
                before.armed_again_by = Some(position);
            }
            self.rows.push(Deadline {
                clock,
                subject,
                armed_by: position,
                armed_at: at,
                moved_by: None,
                starts_at,
                due_at,
                status: Status::Open,
                ended_at: None,
                ended_by: None,
                armed_again_by: None,
                late_by_revision: false,
                missed_before_revision: false,
            });
        }
        let index = self.latest.get(&event.key());
        let Some(row) = index.and_then(|&index| self.rows.get_mut(index)) else {
            return;
        };
        match *event {
            Event::Armed { .. } => {}
            Event::Met { done_at, .. } => {
                // What was done late was in time as a correction has it.
                row.missed_before_revision |= row.status == Status::Missed;
                row.end(Status::Met, done_at.unwrap_or(at), position);
            }
            Event::Missed { late_by_revision, .. } => {
                row.end(Status::Missed, at, position);
                row.late_by_revision = late_by_revision;
            }
            Event::Struck { late_by_revision, .. } => {
                row.end(Status::Struck, at, position);
                row.late_by_revision = late_by_revision;
            }
            Event::Cancelled { .. } => row.end(Status::Cancelled, at, position),
            Event::FoundLate { .. } => row.late_by_revision = true,
            Event::Recomputed { starts_at, due_at, .. } => {
                row.moved_by = Some(position);
                row.starts_at = starts_at;
                row.due_at = due_at;
                row.recompute(at);
            }
        }
    }

    pub(crate) fn rows(&self) -> &[Deadline] {
        &self.rows
    }

    /// The deadlines of one status.
    pub(crate) fn of(&self, status: Status) -> impl Iterator<Item = &Deadline> {
        self.rows.iter().filter(move |row| row.status == status)
    }
}

impl Deadline {
    /// When it could no longer be met. A correction that came after it was missed took time away
    /// that nobody needed any more.
    pub(crate) fn missed_when(&self) -> SimTime {
        match self.ended_at {
            Some(at) if self.moved_by.is_some() && !self.late_by_revision => self.due_at.max(at),
            _ => self.due_at,
        }
    }

    /// Whether what was done then, by this record, was done when the deadline could still be met: up to
    /// the instant at which it was due, until it was missed.
    pub(crate) fn is_in_time(&self, at: SimTime, position: Position) -> bool {
        let until = self.missed_when();
        at < until || (at == until && self.ended_by.is_none_or(|ended_by| position < ended_by))
    }

    fn end(&mut self, status: Status, at: SimTime, position: Position) {
        self.status = status;
        self.ended_at = Some(at);
        self.ended_by = Some(position);
    }

    /// One that was missed or had struck opens again if the correction gives time; otherwise it
    /// stays what it was, with its mark.
    fn recompute(&mut self, at: SimTime) {
        if matches!(self.status, Status::Missed | Status::Struck) && at < self.due_at {
            self.missed_before_revision |= self.status == Status::Missed;
            self.status = Status::Open;
            self.ended_at = None;
            self.ended_by = None;
        }
        if matches!(self.status, Status::Open | Status::Met) {
            self.late_by_revision = false;
        }
    }
}

/// How many deadlines of each clock are missed, as [`Deadlines`] tells: for those who ask for
/// nothing else, since what is met need not be kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Misses {
    pub(crate) by_clock: BTreeMap<Clock, u64>,
    /// Those that count and to which more time may still be given.
    late: BTreeSet<(Clock, Id)>,
}

impl Misses {
    pub(crate) fn apply(&mut self, event: &Event, at: SimTime) {
        let key = event.key();
        match *event {
            Event::Missed { .. } => {
                let is_new = self.late.insert(key);
                *self.by_clock.entry(key.0).or_default() += u64::from(is_new);
            }
            // One that is armed again is another one; the one before stays missed.
            Event::Armed { .. } => {
                self.late.remove(&key);
            }
            _ if event.undoes_a_miss(at) => self.forget(key),
            _ => {}
        }
    }

    /// It was missed, and is not any more.
    fn forget(&mut self, key: (Clock, Id)) {
        if self.late.remove(&key)
            && let Some(count) = self.by_clock.get_mut(&key.0)
        {
            *count -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::SimDuration;
    use proptest::prelude::*;

    use super::*;

    fn hour(hours: u64) -> SimTime {
        SimTime::default() + SimDuration::from_hours(hours)
    }

    fn after(events: &[(u64, Event)]) -> Vec<Deadline> {
        let mut deadlines = Deadlines::default();
        for (number, (at, event)) in (1..).zip(events) {
            deadlines.apply(event, Position(number), hour(*at));
        }
        deadlines.rows().to_vec()
    }

    const CLOCK: Clock = Clock::TierOne;

    fn subject() -> Id {
        "b-1".parse().unwrap()
    }

    fn armed() -> Event {
        Event::Armed { clock: CLOCK, subject: subject(), starts_at: hour(0), due_at: hour(24) }
    }

    fn missed() -> Event {
        Event::Missed {
            clock: CLOCK,
            subject: subject(),
            due_at: hour(24),
            late_by_revision: false,
        }
    }

    fn moved(start: u64) -> Event {
        Event::Recomputed {
            clock: CLOCK,
            subject: subject(),
            starts_at: hour(start),
            due_at: hour(start + 24),
            was_due_at: hour(24),
        }
    }

    #[test]
    fn a_missed_deadline_that_gets_more_time_is_open_again_and_remembers() {
        let rows = after(&[(0, armed()), (24, missed()), (25, moved(4))]);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.status, row.due_at), (Status::Open, hour(28)));
        assert_eq!((row.missed_before_revision, row.ended_at), (true, None));
        assert_eq!((row.armed_by, row.moved_by), (Position(1), Some(Position(3))));
    }

    #[test]
    fn what_was_done_before_the_correction_that_gave_time_ended_then() {
        let (clock, subject, due_at) = (CLOCK, subject(), hour(30));
        let met = Event::Met { clock, subject, due_at, done_at: Some(hour(26)) };
        let rows = after(&[(0, armed()), (24, missed()), (28, moved(6)), (28, met)]);
        assert_eq!(rows.first().and_then(|row| row.ended_at), Some(hour(26)));
    }

    /// The correction comes when even the corrected instant has passed, but what was done late had
    /// been in time by it.
    #[test]
    fn a_deadline_that_was_missed_and_is_met_remembers() {
        let (clock, subject, due_at) = (CLOCK, subject(), hour(30));
        let met = Event::Met { clock, subject, due_at, done_at: Some(hour(26)) };
        let rows = after(&[(0, armed()), (24, missed()), (31, moved(6)), (31, met)]);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.status, row.missed_before_revision), (Status::Met, true));
        let met = Event::Met { clock, subject, due_at: hour(24), done_at: None };
        let rows = after(&[(0, armed()), (20, met)]);
        assert_eq!(rows.first().map(|row| row.missed_before_revision), Some(false));
    }

    #[test]
    fn a_missed_deadline_that_gets_too_little_time_stays_missed() {
        let rows = after(&[(0, armed()), (24, missed()), (30, moved(2))]);
        assert_eq!(rows.first().map(|row| row.status), Some(Status::Missed));
    }

    #[test]
    fn what_is_late_by_revision_stays_so_until_there_is_time_again() {
        let late = Event::Missed {
            clock: CLOCK,
            subject: subject(),
            due_at: hour(24),
            late_by_revision: true,
        };
        let marks = |moves: &[u64]| {
            let mut events = vec![(0, armed()), (30, late)];
            events.extend(moves.iter().map(|start| (31, moved(*start))));
            after(&events).first().map(|row| (row.status, row.late_by_revision))
        };
        assert_eq!(marks(&[1]), Some((Status::Missed, true)));
        assert_eq!(marks(&[1, 2]), Some((Status::Missed, true)));
        assert_eq!(marks(&[1, 8]), Some((Status::Open, false)));
    }

    #[test]
    fn a_deadline_that_is_armed_again_is_another_one() {
        let rows = after(&[(0, armed()), (24, missed()), (30, armed())]);
        let statuses: Vec<Status> = rows.iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Status::Missed, Status::Open]);
    }

    /// Any event of one of two deadlines, which is due at some hour where the event says when.
    fn any_event() -> impl Strategy<Value = Event> {
        let subjects = prop_oneof![Just("b-1"), Just("b-2")];
        (0..7, subjects, 0..40_u64).prop_map(|(kind, subject, due)| {
            let (clock, subject) = (CLOCK, subject.parse().unwrap());
            let (starts_at, due_at, late_by_revision) = (hour(0), hour(due), false);
            match kind {
                0 => Event::Armed { clock, subject, starts_at, due_at },
                1 => Event::Met { clock, subject, due_at, done_at: None },
                2 => Event::Missed { clock, subject, due_at, late_by_revision },
                3 => Event::Struck { clock, subject, due_at, late_by_revision },
                4 => Event::Cancelled { clock, subject },
                5 => Event::FoundLate { clock, subject, met_at: hour(1), due_at },
                _ => {
                    let was_due_at = hour(24);
                    Event::Recomputed { clock, subject, starts_at, due_at, was_due_at }
                }
            }
        })
    }

    proptest! {
        /// However deadlines come and go, both count the same as missed.
        #[test]
        fn misses_are_counted_as_the_list_of_deadlines_has_them(
            events in prop::collection::vec(any_event(), 0..40),
        ) {
            let (mut deadlines, mut misses) = (Deadlines::default(), Misses::default());
            let armed = ["b-1", "b-2"].map(|subject| {
                let subject = subject.parse().unwrap();
                Event::Armed { clock: CLOCK, subject, starts_at: hour(0), due_at: hour(24) }
            });
            for (at, event) in (0..).zip(armed.iter().chain(&events)) {
                deadlines.apply(event, Position(at + 1), hour(at));
                misses.apply(event, hour(at));
            }
            let missed = deadlines.of(Status::Missed).count() as u64;
            prop_assert_eq!(misses.by_clock.get(&CLOCK).copied().unwrap_or(0), missed);
        }
    }
}
