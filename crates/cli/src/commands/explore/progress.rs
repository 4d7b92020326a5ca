//! How far a search has come, for somebody who looks at a terminal or at the log of the program.

use std::io::IsTerminal;

use explorer::breadth::Searched;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rules::RuleSet;

/// A line on the standard error. How much there is to search nobody knows, so it is no bar.
pub(super) struct Progress<'a> {
    rules: &'a RuleSet,
    line: ProgressBar,
    /// Violations that were told of.
    told: usize,
}

impl<'a> Progress<'a> {
    pub(super) fn new(rules: &'a RuleSet) -> Progress<'a> {
        let shown = std::io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let line = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {elapsed}  {msg}");
        line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Progress { rules, line, told: 0 }
    }

    pub(super) fn show(&mut self, depth: u32, found: &Searched) {
        for violation in found.violations.iter().skip(self.told) {
            let rule = self.rules.name(violation.rule);
            tracing::info!(rule, distance = violation.depth, "broken; others may be as near");
        }
        self.told = found.violations.len();
        if self.line.is_hidden() {
            return;
        }
        self.line.set_message(message(depth, found));
        self.line.tick();
    }

    pub(super) fn finish(&self) {
        self.line.finish_and_clear();
    }
}

fn message(depth: u32, found: &Searched) -> String {
    let Searched { states, transitions, memory, violations, .. } = found;
    let memory = memory >> 20;
    let broken = match violations.len() {
        0 => String::new(),
        told => format!(", {told} rules broken"),
    };
    format!("distance {depth}: {states} states, {transitions} worlds copied, {memory} MiB{broken}")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use explorer::breadth::{Distance, Limits, search_shown};
    use explorer::space::Space;

    use super::*;

    #[test]
    fn a_search_says_how_far_it_is_and_how_many_rules_it_found_broken() {
        let scenario = include_str!("../../../../explorer/tests/fixtures/quarrel.yaml");
        let rules = include_str!("../../../../explorer/tests/fixtures/quarrel.rules");
        let compiled = scenario::compile(scenario).expect("it has no faults");
        let rules = scenario::rules(rules).expect("they have no faults");
        let space = Space::new(&compiled.script, &rules, &[], None);
        let limits = Limits {
            distance: Distance::Choices,
            depth_max: 9,
            memory_max: 1 << 30,
            transitions_max: u64::MAX,
            threads: 1,
            rule: None,
            keeps_going: false,
        };
        let mut said = Vec::new();
        let mut note = |depth, found: &Searched| said.push(message(depth, found));
        search_shown(&space, &limits, &AtomicBool::new(false), &mut note);
        let first = "distance 0: 1 states, 1 worlds copied, 0 MiB";
        let last = "distance 3: 11 states, 25 worlds copied, 0 MiB, 2 rules broken";
        assert_eq!(said.first().map(String::as_str), Some(first));
        assert_eq!(said.last().map(String::as_str), Some(last));
    }
}
