//! Every rule of the center has a test, and `docs/rules-of-the-center.md` says which.
//!
//! `just bless` writes the page from the doc comments of the tests and from `tests/rules.txt`.

use std::collections::BTreeMap;
use std::fmt::Write;

use expect_test::expect_file;
use tests::rules::{RULES, Rule, RuleTest, path_of, rule_tests};
use tests::source::Source;
use tests::{assert_none, read, root};

/// The crates whose tests are about rules.
const CRATES: [&str; 4] = ["cli", "domain", "report", "simulator"];

const HEAD: &str = "\
# The rules of the center

What the model holds to, in our own short words: choices of the model, and no public source; the numbers are those of section
9.6 of the project's notes. A test writes this page from the doc comments of the tests (`just bless`), and fails where a rule
has lost its last one.

| rule | what it says | enforced in | tested by |
|---|---|---|---|
";

fn table() -> Vec<Rule> {
    Rule::table(&read("tests/rules.txt"))
}

fn all_tests() -> BTreeMap<u32, Vec<RuleTest>> {
    let mut by_rule: BTreeMap<u32, Vec<RuleTest>> = BTreeMap::new();
    for source in Source::all() {
        if source.path.starts_with("crates/") && CRATES.contains(&source.crate_name()) {
            for test in rule_tests(&source) {
                by_rule.entry(test.rule).or_default().push(test);
            }
        }
    }
    by_rule
}

/// The page, from the table and the tests.
fn page(table: &[Rule], tests: &BTreeMap<u32, Vec<RuleTest>>) -> String {
    let mut page = HEAD.to_owned();
    for Rule { number, text, places } in table {
        let places: Vec<String> =
            places.iter().map(|place| format!("[{place}](../{})", path_of(place))).collect();
        let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for test in tests.get(number).into_iter().flatten() {
            by_file.entry(&test.path).or_default().push(format!("`{}`", test.name));
        }
        let files = by_file.iter().map(|(path, names)| {
            let name = path.trim_start_matches("crates/").replace("/src/", "/");
            format!("[{name}](../{path}): {}", names.join(", "))
        });
        let (places, files) = (places.join(" "), files.collect::<Vec<_>>().join("<br>"));
        writeln!(page, "| {number} | {text} | {places} | {files} |").expect("a string takes it");
    }
    page
}

#[test]
fn every_rule_has_a_test() {
    let tests = all_tests();
    let untested = (1..=RULES).filter(|rule| !tests.contains_key(rule));
    assert_none(untested.map(|rule| {
        format!("no test is about rule {rule}: begin the doc comment of one with `Rule {rule}:`")
    }));
    let unknown = tests.into_values().flatten().filter(|test| !(1..=RULES).contains(&test.rule));
    assert_none(unknown.map(|test| format!("{}: there is no rule {}", test.path, test.rule)));
}

#[test]
fn the_table_has_every_rule_once_and_names_files_that_exist() {
    let table = table();
    let numbers: Vec<u32> = table.iter().map(|rule| rule.number).collect();
    assert_eq!(numbers, (1..=RULES).collect::<Vec<u32>>());
    let mut faults = Vec::new();
    for Rule { number, text, places } in &table {
        if text.is_empty() {
            faults.push(format!("tests/rules.txt: rule {number} says nothing"));
        }
        if places.is_empty() {
            faults.push(format!("tests/rules.txt: rule {number} must name where it is enforced"));
        }
        let lost = places.iter().filter(|place| !root().join(path_of(place)).is_file());
        faults.extend(lost.map(|place| format!("tests/rules.txt: there is no `{place}`")));
    }
    assert_none(faults);
}

#[test]
fn the_page_lists_rule_and_place_and_test() {
    expect_file!["../../docs/rules-of-the-center.md"].assert_eq(&page(&table(), &all_tests()));
}

#[test]
fn only_tests_whose_comment_begins_with_a_rule_are_found() {
    let text = r#"
        /// Rule 7: a rule.
        ///
        /// Rule 8: not at the beginning.
        #[cfg_attr(miri, ignore)]
        #[test]
        fn a_rule() { let no_doc = "Rule 9: a text"; }

        /// Rule 10: no test.
        fn helper() {}

        /// Rules 11: another word.
        #[test]
        fn none() {}

        proptest! {
            /// Rule 12: a law.
            #[test]
            fn a_law(all in any::<[u8; 2]>()) {}
        }
    "#;
    let found = rule_tests(&Source::new("crates/domain/src/tests/x.rs", text));
    let found: Vec<(u32, &str)> = found.iter().map(|test| (test.rule, &*test.name)).collect();
    assert_eq!(found, [(7, "a_rule"), (12, "a_law")]);
}

#[test]
fn a_page_names_files_and_tests_of_each_rule() {
    let table = Rule::table("# a comment\n\n1 | Says so. | domain/silence.rs\n2 | Lacks one. |\n");
    let test = RuleTest {
        rule: 1,
        path: "crates/domain/src/tests/silence.rs".to_owned(),
        name: "it_holds".to_owned(),
    };
    let page = page(&table, &BTreeMap::from([(1, vec![test])]));
    let rows: Vec<&str> = page.strip_prefix(HEAD).expect("the head comes first").lines().collect();
    assert_eq!(
        rows,
        [
            "| 1 | Says so. | [domain/silence.rs](../crates/domain/src/silence.rs) \
             | [domain/tests/silence.rs](../crates/domain/src/tests/silence.rs): `it_holds` |",
            "| 2 | Lacks one. |  |  |",
        ]
    );
}
