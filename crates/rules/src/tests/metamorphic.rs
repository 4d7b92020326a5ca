//! What must not change a verdict: where time begins, what things are called, what is none of
//! the rule's business, and when the monitor was put aside.

use kernel::SimTime;
use proptest::prelude::*;

use super::choices::{Choices, cases};
use super::formulas::formula;
use super::log::{Instance, KINDS, Logged, Said, log, run, vocabulary};
use super::sentence::{STATES, sentence};
use crate::value::Value;
use crate::{KindId, Monitor, Outcome, RuleSet};

fn rules(form: &[u8]) -> Result<RuleSet, TestCaseError> {
    let text = format!("{STATES}rule r \"random\"\n{}\n", sentence(&mut Choices::new(form)));
    RuleSet::parse(&text, &vocabulary())
        .map_err(|_| TestCaseError::reject("names that do not go together"))
}

/// A sentence or a formula.
fn any_rules(form: &[u8], is_formula: bool) -> Result<RuleSet, TestCaseError> {
    if !is_formula {
        return rules(form);
    }
    let formula = formula(&mut Choices::new(form), 3, true);
    RuleSet::parse(&format!("rule r \"random\"\nformula: {formula}\n"), &vocabulary())
        .map_err(|_| TestCaseError::reject("it cannot be monitored"))
}

/// A sentence with no states but those that it speaks of, which would heed all events.
fn bare(form: &[u8]) -> Result<RuleSet, TestCaseError> {
    let sentence = sentence(&mut Choices::new(form));
    let is_named = |state: &&str| {
        let name = state.strip_prefix("state ").and_then(|rest| rest.split_inclusive('(').next());
        name.is_some_and(|name| sentence.contains(name))
    };
    let states: Vec<&str> = STATES.split_inclusive('\n').filter(is_named).collect();
    let text = format!("{}rule r \"random\"\n{sentence}\n", states.concat());
    RuleSet::parse(&text, &vocabulary())
        .map_err(|_| TestCaseError::reject("names that do not go together"))
}

/// What is said at the end, with the ids of the log mapped.
fn last(rules: &RuleSet, log: &[Logged]) -> Said {
    run(rules, log).pop().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(600),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn moving_the_log_in_time_changes_nothing(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        by in -1_000_000_000_000_i64..1_000_000_000_000,
        is_formula in any::<bool>(),
    ) {
        let rules = any_rules(&form, is_formula)?;
        let log = log(&mut Choices::new(&history), 15);
        let moved: Vec<Logged> =
            log.iter().map(|event| Logged { time: event.time + by, ..event.clone() }).collect();
        prop_assert_eq!(run(&rules, &log), run(&rules, &moved));
    }

    #[test]
    fn events_that_no_rule_names_change_nothing(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
    ) {
        let rules = rules(&form)?;
        let log = log(&mut Choices::new(&history), 15);
        let mut noisy = Vec::new();
        for event in &log {
            let noise = Logged { position: event.position * 2, kind: KindId::OTHER, ..event.clone() };
            noisy.push(Logged { fields: Vec::new(), ..noise });
            noisy.push(Logged { position: event.position * 2 + 1, ..event.clone() });
        }
        let mut said = last(&rules, &noisy);
        for list in [&mut said.broken, &mut said.pending, &mut said.at_close] {
            for (position, _) in list.iter_mut() {
                *position /= 2;
            }
        }
        prop_assert_eq!(last(&rules, &log), said);
    }

    #[test]
    fn what_a_monitor_does_not_heed_may_be_left_out(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        is_formula in any::<bool>(),
    ) {
        let rules = if is_formula { any_rules(&form, true)? } else { bare(&form)? };
        let (mut whole, mut parted) = (Monitor::new(&rules), Monitor::new(&rules));
        for event in log(&mut Choices::new(&history), 15) {
            let mut observed = parted.advance_to(SimTime::from_millis(event.time)).to_vec();
            event.borrowed(|event| {
                if parted.heeds(event.kind) {
                    observed.extend(parted.observe(event).expect("in order").to_vec());
                }
                prop_assert_eq!(whole.observe(event).expect("in order"), &observed);
                Ok(())
            })?;
            prop_assert_eq!(whole.next_wake(), parted.next_wake());
            prop_assert_eq!(whole.pending(), parted.pending());
        }
        prop_assert_eq!(whole.close(), parted.close());
    }

    #[test]
    fn a_certain_verdict_never_changes(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        is_formula in any::<bool>(),
    ) {
        let rules = any_rules(&form, is_formula)?;
        let stages = run(&rules, &log(&mut Choices::new(&history), 15));
        for pair in stages.windows(2) {
            let [before, after] = pair else { continue };
            for instance in &before.broken {
                prop_assert!(after.broken.contains(instance));
            }
        }
    }

    /// Save after any event, write the state as JSON, read it back, go on: the same verdicts.
    #[test]
    fn a_saved_monitor_goes_on_as_if_it_had_never_stopped(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        split in 0_usize..15,
        is_formula in any::<bool>(),
    ) {
        let rules = any_rules(&form, is_formula)?;
        let log = log(&mut Choices::new(&history), 15);
        let mut whole = Monitor::new(&rules);
        let mut parted = Monitor::new(&rules);
        for (number, event) in log.iter().enumerate() {
            if number == split {
                let saved = serde_json::to_string(&parted.save()).expect("it can be written");
                let state = serde_json::from_str(&saved).expect("it can be read");
                parted = Monitor::restore(&rules, state);
            }
            let observed = |monitor: &mut Monitor<'_>| {
                event.borrowed(|event| monitor.observe(event).expect("in order").to_vec())
            };
            prop_assert_eq!(observed(&mut whole), observed(&mut parted));
            prop_assert_eq!(whole.next_wake(), parted.next_wake());
            prop_assert_eq!(whole.pending(), parted.pending());
        }
        prop_assert_eq!(whole.close(), parted.close());
    }

    /// Waking the monitor at each deadline makes verdicts certain sooner and no different.
    #[test]
    fn waking_at_deadlines_changes_only_when_verdicts_are_certain(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        is_formula in any::<bool>(),
    ) {
        let rules = any_rules(&form, is_formula)?;
        let (mut asleep, mut awake) = (Monitor::new(&rules), Monitor::new(&rules));
        let (mut said_late, mut said_soon) = (Vec::new(), Vec::new());
        for event in log(&mut Choices::new(&history), 15) {
            while let Some(wake) = awake.next_wake().filter(|wake| wake.as_millis() <= event.time) {
                said_soon.extend(awake.advance_to(wake).to_vec());
            }
            event.borrowed(|event| {
                said_late.extend(asleep.observe(event).expect("in order").to_vec());
                said_soon.extend(awake.observe(event).expect("in order").to_vec());
            });
        }
        let facts = |said: Vec<crate::Verdict>| {
            let mut facts: Vec<_> = said
                .into_iter()
                .map(|it| (it.position, it.values.to_vec(), it.outcome))
                .collect();
            facts.sort();
            facts
        };
        for (soon, late) in said_soon.iter().zip(&said_late) {
            prop_assert!(soon.certain_at <= late.certain_at);
        }
        prop_assert_eq!(facts(said_late), facts(said_soon));
    }
}

/// Sentences in which everything is about one `x`, with a length and a limit to be filled in.
const KEYED: [&str; 9] = [
    "whenever a(x) then b(x) within D s",
    "whenever a(x) then b(x) within D s then c(x) within D s",
    "whenever a(x) then b(x) within D s or c(x) within D s otherwise r(x) within 9 s of a",
    "a(x) only if b(x) within D s before and s(x)",
    "a(x) only if at least 1 distinct y in b(x, y) within D s before",
    "s(x) lasts at most D s",
    "while s(x), a(x) at least every D s",
    "at most L a(x) per x in any 4 s",
    "between b(x) and c(x), at most L of sum n in a(x, n) per x",
];

fn keyed(sentence: &str, length: u64, limit: u64) -> RuleSet {
    let sentence =
        sentence.replace("D s", &format!("{length} s")).replace("most L", &format!("most {limit}"));
    let text = format!("{STATES}rule r \"keyed\"\n{sentence}\n");
    RuleSet::parse(&text, &vocabulary()).expect("it is sound")
}

/// Everything that is violated once the log is closed, with positions mapped.
fn violated(rules: &RuleSet, log: &[Logged], place: impl Fn(u64) -> u64) -> Vec<Instance> {
    let said = last(rules, log);
    let all = said.broken.into_iter().chain(said.at_close);
    let mut all: Vec<Instance> = all.map(|(position, values)| (place(position), values)).collect();
    all.sort();
    all
}

/// The log with other names in the place of `p` and `q`.
fn renamed(log: &[Logged], p: &str, q: &str) -> Vec<Logged> {
    let name = |value: &Value| renamed_value(value, p, q);
    let fields = |event: &Logged| {
        event.fields.iter().map(|values| values.iter().map(name).collect()).collect()
    };
    log.iter().map(|event| Logged { fields: fields(event), ..event.clone() }).collect()
}

fn renamed_value(value: &Value, p: &str, q: &str) -> Value {
    match value {
        Value::Text(text) if text.as_str() == "p" => Value::text(p),
        Value::Text(text) if text.as_str() == "q" => Value::text(q),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(600),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    })]

    /// Ids are opaque: other names, in the rules and in the log, give the same verdicts.
    #[test]
    fn renaming_the_ids_renames_the_verdicts(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
    ) {
        let rules = rules(&form)?;
        let sentence = sentence(&mut Choices::new(&form));
        let other = sentence.replace("\"p\"", "\"zulu\"").replace("\"q\"", "\"a longer name than usual\"");
        let states = STATES.replace("\"p\"", "\"zulu\"");
        let text = format!("{states}rule r \"random\"\n{other}\n");
        let other = RuleSet::parse(&text, &vocabulary()).expect("it was sound before");
        let log = log(&mut Choices::new(&history), 15);
        let (p, q) = ("zulu", "a longer name than usual");
        let mut before = last(&rules, &log);
        for list in [&mut before.broken, &mut before.pending, &mut before.at_close] {
            for (_, values) in list.iter_mut() {
                for value in values.iter_mut().flatten() {
                    *value = renamed_value(value, p, q);
                }
            }
        }
        prop_assert_eq!(last(&other, &renamed(&log, p, q)), before.sorted());
    }

    /// Two logs about different ids, shuffled into one, violate what each violates alone.
    #[test]
    fn logs_with_nothing_in_common_are_judged_as_if_each_were_alone(
        form in 0..KEYED.len(),
        (length, limit) in (1_u64..6, 0_u64..3),
        histories in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 2),
    ) {
        let rules = keyed(KEYED[form], length, limit);
        let logs: Vec<Vec<Logged>> = histories
            .iter()
            .zip([("p", "q"), ("u", "v")])
            .map(|(history, (p, q))| renamed(&log(&mut Choices::new(history), 12), p, q))
            .collect();
        let mut merged: Vec<(usize, Logged)> = logs
            .iter()
            .enumerate()
            .flat_map(|(number, log)| log.iter().map(move |event| (number, event.clone())))
            .collect();
        merged.sort_by_key(|(_, event)| event.time);
        let mut places = vec![Vec::new(), Vec::new()];
        let mut together = Vec::new();
        for (position, (number, event)) in (0..).zip(merged) {
            places[number].push(position);
            together.push(Logged { position, ..event });
        }
        let mut alone: Vec<Instance> = logs
            .iter()
            .zip(&places)
            .flat_map(|(log, places)| {
                violated(&rules, log, |at| places[usize::try_from(at).expect("it is small")])
            })
            .collect();
        alone.sort();
        prop_assert_eq!(violated(&rules, &together, |at| at), alone);
    }

    /// More time, or a higher limit, breaks nothing that was kept.
    #[test]
    fn a_wider_window_breaks_nothing_that_was_kept(
        form in 0..KEYED.len(),
        (length, limit) in (1_u64..6, 0_u64..3),
        (longer, higher) in (0_u64..4, 0_u64..3),
        history in proptest::collection::vec(any::<u8>(), 0..90),
    ) {
        let log = log(&mut Choices::new(&history), 15);
        let narrow = violated(&keyed(KEYED[form], length, limit), &log, |at| at);
        let wide = violated(&keyed(KEYED[form], length + longer, limit + higher), &log, |at| at);
        for instance in wide {
            prop_assert!(narrow.contains(&instance), "{:?} was kept", instance);
        }
    }
}

/// Lists: a pattern asks whether the list has a value, and a variable takes each of them.
#[test]
fn a_pattern_matches_once_for_each_value_of_a_list() {
    let text = "rule one \"has\"\n  never listed(x: \"p\")\nrule two \"each\"\n  never listed(x)\n\
                rule three \"counts events\"\n  at most 1 listed(y) per y in total\n";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let kind = rules.vocabulary().id("listed").expect("it is a kind");
    let mut monitor = Monitor::new(&rules);
    let ids = |ids: &[&str]| ids.iter().map(|id| Value::text(id)).collect::<Vec<_>>();
    let fields = vec![ids(&["p", "q", "p"]), ids(&["y"])];
    let event = Logged { position: 0, time: 0, kind, fields };
    let verdicts =
        event.borrowed(|event| monitor.observe(event).expect("it is the first").to_vec());
    let broken = |rule: usize| {
        verdicts.iter().filter(|it| it.rule == rule && it.outcome == Outcome::Broken).count()
    };
    assert_eq!([broken(0), broken(1), broken(2)], [1, 2, 0]);
}

/// Those of a step, of what ends it, of a scope and of a state; a formula asks at all times.
#[test]
fn a_monitor_heeds_the_events_that_its_rules_name() {
    for (rule, heeded) in [
        ("whenever a(x) then b(x) before c(x)", "abc"),
        ("before c(x), whenever a(x) then b(x) within 5 s", "abc"),
        ("at most 1 a(x) per x in total", "a"),
        ("while s(x), never r(x)", "bcr"),
        ("formula: a(x) and not once b(x)", "abcr"),
    ] {
        let states =
            if rule.contains("s(") { STATES.lines().next().unwrap_or_default() } else { "" };
        let text = format!("{states}\nrule r \"heeds\"\n{rule}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let monitor = Monitor::new(&rules);
        let heeds = |kind: &&str| rules.vocabulary().id(kind).is_some_and(|it| monitor.heeds(it));
        assert_eq!(KINDS.into_iter().filter(heeds).collect::<String>(), heeded, "{rule}");
    }
}
