//! The places of a rule that can be changed, and the changes.

mod bounds;
mod formula;

use std::collections::{BTreeMap, BTreeSet};

use bounds::{bound, longer, more, named, swapped};

use super::ChangeKind;
use crate::print;
use crate::span::Span;
use crate::tree::{
    Action, Amount, Body, Comparison, Condition, Duration, Exception, Literal, Need, Outcome,
    Pattern, Rule, Scope, State, Step, Term, Timing, When, Window,
};

/// One change of one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    site: usize,
    variant: usize,
}

#[derive(Debug)]
pub(super) struct Change {
    pub(super) kind: ChangeKind,
    pub(super) what: String,
    pub(super) span: Span,
}

/// What the `let`s of the file say.
pub(super) struct Lets<'a> {
    pub(super) meant: BTreeMap<&'a str, &'a Literal>,
    /// Where a name in a comparison is that of one, and not a variable of the same name.
    pub(super) used: &'a BTreeSet<u32>,
}

pub(super) type Found<'a> = &'a mut dyn FnMut(Site<'_>);

/// Something that can be changed in several ways.
pub(super) enum Site<'a> {
    Length(&'a mut Duration),
    Number(&'a mut Literal),
    /// A name in a comparison, which may be that of a number or a length.
    Named(&'a mut Term),
    /// With the words and the place of the whole comparison.
    Compared(&'a mut Comparison, String, Span),
    Needs(&'a mut Vec<Need>),
    Alternatives(&'a mut Vec<Vec<Step>>),
    Otherwise(&'a mut Option<Outcome>),
    Exceptions(&'a mut Vec<Exception>),
    /// What begins a state; something must.
    Beginnings(&'a mut Vec<Pattern>),
    Ends(&'a mut Vec<Pattern>),
    Guard(&'a mut Option<Condition>, Span),
}

/// What can be changed: a rule, or a state of which it speaks.
pub(super) trait Changeable: Clone {
    fn each_site(&mut self, found: Found<'_>);
}

impl Changeable for Rule {
    fn each_site(&mut self, found: Found<'_>) {
        in_rule(self, found);
    }
}

impl Changeable for State {
    fn each_site(&mut self, found: Found<'_>) {
        for event in &mut self.from {
            in_pattern(event, found);
        }
        found(Site::Beginnings(&mut self.from));
        for event in &mut self.until {
            in_pattern(event, found);
        }
        found(Site::Ends(&mut self.until));
    }
}

/// All changes, in the order of the text.
pub(super) fn places(of: &impl Changeable) -> Vec<Place> {
    let mut places = Vec::new();
    let mut site = 0;
    of.clone().each_site(&mut |found| {
        places.extend((0..found.variants()).map(|variant| Place { site, variant }));
        site += 1;
    });
    places
}

/// The same with one change; nothing if the place cannot be changed so.
pub(super) fn changed<T: Changeable>(of: &T, place: Place, lets: &Lets<'_>) -> Option<(T, Change)> {
    let mut mutant = of.clone();
    let (mut site, mut change) = (0, None);
    mutant.each_site(&mut |found| {
        if site == place.site {
            change = found.change(place.variant, lets);
        }
        site += 1;
    });
    change.map(|change| (mutant, change))
}

impl Site<'_> {
    fn variants(&self) -> usize {
        match self {
            Site::Length(_) | Site::Number(_) | Site::Named(_) => 2,
            Site::Compared(comparison, ..) => usize::from(swapped(**comparison).is_some()),
            Site::Needs(needs) => needs.len(),
            Site::Alternatives(chains) if chains.len() < 2 => 0,
            Site::Alternatives(chains) => chains.len(),
            Site::Beginnings(events) if events.len() < 2 => 0,
            Site::Beginnings(events) => events.len(),
            Site::Otherwise(otherwise) => usize::from(otherwise.is_some()),
            Site::Exceptions(exceptions) => exceptions.len(),
            Site::Ends(ends) => ends.len(),
            Site::Guard(guard, _) => usize::from(guard.is_some()),
        }
    }

    fn change(self, variant: usize, lets: &Lets<'_>) -> Option<Change> {
        let by = if variant == 0 { 1 } else { -1 };
        Some(match self {
            Site::Length(length) => {
                let (old, span) =
                    (print::duration(length), Literal::Duration(length.clone()).span());
                longer(length, by, lets)?;
                bound(&old, &print::duration(length), span)
            }
            Site::Number(number) => {
                let (old, span) = (print::literal(number), number.span());
                more(number, by, lets)?;
                bound(&old, &print::literal(number), span)
            }
            Site::Named(term) => named(term, by, lets)?,
            Site::Compared(comparison, shown, span) => {
                let old = comparison.sign();
                *comparison = swapped(*comparison)?;
                let what = format!("`{old}` in `{shown}` could be `{}`", comparison.sign());
                Change { kind: ChangeKind::Comparison, what, span }
            }
            Site::Needs(needs) => {
                let need = needs.remove(variant);
                left_out(ChangeKind::Need, "need", &print::need(&need), need_span(&need))
            }
            Site::Alternatives(chains) => {
                let chain = chains.remove(variant);
                let span = chain.first()?.span.to(chain.last()?.span);
                let shown = print::shown_outcome(&Outcome { chains: vec![chain] });
                left_out(ChangeKind::Branch, "alternative", &shown, span)
            }
            Site::Otherwise(otherwise) => {
                let outcome = otherwise.take()?;
                let span = outcome.chains.first()?.first()?.span;
                left_out(ChangeKind::Branch, "reparation", &print::shown_outcome(&outcome), span)
            }
            Site::Exceptions(exceptions) => match exceptions.remove(variant) {
                Exception::When(condition) => {
                    let shown = print::condition(&condition);
                    left_out(ChangeKind::Branch, "exception", &shown, condition.span())
                }
                Exception::Rule(name) => {
                    left_out(ChangeKind::Branch, "exception", &name.text, name.span)
                }
            },
            Site::Beginnings(events) => without("beginning", &events.remove(variant)),
            Site::Ends(events) => without("end", &events.remove(variant)),
            Site::Guard(guard, span) => {
                let shown = format!("where {}", print::condition(&guard.take()?));
                left_out(ChangeKind::Branch, "condition", &shown, span)
            }
        })
    }
}

fn left_out(kind: ChangeKind, what: &str, shown: &str, span: Span) -> Change {
    Change { kind, what: format!("the {what} `{shown}` could be left out"), span }
}

fn without(what: &str, event: &Pattern) -> Change {
    left_out(ChangeKind::Branch, what, &print::pattern(event), event.span)
}

fn need_span(need: &Need) -> Span {
    match need {
        Need::State { state, .. } => state.span,
        Need::Event { event, .. } | Need::AtLeast { event, .. } => event.span,
    }
}

fn in_rule(rule: &mut Rule, found: Found<'_>) {
    if let Some(scope) = &mut rule.scope {
        in_scope(scope, found);
    }
    in_body(&mut rule.body, found);
    for exception in &mut rule.exceptions {
        if let Exception::When(condition) = exception {
            in_condition(condition, found);
        }
    }
    found(Site::Exceptions(&mut rule.exceptions));
}

fn in_scope(scope: &mut Scope, found: Found<'_>) {
    match scope {
        Scope::While(state) | Scope::Before(state) => in_pattern(state, found),
        Scope::After { start, span, until } => {
            in_pattern(start, found);
            if let Some(span) = span {
                found(Site::Length(span));
            }
            for end in &mut *until {
                in_pattern(end, found);
            }
            found(Site::Ends(until));
        }
        Scope::Between { start, end } => {
            in_pattern(start, found);
            in_pattern(end, found);
        }
    }
}

fn in_body(body: &mut Body, found: Found<'_>) {
    match body {
        Body::Whenever { trigger, outcome, otherwise } => {
            in_pattern(trigger, found);
            in_outcome(outcome, found);
            if let Some(otherwise) = otherwise {
                in_outcome(otherwise, found);
            }
            found(Site::Otherwise(otherwise));
        }
        Body::Never(event) => in_pattern(event, found),
        Body::OnlyIf { trigger, needs } => {
            in_pattern(trigger, found);
            for need in &mut *needs {
                in_need(need, found);
            }
            found(Site::Needs(needs));
        }
        Body::Quota(quota) => {
            let (Amount::Events { limit, event }
            | Amount::Distinct { limit, event, .. }
            | Amount::Sum { limit, event, .. }) = &mut quota.amount;
            found(Site::Number(limit));
            in_pattern(event, found);
            if let Some(Window::InAny(length)) = &mut quota.window {
                found(Site::Length(length));
            }
        }
        Body::AtLeastEvery { event, period } => {
            in_pattern(event, found);
            found(Site::Length(period));
        }
        Body::Lasts { state, length, .. } => {
            in_pattern(state, found);
            found(Site::Length(length));
        }
        Body::Always(condition) => in_condition(condition, found),
        Body::Formula(inner) => formula::in_formula(inner, found),
    }
}

fn in_outcome(outcome: &mut Outcome, found: Found<'_>) {
    for step in outcome.chains.iter_mut().flatten() {
        match &mut step.action {
            Action::Do(event) | Action::DoNot(event) => in_pattern(event, found),
            Action::Group(group) => in_outcome(group, found),
        }
        match &mut step.timing {
            Some(Timing::Within { length, .. }) => found(Site::Length(length)),
            Some(Timing::Between(low, high)) => {
                found(Site::Length(low));
                found(Site::Length(high));
            }
            Some(Timing::Before(end)) => in_pattern(end, found),
            None => {}
        }
    }
    found(Site::Alternatives(&mut outcome.chains));
}

fn in_need(need: &mut Need, found: Found<'_>) {
    let (event, when) = match need {
        Need::State { state, .. } => return in_pattern(state, found),
        Need::Event { event, when, .. } => (event, when),
        Need::AtLeast { count, event, when, .. } => {
            found(Site::Number(count));
            (event, when)
        }
    };
    in_pattern(event, found);
    match when {
        When::Before => {}
        When::Within(length) => found(Site::Length(length)),
        When::Between(low, high) => {
            found(Site::Length(low));
            found(Site::Length(high));
        }
    }
}

fn in_pattern(pattern: &mut Pattern, found: Found<'_>) {
    if let Some(guard) = &mut pattern.guard {
        in_condition(guard, found);
    }
    found(Site::Guard(&mut pattern.guard, pattern.span));
}

fn in_condition(condition: &mut Condition, found: Found<'_>) {
    let shown = print::condition(condition);
    match condition {
        Condition::Compared(left, comparison, right) => {
            in_comparison(left, comparison, right, shown, found);
        }
        Condition::Holds(holds) => in_pattern(holds, found),
        Condition::Not(inner) => in_condition(inner, found),
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                in_condition(part, found);
            }
        }
    }
}

fn in_comparison(
    left: &mut Term,
    comparison: &mut Comparison,
    right: &mut Term,
    shown: String,
    found: Found<'_>,
) {
    let span = left.span().to(right.span());
    // The limit of an order is a bound; a value that is asked for is none.
    if swapped(*comparison).is_some() {
        in_term(left, found);
        in_term(right, found);
    }
    found(Site::Compared(comparison, shown, span));
}

fn in_term(term: &mut Term, found: Found<'_>) {
    match term {
        Term::Name(_) => found(Site::Named(term)),
        Term::Literal(literal) => found(Site::Number(literal)),
        Term::Calculated(left, _, right) => {
            in_term(left, found);
            in_term(right, found);
        }
    }
}
