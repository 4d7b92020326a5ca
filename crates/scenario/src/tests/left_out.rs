//! Steps that are left out, as counterexamples leave them out: whatever names them goes with them.

use std::path::Path;

use crate::{Source, compile, compile_extended};

/// A file on top of a shipped scenario that leaves out these steps.
fn without(name: &str, text: &str, steps: &[String]) -> Result<usize, String> {
    // A list of texts is written in YAML as in Rust.
    let top =
        format!("extends: base\nscenario: less\ntitle: Less\nwithout: {{ steps: {steps:?} }}\n");
    let source = Source { name: "less.yaml".into(), text: top };
    let open = &mut |_: &Source, _: &str| Ok(Source { name: name.into(), text: text.into() });
    match compile_extended(&source, open, &[]) {
        Ok(compiled) => Ok(compiled.plan.levers.len() + compiled.plan.uncertainties.len()),
        Err(faults) => Err(format!("{faults:#?}")),
    }
}

#[test]
fn every_shipped_scenario_is_sound_without_any_of_its_steps() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut varied = 0;
    for entry in std::fs::read_dir(folder).expect("there are scenarios") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("its name is text");
        // It takes long to read, and names nothing that the others do not.
        if name == "full-year" {
            continue;
        }
        let text = std::fs::read_to_string(path.join("scenario.yaml")).expect("it is there");
        let whole = compile(&text).expect("it is sound");
        let steps: Vec<String> = whole.script.steps.iter().map(|it| it.name.clone()).collect();
        let all = whole.plan.levers.len() + whole.plan.uncertainties.len();
        for step in &steps {
            let left = without(name, &text, std::slice::from_ref(step));
            let left = left.unwrap_or_else(|faults| panic!("{name} without {step}: {faults}"));
            varied += usize::from(left < all);
        }
        without(name, &text, &steps).unwrap_or_else(|faults| panic!("{name}: {faults}"));
    }
    assert!(1 < varied, "what would set a step that is left out is left out with it");
}

/// What a file leaves out does not come back in one that extends it and leaves out something else.
#[test]
fn what_is_left_out_stays_out_on_top_of_one_another() {
    const BASE: &str = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let head = "scenario: less\ntitle: Less\n";
    let middle =
        format!("extends: base\n{head}without: {{ steps: [paris/object], nations: [us] }}\n");
    let open = &mut |_: &Source, said: &str| match said {
        "base" => Ok(file("base", BASE)),
        _ => Ok(file("middle", &middle)),
    };
    let mut left = |without: &str| {
        let top = file("top", &format!("extends: middle\n{head}{without}"));
        let script = compile_extended(&top, open, &[]).expect("it is sound").script;
        let steps = ["paris/object", "warsaw/object"];
        let there = steps.map(|name| script.steps.iter().any(|step| step.name == name));
        (there, script.enrollments.len())
    };
    let (there, enrolled) = left("");
    assert_eq!(there, [false, true]);
    assert_eq!(left("without: { steps: [warsaw/object] }\n"), ([false, false], enrolled));
    assert_eq!(left("without: { nations: [ua] }\n"), ([false, true], enrolled - 1));
}
