//! Counterexamples in which somebody gave commands of their own accord: as early as can be, with what
//! each of them is needed for, and the last decision after which nothing could help.

use std::sync::atomic::AtomicBool;

use expect_test::{Expect, expect};
use explorer::breadth::{Limits, Violation};
use explorer::counterexample::{Counterexample, counterexample};
use explorer::no_return::{Decision, NoReturn, When};
use explorer::story::LeftOut;
use explorer::walks::{Walks, walk};

use crate::setting::{QUARREL, Setting, choices};

const FREE: &str = include_str!("../fixtures/free.yaml");
/// Broken by one command too few.
const AGAIN: &str = "
rule again \"A broken text is put again\"
  whenever silence.broken(question: \"text\") then silence.started(question: \"text-2\") within 10 h
";
/// Broken by two commands.
const AFTER: &str = "
rule after \"Nothing is put after a break\"
  silence.started(question: \"text-2\") only if no silence.broken(question: \"text\") before
";

fn told(setting: &Setting, violation: &Violation) -> Counterexample {
    let stop = AtomicBool::new(false);
    counterexample(&setting.space(), violation, &choices(9), &stop).expect("it can be played")
}

fn found(setting: &Setting, limits: &Limits) -> Counterexample {
    let searched = setting.search(limits);
    told(setting, searched.violations.first().expect("a rule is broken"))
}

fn has_moral(setting: &Setting, expected: &Expect) {
    let moral = found(setting, &choices(9)).moral(&setting.compiled.script);
    expected.assert_eq(&moral.join("\n"));
}

#[test]
fn a_command_may_be_the_last_decision_that_counts() {
    has_moral(
        &Setting::new(FREE, AFTER),
        &expect![[r#"
            Point of no return: Mon 1 Mar 10:02, silence.start by the co-chairs. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at, whatever open commands are given at instants at which they are offered (2 histories tried).
            One command less would have kept it: the co-chairs, the UK."#]],
    );
}

#[test]
fn who_is_free_to_act_can_still_keep_the_rule() {
    has_moral(
        &Setting::new(FREE, AGAIN),
        &expect![[r#"
        Point of no return: none before the violation. Mon 1 Mar 10:02, silence.start by the co-chairs would still have kept the rule (3 histories tried).
        Another choice would have kept it: the co-chairs, the UK."#]],
    );
}

/// Nobody else may do anything about it: the next text is drawn too late, and what set that off is told.
#[test]
fn a_choice_after_a_command_may_be_the_last_decision() {
    let free =
        "explore:\n  open:\n    - { as: uk, do: [silence.object], with: { question: text } }\n";
    let rule = AGAIN.replace("10 h", "8 h");
    let text = QUARREL.replace("chance: 30%", "chance: 0%").replace("chance: 40%", "chance: 0%");
    let setting = Setting::new(&format!("{text}{free}"), &rule);
    has_moral(
        &setting,
        &expect![[r#"
            Point of no return: Mon 1 Mar 10:01, cochairs/second-text/delay@text#1 draws 10h. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at, whatever open commands are given at instants at which they are offered (2 histories tried).
            It was set off by: Mon 1 Mar 10:01  the UK broke the silence on text; had not spoken: France and Poland
            Another choice would have kept it: the co-chairs, the UK."#]],
    );
}

/// Nothing is left to be decided, so no history was tried but the one without the command.
#[test]
fn one_command_less_is_tried() {
    let rule = "rule calm \"Nobody objects\"\n  never silence.broken(question: \"text\")\n";
    let found = found(&Setting::new(FREE, rule), &choices(9));
    let NoReturn { when, tried, others_act } = &found.story.no_return;
    let When::Decided(Decision::Command(given)) = when else { panic!("{when:?}") };
    assert_eq!(given, &found.shrunk.variant.given[0]);
    assert_eq!((*tried, *others_act), (2, true));
    assert_eq!(found.story.given, [LeftOut::Kept]);
}

/// A walk meets with the violation at any time; what is handed back is as early as what a search by
/// level finds, and says of each command what it is needed for.
#[test]
fn what_was_met_late_is_told_as_early_as_it_can_be() {
    for rule in [AFTER, AGAIN] {
        let setting = Setting::new(FREE, rule);
        let nearest = found(&setting, &choices(9));
        let mut is_earlier = false;
        for seed in 0..6 {
            let walks = Walks { count: 64, seed, threads: 1, memory_max: 1 << 20, rule: None };
            let walked = walk(&setting.space(), &walks, &AtomicBool::new(false));
            let Some(met) = walked.violations.first() else { continue };
            let one = told(&setting, met);
            assert_eq!((one.story.at, one.length()), (nearest.story.at, nearest.length()));
            assert_eq!(one.shrunk.variant.given, nearest.shrunk.variant.given);
            is_earlier |= one.story.at < met.at;
        }
        assert!(is_earlier, "no walk met with it late");
        let file = setting.file_of("../free.yaml", &nearest);
        let noted = file.matches("    note: \"without it the rule holds\"\n").count();
        assert_eq!(noted, nearest.shrunk.variant.given.len());
    }
}

/// A sensor that may be lost a minute after the beginning, when commands are offered, or later.
fn sensor(at: &str, open: &str) -> String {
    let (before, _) = FREE.split_once("timeline:\n").expect("there is a timeline");
    format!(
        "{before}timeline:
  - {{ at: T+00:00, by: cochairs, do: center.fill-seat, with: {{ seat: coalition }} }}
  - {{ at: {at}, by: monitors, chance: 40%, do: incident.lose-sensor, with: {{ sensor: a }} }}
explore:
  open:
{open}"
    )
}

/// What is due at the instant of an offer comes before what is given behind it.
#[test]
fn decisions_of_one_instant_stand_in_the_order_in_which_they_were_made() {
    let open = "    - { as: cochairs, do: [center.decide], with: { site: paris } }\n";
    let rule = "rule r \"\"\n  center.decided() only if no incident.sensor-lost(sensor: \"a\") within 5 h before\n";
    let setting = Setting::new(&sensor("T+00:01", open), rule);
    has_moral(
        &setting,
        &expect![[r#"
        Point of no return: Mon 1 Mar 09:02, center.decide by the co-chairs. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at, whatever open commands are given at instants at which they are offered (2 histories tried).
        Another choice would have kept it: the monitors, the co-chairs."#]],
    );
}

/// No step answers the duty, but those who are free to act do in some history: what they need for that
/// is not taken away.
#[test]
fn what_those_who_are_free_to_act_need_to_keep_the_rule_stays() {
    let decide = "    - { as: cochairs, do: [center.decide], with: { site: paris } }\n";
    let start = "    - { as: cochairs, do: [silence.start], with: { question: one, matter: statement, urgency: urgent, asked: [[fr, uk]], text_version: 1 } }\n";
    let rule = "rule r \"\"\n  whenever incident.sensor-lost(sensor: \"a\") then silence.started(question: \"one\") within 2 h\n";
    let setting = Setting::new(&sensor("T+05:00", &format!("{decide}{start}")), rule);
    let found = found(&setting, &choices(9));
    assert!(
        !["fr", "uk"]
            .iter()
            .any(|it| { found.shrunk.variant.nations.contains(it.parse().expect("a nation")) })
    );
    has_moral(
        &setting,
        &expect![[r#"
        Point of no return: none before the violation. Mon 1 Mar 14:01, center.decide by the co-chairs, and Mon 1 Mar 14:02, silence.start by the co-chairs would still have kept the rule (3 histories tried).
        Another choice would have kept it: the monitors, the co-chairs."#]],
    );
}

#[test]
fn all_commands_are_told_that_would_still_have_kept_the_rule() {
    let open = "    - { as: monitors, do: [incident.restore-sensor], with: { sensor: a } }
    - { as: cochairs, do: [center.decide], with: { site: paris } }\n";
    let rule = "rule r \"\"\n  whenever incident.sensor-lost(sensor: \"a\") then incident.sensor-restored(sensor: \"a\") within 2 h then center.decided() within 3 h\n";
    has_moral(
        &Setting::new(&sensor("T+05:00", open), rule),
        &expect![[r#"
        Point of no return: none before the violation. Mon 1 Mar 14:01, incident.restore-sensor by the monitors, and Mon 1 Mar 14:02, center.decide by the co-chairs would still have kept the rule (3 histories tried).
        Another choice would have kept it: the monitors, the co-chairs."#]],
    );
}

/// Sensors may be lost and found every hour up to the violation, in more ways than are tried: then only
/// what was given is left out.
#[test]
fn where_there_is_too_much_to_do_only_leaving_out_is_looked_at() {
    let sensors = "    - { as: monitors, do: [incident.lose-sensor, incident.restore-sensor], with: { sensor: [a, b] }, times: 9 }\n";
    let text =
        FREE.replace("explore:\n  open:\n", &format!("explore:\n  every: 1h\n  open:\n{sensors}"));
    let rule = "rule r \"\"\n  whenever silence.broken(question: \"text\") then silence.started(question: \"text-9\") within 40 h\n";
    let found = found(&Setting::new(&text, rule), &choices(9));
    let NoReturn { when, others_act, .. } = &found.story.no_return;
    assert!(!others_act && matches!(when, When::Decided(Decision::Command(_))), "{when:?}");
    let moral = found.moral(&scenario::compile(&text).expect("no faults").script).concat();
    assert!(moral.contains("no other open command being given"), "{moral}");
}

/// What was given may not be given once more.
#[test]
fn who_may_act_once_cannot_mend_it() {
    let open = "    - { as: cochairs, do: [center.decide], with: { site: paris } }
    - { as: cochairs, do: [silence.start], with: { question: [one, two], matter: statement, urgency: urgent, asked: [[fr, uk]], text_version: 1 }, times: 1 }\n";
    let rule = "rule r \"\"\n  whenever silence.started(question: \"one\") then silence.started(question: \"two\") within 2 h\n";
    let last = |times: &str| {
        let setting = Setting::new(&sensor("T+60:00", &open.replace("times: 1", times)), rule);
        found(&setting, &choices(9)).story.no_return.when
    };
    let When::Decided(Decision::Command(given)) = last("times: 1") else {
        panic!("{:?}", last("times: 1"))
    };
    assert_eq!(given.kind(), "silence.start");
    assert!(matches!(last("times: 2"), When::Never(_)), "{:?}", last("times: 2"));
}

/// The seat is left again and again, and each time it may stay empty. The rule is kept by who comes back
/// until the end, though every time is like the one before.
#[test]
fn the_same_again_later_is_gone_on_from() {
    let text = "scenario: looping
title: One who comes and goes
start: 2027-03-01T09:00:00+01:00
until: T+07:30
nations:
  us: { role: partner }
  ua: { role: host }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+01:00, by: us, do: center.fill-seat, with: { seat: us } }
actors:
  washington:
    as: us
    behaviors:
      - { name: leave, upon: center.seat-filled, after: 1h, do: center.vacate-seat, with: { seat: us } }
      - { name: return, upon: center.seat-vacated, after: 1h, chance: 40%, do: center.fill-seat, with: { seat: us } }
";
    let rule = "rule r \"\"\n  whenever center.seat-vacated(seat: s) then center.seat-filled(seat: s) within 2 h\n";
    let found = found(&Setting::new(text, rule), &choices(9));
    let NoReturn { when, .. } = &found.story.no_return;
    let When::Decided(Decision::Choice(made)) = when else { panic!("{when:?}") };
    assert_eq!(made.key.to_string(), "washington/return/chance@us#1");
}
