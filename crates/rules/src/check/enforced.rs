//! Rules that are enforced must not tell, by a refusal, of what is hidden.

use diagnostic::Diagnostic;

use super::Plan;
use crate::core::Formula;
use crate::faults::Faults;
use crate::translate::translate;
use crate::tree::Rule;
use crate::tree::formula::TemporalOperator;

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
            "an enforced rule asks for the event before, which not everybody may see".to_owned()
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

/// Whether it matters which event comes next to which.
fn counts_events(formula: &Formula) -> bool {
    let here = matches!(
        formula,
        Formula::Unary(temporal, _) if temporal.operator == TemporalOperator::Previously
    );
    here || formula.parts().into_iter().any(counts_events)
}
