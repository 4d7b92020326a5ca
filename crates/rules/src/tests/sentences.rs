//! Every sentence says what its translation into the core says.

use proptest::prelude::*;

use diagnostic::{SourceText, Style, render};

use super::choices::{Choices, cases};
use super::log::{FORCE, Logged, Said, log, of_p, run, shown as shown_log, vocabulary};
use super::reference::judge;
use super::sentence::{STATES, sentence};
use crate::RuleSet;
use crate::translate::translate;
use crate::value::Value;

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

/// What comes before the first part is broken ends nothing that is to mend it.
#[test]
fn a_reparation_has_an_end_only_once_there_is_one_to_come() {
    let early = [("a", 10_000), ("r", 11_000), ("c", 14_500), ("r", 15_500)];
    let timely = [("a", 10_000), ("r", 11_000), ("r", 14_000), ("c", 14_500)];
    let broken = |otherwise: &str, log: &[(&str, i64)]| {
        let sentence = format!("whenever a(x) then b(x) within 3 s otherwise {otherwise}");
        check(&sentence, &of_p(log)).expect("the monitor and the translation agree");
        let rules = RuleSet::parse(&format!("rule r \"\"\n{sentence}\n"), &vocabulary());
        let said = run(&rules.expect("no faults"), &of_p(log)).pop();
        said.map(|said| said.broken.iter().map(|(position, _)| *position).collect::<Vec<_>>())
    };
    assert_eq!(broken("c(x) before r(x)", &early), Some(vec![]));
    assert_eq!(broken("c(x) before r(x)", &timely), Some(vec![0]));
    assert_eq!(broken("no c(x) before r(x)", &early), Some(vec![0]));
    assert_eq!(broken("no c(x) before r(x)", &timely), Some(vec![]));
}

/// The event that breaks the first part begins the time of the reparation, and does not end it too.
#[test]
fn the_same_event_does_not_break_a_duty_and_end_its_reparation() {
    let said = |log: &[(&str, i64)]| {
        let sentence = "whenever a(x) then b(x) before c(x) otherwise no r(x) before c(x)";
        check(sentence, &of_p(log)).expect("the monitor and the translation agree");
        let rules = RuleSet::parse(&format!("rule r \"\"\n{sentence}\n"), &vocabulary());
        let said = run(&rules.expect("no faults"), &of_p(log)).pop().expect("there are events");
        (said.broken.len(), said.pending.len())
    };
    assert_eq!(said(&[("a", 0), ("c", 0)]), (0, 1));
    assert_eq!(said(&[("a", 0), ("c", 0), ("r", 0)]), (1, 0));
    assert_eq!(said(&[("a", 0), ("c", 0), ("c", 0), ("r", 0)]), (0, 0));
}

/// A trigger would else do what is to mend its own breach.
#[test]
fn a_trigger_is_no_reparation_of_what_it_asks_for() {
    let sentence = "whenever a(x) then b(x) within 3 s otherwise a(x) before r(x)";
    let log = of_p(&[("a", 0), ("r", 4_000), ("a", 5_000), ("c", 7_000), ("a", 9_000)]);
    check(sentence, &log).expect("the monitor and the translation agree");
}

/// There is nothing to mend before.
#[test]
fn a_reparation_comes_once_the_first_part_is_broken() {
    let otherwise = |otherwise: &str, log: &[(&str, i64)]| {
        let sentence = format!("whenever a(x) then b(x) within 3 s otherwise {otherwise}");
        check(&sentence, &of_p(log)).expect("the monitor and the translation agree");
        let rules = RuleSet::parse(&format!("rule r \"\"\n{sentence}\n"), &vocabulary());
        let said = run(&rules.expect("no faults"), &of_p(log)).pop().expect("there are events");
        (said.pending.len(), said.at_close.len())
    };
    for reparation in ["c(x)", "(c(x) or r(x))", "c(x) then r(x) within 9 s"] {
        let early = [("a", 0), ("c", 1_000), ("r", 2_000), ("b", 4_000)];
        assert_eq!(otherwise(reparation, &early), (1, 1), "{reparation}");
        let timely = [("a", 0), ("b", 3_500), ("c", 4_000), ("r", 5_000)];
        assert_eq!(otherwise(reparation, &timely), (0, 0), "{reparation}");
    }
    let of_trigger = "(c(x) within 9 s of a or r(x) within 9 s of a)";
    assert_eq!(otherwise(of_trigger, &[("a", 0), ("c", 1_000), ("r", 4_000)]), (0, 0));
}

/// Sentences as people write them: names go together, so that what they ask for happens often.
const USUAL: [&str; 32] = [
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
    "between b(x) and c(x, n: k) where k > 0, never a(x)",
    "before c(x, n: k) where k > 0, whenever a(x) then b(x) within 2 s",
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

/// What is refused is not compared.
#[test]
fn no_usual_sentence_is_refused() {
    for sentence in USUAL {
        check(sentence, &[]).expect(sentence);
    }
}

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
