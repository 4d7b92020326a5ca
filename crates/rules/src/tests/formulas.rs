//! Every formula of the core means what its definition says.

use kernel::SimTime;
use proptest::prelude::*;

use super::choices::{Choices, cases};
use super::log::{
    FORCE, Instance, Logged, Said, is_in_force, log, of_p, run, shown as shown_log, vocabulary,
};
use super::reference::{judge, unknown};
use crate::value::Value;
use crate::{Monitor, Pending, RuleSet};

/// A window with an upper end.
fn window(choices: &mut Choices<'_>) -> String {
    let low = choices.below(3);
    let high = low + 1 + choices.below(3);
    match choices.below(4) {
        0 => format!("within {high} s"),
        1 => format!("[{low} s, {high} s]"),
        2 => format!("({low} s, {high} s]"),
        _ => format!("[{low} s, {high} s)"),
    }
}

/// A window of the past, which may have no upper end.
fn past_window(choices: &mut Choices<'_>) -> String {
    match choices.below(6) {
        0 => String::new(),
        1 => format!("[{} s, *)", choices.below(3)),
        2 => format!("({} s, *)", choices.below(3)),
        _ => window(choices),
    }
}

fn once(choices: &mut Choices<'_>) -> String {
    format!("once {}", past_window(choices))
}

fn atom(choices: &mut Choices<'_>) -> String {
    let kind = choices.one(&["a", "b", "c"]);
    let args = choices.one(&["x", "x, y", "x: y", "x, y: \"p\"", "x, n", ""]);
    format!("{kind}({args})")
}

/// A formula with rows of its own, more or less often one that cannot be monitored.
pub(super) fn formula(choices: &mut Choices<'_>, depth: usize, future: bool) -> String {
    if depth == 0 {
        return atom(choices);
    }
    let backward = choices.one(&["once", "previously", "historically", "strictly once"]);
    let unary = if future && choices.rarely(2) {
        choices.one(&["eventually", "next", "always", "strictly eventually"])
    } else {
        backward
    };
    let part = |choices: &mut Choices<'_>| formula(choices, depth - 1, future);
    match choices.below(16) {
        0 => atom(choices),
        1 | 2 => format!("({} and not {})", part(choices), part(choices)),
        3 => format!("({} and {})", part(choices), part(choices)),
        4 => format!("({} or {})", part(choices), part(choices)),
        5 => format!("(exists y: {})", part(choices)),
        6 => {
            let operator = if future { choices.one(&["since", "until"]) } else { "since" };
            let not = choices.one(&["", "not "]);
            let (left, right) = (part(choices), part(choices));
            format!("({not}{left} {operator} {} {right})", window(choices))
        }
        7 => {
            let fold = choices.one(&["count of e", "sum of n", "max of n", "min of n", "avg of n"]);
            let kind = choices.one(&["a", "b"]);
            let body = format!("once {} {kind}(x, n, position: e)", window(choices));
            format!("((m = {fold} in ({body}) per x) and m >= {})", choices.below(3))
        }
        8 => {
            let (kind, once) = (choices.one(&["a", "b"]), once(choices));
            let of = choices.one(&["x: z", "x, y: z"]);
            format!("({} and (forall z: {kind}({of}) implies {once} c(x: z)))", part(choices))
        }
        9 => format!("({} and (c() implies {} b()))", part(choices), once(choices)),
        10 => {
            let compared = choices.one(&["n * 2 - 1 >= ", "n + 1 != ", "2 < n + ", "n - 1 <= "]);
            format!("({} and a(x, n) and {compared}{})", part(choices), choices.below(3))
        }
        11 => {
            let operator = if future { choices.one(&["since", "until"]) } else { "since" };
            let not = choices.one(&["", "not "]);
            let (left, right) = (part(choices), part(choices));
            format!("({not}{left} strictly {operator} {} {right})", window(choices))
        }
        12..=14 => in_other_words(choices, &part, future),
        _ => {
            let window = if unary == backward { past_window(choices) } else { window(choices) };
            format!("{unary} {window} {}", part(choices))
        }
    }
}

/// What can be monitored in other words alone: alternatives that take rows away, and what always holds.
fn in_other_words(
    choices: &mut Choices<'_>,
    part: &dyn Fn(&mut Choices<'_>) -> String,
    future: bool,
) -> String {
    let (whole, one) = (part(choices), part(choices));
    match choices.below(3) {
        0 => {
            let always =
                if future { choices.one(&["always", "historically"]) } else { "historically" };
            format!("({whole} and {always} {} not {one})", window(choices))
        }
        1 => {
            let and = choices.one(&["or not", "implies", "implies not"]);
            format!("({whole} and ({one} {and} {}))", part(choices))
        }
        _ => {
            let not = choices.one(&["not", "historically within 2 s"]);
            format!("({whole} and {not} ({one} implies {}))", part(choices))
        }
    }
}

fn check(formula: &str, log: &[Logged]) -> Result<(), TestCaseError> {
    // Now and then it is in force for a part of the log only.
    let force = if log.len() % 4 == 1 { FORCE } else { "" };
    let text = format!("rule r \"random\"\n{force}formula: {formula}\n");
    let Ok(rules) = RuleSet::parse(&text, &vocabulary()) else {
        return Err(TestCaseError::reject("it cannot be monitored"));
    };
    let rule = &rules.plan.rules[0];
    let crate::plan::Body::Formula(core) = &rule.body else {
        return Err(TestCaseError::fail("a formula is a formula"));
    };
    silence_decides(&rules, log)?;
    let stages = run(&rules, log);
    let width = rule.variables.len();
    for (known, said) in (1..=log.len()).zip(&stages) {
        let mut truth = judge(core, width, width, &log[..known]);
        if !force.is_empty() {
            truth.keep_in_force(log);
        }
        let told = (&said.broken, union(said));
        let true_ones = (&truth.broken, union(&truth));
        prop_assert_eq!(
            told,
            true_ones,
            "the monitor, then the truth, after {} events of\n{}{}",
            known,
            shown_log(log),
            formula
        );
        let mut unknown = unknown(core, &rule.variables, &log[..known]);
        if !force.is_empty() {
            unknown.retain(|(position, _)| is_in_force(log, *position));
        }
        let told = said.pending.iter();
        let missed = unknown.iter().filter(|it| !said.pending.iter().any(|said| tells(said, it)));
        // Where what is forbidden names a value that is to come, it may be told though each is forbidden.
        let free = core.free();
        let lacks = |said: &Instance| free.iter().any(|slot| said.1[*slot].is_none());
        let told = told.filter(|said| AHEAD.contains(&formula) || !lacks(said));
        let invented = told.filter(|said| !unknown.iter().any(|it| tells(said, it)));
        prop_assert_eq!(
            (missed.collect::<Vec<_>>(), invented.collect::<Vec<_>>()),
            (Vec::new(), Vec::new()),
            "pending and not told, then told and not pending, after {} events of\n{}{}",
            known,
            shown_log(log),
            formula
        );
    }
    Ok(())
}

/// Whether this is pending with all the values that are told; those that are not may be any.
fn tells((position, values): &Instance, pending: &Instance) -> bool {
    let mut both = values.iter().zip(&pending.1);
    *position == pending.0 && both.all(|(told, is)| told.is_none() || told == is)
}

/// What is told to be open up to an instant is open up to there if nothing more happens, and no
/// longer.
fn silence_decides(rules: &RuleSet, log: &[Logged]) -> Result<(), TestCaseError> {
    let mut monitor = Monitor::new(rules);
    for event in log {
        event.borrowed(|event| monitor.observe(event).map(|_| ())).expect("the log is in order");
        for pending in monitor.pending() {
            let Some(due) = pending.due else { continue };
            let is_open = |after: i64| {
                let mut silent = monitor.clone();
                silent.advance_to(SimTime::from_millis(due.as_millis() + after));
                let is_it =
                    |it: &Pending| (it.position, &it.values) == (pending.position, &pending.values);
                silent.pending().iter().any(is_it)
            };
            prop_assert_eq!(
                (is_open(0), is_open(1)),
                (true, false),
                "{:?} after event {} of\n{}",
                pending,
                event.position,
                shown_log(log)
            );
        }
    }
    Ok(())
}

#[test]
fn an_instant_up_to_which_a_formula_is_open_is_that_of_all_its_windows() {
    let due = |formula: &str, log: &[(&str, i64)]| {
        let rules = RuleSet::parse(&format!("rule r \"\"\nformula: {formula}\n"), &vocabulary());
        let rules = rules.expect("it is sound");
        let mut monitor = Monitor::new(&rules);
        for event in of_p(log) {
            event.borrowed(|event| monitor.observe(event).map(|_| ())).expect("in order");
        }
        monitor.pending().iter().map(|it| it.due.map(SimTime::as_millis)).collect::<Vec<_>>()
    };
    let neither =
        "a(x) and not (eventually [0 s, 10 s] b(x)) and not (eventually [0 s, 20 s] c(x))";
    assert_eq!(due(neither, &[("a", 0)]), [Some(20_000)]);
    let not_both = "a(x) and not ((eventually [0 s, 10 s] b(x)) and (eventually [0 s, 20 s] c(x)))";
    assert_eq!(due(not_both, &[("a", 0)]), [Some(10_000)]);
    assert_eq!(due(not_both, &[("a", 0), ("b", 9_000)]), [Some(20_000)]);
    let both = "a(x) and (eventually [0 s, 10 s] b(x)) and (eventually [0 s, 20 s] c(x))";
    assert_eq!(due(both, &[("a", 0)]), [Some(10_000)]);
    assert_eq!(due(both, &[("a", 0), ("b", 9_000)]), [Some(20_000)]);
    // Of the two sides the left one is open for a second, the right one, behind it, for two.
    let both_sides = "b() and ((c() strictly until [0 s, 1 s] a()) until [0 s, 1 s] strictly eventually [0 s, 1 s] a())";
    assert_eq!(due(both_sides, &[("b", 0), ("c", 1_000)]), [Some(1_000)]);
}

/// What is to come has not said its values yet, but may come.
#[test]
fn a_formula_is_pending_though_not_all_of_its_values_are_known() {
    let pending = |formula: &str, log: &[(&str, i64)]| {
        let rules = RuleSet::parse(&format!("rule r \"\"\nformula: {formula}\n"), &vocabulary());
        let said = run(&rules.expect("it is sound"), &of_p(log)).pop().expect("there are events");
        let values = |values: &[Option<Value>]| values.iter().flatten().count();
        said.pending.iter().map(|(at, row)| (*at, values(row))).collect::<Vec<_>>()
    };
    let comes = "a(x) and eventually [0 s, 3 s] b(x, y)";
    assert_eq!(pending(comes, &[("c", 0), ("a", 0)]), [(1, 1)]);
    assert_eq!(pending(comes, &[("c", 0), ("a", 0), ("c", 3_001)]), []);
    assert_eq!(pending("eventually [0 s, 3 s] b(x, y)", &[("a", 0)]), [(0, 0)]);
    let forbidden = "a(x) and (not c(x) until [0 s, 3 s] b(x, y))";
    assert_eq!(pending(forbidden, &[("a", 0), ("c", 1_000)]), []);
    let gives = "(a(x) until [0 s, 3 s] b(x, y)) and n = 1";
    assert_eq!(pending(gives, &[("a", 0)]), [(0, 2)]);
    assert_eq!(pending(gives, &[("a", 0), ("c", 1_000)]), []);
}

/// What is broken once the log is closed.
fn union(said: &Said) -> Vec<Instance> {
    let mut all: Vec<_> = said.broken.iter().chain(&said.at_close).cloned().collect();
    all.sort();
    all
}

/// What a formula can wait for, each in more than one form.
const AHEAD: [&str; 30] = [
    "a(x) and not eventually [0 s, 3 s] b(x)",
    "a(x) and not eventually [1 s, 3 s] (b(x) and not c(x))",
    "a(x) and eventually [0 s, 3 s] (b(x, y) and c(x: y))",
    "a(x) and not eventually [0 s, 3 s] (b(x) or c(x))",
    "a(x) and not eventually [0 s, 3 s] (exists y: b(x, y) and not once [0 s, 1 s] c(x: y))",
    "a(x) and not ((not c(x)) until [0 s, 3 s] b(x))",
    "a(x) and ((not c(x)) until [0 s, 3 s] b(x, y))",
    "a(x) and not ((not c(x) and not a(x: x, y: \"p\")) strictly until [1 s, 3 s] b(x))",
    "a(x) and not ((not (c(x) and b(x))) until [0 s, 2 s] b(x))",
    "a(x) and (a() until [0 s, 3 s] b(x))",
    "a(x) and always [0 s, 2 s] (a() or b())",
    "a(x) and not eventually [0 s, 2 s] not a()",
    "a(x) and eventually [0 s, 2 s] not a()",
    "a(x) and (forall y: once [0 s, 2 s] c(x, y) implies eventually [0 s, 3 s] b(x, y))",
    "a(x) and next [0 s, 1 s] b(y)",
    "a(x) and not next [0 s, 2 s] b(x)",
    "a(x) and not eventually [0 s, 2 s] (b(x) and not eventually [0 s, 1 s] c(x))",
    "a(x) and not eventually [0 s, 2 s] ((eventually [0 s, 1 s] c(x)) and b(x))",
    "a(x) and once [0 s, 4 s] (b(x) and not eventually [0 s, 2 s] c(x))",
    "a(x) and not (exists y: strictly once [1 s, 4 s] (b(x, y) and eventually [1 s, 3 s] c(x, y)))",
    "a(x) and not ((not c(x)) since [0 s, 4 s] (b(x) and next [0 s, 2 s] r(x)))",
    "a(x) and ((eventually [0 s, 2 s] c(x)) since [0 s, 5 s] b(x))",
    "a(x) and previously (b(x) and not eventually [0 s, 3 s] c(x))",
    "a(x) and previously [0 s, 2 s] once [0 s, 2 s] (b(x) and eventually [0 s, 5 s] c(x))",
    "a(x) and historically [0 s, 2 s] ((eventually [0 s, 2 s] b()) or c())",
    "a(x) and eventually [0 s, 2 s] (b(x) and once [0 s, 5 s] (c(x) and eventually [0 s, 6 s] r(x)))",
    "a(x) and always [0 s, 3 s] not b(x)",
    "a(x) and always [1 s, 3 s] (b(x) implies c())",
    "a(x) and not always [0 s, 3 s] (b(x) implies eventually [0 s, 1 s] c(x))",
    "a(x, n) and (n > 1 or not eventually [0 s, 3 s] b(x))",
];

/// What a formula can remember; events of kinds that it does not name count or do not.
const BEHIND: [&str; 26] = [
    "a(x) and previously b(x)",
    "a(x) and once [0 s, 1 s] once [2 s, 3 s] b(x)",
    "a(x) and not previously [0 s, 2 s] b(x)",
    "a(x) and ((a(x) or b(x)) since c(x))",
    "a(x) and ((not once [0 s, 2 s] b(x)) since [0 s, 9 s] c(x))",
    "a(x) and not ((not b(x)) since [0 s, 5 s] c(x))",
    "a(x) and ((not b(x)) strictly since [1 s, 5 s] c(x))",
    "a(x) and strictly once [0 s, 3 s] (b(x, y) and not c(x: y))",
    "a(x) and n = count of e in (once [1 s, 4 s] b(x, y, position: e)) per x and n >= 2",
    "a(x) and n = sum of m in (once [0 s, 4 s] b(x, y, n: m)) per x, y and n >= 2",
    "a(x) and n = max of m in (once [0 s, 4 s] b(x, y, n: m)) per x and n >= 2",
    "a(x) and n = min of m in (once [0 s, 4 s] b(x, y, n: m)) per x and n >= 1",
    "a(x) and n = avg of m in (once [0 s, 4 s] b(x, y, n: m, position: e)) per x and n * 2 >= 3",
    "a(x, n) and m = n + 1 and once [0 s, 4 s] b(x, n: m)",
    "a(x) and (forall z: a(x: z) implies once [0 s, 3 s] b(x: z))",
    "a(x) and (forall y: once [0 s, 4 s] b(x, y) implies once [0 s, 3 s] c(x: y))",
    "a(x) and not (forall y: once [0 s, 4 s] b(x, y) implies once [0 s, 3 s] c(x: y))",
    "a(x, y) and x != y and (exists z: once [0 s, 3 s] b(x, y: z) and not once [0 s, 3 s] c(x: z))",
    "a(x) and historically [0 s, 3 s] not b(x)",
    "a(x) and historically not b(x)",
    "a(x) and not historically [1 s, 3 s] not b(x)",
    "a(x) and historically [0 s, 3 s] (b(x) implies once [0 s, 2 s] c(x))",
    "a(x) and historically [0 s, 3 s] (forall y: b(x, y) implies once [0 s, 2 s] c(x: y))",
    "a(x, n) and (n > 1 or not once [0 s, 3 s] b(x))",
    "a(x, n) and (once [0 s, 2 s] b(x) implies n > 1)",
    "not (once [0 s, 3 s] a(x) implies b())",
];

/// The event in between is of a kind that the formula does not name.
#[test]
fn what_one_part_of_a_conjunction_forbids_is_not_told_to_be_pending() {
    for formula in [
        "exists y: ((a() and (a(x: y) or not a())) until within 1 s a(x: y))",
        "exists y: (((a() and c(x: y)) or (c() and (c(x: y) or not c()))) until within 1 s a(x: y))",
    ] {
        check(formula, &of_p(&[("a", 0), ("b", 0)])).expect("the monitor and the definition agree");
    }
}

/// The left side brings the value that the right side forbids.
#[test]
fn what_the_right_side_forbids_is_not_told_to_be_pending() {
    let right = "(not a(x) strictly until within 1 s a(x)) and always within 1 s not a(x)";
    let formula = format!("((exists y: strictly once within 3 s a(x)) until within 1 s ({right}))");
    let log = [0, 0, 0, 1_000, 2_000, 2_000].map(|at| ("a", at));
    check(&formula, &of_p(&log)).expect("the monitor and the definition agree");
}

#[test]
fn what_must_hold_at_every_event_must_hold_at_those_of_any_kind() {
    let log = of_p(&[("b", 0), ("c", 1_000), ("r", 2_000), ("a", 5_000)]);
    check(BEHIND[4], &log).expect("the monitor and the definition agree");
    check(BEHIND[4], &log[1..]).expect("the monitor and the definition agree");
}

#[test]
fn every_way_to_wait_and_to_remember_can_be_monitored() {
    for formula in AHEAD.iter().chain(&BEHIND) {
        check(formula, &[]).expect("it can be monitored");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(1_500),
        max_global_rejects: 10_000_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// After every event of a random log, the evaluator and the definition agree on which
    /// valuations are certainly violations, and on which are once the log is closed.
    #[test]
    fn a_formula_means_what_its_definition_says(
        form in proptest::collection::vec(any::<u8>(), 1..40),
        history in proptest::collection::vec(any::<u8>(), 0..50),
        future in any::<bool>(),
    ) {
        let formula = formula(&mut Choices::new(&form), 3, future);
        let log = log(&mut Choices::new(&history), 8);
        check(&formula, &log)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(2_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// The same of formulas that say something about the logs that there are.
    #[test]
    fn a_formula_that_waits_or_remembers_means_what_its_definition_says(
        formula in prop_oneof![proptest::sample::select(&AHEAD[..]), proptest::sample::select(&BEHIND[..])],
        history in proptest::collection::vec(any::<u8>(), 20..70),
    ) {
        check(formula, &log(&mut Choices::new(&history), 11))?;
    }
}
