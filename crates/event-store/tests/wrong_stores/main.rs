//! The rules of the conformance suite, tried on stores that are wrong on purpose: each must fail
//! those that name its fault, and no others; and each rule must be failed by some store.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use event_store::conformance::Rule;
use expect_test::expect_file;

mod begun;
mod faults;
mod matching;
mod snapshots;
mod spoiling;
mod store;

use faults::{ALL, Fault};
use store::Wrong;

/// The long rule that compares a drawn history with a list: it fails with nearly every fault, and
/// names none.
const ALL_ROUND: u32 = 0;

fn rules() -> Vec<Rule<Wrong>> {
    [
        event_store::rules!(store: list Wrong),
        event_store::rules!(once: list Wrong),
        event_store::rules!(watch: list Wrong),
        event_store::rules!(snapshots: list Wrong),
        event_store::rules!(spoil: list Wrong),
    ]
    .concat()
}

fn rules_for_threads() -> Vec<Rule<Wrong>> {
    event_store::rules!(threads: list Wrong)
}

/// Whether a rule would wait for what a handle on a copy never sees.
fn waits_in_vain(fault: Fault, rule: &Rule<Wrong>) -> bool {
    fault == Fault::GivesEachHandleACopy && matches!(rule.guarantee, 12 | 13)
}

/// How often a wrong store is put to a rule for threads: whether they meet is up to chance.
const RACES_MAX: u32 = 30;

/// The rules that a store with this fault fails, in at least one of so many tries.
fn failed(fault: Option<Fault>, rules: &[Rule<Wrong>], tries: u32) -> Vec<Rule<Wrong>> {
    let fails_now = |rule: &Rule<Wrong>| {
        let mut store = Wrong::new(fault);
        panic::catch_unwind(AssertUnwindSafe(|| (rule.check)(&mut store))).is_err()
    };
    let fails = |rule: &&Rule<Wrong>| (0..tries).any(|_| fails_now(rule));
    rules.iter().filter(fails).cloned().collect()
}

/// Panics in silence while the rules are tried.
fn in_silence<T>(run: impl FnOnce() -> T) -> T {
    static SILENT: AtomicBool = AtomicBool::new(false);
    let shown = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !SILENT.load(Relaxed) {
            shown(panic);
        }
    }));
    SILENT.store(true, Relaxed);
    let result = run();
    SILENT.store(false, Relaxed);
    result
}

/// One test, because it silences panics for all.
#[test]
fn each_wrong_store_fails_the_rules_that_name_its_fault() {
    let (mut text, mut caught) = (String::new(), BTreeSet::new());
    let (on_one_thread, on_several) = (rules(), rules_for_threads());
    let (sound, results) = in_silence(|| {
        let mut sound = failed(None, &on_one_thread, 1);
        sound.extend(failed(None, &on_several, 1));
        let results = ALL.map(|fault| {
            let mut results = failed(Some(fault), &on_one_thread, 1);
            if fault.is_of_threads() {
                let mut rules = on_several.clone();
                rules.retain(|rule| !waits_in_vain(fault, rule));
                results.extend(failed(Some(fault), &rules, RACES_MAX));
            }
            (fault, results)
        });
        (sound, results)
    });
    assert!(sound.is_empty(), "the list itself fails {:?}", names(&sound));
    for (fault, failed) in &results {
        writeln!(text, "{fault:?}").expect("a text takes more");
        for rule in failed.iter().filter(|rule| rule.guarantee != ALL_ROUND) {
            writeln!(text, "  {} {}", rule.guarantee, rule.name).expect("a text takes more");
        }
        assert!(failed.iter().any(|rule| rule.guarantee != ALL_ROUND), "{fault:?} is not noticed");
        caught.extend(names(failed));
    }
    expect_file!["failed.txt"].assert_eq(&text);

    let all = [on_one_thread, on_several].concat();
    let idle: Vec<&str> = names(&all).into_iter().filter(|name| !caught.contains(name)).collect();
    assert!(idle.is_empty(), "no wrong store fails {idle:?}: add one, or drop the rule");
}

fn names(rules: &[Rule<Wrong>]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.name).collect()
}
