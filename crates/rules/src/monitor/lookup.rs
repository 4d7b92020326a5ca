//! Asking relations for what holds, with the values known so far.

use super::relation::{Relation, Row};
use super::verdict::Mark;
use crate::calculate::holds;
use crate::event::Event;
use crate::matching::{Bindings, each_guarded_match, guard_holds, set};
use crate::plan::{EventPattern, Expression, Interval, Operand, Slot, Test};
use crate::tree::Comparison;
use crate::tuple::Tuple;

/// A question to a relation.
#[derive(Clone, Debug)]
pub(crate) struct Lookup {
    pub(crate) relation: usize,
    pub(crate) access: Access,
    /// The values of the columns by which rows are found.
    pub(crate) key: Vec<Operand>,
    /// The other columns, and the variables that they give values.
    pub(crate) given: Vec<(usize, Slot)>,
    pub(crate) guard: Option<Test>,
    pub(crate) window: Interval,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Access {
    /// All columns are known: there is one row at most.
    Row,
    Index(usize),
}

/// A condition at one event.
#[derive(Clone, Debug)]
pub(crate) enum Check {
    Compared(Expression, Comparison, Expression),
    Event(EventPattern),
    Holds(Lookup),
    Not(Box<Check>),
    And(Vec<Check>),
    Or(Vec<Check>),
}

/// What a question found; `Break` ends the search.
pub(crate) type Found<'a> = &'a mut dyn FnMut(&mut Bindings, &Row) -> std::ops::ControlFlow<()>;

impl Lookup {
    fn key(&self, bindings: &Bindings) -> Option<Tuple> {
        let values = self.key.iter().map(|operand| match operand {
            Operand::Constant(value) => Some(value),
            Operand::Variable(slot) => bindings.get(*slot)?.as_ref(),
        });
        values.collect()
    }

    /// Whether rows that answer differ in the value of this variable, and in nothing else.
    pub(crate) fn gives_only(&self, slot: Slot) -> bool {
        self.guard.is_none() && matches!(*self.given, [(_, given)] if given == slot)
    }

    /// How many rows answer, at most so many; of a question that asks for nothing but its key.
    pub(crate) fn count(
        &self,
        relations: &[Relation],
        bindings: &Bindings,
        now: i64,
        enough: u64,
    ) -> u64 {
        let relation = relations.get(self.relation);
        let (Some(relation), Some(key), Access::Index(index)) =
            (relation, self.key(bindings), self.access)
        else {
            return 0;
        };
        if self.window == Interval::ALWAYS {
            return relation.count(index, &key).min(enough);
        }
        let rows = relation.rows(index, &key).map(|(_, row)| row);
        let young = rows.filter(|row| row.within(self.window, now).is_some());
        // The number is asked first: no row is looked at behind the last that is wanted.
        (0..enough).zip(young).count() as u64
    }

    /// Calls with each row that answers, its columns among the bindings.
    pub(crate) fn each(&self, relations: &[Relation], bindings: &mut Bindings, found: Found<'_>) {
        let Some(relation) = relations.get(self.relation) else { return };
        let Some(key) = self.key(bindings) else { return };
        match self.access {
            Access::Row => {
                if let Some(row) = relation.row(&key)
                    && guard_holds(self.guard.as_ref(), bindings)
                {
                    let _ = found(bindings, row);
                }
            }
            Access::Index(index) => {
                for (tuple, row) in relation.rows(index, &key) {
                    let mut given = bindings.clone();
                    let fits = self.given.iter().all(|(column, slot)| {
                        let value = tuple.get(*column);
                        if let Some(Some(known)) = given.get(*slot) {
                            value.as_ref() == Some(known)
                        } else {
                            set(&mut given, *slot, value);
                            true
                        }
                    });
                    let fits = fits && guard_holds(self.guard.as_ref(), &given);
                    if fits && found(&mut given, row).is_break() {
                        return;
                    }
                }
            }
        }
    }

    /// An event that makes the answer yes.
    pub(crate) fn first(
        &self,
        relations: &[Relation],
        bindings: &mut Bindings,
        now: i64,
    ) -> Option<Mark> {
        let mut first = None;
        self.each(relations, bindings, &mut |_, row| {
            first = row.within(self.window, now);
            match first {
                Some(_) => std::ops::ControlFlow::Break(()),
                None => std::ops::ControlFlow::Continue(()),
            }
        });
        first
    }
}

impl Check {
    pub(crate) fn holds(
        &self,
        relations: &[Relation],
        event: &Event<'_>,
        bindings: &mut Bindings,
    ) -> bool {
        match self {
            Check::Compared(left, comparison, right) => holds(left, *comparison, right, bindings),
            Check::Event(pattern) => {
                let mut found = false;
                each_guarded_match(pattern, event, bindings, &mut |_| found = true);
                found
            }
            Check::Holds(lookup) => {
                lookup.first(relations, bindings, event.time.as_millis()).is_some()
            }
            Check::Not(inner) => !inner.holds(relations, event, bindings),
            Check::And(parts) => parts.iter().all(|it| it.holds(relations, event, bindings)),
            Check::Or(parts) => parts.iter().any(|it| it.holds(relations, event, bindings)),
        }
    }
}
