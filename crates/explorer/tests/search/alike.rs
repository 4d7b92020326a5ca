//! Worlds with one fingerprint go on alike, whatever is chosen, up to a shift of time.

use std::collections::BTreeMap;

use explorer::fingerprint::{Fingerprint, Imprint};
use explorer::world::{Step, World};
use kernel::SimTime;
use simulator::record::{Body, CenterRecord};
use simulator::script::is_name_of_instants;

use crate::setting::{QUARREL, RULES, Setting};
use crate::shipped;

/// Numbers that look like chance.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u16) -> u16 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u16::try_from((self.0 >> 33) % u64::from(bound)).expect("it is below the bound")
    }
}

/// What is seen of a step: what was asked, what happened, and what became certain. Instants are so
/// many milliseconds after `origin`.
fn go_on<'a>(world: &World<'a>, origin: SimTime, dice: &mut Dice) -> (World<'a>, Vec<String>) {
    let (mut answers, mut seen) = (Vec::new(), Vec::new());
    loop {
        let mut next = world.clone();
        let mut records = Vec::new();
        let mut note = |record: &CenterRecord| records.push(record.clone());
        match next.step(&answers, &mut note).expect("no fault") {
            Step::Asked(asked) => {
                seen.push(format!("{asked:?}"));
                answers.push(dice.below(asked.options));
            }
            Step::Done => {
                seen.extend(records.iter().map(|record| shown(record, origin)));
                for verdict in next.take_verdicts() {
                    let after = relative(verdict.certain_at, origin);
                    seen.push(format!("{} {:?} {after}", verdict.rule, verdict.outcome));
                }
                return (next, seen);
            }
        }
    }
}

fn relative(at: SimTime, origin: SimTime) -> i64 {
    at.as_millis() - origin.as_millis()
}

fn shown(record: &CenterRecord, origin: SimTime) -> String {
    let Body::Event(event) = &record.body else { return String::new() };
    let json = serde_json::to_string(event).expect("events are JSON");
    let parts = json.split('"').map(|part| match part.parse::<SimTime>() {
        Ok(at) => relative(at, origin).to_string(),
        Err(_) => part.to_string(),
    });
    let parts = parts.collect::<Vec<_>>().join("'");
    format!("{} {} {parts}", relative(record.at, origin), record.by)
}

/// How many pairs were compared, and how many of them were shifted in time.
#[derive(Debug, Default)]
struct Compared {
    pairs: u32,
    shifted: u32,
}

/// Both go on to the end of the one that lies later, with the same answers.
fn assert_alike((a, from_a): (&World<'_>, SimTime), (b, from_b): (&World<'_>, SimTime), seed: u64) {
    let (mut dice_a, mut dice_b) = (Dice(seed), Dice(seed));
    let (mut a, mut b) = (a.clone(), b.clone());
    while !a.has_ended() && !b.has_ended() {
        let (next_a, seen_a) = go_on(&a, from_a, &mut dice_a);
        let (next_b, seen_b) = go_on(&b, from_b, &mut dice_b);
        // What one does when it ends, the other does at some time later.
        if next_a.has_ended() != next_b.has_ended() {
            return;
        }
        if !next_a.has_ended() || from_a == from_b {
            assert_eq!(seen_a, seen_b);
        }
        (a, b) = (next_a, next_b);
    }
}

/// Walks at random, and compares all worlds that have the same fingerprint.
fn compare(setting: &Setting, walks: u64) -> Compared {
    let space = setting.space();
    let mut known: BTreeMap<Fingerprint, (World<'_>, SimTime)> = BTreeMap::new();
    let mut compared = Compared::default();
    for walk in 0..walks {
        let (mut world, mut dice) = (World::new(&space), Dice(walk));
        while !world.has_ended() {
            let (next, seen) = go_on(&world, SimTime::default(), &mut dice);
            if seen.iter().any(|line| line.starts_with("Asked")) {
                let (fingerprint, at) = world.fingerprint(&mut Imprint::default());
                match known.get(&fingerprint) {
                    None => drop(known.insert(fingerprint, (world.clone(), at))),
                    Some((other, from)) => {
                        compared.pairs += 1;
                        compared.shifted += u32::from(*from != at);
                        assert_alike((other, *from), (&world, at), walk);
                    }
                }
            }
            world = next;
        }
    }
    compared
}

fn read(name: &str, file: &str) -> String {
    let path = format!("{}/../../scenarios/{name}/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("it is there")
}

fn shipped(name: &str) -> Setting {
    Setting::new(&read(name, "scenario.yaml"), &read(name, "policy.rules"))
}

#[test]
fn worlds_with_one_fingerprint_go_on_alike() {
    for (name, walks) in [("silence-broken", 60), ("cmcc-decay", 30), ("hub-outage", 12)] {
        let compared = compare(&shipped(name), walks);
        assert!(0 < compared.pairs, "{name}: {compared:?}");
    }
    let compared = compare(&Setting::new(QUARREL, RULES), 60);
    assert!(0 < compared.pairs, "{compared:?}");
    for name in ["late-ratification", "disputed-breach", "hq-rotation", "ladder-72h"] {
        compare(&shipped(name), 8);
    }
}

#[test]
fn worlds_that_lie_apart_in_time_are_among_them() {
    let broken = Setting::new(&read("silence-broken", "scenario.yaml"), shipped::RULES);
    let compared = compare(&broken, 60);
    assert!(20 < compared.shifted, "{compared:?}");
}

/// Fields that hold instants are known by their names, as templates must.
#[test]
fn fields_that_hold_instants_have_names_that_say_so() {
    for (kind, shape) in scenario::events() {
        for (name, of) in shape {
            let is_known = of.name != "SimTime" || is_name_of_instants(&name);
            assert!(is_known, "`{name}` of `{kind}` holds an instant");
        }
    }
}
