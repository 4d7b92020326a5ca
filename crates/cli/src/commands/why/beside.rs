//! Somebody who looks at a run, beside the rules that are enforced in it.

use domain::{Actor, Center};
use kernel::SimTime;
use simulator::engine::{Intent, Observer};
use simulator::record::{CenterRecord, Refusal};
use simulator::watch::{Enforcer, Watch};

use super::misses::Misses;

/// Who is shown what is recorded, and changes nothing.
pub(super) trait Looks {
    fn see(&mut self, record: &CenterRecord);
}

impl Looks for Misses {
    fn see(&mut self, record: &CenterRecord) {
        self.take(record);
    }
}

impl Looks for Watch<'_> {
    fn see(&mut self, record: &CenterRecord) {
        self.take(record).expect("an engine records in order");
    }
}

/// See the module.
#[derive(Clone)]
pub(super) struct Beside<'r, L> {
    pub(super) enforcer: Enforcer<'r>,
    pub(super) looks: L,
}

impl<L: Looks> Observer<Center> for Beside<'_, L> {
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
        self.looks.see(record);
        self.enforcer.observe(record);
    }
}
