//! What a script asks of the past: how often events of a kind have come, and when.
//!
//! Each watch of the script is a counter, kept by the values of some fields.

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use domain::Audience;
use kernel::{Parts, Shared, SimTime};

use crate::chunked::Chunked;
use crate::datum::Datum;
use crate::fields::Fields;
use crate::script::{Condition, Watch};

/// Counters for all watches of a script. A copy shares each until one of the two counts on.
#[derive(Clone, Debug)]
pub struct History {
    watches: Arc<[Watch]>,
    /// By watch; none before it has counted anything.
    tallies: Chunked<Option<Shared<Tallies>>>,
}

type Tallies = BTreeMap<Key, Tally>;

/// The values of the fields by which a watch is kept: of the first one, and of the others. Most
/// watches have but one, so that a key is seldom allocated.
type Key = (Datum, Vec<Datum>);

#[derive(Clone, Debug, Default, Hash)]
struct Tally {
    count: u32,
    recent: VecDeque<SimTime>,
}

impl History {
    pub fn new(watches: &[Watch]) -> History {
        History { watches: watches.into(), tallies: Chunked::new(&None, watches.len()) }
    }

    /// Counts an event of the kind of this watch, if it matches.
    pub(crate) fn observe(
        &mut self,
        watch: usize,
        fields: &Fields,
        audience: Audience,
        at: SimTime,
    ) -> bool {
        let counts = |watch: &&Watch| {
            watch.reader.is_none_or(|reader| audience.admits(reader))
                && (watch.from..=watch.to).contains(&at)
                && fields.fit(&watch.pattern)
        };
        let Some(of) = self.watches.get(watch).filter(counts) else { return false };
        let Some(tallies) = self.tallies.get_mut(watch) else { return false };
        let tallies = tallies.get_or_insert_default();
        let tally = tallies.entry(key(&of.by_fields, fields)).or_default();
        tally.count = tally.count.saturating_add(1);
        if let Some(keep) = of.keep {
            tally.recent.push_back(at);
            while tally.recent.front().is_some_and(|&first| first < at - keep) {
                tally.recent.pop_front();
            }
        }
        true
    }

    /// When a watch last counted something, if it keeps instants.
    pub(crate) fn last(&self, watch: usize) -> Option<SimTime> {
        self.tallies(watch)?.values().filter_map(|tally| tally.recent.back().copied()).max()
    }

    fn tallies(&self, watch: usize) -> Option<&Shared<Tallies>> {
        self.tallies.get(watch)?.as_ref()
    }

    /// Whether a condition holds at an instant, for the event that set the step off.
    pub(crate) fn holds(&self, condition: &Condition, bound: &Fields, at: SimTime) -> bool {
        let tallies = self.tallies(condition.watch);
        let tally = tallies.and_then(|of| of.get(&key(&condition.bound_to, bound)));
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

    /// Hashes what a watch counted, as far as it can matter from an instant on: a watch that has not
    /// begun to count yet, or will end, does so at an instant.
    pub(crate) fn hash_watch<H: Parts>(&self, watch: usize, from: SimTime, into: &mut H) {
        let tallies = self.tallies(watch);
        let Some(watch) = self.watches.get(watch) else {
            return;
        };
        let begins = Some(watch.from).filter(|begins| from < *begins);
        let ends = Some(watch.to).filter(|ends| from <= *ends && *ends != SimTime::MAX);
        (watch.to < from, begins, ends, tallies.map_or(0, |all| all.len())).hash(into);
        let Some(tallies) = tallies else { return };
        let Some(keep) = watch.keep else { return into.part(tallies) };
        for (key, tally) in tallies.iter() {
            (key, tally.count).hash(into);
            let recent = tally.recent.iter().filter(|at| from - keep <= **at);
            recent.for_each(|at| (true, at).hash(into));
            false.hash(into);
        }
    }

    /// How often the events of a watch came, whatever the fields it is kept by.
    pub fn total(&self, watch: usize) -> u32 {
        let tallies = self.tallies(watch).into_iter().flat_map(|all| all.values());
        tallies.map(|tally| tally.count).fold(0, u32::saturating_add)
    }
}

fn key(names: &[String], fields: &Fields) -> Key {
    let mut values =
        names.iter().map(|name| fields.get(name).cloned().unwrap_or(Datum::Null)).fuse();
    (values.next().unwrap_or(Datum::Null), values.collect())
}

#[cfg(test)]
mod tests {
    use kernel::SimDuration;
    use serde_json::json;

    use super::*;
    use crate::script::Pattern;

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
        let event = |sector: &str, severity: &str| -> Fields {
            let datum = |text: &str| Datum::from(json!(text));
            [("sector", datum(sector)), ("severity", datum(severity))].into_iter().collect()
        };
        for minute in [0, 30, 70] {
            assert!(history.observe(0, &event("s1", "major"), Audience::All, at(minute)));
        }
        assert!(!history.observe(0, &event("s1", "minor"), Audience::All, at(71)));
        let bound = event("s1", "major");
        assert!(history.holds(&condition(3, None), &bound, at(71)));
        assert!(history.holds(&condition(2, Some(60)), &bound, at(80)));
        assert!(!history.holds(&condition(3, Some(60)), &bound, at(80)));
        assert!(!history.holds(&condition(1, None), &event("s2", "major"), at(80)));
        assert_eq!(history.total(0), 3);
    }
}
