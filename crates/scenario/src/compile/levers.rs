//! What a campaign varies: levers and uncertainties, and the places of the script that they set.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::parameter::Unit;
use kernel::Id;
use simulator::distribution::Distribution;
use simulator::script::{Script, Trigger};

use super::missing;
use super::parameters::{count, milliseconds, parts};
use crate::distribution;
use crate::file::{File, LeverEntry, UncertaintyEntry};
use crate::plan::{Lever, Measured, Place, Setting, Uncertainty};
use crate::yaml::{Entries, Faults, Node, Value, decode_among, read as read_yaml, shortened};

mod values;

/// More levers and uncertainties cannot be told apart by any number of runs that somebody waits for.
const VARIED_MAX: usize = 64;
/// The values of a lever.
const VALUES_MAX: usize = 64;

/// What levers and uncertainties may set.
#[derive(Clone, Copy)]
pub(super) struct There<'a> {
    pub script: &'a Script,
    /// Steps that `without` leaves out, and what would set them with them; and those that could
    /// not be read in full.
    pub unsure: &'a BTreeSet<String>,
    /// Some step could not be read at all, so one that is not found may be there.
    pub gone: bool,
}

/// The levers and uncertainties of a file.
pub(super) fn read(
    file: &File,
    there: There<'_>,
    faults: &mut Faults,
) -> (Vec<Lever>, Vec<Uncertainty>) {
    let mut reader = Reader::new(there, faults);
    let levers = reader.levers(&file.levers);
    // No design plays levers and uncertainties at once, so one of each may set the same place.
    reader.taken.clear();
    let uncertainties = reader.uncertainties(&file.uncertainties);
    (levers, uncertainties)
}

/// Levers of the command line, each `KEY=VALUE,VALUE`; or the one that is wrong, and what is wrong
/// with it. Each is read in a text of its own, so nothing of a fault but its words is told.
pub(crate) fn levers<'a>(
    texts: &'a [String],
    script: &Script,
) -> Result<Vec<Lever>, (&'a str, String)> {
    if let Some(text) = texts.get(VARIED_MAX) {
        return Err((text, format!("over {VARIED_MAX} levers")));
    }
    let mut taken = BTreeMap::new();
    let read =
        |text: &'a String| lever(text, script, &mut taken).map_err(|why| (text.as_str(), why));
    texts.iter().map(read).collect()
}

fn lever(
    text: &str,
    script: &Script,
    taken: &mut BTreeMap<Place, Range<usize>>,
) -> Result<Lever, String> {
    let told = |faults: Vec<Diagnostic>| {
        let told = faults.into_iter().map(|fault| match fault.help {
            Some(help) => format!("{} ({help})", fault.message),
            None => fault.message,
        });
        told.collect::<Vec<_>>().join("; ")
    };
    let parts = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let wanted = || "write `KEY=VALUE,VALUE`, such as `washington/decide/chance=50%,100%`";
    let (key, values) = parts.ok_or_else(wanted)?;
    if key.trim_start().starts_with(['[', '{']) {
        return Err("write one place, or several levers in the file".into());
    }
    let node = read_yaml(&format!("sets: {key}\nvalues: [{values}]\n")).map_err(told)?;
    let mut faults = Faults::default();
    let entry: Option<LeverEntry> = decode_among(&node, &mut faults);
    let there = There { script, unsure: &BTreeSet::new(), gone: false };
    let mut reader = Reader { taken: std::mem::take(taken), ..Reader::new(there, &mut faults) };
    let lever = entry.and_then(|entry| {
        // The place is the name of the column, so it is one.
        let name = entry.sets.as_ref().and_then(|place| place.text()).unwrap_or(key);
        reader.lever(name, &entry, &node.span)
    });
    *taken = reader.taken;
    let found = faults.finish();
    lever.filter(|_| found.is_empty()).ok_or_else(|| told(found))
}

struct Reader<'a> {
    there: There<'a>,
    faults: &'a mut Faults,
    names: BTreeMap<String, Range<usize>>,
    /// What is set so far, and where that stands.
    taken: BTreeMap<Place, Range<usize>>,
}

impl<'a> Reader<'a> {
    fn new(there: There<'a>, faults: &'a mut Faults) -> Reader<'a> {
        Reader { there, faults, names: BTreeMap::new(), taken: BTreeMap::new() }
    }

    fn levers(&mut self, entries: &Entries<String, LeverEntry>) -> Vec<Lever> {
        let mut levers = Vec::new();
        for (key, entry) in &entries.items {
            let (Some(name), Some(lever)) = (&key.value, &entry.value) else { continue };
            self.named(name, &key.span);
            levers.extend(self.lever(name, lever, &key.span));
        }
        levers
    }

    fn lever(&mut self, name: &str, entry: &LeverEntry, span: &Range<usize>) -> Option<Lever> {
        let sets = self.sets(entry.sets.as_ref(), span);
        let Some(values) = &entry.values else {
            missing(self.faults, "values", "which values are compared?", span);
            return None;
        };
        let (sets, unit) = sets?;
        let nodes = values.value.as_deref()?;
        let settings: Option<Vec<Setting>> =
            nodes.iter().map(|node| self.setting(node, unit)).collect();
        let settings = settings?;
        self.each_once(nodes, &settings);
        for (node, setting) in nodes.iter().zip(&settings) {
            self.workable(&sets, &setting.value, node);
            self.tiers_in_order(&sets, &setting.value, node);
        }
        if settings.is_empty() || VALUES_MAX < settings.len() {
            self.faults.push(
                Diagnostic::error("S124", format!("the lever `{name}` has no range"))
                    .label(values.span.clone(), format!("from 1 to {VALUES_MAX} values"))
                    .help("list the values to compare with the scenario as it is"),
            );
            return None;
        }
        Some(Lever { name: name.to_string(), sets, values: settings })
    }

    fn setting(&mut self, node: &Node, (unit, varies): (Measured, bool)) -> Option<Setting> {
        let value = self.value(node, unit)?;
        if !varies && !matches!(value, Distribution::Fixed(_)) {
            self.faults.push(
                Diagnostic::error("S124", "a chance or a weight is one number")
                    .label(node.span.clone(), "not a distribution")
                    .help("list several values, or make it an uncertainty"),
            );
            return None;
        }
        Some(Setting { text: written(node), value })
    }

    fn uncertainties(&mut self, entries: &Entries<String, UncertaintyEntry>) -> Vec<Uncertainty> {
        let mut found = Vec::new();
        for (key, entry) in &entries.items {
            let (Some(name), Some(entry)) = (&key.value, &entry.value) else { continue };
            self.named(name, &key.span);
            let sets = self.sets(entry.sets.as_ref(), &key.span);
            let Some(node) = &entry.value else {
                missing(self.faults, "value", "how is it distributed?", &key.span);
                continue;
            };
            let Some((sets, (unit, _))) = sets else { continue };
            let Some(value) = self.value(node, unit) else { continue };
            self.workable(&sets, &value, node);
            // A list of one value is how a box is written that leaves one.
            let is_list = matches!(value, Distribution::Empirical(_));
            if value.bounds().0 == value.bounds().1 && !is_list {
                self.faults.push(
                    Diagnostic::error("S124", format!("the uncertainty `{name}` has no range"))
                        .label(node.span.clone(), "this is certain")
                        .help("write a distribution, such as `{ uniform: [1h, 9h] }`"),
                );
                continue;
            }
            let places = entry.sets.as_ref().map_or_else(Vec::new, names_of);
            found.push((Uncertainty { name: name.clone(), sets, places, unit, value }, node));
        }
        self.drawn_tiers_in_order(&found);
        found.into_iter().map(|(uncertainty, _)| uncertainty).collect()
    }

    /// Names become columns, so each is one and stands once.
    fn named(&mut self, name: &str, span: &Range<usize>) {
        if let Err(error) = Id::new(name) {
            self.faults.push(
                Diagnostic::error("S120", format!("`{}` cannot be a name", shortened(name)))
                    .label(span.clone(), error.to_string()),
            );
        }
        if self.names.len() == VARIED_MAX {
            self.faults.push(
                Diagnostic::error("S009", format!("over {VARIED_MAX} levers and uncertainties"))
                    .label(span.clone(), "the limit is passed here"),
            );
        }
        if let Some(first) = self.names.insert(name.to_string(), span.clone()) {
            self.faults.push(
                Diagnostic::error("S115", format!("the name `{name}` stands twice"))
                    .label(span.clone(), "again here")
                    .label(first, "first here")
                    .help("each is a column of the results, so each needs its own name"),
            );
        }
    }

    fn value(&mut self, node: &Node, unit: Measured) -> Option<Distribution> {
        let read: distribution::ReadValue<'_> = match unit {
            Measured::Milliseconds => &milliseconds,
            Measured::PartsPerMillion => &parts,
            Measured::Count => &count,
        };
        distribution::read(node, read).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// The places that are set, all of one unit; and whether they take distributions.
    fn sets(
        &mut self,
        node: Option<&Node>,
        span: &Range<usize>,
    ) -> Option<(Vec<Place>, (Measured, bool))> {
        let Some(node) = node else {
            missing(self.faults, "sets", "what does it set?", span);
            return None;
        };
        let mut places = Vec::new();
        let mut common = None;
        for key in keys_of(node) {
            let (place, unit) = self.place(key)?;
            if *common.get_or_insert(unit) != unit {
                self.faults.push(
                    Diagnostic::error("S107", "what is set together must have one unit")
                        .label(key.span.clone(), "a value of another unit"),
                );
                return None;
            }
            self.set_once(place, key);
            places.push(place);
        }
        if common.is_none() {
            self.faults.push(
                Diagnostic::error("S125", "nothing is set")
                    .label(node.span.clone(), "an empty list")
                    .help("write a place, such as `washington/decide/chance`"),
            );
        }
        Some((places, common?))
    }

    /// Of two that set one place the last would hold, and the other change nothing unseen.
    fn set_once(&mut self, place: Place, node: &Node) {
        let Some(first) = self.taken.insert(place, node.span.clone()) else { return };
        let name = node.text().unwrap_or_default();
        self.faults.push(
            Diagnostic::error("S115", format!("the place `{}` is set twice", shortened(name)))
                .label(node.span.clone(), "again here")
                .label(first, "first here")
                .help("give it one lever with all its values, or one uncertainty"),
        );
    }

    fn place(&mut self, node: &Node) -> Option<(Place, (Measured, bool))> {
        let text = node.text().unwrap_or_default();
        let all = places(self.there.script);
        if let Some((_, place, unit, varies)) = all.iter().find(|(name, ..)| name == text) {
            return Some((*place, (*unit, *varies)));
        }
        let step = text.rsplit_once('/').map_or(text, |(step, _)| step);
        let There { script, unsure, gone } = self.there;
        let is_known = || script.steps.iter().any(|known| known.name == step);
        let may_be_there = unsure.contains(step) || (gone && !is_known());
        if !may_be_there && !self.faults.is_full() {
            let near = nearest(text, all.iter().map(|(name, ..)| name.as_str()));
            self.faults.push(
                Diagnostic::error("S125", format!("nothing to set is named `{}`", shortened(text)))
                    .label(node.span.clone(), "no such place")
                    .help(match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => HELP.to_string(),
                    }),
            );
        }
        None
    }
}

const HELP: &str = "write `parameters/NAME`, or `ACTOR/BEHAVIOR/` with `after`, `chance`, `every` or \
    `weight-1` for the first option";

/// Everything that can be set, with its unit, and whether it takes a distribution.
fn places(script: &Script) -> Vec<(String, Place, Measured, bool)> {
    let mut all = Vec::new();
    for (index, step) in script.parameters.iter().enumerate() {
        let unit = match step.parameter.unit() {
            Unit::Duration => Measured::Milliseconds,
            Unit::Share => Measured::PartsPerMillion,
            Unit::Count => Measured::Count,
            Unit::Actor => continue,
        };
        all.push((step.stream.name().to_string(), Place::Parameter(index), unit, true));
    }
    for (index, step) in script.steps.iter().enumerate() {
        let name = |last: &str| format!("{}/{last}", step.name);
        let (ms, ppm) = (Measured::Milliseconds, Measured::PartsPerMillion);
        all.push((name("after"), Place::After(index), ms, true));
        all.push((name("chance"), Place::Chance(index), ppm, false));
        if let Trigger::At { every: Some(_), .. } = step.trigger {
            all.push((name("every"), Place::Every(index), ms, true));
        }
        if 1 < step.options.len() {
            for option in 0..step.options.len() {
                let name = name(&format!("weight-{}", option + 1));
                all.push((name, Place::Weight(index, option), Measured::Count, false));
            }
        }
    }
    all
}

/// The places that a lever or an uncertainty sets: one, or a list.
fn keys_of(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    }
}

fn names_of(node: &Node) -> Vec<String> {
    keys_of(node).iter().filter_map(|key| key.text().map(str::to_string)).collect()
}

/// A value as people wrote it.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Map(entries) => {
            let one = |(key, value): &(Node, Node)| format!("{} {}", written(key), written(value));
            entries.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Value::List(items) => items.iter().map(written).collect::<Vec<_>>().join(".."),
        _ => node.json().as_str().map_or_else(|| node.json().to_string(), str::to_string),
    }
}
