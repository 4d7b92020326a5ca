//! A failing run of fifty choices, made short.

use std::fmt::Write;

use std::sync::atomic::AtomicBool;

use explorer::breadth::Distance;
use explorer::shrink::shrink;
use explorer::space::Space;
use explorer::variant::Variant;

use crate::{ROUNDS, SHRINKING_SECONDS_MAX, cpu_seconds, verdict};

/// Ten objections to each of five texts, all of which are raised, and a text that nobody breaks.
const CHOICES: usize = 50;
const NATIONS: [&str; 10] = ["be", "cz", "de", "dk", "ee", "es", "fi", "fr", "it", "nl"];

/// The last text falls after the first has.
const RULES: &str = r#"
rule last "The last text is not broken once the first was"
  silence.broken(question: "text-4") only if no silence.broken(question: "text-0") before
"#;

fn scenario() -> String {
    let mut text = String::from(
        "scenario: fifty\ntitle: Fifty choices\nstart: 2027-03-01T00:00:00Z\nuntil: T+72:00\nnations:\n",
    );
    for nation in NATIONS {
        writeln!(text, "  {nation}: {{ role: member, accepts-silence: true }}").expect("a text");
    }
    text.push_str("timeline:\n");
    let asked = NATIONS.join(", ");
    for number in 0..CHOICES / NATIONS.len() {
        writeln!(text, "  - {{ at: T+00:00, by: cochairs, do: silence.start, with: {{ question: text-{number}, matter: statement, urgency: routine, asked: [{asked}] }} }}").expect("a text");
    }
    let objection = |number: usize| {
        // The last text falls at the very last choice.
        let question = if number + 1 == CHOICES { 4 } else { number % 4 };
        (question, NATIONS[number % NATIONS.len()])
    };
    for (number, (question, nation)) in (0..CHOICES).map(objection).enumerate() {
        writeln!(text, "  - {{ name: choice-{number}, at: T+{:02}:00, by: {nation}, do: silence.object, chance: 30%, with: {{ question: text-{question}, nation: {nation} }} }}", number + 1).expect("a text");
    }
    text.push_str("choices:\n");
    for number in 0..CHOICES {
        writeln!(text, "  - {{ choice: \"timeline/choice-{number}/chance#1\", picks: 0 }}")
            .expect("a text");
    }
    text
}

pub(crate) fn measure() {
    let compiled = scenario::compile(&scenario()).expect("the scenario has no faults");
    let rules = scenario::rules(RULES).expect("the rules have no faults");
    let space = Space::new(&compiled.script, &rules, &[], None);
    let found = Variant { choices: compiled.script.choices.clone(), ..Variant::default() };
    let played = found.play(&compiled.script, &rules, 0).expect("the rule is broken");
    assert_eq!(played.made.len(), CHOICES);
    let mut best = f64::INFINITY;
    let (mut shrunk, stop) = (None, AtomicBool::new(false));
    for _ in 0..ROUNDS {
        let began = cpu_seconds();
        let history = (found.clone(), played.clone());
        shrunk = Some(shrink(&space, 0, Distance::Choices, history, &stop));
        best = best.min(cpu_seconds() - began);
    }
    let shrunk = shrunk.expect("there are rounds");
    println!(
        "\na failing run of {CHOICES} choices, shrunk to {} in {} histories: {:.0} ms   bar {:.0} ms: {}",
        shrunk.played.made.len(),
        shrunk.tried,
        best * 1e3,
        SHRINKING_SECONDS_MAX * 1e3,
        verdict(best <= SHRINKING_SECONDS_MAX)
    );
}
