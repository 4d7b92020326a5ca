//! What is to be learned from a counterexample, in lines: when nothing could help any more, and who
//! could have kept the rule.

use std::collections::BTreeSet;

use domain::Actor;
use simulator::choice::{OwnedKey, Value};
use simulator::script::Script;

use crate::counterexample::Counterexample;
use crate::folder::drawn;
use crate::no_return::{Decision, NoReturn, When};
use crate::story::{Story, Stuck};

impl Counterexample {
    /// See the module.
    pub fn moral(&self, script: &Script) -> Vec<String> {
        let instant = |at| report::instant(at, &script.opening);
        let stuck =
            self.story.stuck.as_ref().map(|Stuck { at, why }| {
                format!("It cannot be played beyond {}: {why}", instant(*at))
            });
        let mut lines = self.no_return(script);
        lines.push(self.who());
        lines.extend(stuck);
        lines
    }

    fn no_return(&self, script: &Script) -> Vec<String> {
        let NoReturn { when, tried, .. } = &self.story.no_return;
        let instant = |at| report::instant(at, &script.opening);
        let looked_at = self.looked_at();
        let tried = match tried {
            1 => "1 history".to_string(),
            several => format!("{several} histories"),
        };
        let first = match when {
            When::Decided(decision) => {
                let what = match decision {
                    Decision::Choice(made) => {
                        format!("{} {}", made.key, shown(script, &made.key, made.value))
                    }
                    Decision::Command(given) => {
                        format!("{} by {}", given.kind(), report::actor_name(given.by))
                    }
                };
                format!(
                    "Point of no return: {}, {what}. Before that the rule could be kept; after it no more, {looked_at} ({tried} tried).",
                    instant(decision.at())
                )
            }
            When::Ever => format!("No choice keeps the rule, {looked_at} ({tried} tried)."),
            When::Never(given) => {
                let given = given.iter().map(|it| {
                    let by = report::actor_name(it.by);
                    format!("{}, {} by {by}", instant(it.at), it.kind())
                });
                let given = given.collect::<Vec<_>>().join(", and ");
                format!(
                    "Point of no return: none before the violation. {given} would still have kept the rule ({tried} tried)."
                )
            }
            When::Unknown => format!("Point of no return: not found ({tried} tried)."),
        };
        let cause = self.story.set_off_by.as_ref().map(|told| format!("It was set off by: {told}"));
        [first].into_iter().chain(cause).collect()
    }

    /// What is said of all choices goes for those that there are without the steps that were left out.
    fn looked_at(&self) -> &'static str {
        match (self.offers_in_part, self.story.no_return.others_act) {
            (false, _) => "in what is left of the scenario, of the values looked at",
            (true, false) => {
                "in what is left of the scenario, of the values looked at, no other open command being given"
            }
            (true, true) => {
                "in what is left of the scenario, of the values looked at, whatever open commands are given at instants at which they are offered"
            }
        }
    }

    fn who(&self) -> String {
        let Story { could_have, could_have_waited, .. } = &self.story;
        let who = names(could_have);
        if who.is_empty() && self.story.was_stopped {
            "Who could have kept the rule by another choice was not looked for to the end."
                .to_string()
        } else if who.is_empty() {
            let looked_at = "in what is left of the scenario, of the values looked at";
            format!("Nobody could have kept the rule by another single choice, {looked_at}.")
        } else if could_have == could_have_waited {
            format!("One command less would have kept it: {who}.")
        } else {
            format!("Another choice would have kept it: {who}.")
        }
    }
}

fn names(actors: &BTreeSet<Actor>) -> String {
    let names: Vec<&str> = actors.iter().map(|actor| report::actor_name(*actor)).collect();
    names.join(", ")
}

fn shown(script: &Script, key: &OwnedKey, value: Value) -> String {
    match value {
        Value::Picked(0) if key.is_turn() => "keeps the order".to_string(),
        Value::Picked(others) if key.is_turn() => format!("lets number {} go first", others + 1),
        Value::Picked(option) => format!("picks option {option}"),
        Value::Drawn(number) => format!("draws {}", drawn(script, key, number)),
    }
}
