//! Scenario files as their authors see them: what is refused and in which words, what is played.

mod faults;

use diagnostic::{Diagnostic, SourceText, Style, render};

/// The example of the reference.
fn example() -> &'static str {
    let reference = include_str!("../../../docs/scenarios.md");
    let behind = reference.split("```yaml\n").nth(1).expect("the reference has an example");
    behind.split("```").next().expect("the example ends")
}

/// Faults as people see them.
fn shown(text: &str, faults: &[Diagnostic]) -> String {
    render(&SourceText::new("scenario.yaml", text), faults, Style::Plain)
}

#[test]
fn the_example_of_the_reference_compiles() {
    let compiled = crate::compile(example()).expect("the example is sound");
    assert_eq!(compiled.warnings, []);
    assert_eq!(compiled.script.steps.len(), 2);
}
