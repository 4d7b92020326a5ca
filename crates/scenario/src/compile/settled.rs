//! Choices that are settled. Each is answered as the script will ask for it: where an option is
//! picked, a number is no answer.

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::{Diagnostic, Severity, nearest};
use domain::parameter::Unit;
use simulator::asked::Asked;
use simulator::choice::{OwnedKey, Value as Answer};
use simulator::distribution::Distribution;
use simulator::script::{ParameterValue, Script};

use super::sound::unworkable;
use super::{Compiler, parameters};
use crate::file::ChoiceEntry;
use crate::yaml::{Field, Node, Value, decode_among, shortened};

const HELP: &str =
    "write `picks:` with the number of the option, from 0, or `draws:` with a duration or number";

impl Compiler {
    /// Choices that are settled; each must be one that the script can ask for.
    pub(super) fn settled(
        &mut self,
        entries: &[Field<ChoiceEntry>],
        script: &Script,
    ) -> BTreeMap<OwnedKey, Answer> {
        let steps = script.steps.iter().map(|step| &step.streams);
        let streams = steps.flat_map(|it| [&it.instant, &it.delay, &it.chance, &it.option]);
        let streams = streams.chain(script.parameters.iter().map(|parameter| &parameter.stream));
        let turns = script.steps.iter().map(|step| format!("{}/turn", step.name));
        let known: BTreeSet<String> =
            streams.map(|stream| stream.name().to_string()).chain(turns).collect();
        let mut settled = BTreeMap::new();
        for field in entries {
            let Some(entry) = &field.value else { continue };
            let key = self.choice(&entry.choice, &known, script);
            let asked = key.as_ref().and_then(|key| script.asked(key.stream()));
            if let (Some(key), None) = (&key, &asked) {
                self.never_asked(key, &entry.choice);
                continue;
            }
            let answer = self.answer(asked.as_ref(), entry, field);
            if let (Some(key), Some(answer)) = (key, answer)
                && settled.insert(key, answer).is_some()
            {
                self.faults.push(
                    Diagnostic::error("S115", "the choice stands twice")
                        .label(entry.choice.span.clone(), "again here"),
                );
            }
        }
        settled
    }

    fn choice(
        &mut self,
        field: &Field<String>,
        known: &BTreeSet<String>,
        script: &Script,
    ) -> Option<OwnedKey> {
        let text = field.value.as_deref()?;
        let key = match text.parse::<OwnedKey>() {
            Ok(key) => key,
            Err(error) => {
                self.faults.push(
                    Diagnostic::error("S120", error.to_string())
                        .label(field.span.clone(), "the name of a choice, as logs have it"),
                );
                return None;
            }
        };
        let is_turn = matches!(script.asked(key.stream()), Some(Asked::Turn));
        if !is_turn && !known.contains(key.stream()) {
            let near = nearest(key.stream(), known.iter().map(String::as_str));
            self.faults.push(
                Diagnostic::error("S131", format!("nobody chooses `{}`", shortened(key.stream())))
                    .label(field.span.clone(), "no step or parameter has this choice")
                    .help_if(near.map(|near| format!("did you mean `{near}`?"))),
            );
            return None;
        }
        if key.occurrence() == 0 && !is_turn {
            self.faults.push(
                Diagnostic::warning("S131", format!("nobody asks for `{}`", shortened(text)))
                    .label(field.span.clone(), "the first time has the number 1"),
            );
        }
        Some(key)
    }

    /// A choice that is certain as the scenario is written, so that nobody asks for its answer.
    fn never_asked(&mut self, key: &OwnedKey, field: &Field<String>) {
        let owner = key.stream().rsplit_once('/').map_or("", |(owner, _)| owner);
        let is_unsure = self.sketches.iter().any(|sketch| sketch.name == owner && !sketch.sound);
        if is_unsure || owner == "parameters" && self.faults.forbid() {
            return;
        }
        self.faults.push(
            Diagnostic::warning("S131", format!("`{}` is certain", shortened(key.stream())))
                .label(field.span.clone(), "nobody will ask for it")
                .help("leave it out, or make uncertain what it settles"),
        );
    }

    fn answer(
        &mut self,
        asked: Option<&Asked<'_>>,
        entry: &ChoiceEntry,
        field: &Field<ChoiceEntry>,
    ) -> Option<Answer> {
        let text = match (&entry.picks, &entry.draws) {
            (Some(option), None) => return self.pick(asked?, option),
            (None, Some(node)) => return self.draw(asked?, node),
            (Some(_), Some(_)) => "this has two",
            (None, None) => "this has none",
        };
        let help =
            asked.map_or_else(|| HELP.to_string(), |asked| format!("write {}", wanted(asked)));
        self.faults.push(
            Diagnostic::error("S131", "a choice has one answer")
                .label(field.span.clone(), text)
                .help(help),
        );
        None
    }

    /// The option that is picked.
    fn pick(&mut self, asked: &Asked<'_>, node: &Node) -> Option<Answer> {
        let option: Option<u32> = match (asked, node.text()) {
            (Asked::Chance(_), Some("yes")) => Some(0),
            (Asked::Chance(_), Some("no")) => Some(1),
            (_, Some(_)) => None,
            (_, None) => Some(decode_among(node, &mut self.faults)?),
        };
        let found = match (asked, option) {
            (Asked::Delay(_) | Asked::Instant(_) | Asked::Parameter(_), _) => {
                "a number is drawn here"
            }
            (_, None) => "this is no number",
            (Asked::Chance(_), Some(2..)) => "it acts or it does not",
            (Asked::Option(options), Some(option)) if options.len() <= option as usize => {
                "there is no such option"
            }
            (Asked::Chance(_) | Asked::Option(_) | Asked::Turn, Some(option)) => {
                return Some(Answer::Picked(option));
            }
        };
        self.faults.push(
            Diagnostic::error("S131", "this cannot be the answer")
                .label(node.span.clone(), found)
                .help(format!("write {}", wanted(asked))),
        );
        None
    }

    /// The number that is drawn.
    fn draw(&mut self, asked: &Asked<'_>, node: &Node) -> Option<Answer> {
        let read = match asked {
            Asked::Delay(_) | Asked::Instant(_) => parameters::milliseconds(node),
            Asked::Parameter(step) => match (step.parameter.unit(), &node.value) {
                (Unit::Duration, _) => parameters::milliseconds(node),
                // Logs have parts per million, and what was drawn beyond all is taken for all.
                (Unit::Share, Value::Int(parts)) if 0 <= *parts => Ok(*parts),
                (Unit::Share, _) => parameters::parts(node),
                (Unit::Count | Unit::Actor, _) => parameters::count(node),
            },
            Asked::Chance(_) | Asked::Option(_) | Asked::Turn => {
                Err(Diagnostic::error("S131", "this cannot be the answer")
                    .label(node.span.clone(), "an option is picked here")
                    .help(format!("write {}", wanted(asked))))
            }
        };
        if let (Asked::Parameter(step), Ok(number)) = (asked, &read) {
            // It may have been drawn so, seldom as that is, and is played again then.
            let drawn = ParameterValue::Drawn(Distribution::Fixed(*number));
            let fault = unworkable(step.parameter, &drawn, &node.span);
            let doubt = |fault| Diagnostic { severity: Severity::Warning, ..fault };
            self.faults.extend(fault.map(doubt));
        }
        read.map(Answer::Drawn).map_err(|fault| self.faults.push(fault)).ok()
    }
}

/// How the answer is written to what is asked.
fn wanted(asked: &Asked<'_>) -> String {
    match asked {
        Asked::Delay(_) | Asked::Instant(_) => {
            "`draws:` with a duration, such as `2h 30m`".to_string()
        }
        Asked::Chance(_) => {
            "`picks: yes` (or 0), it acts, or `picks: no` (or 1), it does not".to_string()
        }
        Asked::Option(options) => {
            format!(
                "`picks:` with the number of an option, 0 to {}",
                options.len().saturating_sub(1)
            )
        }
        Asked::Turn => "`picks:` with the number of those that go first".to_string(),
        Asked::Parameter(step) => {
            let unit = match step.parameter.unit() {
                Unit::Duration => "a duration, such as `6h`",
                Unit::Share => "a share, such as `92%`",
                Unit::Count | Unit::Actor => "a count, such as `3`",
            };
            format!("`draws:` with {unit}")
        }
    }
}
