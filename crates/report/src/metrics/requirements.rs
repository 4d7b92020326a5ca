//! How many requirements had everybody in place by the instant at which they were needed.

use domain::clock::{self, Clock};
use domain::{Event, force};
use kernel::SimTime;

use super::{Amount, Limits, Measure, Metric};

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requirements {
    due: u64,
    short: u64,
}

impl Measure for Requirements {
    fn apply(&mut self, event: &Event, _: SimTime) {
        match event {
            Event::Clock(clock::Event::Struck { clock: Clock::Requirement, .. }) => self.due += 1,
            Event::Force(force::Event::RequirementShort { .. }) => self.short += 1,
            _ => {}
        }
    }

    fn rows(&self, _: &Limits, _: SimTime) -> Vec<Metric> {
        let in_time = Amount::share(self.due.saturating_sub(self.short), self.due);
        vec![Metric::plain("requirements-in-time", "requirements in place when needed", in_time)]
    }
}
