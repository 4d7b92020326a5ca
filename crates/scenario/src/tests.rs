//! Faults of scenario files, each pinned as people see it.

/// The example of the reference is a scenario without faults.
#[test]
fn the_example_of_the_reference_compiles() {
    let reference = include_str!("../../../docs/scenarios.md");
    let example = reference.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let compiled = super::compile(example).unwrap();
    assert_eq!(compiled.warnings, []);
    assert_eq!(compiled.script.steps.len(), 2);
}
