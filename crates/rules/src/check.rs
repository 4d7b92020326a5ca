//! From the tree to the plan: every name is looked up, every type compared.
//!
//! A declaration with a fault is left out of the plan, and so is a rule that another with a fault
//! overrides; the others are still checked, so that all faults of a file are reported at once.

mod calculated;
mod condition;
mod constant;
mod contradictions;
mod declaration;
mod ends;
mod enforced;
mod exceptions;
mod formula;
mod lint;
mod outcome;
mod pattern;
mod quota;
mod rewrite;
mod rule;
mod safe;
mod unused;
mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::faults::Faults;
use crate::plan::{Exception, RulePlan, StateId, StatePlan};
use crate::span::Span;
use crate::tree::{Declaration, File, Literal, Rule};
use crate::vocabulary::Vocabulary;

pub(crate) use constant::duration_ms;
pub(crate) use exceptions::{in_order as rules_in_order, overriding};
pub(crate) use safe::{assigned, join_order, unsafe_part};

/// A rule set with its names resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// With the events that the file declares.
    pub(crate) vocabulary: Vocabulary,
    pub(crate) states: Vec<StatePlan>,
    pub(crate) rules: Vec<RulePlan>,
    /// Where a name in a comparison stands for what a `let` says, and not for a variable.
    pub(crate) lets_used: BTreeSet<u32>,
    /// Constants that are one of a choice of names.
    pub(crate) chosen: Vec<Chosen>,
}

/// A constant with the names of which it is one.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) among: Arc<[String]>,
    pub(crate) span: Span,
}

/// What is known while a file is checked.
pub(crate) struct Check<'a> {
    plan: Plan,
    lets: BTreeMap<String, Literal>,
    state_ids: BTreeMap<String, StateId>,
    /// Every name that is declared, and where; by what it names.
    declared: BTreeMap<(&'static str, String), Span>,
    /// The number of each rule that stands in the file, faulty or not.
    rule_ids: BTreeMap<String, usize>,
    names: unused::Names,
    unread: &'a BTreeSet<String>,
    faults: &'a mut Faults,
}

/// A fault that was reported; whoever gets it leaves its declaration out.
#[derive(Clone, Copy, Debug)]
struct Unsound;

/// Resolves a file; the plan is of use only if nothing forbids it.
pub(crate) fn check<'a>(file: &'a File, vocabulary: &Vocabulary, faults: &'a mut Faults) -> Plan {
    let mut check = Check {
        plan: Plan { vocabulary: vocabulary.clone(), ..Plan::default() },
        lets: BTreeMap::new(),
        state_ids: BTreeMap::new(),
        declared: BTreeMap::new(),
        rule_ids: BTreeMap::new(),
        names: unused::Names::default(),
        unread: &file.unread,
        faults,
    };
    let declarations = || file.declarations.iter().map(|(declaration, _)| declaration);
    for declaration in declarations() {
        match declaration {
            Declaration::Let(constant) => check.constant_declared(constant),
            Declaration::Event(event) => check.event_declared(event),
            Declaration::Rule(rule) => check.rule_named(&rule.name),
            Declaration::State(_) | Declaration::Example(_) => {}
        }
    }
    for declaration in declarations() {
        if let Declaration::State(state) = declaration {
            check.state_declared(state);
        }
    }
    let mut sound: Vec<(&Rule, RulePlan)> = Vec::new();
    for declaration in declarations() {
        match declaration {
            Declaration::Rule(rule) => {
                sound.extend(check.rule(rule, file.header.as_ref()).map(|plan| (&**rule, plan)));
            }
            Declaration::Example(example) => check.example(example),
            _ => {}
        }
    }
    check.unused();
    if check.faults.forbid() {
        sound = check.independent(sound);
    }
    let (trees, plans): (Vec<&Rule>, Vec<RulePlan>) = sound.into_iter().unzip();
    check.plan.rules = plans;
    let is_free = exceptions::refuse_cycles(&check.plan, check.faults);
    exceptions::refuse_without_trigger(&trees, &check.plan, check.faults);
    lint::lint(file, &check.plan, check.faults);
    if is_free {
        enforced::refuse_leaks(&trees, &check.plan, check.faults);
    }
    check.plan
}

impl Check<'_> {
    /// The sound rules that speak of sound rules only, with the numbers that they have among
    /// themselves: what is wrong between them can be told beside what is wrong in others.
    fn independent<'r>(&self, sound: Vec<(&'r Rule, RulePlan)>) -> Vec<(&'r Rule, RulePlan)> {
        let mut kept: Vec<(usize, &Rule, RulePlan)> = Vec::new();
        let mut named = BTreeSet::new();
        for (tree, plan) in sound {
            let id = self.rule_ids.get(&tree.name.text).copied();
            if let Some(id) = id.filter(|id| named.insert(*id)) {
                kept.push((id, tree, plan));
            }
        }
        loop {
            let places: BTreeMap<usize, usize> =
                kept.iter().enumerate().map(|(place, (id, ..))| (*id, place)).collect();
            let before = kept.len();
            kept.retain(|(_, _, plan)| overriding(plan).all(|it| places.contains_key(&it)));
            if kept.len() < before {
                continue;
            }
            for exception in kept.iter_mut().flat_map(|(_, _, plan)| &mut plan.exceptions) {
                if let Exception::Rule(other) = exception {
                    *other = places.get(other).copied().unwrap_or(*other);
                }
            }
            return kept.into_iter().map(|(_, tree, plan)| (tree, plan)).collect();
        }
    }
}
