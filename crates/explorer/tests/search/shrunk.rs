//! Counterexamples: shrunk, certified, told, and written down.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use expect_test::expect;
use explorer::breadth::{Distance, Limits};
use explorer::counterexample::{Certified, Counterexample, counterexample};
use explorer::enumerated::Made;
use explorer::story::Need;
use simulator::choice::Value;

use crate::setting::{QUARREL, RULES, Setting, choices};

fn found(setting: &Setting, limits: &Limits) -> Vec<Counterexample> {
    let space = setting.space();
    let searched = setting.search(limits);
    let stop = AtomicBool::new(false);
    let all = searched.violations.iter();
    let told = |it| counterexample(&space, it, limits, &stop);
    all.map(|it| told(it).expect("it can be played")).collect()
}

/// What a search may keep holds for that of shorter histories too.
#[test]
fn without_memory_nothing_is_certified() {
    let setting = Setting::new(QUARREL, RULES);
    let (space, stop) = (setting.space(), AtomicBool::new(false));
    let searched = setting.search(&choices(9));
    assert!(!searched.violations.is_empty());
    for violation in &searched.violations {
        let limits = Limits { memory_max: 1, ..choices(9) };
        let found = counterexample(&space, violation, &limits, &stop).expect("it can be played");
        assert!(matches!(found.certified, Certified::UpTo { .. }), "{:?}", found.certified);
    }
}

#[test]
fn what_is_not_needed_is_left_out_and_no_shorter_history_exists() {
    let setting = Setting::new(QUARREL, RULES);
    for one in found(&setting, &choices(9)) {
        assert_eq!(one.certified, Certified::Shortest);
        assert_eq!(one.length(), 2, "{one:#?}");
    }
}

/// The search by deviations meets another history than the search by choices.
#[test]
fn whatever_history_was_met_the_shortest_is_handed_back() {
    let setting = Setting::new(QUARREL, RULES);
    let limits = Limits { distance: Distance::Deviations, ..choices(9) };
    for one in found(&setting, &limits) {
        assert_eq!(one.certified, Certified::Shortest);
        assert_eq!(one.length(), 2, "{one:#?}");
    }
}

#[test]
fn a_counterexample_is_a_scenario_that_breaks_the_same_rule_at_the_same_instant() {
    let setting = Setting::new(QUARREL, RULES);
    for one in found(&setting, &choices(9)) {
        let text = setting.file_of("../quarrel", &one);
        let source = scenario::Source { name: "found/scenario.yaml".into(), text };
        let open = &mut |_: &scenario::Source, said: &str| {
            assert_eq!(said, "../quarrel");
            Ok(scenario::Source { name: "quarrel.yaml".into(), text: QUARREL.into() })
        };
        let compiled = scenario::compile_extended(&source, open, &[]).expect("it has no faults");
        let again = explorer::variant::Variant {
            choices: compiled.script.choices.clone(),
            ..Default::default()
        };
        let played = again.play(&compiled.script, &setting.rules, one.rule_number);
        let verdict = played.expect("the rule is broken").verdict;
        assert_eq!(verdict.certain_at, one.story.at);
    }
}

/// Who does not want to wait is told what was met with, and no more is claimed of it than was looked at.
#[test]
fn whoever_says_stop_gets_the_history_as_it_was_met() {
    let setting = Setting::new(QUARREL, RULES);
    let (space, searched) = (setting.space(), setting.search(&choices(9)));
    let violation = searched.violations.first().expect("a rule is broken");
    let stop = AtomicBool::new(true);
    let one = counterexample(&space, violation, &choices(9), &stop).expect("it can be played");
    assert!(one.story.was_stopped);
    assert_eq!(one.length(), one.met_with);
    assert_eq!(one.certified, Certified::UpTo { depth: 0 });
    assert!(!one.story.needs.is_empty());
    assert!(one.story.needs.iter().all(|(_, need)| *need == Need::NotLookedAt));
    assert_eq!(
        one.moral(space.script),
        [
            "Point of no return: not found (0 histories tried).",
            "Who could have kept the rule by another choice was not looked for to the end.",
        ]
    );
    let text = setting.file_of("../quarrel", &one);
    assert!(text.contains("whether another answer keeps the rule was not looked at"), "{text}");
    let (variant, rules) = (&one.shrunk.variant, &setting.rules);
    let played = variant.play(space.script, rules, one.rule_number).expect("the rule is broken");
    assert_eq!(played.verdict.certain_at, violation.at);
}

#[test]
fn the_file_says_what_happened_and_why_each_choice_is_needed() {
    let setting = Setting::new(QUARREL, RULES);
    let all = found(&setting, &choices(9));
    let first = all.first().expect("a counterexample");
    expect![[r##"
        # Found by `tripartite explore`: a history in which late is broken.
        # Play it with `tripartite run`, on this folder.
        extends: "../quarrel"
        found-in: "be2946e9ea507a84"
        scenario: quarrel-broken
        title: "Three nations and a text: how late is broken"
        about: |
          late broken: silence.objection-came-late #86 at 2027-03-02 10:00:00; against `never silence.objection-came-late(question: "text")`
          Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          Mon 1 Mar 10:00  the silence on text ends Tue 2 Mar 10:00
          Tue 2 Mar 10:00  France objected to text too late; the objection is on record and opens text-late-1
          Tue 2 Mar 10:00  the silence on text ended
          Tue 2 Mar 10:00  text stands adopted in version 1; silent: Poland and the UK
          Point of no return: Mon 1 Mar 10:00, paris/object/delay@text#1 draws 1d. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at (1 history tried).
          It was set off by: Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          Another choice would have kept it: France.
        without:
          steps:
            - "cochairs/second-text"
            - "timeline/1"
            - "timeline/2"
            - "warsaw/object"
          nations: [ua, us]
        choices:
          - choice: "paris/object/chance@text#1"
            picks: 0
            why: "with option 1 instead, the rule holds"
          - choice: "paris/object/delay@text#1"
            draws: 1d
            why: "with 1h instead, the rule holds"
        other-choices: by-default
        expect:
          - { rule: "late", is: broken, at: "2027-03-02T09:00:00.000Z" }
    "##]].assert_eq(&setting.file_of("../quarrel", first));
}

/// Of a delay of 11 h, and of the instant in a window of 11 h 30 min, a day would be rounder.
#[test]
fn no_choice_is_rounder_than_the_scenario_can_draw() {
    let window = "  - window: { from: T+01:10, to: T+12:40 }\n";
    let text = QUARREL.replace("  - at: T+01:00\n", window);
    let soon = r#"
rule soon "The text is put within 12 h"
  whenever center.seat-filled(seat: "coalition") then silence.started(question: "text") within 12 h
"#;
    let setting = Setting::new(&text, &format!("{RULES}{soon}"));
    let mut drawn = BTreeMap::new();
    for rule in 0..setting.rules.len() {
        let limits = Limits { rule: Some(rule), ..choices(9) };
        let made = found(&setting, &limits).into_iter().flat_map(|one| one.shrunk.played.made);
        for Made { key, value, default, .. } in made {
            if let Value::Drawn(number) = value
                && value != default
            {
                drawn.insert(key.to_string(), number);
            }
        }
    }
    let hour = 3_600_000;
    assert_eq!(drawn.get("cochairs/second-text/delay@text#1"), Some(&(11 * hour)), "{drawn:?}");
    assert_eq!(drawn.get("timeline/3/instant#1"), Some(&(11 * hour)), "{drawn:?}");
}

/// By default nobody objects, and whoever does so alone is too late or waits too long for the other
/// text: only two answers together keep the rule. So no one step is superfluous to it.
#[test]
fn the_step_that_could_keep_a_rule_stays_where_one_other_answer_is_not_enough() {
    let rule = r#"rule soon "Another text follows soon"
  whenever silence.started(question: "text") then silence.started(question: "text-2") within 10 h
"#;
    let setting = Setting::new(QUARREL, rule);
    let limits = Limits { distance: Distance::Deviations, ..choices(0) };
    let [one] = &found(&setting, &limits)[..] else { panic!("it is broken by default") };
    assert_eq!((one.departures(), one.certified), (0, Certified::Shortest));
    let gone = &one.shrunk.variant.steps;
    assert!(!gone.contains("cochairs/second-text"), "{gone:?}");
    assert!(gone.contains("timeline/1"), "{gone:?}");
}

/// That nothing is lost keeps the rule too, but shows less than that what was lost is back: two
/// others have to act for that, and so they stay.
#[test]
fn a_history_in_which_what_was_due_came_is_looked_for_behind_one_in_which_nothing_was_due() {
    let acts = "after: 1h, chance: 40%, do: incident";
    let scenario = format!(
        "scenario: nr\ntitle: A sensor may come back in two steps\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+40:00\n\
         nations: {{ us: {{ role: partner }} }}\ntimeline:\n  - {{ at: T+01:00, by: monitors, chance: 40%, \
         do: incident.lose-sensor, with: {{ sensor: a }} }}\nactors:\n  watchers:\n    as: monitors\n    behaviors:\n\
         \x20     - {{ name: r1, upon: incident.sensor-lost, where: {{ sensor: a }}, {acts}.lose-sensor, with: {{ sensor: off }} }}\n\
         \x20     - {{ name: r2, upon: incident.sensor-lost, where: {{ sensor: off }}, {acts}.restore-sensor, with: {{ sensor: a }} }}\n"
    );
    let rule = "rule back \"\"\n  whenever incident.sensor-lost(sensor: \"a\") \
                then incident.sensor-restored(sensor: \"a\") within 24 h\n";
    let setting = Setting::new(&scenario, rule);
    let [one] = &found(&setting, &choices(9))[..] else { panic!("it is broken") };
    assert!(one.shrunk.variant.steps.is_empty(), "{:?}", one.shrunk.variant.steps);
    let moral = one.moral(&setting.compiled.script).join("\n");
    assert!(
        moral
            .contains("after it no more, in what is left of the scenario, of the values looked at"),
        "{moral}"
    );
}

/// One after the other must act for the last one to do so, and none does by default: of the histories at
/// random hardly any gets so far. So a way is looked for behind the beginnings of the history itself.
#[test]
fn a_history_that_hardly_any_other_keeps_up_with_is_found_step_by_step() {
    let chain = (1..=16).map(|number| {
        format!(
            "      - {{ name: r{number}, upon: incident.sensor-lost, where: {{ sensor: s{} }}, after: 1h, \
             chance: 40%, do: incident.lose-sensor, with: {{ sensor: s{number} }} }}\n",
            number - 1
        )
    });
    let scenario = format!(
        "scenario: chain\ntitle: One after the other\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+40:00\n\
         nations: {{ us: {{ role: partner }} }}\ntimeline:\n  - {{ at: T+01:00, by: monitors, \
         do: incident.lose-sensor, with: {{ sensor: s0 }} }}\n  - {{ at: T+02:01, by: monitors, \
         chance: 40%, do: incident.lose-sensor, with: {{ sensor: a }} }}\n  - {{ at: T+02:02, by: monitors, \
         chance: 40%, do: incident.lose-sensor, with: {{ sensor: b }} }}\nactors:\n  watchers:\n    as: monitors\n    \
         behaviors:\n{}",
        chain.collect::<String>()
    );
    let rule = "rule last \"\"\n  whenever incident.sensor-lost(sensor: \"s0\") \
                then incident.sensor-lost(sensor: \"s16\") within 24 h\n";
    let setting = Setting::new(&scenario, rule);
    let [one] = &found(&setting, &choices(9))[..] else { panic!("it is broken") };
    let gone: Vec<&String> = one.shrunk.variant.steps.iter().collect();
    assert_eq!(gone, ["timeline/2", "timeline/3"], "all others are needed where the rule is kept");
}

/// A text every two hours, of which nobody is sure, and an objection to the first one: the sooner it
/// comes, the fewer choices are made before.
const HURRY: &str = include_str!("../fixtures/hurry.yaml");

#[test]
fn fewer_choices_are_not_bought_with_departures_where_these_are_counted() {
    let rule = "rule quiet \"Nobody objects\"\n  never silence.broken(question: \"text-1\")\n";
    let setting = Setting::new(HURRY, rule);
    let limits = Limits { distance: Distance::Deviations, ..choices(0) };
    let [usual] = &found(&setting, &limits)[..] else { panic!("it is broken by default") };
    assert_eq!((usual.departures(), usual.certified), (0, Certified::Shortest));
    let [hurried] = &found(&setting, &choices(9))[..] else { panic!("it is broken") };
    assert_eq!((hurried.departures(), hurried.length()), (1, 2));
    assert!(hurried.length() < usual.length());
    let departure = hurried.story.needs.iter().find(|(made, _)| !made.is_default());
    assert_eq!(departure.map(|(_, need)| need), Some(&Need::ShorterThanByDefault));
    // The same history has a departure too many where these are counted.
    let met = setting.search(&choices(9)).violations.remove(0);
    let (limits, stop) = (Limits { memory_max: 1, ..limits }, AtomicBool::new(false));
    let again = counterexample(&setting.space(), &met, &limits, &stop).expect("it can be played");
    assert_eq!((again.departures(), again.length()), (0, usual.length()));
}

/// A scenario that was found itself has commands of such names already.
#[test]
fn a_command_that_was_given_has_a_name_of_its_own() {
    let later = "  - { name: found-1, at: T+60:00, by: pl, do: silence.object, with: { question: text, nation: pl } }\n";
    let free = "explore:\n  open:\n    - { as: uk, do: [silence.object] }\n";
    let timeline = QUARREL.replace("\nactors:\n", &format!("{later}\nactors:\n"));
    let text = format!("{timeline}{free}");
    let rule =
        "rule calm \"The other text stands\"\n  never silence.broken(question: \"text-2\")\n";
    let setting = Setting::new(&text, rule);
    let one = &found(&setting, &choices(9))[0];
    assert_eq!(one.shrunk.variant.given.len(), 1);
    let file = setting.file_of("../quarrel", one);
    assert!(file.contains("  - name: found-2\n"), "{file}");
    let file = scenario::Source { name: "found.yaml".into(), text: file };
    let open = &mut |_: &scenario::Source, _: &str| {
        Ok(scenario::Source { name: "quarrel.yaml".into(), text: text.clone() })
    };
    scenario::compile_extended(&file, open, &[]).expect("it has no faults");
}

/// Nobody objects but who is free to, and no choice is left behind that.
#[test]
fn who_could_have_waited_is_not_said_to_have_had_no_choice() {
    let steps = QUARREL.split("  warsaw:\n").next().expect("a beginning");
    let (before, _) = steps.split_once("actors:\n").expect("there are actors");
    let text = format!("{before}explore:\n  open:\n    - {{ as: uk, do: [silence.object] }}\n");
    let rule = "rule calm \"Nobody objects\"\n  never silence.broken(question: \"text\")\n";
    let setting = Setting::new(&text, rule);
    let [one] = &found(&setting, &choices(9))[..] else { panic!("it is broken") };
    expect![[r#"
        Point of no return: Mon 1 Mar 10:01, silence.object by the UK. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at, whatever open commands are given at instants at which they are offered (2 histories tried).
        One command less would have kept it: the UK."#]]
    .assert_eq(&one.moral(&setting.compiled.script).join("\n"));
}

#[test]
fn a_number_is_told_in_the_unit_of_its_parameter() {
    let drawn = "  coverage-threshold: { value: { uniform: [10%, 90%] } }\n  quorum-nations: { value: { uniform: [3, 6] } }\n  silence-urgent: { value: { uniform: [1h, 9h] } }\n";
    let setting = Setting::new(&QUARREL.replace("  silence-urgent: { value: 24h }\n", drawn), "");
    let script = &setting.compiled.script;
    let told = |name: &str, number: i64| {
        let mut streams = script.streams().filter(|stream| stream.contains(name));
        let key = format!("{}#1", streams.next().expect("a parameter")).parse().expect("a key");
        explorer::folder::drawn(script, &key, number)
    };
    assert_eq!(told("coverage-threshold", 625_000), "62.5%");
    assert_eq!(told("quorum-nations", 7_200_000), "7200000");
    assert_eq!(told("silence-urgent", 7_200_000), "2h");
}
