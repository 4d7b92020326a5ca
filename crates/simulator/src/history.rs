//! What a script asks of the past: how often events of a kind have come, and when.
//!
//! Each watch of the script is a counter, kept by the values of some fields. An event costs a
//! look-up of its kind, and more only if somebody watches that kind.

use std::collections::{BTreeMap, VecDeque};

use domain::{Audience, Event};
use kernel::{Recorded, SimTime};
use serde_json::{Map, Value};

use crate::probe::{self, Kind};
use crate::script::{Condition, Pattern, Watch};

/// Counters for all watches of a script.
#[derive(Clone, Debug)]
pub struct History {
    watches: Vec<Watch>,
    /// Which watches look at a kind.
    by_kind: BTreeMap<String, Vec<usize>>,
    tallies: BTreeMap<(usize, Vec<String>), Tally>,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    count: u32,
    recent: VecDeque<SimTime>,
}

impl Pattern {
    /// Whether the fields of an event of this kind are as wanted.
    pub fn matches(&self, fields: &Map<String, Value>) -> bool {
        self.fields
            .iter()
            .all(|(name, wanted)| fields.get(name).is_some_and(|found| probe::means(wanted, found)))
    }
}

impl History {
    pub fn new(watches: &[Watch]) -> History {
        let mut by_kind: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, watch) in watches.iter().enumerate() {
            by_kind.entry(watch.pattern.kind.clone()).or_default().push(index);
        }
        History { watches: watches.to_vec(), by_kind, tallies: BTreeMap::new() }
    }

    /// Whether anybody looks at events of this kind.
    pub fn watches(&self, kind: &str) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// Counts an event, and returns the watches that it matched.
    pub fn observe(
        &mut self,
        kind: &str,
        fields: &Map<String, Value>,
        audience: Audience,
        at: SimTime,
    ) -> Vec<usize> {
        let Some(candidates) = self.by_kind.get(kind) else {
            return Vec::new();
        };
        let mut matched = Vec::new();
        for &index in candidates {
            let Some(watch) = self.watches.get(index) else { continue };
            if watch.reader.is_some_and(|reader| !audience.admits(reader)) {
                continue;
            }
            if at < watch.from || watch.to < at || !watch.pattern.matches(fields) {
                continue;
            }
            matched.push(index);
            let tally = self.tallies.entry((index, key(&watch.by_fields, fields))).or_default();
            tally.count = tally.count.saturating_add(1);
            if let Some(keep) = watch.keep {
                tally.recent.push_back(at);
                while tally.recent.front().is_some_and(|&first| first < at - keep) {
                    tally.recent.pop_front();
                }
            }
        }
        matched
    }

    /// Whether a condition holds at an instant, for the event that set the step off.
    pub fn holds(&self, condition: &Condition, bound: &Map<String, Value>, at: SimTime) -> bool {
        let tally = self.tallies.get(&(condition.watch, key(&condition.bound_to, bound)));
        let count = match (tally, condition.within) {
            (None, _) => 0,
            (Some(tally), None) => tally.count,
            (Some(tally), Some(within)) => {
                let recent = tally.recent.iter().filter(|&&seen_at| at - within <= seen_at).count();
                u32::try_from(recent).unwrap_or(u32::MAX)
            }
        };
        condition.at_least <= count && count <= condition.at_most
    }

    /// How often the events of a watch came, whatever the fields it is kept by.
    pub fn total(&self, watch: usize) -> u32 {
        let rows = self.tallies.range((watch, Vec::new())..(watch + 1, Vec::new()));
        rows.map(|(_, tally)| tally.count).fold(0, u32::saturating_add)
    }
}

/// The values of the named fields, as text.
fn key(names: &[String], fields: &Map<String, Value>) -> Vec<String> {
    names.iter().map(|name| fields.get(name).unwrap_or(&Value::Null).to_string()).collect()
}

/// The kind and, where they are wanted, the fields of an event.
pub(crate) fn look(
    recorded: &Recorded<domain::Actor, Event>,
    wanted: impl Fn(&str) -> bool,
) -> Option<(String, Map<String, Value>)> {
    let kind: Kind = probe::kind(&recorded.event)?;
    let name = kind.text();
    if !wanted(&name) {
        return None;
    }
    let mut fields = probe::fields(&recorded.event);
    // Scripts may ask who did it, as they ask for any other field.
    fields.entry("by").or_insert_with(|| Value::String(recorded.by.to_string()));
    Some((name, fields))
}

#[cfg(test)]
mod tests {
    use kernel::SimDuration;
    use serde_json::json;

    use super::*;

    fn watch(by_fields: &[&str]) -> Watch {
        Watch {
            pattern: Pattern {
                kind: "incident.opened".into(),
                fields: BTreeMap::from([("severity".into(), json!("major"))]),
            },
            by_fields: by_fields.iter().map(|&name| name.into()).collect(),
            reader: None,
            keep: Some(SimDuration::from_hours(1)),
            from: SimTime::MIN,
            to: SimTime::MAX,
        }
    }

    fn at(minutes: u64) -> SimTime {
        SimTime::default() + SimDuration::from_minutes(minutes)
    }

    fn condition(at_least: u32, within: Option<u64>) -> Condition {
        Condition {
            watch: 0,
            bound_to: vec!["sector".into()],
            within: within.map(SimDuration::from_minutes),
            at_least,
            at_most: u32::MAX,
        }
    }

    #[test]
    fn a_watch_counts_by_its_fields_and_forgets_by_time() {
        let mut history = History::new(&[watch(&["sector"])]);
        let event = |sector: &str, severity: &str| {
            json!({ "sector": sector, "severity": severity }).as_object().cloned().unwrap()
        };
        for minute in [0, 30, 70] {
            history.observe("incident.opened", &event("s1", "major"), Audience::All, at(minute));
        }
        let minor = event("s1", "minor");
        assert!(history.observe("incident.opened", &minor, Audience::All, at(71)).is_empty());
        let bound = event("s1", "major");
        assert!(history.holds(&condition(3, None), &bound, at(71)));
        assert!(history.holds(&condition(2, Some(60)), &bound, at(80)));
        assert!(!history.holds(&condition(3, Some(60)), &bound, at(80)));
        assert!(!history.holds(&condition(1, None), &event("s2", "major"), at(80)));
        assert_eq!(history.total(0), 3);
    }
}
