//! What must have come about by the end of a run.

use diagnostic::{Diagnostic, nearest};
use kernel::SimTime;
use serde_json::Value as Json;
use simulator::script::{Check, Expectation, Pattern, Watch};

use super::Compiler;
use super::conditions::{Bound, Counted};
use super::places::{Nowhere, Place};
use crate::file::ExpectEntry;
use crate::notation;
use crate::plan::how_often;
use crate::yaml::{Field, Node, shortened};

impl Compiler {
    pub(super) fn expectations(&mut self, entries: &[Field<ExpectEntry>]) -> Vec<Expectation> {
        entries.iter().filter_map(|entry| self.expectation(entry)).collect()
    }

    pub(super) fn expectation(&mut self, field: &Field<ExpectEntry>) -> Option<Expectation> {
        let entry = field.value.as_ref()?;
        if entry.rule.is_some() || entry.at.is_some() || entry.position.is_some() {
            return self.rule_expectation(entry, field);
        }
        if entry.state.is_some() || entry.is.is_some() {
            return self.state(entry, field);
        }
        let counted = self.counted(
            (entry.happened.as_ref(), entry.never.as_ref()),
            (entry.at_least.as_ref(), entry.at_most.as_ref()),
            field,
        );
        let span = self.within(entry.from.as_ref(), entry.to.as_ref());
        let Counted { kind, at_least, at_most } = counted?;
        let Bound { pattern, .. } = self.pattern(kind, &entry.matching, None)?;
        // That something never happens may be said of what cannot: a branch may bring it about.
        if 0 < at_most {
            self.awaited.push((pattern.kind.clone(), kind.span.clone()));
        }
        let text = text(entry, &pattern, &how_often(at_least, at_most));
        let (from, to) = span?;
        let by_fields = Vec::new();
        let watch = self.watch(Watch { pattern, by_fields, reader: None, keep: None, from, to });
        Some(Expectation { text, check: Check::Count { watch, at_least, at_most } })
    }

    /// The time in which events count.
    pub(super) fn within(
        &mut self,
        from: Option<&Field<String>>,
        to: Option<&Field<String>>,
    ) -> Option<(SimTime, SimTime)> {
        let mut bound = |field: Option<&Field<String>>, otherwise| match field {
            Some(field) => self.instant(field),
            None => Some(otherwise),
        };
        let (starts_at, ends_at) = (bound(from, SimTime::MIN), bound(to, SimTime::MAX));
        let (starts_at, ends_at) = (starts_at?, ends_at?);
        let outside = [
            (
                from.filter(|field| self.ends.of(&field.span) < starts_at),
                "the scenario ends before",
            ),
            (to.filter(|_| ends_at < self.epoch.start), "the scenario begins later"),
        ];
        for (field, why) in outside.into_iter().filter_map(|(field, why)| Some((field?, why))) {
            self.faults.push(
                Diagnostic::warning("S119", "nothing can happen in this time")
                    .label(field.span.clone(), why),
            );
        }
        if ends_at < starts_at
            && let (Some(first), Some(last)) = (from, to)
        {
            self.faults.push(
                Diagnostic::error("S111", "`to` comes before `from`")
                    .label(last.span.clone(), "this is earlier")
                    .label(first.span.clone(), "than this"),
            );
            return None;
        }
        Some((starts_at, ends_at))
    }

    /// A value in the end state.
    fn state(&mut self, entry: &ExpectEntry, field: &Field<ExpectEntry>) -> Option<Expectation> {
        let others = [&entry.happened, &entry.never, &entry.from, &entry.to];
        let numbers = [&entry.at_least, &entry.at_most];
        let (Some(pointer), Some(is)) = (&entry.state, &entry.is) else {
            let (there, missing) =
                if entry.state.is_some() { ("state", "is") } else { ("is", "state") };
            self.faults.push(
                Diagnostic::error("S112", format!("`{there}` without `{missing}`"))
                    .label(field.span.clone(), "the two belong together")
                    .help("write `state: /pointer` and `is: value`"),
            );
            return None;
        };
        let other = others.iter().find_map(|field| field.as_ref().map(|field| &field.span));
        let number = numbers.iter().find_map(|field| field.as_ref().map(|field| &field.span));
        let matching = entry.matching.items.first().map(|(key, _)| &key.span);
        if let Some(span) = other.or(number).or(matching) {
            self.faults.push(
                Diagnostic::error("S112", "`state` and `is` stand alone")
                    .label(span.clone(), "this asks what happened")
                    .help("make two entries of it"),
            );
        }
        self.place(pointer, is)
    }

    /// A place in the end state, which a state can have.
    fn place(&mut self, pointer: &Field<String>, is: &Node) -> Option<Expectation> {
        let text = pointer.value.clone()?;
        if let Err(Nowhere { before, part, known }) =
            Place::of(&domain::Center::default()).expect(&text)
        {
            let help = if let Some(near) = nearest(part, known.iter().copied()) {
                format!("did you mean `{before}/{near}`?")
            } else {
                let all = known.iter().map(|name| format!("`{before}/{name}`"));
                format!("there are {}", all.collect::<Vec<_>>().join(", "))
            };
            self.faults.push(
                Diagnostic::error("S105", format!("the state has no place `{}`", shortened(&text)))
                    .label(pointer.span.clone(), "no such place")
                    .help(help),
            );
            return None;
        }
        let is = is.json();
        let shown = format!("{text} is {}", plain(&is));
        Some(Expectation { text: shown, check: Check::State { pointer: text, is } })
    }
}

/// An expectation as people read it.
fn text(entry: &ExpectEntry, pattern: &Pattern, how_often: &str) -> String {
    let mut parts = vec![pattern.kind.clone()];
    parts.extend(pattern.fields.iter().map(|(name, value)| format!("{name}={}", wanted(value))));
    for (word, field) in [("from", &entry.from), ("to", &entry.to)] {
        if let Some(value) = field.as_ref().and_then(|field| field.value.as_deref()) {
            parts.push(format!("{word} {value}"));
        }
    }
    format!("{}: {how_often}", parts.join(" "))
}

/// A value without the quotes of JSON.
pub(super) fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// What a field is to be, with its parts and durations as people read them.
fn wanted(value: &Json) -> String {
    match value {
        Json::String(text) => {
            let length = text.starts_with("PT").then(|| text.parse().ok()).flatten();
            length.map_or_else(|| text.clone(), notation::written_duration)
        }
        Json::Object(parts) if !parts.is_empty() => {
            let parts = parts
                .iter()
                .map(|(name, part)| format!("{} {}", name.replace(['-', '_'], " "), wanted(part)));
            parts.collect::<Vec<_>>().join(", ")
        }
        other => plain(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_and_durations_read_as_people_write_them() {
        let told = |value: Json| wanted(&value);
        assert_eq!(told(json!({ "duration": "PT36H" })), "duration 1d 12h");
        assert_eq!(told(json!({ "command": { "at_most": "tacon" } })), "command at most tacon");
        assert_eq!(told(json!({})), "{}");
        assert_eq!(told(json!("PTA")), "PTA");
    }
}
