//! Rules made ready to run: who is asked at which kind of event, and what is looked up where.

use std::collections::BTreeSet;

use super::lookup::{Check, Lookup};
use super::relation::RelationPlan;
use crate::general::FormulaProgram;
use crate::matching::{Bindings, guard_holds};
use crate::plan::{EventPattern, InForce, Interval, Operand, Quota, Slot, StateId, StateUse, Test};
use crate::tuple::Tuple;

pub(crate) type RuleId = usize;
pub(crate) type NodeId = usize;
pub(crate) type WatchId = usize;

#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) relations: Vec<RelationPlan>,
    pub(crate) watches: Vec<WatchPlan>,
    /// The watches of each relation.
    pub(crate) watched: Vec<Vec<WatchId>>,
    /// The steps that wait for the end of each watched state.
    pub(crate) ends: Vec<Vec<NodeId>>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) rules: Vec<RuleProgram>,
    /// By the number of the kind.
    pub(crate) kinds: Vec<KindProgram>,
    /// Rules that run on the general evaluator.
    pub(crate) formulas: Vec<FormulaProgram>,
}

/// Whom an event of one kind concerns.
#[derive(Debug, Default)]
pub(crate) struct KindProgram {
    pub(crate) relations: BTreeSet<usize>,
    /// Steps that this event may do.
    pub(crate) nodes: Vec<NodeId>,
    /// Steps that must come before this event.
    pub(crate) before: Vec<NodeId>,
    /// Rules with a scope that lasts until this event.
    pub(crate) scope_ends: Vec<RuleId>,
    /// Rules that are asked at this event, those that override others first.
    pub(crate) rules: Vec<RuleId>,
}

impl KindProgram {
    /// Whether it concerns nobody.
    pub(crate) fn is_empty(&self) -> bool {
        let KindProgram { relations, nodes, before, scope_ends, rules } = self;
        let none = [nodes.is_empty(), before.is_empty(), scope_ends.is_empty(), rules.is_empty()];
        relations.is_empty() && none.into_iter().all(|is_empty| is_empty)
    }
}

/// A state of which a rule wants to know when it begins and ends.
#[derive(Debug)]
pub(crate) struct WatchPlan {
    pub(crate) rule: RuleId,
    pub(crate) relation: usize,
    pub(crate) state: StateUse,
    /// The variables that tell one holding of the state from another.
    pub(crate) slots: Vec<Slot>,
    /// The columns of these variables, where each holding is one row of the relation, and each row a
    /// holding.
    pub(crate) columns: Option<Vec<usize>>,
}

#[derive(Debug)]
pub(crate) struct RuleProgram {
    /// How many variables the rule has.
    pub(crate) slots: usize,
    /// The variables of an instance.
    pub(crate) instance: Vec<Slot>,
    pub(crate) trigger: Option<EventPattern>,
    /// The trigger counts once for each instance, whatever else it says.
    pub(crate) merges: bool,
    pub(crate) scope: Option<Lookup>,
    pub(crate) ends_before: Option<ScopeEnd>,
    pub(crate) exceptions: Vec<ExceptionProgram>,
    /// Whether another rule asks if this one was triggered.
    pub(crate) is_overriding: bool,
    pub(crate) in_force: Option<InForce>,
    pub(crate) act: Act,
    /// The states of which it speaks, and the relations that hold them.
    pub(crate) states: BTreeSet<(StateId, usize)>,
}

impl RuleProgram {
    pub(crate) fn is_in_force(&self, now: i64) -> bool {
        self.in_force.is_none_or(|period| period.holds(now))
    }
}

/// The event that a scope `before` waits for.
#[derive(Debug)]
pub(crate) struct ScopeEnd {
    pub(crate) event: EventPattern,
    pub(crate) key: Vec<Slot>,
}

#[derive(Debug)]
pub(crate) enum ExceptionProgram {
    When(Check),
    /// The rule, and pairs of a variable of this rule with one of the other.
    Rule(RuleId, Vec<(Slot, Slot)>),
}

/// What a rule does at its trigger.
#[derive(Debug)]
pub(crate) enum Act {
    /// The trigger is the violation.
    Break,
    Needs(Vec<NeedProgram>),
    Quota(QuotaProgram),
    Oblige(Duty),
    /// Only the general evaluator knows.
    Formula,
}

/// What is to follow a trigger.
#[derive(Debug)]
pub(crate) struct Duty {
    /// A state whose beginning is a trigger.
    pub(crate) begins: Option<WatchId>,
    pub(crate) first: Vec<NodeId>,
    pub(crate) repair: Vec<NodeId>,
    /// The reparation counts from the event that broke the first part.
    pub(crate) from_break: bool,
    /// Reported at the event that broke it, not at the trigger.
    pub(crate) reported_at_break: bool,
}

#[derive(Debug)]
pub(crate) struct NeedProgram {
    pub(crate) negative: bool,
    pub(crate) lookup: Lookup,
    pub(crate) least: Option<Least>,
    /// Names nothing that a need in front of it gives a value: it can be asked by itself.
    pub(crate) is_alone: bool,
}

/// At least so many events, or values of a variable.
#[derive(Debug)]
pub(crate) struct Least {
    pub(crate) count: u64,
    pub(crate) distinct: Option<Slot>,
    /// Each row that answers has a value of its own.
    pub(crate) is_each_row: bool,
}

#[derive(Debug)]
pub(crate) struct QuotaProgram {
    pub(crate) quota: Quota,
    /// The variables that are counted apart.
    pub(crate) group: Vec<Slot>,
    /// The scope whose end empties the count, or is the trigger; with its variables.
    pub(crate) scope: Option<WatchId>,
}

#[derive(Debug)]
pub(crate) enum Source {
    Event(EventPattern),
    /// The end of a state, which is what was asked for, or takes that away.
    End {
        watch: WatchId,
        is_answer: bool,
    },
}

/// A step that somebody may wait for.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) source: Source,
    pub(crate) negative: bool,
    pub(crate) window: Interval,
    pub(crate) from_trigger: bool,
    pub(crate) before: Option<EventPattern>,
    /// What may come next; nothing if this was the last step.
    pub(crate) next: Vec<NodeId>,
    /// The variables of the source, and of `before`, that have values when the waiting begins.
    pub(crate) key: Vec<Slot>,
    pub(crate) before_key: Vec<Slot>,
    /// Part of the reparation.
    pub(crate) is_repair: bool,
    /// The alternative of the duty to which it belongs, if there are several.
    pub(crate) branch: Option<usize>,
}

impl Node {
    /// How long before its last instant something came, and how long that was away.
    pub(crate) fn margin(&self, distance: i64) -> Option<(i64, i64)> {
        if matches!(self.source, Source::End { is_answer: false, .. }) {
            return None;
        }
        let high = self.window.high?;
        Some((high - distance, high))
    }

    /// Whether what the event says matters beyond that it came.
    pub(crate) fn needs_bindings(&self) -> bool {
        let guarded = matches!(&self.source, Source::Event(event) if event.guard.is_some());
        guarded || !self.next.is_empty()
    }
}

/// The columns of a use of a state, filled from a tuple; nothing if it is not of the use.
pub(crate) fn bound_by_tuple(
    args: &[(usize, Operand)],
    guard: Option<&Test>,
    tuple: &Tuple,
    bindings: &mut Bindings,
) -> bool {
    for (column, operand) in args {
        let Some(value) = tuple.get(*column) else { return false };
        let is_it = match operand {
            Operand::Constant(constant) => *constant == value,
            Operand::Variable(slot) => match bindings.get_mut(*slot) {
                Some(Some(known)) => *known == value,
                Some(place) => {
                    *place = Some(value);
                    true
                }
                None => false,
            },
        };
        if !is_it {
            return false;
        }
    }
    guard_holds(guard, bindings)
}
