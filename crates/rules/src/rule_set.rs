//! A rule file that was read and checked.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use diagnostic::Diagnostic;

use crate::check::{Plan, check};
use crate::core::Formula;
use crate::faults::Faults;
use crate::monitor::{Program, compile, judges_whenever, timed};
use crate::parse::parse;
use crate::plan::{Body, FieldRef, RulePlan};
use crate::print;
use crate::translate::translate;
use crate::tree::{Declaration, File, Rule};
use crate::value::Value;
use crate::vocabulary::{KindId, Vocabulary};

/// Rules that can be run.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) file: File,
    pub(crate) plan: Plan,
    program: Program,
    warnings: Vec<Diagnostic>,
    /// As it was read.
    text: Box<str>,
    /// For each kind, the fields that rules read; found when somebody asks.
    reads: OnceLock<Vec<Vec<usize>>>,
    /// For each relation of the program, whether anybody asks how old its rows are; found likewise.
    timed: OnceLock<Vec<bool>>,
    /// Whether no rule names a certain instant; found likewise.
    judges_whenever: OnceLock<bool>,
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
        let text = text.into();
        Ok(RuleSet { text, ..RuleSet::of(file, plan, faults.finish()) })
    }

    /// The rules of a plan without faults.
    pub(crate) fn of(file: File, plan: Plan, warnings: Vec<Diagnostic>) -> RuleSet {
        let program = compile(&plan);
        RuleSet {
            file,
            plan,
            program,
            warnings,
            text: Box::default(),
            reads: OnceLock::new(),
            timed: OnceLock::new(),
            judges_whenever: OnceLock::new(),
        }
    }

    /// Whether a history that is moved in time as a whole is judged as before, only so much later:
    /// no rule speaks of a certain instant.
    pub fn judges_whenever(&self) -> bool {
        *self.judges_whenever.get_or_init(|| judges_whenever(self))
    }

    pub(crate) fn timed(&self) -> &[bool] {
        self.timed.get_or_init(|| timed(&self.program))
    }

    /// What can be used but is hardly meant.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The events of which the rules can speak: those that were given and those of the file.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.plan.vocabulary
    }

    /// The constants that are one of a choice of names, with these names, and where they stand.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, &[String], Range<usize>)> {
        let chosen = self.plan.chosen.iter();
        chosen.map(|it| (it.name.as_str(), &*it.among, it.span.range()))
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

    /// The number of the rule of this name.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.plan.rules.iter().position(|rule| rule.name == name)
    }

    /// What a rule says, in the words of its file.
    pub fn title(&self, rule: usize) -> &str {
        self.rules().nth(rule).map_or("", |rule| &rule.title)
    }

    /// The names of the variables that tell one instance of a rule from another.
    pub fn variables(&self, rule: usize) -> impl Iterator<Item = &str> {
        let variables = self.plan.rules.get(rule).map(|rule| &rule.variables);
        variables.into_iter().flatten().map(|variable| variable.name.as_str())
    }

    /// Whether a rule asks that commands which would break it be refused.
    pub fn is_enforced(&self, rule: usize) -> bool {
        self.plan.rules.get(rule).is_some_and(|rule| rule.is_enforced)
    }

    /// Whether any rule asks for that.
    pub fn enforces(&self) -> bool {
        self.plan.rules.iter().any(|rule| rule.is_enforced)
    }

    /// Whether an event of this kind may break an enforced rule at once.
    pub fn may_refuse(&self, kind: KindId) -> bool {
        let asked = self.program.kinds.get(kind.index()).map_or(&[][..], |kind| &kind.rules);
        // Rules without a trigger of their own may be broken by any event.
        let alone = |rule: &RulePlan| match &rule.body {
            Body::Always(_) | Body::Formula(_) => true,
            Body::Quota(quota) => quota.is_asked_at_end(),
            _ => false,
        };
        asked.iter().any(|rule| self.is_enforced(*rule))
            || self.plan.rules.iter().any(|rule| rule.is_enforced && alone(rule))
    }

    /// The numbers of the fields of a kind that some rule reads: whoever tells of events may leave
    /// the others out.
    pub fn reads(&self, kind: KindId) -> &[usize] {
        let reads = self.reads.get_or_init(|| {
            let mut reads = vec![BTreeSet::new(); self.plan.vocabulary.kinds().len()];
            for rule in &self.plan.rules {
                read(&translate(&self.plan, rule).formula, &mut reads);
            }
            reads.into_iter().map(|fields| fields.into_iter().collect()).collect()
        });
        reads.get(kind.index()).map_or(&[], Vec::as_slice)
    }

    /// The text from which the rules were read.
    pub fn text(&self) -> &str {
        &self.text
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

    /// The same rules, of which each formula may remember and look at so many rows of values beside those
    /// that the log makes room for; else it is given up. Usual are a million.
    #[must_use]
    pub fn limited_to(mut self, rows: usize) -> RuleSet {
        self.program.formulas.iter_mut().for_each(|formula| formula.limit(rows));
        self
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

/// Adds the fields that a formula reads.
fn read(formula: &Formula, reads: &mut [BTreeSet<usize>]) {
    if let Formula::Atom { kind, args } = formula
        && let Some(fields) = reads.get_mut(kind.index())
    {
        fields.extend(args.iter().filter_map(|(field, _)| match field {
            FieldRef::Of(index) => Some(*index),
            FieldRef::Position | FieldRef::Time => None,
        }));
    }
    formula.parts().into_iter().for_each(|part| read(part, reads));
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
