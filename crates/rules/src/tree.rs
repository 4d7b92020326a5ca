//! The syntax tree of a rule file: what is written, before anybody asks what it means.
//!
//! [`sentence`](self) forms are here; `formula:` has [`formula`].

pub(crate) mod formula;
pub(crate) mod term;

pub(crate) use formula::Formula;
pub(crate) use term::{Comparison, Condition, Literal, Operator, Term};

use std::collections::BTreeSet;

use crate::span::Span;

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct File {
    pub(crate) header: Option<Header>,
    /// With the place of each, so that comments can be put back in front of it.
    pub(crate) declarations: Vec<(Declaration, Span)>,
    /// The names of declarations that cannot be read: what speaks of them is not at fault.
    pub(crate) unread: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) title: String,
    pub(crate) version: u64,
    pub(crate) in_force: Option<Period>,
    pub(crate) span: Span,
}

/// From the midnight that begins the first day to the one that ends the last; in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Period {
    pub(crate) from: Instant,
    pub(crate) to: Option<Instant>,
    pub(crate) span: Span,
}

/// An instant; written as a date if it was one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Instant {
    pub(crate) ms: i64,
    pub(crate) is_date: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Declaration {
    Event(Event),
    State(State),
    Let(Let),
    Rule(Box<Rule>),
    Example(Example),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: Name,
    pub(crate) params: Vec<Param>,
    pub(crate) by: Option<Name>,
    pub(crate) reads: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Param {
    pub(crate) name: Name,
    pub(crate) of: Option<ParamType>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ParamType {
    Named(Name),
    Choice(Vec<Name>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) name: Name,
    pub(crate) params: Vec<Name>,
    pub(crate) from: Vec<Pattern>,
    pub(crate) until: Vec<Pattern>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Let {
    pub(crate) name: Name,
    pub(crate) value: Literal,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) name: Name,
    pub(crate) title: String,
    pub(crate) meta: Meta,
    pub(crate) scope: Option<Scope>,
    pub(crate) body: Body,
    pub(crate) exceptions: Vec<Exception>,
}

/// What is said about a rule; none of it but `in_force` and `enforce` changes a verdict.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meta {
    pub(crate) source: Option<String>,
    pub(crate) duty_of: Option<Name>,
    pub(crate) severity: Option<Name>,
    pub(crate) in_force: Option<Period>,
    pub(crate) enforce: Option<Span>,
    pub(crate) notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scope {
    While(Pattern),
    After { start: Pattern, span: Option<Duration>, until: Vec<Pattern> },
    Before(Pattern),
    Between { start: Pattern, end: Pattern },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    Whenever { trigger: Pattern, outcome: Outcome, otherwise: Option<Outcome> },
    Never(Pattern),
    OnlyIf { trigger: Pattern, needs: Vec<Need> },
    Quota(Quota),
    AtLeastEvery { event: Pattern, period: Duration },
    Lasts { state: Pattern, bound: LengthBound, length: Duration },
    Always(Condition),
    Formula(Formula),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LengthBound {
    AtLeast,
    AtMost,
}

impl LengthBound {
    pub(crate) fn words(self) -> &'static str {
        match self {
            LengthBound::AtLeast => "at least",
            LengthBound::AtMost => "at most",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quota {
    pub(crate) bound: LengthBound,
    pub(crate) amount: Amount,
    pub(crate) per: Vec<Name>,
    pub(crate) window: Option<Window>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Amount {
    Events { limit: Literal, event: Pattern },
    Distinct { limit: Literal, of: Name, event: Pattern },
    Sum { limit: Literal, of: Name, event: Pattern },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Window {
    InAny(Duration),
    InTotal,
}

/// Alternatives; each is a chain of steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) chains: Vec<Vec<Step>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) action: Action,
    pub(crate) timing: Option<Timing>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Do(Pattern),
    DoNot(Pattern),
    Group(Outcome),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Timing {
    Within { length: Duration, of: Option<Name> },
    Between(Duration, Duration),
    Before(Pattern),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Need {
    State { negative: bool, state: Pattern },
    Event { negative: bool, event: Pattern, when: When },
    AtLeast { count: Literal, distinct: Option<Name>, event: Pattern, when: When },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum When {
    Before,
    Within(Duration),
    Between(Duration, Duration),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Exception {
    When(Condition),
    Rule(Name),
}

/// A pattern of events, or a state; which of them, its name decides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) name: Name,
    pub(crate) args: Vec<Arg>,
    pub(crate) guard: Option<Condition>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arg {
    /// The field, unless the argument stands alone.
    pub(crate) field: Option<Name>,
    pub(crate) value: ArgValue,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ArgValue {
    /// A variable; in an example, a value.
    Name(Name),
    Literal(Literal),
    /// Several values, in an example.
    List(Vec<ArgValue>),
    /// `n + 1`, in a formula.
    Calculated(Term),
    /// `_`.
    Any,
}

/// A length of time as it was written: `1 d 12 h`; or the name of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Duration {
    Written { parts: Vec<(u64, Unit)>, span: Span },
    Named(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

impl Unit {
    pub(crate) const ALL: [(Unit, &'static str, u64); 5] = [
        (Unit::Second, "s", 1_000),
        (Unit::Minute, "min", 60_000),
        (Unit::Hour, "h", 3_600_000),
        (Unit::Day, "d", 86_400_000),
        (Unit::Week, "w", 604_800_000),
    ];

    pub(crate) fn named(name: &str) -> Option<Unit> {
        Unit::ALL.iter().find(|(_, word, _)| *word == name).map(|(unit, ..)| *unit)
    }

    fn row(self) -> (&'static str, u64) {
        let row = Unit::ALL.iter().find(|(unit, ..)| *unit == self);
        row.map(|(_, word, ms)| (*word, *ms)).expect("the table holds every unit")
    }

    pub(crate) fn word(self) -> &'static str {
        self.row().0
    }

    pub(crate) fn ms(self) -> u64 {
        self.row().1
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Example {
    pub(crate) title: String,
    pub(crate) rule: Name,
    pub(crate) events: Vec<(Instant, Pattern)>,
    pub(crate) closed: bool,
    pub(crate) expected: Vec<Pattern>,
    pub(crate) span: Span,
}
