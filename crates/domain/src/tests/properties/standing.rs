//! Who is entitled to a command, in words, as far as it follows from the command itself: from all
//! instants at which one was accepted, and the actors from whom it would have been taken there.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::json;
use crate::model::Moment;
use crate::parameter::{Parameter, Unit, Value as Known};
use crate::{Actor, Center, Command, Event, Nation};

type Actors = BTreeSet<Actor>;

/// Kinds with their fields that name actors.
pub(super) type Naming = BTreeSet<(String, String)>;

/// An instant at which a command was accepted.
pub(super) struct Instance {
    /// From whom it would have been taken.
    takers: Actors,
    /// Those who act for a seat.
    seated: Actors,
    /// Whom the fields of the command name.
    named: Vec<(String, Actors)>,
    /// Whom parameters name.
    set: Vec<(String, Actors)>,
    /// Whom the fields of its events name, each field with its event.
    told: Vec<(String, Actors)>,
}

/// The types of fields that name actors.
const NAMING: [&str; 4] = ["Actor", "Nation", "NationSet", "Seat"];

/// The fields that name actors, of all kinds of commands or events.
pub(super) fn naming(schema: &schemars::Schema) -> Naming {
    let root = schema.as_value();
    let resolved = |of: &Value| match of["$ref"].as_str() {
        Some(path) => root.pointer(path.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => of.clone(),
    };
    let variants = |of: &Value| -> Vec<(String, Value)> {
        let several = resolved(of)["oneOf"].as_array().cloned().unwrap_or_default();
        let inner = several.iter().filter_map(|one| one["properties"].as_object()).flatten();
        inner.map(|(name, of)| (name.clone(), resolved(of))).collect()
    };
    let names_actors = |of: &Value| {
        let path = of["$ref"].as_str().or_else(|| of["anyOf"][0]["$ref"].as_str());
        path.is_some_and(|path| NAMING.contains(&path.trim_start_matches("#/$defs/")))
    };
    let mut found = BTreeSet::new();
    for (family, inner) in variants(root) {
        for (name, of) in variants(&inner) {
            let fields = of["properties"].as_object().into_iter().flatten();
            let fields = fields.filter(|(_, of)| names_actors(of));
            found.extend(fields.map(|(field, _)| (format!("{family}.{name}"), field.clone())));
        }
    }
    found
}

/// Whom the fields of a command or an event name.
fn named(value: &impl serde::Serialize, naming: &Naming) -> Vec<(String, Actors)> {
    let actor = |value: &Value| value.as_str()?.parse::<Actor>().ok();
    let actors = |value: &Value| match value {
        Value::Array(all) => all.iter().map(actor).collect(),
        one => actor(one).map(|actor| Actors::from([actor])),
    };
    let kind = super::kind(value);
    let value = json(value);
    let family = value.as_object().into_iter().flatten();
    let fields = family.flat_map(|(_, inner)| inner.as_object().into_iter().flatten());
    let fields = fields.flat_map(|(_, fields)| fields.as_object().into_iter().flatten());
    fields
        .filter(|(name, _)| naming.contains(&(kind.clone(), (*name).clone())))
        .filter_map(|(name, value)| Some((name.clone(), actors(value)?)))
        .collect()
}

fn is_nation(actor: Actor) -> bool {
    Nation::all().any(|nation| actor.speaks_for(nation))
}

/// The parameters that name actors.
fn of_actors() -> impl Iterator<Item = Parameter> {
    Parameter::ALL.iter().copied().filter(|parameter| parameter.unit() == Unit::Actor)
}

/// The same state with others in the places where walks always have the same ones, so that nothing
/// looks certain that is only usual.
pub(super) fn otherwise(state: &Center) -> Center {
    let mut state = state.clone();
    for parameter in of_actors() {
        state.parameters.set(parameter, Known::Actor(Actor::CoChairs));
    }
    for round in state.talks.rounds.values_mut() {
        round.delegations = [Nation::FR, Nation::PL].into_iter().collect();
    }
    state
}

impl Instance {
    pub(super) fn new(
        moment: &Moment<'_>,
        command: &Command,
        events: &[Event],
        takers: Actors,
        naming: &Naming,
    ) -> Self {
        let all = Actor::names().map(|name| name.parse::<Actor>().unwrap());
        let seated = all.filter(|by| Moment { by: *by, ..*moment }.seat().is_some()).collect();
        let told = events.iter().flat_map(|event| {
            let kind = super::kind(event);
            let fields = named(event, naming).into_iter().filter(|(_, of)| of.len() == 1);
            fields.map(move |(name, of)| (format!("`{kind}` names under `{name}`"), of))
        });
        let parameters =
            of_actors().filter_map(|it| Some((it, moment.center.parameters.actor(it)?)));
        let set = parameters.map(|(it, actor)| {
            let name = json(&it);
            (format!("the parameter {name} names").replace('"', "`"), Actors::from([actor]))
        });
        let set = set.collect();
        Instance { takers, seated, set, named: named(command, naming), told: told.collect() }
    }

    /// Whether it would have been taken from nobody.
    pub(super) fn is_nobodys(&self) -> bool {
        self.takers.is_empty()
    }
}

/// What is found to be so at every instant.
struct Found {
    words: Vec<String>,
    /// Whom the words mean, at each instant.
    meant: Vec<Actors>,
}

impl Found {
    /// Adds words if those whom they mean were always entitled, and some are not meant yet.
    fn add(&mut self, words: String, instances: &[Instance], of: impl Fn(&Instance) -> Actors) {
        let mean: Vec<Actors> = instances.iter().map(of).collect();
        let mut pairs = mean.iter().zip(instances);
        let is_so = pairs.all(|(mean, at)| !mean.is_empty() && mean.is_subset(&at.takers));
        let is_new = mean.iter().zip(&self.meant).any(|(mean, meant)| !mean.is_subset(meant));
        if is_so && is_new {
            self.words.push(words);
            self.meant.iter_mut().zip(mean).for_each(|(meant, mean)| meant.extend(mean));
        }
    }

    /// Those who are entitled besides, at each instant.
    fn others(&self, instances: &[Instance]) -> Vec<Actors> {
        let others = instances.iter().zip(&self.meant);
        others.map(|(at, meant)| at.takers.difference(meant).copied().collect()).collect()
    }
}

/// The names under which fields of all instants name somebody, in the order of the first.
fn names(fields: &[&Vec<(String, Actors)>]) -> Vec<String> {
    let [first, others @ ..] = fields else { return Vec::new() };
    let is_in = |fields: &[(String, Actors)], name| fields.iter().any(|(other, _)| other == name);
    let common = first.iter().filter(|(name, _)| others.iter().all(|of| is_in(of, name)));
    common.map(|(name, _)| name.clone()).collect()
}

fn of(fields: &[(String, Actors)], name: &str) -> Actors {
    let found = fields.iter().filter(|(field, _)| field == name);
    found.flat_map(|(_, actors)| actors).copied().collect()
}

/// Whether a field does not always name the same, which might be by chance.
fn varies(instances: &[Instance], name: &str) -> bool {
    let all: BTreeSet<Actors> = instances.iter().map(|at| of(&at.told, name)).collect();
    1 < all.len()
}

/// How many nations there are among them at one instant, at most.
fn nations(others: &[Actors]) -> usize {
    let count = |of: &Actors| of.iter().filter(|it| is_nation(**it)).count();
    others.iter().map(count).max().unwrap_or_default()
}

/// Whom words always mean that say the most.
fn always(instances: &[Instance]) -> Found {
    let meant = instances.iter().map(|_| Actors::new()).collect();
    let mut found = Found { meant, words: Vec::new() };
    found.add("whoever acts for a seat".into(), instances, |at| at.seated.clone());
    for name in names(&instances.iter().map(|at| &at.named).collect::<Vec<_>>()) {
        found.add(format!("whoever `{name}` names"), instances, |at| of(&at.named, &name));
    }
    let named = Actor::names().map(|name| name.parse::<Actor>().unwrap());
    for actor in named.filter(|actor| !matches!(actor, Actor::Nation(_))) {
        found.add(format!("`{actor}`"), instances, |_| Actors::from([actor]));
    }
    for name in names(&instances.iter().map(|at| &at.set).collect::<Vec<_>>()) {
        found.add(format!("whoever {name}"), instances, |at| of(&at.set, &name));
    }
    if nations(&found.others(instances)) == 1 {
        let told = names(&instances.iter().map(|at| &at.told).collect::<Vec<_>>());
        for name in told.iter().filter(|name| varies(instances, name)) {
            found.add(format!("whoever {name}"), instances, |at| of(&at.told, name));
        }
    }
    let others = found.others(instances);
    let is_one = |of: &Actors| of.len() == 1 && of.iter().all(|actor| is_nation(*actor));
    if others.iter().all(is_one) {
        found.words.push("the one whose act it is".into());
        found.meant = instances.iter().map(|at| at.takers.clone()).collect();
    }
    found
}

/// Who is always entitled, and who besides them as things stand.
pub(super) fn sentence(instances: &[Instance]) -> String {
    let found = always(instances);
    let others = found.others(instances);
    let nations = nations(&others);
    let is_own = |it: &Actor| !matches!(it, Actor::Nation(_)) && (nations != 1 || !is_nation(*it));
    let named: Actors = others.iter().flatten().copied().filter(is_own).collect();
    let named: Vec<String> = named.iter().map(|actor| format!("`{actor}`")).collect();
    let more = match nations {
        0 => None,
        1 => Some("the one whose act it is".to_string()),
        _ => Some("some nations".to_string()),
    };
    let others = named.into_iter().chain(more).collect::<Vec<_>>().join(", ");
    match (found.words.join(", "), others.is_empty()) {
        (always, true) => always,
        (always, false) if always.is_empty() => format!("as the case may be {others}"),
        (always, false) => format!("{always}; as the case may be also {others}"),
    }
}
