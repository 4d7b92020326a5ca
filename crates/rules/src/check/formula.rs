//! Formulas of the core as people write them.

use super::Check;
use super::calculated::{self, closed};
use super::pattern::{Named, Naming};
use super::rewrite::monitored;
use super::safe::{Unsafe, unsafe_part};
use super::variables::Variables;
use crate::core::{self, Formula};
use crate::plan::{Interval, Test};
use crate::span::Span;
use crate::translate::violation_of_always;
use crate::tree::formula::{Aggregate, Fold, Temporal, TemporalOperator};
use crate::tree::{self, Name, Pattern, Rule};
use crate::vocabulary::Type;

impl Check<'_> {
    /// A violation formula, if it can be monitored.
    pub(super) fn formula(
        &mut self,
        vars: &mut Variables,
        shown: &tree::Formula,
    ) -> Option<Formula> {
        let formula = self.subformula(vars, shown)?;
        let formula = monitored(closed(vars, 0, formula));
        self.monitorable(vars, &formula, whole_span(shown), None)?;
        Some(formula)
    }

    /// Reports an `always` that cannot be monitored.
    pub(super) fn always_safe(&mut self, vars: &Variables, test: &Test, rule: &Rule) -> Option<()> {
        let violation = violation_of_always(&self.plan.states, &mut vars.list.clone(), test);
        let help = "say what must not be, with an event that gives a value: `always not (… and …)`";
        self.monitorable(vars, &violation, rule.name.span, Some(help))
    }

    /// What a variable lacks is said otherwise of an `always`, which does not show its formula.
    fn monitorable(
        &mut self,
        vars: &Variables,
        formula: &Formula,
        span: Span,
        of_always: Option<&str>,
    ) -> Option<()> {
        let Some(fault) = unsafe_part(formula) else { return Some(()) };
        let vocabulary = &self.plan.vocabulary;
        let (message, help) = match &fault {
            Unsafe::Variables { part, slots } => {
                let names: Vec<&str> = slots
                    .iter()
                    .filter_map(|slot| vars.list.get(*slot))
                    .map(|variable| variable.name.as_str())
                    .collect();
                let names = names.join("`, `");
                let shown = core::shown(part, &vars.list, vocabulary);
                (
                    format!("nothing gives `{names}` a value in `{shown}`"),
                    of_always.map_or_else(
                        || format!("name an event or condition with `{names}` beside it, joined by `and`"),
                        str::to_owned,
                    ),
                )
            }
            Unsafe::Alternatives { part } => {
                let shown = core::shown(part, &vars.list, vocabulary);
                (
                    format!("the alternatives of `{shown}` give values to different variables"),
                    "close the others with `exists`, or make two rules".to_owned(),
                )
            }
            Unsafe::FutureAggregate { part } => {
                let shown = core::shown(part, &vars.list, vocabulary);
                (
                    format!("`{shown}` adds up what is still to come"),
                    "aggregates look at the past only: take `once` instead".to_owned(),
                )
            }
            Unsafe::PastOverFuture { part } => {
                let shown = core::shown(part, &vars.list, vocabulary);
                (
                    format!("`{shown}` looks back without an end at what looks ahead"),
                    "say how far to look back: `once within 24 h …`".to_owned(),
                )
            }
        };
        self.unmonitorable(&message, &help, span);
        None
    }

    fn subformula(&mut self, vars: &mut Variables, shown: &tree::Formula) -> Option<Formula> {
        Some(match shown {
            tree::Formula::Atom(pattern) => self.formula_atom(vars, pattern)?,
            tree::Formula::Compared(left, comparison, right) => {
                let (left, right) = self.comparison(vars, left, *comparison, right)?;
                Formula::Compared(left, *comparison, right)
            }
            tree::Formula::Not(inner, _) => Formula::Not(Box::new(self.subformula(vars, inner)?)),
            tree::Formula::And(parts) => {
                let first = vars.calculated.len();
                let parts = self.subformulas(vars, parts)?;
                calculated::conjunction(vars, first, parts)
            }
            tree::Formula::Or(parts) => Formula::Or(self.subformulas(vars, parts)?),
            tree::Formula::Implies(left, right) => {
                let left = self.subformula(vars, left);
                let right = self.subformula(vars, right)?;
                Formula::Implies(Box::new(left?), Box::new(right))
            }
            tree::Formula::Quantified { all, variables, body } => {
                self.quantified(vars, *all, variables, body)?
            }
            tree::Formula::Unary(temporal, inner) => {
                let inner = self.subformula(vars, inner);
                Formula::Unary(self.temporal(temporal)?, Box::new(inner?))
            }
            tree::Formula::Binary(left, temporal, right) => {
                let left = self.subformula(vars, left);
                let right = self.subformula(vars, right);
                Formula::Binary(Box::new(left?), self.temporal(temporal)?, Box::new(right?))
            }
            tree::Formula::Aggregate(aggregate) => self.aggregate(vars, aggregate)?,
        })
    }

    fn subformulas(
        &mut self,
        vars: &mut Variables,
        parts: &[tree::Formula],
    ) -> Option<Vec<Formula>> {
        let parts: Vec<_> = parts.iter().map(|part| self.subformula(vars, part)).collect();
        parts.into_iter().collect()
    }

    /// An event, or a state written out.
    fn formula_atom(&mut self, vars: &mut Variables, pattern: &Pattern) -> Option<Formula> {
        let (pattern, equations) = Self::without_calculations(vars, pattern);
        let formula = match self.named(&pattern.name)? {
            Named::Event(kind) => {
                let is_declared = self.plan.vocabulary.kind(kind)?.is_declared;
                let naming = if is_declared { Naming::ByPlace } else { Naming::ByName };
                let event = self.event_of(vars, kind, &pattern, naming)?;
                Formula::Atom { kind, args: event.args }
            }
            Named::State(state) => {
                let used = self.state_of(vars, state, &pattern)?;
                let formula =
                    crate::translate::state_holds(&self.plan.states, &mut vars.list, &used);
                vars.mentions.resize(
                    vars.list.len(),
                    super::variables::Mention { first: pattern.span, count: 2, is_explicit: false },
                );
                formula
            }
        };
        self.note_calculations(vars, equations)?;
        Some(formula)
    }

    /// A quantifier hides a variable of the same name outside of it.
    fn quantified(
        &mut self,
        vars: &mut Variables,
        all: bool,
        names: &[Name],
        body: &tree::Formula,
    ) -> Option<Formula> {
        let hidden = hide(vars, names);
        let slots = (vars.list.len() - names.len()..vars.list.len()).collect::<Vec<_>>();
        let first = vars.calculated.len();
        let inner = self.subformula(vars, body);
        for (slot, name) in slots.iter().zip(names) {
            if vars.mentions.get(*slot).is_some_and(|mention| mention.count == 0) {
                let message = format!("`{}` is never used", name.text);
                let help = "leave it out of the quantifier";
                self.faults.warning("R111", message, name.span, "bound here", help);
            }
        }
        reveal(vars, hidden, &slots, names);
        Some(calculated::quantified(vars, first, all, slots, inner?))
    }

    fn aggregate(&mut self, vars: &mut Variables, it: &Aggregate) -> Option<Formula> {
        let first = vars.calculated.len();
        let body = self.subformula(vars, &it.body)?;
        let body = closed(vars, first, body);
        let free = body.free();
        let find = |check: &mut Self, vars: &mut Variables, name: &Name| {
            let slot = vars.slot(&name.text).filter(|slot| free.contains(slot));
            if slot.is_none() {
                let message = format!("`{}` is no variable of what is added up", name.text);
                let help = "name it in an event between the brackets".to_owned();
                check.faults.error("R110", message, name.span, "unbound variable", Some(help));
            }
            slot
        };
        let of = find(self, vars, &it.of);
        let per: Vec<_> = it.per.iter().map(|name| find(self, vars, name)).collect();
        let (of, per) = (of?, per.into_iter().collect::<Option<Vec<_>>>()?);
        let kind = vars.list.get(of)?.of.clone();
        let adds = matches!(it.fold, Fold::Sum | Fold::Average);
        if adds && !kind.meets(&Type::Number)
            || !adds && it.fold != Fold::Count && !kind.is_ordered()
        {
            let message =
                format!("`{}` is of type {kind}: it has no {}", it.of.text, it.fold.word());
            self.faults.error("R104", message, it.of.span, "not a number", None);
            return None;
        }
        let result_type = match it.fold {
            Fold::Count => Type::Int,
            Fold::Average => Type::Number,
            Fold::Sum | Fold::Min | Fold::Max => kind,
        };
        let result = self.variable(vars, &it.result, &result_type, false)?;
        if free.contains(&result) {
            let message = format!("`{}` stands on both sides", it.result.text);
            let label = "take another name for the result";
            self.faults.error("R109", message, it.result.span, label, None);
            return None;
        }
        let body = Box::new(body);
        Some(Formula::Aggregate(core::Aggregate { result, fold: it.fold, of, body, per }))
    }

    fn temporal(&mut self, shown: &Temporal) -> Option<core::Temporal> {
        let window = match &shown.window {
            None => Interval::ALWAYS,
            Some(tree::formula::Interval::Within(length)) => Interval::within(self.length(length)?),
            Some(tree::formula::Interval::Range { low, low_open, high, high_open }) => {
                let low = self.length(low)? + i64::from(*low_open);
                let high = match high {
                    Some(high) => Some(self.length(high)? - i64::from(*high_open)),
                    None => None,
                };
                Interval { low, high }
            }
        };
        if window.high.is_some_and(|high| high < window.low) {
            let message = "the window is empty";
            self.faults.error("R112", message, shown.span, "no time at all", None);
            return None;
        }
        if shown.operator.is_future()
            && window.high.is_none()
            && shown.operator != TemporalOperator::Next
        {
            let word = shown.operator.word();
            let message = format!("`{word}` has no upper end");
            let help = format!("say how long to wait: `{word} within 24 h …`");
            self.faults.error("R115", message, shown.span, "might wait for ever", Some(help));
            return None;
        }
        Some(core::Temporal { operator: shown.operator, strictly: shown.strictly, window })
    }
}

/// Gives new slots to names, and takes the old ones out of reach.
fn hide(vars: &mut Variables, names: &[Name]) -> Vec<(usize, String)> {
    let mut hidden = Vec::new();
    for name in names {
        if let Some(slot) = vars.slot(&name.text) {
            let old = vars.list.get_mut(slot).map(|it| std::mem::take(&mut it.name));
            hidden.push((slot, old.unwrap_or_default()));
        }
        let slot = vars.meet(&name.text, &Type::Any, name.span, false);
        if let Some(mention) = vars.mentions.get_mut(slot) {
            mention.count = 0;
        }
    }
    hidden
}

/// Undoes [`hide`].
fn reveal(vars: &mut Variables, hidden: Vec<(usize, String)>, slots: &[usize], names: &[Name]) {
    for (slot, name) in slots.iter().zip(names) {
        // The name stays for printing, but nobody outside can mean this variable.
        if let Some(variable) = vars.list.get_mut(*slot) {
            variable.name = format!("{}'", name.text);
        }
    }
    for (slot, name) in hidden {
        if let Some(variable) = vars.list.get_mut(slot) {
            variable.name = name;
        }
    }
}

fn whole_span(formula: &tree::Formula) -> Span {
    match formula {
        tree::Formula::Atom(pattern) => pattern.span,
        tree::Formula::Compared(left, _, right) => left.span().to(right.span()),
        tree::Formula::Not(inner, span) => span.to(whole_span(inner)),
        tree::Formula::And(parts) | tree::Formula::Or(parts) => {
            let first = parts.first().map_or(Span::default(), whole_span);
            first.to(parts.last().map_or(first, whole_span))
        }
        tree::Formula::Quantified { variables, body, .. } => {
            let body = whole_span(body);
            variables.first().map_or(body, |name| name.span.to(body))
        }
        tree::Formula::Unary(temporal, inner) => temporal.span.to(whole_span(inner)),
        tree::Formula::Implies(left, right) | tree::Formula::Binary(left, _, right) => {
            whole_span(left).to(whole_span(right))
        }
        tree::Formula::Aggregate(aggregate) => aggregate.span,
    }
}
