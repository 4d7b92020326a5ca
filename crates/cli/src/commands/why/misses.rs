//! Whether a deadline was missed, any of the times that it was armed.

use domain::clock::{Clock, Event, Status};
use domain::{Actor, Center};
use kernel::{Id, Position, SimTime};
use simulator::but_for::Fate;
use simulator::engine::{Intent, Observer};
use simulator::record::{Body, CenterRecord, Refusal};
use simulator::watch::Enforcer;

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
}

/// Whoever enforces the rules, and somebody who looks at one deadline.
#[derive(Clone)]
pub(super) struct Waiting<'r> {
    pub(super) enforcer: Enforcer<'r>,
    pub(super) misses: Misses,
}

impl Waiting<'_> {
    /// What became of the deadline in a run that ended so.
    pub(super) fn fate(&self, center: &Center) -> Fate {
        let Misses { clock, subject, .. } = self.misses;
        if self.misses.first().is_some() {
            return Fate::Happened;
        }
        match center.clocks.get(clock, subject).map(|deadline| deadline.status) {
            None => Fate::NeverDue,
            Some(Status::Open) => Fate::Open,
            Some(Status::Cancelled { .. }) => Fate::Lapsed,
            Some(Status::Met { .. } | Status::Struck { .. } | Status::Missed { .. }) => {
                Fate::Averted
            }
        }
    }
}

impl Observer<Center> for Waiting<'_> {
    fn permit(&mut self, intent: Intent<Actor>, events: &[domain::Event]) -> Result<(), Refusal> {
        self.enforcer.permit(intent, events)
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        Observer::<Center>::next_wake(&mut self.enforcer)
    }

    fn wake(&mut self, at: SimTime) {
        Observer::<Center>::wake(&mut self.enforcer, at);
    }

    fn observe(&mut self, record: &CenterRecord) {
        self.misses.take(record);
        self.enforcer.observe(record);
    }
}
