//! From the plan to the program.

mod duty;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use super::lookup::{Check, Lookup};
use super::program::{
    Act, ExceptionProgram, Least, NeedProgram, Program, QuotaProgram, RuleProgram, ScopeEnd,
    Source, WatchPlan,
};
use crate::check::{Plan, overriding, rules_in_order};
use crate::general::compile_formula;
use crate::plan::{
    Body, EventPattern, Exception, Expression, Need, Needed, Operand, Quota, RulePlan, Scope, Slot,
    StateId, StateUse, Test, Window,
};
use crate::translate::{instance_slots, translate};

/// Makes all rules ready to run.
pub(crate) fn compile(plan: &Plan) -> Program {
    let mut compiler = Compiler {
        plan,
        program: Program::default(),
        relations: BTreeMap::new(),
        overriding: plan.rules.iter().flat_map(overriding).collect(),
        states: BTreeSet::new(),
    };
    let kinds = plan.vocabulary.kinds().len();
    compiler.program.kinds.resize_with(kinds, Default::default);
    for (id, rule) in plan.rules.iter().enumerate() {
        let ready = compiler.rule(id, rule);
        compiler.program.rules.push(ready);
    }
    compiler.dispatch();
    compiler.program
}

struct Compiler<'a> {
    plan: &'a Plan,
    program: Program,
    /// The number of each relation by what it holds.
    relations: BTreeMap<String, usize>,
    /// The rules that override others.
    overriding: BTreeSet<usize>,
    /// The states of which the present rule speaks, with their relations.
    states: BTreeSet<(StateId, usize)>,
}

impl Compiler<'_> {
    fn rule(&mut self, id: usize, rule: &RulePlan) -> RuleProgram {
        let instance = instance_slots(rule);
        let mut trigger = rule.body.trigger().cloned();
        // The variables of the trigger that are not those of the instance do not stay.
        let known: BTreeSet<Slot> = trigger.iter().flat_map(EventPattern::variables).collect();
        let act = match &rule.body {
            Body::Always(_) | Body::Formula(_) => {
                let translation = translate(self.plan, rule);
                let (slots, formula) = (translation.variables.len(), &translation.formula);
                self.program.formulas.push(compile_formula(id, slots, formula, rule.in_force));
                Act::Formula
            }
            Body::Never(_) => Act::Break,
            Body::OnlyIf { needs, .. } => Act::Needs(self.needs(needs, &instance)),
            Body::Quota(quota) => Act::Quota(self.quota(id, rule, quota)),
            Body::Whenever { outcome, otherwise, .. } => {
                Act::Oblige(self.duty(outcome, otherwise.as_ref(), &instance))
            }
            Body::Recurs { state, event, period } => {
                let watch = self.watch(id, state);
                Act::Oblige(self.recurrence(watch, event, *period, &instance))
            }
            Body::Lasts { state, bound, length } => {
                trigger = None;
                let watch = self.watch(id, state);
                Act::Oblige(self.lasting(watch, *bound, *length, &instance))
            }
        };
        let scope = match act {
            Act::Formula => None,
            _ => self.rule_scope(rule, &known),
        };
        let ends_before = match &rule.scope {
            Some(Scope::Before(event)) => {
                let key = event.variables().filter(|slot| instance.contains(slot)).collect();
                Some(ScopeEnd { event: event.clone(), key })
            }
            _ => None,
        };
        RuleProgram {
            slots: rule.variables.len(),
            merges: matches!(rule.body, Body::Recurs { .. }),
            trigger,
            scope,
            ends_before,
            exceptions: self.exceptions(rule, &instance),
            is_overriding: self.overriding.contains(&id),
            in_force: rule.in_force,
            states: std::mem::take(&mut self.states),
            instance: instance.into_iter().collect(),
            act,
        }
    }

    fn quota(&mut self, id: usize, rule: &RulePlan, quota: &Quota) -> QuotaProgram {
        let scope = match (quota.window, &rule.scope) {
            (Window::Scope, Some(scope)) => Some(self.scope_watch(id, scope)),
            _ => None,
        };
        let mut group = rule.scope.as_ref().map(Scope::slots).unwrap_or_default();
        if !quota.is_asked_at_end() {
            group.extend(quota.per.iter().copied());
        }
        QuotaProgram { quota: quota.clone(), group: group.into_iter().collect(), scope }
    }

    /// The question whether the scope holds; none for `before`, which only the future answers.
    fn rule_scope(&mut self, rule: &RulePlan, known: &BTreeSet<Slot>) -> Option<Lookup> {
        match rule.scope.as_ref()? {
            Scope::While(state) => Some(self.state_lookup(state, known)),
            Scope::After { start, span, until } => {
                Some(self.scope_lookup(start, *span, until, known))
            }
            Scope::Before(_) => None,
        }
    }

    fn exceptions(&mut self, rule: &RulePlan, known: &BTreeSet<Slot>) -> Vec<ExceptionProgram> {
        let mut exceptions = Vec::new();
        for exception in &rule.exceptions {
            match exception {
                Exception::When(test) => {
                    let check = self.check(test, known);
                    exceptions.push(ExceptionProgram::When(check));
                }
                Exception::Rule(other) => {
                    let Some(theirs) = self.plan.rules.get(*other) else { continue };
                    let instance = instance_slots(theirs);
                    let pairs = known.iter().filter_map(|ours| {
                        let name = &rule.variables.get(*ours)?.name;
                        let same = |slot: &&Slot| {
                            theirs.variables.get(**slot).is_some_and(|it| it.name == *name)
                        };
                        instance.iter().find(same).map(|theirs| (*ours, *theirs))
                    });
                    let pairs = pairs.collect();
                    exceptions.push(ExceptionProgram::Rule(*other, pairs));
                }
            }
        }
        exceptions
    }

    fn check(&mut self, test: &Test, known: &BTreeSet<Slot>) -> Check {
        match test {
            Test::Compared(left, comparison, right) => {
                Check::Compared(left.clone(), *comparison, right.clone())
            }
            Test::Event(event) => Check::Event((**event).clone()),
            Test::State(state) => Check::Holds(self.state_lookup(state, known)),
            Test::Not(inner) => Check::Not(Box::new(self.check(inner, known))),
            Test::And(parts) => Check::And(self.checks(parts, known)),
            Test::Or(parts) => Check::Or(self.checks(parts, known)),
        }
    }

    fn checks(&mut self, parts: &[Test], known: &BTreeSet<Slot>) -> Vec<Check> {
        parts.iter().map(|part| self.check(part, known)).collect()
    }

    fn needs(&mut self, needs: &[Need], instance: &BTreeSet<Slot>) -> Vec<NeedProgram> {
        let mut known = instance.clone();
        let mut programs = Vec::new();
        for (number, need) in needs.iter().enumerate() {
            let wanted: BTreeSet<Slot> = needs[number + 1..].iter().flat_map(need_slots).collect();
            let (lookup, least) = match &need.what {
                Needed::State(state) => (self.state_lookup(state, &known), None),
                Needed::Event { event, when } => {
                    (self.past_lookup(event, *when, Some(1), &known, &wanted), None)
                }
                Needed::AtLeast { count, distinct, event, when } => {
                    let wanted: BTreeSet<Slot> = distinct.iter().copied().collect();
                    let marks = if distinct.is_some() { 1 } else { *count };
                    let marks = usize::try_from(marks.max(1)).unwrap_or(usize::MAX);
                    let lookup = self.past_lookup(event, *when, Some(marks), &known, &wanted);
                    let is_each_row = distinct.is_some_and(|slot| lookup.gives_only(slot));
                    let (count, distinct) = (*count, *distinct);
                    (lookup, Some(Least { count, distinct, is_each_row }))
                }
            };
            let given = &known - instance;
            let is_alone = need_slots(need).iter().all(|slot| !given.contains(slot));
            if !need.negative && least.is_none() {
                known.extend(need_slots(need));
            }
            programs.push(NeedProgram { negative: need.negative, lookup, least, is_alone });
        }
        programs
    }

    /// A state that tells when it begins and ends.
    fn watch(&mut self, rule: usize, state: &StateUse) -> usize {
        let relation = self.state_relation(state.state);
        let slots: BTreeSet<Slot> = state.variables().collect();
        let slots = slots.into_iter().collect();
        self.add_watch(rule, relation, state.clone(), slots)
    }

    fn add_watch(
        &mut self,
        rule: usize,
        relation: usize,
        state: StateUse,
        slots: Vec<Slot>,
    ) -> usize {
        let plan = &self.program.relations[relation];
        // Rows that become too old go without a word.
        let is_whole = slots.len() == plan.width && state.args.len() == plan.width;
        let is_row = is_whole && plan.keep.is_none() && state.guard.is_none();
        let column_of = |slot: &Slot| {
            let mut args = state.args.iter();
            args.find(|(_, operand)| operand.variable() == Some(*slot)).map(|(column, _)| *column)
        };
        let columns = if is_row { slots.iter().map(column_of).collect() } else { None };
        self.program.watches.push(WatchPlan { rule, relation, state, slots, columns });
        self.program.watches.len() - 1
    }

    fn scope_watch(&mut self, rule: usize, scope: &Scope) -> usize {
        match scope {
            Scope::While(state) => self.watch(rule, state),
            Scope::After { start, until, .. } => {
                // That its time is over does not end it: its end is an event.
                let (relation, columns) = self.scope_relation(start, None, until);
                let args = columns.iter().enumerate();
                let args = args.map(|(column, slot)| (column, Operand::Variable(*slot)));
                // The relation stands for a state; nobody looks up its number.
                let state = StateUse { state: usize::MAX, args: args.collect(), guard: None };
                let mut slots = columns;
                slots.sort_unstable();
                self.add_watch(rule, relation, state, slots)
            }
            Scope::Before(_) => unreachable!("a scope `before` has no window of its own"),
        }
    }

    /// Notes for each kind of event whom it concerns.
    fn dispatch(&mut self) {
        let Program { relations, watches, watched, ends, nodes, rules, kinds, .. } =
            &mut self.program;
        watched.resize_with(relations.len(), Vec::new);
        ends.resize_with(watches.len(), Vec::new);
        for (id, watch) in watches.iter().enumerate() {
            watched[watch.relation].push(id);
        }
        for (id, relation) in relations.iter().enumerate() {
            let until = relation.until.iter().map(|ending| &ending.event);
            for event in relation.from.iter().chain(until) {
                kinds[event.kind.index()].relations.insert(id);
            }
        }
        for (id, node) in nodes.iter().enumerate() {
            match &node.source {
                Source::Event(event) => kinds[event.kind.index()].nodes.push(id),
                Source::End { watch, .. } => ends[*watch].push(id),
            }
            if let Some(event) = &node.before {
                kinds[event.kind.index()].before.push(id);
            }
        }
        for id in rules_in_order(&self.plan.rules) {
            let Some(rule) = rules.get(id) else { continue };
            if let Some(event) = &rule.trigger {
                kinds[event.kind.index()].rules.push(id);
            }
            if let Some(end) = &rule.ends_before {
                kinds[end.event.kind.index()].scope_ends.push(id);
            }
        }
    }
}

/// The variables of a need.
fn need_slots(need: &Need) -> Vec<Slot> {
    let (slots, guard): (Vec<Slot>, _) = match &need.what {
        Needed::State(state) => (state.variables().collect(), &state.guard),
        Needed::Event { event, .. } | Needed::AtLeast { event, .. } => {
            (event.variables().collect(), &event.guard)
        }
    };
    slots.into_iter().chain(guard.iter().flat_map(test_slots)).collect()
}

/// The variables of the comparisons of a `where`.
pub(super) fn test_slots(test: &Test) -> BTreeSet<Slot> {
    let side = |expression: &Expression| expression.variables();
    match test {
        Test::Compared(left, _, right) => &side(left) | &side(right),
        Test::Not(inner) => test_slots(inner),
        Test::And(parts) | Test::Or(parts) => parts.iter().flat_map(test_slots).collect(),
        Test::Event(_) | Test::State(_) => BTreeSet::new(),
    }
}
