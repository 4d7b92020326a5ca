//! Rules read back: in full English with their edges, on a line of time, and as a formula.

mod certain;
mod edges;
mod english;
mod timeline;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::core;
use crate::plan::RulePlan;
use crate::print;
use crate::rule_set::RuleSet;
use crate::translate::translate;
use crate::tree::{Declaration, Literal};

/// What a rule says, for people who did not write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub rule: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The sentence as it is written, line by line.
    pub written: Vec<String>,
    /// The sentence in English.
    pub reads: String,
    /// What happens exactly at its limits, and when a verdict is certain.
    pub edges: Vec<String>,
    /// What keeps it (`+`) and what breaks it (`x`), on a line of time.
    pub timeline: Vec<String>,
    /// The formula of the core that is true where the rule is violated.
    pub violated_where: String,
}

impl RuleSet {
    /// Reads a rule back.
    pub fn explain(&self, rule: usize) -> Option<Explanation> {
        let (tree, plan) = (self.rules().nth(rule)?, self.plan.rules.get(rule)?);
        let translation = translate(&self.plan, plan);
        Some(Explanation {
            rule: plan.name.clone(),
            title: tree.title.clone(),
            source: tree.meta.source.clone(),
            written: print::sentence(tree),
            reads: english::reading(self.vocabulary(), &self.constants(plan), tree, plan),
            edges: edges::edges(self.vocabulary(), tree, plan),
            timeline: timeline::timeline(plan),
            violated_where: core::shown(
                &translation.formula,
                &translation.variables,
                self.vocabulary(),
            ),
        })
    }

    /// What the `let`s say that a rule can name; its own variables go before them.
    fn constants(&self, rule: &RulePlan) -> BTreeMap<&str, &Literal> {
        let is_variable = |name: &str| rule.variables.iter().any(|it| it.name == name);
        let declarations = self.file.declarations.iter();
        let constants = declarations.filter_map(|(declaration, _)| match declaration {
            Declaration::Let(constant) => Some((constant.name.text.as_str(), &constant.value)),
            _ => None,
        });
        constants.filter(|(name, _)| !is_variable(name)).collect()
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.rule, print::quoted(&self.title))?;
        if let Some(source) = &self.source {
            writeln!(f, "  source {}", print::quoted(source))?;
        }
        for line in &self.written {
            writeln!(f, "  {line}")?;
        }
        write!(f, "\nreads: {}\n", self.reads)?;
        for edge in &self.edges {
            writeln!(f, "  - {edge}")?;
        }
        if !self.timeline.is_empty() {
            writeln!(f)?;
        }
        for line in &self.timeline {
            writeln!(f, "  {line}")?;
        }
        write!(f, "\nviolated where: {}\n", self.violated_where)
    }
}
