//! The beginning of a run: parameters, enrolments, and the steps of the timeline.

use std::sync::Arc;

use domain::parameter::{Unit, Value};
use domain::{Actor, center};
use kernel::{SimDuration, SimTime};

use super::{Director, DirectorError, Item, PRIORITY_COMMAND};
use crate::agenda::Agenda;
use crate::choice::Choose;
use crate::distribution::Distribution;
use crate::script::{Fixed, ParameterStep, ParameterValue, Step, Trigger};

impl<C: Choose> Director<'_, C> {
    /// Puts everything on the agenda that comes by itself.
    pub fn open(&mut self, agenda: &mut Agenda<Item>) -> Result<(), DirectorError> {
        let script = self.script;
        let at = script.opening.starts_at;
        for parameter in &script.parameters {
            let fixed = self.set_parameter(parameter)?;
            agenda.schedule(at, 0, None, Item::Fixed(Arc::new(fixed)))?;
        }
        for fixed in &script.enrolments {
            agenda.schedule(at, 0, None, Item::Fixed(Arc::new(fixed.clone())))?;
        }
        for (index, step) in script.steps.iter().enumerate() {
            for due_at in self.instants(step)? {
                agenda.schedule(
                    due_at.max(at),
                    PRIORITY_COMMAND,
                    None,
                    Item::Due { step: index },
                )?;
            }
        }
        Ok(())
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
        let mut instants = Vec::new();
        match &step.trigger {
            Trigger::At { at, times, every } => {
                let mut due_at = *at;
                for number in 1..=*times {
                    if self.script.opening.until < due_at {
                        break;
                    }
                    instants.push(due_at);
                    if let Some(every) = every {
                        let span = self.span(&step.streams.instant, None, number, None, every)?;
                        due_at = due_at + span;
                    }
                }
            }
            Trigger::Window { from, to, times } => {
                let width = i64::try_from(to.since(*from).as_millis()).unwrap_or(i64::MAX);
                // A window of no width is an instant; the reader has refused one that is reversed.
                let within = Distribution::uniform(0, width).unwrap_or(Distribution::fixed(0));
                for number in 1..=*times {
                    let span = self.span(&step.streams.instant, None, number, None, &within)?;
                    instants.push(*from + span);
                }
            }
            Trigger::Upon(_) | Trigger::Holds => {}
        }
        Ok(instants)
    }
}
