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
