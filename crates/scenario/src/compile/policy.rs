//! What must have come of policy rules.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, nearest};
use kernel::Position;
use rules::{RuleSet, Standing};
use serde_json::Value as Json;
use simulator::script::{Check, Expectation, RuleCheck};

use super::Compiler;
use super::expectations::plain;
use crate::file::ExpectEntry;
use crate::policy::Policy;
use crate::yaml::{Field, Node, Value, shortened};

impl Compiler {
    /// What must have come of a rule.
    pub(super) fn rule_expectation(
        &mut self,
        entry: &ExpectEntry,
        field: &Field<ExpectEntry>,
    ) -> Option<Expectation> {
        let (Some(rule), Some(is)) = (&entry.rule, &entry.is) else {
            let (key, span) = [
                ("at", entry.at.as_ref().map(|at| &at.span)),
                ("position", entry.position.as_ref().map(|position| &position.span)),
            ]
            .into_iter()
            .find_map(|(key, span)| Some((key, span?)))
            .filter(|_| entry.rule.is_none())
            .unwrap_or(("rule", &field.span));
            let missing = if key == "rule" { "is" } else { "rule" };
            self.faults.push(
                Diagnostic::error("S112", format!("`{key}` without `{missing}`"))
                    .label(span.clone(), "the two belong together")
                    .help("write `rule: NAME` and `is: kept`, or `broken`, `given-up`, `pending`, `vacuous`"),
            );
            return None;
        };
        let others = [&entry.happened, &entry.never, &entry.state, &entry.from, &entry.to];
        let numbers = [&entry.at_least, &entry.at_most];
        let other = others.iter().find_map(|field| field.as_ref().map(|field| &field.span));
        let number = numbers.iter().find_map(|field| field.as_ref().map(|field| &field.span));
        if let Some(span) = other.or(number) {
            self.faults.push(
                Diagnostic::error("S112", "`rule` stands alone")
                    .label(span.clone(), "this asks for something else")
                    .help("make two entries of it"),
            );
        }
        let standings = self.standings(is);
        let values = self.values_of_rule(rule, entry);
        let at = entry.at.as_ref().map(|at| self.instant(at));
        let standings = standings?;
        self.only_of_violations(entry, &standings);
        let name = rule.value.clone()?;
        let check = RuleCheck {
            rule: name,
            at: at.map_or(Some(None), |at| at.map(Some))?,
            position: entry.position.as_ref().and_then(|it| it.value).map(Position),
            values: values?,
            standings,
        };
        Some(Expectation { text: text(&check, entry), check: Check::Rule(check) })
    }

    /// One of the words for what came of a rule, or several.
    fn standings(&mut self, is: &Node) -> Option<Vec<Standing>> {
        let several = match &is.value {
            Value::List(items) if !items.is_empty() => items.iter().collect(),
            _ => vec![is],
        };
        let words = Standing::ALL.map(|standing| standing.to_string());
        let mut found = Vec::new();
        for node in several {
            let named = node.text().and_then(|text| words.iter().position(|word| word == text));
            if let Some(standing) = named.and_then(|index| Standing::ALL.get(index)) {
                found.push(*standing);
                continue;
            }
            let near = node.text().and_then(|text| nearest(text, words.iter().map(String::as_str)));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of `{}`", words.join("`, `")),
            };
            self.faults.push(
                Diagnostic::error("S105", "a rule does not stand so")
                    .label(node.span.clone(), "no word for what comes of a rule")
                    .help(help),
            );
        }
        (!found.is_empty()).then_some(found)
    }

    /// The values that a violation is to have; their names are those of the rule, which is known.
    fn values_of_rule(
        &mut self,
        rule: &Field<String>,
        entry: &ExpectEntry,
    ) -> Option<BTreeMap<String, Json>> {
        let name = rule.value.as_deref()?;
        let variables: Option<Vec<String>> = match self.policy.clone() {
            Policy::Unknown => None,
            Policy::None => {
                self.faults.push(
                    Diagnostic::error("S124", "the scenario has no policy rules")
                        .label(rule.span.clone(), "there is no such rule")
                        .help("write rules to `policy.rules` in the folder of the scenario"),
                );
                return None;
            }
            Policy::Rules(rules) => {
                let Some(number) = rules.number(name) else {
                    self.unknown_rule(name, rule, &rules);
                    return None;
                };
                Some(rules.variables(number).map(str::to_owned).collect())
            }
        };
        let mut values = BTreeMap::new();
        for (key, value) in &entry.matching.items {
            let (Some(name), Some(value)) = (&key.value, &value.value) else { continue };
            if let Some(known) = variables.as_ref().filter(|known| !known.contains(name)) {
                let names = known.iter().map(String::as_str);
                let help = self.suggestion(name, names);
                let known = match known.as_slice() {
                    [] => "it has no variables: leave out `where`".to_owned(),
                    known => format!("its variables are `{}`", known.join("`, `")),
                };
                self.faults.push(
                    Diagnostic::error("S124", format!("the rule has no `{}`", shortened(name)))
                        .label(key.span.clone(), "no variable of the rule")
                        .help(help.unwrap_or(known)),
                );
                continue;
            }
            values.insert(name.clone(), value.json());
        }
        Some(values)
    }

    fn unknown_rule(&mut self, name: &str, rule: &Field<String>, rules: &RuleSet) {
        let names = || (0..rules.len()).map(|number| rules.name(number));
        let help = self.suggestion(name, names());
        let all = || format!("the rules are `{}`", names().collect::<Vec<_>>().join("`, `"));
        self.faults.push(
            Diagnostic::error("S124", format!("unknown rule `{}`", shortened(name)))
                .label(rule.span.clone(), "no rule has this name")
                .help(help.unwrap_or_else(all)),
        );
    }

    /// What says more of a violation needs one.
    fn only_of_violations(&mut self, entry: &ExpectEntry, standings: &[Standing]) {
        if standings == [Standing::Broken] {
            return;
        }
        let at = entry.at.as_ref().map(|at| &at.span);
        let position = entry.position.as_ref().map(|position| &position.span);
        let matching = entry.matching.items.first().map(|(key, _)| &key.span);
        if let Some(span) = at.or(position).or(matching) {
            self.faults.push(
                Diagnostic::error("S112", "only a violation has an instant, a position and values")
                    .label(span.clone(), "says which violation")
                    .help("write `is: broken`, or leave it out"),
            );
        }
    }
}

/// An expectation of a rule as people read it.
fn text(check: &RuleCheck, entry: &ExpectEntry) -> String {
    let standings: Vec<String> = check.standings.iter().map(ToString::to_string).collect();
    let mut parts = vec![format!("rule {} is {}", check.rule, standings.join(" or "))];
    parts.extend(check.values.iter().map(|(name, value)| format!("{name}={}", plain(value))));
    if let Some(at) = entry.at.as_ref().and_then(|field| field.value.as_deref()) {
        parts.push(format!("at {at}"));
    }
    parts.extend(check.position.map(|position| format!("at {position}")));
    parts.join(" ")
}
