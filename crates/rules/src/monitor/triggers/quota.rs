//! Quotas at their triggers, and at the end of their scopes.

use kernel::{Position, SimTime};

use super::super::program::{Act, Program, QuotaProgram, RuleId, RuleProgram};
use super::super::quotas::limit;
use super::super::verdict::{Mark, Outcome, Reason, Values};
use super::super::{Stage, State};
use super::{kept, verdict};
use smallvec::smallvec;

use crate::event::Event;
use crate::matching::{Bindings, set, values};
use crate::plan::{Measure, Window};
use crate::tree::LengthBound;
use crate::tuple::Tuple;
use crate::value::Value;

/// The most events that a violation of a quota names.
const BECAUSE_MAX: usize = 16;

/// What was counted in a scope that has just ended.
#[derive(Debug)]
pub(in crate::monitor) struct EndedQuota {
    rule: RuleId,
    bindings: Bindings,
    /// Nothing if no event counted.
    amount: Option<i128>,
    because: Vec<Mark>,
}

impl State {
    /// Counts an event in all groups in which it lies.
    pub(super) fn count(
        &mut self,
        id: RuleId,
        program: &QuotaProgram,
        matches: &[Bindings],
        event: &Event<'_>,
    ) {
        let quota = &program.quota;
        let counts = self.quotas.entry(id).or_default();
        counts.expire(quota, quota.bound == LengthBound::AtLeast, event.time.as_millis());
        let mut group = Tuple::new();
        for bindings in matches {
            let value = match quota.measure {
                Measure::Events => Some(Value::Bool(true)),
                Measure::Distinct(slot) | Measure::Sum(slot) => {
                    bindings.get(slot).cloned().flatten()
                }
            };
            if let (true, Some(value)) = (values(bindings, &program.group, &mut group), value) {
                if let Some(watch) = program.scope {
                    let mut scope = Tuple::new();
                    values(bindings, &self.watch_slots[watch], &mut scope);
                    counts.put_under(&scope, &group);
                }
                counts.add(quota, &group, Mark::of(event), value);
            }
        }
    }

    /// Compares the amount that includes this event with the limit.
    pub(super) fn judge(
        &mut self,
        stage: &mut Stage<'_>,
        id: RuleId,
        program: &QuotaProgram,
        values: Values,
        event: &Event<'_>,
    ) {
        let quota = &program.quota;
        let mut group = Tuple::new();
        crate::matching::values(&values, &program.group, &mut group);
        let Some(count) = self.quotas.get(&id).and_then(|it| it.get(&group)) else { return };
        let amount = count.amount(quota.measure);
        let limit = limit(quota);
        stage.found.seen(id, |seen| seen.most = seen.most.max(amount));
        let mark = Mark::of(event);
        let is_wrong = match (quota.bound, quota.window) {
            (LengthBound::AtMost, _) => limit < amount,
            (LengthBound::AtLeast, Window::InAny(length)) => {
                let first = count.first.map_or(mark.time, |first| first.time);
                length <= mark.time - first && amount < limit
            }
            (LengthBound::AtLeast, _) => {
                if count.first == Some(mark) {
                    self.totals.entry((id, group.clone())).or_default().push((mark, values));
                }
                return;
            }
        };
        if !is_wrong {
            kept(stage, id, &values, event);
            return;
        }
        let because = count.newest(BECAUSE_MAX).into_iter().map(Mark::at).collect();
        self.wrong(stage, id, values, event, (Reason::Amount(amount), because));
    }

    /// `at least … in total`: once enough have come, whoever waits for that is served.
    pub(super) fn total_reached(
        &mut self,
        stage: &mut Stage<'_>,
        id: RuleId,
        group: Tuple,
        event: &Event<'_>,
    ) {
        let Some(Act::Quota(program)) = stage.program.rules.get(id).map(|rule| &rule.act) else {
            return;
        };
        let count = self.quotas.get(&id).and_then(|it| it.get(&group));
        let amount = count.map_or(0, |count| count.amount(program.quota.measure));
        if amount < limit(&program.quota) {
            return;
        }
        for (mark, values) in self.totals.remove(&(id, group)).unwrap_or_default() {
            let mut verdict = verdict(id, Outcome::Kept, &values, event, Reason::None);
            verdict.position = Position(mark.position);
            verdict.time = SimTime::from_millis(mark.time);
            stage.found.verdicts.push(verdict);
        }
    }

    /// The scope of a quota ended: what was counted is taken out, and returned if it is asked for.
    pub(in crate::monitor) fn quota_ended(
        &mut self,
        program: &Program,
        id: RuleId,
        scope: &Tuple,
    ) -> Option<EndedQuota> {
        let rule = program.rules.get(id)?;
        let Act::Quota(QuotaProgram { quota, group, .. }) = &rule.act else { return None };
        let counts = self.quotas.entry(id).or_default();
        let count = counts.get(scope);
        let amount = count.map(|count| count.amount(quota.measure));
        let because = count.map(|count| count.newest(BECAUSE_MAX)).unwrap_or_default();
        counts.end_scope(scope);
        let mut bindings: Bindings = smallvec![None; rule.slots];
        for (slot, value) in group.iter().zip(scope.values()) {
            set(&mut bindings, *slot, Some(value));
        }
        quota.is_asked_at_end().then_some(EndedQuota { rule: id, bindings, amount, because })
    }

    /// Compares what was counted in a scope that ended with the limit.
    pub(in crate::monitor) fn judge_ended(
        &mut self,
        stage: &mut Stage<'_>,
        ended: EndedQuota,
        event: &Event<'_>,
    ) {
        let EndedQuota { rule: id, mut bindings, amount: counted, because } = ended;
        let Some(rule) = stage.program.rules.get(id) else { return };
        let Act::Quota(QuotaProgram { quota, .. }) = &rule.act else { return };
        if !rule.is_in_force(event.time.as_millis()) {
            return;
        }
        let (amount, is_empty) = (counted.unwrap_or(0), counted.is_none());
        let is_excused = self.is_excused(rule, &mut bindings, event);
        let values: Values = bindings.as_slice().into();
        if is_excused {
            stage.found.verdicts.push(verdict(id, Outcome::Excused, &values, event, Reason::None));
        } else if limit(quota) <= amount && !(is_empty && matches!(quota.measure, Measure::Sum(_)))
        {
            kept(stage, id, &values, event);
        } else {
            let because = because.into_iter().map(Mark::at).collect();
            self.wrong(stage, id, values, event, (Reason::Amount(amount), because));
        }
    }
}

/// The groups of `at least … in total` in which an event counts.
pub(super) fn total_groups(rule: &RuleProgram, matches: &[Bindings]) -> Vec<Tuple> {
    let Act::Quota(QuotaProgram { quota, group, .. }) = &rule.act else { return Vec::new() };
    if (quota.bound, quota.window) != (LengthBound::AtLeast, Window::InTotal) {
        return Vec::new();
    }
    let keys = matches.iter().filter_map(|bindings| {
        let mut key = Tuple::new();
        values(bindings, group, &mut key).then_some(key)
    });
    keys.collect()
}
