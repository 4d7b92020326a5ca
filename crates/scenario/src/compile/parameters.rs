//! Parameters: those of the file, and for the rest those of the sheet.

use std::collections::BTreeMap;
use std::ops::Range;

use diagnostic::{Diagnostic, SourceText, Style, render};
use domain::parameter::{Parameter, Unit, Value as Known};
use kernel::SimDuration;
use simulator::choice::Stream;
use simulator::distribution::Distribution;
use simulator::script::{ParameterStep, ParameterValue};

use super::Compiler;
use super::sound::unworkable;
use crate::file::ParameterEntry;
use crate::yaml::{self, Entries, Faults, Node, Value, shortened};
use crate::{distribution, notation};

/// What a scenario does not set itself.
const SHEET: &str = include_str!("../sheet.yaml");

impl Compiler {
    /// All parameters in their order, each set once.
    pub(super) fn parameters(
        &mut self,
        entries: &Entries<Parameter, ParameterEntry>,
    ) -> Vec<ParameterStep> {
        let mut set = self.sheet();
        for (key, entry) in &entries.items {
            if let (Some(parameter), Some(entry)) = (key.value, &entry.value)
                && let Some(step) = self.parameter(parameter, entry)
            {
                set.insert(parameter, step);
            }
        }
        set.into_values().collect()
    }

    /// The sheet is part of the program; a fault in it is a bug.
    fn sheet(&mut self) -> BTreeMap<Parameter, ParameterStep> {
        let mut faults = Faults::default();
        let read = yaml::read(SHEET).map_err(|all| faults.extend(all)).ok();
        let entries: Option<Entries<Parameter, ParameterEntry>> =
            read.and_then(|node| yaml::decode_among(&node, &mut faults));
        let before = std::mem::replace(&mut self.faults, faults);
        let mut set = BTreeMap::new();
        for (key, entry) in entries.unwrap_or_default().items {
            if let (Some(parameter), Some(entry)) = (key.value, entry.value)
                && let Some(step) = self.parameter(parameter, &entry)
            {
                set.insert(parameter, step);
            }
        }
        let faults = std::mem::replace(&mut self.faults, before).finish();
        let shown = render(&SourceText::new("sheet.yaml", SHEET), &faults, Style::Plain);
        assert!(faults.is_empty(), "the sheet of parameters has faults:\n{shown}");
        set
    }

    fn parameter(&mut self, parameter: Parameter, entry: &ParameterEntry) -> Option<ParameterStep> {
        let ParameterEntry { value, basis, source, note } = entry;
        let origin = self.origin(basis.as_ref(), source.as_ref(), note.as_ref());
        let value = match parameter.unit() {
            Unit::Actor => self.parameter_actor(value)?,
            unit => match number(unit, value) {
                Ok(value) => value,
                Err(fault) => {
                    self.faults.push(fault);
                    return None;
                }
            },
        };
        if let Some(fault) = unworkable(parameter, &value, &entry.value.span) {
            self.faults.push(fault);
            return None;
        }
        let name = serde_json::to_value(parameter).ok()?;
        let stream = Stream::new(format!("parameters/{}", name.as_str()?)).ok()?;
        Some(ParameterStep { parameter, value, origin, stream })
    }

    fn parameter_actor(&mut self, node: &Node) -> Option<ParameterValue> {
        let Some(text) = node.text() else {
            self.faults.push(wrong_unit(node, "an actor, such as `cochairs`"));
            return None;
        };
        let actor = self.actor(text, &node.span)?;
        Some(ParameterValue::Known(Known::Actor(actor)))
    }

    /// A delay or an interval: a duration or a distribution of durations.
    pub(super) fn durations(&mut self, node: &Node) -> Option<Distribution> {
        match distribution::read(node, &milliseconds) {
            Ok(found) => Some(found),
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    /// The chance in parts per million; certain where nothing is said.
    pub(super) fn chance(&mut self, node: Option<&Node>) -> u32 {
        let Some(node) = node else { return 1_000_000 };
        let parts = parts(node).map_err(|fault| self.faults.push(fault));
        parts.ok().and_then(|parts| u32::try_from(parts).ok()).unwrap_or(0)
    }
}

fn number(unit: Unit, node: &Node) -> Result<ParameterValue, Diagnostic> {
    let value: &dyn Fn(&Node) -> Result<i64, Diagnostic> = match unit {
        Unit::Duration => &milliseconds,
        Unit::Share => &parts,
        Unit::Count | Unit::Actor => &count,
    };
    let found = distribution::read(node, value)?;
    let Distribution::Fixed(number) = found else {
        return Ok(ParameterValue::Drawn(found));
    };
    let small = u32::try_from(number).unwrap_or(u32::MAX);
    Ok(ParameterValue::Known(match unit {
        Unit::Duration => Known::Duration(SimDuration::from_millis(number.unsigned_abs())),
        Unit::Share => Known::Share(small),
        Unit::Count | Unit::Actor => Known::Count(small),
    }))
}

pub(super) fn milliseconds(node: &Node) -> Result<i64, Diagnostic> {
    let Some(text) = node.text() else {
        return Err(wrong_unit(node, "a duration, such as `6h`"));
    };
    let span = notation::duration(text).and_then(|span| i64::try_from(span.as_millis()).ok());
    span.ok_or_else(|| super::not_a_duration(text, &node.span))
}

pub(super) fn parts(node: &Node) -> Result<i64, Diagnostic> {
    if let Some(text) = node.text() {
        let parts = notation::share(text).map(i64::from);
        return parts.ok_or_else(|| not_a_share(text, &node.span));
    }
    let help = match node.value {
        Value::Int(number @ 0..=100) => Some(format!("did you mean `{number}%`?")),
        _ => None,
    };
    Err(wrong_unit(node, "a share, such as `92%`").help_if(help))
}

pub(super) fn count(node: &Node) -> Result<i64, Diagnostic> {
    match node.value {
        Value::Int(number) if (0..=i64::from(u32::MAX)).contains(&number) => Ok(number),
        Value::Int(number) => Err(Diagnostic::error("S107", format!("`{number}` is no count"))
            .label(node.span.clone(), format!("counts go from 0 to {}", u32::MAX))),
        _ => Err(wrong_unit(node, "a count, such as `3`")),
    }
}

pub(super) fn wrong_unit(node: &Node, wanted: &str) -> Diagnostic {
    Diagnostic::error("S107", format!("expected {wanted}, found {}", node.described()))
        .label(node.span.clone(), "a value of another unit")
}

fn not_a_share(text: &str, span: &Range<usize>) -> Diagnostic {
    Diagnostic::error("S113", format!("`{}` is not a share", shortened(text)))
        .label(span.clone(), "not a share")
        .help(notation::SHARE_HELP)
}
