//! The parameters of a run, as far as something is measured against them.

use std::collections::BTreeMap;

use domain::parameter::{Parameter, Value};
use domain::{Event, center};
use kernel::{Basis, SimDuration, SimTime, Source};
use serde::Serialize;

/// A parameter as it was last set, and on which side of it a measured value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Limit {
    pub(crate) bound: Bound,
    /// None where it is made of several.
    pub(crate) parameter: Option<Parameter>,
    pub(crate) value: Value,
    pub(crate) basis: Basis,
    pub(crate) source: Option<Source>,
    /// It was another one earlier in the run, so that what was measured then cannot be judged by it.
    pub(crate) set_anew: bool,
}

/// Which side of a limit keeps it; the limit itself belongs to that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Bound {
    AtMost,
    AtLeast,
}

/// All parameters that were set, with their values and foundations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits(BTreeMap<Parameter, Set>);

#[derive(Clone, Copy, Debug)]
struct Set {
    value: Value,
    basis: Basis,
    source: Option<Source>,
    since: SimTime,
    anew: bool,
}

impl Limit {
    /// The length of time, if the parameter is one.
    pub(crate) fn duration(&self) -> Option<SimDuration> {
        match self.value {
            Value::Duration(span) => Some(span),
            Value::Share(_) | Value::Count(_) | Value::Actor(_) => None,
        }
    }
}

impl Limits {
    pub(crate) fn apply(&mut self, event: &Event, at: SimTime) {
        if let Event::Center(center::Event::ParameterSet { parameter, value, basis, source }) =
            *event
        {
            let before = self.0.get(&parameter);
            let anew = before.is_some_and(|set| set.anew || set.value != value && set.since < at);
            self.0.insert(parameter, Set { value, basis, source, since: at, anew });
        }
    }

    /// The parameter as an upper limit, if it was set.
    pub(crate) fn at_most(&self, parameter: Parameter) -> Option<Limit> {
        self.limit(parameter, Bound::AtMost)
    }

    /// Two lengths of time, one after the other, as an upper limit, if both were set. It stands under
    /// no name, and is founded as well as the weaker of them.
    pub(crate) fn at_most_together(&self, [first, second]: [Parameter; 2]) -> Option<Limit> {
        let (before, after) = (self.at_most(first)?, self.at_most(second)?);
        let value = before.duration()?.as_millis().saturating_add(after.duration()?.as_millis());
        let weaker = if after.basis < before.basis { before } else { after };
        Some(Limit {
            parameter: None,
            value: Value::Duration(SimDuration::from_millis(value)),
            set_anew: before.set_anew || after.set_anew,
            ..weaker
        })
    }

    /// The parameter as a lower limit, if it was set.
    pub(crate) fn at_least(&self, parameter: Parameter) -> Option<Limit> {
        self.limit(parameter, Bound::AtLeast)
    }

    fn limit(&self, parameter: Parameter, bound: Bound) -> Option<Limit> {
        let Set { value, basis, source, anew, .. } = *self.0.get(&parameter)?;
        let parameter = Some(parameter);
        Some(Limit { bound, parameter, value, basis, source, set_anew: anew })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_two_is_founded_as_well_as_the_weaker() {
        let both = [Parameter::VerificationWithin, Parameter::AttributionWithin];
        let made = |bases: [Basis; 2]| {
            let mut limits = Limits::default();
            for (parameter, basis) in both.into_iter().zip(bases) {
                let value = Value::Duration(SimDuration::from_hours(6));
                let set = center::Event::ParameterSet { parameter, value, basis, source: None };
                limits.apply(&set.into(), SimTime::default());
            }
            let limit = limits.at_most_together(both).unwrap();
            (limit.basis, limit.parameter, limit.duration())
        };
        let twelve = Some(SimDuration::from_hours(12));
        for bases in [[Basis::Reported, Basis::Fact], [Basis::Fact, Basis::Reported]] {
            assert_eq!(made(bases), (Basis::Reported, None, twelve));
        }
        let assumed = [Basis::Reported, Basis::Assumption];
        assert_eq!(made(assumed), (Basis::Assumption, None, twelve));
    }
}
