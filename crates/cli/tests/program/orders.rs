//! The order of what is due at one instant, searched, settled and branched.

use crate::desk::{Desk, Shown};

const ABREAST: &str = include_str!("../../../explorer/tests/fixtures/abreast.yaml");
const ABREAST_RULES: &str = include_str!("../../../explorer/tests/fixtures/abreast.rules");

/// Which of those that are due at once goes first is a choice like others: it stands in the file of
/// the counterexample, in the log, and in a branch.
#[test]
fn an_order_that_breaks_a_rule_is_found_if_orders_are_searched() {
    let desk = Desk::new();
    desk.write("abreast.yaml", ABREAST);
    desk.write("abreast.rules", ABREAST_RULES);
    let usual = desk.run("explore abreast.yaml --rules abreast.rules");
    assert_eq!(usual.code, 0, "{usual:?}");
    let explored = desk.run("explore abreast.yaml --rules abreast.rules --orders --out found");
    assert_eq!(explored.code, 1, "{explored:?}");
    let named =
        "clock.silence/turn@one#93600: number 2 goes first; with the order as it is the rule holds";
    assert!(explored.out.contains(named), "{}", explored.out);
    let played = desk.run("run found/later --log later.jsonl");
    assert_eq!((played.code, played.err.as_str()), (0, ""), "{played:?}");
    assert!(desk.read("later.jsonl").contains("clock.silence/turn@one#93600"));
    let verified = desk.run("verify later.jsonl --scenario found/later");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{verified:?}");
}

/// Once another has gone ahead, whoever's turn it is now is asked anew, by another name.
#[test]
fn a_branch_may_have_things_happen_in_another_order() {
    let desk = Desk::new();
    desk.write("abreast.yaml", ABREAST);
    desk.run("run abreast.yaml --log usual.jsonl");
    let branched = |choose: &str| {
        let _ = std::fs::remove_file(desk.path("what-if.jsonl"));
        desk.run(&format!(
            "branch usual.jsonl --scenario abreast.yaml --at T+01:30 --log what-if.jsonl --choose {choose}"
        ))
    };
    for (choose, code, text) in [
        ("paris/object/turn@text#1=3", 3, "options are 0 to 2"),
        ("paris/object/turn@text#1=yes", 2, "how many of those due at once"),
        ("lisbon/object/turn@text#1=1", 2, "nothing in this scenario asks"),
        ("clock.sundial/turn@text#1=1", 2, "nothing in this scenario asks"),
    ] {
        let Shown { code: met, out, err } = branched(choose);
        assert!(met == code && err.contains(text), "{choose}: {met}\n{out}{err}");
    }
    let twice = "paris/object/turn@text#1=2 --choose paris/object/turn/2@text#1=1";
    assert_eq!(branched(twice).code, 0);
    let verified = desk.run("verify what-if.jsonl --parent usual.jsonl --scenario abreast.yaml");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{verified:?}");
    let log = desk.read("what-if.jsonl");
    let places = ["pl", "uk", "fr"].map(|nation| {
        let command = format!("\"nation\":\"{nation}\",\"question\":\"text\"");
        log.find(&command).unwrap_or_else(|| panic!("{nation} objects: {log}"))
    });
    assert!(places.is_sorted(), "{places:?}");
}

/// By default France is first, and with another order it is not; the change is one that a branch makes.
#[test]
fn another_order_may_be_what_would_have_prevented_it() {
    let desk = Desk::new();
    desk.write("abreast.yaml", ABREAST);
    desk.write("fr.rules", "rule fr \"Not France\"\n  never silence.broken(nation: \"fr\")\n");
    desk.run("run abreast.yaml --log usual.jsonl");
    let why = "why usual.jsonl --scenario abreast.yaml --rules fr.rules --rule fr";
    let turn = "paris/object/turn@text#1: number 2 goes first, not the order stands";
    let usual = desk.run(why);
    assert!(!usual.out.contains("turn@text"), "{}", usual.out);
    let ordered = desk.run(&format!("{why} --orders"));
    assert_eq!((ordered.code, ordered.err.as_str()), (0, ""));
    assert!(ordered.out.contains(turn), "{}", ordered.out);
    let told = desk.run(&format!("{why} --orders --format json")).out;
    let edit = "--choose paris/object/turn@text#1=1";
    assert!(told.contains(edit), "{told}");
    let branch =
        format!("branch usual.jsonl --scenario abreast.yaml --at 0 --rules fr.rules {edit}");
    let branched = desk.run(&branch);
    let rules = "Rules\n-----\n      parent  branch\n  fr  BROKEN  kept\n";
    assert!(branched.out.contains(rules), "{}", branched.out);
}

/// Told is the place in the log at which it is broken when it is played.
#[test]
fn a_counterexample_of_another_order_breaks_the_rule_where_that_was_told() {
    let desk = Desk::new();
    desk.write("abreast.yaml", ABREAST);
    desk.write("abreast.rules", ABREAST_RULES);
    let told = desk.run("explore abreast.yaml --rules abreast.rules --orders --out found");
    for (rule, kind) in [("first", "silence.broken"), ("later", "silence.adopted")] {
        let place = |text: &str| {
            let begins = format!("{rule} broken: {kind} #");
            let (_, behind) = text.split_once(&begins).expect("it is told");
            behind.split_whitespace().next().map(str::to_string)
        };
        let played = desk.run(&format!("run found/{rule}"));
        assert_eq!(played.code, 0, "{}", played.err);
        assert_eq!(place(&told.out), place(&played.out), "{rule}");
    }
}
