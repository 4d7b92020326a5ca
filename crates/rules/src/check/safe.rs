//! Which formulas can be evaluated from the bottom up: every table must be finite.
//!
//! In a conjunction, what has a table of its own gives its variables values; comparisons,
//! negations of what has a table, `forall` where its counterexamples have one, and alternatives of
//! such then only take rows away. Everything else is refused.

use std::collections::BTreeSet;

use crate::core::Formula;
use crate::plan::{Expression, Slot};
use crate::tree::Comparison;
use crate::tree::formula::TemporalOperator;

/// Why a formula cannot be monitored.
#[derive(Debug)]
pub(crate) enum Unsafe<'a> {
    /// Nothing gives these variables values.
    Variables { part: &'a Formula, slots: BTreeSet<Slot> },
    /// The parts of an `or` do not have the same variables.
    Alternatives { part: &'a Formula },
    /// An aggregate over what is still to come.
    FutureAggregate { part: &'a Formula },
    /// A look back at what looks ahead, from however far behind.
    PastOverFuture { part: &'a Formula },
}

/// The first part without a finite table, if there is one.
pub(crate) fn unsafe_part(formula: &Formula) -> Option<Unsafe<'_>> {
    table(formula).err()
}

type Judged<'a> = Result<(), Unsafe<'a>>;

/// Whether a formula has a table of its own.
fn table(formula: &Formula) -> Judged<'_> {
    match formula {
        Formula::Atom { .. } => Ok(()),
        Formula::Compared(left, comparison, right) => {
            let assigned = assigned(left, *comparison, right, &BTreeSet::new());
            let variables = &left.variables() | &right.variables();
            if assigned.is_some() || variables.is_empty() {
                Ok(())
            } else {
                Err(Unsafe::Variables { part: formula, slots: variables })
            }
        }
        Formula::Not(inner) => closed(formula).and_then(|()| table(inner)),
        Formula::And(parts) => join_order(parts).map(|_| ()).map_err(|part| {
            match part.free().difference(&bound(parts)).copied().collect::<BTreeSet<_>>() {
                slots if slots.is_empty() => table(inside(part))
                    .err()
                    .unwrap_or(Unsafe::Variables { part, slots: part.free() }),
                slots => Unsafe::Variables { part, slots },
            }
        }),
        Formula::Or(parts) => {
            parts.iter().try_for_each(table)?;
            let mut free = parts.iter().map(Formula::free);
            let first = free.next();
            let alike = free.all(|other| Some(other) == first);
            if alike { Ok(()) } else { Err(Unsafe::Alternatives { part: formula }) }
        }
        Formula::Implies(left, right) => {
            closed(formula)?;
            table(left).and_then(|()| table(right))
        }
        Formula::Exists(_, inner) => table(inner),
        Formula::Forall(_, inner) => {
            closed(formula)?;
            counterexample(inner)
        }
        Formula::Unary(..) | Formula::Binary(..) => temporal(formula),
        Formula::Aggregate(aggregate) => {
            if aggregate.body.is_future() {
                return Err(Unsafe::FutureAggregate { part: formula });
            }
            table(&aggregate.body)
        }
    }
}

/// Whether a temporal formula has a table.
fn temporal(formula: &Formula) -> Judged<'_> {
    // One step back needs no end.
    let looks_back = match formula {
        Formula::Unary(temporal, _) | Formula::Binary(_, temporal, _) => {
            let operator = temporal.operator;
            let is_step = operator == TemporalOperator::Previously;
            !operator.is_future() && !is_step && temporal.window.high.is_none()
        }
        _ => false,
    };
    if looks_back && formula.is_future() {
        return Err(Unsafe::PastOverFuture { part: formula });
    }
    match formula {
        Formula::Unary(temporal, inner) => {
            let is_universal = matches!(
                temporal.operator,
                TemporalOperator::Historically | TemporalOperator::Always
            );
            if is_universal && (0 < temporal.window.low || temporal.strictly) {
                closed(formula)?;
            }
            table(inner)
        }
        Formula::Binary(left, _, right) => {
            table(right)?;
            let outside: BTreeSet<Slot> = &left.free() - &right.free();
            if outside.is_empty() {
                filter(left)
            } else {
                Err(Unsafe::Variables { part: left, slots: outside })
            }
        }
        _ => Ok(()),
    }
}

/// Whether what makes a formula false has a table; so `forall` can be asked for its negation.
fn counterexample(formula: &Formula) -> Judged<'_> {
    match formula {
        Formula::Not(inner) => table(inner),
        Formula::Implies(left, right) => {
            table(left)?;
            let outside: BTreeSet<Slot> = &right.free() - &left.free();
            if outside.is_empty() {
                filter(right)
            } else {
                Err(Unsafe::Variables { part: right, slots: outside })
            }
        }
        other => closed(other).and_then(|()| table(other)),
    }
}

/// Whether a formula can be asked once all its variables have values.
fn filter(formula: &Formula) -> Judged<'_> {
    match formula {
        Formula::Compared(..) => Ok(()),
        Formula::Not(inner) => filter(inner),
        Formula::Forall(_, inner) => counterexample(inner),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().try_for_each(filter),
        Formula::Implies(left, right) => filter(left).and_then(|()| filter(right)),
        other => table(other),
    }
}

fn closed(formula: &Formula) -> Judged<'_> {
    let slots = formula.free();
    if slots.is_empty() { Ok(()) } else { Err(Unsafe::Variables { part: formula, slots }) }
}

/// A negation says the same of its inside.
fn inside(formula: &Formula) -> &Formula {
    match formula {
        Formula::Not(inner) => inside(inner),
        other => other,
    }
}

/// The variables that the tables of a conjunction and the equations between them give values.
pub(super) fn bound(parts: &[Formula]) -> BTreeSet<Slot> {
    let mut bound = BTreeSet::new();
    loop {
        let before = bound.len();
        for part in parts {
            if is_positive(part) && table(part).is_ok() {
                bound.extend(part.free());
            } else if let Formula::Compared(left, comparison, right) = part {
                bound.extend(assigned(left, *comparison, right, &bound).map(|(slot, _)| slot));
            }
        }
        if bound.len() == before {
            return bound;
        }
    }
}

fn is_positive(formula: &Formula) -> bool {
    !matches!(formula, Formula::Compared(..) | Formula::Not(_))
}

/// The variable that an equation gives a value, and the term that has it.
pub(crate) fn assigned<'a>(
    left: &'a Expression,
    comparison: Comparison,
    right: &'a Expression,
    bound: &BTreeSet<Slot>,
) -> Option<(Slot, &'a Expression)> {
    let has_value = |side: &Expression| side.variables().is_subset(bound);
    let sides = [(left, right), (right, left)];
    let mut assignments = sides.into_iter().filter_map(|(variable, value)| match variable {
        Expression::Variable(slot) if has_value(value) && !bound.contains(slot) => {
            Some((*slot, value))
        }
        _ => None,
    });
    if comparison == Comparison::Equal { assignments.next() } else { None }
}

/// The order in which the parts of a conjunction can be taken; the part for which there is none.
pub(crate) fn join_order(parts: &[Formula]) -> Result<Vec<&Formula>, &Formula> {
    let mut waiting: Vec<&Formula> = parts.iter().collect();
    let mut order = Vec::new();
    let mut bound = BTreeSet::new();
    while !waiting.is_empty() {
        // What takes rows away comes as soon as it can, then what the event itself says, so that
        // tables are looked up by its values; these come as they are written.
        let ready = |part: &&Formula| match part {
            Formula::Compared(left, comparison, right) => {
                part.free().is_subset(&bound)
                    || assigned(left, *comparison, right, &bound).is_some()
            }
            Formula::Not(_) | Formula::Forall(..) => {
                part.free().is_subset(&bound) && filter(part).is_ok()
            }
            Formula::Or(_) | Formula::Implies(..) => {
                part.free().is_subset(&bound) && filter(part).is_ok() && table(part).is_err()
            }
            _ => false,
        };
        let is_table = |part: &&Formula| is_positive(part) && table(part).is_ok();
        let is_atom = |part: &&Formula| matches!(part, Formula::Atom { .. }) && is_table(part);
        let first = |is: &dyn Fn(&&Formula) -> bool| waiting.iter().position(is);
        let next = first(&ready).or_else(|| first(&is_atom)).or_else(|| first(&is_table));
        let Some(next) = next else {
            return Err(waiting[0]);
        };
        let part = waiting.remove(next);
        bound.extend(part.free());
        order.push(part);
    }
    Ok(order)
}
