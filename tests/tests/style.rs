//! The house style of every Rust and Markdown file, and of made-up bad ones.

use tests::source::Source;
use tests::style::{
    allowed_lints, british_source, british_text, ignored_tests, long_file, long_functions, unwraps,
    vague_name,
};
use tests::{Fault, assert_none, files, read, text};

/// Runs one check over every Rust file of ours.
#[track_caller]
fn check(judge: impl Fn(&Source) -> Vec<Fault>) {
    assert_none(Source::all().iter().flat_map(judge));
}

/// The lines that a check names in a made-up file, each with the beginning of its message.
#[track_caller]
fn finds(judge: impl Fn(&Source) -> Vec<Fault>, code: &str, expected: &[(usize, &str)]) {
    let found = judge(&Source::new("crates/domain/src/silence.rs", code));
    let lines: Vec<usize> = found.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, expected.iter().map(|(line, _)| *line).collect::<Vec<_>>(), "{found:?}");
    for (fault, (_, start)) in found.iter().zip(expected) {
        assert!(fault.message.starts_with(start), "{fault}");
    }
}

#[test]
fn every_file_has_at_most_400_lines() {
    check(long_file);
}

#[test]
fn a_file_of_401_lines_is_named() {
    finds(long_file, &"const A: u8 = 1;\n".repeat(400), &[]);
    finds(long_file, &"const A: u8 = 1;\n".repeat(401), &[(1, "the file has 401 lines")]);
}

#[test]
fn every_function_has_at_most_60_lines() {
    check(long_functions);
}

#[test]
fn a_function_of_61_lines_is_named_where_it_begins() {
    let function =
        |lines: usize| format!("\nfn long(a: [u8; 1]) {{\n{}}}\n", "a;\n".repeat(lines - 2));
    finds(long_functions, &function(60), &[]);
    finds(long_functions, &function(61), &[(2, "`long` has 61 lines")]);
}

#[test]
fn functions_are_found_in_impls_macros_and_functions_and_a_brace_in_a_string_is_none() {
    let lines = "a(\"}\");\n".repeat(59);
    for (open, close) in [("impl A {", "}"), ("proptest! {", "}"), ("fn outer() { call();", "}")] {
        let code = format!("{open} fn inner() {{\n{lines}{{ }}\n}} {close}\n");
        let found = long_functions(&Source::new("crates/domain/src/silence.rs", &code));
        assert!(found.iter().any(|fault| fault.message.starts_with("`inner` has 62")), "{found:?}");
    }
}

#[test]
fn a_declaration_without_a_body_has_no_length() {
    let gap = "\n".repeat(70);
    finds(long_functions, &format!("trait A {{ fn a(&self);{gap}fn b(&self) {{}} }}"), &[]);
    finds(long_functions, &format!("type A = fn(u8);{gap}struct B {{}}"), &[]);
}

#[test]
fn no_lint_is_allowed_for_good() {
    check(allowed_lints);
}

#[test]
fn an_allowed_lint_is_named() {
    let code =
        "#![allow(dead_code)]\n#[expect(dead_code, reason = \"r\")]\n#[allow(unused)]\nfn a() {}";
    finds(allowed_lints, code, &[(1, "`allow` outlives"), (3, "`allow` outlives")]);
}

#[test]
fn no_product_code_unwraps() {
    check(unwraps);
}

#[test]
fn an_unwrap_is_named_outside_tests_only() {
    let code = "fn a() { b()\n.unwrap(); }\n#[cfg(test)]\nmod tests { fn t() { b().unwrap(); } }\n";
    finds(unwraps, code, &[(2, "`.unwrap()` names no reason")]);
    finds(unwraps, "fn a() { b().unwrap_or(0); /* .unwrap() */ }", &[]);
}

#[test]
fn every_ignored_test_names_the_recipe_that_runs_it() {
    let justfile = read("justfile");
    let recipes = text::recipes(&justfile);
    check(|source| ignored_tests(source, &recipes));
}

#[test]
fn an_ignored_test_without_a_recipe_is_named() {
    let judge = |source: &Source| ignored_tests(source, &["soak"]);
    finds(judge, "#[test]\n#[ignore]\nfn a() {}", &[(2, "no recipe runs")]);
    finds(judge, "#[ignore = \"slow\"]\nfn a() {}", &[(1, "no recipe runs")]);
    finds(judge, "#[ignore = \"run by just often\"]\nfn a() {}", &[(1, "no recipe runs")]);
    finds(judge, "#[ignore = \"run by just soak\"]\nfn a() {}", &[]);
    finds(judge, "fn ignore() { [ignore]; }", &[]);
}

#[test]
fn names_and_docs_are_spelled_the_american_way() {
    check(british_source);
    let texts = files("md");
    assert_none(texts.iter().flat_map(|path| british_text(path, &read(path))));
}

#[test]
fn british_names_docs_and_texts_are_named() {
    let word = |ending: &str| format!("cent{ending}");
    let code = format!("/// The {0}.\nfn open_{0}() {{ \"{0}\" }} // {0}", word("re"));
    finds(british_source, &code, &[(1, "British spelling"), (2, "British spelling")]);
    finds(british_source, &code.replace(&word("re"), &word("er")), &[]);

    let found = british_text("README.md", &format!("One.\nThe Coordination {}.\n", word("re")));
    assert_eq!(found.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2]);
}

#[test]
fn every_file_name_says_what_the_file_holds() {
    check(vague_name);
}

#[test]
fn a_file_name_that_would_suit_any_other_is_named() {
    let found = |path: &str| vague_name(&Source::new(path, "")).len();
    assert_eq!(found("crates/domain/src/utils.rs"), 1);
    assert_eq!(found("crates/domain/src/common/nation.rs"), 1);
    assert_eq!(found("crates/domain/src/seat_manager.rs"), 1);
    assert_eq!(found("crates/domain/src/metadata.rs"), 0);
}
