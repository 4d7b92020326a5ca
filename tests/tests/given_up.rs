//! A rule that would take too much memory is given up in a run: all else is judged, and what it would
//! have had to allow is refused.

use std::sync::Arc;

use rules::{RuleSet, Standing};
use simulator::choice::Seeded;
use simulator::engine::Kept;
use simulator::record::{Body, CenterRecord};
use simulator::run::{self, Outcome};
use simulator::script::Script;

const LOST: &str = "\
scenario: lost
title: Sensors are lost, and one comes back
start: 2027-03-01T09:00:00+01:00
until: T+48:00
nations:
  us: { role: partner }
timeline:
  - { at: T+01:00, times: 40, every: 1m, by: monitors, do: incident.lose-sensor, with: { sensor: \"s-${n}\" } }
  - { at: T+20:00, by: monitors, do: incident.restore-sensor, with: { sensor: s-1 } }
";
/// As the sensor comes back, each of the others is taken with each.
const RULES: &str = "\
rule pairs \"Nothing comes back\"
  formula: incident.sensor-restored(sensor) and once [0 s, 2 d] incident.sensor-lost(sensor: other)
    and once [0 s, 2 d] incident.sensor-lost(sensor: third)
rule lost \"Nothing is lost\" never incident.sensor-lost(sensor: \"s-3\")
";

type Played = Outcome<Kept<CenterRecord>, Seeded>;

fn played(rules: RuleSet) -> Played {
    let script = scenario::compile(LOST).expect("it has no faults").script;
    let script = Script { rules: Some(Arc::new(rules)), ..script };
    let opening = run::opening(&script, 1, None);
    run::run(&script, opening, Seeded::new(1, 0), Kept::default(), &mut |_| {}).expect("it plays")
}

fn rules(text: &str) -> RuleSet {
    scenario::rules(text).expect("they are sound")
}

fn verdicts(played: &Played) -> Vec<(&str, Standing)> {
    let results = played.rules.as_ref().expect("there are rules");
    results.rules.iter().map(|rule| (rule.rule.as_str(), rule.verdict)).collect()
}

#[test]
fn a_run_goes_on_without_the_rule() {
    let whole = played(rules(RULES));
    assert_eq!(verdicts(&whole), [("pairs", Standing::Broken), ("lost", Standing::Broken)]);
    let less = played(rules(RULES).limited_to(0));
    assert_eq!(verdicts(&less), [("pairs", Standing::GivenUp), ("lost", Standing::Broken)]);
    assert!(whole.journal.records().eq(less.journal.records()), "no record is another");
}

#[test]
fn what_an_enforced_rule_cannot_judge_is_refused() {
    let text = RULES.replace("comes back\"\n", "comes back\"\n  enforce\n");
    for (rules, says) in [
        (rules(&text), "the rule `pairs` forbids it: Nothing comes back"),
        (
            rules(&text).limited_to(0),
            "the rule `pairs` is given up, so that nothing is known to keep it: Nothing comes back",
        ),
    ] {
        let played = played(rules);
        let refused = played.journal.records().filter_map(|record| match &record.body {
            Body::Refused(_, refusal) => Some((&*refusal.code, &*refusal.text)),
            _ => None,
        });
        assert_eq!(refused.collect::<Vec<_>>(), [("rule.pairs", says)]);
    }
}
