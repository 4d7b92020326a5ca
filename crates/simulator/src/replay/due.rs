//! The deadlines that are open, by when they are due: none of them passes without a word.

use std::collections::{BTreeMap, BTreeSet};

use domain::Center;
use domain::clock::{Clock, Event, Status};
use kernel::{Id, SimTime};

#[derive(Clone, Debug, Default)]
pub(super) struct Due {
    open: BTreeMap<(Clock, Id), SimTime>,
    by_time: BTreeSet<(SimTime, Clock, Id)>,
}

impl Due {
    /// Takes what an event has made of its deadline, once the center has taken it.
    pub(super) fn take(&mut self, event: &Event, center: &Center) {
        let (clock, subject) = event.key();
        if let Some(due_at) = self.open.remove(&(clock, subject)) {
            self.by_time.remove(&(due_at, clock, subject));
        }
        let known = center.clocks.get(clock, subject);
        if let Some(open) = known.filter(|deadline| deadline.status == Status::Open) {
            self.open.insert((clock, subject), open.due_at);
            self.by_time.insert((open.due_at, clock, subject));
        }
    }

    /// The one that is due first.
    pub(super) fn first(&self) -> Option<(SimTime, Clock, Id)> {
        self.by_time.first().copied()
    }
}
