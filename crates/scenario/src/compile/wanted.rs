//! Values that fields of events must have, as the events themselves hold them.

use diagnostic::{Diagnostic, nearest};
use serde_json::{Map, Value as Json};

use super::Compiler;
use crate::notation;
use crate::vocabulary::FieldType;
use crate::yaml::{Node, Value, shortened};

/// The field that a value is wanted of.
#[derive(Clone, Copy)]
struct Place<'a> {
    kind: &'a str,
    name: &'a str,
}

impl Compiler {
    /// A value that a field may have, or have among others.
    pub(super) fn wanted(
        &mut self,
        kind: &str,
        name: &str,
        of: &FieldType,
        node: &Node,
    ) -> Option<Json> {
        self.use_of(&of.item(), node);
        self.value_of(Place { kind, name }, of, node)
    }

    /// The values of which a field may have each. What stands in a list may each be taken; of a field
    /// that holds a list, what stands in a list of lists.
    pub(super) fn alternatives(
        &mut self,
        kind: &str,
        name: &str,
        of: &FieldType,
        node: &Node,
    ) -> Vec<Json> {
        let place = Place { kind, name };
        let is_list = |node: &Node| matches!(node.value, Value::List(_));
        if of.is_list() && !is_list(node) {
            self.never(place, of, node);
            return Vec::new();
        }
        match &node.value {
            Value::List(items)
                if !of.is_list() || !items.is_empty() && items.iter().all(is_list) =>
            {
                items.iter().filter_map(|item| self.value_of(place, of, item)).collect()
            }
            _ => self.value_of(place, of, node).into_iter().collect(),
        }
    }

    fn value_of(&mut self, place: Place<'_>, of: &FieldType, node: &Node) -> Option<Json> {
        let Place { kind, name } = place;
        let item = of.item();
        let Value::List(items) = &node.value else { return self.wanted_one(place, &item, node) };
        if !of.is_list() {
            self.faults.push(
                Diagnostic::error("S105", format!("`{name}` of `{kind}` is never a list"))
                    .label(node.span.clone(), format!("expected {}", of.described()))
                    .help("a list means that the field is a list and has all of these"),
            );
            return None;
        }
        let all: Vec<Option<Json>> =
            items.iter().map(|one| self.wanted_one(place, &item, one)).collect();
        all.into_iter().collect::<Option<_>>().map(Json::Array)
    }

    fn wanted_one(&mut self, place: Place<'_>, of: &FieldType, node: &Node) -> Option<Json> {
        let Place { kind, .. } = place;
        let has_parts = !of.shapes.is_empty() || !of.fields.is_empty();
        match (of.name.as_str(), &node.value) {
            (_, Value::Text(text)) if text.contains("${") => {
                self.faults.push(
                    Diagnostic::error("S114", format!("nothing fills `{}`", shortened(text)))
                        .label(node.span.clone(), "a blank is all that a field is asked for")
                        .help("write a value"),
                );
                return None;
            }
            ("SimTime", Value::Text(text)) => {
                let wrong = |why| self.faults.push(super::not_an_instant(text, &node.span, why));
                let at = self.epoch.instant(text).map_err(wrong).ok();
                return at.map(|at| Json::String(at.to_string()));
            }
            ("SimDuration", Value::Text(text)) => {
                let span = notation::duration(text);
                if span.is_none() {
                    self.faults.push(super::not_a_duration(text, &node.span));
                }
                return span.map(|span| Json::String(span.to_string()));
            }
            ("Nation", Value::Text(text)) => {
                return self.named_nation(text, &node.span, kind).map(|_| node.json());
            }
            ("Actor", Value::Text(text)) => {
                return self.actor(text, &node.span).map(|_| node.json());
            }
            ("Viewer", Value::Text(text)) if text == "all" => {
                let Place { name, .. } = place;
                self.faults.push(
                    Diagnostic::error(
                        "S105",
                        format!("`{kind}` has no `{name}` where it is for all"),
                    )
                    .label(node.span.clone(), "no event ever has this")
                    .help("leave the field out, or name a seat or a nation for which it is alone"),
                );
                return None;
            }
            ("integer", Value::Int(_)) | ("boolean", Value::Bool(_)) => return Some(node.json()),
            ("SimTime" | "SimDuration" | "integer" | "boolean", _) => {}
            (_, Value::Map(entries)) if has_parts => return self.wanted_parts(place, of, entries),
            (_, Value::Text(text))
                if of.words.contains(text) || of.words.is_empty() && !has_parts =>
            {
                return Some(node.json());
            }
            _ => {}
        }
        self.never(place, of, node);
        None
    }

    /// A value with fields of its own, of which some are asked for.
    fn wanted_parts(
        &mut self,
        place: Place<'_>,
        of: &FieldType,
        entries: &[(Node, Node)],
    ) -> Option<Json> {
        let mut parts = Map::new();
        let mut sound = true;
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            let Some(inner) = of.shapes.get(name).or_else(|| of.fields.get(name)) else {
                let known = || of.shapes.keys().chain(of.fields.keys()).map(String::as_str);
                let near = nearest(name, known()).map(|near| format!("did you mean `{near}`?"));
                let all = || format!("there is `{}`", known().collect::<Vec<_>>().join("`, `"));
                let (kind, field) = (place.kind, place.name);
                let what = format!("`{field}` of `{kind}` has no `{}`", shortened(name));
                self.faults.push(
                    Diagnostic::error("S105", what)
                        .label(key.span.clone(), "no such field")
                        .help(near.unwrap_or_else(all)),
                );
                sound = false;
                continue;
            };
            let inner = self.wanted(place.kind, name, inner, value);
            sound &= inner.is_some();
            parts.extend(inner.map(|inner| (name.to_string(), inner)));
        }
        sound.then_some(Json::Object(parts))
    }

    fn never(&mut self, place: Place<'_>, of: &FieldType, node: &Node) {
        let Place { kind, name } = place;
        let near =
            node.text().and_then(|text| self.suggestion(text, of.words.iter().map(String::as_str)));
        let found = node.described();
        self.faults.push(
            Diagnostic::error("S105", format!("`{name}` of `{kind}` is never {found}"))
                .label(node.span.clone(), format!("expected {}", of.described()))
                .help_if(near),
        );
    }
}
