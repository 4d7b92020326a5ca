//! Rules that are enforced must not tell, by a refusal, of what is hidden.

use std::collections::BTreeSet;

use diagnostic::Diagnostic;

use super::Plan;
use crate::core::{Formula, Temporal};
use crate::faults::Faults;
use crate::plan::{FieldRef, Operand, Slot};
use crate::translate::translate;
use crate::tree::Rule;
use crate::tree::formula::{Fold, TemporalOperator};

pub(super) fn refuse_leaks(trees: &[&Rule], plan: &Plan, faults: &mut Faults) {
    if !plan.vocabulary.kinds().iter().any(|kind| kind.is_restricted) {
        return;
    }
    for (tree, rule) in trees.iter().zip(&plan.rules) {
        let Some(mark) = tree.meta.enforce else { continue };
        let formula = translate(plan, rule).formula;
        let message = if let Some(name) = hidden(plan, &formula) {
            format!("an enforced rule speaks of `{name}`, which not everybody may see")
        } else if counts_events(&formula) {
            "an enforced rule depends on every event, of which not everybody may see all".to_owned()
        } else if reads_positions(&formula) {
            "an enforced rule reads a position, which counts what not everybody may see".to_owned()
        } else {
            continue;
        };
        let fault = Diagnostic::error("R128", message).label(mark.range(), "would tell of it");
        faults.push(fault.help("take `enforce` away: the rule then observes, and refuses nothing"));
    }
}

/// An event that may be hidden, if the formula speaks of one.
fn hidden<'a>(plan: &'a Plan, formula: &Formula) -> Option<&'a str> {
    if let Formula::Atom { kind, .. } = formula {
        let kind = plan.vocabulary.kind(*kind).filter(|kind| kind.is_restricted)?;
        return Some(&kind.name);
    }
    formula.parts().into_iter().find_map(|part| hidden(plan, part))
}

/// Whether it matters how many events there are, or which comes next to which: others than those of
/// which it speaks, which may be hidden.
fn counts_events(formula: &Formula) -> bool {
    let here = match formula {
        Formula::Unary(temporal, inner) => match temporal.operator {
            TemporalOperator::Previously => !is_untimed(temporal) || !lasts_at_others(inner),
            TemporalOperator::Next => true,
            TemporalOperator::Historically | TemporalOperator::Always => !holds_at_others(inner),
            _ => !fails_at_others(inner),
        },
        Formula::Binary(left, _, right) => !goes_on_at_others(left, right),
        _ => false,
    };
    here || formula.parts().into_iter().any(counts_events)
}

/// Whether an event of which neither side speaks ends nothing that the right side began, and begins nothing.
fn goes_on_at_others(left: &Formula, right: &Formula) -> bool {
    let keeps = holds_at_others(left) || (lasts_at_others(left) && implies(right, left));
    keeps && fails_at_others(right)
}

/// Whether it is, at an event of which it does not speak, what it was at the event before: a state holds
/// on, and so does what was counted.
fn lasts_at_others(formula: &Formula) -> bool {
    match formula {
        Formula::Compared(..) => true,
        Formula::Unary(temporal, inner) => {
            temporal.operator == TemporalOperator::Once
                && is_untimed(temporal)
                && fails_at_others(inner)
        }
        Formula::Binary(left, temporal, right) => {
            temporal.operator == TemporalOperator::Since
                && is_untimed(temporal)
                && goes_on_at_others(left, right)
        }
        Formula::Atom { .. } => false,
        _ => formula.parts().into_iter().all(lasts_at_others),
    }
}

/// Whether it has no window, and what it looks for may be at the present event.
fn is_untimed(temporal: &Temporal) -> bool {
    temporal.window.low == 0 && temporal.window.high.is_none() && !temporal.strictly
}

/// Whether the one can be seen to be true only where the other is.
fn implies(formula: &Formula, other: &Formula) -> bool {
    // Where a `since` begins it holds.
    let begins = |right: &Formula| implies(formula, right);
    formula == other
        || matches!(other, Formula::Binary(_, temporal, right)
            if temporal.operator == TemporalOperator::Since && is_untimed(temporal) && begins(right))
        || match formula {
            Formula::And(parts) => parts.iter().any(|part| implies(part, other)),
            Formula::Exists(_, inner) => implies(inner, other),
            _ => false,
        }
}

/// Whether it is certainly true at an event of which it does not speak.
fn holds_at_others(formula: &Formula) -> bool {
    match formula {
        Formula::Not(inner) => fails_at_others(inner),
        Formula::And(parts) => parts.iter().all(holds_at_others),
        Formula::Or(parts) => parts.iter().any(holds_at_others),
        Formula::Implies(left, right) => fails_at_others(left) || holds_at_others(right),
        Formula::Exists(_, inner) | Formula::Forall(_, inner) => holds_at_others(inner),
        _ => false,
    }
}

/// Whether it is certainly false at an event of which it does not speak.
fn fails_at_others(formula: &Formula) -> bool {
    match formula {
        Formula::Atom { .. } => true,
        Formula::Not(inner) => holds_at_others(inner),
        Formula::And(parts) => parts.iter().any(fails_at_others),
        Formula::Or(parts) => parts.iter().all(fails_at_others),
        Formula::Implies(left, right) => holds_at_others(left) && fails_at_others(right),
        Formula::Exists(_, inner) | Formula::Forall(_, inner) => fails_at_others(inner),
        _ => false,
    }
}

/// Whether it matters which position an event has, other than that each has one of its own: between
/// those that everybody may see lie others.
fn reads_positions(formula: &Formula) -> bool {
    let mut positions = BTreeSet::new();
    positions_of(formula, &mut positions) || uses(formula, &positions)
}

/// Collects the variables of positions; whether one is asked for by its number.
fn positions_of(formula: &Formula, slots: &mut BTreeSet<Slot>) -> bool {
    let mut is_numbered = false;
    if let Formula::Atom { args, .. } = formula {
        for (_, operand) in args.iter().filter(|(field, _)| matches!(field, FieldRef::Position)) {
            match operand {
                Operand::Variable(slot) => {
                    slots.insert(*slot);
                }
                Operand::Constant(_) => is_numbered = true,
            }
        }
    }
    let inside = formula.parts().into_iter().map(|part| positions_of(part, slots));
    inside.fold(is_numbered, |any, is| any || is)
}

/// Whether one of these variables is compared, calculated with, or the value of another field.
fn uses(formula: &Formula, slots: &BTreeSet<Slot>) -> bool {
    let here = match formula {
        Formula::Atom { args, .. } => args.iter().any(|(field, operand)| {
            let is_one = matches!(operand, Operand::Variable(slot) if slots.contains(slot));
            is_one && !matches!(field, FieldRef::Position)
        }),
        Formula::Compared(left, _, right) => {
            [left, right].into_iter().any(|side| !side.variables().is_disjoint(slots))
        }
        Formula::Aggregate(aggregate) => {
            aggregate.fold != Fold::Count && slots.contains(&aggregate.of)
        }
        _ => false,
    };
    here || formula.parts().into_iter().any(|part| uses(part, slots))
}
