//! Which verdicts change from one version of the rules to the next.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::results::{Named, Results, RuleResult, Standing};
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
        for (position, values) in new.difference(&old) {
            let (position, values) = (*position, values.clone());
            found.push(Change::NewlyBroken { rule: name.clone(), position, values });
        }
        for (position, values) in old.difference(&new) {
            let (position, values) = (*position, values.clone());
            found.push(Change::NoLongerBroken { rule: name.clone(), position, values });
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        found.push(Change::RuleAdded { rule: name.clone(), verdict: is.verdict });
    }
    found
}

fn instances(result: &RuleResult) -> BTreeSet<(Position, Named)> {
    result.violations.iter().map(|it| (it.position, it.values)).collect()
}
