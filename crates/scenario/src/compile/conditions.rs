//! Patterns of events, and conditions over what happened.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, nearest};
use domain::Actor;
use kernel::SimTime;
use simulator::script::{Condition, Pattern, Watch};

use super::Compiler;
use super::blanks::{Feed, whole};
use crate::file::ConditionEntry;
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::{Entries, Field, Node, shortened};

/// A pattern and the fields that are bound to fields of another event.
pub(super) struct Bound {
    pub pattern: Pattern,
    /// Field of the pattern, field of the other event.
    pub bound: Vec<(String, String)>,
}

/// An event, and how often it is to have happened.
pub(super) struct Counted<'a> {
    pub kind: &'a Field<String>,
    pub at_least: u32,
    pub at_most: u32,
}

impl Compiler {
    /// The fields of an event, or a fault that names the nearest event.
    fn event_shape(&mut self, field: &Field<String>) -> Option<(String, Shape)> {
        let kind = field.value.clone()?;
        if let Some(shape) = self.vocabulary.events.get(&kind) {
            return Some((kind, shape.clone()));
        }
        let help = self.kinds(&kind, &self.vocabulary.events.keys().map(String::as_str));
        self.faults.push(
            Diagnostic::error("S104", format!("unknown event `{}`", shortened(&kind)))
                .label(field.span.clone(), "the center records no such event")
                .help_if(help),
        );
        None
    }

    /// An event with what its fields must be. `${field}` binds to the event of `feed`, where
    /// another event may come before.
    pub(super) fn pattern(
        &mut self,
        kind: &Field<String>,
        matching: &Entries<String, Node>,
        feed: Option<&Feed>,
    ) -> Option<Bound> {
        let (kind, shape) = self.event_shape(kind)?;
        let mut fields = BTreeMap::new();
        let mut bound = Vec::new();
        for (key, value) in &matching.items {
            let (Some(name), Some(value)) = (&key.value, &value.value) else { continue };
            let Some(of) = field_of(&shape, name) else {
                self.faults.push(no_such_field(&kind, name, key, &shape));
                continue;
            };
            if let Some(text) = value.text().filter(|text| text.contains("${")) {
                let from = self.binding(text, &of, value, feed);
                bound.extend(from.map(|from| (name.clone(), from)));
            } else {
                let wanted = self.wanted(&kind, name, &of, value);
                fields.extend(wanted.map(|wanted| (name.clone(), wanted)));
            }
        }
        self.use_of_subject(&kind, matching);
        bound.sort();
        Some(Bound { pattern: Pattern { kind, fields }, bound })
    }

    /// The field of the other event that a blank names.
    fn binding(
        &mut self,
        text: &str,
        of: &FieldType,
        node: &Node,
        feed: Option<&Feed>,
    ) -> Option<String> {
        let fault = |label: &str| {
            Diagnostic::error("S114", format!("nothing fills `{}`", shortened(text)))
                .label(node.span.clone(), label)
        };
        let Some(feed) = feed else {
            self.faults.push(fault("no event comes before this one").help("write a value"));
            return None;
        };
        let Some(name) = whole(text).filter(|name| *name != "n") else {
            let fault = fault("a blank stands alone here").help("write `${field}`");
            self.faults.push(fault);
            return None;
        };
        self.blank(name, Some(of), &node.span, feed).then(|| name.to_string())
    }

    /// A list of conditions; those that are wrong are left out.
    pub(super) fn conditions(
        &mut self,
        entries: &[Field<ConditionEntry>],
        feed: &Feed,
        by: Option<Actor>,
    ) -> Vec<Condition> {
        entries.iter().filter_map(|entry| self.condition(entry, feed, by)).collect()
    }

    fn condition(
        &mut self,
        field: &Field<ConditionEntry>,
        feed: &Feed,
        by: Option<Actor>,
    ) -> Option<Condition> {
        let entry = field.value.as_ref()?;
        let counted = self.counted(
            (entry.happened.as_ref(), entry.never.as_ref()),
            (entry.at_least.as_ref(), entry.at_most.as_ref()),
            field,
        );
        let within = entry.within.as_ref().map(|field| self.duration(field));
        let Counted { kind, at_least, at_most } = counted?;
        let Bound { pattern, bound } = self.pattern(kind, &entry.matching, Some(feed))?;
        let within = within.map_or(Some(None), |found| found.map(Some))?;
        let (by_fields, bound_to) = bound.into_iter().unzip();
        let restrictable = self.vocabulary.events.get(&pattern.kind)?.contains_key("releasable_to");
        let reader = by.filter(|_| restrictable);
        let (from, to) = (SimTime::MIN, SimTime::MAX);
        let watch = self.watch(Watch { pattern, by_fields, reader, keep: within, from, to });
        Some(Condition { watch, bound_to, within, at_least, at_most })
    }

    /// How often an event must have happened: once or more, or never.
    pub(super) fn counted<'a, T>(
        &mut self,
        (happened, never): (Option<&'a Field<String>>, Option<&'a Field<String>>),
        (at_least, at_most): (Option<&Field<u32>>, Option<&Field<u32>>),
        entry: &Field<T>,
    ) -> Option<Counted<'a>> {
        let number = |field: Option<&Field<u32>>| field.and_then(|field| field.value);
        let (low, high) = (number(at_least), number(at_most));
        let fault = |message: &str, at: Option<&Field<u32>>, label: &str| {
            let span = at.map_or(&entry.span, |field| &field.span);
            Diagnostic::error("S112", message).label(span.clone(), label)
        };
        let fault = match (happened, never) {
            (Some(kind), None) => {
                let least = low.unwrap_or(u32::from(high.is_none()));
                let most = high.unwrap_or(u32::MAX);
                if least == 0 && high.is_none() {
                    fault("`at-least: 0` asks for nothing", at_least, "always so")
                        .help("write 1 or more, or `at-most:`")
                } else if least <= most {
                    return Some(Counted { kind, at_least: least, at_most: most });
                } else {
                    fault("`at-least` is more than `at-most`", at_least, "no number is both")
                }
            }
            (None, Some(kind)) if at_least.is_none() && at_most.is_none() => {
                return Some(Counted { kind, at_least: 0, at_most: 0 });
            }
            (None, Some(_)) => {
                fault("`never` takes no number", at_least.or(at_most), "never is 0 times")
                    .help("write `happened:` with the number")
            }
            (Some(_), Some(_)) => {
                fault("two questions in one", None, "keep one of `happened` and `never`")
            }
            (None, None)
                if ["happened", "never"]
                    .iter()
                    .any(|key| self.faults.mean_key(key, &entry.span)) =>
            {
                return None;
            }
            (None, None) => {
                fault("no event is asked for", None, "add `happened: EVENT` or `never: EVENT`")
            }
        };
        self.faults.push(fault);
        None
    }

    /// The index of a watch, shared by all who ask the same.
    pub(super) fn watch(&mut self, watch: Watch) -> usize {
        let Watch { pattern, by_fields, reader, from, to, keep } = &watch;
        let question = format!("{pattern:?} {by_fields:?} {reader:?} {from} {to}");
        let index = *self.asked.entry(question).or_insert(self.watches.len());
        match self.watches.get_mut(index) {
            Some(known) => known.keep = known.keep.max(*keep),
            None => self.watches.push(watch),
        }
        index
    }
}

/// A field of an event, or who did it.
fn field_of(shape: &Shape, name: &str) -> Option<FieldType> {
    let by = || FieldType { name: "Actor".to_string(), ..FieldType::default() };
    shape.get(name).cloned().or_else(|| (name == "by").then(by))
}

fn no_such_field(kind: &str, name: &str, key: &Field<String>, shape: &Shape) -> Diagnostic {
    let known = || shape.keys().map(String::as_str).chain(["by"]);
    let listed: Vec<String> = known().map(|field| format!("`{field}`")).collect();
    let help = match nearest(name, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its fields are {}", listed.join(", ")),
    };
    Diagnostic::error("S105", format!("`{kind}` has no field `{}`", shortened(name)))
        .label(key.span.clone(), "no such field")
        .help(help)
}
