//! States that are taken for one must have the same future: nothing is found without telling
//! states apart that is not found with it.

use std::collections::BTreeSet;

use explorer::fingerprint::{Fingerprint, Imprint};
use explorer::world::{Step, World};

use crate::setting::{QUARREL, RULES, Setting};

/// Goes through all histories; with `seen`, a state is gone on from once only.
struct Walk {
    seen: Option<BTreeSet<Fingerprint>>,
    /// What was found of the rules, by rule, outcome and instant.
    found: BTreeSet<String>,
    worlds: u32,
}

impl Walk {
    fn go(&mut self, before: &World<'_>, answers: &mut Vec<u16>) {
        let mut world = before.clone();
        self.worlds += 1;
        match world.step(answers, &mut |_| ()).expect("no fault") {
            Step::Asked(asked) => {
                if answers.is_empty()
                    && let Some(seen) = &mut self.seen
                    && !seen.insert(before.fingerprint(&mut Imprint::default()))
                {
                    return;
                }
                for answer in 0..asked.options {
                    answers.push(answer);
                    self.go(before, answers);
                    answers.pop();
                }
            }
            Step::Done => {
                for verdict in world.take_verdicts() {
                    let (rule, outcome) = (verdict.rule, verdict.outcome);
                    self.found.insert(format!("{rule} {outcome:?} {}", verdict.certain_at));
                }
                if !world.has_ended() {
                    self.go(&world, &mut Vec::new());
                }
            }
        }
    }
}

fn walk(setting: &Setting, tells_apart: bool) -> Walk {
    let space = setting.space();
    let seen = tells_apart.then(BTreeSet::new);
    let mut walk = Walk { seen, found: BTreeSet::new(), worlds: 0 };
    walk.go(&World::new(&space), &mut Vec::new());
    walk
}

/// Returns how many worlds both ways looked at.
fn assert_sound(scenario: &str, rules: &str) -> (u32, u32) {
    let setting = Setting::new(scenario, rules);
    let (naive, telling) = (walk(&setting, false), walk(&setting, true));
    assert_eq!(naive.found, telling.found);
    assert!(!naive.found.is_empty());
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
