//! Which verdicts change from one version of the rules to the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::results::{Named, Results, RuleResult, Standing};
use crate::value::Value;
use kernel::Position;

/// A rule or violation that is not the same in two results of one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    RuleAdded {
        rule: String,
        verdict: Standing,
    },
    RuleRemoved {
        rule: String,
        verdict: Standing,
    },
    Verdict {
        rule: String,
        old: Standing,
        new: Standing,
    },
    /// A violation that only the new rules see.
    NewlyBroken {
        rule: String,
        position: Position,
        values: Named,
    },
    /// A violation that only the old rules saw.
    NoLongerBroken {
        rule: String,
        position: Position,
        values: Named,
    },
}

/// Compares what two versions of the rules say of one log, rule by rule.
pub fn changes(old: &Results, new: &Results) -> Vec<Change> {
    let by_name = |results: &Results| -> BTreeMap<String, RuleResult> {
        results.rules.iter().map(|rule| (rule.rule.clone(), rule.clone())).collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let mut found = Vec::new();
    for (name, was) in &before {
        let rule = name.clone();
        let Some(is) = after.get(name) else {
            found.push(Change::RuleRemoved { rule, verdict: was.verdict });
            continue;
        };
        if was.verdict != is.verdict {
            found.push(Change::Verdict { rule, old: was.verdict, new: is.verdict });
        }
        let (old, new) = (instances(was), instances(is));
        let renamed = renamed(&old, &new);
        let (old, new) = (by_values(old, &BTreeMap::new()), by_values(new, &renamed));
        for (position, values) in only_in(&new, &old) {
            found.push(Change::NewlyBroken { rule: name.clone(), position, values });
        }
        for (position, values) in only_in(&old, &new) {
            found.push(Change::NoLongerBroken { rule: name.clone(), position, values });
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        found.push(Change::RuleAdded { rule: name.clone(), verdict: is.verdict });
    }
    found
}

type Instance = (Position, Named);

/// Instances by what they are in both versions: their values in the order of the old names.
type ByValues = BTreeMap<(Position, Vec<(Arc<str>, Value)>), Named>;

fn instances(result: &RuleResult) -> Vec<Instance> {
    result.violations.iter().map(|it| (it.position, it.values)).collect()
}

/// The new names that stand for old ones: as many are gone as have come, in the order in which the
/// rules name them.
fn renamed(old: &[Instance], new: &[Instance]) -> BTreeMap<Arc<str>, Arc<str>> {
    let (old, new) = (names(old), names(new));
    let gone: Vec<_> = old.iter().filter(|name| !new.contains(name)).cloned().collect();
    let come: Vec<_> = new.iter().filter(|name| !old.contains(name)).cloned().collect();
    if gone.len() == come.len() { come.into_iter().zip(gone).collect() } else { BTreeMap::new() }
}

fn names(instances: &[Instance]) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for (name, _) in instances.iter().flat_map(|(_, values)| &values.0) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn by_values(instances: Vec<Instance>, renamed: &BTreeMap<Arc<str>, Arc<str>>) -> ByValues {
    let keyed = instances.into_iter().map(|(position, values)| {
        let name = |name: &Arc<str>| renamed.get(name).unwrap_or(name).clone();
        let mut key: Vec<_> =
            values.0.iter().map(|(it, value)| (name(it), value.clone())).collect();
        key.sort();
        ((position, key), values)
    });
    keyed.collect()
}

fn only_in(these: &ByValues, others: &ByValues) -> Vec<Instance> {
    let found = these.iter().filter(|(key, _)| !others.contains_key(*key));
    let mut found: Vec<_> =
        found.map(|((position, _), values)| (*position, values.clone())).collect();
    found.sort();
    found
}
