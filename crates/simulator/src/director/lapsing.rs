//! Conditions that time makes hold: what must not have happened within a span does so no more once
//! the span has passed since it last did.
//!
//! ```text
//! happened ──────── within ────────┤ 1 ms later the step is looked at again
//! ```

use std::ops::Range;

use kernel::{Position, SimDuration, SimTime};

use super::{Director, DirectorError, Item};
use crate::agenda::Agenda;
use crate::choice::Choose;
use crate::fields::Fields;
use crate::script::{Script, Step, Trigger};

/// Such looks come before all commands of their instant.
const PRIORITY_LOOK: u8 = 50;
const MOMENT: SimDuration = SimDuration::from_millis(1);

/// By watch: the steps that wait for what it counts to lapse, and after how long it does.
#[derive(Debug)]
pub(super) struct Lapsing(Vec<Vec<(usize, SimDuration)>>);

impl Lapsing {
    pub(super) fn new(script: &Script) -> Lapsing {
        let mut by_watch = vec![Vec::new(); script.watches.len()];
        for (index, step) in script.steps.iter().enumerate() {
            for (watch, within) in spans(step) {
                if let Some(steps) = by_watch.get_mut(watch) {
                    steps.push((index, within));
                }
            }
        }
        Lapsing(by_watch)
    }
}

/// What must not happen too often for the conditions of a step to hold, and within which span.
fn spans(step: &Step) -> impl Iterator<Item = (usize, SimDuration)> {
    let conditions = step.when.iter().filter(|_| matches!(step.trigger, Trigger::Holds));
    let lapsing = conditions.filter(|condition| condition.at_most < u32::MAX);
    lapsing.filter_map(|condition| Some((condition.watch, condition.within?)))
}

impl<C: Choose> Director<'_, C> {
    /// Has the steps looked at again for which what has just happened will lapse.
    pub(super) fn look_again(
        &self,
        watch: usize,
        at: SimTime,
        cause: Option<Position>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        for &(step, within) in self.lapsing.0.get(watch).into_iter().flatten() {
            let max = self.script.steps.get(step).and_then(|step| step.times_max);
            if max.is_none_or(|max| self.times(step) < max) {
                self.look(step, at + within + MOMENT, cause, agenda)?;
            }
        }
        Ok(())
    }

    /// Has steps looked at once a whole span has passed since they came into force, if nothing that
    /// happens makes their conditions hold.
    pub(super) fn look_after_spans(
        &self,
        steps: Range<usize>,
        from: SimTime,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        for step in steps {
            let of = self.script.steps.get(step).filter(|step| waits_for_silence(step));
            let longest = of.and_then(|step| spans(step).map(|(_, within)| within).max());
            if let Some(within) = longest {
                self.look(step, from + within, None, agenda)?;
            }
        }
        Ok(())
    }

    fn look(
        &self,
        step: usize,
        at: SimTime,
        cause: Option<Position>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        if at <= self.script.opening.until {
            agenda.schedule(at, PRIORITY_LOOK, cause, Item::Due { step })?;
        }
        Ok(())
    }

    /// Whether steps wait for what the watch counts to lapse, and this would be the first that it
    /// counts at the instant.
    pub(super) fn is_first_to_lapse(&self, watch: usize, at: SimTime) -> bool {
        let waits = self.lapsing.0.get(watch).is_some_and(|steps| !steps.is_empty());
        waits && self.history.last(watch) != Some(at)
    }

    /// Whether the same step is to be looked at once more at the instant: once is enough.
    pub(super) fn is_looked_at_later(
        &self,
        index: usize,
        at: SimTime,
        agenda: &Agenda<Item>,
    ) -> bool {
        let holds = |step: &Step| matches!(step.trigger, Trigger::Holds);
        let is_same = |item: &&Item| matches!(item, Item::Due { step } if *step == index);
        self.script.steps.get(index).is_some_and(holds)
            && agenda.peek_time() == Some(at)
            && agenda.abreast().iter().any(is_same)
    }

    /// Whether the instant itself may set a step off: it is due then, or its conditions did not hold
    /// just before. Where nothing that happens makes them hold, they may have held from the start.
    pub(super) fn is_due(&self, index: usize, at: SimTime) -> bool {
        let Some(step) = self.script.steps.get(index) else { return false };
        let Trigger::Holds = step.trigger else { return true };
        let is_first = waits_for_silence(step) && self.times(index) == 0;
        let (before, none) = (at - MOMENT, Fields::default());
        let held = || step.when.iter().all(|asked| self.history.holds(asked, &none, before));
        index < self.in_force && (is_first || !held())
    }
}

/// Whether all that a step asks for is that something does not happen.
fn waits_for_silence(step: &Step) -> bool {
    step.when.iter().all(|condition| condition.at_most == 0)
}
