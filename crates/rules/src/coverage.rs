//! What no example notices: rules without one, branches, and small changes of the rules.
//!
//! Each rule is changed in one place, checked again, and its examples are run. If all of them
//! still pass, nothing beside the rules would tell the changed rule from the one that is meant.

mod sites;

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::Diagnostic;
use serde::Serialize;

use crate::check::check;
use crate::faults::Faults;
use crate::lexer::lex;
use crate::print;
use crate::rule_set::RuleSet;
use crate::tree::{Declaration, Example, Exception, File, Literal, Rule, State};
use sites::{Change, Lets, changed, places};

/// What a change does to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A length or a number is one more or one less.
    Bound,
    /// `<` stands for `<=`, or the other way round.
    Comparison,
    /// A need is left out.
    Need,
    /// An alternative, a reparation, an exception, a `where`, a beginning of a state, or an end of
    /// one or of a scope is left out.
    Branch,
}

/// A change that no example notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unnoticed {
    pub kind: ChangeKind,
    pub change: String,
    /// The change under its line.
    #[serde(skip)]
    pub fault: Diagnostic,
}

/// What the examples of one rule notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCoverage {
    pub rule: String,
    pub examples: usize,
    /// The verdicts that an example expects, in order.
    pub shown: Vec<String>,
    /// Some example fails as it is, so nothing can be told.
    pub fails: bool,
    pub changes: usize,
    pub noticed: usize,
    pub unnoticed: Vec<Unnoticed>,
}

impl RuleSet {
    /// Tries every small change of every rule on the examples beside it.
    pub fn coverage(&self) -> Vec<RuleCoverage> {
        let declarations = || self.file.declarations.iter().map(|(declaration, _)| declaration);
        let mut examples: BTreeMap<&str, Vec<&Example>> = BTreeMap::new();
        let mut lets: BTreeMap<&str, &Literal> = BTreeMap::new();
        let mut rules: BTreeMap<&str, &Rule> = BTreeMap::new();
        for declaration in declarations() {
            match declaration {
                Declaration::Example(example) => {
                    examples.entry(&example.rule.text).or_default().push(example);
                }
                Declaration::Let(constant) => {
                    lets.insert(&constant.name.text, &constant.value);
                }
                Declaration::Rule(rule) => {
                    rules.insert(&rule.name.text, rule);
                }
                Declaration::Event(_) | Declaration::State(_) => {}
            }
        }
        let lets = Lets { meant: lets, used: &self.plan.lets_used };
        let trial = Trial { set: self, rules, lets };
        self.rules()
            .map(|rule| {
                let examples = examples.get(rule.name.text.as_str());
                trial.covered(rule, examples.map(Vec::as_slice).unwrap_or_default())
            })
            .collect()
    }
}

/// What changed rules are tried with.
struct Trial<'a> {
    set: &'a RuleSet,
    rules: BTreeMap<&'a str, &'a Rule>,
    lets: Lets<'a>,
}

impl Trial<'_> {
    fn covered(&self, rule: &Rule, examples: &[&Example]) -> RuleCoverage {
        let shown: BTreeSet<&str> = examples
            .iter()
            .flat_map(|example| &example.expected)
            .map(|verdict| verdict.name.text.as_str())
            .collect();
        let mut coverage = RuleCoverage {
            rule: rule.name.text.clone(),
            examples: examples.len(),
            shown: shown.into_iter().map(str::to_owned).collect(),
            fails: !pass(self.set, examples),
            changes: 0,
            noticed: 0,
            unnoticed: Vec::new(),
        };
        if examples.is_empty() || coverage.fails {
            return coverage;
        }
        let mut tried = |mutant: Option<RuleSet>, change: Change| {
            // A change that makes no sound rule is none that somebody could make.
            let Some(mutant) = mutant else { return };
            coverage.changes += 1;
            if pass(&mutant, examples) {
                coverage.unnoticed.push(unnoticed(rule, change));
            } else {
                coverage.noticed += 1;
            }
        };
        for place in places(rule) {
            if let Some((mutant, change)) = changed(rule, place, &self.lets) {
                tried(self.with(mutant, None), change);
            }
        }
        for state in self.states_of(rule) {
            for place in places(state) {
                if let Some((mutant, change)) = changed(state, place, &self.lets) {
                    tried(self.with(rule.clone(), Some(&mutant)), change);
                }
            }
        }
        coverage
    }

    /// The states of which a rule speaks, in whatever part of it.
    fn states_of(&self, rule: &Rule) -> Vec<&State> {
        let text = print::sentence(rule).join("\n");
        let words: Vec<&str> = lex(&text, &mut Faults::default())
            .into_iter()
            .map(|lexeme| text.get(lexeme.span.range()).unwrap_or_default())
            .collect();
        let is_named = |state: &&State| {
            words.windows(2).any(|pair| matches!(pair, [name, "("] if *name == state.name.text))
        };
        let declarations = self.set.file.declarations.iter();
        let states = declarations.filter_map(|(declaration, _)| match declaration {
            Declaration::State(state) => Some(state),
            _ => None,
        });
        states.filter(is_named).collect()
    }

    /// The rule with all that it needs of the file, and one state as it was changed.
    fn with(&self, rule: Rule, changed: Option<&State>) -> Option<RuleSet> {
        let mut declarations: Vec<Declaration> = self
            .set
            .file
            .declarations
            .iter()
            .map(|(declaration, _)| declaration)
            .filter(|it| matches!(it, Declaration::State(_) | Declaration::Let(_)))
            .map(|declaration| match (declaration, changed) {
                (Declaration::State(state), Some(changed))
                    if state.name.text == changed.name.text =>
                {
                    Declaration::State(changed.clone())
                }
                _ => declaration.clone(),
            })
            .collect();
        let mut wanted = overriding(&rule);
        let mut known = BTreeSet::from([rule.name.text.clone()]);
        while let Some(name) = wanted.pop() {
            if let Some(other) =
                self.rules.get(name.as_str()).filter(|_| known.insert(name.clone()))
            {
                wanted.extend(overriding(other));
                declarations.push(Declaration::Rule(Box::new((*other).clone())));
            }
        }
        declarations.push(Declaration::Rule(Box::new(rule)));
        let placed = declarations.into_iter().map(|it| (it, crate::span::Span::default()));
        let header = self.set.file.header.clone();
        let file = File { header, declarations: placed.collect(), ..File::default() };
        let mut faults = Faults::default();
        let plan = check(&file, self.set.vocabulary(), &mut faults);
        (!faults.forbid()).then(|| RuleSet::of(file, plan, Vec::new()))
    }
}

fn pass(set: &RuleSet, examples: &[&Example]) -> bool {
    examples.iter().all(|example| set.run_example(example).passed())
}

fn overriding(rule: &Rule) -> Vec<String> {
    let names = rule.exceptions.iter().filter_map(|exception| match exception {
        Exception::Rule(name) => Some(name.text.clone()),
        Exception::When(_) => None,
    });
    names.collect()
}

fn unnoticed(rule: &Rule, change: Change) -> Unnoticed {
    let message = format!("no example of `{}` notices a change", rule.name.text);
    let fault = Diagnostic::warning("R131", message)
        .label(change.span.range(), change.what.clone())
        .help("add an example that comes out otherwise then");
    Unnoticed { kind: change.kind, change: change.what, fault }
}
