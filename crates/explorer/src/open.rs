//! What the seats are free to do: commands that the center would accept now, with the arguments
//! that can be told from what has happened.
//!
//! An argument is what the scenario says it may be; otherwise one of the words of its type, an
//! enrolled nation, an id that an event has named, or now. Whatever the center would refuse is
//! not offered, because it would change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Actor, Center, Command, Nation, Rejection};
use kernel::{Decider, Issued, SimDuration, SimTime};
use scenario::{Exploration, FieldType, Opened, Shape};
use serde_json::{Map, Value as Json};
use simulator::fields::Fields;
use simulator::probe;
use simulator::record::{Body, CenterRecord};

use crate::variant::Given;

/// Everything that is open, with the types of all commands and events.
#[derive(Clone, Debug)]
pub struct Freedom {
    pub opened: Vec<Opened>,
    /// Instants at which somebody may act though nothing happens, so far apart.
    pub every: Option<SimDuration>,
    commands: BTreeMap<String, Shape>,
    /// The fields of each open command of which other values could be meant than are tried.
    in_part: Vec<Vec<String>>,
    /// The types of those fields that are ids, by kind of event.
    ids: BTreeMap<String, Vec<(String, String)>>,
}

/// Ids that events have named, by their types; a copy is shared until it changes.
pub(crate) type Named = Arc<BTreeMap<String, BTreeSet<String>>>;

/// Of which open commands not all arguments were tried, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Untried {
    /// There are too many, or a field could hold other values.
    pub arguments: BTreeSet<usize>,
    /// The center would take an id that no event has named, in this field.
    pub ids: BTreeSet<(usize, String)>,
}

impl Untried {
    pub fn is_empty(&self) -> bool {
        self.arguments.is_empty() && self.ids.is_empty()
    }

    pub(crate) fn add(&mut self, other: &Untried) {
        self.arguments.extend(&other.arguments);
        self.ids.extend(other.ids.iter().cloned());
    }
}

/// An id that stands for all that no event has named.
const OTHER: &str = "some-other-one";

/// Commands of one kind that are tried on the center at most.
pub const CANDIDATES_MAX: usize = 256;

impl Freedom {
    pub fn new(exploration: &Exploration) -> Freedom {
        let ids = scenario::events().into_iter().map(|(kind, shape)| {
            let ids = shape.into_iter().filter(|(_, of)| is_id(of) && !of.list);
            (kind, ids.map(|(name, of)| (name, of.name)).collect())
        });
        let Exploration { open, every, .. } = exploration.clone();
        let commands = scenario::commands();
        let in_part = open.iter().map(|opened| {
            let shape = commands.get(&opened.kind);
            shape.map_or(Vec::new(), |shape| in_part(opened, shape))
        });
        let in_part = in_part.collect();
        Freedom { opened: open, every, commands, in_part, ids: ids.collect() }
    }

    /// Notes the ids that an event names.
    pub(crate) fn note(&self, record: &CenterRecord, named: &mut Named) {
        let Body::Event(event) = &record.body else { return };
        let Some(of) = probe::kind(event).and_then(|kind| self.ids.get(&kind.text())) else {
            return;
        };
        if of.is_empty() {
            return;
        }
        let fields = Fields::of(event);
        for (field, of) in of {
            let Some(id) = fields.get(field).and_then(|datum| datum.text()) else { continue };
            if !named.get(of).is_some_and(|known| known.contains(id)) {
                Arc::make_mut(named).entry(of.clone()).or_default().insert(id.to_string());
            }
        }
    }

    /// The commands that the center would accept at this instant, in a fixed order. Those of which
    /// not all arguments were tried are added to `untried`.
    pub(crate) fn offers(
        &self,
        center: &Center,
        at: SimTime,
        named: &Named,
        is_left: impl Fn(usize) -> bool,
        untried: &mut Untried,
    ) -> Vec<(usize, Given)> {
        let mut offers = Vec::new();
        for (number, opened) in self.opened.iter().enumerate().filter(|(it, _)| is_left(*it)) {
            let Some((family, name)) = opened.kind.split_once('.') else { continue };
            let (candidates, is_cut) = self.candidates(opened, center, at, named);
            if is_cut || self.in_part.get(number).is_some_and(|fields| !fields.is_empty()) {
                untried.arguments.insert(number);
            }
            for fields in candidates {
                let Some(command) = command(family, name, fields) else { continue };
                if let Some(command) = accepted(center, opened.by, at, command) {
                    offers.push((number, Given { at, by: opened.by, command }));
                }
            }
            self.note_ids(number, (center, at, named), untried);
        }
        offers
    }

    /// Notes the fields of an open command in which the center would take an id that is not tried.
    fn note_ids(
        &self,
        number: usize,
        (center, at, named): (&Center, SimTime, &Named),
        untried: &mut Untried,
    ) {
        let Some(opened) = self.opened.get(number) else { return };
        let Some(shape) = self.commands.get(&opened.kind) else { return };
        let Some((family, name)) = opened.kind.split_once('.') else { return };
        let is_free = |field: &String| {
            !opened.with.contains_key(field) && !untried.ids.contains(&(number, field.clone()))
        };
        let unnamed: BTreeMap<&String, &FieldType> = shape
            .iter()
            .filter(|(field, of)| is_id(of) && !of.is_list() && is_free(field))
            .collect();
        if unnamed.is_empty() {
            return;
        }
        let mut with_other = Named::clone(named);
        for of in unnamed.values() {
            let ids = Arc::make_mut(&mut with_other).entry(of.name.clone()).or_default();
            ids.insert(OTHER.to_string());
        }
        let (candidates, is_cut) = self.candidates(opened, center, at, &with_other);
        if is_cut {
            untried.arguments.insert(number);
        }
        for fields in candidates {
            let is_other = |field: &str| fields.get(field).is_some_and(|it| it == OTHER);
            let others: Vec<String> =
                unnamed.keys().filter(|it| is_other(it)).map(|it| (*it).clone()).collect();
            if others.iter().all(|field| untried.ids.contains(&(number, field.clone()))) {
                continue;
            }
            let command = command(family, name, fields);
            if command.and_then(|it| accepted(center, opened.by, at, it)).is_some() {
                untried.ids.extend(others.into_iter().map(|field| (number, field)));
            }
        }
    }

    /// The fields of open commands of a kind of which other values could be meant than are tried.
    pub fn in_part(&self, kind: &str) -> BTreeSet<&str> {
        let of_kind = self.opened.iter().zip(&self.in_part).filter(|(it, _)| it.kind == kind);
        of_kind.flat_map(|(_, fields)| fields).map(String::as_str).collect()
    }

    /// The fields of a command with their arguments, and whether there are more than are tried.
    fn candidates(
        &self,
        opened: &Opened,
        center: &Center,
        at: SimTime,
        named: &Named,
    ) -> (Vec<Map<String, Json>>, bool) {
        let Some(shape) = self.commands.get(&opened.kind) else { return <_>::default() };
        let (mut candidates, mut is_cut) = (vec![Map::new()], false);
        for (field, of) in shape {
            let values: Vec<Option<Json>> = if let Some(values) = opened.with.get(field) {
                values.iter().cloned().map(Some).collect()
            } else {
                let values = arguments(of, opened.by, center, at, named).into_iter().map(Some);
                values.chain(of.optional.then_some(None)).collect()
            };
            if values.is_empty() {
                // Without a needed field the command is not read.
                return (Vec::new(), is_cut);
            }
            is_cut |= CANDIDATES_MAX < candidates.len() * values.len();
            let added = candidates.iter().flat_map(|fields| {
                values.iter().map(|value| {
                    let mut fields = fields.clone();
                    fields.extend(value.clone().map(|value| (field.clone(), value)));
                    fields
                })
            });
            candidates = added.take(CANDIDATES_MAX).collect();
        }
        (candidates, is_cut)
    }
}

/// The command, if the center would accept it.
fn accepted(center: &Center, by: Actor, at: SimTime, command: Command) -> Option<Command> {
    let issued = Issued { at, by, cause: None, command };
    Center::decide(center, &issued).is_ok().then_some(issued.command)
}

fn is_id(of: &FieldType) -> bool {
    of.name.ends_with("Id")
}

/// The fields that are not named, and of which not all values are tried.
fn in_part(opened: &Opened, shape: &Shape) -> Vec<String> {
    let unnamed = shape.iter().filter(|(field, _)| !opened.with.contains_key(*field));
    let in_part = unnamed.filter(|(field, of)| match of.name.as_str() {
        _ if of.is_list() => true,
        "boolean" => false,
        "Nation" | "Seat" => names_others(opened, shape, field, of),
        name => !name.ends_with("Id") && (of.words.is_empty() || !of.shapes.is_empty()),
    });
    in_part.map(|(field, _)| field.clone()).collect()
}

/// Whether who acts could name another nation or seat here than its own, which alone is tried: an
/// empty center does not refuse that for want of authority.
fn names_others(opened: &Opened, shape: &Shape, field: &str, of: &FieldType) -> bool {
    let by = opened.by;
    let other = match of.name.as_str() {
        "Seat" => by.seat().and_then(|own| {
            let own = serde_json::to_value(own).ok()?;
            of.words.iter().map(|word| Json::from(word.as_str())).find(|word| *word != own)
        }),
        _ if Nation::all().any(|nation| by.speaks_for(nation)) => {
            let other = Nation::all().find(|nation| !by.speaks_for(*nation));
            other.map(|nation| Json::from(nation.code()))
        }
        _ => None,
    };
    let Some((other, (family, name))) = other.zip(opened.kind.split_once('.')) else {
        return false;
    };
    let needed = shape.iter().filter(|(_, of)| !of.optional);
    let mut fields: Map<String, Json> =
        needed.map(|(field, of)| (field.clone(), of.sample())).collect();
    fields.insert(field.to_owned(), other);
    let Some(command) = command(family, name, fields) else { return true };
    let issued = Issued { at: SimTime::from_millis(0), by, cause: None, command };
    !matches!(Center::decide(&Center::default(), &issued), Err(Rejection::Authority(_)))
}

fn command(family: &str, name: &str, fields: Map<String, Json>) -> Option<Command> {
    let json = nested(family, nested(name, Json::Object(fields)));
    serde_json::from_value(json).ok()
}

/// What an argument of a type can be.
fn arguments(of: &FieldType, by: Actor, center: &Center, at: SimTime, named: &Named) -> Vec<Json> {
    if of.is_list() && of.name != "NationSet" {
        return Vec::new();
    }
    let nations = || center.cell.nations.keys();
    match of.name.as_str() {
        "boolean" => vec![Json::Bool(true), Json::Bool(false)],
        "Nation" => match nations().find(|nation| by.speaks_for(**nation)) {
            Some(own) => vec![Json::from(own.code())],
            None => nations().map(|nation| Json::from(nation.code())).collect(),
        },
        "NationSet" => vec![nations().map(|nation| Json::from(nation.code())).collect()],
        "SimTime" => serde_json::to_value(at).into_iter().collect(),
        "Seat" => by.seat().and_then(|seat| serde_json::to_value(seat).ok()).into_iter().collect(),
        name if name.ends_with("Id") => {
            named.get(name).into_iter().flatten().map(|id| Json::from(id.as_str())).collect()
        }
        _ => of.words.iter().map(|word| Json::from(word.as_str())).collect(),
    }
}

fn nested(name: &str, value: Json) -> Json {
    Json::Object(Map::from_iter([(name.to_string(), value)]))
}
