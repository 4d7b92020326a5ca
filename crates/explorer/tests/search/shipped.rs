//! The shipped scenarios, gone through up to so many choices: how many states there are.

use explorer::breadth::{Distance, Ended, Limits};

use crate::setting::{Setting, choices};
use Distance::{Choices, Deviations};
use Rules::{Above, Own};

/// What every history must keep, whatever the scenario.
pub(crate) const RULES: &str = r#"
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

/// Scenario, whose rules, how far, states and worlds that were copied.
type Pinned = (&'static str, Rules, Distance, u32, u64, u64);

/// The rules of the scenario itself, or those above where a scenario shows how its own are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Own,
    Above,
}

/// Many scenarios draw so much when they begin that few choices lead nowhere; what happens when
/// nobody departs from what is usual says more of them.
const PINNED: [Pinned; 14] = [
    ("silence-broken", Above, Choices, 4, 8, 36),
    ("silence-broken", Own, Choices, 4, 32, 156),
    ("silence-broken", Own, Deviations, 2, 32, 92),
    ("cmcc-decay", Above, Choices, 3, 2, 15),
    ("hub-outage", Above, Choices, 2, 31, 31),
    ("late-ratification", Own, Deviations, 0, 19, 28),
    ("late-ratification", Above, Deviations, 1, 973, 1_291),
    ("disputed-breach", Own, Deviations, 0, 31, 56),
    ("hq-rotation", Own, Deviations, 0, 47, 90),
    ("day-one", Own, Deviations, 0, 334, 1_210),
    ("ladder-72h", Above, Deviations, 0, 179, 396),
    ("slow-bleed", Above, Deviations, 0, 2_961, 3_667),
    // Nothing is uncertain in these: they are gone through to their ends.
    ("backstop-withdrawn", Own, Choices, 4, 1, 1),
    ("paris-summit", Own, Choices, 4, 1, 1),
];

#[test]
fn shipped_scenarios_keep_these_rules_in_all_histories_up_to_so_many_choices() {
    let mut found = Vec::new();
    for (name, whose, distance, depth, ..) in PINNED {
        let folder = format!("{}/../../scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
        let read = |file: &str| std::fs::read_to_string(format!("{folder}/{file}"));
        let text = read("scenario.yaml").expect("the scenario is there");
        let rules = match whose {
            Own => read("policy.rules").expect("it has rules"),
            Above => RULES.to_string(),
        };
        let setting = Setting::new(&text, &rules);
        let several = setting.search(&Limits { distance, threads: 2, ..choices(depth) });
        assert!(several.violations.is_empty(), "{name}: {:?}", several.violations);
        assert!(matches!(several.ended, Ended::Everything | Ended::AtDepth), "{name}");
        let one = setting.search(&Limits { distance, ..choices(depth) });
        assert_eq!(one.states_at, several.states_at, "{name}");
        assert_eq!((one.digest, one.transitions), (several.digest, several.transitions), "{name}");
        found.push((name, whose, distance, depth, several.states, several.transitions));
    }
    assert_eq!(found, PINNED);
}
