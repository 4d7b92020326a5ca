//! States that are taken for one must have the same future: nothing is found without telling
//! states apart that is not found with it.

use std::collections::{BTreeMap, BTreeSet};

use explorer::breadth::Limits;
use explorer::fingerprint::{Fingerprint, Imprint};
use explorer::world::{Step, World};

use kernel::SimTime;
use rules::Outcome;

use crate::orders;
use crate::setting::{QUARREL, RULES, Setting, choices};

/// Goes through all histories; with `seen`, a state is gone on from once only, unless it is reached
/// earlier than before.
struct Walk {
    seen: Option<BTreeMap<Fingerprint, SimTime>>,
    /// What was found of the rules, by rule and outcome.
    found: BTreeSet<String>,
    /// For each rule that was broken the fewest choices that did it.
    fewest: BTreeMap<usize, u32>,
    worlds: u32,
}

impl Walk {
    fn go(&mut self, before: &World<'_>, answers: &mut Vec<u16>, choices: u32) {
        let mut world = before.clone();
        self.worlds += 1;
        let step = world.step(answers, &mut |_| ()).expect("no fault");
        for verdict in world.take_verdicts() {
            let (rule, outcome) = (verdict.rule, verdict.outcome);
            self.found.insert(format!("{rule} {outcome:?}"));
            if outcome == Outcome::Broken {
                let fewest = self.fewest.entry(rule).or_insert(choices);
                *fewest = choices.min(*fewest);
            }
        }
        match step {
            Step::Asked(asked) => {
                if answers.is_empty()
                    && let Some(seen) = &mut self.seen
                {
                    let (fingerprint, at) = before.fingerprint(&mut Imprint::default());
                    if seen.get(&fingerprint).is_some_and(|known| *known <= at) {
                        return;
                    }
                    seen.insert(fingerprint, at);
                }
                for answer in 0..asked.options {
                    answers.push(answer);
                    let counts = !(asked.is_optional && answer == asked.default);
                    self.go(before, answers, choices + u32::from(counts));
                    answers.pop();
                }
            }
            Step::Done => {
                if !world.has_ended() {
                    self.go(&world, &mut Vec::new(), choices);
                }
            }
        }
    }
}

fn walk(setting: &Setting, tells_apart: bool) -> Walk {
    let space = setting.space();
    let seen = tells_apart.then(BTreeMap::new);
    let (found, fewest) = (BTreeSet::new(), BTreeMap::new());
    let mut walk = Walk { seen, found, fewest, worlds: 0 };
    walk.go(&World::new(&space), &mut Vec::new(), 0);
    walk
}

/// Returns how many worlds both ways looked at.
fn assert_sound(scenario: &str, rules: &str) -> (u32, u32) {
    assert_sound_in(&Setting::new(scenario, rules))
}

fn assert_sound_in(setting: &Setting) -> (u32, u32) {
    let (naive, telling) = (walk(setting, false), walk(setting, true));
    assert_eq!(naive.found, telling.found);
    assert!(!naive.found.is_empty());
    // Each rule by itself, since a history is not followed on once one is broken.
    for rule in 0..setting.rules.len() {
        let limits = Limits { rule: Some(rule), ..choices(1_000) };
        let found = setting.search(&limits).violations;
        let least = found.iter().find(|it| it.rule == rule).map(|it| it.depth);
        assert_eq!(naive.fewest.get(&rule).copied(), least, "{}", setting.rules.name(rule));
    }
    (naive.worlds, telling.worlds)
}

#[test]
fn nothing_is_missed_by_taking_equal_states_for_one() {
    let (naive, telling) = assert_sound(QUARREL, RULES);
    assert!(telling <= naive);
}

#[test]
fn nothing_is_missed_where_somebody_is_free_to_act() {
    let open = QUARREL.replace(
        "actors:",
        "
explore:
  open:
    - { as: uk, do: [silence.object] }
actors:",
    );
    let (naive, telling) = assert_sound(&open, RULES);
    assert!(telling < naive, "{telling} of {naive}");
}

#[test]
fn nothing_is_missed_where_conditions_look_back() {
    let looking = QUARREL.replace(
        "        upon: silence.broken\n",
        "        upon: silence.broken\n        when: [{ happened: silence.started, within: 20h }]\n        times: 1\n",
    );
    assert_ne!(looking, QUARREL);
    assert_sound(&looking, RULES);
}

/// The second text is put at one of several hours, and objected to so much later, or not any more
/// before the scenario ends.
#[test]
fn nothing_is_missed_where_the_same_comes_later() {
    let later = format!(
        "{QUARREL}  london:
    as: uk
    behaviors:
      - name: object-late
        upon: silence.adopted
        where: {{ question: text-2 }}
        after: {{ uniform: [1h, 40h] }}
        do: silence.object
        with: {{ question: text-2, nation: uk }}
"
    );
    let rules = r#"
rule late "Nobody objects when it is too late"
  never silence.objection-came-late(question: "text-2")
rule day "It is put again within 3 h"
  whenever silence.broken(question: "text") then silence.started(question: "text-2") within 3 h
rule after "A text that is put again was broken before"
  silence.started(question: "text-2") only if silence.broken(question: "text") before
"#;
    let (naive, telling) = assert_sound(&later, rules);
    assert!(2 * telling < naive, "{telling} of {naive}");
}

/// Both texts are under silence until after the end of the scenario. These deadlines never come,
/// and so do not tell apart at which hour the second text is put.
#[test]
fn nothing_is_missed_where_something_is_pending_behind_the_end() {
    let short = format!(
        "{}  london:
    as: uk
    behaviors:
      - name: object
        upon: silence.started
        where: {{ question: text-2 }}
        after: {{ uniform: [1h, 9h] }}
        do: silence.object
        with: {{ question: text-2, nation: uk }}
",
        QUARREL.replace("until: T+70:00", "until: T+20:00")
    );
    let rules = r#"
rule day "It is put again within 3 h"
  whenever silence.broken(question: "text") then silence.started(question: "text-2") within 3 h
rule twice "A text that is put again is not broken again within 5 h"
  whenever silence.started(question: "text-2") then no silence.broken(question: "text-2") within 5 h
"#;
    let (naive, telling) = assert_sound(&short, rules);
    assert_eq!((naive, telling), (782, 467));
}

#[test]
fn nothing_is_missed_where_the_order_at_one_instant_is_searched() {
    let setting = Setting::new(orders::ABREAST, orders::RULES);
    let (naive, telling) = assert_sound_in(&Setting { orders: true, ..setting });
    assert!(telling < naive, "{telling} of {naive}");
}

/// A report names an hour of the day: whether that hour is still to come, which the center refuses,
/// depends on when the report is made, not on how long after the text.
#[test]
fn nothing_is_missed_where_something_pending_names_an_instant() {
    let report = "  - window: { from: T+04:00, to: T+14:00 }
    by: monitors
    do: incident.report-detection
    with: { incident: shot, sensor: a-1, sector: s1, category: drone, severity: minor, seen_at: T+07:00 }

actors:";
    let dated = QUARREL
        .replace("  - at: T+01:00\n", "  - window: { from: T+01:00, to: T+11:00 }\n")
        .replace("\nactors:", report);
    let rules = r#"
rule far "Nothing is reported soon after the text"
  whenever silence.started(question: "text") then no incident.opened(incident: "shot") within 4 h
"#;
    assert_sound(&dated, rules);
}
