//! Texts and logs that mean no good: nothing hangs, overflows or panics.

use kernel::{Position, SimTime};
use proptest::prelude::*;

use super::log::vocabulary;
use crate::{Event, Field, KindId, Monitor, OutOfOrder, Outcome, RuleSet, Vocabulary, format};

#[test]
fn faults_past_the_limit_are_counted() {
    let text = "rule r\n".repeat(1_000);
    let faults = RuleSet::parse(&text, &Vocabulary::default()).expect_err("it is no rule");
    assert_eq!(faults.len(), 101);
    assert_eq!((faults[100].code, &*faults[100].message), ("R127", "and 900 more faults"));
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let nested = |open: &str, inner: &str, close: &str| {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        format!("rule r \"deep\"\n  formula: {open}{inner}{close}\n")
    };
    for text in [
        nested("(", "a(x)", ")"),
        nested("not ", "a(x)", ""),
        nested("once ", "a(x)", ""),
        nested("a(x) implies ", "a(x)", ""),
        nested("exists x: ", "a(x)", ""),
        nested("x + ", "x", " = 1"),
        format!("rule r \"deep\"\n  never a(x) where {}x = 1\n", "(".repeat(100_000)),
        format!("rule r \"deep\"\n  whenever a(x) then {}b(x)\n", "(".repeat(100_000)),
        format!("example \"e\" for r {{ at 2026-01-01 a(x: {} }}\n", "[".repeat(100_000)),
    ] {
        assert!(RuleSet::parse(&text, &vocabulary()).is_err());
    }
}

/// So many with `just soak-rules`; a tenth where the program is not optimized.
#[test]
fn a_hundred_thousand_rules_are_read() {
    let rule = |number: usize| format!("rule r{number} \"\"\n  at most 3 a(x) per x in total\n");
    let count = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let text: String = (0..count).map(rule).collect();
    let rules = RuleSet::parse(&text, &vocabulary()).expect("they are sound");
    assert_eq!(rules.len(), count);
}

#[test]
fn ten_megabytes_of_one_expression_are_read_or_refused() {
    let text = format!("rule r \"long\"\n  formula: {}a(x)\n", "a(x) and ".repeat(1_200_000));
    assert!(10_000_000 < text.len());
    assert!(format(&text).is_ok());
    assert!(format(&"\"".repeat(10_000_000)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "(rule|r|\"\"|never|a|\\(|x|\\)|where|=|1|h|then|within|not|and|[\\[\\]{},:<>*é#]|\n| )*") {
        let _ = RuleSet::parse(&text, &vocabulary());
    }
}

fn event(position: u64, time: i64) -> Event<'static> {
    let time = SimTime::from_millis(time);
    Event { position: Position(position), time, kind: KindId::OTHER, fields: &[] }
}

#[test]
fn events_out_of_order_are_refused_and_change_nothing() {
    let rules = RuleSet::parse("", &vocabulary()).expect("an empty file is sound");
    let mut monitor = Monitor::new(&rules);
    monitor.observe(&event(3, 1_000)).expect("it is the first");
    let early = monitor.observe(&event(4, 999)).expect_err("it is too early");
    assert_eq!(
        early.to_string(),
        "#4 is of 1970-01-01T00:00:00.999Z, but the log has reached 1970-01-01T00:00:01.000Z"
    );
    let again = OutOfOrder::Position { position: Position(3), reached: Position(3) };
    assert_eq!(monitor.observe(&event(3, 1_000)).map(<[_]>::len), Err(again));
    monitor.observe(&event(4, 1_000)).expect("times may be equal");
    assert_eq!(monitor.events(), 2);
}

#[test]
fn numbers_near_the_limits_saturate() {
    let text = "rule r \"sum\"\n  at most 5 of sum n in a(x, n) per x in any 9999 w\n\
                rule s \"product\"\n  never a(n) where n * n > 1\n\
                rule t \"long\"\n  whenever a(x) then b(x) within 521000 w\n";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut monitor = Monitor::new(&rules);
    let kind = rules.vocabulary().id("a").expect("it is a kind");
    for (position, time) in [SimTime::MIN, SimTime::MAX].into_iter().enumerate() {
        let fields = [Field::Text("p"), Field::Text("q"), Field::whole(i64::MAX)];
        let position = Position(position as u64);
        let verdicts = monitor.observe(&Event { position, time, kind, fields: &fields });
        assert!(verdicts.is_ok());
    }
}

/// So many with `just soak-rules`; a tenth where the program is not optimized. Every other duty is
/// done before the rest lapses.
#[test]
fn a_million_duties_can_be_open() {
    let count: u64 = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    open_duties("whenever a(x) then b(x) within 1 h", count);
}

/// Each is found by what it waits for: asked again with every event, they would take hours.
#[test]
fn a_formula_can_wait_at_very_many_events() {
    let count: u64 = if cfg!(debug_assertions) { 10_000 } else { 300_000 };
    open_duties("formula: a(x) and not eventually [0 s, 1 h] b(x)", count);
    open_duties("formula: a(x) and not ((not c(x)) until [0 s, 1 h] (b(x) and not r(x)))", count);
}

/// Each value is looked for on its own: compared with all others, they would take hours.
#[test]
fn an_event_can_name_very_many() {
    let count = if cfg!(debug_assertions) { 30_000 } else { 300_000 };
    let unanswered = 10;
    for (body, broken, pending) in [
        ("whenever a(x) then b(x) within 1 h", 0, unanswered),
        ("b(x) only if no a(x) before", count - unanswered, 0),
        ("formula: a(x) and not eventually [0 s, 1 h] b(x)", 0, unanswered),
        ("formula: b(x) and once [0 s, 1 h] a(x)", count - unanswered, 0),
    ] {
        let text = format!("rule r \"many\"\n  {body}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let mut monitor = Monitor::new(&rules);
        let ids: Vec<String> = (0..count).map(|id| id.to_string()).collect();
        let twice: Vec<Field<'_>> = ids.iter().chain(&ids).map(|id| Field::Text(id)).collect();
        let some = &twice[unanswered..count];
        let mut found = 0;
        for (number, (kind, list)) in [("a", &*twice), ("b", some)].into_iter().enumerate() {
            let kind = rules.vocabulary().id(kind).expect("it is a kind");
            let (position, time) = (Position(number as u64), SimTime::from_millis(0));
            let fields = [Field::List(list), Field::Text("q"), Field::whole(0)];
            let event = Event { position, time, kind, fields: &fields };
            let verdicts = monitor.observe(&event).expect("it is in order");
            found += verdicts.iter().filter(|it| it.outcome == Outcome::Broken).count();
        }
        assert_eq!((found, monitor.pending().len()), (broken, pending), "{body}");
    }
}

fn open_duties(body: &str, count: u64) {
    let text = format!("rule r \"many\"\n  {body}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut monitor = Monitor::new(&rules);
    let mut broken = 0;
    let all = (0..count).map(|id| ("a", id));
    let done = (0..count).step_by(2).map(|id| ("b", id));
    for (number, (kind, id)) in (0..).zip(all.chain(done)) {
        let id = id.to_string();
        let fields = [Field::Text(&id), Field::Text("q"), Field::whole(0)];
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let time = SimTime::from_millis(0);
        let event = Event { position: Position(number), time, kind, fields: &fields };
        let verdicts = monitor.observe(&event).expect("it is in order");
        broken += verdicts.iter().filter(|it| it.outcome == Outcome::Broken).count();
    }
    assert_eq!(broken, 0);
    assert_eq!(monitor.pending().len() as u64, count / 2);
    assert_eq!(monitor.advance_to(SimTime::from_millis(3_600_000)).len(), 0);
    let lapsed = monitor.advance_to(SimTime::from_millis(3_600_001)).len();
    assert_eq!(lapsed as u64, count / 2);
    assert_eq!(monitor.pending().len(), 0);
}
