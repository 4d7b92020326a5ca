//! What is to follow a trigger.

use std::collections::BTreeSet;

use super::Translator;
use crate::core::Formula;
use crate::plan::{
    Action, EventPattern, Expression, FieldRef, Interval, Operand, Otherwise, Outcome, Slot, Step,
};
use crate::tree::formula::TemporalOperator;
use crate::tree::{Comparison, Operator};
use crate::value::Value;
use crate::vocabulary::Type;

type Slots = BTreeSet<Slot>;

impl Translator<'_> {
    /// Neither the first part nor the reparation came about.
    pub(super) fn broken(
        &mut self,
        outcome: &Outcome,
        otherwise: Option<&Otherwise>,
        outer: &Slots,
    ) -> Vec<Formula> {
        if let Some(Otherwise { outcome: repair, from_break: true }) = otherwise {
            self.broken_from_break(outcome, repair, outer)
        } else {
            let first = Formula::not(self.outcome(outcome, outer, &[]));
            let repair = otherwise.map(|it| Formula::not(self.outcome(&it.outcome, outer, &[])));
            [first].into_iter().chain(repair).collect()
        }
    }

    /// The reparation counts from the event that broke the first part, which is one step.
    fn broken_from_break(
        &mut self,
        outcome: &Outcome,
        repair: &Outcome,
        outer: &Slots,
    ) -> Vec<Formula> {
        let mut wrong = vec![Formula::not(self.outcome(outcome, outer, &[]))];
        for step in outcome.chains.iter().flatten() {
            let repaired = self.outcome(repair, outer, &[]);
            let end = step.before.as_ref().map(|end| self.closed(end, outer));
            let (waits, breaks) = match (&step.action, end) {
                (Action::Do(event), Some(end)) => {
                    // The first end decides: a reparation behind a later one is none.
                    let not_yet = [Formula::not(self.closed(event, outer))];
                    let waits = not_yet.into_iter().chain([Formula::not(end.clone())]);
                    (Formula::and(waits), Formula::and([end, repaired]))
                }
                (Action::DoNot(event), end) => {
                    let comes = self.closed(event, outer);
                    let not_yet = [Formula::not(comes.clone())];
                    let open = end.map(Formula::not);
                    let waits = Formula::and(not_yet.into_iter().chain(open.clone()));
                    (waits, Formula::and([comes].into_iter().chain(open).chain([repaired])))
                }
                _ => continue,
            };
            wrong.push(Formula::not(strictly_until(waits, step.window, breaks)));
        }
        wrong
    }

    /// One of the chains comes about, and then the steps that follow the whole.
    fn outcome(&mut self, outcome: &Outcome, outer: &Slots, then: &[&[Step]]) -> Formula {
        let chains: Vec<Formula> =
            outcome.chains.iter().map(|chain| self.chain(chain, outer, then)).collect();
        Formula::or(chains)
    }

    fn chain(&mut self, chain: &[Step], outer: &Slots, then: &[&[Step]]) -> Formula {
        let Some((step, rest)) = chain.split_first() else {
            return match then.split_last() {
                Some((next, then)) => self.chain(next, outer, then),
                None => Formula::And(Vec::new()),
            };
        };
        match &step.action {
            Action::Group(group) => {
                let mut then = then.to_vec();
                then.push(rest);
                self.outcome(group, outer, &then)
            }
            Action::DoNot(event) => self.prohibited(step, event, outer),
            Action::Do(event) => {
                let mut rest_then = then.to_vec();
                rest_then.push(rest);
                self.done(step, event, outer, &rest_then)
            }
        }
    }

    fn prohibited(&mut self, step: &Step, event: &EventPattern, outer: &Slots) -> Formula {
        let (event, timed) = self.counted_from_trigger(step, event);
        let comes = Formula::and([self.closed(&event, outer)].into_iter().chain(timed));
        Formula::not(match &step.before {
            None => Formula::unary(TemporalOperator::Eventually, true, step.window, comes),
            Some(end) => {
                let open = Formula::not(self.ended(step, end, outer));
                let comes = Formula::and([comes, open.clone()]);
                strictly_until(open, step.window, comes)
            }
        })
    }

    /// The event comes in its time, and what follows comes after it.
    fn done(
        &mut self,
        step: &Step,
        event: &EventPattern,
        outer: &Slots,
        then: &[&[Step]],
    ) -> Formula {
        let (event, timed) = self.counted_from_trigger(step, event);
        let comes = self.event(&event);
        let bound: Slots = &comes.free() | outer;
        let rest = match then.split_last() {
            Some((next, then)) => self.chain(next, &bound, then),
            None => Formula::And(Vec::new()),
        };
        let comes = Formula::and([comes].into_iter().chain(timed).chain([rest]));
        let open = step.before.as_ref().map(|end| Formula::not(self.ended(step, end, outer)));
        let comes = super::close(comes, &with_time(outer, self.trigger_time));
        match open {
            None => Formula::unary(TemporalOperator::Eventually, false, step.window, comes),
            Some(open) => {
                let later = Formula::and([comes.clone(), open.clone()]);
                let later = strictly_until(open, step.window, later);
                // The event from which it counts comes too soon, if any does.
                if step.window.low == 0 { Formula::or([comes, later]) } else { later }
            }
        }
    }

    /// The event comes before which the step has to: not sooner than the step itself may come.
    fn ended(&mut self, step: &Step, end: &EventPattern, outer: &Slots) -> Formula {
        if step.window.low == 0 {
            return self.closed(end, outer);
        }
        let (end, passed) = self.passed(end);
        let opens = Expression::Constant(Value::Duration(step.window.low));
        let in_time = Formula::Compared(passed, Comparison::AtLeast, opens);
        let ends = Formula::and([self.event(&end), in_time]);
        super::close(ends, &with_time(outer, self.trigger_time))
    }

    /// Behind the first step, a time that counts from the trigger compares two times.
    fn counted_from_trigger(
        &mut self,
        step: &Step,
        event: &EventPattern,
    ) -> (EventPattern, Option<Formula>) {
        let (true, Some(high)) = (step.from_trigger, step.window.high) else {
            return (event.clone(), None);
        };
        let (event, passed) = self.passed(event);
        let limit = Expression::Constant(Value::Duration(high));
        (event, Some(Formula::Compared(passed, Comparison::AtMost, limit)))
    }

    /// An event that tells its time, and how long it comes after the trigger.
    fn passed(&mut self, event: &EventPattern) -> (EventPattern, Expression) {
        let start = match self.trigger_time {
            Some(start) => start,
            None => self.fresh("t", Type::Time),
        };
        self.trigger_time = Some(start);
        let now = self.fresh("t", Type::Time);
        let mut event = event.clone();
        event.args.push((FieldRef::Time, Operand::Variable(now)));
        let (now, start) = (Expression::Variable(now), Expression::Variable(start));
        (event, Expression::Calculated(Box::new(now), Operator::Minus, Box::new(start)))
    }
}

fn with_time(outer: &Slots, time: Option<Slot>) -> Slots {
    outer.iter().copied().chain(time).collect()
}

fn strictly_until(left: Formula, window: Interval, right: Formula) -> Formula {
    Formula::binary(left, TemporalOperator::Until, true, window, right)
}
