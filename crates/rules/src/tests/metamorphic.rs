//! What must not change a verdict: where time begins, what things are called, what is none of
//! the rule's business, and when the monitor was put aside.

use proptest::prelude::*;

use super::choices::{Choices, cases};
use super::log::{Logged, Said, log, run, vocabulary};
use super::sentences::{STATES, sentence};
use crate::value::Value;
use crate::{KindId, Monitor, Outcome, RuleSet};

fn rules(form: &[u8]) -> Result<RuleSet, TestCaseError> {
    let text = format!("{STATES}rule r \"random\"\n{}\n", sentence(&mut Choices::new(form)));
    RuleSet::parse(&text, &vocabulary())
        .map_err(|_| TestCaseError::reject("names that do not go together"))
}

/// What is said at the end, with the ids of the log mapped.
fn last(rules: &RuleSet, log: &[Logged]) -> Said {
    run(rules, log).pop().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(150),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn moving_the_log_in_time_changes_nothing(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
        by in -1_000_000_000_000_i64..1_000_000_000_000,
    ) {
        let rules = rules(&form)?;
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
    fn a_certain_verdict_never_changes(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..90),
    ) {
        let rules = rules(&form)?;
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
    ) {
        let rules = rules(&form)?;
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
    ) {
        let rules = rules(&form)?;
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
