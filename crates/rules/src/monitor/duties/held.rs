//! What is wrong at its trigger, under a scope of which it is not known yet whether it is one.

use serde::{Deserialize, Serialize};

use super::{Duties, Mark, Part, RuleId, Scene, Told, Values, Why};
use crate::event::Event;
use crate::monitor::verdict::{Because, Reason, Verdict};

/// Why it is wrong, and the events that show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Held {
    against: Against,
    because: Because,
}

/// The reasons that a trigger can have at once.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Against {
    Itself,
    Need(usize),
    Amount(i128),
}

impl Held {
    fn of(reason: Reason, because: Because) -> Held {
        let against = match reason {
            Reason::Need(number) => Against::Need(number),
            Reason::Amount(amount) => Against::Amount(amount),
            _ => Against::Itself,
        };
        Held { against, because }
    }

    pub(super) fn tell(&self, verdict: &mut Verdict) {
        verdict.because.clone_from(&self.because);
        verdict.reason = match self.against {
            Against::Itself => Reason::Happened,
            Against::Need(number) => Reason::Need(number),
            Against::Amount(amount) => Reason::Amount(amount),
        };
    }
}

impl Duties {
    /// Adds a trigger that is wrong already, if only its scope is real.
    pub(crate) fn hold_until_scope_ends(
        &mut self,
        scene: &mut Scene<'_>,
        rule: RuleId,
        values: Values,
        event: &Event<'_>,
        (reason, because): (Reason, Because),
    ) {
        let id = self.instance(scene, rule, values, Mark::of(event));
        if let Some(instance) = self.instances.get_mut(id) {
            instance.first = Part::Broken;
            instance.why = Some(Why::Event(instance.trigger));
            instance.told = Some(Box::new(Told::Held(Held::of(reason, because))));
        }
    }
}
