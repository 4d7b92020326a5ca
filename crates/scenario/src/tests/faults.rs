//! Every fault code has a small bad scenario and, beside it, the exact words that people read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use expect_test::expect_file;

use super::{faults_with, files, path, shown};
use crate::{Policy, rules};

/// The rules beside a bad scenario, or none.
fn policy_of(scenario: &Path) -> Policy {
    match fs::read_to_string(scenario.with_extension("rules")) {
        Ok(text) => Policy::Rules(Arc::new(rules(&text).expect("the rules are sound"))),
        Err(_) => Policy::None,
    }
}

/// The codes in a text that stand between two of these marks: `S` and three digits.
fn codes(text: &str, marks: &[char]) -> BTreeSet<String> {
    let is_code = |word: &&str| {
        let digits = word.strip_prefix('S').unwrap_or_default();
        digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split(marks).filter(is_code).map(str::to_owned).collect()
}

#[test]
fn each_bad_scenario_is_refused_in_the_words_beside_it() {
    let fixtures = files(&path("tests/faults"), "yaml");
    assert!(!fixtures.is_empty());
    for path in fixtures {
        let text = fs::read_to_string(&path).expect("the fixture can be read");
        let told = shown(&text, &faults_with(&text, &policy_of(&path)));
        expect_file![path.with_extension("txt")].assert_eq(&told);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let code = stem.split('-').next().unwrap_or_default();
        assert!(told.contains(&format!("[{code}]")), "{stem} shows no {code}:\n{told}");
    }
}

/// Codes that no small scenario shows, and where they are shown instead.
const ELSEWHERE: [&str; 2] = [
    // Needs more than a hundred faults: `faults_past_the_limit_are_counted`.
    "S010",
    // Stands in a file of rules: `a_nation_that_takes_no_part_is_warned_about`, of the program.
    "S132",
];

#[test]
fn every_code_in_the_sources_has_a_bad_scenario() {
    let mut emitted = BTreeSet::new();
    for path in files(&path("src"), "rs") {
        let is_test = path.components().any(|part| part.as_os_str() == "tests")
            || path.file_stem().is_some_and(|stem| stem == "tests");
        if !is_test {
            let text = fs::read_to_string(&path).expect("the source can be read");
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            emitted.extend(codes(product, &['"']));
        }
    }
    let shown: BTreeSet<String> = files(&path("tests/faults"), "txt")
        .iter()
        .flat_map(|path| {
            codes(&fs::read_to_string(path).expect("the words can be read"), &['[', ']'])
        })
        .chain(ELSEWHERE.map(str::to_owned))
        .collect();
    assert!(30 < emitted.len(), "the scan finds the codes: {emitted:?}");
    assert_eq!(emitted.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn no_words_are_left_of_a_bad_scenario_that_is_gone() {
    let stems = |ending| {
        let paths = files(&path("tests/faults"), ending);
        paths.iter().map(|path| path.with_extension("")).collect::<BTreeSet<_>>()
    };
    assert_eq!(stems("yaml"), stems("txt"));
}
