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
                seen.extend(next.goals_reached().map(|goal| format!("goal {goal}")));
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

fn is_asked(seen: &[String]) -> bool {
    seen.iter().any(|line| line.starts_with("Asked"))
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
            let (fingerprint, at) = world.fingerprint(&mut Imprint::default());
            match known.get(&fingerprint) {
                None => drop(known.insert(fingerprint, (world.clone(), at))),
                // Where nothing is asked, two that come at one instant are mostly one world.
                Some((other, from)) if is_asked(&seen) || *from != at => {
                    compared.pairs += 1;
                    compared.shifted += u32::from(*from != at);
                    assert_alike((other, *from), (&world, at), walk);
                }
                Some(_) => {}
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

/// What the script counts is what is left of the losses of one sensor, and decides what follows on
/// those of others.
const MEMORY: &str = include_str!("../fixtures/memory.yaml");

/// A behavior upon the loss of a sensor, and a goal.
fn remembering(conditions: &str, question: &str, goal: &str) -> Setting {
    let (upon, text) = ("upon: incident.sensor-lost", "matter: statement, urgency: urgent");
    let with = format!("{{ question: {question}, {text}, asked: [fr, uk] }}");
    let act = format!("name: put, {upon}, {conditions}, do: silence.start, with: {with}");
    let actors =
        format!("actors:\n  fast:\n    as: cochairs\n    behaviors:\n      - {{ {act} }}\n");
    let explore = format!("explore:\n  sometimes:\n    - {{ {goal} }}\n");
    Setting::new(&format!("{MEMORY}\n{actors}\n{explore}"), shipped::RULES)
}

#[test]
fn worlds_in_which_something_else_was_counted_are_told_apart() {
    let (b_is_lost, any) = ("{ happened: incident.sensor-lost, where: { sensor: b } }", "text-1");
    let late = "unless: [{ never: incident.sensor-lost, where: { sensor: b } }]";
    let goal = "happened: silence.adopted";
    for (name, conditions, question, goal) in [
        ("a number", late, "\"text-${n}\"", goal),
        ("how often at most", &format!("{late}, times: 2"), any, goal),
        ("how often", "when: [{ happened: incident.sensor-lost, at-least: 3 }]", any, goal),
        (
            "not too often",
            "when: [{ happened: incident.sensor-lost, at-most: 2, at-least: 2 }]",
            any,
            goal,
        ),
        (
            "how lately",
            "when: [{ happened: incident.sensor-lost, within: 9h, at-least: 3 }]",
            any,
            goal,
        ),
        ("nothing", &format!("when: [{b_is_lost}]"), any, goal),
        (
            "a goal",
            &format!("when: [{b_is_lost}]"),
            any,
            "happened: incident.sensor-lost, at-least: 4",
        ),
        (
            "from an instant",
            &format!("when: [{b_is_lost}]"),
            any,
            "happened: incident.sensor-lost, from: T+05:00, at-least: 3",
        ),
        (
            "to an instant",
            &format!("when: [{b_is_lost}]"),
            any,
            "happened: incident.sensor-lost, to: T+14:30, at-least: 3",
        ),
    ] {
        let compared = compare(&remembering(conditions, question, goal), 40);
        assert!(0 < compared.pairs, "{name}: {compared:?}");
    }
}

const PENDING: &str = include_str!("../fixtures/pending.yaml");

/// The first loss and the second one may both be what is still pending at one instant, what followed
/// from the other one having been refused.
#[test]
fn worlds_in_which_something_else_is_pending_are_told_apart() {
    for (name, sent) in [("its number", "\"lot-${n}\""), ("its fields", "\"lot-${sensor}\"")] {
        let after = "after: { empirical: [[1h, 1], [25h, 1], [30h, 1]] }";
        let with = format!("consignment: {sent}, owner: fr, need: fuel, tonnes: 10, mode: road");
        let send = format!(
            "{{ name: send, upon: incident.sensor-lost, {after}, do: consignment.prepare, with: {{ {with} }} }}"
        );
        let actor = format!("actors:\n  slow:\n    as: fr\n    behaviors:\n      - {send}\n");
        let compared = compare(&Setting::new(&format!("{PENDING}\n{actor}"), shipped::RULES), 200);
        assert!(0 < compared.pairs, "{name}: {compared:?}");
    }
}

/// An objection comes after some hours or others, and all that follows is so much later; but not
/// what a goal counts up to an instant, nor what a step writes.
#[test]
fn worlds_apart_in_time_go_on_alike_where_instants_matter() {
    let shipped = read("silence-broken", "scenario.yaml");
    let dated = |by: &str, times: &str| {
        let with = "{ instrument: truce, effective_at: T+400:00 }";
        let act = format!("name: agree, upon: silence.broken, {times}after: 30min");
        let step = format!("{{ {act}, do: ceasefire.agree, with: {with} }}");
        let actor = format!("actors:\n  far:\n    as: {by}\n    behaviors:\n      - {step}\n");
        shipped.replace("actors:\n", &actor)
    };
    let goal = |of: &str| {
        format!("{shipped}\nexplore:\n  sometimes:\n    - {{ happened: silence.started, {of} }}\n")
    };
    let open =
        |every: &str, free: &str| format!("{shipped}\nexplore:\n{every}  open:\n    - {free}\n");
    for (name, scenario, shifted) in [
        ("a goal that begins", goal("from: T+31:00"), 1),
        ("a goal that ends", goal("to: T+31:00, at-least: 2"), 1),
        ("a step that writes an instant", dated("control", ""), 0),
        (
            "somebody who is free to name one",
            open(
                "",
                "{ as: control, do: [ceasefire.agree], with: { instrument: truce, effective_at: T+400:00 } }",
            ),
            0,
        ),
        ("somebody who is free to act", open("", "{ as: fr, do: [silence.object] }"), 1),
        (
            "somebody who is free now and then",
            open("  every: 30h\n", "{ as: fr, do: [silence.object] }"),
            0,
        ),
        // What is refused leaves nothing behind.
        ("one that may act again", dated("monitors", ""), 0),
        ("one that has acted for the last time", dated("monitors", "times: 1, "), 1),
    ] {
        let compared = compare(&Setting::new(&scenario, shipped::RULES), 60);
        assert_eq!(compared.shifted.min(1), shifted, "{name}: {compared:?}");
    }
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
