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
    let some = within(20_000, 1);
    assert!((1..all).contains(&some.0) && some.1, "{some:?} of {all}");
    assert_eq!(within(20_000, 3), some);
}

#[test]
fn what_a_walk_breaks_is_shrunk_like_anything_else() {
    let setting = Setting::new(QUARREL, RULES);
    let space = setting.space();
    let stop = AtomicBool::new(false);
    let walked = walk(&space, &walks(3, 2), &stop);
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
