//! Every sentence says what its translation into the core says.

use std::fmt::Write;

use proptest::prelude::*;

use diagnostic::{SourceText, Style, render};

use super::choices::{Choices, cases};
use super::log::{FORCE, Logged, Said, log, of_p, run, shown as shown_log, vocabulary};
use super::reference::judge;
use crate::RuleSet;
use crate::translate::translate;
use crate::value::Value;

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
        let guard = choices.one(&["x != \"q\"", "n < 2", "k != n", "k > 0", "x != y", "n >= k"]);
        let has_value = |name: &&str| args.iter().any(|arg| arg.ends_with(name));
        // Mostly it speaks of what the event says itself.
        if ["x", "n", "k", "y"].iter().filter(|name| guard.contains(*name)).any(has_value) {
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

fn otherwise(choices: &mut Choices<'_>, kind: &str) -> String {
    match choices.below(4) {
        0 | 1 => String::new(),
        2 => format!(" otherwise {} within {} of {kind}", event(choices), duration(choices)),
        _ => format!(" otherwise {}", event(choices)),
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
            let (outcome, otherwise) = (outcome(choices, kind), otherwise(choices, kind));
            // What breaks several steps cannot be told beforehand, so only `of` is allowed there.
            let simple = !outcome.contains(" or ") && !outcome.contains(" then ");
            let otherwise =
                if simple || otherwise.contains(" of ") { otherwise } else { String::new() };
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

fn check(sentence: &str, log: &[Logged]) -> Result<(), TestCaseError> {
    // Now and then the rule is in force for a part of the log only.
    let force = if log.len() % 4 == 1 { FORCE } else { "" };
    let text = format!("{STATES}rule r \"random\"\n{force}{sentence}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).map_err(|faults| {
        let refused = ["so there is nothing to count", "has no value"];
        let is_refused = |message: &str| refused.iter().any(|words| message.contains(words));
        if faults.iter().any(|fault| is_refused(&fault.message)) {
            return TestCaseError::reject("names that do not go together");
        }
        let shown = render(&SourceText::new("random.rules", &text), &faults, Style::Plain);
        TestCaseError::fail(shown)
    })?;
    let rule = &rules.plan.rules[0];
    let translation = translate(&rules.plan, rule);
    let core = crate::core::shown(&translation.formula, &translation.variables, rules.vocabulary());
    let is_length = sentence.contains("lasts at least");
    let duty = sentence.split(" otherwise ").next().filter(|duty| duty.contains("whenever"));
    let is_formula = sentence.starts_with("always");
    let counts_from_trigger = duty.is_some_and(|duty| duty.contains(" of "));
    for (known, said) in (1..=log.len()).zip(run(&rules, log)) {
        let shown = rule.variables.len();
        let mut truth =
            judge(&translation.formula, translation.variables.len(), shown, &log[..known]);
        if is_length {
            // That a state still holds is no violation to come, but the monitor waits for its end.
            truth.pending.clone_from(&said.pending);
        }
        if is_formula && !force.is_empty() {
            truth.keep_in_force(log);
        }
        if counts_from_trigger {
            foresee(&said, &mut truth);
        }
        prop_assert_eq!(
            &said,
            &truth,
            "the monitor, then the truth, after {} events of\n{}{}\n{}",
            known,
            shown_log(log),
            sentence,
            core
        );
    }
    Ok(())
}

/// The core compares times as values: that no later event can be soon enough behind the trigger, the
/// monitor knows before the windows of the core are over. What is broken has to stay so.
fn foresee(said: &Said, truth: &mut Said) {
    let is_early = |it: &_| said.broken.contains(it) && truth.at_close.contains(it);
    let early: Vec<_> = truth.pending.iter().filter(|it| is_early(it)).cloned().collect();
    truth.pending.retain(|it| !early.contains(it));
    truth.at_close.retain(|it| !early.contains(it));
    truth.broken.extend(early);
    truth.broken.sort();
}

/// The event that ends the scope triggers the rule that overrides this one, and opens a scope in
/// which it counts itself.
#[test]
fn what_is_asked_at_the_end_of_a_scope_is_excused_by_the_event_that_ends_it() {
    let quota = "between r(y: z) and a(y: z), at least 1 a(x, y)";
    for exception in ["", " except other\nrule other \"\"\n  never a(x, y)"] {
        let sentence = format!("{quota}{exception}");
        let log = of_p(&[("a", 2_000), ("r", 2_000), ("a", 2_000), ("a", 2_000)]);
        check(&sentence, &log).expect("the monitor and the definition agree");
    }
    let again = "between a(y: z) and a(y: z), at least 1 a(x, y) except other\n\
                 rule other \"\"\n  never c(x)";
    let log = of_p(&[("a", 0), ("a", 0), ("r", 0), ("a", 0), ("c", 0)]);
    check(again, &log).expect("the monitor and the definition agree");
}

/// The first holding was too short, and nothing excused it; the second one is excused, and ends so
/// soon that the beginning of the first still lies in the window.
#[test]
fn the_holding_that_ends_is_the_one_that_may_be_excused() {
    let mut log = of_p(&[("a", 0), ("c", 1_000), ("a", 2_000), ("c", 3_000)]);
    for event in &mut log {
        event.position += 1;
        event.fields[0] = vec![Value::text("q")];
    }
    let sentence =
        "t(x, y) lasts at least 5 s except other\nrule other \"\"\n  after c(x), never a(x)";
    check(sentence, &log).expect("the monitor and the translation agree");
    let rules = RuleSet::parse(&format!("{STATES}rule r \"\"\n{sentence}\n"), &vocabulary());
    let said = run(&rules.expect("no faults"), &log);
    let broken =
        said.last().map(|said| said.broken.iter().map(|(position, _)| *position).collect());
    assert_eq!(broken, Some(vec![2]));
}

/// Sentences as people write them: names go together, so that what they ask for happens often.
const USUAL: [&str; 30] = [
    "whenever a(x) then b(x) within 2 s",
    "whenever a(x) then b(x) between 1 s and 3 s",
    "whenever a(x) then a(x) between 1 s and 2 s then b(x) within 2 s",
    "whenever a(x) then a(x) within 2 s then a(x) within 2 s then b(x) within 3 s of a",
    "whenever a(x, y) then b(x: y) within 2 s or c(x) within 3 s",
    "whenever a(x) then b(x) before c(x)",
    "whenever a(x) then no b(x) within 2 s otherwise c(x) within 4 s of a",
    "whenever a(x) then no b(x) before c(x)",
    "after a(x) for 3 s until c(x), whenever b(x) then r(x) within 1 s",
    "between a(x) and c(x), whenever b(x) then r(x) within 2 s",
    "before c(x), whenever a(x) then b(x) within 2 s",
    "a(x) only if b(x) between 2 s and 4 s before",
    "a(x) only if no b(x) between 1 s and 3 s before",
    "a(x) only if at least 2 b(x) between 1 s and 4 s before",
    "a(x) only if at least 2 distinct y in b(x, y) within 4 s before and s(x)",
    "a(x) only if b(x, y) within 5 s before and c(x: y) within 5 s before",
    "a(x) only if b(x, y) within 5 s before and no c(x: y) within 5 s before",
    "between b(x) and c(x), at most 1 a(x, y) per x",
    "between b(x) and c(x), at most 1 distinct y in a(x, y) per x",
    "between b(x) and c(x), at least 2 a(x, y)",
    "after b(x) for 3 s until c(x), at most 1 a(x, y)",
    "after b(x) for 3 s until c(x), at least 1 a(x, y)",
    "while s(x), at most 2 of sum n in a(x, n) per x in any 3 s",
    "at most 1 a(x, y) per x in any 2 s",
    "at most 2 distinct y in a(x, y) per x in any 3 s",
    "at least 1 a(x, y) per x in any 3 s",
    "while s(x), a(x) at least every 2 s",
    "s(x) lasts at least 2 s",
    "s(x) lasts at most 3 s",
    "never a(x) except when s(x)",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(100), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_usual_sentence_says_what_its_translation_says(
        history in proptest::collection::vec(any::<u8>(), 20..90),
        is_of_one in any::<bool>(),
    ) {
        let mut log = log(&mut Choices::new(&history), 14);
        if is_of_one {
            for event in &mut log {
                event.fields[0] = vec![Value::text("p")];
            }
        }
        for sentence in USUAL {
            check(sentence, &log)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(4_000), max_shrink_iters: 20_000, max_global_rejects: 10_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// After every event of a random log, the monitor and the definition agree on what is
    /// broken, what is pending, and what closing the log would break.
    #[test]
    fn a_sentence_says_what_its_translation_says(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let sentence = sentence(&mut Choices::new(&form));
        let log = log(&mut Choices::new(&history), 9);
        check(&sentence, &log)?;
    }
}
