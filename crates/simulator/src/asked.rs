//! What the choices of a stream stand for in a script.

use crate::choice::{Stream, is_clock, turn_of};
use crate::distribution::Distribution;
use crate::script::{Choice, ParameterStep, ParameterValue, Script, Step, Trigger};

/// What a stream is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'s> {
    /// Milliseconds from the beginning of a window, or from one time to the next.
    Instant,
    /// Milliseconds until a step acts.
    Delay(&'s Distribution),
    /// Whether a step acts: option 0 that it does, with this chance in parts per million.
    Chance(u32),
    /// Which of several commands a step issues.
    Option(&'s [Choice]),
    /// The number that a parameter has in this run.
    Parameter(&'s ParameterStep),
    /// Which of those that are due at one instant goes first; 0 is the one that gives its name.
    Turn,
}

impl Script {
    /// What this stream is asked for; none if nothing ever asks it.
    pub fn asked(&self, stream: &str) -> Option<Asked<'_>> {
        let of_parameter = self.parameters.iter().find(|step| step.stream.name() == stream);
        if let Some(step) = of_parameter {
            let drawn = matches!(step.value, ParameterValue::Drawn(_));
            return drawn.then_some(Asked::Parameter(step));
        }
        if let Some(owner) = turn_of(stream) {
            let is_step = self.steps.iter().any(|step| step.name == owner);
            return (is_step || is_clock(owner)).then_some(Asked::Turn);
        }
        self.steps.iter().find_map(|step| step.asked(stream))
    }

    /// The names of all streams that something may ask.
    pub fn streams(&self) -> impl Iterator<Item = &str> {
        let parameters = self.parameters.iter().map(|step| &step.stream);
        let steps = self.steps.iter().flat_map(|step| {
            let streams = &step.streams;
            [&streams.instant, &streams.delay, &streams.chance, &streams.option]
        });
        let names = parameters.chain(steps).map(Stream::name);
        names.filter(|name| self.asked(name).is_some())
    }
}

impl Step {
    fn asked(&self, stream: &str) -> Option<Asked<'_>> {
        let streams = &self.streams;
        if streams.delay.name() == stream {
            return self.delay.as_ref().map(Asked::Delay);
        }
        if streams.chance.name() == stream {
            return (self.chance < 1_000_000).then_some(Asked::Chance(self.chance));
        }
        if streams.option.name() == stream {
            return (1 < self.options.len()).then_some(Asked::Option(&self.options));
        }
        let own = match &self.trigger {
            Trigger::At { every, .. } => every.is_some(),
            Trigger::Window { .. } => true,
            Trigger::Upon(_) | Trigger::Holds => false,
        };
        (own && streams.instant.name() == stream).then_some(Asked::Instant)
    }
}
