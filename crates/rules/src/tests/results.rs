//! What a report says of a log beside the verdicts.

use kernel::{Position, SimTime};
use serde_json::json;

use super::log::vocabulary;
use crate::{Audit, Event, Field, Results, RuleSet, Standing};

const HOUR: i64 = 3_600_000;

/// Events of the kinds `a`, `b`, `c` with `x` and `n`, an hour apart.
fn warnings(rules: &str, log: &[(&str, &str, i64)]) -> Vec<Vec<String>> {
    let rules = RuleSet::parse(rules, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    for (number, (kind, x, n)) in log.iter().enumerate() {
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let time = SimTime::from_millis(i64::try_from(number).expect("it is small") * HOUR);
        let fields = [Field::Text(x), Field::Missing, Field::whole(*n)];
        let position = Position(number as u64);
        audit.observe(&Event { position, time, kind, fields: &fields }).expect("in order");
    }
    audit.results().rules.into_iter().map(|rule| rule.warnings).collect()
}

fn one(rule: &str, log: &[(&str, &str, i64)]) -> Vec<String> {
    let states = "state s(x) from b(x) until c(x)\n";
    warnings(&format!("{states}rule r \"\"\n{rule}\n"), log).remove(0)
}

#[test]
fn a_rule_that_was_never_asked_is_warned_about() {
    assert_eq!(one("whenever a(x) then b(x) within 1 h", &[("b", "p", 0)]), ["`a` never occurred"]);
    let scoped = one("after b(x), never a(x)", &[("a", "p", 0)]);
    assert_eq!(scoped, ["the rule was never triggered"]);
    assert_eq!(one("never a(x)", &[("b", "p", 0)]), ["`a` never occurred"]);
}

#[test]
fn a_where_that_is_always_or_never_true_is_warned_about() {
    let rule = "never a(x, n) where n > 4";
    let told = |numbers: &[i64]| {
        let log: Vec<_> = numbers.iter().map(|n| ("a", "p", *n)).collect();
        one(rule, &log)
    };
    assert_eq!(told(&[1, 2]), ["`where n > 4` was never true"]);
    assert_eq!(told(&[5, 6]), ["`where n > 4` was never false"]);
    assert_eq!(told(&[1, 5]), [""; 0]);
}

/// A log that calls a field otherwise would else keep the rule without a word.
#[test]
fn a_where_that_no_event_came_as_far_as_is_warned_about() {
    let log = [("a", "p", 0), ("c", "p", 1)];
    let told = |rule: &str| one(rule, &log);
    let why = "`where y = x` was never asked: no `a` had all of `x`, `y`";
    assert_eq!(told("never a(x, y) where y = x"), [why]);
    let why = "`where m != \"us\"` was never asked: no `a` had the field `y`";
    assert_eq!(told("never a(y: m) where m != \"us\""), [why]);
    let told = told("never a(x: \"q\", n) where n > 3");
    assert_eq!(told, ["`where n > 3` was never asked: no `a` had its values"]);
}

/// In a scope it is told whether no event had the fields, or none of those that had came in it.
#[test]
fn a_where_that_no_event_came_as_far_as_in_a_scope_is_warned_about() {
    let triggered = "the rule was never triggered";
    let log = [("a", "p", 0), ("b", "q", 1), ("a", "p", 0)];
    let told = one("after b(x), never a(x, n) where n > 3", &log);
    assert_eq!(told, [triggered, "`where n > 3` was never asked: no `a` came in the scope"]);
    let told = one("after b(x), never a(x, y: m) where m != \"us\"", &log);
    let why = "`where m != \"us\"` was never asked: no `a` had all of `x`, `y`";
    assert_eq!(told, [triggered, why]);
    let told = one("after b(y: x), never a(x: y, n) where n > 3", &[("b", "q", 1), ("a", "p", 0)]);
    assert_eq!(told[1..], ["`where n > 3` was never asked: no `a` came in the scope"]);
}

#[test]
fn an_alternative_that_never_did_the_work_is_warned_about() {
    let rule = "whenever a(x) then b(x) within 2 h or (c(x) within 2 h then b(x) within 2 h)";
    let idle = "the alternative `(c(x) within 2 h then b(x) within 2 h)` never did the work";
    assert_eq!(one(rule, &[("a", "p", 0), ("b", "p", 0)]), [idle]);
    let other = one(rule, &[("a", "p", 0), ("c", "p", 0), ("b", "q", 0), ("b", "p", 0)]);
    assert_eq!(other, ["the alternative `b(x) within 2 h` never did the work"]);
    assert_eq!(one(rule, &[("a", "p", 0)]), [""; 0], "nothing did the work yet");
}

#[test]
fn a_need_that_never_failed_where_another_did_is_warned_about() {
    let rule = "a(x) only if b(x) before and no c(x) before";
    let sound = "the need `no c(x) before` never failed";
    assert_eq!(one(rule, &[("a", "p", 0), ("b", "p", 0), ("a", "p", 0)]), [sound]);
    assert_eq!(one(rule, &[("b", "p", 0), ("a", "p", 0)]), [""; 0], "no need failed");
    assert_eq!(one(rule, &[("c", "p", 0), ("a", "p", 0)]), [""; 0], "both failed at once");
    let joined = "a(x) only if b(x, n: m) before and c(x, n: m) before";
    let told = one(joined, &[("a", "p", 0)]);
    assert_eq!(told, ["the need `c(x, n: m) before` never failed"], "it was not asked");
    let log = [("a", "p", 0), ("b", "p", 1), ("c", "p", 2), ("a", "p", 0)];
    assert_eq!(one(joined, &log), [""; 0], "no values met both");
}

#[test]
fn a_state_that_was_never_entered_or_left_and_an_exception_without_use_are_warned_about() {
    let rule = "never a(x)\nexcept when s(x)";
    let unused = "no exception was ever used";
    assert_eq!(one(rule, &[("a", "p", 0)]), ["state `s` was never entered", unused]);
    assert_eq!(one(rule, &[("b", "p", 0), ("a", "p", 0)]), ["state `s` was never left"]);
    assert_eq!(one(rule, &[("b", "p", 0), ("a", "p", 0), ("c", "p", 0)]), [""; 0]);
}

#[test]
fn a_limit_of_which_little_was_used_is_warned_about() {
    let log = [("a", "p", 3), ("a", "p", 4)];
    assert_eq!(one("at most 5 a(x) per x in total", &log), ["never more than 2 of 5 was used"]);
    assert_eq!(one("at most 4 a(x) per x in total", &log), [""; 0]);
    let sum = one("at most 100 of sum n in a(x, n) per x in any 9 h", &log);
    assert_eq!(sum, ["never more than 7 of 100 was used"]);
}

#[test]
fn triggers_outside_of_the_time_in_force_are_counted() {
    let told = one("in force 2026-01-01\nnever a(x)", &[("a", "p", 0), ("a", "p", 0)]);
    assert_eq!(told, ["2 triggers came while the rule was not in force"]);
    let told = one("in force 2026-01-01\nnever a(x)", &[("a", "p", 0)]);
    assert_eq!(told, ["1 trigger came while the rule was not in force"]);
}

#[test]
fn a_reparation_that_is_waited_for_is_told_from_a_duty() {
    let text = "rule r \"\"\nwhenever a(x) then b(x) within 1 h otherwise c(x) within 5 h\n";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let kind = rules.vocabulary().id("a").expect("it is a kind");
    let fields = [Field::Text("p"), Field::Missing, Field::Missing];
    let event =
        Event { position: Position(0), time: SimTime::from_millis(0), kind, fields: &fields };
    audit.observe(&event).expect("it is the first");
    let results = audit.results();
    let pending = &results.rules[0].pending[0];
    assert!(!pending.reparation);
    assert_eq!(
        pending.text(results.log.reached),
        "pending for x p: #0 at 1970-01-01 00:00:00, due 1970-01-01 01:00:00, 1 h left; then its \
         reparation, due 1970-01-01 06:00:00"
    );
    audit.advance_to(SimTime::from_millis(HOUR + 1));
    let results = audit.results();
    let pending = &results.rules[0].pending[0];
    assert!(pending.reparation);
    assert_eq!(
        pending.text(results.log.reached),
        "reparation pending for x p: #0 at 1970-01-01 00:00:00, due 1970-01-01 06:00:00, 5 h left"
    );
}

/// The sentence of a violation tells of the duty itself.
#[test]
fn a_reparation_that_comes_late_is_no_late_answer() {
    let text = "rule r \"\" whenever a(x) then b(x) within 1 h otherwise c(x) within 2 h";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    for (number, (kind, hour)) in (0..).zip([("a", 0), ("c", 4)]) {
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let fields = [Field::Text("p"), Field::Missing, Field::Missing];
        let time = SimTime::from_millis(hour * HOUR);
        let event = Event { position: Position(number), time, kind, fields: &fields };
        audit.observe(&event).expect("it is in order");
    }
    let results = audit.results();
    let violation = results.rules[0].violations.iter().next().expect("it is broken");
    assert_eq!(violation.nearest, None, "{}", violation.text);
}

/// One event may ask for several instances; an answer that comes late is told of that which it
/// answers, and of no other.
#[test]
fn a_late_answer_is_the_nearest_of_its_own_instance() {
    let text = "rule r \"\" whenever a(x) then b(x) within 2 h
        rule s \"\" whenever a(x) then b(x) within 2 h or c(x) within 6 h";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let log: [(_, &[&str], _); 6] = [
        ("a", &["o", "p", "q"], 0),
        ("a", &["p"], 1),
        ("b", &["q"], 3),
        ("b", &["q"], 4),
        ("b", &["p"], 4),
        ("c", &["o"], 9),
    ];
    for (number, (kind, x, hour)) in log.into_iter().enumerate() {
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let x: Vec<Field<'_>> = x.iter().map(|x| Field::Text(x)).collect();
        let fields = [Field::List(&x), Field::Missing, Field::Missing];
        let (position, time) = (Position(number as u64), SimTime::from_millis(hour * HOUR));
        audit.observe(&Event { position, time, kind, fields: &fields }).expect("in order");
    }
    let results = audit.results();
    let told = |rule: usize| {
        let told = results.rules[rule].violations.iter();
        told.map(|it| (it.position.0, it.nearest.map(|nearest| nearest.0))).collect::<Vec<_>>()
    };
    assert_eq!(told(0), [(0, None), (0, Some(4)), (0, Some(2)), (1, Some(4))]);
    let any = "what was late for one alternative is near, though another might still have come";
    assert_eq!(told(1), [(0, Some(5)), (0, Some(4)), (0, Some(2)), (1, Some(4))], "{any}");
}

/// Alternatives that end at once are all as late; which is written first is no matter.
#[test]
fn the_late_answer_may_be_that_of_any_alternative_with_the_last_instant() {
    let text = "rule r \"\" whenever a(x) then b(x) within 2 h or c(x) within 2 h
        rule s \"\" whenever a(x) then c(x) within 2 h or b(x) within 2 h
        rule t \"\" whenever a(x) then ( b(x) or c(x) ) within 2 h";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    for (late, nearest) in [(["b", "c"], Some(1)), (["c", "b"], Some(1)), (["r", "r"], None)] {
        let mut audit = Audit::new(&rules);
        for (number, (kind, hour)) in (0..).zip([("a", 0), (late[0], 3), (late[1], 4), ("r", 9)]) {
            let kind = rules.vocabulary().id(kind).expect("it is a kind");
            let fields = [Field::Text("p"), Field::Missing, Field::Missing];
            let time = SimTime::from_millis(hour * HOUR);
            let event = Event { position: Position(number), time, kind, fields: &fields };
            audit.observe(&event).expect("it is in order");
        }
        for rule in audit.results().rules {
            let violation = rule.violations.iter().next().expect("it is broken");
            assert_eq!(violation.nearest.map(|it| it.0), nearest, "{}", violation.text);
        }
    }
}

/// The steps before the last may have been later still, which nobody must read over.
#[test]
fn the_least_time_of_steps_is_that_of_the_last() {
    for (outcome, tightest) in [
        ("b(x) within 4 h", "1 h of 4 h"),
        ("b(x) within 1 h then c(x) within 4 h", "1 h of 4 h, at the last step"),
        (
            "r(x) within 9 h or ( b(x) within 4 h then c(x) within 4 h )",
            "1 h of 4 h, at the last step",
        ),
    ] {
        let text = format!("rule r \"\" whenever a(x) then {outcome}");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let mut audit = Audit::new(&rules);
        for (number, (kind, hour)) in (0..).zip([("a", 0), ("b", 1), ("c", 2)]) {
            let kind = rules.vocabulary().id(kind).expect("it is a kind");
            let fields = [Field::Text("p"), Field::Missing, Field::Missing];
            let (position, time) = (Position(number), SimTime::from_millis(hour * HOUR));
            audit.observe(&Event { position, time, kind, fields: &fields }).expect("in order");
        }
        assert_eq!(audit.results().rules[0].tightest.as_deref(), Some(tightest), "{outcome}");
    }
}

/// An id comes from outside, and must not write lines of the report; the document has it as it is.
#[test]
fn a_line_break_in_an_id_is_shown_escaped() {
    let text = "rule r \"\" never a(x)\nrule s \"\" whenever a(x) then b(x)";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let kind = rules.vocabulary().id("a").expect("it is a kind");
    let id = "é\ns: kept\u{1b}[2J";
    let fields = [Field::Text(id), Field::Missing, Field::Missing];
    let time = SimTime::from_millis(0);
    audit.observe(&Event { position: Position(0), time, kind, fields: &fields }).expect("in order");
    let results = audit.results();
    let violation = results.rules[0].violations.iter().next().expect("it is broken");
    let shown = "for x é\\ns: kept\\u{1b}[2J: ";
    assert!(violation.text.contains(shown), "{}", violation.text);
    let pending = results.rules[1].pending[0].text(results.log.reached);
    assert!(pending.contains(shown), "{pending}");
    let document = serde_json::to_value(&results).expect("it can be written");
    assert_eq!(document["rules"][0]["violations"][0]["values"]["x"], id);
}

#[test]
fn a_total_that_was_not_reached_is_told_in_a_sentence() {
    let text = "rule r \"\" at least 2 a(x) per x in total";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let kind = rules.vocabulary().id("a").expect("it is a kind");
    let fields = [Field::Text("p"), Field::Missing, Field::Missing];
    let time = SimTime::from_millis(0);
    audit.observe(&Event { position: Position(0), time, kind, fields: &fields }).expect("in order");
    audit.close();
    let results = audit.results();
    let told = results.rules[0].violations.iter().next().expect("it is broken").text;
    assert!(told.ends_with("; not so up to the end: at least 2 a(x) per x in total"), "{told}");
}

/// What is written straight from the violations as they are kept is what a document of them is:
/// names in order, violations by position, then values.
#[test]
fn results_are_written_in_one_way() {
    let text = "rule r \"\" whenever a(x, n) then b(x) within 1 h
        rule s \"\" whenever a(x) then b(x, n) where n > 0 within 1 h
        rule t \"\" whenever a(x) then c(x)";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let mut observe = |position, kind, x: &[&str], hour| {
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let x: Vec<Field<'_>> = x.iter().map(|x| Field::Text(x)).collect();
        let fields = [Field::List(&x), Field::Missing, Field::whole(7)];
        let time = SimTime::from_millis(hour * HOUR);
        let event = Event { position: Position(position), time, kind, fields: &fields };
        audit.observe(&event).map(drop).expect("in order");
    };
    observe(0, "a", &["q", "p"], 0);
    observe(3, "a", &["p"], 1);
    observe(5, "b", &["p"], 3);
    let before = audit.results();
    audit.close();
    let results = audit.results();
    let standings =
        |results: &Results| results.rules.iter().map(|it| it.verdict).collect::<Vec<_>>();
    let (broken, pending) = (Standing::Broken, Standing::Pending);
    assert_eq!(standings(&before), [broken, broken, pending]);
    assert_eq!(standings(&results), [broken; 3]);
    assert_eq!(before.rules[..2], results.rules[..2], "nothing was pending");
    let told: Vec<String> = results.rules[0].violations.iter().map(|it| it.text).collect();
    let late = "nearest #5 at 1970-01-01 03:00:00";
    assert_eq!(
        told,
        [
            "r broken for x p, n 7: a #0 at 1970-01-01 00:00:00; \
             no b(x) within 1 h up to 1970-01-01 01:00:00"
                .to_owned(),
            "r broken for x q, n 7: a #0 at 1970-01-01 00:00:00; \
             no b(x) within 1 h up to 1970-01-01 01:00:00"
                .to_owned(),
            format!(
                "r broken for x p, n 7: a #3 at 1970-01-01 01:00:00; \
                 no b(x) within 1 h up to 1970-01-01 02:00:00; {late}, 1 h late"
            ),
        ]
    );
    let straight = serde_json::to_string(&results).expect("it can be written");
    let document = serde_json::to_value(&results).expect("it can be written");
    assert_eq!(straight, document.to_string());
    let values = &document["rules"][0]["violations"][0]["values"];
    assert_eq!(values.to_string(), r#"{"n":7,"x":"p"}"#);
    let values = &document["rules"][1]["violations"][0]["values"];
    assert_eq!(values.to_string(), r#"{"x":"p"}"#, "nothing gave `n` a value");
    expect_written(&results, &document);
}

/// Each violation of the document has what the violation itself says, and nothing else.
fn expect_written(results: &Results, document: &serde_json::Value) {
    for (rule, written) in results.rules.iter().zip(document["rules"].as_array().expect("a list")) {
        let written = written["violations"].as_array().expect("a list");
        assert_eq!(written.len(), rule.violations.len());
        for (violation, written) in rule.violations.iter().zip(written) {
            let mut expected = json!({
                "because": violation.because,
                "certain_at": violation.certain_at,
                "nearest": violation.nearest,
                "position": violation.position,
                "text": violation.text,
                "time": violation.time,
                "values": violation.values,
            });
            assert_eq!(violation.at_close, rule.rule == "t");
            if violation.at_close {
                expected["at_close"] = json!(true);
            }
            assert_eq!(*written, expected);
        }
    }
}

/// The verdict on one rule and how often it was broken, with its warnings.
fn judged(rule: &str, log: &[(&str, &str, i64)]) -> (Standing, u64, Vec<String>) {
    let text = format!("state s(x) from b(x) until c(x)\nrule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    for (number, (kind, x, n)) in (0u64..).zip(log) {
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let time = SimTime::from_millis(i64::try_from(number).expect("it is small") * HOUR);
        let fields = [Field::Text(x), Field::Missing, Field::whole(*n)];
        let event = Event { position: Position(number), time, kind, fields: &fields };
        audit.observe(&event).expect("in order");
    }
    let result = audit.results().rules.remove(0);
    (result.verdict, result.triggered.unwrap_or_default(), result.warnings)
}

#[test]
fn the_where_of_a_trigger_may_speak_of_what_its_scope_gives() {
    let between = "between b(x, n: m) and c(x), never a(x, n) where n > m";
    let log = [("b", "p", 1), ("a", "p", 1), ("a", "p", 5), ("c", "p", 0)];
    assert_eq!(judged(between, &log), (Standing::Broken, 1, vec![]));
    let while_other = "while s(x: y), never a(x) where not (x = y)";
    assert_eq!(judged(while_other, &[("b", "p", 0), ("a", "p", 0)]).0, Standing::Vacuous);
    let log = [("b", "p", 0), ("a", "q", 0), ("a", "p", 0)];
    let never_left = vec!["state `s` was never left".to_string()];
    assert_eq!(judged(while_other, &log), (Standing::Broken, 1, never_left));
    let duty = "after b(x, n: m), whenever a(x, n) where n > m then c(x) within 1 h";
    let log = [("b", "p", 3), ("a", "p", 3), ("a", "p", 4), ("a", "p", 2), ("a", "p", 2)];
    assert_eq!(judged(duty, &log), (Standing::Broken, 1, vec![]));
}
