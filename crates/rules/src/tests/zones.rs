//! In which zone a report shows instants.

use kernel::{Position, SimTime};
use serde_json::json;

use crate::{Audit, Event, Field, RuleSet, Vocabulary};

const HOUR: i64 = 3_600_000;

/// Every instant of a text is of one zone; what is written for programs is UTC.
#[test]
fn a_text_shows_all_its_instants_in_the_zone_of_the_log() {
    let rules = "event asked(until: time)\nevent answered(until: time)\nevent noise()\n\
        rule r \"\" whenever asked(until) then answered(until) within 2 h\n\
        rule n \"\" never asked(until)\n";
    let rules = RuleSet::parse(rules, &Vocabulary::default()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    audit.show_in_zone(90);
    let kind = rules.vocabulary().id("asked").expect("it is a kind");
    let until = Field::Time(SimTime::from_millis(10 * HOUR));
    let time = SimTime::from_millis(HOUR);
    audit
        .observe(&Event { position: Position(7), time, kind, fields: &[until] })
        .expect("it is the first");
    let results = audit.results();
    let [pending, broken] = results.rules.as_slice() else { panic!("two rules") };
    assert_eq!(
        pending.pending[0].text(results.log.reached),
        "pending for until 1970-01-01 11:30:00: #7 at 1970-01-01 02:30:00, \
         due 1970-01-01 04:30:00, 2 h left"
    );
    let violation = broken.violations.iter().next().expect("it is broken");
    let instant = "asked #7 at 1970-01-01 02:30:00";
    assert!(
        violation.text.starts_with(&format!("n broken for until 1970-01-01 11:30:00: {instant}")),
        "{}",
        violation.text
    );
    let written = serde_json::to_value(&results).expect("it is plain");
    let values = json!({ "until": "1970-01-01T10:00:00Z" });
    assert_eq!(written["rules"][0]["pending"][0]["values"], values);
    assert_eq!(written["rules"][1]["violations"][0]["values"], values);
}
