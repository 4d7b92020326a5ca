//! `tripartite why`: what it says would have prevented something, would have.

use serde_json::Value;

use crate::desk::Desk;

const OBJECTION: &str = r#"rule unbroken "Nobody objects"
  never silence.broken(question: "q-1")
"#;

/// A text to which Poland may object, and before it something that has nothing to do with it.
fn desk() -> Desk {
    let desk = Desk::new();
    let missed = include_str!("../fixtures/missed.yaml");
    let text = missed
        .replace("scenario: missed", "scenario: twofold")
        .replace("  - at: T+00:30\n", "  - { name: other, at: T+00:10, chance: 50%, by: uk, do: center.attend, with: { nation: uk } }\n  - at: T+00:30\n")
        .replace("        after: { p10: 1h", "        chance: 50%\n        after: { p10: 1h");
    desk.write("twofold.yaml", text);
    desk.write("twofold.rules", OBJECTION);
    desk
}

/// The keys of the choices that `why` says would each have prevented it.
fn preventing(desk: &Desk, words: &str) -> Vec<String> {
    let shown = desk.run(&format!("why {words} --scenario twofold.yaml --format json"));
    let told: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"));
    let flips = told["flips"].as_array().expect("a list").iter();
    let helping = flips.filter(|flip| flip["prevents"] == true);
    helping.map(|flip| flip["made"]["key"].as_str().expect("a key").to_string()).collect()
}

/// Poland objected before the log left its parent, whatever is drawn behind that.
#[test]
fn what_lies_before_a_branch_with_another_seed_is_drawn_as_it_was() {
    let desk = desk();
    let rules = "--rules twofold.rules";
    let is_broken = |seed: &u32| {
        let run = format!("run twofold.yaml --seed {seed} {rules} --log run-{seed}.jsonl");
        desk.run(&run);
        desk.run(&format!("check run-{seed}.jsonl {rules}")).code == 1
    };
    let seed = (1..20).find(is_broken).expect("Poland objects in one of them");
    for other in 100..106 {
        let words = format!("--scenario twofold.yaml {rules} --at T+00:40 --seed {other}");
        desk.run(&format!("branch run-{seed}.jsonl {words} --log branch-{other}.jsonl"));
        let found = preventing(&desk, &format!("branch-{other}.jsonl {rules} --rule unbroken"));
        assert!(found.iter().any(|key| key == "warsaw/object/chance@q-1#1"), "{found:?}");
        assert!(found.iter().all(|key| key.starts_with("warsaw/")), "{found:?}");
    }
}
