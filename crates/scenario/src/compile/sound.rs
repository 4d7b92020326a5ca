//! What no center accepts, whatever has happened before: commands and parameters with a value that
//! is wrong in itself. The run would go on without them, so it is said before.

use std::ops::Range;

use diagnostic::Diagnostic;
use domain::parameter::{Parameter, Unit, Value as Known};
use domain::sound::Unsound;
use domain::{Command, center};
use simulator::distribution::Distribution;
use simulator::script::{ParameterValue, Slot};

use super::Compiler;
use super::act::Filled;

/// One draw in a thousand is below.
const SELDOM: u64 = u64::MAX / 1000;

impl Compiler {
    /// Notices a command that the center refuses for a value which stands in the file. Samples
    /// stand for what is open, and say nothing.
    pub(super) fn sound(&mut self, kind: &str, command: &Command, slots: &[Filled]) {
        let Err(Unsound { fields, rejection }) = command.sound() else {
            return self.set_parameter(command, slots);
        };
        let (Some(span), Some(field)) = (self.first_of(fields, slots), fields.first()) else {
            return;
        };
        let fault = Diagnostic::error("S134", rejection.to_string())
            .label(span.clone(), "the center refuses this, whatever it knows")
            .help(format!("give `{kind}` another `{field}`"));
        self.faults.push(fault);
    }

    /// What is refused of the parameters of a file is refused of one that is set later.
    fn set_parameter(&mut self, command: &Command, slots: &[Filled]) {
        let Command::Center(center::Command::SetParameter(set)) = command else { return };
        let Some(span) = self.first_of(&["value", "parameter"], slots) else { return };
        let value = ParameterValue::Known(set.value);
        self.faults.extend(unworkable(set.parameter, &value, span));
    }

    /// The place of the first of these fields, if all of them are certain and could be read.
    fn first_of<'a>(&self, fields: &[&str], slots: &'a [Filled]) -> Option<&'a Range<usize>> {
        let written = |wanted: &&str| {
            let (_, slot, span) = slots.iter().find(|(field, ..)| field == wanted)?;
            let is_read = matches!(slot, Slot::Fixed(_)) && !self.faults.lie_in(span);
            is_read.then_some(span)
        };
        let spans: Option<Vec<&Range<usize>>> = fields.iter().map(written).collect();
        spans?.first().copied()
    }
}

/// A parameter with which the center cannot work, or that is often drawn to be such a one.
pub(super) fn unworkable(
    parameter: Parameter,
    value: &ParameterValue,
    span: &Range<usize>,
) -> Option<Diagnostic> {
    let works = match value {
        ParameterValue::Known(known) => parameter.works_with(*known),
        ParameterValue::Drawn(drawn) => drawn_works(parameter, drawn),
    };
    if works {
        return None;
    }
    let (message, help) = complaint(parameter);
    let label = match value {
        ParameterValue::Known(_) | ParameterValue::Drawn(Distribution::Fixed(_)) => {
            "the center cannot work with this"
        }
        ParameterValue::Drawn(_) => "the center cannot work with what may be drawn here",
    };
    Some(Diagnostic::error("S135", message).label(span.clone(), label).help(help))
}

/// What is said of a value of a parameter with which the center cannot work, and what to do instead.
fn complaint(parameter: Parameter) -> (String, &'static str) {
    let name = parameter.to_string();
    match (parameter.unit(), parameter.least()) {
        (Unit::Actor, _) => {
            ("the clock finds nothing".to_string(), "name somebody who judges, such as `cochairs`")
        }
        (Unit::Duration, 1) => {
            (format!("`{name}` leaves no time at all"), "write a duration such as `24h`")
        }
        (Unit::Duration, _) => (
            format!("`{name}` comes again too soon"),
            "write a minute at least, or `0h` where there are to be none",
        ),
        _ => (format!("`{name}` carries nothing"), "write 1 or more"),
    }
}

/// Says of a value that somebody sets in the midst of a run why the center cannot work with it, and
/// what to do instead; none if it can.
pub fn unworkable_value(parameter: Parameter, value: Known) -> Option<(String, &'static str)> {
    (!parameter.works_with(value)).then(|| complaint(parameter))
}

fn drawn_works(parameter: Parameter, drawn: &Distribution) -> bool {
    let works = |number: i64| {
        let number = number.unsigned_abs();
        let small = u32::try_from(number).unwrap_or(u32::MAX);
        parameter.works_with(match parameter.unit() {
            Unit::Duration => Known::Duration(kernel::SimDuration::from_millis(number)),
            Unit::Share => Known::Share(small),
            Unit::Count | Unit::Actor => Known::Count(small),
        })
    };
    let (_, greatest) = drawn.bounds();
    works(drawn.quantile(SELDOM)) && works(greatest)
}
