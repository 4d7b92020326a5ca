//! An event that begins a state and is a sign of it asks a rule once.

use kernel::{Position, SimTime};

use super::log::vocabulary;
use crate::report::Audit;
use crate::{Event, Field, RuleSet};

/// How often a rule was triggered and how often excused, where `a` begins a state and is its sign; and
/// what it is warned of.
fn counts(before: &str, behind: &str) -> (Option<u64>, u64, Vec<String>) {
    let states = "state s(x) from a(x) until b(x)";
    let text =
        format!("{states}\nrule r \"\"\n{before}\nwhile s(x), a(x) at least every 1 h\n{behind}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let kind = rules.vocabulary().id("a").expect("it is a kind");
    let fields = [Field::Text("p"), Field::Missing, Field::Missing];
    for (position, time) in [0, 1_800_000].into_iter().enumerate() {
        let (position, time) = (Position(position as u64), SimTime::from_millis(time));
        audit.observe(&Event { position, time, kind, fields: &fields }).expect("it is in order");
    }
    let results = audit.results();
    let rule = &results.rules[0];
    (rule.triggered, rule.excused, rule.warnings.clone())
}

#[test]
fn an_instance_is_asked_once_whether_it_is_excused_or_not() {
    let (triggered, excused, _) = counts("", "");
    assert_eq!((triggered, excused), (Some(2), 0));
    let (triggered, excused, _) = counts("", "except when s(x)");
    assert_eq!((triggered, excused), (Some(2), 2));
    let (triggered, _, warnings) = counts("in force 2026-01-01", "");
    assert_eq!(triggered, Some(0));
    let outside = "2 triggers came while the rule was not in force".to_owned();
    assert!(warnings.contains(&outside), "{warnings:?}");
}
