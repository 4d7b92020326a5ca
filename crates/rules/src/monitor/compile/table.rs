//! Relations and the questions to them.

use std::collections::BTreeSet;

use super::{Compiler, test_slots};
use crate::monitor::lookup::{Access, Lookup};
use crate::monitor::relation::{Ending, RelationPlan};
use crate::plan::{EventPattern, Expression, Interval, Operand, Slot, StateId, StateUse, Test};
use crate::tree::Comparison;

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
        self.lookup(relation, &state.args, state.guard.clone(), known)
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
        let mut lookup = self.lookup(relation, &args.collect::<Vec<_>>(), None, known);
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
        let mut lookup = self.lookup(relation, &args.collect::<Vec<_>>(), guard, known);
        lookup.window = when;
        lookup
    }

    /// A question with values for these variables; columns that are not named hold anything, and
    /// those that the guard equates with what is known are known too.
    fn lookup(
        &mut self,
        relation: usize,
        args: &[(usize, Operand)],
        guard: Option<Test>,
        known: &BTreeSet<Slot>,
    ) -> Lookup {
        let mut args = args.to_vec();
        args.sort_by_key(|(column, _)| *column);
        let known_as = |operand: &Operand| match operand {
            Operand::Constant(_) => Some(operand.clone()),
            Operand::Variable(slot) if known.contains(slot) => Some(operand.clone()),
            Operand::Variable(slot) => equated(*slot, guard.as_ref()?, known),
        };
        let (mut key, mut columns, mut given) = (Vec::new(), Vec::new(), Vec::new());
        for (column, operand) in args {
            let found_by = known_as(&operand);
            if found_by.as_ref() != Some(&operand) {
                given.extend(operand.variable().map(|slot| (column, slot)));
            }
            if let Some(found_by) = found_by {
                key.push(found_by);
                columns.push(column);
            }
        }
        let plan = &mut self.program.relations[relation];
        let access = if columns.len() == plan.width && given.is_empty() {
            Access::Row
        } else {
            Access::Index(position_or_push(&mut plan.indexes, columns))
        };
        Lookup { relation, access, key, given, guard, window: Interval::ALWAYS }
    }
}

/// What a guard says that a variable is the same as, if that is known.
fn equated(slot: Slot, guard: &Test, known: &BTreeSet<Slot>) -> Option<Operand> {
    let same = |this: &Expression, other: &Expression| match (this, other) {
        (Expression::Variable(this), Expression::Constant(value)) if *this == slot => {
            Some(Operand::Constant(value.clone()))
        }
        (Expression::Variable(this), Expression::Variable(other))
            if *this == slot && known.contains(other) =>
        {
            Some(Operand::Variable(*other))
        }
        _ => None,
    };
    match guard {
        Test::Compared(left, Comparison::Equal, right) => {
            same(left, right).or_else(|| same(right, left))
        }
        Test::And(parts) => parts.iter().find_map(|part| equated(slot, part, known)),
        _ => None,
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

#[cfg(test)]
mod tests {
    use crate::{RuleSet, Vocabulary};

    /// The columns of the relations, by which a rule looks for rows.
    fn indexes(rule: &str) -> Vec<Vec<usize>> {
        let text = format!(
            "event a(x: id, y: id)\nevent b(x: id)\nstate s(x) from a(x) until b(x)\nrule r \"\"\n{rule}\n"
        );
        let rules = RuleSet::parse(&text, &Vocabulary::default()).expect("it is sound");
        let relations = rules.program().relations.iter();
        relations.flat_map(|relation| relation.indexes.clone()).collect()
    }

    #[test]
    fn a_variable_that_a_guard_equates_with_what_is_known_is_looked_up() {
        assert_eq!(indexes("b(x) only if a(x: z, y) where z = x before"), [[0]]);
        assert_eq!(indexes("b(x) only if a(x: z, y) where x = z and y != x before"), [[0]]);
        assert_eq!(indexes("b(x) only if a(x: z, y) where z != x before"), [[0_usize; 0]]);
        assert_eq!(indexes("b(x) only if a(x: z, y) where z = x or y = x before"), [[0_usize; 0]]);
        // What the guard says of the event alone is asked before the row is there.
        assert!(indexes("b(x) only if a(x: z, y) where z = y before").is_empty());
    }
}
