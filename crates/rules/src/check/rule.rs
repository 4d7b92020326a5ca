//! Rules: scope, sentence, exceptions.

use super::variables::Variables;
use super::{Check, Unsound};
use crate::plan::{self, Exception, InForce, Interval, Needed, RulePlan};
use crate::span::Span;
use crate::tree::{
    Body, Duration, Header, Instant, LengthBound, Literal, Need, Pattern, Period, Rule, Scope, When,
};
use crate::value::Value;
use crate::vocabulary::Type;

/// The milliseconds of a day: a period written in dates holds its last day.
const DAY: i64 = 86_400_000;

/// A day that is named as the last belongs to the period.
fn last_instant(to: Instant) -> i64 {
    if to.is_date { to.ms + DAY - 1 } else { to.ms }
}

impl Check<'_> {
    pub(super) fn rule(&mut self, rule: &Rule, header: Option<&Header>) -> Option<RulePlan> {
        let mut vars = Variables::default();
        let period = rule.meta.in_force.as_ref();
        let of_file = header.and_then(|header| header.in_force.as_ref());
        let in_force = self.in_force(period.or(of_file));
        self.apart(rule, period, of_file);
        let scope = match &rule.scope {
            Some(scope) => self.scope(&mut vars, scope).map(Some),
            None => Some(None),
        };
        let named: Vec<u32> = vars.mentions.iter().map(|mention| mention.count).collect();
        let body = self.body(&mut vars, rule);
        let exceptions: Vec<Option<Exception>> =
            rule.exceptions.iter().map(|it| self.exception(&mut vars, it)).collect();
        self.names.of_rule(rule, &vars);
        let (scope, body) = (scope?, body?);
        if let Some(scope) = &scope {
            self.scope_ends_alone(&vars, scope, &body, &named)?;
        }
        self.fitting(rule, scope.as_ref(), &body)?;
        Some(RulePlan {
            name: rule.name.text.clone(),
            variables: vars.list,
            in_force: in_force.ok()?,
            scope,
            body,
            exceptions: exceptions.into_iter().collect::<Option<_>>()?,
            is_enforced: rule.meta.enforce.is_some(),
            span: rule.name.span,
        })
    }

    /// First and last instant.
    fn in_force(&mut self, period: Option<&Period>) -> Result<Option<InForce>, Unsound> {
        let Some(period) = period else { return Ok(None) };
        let last = period.to.map_or(i64::MAX, last_instant);
        if last < period.from.ms {
            let message = "the rule ends before it begins";
            self.faults.error("R112", message, period.span, "never in force", None);
            return Err(Unsound);
        }
        Ok(Some(InForce { first: period.from.ms, last }))
    }

    /// Warns of a rule that is in force only while its file is not.
    fn apart(&mut self, rule: &Rule, own: Option<&Period>, of_file: Option<&Period>) {
        let (Some(own), Some(of_file)) = (own, of_file) else { return };
        let ends_before = |one: &Period, other: &Period| {
            one.to.is_some_and(|to| last_instant(to) < other.from.ms)
        };
        if ends_before(own, of_file) || ends_before(of_file, own) {
            let message = format!("`{}` is in force only while the file is not", rule.name.text);
            let help = "the period of a rule takes the place of that of its file; is it meant so?";
            self.faults.warning("R125", message, own.span, "outside of the file's period", help);
        }
    }

    fn scope(&mut self, vars: &mut Variables, scope: &Scope) -> Option<plan::Scope> {
        Some(match scope {
            Scope::While(state) => plan::Scope::While(self.state_use(vars, state)?),
            Scope::Before(end) => plan::Scope::Before(self.closed_event(vars, end)?),
            Scope::Between { start, end } => {
                let start = self.event(vars, start);
                let end = self.closed_event(vars, end)?;
                plan::Scope::After { start: start?, span: None, until: vec![end] }
            }
            Scope::After { start, span, until } => {
                let start = self.event(vars, start);
                let span = match span {
                    Some(span) => Some(self.window_length(span)?),
                    None => None,
                };
                let until: Vec<_> = until.iter().map(|it| self.closed_event(vars, it)).collect();
                let until = until.into_iter().collect::<Option<_>>()?;
                plan::Scope::After { start: start?, span, until }
            }
        })
    }

    fn body(&mut self, vars: &mut Variables, rule: &Rule) -> Option<plan::Body> {
        Some(match &rule.body {
            Body::Whenever { trigger, outcome, otherwise } => {
                let event = self.event(vars, trigger);
                self.whenever(vars, &trigger.name.text, event, outcome, otherwise.as_ref())?
            }
            Body::Never(event) => plan::Body::Never(self.event(vars, event)?),
            Body::OnlyIf { trigger, needs } => {
                let trigger = self.event(vars, trigger);
                let needs: Vec<_> = needs.iter().map(|need| self.need(vars, need)).collect();
                let needs = needs.into_iter().collect::<Option<_>>()?;
                plan::Body::OnlyIf { trigger: trigger?, needs }
            }
            Body::Quota(quota) => {
                plan::Body::Quota(self.quota(vars, quota, rule.scope.as_ref())?)
            }
            Body::AtLeastEvery { event, period } => self.recurs(vars, rule, event, period)?,
            Body::Lasts { state, bound, length } => {
                let state = self.state_use(vars, state);
                let length = self.window_length(length)?;
                plan::Body::Lasts { state: state?, bound: *bound, length }
            }
            Body::Always(condition) => {
                vars.is_open = true;
                let test = self.test(vars, condition)?;
                self.always_safe(vars, &test, rule)?;
                plan::Body::Always(test)
            }
            Body::Formula(formula) => {
                vars.is_open = true;
                plan::Body::Formula(self.formula(vars, formula)?)
            }
        })
    }

    fn recurs(
        &mut self,
        vars: &mut Variables,
        rule: &Rule,
        event: &Pattern,
        period: &Duration,
    ) -> Option<plan::Body> {
        let event_plan = self.event(vars, event);
        let period = self.window_length(period)?;
        let Some(Scope::While(state)) = &rule.scope else {
            let help = "say from when to when: `while present(…), …`".to_owned();
            let message = "`at least every` needs a `while`";
            self.faults.error("R117", message, event.span, "for how long?", Some(help));
            return None;
        };
        // The scope was resolved before; here its variables have the same slots.
        let state = self.state_use(vars, state)?;
        Some(plan::Body::Recurs { state, event: event_plan?, period })
    }

    fn need(&mut self, vars: &mut Variables, need: &Need) -> Option<plan::Need> {
        let bound = vars.bound.clone();
        let (negative, what) = match need {
            Need::State { negative, state } => {
                (*negative, self.state_use(vars, state).map(Needed::State))
            }
            Need::Event { negative, event, when } => {
                let event = self.event(vars, event);
                let when = self.when(when)?;
                (*negative, event.map(|event| Needed::Event { event, when }))
            }
            Need::AtLeast { count, distinct, event: shown, when } => {
                let event = self.event(vars, shown);
                let (count, limit) = (self.whole_limit(count)?, count);
                if count == 0 {
                    self.asks_nothing(limit.span());
                    return None;
                }
                let distinct = match distinct {
                    Some(name) => Some(self.measured(vars, &event.clone()?, name, shown.span)?),
                    None => None,
                };
                if let Some(slot) = distinct.filter(|slot| bound.contains(slot)) {
                    self.fixed(vars, slot, shown.span);
                    return None;
                }
                let when = self.when(when)?;
                let count = u64::try_from(count).unwrap_or(0);
                (false, event.map(|event| Needed::AtLeast { count, distinct, event, when }))
            }
        };
        if negative || matches!(need, Need::AtLeast { .. }) {
            vars.bound = bound;
        }
        Some(plan::Need { negative, what: what? })
    }

    fn when(&mut self, when: &When) -> Option<Interval> {
        match when {
            When::Before => Some(Interval::ALWAYS),
            When::Within(length) => Some(Interval::within(self.window_length(length)?)),
            When::Between(low, high) => self.between(low, high),
        }
    }

    pub(super) fn between(&mut self, low: &Duration, high: &Duration) -> Option<Interval> {
        let low_ms = self.length(low);
        let (low_ms, high_ms) = (low_ms?, self.length(high)?);
        if high_ms < low_ms || high_ms == 0 {
            let span = |duration: &Duration| Literal::Duration(duration.clone()).span();
            let help = "write the shorter length first".to_owned();
            let whole = span(low).to(span(high));
            self.faults.error("R112", "the window is empty", whole, "no time at all", Some(help));
            return None;
        }
        Some(Interval { low: low_ms, high: Some(high_ms) })
    }

    /// A whole number that is not negative.
    pub(super) fn whole_limit(&mut self, limit: &Literal) -> Option<i64> {
        let value = self.literal_of(limit, &Type::Number)?;
        let whole = match value {
            Value::Number(number) => number.as_whole(),
            _ => None,
        };
        let (message, label) = match whole {
            Some(0..) => return whole,
            Some(_) => ("fewer events than none cannot be", "less than 0"),
            None => ("events are counted in whole numbers", "not a whole number"),
        };
        self.faults.error("R104", message, limit.span(), label, None);
        None
    }

    fn exception(
        &mut self,
        vars: &mut Variables,
        exception: &crate::tree::Exception,
    ) -> Option<Exception> {
        match exception {
            crate::tree::Exception::When(condition) => {
                self.test(vars, condition).map(Exception::When)
            }
            crate::tree::Exception::Rule(name) => {
                let Some(&id) = self.rule_ids.get(&name.text) else {
                    self.unknown_rule(name);
                    return None;
                };
                Some(Exception::Rule(id))
            }
        }
    }

    /// Reports combinations that mean nothing.
    fn fitting(
        &mut self,
        rule: &Rule,
        scope: Option<&plan::Scope>,
        body: &plan::Body,
    ) -> Option<()> {
        let span = rule.name.span;
        let misfit = match (body, scope) {
            (plan::Body::Lasts { .. }, Some(_)) => {
                Some(("`lasts` takes no scope", "declare a state that holds in the scope only"))
            }
            (plan::Body::Formula(_), Some(_)) => {
                Some(("`formula:` takes no scope", "write the scope into the formula"))
            }
            (plan::Body::Always(_), Some(plan::Scope::Before(_))) => {
                Some(("`always` does not look ahead", "write `never … ` with `before`"))
            }
            (plan::Body::Quota(quota), Some(plan::Scope::Before(_)))
                if quota.bound == LengthBound::AtLeast =>
            {
                Some(("`at least` does not look ahead", "write `between … and …`"))
            }
            _ => None,
        };
        if let Some((message, help)) = misfit {
            self.faults.error("R117", message, span, "in this rule", Some(help.to_owned()));
            return None;
        }
        let has_exceptions = !rule.exceptions.is_empty();
        if has_exceptions && matches!(body, plan::Body::Formula(_) | plan::Body::Always(_)) {
            let help = "write the exception into the condition: `and not …`".to_owned();
            let message = "the rule has no trigger that an exception could excuse";
            self.faults.error("R117", message, span, "in this rule", Some(help));
            return None;
        }
        let looks_ahead = matches!(
            body,
            plan::Body::Whenever { .. } | plan::Body::Recurs { .. } | plan::Body::Lasts { .. }
        ) || matches!(scope, Some(plan::Scope::Before(_)))
            || matches!(body, plan::Body::Formula(formula) if formula.is_future())
            || matches!(
                body,
                plan::Body::Quota(plan::Quota {
                    bound: LengthBound::AtLeast,
                    window: plan::Window::InTotal,
                    ..
                })
            );
        if let Some(mark) = rule.meta.enforce.filter(|_| looks_ahead) {
            let help = "only what can be told at the event itself is enforced: `never`, `only if`, `at most`, \
                        `at least` but `in total`, `always`";
            let message = "the rule looks ahead and cannot be enforced";
            self.faults.error("R119", message, mark, "cannot be refused", Some(help.to_owned()));
            return None;
        }
        Some(())
    }

    pub(super) fn unmonitorable(&mut self, message: &str, help: &str, span: Span) {
        let label = "cannot be monitored";
        self.faults.error("R113", message, span, label, Some(help.to_owned()));
    }
}
