//! What events make certain, and what has ever been so.

use std::collections::BTreeSet;

use kernel::Position;

use super::program::RuleId;
use super::verdict::{Late, Nearest, Values, Verdict};
use crate::rule_set::RuleSet;

/// What an event made certain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) late: Vec<Late>,
    /// What has been so at any time, for each rule.
    pub(crate) seen: Vec<Seen>,
}

/// What has ever been so of a rule; what never was is worth a warning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The `where` of the trigger held, or did not.
    pub(crate) guard_held: bool,
    pub(crate) guard_failed: bool,
    /// An event was as the trigger says, in the scope or not: its `where` could be asked but for that.
    pub(crate) guard_near: bool,
    /// Which of the alternatives of the duty kept it.
    pub(crate) branches: BTreeSet<usize>,
    /// The needs that were ever not met, by number: the first of its event, and those behind it.
    pub(crate) needs_failed: BTreeSet<usize>,
    /// The largest amount of a quota.
    pub(crate) most: i128,
    /// How often it would have been asked while it was not in force.
    pub(crate) out_of_force: u64,
}

impl Found {
    pub(super) fn new(rules: &RuleSet) -> Found {
        Found { seen: vec![Seen::default(); rules.len()], ..Found::default() }
    }

    /// Forgets what the last event made certain.
    pub(super) fn clear(&mut self) {
        self.verdicts.clear();
        self.late.clear();
    }

    pub(super) fn seen(&mut self, rule: RuleId, note: impl FnOnce(&mut Seen)) {
        if let Some(seen) = self.seen.get_mut(rule) {
            note(seen);
        }
    }

    /// An alternative of a duty did the work.
    pub(crate) fn kept_by(&mut self, rule: RuleId, branch: Option<usize>) {
        if let Some(branch) = branch {
            self.seen(rule, |seen| {
                seen.branches.insert(branch);
            });
        }
    }

    pub(crate) fn late(&mut self, rule: RuleId, position: u64, values: &Values, answer: Nearest) {
        self.late.push(Late { rule, position: Position(position), values: values.clone(), answer });
    }
}
