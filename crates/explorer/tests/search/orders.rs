//! The order of what is due at one instant, where it is searched.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use explorer::breadth::{Distance, Ended, Limits};
use explorer::counterexample::{Certified, counterexample};
use explorer::no_return::{Decision, When};
use explorer::walks::{Walks, walk};
use explorer::world::{Step, World};
use simulator::choice::Value;
use simulator::record::{Body, CenterRecord};

use crate::setting::{Setting, choices};

pub(crate) const ABREAST: &str = include_str!("../fixtures/abreast.yaml");
pub(crate) const RULES: &str = include_str!("../fixtures/abreast.rules");

fn ordering(rules: &str) -> Setting {
    Setting { orders: true, ..Setting::new(ABREAST, rules) }
}

/// Notes who broke a silence and which texts were adopted, in their order.
fn note(record: &CenterRecord, told: &mut Vec<String>) {
    let Body::Event(event) = &record.body else { return };
    let json = serde_json::to_value(event).expect("an event is JSON");
    let kinds = ["broken", "adopted"];
    let fields = json.pointer("/silence").and_then(|it| it.as_object()?.iter().next());
    if let Some((kind, fields)) = fields.filter(|(kind, _)| kinds.contains(&kind.as_str())) {
        let about = fields.get("nation").or(fields.get("question"));
        told.push(format!("{kind} {}", about.and_then(|it| it.as_str()).unwrap_or_default()));
    }
}

/// Plays every history to its end.
fn all(before: &World<'_>, answers: &mut Vec<u16>, told: &[String], ends: &mut Vec<Vec<String>>) {
    let (mut world, mut told) = (before.clone(), told.to_vec());
    match world.step(answers, &mut |record| note(record, &mut told)).expect("no fault") {
        Step::Asked(asked) => {
            for answer in 0..asked.options {
                answers.push(answer);
                all(before, answers, &told, ends);
                answers.pop();
            }
        }
        Step::Done if world.has_ended() => ends.push(told),
        Step::Done => all(&world, &mut Vec::new(), &told, ends),
    }
}

#[test]
fn every_order_of_commands_and_of_deadlines_is_taken() {
    let setting = ordering("");
    let mut ends = Vec::new();
    all(&World::new(&setting.space()), &mut Vec::new(), &[], &mut ends);
    let met: BTreeSet<Vec<String>> = ends.into_iter().collect();
    let mut expected = BTreeSet::new();
    for nation in ["fr", "uk", "pl"] {
        for (first, second) in [("one", "two"), ("two", "one")] {
            let told = [("broken", nation), ("adopted", first), ("adopted", second)];
            expected.insert(told.map(|(what, whose)| format!("{what} {whose}")).to_vec());
        }
    }
    assert_eq!(met, expected);
}

/// The silence on the first text was broken, so its end is no rival of the one that is due with it.
#[test]
fn what_has_lapsed_has_no_order() {
    let histories = |scenario: &str| {
        let setting = Setting { orders: true, ..Setting::new(scenario, "") };
        let mut ends = Vec::new();
        all(&World::new(&setting.space()), &mut Vec::new(), &[], &mut ends);
        ends.len()
    };
    let put = "  - { at: T+01:00, by: cochairs, do: silence.start, with: { question: text,";
    let also = format!("{}\n{put}", ABREAST.lines().find(|it| it.starts_with(put)).unwrap_or(put));
    let also = also.replacen("question: text", "question: also", 1);
    // Only the two texts that are put at one instant come in either order.
    assert_eq!(histories(&ABREAST.replacen(put, &also, 1)), 2 * histories(ABREAST));
}

#[test]
fn without_being_asked_the_order_stands() {
    let setting = Setting::new(ABREAST, RULES);
    let found = setting.search(&choices(9));
    assert_eq!(found.ended, Ended::Everything);
    assert!(found.violations.is_empty());
}

#[test]
fn an_order_that_breaks_a_rule_is_found_and_is_one_choice_away() {
    let setting = ordering(RULES);
    for distance in [Distance::Choices, Distance::Deviations] {
        let found = setting.search(&Limits { distance, ..choices(9) });
        assert_eq!(found.ended, Ended::Broken { depth: 1 });
        let broken: Vec<_> = found.violations.iter().map(|it| (it.rule, it.depth)).collect();
        assert_eq!(broken, [(0, 1), (1, 1)]);
    }
}

#[test]
fn threads_change_nothing() {
    let setting = ordering("");
    let one = setting.search(&choices(9));
    assert_eq!(one.ended, Ended::Everything);
    let several = setting.search(&Limits { threads: 4, ..choices(9) });
    assert_eq!((several.states_at, several.digest), (one.states_at, one.digest));
}

#[test]
fn walks_change_orders_too() {
    let walks = Walks { count: 200, seed: 1, threads: 1, memory_max: 1 << 20, rule: None };
    let finds = |setting: &Setting| {
        !walk(&setting.space(), &walks, &AtomicBool::new(false)).violations.is_empty()
    };
    assert!(finds(&ordering(RULES)));
    assert!(!finds(&Setting::new(ABREAST, RULES)));
}

/// It is played again by the names of its choices, in a scenario of its own.
#[test]
fn a_counterexample_names_who_goes_first_and_plays_again() {
    let setting = ordering(RULES);
    let space = setting.space();
    let found = setting.search(&choices(9));
    for (violation, (choice, who)) in found.violations.iter().zip([
        ("paris/object/turn@text#1", "picks: 2"),
        ("clock.silence/turn@one#93600", "picks: 1"),
    ]) {
        let stop = AtomicBool::new(false);
        let one = counterexample(&space, violation, &choices(9), &stop).expect("it is played");
        assert_eq!((one.length(), one.certified), (1, Certified::Shortest));
        assert!(one.story.could_have.is_empty(), "nobody decides on an order");
        let text = setting.file_of("../abreast", &one);
        assert!(text.contains(choice) && text.contains(who), "{text}");
        let source = scenario::Source { name: "found/scenario.yaml".into(), text };
        let open = &mut |_: &scenario::Source, _: &str| {
            Ok(scenario::Source { name: "abreast.yaml".into(), text: ABREAST.into() })
        };
        let compiled = scenario::compile_extended(&source, open, &[]).expect("it has no faults");
        let again = explorer::variant::Variant {
            choices: compiled.script.choices.clone(),
            ..Default::default()
        };
        let played = again.play(&compiled.script, &setting.rules, one.rule_number);
        assert_eq!(played.expect("the rule is broken").verdict.certain_at, one.story.at);
    }
}

/// By default France is first. Who could have gone ahead of it is not left out, and when its turn
/// has come it is too late.
#[test]
fn the_point_of_no_return_may_be_that_the_order_stood() {
    let told = |orders: bool| {
        let rule = "rule fr \"France breaks none\"\n  never silence.broken(nation: \"fr\")\n";
        let setting = Setting { orders, ..Setting::new(ABREAST, rule) };
        let found = setting.search(&choices(9));
        let (space, stop) = (setting.space(), AtomicBool::new(false));
        let one = counterexample(&space, &found.violations[0], &choices(9), &stop);
        one.expect("it is played").story.no_return.when
    };
    let When::Decided(Decision::Choice(made)) = told(true) else { panic!("{:?}", told(true)) };
    assert_eq!(made.key.to_string(), "paris/object/turn@text#1");
    assert_eq!(made.value, Value::Picked(0));
    assert!(matches!(told(false), When::Ever), "{:?}", told(false));
}

/// Three object at one instant, so that one order is not all; of those who never meet it is.
#[test]
fn one_order_of_several_is_not_all_histories() {
    let abreast = |orders| {
        let setting = Setting { orders, ..Setting::new(ABREAST, "") };
        let found = setting.search(&choices(99));
        (found.ended.clone(), found.order_in_part, found.is_exhausted())
    };
    assert_eq!(abreast(false), (Ended::Everything, true, false));
    assert_eq!(abreast(true), (Ended::Everything, false, true));
    let apart = "scenario: apart
title: One after the other
start: 2027-03-01T09:00:00+01:00
until: T+09:00
timeline:
  - { at: T+01:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+02:00, by: cochairs, do: center.fill-seat, with: { seat: coalition } }
";
    let found = Setting::new(apart, "").search(&choices(9));
    assert!(!found.order_in_part && found.is_exhausted());
}
