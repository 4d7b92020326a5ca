//! Calculations in the events of a formula: `p(n: m + 1)` says `p(n: k)` of a `k` that is `m + 1`.

use super::Check;
use super::safe::bound;
use super::variables::Variables;
use crate::core::Formula;
use crate::plan::Slot;
use crate::tree::{ArgValue, Comparison, Name, Pattern, Term};

impl Check<'_> {
    /// The event with variables in the place of its calculations, and what they are equal to.
    pub(super) fn without_calculations(
        vars: &Variables,
        pattern: &Pattern,
    ) -> (Pattern, Vec<(Name, Term)>) {
        let mut plain = pattern.clone();
        let mut equations: Vec<(Name, Term)> = Vec::new();
        for arg in &mut plain.args {
            let ArgValue::Calculated(term) = &arg.value else { continue };
            let mut text = arg.field.as_ref().map_or("value", |field| &field.text).to_owned() + "'";
            let is_taken = |text: &str, equations: &[(Name, Term)]| {
                vars.slot(text).is_some() || equations.iter().any(|(name, _)| name.text == text)
            };
            while is_taken(&text, &equations) {
                text.push('\'');
            }
            let name = Name { text, span: arg.span };
            equations.push((name.clone(), term.clone()));
            arg.value = ArgValue::Name(name);
        }
        (plain, equations)
    }

    /// Notes what the variables of an event are equal to.
    pub(super) fn note_calculations(
        &mut self,
        vars: &mut Variables,
        equations: Vec<(Name, Term)>,
    ) -> Option<()> {
        for (name, term) in equations {
            let variable = Term::Name(name.clone());
            let (left, right) = self.comparison(vars, &variable, Comparison::Equal, &term)?;
            let slot = vars.slot(&name.text)?;
            let equation = Formula::Compared(left, Comparison::Equal, right);
            vars.calculated.push((slot, equation));
        }
        Some(())
    }
}

/// Closes the variables of all calculations from a number on.
pub(super) fn closed(vars: &mut Variables, from: usize, formula: Formula) -> Formula {
    closed_by(taken(vars, from, |_| true), formula)
}

/// A conjunction; it closes the variables of the calculations from a number on for which it has all values.
pub(super) fn conjunction(vars: &mut Variables, from: usize, parts: Vec<Formula>) -> Formula {
    if vars.calculated.len() <= from {
        return Formula::And(parts);
    }
    let bound = bound(&parts);
    let slots: Vec<Slot> = vars.calculated.iter().skip(from).map(|(slot, _)| *slot).collect();
    let here = taken(vars, from, |equation| {
        equation.free().iter().all(|slot| bound.contains(slot) || slots.contains(slot))
    });
    closed_by(here, Formula::And(parts))
}

/// A quantified formula; it closes the variables of the calculations from a number on that need one of
/// its own.
pub(super) fn quantified(
    vars: &mut Variables,
    from: usize,
    all: bool,
    mut slots: Vec<Slot>,
    body: Formula,
) -> Formula {
    let here = taken(vars, from, |equation| {
        let free = equation.free();
        slots.iter().any(|slot| free.contains(slot))
    });
    match (all, body) {
        // What an implication calculates belongs to what it implies from.
        (true, Formula::Implies(left, right)) => {
            slots.extend(here.iter().map(|(slot, _)| *slot));
            let equations = here.into_iter().map(|(_, equation)| equation);
            let left = Formula::and([*left].into_iter().chain(equations));
            Formula::Forall(slots, Box::new(Formula::Implies(Box::new(left), right)))
        }
        (true, body) => Formula::Forall(slots, Box::new(closed_by(here, body))),
        (false, body) => Formula::Exists(slots, Box::new(closed_by(here, body))),
    }
}

type Equations = Vec<(Slot, Formula)>;

fn taken(vars: &mut Variables, from: usize, is_here: impl Fn(&Formula) -> bool) -> Equations {
    let all = vars.calculated.split_off(from.min(vars.calculated.len()));
    let (here, outside): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, equation)| is_here(equation));
    vars.calculated.extend(outside);
    here
}

fn closed_by(equations: Equations, formula: Formula) -> Formula {
    if equations.is_empty() {
        return formula;
    }
    let (slots, equations): (Vec<Slot>, Vec<Formula>) = equations.into_iter().unzip();
    Formula::exists(slots, Formula::and([formula].into_iter().chain(equations)))
}
