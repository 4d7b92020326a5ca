//! Quotas: how much, of what, per whom, in which window.

use std::collections::BTreeSet;

use super::Check;
use super::variables::Variables;
use crate::number::Number;
use crate::plan::{self, EventPattern, Measure, Operand, Slot};
use crate::span::Span;
use crate::tree::{Amount, LengthBound, Literal, Name, Quota, Scope, Window};
use crate::value::Value;
use crate::vocabulary::Type;

impl Check<'_> {
    pub(super) fn quota(
        &mut self,
        vars: &mut Variables,
        quota: &Quota,
        scope: Option<&Scope>,
    ) -> Option<plan::Quota> {
        let outer = vars.bound.clone();
        let (limit, measure, event) = self.amount(vars, &quota.amount)?;
        if quota.bound == LengthBound::AtLeast && limit <= Number::whole(0) {
            self.asks_nothing(quota.span);
            return None;
        }
        let mut per = Vec::new();
        for name in &quota.per {
            let slot = vars.slot(&name.text).filter(|slot| vars.bound.contains(slot));
            let Some(slot) = slot else {
                self.unbound(&name.text, name.span);
                return None;
            };
            if let Some(mention) = vars.mentions.get_mut(slot) {
                mention.count += 1;
            }
            per.push(slot);
        }
        if let Measure::Distinct(slot) | Measure::Sum(slot) = measure
            && (outer.contains(&slot) || per.contains(&slot))
        {
            self.fixed(vars, slot, quota.span);
            return None;
        }
        let window = match &quota.window {
            Some(Window::InAny(length)) => plan::Window::InAny(self.window_length(length)?),
            Some(Window::InTotal) => plan::Window::InTotal,
            None if !self.ends(scope) => {
                let help = match scope {
                    Some(Scope::While(state)) => format!(
                        "write `in any 24 h` or `in total`, or say what ends the state `{}`: `until …`",
                        state.name.text
                    ),
                    _ => "write `in any 24 h` or `in total`, or give the rule a scope that an event ends"
                        .to_owned(),
                };
                let message = "the window is left out";
                self.faults.error("R117", message, quota.span, "in which time?", Some(help));
                return None;
            }
            None if quota.bound == LengthBound::AtLeast => {
                self.known_at_end(quota, &per, &outer)?;
                plan::Window::Scope
            }
            None => plan::Window::Scope,
        };
        Some(plan::Quota { bound: quota.bound, limit, measure, event, per, window })
    }

    /// When a scope ends, what it did not name is known of the events that came, and not of those that did
    /// not.
    fn known_at_end(&mut self, quota: &Quota, per: &[Slot], outer: &BTreeSet<Slot>) -> Option<()> {
        let mut groups = quota.per.iter().zip(per);
        let Some((name, _)) = groups.find(|(_, slot)| !outer.contains(slot)) else {
            return Some(());
        };
        let message = format!("which `{0}` there are is not known when the scope ends", name.text);
        let help = format!(
            "have the scope name `{0}`, or write `in any 24 h` or `in total`: they ask of each `{0}` that came",
            name.text
        );
        self.faults.error("R117", message, name.span, "of which none may have come", Some(help));
        None
    }

    pub(super) fn asks_nothing(&mut self, span: Span) {
        let help = "ask for one at least".to_owned();
        let message = "`at least 0` asks for nothing";
        self.faults.error("R112", message, span, "always so", Some(help));
    }

    /// Reports that what is to be counted has one value only.
    pub(super) fn fixed(&mut self, vars: &Variables, slot: Slot, span: Span) {
        let name = vars.list.get(slot).map_or("", |variable| &variable.name);
        let message = format!("`{name}` has one value here, so there is nothing to count");
        let help = "give what is counted a name of its own: `field: name`".to_owned();
        self.faults.error("R117", message, span, "counts different values", Some(help));
    }

    fn amount(
        &mut self,
        vars: &mut Variables,
        amount: &Amount,
    ) -> Option<(Number, Measure, EventPattern)> {
        let counted =
            |check: &mut Self, limit: &Literal| check.whole_limit(limit).map(Number::whole);
        Some(match amount {
            Amount::Events { limit, event } => {
                let event = self.event(vars, event);
                (counted(self, limit)?, Measure::Events, event?)
            }
            Amount::Distinct { limit, of, event: shown } => {
                let event = self.event(vars, shown)?;
                let slot = self.measured(vars, &event, of, shown.span)?;
                (counted(self, limit)?, Measure::Distinct(slot), event)
            }
            Amount::Sum { limit, of, event: shown } => {
                let event = self.event(vars, shown)?;
                let slot = self.measured(vars, &event, of, shown.span)?;
                let Some(Value::Number(limit)) = self.literal_of(limit, &Type::Number) else {
                    return None;
                };
                let kind = vars.list.get(slot)?.of.clone();
                if !kind.meets(&Type::Number) {
                    let message = format!("`{}` is of type {kind}, which has no sum", of.text);
                    self.faults.error("R104", message, of.span, "not a number", None);
                    return None;
                }
                (limit, Measure::Sum(slot), event)
            }
        })
    }

    /// The variable that is counted or added up: the event must name it.
    pub(super) fn measured(
        &mut self,
        vars: &mut Variables,
        event: &EventPattern,
        name: &Name,
        shown: Span,
    ) -> Option<Slot> {
        let slot = vars.slot(&name.text).filter(|slot| {
            event.args.iter().any(|(_, operand)| *operand == Operand::Variable(*slot))
        });
        let Some(slot) = slot else {
            let message = format!("the event does not name `{}`", name.text);
            let fault = diagnostic::Diagnostic::error("R110", message)
                .label(name.span.range(), "of which event?")
                .label(shown.range(), "this one is counted");
            self.faults.push(fault.help(format!("add `{}` to its fields", name.text)));
            return None;
        };
        if let Some(mention) = vars.mentions.get_mut(slot) {
            mention.count += 1;
        }
        Some(slot)
    }

    /// Whether an event ends the scope, so that the count begins anew.
    fn ends(&self, scope: Option<&Scope>) -> bool {
        match scope {
            None | Some(Scope::Before(_)) => false,
            Some(Scope::After { until, .. }) => !until.is_empty(),
            Some(Scope::While(state)) => {
                let id = self.state_ids.get(&state.name.text);
                let state = id.and_then(|id| self.plan.states.get(*id));
                state.is_none_or(|state| !state.until.is_empty())
            }
            Some(Scope::Between { .. }) => true,
        }
    }
}
