//! Nations that are equal in everything: of histories that differ only in which of them does what,
//! one is enough.
//!
//! Equality is checked, not declared. Two nations are equal if the scenario says of the one what it
//! says of the other (exchanging both in all enrollments, parameters and steps leaves the same), if
//! no rule, no goal and no line of the center names either, and if their steps are asked one after the other
//! upon the same events. So far the check of the script, made once.
//!
//! In a history, equal nations can be exchanged as long as nothing has told them apart: no event
//! names one and not the others, and none has something pending. When several of these are asked at
//! one event, only answers that ascend from nation to nation are gone through: any others are the
//! same history with the nations exchanged. What is due at one instant keeps its order then too,
//! because nations with the same answers keep theirs.

use std::collections::{BTreeMap, BTreeSet};

use domain::nation::Nation;
use domain::{Actor, Command, Event};
use rules::RuleSet;
use serde_json::{Map, Value as Json, json};
use simulator::script::{
    Check, Condition, Expectation, Pattern, Piece, Script, Slot, Step, Template, Trigger,
};

/// The nations that the center treats like no other.
const NAMED_BY_THE_CENTER: [Nation; 10] = [
    Nation::BG,
    Nation::EU,
    Nation::FR,
    Nation::GE,
    Nation::RO,
    Nation::RU,
    Nation::TR,
    Nation::UA,
    Nation::UK,
    Nation::US,
];

/// One of several equal nations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) class: usize,
    pub(crate) number: usize,
}

/// All nations of a script that are equal to others.
#[derive(Clone, Debug, Default)]
pub struct Symmetry {
    /// Each in the order in which its nations are asked.
    classes: Vec<Vec<Nation>>,
    /// Whose choices have which names.
    streams: BTreeMap<String, Member>,
    /// By step.
    owners: Vec<Option<Member>>,
    sets: Sets,
}

/// The fields that hold sets of nations, in which the order says nothing.
type Sets = BTreeSet<String>;

impl Symmetry {
    /// Finds the equal nations of a script that is judged by these rules, where these goals are to
    /// be reached.
    pub fn new(script: &Script, rules: &RuleSet, goals: &[Expectation]) -> Symmetry {
        let mut found = Symmetry { sets: sets(), ..Symmetry::default() };
        if !script.injected.is_empty() {
            return found;
        }
        let said = said(script);
        let wanted: Vec<Json> = goals.iter().filter_map(|goal| goal_said(script, goal)).collect();
        let is_named = |nation: &Nation| {
            let code = nation.code();
            let is_wanted = wanted.iter().any(|goal| names(goal, code));
            NAMED_BY_THE_CENTER.contains(nation) || rules.names(code) || is_wanted
        };
        let mut classes: Vec<Vec<Nation>> = Vec::new();
        for nation in enrolled(script).filter(|nation| !is_named(nation)) {
            let alike = |class: &&mut Vec<Nation>| {
                let first = class.first().copied().unwrap_or(nation);
                is_same(&said, first, nation, &found.sets)
            };
            match classes.iter_mut().find(alike) {
                Some(class) => class.push(nation),
                None => classes.push(vec![nation]),
            }
        }
        let in_order = classes.into_iter().filter(|class| 1 < class.len());
        found.classes = in_order.filter_map(|class| asked_in_order(script, &class)).collect();
        found.owners = script.steps.iter().map(|step| found.owner_of(step)).collect();
        for (step, owner) in script.steps.iter().zip(&found.owners) {
            let Some(owner) = owner else { continue };
            for stream in [&step.streams.chance, &step.streams.delay, &step.streams.option] {
                found.streams.insert(stream.name().to_string(), *owner);
            }
        }
        found
    }

    /// The classes of equal nations.
    pub fn classes(&self) -> &[Vec<Nation>] {
        &self.classes
    }

    pub(crate) fn owner(&self, stream: &str) -> Option<Member> {
        self.streams.get(stream).copied()
    }

    pub(crate) fn owner_of_step(&self, step: usize) -> Option<Member> {
        self.owners.get(step).copied().flatten()
    }

    fn owner_of(&self, step: &Step) -> Option<Member> {
        self.classes.iter().enumerate().find_map(|(class, nations)| {
            let number = nations.iter().position(|nation| belongs_to(step, *nation))?;
            Some(Member { class, number })
        })
    }

    /// Of these nations of a class, given by their bits, those that an event does not tell apart.
    pub(crate) fn untold(&self, class: usize, free: u64, by: Actor, event: &Event) -> u64 {
        let Some(nations) = self.classes.get(class) else { return 0 };
        let Ok(event) = serde_json::to_value(event) else { return 0 };
        let event = json!([by.as_str(), event]);
        let is_free = |number: &usize| free >> number & 1 == 1;
        let members: Vec<usize> = (0..nations.len()).filter(is_free).collect();
        let seen_by = |own: &usize| {
            let rename = |text: &str| {
                let named =
                    members.iter().find(|it| nations.get(**it).is_some_and(|n| n.code() == text));
                named.map(|number| if number == own { "*" } else { "+" }.to_string())
            };
            renamed(&event, &rename, &self.sets, false).to_string()
        };
        largest(&members, seen_by)
    }
}

/// The bits of the largest group of those that are alike in something, the first of equals.
pub(crate) fn largest<T: Ord>(members: &[usize], of: impl Fn(&usize) -> T) -> u64 {
    let mut groups: BTreeMap<T, Vec<usize>> = BTreeMap::new();
    for member in members {
        groups.entry(of(member)).or_default().push(*member);
    }
    let best = groups
        .into_values()
        .max_by_key(|group| (group.len(), std::cmp::Reverse(group.first().copied())));
    best.into_iter().flatten().fold(0, |bits, member| bits | 1 << member)
}

fn enrolled(script: &Script) -> impl Iterator<Item = Nation> + '_ {
    script.enrollments.iter().filter_map(|fixed| match &fixed.command {
        Command::Center(domain::center::Command::Enroll(enroll)) => Some(enroll.nation),
        _ => None,
    })
}

fn belongs_to(step: &Step, nation: Nation) -> bool {
    step.options.iter().all(|option| option.by == Actor::of(nation))
}

/// The class in the order in which its nations are asked, if they are asked one after the other: upon
/// each kind of event each has one step at most, nobody else's stands between them, and nothing but
/// events sets them off.
fn asked_in_order(script: &Script, class: &[Nation]) -> Option<Vec<Nation>> {
    let owner = |step: &Step| class.iter().position(|nation| belongs_to(step, *nation));
    let mut by_kind: BTreeMap<&str, Vec<Option<usize>>> = BTreeMap::new();
    for step in &script.steps {
        match &step.trigger {
            Trigger::Upon(pattern) => {
                by_kind.entry(&pattern.kind).or_default().push(owner(step));
            }
            _ if owner(step).is_some() => return None,
            Trigger::At { .. } | Trigger::Window { .. } | Trigger::Holds => {}
        }
    }
    let mut order: Option<Vec<usize>> = None;
    for owners in by_kind.values() {
        let first = owners.iter().position(Option::is_some);
        let last = owners.iter().rposition(Option::is_some);
        let (Some(first), Some(last)) = (first, last) else { continue };
        let together: Option<Vec<usize>> = owners.get(first..=last)?.iter().copied().collect();
        let together = together?;
        if together.len() != class.len() || order.as_ref().is_some_and(|it| *it != together) {
            return None;
        }
        order = Some(together);
    }
    let order = order?;
    let distinct: BTreeSet<usize> = order.iter().copied().collect();
    let is_whole = distinct.len() == class.len() && class.len() <= 64;
    is_whole.then(|| order.iter().filter_map(|number| class.get(*number).copied()).collect())
}

/// The names of fields that hold sets of nations wherever they occur as lists.
fn sets() -> Sets {
    let (mut sets, mut lists) = (Sets::new(), Sets::new());
    for (_, shape) in scenario::commands().into_iter().chain(scenario::events()) {
        for (field, of) in shape {
            if of.name == "NationSet" {
                sets.insert(field);
            } else if of.list {
                lists.insert(field);
            }
        }
    }
    &sets - &lists
}

/// Everything that a script says, but for names, notes and the order of steps.
fn said(script: &Script) -> Vec<Json> {
    let enrolled = script.enrollments.iter().map(|fixed| json!([fixed.by.as_str(), fixed.command]));
    let parameters = script.parameters.iter();
    let parameters = parameters.map(|it| json!([it.parameter, format!("{:?}", it.value)]));
    let steps = script.steps.iter().map(|step| step_said(script, step));
    let watches = script.watches.iter().map(|watch| watch_said(&watch.pattern, watch.reader));
    enrolled.chain(parameters).chain(steps).chain(watches).collect()
}

fn step_said(script: &Script, step: &Step) -> Json {
    let conditions = |of: &[Condition]| -> Vec<Json> {
        of.iter().map(|condition| condition_said(script, condition)).collect()
    };
    let trigger = match &step.trigger {
        Trigger::Upon(pattern) => json!({ "kind": pattern.kind, "fields": pattern.fields }),
        other => json!(format!("{other:?}")),
    };
    let options = step.options.iter();
    let options: Vec<Json> =
        options.map(|it| json!([it.weight, it.by.as_str(), template_said(&it.template)])).collect();
    json!([
        trigger,
        conditions(&step.when),
        conditions(&step.unless),
        format!("{:?}", (&step.delay, step.chance, step.times_max)),
        options,
    ])
}

fn condition_said(script: &Script, condition: &Condition) -> Json {
    let Condition { watch, bound_to, within, at_least, at_most } = condition;
    let watch = script.watches.get(*watch).map(|watch| {
        let times = (&watch.by_fields, watch.keep, watch.from, watch.to);
        json!([watch_said(&watch.pattern, watch.reader), format!("{times:?}")])
    });
    json!([watch, format!("{:?}", (bound_to, within, at_least, at_most))])
}

fn watch_said(pattern: &Pattern, reader: Option<Actor>) -> Json {
    json!([pattern.kind, pattern.fields, reader.map(Actor::as_str)])
}

fn template_said(template: &Template) -> Json {
    match template {
        Template::Fixed(command) => json!(command),
        Template::Form { family, name, fields } => json!({ family: { name: map_said(fields) } }),
    }
}

fn map_said(fields: &[(String, Slot)]) -> Json {
    Json::Object(fields.iter().map(|(name, slot)| (name.clone(), slot_said(slot))).collect())
}

fn slot_said(slot: &Slot) -> Json {
    match slot {
        Slot::Fixed(value) => value.clone(),
        Slot::Field(name) => json!({ "field": [name] }),
        Slot::Text(pieces) => {
            let said = |piece: &Piece| match piece {
                Piece::Text(text) => json!(text),
                Piece::Field(name) => json!({ "field": name }),
                Piece::Number => json!({ "number": null }),
            };
            json!({ "pieces": pieces.iter().map(said).collect::<Vec<Json>>() })
        }
        Slot::Now { offset_ms } => json!({ "now": offset_ms }),
        Slot::List(slots) => slots.iter().map(slot_said).collect(),
        Slot::Map(fields) => map_said(fields),
    }
}

/// What a goal counts. Those that count nothing are reached by no search.
fn goal_said(script: &Script, goal: &Expectation) -> Option<Json> {
    let Check::Count { watch, .. } = goal.check else { return None };
    let watch = script.watches.get(watch)?;
    Some(watch_said(&watch.pattern, watch.reader))
}

/// Whether a text stands somewhere in a value.
fn names(value: &Json, text: &str) -> bool {
    match value {
        Json::String(own) => own == text,
        Json::Array(items) => items.iter().any(|item| names(item, text)),
        Json::Object(entries) => {
            entries.iter().any(|(name, value)| name == text || names(value, text))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Whether the same is said once two nations are exchanged.
fn is_same(said: &[Json], a: Nation, b: Nation, sets: &Sets) -> bool {
    let exchange = |text: &str| match text {
        _ if text == a.code() => Some(b.code().to_string()),
        _ if text == b.code() => Some(a.code().to_string()),
        _ => None,
    };
    let sorted = |rename: &dyn Fn(&str) -> Option<String>| {
        let mut texts: Vec<String> =
            said.iter().map(|it| renamed(it, rename, sets, false).to_string()).collect();
        texts.sort_unstable();
        texts
    };
    sorted(&exchange) == sorted(&|_| None)
}

/// A value in which texts have other names; sets are put in order.
fn renamed(
    value: &Json,
    rename: &dyn Fn(&str) -> Option<String>,
    sets: &Sets,
    is_set: bool,
) -> Json {
    match value {
        Json::String(text) => rename(text).map_or_else(|| value.clone(), Json::from),
        Json::Array(items) => {
            let mut items: Vec<Json> =
                items.iter().map(|item| renamed(item, rename, sets, false)).collect();
            if is_set {
                items.sort_by_key(Json::to_string);
            }
            Json::Array(items)
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let inner = renamed(value, rename, sets, sets.contains(name));
                (rename(name).unwrap_or_else(|| name.clone()), inner)
            });
            Json::Object(entries.collect::<Map<String, Json>>())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
    }
}
