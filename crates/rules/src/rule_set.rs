//! A rule file that was read and checked.

use diagnostic::Diagnostic;

use crate::check::{Plan, check};
use crate::faults::Faults;
use crate::monitor::{Program, compile};
use crate::parse::parse;
use crate::print;
use crate::tree::{Declaration, File, Rule};
use crate::value::Value;
use crate::vocabulary::Vocabulary;

/// Rules that can be run.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) file: File,
    pub(crate) plan: Plan,
    program: Program,
    warnings: Vec<Diagnostic>,
}

impl RuleSet {
    /// Reads a rule file about the events of a vocabulary. All its faults are returned at once.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<RuleSet, Vec<Diagnostic>> {
        let mut faults = Faults::default();
        let file = parse(text, &mut faults);
        let plan = check(&file, vocabulary, &mut faults);
        if faults.forbid() {
            return Err(faults.finish());
        }
        Ok(RuleSet::of(file, plan, faults.finish()))
    }

    /// The rules of a plan without faults.
    pub(crate) fn of(file: File, plan: Plan, warnings: Vec<Diagnostic>) -> RuleSet {
        let program = compile(&plan);
        RuleSet { file, plan, program, warnings }
    }

    /// What can be used but is hardly meant.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The events of which the rules can speak: those that were given and those of the file.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.plan.vocabulary
    }

    /// How many rules there are; they have the numbers below.
    pub fn len(&self) -> usize {
        self.plan.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.plan.rules.is_empty()
    }

    /// The name of a rule.
    pub fn name(&self, rule: usize) -> &str {
        self.plan.rules.get(rule).map_or("", |rule| &rule.name)
    }

    /// Whether a rule asks that commands which would break it be refused.
    pub fn is_enforced(&self, rule: usize) -> bool {
        self.plan.rules.get(rule).is_some_and(|rule| rule.is_enforced)
    }

    /// The values of an instance with the names of the variables, in the order of the rule.
    pub fn named<'a>(
        &'a self,
        rule: usize,
        values: &'a [Option<Value>],
    ) -> Vec<(&'a str, &'a Value)> {
        let Some(plan) = self.plan.rules.get(rule) else { return Vec::new() };
        let variables = plan.variables.iter().zip(values);
        variables.filter_map(|(it, value)| Some((it.name.as_str(), value.as_ref()?))).collect()
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The rules as they are written, in order.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.file.declarations.iter().filter_map(|(declaration, _)| match declaration {
            Declaration::Rule(rule) => Some(&**rule),
            _ => None,
        })
    }
}

/// A rule file laid out in the one way; the faults if it cannot be read.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let file = parse(text, &mut faults);
    if faults.forbid() {
        return Err(faults.finish());
    }
    Ok(print::formatted(text, &file))
}
