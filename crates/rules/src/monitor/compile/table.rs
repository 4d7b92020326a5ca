//! Relations and the questions to them.

use std::collections::BTreeSet;

use super::{Compiler, test_slots};
use crate::monitor::lookup::{Access, Lookup};
use crate::monitor::relation::{Ending, RelationPlan};
use crate::plan::{EventPattern, Interval, Operand, Slot, StateId, StateUse};

impl Compiler<'_> {
    /// The relation, which rules that ask for the same share.
    fn relation(&mut self, plan: RelationPlan) -> usize {
        // Indexes are added by whoever asks, so they do not tell relations apart.
        let until: Vec<&EventPattern> = plan.until.iter().map(|ending| &ending.event).collect();
        let numbers = (plan.width, plan.slots, plan.strictly, plan.keep, plan.marks);
        let holds = format!("{numbers:?} {:?} {until:?}", plan.from);
        let next = self.program.relations.len();
        let number = *self.relations.entry(holds).or_insert(next);
        if number == next {
            self.program.relations.push(plan);
        }
        number
    }

    fn with_indexed_ends(&mut self, mut plan: RelationPlan, until: &[EventPattern]) -> usize {
        for event in until {
            let columns: BTreeSet<Slot> =
                event.variables().filter(|slot| *slot < plan.width).collect();
            let columns: Vec<Slot> = columns.into_iter().collect();
            let index = position_or_push(&mut plan.indexes, columns);
            plan.until.push(Ending { event: event.clone(), index });
        }
        self.relation(plan)
    }

    pub(super) fn state_relation(&mut self, state: StateId) -> usize {
        let plan = &self.plan.states[state];
        let relation = RelationPlan {
            width: plan.width,
            slots: plan.variables.len(),
            from: plan.from.clone(),
            until: Vec::new(),
            strictly: false,
            keep: None,
            marks: Some(1),
            indexes: Vec::new(),
        };
        let number = self.with_indexed_ends(relation, &plan.until);
        self.states.insert((state, number));
        number
    }

    pub(super) fn state_lookup(&mut self, state: &StateUse, known: &BTreeSet<Slot>) -> Lookup {
        let relation = self.state_relation(state.state);
        let mut lookup = self.lookup(relation, &state.args, known);
        lookup.guard.clone_from(&state.guard);
        lookup
    }

    /// The relation of a scope `after`, and the variables that are its columns.
    pub(super) fn scope_relation(
        &mut self,
        start: &EventPattern,
        span: Option<i64>,
        until: &[EventPattern],
    ) -> (usize, Vec<Slot>) {
        let columns: BTreeSet<Slot> = start.variables().collect();
        let columns: Vec<Slot> = columns.into_iter().collect();
        let mut renaming = Renaming { columns: columns.clone(), others: Vec::new() };
        let from = vec![renaming.event(start)];
        let until: Vec<EventPattern> = until.iter().map(|end| renaming.event(end)).collect();
        let relation = RelationPlan {
            width: columns.len(),
            slots: renaming.width(),
            from,
            until: Vec::new(),
            strictly: true,
            keep: span,
            marks: Some(1),
            indexes: Vec::new(),
        };
        (self.with_indexed_ends(relation, &until), columns)
    }

    pub(super) fn scope_lookup(
        &mut self,
        start: &EventPattern,
        span: Option<i64>,
        until: &[EventPattern],
        known: &BTreeSet<Slot>,
    ) -> Lookup {
        let (relation, columns) = self.scope_relation(start, span, until);
        let args = columns.into_iter().map(Operand::Variable).enumerate();
        let mut lookup = self.lookup(relation, &args.collect::<Vec<_>>(), known);
        lookup.window = Interval { low: 0, high: span };
        lookup
    }

    /// A question for an earlier event. `marks` is how many events of a row can be needed at
    /// most, if the newest serve best.
    pub(super) fn past_lookup(
        &mut self,
        event: &EventPattern,
        when: Interval,
        marks: Option<usize>,
        known: &BTreeSet<Slot>,
        wanted: &BTreeSet<Slot>,
    ) -> Lookup {
        let own: BTreeSet<Slot> = event.variables().collect();
        let guard_slots = event.guard.as_ref().map(test_slots).unwrap_or_default();
        let asks_outside = !guard_slots.is_subset(&own);
        let is_column = |slot: &Slot| {
            known.contains(slot)
                || wanted.contains(slot)
                || (asks_outside && guard_slots.contains(slot))
        };
        let columns: Vec<Slot> = own.iter().copied().filter(is_column).collect();
        let mut filled = event.clone();
        let guard = if asks_outside { filled.guard.take() } else { None };
        let mut renaming = Renaming { columns: columns.clone(), others: Vec::new() };
        let from = vec![renaming.event(&filled)];
        let relation = self.relation(RelationPlan {
            width: columns.len(),
            slots: renaming.width(),
            from,
            until: Vec::new(),
            strictly: true,
            keep: when.high,
            marks: marks.filter(|_| when.low == 0),
            indexes: Vec::new(),
        });
        let args = columns.into_iter().map(Operand::Variable).enumerate();
        let mut lookup = self.lookup(relation, &args.collect::<Vec<_>>(), known);
        lookup.guard = guard;
        lookup.window = when;
        lookup
    }

    /// A question with values for these variables; columns that are not named hold anything.
    fn lookup(
        &mut self,
        relation: usize,
        args: &[(usize, Operand)],
        known: &BTreeSet<Slot>,
    ) -> Lookup {
        let mut args = args.to_vec();
        args.sort_by_key(|(column, _)| *column);
        let is_known = |operand: &Operand| match operand {
            Operand::Constant(_) => true,
            Operand::Variable(slot) => known.contains(slot),
        };
        let (key, given): (Vec<_>, Vec<_>) =
            args.into_iter().partition(|(_, operand)| is_known(operand));
        let columns: Vec<usize> = key.iter().map(|(column, _)| *column).collect();
        let plan = &mut self.program.relations[relation];
        let access = if columns.len() == plan.width {
            Access::Row
        } else {
            Access::Index(position_or_push(&mut plan.indexes, columns))
        };
        let given =
            given.into_iter().filter_map(|(column, operand)| Some((column, operand.variable()?)));
        Lookup {
            relation,
            access,
            key: key.into_iter().map(|(_, operand)| operand).collect(),
            given: given.collect(),
            guard: None,
            window: Interval::ALWAYS,
        }
    }
}

fn position_or_push<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// Gives the columns of a relation the first numbers, and its other variables those behind.
struct Renaming {
    columns: Vec<Slot>,
    others: Vec<Slot>,
}

impl Renaming {
    fn event(&mut self, event: &EventPattern) -> EventPattern {
        let guard = event.guard.as_ref().map(test_slots).unwrap_or_default();
        for slot in event.variables().chain(guard) {
            if !self.columns.contains(&slot) && !self.others.contains(&slot) {
                self.others.push(slot);
            }
        }
        event.renamed(&|slot| {
            let all = self.columns.iter().chain(&self.others);
            all.clone().position(|known| *known == slot).unwrap_or(slot)
        })
    }

    fn width(&self) -> usize {
        self.columns.len() + self.others.len()
    }
}
