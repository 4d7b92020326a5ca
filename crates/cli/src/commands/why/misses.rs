//! Whether a deadline was missed, any of the times that it was armed.

use domain::Center;
use domain::clock::{Clock, Event, Status};
use kernel::{Id, Position};
use simulator::but_for::Fate;
use simulator::record::{Body, CenterRecord};

/// Where one deadline was missed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Misses {
    pub(super) clock: Clock,
    pub(super) subject: Id,
    /// The first miss of those times that are over, since it was armed again.
    before: Option<Position>,
    /// As it was armed last.
    last: Option<Position>,
}

impl Misses {
    pub(super) fn of(clock: Clock, subject: Id) -> Misses {
        Misses { clock, subject, before: None, last: None }
    }

    /// The first miss.
    pub(super) fn first(&self) -> Option<Position> {
        self.before.or(self.last)
    }

    pub(super) fn take(&mut self, record: &CenterRecord) {
        let Body::Event(domain::Event::Clock(event)) = &record.body else { return };
        if event.key() != (self.clock, self.subject) {
            return;
        }
        match event {
            Event::Armed { .. } => (self.before, self.last) = (self.first(), None),
            Event::Missed { .. } => self.last = Some(record.position),
            _ if event.undoes_a_miss(record.at) => self.last = None,
            _ => {}
        }
    }

    /// What became of the deadline in a run that ended so.
    pub(super) fn fate(&self, center: &Center) -> Fate {
        if self.first().is_some() {
            return Fate::Happened;
        }
        match center.clocks.get(self.clock, self.subject).map(|deadline| deadline.status) {
            None => Fate::NeverDue,
            Some(Status::Open) => Fate::Open,
            Some(Status::Cancelled { .. }) => Fate::Lapsed,
            Some(Status::Met { .. } | Status::Struck { .. } | Status::Missed { .. }) => {
                Fate::Averted
            }
        }
    }
}
