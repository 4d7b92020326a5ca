//! What was met with in histories.

use std::collections::BTreeSet;

use rules::Verdict;
use simulator::record::CenterRecord;

use crate::variant::is_broken;
use crate::world::World;

/// What was met with on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rules of which something became certain.
    pub rules: BTreeSet<usize>,
    pub goals: BTreeSet<usize>,
    /// Who did something that the center accepted.
    pub actors: BTreeSet<domain::Actor>,
}

impl Coverage {
    pub(crate) fn see(&mut self, record: &CenterRecord) {
        if record.recorded().is_some() {
            self.actors.insert(record.by);
        }
    }

    /// Notes of which rules something became certain, and returns what is broken.
    pub(crate) fn judge(&mut self, world: &mut World<'_>) -> Vec<Verdict> {
        let verdicts = world.take_verdicts();
        self.rules.extend(verdicts.iter().map(|verdict| verdict.rule));
        verdicts.into_iter().filter(is_broken).collect()
    }

    pub(crate) fn add(&mut self, other: &mut Coverage) {
        self.rules.append(&mut other.rules);
        self.goals.append(&mut other.goals);
        self.actors.append(&mut other.actors);
    }
}
