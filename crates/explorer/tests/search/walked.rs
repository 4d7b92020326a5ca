//! Random walks: led to what is rare, and the same for the same seed.

use std::sync::atomic::AtomicBool;

use explorer::breadth::Limits;
use explorer::counterexample::{Certified, counterexample};
use explorer::walks::{Walks, walk};

use crate::setting::{QUARREL, RULES, Setting, choices};

fn walks(seed: u64, threads: usize) -> Walks {
    Walks { count: 2_000, seed, threads, memory_max: 1 << 20, rule: None }
}

#[test]
fn walks_of_one_seed_find_the_same_with_any_number_of_threads() {
    let setting = Setting::new(QUARREL, "");
    let space = setting.space();
    let stop = AtomicBool::new(false);
    let few = |threads| walk(&space, &Walks { count: 300, ..walks(7, threads) }, &stop);
    let (one, three) = (few(1), few(3));
    assert_eq!((one.classes, &one.coverage), (three.classes, &three.coverage));
    assert!(3 < one.classes);
}

/// What is kept fits into the memory, and that there was no more room is said.
#[test]
fn walks_without_room_know_less_and_say_so() {
    let setting = Setting::new(QUARREL, "");
    let space = setting.space();
    let stop = AtomicBool::new(false);
    let within = |memory_max, threads| {
        let walked = walk(&space, &Walks { count: 300, memory_max, ..walks(7, threads) }, &stop);
        assert_eq!(walked.walks, 300);
        (walked.classes, walked.is_full)
    };
    let (all, is_full) = within(1 << 20, 1);
    assert!(!is_full);
    assert_eq!(within(0, 1), (0, true));
    let some = within(200, 1);
    assert!((1..all).contains(&some.0) && some.1, "{some:?} of {all}");
    assert_eq!(within(200, 3), some);
}

#[test]
fn what_a_walk_breaks_is_shrunk_like_anything_else() {
    let setting = Setting::new(QUARREL, RULES);
    let space = setting.space();
    let stop = AtomicBool::new(false);
    let walked = walk(&space, &walks(2, 2), &stop);
    assert!(walked.walks < 2_000 && !walked.violations.is_empty());
    for violation in &walked.violations {
        let found =
            counterexample(&space, violation, &choices(9), &stop).expect("it can be played again");
        assert_eq!((found.length(), found.certified), (2, Certified::Shortest));
        assert!(found.certified_in_the_whole);
    }
}

/// A search by level has looked at all that is nearer; a walk has not.
#[test]
fn that_there_is_nothing_shorter_is_said_of_the_whole_only_where_that_was_searched() {
    let setting = Setting::new(QUARREL, RULES);
    let (space, stop) = (setting.space(), AtomicBool::new(false));
    let walked = walk(&space, &walks(3, 2), &stop);
    let violation = walked.violations.first().expect("it is broken");
    let limits = Limits { memory_max: 1, ..choices(9) };
    let found = counterexample(&space, violation, &limits, &stop).expect("it is played");
    assert!(found.certified != Certified::Shortest && !found.certified_in_the_whole);
    let nearest = setting.search(&choices(9)).violations;
    assert!(nearest.iter().all(|it| it.is_nearest) && !violation.is_nearest);
}

/// Each nation speaks only where the one before it has, and then every other time.
fn chain() -> String {
    let names = [
        "fr", "uk", "de", "pl", "it", "nl", "be", "dk", "no", "se", "fi", "ee", "lv", "lt", "cz",
        "ro", "bg", "pt", "gr", "es",
    ];
    let nations = names.map(|name| format!("  {name}: {{ role: member }}\n"));
    let others = names.windows(2).map(|pair| {
        let [before, name] = pair else { return String::new() };
        format!(
            "  {name}:\n    as: {name}\n    behaviors:\n      - {{ name: follow, upon: force.stance-declared, where: {{ nation: {before} }}, after: 1h, chance: 50%, do: force.declare-stance, with: {{ nation: {name}, troops_in_ukraine: true }} }}\n"
        )
    });
    format!(
        "scenario: chain\ntitle: One after the other\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+40:00\nnations:\n  us: {{ role: partner }}\n  ua: {{ role: host }}\n{}timeline:\n  - {{ at: T+01:00, by: fr, do: force.declare-stance, with: {{ nation: fr, troops_in_ukraine: true }} }}\nactors:\n{}",
        nations.concat(),
        others.collect::<String>()
    )
}

/// Without room nothing is kept to begin at: all walks begin at the beginning.
#[test]
fn walks_that_begin_where_something_was_new_find_what_others_do_not() {
    let rule =
        "rule last \"The last one is silent\"\n  never force.stance-declared(nation: \"es\")\n";
    let setting = Setting::new(&chain(), rule);
    let (space, stop) = (setting.space(), AtomicBool::new(false));
    let finds = |memory_max, seed| {
        let walks = Walks { count: 1_000, memory_max, ..walks(seed, 1) };
        !walk(&space, &walks, &stop).violations.is_empty()
    };
    assert!((0..5).all(|seed| finds(1 << 24, seed)));
    assert!(!(0..5).any(|seed| finds(0, seed)));
}
