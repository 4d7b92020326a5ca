//! The shipped scenarios, gone through up to so many choices: how many states there are.

use explorer::breadth::{Distance, Ended, Limits};
use kernel::SimDuration;

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

/// Scenario, whose rules, how far, of how many days, states, worlds that were copied, and rules that are
/// broken on the way.
type Pinned = (&'static str, Rules, Distance, u32, Days, u64, u64, &'static [&'static str]);

/// The rules of the scenario itself, or those above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Own,
    Above,
}

/// All days of the scenario, or the first ones: a whole year would take too long here.
type Days = Option<u64>;

/// Many scenarios draw so much when they begin that few choices lead nowhere; what happens when
/// nobody departs from what is usual says more of them. Some show how their own rules are broken: it is
/// gone on behind that.
const PINNED: [Pinned; 22] = [
    ("silence-broken", Above, Choices, 4, None, 8, 36, &[]),
    ("silence-broken", Own, Choices, 4, None, 32, 156, &[]),
    ("silence-broken", Own, Deviations, 2, None, 32, 92, &[]),
    ("cmcc-decay", Above, Choices, 3, None, 2, 15, &[]),
    ("cmcc-decay", Own, Deviations, 2, None, 2, 893, &["decides"]),
    ("hub-outage", Above, Choices, 2, None, 31, 31, &[]),
    ("hub-outage", Own, Choices, 2, None, 31, 31, &[]),
    ("hub-outage", Own, Choices, 4, None, 781, 781, &[]),
    ("hub-outage", Own, Deviations, 2, None, 1_497, 2_110, &["emergency"]),
    ("late-ratification", Own, Deviations, 0, None, 19, 28, &[]),
    ("late-ratification", Own, Deviations, 1, None, 1_061, 1_397, &["parliaments"]),
    ("late-ratification", Above, Deviations, 1, None, 973, 1_291, &[]),
    ("disputed-breach", Own, Deviations, 1, None, 2_561, 3_921, &[]),
    ("hq-rotation", Own, Deviations, 1, None, 8_358, 13_506, &["remedied"]),
    ("day-one", Own, Deviations, 0, None, 334, 1_210, &[]),
    ("ladder-72h", Above, Deviations, 0, None, 179, 396, &[]),
    ("ladder-72h", Own, Deviations, 1, None, 43_182, 88_013, &["us-in-time"]),
    ("slow-bleed", Above, Deviations, 0, None, 2_961, 3_667, &[]),
    ("slow-bleed", Own, Deviations, 0, None, 51, 292, &["quota"]),
    ("full-year", Own, Deviations, 0, Some(20), 7, 3_809, &[]),
    // Nothing is uncertain in these: they are gone through to their ends.
    ("backstop-withdrawn", Own, Choices, 4, None, 1, 1, &[]),
    ("paris-summit", Own, Choices, 4, None, 1, 1, &[]),
];

#[test]
fn shipped_scenarios_keep_these_rules_in_all_histories_up_to_so_many_choices() {
    let mut found = Vec::new();
    for (name, whose, distance, depth, days, ..) in PINNED {
        let folder = format!("{}/../../scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
        let read = |file: &str| std::fs::read_to_string(format!("{folder}/{file}"));
        let text = read("scenario.yaml").expect("the scenario is there");
        let rules = match whose {
            Own => read("policy.rules").expect("it has rules"),
            Above => RULES.to_string(),
        };
        let mut setting = Setting::new(&text, &rules);
        let starts_at = setting.compiled.script.opening.starts_at;
        setting.until = days.map(|days| starts_at + SimDuration::from_days(days));
        let limits = Limits { distance, keeps_going: true, ..choices(depth) };
        let several = setting.search(&Limits { threads: 2, ..limits });
        assert!(matches!(several.ended, Ended::Everything | Ended::AtDepth), "{name}");
        let one = setting.search(&limits);
        assert_eq!(one.states_at, several.states_at, "{name}");
        assert_eq!((one.digest, one.transitions), (several.digest, several.transitions), "{name}");
        let broken = several.violations.iter().map(|it| setting.rules.name(it.rule));
        let broken: Vec<&str> = broken.collect();
        let (states, transitions) = (several.states, several.transitions);
        let row = (name, whose, distance, depth, days, states, transitions, &broken[..]);
        found.push(format!("{row:?}"));
    }
    assert_eq!(found, PINNED.map(|row| format!("{row:?}")));
}
