//! How silences and questions ended.

use domain::decision::{self, Label};
use domain::{Event, silence};
use kernel::SimTime;

use super::{Amount, Limits, Measure, Metric};

/// How often each end came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Decisions {
    silences_adopted: u64,
    silences_broken: u64,
    adopted: u64,
    by_coalition_alone: u64,
    failed: u64,
    escalated: u64,
}

impl Measure for Decisions {
    fn apply(&mut self, event: &Event, _: SimTime) {
        match event {
            Event::Silence(silence::Event::Adopted { .. }) => self.silences_adopted += 1,
            Event::Silence(silence::Event::Broken { .. }) => self.silences_broken += 1,
            Event::Decision(decision::Event::Adopted { label: Label::Full, .. }) => {
                self.adopted += 1;
            }
            Event::Decision(decision::Event::Adopted { .. }) => self.by_coalition_alone += 1,
            Event::Decision(decision::Event::Failed { .. }) => self.failed += 1,
            Event::Decision(decision::Event::Escalated { .. }) => self.escalated += 1,
            _ => {}
        }
    }

    fn rows(&self, _: &Limits, _: SimTime) -> Vec<Metric> {
        let silences = self.silences_adopted + self.silences_broken;
        let decided = self.adopted + self.by_coalition_alone + self.failed + self.escalated;
        let ended = |about, text, part| {
            Metric::plain("decisions", text, Amount::share(part, decided)).about(about)
        };
        vec![
            Metric::plain(
                "silence-broken",
                "silences broken",
                Amount::share(self.silences_broken, silences),
            ),
            ended("adopted", "questions adopted", self.adopted),
            ended(
                "coalition-only",
                "questions answered by the Coalition alone",
                self.by_coalition_alone,
            ),
            ended("failed", "questions failed", self.failed),
            ended("escalated", "questions referred to the leaders", self.escalated),
        ]
    }
}
