//! Sentences in full English. Variables stand between `<` and `>`; the name of a `let` is the value
//! that it has.

use std::collections::BTreeMap;

use crate::plan::{InForce, RulePlan};
use crate::print::{self, joined};
use crate::tree::{
    Action, Amount, Arg, ArgValue, Body, Comparison, Condition, Duration, Exception, Literal, Name,
    Need, Outcome, Pattern, Quota, Rule, Scope, Step, Term, Timing, Unit, When, Window,
};
use crate::value::shown_time;
use crate::vocabulary::Vocabulary;

/// What a rule says, with its scope, its exceptions and the time in which it is in force.
pub(super) fn reading(
    vocabulary: &Vocabulary,
    constants: &BTreeMap<&str, &Literal>,
    rule: &Rule,
    plan: &RulePlan,
) -> String {
    let english = English { vocabulary, constants };
    let scope = rule.scope.as_ref().map_or(String::new(), |scope| english.scope(scope));
    let body = english.body(&rule.body);
    let exceptions = rule.exceptions.iter().map(|exception| match exception {
        Exception::When(condition) => {
            format!(" It is excused when {}.", english.condition(condition))
        }
        Exception::Rule(name) => {
            format!(" It is excused where `{}` is asked about the same values.", name.text)
        }
    });
    let force = plan.in_force.map_or(String::new(), |InForce { first, last }| {
        let until =
            if last == i64::MAX { "on".to_owned() } else { format!("to {}", shown_time(last)) };
        format!(" It is asked from {} {until}.", shown_time(first))
    });
    let exceptions: String = exceptions.collect();
    format!("{}.{exceptions}{force}", capital(&(scope + &body)))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

/// `24 hours`
fn length(parts: &[(u64, Unit)]) -> String {
    let words = |count: u64, unit: &str| {
        let word = match unit {
            "s" => "second",
            "min" => "minute",
            "h" => "hour",
            "d" => "day",
            _ => "week",
        };
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    };
    joined(parts, " ", |(count, unit)| words(*count, unit.word()))
}

struct English<'a> {
    vocabulary: &'a Vocabulary,
    /// What the names say that stand for one value.
    constants: &'a BTreeMap<&'a str, &'a Literal>,
}

impl English<'_> {
    fn scope(&self, scope: &Scope) -> String {
        match scope {
            Scope::While(state) => format!("while {}: ", self.state(state)),
            Scope::After { start, span, until } => {
                let span = span.as_ref().map_or(String::new(), |span| {
                    format!(", for at most {} from then on", self.length(span))
                });
                let until = if until.is_empty() {
                    String::new()
                } else {
                    format!(", and only until {}", joined(until, " or ", |it| self.event(it)))
                };
                format!("once {}{span}{until}: ", self.event(start))
            }
            Scope::Before(end) => format!("if later {}, then up to that event: ", self.event(end)),
            Scope::Between { start, end } => format!(
                "from the time that {} until {}, also if that never comes: ",
                self.event(start),
                self.event(end)
            ),
        }
    }

    fn body(&self, body: &Body) -> String {
        match body {
            Body::Whenever { trigger, outcome, otherwise } => {
                let repair = otherwise.as_ref().map_or(String::new(), |otherwise| {
                    format!(". Where that is broken, it is repaired if {}", self.outcome(otherwise))
                });
                format!("whenever {}, {}{repair}", self.event(trigger), self.outcome(outcome))
            }
            Body::Never(event) => format!("it never happens that {}", self.event(event)),
            Body::OnlyIf { trigger, needs } => {
                let needs = joined(needs, ", and ", |need| self.need(need));
                format!("{} only if {needs}", self.event(trigger))
            }
            Body::Quota(quota) => self.quota(quota),
            Body::AtLeastEvery { event, period } => format!(
                "{} at least every {}, counted from the beginning of the state and from each time \
                 that it happens",
                self.event(event),
                self.length(period)
            ),
            Body::Lasts { state, bound, length: time } => {
                let bound = bound.words();
                format!(
                    "each time that {}, it does so for {bound} {}",
                    self.state(state),
                    self.length(time)
                )
            }
            Body::Always(condition) => format!("at every event, {}", self.condition(condition)),
            Body::Formula(_) => "the formula below is true at no event".to_owned(),
        }
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let chain = |chain: &Vec<Step>| joined(chain, ", and after that ", |step| self.step(step));
        joined(&outcome.chains, "; or ", chain)
    }

    fn step(&self, step: &Step) -> String {
        let (action, forbids) = match &step.action {
            Action::Do(event) => (self.event(event), false),
            Action::DoNot(event) => {
                (format!("it does not happen that {}", self.event(event)), true)
            }
            Action::Group(group) => (format!("({})", self.outcome(group)), false),
        };
        match &step.timing {
            None if matches!(step.action, Action::Group(_)) => action,
            None => format!("{action} at the same time or later"),
            Some(Timing::Within { length: time, of }) => {
                let from = of.as_ref().map_or(String::new(), |of| format!(" `{}`", of.text));
                let when = if forbids { "up to" } else { "at the same time or later, at most" };
                format!("{action} {when} {} after{from}", self.length(time))
            }
            Some(Timing::Between(low, high)) => {
                format!(
                    "{action} no sooner than {} and no later than {} after",
                    self.length(low),
                    self.length(high)
                )
            }
            Some(Timing::Before(end)) => format!("{action} before {}", self.event(end)),
        }
    }

    fn need(&self, need: &Need) -> String {
        match need {
            Need::State { negative: false, state } => {
                format!("at that event {}", self.state(state))
            }
            Need::State { negative: true, state } => {
                format!("at that event it is not so that {}", self.state(state))
            }
            Need::Event { negative, event, when } => {
                let before = if *negative { "no" } else { "some" };
                format!("at {before} event before{}, {}", self.when(when), self.event(event))
            }
            Need::AtLeast { count, distinct, event, when } => {
                let distinct = distinct
                    .as_ref()
                    .map_or(String::new(), |name| format!(" with different {}", variable(name)));
                let (count, when) = (self.literal(count), self.when(when));
                format!("at {count} events before or more{distinct}{when}, {}", self.event(event))
            }
        }
    }

    fn quota(&self, quota: &Quota) -> String {
        let bound = quota.bound.words();
        let (amount, event) = match &quota.amount {
            Amount::Events { limit, event } => {
                (format!("{bound} {} times", self.literal(limit)), event)
            }
            Amount::Distinct { limit, of, event } => {
                (format!("with {bound} {} different <{}>", self.literal(limit), of.text), event)
            }
            Amount::Sum { limit, of, event } => {
                (format!("with <{}> adding up to {bound} {}", of.text, self.literal(limit)), event)
            }
        };
        let per = if quota.per.is_empty() {
            String::new()
        } else {
            format!(", for each {} by itself,", joined(&quota.per, " and ", variable))
        };
        let window = match &quota.window {
            Some(Window::InAny(time)) => format!(" in any {}", self.length(time)),
            Some(Window::InTotal) => " in the whole log".to_owned(),
            None => " as long as that lasts".to_owned(),
        };
        format!("{} {amount}{per}{window}", self.event(event))
    }

    /// An event in the words of its declaration, or by its name and values.
    fn event(&self, pattern: &Pattern) -> String {
        let kind = self.vocabulary.id(&pattern.name.text);
        let reads = kind.and_then(|kind| self.vocabulary.kind(kind)?.reads.as_deref());
        let Some(reads) = reads else {
            let values =
                with(&pattern.args.iter().filter_map(|arg| self.named(arg)).collect::<Vec<_>>());
            let guard = self.guard(pattern);
            return format!("`{}` is logged{values}{guard}", pattern.name.text);
        };
        let (text, unsaid) = self.said(reads, &pattern.args);
        match (with(&unsaid), &pattern.guard) {
            (values, None) if values.is_empty() => text,
            (values, Some(_)) if values.is_empty() => text + &self.guard(pattern),
            (values, None) => format!("{text} ({})", values.trim_start()),
            (values, Some(guard)) => {
                format!("{text} ({}, where {})", values.trim_start(), self.condition(guard))
            }
        }
    }

    fn state(&self, pattern: &Pattern) -> String {
        let values =
            with(&pattern.args.iter().filter_map(|arg| self.named(arg)).collect::<Vec<_>>());
        format!("`{}` holds{values}{}", pattern.name.text, self.guard(pattern))
    }

    fn guard(&self, pattern: &Pattern) -> String {
        let guard = pattern.guard.as_ref();
        guard.map_or(String::new(), |guard| format!(" (where {})", self.condition(guard)))
    }

    fn condition(&self, shown: &Condition) -> String {
        let part = |part: &Condition| match part {
            Condition::And(_) | Condition::Or(_) => format!("({})", self.condition(part)),
            _ => self.condition(part),
        };
        match shown {
            Condition::Compared(left, comparison, right) => {
                format!(
                    "{} {} {}",
                    self.term(left),
                    comparison_words(*comparison),
                    self.term(right)
                )
            }
            Condition::Holds(holds) => match self.vocabulary.id(&holds.name.text) {
                Some(_) => self.event(holds),
                None => self.state(holds),
            },
            // Without the brackets, a `not` would seem to be about all that follows it.
            Condition::Not(inner) => format!("not ({})", self.condition(inner)),
            Condition::And(parts) => joined(parts, " and ", part),
            Condition::Or(parts) => joined(parts, " or ", part),
        }
    }

    /// The words of a declaration with what a pattern puts into them, and what they have no place for:
    /// a value or a name that the words leave out is asked for all the same.
    fn said(&self, reads: &str, args: &[Arg]) -> (String, Vec<Value>) {
        let mut values: Vec<(Value, bool)> =
            args.iter().filter_map(|arg| self.named(arg)).map(|value| (value, false)).collect();
        let mut parts = reads.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (field, behind) = part.split_once('}').unwrap_or((part, ""));
            match values.iter_mut().find(|((name, _), _)| name == field) {
                Some(((_, value), is_said)) => {
                    text.push_str(value);
                    *is_said = true;
                }
                // Fields that the rule does not name may hold anything.
                None => text.extend(["any ", field]),
            }
            text.push_str(behind);
        }
        let unsaid = values.into_iter().filter(|(_, is_said)| !is_said).map(|(value, _)| value);
        (text, unsaid.collect())
    }

    /// The field of an argument and what stands for its value; nothing for `_`.
    fn named(&self, arg: &Arg) -> Option<Value> {
        let value = match &arg.value {
            // A name alone is that of a field, and of a variable.
            ArgValue::Name(name) if arg.field.is_some() => self.name(name),
            ArgValue::Name(name) => variable(name),
            ArgValue::Literal(value) => self.literal(value),
            ArgValue::List(_) | ArgValue::Calculated(_) | ArgValue::Any => return None,
        };
        let field = match (&arg.field, &arg.value) {
            (Some(field), _) | (None, ArgValue::Name(field)) => field.text.clone(),
            (None, _) => return None,
        };
        Some((field, value))
    }

    fn term(&self, shown: &Term) -> String {
        match shown {
            Term::Name(name) => self.name(name),
            Term::Literal(value) => self.literal(value),
            Term::Calculated(left, operator, right) => {
                let side = |side: &Term| match side {
                    Term::Calculated(..) => format!("({})", self.term(side)),
                    _ => self.term(side),
                };
                format!("{} {} {}", side(left), operator.sign(), side(right))
            }
        }
    }

    fn when(&self, when: &When) -> String {
        match when {
            When::Before => String::new(),
            When::Within(time) => format!(", at most {} earlier", self.length(time)),
            When::Between(low, high) => {
                format!(", between {} and {} earlier", self.length(low), self.length(high))
            }
        }
    }

    /// A variable, or the value that a name stands for.
    fn name(&self, name: &Name) -> String {
        let meant = self.constants.get(name.text.as_str());
        meant.map_or_else(|| variable(name), |meant| print::literal(meant))
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Duration(Duration::Named(name)) => self.name(name),
            _ => print::literal(literal),
        }
    }

    fn length(&self, duration: &Duration) -> String {
        match duration {
            Duration::Written { parts, .. } => length(parts),
            Duration::Named(name) => match self.constants.get(name.text.as_str()) {
                Some(Literal::Duration(Duration::Written { parts, .. })) => length(parts),
                _ => format!("the time `{}`", name.text),
            },
        }
    }
}

/// A field and what stands for its value.
type Value = (String, String);

/// ` with package <package> and zone <zone>`
fn with(values: &[Value]) -> String {
    if values.is_empty() {
        return String::new();
    }
    format!(" with {}", joined(values, " and ", |(field, value)| format!("{field} {value}")))
}

fn variable(name: &Name) -> String {
    format!("<{}>", name.text)
}

fn comparison_words(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "is",
        Comparison::NotEqual => "is not",
        Comparison::Less => "is less than",
        Comparison::AtMost => "is at most",
        Comparison::Greater => "is more than",
        Comparison::AtLeast => "is at least",
    }
}
