//! What a branch does differently, from the command line.

use std::collections::BTreeMap;

use diagnostic::nearest;
use domain::parameter::{Parameter, Value as Known};
use kernel::{SimDuration, SimTime};
use simulator::asked::Asked;
use simulator::choice::{Made, OwnedKey, Value};
use simulator::script::{Script, Trigger};

use crate::exit::{Exit, Failure};
use crate::together::Failures;

/// `KEY=VALUE`, cut but not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    pub key: String,
    pub value: String,
}

/// Cuts an argument into its two parts.
pub fn assigned(text: &str) -> Result<Assigned, String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok(Assigned { key: key.to_string(), value: value.to_string() })
        }
        _ => Err("write it as `KEY=VALUE`".to_string()),
    }
}

/// Reads `--choose`: the script says what such a choice can be.
fn choice(edit: &Assigned, script: &Script) -> Result<Made, Failure> {
    let Assigned { key: text, value } = edit;
    let wrong =
        |what: String| Failure::new(Exit::Usage, format!("`--choose {text}={value}`: {what}"));
    let key: OwnedKey = text.parse().map_err(|error: simulator::choice::KeyError| {
        wrong(error.to_string()).help(
            "keys stand in the log as `choice.made`, such as `washington/decide/delay@strike#1`",
        )
    })?;
    let stream = key.stream().to_string();
    let Some(asked) = script.asked(&stream) else {
        let near = nearest(&stream, script.streams());
        return Err(wrong(format!("nothing in this scenario asks `{stream}`")).help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a stream is `actor/behavior/` and `delay`, `chance` or `option`".to_string(),
        }));
    };
    let answered = match window(&stream, script) {
        Some(from) => within(value, from, script),
        None => answer(&asked, value),
    };
    let value = answered.map_err(|wanted| wrong(format!("expected {wanted}")))?;
    Ok(Made { key, value })
}

/// When the window begins in which a stream draws an instant, if it draws one.
fn window(stream: &str, script: &Script) -> Option<SimTime> {
    let step = script.steps.iter().find(|step| step.streams.instant.name() == stream)?;
    match step.trigger {
        Trigger::Window { from, .. } => Some(from),
        _ => None,
    }
}

/// An instant of a window is recorded as the time since the window began; people may write either.
fn within(text: &str, from: SimTime, script: &Script) -> Result<Value, String> {
    let opening = &script.opening;
    let span = scenario::duration(text).or_else(|| {
        let at = scenario::instant(text, opening.starts_at, opening.utc_offset)?;
        (from <= at).then(|| at.since(from))
    });
    let span = span.and_then(|span| i64::try_from(span.as_millis()).ok());
    span.map(Value::Drawn).ok_or_else(|| {
        let begins = report::instant(from, opening);
        format!(
            "a duration from the beginning of its window ({begins}) on, such as `2h 30m`, or an \
             instant that is not before it, such as `T+30:00`"
        )
    })
}

/// What was answered, or what would have been one.
fn answer(asked: &Asked<'_>, text: &str) -> Result<Value, String> {
    match asked {
        Asked::Delay(_) | Asked::Instant(_) => {
            let span = scenario::duration(text).map(SimDuration::as_millis);
            let span = span.and_then(|ms| i64::try_from(ms).ok());
            span.map(Value::Drawn).ok_or_else(|| scenario::wanted_duration(text).to_string())
        }
        Asked::Chance(_) => match text {
            "yes" => Ok(Value::Picked(0)),
            "no" => Ok(Value::Picked(1)),
            _ => Err("`yes`, it acts, or `no`".to_string()),
        },
        Asked::Option(options) => {
            let picked = text.parse().ok().filter(|index| (*index as usize) < options.len());
            let last = options.len() - 1;
            picked.map(Value::Picked).ok_or_else(|| format!("one of its options, 0 to {last}"))
        }
        Asked::Turn => {
            let place = text.parse().map(Value::Picked);
            place.map_err(|_| "how many of those due at once are passed over, from 0".to_string())
        }
        Asked::Parameter(step) => {
            let known = scenario::parameter(step.parameter, text).map_err(str::to_string)?;
            if let Some((_, help)) = scenario::unworkable_value(step.parameter, known) {
                return Err(help.trim_start_matches("write ").to_string());
            }
            Ok(Value::Drawn(match known {
                Known::Duration(span) => i64::try_from(span.as_millis()).unwrap_or(i64::MAX),
                Known::Share(number) | Known::Count(number) => number.into(),
                Known::Actor(_) => return Err("a number".to_string()),
            }))
        }
    }
}

/// Reads each `--set`; no parameter can have two values.
pub fn parameters(edits: &[Assigned], failures: &mut Failures) -> BTreeMap<Parameter, Known> {
    let mut parameters = BTreeMap::new();
    for edit in edits {
        let Some((parameter, value)) = failures.take(parameter(edit)) else { continue };
        if parameters.insert(parameter, value).is_some() {
            let message = format!("`--set {}` is given twice", edit.key);
            let twice = Failure::new(Exit::Usage, message).help("keep one of the two");
            failures.take::<()>(Err(twice));
        }
    }
    parameters
}

/// Reads each `--choose`.
pub fn choices(edits: &[Assigned], script: &Script, failures: &mut Failures) -> Vec<Made> {
    edits.iter().filter_map(|edit| failures.take(choice(edit, script))).collect()
}

/// What a scenario file would be refused for is not set in the midst of a run either: a third tier
/// that ends before it may open, with what is set and what else holds where the branch begins.
pub fn expect_order(
    set: &BTreeMap<Parameter, Known>,
    holds: impl Fn(Parameter) -> Option<Known>,
) -> Result<(), Failure> {
    let pair = [Parameter::TierThreeEarliest, Parameter::TierThreeLatest];
    let [earliest, latest] = pair.map(|it| set.get(&it).copied().or_else(|| holds(it)));
    let (Some(Known::Duration(earliest)), Some(Known::Duration(latest))) = (earliest, latest)
    else {
        return Ok(());
    };
    if earliest <= latest || !pair.iter().any(|it| set.contains_key(it)) {
        return Ok(());
    }
    let spans = [earliest, latest].map(report::span);
    let message = format!(
        "`--set`: the third tier would end ({}) before it may open ({})",
        spans[1], spans[0]
    );
    Err(Failure::new(Exit::Usage, message)
        .help("let `tier-three-earliest` be no more than `tier-three-latest`; both can be set"))
}

fn parameter(edit: &Assigned) -> Result<(Parameter, Known), Failure> {
    let Assigned { key, value } = edit;
    let wrong = |what: String| Failure::new(Exit::Usage, format!("`--set {key}={value}`: {what}"));
    let names: Vec<String> = Parameter::ALL.iter().map(ToString::to_string).collect();
    let found = Parameter::ALL.iter().zip(&names).find(|(_, name)| *name == key);
    let Some((&parameter, _)) = found else {
        let near = nearest(key, names.iter().map(String::as_str));
        return Err(wrong("no parameter has this name".to_string()).help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the parameters stand in `tripartite schema`".to_string(),
        }));
    };
    let value = scenario::parameter(parameter, value)
        .map_err(|wanted| wrong(format!("expected {wanted}")))?;
    if let Some((what, help)) = scenario::unworkable_value(parameter, value) {
        return Err(wrong(what).help(help));
    }
    Ok((parameter, value))
}

/// An answer as people read it.
pub fn shown(key: &OwnedKey, value: Value, script: &Script) -> String {
    match (script.asked(key.stream()), value) {
        (Some(Asked::Chance(_)), Value::Picked(0)) => "it acts".to_string(),
        (Some(Asked::Chance(_)), Value::Picked(_)) => "it does not act".to_string(),
        (Some(Asked::Delay(_) | Asked::Instant(_)), Value::Drawn(ms)) => {
            let span = SimDuration::from_millis(u64::try_from(ms).unwrap_or(0));
            let text = report::span(span);
            let Some(from) = window(key.stream(), script) else { return text };
            let at = from + span;
            let at = report::instant(at, &script.opening);
            format!("{text} into its window ({at})")
        }
        (Some(Asked::Turn), Value::Picked(0)) => "the order stands".to_string(),
        (Some(Asked::Turn), Value::Picked(others)) => format!("number {} goes first", others + 1),
        (_, Value::Picked(option)) => format!("option {option}"),
        (asked, Value::Drawn(number)) => scenario::drawn(asked.as_ref(), number),
    }
}

/// An answer as [`choice`] reads it, in one word.
pub fn written(key: &OwnedKey, value: Value, script: &Script) -> String {
    match (script.asked(key.stream()), value) {
        (Some(Asked::Chance(_)), Value::Picked(0)) => "yes".to_string(),
        (Some(Asked::Chance(_)), Value::Picked(_)) => "no".to_string(),
        (_, Value::Picked(option)) => option.to_string(),
        (asked, Value::Drawn(number)) => scenario::drawn(asked.as_ref(), number).replace(' ', ""),
    }
}
