//! At a trigger: is it one, is it excused, and is what the rule asks for true already.

mod quota;

use std::collections::BTreeSet;

use super::program::{Act, ExceptionProgram, NeedProgram, RuleId, RuleProgram};
use super::verdict::{Because, Mark, Outcome, Reason, Values, Verdict};
use super::{Seen, Stage, State};
use smallvec::{SmallVec, smallvec};

use crate::event::Event;
use crate::matching::{Bindings, each_match, guard_holds};
use crate::value::Value;
use quota::total_groups;

/// The ways in which an event triggers a rule; mostly one.
type Matches = SmallVec<[Bindings; 1]>;

impl State {
    /// Asks a rule at an event that may be its trigger.
    pub(super) fn trigger(&mut self, stage: &mut Stage<'_>, id: RuleId, event: &Event<'_>) {
        let program = stage.program;
        let Some(rule) = program.rules.get(id) else { return };
        stage.found.seen(id, |seen| self.note_guard(seen, rule, event));
        let mut matches = self.matches(rule, event);
        if matches.is_empty() {
            return;
        }
        if let Act::Quota(quota) = &rule.act {
            self.count(id, quota, &matches, event);
            if quota.quota.is_asked_at_end() {
                return;
            }
        }
        if rule.merges {
            for bindings in &mut matches {
                keep_only(bindings, rule);
            }
            matches.sort();
            matches.dedup();
        }
        let groups = total_groups(rule, &matches);
        for bindings in matches {
            self.asked(stage, id, bindings, event);
        }
        for group in groups {
            self.total_reached(stage, id, group, event);
        }
    }

    /// The ways in which an event triggers a rule in its scope.
    fn matches(&self, rule: &RuleProgram, event: &Event<'_>) -> Matches {
        let mut matches = Matches::new();
        self.each_in_scope(rule, event, &mut |bindings, held| {
            if held {
                matches.push(bindings.clone());
            }
        });
        if 1 < matches.len() {
            // A scope may hold for several values that the instance does not name.
            matches.sort();
            matches.dedup();
        }
        matches
    }

    /// The ways in which an event matches the trigger of a rule in its scope, and whether its `where`
    /// holds, which may speak of values that only the scope gives.
    fn each_in_scope(
        &self,
        rule: &RuleProgram,
        event: &Event<'_>,
        found: &mut dyn FnMut(&mut Bindings, bool),
    ) {
        let Some(pattern) = &rule.trigger else { return };
        let mut bindings: Bindings = smallvec![None; rule.slots];
        let (now, guard) = (event.time.as_millis(), pattern.guard.as_ref());
        each_match(pattern, event, &mut bindings, &mut |bindings| match &rule.scope {
            None => found(bindings, guard_holds(guard, bindings)),
            Some(scope) => scope.each(&self.relations, bindings, &mut |bindings, row| {
                if row.within(scope.window, now).is_some() {
                    let held = guard_holds(guard, bindings);
                    found(bindings, held);
                }
                std::ops::ControlFlow::Continue(())
            }),
        });
    }

    /// Notes whether the `where` of a trigger held, until it did both.
    fn note_guard(&self, seen: &mut Seen, rule: &RuleProgram, event: &Event<'_>) {
        let is_guarded = rule.trigger.as_ref().is_some_and(|pattern| pattern.guard.is_some());
        if is_guarded && !(seen.guard_held && seen.guard_failed) {
            if let (Some(pattern), false) = (&rule.trigger, seen.guard_near) {
                let mut bindings: Bindings = smallvec![None; rule.slots];
                each_match(pattern, event, &mut bindings, &mut |_| seen.guard_near = true);
            }
            self.each_in_scope(rule, event, &mut |_, held| {
                *(if held { &mut seen.guard_held } else { &mut seen.guard_failed }) = true;
            });
        }
    }

    /// A state began that a rule is about.
    pub(super) fn state_began(
        &mut self,
        stage: &mut Stage<'_>,
        id: RuleId,
        bindings: Bindings,
        event: &Event<'_>,
    ) {
        let merges = stage.program.rules.get(id).is_some_and(|rule| rule.merges);
        let triggered = merges && self.is_triggered(id, &bindings);
        if !triggered {
            self.asked(stage, id, bindings, event);
        }
    }

    fn is_triggered(&self, id: RuleId, bindings: &Bindings) -> bool {
        self.triggered.iter().any(|(rule, values)| *rule == id && **values == **bindings)
    }

    /// An instance begins, unless the rule is not in force or the instance is excused.
    fn asked(
        &mut self,
        stage: &mut Stage<'_>,
        id: RuleId,
        mut bindings: Bindings,
        event: &Event<'_>,
    ) {
        let Some(rule) = stage.program.rules.get(id) else { return };
        let now = event.time.as_millis();
        if rule.merges {
            // Excused or not, the state that begins with this event does not ask again.
            self.triggered.push((id, bindings.as_slice().into()));
        }
        if !rule.is_in_force(now) {
            stage.found.seen(id, |seen| seen.out_of_force += 1);
            return;
        }
        let is_excused = self.is_excused(rule, &mut bindings, event);
        let values: Values = bindings.as_slice().into();
        if is_excused {
            let verdict = verdict(id, Outcome::Excused, &values, event, Reason::None);
            stage.found.verdicts.push(verdict);
            return;
        }
        if rule.is_overriding {
            self.triggered.push((id, values.clone()));
        }
        match &rule.act {
            Act::Oblige(_) => self.duties.begin(&mut stage.scene(now), id, &values, event),
            Act::Break => {
                let because = self.scope_mark(rule, &mut bindings, now);
                self.wrong(stage, id, values, event, (Reason::Happened, because));
            }
            Act::Needs(needs) => match self.first_unmet(needs, &mut bindings, now) {
                None => kept(stage, id, &values, event),
                Some((number, because)) => {
                    let seen = stage.found.seen.get_mut(id);
                    if let Some(failed) = seen.map(|seen| &mut seen.needs_failed) {
                        failed.insert(number);
                        self.note_unmet(failed, needs, number + 1, &mut bindings, now);
                    }
                    self.wrong(stage, id, values, event, (Reason::Need(number), because));
                }
            },
            Act::Quota(quota) => self.judge(stage, id, quota, values, event),
            Act::Formula => {}
        }
    }

    /// Whether an exception holds here, or an overriding rule was triggered by the same event.
    fn is_excused(&self, rule: &RuleProgram, bindings: &mut Bindings, event: &Event<'_>) -> bool {
        rule.exceptions.iter().any(|exception| match exception {
            ExceptionProgram::When(check) => check.holds(&self.relations, event, bindings),
            ExceptionProgram::Rule(other, pairs) => {
                let mut triggered = self.triggered.iter().filter(|(rule, _)| rule == other);
                triggered.any(|(_, theirs)| {
                    pairs.iter().all(|(ours, slot)| bindings.get(*ours) == theirs.get(*slot))
                })
            }
        })
    }

    /// A violation at its trigger; under a scope `before`, only once the scope has ended.
    fn wrong(
        &mut self,
        stage: &mut Stage<'_>,
        id: RuleId,
        values: Values,
        event: &Event<'_>,
        (reason, mut because): (Reason, Because),
    ) {
        because.push(event.position);
        because.sort_unstable();
        because.dedup();
        let rule = stage.program.rules.get(id);
        if rule.is_some_and(|rule| rule.ends_before.is_some()) {
            let (now, why) = (event.time.as_millis(), (reason, because));
            self.duties.hold_until_scope_ends(&mut stage.scene(now), id, values, event, why);
            return;
        }
        let mut verdict = verdict(id, Outcome::Broken, &values, event, reason);
        verdict.because = because;
        stage.found.verdicts.push(verdict);
    }

    /// The event that opened the scope.
    fn scope_mark(&self, rule: &RuleProgram, bindings: &mut Bindings, now: i64) -> Because {
        let mut found = Because::new();
        if let Some(scope) = &rule.scope {
            scope.each(&self.relations, bindings, &mut |_, row| {
                found.extend(row.within(scope.window, now).map(Mark::at));
                std::ops::ControlFlow::Break(())
            });
        }
        found
    }

    /// The number of the first need for which the others leave no values; and what forbade it.
    fn first_unmet(
        &self,
        needs: &[NeedProgram],
        bindings: &mut Bindings,
        now: i64,
    ) -> Option<(usize, Because)> {
        let mut furthest = (0, Because::new());
        if self.met(needs, 0, bindings, now, &mut furthest) { None } else { Some(furthest) }
    }

    /// Adds the needs from one on that are not met either, as far as they can be asked by themselves.
    fn note_unmet(
        &self,
        failed: &mut BTreeSet<usize>,
        needs: &[NeedProgram],
        from: usize,
        bindings: &mut Bindings,
        now: i64,
    ) {
        for (number, need) in needs.iter().enumerate().skip(from) {
            if need.is_alone && !failed.contains(&number) {
                let alone = std::slice::from_ref(need);
                if self.first_unmet(alone, bindings, now).is_some() {
                    failed.insert(number);
                }
            }
        }
    }

    /// Whether the needs from here on can all be met with some values.
    fn met(
        &self,
        needs: &[NeedProgram],
        number: usize,
        bindings: &mut Bindings,
        now: i64,
        furthest: &mut (usize, Because),
    ) -> bool {
        let Some(need) = needs.get(number) else { return true };
        let fail = |because: Because, furthest: &mut (usize, Because)| {
            if furthest.0 <= number {
                *furthest = (number, because);
            }
        };
        if let Some(least) = &need.least {
            if self.counted(need, bindings, now, least) < least.count {
                fail(Because::new(), furthest);
                return false;
            }
            return self.met(needs, number + 1, bindings, now, furthest);
        }
        if need.negative {
            if let Some(mark) = need.lookup.first(&self.relations, bindings, now) {
                fail(smallvec![mark.at()], furthest);
                return false;
            }
            return self.met(needs, number + 1, bindings, now, furthest);
        }
        let (mut found, mut is_met) = (false, false);
        let window = need.lookup.window;
        need.lookup.each(&self.relations, bindings, &mut |bindings, row| {
            if row.within(window, now).is_none() {
                return std::ops::ControlFlow::Continue(());
            }
            found = true;
            is_met = self.met(needs, number + 1, bindings, now, furthest);
            if is_met {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        });
        if !found {
            fail(Because::new(), furthest);
        }
        is_met
    }

    /// How many events or values there are, at most as many as are asked for.
    fn counted(
        &self,
        need: &NeedProgram,
        bindings: &mut Bindings,
        now: i64,
        least: &super::program::Least,
    ) -> u64 {
        if least.is_each_row {
            return need.lookup.count(&self.relations, bindings, now, least.count);
        }
        let mut distinct: Vec<Option<Value>> = Vec::new();
        let mut count = 0;
        let window = need.lookup.window;
        need.lookup.each(&self.relations, bindings, &mut |bindings, row| {
            match least.distinct {
                None => count += row.count(window, now, least.count - count.min(least.count)),
                Some(slot) => {
                    let value = bindings.get(slot).cloned().flatten();
                    if row.within(window, now).is_some() && !distinct.contains(&value) {
                        distinct.push(value);
                        count += 1;
                    }
                }
            }
            if least.count <= count {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        });
        count
    }
}

fn kept(stage: &mut Stage<'_>, id: RuleId, values: &Values, event: &Event<'_>) {
    stage.found.verdicts.push(verdict(id, Outcome::Kept, values, event, Reason::None));
}

/// Forgets the variables that do not tell instances apart.
fn keep_only(bindings: &mut Bindings, rule: &RuleProgram) {
    for (slot, value) in bindings.iter_mut().enumerate() {
        if !rule.instance.contains(&slot) {
            *value = None;
        }
    }
}

fn verdict(
    rule: RuleId,
    outcome: Outcome,
    values: &Values,
    event: &Event<'_>,
    reason: Reason,
) -> Verdict {
    Verdict {
        rule,
        outcome,
        position: event.position,
        time: event.time,
        certain_at: event.time,
        values: values.clone(),
        because: Because::new(),
        nearest: None,
        reason,
    }
}
