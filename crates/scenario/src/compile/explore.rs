//! What a search may choose, and what is left out: `explore`, `without`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::NationSet;
use kernel::SimDuration;
use simulator::script::{Expectation, Script};

use super::Compiler;
use crate::file::{ExpectEntry, ExploreEntry, OpenEntry, WithoutEntry};
use crate::yaml::{Field, shortened};
use crate::{Exploration, Opened};

/// A key of an expectation that a goal has no use for.
fn not_of_goals(entry: &ExpectEntry) -> Option<(&'static str, Range<usize>)> {
    let texts = [
        ("rule", &entry.rule),
        ("state", &entry.state),
        ("never", &entry.never),
        ("at", &entry.at),
    ];
    let of_text = texts.into_iter().find_map(|(key, field)| Some((key, &field.as_ref()?.span)));
    let is = entry.is.as_ref().map(|node| ("is", &node.span));
    let position = entry.position.as_ref().map(|field| ("position", &field.span));
    let at_most = entry.at_most.as_ref().map(|field| ("at-most", &field.span));
    let found = of_text.or(is).or(position).or(at_most);
    found.map(|(key, span)| (key, span.clone()))
}

impl Compiler {
    pub(super) fn exploration(&mut self, field: Option<&Field<ExploreEntry>>) -> Exploration {
        let Some(entry) = field.and_then(|field| field.value.as_ref()) else {
            return Exploration::default();
        };
        let every = entry.every.as_ref().and_then(|field| self.every(field));
        let open =
            entry.open.items.iter().filter_map(|field| Some((field.value.as_ref()?, &field.span)));
        let open: Vec<Opened> = open.flat_map(|(entry, span)| self.opened(entry, span)).collect();
        // What can be done freely may bring about what nothing else here produces.
        self.lost |= !open.is_empty();
        let sometimes = entry.sometimes.items.iter().filter_map(|field| self.goal(field)).collect();
        Exploration { open, every, sometimes }
    }

    /// How far apart instants lie at which somebody may act though nothing happens.
    fn every(&mut self, field: &Field<String>) -> Option<SimDuration> {
        let every = self.duration(field)?;
        if every < SimDuration::from_minutes(1) {
            self.faults.push(
                Diagnostic::error("S109", "less than a minute between two instants")
                    .label(field.span.clone(), "too often for a search")
                    .help("write a minute or more, such as `6h`"),
            );
            return None;
        }
        Some(every)
    }

    /// What some history must bring about. A search notes what happens, neither what stays away nor
    /// how a history ends.
    fn goal(&mut self, field: &Field<ExpectEntry>) -> Option<Expectation> {
        if let Some((key, span)) = field.value.as_ref().and_then(not_of_goals) {
            self.faults.push(
                Diagnostic::error("S112", format!("`{key}` cannot be said of a goal"))
                    .label(span, "a search notes what happens in some history")
                    .help(
                        "write `happened: EVENT`, with `where`, `at-least`, `from` or `to` if need be; \
                         what no history may do is a policy rule",
                    ),
            );
            return None;
        }
        self.expectation(field)
    }

    fn opened(&mut self, entry: &OpenEntry, span: &Range<usize>) -> Vec<Opened> {
        let by = self.acting(&entry.acts_as);
        let times = entry.times.as_ref().and_then(|field| field.value).unwrap_or(1);
        if let Some(field) = entry.times.as_ref().filter(|_| times == 0) {
            self.faults.push(
                Diagnostic::error("S112", "`times: 0` opens nothing")
                    .label(field.span.clone(), "never given")
                    .help("write 1 or more, or remove the entry"),
            );
        }
        if entry.commands.items.is_empty() && entry.commands.sound {
            self.faults.push(
                Diagnostic::error("S112", "`do` names no command")
                    .label(span.clone(), "nothing is open here")
                    .help("write commands, such as `do: [silence.object]`, or remove the entry"),
            );
        }
        let mut found = Vec::new();
        for field in &entry.commands.items {
            let Some((kind, shape)) = self.command_shape(field) else { continue };
            let mut with = BTreeMap::new();
            for (key, value) in &entry.with.items {
                let (Some(name), Some(node)) = (&key.value, &value.value) else { continue };
                let Some(of) = shape.get(name) else {
                    self.faults.push(
                        Diagnostic::error("S002", format!("`{kind}` has no field `{name}`"))
                            .label(key.span.clone(), "no such field")
                            .help_if(
                                nearest(name, shape.keys().map(String::as_str))
                                    .map(|near| format!("did you mean `{near}`?")),
                            ),
                    );
                    continue;
                };
                with.insert(name.clone(), self.alternatives(&kind, name, of, node));
            }
            if let Some(by) = by {
                found.push(Opened { by, kind, with, times_max: times });
            }
        }
        found
    }

    /// Leaves out what the file says, once everything has been checked as it is written, and says
    /// which steps these are.
    pub(super) fn leave_out(
        &mut self,
        field: Option<&Field<WithoutEntry>>,
        script: &mut Script,
    ) -> BTreeSet<String> {
        let Some(entry) = field.and_then(|field| field.value.as_ref()) else {
            return BTreeSet::new();
        };
        let known: BTreeSet<String> = script.steps.iter().map(|step| step.name.clone()).collect();
        let mut steps = BTreeSet::new();
        for field in &entry.steps.items {
            let Some(name) = &field.value else { continue };
            if !known.contains(name) {
                let near = nearest(name, known.iter().map(String::as_str));
                self.faults.push(
                    Diagnostic::error("S131", format!("there is no step `{}`", shortened(name)))
                        .label(field.span.clone(), "cannot be left out")
                        .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                );
            }
            steps.insert(name.clone());
        }
        let mut nations = NationSet::EMPTY;
        for field in &entry.nations.items {
            let nation = field.value.as_deref().and_then(|code| self.nation(code, &field.span));
            if let (Some(nation), Some(known)) = (nation, self.nations)
                && !known.contains(nation)
            {
                self.faults.push(
                    Diagnostic::error("S131", format!("there is no nation `{nation}`"))
                        .label(field.span.clone(), "cannot be left out")
                        .help("name one of `nations`"),
                );
            }
            nations = nation.map_or(nations, |nation| nations.with(nation));
        }
        script.leave_out(&steps, nations);
        steps
    }
}
