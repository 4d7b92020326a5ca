//! The shipped scenarios, gone through up to so many choices: how many states there are.

use explorer::breadth::{Ended, Limits};

use crate::setting::{Setting, choices};

/// What every history must keep, whatever the scenario.
const RULES: &str = r#"
rule consent "The second tier opens with consent"
  response.tier-two-opened(series: s) only if response.consent-given(series: s) before
rule force "Silence authorizes no force"
  silence.adopted(question: q) only if no silence.started(question: q, matter: "tier-two") before
rule asked "Only who was asked breaks a silence"
  silence.broken(question: q, nation: n) only if silence.started(question: q, asked: n) before
rule started "What was not started is not completed"
  mission.completed(mission: m) only if mission.started(mission: m) before
rule over "A mandate ends when its time is over"
  whenever clock.struck(clock: "mandate-expiry", subject: n) then mandate.expired(nation: n) within 1 min
"#;

/// Scenario, choices, states and worlds that were copied.
const PINNED: [(&str, u32, u64, u64); 4] = [
    ("silence-broken", 4, 32, 156),
    ("cmcc-decay", 3, 6, 51),
    // Nothing is uncertain in these: they are gone through to their ends.
    ("backstop-withdrawn", 4, 1, 1),
    ("paris-summit", 4, 1, 1),
];

#[test]
fn shipped_scenarios_keep_these_rules_in_all_histories_up_to_so_many_choices() {
    let mut found = Vec::new();
    for (name, depth, ..) in PINNED {
        let path = format!("{}/../../scenarios/{name}/scenario.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the scenario is there");
        let setting = Setting::new(&text, RULES);
        let searched = setting.search(&Limits { threads: 2, ..choices(depth) });
        assert!(searched.violations.is_empty(), "{name}: {:?}", searched.violations);
        assert!(matches!(searched.ended, Ended::Everything | Ended::AtDepth), "{name}");
        found.push((name, depth, searched.states, searched.transitions));
    }
    assert_eq!(found, PINNED);
}
