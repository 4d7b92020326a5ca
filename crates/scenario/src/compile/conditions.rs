//! Patterns of events, and conditions over what happened.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, nearest};
use kernel::{SimDuration, SimTime};
use serde_json::Value as Json;
use simulator::script::{Condition, Pattern, Watch};

use super::Compiler;
use super::act::json;
use crate::file::ConditionEntry;
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::{Entries, Field, Node};

/// A pattern and the fields that are bound to fields of another event.
pub(super) struct Bound {
    pub pattern: Pattern,
    /// Field of the pattern, field of the other event.
    pub bound: Vec<(String, String)>,
}

impl Compiler {
    /// The fields of an event, or a fault that names the nearest event.
    pub(super) fn event_shape(&mut self, field: &Field<String>) -> Option<(String, Shape)> {
        let kind = field.value.clone()?;
        if let Some(shape) = self.vocabulary.events.get(&kind) {
            return Some((kind, shape.clone()));
        }
        let known = self.vocabulary.events.keys().map(String::as_str);
        let near = nearest(&kind, known).map(|name| format!("did you mean `{name}`?"));
        self.faults.push(
            Diagnostic::error("S104", format!("unknown event `{kind}`"))
                .label(field.span.clone(), "the center records no such event")
                .help_if(near),
        );
        None
    }

    /// An event with what its fields must be. `${field}` binds to `other`, where there is one.
    pub(super) fn pattern(
        &mut self,
        kind: &Field<String>,
        matching: &Entries<String, Node>,
        other: Option<&Shape>,
    ) -> Option<Bound> {
        let (kind, shape) = self.event_shape(kind)?;
        let mut fields = BTreeMap::new();
        let mut bound = Vec::new();
        for (key, value) in &matching.0 {
            let (Some(name), Some(value)) = (&key.value, &value.value) else { continue };
            let Some(of) = field_of(&shape, name) else {
                let known = shape.keys().map(String::as_str).chain(["by"]);
                let near = nearest(name, known).map(|name| format!("did you mean `{name}`?"));
                self.faults.push(
                    Diagnostic::error("S105", format!("`{kind}` has no field `{name}`"))
                        .label(key.span.clone(), "no such field")
                        .help_if(near),
                );
                continue;
            };
            let blank = value.text().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
            match blank {
                Some(from) => {
                    if other.is_none_or(|other| !other.contains_key(from)) {
                        self.faults.push(
                            Diagnostic::error("S114", format!("nothing fills `${{{from}}}`"))
                                .label(value.span.clone(), "no field of the triggering event"),
                        );
                        continue;
                    }
                    bound.push((name.clone(), from.to_string()));
                }
                None => {
                    if let Some(wanted) = self.wanted(&kind, name, &of, value) {
                        fields.insert(name.clone(), wanted);
                    }
                }
            }
        }
        bound.sort();
        Some(Bound { pattern: Pattern { kind, fields }, bound })
    }

    /// A value that a field may have.
    fn wanted(&mut self, kind: &str, name: &str, of: &FieldType, node: &Node) -> Option<Json> {
        let value = json(node);
        if of.name == "SimTime" {
            let Some(at) = node.text().and_then(|text| self.epoch.instant(text)) else {
                let text = node.text().unwrap_or("this");
                self.faults.push(super::not_an_instant(text, &node.span));
                return None;
            };
            return Some(Json::String(at.to_string()));
        }
        let single = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
        for one in single {
            let fits = match (of.words.is_empty(), of.name.as_str(), one) {
                (false, _, Json::String(text)) => of.words.contains(text),
                (true, "integer", one) => one.is_number(),
                (true, "boolean", one) => one.is_boolean(),
                (true, _, one) => one.is_string(),
                (false, ..) => false,
            };
            if !fits {
                let words = of.words.iter().map(String::as_str);
                let near = one.as_str().and_then(|text| nearest(text, words));
                self.faults.push(
                    Diagnostic::error("S105", format!("`{name}` of `{kind}` is never this"))
                        .label(node.span.clone(), "no such value")
                        .help_if(near.map(|name| format!("did you mean `{name}`?"))),
                );
                return None;
            }
        }
        Some(value)
    }

    /// A list of conditions; those that are wrong are left out.
    pub(super) fn conditions(
        &mut self,
        entries: &[Field<ConditionEntry>],
        trigger: Option<&Shape>,
    ) -> Vec<Condition> {
        entries.iter().filter_map(|entry| self.condition(entry, trigger)).collect()
    }

    fn condition(
        &mut self,
        field: &Field<ConditionEntry>,
        trigger: Option<&Shape>,
    ) -> Option<Condition> {
        let entry = field.value.as_ref()?;
        let (kind, at_least, at_most) = self.bounds(
            (entry.happened.as_ref(), entry.never.as_ref()),
            (entry.at_least.as_ref(), entry.at_most.as_ref()),
            field,
        )?;
        let Bound { pattern, bound } = self.pattern(kind, &entry.matching, trigger)?;
        let within = match &entry.within {
            Some(field) => Some(self.duration(field)?),
            None => None,
        };
        let (by_fields, bound_to) = bound.into_iter().unzip();
        let watch = self.watch(pattern, by_fields, within, (SimTime::MIN, SimTime::MAX));
        Some(Condition { watch, bound_to, within, at_least, at_most })
    }

    /// How often an event must have happened: once or more, or never.
    pub(super) fn bounds<'a, T>(
        &mut self,
        (happened, never): (Option<&'a Field<String>>, Option<&'a Field<String>>),
        (at_least, at_most): (Option<&Field<u32>>, Option<&Field<u32>>),
        entry: &Field<T>,
    ) -> Option<(&'a Field<String>, u32, u32)> {
        let number = |field: Option<&Field<u32>>| field.and_then(|field| field.value);
        let (at_least, at_most) = (number(at_least), number(at_most));
        let fault = |message: &str| {
            Diagnostic::error("S112", message.to_string())
                .label(entry.span.clone(), "here")
                .help("write `happened: EVENT` or `never: EVENT`")
        };
        match (happened, never) {
            (Some(kind), None) => {
                let low = at_least.unwrap_or(u32::from(at_most.is_none()));
                let high = at_most.unwrap_or(u32::MAX);
                if high < low {
                    self.faults.push(fault("`at-least` is more than `at-most`"));
                    return None;
                }
                Some((kind, low, high))
            }
            (None, Some(kind)) if at_least.is_none() && at_most.is_none() => Some((kind, 0, 0)),
            (None, Some(_)) => {
                self.faults.push(fault("`never` takes no `at-least` or `at-most`"));
                None
            }
            _ => {
                self.faults.push(fault("a condition says what `happened`, or what `never` did"));
                None
            }
        }
    }

    /// The index of a watch, shared by all who ask the same.
    pub(super) fn watch(
        &mut self,
        pattern: Pattern,
        by_fields: Vec<String>,
        within: Option<SimDuration>,
        (from, to): (SimTime, SimTime),
    ) -> usize {
        let same = self.watches.iter().position(|watch| {
            watch.pattern == pattern
                && watch.by_fields == by_fields
                && (watch.from, watch.to) == (from, to)
        });
        if let Some(index) = same {
            let keep = &mut self.watches[index].keep;
            *keep = (*keep).max(within);
            return index;
        }
        self.watches.push(Watch { pattern, by_fields, keep: within, from, to });
        self.watches.len() - 1
    }
}

/// A field of an event, or who did it.
fn field_of(shape: &Shape, name: &str) -> Option<FieldType> {
    let by = || {
        let words = domain::Actor::names().map(str::to_string).collect();
        FieldType { name: "Actor".to_string(), list: false, words }
    };
    shape.get(name).cloned().or_else(|| (name == "by").then(by))
}
