//! The beginning of a run: parameters, enrollments, and the steps of the timeline.

use std::ops::Range;
use std::sync::Arc;

use domain::parameter::{Unit, Value};
use domain::{Actor, center};
use kernel::{Basis, SimDuration, SimTime};

use super::{Director, DirectorError, Item, PRIORITY_COMMAND};
use crate::agenda::Agenda;
use crate::choice::Choose;
use crate::record::{Branch, Origin};
use crate::script::{Fixed, ParameterStep, ParameterValue, Step, Trigger};

/// What people read beside a parameter that a branch sets.
const BRANCHED: &str = "set by the branch";

impl<C: Choose> Director<'_, C> {
    /// Puts everything on the agenda that comes by itself.
    pub fn open(&mut self, agenda: &mut Agenda<Item>) -> Result<(), DirectorError> {
        let script = self.script;
        let at = script.opening.starts_at;
        for parameter in &script.parameters {
            let fixed = self.set_parameter(parameter)?;
            agenda.schedule(at, 0, None, Item::Fixed(Arc::new(fixed)))?;
        }
        for fixed in &script.enrollments {
            agenda.schedule(at, 0, None, Item::Fixed(Arc::new(fixed.clone())))?;
        }
        self.look_after_spans(0..self.in_force, at, agenda)?;
        self.timeline(0..self.in_force, at, agenda)?;
        agenda.plan();
        Ok(())
    }

    /// Puts the steps on the agenda that are due at instants of their own.
    fn timeline(
        &mut self,
        steps: Range<usize>,
        from: SimTime,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let script = self.script;
        for index in steps {
            let Some(step) = script.steps.get(index) else { continue };
            for due_at in self.instants(step)? {
                let due = Item::Due { step: index };
                agenda.schedule(due_at.max(from), PRIORITY_COMMAND, None, due)?;
            }
        }
        Ok(())
    }

    /// Puts on the agenda what a branch does differently, the how-manieth it is of this history.
    pub fn graft(
        &mut self,
        number: usize,
        branch: &Branch,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let at = branch.at.max(agenda.now());
        for (&parameter, &value) in &branch.edits.parameters {
            let (basis, source) = (Basis::Assumption, None);
            let command = center::SetParameter { parameter, value, basis, source }.into();
            let origin = Arc::new(Origin { basis, source, note: Some(BRANCHED.into()) });
            let fixed = Fixed { by: Actor::Control, command, origin };
            agenda.schedule(at, 0, None, Item::Fixed(Arc::new(fixed)))?;
        }
        let steps = self.script.injected.get(number).cloned().unwrap_or_default();
        self.in_force = self.in_force.max(steps.end);
        self.look_after_spans(steps.clone(), at, agenda)?;
        self.timeline(steps, at, agenda)
    }

    fn set_parameter(&mut self, step: &ParameterStep) -> Result<Fixed, DirectorError> {
        let value = match &step.value {
            ParameterValue::Known(value) => *value,
            ParameterValue::Drawn(from) => {
                let drawn = self.draw(&step.stream, None, 1, None, from)?;
                let count = u32::try_from(drawn.max(0)).unwrap_or(u32::MAX);
                match step.parameter.unit() {
                    Unit::Duration => {
                        Value::Duration(SimDuration::from_millis(drawn.max(0).unsigned_abs()))
                    }
                    Unit::Share => Value::Share(count.min(1_000_000)),
                    Unit::Count | Unit::Actor => Value::Count(count),
                }
            }
        };
        let command = center::SetParameter {
            parameter: step.parameter,
            value,
            basis: step.origin.basis,
            source: step.origin.source,
        };
        Ok(Fixed { by: Actor::Control, command: command.into(), origin: Arc::clone(&step.origin) })
    }

    /// The instants at which a step of the timeline is due.
    fn instants(&mut self, step: &Step) -> Result<Vec<SimTime>, DirectorError> {
        let until = self.script.opening.until;
        let mut instants = Vec::new();
        let drawn_from = step.trigger.drawn_from();
        let mut span = |number| match &drawn_from {
            Some(from) => self.span(&step.streams.instant, None, number, None, from).map(Some),
            None => Ok(None),
        };
        match &step.trigger {
            Trigger::At { at, times, .. } => {
                let mut due_at = *at;
                for number in 1..=*times {
                    if until < due_at {
                        break;
                    }
                    instants.push(due_at);
                    if let Some(every) = span(number)? {
                        due_at = due_at + every;
                    }
                }
            }
            Trigger::Window { from, times, .. } => {
                for number in 1..=*times {
                    instants.extend(span(number)?.map(|span| *from + span));
                }
            }
            Trigger::Upon(_) | Trigger::Holds => {}
        }
        Ok(instants)
    }
}
