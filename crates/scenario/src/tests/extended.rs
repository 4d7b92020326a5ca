//! Scenarios on top of others: what stands in two files means what it would in one.

use crate::{Head, Source, compile, compile_extended};

const BASE: &str = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");

/// Each key here is one of another kind: replaced, added to, or put behind.
const TOP: &str = r#"extends: base
scenario: top
title: On top
until: T+80:00

parameters:
  silence-urgent: { value: 30h }
  silence-flash: { value: 2h }

nations:
  uk: { role: observer }
  de: { role: member, accepts-silence: true }

timeline:
  - { at: T+02:00, by: us, do: center.fill-seat, with: { seat: us } }

actors:
  paris:
    as: fr
    behaviors:
      - name: agree
        upon: decision.convened
        do: decision.cast-position
        with: { question: "${question}", nation: fr, position: agrees }
  berlin:
    as: de
    behaviors:
      - name: agree
        upon: decision.convened
        do: decision.cast-position
        with: { question: "${question}", nation: de, position: agrees }

expect:
  - never: silence.adopted
"#;

/// The block of a key, up to the next one.
fn block<'a>(text: &'a str, key: &str) -> &'a str {
    let start = text.find(&format!("\n{key}:\n")).expect("the key is there") + 1;
    let next = text[start + key.len()..].find("\n\n").map(|it| start + key.len() + it + 1);
    &text[start..next.unwrap_or(text.len())]
}

fn without_head<'a>(text: &'a str, key: &str) -> &'a str {
    block(text, key).split_once('\n').expect("a block has entries").1
}

#[test]
fn two_files_mean_what_one_would() {
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let open = &mut |_: &Source, _: &str| Ok(file("base", BASE));
    let two = compile_extended(&file("top", TOP), open, &[]).expect("they have no faults");
    let entries = |key| without_head(TOP, key);
    let kept = |key: &str, dropped: &str| {
        let of = without_head(BASE, key);
        of.lines().filter(|line| !line.starts_with(dropped)).fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        })
    };
    let actors = without_head(BASE, "actors");
    let actors = &actors[actors.find("  warsaw:").expect("the second actor")..];
    let one = format!(
        "scenario: top\ntitle: On top\nabout: x\nstart: 2027-03-01T09:00:00+01:00\nuntil: T+80:00\n\
         \nparameters:\n{}\nnations:\n{}{}\ntimeline:\n{}{}\nactors:\n{}{}\n{}",
        entries("parameters"),
        kept("nations", "  uk:"),
        entries("nations"),
        kept("timeline", "#"),
        entries("timeline"),
        actors,
        entries("actors"),
        block(TOP, "expect"),
    );
    let one = compile(&one).unwrap_or_else(|faults| panic!("{one}\n{faults:#?}"));
    let shown = |script: &simulator::script::Script| {
        let mut script = script.clone();
        script.opening.scenario_hash = None;
        format!("{script:#?}")
    };
    assert_eq!(shown(&two.script), shown(&one.script));
}

#[test]
fn a_key_that_stands_twice_hides_no_faults_of_either_file() {
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let twice = |text: &str| text.replacen("title: ", "title: One\ntitle: ", 1);
    let base = twice(BASE).replacen("role: partner", "role: partnr", 1);
    let open = &mut |_: &Source, _: &str| Ok(file("base", &base));
    let top = twice(TOP).replacen("role: observer", "role: observr", 1);
    let faulty = compile_extended(&file("top", &top), open, &[]).expect_err("they have faults");
    let apart = faulty.sources.apart(&faulty.faults);
    let codes = apart.iter().map(|(file, faults)| {
        let codes = faults.iter().map(|fault| fault.code).collect::<Vec<_>>();
        (file.name.as_str(), codes)
    });
    let found = vec!["S007", "S004"];
    assert_eq!(codes.collect::<Vec<_>>(), [("top", found.clone()), ("base", found)]);
}

/// Like `run --until`, a file that ends another one sooner need not leave out what came later. Its own
/// entries must come in time, and so must those of the other by what that one says itself.
#[test]
fn a_scenario_may_be_ended_sooner() {
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let late = "  - { at: T+60:00, by: us, do: center.fill-seat, with: { seat: us } }\n\nactors:";
    let base = BASE.replace("\nactors:", late);
    let found = |base: &str, top: &str| {
        let open = &mut |_: &Source, _: &str| Ok(file("base", base));
        let top = format!("extends: base\nscenario: top\ntitle: Sooner\n{top}");
        match compile_extended(&file("top", &top), open, &[]) {
            Ok(compiled) => vec![format!("{} steps", compiled.script.steps.len())],
            Err(refused) => {
                let faults = refused.faults.iter();
                faults.map(|it| format!("{} {}", it.code, it.message)).collect()
            }
        }
    };
    let all = compile(&base).expect("the base has no faults").script.steps.len();
    assert_eq!(found(&base, "until: T+50:00\n"), [format!("{all} steps")]);
    let own = "timeline:\n  - { at: T+55:00, by: us, do: center.fill-seat, with: { seat: us } }\n";
    assert_eq!(found(&base, &format!("until: T+50:00\n{own}")), ["S118 this never comes"]);
    let beyond = base.replace("until: T+70:00", "until: T+59:00");
    assert_eq!(found(&beyond, "until: T+50:00\n"), ["S118 this never comes"]);
    assert_eq!(found(&beyond, ""), ["S118 this never comes"]);
    assert_eq!(found(&beyond, "until: T+61:00\n"), [format!("{all} steps")]);
}

/// As in a file by itself, where a key without a value is as good as none.
#[test]
fn an_empty_key_changes_nothing() {
    let file = |name: &str, text: &str| Source { name: name.into(), text: text.into() };
    let script = |top: &str| {
        let open = &mut |_: &Source, said: &str| match said {
            "base" => Ok(file("base", BASE)),
            _ => Ok(file("middle", "extends: base\nwithout: { steps: [warsaw/object] }\n")),
        };
        let compiled = compile_extended(&file("top", top), open, &[]);
        let mut script = compiled.unwrap_or_else(|faults| panic!("{top}\n{faults:#?}")).script;
        script.opening.scenario_hash = None;
        format!("{script:#?}")
    };
    let plain = script("extends: middle\n");
    for key in ["actors", "timeline", "nations", "parameters", "expect", "until", "title", "roster"]
    {
        assert_eq!(script(&format!("extends: middle\n{key}:\n  # nothing\n")), plain, "{key}");
    }
    assert_eq!(script("extends: middle\nwithout:\n  steps:\n"), plain);
}

#[test]
fn what_a_file_says_of_its_parts_is_known_before_it_is_read() {
    let head = |text: &str| Head::of(text);
    let extends = Some("base".to_string());
    assert_eq!(head("extends: base\nrules:\n"), Head { extends, has_rules: false });
    assert_eq!(head("rules: |\n  x\n"), Head { extends: None, has_rules: true });
    assert_eq!(head("- a list"), Head::default());
    assert_eq!(head("\"broken"), Head::default());
}
