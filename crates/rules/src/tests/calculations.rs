//! Calculations in the events of a formula.

use super::choices::Choices;
use super::log::{Instance, Logged, log, run, vocabulary};
use crate::RuleSet;
use crate::value::Value;

/// A formula that calculates in an event, and one that says the same beside it.
const PAIRS: [(&str, &str); 8] = [
    ("a(x, n) and t(x, n: n + 1)", "exists k: a(x, n) and k = n + 1 and t(x, n: k)"),
    (
        "a(x) and once [0 s, 4 s] (b(x, n) and not eventually [0 s, 2 s] c(n: n + 1))",
        "a(x) and once [0 s, 4 s] (exists k: b(x, n) and k = n + 1 and not eventually [0 s, 2 s] c(n: k))",
    ),
    (
        "b(x, n: m + 1) and once [0 s, 4 s] a(x, n: m)",
        "exists k: b(x, n: k) and once [0 s, 4 s] a(x, n: m) and k = m + 1",
    ),
    (
        "a(x, n: m) and not once [0 s, 4 s] b(x, n: (m + 2) * 1)",
        "exists k: a(x, n: m) and k = m + 2 and not once [0 s, 4 s] b(x, n: k)",
    ),
    (
        "exists m: once [0 s, 4 s] a(x, n: m) and b(x, n: 2 - m)",
        "exists m, k: once [0 s, 4 s] a(x, n: m) and b(x, n: k) and k = 2 - m",
    ),
    (
        "a(x) and n = count of m in ((once [0 s, 4 s] a(x, n: m)) and once [0 s, 4 s] c(n: m * m)) per x",
        "a(x) and n = count of m in (exists k: (once [0 s, 4 s] a(x, n: m)) and (once [0 s, 4 s] c(n: k)) and k = m * m) per x",
    ),
    (
        "a(x, n) and (forall m: once [0 s, 4 s] b(x, n: m) implies once [0 s, 4 s] c(n: m + 1))",
        "a(x, n) and (forall m, k: (once [0 s, 4 s] b(x, n: m) and k = m + 1) implies once [0 s, 4 s] c(n: k))",
    ),
    (
        "a(x, n) and not eventually [0 s, 3 s] b(x, n: n + 1)",
        "exists k: a(x, n) and k = n + 1 and not eventually [0 s, 3 s] b(x, n: k)",
    ),
];

type Violations = Vec<(u64, Vec<(String, Value)>)>;

/// What the end of a log says, by the names of variables: those that are closed have other numbers.
fn ends(rules: &RuleSet, log: &[Logged]) -> (Violations, Violations) {
    let variables = &rules.plan.rules[0].variables;
    let named = |list: Vec<Instance>| {
        let values = |row: Vec<Option<Value>>| {
            let all = variables.iter().zip(row);
            let mut values: Vec<_> =
                all.filter_map(|(it, value)| Some((it.name.clone(), value?))).collect();
            values.sort();
            values
        };
        let mut list: Violations = list.into_iter().map(|(at, row)| (at, values(row))).collect();
        list.sort();
        list
    };
    let said = run(rules, log).pop().unwrap_or_default();
    (named(said.broken), named(said.pending))
}

#[test]
fn a_calculation_in_an_event_says_what_a_comparison_beside_it_says() {
    let rules = |formula: &str| {
        let state = "state t(x, n) from b(x, n) until c(x)";
        let text = format!("{state}\nrule r \"\"\nformula: {formula}\n");
        RuleSet::parse(&text, &vocabulary()).expect(formula)
    };
    for (inside, beside) in PAIRS {
        let (inside, beside) = (rules(inside), rules(beside));
        let mut violations = 0;
        let mut state = 1_u32;
        for _ in 0..200 {
            let history = (0..50).map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_le_bytes()[3]
            });
            let history: Vec<u8> = history.collect();
            let log = log(&mut Choices::new(&history), 12);
            let said = ends(&inside, &log);
            violations += said.0.len();
            assert_eq!(said, ends(&beside, &log));
        }
        assert!(0 < violations, "nothing is compared");
    }
}
