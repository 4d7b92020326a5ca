//! What was met with in histories.

use std::collections::BTreeSet;

use rules::{Audit, RuleSet, Standing, Verdict};
use simulator::record::CenterRecord;

use crate::equals::Alike;
use crate::open::Untried;
use crate::variant::is_broken;
use crate::world::World;

/// What was met with on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rules of which something became certain.
    pub rules: BTreeSet<usize>,
    /// Rules that still waited for something where a history was left.
    pub pending: BTreeSet<usize>,
    pub goals: BTreeSet<usize>,
    /// Who did something that the center accepted.
    pub actors: BTreeSet<domain::Actor>,
    /// Open commands of which not all arguments were tried.
    pub untried: Untried,
}

impl Coverage {
    /// Rules that nothing triggered. One that only forbids something is none of them: it holds
    /// wherever that does not happen.
    pub fn never_asked(&self, rules: &RuleSet) -> Vec<usize> {
        let untouched = Audit::new(rules).results().rules;
        let is_asked = |rule: &usize| self.rules.contains(rule) || self.pending.contains(rule);
        let vacuous = (0..).zip(&untouched).filter(|(_, it)| it.verdict == Standing::Vacuous);
        vacuous.map(|(rule, _)| rule).filter(|rule| !is_asked(rule)).collect()
    }

    /// Notes which rules wait for something in a history that is not gone on with here.
    pub(crate) fn leave(&mut self, world: &World<'_>) {
        self.pending.append(&mut self.waiting(world));
    }

    /// The rules that wait for something, unless that is known of all.
    pub(crate) fn waiting(&self, world: &World<'_>) -> BTreeSet<usize> {
        let is_known = |rule: usize| self.rules.contains(&rule) || self.pending.contains(&rule);
        if (0..world.space.rules.len()).all(is_known) {
            return BTreeSet::new();
        }
        world.rules_pending().collect()
    }

    /// Notes what a step left out.
    pub(crate) fn note_untried(&mut self, world: &World<'_>) {
        if world.space.freedom.is_some() {
            self.untried.add(world.untried());
        }
    }

    pub(crate) fn see(&mut self, record: &CenterRecord) {
        if record.recorded().is_some() {
            self.actors.insert(record.by);
        }
    }

    /// The same of one history and of those that are left out since they are this one with nations
    /// exchanged.
    pub(crate) fn see_alike(&mut self, record: &CenterRecord, alike: Option<&Alike>) {
        self.see(record);
        if let Some(alike) = alike.filter(|_| record.recorded().is_some()) {
            self.actors.extend(alike.to(record.by));
        }
    }

    /// Notes of which rules something became certain, and returns what is broken.
    pub(crate) fn judge(&mut self, world: &mut World<'_>) -> Vec<Verdict> {
        if !world.has_verdicts() {
            return Vec::new();
        }
        let verdicts = world.take_verdicts();
        self.rules.extend(verdicts.iter().map(|verdict| verdict.rule));
        verdicts.into_iter().filter(is_broken).collect()
    }

    pub(crate) fn add(&mut self, other: &mut Coverage) {
        self.rules.append(&mut other.rules);
        self.pending.append(&mut other.pending);
        self.goals.append(&mut other.goals);
        self.actors.append(&mut other.actors);
        self.untried.add(&other.untried);
    }
}
