//! A counterexample, for people and for programs.

use std::io::{self, Write};

use explorer::breadth::Distance;
use explorer::counterexample::{Certified, Counterexample};
use explorer::no_return::{Decision, NoReturn, When};
use explorer::story::{LeftOut, Need, Story, Stuck};
use explorer::variant::Given;
use serde_json::{Value as Json, json};
use simulator::choice::{OwnedKey, Value};
use simulator::script::Script;

/// So many choices are told; more are read by programs.
const CHOICES_MAX: usize = 40;

pub(super) fn write_found(
    script: &Script,
    found: &Counterexample,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Counterexample { rule, story, shrunk, .. } = found;
    writeln!(out, "\n{rule}: BROKEN")?;
    writeln!(out, "  {}", story.violation)?;
    let (choices, met_with, tried) = (found.length(), found.met_with, shrunk.tried);
    let shrunk = format!("shrunk from {met_with} in {tried} tries; {}", certified(found));
    match found.distance {
        Distance::Choices => writeln!(out, "  {}, {shrunk}", counted(choices, "choice"))?,
        Distance::Deviations => {
            let departures = counted(found.departures(), "departure");
            writeln!(out, "  {departures} among {}, {shrunk}", counted(choices, "choice"))?;
        }
    }
    story.lines.iter().try_for_each(|line| writeln!(out, "  | {line}"))?;
    for (given, without) in found.shrunk.variant.given.iter().zip(&story.given) {
        let at = report::instant(given.at, &script.opening);
        let (kind, by) = (given.kind(), report::actor_name(given.by));
        writeln!(out, "  {at}, {kind} by {by}: given freely; {}", without.in_words())?;
    }
    for (made, need) in story.told().take(CHOICES_MAX) {
        let need = match need {
            Need::OtherwiseKept(value) => {
                format!("with {} the rule holds", shown(script, &made.key, *value))
            }
            other => other.unconditional(made.value).to_string(),
        };
        writeln!(out, "  {}: {}; {need}", made.key, shown(script, &made.key, made.value))?;
    }
    let more = story.told().skip(CHOICES_MAX).count();
    if 0 < more {
        let more = counted(more, "more choice");
        writeln!(out, "  and {more}: `--format json` and the file of `--out` have them all")?;
    }
    if story.was_stopped {
        writeln!(out, "  stopped: it may be longer than need be, and not all of it was looked at")?;
    }
    match story.needs.len() - story.told().count() {
        0 => {}
        rest if story.was_stopped => {
            let other = if rest == 1 { "other choice happens" } else { "other choices happen" };
            writeln!(out, "  {rest} {other} by default")?;
        }
        1 => writeln!(out, "  1 choice happens by default; any answer looked at will do")?,
        rest => {
            writeln!(
                out,
                "  {rest} choices happen by default; for each alone any answer looked at will do"
            )?;
        }
    }
    found.moral(script).iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn counted(number: usize, noun: &str) -> String {
    report::count(number as u64, noun)
}

/// In what a shorter history was looked for, beside the scenario.
fn in_part(found: &Counterexample) -> String {
    let parts = [
        (found.offers_in_part, ", of open commands at the instants at which they are offered"),
        (found.draws_in_part, ", of the values looked at"),
    ];
    parts.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
}

fn certified(found: &Counterexample) -> String {
    let in_part = in_part(found);
    let noun = match found.distance {
        Distance::Choices => "choice",
        Distance::Deviations => "departure",
    };
    let of_what = if found.certified_in_the_whole {
        "in the scenario, or in what is left of it"
    } else {
        "in what is left of the scenario"
    };
    match (found.certified, found.distance) {
        (Certified::UpTo { depth: 0 }, _) => {
            "whether a shorter one exists is not known".to_string()
        }
        (Certified::Shortest, Distance::Choices) => {
            let choices = counted(found.length(), noun);
            format!("no shorter one exists {of_what}, of all with up to {choices}{in_part}")
        }
        (Certified::Shortest, Distance::Deviations) if found.departures() == 0 => {
            "what happens by default breaks it".to_string()
        }
        (Certified::Shortest, Distance::Deviations) => {
            format!("no history with fewer departures breaks it {of_what}{in_part}")
        }
        (Certified::UpTo { depth }, _) => {
            let fewer = report::count(depth.into(), noun);
            format!(
                "no history with fewer than {fewer} breaks it in what is left of the scenario{in_part}"
            )
        }
    }
}

pub(super) fn shown(script: &Script, key: &OwnedKey, value: Value) -> String {
    match value {
        Value::Picked(0) if key.is_turn() => "the order as it is".to_string(),
        Value::Picked(others) if key.is_turn() => format!("number {} goes first", others + 1),
        Value::Picked(option) => format!("option {option}"),
        Value::Drawn(number) => explorer::folder::drawn(script, key, number),
    }
}

pub(super) fn json_of(found: &Counterexample) -> Json {
    let Counterexample { rule, story, shrunk, .. } = found;
    let choices: Vec<Json> = story
        .needs
        .iter()
        .map(|(made, need)| {
            let value = |value: Value| match value {
                Value::Picked(option) => json!({ "picks": option }),
                Value::Drawn(number) => json!({ "draws": number }),
            };
            let kept_with = match need {
                Need::OtherwiseKept(other) => value(*other),
                _ => Json::Null,
            };
            json!({
                "choice": made.key.to_string(),
                "answer": value(made.value),
                "default": value(made.default),
                "kept_with": kept_with,
            })
        })
        .collect();
    json!({
        "rule": rule,
        "at": story.at,
        "violation": story.violation,
        "also_broken": story.also_broken,
        "length": found.length(),
        "departures": found.departures(),
        "met_with": found.met_with,
        "tried": shrunk.tried,
        "certified": matches!(found.certified, Certified::Shortest),
        "certified_in_the_whole": found.certified_in_the_whole,
        "certified_of_offered_instants": found.offers_in_part,
        "certified_of_values_looked_at": found.draws_in_part,
        "choices": choices,
        "without_steps": shrunk.variant.steps,
        "without_nations": shrunk.variant.nations,
        "given": shrunk.variant.given.iter().zip(&story.given).map(|(given, without)| {
            let kept_without = match without {
                LeftOut::Kept => Some(true),
                LeftOut::Broken => Some(false),
                LeftOut::Unplayable | LeftOut::NotLookedAt => None,
            };
            let Given { at, by, command } = given;
            json!({ "at": at, "by": by, "command": command, "kept_without": kept_without })
        }).collect::<Vec<_>>(),
        "story": story.lines,
        "point_of_no_return": no_return(story),
        "played_until": story.stuck.as_ref().map(Stuck::plays_until),
        "cannot_go_on_because": story.stuck.as_ref().map(|stuck| stuck.why.as_str()),
        "stopped": story.was_stopped,
        "could_have_kept_it": story.could_have.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
    })
}

/// A decision with its instant, or which of the cases without one it is.
fn no_return(Story { no_return, set_off_by, .. }: &Story) -> Json {
    let NoReturn { when, tried, others_act } = no_return;
    let (is, at, choice, given) = match when {
        When::Decided(Decision::Choice(made)) => {
            ("choice", Some(made.at), Some(made.key.to_string()), &[][..])
        }
        When::Decided(Decision::Command(given)) => {
            ("command", Some(given.at), None, std::slice::from_ref(given))
        }
        When::Ever => ("beginning", None, None, &[][..]),
        When::Never(given) => ("none", None, None, given.as_slice()),
        When::Unknown => ("unknown", None, None, &[][..]),
    };
    let commands = given
        .iter()
        .map(|given| json!({ "at": given.at, "by": given.by, "command": given.command }));
    json!({
        "is": is,
        "at": at,
        "choice": choice,
        "commands": commands.collect::<Vec<_>>(),
        "set_off_by": set_off_by,
        "tried": tried,
        "open_commands_tried": others_act,
    })
}
