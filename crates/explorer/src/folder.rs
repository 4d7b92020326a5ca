//! A counterexample as a scenario file that extends the one it was found in.

use std::fmt::Write;

use domain::Nation;
use kernel::{Id, SimTime};
use serde_json::{Value as Json, json};
use simulator::choice::{OwnedKey, Value};
use simulator::script::Script;

use crate::counterexample::Counterexample;
use crate::enumerated::Made;
use crate::story::{Need, Story};
use crate::variant::given_name;

/// The scenario that was searched, as the file of a counterexample names it.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// The way to it from the folder of the file.
    pub way: &'a str,
    /// By what it is known if it changes (`scenario::known_by`).
    pub known_by: &'a str,
}

/// The text of `scenario.yaml`.
pub fn scenario_file(script: &Script, of: Original<'_>, found: &Counterexample) -> String {
    let mut text = String::new();
    // Nothing that is written to a text can fail.
    let _ = write_file(&mut text, script, of, found);
    text
}

fn write_file(
    out: &mut String,
    script: &Script,
    of: Original<'_>,
    found: &Counterexample,
) -> std::fmt::Result {
    let Counterexample { rule, story, shrunk, .. } = found;
    let name = Id::new(&script.opening.scenario).and_then(|name| name.suffixed("-broken"));
    let name = name.map_or_else(|_| "broken".to_string(), |name| name.to_string());
    writeln!(out, "# Found by `tripartite explore`: a history in which {rule} is broken.")?;
    writeln!(out, "# Play it with `tripartite run`, on this folder.")?;
    writeln!(out, "extends: {}", quoted(of.way))?;
    writeln!(out, "found-in: {}", quoted(of.known_by))?;
    writeln!(out, "scenario: {name}")?;
    writeln!(out, "title: {}", quoted(&format!("{}: how {rule} is broken", script.opening.title)))?;
    if let Some(stuck) = story.stuck.as_ref().filter(|stuck| story.at <= stuck.at) {
        writeln!(out, "# Later it cannot be played on.")?;
        writeln!(out, "until: {}", quoted(&instant(stuck.plays_until())))?;
    }
    writeln!(out, "about: |")?;
    writeln!(out, "  {}", story.violation)?;
    for line in &story.lines {
        writeln!(out, "  {line}")?;
    }
    for line in found.moral(script) {
        writeln!(out, "  {line}")?;
    }
    let variant = &shrunk.variant;
    if !variant.steps.is_empty() || !variant.nations.is_empty() {
        writeln!(out, "without:")?;
        if !variant.steps.is_empty() {
            writeln!(out, "  steps:")?;
            variant.steps.iter().try_for_each(|step| writeln!(out, "    - {}", quoted(step)))?;
        }
        if !variant.nations.is_empty() {
            let codes: Vec<&str> = variant.nations.iter().map(Nation::code).collect();
            writeln!(out, "  nations: [{}]", codes.join(", "))?;
        }
    }
    write_given(out, script, found)?;
    // Where none is to be named, those of the original do not stand either.
    let none = if story.told().count() == 0 { " []" } else { "" };
    writeln!(out, "choices:{none}")?;
    for (made, need) in story.told() {
        writeln!(out, "  - choice: {}", quoted(&made.key.to_string()))?;
        writeln!(out, "    {}", answer(script, &made.key, made.value))?;
        writeln!(out, "    why: {}", quoted(&why(script, made, need)))?;
    }
    writeln!(out, "other-choices: by-default")?;
    write_expected(out, rule, story)
}

/// The commands that were given freely.
fn write_given(out: &mut String, script: &Script, found: &Counterexample) -> std::fmt::Result {
    let Counterexample { story, shrunk, .. } = found;
    if !shrunk.variant.given.is_empty() {
        writeln!(out, "timeline:")?;
    }
    for (number, (given, without)) in shrunk.variant.given.iter().zip(&story.given).enumerate() {
        let (kind, fields) = command(&serde_json::to_value(&given.command).unwrap_or_default());
        writeln!(out, "  - name: {}", given_name(script, number))?;
        writeln!(out, "    at: {}", quoted(&instant(given.at)))?;
        writeln!(out, "    by: {}", given.by)?;
        writeln!(out, "    do: {kind}")?;
        writeln!(out, "    with: {fields}")?;
        writeln!(out, "    note: {}", quoted(without.in_words()))?;
    }
    Ok(())
}

/// What the original expects is not expected here.
fn write_expected(out: &mut String, rule: &str, story: &Story) -> std::fmt::Result {
    writeln!(out, "expect:")?;
    let at = quoted(&instant(story.at));
    writeln!(out, "  - {{ rule: {}, is: broken, at: {at} }}", quoted(rule))?;
    if !story.also_broken.is_empty() {
        writeln!(out, "  # Broken in this history too.")?;
    }
    let mut others = story.also_broken.iter();
    others.try_for_each(|rule| writeln!(out, "  - {{ rule: {}, is: broken }}", quoted(rule)))
}

fn why(script: &Script, made: &Made, need: &Need) -> String {
    let key = &made.key;
    match need {
        Need::OtherwiseKept(Value::Picked(0)) if key.is_turn() => {
            "in the order of the agenda instead, the rule holds".to_string()
        }
        Need::OtherwiseKept(Value::Picked(option)) => {
            format!("with option {option} instead, the rule holds")
        }
        Need::OtherwiseKept(Value::Drawn(number)) => {
            format!("with {} instead, the rule holds", drawn(script, key, *number))
        }
        other => other.unconditional(made.value).to_string(),
    }
}

/// The command's kind, and its fields.
pub(crate) fn command(json: &Json) -> (String, Json) {
    let first = |value: &Json| {
        let (name, inner) = value.as_object()?.iter().next()?;
        Some((name.clone(), inner.clone()))
    };
    let Some((family, inner)) = first(json) else { return (String::new(), json!({})) };
    let Some((name, fields)) = first(&inner) else { return (family, json!({})) };
    (format!("{family}.{name}"), fields)
}

/// A file names a share or a count by its number.
fn answer(script: &Script, key: &OwnedKey, value: Value) -> String {
    let is_span = || script.asked(key.stream()).is_some_and(|asked| asked.is_span());
    match value {
        Value::Picked(option) => format!("picks: {option}"),
        Value::Drawn(number) if is_span() => format!("draws: {}", drawn(script, key, number)),
        Value::Drawn(number) => format!("draws: {number}"),
    }
}

/// A number in the unit of what it was drawn for.
pub fn drawn(script: &Script, key: &OwnedKey, number: i64) -> String {
    scenario::drawn(script.asked(key.stream()).as_ref(), number)
}

pub(crate) fn instant(at: SimTime) -> String {
    String::from_utf8_lossy(&at.write_rfc3339()).into_owned()
}

/// A text as YAML reads it, whatever is in it.
pub(crate) fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}
