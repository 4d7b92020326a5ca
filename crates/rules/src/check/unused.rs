//! Names that are given a value which nobody asks for.

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::nearest;

use super::Check;
use super::variables::Variables;
use crate::plan::Variable;
use crate::span::Span;
use crate::tree::{ArgValue, Body, Exception, Pattern, Rule, Scope};
use crate::vocabulary::Type;

/// What is known of the names of rules once all of them were read.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The names of each rule.
    of: BTreeMap<String, BTreeSet<String>>,
    /// The rules that each rule is excused by, and that it excuses: their instances are told by the
    /// names that both have.
    kin: BTreeMap<String, BTreeSet<String>>,
    /// With the rule, and where it stands.
    lonely: Vec<(String, Variable, Span)>,
}

impl Names {
    /// Keeps what a rule names, and `field: name` where the name is never used again.
    pub(super) fn of_rule(&mut self, rule: &Rule, vars: &Variables) {
        let name = &rule.name.text;
        let names = vars.list.iter().map(|variable| variable.name.clone());
        self.of.entry(name.clone()).or_default().extend(names);
        for exception in &rule.exceptions {
            if let Exception::Rule(other) = exception {
                self.kin.entry(name.clone()).or_default().insert(other.text.clone());
                self.kin.entry(other.text.clone()).or_default().insert(name.clone());
            }
        }
        if vars.is_open {
            return;
        }
        let lonely = vars.mentions.iter().zip(&vars.list).filter(|(mention, variable)| {
            mention.is_explicit && mention.count == 1 && !tells_apart(rule, &variable.name)
        });
        self.lonely.extend(lonely.map(|(mention, it)| (name.clone(), it.clone(), mention.first)));
    }

    fn has_kin(&self, rule: &str, variable: &str) -> bool {
        let mut kin = self.kin.get(rule).into_iter().flatten();
        kin.any(|other| self.of.get(other).is_some_and(|names| names.contains(variable)))
    }
}

/// Whether a name tells the holdings of the state apart about which a rule speaks, or the scopes in
/// which it counts: without it, one would go on where another began.
fn tells_apart(rule: &Rule, name: &str) -> bool {
    let begins: &Pattern = match (&rule.body, &rule.scope) {
        (Body::Lasts { state, .. }, _) | (Body::Quota(_), Some(Scope::While(state))) => state,
        (Body::Quota(_), Some(Scope::After { start, .. } | Scope::Between { start, .. })) => start,
        _ => return false,
    };
    begins.args.iter().any(|arg| matches!(&arg.value, ArgValue::Name(it) if it.text == name))
}

impl Check<'_> {
    /// Warns of names that are never used again, once it is known which rules share them.
    pub(super) fn unused(&mut self) {
        let names = std::mem::take(&mut self.names);
        for (rule, variable, span) in &names.lonely {
            if names.has_kin(rule, &variable.name) {
                continue;
            }
            let message = format!("`{}` is never used again", variable.name);
            let help = match &variable.of {
                Type::Choice(choices) => {
                    let near = nearest(&variable.name, choices.iter().map(String::as_str));
                    let all = || format!("\"{}\"", choices.join("\", \""));
                    format!(
                        "leave the field out, or write one of its values: {}",
                        near.map_or_else(all, |near| format!("\"{near}\""))
                    )
                }
                Type::Id | Type::Text => format!(
                    "leave the field out, or write \"{}\" if that is a value",
                    variable.name
                ),
                // `yes` and `1` are no values here, but a slip in one of the two words is seen.
                Type::Bool => {
                    let near = nearest(&variable.name, ["true", "false"]);
                    format!(
                        "leave the field out, or write {}",
                        near.map_or("`true` or `false`".to_owned(), |near| format!("`{near}`"))
                    )
                }
                _ => "leave the field out".to_owned(),
            };
            self.faults.warning("R111", message, *span, "matches anything", &help);
        }
    }
}
