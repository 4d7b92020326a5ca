//! Rules beside a run: the same verdicts while it goes on, from its log, and from any part of
//! it with the rest later.

use kernel::SimDuration;
use proptest::prelude::*;
use rules::{Audit, Monitor, Results, RuleSet, Verdict};
use simulator::choice::Seeded;
use simulator::engine::{Forgetful, Observer};
use simulator::record::{Body, CenterRecord};
use simulator::run;
use simulator::script::Script;
use simulator::watch::Watch;
use tests::play;

/// Rules of every shape that some scenario triggers, with windows that end within, at, and
/// behind the end of a run.
const RULES: &str = r#"
rule warned "A warning within a day of tier one"
  whenever response.tier-one-opened(series) then response.warning-sent(series) within 24 h
rule armed-met "What is awaited comes within the hour"
  whenever clock.armed(clock: c, subject) then clock.met(clock: c, subject) within 1 h
rule late-met "What is awaited comes within three days"
  whenever clock.armed(clock: c, subject) then clock.met(clock: c, subject) within 3 d
rule quiet "Nothing is armed for two days after a miss"
  whenever clock.missed(subject) then no clock.armed(subject) within 48 h
rule verified "Opened, verified, attributed"
  whenever incident.opened(incident)
  then incident.verified(incident) within 6 h then incident.attribution-proposed(incident) within 24 h
rule enrolled "Only the enrolled arrive"
  center.nation-arrived(nation) only if center.nation-enrolled(nation) before
rule few "At most three incidents in a day"
  at most 3 incident.opened() in any 24 h
rule soon-again "A formula looks ahead"
  formula: incident.opened(incident: i) and not eventually [0 s, 12 h] incident.verified(incident: i)
"#;

fn rules() -> RuleSet {
    scenario::rules(RULES).expect("the rules are sound")
}

/// What came of the rules while the script was played, and the records.
fn watched(script: &Script, rules: &RuleSet, seed: u64) -> (Results, Vec<CenterRecord>) {
    let opening = run::opening(script, seed, None);
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let watch = Watch::<Audit<'_>>::new(rules);
    let seeded = Seeded::new(seed, 0);
    let played = run::play(script, opening, seeded, Forgetful, watch, &mut keep);
    (played.expect("the script plays").observer.judge.results(), records)
}

/// What comes of them on a log.
fn checked(rules: &RuleSet, records: &[CenterRecord]) -> Results {
    let mut watch = Watch::<Audit<'_>>::new(rules);
    for record in records {
        watch.take(record).expect("a log is in order");
    }
    watch.judge.results()
}

/// A run is the same run when it is watched, its log has the verdicts that the run had, and a
/// violation by silence is certain a millisecond after the last instant, whether the next event
/// comes soon, late, or not at all.
#[test]
fn a_run_and_its_log_have_the_same_verdicts() {
    let rules = rules();
    let (mut broken, mut pending) = (0, 0);
    for name in play::scenarios() {
        // Its own rules would refuse commands that these let pass.
        let script = Script { rules: None, ..play::script(&name) };
        let (online, records) = watched(&script, &rules, 2);
        assert_eq!(records, play::play(&script, 2).records, "{name}");
        assert_eq!(checked(&rules, &records), online, "{name}");
        for (rule, hours) in [("warned", 24), ("armed-met", 1), ("late-met", 72)] {
            let window = SimDuration::from_hours(hours);
            let result = online.rules.iter().find(|result| result.rule == rule);
            let result = result.expect("it is judged");
            for violation in result.violations.iter() {
                let last = violation.time.0 + window;
                assert_eq!(violation.certain_at.0, last + SimDuration::from_millis(1), "{name}");
                assert!(last <= script.opening.until, "{name}");
            }
            let due = result.pending.iter().map(|pending| pending.time.0 + window);
            due.for_each(|due| assert!(script.opening.until < due, "{name}: it is not due yet"));
            broken += result.violations.len();
            pending += result.pending.len();
        }
    }
    assert!(20 < broken && 5 < pending, "{broken} violations, {pending} pending");
}

/// A log that was cut says nothing of what comes behind its last record.
#[test]
fn a_log_without_its_end_leaves_open_what_was_open() {
    let rules = rules();
    let (whole, mut records) = watched(&play::script("silence-broken"), &rules, 1);
    assert!(matches!(records.pop().expect("a run ends").body, Body::Ended(_)));
    let open =
        |results: &Results| -> usize { results.rules.iter().map(|rule| rule.pending.len()).sum() };
    let cut = checked(&rules, &records);
    assert!(open(&whole) < open(&cut), "{} and {}", open(&whole), open(&cut));
}

/// The verdicts of a log in the order in which they become certain, with the monitor saved and
/// restored behind each of these records.
fn verdicts(rules: &RuleSet, records: &[CenterRecord], splits: &[usize]) -> Vec<Verdict> {
    let mut watch = Watch::<Monitor<'_>>::new(rules);
    let mut found = Vec::new();
    for (index, record) in records.iter().enumerate() {
        // One after the other, as the run has them.
        while let Some(at) = Observer::next_wake(&mut watch).filter(|at| *at <= record.at) {
            watch.pass(at);
            found.extend_from_slice(watch.judge.verdicts());
        }
        watch.take(record).expect("a log is in order");
        if matches!(record.body, Body::Event(_)) {
            found.extend_from_slice(watch.judge.verdicts());
        }
        if splits.contains(&index) {
            let saved = serde_json::to_string(&watch.save()).expect("a memory is data");
            let memory = serde_json::from_str(&saved).expect("it reads back");
            watch = Watch::restore(rules, memory);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Wherever a log is split, and the rest judged with what was remembered, and whatever was
    /// drawn in the run.
    #[test]
    fn any_split_with_saved_state_gives_the_same_verdicts(
        seed in any::<u64>(),
        which in any::<prop::sample::Index>(),
        splits in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let rules = rules();
        let names = ["cmcc-decay", "disputed-breach", "hq-rotation", "ladder-72h", "silence-broken"];
        let script = play::script(names[which.index(names.len())]);
        let (online, records) = watched(&script, &rules, seed);
        prop_assert_eq!(&checked(&rules, &records), &online);
        let splits: Vec<usize> = splits.iter().map(|split| split.index(records.len())).collect();
        prop_assert_eq!(verdicts(&rules, &records, &splits), verdicts(&rules, &records, &[]));
    }
}
