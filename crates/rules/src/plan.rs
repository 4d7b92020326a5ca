//! Rules with every name resolved: what the translation and the monitor are made from.
//!
//! Variables are numbered per rule; times are whole milliseconds, and windows hold both ends.

use std::collections::BTreeSet;

use crate::core::Formula;
use crate::number::Number;
use crate::span::Span;
use crate::tree::{Comparison, LengthBound, Operator};
use crate::value::Value;
use crate::vocabulary::{KindId, Type};

/// The number of a variable in its rule.
pub(crate) type Slot = usize;

/// The number of a state in its rule set.
pub(crate) type StateId = usize;

/// What an event or state is asked for in one of its fields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Variable(Slot),
    Constant(Value),
}

/// A field of an event: one of its kind, or what every event has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldRef {
    Of(usize),
    /// The position in the log, as a number.
    Position,
    /// The time of the event.
    Time,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EventPattern {
    pub(crate) kind: KindId,
    pub(crate) args: Vec<(FieldRef, Operand)>,
    pub(crate) guard: Option<Test>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StateUse {
    pub(crate) state: StateId,
    /// Columns of the state; those left out may hold anything.
    pub(crate) args: Vec<(usize, Operand)>,
    pub(crate) guard: Option<Test>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Variable(Slot),
    Constant(Value),
    Calculated(Box<Expression>, Operator, Box<Expression>),
}

/// What is asked at one event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Compared(Expression, Comparison, Expression),
    Event(Box<EventPattern>),
    State(Box<StateUse>),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

/// Milliseconds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) low: i64,
    pub(crate) high: Option<i64>,
}

impl Interval {
    pub(crate) const ALWAYS: Interval = Interval { low: 0, high: None };

    pub(crate) const fn within(high: i64) -> Interval {
        Interval { low: 0, high: Some(high) }
    }

    pub(crate) fn holds(self, distance: i64) -> bool {
        self.low <= distance && self.high.is_none_or(|high| distance <= high)
    }

    /// The same window, so much later.
    pub(crate) fn later(self, by: i64) -> Interval {
        let high = self.high.map(|high| high.saturating_add(by));
        Interval { low: self.low.saturating_add(by), high }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) of: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatePlan {
    pub(crate) name: String,
    /// The parameters of the state, then the variables of its patterns.
    pub(crate) variables: Vec<Variable>,
    /// How many of the variables are parameters.
    pub(crate) width: usize,
    pub(crate) from: Vec<EventPattern>,
    pub(crate) until: Vec<EventPattern>,
}

/// The first and the last instant at which a rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InForce {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl InForce {
    pub(crate) fn holds(self, ms: i64) -> bool {
        self.first <= ms && ms <= self.last
    }

    /// Whether two rules are in force at once at some time.
    pub(crate) fn overlap(one: Option<InForce>, other: Option<InForce>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => one.first <= other.last && other.first <= one.last,
            _ => true,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RulePlan {
    pub(crate) name: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) in_force: Option<InForce>,
    pub(crate) scope: Option<Scope>,
    pub(crate) body: Body,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) is_enforced: bool,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scope {
    While(StateUse),
    /// `after` and `between`; the latter waits for its end.
    After {
        start: EventPattern,
        span: Option<i64>,
        until: Vec<EventPattern>,
    },
    Before(EventPattern),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    Whenever {
        trigger: EventPattern,
        outcome: Outcome,
        otherwise: Option<Otherwise>,
    },
    Never(EventPattern),
    OnlyIf {
        trigger: EventPattern,
        needs: Vec<Need>,
    },
    Quota(Quota),
    /// `state` is the scope; `shared` are the variables that it has in common with the event.
    Recurs {
        state: StateUse,
        event: EventPattern,
        period: i64,
    },
    Lasts {
        state: StateUse,
        bound: LengthBound,
        length: i64,
    },
    Always(Test),
    Formula(Formula),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Otherwise {
    pub(crate) outcome: Outcome,
    /// Counts from the event that broke the first part instead of the trigger.
    pub(crate) from_break: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) chains: Vec<Vec<Step>>,
}

impl Outcome {
    /// Whether some step follows another.
    pub(crate) fn has_list_of_steps(&self) -> bool {
        self.chains.iter().any(|chain| {
            let is_list = |step: &Step| matches!(&step.action, Action::Group(inner) if inner.has_list_of_steps());
            1 < chain.len() || chain.iter().any(is_list)
        })
    }
}

impl Outcome {
    /// The single steps, also those between brackets.
    pub(crate) fn steps(&self) -> Vec<&Step> {
        let mut steps = Vec::new();
        for step in self.chains.iter().flatten() {
            match &step.action {
                Action::Group(group) => steps.extend(group.steps()),
                Action::Do(_) | Action::DoNot(_) => steps.push(step),
            }
        }
        steps
    }

    /// Whether it can be broken while the log goes on: each alternative begins with something that
    /// can be missed. What follows a step without a last instant is waited for as long as that.
    pub(crate) fn can_break(&self) -> bool {
        let can_break = |step: &Step| match &step.action {
            Action::Do(_) => step.window.high.is_some() || step.before.is_some(),
            Action::DoNot(_) => true,
            Action::Group(group) => group.can_break(),
        };
        self.chains.iter().all(|chain| chain.first().is_some_and(can_break))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) action: Action,
    pub(crate) window: Interval,
    /// Counts from the trigger, not from the step before.
    pub(crate) from_trigger: bool,
    /// The step must come before this event does.
    pub(crate) before: Option<EventPattern>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Do(EventPattern),
    DoNot(EventPattern),
    Group(Outcome),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Need {
    pub(crate) negative: bool,
    pub(crate) what: Needed,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Needed {
    State(StateUse),
    Event { event: EventPattern, when: Interval },
    AtLeast { count: u64, distinct: Option<Slot>, event: EventPattern, when: Interval },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quota {
    pub(crate) bound: LengthBound,
    /// A number of events or values, or for sums an amount.
    pub(crate) limit: Number,
    pub(crate) measure: Measure,
    pub(crate) event: EventPattern,
    pub(crate) per: Vec<Slot>,
    pub(crate) window: Window,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Events,
    Distinct(Slot),
    Sum(Slot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    InAny(i64),
    InTotal,
    /// As long as the scope lasts.
    Scope,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Exception {
    When(Test),
    /// The number of a rule in its rule set.
    Rule(usize),
}

impl Scope {
    /// The variables to which the scope gives values.
    pub(crate) fn slots(&self) -> BTreeSet<Slot> {
        match self {
            Scope::While(state) => state.variables().collect(),
            Scope::After { start, .. } => start.variables().collect(),
            Scope::Before(_) => BTreeSet::new(),
        }
    }
}

impl Body {
    /// The event at which the rule is asked, for sentences that have one.
    pub(crate) fn trigger(&self) -> Option<&EventPattern> {
        match self {
            Body::Whenever { trigger: event, .. }
            | Body::Never(event)
            | Body::OnlyIf { trigger: event, .. }
            | Body::Quota(Quota { event, .. })
            | Body::Recurs { event, .. } => Some(event),
            Body::Lasts { .. } | Body::Always(_) | Body::Formula(_) => None,
        }
    }
}

impl Operand {
    pub(crate) fn variable(&self) -> Option<Slot> {
        match self {
            Operand::Variable(slot) => Some(*slot),
            Operand::Constant(_) => None,
        }
    }
}

impl EventPattern {
    /// The variables that the event gives values.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Slot> + '_ {
        self.args.iter().filter_map(|(_, operand)| operand.variable())
    }

    /// The pattern with other variables.
    pub(crate) fn renamed(&self, renaming: &dyn Fn(Slot) -> Slot) -> EventPattern {
        let args = self.args.iter().map(|(field, operand)| match operand {
            Operand::Variable(slot) => (*field, Operand::Variable(renaming(*slot))),
            Operand::Constant(_) => (*field, operand.clone()),
        });
        let guard = self.guard.as_ref().map(|guard| guard.renamed(renaming));
        EventPattern { kind: self.kind, args: args.collect(), guard }
    }
}

impl StateUse {
    /// The variables that the state gives values.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Slot> + '_ {
        self.args.iter().filter_map(|(_, operand)| operand.variable())
    }
}

impl Expression {
    fn renamed(&self, renaming: &dyn Fn(Slot) -> Slot) -> Expression {
        self.substituted(&|slot| Operand::Variable(renaming(slot)))
    }
}

impl Test {
    pub(crate) fn renamed(&self, renaming: &dyn Fn(Slot) -> Slot) -> Test {
        let all = |parts: &[Test]| parts.iter().map(|part| part.renamed(renaming)).collect();
        match self {
            Test::Compared(left, comparison, right) => {
                Test::Compared(left.renamed(renaming), *comparison, right.renamed(renaming))
            }
            Test::Event(event) => Test::Event(Box::new(event.renamed(renaming))),
            Test::State(state) => {
                let args = state.args.iter().map(|(column, operand)| match operand {
                    Operand::Variable(slot) => (*column, Operand::Variable(renaming(*slot))),
                    Operand::Constant(_) => (*column, operand.clone()),
                });
                let guard = state.guard.as_ref().map(|guard| guard.renamed(renaming));
                Test::State(Box::new(StateUse { state: state.state, args: args.collect(), guard }))
            }
            Test::Not(inner) => Test::Not(Box::new(inner.renamed(renaming))),
            Test::And(parts) => Test::And(all(parts)),
            Test::Or(parts) => Test::Or(all(parts)),
        }
    }
}
