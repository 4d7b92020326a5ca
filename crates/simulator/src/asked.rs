//! What the choices of a stream stand for in a script.

use std::borrow::Cow;

use domain::parameter::Unit;

use crate::choice::{Stream, is_clock, turn_of};
use crate::distribution::Distribution;
use crate::script::{Choice, ParameterStep, ParameterValue, Script, Step};

/// What a stream is asked for.
#[derive(Clone, Debug)]
pub enum Asked<'s> {
    /// Milliseconds from the beginning of a window, or from one time to the next.
    Instant(Cow<'s, Distribution>),
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

impl Asked<'_> {
    /// What an answer is drawn from; none where it is picked.
    pub fn drawn_from(&self) -> Option<&Distribution> {
        match self {
            Asked::Instant(from) => Some(from.as_ref()),
            Asked::Delay(from) => Some(from),
            Asked::Parameter(step) => match &step.value {
                ParameterValue::Drawn(from) => Some(from),
                ParameterValue::Known(_) => None,
            },
            Asked::Chance(_) | Asked::Option(_) | Asked::Turn => None,
        }
    }

    /// Whether an answer is a number of milliseconds.
    pub fn is_span(&self) -> bool {
        match self {
            Asked::Instant(_) | Asked::Delay(_) => true,
            Asked::Parameter(step) => step.parameter.unit() == Unit::Duration,
            Asked::Chance(_) | Asked::Option(_) | Asked::Turn => false,
        }
    }
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
        let from = self.trigger.drawn_from().filter(|_| streams.instant.name() == stream);
        from.map(Asked::Instant)
    }
}
