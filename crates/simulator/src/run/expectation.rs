//! Whether what was expected of a run has come about.

use domain::Center;
use kernel::SimDuration;
use rules::{Results, RuleResult, Standing, Violation};
use serde_json::Value;

use crate::history::History;
use crate::script::{Check, Expectation, RuleCheck};

/// Whether an expectation was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub text: String,
    pub met: bool,
    /// What was found instead, or as well.
    pub found: String,
}

pub(super) fn judge(
    expected: &Expectation,
    history: &History,
    center: &Center,
    rules: Option<&Results>,
) -> Verdict {
    let (met, found) = match &expected.check {
        Check::Count { watch, at_least, at_most } => {
            let count = history.total(*watch);
            let times = if count == 1 { "time" } else { "times" };
            (*at_least <= count && count <= *at_most, format!("{count} {times}"))
        }
        Check::State { pointer, is } => {
            let state = serde_json::to_value(center).unwrap_or_default();
            let found = state.pointer(pointer).unwrap_or(&Value::Null);
            (found == is, found.to_string())
        }
        Check::Rule(check) => {
            let results = rules.into_iter().flat_map(|results| &results.rules);
            match results.into_iter().find(|result| result.rule == check.rule) {
                Some(result) => of_rule(check, result),
                None => (false, "no such rule was judged".to_string()),
            }
        }
    };
    Verdict { text: expected.text.clone(), met, found }
}

fn of_rule(check: &RuleCheck, result: &RuleResult) -> (bool, String) {
    let met = check.standings.contains(&result.verdict)
        && (!check.asks_for_a_violation() || result.violations.iter().any(|it| check.means(&it)));
    (met, found(result))
}

/// How a rule stands, with its first violation.
fn found(result: &RuleResult) -> String {
    let Some(first) = result.violations.first() else {
        return result.verdict.to_string();
    };
    let more = result.violations.len() - 1;
    let others = if more == 0 { String::new() } else { format!(", and {more} more") };
    let (position, certain_at) = (first.position, first.certain_at.0);
    format!("{} at {position}, certain at {certain_at}{others}", Standing::Broken)
}

impl RuleCheck {
    fn asks_for_a_violation(&self) -> bool {
        self.at.is_some() || self.position.is_some() || !self.values.is_empty()
    }

    fn means(&self, violation: &Violation) -> bool {
        let certain_at = violation.certain_at.0;
        let at = |at| certain_at == at || certain_at == at + SimDuration::from_millis(1);
        let values = serde_json::to_value(&violation.values).unwrap_or_default();
        self.at.is_none_or(at)
            && self.position.is_none_or(|position| violation.position == position)
            && self.values.iter().all(|(name, wanted)| values.get(name) == Some(wanted))
    }
}
