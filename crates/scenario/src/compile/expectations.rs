//! What must have come about by the end of a run.

use diagnostic::{Diagnostic, nearest};
use kernel::SimTime;
use serde_json::Value as Json;
use simulator::script::{Check, Expectation};

use super::Compiler;
use super::act::json;
use super::conditions::Bound;
use crate::file::ExpectEntry;
use crate::yaml::{Field, Node};

impl Compiler {
    pub(super) fn expectations(&mut self, entries: &[Field<ExpectEntry>]) -> Vec<Expectation> {
        entries.iter().filter_map(|entry| self.expectation(entry)).collect()
    }

    fn expectation(&mut self, field: &Field<ExpectEntry>) -> Option<Expectation> {
        let entry = field.value.as_ref()?;
        match (&entry.state, &entry.is) {
            (Some(pointer), Some(is)) => return self.state(pointer, is),
            (None, None) => {}
            _ => {
                self.faults.push(
                    Diagnostic::error("S112", "`state` and `is` belong together")
                        .label(field.span.clone(), "one of the two is missing"),
                );
                return None;
            }
        }
        let (kind, at_least, at_most) = self.bounds(
            (entry.happened.as_ref(), entry.never.as_ref()),
            (entry.at_least.as_ref(), entry.at_most.as_ref()),
            field,
        )?;
        let Bound { pattern, .. } = self.pattern(kind, &entry.matching, None)?;
        let from = self.bound(entry.from.as_ref(), SimTime::MIN)?;
        let to = self.bound(entry.to.as_ref(), SimTime::MAX)?;
        if to < from {
            self.faults.push(
                Diagnostic::error("S111", "`to` comes before `from`")
                    .label(field.span.clone(), "here"),
            );
            return None;
        }
        let mut parts = vec![pattern.kind.clone()];
        parts.extend(pattern.fields.iter().map(|(name, value)| format!("{name}={}", plain(value))));
        for (word, field) in [("from", &entry.from), ("to", &entry.to)] {
            if let Some(value) = field.as_ref().and_then(|field| field.value.as_deref()) {
                parts.push(format!("{word} {value}"));
            }
        }
        let text = format!("{}: {}", parts.join(" "), how_often(at_least, at_most));
        let watch = self.watch(pattern, Vec::new(), None, (from, to));
        Some(Expectation { text, check: Check::Count { watch, at_least, at_most } })
    }

    fn bound(&mut self, field: Option<&Field<String>>, otherwise: SimTime) -> Option<SimTime> {
        match field {
            Some(field) => self.instant(field),
            None => Some(otherwise),
        }
    }

    /// A place in the end state; its first part must be one of the families.
    fn state(&mut self, pointer: &Field<String>, is: &Node) -> Option<Expectation> {
        let text = pointer.value.clone()?;
        let state = serde_json::to_value(domain::Center::default()).unwrap_or_default();
        let families = || state.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let first = text.strip_prefix('/').map(|rest| rest.split('/').next().unwrap_or(rest));
        if first.is_none_or(|first| families().all(|name| name != first)) {
            let near = first.and_then(|first| nearest(first, families()));
            let all: Vec<&str> = families().collect();
            self.faults.push(
                Diagnostic::error("S105", format!("the state has no place `{text}`"))
                    .label(pointer.span.clone(), "no such place")
                    .help(match near {
                        Some(name) => format!("did you mean `/{name}`?"),
                        None => format!("begin with `/` and one of {}", all.join(", ")),
                    }),
            );
            return None;
        }
        let is = json(is);
        let shown = format!("{text} is {}", plain(&is));
        Some(Expectation { text: shown, check: Check::State { pointer: text, is } })
    }
}

fn how_often(at_least: u32, at_most: u32) -> String {
    match (at_least, at_most) {
        (_, 0) => "never".to_string(),
        (1, u32::MAX) => "at least once".to_string(),
        (low, u32::MAX) => format!("at least {low} times"),
        (1, 1) => "exactly once".to_string(),
        (low, high) if low == high => format!("exactly {low} times"),
        (low, high) => format!("{low} to {high} times"),
    }
}

/// A value without the quotes of JSON.
fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}
