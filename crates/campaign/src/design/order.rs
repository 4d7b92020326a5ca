//! What no lever does alone, and some combination of levers would do.

use domain::parameter::{Parameter, Value};
use simulator::script::{ParameterValue, Script};

use super::{DesignError, Layout};

impl Layout {
    /// Refuses a design of which some point lets the third tier end before it may open, or be drawn to:
    /// nothing of the tier could be learned there.
    pub fn check(&self, base: &Script) -> Result<(), DesignError> {
        let mut script = base.clone();
        for (point, levers) in self.points.iter().enumerate() {
            let spec = super::Spec {
                index: 0,
                point,
                run: 0,
                levers: levers.clone(),
                uncertainties: Vec::new(),
            };
            self.set(&spec, base, &mut script);
            if ends_before(&script) {
                return Err(DesignError::TierEndsBefore(self.settings(levers)));
            }
        }
        Ok(())
    }

    /// What the levers are at a point, where they are not as in the scenario.
    fn settings(&self, levers: &[usize]) -> String {
        let settings = self.levers.iter().zip(levers).filter_map(|(lever, value)| {
            let setting = lever.values.get(value.checked_sub(1)?)?;
            Some(format!("{} = {}", lever.name, setting.text))
        });
        settings.collect::<Vec<_>>().join(", ")
    }
}

/// Whether the third tier ends before it may open, or may be drawn to.
fn ends_before(script: &Script) -> bool {
    let earliest = bounds(script, Parameter::TierThreeEarliest);
    let latest = bounds(script, Parameter::TierThreeLatest);
    earliest.zip(latest).is_some_and(|((_, earliest), (latest, _))| latest < earliest)
}

/// The least and the most that a duration may be, in milliseconds.
fn bounds(script: &Script, wanted: Parameter) -> Option<(i64, i64)> {
    let step = script.parameters.iter().find(|step| step.parameter == wanted)?;
    match &step.value {
        ParameterValue::Known(Value::Duration(span)) => {
            let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
            Some((span, span))
        }
        ParameterValue::Known(_) => None,
        ParameterValue::Drawn(drawn) => Some(drawn.bounds()),
    }
}
