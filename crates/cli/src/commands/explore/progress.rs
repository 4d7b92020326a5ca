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
        let Searched { states, transitions, memory, .. } = found;
        let memory = memory >> 20;
        let broken = match self.told {
            0 => String::new(),
            told => format!(", {told} rules broken"),
        };
        self.line.set_message(format!(
            "distance {depth}: {states} states, {transitions} worlds copied, {memory} MiB{broken}"
        ));
        self.line.tick();
    }

    pub(super) fn finish(&self) {
        self.line.finish_and_clear();
    }
}
