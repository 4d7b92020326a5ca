//! Scenarios that go on and on.

use std::convert::Infallible;

use domain::Center;
use simulator::choice::Seeded;
use simulator::engine::{Journal, RecordOf};
use simulator::run;

use crate::compile;

/// A journal of runs that are short.
struct Short;

impl Journal<Center> for Short {
    type Error = Infallible;
    const RECORDS_MAX: u64 = 1_000;
    const PENDING_MAX: usize = 100;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], Infallible> {
        Ok(batch)
    }
}

/// How a run ends in which a sensor sees the same thing again and again, so many times after each.
fn told(after: &str, times: usize) -> (String, u64) {
    let detection = "do: incident.report-detection, with: { incident: a, sector: s, category: drone, severity: minor, sensor: x }";
    let head = super::HEAD;
    let again = |n: usize| {
        format!(
            "      - {{ name: again-{n}, upon: incident.detected, after: {after}, {detection} }}\n"
        )
    };
    let again: Vec<String> = (0..times).map(again).collect();
    let again = again.concat();
    let text = format!(
        "{head}nations: {{ ua: {{ role: host }} }}\ntimeline:\n  - {{ at: T+01:00, by: monitors, {detection} }}\n\
         actors:\n  m:\n    as: monitors\n    behaviors:\n{again}"
    );
    let script = compile(&text).expect("it has no faults").script;
    let opening = run::opening(&script, 1, None);
    let mut head = 0;
    let observe = &mut |record: &RecordOf<Center>| head = record.position.0;
    let played = run::run(&script, opening, Seeded::new(1, 0), Short, observe);
    (played.map_or_else(|error| error.to_string(), |_| "it ends".to_string()), head)
}

#[test]
fn a_run_that_never_ends_is_given_up_and_what_acts_most_is_named() {
    let (told, head) = told("1ms", 1);
    let begins = "more than 1000 records by 2026-03-02T09:00:00";
    assert!(told.starts_with(begins), "{told}");
    assert!(told.contains(": `m/again-0` was set off most, "), "{told}");
    assert!((1_000..1_010).contains(&head), "{head}");
    assert_eq!(self::told("3h", 1).0, "it ends");
}

/// What waits is in no log, and takes memory.
#[test]
fn a_run_in_which_more_and_more_waits_is_given_up() {
    let (told, head) = told("1min", 2);
    let begins = "more than 100 steps wait at 2026-03-02T09:0";
    assert!(told.starts_with(begins), "{told}");
    assert!(told.contains(": `m/again-0` was set off most, "), "{told}");
    assert!(head < 1_000, "{head}");
}
