//! What is gone through: a silence procedure among eight seats, and shipped scenarios.

use std::sync::atomic::AtomicBool;

use explorer::breadth::{Distance, Ended, Limits, Searched, search};
use explorer::open::Freedom;
use explorer::space::Space;
use scenario::Compiled;

/// What every history must keep.
const RULES: &str = r#"
rule asked "Only who was asked breaks a silence"
  silence.broken(question: q, nation: n) only if silence.started(question: q, asked: n) before
"#;

/// Shipped scenarios that leave much to chance, and how many choices are gone through. The more that
/// is certain lies between two choices, the longer a state takes.
const SHIPPED: [(&str, u32); 4] =
    [("hub-outage", 6), ("hub-outage", 7), ("late-ratification", 8), ("silence-broken", 12)];

const SEATS: [&str; 8] = ["be", "de", "fr", "it", "nl", "no", "pl", "uk"];

/// One text under silence. Each seat in its turn makes up its mind when to object: some of the
/// instants are in time, some too late.
pub(crate) fn eight_seats() -> &'static Space<'static> {
    use std::fmt::Write;
    let mut text = String::from(
        "scenario: eight-seats\ntitle: A silence among eight seats\nstart: 2027-03-01T00:00:00Z\nuntil: T+40:00\n",
    );
    text.push_str("nations:\n");
    for seat in SEATS {
        writeln!(text, "  {seat}: {{ role: member, accepts-silence: true }}")
            .expect("it is a text");
    }
    let asked = SEATS.join(", ");
    writeln!(
        text,
        "timeline:\n  - {{ at: T+00:00, by: cochairs, do: silence.start, with: {{ question: text, matter: statement, urgency: urgent, asked: [{asked}] }} }}"
    )
    .expect("it is a text");
    for (number, seat) in SEATS.iter().enumerate() {
        let hour = number + 1;
        let after = if hour < 6 {
            "empirical: [[9h, 1], [16h, 1], [30h, 1]]"
        } else {
            "uniform: [9h, 30h]"
        };
        writeln!(
            text,
            "  - {{ at: \"T+0{hour}:00\", by: {seat}, do: silence.object, with: {{ question: text, nation: {seat} }}, after: {{ {after} }} }}"
        )
        .expect("it is a text");
    }
    space(&text)
}

/// The names of the rows of shipped scenarios.
pub(crate) fn rows() -> impl Iterator<Item = String> {
    SHIPPED.into_iter().map(|(name, depth)| format!("{name}, {depth} choices"))
}

/// What a row of this name goes through.
pub(crate) fn shipped(row: &str) -> Option<(&'static Space<'static>, u32)> {
    let (name, depth) = SHIPPED.into_iter().zip(rows()).find(|(_, name)| name == row)?.0;
    let path = format!("{}/../../scenarios/{name}/scenario.yaml", env!("CARGO_MANIFEST_DIR"));
    Some((space(&std::fs::read_to_string(path).expect("the scenario is there")), depth))
}

/// It lasts as long as the bench: stateright wants models that borrow nothing.
fn space(text: &str) -> &'static Space<'static> {
    let compiled: Compiled = scenario::compile(text).expect("the scenario has no faults");
    let compiled = Box::leak(Box::new(compiled));
    let rules = Box::leak(Box::new(scenario::rules(RULES).expect("the rules have no faults")));
    let freedom = Box::leak(Box::new(Freedom::new(&compiled.exploration)));
    Box::leak(Box::new(Space::new(&compiled.script, rules, &[], Some(freedom))))
}

/// All of a space up to so many choices, on one thread.
pub(crate) fn searched(space: &Space<'_>, depth_max: u32) -> Searched {
    let limits = Limits {
        distance: Distance::Choices,
        depth_max,
        memory_max: u64::MAX,
        transitions_max: u64::MAX,
        threads: 1,
        rule: None,
        keeps_going: false,
    };
    let searched = search(space, &limits, &AtomicBool::new(false));
    assert!(matches!(searched.ended, Ended::Everything | Ended::AtDepth), "{:?}", searched.ended);
    searched
}
