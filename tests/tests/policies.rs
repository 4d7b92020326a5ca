//! The policy rules that come with the scenarios: sound, different, shown by examples, and those
//! of the reference are among them.

use std::collections::{BTreeMap, BTreeSet};

use rules::RuleSet;
use tests::{files, play, read};

/// The rules of all scenarios, as they are laid out, by the folder of the scenario.
fn policies() -> BTreeMap<String, String> {
    let paths = files("rules").into_iter().filter(|path| path.starts_with("scenarios/"));
    paths.map(|path| (path.split('/').nth(1).expect("a folder").to_owned(), read(&path))).collect()
}

/// The rules in a text: name, and everything up to the next empty line.
fn rules_in(text: &str) -> BTreeMap<String, String> {
    let paragraphs = text.split("\n\n").map(str::trim);
    let rules = paragraphs.filter_map(|paragraph| {
        let rest = paragraph.strip_prefix("rule ")?;
        let name = rest.split(' ').next()?;
        Some((name.to_owned(), paragraph.to_owned()))
    });
    rules.collect()
}

fn pass(rules: &RuleSet, of: &str) -> usize {
    let results = rules.run_examples();
    for result in &results {
        assert!(result.fault.is_none(), "{of}: {:?}", result.fault);
    }
    results.len()
}

#[test]
fn every_scenario_has_rules_and_their_examples_pass() {
    let policies = policies();
    let folders: BTreeSet<String> = files("yaml")
        .iter()
        .filter_map(|path| Some(path.strip_prefix("scenarios/")?.split('/').next()?.to_owned()))
        .collect();
    assert_eq!(policies.keys().cloned().collect::<BTreeSet<_>>(), folders);
    let mut titles = BTreeSet::new();
    for name in policies.keys() {
        let rules = play::policy(name).expect("it has rules");
        assert!(0 < pass(&rules, name), "{name} shows none of its rules by an example");
        titles.extend((0..rules.len()).map(|rule| rules.title(rule).to_owned()));
    }
    assert!(40 <= titles.len(), "{} different rules", titles.len());
}

/// A rule of one name says one thing, whichever scenario has it.
#[test]
fn a_name_stands_for_one_rule() {
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (scenario, text) in policies() {
        for (name, rule) in rules_in(&text) {
            let sentence = |rule: &str| {
                let lines = rule.lines().filter(|line| {
                    !["source", "rule", "duty", "severity"]
                        .iter()
                        .any(|meta| line.trim().starts_with(meta))
                });
                lines.map(str::trim).collect::<Vec<_>>().join(" ")
            };
            let said = sentence(&rule);
            let (first, before) =
                known.entry(name.clone()).or_insert_with(|| (said.clone(), scenario.clone()));
            assert_eq!(*first, said, "`{name}` of {before} and of {scenario}");
        }
    }
}

/// The reference quotes rules of the scenarios; they are sound there too, and none is made up.
#[test]
fn the_rules_of_the_reference_are_those_of_the_scenarios() {
    let reference = read("docs/rules.md");
    let (_, section) =
        reference.split_once("## Rules on the center").expect("there is the section");
    let (section, twenty) = section.split_once("## The twenty rules").expect("it ends there");
    let blocks: Vec<&str> =
        section.split("```rules\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let quoted = blocks.join("\n");
    let rules = scenario::rules(&quoted).expect("they are sound");
    assert!(15 <= rules.len(), "{} rules", rules.len());
    pass(&rules, "docs/rules.md");
    let shown: BTreeSet<String> = rules.run_examples().into_iter().map(|it| it.rule).collect();
    for rule in 0..rules.len() {
        assert!(shown.contains(rules.name(rule)), "`{}` has no example", rules.name(rule));
    }
    let file = read("crates/rules/tests/twenty.rules");
    assert!(twenty.contains(&format!("```rules\n{file}```")), "the twenty rules stand otherwise");
    let policies = policies();
    for (name, rule) in rules_in(&quoted) {
        let stands = |text: &String| rules_in(text).get(&name) == Some(&rule);
        assert!(policies.values().any(stands), "`{name}` stands so in no scenario");
    }
}
