//! One run as it is followed, record by record.

use kernel::SimTime;
use report::Measures;
use simulator::kinds::ByKind;
use simulator::record::{Body, CenterRecord};
use simulator::run;

use crate::outcome::{Cell, Find, Outcomes};
use crate::sought::Seen;

/// One run as it goes, and the next one after [`restart`](Observation::restart).
pub struct Observation<'a> {
    outcomes: &'a Outcomes,
    by_kind: ByKind<Vec<usize>>,
    counts: Vec<u32>,
    firsts: Vec<Option<SimTime>>,
    measures: Option<Measures>,
    events: i64,
}

impl<'a> Observation<'a> {
    pub fn new(outcomes: &'a Outcomes) -> Observation<'a> {
        Observation {
            outcomes,
            by_kind: outcomes.by_kind(),
            counts: vec![0; outcomes.events.len()],
            firsts: vec![None; outcomes.events.len()],
            measures: outcomes.measure().then(Measures::default),
            events: 0,
        }
    }

    /// Forgets everything: another run begins.
    pub fn restart(&mut self) {
        self.counts.fill(0);
        self.firsts.fill(None);
        self.measures = self.outcomes.measure().then(Measures::default);
        self.events = 0;
    }

    /// Takes the next record.
    pub fn apply(&mut self, record: &CenterRecord) {
        if let Some(measures) = &mut self.measures {
            measures.apply(record);
        }
        if !matches!(record.body, Body::Event(_)) {
            return;
        }
        self.events += 1;
        let Some(mut seen) = Seen::of(record) else {
            return;
        };
        // What is counted since another event has a higher index: no event comes since itself.
        for &index in self.by_kind.of(seen.kind).into_iter().flatten().rev() {
            let counted = &self.outcomes.events[index];
            let in_time = counted.from <= record.at && record.at <= counted.to;
            let in_turn = counted.after.is_none_or(|after| self.firsts[after].is_some());
            if in_time && in_turn && seen.fits(&counted.pattern) {
                self.counts[index] = self.counts[index].saturating_add(1);
                self.firsts[index].get_or_insert(record.at);
            }
        }
    }

    /// The cells of a run that has ended; it began and was to last from one instant to the other.
    pub fn cells<J, C>(
        &self,
        outcome: &run::Outcome<J, C>,
        (starts_at, until): (SimTime, SimTime),
    ) -> Vec<Cell> {
        let missed =
            |clock| self.measures.as_ref().and_then(|all| all.missed().get(clock).copied());
        let rows = self.measures.as_ref().map(|measures| measures.rows(&outcome.center));
        let rows = rows.unwrap_or_default();
        let rules = outcome.rules.as_ref().map(|results| results.rules.as_slice());
        let whole = |count: u64| Cell::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let flag = |holds: bool| Cell::Number(i64::from(holds));
        let found = self.outcomes.finds.iter().map(|find| match find {
            Find::Happened { event, at_least, at_most } => {
                let count = self.counts[*event];
                flag(*at_least <= count && count <= *at_most)
            }
            Find::Count { event } => whole(self.counts[*event].into()),
            Find::Time { to, since } => {
                let start = since.map_or(Some(starts_at), |since| self.firsts[since]);
                let span = |start: SimTime, end: SimTime| {
                    i64::try_from(end.since(start).as_millis()).unwrap_or(i64::MAX)
                };
                let watched = until.min(self.outcomes.events[*to].to);
                match (start, self.firsts[*to]) {
                    (Some(start), Some(end)) => Cell::Number(span(start, end)),
                    (Some(start), None) if start <= watched => Cell::NotBy(span(start, watched)),
                    _ => Cell::Nothing,
                }
            }
            Find::Expectation(index) => {
                outcome.expectations.get(*index).map_or(Cell::Nothing, |verdict| flag(verdict.met))
            }
            Find::Rule(index) => {
                let rule = rules.and_then(|rules| rules.get(*index));
                // Given up before anything broke it, it is neither kept nor broken.
                let judged = rule.filter(|it| it.given_up.is_none() || !it.violations.is_empty());
                judged.map_or(Cell::Nothing, |rule| flag(rule.violations.is_empty()))
            }
            Find::Missed(clock) => whole(missed(clock).unwrap_or(0)),
            Find::Metric(name) => {
                let row = rows.iter().find(|row| row.name == *name);
                row.and_then(|row| row.value).map_or(Cell::Nothing, Cell::Number)
            }
            Find::Events => Cell::Number(self.events),
        });
        found.collect()
    }
}
