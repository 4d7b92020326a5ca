//! Sentences of any form, made by choices.

use std::fmt::Write;

use super::choices::Choices;

/// States that the sentences use.
pub(super) const STATES: &str = "state s(x) from b(x) until c(x)\n\
    state t(x, y) from a(x, y) or b(x: y, y: x) where x != y until c(x) or r(y)\n";

/// An event with some of its fields; names that are in use may come again.
fn event(choices: &mut Choices<'_>) -> String {
    let kind = choices.one(&["a", "b", "c", "r"]);
    let x = choices.one(&["x", "x", "x", "", "x: y", "x: \"p\""]);
    let y = choices.one(&["", "y", "", "y: x", "y: z"]);
    let n = choices.one(&["", "", "", "n: 1", "n", "n: k"]);
    let args: Vec<&str> = [x, y, n].into_iter().filter(|arg| !arg.is_empty()).collect();
    let mut text = format!("{kind}({})", args.join(", "));
    if choices.rarely(5) {
        let guard = choices.one(&[
            "x != \"q\"",
            "n < 2",
            "k != n",
            "k > 0",
            "x != y",
            "n >= k",
            "x = y",
            "z = x",
            "k = n",
            "x = \"p\" and n < 2",
            "y = z",
        ]);
        let has_value = |name: &&str| args.iter().any(|arg| arg.ends_with(name));
        // Mostly it speaks of what the event says itself.
        if ["x", "n", "k", "y", "z"].iter().filter(|name| guard.contains(*name)).any(has_value) {
            let _ = write!(text, " where {guard}");
        }
    }
    text
}

fn state(choices: &mut Choices<'_>) -> &'static str {
    choices.one(&["s(x)", "s(x)", "t(x, y)", "t(x)", "t(x: y)", "s()"])
}

fn duration(choices: &mut Choices<'_>) -> String {
    format!("{} s", choices.below(5) + 1)
}

fn between(choices: &mut Choices<'_>) -> String {
    let low = choices.below(4);
    format!("between {low} s and {} s", low + 1 + choices.below(3))
}

fn scope(choices: &mut Choices<'_>) -> String {
    match choices.below(8) {
        0..=2 => String::new(),
        3 => format!("while {}, ", state(choices)),
        4 => format!("after {}, ", event(choices)),
        5 => format!("after {} for {}, ", event(choices), duration(choices)),
        6 => {
            format!("after {} for {} until {}, ", event(choices), duration(choices), event(choices))
        }
        _ => format!("between {} and {}, ", event(choices), event(choices)),
    }
}

fn before_scope(choices: &mut Choices<'_>) -> String {
    if choices.rarely(5) { format!("before {}, ", event(choices)) } else { scope(choices) }
}

fn step(choices: &mut Choices<'_>) -> String {
    let event = event(choices);
    match choices.below(8) {
        0..3 => format!("{event} within {}", duration(choices)),
        3 => format!("{event} {}", between(choices)),
        4 => event,
        5 => format!("{event} before {}", self::event(choices)),
        6 => format!("no {event} within {}", duration(choices)),
        _ => format!("no {event} before {}", self::event(choices)),
    }
}

/// A step behind others; its time may count from the trigger.
fn later_step(choices: &mut Choices<'_>, trigger: &str) -> String {
    match choices.below(4) {
        0 => format!("{} within {} of {trigger}", event(choices), duration(choices)),
        1 => {
            let (event, duration) = (event(choices), duration(choices));
            format!("{event} within {duration} then {}", later_step(choices, trigger))
        }
        _ => step(choices),
    }
}

fn outcome(choices: &mut Choices<'_>, trigger: &str) -> String {
    match choices.below(6) {
        0..3 => step(choices),
        3 => {
            let (event, duration) = (event(choices), duration(choices));
            format!("{event} within {duration} then {}", later_step(choices, trigger))
        }
        4 => format!("{} or {}", step(choices), step(choices)),
        _ => format!(
            "({} or {}) within {} then {}",
            event(choices),
            event(choices),
            duration(choices),
            later_step(choices, trigger)
        ),
    }
}

/// What mends the breach of an outcome at a trigger of a kind.
fn otherwise(choices: &mut Choices<'_>, kind: &str, outcome: &str) -> String {
    // What breaks several steps, and what has no time, cannot be told beforehand.
    let is_one = !outcome.contains(" or ") && !outcome.contains(" then ");
    let is_timed = ["within", "between", "before"].iter().any(|word| outcome.contains(word));
    match choices.below(7) {
        0 => format!(" otherwise {} within {} of {kind}", event(choices), duration(choices)),
        1 if is_one && is_timed => format!(" otherwise {}", event(choices)),
        2 if is_one && is_timed => format!(" otherwise {}", step(choices)),
        3 if is_one && is_timed => {
            let no = choices.one(&["", "no "]);
            format!(" otherwise {no}{} before {}", event(choices), event(choices))
        }
        _ => String::new(),
    }
}

fn when(choices: &mut Choices<'_>) -> String {
    match choices.below(3) {
        0 => "before".to_owned(),
        1 => format!("within {} before", duration(choices)),
        _ => format!("{} before", between(choices)),
    }
}

fn need(choices: &mut Choices<'_>) -> String {
    let no = choices.one(&["", "no "]);
    match choices.below(5) {
        0 => format!("{no}{}", state(choices)),
        1 | 2 => format!("{no}{} {}", event(choices), when(choices)),
        3 => format!("at least {} {} {}", choices.below(3) + 1, event(choices), when(choices)),
        _ => {
            let kind = choices.one(&["a", "b"]);
            let args = choices.one(&["y", "x, y"]);
            let count = choices.below(2) + 1;
            format!("at least {count} distinct y in {kind}({args}) {}", when(choices))
        }
    }
}

fn quota(choices: &mut Choices<'_>, scope: &str) -> String {
    let bound = choices.one(&["at most", "at most", "at least"]);
    let limit = choices.below(3) + usize::from(bound == "at least");
    let kind = choices.one(&["a", "b", "c"]);
    let amount = match choices.below(3) {
        0 => format!("{limit} {kind}(x, y)"),
        1 => format!("{limit} distinct y in {kind}(x, y)"),
        _ => format!("{limit} of sum n in {kind}(x, n)"),
    };
    let per = choices.one(&["", " per x", " per x", " per k"]);
    let ends = ["while", "between", "until"].iter().any(|word| scope.contains(word));
    let window = match choices.below(3) {
        0 if ends => String::new(),
        1 if bound == "at most" || scope.is_empty() => " in total".to_owned(),
        _ => format!(" in any {}", duration(choices)),
    };
    let per = if bound == "at least" && window.is_empty() { "" } else { per };
    format!("{bound} {amount}{per}{window}")
}

fn exception(choices: &mut Choices<'_>) -> String {
    match choices.below(6) {
        0 => format!(" except when {}", state(choices)),
        1 => format!(" except when not {}", state(choices)),
        2 => " except when a(n: 2) or s()".to_owned(),
        3 => {
            let other = choices.one(&[
                "never a(x, y)",
                "never b(x)",
                "after c(x), never a(x)",
                "whenever a(x) then b() within 2 s",
                "b(x) only if a(x) before",
                "at most 1 a(x, y) in any 2 s",
                "at least 1 a(x, y) in any 2 s",
                "while s(x), never r(y)",
            ]);
            format!(" except other\nrule other \"\"\n  {other}")
        }
        _ => String::new(),
    }
}

/// A sentence of any form.
pub(super) fn sentence(choices: &mut Choices<'_>) -> String {
    let form = choices.below(8);
    if form == 7 {
        let always = choices.one(&[
            "n < 2 or not a(n)",
            "s(x) or not a(x)",
            "not (a(x, y) and t(x, y)) or x = y",
            "not (c(x) and not s(x))",
        ]);
        return format!("always {always}");
    }
    let text = match form {
        0 | 1 => {
            let (scope, trigger) = (before_scope(choices), event(choices));
            let kind = trigger.split('(').next().unwrap_or_default();
            let outcome = outcome(choices, kind);
            let otherwise = otherwise(choices, kind, &outcome);
            format!("{scope}whenever {trigger} then {outcome}{otherwise}")
        }
        2 => format!("{}never {}", before_scope(choices), event(choices)),
        3 => {
            let mut text =
                format!("{}{} only if {}", before_scope(choices), event(choices), need(choices));
            if choices.rarely(3) {
                let _ = write!(text, " and {}", need(choices));
            }
            text
        }
        4 => {
            let scope = scope(choices);
            let quota = quota(choices, &scope);
            format!("{scope}{quota}")
        }
        5 => {
            let state = choices.one(&["s(x)", "t(x, y)", "t(x)"]);
            let event = choices.one(&[
                "r(x)",
                "a(x)",
                "c(x)",
                "r()",
                "a(x, n) where n > 0",
                "r(x: z) where z != x",
                "a(y: z, x) where z != \"p\"",
            ]);
            format!("while {state}, {event} at least every {}", duration(choices))
        }
        _ => {
            let state = choices.one(&["s(x)", "t(x, y)", "t(x)", "t(x, y) where x != \"p\""]);
            let bound = choices.one(&["at least", "at most"]);
            format!("{state} lasts {bound} {}", duration(choices))
        }
    };
    text + &exception(choices)
}
