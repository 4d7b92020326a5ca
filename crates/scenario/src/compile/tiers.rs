//! The window of the third tier: it ends no earlier than the tier may open, whatever is drawn.

use diagnostic::Diagnostic;
use domain::parameter::{Parameter, Value as Known};
use simulator::script::{ParameterStep, ParameterValue};

/// The least and the most that a number may be.
pub(super) type Bounds = (i64, i64);

/// Those of a parameter, if it is a duration that the scenario sets or has by default.
pub(super) fn bounds(parameters: &[ParameterStep], wanted: Parameter) -> Option<Bounds> {
    let step = parameters.iter().find(|step| step.parameter == wanted)?;
    match &step.value {
        ParameterValue::Known(Known::Duration(span)) => {
            let span = i64::try_from(span.as_millis()).ok()?;
            Some((span, span))
        }
        ParameterValue::Known(_) => None,
        ParameterValue::Drawn(drawn) => Some(drawn.bounds()),
    }
}

/// What is wrong with a window, to be labeled where it stands; and what to do about it.
pub(super) fn fault(earliest: Bounds, latest: Bounds) -> Option<(Diagnostic, &'static str)> {
    let (says, help) = if latest.1 < earliest.0 {
        (
            "the third tier ends before it may open",
            "let `tier-three-earliest` be no more than `tier-three-latest`",
        )
    } else if latest.0 < earliest.1 {
        (
            "the third tier may be drawn to end before it may open",
            "let the greatest `tier-three-earliest` be no more than the least `tier-three-latest`",
        )
    } else {
        return None;
    };
    Some((Diagnostic::error("S127", says), help))
}
