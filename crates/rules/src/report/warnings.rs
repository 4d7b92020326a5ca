//! What never was: a rule that nothing ever put to the test says little.

use super::{Audit, Tally, forbids_everywhere};
use crate::monitor::{Seen, shown_amount};
use crate::plan::{Body, Measure, RulePlan};
use crate::print;
use crate::tree::{self, ArgValue, LengthBound, Rule};
use crate::vocabulary::KindId;

/// A limit of which less than this part was ever used is worth a warning.
const USED_LEAST_PERCENT: i128 = 50;

impl Audit<'_> {
    /// What the log never put to the test in a rule.
    pub(super) fn warnings(
        &self,
        id: usize,
        (rule, plan): (&Rule, &RulePlan),
        tally: &Tally,
        triggered: u64,
    ) -> Vec<String> {
        let mut warnings = Vec::new();
        let is_formula = matches!(plan.body, Body::Formula(_) | Body::Always(_));
        let trigger = plan.body.trigger().map(|trigger| trigger.kind);
        if let Some(kind) = trigger.filter(|kind| !self.has_occurred(*kind)) {
            let name = self.rules.vocabulary().kind(kind).map_or("", |kind| &kind.name);
            warnings.push(format!("`{name}` never occurred"));
        } else if triggered == 0 && !is_formula && !forbids_everywhere(plan) {
            warnings.push("the rule was never triggered".to_owned());
        }
        if let Some(seen) = self.monitor.seen(id) {
            let occurred = trigger.is_some_and(|kind| self.has_occurred(kind));
            warnings.extend(of_guard(seen, rule, occurred));
            warnings.extend(of_force(seen));
            if 0 < tally.kept {
                warnings.extend(of_branches(seen, rule));
            }
            warnings.extend(of_limit(seen, plan));
            if 0 < tally.violations.count() {
                warnings.extend(of_needs(seen, rule));
            }
        }
        warnings.extend(self.of_states(id));
        if !plan.exceptions.is_empty() && 0 < triggered && tally.excused == 0 {
            warnings.push("no exception was ever used".to_owned());
        }
        warnings
    }

    fn has_occurred(&self, kind: KindId) -> bool {
        self.occurred.get(kind.index()).copied().unwrap_or(false)
    }

    fn of_states(&self, id: usize) -> Vec<String> {
        let program = self.rules.program();
        let states = program.rules.get(id).map(|rule| &rule.states);
        let mut warnings = Vec::new();
        for (state, relation) in states.into_iter().flatten() {
            let name = self.rules.plan.states.get(*state).map_or("", |state| &state.name);
            let ends = self.rules.plan.states.get(*state).is_some_and(|it| !it.until.is_empty());
            match self.monitor.state_seen(*relation) {
                (false, _) => warnings.push(format!("state `{name}` was never entered")),
                (true, false) if ends => warnings.push(format!("state `{name}` was never left")),
                (true, _) => {}
            }
        }
        warnings
    }
}

fn of_guard(seen: &Seen, rule: &Rule, occurred: bool) -> Option<String> {
    let pattern = match &rule.body {
        tree::Body::Whenever { trigger, .. } | tree::Body::OnlyIf { trigger, .. } => trigger,
        tree::Body::Never(event) | tree::Body::AtLeastEvery { event, .. } => event,
        tree::Body::Quota(quota) => match &quota.amount {
            tree::Amount::Events { event, .. }
            | tree::Amount::Distinct { event, .. }
            | tree::Amount::Sum { event, .. } => event,
        },
        tree::Body::Lasts { .. } | tree::Body::Always(_) | tree::Body::Formula(_) => return None,
    };
    let guard = print::condition(pattern.guard.as_ref()?);
    match (seen.guard_held, seen.guard_failed) {
        (false, true) => Some(format!("`where {guard}` was never true")),
        (true, false) => Some(format!("`where {guard}` was never false")),
        (false, false) if occurred => {
            let outside = || format!("no `{}` came in the scope", pattern.name.text);
            let why = if seen.guard_near { outside() } else { never_asked(pattern) };
            Some(format!("`where {guard}` was never asked: {why}"))
        }
        _ => None,
    }
}

/// Why no event of a kind that occurred came as far as the `where` of its pattern.
fn never_asked(pattern: &tree::Pattern) -> String {
    let name = &pattern.name.text;
    let mut fields: Vec<&str> = Vec::new();
    let mut variables: Vec<&str> = Vec::new();
    for arg in &pattern.args {
        match &arg.value {
            ArgValue::Name(variable) => {
                fields.push(&arg.field.as_ref().unwrap_or(variable).text);
                variables.push(&variable.text);
            }
            ArgValue::Any => {}
            ArgValue::Literal(_) | ArgValue::List(_) | ArgValue::Calculated(_) => {
                return format!("no `{name}` had its values");
            }
        }
    }
    variables.sort_unstable();
    if variables.windows(2).any(|pair| pair.first() == pair.last()) {
        return format!("no `{name}` had its values");
    }
    let shown: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    match shown.as_slice() {
        [field] => format!("no `{name}` had the field {field}"),
        _ => format!("no `{name}` had all of {}", shown.join(", ")),
    }
}

fn of_force(seen: &Seen) -> Option<String> {
    let times = seen.out_of_force;
    let triggers = if times == 1 { "1 trigger" } else { &format!("{times} triggers") };
    (0 < times).then(|| format!("{triggers} came while the rule was not in force"))
}

fn of_branches(seen: &Seen, rule: &Rule) -> Vec<String> {
    let tree::Body::Whenever { outcome, .. } = &rule.body else { return Vec::new() };
    if outcome.chains.len() < 2 {
        return Vec::new();
    }
    let idle =
        outcome.chains.iter().enumerate().filter(|(branch, _)| !seen.branches.contains(branch));
    idle.map(|(_, chain)| {
        let shown = print::shown_outcome(&tree::Outcome { chains: vec![chain.clone()] });
        format!("the alternative `{shown}` never did the work")
    })
    .collect()
}

fn of_limit(seen: &Seen, plan: &RulePlan) -> Option<String> {
    let Body::Quota(quota) = &plan.body else { return None };
    let limit = crate::monitor::limit(quota);
    let is_idle = seen.most.saturating_mul(100) < limit.saturating_mul(USED_LEAST_PERCENT);
    if quota.bound == LengthBound::AtLeast || !is_idle || seen.most <= 0 {
        return None;
    }
    let is_sum = matches!(quota.measure, Measure::Sum(_));
    let (most, limit) = (shown_amount(seen.most, is_sum), shown_amount(limit, is_sum));
    Some(format!("never more than {most} of {limit} was used"))
}

/// Where another need failed, one that never did may be one that cannot.
fn of_needs(seen: &Seen, rule: &Rule) -> Vec<String> {
    let tree::Body::OnlyIf { needs, .. } = &rule.body else { return Vec::new() };
    if needs.len() < 2 {
        return Vec::new();
    }
    let sound = needs.iter().enumerate().filter(|(number, _)| !seen.needs_failed.contains(number));
    sound.map(|(_, need)| format!("the need `{}` never failed", print::need(need))).collect()
}
