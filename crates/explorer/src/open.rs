//! What the seats are free to do: commands that the center would accept now, with the arguments
//! that can be told from what has happened.
//!
//! An argument is what the scenario says it may be; otherwise one of the words of its type, an
//! enrolled nation, an id that an event has named, or now. Whatever the center would refuse is
//! not offered, because it would change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Actor, Center, Command};
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
    /// The types of those fields that are ids, by kind of event.
    ids: BTreeMap<String, Vec<(String, String)>>,
}

/// Ids that events have named, by their types; a copy is shared until it changes.
pub(crate) type Named = Arc<BTreeMap<String, BTreeSet<String>>>;

/// Commands of one kind that are tried on the center at most.
pub const CANDIDATES_MAX: usize = 256;

impl Freedom {
    pub fn new(exploration: &Exploration) -> Freedom {
        let is_id = |of: &FieldType| of.name.ends_with("Id") && !of.list;
        let ids = scenario::events().into_iter().map(|(kind, shape)| {
            let ids = shape.into_iter().filter(|(_, of)| is_id(of));
            (kind, ids.map(|(name, of)| (name, of.name)).collect())
        });
        let Exploration { open, every, .. } = exploration.clone();
        Freedom { opened: open, every, commands: scenario::commands(), ids: ids.collect() }
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
    /// not all arguments were tried are added to `cut`.
    pub(crate) fn offers(
        &self,
        center: &Center,
        at: SimTime,
        named: &Named,
        is_left: impl Fn(usize) -> bool,
        cut: &mut BTreeSet<usize>,
    ) -> Vec<(usize, Given)> {
        let mut offers = Vec::new();
        for (number, opened) in self.opened.iter().enumerate().filter(|(it, _)| is_left(*it)) {
            let Some((family, name)) = opened.kind.split_once('.') else { continue };
            let (candidates, is_cut) = self.candidates(opened, center, at, named);
            if is_cut {
                cut.insert(number);
            }
            for fields in candidates {
                let json = nested(family, nested(name, Json::Object(fields)));
                let Ok(command) = serde_json::from_value::<Command>(json) else { continue };
                let issued = Issued { at, by: opened.by, cause: None, command };
                if Center::decide(center, &issued).is_ok() {
                    let given = Given { at, by: opened.by, command: issued.command };
                    offers.push((number, given));
                }
            }
        }
        offers
    }

    /// The fields of an open command of which other values could be meant than are tried.
    pub fn in_part(&self, opened: &Opened) -> Vec<&str> {
        let shape = self.commands.get(&opened.kind).into_iter().flatten();
        let unnamed = shape.filter(|(field, _)| !opened.with.contains_key(*field));
        unnamed.filter(|(_, of)| !is_enumerable(of)).map(|(field, _)| field.as_str()).collect()
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
        let (mut candidates, mut is_cut) = (vec![Map::new()], !self.in_part(opened).is_empty());
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

/// Whether a type has no other values than those that are tried: the ids are those that events have
/// named.
fn is_enumerable(of: &FieldType) -> bool {
    let is_known = matches!(of.name.as_str(), "boolean" | "Nation" | "Seat")
        || of.name.ends_with("Id")
        || !of.words.is_empty() && of.shapes.is_empty();
    !of.list && of.name != "NationSet" && is_known
}

/// What an argument of a type can be.
fn arguments(of: &FieldType, by: Actor, center: &Center, at: SimTime, named: &Named) -> Vec<Json> {
    if of.list {
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
